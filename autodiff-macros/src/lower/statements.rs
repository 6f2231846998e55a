//! Blocks, `let` with its patterns, and assignment.

use super::{Binding, Lowerer, jumps};
use crate::ir::{Expr, Operand, Place, Role, Stmt, Var};
use crate::reject::Refusal;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{BinOp, Expr as Syntax, Pat};

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
        if panics(first) {
            return self.statement(first);
        }
        if let Some(choice) = self.chosen_reference(first, rest) {
            self.choices += 1;
            self.statements(&[choice], then);
            self.choices -= 1;
            return;
        }
        if let syn::Stmt::Local(local) = first
            && let Some(syn::LocalInit {
                expr,
                diverge: Some((_, otherwise)),
                ..
            }) = &local.init
        {
            return self.let_else(&local.pat, expr, otherwise, rest, then);
        }
        if jumps::may_exit_stmt(first) {
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

    /// `let pattern = expr else { otherwise };`: what follows runs where the pattern matches.
    pub(super) fn let_else(
        &mut self,
        pattern: &Pat,
        expr: &Syntax,
        otherwise: &Syntax,
        rest: &[syn::Stmt],
        then: Continuation<'_, 'r>,
    ) {
        let condition = syn::ExprLet {
            attrs: Vec::new(),
            let_token: Default::default(),
            pat: Box::new(pattern.clone()),
            eq_token: Default::default(),
            expr: Box::new(expr.clone()),
        };
        let arms = [
            super::branches::Arm {
                test: super::branches::Test::Condition(Box::new(Syntax::Let(condition))),
                stmts: Vec::new(),
            },
            super::branches::Arm {
                test: super::branches::Test::Always,
                stmts: vec![syn::Stmt::Expr(otherwise.clone(), Some(Default::default()))],
            },
        ];
        let mut arms = arms.to_vec();
        arms[0].stmts = rest.to_vec();
        self.arms(&arms, &mut |this, value| then(this, value));
    }

    /// The value of a tail expression; `None` where it is a statement.
    fn tail(&mut self, expr: &Syntax) -> Option<Expr> {
        let is_statement = match expr {
            Syntax::Assign(_) | Syntax::ForLoop(_) | Syntax::While(_) => true,
            Syntax::Binary(binary) => is_compound(&binary.op),
            Syntax::If(branch) => branch.else_branch.is_none() || !super::branches::has_value(expr),
            Syntax::Match(_) | Syntax::Block(_) | Syntax::Loop(_) => !super::branches::has_value(expr),
            Syntax::Macro(mac) => !super::macros::has_value(&mac.mac),
            Syntax::MethodCall(call) => self.is_command(call),
            Syntax::Call(_) => super::calls::is_swap(expr),
            _ => false,
        };
        if is_statement {
            self.expression_statement(expr);
            return None;
        }
        self.stand_at(expr);
        Some(self.value(expr))
    }

    fn statement(&mut self, stmt: &syn::Stmt) {
        match stmt {
            syn::Stmt::Local(local) => {
                if let Some(init) = &local.init {
                    self.stand_at(&init.expr);
                }
                self.local(local);
            }
            syn::Stmt::Expr(expr, _) => {
                self.stand_at(expr);
                self.expression_statement(expr);
            }
            syn::Stmt::Item(item) => self.item(item),
            syn::Stmt::Macro(mac) => self.macro_statement(&mac.mac),
        }
    }

    fn item(&mut self, item: &syn::Item) {
        // What is written out twice declares its items once.
        let text = item.to_token_stream().to_string();
        if self
            .items
            .iter()
            .any(|known| known.to_token_stream().to_string() == text)
        {
            return;
        }
        match item {
            syn::Item::Const(_)
            | syn::Item::Use(_)
            | syn::Item::Fn(_)
            | syn::Item::Struct(_)
            | syn::Item::Enum(_)
            | syn::Item::Type(_) => {
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
            Pat::Tuple(tuple) => tuple.elems.iter().for_each(|part| self.declaration(part)),
            Pat::Paren(paren) => self.declaration(&paren.pat),
            Pat::Wild(_) => {}
            other => self.refusals.refuse(other, Refusal::Pattern),
        }
    }

    pub(super) fn annotate(&mut self, var: Var, ty: &syn::Type) {
        let written = self.function.types.written(ty);
        self.function.types.unify(self.ty(var), written);
        self.function.vars[var.0].annotation = Some(super::types::without_references(ty));
    }

    /// `let pattern = expr;`
    pub(super) fn bind_expression(&mut self, pattern: &Pat, expr: &Syntax) {
        let before = self.position();
        self.bind_value(pattern, expr);
        self.mark_chain(expr, before);
    }

    fn bind_value(&mut self, pattern: &Pat, expr: &Syntax) {
        if let Pat::Type(typed) = pattern
            && crate::request::is_container_without_derivative(&typed.ty)
            && self.opaque_constant(expr).is_none()
        {
            self.refusals.refuse(&typed.ty, Refusal::OtherType);
            return;
        }
        if let Pat::Type(typed) = pattern
            && let Some(expr) = super::iterators::with_wanted_type(expr, &typed.ty)
        {
            return self.bind_expression(pattern, &expr);
        }
        if let Pat::Type(typed) = pattern
            && super::sequences::makes_array(expr)
        {
            self.wanted = Some((*typed.ty).clone());
        }
        if let Pat::Type(typed) = pattern
            && let Some(typed) = self.typed_copy(typed, expr)
        {
            return self.bind_expression(&Pat::Type(typed), expr);
        }
        if let Pat::Type(typed) = pattern
            && is_function_type(&typed.ty)
        {
            return self.bind_expression(&typed.pat, expr);
        }
        if let Pat::Type(typed) = pattern
            && !matches!(&*typed.pat, Pat::Ident(_))
        {
            if let syn::Type::Array(_) = *typed.ty {
                // How long it is, its uses do not say.
                let value = self.value(expr);
                let array = self.function.fresh("array", Role::Local, false);
                self.annotate(array, &typed.ty);
                self.push(Stmt::Let { var: array, value });
                return self.bind(&typed.pat, Source::Place(Place::whole(array)));
            }
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
            && (self.method_into_pattern(tuple, call) || self.own_method_into_pattern(tuple, call))
        {
            return;
        }
        if let (Pat::Ident(ident), Syntax::Closure(closure)) = (pattern, expr) {
            return self.bind_closure(&ident.ident, closure);
        }
        if let Pat::Ident(ident) = pattern
            && matches!(
                expr,
                Syntax::MethodCall(_) | Syntax::Path(_) | Syntax::Call(_) | Syntax::Range(_) | Syntax::Paren(_)
            )
            && self.is_iterator(expr)
            && !starts_nowhere(expr)
        {
            return self.bind_iterator(ident, expr);
        }
        // `let g = f64::sin;`, also with its type.
        let is_name = match pattern {
            Pat::Type(typed) => matches!(*typed.ty, syn::Type::FnPtr(_)),
            pattern => matches!(pattern, Pat::Ident(_)),
        };
        if is_name && let Some(function) = self.function_value(expr) {
            return self.bind_closure_name(pattern, function);
        }
        if let Some(item) = self.item_of(expr) {
            return self.bind_item(pattern, item);
        }
        if let Pat::Ident(ident) = pattern
            && ident.mutability.is_none()
            && ident.subpat.is_none()
            && self.bind_optional(&ident.ident, expr)
        {
            return;
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

    /// An expression in statement position, its value dropped.
    pub(super) fn expression_statement(&mut self, expr: &Syntax) {
        let before = self.position();
        self.dropped(expr);
        self.mark_chain(expr, before);
    }

    fn dropped(&mut self, expr: &Syntax) {
        match expr {
            Syntax::Assign(assign) => self.assign(assign),
            Syntax::Binary(binary) if is_compound(&binary.op) => self.compound(binary),
            Syntax::If(_) | Syntax::Match(_) => self.branch(expr, None),
            Syntax::Block(block) if block.label.is_none() => {
                let inner = self.block_stmts(&block.block);
                self.splice(inner);
            }
            Syntax::Block(_) => {
                self.labelled_block(expr);
            }
            Syntax::ForLoop(_) | Syntax::While(_) | Syntax::Loop(_) => self.loop_statement(expr, None),
            Syntax::Paren(paren) => self.expression_statement(&paren.expr),
            Syntax::Macro(mac) => self.macro_statement(&mac.mac),
            Syntax::Call(call) if super::calls::is_swap(expr) => self.swap(call),
            Syntax::MethodCall(call) if self.is_command(call) => self.command(call),
            Syntax::MethodCall(call) if super::optional::is_optional(expr) && !self.is_own_method(call) => {
                self.drop_optional(expr)
            }
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

/// Whether an expression is a range without a start, which is no iterator.
fn starts_nowhere(expr: &Syntax) -> bool {
    matches!(expr, Syntax::Range(range) if range.start.is_none())
}

/// `fn(f64) -> f64`, `&dyn Fn(f64) -> f64`.
fn is_function_type(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::FnPtr(_) | syn::Type::TraitObject(_) => true,
        syn::Type::Reference(reference) => is_function_type(&reference.elem),
        syn::Type::Paren(paren) => is_function_type(&paren.elem),
        _ => false,
    }
}

/// Whether a statement is a `panic!` or the like, behind which nothing runs.
fn panics(stmt: &syn::Stmt) -> bool {
    match stmt {
        syn::Stmt::Macro(mac) => jumps::is_panic(&mac.mac),
        syn::Stmt::Expr(Syntax::Macro(mac), _) => jumps::is_panic(&mac.mac),
        _ => false,
    }
}

pub fn is_compound(op: &BinOp) -> bool {
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
