//! All first derivatives: `jacobian`, by forward or reverse mode, and the comparison of both with differences.

use super::{Surface, looked_at};
use crate::emit::formals::{output, parameters, with_lifetime};
use crate::emit::generics::of_function;
use crate::emit::surface::bare_or_tuple;
use crate::emit::tape;
use crate::request::Parameter;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
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

    /// Forward and reverse mode along one direction or seed, for what looks at whole matrices.
    fn both_modes(&self) -> TokenStream {
        let request = self.request;
        let (support, import) = (&self.support, self.import());
        let parameters = parameters(request, None);
        let own = generic_over_found(of_function(request, None, &[]));
        let conditions = self.copied_conditions(None);
        let where_clause = self.where_clause(None, conditions.as_ref());
        let (value, seed) = (&self.value, &self.seed);
        let (copies, copied) = self.copies();
        let (inputs, pattern, passed) = (self.inputs(), self.taken_directions(), self.given_directions());
        let outputs = self.outputs().map(|(position, _)| {
            let (after, dot) = (&self.afters[position], &self.directions[position]);
            quote!(outputs__.add(&#after, #dot);)
        });
        let names = self.active().map(|(_, parameter)| parameter.name.to_string());
        let reverse = self.reverse_of_unit();
        quote! {
            #[doc(hidden)]
            #[inline]
            fn both_modes__ #own(
                #(#parameters,)* examine__: impl ::core::ops::FnOnce(::pullback::runtime::support::Derivatives<'_>) -> Found__,
            ) -> Found__ #where_clause {
                #import
                #support::both_modes(
                    &[#(#names),*],
                    #inputs,
                    |#pattern, outputs__| {
                        #copies
                        let (#value, #seed) = Self::jvp(#(#copied,)* #(#passed),*);
                        outputs__.add(&#value, #seed);
                        #(#outputs)*
                    },
                    |unit__| { #reverse },
                    examine__,
                )
            }
        }
    }

    /// The gradient of the outputs times the seed whose numbers are in `unit__`.
    fn reverse_of_unit(&self) -> TokenStream {
        let (support, pullback, value, seed) = (&self.support, &self.pullback, &self.value, &self.seed);
        let tape = tape::name_of_tape();
        let (copies, copied) = self.copies();
        if self.outputs().next().is_none() {
            let gradient = self.as_tangents(quote!(#pullback(#support::seed(&#value, unit__))));
            return quote! {
                #copies
                let (#value, #pullback) = Self::vjp(#(#copied),*);
                #gradient
            };
        }
        // The seeds of `&mut` parameters are where their shadows start.
        let seeded = self.outputs().map(|(position, _)| &self.shadows[position]);
        let (shadows, arguments) = (self.zero_shadows(&self.shadows), self.pullback_arguments());
        let gradient = self.as_tangents(self.gradients(&self.shadows));
        // What grew has an adjoint of its final length.
        let grown = self.outputs().filter(|(_, parameter)| parameter.may_grow());
        let grown = grown.filter(|(_, parameter)| !matches!(parameter.inner(), Type::Slice(_)));
        let grown = grown.map(|(position, _)| {
            let (shadow, after) = (&self.shadows[position], &self.afters[position]);
            quote!(#shadow = #support::zero_shadow(&#after);)
        });
        quote! {
            #shadows
            #copies
            let mut #tape = #support::Tape::new();
            let (#value, #pullback) = Self::forward(#(#copied,)* &mut #tape);
            #(#grown)*
            let #seed = #support::seed(&#value, unit__);
            #(::pullback::runtime::Leaves::write(&#seeded, unit__);)*
            #pullback(#seed, #arguments &mut #tape);
            #tape.give_back();
            #gradient
        }
    }

    /// References to the active arguments.
    pub(super) fn inputs(&self) -> TokenStream {
        nested(
            &self
                .active()
                .map(|(_, parameter)| looked_at(parameter))
                .collect::<Vec<_>>(),
        )
    }

    /// The pattern that takes directions apart; those of `&mut` parameters change.
    pub(super) fn taken_directions(&self) -> TokenStream {
        let names = self.active().map(|(position, parameter)| {
            let mutability = (parameter.reference() == Some(true)).then(|| quote!(mut));
            let direction = &self.directions[position];
            quote!(#mutability #direction)
        });
        nested(&names.collect::<Vec<_>>())
    }

    /// The directions as `jvp` and `hvp` take them.
    pub(super) fn given_directions(&self) -> Vec<TokenStream> {
        let given = |(position, parameter): (usize, &Parameter)| {
            let direction = &self.directions[position];
            match parameter.reference() {
                Some(true) => quote!(&mut #direction),
                Some(false) => quote!(&#direction),
                None => quote!(#direction),
            }
        };
        self.active().map(given).collect()
    }

    /// A gradient as [`nested`] groups it.
    pub(super) fn as_tangents(&self, gradient: TokenStream) -> TokenStream {
        let names: Vec<_> = self.active().map(|(position, _)| &self.shadow_dots[position]).collect();
        if names.len() <= TUPLE {
            return gradient;
        }
        let grouped = nested(&names);
        quote!(let (#(#names),*) = #gradient; #grouped)
    }

    fn jacobian(&self) -> TokenStream {
        let request = self.request;
        let support = crate::emit::support();
        let parameters = parameters(request, None);
        let own = of_function(request, None, &[]);
        let conditions = self.copied_conditions(None);
        let where_clause = self.where_clause(None, conditions.as_ref());
        let (visibility, names) = (&request.function.vis, self.names());
        quote! {
            /// The Jacobian: one row for each number of the result (then of `&mut` parameters), one column for each number of the
            /// active parameters; by forward or reverse mode, whichever takes fewer runs.
            #[inline]
            #visibility fn jacobian #own(#(#parameters),*) -> #support::Matrix #where_clause {
                Self::both_modes__(#(#names,)* #support::jacobian)
            }
        }
    }

    /// What `check_grad!` calls.
    fn check(&self) -> TokenStream {
        let request = self.request;
        let (support, import) = (&self.support, self.import());
        let parameters = parameters(request, None);
        let own = of_function(request, None, &[]);
        let conditions = self.checked_conditions();
        let where_clause = self.where_clause(None, conditions.as_ref());
        let (visibility, output, value) = (&request.function.vis, output(request), &self.value);
        let types = request
            .parameters
            .iter()
            .map(|parameter| with_lifetime(&parameter.ty, None));
        let mut shifted = TokenStream::new();
        let mut arguments = Vec::new();
        for (position, parameter) in request.parameters.iter().enumerate() {
            let (copy, name, looked_at) = (&self.afters[position], &parameter.name, looked_at(parameter));
            if parameter.active {
                shifted.extend(quote!(let mut #copy = #support::shifted(#looked_at, shifted__);));
            } else if parameter.reference() == Some(true) {
                shifted
                    .extend(quote!(let mut #copy = ::pullback::runtime::alloc::borrow::ToOwned::to_owned(#looked_at);));
            }
            arguments.push(match (parameter.active, parameter.reference()) {
                (_, Some(true)) => quote!(&mut #copy),
                (true, Some(false)) => quote!(&#copy),
                (true, None) => quote!(#copy),
                (false, Some(_)) => quote!(#name),
                (false, None) => quote!(::core::clone::Clone::clone(&#name)),
            });
        }
        let outputs: Vec<_> = self.outputs().map(|(position, _)| &self.afters[position]).collect();
        let (copies, copied) = self.copies();
        quote! {
            #[doc(hidden)]
            #[inline]
            #visibility fn check_gradient #own(function__: impl ::core::ops::Fn(#(#types),*) -> #output, #(#parameters),*)
                -> ::core::result::Result<(), ::pullback::runtime::alloc::string::String> #where_clause
            {
                #import
                #copies
                Self::both_modes__(#(#copied,)* |derivatives__| {
                    #support::check(derivatives__, |shifted__| {
                        #shifted
                        let #value = function__(#(#arguments),*);
                        let mut outputs__ = #support::Outputs::default();
                        outputs__.add_value(&#value);
                        #(outputs__.add_value(&#outputs);)*
                        outputs__
                    })
                })
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

/// The longest tuple whose tangents the runtime knows.
const TUPLE: usize = 12;

/// One part as it is, several as a tuple; many as a tuple of tuples.
fn nested(parts: &[impl ToTokens]) -> TokenStream {
    if parts.len() <= TUPLE {
        return bare_or_tuple(parts);
    }
    let groups: Vec<TokenStream> = parts
        .chunks(parts.len().div_ceil(TUPLE).max(2))
        .map(|group| nested(group))
        .collect();
    nested(&groups)
}

/// One more generic parameter.
fn generic_over_found(generics: TokenStream) -> TokenStream {
    let inner: Vec<_> = generics.into_iter().collect();
    match inner.as_slice() {
        [_, inner @ .., _] => {
            let inner: TokenStream = inner.iter().cloned().collect();
            quote!(<#inner, Found__>)
        }
        _ => quote!(<Found__>),
    }
}
