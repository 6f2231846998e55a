//! How generated code refers to fields, priors and its own variables.

use crate::parameters::argument::{Argument, Place};
use crate::parameters::field::Field;
use crate::parameters::prior::{Density, Prior};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Expr, Ident};

/// A local of generated code, which cannot collide with a name of the user's.
pub(super) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

pub(super) fn value_of(field: &Ident) -> Ident {
    format_ident!("{field}_value", span = Span::mixed_site())
}

/// The place in `self`.
pub(super) fn number(place: &Place) -> Expr {
    place.rooted(|root| quote!(self.#root))
}

/// The place in `self`, the element of a list if it is one.
pub(super) fn element(place: &Place, index: &Ident) -> TokenStream {
    let number = number(place);
    match place.list {
        Some(_) => quote!(#number[#index]),
        None => number.to_token_stream(),
    }
}

/// A closure that gives each point its distribution.
pub(super) fn prior_of_points(prior: &Prior) -> TokenStream {
    let Some(points) = prior.points() else {
        return quote!();
    };
    let index = local("index");
    let arguments = prior.arguments.iter().enumerate();
    let (bindings, values): (Vec<TokenStream>, Vec<TokenStream>) =
        arguments.map(|(i, argument)| bound(argument, i, &index)).unzip();
    let distribution = points.constructed(&values);
    if prior.has_lists() {
        return quote!({ #(#bindings)* move |#index: usize| #distribution });
    }
    let made = local("prior");
    quote!({ #(#bindings)* let #made = #distribution; move |_: usize| #made })
}

/// What an argument's numbers are bound to, and the argument's value at an index.
fn bound(argument: &Argument, i: usize, index: &Ident) -> (TokenStream, TokenStream) {
    let name = local(&format!("argument_{i}"));
    match argument {
        Argument::Constant { expr, list: None } => (quote!(), expr.to_token_stream()),
        Argument::Constant { expr, list: Some(_) } => (quote!(let #name = #expr;), quote!(#name[#index])),
        Argument::Place(place) => bound_place(place, &name, index),
        Argument::Function {
            name: function,
            parameters,
            ..
        } => {
            let parts = parameters.iter().map(|(parameter, place)| {
                let name = local(&format!("argument_{i}_{}", plain(parameter)));
                bound_place(place, &name, index)
            });
            let (bindings, values): (Vec<TokenStream>, Vec<TokenStream>) = parts.unzip();
            (quote!(#(#bindings)*), quote!(#function(#(#values),*)))
        }
    }
}

fn bound_place(place: &Place, name: &Ident, index: &Ident) -> (TokenStream, TokenStream) {
    let number = number(place);
    match place.list {
        Some(_) => (quote!(let #name = &#number[..];), quote!(#name[#index])),
        None => (quote!(let #name = #number;), quote!(#name)),
    }
}

/// The distribution of whole vectors or matrices; `lists` says which arguments are slices.
pub(super) fn prior_of_blocks(ty: &TokenStream, prior: &Prior, lists: &[bool]) -> TokenStream {
    let elements = elements();
    let values = prior.arguments.iter().zip(lists).map(|(argument, is_list)| {
        let value = match argument {
            Argument::Constant { expr, .. } => expr.to_token_stream(),
            Argument::Place(place) => number(place).to_token_stream(),
            Argument::Function { name, parameters, .. } => {
                let values = parameters.iter().map(|(_, place)| number(place));
                quote!(#name(#(#values),*))
            }
        };
        match is_list {
            true => quote!(#elements::blocks::AsNumbers::as_numbers(&#value)),
            false => value,
        }
    });
    if prior.arguments.is_empty() {
        return ty.clone();
    }
    quote!(#ty(#(#values),*))
}

/// The transform of a field whose support is one of whole vectors or matrices.
pub(super) fn transform_of_blocks(prior: &Prior) -> Option<TokenStream> {
    match &prior.density {
        Density::Points(_) => None,
        Density::Restricted { transform, .. } | Density::FlatBlocks { transform } => Some(transform.clone()),
        Density::Blocks { ty, slices } => {
            let prior = prior_of_blocks(ty, prior, slices);
            Some(quote!(::pullback::sampler::distributions::VectorDistribution::transform(&#prior)))
        }
    }
}

/// Where the functions are that move between a field of points and positions.
pub(super) fn module(prior: &Prior) -> TokenStream {
    match prior.non_centred {
        true => quote!(non_centred),
        false => quote!(points),
    }
}

pub(super) fn elements() -> TokenStream {
    quote!(::pullback::sampler::parameters::elements)
}

/// `"planet."` after the prefix.
pub(super) fn nested_prefix(prefix: &Ident, field: &Ident) -> TokenStream {
    let pattern = format!("{{}}{}.", plain(field));
    quote!(&::pullback::runtime::alloc::format!(#pattern, #prefix))
}

/// A field's name after the prefix.
pub(super) fn prefixed(prefix: &Ident, field: &Ident) -> TokenStream {
    let pattern = format!("{{}}{}", plain(field));
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
