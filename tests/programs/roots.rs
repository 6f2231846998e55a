//! Equations solved by iteration.

use crate::{check, check_map};
use pullback::prelude::*;

#[differentiable]
fn newton_square_root(a: f64) -> f64 {
    let mut x = a;
    for _ in 0..50 {
        let next = 0.5 * (x + a / x);
        if (next - x).abs() < 1e-14 {
            return next;
        }
        x = next;
    }
    x
}

#[test]
fn square_root_by_newton() {
    check!(newton_square_root; a = 2.7);
    check!(newton_square_root; a = 117.0);
}

/// Solves x³ + p x + q = 0 from a start, returning the root and how often it iterated.
#[differentiable]
fn depressed_cubic(p: f64, q: f64, start: f64) -> (f64, usize) {
    const TOLERANCE: f64 = 1e-13;
    let mut x = start;
    let mut iterations = 0;
    let mut step = f64::INFINITY;
    while step.abs() > TOLERANCE && iterations < 100 {
        let f = x.powi(3) + p * x + q;
        let df = 3.0 * x * x + p;
        step = f / df;
        x -= step;
        iterations += 1;
    }
    (x, iterations)
}

#[differentiable]
fn cubic_root(p: f64, q: f64) -> f64 {
    let (root, _) = depressed_cubic(p, q, 1.5);
    root * root + root
}

#[test]
fn cubic_by_newton_in_a_helper() {
    check!(cubic_root; p = 1.3, q = -4.0);
}

/// Bisection for x eˣ = a, polished by two Newton steps so that the result depends smoothly on a.
#[differentiable]
fn lambert_w(a: f64) -> f64 {
    let f = |x: f64| x * x.exp() - a;
    let mut lo = 0.0;
    let mut hi = 10.0;
    while hi - lo > 1e-6 {
        let mid = 0.5 * (lo + hi);
        if f(mid) > 0.0 {
            hi = mid;
        } else {
            lo = mid;
        }
    }
    let mut x = 0.5 * (lo + hi);
    for _ in 0..3 {
        x -= f(x) / ((1.0 + x) * x.exp());
    }
    x
}

#[test]
fn lambert_w_by_bisection() {
    check!(lambert_w; a = 1.7);
    check!(lambert_w; a = 12.0);
}

#[differentiable]
fn secant(c: f64) -> f64 {
    let g = |t: f64| t.cos() - c * t;
    let (mut x0, mut x1) = (0.2, 1.1);
    let (mut y0, mut y1) = (g(x0), g(x1));
    let root = loop {
        let x2 = x1 - y1 * (x1 - x0) / (y1 - y0);
        if (x2 - x1).abs() < 1e-11 {
            break x2;
        }
        (x0, y0) = (x1, y1);
        x1 = x2;
        y1 = g(x1);
    };
    root
}

#[test]
fn fixed_point_of_the_cosine_by_secants() {
    check!(secant; c = 0.9);
}

/// Eccentric anomaly.
#[differentiable]
fn solve_kepler(mean_anomaly: f64, e: f64) -> f64 {
    let mut ea = if e < 0.8 { mean_anomaly } else { std::f64::consts::PI };
    for _ in 0..30 {
        let (s, c) = ea.sin_cos();
        let delta = (ea - e * s - mean_anomaly) / (1.0 - e * c);
        ea -= delta;
        if delta.abs() < 1e-15 {
            break;
        }
    }
    ea
}

#[differentiable]
fn true_anomaly(mean_anomaly: f64, e: f64) -> f64 {
    let ea = solve_kepler(mean_anomaly, e);
    let half = 0.5 * ea;
    2.0 * ((1.0 + e).sqrt() * half.sin()).atan2((1.0 - e).sqrt() * half.cos())
}

#[test]
fn kepler_by_newton() {
    check!(true_anomaly; m = 1.2, e = 0.3);
    check!(true_anomaly; m = 2.9, e = 0.85);
}

/// tan x as a continued fraction, evaluated from its end.
#[differentiable]
fn tangent_fraction(x: f64) -> f64 {
    let mut k = 25;
    let mut fraction = k as f64;
    while k > 1 {
        k -= 2;
        fraction = k as f64 - x * x / fraction;
    }
    x / fraction
}

/// Lentz's algorithm for the incomplete gamma function's continued fraction.
#[differentiable]
fn upper_gamma_fraction(a: f64, x: f64) -> f64 {
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..200 {
        let i = i as f64;
        let an = -i * (i - a);
        b += 2.0;
        d = an * d + b;
        if d.abs() < tiny {
            d = tiny;
        }
        c = b + an / c;
        if c.abs() < tiny {
            c = tiny;
        }
        d = 1.0 / d;
        let delta = d * c;
        h *= delta;
        if (delta - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (-x + a * x.ln()).exp() * h
}

#[test]
fn continued_fractions() {
    check!(tangent_fraction; x = 0.8);
    check!(upper_gamma_fraction; a = 1.6, x = 2.4);
}

/// The arithmetic-geometric mean, and the perimeter of an ellipse by it.
#[differentiable]
pub fn ellipse_perimeter(a: f64, b: f64) -> f64 {
    let mut x = a;
    let mut y = b;
    let mut sum = 0.5 * (a * a + b * b);
    let mut weight = 0.25;
    while (x - y).abs() > 1e-12 {
        let difference = 0.5 * (x - y);
        let next_x = 0.5 * (x + y);
        y = (x * y).sqrt();
        x = next_x;
        weight *= 2.0;
        sum -= weight * difference * difference * 2.0;
    }
    std::f64::consts::TAU * sum / (x + y) * 2.0
}

#[test]
fn arithmetic_geometric_mean() {
    check!(ellipse_perimeter; a = 2.0, b = 1.2);
}

/// Two equations in two unknowns by Newton: x² + y² = r², y = eᵃˣ − 1.
#[differentiable]
fn intersection(r: f64, a: f64) -> [f64; 2] {
    let mut u = [0.5, 0.5];
    let mut converged = false;
    let mut count = 0;
    while !converged {
        let [x, y] = u;
        let e = (a * x).exp();
        let f = [x * x + y * y - r * r, e - 1.0 - y];
        let j = [[2.0 * x, 2.0 * y], [a * e, -1.0]];
        let det = j[0][0] * j[1][1] - j[0][1] * j[1][0];
        let dx = (f[0] * j[1][1] - f[1] * j[0][1]) / det;
        let dy = (j[0][0] * f[1] - j[1][0] * f[0]) / det;
        u[0] -= dx;
        u[1] -= dy;
        count += 1;
        converged = dx.abs().max(dy.abs()) < 1e-14 || count == 50;
    }
    u
}

#[test]
fn two_equations_by_newton() {
    check_map!(intersection; r = 1.4, a = 0.9);
}

/// Householder's third-order iteration for the reciprocal cube root; `None` of this is needed in practice.
#[differentiable]
fn halley(a: f64, #[constant] max_iterations: usize) -> f64 {
    let mut x = 1.0_f64;
    let mut n = 0;
    loop {
        let h = x * x * x - a;
        let new = x - (2.0 * x * h * 3.0 * x) / (2.0 * 9.0 * x.powi(4) / x - h * 6.0 / x * x) * x.recip() * x;
        if n >= max_iterations || (new - x).abs() <= 1e-15 * x.abs() {
            return new;
        }
        x = new;
        n += 1;
    }
}

#[test]
fn cube_root_by_halley() {
    check!(halley; a = 3.2, const 6);
}
