//! Loops that add to neighbouring elements: each element is added to once.
//!
//! The reverse of `x[i + 1] - x[i]` adds to `x_bar[i + 1]` and `x_bar[i]`, so that every iteration reads what the one before has
//! just written, and waits for it; where the compiler adds to both at once, the accesses overlap in part, and wait longer. In a
//! loop that runs forwards, what goes to the elements further on is carried along in variables, until it is their turn.

use super::accumulate::mentions;
use super::shadows::zero_of;
use crate::ir::{Block, Expr, Function, Operand, Place, Projection, Range, Role, Stmt, Var};
use quote::ToTokens;
use std::collections::{BTreeMap, HashMap};
use syn::BinOp;

/// How far apart the elements may be.
const WIDEST: i64 = 4;

/// Rewrites all such loops of those that run forwards.
pub fn carry(function: &mut Function, block: &mut Block) {
    let mut stmts = Vec::with_capacity(block.stmts.len());
    for mut stmt in std::mem::take(&mut block.stmts) {
        for inner in stmt.blocks_mut() {
            carry(function, inner);
        }
        let mut around = (Vec::new(), Vec::new());
        if let Stmt::ReplayLoop {
            head: Some((var, range)),
            body,
            ..
        } = &mut stmt
            && function.forwards.contains(var)
            && range.step.is_none()
            && !range.reversed
        {
            around = carry_in(function, *var, range, body);
        }
        stmts.extend(around.0);
        stmts.push(stmt);
        stmts.extend(around.1);
    }
    block.stmts = stmts;
}

/// What a loop adds to one sequence: for each distance from the loop's variable an index, and what is added.
type Stencil = BTreeMap<i64, (Operand, Operand)>;

/// Rewrites one loop; returns what stands before it and behind it.
fn carry_in(function: &mut Function, var: Var, range: &Range, body: &mut Block) -> (Vec<Stmt>, Vec<Stmt>) {
    let distances = distances(var, body);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (root, stencil) in stencils(function, body, &distances) {
        let (Some(first), Some(last)) = (stencil.keys().next(), stencil.keys().last()) else {
            continue;
        };
        let (first, width) = (*first, *last - *first);
        let (index, value) = stencil[&first].clone();
        let hint = function.var(root).name.to_string();
        let mut number = |hint: &str| {
            let var = function.fresh_number(hint, &Expr::Use(value.clone()));
            function.vars[var.0].role = Role::Plain;
            function.vars[var.0].mutable = true;
            var
        };
        let carried: Vec<Var> = (0..width).map(|_| number(&format!("{hint}_carried"))).collect();
        let sums: Vec<Var> = (0..=width).map(|_| number(&format!("{hint}_here"))).collect();
        before.extend(carried.iter().map(|carried| zero(function, *carried)));
        redirect(body, root, |index| sums[(distance(&distances, index) - first) as usize]);
        let start = sums.iter().zip(&carried).map(|(sum, carried)| Stmt::Let {
            var: *sum,
            value: Expr::Use(Operand::Var(*carried)),
        });
        let start: Vec<Stmt> = start.chain([zero(function, sums[width as usize])]).collect();
        body.stmts.splice(0..0, start);
        body.stmts.push(add(root, index, sums[0]));
        let moved = carried.iter().zip(&sums[1..]).map(|(carried, sum)| Stmt::Assign {
            place: Place::whole(*carried),
            value: Operand::Var(*sum),
            first: false,
        });
        body.stmts.extend(moved);
        after.extend(behind(function, root, range, first, &carried));
    }
    (before, after)
}

fn zero(function: &Function, var: Var) -> Stmt {
    Stmt::Let {
        var,
        value: zero_of(function, var),
    }
}

fn add(root: Var, index: Operand, value: Var) -> Stmt {
    let path = vec![Projection::Index(index)];
    Stmt::Update {
        place: Place { root, path },
        subtract: false,
        value: Operand::Var(value),
    }
}

/// Which variables of a loop's body stand at what distance from the loop's variable.
fn distances(var: Var, body: &Block) -> HashMap<Var, i64> {
    let mut distances = HashMap::from([(var, 0)]);
    for stmt in &body.stmts {
        let (defined, op, left, right) = match stmt {
            Stmt::Let {
                var: defined,
                value: Expr::Use(Operand::Var(of)),
            } => {
                let same = distances.get(of).copied();
                distances.extend(same.map(|same| (*defined, same)));
                continue;
            }
            Stmt::Let {
                var: defined,
                value: Expr::Binary(op, left, right),
            } => (defined, op, left, right),
            _ => continue,
        };
        let distance = match (op, left, right) {
            (BinOp::Add(_), Operand::Var(of), Operand::Constant(by))
            | (BinOp::Add(_), Operand::Constant(by), Operand::Var(of))
                if distances.contains_key(of) =>
            {
                literal(by).map(|by| distances[of] + by)
            }
            (BinOp::Sub(_), Operand::Var(of), Operand::Constant(by)) if distances.contains_key(of) => {
                literal(by).map(|by| distances[of] - by)
            }
            _ => None,
        };
        distances.extend(distance.map(|distance| (*defined, distance)));
    }
    distances
}

fn literal(tokens: &impl ToTokens) -> Option<i64> {
    let literal: syn::LitInt = syn::parse2(tokens.to_token_stream()).ok()?;
    literal.base10_parse().ok()
}

fn distance(distances: &HashMap<Var, i64>, index: &Operand) -> i64 {
    index.var().and_then(|var| distances.get(&var).copied()).unwrap_or(0)
}

/// The sequences to whose elements at several distances the body adds, in every iteration, and which it does not touch elsewhere.
fn stencils(function: &Function, body: &Block, distances: &HashMap<Var, i64>) -> Vec<(Var, Stencil)> {
    let mut stencils: BTreeMap<Var, Stencil> = BTreeMap::new();
    for stmt in &body.stmts {
        if let Some((root, index, value)) = addition(stmt)
            && function.var(root).role == Role::Shadow
            && index.var().is_some_and(|var| distances.contains_key(&var))
        {
            let stencil = stencils.entry(root).or_default();
            stencil.insert(distance(distances, index), (index.clone(), value.clone()));
        }
    }
    let is_elsewhere = |root: Var| {
        body.stmts.iter().any(|stmt| match addition(stmt) {
            Some((of, index, value)) if of == root => {
                !index.var().is_some_and(|var| distances.contains_key(&var)) || value.mentions(root)
            }
            _ => mentions(stmt, root),
        })
    };
    let is_narrow = |stencil: &Stencil| {
        let reach = stencil.keys().last().zip(stencil.keys().next());
        reach.is_some_and(|(last, first)| (1..WIDEST).contains(&(last - first)))
    };
    let found = stencils.into_iter();
    let found = found.filter(|(root, stencil)| is_narrow(stencil) && !is_elsewhere(*root));
    found.collect()
}

/// `root[index] += value`
fn addition(stmt: &Stmt) -> Option<(Var, &Operand, &Operand)> {
    match stmt {
        Stmt::Update { place, value, .. } => match place.path.as_slice() {
            [Projection::Index(index)] => Some((place.root, index, value)),
            _ => None,
        },
        _ => None,
    }
}

/// Lets the body add to variables.
fn redirect(body: &mut Block, root: Var, sum: impl Fn(&Operand) -> Var) {
    for stmt in &mut body.stmts {
        if let Stmt::Update { place, .. } = stmt
            && place.root == root
            && let [Projection::Index(index)] = place.path.as_slice()
        {
            *place = Place::whole(sum(index));
        }
    }
}

/// What is carried out of the loop goes to the elements behind that of the last iteration, if there was one.
fn behind(function: &mut Function, root: Var, range: &Range, first: i64, carried: &[Var]) -> Vec<Stmt> {
    let condition = function.fresh("any", Role::Local, false);
    let (compare, last) = if range.inclusive {
        (BinOp::Le(Default::default()), 0)
    } else {
        (BinOp::Lt(Default::default()), -1)
    };
    let mut then = Vec::new();
    for (carried, ahead) in carried.iter().zip(1..) {
        let from_high = last + first + ahead;
        if from_high == 0 {
            then.push(add(root, range.high.clone(), *carried));
            continue;
        }
        let by = proc_macro2::Literal::i64_unsuffixed(from_high.abs()).into_token_stream();
        let op = if from_high < 0 {
            BinOp::Sub(Default::default())
        } else {
            BinOp::Add(Default::default())
        };
        let index = function.fresh("behind", Role::Local, false);
        function.vars[index.0].ty = function.types.inactive();
        let value = Expr::Binary(op, range.high.clone(), Operand::Constant(by));
        then.push(Stmt::Let { var: index, value });
        then.push(add(root, Operand::Var(index), *carried));
    }
    vec![
        Stmt::Let {
            var: condition,
            value: Expr::Binary(compare, range.low.clone(), range.high.clone()),
        },
        Stmt::If {
            condition: Operand::Var(condition),
            then: Block { stmts: then },
            otherwise: Block::default(),
        },
    ]
}
