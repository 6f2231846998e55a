//! Active values in a sequence of another kind.

use pullback::prelude::*;
use std::collections::BTreeMap;

#[differentiable]
fn by_position(x: &[f64]) -> f64 {
    let map = x.iter().copied().enumerate().collect::<BTreeMap<usize, f64>>();
    map.len() as f64 * x[0]
}

fn main() {}
