//! The functions that users call: thin wrappers that make shadows, run the sweeps and unwrap tangents.

mod derivatives;
mod gradient;
mod second;

use super::at;
use super::formals::{
    assumed_clone, assumed_differentiable, direction_type, output, parameters, seed_type, tangent_type, with_lifetime,
};
use super::generics::{captured, of_function, where_clause};
use super::tape;
use crate::lower::names::Names;
use crate::request::{Parameter, Request, is_inactive};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Lifetime, Type};

/// The functions that users call.
pub(super) struct Surface<'r> {
    request: &'r Request,
    /// Names that no parameter has.
    support: Ident,
    pullback: Ident,
    value: Ident,
    seed: Ident,
    shadows: Vec<Ident>,
    tangents: Vec<Ident>,
    afters: Vec<Ident>,
    /// The shadows of directions, and those of the adjoints' tangents.
    directions: Vec<Ident>,
    shadow_dots: Vec<Ident>,
}

impl<'r> Surface<'r> {
    pub(super) fn of(request: &'r Request, names: &mut Names) -> Self {
        let mut unique = |hint: &str| names.unique(hint, proc_macro2::Span::call_site());
        let mut each = |suffix: &str| -> Vec<Ident> {
            let parameters = request.parameters.iter();
            parameters
                .map(|parameter| unique(&format!("{}_{suffix}", parameter.name)))
                .collect()
        };
        let (shadows, tangents, afters) = (each("shadow"), each("dot"), each("after"));
        let (directions, shadow_dots) = (each("direction"), each("shadow_dot"));
        Self {
            support: unique("support"),
            pullback: unique("pullback"),
            value: unique("value"),
            seed: unique("seed"),
            shadows,
            tangents,
            afters,
            directions,
            shadow_dots,
            request,
        }
    }

    /// Lets what follows name the runtime's support functions by one word.
    fn import(&self) -> TokenStream {
        let support = &self.support;
        if support == "support" {
            quote!(use ::pullback::runtime::#support;)
        } else {
            quote!(use ::pullback::runtime::support as #support;)
        }
    }

    fn active(&self) -> impl Iterator<Item = (usize, &'r Parameter)> {
        self.request
            .parameters
            .iter()
            .enumerate()
            .filter(|(_, parameter)| parameter.active)
    }

    /// The seed of a gradient, where the result may be a number, and the condition that it is one where only the compiler
    /// knows.
    pub(super) fn unit_seed(&self) -> Option<(TokenStream, Option<TokenStream>)> {
        let ty = self.request.result.as_ref()?;
        if self.outputs().next().is_some() {
            return None;
        }
        if self
            .request
            .numbers
            .iter()
            .any(|number| *ty == syn::parse_quote!(#number))
        {
            return Some((quote!(<#ty as ::pullback::runtime::Real>::one()), None));
        }
        if self.request.is_number(ty) {
            return Some((quote!(1.0), None));
        }
        let Type::Path(path) = ty else { return None };
        let last = path.path.segments.last()?;
        if is_inactive(ty) || !last.arguments.is_none() {
            return None;
        }
        // Perhaps another name of `f64`. That it is one is checked only where a gradient is asked for, as the lifetime keeps
        // the compiler from deciding here.
        let tangent = quote!(<#ty as ::pullback::runtime::Differentiable>::Tangent);
        let number = quote!(::pullback::runtime::support::GradientOf<#tangent>);
        Some((
            quote!(<#ty as #number>::unit_seed()),
            Some(quote!(for<'late> #ty: #number)),
        ))
    }

    /// The active `&mut` parameters: outputs besides the result.
    fn outputs(&self) -> impl Iterator<Item = (usize, &'r Parameter)> {
        self.active()
            .filter(|(_, parameter)| parameter.reference() == Some(true))
    }

    pub(super) fn emit(&self) -> TokenStream {
        let scalar = self.unit_seed().map(|(seed, condition)| {
            let condition = condition.as_ref();
            let (gradient, into) = (self.gradient(&seed, condition), self.gradient_into(&seed, condition));
            let (second, with) = (self.second(&seed, condition), self.with(&seed, condition));
            quote!(#gradient #into #second #with)
        });
        let scalar = scalar.unwrap_or_else(|| self.no_gradient());
        let (vjp, jvp, derivatives) = (self.vjp(), self.jvp(), self.derivatives());
        quote!(#scalar #vjp #jvp #derivatives)
    }

    pub(super) fn gradient_type(&self) -> TokenStream {
        let types: Vec<TokenStream> = self
            .active()
            .map(|(_, parameter)| tangent_type(&with_lifetime(&parameter.ty, None)))
            .collect();
        bare_or_tuple(&types)
    }

    fn zero_shadows(&self, shadows: &[Ident]) -> TokenStream {
        let support = &self.support;
        self.active()
            .map(|(position, parameter)| {
                let (shadow, value) = (&shadows[position], looked_at(parameter));
                let mutability = parameter.may_grow().then(|| quote!(mut));
                quote!(let #mutability #shadow = #support::zero_shadow(#value);)
            })
            .collect()
    }

    fn gradients(&self, shadows: &[Ident]) -> TokenStream {
        let support = &self.support;
        let parts: Vec<TokenStream> = self
            .active()
            .map(|(position, parameter)| {
                let shadow = &shadows[position];
                let ty = with_lifetime(parameter.inner(), None);
                quote!(#support::tangent::<#ty>(#shadow))
            })
            .collect();
        bare_or_tuple(&parts)
    }

    /// What a pullback takes again: references, and for `&mut` parameters copies of their final state.
    fn primals_again(&self) -> Vec<TokenStream> {
        let support = &self.support;
        let parameters = self.request.parameters.iter().enumerate();
        parameters
            .map(|(position, parameter)| match parameter.reference() {
                Some(true) => {
                    let after = &self.afters[position];
                    quote!(&mut #after)
                }
                Some(false) => parameter.name.to_token_stream(),
                None => quote!(#support::ByValue),
            })
            .collect()
    }

    /// The arguments of a pullback behind the seed.
    fn pullback_arguments(&self) -> TokenStream {
        let primals = self.primals_again();
        let shadows = self.passed_shadows(&self.shadows);
        quote!(#(#primals,)* #(#shadows,)*)
    }

    /// What a sweep takes as the shadow of each parameter.
    fn passed_shadows(&self, shadows: &[Ident]) -> Vec<TokenStream> {
        let support = &self.support;
        let passed = |(shadow, parameter): (&Ident, &Parameter)| {
            if parameter.active && parameter.may_grow() {
                quote!(&mut #shadow)
            } else if parameter.active {
                quote!(&#shadow)
            } else {
                quote!(#support::Ignored)
            }
        };
        shadows.iter().zip(&self.request.parameters).map(passed).collect()
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

    /// Copies of the final state of `&mut` parameters, on which the reverse sweep undoes what the function did.
    fn afters(&self) -> TokenStream {
        self.request
            .parameters
            .iter()
            .enumerate()
            .filter(|(_, parameter)| parameter.reference() == Some(true))
            .map(|(position, parameter)| {
                let (after, name) = (&self.afters[position], &parameter.name);
                quote!(let mut #after = ::pullback::runtime::alloc::borrow::ToOwned::to_owned(&*#name);)
            })
            .collect()
    }

    /// The conditions of a function that users call. What its types must be is one of them: if one is not, the compiler says so
    /// where the user wrote it, and not of everything that would follow.
    fn where_clause(&self, one: Option<&Lifetime>, condition: Option<&TokenStream>) -> TokenStream {
        let conditions_on = |types: Vec<Type>, bound: TokenStream| {
            types.into_iter().map(move |ty| {
                let bound = at(bound.clone(), ty.span());
                quote_spanned!(ty.span()=> #ty: #bound)
            })
        };
        let differentiable = conditions_on(
            assumed_differentiable(self.request),
            quote!(::pullback::runtime::Differentiable),
        );
        let copied = conditions_on(assumed_clone(self.request), quote!(::core::clone::Clone));
        let conditions: Vec<TokenStream> = differentiable.chain(copied).chain(condition.cloned()).collect();
        let conditions = (!conditions.is_empty()).then(|| quote!(#(#conditions),*));
        where_clause(self.request, one, conditions.as_ref())
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
        let own = of_function(request, Some(&lifetime), &[]);
        let captured = captured(request, &[]);
        let where_clause = self.where_clause(Some(&lifetime), None);
        let (visibility, output, gradient_type) = (&request.function.vis, output(request), self.gradient_type());
        let (shadows, gradients, names, arguments) = (
            self.zero_shadows(&self.shadows),
            self.gradients(&self.shadows),
            self.names(),
            self.pullback_arguments(),
        );
        let (seed_types, seed_names) = self.seeds();
        let afters = self.afters();
        let (support, import, tape) = (&self.support, self.import(), tape::name_of_tape());
        // The seeds of `&mut` parameters are where their shadows start.
        let start: TokenStream = self
            .outputs()
            .map(|(position, parameter)| {
                let (shadow, tangent) = (&self.shadows[position], &self.tangents[position]);
                let mutability = parameter.may_grow().then(|| quote!(mut));
                let ty = with_lifetime(parameter.inner(), None);
                quote!(let #mutability #shadow = #support::shadow::<#ty>(#tangent);)
            })
            .collect();
        let seed = if seed_names.contains(&self.seed) {
            self.seed.to_token_stream()
        } else {
            quote!(())
        };
        let (seed_pattern, seed_type) = (bare_or_tuple(&seed_names), bare_or_tuple(&seed_types));
        quote! {
            /// The value, and the pullback: from the seed (the tangent of the result, and of `&mut` parameters) to the gradient.
            #[inline(always)]
            #visibility fn vjp #own(#(#parameters),*)
                -> (#output, impl ::core::ops::FnOnce(#seed_type) -> #gradient_type + use<#lifetime, #(#captured),*>) #where_clause
            {
                #import
                #shadows
                let mut #tape = #support::Tape::new();
                let (#value, #pullback) = Self::forward(#(#names,)* &mut #tape);
                #afters
                (#value, move |#seed_pattern: #seed_type| {
                    #start
                    let mut #tape = #tape;
                    #pullback(#seed, #arguments &mut #tape);
                    #tape.give_back();
                    #gradients
                })
            }
        }
    }

    fn jvp(&self) -> TokenStream {
        let request = self.request;
        let parameters = parameters(request, None);
        let own = of_function(request, None, &[]);
        let where_clause = self.where_clause(None, None);
        let (visibility, output, tangent_output) = (&request.function.vis, output(request), seed_type(request));
        let names = self.names();
        let (formals, shadows) = self.directions(&self.shadows);
        let (support, import) = (&self.support, self.import());
        let mut write_back = TokenStream::new();
        for (position, parameter) in self.outputs() {
            let (dot, shadow) = (&self.tangents[position], &self.shadows[position]);
            let inner = with_lifetime(parameter.inner(), None);
            let after = quote!(#support::tangent::<#inner>(#shadow));
            write_back.extend(if matches!(inner, Type::Slice(_)) {
                quote!(#dot.clone_from_slice(&#after);)
            } else {
                quote!(*#dot = #after;)
            });
        }
        let passed = self.passed_shadows(&self.shadows);
        let value = &self.value;
        let run = quote!(Self::tangent(#(#names,)* #(#passed),*));
        let run = if write_back.is_empty() {
            run
        } else {
            quote!(let #value = #run; #write_back #value)
        };
        quote! {
            /// The value, and its derivative along the tangents of the active parameters.
            #[inline]
            #visibility fn jvp #own(#(#parameters,)* #(#formals),*) -> (#output, #tangent_output) #where_clause {
                #import
                #shadows
                #run
            }
        }
    }

    /// The tangents of the active parameters as parameters, and the shadows that start at them.
    fn directions(&self, shadows: &[Ident]) -> (Vec<TokenStream>, TokenStream) {
        let support = &self.support;
        let mut formals = Vec::new();
        let mut start = TokenStream::new();
        for (position, parameter) in self.active() {
            let (dot, shadow) = (&self.tangents[position], &shadows[position]);
            let inner = with_lifetime(parameter.inner(), None);
            let owned = if matches!(inner, Type::Slice(_)) {
                quote!(#dot.to_vec())
            } else {
                quote!(#dot.clone())
            };
            let ty = direction_type(parameter);
            formals.push(quote!(#dot: #ty));
            let mutability = parameter.may_grow().then(|| quote!(mut));
            start.extend(quote!(let #mutability #shadow = #support::shadow::<#inner>(#owned);));
        }
        (formals, start)
    }
}

/// A shared reference to an argument.
fn looked_at(parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    match parameter.reference() {
        Some(true) => quote!(&*#name),
        Some(false) => quote!(#name),
        None => quote!(&#name),
    }
}

/// One part as it is, several (or none) as a tuple.
pub(super) fn bare_or_tuple(parts: &[impl ToTokens]) -> TokenStream {
    match parts {
        [one] => quote!(#one),
        parts => quote!((#(#parts),*)),
    }
}
