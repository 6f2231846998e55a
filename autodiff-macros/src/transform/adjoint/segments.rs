//! Loops that keep checkpoints instead of records.
//!
//! The k-th segment of such a loop has k iterations. At its start the forward sweep keeps the state: everything that the loop
//! changes and that outlives an iteration. The reverse sweep goes from segment to segment, backwards: it puts the state back, runs
//! the iterations again, now with their records, and goes back through them. After n iterations there are about √(2n)
//! checkpoints, and records of at most √(2n) iterations at a time, however long the loop turns out to be.

use crate::analyse::activity::each_stmt;
use crate::analyse::record::defined;
use crate::ir::{Access, Block, Function, LoopHead, Place, Projection, Role, Stmt, Var};
use std::collections::HashSet;

/// What such a loop needs beside its body in both directions.
#[derive(Debug)]
pub struct Segments {
    /// The body as it was before the transformation: the forward sweep runs it without recording.
    pub primal: Block,
    /// Where each part of the state is kept, and whether it is behind a reference.
    state: Vec<(Var, Place, bool)>,
    pub checkpoints: Var,
    /// How many iterations come before a segment.
    pub done: Var,
    pub result: Option<Var>,
}

impl Segments {
    pub fn of(function: &mut Function, body: &Block) -> Self {
        let state = state(function, body)
            .into_iter()
            .map(|place| {
                let hint = format!("{}_kept", function.var(place.root).name);
                let is_behind = matches!(function.var(place.root).role, Role::Reference { .. });
                (function.fresh(&hint, Role::Record, false), place, is_behind)
            })
            .collect();
        Self {
            primal: body.clone(),
            result: function.result,
            state,
            checkpoints: function.fresh("checkpoints", Role::Record, true),
            done: function.fresh("done", Role::Record, false),
        }
    }

    /// The statements that keep the state.
    pub fn keep(&self) -> Block {
        let save = |(var, place, is_behind): &(Var, Place, bool)| Stmt::Save {
            var: *var,
            place: place.clone(),
            shared: *is_behind,
        };
        Block {
            stmts: self.state.iter().map(save).collect(),
        }
    }

    /// The statements that put it back.
    pub fn restore(&self) -> Block {
        let restore = |(saved, place, is_behind): &(Var, Place, bool)| Stmt::Restore {
            place: place.clone(),
            saved: *saved,
            shared: *is_behind,
        };
        Block {
            stmts: self.state.iter().map(restore).collect(),
        }
    }

    pub fn kept(&self) -> Vec<Var> {
        self.state.iter().map(|(var, ..)| *var).collect()
    }
}

/// The variables that a loop's body declares.
fn own_variables(body: &Block) -> HashSet<Var> {
    let mut own = HashSet::new();
    each_stmt(body, &mut |stmt| {
        own.extend(defined(stmt));
        if let Stmt::Loop {
            head: LoopHead::For { var, .. },
            ..
        } = stmt
        {
            own.insert(*var);
        }
    });
    own
}

/// The places that the body changes and that were there before it: fields apart, as far as they can be told apart.
fn state(function: &Function, body: &Block) -> Vec<Place> {
    let own = own_variables(body);
    let mut places: Vec<Place> = Vec::new();
    body.accesses(&mut |access| {
        let Access::WritePlace(place) = access else { return };
        // The result is assigned last on every path, and nothing reads it.
        if own.contains(&place.root) || function.result == Some(place.root) {
            return;
        }
        let fields = place
            .path
            .iter()
            .take_while(|step| matches!(step, Projection::Field(_)));
        let place = Place {
            root: place.root,
            path: fields.cloned().collect(),
        };
        if places.iter().any(|known| is_part(&place, known)) {
            return;
        }
        places.retain(|known| !is_part(known, &place));
        places.push(place);
    });
    places
}

/// Whether a place, reached by fields alone, is another or a part of it.
fn is_part(part: &Place, whole: &Place) -> bool {
    part.root == whole.root
        && whole.path.len() <= part.path.len()
        && whole.path.iter().zip(&part.path).all(|steps| match steps {
            (Projection::Field(a), Projection::Field(b)) => a == b,
            _ => false,
        })
}
