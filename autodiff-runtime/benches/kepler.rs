//! Time per element of Kepler's equation: `cargo bench -p autodiff-runtime --bench kepler`.

use autodiff_runtime::exoplanet::kepler;
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
}
