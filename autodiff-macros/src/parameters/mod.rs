//! `#[derive(Parameters)]`: names, shapes, supports and priors of a struct of parameters.
//!
//! The central idea is that everything about a field follows from its prior: the distribution knows its support, the
//! support its transform to unconstrained space, and the field's type how many points of it there are. So the expansion
//! only lists the fields, in order, and leaves the rest to `::pullback::sampler::parameters::elements`. What needs care is an
//! argument that names an earlier field (`Normal(mu, 2.0 * tau)`): its derivative must reach that field's shadow.
//!
//! [`field`] reads each field's attributes and refuses what cannot be sampled, [`prior`], [`argument`], [`support`] and [`dims`]
//! take them apart, with [`mixture`], [`refusals`] says what none can be, [`known`] lists the distributions, and [`emit`] writes the implementation.

mod argument;
mod dims;
mod emit;
mod field;
mod guess;
mod known;
mod mixture;
mod prior;
mod refusals;
mod support;

use crate::derive_differentiable::{self, Errors, Policy, Shape, Style};
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// Expands the derive, `Differentiable` included; on errors, they and stubs that keep further errors from cascading.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    if let Some(errors) = crate::depth::refusal(&item) {
        return errors;
    }
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::default();
    let policy = Policy {
        verb: "sample",
        refuse: field::why_not_sampled,
    };
    let Some(shape) = derive_differentiable::read(&input, &policy, &mut errors) else {
        let (errors, opaque) = (
            errors.into_compile_errors(),
            derive_differentiable::expand_opaque(&input),
        );
        let stub = emit::stub(&input.ident, &input.generics);
        return quote!(#errors #opaque #stub);
    };
    refuse_shape(&shape, &mut errors);
    let fields = field::read_all(&shape, &mut errors);
    let differentiable = derive_differentiable::expand_shape(&shape);
    let parameters = match errors.is_empty() {
        true => emit::parameters(&shape, &fields),
        false => emit::stub(&input.ident, &input.generics),
    };
    let errors = errors.into_compile_errors();
    quote!(#errors #differentiable #parameters)
}

fn refuse_shape(shape: &Shape, errors: &mut Errors) {
    if shape.style == Style::Tuple {
        let what = format!(
            "cannot sample the tuple struct `{}`: its parameters have no names",
            shape.name
        );
        errors.refuse(
            &shape.name,
            what,
            "write a struct with named fields: `struct Model { mu: f64 }`",
        );
    } else if shape.fields.is_empty() {
        let what = format!("cannot sample `{}`: it has no fields", shape.name);
        errors.refuse(&shape.name, what, "give it at least one field with a prior");
    }
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
