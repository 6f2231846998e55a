//! Whole slices that are kept once, in place of each element that is overwritten.
//!
//! What lies behind a `&mut` parameter must be put back by the reverse sweep, as the caller may need it. Where a nest of loops
//! adds to the elements of a slice again and again, as the product of a matrix and a vector does, to keep every element that is
//! overwritten takes as much memory as there are operations. A copy of the slice takes as much as it has elements. The copy is
//! only made where the function goes through the whole slice anyway, so that it never takes more time than the function itself
//! by more than a factor; and where no reverse statement reads what the slice held in between, as it is put back at the very
//! end.

use super::overwrite;
use crate::ir::{Expr, Function, LoopHead, Operand, Place, Range, Role, Stmt, Var};
use crate::transform::adjoint::{Node, Sweep};
use std::collections::{HashMap, HashSet};

/// Plans the copies; returns the parameters that are copied.
pub fn plan(function: &mut Function, sweep: &mut Sweep) -> HashSet<Var> {
    let mut copied = HashSet::new();
    let mut writes = HashMap::new();
    count_writes(sweep, 0, &mut writes);
    for root in function.parameters.clone() {
        let is_slice = function.var(root).role == (Role::Reference { mutable: true })
            && !function.growing.contains(&root)
            && function.types.is_sequence_of_floats(function.var(root).ty);
        let is_written_often = writes.get(&root).is_some_and(|depth| *depth >= 2);
        if is_slice
            && is_written_often
            && goes_through(sweep, root)
            && !overwrite::is_needed_before(function, sweep, root)
        {
            copied.insert(root);
        }
    }
    for root in &copied {
        let hint = format!("{}_before", function.var(*root).name);
        let saved = function.fresh(&hint, Role::Record, false);
        function.snapshots.insert(saved);
        let keep = Node::Simple {
            forward: Vec::new(),
            reverse: Vec::new(),
            saved: vec![(saved, Place::whole(*root))],
            pullback: None,
        };
        sweep.nodes.insert(0, keep);
    }
    copied
}

/// In how many loops the elements of each variable are overwritten, at the deepest.
fn count_writes(sweep: &Sweep, depth: usize, writes: &mut HashMap<Var, usize>) {
    for node in &sweep.nodes {
        match node {
            Node::Simple { forward, .. } => {
                for stmt in forward {
                    if let Stmt::Assign { place, .. } | Stmt::Update { place, .. } = stmt {
                        let deepest = writes.entry(place.root).or_insert(0);
                        *deepest = depth.max(*deepest);
                    }
                }
            }
            Node::If { then, otherwise, .. } => {
                count_writes(then, depth, writes);
                count_writes(otherwise, depth, writes);
            }
            Node::Loop { body, .. } => count_writes(body, depth + 1, writes),
        }
    }
}

/// Whether a function certainly goes through a whole slice: it has a loop over `0..slice.len()`, in no other loop or branch,
/// that does not end early.
fn goes_through(sweep: &Sweep, root: Var) -> bool {
    let mut lengths = HashSet::new();
    for node in &sweep.nodes {
        match node {
            Node::Simple { forward, .. } => {
                for stmt in forward {
                    if let Stmt::Let {
                        var,
                        value: Expr::Query(place, question),
                    } = stmt
                        && place.root == root
                        && place.path.is_empty()
                        && question == "len"
                    {
                        lengths.insert(*var);
                    }
                }
            }
            Node::Loop {
                head: LoopHead::For { range, .. },
                exit: None,
                ..
            } if is_over(range, &lengths) => return true,
            _ => {}
        }
    }
    false
}

fn is_over(range: &Range, lengths: &HashSet<Var>) -> bool {
    let ends_at_length = matches!(&range.high, Operand::Var(high) if lengths.contains(high));
    range.starts_at_zero() && ends_at_length && range.step.is_none()
}
