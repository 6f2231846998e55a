//! Constructs in unusual places: items in inner blocks, closures called at once, destructuring assignment, other variants
//! behind references.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::check;
use pullback::prelude::*;

#[differentiable]
fn items(x: f64) -> f64 {
    let y = {
        const K: f64 = 2.0;
        x * K
    };
    if y > 0.0 {
        const C: [f64; 2] = [1.0, 2.0];
        y * C[1]
    } else {
        use std::f64::consts::PI;
        y * PI
    }
}

#[test]
fn items_in_blocks() {
    check!(items; x = 0.7);
    check!(items; x = -0.7);
}

#[differentiable]
fn at_once(x: &[f64], n: usize) -> f64 {
    let found = (|| {
        if n == 0 {
            return x[0];
        }
        let mut product = 1.0;
        for v in x {
            if *v > 1.0 {
                return product * v;
            }
            product += v;
        }
        product
    })();
    found * (|v: f64| v.sin())(x[1])
}

#[test]
fn closures_called_at_once() {
    check!(at_once; &x = vec![0.7, 1.3, 0.4], const 0);
    check!(at_once; &x = vec![0.7, 1.3, 0.4], const 1);
}

#[derive(Differentiable, Clone, Copy, Debug)]
struct Pair {
    a: f64,
    b: f64,
}

#[differentiable]
fn assigned(x: f64, y: f64) -> f64 {
    let (mut a, mut b, mut c) = (x, y, 1.0);
    [a, b] = [b * c, a];
    [c, ..] = [a * b, x, y];
    (a, (b, _)) = (c, (a, x));
    let pair = Pair { a: b * y, b: a };
    Pair { a: b, b: c } = pair;
    a * b + c * c
}

#[test]
fn destructuring_assignment() {
    check!(assigned; x = 0.7, y = 1.2);
}

#[derive(Differentiable, Clone, Copy, Debug)]
enum Shape {
    Circle(f64),
    Square { side: f64 },
}

#[differentiable]
fn change(shape: &mut Shape) {
    *shape = match *shape {
        Shape::Circle(r) => Shape::Square { side: r * r },
        Shape::Square { side } => Shape::Circle(side.sin()),
    };
}

#[differentiable]
fn set(option: &mut Option<f64>, y: f64) {
    if let Some(v) = option {
        if *v > 0.5 {
            *option = None;
        }
    }
    if option.is_none() {
        *option = Some(y * y);
    }
}

#[differentiable]
fn changed(x: f64, y: f64) -> f64 {
    let mut shapes = vec![Shape::Circle(x), Shape::Square { side: y }];
    for shape in shapes.iter_mut() {
        change(shape);
    }
    change(&mut shapes[0]);
    let mut option = Some(x);
    set(&mut option, y);
    let areas = shapes.iter().map(|shape| match shape {
        Shape::Circle(r) => r * 3.0,
        Shape::Square { side } => side * side,
    });
    areas.sum::<f64>() + option.unwrap_or(x)
}

#[test]
fn other_variants_behind_references() {
    check!(changed; x = 0.7, y = 1.2);
    check!(changed; x = 0.3, y = 1.2);
}
