//! The siblings of a method: what a function's companion offers, as methods beside it.
//!
//! `grad` of the companion becomes `position_grad`. The generated functions are the same as a function's; only their names,
//! the receiver and what they call of each other differ, which is rewritten here.

use super::formals::with_lifetime;
use crate::ir::Operator;
use crate::request::methods::{Method, Receiver};
use crate::rules;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use std::collections::HashSet;
use syn::visit_mut::VisitMut;
use syn::{Expr, FnArg, GenericParam, ImplItem, ImplItemFn, ItemImpl, Lifetime, Pat, Type, parse_quote};

/// The name of a sibling: `position` and `grad` make `position_grad`.
pub fn sibling(method: &Ident, suffix: &str) -> Ident {
    let name = method.to_string();
    format_ident!("{}_{suffix}", name.trim_start_matches("r#"), span = method.span())
}

/// The functions of a companion as siblings of the method. `None` if the companion has no functions.
pub fn of(method: &Method, companion: TokenStream, block: &ItemImpl) -> Option<TokenStream> {
    let file: syn::File = syn::parse2(companion).ok()?;
    let mut functions: Vec<ImplItemFn> = Vec::new();
    for item in file.items {
        if let syn::Item::Impl(implementation) = item {
            functions.extend(implementation.items.into_iter().filter_map(|item| match item {
                ImplItem::Fn(function) => Some(function),
                _ => None,
            }));
        }
    }
    let names: HashSet<String> = functions
        .iter()
        .map(|function| function.sig.ident.to_string())
        .collect();
    let name = &method.request.function.sig.ident;
    let lifetimes: Vec<Lifetime> = block
        .generics
        .lifetimes()
        .map(|parameter| parameter.lifetime.clone())
        .collect();
    let mut siblings = TokenStream::new();
    for mut function in functions {
        let mut rename = Rename {
            method: name,
            names: &names,
            lifetimes: &lifetimes,
            is_bound: function.sig.ident == "with",
        };
        rename.visit_impl_item_fn_mut(&mut function);
        if method.receiver.is_some() && function.sig.ident == "both_modes__" {
            NameReceiver(method.request.parameters[0].name.to_string()).visit_impl_item_fn_mut(&mut function);
        }
        if !lifetimes.is_empty() {
            let own = with_lifetime(&block.self_ty, None);
            NameOwn(own.to_token_stream().to_string()).visit_return_type_mut(&mut function.sig.output);
        }
        function.sig.ident = sibling(name, &function.sig.ident.to_string());
        add_generics(&mut function, method);
        if let Some(receiver) = method.receiver {
            take_receiver(&mut function, method, receiver);
        }
        siblings.extend(function.into_token_stream());
    }
    siblings.extend(receivers(method));
    Some(siblings)
}

/// The method's own type and constant parameters stand before the modes.
fn add_generics(function: &mut ImplItemFn, method: &Method) {
    let own: Vec<GenericParam> = method
        .own
        .params
        .iter()
        .filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
        .cloned()
        .collect();
    if own.is_empty() {
        return;
    }
    let generics = &mut function.sig.generics;
    let (lifetimes, others): (Vec<_>, Vec<_>) = std::mem::take(&mut generics.params)
        .into_iter()
        .partition(|parameter| matches!(parameter, GenericParam::Lifetime(_)));
    generics.params = lifetimes.into_iter().chain(own).chain(others).collect();
    generics.lt_token = Some(Default::default());
    generics.gt_token = Some(Default::default());
}

/// `this: &Self` becomes `&self`, under the name `this` in the body.
fn take_receiver(function: &mut ImplItemFn, method: &Method, receiver: Receiver) {
    let this = &method.request.parameters[0].name;
    let Some(FnArg::Typed(first)) = function.sig.inputs.first() else {
        return;
    };
    if !matches!(&*first.pat, Pat::Ident(ident) if ident.ident == *this) {
        return;
    }
    let lifetime = match &*first.ty {
        Type::Reference(reference) => reference.lifetime.clone(),
        _ => None,
    };
    let own = Ident::new("self", method.span);
    let argument: FnArg = match receiver {
        Receiver::Shared => parse_quote!(& #lifetime #own),
        Receiver::Exclusive => parse_quote!(& #lifetime mut #own),
        Receiver::Owned => parse_quote!(#own),
    };
    if let Some(first) = function.sig.inputs.first_mut() {
        *first = argument;
    }
    function.block.stmts.insert(0, parse_quote!(let #this = #own;));
}

/// Whether numbers, or all types, have siblings of a method of this name: then a type's own are called as those are.
pub fn is_of_numbers(name: &str) -> bool {
    Operator::has_method(name) || rules::of(name).is_some()
}

/// The sibling that says how a method takes its receiver. If it is missing, its name is what the compiler tells the user.
pub const RECEIVER: &str = "differentiable";

/// What callers need who cannot see how a method takes its receiver: the receiver itself, and what the pullback takes for it.
fn receivers(method: &Method) -> TokenStream {
    let (Some(receiver), name) = (method.receiver, &method.request.function.sig.ident) else {
        return TokenStream::new();
    };
    let visibility = &method.request.function.vis;
    let (support, of_method) = (super::support(), sibling(name, RECEIVER));
    let (how, borrowed) = match receiver {
        Receiver::Shared => (quote!(Shared), quote!(&self)),
        Receiver::Exclusive => (quote!(Exclusive), quote!(&mut self)),
        Receiver::Owned => (quote!(Cloned), quote!(&self)),
    };
    let of_numbers = is_of_numbers(name.to_string().trim_start_matches("r#")).then(|| of_numbers(method, receiver));
    quote! {
        #[doc(hidden)]
        #[inline(always)]
        #visibility fn #of_method(#borrowed) -> #support::#how<'_, Self> { #support::#how(self) }
        #of_numbers
    }
}

/// The same as numbers have it.
fn of_numbers(method: &Method, receiver: Receiver) -> TokenStream {
    let (visibility, name) = (&method.request.function.vis, &method.request.function.sig.ident);
    let (once, again) = (sibling(name, "receiver"), sibling(name, "again"));
    let support = super::support();
    match receiver {
        Receiver::Shared => quote! {
            #[doc(hidden)]
            #[inline(always)]
            #visibility fn #once(&self) -> &Self { self }
            #[doc(hidden)]
            #[inline(always)]
            #visibility fn #again(&self) -> &Self { self }
        },
        Receiver::Exclusive => quote! {
            #[doc(hidden)]
            #[inline(always)]
            #visibility fn #once(&mut self) -> &mut Self { self }
            #[doc(hidden)]
            #[inline(always)]
            #visibility fn #again(&mut self) -> &mut Self { self }
        },
        // The condition is checked where it is called: the lifetime keeps the compiler from deciding here.
        Receiver::Owned => quote! {
            #[doc(hidden)]
            #[inline(always)]
            #visibility fn #once(&self) -> Self where for<'late> Self: ::core::clone::Clone { ::core::clone::Clone::clone(self) }
            #[doc(hidden)]
            #[inline(always)]
            #visibility fn #again(&self) -> #support::ByValue { #support::ByValue }
        },
    }
}

/// What the generated functions call of each other, and what their pullbacks may mention.
struct Rename<'m> {
    method: &'m Ident,
    names: &'m HashSet<String>,
    /// The block's, which the type of `self` may mention.
    lifetimes: &'m [Lifetime],
    /// Whether the function calls the method itself, by its name.
    is_bound: bool,
}

impl VisitMut for Rename<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Path(path) = expr
            && path.qself.is_none()
        {
            let segments = &mut path.path.segments;
            if segments.len() == 2 && segments[0].ident == "Self" && self.names.contains(&segments[1].ident.to_string())
            {
                segments[1].ident = sibling(self.method, &segments[1].ident.to_string());
            } else if self.is_bound && path.path.is_ident(self.method) {
                let method = self.method;
                *expr = parse_quote!(Self::#method);
            }
        }
        syn::visit_mut::visit_expr_mut(self, expr);
    }
    fn visit_precise_capture_mut(&mut self, capture: &mut syn::PreciseCapture) {
        // What captures no lifetime takes `self` again, of whatever lifetime.
        let captures = |captured: &syn::CapturedParam| matches!(captured, syn::CapturedParam::Lifetime(_));
        if !capture.params.iter().any(captures) {
            return;
        }
        for lifetime in self.lifetimes.iter().rev() {
            capture.params.insert(0, syn::CapturedParam::Lifetime(lifetime.clone()));
        }
    }
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Who compares derivatives reads the name that the user wrote.
struct NameReceiver(String);

impl VisitMut for NameReceiver {
    fn visit_lit_str_mut(&mut self, name: &mut syn::LitStr) {
        if name.value() == self.0 {
            *name = syn::LitStr::new("self", name.span());
        }
    }
}

/// What is returned names the type of the block as `Self`: an anonymous lifetime would not say which.
struct NameOwn(String);

impl VisitMut for NameOwn {
    fn visit_parenthesized_generic_arguments_mut(&mut self, arguments: &mut syn::ParenthesizedGenericArguments) {
        self.visit_return_type_mut(&mut arguments.output);
    }
    fn visit_qself_mut(&mut self, of: &mut syn::QSelf) {
        if of.ty.to_token_stream().to_string() == self.0 {
            *of.ty = parse_quote!(Self);
        }
    }
}

/// The impl block that carries the siblings.
pub fn block(of: &ItemImpl, siblings: &TokenStream) -> TokenStream {
    let (parameters, _, where_clause) = of.generics.split_for_impl();
    let (ty, exemption) = (&of.self_ty, super::exemption());
    quote! {
        #exemption
        impl #parameters #ty #where_clause {
            #siblings
        }
    }
}
