//! The generic parameters of a function: which types are numbers, and which parameters are data.
//!
//! A type parameter bounded by `Real` is a number like `f64`. What any other type parameter stands for cannot be seen: it is
//! data, and only constants may have it.

use super::Parameter;
use crate::reject::{Refusal, Refusals};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use std::collections::HashSet;
use syn::visit::Visit;
use syn::visit_mut::VisitMut;
use syn::{Generics, Type, TypeParam, TypeParamBound, WherePredicate};

/// The type parameters that are numbers.
pub fn numbers(generics: &Generics) -> Vec<Ident> {
    let is_number = |parameter: &&TypeParam| bounds(generics, &parameter.ident).iter().any(is_real);
    generics
        .type_params()
        .filter(is_number)
        .map(|parameter| parameter.ident.clone())
        .collect()
}

/// The bounds of a type parameter, wherever they are written.
fn bounds(generics: &Generics, name: &Ident) -> Vec<TypeParamBound> {
    let own = generics.type_params().filter(|parameter| parameter.ident == *name);
    let written = own.flat_map(|parameter| parameter.bounds.iter());
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let demanded = predicates.flat_map(|predicate| match predicate {
        WherePredicate::Type(predicate) if matches!(&predicate.bounded_ty, Type::Path(path) if path.path.is_ident(name)) => {
            predicate.bounds.iter().collect()
        }
        _ => Vec::new(),
    });
    written.chain(demanded).cloned().collect()
}

fn is_real(bound: &TypeParamBound) -> bool {
    is_trait(bound, &["Real"])
}

/// Whether a bound is one of the traits that functions and closures implement.
fn is_callable(bound: &TypeParamBound) -> bool {
    is_trait(bound, &["Fn", "FnMut", "FnOnce"])
}

/// Whether a bound is a trait of the user's, as far as its name tells.
fn has_methods(bound: &TypeParamBound) -> bool {
    const STANDARD: [&str; 12] = [
        "Clone",
        "Copy",
        "Debug",
        "Default",
        "Display",
        "PartialEq",
        "Eq",
        "PartialOrd",
        "Ord",
        "Send",
        "Sync",
        "Sized",
    ];
    const OPERATORS: [&str; 6] = ["Add", "Sub", "Mul", "Div", "Neg", "Float"];
    const CONVERSIONS: [&str; 4] = ["Into", "From", "AsRef", "IntoIterator"];
    let known = [&STANDARD[..], &OPERATORS, &CONVERSIONS].concat();
    matches!(bound, TypeParamBound::Trait(_)) && !is_trait(bound, &known)
}

fn is_trait(bound: &TypeParamBound, names: &[&str]) -> bool {
    let TypeParamBound::Trait(bound) = bound else {
        return false;
    };
    let last = bound.path.segments.last();
    last.is_some_and(|last| names.iter().any(|name| last.ident == name))
}

/// Refuses active parameters and results of a type that need not be a number.
pub fn refuse(
    generics: &Generics,
    numbers: &[Ident],
    parameters: &[Parameter],
    result: Option<&Type>,
    refusals: &mut Refusals,
) {
    let data: Vec<&Ident> = generics
        .type_params()
        .map(|parameter| &parameter.ident)
        .filter(|name| !numbers.contains(name))
        .collect();
    let active = parameters.iter().filter(|parameter| parameter.active);
    for ty in active.map(|parameter| &parameter.ty).chain(result) {
        let mut finder = Finder {
            data: &data,
            found: None,
        };
        finder.visit_type(ty);
        let Some(name) = finder.found else { continue };
        if bounds(generics, name).iter().any(is_callable) {
            refusals.refuse(ty, Refusal::ImplTraitParameter);
        } else if bounds(generics, name).iter().any(has_methods) {
            refusals.refuse(ty, Refusal::BoundedParameter(name.to_string()));
        } else {
            refusals.refuse(ty, Refusal::GenericParameter(name.to_string()));
        }
    }
}

/// Refuses `impl Trait` as the type of an active parameter.
pub fn refuse_anonymous(ty: &syn::TypeImplTrait, refusals: &mut Refusals) {
    let refusal = if ty.bounds.iter().any(is_real) {
        Refusal::AnonymousNumber
    } else if ty.bounds.iter().any(is_callable) {
        Refusal::ImplTraitParameter
    } else {
        Refusal::GenericParameter(ty.to_token_stream().to_string().replace(" <", "<").replace("< ", "<"))
    };
    refusals.refuse(ty, refusal);
}

/// Looks for one of the names in a type.
struct Finder<'f> {
    data: &'f [&'f Ident],
    found: Option<&'f Ident>,
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let first = path.segments.first();
        let known = self
            .data
            .iter()
            .find(|name| first.is_some_and(|first| first.ident == ***name));
        self.found = self.found.or(known.copied());
        syn::visit::visit_path(self, path);
    }
}

/// Gives the `impl Trait` types of constant parameters names, which the companion's functions need: `Argument1: Fn(f64) -> f64`.
pub fn name_anonymous(parameters: &mut [Parameter]) -> Vec<TypeParam> {
    let mut named = Vec::new();
    for (position, parameter) in parameters
        .iter_mut()
        .enumerate()
        .filter(|(_, parameter)| !parameter.active)
    {
        let mut namer = Namer {
            position,
            named: &mut named,
        };
        namer.visit_type_mut(&mut parameter.ty);
    }
    named
}

struct Namer<'n> {
    position: usize,
    named: &'n mut Vec<TypeParam>,
}

impl VisitMut for Namer<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::ImplTrait(anonymous) = ty {
            let name = format_ident!("Argument{}", self.position, span = Span::call_site());
            let bounds = &anonymous.bounds;
            self.named.push(syn::parse_quote!(#name: #bounds));
            *ty = syn::parse_quote!(#name);
            return;
        }
        syn::visit_mut::visit_type_mut(self, ty);
    }
}

/// The lifetimes that a function is generic over.
pub fn lifetimes(generics: &Generics) -> HashSet<String> {
    generics
        .lifetimes()
        .map(|parameter| parameter.lifetime.ident.to_string())
        .collect()
}

/// Whether tokens speak of one of these lifetimes.
pub fn mentions_lifetime(tokens: TokenStream, lifetimes: &HashSet<String>) -> bool {
    let mut after_tick = false;
    tokens.into_iter().any(|tree| {
        let found = match &tree {
            TokenTree::Ident(ident) => after_tick && lifetimes.contains(&ident.to_string()),
            TokenTree::Group(group) => mentions_lifetime(group.stream(), lifetimes),
            _ => false,
        };
        after_tick = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '\'');
        found
    })
}

/// Whether tokens speak of one of these names, or of a lifetime.
pub fn mentions(tokens: TokenStream, names: &[&Ident]) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => names.contains(&&ident),
        TokenTree::Punct(punct) => punct.as_char() == '\'',
        TokenTree::Group(group) => mentions(group.stream(), names),
        TokenTree::Literal(_) => false,
    })
}

/// The one number type that a generic function speaks of: that of every number whose type nothing else tells.
pub fn only_number(function: &syn::ItemFn, numbers: &[Ident]) -> Option<String> {
    #[derive(Default)]
    struct Concrete(bool);
    impl<'ast> Visit<'ast> for Concrete {
        crate::macro_parts::look_into_macros!();
        // `n as f64` is on its way into `T::from_f64`.
        fn visit_expr_cast(&mut self, cast: &'ast syn::ExprCast) {
            self.visit_expr(&cast.expr);
        }
        fn visit_type_path(&mut self, path: &'ast syn::TypePath) {
            self.0 |= ["f64", "f32"].iter().any(|name| path.path.is_ident(name));
            syn::visit::visit_type_path(self, path);
        }
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let [number] = numbers else { return None };
    let mut concrete = Concrete::default();
    concrete.visit_signature(&function.sig);
    concrete.visit_block(&function.block);
    (!concrete.0).then(|| number.to_token_stream().to_string())
}
