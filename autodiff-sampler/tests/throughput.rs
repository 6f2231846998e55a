//! How much an effective sample costs. Not run by default: `cargo test --release -p autodiff-sampler --test throughput
//! -- --ignored --nocapture`.

use autodiff_sampler::{FnDensity, Nuts};

const DIMENSION: usize = 50;
const RUNS: u64 = 100;

/// The 50-dimensional standard normal with 2 chains of 1000 + 1000, averaged over many seeds.
#[test]
#[ignore = "a measurement"]
fn fifty_dimensional_gaussian() {
    let normal = FnDensity::new(DIMENSION, |x: &[f64], grad: &mut [f64]| {
        let mut sum = [0.0; 2];
        let (blocks, _) = x.as_chunks::<2>();
        for block in blocks {
            sum[0] += block[0] * block[0];
            sum[1] += block[1] * block[1];
        }
        for (g, x) in grad.iter_mut().zip(x) {
            *g = -x;
        }
        -0.5 * (sum[0] + sum[1])
    });
    let (mut cpu_ns, mut gradients, mut draw_gradients) = (0.0, 0.0, 0.0);
    let (mut ess_bulk, mut ess_worst) = (0.0, 0.0);
    for seed in 0..RUNS {
        let trace = Nuts::default()
            .chains(2)
            .tune(1000)
            .draws(1000)
            .seed(seed)
            .progress(false)
            .sample(&normal)
            .expect("it samples");
        let summary = trace.summary();
        cpu_ns += trace.cpu_time().as_secs_f64() * 1e9;
        gradients += trace.gradient_evaluations() as f64;
        draw_gradients += trace.sample_stats().n_steps.iter().map(|n| f64::from(*n)).sum::<f64>();
        ess_bulk += summary.mean_ess_bulk();
        ess_worst += summary.mean_ess_worst();
    }
    println!(
        "bench sampler/gaussian_50 cpu_ms_per_ess_bulk={:.5} cpu_ms_per_ess_worst={:.5} cpu_ns_per_gradient={:.0} \
         ess_bulk={:.0} ess_worst={:.0} ess_per_gradient_in_draws={:.3} gradients_per_draw={:.2}",
        cpu_ns / 1e6 / ess_bulk,
        cpu_ns / 1e6 / ess_worst,
        cpu_ns / gradients,
        ess_bulk / RUNS as f64,
        ess_worst / RUNS as f64,
        ess_bulk / draw_gradients,
        draw_gradients / (RUNS as f64 * 2000.0)
    );
}
