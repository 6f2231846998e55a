use pullback::prelude::*;
use std::collections::HashMap;
use std::rc::Rc;

#[differentiable]
fn f(x: f64) -> f64 {
    let boxed = Box::new(x);
    let shared = Rc::new(x * x);
    *boxed * *shared
}

#[differentiable]
fn maps(x: f64) -> f64 {
    let mut map = HashMap::new();
    map.insert(1, x * x);
    map[&1] * x
}

fn main() {}
