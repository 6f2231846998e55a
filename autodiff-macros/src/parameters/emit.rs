//! Writes the implementation of `Parameters`.

use super::argument::{self, Argument, Place};
use super::field::Field;
use super::prior::Prior;
use crate::derive_differentiable::Shape;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Generics, Ident, WherePredicate, parse_quote};

/// Where earlier fields are found.
#[derive(Clone, Copy)]
enum Site {
    /// In `self`.
    Fields,
    /// In local variables, while the struct is being made.
    Locals,
}

/// The implementation, in a block of its own with the functions it needs.
pub(super) fn parameters(shape: &Shape, fields: &[Field]) -> TokenStream {
    let helpers = fields.iter().flat_map(arguments).filter_map(argument::helper);
    let assertions = fields.iter().filter_map(fixed_support);
    let name = &shape.name;
    let generics = bounded(&shape.generics, fields);
    let (impl_generics, type_arguments, where_clause) = generics.split_for_impl();
    let methods: TokenStream = [
        dimensions(fields),
        append_names(fields),
        constrain(fields),
        pull_back(fields),
        log_prior(fields),
        log_prior_and_accumulate(fields),
        append_prior_terms(fields),
        check(fields),
        flatten(fields),
        unconstrain_into(fields),
        sample_prior(fields),
    ]
    .into_iter()
    .collect();
    quote! {
        const _: () = {
            #(#helpers)*
            #(#assertions)*
            #[automatically_derived]
            impl #impl_generics ::pullback::sampler::Parameters for #name #type_arguments #where_clause {
                #methods
            }
        };
    }
}

/// After errors: an implementation that type-checks, so that uses of the type don't add errors of their own.
pub(super) fn stub(name: &Ident, generics: &Generics) -> TokenStream {
    let (impl_generics, type_arguments, where_clause) = generics.split_for_impl();
    let string = quote!(::std::string::String);
    let error = quote!(::pullback::sampler::parameters::ParameterError);
    let active = quote!(Self::Shadow<::pullback::runtime::Active>);
    let signatures = [
        quote!(fn dimension() -> usize),
        quote!(fn stored_dimension() -> usize),
        quote!(fn append_names(_: &str, _: &mut ::std::vec::Vec<#string>)),
        quote!(fn constrain(_: &[f64]) -> (Self, f64)),
        quote!(fn pull_back(&self, _: &[f64], _: &#active, _: &mut [f64])),
        quote!(fn log_prior(&self) -> f64),
        quote!(fn log_prior_and_accumulate(&self, _: &#active) -> f64),
        quote!(fn append_prior_terms(&self, _: &str, _: &mut ::std::vec::Vec<(#string, f64)>)),
        quote!(fn check(&self, _: &str) -> ::core::result::Result<(), #error>),
        quote!(fn flatten(&self, _: &mut [f64])),
        quote!(fn unconstrain_into(&self, _: &str, _: &mut [f64]) -> ::core::result::Result<(), #error>),
        quote!(fn sample_prior<RandomSource: ::pullback::sampler::rand::Rng + ?Sized>(_: &mut RandomSource) -> Self),
    ];
    quote! {
        impl #impl_generics ::pullback::sampler::Parameters for #name #type_arguments #where_clause {
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

fn arguments<'a>(field: &'a Field) -> impl Iterator<Item = &'a Argument> {
    field.prior.iter().flat_map(|prior| &prior.arguments)
}

/// An assertion that a distribution of the user's own has a fixed support, where its arguments move.
fn fixed_support(field: &Field) -> Option<TokenStream> {
    let moving = arguments(field).any(|argument| !matches!(argument, Argument::Constant(_)));
    let prior = field.prior.as_ref().filter(|_| moving)?;
    let ty = &prior.ty;
    let check = quote_spanned!(ty.span()=> ::pullback::sampler::parameters::elements::assert_fixed_support::<#ty>());
    Some(quote!(const _: () = #check;))
}

/// A local of generated code, which cannot collide with a name of the user's.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

fn value_of(field: &Ident) -> Ident {
    format_ident!("{field}_value", span = Span::mixed_site())
}

/// The distribution of a prior, its arguments taken from `site`.
fn distribution(prior: &Prior, site: Site) -> TokenStream {
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

fn number(place: &Place, site: Site) -> Expr {
    match site {
        Site::Fields => place.rooted(|root| quote!(self.#root)),
        Site::Locals => place.rooted(|root| value_of(root).to_token_stream()),
    }
}

/// Terms joined by `+`.
fn sum(terms: impl Iterator<Item = TokenStream>) -> TokenStream {
    let terms: Vec<TokenStream> = terms.collect();
    quote!(#(#terms)+*)
}

fn elements() -> TokenStream {
    quote!(::pullback::sampler::parameters::elements)
}

/// `"planet."` after the prefix.
fn nested_prefix(prefix: &Ident, field: &Ident) -> TokenStream {
    let pattern = format!("{{}}{}.", plain(field));
    quote!(&::std::format!(#pattern, #prefix))
}

/// A field's name without `r#`.
fn plain(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

fn dimensions(fields: &[Field]) -> TokenStream {
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

fn append_names(fields: &[Field]) -> TokenStream {
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
        fn append_names(#prefix: &str, #names: &mut ::std::vec::Vec<::std::string::String>) {
            #(#each;)*
        }
    }
}

/// The struct's literal from its locals.
fn literal(fields: &[Field]) -> TokenStream {
    let names = fields.iter().map(|field| field.name);
    let values = fields.iter().map(|field| value_of(field.name));
    quote!(Self { #(#names: #values),* })
}

fn constrain(fields: &[Field]) -> TokenStream {
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

fn pull_back(fields: &[Field]) -> TokenStream {
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

fn log_prior(fields: &[Field]) -> TokenStream {
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

fn log_prior_and_accumulate(fields: &[Field]) -> TokenStream {
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
            let adjoint = adjoint(place);
            quote!(#adjoint.add(#arguments_bar[#i]);)
        }
        Argument::Function { name, parameters, .. } => {
            let values = parameters.iter().map(|(_, place)| number(place, Site::Fields));
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
                #(#adjoints.add(#arguments_bar[#i] * #slopes);)*
            }
        }
    };
    prior.arguments.iter().enumerate().map(flow).collect()
}

fn append_prior_terms(fields: &[Field]) -> TokenStream {
    let (elements, prefix, terms) = (elements(), local("prefix"), local("terms"));
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => {
            let distribution = distribution(prior, Site::Fields);
            let pattern = format!("{{}}{}", plain(name));
            quote!(#terms.push((::std::format!(#pattern, #prefix), #elements::log_prior(#distribution, &self.#name))))
        }
        None => {
            let prefix = nested_prefix(&prefix, name);
            quote!(::pullback::sampler::Parameters::append_prior_terms(&self.#name, #prefix, #terms))
        }
    });
    quote! {
        fn append_prior_terms(&self, #prefix: &str, #terms: &mut ::std::vec::Vec<(::std::string::String, f64)>) {
            #(#each;)*
        }
    }
}

fn check(fields: &[Field]) -> TokenStream {
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

fn flatten(fields: &[Field]) -> TokenStream {
    let (elements, out) = (elements(), local("out"));
    let each = fields.iter().map(|Field { name, prior, .. }| match prior {
        Some(prior) => {
            let distribution = distribution(prior, Site::Fields);
            quote!(#elements::flatten(#distribution, &self.#name, &mut #out))
        }
        None => quote!(#elements::flatten_nested(&self.#name, &mut #out)),
    });
    quote! {
        fn flatten(&self, mut #out: &mut [f64]) {
            #(#each;)*
        }
    }
}

fn unconstrain_into(fields: &[Field]) -> TokenStream {
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

fn sample_prior(fields: &[Field]) -> TokenStream {
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
