//! Sums that a loop of the reverse sweep adds to one and the same place: collected in a variable, and added once.
//!
//! The reverse of `y[i] += a[j] * x[j]` in a loop over `j` adds to the adjoints of many places, but that of `y[i] = s * x[j]` adds
//! to that of `s` in every iteration. A cell in memory is read and written each time, and an addition waits for the one before
//! to arrive there; a variable stays in a register. It may be done where the loop does nothing with the variable's adjoint
//! but add to it: sums may be added up in any order. (What lies behind different references is different memory, unless both
//! are shared; and to what is shared, the reverse sweep only ever adds.)

use super::shadows::zero_of;
use crate::ir::{Block, Expr, Function, Operand, Place, Projection, Role, Stmt, Var};
use quote::quote;
use std::collections::HashSet;

/// Moves such sums out of all loops over ranges.
pub fn accumulate(function: &mut Function, block: &mut Block) {
    let mut stmts = Vec::with_capacity(block.stmts.len());
    for mut stmt in std::mem::take(&mut block.stmts) {
        for inner in stmt.blocks_mut() {
            accumulate(function, inner);
        }
        if let Stmt::ReplayLoop {
            head: Some((var, _)),
            record,
            body,
            ..
        } = &mut stmt
        {
            let mut own: HashSet<Var> = record.iter().chain([&*var]).copied().collect();
            defined(body, &mut own);
            let sums = sums(function, body, &own);
            let (before, after) = around(function, &sums);
            replace(body, &sums);
            stmts.extend(before);
            stmts.push(stmt);
            stmts.extend(after);
        } else {
            stmts.push(stmt);
        }
    }
    block.stmts = stmts;
}

/// A place that a loop adds to, and the variable that collects it.
struct Sum {
    place: Place,
    key: String,
    collected: Var,
}

/// The variables that statements define.
fn defined(block: &Block, vars: &mut HashSet<Var>) {
    block.stmts.iter().for_each(|stmt| defined_by(stmt, vars));
}

/// The variables that a statement defines, and what is in it.
pub(super) fn defined_by(stmt: &Stmt, vars: &mut HashSet<Var>) {
    match stmt {
        Stmt::Let { var, .. }
        | Stmt::Declare { var }
        | Stmt::Pop { var, .. }
        | Stmt::Save { var, .. }
        | Stmt::ShadowFrom { shadow: var, .. }
        | Stmt::PopShadow { var, .. } => {
            vars.insert(*var);
        }
        Stmt::Call(call) => vars.extend(&call.results),
        Stmt::Forward { call, pullback } => {
            vars.extend(&call.results);
            vars.insert(*pullback);
        }
        Stmt::ReplayLoop { head, record, .. } => {
            vars.extend(head.iter().map(|(var, _)| *var));
            vars.extend(record);
        }
        Stmt::ReplayIf {
            then_record,
            otherwise_record,
            ..
        } => vars.extend(then_record.iter().chain(otherwise_record)),
        _ => {}
    }
    stmt.blocks().for_each(|inner| defined(inner, vars));
}

/// The sums of a loop's body whose place does not vary.
fn sums(function: &mut Function, body: &Block, own: &HashSet<Var>) -> Vec<Sum> {
    let written = body.written_roots();
    let mut found: Vec<(Place, Operand)> = Vec::new();
    each_update(body, &mut |place, value| {
        let is_shadow = function.var(place.root).role == Role::Shadow && !own.contains(&place.root);
        let is_steady = place.operands().all(|operand| match operand {
            Operand::Constant(_) => true,
            Operand::Var(var) => !own.contains(var) && !written.contains(var),
            Operand::Nested(_) => false,
        });
        // A cell of its own is as good as a variable.
        if is_shadow && is_steady && !place.path.is_empty() {
            found.push((place.clone(), value.clone()));
        }
    });
    let mut sums: Vec<Sum> = Vec::new();
    for (place, value) in found {
        let key = key(&place);
        if sums.iter().any(|sum| sum.key == key) || is_read(body, place.root) {
            continue;
        }
        let hint = format!("{}_sum", function.var(place.root).name);
        let collected = function.fresh_number(&hint, &Expr::Use(value));
        // Of other numbers it is not known what it means to be zero.
        let is_plain = function.types.has_literals(function.var(collected).ty);
        if !is_plain && !is_always_there(&place) {
            continue;
        }
        function.vars[collected.0].role = Role::Plain;
        function.vars[collected.0].mutable = true;
        sums.push(Sum { place, key, collected });
    }
    sums
}

fn each_update(block: &Block, visit: &mut dyn FnMut(&Place, &Operand)) {
    for stmt in &block.stmts {
        if let Stmt::Update { place, value, .. } = stmt {
            visit(place, value);
        }
        stmt.blocks().for_each(|inner| each_update(inner, visit));
    }
}

/// Whether statements do anything with a shadow but add to it.
fn is_read(block: &Block, root: Var) -> bool {
    block.stmts.iter().any(|stmt| match stmt {
        Stmt::Update { place, value, .. } => {
            value.mentions(root) || place.operands().any(|operand| operand.mentions(root))
        }
        Stmt::If { then, otherwise, .. } | Stmt::ReplayIf { then, otherwise, .. } => {
            is_read(then, root) || is_read(otherwise, root)
        }
        Stmt::ReplayLoop { body, .. } => is_read(body, root),
        stmt => mentions(stmt, root),
    })
}

/// Whether a statement, or what is in it, does anything with a variable.
pub(super) fn mentions(stmt: &Stmt, root: Var) -> bool {
    // Of these it is not said.
    let mut mentioned = matches!(stmt, Stmt::AssignShadow { .. } | Stmt::ShadowFrom { .. });
    stmt.accesses(&mut |access| mentioned |= access.mentions(root));
    mentioned
}

/// A text that is equal for equal places.
pub(super) fn key(place: &Place) -> String {
    let steps = place.path.iter().map(|step| match step {
        Projection::Field(member) => format!(".{}", quote!(#member)),
        Projection::Variant { path, member } => format!(".{}.{}", quote!(#path), quote!(#member)),
        Projection::Index(index) => format!("[{}]", operand_key(index)),
        Projection::Located(at) => format!("[[{}]]", operand_key(at)),
        Projection::Range { low, high, inclusive } => {
            let [low, high] = [low, high].map(|bound| bound.as_ref().map(operand_key).unwrap_or_default());
            format!("[{low}..{high}{inclusive}]")
        }
    });
    format!("{}{}", place.root.0, steps.collect::<String>())
}

pub(super) fn operand_key(operand: &Operand) -> String {
    match operand {
        Operand::Var(var) => format!("v{}", var.0),
        Operand::Constant(tokens) => tokens.to_string(),
        Operand::Nested(_) => String::new(),
    }
}

/// What stands before a loop and behind it. An index is only looked at where something was added: where the loop has no
/// iterations, or a branch is never taken, it may be out of bounds.
fn around(function: &mut Function, sums: &[Sum]) -> (Vec<Stmt>, Vec<Stmt>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for sum in sums {
        before.push(Stmt::Let {
            var: sum.collected,
            value: zero_of(function, sum.collected),
        });
        let update = Stmt::Update {
            place: sum.place.clone(),
            subtract: false,
            value: Operand::Var(sum.collected),
        };
        if is_always_there(&sum.place) {
            after.push(update);
            continue;
        }
        let condition = function.fresh("any", Role::Local, false);
        function.vars[condition.0].ty = function.types.inactive();
        let zero = Operand::Constant(quote!(0.0));
        after.push(Stmt::Let {
            var: condition,
            value: Expr::Binary(syn::BinOp::Ne(Default::default()), Operand::Var(sum.collected), zero),
        });
        after.push(Stmt::If {
            condition: Operand::Var(condition),
            then: Block { stmts: vec![update] },
            otherwise: Block::default(),
        });
    }
    (before, after)
}

fn is_always_there(place: &Place) -> bool {
    place.path.iter().all(|step| matches!(step, Projection::Field(_)))
}

/// Lets a loop's body add to the variables.
fn replace(block: &mut Block, sums: &[Sum]) {
    for stmt in &mut block.stmts {
        if let Stmt::Update { place, .. } = stmt {
            let key = key(place);
            if let Some(sum) = sums.iter().find(|sum| sum.key == key) {
                *place = Place::whole(sum.collected);
            }
        }
        stmt.blocks_mut().into_iter().for_each(|inner| replace(inner, sums));
    }
}
