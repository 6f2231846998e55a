//! `#[parallel]` loops: cut into blocks of iterations, each of which sums up for itself.
//!
//! `for i in 0..n { sum += term }` becomes
//!
//! ```text
//! blocks = how many blocks n iterations make
//! sum_total = -0.0
//! for block in 0..blocks {
//!     sum_part = -0.0
//!     for i in (first of the block)..(first of the next) { sum_part += term }
//!     sum_total += sum_part
//! }
//! sum += sum_total
//! ```
//!
//! That is ordinary IR, and every derivative of it is taken as of any other loop. How the sums are put together follows from the
//! number of iterations alone, so that they are equal to the bit wherever and however the blocks run. (-0.0 is the zero that
//! changes no number.) That the blocks may run on several threads is noted for the last phase in [`Function::parallel`].

use crate::analyse::activity::each_stmt;
use crate::analyse::record::own_variables;
use crate::ir::{
    Access, Argument, Block, Bounds, Expr, Function, LoopHead, Operand, ParallelLoop, Place, Range, Role, Stmt, Var,
};
use crate::lower::types::Shape;
use crate::reject::{Refusal, Refusals};
use proc_macro2::{Literal, Span, TokenStream};
use quote::quote;

/// Cuts all such loops into blocks.
pub fn split(function: &mut Function, refusals: &mut Refusals) {
    if function.parallel.is_empty() {
        return;
    }
    let marked = std::mem::take(&mut function.parallel);
    let mut body = std::mem::take(&mut function.body);
    let mut splitter = Splitter {
        function,
        refusals,
        marked,
    };
    splitter.block(&mut body);
    function.body = body;
}

struct Splitter<'f> {
    function: &'f mut Function,
    refusals: &'f mut Refusals,
    /// The loops as the user marked them, by their variables.
    marked: std::collections::HashMap<Var, ParallelLoop>,
}

/// A variable that the loop adds to.
struct Sum {
    var: Var,
    total: Var,
    part: Var,
}

impl Splitter<'_> {
    fn block(&mut self, block: &mut Block) {
        let mut stmts = Vec::with_capacity(block.stmts.len());
        for mut stmt in std::mem::take(&mut block.stmts) {
            stmt.blocks_mut().into_iter().for_each(|inner| self.block(inner));
            match stmt {
                Stmt::Loop {
                    head: LoopHead::For { var, range },
                    body,
                    exit,
                    checkpoint,
                } if self.marked.contains_key(&var) => {
                    let marked = self.marked[&var].clone();
                    if self.is_known_before(&marked, &range, exit)
                        && let Some(sums) = self.sums(&marked, &body)
                    {
                        stmts.extend(self.in_blocks(&marked, (var, range), (body, checkpoint), &sums));
                    }
                }
                stmt => stmts.push(stmt),
            }
        }
        block.stmts = stmts;
    }

    /// Whether it is known beforehand which iterations there are.
    fn is_known_before(&mut self, marked: &ParallelLoop, range: &Range, exit: Option<Var>) -> bool {
        let refusal = if exit.is_some() {
            Refusal::ParallelExit
        } else if range.inclusive || range.reversed || range.step.is_some() {
            Refusal::ParallelRange
        } else {
            return true;
        };
        self.refusals.refuse(&marked.attribute, refusal);
        false
    }

    /// What the body adds to; nothing else that was there before may change, and none of the sums be read.
    fn sums(&mut self, marked: &ParallelLoop, body: &Block) -> Option<Vec<Var>> {
        let own = own_variables(body);
        let mut sums = Vec::new();
        let mut changed: Option<(Var, Option<Span>)> = None;
        each_stmt(body, &mut |stmt| {
            // What is in them is visited by itself.
            if let Stmt::If { .. } | Stmt::Loop { .. } = stmt {
                return;
            }
            stmt.accesses(&mut |access| {
                let Access::WritePlace(place) = access else { return };
                if own.contains(&place.root) {
                    return;
                }
                if !matches!(stmt, Stmt::Update { .. }) || !self.is_sum(place) {
                    changed = changed.or(Some((place.root, self.function.origin(stmt))));
                } else if !sums.contains(&place.root) {
                    sums.push(place.root);
                }
            });
        });
        let name = |var: Var| self.function.var(var).name.to_string();
        if let Some((var, span)) = changed {
            let name = name(var);
            let span = span.unwrap_or_else(|| marked.span());
            self.refusals.refuse_span(span, Refusal::ParallelWrite(name));
            return None;
        }
        if let Some(read) = sums.iter().find(|sum| is_read(body, **sum)) {
            let name = name(*read);
            self.refusals.refuse(&marked.attribute, Refusal::ParallelRead(name));
            return None;
        }
        Some(sums)
    }

    /// Whether a place is a number in a variable of the function's own.
    fn is_sum(&self, place: &Place) -> bool {
        let variable = self.function.var(place.root);
        let is_number = match self.function.types.shape(variable.ty) {
            Shape::Float => true,
            Shape::Inactive => !self.function.types.is_float(variable.ty),
            _ => false,
        };
        place.path.is_empty()
            && variable.role == Role::Local
            && is_number
            && !self.function.late.contains(&place.root)
            && self.function.result != Some(place.root)
    }

    /// The loop over blocks, with what stands before and behind it.
    fn in_blocks(
        &mut self,
        marked: &ParallelLoop,
        (var, range): (Var, Range),
        (mut body, checkpoint): (Block, bool),
        sums: &[Var],
    ) -> Vec<Stmt> {
        let sums: Vec<Sum> = sums.iter().map(|sum| self.sum(*sum)).collect();
        sums.iter().for_each(|sum| rename(&mut body, sum));
        let least = Literal::usize_unsuffixed(marked.least);
        let ends = vec![Argument::Value(range.low.clone()), Argument::Value(range.high.clone())];
        let count = quote!(::pullback::runtime::support::blocks(argument_0__, argument_1__, #least));
        let mut stmts = Vec::new();
        let count = self.integer("blocks", count, ends.clone(), &mut stmts);
        let block = self.function.fresh("block", Role::Local, false);
        self.function.vars[block.0].ty = self.function.types.inactive();

        let mut inner = Vec::new();
        let ends = [ends, vec![Argument::Value(Operand::Var(block))]].concat();
        let [low, high] = ["first_of_block", "first_of_next"].map(|name| {
            let name = syn::Ident::new(name, Span::call_site());
            let template =
                quote!(::pullback::runtime::support::#name(argument_0__, argument_1__, #least, argument_2__));
            self.integer(&name.to_string(), template, ends.clone(), &mut inner)
        });
        let bounds = bounds(var, &inner);
        let parallel = ParallelLoop {
            bounds,
            ..marked.clone()
        };
        self.function.parallel.insert(block, parallel);
        stmts.extend(sums.iter().map(|sum| self.zero(sum.total, sum.var)));
        inner.extend(sums.iter().map(|sum| self.zero(sum.part, sum.var)));
        inner.push(Stmt::Loop {
            head: LoopHead::For {
                var,
                range: Range { low, high, ..range },
            },
            body,
            exit: None,
            checkpoint,
        });
        inner.extend(sums.iter().map(|sum| add(sum.total, sum.part)));
        stmts.push(Stmt::count(block, count, Block { stmts: inner }));
        stmts.extend(sums.iter().map(|sum| add(sum.var, sum.total)));
        stmts
    }

    fn sum(&mut self, var: Var) -> Sum {
        let variable = self.function.var(var);
        let (name, ty, origin) = (variable.name.to_string(), variable.ty, variable.origin);
        let name = name.trim_start_matches("r#").to_owned();
        let [total, part] = ["total", "part"].map(|suffix| {
            let new = self.function.fresh(&format!("{name}_{suffix}"), Role::Local, true);
            self.function.vars[new.0].ty = ty;
            self.function.vars[new.0].origin = origin;
            new
        });
        Sum { var, total, part }
    }

    fn zero(&self, var: Var, like: Var) -> Stmt {
        let is_integer = self.function.types.is_inactive(self.function.var(like).ty);
        let value = if is_integer {
            Expr::Use(Operand::tokens(quote!(0)))
        } else {
            self.function.constant_like(quote!(-0.0), &Operand::Var(like))
        };
        Stmt::Let { var, value }
    }

    fn integer(&mut self, hint: &str, template: TokenStream, of: Vec<Argument>, out: &mut Vec<Stmt>) -> Operand {
        let var = self.function.fresh(hint, Role::Local, false);
        self.function.vars[var.0].ty = self.function.types.inactive();
        let value = Expr::Constant(template, of);
        out.push(Stmt::Let { var, value });
        Operand::Var(var)
    }
}

/// What two statements say of a block: where it begins, and where the next one does.
fn bounds(iteration: Var, stmts: &[Stmt]) -> Option<Bounds> {
    let bound = |stmt: &Stmt| match stmt {
        Stmt::Let { var, value } => Some((*var, value.clone())),
        _ => None,
    };
    let [first, next] = stmts else { return None };
    Some(Bounds {
        iteration,
        first: bound(first)?,
        next: bound(next)?,
    })
}

/// `sum += part`.
fn add(sum: Var, part: Var) -> Stmt {
    Stmt::Update {
        place: Place::whole(sum),
        subtract: false,
        value: Operand::Var(part),
    }
}

/// Whether a body does anything with a sum but add to it.
fn is_read(body: &Block, sum: Var) -> bool {
    body.stmts.iter().any(|stmt| {
        let itself = match stmt {
            Stmt::Update { place, value, .. } if place.root == sum => value.mentions(sum),
            Stmt::If { condition, .. } => condition.mentions(sum),
            Stmt::Loop { head, .. } => {
                let mut mentioned = false;
                head.accesses(&mut |access| mentioned |= access.mentions(sum));
                mentioned
            }
            stmt => {
                let mut mentioned = false;
                stmt.accesses(&mut |access| mentioned |= access.mentions(sum));
                mentioned
            }
        };
        itself || stmt.blocks().any(|inner| is_read(inner, sum))
    })
}

/// Lets a body add to the part of its block.
fn rename(body: &mut Block, sum: &Sum) {
    for stmt in &mut body.stmts {
        if let Stmt::Update { place, .. } = stmt
            && place.root == sum.var
        {
            *place = Place::whole(sum.part);
        }
        stmt.blocks_mut().into_iter().for_each(|inner| rename(inner, sum));
    }
}
