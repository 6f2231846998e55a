//! Memory with a name: variables, fields, elements, sub-slices, and references to them.

use super::iterators::Item;
use super::statements::Source;
use super::{Binding, Lowerer};
use crate::ir::{Argument, Expr, Operand, Place, Projection, Role};
use crate::lower::types::{Shape, TypeId};
use crate::reject::Refusal;
use quote::ToTokens;
use syn::{Expr as Syntax, Member, UnOp};

impl Lowerer<'_> {
    /// The place that an expression names, if it names one. Index operands are evaluated on the way.
    pub(super) fn place(&mut self, expr: &Syntax) -> Option<Place> {
        match expr {
            Syntax::Path(path) => match self.look_up(&path.path.get_ident()?.to_string())? {
                Binding::Variable(var) => Some(Place::whole(var)),
                Binding::View { place, .. } => Some(place),
                Binding::Part(place) => Some(place),
                Binding::Closure(_) | Binding::Maybe(_) | Binding::Items(..) => None,
            },
            Syntax::Paren(paren) => self.place(&paren.expr),
            Syntax::Group(group) => self.place(&group.expr),
            Syntax::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.place(&unary.expr),
            Syntax::Reference(reference) => self.place(&reference.expr),
            Syntax::Field(field) if self.local_range(&field.base).is_some() => None,
            Syntax::Field(field) => match self.half(field) {
                Some(place) => Some(place),
                None => Some(self.place_or_temporary(&field.base).field(field.member.clone())),
            },
            Syntax::Index(index) if self.is_keyed(&index.expr, &index.index) => None,
            Syntax::Index(index) => {
                let base = self.place_or_temporary(&index.expr);
                if self.is_own_index(index, &base) {
                    return Some(self.located(&base, &index.index));
                }
                Some(self.indexed(&base, &index.index))
            }
            Syntax::MethodCall(call) => match self.view_method(call) {
                Some(place) => Some(place),
                None if takes_item(call) => {
                    let item = self.item_of(expr)?;
                    self.place_of_item(item).map(|(place, _)| place)
                }
                None => None,
            },
            _ => None,
        }
    }

    /// A place; a value that has none gets a variable.
    pub(super) fn place_or_temporary(&mut self, expr: &Syntax) -> Place {
        if let Some(place) = self.place(expr) {
            return place;
        }
        let value = self.operand(expr);
        let var = match value {
            Operand::Var(var) => var,
            other => {
                let constant = Expr::Use(other);
                let var = self.function.fresh("value", Role::Local, false);
                let ty = self.type_of_expr(&constant);
                self.function.types.unify(self.ty(var), ty);
                self.constant.insert(var);
                self.push(crate::ir::Stmt::Let { var, value: constant });
                var
            }
        };
        Place::whole(var)
    }

    /// A place that is written through `&mut`; a value that has none gets a variable: the scratch of `f(&mut [0.0; 3])`.
    pub(super) fn place_or_scratch(&mut self, expr: &Syntax) -> Option<Place> {
        if let Some(place) = self.place(expr) {
            return Some(place);
        }
        let value = self.value(expr);
        let ty = self.type_of_expr(&value);
        let var = self.function.fresh("scratch", Role::Local, true);
        self.function.types.unify(self.ty(var), ty);
        self.push(crate::ir::Stmt::Let { var, value });
        Some(Place::whole(var))
    }

    pub(super) fn indexed(&mut self, base: &Place, index: &Syntax) -> Place {
        match index {
            Syntax::Range(range) => {
                let low = range.start.as_deref().map(|low| self.index(low));
                let high = range.end.as_deref().map(|high| self.index(high));
                let inclusive = matches!(range.limits, syn::RangeLimits::Closed(_));
                base.then(Projection::Range { low, high, inclusive })
            }
            Syntax::Paren(paren) => self.indexed(base, &paren.expr),
            other if let Some((low, high, inclusive)) = self.local_range(other) => base.then(Projection::Range {
                low: Some(low),
                high,
                inclusive,
            }),
            other => {
                if let Some((low, high, inclusive)) = self.named_range(other) {
                    let (low, high) = (Some(low), Some(high));
                    return base.then(Projection::Range { low, high, inclusive });
                }
                let index = self.index(other);
                base.index(index)
            }
        }
    }

    /// The place that an index of the user's own leads to: where it is, is found now.
    fn located(&mut self, base: &Place, index: &Syntax) -> Place {
        let span = proc_macro2::Span::call_site().located_at(syn::spanned::Spanned::span(index));
        let arguments = match index {
            Syntax::Paren(paren) => return self.located(base, &paren.expr),
            Syntax::Tuple(tuple) => &tuple.elems,
            Syntax::Array(array) => &array.elems,
            other => {
                let shape = self.peek(other).map(|ty| self.function.types.shape(ty));
                let operand = self.operand(other);
                if !matches!(shape, Some(Shape::Tuple(_))) {
                    // What an integer leads to does not depend on the rest of the value.
                    return base.then(Projection::Located(operand));
                }
                let operands = vec![Argument::Borrow(base.clone()), Argument::Value(operand)];
                let template =
                    quote::quote_spanned!(span=> ::pullback::runtime::support::locate(argument_0__, argument_1__));
                let located = self.flag(Expr::Constant(template, operands), "located");
                return base.then(Projection::Located(located));
            }
        };
        let mut operands = vec![Argument::Borrow(base.clone())];
        for argument in arguments {
            let operand = self.index(argument);
            operands.push(Argument::Value(operand));
        }
        let names = (1..operands.len()).map(|position| quote::format_ident!("argument_{position}__"));
        let index = match index {
            Syntax::Array(_) => quote::quote!([#(#names),*]),
            _ => quote::quote!((#(#names,)*)),
        };
        let template = quote::quote_spanned!(span=> ::pullback::runtime::support::locate(argument_0__, #index));
        let located = self.flag(Expr::Constant(template, operands), "located");
        base.then(Projection::Located(located))
    }

    /// An index: an integer, and never a mutable variable itself, so that the place stays the same when it changes.
    pub(super) fn index(&mut self, expr: &Syntax) -> Operand {
        let operand = self.operand(expr);
        let inactive = self.function.types.inactive();
        let ty = self.type_of(&operand);
        self.function.types.unify(ty, inactive);
        operand
    }

    /// `slice.split_at(n).0`: a part of what is a pair of places.
    fn half(&mut self, field: &syn::ExprField) -> Option<Place> {
        let Member::Unnamed(position) = &field.member else {
            return None;
        };
        let base = match &*field.base {
            Syntax::MethodCall(_) => &field.base,
            Syntax::Paren(paren) if matches!(*paren.expr, Syntax::MethodCall(_)) => &paren.expr,
            _ => return None,
        };
        if !splits(base) {
            return None;
        }
        let Item::Pair(first, second) = self.item_of(base)? else {
            return None;
        };
        let half = if position.index == 0 { first } else { second };
        self.place_of_item(*half).map(|(place, _)| place)
    }

    /// Methods that only look at a place: `as_slice`, `iter`, …
    fn view_method(&mut self, call: &syn::ExprMethodCall) -> Option<Place> {
        let name = call.method.to_string();
        match name.as_str() {
            "as_slice" | "as_mut_slice" | "as_str" | "as_ref" | "as_mut" | "iter" | "iter_mut"
                if call.args.is_empty() =>
            {
                Some(self.place_or_temporary(&call.receiver))
            }
            "remainder" | "into_remainder" if call.args.is_empty() => self.remainder(&call.receiver),
            _ => None,
        }
    }

    /// Whether a place has no size of its own, as far as can be seen: it cannot be copied into a variable.
    pub(super) fn is_unsized(&self, place: &Place) -> bool {
        match place.path.last() {
            None => self.unsized_parameters.contains(&place.root),
            Some(last) => matches!(last, Projection::Range { .. }),
        }
    }

    /// A reference to text, for comparisons. It gets no variable, which the reverse sweep could not keep.
    pub(super) fn text(&mut self, expr: &Syntax) -> Option<Operand> {
        let place = self.place(expr)?;
        let text = Expr::Constant(quote::quote!(argument_0__), vec![crate::ir::Argument::Borrow(place)]);
        Some(Operand::Nested(Box::new(text)))
    }

    /// The value in a place.
    pub(super) fn load(&mut self, place: Place) -> Expr {
        let variable = self.function.var(place.root);
        if place.path.is_empty() && !variable.mutable && !matches!(variable.role, Role::Reference { .. }) {
            return Expr::Use(Operand::Var(place.root));
        }
        let key = self.key(&place);
        if let Some((_, var)) = self.loaded.get(&key) {
            return Expr::Use(Operand::Var(*var));
        }
        Expr::Load(place)
    }

    /// The value in a place, under a name that is remembered while the place is unchanged.
    pub(super) fn load_named(&mut self, place: Place) -> Operand {
        let hint = self.hint(&place);
        let key = self.key(&place);
        let root = place.root;
        match self.load(place) {
            Expr::Use(operand) => operand,
            load => {
                let operand = self.name_value(load, &hint);
                if let Operand::Var(var) = operand {
                    self.loaded.insert(key, (root, var));
                }
                operand
            }
        }
    }

    /// The value in a place; of a slice, a `Vec` with the same elements.
    pub(super) fn load_sized(&mut self, place: Place) -> Operand {
        if !self.is_unsized(&place) {
            return self.load_named(place);
        }
        let ty = self.type_of_place(&place);
        let copy = self.name_value(Expr::Copy(place, super::optional::question("to_vec")), "copy");
        let known = self.type_of(&copy);
        self.function.types.unify(known, ty);
        copy
    }

    /// A text that is equal for equal places.
    pub(super) fn key(&self, place: &Place) -> String {
        let operand = |operand: &Operand| match operand {
            Operand::Var(var) => format!("v{}", var.0),
            Operand::Constant(tokens) => tokens.to_string(),
            Operand::Nested(_) => "?".to_owned(),
        };
        let mut key = format!("v{}", place.root.0);
        for projection in &place.path {
            key += &match projection {
                Projection::Field(member) => format!(".{}", member.to_token_stream()),
                Projection::Variant { path, member } => format!(".{}", super::types::part_name(path, member)),
                Projection::Index(index) | Projection::Located(index) => format!("[{}]", operand(index)),
                Projection::Range { low, high, inclusive } => {
                    format!(
                        "[{:?}..{inclusive}{:?}]",
                        low.as_ref().map(operand),
                        high.as_ref().map(operand)
                    )
                }
            };
        }
        key
    }

    /// A readable name for the value in a place: `planet_mass`, `x_i`.
    pub(super) fn hint(&self, place: &Place) -> String {
        let mut hint = self.function.var(place.root).name.to_string();
        for projection in &place.path {
            match projection {
                Projection::Field(Member::Named(name)) => hint = format!("{hint}_{name}"),
                Projection::Variant {
                    member: Member::Named(name),
                    ..
                } => hint = format!("{hint}_{name}"),
                Projection::Variant { path, .. } => {
                    let variant = path.segments.last().map(|last| last.ident.to_string().to_lowercase());
                    hint = format!("{hint}_{}", variant.unwrap_or_default());
                }
                Projection::Field(Member::Unnamed(index)) => hint = format!("{hint}_{}", index.index),
                Projection::Index(Operand::Var(var)) => hint = format!("{hint}_{}", self.function.var(*var).name),
                Projection::Index(Operand::Constant(tokens)) => hint = format!("{hint}_{tokens}"),
                Projection::Index(Operand::Nested(_)) | Projection::Located(_) | Projection::Range { .. } => {}
            }
        }
        hint
    }

    pub(super) fn type_of_place(&mut self, place: &Place) -> TypeId {
        let mut ty = self.ty(place.root);
        for projection in &place.path {
            ty = match projection {
                Projection::Field(member) => self.function.types.field(ty, member),
                Projection::Variant { path, member } => self.function.types.payload(ty, path, member),
                Projection::Index(_) => self.function.types.element(ty),
                Projection::Located(_) => self.function.types.located(ty),
                Projection::Range { .. } => {
                    let element = self.function.types.element(ty);
                    self.function.types.sequence(element)
                }
            };
        }
        ty
    }

    /// The place behind a reference expression, and whether the reference is mutable: `&a[i]`, a variable that is a
    /// reference, `a.iter()`.
    pub(super) fn view(&mut self, expr: &Syntax) -> Option<(Place, bool)> {
        match expr {
            Syntax::Reference(reference) if reference.mutability.is_some() => {
                Some((self.place_or_scratch(&reference.expr)?, true))
            }
            Syntax::Reference(reference) => Some((self.place_or_temporary(&reference.expr), false)),
            Syntax::Paren(paren) => self.view(&paren.expr),
            Syntax::Call(call) if self.is_constant_reference(call) => Some((self.place_or_temporary(expr), false)),
            Syntax::Path(path) => match self.look_up(&path.path.get_ident()?.to_string())? {
                Binding::View { place, mutable } => Some((place, mutable)),
                Binding::Variable(var) if self.references.contains(&var) => Some((Place::whole(var), false)),
                Binding::Variable(_)
                | Binding::Closure(_)
                | Binding::Maybe(_)
                | Binding::Part(_)
                | Binding::Items(..) => None,
            },
            Syntax::MethodCall(call) if takes_item(call) && gives_reference(&call.receiver) => {
                let item = self.item_of(expr)?;
                self.place_of_item(item)
            }
            Syntax::MethodCall(call) => {
                let place = self.view_method(call)?;
                let mutable = ["iter_mut", "as_mut_slice", "as_mut", "into_remainder"]
                    .iter()
                    .any(|name| call.method == name);
                Some((place, mutable))
            }
            _ => None,
        }
    }

    /// The place of an item, and whether it may be written; a value gets a variable.
    pub(super) fn place_of_item(&mut self, item: Item) -> Option<(Place, bool)> {
        match item {
            Item::Source(Source::View { place, mutable }) => Some((place, mutable)),
            Item::Source(Source::Place(place)) => Some((place, false)),
            other => self.item_operand(other).var().map(|var| (Place::whole(var), false)),
        }
    }

    /// A place that stays what it is: of a reference variable, which may point elsewhere later, a copy is taken now.
    pub(super) fn stable(&mut self, place: Place) -> Place {
        if !self.references.contains(&place.root) || !self.function.var(place.root).mutable {
            return place;
        }
        match self.load_sized(place.clone()) {
            Operand::Var(copy) => {
                self.references.insert(copy);
                Place::whole(copy)
            }
            _ => place,
        }
    }

    /// Writing through `place`: refused where it would lose a derivative.
    pub(super) fn check_writable(&mut self, place: &Place, value: &Operand, at: impl ToTokens) {
        let inactive = match value {
            Operand::Var(var) => self.constant.contains(var) || self.function.types.is_inactive(self.ty(*var)),
            _ => true,
        };
        if !inactive && self.constant.contains(&place.root) {
            self.refuse_written(place, at);
        }
    }

    /// An active value is written into something constant. A variable that cannot be written to is a mistake of another kind.
    pub(super) fn refuse_written(&mut self, place: &Place, at: impl ToTokens) {
        let variable = self.function.var(place.root);
        let refusal = match variable.role {
            Role::Local if !variable.mutable => Refusal::NotMutable(variable.name.to_string()),
            _ => Refusal::ConstantWritten,
        };
        self.refusals.refuse(at, refusal);
    }
}

/// `….unwrap()` and `….expect(…)`, of what may be an item.
fn takes_item(call: &syn::ExprMethodCall) -> bool {
    call.method == "unwrap" || call.method == "expect"
}

/// Whether an expression is a pair of parts of a sequence: `split_at(n)`, `split_first().unwrap()`.
fn splits(expr: &Syntax) -> bool {
    match expr {
        Syntax::Paren(paren) => splits(&paren.expr),
        Syntax::MethodCall(call) if takes_item(call) => splits(&call.receiver),
        Syntax::MethodCall(call) => call.method.to_string().starts_with("split_"),
        _ => false,
    }
}

/// Whether an optional value is a reference to an element or part of a sequence.
fn gives_reference(expr: &Syntax) -> bool {
    const METHODS: [&str; 6] = ["first", "first_mut", "last", "last_mut", "get", "get_mut"];
    match expr {
        Syntax::Paren(paren) => gives_reference(&paren.expr),
        Syntax::MethodCall(call) => METHODS.contains(&call.method.to_string().as_str()),
        _ => false,
    }
}

/// Whether the value of an expression with branches is a shared reference, by the last expression of its first arm.
pub(super) fn is_reference(expr: &Syntax) -> bool {
    let of_block =
        |block: &syn::Block| matches!(block.stmts.last(), Some(syn::Stmt::Expr(tail, None)) if is_reference(tail));
    match expr {
        Syntax::Paren(paren) => is_reference(&paren.expr),
        Syntax::Reference(reference) => reference.mutability.is_none(),
        Syntax::Block(block) => of_block(&block.block),
        Syntax::If(branch) => of_block(&branch.then_branch),
        Syntax::Match(matching) => matching.arms.first().is_some_and(|arm| is_reference(&arm.body)),
        _ => false,
    }
}
