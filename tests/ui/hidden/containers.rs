use pullback::prelude::*;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

#[differentiable]
fn f(x: f64) -> f64 {
    let boxed = Box::new(x);
    let shared = Rc::new(x * x);
    let mut queue = VecDeque::from(vec![x]);
    queue.push_back(x);
    *boxed * *shared * queue[0]
}

#[differentiable]
fn maps(x: f64) -> f64 {
    let mut map = HashMap::new();
    map.insert(1, x * x);
    map[&1] * x
}

fn main() {}
