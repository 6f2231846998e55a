//! Hidden states, alignments, filters and survival.

use crate::{check, check_map, numbers};
use pullback::prelude::*;

/// Hidden Markov model, scaled forward pass.
#[differentiable]
fn hmm_scaled(pi: &[f64], a: &Vec<Vec<f64>>, b: &Vec<Vec<f64>>, obs: &[usize]) -> f64 {
    let mut alpha: Vec<f64> = pi.iter().zip(b.iter()).map(|(p, row)| p * row[obs[0]]).collect();
    let mut ll = 0.0;
    let c = alpha.iter().sum::<f64>();
    ll += c.ln();
    alpha.iter_mut().for_each(|x| *x /= c);
    for &o in &obs[1..] {
        let next: Vec<f64> = (0..pi.len())
            .map(|j| alpha.iter().enumerate().map(|(i, ai)| ai * a[i][j]).sum::<f64>() * b[j][o])
            .collect();
        let scale: f64 = next.iter().sum();
        ll += scale.ln();
        alpha = next.into_iter().map(|x| x / scale).collect();
    }
    ll
}

/// The same with the numbers of states and symbols in the types.
#[differentiable]
fn hmm_const<const S: usize, const O: usize>(
    start: &[f64; S],
    trans: &[[f64; S]; S],
    emit: &[[f64; O]; S],
    obs: &[usize],
) -> f64 {
    let mut alpha = [0.0; S];
    for s in 0..S {
        alpha[s] = start[s] * emit[s][obs[0]];
    }
    for t in 1..obs.len() {
        let mut next = [0.0; S];
        for s in 0..S {
            for r in 0..S {
                next[s] += alpha[r] * trans[r][s];
            }
            next[s] *= emit[s][obs[t]];
        }
        alpha = next;
    }
    let p: f64 = alpha.iter().sum();
    p.ln()
}
#[differentiable]
fn hmm_const_call(start: &[f64; 2], trans: &[[f64; 2]; 2], emit: &[[f64; 3]; 2]) -> f64 {
    hmm_const(start, trans, emit, &[0, 1, 2, 2, 0])
}

/// Backward pass.
#[differentiable]
fn backward(a: &[[f64; 2]; 2], b: &[[f64; 2]; 2], obs: &[usize]) -> Vec<[f64; 2]> {
    let t_max = obs.len();
    let mut beta = vec![[1.0; 2]; t_max];
    for t in (0..t_max - 1).rev() {
        for i in 0..2 {
            let mut s = 0.0;
            for j in 0..2 {
                s += a[i][j] * b[j][obs[t + 1]] * beta[t + 1][j];
            }
            beta[t][i] = s;
        }
    }
    beta
}

/// Stable sums of exponentials.
mod numerics {
    use pullback::prelude::*;
    /// Stable.
    #[differentiable]
    pub(crate) fn lse(xs: &[f64]) -> f64 {
        let m = xs.iter().copied().fold(f64::NEG_INFINITY, |a, b| a.max(b));
        if m.is_infinite() {
            return m;
        }
        m + xs.iter().map(|&x| (x - m).exp()).sum::<f64>().ln()
    }
    #[differentiable]
    pub(crate) fn softmin(xs: [f64; 3], gamma: f64) -> f64 {
        let z = [-xs[0] / gamma, -xs[1] / gamma, -xs[2] / gamma];
        -gamma * lse(&z)
    }
}
use numerics::{lse, softmin};
#[differentiable]
fn crf(unary: &[Vec<f64>], pairwise: &[Vec<f64>], labels: &[usize]) -> f64 {
    let k = pairwise.len();
    let mut score = unary[0][labels[0]];
    for w in labels.windows(2).zip(unary[1..].iter()) {
        let (pair, row) = w;
        score += pairwise[pair[0]][pair[1]] + row[pair[1]];
    }
    let mut alpha = unary[0].clone();
    for row in unary.iter().skip(1) {
        alpha = (0..k)
            .map(|j| {
                let terms: Vec<f64> = (0..k).map(|i| alpha[i] + pairwise[i][j]).collect();
                row[j] + lse(&terms)
            })
            .collect();
    }
    score - lse(&alpha)
}

/// Soft time warping.
#[differentiable]
fn soft_dtw(x: &[f64], y: &[f64], gamma: f64) -> f64 {
    let (n, m) = (x.len(), y.len());
    let mut r = vec![vec![1e3; m + 1]; n + 1];
    r[0][0] = 0.0;
    for i in 1..=n {
        for j in 1..=m {
            let cost = (x[i - 1] - y[j - 1]).powi(2);
            r[i][j] = cost + softmin([r[i - 1][j], r[i][j - 1], r[i - 1][j - 1]], gamma);
        }
    }
    r[n][m]
}

/// Soft edit distance, with two rows that change places.
#[differentiable]
fn soft_edit(a: &[[f64; 2]], b: &[[f64; 2]], ins: f64, del: f64) -> f64 {
    let mut prev: Vec<f64> = (0..=b.len()).map(|j| j as f64 * ins).collect();
    let mut cur = vec![0.0; b.len() + 1];
    for (i, p) in a.iter().enumerate() {
        cur[0] = (i + 1) as f64 * del;
        for (j, q) in b.iter().enumerate() {
            let sub = prev[j] + ((p[0] - q[0]).powi(2) + (p[1] - q[1]).powi(2)).sqrt();
            cur[j + 1] = softmin([sub, prev[j + 1] + del, cur[j] + ins], 0.3);
        }
        std::mem::swap(&mut prev, &mut cur);
    }
    prev[b.len()]
}

/// A filter of one number.
#[derive(Clone, Debug, Differentiable)]
struct Kalman1 {
    mean: f64,
    var: f64,
    q: f64,
    r: f64,
    #[constant]
    steps: usize,
}
numbers!(Kalman1, Kalman1Tangent; { mean, var, q, r });
#[differentiable]
impl Kalman1 {
    pub fn predict(&mut self, drift: f64) {
        self.mean += drift;
        self.var += self.q;
        self.steps += 1;
    }
    pub fn update(&mut self, z: f64) -> f64 {
        let s = self.var + self.r;
        let k = self.var / s;
        let y = z - self.mean;
        self.mean += k * y;
        self.var *= 1.0 - k;
        -0.5 * (y * y / s + (2.0 * std::f64::consts::PI * s).ln())
    }
}

/// Matrices of constant size.
type M<const R: usize, const C: usize> = [[f64; C]; R];
#[differentiable]
fn mm<const R: usize, const K: usize, const C: usize>(a: &M<R, K>, b: &M<K, C>) -> M<R, C> {
    let mut out = [[0.0; C]; R];
    for i in 0..R {
        for j in 0..C {
            for k in 0..K {
                out[i][j] += a[i][k] * b[k][j];
            }
        }
    }
    out
}
#[differentiable]
fn tr<const R: usize, const C: usize>(a: &M<R, C>) -> M<C, R> {
    let mut out = [[0.0; R]; C];
    for (i, row) in a.iter().enumerate() {
        for (j, v) in row.iter().enumerate() {
            out[j][i] = *v;
        }
    }
    out
}
#[differentiable]
fn madd<const R: usize, const C: usize>(a: &M<R, C>, b: &M<R, C>) -> M<R, C> {
    let mut out = *a;
    out.iter_mut()
        .zip(b.iter())
        .for_each(|(o, b)| o.iter_mut().zip(b).for_each(|(o, b)| *o += b));
    out
}
#[differentiable]
fn kalman2(z: &[f64], dt: f64, q: f64, r: f64) -> f64 {
    let f = [[1.0, dt], [0.0, 1.0]];
    let h = [[1.0, 0.0]];
    let qm = [[q * dt.powi(3) / 3.0, q * dt * dt / 2.0], [q * dt * dt / 2.0, q * dt]];
    let mut x = [[0.0], [0.0]];
    let mut p = [[10.0, 0.0], [0.0, 10.0]];
    let mut ll = 0.0;
    for &zk in z.iter() {
        x = mm(&f, &x);
        p = madd(&mm(&mm(&f, &p), &tr(&f)), &qm);
        let y = zk - mm(&h, &x)[0][0];
        let pht = mm(&p, &tr(&h));
        let s = mm(&h, &pht)[0][0] + r;
        let k = [[pht[0][0] / s], [pht[1][0] / s]];
        x[0][0] += k[0][0] * y;
        x[1][0] += k[1][0] * y;
        let kh = mm(&k, &h);
        let i_kh = [[1.0 - kh[0][0], -kh[0][1]], [-kh[1][0], 1.0 - kh[1][1]]];
        p = mm(&i_kh, &p);
        ll -= 0.5 * (y * y / s + s.ln());
    }
    ll
}

/// Particle weights: the effective sample size.
#[differentiable]
fn ess(particles: &[f64], obs: f64, sigma: f64) -> f64 {
    let logw = particles
        .iter()
        .map(|&p| -0.5 * ((obs - p) / sigma).powi(2))
        .collect::<Vec<f64>>();
    let mx = logw.iter().cloned().fold(f64::MIN, f64::max);
    let w: Vec<_> = logw.iter().map(|l| (l - mx).exp()).collect();
    let tot: f64 = w.iter().sum();
    let norm: Vec<_> = w.iter().map(|v| v / tot).collect();
    1.0 / norm.iter().map(|v| v * v).sum::<f64>()
}

/// Systematic resampling, between neighbours.
#[differentiable]
fn systematic(weights: &[f64], values: &[f64], u: f64) -> f64 {
    let total: f64 = weights.iter().sum();
    let mut cdf = Vec::with_capacity(weights.len());
    let mut running = 0.0;
    for w in weights {
        running += w / total;
        cdf.push(running);
    }
    let n = weights.len();
    let mut j = 0usize;
    let mut out = 0.0;
    for i in 0..n {
        let pos = (i as f64 + u) / n as f64;
        while j < n - 1 && cdf[j] < pos {
            j += 1;
        }
        let lower = if j == 0 { 0.0 } else { cdf[j - 1] };
        let frac = (pos - lower) / (cdf[j] - lower);
        out += values[j] * (1.0 - frac) + values[(j + 1).min(n - 1)] * frac;
    }
    out / n as f64
}

/// Survival times, some of them censored.
#[differentiable]
fn weibull_ll(shape: f64, scale: f64, times: &[f64], events: &[bool]) -> f64 {
    times
        .iter()
        .zip(events)
        .map(|(&t, &d)| {
            let z = t / scale;
            let log_surv = -z.powf(shape);
            if d {
                log_surv + shape.ln() - scale.ln() + (shape - 1.0) * z.ln()
            } else {
                log_surv
            }
        })
        .sum()
}
#[differentiable]
fn cox(beta: &[f64], x: &[Vec<f64>], order: &[usize], events: &[bool]) -> f64 {
    let eta: Vec<f64> = x
        .iter()
        .map(|row| row.iter().zip(beta).map(|(a, b)| a * b).sum())
        .collect();
    let mut risk = 0.0;
    let mut ll = 0.0;
    for &i in order.iter().rev() {
        risk += f64::exp(eta[i]);
        if !events[i] {
            continue;
        }
        ll += eta[i] - f64::ln(risk);
    }
    ll
}
#[differentiable]
fn student_mix(weights: &[f64; 2], loc: &[f64; 2], nu: f64, data: &[f64]) -> f64 {
    let ln_c = pullback::special::ln_gamma((nu + 1.0) / 2.0)
        - pullback::special::ln_gamma(nu / 2.0)
        - 0.5 * (nu * std::f64::consts::PI).ln();
    let mut ll = 0.0;
    for x in data {
        let parts = weights
            .iter()
            .zip(loc.iter())
            .map(|(w, m)| w.ln() + ln_c - 0.5 * (nu + 1.0) * ((x - m).powi(2) / nu).ln_1p());
        let v: Vec<f64> = parts.collect();
        ll += lse(&v);
    }
    ll
}
#[differentiable]
fn kaplan(times: &[f64], tau: f64, bandwidth: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
    let n = sorted.len() as f64;
    let mut s = 1.0;
    for (i, t) in sorted.iter().enumerate() {
        let at_risk = n - i as f64;
        let soft = 1.0 / (1.0 + (-(tau - t) / bandwidth).exp());
        s *= 1.0 - soft / (at_risk + 1.0);
    }
    s
}

#[test]
fn scaled_forward_pass() {
    check!(hmm_scaled; &p = vec![0.6, 0.4], &a = vec![vec![0.7, 0.3], vec![0.4, 0.6]], &b = vec![vec![0.1, 0.4, 0.5], vec![0.6, 0.3, 0.1]], const &[0, 1, 2, 0]);
}
#[test]
fn forward_pass_of_constant_size() {
    check!(hmm_const_call; &p = [0.6, 0.4], &a = [[0.7, 0.3], [0.4, 0.6]], &b = [[0.1, 0.4, 0.5], [0.6, 0.3, 0.1]]);
}
#[test]
fn backward_pass() {
    check_map!(backward; &a = [[0.7, 0.3], [0.4, 0.6]], &b = [[0.1, 0.9], [0.6, 0.4]], const &[0, 1, 1, 0]);
}
#[test]
fn conditional_random_field() {
    check!(crf; &u = vec![vec![0.1, 0.2], vec![0.5, -0.3], vec![0.3, 0.9]], &p = vec![vec![0.2, -0.1], vec![0.4, 0.3]], const &[0, 1, 1]);
}
#[test]
fn soft_time_warping() {
    check!(soft_dtw; &x = vec![0.1, 0.5, 0.9], &y = vec![0.2, 0.3, 1.0, 0.4], g = 0.5);
}
#[test]
fn soft_edit_distance() {
    check!(soft_edit; &x = vec![[0.1, 0.5], [0.9, 0.3]], &y = vec![[0.2, 0.3], [1.0, 0.4], [0.5, 0.6]], i = 0.5, d = 0.7);
}
#[test]
fn filter_of_matrices() {
    check!(kalman2; &z = vec![0.1, 0.5, 0.9], dt = 0.5, q = 0.2, r = 0.4);
}
#[test]
fn effective_sample_size() {
    check!(ess; &p = vec![0.1, 0.5, 0.9, -0.3], o = 0.4, s = 0.7);
}
#[test]
fn systematic_resampling() {
    check!(systematic; &p = vec![0.1, 0.5, 0.9, 0.3], &v = vec![1.0, 2.0, 4.0, 3.0], u = 0.4);
}
#[test]
fn survival_and_heavy_tails() {
    check!(weibull_ll; k = 1.4, s = 2.0, &t = vec![0.5, 1.5, 2.5], const &[true, false, true]);
    check!(cox; &b = vec![0.3, -0.2], &x = vec![vec![0.5, 1.5], vec![2.5, -1.0], vec![0.3, 0.2]], const &[2, 0, 1], const &[true, false, true]);
    check!(student_mix; &w = [0.3, 0.7], &l = [-1.0, 1.0], nu = 4.0, &d = vec![0.3, -0.5, 2.0]);
    check!(kaplan; &t = vec![1.2, 0.4, 0.9], tau = 0.8, bw = 0.2);
}
#[differentiable]
fn track(filter: &Kalman1, z: &[f64], drift: f64) -> f64 {
    let mut f = filter.clone();
    let mut ll = 0.0;
    for &z in z {
        f.predict(drift);
        ll += f.update(z);
    }
    ll / f.steps as f64
}
#[test]
fn filter_in_a_struct() {
    check!(track; &f = Kalman1 { mean: 0.1, var: 1.0, q: 0.2, r: 0.3, steps: 0 }, &z = vec![0.3, 0.5, 0.9], d = 0.1);
}
