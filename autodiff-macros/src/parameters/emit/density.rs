//! The log-prior, its gradient, and the pull-back to unconstrained space.

use super::site::{
    element, elements, local, module, nested_prefix, number, plain, prior_of_blocks, prior_of_points,
    transform_of_blocks,
};
use crate::parameters::argument::{Argument, Place};
use crate::parameters::field::Field;
use crate::parameters::prior::{Density, Prior};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::Ident;

/// Later fields first: what flows through their bounds and scales must be in the shadows of earlier ones before those are
/// carried back.
pub(super) fn pull_back(fields: &[Field]) -> TokenStream {
    let (elements, position, shadow, grad) = (elements(), local("position"), local("shadow"), local("grad"));
    let with_density = local("with_density");
    let each = fields.iter().rev().map(|Field { name, prior, .. }| {
        let rest = quote!(&self.#name, &#shadow.#name, &mut #position, &mut #grad);
        let Some(prior) = prior else {
            return quote!(#elements::nested::pull_back(#rest, #with_density););
        };
        if let Some(transform) = transform_of_blocks(prior) {
            return quote!(#elements::vectors::pull_back(#transform, #rest););
        }
        let (module, ty) = (module(prior), prior.points().map(|points| &points.ty));
        let (flows, rest) = match prior.non_centred {
            true => (quote!(true), quote!(#rest, #with_density)),
            false => (
                quote!(const { #elements::points::bounds_follow_arguments::<#ty>() }),
                rest,
            ),
        };
        let closure = prior_of_points(prior);
        with_flows(
            prior,
            &shadow,
            Some(&flows),
            |flow| quote!(#elements::#module::pull_back(#closure, #rest, #flow);),
        )
    });
    quote! {
        #[inline]
        fn pull_back(
            &self,
            mut #position: &[f64],
            #shadow: &Self::Shadow<::pullback::runtime::Active>,
            #with_density: bool,
            mut #grad: &mut [f64],
        ) {
            #(#each)*
            let _ = #with_density;
        }
    }
}

/// The log density of a field's values.
fn log_density(prior: &Prior, name: &Ident) -> TokenStream {
    let (elements, points) = (elements(), prior_of_points(prior));
    match &prior.density {
        Density::Points(_) => quote!(#elements::points::log_prior(#points, &self.#name)),
        Density::Restricted { transform, .. } => {
            quote!(#elements::vectors::log_restricted(#transform, #points, &self.#name))
        }
        Density::FlatBlocks { transform } => quote!(#elements::vectors::log_flat(#transform, &self.#name)),
        Density::Blocks { ty, slices } => {
            let prior = prior_of_blocks(ty, prior, slices);
            quote!(#elements::vectors::log_prior(#prior, &self.#name))
        }
    }
}

pub(super) fn log_prior(fields: &[Field]) -> TokenStream {
    let terms = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => log_density(prior, name),
        None => quote!(::pullback::sampler::Parameters::log_prior(&self.#name)),
    });
    quote! {
        fn log_prior(&self) -> f64 {
            #(#terms)+*
        }
    }
}

pub(super) fn log_prior_of_centred(fields: &[Field]) -> TokenStream {
    let terms = fields.iter().filter_map(|Field { name, prior, .. }| match prior {
        Some(prior) if prior.non_centred => None,
        Some(prior) => Some(log_density(prior, name)),
        None => Some(quote!(::pullback::sampler::Parameters::log_prior_of_centred(&self.#name))),
    });
    quote! {
        fn log_prior_of_centred(&self) -> f64 {
            0.0 #(+ #terms)*
        }
    }
}

pub(super) fn log_prior_and_accumulate(fields: &[Field]) -> TokenStream {
    let (elements, shadow, total) = (elements(), local("shadow"), local("log_prior"));
    let each = fields.iter().map(|Field { name, prior, .. }| {
        let Some(prior) = prior else {
            return quote! {
                #total += ::pullback::sampler::Parameters::log_prior_and_accumulate(&self.#name, &#shadow.#name);
            };
        };
        match &prior.density {
            // The position's density is whole already.
            Density::Points(_) if prior.non_centred => quote!(),
            Density::FlatBlocks { .. } => quote!(),
            Density::Blocks { ty, slices } => accumulate_blocks(ty, slices, prior, name, [&shadow, &total]),
            Density::Points(_) | Density::Restricted { .. } => {
                let closure = prior_of_points(prior);
                with_flows(prior, &shadow, None, |flow| {
                    quote! {
                        #total += #elements::points::log_prior_and_accumulate(
                            #closure, &self.#name, &#shadow.#name, #flow
                        );
                    }
                })
            }
        }
    });
    quote! {
        #[inline]
        fn log_prior_and_accumulate(&self, #shadow: &Self::Shadow<::pullback::runtime::Active>) -> f64 {
            let mut #total = 0.0;
            #(#each)*
            let _ = #shadow;
            #total
        }
    }
}

/// A call that gives derivatives by arguments to a closure, and what takes them to the fields that the arguments name: once
/// for all points, or, where arguments are lists, for each point. `condition` says whether there are any.
fn with_flows(
    prior: &Prior,
    shadow: &Ident,
    condition: Option<&TokenStream>,
    call: impl Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    if !prior.moves() {
        return call(quote!(|_, _| {}));
    }
    let (elements, bar, index) = (elements(), local("arguments_bar"), local("index"));
    let flows = argument_flows(prior, &bar, shadow, &index);
    if prior.has_lists() {
        return call(quote!(|#index, #bar| { let _ = #index; #flows }));
    }
    let ty = prior.points().map(|points| &points.ty);
    let call = call(quote!(|_, part| #elements::points::add(&mut #bar, part)));
    let flows = match condition {
        Some(condition) => quote!(if #condition { #flows }),
        None => flows,
    };
    quote! {{
        let mut #bar = <<#ty as ::pullback::sampler::distributions::Distribution>::Arguments
            as ::core::default::Default>::default();
        #call
        #flows
    }}
}

/// Adds the derivatives by a prior's arguments to the shadows of the fields that they name.
fn argument_flows(prior: &Prior, arguments_bar: &Ident, shadow: &Ident, index: &Ident) -> TokenStream {
    let flow = |(i, argument): (usize, &Argument)| {
        let i = Literal::usize_unsuffixed(i);
        let bar = quote!(::core::convert::AsRef::<[f64]>::as_ref(&#arguments_bar)[#i]);
        match argument {
            Argument::Constant { .. } => quote!(),
            Argument::Place(place) => {
                let adjoint = adjoint_element(place, shadow, index);
                quote!(#adjoint.add(#bar);)
            }
            Argument::Function { name, parameters, .. } => {
                let values = parameters.iter().map(|(_, place)| element(place, index));
                function_flows(name, parameters, values, &bar, |place| {
                    adjoint_element(place, shadow, index)
                })
            }
        }
    };
    prior.arguments.iter().enumerate().map(flow).collect()
}

/// Adds a function's derivatives, times that by its value, to shadows.
fn function_flows(
    name: &Ident,
    parameters: &[(Ident, Place)],
    values: impl Iterator<Item = TokenStream>,
    bar: &TokenStream,
    adjoint: impl Fn(&Place) -> TokenStream,
) -> TokenStream {
    let slopes: Vec<Ident> = parameters
        .iter()
        .map(|(name, _)| local(&format!("by_{}", plain(name))))
        .collect();
    let adjoints = parameters.iter().map(|(_, place)| adjoint(place));
    // `grad` returns the bare derivative of a function of one parameter, a tuple for several.
    let pattern = if let [slope] = &slopes[..] {
        quote!(#slope)
    } else {
        quote!((#(#slopes),*))
    };
    quote! {
        let #pattern = #name::grad(#(#values),*);
        #(#adjoints.add(#bar * #slopes);)*
    }
}

/// The shadow of a place.
fn adjoint(place: &Place, shadow: &Ident) -> TokenStream {
    place.rooted(|root| quote!(#shadow.#root)).to_token_stream()
}

/// The shadow of a place, of the element of a list if it is one.
fn adjoint_element(place: &Place, shadow: &Ident, index: &Ident) -> TokenStream {
    let adjoint = adjoint(place, shadow);
    match place.list {
        Some(_) => quote!(#adjoint[#index]),
        None => adjoint,
    }
}

/// The log-prior of whole vectors, its gradient added into shadows.
fn accumulate_blocks(
    ty: &TokenStream,
    slices: &[bool],
    prior: &Prior,
    name: &Ident,
    [shadow, total]: [&Ident; 2],
) -> TokenStream {
    let elements = elements();
    let (mut before, mut cells, mut after) = (TokenStream::new(), Vec::new(), TokenStream::new());
    for (i, (argument, is_slice)) in prior.arguments.iter().zip(slices).enumerate() {
        cells.push(match argument {
            Argument::Constant { .. } => quote!(&[]),
            Argument::Place(place) => {
                let adjoint = adjoint(place, shadow);
                match is_slice {
                    true => quote!(#elements::blocks::AsCells::as_cells(&#adjoint)),
                    false => quote!(::core::slice::from_ref(&#adjoint)),
                }
            }
            Argument::Function { name, parameters, .. } => {
                let cell = local(&format!("argument_{i}_bar"));
                before.extend(quote!(let #cell = ::pullback::runtime::Adjoint::<f64>::default();));
                let values = parameters.iter().map(|(_, place)| number(place).to_token_stream());
                let bar = quote!(#cell.get());
                after.extend(function_flows(name, parameters, values, &bar, |place| {
                    adjoint(place, shadow)
                }));
                quote!(::core::slice::from_ref(&#cell))
            }
        });
    }
    let distribution = prior_of_blocks(ty, prior, slices);
    quote! {{
        #before
        #total += #elements::vectors::log_prior_and_accumulate(
            #distribution, &self.#name, &#shadow.#name, &[#(#cells),*]
        );
        #after
    }}
}

pub(super) fn append_prior_terms(fields: &[Field]) -> TokenStream {
    let (prefix, terms) = (local("prefix"), local("terms"));
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => {
            let (term, pattern) = (log_density(prior, name), format!("{{}}{}", plain(name)));
            quote!(#terms.push((::pullback::runtime::alloc::format!(#pattern, #prefix), #term)))
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
