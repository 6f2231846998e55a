//! Calls of differentiable functions: in the primal, in both sweeps, in forward mode.

use super::{Emitter, passes_again, support};
use crate::ir::{Argument, Call, Operand, Seed, ShadowArgument, Var};
use crate::lower::types::Number;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

/// Whether a constant may be a reference: a path, `&TABLE`, or text.
fn may_be_reference(tokens: &TokenStream) -> bool {
    match syn::parse2::<syn::Expr>(tokens.clone()) {
        Ok(syn::Expr::Path(_) | syn::Expr::Reference(_)) => true,
        Ok(syn::Expr::Lit(literal)) => {
            matches!(literal.lit, syn::Lit::Str(_) | syn::Lit::ByteStr(_) | syn::Lit::CStr(_))
        }
        _ => false,
    }
}

impl Emitter<'_> {
    pub(super) fn argument(&self, argument: &Argument) -> TokenStream {
        match argument {
            Argument::Value(operand) => self.moved(operand),
            Argument::Borrow(place) => self.borrow(place),
            Argument::BorrowMut(place) => self.borrow_mut(place),
        }
    }

    fn results(&self, call: &Call) -> TokenStream {
        let names = call.results.iter().map(|result| {
            let variable = self.function.var(*result);
            let (name, mutability) = (&variable.name, variable.mutable.then(|| quote!(mut)));
            quote!(#mutability #name)
        });
        if call.tuple {
            quote!((#(#names),*))
        } else {
            quote!(#(#names)*)
        }
    }

    pub(super) fn plain_call(&self, call: &Call) -> TokenStream {
        let (path, results) = (&call.path, self.results(call));
        let arguments = call.arguments.iter().map(|argument| self.argument(argument));
        // Of a function like `Default::default`, the type that the user wrote is all that is known.
        let annotation = match call.results.as_slice() {
            [result] if !call.tuple => self.function.var(*result).annotation.as_ref(),
            _ => None,
        };
        let annotation = annotation.map(|ty| quote!(: #ty));
        quote!(let #results #annotation = #path(#(#arguments),*);)
    }

    pub(super) fn forward_call(&self, call: &Call, pullback: Var) -> TokenStream {
        let (companion, results, pullback) = (companion(&call.path), self.results(call), self.name(pullback));
        let arguments = call.arguments.iter().map(|argument| self.argument(argument));
        quote!(let (#results, #pullback) = #companion::forward(#(#arguments),*);)
    }

    pub(super) fn pullback(
        &self,
        pullback: Var,
        call: &Call,
        shadows: &[ShadowArgument],
        seeds: &[Seed],
    ) -> TokenStream {
        let pullback = self.name(pullback);
        let seeds: Vec<TokenStream> = seeds.iter().map(|seed| self.seed(seed)).collect();
        let seed = if call.tuple {
            quote!((#(#seeds),*))
        } else {
            quote!(#(#seeds)*)
        };
        let primals = call.arguments.iter().map(|argument| self.passed_again(argument));
        let (probes, shadows) = self.passed_shadows(call, shadows);
        quote!(#probes #pullback(#seed, #(#primals,)* #(#shadows),*);)
    }

    fn seed(&self, seed: &Seed) -> TokenStream {
        let support = support();
        match seed {
            Seed::Number(operand) => self.operand(operand),
            Seed::Unit => quote!(()),
            Seed::Shadow { value, shadow } => {
                let (value, shadow) = (self.name(*value), self.name(*shadow));
                quote!(#support::into_tangent(&#value, #shadow))
            }
            Seed::Zero(value) => {
                let value = self.name(*value);
                quote!(#support::zero_tangent(&#value))
            }
        }
    }

    /// An argument for the pullback: references again, values not.
    fn passed_again(&self, argument: &Argument) -> TokenStream {
        let support = support();
        match argument {
            Argument::Value(Operand::Var(var)) if passes_again(self.function, *var) => {
                let name = self.name(*var);
                quote!({ use #support::{PassAgainReference as _, PassAgainValue as _}; (&#support::Probe(&#name)).pass_again() })
            }
            // The name of a constant, or text.
            Argument::Value(Operand::Constant(tokens)) if may_be_reference(tokens) => {
                quote!({ use #support::{PassAgainReference as _, PassAgainValue as _}; (&#support::Probe(&#tokens)).pass_again() })
            }
            Argument::Value(_) => quote!(#support::ByValue),
            reference => self.argument(reference),
        }
    }

    /// The shadows of all arguments, and what must be asked before the call: an argument that is lent mutably cannot be asked
    /// for its shadow in the middle of it.
    fn passed_shadows(&self, call: &Call, shadows: &[ShadowArgument]) -> (TokenStream, Vec<TokenStream>) {
        let mut probes = TokenStream::new();
        let mut passed = Vec::new();
        for (position, (argument, shadow)) in call.arguments.iter().zip(shadows).enumerate() {
            let tokens = self.passed_shadow(argument, shadow);
            if let (Argument::BorrowMut(place), ShadowArgument::Probe) = (argument, shadow) {
                let name = Ident::new(&format!("inert_{position}"), proc_macro2::Span::mixed_site());
                let (probe, support) = (self.probe(&self.borrow(place)), support());
                probes.extend(quote!(let #name = #probe;));
                passed.push(quote!(#support::pass(&(), &#name)));
            } else {
                passed.push(tokens);
            }
        }
        (probes, passed)
    }

    /// The shadow of something that the macro knows nothing of, and that is constant for the caller.
    fn probe(&self, primal: &TokenStream) -> TokenStream {
        let support = support();
        quote!({ use #support::{InertShadow as _, OpaqueShadow as _}; (&#support::Probe(#primal)).inert() })
    }

    fn passed_shadow(&self, argument: &Argument, shadow: &ShadowArgument) -> TokenStream {
        let support = support();
        match shadow {
            ShadowArgument::Place(place) => {
                let shadow = self.borrow(place);
                let primal = match argument {
                    Argument::Borrow(place) => self.borrow(place),
                    _ => quote!(&()),
                };
                quote!(#support::pass(#primal, #shadow))
            }
            ShadowArgument::InertNumber => self.inert_number(argument),
            ShadowArgument::Ignored => quote!(#support::pass(&(), &::pullback::runtime::Constant)),
            ShadowArgument::Probe if matches!(argument, Argument::Value(Operand::Constant(_))) => {
                let argument = self.argument(argument);
                quote!(#support::pass(&(), &{ use #support::{InertConstant as _, InertReferent as _, OpaqueConstant as _}; (&&#support::Probe(&#argument)).inert_constant() }))
            }
            ShadowArgument::Probe => {
                let primal = match argument {
                    Argument::Value(operand) => {
                        let operand = self.operand(operand);
                        quote!(&#operand)
                    }
                    Argument::Borrow(place) | Argument::BorrowMut(place) => self.borrow(place),
                };
                let probe = self.probe(&primal);
                quote!(#support::pass(&(), &#probe))
            }
        }
    }

    /// The shadow of a number that is constant for the caller. Where its type is not known, the callee's tells.
    fn inert_number(&self, argument: &Argument) -> TokenStream {
        let support = support();
        let number = match argument {
            Argument::Value(Operand::Constant(tokens)) => self.function.types.number_of_constant(tokens),
            Argument::Value(operand) => self.function.number_of(operand),
            Argument::Borrow(_) | Argument::BorrowMut(_) => None,
        };
        let ty = match number {
            Some(Number::Parameter(name)) => Ident::new(&name, proc_macro2::Span::call_site()).to_token_stream(),
            Some(Number::F32) => quote!(f32),
            Some(Number::F64) => quote!(f64),
            Some(Number::Literal) | None => return quote!(#support::pass(&(), &::pullback::runtime::Constant)),
        };
        quote!(#support::pass(&(), &#support::inert_number::<#ty>()))
    }

    pub(super) fn tangent(&self, call: &Call, shadows: &[ShadowArgument], tangents: &[Var]) -> TokenStream {
        let (companion, results) = (companion(&call.path), self.results(call));
        let arguments = call.arguments.iter().map(|argument| self.argument(argument));
        let names = tangents.iter().map(|tangent| {
            let variable = self.function.var(*tangent);
            let (name, mutability) = (&variable.name, variable.mutable.then(|| quote!(mut)));
            quote!(#mutability #name)
        });
        let tangents = if call.tuple {
            quote!((#(#names),*))
        } else {
            quote!(#(#names)*)
        };
        let (probes, shadows) = self.passed_shadows(call, shadows);
        quote!(#probes let (#results, #tangents) = #companion::tangent(#(#arguments,)* #(#shadows),*);)
    }
}

/// The companion of a called function: lifetimes belong to the function alone.
fn companion(path: &syn::Path) -> syn::Path {
    let mut path = path.clone();
    if let Some(last) = path.segments.last_mut()
        && let syn::PathArguments::AngleBracketed(arguments) = &mut last.arguments
    {
        let is_lifetime = |argument: &syn::GenericArgument| matches!(argument, syn::GenericArgument::Lifetime(_));
        arguments.args = std::mem::take(&mut arguments.args)
            .into_iter()
            .filter(|argument| !is_lifetime(argument))
            .collect();
        if arguments.args.is_empty() {
            last.arguments = syn::PathArguments::None;
        }
    }
    path
}
