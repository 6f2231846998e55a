//! Loops in which each iteration follows from the one before, whose Jacobian is summed up beforehand.

use crate::check;
use pullback::prelude::*;

#[differentiable]
fn logistic(start: f64, rate: f64, #[constant] steps: usize) -> f64 {
    let mut x = start;
    for _ in 0..steps {
        x = rate * x * (1.0 - x);
    }
    x
}

#[differentiable]
fn pendulum(angle: f64, speed: f64, damping: f64, #[constant] steps: usize) -> f64 {
    let (mut angle, mut speed) = (angle, speed);
    for _ in 0..steps {
        let force = -angle.sin() - damping * speed;
        angle += 0.1 * speed;
        speed += 0.1 * force;
    }
    angle * angle + 0.5 * speed
}

/// What comes in from elsewhere in every step, and what goes out to it.
#[differentiable]
fn filtered(signal: &[f64], decay: f64) -> f64 {
    let mut state = 0.2;
    let mut total = 0.0;
    for &s in signal {
        state = (decay * state + s) / (1.0 + state * state);
        total += state * s;
    }
    total
}

/// The adjoint comes back with another sign.
#[differentiable]
fn alternating(x: f64, y: f64, #[constant] steps: usize) -> f64 {
    let mut state = x;
    for k in 0..steps {
        let before = state;
        state = y - state * 0.5 * before;
        state = -(state - k as f64 * 0.01) * before;
    }
    state
}

/// Three of them, one of which only hands on.
#[differentiable]
fn lagged(x: f64, a: f64, b: f64, #[constant] steps: usize) -> f64 {
    let (mut now, mut last, mut before_last) = (x, 0.5 * x, 0.25);
    for _ in 0..steps {
        let next = a * now * last + b * before_last * now;
        before_last = last;
        last = now;
        now = next;
    }
    now + last * before_last
}

/// A factor that changes within the iteration.
#[differentiable]
fn changing_factor(x: f64, y: &mut [f64; 2], #[constant] steps: usize) -> f64 {
    let mut state = x;
    for _ in 0..steps {
        state = state * y[0] * state;
        y[0] = y[1] * 0.9;
        state = state * y[0] + 0.1 * state;
        y[1] = 0.8 * y[0] + 0.3 * state;
    }
    state
}
#[differentiable]
fn with_changing_factor(x: f64, y: f64, #[constant] steps: usize) -> f64 {
    let mut factors = [y, 1.1 * y];
    changing_factor(x, &mut factors, steps) + factors[0] * factors[1]
}

#[test]
fn iterations_follow_from_each_other() {
    check!(logistic; start = 0.3, rate = 3.1, const 6);
    check!(pendulum; angle = 0.7, speed = -0.2, damping = 0.3, const 7);
    check!(filtered; &signal = vec![0.3, -0.7, 1.1, 0.4], decay = 0.8);
    check!(alternating; x = 0.6, y = 0.9, const 5);
    check!(lagged; x = 0.7, a = 0.9, b = -0.6, const 6);
    check!(with_changing_factor; x = 0.8, y = 0.9, const 4);
}

#[test]
fn without_iterations_nothing_changes() {
    check!(logistic; start = 0.3, rate = 3.1, const 0);
    check!(lagged; x = 0.7, a = 0.9, b = -0.6, const 0);
}
