//! Methods about how many values there are, and what they are called.

use super::site::{elements, literal, local, module, nested_prefix, plain, prefixed, transform_of_blocks, value_of};
use crate::parameters::argument::List;
use crate::parameters::field::Field;
use crate::parameters::prior::Prior;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Type;

fn numbers() -> TokenStream {
    quote!(::pullback::sampler::parameters::layout::Numbers)
}

/// Whether some length is known at run time only.
pub(super) fn run_time_sizes(fields: &[Field]) -> TokenStream {
    let numbers = numbers();
    let each = fields.iter().map(|Field { ty, prior, .. }| match prior {
        Some(_) => quote!(<#ty as #numbers>::RUN_TIME),
        None => quote!(<#ty as ::pullback::sampler::Parameters>::RUN_TIME_SIZES),
    });
    quote!(const RUN_TIME_SIZES: bool = #(#each)||*;)
}

pub(super) fn prototype(fields: &[Field]) -> TokenStream {
    let (numbers, sizes, prefix, made) = (numbers(), local("sizes"), local("prefix"), local("made"));
    let each = fields.iter().map(|Field { name, ty, axes, prior }| {
        let value = value_of(name);
        let made = match prior {
            Some(_) => {
                let name = prefixed(&prefix, name);
                quote!(<#ty as #numbers>::sized(#sizes, &[#(#axes),*], #name)?)
            }
            None => {
                let prefix = nested_prefix(&prefix, name);
                quote!(<#ty as ::pullback::sampler::Parameters>::prototype(#sizes, #prefix, &[#(#axes),*])?)
            }
        };
        quote!(let #value: #ty = #made;)
    });
    let literal = literal(fields);
    let checks = fields
        .iter()
        .filter_map(|field| checked_lists(field, &made.to_token_stream(), &prefix.to_token_stream()));
    quote! {
        fn prototype(
            #sizes: &mut ::pullback::sampler::parameters::Sizes<'_>,
            #prefix: &str,
            _: &[&str],
        ) -> ::core::result::Result<Self, ::pullback::sampler::parameters::DimsError> {
            #(#each)*
            let #made = #literal;
            #(#checks)*
            ::core::result::Result::Ok(#made)
        }
    }
}

/// Zeros, and empty vectors.
pub(super) fn blank(fields: &[Field]) -> TokenStream {
    let numbers = numbers();
    let each = fields.iter().map(|Field { name, ty, prior, .. }| match prior {
        Some(_) => quote!(#name: <#ty as #numbers>::blank()),
        None => quote!(#name: <#ty as ::pullback::sampler::Parameters>::blank()),
    });
    quote! {
        #[inline]
        fn blank() -> Self {
            Self { #(#each),* }
        }
    }
}

/// Checks that lists of arguments are as long as the field: when it compiles, where both are arrays.
fn checked_lists(field: &Field, made: &TokenStream, prefix: &TokenStream) -> Option<TokenStream> {
    let (elements, Field { name, ty, prior, .. }) = (elements(), field);
    let prior = prior.as_ref().filter(|prior| prior.has_lists())?;
    let text = plain(name);
    let check = |list: List| {
        let (length, constant, written) = match list {
            List::Constant(length) => (quote!(#length), Some(quote!(#length)), "the list".to_owned()),
            List::Place(place, list) => {
                let value = place.rooted(|root| quote!(#made.#root));
                let whole = array_length(list).filter(|_| !place.is_range());
                (quote!(#value.len()), whole, place.text())
            }
        };
        match (array_length(ty), constant) {
            (Some(own), Some(length)) => quote!(const { #elements::assert_as_long(#own, #length) }),
            _ => quote!(#elements::check_argument(&#made.#name, #prefix, #text, #written, #length)?;),
        }
    };
    Some(
        prior
            .arguments
            .iter()
            .flat_map(|argument| argument.lists())
            .map(check)
            .collect(),
    )
}

/// The length of an array type, as it is written.
fn array_length(ty: &Type) -> Option<TokenStream> {
    match ty {
        Type::Array(array) => Some(array.len.to_token_stream()),
        Type::Paren(paren) => array_length(&paren.elem),
        Type::Group(group) => array_length(&group.elem),
        _ => None,
    }
}

pub(super) fn dimensions(fields: &[Field]) -> TokenStream {
    let numbers = numbers();
    let positions = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => dimension(prior, &quote!(&self.#name)),
        None => quote!(::pullback::sampler::Parameters::dimension(&self.#name)),
    });
    let stored = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(_) => quote!(#numbers::count(&self.#name)),
        None => quote!(::pullback::sampler::Parameters::stored_dimension(&self.#name)),
    });
    quote! {
        #[inline]
        fn dimension(&self) -> usize {
            #(#positions)+*
        }
        #[inline]
        fn stored_dimension(&self) -> usize {
            #(#stored)+*
        }
    }
}

/// Number of unconstrained coordinates of a field.
fn dimension(prior: &Prior, field: &TokenStream) -> TokenStream {
    let elements = elements();
    if let Some(transform) = transform_of_blocks(prior) {
        return quote!(#elements::vectors::dimension(#transform, #field));
    }
    let (ty, module) = (prior.points().map(|points| &points.ty), module(prior));
    quote!(#elements::#module::dimension::<#ty, _>(#field))
}

pub(super) fn append_names(fields: &[Field]) -> TokenStream {
    let (numbers, prefix, names) = (numbers(), local("prefix"), local("names"));
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(_) => {
            let text = prefixed(&prefix, name);
            quote!(#numbers::append_names(&self.#name, #text, #names))
        }
        None => {
            let prefix = nested_prefix(&prefix, name);
            quote!(::pullback::sampler::Parameters::append_names(&self.#name, #prefix, #names))
        }
    });
    quote! {
        fn append_names(&self, #prefix: &str, #names: &mut ::pullback::runtime::alloc::vec::Vec<::pullback::runtime::alloc::string::String>) {
            #(#each;)*
        }
    }
}

pub(super) fn append_coordinates(fields: &[Field]) -> TokenStream {
    let (elements, prefix, coordinates) = (elements(), local("prefix"), local("coordinates"));
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => {
            let (count, text) = (dimension(prior, &quote!(&self.#name)), plain(name));
            quote!(#elements::append_coordinates(#count, #prefix, #text, #coordinates))
        }
        None => {
            let prefix = nested_prefix(&prefix, name);
            quote!(::pullback::sampler::Parameters::append_coordinates(&self.#name, #prefix, #coordinates))
        }
    });
    quote! {
        fn append_coordinates(&self, #prefix: &str, #coordinates: &mut ::pullback::runtime::alloc::vec::Vec<::pullback::runtime::alloc::string::String>) {
            #(#each;)*
        }
    }
}

pub(super) fn append_axes(fields: &[Field]) -> TokenStream {
    let (elements, prefix, outer, out) = (elements(), local("prefix"), local("outer"), local("out"));
    let each = fields.iter().map(|Field { name, axes, prior, .. }| match prior {
        Some(_) => {
            let text = plain(name);
            quote!(#elements::append_axes(&self.#name, #prefix, #text, &[#(#axes),*], #outer, #out))
        }
        None => {
            let prefix = nested_prefix(&prefix, name);
            quote!(::pullback::sampler::Parameters::append_axes(&self.#name, #prefix, &[#(#axes),*], #outer, #out))
        }
    });
    quote! {
        fn append_axes(
            &self,
            #prefix: &str,
            _: &[&str],
            #outer: &[::core::option::Option<::pullback::runtime::alloc::string::String>],
            #out: &mut ::pullback::runtime::alloc::vec::Vec<::pullback::sampler::parameters::NamedAxes>,
        ) {
            #(#each;)*
        }
    }
}
