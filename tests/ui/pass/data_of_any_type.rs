//! Type parameters that are no numbers, of constants.
#![forbid(unsafe_code)]
use pullback::prelude::*;

#[differentiable]
fn copied<T: Copy>(x: f64, #[constant] _other: T) -> f64 {
    x * x
}

#[differentiable]
fn counted<T: ?Sized, U>(x: f64, #[constant] _text: &T, #[constant] rest: &[U]) -> f64
where
    U: Clone,
{
    x * rest.len() as f64
}

#[differentiable]
fn weighted(#[constant] weight: impl Fn(f64) -> f64, x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += weight(i as f64) * x[i] * x[i];
    }
    sum
}

#[differentiable]
fn weighted_by<F>(#[constant] weight: &F, x: f64, #[constant] at: f64) -> f64
where
    F: Fn(f64) -> f64,
{
    let w = weight(at);
    (w * x).sin() * weight(w)
}

#[differentiable]
fn both(x: &[f64]) -> f64 {
    weighted(|i| i + 0.5, x) + weighted_by(&f64::sqrt, x[0], 4.0)
}

#[differentiable]
fn with_captures(x: &[f64], #[constant] shift: f64) -> f64 {
    let scale = shift * 2.0;
    weighted(move |i| i * scale + shift, x)
}

fn main() {
    assert_eq!(both::grad(&[0.0, 1.0])[1], 3.0);
    assert_eq!(with_captures::grad(&[1.0, 1.0], 1.0), [2.0, 6.0]);
    assert_eq!(copied::grad(3.0, "text"), 6.0);
    assert_eq!(counted::grad(3.0, "abc", &[(), ()]), 2.0);
    let offset = 1.0;
    assert_eq!(weighted::grad(|i| i + offset, &[3.0, 4.0]), [6.0, 16.0]);
    assert_eq!(weighted::jvp(|i| i + offset, &[3.0, 4.0], &[1.0, 0.0]).1, 6.0);
    assert_eq!(weighted_by::grad(&|x| 2.0 * x, 0.0, 1.0), 8.0);
}
