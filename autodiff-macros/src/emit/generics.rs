//! Who carries the generic parameters of a function: its companion the types and constants, so that `norm::<f64>::grad(&x)`
//! can be written, and the companion's functions the lifetimes.

use crate::request::Request;
use crate::request::generics::{lifetimes, mentions_lifetime};
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::visit_mut::VisitMut;
use syn::{GenericParam, Lifetime, TypeParamBound, WherePredicate, parse_quote};

/// The companion with its functions: the type beside the function, and what it carries.
pub(super) fn companion(request: &Request, documentation: &str, functions: &TokenStream) -> TokenStream {
    let visibility = &request.function.vis;
    let (declaration, implementation) = (declaration(request), implementation(request));
    let exemption = super::exemption();
    quote! {
        #[doc = #documentation]
        #exemption
        #visibility #declaration
        #exemption
        #implementation {
            #functions
        }
    }
}

/// The companion's type.
fn declaration(request: &Request) -> TokenStream {
    let name = &request.companion;
    let mut parameters = Vec::new();
    let mut markers = Vec::new();
    for parameter in owned(request) {
        match parameter {
            GenericParam::Type(ty) => {
                let name = &ty.ident;
                let unsized_bound = ty
                    .bounds
                    .iter()
                    .find(|bound| is_maybe(bound))
                    .map(|bound| quote!(: #bound));
                parameters.push(quote!(#name #unsized_bound));
                markers.push(quote!(::core::marker::PhantomData<#name>));
            }
            GenericParam::Const(constant) => {
                let (name, ty) = (&constant.ident, &constant.ty);
                parameters.push(quote!(const #name: #ty));
            }
            GenericParam::Lifetime(_) => {}
        }
    }
    if parameters.is_empty() {
        return quote!(struct #name {});
    }
    let marker = (!markers.is_empty()).then(|| quote!(parameters: (#(#markers,)*)));
    quote!(struct #name<#(#parameters),*> { #marker })
}

/// `impl<T: Real> norm<T>`.
fn implementation(request: &Request) -> TokenStream {
    let name = &request.companion;
    let lifetimes = lifetimes(&request.function.sig.generics);
    let parameters: Vec<TokenStream> = owned(request)
        .map(|parameter| match parameter {
            GenericParam::Type(ty) => {
                let name = &ty.ident;
                let bounds: Vec<_> = ty
                    .bounds
                    .iter()
                    .filter(|bound| !mentions_lifetime(bound.to_token_stream(), &lifetimes))
                    .collect();
                if bounds.is_empty() {
                    quote!(#name)
                } else {
                    quote!(#name: #(#bounds)+*)
                }
            }
            parameter => quote!(#parameter),
        })
        .collect();
    let names = names(request);
    if names.is_empty() {
        return quote!(impl #name);
    }
    quote!(impl<#(#parameters),*> #name<#(#names),*>)
}

/// The generic parameters of one of the companion's functions: the user's lifetimes, or `one` that stands for all of them, the
/// types of arguments that are `impl Trait`, and `modes`.
pub fn of_function(request: &Request, one: Option<&Lifetime>, modes: &[Option<Ident>]) -> TokenStream {
    let own = request.function.sig.generics.lifetimes().filter(|_| one.is_none());
    let anonymous = &request.anonymous;
    let mut parameters: Vec<TokenStream> = one.iter().map(|lifetime| lifetime.to_token_stream()).collect();
    parameters.extend(own.map(ToTokens::to_token_stream));
    parameters.extend(anonymous.iter().map(ToTokens::to_token_stream));
    parameters.extend(
        modes
            .iter()
            .flatten()
            .map(|mode| quote!(#mode: ::pullback::runtime::Mode)),
    );
    if parameters.is_empty() {
        return TokenStream::new();
    }
    quote!(<#(#parameters),*>)
}

/// The conditions of one of the companion's functions: the user's, and the bounds that speak of lifetimes. `one`: the lifetime
/// that stands for all of the user's; `condition`: one of ours.
pub(super) fn where_clause(request: &Request, one: Option<&Lifetime>, condition: Option<&TokenStream>) -> TokenStream {
    let generics = &request.function.sig.generics;
    let lifetimes = lifetimes(generics);
    let written = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let mut predicates: Vec<WherePredicate> = written.cloned().collect();
    for parameter in generics.type_params() {
        let name = &parameter.ident;
        let bounds = parameter.bounds.iter();
        let late: Vec<_> = bounds
            .filter(|bound| mentions_lifetime(bound.to_token_stream(), &lifetimes))
            .collect();
        if !late.is_empty() {
            predicates.push(parse_quote!(#name: #(#late)+*));
        }
    }
    if predicates.is_empty() && condition.is_none() {
        return TokenStream::new();
    }
    if let Some(one) = one {
        let mut unite = Unite { lifetimes, one };
        predicates
            .iter_mut()
            .for_each(|predicate| unite.visit_where_predicate_mut(predicate));
    }
    let condition = condition.into_iter();
    quote!(where #(#predicates,)* #(#condition),*)
}

/// Replaces the function's lifetimes by one.
struct Unite<'o> {
    lifetimes: HashSet<String>,
    one: &'o Lifetime,
}

impl VisitMut for Unite<'_> {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if self.lifetimes.contains(&lifetime.ident.to_string()) {
            *lifetime = self.one.clone();
        }
    }
}

/// What the type of a pullback may mention: everything but lifetimes.
pub fn captured(request: &Request, modes: &[Option<Ident>]) -> Vec<Ident> {
    let anonymous = request.anonymous.iter().map(|parameter| parameter.ident.clone());
    names(request)
        .into_iter()
        .chain(anonymous)
        .chain(modes.iter().flatten().cloned())
        .collect()
}

/// The parameters that the companion carries.
fn owned(request: &Request) -> impl Iterator<Item = &GenericParam> {
    let parameters = &request.function.sig.generics.params;
    parameters
        .iter()
        .filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
}

fn names(request: &Request) -> Vec<Ident> {
    owned(request)
        .filter_map(|parameter| match parameter {
            GenericParam::Type(ty) => Some(ty.ident.clone()),
            GenericParam::Const(constant) => Some(constant.ident.clone()),
            GenericParam::Lifetime(_) => None,
        })
        .collect()
}

/// `?Sized`.
fn is_maybe(bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Trait(bound) if bound.to_token_stream().to_string().starts_with('?'))
}

/// Writes `T` for `<T as ::pullback::runtime::Differentiable>::Tangent` where `T` is a number: the same type, which reads better,
/// and from which the type of literals in arguments is inferred.
pub fn spell_tangents(tokens: TokenStream, numbers: &[Ident]) -> TokenStream {
    if numbers.is_empty() {
        return tokens;
    }
    const REST: [&str; 14] = [
        "as",
        ":",
        ":",
        "pullback",
        ":",
        ":",
        "runtime",
        ":",
        ":",
        "Differentiable",
        ">",
        ":",
        ":",
        "Tangent",
    ];
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let is_tangent = |at: usize| {
        let number = matches!(trees.get(at + 1), Some(TokenTree::Ident(name)) if numbers.contains(name));
        let starts = matches!(&trees[at], TokenTree::Punct(punct) if punct.as_char() == '<');
        let rest = trees.iter().skip(at + 2).take(REST.len());
        starts
            && number
            && rest.clone().count() == REST.len()
            && rest.zip(REST).all(|(tree, text)| is_token(tree, text))
    };
    let mut spelled = TokenStream::new();
    let mut at = 0;
    while at < trees.len() {
        if is_tangent(at) {
            spelled.extend([trees[at + 1].clone()]);
            at += 2 + REST.len();
            continue;
        }
        spelled.extend([match &trees[at] {
            TokenTree::Group(group) => {
                let mut new = Group::new(group.delimiter(), spell_tangents(group.stream(), numbers));
                new.set_span(group.span());
                TokenTree::Group(new)
            }
            other => other.clone(),
        }]);
        at += 1;
    }
    spelled
}

fn is_token(tree: &TokenTree, text: &str) -> bool {
    match tree {
        TokenTree::Ident(ident) => ident == text,
        TokenTree::Punct(punct) => text.len() == 1 && text.starts_with(punct.as_char()),
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    }
}
