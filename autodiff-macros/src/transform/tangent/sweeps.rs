//! The tangent of what only reverse mode is made of: records, adjoints, pullbacks.
//!
//! Adjoints are linear in adjoints, so that most of their statements are repeated with `x_bar_dot` in the place of `x_bar`. What
//! is recorded or saved is so with its tangent beside it. A call's forward sweep becomes `forward_tangent`, whose pullback
//! takes seeds and shadows with their tangents.

use super::Tangent;
use crate::ir::{
    Access, Argument, Block, Call, Expr, Function, Operand, Place, Role, Seed, ShadowArgument, Stmt, Var, Watched,
};
use proc_macro2::Ident;
use std::collections::HashSet;

/// The variables that have a tangent: active ones, adjoints, and what reverse mode computes or keeps of them.
pub(super) fn varying(function: &Function, sweeps: [&Block; 2], active: &HashSet<Var>, primal: usize) -> HashSet<Var> {
    let is_adjoint = |var: &Var| matches!(function.var(*var).role, Role::Plain | Role::Shadow);
    let mut varying: HashSet<Var> = (0..function.vars.len()).map(Var).filter(is_adjoint).collect();
    varying.extend(active);
    loop {
        let before = varying.len();
        sweeps
            .iter()
            .for_each(|sweep| grow(function, sweep, primal, &mut varying));
        if varying.len() == before {
            return varying;
        }
    }
}

fn grow(function: &Function, block: &Block, primal: usize, varying: &mut HashSet<Var>) {
    for stmt in &block.stmts {
        match stmt {
            Stmt::Let { var, value } if var.0 >= primal && !function.types.is_inactive(function.var(*var).ty) => {
                let mut varies = false;
                value.accesses(&mut |access| {
                    varies |= match access {
                        Access::Read(operand) => operand.var().is_some_and(|var| varying.contains(&var)),
                        Access::ReadPlace(place) | Access::WritePlace(place) => varying.contains(&place.root),
                    }
                });
                if varies {
                    varying.insert(*var);
                }
            }
            // What is taken off a `Vec` is put back with its tangent, whether anything else needs it or not.
            Stmt::Save { var, place, .. } | Stmt::Pop { var, place } if varying.contains(&place.root) => {
                varying.insert(*var);
            }
            _ => {}
        }
        stmt.blocks().for_each(|inner| grow(function, inner, primal, varying));
    }
}

impl Tangent<'_> {
    /// A statement of a sweep; anything else has no tangent.
    pub(super) fn sweep(&mut self, stmt: &Stmt, out: &mut Vec<Stmt>) {
        match stmt {
            Stmt::RecordIf { .. } | Stmt::ReplayIf { .. } => out.push(self.recorded_branch(stmt)),
            Stmt::RecordLoop { .. } | Stmt::ReplayLoop { .. } => out.push(self.recorded_loop(stmt)),
            Stmt::CheckpointLoop { .. } | Stmt::ReplaySegments { .. } => out.push(self.checkpointed_loop(stmt)),
            Stmt::Save { var, place, .. } if self.shadows.active.contains(&place.root) => {
                self.save(*var, place, out);
                out.push(stmt.clone());
            }
            Stmt::Restore { place, saved, .. } if self.shadows.active.contains(&place.root) => {
                self.restore(place, *saved, out);
                out.push(stmt.clone());
            }
            Stmt::Forward { call, pullback } => {
                let (shadows, tangents, after) = self.passed(call, out);
                out.push(Stmt::ForwardTangent {
                    call: call.clone(),
                    pullback: *pullback,
                    shadows,
                    tangents,
                });
                out.extend(after);
            }
            Stmt::Pullback {
                pullback,
                call,
                shadows,
                seeds,
            } => self.pullback(*pullback, call, shadows, seeds, out),
            Stmt::Unpop {
                place,
                value: Operand::Var(value),
                shadow: Some(shadow),
                from,
            } => {
                self.push_back(place, *value, *value, out);
                let bar = from.as_ref().map(|from| from.root);
                match bar {
                    Some(bar) => self.push_back(shadow, bar, *value, out),
                    None => self.push_zero(shadow, *value, out),
                }
                out.push(stmt.clone());
            }
            other => {
                out.push(other.clone());
                self.repeated(other, out);
            }
        }
    }

    /// Puts the tangent of what was taken off a `Vec`, or off the shadow of one, back; `of`: the element of the primal.
    fn push_back(&mut self, place: &Place, value: Var, of: Var, out: &mut Vec<Stmt>) {
        if !self.shadows.active.contains(&value) {
            return self.push_zero(place, of, out);
        }
        let (place, dot) = (self.grown(place), self.shadows.of(self.function, value));
        out.push(Stmt::PushShadow {
            place,
            value: Operand::Var(dot),
            of: Some(Operand::Var(of)),
            is_number: self.is_number(value),
        });
    }

    fn push_zero(&mut self, place: &Place, of: Var, out: &mut Vec<Stmt>) {
        let zero = self.function.fresh("tangent", Role::Shadow, false);
        out.push(Stmt::Let {
            var: zero,
            value: Expr::ZeroShadow(of),
        });
        let place = self.grown(place);
        out.push(Stmt::PushShadow {
            place,
            value: Operand::Var(zero),
            of: Some(Operand::Var(of)),
            is_number: false,
        });
    }

    /// The tangent of a `Vec` whose length changes.
    fn grown(&mut self, place: &Place) -> Place {
        let place = self.dot_place(place);
        self.function.vars[place.root.0].mutable = true;
        place
    }

    /// Statements that are linear in adjoints: once more, with the tangents of the adjoints.
    fn repeated(&mut self, stmt: &Stmt, out: &mut Vec<Stmt>) {
        match stmt {
            Stmt::Transfer { place, local, transfer } => {
                let (place, local) = (self.dot_place(place), self.dot_place(local));
                out.push(Stmt::Transfer {
                    place,
                    local,
                    transfer: *transfer,
                });
            }
            Stmt::AddConverted { place, value } => {
                let value = self.dot(value, out);
                let place = self.dot_place(place);
                out.push(Stmt::AddConverted { place, value });
            }
            Stmt::Clear { place } => {
                let place = self.dot_place(place);
                out.push(Stmt::Clear { place });
            }
            Stmt::ResetShadow { place, of } => {
                let (place, of) = (self.grown(place), of.clone());
                out.push(Stmt::ResetShadow { place, of });
            }
            Stmt::Unpush { place, shadow, into } if self.shadows.active.contains(&place.root) => {
                let place = self.grown(place);
                let shadow = shadow.as_ref().map(|shadow| self.grown(shadow));
                let into = into.as_ref().map(|into| self.dot_place(into));
                out.push(Stmt::Unpush { place, shadow, into });
            }
            _ => {}
        }
    }

    fn dot_place(&mut self, place: &Place) -> Place {
        self.shadows.place(self.function, place)
    }

    /// `let x_bar = zero` or a cell of its own.
    pub(super) fn let_adjoint(&mut self, dot: Var, value: &Expr, stmt: &Stmt, out: &mut Vec<Stmt>) {
        let value = match value {
            Expr::Cell(start) => {
                self.function.vars[dot.0].ty = match start {
                    Operand::Var(number) => self.function.var(*number).ty,
                    _ => self.function.types.float(),
                };
                match start {
                    Operand::Var(_) => Expr::Cell(self.dot(start, out)),
                    // A zero is its own tangent.
                    start => Expr::Cell(start.clone()),
                }
            }
            zero => zero.clone(),
        };
        out.push(stmt.clone());
        out.push(Stmt::Let { var: dot, value });
    }

    /// The tangent of a slope, by dual numbers.
    pub(super) fn slope(&mut self, name: &Ident, operands: &[Operand], out: &mut Vec<Stmt>) -> Expr {
        let known = operands
            .iter()
            .find(|operand| self.function.number_of(operand).is_some());
        let known = known.or(operands.first()).cloned();
        let operands = operands
            .iter()
            .map(|operand| {
                let is_number = match operand {
                    Operand::Var(var) => !self.function.types.is_inactive(self.function.var(*var).ty),
                    // `2f64` is an integer for the parser.
                    Operand::Constant(tokens) => syn::parse2::<syn::LitInt>(tokens.clone())
                        .map_or(true, |literal| literal.suffix().starts_with('f')),
                    Operand::Nested(_) => true,
                };
                let tangent = is_number.then(|| match operand {
                    Operand::Var(var) if self.shadows.active.contains(var) => self.dot(operand, out),
                    operand => {
                        let like = known.as_ref().unwrap_or(operand);
                        let zero = self.function.constant_like(quote::quote!(0.0), like);
                        self.named(zero, "zero", out)
                    }
                });
                (operand.clone(), tangent)
            })
            .collect();
        Expr::SlopeTangent(name.clone(), operands)
    }

    // ---- what is kept between the sweeps -------------------------------------------------------------------------------

    /// A record with the tangents of what it holds.
    fn record(&mut self, record: &[Var]) -> Vec<Var> {
        let mut both = Vec::new();
        for var in record {
            both.push(*var);
            if self.shadows.active.contains(var) {
                both.push(self.shadows.of(self.function, *var));
            }
        }
        both
    }

    fn recorded_branch(&mut self, stmt: &Stmt) -> Stmt {
        let mut stmt = stmt.clone();
        if let Stmt::RecordIf {
            then,
            then_record,
            otherwise,
            otherwise_record,
            ..
        }
        | Stmt::ReplayIf {
            then,
            then_record,
            otherwise,
            otherwise_record,
            ..
        } = &mut stmt
        {
            (*then, *otherwise) = (self.block(then), self.block(otherwise));
            (*then_record, *otherwise_record) = (self.record(then_record), self.record(otherwise_record));
        }
        stmt
    }

    fn recorded_loop(&mut self, stmt: &Stmt) -> Stmt {
        let mut stmt = stmt.clone();
        if let Stmt::RecordLoop { body, record, .. } | Stmt::ReplayLoop { body, record, .. } = &mut stmt {
            *body = self.block(body);
            *record = self.record(record);
        }
        stmt
    }

    /// What is kept at a checkpoint is kept with its tangent, too.
    fn checkpointed_loop(&mut self, stmt: &Stmt) -> Stmt {
        let mut stmt = stmt.clone();
        match &mut stmt {
            Stmt::CheckpointLoop {
                body,
                keep,
                kept,
                watched,
                ..
            } => {
                (*body, *keep, *kept) = (self.block(body), self.block(keep), self.record(kept));
                for watched in self.varying_of(watched) {
                    let (var, place) = (
                        self.shadows.of(self.function, watched.segment),
                        self.dot_place(&watched.place),
                    );
                    keep.stmts.push(Stmt::SaveTangent { var, place });
                    kept.push(var);
                }
            }
            Stmt::ReplaySegments {
                kept,
                restore,
                again,
                back,
                watched,
                ..
            } => {
                *kept = self.record(kept);
                (*restore, *again, *back) = (self.block(restore), self.block(again), self.block(back));
                for watched in self.varying_of(watched) {
                    self.restore(&watched.place, watched.segment, &mut restore.stmts);
                    kept.push(self.shadows.of(self.function, watched.segment));
                }
            }
            _ => {}
        }
        stmt
    }

    /// The watched sequences that have a tangent, which is kept whole.
    fn varying_of(&self, watched: &[Watched]) -> Vec<Watched> {
        let varies = |watched: &&Watched| self.shadows.active.contains(&watched.place.root);
        watched.iter().filter(varies).cloned().collect()
    }

    fn save(&mut self, saved: Var, place: &Place, out: &mut Vec<Stmt>) {
        let dot = self.shadows.of(self.function, saved);
        let kept = self.dot_place(place);
        if self.shadows.is_plain(self.function, place) {
            let value = Expr::Use(Operand::Var(kept.root));
            out.push(Stmt::Let { var: dot, value });
        } else {
            out.push(Stmt::SaveTangent { var: dot, place: kept });
        }
    }

    fn restore(&mut self, place: &Place, saved: Var, out: &mut Vec<Stmt>) {
        let dot = self.shadows.of(self.function, saved);
        let target = self.dot_place(place);
        if self.shadows.is_plain(self.function, place) {
            return out.push(Stmt::Assign {
                place: target,
                value: Operand::Var(dot),
                first: false,
            });
        }
        let reshaped = self.function.may_change_length(place);
        if reshaped {
            self.function.vars[target.root.0].mutable = true;
        }
        out.push(Stmt::RestoreTangent {
            place: target,
            saved: dot,
            reshaped,
        });
    }

    // ---- calls ---------------------------------------------------------------------------------------------------------

    fn pullback(
        &mut self,
        pullback: Var,
        call: &Call,
        shadows: &[ShadowArgument],
        seeds: &[Seed],
        out: &mut Vec<Stmt>,
    ) {
        let mut after = Vec::new();
        let mut dots = Vec::new();
        for argument in &call.arguments {
            let is_again = match argument {
                Argument::Value(Operand::Var(var)) => crate::emit::passes_again(self.function, *var),
                // A constant may be a reference, and so may code that is copied.
                Argument::Value(_) | Argument::Borrow(_) | Argument::BorrowMut(_) => true,
            };
            dots.push(is_again.then(|| self.passed_tangent(argument, out, &mut after)));
        }
        let shadow_dots = call
            .arguments
            .iter()
            .zip(shadows)
            .map(|(argument, shadow)| match (argument, shadow) {
                (Argument::BorrowMut(_), ShadowArgument::Place(place)) => ShadowArgument::Place(self.grown(place)),
                (_, ShadowArgument::Place(place)) => ShadowArgument::Place(self.dot_place(place)),
                (_, other) => other.clone(),
            })
            .collect();
        let seed_dots = seeds
            .iter()
            .map(|seed| match seed {
                Seed::Number(Operand::Var(bar)) => Seed::Number(self.dot(&Operand::Var(*bar), out)),
                Seed::Number(zero) => Seed::Number(zero.clone()),
                Seed::Shadow { value, shadow } => Seed::Shadow {
                    value: *value,
                    shadow: self.shadows.of(self.function, *shadow),
                },
                other => other.clone(),
            })
            .collect();
        out.push(Stmt::PullbackTangent {
            pullback,
            call: call.clone(),
            dots,
            shadows: shadows.to_vec(),
            shadow_dots,
            seeds: seeds.to_vec(),
            seed_dots,
        });
        out.extend(after);
    }
}
