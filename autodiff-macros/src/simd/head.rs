//! What a `#[simd]` loop runs over: a range, slices, several of them side by side.

use crate::reject::{NotSimd, Refusal, Refusals};
use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Expr, ExprForLoop, Pat, RangeLimits, parse_quote};

/// What a name in a pattern stands for.
#[derive(Clone, Debug)]
pub enum Item {
    /// The number of an iteration, counted from `low`.
    Index,
    /// An element of a slice.
    Element(Expr),
}

/// What a loop runs over.
#[derive(Debug)]
pub struct Head {
    /// The first number, if it is not zero.
    pub low: Option<Expr>,
    pub high: Expr,
    /// The names that the pattern binds.
    pub items: Vec<(Ident, Item)>,
}

/// Slices side by side.
enum Source {
    Slice(Expr),
    Zip(Box<[Source; 2]>),
    Enumerate(Box<Source>),
}

/// Reads the head of a loop.
pub fn head(inner: &ExprForLoop, refusals: &mut Refusals) -> Option<Head> {
    if let Expr::Range(range) = without_parentheses(&inner.expr)
        && let (Some(low), Some(high)) = (&range.start, &range.end)
    {
        let mut items = Vec::new();
        bind_index(&inner.pat, &mut items, refusals)?;
        let high = match range.limits {
            RangeLimits::HalfOpen(_) => (**high).clone(),
            RangeLimits::Closed(_) => parse_quote!(#high + 1),
        };
        let is_zero = matches!(low.to_token_stream().to_string().as_str(), "0" | "0usize");
        return Some(Head {
            low: (!is_zero).then(|| (**low).clone()),
            high,
            items,
        });
    }
    let Some(source) = source(&inner.expr) else {
        refusals.refuse(&inner.expr, Refusal::Simd(NotSimd::Head));
        return None;
    };
    let (mut items, mut lengths) = (Vec::new(), Vec::new());
    bind(&source, &inner.pat, &mut items, refusals)?;
    collect_lengths(&source, &mut lengths);
    let lengths = lengths.into_iter();
    let high = lengths.reduce(|length, other| parse_quote!(#length.min(#other)))?;
    Some(Head { low: None, high, items })
}

/// An expression out of parentheses and the invisible groups of macros.
pub fn without_parentheses(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => without_parentheses(&paren.expr),
        Expr::Group(group) => without_parentheses(&group.expr),
        other => other,
    }
}

fn source(expr: &Expr) -> Option<Source> {
    match without_parentheses(expr) {
        Expr::Reference(reference) if reference.mutability.is_none() => slice(&reference.expr),
        Expr::MethodCall(call) => match (call.method.to_string().as_str(), call.args.len()) {
            ("iter", 0) => slice(&call.receiver),
            ("copied" | "cloned", 0) => source(&call.receiver),
            ("enumerate", 0) => Some(Source::Enumerate(Box::new(source(&call.receiver)?))),
            ("zip", 1) => Some(Source::Zip(Box::new([source(&call.receiver)?, source(&call.args[0])?]))),
            _ => None,
        },
        other => slice(other),
    }
}

/// A slice by name, or a part of something.
fn slice(expr: &Expr) -> Option<Source> {
    let expr = without_parentheses(expr);
    matches!(expr, Expr::Path(_) | Expr::Field(_) | Expr::Index(_)).then(|| Source::Slice(expr.clone()))
}

fn collect_lengths(source: &Source, lengths: &mut Vec<Expr>) {
    match source {
        Source::Slice(slice) => lengths.push(parse_quote!(#slice.len())),
        Source::Zip(both) => both.iter().for_each(|source| collect_lengths(source, lengths)),
        Source::Enumerate(inner) => collect_lengths(inner, lengths),
    }
}

/// Binds the names of a pattern to what the items are.
fn bind(source: &Source, pattern: &Pat, items: &mut Vec<(Ident, Item)>, refusals: &mut Refusals) -> Option<()> {
    match (source, pattern) {
        (_, Pat::Paren(paren)) => bind(source, &paren.pat, items, refusals),
        (_, Pat::Wild(_)) => Some(()),
        (Source::Slice(_), Pat::Reference(reference)) if reference.mutability.is_none() => {
            bind(source, &reference.pat, items, refusals)
        }
        (Source::Slice(slice), Pat::Ident(name)) if is_plain(name) => {
            items.push((name.ident.clone(), Item::Element(slice.clone())));
            Some(())
        }
        (Source::Zip(both), Pat::Tuple(tuple)) if tuple.elems.len() == 2 => {
            bind(&both[0], &tuple.elems[0], items, refusals)?;
            bind(&both[1], &tuple.elems[1], items, refusals)
        }
        (Source::Enumerate(inner), Pat::Tuple(tuple)) if tuple.elems.len() == 2 => {
            bind_index(&tuple.elems[0], items, refusals)?;
            bind(inner, &tuple.elems[1], items, refusals)
        }
        _ => {
            refusals.refuse(pattern, Refusal::Simd(NotSimd::Pattern));
            None
        }
    }
}

fn bind_index(pattern: &Pat, items: &mut Vec<(Ident, Item)>, refusals: &mut Refusals) -> Option<()> {
    match pattern {
        Pat::Ident(name) if is_plain(name) => items.push((name.ident.clone(), Item::Index)),
        Pat::Wild(_) => {}
        _ => {
            refusals.refuse(pattern, Refusal::Simd(NotSimd::Pattern));
            return None;
        }
    }
    Some(())
}

/// Whether a pattern is nothing but a name.
pub fn is_plain(name: &syn::PatIdent) -> bool {
    name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none()
}
