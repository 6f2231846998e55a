//! Changes to tokens: dropped, doubled, swapped, and replaced by others of their kind.

use crate::tests::disturbance::Xorshift;
use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// Changes one place, at any depth.
pub fn garble(tokens: TokenStream, rng: &mut Xorshift) -> TokenStream {
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    if trees.is_empty() {
        return TokenStream::new();
    }
    let groups: Vec<usize> = (0..trees.len())
        .filter(|position| matches!(trees[*position], TokenTree::Group(_)))
        .collect();
    if !groups.is_empty() && rng.below(5) > 0 {
        let position = groups[rng.below(groups.len())];
        if let TokenTree::Group(group) = &trees[position] {
            let delimiter = if rng.below(80) == 0 {
                [Delimiter::Bracket, Delimiter::Parenthesis, Delimiter::Brace][rng.below(3)]
            } else {
                group.delimiter()
            };
            trees[position] = TokenTree::Group(Group::new(delimiter, garble(group.stream(), rng)));
        }
        return trees.into_iter().collect();
    }
    if rng.below(2) == 0 {
        let position = rng.below(trees.len());
        trees[position] = replaced(&trees[position], &trees, rng);
    } else {
        rng.disturb(&mut trees);
    }
    trees.into_iter().collect()
}

const WORDS: &[&str] = &[
    "x",
    "f",
    "self",
    "Self",
    "mut",
    "let",
    "if",
    "else",
    "match",
    "for",
    "in",
    "while",
    "loop",
    "break",
    "continue",
    "return",
    "move",
    "ref",
    "const",
    "static",
    "fn",
    "usize",
    "f64",
    "Vec",
    "Some",
    "None",
    "result",
    "x_bar",
    "push",
    "pop",
    "swap",
    "iter",
    "iter_mut",
    "map",
    "filter",
    "sum",
    "fold",
    "collect",
    "rev",
    "zip",
    "enumerate",
    "windows",
    "len",
    "sin",
    "sqrt",
    "powi",
    "max",
    "constant",
    "_",
    "crate",
    "super",
    "true",
    "as",
    "dyn",
    "impl",
    "async",
    "unsafe",
    "where",
    "T",
    "std",
];
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2.5",
    "0.0",
    "1e300",
    "3u8",
    "1_f32",
    "0x7f",
    "\"text\"",
    "'c'",
    "18446744073709551615",
];
const MARKS: &[char] = &[
    '+', '-', '*', '/', '%', '&', '|', '!', '=', '<', '>', '.', ',', ';', ':', '?', '#', '@', '^',
];

/// Another token of the same kind.
fn replaced(tree: &TokenTree, around: &[TokenTree], rng: &mut Xorshift) -> TokenTree {
    match tree {
        TokenTree::Ident(_) => {
            let others: Vec<_> = around
                .iter()
                .filter(|tree| matches!(tree, TokenTree::Ident(_)))
                .collect();
            if rng.below(2) == 0 {
                return others[rng.below(others.len())].clone();
            }
            TokenTree::Ident(Ident::new(WORDS[rng.below(WORDS.len())], Span::call_site()))
        }
        TokenTree::Literal(_) => NUMBERS[rng.below(NUMBERS.len())]
            .parse::<Literal>()
            .map_or_else(|_| tree.clone(), TokenTree::Literal),
        TokenTree::Punct(punct) => {
            let spacing = if rng.below(6) == 0 {
                Spacing::Joint
            } else {
                punct.spacing()
            };
            TokenTree::Punct(Punct::new(MARKS[rng.below(MARKS.len())], spacing))
        }
        TokenTree::Group(group) if rng.below(2) == 0 => {
            // Wrapped once more.
            let inner = TokenStream::from(TokenTree::Group(group.clone()));
            TokenTree::Group(Group::new(Delimiter::Parenthesis, inner))
        }
        TokenTree::Group(group) => TokenTree::Group(Group::new(group.delimiter(), TokenStream::new())),
    }
}
