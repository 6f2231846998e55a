//! The log-prior, its gradient, and the pull-back to unconstrained space.

use super::site::{Site, distribution, elements, local, nested_prefix, number, plain, sum};
use crate::parameters::argument::{Argument, Place};
use crate::parameters::field::Field;
use crate::parameters::prior::Prior;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Ident;

pub(super) fn pull_back(fields: &[Field]) -> TokenStream {
    let (elements, position, shadow, grad) = (elements(), local("position"), local("shadow"), local("grad"));
    let each = fields.iter().map(|Field { name, prior, .. }| {
        let rest = quote!(&self.#name, &#shadow.#name, &mut #position, &mut #grad);
        match prior {
            Some(prior) => {
                let distribution = distribution(prior, Site::Fields);
                quote!(#elements::pull_back(#distribution, #rest))
            }
            None => quote!(#elements::pull_back_nested(#rest)),
        }
    });
    quote! {
        #[inline]
        fn pull_back(
            &self,
            mut #position: &[f64],
            #shadow: &Self::Shadow<::pullback::runtime::Active>,
            mut #grad: &mut [f64],
        ) {
            #(#each;)*
        }
    }
}

pub(super) fn log_prior(fields: &[Field]) -> TokenStream {
    let elements = elements();
    let total = sum(fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => {
            let distribution = distribution(prior, Site::Fields);
            quote!(#elements::log_prior(#distribution, &self.#name))
        }
        None => quote!(::pullback::sampler::Parameters::log_prior(&self.#name)),
    }));
    quote! {
        fn log_prior(&self) -> f64 {
            #total
        }
    }
}

pub(super) fn log_prior_and_accumulate(fields: &[Field]) -> TokenStream {
    let (elements, shadow, total) = (elements(), local("shadow"), local("log_prior"));
    let (term, arguments_bar) = (local("term"), local("arguments_bar"));
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => {
            let distribution = distribution(prior, Site::Fields);
            let flows = argument_flows(prior, &arguments_bar, &shadow);
            let bar = if flows.is_empty() {
                quote!(_)
            } else {
                quote!(#arguments_bar)
            };
            quote! {
                let (#term, #bar) = #elements::log_prior_and_accumulate(#distribution, &self.#name, &#shadow.#name);
                #total += #term;
                #flows
            }
        }
        None => quote! {
            #total += ::pullback::sampler::Parameters::log_prior_and_accumulate(&self.#name, &#shadow.#name);
        },
    });
    quote! {
        #[inline]
        fn log_prior_and_accumulate(&self, #shadow: &Self::Shadow<::pullback::runtime::Active>) -> f64 {
            let mut #total = 0.0;
            #(#each)*
            #total
        }
    }
}

/// Adds the derivatives by a prior's arguments to the shadows of the fields that they name.
fn argument_flows(prior: &Prior, arguments_bar: &Ident, shadow: &Ident) -> TokenStream {
    let adjoint = |place: &Place| place.rooted(|root| quote!(#shadow.#root));
    let flow = |(i, argument): (usize, &Argument)| match argument {
        Argument::Constant(_) => quote!(),
        Argument::Place(place) => {
            let (adjoint, i) = (adjoint(place), Literal::usize_unsuffixed(i));
            quote!(#adjoint.add(#arguments_bar[#i]);)
        }
        Argument::Function { name, parameters, .. } => {
            let values = parameters.iter().map(|(_, place)| number(place, Site::Fields));
            let slopes: Vec<Ident> = parameters
                .iter()
                .map(|(name, _)| local(&format!("by_{}", plain(name))))
                .collect();
            let adjoints = parameters.iter().map(|(_, place)| adjoint(place));
            let i = Literal::usize_unsuffixed(i);
            // `grad` returns the bare derivative of a function of one parameter, a tuple for several.
            let pattern = if let [slope] = &slopes[..] {
                quote!(#slope)
            } else {
                quote!((#(#slopes),*))
            };
            quote! {
                let #pattern = #name::grad(#(#values),*);
                #(#adjoints.add(#arguments_bar[#i] * #slopes);)*
            }
        }
    };
    prior.arguments.iter().enumerate().map(flow).collect()
}

pub(super) fn append_prior_terms(fields: &[Field]) -> TokenStream {
    let (elements, prefix, terms) = (elements(), local("prefix"), local("terms"));
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => {
            let distribution = distribution(prior, Site::Fields);
            let pattern = format!("{{}}{}", plain(name));
            quote!(#terms.push((::pullback::runtime::alloc::format!(#pattern, #prefix), #elements::log_prior(#distribution, &self.#name))))
        }
        None => {
            let prefix = nested_prefix(&prefix, name);
            quote!(::pullback::sampler::Parameters::append_prior_terms(&self.#name, #prefix, #terms))
        }
    });
    quote! {
        fn append_prior_terms(&self, #prefix: &str, #terms: &mut ::pullback::runtime::alloc::vec::Vec<(::pullback::runtime::alloc::string::String, f64)>) {
            #(#each;)*
        }
    }
}
