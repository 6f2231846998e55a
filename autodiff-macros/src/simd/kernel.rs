//! The functions of a kernel, made of the body of a loop by the transformations that other functions go through, too.

use super::Loop;
use crate::analyse::{activity, overwrite, record};
use crate::emit::lanes::{Lanes, lanes};
use crate::ir::{Function, Stmt, Var};
use crate::lower::{self, Lowered};
use crate::reject::Refusals;
use crate::request::{self, Request};
use crate::transform::shadows::Shadows;
use crate::transform::{adjoint, assemble, tangent, tidy};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::HashSet;
use syn::ItemFn;

impl Loop {
    /// Writes the implementations of the runtime's `Terms` and `Kernel`. `None`, if the body holds something that has no lanes.
    pub(super) fn write(&mut self) -> Option<()> {
        let kernel = &self.kernel;
        let (scalars, slices, sums) = (self.scalars.len(), self.slices.len(), self.sums.len());
        let (terms, gradient, tangent) = (self.terms()?, self.gradient()?, self.tangent()?);
        let exemption = crate::emit::exemption();
        let derivatives = quote! {
            #exemption
            impl ::pullback::runtime::simd::Kernel<#scalars, #slices, #sums> for #kernel {
                #gradient
                #tangent
            }
        };
        self.terms = quote! {
            #exemption
            impl ::pullback::runtime::simd::Terms<#scalars, #slices, #sums> for #kernel {
                #terms
            }
        };
        self.derivatives = derivatives;
        Some(())
    }

    fn scalar_names(&self) -> Vec<&Ident> {
        self.scalars.iter().map(|scalar| &scalar.name).collect()
    }

    fn element_names(&self) -> Vec<&Ident> {
        self.slices.iter().map(|slice| &slice.element).collect()
    }

    pub(super) fn sum_names(&self) -> Vec<&Ident> {
        self.sums.iter().map(|sum| &sum.name).collect()
    }

    /// The body as a function of numbers: of the sum of the terms, each times its seed.
    fn function(&self, seeds: &[Ident]) -> ItemFn {
        let (name, position) = (&self.name, &self.position);
        let (scalars, elements, sums) = (self.scalar_names(), self.element_names(), self.sum_names());
        let stmts = &self.body;
        syn::parse_quote! {
            fn #name(
                #(#scalars: f64,)* #(#elements: f64,)* #[constant] #position: f64, #(#[constant] #seeds: f64,)*
            ) -> f64 {
                #(let mut #sums = 0.0;)*
                #(#stmts)*
                0.0 #(+ #seeds * #sums)*
            }
        }
    }

    fn seeds(&self) -> Vec<Ident> {
        let sums = self.sums.iter();
        sums.map(|sum| format_ident!("seed_of_{}", sum.name)).collect()
    }

    fn lowered(&self) -> Option<(Request, Lowered)> {
        let mut refusals = Refusals::default();
        let request = request::parse(TokenStream::new(), self.function(&self.seeds()), &mut refusals);
        let mut lowered = lower::lower(&request, &mut refusals);
        all_are_numbers(&mut lowered.function);
        refusals.is_empty().then_some((request, lowered))
    }

    fn terms(&self) -> Option<TokenStream> {
        let (_, lowered) = self.lowered()?;
        let mut function = lowered.function;
        let mut body = std::mem::take(&mut function.body);
        // The weighted sum is for the derivatives.
        let weighted = function.result;
        let sums = self.sum_vars(&function);
        body.stmts.retain(|stmt| {
            !crate::analyse::record::defined(stmt)
                .iter()
                .any(|var| Some(*var) == weighted)
        });
        tidy::tidy(&mut function, &mut body, &sums.iter().copied().collect());
        let body = Lanes { function: &function }.stmts(&body.stmts)?;
        let (scalars, elements, sums) = (self.scalar_names(), self.element_names(), self.sum_names());
        let (position, seeds, lanes) = (&self.position, self.seeds(), lanes());
        let (s, d, r) = (scalars.len(), elements.len(), sums.len());
        Some(quote! {
            #[inline(always)]
            fn terms<W: ::pullback::runtime::simd::Width>(
                #lanes: W,
                [#(#scalars),*]: [W::Vector; #s],
                [#(#elements),*]: [W::Vector; #d],
                #position: W::Vector,
            ) -> [W::Vector; #r] {
                #(let #seeds = #lanes.splat(1.0);)*
                #body
                [#(#sums),*]
            }
        })
    }

    fn gradient(&self) -> Option<TokenStream> {
        let (request, lowered) = self.lowered()?;
        let mut function = lowered.function;
        let active = activity::active_variables(&function, &request);
        let (mut sweep, mut shadows) = adjoint::transform(&mut function, active);
        let mut kept = record::plan(&function, &mut sweep);
        while overwrite::plan(&mut function, &mut sweep, &HashSet::new()) {
            kept = record::plan(&function, &mut sweep);
        }
        let (mut forward, mut reverse) = (assemble::forward(&sweep), assemble::reverse(&sweep));
        let sums = self.sum_vars(&function);
        let named = kept.into_iter().chain(sums).chain(function.result).collect();
        tidy::tidy(&mut function, &mut forward, &named);
        tidy::tidy(&mut function, &mut reverse, &HashSet::new());
        let result = function.result?;
        let result_bar = derivative(&mut function, &mut shadows, result);
        let bars = self.derivatives(&mut function, &mut shadows);
        let (forward, reverse) = {
            let writer = Lanes { function: &function };
            (writer.stmts(&forward.stmts)?, writer.stmts(&reverse.stmts)?)
        };
        let (scalars, elements, sums) = (self.scalar_names(), self.element_names(), self.sum_names());
        let (position, seeds, lanes) = (&self.position, self.seeds(), lanes());
        let (s, d, r) = (scalars.len(), elements.len(), sums.len());
        let (own, by_scalars, by_elements) = bars.parts(s, "bar");
        Some(quote! {
            #[inline(always)]
            fn with_gradient<W: ::pullback::runtime::simd::Width>(
                #lanes: W,
                [#(#scalars),*]: [W::Vector; #s],
                [#(#elements),*]: [W::Vector; #d],
                #position: W::Vector,
                [#(#seeds),*]: [W::Vector; #r],
            ) -> ([W::Vector; #r], [W::Vector; #s], [W::Vector; #d]) {
                #forward
                let mut #result_bar = #lanes.splat(1.0);
                #own
                #reverse
                ([#(#sums),*], [#(#by_scalars),*], [#(#by_elements),*])
            }
        })
    }

    fn tangent(&self) -> Option<TokenStream> {
        let (request, lowered) = self.lowered()?;
        let mut function = lowered.function;
        let active = activity::active_variables(&function, &request);
        let (mut body, mut shadows) = tangent::transform(&mut function, active);
        let sums = self.sum_vars(&function);
        let mut named: HashSet<Var> = sums.iter().copied().collect();
        let mut sum_dots = Vec::new();
        for sum in &sums {
            let is_active = shadows.active.contains(sum);
            sum_dots.push(is_active.then(|| shadows.of(&mut function, *sum)));
        }
        named.extend(sum_dots.iter().flatten());
        tidy::tidy(&mut function, &mut body, &named);
        let dots = self.derivatives(&mut function, &mut shadows);
        let body = Lanes { function: &function }.stmts(&body.stmts)?;
        let (scalars, elements, sums) = (self.scalar_names(), self.element_names(), self.sum_names());
        let (position, seeds, lanes) = (&self.position, self.seeds(), lanes());
        let (s, d, r) = (scalars.len(), elements.len(), sums.len());
        let (_, of_scalars, of_elements) = dots.parts(s, "dot");
        let sum_dots = sum_dots.iter().map(|dot| match dot {
            Some(dot) => {
                let name = &function.var(*dot).name;
                quote!(#name)
            }
            None => quote!(#lanes.splat(0.0)),
        });
        Some(quote! {
            #[inline(always)]
            fn with_tangents<W: ::pullback::runtime::simd::Width>(
                #lanes: W,
                ([#(#scalars),*], [#(#elements),*]): ([W::Vector; #s], [W::Vector; #d]),
                #position: W::Vector,
                ([#(#of_scalars),*], [#(#of_elements),*]): ([W::Vector; #s], [W::Vector; #d]),
            ) -> ([W::Vector; #r], [W::Vector; #r]) {
                #(let #seeds = #lanes.splat(1.0);)*
                #body
                ([#(#sums),*], [#(#sum_dots),*])
            }
        })
    }

    /// The variables in which the body adds up its terms.
    fn sum_vars(&self, function: &Function) -> Vec<Var> {
        let position = |name: &Ident| function.vars.iter().position(|var| var.name == *name);
        self.sums
            .iter()
            .filter_map(|sum| position(&sum.name))
            .map(Var)
            .collect()
    }

    /// The derivatives of scalars and elements, in order.
    fn derivatives(&self, function: &mut Function, shadows: &mut Shadows) -> Derivatives {
        let count = self.scalars.len() + self.slices.len();
        let parameters: Vec<Var> = function.parameters.iter().take(count).copied().collect();
        let name = |var: Var| {
            let is_active = shadows.active.contains(&var);
            is_active.then(|| derivative(function, shadows, var))
        };
        Derivatives(parameters.into_iter().map(name).collect())
    }
}

/// What functions return in a kernel are numbers like all others; nothing else compiles.
fn all_are_numbers(function: &mut Function) {
    let Some(number) = function.result.map(|result| function.var(result).ty) else {
        return;
    };
    let mut results = Vec::new();
    crate::analyse::activity::each_stmt(&function.body, &mut |stmt| {
        if let Stmt::Call(call) = stmt {
            results.extend(&call.results);
        }
    });
    for result in results {
        let ty = function.var(result).ty;
        function.types.unify(ty, number);
    }
}

/// The names of derivatives; `None` of what has none.
struct Derivatives(Vec<Option<Ident>>);

impl Derivatives {
    /// Their declarations, and what they are called: those of scalars, and those of elements.
    fn parts(&self, scalars: usize, suffix: &str) -> (TokenStream, Vec<TokenStream>, Vec<TokenStream>) {
        let (own, lanes) = (self.0.iter().flatten(), lanes());
        let own = quote!(#(let mut #own = #lanes.splat(0.0);)*);
        let named = |name: &Option<Ident>| match (name, suffix) {
            (Some(name), _) => quote!(#name),
            (None, "dot") => quote!(_),
            (None, _) => quote!(#lanes.splat(0.0)),
        };
        let mut names: Vec<TokenStream> = self.0.iter().map(named).collect();
        let elements = names.split_off(scalars);
        (own, names, elements)
    }
}

fn derivative(function: &mut Function, shadows: &mut Shadows, var: Var) -> Ident {
    let derivative = shadows.of(function, var);
    function.var(derivative).name.clone()
}
