//! Which of a struct's generic parameters its tangent and shadow need.
//!
//! A parameter that only constant fields mention must not appear in the new types (rustc refuses unused parameters), and the
//! type parameters that do appear need `Differentiable`.

use super::shape::Shape;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::BTreeSet;
use syn::visit::Visit;
use syn::{GenericParam, Generics, Ident, Type, TypePath, WherePredicate, parse_quote};

/// The three sets of generics that the expansion needs.
pub(crate) struct Family {
    /// The struct's own, with `T: Differentiable` added where fields need it.
    pub(crate) primal: Generics,
    /// The tangent's: without the parameters that only constant fields mention.
    pub(crate) tangent: Generics,
    /// The shadow's: the tangent's and the mode.
    pub(crate) shadow: Generics,
    /// The mode's name.
    pub(crate) mode: Ident,
    /// The types that had to be bounded: `T`, `T::Assoc`.
    pub(crate) bounded: Vec<Type>,
}

/// Works out the generics of the new types.
pub(crate) fn family(shape: &Shape) -> Family {
    let bounded = bounded_types(shape);
    let mut primal = shape.generics.clone();
    for ty in &bounded {
        let predicate: WherePredicate = parse_quote!(#ty: ::pullback::runtime::Differentiable);
        primal.make_where_clause().predicates.push(predicate);
    }
    let tangent = keep_used(&primal, shape);
    let mode = mode_name(&shape.generics);
    let mut shadow = tangent.clone();
    let place = shadow
        .params
        .iter()
        .take_while(|param| matches!(param, GenericParam::Lifetime(_)))
        .count();
    shadow
        .params
        .insert(place, parse_quote!(#mode: ::pullback::runtime::Mode));
    Family {
        primal,
        tangent,
        shadow,
        mode,
        bounded,
    }
}

/// The shadow's generic arguments with another mode in the mode's place.
pub(crate) fn arguments_with_mode(family: &Family, mode: &TokenStream) -> TokenStream {
    let arguments = family.shadow.params.iter().map(|param| match param {
        GenericParam::Lifetime(lifetime) => lifetime.lifetime.to_token_stream(),
        GenericParam::Type(ty) if ty.ident == family.mode => mode.clone(),
        GenericParam::Type(ty) => ty.ident.to_token_stream(),
        GenericParam::Const(constant) => constant.ident.to_token_stream(),
    });
    quote!(<#(#arguments),*>)
}

/// `M`, or something longer where the struct has an `M` of its own.
fn mode_name(generics: &Generics) -> Ident {
    let names = parameter_names(generics);
    let mut name = String::from("M");
    while names.contains(&name) {
        name.push_str("ode");
    }
    Ident::new(&name, Span::call_site())
}

fn keep_used(generics: &Generics, shape: &Shape) -> Generics {
    let mut used = BTreeSet::new();
    for field in shape.active() {
        collect_names(field.ty.to_token_stream(), &mut used);
    }
    let names = parameter_names(generics);
    let dropped: BTreeSet<&String> = names.iter().filter(|name| !used.contains(*name)).collect();
    let mut kept = generics.clone();
    kept.params = generics
        .params
        .iter()
        .filter(|param| !dropped.contains(&parameter_name(param)))
        .cloned()
        .collect();
    if kept.params.is_empty() {
        (kept.lt_token, kept.gt_token) = (None, None);
    }
    if let Some(clause) = &mut kept.where_clause {
        let predicates = clause.predicates.iter().filter(|predicate| {
            let mut mentioned = BTreeSet::new();
            collect_names(predicate.to_token_stream(), &mut mentioned);
            dropped.iter().all(|name| !mentioned.contains(*name))
        });
        clause.predicates = predicates.cloned().collect();
    }
    kept
}

fn parameter_name(param: &GenericParam) -> String {
    match param {
        GenericParam::Lifetime(lifetime) => lifetime.lifetime.ident.to_string(),
        GenericParam::Type(ty) => ty.ident.to_string(),
        GenericParam::Const(constant) => constant.ident.to_string(),
    }
}

fn parameter_names(generics: &Generics) -> BTreeSet<String> {
    generics.params.iter().map(parameter_name).collect()
}

/// Every identifier in the tokens, lifetimes without their tick.
fn collect_names(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect_names(group.stream(), names),
            TokenTree::Ident(name) => {
                names.insert(name.to_string());
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// `T` and `T::Assoc` of the struct's type parameters, wherever active fields mention them.
fn bounded_types(shape: &Shape) -> Vec<Type> {
    struct Finder<'a> {
        parameters: Vec<&'a Ident>,
        found: Vec<Type>,
    }
    impl Visit<'_> for Finder<'_> {
        fn visit_type_path(&mut self, path: &TypePath) {
            let first = path.path.segments.first().map(|segment| &segment.ident);
            let own = first.is_some_and(|first| self.parameters.contains(&first));
            if own || path.qself.is_some() {
                let ty = Type::Path(path.clone());
                if !self.found.contains(&ty) {
                    self.found.push(ty);
                }
            } else {
                syn::visit::visit_type_path(self, path);
            }
        }
    }
    let parameters: Vec<&Ident> = shape.generics.type_params().map(|param| &param.ident).collect();
    if parameters.is_empty() {
        return Vec::new();
    }
    let mut finder = Finder {
        parameters,
        found: Vec::new(),
    };
    shape.active().for_each(|field| finder.visit_type(&field.ty));
    finder.found
}
