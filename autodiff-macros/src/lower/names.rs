//! Unique names: the user's own where possible, a readable derivative of them elsewhere.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use std::collections::HashSet;

/// All names that are taken in one function.
#[derive(Clone, Debug, Default)]
pub struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// Reserves every identifier that occurs in the user's code, so that no generated name can capture one.
    pub fn reserving(tokens: TokenStream) -> Self {
        let mut names = Self::default();
        names.reserve(tokens);
        names
    }

    fn reserve(&mut self, tokens: TokenStream) {
        for tree in tokens {
            match tree {
                TokenTree::Ident(ident) => {
                    self.taken.insert(ident.to_string());
                }
                TokenTree::Group(group) => self.reserve(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// A generated name that starts with `hint` and is nobody else's.
    pub fn unique(&mut self, hint: &str, span: Span) -> Ident {
        let hint: String = hint
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect();
        let hint = hint.trim_matches('_');
        let hint = match hint.chars().next() {
            Some(first) if first.is_ascii_digit() => format!("value_{hint}"),
            Some(_) => hint.to_lowercase(),
            None => "value".to_owned(),
        };
        let mut name = hint.clone();
        let mut count = 1;
        while !self.taken.insert(name.clone()) || syn::parse_str::<Ident>(&name).is_err() {
            count += 1;
            name = format!("{hint}_{count}");
        }
        Ident::new(&name, span)
    }

    /// The user's own name for its first declaration; later declarations that shadow it get a number.
    pub fn declared(&mut self, ident: &Ident, declared_before: bool) -> Ident {
        if declared_before {
            let name = ident.to_string();
            self.unique(name.trim_start_matches("r#"), ident.span())
        } else {
            ident.clone()
        }
    }
}
