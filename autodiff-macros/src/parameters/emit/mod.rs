//! Writes the implementation of `Parameters`.
//!
//! [`shape`] has the methods about how many values there are and what they are called, [`values`] those that make and check
//! them, [`density`] those of the prior and its gradient, [`second`] those of second derivatives, and [`site`] says how all refer to fields and priors.

mod density;
mod second;
mod shape;
mod site;
mod values;

use super::argument::{self, Argument};
use super::field::Field;
use super::prior::Density;
use crate::derive_differentiable::Shape;
use density::{append_prior_terms, log_prior, log_prior_and_accumulate, log_prior_of_centred, pull_back};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use second::{constrain_tangent, log_prior_tangent, pull_back_tangent};
use shape::{append_axes, blank, append_coordinates, append_names, dimensions, prototype, run_time_sizes};
use syn::spanned::Spanned;
use syn::{Generics, Ident, WherePredicate, parse_quote};
use values::{check, check_proper, constrain, flatten, sample_prior, unconstrain_into, unflatten};

/// The implementation, in a block of its own with the functions it needs.
pub(in crate::parameters) fn parameters(shape: &Shape, fields: &[Field]) -> TokenStream {
    let helpers = fields.iter().flat_map(arguments).filter_map(argument::helper);
    let name = &shape.name;
    let mut generics = bounded(&shape.generics, fields);
    let assumed = fields.iter().filter_map(|field| assumed(field, &shape.generics));
    generics.make_where_clause().predicates.extend(assumed);
    let (impl_generics, type_arguments, where_clause) = generics.split_for_impl();
    let methods: TokenStream = [
        run_time_sizes(fields),
        prototype(fields),
        blank(fields),
        dimensions(fields),
        append_names(fields),
        append_coordinates(fields),
        append_axes(fields),
        constrain(fields),
        pull_back(fields),
        log_prior(fields),
        log_prior_and_accumulate(fields),
        log_prior_of_centred(fields),
        constrain_tangent(fields),
        log_prior_tangent(fields),
        pull_back_tangent(fields),
        append_prior_terms(fields),
        check(fields),
        check_proper(fields),
        flatten(fields),
        unflatten(fields),
        unconstrain_into(fields),
        sample_prior(fields),
    ]
    .into_iter()
    .collect();
    let exemption = crate::emit::exemption();
    quote! {
        #exemption
        const _: () = {
            #(#helpers)*
            #[automatically_derived]
            impl #impl_generics ::pullback::sampler::Parameters for #name #type_arguments #where_clause {
                #methods
            }
        };
    }
}

/// After errors: an implementation that type-checks, so that uses of the type don't add errors of their own.
pub(in crate::parameters) fn stub(name: &Ident, generics: &Generics) -> TokenStream {
    let (impl_generics, type_arguments, where_clause) = generics.split_for_impl();
    let string = quote!(::pullback::runtime::alloc::string::String);
    let error = quote!(::pullback::sampler::parameters::ParameterError);
    let active = quote!(Self::Shadow<::pullback::runtime::Active>);
    let (sizes, dims_error) = (
        quote!(::pullback::sampler::parameters::Sizes<'_>),
        quote!(::pullback::sampler::parameters::DimsError),
    );
    let axes = quote!(&mut ::pullback::runtime::alloc::vec::Vec<::pullback::sampler::parameters::NamedAxes>);
    let signatures = [
        quote!(fn prototype(_: &mut #sizes, _: &str, _: &[&str]) -> ::core::result::Result<Self, #dims_error>),
        quote!(fn blank() -> Self),
        quote!(fn dimension(&self) -> usize),
        quote!(fn stored_dimension(&self) -> usize),
        quote!(fn append_names(&self, _: &str, _: &mut ::pullback::runtime::alloc::vec::Vec<#string>)),
        quote!(fn append_coordinates(&self, _: &str, _: &mut ::pullback::runtime::alloc::vec::Vec<#string>)),
        quote!(fn append_axes(&self, _: &str, _: &[&str], _: &[::core::option::Option<#string>], _: #axes)),
        quote!(fn constrain_into(&mut self, _: &[f64]) -> ::pullback::sampler::parameters::Constrained),
        quote!(fn pull_back(&self, _: &[f64], _: &#active, _: bool, _: &mut [f64])),
        quote!(fn log_prior(&self) -> f64),
        quote!(fn log_prior_and_accumulate(&self, _: &#active) -> f64),
        quote!(fn log_prior_of_centred(&self) -> f64),
        quote!(fn append_prior_terms(&self, _: &str, _: &mut ::pullback::runtime::alloc::vec::Vec<(#string, f64)>)),
        quote!(fn check(&self, _: &str) -> ::core::result::Result<(), #error>),
        quote!(fn check_proper(&self, _: &str) -> ::core::result::Result<(), #error>),
        quote!(fn flatten(&self, _: &mut [f64])),
        quote!(fn unflatten_into(&mut self, _: &[f64])),
        quote!(fn unconstrain_into(&self, _: &str, _: &mut [f64]) -> ::core::result::Result<(), #error>),
        quote!(fn sample_prior_into<RandomSource: ::pullback::sampler::rand::Rng + ?Sized>(&mut self, _: &mut RandomSource)),
    ];
    quote! {
        impl #impl_generics ::pullback::sampler::Parameters for #name #type_arguments #where_clause {
            const RUN_TIME_SIZES: bool = false;
            #(#signatures { ::core::unimplemented!() })*
        }
    }
}

/// `T: Parameters` for nested structs that generic parameters stand for.
fn bounded(generics: &Generics, fields: &[Field]) -> Generics {
    let mut bounded = generics.clone();
    for field in fields.iter().filter(|field| field.prior.is_none()) {
        let ty = field.ty;
        let text = ty.to_token_stream().to_string();
        let generic = generics
            .type_params()
            .any(|param| text.split_whitespace().any(|word| param.ident == word));
        if generic {
            let predicate: WherePredicate = parse_quote!(#ty: ::pullback::sampler::Parameters);
            bounded.make_where_clause().predicates.push(predicate);
        }
    }
    bounded
}

/// The condition that the type of a field fits its prior, or has parameters of its own. If it does not, the compiler says so
/// there, and not of everything that follows. Where the type is generic, [`bounded`] has conditions, or the uses tell.
fn assumed(field: &Field, generics: &Generics) -> Option<WherePredicate> {
    let (ty, span) = (field.ty, field.ty.span());
    let names: Vec<&Ident> = generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            syn::GenericParam::Type(ty) => Some(&ty.ident),
            syn::GenericParam::Const(constant) => Some(&constant.ident),
            syn::GenericParam::Lifetime(_) => None,
        })
        .collect();
    if crate::request::generics::mentions(ty.to_token_stream(), &names) {
        return None;
    }
    let elements = site::elements();
    let bound = match &field.prior {
        Some(prior) if crate::request::generics::mentions(prior.tokens(), &names) => return None,
        Some(prior) => match prior.points() {
            Some(points) => {
                let distribution = &points.ty;
                quote! {
                    #elements::Elements<<#distribution as ::pullback::sampler::distributions::Distribution>::Value>
                }
            }
            None => match &prior.density {
                Density::FlatBlocks { transform } => quote! {
                    #elements::blocks::Blocks<<#transform as ::pullback::sampler::transforms::VectorTransform>::Of>
                },
                // Its distribution may borrow its arguments, and a condition cannot leave out for how long.
                _ => return None,
            },
        },
        None => quote!(::pullback::sampler::Parameters),
    };
    let bound = crate::emit::at(bound, span);
    syn::parse2(quote_spanned!(span=> #ty: #bound)).ok()
}

fn arguments<'a>(field: &'a Field) -> impl Iterator<Item = &'a Argument> {
    field.prior.iter().flat_map(|prior| &prior.arguments)
}
