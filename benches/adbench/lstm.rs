//! A long short-term memory network with elementwise weights, which predicts the next character of a text.

use super::tokens::Tokens;
use pullback::prelude::*;

/// What is learnt.
#[derive(Clone, Debug)]
pub struct Weights {
    /// Layers × 8 × width: weights and biases of the gates forget, ingate, outgate, change.
    pub main: Vec<f64>,
    /// 3 × width: of the input, of the output, and the output's bias.
    pub extra: Vec<f64>,
}

/// What is learnt from.
#[derive(Clone, Debug)]
pub struct Text {
    pub width: usize,
    /// Layers × 2 × width: hidden state and cell, at the start.
    pub state: Vec<f64>,
    /// Characters × width.
    pub sequence: Vec<f64>,
}

/// Reads ADBench's text format.
pub fn read(text: &str) -> (Weights, Text) {
    let mut tokens = Tokens::of(text);
    let (layers, characters, width) = (tokens.count(), tokens.count(), tokens.count());
    let weights = Weights {
        main: tokens.numbers(8 * layers * width),
        extra: tokens.numbers(3 * width),
    };
    let text = Text {
        width,
        state: tokens.numbers(2 * layers * width),
        sequence: tokens.numbers(characters * width),
    };
    (weights, text)
}

#[differentiable]
fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// One step of one layer; the input becomes the output.
#[differentiable]
fn layer(weights: &[f64], state: &mut [f64], input: &mut [f64]) {
    let b = input.len();
    let (gates, biases) = weights.split_at(4 * b);
    let (hidden, cell) = state.split_at_mut(b);
    for j in 0..b {
        let forget = sigmoid(input[j] * gates[j] + biases[j]);
        let ingate = sigmoid(hidden[j] * gates[b + j] + biases[b + j]);
        let outgate = sigmoid(input[j] * gates[2 * b + j] + biases[2 * b + j]);
        let change = (hidden[j] * gates[3 * b + j] + biases[3 * b + j]).tanh();
        cell[j] = cell[j] * forget + ingate * change;
        hidden[j] = outgate * cell[j].tanh();
        input[j] = hidden[j];
    }
}

/// The mean negative log-likelihood of each next character.
#[differentiable]
pub fn objective(main: &[f64], extra: &[f64], #[constant] text: &Text) -> f64 {
    let b = text.width;
    let layers = main.len() / (8 * b);
    let mut state = text.state.clone();
    let mut input = vec![0.0; b];
    let mut output = vec![0.0; b];
    let mut total = 0.0;
    let mut count = 0;
    for (now, next) in text.sequence.chunks(b).zip(text.sequence.chunks(b).skip(1)) {
        for j in 0..b {
            input[j] = now[j] * extra[j];
        }
        for l in 0..layers {
            layer(
                &main[8 * b * l..8 * b * (l + 1)],
                &mut state[2 * b * l..2 * b * (l + 1)],
                &mut input,
            );
        }
        let mut sum = 2.0;
        for j in 0..b {
            output[j] = input[j] * extra[b + j] + extra[2 * b + j];
            sum += output[j].exp();
        }
        let log_sum = sum.ln();
        for j in 0..b {
            total += next[j] * (output[j] - log_sum);
        }
        count += b;
    }
    -total / count as f64
}
