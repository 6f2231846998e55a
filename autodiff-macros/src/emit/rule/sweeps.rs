//! The sweeps of a function whose derivative is the user's own, made of the user's `vjp` and `jvp`.

use super::super::formals::{
    again_formal_types, modes, output, parameters, primal_formal_type, seed_type, shadow_formal_type,
    shadow_formal_types,
};
use super::super::generics::{captured, of_function, where_clause};
use super::super::{support, tape};
use super::{Part, RuleCompanion};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ExprPath;

impl RuleCompanion<'_> {
    /// The user's function.
    pub(super) fn function(&self) -> TokenStream {
        match &self.request.rule.function {
            Some(path) => path.to_token_stream(),
            None => self.request.function.sig.ident.to_token_stream(),
        }
    }

    /// The forward sweep, which keeps the user's pullback or what it takes to make one.
    pub(super) fn forward(&self) -> TokenStream {
        let request = self.request;
        let modes = modes(request);
        let (generics, captured) = (of_function(request, None, &modes), captured(request, &modes));
        let where_clause = where_clause(request, None, None);
        let (visibility, output, seed_type) = (&request.function.vis, output(request), seed_type(request));
        let parameters = parameters(request, None);
        let primals: Vec<TokenStream> = request.parameters.iter().map(primal_formal_type).collect();
        let shadows: Vec<TokenStream> = shadow_formal_types(request, &modes);
        let primal_names = request.parameters.iter().map(|parameter| match parameter.reference() {
            Some(_) => parameter.name.to_token_stream(),
            None => quote!(_),
        });
        let shadow_names = self.parts.iter().map(|part| {
            if part.parameter.active {
                part.shadow.to_token_stream()
            } else {
                quote!(_)
            }
        });
        let (before, again) = if self.borrows() { self.once_more() } else { self.kept() };
        let (value, pullback, seed, bars) = (&self.value, &self.pullback, &self.seed, self.bars());
        let contributions = self.active().map(Part::contribute);
        let tape = tape::reference();
        quote! {
            #[doc(hidden)]
            #[inline(always)]
            #visibility fn forward #generics(#(#parameters,)* _: #tape)
                -> (#output, impl ::core::ops::FnOnce(#seed_type, #(#primals,)* #(#shadows,)* #tape) + use<#(#captured),*>) #where_clause
            {
                #before
                (#value, move |#seed: #seed_type, #(#primal_names: #primals,)* #(#shadow_names: #shadows,)* _: #tape| {
                    #again
                    let #bars = #pullback(#seed);
                    #(#contributions)*
                })
            }
        }
    }

    /// The forward sweep with tangents, of which second derivatives are made.
    ///
    /// Where the user's `jvp` is differentiable, its own pullback has them: from the seeds (ẏ̄, ȳ) for (y, ẏ) = jvp(x, ẋ) it makes
    /// the tangent of x̄ as the derivative by x, and x̄ as that by ẋ. Elsewhere they are not known, and whoever asks for them
    /// gets an error where the function is compiled for it.
    pub(super) fn forward_tangent(&self) -> TokenStream {
        let request = self.request;
        let modes = modes(request);
        let (generics, captured) = (of_function(request, None, &modes), captured(request, &modes));
        let where_clause = where_clause(request, None, None);
        let (visibility, output, seed) = (&request.function.vis, output(request), seed_type(request));
        let parameters = parameters(request, None);
        let primals: Vec<TokenStream> = request.parameters.iter().map(primal_formal_type).collect();
        let shadows: Vec<TokenStream> = shadow_formal_types(request, &modes);
        let again = again_formal_types(request, &shadows);
        let formals: Vec<TokenStream> = primals
            .iter()
            .cloned()
            .chain(again)
            .chain(shadows.clone())
            .chain(shadows.clone())
            .collect();
        let (dot_names, body) = match (&request.rule.second_order, &request.rule.jvp) {
            (Some(_), Some(path)) => self.forward_of_tangent(path, &seed, &formals),
            _ => (vec![quote!(_); shadows.len()], self.no_second_order(&seed, &formals)),
        };
        quote! {
            #[doc(hidden)]
            #[inline]
            #visibility fn forward_tangent #generics(#(#parameters,)* #(#dot_names: #shadows),*) -> (
                #output,
                #seed,
                impl ::core::ops::FnOnce(#seed, #seed, #(#formals),*) + use<#(#captured),*>,
            ) #where_clause {
                #body
            }
        }
    }

    fn no_second_order(&self, seed: &TokenStream, formals: &[TokenStream]) -> TokenStream {
        let support = support();
        let message = format!(
            "cannot differentiate `{}` twice: its derivative is a function of its own\nhelp: make the function named by `jvp` differentiable and add `second_order`, or use first derivatives",
            self.request.function.sig.ident
        );
        quote! {
            const { ::core::panic!(#message) };
            (#support::refused(), #support::refused(), |_: #seed, _: #seed, #(_: #formals),*| {})
        }
    }

    /// The forward sweep of the user's `jvp`, at the arguments and the tangents in their shadows.
    fn forward_of_tangent(
        &self,
        jvp: &ExprPath,
        seed: &TokenStream,
        formals: &[TokenStream],
    ) -> (Vec<TokenStream>, TokenStream) {
        let support = support();
        let named = |part: &Part<'_>, name: &Ident| {
            if part.parameter.active {
                name.to_token_stream()
            } else {
                quote!(_)
            }
        };
        let dot_names = self.parts.iter().map(|part| named(part, &part.shadow)).collect();
        let dots_from_shadows = self.active().map(Part::dot_from_shadow);
        let (names, passed) = (self.names(), self.active().map(Part::passed_dot));
        // In the pullback: the arguments again, their tangents again, the shadows of both.
        let mut again: Vec<TokenStream> = Vec::new();
        for part in &self.parts {
            again.push(match part.parameter.reference() {
                Some(_) => part.parameter.name.to_token_stream(),
                None => quote!(_),
            });
        }
        again.extend(self.parts.iter().map(|_| quote!(_)));
        again.extend(self.parts.iter().map(|part| named(part, &part.bar)));
        again.extend(self.parts.iter().map(|part| named(part, &part.kept)));
        let primals = self.parts.iter().map(|part| match part.parameter.reference() {
            Some(_) => part.parameter.name.to_token_stream(),
            None => quote!(#support::ByValue),
        });
        let dots = self.active().map(|part| {
            let dot = &part.dot;
            match part.parameter.reference() {
                Some(_) => quote!(&#dot),
                None => quote!(#support::ByValue),
            }
        });
        let by_arguments = self.parts.iter().map(|part| {
            if part.parameter.active {
                let shadow_dot = &part.kept;
                quote!(#support::pass(&(), #shadow_dot))
            } else {
                quote!(#support::pass(&(), &::pullback::runtime::Constant))
            }
        });
        let by_dots = self.active().map(|part| {
            let shadow = &part.bar;
            quote!(#support::pass(&(), #shadow))
        });
        let (value, pullback, rule) = (&self.value, &self.pullback, &self.rule);
        let tape = tape::name_of_tape();
        let body = quote! {
            #(#dots_from_shadows)*
            let mut #tape = #support::Tape::new();
            let ((#value, #rule), #pullback) = #jvp::forward(#(#names,)* #(#passed,)* &mut #tape);
            (#value, #rule, move |value_bar__: #seed, value_bar_dot__: #seed, #(#again: #formals),*| {
                let mut #tape = #tape;
                #pullback((value_bar_dot__, value_bar__), #(#primals,)* #(#dots,)* #(#by_arguments,)* #(#by_dots,)* &mut #tape);
                #tape.give_back();
            })
        };
        (dot_names, body)
    }

    /// The user's pullback is kept.
    fn kept(&self) -> (TokenStream, TokenStream) {
        let (value, pullback, names) = (&self.value, &self.pullback, self.names());
        (
            quote!(let (#value, #pullback) = Self::vjp(#(#names),*);),
            TokenStream::new(),
        )
    }

    /// The value alone; `vjp` runs in the reverse sweep, on the references passed again and copies of the rest.
    fn once_more(&self) -> (TokenStream, TokenStream) {
        let (value, pullback, names) = (&self.value, &self.pullback, self.names());
        let function = self.function();
        let copies = self.parts.iter().filter(|part| part.parameter.reference().is_none());
        let copies = copies.map(|part| {
            let (kept, name) = (&part.kept, &part.parameter.name);
            quote!(let #kept = ::core::clone::Clone::clone(&#name);)
        });
        let arguments = self.parts.iter().map(|part| match part.parameter.reference() {
            Some(_) => &part.parameter.name,
            None => &part.kept,
        });
        (
            quote!(#(#copies)* let #value = #function(#(#names),*);),
            quote!(let (_, #pullback) = Self::vjp(#(#arguments),*);),
        )
    }

    /// Forward mode, on shadows.
    pub(super) fn tangent(&self) -> TokenStream {
        let request = self.request;
        let modes = modes(request);
        let generics = of_function(request, None, &modes);
        let where_clause = where_clause(request, None, None);
        let (visibility, output, tangent) = (&request.function.vis, output(request), seed_type(request));
        let parameters = parameters(request, None);
        let formals = self.parts.iter().zip(&modes).map(|(part, mode)| {
            let ty = shadow_formal_type(part.parameter, mode.as_ref());
            let shadow = &part.shadow;
            if mode.is_some() {
                quote!(#shadow: #ty)
            } else {
                quote!(_: #ty)
            }
        });
        let (names, before) = (self.names(), self.active().map(Part::dot_from_shadow));
        let dots = self.active().map(Part::passed_dot);
        quote! {
            #[doc(hidden)]
            #[inline]
            #visibility fn tangent #generics(#(#parameters,)* #(#formals),*) -> (#output, #tangent) #where_clause {
                #(#before)*
                Self::jvp(#(#names,)* #(#dots),*)
            }
        }
    }
}
