//! The companion of a function whose derivative is the user's own.
//!
//! The user's functions are named once each, in `vjp` and `jvp`, where their types are checked against what the companion
//! declares; everything else is made of these two. A pullback that borrows arguments cannot be kept until the reverse sweep
//! (see `docs/how-it-works.md`); then the user's `vjp` is called there, with the references passed again.

mod sweeps;

use super::formals::{direction_type, is_number, output, parameters, seed_type, with_lifetime};
use super::generics::{self, captured, of_function, where_clause};
use super::support;
use super::surface::{Surface, bare_or_tuple};
use crate::lower::names::Names;
use crate::request::{Parameter, Request};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ExprPath, Lifetime, Type};

/// The companion, from the functions that the request names.
pub fn companion(request: &Request) -> TokenStream {
    let mut names = Names::reserving(request.function.to_token_stream());
    let surface = Surface::of(request, &mut names);
    let mut unique = |hint: &str| names.unique(hint, Span::call_site());
    let companion = RuleCompanion {
        request,
        rule: unique("rule"),
        value: unique("value"),
        pullback: unique("pullback"),
        seed: unique("seed"),
        parts: request
            .parameters
            .iter()
            .map(|parameter| Part::of(parameter, &mut unique))
            .collect(),
        surface,
    };
    companion.emit()
}

/// One parameter, with the names of what belongs to it.
struct Part<'r> {
    parameter: &'r Parameter,
    /// The user's tangent, in `jvp`.
    dot: Ident,
    /// The user's derivative, from the pullback.
    bar: Ident,
    shadow: Ident,
    /// A copy for the reverse sweep.
    kept: Ident,
}

impl<'r> Part<'r> {
    fn of(parameter: &'r Parameter, unique: &mut impl FnMut(&str) -> Ident) -> Self {
        let mut named = |what: &str| unique(&format!("{}_{what}", parameter.name));
        Self {
            parameter,
            dot: named("dot"),
            bar: named("bar"),
            shadow: named("shadow"),
            kept: named("kept"),
        }
    }

    fn is_number(&self) -> bool {
        is_number(&self.parameter.ty)
    }

    /// The type without references in front, as generated code may name it.
    fn inner(&self) -> Type {
        with_lifetime(self.parameter.inner(), None)
    }

    /// A reference to the value.
    fn borrowed(&self) -> TokenStream {
        let name = &self.parameter.name;
        match self.parameter.reference() {
            Some(_) => quote!(#name),
            None => quote!(&#name),
        }
    }

    /// The tangent, as the user's `jvp` takes it.
    fn passed_dot(&self) -> TokenStream {
        let dot = &self.dot;
        match self.parameter.reference() {
            Some(_) => quote!(&#dot),
            None => quote!(#dot),
        }
    }

    /// `let x_dot = the tangent in x_shadow;`
    fn dot_from_shadow(&self) -> TokenStream {
        let (dot, shadow, value, support) = (&self.dot, &self.shadow, self.borrowed(), support());
        if self.is_number() {
            quote!(let #dot = #shadow.get();)
        } else {
            let inner = self.inner();
            quote!(let #dot = #support::tangent_in::<#inner, _>(#value, #shadow);)
        }
    }

    /// Adds the derivative to the shadow.
    fn contribute(&self) -> TokenStream {
        let (bar, shadow, support) = (&self.bar, &self.shadow, support());
        if self.is_number() {
            quote!(#shadow.add(#bar);)
        } else {
            let inner = self.inner();
            quote!(#support::contribute::<#inner, _>(#shadow, #bar);)
        }
    }
}

struct RuleCompanion<'r> {
    request: &'r Request,
    rule: Ident,
    value: Ident,
    pullback: Ident,
    seed: Ident,
    parts: Vec<Part<'r>>,
    surface: Surface<'r>,
}

impl RuleCompanion<'_> {
    fn emit(&self) -> TokenStream {
        let request = self.request;
        let documentation = format!("Derivatives of `{}`.", request.function.sig.ident);
        let (forward, tangent) = (self.forward(), self.tangent());
        let (vjp, jvp, derivatives) = (self.vjp(), self.jvp(), self.surface.derivatives());
        let forward_tangent = self.forward_tangent();
        let scalar = self.surface.unit_seed();
        let gradient = scalar
            .iter()
            .map(|(seed, condition)| self.surface.gradient(seed, condition.as_ref()));
        let more = scalar.iter().map(|(seed, condition)| {
            let (into, second) = (
                self.surface.gradient_into(seed, condition.as_ref()),
                self.surface.second(seed, condition.as_ref()),
            );
            quote!(#into #second)
        });
        let with = scalar
            .iter()
            .map(|(seed, condition)| self.surface.with(seed, condition.as_ref()));
        let functions = quote! {
            #forward
            #tangent
            #forward_tangent
            #(#gradient)*
            #(#more)*
            #vjp
            #jvp
            #derivatives
            #(#with)*
        };
        generics::companion(request, &documentation, &functions)
    }

    fn active(&self) -> impl Iterator<Item = &Part<'_>> {
        self.parts.iter().filter(|part| part.parameter.active)
    }

    fn names(&self) -> Vec<&Ident> {
        self.request
            .parameters
            .iter()
            .map(|parameter| &parameter.name)
            .collect()
    }

    /// The arguments, those by value copied.
    fn copies(&self) -> Vec<TokenStream> {
        let copy = |parameter: &Parameter| {
            let name = &parameter.name;
            match parameter.reference() {
                Some(_) => quote!(#name),
                None => quote!(::core::clone::Clone::clone(&#name)),
            }
        };
        self.request.parameters.iter().map(copy).collect()
    }

    /// Whether a pullback may borrow an argument.
    fn borrows(&self) -> bool {
        let mut parameters = self.request.parameters.iter();
        self.request.rule.owned_pullback.is_none() && parameters.any(|parameter| mentions_lifetime(&parameter.ty))
    }

    /// The names that the user's pullback is taken apart into.
    fn bars(&self) -> TokenStream {
        let bars: Vec<&Ident> = self.active().map(|part| &part.bar).collect();
        bare_or_tuple(&bars)
    }

    fn vjp(&self) -> TokenStream {
        let request = self.request;
        let lifetime = Lifetime::new("'arguments", Span::call_site());
        let lifetime = self.borrows().then_some(&lifetime);
        let parameters = parameters(request, lifetime);
        let own = of_function(request, lifetime, &[]);
        let captured = captured(request, &[]);
        let where_clause = where_clause(request, lifetime, None);
        let (visibility, output, seed) = (&request.function.vis, output(request), seed_type(request));
        let gradient = self.surface.gradient_type();
        let lifetime = lifetime.into_iter().collect::<Vec<_>>();
        let span = request.rule.vjp.as_ref().map_or_else(Span::call_site, Spanned::span);
        // A pullback of the user's of another type is an error at the user's path.
        let pullback =
            quote_spanned!(span=> impl ::core::ops::FnOnce(#seed) -> #gradient + use<#(#lifetime,)* #(#captured),*>);
        let body = match &request.rule.vjp {
            Some(path) => self.call(path, &quote!((#output, _)), lifetime.first().copied(), &[]),
            None => self.vjp_from_jvp(),
        };
        quote! {
            /// The value, and the pullback: from the seed (the tangent of the result) to the gradient.
            #[inline(always)]
            #visibility fn vjp #own(#(#parameters),*) -> (#output, #pullback) #where_clause {
                #body
            }
        }
    }

    /// Calls a function of the user's by a pointer of the type that it must have.
    fn call(
        &self,
        path: &ExprPath,
        result: &TokenStream,
        lifetime: Option<&Lifetime>,
        dots: &[(Ident, TokenStream)],
    ) -> TokenStream {
        let types = self
            .request
            .parameters
            .iter()
            .map(|parameter| with_lifetime(&parameter.ty, lifetime));
        let (rule, names) = (&self.rule, self.names());
        let dot_types = dots.iter().map(|(_, ty)| ty);
        let dot_names = dots.iter().map(|(name, _)| name);
        quote! {
            let #rule: fn(#(#types,)* #(#dot_types),*) -> #result = #path;
            #rule(#(#names,)* #(#dot_names),*)
        }
    }

    fn jvp(&self) -> TokenStream {
        let request = self.request;
        let own = of_function(request, None, &[]);
        let where_clause = where_clause(request, None, None);
        let (visibility, output, tangent) = (&request.function.vis, output(request), seed_type(request));
        let parameters = parameters(request, None);
        let dots: Vec<(Ident, TokenStream)> = self
            .active()
            .map(|part| (part.dot.clone(), direction_type(part.parameter)))
            .collect();
        let formals = dots.iter().map(|(name, ty)| quote!(#name: #ty));
        let body = match &request.rule.jvp {
            Some(path) => self.call(path, &quote!((#output, #tangent)), None, &dots),
            None => self.jvp_from_vjp(),
        };
        quote! {
            /// The value, and its derivative along the tangents of the active parameters.
            #visibility fn jvp #own(#(#parameters,)* #(#formals),*) -> (#output, #tangent) #where_clause {
                #body
            }
        }
    }

    /// The derivative by each number of the arguments, along a direction of its own.
    fn vjp_from_jvp(&self) -> TokenStream {
        if self.is_of_numbers() {
            return self.partials_from_jvp();
        }
        let (value, seed, support, copies) = (&self.value, &self.seed, support(), self.copies());
        let (function, dot, output) = (self.function(), &self.pullback, output(self.request));
        let by_argument = self.active().enumerate().map(|(at, part)| {
            let (inner, borrowed) = (part.inner(), part.borrowed());
            let directions = self.active().enumerate().map(|(other, part)| {
                let borrowed = part.borrowed();
                let own = if other == at {
                    quote!(#dot)
                } else {
                    quote!(#support::no_direction(#borrowed))
                };
                match part.parameter.reference() {
                    Some(_) => quote!(&#own),
                    None => own,
                }
            });
            quote! {
                #support::by_units::<#inner>(#borrowed, |#dot| {
                    let (_, #dot) = Self::jvp(#(#copies,)* #(#directions),*);
                    #support::product::<#output>(::core::clone::Clone::clone(&#seed), #dot)
                })
            }
        });
        let gradient = bare_or_tuple(&by_argument.collect::<Vec<_>>());
        quote! {
            let #value = #function(#(#copies),*);
            (#value, move |#seed| #gradient)
        }
    }

    /// Whether there are only numbers to derive by, and one to derive.
    fn is_of_numbers(&self) -> bool {
        self.request.result.as_ref().is_some_and(is_number) && self.active().all(Part::is_number)
    }

    /// Of numbers, the pullback keeps the partial derivatives.
    fn partials_from_jvp(&self) -> TokenStream {
        let (value, seed, copies) = (&self.value, &self.seed, self.copies());
        let function = self.function();
        let bars: Vec<&Ident> = self.active().map(|part| &part.bar).collect();
        let directions = (0..bars.len()).map(|at| {
            let units = (0..bars.len()).map(|other| if other == at { quote!(1.0) } else { quote!(0.0) });
            let bar = bars[at];
            quote!(let (#value, #bar) = Self::jvp(#(#copies,)* #(#units),*);)
        });
        let start = bars.is_empty().then(|| quote!(let #value = #function(#(#copies),*);));
        let gradient: Vec<TokenStream> = bars.iter().map(|bar| quote!(#seed * #bar)).collect();
        let gradient = bare_or_tuple(&gradient);
        quote! {
            #start
            #(#directions)*
            (#value, move |#seed| #gradient)
        }
    }

    /// The derivative of each number of the result, by a pullback of its own.
    fn jvp_from_vjp(&self) -> TokenStream {
        let (value, pullback, seed, bars, copies) =
            (&self.value, &self.pullback, &self.seed, self.bars(), self.copies());
        let support = support();
        let products = self.active().map(|part| {
            let (bar, dot, inner) = (&part.bar, &part.dot, part.inner());
            let owned = match inner {
                Type::Slice(_) => quote!(#dot.to_vec()),
                _ => quote!(::core::clone::Clone::clone(#dot)),
            };
            let owned = match part.parameter.reference() {
                Some(_) => owned,
                None => quote!(::core::clone::Clone::clone(&#dot)),
            };
            quote!(#support::product::<#inner>(#bar, #owned))
        });
        let products: Vec<TokenStream> = products.collect();
        if self.request.result.as_ref().is_some_and(is_number) {
            // One number, one pullback.
            let products = if self.is_of_numbers() {
                let products = self.active().map(|part| {
                    let (bar, dot) = (&part.bar, &part.dot);
                    quote!(#bar * #dot)
                });
                quote!(0.0 #(+ #products)*)
            } else {
                let output = output(self.request);
                quote!((0.0 #(+ #products)*) as #output)
            };
            return quote! {
                let (#value, #pullback) = Self::vjp(#(#copies),*);
                let #bars = #pullback(1.0);
                (#value, #products)
            };
        }
        quote! {
            let (#value, _) = Self::vjp(#(#copies),*);
            let #pullback = #support::by_units(&#value, |#seed| {
                let (_, #pullback) = Self::vjp(#(#copies),*);
                let #bars = #pullback(#seed);
                0.0 #(+ #products)*
            });
            (#value, #pullback)
        }
    }
}

/// Whether a type speaks of a lifetime.
fn mentions_lifetime(ty: &Type) -> bool {
    struct Search(bool);
    impl<'ast> syn::visit::Visit<'ast> for Search {
        fn visit_type_reference(&mut self, _: &'ast syn::TypeReference) {
            self.0 = true;
        }
        fn visit_lifetime(&mut self, _: &'ast Lifetime) {
            self.0 = true;
        }
    }
    let mut search = Search(false);
    syn::visit::Visit::visit_type(&mut search, ty);
    search.0
}
