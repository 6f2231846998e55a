//! Divisions of the reverse sweep by one and the same number: one division, and multiplications by the reciprocal.
//!
//! `y = x / z` twice, or a logarithm of what is divided by: each adjoint is divided by `z`, and a division takes as long as five
//! multiplications. The result may differ from that of a division in the last digit.

use crate::ir::{Block, Expr, Function, Operand, Role, Stmt, Var};
use quote::quote;
use std::collections::HashMap;
use syn::BinOp;

/// Replaces them in each block that has several.
pub fn share(function: &mut Function, block: &mut Block) {
    for stmt in &mut block.stmts {
        for inner in stmt.blocks_mut() {
            share(function, inner);
        }
    }
    let mut counts: HashMap<Var, usize> = HashMap::new();
    for stmt in &block.stmts {
        if let Some(divisor) = divisor(function, stmt) {
            *counts.entry(divisor).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count > 1);
    if counts.is_empty() {
        return;
    }
    let mut reciprocals: HashMap<Var, Var> = HashMap::new();
    let mut stmts = Vec::with_capacity(block.stmts.len());
    for mut stmt in std::mem::take(&mut block.stmts) {
        let shared = divisor(function, &stmt).filter(|divisor| counts.contains_key(divisor));
        if let (Some(divisor), Stmt::Let { value, .. }) = (shared, &mut stmt)
            && let Expr::Binary(_, numerator, _) = value
        {
            let reciprocal = *reciprocals.entry(divisor).or_insert_with(|| {
                let value = divided(Operand::Constant(quote!(1.0)), divisor);
                let reciprocal = function.fresh_number("reciprocal", &value);
                stmts.push(Stmt::Let { var: reciprocal, value });
                reciprocal
            });
            *value = if is_one(numerator) {
                Expr::Use(Operand::Var(reciprocal))
            } else {
                Expr::Binary(
                    BinOp::Mul(Default::default()),
                    numerator.clone(),
                    Operand::Var(reciprocal),
                )
            };
        }
        stmts.push(stmt);
    }
    block.stmts = stmts;
}

fn divided(numerator: Operand, divisor: Var) -> Expr {
    Expr::Binary(BinOp::Div(Default::default()), numerator, Operand::Var(divisor))
}

/// What a statement divides an adjoint by, or the number one: a number that does not change.
fn divisor(function: &Function, stmt: &Stmt) -> Option<Var> {
    let Stmt::Let {
        var,
        value: Expr::Binary(BinOp::Div(_), numerator, Operand::Var(divisor)),
    } = stmt
    else {
        return None;
    };
    let is_number = |var: &Var| function.types.has_literals(function.var(*var).ty);
    let is_adjoint = |var: &Var| {
        let variable = function.var(*var);
        variable.role == Role::Plain || variable.name.to_string().ends_with("_bar")
    };
    let of_adjoint = match numerator {
        Operand::Var(numerator) => is_adjoint(numerator) && is_number(var),
        constant => is_one(constant),
    };
    (of_adjoint && is_number(divisor) && !function.var(*divisor).mutable).then_some(*divisor)
}

fn is_one(operand: &Operand) -> bool {
    matches!(operand, Operand::Constant(tokens) if tokens.to_string() == "1.0")
}
