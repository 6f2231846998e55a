//! Long sequences in loops that run on several threads: of their adjoints, a block has those of its own iterations.
//!
//! Each block of iterations adds to adjoints of its own. Of `x[i]` in iteration `i`, other elements than those from the first
//! iteration of a block to the last stay zero, and all blocks together would have as many copies of `x_bar` as there are blocks.
//! So a block has a part of it, and `x_bar[i]` becomes `x_bar[i - first]` in it.

use super::parallel::own;
use super::shadows::Shadows;
use crate::ir::{
    Access, Block, Bounds, Expr, Function, Operand, Place, Projection, Role, Seed, ShadowArgument, Stmt, Var,
};
use std::collections::{HashMap, HashSet};

/// Rewrites all such loops of a reverse sweep.
pub fn narrow(function: &mut Function, shadows: &Shadows, block: &mut Block) {
    if !function.parallel.is_empty() {
        narrow_in(function, &shadows.primals(), block);
    }
}

fn narrow_in(function: &mut Function, primals: &HashMap<Var, Var>, block: &mut Block) {
    for stmt in &mut block.stmts {
        for inner in stmt.blocks_mut() {
            narrow_in(function, primals, inner);
        }
        let Stmt::ReplayLoop {
            head: Some((var, _)),
            body,
            ..
        } = stmt
        else {
            continue;
        };
        let bounds = function.parallel.get(var).and_then(|parallel| parallel.bounds.clone());
        // Where the bounds were recorded, what they are made of need not be there any more.
        let is_computed = |bounds: &Bounds| {
            let is_first = |stmt: &Stmt| matches!(stmt, Stmt::Let { var, .. } if *var == bounds.first.0);
            body.stmts.iter().any(is_first)
        };
        let Some(bounds) = bounds.filter(is_computed) else {
            continue;
        };
        let roots = roots(function, primals, &bounds, body);
        rewrite(body, &bounds, &roots);
        if let Some(parallel) = function.parallel.get_mut(var) {
            parallel.parts.extend(roots);
        }
    }
}

/// The adjoints from outside of which a body only touches elements of its own iterations.
fn roots(function: &Function, primals: &HashMap<Var, Var>, bounds: &Bounds, body: &Block) -> HashSet<Var> {
    let own = own(body);
    let (mut touched, mut others) = (HashSet::new(), HashSet::new());
    collect(bounds, body, &mut touched, &mut others);
    let is_sequence = |root: &Var| {
        let primal = primals.get(root).map(|primal| function.var(*primal).ty);
        primal.is_some_and(|ty| function.types.is_sequence(ty))
    };
    touched.retain(|root| {
        function.var(*root).role == Role::Shadow
            && !own.contains(root)
            && !others.contains(root)
            && !function.late.contains(root)
            && is_sequence(root)
    });
    touched
}

/// Collects the variables that places of the iteration belong to, and those of which anything else is touched.
fn collect(bounds: &Bounds, block: &Block, touched: &mut HashSet<Var>, others: &mut HashSet<Var>) {
    for stmt in &block.stmts {
        let places = adjoints(stmt);
        for place in &places {
            if is_of_iteration(bounds, stmt, place) {
                touched.insert(place.root);
            } else {
                others.insert(place.root);
            }
        }
        // Those places are looked at; all else that is accessed is something else.
        let is_known = |place: &Place| places.iter().any(|known| std::ptr::eq(*known, place));
        if stmt.blocks().next().is_none() {
            stmt.accesses(&mut |access| match access {
                Access::Read(operand) => mentioned(operand, others),
                Access::ReadPlace(place) | Access::WritePlace(place) => {
                    if !is_known(place) {
                        others.insert(place.root);
                    }
                    place.operands().for_each(|operand| mentioned(operand, others));
                }
            });
        }
        match stmt {
            Stmt::AssignShadow { var, value } => others.extend([*var, *value]),
            Stmt::ShadowFrom { tangent, .. } => others.extend([*tangent]),
            Stmt::Pullback { seeds, .. } => others.extend(seeds.iter().filter_map(|seed| match seed {
                Seed::Shadow { shadow, .. } => Some(*shadow),
                _ => None,
            })),
            _ => {}
        }
        stmt.blocks().for_each(|inner| collect(bounds, inner, touched, others));
    }
}

fn mentioned(operand: &Operand, vars: &mut HashSet<Var>) {
    match operand {
        Operand::Var(var) => drop(vars.insert(*var)),
        Operand::Constant(_) => {}
        Operand::Nested(expr) => expr.accesses(&mut |access| match access {
            Access::Read(operand) => mentioned(operand, vars),
            Access::ReadPlace(place) | Access::WritePlace(place) => {
                vars.insert(place.root);
                place.operands().for_each(|operand| mentioned(operand, vars));
            }
        }),
    }
}

/// The places of adjoints that a statement adds to, or cuts a window out of.
fn adjoints(stmt: &Stmt) -> Vec<&Place> {
    match stmt {
        Stmt::Update { place, .. } | Stmt::AddConverted { place, .. } | Stmt::Window { place, .. } => vec![place],
        Stmt::Transfer { place, local, .. } => vec![place, local],
        Stmt::Pullback { shadows, .. } => {
            let places = shadows.iter().filter_map(|shadow| match shadow {
                ShadowArgument::Place(place) => Some(place),
                _ => None,
            });
            places.collect()
        }
        _ => Vec::new(),
    }
}

/// The same, to be changed.
fn adjoints_mut(stmt: &mut Stmt) -> Vec<&mut Place> {
    match stmt {
        Stmt::Update { place, .. } | Stmt::AddConverted { place, .. } | Stmt::Window { place, .. } => vec![place],
        Stmt::Transfer { place, local, .. } => vec![place, local],
        Stmt::Pullback { shadows, .. } => {
            let places = shadows.iter_mut().filter_map(|shadow| match shadow {
                ShadowArgument::Place(place) => Some(place),
                _ => None,
            });
            places.collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a place is, or is in, the element of an iteration; or a window that begins with that of the first one.
fn is_of_iteration(bounds: &Bounds, stmt: &Stmt, place: &Place) -> bool {
    match place.path.first() {
        Some(Projection::Index(Operand::Var(index))) => *index == bounds.iteration,
        Some(Projection::Range {
            low: Some(Operand::Var(low)),
            high: None,
            ..
        }) => matches!(stmt, Stmt::Window { .. }) && *low == bounds.first.0,
        _ => false,
    }
}

/// Lets places count from the first iteration of the block.
fn rewrite(block: &mut Block, bounds: &Bounds, roots: &HashSet<Var>) {
    for stmt in &mut block.stmts {
        for place in adjoints_mut(stmt) {
            if !roots.contains(&place.root) {
                continue;
            }
            match place.path.first_mut() {
                Some(Projection::Index(index)) => {
                    let first = Operand::Var(bounds.first.0);
                    let difference = Expr::Binary(syn::BinOp::Sub(Default::default()), index.clone(), first);
                    *index = Operand::Nested(Box::new(difference));
                }
                _ => drop(place.path.remove(0)),
            }
        }
        stmt.blocks_mut()
            .into_iter()
            .for_each(|inner| rewrite(inner, bounds, roots));
    }
}
