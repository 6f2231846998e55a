//! Macros: `vec!`, `matches!`, and assertions, which stay in the forward sweep. Everything else is refused.

use super::Lowerer;
use super::calls::last_name;
use crate::ir::{Aggregate, Expr, Operand, Stmt};
use crate::reject::Refusal;
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr as Syntax, Token};

impl Lowerer<'_> {
    pub(super) fn macro_value(&mut self, mac: &syn::Macro) -> Expr {
        let name = last_name(&mac.path);
        let known = std_macro(&mac.path).unwrap_or_default();
        if known == "vec" {
            return self.vec_macro(mac);
        }
        if known == "matches"
            && let Ok(test) = (|input: syn::parse::ParseStream<'_>| {
                let value: Syntax = input.parse()?;
                input.parse::<Token![,]>()?;
                let pattern = syn::Pat::parse_multi_with_leading_vert(input)?;
                let guard: Option<Syntax> = match input.parse::<Option<Token![if]>>()? {
                    Some(_) => Some(input.parse()?),
                    None => None,
                };
                input.parse::<Option<Token![,]>>()?;
                Ok((value, pattern, guard))
            })
            .parse2(mac.tokens.clone())
        {
            return self.matches_macro(&test.0, &test.1, test.2.as_ref());
        }
        self.refuse(mac, Refusal::Macro(name))
    }

    /// `matches!(value, pattern if guard)`.
    fn matches_macro(&mut self, value: &Syntax, pattern: &syn::Pat, guard: Option<&Syntax>) -> Expr {
        let scrutinee = self.scrutinee(value, &[pattern], false);
        let Some(alternatives) =
            super::matching::alternatives(pattern).filter(|cases| guard.is_none() || cases.len() == 1)
        else {
            return self.refuse(pattern, Refusal::MatchPattern);
        };
        let alternatives = if guard.is_none() {
            vec![pattern.clone()]
        } else {
            alternatives
        };
        let always = || Operand::tokens(quote!(true));
        let matches = self.matches(&alternatives[0], &scrutinee).unwrap_or_else(always);
        let Some(guard) = guard else {
            return Expr::Use(matches);
        };
        Expr::Use(self.short_circuit(matches, true, |this| {
            this.bind_matched(&alternatives[0], &scrutinee);
            this.condition(guard)
        }))
    }

    fn vec_macro(&mut self, mac: &syn::Macro) -> Expr {
        let repeat = |input: syn::parse::ParseStream<'_>| -> syn::Result<(Syntax, Syntax)> {
            let value = input.parse()?;
            input.parse::<Token![;]>()?;
            Ok((value, input.parse()?))
        };
        if let Ok((value, count)) = repeat.parse2(mac.tokens.clone()) {
            let value = self.operand(&value);
            let count = self.index(&count);
            return Expr::Repeat {
                vec: true,
                value,
                count,
            };
        }
        match Punctuated::<Syntax, Token![,]>::parse_terminated.parse2(mac.tokens.clone()) {
            Ok(elements) => {
                let elements = elements.iter().map(|element| self.operand(element)).collect();
                Expr::Aggregate(Aggregate::Vec, elements)
            }
            Err(_) => self.refuse(mac, Refusal::Macro("vec".to_owned())),
        }
    }

    /// Assertions stay in the forward sweep; printing and unknown macros are refused.
    pub(super) fn macro_statement(&mut self, mac: &syn::Macro) {
        let name = last_name(&mac.path);
        const KEPT: [&str; 10] = [
            "assert",
            "assert_eq",
            "assert_ne",
            "debug_assert",
            "debug_assert_eq",
            "debug_assert_ne",
            "panic",
            "unreachable",
            "todo",
            "unimplemented",
        ];
        if !std_macro(&mac.path).is_some_and(|known| KEPT.contains(&known.as_str())) {
            self.refusals.refuse(mac, Refusal::Macro(name));
            return;
        }
        let Ok(parts) = Punctuated::<Syntax, Token![,]>::parse_terminated.parse2(mac.tokens.clone()) else {
            self.refusals.refuse(mac, Refusal::Macro(name));
            return;
        };
        let mut operands = Vec::new();
        let mut captured = Vec::new();
        let mut arguments: Vec<proc_macro2::TokenStream> = Vec::new();
        let placeholder = |operands: &Vec<Operand>| quote::format_ident!("argument_{}__", operands.len() - 1);
        for part in &parts {
            arguments.push(match part {
                Syntax::Lit(literal) => {
                    if let syn::Lit::Str(text) = &literal.lit {
                        captured.extend(captures(&text.value()));
                    }
                    part.to_token_stream()
                }
                Syntax::Assign(named) => {
                    let operand = self.operand(&named.right);
                    operands.push(operand);
                    let (name, value) = (&named.left, placeholder(&operands));
                    quote!(#name = #value)
                }
                part => {
                    let operand = self.operand(part);
                    operands.push(operand);
                    placeholder(&operands).into_token_stream()
                }
            });
        }
        // `"{x}"` names a variable of the user's, which may go by another name here.
        for name in captured {
            if let Ok(variable) = syn::parse_str::<Syntax>(&name)
                && self.look_up(&name).is_some()
            {
                let operand = self.operand(&variable);
                operands.push(operand);
                let (name, value) = (quote::format_ident!("{name}"), placeholder(&operands));
                arguments.push(quote!(#name = #value));
            }
        }
        self.push(Stmt::Assert {
            path: mac.path.clone(),
            arguments,
            operands,
        });
    }
}

/// The variables that a format string names: `x` in `"{x:.3}"`.
fn captures(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for piece in text.replace("{{", "").split('{').skip(1) {
        let name: String = piece.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let is_name = name
            .chars()
            .next()
            .is_some_and(|first| first.is_alphabetic() || first == '_');
        if is_name && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The name of one of std's macros, however its path begins; another crate's macro of the same name is another macro.
pub(super) fn std_macro(path: &syn::Path) -> Option<String> {
    let first = path.segments.first()?;
    let is_std = path.segments.len() == 1
        || (path.segments.len() == 2 && ["std", "core", "alloc"].iter().any(|name| first.ident == name));
    is_std.then(|| last_name(path))
}
