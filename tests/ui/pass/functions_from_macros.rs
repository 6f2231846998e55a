//! Functions that a `macro_rules!` writes: fragments keep their precedence.

#![forbid(unsafe_code)]
#![deny(warnings)]

use pullback::prelude::*;

macro_rules! scaled {
    ($name:ident, $x:ident, $factor:expr, $body:expr, $ty:ty) => {
        #[differentiable]
        fn $name($x: $ty) -> $ty {
            let y = $factor * $body;
            y * $factor - $body
        }
    };
}

scaled!(first, x, 1.0 + 2.0, x * x + 1.0, f64);
scaled!(second, r, -2.0, if r > 0.0 { r.sqrt() } else { -r }, f64);

macro_rules! with_block {
    ($name:ident, $body:block) => {
        #[differentiable]
        fn $name(_x: &[f64]) -> f64 $body
    };
}

macro_rules! element {
    ($x:expr, $i:expr) => {
        $x[$i]
    };
}

macro_rules! in_macros {
    ($name:ident, $x:ident, $a:expr) => {
        #[differentiable]
        fn $name($x: f64) -> f64 {
            assert!($a * 2.0 > 0.0, "too small");
            let y = vec![$a * 2.0, $x];
            y[0] * y[1]
        }
    };
}

in_macros!(fourth, t, t + 1.0);

with_block!(third, { 1.0 });

fn main() {
    assert_eq!(1.0, element!([1.0], 0));
    assert_eq!(first::value_and_grad(2.0), (first(2.0), 32.0));
    let (value, slope) = second::value_and_grad(4.0);
    assert_eq!(value, second(4.0));
    assert!((slope - 0.75).abs() < 1e-12);
    assert_eq!(first(2.0), 40.0);
    assert_eq!(fourth::value_and_grad(3.0), (24.0, 14.0));
    assert_eq!(fourth(3.0), 24.0);
    assert_eq!(third::grad(&[1.0, 2.0]), [0.0, 0.0]);
}
