//! Last phase: IR becomes Rust again.
//!
//! * `expressions`, `places`: values, with no more parentheses than needed
//! * `statements`: one after another; `control_flow`: branches and loops; `calls`: calls and pullbacks
//! * `tape`: where loops record
//! * `records`: what goes from one sweep to the other; `shadows`: what happens to derivatives of whole values
//! * `checkpoints`: loops whose records are not kept; `parallel`: loops that run on several threads
//! * `companion`: the type that carries the derivatives, with the two sweeps
//! * `second`: the forward sweep with tangents
//! * `primal`: the function itself, where it has loops that run on several threads
//! * `surface`: the functions that users call; `siblings`: those of methods
//! * `operators`: what an operator of the user's own implements
//! * `rule`: the companion of a function whose derivative is the user's own
//! * `inner_functions`: functions inside the function
//! * `lanes`: code on vectors of numbers
//! * `origins`: where in the user's code all of that stands
//! * `formals`: the types in their signatures; `generics`: what they are generic over

mod calls;
mod checkpoints;
pub mod companion;
mod control_flow;
mod expressions;
pub mod formals;
mod four_sums;
pub mod generics;
pub mod indices;
pub mod inner_functions;
pub mod lanes;
pub mod operators;
pub mod origins;
mod parallel;
mod places;
pub mod primal;
mod records;
pub mod rule;
mod second;
pub mod separate;
mod shadows;
pub mod siblings;
mod statements;
mod surface;
mod tape;
mod vectors;

pub use formals::with_lifetime;

use crate::ir::{Function, Place, Role, Var};
use crate::lower::types::Shape;
use crate::request::Request;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::{HashMap, HashSet};

/// Turns the IR of one function into tokens.
pub struct Emitter<'f> {
    pub function: &'f Function,
    /// Shadows that are parameters: references already.
    pub formal_shadows: HashSet<Var>,
    /// Those of them that are mutable references, with their modes.
    pub growing: HashMap<Var, Ident>,
    /// Primal variables that the reverse sweep reads: they must outlive their last use in the forward sweep.
    pub kept: HashSet<Var>,
    /// The result and its tangent, where they are `Option`s until they have a value.
    pub late: HashSet<Var>,
    /// The one type of float literals in this function, where its signature tells.
    pub float: Option<Float>,
    /// Where loops record, in a function with a tape.
    pub taped: Option<tape::Taped>,
    pub elsewhere: origins::Elsewhere,
}

/// Whether an argument that was passed by value may be a reference all the same, so that a pullback may want it again.
pub fn passes_again(function: &Function, var: Var) -> bool {
    let is_unknown = matches!(
        function.types.shape(function.var(var).ty),
        Shape::Unknown | Shape::Named(_)
    );
    (is_unknown || function.asked.contains(&var)) && !matches!(function.var(var).role, Role::Parameter)
}

/// The lints that generated items are exempt from. `warnings` alone leaves those that the user denies by name; documentation is
/// written, as `forbid(missing_docs)` would not let it be left out.
pub fn exemption() -> TokenStream {
    quote! {
        #[allow(
            warnings, unused, deprecated, nonstandard_style, rust_2018_idioms, rust_2024_compatibility,
            missing_copy_implementations, missing_debug_implementations, redundant_lifetimes, single_use_lifetimes,
            trivial_casts, trivial_numeric_casts, unit_bindings, unnameable_types, unreachable_pub, unused_lifetimes,
            unused_qualifications, unused_results, variant_size_differences, unconditional_panic, arithmetic_overflow,
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
        )]
    }
}

/// A variable of generated code that no variable of the user's is confused with, whatever its name.
pub fn local(name: &str) -> Ident {
    Ident::new(name, proc_macro2::Span::mixed_site())
}

/// Moves all tokens to a span.
pub fn at(tokens: TokenStream, span: proc_macro2::Span) -> TokenStream {
    let moved = |tree| match tree {
        TokenTree::Group(group) => {
            let mut new = proc_macro2::Group::new(group.delimiter(), at(group.stream(), span));
            new.set_span(span);
            TokenTree::Group(new)
        }
        mut other => {
            other.set_span(span);
            other
        }
    };
    tokens.into_iter().map(moved).collect()
}

/// The path of the runtime's support functions.
pub fn support() -> TokenStream {
    quote!(::pullback::runtime::support)
}

/// The type of a function's float literals.
#[derive(Clone, Debug)]
pub enum Float {
    F32,
    F64,
    /// That of a type in the signature, which says it.
    Of(TokenStream),
}

/// The type of a function's float literals: `f64` or `f32`, if only one of them is spoken of, and if neither is, what the
/// numbers of a parameter or the result are.
pub fn float_type(request: &Request) -> Option<Float> {
    fn mentions(tokens: TokenStream, name: &str) -> bool {
        tokens.into_iter().any(|tree| match tree {
            TokenTree::Ident(ident) => ident == name,
            TokenTree::Group(group) => mentions(group.stream(), name),
            _ => false,
        })
    }
    let function = &request.function;
    let signature = |name| mentions(function.sig.to_token_stream(), name);
    let anywhere = |name| mentions(function.to_token_stream(), name);
    match (
        signature("f64") && !anywhere("f32"),
        signature("f32") && !anywhere("f64"),
    ) {
        (true, _) => Some(Float::F64),
        (_, true) => Some(Float::F32),
        _ if signature("f64") || signature("f32") || function.sig.generics.type_params().next().is_some() => None,
        _ => {
            let parameters = request.parameters.iter().filter(|parameter| parameter.active);
            let mut types = parameters.map(|parameter| &parameter.ty).chain(&request.result);
            types.find_map(named).map(|ty| Float::Of(ty.to_token_stream()))
        }
    }
}

/// A type with a name of the user's own, in a type that stands in a signature.
fn named(ty: &syn::Type) -> Option<syn::Type> {
    match ty {
        syn::Type::Reference(reference) => named(&reference.elem),
        syn::Type::Paren(paren) => named(&paren.elem),
        syn::Type::Group(group) => named(&group.elem),
        syn::Type::Slice(slice) => named(&slice.elem),
        syn::Type::Array(array) => named(&array.elem),
        syn::Type::Tuple(tuple) => tuple.elems.iter().find_map(named),
        syn::Type::Path(path) => match path.path.get_ident() {
            Some(ident) if crate::lower::types::is_integer(&ident.to_string()) => None,
            _ => Some(ty.clone()),
        },
        _ => None,
    }
}

impl Emitter<'_> {
    fn is_reference(&self, var: Var) -> bool {
        matches!(self.function.var(var).role, Role::Reference { .. }) || self.formal_shadows.contains(&var)
    }

    fn shape(&self, place: &Place) -> Shape {
        crate::ir::shape(self.function, place)
    }

    /// Whether the value of a place may own memory, so that copying it out needs `clone`.
    fn may_own(&self, place: &Place) -> bool {
        !matches!(self.shape(place), Shape::Float | Shape::Inactive)
    }

    fn is_sequence(&self, place: &Place) -> bool {
        matches!(self.shape(place), Shape::Sequence(_))
    }
}
