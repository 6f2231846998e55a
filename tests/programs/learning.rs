//! Neural networks and their losses.

use crate::{check, check_map, numbers};
use pullback::prelude::*;

#[derive(Clone, Debug, Differentiable)]
struct Dense {
    weights: Vec<Vec<f64>>,
    bias: Vec<f64>,
}
numbers!(Dense, DenseTangent; { weights, bias });

#[derive(Clone, Debug, Differentiable)]
struct Network {
    layers: Vec<Dense>,
}
numbers!(Network, NetworkTangent; { layers });

#[differentiable]
fn relu(x: f64) -> f64 {
    if x > 0.0 { x } else { 0.0 }
}

#[differentiable]
fn dense(layer: &Dense, input: &[f64]) -> Vec<f64> {
    let mut output = layer.bias.clone();
    for (o, row) in output.iter_mut().zip(layer.weights.iter()) {
        for (w, x) in row.iter().zip(input) {
            *o += w * x;
        }
    }
    output
}

#[differentiable]
fn softmax(logits: &[f64]) -> Vec<f64> {
    let max = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let exps: Vec<f64> = logits.iter().map(|l| (l - max).exp()).collect();
    let total: f64 = exps.iter().sum();
    exps.into_iter().map(|e| e / total).collect()
}

#[differentiable]
fn cross_entropy(network: &Network, #[constant] inputs: &[Vec<f64>], #[constant] labels: &[usize]) -> f64 {
    let mut loss = 0.0;
    for (input, &label) in inputs.iter().zip(labels) {
        let mut activation = input.clone();
        for (index, layer) in network.layers.iter().enumerate() {
            activation = dense(layer, &activation);
            if index + 1 < network.layers.len() {
                activation = activation.iter().map(|&a| relu(a)).collect();
            }
        }
        let probabilities = softmax(&activation);
        loss -= probabilities[label].ln();
    }
    loss / inputs.len() as f64
}

#[test]
fn classifier() {
    let inputs = [vec![0.5, -1.0], vec![1.2, 0.3]];
    let network = Network {
        layers: vec![
            Dense {
                weights: vec![vec![0.3, -0.2], vec![0.5, 0.8], vec![-0.6, 0.1]],
                bias: vec![0.1, -0.1, 0.2],
            },
            Dense {
                weights: vec![vec![0.7, -0.3, 0.2], vec![-0.4, 0.9, 0.6]],
                bias: vec![0.05, -0.02],
            },
        ],
    };
    check!(cross_entropy; &n = network, const &inputs, const &[1, 0]);
}

/// Tanh units, squared error, weights as one flat slice.
#[differentiable]
fn flat_network(parameters: &[f64], #[constant] xs: &[f64], #[constant] ys: &[f64]) -> f64 {
    const HIDDEN: usize = 3;
    let (w1, rest) = parameters.split_at(HIDDEN);
    let (b1, rest) = rest.split_at(HIDDEN);
    let (w2, b2) = rest.split_at(HIDDEN);
    let mut sse = 0.0;
    for i in 0..xs.len() {
        let mut out = b2[0];
        for h in 0..HIDDEN {
            out += w2[h] * (w1[h] * xs[i] + b1[h]).tanh();
        }
        sse += (out - ys[i]).powi(2);
    }
    0.5 * sse
}

#[test]
fn regression_with_flat_weights() {
    let p: Vec<f64> = (0..10).map(|i| (i as f64 * 0.7).sin()).collect();
    check!(flat_network; &p = p, const &[0.1, 0.9, -0.4], const &[0.3, -0.2, 0.8]);
}

/// One-dimensional convolution, leaky relu, max pooling, mean.
#[differentiable]
fn convolution(signal: &[f64], kernel: &[f64], bias: f64) -> f64 {
    let features: Vec<f64> = signal
        .windows(kernel.len())
        .map(|window| window.iter().zip(kernel).map(|(s, k)| s * k).sum::<f64>() + bias)
        .map(|v| if v < 0.0 { 0.1 * v } else { v })
        .collect();
    let pooled: Vec<f64> = features
        .chunks(2)
        .map(|pair| pair.iter().fold(f64::MIN, |a, &b| a.max(b)))
        .collect();
    pooled.iter().sum::<f64>() / pooled.len() as f64
}

/// Two-dimensional convolution with padding.
#[differentiable]
fn convolution_2d(image: &[Vec<f64>], kernel: &[[f64; 3]; 3]) -> Vec<Vec<f64>> {
    let (h, w) = (image.len() as i32, image[0].len() as i32);
    let mut out = vec![vec![0.0; w as usize]; h as usize];
    for y in 0..h {
        for x in 0..w {
            let mut sum = 0.0;
            for dy in -1..=1 {
                for dx in -1..=1i32 {
                    let (yy, xx) = (y + dy, x + dx);
                    if yy < 0 || yy >= h || xx < 0 || xx >= w {
                        continue;
                    }
                    sum += image[yy as usize][xx as usize] * kernel[(dy + 1) as usize][(dx + 1) as usize];
                }
            }
            out[y as usize][x as usize] = sum;
        }
    }
    out
}

#[test]
fn convolutions() {
    check!(convolution; &s = vec![0.3, -0.1, 0.8, 0.5, -0.9, 0.4], &k = vec![0.5, -0.4, 0.9], b = 0.05);
    check_map!(convolution_2d; &i = vec![vec![0.1, 0.5, -0.2], vec![0.9, 0.4, 0.3]],
        &k = [[0.1, 0.2, -0.1], [0.4, 1.0, 0.3], [-0.2, 0.5, 0.6]]);
}

/// Batch normalisation over the rows of a batch.
#[differentiable]
fn batch_norm(batch: &[Vec<f64>], gamma: &[f64], beta: &[f64]) -> Vec<Vec<f64>> {
    let n = batch.len() as f64;
    let features = gamma.len();
    let mut mean = vec![0.0; features];
    let mut variance = vec![0.0; features];
    for row in batch {
        for (m, x) in mean.iter_mut().zip(row) {
            *m += x / n;
        }
    }
    for row in batch {
        for j in 0..features {
            variance[j] += (row[j] - mean[j]).powi(2) / n;
        }
    }
    batch
        .iter()
        .map(|row| {
            row.iter()
                .enumerate()
                .map(|(j, x)| gamma[j] * (x - mean[j]) / (variance[j] + 1e-5).sqrt() + beta[j])
                .collect()
        })
        .collect()
}

#[test]
fn normalised_batches() {
    check_map!(batch_norm; &x = vec![vec![0.3, 1.0], vec![-0.4, 0.2], vec![0.9, -0.7]], &g = vec![1.1, 0.8], &b = vec![0.1, -0.2]);
}

type Rows = Vec<Vec<f64>>;

#[differentiable]
fn matmul(a: &Rows, b: &Rows) -> Rows {
    let mut c = vec![vec![0.0; b[0].len()]; a.len()];
    for (row, out) in a.iter().zip(c.iter_mut()) {
        for (k, x) in row.iter().enumerate() {
            for (j, y) in b[k].iter().enumerate() {
                out[j] += x * y;
            }
        }
    }
    c
}

#[differentiable]
fn transpose(a: &Rows) -> Rows {
    (0..a[0].len()).map(|j| a.iter().map(|row| row[j]).collect()).collect()
}

/// Scaled dot-product attention with a causal mask.
#[differentiable]
fn attention(q: &Rows, k: &Rows, v: &Rows) -> Rows {
    let scale = 1.0 / (q[0].len() as f64).sqrt();
    let mut scores = matmul(q, &transpose(k));
    for (i, row) in scores.iter_mut().enumerate() {
        let mut total = 0.0;
        for (j, s) in row.iter_mut().enumerate() {
            *s = if j > i { 0.0 } else { (*s * scale).exp() };
            total += *s;
        }
        for s in row.iter_mut() {
            *s /= total;
        }
    }
    matmul(&scores, v)
}

#[test]
fn causal_attention() {
    check_map!(attention; &q = vec![vec![0.3, 0.7], vec![-0.2, 0.5]], &k = vec![vec![0.1, -0.6], vec![0.8, 0.2]],
        &v = vec![vec![1.0, 0.4], vec![-0.5, 0.9]]);
}

#[derive(Differentiable, Clone)]
struct Gate {
    input: f64,
    recurrent: f64,
    bias: f64,
}
numbers!(Gate, GateTangent; { input, recurrent, bias });

#[derive(Differentiable, Clone)]
struct Lstm {
    forget: Gate,
    update: Gate,
    output: Gate,
    candidate: Gate,
}
numbers!(Lstm, LstmTangent; { forget, update, output, candidate });

#[differentiable]
fn gate(gate: &Gate, x: f64, h: f64) -> f64 {
    gate.input * x + gate.recurrent * h + gate.bias
}

#[differentiable]
fn cell(lstm: &Lstm, x: f64, (h, c): (f64, f64)) -> (f64, f64) {
    let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
    let f = sigmoid(gate(&lstm.forget, x, h));
    let i = sigmoid(gate(&lstm.update, x, h));
    let o = sigmoid(gate(&lstm.output, x, h));
    let c = f * c + i * gate(&lstm.candidate, x, h).tanh();
    (o * c.tanh(), c)
}

#[differentiable]
fn sequence_loss(lstm: &Lstm, xs: &[f64], #[constant] target: &[f64]) -> f64 {
    let mut state = (0.0, 0.0);
    let mut loss = 0.0;
    for (x, t) in xs.iter().zip(target) {
        state = cell(lstm, *x, state);
        loss += (state.0 - t).powi(2);
    }
    loss
}

#[test]
fn long_short_term_memory() {
    let gate = |s: f64| Gate {
        input: 0.3 + s,
        recurrent: -0.2 * s + 0.1,
        bias: 0.1 * s,
    };
    let lstm = Lstm {
        forget: gate(0.4),
        update: gate(-0.3),
        output: gate(0.8),
        candidate: gate(0.1),
    };
    check!(sequence_loss; &l = lstm, &x = vec![0.5, -0.2, 0.9], const &[0.1, 0.3, -0.1]);
}

/// Fits a line by gradient descent inside the function; the result depends on the learning rate and the data.
#[differentiable]
fn descent(xs: &[f64], ys: &[f64], rate: f64) -> (f64, f64) {
    let (mut slope, mut intercept) = (0.0, 0.0);
    let n = xs.len() as f64;
    let mut epoch = 0;
    loop {
        let mut gradient = (0.0, 0.0);
        for (&x, &y) in xs.iter().zip(ys.iter()) {
            let error = slope * x + intercept - y;
            gradient.0 += 2.0 * error * x / n;
            gradient.1 += 2.0 * error / n;
        }
        slope -= rate * gradient.0;
        intercept -= rate * gradient.1;
        epoch += 1;
        if epoch == 10 {
            break (slope, intercept);
        }
    }
}

#[test]
fn descent_inside_the_function() {
    check_map!(descent; &x = vec![0.0, 0.5, 1.0, 1.5], &y = vec![0.2, 0.9, 1.8, 3.1], r = 0.2);
}

/// Adam on a quadratic bowl, state in vectors.
#[differentiable]
fn adam(start: &[f64], curvature: &[f64], learning_rate: f64) -> Vec<f64> {
    let (beta1, beta2): (f64, f64) = (0.9, 0.99);
    let mut x = start.to_owned();
    let mut m = vec![0.0; x.len()];
    let mut v = vec![0.0; x.len()];
    for t in 1..=5 {
        for i in 0..x.len() {
            let g = curvature[i] * x[i];
            m[i] = beta1 * m[i] + (1.0 - beta1) * g;
            v[i] = beta2 * v[i] + (1.0 - beta2) * g * g;
            let m_hat = m[i] / (1.0 - beta1.powi(t));
            let v_hat = v[i] / (1.0 - beta2.powi(t));
            x[i] -= learning_rate * m_hat / (v_hat.sqrt() + 1e-8);
        }
    }
    x
}

#[test]
fn moments_of_adam() {
    check_map!(adam; &x = vec![0.8, -0.6], &c = vec![1.2, 0.7], r = 0.05);
}
