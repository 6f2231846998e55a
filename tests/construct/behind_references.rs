//! Values that references point to: scratch memory behind `&mut`, collections of references, data that borrow.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::check_slice;
use pullback::prelude::*;

#[differentiable]
fn fill(x: &[f64], out: &mut [f64]) -> f64 {
    for (o, v) in out.iter_mut().zip(x) {
        *o = v * v;
    }
    out[0]
}
#[differentiable]
fn grow(x: &[f64], out: &mut Vec<f64>) -> f64 {
    out.push(x[0]);
    out.iter().sum()
}
#[differentiable]
fn scratch_in_calls(x: &[f64]) -> f64 {
    fill(x, &mut [0.0; 3]) + fill(x, &mut vec![0.0; 3]) + fill(x, &mut x.to_vec())
}
#[test]
fn of_scratch_in_calls() {
    check_slice!(scratch_in_calls, [0.3, 0.7, -0.4]);
}
#[differentiable]
fn scratch_that_grows(x: &[f64]) -> f64 {
    grow(x, &mut vec![x[1]]) + grow(x, &mut Vec::new())
}
#[test]
fn of_scratch_that_grows() {
    check_slice!(scratch_that_grows, [0.3, 0.7, -0.4]);
}
#[differentiable]
fn appended_temporaries(x: &[f64]) -> f64 {
    let mut v = vec![x[0]];
    v.append(&mut vec![x[1], x[0] * x[2]]);
    v.append(&mut x.to_vec());
    v.iter().product()
}
#[test]
fn of_appended_temporaries() {
    check_slice!(appended_temporaries, [0.3, 0.7, -0.4]);
}
#[differentiable]
fn scratch_with_a_name(x: &[f64]) -> f64 {
    let scratch = &mut [0.0; 3];
    fill(x, scratch);
    scratch[1] = x[2] * scratch[2];
    scratch.iter().sum()
}
#[test]
fn of_scratch_with_a_name() {
    check_slice!(scratch_with_a_name, [0.3, 0.7, -0.4]);
}
#[differentiable]
fn temporaries_behind_references(x: &[f64]) -> f64 {
    let scratch = &mut vec![x[0]; 2];
    scratch.push(x[1]);
    let r = &x.iter().map(|v| v * 2.0).collect::<Vec<f64>>();
    r[0] * scratch[2] + dotp(&[x[0], 1.0], &vec![x[1]; 2]) + dotp(&x[..2], &[x[2], x[2]])
}
#[differentiable]
fn dotp(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
#[test]
fn of_temporaries_behind_references() {
    check_slice!(temporaries_behind_references, [0.3, 0.7, -0.4]);
}
#[differentiable]
fn rows_of_a_slice(x: &[f64]) -> f64 {
    let rows: Vec<&[f64]> = x.chunks(2).collect();
    let mut s = 0.0;
    for (i, r) in rows.iter().enumerate() {
        for q in &rows[i..] {
            s += dotp(r, q) * r[0];
        }
    }
    s + rows.len() as f64 * rows[1][0]
}
#[test]
fn of_rows_of_a_slice() {
    check_slice!(rows_of_a_slice, [0.3, 0.7, -0.4, 0.2]);
}
#[differentiable]
fn pairs_of_references(x: &[f64]) -> f64 {
    let w: Vec<&f64> = x.iter().filter(|v| **v > 0.0).collect();
    let pairs: Vec<(&f64, &f64)> = x.iter().zip(&x[1..]).collect();
    let p: f64 = pairs.iter().map(|(a, b)| *a * *b).sum();
    let t = (&x[0], &x[1..]);
    p + w.iter().map(|v| v.sin()).sum::<f64>() + *w[0] * t.0 + t.1[0]
}
#[test]
fn of_pairs_of_references() {
    check_slice!(pairs_of_references, [0.3, 0.7, -0.4, 0.2]);
}
#[differentiable]
fn slices_in_arrays(x: &[f64]) -> f64 {
    let (a, b) = (&x[..2], &x[2..]);
    let arms = [a, b];
    let mut s = 0.0;
    for arm in arms {
        s += arm[0] * arm[1];
    }
    for arm in [a, b].iter() {
        s += dotp(arm, a);
    }
    for &(c, v) in &[(2.0, a), (3.0, b)] {
        s += c * v[0];
    }
    s
}
#[test]
fn of_slices_in_arrays() {
    check_slice!(slices_in_arrays, [0.3, 0.7, -0.4, 0.2]);
}
#[differentiable]
fn references_to_extremes(x: &[f64]) -> f64 {
    let m = x.iter().max_by(|a, b| a.total_cmp(b)).unwrap();
    let (i, n) = x
        .iter()
        .enumerate()
        .min_by(|a, b| a.1.partial_cmp(b.1).unwrap())
        .unwrap();
    let k = x.iter().position(|v| v == m).unwrap_or(0);
    let big: Option<&f64> = x.iter().find(|v| **v > 0.5);
    m * n * (i + k) as f64 + big.copied().unwrap_or(0.0) + big.map(|v| v * v).unwrap_or_default()
}
#[test]
fn of_references_to_extremes() {
    check_slice!(references_to_extremes, [0.3, 0.7, -0.4, 0.2]);
}

struct Table<'a> {
    x: &'a [f64],
    names: Vec<&'a str>,
}
#[differentiable]
fn borrowing_data(x: &[f64], #[constant] table: &Table) -> f64 {
    let long: Vec<&str> = table.names.iter().copied().filter(|n| n.len() > 1).collect();
    let refs: Vec<&f64> = table.x.iter().collect();
    let mut s = 0.0;
    for (v, t) in x.iter().zip(table.x) {
        s += v * t;
    }
    for (v, t) in x.iter().zip(refs) {
        s += v * t;
    }
    let n = long.len() as f64;
    s * n
}
#[test]
fn of_borrowing_data() {
    let x = [0.1, 0.2];
    let t = Table {
        x: &x,
        names: vec!["a", "bb"],
    };
    check_slice!(borrowing_data, [0.3, 0.4], &t);
}
#[derive(Clone)]
struct Obs {
    t: f64,
    kind: u8,
}
#[differentiable]
fn chosen_data(x: &[f64], #[constant] obs: &[Obs]) -> f64 {
    let first: Vec<&Obs> = obs.iter().filter(|o| o.kind == 1).collect();
    let mut s = 0.0;
    for o in &first {
        s += (x[0] * o.t).sin();
    }
    let by: Vec<(usize, &Obs)> = obs.iter().enumerate().filter(|(_, o)| o.kind == 2).collect();
    for (i, o) in by {
        s += x[i] * o.t;
    }
    let groups: Vec<Vec<&Obs>> = (1..=2).map(|k| obs.iter().filter(|o| o.kind == k).collect()).collect();
    for g in &groups {
        s *= 1.0 + x[1] * g.iter().map(|o| o.t).sum::<f64>();
    }
    s
}
#[test]
fn of_chosen_data() {
    check_slice!(
        chosen_data,
        [0.3, 0.7, -0.4, 0.2],
        &[
            Obs { t: 0.5, kind: 1 },
            Obs { t: 1.5, kind: 2 },
            Obs { t: -0.5, kind: 1 }
        ]
    );
}
