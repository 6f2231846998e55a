//! The forward sweep with tangents, and its pullback: what second derivatives are made of.
//!
//! `forward_tangent` takes arguments and, as shadows, their tangents. It returns the value, its tangent, and a pullback. That
//! takes the seed and its tangent, the references and their tangents again, and for each argument a shadow for its adjoint and
//! one for the adjoint's tangent: with the seeds 1 and 0 they collect the gradient and the Hessian times the direction.

use super::Emitter;
use super::companion::{Companion, Second, collected, methods, result_shadow, returned_value, seed};
use super::formals::{
    again_formal_types, headed, modes, output, parameters, primal_formal_type, primal_formals, seed_type,
    shadow_formal_types,
};
use super::generics::{self, captured};
use crate::ir::{Function, Role, Var};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use std::collections::{HashMap, HashSet};

/// The formals of `forward_tangent` and of its pullback, parameter by parameter.
#[derive(Default)]
struct Formals {
    dots: Vec<TokenStream>,
    dots_again: Vec<TokenStream>,
    shadows: Vec<TokenStream>,
    shadow_dots: Vec<TokenStream>,
    /// What begins the forward sweep, and what begins and ends the pullback.
    start: Vec<TokenStream>,
    before: Vec<TokenStream>,
    after: Vec<TokenStream>,
    /// Shadows that are references already, and those of them that are mutable, with their modes.
    references: HashSet<Var>,
    growing: HashMap<Var, Ident>,
}

impl Companion<'_> {
    pub fn forward_tangent(&mut self) -> TokenStream {
        let request = self.request;
        let modes = modes(request);
        let formals = self.second_formals(&modes);
        let Second {
            direction,
            dots,
            forward_sweep,
            reverse_sweep,
            stacks,
        } = &mut self.second;
        let function = &mut direction.function;
        let bar = result_shadow(function, &mut direction.shadows);
        let (first_seed, prepare) = seed(request, function, bar, reverse_sweep);
        let bar_dot = bar.map(|bar| dots.of(function, bar));
        let (second_seed, prepare_dot) = seed(request, function, bar_dot, reverse_sweep);
        let result = function.result.filter(|result| dots.active.contains(result));
        let result_dot = result.map(|result| dots.of(function, result));
        let function = &*function;
        let late = function
            .late_result()
            .into_iter()
            .flat_map(|result| [Some(result), result_dot]);
        let emitter = Emitter {
            function,
            formal_shadows: formals.references,
            growing: formals.growing,
            kept: (0..function.vars.len()).map(Var).collect(),
            late: late.flatten().collect(),
            elsewhere: super::origins::Elsewhere::of(function),
            float: self.float.clone(),
            taped: None,
        };
        let (forward, reverse) = (emitter.block(forward_sweep), emitter.block(reverse_sweep));
        let (made, (turned, _)) = (emitter.stacks(stacks), emitter.turned_stacks(stacks));
        let result = emitter.at_origin(function.result, returned_value(function, &emitter.kept));
        let result_dot = emitter.at_origin(function.result, returned_tangent(function, result_dot));

        let (value, value_dot) = (super::local("value"), super::local("value_dot"));
        let generics = generics::of_function(request, None, &modes);
        let parameters = parameters(request, None);
        let primal_types: Vec<TokenStream> = request.parameters.iter().map(primal_formal_type).collect();
        let primal_names = primal_formals(request);
        let shadow_types: Vec<TokenStream> = shadow_formal_types(request, &modes);
        let again_types = again_formal_types(request, &shadow_types);
        let (output, seed_type) = (output(request), seed_type(request));
        let captured = captured(request, &modes);
        let (items, methods) = (&direction.items, methods(function));
        let where_clause = generics::where_clause(request, None, None);
        let visibility = &request.function.vis;
        let Formals {
            dots,
            dots_again,
            shadows,
            shadow_dots,
            start,
            before,
            after,
            ..
        } = formals;
        let pullback = quote! {
            move |
                #first_seed, #second_seed, #(#primal_names,)* #(#dots_again,)* #(#shadows,)* #(#shadow_dots),*
            | {
                #turned
                #prepare
                #prepare_dot
                #(#before)*
                #reverse
                #(#after)*
            }
        };
        let pullback = emitter.with_kept(reverse_sweep, pullback);
        let function = quote! {
            #[doc(hidden)]
            #[inline]
            #visibility fn forward_tangent #generics(#(#parameters,)* #(#dots: #shadow_types),*)
                -> (#output, #seed_type, impl ::core::ops::FnOnce(
                    #seed_type, #seed_type, #(#primal_types,)* #(#again_types,)* #(#shadow_types,)* #(#shadow_types),*
                ) + use<#(#captured),*>) #where_clause
            {
                #(#items)*
                #methods
                #(#start)*
                #made
                #forward
                let #value: #output = #result;
                let #value_dot: #seed_type = #result_dot;
                (#value, #value_dot, #pullback)
            }
        };
        headed(function, request)
    }

    fn second_formals(&mut self, modes: &[Option<Ident>]) -> Formals {
        let Second { direction, dots, .. } = &mut self.second;
        let (function, bars) = (&mut direction.function, &mut direction.shadows);
        let mut formals = Formals::default();
        let parameters = self
            .request
            .parameters
            .iter()
            .zip(function.parameters.clone())
            .zip(modes);
        for ((parameter, var), mode) in parameters {
            let (Some(mode), true) = (mode, bars.active.contains(&var)) else {
                for formal in [
                    &mut formals.dots,
                    &mut formals.dots_again,
                    &mut formals.shadows,
                    &mut formals.shadow_dots,
                ] {
                    formal.push(quote!(_));
                }
                continue;
            };
            let bar = bars.of(function, var);
            let bar_dot = dots.of(function, bar);
            for (shadow, of) in [(&mut formals.shadows, bar), (&mut formals.shadow_dots, bar_dot)] {
                let collected = collected(function, parameter, of);
                shadow.push(collected.formal);
                formals.before.push(collected.before);
                formals.after.push(collected.after);
                if function.var(of).role != Role::Plain {
                    formals.references.insert(of);
                }
            }
            let dot = dots.of(function, var);
            if parameter.may_grow() {
                formals
                    .growing
                    .extend([bar, bar_dot, dot].map(|shadow| (shadow, mode.clone())));
            }
            let name = function.var(dot).name.clone();
            if function.var(dot).role == Role::Plain {
                let cell = function.names.unique(&format!("{}_cell", name), parameter.name.span());
                formals.start.push(quote!(let mut #name = #cell.get();));
                formals.dots.push(quote!(#cell));
                formals.dots_again.push(quote!(_));
            } else if parameter.reference().is_some() {
                formals.references.insert(dot);
                formals.dots.push(quote!(#name));
                formals.dots_again.push(quote!(#name));
            } else {
                // The pullback keeps no reference.
                formals
                    .start
                    .push(quote!(let #name = ::core::clone::Clone::clone(#name);));
                formals.dots.push(quote!(#name));
                formals.dots_again.push(quote!(_));
            }
        }
        formals
    }
}

/// The tangent of the value, which is `value` by now.
fn returned_tangent(function: &Function, dot: Option<Var>) -> TokenStream {
    let (support, value) = (super::support(), super::local("value"));
    let Some(result) = function.result else {
        return quote!(());
    };
    match dot {
        Some(dot) if function.var(dot).role == Role::Plain => function.var(dot).name.to_token_stream(),
        Some(dot) => {
            let dot = &function.var(dot).name;
            if function.late_result() == Some(result) {
                quote!(#support::into_tangent(&#value, #support::returned(#dot.clone())))
            } else {
                quote!(#support::into_tangent(&#value, #dot.clone()))
            }
        }
        None => quote!(#support::zero_tangent(&#value)),
    }
}
