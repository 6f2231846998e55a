//! Oscillators of any damping against dense matrices of 60 digits.

use autodiff_macros::differentiable;
use autodiff_runtime::exoplanet::celerite::{ShoTerm, log_likelihood};

const N: usize = 16;

#[differentiable]
fn oscillator(
    p: &[f64; 3],
    #[constant] time: &[f64],
    #[constant] residual: &[f64],
    #[constant] variance: &[f64],
) -> f64 {
    let term = ShoTerm {
        s0: p[0],
        w0: p[1],
        q: p[2],
    };
    log_likelihood(&term.kernel(), time, residual, variance)
}

/// Barycentric Julian dates, with short and long steps.
fn data() -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let mut now = 2_457_000.0;
    let step = |i: usize| {
        if i > 0 {
            now += [1.0, 1.0, 2.0, 5.0, 1.0, 300.0, 1.0, 4.0][i % 8] / 64.0;
        }
        now
    };
    let time = (0..N).map(step).collect();
    let residual = (0..N).map(|i| (((i * 5) % 13) as f64 - 6.0) / 8.0).collect();
    let variance = (0..N).map(|i| (1 + (i * 3) % 7) as f64 / 64.0).collect();
    (time, residual, variance)
}

#[test]
fn sixty_digits() {
    let (time, residual, variance) = data();
    for line in include_str!("../data/celerite_damping.csv").lines().skip(1) {
        let row: Vec<f64> = line.split(',').map(|x| x.parse().unwrap()).collect();
        let (p, expected) = ([row[0], row[1], row[2]], &row[4..]);
        let (value, gradient) = oscillator::value_and_grad(&p, &time, &residual, &variance);
        assert!((value - row[3]).abs() < 2e-14 * row[3].abs(), "{value} at {p:?}");
        // By logarithms of the parameters, as they are of any size. The slow one of two rates that differ by 4Q² loses
        // as many digits.
        for k in 0..3 {
            let (slope, expected) = (p[k] * gradient[k], p[k] * expected[k]);
            let tolerance = 1e-12 * (1.0 + expected.abs()) + 4e-16 / (p[2] * p[2]);
            assert!(
                (slope - expected).abs() < tolerance,
                "{slope} is not {expected} at {p:?}"
            );
        }
    }
}
