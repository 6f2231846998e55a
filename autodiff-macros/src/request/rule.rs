//! Derivative rules of the user's own: `#[differentiable(vjp = path, jvp = path)]`.
//!
//! A function with a rule is never looked into; its companion is made of the functions that the rule names.

use super::{Request, fragments, signature};
use crate::reject::{Refusal, Refusals};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, ExprPath, ItemFn, Path, Visibility};

/// The functions that a derivative is taken from.
#[derive(Clone, Debug, Default)]
pub struct OwnRule {
    /// Reverse mode: the value, and the pullback.
    pub vjp: Option<ExprPath>,
    /// Forward mode: the value, and its tangent.
    pub jvp: Option<ExprPath>,
    /// The function that `jvp` names is differentiable itself, which gives second derivatives.
    pub second_order: Option<Span>,
    /// The pullback that `vjp` returns borrows no argument.
    pub owned_pullback: Option<Span>,
    /// The function of another crate that the rule belongs to.
    pub function: Option<Path>,
}

impl OwnRule {
    pub fn is_given(&self) -> bool {
        self.vjp.is_some() || self.jvp.is_some()
    }

    /// Takes `key = value` in, where the key is one of a rule's.
    pub fn take(&mut self, key: &Path, value: Option<Expr>, refusals: &mut Refusals) -> bool {
        let Some(name) = key.get_ident().map(ToString::to_string) else {
            return false;
        };
        let place = match name.as_str() {
            "vjp" => &mut self.vjp,
            "jvp" => &mut self.jvp,
            "second_order" if value.is_none() => {
                self.second_order = Some(syn::spanned::Spanned::span(key));
                return true;
            }
            "owned_pullback" if value.is_none() => {
                self.owned_pullback = Some(syn::spanned::Spanned::span(key));
                return true;
            }
            _ => return false,
        };
        match value {
            Some(Expr::Path(_)) if place.is_some() => refusals.refuse(key, Refusal::RuleTwice(name)),
            Some(Expr::Path(path)) => *place = Some(path),
            Some(other) => refusals.refuse(other, Refusal::RuleWithoutPath(name)),
            None => refusals.refuse(key, Refusal::RuleWithoutPath(name)),
        }
        true
    }
}

/// Refuses what a rule cannot stand for.
pub fn refuse(rule: &OwnRule, request: &Request, refusals: &mut Refusals) {
    if let (Some(span), None) = (rule.second_order, &rule.jvp) {
        refusals.refuse_span(span, Refusal::SecondOrderWithoutJvp);
    }
    if let (Some(span), None) = (rule.owned_pullback, &rule.vjp) {
        refusals.refuse_span(span, Refusal::PullbackWithoutVjp);
    }
    if !rule.is_given() {
        return;
    }
    for parameter in &request.parameters {
        if parameter.reference() == Some(true) {
            refusals.refuse(&parameter.ty, Refusal::RuleWithOutput);
        }
    }
}

/// `pub fn other_crate::special(x: f64) -> f64; vjp = …, jvp = …`: what `differentiable_rule!` takes.
struct Foreign {
    path: Path,
    function: ItemFn,
    arguments: TokenStream,
}

impl Parse for Foreign {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let attributes = Attribute::parse_outer(input)?;
        let visibility: Visibility = input.parse()?;
        let keyword: syn::Token![fn] = input.parse()?;
        let path = Path::parse_mod_style(input)?;
        let Some(name) = path.segments.last().map(|last| last.ident.clone()) else {
            return Err(input.error("expected the path of a function"));
        };
        let mut rest = TokenStream::new();
        while !input.is_empty() && !input.peek(syn::Token![;]) {
            rest.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<syn::Token![;]>()?;
        let function = syn::parse2(quote!(#(#attributes)* #visibility #keyword #name #rest {}))?;
        Ok(Self {
            path,
            function,
            arguments: input.parse()?,
        })
    }
}

/// Reads `differentiable_rule! { … }`.
pub fn parse_foreign(tokens: TokenStream, refusals: &mut Refusals) -> Option<Request> {
    let end = Span::call_site();
    let Foreign {
        path,
        mut function,
        arguments,
    } = match syn::parse2(tokens) {
        Ok(foreign) => foreign,
        Err(error) => {
            let span = if error.span().source_text().is_some() {
                error.span()
            } else {
                end
            };
            refusals.refuse_span(span, Refusal::RuleSyntax(error.to_string()));
            return None;
        }
    };
    fragments::write_out(&mut function);
    let mut request = signature(arguments, function, refusals);
    request.rule.function = Some(path);
    if !request.rule.is_given() {
        refusals.refuse(request.function.sig.ident.to_token_stream(), Refusal::NoRule);
    }
    Some(request)
}
