//! Tests of the differentiator without the compiler: what each phase decides, and what comes out.

pub(crate) mod disturbance;
mod expansion_time;
mod expansions;
mod fixtures;
mod garbled;
mod how_it_works;
mod names_and_types;
mod nesting;
mod records;
mod refusals;
mod rules;
mod snapshots;

use crate::emit::Emitter;
use crate::ir::{Block, Function, Var};
use crate::lower::Lowered;
use crate::reject::Refusals;
use crate::request::Request;
use proc_macro2::TokenStream;
use std::collections::HashSet;

/// Parses and lowers a function that must not be refused.
fn lowered(source: &str) -> (Request, Lowered) {
    let mut refusals = Refusals::default();
    let function = syn::parse_str(source).expect("a function");
    let request = crate::request::parse(TokenStream::new(), function, &mut refusals);
    let lowered = crate::lower::lower(&request, &mut refusals);
    let errors = refusals.into_compile_errors().to_string();
    assert!(errors.is_empty(), "{errors}");
    (request, lowered)
}

/// IR as the Rust that it would be printed as.
fn shown(function: &Function, block: &Block) -> String {
    let emitter = Emitter {
        function,
        formal_shadows: HashSet::new(),
        growing: std::collections::HashMap::new(),
        kept: HashSet::new(),
        late: HashSet::new(),
        elsewhere: crate::emit::origins::Elsewhere::of(function),
        float: None,
        taped: None,
    };
    let body = emitter.block(block);
    let text = prettyplease::unparse(&syn::parse2(quote::quote!(fn body() { #body })).expect("printed IR parses"));
    let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
    lines.collect::<Vec<_>>().join("\n")
}

fn names(function: &Function, vars: impl IntoIterator<Item = Var>) -> Vec<String> {
    let name = |var: Var| function.var(var).name.to_string();
    vars.into_iter().map(name).collect()
}

/// The whole expansion, formatted.
fn expanded(source: &str) -> String {
    let item: TokenStream = source.parse().expect("tokens");
    crate::differentiate::pretty(&crate::differentiate::expand(TokenStream::new(), item))
}

/// The messages of an expansion that was refused.
fn messages(source: &str) -> Vec<String> {
    let item: TokenStream = source.parse().expect("tokens");
    let expansion = crate::differentiate::expand(TokenStream::new(), item);
    let file: syn::File = syn::parse2(expansion).expect("an expansion parses");
    let message = |item: &syn::Item| match item {
        syn::Item::Macro(mac) if mac.mac.path.segments.last()?.ident == "compile_error" => {
            syn::parse2::<syn::LitStr>(mac.mac.tokens.clone())
                .ok()
                .map(|text| text.value())
        }
        _ => None,
    };
    file.items.iter().filter_map(message).collect()
}
