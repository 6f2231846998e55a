//! Active values in a sequence of another kind.

use pullback::prelude::*;
use std::collections::BTreeMap;

#[differentiable]
fn by_position(x: &[f64]) -> f64 {
    let map: BTreeMap<usize, f64> = x.iter().copied().enumerate().collect();
    map.len() as f64 * x[0]
}

fn main() {}
