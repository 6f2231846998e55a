//! Loops of the reverse sweep that add up: four iterations at a time, each with a sum of its own.
//!
//! In `for j in 0..n { sum += y_bar[j].get() * a[j]; a_bar[j].add(y_bar[j].get() * s) }` each addition to `sum` waits for the one
//! before, and the compiler may not change their order. It is ours to choose in the reverse sweep: four sums are four chains, and
//! what the four iterations compute can be done by vector instructions. For these, all that four iterations read is read before
//! any of them writes, as the compiler has to assume that what is written may be what the next iteration reads. That it is not
//! is known here: the iterations are independent (`forwards`), and go through windows of their own (`windows`).

use crate::ir::{Access, Block, Expr, FourSums, Function, Operand, Place, Projection, Range, Role, Stmt, Var};
use std::collections::HashSet;

/// Finds all such loops; [`Function::four_sums`] says how.
pub fn find(function: &mut Function, block: &Block) {
    find_in(function, block, &HashSet::new());
}

fn find_in(function: &mut Function, block: &Block, windows: &HashSet<Var>) {
    let mut windows = windows.clone();
    for stmt in &block.stmts {
        if let Stmt::Window { var, .. } = stmt {
            windows.insert(*var);
        }
        stmt.blocks().for_each(|inner| find_in(function, inner, &windows));
        if let Stmt::ReplayLoop {
            head: Some((var, range)),
            stack: None,
            body,
            ..
        } = stmt
            && function.forwards.contains(var)
            && counts_from_zero(range)
            && let Some(four) = plan(function, *var, body, &windows)
        {
            function.four_sums.insert(*var, four);
        }
    }
}

fn counts_from_zero(range: &Range) -> bool {
    range.starts_at_zero()
        && range.step.is_none()
        && !range.reversed
        && !range.inclusive
        && matches!(range.high, Operand::Var(_))
}

/// More than that would not fit into the registers four times.
const LONGEST: usize = 24;

/// How a loop is taken four iterations at a time, if it is of that kind.
fn plan(function: &Function, var: Var, body: &Block, windows: &HashSet<Var>) -> Option<FourSums> {
    let own: HashSet<Var> = body.stmts.iter().flat_map(crate::analyse::record::defined).collect();
    let mut four = FourSums::default();
    // What goes through a window that is written, and what is only read.
    let (mut written, mut read) = (HashSet::new(), HashSet::new());
    for stmt in &body.stmts {
        match stmt {
            Stmt::Let { value, .. } if is_simple(value) => {}
            Stmt::Update { place, .. } if place.path.is_empty() && own.contains(&place.root) => {}
            Stmt::Update { place, .. } if place.path.is_empty() && is_number(function, place.root) => {
                if !four.sums.contains(&place.root) {
                    four.sums.push(place.root);
                }
            }
            Stmt::Update { place, .. } if windows.contains(&place.root) => {
                written.insert(place.root);
            }
            _ => return None,
        }
    }
    let mut is_known = true;
    for stmt in &body.stmts {
        let target = match stmt {
            Stmt::Update { place, .. } => Some(place.root),
            _ => None,
        };
        stmt.accesses(&mut |access| {
            each_access(access, &mut |access| {
                is_known &= four.note(var, windows, &access);
                if let Access::ReadPlace(place) | Access::WritePlace(place) = access
                    && Some(place.root) != target
                {
                    read.insert(place.root);
                }
            });
        });
    }
    let is_worth_it = !four.sums.is_empty() && !four.windows.is_empty() && body.stmts.len() <= LONGEST;
    (is_known && is_worth_it && written.is_disjoint(&read)).then_some(four)
}

impl FourSums {
    /// Takes note of what is accessed; whether that can be done for four iterations at a time.
    fn note(&mut self, var: Var, windows: &HashSet<Var>, access: &Access<'_>) -> bool {
        match access {
            Access::Read(operand) => {
                let read = operand.var();
                read.is_none_or(|read| read != var && !self.sums.contains(&read))
            }
            Access::ReadPlace(place) | Access::WritePlace(place) if windows.contains(&place.root) => {
                if !self.windows.contains(&place.root) {
                    self.windows.push(place.root);
                }
                is_element(place, var)
            }
            Access::ReadPlace(place) => place.operands().all(|operand| !operand.mentions(var)),
            Access::WritePlace(place) => place.path.is_empty(),
        }
    }
}

/// Calls `visit` with an access, and with those of the operation that an operand is.
fn each_access<'a>(access: Access<'a>, visit: &mut dyn FnMut(Access<'a>)) {
    match access {
        Access::Read(Operand::Nested(expr)) => expr.accesses(&mut |access| each_access(access, visit)),
        access => visit(access),
    }
}

fn is_element(place: &Place, var: Var) -> bool {
    matches!(&place.path[..], [Projection::Index(Operand::Var(index))] if *index == var)
}

/// Operations on numbers, which leave nothing behind but their value (or a zero, where an adjoint is taken).
fn is_simple(value: &Expr) -> bool {
    matches!(
        value,
        Expr::Use(_)
            | Expr::Load(_)
            | Expr::Get(_)
            | Expr::Take(_)
            | Expr::Unary(..)
            | Expr::Binary(..)
            | Expr::Method(..)
            | Expr::Slope(..)
    )
}

/// Whether a variable is an adjoint whose zero is `0.0`.
fn is_number(function: &Function, var: Var) -> bool {
    let variable = function.var(var);
    variable.role == Role::Plain && function.types.has_literals(variable.ty)
}
