//! Loops over blocks of iterations that may run on several threads, in both sweeps.

use super::{Emitter, local, support, tape};
use crate::ir::{Block, Operand, ParallelLoop, Range, Role, Stmt, Var};
use crate::transform::parallel::apart;
use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::{quote, quote_spanned};

impl Emitter<'_> {
    /// A loop over a range that was cut into blocks.
    pub(super) fn parallel(&self, var: Var) -> Option<&ParallelLoop> {
        self.function.parallel.get(&var)
    }

    /// Whether a stack is that of a block of iterations, which makes it for itself.
    pub(super) fn is_of_block(&self, stack: Var) -> bool {
        let mut loops = self.function.parallel.values();
        loops.any(|parallel| parallel.stacks.contains(&stack))
    }

    /// The loop as it is without derivatives.
    pub(super) fn sum_blocks(&self, (var, range): (Var, &Range), body: &Block) -> TokenStream {
        let Some(parallel) = self.parallel(var) else {
            return TokenStream::new();
        };
        let (support, name, blocks) = (support(), self.name(var), self.operand(&range.high));
        let (run, added) = apart(body);
        let parts = self.parts(added);
        let (run, added) = (self.stmts(run), self.stmts(added));
        let function = quote_spanned!(parallel.span()=> #support::sum_blocks);
        let closure = closure(parallel, &quote!(#name), quote!(#run #parts));
        quote! {
            for #parts in #function(#blocks, #closure) { #added }
        }
    }

    /// A loop of the forward sweep: each block has a tape and stacks of its own, which are kept with what it recorded.
    pub(super) fn record_blocks(
        &self,
        (var, range): (Var, &Range),
        body: &Block,
        records: Option<(Var, &[Var])>,
    ) -> TokenStream {
        let Some(parallel) = self.parallel(var) else {
            return TokenStream::new();
        };
        let (support, name, blocks) = (support(), self.name(var), self.operand(&range.high));
        let (tape, kept) = (tape::name_of_tape(), local("kept"));
        let (run, added) = apart(body);
        let parts = self.parts(added);
        let (run, added) = (self.stmts(run), self.stmts(added));
        let made = parallel.stacks.iter().map(|stack| self.stack_of_block(*stack));
        let record = self.record(records.map_or(&[][..], |(_, record)| record));
        let stacks = self.stacks_of_block(parallel);
        let push = records.map(|(stack, _)| {
            let stack = self.name(stack);
            quote!(#stack.push(#kept);)
        });
        let function = quote_spanned!(parallel.span()=> #support::record_blocks);
        let body = quote!(#(#made)* #run (#parts, (#record, #stacks)));
        let closure = closure(parallel, &quote!(#name, #tape), body);
        quote! {
            for (#parts, #kept) in #function(#tape, #blocks, #closure) {
                #added
                #push
            }
        }
    }

    /// What the blocks summed up.
    fn parts(&self, added: &[Stmt]) -> TokenStream {
        let parts = added.iter().filter_map(|stmt| match stmt {
            Stmt::Update {
                value: Operand::Var(part),
                ..
            } => Some(self.name(*part)),
            _ => None,
        });
        quote!((#(#parts,)*))
    }

    fn stack_of_block(&self, stack: Var) -> TokenStream {
        let (support, name) = (support(), self.name(stack));
        if self.is_taped(stack) {
            quote!(let #name = #support::Records::new();)
        } else {
            quote!(let mut #name = ::pullback::runtime::alloc::vec::Vec::new();)
        }
    }

    fn stacks_of_block(&self, parallel: &ParallelLoop) -> TokenStream {
        let names = parallel.stacks.iter().map(|stack| self.name(*stack));
        quote!((#(#names,)*))
    }

    /// A loop of the reverse sweep: each block adds to adjoints of its own, which are added up behind it.
    pub(super) fn reverse_blocks(
        &self,
        (var, range): (Var, &Range),
        stack: Var,
        record: &[Var],
        body: &Block,
    ) -> TokenStream {
        let Some(parallel) = self.parallel(var) else {
            return TokenStream::new();
        };
        let (support, name, blocks) = (support(), self.name(var), self.operand(&range.high));
        let (tape, stack, pattern) = (tape::name_of_tape(), self.name(stack), self.record_pattern(record));
        let stacks = self.stacks_of_block(parallel);
        let turned = parallel.stacks.iter().filter(|stack| !self.is_taped(**stack));
        let turned = turned.map(|stack| {
            let name = self.name(*stack);
            quote!(let mut #name = #name.into_iter().rev();)
        });
        let adjoints: Vec<Own> = parallel
            .adjoints
            .iter()
            .map(|adjoint| self.own(parallel, *adjoint))
            .collect();
        let each = |part: fn(&Own) -> &TokenStream| -> Vec<&TokenStream> { adjoints.iter().map(part).collect() };
        let (made, bound, given, added) = (
            each(|own| &own.made),
            each(|own| &own.bound),
            each(|own| &own.given),
            each(|own| &own.added),
        );
        let names: Vec<&Ident> = adjoints.iter().map(|own| &own.name).collect();
        let body = self.block(body);
        let function = quote_spanned!(parallel.span()=> #support::reverse_blocks);
        let formals = quote!(#name, (#pattern, #stacks), (#(#names,)*), #tape);
        let closure = closure(parallel, &formals, quote!(#(#turned)* #(#bound)* #body (#(#given,)*)));
        quote! {
            for (#(#names,)*) in #function(
                #tape, #blocks, &mut #stack, |#name| (#(#made,)*),
                #closure,
            ) {
                #(#added)*
            }
        }
    }

    /// What a block has in the place of an adjoint from outside.
    fn own(&self, parallel: &ParallelLoop, adjoint: Var) -> Own {
        let (support, outside) = (support(), self.name(adjoint));
        let name = local(&format!("{outside}_of_block"));
        if self.function.var(adjoint).role == Role::Plain {
            let zero = self.zero(adjoint);
            return Own {
                made: quote!(()),
                bound: quote!(let mut #outside = #zero;),
                given: quote!(#outside),
                added: quote!(#outside += #name;),
                name,
            };
        }
        if let Some(bounds) = &parallel.bounds
            && parallel.parts.contains(&adjoint)
        {
            let (first, next) = (self.expr(&bounds.first.1), self.expr(&bounds.next.1));
            return Own {
                made: quote!(#support::OwnPart::like(&#outside[..], #first, #next)),
                bound: quote!(let #outside = #name.get();),
                given: quote!(#name),
                added: quote!(#name.add_to(&#outside[..]);),
                name,
            };
        }
        let reference = self.borrow(&crate::ir::Place::whole(adjoint));
        if self.formal_shadows.contains(&adjoint) {
            return Own {
                made: quote!(#support::OwnShadow::like(#reference)),
                bound: quote!(let #outside = #name.get();),
                given: quote!(#name),
                added: quote!(#name.add_to(#reference);),
                name,
            };
        }
        Own {
            made: quote!(#support::own_shadow(#reference)),
            bound: quote!(let #outside = #name;),
            given: quote!(#outside),
            added: quote!(#support::add_shadow(#reference, &#name);),
            name,
        }
    }
}

/// What runs a block. It stands where the attribute does: that is where the compiler says what cannot go to another thread.
fn closure(parallel: &ParallelLoop, formals: &TokenStream, body: TokenStream) -> TokenStream {
    let mut body = Group::new(Delimiter::Brace, body);
    body.set_span(parallel.span());
    quote_spanned!(parallel.span()=> |#formals| #body)
}

/// What a block has in the place of an adjoint from outside: how it is made beforehand, what it is in the block, what the block
/// returns, and how that is added behind it.
struct Own {
    name: Ident,
    made: TokenStream,
    bound: TokenStream,
    given: TokenStream,
    added: TokenStream,
}
