//! How generated code refers to fields, priors and its own variables.

use crate::parameters::argument::{Argument, Place};
use crate::parameters::field::Field;
use crate::parameters::prior::Prior;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Expr, Ident};

/// Where earlier fields are found.
#[derive(Clone, Copy)]
pub(super) enum Site {
    /// In `self`.
    Fields,
    /// In local variables, while the struct is being made.
    Locals,
}

/// A local of generated code, which cannot collide with a name of the user's.
pub(super) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

pub(super) fn value_of(field: &Ident) -> Ident {
    format_ident!("{field}_value", span = Span::mixed_site())
}

/// The distribution of a prior, its arguments taken from `site`.
pub(super) fn distribution(prior: &Prior, site: Site) -> TokenStream {
    let constructor = &prior.constructor;
    let arguments = prior.arguments.iter().map(|argument| match argument {
        Argument::Constant(expr) => expr.to_token_stream(),
        Argument::Place(place) => number(place, site).to_token_stream(),
        Argument::Function { name, parameters, .. } => {
            let values = parameters.iter().map(|(_, place)| number(place, site));
            quote!(#name(#(#values),*))
        }
    });
    if prior.arguments.is_empty() {
        quote!(#constructor)
    } else {
        quote!(#constructor(#(#arguments),*))
    }
}

pub(super) fn number(place: &Place, site: Site) -> Expr {
    match site {
        Site::Fields => place.rooted(|root| quote!(self.#root)),
        Site::Locals => place.rooted(|root| value_of(root).to_token_stream()),
    }
}

/// Terms joined by `+`.
pub(super) fn sum(terms: impl Iterator<Item = TokenStream>) -> TokenStream {
    let terms: Vec<TokenStream> = terms.collect();
    quote!(#(#terms)+*)
}

pub(super) fn elements() -> TokenStream {
    quote!(::pullback::sampler::parameters::elements)
}

/// `"planet."` after the prefix.
pub(super) fn nested_prefix(prefix: &Ident, field: &Ident) -> TokenStream {
    let pattern = format!("{{}}{}.", plain(field));
    quote!(&::pullback::runtime::alloc::format!(#pattern, #prefix))
}

/// A field's name without `r#`.
pub(super) fn plain(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

/// The struct's literal from its locals.
pub(super) fn literal(fields: &[Field]) -> TokenStream {
    let names = fields.iter().map(|field| field.name);
    let values = fields.iter().map(|field| value_of(field.name));
    quote!(Self { #(#names: #values),* })
}
