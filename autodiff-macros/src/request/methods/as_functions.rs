//! One method as the request of a free function of `this`.

use super::Receiver;
use crate::lower::names::Names;
use crate::reject::{Refusal, Refusals};
use crate::request::{Request, parse};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit_mut::VisitMut;
use syn::{Expr, FnArg, ImplItemFn, ItemFn, ReceiverKind, Type, parse_quote};

/// How a receiver takes `self`; `None` for `self: Box<Self>` and the like.
pub(super) fn kind(receiver: &syn::Receiver) -> Option<Receiver> {
    let is_self = |ty: &Type| matches!(ty, Type::Path(path) if path.path.is_ident("Self"));
    match &receiver.kind {
        ReceiverKind::Value => Some(Receiver::Owned),
        ReceiverKind::Reference(_, _, mutability) => Some(by_reference(mutability.is_some())),
        ReceiverKind::Typed(_, ty) => match &**ty {
            Type::Reference(reference) if is_self(&reference.elem) => {
                Some(by_reference(reference.mutability.is_some()))
            }
            ty if is_self(ty) => Some(Receiver::Owned),
            _ => None,
        },
        _ => None,
    }
}

fn by_reference(mutable: bool) -> Receiver {
    if mutable { Receiver::Exclusive } else { Receiver::Shared }
}

pub(super) type Parts = (Request, Option<Receiver>, syn::Generics, Span);

/// A method as a function of `this`.
pub(super) fn request(
    method: ImplItemFn,
    arguments: TokenStream,
    visibility: syn::Visibility,
    outer: &syn::Generics,
    of_trait: Option<&syn::Path>,
    self_type: Option<&Type>,
    refusals: &mut Refusals,
) -> Option<Parts> {
    let own = method.sig.generics.clone();
    let mut span = method.sig.ident.span();
    let name = method.sig.ident.clone();
    let this = Names::reserving(method.to_token_stream()).unique("this", Span::call_site());
    let ImplItemFn { sig, block, .. } = method;
    let mut function = ItemFn {
        attrs: Vec::new(),
        vis: visibility,
        modifiers: Default::default(),
        sig,
        block: Box::new(block),
    };
    let mut receiver = None;
    if let Some(FnArg::Receiver(written)) = function.sig.inputs.first().cloned() {
        let Some(kind) = kind(&written) else {
            refusals.refuse(&written, Refusal::SelfType);
            return None;
        };
        receiver = Some(kind);
        span = written.self_token.span;
        let lifetime = match &written.kind {
            ReceiverKind::Reference(_, lifetime, _) => lifetime.clone(),
            ReceiverKind::Typed(_, ty) => match &**ty {
                Type::Reference(reference) => reference.lifetime.clone(),
                _ => None,
            },
            _ => None,
        };
        let (attributes, mutability) = (&written.attrs, &written.mutability);
        let this = Ident::new(&this.to_string(), span);
        let own_type = match self_type {
            Some(ty) => ty.to_token_stream(),
            None => Ident::new("Self", span).into_token_stream(),
        };
        let ty: Type = match kind {
            Receiver::Shared => parse_quote!(& #lifetime #own_type),
            Receiver::Exclusive => parse_quote!(& #lifetime mut #own_type),
            Receiver::Owned => parse_quote!(#own_type),
        };
        if let Some(first) = function.sig.inputs.first_mut() {
            let mut typed: syn::PatType = parse_quote!(#mutability #this: #ty);
            typed.attrs.clone_from(attributes);
            *first = FnArg::Typed(typed);
        }
    }
    merge(&mut function.sig.generics, outer);
    let has_no_derivative = receiver != Some(Receiver::Exclusive) && has_no_derivative(&function);
    Rename { this: &this }.visit_block_mut(&mut function.block);
    let mut request = parse(arguments, function, refusals);
    if request.rule.is_given() {
        refusals.refuse(&name, Refusal::MethodRule);
        request.rule = crate::request::rule::OwnRule::default();
    }
    if request.companion != name {
        refusals.refuse(&request.companion, Refusal::MethodCompanion);
        request.companion = name.clone();
    }
    if has_no_derivative {
        let names = request.parameters.iter().map(|parameter| &parameter.name);
        let of = of_trait.map(|path| quote!(as #path));
        *request.function.block = parse_quote!({ <Self #of>::#name(#(#names),*) });
    }
    Some((request, receiver, own, span))
}

/// Whether what a method returns carries no derivative, and it writes to nothing: then its body need not be seen through, and
/// the method is called as it is.
fn has_no_derivative(function: &ItemFn) -> bool {
    let writes = function.sig.inputs.iter().any(
        |input| matches!(input, FnArg::Typed(typed) if matches!(&*typed.ty, Type::Reference(reference) if reference.mutability.is_some())),
    );
    let result = match &function.sig.output {
        syn::ReturnType::Default => true,
        syn::ReturnType::Type(_, ty) => !matches!(&**ty, Type::Reference(_)) && crate::request::is_inactive(ty),
    };
    result && !writes && function.sig.asyncness.is_none()
}

/// Adds the block's type and constant parameters, and its conditions, to those of a method.
fn merge(own: &mut syn::Generics, outer: &syn::Generics) {
    for parameter in &outer.params {
        own.params.push(parameter.clone());
    }
    if !own.params.is_empty() && own.lt_token.is_none() {
        own.lt_token = Some(Default::default());
        own.gt_token = Some(Default::default());
    }
    if let Some(clause) = &outer.where_clause {
        own.make_where_clause()
            .predicates
            .extend(clause.predicates.iter().cloned());
    }
}

/// `self` becomes `this`, and `Self::name` becomes `<Self>::name`.
pub(in crate::request) struct Rename<'t> {
    pub(in crate::request) this: &'t Ident,
}

impl VisitMut for Rename<'_> {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Path(path) = expr
            && path.qself.is_none()
        {
            if path.path.is_ident("self") {
                let span = path.path.segments[0].ident.span();
                path.path.segments[0].ident = Ident::new(&self.this.to_string(), span);
                return;
            }
            let segments: Vec<_> = path.path.segments.iter().cloned().collect();
            if let [own, name] = segments.as_slice()
                && own.ident == "Self"
                && is_function_name(&name.ident)
            {
                let own = &own.ident;
                *expr = parse_quote!(<#own>::#name);
                return;
            }
        }
        syn::visit_mut::visit_expr_mut(self, expr);
    }
    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        mac.tokens = self.tokens(std::mem::take(&mut mac.tokens));
    }
}

impl Rename<'_> {
    fn tokens(&self, tokens: TokenStream) -> TokenStream {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let is_colon = |at: usize| matches!(trees.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
        let mut renamed = TokenStream::new();
        for (position, tree) in trees.iter().enumerate() {
            let continues = is_colon(position + 1) && is_colon(position + 2);
            match tree {
                TokenTree::Ident(ident) if ident == "self" && !continues => {
                    renamed.extend([TokenTree::Ident(Ident::new(&self.this.to_string(), ident.span()))]);
                }
                TokenTree::Ident(ident)
                    if ident == "Self"
                        && continues
                        && matches!(trees.get(position + 3), Some(TokenTree::Ident(name)) if is_function_name(name)) =>
                {
                    renamed.extend(quote!(<#ident>));
                }
                TokenTree::Group(group) => {
                    let mut new = proc_macro2::Group::new(group.delimiter(), self.tokens(group.stream()));
                    new.set_span(group.span());
                    renamed.extend([TokenTree::Group(new)]);
                }
                other => renamed.extend([other.clone()]),
            }
        }
        renamed
    }
}

fn is_function_name(name: &Ident) -> bool {
    !name.to_string().starts_with(char::is_uppercase)
}
