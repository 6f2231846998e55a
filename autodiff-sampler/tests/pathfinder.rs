//! Pathfinder on densities that it approximates well, and on some that it does not, which k-hat must tell.

use autodiff_sampler::{FnDensity, LogDensity, Pathfinder, SampleError};

fn pathfinder() -> Pathfinder {
    Pathfinder::default().seed(20261130)
}

/// Gaussians with scales of 0.01 to 100, neighbours correlated by 0.5.
fn gaussian(dimension: usize) -> impl LogDensity + Clone + Sync {
    FnDensity::new(dimension, |x: &[f64], grad: &mut [f64]| {
        // Innovations of a chain x₀ = z₀, xᵢ = 0.5 xᵢ₋₁ + √0.75 zᵢ, in units of the scales.
        let unit = |i: usize| x[i] / scale(i) - 1.0;
        grad.fill(0.0);
        let mut log_density = 0.0;
        for i in 0..x.len() {
            let (z, spread) = if i == 0 {
                (unit(0), 1.0)
            } else {
                (unit(i) - 0.5 * unit(i - 1), 0.75)
            };
            log_density -= 0.5 * z * z / spread;
            grad[i] -= z / spread / scale(i);
            if i > 0 {
                grad[i - 1] += 0.5 * z / spread / scale(i - 1);
            }
        }
        log_density
    })
}

fn scale(i: usize) -> f64 {
    10f64.powi(i as i32 % 5 - 2)
}

#[test]
fn a_gaussian_is_found() {
    for dimension in [1, 5, 20] {
        let fit = pathfinder()
            .draws(4000)
            .sample(&gaussian(dimension))
            .expect("there is a path");
        assert!(fit.draws().is_reliable(), "{dimension}: {fit}");
        let trace = fit.draws().resampled(4000, 7).expect("there are weights");
        let worth = fit.draws().psis().effective_sample_size().min(2000.0);
        for (i, row) in trace.summary().rows().iter().enumerate() {
            let error = 5.0 * scale(i) / worth.sqrt();
            assert!((row.mean - scale(i)).abs() < error, "{dimension}: {row:?}\n{fit}");
            assert!((row.sd - scale(i)).abs() < error, "{dimension}: {row:?}\n{fit}");
        }
    }
}

#[test]
fn a_small_gaussian_is_found_exactly() {
    // With fewer dimensions than steps, the curvature is known in all directions.
    let fit = pathfinder().sample(&gaussian(4)).expect("there is a path");
    for path in fit.paths() {
        if path.elbo < fit.draws().elbo().0 - 0.1 {
            // A path that ended before it knew all directions.
            continue;
        }
        for (i, (mean, variance)) in path.mean.iter().zip(&path.variances).enumerate() {
            assert!((mean / scale(i) - 1.0).abs() < 0.05, "{fit}");
            assert!((variance.sqrt() / scale(i) - 1.0).abs() < 0.1, "{variance} {i} {fit}");
        }
    }
}

#[test]
fn independent_coordinates_of_any_scale_and_number_take_few_steps() {
    let spread = |i: usize| 10f64.powf(i as f64 / 50.0 - 3.0);
    let independent = FnDensity::new(300, move |x: &[f64], grad: &mut [f64]| {
        let mut log_density = 0.0;
        for (i, (x, g)) in x.iter().zip(grad).enumerate() {
            let z = x / spread(i) - 1.0;
            *g = -z / spread(i);
            log_density -= 0.5 * z * z;
        }
        log_density
    });
    let fit = pathfinder().sample(&independent).expect("there is a path");
    for path in fit.paths() {
        assert!(path.chosen.1 < 20, "{fit}");
        for (i, (mean, variance)) in path.mean.iter().zip(&path.variances).enumerate() {
            assert!((mean / spread(i) - 1.0).abs() < 1e-3 && (variance.sqrt() / spread(i) - 1.0).abs() < 1e-3);
        }
    }
    assert!(fit.draws().is_reliable());
}

/// Neal's funnel (2003): a scale's logarithm with sd 3, and nine coordinates of that scale.
fn funnel() -> impl LogDensity + Clone + Sync {
    FnDensity::new(10, |x: &[f64], grad: &mut [f64]| {
        let precision = (-x[0]).exp();
        let squares: f64 = x[1..].iter().map(|x| x * x).sum();
        grad[0] = -x[0] / 9.0 - 4.5 + 0.5 * squares * precision;
        for (g, x) in grad[1..].iter_mut().zip(&x[1..]) {
            *g = -x * precision;
        }
        -x[0] * x[0] / 18.0 - 4.5 * x[0] - 0.5 * squares * precision
    })
}

#[test]
fn a_funnel_is_told_by_k_hat() {
    let fit = pathfinder()
        .paths(8)
        .draws(2000)
        .sample(&funnel())
        .expect("there is a path");
    assert!(!fit.draws().is_reliable(), "{fit}");
    assert!(fit.to_string().contains("warning: Pareto k-hat"), "{fit}");
}

/// Eight schools (Rubin 1981), non-centred: mu, log tau, and eight standardised effects.
fn eight_schools() -> impl LogDensity + Clone + Sync {
    const Y: [f64; 8] = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0];
    const SIGMA: [f64; 8] = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0];
    FnDensity::new(10, |x: &[f64], grad: &mut [f64]| {
        let (mu, tau) = (x[0], x[1].exp());
        let ratio = tau / 5.0;
        let mut log_density = -mu * mu / 50.0 - (1.0 + ratio * ratio).ln() + x[1];
        grad[0] = -mu / 25.0;
        let mut by_tau = -2.0 * ratio / 5.0 / (1.0 + ratio * ratio);
        for i in 0..8 {
            let z = x[2 + i];
            let off = (Y[i] - mu - tau * z) / SIGMA[i];
            log_density -= 0.5 * (z * z + off * off);
            grad[0] += off / SIGMA[i];
            by_tau += z * off / SIGMA[i];
            grad[2 + i] = -z + tau * off / SIGMA[i];
        }
        grad[1] = by_tau * tau + 1.0;
        log_density
    })
}

#[test]
fn eight_schools_are_roughly_right_and_k_hat_says_how_roughly() {
    let fit = pathfinder()
        .draws(4000)
        .sample(&eight_schools())
        .expect("there is a path");
    let trace = fit.draws().resampled(4000, 7).expect("there are weights");
    // The posterior's mean of mu is 4.4, and its sd 3.3 (posteriordb's reference).
    let summary = trace.summary();
    let mu = &summary.rows()[0];
    assert!(
        (mu.mean - 4.4).abs() < 3.3 && (0.8..5.0).contains(&mu.sd),
        "{fit}\n{}",
        trace.summary()
    );
    assert!((0.4..1.2).contains(&fit.draws().pareto_k()), "{fit}");
}

#[test]
fn chains_can_start_from_it() {
    let points = pathfinder().initial_points(&gaussian(10), 3).expect("there are paths");
    assert_eq!(points.len(), 3);
    assert_ne!(points[0].position, points[1].position);
    for point in &points {
        for i in 0..10 {
            assert!((point.position[i] / scale(i) - 1.0).abs() < 6.0);
            assert!(
                (0.2..5.0).contains(&(point.inv_metric[i].sqrt() / scale(i))),
                "{i}: {point:?}"
            );
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a thread pool");
        pool.install(|| pathfinder().paths(5).sample(&funnel()))
            .expect("there is a path")
    };
    let (one, many) = (run(1), run(4));
    assert_eq!(one.paths(), many.paths());
    assert_eq!(one.draws().psis(), many.draws().psis());
    assert_eq!(
        one.draws().trace().draws_of("x[3]"),
        many.draws().trace().draws_of("x[3]")
    );
}

#[test]
fn settings_and_densities_without_sense_are_errors() {
    let one = gaussian(1);
    for (wrong, setting) in [
        (pathfinder().paths(0), "paths"),
        (pathfinder().draws(0), "draws"),
        (pathfinder().elbo_draws(0), "elbo_draws"),
        (pathfinder().history(0), "history"),
        (pathfinder().max_iterations(0), "max_iterations"),
    ] {
        let error = wrong.sample(&one).expect_err("a setting is 0").to_string();
        assert!(error.starts_with(&format!("{setting} = 0: ")), "{error}");
    }
    let nan = FnDensity::new(1, |_: &[f64], grad: &mut [f64]| {
        grad[0] = 1.0;
        f64::NAN
    });
    assert!(matches!(pathfinder().sample(&nan), Err(SampleError::Start { .. })));
    let flat = FnDensity::new(1, |_: &[f64], grad: &mut [f64]| {
        grad[0] = 0.0;
        0.0
    });
    let error = pathfinder().sample(&flat).expect_err("it has no maximum").to_string();
    assert!(error.contains("no point of path 0"), "{error}");
    let nothing = FnDensity::new(0, |_: &[f64], _: &mut [f64]| 0.0);
    assert_eq!(
        pathfinder().sample(&nothing).expect_err("nothing"),
        SampleError::ZeroDimension
    );
}
