//! Operators on operands that may be numbers, or of types of the user's own.
//!
//! The value is written as the user wrote it. Its derivative is a call of a trait of the runtime's, which numbers implement,
//! and which `#[differentiable] impl Mul<f64> for Vector` implements for the user's types.

use super::{Argument, Call, Operand, Target, Var};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::BinOp;

/// An operator, and how its operands stand beside it.
#[derive(Clone, Debug)]
pub struct Operator {
    /// `None`: negation.
    pub op: Option<BinOp>,
    /// Which operands are references.
    pub borrowed: Vec<bool>,
    /// Where the user wrote it: errors about missing derivatives belong there.
    pub span: Span,
}

impl Operator {
    /// Whether an operator is one of those that have derivatives: `+`, `-`, `*`, `/`, `%`, and the same with `=`.
    pub fn is_arithmetic(op: &BinOp) -> bool {
        name(op).is_some()
    }

    /// Whether a method is called like that of an operator.
    pub fn has_method(name: &str) -> bool {
        ["add", "sub", "mul", "div", "rem", "neg"].contains(&name.trim_end_matches("_assign"))
    }

    /// Whether the operator assigns to its first operand.
    pub fn assigns(&self) -> bool {
        self.op.as_ref().is_some_and(assigns)
    }

    /// The operator without the `=` of an assignment.
    pub fn plain(&self) -> Option<BinOp> {
        Some(match self.op? {
            BinOp::AddAssign(_) => BinOp::Add(Default::default()),
            BinOp::SubAssign(_) => BinOp::Sub(Default::default()),
            BinOp::MulAssign(_) => BinOp::Mul(Default::default()),
            BinOp::DivAssign(_) => BinOp::Div(Default::default()),
            BinOp::RemAssign(_) => BinOp::Rem(Default::default()),
            other => other,
        })
    }

    /// The derivative as a call. It is cheap to make again, so that the reverse sweep does, rather than have its pullback
    /// recorded.
    pub fn call(&self, operands: &[Operand], result: Var) -> Call {
        Call {
            arguments: operands.iter().cloned().map(Argument::Value).collect(),
            results: vec![result],
            tuple: false,
            repeated: true,
            ..self.assignment(Vec::new())
        }
    }

    /// An operator that assigns, as a call that writes to its first argument.
    pub fn assignment(&self, arguments: Vec<Argument>) -> Call {
        Call {
            path: Ident::new(self.name(), Span::call_site()).into(),
            target: Target::Operator(self.clone()),
            arguments,
            results: Vec::new(),
            tuple: true,
            repeated: false,
        }
    }

    fn name(&self) -> &'static str {
        self.op.as_ref().map_or("neg", |op| name(op).unwrap_or_default().0)
    }

    /// The operation's name in the runtime.
    pub fn trait_name(&self) -> &'static str {
        self.op.as_ref().map_or("Neg", |op| name(op).unwrap_or_default().1)
    }

    /// The path of one of its derivatives.
    pub fn derivative(&self, derivative: &str) -> TokenStream {
        let span = Span::call_site().located_at(self.span);
        let operators = quote_spanned!(span=> ::pullback::runtime::operators);
        let form = |borrowed: &bool| match borrowed {
            true => quote_spanned!(span=> #operators::Borrowed),
            false => quote_spanned!(span=> #operators::Owned),
        };
        let forms: Vec<TokenStream> = self.borrowed.iter().map(form).collect();
        let operation = Ident::new(self.trait_name(), span);
        let function = quote::format_ident!("operator_{derivative}", span = span);
        match forms.as_slice() {
            [form] if self.op.is_none() => {
                quote_spanned!(span=> #operators::Unary::<#operators::#operation, #form>::#function)
            }
            [_, form] if self.assigns() => {
                quote_spanned!(span=> #operators::Assigning::<#operators::#operation, _, #form>::#function)
            }
            _ => quote_spanned!(span=> #operators::Binary::<#operators::#operation, _, (#(#forms),*)>::#function),
        }
    }
}

fn assigns(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_) | BinOp::SubAssign(_) | BinOp::MulAssign(_) | BinOp::DivAssign(_) | BinOp::RemAssign(_)
    )
}

/// What an operator's method and trait are called.
fn name(op: &BinOp) -> Option<(&'static str, &'static str)> {
    Some(match op {
        BinOp::Add(_) | BinOp::AddAssign(_) => ("add", "Add"),
        BinOp::Sub(_) | BinOp::SubAssign(_) => ("sub", "Sub"),
        BinOp::Mul(_) | BinOp::MulAssign(_) => ("mul", "Mul"),
        BinOp::Div(_) | BinOp::DivAssign(_) => ("div", "Div"),
        BinOp::Rem(_) | BinOp::RemAssign(_) => ("rem", "Rem"),
        _ => return None,
    })
}
