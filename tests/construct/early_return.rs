//! `return` from anywhere.
#![allow(clippy::needless_return)]

use crate::{check, check_in_place, check_map, numbers};
use pullback::prelude::*;

#[differentiable]
fn guards(x: f64, y: f64) -> f64 {
    if x < 0.0 {
        return y * x;
    }
    let z = x * y;
    if z > 1.0 {
        let w = z.sqrt();
        if w > 1.2 {
            return w * x;
        }
    } else if y < 0.0 {
        return x.exp();
    }
    return z * z + x;
}

#[test]
fn guards_at_the_beginning() {
    for (x, y) in [(-0.5, 0.3), (0.5, 0.3), (0.5, -0.3), (1.1, 1.0), (2.0, 2.0)] {
        check!(guards; x = x, y = y);
    }
}

#[differentiable]
fn from_loops(x: &[f64], limit: f64) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        s += x[i] * x[i];
        if s > limit {
            return s * limit;
        }
        let mut t = s;
        while t < limit {
            t *= 2.0;
            if t > 0.9 * limit && i == 1 {
                return t * x[i];
            }
        }
        s += 0.1 * t;
    }
    s.sin()
}

#[test]
fn loops_are_left_by_return() {
    for limit in [0.05, 0.5, 1.0, 3.0, 50.0] {
        check!(from_loops; &x = vec![0.3, 0.8, -0.5, 0.6, 0.9], limit = limit);
    }
}

#[differentiable]
fn from_match(x: f64, n: usize) -> f64 {
    let y = match n {
        0 => return x.sin(),
        1 => x * x,
        2 => {
            if x > 0.5 {
                return x * 3.0;
            }
            x.exp()
        }
        k if k > 7 => return x / k as f64,
        _ => x,
    };
    match n % 2 {
        0 => {}
        _ if y > 0.6 => return y * y * x,
        _ => return y,
    }
    y * 2.0
}

#[test]
fn match_arms_may_return() {
    for n in 0..10 {
        check!(from_match; x = 0.7, const n);
        check!(from_match; x = 0.4, const n);
    }
}

#[differentiable]
fn from_values(x: f64, y: f64) -> f64 {
    let a = if x > y { x * y } else { return x };
    let b = {
        let c = a * x;
        if c > 2.0 {
            return c * c;
        }
        c + 1.0
    };
    let mut d = 0.0;
    d = if b > 1.2 { b * d + a } else { return b };
    d * b
}

#[test]
fn values_may_return_instead() {
    for (x, y) in [(0.3, 0.5), (2.5, 1.5), (0.3, 0.2), (0.9, 0.8)] {
        check!(from_values; x = x, y = y);
    }
}

#[derive(Differentiable, Clone, Debug)]
struct Pair {
    a: f64,
    b: [f64; 2],
}
numbers!(Pair, PairTangent; { a, b });

#[differentiable]
fn structs(x: f64) -> Pair {
    if x < 0.5 {
        return Pair { a: x, b: [x * x, 1.0] };
    }
    let p = Pair {
        a: x.sin(),
        b: [x, x.exp()],
    };
    if p.a > 0.7 {
        return p;
    }
    Pair { a: p.a * p.b[0], ..p }
}

#[differentiable]
fn vectors(x: &[f64]) -> Vec<f64> {
    let mut y = x.to_vec();
    for i in 1..x.len() {
        y[i] *= y[i - 1];
        if y[i] < 0.0 {
            return y;
        }
    }
    y[0] = 2.0 * y[x.len() - 1];
    y
}

#[differentiable]
fn arrays_and_tuples(x: f64, n: usize) -> ([f64; 2], f64) {
    for i in 0..n {
        if i == 2 {
            return ([x * i as f64, x * x], x.sin());
        }
    }
    ([x, 1.0], 2.0 * x)
}

const UNIT: Pair = Pair { a: 1.0, b: [0.0, 0.5] };

#[differentiable]
fn named_constant(x: f64) -> Pair {
    if x < 0.5 {
        return UNIT;
    }
    Pair { a: x, ..UNIT }
}

#[differentiable]
fn large_array(x: f64) -> [f64; 40] {
    let mut all = [x; 40];
    for i in 1..40 {
        all[i] *= all[i - 1] * 1.1;
        if all[i] < 0.1 {
            return all;
        }
    }
    [x * x; 40]
}

#[differentiable]
fn of_results(x: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..4 {
        let p = structs(x * i as f64);
        sum += p.a * p.b[1] * large_array(p.b[0])[3] + named_constant(x).b[1];
    }
    sum
}

#[test]
fn results_of_every_type_are_returned_early() {
    for x in [0.3, 0.8] {
        check_map!(named_constant; x = x);
        check!(of_results; x = x);
    }
    for x in [0.7, 1.2] {
        check_map!(large_array; x = x);
    }
    for x in [0.3, 0.6, 1.2] {
        check_map!(structs; x = x);
    }
    check_map!(vectors; &x = vec![0.3, 0.8, -0.5, 0.6]);
    check_map!(vectors; &x = vec![0.3, 0.8, 0.5]);
    check_map!(arrays_and_tuples; x = 0.7, const 2);
    check_map!(arrays_and_tuples; x = 0.7, const 3);
}

#[differentiable]
fn nothing_returned(y: &mut [f64], x: &[f64]) {
    for i in 0..y.len() {
        if x[i] < 0.0 {
            return;
        }
        y[i] *= x[i];
        if y[i] > 1.0 {
            y[0] += y[i] * y[i];
            return;
        }
    }
    y[0] = 0.5;
}

#[test]
fn functions_without_result_return_early() {
    check_in_place!(nothing_returned; y = vec![0.3, 1.2, -0.5]; &x = vec![0.7, 0.4, 1.1]);
    check_in_place!(nothing_returned; y = vec![0.3, 1.2, -0.5]; &x = vec![0.7, 1.4, 1.1]);
    check_in_place!(nothing_returned; y = vec![0.3, 1.2, -0.5]; &x = vec![0.7, -0.4, 1.1]);
}

#[differentiable]
fn all_arms_return(x: f64, n: usize) -> f64 {
    if n == 0 {
        return x;
    } else {
        match n {
            1 => return x * x,
            2 => return x.sin(),
            _ => {
                let y = x.exp();
                return y * x;
            }
        }
    }
}

#[differentiable]
fn returns_or_panics(x: f64, n: usize) -> f64 {
    match n {
        0 => x * x,
        1 => return x.sin(),
        _ => panic!("no such case"),
    }
}

#[differentiable]
fn nested_everywhere(x: &[f64], n: usize) -> f64 {
    let mut s = 1.0;
    let value = 'outer: loop {
        for (i, v) in x.iter().enumerate() {
            s = match (i + n) % 5 {
                0 => s * v + 1.5,
                1 => continue,
                2 if s > 1.5 => break 'outer s * v,
                3 if n == 7 => return s.sin() * v,
                _ => s + v * v,
            };
            if s > 3.0 {
                return s * s;
            }
        }
        s += 1.0;
    };
    value + s
}

#[test]
fn every_way_out_at_once() {
    for n in 0..4 {
        check!(all_arms_return; x = 0.7, const n);
    }
    for n in 0..2 {
        check!(returns_or_panics; x = 0.7, const n);
    }
    for n in 0..9 {
        check!(nested_everywhere; &x = vec![0.3, 0.8, 0.5, 0.6], const n);
    }
}

#[test]
#[should_panic(expected = "no such case")]
fn panics_of_the_function_are_kept() {
    returns_or_panics::grad(0.7, 2);
}
