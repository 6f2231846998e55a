//! Functions inside the function. Those that it calls get companions in the generated code, as if they had the attribute:
//! nobody else can see them, and nobody else could give them one.

use crate::analyse::activity::each_stmt;
use crate::ir::{Function, Stmt, Target};
use crate::transform::shadows::Shadows;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::HashSet;
use syn::Item;

/// The items with an attribute on each function that is differentiated through, also by way of another.
pub fn with_companions(
    mut items: Vec<Item>,
    function: &Function,
    shadows: &Shadows,
    loops: &[crate::simd::Loop],
) -> Vec<Item> {
    let mut called = HashSet::new();
    for outlined in loops {
        collect_names(outlined.names(), &mut called);
    }
    each_stmt(&function.body, &mut |stmt| {
        if let Stmt::Call(call) = stmt
            && matches!(call.target, Target::Function)
            && shadows.is_active_call(call)
        {
            called.extend(call.path.get_ident().map(ToString::to_string));
        }
    });
    let mut waiting: Vec<&mut syn::ItemFn> = items
        .iter_mut()
        .filter_map(|item| match item {
            Item::Fn(function) => Some(function),
            _ => None,
        })
        .collect();
    while let Some(position) = waiting
        .iter()
        .position(|function| called.contains(&function.sig.ident.to_string()))
    {
        let function = waiting.swap_remove(position);
        collect_names(function.block.to_token_stream(), &mut called);
        let has_one = |attribute: &syn::Attribute| {
            let last = attribute.path().segments.last();
            last.is_some_and(|last| last.ident == "differentiable")
        };
        if !function.attrs.iter().any(has_one) {
            function.attrs.push(syn::parse_quote!(#[::pullback::differentiable]));
        }
    }
    items
}

fn collect_names(tokens: TokenStream, names: &mut HashSet<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Ident(ident) => {
                names.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect_names(group.stream(), names),
            _ => {}
        }
    }
}
