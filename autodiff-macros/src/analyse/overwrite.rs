//! Which overwritten values must be saved: those that the reverse sweep reads again before it comes to the overwrite.
//!
//! The *to-be-recorded* analysis of Hascoët, Naumann & Pascual (2005, *Future Generation Computer Systems* 21, 1401):
//! going forward, a root is pending from the first statement whose reverse (or recomputation) reads it; an overwrite of a
//! pending root saves the old element. Loops are followed twice, so that the reads of one iteration are pending in the
//! next. What lies behind a `&mut` parameter is always pending: the caller may need it.

use crate::analyse::activity::written_roots;
use crate::analyse::record::defined;
use crate::ir::{Access, Expr, Function, LoopHead, Operand, Place, Role, Stmt, Var};
use crate::transform::adjoint::{Node, Sweep};
use std::collections::{HashMap, HashSet};

/// Decides which overwrites are saved and which changes of length are undone. True if that changed anything: then a block that
/// had nothing to undo may have, or the other way round, and what is recorded must be planned again.
///
/// `copied` parameters are put back as a whole.
pub fn plan(function: &mut Function, sweep: &mut Sweep, copied: &HashSet<Var>) -> bool {
    let mut pending = &behind_references(function) - copied;
    let mut planner = Planner {
        always: pending.clone(),
        function,
        changed: false,
        watched: None,
    };
    planner.sweep(sweep, &mut pending, true);
    planner.changed
}

/// Whether the reverse sweep itself reads of a parameter what is overwritten afterwards.
pub fn is_needed_before(function: &mut Function, sweep: &mut Sweep, parameter: Var) -> bool {
    let mut pending = behind_references(function);
    pending.remove(&parameter);
    let mut planner = Planner {
        always: pending.clone(),
        function,
        changed: false,
        watched: Some(parameter),
    };
    planner.sweep(sweep, &mut pending, false);
    planner.changed
}

/// What the caller may need.
fn behind_references(function: &Function) -> HashSet<Var> {
    let vars = function.vars.iter().enumerate();
    let behind = vars.filter(|(_, var)| var.role == Role::Reference { mutable: true });
    behind.map(|(position, _)| Var(position)).collect()
}

struct Planner<'f> {
    function: &'f mut Function,
    always: HashSet<Var>,
    changed: bool,
    /// The one variable that is asked about; then `changed` says whether it is overwritten while it is pending.
    watched: Option<Var>,
}

impl Planner<'_> {
    /// Whether the reverse sweep reads again what a change of length changes.
    fn is_pending(&self, stmt: &Stmt, pending: &HashSet<Var>) -> bool {
        match stmt {
            Stmt::Push { place, .. } | Stmt::Pop { place, .. } => pending.contains(&place.root),
            _ => true,
        }
    }

    fn sweep(&mut self, sweep: &mut Sweep, pending: &mut HashSet<Var>, decide: bool) {
        let recomputed: HashMap<Var, &Expr> = sweep.recompute.iter().map(|(var, value)| (*var, value)).collect();
        for node in &mut sweep.nodes {
            match node {
                Node::Simple {
                    forward,
                    reverse,
                    saved,
                    pullback,
                } => {
                    for stmt in forward.iter() {
                        if let Stmt::Swap { first, second } = stmt {
                            let roots = [first.root, second.root];
                            if roots.iter().any(|root| pending.contains(root)) {
                                pending.extend(roots);
                            }
                        }
                        for value in defined(stmt).iter().filter_map(|var| recomputed.get(var)) {
                            note_reads(value, pending);
                        }
                        if decide && is_undone_length(stmt, reverse) && !self.is_pending(stmt, pending) {
                            reverse.clear();
                            self.changed = true;
                        }
                        if let Some(watched) = self.watched {
                            let is_overwritten = || overwritten(stmt).iter().any(|place| place.root == watched);
                            self.changed |= pending.contains(&watched) && is_overwritten();
                        }
                        if decide && pullback.is_none() && saved.is_empty() {
                            for place in overwritten(stmt) {
                                if pending.contains(&place.root) || is_read_again(&place, reverse) {
                                    let hint = format!("{}_before", self.function.var(place.root).name);
                                    let var = self.function.fresh(&hint, Role::Record, false);
                                    self.changed = true;
                                    saved.push((var, place));
                                }
                            }
                        }
                        if let Stmt::Assign { place, .. } = stmt
                            && place.path.is_empty()
                            && !self.always.contains(&place.root)
                        {
                            pending.remove(&place.root);
                        }
                    }
                    reverse.iter().for_each(|stmt| note_stmt_reads(stmt, pending));
                }
                Node::If { then, otherwise, .. } => {
                    let mut other = pending.clone();
                    self.sweep(then, pending, decide);
                    self.sweep(otherwise, &mut other, decide);
                    pending.extend(other);
                }
                Node::Loop {
                    head, body, segments, ..
                } => {
                    let mut entry = pending.clone();
                    for _ in 0..2 {
                        let mut next = entry.clone();
                        self.sweep(body, &mut next, false);
                        entry.extend(next);
                    }
                    let mut last = entry.clone();
                    self.sweep(body, &mut last, decide);
                    pending.extend(entry);
                    pending.extend(last);
                    if segments.is_some() && body.has_reverse() {
                        // It runs again, in the reverse sweep.
                        pending.extend(body.outside());
                    }
                    if let LoopHead::While { condition, .. } = head {
                        debug_assert!(
                            condition
                                .written_roots()
                                .iter()
                                .all(|root| !pending.contains(root) || self.function.var(*root).mutable)
                        );
                    }
                }
            }
        }
    }
}

/// Whether all that the reverse of a statement does is to undo a change of length, of what has no derivative.
fn is_undone_length(stmt: &Stmt, reverse: &[Stmt]) -> bool {
    matches!(stmt, Stmt::Push { .. } | Stmt::Pop { .. })
        && matches!(
            reverse,
            [Stmt::Unpush { shadow: None, .. } | Stmt::Unpop { shadow: None, .. }]
        )
}

/// Whether the reverse of the overwrite itself asks what the place held.
fn is_read_again(place: &Place, reverse: &[Stmt]) -> bool {
    reverse
        .iter()
        .any(|stmt| matches!(stmt, Stmt::ResetShadow { of, .. } if of.root == place.root))
}

/// The places that a statement overwrites.
fn overwritten(stmt: &Stmt) -> Vec<Place> {
    match stmt {
        Stmt::Assign {
            place, first: false, ..
        }
        | Stmt::Update { place, .. } => vec![place.clone()],
        Stmt::Call(call) => written_roots(call).map(Place::whole).collect(),
        _ => Vec::new(),
    }
}

fn note_reads(value: &Expr, pending: &mut HashSet<Var>) {
    value.accesses(&mut |access| note(&access, pending));
}

fn note(access: &Access<'_>, pending: &mut HashSet<Var>) {
    match access {
        Access::Read(Operand::Var(var)) => {
            pending.insert(*var);
        }
        Access::Read(_) => {}
        Access::ReadPlace(Place { root, .. }) | Access::WritePlace(Place { root, .. }) => {
            pending.insert(*root);
        }
    }
}

fn note_stmt_reads(stmt: &Stmt, pending: &mut HashSet<Var>) {
    // A swap is undone by itself, whatever the places hold.
    if let Stmt::Swap { .. } = stmt {
        return;
    }
    // Undoing a change of length reads the indices, not the elements.
    let undone = match stmt {
        Stmt::Unpush {
            place, shadow: None, ..
        }
        | Stmt::Unpop {
            place, shadow: None, ..
        } => Some(place.root),
        _ => None,
    };
    let was_pending = undone.is_none_or(|root| pending.contains(&root));
    stmt.accesses(&mut |access| note(&access, pending));
    if let (Some(root), false) = (undone, was_pending) {
        pending.remove(&root);
    }
}
