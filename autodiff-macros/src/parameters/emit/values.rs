//! Methods that make and check values.

use super::site::{
    elements, local, module, nested_prefix, plain, prior_of_blocks, prior_of_points, transform_of_blocks,
};
use crate::parameters::field::Field;
use crate::parameters::prior::{Density, Prior};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn constrain(fields: &[Field]) -> TokenStream {
    let (elements, position, sum) = (elements(), local("position"), local("sum"));
    let each = fields.iter().map(|Field { name, prior, .. }| {
        let rest = quote!(&mut self.#name, &mut #position, &mut #sum);
        let Some(prior) = prior else {
            return quote!(#elements::nested::constrain(#rest));
        };
        match transform_of_blocks(prior) {
            Some(transform) => quote!(#elements::vectors::constrain(#transform, #rest)),
            None => {
                let (module, prior) = (module(prior), prior_of_points(prior));
                quote!(#elements::#module::constrain(#prior, #rest))
            }
        }
    });
    quote! {
        #[inline]
        fn constrain_into(&mut self, mut #position: &[f64]) -> ::pullback::sampler::parameters::Constrained {
            let mut #sum = <::pullback::sampler::parameters::Constrained as ::core::default::Default>::default();
            #(#each;)*
            #sum
        }
    }
}

pub(super) fn flatten(fields: &[Field]) -> TokenStream {
    let (elements, out) = (elements(), local("out"));
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(_) => {
            quote!(::pullback::sampler::parameters::layout::Numbers::write(&self.#name, &mut #out))
        }
        None => quote!(#elements::nested::flatten(&self.#name, &mut #out)),
    });
    quote! {
        fn flatten(&self, mut #out: &mut [f64]) {
            #(#each;)*
        }
    }
}

pub(super) fn unflatten(fields: &[Field]) -> TokenStream {
    let (elements, values) = (elements(), local("values"));
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(_) => {
            quote!(::pullback::sampler::parameters::layout::Numbers::read(&mut self.#name, &mut #values))
        }
        None => quote!(#elements::nested::unflatten(&mut self.#name, &mut #values)),
    });
    quote! {
        fn unflatten_into(&mut self, mut #values: &[f64]) {
            #(#each;)*
        }
    }
}

pub(super) fn check(fields: &[Field]) -> TokenStream {
    let (elements, prefix) = (elements(), local("prefix"));
    let each = fields.iter().map(|Field { name, prior, .. }| {
        let Some(prior) = prior else {
            let prefix = nested_prefix(&prefix, name);
            return quote!(::pullback::sampler::Parameters::check(&self.#name, #prefix)?;);
        };
        let text = plain(name);
        let rest = quote!(&self.#name, #prefix, #text);
        let points = prior_of_points(prior);
        let density = match &prior.density {
            Density::Points(_) => return quote!(#elements::points::check(#points, #rest)?;),
            Density::Restricted { .. } => quote!(#elements::points::check_prior(#points, #rest)?;),
            Density::FlatBlocks { .. } => quote!(),
            Density::Blocks { ty, slices } => {
                let prior = prior_of_blocks(ty, prior, slices);
                quote!(#elements::vectors::check_prior(#prior, #rest)?;)
            }
        };
        let transform = transform_of_blocks(prior);
        quote!(#density #elements::vectors::check(#transform, #rest)?;)
    });
    fallible("check", quote!(&self, #prefix: &str), each)
}

pub(super) fn check_proper(fields: &[Field]) -> TokenStream {
    let (elements, prefix) = (elements(), local("prefix"));
    let each = fields.iter().map(|Field { name, prior, .. }| {
        let text = plain(name);
        let Some(prior) = prior else {
            let prefix = nested_prefix(&prefix, name);
            return quote!(::pullback::sampler::Parameters::check_proper(&self.#name, #prefix)?;);
        };
        let is_proper = match &prior.density {
            Density::Points(points) => {
                let ty = &points.ty;
                quote!(<#ty as ::pullback::sampler::distributions::Distribution>::PROPER)
            }
            Density::Restricted { transform, .. } => quote!(#elements::vectors::can_be_drawn(#transform)),
            Density::FlatBlocks { .. } => quote!(false),
            Density::Blocks { .. } => quote!(true),
        };
        quote!(#elements::check_proper(#is_proper, #prefix, #text)?;)
    });
    fallible("check_proper", quote!(&self, #prefix: &str), each)
}

pub(super) fn unconstrain_into(fields: &[Field]) -> TokenStream {
    let (elements, prefix, position) = (elements(), local("prefix"), local("position"));
    let each = fields.iter().map(|Field { name, prior, .. }| {
        let Some(prior) = prior else {
            let prefix = nested_prefix(&prefix, name);
            return quote!(#elements::nested::unconstrain(&self.#name, #prefix, &mut #position)?;);
        };
        let text = plain(name);
        let rest = quote!(&self.#name, #prefix, #text, &mut #position);
        match transform_of_blocks(prior) {
            Some(transform) => quote!(#elements::vectors::unconstrain(#transform, #rest)?;),
            None => {
                let (module, prior) = (module(prior), prior_of_points(prior));
                quote!(#elements::#module::unconstrain(#prior, #rest)?;)
            }
        }
    });
    fallible(
        "unconstrain_into",
        quote!(&self, #prefix: &str, mut #position: &mut [f64]),
        each,
    )
}

/// A method that returns nothing, or a parameter at fault.
fn fallible(name: &str, arguments: TokenStream, each: impl Iterator<Item = TokenStream>) -> TokenStream {
    let name = syn::Ident::new(name, proc_macro2::Span::call_site());
    quote! {
        fn #name(#arguments) -> ::core::result::Result<(), ::pullback::sampler::parameters::ParameterError> {
            #(#each)*
            ::core::result::Result::Ok(())
        }
    }
}

pub(super) fn sample_prior(fields: &[Field]) -> TokenStream {
    let rng = local("rng");
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => sampled(prior, &quote!(&mut self.#name, #rng)),
        None => quote!(::pullback::sampler::Parameters::sample_prior_into(&mut self.#name, #rng)),
    });
    quote! {
        fn sample_prior_into<RandomSource: ::pullback::sampler::rand::Rng + ?Sized>(&mut self, #rng: &mut RandomSource) {
            #(#each;)*
        }
    }
}

fn sampled(prior: &Prior, rest: &TokenStream) -> TokenStream {
    let (elements, points) = (elements(), prior_of_points(prior));
    match &prior.density {
        Density::Points(_) => quote!(#elements::points::sample(#points, #rest)),
        Density::Restricted { transform, .. } => {
            let exchangeable = !prior.has_lists();
            quote!(#elements::vectors::sample_restricted(#transform, #points, #exchangeable, #rest))
        }
        Density::FlatBlocks { transform } => quote!(#elements::vectors::sample_flat(#transform, #rest)),
        Density::Blocks { ty, slices } => {
            let prior = prior_of_blocks(ty, prior, slices);
            quote!(#elements::vectors::sample(#prior, #rest))
        }
    }
}
