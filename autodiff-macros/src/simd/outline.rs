//! Finds `#[simd]` loops, and replaces them by calls.

use super::body::Body;
use super::head::{head, without_parentheses};
use super::unroll::unroll;
use super::{Loop, items};
use crate::lower::names::Names;
use crate::reject::{NotSimd, Refusal, Refusals};
use crate::request::generics;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Expr, ExprForLoop, ImplItemFn, Meta, Signature, parse_quote};

const NAME: &str = "simd";

/// Replaces the loops of a function's body by calls of the functions that are returned.
pub fn outline(signature: &Signature, block: &mut Block, refusals: &mut Refusals) -> Vec<Loop> {
    let mut outliner = Outliner {
        names: Names::reserving(block.to_token_stream()),
        bound: bound(block),
        only_doubles: generics::numbers(&signature.generics).is_empty()
            && !mentions_singles(signature.to_token_stream()),
        loops: Vec::new(),
        refusals,
    };
    outliner.visit_block_mut(block);
    outliner.loops
}

/// The same with the functions written out inside the body: as the compiler shall see it.
pub fn write_out(method: &mut ImplItemFn) {
    let loops = outline(&method.sig, &mut method.block, &mut Refusals::default());
    insert(&mut method.block, &loops);
}

/// The names that patterns in a body bind: closures among them, which a loop that was taken out does not see.
fn bound(block: &Block) -> HashSet<String> {
    struct Finder(HashSet<String>);
    impl<'ast> syn::visit::Visit<'ast> for Finder {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            self.0.insert(pattern.ident.to_string());
            syn::visit::visit_pat_ident(self, pattern);
        }
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut finder = Finder(HashSet::new());
    syn::visit::Visit::visit_block(&mut finder, block);
    finder.0
}

/// Whether a signature speaks of `f32`.
fn mentions_singles(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == "f32",
        TokenTree::Group(group) => mentions_singles(group.stream()),
        _ => false,
    })
}

/// Declares the functions of loops in the body that calls them.
pub fn insert(block: &mut Block, loops: &[Loop]) {
    let items = loops.iter().flat_map(items::primal).map(syn::Stmt::Item);
    block.stmts.splice(0..0, items);
}

struct Outliner<'r> {
    names: Names,
    /// The names of variables.
    bound: HashSet<String>,
    /// Whether all numbers of the function are `f64`, as far as its signature tells.
    only_doubles: bool,
    loops: Vec<Loop>,
    refusals: &'r mut Refusals,
}

impl VisitMut for Outliner<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::ForLoop(inner) = expr
            && let Some(attribute) = take(&mut inner.attrs)
        {
            if !matches!(attribute.meta, Meta::Path(_)) {
                self.refusals.refuse(&attribute, Refusal::Simd(NotSimd::Argument));
            }
            if !self.only_doubles {
                self.refusals.refuse(&attribute, Refusal::Simd(NotSimd::Precision));
                return;
            }
            if let Some(mut call) = self.replaced(inner) {
                if let Expr::Block(block) = &mut call {
                    block.attrs.clone_from(&inner.attrs);
                }
                *expr = call;
                return;
            }
        }
        visit_mut::visit_expr_mut(self, expr);
    }
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        while let Some(attribute) = take(attributes) {
            self.refusals.refuse(attribute, Refusal::Simd(NotSimd::Here));
        }
    }
    // A function inside has loops of its own.
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

fn take(attributes: &mut Vec<Attribute>) -> Option<Attribute> {
    let position = attributes
        .iter()
        .position(|attribute| attribute.path().is_ident(NAME))?;
    Some(attributes.remove(position))
}

impl Outliner<'_> {
    /// What a loop is replaced by, unless it was refused.
    fn replaced(&mut self, inner: &ExprForLoop) -> Option<Expr> {
        let mut refusals = Refusals::default();
        let replaced = self.outlined(inner, &mut refusals);
        let is_accepted = refusals.is_empty();
        self.refusals.extend(refusals);
        let (outlined, call) = replaced.filter(|_| is_accepted)?;
        self.loops.push(outlined);
        Some(call)
    }

    fn outlined(&mut self, inner: &ExprForLoop, refusals: &mut Refusals) -> Option<(Loop, Expr)> {
        let head = head(inner, refusals)?;
        let span = Span::call_site().located_at(inner.for_token.span);
        let mut unique = |hint: &str| self.names.unique(hint, span);
        let (name, count, position) = (unique("simd_loop"), unique("count"), unique("position"));
        let kernel = quote::format_ident!("Kernel_{name}");
        let stmts = unroll(&inner.body.stmts, &mut self.names, refusals);
        let position_and_low = (&position, head.low.as_ref());
        let mut body = Body::new(&head.items, position_and_low, (&mut self.names, &self.bound), refusals);
        let stmts = body.statements(stmts);
        let (scalars, slices, sums) = (body.scalars, body.slices, body.sums);
        if sums.is_empty() && refusals.is_empty() {
            refusals.refuse_span(inner.for_token.span, Refusal::Simd(NotSimd::Nothing));
        }
        if scalars.len() > MOST || slices.len() > MOST {
            refusals.refuse_span(inner.for_token.span, Refusal::Simd(NotSimd::TooMuch));
        }
        let mut outlined = Loop {
            name,
            kernel,
            count,
            position,
            scalars,
            slices,
            sums,
            body: stmts,
            terms: TokenStream::new(),
            derivatives: TokenStream::new(),
        };
        if refusals.is_empty() && outlined.write().is_none() {
            refusals.refuse_span(inner.for_token.span, Refusal::Simd(NotSimd::Body));
        }
        let call = self.call(&outlined, head.low.as_ref(), &head.high);
        Some((outlined, call))
    }

    /// `{ let high: usize = n; sum += simd_loop(high, rate, &times[..high]); }`
    fn call(&mut self, outlined: &Loop, low: Option<&Expr>, high: &Expr) -> Expr {
        let mut unique = |hint: &str| self.names.unique(hint, Span::call_site());
        let high_name = unique("high");
        let low_name = low.map(|_| unique("low"));
        let set_low = low.map(|low| quote!(let #low_name: usize = #low;));
        let count = match &low_name {
            Some(low) => quote!(#high_name - #low),
            None => quote!(#high_name),
        };
        let scalars = outlined.scalars.iter().map(|scalar| {
            let value = &scalar.value;
            match low {
                // What was cast for the kernel has been evaluated.
                Some(low) if value.to_token_stream().to_string() == quote!((#low) as f64).to_string() => {
                    quote!(#low_name as f64)
                }
                _ => quote!(#value),
            }
        });
        let slices = outlined.slices.iter().map(|slice| {
            let base = &slice.capture.value;
            let shifted = |bound: proc_macro2::TokenStream| match &slice.offset {
                Some((true, offset)) => quote!(#bound - #offset),
                Some((false, offset)) => quote!(#bound + #offset),
                None => bound,
            };
            let start = match (&low_name, &slice.offset) {
                (Some(low), _) => shifted(quote!(#low)),
                (None, Some(_)) => shifted(quote!(0)),
                (None, None) => quote!(),
            };
            let end = shifted(quote!(#high_name));
            // What the compiler says of its type belongs there.
            let span = Span::call_site().located_at(base.span());
            quote_spanned!(span=> &#base[#start..#end])
        });
        let name = &outlined.name;
        let call = quote!(#name(#count, #(#scalars,)* #(#slices),*));
        let added = match outlined.sums.as_slice() {
            [sum] => {
                let place = &sum.place;
                quote!(#place += #call;)
            }
            sums => {
                let names: Vec<_> = sums.iter().map(|_| unique("added")).collect();
                let places = sums.iter().map(|sum| &sum.place);
                quote!(let (#(#names),*) = #call; #(#places += #names;)*)
            }
        };
        let is_guarded = low.is_some() || outlined.slices.iter().any(|slice| slice.offset.is_some());
        let is_guarded = is_guarded || outlined.scalars.iter().any(|scalar| may_panic(&scalar.value));
        let is_guarded = is_guarded || outlined.slices.iter().any(|slice| may_panic(&slice.capture.value));
        let added = if is_guarded {
            let start = low_name.as_ref().map_or_else(|| quote!(0), ToTokens::to_token_stream);
            quote!(if #start < #high_name { #added })
        } else {
            added
        };
        parse_quote!({ #set_low let #high_name: usize = #high; #added })
    }
}

/// How many numbers, and how many slices, a loop may use.
const MOST: usize = 128;

/// Whether what a loop uses may panic when it is evaluated: it must not where the loop has no iterations.
fn may_panic(expr: &Expr) -> bool {
    match without_parentheses(expr) {
        Expr::Path(_) | Expr::Lit(_) => false,
        Expr::Field(field) => may_panic(&field.base),
        Expr::Unary(unary) => may_panic(&unary.expr),
        Expr::Cast(cast) => may_panic(&cast.expr),
        Expr::MethodCall(call) => may_panic(&call.receiver) || call.args.iter().any(may_panic),
        _ => true,
    }
}
