//! Assignment, compound assignment, and destructuring assignment.

use super::{Binding, Lowerer};
use crate::ir::{Expr, Operand, Place, Projection, Stmt, Var};
use crate::reject::Refusal;
use syn::{BinOp, Expr as Syntax, Member};

impl<'r> Lowerer<'r> {
    pub(super) fn assign(&mut self, assign: &syn::ExprAssign) {
        if let (Syntax::Tuple(targets), Syntax::Tuple(values)) = (&*assign.left, &*assign.right)
            && targets.elems.len() == values.elems.len()
        {
            let values: Vec<Operand> = values.elems.iter().map(|value| self.operand(value)).collect();
            for (target, value) in targets.elems.iter().zip(values) {
                self.assign_operand(target, value);
            }
            return;
        }
        if let Syntax::Infer(_) = &*assign.left {
            self.operand(&assign.right);
            return;
        }
        if let Syntax::Path(path) = &*assign.left
            && let Some(ident) = path.path.get_ident()
            && let Some(Binding::View { .. }) = self.look_up(&ident.to_string())
        {
            self.refusals.refuse(assign, Refusal::ReassignedReference);
            return;
        }
        let value = match self.view(&assign.right) {
            Some((place, false)) => self.load_sized(place),
            _ => self.operand(&assign.right),
        };
        self.assign_operand(&assign.left, value);
    }

    pub(super) fn assign_operand(&mut self, target: &Syntax, value: Operand) {
        if let Syntax::Infer(_) = target {
            return;
        }
        if let Syntax::Tuple(targets) = target {
            if let Operand::Var(var) = value {
                for (position, target) in targets.elems.iter().enumerate() {
                    let part = Place::whole(var).field(Member::Unnamed(position.into()));
                    let part = self.load_named(part);
                    self.assign_operand(target, part);
                }
            }
            return;
        }
        if let Some(parts) = parts_of(target) {
            if let Operand::Var(var) = value {
                for (step, target) in parts {
                    let part = self.load_named(Place::whole(var).then(step));
                    self.assign_operand(target, part);
                }
            }
            return;
        }
        let Some(place) = self.place(target) else {
            return self.refuse_target(target);
        };
        self.check_writable(&place, &value, target);
        let target_type = self.type_of_place(&place);
        let value_type = self.type_of(&value);
        self.function.types.unify(target_type, value_type);
        let first = place.path.is_empty() && self.is_declared_only(place.root);
        self.push(Stmt::Assign { place, value, first });
    }

    /// Whether the variable was declared by `let x;`: then its assignments are its initialisation.
    ///
    /// Inside a loop, or under a flag that guards what follows, the compiler could not see that it is assigned once: there
    /// the declaration gets a value that is overwritten.
    fn is_declared_only(&mut self, var: Var) -> bool {
        let find = |defines: &dyn Fn(&Stmt) -> bool| {
            self.blocks
                .iter()
                .enumerate()
                .find_map(|(depth, block)| Some((depth, block.stmts.iter().position(defines)?)))
        };
        let Some(declared) = find(&|stmt| matches!(stmt, Stmt::Declare { var: declared } if *declared == var)) else {
            return false;
        };
        let in_loop = self.loops.iter().any(|frame| frame.depth > declared.0);
        let guarded = self.guards.iter().any(|guard| {
            find(&|stmt| matches!(stmt, Stmt::Let { var, .. } if var == guard)).is_some_and(|guard| guard > declared)
        });
        if in_loop || guarded {
            let value = Expr::Default;
            self.blocks[declared.0].stmts[declared.1] = Stmt::Let { var, value };
            return false;
        }
        true
    }

    fn refuse_target(&mut self, target: &Syntax) {
        let name = match target {
            Syntax::Path(path) => path.path.get_ident(),
            _ => None,
        };
        let refusal = name.map_or(Refusal::AssignTarget, |name| Refusal::NoVariable(name.to_string()));
        self.refusals.refuse(target, refusal);
    }

    /// `place op= value`.
    pub(super) fn compound(&mut self, binary: &syn::ExprBinary) {
        let value = self.operand(&binary.right);
        let Some(place) = self.place(&binary.left) else {
            return self.refuse_target(&binary.left);
        };
        self.check_writable(&place, &value, &binary.left);
        if self.assigning_operator(binary, &place, &value) {
            return;
        }
        let ty = self.type_of_place(&place);
        let value_type = self.type_of(&value);
        if !matches!(binary.op, BinOp::ShlAssign(_) | BinOp::ShrAssign(_)) {
            self.agree(&value, value_type, ty);
            if self.function.types.is_inactive(value_type) && !self.function.types.is_inactive(ty) {
                let old = self.load_named(place.clone());
                self.agree(&old, ty, value_type);
            }
            self.function.types.unify(ty, value_type);
        }
        match binary.op {
            BinOp::AddAssign(_) => self.push(Stmt::Update {
                place,
                subtract: false,
                value,
            }),
            BinOp::SubAssign(_) => self.push(Stmt::Update {
                place,
                subtract: true,
                value,
            }),
            op => {
                let old = self.load_named(place.clone());
                let new = self.name_value(Expr::Binary(plain_operator(op), old, value), "updated");
                self.push(Stmt::Assign {
                    place,
                    value: new,
                    first: false,
                });
            }
        }
    }
}

/// `*=` without the `=`.
fn plain_operator(op: BinOp) -> BinOp {
    match op {
        BinOp::MulAssign(_) => BinOp::Mul(Default::default()),
        BinOp::DivAssign(_) => BinOp::Div(Default::default()),
        BinOp::RemAssign(_) => BinOp::Rem(Default::default()),
        BinOp::BitXorAssign(_) => BinOp::BitXor(Default::default()),
        BinOp::BitAndAssign(_) => BinOp::BitAnd(Default::default()),
        BinOp::BitOrAssign(_) => BinOp::BitOr(Default::default()),
        BinOp::ShlAssign(_) => BinOp::Shl(Default::default()),
        BinOp::ShrAssign(_) => BinOp::Shr(Default::default()),
        other => other,
    }
}

/// The targets in `[a, b, ..] = array` or `Point { x, y: v } = p`, and where their values are.
fn parts_of(target: &Syntax) -> Option<Vec<(Projection, &Syntax)>> {
    let is_rest = |part: &Syntax| matches!(part, Syntax::Range(range) if range.start.is_none() && range.end.is_none());
    match target {
        Syntax::Array(array) => {
            let rest = array.elems.iter().position(is_rest).unwrap_or(array.elems.len());
            let index = |position: usize| {
                let position = proc_macro2::Literal::usize_unsuffixed(position);
                Projection::Index(Operand::tokens(quote::quote!(#position)))
            };
            // Elements behind `..` would be counted from the end.
            (rest + 1 >= array.elems.len()).then(|| {
                array
                    .elems
                    .iter()
                    .take(rest)
                    .enumerate()
                    .map(|(position, part)| (index(position), part))
                    .collect()
            })
        }
        Syntax::Struct(structure) if structure.rest.is_none() => {
            let parts = structure.fields.iter();
            Some(
                parts
                    .map(|field| (Projection::Field(field.member.clone()), &field.expr))
                    .collect(),
            )
        }
        _ => None,
    }
}
