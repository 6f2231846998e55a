//! The local derivatives of single operations, written as text in `rules.rs`, as IR.

use crate::ir::{Expr, Function, Operand, Stmt};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::Expr as Syntax;

/// The operands that a rule's text speaks of.
pub struct Context<'c> {
    pub receiver: &'c Operand,
    pub arguments: &'c [Operand],
    pub result: &'c Operand,
}

/// Lowers the text of a partial derivative; statements that it needs go to `out`.
pub fn lower(function: &mut Function, text: &str, context: &Context<'_>, out: &mut Vec<Stmt>) -> Expr {
    // What multiplies nothing needs no type.
    if let "0.0" | "1.0" = text
        && let Ok(literal) = syn::parse_str(text)
    {
        return Expr::Use(Operand::Constant(literal));
    }
    match syn::parse_str::<Syntax>(text) {
        Ok(syntax) => value(function, &syntax, context, out),
        // Rules are constants of this crate, and a test parses them all.
        Err(_) => Expr::Use(Operand::tokens(quote!(::core::compile_error!("a rule does not parse")))),
    }
}

/// The derivative of `powi` by its base, written out where the exponent is a literal.
pub fn power(function: &mut Function, context: &Context<'_>, out: &mut Vec<Stmt>) -> Option<Expr> {
    let Operand::Constant(tokens) = context.arguments.first()? else {
        return None;
    };
    let exponent: i32 = tokens.to_string().replace(' ', "").parse().ok()?;
    let text = match exponent {
        0 => "0.0".to_owned(),
        1 => "1.0".to_owned(),
        2 => "2.0 * x".to_owned(),
        3 => "3.0 * x * x".to_owned(),
        n => format!("{n}.0 * x.powi({})", n - 1),
    };
    Some(lower(function, &text, context, out))
}

fn value(function: &mut Function, syntax: &Syntax, context: &Context<'_>, out: &mut Vec<Stmt>) -> Expr {
    match syntax {
        Syntax::Paren(paren) => value(function, &paren.expr, context, out),
        Syntax::Binary(binary) => {
            let left = operand(function, &binary.left, context, out);
            let right = operand(function, &binary.right, context, out);
            Expr::Binary(binary.op, left, right)
        }
        Syntax::Unary(unary) => match &*unary.expr {
            Syntax::Lit(literal) if matches!(literal.lit, syn::Lit::Float(_)) => {
                context.constant(function, quote!(#unary))
            }
            Syntax::Lit(_) => Expr::Use(Operand::tokens(quote!(#unary))),
            inner => {
                let inner = operand(function, inner, context, out);
                Expr::Unary(unary.op, inner)
            }
        },
        Syntax::MethodCall(call) => {
            let receiver = operand(function, &call.receiver, context, out);
            let arguments = call
                .args
                .iter()
                .map(|argument| operand(function, argument, context, out))
                .collect();
            Expr::Method(call.method.clone(), receiver, arguments)
        }
        Syntax::Call(call) => {
            let operands = call
                .args
                .iter()
                .map(|argument| operand(function, argument, context, out))
                .collect();
            Expr::Slope(
                quote::format_ident!("{}", call.func.to_token_stream().to_string()),
                operands,
            )
        }
        Syntax::Path(path) => Expr::Use(match path.path.get_ident().map(Ident::to_string).as_deref() {
            Some("x") => context.receiver.clone(),
            Some("y") => context.result.clone(),
            Some("a") => context.arguments[0].clone(),
            Some("b") => context.arguments[1].clone(),
            _ => Operand::tokens(quote!(#path)),
        }),
        Syntax::Lit(literal) if matches!(literal.lit, syn::Lit::Float(_)) => {
            context.constant(function, quote!(#literal))
        }
        other => Expr::Use(Operand::tokens(quote!(#other))),
    }
}

impl Context<'_> {
    /// A constant of the type of the operands.
    fn constant(&self, function: &Function, literal: TokenStream) -> Expr {
        let operands = std::iter::once(self.receiver).chain(self.arguments);
        let known = operands
            .chain([self.result])
            .find(|operand| function.number_of(operand).is_some());
        function.constant_like(literal, known.unwrap_or(self.result))
    }
}

fn operand(function: &mut Function, syntax: &Syntax, context: &Context<'_>, out: &mut Vec<Stmt>) -> Operand {
    match value(function, syntax, context, out) {
        Expr::Use(operand) => operand,
        value => {
            let var = function.fresh_number("slope", &value);
            out.push(Stmt::Let { var, value });
            Operand::Var(var)
        }
    }
}
