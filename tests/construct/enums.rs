//! Enums: variants with payloads, made, matched and exchanged for others.

use crate::check;
use Shape::{Circle, Poly, Rect, Tagged};
use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug, PartialEq)]
enum Shape {
    Circle(f64),
    Rect { w: f64, h: f64 },
    Poly(Vec<f64>),
    Tagged(#[constant] usize, f64),
    Empty,
}
#[differentiable]
fn area(shape: &Shape) -> f64 {
    match shape {
        Shape::Circle(r) => std::f64::consts::PI * r * r,
        Shape::Rect { w, h } => w * h,
        Shape::Poly(v) => {
            let mut s = 0.0;
            for x in v {
                s += x * x;
            }
            s
        }
        Shape::Tagged(n, x) => x.powi(*n as i32),
        Shape::Empty => 0.0,
    }
}

#[differentiable]
fn total(x: f64, y: f64, k: usize) -> f64 {
    let shape = match k {
        0 => Shape::Circle(x * y),
        1 => Rect { w: x, h: y.sin() },
        2 => Shape::Poly(vec![x, y, x * y]),
        3 => Tagged(3, x * y),
        _ => Shape::Empty,
    };
    let a = area(&shape);
    let b = match shape {
        Circle(r) | Tagged(_, r) if r > 0.0 => r * 2.0,
        Rect { w, .. } => w.exp(),
        Poly(v) => v[0] * v[2],
        _ => x,
    };
    a * b
}

#[test]
fn enums() {
    for k in 0..5 {
        check!(total; x = 0.7, y = 0.4, const k);
    }
}

#[differentiable]
fn machine(x: f64, n: usize) -> f64 {
    let mut state = Shape::Empty;
    let mut out = 0.0;
    for i in 0..n {
        state = match state {
            Shape::Empty => Shape::Circle(x + i as f64),
            Shape::Circle(r) => Shape::Rect { w: r * x, h: r.sin() },
            Shape::Rect { w, h } if i % 2 == 0 => Shape::Poly(vec![w, h, w * h]),
            Shape::Rect { w, h } => Shape::Tagged(i, w * h),
            Shape::Poly(p) => Shape::Circle(p[0] + p[2]),
            Shape::Tagged(k, v) => Shape::Circle(v * k as f64),
        };
        if let Shape::Circle(r) = &state {
            out += r * x;
        } else if let Shape::Rect { w: a, .. } = &state {
            out += a.cos();
        }
    }
    out
}

#[test]
fn machines() {
    for n in 0..7 {
        check!(machine; x = 0.7, const n);
    }
}
