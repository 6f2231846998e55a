use pullback::prelude::*;
use std::collections::BTreeMap;

#[differentiable]
fn by_turbofish(x: &[f64]) -> f64 {
    x.iter().copied().enumerate().collect::<BTreeMap<_, _>>()[&0]
}

#[differentiable]
fn by_annotation(x: &[f64]) -> f64 {
    let map: BTreeMap<usize, f64> = x.iter().copied().enumerate().collect();
    map[&0]
}

fn main() {}
