//! The six phases in order.

use crate::analyse::{activity, overwrite, record, snapshots};
use crate::depth;
use crate::emit::companion::{Companion, Direction, Second};
use crate::emit::generics::spell_tangents;
use crate::emit::indices;
use crate::emit::inner_functions;
use crate::emit::operators;
use crate::emit::primal;
use crate::emit::rule;
use crate::emit::siblings;
use crate::emit::{exemption, float_type};
use crate::ir::{Block, Function, Var};
use crate::reject::{Refusal, Refusals};
use crate::transform::shadows::Shadows;
use crate::transform::{
    accumulate, adjoint, assemble, forwards, four_sums, narrow, parallel, reciprocals, recurrences, repeats, stencils,
    tangent, tidy, unroll, windows,
};
use crate::{lower, request, simd};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use std::collections::HashSet;

/// What `#[differentiable(arguments)] item` expands to.
pub fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut refusals = Refusals::default();
    if let Some(errors) = depth::refusal(&arguments).or_else(|| depth::refusal(&item)) {
        return quote!(#item #errors);
    }
    if begins_block(&item)
        && let Ok(block) = syn::parse2::<syn::ItemImpl>(item.clone())
    {
        if let Some(mutable) = request::indices::implemented(&block) {
            return expand_index(arguments, block, mutable);
        }
        return match request::operators::implemented(&block) {
            Some(operator) => expand_operator(arguments, block, operator),
            None => expand_block(arguments, block),
        };
    }
    let function = match syn::parse2::<syn::ItemFn>(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let is_function = |tree: TokenTree| matches!(tree, TokenTree::Ident(word) if word == "fn");
            match syn::parse2::<syn::ItemTrait>(item.clone()) {
                Ok(_) => refusals.refuse(first_token(&item), Refusal::Trait),
                Err(_) if item.clone().into_iter().any(is_function) => {
                    refusals.refuse_span(error.span(), Refusal::Unreadable(error.to_string()));
                }
                Err(_) => refusals.refuse(first_token(&item), Refusal::NotAFunction),
            }
            let errors = refusals.into_compile_errors();
            return quote!(#item #errors);
        }
    };
    let is_alone = function.sig.receiver().is_none() && request::speaks_of_self(&function);
    let request = request::parse(arguments, function, &mut refusals);
    if is_alone {
        let function = &request.function;
        refusals.refuse(&function.sig.ident, Refusal::AssociatedFunction);
        let errors = refusals.into_compile_errors();
        return quote!(#function #errors);
    }
    match differentiate(&request, &mut refusals) {
        Some(derived) if refusals.is_empty() => {
            let companion = spell_tangents(derived.companion, &request.numbers);
            let print = if request.print {
                printed(&companion)
            } else {
                TokenStream::new()
            };
            let mut function = written(&request);
            if let Some(body) = &derived.body {
                primal::put((&mut function.sig, &mut function.block), &request, None, body);
            }
            // A function of which only derivatives are called is used.
            quote!(#[allow(dead_code)] #function #companion #print)
        }
        _ => fallback(request, refusals),
    }
}

/// Whether an item may be an `impl` block, without parsing it: `impl` stands before `fn`.
fn begins_block(item: &TokenStream) -> bool {
    let keyword = |tree| match tree {
        TokenTree::Ident(word) if word == "impl" => Some(true),
        TokenTree::Ident(word) if word == "fn" => Some(false),
        // An item that a `macro_rules!` was given.
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            begins_block(&group.stream()).then_some(true)
        }
        _ => None,
    };
    item.clone().into_iter().find_map(keyword).unwrap_or(false)
}

/// What `#[differentiable(arguments)] impl …` expands to: the block as written, and its siblings beside it.
fn expand_block(arguments: TokenStream, block: syn::ItemImpl) -> TokenStream {
    let mut refusals = Refusals::default();
    let methods = request::methods::parse_block(arguments, block, &mut refusals);
    let (mut written, block) = (methods.block.clone(), &methods.named);
    let mut siblings = TokenStream::new();
    let mut printed_parts = TokenStream::new();
    if refusals.is_empty() || methods.methods.iter().any(|method| method.has_signature) {
        for method in &methods.methods {
            let mut own = Refusals::default();
            let companion = match differentiate(&method.request, &mut own) {
                Some(derived) if own.is_empty() && method.has_signature => {
                    if let Some(body) = &derived.body {
                        put_into_method(&mut written, method, body);
                    }
                    Some(derived.companion)
                }
                _ if method.has_signature => stub(&method.request),
                _ => None,
            };
            refusals.extend(own);
            let Some(emitted) = companion.and_then(|companion| siblings::of(method, companion, block)) else {
                continue;
            };
            if method.request.print || methods.print {
                printed_parts.extend(emitted.clone());
            }
            siblings.extend(emitted);
        }
    }
    if !printed_parts.is_empty() {
        printed(&siblings::block(block, &printed_parts));
    }
    let errors = refusals.into_compile_errors();
    let siblings = if siblings.is_empty() {
        TokenStream::new()
    } else {
        siblings::block(block, &siblings)
    };
    quote!(#[allow(dead_code)] #written #siblings #errors)
}

/// Puts the code of a method that has loops on several threads into its block.
fn put_into_method(block: &mut syn::ItemImpl, method: &request::methods::Method, body: &TokenStream) {
    let name = &method.request.function.sig.ident;
    for item in &mut block.items {
        if let syn::ImplItem::Fn(written) = item
            && written.sig.ident == *name
        {
            let receiver = method.receiver.map(|_| {
                let (this, own) = (&method.request.parameters[0].name, syn::Ident::new("self", method.span));
                quote!(let #this = #own;)
            });
            primal::put((&mut written.sig, &mut written.block), &method.request, receiver, body);
        }
    }
}

/// What `#[differentiable(arguments)] impl Mul<f64> for Vector` expands to: the block as written, and the derivative of the
/// operator.
fn expand_operator(arguments: TokenStream, mut block: syn::ItemImpl, operator: crate::ir::Operator) -> TokenStream {
    let mut refusals = Refusals::default();

    let own = request::operators::parse_operator(arguments, &mut block, operator, &mut refusals);
    request::checkpoints::strip_block(&mut block);
    let Some(own) = own else {
        let errors = refusals.into_compile_errors();
        return quote!(#block #errors);
    };
    let has_signature = own.request.has_signature;
    let companion = match differentiate(&own.request, &mut refusals) {
        Some(derived) if refusals.is_empty() => {
            request::checkpoints::numbered(&own.request.function)
                .into_iter()
                .filter(|(mark, ..)| *mark == request::checkpoints::Mark::Parallel)
                .for_each(|(_, _, attribute)| refusals.refuse(attribute, Refusal::ParallelOperator));
            Some(derived.companion)
        }
        _ if has_signature => stub(&own.request),
        _ => None,
    };
    let companion = companion.map(|companion| spell_tangents(companion, &own.request.numbers));
    let implementation = companion.and_then(|companion| operators::implementation(&own, companion));
    if own.print
        && let Some(implementation) = &implementation
    {
        printed(implementation);
    }
    let errors = refusals.into_compile_errors();
    quote!(#[allow(dead_code)] #block #implementation #errors)
}

/// What `#[differentiable(arguments)] impl Index<(usize, usize)> for Matrix` expands to: the block as written, and the same place
/// in shadows.
fn expand_index(arguments: TokenStream, block: syn::ItemImpl, mutable: bool) -> TokenStream {
    let mut refusals = Refusals::default();
    let own = request::indices::parse(arguments, block.clone(), mutable, &mut refusals);
    let implementations = own.and_then(|own| indices::implementations(&own));
    let errors = refusals.into_compile_errors();
    quote!(#block #implementations #errors)
}

/// The companion of a function whose body was refused: its functions have their types, and never run.
fn stub(request: &request::Request) -> Option<TokenStream> {
    let mut stub = request.clone();
    *stub.function.block = match &stub.result {
        Some(_) => syn::parse_quote!({ ::pullback::runtime::support::refused() }),
        None => syn::parse_quote!({}),
    };
    Some(differentiate(&stub, &mut Refusals::default())?.companion)
}

/// What `differentiable_rule! { tokens }` expands to: a companion for a function of another crate.
pub fn expand_rule(tokens: TokenStream) -> TokenStream {
    let mut refusals = Refusals::default();
    if let Some(errors) = depth::refusal(&tokens) {
        return errors;
    }
    match request::rule::parse_foreign(tokens, &mut refusals) {
        Some(request) if refusals.is_empty() => {
            let companion = rule::companion(&request);
            let print = if request.print {
                printed(&companion)
            } else {
                TokenStream::new()
            };
            quote!(#companion #print)
        }
        request => {
            let errors = refusals.into_compile_errors();
            let empty = request.map(|request| {
                let (visibility, name) = (&request.function.vis, &request.companion);
                empty(visibility, name)
            });
            quote!(#empty #errors)
        }
    }
}

/// The function without the attributes that are ours.
fn written(request: &request::Request) -> syn::ItemFn {
    let mut function = request.function.clone();
    request::checkpoints::strip(&mut function);
    simd::insert(&mut function.block, &request.loops);
    function
}

/// A companion without functions.
fn empty(visibility: &syn::Visibility, name: &syn::Ident) -> TokenStream {
    let exemption = exemption();
    quote!(#[doc(hidden)] #exemption #visibility struct #name {})
}

fn first_token(item: &TokenStream) -> TokenStream {
    item.clone().into_iter().take(1).collect()
}

/// After an error: the function as written, and a companion whose functions have their types and no bodies, so that errors
/// don't cascade to their callers. Where the signature itself was refused, the companion is empty.
fn fallback(request: request::Request, refusals: Refusals) -> TokenStream {
    let errors = refusals.into_compile_errors();
    let (function, visibility, name) = (written(&request), &request.function.vis, &request.companion);
    // A type cannot stand beside a method.
    let empty = if request.is_method() {
        TokenStream::new()
    } else {
        empty(visibility, name)
    };
    let companion = if request.has_signature {
        stub(&request).unwrap_or(empty)
    } else {
        empty
    };
    quote!(#function #companion #errors)
}

/// What a function becomes.
struct Derived {
    companion: TokenStream,
    /// The function's own code, where it is another than what was written.
    body: Option<TokenStream>,
}

/// Lowers, analyses, transforms and emits.
fn differentiate(request: &request::Request, refusals: &mut Refusals) -> Option<Derived> {
    if request.is_method() {
        return None;
    }
    if request.rule.is_given() {
        let companion = rule::companion(request);
        return Some(Derived { companion, body: None });
    }
    let (companion, body) = companion(request, refusals)?;
    Some(Derived {
        companion: companion.emit(),
        body,
    })
}

/// Of the companion nothing but the forward sweep with tangents.
pub fn forward_tangent(request: &request::Request, refusals: &mut Refusals) -> Option<TokenStream> {
    let (mut companion, _) = companion(request, refusals)?;
    Some(companion.forward_tangent())
}

/// The companion before it is written, and the function's own code, where that changes.
fn companion<'r>(
    request: &'r request::Request,
    refusals: &mut Refusals,
) -> Option<(Companion<'r>, Option<TokenStream>)> {
    let mut lowered = lower::lower(request, refusals);
    if !refusals.is_empty() {
        return None;
    }
    let body = (!lowered.function.parallel.is_empty()).then(|| in_blocks(&lowered, request));
    unroll::unroll(&mut lowered.function, request);
    let active = activity::active_variables(&lowered.function, request);

    lowered.function.asked = record::returned::candidates(&lowered.function, &active);
    let mut function = lowered.function.clone();
    let (mut sweep, shadows) = adjoint::transform(&mut function, active.clone());
    lowered.items = inner_functions::with_companions(lowered.items, &lowered.function, &shadows, &request.loops);
    lowered.items.extend(request.loops.iter().flat_map(simd::derivatives));
    let mut kept = record::plan(&function, &mut sweep);
    let copied = snapshots::plan(&mut function, &mut sweep);
    while overwrite::plan(&mut function, &mut sweep, &copied) {
        kept = record::plan(&function, &mut sweep);
    }
    let mut forward_sweep = assemble::forward(&sweep);
    let mut reverse_sweep = assemble::reverse(&sweep);
    function.returned = assemble::returned(&reverse_sweep);
    let stacks = assemble::stacks(&forward_sweep);
    let recomputed = sweep.recomputed();
    let named: HashSet<_> = kept.difference(&recomputed).copied().chain(function.result).collect();
    let second = second(&function, (&forward_sweep, &reverse_sweep), &shadows, &named, &lowered);
    repeats::leave_out(&function, &mut forward_sweep, &mut reverse_sweep);
    accumulate::accumulate(&mut function, &mut reverse_sweep);
    forwards::find(&mut function, &reverse_sweep);
    stencils::carry(&mut function, &mut reverse_sweep);
    windows::cut(&mut function, &shadows, &mut reverse_sweep);
    reciprocals::share(&mut function, &mut reverse_sweep);
    recurrences::sum_up(&mut function, &mut reverse_sweep);
    narrow::narrow(&mut function, &shadows, &mut reverse_sweep);
    tidy::tidy(&mut function, &mut forward_sweep, &named);
    tidy::tidy(&mut function, &mut reverse_sweep, &HashSet::new());
    four_sums::find(&mut function, &reverse_sweep);
    parallel::settle(&mut function, [&forward_sweep, &reverse_sweep]);
    let reverse = Direction {
        function,
        shadows,
        items: lowered.items.iter().chain(&lowered.checks).cloned().collect(),
    };

    let mut function = lowered.function;
    function.parallel.clear();
    let (mut tangent_body, mut shadows) = tangent::transform(&mut function, active);
    let mut results: HashSet<_> = function.result.into_iter().collect();
    if let Some(result) = function.result.filter(|result| shadows.active.contains(result)) {
        results.insert(shadows.of(&mut function, result));
    }
    tidy::tidy(&mut function, &mut tangent_body, &results);
    let tangent = Direction {
        function,
        shadows,
        items: lowered.items,
    };

    let companion = Companion {
        request,
        reverse,
        forward_sweep,
        reverse_sweep,
        stacks,
        kept,
        tangent,
        tangent_body,
        second,
        float: float_type(request),
    };
    Some((companion, body))
}

/// The function itself, with its loops cut into blocks.
fn in_blocks(lowered: &lower::Lowered, request: &request::Request) -> TokenStream {
    let mut function = lowered.function.clone();
    let mut block = std::mem::take(&mut function.body);
    let result = function.result.into_iter().collect();
    tidy::tidy(&mut function, &mut block, &result);
    function.body = lowered.function.body.clone();
    let mut items = lowered.items.clone();
    items.extend(request.loops.iter().flat_map(simd::primal));
    primal::body(&function, &block, &items, float_type(request))
}

/// Second derivatives: the tangent of both sweeps.
fn second(
    function: &Function,
    (forward, reverse): (&Block, &Block),
    shadows: &Shadows,
    named: &HashSet<Var>,
    lowered: &lower::Lowered,
) -> Second {
    // Second derivatives sum up in the same blocks, one after another.
    let mut function = function.clone();
    function.parallel.clear();
    let primal = lowered.function.vars.len();
    let (mut forward_sweep, mut reverse_sweep, mut dots) =
        tangent::of_sweeps(&mut function, (forward, reverse), &shadows.active, primal);
    let stacks = assemble::stacks(&forward_sweep);
    let mut named = named.clone();
    for var in named.clone() {
        if dots.active.contains(&var) {
            named.insert(dots.of(&mut function, var));
        }
    }
    tidy::tidy(&mut function, &mut forward_sweep, &named);
    tidy::tidy(&mut function, &mut reverse_sweep, &HashSet::new());
    Second {
        direction: Direction {
            function,
            shadows: shadows.clone(),
            items: lowered.items.clone(),
        },
        dots,
        forward_sweep,
        reverse_sweep,
        stacks,
    }
}

/// Shows the generated code at compile time.
fn printed(companion: &TokenStream) -> TokenStream {
    let text = pretty(companion);
    eprintln!("{text}");
    TokenStream::new()
}

/// Generated code as a person would format it.
#[cfg(feature = "print")]
pub fn pretty(tokens: &TokenStream) -> String {
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => tokens.to_string(),
    }
}

/// Generated code as it is, in one line: what formats it was left out of the build.
#[cfg(not(feature = "print"))]
pub fn pretty(tokens: &TokenStream) -> String {
    format!("// In one line, without the feature `print` of pullback.\n{tokens}")
}
