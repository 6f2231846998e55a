//! Look-ups by key in maps that are data: `masses.get(&name)`, `masses["proton"]`. What they find is a copy without derivative.

use super::optional::Optional;
use super::{Binding, Lowerer};
use crate::ir::{Argument, Expr, Operand, Place, Role, Stmt};
use crate::lower::types::Shape;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr as Syntax, Lit};

impl Lowerer<'_> {
    /// `map.get(&key)`, of a map that is data.
    pub(super) fn found_by_key(&mut self, call: &syn::ExprMethodCall) -> Option<Optional> {
        if call.method != "get" || call.args.len() != 1 || !self.is_keyed(&call.receiver, &call.args[0]) {
            return None;
        }
        let Expr::Constant(template, arguments) = self.opaque_constant(&Syntax::MethodCall(call.clone()))? else {
            return None;
        };
        let found = self.function.fresh("found", Role::Local, false);
        let payload = self.function.types.fresh();
        let ty = self.function.types.optional(payload);
        self.function.types.unify(self.ty(found), ty);
        self.constant.insert(found);
        self.push(Stmt::Let {
            var: found,
            value: Expr::Constant(quote!(::core::option::Option::<&_>::cloned(#template)), arguments),
        });
        Some(self.option_in(Place::whole(found), Some(false), call.span()))
    }

    /// `map[&key]`, of a map that is data.
    pub(super) fn value_of_key(&mut self, index: &syn::ExprIndex) -> Option<Expr> {
        if !self.is_keyed(&index.expr, &index.index) {
            return None;
        }
        let Expr::Constant(template, arguments) = self.opaque_constant(&Syntax::Index(index.clone()))? else {
            return None;
        };
        let copy = Expr::Constant(quote!(::core::clone::Clone::clone(&#template)), arguments);
        let value = self.name_value(copy, "found");
        if let Operand::Var(var) = value {
            self.constant.insert(var);
        }
        Some(Expr::Use(value))
    }

    /// Whether what stands between the brackets is a key, and no index.
    pub(super) fn is_keyed(&self, map: &Syntax, key: &Syntax) -> bool {
        is_key(key) || self.map_named(map).is_some()
    }

    /// What a loop over a map or set runs over: a `Vec` of copies. `None` for anything else.
    pub(super) fn entries(&mut self, expr: &Syntax) -> Option<Place> {
        let (map, method) = match expr {
            Syntax::Paren(paren) => return self.entries(&paren.expr),
            Syntax::MethodCall(call) if call.args.is_empty() => (&*call.receiver, call.method.to_string()),
            Syntax::Path(_) | Syntax::Reference(_) => (expr, "iter".to_owned()),
            _ => return None,
        };
        let (place, is_set) = self.map_named(map)?;
        if !self.constant.contains(&place.root) {
            return None;
        }
        let items = match (method.as_str(), is_set) {
            ("iter" | "into_iter", false) => quote!(
                argument_0__
                    .iter()
                    .map(|(key, value)| (::core::clone::Clone::clone(key), ::core::clone::Clone::clone(value)))
            ),
            ("iter" | "into_iter", true) => quote!(argument_0__.iter().cloned()),
            ("keys" | "into_keys", false) => quote!(argument_0__.keys().cloned()),
            ("values" | "into_values", false) => quote!(argument_0__.values().cloned()),
            _ => return None,
        };
        let entries = self.function.fresh("entries", Role::Local, false);
        let item = self.function.types.fresh();
        let ty = self.function.types.sequence(item);
        self.function.types.unify(self.ty(entries), ty);
        self.constant.insert(entries);
        let template = quote!(#items.collect::<::pullback::runtime::alloc::vec::Vec<_>>());
        self.push(Stmt::Let {
            var: entries,
            value: Expr::Constant(template, vec![Argument::Borrow(place)]),
        });
        Some(Place::whole(entries))
    }

    /// The place of a map or set, as the type of the name says; whether it is a set.
    pub(super) fn map_named(&self, expr: &Syntax) -> Option<(Place, bool)> {
        let place = match expr {
            Syntax::Paren(paren) => return self.map_named(&paren.expr),
            Syntax::Reference(reference) => return self.map_named(&reference.expr),
            Syntax::Path(path) => match self.look_up(&path.path.get_ident()?.to_string())? {
                Binding::Variable(var) => Place::whole(var),
                Binding::View { place, .. } | Binding::Part(place) if place.path.is_empty() => place,
                _ => return None,
            },
            _ => return None,
        };
        match self.function.types.shape(self.ty(place.root)) {
            Shape::Named(name) if name.contains("HashMap <") || name.contains("BTreeMap <") => Some((place, false)),
            Shape::Named(name) if name.contains("HashSet <") || name.contains("BTreeSet <") => Some((place, true)),
            _ => None,
        }
    }
}

/// References and text are keys.
fn is_key(expr: &Syntax) -> bool {
    match expr {
        Syntax::Paren(paren) => is_key(&paren.expr),
        Syntax::Reference(reference) => reference.mutability.is_none(),
        Syntax::Lit(lit) => matches!(lit.lit, Lit::Str(_)),
        _ => false,
    }
}
