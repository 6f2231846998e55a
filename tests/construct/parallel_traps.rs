//! Bodies of `#[parallel]` loops that read all kinds of things from outside, of which each block has adjoints of its own.
#![allow(clippy::useless_vec, clippy::too_many_arguments)]

use pullback::prelude::*;
use std::collections::{HashMap, VecDeque};
use std::ops::{Add, Index, Mul};

#[derive(Clone, Copy, Debug, Differentiable)]
struct Wave {
    height: f64,
    rate: f64,
}

#[differentiable]
impl Add for Wave {
    type Output = Wave;
    fn add(self, other: Wave) -> Wave {
        Wave {
            height: self.height + other.height,
            rate: self.rate + other.rate,
        }
    }
}

#[differentiable]
impl Mul<f64> for Wave {
    type Output = Wave;
    fn mul(self, other: f64) -> Wave {
        Wave {
            height: self.height * other,
            rate: self.rate * other,
        }
    }
}

#[derive(Clone, Debug, Differentiable)]
struct Matrix {
    numbers: Vec<f64>,
    #[constant]
    width: usize,
}

#[differentiable]
impl Index<(usize, usize)> for Matrix {
    type Output = f64;
    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        &self.numbers[i * self.width + j]
    }
}

#[differentiable]
fn own_types(x: f64, m: &Matrix, waves: &[Wave]) -> f64 {
    let base = waves[0] + waves[1];
    let mut sum = 0.0;
    #[parallel(2)]
    for i in 0..6 {
        let wave = (base + waves[i % 3]) * x;
        let chosen = if i % 2 == 0 { &waves[0] } else { &base };
        sum += wave.height * m[(i % 2, i % 3)] + chosen.rate * x;
    }
    sum
}

#[differentiable]
fn mutable_parameters(v: &mut Vec<f64>, scale: &mut f64, waves: &mut [Wave]) -> f64 {
    v.push(*scale);
    let mut sum = 0.0;
    #[parallel(1)]
    for i in 0..v.len() {
        sum += v[i] * v[i] * *scale * waves[i % 2].height;
    }
    *scale = sum;
    v.pop();
    waves[0] = waves[1] * sum;
    sum * v[0]
}

#[differentiable]
fn containers(x: Option<f64>, pair: (f64, Vec<f64>), y: [f64; 3], #[constant] names: &HashMap<usize, f64>) -> f64 {
    let mut deque = VecDeque::new();
    deque.push_back(y[0]);
    deque.push_back(y[1]);
    let nested = vec![y.to_vec(), pair.1.clone()];
    let mut sum = 0.0;
    let start = x.unwrap_or(1.0);
    #[parallel(1)]
    for i in 0..5 {
        let k = i % 2;
        let mut best = f64::NEG_INFINITY;
        for v in nested[k].iter() {
            best = best.max(*v * start);
        }
        let column = nested.iter().map(|row| row[k]).sum::<f64>();
        sum += best * column * deque[k] * pair.0 + pair.1[k] * names[&k] + x.map_or(0.0, |v| v * 2.0);
        if let Some(v) = x {
            sum += v * nested[k].last().unwrap();
        }
        let (mut p, mut q) = (nested[0].clone(), nested[1].clone());
        std::mem::swap(&mut p, &mut q);
        sum += p.iter().zip(&q).map(|(a, b)| a * b * b).sum::<f64>();
        let view = &nested[k][1..];
        sum += view.iter().rev().fold(0.0, |a, b| a * start + b);
        sum += y.iter().copied().fold(0.0, f64::max);
    }
    sum
}

#[differentiable]
fn generic<T: Real>(x: T, v: &[T], pairs: &[(T, T)]) -> T {
    let mut sum = x * x;
    let scale = v.iter().copied().sum::<T>();
    #[parallel(1)]
    for (a, b) in pairs {
        let w = [*a * x, *b / scale];
        sum -= w[0].sin() * w[1] + v[1];
    }
    sum
}

/// Names that generated code has, too.
#[differentiable]
fn names(block: f64, kept: &[f64], tape: f64, blocks: usize) -> f64 {
    let mut value = 0.0;
    let part = block;
    #[parallel(1)]
    for run in 0..blocks {
        let iterations = part * kept[run];
        value += iterations * tape;
    }
    let value_total = value;
    value_total * part
}

#[differentiable]
fn late(x: f64, times: &[f64]) -> Wave {
    let mut height = x;
    if x > 100.0 {
        return Wave { height, rate: x };
    }
    let wave = loop {
        height *= 0.5;
        if height < 0.1 {
            break Wave { height, rate: x };
        }
    };
    let mut best = None;
    if x > 0.1 {
        best = Some(Wave {
            height: x,
            rate: x * 2.0,
        });
    }
    let mut sum = 0.0;
    #[parallel(2)]
    for t in times {
        sum += wave.height * (wave.rate * t).sin();
        if let Some(best) = &best {
            sum += best.height * (best.rate * t).sin();
        }
    }
    Wave { height: sum, rate: x }
}

#[differentiable]
fn sorted(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[parallel(2)]
    for i in 0..5 {
        let mut v = x.to_vec();
        v[i % 3] *= 2.0;
        v.sort_by(|a, b| a.partial_cmp(b).unwrap());
        v.swap(0, 1);
        let k = i as f64;
        let z = if i % 2 == 0 { v[0] * k } else { v[1] / (k + 1.0) };
        sum += z * x[0] + v.iter().map(|w| w * w).fold(0.0, |a, b| a * 0.5 + b);
    }
    sum
}

#[differentiable]
fn recursion(x: f64, depth: usize) -> f64 {
    let mut sum = x;
    #[parallel(1)]
    for i in 0..3 {
        if depth > 0 {
            sum += recursion(x * 0.5 + i as f64, depth - 1).sin();
        }
    }
    sum
}

#[differentiable]
fn closures(x: f64, times: &[f64]) -> f64 {
    let model = |t: f64| (x * t).sin();
    let mut sum = 0.0;
    #[parallel(2)]
    times.iter().filter(|t| **t > 0.5).for_each(|t| sum += model(*t));
    #[parallel(2)]
    let other: f64 = times.iter().flat_map(|t| [t * x, x]).map(|v| v.exp()).sum();
    sum + other
}

/// The value before the loop is read again in reverse.
#[differentiable]
fn read_before_and_after(x: f64, y: f64) -> f64 {
    let mut sum = x * y;
    let before = sum * sum;
    #[parallel(2)]
    for i in 0..5 {
        sum += (x * before * i as f64).sin();
    }
    let between = sum * sum.cos();
    sum *= y;
    #[parallel(2)]
    for i in 0..5 {
        sum -= between * (y * i as f64).sin();
    }
    sum * sum * before
}

#[test]
fn types_of_the_users_own() {
    let numbers = vec![0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
    let waves = [(0.3, 0.5), (0.4, 0.7), (0.1, 0.5)].map(|(height, rate)| Wave { height, rate });
    pullback::check_grad!(own_types, 0.8, &Matrix { numbers, width: 3 }, &waves);
    let (mut v, mut scale, mut written) = (vec![0.8, 0.9], 0.5, waves);
    pullback::check_grad!(mutable_parameters, &mut v, &mut scale, &mut written);
}

#[test]
fn whatever_holds_numbers() {
    let names: HashMap<usize, f64> = [(0, 0.3), (1, 0.7)].into();
    let pair = (0.3, vec![0.5, 0.7, 0.2]);
    pullback::check_grad!(containers, Some(0.8), pair, [0.1, 0.3, 0.6], &names);
    pullback::check_grad!(containers, None, (0.3, vec![0.5, 0.7, 0.2]), [0.1, 0.3, 0.6], &names);
    pullback::check_grad!(late, 0.8, &[0.1, 0.4, 0.9, 1.7, 2.0]);
    pullback::check_grad!(sorted, &[0.8, 0.7, 0.3]);
}

#[test]
fn the_rest_of_the_language() {
    pullback::check_grad!(generic, 0.8, &[0.3, 0.4], &[(0.3, 0.9), (0.7, 0.2), (0.7, 0.2)]);
    pullback::check_grad!(names, 0.8, &[0.3, 0.4, 0.5], 0.5, 3);
    pullback::check_grad!(recursion, 0.8, 3);
    pullback::check_grad!(closures, 0.8, &[0.1, 0.4, 0.9, 1.7, 2.0]);
    crate::check_numbers!(read_before_and_after(x = 0.8, y = 0.3));
}
