//! Branches and exits that use several variables at once.

use crate::check_slice;
use pullback::prelude::*;

#[differentiable]
fn branch_on_two_conditions(x: &[f64]) -> f64 {
    match (x[0] > 0.0, x[1] > 0.0) {
        (true, false) => x[0] * x[1],
        _ => x[2],
    }
}

#[test]
fn a_match_on_a_pair_of_conditions() {
    check_slice!(branch_on_two_conditions, [0.7, -0.4, 1.3]);
    check_slice!(branch_on_two_conditions, [0.7, 0.4, 1.3]);
}

#[differentiable]
fn until_large(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    loop {
        sum += x[0];
        if sum > 5.0 {
            return sum * x[1];
        }
    }
}

#[test]
fn a_loop_that_only_returns() {
    check_slice!(until_large, [0.7, -0.4]);
}
