//! Fourier transforms in place and by recursion, an embedded Runge–Kutta pair of fifth order, a likelihood that may fail.

use crate::{check, check_map};
use pullback::prelude::*;
use std::f64::consts::{PI, TAU};
use std::ops::{Add, Mul, Sub};

#[differentiable]
fn fft(re: &mut [f64], im: &mut [f64]) {
    let n = re.len();
    let mut j = 0;
    for i in 1..n {
        let mut bit = n >> 1;
        while j & bit != 0 {
            j ^= bit;
            bit >>= 1;
        }
        j |= bit;
        if i < j {
            re.swap(i, j);
            im.swap(i, j);
        }
    }
    let mut len = 2;
    while len <= n {
        let ang = -2.0 * PI / len as f64;
        let (wr, wi) = (ang.cos(), ang.sin());
        for start in (0..n).step_by(len) {
            let (mut cr, mut ci) = (1.0, 0.0);
            for k in 0..len / 2 {
                let (a, b) = (start + k, start + k + len / 2);
                let tr = re[b] * cr - im[b] * ci;
                let ti = re[b] * ci + im[b] * cr;
                re[b] = re[a] - tr;
                im[b] = im[a] - ti;
                re[a] += tr;
                im[a] += ti;
                let t = cr * wr - ci * wi;
                ci = cr * wi + ci * wr;
                cr = t;
            }
        }
        len <<= 1;
    }
}
#[differentiable]
fn spectrum(x: &[f64]) -> f64 {
    let mut re = x.to_vec();
    let mut im = vec![0.0; x.len()];
    fft(&mut re, &mut im);
    re.iter()
        .zip(&im)
        .enumerate()
        .map(|(k, (r, i))| (k as f64 + 0.5) * (r * r + i * i).sqrt())
        .sum()
}
#[derive(Differentiable, Debug, Clone, Copy, PartialEq)]
struct C64 {
    re: f64,
    im: f64,
}
#[differentiable]
impl C64 {
    const ZERO: C64 = C64 { re: 0.0, im: 0.0 };
    fn new(re: f64, im: f64) -> C64 {
        C64 { re, im }
    }
    fn cis(t: f64) -> Self {
        Self::new(t.cos(), t.sin())
    }
    fn norm_sqr(self) -> f64 {
        self.re * self.re + self.im * self.im
    }
    fn conj(&self) -> Self {
        Self { im: -self.im, ..*self }
    }
}
#[differentiable]
impl Add for C64 {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self::new(self.re + o.re, self.im + o.im)
    }
}
#[differentiable]
impl Sub for C64 {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self::new(self.re - o.re, self.im - o.im)
    }
}
#[differentiable]
impl Mul for C64 {
    type Output = Self;
    fn mul(self, o: Self) -> Self {
        Self::new(self.re * o.re - self.im * o.im, self.re * o.im + self.im * o.re)
    }
}
#[differentiable]
fn fft_rec(a: &[C64]) -> Vec<C64> {
    let n = a.len();
    if n == 1 {
        return a.to_vec();
    }
    let even: Vec<C64> = a.iter().step_by(2).copied().collect();
    let odd: Vec<C64> = a.iter().skip(1).step_by(2).copied().collect();
    let (e, o) = (fft_rec(&even), fft_rec(&odd));
    let mut out = vec![C64::ZERO; n];
    for k in 0..n / 2 {
        let t = C64::cis(-2.0 * PI * k as f64 / n as f64) * o[k];
        out[k] = e[k] + t;
        out[k + n / 2] = e[k] - t;
    }
    out
}
#[differentiable]
fn spectrum_rec(x: &[f64]) -> f64 {
    let z: Vec<C64> = x.iter().map(|&v| C64::new(v, v * v)).collect();
    let f = fft_rec(&z);
    f.iter()
        .enumerate()
        .map(|(k, c)| c.norm_sqr() * (k + 1) as f64 + c.conj().im)
        .sum::<f64>()
        .ln()
}

const C: [f64; 7] = [0.0, 1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0];
const A: [[f64; 6]; 7] = [
    [0.0; 6],
    [1.0 / 5.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [3.0 / 40.0, 9.0 / 40.0, 0.0, 0.0, 0.0, 0.0],
    [44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0, 0.0, 0.0, 0.0],
    [
        19372.0 / 6561.0,
        -25360.0 / 2187.0,
        64448.0 / 6561.0,
        -212.0 / 729.0,
        0.0,
        0.0,
    ],
    [
        9017.0 / 3168.0,
        -355.0 / 33.0,
        46732.0 / 5247.0,
        49.0 / 176.0,
        -5103.0 / 18656.0,
        0.0,
    ],
    [
        35.0 / 384.0,
        0.0,
        500.0 / 1113.0,
        125.0 / 192.0,
        -2187.0 / 6784.0,
        11.0 / 84.0,
    ],
];
const B4: [f64; 7] = [
    5179.0 / 57600.0,
    0.0,
    7571.0 / 16695.0,
    393.0 / 640.0,
    -92097.0 / 339200.0,
    187.0 / 2100.0,
    1.0 / 40.0,
];
#[differentiable]
fn vdp(t: f64, y: &[f64; 2], mu: f64) -> [f64; 2] {
    [y[1], mu * (1.0 - y[0].powi(2)) * y[1] - y[0] + 0.1 * t.cos()]
}
#[differentiable]
fn rk45(y0: [f64; 2], mu: f64, #[constant] t_end: f64) -> [f64; 2] {
    let (atol, rtol) = (1e-4, 1e-4);
    let mut t = 0.0;
    let mut y = y0;
    let mut h: f64 = 0.05;
    let mut steps = 0;
    while t < t_end && steps < 200 {
        h = h.min(t_end - t);
        let mut k = [[0.0; 2]; 7];
        for s in 0..7 {
            let mut ys = y;
            for (j, kj) in k.iter().enumerate().take(s) {
                for d in 0..2 {
                    ys[d] += h * A[s][j] * kj[d];
                }
            }
            k[s] = vdp(t + C[s] * h, &ys, mu);
        }
        let mut y5 = y;
        let mut err = 0.0_f64;
        for d in 0..2 {
            let mut e = 0.0;
            for s in 0..7 {
                let b5 = if s < 6 { A[6][s] } else { 0.0 };
                y5[d] += h * b5 * k[s][d];
                e += h * (b5 - B4[s]) * k[s][d];
            }
            let scale = atol + rtol * y[d].abs().max(y5[d].abs());
            err += (e / scale).powi(2);
        }
        let err = (err / 2.0).sqrt();
        if err <= 1.0 {
            t += h;
            y = y5;
        }
        let factor = if err == 0.0 {
            5.0
        } else {
            (0.9 * err.powf(-0.2)).clamp(0.2, 5.0)
        };
        h *= constant(factor);
        steps += 1;
    }
    y
}

#[derive(Debug, Clone, PartialEq)]
enum FitError {
    TooShort { need: usize, got: usize },
    Unstable,
}
#[differentiable]
fn arma(phi: &[f64], theta: &[f64], sigma: f64, #[constant] y: &[f64]) -> Result<f64, FitError> {
    let (p, q) = (phi.len(), theta.len());
    if y.len() <= p.max(q) {
        return Err(FitError::TooShort {
            need: p.max(q) + 1,
            got: y.len(),
        });
    }
    if phi.iter().map(|v| v.abs()).sum::<f64>() >= 1.5 {
        return Err(FitError::Unstable);
    }
    let mut eps = vec![0.0; y.len()];
    let mut ll = 0.0;
    for t in 0..y.len() {
        let ar: f64 = phi
            .iter()
            .enumerate()
            .filter(|(i, _)| *i < t)
            .map(|(i, c)| c * y[t - i - 1])
            .sum();
        let ma = (0..q)
            .filter(|j| t > *j)
            .fold(0.0, |s, j| s + theta[j] * eps[t - j - 1]);
        eps[t] = y[t] - ar - ma;
        ll += -0.5 * (eps[t] / sigma).powi(2) - sigma.ln() - 0.5 * TAU.ln();
    }
    Ok(ll)
}
#[differentiable]
fn arma_total(phi: &[f64], theta: &[f64], sigma: f64, #[constant] series: &[Vec<f64>]) -> f64 {
    series.iter().map(|y| arma(phi, theta, sigma, y).unwrap_or(-1e3)).sum()
}

#[test]
fn fourier_transforms() {
    check!(spectrum; &x = vec![0.3, 0.8, -0.2, 0.5, 0.9, 0.1, -0.7, 0.2]);
    check!(spectrum_rec; &x = vec![0.3, 0.8, -0.2, 0.5]);
}
#[test]
fn dormand_prince() {
    check_map!(rk45; y0 = [1.0, 0.3], mu = 0.8, const 1.0);
}
#[test]
fn series_of_any_length() {
    let series = vec![vec![0.3, 0.5, -0.1, 0.4], vec![0.2]];
    check!(arma_total; &p = vec![0.4], &t = vec![0.3], s = 0.8, const &series);
}
