//! `std::mem::swap`, `replace` and `take`, and the exchange of elements.

use crate::ir::{Aggregate, Expr, Operand, Place, Projection, Role, Stmt};
use crate::lower::Lowerer;
use crate::lower::calls::last_name;
use crate::reject::Refusal;
use quote::ToTokens;
use syn::Expr as Syntax;

/// The name of a function of `std::mem` that moves values, if a call is one.
pub(in crate::lower) fn memory_function(call: &syn::ExprCall) -> Option<String> {
    let Syntax::Path(path) = &*call.func else { return None };
    let count = path.path.segments.len();
    let of_module = count > 1 && path.path.segments[count - 2].ident == "mem";
    let name = last_name(&path.path);
    let arguments = match name.as_str() {
        "swap" | "replace" => 2,
        "take" => 1,
        _ => return None,
    };
    (of_module && call.args.len() == arguments).then_some(name)
}

impl<'r> Lowerer<'r> {
    /// `std::mem::swap(&mut a, &mut b);`
    pub(in crate::lower) fn swap(&mut self, call: &syn::ExprCall) {
        let places: Vec<_> = call.args.iter().map(|argument| self.view(argument)).collect();
        let [Some((first, true)), Some((second, true))] = places.as_slice() else {
            self.refusals.refuse(call, Refusal::AssignTarget);
            return;
        };
        self.exchange(&first.clone(), &second.clone(), call);
    }

    /// Exchanges two places: at once where both are memory of this function's own, by assignment elsewhere.
    pub(super) fn exchange(&mut self, first: &Place, second: &Place, at: impl ToTokens) {
        let (ty, other) = (self.type_of_place(first), self.type_of_place(second));
        self.function.types.unify(ty, other);
        if self.can_swap(first, second) {
            return self.push(Stmt::Swap {
                first: first.clone(),
                second: second.clone(),
            });
        }
        let first_value = self.exchanged(first);
        let second_value = self.exchanged(second);
        for (place, value) in [(first, second_value), (second, first_value)] {
            self.check_writable(place, &value, &at);
            self.push(Stmt::Assign {
                place: place.clone(),
                value,
                first: false,
            });
        }
    }

    /// What stands in a place that will be overwritten: what owns memory cannot be moved out of an index.
    pub(super) fn exchanged(&mut self, place: &Place) -> Operand {
        let ty = self.type_of_place(place);
        let is_number = self.function.types.is_float(ty) || self.function.types.is_inactive(ty);
        if is_number || place.path.is_empty() {
            return self.load_named(place.clone());
        }
        let hint = self.hint(place);
        let clone = syn::Ident::new("clone", proc_macro2::Span::call_site());
        self.name_value(Expr::Copy(place.clone(), clone), &hint)
    }

    /// Whether both places, and their shadows, can be borrowed mutably side by side.
    fn can_swap(&self, first: &Place, second: &Place) -> bool {
        let is_own = |place: &Place| {
            let variable = self.function.var(place.root);
            variable.mutable
                && variable.role == Role::Local
                && !self.function.types.is_float(variable.ty)
                && !self.function.types.is_inactive(variable.ty)
                && place.path.iter().all(|step| matches!(step, Projection::Field(_)))
        };
        is_own(first) && is_own(second) && first.root != second.root
    }

    /// `std::mem::take(&mut a)` and `std::mem::replace(&mut a, b)`.
    pub(in crate::lower) fn replaced(&mut self, call: &syn::ExprCall) -> Option<Expr> {
        let name = memory_function(call).filter(|name| name != "swap")?;
        let Some((place, true)) = self.view(&call.args[0]) else {
            return Some(self.refuse(call, Refusal::AssignTarget));
        };
        let ty = self.type_of_place(&place);
        let value = match call.args.get(1) {
            Some(value) => Expr::Use(self.operand(value)),
            None if self.function.types.is_sequence(ty) => Expr::Aggregate(Aggregate::Vec, Vec::new()),
            None => Expr::Default,
        };
        let old = self
            .function
            .fresh(if name == "take" { "taken" } else { "replaced" }, Role::Local, true);
        self.function.types.unify(self.ty(old), ty);
        if self.can_swap(&place, &place.rooted_at(old)) {
            self.push(Stmt::Let { var: old, value });
            self.exchange(&place, &Place::whole(old), call);
            self.unnamed.insert(old);
            return Some(Expr::Use(Operand::Var(old)));
        }
        let new = self.name_value(value, "new");
        self.function.vars[old.0].mutable = false;
        let before = self.load(place.clone());
        self.push(Stmt::Let {
            var: old,
            value: before,
        });
        self.store(&place, new, call);
        Some(Expr::Use(Operand::Var(old)))
    }
}
