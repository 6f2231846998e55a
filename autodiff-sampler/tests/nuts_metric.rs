//! NUTS where coordinates are correlated: the metric makes them as good as independent, whichever form it takes.

use autodiff_sampler::metric::InvMetricForm;
use autodiff_sampler::samplers::nuts::Metric;
use autodiff_sampler::{FnDensity, LogDensity, Nuts, Trace};

fn quick() -> Nuts {
    Nuts::default().chains(2).tune(500).draws(400).seed(7).progress(false)
}

/// A normal density of which the spectrum is known: `variance(i)` along the image of axis i under one reflection.
fn reflected(dimension: usize, variance: impl Fn(usize) -> f64) -> impl LogDensity + Clone + Sync {
    let mut mirror: Vec<f64> = (0..dimension).map(|i| ((7 * i + 3) as f64).sin()).collect();
    let norm = mirror.iter().map(|v| v * v).sum::<f64>().sqrt();
    mirror.iter_mut().for_each(|v| *v /= norm);
    let precision: Vec<f64> = (0..dimension).map(|i| 1.0 / variance(i)).collect();
    let reflect = move |x: &mut [f64]| {
        let along = 2.0 * x.iter().zip(&mirror).map(|(x, v)| x * v).sum::<f64>();
        for (x, v) in x.iter_mut().zip(&mirror) {
            *x -= along * v;
        }
    };
    FnDensity::new(dimension, move |x: &[f64], grad: &mut [f64]| {
        grad.copy_from_slice(x);
        reflect(grad);
        let mut log_density = 0.0;
        for (g, p) in grad.iter_mut().zip(&precision) {
            log_density -= 0.5 * p * *g * *g;
            *g *= -p;
        }
        reflect(grad);
        log_density
    })
}

/// The largest of |mean| and |sd - truth|, in Monte Carlo errors, over all values.
fn worst_error(trace: &Trace, sd: impl Fn(usize) -> f64) -> f64 {
    let summary = trace.summary();
    let errors = summary.rows().iter().enumerate().map(|(i, row)| {
        let of_mean = row.mean.abs() / row.mcse_mean;
        of_mean.max((row.sd - sd(i)).abs() / row.mcse_sd)
    });
    errors.fold(0.0, f64::max)
}

fn gradients_per_draw(trace: &Trace) -> f64 {
    let steps = &trace.sample_stats().n_steps;
    steps.iter().map(|n| f64::from(*n)).sum::<f64>() / steps.len() as f64
}

/// A stationary AR(1) process: neighbours correlate with `RHO`, every marginal is standard normal.
fn autoregression(dimension: usize) -> impl LogDensity + Clone + Sync {
    const RHO: f64 = 0.95;
    FnDensity::new(dimension, |x: &[f64], grad: &mut [f64]| {
        let precision = 1.0 / (1.0 - RHO * RHO);
        grad[0] = -x[0];
        let mut log_density = -0.5 * x[0] * x[0];
        for i in 1..x.len() {
            let residual = x[i] - RHO * x[i - 1];
            grad[i] = -precision * residual;
            grad[i - 1] += precision * RHO * residual;
            log_density -= 0.5 * precision * residual * residual;
        }
        log_density
    })
}

#[test]
fn correlations_cost_next_to_nothing() {
    let trace = quick().sample(&autoregression(60)).expect("a Gaussian can be sampled");
    assert!(worst_error(&trace, |_| 1.0) < 4.5);
    // A standard normal in as many dimensions takes 7, the diagonal metric about 90.
    let gradients = gradients_per_draw(&trace);
    assert!(gradients < 8.0, "{gradients} gradients per draw");
    assert_eq!(
        trace.inv_metric(0).map(|metric| metric.form()),
        Some(InvMetricForm::Dense)
    );
    // The metric is the covariance.
    for chain in 0..2 {
        let matrix = trace.inv_metric(chain).expect("NUTS has one").to_matrix();
        for (at, element) in matrix.iter().enumerate() {
            let truth = 0.95f64.powi((at / 60).abs_diff(at % 60) as i32);
            assert!((element - truth).abs() < 0.15, "{at}: {element}, {truth}");
        }
        for (i, variance) in trace.inv_metrics()[chain].iter().enumerate() {
            assert!((variance - matrix[61 * i]).abs() < 1e-12);
        }
    }
}

#[test]
fn every_kind_of_metric_samples_the_same_posterior() {
    let density = reflected(8, |i| 10f64.powi(i as i32 - 4));
    let sd: Vec<f64> = {
        // Diagonal of the covariance, from the metric that is exact for a Gaussian.
        let trace = quick().metric(Metric::Dense).sample(&density).expect("it samples");
        trace.inv_metrics()[0].iter().map(|variance| variance.sqrt()).collect()
    };
    for kind in [Metric::Auto, Metric::LowRank, Metric::Dense] {
        let trace = quick().metric(kind).sample(&density).expect("it samples");
        let error = worst_error(&trace, |i| sd[i]);
        assert!(error < 4.5, "{kind:?}: {error}");
        assert!(gradients_per_draw(&trace) < 8.0, "{kind:?}");
        assert!(trace.divergences().is_empty());
    }
    let form = |kind| {
        let trace = quick().tune(200).draws(20).metric(kind).sample(&density);
        trace.expect("it samples").inv_metric(1).map(|metric| metric.form())
    };
    assert_eq!(form(Metric::Diagonal), Some(InvMetricForm::Diagonal));
    assert_eq!(form(Metric::Dense), Some(InvMetricForm::Dense));
    assert!(matches!(form(Metric::LowRank), Some(InvMetricForm::LowRank { .. })));
}

#[test]
fn a_condition_number_of_a_million_is_no_obstacle() {
    let density = reflected(30, |i| 1e6f64.powf(i as f64 / 29.0));
    let trace = quick().draws(1500).sample(&density).expect("a Gaussian can be sampled");
    let summary = trace.summary();
    assert!(summary.rows().iter().all(|row| row.mean.abs() < 4.5 * row.mcse_mean));
    assert!(summary.rows().iter().all(|row| row.r_hat < 1.03));
    assert!(gradients_per_draw(&trace) < 8.0);
}

#[test]
fn a_thousand_coordinates_with_a_few_wide_directions() {
    let density = reflected(1000, |i| if i % 300 == 0 { 900.0 } else { 1.0 });
    let trace = quick()
        .tune(200)
        .draws(60)
        .sample(&density)
        .expect("a Gaussian can be sampled");
    assert!(
        matches!(
            trace.inv_metric(0).map(|metric| metric.form()),
            Some(InvMetricForm::LowRank { rank: 2..=8 })
        ),
        "{:?}",
        trace.inv_metric(0).map(|metric| metric.form())
    );
    let gradients = gradients_per_draw(&trace);
    assert!(gradients < 20.0, "{gradients} gradients per draw");
}

#[test]
fn independent_coordinates_keep_the_cheap_metric() {
    let density = FnDensity::new(40, |x: &[f64], grad: &mut [f64]| {
        let mut log_density = 0.0;
        for (i, (g, x)) in grad.iter_mut().zip(x).enumerate() {
            let precision = 1.2f64.powi(i as i32);
            *g = -precision * x;
            log_density -= 0.5 * precision * x * x;
        }
        log_density
    });
    let trace = quick().sample(&density).expect("it samples");
    assert_eq!(
        trace.inv_metric(0).map(|metric| metric.form()),
        Some(InvMetricForm::Diagonal)
    );
    assert!(worst_error(&trace, |i| 1.2f64.powi(i as i32).sqrt().recip()) < 4.5);
}

/// Student's t with four degrees of freedom in two correlated dimensions: its gradients say less than its draws.
#[test]
fn heavy_tails_do_not_break_the_metric() {
    let density = FnDensity::new(2, |x: &[f64], grad: &mut [f64]| {
        let (a, b) = ((x[0] - 0.9 * x[1]) / 0.19, (x[1] - 0.9 * x[0]) / 0.19);
        let quadratic = 1.0 + (x[0] * a + x[1] * b) / 4.0;
        grad.copy_from_slice(&[-1.5 * a / quadratic, -1.5 * b / quadratic]);
        -3.0 * quadratic.ln()
    });
    let trace = quick().draws(1500).sample(&density).expect("it samples");
    // The variance is ν / (ν - 2); its own variance is infinite, so it is compared by hand.
    for row in trace.summary().rows() {
        assert!(row.mean.abs() < 4.5 * row.mcse_mean, "{row:?}");
        assert!((row.sd - 2f64.sqrt()).abs() < 0.3, "{row:?}");
        assert!(row.r_hat < 1.02, "{row:?}");
    }
    // The fourth moments are infinite, and a single chain's covariance is rough.
    let correlations: Vec<f64> = (0..trace.chains())
        .map(|chain| {
            let matrix = trace.inv_metric(chain).expect("NUTS has one").to_matrix();
            matrix[1] / (matrix[0] * matrix[3]).sqrt()
        })
        .collect();
    let mean = correlations.iter().sum::<f64>() / correlations.len() as f64;
    assert!((mean - 0.9).abs() < 0.03, "{correlations:?}");
    assert!(
        correlations.iter().all(|one| (one - 0.9).abs() < 0.06),
        "{correlations:?}"
    );
}

#[test]
fn a_run_is_the_same_to_the_bit_on_any_number_of_threads() {
    let density = autoregression(40);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let sample = || quick().chains(3).tune(150).draws(30).sample(&density);
        let trace = pool
            .expect("threads can be started")
            .install(sample)
            .expect("it samples");
        let draws: Vec<u64> = (0..3).flat_map(|c| trace.draw(c, 29)).map(f64::to_bits).collect();
        (draws, trace.inv_metric(2).cloned())
    };
    assert_eq!(run(1), run(3));
}
