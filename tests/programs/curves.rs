//! Interpolation, polynomials, quadrature, series.

use crate::{check, check_map};
use pullback::prelude::*;

/// Natural cubic spline through the points, evaluated at `at`.
#[differentiable]
fn natural_spline(x: &[f64], y: &[f64], at: f64) -> f64 {
    let n = x.len();
    let h: Vec<f64> = x.windows(2).map(|w| w[1] - w[0]).collect();
    let mut alpha = vec![0.0; n];
    for i in 1..n - 1 {
        alpha[i] = 3.0 * ((y[i + 1] - y[i]) / h[i] - (y[i] - y[i - 1]) / h[i - 1]);
    }
    let mut l = vec![1.0; n];
    let mut mu = vec![0.0; n];
    let mut z = vec![0.0; n];
    for i in 1..n - 1 {
        l[i] = 2.0 * (x[i + 1] - x[i - 1]) - h[i - 1] * mu[i - 1];
        mu[i] = h[i] / l[i];
        z[i] = (alpha[i] - h[i - 1] * z[i - 1]) / l[i];
    }
    let mut b = vec![0.0; n - 1];
    let mut c = vec![0.0; n];
    let mut d = vec![0.0; n - 1];
    for j in (0..n - 1).rev() {
        c[j] = z[j] - mu[j] * c[j + 1];
        b[j] = (y[j + 1] - y[j]) / h[j] - h[j] * (c[j + 1] + 2.0 * c[j]) / 3.0;
        d[j] = (c[j + 1] - c[j]) / (3.0 * h[j]);
    }
    let mut segment = n - 2;
    while segment > 0 && at < x[segment] {
        segment -= 1;
    }
    let t = at - x[segment];
    y[segment] + t * (b[segment] + t * (c[segment] + t * d[segment]))
}

/// Cubic Hermite with finite-difference slopes; outside the range the ends are held.
#[differentiable]
fn hermite(knots: &[(f64, f64)], at: f64) -> f64 {
    let n = knots.len();
    if at <= knots[0].0 {
        return knots[0].1;
    } else if at >= knots[n - 1].0 {
        return knots[n - 1].1;
    }
    let slope = |i: usize| {
        if i == 0 || i == n - 1 {
            0.0
        } else {
            (knots[i + 1].1 - knots[i - 1].1) / (knots[i + 1].0 - knots[i - 1].0)
        }
    };
    let mut i = 0;
    for (k, knot) in knots.iter().enumerate() {
        if knot.0 <= at {
            i = k;
        }
    }
    let (x0, y0) = knots[i];
    let (x1, y1) = knots[i + 1];
    let h = x1 - x0;
    let t = (at - x0) / h;
    let (t2, t3) = (t * t, t * t * t);
    (2.0 * t3 - 3.0 * t2 + 1.0) * y0
        + (t3 - 2.0 * t2 + t) * h * slope(i)
        + (3.0 * t2 - 2.0 * t3) * y1
        + (t3 - t2) * h * slope(i + 1)
}

/// De Boor's algorithm.
#[differentiable]
fn de_boor(control: &[f64], #[constant] knots: &[f64], #[constant] degree: usize, x: f64) -> f64 {
    let mut k = degree;
    while k < control.len() - 1 && x >= knots[k + 1] {
        k += 1;
    }
    let mut d: Vec<f64> = (0..=degree).map(|j| control[j + k - degree]).collect();
    for r in 1..=degree {
        for j in (r..=degree).rev() {
            let left = knots[j + k - degree];
            let right = knots[j + 1 + k - r];
            let alpha = (x - left) / (right - left);
            d[j] = (1.0 - alpha) * d[j - 1] + alpha * d[j];
        }
    }
    d[degree]
}

#[test]
fn splines() {
    check!(natural_spline; &x = vec![0.0, 0.8, 1.9, 3.0], &y = vec![0.2, 1.1, -0.4, 0.6], at = 1.3);
    check!(hermite; &k = vec![(0.0, 0.2), (0.8, 1.1), (1.9, -0.4), (3.0, 0.6)], at = 1.3);
    check!(hermite; &k = vec![(0.0, 0.2), (0.8, 1.1)], at = 1.3);
    check!(de_boor; &c = vec![0.1, 0.9, -0.4, 0.7, 0.3], const &[0.0, 0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0, 1.0], const 3, x = 0.62);
}

#[differentiable]
fn lagrange(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let mut result = 0.0;
    for i in 0..xs.len() {
        let mut basis = 1.0;
        for j in 0..xs.len() {
            if j != i {
                basis *= (x - xs[j]) / (xs[i] - xs[j]);
            }
        }
        result += ys[i] * basis;
    }
    result
}

#[differentiable]
fn barycentric(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let weights: Vec<f64> = xs
        .iter()
        .enumerate()
        .map(|(i, xi)| {
            let product: f64 = xs
                .iter()
                .enumerate()
                .filter(|&(j, _)| j != i)
                .map(|(_, xj)| xi - xj)
                .product();
            1.0 / product
        })
        .collect();
    let (numerator, denominator) = weights
        .iter()
        .zip(xs)
        .zip(ys)
        .map(|((w, xi), yi)| (w / (x - xi) * yi, w / (x - xi)))
        .fold((0.0, 0.0), |(a, b), (n, d)| (a + n, b + d));
    numerator / denominator
}

/// Newton's divided differences in place.
#[differentiable]
fn divided_differences(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let n = xs.len();
    let mut table = ys.to_vec();
    for level in 1..n {
        for i in (level..n).rev() {
            table[i] = (table[i] - table[i - 1]) / (xs[i] - xs[i - level]);
        }
    }
    let mut value = *table.last().unwrap();
    for i in (0..n - 1).rev() {
        value = value * (x - xs[i]) + table[i];
    }
    value
}

#[test]
fn polynomial_interpolation() {
    let (xs, ys) = (vec![0.0, 0.8, 1.9, 3.0], vec![0.2, 1.1, -0.4, 0.6]);
    check!(lagrange; &x = xs.clone(), &y = ys.clone(), at = 1.3);
    check!(barycentric; &x = xs.clone(), &y = ys.clone(), at = 1.3);
    check!(divided_differences; &x = xs, &y = ys, at = 1.3);
}

#[differentiable]
fn horner(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |acc, &c| acc * x + c)
}

/// Value and derivative at once.
#[differentiable]
fn horner_with_derivative(c: &[f64], x: f64) -> (f64, f64) {
    let mut p = c[c.len() - 1];
    let mut dp = 0.0;
    for &coefficient in c[..c.len() - 1].iter().rev() {
        dp = dp * x + p;
        p = p * x + coefficient;
    }
    (p, dp)
}

/// Chebyshev series by Clenshaw's recurrence.
#[differentiable]
fn clenshaw(c: &[f64], x: f64) -> f64 {
    let (mut b1, mut b2) = (0.0, 0.0);
    for k in (1..c.len()).rev() {
        let b = 2.0 * x * b1 - b2 + c[k];
        (b1, b2) = (b, b1);
    }
    x * b1 - b2 + c[0]
}

/// Chebyshev coefficients of a function, and the series' sum.
#[differentiable]
fn chebyshev_fit(rate: f64, at: f64, #[constant] n: usize) -> f64 {
    use std::f64::consts::PI;
    let f = |x: f64| (rate * x).exp() / (1.0 + x * x);
    let samples: Vec<f64> = (0..n).map(|k| f((PI * (k as f64 + 0.5) / n as f64).cos())).collect();
    let mut coefficients = vec![0.0; n];
    for j in 0..n {
        for (k, s) in samples.iter().enumerate() {
            coefficients[j] += 2.0 / n as f64 * s * (PI * j as f64 * (k as f64 + 0.5) / n as f64).cos();
        }
    }
    coefficients[0] *= 0.5;
    clenshaw(&coefficients, at)
}

#[test]
fn polynomials_and_chebyshev() {
    check!(horner; &c = vec![0.3, -1.2, 0.7, 0.1], x = 0.9);
    check_map!(horner_with_derivative; &c = vec![0.3, -1.2, 0.7, 0.1], x = 0.9);
    check!(clenshaw; &c = vec![0.3, -1.2, 0.7, 0.1], x = 0.4);
    check!(chebyshev_fit; r = 0.7, at = 0.3, const 8);
}

/// Legendre polynomials, recursively.
#[differentiable]
fn legendre(n: u32, x: f64) -> f64 {
    match n {
        0 => 1.0,
        1 => x,
        _ => {
            let k = n as f64;
            ((2.0 * k - 1.0) * x * legendre(n - 1, x) - (k - 1.0) * legendre(n - 2, x)) / k
        }
    }
}

#[test]
fn legendre_polynomials() {
    check!(legendre; const 5, x = 0.37);
}

#[differentiable]
fn bilinear(grid: &[Vec<f64>], x: f64, y: f64) -> f64 {
    let i = (x.floor() as usize).min(grid.len() - 2);
    let j = y.floor().clamp(0.0, (grid[0].len() - 2) as f64) as usize;
    let (u, v) = (x - i as f64, y - j as f64);
    let top = grid[i][j] * (1.0 - v) + grid[i][j + 1] * v;
    let bottom = grid[i + 1][j] * (1.0 - v) + grid[i + 1][j + 1] * v;
    (1.0 - u) * top + u * bottom
}

/// Linear interpolation in a table found by bisection.
#[differentiable]
fn table(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let (mut lo, mut hi) = (0, xs.len() - 1);
    while hi - lo > 1 {
        let mid = (lo + hi) / 2;
        if xs[mid] <= x {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    let w = (x - xs[lo]) / (xs[hi] - xs[lo]);
    ys[lo] + w * (ys[hi] - ys[lo])
}

#[test]
fn tables() {
    let grid = vec![vec![0.1, 0.9, 0.4], vec![-0.3, 0.7, 1.2], vec![0.5, 0.2, -0.8]];
    check!(bilinear; &g = grid, x = 1.3, y = 0.6);
    check!(table; &x = vec![0.0, 0.8, 1.9, 3.0, 3.4], &y = vec![0.2, 1.1, -0.4, 0.6, 0.0], at = 2.3);
}

/// Bézier curve by de Casteljau.
#[differentiable]
fn de_casteljau(points: &[[f64; 2]], t: f64) -> [f64; 2] {
    let mut p = points.to_vec();
    while p.len() > 1 {
        let mut next = Vec::new();
        for pair in p.windows(2) {
            next.push([
                (1.0 - t) * pair[0][0] + t * pair[1][0],
                (1.0 - t) * pair[0][1] + t * pair[1][1],
            ]);
        }
        p = next;
    }
    p[0]
}

#[test]
fn bezier_curves() {
    check_map!(de_casteljau; &p = vec![[0.0, 0.1], [0.4, 1.2], [1.1, -0.3], [1.5, 0.8]], t = 0.35);
}

/// Composite Simpson with a local closure.
#[differentiable]
fn simpson(a: f64, b: f64, frequency: f64, n: usize) -> f64 {
    let integrand = |x: f64| (-x * x).exp() * (frequency * x).cos();
    let h = (b - a) / n as f64;
    let mut sum = integrand(a) + integrand(b);
    for i in (1..n).step_by(2) {
        sum += 4.0 * integrand(a + i as f64 * h);
    }
    for i in (2..n).step_by(2) {
        sum += 2.0 * integrand(a + i as f64 * h);
    }
    sum * h / 3.0
}

static NODES: [(f64, f64); 3] = [
    (-0.7745966692414834, 5.0 / 9.0),
    (0.0, 8.0 / 9.0),
    (0.7745966692414834, 5.0 / 9.0),
];

#[differentiable]
fn gauss_legendre(scale: f64, upper: f64) -> f64 {
    let half = upper / 2.0;
    NODES
        .iter()
        .map(|&(node, weight)| weight * (scale * (half * node + half)).sin().sqrt())
        .sum::<f64>()
        * half
}

/// Romberg's scheme.
#[differentiable]
fn romberg(k: f64, b: f64) -> f64 {
    let f = |x: f64| 1.0 / (1.0 + k * x.powi(2));
    const LEVELS: usize = 5;
    let mut r = [[0.0; LEVELS]; LEVELS];
    let mut h = b;
    r[0][0] = 0.5 * h * (f(0.0) + f(b));
    for i in 1..LEVELS {
        h /= 2.0;
        let mut sum = 0.0;
        for j in (1..(1 << i)).step_by(2) {
            sum += f(j as f64 * h);
        }
        r[i][0] = 0.5 * r[i - 1][0] + h * sum;
        for j in 1..=i {
            let factor = 4f64.powi(j as i32);
            r[i][j] = (factor * r[i][j - 1] - r[i - 1][j - 1]) / (factor - 1.0);
        }
    }
    r[LEVELS - 1][LEVELS - 1]
}

/// Adaptive Simpson by recursion.
#[differentiable]
fn adaptive_simpson(c: f64, a: f64, b: f64, fa: f64, fm: f64, fb: f64, depth: usize) -> f64 {
    let g = |x: f64| (c * x * x).sin();
    let m = (a + b) / 2.0;
    let (lm, rm) = ((a + m) / 2.0, (m + b) / 2.0);
    let (flm, frm) = (g(lm), g(rm));
    let whole = (b - a) / 6.0 * (fa + 4.0 * fm + fb);
    let left = (m - a) / 6.0 * (fa + 4.0 * flm + fm);
    let right = (b - m) / 6.0 * (fm + 4.0 * frm + fb);
    if depth == 0 || (left + right - whole).abs() < 1e-3 {
        return left + right;
    }
    adaptive_simpson(c, a, m, fa, flm, fm, depth - 1) + adaptive_simpson(c, m, b, fm, frm, fb, depth - 1)
}

#[differentiable]
fn fresnel(c: f64, x: f64) -> f64 {
    let g = |t: f64| (c * t * t).sin();
    adaptive_simpson(c, 0.0, x, g(0.0), g(x / 2.0), g(x), 8)
}

#[test]
fn quadrature() {
    check!(simpson; a = -0.4, b = 1.2, f = 2.3, const 10);
    check!(gauss_legendre; s = 1.1, u = 1.4);
    check!(romberg; k = 1.3, b = 0.9);
    check!(fresnel; c = 1.3, x = 1.6);
}
