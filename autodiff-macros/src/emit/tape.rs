//! Where loops record: numbers on the tape that is handed down from call to call, anything else on stacks of the function's.
//!
//! What goes on the tape has no memory of its own, and is taken back in the opposite order. A loop whose iterations record
//! nothing but their numbers, and whose number is known, asks for the memory of all of them at once.

use super::vectors::{self, Vectors};
use super::{Emitter, local, support};
use crate::ir::{
    Access, Argument, Block, Call, Expr, Function, LoopHead, Operand, Operator, Place, Range, Role, Stmt, Var,
};
use crate::lower::types::Shape;
use crate::request::{Parameter, Request};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::{HashMap, HashSet};
use syn::Type;

/// The tape's name in a sweep.
pub(super) fn name_of_tape() -> Ident {
    local("tape")
}

/// The tape's type in a signature.
pub(super) fn reference() -> TokenStream {
    let support = support();
    quote!(&mut #support::Tape)
}

/// The longest record that has a type on the tape.
const WIDEST: usize = 16;

/// Where the loops of a function with a tape record.
#[derive(Debug)]
pub struct Taped {
    /// Stacks whose records are numbers alone: they are on the tape.
    numbers: HashSet<Var>,
    /// Stacks whose memory the tape keeps: nothing that is recorded can hold a reference.
    pooled: HashSet<Var>,
    /// Vectors whose memory the tape keeps.
    pub(super) vectors: Vectors,
}

/// Finds out what the stacks of a function hold.
pub(super) fn taped(request: &Request, function: &Function, sweeps: [&Block; 2]) -> Taped {
    let mut kinds = Kinds {
        function,
        lasting: lasting(request, function),
        values: HashMap::new(),
        saved: HashMap::new(),
        counters: HashSet::new(),
        pullbacks: HashMap::new(),
        calls: HashMap::new(),
        results: HashSet::new(),
        branches: HashMap::new(),
        records: Vec::new(),
    };
    sweeps.into_iter().for_each(|sweep| kinds.collect(sweep));
    sweeps[0].accesses(&mut |access| match access {
        Access::Read(operand) => kinds.results.retain(|result| !operand.mentions(*result)),
        Access::ReadPlace(place) | Access::WritePlace(place) => {
            kinds.results.remove(&place.root);
        }
    });
    let is_number = |var: &Var| kinds.is_number(*var, 6);
    let holds_numbers = |record: &[Var]| (1..=WIDEST).contains(&record.len()) && record.iter().all(is_number);
    let of = |holds: &dyn Fn(&[Var]) -> bool| {
        let stacks = kinds.records.iter().filter(|(_, record)| holds(record));
        stacks.map(|(stack, _)| *stack).collect()
    };
    Taped {
        numbers: of(&holds_numbers),
        vectors: vectors::vectors(function, sweeps),
        pooled: of(&|record| record.iter().all(|var| kinds.is_own(*var))),
    }
}

/// The parameters whose type, behind the reference, speaks of no lifetime and of no type that may have one.
fn lasting(request: &Request, function: &Function) -> HashSet<Var> {
    let is_of_structure = |tree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == '<');
    let own = request.implementation.as_ref();
    if own.is_some_and(|own| own.self_type.to_token_stream().into_iter().any(is_of_structure)) {
        return HashSet::new();
    }
    let names_reference = |tree| match tree {
        TokenTree::Punct(punct) => punct.as_char() == '&',
        TokenTree::Ident(word) => ["dyn", "impl", "fn"].iter().any(|keyword| word == keyword),
        _ => false,
    };
    let lasts = |parameter: &Parameter| {
        let inner = match &parameter.ty {
            Type::Reference(reference) => &*reference.elem,
            inner => inner,
        };
        !request.is_generic(inner) && !any_token(inner.to_token_stream(), &names_reference)
    };
    let pairs = function.parameters.iter().zip(&request.parameters);
    pairs
        .filter(|(_, parameter)| lasts(parameter))
        .map(|(var, _)| *var)
        .collect()
}

fn any_token(tokens: TokenStream, is_such: &dyn Fn(TokenTree) -> bool) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Group(group) => any_token(group.stream(), is_such),
        tree => is_such(tree),
    })
}

/// What is known of the kinds of values that are recorded.
struct Kinds<'f> {
    function: &'f Function,
    /// The parameters that certainly hold no reference.
    lasting: HashSet<Var>,
    /// How variables start.
    values: HashMap<Var, Expr>,
    /// What is saved in variables.
    saved: HashMap<Var, Place>,
    /// The variables of loops.
    counters: HashSet<Var>,
    /// The calls that returned pullbacks.
    pullbacks: HashMap<Var, Call>,
    /// The calls that returned values, of those that take no references.
    calls: HashMap<Var, Call>,
    /// What calls return that nothing looks at: `()`, unless a value is thrown away.
    results: HashSet<Var>,
    /// What the arms of branches hand on.
    branches: HashMap<Var, Vec<Var>>,
    records: Vec<(Var, Vec<Var>)>,
}

impl Kinds<'_> {
    fn collect(&mut self, block: &Block) {
        for stmt in &block.stmts {
            match stmt {
                Stmt::Let { var, value } => {
                    self.values.entry(*var).or_insert_with(|| value.clone());
                }
                Stmt::Save {
                    var,
                    place,
                    shared: false,
                } => {
                    self.saved.insert(*var, place.clone());
                }
                Stmt::Forward { call, pullback } => {
                    self.pullbacks.insert(*pullback, call.clone());
                    self.results.extend(&call.results);
                    let by_value = |argument: &Argument| matches!(argument, Argument::Value(_));
                    if call.arguments.iter().all(by_value) {
                        self.calls
                            .extend(call.results.iter().map(|result| (*result, call.clone())));
                    }
                }
                Stmt::RecordIf {
                    branch,
                    then_record,
                    otherwise_record,
                    ..
                } => {
                    let records = [then_record.as_slice(), otherwise_record.as_slice()].concat();
                    self.branches.insert(*branch, records);
                }
                Stmt::RecordLoop {
                    head, stack, record, ..
                } => {
                    if let LoopHead::For { var, .. } | LoopHead::Segment { of: Some((var, _)), .. } = head {
                        self.counters.insert(*var);
                    }
                    // The blocks of a loop on several threads hand over more than that.
                    if !matches!(head, LoopHead::For { var, .. } if self.function.parallel.contains_key(var)) {
                        self.records.extend(stack.map(|stack| (stack, record.clone())));
                    }
                }
                _ => {}
            }
            stmt.blocks().for_each(|inner| self.collect(inner));
        }
    }

    /// Whether a variable is certainly a float of the language's own, or an integer.
    fn is_number(&self, var: Var, depth: usize) -> bool {
        if let Some(place) = self.saved.get(&var) {
            return !self.function.types.is_generic() && crate::ir::shape(self.function, place) == Shape::Float;
        }
        let variable = self.function.var(var);
        if self.function.types.is_float(variable.ty) {
            return !self.function.types.is_generic() && variable.role != Role::Shadow;
        }
        self.is_count(&Operand::Var(var), depth)
    }

    /// Whether a variable is certainly of a type without references: a number, the pullback of a function of numbers,
    /// sequences of them and references to what holds none, what a function of numbers returned, or a branch that recorded
    /// nothing else.
    fn is_own(&self, var: Var) -> bool {
        if let Some(call) = self.pullbacks.get(&var).or_else(|| self.calls.get(&var)) {
            return call.arguments.iter().all(|argument| match argument {
                Argument::Value(operand) => self.is_plain(operand),
                Argument::Borrow(place) | Argument::BorrowMut(place) => {
                    self.is_lasting(place.root, 6) || self.is_plain(&Operand::Var(place.root))
                }
            });
        }
        if self.results.contains(&var) {
            return true;
        }
        match self.branches.get(&var) {
            Some(record) => record.iter().all(|var| self.is_own(*var)),
            None => self.is_number(var, 6),
        }
    }

    /// Whether a value certainly holds no reference.
    fn is_plain(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Constant(_) => true,
            Operand::Var(var) => {
                let is_of_numbers = self.function.types.is_of_numbers(self.function.var(*var).ty);
                is_of_numbers || self.is_lasting(*var, 6) || self.is_count(operand, 6)
            }
            Operand::Nested(value) => match &**value {
                Expr::Use(operand) | Expr::Unary(_, operand) => self.is_plain(operand),
                Expr::Binary(_, left, right) => self.is_plain(left) && self.is_plain(right),
                Expr::Method(_, receiver, arguments) => {
                    self.is_plain(receiver) && arguments.iter().all(|argument| self.is_plain(argument))
                }
                Expr::Load(place) => {
                    crate::ir::shape(self.function, place) == Shape::Float || self.is_lasting(place.root, 6)
                }
                Expr::Query(..) | Expr::Cast(..) => true,
                _ => false,
            },
        }
    }

    /// Whether a variable is a parameter that certainly holds no reference, or a copy of a part of one.
    fn is_lasting(&self, var: Var, depth: usize) -> bool {
        self.lasting.contains(&var)
            || match self.values.get(&var) {
                Some(Expr::Load(place) | Expr::Copy(place, _)) => depth > 0 && self.is_lasting(place.root, depth - 1),
                Some(Expr::Use(Operand::Var(other))) => depth > 0 && self.is_lasting(*other, depth - 1),
                _ => false,
            }
    }

    fn is_count(&self, operand: &Operand, depth: usize) -> bool {
        match operand {
            Operand::Constant(tokens) => syn::parse2::<syn::LitInt>(tokens.clone()).is_ok(),
            Operand::Var(var) => {
                let is_inactive = self.function.types.is_inactive(self.function.var(*var).ty);
                let value = || self.values.get(var).filter(|_| depth > 0);
                is_inactive
                    && (self.counters.contains(var)
                        || value().is_some_and(|value| self.is_count_value(value, depth - 1)))
            }
            Operand::Nested(value) => depth > 0 && self.is_count_value(value, depth - 1),
        }
    }

    fn is_count_value(&self, value: &Expr, depth: usize) -> bool {
        match value {
            Expr::Use(operand) => self.is_count(operand, depth),
            Expr::Load(place) => place.path.is_empty() && self.is_count(&Operand::Var(place.root), depth),
            Expr::Query(_, question) => question == "len",
            Expr::Binary(op, left, right) => {
                Operator::is_arithmetic(op) && self.is_count(left, depth) && self.is_count(right, depth)
            }
            _ => false,
        }
    }
}

impl Emitter<'_> {
    pub(super) fn is_taped(&self, stack: Var) -> bool {
        self.taped.as_ref().is_some_and(|taped| taped.numbers.contains(&stack))
    }

    /// Whether a copy of a whole slice is kept on the tape.
    pub(super) fn is_on_tape(&self, saved: Var) -> bool {
        self.taped.is_some() && self.function.snapshots.contains(&saved) && !self.function.types.is_generic()
    }

    fn is_pooled(&self, stack: Var) -> bool {
        self.taped.as_ref().is_some_and(|taped| taped.pooled.contains(&stack))
    }

    /// Makes the stacks of a sweep.
    pub(super) fn stacks(&self, stacks: &[Var]) -> TokenStream {
        let support = support();
        let made = stacks.iter().filter(|stack| !self.is_of_block(**stack)).map(|stack| {
            let name = self.name(*stack);
            if self.is_taped(*stack) {
                quote!(let #name = #support::Records::new();)
            } else if self.is_pooled(*stack) {
                let tape = name_of_tape();
                quote!(let mut #name = #tape.stack();)
            } else {
                quote!(let mut #name = ::pullback::runtime::alloc::vec::Vec::new();)
            }
        });
        made.collect()
    }

    /// Turns the stacks around, to be read from their ends; and what keeps their memory when they are empty.
    pub(super) fn turned_stacks(&self, stacks: &[Var]) -> (TokenStream, TokenStream) {
        let (mut turned, mut kept) = (TokenStream::new(), TokenStream::new());
        let is_own = |stack: &&Var| !self.is_taped(**stack) && !self.is_of_block(**stack);
        for stack in stacks.iter().filter(is_own) {
            let name = self.name(*stack);
            if self.is_pooled(*stack) {
                let (memory, tape) = (local(&format!("{name}_memory")), name_of_tape());
                turned.extend(quote!(let mut #memory = #name; let mut #name = #memory.drain(..).rev();));
                kept.extend(quote!(::core::mem::drop(#name); #tape.keep_stack(#memory);));
            } else {
                turned.extend(quote!(let mut #name = #name.into_iter().rev();));
            }
        }
        (turned, kept)
    }

    /// Whether the iterations of a loop write to the tape, or read from it, but for their own records.
    pub(super) fn uses_tape(&self, block: &Block) -> bool {
        block.stmts.iter().any(|stmt| {
            let itself = match stmt {
                Stmt::RecordLoop {
                    head: LoopHead::For { var, .. },
                    ..
                }
                | Stmt::ReplayLoop {
                    head: Some((var, _)), ..
                } if self.parallel(*var).is_some() => true,
                Stmt::RecordLoop { stack, .. } | Stmt::ReplayLoop { stack, .. } => {
                    stack.is_some_and(|stack| self.is_taped(stack))
                }
                Stmt::Forward { .. } | Stmt::Pullback { .. } | Stmt::ReplaySegments { .. } => true,
                _ => false,
            };
            itself || stmt.blocks().any(|inner| self.uses_tape(inner))
        })
    }

    /// The number of iterations of a loop over a range.
    pub(super) fn trips(&self, range: &Range) -> TokenStream {
        let (support, range) = (support(), self.range(range));
        quote!(#support::trips(&(#range)))
    }
}
