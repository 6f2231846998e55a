//! `return`, `break` and `continue` in the middle of an expression; labelled blocks; values of loops without a default.
#![allow(
    clippy::needless_return,
    clippy::useless_vec,
    clippy::blocks_in_conditions,
    clippy::diverging_sub_expression
)]

use crate::check;
use pullback::prelude::*;

#[differentiable]
fn inside(x: f64, y: f64, k: usize) -> f64 {
    let a = x + match k {
        0 => return x * y,
        1 => y,
        _ => 2.0,
    };
    let b = a.powf(if y > 1.0 { return a } else { y }) * {
        if k == 5 {
            return y * y;
        }
        x
    };
    let v = vec![a, if k == 6 { return a * b } else { b }, x];
    let mut t = v[0] * v[1];
    t += match k {
        7 => return t,
        _ => x,
    };
    (t, if k == 8 { return x } else { y }).0 * b
}

#[test]
fn exits_inside() {
    for k in 0..10 {
        check!(inside; x = 0.7, y = 0.4, const k);
        check!(inside; x = 0.7, y = 1.4, const k);
    }
}

#[differentiable]
fn loops(v: &[f64], k: usize) -> f64 {
    let mut sum = 0.0;
    for (i, &x) in v.iter().enumerate() {
        let y = if x < 0.0 { continue } else { x * x };
        let z = y * match i {
            n if n == k => break,
            0 => 1.0,
            _ => y,
        };
        sum += z.sin();
    }
    let found = 'found: {
        for &x in v {
            if x > 0.8 {
                break 'found x * x;
            }
            if x < -5.0 {
                return x;
            }
        }
        if sum > 0.3 {
            break 'found sum;
        }
        sum * 2.0
    };
    let root = loop {
        sum = 0.5 * (sum + found / (sum + 1.0));
        if (sum * sum - found).abs() < 10.0 {
            break (sum, [found; 40]);
        }
    };
    let mut n = 0;
    while n < 5 && (if sum > 100.0 { return sum } else { true }) {
        n += 1;
        sum *= 1.1;
    }
    let q = 'a: {
        if n > 3 {
            break 'a sum;
        }
        sum * sum
    };
    root.0 * root.1[3] + sum + q
}
#[test]
fn exits_in_loops() {
    for k in 0..6 {
        check!(loops; &v = vec![0.3, 0.9, -0.4, 0.7], const k);
        check!(loops; &v = vec![0.3, 0.2, -6.4, 0.7], const k);
    }
}
