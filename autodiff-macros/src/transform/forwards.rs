//! Loops of the reverse sweep whose iterations may run in any order: they run forwards, as memory is read fastest.
//!
//! Two iterations are independent where none reads what the other writes. Adding counts as neither, as sums may be added up in
//! any order, if nothing in the loop reads them.

use crate::ir::{Access, Block, Function, Operand, Place, Projection, Stmt, Var};
use std::collections::{HashMap, HashSet};

/// Finds all such loops; [`Function::forwards`] has their variables.
pub fn find(function: &mut Function, block: &Block) {
    for stmt in &block.stmts {
        stmt.blocks().for_each(|inner| find(function, inner));
        if let Stmt::ReplayLoop {
            head: Some((var, _)),
            body,
            ..
        } = stmt
            && !function.parallel.contains_key(var)
            && is_independent(*var, body)
        {
            function.forwards.insert(*var);
        }
    }
}

/// How the iterations of a loop use a variable that is declared outside.
#[derive(Default)]
struct Uses {
    adds: bool,
    reads: bool,
    writes: bool,
    /// Whether each iteration uses an element of its own.
    shared: bool,
}

fn is_independent(var: Var, body: &Block) -> bool {
    let (mut uses, mut own) = (HashMap::new(), HashSet::new());
    let is_simple = collect(var, body, &mut uses, &mut own);
    is_simple
        && uses.iter().all(|(root, uses): (&Var, &Uses)| {
            own.contains(root) || !uses.shared || !(uses.writes || uses.adds && uses.reads)
        })
}

/// Collects the uses of everything, and what the body declares itself. False if there are statements of other kinds than those
/// that this knows.
fn collect(var: Var, block: &Block, uses: &mut HashMap<Var, Uses>, own: &mut HashSet<Var>) -> bool {
    block.stmts.iter().all(|stmt| match stmt {
        Stmt::Let { var: defined, .. } => {
            own.insert(*defined);
            note(var, stmt, uses);
            true
        }
        Stmt::Update { place, value, .. } => {
            let used = uses.entry(place.root).or_default();
            used.adds = true;
            used.shared |= !is_private(var, place);
            let operands = place.operands().chain([value]);
            operands.for_each(|operand| note_access(var, &Access::Read(operand), uses));
            true
        }
        Stmt::Assign { .. } | Stmt::Restore { shared: false, .. } => {
            note(var, stmt, uses);
            true
        }
        Stmt::If {
            condition,
            then,
            otherwise,
        } => {
            note_access(var, &Access::Read(condition), uses);
            collect(var, then, uses, own) && collect(var, otherwise, uses, own)
        }
        Stmt::ReplayLoop {
            head: Some((inner, range)),
            stack: None,
            body,
            ..
        } => {
            own.insert(*inner);
            range
                .operands()
                .for_each(|operand| note_access(var, &Access::Read(operand), uses));
            collect(var, body, uses, own)
        }
        _ => false,
    })
}

fn note(var: Var, stmt: &Stmt, uses: &mut HashMap<Var, Uses>) {
    stmt.accesses(&mut |access| note_access(var, &access, uses));
    if let Stmt::Restore { saved, .. } = stmt {
        note_access(var, &Access::Read(&Operand::Var(*saved)), uses);
    }
}

fn note_access(var: Var, access: &Access<'_>, uses: &mut HashMap<Var, Uses>) {
    let (place, writes) = match access {
        Access::Read(Operand::Var(read)) => {
            let used = uses.entry(*read).or_default();
            used.reads = true;
            used.shared = true;
            return;
        }
        Access::Read(Operand::Constant(_)) => return,
        Access::Read(Operand::Nested(expr)) => {
            expr.accesses(&mut |access| note_access(var, &access, uses));
            return;
        }
        Access::ReadPlace(place) => (*place, false),
        Access::WritePlace(place) => (*place, true),
    };
    let used = uses.entry(place.root).or_default();
    used.reads |= !writes;
    used.writes |= writes;
    used.shared |= !is_private(var, place);
    place
        .operands()
        .for_each(|operand| note_access(var, &Access::Read(operand), uses));
}

/// Whether a place is an element of a sequence that belongs to one iteration alone.
fn is_private(var: Var, place: &Place) -> bool {
    matches!(place.path.first(), Some(Projection::Index(Operand::Var(index))) if *index == var)
}
