//! What stands inside the macros that the differentiator knows, all of the standard library: `vec![a; n]`, `assert!(a > b)`.
//!
//! Visitors of syntax trees do not look there: to them, it is tokens. Whoever asks a question of a whole function with one
//! takes its macros apart here.

use crate::lower::std_macro;
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Macro, Pat, Token};

/// The expressions in a macro, and what stands after them.
struct Parts {
    expressions: Punctuated<Expr, Token![,]>,
    /// Of `vec![value; count]`.
    count: Option<Expr>,
    /// Of `matches!(value, pattern if guard)`.
    pattern: Option<(Pat, Option<Expr>)>,
}

impl Parts {
    fn of(mac: &Macro) -> Option<Self> {
        let name = std_macro(&mac.path)?;
        let tokens = mac.tokens.clone();
        if name == "matches" {
            let (value, pattern, guard) = matched.parse2(tokens).ok()?;
            return Some(Self {
                expressions: std::iter::once(value).collect(),
                count: None,
                pattern: Some((pattern, guard)),
            });
        }
        let (expressions, count) = match repeated.parse2(tokens.clone()) {
            Ok((value, count)) => (std::iter::once(value).collect(), Some(count)),
            Err(_) => (Punctuated::parse_terminated.parse2(tokens).ok()?, None),
        };
        Some(Self {
            expressions,
            count,
            pattern: None,
        })
    }

    fn tokens(&self) -> TokenStream {
        let expressions = &self.expressions;
        match (&self.count, &self.pattern) {
            (Some(count), _) => quote!(#expressions; #count),
            (None, Some((pattern, guard))) => {
                let guard = guard.iter();
                quote!(#expressions, #pattern #(if #guard)*)
            }
            (None, None) => quote!(#expressions),
        }
    }
}

/// What stands in `matches!(value, pattern if guard)`.
pub fn matched(input: ParseStream<'_>) -> syn::Result<(Expr, Pat, Option<Expr>)> {
    let value = input.parse()?;
    input.parse::<Token![,]>()?;
    let pattern = Pat::parse_multi_with_leading_vert(input)?;
    let guard = match input.parse::<Option<Token![if]>>()? {
        Some(_) => Some(input.parse()?),
        None => None,
    };
    input.parse::<Option<Token![,]>>()?;
    Ok((value, pattern, guard))
}

/// What stands in `vec![value; count]`.
pub fn repeated(input: ParseStream<'_>) -> syn::Result<(Expr, Expr)> {
    let value = input.parse()?;
    input.parse::<Token![;]>()?;
    Ok((value, input.parse()?))
}

/// Shows each expression in a macro, unless it is another crate's.
pub fn each_part(mac: &Macro, visit: &mut dyn FnMut(&Expr)) {
    let Some(parts) = Parts::of(mac) else { return };
    let guard = parts.pattern.as_ref().and_then(|(_, guard)| guard.as_ref());
    parts
        .expressions
        .iter()
        .chain(&parts.count)
        .chain(guard)
        .for_each(visit);
}

/// Changes each expression in a macro, unless it is another crate's.
pub fn change_parts(mac: &mut Macro, change: &mut dyn FnMut(&mut Expr)) {
    let Some(mut parts) = Parts::of(mac) else { return };
    let guard = parts.pattern.as_mut().and_then(|(_, guard)| guard.as_mut());
    parts
        .expressions
        .iter_mut()
        .chain(&mut parts.count)
        .chain(guard)
        .for_each(change);
    mac.tokens = parts.tokens();
}

/// Tells names of fields and methods from others in tokens: they stand behind one dot, and what stands behind two, in `..n`, is
/// a value.
#[derive(Debug, Default)]
pub struct Dots(usize);

impl Dots {
    /// Passes a token; whether it stands behind one dot.
    pub fn pass(&mut self, tree: &TokenTree) -> bool {
        let after_dot = self.0 == 1;
        let is_dot = matches!(tree, TokenTree::Punct(punct) if punct.as_char() == '.');
        self.0 = if is_dot { self.0 + 1 } else { 0 };
        after_dot
    }
}

/// Lets visitors of syntax trees look into macros.
macro_rules! look_into_macros {
    () => {
        fn visit_macro(&mut self, mac: &'ast syn::Macro) {
            crate::macro_parts::each_part(mac, &mut |part| syn::visit::Visit::visit_expr(self, part));
        }
    };
}
/// Lets visitors that change syntax trees change what stands in macros.
macro_rules! change_macros {
    () => {
        fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
            crate::macro_parts::change_parts(mac, &mut |part| {
                syn::visit_mut::VisitMut::visit_expr_mut(self, part)
            });
        }
    };
}
pub(crate) use {change_macros, look_into_macros};

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;

    fn parts(text: &str) -> Vec<String> {
        let mut parts = Vec::new();
        let mac: Macro = syn::parse_str(text).expect("a macro");
        each_part(&mac, &mut |part| parts.push(part.to_token_stream().to_string()));
        parts
    }

    #[test]
    fn macros_of_the_standard_library_consist_of_expressions() {
        assert_eq!(parts("vec![a + b, c,]"), ["a + b", "c"]);
        assert_eq!(parts("vec![a; n + 1]"), ["a", "n + 1"]);
        assert_eq!(parts("vec![]"), [""; 0]);
        assert_eq!(parts("matches!(a.b, Some(x) | None if x > c)"), ["a . b", "x > c"]);
        assert_eq!(parts("assert!(a > b, \"{c}\", d)"), ["a > b", "\"{c}\"", "d"]);
        assert_eq!(parts("elsewhere::vec![a]"), [""; 0]);
    }

    #[test]
    fn what_stands_behind_two_dots_is_a_value() {
        let mut dots = Dots::default();
        let tokens: TokenStream = "a.b + 0..c.d - e..=f.g(..h)".parse().expect("tokens");
        let names = tokens
            .into_iter()
            .filter(|tree| dots.pass(tree) && matches!(tree, TokenTree::Ident(_)));
        let names: Vec<String> = names.map(|tree| tree.to_string()).collect();
        assert_eq!(names, ["b", "d", "g"]);
    }

    #[test]
    fn a_changed_macro_says_the_same_otherwise() {
        for text in [
            "vec ! [a , b]",
            "vec ! [a ; n]",
            "matches ! (a , Some (x) | None if x > c)",
            "assert ! (a , \"text\")",
        ] {
            let mut mac: Macro = syn::parse_str(text).expect("a macro");
            change_parts(&mut mac, &mut |_| {});
            assert_eq!(mac.to_token_stream().to_string(), text);
        }
    }
}
