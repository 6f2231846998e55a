//! Calls of differentiable functions: in the primal, in both sweeps, in forward mode.

mod callee;
mod passed;

use self::callee::receiver_of;
use self::passed::Around;
use super::{Emitter, passes_again, support, tape};
use crate::ir::{Argument, Call, Operand, Seed, ShadowArgument, Target, Var};
use proc_macro2::TokenStream;
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
        self.bound_together(&call.results, call.tuple)
    }

    /// What the results of a call are bound to, or their tangents.
    fn bound_together(&self, vars: &[Var], tuple: bool) -> TokenStream {
        let names = vars.iter().map(|var| {
            let variable = self.function.var(*var);
            let (name, mutability) = (&variable.name, variable.mutable.then(|| quote!(mut)));
            quote!(#mutability #name)
        });
        if tuple {
            quote!((#(#names),*))
        } else {
            quote!(#(#names)*)
        }
    }

    pub(super) fn plain_call(&self, call: &Call) -> TokenStream {
        if let (Target::Operator(operator), [place, Argument::Value(value)]) = (&call.target, call.arguments.as_slice())
        {
            let (place, value) = (self.receiver_place(place), self.operand_beside(operator, 1, value));
            let op = operator.op;
            return quote!(#place #op #value;);
        }
        let results = self.results(call);
        let called = self.called(call, None, &[]);
        // Of a function like `Default::default`, the type that the user wrote is all that is known.
        let annotation = match call.results.as_slice() {
            [result] if !call.tuple => self.function.var(*result).annotation.as_ref(),
            _ => None,
        };
        let annotation = annotation.map(|ty| quote!(: #ty));
        quote!(let #results #annotation = #called;)
    }

    pub(super) fn forward_call(&self, call: &Call, pullback: Var) -> TokenStream {
        let (results, pullback) = (self.results(call), self.name(pullback));
        let called = self.called(call, Some("forward"), &[tape::name_of_tape().into_token_stream()]);
        quote!(let (#results, #pullback) = #called;)
    }

    pub(super) fn pullback(
        &self,
        pullback: Var,
        call: &Call,
        shadows: &[ShadowArgument],
        seeds: &[Seed],
    ) -> TokenStream {
        let (pullback, seed) = (self.name(pullback), self.seeds(call, seeds));
        let primals = self.primals_again(call);
        let (Around { before, after }, shadows) = self.passed_shadows(call, shadows, "inert");
        let separated = self.separated(&call.arguments);
        let tape = tape::name_of_tape();
        let called = separated.around(quote!(#pullback(#seed, #(#primals,)* #(#shadows,)* #tape)));
        quote!(#before #called; #after)
    }

    /// The pullback of a call in the tangent of the reverse sweep: seeds, arguments and shadows, each with its tangent.
    pub(super) fn pullback_tangent(
        &self,
        pullback: Var,
        call: &Call,
        dots: &[Option<ShadowArgument>],
        [shadows, shadow_dots]: [&[ShadowArgument]; 2],
        [seeds, seed_dots]: [&[Seed]; 2],
    ) -> TokenStream {
        let pullback = self.name(pullback);
        let (seed, seed_dot) = (self.seeds(call, seeds), self.seeds(call, seed_dots));
        let primals = self.primals_again(call);
        let support = support();
        let all: Vec<ShadowArgument> = dots.iter().flatten().cloned().collect();
        let mut around = Around::default();
        let mut passed_dots = Vec::new();
        let separated = self.separated(&call.arguments);
        for (position, (argument, dot)) in call.arguments.iter().zip(dots).enumerate() {
            passed_dots.push(match dot {
                Some(dot) => {
                    let part = separated.argument(position);
                    self.probed(
                        (argument, part),
                        dot,
                        &all,
                        &format!("inert_dot_{position}"),
                        &mut around,
                    )
                }
                // By value, or a literal that is a reference.
                None => quote!(#support::pass(&(), &::pullback::runtime::Constant)),
            });
        }
        let dots = passed_dots;
        let (more, shadows) = self.passed_shadows(call, shadows, "inert");
        let (further, shadow_dots) = self.passed_shadows(call, shadow_dots, "inert_bar_dot");
        around.extend([more, further]);
        let Around { before, after } = around;
        let called = separated.around(quote! {
            #pullback(#seed, #seed_dot, #(#primals,)* #(#dots,)* #(#shadows,)* #(#shadow_dots),*)
        });
        quote!(#before #called; #after)
    }

    fn seeds(&self, call: &Call, seeds: &[Seed]) -> TokenStream {
        let seeds: Vec<TokenStream> = seeds.iter().map(|seed| self.seed(seed)).collect();
        if call.tuple {
            quote!((#(#seeds),*))
        } else {
            quote!(#(#seeds)*)
        }
    }

    fn primals_again(&self, call: &Call) -> Vec<TokenStream> {
        let separated = self.separated(&call.arguments);
        let arguments = call.arguments.iter().enumerate();
        arguments
            .map(
                |(position, argument)| match (&call.target, separated.argument(position)) {
                    (Target::Method, Some(part)) if position == 0 => receiver_of(call, &quote!((#part)), "again"),
                    (Target::Method, None) if position == 0 => self.receiver(call, "again"),
                    (_, Some(part)) if !matches!(argument, Argument::Value(_)) => part,
                    _ => self.passed_again(argument),
                },
            )
            .collect()
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
                quote!((&#support::Probe(&#name)).pass_again())
            }
            // The name of a constant, or text.
            Argument::Value(Operand::Constant(tokens)) if may_be_reference(tokens) => {
                quote!((&#support::Probe(&#tokens)).pass_again())
            }
            Argument::Value(_) => quote!(#support::ByValue),
            reference => self.argument(reference),
        }
    }

    pub(super) fn tangent(&self, call: &Call, shadows: &[ShadowArgument], tangents: &[Var]) -> TokenStream {
        let (results, tangents) = (self.results(call), self.bound_together(tangents, call.tuple));
        let (Around { before, after }, shadows) = self.passed_shadows(call, shadows, "inert");
        let called = self.called(call, Some("tangent"), &shadows);
        quote!(#before let (#results, #tangents) = #called; #after)
    }

    /// The forward sweep of a call with the tangents of its arguments.
    pub(super) fn forward_tangent(
        &self,
        call: &Call,
        pullback: Var,
        shadows: &[ShadowArgument],
        tangents: &[Var],
    ) -> TokenStream {
        let (results, tangents, pullback) = (
            self.results(call),
            self.bound_together(tangents, call.tuple),
            self.name(pullback),
        );
        let (Around { before, after }, shadows) = self.passed_shadows(call, shadows, "inert");
        let called = self.called(call, Some("forward_tangent"), &shadows);
        quote!(#before let (#results, #tangents, #pullback) = #called; #after)
    }
}
