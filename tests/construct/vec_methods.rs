//! Methods that make a `Vec` longer or shorter, or move its elements.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::check_slice;
use pullback::prelude::*;

#[differentiable]
fn stack_machine(x: &[f64]) -> f64 {
    let mut stack = vec![];
    for &v in x {
        stack.push(v);
        if stack.len() > 2 {
            let a = stack.pop().unwrap();
            let b = stack.pop().unwrap();
            stack.push(a * b + (a - b).sin());
        }
    }
    let mut total = 0.0;
    while !stack.is_empty() {
        total = total * 0.5 + stack.pop().expect("not empty").exp();
    }
    total
}

#[differentiable]
fn inserted_and_removed(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    v.insert(1, x[0] * x[2]);
    let a = v.remove(0);
    let b = v.swap_remove(0);
    v.truncate(3);
    v.resize(5, a * b);
    v.insert(0, v[4].sin());
    let tail = v.split_off(3);
    v.iter().zip(&tail).map(|(p, q)| p * q * q).sum::<f64>() + a * tail[tail.len() - 1]
}

#[differentiable]
fn grown(x: &[f64]) -> f64 {
    let mut v = Vec::with_capacity(8);
    v.reserve(3);
    v.extend_from_slice(&x[..2]);
    v.extend(x.iter().map(|t| t * t));
    v.extend(vec![x[0]; 2]);
    let mut other = vec![x[1], x[2].cos()];
    v.append(&mut other);
    other.push(x[3]);
    v.extend_from_within(1..3);
    v.iter()
        .enumerate()
        .map(|(i, t)| t.powi(2) * (i + 1) as f64)
        .sum::<f64>()
        * other[0]
}

#[differentiable]
fn turned(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    v.rotate_left(1);
    v[0] *= 2.0;
    v.reverse();
    v[1] = v[1].sin() * v[0];
    v.rotate_right(2);
    v.swap(0, 2);
    v.iter().enumerate().map(|(i, t)| t * t * (i + 1) as f64).sum()
}

#[differentiable]
fn ends(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    *v.last_mut().unwrap() *= x[0];
    *v.first_mut().unwrap() += 1.0;
    let first = v.first().unwrap();
    let last = v.last().copied().unwrap_or(0.0);
    let third = *v.get(2).unwrap();
    let beyond = v.get(99).copied().unwrap_or(x[1]);
    let missing: Vec<f64> = Vec::new();
    first * last
        + third.sin() * beyond
        + missing.last().copied().unwrap_or(2.0) * x[3]
        + v.get(1).map_or(0.0, |t| t * t)
}

#[differentiable]
fn split(x: &[f64]) -> f64 {
    let (left, right) = x.split_at(2);
    let (head, rest) = x.split_first().unwrap();
    let mut v = x.to_vec();
    {
        let (a, b) = v.split_at_mut(1);
        a[0] += b[0] * b[1];
        b[0] = a[0].sin();
    }
    left[0] * right[1] + head * rest[rest.len() - 1] + v[0] * v[1]
}

#[differentiable]
fn drained(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut sum = 0.0;
    for t in v.drain(1..3) {
        sum += t * t;
    }
    v.retain(|t| *t > -10.0);
    v.clear();
    v.push(sum);
    v.push(x[3]);
    v[0] * v[1]
}

#[differentiable]
fn nested_rows(x: &[f64]) -> f64 {
    let mut rows: Vec<Vec<f64>> = vec![Vec::new(); 3];
    for (i, &v) in x.iter().enumerate() {
        rows[i % 3].push(v * v);
        rows[(i + 1) % 3].push(v.sin());
    }
    let last = rows[1].pop().unwrap();
    let total: f64 = rows.iter().map(|row| row.iter().product::<f64>()).sum();
    let joined = rows.concat();
    total * last + joined[0] * joined[joined.len() - 1]
}

#[differentiable]
fn memory(x: &[f64]) -> f64 {
    let mut previous = x.to_vec();
    let mut next = vec![0.0; x.len()];
    for _ in 0..4 {
        for i in 1..x.len() - 1 {
            next[i] = previous[i] + 0.2 * (previous[i - 1] - 2.0 * previous[i] + previous[i + 1]) * previous[i];
        }
        next[0] = previous[0];
        next[x.len() - 1] = previous[x.len() - 1].sin();
        std::mem::swap(&mut previous, &mut next);
    }
    let taken = std::mem::take(&mut next);
    next.push(x[0]);
    let replaced = std::mem::replace(&mut previous, vec![x[1], x[2]]);
    taken[1] * replaced[2] + next[0] * previous[1]
}

#[differentiable]
fn questions(x: &[f64]) -> f64 {
    let grid = [0.0, 0.5, 1.0, 1.5];
    let k = grid.partition_point(|&g| g < x[0]);
    let mut ids = vec![3, 1, 2, 1];
    ids.sort();
    ids.dedup();
    let j = match ids.contains(&2) {
        true => 1,
        false => 0,
    };
    let place = grid
        .binary_search_by(|g| g.partial_cmp(&x[1]).unwrap())
        .unwrap_or_else(|i| i);
    x[j] * grid[k] + x[2] * ids.len() as f64 + place as f64 * x[3]
}

#[test]
fn every_method() {
    let x = [0.7, -0.4, 1.3, 0.9];
    check_slice!(stack_machine, [0.7, -0.4, 1.3, 0.9, 0.2, 0.5]);
    check_slice!(inserted_and_removed, x);
    check_slice!(grown, x);
    check_slice!(turned, x);
    check_slice!(ends, x);
    check_slice!(split, x);
    check_slice!(drained, x);
    check_slice!(nested_rows, [0.7, -0.4, 1.3, 0.9, 0.2, 0.5]);
    check_slice!(memory, [0.7, -0.4, 1.3, 0.9, 0.3]);
    check_slice!(questions, x);
}

/// What the vectors hold is known after they are used.
#[differentiable]
fn late(x: &[f64]) -> f64 {
    let mut kept = Vec::new();
    let mut total = 0.0;
    for &v in x {
        if kept.len() == 2 {
            total -= kept.remove(0);
        }
        kept.push(v * v);
        total += kept[0];
    }
    let mut pairs = vec![];
    for w in x.windows(2) {
        if let Some(&(a, b)) = pairs.last() {
            let (a, b): (f64, f64) = (a, b);
            total += a * b;
        }
        pairs.push((w[0], w[1]));
    }
    total
}

#[test]
fn vectors_filled_after_they_are_asked() {
    check_slice!(late, vec![0.4, 0.5, 0.9, 1.2]);
}
