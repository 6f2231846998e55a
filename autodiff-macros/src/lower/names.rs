//! Unique names: the user's own where possible, a readable derivative of them elsewhere.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use std::collections::{HashMap, HashSet};

/// All names that are taken in one function.
#[derive(Clone, Debug, Default)]
pub struct Names {
    taken: HashSet<String>,
    /// How often each hint has been asked for.
    counts: HashMap<String, usize>,
}

/// What cannot be the name of a variable.
const KEYWORDS: [&str; 53] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "Self", "self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "union",
];

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
        // Few are asked for twice, and of those the numbers before are taken.
        let count = self.counts.entry(hint.clone()).or_insert(0);
        loop {
            *count += 1;
            let name = match *count {
                1 => hint.clone(),
                count => format!("{hint}_{count}"),
            };
            // No keyword ends in a number.
            let is_keyword = *count == 1 && KEYWORDS.contains(&name.as_str());
            if !is_keyword && !self.taken.contains(&name) {
                let ident = Ident::new(&name, span);
                self.taken.insert(name);
                return ident;
            }
        }
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
