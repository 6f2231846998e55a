//! All first derivatives: `jacobian`, by forward or reverse mode, and the comparison of both with differences.

use super::{Surface, looked_at};
use crate::emit::formals::{output, parameters, with_lifetime};
use crate::emit::generics::{of_function, where_clause};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Lifetime, Type};

impl Surface<'_> {
    pub(in crate::emit) fn derivatives(&self) -> TokenStream {
        let (both, jacobian, check) = (self.both_modes(), self.jacobian(), self.check());
        quote!(#both #jacobian #check)
    }

    /// Conditions on arguments that are copied, checked only where the function is called.
    pub(super) fn copied_conditions(&self, condition: Option<&TokenStream>) -> Option<TokenStream> {
        let copied = self.request.parameters.iter().filter_map(|parameter| {
            let inner = match parameter.inner() {
                Type::Slice(slice) => &*slice.elem,
                inner => inner,
            };
            let is_copied = parameter.reference() != Some(false);
            let is_struct = !self.request.is_number(inner) && !crate::request::is_inactive(inner);
            (is_copied && is_struct).then(|| cloned_late(inner))
        });
        let conditions: Vec<TokenStream> = condition.cloned().into_iter().chain(copied).collect();
        (!conditions.is_empty()).then(|| quote!(#(#conditions),*))
    }

    /// Forward and reverse mode along one direction or seed, as functions of numbers in a row.
    fn both_modes(&self) -> TokenStream {
        let request = self.request;
        let support = crate::emit::support();
        let parameters = parameters(request, None);
        let own = of_function(request, None, &[]);
        let conditions = self.copied_conditions(None);
        let where_clause = where_clause(request, None, conditions.as_ref());
        let (pullback, value, seed) = (&self.pullback, &self.value, &self.seed);
        let (directions, shadows) = (self.zero_shadows(&self.directions), self.zero_shadows(&self.shadows));
        let (copies, copied) = self.copies();
        let (passed, passed_shadows) = (
            self.passed_shadows(&self.directions),
            self.passed_shadows(&self.shadows),
        );
        let primals = self.primals_again();
        let moved: Vec<_> = self.active().map(|(position, _)| &self.directions[position]).collect();
        let read: Vec<_> = self.active().map(|(position, _)| &self.shadows[position]).collect();
        let changed: Vec<_> = self.outputs().map(|(position, _)| &self.directions[position]).collect();
        let seeded: Vec<_> = self.outputs().map(|(position, _)| &self.shadows[position]).collect();
        let names = self.active().map(|(_, parameter)| parameter.name.to_string());
        // What grew has an adjoint of its final length.
        let grown = self.outputs().filter(|(_, parameter)| parameter.may_grow());
        let grown = grown.filter(|(_, parameter)| !matches!(parameter.inner(), Type::Slice(_)));
        let grown = grown.map(|(position, _)| {
            let (shadow, after) = (&self.shadows[position], &self.afters[position]);
            quote!(#shadow = #support::zero_shadow(&#after);)
        });
        quote! {
            #[doc(hidden)]
            #[inline]
            fn both_modes__ #own(#(#parameters,)* examine__: &mut dyn ::core::ops::FnMut(#support::Derivatives<'_>)) #where_clause {
                #directions
                examine__(#support::Derivatives {
                    inputs: &[#((#names, &#moved)),*],
                    forward: &|numbers__| {
                        #(let mut #changed = ::core::clone::Clone::clone(&#changed);)*
                        #copies
                        let (#value, #seed) = Self::tangent(#(#copied,)* #(#passed),*);
                        #support::read_tangent(&#value, #seed, numbers__);
                        #(::pullback::runtime::Leaves::read(&#changed, numbers__);)*
                    },
                    reverse: &|unit__, numbers__| {
                        #shadows
                        #copies
                        let (#value, #pullback) = Self::forward(#(#copied),*);
                        #(#grown)*
                        let #seed = #support::seed(&#value, unit__);
                        #(::pullback::runtime::Leaves::write(&#seeded, unit__);)*
                        #pullback(#seed, #(#primals,)* #(#passed_shadows),*);
                        #(::pullback::runtime::Leaves::read(&#read, numbers__);)*
                    },
                });
            }
        }
    }

    fn jacobian(&self) -> TokenStream {
        let request = self.request;
        let support = crate::emit::support();
        let parameters = parameters(request, None);
        let own = of_function(request, None, &[]);
        let conditions = self.copied_conditions(None);
        let where_clause = where_clause(request, None, conditions.as_ref());
        let (visibility, names) = (&request.function.vis, self.names());
        quote! {
            /// The Jacobian: one row for each number of the result (then of `&mut` parameters), one column for each number of the
            /// active parameters; by forward or reverse mode, whichever takes fewer runs.
            #[inline]
            #visibility fn jacobian #own(#(#parameters),*) -> ::pullback::runtime::alloc::vec::Vec<::pullback::runtime::alloc::vec::Vec<::core::primitive::f64>> #where_clause {
                let mut rows__ = ::pullback::runtime::alloc::vec::Vec::new();
                Self::both_modes__(#(#names,)* &mut |derivatives__| rows__ = #support::jacobian(derivatives__));
                rows__
            }
        }
    }

    /// What `check_grad!` calls.
    fn check(&self) -> TokenStream {
        let request = self.request;
        let support = crate::emit::support();
        let parameters = parameters(request, None);
        let own = of_function(request, None, &[]);
        let conditions = self.checked_conditions();
        let where_clause = where_clause(request, None, conditions.as_ref());
        let (visibility, output, value) = (&request.function.vis, output(request), &self.value);
        let types = request
            .parameters
            .iter()
            .map(|parameter| with_lifetime(&parameter.ty, None));
        let (copies, copied) = self.copies();
        let mut shifted = TokenStream::new();
        let mut arguments = Vec::new();
        let mut start = TokenStream::new();
        for (position, parameter) in request.parameters.iter().enumerate() {
            let (copy, name, looked_at) = (&self.afters[position], &parameter.name, looked_at(parameter));
            let is_reference = parameter.reference().is_some();
            if parameter.active || parameter.reference() == Some(true) {
                shifted
                    .extend(quote!(let mut #copy = ::pullback::runtime::alloc::borrow::ToOwned::to_owned(#looked_at);));
            }
            if parameter.active {
                start.extend(quote!(::pullback::runtime::Differentiable::read_numbers(#looked_at, &mut at__);));
                shifted.extend(quote!(::pullback::runtime::Differentiable::write_numbers(&mut #copy, shifted__);));
            }
            arguments.push(match (parameter.active, parameter.reference()) {
                (_, Some(true)) => quote!(&mut #copy),
                (true, Some(false)) => quote!(&#copy),
                (true, None) => quote!(#copy),
                (false, _) if is_reference => quote!(#name),
                (false, _) => quote!(::core::clone::Clone::clone(&#name)),
            });
        }
        let outputs: Vec<_> = self.outputs().map(|(position, _)| &self.afters[position]).collect();
        quote! {
            #[doc(hidden)]
            #[inline]
            #visibility fn check_gradient #own(function__: impl ::core::ops::Fn(#(#types),*) -> #output, #(#parameters),*)
                -> ::core::result::Result<(), ::pullback::runtime::alloc::string::String> #where_clause
            {
                let mut at__ = ::pullback::runtime::alloc::vec::Vec::new();
                #start
                let mut outcome__ = ::core::result::Result::Ok(());
                let primal__ = |shifted__: &mut dyn ::core::iter::Iterator<Item = ::core::primitive::f64>| {
                    #shifted
                    let #value = function__(#(#arguments),*);
                    let mut numbers__ = ::pullback::runtime::alloc::vec::Vec::new();
                    ::pullback::runtime::Differentiable::read_numbers(&#value, &mut numbers__);
                    #(::pullback::runtime::Differentiable::read_numbers(&#outputs, &mut numbers__);)*
                    numbers__
                };
                let own__ = {
                    #copies
                    let (#value, _) = Self::vjp(#(#copied),*);
                    let mut numbers__ = ::pullback::runtime::alloc::vec::Vec::new();
                    ::pullback::runtime::Differentiable::read_numbers(&#value, &mut numbers__);
                    #(::pullback::runtime::Differentiable::read_numbers(&#outputs, &mut numbers__);)*
                    numbers__
                };
                #copies
                Self::both_modes__(#(#copied,)* &mut |derivatives__| {
                    outcome__ = #support::check(derivatives__, &at__, &own__, &primal__);
                });
                outcome__
            }
        }
    }

    /// Everything that is shifted is copied.
    fn checked_conditions(&self) -> Option<TokenStream> {
        let copied = self.active().filter_map(|(_, parameter)| {
            let inner = match parameter.inner() {
                Type::Slice(slice) => &*slice.elem,
                inner => inner,
            };
            (!self.request.is_number(inner)).then(|| cloned_late(inner))
        });
        let conditions: Vec<TokenStream> = self.copied_conditions(None).into_iter().chain(copied).collect();
        (!conditions.is_empty()).then(|| quote!(#(#conditions),*))
    }
}

/// The condition that a type can be cloned. The lifetime keeps the compiler from deciding before the function is called.
fn cloned_late(ty: &Type) -> TokenStream {
    let ty = with_lifetime(ty, Some(&Lifetime::new("'late", Span::call_site())));
    quote!(for<'late> #ty: ::core::clone::Clone)
}
