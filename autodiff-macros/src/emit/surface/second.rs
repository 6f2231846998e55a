//! Second derivatives: `hvp` along one direction, and `hessian` along all.

use super::{Surface, looked_at};
use crate::emit::formals::{parameters, tangent_type, with_lifetime};
use crate::emit::generics::of_function;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

impl Surface<'_> {
    pub(in crate::emit) fn second(&self, seed: &TokenStream, condition: Option<&TokenStream>) -> TokenStream {
        let (product, hessian) = (self.product(seed, condition), self.hessian(condition));
        quote!(#product #hessian)
    }

    fn product(&self, seed: &TokenStream, condition: Option<&TokenStream>) -> TokenStream {
        let request = self.request;
        let parameters = parameters(request, None);
        let own = of_function(request, None, &[]);
        let where_clause = self.where_clause(None, condition);
        let (visibility, gradient_type, pullback) = (&request.function.vis, self.gradient_type(), &self.pullback);
        let import = self.import();
        let (formals, directions) = self.directions(&self.directions);
        let (shadows, shadow_dots) = (self.zero_shadows(&self.shadows), self.zero_shadows(&self.shadow_dots));
        let (names, passed, afters) = (self.names(), self.passed_shadows(&self.directions), self.afters());
        let (arguments, no_seed) = (self.second_arguments(), self.no_seed(condition));
        let (gradients, products) = (self.gradients(&self.shadows), self.gradients(&self.shadow_dots));
        quote! {
            /// The gradient, and the Hessian times the tangents of the active parameters.
            #[inline]
            #visibility fn hvp #own(#(#parameters,)* #(#formals),*) -> (#gradient_type, #gradient_type) #where_clause {
                #import
                #directions
                #shadows
                #shadow_dots
                let (_, _, #pullback) = Self::forward_tangent(#(#names,)* #(#passed),*);
                #afters
                #pullback(#seed, #no_seed, #arguments);
                (#gradients, #products)
            }
        }
    }

    fn hessian(&self, condition: Option<&TokenStream>) -> TokenStream {
        let request = self.request;
        let support = crate::emit::support();
        let parameters = parameters(request, None);
        let own = of_function(request, None, &[]);
        let conditions = self.copied_conditions(condition);
        let where_clause = self.where_clause(None, conditions.as_ref());
        let visibility = &request.function.vis;
        let (copies, copied) = self.copies();
        let (inputs, pattern, passed) = (self.inputs(), self.taken_directions(), self.given_directions());
        let product = self.as_tangents(quote!(Self::hvp(#(#copied,)* #(#passed),*).1));
        quote! {
            /// The Hessian: row i is the derivative of component i of the gradient, by all numbers of the active parameters in
            /// order.
            #[inline]
            #visibility fn hessian #own(#(#parameters),*) -> #support::Matrix #where_clause {
                #support::hessian(#inputs, |#pattern| { #copies #product })
            }
        }
    }

    /// The closure of an objective that adds the gradient, and the Hessian times a direction, into shadows: of the parameter at
    /// `position`, everything else bound. `arguments` are those of the function.
    pub(super) fn hessian_product(
        &self,
        position: usize,
        arguments: &[TokenStream],
        seed: &TokenStream,
        condition: Option<&TokenStream>,
    ) -> TokenStream {
        let (request, support, pullback) = (self.request, &self.support, &self.pullback);
        let (name, direction) = (&self.tangents[position], &self.directions[position]);
        let (shadow, shadow_dot) = (&self.shadows[position], &self.shadow_dots[position]);
        let no_seed = self.no_seed(condition);
        // What belongs to the parameter, and nothing of all others.
        let passed = |own: &Ident| -> Vec<TokenStream> {
            let ignored = quote!(#support::Ignored);
            let each = 0..request.parameters.len();
            each.map(|other| {
                if other == position {
                    quote!(#own)
                } else {
                    ignored.clone()
                }
            })
            .collect()
        };
        let again = |references: Vec<TokenStream>| -> Vec<TokenStream> {
            let each = request.parameters.iter().zip(references);
            each.map(|(parameter, reference)| match parameter.reference() {
                Some(_) => reference,
                None => quote!(#support::ByValue),
            })
            .collect()
        };
        let primals = again(self.tangents.iter().map(ToTokens::to_token_stream).collect());
        let (directions, directions_again) = (passed(direction), again(passed(direction)));
        let (shadows, shadow_dots) = (passed(shadow), passed(shadow_dot));
        let ty = with_lifetime(request.parameters[position].inner(), None);
        let cells = quote!(&<#ty as ::pullback::runtime::Differentiable>::Shadow<::pullback::runtime::Active>);
        quote! {
            move |#name: &#ty, #direction: #cells, #shadow: #cells, #shadow_dot: #cells| {
                let (_, _, #pullback) = Self::forward_tangent(#(#arguments,)* #(#directions),*);
                #pullback(#seed, #no_seed, #(#primals,)* #(#directions_again,)* #(#shadows,)* #(#shadow_dots),*);
            }
        }
    }

    /// The tangent of the seed 1.
    fn no_seed(&self, condition: Option<&TokenStream>) -> TokenStream {
        match (&self.request.result, condition) {
            (Some(ty), Some(_)) => {
                let tangent = tangent_type(ty);
                quote!(<#ty as ::pullback::runtime::support::GradientOf<#tangent>>::no_seed())
            }
            _ => quote!(::core::default::Default::default()),
        }
    }

    /// The arguments of the second pullback behind its seeds.
    fn second_arguments(&self) -> TokenStream {
        let support = &self.support;
        let primals = self.primals_again();
        let shadows = self.passed_shadows(&self.shadows);
        let shadow_dots = self.passed_shadows(&self.shadow_dots);
        let again = self
            .request
            .parameters
            .iter()
            .zip(self.passed_shadows(&self.directions))
            .map(|(parameter, passed)| match parameter.reference() {
                Some(_) => passed,
                None => quote!(#support::ByValue),
            });
        quote!(#(#primals,)* #(#again,)* #(#shadows,)* #(#shadow_dots),*)
    }

    /// Copies of the arguments for a run of its own, and how they are passed.
    pub(super) fn copies(&self) -> (TokenStream, Vec<TokenStream>) {
        let mut copies = TokenStream::new();
        let mut passed = Vec::new();
        for (position, parameter) in self.request.parameters.iter().enumerate() {
            let (copy, name, looked_at) = (&self.afters[position], &parameter.name, looked_at(parameter));
            match parameter.reference() {
                Some(true) => {
                    copies.extend(
                        quote!(let mut #copy = ::pullback::runtime::alloc::borrow::ToOwned::to_owned(#looked_at);),
                    );
                    passed.push(quote!(&mut #copy));
                }
                Some(false) => passed.push(quote!(#name)),
                None => passed.push(quote!(::core::clone::Clone::clone(#looked_at))),
            }
        }
        (copies, passed)
    }
}
