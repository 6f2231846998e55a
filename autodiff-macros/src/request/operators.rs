//! `#[differentiable] impl Mul<f64> for Vector`: an operator of the user's own, as the request of a free function.
//!
//! Its derivative is no method beside it, as several operators have one name: `Vector` may be multiplied with `f64` and with
//! `Matrix`, and `f64` with `Vector`. It implements a trait of the runtime's.

use super::methods::{self, Implementation};
use super::{Request, parse, take_constant};
use crate::emit::with_lifetime;
use crate::ir::Operator;
use crate::lower::names::Names;
use crate::reject::{Refusal, Refusals};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use std::rc::Rc;
use syn::visit_mut::VisitMut;
use syn::{Expr, FnArg, GenericParam, ImplItem, ImplItemFn, ItemFn, ItemImpl, Type, parse_quote};

/// An operator that is differentiated.
#[derive(Clone, Debug)]
pub struct OwnOperator {
    pub request: Request,
    pub operator: Operator,
    /// The types of the operands, without references.
    pub operands: Vec<Type>,
    pub output: Type,
    pub generics: syn::Generics,
    pub print: bool,
}

/// The operator that a block implements.
pub fn implemented(block: &ItemImpl) -> Option<Operator> {
    let (path, _) = block.trait_.as_ref()?;
    let name = path.segments.last()?.ident.to_string();
    let (op, method): (Option<syn::BinOp>, _) = match name.as_str() {
        "Add" => (Some(parse_quote!(+)), "add"),
        "Sub" => (Some(parse_quote!(-)), "sub"),
        "Mul" => (Some(parse_quote!(*)), "mul"),
        "Div" => (Some(parse_quote!(/)), "div"),
        "Rem" => (Some(parse_quote!(%)), "rem"),
        "Neg" => (None, "neg"),
        "AddAssign" => (Some(parse_quote!(+=)), "add_assign"),
        "SubAssign" => (Some(parse_quote!(-=)), "sub_assign"),
        "MulAssign" => (Some(parse_quote!(*=)), "mul_assign"),
        "DivAssign" => (Some(parse_quote!(/=)), "div_assign"),
        "RemAssign" => (Some(parse_quote!(%=)), "rem_assign"),
        _ => return None,
    };
    let method = methods_of(block).find(|written| written.sig.ident == method)?;
    let operands = if op.is_some() { 2 } else { 1 };
    let is_whole = method.sig.inputs.len() == operands && method.sig.receiver().is_some();
    let is_reference = |ty: &Type| matches!(ty, Type::Reference(_));
    let right = method.sig.inputs.iter().nth(1).map(|input| match input {
        FnArg::Typed(typed) => is_reference(&typed.ty),
        FnArg::Receiver(_) => false,
    });
    let borrowed = std::iter::once(is_reference(&block.self_ty)).chain(right).collect();
    let span = Span::call_site();
    is_whole.then_some(Operator { op, borrowed, span })
}

fn methods_of(block: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

/// Reads `#[differentiable(arguments)] impl Mul<f64> for Vector`, and takes our helper attributes off the block.
pub fn parse_operator(
    arguments: TokenStream,
    block: &mut ItemImpl,
    operator: Operator,
    refusals: &mut Refusals,
) -> Option<OwnOperator> {
    super::fragments::write_out_block(block);
    let print = methods::only_print(arguments, refusals);
    let mut method = methods_of(block).next()?.clone();
    // An operator is differentiable in both operands.
    for item in &mut block.items {
        let ImplItem::Fn(written) = item else { continue };
        if take_constant(&mut written.attrs, refusals) {
            refusals.refuse(&written.sig.ident, Refusal::ConstantOperator);
        }
        for input in &mut written.sig.inputs {
            let attributes = match input {
                FnArg::Receiver(receiver) => &mut receiver.attrs,
                FnArg::Typed(typed) => &mut typed.attrs,
            };
            if take_constant(attributes, refusals) {
                refusals.refuse(&*input, Refusal::ConstantOperator);
            }
        }
        crate::simd::write_out(written);
    }
    if !refusals.is_empty() {
        return None;
    }
    let own_type = (*block.self_ty).clone();
    let output = block.items.iter().find_map(|item| match item {
        ImplItem::Type(associated) if associated.ident == "Output" => Some(associated.ty.clone()),
        _ => None,
    });
    let mut named = NameSelf {
        own: own_type.clone(),
        output: output.clone(),
    };
    named.visit_impl_item_fn_mut(&mut method);
    let output = output.map_or_else(
        || parse_quote!(()),
        |mut output| {
            named.visit_type_mut(&mut output);
            output
        },
    );
    let generics = without_lifetimes(&block.generics);
    let function = function(method, &own_type, &generics, &operator);
    let left = with_lifetime(referent(&own_type), None);
    let mut request = parse(TokenStream::new(), function, refusals);
    let operands = std::iter::once(left.clone())
        .chain(
            request
                .parameters
                .iter()
                .skip(1)
                .map(|parameter| parameter.inner().clone()),
        )
        .collect();
    if !super::is_inactive(&left) && !request.is_number(&left) {
        request.implementation = Some(Rc::new(Implementation::of_type(left)));
    }
    Some(OwnOperator {
        request,
        operands,
        output,
        generics,
        operator,
        print,
    })
}

/// The operator as a function of `this` and its other operand.
fn function(method: ImplItemFn, own_type: &Type, generics: &syn::Generics, operator: &Operator) -> ItemFn {
    let span = method
        .sig
        .receiver()
        .map_or(Span::call_site(), |receiver| receiver.self_token.span);
    let this = Names::reserving(method.to_token_stream()).unique("this", span);
    let ImplItemFn { sig, mut block, .. } = method;
    methods::Rename { this: &this }.visit_block_mut(&mut block);
    let mut function = ItemFn {
        attrs: Vec::new(),
        vis: syn::Visibility::Inherited,
        modifiers: Default::default(),
        sig,
        block: Box::new(block),
    };
    function.sig.ident = format_ident!("operator_{}", function.sig.ident);
    function.sig.generics = generics.clone();
    if let Some(first) = function.sig.inputs.first_mut() {
        let mutability = match first {
            FnArg::Receiver(receiver) => receiver.mutability,
            FnArg::Typed(_) => None,
        };
        let ty = with_lifetime(own_type, None);
        *first = if operator.assigns() {
            parse_quote!(#this: &mut #ty)
        } else {
            parse_quote!(#mutability #this: #ty)
        };
    }
    for input in &mut function.sig.inputs {
        if let FnArg::Typed(typed) = input {
            *typed.ty = with_lifetime(&typed.ty, None);
        }
    }
    function
}

fn referent(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => &reference.elem,
        ty => ty,
    }
}

/// The type and constant parameters of a block, and its conditions.
fn without_lifetimes(generics: &syn::Generics) -> syn::Generics {
    let mut generics = generics.clone();
    generics.params = generics
        .params
        .into_iter()
        .filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
        .collect();
    if generics.params.is_empty() {
        (generics.lt_token, generics.gt_token) = (None, None);
    }
    generics
}

/// Writes out `Self` and `Self::Output`.
struct NameSelf {
    own: Type,
    output: Option<Type>,
}

impl NameSelf {
    fn is_output(&self, path: &syn::Path) -> bool {
        let [own, output] = path.segments.iter().collect::<Vec<_>>()[..] else {
            return false;
        };
        own.ident == "Self" && output.ident == "Output"
    }

    /// The path of a type in an expression, where its arguments need `::<…>`.
    fn in_expression(ty: &Type) -> Option<syn::Path> {
        let Type::Path(path) = ty else { return None };
        let mut path = path.path.clone();
        for segment in &mut path.segments {
            if let syn::PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
                arguments.colon2_token = Some(Default::default());
            }
        }
        Some(path)
    }
}

impl VisitMut for NameSelf {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = &*ty
            && path.qself.is_none()
        {
            if path.path.is_ident("Self") {
                *ty = self.own.clone();
                return;
            }
            if self.is_output(&path.path)
                && let Some(output) = self.output.clone()
            {
                *ty = output;
                return self.visit_type_mut(ty);
            }
        }
        syn::visit_mut::visit_type_mut(self, ty);
    }
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if self.is_output(path)
            && let Some(mut output) = self.output.clone()
        {
            self.visit_type_mut(&mut output);
            if let Some(output) = Self::in_expression(&output) {
                *path = output;
            }
            return;
        }
        if path.is_ident("Self")
            && let Some(own) = Self::in_expression(&self.own)
        {
            *path = own;
            return;
        }
        syn::visit_mut::visit_path_mut(self, path);
    }
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        // `Self::new` becomes `<Vector>::new`.
        if let Expr::Path(path) = expr
            && path.qself.is_none()
            && let [own, name] = path.path.segments.iter().collect::<Vec<_>>()[..]
            && own.ident == "Self"
            && name.ident != "Output"
        {
            let own = &self.own;
            *expr = parse_quote!(<#own>::#name);
            return;
        }
        syn::visit_mut::visit_expr_mut(self, expr);
    }
    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        let own = &self.own;
        let own = quote!(#own);
        mac.tokens = replaced(std::mem::take(&mut mac.tokens), &own);
    }
}

/// Tokens with another type in the place of `Self`.
fn replaced(tokens: TokenStream, own: &TokenStream) -> TokenStream {
    use proc_macro2::{Group, TokenTree};
    tokens
        .into_iter()
        .flat_map(|tree| match tree {
            TokenTree::Ident(ident) if ident == "Self" => quote!(<#own>),
            TokenTree::Group(group) => {
                let mut new = Group::new(group.delimiter(), replaced(group.stream(), own));
                new.set_span(group.span());
                TokenTree::Group(new).into_token_stream()
            }
            other => other.into_token_stream(),
        })
        .collect()
}
