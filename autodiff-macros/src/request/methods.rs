//! The methods of an `impl` block, each as the request of a free function: `self` becomes an ordinary first parameter.
//!
//! Inside the sweeps `self` cannot be the name of a closure's parameter, so the receiver gets another name, `this`. What the
//! body calls as `Self::name` becomes `<Self>::name`, which keeps it apart from the functions that are generated beside it.

mod as_functions;

use super::{Request, take_constant};
use crate::reject::{Refusal, Refusals};
pub(super) use as_functions::Rename;
use as_functions::{kind, request};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use syn::visit_mut::VisitMut;
use syn::{FnArg, GenericParam, ImplItem, ImplItemFn, ItemImpl, Type, parse_quote};

/// How a method takes `self`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    Shared,
    Exclusive,
    Owned,
}

/// What a caller in the same block knows of a method.
#[derive(Clone, Debug)]
pub struct Signature {
    /// `None`: an associated function.
    pub receiver: Option<Receiver>,
    pub result: Option<Type>,
    /// The methods that it may come to call, by name.
    reaches: HashSet<String>,
}

/// What the methods of one block know of each other.
#[derive(Clone, Debug)]
pub struct Implementation {
    pub self_type: Type,
    signatures: HashMap<String, Signature>,
}

impl Implementation {
    /// Of an operator, beside which there is nothing.
    pub fn of_type(self_type: Type) -> Self {
        let signatures = HashMap::new();
        Self { self_type, signatures }
    }
    pub fn signature(&self, method: &str) -> Option<&Signature> {
        self.signatures.get(method)
    }
    /// Whether a call of `callee` in `caller` may come back to `caller`.
    pub fn is_recursive(&self, caller: &str, callee: &str) -> bool {
        caller == callee
            || self
                .signatures
                .get(callee)
                .is_some_and(|signature| signature.reaches.contains(caller))
    }
    /// The name by which the type goes.
    pub fn self_name(&self) -> String {
        self.self_type.to_token_stream().to_string()
    }
}

/// A method that is differentiated.
#[derive(Clone, Debug)]
pub struct Method {
    pub request: Request,
    pub receiver: Option<Receiver>,
    /// The generic parameters that are the method's own.
    pub own: syn::Generics,
    /// The receiver's tokens, for errors about its type.
    pub span: Span,
    /// Whether its signature was not refused.
    pub has_signature: bool,
}

/// An `impl` block and its methods.
#[derive(Clone, Debug)]
pub struct Methods {
    /// The block as written, without our helper attributes.
    pub block: ItemImpl,
    /// The same with a name for each lifetime, for what is generated.
    pub named: ItemImpl,
    pub methods: Vec<Method>,
    pub print: bool,
}

/// Reads `#[differentiable(arguments)] impl …`.
pub fn parse_block(arguments: TokenStream, mut block: ItemImpl, refusals: &mut Refusals) -> Methods {
    super::fragments::write_out_block(&mut block);
    let print = only_print(arguments, refusals);
    if is_foreign(&block.self_ty) {
        refusals.refuse(&block.self_ty, Refusal::ForeignImpl);
    }
    if block.unsafety.is_some() {
        refusals.refuse(block.unsafety, Refusal::Unsafe);
    }
    let mut found = Vec::new();
    if !refusals.is_empty() {
        super::checkpoints::strip_block(&mut block);
        return Methods {
            named: block.clone(),
            block,
            methods: Vec::new(),
            print,
        };
    }
    let generated_visibility = block.trait_.is_some();
    let mut generics = block.generics.clone();
    let of_trait = block.trait_.as_ref().map(|(path, _)| path.clone());
    let named = with_named_lifetimes(&block);
    let self_type = (*named.self_ty).clone();
    let has_lifetimes = named.generics.lifetimes().next().is_some();
    for item in &mut block.items {
        let ImplItem::Fn(method) = item else { continue };
        let left_out = take_constant(&mut method.attrs, refusals);
        let arguments = take_own_attribute(method);
        let original = method.clone();
        for input in &mut method.sig.inputs {
            let attributes = match input {
                FnArg::Receiver(receiver) => &mut receiver.attrs,
                FnArg::Typed(typed) => &mut typed.attrs,
            };
            attributes.retain(|attribute| !attribute.path().is_ident("constant"));
        }
        if !left_out {
            super::checkpoints::strip_method(method);
            crate::simd::write_out(method);
        }
        found.push((original, left_out, arguments));
    }
    // Lifetimes stay with the block.
    generics.params = generics
        .params
        .into_iter()
        .filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
        .collect();
    let signatures = signatures(&found);
    let implementation = Rc::new(Implementation { self_type, signatures });
    let mut methods = Vec::new();
    for (method, left_out, arguments) in found {
        if left_out {
            continue;
        }
        let mut own_refusals = Refusals::default();
        let visible = if generated_visibility {
            parse_quote!(pub)
        } else {
            method.vis.clone()
        };
        let mut method = method;
        if has_lifetimes {
            name_self(&mut method, &named.self_ty);
        }
        let request = request(
            method,
            arguments,
            visible,
            &generics,
            of_trait.as_ref(),
            has_lifetimes.then_some(&*named.self_ty),
            &mut own_refusals,
        );
        if let Some((mut request, receiver, own, span)) = request {
            request.implementation = Some(Rc::clone(&implementation));
            let has_signature = request.has_signature;
            methods.push(Method {
                request,
                receiver,
                own,
                span,
                has_signature,
            });
        }
        refusals.extend(own_refusals);
    }
    Methods {
        block,
        named,
        methods,
        print,
    }
}

/// The one argument that the attribute of a block takes.
pub(super) fn only_print(arguments: TokenStream, refusals: &mut Refusals) -> bool {
    let mut print = false;
    let parser = syn::meta::parser(|meta| {
        if meta.path.is_ident("print") && !meta.input.peek(syn::Token![=]) {
            print = true;
            return Ok(());
        }
        let text = meta.path.to_token_stream().to_string();
        refusals.refuse(&meta.path, Refusal::BlockArgument(text));
        if meta.input.peek(syn::Token![=]) {
            let _: syn::Expr = meta.value()?.parse()?;
        }
        Ok(())
    });
    if let Err(error) = syn::parse::Parser::parse2(parser, arguments) {
        refusals.refuse_span(error.span(), Refusal::BlockArgument(error.to_string()));
    }
    print
}

/// `#[differentiable(print)]` on one method of a block that has the attribute already.
fn take_own_attribute(method: &mut ImplItemFn) -> TokenStream {
    let mut arguments = TokenStream::new();
    method.attrs.retain(|attribute| {
        let is_ours = attribute
            .path()
            .segments
            .last()
            .is_some_and(|last| last.ident == "differentiable");
        if is_ours && let syn::Meta::List(list) = &attribute.meta {
            arguments = list.tokens.clone();
        }
        !is_ours
    });
    arguments
}

/// Types of other crates, as far as their name tells: no methods can be added to them.
fn is_foreign(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.qself.is_none() && super::PRIMITIVES.iter().any(|name| path.path.is_ident(name)),
        Type::Paren(paren) => is_foreign(&paren.elem),
        Type::Group(group) => is_foreign(&group.elem),
        _ => true,
    }
}

fn signatures(found: &[(ImplItemFn, bool, TokenStream)]) -> HashMap<String, Signature> {
    let names: HashSet<String> = found.iter().map(|(method, ..)| method.sig.ident.to_string()).collect();
    let mut signatures: HashMap<String, Signature> = found
        .iter()
        .map(|(method, ..)| {
            let mut reaches = HashSet::new();
            collect_names(method.block.to_token_stream(), &names, &mut reaches);
            let result = match &method.sig.output {
                syn::ReturnType::Default => None,
                syn::ReturnType::Type(_, ty) => Some((**ty).clone()),
            };
            let signature = Signature {
                receiver: method.sig.receiver().and_then(kind),
                result,
                reaches,
            };
            (method.sig.ident.to_string(), signature)
        })
        .collect();
    loop {
        let before = signatures.clone();
        for signature in signatures.values_mut() {
            let further: Vec<String> = signature
                .reaches
                .iter()
                .filter_map(|name| before.get(name))
                .flat_map(|callee| callee.reaches.iter().cloned())
                .collect();
            signature.reaches.extend(further);
        }
        let size = |all: &HashMap<String, Signature>| all.values().map(|one| one.reaches.len()).sum::<usize>();
        if size(&signatures) == size(&before) {
            return signatures;
        }
    }
}

fn collect_names(tokens: TokenStream, names: &HashSet<String>, found: &mut HashSet<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                if names.contains(&name) {
                    found.insert(name);
                }
            }
            TokenTree::Group(group) => collect_names(group.stream(), names, found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The block with a name for each `'_` of its type.
fn with_named_lifetimes(block: &ItemImpl) -> ItemImpl {
    struct Namer(Vec<syn::Lifetime>);
    impl VisitMut for Namer {
        fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
            if lifetime.ident == "_" {
                *lifetime = syn::Lifetime::new(&format!("'own_{}", self.0.len()), lifetime.span());
                self.0.push(lifetime.clone());
            }
        }
    }
    let mut named = block.clone();
    named.items.clear();
    let mut namer = Namer(Vec::new());
    namer.visit_type_mut(&mut named.self_ty);
    for lifetime in namer.0.into_iter().rev() {
        named
            .generics
            .params
            .insert(0, GenericParam::Lifetime(syn::LifetimeParam::new(lifetime)));
    }
    named
}

/// Writes out `Self` in a signature: a pullback takes a type with lifetimes for whatever lifetimes.
fn name_self(method: &mut ImplItemFn, self_type: &Type) {
    struct Namer<'t>(&'t Type);
    impl VisitMut for Namer<'_> {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            if matches!(ty, Type::Path(path) if path.path.is_ident("Self")) {
                *ty = self.0.clone();
                return;
            }
            syn::visit_mut::visit_type_mut(self, ty);
        }
        fn visit_receiver_mut(&mut self, _: &mut syn::Receiver) {}
    }
    let mut namer = Namer(self_type);
    method
        .sig
        .inputs
        .iter_mut()
        .for_each(|input| namer.visit_fn_arg_mut(input));
    namer.visit_return_type_mut(&mut method.sig.output);
}
