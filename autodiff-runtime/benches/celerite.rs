//! Time per point of celerite's likelihood: `cargo bench -p autodiff-runtime --bench celerite`.
use autodiff_runtime::exoplanet::celerite::{Kernel, log_likelihood};
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
fn case<const J: usize, const W: usize>(name: &str, kernel: Kernel<J, W>, uneven: bool) {
    if std::env::args()
        .nth(1)
        .is_some_and(|only| !only.starts_with("--") && only != name)
    {
        return;
    }
    let n = 10_000;
    let mut t = 0.0;
    let times: Vec<f64> = (0..n)
        .map(|i| {
            t += if uneven {
                0.02 + 0.03 * (i as f64 * 0.618_033_988_749_894_9).fract()
            } else {
                1.0 / 32.0
            };
            t
        })
        .collect();
    let residual: Vec<f64> = times.iter().map(|t| (2.0 * t).sin() + 0.3 * (31.0 * t).sin()).collect();
    let variance = vec![0.01; n];
    let primal_ns = time(n, || {
        black_box(log_likelihood(black_box(&kernel), &times, &residual, &variance));
    });
    let mut bars = (vec![0.0; n], vec![0.0; n]);
    let (mut a, mut b) = (kernel.value, kernel.spectrum);
    let grad_ns = time(n, || {
        let (v, (k, r, s)) = log_likelihood::value_and_grad(black_box(&kernel), &times, &residual, &variance);
        a = k.value;
        b = k.spectrum;
        bars = (r, s);
        black_box((v, &mut a, &mut b, &mut bars));
    });
    println!("{a:?} {b:?}");
    let ratio = grad_ns / primal_ns;
    println!("bench exoplanet/celerite_{name} primal_ns={primal_ns:.1} grad_ns={grad_ns:.1} ratio={ratio:.2}");
}
fn main() {
    let one = Kernel::<2, 2> {
        value: [1.0, 0.5],
        spectrum: [0.5, 5.0],
    };
    let two = Kernel::<4, 2> {
        value: [1.0, 0.5, 0.3, 0.09],
        spectrum: [0.5, 5.0, 0.3, 20.0],
    };
    case("J2_even", one, false);
    case("J2_uneven", one, true);
    case("J4_even", two, false);
    case("J4_uneven", two, true);
}
