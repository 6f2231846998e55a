//! `if` and `match`, as statements and as values.
#![allow(clippy::explicit_counter_loop)]

use crate::{check, check_map};
use pullback::prelude::*;

#[differentiable]
fn piecewise(x: f64, y: f64) -> f64 {
    let mut z = y;
    if x < 0.0 {
        z *= x;
    } else if x < 1.0 && y > 0.0 {
        let t = x * y;
        z = t.sin();
    } else if x < 2.0 || y.is_nan() {
        z -= x;
        z *= z;
    } else {
        z = 1.0;
    }
    if z > 0.5 {
        z += x;
    }
    if z > 0.5 {
    } else {
        z *= 2.0;
    }
    z * x
}

#[test]
fn the_branch_that_was_taken_is_differentiated() {
    for x in [-0.5, 0.5, 1.5, 2.5] {
        check!(piecewise; x = x, y = 0.8);
        check!(piecewise; x = x, y = -0.3);
    }
}

#[differentiable]
fn chosen(x: f64, y: f64, n: usize) -> f64 {
    let a = if n == 0 {
        x
    } else if n == 1 {
        y * x
    } else {
        let t = x + y;
        t * t
    };
    let (b, c) = if n.is_multiple_of(2) { (a, y) } else { (x.exp(), a) };
    let mut d = if b > c { b } else { c };
    d *= if n > 1 { d } else { 1.0 };
    d + (if x > y { x * a } else { y * a }) * 2.0
}

#[test]
fn branches_have_values() {
    for n in 0..3 {
        check!(chosen; x = 0.7, y = 0.4, const n);
        check!(chosen; x = 0.4, y = 0.9, const n);
    }
}

#[differentiable]
fn by_integer(x: f64, n: i32) -> f64 {
    let base = match n {
        0 => x,
        1 | 2 => x * x,
        3..=5 => x.sin() * n as f64,
        -1 => -x,
        k if k < -5 => x / k as f64,
        k @ (6 | 7) => x.powi(k),
        other => x * other as f64,
    };
    match n % 3 {
        0 => base * base,
        1 => {
            let t = base + x;
            t * t
        }
        _ => base,
    }
}

#[test]
fn integers_are_matched_by_literals_ranges_alternatives_and_guards() {
    for n in -8..10 {
        check!(by_integer; x = 0.7, const n);
    }
}

#[differentiable]
fn match_statements(x: &[f64], kind: usize) -> f64 {
    let mut sum = 0.0;
    for (i, value) in x.iter().enumerate() {
        match (i + kind) % 4 {
            0 => sum += value,
            1 => {
                sum *= value;
                sum += 1.0;
            }
            2 if sum > 0.5 => sum -= value * value,
            2 => {}
            _ => sum = sum.sin() + value,
        }
    }
    sum
}

#[differentiable]
fn by_flag(x: f64, up: bool, letter: char) -> f64 {
    let a = match up {
        true => x.sin(),
        false => x.cos(),
    };
    let b = match letter {
        'a'..='f' => a * x,
        'x' => a,
        _ => 1.0,
    };
    a * b
}

#[differentiable]
fn by_pair(x: f64, i: usize, j: usize) -> f64 {
    match (i, j) {
        (0, 0) => x,
        (0, _) => x * x,
        (_, 0) => x.sin(),
        _ => x.exp() * i as f64,
    }
}

#[test]
fn match_statements_run_one_arm() {
    for kind in 0..4 {
        check!(match_statements; &x = vec![0.3, 1.2, -0.5, 0.8, 0.9, 0.2, 0.1], const kind);
    }
    for (up, letter) in [(true, 'b'), (false, 'x'), (true, 'z')] {
        check!(by_flag; x = 0.7, const up, const letter);
    }
    for (i, j) in [(0, 0), (0, 2), (2, 0), (3, 3)] {
        check!(by_pair; x = 0.7, const i, const j);
    }
}

#[differentiable]
fn by_value(x: f64) -> f64 {
    match x * x {
        y if y < 0.25 => y * 3.0,
        y if y < 1.0 => {
            let z = y.sqrt();
            z * y
        }
        y => y.ln() + x,
    }
}

#[test]
fn numbers_are_matched_by_guards() {
    for x in [0.3, 0.7, 1.7] {
        check!(by_value; x = x);
    }
}

const LOW: usize = 2;

#[differentiable]
fn by_constant(x: f64, n: usize) -> f64 {
    const HIGH: usize = 5;
    match n {
        LOW => x,
        HIGH => x * x,
        usize::MAX => x.exp(),
        _ => x.sin(),
    }
}

#[test]
fn patterns_may_name_constants() {
    for n in [2, 5, 7, usize::MAX] {
        check!(by_constant; x = 0.7, const n);
    }
}

#[differentiable]
fn deep(x: f64, y: f64) -> f64 {
    if x > 0.0 {
        if y > 0.0 {
            let z = if x > y { x * y } else { x / y };
            match z {
                z if z > 0.5 => z * z,
                z => z.sin(),
            }
        } else {
            y * y * x
        }
    } else {
        let w = {
            let v = x * y;
            if v > 0.0 { v.sqrt() } else { v }
        };
        w * w * w
    }
}

#[test]
fn branches_nest() {
    for (x, y) in [(0.7, 0.4), (0.3, 0.9), (0.7, -0.4), (-0.7, -0.4), (-0.7, 0.4)] {
        check!(deep; x = x, y = y);
    }
}

#[differentiable]
fn short_circuit(x: &[f64], i: usize) -> f64 {
    let mut sum = 1.0;
    if i < x.len() && x[i] > 0.0 {
        sum *= x[i];
    }
    if i >= x.len() || x[i] < 0.5 {
        sum += x[0] * sum;
    }
    let both = !(i < x.len() && x[i] * x[0] > 0.1);
    if both ^ (i == 0) { sum } else { sum * sum }
}

#[test]
fn conditions_are_evaluated_only_as_far_as_needed() {
    for i in 0..4 {
        check!(short_circuit; &x = vec![0.3, 1.2, -0.5], const i);
    }
}

#[differentiable]
fn condition_changed_by_the_branch(x: f64) -> f64 {
    let mut k = 0;
    let mut y = x;
    for _ in 0..6 {
        if k < 2 {
            y *= x;
            k += 2;
        } else {
            y = y.sin() + x;
            k -= 1;
        }
    }
    y * k as f64
}

#[differentiable]
fn condition_on_a_mutable_number(x: f64) -> f64 {
    let mut n = 0_usize;
    let mut sum = 0.0;
    for _ in 0..4 {
        let even = matches!(n, 0 | 2);
        let later = n.rotate_left(1);
        n += 1;
        if even {
            sum += x * x;
        } else {
            sum += sum * x * later as f64;
        }
    }
    sum
}

#[test]
fn conditions_are_those_of_the_forward_sweep() {
    check!(condition_changed_by_the_branch; x = 0.7);
    check!(condition_on_a_mutable_number; x = 0.7);
}

#[differentiable]
fn arrays_from_branches(x: f64, n: usize) -> (Vec<f64>, [f64; 2]) {
    let v = if n == 0 { vec![x, x * x] } else { vec![x.sin(); n] };
    let a = match n {
        0 => [x, 1.0],
        1 => [v[0], x],
        _ => [v[1] * v[0], x * x],
    };
    (v, a)
}

#[test]
fn branches_may_have_vectors_and_arrays_as_values() {
    for n in 0..3 {
        check_map!(arrays_from_branches; x = 0.7, const n);
    }
}

#[differentiable]
fn within_ranges(x: f64, y: f64) -> f64 {
    let mut sum = y;
    for i in 0..10 {
        if (2..5).contains(&i) {
            sum *= x;
        }
        if !(..=7).contains(&i) || (9..).contains(&i) {
            sum += x;
        }
    }
    let close: f64 = [x, y].iter().filter(|v| (0.0..1.0).contains(*v)).map(|v| v * v).sum();
    if (y..=2.0).contains(&x) {
        sum + close
    } else {
        sum * close
    }
}

#[test]
fn a_range_contains_what_is_between_its_bounds() {
    for x in [-0.5, 0.5, 1.5, 2.5] {
        check!(within_ranges; x = x, y = 0.8);
    }
}
