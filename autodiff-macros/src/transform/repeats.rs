//! One value that would be recorded twice is recorded once.
//!
//! `v[i] = a * v[i]` reads what it overwrites: the reverse sweep wants the old value as a factor, and to put it back. The first is
//! a variable, the second a record of the place. Where nothing is written to the place in between, they are equal.

use super::accumulate::{key, operand_key};
use crate::ir::{Access, Block, Expr, Function, Operand, Place, Projection, Stmt, Var};
use std::collections::HashMap;

/// Leaves out what is saved of places whose values are recorded anyway.
pub fn leave_out(function: &Function, forward: &mut Block, reverse: &mut Block) {
    let mut equal = HashMap::new();
    find(function, forward, &mut equal);
    // A loop with checkpoints runs forwards again in the reverse sweep.
    find(function, reverse, &mut equal);
    if !equal.is_empty() {
        replace(forward, &equal);
        replace(reverse, &equal);
    }
}

/// Notes for each record of a place the variable that holds the same.
fn find(function: &Function, block: &Block, equal: &mut HashMap<Var, Var>) {
    for stmt in &block.stmts {
        match stmt {
            Stmt::RecordLoop { body, record, .. } => find_in(function, &body.stmts, record, equal),
            Stmt::RecordIf {
                then,
                then_record,
                otherwise,
                otherwise_record,
                ..
            } => {
                find_in(function, &then.stmts, then_record, equal);
                find_in(function, &otherwise.stmts, otherwise_record, equal);
            }
            _ => {}
        }
        stmt.blocks().for_each(|inner| find(function, inner, equal));
    }
}

fn find_in(function: &Function, stmts: &[Stmt], record: &[Var], equal: &mut HashMap<Var, Var>) {
    for (position, stmt) in stmts.iter().enumerate() {
        if let Stmt::Save {
            var,
            place,
            shared: false,
        } = stmt
            && record.contains(var)
            && let Some(loaded) = loaded_before(function, &stmts[..position], place)
            && record.contains(&loaded)
        {
            equal.insert(*var, loaded);
        }
    }
}

/// The number that was read from a place, if nothing can have been written to it since.
fn loaded_before(function: &Function, stmts: &[Stmt], place: &Place) -> Option<Var> {
    let is_steady = |operand: &Operand| match operand {
        Operand::Constant(_) => true,
        Operand::Var(var) => !function.var(*var).mutable,
        Operand::Nested(_) => false,
    };
    if !place.operands().all(is_steady) {
        return None;
    }
    for stmt in stmts.iter().rev() {
        if let Stmt::Let {
            var,
            value: Expr::Load(from),
        } = stmt
            && key(from) == key(place)
        {
            let variable = function.var(*var);
            return (!variable.mutable && function.types.is_float(variable.ty)).then_some(*var);
        }
        let mut is_written = false;
        stmt.accesses(&mut |access| {
            if let Access::WritePlace(written) = access {
                is_written |= written.root == place.root && !are_apart(written, place);
            }
        });
        if is_written {
            return None;
        }
    }
    None
}

/// Whether two places of one variable certainly share no memory.
fn are_apart(one: &Place, other: &Place) -> bool {
    let differing = one
        .path
        .iter()
        .zip(&other.path)
        .find(|(one, other)| step_key(one) != step_key(other));
    match differing {
        Some((Projection::Field(_), Projection::Field(_))) => true,
        Some((Projection::Index(Operand::Constant(one)), Projection::Index(Operand::Constant(other)))) => {
            let number = |tokens: &proc_macro2::TokenStream| syn::parse2::<syn::LitInt>(tokens.clone()).ok();
            let digits = [one, other].map(|tokens| number(tokens).map(|number| number.base10_digits().to_owned()));
            matches!(digits, [Some(one), Some(other)] if one != other)
        }
        Some((one, other)) => ends_where(one, other) || ends_where(other, one),
        None => false,
    }
}

fn step_key(step: &Projection) -> String {
    key(&Place {
        root: Var(0),
        path: vec![step.clone()],
    })
}

/// Whether one range ends where, or before, another begins: `..n` and `n..`.
fn ends_where(one: &Projection, other: &Projection) -> bool {
    match (one, other) {
        (
            Projection::Range {
                high: Some(high),
                inclusive: false,
                ..
            },
            Projection::Range { low: Some(low), .. },
        ) => operand_key(high) == operand_key(low),
        _ => false,
    }
}

fn replace(block: &mut Block, equal: &HashMap<Var, Var>) {
    block
        .stmts
        .retain(|stmt| !matches!(stmt, Stmt::Save { var, .. } if equal.contains_key(var)));
    for stmt in &mut block.stmts {
        let thin = |record: &mut Vec<Var>| record.retain(|var| !equal.contains_key(var));
        match stmt {
            Stmt::Restore { saved, .. } => *saved = equal.get(saved).copied().unwrap_or(*saved),
            Stmt::RecordLoop { record, .. } | Stmt::ReplayLoop { record, .. } => thin(record),
            Stmt::RecordIf {
                then_record,
                otherwise_record,
                ..
            }
            | Stmt::ReplayIf {
                then_record,
                otherwise_record,
                ..
            } => {
                thin(then_record);
                thin(otherwise_record);
            }
            _ => {}
        }
        stmt.blocks_mut().into_iter().for_each(|inner| replace(inner, equal));
    }
}
