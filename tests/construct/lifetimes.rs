//! Lifetimes, their bounds, and constants that are references.

use crate::{check, check_in_place};
use pullback::Real;
use pullback::prelude::*;

#[differentiable]
fn dot<'a>(x: &'a [f64], y: &'a [f64]) -> f64 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

#[differentiable]
fn squared<'a, 'b: 'a>(y: &'b mut [f64], x: &'a [f64]) {
    for i in 0..x.len() {
        y[i] += x[i] * y[i];
    }
}

struct Data<'d> {
    weights: &'d [f64],
    name: &'d str,
}

#[differentiable]
fn weighted<'a, T>(x: &'a [T], #[constant] data: &Data<'a>) -> T
where
    T: Real + 'a,
{
    let mut sum = T::zero();
    for i in 0..x.len() {
        sum += x[i].sin() * T::from_f64(data.weights[i]);
    }
    sum
}

#[differentiable]
fn labelled<'a>(x: &'a [f64], #[constant] table: &'static [f64], #[constant] name: &'a str) -> f64
where
    'static: 'a,
{
    x[0] * table[0] + x[1].exp() * name.len() as f64
}

#[differentiable]
fn converted<'a, K: Copy + Into<f64> + 'a>(x: f64, #[constant] k: &'a K) -> f64 {
    let factor: f64 = (*k).into();
    x.sin() * factor
}

const WEIGHTS: &[f64] = &[0.5, 0.25, 2.0];
static TABLE: [f64; 3] = [0.1, 0.2, 0.3];

#[differentiable]
fn together(x: &[f64]) -> f64 {
    let mut work = x.to_vec();
    squared(&mut work, x);
    let data = Data {
        weights: &TABLE,
        name: "table",
    };
    let tables = dot(x, WEIGHTS) * dot(&TABLE, x) + dot(WEIGHTS, &work);
    tables + labelled(x, &TABLE, "two") * weighted(x, &data) + weighted::<f64>(&work, &data) + converted(x[2], &2.0_f32)
}

#[test]
fn borrowed_arguments() {
    let x = [0.4, 0.7, 1.3];
    check!(dot; &x = x.to_vec(), &y = vec![0.2, -0.3, 1.1]);
    check_in_place!(squared; y = vec![0.2, -0.3, 1.1]; &x = x.to_vec());
    let data = Data { weights: &x, name: "x" };
    assert_eq!(data.name, "x");
    check!(weighted; &x = x.to_vec(), const &data);
    check!(labelled; &x = x.to_vec(), const &TABLE, const "five!");
    check!(converted; x = 0.7, const &3_u8);
    check!(together; &x = x.to_vec());
}
