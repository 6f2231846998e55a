//! The companion: the type beside the function that carries its derivatives.

use super::Emitter;
use crate::ir::{Block, Function, Role, Var};
use crate::request::{Parameter, Request, is_inactive};
use crate::transform::shadows::Shadows;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::visit_mut::VisitMut;
use syn::{Lifetime, Type};

/// One direction of a differentiated function, ready to be printed.
pub struct Direction {
    pub function: Function,
    pub shadows: Shadows,
    pub items: Vec<syn::Item>,
}

/// Everything that the companion needs.
pub struct Companion<'r> {
    pub request: &'r Request,
    pub reverse: Direction,
    pub forward_sweep: Block,
    pub reverse_sweep: Block,
    pub stacks: Vec<Var>,
    pub kept: HashSet<Var>,
    pub tangent: Direction,
    pub tangent_body: Block,
}

/// The tangent type that belongs to a type the user wrote.
pub fn tangent_type(ty: &Type) -> TokenStream {
    match ty {
        Type::Reference(reference) => tangent_type(&reference.elem),
        Type::Paren(paren) => tangent_type(&paren.elem),
        Type::Group(group) => tangent_type(&group.elem),
        ty if is_number(ty) => quote!(#ty),
        Type::Slice(slice) => {
            let element = tangent_type(&slice.elem);
            quote!(::std::vec::Vec<#element>)
        }
        Type::Array(array) => {
            let (element, length) = (tangent_type(&array.elem), &array.len);
            quote!([#element; #length])
        }
        Type::Tuple(tuple) => {
            let parts = tuple.elems.iter().map(tangent_type);
            quote!((#(#parts,)*))
        }
        ty => quote!(<#ty as ::pullback::runtime::Differentiable>::Tangent),
    }
}

fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("f64") || path.path.is_ident("f32"))
}

/// The type of a parameter's shadow, as what a reference to it points to.
fn shadow_type(ty: &Type, mode: &Ident) -> TokenStream {
    match ty {
        ty if is_number(ty) => quote!(::pullback::runtime::Adjoint<#ty, #mode>),
        Type::Paren(paren) => shadow_type(&paren.elem, mode),
        Type::Slice(slice) => {
            let element = shadow_type(&slice.elem, mode);
            quote!([#element])
        }
        Type::Array(array) => {
            let (element, length) = (shadow_type(&array.elem, mode), &array.len);
            quote!([#element; #length])
        }
        ty => quote!(<#ty as ::pullback::runtime::Differentiable>::Shadow<#mode>),
    }
}

/// Replaces every lifetime, so that the type can stand in the signature of a closure (`None`) or under one name.
fn with_lifetime(ty: &Type, lifetime: Option<&Lifetime>) -> Type {
    struct Replace<'l>(Option<&'l Lifetime>);
    impl VisitMut for Replace<'_> {
        fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
            let is_static = reference
                .lifetime
                .as_ref()
                .is_some_and(|lifetime| lifetime.ident == "static");
            if !is_static {
                reference.lifetime = self.0.cloned();
            }
            syn::visit_mut::visit_type_reference_mut(self, reference);
        }
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if lifetime.ident != "static" {
                let anonymous = Lifetime::new("'_", lifetime.span());
                *lifetime = self.0.cloned().unwrap_or(anonymous);
            }
        }
    }
    let mut ty = ty.clone();
    let inner = Replace(lifetime);
    let mut replace = inner;
    replace.visit_type_mut(&mut ty);
    ty
}

impl Companion<'_> {
    pub fn emit(mut self) -> TokenStream {
        let request = self.request;
        let (visibility, name) = (&request.function.vis, &request.companion);
        let span_name = Ident::new(&name.to_string(), name.span());
        let forward = self.forward();
        let tangent = self.tangent_function();
        let public = Surface::of(request, &mut self.reverse.function).emit();
        let documentation = format!("Derivatives of [`{name}`](fn@{name}).");
        quote! {
            #[doc = #documentation]
            #[allow(non_camel_case_types, dead_code, unreachable_pub, missing_debug_implementations)]
            #visibility struct #span_name {}
            #[allow(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
            impl #span_name {
                #forward
                #tangent
                #public
            }
        }
    }

    fn modes(&self) -> Vec<Option<Ident>> {
        modes(self.request)
    }

    /// The forward sweep, which returns the value and the pullback.
    fn forward(&mut self) -> TokenStream {
        let request = self.request;
        let function = &mut self.reverse.function;
        let shadows = &mut self.reverse.shadows;
        let mut formals = Vec::new();
        let mut formal_shadows = HashSet::new();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let modes = modes(request);
        for ((parameter, var), mode) in request.parameters.iter().zip(function.parameters.clone()).zip(&modes) {
            let (Some(mode), true) = (mode, shadows.active.contains(&var)) else {
                formals.push(quote!(_));
                continue;
            };
            let bar = shadows.of(function, var);
            let name = function.var(bar).name.clone();
            if function.var(bar).role == Role::Plain {
                let cell = function
                    .names
                    .unique(&format!("{}_shadow", parameter.name), parameter.name.span());
                before.push(quote!(let mut #name = 0.0;));
                after.push(quote!(#cell.add(#name);));
                formals.push(quote!(#cell));
            } else {
                formal_shadows.insert(bar);
                formals.push(quote!(#name));
            }
            let _ = mode;
        }
        let (seed, prepare) = seed(request, function, shadows);
        let function = &self.reverse.function;
        let emitter = Emitter {
            function,
            formal_shadows,
            kept: self.kept.clone(),
            float: super::float_type(&request.function),
        };
        let forward = emitter.block(&self.forward_sweep);
        let reverse = emitter.block(&self.reverse_sweep);
        let stacks: Vec<&Ident> = self.stacks.iter().map(|stack| &function.var(*stack).name).collect();
        let result = function.result.map(|result| {
            let result_name = &function.var(result).name;
            let is_kept = self.kept.contains(&result) && !function.types.is_float(function.var(result).ty);
            if is_kept {
                quote!(#result_name.clone())
            } else {
                quote!(#result_name)
            }
        });
        let result = result.unwrap_or(quote!(()));

        let support = super::support();
        let generics = generics(request, &modes);
        let parameters = parameters(request, None);
        let primal_types: Vec<TokenStream> = request.parameters.iter().map(primal_formal_type).collect();
        let primal_names = request.parameters.iter().map(|parameter| match parameter.reference() {
            Some(_) => parameter.name.to_token_stream(),
            None => quote!(_),
        });
        let shadow_types: Vec<TokenStream> = request
            .parameters
            .iter()
            .zip(&modes)
            .map(|(parameter, mode)| shadow_formal_type(parameter, mode.as_ref()))
            .collect();
        let output = output(request);
        let seed_type = seed_type(request);
        let captured = captured(request, &modes);
        let items = &self.reverse.items;
        let where_clause = &request.function.sig.generics.where_clause;
        let visibility = &request.function.vis;
        quote! {
            #[doc(hidden)]
            #[inline]
            #visibility fn forward #generics(#(#parameters),*)
                -> (#output, impl ::core::ops::FnOnce(#seed_type, #(#primal_types,)* #(#shadow_types),*) + use<#(#captured),*>) #where_clause
            {
                #(#items)*
                use #support as _;
                #(let mut #stacks = ::std::vec::Vec::new();)*
                #forward
                (#result, move |#seed: #seed_type, #(#primal_names: #primal_types,)* #(#formals: #shadow_types),*| {
                    #(let mut #stacks = #stacks.into_iter().rev();)*
                    #prepare
                    #(#before)*
                    #reverse
                    #(#after)*
                })
            }
        }
    }

    /// Forward mode: value and tangent.
    fn tangent_function(&mut self) -> TokenStream {
        let request = self.request;
        let modes = self.modes();
        let Direction {
            function,
            shadows,
            items,
        } = &mut self.tangent;
        let mut formals = Vec::new();
        let mut formal_shadows = HashSet::new();
        let mut before = Vec::new();
        for ((parameter, var), mode) in request.parameters.iter().zip(function.parameters.clone()).zip(&modes) {
            let ty = shadow_formal_type(parameter, mode.as_ref());
            if mode.is_none() || !shadows.active.contains(&var) {
                formals.push(quote!(_: #ty));
                continue;
            }
            let dot = shadows.of(function, var);
            let name = function.var(dot).name.clone();
            if function.var(dot).role == Role::Plain {
                let cell = function
                    .names
                    .unique(&format!("{}_shadow", parameter.name), parameter.name.span());
                before.push(quote!(let mut #name = #cell.get();));
                formals.push(quote!(#cell: #ty));
            } else {
                formal_shadows.insert(dot);
                formals.push(quote!(#name: #ty));
            }
        }
        let result = function.result.map(|result| {
            let active = shadows.active.contains(&result);
            let dot = active.then(|| shadows.of(function, result));
            (result, dot)
        });
        let function = &*function;
        let emitter = Emitter {
            function,
            formal_shadows,
            float: super::float_type(&request.function),
            kept: function
                .vars
                .iter()
                .enumerate()
                .map(|(position, _)| Var(position))
                .collect(),
        };
        let body = emitter.block(&self.tangent_body);
        let support = super::support();
        let value = match result {
            None => quote!(((), ())),
            Some((result, dot)) => {
                let name = &function.var(result).name;
                let tangent = match dot {
                    Some(dot) if function.var(dot).role == Role::Plain => function.var(dot).name.to_token_stream(),
                    Some(dot) => {
                        let dot = &function.var(dot).name;
                        quote!(#support::into_tangent(&#name, #dot))
                    }
                    None => quote!(#support::zero_tangent(&#name)),
                };
                quote!({ let tangent = #tangent; (#name, tangent) })
            }
        };
        let generics = generics(request, &modes);
        let parameters = parameters(request, None);
        let (output, tangent_output) = (output(request), seed_type(request));
        let where_clause = &request.function.sig.generics.where_clause;
        let visibility = &request.function.vis;
        quote! {
            #[doc(hidden)]
            #[inline]
            #visibility fn tangent #generics(#(#parameters,)* #(#formals),*) -> (#output, #tangent_output) #where_clause {
                #(#items)*
                #(#before)*
                #body
                #value
            }
        }
    }
}

/// The seed's name in the pullback, and what turns it into the adjoint of the result.
fn seed(request: &Request, function: &mut Function, shadows: &mut Shadows) -> (TokenStream, TokenStream) {
    let Some(result) = function.result.filter(|result| shadows.active.contains(result)) else {
        return (quote!(_), TokenStream::new());
    };
    let bar = shadows.of(function, result);
    let name = function.var(bar).name.clone();
    if function.var(bar).role == Role::Plain {
        return (quote!(mut #name), TokenStream::new());
    }
    let seed = function.names.unique("seed", name.span());
    let ty = output(request);
    (
        quote!(#seed),
        quote!(let #name = <#ty as ::pullback::runtime::Differentiable>::shadow_from_tangent(#seed);),
    )
}

fn modes(request: &Request) -> Vec<Option<Ident>> {
    let active =
        |(position, parameter): (usize, &Parameter)| parameter.active.then(|| quote::format_ident!("Mode{position}"));
    request.parameters.iter().enumerate().map(active).collect()
}

fn output(request: &Request) -> TokenStream {
    request.result.as_ref().map_or(quote!(()), ToTokens::to_token_stream)
}

fn seed_type(request: &Request) -> TokenStream {
    request.result.as_ref().map_or(quote!(()), tangent_type)
}

/// The user's generics and one mode for each active parameter.
fn generics(request: &Request, modes: &[Option<Ident>]) -> TokenStream {
    let own = request.function.sig.generics.params.iter();
    let modes = modes.iter().flatten();
    quote!(<#(#own,)* #(#modes: ::pullback::runtime::Mode),*>)
}

/// What the pullback's type may mention: everything but lifetimes.
fn captured(request: &Request, modes: &[Option<Ident>]) -> Vec<Ident> {
    let generics = &request.function.sig.generics;
    let types = generics.type_params().map(|parameter| parameter.ident.clone());
    let constants = generics.const_params().map(|parameter| parameter.ident.clone());
    types.chain(constants).chain(modes.iter().flatten().cloned()).collect()
}

fn parameters(request: &Request, lifetime: Option<&Lifetime>) -> Vec<TokenStream> {
    let typed = |parameter: &Parameter| {
        let name = &parameter.name;
        let ty = match lifetime {
            Some(lifetime) => with_lifetime(&parameter.ty, Some(lifetime)),
            None => parameter.ty.clone(),
        };
        quote!(#name: #ty)
    };
    request.parameters.iter().map(typed).collect()
}

fn primal_formal_type(parameter: &Parameter) -> TokenStream {
    match parameter.reference() {
        Some(_) => with_lifetime(&parameter.ty, None).to_token_stream(),
        None => quote!(::pullback::runtime::support::ByValue),
    }
}

fn shadow_formal_type(parameter: &Parameter, mode: Option<&Ident>) -> TokenStream {
    match mode {
        Some(mode) => {
            let ty = shadow_type(&with_lifetime(parameter.inner(), None), mode);
            quote!(&#ty)
        }
        None => quote!(::pullback::runtime::support::Ignored),
    }
}

/// The functions that users call.
struct Surface<'r> {
    request: &'r Request,
    /// Names that no parameter has.
    pullback: Ident,
    value: Ident,
    seed: Ident,
    shadows: Vec<Ident>,
    tangents: Vec<Ident>,
    afters: Vec<Ident>,
}

impl<'r> Surface<'r> {
    fn of(request: &'r Request, function: &mut Function) -> Self {
        let mut unique = |hint: &str| function.names.unique(hint, proc_macro2::Span::call_site());
        Self {
            pullback: unique("pullback"),
            value: unique("value"),
            seed: unique("seed"),
            shadows: request
                .parameters
                .iter()
                .map(|parameter| unique(&format!("{}_shadow", parameter.name)))
                .collect(),
            tangents: request
                .parameters
                .iter()
                .map(|parameter| unique(&format!("{}_dot", parameter.name)))
                .collect(),
            afters: request
                .parameters
                .iter()
                .map(|parameter| unique(&format!("{}_after", parameter.name)))
                .collect(),
            request,
        }
    }

    fn active(&self) -> impl Iterator<Item = (usize, &'r Parameter)> {
        self.request
            .parameters
            .iter()
            .enumerate()
            .filter(|(_, parameter)| parameter.active)
    }

    fn returns_float(&self) -> bool {
        self.request.result.as_ref().is_some_and(|ty| match ty {
            Type::Path(path) => {
                is_number(ty)
                    || !(is_inactive(ty)
                        || path
                            .path
                            .segments
                            .last()
                            .is_some_and(|last| !matches!(last.arguments, syn::PathArguments::None)))
            }
            _ => false,
        }) && self.outputs().next().is_none()
    }

    /// The active `&mut` parameters: outputs besides the result.
    fn outputs(&self) -> impl Iterator<Item = (usize, &'r Parameter)> {
        self.active()
            .filter(|(_, parameter)| parameter.reference() == Some(true))
    }

    fn emit(&self) -> TokenStream {
        let is_plain_float = self.request.result.as_ref().is_some_and(is_number);
        let gradient = if self.returns_float() && is_plain_float {
            self.gradient()
        } else {
            TokenStream::new()
        };
        let (vjp, jvp, with) = (self.vjp(), self.jvp(), self.with(is_plain_float));
        quote!(#gradient #vjp #jvp #with)
    }

    fn gradient_type(&self) -> TokenStream {
        let types: Vec<TokenStream> = self
            .active()
            .map(|(_, parameter)| tangent_type(&with_lifetime(&parameter.ty, None)))
            .collect();
        match types.as_slice() {
            [one] => quote!(#one),
            types => quote!((#(#types),*)),
        }
    }

    fn zero_shadows(&self) -> TokenStream {
        let support = super::support();
        self.active()
            .map(|(position, parameter)| {
                let (shadow, name) = (&self.shadows[position], &parameter.name);
                let value = match parameter.reference() {
                    Some(true) => quote!(&*#name),
                    Some(false) => quote!(#name),
                    None => quote!(&#name),
                };
                quote!(let #shadow = #support::zero_shadow(#value);)
            })
            .collect()
    }

    fn gradients(&self) -> TokenStream {
        let parts: Vec<TokenStream> = self
            .active()
            .map(|(position, parameter)| {
                let shadow = &self.shadows[position];
                let ty = with_lifetime(parameter.inner(), None);
                quote!(<#ty as ::pullback::runtime::Differentiable>::tangent_from_shadow(#shadow))
            })
            .collect();
        match parts.as_slice() {
            [one] => quote!(#one),
            parts => quote!((#(#parts),*)),
        }
    }

    /// The arguments of a pullback behind the seed; `&mut` parameters are replaced by copies of their final state.
    fn pullback_arguments(&self) -> TokenStream {
        let support = super::support();
        let primals =
            self.request
                .parameters
                .iter()
                .enumerate()
                .map(|(position, parameter)| match parameter.reference() {
                    Some(true) => {
                        let after = &self.afters[position];
                        quote!(&mut #after)
                    }
                    Some(false) => parameter.name.to_token_stream(),
                    None => quote!(#support::ByValue),
                });
        let shadows = self.request.parameters.iter().enumerate().map(|(position, parameter)| {
            let shadow = &self.shadows[position];
            if parameter.active {
                quote!(#support::pass(&(), &#shadow))
            } else {
                quote!(#support::Ignored)
            }
        });
        quote!(#(#primals,)* #(#shadows),*)
    }

    fn names(&self) -> Vec<TokenStream> {
        self.request
            .parameters
            .iter()
            .map(|parameter| {
                let name = &parameter.name;
                if parameter.reference() == Some(true) {
                    quote!(&mut *#name)
                } else {
                    quote!(#name)
                }
            })
            .collect()
    }

    fn gradient(&self) -> TokenStream {
        let request = self.request;
        let (pullback, value) = (&self.pullback, &self.value);
        let parameters = parameters(request, None);
        let own = &request.function.sig.generics;
        let where_clause = &own.where_clause;
        let (visibility, output, gradient_type) = (&request.function.vis, output(request), self.gradient_type());
        let (shadows, gradients, names, arguments) = (
            self.zero_shadows(),
            self.gradients(),
            self.names(),
            self.pullback_arguments(),
        );
        quote! {
            /// The gradient by the active parameters, in order; bare where there is one.
            #visibility fn grad #own(#(#parameters),*) -> #gradient_type #where_clause {
                Self::value_and_grad(#(#names),*).1
            }
            /// The value, and the gradient by the active parameters.
            #visibility fn value_and_grad #own(#(#parameters),*) -> (#output, #gradient_type) #where_clause {
                #shadows
                let (#value, #pullback) = Self::forward(#(#names),*);
                #pullback(1.0, #arguments);
                (#value, #gradients)
            }
        }
    }

    /// The tangents of all outputs: the result, then the `&mut` parameters; bare where there is one.
    fn seeds(&self) -> (Vec<TokenStream>, Vec<Ident>) {
        let mut types = Vec::new();
        let mut names = Vec::new();
        let is_unit = self
            .request
            .result
            .as_ref()
            .is_none_or(|ty| matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty()));
        if !is_unit || self.outputs().next().is_none() {
            types.push(seed_type(self.request));
            names.push(self.seed.clone());
        }
        for (position, parameter) in self.outputs() {
            types.push(tangent_type(&with_lifetime(&parameter.ty, None)));
            names.push(self.tangents[position].clone());
        }
        (types, names)
    }

    fn vjp(&self) -> TokenStream {
        let request = self.request;
        let (pullback, value) = (&self.pullback, &self.value);
        let lifetime = Lifetime::new("'arguments", proc_macro2::Span::call_site());
        let parameters = parameters(request, Some(&lifetime));
        let own = request
            .function
            .sig
            .generics
            .params
            .iter()
            .filter(|parameter| !matches!(parameter, syn::GenericParam::Lifetime(_)));
        let captured = captured(request, &[]);
        let where_clause = &request.function.sig.generics.where_clause;
        let (visibility, output, gradient_type) = (&request.function.vis, output(request), self.gradient_type());
        let (shadows, gradients, names, arguments) = (
            self.zero_shadows(),
            self.gradients(),
            self.names(),
            self.pullback_arguments(),
        );
        let (seed_types, seed_names) = self.seeds();
        let afters: TokenStream = self
            .request
            .parameters
            .iter()
            .enumerate()
            .filter(|(_, parameter)| parameter.reference() == Some(true))
            .map(|(position, parameter)| {
                let (after, name) = (&self.afters[position], &parameter.name);
                quote!(let mut #after = ::std::borrow::ToOwned::to_owned(&*#name);)
            })
            .collect();
        // The seeds of `&mut` parameters are where their shadows start.
        let start: TokenStream = self
            .outputs()
            .map(|(position, parameter)| {
                let (shadow, tangent) = (&self.shadows[position], &self.tangents[position]);
                let ty = with_lifetime(parameter.inner(), None);
                quote!(let #shadow = <#ty as ::pullback::runtime::Differentiable>::shadow_from_tangent(#tangent);)
            })
            .collect();
        let seed = if seed_names.contains(&self.seed) {
            self.seed.to_token_stream()
        } else {
            quote!(())
        };
        let (seed_pattern, seed_type) = match (seed_names.as_slice(), seed_types.as_slice()) {
            ([name], [ty]) => (quote!(#name), quote!(#ty)),
            (names, types) => (quote!((#(#names),*)), quote!((#(#types),*))),
        };
        quote! {
            /// The value, and the pullback: from the seed (the tangent of the result, and of `&mut` parameters) to the gradient.
            #visibility fn vjp<#lifetime, #(#own),*>(#(#parameters),*)
                -> (#output, impl ::core::ops::FnOnce(#seed_type) -> #gradient_type + use<#lifetime, #(#captured),*>) #where_clause
            {
                #shadows
                let (#value, #pullback) = Self::forward(#(#names),*);
                #afters
                (#value, move |#seed_pattern: #seed_type| {
                    #start
                    #pullback(#seed, #arguments);
                    #gradients
                })
            }
        }
    }

    fn jvp(&self) -> TokenStream {
        let request = self.request;
        let support = super::support();
        let parameters = parameters(request, None);
        let own = &request.function.sig.generics;
        let where_clause = &own.where_clause;
        let (visibility, output, tangent_output) = (&request.function.vis, output(request), seed_type(request));
        let names = self.names();
        let mut formals = Vec::new();
        let mut shadows = TokenStream::new();
        let mut write_back = TokenStream::new();
        for (position, parameter) in self.active() {
            let (dot, shadow) = (&self.tangents[position], &self.shadows[position]);
            let inner = with_lifetime(parameter.inner(), None);
            let is_slice = matches!(inner, Type::Slice(_));
            let tangent = tangent_type(&inner);
            let behind = match &inner {
                Type::Slice(slice) => {
                    let element = tangent_type(&slice.elem);
                    quote!([#element])
                }
                _ => tangent,
            };
            formals.push(match parameter.reference() {
                Some(true) => quote!(#dot: &mut #behind),
                Some(false) => quote!(#dot: &#behind),
                None => quote!(#dot: #behind),
            });
            let owned = if is_slice {
                quote!(#dot.to_vec())
            } else {
                quote!(#dot.clone())
            };
            shadows.extend(
                quote!(let #shadow = <#inner as ::pullback::runtime::Differentiable>::shadow_from_tangent(#owned);),
            );
            if parameter.reference() == Some(true) {
                let after = quote!(<#inner as ::pullback::runtime::Differentiable>::tangent_from_shadow(#shadow));
                write_back.extend(if is_slice {
                    quote!(#dot.clone_from_slice(&#after);)
                } else {
                    quote!(*#dot = #after;)
                });
            }
        }
        let passed = request.parameters.iter().enumerate().map(|(position, parameter)| {
            let shadow = &self.shadows[position];
            if parameter.active {
                quote!(#support::pass(&(), &#shadow))
            } else {
                quote!(#support::Ignored)
            }
        });
        let result = &self.value;
        quote! {
            /// The value, and its derivative along the tangents of the active parameters.
            #visibility fn jvp #own(#(#parameters,)* #(#formals),*) -> (#output, #tangent_output) #where_clause {
                #shadows
                let #result = Self::tangent(#(#names,)* #(#passed),*);
                #write_back
                #result
            }
        }
    }

    /// The function of its one active parameter, everything else bound: what a posterior takes.
    fn with(&self, returns_float: bool) -> TokenStream {
        let request = self.request;
        let active: Vec<(usize, &Parameter)> = self.active().collect();
        let [(position, parameter)] = active.as_slice() else {
            return TokenStream::new();
        };
        let is_struct = matches!(parameter.inner(), Type::Path(_)) && !is_number(parameter.inner());
        if parameter.reference() != Some(false) || !is_struct || !returns_float {
            return TokenStream::new();
        }
        let lifetime = Lifetime::new("'data", proc_macro2::Span::call_site());
        let mut constants = Vec::new();
        let mut arguments = Vec::new();
        for (other, constant) in request.parameters.iter().enumerate() {
            let name = &self.tangents[other];
            let copied = if constant.reference().is_some() {
                quote!(#name)
            } else {
                quote!(#name.clone())
            };
            arguments.push(copied);
            if other != *position {
                let ty = with_lifetime(&constant.ty, Some(&lifetime));
                constants.push(quote!(#name: #ty));
            }
        }
        let ty = with_lifetime(parameter.inner(), None);
        let (p, shadow, value, pullback) = (
            &self.tangents[*position],
            &self.shadows[*position],
            &self.value,
            &self.pullback,
        );
        let support = super::support();
        let again = request.parameters.iter().enumerate().map(|(other, parameter)| {
            let name = &self.tangents[other];
            if parameter.reference().is_some() {
                quote!(#name)
            } else {
                quote!(#support::ByValue)
            }
        });
        let passed = (0..request.parameters.len()).map(|other| {
            if other == *position {
                quote!(#shadow)
            } else {
                quote!(#support::Ignored)
            }
        });
        let own = request
            .function
            .sig
            .generics
            .params
            .iter()
            .filter(|parameter| !matches!(parameter, syn::GenericParam::Lifetime(_)));
        let captured = captured(request, &[]);
        let (visibility, function) = (&request.function.vis, &request.function.sig.ident);
        let where_clause = &request.function.sig.generics.where_clause;
        quote! {
            /// The function of its active parameter, with the constants bound.
            #visibility fn with<#lifetime, #(#own),*>(#(#constants),*)
                -> impl ::pullback::runtime::Objective<#ty> + ::core::clone::Clone + use<#lifetime, #(#captured),*> #where_clause
            {
                ::pullback::runtime::ObjectiveFn::new::<#ty>(
                    move |#p: &#ty| #function(#(#arguments),*),
                    move |#p: &#ty, #shadow: &<#ty as ::pullback::runtime::Differentiable>::Shadow<::pullback::runtime::Active>| {
                        let (#value, #pullback) = Self::forward(#(#arguments),*);
                        #pullback(1.0, #(#again,)* #(#passed),*);
                        #value
                    },
                )
            }
        }
    }
}
