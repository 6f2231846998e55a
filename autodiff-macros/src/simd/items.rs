//! What a `#[simd]` loop leaves inside the user's function: the function that it became, its kernel, and its derivatives.

use super::Loop;
use crate::differentiate;
use crate::emit::formals::{modes, parameters, primal_formal_type, seed_type, shadow_formal_types};
use crate::emit::generics::{captured, of_function};
use crate::reject::Refusals;
use crate::request::{self, Request};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Item, ItemFn, parse_quote};

/// What the function itself needs.
pub fn primal(outlined: &Loop) -> Vec<Item> {
    let kernel = &outlined.kernel;
    let mut items: Vec<Item> = vec![parse_quote! {
        #[allow(nonstandard_style)]
        #[derive(Clone, Copy)]
        struct #kernel;
    }];
    items.extend(syn::parse2::<Item>(outlined.terms.clone()));
    items.push(Item::Fn(outlined.sums()));
    items
}

/// What its derivatives need: the same, and those of the loop.
pub fn derivatives(outlined: &Loop) -> Vec<Item> {
    let mut items = primal(outlined);
    items.extend(syn::parse2::<Item>(outlined.derivatives.clone()));
    items.extend(outlined.companion().unwrap_or_default());
    items
}

impl Loop {
    fn result(&self) -> TokenStream {
        if self.sums.len() == 1 {
            return quote!(f64);
        }
        let numbers = self.sums.iter().map(|_| quote!(f64));
        quote!((#(#numbers),*))
    }

    /// A number, or a tuple of them.
    fn bare_or_tuple(names: &[&Ident]) -> TokenStream {
        match names {
            [name] => quote!(#name),
            names => quote!((#(#names),*)),
        }
    }

    fn signature(&self) -> TokenStream {
        let (name, count, result) = (&self.name, &self.count, self.result());
        let scalars = self.scalars.iter().map(|scalar| &scalar.name);
        let slices = self.slices.iter().map(|slice| &slice.capture.name);
        quote!(fn #name(#count: usize, #(#scalars: f64,)* #(#slices: &[f64]),*) -> #result)
    }

    /// What the loop runs over.
    fn over(&self) -> TokenStream {
        let count = &self.count;
        let scalars = self.scalars.iter().map(|scalar| &scalar.name);
        let slices = self.slices.iter().map(|slice| &slice.capture.name);
        quote!(::pullback::runtime::simd::Over::new(#count, [#(#scalars),*], [#(#slices),*]))
    }

    /// The function that the loop became.
    fn sums(&self) -> ItemFn {
        let (signature, kernel, over, names) = (self.signature(), &self.kernel, self.over(), self.sum_names());
        let exemption = crate::emit::exemption();
        let sums = Self::bare_or_tuple(&names);
        parse_quote! {
            #exemption
            #[inline]
            #signature {
                let [#(#names),*] = ::pullback::runtime::simd::sums(#kernel, #over);
                #sums
            }
        }
    }

    /// The same, one number at a time: what second derivatives are made of.
    fn loop_of_numbers(&self) -> ItemFn {
        let (signature, count, position, names) = (self.signature(), &self.count, &self.position, self.sum_names());
        let index = format_ident!("{}_of_element", position);
        let slices = self.slices.iter().map(|slice| &slice.capture.name);
        let elements = self.slices.iter().map(|slice| &slice.element);
        let stmts = &self.body;
        let sums = Self::bare_or_tuple(&names);
        parse_quote! {
            #signature {
                #(let mut #names = 0.0;)*
                for #index in 0..#count {
                    let #position = #index as f64;
                    #(let #elements = #slices[#index];)*
                    #(#stmts)*
                }
                #sums
            }
        }
    }

    /// The companion: both sweeps and forward mode by the kernel, second derivatives by the loop.
    fn companion(&self) -> Option<Vec<Item>> {
        let mut refusals = Refusals::default();
        let request = request::parse(TokenStream::new(), self.loop_of_numbers(), &mut refusals);
        let second = differentiate::forward_tangent(&request, &mut refusals)?;
        let (forward, tangent) = (self.forward(&request), self.tangent_function(&request));
        let (name, exemption) = (&self.name, crate::emit::exemption());
        let items: syn::File = syn::parse2(quote! {
            #exemption
            struct #name {}
            #exemption
            impl #name {
                #forward
                #tangent
                #second
            }
        })
        .ok()?;
        Some(items.items)
    }

    /// The names of the shadows of scalars and slices.
    fn shadow_names(&self) -> (Vec<Ident>, Vec<Ident>) {
        let named = |name: &Ident| crate::emit::local(&format!("{name}_shadow"));
        let scalars = self.scalars.iter().map(|scalar| named(&scalar.name));
        let slices = self.slices.iter().map(|slice| named(&slice.capture.name));
        (scalars.collect(), slices.collect())
    }

    /// `(A, (B, ()))`
    fn listed(modes: &[Option<Ident>]) -> TokenStream {
        let list = |rest: TokenStream, mode: &Ident| quote!((#mode, #rest));
        modes.iter().rev().flatten().fold(quote!(()), list)
    }

    /// The forward sweep. Of one sum it has the gradient already, but for the seed; of several, only the reverse sweep knows
    /// how they are weighted.
    fn forward(&self, request: &Request) -> TokenStream {
        let modes = modes(request);
        let (generics, captured) = (of_function(request, None, &modes), captured(request, &modes));
        let (parameters, seed, result) = (parameters(request, None), seed_type(request), self.result());
        let primals: Vec<TokenStream> = request.parameters.iter().map(primal_formal_type).collect();
        let shadows = shadow_formal_types(request, &modes);
        let (scalar_shadows, slice_shadows) = self.shadow_names();
        let slices = self.slices.iter().map(|slice| &slice.capture.name);
        let by_value = self.scalars.iter().map(|_| quote!(_));
        let Sweeps { before, again, weight } = self.sweeps(&modes);
        let sums = Self::bare_or_tuple(&self.sum_names());
        let [tape, seed_name, partials] = ["tape", "seed", "partials"].map(crate::emit::local);
        let by_scalars: Vec<Ident> = scalar_shadows
            .iter()
            .map(|shadow| format_ident!("by_{}", shadow))
            .collect();
        let backwards = slice_shadows.iter().rev();
        quote! {
            #[inline]
            fn forward #generics(#(#parameters,)* #tape: &mut ::pullback::runtime::support::Tape) -> (
                #result,
                impl ::core::ops::FnOnce(#seed, #(#primals,)* #(#shadows,)* &mut ::pullback::runtime::support::Tape)
                    + use<#(#captured),*>,
            ) {
                #before
                (#sums, move |#seed_name: #seed, _: ::pullback::runtime::support::ByValue, #(#by_value,)* #(#slices,)* _, #(#scalar_shadows,)* #(#slice_shadows,)* #tape| {
                    #again
                    let [#(#by_scalars),*] = #partials;
                    #(::pullback::runtime::simd::collect(#backwards, #weight, #tape);)*
                    #(#scalar_shadows.add(#weight * #by_scalars);)*
                })
            }
        }
    }

    /// Where the kernel runs.
    fn sweeps(&self, modes: &[Option<Ident>]) -> Sweeps {
        let [tape, seed, partials, kept] = ["tape", "seed", "partials", "scalars"].map(crate::emit::local);
        let (kernel, over, names) = (&self.kernel, self.over(), self.sum_names());
        let (of_scalars, of_slices) = modes[1..].split_at(self.scalars.len());
        let (of_scalars, of_slices) = (Self::listed(of_scalars), Self::listed(of_slices));
        let gradient = quote!(::pullback::runtime::simd::gradient::<_, #of_scalars, #of_slices, _, _, _>);
        if names.len() == 1 {
            return Sweeps {
                before: quote!(let ([#(#names),*], #partials) = #gradient(#kernel, #over, [1.0], #tape);),
                again: quote!(),
                weight: quote!(#seed),
            };
        }
        let scalars: Vec<&Ident> = self.scalars.iter().map(|scalar| &scalar.name).collect();
        let sums = Self::bare_or_tuple(&names);
        Sweeps {
            before: quote! {
                let [#(#names),*] = ::pullback::runtime::simd::sums(#kernel, #over);
                let #kept = [#(#scalars),*];
            },
            again: quote! {
                let [#(#scalars),*] = #kept;
                let #sums = #seed;
                let (_, #partials) = #gradient(#kernel, #over, [#(#names),*], #tape);
            },
            weight: quote!(1.0),
        }
    }

    /// Forward mode.
    fn tangent_function(&self, request: &Request) -> TokenStream {
        let modes = modes(request);
        let generics = of_function(request, None, &modes);
        let (parameters, result) = (parameters(request, None), self.result());
        let shadows = shadow_formal_types(request, &modes);
        let (scalar_shadows, slice_shadows) = self.shadow_names();
        let names = scalar_shadows.iter().chain(&slice_shadows).map(|name| quote!(#name));
        let formals = std::iter::once(quote!(_)).chain(names);
        let (kernel, over, sums) = (&self.kernel, self.over(), self.sum_names());
        let values = Self::bare_or_tuple(&sums);
        let dots: Vec<Ident> = sums.iter().map(|name| format_ident!("{}_dot", name)).collect();
        let tangents = Self::bare_or_tuple(&dots.iter().collect::<Vec<_>>());
        quote! {
            #[inline]
            fn tangent #generics(#(#parameters,)* #(#formals: #shadows),*) -> (#result, #result) {
                let ([#(#sums),*], [#(#dots),*]) = ::pullback::runtime::simd::tangent(
                    #kernel,
                    #over,
                    [#(#scalar_shadows.get()),*],
                    [#(&::pullback::runtime::simd::directions(#slice_shadows)),*],
                );
                (#values, #tangents)
            }
        }
    }
}

/// What the forward sweep begins with, what the reverse sweep does, and what its derivatives are multiplied with.
struct Sweeps {
    before: TokenStream,
    again: TokenStream,
    weight: TokenStream,
}
