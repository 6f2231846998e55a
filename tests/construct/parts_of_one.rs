//! Several parts of one sequence passed to one call, and mutable references that a condition chooses.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::check;
use pullback::prelude::*;

#[differentiable]
fn mix(a: &mut [f64], b: &mut [f64]) {
    for i in 0..a.len() {
        a[i] += b[i] * b[i];
        b[i] *= a[i];
    }
}

#[differentiable]
fn mix_three(a: &mut [f64], b: &mut [f64], c: &[f64]) {
    for v in a.iter_mut() {
        *v *= b[0] + c[0];
    }
    b[0] *= a[1];
}

#[differentiable]
fn add_scaled(k: f64, x: &[f64], y: &mut [f64]) {
    for (a, b) in x.iter().zip(y.iter_mut()) {
        *b += k * a;
    }
}

#[differentiable]
fn bump(a: &mut f64, rest: &mut [f64]) {
    *a *= rest[0];
    rest[0] += *a;
}

#[differentiable]
fn halves(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let (l, r) = a.split_at_mut(2);
    mix(l, r);
    a.iter().map(|v| v * v).sum()
}

#[differentiable]
fn thirds(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let (l, r) = a.split_at_mut(2);
    let (p, q) = r.split_at_mut(1);
    mix_three(l, p, q);
    mix(&mut l[..1], q);
    a.iter().map(|v| v * v).sum()
}

#[differentiable]
fn rows(x: &[f64]) -> f64 {
    let mut m = vec![x.to_vec(), x.iter().map(|v| v * v).collect(), vec![1.0; 4]];
    for i in 1..3 {
        let (above, below) = m.split_at_mut(i);
        let row = &mut below[0];
        for r in above.iter() {
            add_scaled(r[0], r, row);
        }
        add_scaled(0.5, &above[0], &mut below[0]);
    }
    m[2].iter().map(|v| v.sin()).sum()
}

#[differentiable]
fn ends(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    if let Some((first, rest)) = a.split_first_mut() {
        bump(first, rest);
    }
    let (last, front) = a.split_last_mut().unwrap();
    bump(last, front);
    a.iter().map(|v| v * v).sum()
}

#[test]
fn passed_together() {
    let x = vec![0.7, 1.3, 0.4, 0.9];
    check!(halves; &x = x.clone());
    check!(thirds; &x = x.clone());
    check!(rows; &x = x.clone());
    check!(ends; &x = x.clone());
}

#[differentiable]
fn chosen_number(x: f64, y: f64) -> f64 {
    let mut a = x * x;
    let mut b = y;
    let r = if x > y { &mut a } else { &mut b };
    *r *= 3.0;
    *r += x;
    a * b
}

#[differentiable]
fn chosen_element(x: &[f64], k: usize) -> f64 {
    let mut a = [x[0], x[1]];
    let r = match k {
        0 => &mut a[0],
        _ => &mut a[1],
    };
    *r = r.sin() * x[2];
    a[0] * a[1]
}

#[differentiable]
fn chosen_in_a_loop(x: f64, y: f64) -> f64 {
    let mut a = [x, y];
    let mut b = [y, x];
    for k in 0..3 {
        let t = if k % 2 == 0 { &mut a } else { &mut b };
        t[0] *= x;
        if t[0] > 100.0 {
            return 0.0;
        }
        t[1] += t[0];
    }
    a[0] * a[1] + b[0] * b[1]
}

#[differentiable]
fn chosen_twice(x: f64, y: f64) -> f64 {
    let mut a = x * 2.0;
    let mut b = y;
    let (big, small) = if a > b { (&mut a, &mut b) } else { (&mut b, &mut a) };
    *big -= *small;
    *small *= *big;
    let r: &mut f64 = match x > y {
        true => &mut a,
        false => {
            b += 1.0;
            &mut b
        }
    };
    *r = r.powi(3);
    a + b * x
}

#[differentiable]
fn chosen_sides(a: &mut [f64], b: &mut [f64], left: bool) -> f64 {
    let (p, q) = if left { (a, b) } else { (b, a) };
    p[0] *= q[0];
    p[0] + q[1]
}

#[differentiable]
fn uses_sides(x: f64, y: f64) -> f64 {
    let mut a = [x, y];
    let mut b = [x * y, 1.0];
    let s = chosen_sides(&mut a, &mut b, x > y);
    s * a[0] + b[0] * chosen_sides(&mut b, &mut a, false)
}

#[test]
fn chosen_by_a_condition() {
    check!(chosen_number; x = 0.8, y = 0.6);
    check!(chosen_number; x = 0.5, y = 0.6);
    check!(chosen_element; &x = vec![0.8, 0.6, 1.2], const 0);
    check!(chosen_element; &x = vec![0.8, 0.6, 1.2], const 1);
    check!(chosen_in_a_loop; x = 0.8, y = 0.6);
    check!(chosen_twice; x = 0.8, y = 0.6);
    check!(chosen_twice; x = 0.2, y = 0.6);
    check!(uses_sides; x = 0.8, y = 0.6);
    check!(uses_sides; x = 0.4, y = 0.6);
}

#[differentiable]
fn chosen_before_items(x: f64, y: f64) -> f64 {
    let (mut a, mut b) = (x, y);
    let r = if x > y { &mut a } else { &mut b };
    const FACTOR: f64 = 3.0;
    let scaled = |v: f64| v * FACTOR;
    *r = scaled(*r);
    a * b
}

#[test]
fn items_behind_a_choice() {
    check!(chosen_before_items; x = 0.8, y = 0.6);
}
