//! Time per element of the flux of a limb-darkened star: `cargo bench -p autodiff-runtime --bench limb_darkening`.

use autodiff_runtime::exoplanet::limb_dark_flux;
use std::hint::black_box;
use std::time::Instant;

/// Nanoseconds per element, the best of several runs.
fn time(n: usize, mut run: impl FnMut()) -> f64 {
    (0..60).fold(f64::INFINITY, |best, _| {
        let start = Instant::now();
        run();
        best.min(start.elapsed().as_secs_f64() * 1e9 / n as f64)
    })
}

fn main() {
    let n = 100_000;
    // A golden-ratio sequence: distances in no order.
    let scattered = |i: usize| (i as f64 * 0.618_033_988_749_894_9).fract();
    for (name, r, from, to) in [
        ("r0.1_in_transit", 0.1, 0.0, 1.1),
        ("r0.1_inside", 0.1, 0.0, 0.9),
        ("r0.1_crossing", 0.1, 0.9, 1.1),
        ("r0.01_in_transit", 0.01, 0.0, 1.01),
        ("r0.4_in_transit", 0.4, 0.0, 1.4),
        ("r0.1_out_of_transit", 0.1, 1.1, 10.0),
    ] {
        for (order, ordered) in [("", false), ("_in_order", true)] {
            let b: Vec<f64> = (0..n)
                .map(|i| if ordered { i as f64 / n as f64 } else { scattered(i) })
                .map(|x| from + (to - from) * x)
                .collect();
            run(&format!("{name}{order}"), &b, r);
        }
    }
}

fn run(name: &str, b: &[f64], r: f64) {
    let n = b.len();
    let u = black_box([0.4, 0.26]);
    let mut flux = vec![0.0; n];
    let primal_ns = time(n, || {
        for i in 0..n {
            flux[i] = limb_dark_flux(b[i], r, u);
        }
        black_box(&mut flux);
    });
    let mut grad = vec![(0.0, 0.0, [0.0; 2]); n];
    let grad_ns = time(n, || {
        for i in 0..n {
            let (value, pullback) = limb_dark_flux::vjp(b[i], r, u);
            flux[i] = value;
            grad[i] = pullback(0.7);
        }
        black_box((&mut flux, &mut grad));
    });
    let ratio = grad_ns / primal_ns;
    println!("bench exoplanet/limb_dark_{name} primal_ns={primal_ns:.1} grad_ns={grad_ns:.1} ratio={ratio:.2}");
}
