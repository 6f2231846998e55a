//! Every adapter and every end of `std::iter` that numerical code uses.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::check_slice;
use pullback::prelude::*;

#[differentiable]
fn streams(x: &[f64]) -> f64 {
    let a: f64 = x
        .iter()
        .filter_map(|v| if *v > 0.0 { Some(v.ln()) } else { None })
        .sum();
    let b: f64 = x.iter().take_while(|v| **v < 1.0).map(|v| v * v).sum();
    let c: f64 = x.iter().skip_while(|v| **v < 1.0).map(|v| v.sin()).sum();
    let d: f64 = x
        .iter()
        .filter(|v| **v > 0.0)
        .enumerate()
        .map(|(i, v)| v * (i + 1) as f64)
        .sum();
    let e: f64 = x.iter().filter(|v| **v > 0.0).skip(1).take(2).map(|v| v.cos()).sum();
    let f: f64 = x.iter().filter(|v| **v > 0.0).step_by(2).product();
    let g: f64 = x.iter().filter(|v| **v > 0.0).zip(x).map(|(p, q)| p * q).sum();
    let h: f64 = x
        .iter()
        .zip(x.iter().filter(|v| **v > 0.0))
        .map(|(p, q)| p * q * q)
        .sum();
    let i: f64 = x.iter().filter(|v| **v > 0.0).rev().take(1).map(|v| v.exp()).sum();
    a + b * c + d + e + f + g + h + i
}

#[differentiable]
fn flattened(x: &[f64]) -> f64 {
    let rows: Vec<Vec<f64>> = x.chunks(2).map(|c| c.to_vec()).collect();
    let a: f64 = rows.iter().flatten().map(|v| v * v).sum();
    let b: f64 = (0..3)
        .flat_map(|i| (0..i).map(move |j| (i, j)))
        .map(|(i, j)| x[i] * x[j])
        .sum();
    let c: Vec<f64> = rows.iter().flat_map(|row| row.iter().map(|v| v.sin())).collect();
    let mut d = 0.0;
    for v in rows.iter().flatten() {
        if *v > 1.2 {
            break;
        }
        if *v < 0.0 {
            continue;
        }
        d += v * v * v;
    }
    a + b * c[1] + d + c.len() as f64 * x[0]
}

#[differentiable]
fn scans(x: &[f64]) -> f64 {
    let prefix: Vec<f64> = x
        .iter()
        .scan(0.0, |state, v| {
            *state += v;
            Some(*state)
        })
        .collect();
    let short: f64 = x
        .iter()
        .scan(1.0, |p, &v| {
            *p *= v;
            if *p < -1.0 { None } else { Some(*p) }
        })
        .sum();
    let reciprocal: f64 = x.iter().map_while(|v| (*v != 0.0).then(|| 1.0 / v)).sum();
    prefix.iter().product::<f64>() + short + reciprocal
}

#[differentiable]
fn chained(x: &[f64]) -> f64 {
    let extended: Vec<f64> = std::iter::once(x[0])
        .chain(x.iter().copied())
        .chain(std::iter::repeat_n(x[3], 2))
        .collect();
    let cycled: f64 = x.iter().zip([1.0, -2.0, 0.5].iter().cycle()).map(|(v, w)| v * w).sum();
    let repeated: f64 = std::iter::repeat(x[1])
        .take(3)
        .enumerate()
        .map(|(i, v)| v * i as f64)
        .sum();
    let both: f64 = x
        .iter()
        .zip(x.iter().skip(1))
        .zip(x.iter().skip(2))
        .map(|((a, b), c)| a * b * c)
        .sum();
    let zipped: f64 = std::iter::zip(x, &extended).map(|(a, b)| a * b).sum();
    extended.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum::<f64>() + cycled * repeated + both + zipped
}

#[differentiable]
fn searches(x: &[f64]) -> f64 {
    let max = x.iter().max_by(|a, b| a.partial_cmp(b).unwrap()).unwrap();
    let min = x.iter().copied().min_by(|a, b| a.total_cmp(b)).unwrap();
    let best = x
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.partial_cmp(b.1).unwrap())
        .map(|(i, _)| i)
        .unwrap();
    let argmin = (0..x.len()).min_by(|&i, &j| x[i].partial_cmp(&x[j]).unwrap()).unwrap();
    let largest = x.iter().map(|v| v * v).max_by(f64::total_cmp).unwrap();
    let reduced = x.iter().copied().reduce(f64::max).unwrap_or(0.0);
    let found = x.iter().find(|v| **v > 0.8).copied().unwrap_or(1.0);
    let position = x.iter().position(|v| *v < 0.0).unwrap_or(0);
    let last = x.iter().map(|v| v.sin()).last().unwrap();
    let third = x.iter().nth(2).unwrap();
    let highest = [2, 7, 3].iter().max().copied().unwrap();
    max * min
        + x[best] * x[argmin].sin()
        + largest * reduced
        + found * x[position]
        + last * third
        + highest as f64 * x[0]
}

#[differentiable]
fn splits(x: &[f64]) -> f64 {
    let (positive, negative): (Vec<f64>, Vec<f64>) = x.iter().partition(|v| **v > 0.0);
    let (sines, cosines): (Vec<f64>, Vec<f64>) = x.iter().map(|v| (v.sin(), v.cos())).unzip();
    let any = x.iter().any(|v| *v > 1.0);
    let all = x.iter().all(|v| *v > 1.0);
    let weight = if any && !all { x[0] } else { 1.0 };
    positive.iter().sum::<f64>() * negative.iter().product::<f64>() + weight * sines[1] * cosines[2]
}

#[differentiable]
fn ranges(x: &[f64]) -> f64 {
    let a: f64 = (1..=4).map(|k| x[0].powi(k) / f64::from(k)).sum();
    let b: f64 = (0..4).rev().step_by(2).map(|i| x[i] * i as f64).sum();
    let c: f64 = (1..).take_while(|k| k * k < 20).map(|k| x[1] / k as f64).sum();
    let d: f64 = (0..x.len()).filter(|i| i % 2 == 0).map(|i| x[i] * x[i]).sum();
    let e = (0..3).fold(x[2], |t, _| t - (t * t - x[3]) / (2.0 * t));
    let f = x.iter().rev().fold(0.0, |acc, c| acc * 0.7 + c);
    let g = x.iter().rfold(1.0, |acc, c| acc * c.sin());
    let (sum, squares) = x.iter().fold((0.0, 0.0), |(s, q), v| (s + v, q + v * v));
    a + b + c * d + e + f + g + sum * squares
}

#[differentiable]
fn named(x: &[f64]) -> f64 {
    let products = x.iter().zip(x.iter().rev()).map(|(a, b)| a * b);
    let total: f64 = products.clone().sum();
    let mut it = x.iter();
    let first = it.next().unwrap();
    let mut rest = 0.0;
    for v in it {
        rest += v * v;
    }
    products.fold(total * first, |acc, p| acc + p * p) + rest
}

#[differentiable]
fn effects(x: &[f64]) -> f64 {
    let mut total = 0.0;
    let mut seen = 0;
    x.iter().inspect(|_| seen += 1).for_each(|v| total += v * v);
    let mut y = x.to_vec();
    y.iter_mut().zip(x).for_each(|(a, b)| *a += b * b);
    for v in y.iter_mut().filter(|v| **v > 0.5) {
        *v = v.sin();
    }
    for chunk in y.chunks_mut(2) {
        chunk[0] *= 2.0;
    }
    let backwards: f64 = y.rchunks(3).map(|c| c[0] * c[c.len() - 1]).sum();
    total * seen as f64 + backwards
}

#[differentiable]
fn matrix_product(x: &[f64]) -> f64 {
    let a: Vec<Vec<f64>> = x.chunks_exact(2).map(<[f64]>::to_vec).collect();
    let b: Vec<Vec<f64>> = (0..2).map(|j| a.iter().map(|row| row[j]).collect()).collect();
    let c: Vec<Vec<f64>> = a
        .iter()
        .map(|row| {
            b.iter()
                .map(|column| row.iter().zip(column).map(|(p, q)| p * q).sum())
                .collect()
        })
        .collect();
    c.iter().map(|row| row.iter().map(|v| v.sin()).sum::<f64>()).product()
}

#[differentiable]
fn arrays(x: &[f64]) -> f64 {
    let a = [x[0], x[1], x[2]].map(|v| v * v);
    let b = a.map(f64::sin);
    a.iter().zip(&b).map(|(p, q)| p * q).sum()
}

#[differentiable]
fn counted_until_found(x: &[f64]) -> f64 {
    let mut n = 0;
    let found = x.iter().any(|v| {
        n += 1;
        *v > 1.0
    });
    let mut so_far = 0.0;
    let skipped: f64 = x
        .iter()
        .map(|v| {
            so_far += v * v;
            so_far
        })
        .skip(1)
        .sum();
    if found { x[n] * skipped } else { x[0] }
}

#[test]
fn every_adapter() {
    let x = [0.7, -0.4, 1.3, 0.9];
    check_slice!(streams, x);
    check_slice!(flattened, x);
    check_slice!(scans, x);
    check_slice!(chained, x);
    check_slice!(searches, x);
    check_slice!(splits, x);
    check_slice!(ranges, x);
    check_slice!(named, x);
    check_slice!(effects, x);
    check_slice!(matrix_product, x);
    check_slice!(arrays, x);
    check_slice!(counted_until_found, x);
}

#[differentiable]
fn left_over(x: &[f64]) -> f64 {
    let ex = x.chunks_exact(2);
    let rem = ex.remainder();
    let mut t = 0.0;
    for c in ex {
        t += c[0] * c[1];
    }
    for r in rem {
        t += r * r * r;
    }
    let mut it = x.chunks_exact(3);
    for c in it.by_ref() {
        t += c[0].sin() * c[2];
    }
    t += it.remainder().iter().sum::<f64>() * 0.3;
    for r in x.chunks_exact(4).remainder() {
        t *= r;
    }
    t
}

#[test]
fn what_exact_chunks_leave_over() {
    check_slice!(left_over, vec![0.5, 0.9, -0.3, 1.3, 0.7]);
}

#[differentiable]
fn scans_inside(x: &[f64]) -> f64 {
    let decayed = |scale: f64| {
        x.iter()
            .scan(scale, |state, item| {
                *state = 0.5 * *state + item;
                Some(*state)
            })
            .sum::<f64>()
    };
    let (above, below): (Vec<f64>, Vec<f64>) = x
        .iter()
        .map(|item| decayed(*item) * item)
        .chain([-4.0, 4.0])
        .partition(|part| *part > 0.3);
    let folded: Vec<f64> = x
        .iter()
        .map(|item| {
            x.iter().fold(0.3, |mut state, other| {
                state += 0.5 * other * item;
                state
            })
        })
        .chain(x.iter().map(|item| item * item))
        .collect();
    above.iter().sum::<f64>() * below.iter().product::<f64>() + folded[0] * folded[x.len()]
}

#[test]
fn iterators_with_a_state_of_their_own_have_no_effects() {
    check_slice!(scans_inside, vec![0.5, 0.9, -0.3]);
}
