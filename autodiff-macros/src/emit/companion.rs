//! The companion: the type beside the function that carries its derivatives.

use super::Emitter;
use super::formals::{
    headed, modes, output, parameters, primal_formal_type, primal_formals, seed_type, shadow_formal_type,
    shadow_formal_types,
};
use super::generics::{self, captured};
use super::surface::Surface;
use crate::analyse::activity::each_stmt;
use crate::ir::{Block, Expr, Function, Operator, Role, Stmt, Target, Var, generic_constant};
use crate::lower::types::Number;
use crate::request::{Parameter, Request};
use crate::rules;
use crate::transform::shadows::Shadows;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use std::collections::{HashMap, HashSet};

/// One direction of a differentiated function, ready to be printed.
pub struct Direction {
    pub function: Function,
    pub shadows: Shadows,
    pub items: Vec<syn::Item>,
}

/// Everything that the companion needs.
pub struct Companion<'r> {
    pub request: &'r Request,
    pub reverse: Direction,
    pub forward_sweep: Block,
    pub reverse_sweep: Block,
    pub stacks: Vec<Var>,
    pub kept: HashSet<Var>,
    pub tangent: Direction,
    pub tangent_body: Block,
    pub second: Second,
    pub float: Option<super::Float>,
}

/// The tangent of reverse mode, ready to be printed: both sweeps, with the tangents of their variables.
pub struct Second {
    pub direction: Direction,
    pub dots: Shadows,
    pub forward_sweep: Block,
    pub reverse_sweep: Block,
    pub stacks: Vec<Var>,
}

impl Companion<'_> {
    pub fn emit(mut self) -> TokenStream {
        let request = self.request;
        let name = &request.companion;
        let parts = [
            self.forward(),
            self.tangent_function(),
            self.forward_tangent(),
            Surface::of(request, &mut self.reverse.function.names).emit(),
        ];
        let documentation = format!("Derivatives of [`{name}`](fn@{name}).");
        generics::companion(request, &documentation, &parts.into_iter().collect())
    }

    fn modes(&self) -> Vec<Option<Ident>> {
        modes(self.request)
    }

    /// The forward sweep, which returns the value and the pullback.
    fn forward(&mut self) -> TokenStream {
        let request = self.request;
        let function = &mut self.reverse.function;
        let shadows = &mut self.reverse.shadows;
        let mut formals = Vec::new();
        let mut formal_shadows = HashSet::new();
        let mut growing = HashMap::new();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let modes = modes(request);
        for ((parameter, var), mode) in request.parameters.iter().zip(function.parameters.clone()).zip(&modes) {
            if !parameter.active || !shadows.active.contains(&var) {
                formals.push(quote!(_));
                continue;
            }
            let bar = shadows.of(function, var);
            let collected = collected(function, parameter, bar);
            formals.push(collected.formal);
            if function.var(bar).role == Role::Plain {
                before.push(collected.before);
                after.push(collected.after);
            } else {
                formal_shadows.insert(bar);
                if let (true, Some(mode)) = (parameter.may_grow(), mode) {
                    growing.insert(bar, mode.clone());
                }
            }
        }
        let bar = result_shadow(function, shadows);
        let (seed, prepare) = seed(request, function, bar, &self.reverse_sweep);
        let function = &self.reverse.function;
        let emitter = Emitter {
            function,
            formal_shadows,
            growing,
            kept: self.kept.clone(),
            late: function.late_result().into_iter().collect(),
            elsewhere: super::origins::Elsewhere::of(function),
            float: self.float.clone(),
            taped: Some(super::tape::taped(
                request,
                function,
                [&self.forward_sweep, &self.reverse_sweep],
            )),
        };
        let mut forward_sweep = self.forward_sweep.stmts.as_slice();
        let result = function.result.filter(|result| !self.kept.contains(result));
        let result = result.filter(|result| !emitter.late.contains(result));
        let result = match result.and_then(|result| emitter.take_last_value(&mut forward_sweep, result)) {
            Some(value) => emitter.expr(value),
            None => returned_value(function, &self.kept),
        };
        let forward = emitter.stmts(forward_sweep);
        let reverse = emitter.block(&self.reverse_sweep);
        let result = emitter.at_origin(function.result, result);
        let [vectors_back, vectors_back_later] = emitter.vectors_back();
        let result = match vectors_back.is_empty() {
            true => result,
            false => {
                let value = super::local("value");
                quote!({ let #value = #result; #vectors_back #value })
            }
        };
        let (made, (turned, kept)) = (emitter.stacks(&self.stacks), emitter.turned_stacks(&self.stacks));
        let tape = super::tape::name_of_tape();
        let tape_type = super::tape::reference();

        let generics = generics::of_function(request, None, &modes);
        let parameters = parameters(request, None);
        let primal_types: Vec<TokenStream> = request.parameters.iter().map(primal_formal_type).collect();
        let primal_names = primal_formals(request);
        let shadow_types: Vec<TokenStream> = shadow_formal_types(request, &modes);
        let output = output(request);
        let seed_type = seed_type(request);
        let captured = captured(request, &modes);
        let items = &self.reverse.items;
        let methods = methods(function);
        let where_clause = generics::where_clause(request, None, None);
        let visibility = &request.function.vis;
        let inline = inlining(&self.forward_sweep);
        let pullback = quote! {
            move |#seed, #(#primal_names,)* #(#formals,)* #tape| {
                #turned
                #prepare
                #(#before)*
                #reverse
                #(#after)*
                #kept
                #vectors_back_later
            }
        };
        let pullback = emitter.with_kept(&self.reverse_sweep, pullback);
        let function = quote! {
            #[doc(hidden)]
            #inline
            #visibility fn forward #generics(#(#parameters,)* #tape: #tape_type)
                -> (#output, impl ::core::ops::FnOnce(#seed_type, #(#primal_types,)* #(#shadow_types,)* #tape_type) + use<#(#captured),*>) #where_clause
            {
                #(#items)*
                #methods
                #made
                #forward
                (#result, #pullback)
            }
        };
        headed(function, request)
    }

    /// Forward mode: value and tangent.
    fn tangent_function(&mut self) -> TokenStream {
        let request = self.request;
        let modes = self.modes();
        let Direction {
            function,
            shadows,
            items,
        } = &mut self.tangent;
        let mut formals = Vec::new();
        let mut formal_shadows = HashSet::new();
        let mut growing = HashMap::new();
        let mut before = Vec::new();
        for ((parameter, var), mode) in request.parameters.iter().zip(function.parameters.clone()).zip(&modes) {
            let ty = shadow_formal_type(parameter, mode.as_ref());
            let (Some(mode), true) = (mode, shadows.active.contains(&var)) else {
                formals.push(quote!(_: #ty));
                continue;
            };
            let dot = shadows.of(function, var);
            let name = function.var(dot).name.clone();
            if function.var(dot).role == Role::Plain {
                let cell = function
                    .names
                    .unique(&format!("{}_shadow", parameter.name), parameter.name.span());
                before.push(quote!(let mut #name = #cell.get();));
                formals.push(quote!(#cell: #ty));
            } else {
                formal_shadows.insert(dot);
                if parameter.may_grow() {
                    growing.insert(dot, mode.clone());
                }
                formals.push(quote!(#name: #ty));
            }
        }
        let result = function.result.map(|result| {
            let active = shadows.active.contains(&result);
            let dot = active.then(|| shadows.of(function, result));
            (result, dot)
        });
        let function = &*function;
        let late = result.filter(|(result, _)| function.late_result() == Some(*result));
        let late: HashSet<Var> = late
            .into_iter()
            .flat_map(|(result, dot)| [Some(result), dot])
            .flatten()
            .collect();
        let emitter = Emitter {
            function,
            formal_shadows,
            growing,
            late: late.clone(),
            elsewhere: super::origins::Elsewhere::of(function),
            float: self.float.clone(),
            taped: None,
            kept: function
                .vars
                .iter()
                .enumerate()
                .map(|(position, _)| Var(position))
                .collect(),
        };
        let mut body = self.tangent_body.stmts.as_slice();
        let support = super::support();
        let methods = methods(function);
        let value = match result {
            None => quote!(((), ())),
            Some((result, dot)) => {
                let name = &function.var(result).name;
                let arrived = [Some(result), dot]
                    .into_iter()
                    .flatten()
                    .filter(|var| late.contains(var));
                let arrived = arrived.map(|var| {
                    let name = &function.var(var).name;
                    quote!(let #name = #support::returned(#name);)
                });
                let tangent = match dot {
                    Some(dot) if function.var(dot).role == Role::Plain => function.var(dot).name.to_token_stream(),
                    Some(dot) => {
                        let dot = &function.var(dot).name;
                        quote!(#support::into_tangent(&#name, #dot))
                    }
                    None => quote!(#support::zero_tangent(&#name)),
                };
                let local = super::local("tangent");
                let value = match dot.filter(|dot| late.is_empty() && function.var(*dot).role == Role::Plain) {
                    Some(dot) => emitter.number_and_tangent(&mut body, result, dot),
                    // A shadow is turned into the tangent of the value before that is moved.
                    None => quote!({ #(#arrived)* let #local = #tangent; (#name, #local) }),
                };
                emitter.at_origin(Some(result), value)
            }
        };
        let body = emitter.stmts(body);
        let generics = generics::of_function(request, None, &modes);
        let parameters = parameters(request, None);
        let (output, tangent_output) = (output(request), seed_type(request));
        let where_clause = generics::where_clause(request, None, None);
        let visibility = &request.function.vis;
        let function = quote! {
            #[doc(hidden)]
            #[inline]
            #visibility fn tangent #generics(#(#parameters,)* #(#formals),*) -> (#output, #tangent_output) #where_clause {
                #(#items)*
                #methods
                #(#before)*
                #body
                #value
            }
        };
        headed(function, request)
    }
}

/// Traits whose methods the code calls: those of numbers, where there is no standard library, those of shadows of which nothing
/// but their bounds is known, and those of operators and numbers that are called where a type is not known.
pub(super) fn methods(function: &Function) -> TokenStream {
    let support = super::support();
    let cells = function.types.is_generic().then(|| {
        quote!(
            use ::pullback::runtime::Cells as _;
        )
    });
    let mut called = HashSet::new();
    each_stmt(&function.body, &mut |stmt| {
        if let Stmt::Call(call) = stmt
            && matches!(call.target, Target::Method)
            && let Some(name) = call.path.segments.last()
        {
            let name = name.ident.to_string();
            if Operator::has_method(&name) {
                called.insert("Methods");
            }
            if rules::of(&name).is_some() {
                called.insert("Elementary");
            }
        }
    });
    let mut called: Vec<Ident> = called
        .into_iter()
        .map(|name| Ident::new(name, Span::call_site()))
        .collect();
    called.sort();
    quote! {
        use #support::methods::*;
        #cells
        #(use ::pullback::runtime::operators::#called as _;)*
    }
}

impl Emitter<'_> {
    /// What `variable` is bound to by the last of some statements, which is taken off them: it need not have a name.
    fn take_last_value<'b>(&self, stmts: &mut &'b [Stmt], variable: Var) -> Option<&'b Expr> {
        let (last, rest) = stmts.split_last()?;
        match last {
            Stmt::Let { var, value } if *var == variable && self.function.var(variable).annotation.is_none() => {
                *stmts = rest;
                Some(value)
            }
            _ => None,
        }
    }

    /// The value and the tangent that forward mode returns, both numbers.
    fn number_and_tangent(&self, stmts: &mut &[Stmt], result: Var, dot: Var) -> TokenStream {
        let (name, dot_name) = (self.name(result), self.name(dot));
        let Some(dot) = self.take_last_value(stmts, dot) else {
            return quote!((#name, #dot_name));
        };
        let tangent = self.expr(dot);
        // The tangent of a square root, say, is made of it.
        let mut mentioned = false;
        dot.accesses(&mut |access| mentioned |= access.mentions(result));
        match (!mentioned).then(|| self.take_last_value(stmts, result)).flatten() {
            Some(value) => {
                let value = self.expr(value);
                quote!((#value, #tangent))
            }
            None => quote!((#name, #tangent)),
        }
    }
}

/// The adjoint of the result, if it has one.
pub(super) fn result_shadow(function: &mut Function, shadows: &mut Shadows) -> Option<Var> {
    let result = function.result.filter(|result| shadows.active.contains(result))?;
    Some(shadows.of(function, result))
}

/// What the forward sweep returns as the value.
pub(super) fn returned_value(function: &Function, kept: &HashSet<Var>) -> TokenStream {
    let Some(result) = function.result else {
        return quote!(());
    };
    let result_name = &function.var(result).name;
    let is_kept = kept.contains(&result) && !function.types.is_float(function.var(result).ty);
    let value = if is_kept {
        quote!(::core::clone::Clone::clone(&#result_name))
    } else {
        quote!(#result_name)
    };
    let support = super::support();
    if function.late_result() == Some(result) {
        quote!(#support::returned(#value))
    } else {
        value
    }
}

/// How the adjoint of a parameter is collected in a pullback.
pub(super) struct Collected {
    pub formal: TokenStream,
    /// A number is summed in a variable, and added to its cell at the end.
    pub before: TokenStream,
    pub after: TokenStream,
}

pub(super) fn collected(function: &mut Function, parameter: &Parameter, bar: Var) -> Collected {
    let name = function.var(bar).name.clone();
    if function.var(bar).role != Role::Plain {
        return Collected {
            formal: quote!(#name),
            before: TokenStream::new(),
            after: TokenStream::new(),
        };
    }
    let cell = function
        .names
        .unique(&format!("{}_shadow", parameter.name), parameter.name.span());
    let zero = match function.types.number_of(function.var(bar).ty) {
        Some(Number::Parameter(name)) => generic_constant(name, &quote!(0.0)),
        _ => quote!(0.0),
    };
    Collected {
        formal: quote!(#cell),
        before: quote!(let mut #name = #zero;),
        after: quote!(#cell.add(#name);),
    }
}

/// The seed's name in the pullback, and what turns it into the adjoint of the result, or its tangent.
/// `reverse`: the sweep that starts from it.
pub(super) fn seed(
    request: &Request,
    function: &mut Function,
    bar: Option<Var>,
    reverse: &Block,
) -> (TokenStream, TokenStream) {
    let Some(bar) = bar else {
        return (quote!(_), TokenStream::new());
    };
    let name = function.var(bar).name.clone();
    if function.var(bar).role == Role::Plain {
        let mutability = reverse.writes(bar).then(|| quote!(mut));
        return (quote!(#mutability #name), TokenStream::new());
    }
    let seed = function.names.unique("seed", name.span());
    let ty = output(request);
    (
        quote!(#seed),
        quote!(let #name = <#ty as ::pullback::runtime::Differentiable>::shadow_from_tangent(#seed);),
    )
}

/// How a forward sweep is inlined. What a small one returns holds all that it has recorded: it is best not returned at all, but
/// kept in registers.
fn inlining(forward: &Block) -> TokenStream {
    fn size(block: &Block) -> usize {
        let of = |stmt: &Stmt| match stmt {
            Stmt::RecordLoop { .. } | Stmt::CheckpointLoop { .. } | Stmt::Loop { .. } => SMALL,
            stmt => 1 + stmt.blocks().map(size).sum::<usize>(),
        };
        block.stmts.iter().map(of).sum()
    }
    if size(forward) < SMALL {
        quote!(#[inline(always)])
    } else {
        quote!(#[inline])
    }
}

/// So many statements are no longer a small function.
const SMALL: usize = 80;
