//! Names that are taken for what they usually are: macros and types of the standard library, functions of the crate `libm`.
//!
//! Where such a name might be another's, the generated code does not compile if it is: no derivative goes lost unnoticed. It
//! imports a macro or function by a glob beside the user's, so that two of a name are ambiguous, and asks of a type whether it
//! is one without derivative.

use super::Lowerer;
use crate::ir::{Argument, Expr, Operand, Var};
use crate::request::Parameter;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;

impl Lowerer<'_> {
    /// `vec!`, `format!` and the like must not be macros of the user's.
    pub(super) fn must_be_standard(&mut self, path: &syn::Path) {
        let Some(name) = path.get_ident() else { return };
        let sample = match name.to_string().as_str() {
            "matches" => quote!((), _),
            "format" => quote!(""),
            _ => quote!(()),
        };
        self.check(
            name,
            quote!(
                use ::pullback::runtime::support::standard::*;
            ),
            quote!(#name!(#sample)),
        );
    }

    /// `libm::sin` must be the function of the crate.
    pub(super) fn must_be_of_libm(&mut self, path: &syn::Path) {
        let (Some(first), Some(name)) = (path.segments.first(), path.segments.last()) else {
            return;
        };
        let (of, name) = (&first.ident, &name.ident);
        self.check(name, quote!(use #of::*; use ::#of::*;), quote!(#name));
    }

    /// `String`, `Range<usize>` and the like as the type of a parameter must be without derivative, as they are in the standard
    /// library. Of primitive types that is known.
    pub(super) fn must_be_plain(&mut self, var: Var, parameter: &Parameter) {
        if parameter.is_marked || only_primitive(&parameter.ty) {
            return;
        }
        let span = Span::call_site().located_at(parameter.name.span());
        let template = quote_spanned!(span=> ::pullback::runtime::support::plain(&argument_0__));
        let value = Expr::Constant(template, vec![Argument::Value(Operand::Var(var))]);
        self.flag(value, "checked");
    }

    /// Uses a name where it is imported by a glob, once in a function.
    fn check(&mut self, name: &Ident, imports: TokenStream, sample: TokenStream) {
        let constant = format_ident!("_{}_IS_STANDARD", name.to_string().to_uppercase());
        let is_checked = |item: &syn::Item| matches!(item, syn::Item::Const(item) if item.ident == constant);
        if !self.checks.iter().any(is_checked) {
            self.checks
                .push(syn::parse_quote!(const #constant: fn() = || { #imports let _ = #sample; };));
        }
    }
}

/// Whether a type is made of primitive types alone, and references to them.
fn only_primitive(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => only_primitive(&reference.elem),
        Type::Slice(slice) => only_primitive(&slice.elem),
        Type::Array(array) => only_primitive(&array.elem),
        Type::Paren(paren) => only_primitive(&paren.elem),
        Type::Group(group) => only_primitive(&group.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(only_primitive),
        Type::Path(path) => path
            .path
            .get_ident()
            .is_some_and(|name| name == "str" || super::types::is_integer(&name.to_string())),
        _ => false,
    }
}
