//! Loops that keep checkpoints instead of records.
//!
//! The k-th segment of such a loop has k iterations. At its start the forward sweep keeps the state: everything that the loop
//! changes and that outlives an iteration. The reverse sweep goes from segment to segment, backwards: it puts the state back, runs
//! the iterations again, now with their records, and goes back through them. After n iterations there are about √(2n)
//! checkpoints, and records of at most √(2n) iterations at a time, however long the loop turns out to be.
//!
//! A sequence that is written element by element may be as long as the loop: `out[i] = y`, `path.push(y)`. Whole copies of it would
//! be more than all records. It is *watched* instead: of each segment, what it overwrites is kept, which the reverse sweep
//! puts back twice. Before a segment runs again, that makes its start of its end; behind its reverse, it mends what the reverse
//! had no reason to restore, as the segment before ends here.

use crate::analyse::activity::each_stmt;
use crate::analyse::record::own_variables;
use crate::ir::{Access, Block, Function, Place, Projection, Role, Stmt, Touched, Var, Watched};

/// What such a loop needs beside its body in both directions.
#[derive(Debug)]
pub struct Segments {
    /// The body as it was before the transformation: the forward sweep runs it without recording.
    pub primal: Block,
    /// Where each part of the state is kept, and whether it is behind a reference.
    state: Vec<(Var, Place, bool)>,
    pub watched: Vec<Watched>,
    pub checkpoints: Var,
    /// How many iterations come before a segment.
    pub done: Var,
    pub result: Option<Var>,
}

impl Segments {
    pub fn of(function: &mut Function, body: &Block) -> Self {
        let mut primal = body.clone();
        let (mut kept, mut watched) = (Vec::new(), Vec::new());
        for place in state(function, body) {
            let name = function.var(place.root).name.clone();
            if is_written_in_parts(body, &place) && !function.late.contains(&place.root) {
                watched.push(Watched {
                    place,
                    log: function.fresh(&format!("{name}_overwritten"), Role::Record, true),
                    segment: function.fresh(&format!("{name}_before"), Role::Record, false),
                });
            } else {
                let is_behind = matches!(function.var(place.root).role, Role::Reference { .. });
                kept.push((
                    function.fresh(&format!("{name}_kept"), Role::Record, false),
                    place,
                    is_behind,
                ));
            }
        }
        touch(&mut primal, &watched);
        Self {
            primal,
            result: function.result,
            state: kept,
            watched,
            checkpoints: function.fresh("checkpoints", Role::Record, true),
            done: function.fresh("done", Role::Record, false),
        }
    }

    /// What the forward sweep hands to the reverse sweep.
    pub fn records(&self) -> Vec<Var> {
        let logs = self.watched.iter().map(|watched| watched.log);
        std::iter::once(self.checkpoints).chain(logs).collect()
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

/// The path from a place to a part of it.
fn below<'p>(part: &'p Place, whole: &Place) -> Option<&'p [Projection]> {
    is_part(part, whole).then(|| &part.path[whole.path.len()..])
}

/// Whether all that the body changes in a place are elements, and the length one by one.
fn is_written_in_parts(body: &Block, place: &Place) -> bool {
    let mut in_parts = true;
    each_stmt(body, &mut |stmt| {
        if let Stmt::If { .. } | Stmt::Loop { .. } = stmt {
            return;
        }
        stmt.accesses(&mut |access| {
            if let Access::WritePlace(written) = access
                && let Some(steps) = below(written, place)
            {
                in_parts &= match steps.first() {
                    None => matches!(stmt, Stmt::Push { .. } | Stmt::Pop { .. }),
                    Some(step) => matches!(step, Projection::Index(_) | Projection::Range { .. }),
                };
            }
        });
    });
    in_parts
}

/// Notes before each statement what it overwrites of the watched places.
fn touch(block: &mut Block, watched: &[Watched]) {
    if watched.is_empty() {
        return;
    }
    let mut stmts = Vec::new();
    for mut stmt in std::mem::take(&mut block.stmts) {
        if let Stmt::If { .. } | Stmt::Loop { .. } = stmt {
            stmt.blocks_mut().into_iter().for_each(|inner| touch(inner, watched));
        } else {
            stmts.extend(touches(&stmt, watched));
        }
        stmts.push(stmt);
    }
    block.stmts = stmts;
}

fn touches(stmt: &Stmt, watched: &[Watched]) -> Vec<Stmt> {
    let mut touches = Vec::new();
    stmt.accesses(&mut |access| {
        let Access::WritePlace(written) = access else { return };
        for watched in watched {
            let touched = match below(written, &watched.place) {
                Some([step, ..]) => Touched::Part(step.clone()),
                Some([]) if matches!(stmt, Stmt::Pop { .. }) => Touched::Last(written.clone()),
                // What is pushed overwrites nothing.
                _ => continue,
            };
            let log = watched.log;
            touches.push(Stmt::Touch { log, touched });
        }
    });
    touches
}
