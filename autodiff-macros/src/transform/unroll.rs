//! Loops over a few iterations, whose number is written in the code, are written out.
//!
//! `for k in 0..3 { moved[k] = position[k] + step * velocity[k] }` is what vectors in space are made of. As a loop it records on
//! the tape, and indexes arrays by a variable, which keeps them in memory. Written out, what is recorded are local variables,
//! and arrays live in registers. The bounds have to be literals, or the length of an array whose type says it.

use crate::ir::{Aggregate, Block, Expr, Function, LoopHead, Named, Operand, Place, Range, Stmt, Var};
use crate::request::Request;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::{HashMap, HashSet};

/// Longer loops stay loops.
const ITERATIONS: usize = 8;
/// So many statements may one loop become.
const STATEMENTS: usize = 96;
/// So many may be added to one function.
const ALLOWANCE: usize = 256;

/// Writes out all such loops of a lowered function.
pub fn unroll(function: &mut Function, request: &Request) {
    let mut unroller = Unroller {
        lengths: declared_lengths(function, request),
        numbers: HashMap::new(),
        allowance: ALLOWANCE,
        function,
    };
    let mut body = std::mem::take(&mut unroller.function.body);
    unroller.block(&mut body);
    function.body = body;
}

struct Unroller<'f> {
    function: &'f mut Function,
    /// How long arrays are.
    lengths: HashMap<Var, usize>,
    /// Lengths that variables hold.
    numbers: HashMap<Var, usize>,
    allowance: usize,
}

/// The lengths that the types of parameters say.
fn declared_lengths(function: &Function, request: &Request) -> HashMap<Var, usize> {
    let types = request.parameters.iter().map(|parameter| &parameter.ty);
    let pairs = function.parameters.iter().zip(types);
    pairs
        .filter_map(|(var, ty)| Some((*var, length_of_type(ty)?)))
        .collect()
}

/// `[f64; 3]`, or a reference to it.
fn length_of_type(ty: &syn::Type) -> Option<usize> {
    match ty {
        syn::Type::Reference(reference) => length_of_type(&reference.elem),
        syn::Type::Paren(paren) => length_of_type(&paren.elem),
        syn::Type::Group(group) => length_of_type(&group.elem),
        syn::Type::Array(array) => match &array.len {
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Int(length),
                ..
            }) => length.base10_parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

impl Unroller<'_> {
    fn block(&mut self, block: &mut Block) {
        let mut stmts = Vec::with_capacity(block.stmts.len());
        for mut stmt in std::mem::take(&mut block.stmts) {
            for inner in stmt.blocks_mut() {
                self.block(inner);
            }
            if let Stmt::Let { var, value } = &stmt {
                self.learn(*var, value);
            }
            match self.iterations(&stmt) {
                Some((var, literals, body)) => {
                    self.allowance -= literals.len() * size(&body);
                    let copies = literals.into_iter().enumerate();
                    for (iteration, literal) in copies {
                        stmts.extend(self.iteration(var, literal, &body, iteration == 0));
                    }
                }
                None => stmts.push(stmt),
            }
        }
        block.stmts = stmts;
    }

    /// What a definition says of lengths.
    fn learn(&mut self, var: Var, value: &Expr) {
        if let Some(ty) = &self.function.var(var).annotation
            && let Some(length) = length_of_type(ty)
        {
            self.lengths.insert(var, length);
            return;
        }
        let length = match value {
            Expr::Query(place, name) if name == "len" => {
                let length = self.length(place);
                self.numbers.extend(length.map(|length| (var, length)));
                return;
            }
            Expr::Aggregate(Aggregate::Array, elements) => Some(elements.len()),
            Expr::Repeat { vec: false, count, .. } => literal(count),
            Expr::Use(Operand::Var(other)) => self.lengths.get(other).copied(),
            Expr::Load(place) => self.length(place),
            Expr::Copy(place, name) if name == "clone" => self.length(place),
            Expr::Constant(template, arguments) if is_array_like(template) => match &arguments[..] {
                [crate::ir::Argument::Borrow(place), ..] => self.length(place),
                _ => None,
            },
            _ => None,
        };
        self.lengths.extend(length.map(|length| (var, length)));
    }

    fn length(&self, place: &Place) -> Option<usize> {
        place.path.is_empty().then(|| self.lengths.get(&place.root).copied())?
    }

    fn bound(&self, operand: &Operand) -> Option<usize> {
        match operand {
            Operand::Var(var) => self.numbers.get(var).copied(),
            constant => literal(constant),
        }
    }

    /// The loop's variable, the literals that stand for it, and the body, if it is to be written out.
    fn iterations(&self, stmt: &Stmt) -> Option<(Var, Vec<TokenStream>, Block)> {
        let Stmt::Loop {
            head: LoopHead::For { var, range },
            body,
            exit: None,
            checkpoint: false,
        } = stmt
        else {
            return None;
        };
        let literals = self.literals(range)?;
        let statements = literals.len() * size(body);
        let fits = statements <= STATEMENTS.min(self.allowance) && stmt.is_lowered();
        // Loops in it that stay loops gain nothing.
        let is_straight = !body.stmts.iter().any(has_loop);
        (fits && is_straight).then(|| (*var, literals, body.clone()))
    }

    fn literals(&self, range: &Range) -> Option<Vec<TokenStream>> {
        let (low, high) = (self.bound(&range.low)?, self.bound(&range.high)?);
        let high = if range.inclusive { high + 1 } else { high };
        if range.step.is_some() || high.saturating_sub(low) > ITERATIONS {
            return None;
        }
        let suffix = suffix(&range.low).or_else(|| suffix(&range.high)).unwrap_or_default();
        let mut numbers: Vec<usize> = (low..high).collect();
        if range.reversed {
            numbers.reverse();
        }
        let literal = |number| format!("{number}{suffix}").parse().ok();
        numbers.into_iter().map(literal).collect()
    }

    /// One iteration, with variables of its own.
    fn iteration(&mut self, var: Var, literal: TokenStream, body: &Block, is_first: bool) -> Vec<Stmt> {
        let mut body = body.clone();
        if !is_first {
            let mut own = HashSet::from([var]);
            body.stmts.iter().for_each(|stmt| definitions(stmt, &mut own));
            let mut own: Vec<Var> = own.into_iter().collect();
            own.sort_unstable();
            let copies: HashMap<Var, Var> = own.into_iter().map(|var| (var, self.copy(var))).collect();
            body.each_name_mut(&mut |named| {
                if let Named::Var(var) = named {
                    *var = copies.get(var).copied().unwrap_or(*var);
                }
            });
            return self.with_counter(copies[&var], literal, body);
        }
        self.with_counter(var, literal, body)
    }

    fn with_counter(&mut self, var: Var, literal: TokenStream, mut body: Block) -> Vec<Stmt> {
        let (mut uses, mut indices) = (0, 0);
        body.each_name_mut(&mut |named| match named {
            Named::Var(used) => uses += usize::from(*used == var),
            Named::Index(index) => indices += usize::from(index.var() == Some(var)),
        });
        if uses == indices {
            body.each_name_mut(&mut |named| {
                if let Named::Index(index) = named
                    && index.var() == Some(var)
                {
                    *index = Operand::Constant(literal.clone());
                }
            });
            return body.stmts;
        }
        // What type it has may only be known from how it is used.
        let counter = Stmt::Let {
            var,
            value: Expr::Use(Operand::Constant(literal)),
        };
        body.stmts.insert(0, counter);
        body.stmts
    }

    fn copy(&mut self, var: Var) -> Var {
        let mut variable = self.function.var(var).clone();
        variable.name = self
            .function
            .names
            .unique(&variable.name.to_string(), variable.name.span());
        self.function.vars.push(variable);
        let copy = Var(self.function.vars.len() - 1);
        if self.function.late.contains(&var) {
            self.function.late.insert(copy);
        }
        if let Some(length) = self.lengths.get(&var).copied() {
            self.lengths.insert(copy, length);
        }
        copy
    }
}

fn literal(operand: &Operand) -> Option<usize> {
    match operand {
        Operand::Constant(tokens) => integer(tokens)?.base10_parse().ok(),
        _ => None,
    }
}

fn suffix(operand: &Operand) -> Option<String> {
    match operand {
        Operand::Constant(tokens) => Some(integer(tokens)?.suffix().to_owned()).filter(|suffix| !suffix.is_empty()),
        _ => None,
    }
}

fn integer(tokens: &TokenStream) -> Option<syn::LitInt> {
    syn::parse2(tokens.clone()).ok()
}

fn is_array_like(template: &TokenStream) -> bool {
    let text = template.to_string();
    ["array_like", "numbers_like"]
        .iter()
        .any(|name| text.starts_with(&quote!(::pullback::runtime::support::).to_string()) && text.contains(name))
}

/// How many statements there are.
fn size(block: &Block) -> usize {
    let of = |stmt: &Stmt| 1 + stmt.blocks().map(size).sum::<usize>();
    block.stmts.iter().map(of).sum()
}

fn has_loop(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Loop { .. }) || stmt.blocks().any(|block| block.stmts.iter().any(has_loop))
}

/// The variables that a statement defines, and what is in it.
fn definitions(stmt: &Stmt, own: &mut HashSet<Var>) {
    own.extend(crate::analyse::record::defined(stmt));
    for block in stmt.blocks() {
        block.stmts.iter().for_each(|stmt| definitions(stmt, own));
    }
}
