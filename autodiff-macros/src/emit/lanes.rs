//! Straight-line code on numbers, as code on vectors of them: the same operations, with constants in every lane.
//!
//! [`lanes`] is what vectors are made by (the runtime's `simd::Width`), and there are no variables but numbers.

use crate::ir::{Expr, Function, Operand, Place, Stmt, Var};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{BinOp, UnOp};

/// What vectors are made by, under a name that no variable of the user's has.
pub fn lanes() -> Ident {
    super::local("lanes")
}

/// Writes the code of a function; what cannot be written makes it `None`.
pub struct Lanes<'f> {
    pub function: &'f Function,
}

impl Lanes<'_> {
    pub fn name(&self, var: Var) -> &Ident {
        &self.function.var(var).name
    }

    pub fn stmts(&self, stmts: &[Stmt]) -> Option<TokenStream> {
        stmts.iter().map(|stmt| self.stmt(stmt)).collect()
    }

    fn stmt(&self, stmt: &Stmt) -> Option<TokenStream> {
        Some(match stmt {
            Stmt::Let { var, value } => {
                let (name, value) = (self.name(*var), self.expr(value)?);
                quote!(let mut #name = #value;)
            }
            Stmt::Declare { var } => {
                let name = self.name(*var);
                quote!(let mut #name;)
            }
            Stmt::Assign { place, value, .. } => {
                let (name, value) = (self.whole(place)?, self.operand(value)?);
                quote!(#name = #value;)
            }
            Stmt::Update { place, subtract, value } => {
                let (name, value) = (self.whole(place)?, self.operand(value)?);
                if *subtract {
                    quote!(#name -= #value;)
                } else {
                    quote!(#name += #value;)
                }
            }
            Stmt::Save { var, place, .. } => {
                let (name, saved) = (self.name(*var), self.whole(place)?);
                quote!(let #name = #saved;)
            }
            Stmt::Restore { place, saved, .. } => {
                let (name, saved) = (self.whole(place)?, self.name(*saved));
                quote!(#name = #saved;)
            }
            Stmt::Clear { place } => {
                let (name, lanes) = (self.whole(place)?, lanes());
                quote!(#name = #lanes.splat(0.0);)
            }
            _ => return None,
        })
    }

    /// A place that is a whole variable.
    fn whole(&self, place: &Place) -> Option<&Ident> {
        place.path.is_empty().then(|| self.name(place.root))
    }

    fn operand(&self, operand: &Operand) -> Option<TokenStream> {
        Some(match operand {
            Operand::Var(var) => {
                let name = self.name(*var);
                quote!(#name)
            }
            Operand::Constant(tokens) => {
                let lanes = lanes();
                quote!(#lanes.splat(#tokens))
            }
            Operand::Nested(expr) => {
                let value = self.expr(expr)?;
                quote!((#value))
            }
        })
    }

    fn expr(&self, expr: &Expr) -> Option<TokenStream> {
        Some(match expr {
            Expr::Use(operand) => self.operand(operand)?,
            Expr::Load(place) => {
                let name = self.whole(place)?;
                quote!(#name)
            }
            Expr::Unary(UnOp::Neg(_), operand) => {
                let operand = self.operand(operand)?;
                quote!(-#operand)
            }
            Expr::Binary(BinOp::Rem(_), left, right) => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                quote!(::pullback::runtime::simd::Vector::remainder(#left, #right))
            }
            Expr::Binary(op @ (BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_)), left, right) => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                quote!(#left #op #right)
            }
            Expr::Method(name, receiver, arguments) => self.method(name, receiver, arguments)?,
            Expr::Slope(name, operands) => {
                let (receiver, arguments) = operands.split_first()?;
                self.method(name, receiver, arguments)?
            }
            Expr::SlopeTangent(..) => return None,
            Expr::Default => {
                let lanes = lanes();
                quote!(#lanes.splat(0.0))
            }
            _ => return None,
        })
    }

    fn method(&self, name: &Ident, receiver: &Operand, arguments: &[Operand]) -> Option<TokenStream> {
        let receiver = self.operand(receiver)?;
        let takes_integer = name == "powi" || name == "powi_slope";
        let arguments: Option<Vec<TokenStream>> = arguments
            .iter()
            .map(|argument| match argument {
                Operand::Constant(tokens) if takes_integer => Some(tokens.clone()),
                argument => self.operand(argument),
            })
            .collect();
        let arguments = arguments?;
        // A method of the trait, also where one lane is an `f64`.
        let name = format_ident!("{}", name.to_string());
        Some(quote!(::pullback::runtime::simd::Vector::#name(#receiver #(, #arguments)*)))
    }
}
