//! Loops of the reverse sweep over neighbouring elements: what does not vary is computed once, and what they go through is cut
//! out beforehand.
//!
//! In `for j in 0..n { x_bar[start + j].add(y_bar[j].get() * a[i]) }` every index is checked in every iteration, and `a[i]` is read
//! anew, as the compiler cannot know that the loop writes to other memory. Both keep it from computing several iterations at
//! once. The forward sweep has accessed all these elements, so that where the loop has iterations, they are there:
//! `let window = &x_bar[start..][..n]` checks once.
//!
//! This only concerns loops whose iterations may run in any order, and what they do in every iteration.

use super::shadows::Shadows;
use crate::ir::{Block, Expr, Function, Operand, Place, Projection, Range, Role, Stmt, Var};
use crate::lower::types::Shape;
use quote::quote;
use std::collections::{HashMap, HashSet};
use syn::BinOp;

/// Rewrites all such loops.
pub fn cut(function: &mut Function, shadows: &Shadows, block: &mut Block) {
    let primals = shadows.primals();
    cut_in(function, &primals, block);
}

fn cut_in(function: &mut Function, primals: &HashMap<Var, Var>, block: &mut Block) {
    let mut stmts = Vec::with_capacity(block.stmts.len());
    for mut stmt in std::mem::take(&mut block.stmts) {
        for inner in stmt.blocks_mut() {
            cut_in(function, primals, inner);
        }
        match rewritten(function, primals, &mut stmt) {
            Some((condition, before)) => {
                let var = function.fresh("any", Role::Local, false);
                function.vars[var.0].ty = function.types.inactive();
                let then = Block {
                    stmts: before.into_iter().chain([stmt]).collect(),
                };
                stmts.push(Stmt::Let { var, value: condition });
                stmts.push(Stmt::If {
                    condition: Operand::Var(var),
                    then,
                    otherwise: Block::default(),
                });
            }
            None => stmts.push(stmt),
        }
    }
    block.stmts = stmts;
}

/// Rewrites a loop, if it is of that kind: returns whether it has iterations, and what stands before it then.
fn rewritten(function: &mut Function, primals: &HashMap<Var, Var>, stmt: &mut Stmt) -> Option<(Expr, Vec<Stmt>)> {
    let Stmt::ReplayLoop {
        head: Some((var, range)),
        record,
        body,
        ..
    } = stmt
    else {
        return None;
    };
    if !function.forwards.contains(var) || range.step.is_some() || range.reversed || range.inclusive {
        return None;
    }
    let condition = Expr::Binary(BinOp::Lt(Default::default()), range.low.clone(), range.high.clone());
    let mut rewrite = Rewrite {
        own: record.iter().chain([&*var]).copied().collect(),
        written: body.written_roots(),
        before: Vec::new(),
        function,
        primals,
    };
    rewrite.hoist(body);
    rewrite.cut(var, range, body);
    (!rewrite.before.is_empty()).then_some((condition, rewrite.before))
}

struct Rewrite<'f> {
    function: &'f mut Function,
    /// Whose derivative each shadow is.
    primals: &'f HashMap<Var, Var>,
    /// What varies: the loop's variable, its records, and what its body computes.
    own: HashSet<Var>,
    written: HashSet<Var>,
    before: Vec<Stmt>,
}

impl Rewrite<'_> {
    fn is_steady(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Constant(_) => true,
            Operand::Var(var) => !self.own.contains(var) && !self.written.contains(var),
            Operand::Nested(_) => false,
        }
    }

    /// Takes what does not vary out of the body.
    fn hoist(&mut self, body: &mut Block) {
        let mut kept = Vec::with_capacity(body.stmts.len());
        for stmt in std::mem::take(&mut body.stmts) {
            match &stmt {
                Stmt::Let { var, value } if !self.function.var(*var).mutable && self.is_steady_value(value) => {
                    self.before.push(stmt);
                    continue;
                }
                Stmt::Let { var, .. } => {
                    self.own.insert(*var);
                }
                _ => super::accumulate::defined_by(&stmt, &mut self.own),
            }
            kept.push(stmt);
        }
        body.stmts = kept;
    }

    fn is_steady_value(&self, value: &Expr) -> bool {
        match value {
            Expr::Load(place) => {
                !self.written.contains(&place.root)
                    && !self.own.contains(&place.root)
                    && place.operands().all(|operand| self.is_steady(operand))
                    && matches!(crate::ir::shape(self.function, place), Shape::Float | Shape::Inactive)
            }
            Expr::Binary(_, left, right) => self.is_steady(left) && self.is_steady(right),
            Expr::Unary(_, operand) => self.is_steady(operand),
            _ => false,
        }
    }

    /// Cuts out what the body goes through.
    fn cut(&mut self, var: &mut Var, range: &mut Range, body: &mut Block) {
        let values: HashMap<Var, Expr> = body.stmts.iter().filter_map(computed).collect();
        let mut windows: Vec<(String, Var)> = Vec::new();
        let (low, high) = (range.low.clone(), range.high.clone());
        let starts_at_zero = range.starts_at_zero();
        let mut counter = None;
        let mut count = high.clone();
        let mut stmts = std::mem::take(&mut body.stmts);
        for stmt in &mut stmts {
            each_place(stmt, &mut |place| {
                let Some((base, offsets)) = self.through(*var, place, &values) else {
                    return;
                };
                if !starts_at_zero && counter.is_none() {
                    counter = Some(self.integer("step", None));
                    let difference = Expr::Binary(BinOp::Sub(Default::default()), high.clone(), low.clone());
                    count = Operand::Var(self.integer("count", Some(difference)));
                }
                let mut start: Option<Operand> = (!starts_at_zero).then(|| low.clone());
                for offset in offsets {
                    start = Some(match start {
                        None => offset,
                        Some(sum) => {
                            let sum = Expr::Binary(BinOp::Add(Default::default()), sum, offset);
                            Operand::Var(self.integer("start", Some(sum)))
                        }
                    });
                }
                let key = format!(
                    "{} {}",
                    super::accumulate::key(&base),
                    start.as_ref().map(super::accumulate::operand_key).unwrap_or_default()
                );
                let known = windows
                    .iter()
                    .find(|(other, _)| *other == key)
                    .map(|(_, window)| *window);
                let window = known.unwrap_or_else(|| {
                    let window = self.window(&base, start, count.clone());
                    windows.push((key, window));
                    window
                });
                let index = counter.unwrap_or(*var);
                *place = Place {
                    root: window,
                    path: vec![Projection::Index(Operand::Var(index))],
                };
            });
        }
        if let Some(counter) = counter {
            let again = Expr::Binary(BinOp::Add(Default::default()), low, Operand::Var(counter));
            let again = Stmt::Let {
                var: *var,
                value: again,
            };
            stmts.insert(0, again);
            *var = counter;
            self.function.forwards.insert(counter);
            range.low = Operand::Constant(quote!(0));
            range.high = count;
        }
        body.stmts = stmts;
        if !windows.is_empty() {
            self.leave_out_indices(body);
        }
    }

    /// Leaves out the indices that nothing needs any more.
    fn leave_out_indices(&self, body: &mut Block) {
        for at in (0..body.stmts.len()).rev() {
            let Stmt::Let {
                var,
                value: Expr::Binary(..) | Expr::Use(_),
            } = &body.stmts[at]
            else {
                continue;
            };
            let variable = self.function.var(*var);
            let is_index = !variable.mutable && self.function.types.is_inactive(variable.ty);
            let later = &body.stmts[at + 1..];
            if is_index && !later.iter().any(|stmt| super::accumulate::mentions(stmt, *var)) {
                body.stmts.remove(at);
            }
        }
    }

    fn integer(&mut self, hint: &str, value: Option<Expr>) -> Var {
        let var = self.function.fresh(hint, Role::Local, false);
        self.function.vars[var.0].ty = self.function.types.inactive();
        self.before.extend(value.map(|value| Stmt::Let { var, value }));
        var
    }

    fn window(&mut self, base: &Place, low: Option<Operand>, count: Operand) -> Var {
        let root = self.function.var(base.root);
        let (hint, role) = (root.name.to_string(), root.role);
        let role = if role == Role::Shadow { role } else { Role::Local };
        let var = self.function.fresh(&hint, role, false);
        if role == Role::Local {
            let element = self.function.types.float();
            self.function.vars[var.0].ty = self.function.types.sequence(element);
        }
        let range = |low, high| Projection::Range {
            low,
            high,
            inclusive: false,
        };
        let mut place = base.clone();
        place.path.extend(low.map(|low| range(Some(low), None)));
        place.path.push(range(None, Some(count)));
        self.before.push(Stmt::Window { var, place });
        var
    }

    /// The sequence whose elements a place goes through, one after another as the loop's variable counts, and what is added to
    /// that.
    fn through(&self, var: Var, place: &Place, values: &HashMap<Var, Expr>) -> Option<(Place, Vec<Operand>)> {
        let (last, steps) = place.path.split_last()?;
        let Projection::Index(index) = last else { return None };
        let is_plain = |step: &Projection| matches!(step, Projection::Index(_) | Projection::Range { .. });
        let is_shadow = self.function.var(place.root).role == Role::Shadow;
        let base = Place {
            root: place.root,
            path: steps.to_vec(),
        };
        let primal = match is_shadow {
            true => *self.primals.get(&place.root)?,
            false => place.root,
        };
        let primal = Place {
            root: primal,
            path: place.path.clone(),
        };
        let is_known = steps.iter().all(is_plain)
            && base.operands().all(|operand| self.is_steady(operand))
            && !self.own.contains(&place.root)
            && !self.function.late.contains(&place.root)
            && (is_shadow || !self.written.contains(&place.root))
            && crate::ir::shape(self.function, &primal) == Shape::Float;
        let mut offsets = Vec::new();
        (is_known && self.counts(var, index, values, &mut offsets)).then_some((base, offsets))
    }

    /// Whether an index is the loop's variable and what does not vary, added up.
    fn counts(&self, var: Var, index: &Operand, values: &HashMap<Var, Expr>, offsets: &mut Vec<Operand>) -> bool {
        let Operand::Var(found) = index else { return false };
        if *found == var {
            return true;
        }
        let (left, right) = match values.get(found) {
            Some(Expr::Use(same)) => return self.counts(var, same, values, offsets),
            Some(Expr::Binary(BinOp::Add(_), left, right)) => (left, right),
            _ => return false,
        };
        let (counting, steady) = if self.is_steady(right) {
            (left, right)
        } else if self.is_steady(left) {
            (right, left)
        } else {
            return false;
        };
        offsets.insert(0, steady.clone());
        self.counts(var, counting, values, offsets)
    }
}

fn computed(stmt: &Stmt) -> Option<(Var, Expr)> {
    match stmt {
        Stmt::Let { var, value } => Some((*var, value.clone())),
        _ => None,
    }
}

/// Calls `visit` with the places that a statement itself reads, or adds to.
fn each_place(stmt: &mut Stmt, visit: &mut dyn FnMut(&mut Place)) {
    match stmt {
        Stmt::Let {
            value: Expr::Load(place) | Expr::Get(place) | Expr::Take(place),
            ..
        }
        | Stmt::Update { place, .. } => visit(place),
        _ => {}
    }
}
