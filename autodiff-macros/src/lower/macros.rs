//! Macros: `vec!`, `matches!`, and assertions, which stay in the forward sweep. Everything else is refused.

use super::Lowerer;
use super::calls::last_name;
use crate::ir::{Aggregate, Argument, Expr, Operand, Stmt};
use crate::reject::Refusal;
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr as Syntax, Token};

impl Lowerer<'_> {
    pub(super) fn macro_value(&mut self, mac: &syn::Macro) -> Expr {
        let name = last_name(&mac.path);
        let known = std_macro(&mac.path).unwrap_or_default();
        if has_value(mac) {
            self.must_be_standard(&mac.path);
        }
        let value = match known.as_str() {
            "dbg" => self.dbg_macro(mac),
            "format" => self.format_macro(mac),
            _ => None,
        };
        if let Some(value) = value {
            return value;
        }
        if known == "vec" {
            return self.vec_macro(mac);
        }
        if known == "matches"
            && let Ok(test) = crate::macro_parts::matched.parse2(mac.tokens.clone())
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
        if let Ok((value, count)) = crate::macro_parts::repeated.parse2(mac.tokens.clone()) {
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

    /// Assertions and printing stay in the forward sweep; unknown macros are refused.
    pub(super) fn macro_statement(&mut self, mac: &syn::Macro) {
        const KEPT: [&str; 14] = [
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
            "println",
            "print",
            "eprintln",
            "eprint",
        ];
        let known = std_macro(&mac.path).unwrap_or_default();
        if has_value(mac) {
            let value = self.macro_value(mac);
            self.name_value(value, "unused");
            return;
        }
        let formatted = if KEPT.contains(&known.as_str()) {
            self.formatted(mac)
        } else {
            None
        };
        let Some((arguments, operands)) = formatted else {
            return self.refusals.refuse(mac, Refusal::Macro(last_name(&mac.path)));
        };
        self.push(Stmt::Assert {
            path: mac.path.clone(),
            arguments,
            operands,
        });
    }

    /// `dbg!(x)`: prints, and is its argument.
    fn dbg_macro(&mut self, mac: &syn::Macro) -> Option<Expr> {
        let expr: Syntax = syn::parse2(mac.tokens.clone()).ok()?;
        let text = mac.tokens.to_string();
        let operand = self.operand(&expr);
        self.push(Stmt::Assert {
            path: syn::parse_quote!(::std::eprintln),
            arguments: vec![
                quote!("[{}:{}:{}] {} = {:#?}"),
                quote!(::core::file!()),
                quote!(::core::line!()),
                quote!(::core::column!()),
                quote!(#text),
                quote!(argument_0__),
            ],
            operands: vec![operand.clone()],
        });
        Some(Expr::Use(operand))
    }

    /// `format!(…)`: text, which has no derivative. What an active value was written into may be shown, but not read again.
    fn format_macro(&mut self, mac: &syn::Macro) -> Option<Expr> {
        let (arguments, operands) = self.formatted(mac)?;
        let arguments = quote!(::pullback::runtime::alloc::format!(#(#arguments),*));
        let operands: Vec<Argument> = operands.into_iter().map(Argument::Value).collect();
        let is_telling = !self.reads_only_constants(&operands) || operands.iter().any(|part| self.is_telling(part));
        let text = self.flag(Expr::Constant(arguments, operands), "text");
        if is_telling {
            let ty = self.type_of(&text);
            self.function.types.mark_telling(ty);
        }
        Some(Expr::Use(text))
    }

    /// The arguments of a macro that formats: their text, and the operands in it.
    fn formatted(&mut self, mac: &syn::Macro) -> Option<(Vec<proc_macro2::TokenStream>, Vec<Operand>)> {
        let parts = Punctuated::<Syntax, Token![,]>::parse_terminated
            .parse2(mac.tokens.clone())
            .ok()?;
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
        Some((arguments, operands))
    }
}

/// Whether a macro has a value; others are statements.
pub(super) fn has_value(mac: &syn::Macro) -> bool {
    std_macro(&mac.path).is_some_and(|name| ["vec", "matches", "dbg", "format"].contains(&name.as_str()))
}

/// The variables that a format string names: `x` in `"{x:.3}"`.
fn captures(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut note = |name: String| {
        let is_name = |first: char| first.is_alphabetic() || first == '_';
        if name.starts_with(is_name) && !names.contains(&name) {
            names.push(name);
        }
    };
    let is_part = |c: &char| c.is_alphanumeric() || *c == '_';
    for piece in text.replace("{{", "").split('{').skip(1) {
        note(piece.chars().take_while(is_part).collect());
        // A width or precision: `{x:width$.precision$}`.
        let inside = piece.split('}').next().unwrap_or_default();
        for before in inside.split('$').rev().skip(1) {
            let reversed: String = before.chars().rev().take_while(is_part).collect();
            note(reversed.chars().rev().collect());
        }
    }
    names
}

/// The name of one of std's macros, however its path begins; another crate's macro of the same name is another macro.
pub fn std_macro(path: &syn::Path) -> Option<String> {
    let first = path.segments.first()?;
    let is_std = path.segments.len() == 1
        || (path.segments.len() == 2 && ["std", "core", "alloc"].iter().any(|name| first.ident == name));
    is_std.then(|| last_name(path))
}
