//! Makes transformed code read like hand-written code.
//!
//! * An adjoint that starts at zero and gets its first contribution at the same level starts at that contribution.
//! * A value that is used once, in the same block, with nothing in between that changes what it reads, is folded into its
//!   use.

use crate::ir::{Access, Block, Expr, Function, LoopHead, Operand, Role, Seed, Stmt, Var, calls_unknown};
use std::collections::{HashMap, HashSet};

/// Tidies a block. `pinned` variables are used elsewhere and keep their names.
pub fn tidy(function: &mut Function, block: &mut Block, pinned: &HashSet<Var>) {
    let mut pinned = pinned.clone();
    pin_records(block, &mut pinned);
    start_adjoints(function, block, &pinned);
    drop_copies(function, block, &pinned);
    let uses = count_uses(block);
    fold(function, block, &pinned, &uses);
}

/// What is recorded in the block itself keeps its name: a reverse sweep records where it runs something again.
fn pin_records(block: &mut Block, pinned: &mut HashSet<Var>) {
    for stmt in &mut block.stmts {
        match stmt {
            Stmt::RecordLoop { record, .. } => pinned.extend(&*record),
            Stmt::RecordIf {
                then_record,
                otherwise_record,
                ..
            } => pinned.extend(then_record.iter().chain(&*otherwise_record)),
            _ => {}
        }
        stmt.blocks_mut()
            .into_iter()
            .for_each(|inner| pin_records(inner, pinned));
    }
}

// ---- adjoints ------------------------------------------------------------------------------------------------------------

fn start_adjoints(function: &mut Function, block: &mut Block, pinned: &HashSet<Var>) {
    for stmt in &mut block.stmts {
        for inner in stmt.blocks_mut() {
            start_adjoints(function, inner, pinned);
        }
    }
    let mut mentioned: Vec<HashSet<Var>> = block.stmts.iter().map(variables).collect();
    // From the last to the first: a declaration that moves down passes only those that have moved already.
    for position in (0..block.stmts.len()).rev() {
        if let Some(var) = adjoint_declaration(function, &block.stmts[position]) {
            start_adjoint(function, (block, &mut mentioned), position, var, pinned);
        }
    }
}

/// The variables that a statement mentions.
fn variables(stmt: &Stmt) -> HashSet<Var> {
    let mut found = HashSet::new();
    stmt.accesses(&mut |access| collect_reads(&access, &mut found, &mut false));
    found
}

fn adjoint_declaration(function: &Function, stmt: &Stmt) -> Option<Var> {
    match stmt {
        Stmt::Let {
            var,
            value: Expr::Use(Operand::Constant(_)),
        } if function.var(*var).role == Role::Plain => Some(*var),
        _ => None,
    }
}

/// Moves the declaration at `position` to the first mention, which becomes the declaration if it can. What each statement
/// mentions stands beside the block, and moves with it.
fn start_adjoint(
    function: &mut Function,
    (block, mentioned): (&mut Block, &mut Vec<HashSet<Var>>),
    position: usize,
    var: Var,
    pinned: &HashSet<Var>,
) {
    let Some(first) = (position + 1..block.stmts.len()).find(|later| mentioned[*later].contains(&var)) else {
        if !pinned.contains(&var) {
            block.stmts.remove(position);
            mentioned.remove(position);
        }
        return;
    };
    let start = match &block.stmts[first] {
        Stmt::Update { place, subtract, value }
            if place.root == var && place.path.is_empty() && value.var() != Some(var) =>
        {
            Some(if *subtract {
                Expr::Unary(syn::UnOp::Neg(Default::default()), value.clone())
            } else {
                Expr::Use(value.clone())
            })
        }
        _ => None,
    };
    if let Some(value) = start {
        block.stmts[first] = Stmt::Let { var, value };
        let written = block.stmts[first + 1..].iter().any(|stmt| writes(stmt, var));
        function.vars[var.0].mutable = written;
        block.stmts.remove(position);
        mentioned.remove(position);
    } else {
        block.stmts[position..first].rotate_left(1);
        mentioned[position..first].rotate_left(1);
    }
}

fn mentions(stmt: &Stmt, var: Var) -> bool {
    let mut found = false;
    stmt.accesses(&mut |access| found |= access.mentions(var));
    found
}

fn writes(stmt: &Stmt, var: Var) -> bool {
    let mut found = false;
    stmt.accesses(&mut |access| found |= matches!(access, Access::WritePlace(place) if place.root == var));
    found
}

// ---- copies --------------------------------------------------------------------------------------------------------------

/// Uses a number itself where it only got another name, and neither changes any more.
fn drop_copies(function: &Function, block: &mut Block, pinned: &HashSet<Var>) {
    let mut position = 0;
    while position < block.stmts.len() {
        match copied(function, &block.stmts[position], pinned) {
            Some((var, source)) if block.stmts[position + 1..].iter().all(|stmt| !writes(stmt, source)) => {
                let rest = &mut block.stmts[position + 1..];
                rest.iter_mut().for_each(|stmt| rename(stmt, var, source));
                if rest.iter().any(|stmt| mentions(stmt, var)) {
                    position += 1;
                } else {
                    block.stmts.remove(position);
                }
            }
            _ => position += 1,
        }
    }
    for stmt in &mut block.stmts {
        for inner in stmt.blocks_mut() {
            drop_copies(function, inner, pinned);
        }
    }
}

/// `let var = source;` of immutable adjoint, or of an adjoint that starts as another.
fn copied(function: &Function, stmt: &Stmt, pinned: &HashSet<Var>) -> Option<(Var, Var)> {
    let Stmt::Let {
        var,
        value: Expr::Use(Operand::Var(source)),
    } = stmt
    else {
        return None;
    };
    let (copy, original) = (function.var(*var), function.var(*source));
    let is_number = match original.role {
        Role::Plain => true,
        // A step of a rule, which has the name of an adjoint, too: `numerator_bar`.
        Role::Local => !original.mutable && original.name.to_string().ends_with("_bar"),
        _ => false,
    };
    (copy.role == Role::Plain && is_number && !copy.mutable && !pinned.contains(var)).then_some((*var, *source))
}

fn rename(stmt: &mut Stmt, var: Var, source: Var) {
    stmt.own_operands_mut(&mut |operand| {
        if operand.var() == Some(var) {
            *operand = Operand::Var(source);
        }
    });
    for inner in stmt.blocks_mut() {
        inner.stmts.iter_mut().for_each(|stmt| rename(stmt, var, source));
    }
}

// ---- folding -------------------------------------------------------------------------------------------------------------

fn count_uses(block: &Block) -> HashMap<Var, usize> {
    let mut uses = HashMap::new();
    block.accesses(&mut |access| count(&access, &mut uses));
    count_blocks(block, &mut uses);
    uses
}

/// The variables that a seed is made of.
fn seeded(seed: &Seed) -> Vec<Var> {
    match seed {
        Seed::Shadow { value, shadow } => vec![*value, *shadow],
        Seed::Zero(var) => vec![*var],
        Seed::Number(_) | Seed::Unit => Vec::new(),
    }
}

/// Uses that [`Stmt::accesses`] does not report: shapes, seeds, exits.
fn count_blocks(block: &Block, uses: &mut HashMap<Var, usize>) {
    for stmt in &block.stmts {
        let mut add = |var: Var| *uses.entry(var).or_default() += 2;
        match stmt {
            Stmt::Let {
                value: Expr::ZeroShadow(var),
                ..
            } => add(*var),
            Stmt::Pullback { seeds, .. } => seeds.iter().flat_map(seeded).for_each(add),
            Stmt::PullbackTangent { seeds, seed_dots, .. } => {
                seeds.iter().chain(seed_dots).flat_map(seeded).for_each(add)
            }
            Stmt::AssignShadow { var, value } => {
                add(*var);
                add(*value);
            }
            Stmt::ShadowFrom { of, tangent, .. } => {
                add(*of);
                add(*tangent);
            }
            Stmt::RecordIf {
                then_record,
                otherwise_record,
                ..
            } => then_record.iter().chain(otherwise_record).for_each(|var| add(*var)),
            Stmt::RecordLoop { record, exit, .. } | Stmt::CheckpointLoop { kept: record, exit, .. } => {
                record.iter().chain(exit).for_each(|var| add(*var))
            }
            _ => {}
        }
        match stmt {
            Stmt::If { then, otherwise, .. }
            | Stmt::RecordIf { then, otherwise, .. }
            | Stmt::ReplayIf { then, otherwise, .. } => {
                count_blocks(then, uses);
                count_blocks(otherwise, uses);
            }
            Stmt::Loop { head, body, .. }
            | Stmt::RecordLoop { head, body, .. }
            | Stmt::CheckpointLoop { head, body, .. } => {
                if let Stmt::CheckpointLoop { keep, .. } = stmt {
                    count_blocks(keep, uses);
                }
                if let LoopHead::While { condition, test } = head {
                    count_blocks(condition, uses);
                    // The test stands behind its block.
                    if let Operand::Var(var) = test {
                        *uses.entry(*var).or_default() += 1;
                    }
                }
                count_blocks(body, uses);
            }
            Stmt::ReplayLoop { body, .. } => count_blocks(body, uses),
            Stmt::ReplaySegments {
                restore, again, back, ..
            } => [restore, again, back]
                .into_iter()
                .for_each(|block| count_blocks(block, uses)),
            _ => {}
        }
    }
}

fn count(access: &Access<'_>, uses: &mut HashMap<Var, usize>) {
    let mut operand = |operand: &Operand| {
        if let Operand::Var(var) = operand {
            *uses.entry(*var).or_default() += 1;
        }
    };
    match access {
        Access::Read(read) => operand(read),
        Access::ReadPlace(place) | Access::WritePlace(place) => {
            place.operands().for_each(&mut operand);
            operand(&Operand::Var(place.root));
        }
    }
}

fn fold(function: &Function, block: &mut Block, pinned: &HashSet<Var>, uses: &HashMap<Var, usize>) {
    for stmt in &mut block.stmts {
        for inner in stmt.blocks_mut() {
            fold(function, inner, pinned, uses);
        }
    }
    let mut position = 0;
    while position < block.stmts.len() {
        if let Some(var) = foldable(function, &block.stmts[position], pinned, uses)
            && fold_into_use(block, position, var)
        {
            continue;
        }
        position += 1;
    }
}

fn foldable(function: &Function, stmt: &Stmt, pinned: &HashSet<Var>, uses: &HashMap<Var, usize>) -> Option<Var> {
    let Stmt::Let { var, value } = stmt else { return None };
    let variable = function.var(*var);
    let is_pure = !matches!(
        value,
        Expr::ZeroShadow(_)
            | Expr::Default
            | Expr::Cell(_)
            | Expr::Copy(..)
            | Expr::Repeat { .. }
            | Expr::Returned { .. }
    ) && !matches!(value, Expr::Constant(template, _) if calls_unknown(template));
    let is_whole = matches!(value, Expr::Aggregate(..));
    let single = uses.get(var).copied() == Some(1);
    let is_value =
        matches!(variable.role, Role::Local | Role::Plain) && !variable.mutable && variable.annotation.is_none();
    (is_pure && !is_whole && single && is_value && !pinned.contains(var)).then_some(*var)
}

/// Folds the definition at `position` into the one statement that uses it; false where that is not safe.
fn fold_into_use(block: &mut Block, position: usize, var: Var) -> bool {
    let Stmt::Let { value, .. } = block.stmts[position].clone() else {
        return false;
    };
    let mut reads = HashSet::new();
    let mut mutates = false;
    value.accesses(&mut |access| collect_reads(&access, &mut reads, &mut mutates));
    for later in position + 1..block.stmts.len() {
        if is_call(&block.stmts[later]) && reads.iter().any(|read| writes(&block.stmts[later], *read)) {
            return false;
        }
        if !mentions(&block.stmts[later], var) {
            if mutates || reads.iter().any(|read| writes(&block.stmts[later], *read)) {
                return false;
            }
            continue;
        }
        let mut folded = false;
        let unfolded = block.stmts[later].clone();
        block.stmts[later].own_operands_mut(&mut |operand| {
            if !folded {
                folded = replace(operand, var, &value);
            }
        });
        if folded && writes_where_it_reads(&block.stmts[later]) {
            block.stmts[later] = unfolded;
            return false;
        }
        if folded {
            block.stmts.remove(position);
            return true;
        }
        return false;
    }
    false
}

/// A call's arguments must not read what the same call borrows mutably; that of `rows[i].push(…)` must not read `rows`.
fn is_call(stmt: &Stmt) -> bool {
    if let Stmt::Push { place, .. } | Stmt::PushShadow { place, .. } = stmt {
        return !place.path.is_empty();
    }
    matches!(
        stmt,
        Stmt::Call(_)
            | Stmt::PushShadow { of: Some(_), .. }
            | Stmt::Forward { .. }
            | Stmt::Tangent { .. }
            | Stmt::Pullback { .. }
            | Stmt::ForwardTangent { .. }
            | Stmt::PullbackTangent { .. }
    )
}

/// Whether an index of a written place reads the same variable: `v[v.len() - 1] = …` does not borrow-check.
fn writes_where_it_reads(stmt: &Stmt) -> bool {
    let mut found = false;
    stmt.accesses(&mut |access| {
        if let Access::WritePlace(place) = access {
            found |= place.operands().any(|operand| operand.mentions(place.root));
        }
    });
    found
}

fn collect_reads(access: &Access<'_>, reads: &mut HashSet<Var>, mutates: &mut bool) {
    let operand = |operand: &Operand, reads: &mut HashSet<Var>, mutates: &mut bool| match operand {
        Operand::Var(var) => {
            reads.insert(*var);
        }
        Operand::Constant(_) => {}
        Operand::Nested(expr) => expr.accesses(&mut |access| collect_reads(&access, reads, mutates)),
    };
    match access {
        Access::Read(read) => operand(read, reads, mutates),
        Access::ReadPlace(place) | Access::WritePlace(place) => {
            *mutates |= matches!(access, Access::WritePlace(_));
            reads.insert(place.root);
            place.operands().for_each(|index| operand(index, reads, mutates));
        }
    }
}

fn replace(operand: &mut Operand, var: Var, value: &Expr) -> bool {
    match operand {
        Operand::Var(found) if *found == var => {
            *operand = match value {
                Expr::Use(inner) => inner.clone(),
                value => Operand::Nested(Box::new(value.clone())),
            };
            true
        }
        Operand::Nested(expr) => {
            let mut folded = false;
            expr.operands_mut(&mut |inner| {
                if !folded {
                    folded = replace(inner, var, value);
                }
            });
            folded
        }
        _ => false,
    }
}
