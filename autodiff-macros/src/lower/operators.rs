//! Operators on operands that need not be numbers: `a + b * 2.0` of vectors.
//!
//! Code that speaks of no types but numbers and sequences of them has no others. Elsewhere the type of an operand may be
//! unknown, as that of a field is: then the operator is lowered as it stands, and when the whole function is known, what turned
//! out to be arithmetic on numbers is made so. What remains is left to the compiler.

use super::{Binding, Lowerer};
use crate::ir::{Argument, Block, Call, Expr, Operand, Operator, Place, Role, Stmt, Target};
use crate::lower::types::{Number, Shape, TypeId};
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{BinOp, Expr as Syntax};

/// What an operator says about the types of its operands and of its result.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    op: BinOp,
    left: TypeId,
    right: TypeId,
    result: TypeId,
}

/// Types and traits of the standard library's, and of ours, that have no such operators.
const WITHOUT_OPERATORS: [&str; 12] = [
    "Vec", "Option", "Some", "None", "Box", "String", "Range", "Real", "Iterator", "Fn", "FnMut", "Ok",
];

/// Numbers of `std::f64::consts`, which are imported by name. (Not `E`, which is the name of many things.)
const STANDARD_NUMBERS: [&str; 17] = [
    "PI",
    "TAU",
    "SQRT_2",
    "LN_2",
    "LN_10",
    "LOG2_E",
    "LOG2_10",
    "LOG10_E",
    "LOG10_2",
    "FRAC_1_PI",
    "FRAC_2_PI",
    "FRAC_2_SQRT_PI",
    "FRAC_1_SQRT_2",
    "FRAC_PI_2",
    "FRAC_PI_3",
    "FRAC_PI_4",
    "FRAC_PI_6",
];

/// Whether a constant is one of [`STANDARD_NUMBERS`], or anything of a module `consts`.
fn is_standard_number(tokens: &proc_macro2::TokenStream) -> bool {
    let Ok(path) = syn::parse2::<syn::Path>(tokens.clone()) else {
        return false;
    };
    let mut names = path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let (name, module) = (names.next().unwrap_or_default(), names.next());
    match module {
        None => STANDARD_NUMBERS.contains(&name.as_str()),
        Some(module) => module == "consts",
    }
}

/// Whether code speaks of types that may have operators of their own.
pub(super) fn speaks_of_structures(function: &syn::ItemFn) -> bool {
    struct Finder {
        parameters: Vec<String>,
        found: bool,
    }
    impl Finder {
        fn name(&mut self, ident: &syn::Ident) {
            let name = ident.to_string();
            self.found |= name.starts_with(char::is_uppercase)
                && !WITHOUT_OPERATORS.contains(&name.as_str())
                && !self.parameters.contains(&name);
        }
    }
    impl<'ast> Visit<'ast> for Finder {
        crate::macro_parts::look_into_macros!();
        fn visit_type_path(&mut self, ty: &'ast syn::TypePath) {
            self.found |= ty.qself.is_some();
            ty.path
                .segments
                .last()
                .into_iter()
                .for_each(|last| self.name(&last.ident));
            syn::visit::visit_type_path(self, ty);
        }
        fn visit_expr_struct(&mut self, structure: &'ast syn::ExprStruct) {
            self.found = true;
            syn::visit::visit_expr_struct(self, structure);
        }
        fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
            self.found |= path.qself.is_some();
            let of = path.path.segments.iter().nth_back(1);
            of.into_iter().for_each(|of| self.name(&of.ident));
            syn::visit::visit_expr_path(self, path);
        }
        fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
            if let Syntax::Path(path) = &*call.func
                && let Some(name) = path.path.get_ident()
            {
                self.name(name);
            }
            syn::visit::visit_expr_call(self, call);
        }
    }
    let parameters = function
        .sig
        .generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            syn::GenericParam::Type(ty) => Some(ty.ident.to_string()),
            syn::GenericParam::Const(constant) => Some(constant.ident.to_string()),
            syn::GenericParam::Lifetime(_) => None,
        });
    let mut finder = Finder {
        parameters: parameters.collect(),
        found: false,
    };
    finder.visit_item_fn(function);
    finder.found
}

impl Lowerer<'_> {
    /// `left op right`, if it may be an operator of the user's own; `None` if it is arithmetic on numbers.
    pub(super) fn operator(
        &mut self,
        binary: &syn::ExprBinary,
        (left, right): (&Operand, &Operand),
        hint: &str,
    ) -> Option<Expr> {
        if !Operator::is_arithmetic(&binary.op) {
            return None;
        }
        let [left_type, right_type] = [left, right].map(|operand| self.type_of_operand(operand));
        if !self.may_be_structures([(&binary.left, left_type), (&binary.right, right_type)])
            || self.is_of_numbers(&binary.op, left_type, right_type)
        {
            return None;
        }
        let operator = Operator {
            op: Some(binary.op),
            borrowed: vec![self.is_borrowed(&binary.left), self.is_borrowed(&binary.right)],
            span: binary.op.span(),
        };
        let result = self.function.types.fresh();
        self.relations.push(Relation {
            op: binary.op,
            left: left_type,
            right: right_type,
            result,
        });
        self.relate_structures(self.relations.len() - 1);
        Some(self.operated(operator, vec![left.clone(), right.clone()], result, hint))
    }

    /// `-operand`, if it may be an operator of the user's own.
    pub(super) fn negation(&mut self, expr: &Syntax, operand: &Operand) -> Option<Expr> {
        let ty = self.type_of(operand);
        if !self.may_be_structures([(expr, ty)]) {
            return None;
        }
        let operator = Operator {
            op: None,
            borrowed: vec![self.is_borrowed(expr)],
            span: expr.span(),
        };
        Some(self.operated(operator, vec![operand.clone()], ty, "negated"))
    }

    fn operated(&mut self, operator: Operator, operands: Vec<Operand>, ty: TypeId, hint: &str) -> Expr {
        let value = Expr::Operator(operator, operands);
        let constant = self.is_constant(&value);
        let var = self.function.fresh(hint, Role::Local, false);
        self.function.vars[var.0].ty = ty;
        if constant {
            self.constant.insert(var);
        }
        self.push(Stmt::Let { var, value });
        self.unnamed.insert(var);
        Expr::Use(Operand::Var(var))
    }

    /// `place op= value`, if it may be an operator of the user's own. True if it was lowered.
    pub(super) fn assigning_operator(&mut self, binary: &syn::ExprBinary, place: &Place, value: &Operand) -> bool {
        if !Operator::is_arithmetic(&binary.op) {
            return false;
        }
        let (ty, value_type) = (self.type_of_place(place), self.type_of_operand(value));
        if !self.may_be_structures([(&binary.left, ty), (&binary.right, value_type)]) {
            return false;
        }
        let (shape, value_shape) = (self.function.types.shape(ty), self.function.types.shape(value_type));
        let adds = matches!(binary.op, BinOp::AddAssign(_) | BinOp::SubAssign(_));
        // A number is added to a number.
        if shape == Shape::Float || (adds && shape == Shape::Unknown && value_shape == Shape::Float) {
            return false;
        }
        let operator = Operator {
            op: Some(binary.op),
            borrowed: vec![false, self.is_borrowed(&binary.right)],
            span: binary.op.span(),
        };
        self.relations.push(Relation {
            op: operator.plain().unwrap_or(binary.op),
            left: ty,
            right: value_type,
            result: ty,
        });
        if self.function.var(place.root).role == Role::Local {
            self.function.vars[place.root.0].mutable = true;
        }
        let arguments = vec![Argument::BorrowMut(place.clone()), Argument::Value(value.clone())];
        self.push(Stmt::Call(operator.assignment(arguments)));
        true
    }

    /// Whether some of the operands may be of the user's own types: their types are unknown, or have names.
    fn may_be_structures<const N: usize>(&mut self, operands: [(&Syntax, TypeId); N]) -> bool {
        if !self.speaks_of_structures {
            return false;
        }
        let mut may_be = false;
        for (_, ty) in operands {
            match self.function.types.shape(ty) {
                Shape::Unknown | Shape::Named(_) => may_be = true,
                Shape::Float | Shape::Inactive => {}
                _ => return false,
            }
        }
        // Beside an integer stands an integer, unless it is known better.
        let has_integer = operands
            .iter()
            .any(|(_, ty)| self.function.types.shape(*ty) == Shape::Inactive);
        may_be && (!has_integer || operands.iter().any(|(expr, ty)| self.is_structure(expr, *ty)))
    }

    /// Whether an operator with a number beside it is arithmetic on numbers: numbers scale other things, and divide them, but are
    /// added to numbers.
    fn is_of_numbers(&self, op: &BinOp, left: TypeId, right: TypeId) -> bool {
        let shapes = [left, right].map(|ty| self.function.types.shape(ty));
        match shapes {
            [Shape::Float, Shape::Unknown] => !matches!(op, BinOp::Mul(_)),
            [Shape::Unknown, Shape::Float] => !matches!(op, BinOp::Mul(_) | BinOp::Div(_)),
            _ => false,
        }
    }

    /// Whether `base[index]` is certainly no element of a sequence, but what a type of the user's own gives. Of what does not
    /// vary it may be taken all the same.
    pub(super) fn is_own_index(&mut self, index: &syn::ExprIndex, base: &Place) -> bool {
        let ty = self.type_of_place(base);
        let is_pair = |this: &mut Self| {
            let index = this.peek(&index.index);
            index.is_some_and(|ty| matches!(this.function.types.shape(ty), Shape::Tuple(_)))
        };
        let is_own =
            matches!(&*index.index, Syntax::Tuple(_) | Syntax::Array(_)) || self.is_own_type(ty) || is_pair(self);
        is_own && !self.constant.contains(&base.root)
    }

    /// Whether a value is certainly of a type of the user's own.
    fn is_structure(&mut self, expr: &Syntax, ty: TypeId) -> bool {
        let is_named = match self.function.types.shape(ty) {
            Shape::Named(name) => self.evidence.made.contains(&name),
            _ => false,
        };
        let is_used = matches!(expr, Syntax::Path(path) if path.path.get_ident().is_some_and(|name| self.evidence.names.contains(&name.to_string())));
        is_named || is_used || self.is_own_type(ty)
    }

    /// Whether a type of this name is a struct, as the code writes out values of it, or stands in its block.
    pub(super) fn is_written_out(&self, name: &str) -> bool {
        let own = self.implementation.as_ref().map(|own| own.self_name());
        self.evidence.written.contains(name) || own.is_some_and(|own| own == name)
    }

    /// Whether a type is that of the block.
    fn is_own_type(&self, ty: TypeId) -> bool {
        let own = self.implementation.as_ref().map(|own| own.self_name());
        own.is_some_and(|own| self.function.types.shape(ty) == Shape::Named(own))
    }

    /// Whether an operand is a reference.
    fn is_borrowed(&self, expr: &Syntax) -> bool {
        match expr {
            Syntax::Reference(_) => true,
            Syntax::Paren(paren) => self.is_borrowed(&paren.expr),
            Syntax::Group(group) => self.is_borrowed(&group.expr),
            Syntax::Path(path) => match path.path.get_ident().and_then(|name| self.look_up(&name.to_string())) {
                Some(Binding::View { .. }) => true,
                Some(Binding::Variable(var)) => self.references.contains(&var),
                _ => false,
            },
            _ => false,
        }
    }

    /// The type of what stands beside an operator: there, `PI` is a number.
    fn type_of_operand(&mut self, operand: &Operand) -> TypeId {
        match operand {
            Operand::Constant(tokens) if is_standard_number(tokens) => self.function.types.number(Number::Literal),
            operand => self.type_of(operand),
        }
    }

    // ---- types ---------------------------------------------------------------------------------------------------------

    /// Operators mostly stay within a type; a number scales it.
    fn relate_structures(&mut self, position: usize) {
        let Relation {
            op,
            left,
            right,
            result,
        } = self.relations[position].clone();
        if self.function.types.shape(result) != Shape::Unknown {
            return;
        }
        if let Some(name) = self.result_name(&op, left, right) {
            let named = self.function.types.named(name);
            self.function.types.unify(result, named);
        }
    }

    /// The name of an operator's result, by those of its operands.
    pub(super) fn result_name(&self, op: &BinOp, left: TypeId, right: TypeId) -> Option<String> {
        let types = &self.function.types;
        let adds = matches!(op, BinOp::Add(_) | BinOp::Sub(_));
        let is_number = |shape: &Shape| matches!(shape, Shape::Float | Shape::Inactive);
        match (types.shape(left), types.shape(right)) {
            (Shape::Named(left), Shape::Named(right)) if left == right => Some(left),
            (Shape::Named(name), other) if adds || is_number(&other) => Some(name),
            (other, Shape::Named(name)) if adds || is_number(&other) => Some(name),
            _ => None,
        }
    }

    /// At the end: what all operators together say of the types, and which of them are arithmetic on numbers.
    pub(super) fn settle_operators(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            for position in 0..self.relations.len() {
                changed |= self.relate_numbers(position);
                self.relate_structures(position);
            }
        }
        let mut body = std::mem::take(&mut self.blocks[0]);
        self.settle(&mut body);
        self.blocks[0] = body;
    }

    /// Where two of three types are numbers, so is the third. True if something was learned.
    fn relate_numbers(&mut self, position: usize) -> bool {
        let Relation {
            left, right, result, ..
        } = self.relations[position].clone();
        let types = &mut self.function.types;
        let is_float = [left, right, result].map(|ty| types.is_float(ty));
        let unknown = [left, right, result].map(|ty| types.shape(ty) == Shape::Unknown);
        let pairs: &[(usize, usize)] = match is_float {
            [true, true, false] => &[(2, 0)],
            [true, false, true] => &[(1, 0)],
            [false, true, true] => &[(0, 1)],
            // A number is hardly one of anything else. (Where an operator of unknown operands is a scalar product, the
            // generated code does not compile, and wants the type of one.)
            [false, false, true] if unknown[0] && unknown[1] => &[(0, 2), (1, 2)],
            _ => &[],
        };
        let ids = [left, right, result];
        let mut learned = false;
        for (to, from) in pairs {
            if unknown[*to] {
                types.unify(ids[*to], ids[*from]);
                learned = true;
            }
        }
        if unknown[2] && types.is_inactive(left) && types.is_inactive(right) {
            types.unify(result, left);
            learned = true;
        }
        learned
    }
}

impl Lowerer<'_> {
    /// Makes operators on numbers plain arithmetic.
    fn settle(&mut self, block: &mut Block) {
        let mut stmts = Vec::with_capacity(block.stmts.len());
        for mut stmt in std::mem::take(&mut block.stmts) {
            for inner in stmt.blocks_mut() {
                self.settle(inner);
            }
            match &mut stmt {
                Stmt::Let {
                    var,
                    value: Expr::Constant(template, arguments),
                } => {
                    if let Some(element) = self.started.get(var).copied() {
                        *template = self.started_array(element, arguments);
                    }
                }
                Stmt::Let { var, value } if self.is_number(self.ty(*var)) => *value = self.settled(value),
                Stmt::Call(call) => {
                    if let Some(plain) = self.settled_assignment(call) {
                        stmts.extend(plain);
                        continue;
                    }
                }
                _ => {}
            }
            stmts.push(stmt);
        }
        block.stmts = stmts;
    }

    /// An operator on numbers as arithmetic; others as they are.
    fn settled(&self, value: &Expr) -> Expr {
        match value {
            Expr::Operator(operator, operands) if operands.iter().all(|operand| self.is_number_operand(operand)) => {
                match (operator.op, operands.as_slice()) {
                    (Some(op), [left, right]) => Expr::Binary(op, left.clone(), right.clone()),
                    (_, [operand, ..]) => Expr::Unary(syn::UnOp::Neg(Default::default()), operand.clone()),
                    _ => value.clone(),
                }
            }
            value => value.clone(),
        }
    }

    /// `place op= value` of numbers.
    fn settled_assignment(&mut self, call: &Call) -> Option<Vec<Stmt>> {
        let (Target::Operator(operator), [Argument::BorrowMut(place), Argument::Value(value)]) =
            (&call.target, call.arguments.as_slice())
        else {
            return None;
        };
        let ty = self.type_of_place(place);
        if !self.is_number(ty) || !self.is_number_operand(value) {
            return None;
        }
        let (place, value) = (place.clone(), value.clone());
        let subtract = matches!(operator.op?, BinOp::SubAssign(_));
        if subtract || matches!(operator.op?, BinOp::AddAssign(_)) {
            return Some(vec![Stmt::Update { place, subtract, value }]);
        }
        let [before, updated] = ["before", "updated"].map(|hint| {
            let var = self.function.fresh(hint, Role::Local, false);
            self.function.vars[var.0].ty = ty;
            var
        });
        let load = Stmt::Let {
            var: before,
            value: Expr::Load(place.clone()),
        };
        let value = Expr::Binary(operator.plain()?, Operand::Var(before), value);
        let operate = Stmt::Let { var: updated, value };
        let value = Operand::Var(updated);
        let first = false;
        Some(vec![load, operate, Stmt::Assign { place, value, first }])
    }

    fn is_number(&self, ty: TypeId) -> bool {
        matches!(self.function.types.shape(ty), Shape::Float | Shape::Inactive)
    }

    fn is_number_operand(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Var(var) => self.is_number(self.ty(*var)),
            Operand::Constant(tokens) => {
                self.function.types.number_of_constant(tokens).is_some()
                    || is_standard_number(tokens)
                    || syn::parse2::<syn::Lit>(tokens.clone()).is_ok()
            }
            Operand::Nested(_) => false,
        }
    }
}
