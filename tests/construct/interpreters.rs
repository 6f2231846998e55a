//! Programs that walk over enums: a stack machine, an expression tree over indices.

use crate::check;
use pullback::prelude::*;

#[derive(Clone, Copy, PartialEq, Differentiable)]
enum Op {
    Push(f64),
    Add,
    Mul,
    Neg,
    Jump { to: usize, if_above: f64 },
}

#[differentiable]
fn interpret(program: &[Op], x: f64) -> f64 {
    let mut stack: Vec<f64> = vec![x];
    let mut pc = 0;
    let mut steps = 0;
    while let Some(op) = program.get(pc) {
        steps += 1;
        if steps > 30 {
            break;
        }
        match op {
            Op::Push(v) => stack.push(*v),
            Op::Add | Op::Mul => {
                let (Some(b), Some(a)) = (stack.pop(), stack.pop()) else {
                    return x;
                };
                stack.push(if *op == Op::Add { a + b } else { a * b });
            }
            Op::Neg => {
                if let Some(last) = stack.last_mut() {
                    *last = -*last;
                }
            }
            Op::Jump { to, if_above } => {
                if stack.last().is_some_and(|top| top > if_above) {
                    pc = *to;
                    continue;
                }
            }
        }
        pc += 1;
    }
    stack.pop().unwrap_or(x)
}
impl check::Numbers for Op {
    fn read(&self, n: &mut Vec<f64>) {
        match self {
            Op::Push(v) => n.push(*v),
            Op::Jump { if_above, .. } => n.push(*if_above),
            _ => {}
        }
    }
    fn write(&mut self, n: &mut dyn Iterator<Item = f64>) {
        match self {
            Op::Push(v) => *v = n.next().unwrap(),
            Op::Jump { if_above, .. } => *if_above = n.next().unwrap(),
            _ => {}
        }
    }
}
impl check::Numbers for OpTangent {
    fn read(&self, n: &mut Vec<f64>) {
        match self {
            OpTangent::Push(v) => n.push(*v),
            OpTangent::Jump { if_above, .. } => n.push(*if_above),
            _ => {}
        }
    }
    fn write(&mut self, n: &mut dyn Iterator<Item = f64>) {
        match self {
            OpTangent::Push(v) => *v = n.next().unwrap(),
            OpTangent::Jump { if_above, .. } => *if_above = n.next().unwrap(),
            _ => {}
        }
    }
}
#[test]
fn interpreter() {
    let program = vec![
        Op::Push(1.2),
        Op::Mul,
        Op::Push(0.3),
        Op::Add,
        Op::Jump { to: 6, if_above: 1.1 },
        Op::Neg,
        Op::Push(2.0),
        Op::Mul,
    ];
    check!(interpret; &program = program, x = 0.7);
}

#[derive(Clone, Differentiable)]
enum Expr {
    Const(f64),
    Var,
    Add(usize, usize),
    Mul(usize, usize),
    Sin(usize),
}
#[differentiable]
fn eval(#[constant] nodes: &[Expr], i: usize, x: f64) -> f64 {
    match &nodes[i] {
        Expr::Const(c) => *c,
        Expr::Var => x,
        Expr::Add(a, b) => eval(nodes, *a, x) + eval(nodes, *b, x),
        Expr::Mul(a, b) => eval(nodes, *a, x) * eval(nodes, *b, x),
        Expr::Sin(a) => eval(nodes, *a, x).sin(),
    }
}
#[test]
fn trees() {
    let nodes = vec![
        Expr::Mul(1, 2),
        Expr::Sin(3),
        Expr::Add(3, 4),
        Expr::Var,
        Expr::Const(0.4),
    ];
    check!(eval; const &nodes, const 0, x = 0.7);
}
