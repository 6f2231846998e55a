//! Mistakes in annotated code. A line that ends in names of lints is warned about by each of them once; no other line is.
#![warn(clippy::pedantic)]

use pullback::prelude::*;

#[differentiable]
#[must_use]
pub fn unused(x: f64, count: usize) -> f64 { //~ unused_variables
    let y = x * x; //~ unused_variables
    let mut z = x; //~ unused_mut
    z * x.sin()
}

#[differentiable]
pub fn not_marked(x: f64) -> f64 { //~ clippy::must_use_candidate
    x
}

#[differentiable]
#[must_use]
pub fn dead_assignment(x: f64) -> f64 {
    let mut y = x; //~ unused_assignments
    y = 2.0 * x;
    y
}

#[differentiable]
#[must_use]
pub fn styled(x: f64) -> f64 {
    let Badly = x * 3.0; //~ non_snake_case
    let sum = (Badly + x); //~ unused_parens
    return sum; //~ clippy::needless_return
}

#[differentiable]
#[must_use]
pub fn unreachable(x: f64) -> f64 {
    return x * x;
    x //~ unreachable_code
}

#[differentiable]
#[must_use]
pub fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
#[must_use]
#[deprecated]
pub fn old(x: f64) -> f64 {
    x.sin()
}

#[differentiable]
#[must_use]
pub fn calls(x: f64) -> f64 {
    square(x); //~ unused_must_use
    old(x) //~ deprecated
}

#[differentiable]
#[must_use]
pub fn precise(x: f64, n: usize) -> f64 {
    let scale = n as f64; //~ clippy::cast_precision_loss
    x * scale
}

#[derive(Clone, Debug, Differentiable)]
pub struct badly_named { //~ non_camel_case_types
    pub number: f64,
}

#[differentiable]
impl badly_named {
    #[must_use]
    pub fn twice(&self) -> f64 {
        let unused = 1.0; //~ unused_variables
        2.0 * self.number
    }
}

// Not called, it is there for its derivative.
#[differentiable]
fn only_derivatives(x: f64) -> f64 {
    x * x
}

#[must_use]
pub fn uses(x: f64) -> f64 {
    only_derivatives::grad(x)
}
