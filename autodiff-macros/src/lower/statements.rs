//! Blocks, `let` with its patterns, and assignment.

use super::{Binding, Lowerer, exits};
use crate::ir::{Expr, Operand, Place, Stmt, Var};
use crate::reject::Refusal;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{BinOp, Expr as Syntax, Member, Pat};

/// What runs after a list of statements: it gets the value of the last expression, if there is one.
pub(super) type Continuation<'c, 'r> = &'c mut dyn FnMut(&mut Lowerer<'r>, Option<Expr>);

/// What a pattern is bound to.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A value that belongs to the pattern.
    Value(Expr),
    /// A place whose parts are copied or moved out.
    Place(Place),
    /// A reference to a place.
    View { place: Place, mutable: bool },
}

impl<'r> Lowerer<'r> {
    /// Lowers statements one after another, then calls `then` with the value of the tail expression. A statement that can
    /// leave the block early takes the rest, `then` included, under its own control.
    pub(super) fn statements(&mut self, stmts: &[syn::Stmt], then: Continuation<'_, 'r>) {
        let Some((first, rest)) = stmts.split_first() else {
            return then(self, None);
        };
        if exits::may_exit_stmt(first) {
            return self.exiting_statement(first, rest, then);
        }
        match first {
            syn::Stmt::Expr(expr, None) if rest.is_empty() => match self.tail(expr) {
                Some(value) => then(self, Some(value)),
                None => then(self, None),
            },
            stmt => {
                self.statement(stmt);
                self.statements(rest, then);
            }
        }
    }

    /// The value of a tail expression; `None` where it is a statement.
    fn tail(&mut self, expr: &Syntax) -> Option<Expr> {
        let is_statement = match expr {
            Syntax::Assign(_) | Syntax::ForLoop(_) | Syntax::While(_) => true,
            Syntax::Binary(binary) => is_compound(&binary.op),
            Syntax::If(branch) => branch.else_branch.is_none() || !super::branches::has_value(expr),
            Syntax::Match(_) | Syntax::Block(_) | Syntax::Loop(_) => !super::branches::has_value(expr),
            Syntax::Macro(mac) => !mac.mac.path.is_ident("vec"),
            Syntax::MethodCall(call) => super::calls::is_command(&call.method.to_string()),
            Syntax::Call(_) => super::calls::is_swap(expr),
            _ => false,
        };
        if is_statement {
            self.expression_statement(expr);
            return None;
        }
        Some(self.value(expr))
    }

    fn statement(&mut self, stmt: &syn::Stmt) {
        match stmt {
            syn::Stmt::Local(local) => self.local(local),
            syn::Stmt::Expr(expr, _) => self.expression_statement(expr),
            syn::Stmt::Item(item) => self.item(item),
            syn::Stmt::Macro(mac) => self.macro_statement(&mac.mac),
        }
    }

    fn item(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Const(_) | syn::Item::Use(_) | syn::Item::Fn(_) | syn::Item::Struct(_) | syn::Item::Type(_) => {
                self.items.push(item.clone());
            }
            syn::Item::Static(item) if matches!(item.mutability, syn::StaticMutability::None) => {
                self.items.push(syn::Item::Static(item.clone()));
            }
            other => self.refusals.refuse(other, Refusal::Item),
        }
    }

    fn local(&mut self, local: &syn::Local) {
        let Some(init) = &local.init else {
            return self.declaration(&local.pat);
        };
        if let Some((_, otherwise)) = &init.diverge {
            self.refusals.refuse(otherwise, Refusal::LetElse);
            return;
        }
        self.bind_expression(&local.pat, &init.expr);
    }

    /// `let x;`
    fn declaration(&mut self, pattern: &Pat) {
        match pattern {
            Pat::Ident(ident) => {
                let var = self.declare(&ident.ident, true);
                // `let mut x;` may be assigned again: it gets a value that is overwritten.
                self.push(if ident.mutability.is_some() {
                    Stmt::Let {
                        var,
                        value: Expr::Default,
                    }
                } else {
                    Stmt::Declare { var }
                });
            }
            Pat::Type(typed) => {
                self.declaration(&typed.pat);
                if let Pat::Ident(ident) = &*typed.pat
                    && let Some(Binding::Variable(var)) = self.look_up(&ident.ident.to_string())
                {
                    self.annotate(var, &typed.ty);
                }
            }
            other => self.refusals.refuse(other, Refusal::Pattern),
        }
    }

    fn annotate(&mut self, var: Var, ty: &syn::Type) {
        let written = self.function.types.written(ty);
        self.function.types.unify(self.ty(var), written);
        self.function.vars[var.0].annotation = Some(ty.clone());
    }

    /// `let pattern = expr;`
    pub(super) fn bind_expression(&mut self, pattern: &Pat, expr: &Syntax) {
        if let Pat::Type(typed) = pattern
            && !matches!(&*typed.pat, Pat::Ident(_))
        {
            // The annotation of a destructured tuple says nothing that its uses don't.
            return self.bind_expression(&typed.pat, expr);
        }
        if let (Pat::Tuple(pattern), Syntax::Tuple(tuple)) = (pattern, expr)
            && pattern.elems.len() == tuple.elems.len()
        {
            return self.bind_pairwise(pattern, tuple);
        }
        if let (Pat::Tuple(tuple), Syntax::Call(call)) = (pattern, expr)
            && self.call_into_pattern(tuple, call)
        {
            return;
        }
        if let (Pat::Tuple(tuple), Syntax::MethodCall(call)) = (pattern, expr)
            && self.method_into_pattern(tuple, call)
        {
            return;
        }
        if let (Pat::Ident(ident), Syntax::Closure(closure)) = (pattern, expr) {
            return self.bind_closure(&ident.ident, closure);
        }
        if let Some((place, mutable)) = self.view(expr) {
            return self.bind(pattern, Source::View { place, mutable });
        }
        if !matches!(pattern, Pat::Ident(_) | Pat::Type(_) | Pat::Wild(_))
            && let Some(place) = self.place(expr)
        {
            return self.bind(pattern, Source::Place(place));
        }
        let value = self.value(expr);
        self.bind(pattern, Source::Value(value));
    }

    /// `let (a, b) = (x, y);`: all values first, then all names.
    fn bind_pairwise(&mut self, pattern: &syn::PatTuple, tuple: &syn::ExprTuple) {
        let sources: Vec<Source> = tuple
            .elems
            .iter()
            .map(|expr| match self.view(expr) {
                Some((place, mutable)) => Source::View { place, mutable },
                None => Source::Value(Expr::Use(self.operand(expr))),
            })
            .collect();
        for (pattern, source) in pattern.elems.iter().zip(sources) {
            self.bind(pattern, source);
        }
    }

    /// Binds the names of a pattern.
    pub(super) fn bind(&mut self, pattern: &Pat, source: Source) {
        match pattern {
            Pat::Ident(ident) if ident.subpat.is_none() => self.bind_ident(ident, source),
            Pat::Type(typed) => {
                self.bind(&typed.pat, source);
                if let Pat::Ident(ident) = &*typed.pat
                    && let Some(Binding::Variable(var)) = self.look_up(&ident.ident.to_string())
                {
                    self.annotate(var, &typed.ty);
                }
            }
            Pat::Wild(_) => {
                if let Source::Value(value) = source {
                    self.name_value(value, "unused");
                }
            }
            Pat::Paren(paren) => self.bind(&paren.pat, source),
            Pat::Reference(reference) => match source {
                Source::View { place, .. } | Source::Place(place) => self.bind(&reference.pat, Source::Place(place)),
                // References to values are the values themselves here.
                value @ Source::Value(_) => self.bind(&reference.pat, value),
            },
            Pat::Tuple(tuple) => {
                let has_rest = tuple.elems.iter().any(|part| matches!(part, Pat::Rest(_)));
                if !has_rest {
                    self.bind_tuple_type(&source, tuple.elems.len());
                }
                let length = self.tuple_length(&source);
                self.bind_positions(&tuple.elems, length, source, pattern);
            }
            Pat::TupleStruct(tuple) => self.bind_positions(&tuple.elems, None, source, pattern),
            Pat::Struct(structure) => {
                let parts: Vec<(Member, &Pat)> = structure
                    .fields
                    .iter()
                    .map(|field| (field.member.clone(), &*field.pat))
                    .collect();
                self.bind_parts(&parts, source, pattern);
            }
            Pat::Slice(slice) if slice.elems.iter().all(|part| !matches!(part, Pat::Rest(_))) => {
                if let Some(place) = self.source_place(source.clone()) {
                    for (position, part) in slice.elems.iter().enumerate() {
                        let index = proc_macro2::Literal::usize_unsuffixed(position);
                        let element = place.index(Operand::tokens(index.into_token_stream()));
                        let source = part_source(&source, element);
                        self.bind(part, source);
                    }
                }
            }
            other => self.refusals.refuse(other, Refusal::Pattern),
        }
    }

    /// Binds parts that are found by position; behind `..` they are counted from the end, if that is known.
    fn bind_positions<'p>(
        &mut self,
        patterns: impl IntoIterator<Item = &'p Pat>,
        length: Option<usize>,
        source: Source,
        at: &'p Pat,
    ) {
        let patterns: Vec<&Pat> = patterns.into_iter().collect();
        let rest = patterns.iter().position(|part| matches!(part, Pat::Rest(_)));
        let behind = rest.map_or(0, |rest| patterns.len() - 1 - rest);
        let start_behind = length.and_then(|length| length.checked_sub(behind));
        let mut parts = Vec::new();
        for (position, part) in patterns.into_iter().enumerate() {
            let member = match rest {
                Some(rest) if position == rest => continue,
                Some(rest) if position > rest => match start_behind {
                    Some(start) => start + (position - rest - 1),
                    None => return self.refusals.refuse(at, Refusal::Pattern),
                },
                _ => position,
            };
            parts.push((Member::Unnamed(member.into()), part));
        }
        self.bind_parts(&parts, source, at);
    }

    /// The number of parts of a tuple, if it can be seen.
    fn tuple_length(&mut self, source: &Source) -> Option<usize> {
        let ty = match source {
            Source::Value(value) => self.type_of_expr(value),
            Source::Place(place) | Source::View { place, .. } => self.type_of_place(place),
        };
        match self.function.types.shape(ty) {
            crate::lower::types::Shape::Tuple(parts) => Some(parts.len()),
            _ => None,
        }
    }

    fn bind_tuple_type(&mut self, source: &Source, length: usize) {
        let ty = match source {
            Source::Value(value) => self.type_of_expr(value),
            Source::Place(place) | Source::View { place, .. } => self.type_of_place(place),
        };
        let parts = (0..length).map(|_| self.function.types.fresh()).collect();
        let tuple = self.function.types.tuple(parts);
        self.function.types.unify(ty, tuple);
    }

    fn source_place(&mut self, source: Source) -> Option<Place> {
        match source {
            Source::Place(place) | Source::View { place, .. } => Some(place),
            Source::Value(value) => self.name_value(value, "parts").var().map(Place::whole),
        }
    }

    fn bind_parts(&mut self, parts: &[(Member, &Pat)], source: Source, at: &Pat) {
        let source = match source {
            Source::Value(value) => match self.name_value(value, "parts").var() {
                Some(var) => Source::Place(Place::whole(var)),
                None => return self.refusals.refuse(at, Refusal::Pattern),
            },
            other => other,
        };
        let Some(place) = self.source_place(source.clone()) else {
            return;
        };
        for (member, pattern) in parts {
            let part = part_source(&source, place.field(member.clone()));
            self.bind(pattern, part);
        }
    }

    fn bind_ident(&mut self, ident: &syn::PatIdent, source: Source) {
        let mutable = ident.mutability.is_some();
        let value = match (source, ident.by_ref.is_some()) {
            (
                Source::View {
                    place,
                    mutable: through,
                },
                _,
            ) => {
                if mutable {
                    self.refusals.refuse(ident, Refusal::ReassignedReference);
                }
                return self.bind_name(
                    ident.ident.to_string(),
                    Binding::View {
                        place,
                        mutable: through,
                    },
                );
            }
            (Source::Place(place), true) => {
                return self.bind_name(ident.ident.to_string(), Binding::View { place, mutable });
            }
            (Source::Place(place), false) => self.load(place),
            (Source::Value(value), _) => value,
        };
        if let Expr::Use(Operand::Var(var)) = value
            && self.unnamed.remove(&var)
        {
            return self.name_result(var, &ident.ident, mutable);
        }
        let ty = self.type_of_expr(&value);
        let constant = !mutable && self.is_constant(&value);
        let var = self.declare(&ident.ident, mutable);
        self.function.types.unify(self.ty(var), ty);
        if constant {
            self.constant.insert(var);
        }
        let remembered = match &value {
            Expr::Load(place) if !mutable => Some((self.key(place), place.root)),
            _ => None,
        };
        self.push(Stmt::Let { var, value });
        if let Some((key, root)) = remembered {
            self.loaded.insert(key, (root, var));
        }
    }

    /// Gives the result of a call, or a collected `Vec`, the name that the user binds it to.
    fn name_result(&mut self, var: Var, ident: &syn::Ident, mutable: bool) {
        let text = ident.to_string();
        let name = self.function.names.declared(ident, !self.declared.insert(text.clone()));
        let variable = &mut self.function.vars[var.0];
        variable.name = name;
        variable.mutable |= mutable;
        if mutable {
            self.constant.remove(&var);
        }
        self.bind_name(text, Binding::Variable(var));
    }

    /// An expression in statement position, its value dropped.
    pub(super) fn expression_statement(&mut self, expr: &Syntax) {
        match expr {
            Syntax::Assign(assign) => self.assign(assign),
            Syntax::Binary(binary) if is_compound(&binary.op) => self.compound(binary),
            Syntax::If(_) | Syntax::Match(_) => self.branch(expr, None),
            Syntax::Block(block) if block.label.is_none() => {
                let inner = self.block_stmts(&block.block);
                self.splice(inner);
            }
            Syntax::ForLoop(_) | Syntax::While(_) | Syntax::Loop(_) => self.loop_statement(expr, None),
            Syntax::Paren(paren) => self.expression_statement(&paren.expr),
            Syntax::Macro(mac) => self.macro_statement(&mac.mac),
            Syntax::Call(call) if super::calls::is_swap(expr) => self.swap(call),
            Syntax::MethodCall(call) if super::calls::is_command(&call.method.to_string()) => self.command(call),
            other => {
                let value = self.value(other);
                self.name_value(value, "unused");
            }
        }
    }

    /// A block in a scope of its own, its value dropped.
    pub(super) fn block_stmts(&mut self, block: &syn::Block) -> crate::ir::Block {
        self.nested(|this| {
            this.statements(&block.stmts, &mut |this, value| {
                if let Some(value) = value {
                    this.name_value(value, "unused");
                }
            })
        })
    }

    /// Appends a block that has no scope in the IR.
    pub(super) fn splice(&mut self, block: crate::ir::Block) {
        self.loaded.clear();
        if let Some(current) = self.blocks.last_mut() {
            current.stmts.extend(block.stmts);
        }
    }

    fn assign(&mut self, assign: &syn::ExprAssign) {
        if let (Syntax::Tuple(targets), Syntax::Tuple(values)) = (&*assign.left, &*assign.right)
            && targets.elems.len() == values.elems.len()
        {
            let values: Vec<Operand> = values.elems.iter().map(|value| self.operand_now(value)).collect();
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
        let value = self.operand(&assign.right);
        self.assign_operand(&assign.left, value);
    }

    pub(super) fn assign_value(&mut self, target: &Syntax, value: Operand) {
        self.assign_operand(target, value);
    }

    fn assign_operand(&mut self, target: &Syntax, value: Operand) {
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
        let Some(place) = self.place(target) else {
            self.refusals.refuse(target, Refusal::AssignTarget);
            return;
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

    /// `place op= value`.
    fn compound(&mut self, binary: &syn::ExprBinary) {
        let value = self.operand(&binary.right);
        let Some(place) = self.place(&binary.left) else {
            self.refusals.refuse(&binary.left, Refusal::AssignTarget);
            return;
        };
        self.check_writable(&place, &value, &binary.left);
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

    pub(super) fn block_value(&mut self, block: &syn::Block) -> Expr {
        let mut result = None;
        let inner = self.nested(|this| {
            this.statements(&block.stmts, &mut |this, value| {
                result = value.map(|value| this.name_value(value, "value"));
            });
        });
        self.splice(inner);
        match result {
            Some(value) => Expr::Use(value),
            None => {
                self.refusals.refuse_span(block.span(), Refusal::MissingValue);
                Expr::Use(Operand::tokens(quote::quote!(0.0)))
            }
        }
    }
}

fn part_source(whole: &Source, part: Place) -> Source {
    match whole {
        Source::View { mutable, .. } => Source::View {
            place: part,
            mutable: *mutable,
        },
        Source::Place(_) | Source::Value(_) => Source::Place(part),
    }
}

pub(super) fn is_compound(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
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
