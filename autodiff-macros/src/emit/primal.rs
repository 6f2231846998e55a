//! The function itself, where it has loops that run on several threads.
//!
//! Every other function stays as it was written. Such a loop is cut into blocks, whose sums are put together in another order
//! than its own, and the function has to return what its derivatives return beside them, to the last bit. What the user
//! wrote stays in front, where it never runs: the compiler checks it as if it did.

use super::companion::{methods, returned_value};
use super::{Emitter, Float, exemption, local, origins};
use crate::ir::{Block, Function, Var};
use crate::request::{Parameter, Request};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::{HashMap, HashSet};
use syn::{FnArg, Pat, Signature, parse_quote};

/// What the function does, as code that returns its value.
pub fn body(function: &Function, block: &Block, items: &[syn::Item], float: Option<Float>) -> TokenStream {
    let late: HashSet<Var> = function.late_result().into_iter().collect();
    let emitter = Emitter {
        function,
        formal_shadows: HashSet::new(),
        growing: HashMap::new(),
        kept: (0..function.vars.len()).map(Var).collect(),
        late,
        elsewhere: origins::Elsewhere::of(function),
        float,
        taped: None,
    };
    let (body, methods) = (emitter.block(block), methods(function));
    let value = returned_value(function, &HashSet::new());
    quote!(#(#items)* #methods #body #value)
}

/// Puts that into a function, behind what was written. `receiver` is said where the function is a method.
pub fn put(
    (signature, block): (&mut Signature, &mut syn::Block),
    request: &Request,
    receiver: Option<TokenStream>,
    body: &TokenStream,
) {
    let patterns = signature.inputs.iter_mut().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(&mut typed.pat),
        FnArg::Receiver(_) => None,
    });
    let skipped = usize::from(receiver.is_some());
    let mut bound = TokenStream::new();
    for (pattern, parameter) in patterns.zip(request.parameters.iter().skip(skipped)) {
        let Parameter { name, .. } = parameter;
        if parameter.pattern.is_some() {
            let name: Pat = parse_quote!(#name);
            let written = std::mem::replace(&mut **pattern, name.clone());
            bound.extend(quote!(let #written = #name;));
        }
    }
    let (value, exemption) = (local("value"), exemption());
    *block = parse_quote!({
        if false {
            #bound
            return #block;
        }
        #exemption
        let #value = { #receiver #body };
        #value
    });
}
