//! Programs that lean on one part of the language each.

use crate::{check, check_map};
use pullback::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Boundary {
    Periodic,
    Reflecting,
    Fixed,
}

#[differentiable]
fn stencil(u: &[f64], d: f64, #[constant] boundary: Boundary) -> f64 {
    let n = u.len();
    let mut energy = 0.0;
    for i in 0..n {
        let right = match (i + 1 < n, boundary) {
            (true, _) => u[i + 1],
            (false, Boundary::Periodic) => u[0],
            (false, Boundary::Reflecting) => u[i - 1],
            (false, Boundary::Fixed) => 0.0,
        };
        let slope = (right - u[i]) / d;
        energy += slope * slope;
    }
    if boundary == Boundary::Fixed {
        energy += u[0].powi(2);
    }
    energy * d / 2.0
}

#[test]
fn flags_and_names() {
    for boundary in [Boundary::Periodic, Boundary::Reflecting, Boundary::Fixed] {
        check!(stencil; &u = vec![0.3, 0.9, -0.4], d = 0.5, const boundary);
    }
}

/// A tax law.
#[differentiable]
fn tax(income: f64, children: u8, allowance: f64) -> f64 {
    let taxable = (income - allowance * children as f64).max(0.0);
    let rate = match taxable {
        t if t < 10.0 => 0.0,
        t if t < 30.0 => 0.1 + 0.005 * (t - 10.0),
        t => 0.2 + 0.1 * (1.0 - (30.0 - t).exp()),
    };
    let bonus = match children {
        0 => 0.0,
        1..=2 => 0.5,
        3 | 4 => 0.8,
        _ => 1.0,
    };
    taxable * rate - bonus * allowance.sqrt()
}

#[test]
fn piecewise_laws() {
    for income in [5.0, 21.0, 44.0] {
        check!(tax; x = income, const 1, a = 2.0);
        check!(tax; x = income, const 4, a = 2.0);
    }
}

#[differentiable]
fn split(x: f64, whole: &mut f64, rest: &mut f64) {
    *whole = x.floor();
    *rest = (x - *whole) * (x - *whole);
}

#[differentiable]
fn accumulate(totals: &mut [f64; 2], counts: &mut usize, value: f64) {
    totals[0] += value;
    totals[1] += value * value;
    *counts += 1;
}

#[differentiable]
fn helper_outputs(xs: &[f64]) -> f64 {
    let (mut whole, mut rest) = (0.0, 0.0);
    let mut totals = [0.0; 2];
    let mut counts = 0;
    for &x in xs {
        split(x, &mut whole, &mut rest);
        accumulate(&mut totals, &mut counts, whole * x + rest);
    }
    let mean = totals[0] / counts as f64;
    totals[1] / counts as f64 - mean * mean
}

#[test]
fn outputs_behind_references() {
    check!(helper_outputs; &x = vec![1.3, -0.4, 2.7]);
}

/// Neural ODE-like recursion on depth with state in an array.
#[differentiable]
fn descend(state: [f64; 2], depth: u32, k: f64) -> [f64; 2] {
    if depth == 0 {
        return state;
    }
    let [a, b] = state;
    let next = [a + k * b.sin(), b - k * a.cos()];
    descend(next, depth - 1, k * 0.9)
}

#[test]
fn recursion() {
    check_map!(descend; s = [0.3, 0.8], const 4, k = 0.5);
}

/// Generic over the number type.
#[differentiable]
fn rosenbrock<T: Real>(x: &[T]) -> T {
    let mut sum = T::from_f64(0.0);
    for i in 0..x.len() - 1 {
        let a = x[i + 1] - x[i] * x[i];
        let b = T::from_f64(1.0) - x[i];
        sum += T::from_f64(100.0) * a * a + b * b;
    }
    sum
}

#[differentiable]
fn norm_of<T: Real, const N: usize>(v: [T; N]) -> T {
    let mut total = T::from_f64(0.0);
    for x in v {
        total = total + x * x;
    }
    total.sqrt()
}

#[differentiable]
fn generic_sum(x: &[f64], s: f64) -> f64 {
    rosenbrock(x) + norm_of([s, s * s, x[0]])
}

#[test]
fn generic_numbers() {
    check!(generic_sum; &x = vec![0.3, 0.9, 1.2], s = 0.7);
    let gradient = rosenbrock::<f64>::grad(&[0.3, 0.9, 1.2]);
    let direction = [0.4, -0.2, 0.7];
    let (_, tangent) = rosenbrock::<f64>::jvp(&[0.3, 0.9, 1.2], &direction);
    crate::check::close(
        "along",
        tangent,
        gradient.iter().zip(direction).map(|(a, b)| a * b).sum(),
    );
}

#[derive(Differentiable, Clone, Copy, Debug)]
struct Matrix<const R: usize, const C: usize> {
    rows: [[f64; C]; R],
}

#[differentiable]
fn product<const A: usize, const B: usize, const C: usize>(x: &Matrix<A, B>, y: &Matrix<B, C>) -> Matrix<A, C> {
    let mut rows = [[0.0; C]; A];
    for i in 0..A {
        for j in 0..C {
            for k in 0..B {
                rows[i][j] += x.rows[i][k] * y.rows[k][j];
            }
        }
    }
    Matrix { rows }
}

#[differentiable]
fn quadratic(a: &[[f64; 2]; 2], x: &[f64; 2]) -> f64 {
    let a = Matrix { rows: *a };
    let x = Matrix { rows: [[x[0]], [x[1]]] };
    let ax = product(&a, &x);
    let t = Matrix {
        rows: [[x.rows[0][0], x.rows[1][0]]],
    };
    product(&t, &ax).rows[0][0]
}

#[test]
fn matrices_of_constant_size() {
    check!(quadratic; &a = [[1.0, 0.3], [-0.2, 0.8]], &x = [0.7, -0.4]);
}

/// In single precision, with tolerances to match.
#[differentiable]
fn single(x: f32, weights: &[f32]) -> f32 {
    let mut total = 0.0;
    for (i, w) in weights.iter().enumerate() {
        let z = w * x + i as f32 * 0.1;
        total += if z > 0.0 { z.sqrt() } else { z.exp() };
    }
    total / weights.len() as f32
}

#[test]
fn single_precision() {
    let weights = [0.5_f32, -0.3, 0.9];
    let (slope, by_weight) = single::grad(0.8, &weights);
    let h = 1e-2;
    let difference = (single(0.8 + h, &weights) - single(0.8 - h, &weights)) / (2.0 * h);
    assert!((slope - difference).abs() < 1e-3, "{slope} is not {difference}");
    assert_eq!(by_weight.len(), 3);
    let (_, tangent) = single::jvp(0.8, &weights, 1.0, &[0.0; 3]);
    assert!((slope - tangent).abs() < 1e-6);
}

/// A closure that captures and changes a local variable, and one passed down.
#[differentiable]
fn closures(x: f64, n: usize) -> f64 {
    let mut calls = 0.0;
    let mut step = |y: f64| {
        calls += y * 0.1;
        y * y + x
    };
    let mut value = x;
    for _ in 0..n {
        value = step(value) / 2.0;
    }
    let scale = 1.0 + calls;
    let apply = |f: f64, g: f64| f * g + scale;
    [value, x, 0.5].iter().map(|&v| apply(v, calls)).sum::<f64>()
}

#[test]
fn closures_with_state() {
    check!(closures; x = 0.4, const 3);
}

/// Iterators of many kinds.
#[differentiable]
fn pipeline(x: &[f64], y: &[f64]) -> f64 {
    let positive = x.iter().filter(|&&v| v > 0.0).count();
    let largest = x.iter().cloned().fold(f64::NEG_INFINITY, f64::max);
    let smallest = y.iter().copied().reduce(f64::min).unwrap_or(0.0);
    let chained: f64 = x.iter().chain(y.iter()).map(|v| v.sin()).sum();
    let prefix: Vec<f64> = x
        .iter()
        .scan(0.0, |total, &v| {
            *total += v;
            Some(*total)
        })
        .collect();
    let until: f64 = prefix.iter().take_while(|p| **p < 1.5).map(|p| p * p).sum();
    let pairs: f64 = x.iter().flat_map(|a| y.iter().map(move |b| a * b)).sum();
    let (evens, odds): (Vec<f64>, Vec<f64>) = (
        x.iter().step_by(2).copied().collect(),
        x.iter().skip(1).step_by(2).copied().collect(),
    );
    let alternating = evens.iter().sum::<f64>() - odds.iter().sum::<f64>();
    let position = y.iter().position(|&v| v > 0.3).map_or(0.0, |i| y[i] * i as f64);
    let best = x
        .iter()
        .zip(y)
        .map(|(a, b)| a * b)
        .max_by(|a, b| a.partial_cmp(b).unwrap())
        .unwrap();
    positive as f64 * largest * smallest + chained + until + pairs + alternating + position + best
}

#[test]
fn iterators_of_many_kinds() {
    check!(pipeline; &x = vec![0.3, -0.4, 1.2, 0.8], &y = vec![0.1, 0.9, 0.2, 0.7]);
}

mod physics {
    pub mod constants {
        pub const G: f64 = 6.674;
        pub static SOFTENING: f64 = 0.1;
    }

    pub mod forces {
        use super::constants::*;
        use pullback::prelude::*;

        #[differentiable]
        pub fn gravity(m1: f64, m2: f64, r: f64) -> f64 {
            G * m1 * m2 / (r * r + SOFTENING * SOFTENING)
        }
    }
    pub use forces::gravity as attraction;
}

#[differentiable]
fn orbit_energy(masses: (f64, f64), r: f64) -> f64 {
    use physics::constants::G;
    fn reduced(a: f64, b: f64) -> f64 {
        a * b / (a + b)
    }
    let _ = reduced(1.0, 2.0);
    let (a, b) = masses;
    physics::attraction(a, b, r) * r - G * a / physics::forces::gravity(b, a, 2.0 * r)
}

#[test]
fn modules_and_constants() {
    check!(orbit_energy; m = (1.2, 0.4), r = 0.9);
}

/// Sorting out numbers with `&mut` elements, `swap`, `fill`, `split_at_mut`.
#[differentiable]
fn shuffled(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let n = v.len();
    for i in 0..n / 2 {
        v.swap(i, n - 1 - i);
    }
    v.rotate_left(1);
    {
        let (left, right) = v.split_at_mut(n / 2);
        for (a, b) in left.iter_mut().zip(right.iter_mut()) {
            let sum = *a + *b;
            *b = *a * *b;
            *a = sum;
        }
    }
    let mut weights = vec![0.0; n];
    weights[1..].fill(0.5);
    weights[0] = v[0];
    let tail = &v[1..];
    for w in &mut weights {
        *w *= tail[0];
    }
    let end = v.len() - 1;
    v[end] *= 2.0;
    v.extend_from_slice(&weights);
    v.insert(0, x[0] * x[0]);
    v.truncate(2 * n);
    v.reverse();
    v.iter().enumerate().map(|(i, x)| x * (i + 1) as f64).sum()
}

#[test]
fn vectors_in_place() {
    check!(shuffled; &x = vec![0.3, -0.4, 1.2, 0.8]);
}

/// Bubble sort, and the median.
#[differentiable]
fn median(x: &[f64]) -> f64 {
    let mut sorted = x.to_vec();
    for i in 0..sorted.len() {
        for j in 0..sorted.len() - 1 - i {
            if sorted[j] > sorted[j + 1] {
                let t = sorted[j];
                sorted[j] = sorted[j + 1];
                sorted[j + 1] = t;
            }
        }
    }
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 0 {
        (sorted[middle - 1] + sorted[middle]) / 2.0
    } else {
        sorted[middle]
    }
}

#[test]
fn medians() {
    check!(median; &x = vec![0.3, -0.4, 1.2, 0.8, 0.1]);
    check!(median; &x = vec![0.3, -0.4, 1.2, 0.8]);
}
