//! `VecDeque`s in local variables: queues, windows that move, both ends.

use crate::check;
use pullback::prelude::*;
use std::collections::VecDeque;

/// A moving average over a window of bounded length.
#[differentiable]
fn smoothed(x: &[f64], width: usize) -> f64 {
    let mut window = VecDeque::with_capacity(width);
    let mut total = 0.0;
    let mut roughness = 0.0;
    for &v in x {
        if window.len() == width {
            total -= window.pop_front().unwrap();
        }
        window.push_back(v);
        total += v;
        let mean = total / window.len() as f64;
        roughness += (v - mean).powi(2) + window.front().unwrap() * window[0];
    }
    roughness + window.iter().map(|v| v.sin()).sum::<f64>() * window.back().copied().unwrap_or(0.0)
}

/// Work that is split until it is small, first come, first served.
#[differentiable]
fn halved(a: f64, b: f64) -> f64 {
    let mut queue: VecDeque<(f64, f64)> = VecDeque::from(vec![(a, b)]);
    let mut sum = 0.0;
    let mut steps = 0;
    while let Some((low, high)) = queue.pop_front() {
        steps += 1;
        if (high - low).abs() > 0.3 && steps < 20 {
            let middle = 0.5 * (low + high);
            queue.push_back((low, middle));
            queue.push_back((middle, high));
        } else {
            sum += (high - low) * (low * high).cos();
        }
    }
    sum
}

#[differentiable]
fn both_ends(x: &[f64]) -> f64 {
    let mut line = x.iter().copied().collect::<std::collections::VecDeque<f64>>();
    line.push_front(x[0] * x[1]);
    if let Some(last) = line.back_mut() {
        *last *= x[0];
    }
    *line.front_mut().unwrap() += x[2];
    let popped = line.pop_back().unwrap();
    line.pop_front();
    line.rotate_left(1);
    let mut sum = popped;
    for (i, v) in line.iter().enumerate() {
        sum += v * v * (i + 1) as f64;
    }
    if let Some(first) = line.pop_front() {
        sum *= first;
    }
    sum
}

#[test]
fn queues() {
    check!(smoothed; &x = vec![0.5, 0.9, -0.3, 1.3, 0.7], const 3);
    check!(halved; a = 0.2, b = 1.1);
    check!(both_ends; &x = vec![0.5, 0.9, -0.3, 1.3]);
}
