//! Methods that make, name and check values.

use super::site::{Site, distribution, elements, literal, local, nested_prefix, plain, sum, value_of};
use crate::parameters::field::Field;
use crate::parameters::prior::Prior;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Ident;

pub(super) fn dimensions(fields: &[Field]) -> TokenStream {
    let elements = elements();
    let count = |function: &str| {
        let function = Ident::new(function, Span::call_site());
        sum(fields.iter().map(|Field { ty, prior, .. }| match prior {
            Some(Prior { ty: distribution, .. }) => quote!(#elements::#function::<#distribution, #ty>()),
            None => quote!(<#ty as ::pullback::sampler::Parameters>::#function()),
        }))
    };
    let (dimension, stored) = (count("dimension"), count("stored_dimension"));
    quote! {
        fn dimension() -> usize {
            #dimension
        }
        fn stored_dimension() -> usize {
            #stored
        }
    }
}

pub(super) fn append_names(fields: &[Field]) -> TokenStream {
    let (elements, prefix, names) = (elements(), local("prefix"), local("names"));
    let each = fields.iter().map(|Field { name, ty, prior }| match prior {
        Some(Prior { ty: distribution, .. }) => {
            let text = plain(name);
            quote!(#elements::append_names::<#distribution, #ty>(#prefix, #text, #names))
        }
        None => {
            let prefix = nested_prefix(&prefix, name);
            quote!(<#ty as ::pullback::sampler::Parameters>::append_names(#prefix, #names))
        }
    });
    quote! {
        fn append_names(#prefix: &str, #names: &mut ::pullback::runtime::alloc::vec::Vec<::pullback::runtime::alloc::string::String>) {
            #(#each;)*
        }
    }
}

pub(super) fn constrain(fields: &[Field]) -> TokenStream {
    let (elements, position, log_jacobian) = (elements(), local("position"), local("log_jacobian"));
    let each = fields.iter().map(|Field { name, ty, prior }| {
        let value = value_of(name);
        let made = match prior {
            Some(prior) => {
                let distribution = distribution(prior, Site::Locals);
                quote!(#elements::constrain(#distribution, &mut #position, &mut #log_jacobian))
            }
            None => quote!(#elements::constrain_nested(&mut #position, &mut #log_jacobian)),
        };
        quote!(let #value: #ty = #made;)
    });
    let literal = literal(fields);
    quote! {
        #[inline]
        fn constrain(mut #position: &[f64]) -> (Self, f64) {
            let mut #log_jacobian = 0.0;
            #(#each)*
            (#literal, #log_jacobian)
        }
    }
}

pub(super) fn flatten(fields: &[Field]) -> TokenStream {
    let (elements, out) = (elements(), local("out"));
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => {
            let ty = &prior.ty;
            quote!(#elements::flatten::<#ty, _>(&self.#name, &mut #out))
        }
        None => quote!(#elements::flatten_nested(&self.#name, &mut #out)),
    });
    quote! {
        fn flatten(&self, mut #out: &mut [f64]) {
            #(#each;)*
        }
    }
}

pub(super) fn unflatten(fields: &[Field]) -> TokenStream {
    let (elements, values) = (elements(), local("values"));
    let each = fields.iter().map(|Field { name, ty, prior }| {
        let value = value_of(name);
        let made = match prior {
            Some(prior) => {
                let distribution = &prior.ty;
                quote!(#elements::unflatten::<#distribution, _>(&mut #values))
            }
            None => quote!(#elements::unflatten_nested(&mut #values)),
        };
        quote!(let #value: #ty = #made;)
    });
    let literal = literal(fields);
    quote! {
        fn unflatten(mut #values: &[f64]) -> Self {
            #(#each)*
            #literal
        }
    }
}

pub(super) fn check(fields: &[Field]) -> TokenStream {
    let (elements, prefix) = (elements(), local("prefix"));
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => {
            let (distribution, text) = (distribution(prior, Site::Fields), plain(name));
            quote!(#elements::check(#distribution, &self.#name, #prefix, #text)?)
        }
        None => {
            let prefix = nested_prefix(&prefix, name);
            quote!(::pullback::sampler::Parameters::check(&self.#name, #prefix)?)
        }
    });
    quote! {
        fn check(
            &self,
            #prefix: &str,
        ) -> ::core::result::Result<(), ::pullback::sampler::parameters::ParameterError> {
            #(#each;)*
            ::core::result::Result::Ok(())
        }
    }
}

pub(super) fn unconstrain_into(fields: &[Field]) -> TokenStream {
    let (elements, prefix, position) = (elements(), local("prefix"), local("position"));
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => {
            let (distribution, text) = (distribution(prior, Site::Fields), plain(name));
            quote!(#elements::unconstrain(#distribution, &self.#name, #prefix, #text, &mut #position)?)
        }
        None => {
            let prefix = nested_prefix(&prefix, name);
            quote!(#elements::unconstrain_nested(&self.#name, #prefix, &mut #position)?)
        }
    });
    quote! {
        fn unconstrain_into(
            &self,
            #prefix: &str,
            mut #position: &mut [f64],
        ) -> ::core::result::Result<(), ::pullback::sampler::parameters::ParameterError> {
            #(#each;)*
            ::core::result::Result::Ok(())
        }
    }
}

pub(super) fn sample_prior(fields: &[Field]) -> TokenStream {
    let (elements, rng) = (elements(), local("rng"));
    let each = fields.iter().map(|Field { name, ty, prior }| {
        let value = value_of(name);
        let made = match prior {
            Some(prior) => {
                let distribution = distribution(prior, Site::Locals);
                quote!(#elements::sample(#distribution, #rng))
            }
            None => quote!(::pullback::sampler::Parameters::sample_prior(#rng)),
        };
        quote!(let #value: #ty = #made;)
    });
    let literal = literal(fields);
    quote! {
        fn sample_prior<RandomSource: ::pullback::sampler::rand::Rng + ?Sized>(#rng: &mut RandomSource) -> Self {
            #(#each)*
            #literal
        }
    }
}
