//! Numbers whose type is a parameter, `T: Real`, beside `f64` and `f32`: their functions, constants and conversions.

use super::Lowerer;
use crate::ir::typed_float;
use crate::ir::{Expr, Operand};
use crate::lower::types::Number;
use crate::rules;
use quote::{ToTokens, quote};
use syn::Expr as Syntax;

impl Lowerer<'_> {
    /// The number whose function a path names: `f64::sin`, `T::from_f64`, `<T as Real>::one`; `_` for `Real::sin`.
    pub(super) fn number_type(&self, path: &syn::ExprPath) -> Option<syn::Type> {
        let types = &self.function.types;
        if let Some(of) = &path.qself {
            let syn::Type::Path(number) = &*of.ty else { return None };
            // `<f64 as Growth>::exp` is a function of another trait's.
            let is_own = of.position == 0 || path.path.segments[of.position - 1].ident == "Real";
            if !is_own {
                return None;
            }
            return types.named_number(&number.path).map(|_| (*of.ty).clone());
        }
        let mut of = path.path.clone();
        of.segments.pop();
        of.segments.pop_punct();
        if of.segments.last()?.ident == "Real" {
            return Some(syn::parse_quote!(_));
        }
        types.named_number(&of).map(|_| syn::parse_quote!(#of))
    }

    /// Whether a path names a mathematical method: `f64::sin`, `T::sin`; of `f64` and `f32`, any method.
    pub(super) fn is_number_function(&self, path: &syn::ExprPath, method: &str) -> bool {
        match self.number_type(path) {
            Some(syn::Type::Path(of)) if of.path.is_ident("f64") || of.path.is_ident("f32") => true,
            Some(_) => rules::of(method).is_some() || rules::is_question(method) || method == "sin_cos",
            None => false,
        }
    }

    /// `T::from_f64(x)`, through which derivatives flow: it is what `x as f32` is to a number of a known type.
    pub(super) fn converted(&mut self, value: Operand, ty: syn::Type, call: &syn::ExprCall) -> Expr {
        let known = self.type_of(&value);
        let f64 = self.function.types.number(Number::F64);
        self.function.types.unify(known, f64);
        match value {
            Operand::Constant(_) => Expr::Use(Operand::Constant(call.to_token_stream())),
            value => Expr::Cast(value, Box::new(ty)),
        }
    }

    /// `x.to_f64()`, which is `x as f64`.
    pub(super) fn plain(&mut self, value: Operand) -> Expr {
        let known = self.type_of(&value);
        let float = self.function.types.float();
        self.function.types.unify(known, float);
        Expr::Cast(value, Box::new(syn::parse_quote!(f64)))
    }
}

/// `f64::powf(2.0, x)` becomes `2.0_f64.powf(x)`: a method needs to know the literal's type.
pub(super) fn with_suffix(operand: Operand, ty: &str) -> Operand {
    let Operand::Constant(tokens) = &operand else {
        return operand;
    };
    let (sign, literal) = match syn::parse2::<syn::ExprUnary>(tokens.clone()) {
        Ok(unary) => (Some(unary.op), *unary.expr),
        Err(_) => match syn::parse2::<Syntax>(tokens.clone()) {
            Ok(literal) => (None, literal),
            Err(_) => return operand,
        },
    };
    let Syntax::Lit(syn::ExprLit { lit, .. }) = &literal else {
        return operand;
    };
    let (digits, suffix) = match lit {
        syn::Lit::Float(float) => (float.base10_digits(), float.suffix()),
        syn::Lit::Int(int) => (int.base10_digits(), int.suffix()),
        _ => return operand,
    };
    if !suffix.is_empty() {
        return operand;
    }
    match ty {
        "f32" | "f64" => {
            let typed = typed_float(digits, ty, lit.span());
            Operand::tokens(quote!(#sign #typed))
        }
        _ => operand,
    }
}
