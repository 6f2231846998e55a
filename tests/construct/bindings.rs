//! `let` in all its forms, shadowing, and assignment.
#![allow(clippy::needless_late_init)]

use crate::{check, check_map};
use pullback::prelude::*;

#[differentiable]
fn shadowed(x: f64) -> f64 {
    let y = x.sin();
    let x = y * x;
    let y = x + y;
    {
        let x = y * 3.0;
        let y = x * x;
        let _ = y;
    }
    x * y
}

#[differentiable]
fn shadowed_by_itself(x: f64) -> f64 {
    let x = x * x;
    let x = x.exp() - x;
    let mut x = x * 0.5;
    x *= x;
    x
}

#[test]
fn shadowing_keeps_earlier_values() {
    check!(shadowed; x = 0.7);
    check!(shadowed_by_itself; x = 0.6);
}

#[differentiable]
fn nested_patterns(x: f64, y: f64) -> f64 {
    let ((a, b), c) = ((x * y, x + y), x - y);
    let (d, (e, _)) = (a * b, (c * a, b));
    let [f, g, h] = [a, d, e];
    let (i, j): (f64, f64) = (f * g, h);
    i * j + c
}

#[differentiable]
fn rest_in_the_middle(x: f64, y: f64) -> f64 {
    let quad = (x, x * y, y * y, x.sin() * y);
    let (first, .., last) = quad;
    let (.., third, _) = quad;
    let (_, second, ..) = quad;
    first * last + 2.0 * third * second
}

#[test]
fn patterns_bind_the_parts_they_name() {
    check!(nested_patterns; x = 0.7, y = -0.4);
    check!(rest_in_the_middle; x = 0.7, y = 1.4);
}

#[differentiable]
fn swapped(x: f64, y: f64) -> f64 {
    let (mut a, mut b) = (x, y);
    (a, b) = (b, a * b);
    (b, a) = (a + 1.0, b);
    let mut c = a;
    c -= b;
    (a, _) = (c * c, b);
    a / b
}

#[test]
fn tuples_are_assigned_at_once() {
    check!(swapped; x = 0.7, y = 1.3);
}

#[differentiable]
fn compound(x: f64, y: f64) -> f64 {
    let mut a = x;
    a += y;
    a *= a;
    a -= x * a;
    a /= y + a;
    a %= 0.75;
    a *= a - x;
    a += a;
    a -= a * a;
    a
}

#[test]
fn compound_assignment_reads_before_it_writes() {
    check!(compound; x = 0.7, y = 1.3);
}

#[differentiable]
fn declared_later(x: f64, up: bool) -> f64 {
    let y;
    let z: f64;
    if up {
        y = x.sin();
        z = y * y;
    } else {
        z = x.exp();
        y = z * x;
    }
    let w;
    w = y * z;
    w * x
}

#[test]
fn variables_may_be_declared_before_they_are_assigned() {
    check!(declared_later; x = 0.7, const true);
    check!(declared_later; x = 0.7, const false);
}

#[differentiable]
fn blocks(x: f64) -> f64 {
    let a = {
        let t = x.sin();
        let u = t * x;
        u * t
    };
    let b = {
        let mut t = a;
        t *= x;
        t
    } + { a * a };
    a * b
}

#[test]
fn blocks_have_values() {
    check!(blocks; x = 0.7);
}

#[differentiable]
fn old_value_kept(x: f64) -> f64 {
    let mut state = x;
    let before = state;
    state = state * state + 1.0;
    let between = state;
    state = before.sin() * between;
    before * between * state
}

#[test]
fn copies_outlive_the_original() {
    check!(old_value_kept; x = 0.7);
}

#[differentiable]
fn unused_parts(x: f64, y: f64) -> f64 {
    let _unused = x.ln() * y;
    let _ = y.sqrt();
    x * x
}

#[differentiable]
fn constant_result(_x: f64) -> f64 {
    3.0
}

#[differentiable]
fn unchanged(x: f64) -> f64 {
    x
}

#[differentiable]
fn mutable_parameter(mut x: f64, mut y: [f64; 2]) -> f64 {
    x *= x;
    y[0] *= x;
    y[1] += y[0] * y[1];
    x * y[1]
}

#[differentiable]
fn pattern_parameters((a, b): (f64, f64), [c, d]: [f64; 2], &e: &f64, &(f, _): &(f64, f64)) -> f64 {
    a * b * c + d * d * a + e * f
}

#[test]
fn trivial_functions_have_derivatives_too() {
    check!(unused_parts; x = 0.7, y = 1.1);
    check!(constant_result; x = 0.7);
    check!(unchanged; x = 0.7);
}

#[test]
fn parameters_may_be_mutable_and_patterns() {
    check!(mutable_parameter; x = 0.7, y = [1.2, -0.4]);
    check!(pattern_parameters; p = (0.7, 1.2), q = [0.3, 0.9], &e = 0.4, &f = (1.1, 0.2));
}

#[differentiable]
fn through_references(x: f64, y: f64) -> f64 {
    let a = x * y;
    let r = &a;
    let s = &r;
    let mut b = *r * **s;
    let t = &mut b;
    *t += x;
    *t *= 2.0;
    b * r
}

#[differentiable]
fn ref_patterns(p: &(f64, f64)) -> f64 {
    let &(a, b) = p;
    let (ref c, d) = (a * b, b);
    let (e, f) = p;
    c * d + e * f * f
}

#[test]
fn references_are_seen_through() {
    check!(through_references; x = 0.7, y = 1.1);
    check!(ref_patterns; &p = (0.7, 1.1));
}

#[differentiable]
fn typed(x: f64) -> f64 {
    let a: f64 = x * 2.0;
    let b: [f64; 2] = [a, x];
    let v: Vec<f64> = vec![a, b[0], b[1]];
    let t: (f64, [f64; 2]) = (v[2], b);
    t.0 * t.1[0] * v[1]
}

#[differentiable]
fn several_results(x: f64) -> (f64, f64) {
    let (mut s, c) = x.sin_cos();
    s *= c;
    (s, c * s)
}

#[test]
fn annotations_do_not_matter() {
    check!(typed; x = 0.7);
    check_map!(several_results; x = 0.7);
}
