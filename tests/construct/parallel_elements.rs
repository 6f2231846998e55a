//! `#[parallel]` loops over what has derivatives itself: of long sequences, a block has the adjoints of its own iterations.
#![allow(clippy::useless_vec)]

use crate::{check_numbers, check_slice};
use pullback::prelude::*;

#[derive(Clone, Debug, Differentiable)]
struct Star {
    mass: f64,
    colours: [f64; 2],
    lines: Vec<f64>,
}

#[differentiable]
fn brightness(star: &Star, scale: f64) -> f64 {
    let lines: f64 = star.lines.iter().map(|line| line * scale).sum();
    star.mass.powi(3) * (star.colours[0] - star.colours[1]).sin() + lines
}

/// A latent number for each observation, and the data not constant either.
#[differentiable]
fn latent(x: &[f64], y: &[f64], scale: f64) -> f64 {
    let mut sum = 0.0;
    #[parallel(2)]
    for i in 0..x.len() {
        let residual = y[i] - (x[i] * scale).exp();
        sum -= residual * residual * y[i] + x[i] * x[i];
    }
    sum
}

#[differentiable]
fn of_latent(x: &[f64]) -> f64 {
    latent(&x[..4], &x[2..6], x[0])
}

/// Elements that are more than numbers, whole ones and parts of them, and those of helpers.
#[differentiable]
fn stars(stars: &[Star], pairs: &[(f64, f64)], rows: &[Vec<f64>], scale: f64) -> f64 {
    let mut sum = 0.0;
    #[parallel(2)]
    for i in 0..stars.len() {
        let copy = stars[i].clone();
        let pair = pairs[i];
        let mut weight = brightness(&stars[i], pair.0) * pair.1;
        for j in 0..rows[i].len() {
            weight += rows[i][j] * copy.lines[j % copy.lines.len()];
        }
        if i % 2 == 0 {
            sum += weight * pairs[i].0 * scale;
        } else {
            sum += copy.colours.iter().sum::<f64>();
        }
    }
    sum
}

/// Neighbours belong to other iterations, and perhaps to other blocks.
#[differentiable]
fn neighbours(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[parallel(2)]
    for i in 1..x.len() {
        sum += (x[i] - x[i - 1]).powi(2) * x[0];
    }
    let scaled = [x[0] * x[1], x[1], x[2] * x[0]];
    let moved: Vec<f64> = x.iter().map(|v| v * v).collect();
    #[parallel(1)]
    for i in 1..3 {
        sum += scaled[i].sin() * moved[i] * moved[i + 1];
    }
    #[parallel(1)]
    for (i, v) in scaled.iter().enumerate() {
        sum += v * moved[i].cos();
    }
    sum
}

/// Blocks in a loop, and an iteration's element in an inner loop.
#[differentiable]
fn repeated(x: f64, y: f64) -> f64 {
    let mut path = vec![x, y, x * y, 0.3, x - y];
    let mut total = 0.0;
    for step in 0..3 {
        let mut sum = 0.0;
        #[parallel(2)]
        for i in 0..path.len() {
            for k in 0..2 {
                sum += path[i] * (path[i] * k as f64 + y).sin();
            }
        }
        path[step] = sum * 0.3;
        total += sum * path[step + 1];
    }
    total
}

/// Not every iteration has an element.
#[differentiable]
fn some_of_them(x: &[f64], count: usize, scale: f64) -> f64 {
    let mut sum = 0.0;
    #[parallel(2)]
    for i in 0..count {
        if i < x.len() {
            sum += x[i].sin() * scale;
        } else if i % 2 == 0 {
            sum -= scale;
        }
    }
    sum
}

#[differentiable]
fn generic<T: Real>(x: &[T], y: &mut [T]) -> T {
    let mut sum = T::zero();
    #[parallel(2)]
    for i in 0..x.len() {
        sum += (x[i] * y[i]).sin();
    }
    y[0] = sum;
    sum * y[1]
}

/// Blocks of blocks.
#[differentiable]
fn nested(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[parallel(2)]
    for i in 0..4 {
        let mut inner = 0.0;
        #[parallel(1)]
        for j in 0..3 {
            inner += x[j] * x[i] + x[j].sin();
        }
        sum += inner * x[i];
    }
    sum
}

#[test]
fn numbers_of_iterations() {
    pullback::check_grad!(latent, &[0.4, 0.3, -0.2, 0.9, 0.8], &[0.1, 0.5, 1.2, 0.2, 0.3], 0.7);
    check_slice!(of_latent, [0.4, 0.3, -0.2, 0.9, 0.8, 0.1]);
    check_slice!(neighbours, [0.4, 0.3, -0.2, 0.9, 0.8, 0.1]);
    pullback::check_grad!(some_of_them, &[0.4, 0.3, -0.2, 0.9, 0.8], 11, 0.7);
    pullback::check_grad!(some_of_them, &[0.4, 0.3, -0.2, 0.9, 0.8], 40, 0.7);
    check_slice!(nested, [0.4, 0.3, -0.2, 0.9]);
    check_numbers!(repeated(x = 0.4, y = 0.9));
    pullback::check_grad!(generic, &[0.4, 0.3, -0.2, 0.9, 0.8], &mut [0.1, 0.5, 1.2, 0.2, 0.3]);
}

#[test]
fn structures_of_iterations() {
    let star = |mass: f64| Star {
        mass,
        colours: [0.3 * mass, 0.1],
        lines: vec![mass; 2],
    };
    let all: Vec<Star> = [0.9, 1.1, 0.4, 0.7, 1.5].map(star).into();
    let pairs = [(0.3, 0.2), (0.4, 0.1), (0.8, 0.7), (0.2, 0.9), (0.5, 0.3)];
    let rows: Vec<Vec<f64>> = (0..5).map(|i| vec![0.2 * f64::from(i); 3]).collect();
    pullback::check_grad!(stars, &all, &pairs, &rows, 0.6);
}

/// The adjoints of a hundred thousand numbers are there twice, and not in each of 64 blocks.
#[test]
fn blocks_have_parts_of_long_adjoints() {
    let x: Vec<f64> = (0..100_000).map(|i| f64::from(i % 7) * 0.1).collect();
    let (mut by_x, mut by_y, mut by_scale) = (vec![0.0; x.len()], vec![0.0; x.len()], 0.0);
    let value = latent::value_and_grad_into(&x, &x, 0.3, &mut by_x, &mut by_y, &mut by_scale);
    assert_eq!(value, latent(&x, &x, 0.3));
    let expansion = |i: usize| {
        let (x, y) = (x[i], x[i]);
        let model = (x * 0.3).exp();
        2.0 * (y - model) * model * 0.3 * y - 2.0 * x
    };
    for i in [0, 1, 1562, 1563, 50_000, 99_999] {
        crate::check::close("the derivative of one of many", by_x[i], expansion(i));
    }
}
