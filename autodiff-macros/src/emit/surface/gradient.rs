//! The gradient of a function whose result is a number: `grad`, `value_and_grad`, `value_and_grad_into`, and `with` for samplers.

use super::{Surface, looked_at};
use crate::emit::formals::{output, parameters, tangent_type, with_lifetime};
use crate::emit::generics::{captured, of_function};
use crate::emit::tape;
use crate::request::Parameter;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Lifetime, Type};

impl Surface<'_> {
    pub(in crate::emit) fn gradient(&self, seed: &TokenStream, condition: Option<&TokenStream>) -> TokenStream {
        let request = self.request;
        let (pullback, value) = (&self.pullback, &self.value);
        let parameters = parameters(request, None);
        let own = of_function(request, None, &[]);
        let where_clause = self.where_clause(None, condition);
        let (visibility, output, gradient_type) = (&request.function.vis, output(request), self.gradient_type());
        let names = self.names();
        quote! {
            /// The gradient by the active parameters, in order; bare where there is one.
            #[inline]
            #visibility fn grad #own(#(#parameters),*) -> #gradient_type #where_clause {
                Self::value_and_grad(#(#names),*).1
            }
            /// The value, and the gradient by the active parameters.
            #[inline]
            #visibility fn value_and_grad #own(#(#parameters),*) -> (#output, #gradient_type) #where_clause {
                let (#value, #pullback) = Self::vjp(#(#names),*);
                (#value, #pullback(#seed))
            }
        }
    }

    pub(in crate::emit) fn gradient_into(&self, seed: &TokenStream, condition: Option<&TokenStream>) -> TokenStream {
        let request = self.request;
        let (pullback, value) = (&self.pullback, &self.value);
        let parameters = parameters(request, None);
        let own = of_function(request, None, &[]);
        let where_clause = self.where_clause(None, condition);
        let (visibility, output) = (&request.function.vis, output(request));
        let (names, afters, arguments) = (self.names(), self.afters(), self.pullback_arguments());
        let (support, import, tape) = (&self.support, self.import(), tape::name_of_tape());
        let mut formals = Vec::new();
        let (mut lent, mut given_back) = (TokenStream::new(), TokenStream::new());
        for (position, parameter) in self.active() {
            let (buffer, shadow) = (&self.tangents[position], &self.shadows[position]);
            let (ty, looked_at) = (with_lifetime(parameter.inner(), None), looked_at(parameter));
            let tangent = tangent_type(&ty);
            formals.push(quote!(#buffer: &mut #tangent));
            lent.extend(quote!(let #shadow = #support::lend::<#ty>(#looked_at, #buffer);));
            given_back.extend(quote!(*#buffer = #support::tangent::<#ty>(#shadow);));
        }
        quote! {
            /// The value; the gradient is added into buffers, one for each active parameter, whose memory is reused. An empty
            /// `Vec` stands for zeros.
            #[inline]
            #visibility fn value_and_grad_into #own(#(#parameters,)* #(#formals),*) -> #output #where_clause {
                #import
                #lent
                let mut #tape = #support::Tape::new();
                let (#value, #pullback) = Self::forward(#(#names,)* &mut #tape);
                #afters
                #pullback(#seed, #arguments &mut #tape);
                #tape.give_back();
                #given_back
                #value
            }
        }
    }

    /// Of a function whose result is no number: calls of these say so. A type may have methods of such names.
    pub(in crate::emit) fn no_gradient(&self) -> TokenStream {
        let request = self.request;
        let unit: Type = syn::parse_quote!(());
        let result = request.result.as_ref().unwrap_or(&unit);
        if request.implementation.is_some() || matches!(result, Type::ImplTrait(_)) {
            return TokenStream::new();
        }
        let (parameters, own) = (parameters(request, None), of_function(request, None, &[]));
        let result = with_lifetime(result, Some(&Lifetime::new("'late", proc_macro2::Span::call_site())));
        let condition = quote!(for<'late> #result: ::pullback::runtime::support::GradientOf<()>);
        let where_clause = self.where_clause(None, Some(&condition));
        let visibility = &request.function.vis;
        ["grad", "value_and_grad", "hessian"]
            .into_iter()
            .map(|name| {
                let name = proc_macro2::Ident::new(name, proc_macro2::Span::call_site());
                quote! {
                    #[doc(hidden)]
                    #visibility fn #name #own(#(#parameters),*) #where_clause {
                        ::core::unreachable!()
                    }
                }
            })
            .collect()
    }

    /// The function of its one active parameter, everything else bound: what a posterior takes.
    pub(in crate::emit) fn with(&self, seed: &TokenStream, condition: Option<&TokenStream>) -> TokenStream {
        let request = self.request;
        // An objective is an `f64`.
        let as_f64 = |number: TokenStream| match (&request.result, condition) {
            (Some(ty), None) if *ty == syn::parse_quote!(f64) => number,
            (Some(ty), Some(_)) => {
                let tangent = tangent_type(ty);
                quote!(<#ty as ::pullback::runtime::support::GradientOf<#tangent>>::into_f64(#number))
            }
            _ => quote!(::pullback::runtime::Real::to_f64(#number)),
        };
        let active: Vec<(usize, &Parameter)> = self.active().collect();
        let [(position, parameter)] = active.as_slice() else {
            return TokenStream::new();
        };
        let is_struct = matches!(parameter.inner(), Type::Path(_)) && !request.is_number(parameter.inner());
        if parameter.reference() != Some(false) || !is_struct {
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
        let (support, import, tape) = (&self.support, self.import(), tape::name_of_tape());
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
        let own = of_function(request, Some(&lifetime), &[]);
        let captured = captured(request, &[]);
        let (visibility, function) = (&request.function.vis, &request.function.sig.ident);
        let where_clause = self.where_clause(Some(&lifetime), condition);
        let plain_value = as_f64(quote!(#function(#(#arguments),*)));
        let differentiated_value = as_f64(quote!(#value));
        let hessian_product = self.hessian_product(*position, &arguments, seed, condition);
        quote! {
            /// The function of its active parameter, with the constants bound.
            #visibility fn with #own(#(#constants),*)
                -> impl ::pullback::runtime::Objective<#ty> + ::core::clone::Clone + use<#lifetime, #(#captured),*> #where_clause
            {
                #import
                ::pullback::runtime::ObjectiveFn::new::<#ty>(
                    move |#p: &#ty| #plain_value,
                    move |#p: &#ty, #shadow: &<#ty as ::pullback::runtime::Differentiable>::Shadow<::pullback::runtime::Active>| {
                        let mut #tape = #support::Tape::new();
                        let (#value, #pullback) = Self::forward(#(#arguments,)* &mut #tape);
                        #pullback(#seed, #(#again,)* #(#passed,)* &mut #tape);
                        #tape.give_back();
                        #differentiated_value
                    },
                )
                .with_hessian_product::<#ty, _>(#hessian_product)
            }
        }
    }
}
