//! Networks, transits, flows, markets and populations.

use crate::{check, check_in_place, check_map};
use pullback::prelude::*;

/// A network whose parameters stand in one vector.
#[differentiable]
fn mlp(params: &[f64], sizes: &[usize], x: &[f64]) -> f64 {
    let mut offset = 0;
    let mut act: Vec<f64> = x.to_vec();
    let layers = sizes.len() - 1;
    for l in 0..layers {
        let (n_in, n_out) = (sizes[l], sizes[l + 1]);
        let w = &params[offset..offset + n_in * n_out];
        offset += n_in * n_out;
        let b = &params[offset..offset + n_out];
        offset += n_out;
        let mut next = vec![0.0; n_out];
        for (o, out) in next.iter_mut().enumerate() {
            *out = b[o];
            for i in 0..n_in {
                *out += w[o * n_in + i] * act[i];
            }
            if l < layers - 1 {
                *out = 1.0 / (1.0 + (-*out).exp());
            }
        }
        act = next;
    }
    assert_eq!(offset, params.len());
    act.iter().sum()
}
/// Long short-term memory.
#[differentiable]
fn lstm(w: &[f64], xs: &[f64]) -> f64 {
    let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
    let gate = |k: usize, x: f64, h: f64| {
        let g = &w[3 * k..3 * k + 3];
        g[0] * x + g[1] * h + g[2]
    };
    let (mut h, mut c) = (0.0, 0.0);
    for &x in xs {
        let i = sigmoid(gate(0, x, h));
        let f = sigmoid(gate(1, x, h));
        let o = sigmoid(gate(2, x, h));
        let g = gate(3, x, h).tanh();
        c = f * c + i * g;
        h = o * c.tanh();
    }
    h
}
/// Attention.
#[differentiable]
fn attention(q: &[[f64; 2]], k: &[[f64; 2]], v: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let scale = 1.0 / (2.0f64).sqrt();
    q.iter()
        .map(|qi| {
            let scores: Vec<f64> = k
                .iter()
                .map(|kj| qi.iter().zip(kj).map(|(a, b)| a * b).sum::<f64>() * scale)
                .collect();
            let m = scores.iter().fold(f64::MIN, |a, &b| a.max(b));
            let exps: Vec<f64> = scores.iter().map(|s| (s - m).exp()).collect();
            let z: f64 = exps.iter().sum();
            exps.iter().zip(v).fold([0.0, 0.0], |acc, (e, vj)| {
                [acc[0] + e / z * vj[0], acc[1] + e / z * vj[1]]
            })
        })
        .collect()
}
/// Convolution and pooling.
#[differentiable]
fn cnn(img: &[[f64; 5]; 5], ker: &[[f64; 2]; 2]) -> f64 {
    let mut fm = [[0.0; 4]; 4];
    for r in 0..4 {
        for c in 0..4 {
            fm[r][c] = ker
                .iter()
                .enumerate()
                .map(|(i, kr)| kr.iter().enumerate().map(|(j, k)| k * img[r + i][c + j]).sum::<f64>())
                .sum::<f64>()
                .max(0.0);
        }
    }
    let mut pooled = vec![];
    for r in (0..4).step_by(2) {
        for c in (0..4).step_by(2) {
            let m = [fm[r][c], fm[r][c + 1], fm[r + 1][c], fm[r + 1][c + 1]]
                .into_iter()
                .fold(f64::NEG_INFINITY, f64::max);
            pooled.push(m);
        }
    }
    pooled.iter().map(|p| p * p).sum::<f64>().sqrt()
}
/// Batch normalisation.
#[differentiable]
fn batch_norm(x: &mut [[f64; 2]], gamma: &[f64; 2], beta: &[f64; 2]) {
    let n = x.len() as f64;
    for d in 0..2 {
        let mean = x.iter().map(|r| r[d]).sum::<f64>() / n;
        let var = x.iter().map(|r| (r[d] - mean).powi(2)).sum::<f64>() / n;
        let inv = (var + 1e-5).sqrt().recip();
        for row in x.iter_mut() {
            row[d] = gamma[d] * (row[d] - mean) * inv + beta[d];
        }
    }
}
/// A transit of a limb-darkened star, for small planets.
#[differentiable]
fn transit(t: f64, t0: f64, period: f64, rp: f64, b: f64, ar: f64, u: [f64; 2]) -> f64 {
    let phase = ((t - t0) / period + 0.5).rem_euclid(1.0) - 0.5;
    let phi = 2.0 * std::f64::consts::PI * phase;
    if phi.cos() < 0.0 {
        return 1.0;
    }
    let x = ar * phi.sin();
    let y = b * phi.cos();
    let z = (x * x + y * y).sqrt();
    if z >= 1.0 + rp {
        return 1.0;
    }
    let mu = if z < 1.0 { (1.0 - z * z).sqrt() } else { 0.0 };
    let intensity = 1.0 - u[0] * (1.0 - mu) - u[1] * (1.0 - mu).powi(2);
    let norm = 1.0 - u[0] / 3.0 - u[1] / 6.0;
    let area = if z <= 1.0 - rp {
        std::f64::consts::PI * rp * rp
    } else {
        let k1 = ((z * z + rp * rp - 1.0) / (2.0 * z * rp)).clamp(-1.0, 1.0).acos();
        let k0 = ((z * z + 1.0 - rp * rp) / (2.0 * z)).clamp(-1.0, 1.0).acos();
        rp * rp * k1 + k0 - 0.5 * ((-z + 1.0 + rp) * (z + 1.0 - rp) * (z - 1.0 + rp) * (z + 1.0 + rp)).sqrt()
    };
    1.0 - area * intensity / (norm * std::f64::consts::PI)
}
#[differentiable]
fn light_curve(p: &[f64], #[constant] times: &[f64], #[constant] flux: &[f64]) -> f64 {
    let &[t0, period, rp, b, ar, u1, u2] = p else {
        panic!("seven parameters")
    };
    -0.5 * times
        .iter()
        .zip(flux)
        .map(|(&t, &f)| {
            let model = transit(t, t0, period, rp, b, ar, [u1, u2]);
            ((f - model) / 1e-2).powi(2)
        })
        .sum::<f64>()
}
/// Flux limiters. One of them is called `None`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Limiter {
    Minmod,
    VanLeer,
    Superbee,
    None,
}
#[differentiable]
fn phi(r: f64, #[constant] lim: Limiter) -> f64 {
    use Limiter::*;
    match lim {
        Minmod => r.min(1.0).max(0.0),
        VanLeer => (r + r.abs()) / (1.0 + r.abs()),
        Superbee => 0.0f64.max((2.0 * r).min(1.0)).max(r.min(2.0)),
        None => 1.0,
    }
}
#[differentiable]
fn advect(u0: &[f64], c: f64, steps: usize, #[constant] lim: Limiter) -> Vec<f64> {
    let n = u0.len();
    let mut u = u0.to_vec();
    let mut flux = vec![0.0; n];
    for _ in 0..steps {
        for i in 0..n {
            let (im, ip) = ((i + n - 1) % n, (i + 1) % n);
            let num = u[i] - u[im];
            let den = u[ip] - u[i];
            let r = if den.abs() > 1e-12 { num / den } else { 1.0 };
            flux[i] = c * (u[i] + 0.5 * (1.0 - c) * phi(r, lim) * den);
        }
        let old = u.clone();
        for i in 0..n {
            u[i] = old[i] - (flux[i] - flux[(i + n - 1) % n]);
        }
    }
    u
}
/// Multigrid.
#[differentiable]
fn smooth(u: &mut Vec<f64>, f: &[f64], h2: f64, sweeps: usize) {
    let n = u.len();
    for _ in 0..sweeps {
        for i in 1..n - 1 {
            u[i] = 0.5 * (u[i - 1] + u[i + 1] + h2 * f[i]);
        }
    }
}
#[differentiable]
fn vcycle(u: &mut Vec<f64>, f: &[f64], h: f64) {
    let n = u.len();
    smooth(u, f, h * h, 2);
    if n <= 3 {
        return;
    }
    let mut res = vec![0.0; n];
    for i in 1..n - 1 {
        res[i] = f[i] + (u[i - 1] - 2.0 * u[i] + u[i + 1]) / (h * h);
    }
    let m = (n - 1) / 2 + 1;
    let mut coarse_f = vec![0.0; m];
    for i in 1..m - 1 {
        coarse_f[i] = 0.25 * res[2 * i - 1] + 0.5 * res[2 * i] + 0.25 * res[2 * i + 1];
    }
    let mut e = vec![0.0; m];
    vcycle(&mut e, &coarse_f, 2.0 * h);
    for i in 0..m - 1 {
        u[2 * i] += e[i];
        u[2 * i + 1] += 0.5 * (e[i] + e[i + 1]);
    }
    smooth(u, f, h * h, 1);
}
#[differentiable]
fn poisson(f: &[f64]) -> f64 {
    let mut u = vec![0.0; f.len()];
    for _ in 0..2 {
        vcycle(&mut u, f, 0.25);
    }
    u.iter().zip(f).map(|(a, b)| a * b).sum()
}
/// Lennard-Jones energy in a periodic box.
#[differentiable]
fn lj(pos: &[[f64; 3]], sigma: f64, eps: f64, l: f64) -> f64 {
    let rc2 = (2.5 * sigma).powi(2);
    let mut e = 0.0;
    for (i, p) in pos.iter().enumerate() {
        for q in pos.iter().take(i) {
            let mut r2 = 0.0;
            for d in 0..3 {
                let mut dx = p[d] - q[d];
                dx -= l * (dx / l).round();
                r2 += dx * dx;
            }
            if r2 > rc2 {
                continue;
            }
            let s6 = (sigma * sigma / r2).powi(3);
            e += 4.0 * eps * (s6 * s6 - s6);
        }
    }
    e
}
/// An American put by a binomial tree.
#[differentiable]
fn american_put(s0: f64, k: f64, r: f64, sigma: f64, t: f64, n: usize) -> f64 {
    let dt = t / n as f64;
    let u = (sigma * dt.sqrt()).exp();
    let d = u.recip();
    let p = ((r * dt).exp() - d) / (u - d);
    let disc = (-r * dt).exp();
    let mut v: Vec<f64> = (0..=n)
        .map(|j| (k - s0 * u.powi(2 * j as i32 - n as i32)).max(0.0))
        .collect();
    for step in (0..n).rev() {
        for j in 0..=step {
            let cont = disc * (p * v[j + 1] + (1.0 - p) * v[j]);
            let exercise = k - s0 * u.powi(2 * j as i32 - step as i32);
            v[j] = if exercise > cont { exercise } else { cont };
        }
        v.truncate(step + 1);
    }
    v[0]
}
#[differentiable]
fn mc_call(s0: f64, k: f64, sigma: f64, paths: u32, seed: u64) -> f64 {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((state >> 33) as f64) / (1u64 << 31) as f64
    };
    let mut sum = 0.0;
    for _ in 0..paths {
        let (u1, u2): (f64, f64) = (next(), next());
        let z = (-2.0 * (u1 + 1e-12).ln()).sqrt() * (2.0 * std::f64::consts::PI * u2).cos();
        let st = s0 * (-0.5 * sigma * sigma + sigma * z).exp();
        let pay = st - k;
        sum += if pay > 0.0 { pay } else { 0.0 };
    }
    sum / paths as f64
}
/// Leslie's matrix.
#[differentiable]
fn leslie(fecundity: &[f64], survival: &[f64], n0: &[f64], years: usize) -> f64 {
    let k = n0.len();
    let mut n = n0.to_vec();
    for _ in 0..years {
        let births = fecundity.iter().zip(n.iter()).map(|(f, x)| f * x).sum::<f64>();
        for age in (1..k).rev() {
            n[age] = survival[age - 1] * n[age - 1];
        }
        n[0] = births;
    }
    n.iter().sum::<f64>().ln()
}
#[differentiable]
fn from_roots(roots: &[f64]) -> Vec<f64> {
    let mut c = vec![1.0];
    for &r in roots {
        c.push(0.0);
        for i in (1..c.len()).rev() {
            let below = c[i - 1];
            c[i] -= r * below;
        }
    }
    c
}
#[differentiable]
fn moving_stats(x: &[f64], w: usize) -> Vec<f64> {
    let mut out = Vec::new();
    let mut s = x[..w].iter().sum::<f64>();
    out.push(s / w as f64);
    for i in w..x.len() {
        s += x[i] - x[i - w];
        out.push(s / w as f64);
    }
    let ranges = x
        .windows(w)
        .map(|win| win.iter().cloned().fold(f64::MIN, f64::max) - win.iter().cloned().fold(f64::MAX, f64::min));
    out.iter().zip(ranges).map(|(m, r)| m * r).collect()
}
#[test]
fn network_of_flat_parameters() {
    check!(mlp; &p = vec![0.1, 0.2, -0.3, 0.4, 0.5, -0.6, 0.7, -0.8, 0.9], const &[2, 2, 1], &x = vec![0.3, -0.5]);
}
#[test]
fn long_short_term_memory_by_closures() {
    check!(lstm; &w = vec![0.1, 0.2, -0.3, 0.4, 0.5, -0.6, 0.7, -0.8, 0.9, 0.3, 0.2, 0.1], &x = vec![0.3, -0.5, 1.0]);
}
#[test]
fn attending() {
    check_map!(attention; &q = vec![[0.1, 0.2], [0.5, -0.3]], &k = vec![[0.3, 0.2], [0.4, -0.1]], &v = vec![[1.0, 0.5], [-0.3, 0.7]]);
}
#[test]
fn convolution_and_pooling() {
    check!(cnn; &i = [[0.1, 0.5, -0.3, 0.7, 0.2], [0.9, 0.3, 0.4, -0.6, 0.8], [0.2, -0.1, 0.65, 0.35, 0.15], [0.55, 0.75, -0.45, 0.05, 0.95], [0.12, 0.34, 0.56, 0.78, -0.9]], &k = [[0.5, 0.3], [-0.2, 0.7]]);
}
#[test]
fn batch_norm_in_place() {
    check_in_place!(batch_norm; x = vec![[0.1, 0.5], [0.3, -0.7], [0.9, 0.2]]; &g = &[1.2, 0.8], &b = &[0.1, -0.3]);
}
#[test]
fn transits_with_contacts() {
    check!(light_curve; &p = vec![0.02, 3.0, 0.1, 0.3, 8.0, 0.4, 0.2], const &[-0.15, -0.11, 0.0, 0.05, 1.5], const &[1.0, 0.995, 0.99, 0.99, 1.0]);
}
#[test]
fn advection_with_limiters() {
    for lim in [Limiter::Minmod, Limiter::VanLeer, Limiter::Superbee, Limiter::None] {
        check_map!(advect; &u = vec![0.1, 0.5, 0.97, 0.45, 0.25, 0.1373], c = 0.3, const 3, const lim);
    }
}
#[test]
fn multigrid() {
    check!(poisson; &f = vec![0.0, 0.5, 1.0, 0.4, 0.2]);
}
#[test]
fn lennard_jones_in_a_box() {
    check!(lj; &p = vec![[0.1, 0.2, 0.3], [1.2, 0.4, 0.1], [3.8, 1.0, 0.2]], s = 1.0, e = 0.5, l = 4.0);
}
#[test]
fn options() {
    check!(american_put; s = 100.0, k = 103.3, r = 0.05, v = 0.2, t = 1.0, const 6);
    check!(mc_call; s = 1.0, k = 1.05, v = 0.2, const 10, const 9);
}
#[test]
fn populations_and_windows() {
    check!(leslie; &f = vec![0.0, 1.2, 0.8], &s = vec![0.5, 0.7], &n = vec![10.0, 5.0, 2.0], const 4);
    check_map!(from_roots; &r = vec![1.0, -0.5, 2.0]);
    check_map!(moving_stats; &x = vec![1.0, -0.5, 2.0, 0.7, 0.1], const 3);
}
