//! Sequences in time: warping, the best path, filters with particles, networks that remember or attend.

use crate::{check, check_map};
use pullback::prelude::*;

#[differentiable]
fn softmin(a: f64, b: f64, c: f64, gamma: f64) -> f64 {
    let m = a.min(b).min(c);
    let s = ((m - a) / gamma).exp() + ((m - b) / gamma).exp() + ((m - c) / gamma).exp();
    m - gamma * s.ln()
}
#[differentiable]
fn soft_dtw(x: &[f64], y: &[f64], gamma: f64) -> f64 {
    let (n, m) = (x.len(), y.len());
    let mut r = vec![vec![f64::INFINITY; m + 1]; n + 1];
    r[0][0] = 0.0;
    for (i, xi) in x.iter().enumerate() {
        for (j, yj) in y.iter().enumerate() {
            let cost = (xi - yj).powi(2);
            let best = if i == 0 && j == 0 {
                0.0
            } else if i == 0 {
                r[i + 1][j]
            } else if j == 0 {
                r[i][j + 1]
            } else {
                softmin(r[i][j], r[i][j + 1], r[i + 1][j], gamma)
            };
            r[i + 1][j + 1] = cost + best;
        }
    }
    r[n][m]
}

#[differentiable]
fn viterbi(start: &[f64], trans: &[[f64; 2]; 2], emis: &[[f64; 2]]) -> f64 {
    let mut v = [start[0] + emis[0][0], start[1] + emis[0][1]];
    let mut back: Vec<[usize; 2]> = Vec::new();
    for e in emis.iter().skip(1) {
        let mut next = [0.0; 2];
        let mut ptr = [0usize; 2];
        for j in 0..2 {
            let (best, score) = (0..2)
                .map(|i| (i, v[i] + trans[i][j]))
                .max_by(|a, b| a.1.partial_cmp(&b.1).unwrap())
                .unwrap();
            ptr[j] = best;
            next[j] = score + e[j];
        }
        back.push(ptr);
        v = next;
    }
    let mut state = if v[0] > v[1] { 0 } else { 1 };
    let mut path = vec![state];
    for ptr in back.iter().rev() {
        state = ptr[state];
        path.push(state);
    }
    path.reverse();
    let score = v[path[path.len() - 1]];
    score + path.iter().zip(emis).map(|(&s, e)| e[s].sin()).sum::<f64>()
}

#[differentiable]
fn particle(
    phi: f64,
    q: f64,
    r: f64,
    #[constant] ys: &[f64],
    #[constant] noise: &[Vec<f64>],
    #[constant] u: &[f64],
) -> f64 {
    let np = noise[0].len();
    let mut xs: Vec<f64> = noise[0].iter().map(|e| q * e).collect();
    let mut ll = 0.0;
    for (t, &y) in ys.iter().enumerate() {
        if t > 0 {
            for (x, e) in xs.iter_mut().zip(&noise[t]) {
                *x = phi * *x + q * e;
            }
        }
        let logw: Vec<f64> = xs.iter().map(|x| -0.5 * ((y - x) / r).powi(2) - r.ln()).collect();
        let m = logw.iter().cloned().fold(f64::NEG_INFINITY, f64::max);
        let w: Vec<f64> = logw.iter().map(|l| (l - m).exp()).collect();
        let total: f64 = w.iter().sum();
        ll += m + (total / np as f64).ln();
        let mut cum = 0.0;
        let mut j = 0;
        let mut chosen = Vec::new();
        for k in 0..np {
            let target = (k as f64 + u[t]) / np as f64 * total;
            while cum + w[j] < target && j + 1 < np {
                cum += w[j];
                j += 1;
            }
            chosen.push(xs[j]);
        }
        xs = chosen;
    }
    ll
}
#[derive(Differentiable, Clone, Debug)]
struct Dense {
    w: Vec<Vec<f64>>,
    b: Vec<f64>,
    relu: Flag,
}
#[derive(Differentiable, Clone, Debug)]
struct Flag {
    #[constant]
    on: bool,
}
#[derive(Differentiable, Clone, Debug)]
struct Mlp {
    layers: Vec<Dense>,
}
#[differentiable]
impl Dense {
    fn forward(&self, x: &[f64]) -> Vec<f64> {
        self.w
            .iter()
            .zip(&self.b)
            .map(|(row, b)| {
                let z = row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + b;
                if self.relu.on { z.max(0.0) } else { z.tanh() }
            })
            .collect()
    }
}
#[differentiable]
impl Mlp {
    fn predict(&self, x: &[f64]) -> Vec<f64> {
        let mut h = x.to_vec();
        for layer in &self.layers {
            h = layer.forward(&h);
        }
        h
    }
    fn loss(&self, #[constant] data: &[(Vec<f64>, usize)]) -> f64 {
        let mut total = 0.0;
        for (x, label) in data {
            let logits = self.predict(x);
            let m = logits.iter().cloned().fold(f64::MIN, f64::max);
            let log_z = m + logits.iter().map(|l| (l - m).exp()).sum::<f64>().ln();
            total += log_z - logits[*label];
        }
        total / data.len() as f64
    }
}
#[differentiable]
fn train_loss(flat: &[f64], #[constant] data: &[(Vec<f64>, usize)]) -> f64 {
    let mut it = flat.iter().copied();
    let w1: Vec<Vec<f64>> = (0..3).map(|_| (0..2).map(|_| it.next().unwrap()).collect()).collect();
    let b1: Vec<f64> = (0..3).map(|_| it.next().unwrap()).collect();
    let w2 = (0..2)
        .map(|_| it.by_ref().take(3).collect::<Vec<_>>())
        .collect::<Vec<_>>();
    let b2: Vec<f64> = it.collect();
    let net = Mlp {
        layers: vec![
            Dense {
                w: w1,
                b: b1,
                relu: Flag { on: false },
            },
            Dense {
                w: w2,
                b: b2,
                relu: Flag { on: true },
            },
        ],
    };
    net.loss(data)
}

#[derive(Differentiable, Clone, Debug, Default)]
struct State {
    h: Vec<f64>,
    c: Vec<f64>,
}
#[differentiable]
fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}
#[differentiable]
fn lstm_cell(w: &[f64], x: &[f64], s: &State) -> State {
    let n = s.h.len();
    let inputs: Vec<f64> = x.iter().chain(&s.h).copied().chain(std::iter::once(1.0)).collect();
    let cols = inputs.len();
    let gate = |g: usize, i: usize| -> f64 {
        let row = &w[(g * n + i) * cols..(g * n + i + 1) * cols];
        row.iter().zip(&inputs).map(|(a, b)| a * b).sum()
    };
    let mut next = State {
        h: Vec::with_capacity(n),
        c: Vec::with_capacity(n),
    };
    for i in 0..n {
        let f = sigmoid(gate(0, i));
        let inp = sigmoid(gate(1, i));
        let o = sigmoid(gate(2, i));
        let g = gate(3, i).tanh();
        let c = f * s.c[i] + inp * g;
        next.h.push(o * c.tanh());
        next.c.push(c);
    }
    next
}
#[differentiable]
fn lstm_loss(w: &[f64], #[constant] seq: &[Vec<f64>], #[constant] target: &[f64]) -> f64 {
    let mut state = State {
        h: vec![0.0; target.len()],
        c: vec![0.0; target.len()],
    };
    for x in seq {
        state = lstm_cell(w, x, &state);
    }
    state.h.iter().zip(target).map(|(a, b)| (a - b).powi(2)).sum::<f64>()
}
#[differentiable]
fn attention(q: &[Vec<f64>], k: &[Vec<f64>], v: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let d = q[0].len() as f64;
    q.iter()
        .map(|qi| {
            let scores: Vec<f64> = k
                .iter()
                .map(|kj| qi.iter().zip(kj).map(|(a, b)| a * b).sum::<f64>() / d.sqrt())
                .collect();
            let max = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let exps: Vec<f64> = scores.iter().map(|s| (s - max).exp()).collect();
            let total: f64 = exps.iter().sum();
            let mut out = vec![0.0; v[0].len()];
            for (e, row) in exps.iter().zip(v) {
                for (o, r) in out.iter_mut().zip(row) {
                    *o += e / total * r;
                }
            }
            out
        })
        .collect()
}

#[test]
fn warped_in_time() {
    check!(soft_dtw; &x = vec![0.1, 0.6, 0.3], &y = vec![0.2, 0.9, 0.5, 0.1], gamma = 0.4);
}
#[test]
fn best_path() {
    let transitions = [[-0.2, -1.0], [-0.9, -0.4]];
    check!(viterbi; &s = vec![-0.3, -1.1], &t = transitions, &e = vec![[-0.4, -1.3], [-1.0, -0.2], [-0.7, -0.6]]);
}
#[test]
fn particles() {
    let noise = vec![vec![0.3, -0.5, 0.9], vec![0.1, 0.7, -0.4]];
    check!(particle; p = 0.8, q = 0.5, r = 0.7, const &[0.2, 0.4], const &noise, const &[0.3, 0.6]);
}
#[test]
fn network_from_a_flat_vector() {
    let flat: Vec<f64> = (0..17).map(|i| ((i * 7) as f64).sin()).collect();
    let data = [(vec![0.3, 0.4], 0), (vec![-0.4, 0.8], 1)];
    check!(train_loss; &f = flat, const &data);
}
#[test]
fn memory_cells() {
    let w: Vec<f64> = (0..8 * 4).map(|i| ((i * 3) as f64).sin()).collect();
    let sequence = [vec![0.4], vec![-0.3]];
    check!(lstm_loss; &w = w, const &sequence, const &[0.2, 0.5]);
}
#[test]
fn attention_of_one_query() {
    let (keys, values) = (
        vec![vec![0.3, 0.8], vec![-0.4, 0.2]],
        vec![vec![0.3, 0.1], vec![0.7, -0.9]],
    );
    check_map!(attention; &q = vec![vec![0.1, 0.4]], &k = keys, &v = values);
}
