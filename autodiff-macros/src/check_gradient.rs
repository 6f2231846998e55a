//! The function that `check_grad!` calls: in the companion of a function, `f::check_gradient`, or beside a method,
//! `Orbit::position_check_gradient`.

use crate::emit::siblings::sibling;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

/// What `check_gradient_of! { path, arguments }` expands to: the path is made of names alone.
pub fn expand(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter();
    let is_comma = |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',');
    let path: Vec<TokenTree> = tokens.by_ref().take_while(|tree| !is_comma(tree)).collect();
    let arguments: TokenStream = tokens.collect();
    let names: Vec<&Ident> = path
        .iter()
        .filter_map(|tree| match tree {
            TokenTree::Ident(ident) => Some(ident),
            _ => None,
        })
        .collect();
    let function: TokenStream = path.iter().cloned().collect();
    match names.as_slice() {
        // Types have names that begin so, modules have not.
        [.., of, method] if of.to_string().starts_with(char::is_uppercase) => {
            let check = sibling(method, "check_gradient");
            let of: TokenStream = path[..path.len() - 1].iter().cloned().collect();
            quote!(#of #check(#function, #arguments))
        }
        _ => quote!(#function::check_gradient(#function, #arguments)),
    }
}
