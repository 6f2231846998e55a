//! Time per element of Kepler's equation: `cargo bench -p autodiff-runtime --bench kepler`.

use autodiff_runtime::exoplanet::{kepler, kepler_slice, kepler_slices};
use autodiff_runtime::support::{ByValue, Tape};
use autodiff_runtime::{Active, Adjoint};
use std::hint::black_box;
use std::time::Instant;

/// Nanoseconds per element, the best of several runs.
fn time(n: usize, mut run: impl FnMut()) -> f64 {
    (0..15).fold(f64::INFINITY, |best, _| {
        let start = Instant::now();
        run();
        best.min(start.elapsed().as_secs_f64() * 1e9 / n as f64)
    })
}

/// Times a function of slices, and its value with all derivatives.
fn slices(
    name: &str,
    n: usize,
    mut run: impl FnMut(&mut [f64], &mut [f64]),
    mut derive: impl FnMut(&mut [f64], &mut [f64]),
) {
    let (mut sin_f, mut cos_f) = (vec![0.0; n], vec![0.0; n]);
    let primal_ns = time(n, || run(black_box(&mut sin_f), black_box(&mut cos_f)));
    let grad_ns = time(n, || derive(black_box(&mut sin_f), black_box(&mut cos_f)));
    let ratio = grad_ns / primal_ns;
    println!("bench exoplanet/kepler_{name} primal_ns={primal_ns:.1} grad_ns={grad_ns:.1} ratio={ratio:.2}");
}

fn main() {
    let n = 100_000;
    // A golden-ratio sequence: mean anomalies in no order, over several turns of either sign.
    let scattered = |i: usize| (i as f64 * 0.618_033_988_749_894_9).fract();
    let mean_anomalies: Vec<f64> = (0..n).map(|i| 40.0 * (scattered(i) - 0.5)).collect();
    let in_order: Vec<f64> = (0..n).map(|i| 1e-3 * i as f64).collect();
    for (name, mean_anomalies, ecc_scale) in [
        ("scattered", &mean_anomalies, None),
        ("in_order_e0.3", &in_order, Some(0.3)),
        ("scattered_e0.3", &mean_anomalies, Some(0.3)),
    ] {
        let eccs: Vec<f64> = (0..n)
            .map(|i| ecc_scale.unwrap_or(0.99 * scattered(7 * i + 3)))
            .collect();
        let mut value = vec![(0.0, 0.0); n];
        let primal_ns = time(n, || {
            for i in 0..n {
                value[i] = kepler(mean_anomalies[i], eccs[i]);
            }
            black_box(&mut value);
        });
        let mut grad = vec![(0.0, 0.0); n];
        let grad_ns = time(n, || {
            for i in 0..n {
                let (v, pullback) = kepler::vjp(mean_anomalies[i], eccs[i]);
                value[i] = v;
                grad[i] = pullback((0.3, 0.7));
            }
            black_box((&mut value, &mut grad));
        });
        let ratio = grad_ns / primal_ns;
        println!("bench exoplanet/kepler_{name} primal_ns={primal_ns:.1} grad_ns={grad_ns:.1} ratio={ratio:.2}");
    }
    let eccs: Vec<f64> = (0..n).map(|i| 0.99 * scattered(7 * i + 3)).collect();
    of_slices(&mean_anomalies, &eccs);
    of_slice(&in_order);
}

fn shadow(n: usize) -> Vec<Adjoint<f64>> {
    (0..n).map(|_| Adjoint::default()).collect()
}

/// Many orbits: value, and derivatives by all mean anomalies and eccentricities, as generated code calls for them.
fn of_slices(mean_anomalies: &[f64], eccs: &[f64]) {
    let n = eccs.len();
    let (m_bar, e_bar, sin_bar, cos_bar) = (shadow(n), shadow(n), shadow(n), shadow(n));
    slices(
        "slices_scattered",
        n,
        |sin_f, cos_f| kepler_slices(mean_anomalies, eccs, sin_f, cos_f),
        |sin_f, cos_f| {
            let mut tape = Tape::new();
            let forward = kepler_slices::forward::<Active, Active, Active, Active>;
            let ((), pullback) = forward(mean_anomalies, eccs, sin_f, cos_f, &mut tape);
            seed(&sin_bar, &cos_bar);
            pullback(
                (),
                mean_anomalies,
                eccs,
                sin_f,
                cos_f,
                &m_bar,
                &e_bar,
                &sin_bar,
                &cos_bar,
                &mut tape,
            );
            tape.give_back();
        },
    );
}

/// Points of one orbit, in order.
fn of_slice(mean_anomalies: &[f64]) {
    let n = mean_anomalies.len();
    let (m_bar, e_bar, sin_bar, cos_bar) = (shadow(n), Adjoint::default(), shadow(n), shadow(n));
    slices(
        "slice_in_order_e0.3",
        n,
        |sin_f, cos_f| kepler_slice(mean_anomalies, 0.3, sin_f, cos_f),
        |sin_f, cos_f| {
            let mut tape = Tape::new();
            let forward = kepler_slice::forward::<Active, Active, Active, Active>;
            let ((), pullback) = forward(mean_anomalies, 0.3, sin_f, cos_f, &mut tape);
            seed(&sin_bar, &cos_bar);
            pullback(
                (),
                mean_anomalies,
                ByValue,
                sin_f,
                cos_f,
                &m_bar,
                &e_bar,
                &sin_bar,
                &cos_bar,
                &mut tape,
            );
            tape.give_back();
        },
    );
}

fn seed(sin_bar: &[Adjoint<f64>], cos_bar: &[Adjoint<f64>]) {
    for (sin_bar, cos_bar) in sin_bar.iter().zip(cos_bar) {
        sin_bar.set(0.3);
        cos_bar.set(0.7);
    }
}
