//! What a loop with checkpoints may carry from one iteration to the next, and how it may be written.
#![allow(clippy::needless_late_init, clippy::assign_op_pattern, clippy::while_let_on_iterator)]

use crate::check::difference;
use crate::{check_numbers, check_slice};
use pullback::prelude::*;

#[differentiable]
fn deferred(x: f64, z: f64) -> f64 {
    let found;
    let mut y = x;
    #[checkpoint]
    loop {
        y = y * 1.3 + z.sin();
        if y > 3.0 {
            found = y * z;
            break;
        }
    }
    found * y
}

#[differentiable]
fn taken(x: &[f64]) -> f64 {
    let mut y = 0.1;
    let mut it = x.iter();
    #[checkpoint]
    while let Some(v) = it.next() {
        y = (y + v).sin() * v;
    }
    let mut stack = x.to_vec();
    #[checkpoint]
    while let Some(top) = stack.pop() {
        y += top * y.cos();
        if stack.len() == 2 {
            stack.push(y);
            y *= 0.5;
            stack[0] *= 1.1;
            let _ = stack.pop();
        }
    }
    #[checkpoint]
    for (i, v) in x.iter().enumerate().filter(|(_, v)| **v > 0.0) {
        y *= v + i as f64;
    }
    #[checkpoint]
    for w in x.windows(2) {
        y += w[0] * w[1] * y.sin();
    }
    #[checkpoint]
    for row in x.chunks(2) {
        for v in row {
            y = y * v.cos() + 0.3;
        }
    }
    y
}

#[differentiable]
fn single(x: f32, n: usize) -> f32 {
    let mut y = x;
    #[checkpoint]
    for _ in 0..n {
        y = y * 0.9 + y.sin() * x;
    }
    y
}

#[derive(Clone, Debug, Differentiable)]
enum Shape {
    Circle { r: f64 },
    Square(f64),
}

#[differentiable]
fn shapes(x: f64, z: f64) -> f64 {
    let mut shape = Shape::Circle { r: x };
    let mut total = 0.0;
    #[checkpoint]
    for i in 0..8 {
        shape = match shape {
            Shape::Circle { r } => Shape::Square(r * z + 0.1 * i as f64),
            Shape::Square(a) => Shape::Circle { r: (a * z).sin() },
        };
        total += match &shape {
            Shape::Circle { r } => r * r,
            Shape::Square(a) => a * z,
        };
    }
    total
}

#[differentiable]
fn generic_vec<T: Real>(x: &[T], out: &mut [T]) -> T {
    let mut v = Vec::new();
    let mut y = x[0];
    #[checkpoint]
    for i in 0..out.len() {
        y = (y * x[1]).sin() + T::from_f64(0.1);
        out[i] = y * y + out[i];
        v.push(y);
    }
    let mut s = T::zero();
    for q in &v {
        s += *q * out[2];
    }
    s
}
#[differentiable]
fn generic_vec_of(x: &[f64]) -> f64 {
    let mut out = [x[0]; 5];
    let a = generic_vec(x, &mut out);
    let mut other = vec![x[1]; 4];
    a + out[3] + generic_vec(x, &mut other) * other[0]
}

#[differentiable]
fn growing_param(v: &mut Vec<f64>, rows: &mut Vec<Vec<f64>>, k: f64) {
    #[checkpoint]
    for i in 0..5 {
        let top = v[i] * k;
        v.push(top.sin());
        rows.push(v.clone());
        rows[0][0] += top;
        if i == 3 {
            v.remove(1);
            rows.swap_remove(1);
            v.insert(0, k);
        }
    }
}
#[differentiable]
fn grown(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut rows = vec![vec![x[1]]];
    growing_param(&mut v, &mut rows, x[0]);
    growing_param(&mut v, &mut rows, x[1]);
    v.iter().sum::<f64>() + rows.iter().map(|r| r.iter().sum::<f64>()).sum::<f64>()
}

#[differentiable]
fn vector_result(x: &[f64], n: usize) -> (Vec<f64>, f64) {
    let mut out = Vec::with_capacity(n);
    let mut y = x[0];
    #[checkpoint]
    for _ in 0..n {
        y = (y * x[1]).sin();
        out.push(y);
    }
    (out, y)
}
#[differentiable]
fn vector_result_sum(x: &[f64]) -> f64 {
    let (v, y) = vector_result(x, 7);
    v.iter().map(|a| a * a).sum::<f64>() * y
}

#[differentiable]
fn labelled(x: f64, z: f64) -> f64 {
    let mut y = x;
    #[checkpoint]
    'a: for i in 0..9 {
        for j in 0..4 {
            if (i + j) % 5 == 4 {
                continue 'a;
            }
            y += 0.1 * (y * z * j as f64).sin();
            if i == 7 && j == 1 {
                break 'a;
            }
        }
        y *= 1.01;
    }
    y
}

#[differentiable]
fn closures(x: f64, z: f64) -> f64 {
    let mut total = 0.0;
    let mut add = |v: f64| total += v * z;
    let mut y = x;
    #[checkpoint]
    for i in 0..6 {
        y = (y * z).cos();
        add(y * i as f64);
    }
    total * y
}

#[test]
fn ways_to_write_it() {
    check_numbers!(deferred(x = 0.4, z = 0.8));
    check_slice!(taken, [0.4, 1.3, -0.7, 0.9]);
    check_numbers!(labelled(x = 0.4, z = 0.8));
    check_numbers!(closures(x = 0.4, z = 0.8));
}

#[test]
fn states() {
    check_numbers!(shapes(x = 0.4, z = 0.8));
    check_slice!(generic_vec_of, [0.4, 1.3]);
    check_slice!(grown, [0.4, 1.3, 0.3]);
    check_slice!(vector_result_sum, [0.4, 1.3]);
}

#[test]
fn single_precision() {
    let (value, grad) = single::value_and_grad(0.4, 9);
    assert_eq!(value, single(0.4, 9));
    let double = |x: f64| (0..9).fold(x, |y, _| y * 0.9 + y.sin() * x);
    let want = difference(|h| double(0.4 + h));
    assert!((f64::from(grad) - want).abs() < 1e-4, "{grad} is not {want}");
}
