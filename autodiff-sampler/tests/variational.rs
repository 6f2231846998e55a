//! Variational inference on densities whose best Gaussians are known.

use autodiff_sampler::samplers::variational::Family;
use autodiff_sampler::{Advi, FnDensity, LogDensity, SampleError};

fn advi() -> Advi {
    Advi::default().seed(20261130)
}

const COVARIANCE: [f64; 9] = [4.0, 1.2, 0.0, 1.2, 1.0, -0.3, 0.0, -0.3, 0.25];
const MEAN: [f64; 3] = [3.0, -1.0, 10.0];

/// The inverse of the covariance.
fn precision() -> [f64; 9] {
    let determinant = 4.0 * (0.25 - 0.09) - 1.2 * (1.2 * 0.25);
    [0.16, -0.3, -0.36, -0.3, 1.0, 1.2, -0.36, 1.2, 2.56].map(|cofactor| cofactor / determinant)
}

/// A Gaussian, normalised.
fn gaussian() -> impl LogDensity + Clone + Sync {
    let precision = precision();
    FnDensity::new(3, move |x: &[f64], grad: &mut [f64]| {
        let off = [x[0] - MEAN[0], x[1] - MEAN[1], x[2] - MEAN[2]];
        for i in 0..3 {
            grad[i] = -(0..3).map(|j| precision[3 * i + j] * off[j]).sum::<f64>();
        }
        let determinant: f64 = 4.0 * (0.25 - 0.09) - 1.2 * (1.2 * 0.25);
        let distance: f64 = grad.iter().zip(&off).map(|(g, o)| g * o).sum();
        0.5 * (distance - determinant.ln() - 3.0 * std::f64::consts::TAU.ln())
    })
}

#[test]
fn full_rank_is_exact_for_a_gaussian() {
    let fit = advi()
        .family(Family::FullRank)
        .sample(&gaussian())
        .expect("there is a bound");
    for i in 0..3 {
        assert!((fit.mean()[i] - MEAN[i]).abs() < 1e-6, "{fit}");
        for j in 0..3 {
            assert!(
                (fit.covariance()[3 * i + j] - COVARIANCE[3 * i + j]).abs() < 1e-6,
                "{fit}"
            );
        }
    }
    // The density is normalised, so that the bound is 0, and all weights are equal.
    assert!(fit.elbo().0.abs() < 1e-6 && fit.converged());
    assert_eq!(fit.draws().pareto_k(), f64::NEG_INFINITY);
    assert!(fit.advice().is_empty());
}

#[test]
fn low_rank_is_exact_where_the_rank_suffices() {
    // With a rank of 2, a diagonal and two directions make any covariance in three dimensions.
    let fit = advi()
        .family(Family::LowRank { rank: 2 })
        .sample(&gaussian())
        .expect("there is a bound");
    for i in 0..3 {
        assert!((fit.mean()[i] - MEAN[i]).abs() < 1e-5, "{fit}");
        for j in 0..3 {
            let scale = (COVARIANCE[4 * i] * COVARIANCE[4 * j]).sqrt();
            assert!(
                (fit.covariance()[3 * i + j] - COVARIANCE[3 * i + j]).abs() < 1e-3 * scale,
                "{fit}"
            );
        }
    }
}

#[test]
fn a_mean_field_has_the_means_and_linear_response_the_covariance() {
    let fit = advi().sample(&gaussian()).expect("there is a bound");
    let precision = precision();
    for i in 0..3 {
        assert!((fit.mean()[i] - MEAN[i]).abs() < 1e-6, "{fit}");
        // The best independent Gaussian has the conditional variances, which are smaller.
        assert!((fit.covariance()[4 * i] * precision[4 * i] - 1.0).abs() < 1e-6, "{fit}");
    }
    let response = fit
        .linear_response_covariance(&gaussian())
        .expect("the bound has a maximum");
    for (found, expected) in response.iter().zip(COVARIANCE) {
        assert!((found - expected).abs() < 1e-6, "{response:?}");
    }
}

/// A log-normal shape: the best Gaussian of a density that is none.
fn skewed() -> impl LogDensity + Clone + Sync {
    // x with density proportional to exp(3 x − exp(x)): the logarithm of a Gamma(3, 1) number.
    FnDensity::new(1, |x: &[f64], grad: &mut [f64]| {
        grad[0] = 3.0 - x[0].exp();
        3.0 * x[0] - x[0].exp()
    })
}

#[test]
fn the_best_gaussian_of_a_skewed_density_is_found() {
    // E[3 x − exp x] + ln σ is maximal where exp(μ + σ²/2) = 3 and σ² · 3 = 1.
    let (mean, variance) = (3f64.ln() - 1.0 / 6.0, 1.0 / 3.0);
    for family in [Family::MeanField, Family::FullRank] {
        let fit = advi()
            .family(family)
            .fixed_draws(2000)
            .sample(&skewed())
            .expect("there is a bound");
        assert!((fit.mean()[0] - mean).abs() < 0.01, "{fit}");
        assert!((fit.covariance()[0] / variance - 1.0).abs() < 0.05, "{fit}");
        // The bound is below ln Γ(3) = ln 2, by little.
        let (elbo, error) = fit.elbo();
        assert!(elbo < 2f64.ln() + 3.0 * error && elbo > 2f64.ln() - 0.1, "{fit}");
    }
}

#[test]
fn more_draws_are_fixed_while_the_bound_does_not_hold() {
    let few = advi()
        .fixed_draws(2)
        .tolerance(1e-3)
        .sample(&skewed())
        .expect("there is a bound");
    assert!(few.fixed_draws().0 > 2, "{few}");
    let capped = advi()
        .fixed_draws(2)
        .max_fixed_draws(2)
        .sample(&skewed())
        .expect("there is a bound");
    assert_eq!(capped.fixed_draws().0, 2);
}

#[test]
fn walls_near_the_density_are_kept_away_from() {
    // A half-normal on x > 0, without the logarithm that it should be sampled as.
    let half = FnDensity::new(1, |x: &[f64], grad: &mut [f64]| {
        grad[0] = -x[0] + 2.0;
        if x[0] > 0.0 {
            2.0 * x[0] - 0.5 * x[0] * x[0]
        } else {
            f64::NEG_INFINITY
        }
    });
    let fit = advi().sample(&half).expect("there is a bound");
    assert!(
        (1.0..3.0).contains(&fit.mean()[0]) && fit.covariance()[0] < 1.0,
        "{fit}"
    );
}

#[test]
fn a_funnel_is_told_by_k_hat() {
    let funnel = FnDensity::new(6, |x: &[f64], grad: &mut [f64]| {
        let precision = (-x[0]).exp();
        let squares: f64 = x[1..].iter().map(|x| x * x).sum();
        grad[0] = -x[0] / 9.0 - 2.5 + 0.5 * squares * precision;
        for (g, x) in grad[1..].iter_mut().zip(&x[1..]) {
            *g = -x * precision;
        }
        -x[0] * x[0] / 18.0 - 2.5 * x[0] - 0.5 * squares * precision
    });
    let fit = advi().draws(2000).sample(&funnel).expect("there is a bound");
    assert!(!fit.draws().is_reliable(), "{fit}");
    assert!(fit.to_string().contains("Family::FullRank"), "{fit}");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a thread pool");
        let advi = advi().family(Family::LowRank { rank: 1 });
        pool.install(|| advi.sample(&gaussian())).expect("there is a bound")
    };
    let (one, many) = (run(1), run(5));
    assert_eq!(one.mean(), many.mean());
    assert_eq!(one.covariance(), many.covariance());
    assert_eq!(
        one.draws().trace().draws_of("x[2]"),
        many.draws().trace().draws_of("x[2]")
    );
}

#[test]
fn settings_and_densities_without_sense_are_errors() {
    for (wrong, start) in [
        (advi().draws(0), "draws = 0: "),
        (advi().fixed_draws(0), "fixed_draws = 0: "),
        (advi().max_fixed_draws(3), "max_fixed_draws = 3: "),
        (advi().tolerance(0.0), "tolerance = 0: "),
        (advi().max_iterations(0), "max_iterations = 0: "),
        (advi().family(Family::LowRank { rank: 0 }), "rank = 0: "),
    ] {
        let error = wrong.sample(&skewed()).expect_err("it makes no sense").to_string();
        assert!(error.starts_with(start), "{error}");
    }
    let nan = FnDensity::new(1, |_: &[f64], grad: &mut [f64]| {
        grad[0] = 1.0;
        f64::NAN
    });
    assert!(matches!(advi().sample(&nan), Err(SampleError::Start { .. })));
    let nothing = FnDensity::new(0, |_: &[f64], _: &mut [f64]| 0.0);
    assert_eq!(
        advi().sample(&nothing).expect_err("nothing"),
        SampleError::ZeroDimension
    );
    let full = advi()
        .family(Family::FullRank)
        .sample(&skewed())
        .expect("there is a bound");
    let error = full
        .linear_response_covariance(&skewed())
        .expect_err("another family")
        .to_string();
    assert!(error.starts_with("family = FullRank: "), "{error}");
}
