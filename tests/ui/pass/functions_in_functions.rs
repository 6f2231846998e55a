//! Differentiable functions inside functions, methods and tests; constants, types and statics inside differentiable ones.

#![forbid(unsafe_code)]
#![deny(warnings)]

use pullback::prelude::*;

struct Star;

impl Star {
    fn slope(&self) -> f64 {
        #[differentiable]
        fn local(x: f64) -> f64 {
            x.powi(3)
        }
        local::grad(2.0)
    }
}

#[differentiable]
fn outer(x: f64) -> f64 {
    const TWICE: f64 = 2.0;
    static TABLE: [f64; 3] = [1.0, 2.0, 3.0];
    #[differentiable]
    fn inner(y: f64) -> f64 {
        y * y * TWICE
    }
    type Number = f64;
    let z: Number = inner(x);
    z * TABLE[1]
}

fn main() {
    assert_eq!(Star.slope(), 12.0);
    assert_eq!(outer::grad(3.0), 24.0);
}
