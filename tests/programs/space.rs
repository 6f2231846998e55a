//! Geometry, particles, lattices, images, signals.

use crate::{check, check_map, numbers};
use pullback::prelude::*;
use std::f64::consts::PI;

#[differentiable]
fn haversine(lat1: f64, lon1: f64, lat2: f64, lon2: f64) -> f64 {
    let (phi1, phi2) = (lat1.to_radians(), lat2.to_radians());
    let dphi = phi2 - phi1;
    let dlambda = (lon2 - lon1).to_radians();
    let a = (dphi / 2.0).sin().powi(2) + phi1.cos() * phi2.cos() * (dlambda / 2.0).sin().powi(2);
    6371.0 * 2.0 * a.sqrt().asin()
}

#[derive(Differentiable, Clone, Copy, Debug)]
struct Quaternion {
    w: f64,
    v: [f64; 3],
}
numbers!(Quaternion, QuaternionTangent; { w, v });

#[differentiable]
fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

#[differentiable]
fn dot3(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[differentiable]
fn normalized(q: Quaternion) -> Quaternion {
    let norm = (q.w * q.w + dot3(&q.v, &q.v)).sqrt();
    Quaternion {
        w: q.w / norm,
        v: q.v.map(|x| x / norm),
    }
}

#[differentiable]
fn rotate(q: Quaternion, point: [f64; 3]) -> [f64; 3] {
    let Quaternion { w, v } = normalized(q);
    let t = cross(v, point).map(|x| 2.0 * x);
    let u = cross(v, t);
    let mut rotated = point;
    for k in 0..3 {
        rotated[k] += w * t[k] + u[k];
    }
    rotated
}

#[test]
fn spheres_and_rotations() {
    check!(haversine; a = 48.2, b = 16.4, c = 52.5, d = 13.4);
    check_map!(rotate; q = Quaternion { w: 0.8, v: [0.3, -0.2, 0.5] }, p = [1.0, 0.4, -0.7]);
}

/// Signed area and perimeter of a polygon.
#[differentiable]
fn polygon(vertices: &[(f64, f64)]) -> (f64, f64) {
    let n = vertices.len();
    let (mut area, mut perimeter) = (0.0, 0.0);
    for i in 0..n {
        let (x0, y0) = vertices[i];
        let (x1, y1) = vertices[(i + 1) % n];
        area += x0 * y1 - x1 * y0;
        perimeter += ((x1 - x0).powi(2) + (y1 - y0).powi(2)).sqrt();
    }
    (area / 2.0, perimeter)
}

/// Forward kinematics of a planar arm with any number of joints.
#[differentiable]
fn end_effector(angles: &[f64], lengths: &[f64]) -> (f64, f64) {
    angles
        .iter()
        .zip(lengths)
        .scan(0.0, |heading, (angle, length)| {
            *heading += angle;
            Some((length * heading.cos(), length * heading.sin()))
        })
        .fold((0.0, 0.0), |(x, y), (dx, dy)| (x + dx, y + dy))
}

#[test]
fn polygons_arms_and_cameras() {
    check_map!(polygon; &v = vec![(0.0, 0.1), (1.2, 0.0), (1.0, 0.9), (0.3, 1.4)]);
    check_map!(end_effector; &a = vec![0.3, -0.7, 0.4], &l = vec![1.0, 0.8, 0.5]);
}

#[differentiable]
fn lennard_jones(positions: &[[f64; 3]], epsilon: f64, sigma: f64, cutoff: f64) -> f64 {
    let mut energy = 0.0;
    'outer: for i in 0..positions.len() {
        for j in 0..positions.len() {
            if j >= i {
                continue 'outer;
            }
            let r2 = (0..3).map(|k| (positions[i][k] - positions[j][k]).powi(2)).sum::<f64>();
            if r2 > cutoff * cutoff {
                continue;
            }
            let s6 = (sigma * sigma / r2).powi(3);
            energy += 4.0 * epsilon * (s6 * s6 - s6);
        }
    }
    energy
}

/// Coulomb energy with periodic images, nearest image only.
#[differentiable]
fn ionic(positions: &[f64], charges: &[f64], length: f64) -> f64 {
    let mut energy = 0.0;
    for (i, (&xi, &qi)) in positions.iter().zip(charges).enumerate() {
        for (&xj, &qj) in positions[i + 1..].iter().zip(&charges[i + 1..]) {
            let mut d = xj - xi;
            d -= length * (d / length).round();
            energy += qi * qj / d.abs();
        }
    }
    energy
}

/// Free energy of an Ising chain by transfer matrices.
#[differentiable]
fn ising(coupling: f64, field: f64, beta: f64, spins: usize) -> f64 {
    let t = [
        [(beta * (coupling + field)).exp(), (-beta * coupling).exp()],
        [(-beta * coupling).exp(), (beta * (coupling - field)).exp()],
    ];
    let mut m = [[1.0, 0.0], [0.0, 1.0]];
    let mut log_scale = 0.0;
    for _ in 0..spins {
        let mut product = [[0.0f64; 2]; 2];
        for (i, row) in product.iter_mut().enumerate() {
            for (j, entry) in row.iter_mut().enumerate() {
                *entry = m[i][0] * t[0][j] + m[i][1] * t[1][j];
            }
        }
        let scale = product[0][0].max(product[1][1]);
        m = product.map(|row| row.map(|x| x / scale));
        log_scale += scale.ln();
    }
    -(log_scale + (m[0][0] + m[1][1]).ln()) / beta
}

/// Ising by brute force over all configurations.
#[differentiable]
fn ising_exact(couplings: &[f64], beta: f64) -> f64 {
    let n = couplings.len();
    let spin = |bits: u32, i: usize| if bits >> (i % n) & 1 == 1 { 1.0 } else { -1.0 };
    let mut z = 0.0;
    for bits in 0..1u32 << n {
        let mut energy = 0.0;
        for (i, j) in couplings.iter().enumerate() {
            energy -= j * spin(bits, i) * spin(bits, i + 1);
        }
        z += (-beta * energy).exp();
    }
    -z.ln() / beta
}

#[test]
fn particles_and_spins() {
    check!(lennard_jones; &p = vec![[0.0, 0.1, 0.0], [1.1, 0.0, 0.2], [0.3, 1.0, 0.8], [5.0, 5.0, 5.0]], e = 0.9, s = 1.0, c = 2.5);
    check!(ionic; &x = vec![0.1, 0.9, 2.2, 4.6], &q = vec![1.0, -1.0, 0.5, -0.5], l = 5.0);
    check!(ising; j = 0.7, h = 0.2, b = 0.9, const 6);
    check!(ising_exact; &j = vec![0.7, -0.3, 0.4, 0.9], b = 0.8);
}

/// Separable blur with clamped edges.
#[differentiable]
fn blur(image: &[Vec<f64>], kernel: &[f64]) -> Vec<Vec<f64>> {
    let (rows, columns) = (image.len(), image[0].len());
    let radius = kernel.len() / 2;
    let mut horizontal = vec![vec![0.0; columns]; rows];
    for r in 0..rows {
        for c in 0..columns {
            for (k, weight) in kernel.iter().enumerate() {
                let at = (c + k).saturating_sub(radius).min(columns - 1);
                horizontal[r][c] += weight * image[r][at];
            }
        }
    }
    let mut result = horizontal.clone();
    for r in 0..rows {
        for c in 0..columns {
            result[r][c] = kernel
                .iter()
                .enumerate()
                .map(|(k, w)| w * horizontal[(r + k).saturating_sub(radius).min(rows - 1)][c])
                .sum();
        }
    }
    result
}

#[differentiable]
fn total_variation(image: &[Vec<f64>], epsilon: f64) -> f64 {
    let mut tv = 0.0;
    for (upper, lower) in image.iter().zip(image.iter().skip(1)) {
        for c in 1..upper.len() {
            tv += ((upper[c] - upper[c - 1]).powi(2) + (upper[c] - lower[c]).powi(2) + epsilon).sqrt();
        }
    }
    tv
}

#[test]
fn images() {
    let image = vec![vec![0.1, 0.9, 0.4], vec![-0.3, 0.7, 1.2]];
    check_map!(blur; &i = image.clone(), &k = vec![0.25, 0.5, 0.25]);
    check!(total_variation; &i = image, e = 0.01);
}

/// Power at each frequency by the definition.
#[differentiable]
fn power_spectrum(signal: &[f64]) -> Vec<f64> {
    let n = signal.len();
    let mut power = Vec::with_capacity(n / 2 + 1);
    for k in 0..=n / 2 {
        let (mut re, mut im) = (0.0, 0.0);
        for (t, &x) in signal.iter().enumerate() {
            let angle = -2.0 * PI * (k * t) as f64 / n as f64;
            re += x * angle.cos();
            im += x * angle.sin();
        }
        power.push((re * re + im * im) / n as f64);
    }
    power
}

/// Recursive radix-2 transform of (re, im) pairs.
#[differentiable]
fn fft(input: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let n = input.len();
    if n <= 1 {
        return input.to_vec();
    }
    let even: Vec<(f64, f64)> = input.iter().copied().step_by(2).collect();
    let odd: Vec<(f64, f64)> = input.iter().copied().skip(1).step_by(2).collect();
    let e = fft(&even);
    let o = fft(&odd);
    let mut output = vec![(0.0, 0.0); n];
    for k in 0..n / 2 {
        let (s, c) = (-2.0 * PI * k as f64 / n as f64).sin_cos();
        let t = (c * o[k].0 - s * o[k].1, c * o[k].1 + s * o[k].0);
        output[k] = (e[k].0 + t.0, e[k].1 + t.1);
        output[k + n / 2] = (e[k].0 - t.0, e[k].1 - t.1);
    }
    output
}

#[differentiable]
fn goertzel(samples: &[f64], frequency: f64) -> f64 {
    let omega = 2.0 * PI * frequency;
    let coefficient = 2.0 * omega.cos();
    let mut s = [0.0, 0.0];
    for x in samples {
        let new = x + coefficient * s[0] - s[1];
        s = [new, s[0]];
    }
    let [s1, s2] = s;
    s1 * s1 + s2 * s2 - coefficient * s1 * s2
}

#[differentiable]
fn fourier_series(coefficients: &[(f64, f64)], period: f64, t: f64) -> f64 {
    let mut sum = coefficients[0].0 / 2.0;
    for (n, (a, b)) in coefficients.iter().enumerate().skip(1) {
        let phase = 2.0 * PI * n as f64 * t / period;
        sum += a * phase.cos() + b * phase.sin();
    }
    sum
}

#[test]
fn spectra() {
    let signal = vec![0.3, -0.1, 0.8, 0.5, -0.9, 0.4];
    check_map!(power_spectrum; &s = signal.clone());
    check_map!(fft; &s = vec![(0.3, 0.1), (-0.4, 0.2), (0.8, -0.6), (0.5, 0.9)]);
    check!(goertzel; &s = signal, f = 0.21);
    check!(fourier_series; &c = vec![(0.3, 0.0), (-0.4, 0.2), (0.8, -0.6)], p = 2.1, t = 0.7);
}

#[differentiable]
fn fir(taps: &[f64], x: &[f64]) -> Vec<f64> {
    x.windows(taps.len())
        .map(|w| w.iter().rev().zip(taps).map(|(x, t)| x * t).sum())
        .collect()
}

/// In-place Haar transform.
#[differentiable]
fn haar(data: &[f64]) -> Vec<f64> {
    let mut data = data.to_vec();
    let mut length = data.len();
    while length > 1 {
        let half = length / 2;
        let mut temporary = vec![0.0; length];
        for i in 0..half {
            temporary[i] = (data[2 * i] + data[2 * i + 1]) / 2f64.sqrt();
            temporary[half + i] = (data[2 * i] - data[2 * i + 1]) / 2f64.sqrt();
        }
        data[..length].copy_from_slice(&temporary);
        length = half;
    }
    data
}

#[differentiable]
fn autocorrelation(x: &[f64], lag: usize) -> f64 {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let centred: Vec<f64> = x.iter().map(|v| v - mean).collect();
    let variance: f64 = centred.iter().map(|v| v * v).sum();
    centred[lag..].iter().zip(&centred).map(|(a, b)| a * b).sum::<f64>() / variance
}

#[test]
fn filters() {
    let signal = vec![0.3, -0.1, 0.8, 0.5];
    check_map!(fir; &t = vec![0.5, 0.2], &x = signal.clone());
    check_map!(haar; &x = signal.clone());
    check!(autocorrelation; &x = signal, const 1);
}

/// Soft dynamic time warping with an infinite border.
#[differentiable]
fn soft_dtw(a: &[f64], b: &[f64], gamma: f64) -> f64 {
    let softmin = |x: f64, y: f64, z: f64| {
        let low = x.min(y).min(z);
        low - gamma * (((low - x) / gamma).exp() + ((low - y) / gamma).exp() + ((low - z) / gamma).exp()).ln()
    };
    let (n, m) = (a.len(), b.len());
    let mut r = vec![vec![1e10; m + 1]; n + 1];
    r[0][0] = 0.0;
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            let cost = (x - y).powi(2);
            r[i + 1][j + 1] = cost + softmin(r[i][j + 1], r[i + 1][j], r[i][j]);
        }
    }
    r[n][m]
}

/// Edit distance with weights, two rows.
#[differentiable]
fn edit_distance(weights: &[f64; 3], #[constant] a: &str, #[constant] b: &str) -> f64 {
    let [insert, delete, substitute] = *weights;
    let b: Vec<char> = b.chars().collect();
    let mut previous: Vec<f64> = (0..=b.len()).map(|j| j as f64 * insert).collect();
    for (i, x) in a.chars().enumerate() {
        let mut current = vec![(i + 1) as f64 * delete];
        for (j, y) in b.iter().enumerate() {
            let change = previous[j] + if x == *y { 0.0 } else { substitute };
            let best = change.min(previous[j + 1] + delete).min(current[j] + insert);
            current.push(best);
        }
        previous = current;
    }
    previous[b.len()]
}

#[test]
fn tables_of_distances() {
    check!(soft_dtw; &a = vec![0.3, 1.2, -0.5], &b = vec![0.1, 0.9, 1.1, -0.7], g = 0.5);
    check!(edit_distance; &w = [0.9, 1.1, 1.6], const "kitten", const "sitting");
}
