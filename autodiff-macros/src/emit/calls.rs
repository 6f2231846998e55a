//! Calls of differentiable functions: in the primal, in both sweeps, in forward mode.

use super::expressions::Binding;
use super::siblings::{self, sibling};
use super::{Emitter, passes_again, support, tape};
use crate::ir::{Access, Argument, Call, Operand, Place, Projection, Seed, ShadowArgument, Target, Var};
use crate::lower::types::{Number, Shape};
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

/// What is done with the shadows of arguments before a call and after it.
#[derive(Default)]
struct Around {
    before: TokenStream,
    after: TokenStream,
}

impl Around {
    fn extend(&mut self, more: impl IntoIterator<Item = Self>) {
        for Self { before, after } in more {
            self.before.extend(before);
            self.after.extend(after);
        }
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

    /// The shadows of all arguments, and what must be done around the call: an argument that is lent mutably cannot be asked
    /// for its shadow in the middle of it. `what` tells several shadows of one argument apart.
    fn passed_shadows(&self, call: &Call, shadows: &[ShadowArgument], what: &str) -> (Around, Vec<TokenStream>) {
        let mut around = Around::default();
        let mut passed = Vec::new();
        let separated = self.separated(&call.arguments);
        for (position, (argument, shadow)) in call.arguments.iter().zip(shadows).enumerate() {
            let (name, part) = (format!("{what}_{position}"), separated.argument(position));
            passed.push(self.probed((argument, part), shadow, shadows, &name, &mut around));
        }
        (around, passed)
    }

    fn probed(
        &self,
        (argument, part): (&Argument, Option<TokenStream>),
        shadow: &ShadowArgument,
        all: &[ShadowArgument],
        name: &str,
        around: &mut Around,
    ) -> TokenStream {
        if let ShadowArgument::Place(place) = shadow
            && self.is_held_beside(argument, place, all)
        {
            let (copy, support) = (Ident::new(name, proc_macro2::Span::mixed_site()), support());
            let (from, to) = (self.borrow(place), self.target(place));
            let before = quote!(let mut #copy = ::pullback::runtime::alloc::borrow::ToOwned::to_owned(#from););
            let after = quote!(#to = #copy;);
            around.extend([Around { before, after }]);
            return quote!(#support::pass_mut(&mut #copy));
        }
        let (Argument::BorrowMut(place), ShadowArgument::Probe) = (argument, shadow) else {
            return self.passed_shadow(argument, part, shadow, all);
        };
        let inert = Ident::new(name, proc_macro2::Span::mixed_site());
        let (probe, support) = (self.probe(&self.borrow(place)), support());
        around.before.extend(quote!(let mut #inert = #probe;));
        quote!(#support::pass_mut(&mut #inert))
    }

    /// The shadow of something that the macro knows nothing of, and that is constant for the caller.
    fn probe(&self, primal: &TokenStream) -> TokenStream {
        let support = support();
        quote!((&#support::Probe(#primal)).inert())
    }

    /// Whether the shadow is lent mutably and is in an enum, another part of which is lent, too: both cannot be taken out of
    /// the enum's shadow at once, and the callee gets a copy.
    fn is_held_beside(&self, argument: &Argument, shadow: &Place, all: &[ShadowArgument]) -> bool {
        let is_payload = |step: &Projection| matches!(step, Projection::Variant { .. });
        let shares =
            |other: &&ShadowArgument| matches!(other, ShadowArgument::Place(other) if other.root == shadow.root);
        shadow.path.iter().any(is_payload)
            && all.iter().filter(shares).count() > 1
            && self.passes_mutably(argument, shadow, all)
    }

    /// Whether a callee that changes lengths may change those of the shadow along: not where it is shared.
    fn passes_mutably(&self, argument: &Argument, shadow: &Place, all: &[ShadowArgument]) -> bool {
        // What a method takes its receiver as is not known: if as `&mut self`, no other argument overlaps with it.
        let overlaps =
            |other: &&ShadowArgument| matches!(other, ShadowArgument::Place(other) if overlap(other, shadow));
        if all.iter().filter(overlaps).count() > 1 {
            return false;
        }
        let is_own = !self.formal_shadows.contains(&shadow.root) && self.function.var(shadow.root).mutable;
        matches!(argument, Argument::BorrowMut(_)) && (is_own || self.growing.contains_key(&shadow.root))
    }

    /// `part`: the argument, where it was separated from others.
    fn passed_shadow(
        &self,
        argument: &Argument,
        part: Option<TokenStream>,
        shadow: &ShadowArgument,
        all: &[ShadowArgument],
    ) -> TokenStream {
        let support = support();
        match shadow {
            ShadowArgument::Place(place) if self.passes_mutably(argument, place, all) => {
                let shadow = self.borrow_mut(place);
                quote!(#support::pass_mut(#shadow))
            }
            ShadowArgument::Place(place) => {
                let shadow = self.borrow(place);
                let primal = match (argument, part) {
                    (Argument::Borrow(_), Some(part)) => part,
                    (Argument::Borrow(place), None) => self.borrow(place),
                    _ => quote!(&()),
                };
                // A field that is marked `#[constant]` has no shadow of its type to lend.
                if let Argument::Borrow(place) = argument
                    && matches!(self.shape(place), Shape::Unknown | Shape::Named(_))
                    && place.path.iter().any(|part| matches!(part, Projection::Field(_)))
                {
                    return quote!(#support::pass(#primal, (&#support::Lend(#primal, #shadow)).lend().shadow()));
                }
                quote!(#support::pass(#primal, #shadow))
            }
            ShadowArgument::InertNumber => self.inert_number(argument),
            ShadowArgument::Ignored => quote!(#support::pass(&(), &::pullback::runtime::Constant)),
            ShadowArgument::Probe if matches!(argument, Argument::Value(Operand::Constant(_))) => {
                let argument = self.argument(argument);
                quote!(#support::pass(&(), &(&&#support::Probe(&#argument)).inert_constant()))
            }
            ShadowArgument::Probe if matches!(argument, Argument::Value(Operand::Var(var)) if self.function.asked.contains(var)) =>
            {
                let argument = self.argument(argument);
                quote!(#support::pass(&(), &(&&#support::Probe(&#argument)).inert_constant()))
            }
            ShadowArgument::Probe => {
                let primal = match (argument, part) {
                    (Argument::Borrow(_), Some(part)) => part,
                    (Argument::Value(operand), _) => {
                        let operand = self.operand_within(operand, Binding::Unary);
                        quote!(&#operand)
                    }
                    (Argument::Borrow(place) | Argument::BorrowMut(place), _) => self.borrow(place),
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

    /// The call itself, or that of one of its derivatives, which takes further arguments.
    fn called(&self, call: &Call, derivative: Option<&str>, further: &[TokenStream]) -> TokenStream {
        let separated = self.separated(&call.arguments);
        let mut arguments = call
            .arguments
            .iter()
            .enumerate()
            .map(|(position, argument)| separated.argument(position).unwrap_or_else(|| self.argument(argument)));
        let receiver = match (&call.target, derivative) {
            (Target::Method, _) => {
                let separate = arguments.next().filter(|_| separated.argument(0).is_some());
                match (separate, call.arguments.first(), derivative) {
                    // What the function owns could be moved into a method, and the reverse sweep still wants it.
                    (Some(part), Some(argument), Some(_))
                        if !self.is_behind_reference(argument) || may_be_asked(call) =>
                    {
                        receiver_of(call, &quote!((#part)), "receiver")
                    }
                    (Some(part), ..) => quote!((#part)),
                    (None, Some(argument), Some(_)) if !self.is_behind_reference(argument) || may_be_asked(call) => {
                        self.receiver(call, "receiver")
                    }
                    (None, Some(argument), _) => self.receiver_place(argument),
                    (None, None, _) => TokenStream::new(),
                }
            }
            _ => TokenStream::new(),
        };
        let arguments = arguments.chain(further.iter().cloned());
        let callee = callee(call, derivative);
        let called = match call.target {
            Target::Method => quote!(#receiver.#callee(#(#arguments),*)),
            _ => quote!(#callee(#(#arguments),*)),
        };
        separated.around(called)
    }

    /// The receiver of a method as the method takes it, or as its pullback does.
    fn receiver(&self, call: &Call, what: &str) -> TokenStream {
        let place = call.arguments.first().map(|argument| self.receiver_place(argument));
        receiver_of(call, &quote!(#place), what)
    }

    fn receiver_place(&self, argument: &Argument) -> TokenStream {
        match argument {
            Argument::Value(operand) => self.operand(operand),
            Argument::Borrow(place) => self.place_atom(place),
            Argument::BorrowMut(place) => self.target_atom(place),
        }
    }

    fn is_behind_reference(&self, argument: &Argument) -> bool {
        match argument {
            Argument::Value(_) => false,
            Argument::Borrow(place) | Argument::BorrowMut(place) => self.is_reference(place.root),
        }
    }
}

/// Whether a receiver that is behind a reference can be asked first how the method takes it: then a method without derivatives is
/// one mistake. If it is lent mutably for that, the other arguments cannot read it.
fn may_be_asked(call: &Call) -> bool {
    let (Some((receiver, others)), Some(name)) = (call.arguments.split_first(), call.path.segments.last()) else {
        return false;
    };
    let root = match receiver {
        Argument::Value(Operand::Var(var)) => *var,
        Argument::Value(_) => return false,
        Argument::Borrow(place) | Argument::BorrowMut(place) => place.root,
    };
    let reads_it = |argument: &Argument| match argument {
        Argument::Value(operand) => reads(operand, root),
        Argument::Borrow(place) | Argument::BorrowMut(place) => place.root == root,
    };
    !siblings::is_of_numbers(&name.ident.to_string()) && !others.iter().any(reads_it)
}

/// Whether an operand reads of a variable.
fn reads(operand: &Operand, root: Var) -> bool {
    match operand {
        Operand::Var(var) => *var == root,
        Operand::Constant(_) => false,
        Operand::Nested(expr) => {
            let mut found = false;
            expr.accesses(&mut |access| {
                found |= match access {
                    Access::Read(operand) => reads(operand, root),
                    Access::ReadPlace(place) | Access::WritePlace(place) => place.root == root,
                }
            });
            found
        }
    }
}

/// What stands at `place` as a method takes it, or as its pullback does.
fn receiver_of(call: &Call, place: &TokenStream, what: &str) -> TokenStream {
    let name = call.path.segments.last().map(|last| last.ident.to_string());
    if name.is_some_and(|name| siblings::is_of_numbers(&name)) {
        let sibling = callee(call, Some(what));
        return quote!(#place.#sibling());
    }
    let sibling = callee(call, Some(siblings::RECEIVER));
    let what = if what == "receiver" {
        quote!(once)
    } else {
        quote!(again)
    };
    quote!(#place.#sibling().#what())
}

/// What a call calls: the function itself, or one of its derivatives.
fn callee(call: &Call, derivative: Option<&str>) -> TokenStream {
    let mut path = call.path.clone();
    let qualified = match (&call.target, derivative) {
        (Target::Function, None) => return quote!(#path),
        (Target::Function, Some(derivative)) => {
            let (companion, derivative) = (companion(&path), Ident::new(derivative, proc_macro2::Span::call_site()));
            return quote!(#companion::#derivative);
        }
        (Target::Operator(operator), derivative) => return operator.derivative(derivative.unwrap_or_default()),
        (Target::Associated(qualified), _) => qualified.clone(),
        (Target::Method, _) => None,
    };
    let Some(derivative) = derivative else {
        let path = syn::ExprPath {
            attrs: Vec::new(),
            qself: qualified,
            path,
        };
        return quote!(#path);
    };
    // The siblings of a trait's methods are methods of the type.
    let own = match qualified {
        Some(qualified) => {
            let ty = qualified.ty;
            path.segments = path.segments.into_iter().skip(qualified.position).collect();
            path.leading_colon = None;
            Some(quote!(<#ty>::))
        }
        None => None,
    };
    if let Some(last) = path.segments.last_mut() {
        last.ident = sibling(&last.ident, derivative);
        last.arguments = syn::PathArguments::None;
    }
    quote!(#own #path)
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

/// Whether two places may share memory: they part at no field.
fn overlap(first: &Place, second: &Place) -> bool {
    first.root == second.root
        && first.path.iter().zip(&second.path).all(|steps| match steps {
            (Projection::Field(a), Projection::Field(b)) => a == b,
            (Projection::Variant { member: a, .. }, Projection::Variant { member: b, .. }) => a == b,
            _ => true,
        })
}
