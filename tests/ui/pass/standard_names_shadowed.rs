//! Types, traits, functions and macros of the user's own under the names of the prelude.

#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, unused_macros)]

use pullback::differentiable;

struct Vec;
struct Option;
struct Some;
struct String;
struct Box;
struct Ok;
enum Result {
    None,
    Err,
}
trait Clone {}
trait Default {}
trait Iterator {}
trait IntoIterator {}
trait Copy {}
trait Fn {}
trait FnOnce {}
mod core {}
mod std {}
mod f64 {}
fn drop() {}
fn min() {}
macro_rules! vec {
    () => {};
}
macro_rules! matches {
    () => {};
}

#[differentiable]
fn f(x: &[f64], #[constant] n: usize) -> f64 {
    let mut y = [x[0], x[1]];
    for (i, v) in x.iter().enumerate() {
        if i == n {
            break;
        }
        y[i % 2] += v.sin() * y[0];
    }
    match n {
        0 => y[0],
        1 | 2 => y[0] * y[1],
        _ => y[1].max(0.5),
    }
}

#[differentiable]
fn axpy(a: f64, x: &[f64], y: &mut [f64]) {
    for i in 0..x.len() {
        y[i] = a * x[i] + y[i] * y[i];
    }
}

#[differentiable]
fn calls(a: f64, x: &[f64]) -> f64 {
    let mut y = [1.0, 2.0];
    axpy(a, x, &mut y);
    if a < 0.0 {
        return y[0];
    }
    y[0] * y[1] + f(&y, 1)
}

fn main() {
    let (value, gradient) = f::value_and_grad(&[0.3, 0.4, 0.5], 2);
    assert_eq!(value, f(&[0.3, 0.4, 0.5], 2));
    let (_, tangent) = f::jvp(&[0.3, 0.4, 0.5], 2, &[1.0, 0.0, 0.0]);
    assert!((gradient[0] - tangent).abs() < 1e-12);
    let (slope, _) = calls::grad(0.5, &[1.0, 2.0]);
    assert!(slope.is_finite());
}
