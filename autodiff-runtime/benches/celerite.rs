//! Time per observation of celerite's likelihood, with N = 10⁴: `cargo bench -p autodiff-runtime --bench celerite`.
//!
//! `grad_ns` is the value with the gradient by kernel, residuals and variances; `kernel_grad_ns`, the same through a function in which the
//! latter two are constant. Lines with `plain` are of the likelihood as an annotated plain function, without a rule by
//! hand.

// Generated code names the runtime `::pullback::runtime`.
extern crate autodiff_runtime as pullback;

#[path = "../tests/celerite/plain.rs"]
#[allow(clippy::needless_range_loop, reason = "matrices")]
mod plain;

use autodiff_macros::differentiable;
use autodiff_runtime::exoplanet::celerite::{
    Kernel, Matern52, RealTerm, RotationTerm, ShoTerm, log_likelihood, predict, sum,
};
use std::hint::black_box;
use std::time::Instant;

const N: usize = 10_000;

/// Nanoseconds per element, the best of several runs.
fn time(n: usize, mut run: impl FnMut()) -> f64 {
    (0..25).fold(f64::INFINITY, |best, _| {
        let start = Instant::now();
        run();
        best.min(start.elapsed().as_secs_f64() * 1e9 / n as f64)
    })
}

struct Data {
    time: Vec<f64>,
    residual: Vec<f64>,
    variance: Vec<f64>,
}

impl Data {
    /// Half a year of observations every half an hour; unevenly spaced ones are anywhere in their half an hour.
    fn new(uneven: bool) -> Self {
        // In no order, and with no two steps alike.
        let scattered = |i: usize| (43_758.545_3 * (78.233 * i as f64).sin()).rem_euclid(1.0);
        let jitter = |i: usize| if uneven { scattered(i) } else { 0.0 };
        let time: Vec<f64> = (0..N).map(|i| 2000.0 + (i as f64 + jitter(i)) / 48.0).collect();
        let residual = time
            .iter()
            .enumerate()
            .map(|(i, t)| (2.0 * t).sin() + 0.3 * (31.0 * t).sin() + 0.1 * (scattered(3 * i) - 0.5))
            .collect();
        Self {
            time,
            residual,
            variance: vec![0.01; N],
        }
    }
}

#[differentiable]
fn by_kernel<const J: usize, const W: usize>(
    kernel: &Kernel<J, W>,
    #[constant] time: &[f64],
    #[constant] residual: &[f64],
    #[constant] variance: &[f64],
) -> f64 {
    log_likelihood::<J, W>(kernel, time, residual, variance)
}

fn rule<const J: usize, const W: usize>(name: &str, kernel: &Kernel<J, W>, data: &Data) {
    let Data {
        time: t,
        residual,
        variance,
    } = data;
    let primal_ns = time(N, || {
        black_box(log_likelihood(black_box(kernel), t, residual, variance));
    });
    let grad_ns = time(N, || {
        black_box(log_likelihood::value_and_grad(black_box(kernel), t, residual, variance));
    });
    let kernel_grad_ns = time(N, || {
        black_box(by_kernel::value_and_grad(black_box(kernel), t, residual, variance));
    });
    let ratio = grad_ns / primal_ns;
    println!(
        "bench exoplanet/celerite_{name} primal_ns={primal_ns:.1} grad_ns={grad_ns:.1} ratio={ratio:.2} \
         kernel_grad_ns={kernel_grad_ns:.1}"
    );
}

fn plain<const J: usize>(name: &str, kernel: &Kernel<J>, data: &Data) {
    let Data {
        time: t,
        residual,
        variance,
    } = data;
    let Kernel { value, spectrum } = kernel;
    let primal_ns = time(N, || {
        black_box(plain::log_likelihood(black_box(value), spectrum, t, residual, variance));
    });
    let grad_ns = time(N, || {
        black_box(plain::log_likelihood::value_and_grad(
            black_box(value),
            spectrum,
            t,
            residual,
            variance,
        ));
    });
    let ratio = grad_ns / primal_ns;
    println!("bench exoplanet/celerite_{name}_plain primal_ns={primal_ns:.1} grad_ns={grad_ns:.1} ratio={ratio:.2}");
}

fn main() {
    let oscillator = ShoTerm::from_quality(1.0, 3.0, 1.5).kernel();
    let rotation = RotationTerm {
        sigma: 1.0,
        period: 3.4,
        q0: 1.6,
        dq: 0.3,
        f: 0.7,
    }
    .kernel();
    let real = RealTerm { a: 1.0, c: 0.5 }.kernel();
    let matern = Matern52 { sigma: 1.0, rho: 2.0 }.kernel();
    let mixed: Kernel<6> = sum(&rotation, &oscillator);
    for (spacing, uneven) in [("uneven", true), ("even", false)] {
        let data = Data::new(uneven);
        rule(&format!("real_J1_{spacing}_N10000"), &real, &data);
        rule(&format!("sho_J2_{spacing}_N10000"), &oscillator, &data);
        rule(&format!("matern52_J3_{spacing}_N10000"), &matern, &data);
        rule(&format!("rotation_J4_{spacing}_N10000"), &rotation, &data);
        rule(&format!("rotation_and_sho_J6_{spacing}_N10000"), &mixed, &data);
        plain(&format!("sho_J2_{spacing}_N10000"), &oscillator, &data);
        plain(&format!("rotation_J4_{spacing}_N10000"), &rotation, &data);
        let ns = time(N, || {
            black_box(predict(
                &rotation,
                &data.time,
                &data.residual,
                &data.variance,
                &data.time,
            ));
        });
        println!("bench exoplanet/celerite_predict_rotation_J4_{spacing}_N10000_M10000 primal_ns={ns:.1}");
    }
}
