//! Second derivatives: the tangents of values, of the log-prior's gradient, and of the pull-back.
//!
//! Every field's call gets, besides its prior, a closure that says how the prior's arguments move, and one that takes the
//! derivatives by the arguments, and their tangents, to the fields that the arguments name.

use super::site::{
    element, elements, local, module, number, plain, prior_of_blocks, prior_of_points, transform_of_blocks,
};
use crate::parameters::argument::{Argument, Place};
use crate::parameters::field::Field;
use crate::parameters::prior::{Density, Prior};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

fn second() -> TokenStream {
    let elements = elements();
    quote!(#elements::second)
}

fn moving_values() -> TokenStream {
    quote!(::pullback::sampler::parameters::MovingValues)
}

/// What of the moving values belongs to a field.
fn part(values: &Ident, field: &Ident) -> TokenStream {
    let moving = moving_values();
    quote!(&#moving { dot: &#values.dot.#field, bar: &#values.bar.#field, bar_dot: &#values.bar_dot.#field })
}

/// A method that goes through the fields and ends at the first that has no second derivatives.
fn method(name: &str, arguments: &TokenStream, each: impl Iterator<Item = TokenStream>) -> TokenStream {
    let name = Ident::new(name, proc_macro2::Span::call_site());
    quote! {
        #[inline]
        fn #name(&self, #arguments) -> bool {
            true #(&& #each)*
        }
    }
}

pub(super) fn constrain_tangent(fields: &[Field]) -> TokenStream {
    let (second, dot) = (second(), local("dot"));
    let (position, direction) = (local("position"), local("direction"));
    let each = fields.iter().map(|Field { name, prior, .. }| {
        let rest = quote!(&self.#name, &#dot.#name, &mut #position, &mut #direction);
        let Some(prior) = prior else {
            return quote!(#second::nested::constrain_tangent(#rest));
        };
        if let Some(transform) = transform_of_blocks(prior) {
            return quote!(#second::vectors::constrain_tangent(#transform, #rest));
        }
        let (module, made, arguments_dot) = (
            module(prior),
            prior_of_points(prior),
            arguments_dot(prior, &quote!(#dot)),
        );
        quote!(#second::#module::constrain_tangent(#made, #arguments_dot, #rest))
    });
    let arguments = quote! {
        mut #position: &[f64],
        mut #direction: &[f64],
        #dot: &Self::Shadow<::pullback::runtime::Active>
    };
    method("constrain_tangent", &arguments, each)
}

pub(super) fn log_prior_tangent(fields: &[Field]) -> TokenStream {
    let (second, moving, values) = (second(), moving_values(), local("values"));
    let each = fields.iter().map(|Field { name, prior, .. }| {
        let part = part(&values, name);
        let Some(prior) = prior else {
            return quote!(::pullback::sampler::Parameters::log_prior_tangent(&self.#name, #part));
        };
        match &prior.density {
            // The position's density is whole already.
            Density::Points(_) if prior.non_centred => quote!(true),
            Density::FlatBlocks { .. } => quote!(true),
            Density::Blocks { ty, slices } => blocks(ty, slices, prior, name, &values),
            Density::Points(_) | Density::Restricted { .. } => {
                let (made, arguments_dot) = (prior_of_points(prior), arguments_dot(prior, &quote!(#values.dot)));
                let flow = flow(prior, &values);
                quote!(#second::points::log_prior(#made, #arguments_dot, &self.#name, #part, #flow))
            }
        }
    });
    let arguments = quote!(#values: &#moving<'_, Self::Shadow<::pullback::runtime::Active>>);
    method("log_prior_tangent", &arguments, each)
}

/// Later fields first, as in the pull-back.
pub(super) fn pull_back_tangent(fields: &[Field]) -> TokenStream {
    let (second, moving, values) = (second(), moving_values(), local("values"));
    let (position, direction, grad_dot) = (local("position"), local("direction"), local("grad_dot"));
    let each = fields.iter().rev().map(|Field { name, prior, .. }| {
        let part = part(&values, name);
        let rest = quote!(&self.#name, #part, &mut #position, &mut #direction, &mut #grad_dot);
        let Some(prior) = prior else {
            return quote!(#second::nested::pull_back_tangent(#rest));
        };
        if let Some(transform) = transform_of_blocks(prior) {
            return quote!(#second::vectors::pull_back_tangent(#transform, #rest));
        }
        let (module, made) = (module(prior), prior_of_points(prior));
        let (arguments_dot, flow) = (arguments_dot(prior, &quote!(#values.dot)), flow(prior, &values));
        quote!(#second::#module::pull_back_tangent(#made, #arguments_dot, #rest, #flow))
    });
    let arguments = quote! {
        #values: &#moving<'_, Self::Shadow<::pullback::runtime::Active>>,
        mut #position: &[f64],
        mut #direction: &[f64],
        mut #grad_dot: &mut [f64]
    };
    method("pull_back_tangent", &arguments, each)
}

/// A closure that gives how the arguments of each point's distribution move.
fn arguments_dot(prior: &Prior, dot: &TokenStream) -> TokenStream {
    let ty = prior.points().map(|points| &points.ty);
    let (second, index) = (second(), local("index"));
    let numbers = prior.arguments.iter().map(|argument| match argument {
        Argument::Constant { .. } => quote!(0.0),
        Argument::Place(place) => {
            let cell = cell_element(place, dot, &index);
            quote!(#cell.get())
        }
        Argument::Function { name, parameters, .. } => {
            let values = parameters.iter().map(|(_, place)| element(place, &index));
            let dots = parameters.iter().map(|(_, place)| cell_element(place, dot, &index));
            quote!(#name::jvp(#(#values,)* #(#dots.get()),*).1)
        }
    });
    quote!(|#index: usize| { let _ = #index; #second::arguments::<#ty>(&[#(#numbers),*]) })
}

/// The cell of a place in a shadow, of the element of a list if it is one.
fn cell_element(place: &Place, shadow: &TokenStream, index: &Ident) -> TokenStream {
    let cell = place.rooted(|root| quote!(#shadow.#root)).to_token_stream();
    match place.list {
        Some(_) => quote!(#cell[#index]),
        None => cell,
    }
}

/// A closure that takes derivatives by arguments, and their tangents, to the fields that the arguments name.
fn flow(prior: &Prior, values: &Ident) -> TokenStream {
    if !prior.moves() {
        return quote!(|_, _, _| {});
    }
    let (index, bars, bars_dot) = (local("index"), local("arguments_bar"), local("arguments_bar_dot"));
    let flows = prior.arguments.iter().enumerate().map(|(i, argument)| {
        let i = Literal::usize_unsuffixed(i);
        let [bar, bar_dot] = [&bars, &bars_dot].map(|bars| quote!(::core::convert::AsRef::<[f64]>::as_ref(#bars)[#i]));
        match argument {
            Argument::Constant { .. } => quote!(),
            Argument::Place(place) => {
                let (to, to_dot) = places(place, values, &index);
                quote!(#to.add(#bar); #to_dot.add(#bar_dot);)
            }
            Argument::Function { name, parameters, .. } => {
                let arguments = parameters.iter().map(|(_, place)| element(place, &index)).collect();
                function_flows(name, parameters, arguments, values, [&bar, &bar_dot], &index)
            }
        }
    });
    quote!(|#index, #bars, #bars_dot| { let _ = (#index, #bars, #bars_dot); #(#flows)* })
}

/// The cells for the derivative by a place, and for its tangent.
fn places(place: &Place, values: &Ident, index: &Ident) -> (TokenStream, TokenStream) {
    (
        cell_element(place, &quote!(#values.bar), index),
        cell_element(place, &quote!(#values.bar_dot), index),
    )
}

/// Adds a function's derivatives times that by its value, and the tangents of those products.
fn function_flows(
    name: &Ident,
    parameters: &[(Ident, Place)],
    arguments: Vec<TokenStream>,
    values: &Ident,
    [bar, bar_dot]: [&TokenStream; 2],
    index: &Ident,
) -> TokenStream {
    let named = |prefix: &str| -> Vec<Ident> {
        let each = parameters.iter();
        each.map(|(name, _)| local(&format!("{prefix}_{}", plain(name))))
            .collect()
    };
    let (slopes, changes) = (named("by"), named("change_by"));
    let dots = parameters
        .iter()
        .map(|(_, place)| cell_element(place, &quote!(#values.dot), index));
    let (to, to_dot): (Vec<TokenStream>, Vec<TokenStream>) =
        parameters.iter().map(|(_, place)| places(place, values, index)).unzip();
    // Bare derivatives of a function of one parameter, tuples for several.
    let pattern = match (&slopes[..], &changes[..]) {
        ([slope], [change]) => quote!((#slope, #change)),
        _ => quote!(((#(#slopes),*), (#(#changes),*))),
    };
    quote! {
        let #pattern = #name::hvp(#(#arguments,)* #(#dots.get()),*);
        #(
            #to.add(#bar * #slopes);
            #to_dot.add(#bar_dot * #slopes + #bar * #changes);
        )*
    }
}

/// What moves with an argument of a distribution of whole vectors: fields of `MovingValues` and `MovingArguments`.
const KINDS: [&str; 3] = ["dot", "bar", "bar_dot"];

/// The log-prior of whole vectors.
fn blocks(ty: &TokenStream, slices: &[bool], prior: &Prior, name: &Ident, values: &Ident) -> TokenStream {
    let (second, part, all) = (second(), part(values, name), local("all"));
    let arguments = || prior.arguments.iter().enumerate();
    let (before, after): (TokenStream, TokenStream) = arguments()
        .filter_map(|(i, argument)| moving_function(i, argument, values))
        .unzip();
    let [dot, bar, bar_dot] = KINDS.map(|kind| {
        let cells = arguments().zip(slices);
        let cells = cells.map(|((i, argument), is_slice)| cells_of(i, argument, *is_slice, kind, values));
        quote!(&[#(#cells),*])
    });
    let distribution = prior_of_blocks(ty, prior, slices);
    quote! {{
        #before
        let #all = #second::vectors::log_prior(
            #distribution,
            #second::vectors::MovingArguments { dot: #dot, bar: #bar, bar_dot: #bar_dot },
            &self.#name,
            #part,
        );
        #after
        #all
    }}
}

/// The cells of one kind for the i-th argument of a distribution of whole vectors.
fn cells_of(i: usize, argument: &Argument, is_slice: bool, kind: &str, values: &Ident) -> TokenStream {
    let elements = elements();
    match argument {
        Argument::Constant { .. } => quote!(&[]),
        Argument::Place(place) => {
            let kind = Ident::new(kind, proc_macro2::Span::call_site());
            let cell = place.rooted(|root| quote!(#values.#kind.#root));
            match is_slice {
                true => quote!(#elements::blocks::AsCells::as_cells(&#cell)),
                false => quote!(::core::slice::from_ref(&#cell)),
            }
        }
        Argument::Function { .. } => {
            let cell = local(&format!("argument_{i}_{kind}"));
            quote!(::core::slice::from_ref(&#cell))
        }
    }
}

/// Cells for an argument that is a function of fields, and what takes their contents to the fields.
fn moving_function(i: usize, argument: &Argument, values: &Ident) -> Option<(TokenStream, TokenStream)> {
    let Argument::Function { name, parameters, .. } = argument else {
        return None;
    };
    let [dot, bar, bar_dot] = KINDS.map(|kind| local(&format!("argument_{i}_{kind}")));
    let number = |place: &Place| number(place).to_token_stream();
    let arguments: Vec<TokenStream> = parameters.iter().map(|(_, place)| number(place)).collect();
    let index = local("index");
    let cells = parameters.iter();
    let dots = cells.map(|(_, place)| cell_element(place, &quote!(#values.dot), &index));
    let before = quote! {
        let #dot = ::pullback::runtime::Adjoint::<f64>::new(#name::jvp(#(#arguments,)* #(#dots.get()),*).1);
        let #bar = ::pullback::runtime::Adjoint::<f64>::default();
        let #bar_dot = ::pullback::runtime::Adjoint::<f64>::default();
    };
    let bars = [&quote!(#bar.get()), &quote!(#bar_dot.get())];
    Some((
        before,
        function_flows(name, parameters, arguments, values, bars, &index),
    ))
}
