//! The mode and the Laplace approximation, on densities where both are known.

use autodiff_sampler::samplers::optimise::OptimiseError;
use autodiff_sampler::{FnDensity, LogDensity, LogDensityError, Map, SampleError};

fn map() -> Map {
    Map::default().seed(20261130)
}

/// A Gaussian with the given mean and inverse covariance (row by row), up to its constant.
fn gaussian(mean: Vec<f64>, precision: Vec<f64>) -> impl LogDensity + Clone + Sync {
    let n = mean.len();
    FnDensity::new(n, move |x: &[f64], grad: &mut [f64]| {
        let off: Vec<f64> = x.iter().zip(&mean).map(|(x, m)| x - m).collect();
        for (i, g) in grad.iter_mut().enumerate() {
            *g = -(0..n).map(|j| precision[i * n + j] * off[j]).sum::<f64>();
        }
        0.5 * grad.iter().zip(&off).map(|(g, o)| g * o).sum::<f64>()
    })
}

#[test]
fn of_a_gaussian_they_are_its_mean_and_covariance() {
    // The inverse of [[4, 1.2, 0], [1.2, 1, -0.3], [0, -0.3, 0.25]] · 10^{-4 … 2} scales, by scipy.linalg.inv of the unscaled one.
    let covariance = [4.0, 1.2, 0.0, 1.2, 1.0, -0.3, 0.0, -0.3, 0.25];
    let determinant = 4.0 * (0.25 - 0.09) - 1.2 * (1.2 * 0.25);
    let inverse = [0.16, -0.3, -0.36, -0.3, 1.0, 1.2, -0.36, 1.2, 2.56].map(|cofactor| cofactor / determinant);
    let scales = [1e-4, 1.0, 100.0];
    let precision = (0..9).map(|k| inverse[k] / scales[k / 3] / scales[k % 3]).collect();
    let mean = [20.885, -3.0, 7000.0];
    let laplace = map()
        .sample(&gaussian(mean.to_vec(), precision))
        .expect("it has a mode");
    for (i, scale) in scales.iter().enumerate() {
        assert!((laplace.mode().values()[i] - mean[i]).abs() < 1e-7 * scale);
        assert!((laplace.mean()[i] - mean[i]).abs() < 1e-8 * scale);
        for j in 0..3 {
            let found = laplace.covariance()[3 * i + j] / scale / scales[j];
            assert!((found - covariance[3 * i + j]).abs() < 1e-8, "{i} {j}: {found}");
        }
    }
    let log_integral = 1.5 * std::f64::consts::TAU.ln() + 0.5 * determinant.ln() + (1e-2f64).ln();
    assert!((laplace.log_evidence() - log_integral).abs() < 1e-8);
    // Nothing is approximate about it, and k-hat says so.
    assert_eq!(laplace.draws().pareto_k(), f64::NEG_INFINITY);
    assert!(laplace.draws().advice().is_none());
    let (elbo, error) = laplace.draws().elbo();
    assert!((elbo - log_integral).abs() < 1e-6 && error < 1e-6);
    for (i, row) in laplace.draws().summary().rows().iter().enumerate() {
        assert!((row.mean - mean[i]).abs() < 4.5 * row.mcse_mean, "{row:?}");
        assert!(
            (row.sd - covariance[4 * i].sqrt() * scales[i]).abs() < 4.5 * row.mcse_sd,
            "{row:?}"
        );
    }
}

/// x > 0 with density Gamma(shape, 1), sampled as its logarithm: the Jacobian is x.
#[derive(Clone)]
struct LogGamma {
    shape: f64,
}

impl LogDensity for LogGamma {
    fn dimension(&self) -> usize {
        1
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        let x = position[0].exp();
        grad[0] = self.shape - x;
        Ok(self.shape * position[0] - x)
    }

    fn log_jacobian_and_grad(&self, position: &[f64], grad: &mut [f64]) -> f64 {
        grad[0] = 1.0;
        position[0]
    }

    fn expand(&self, position: &[f64], stored: &mut [f64]) {
        stored[0] = position[0].exp();
    }
}

#[test]
fn the_mode_is_that_of_the_constrained_parameters_unless_told_otherwise() {
    let density = LogGamma { shape: 5.0 };
    let constrained = map().maximise(&density).expect("it has a mode");
    assert!((constrained.values()[0] - 4.0).abs() < 1e-7);
    assert!((constrained.log_density() - (4.0 * 4f64.ln() - 4.0)).abs() < 1e-12);
    let unconstrained = map().jacobian(true).maximise(&density).expect("it has a mode");
    assert!((unconstrained.values()[0] - 5.0).abs() < 1e-7);
    // The Laplace approximation is at the latter, whatever was asked for.
    for settings in [map(), map().jacobian(true)] {
        let laplace = settings.sample(&density).expect("it has a mode");
        assert!((laplace.mean()[0] - 5f64.ln()).abs() < 1e-8);
        assert!((laplace.covariance()[0] - 0.2).abs() < 1e-8);
        // log Γ(5) = log 24; Stirling's formula is what Laplace's method gives.
        assert!((laplace.log_evidence() - 24f64.ln()).abs() < 0.02);
        assert!(laplace.draws().is_reliable(), "{laplace}");
    }
}

#[test]
fn a_density_without_bound_has_no_mode() {
    // With a shape below 1, the constrained density is infinite at 0.
    let error = map().maximise(&LogGamma { shape: 0.5 }).expect_err("there is no mode");
    let SampleError::NoMaximum { starts: 4, source, .. } = &error else {
        panic!("{error}");
    };
    assert!(
        matches!(source, OptimiseError::Unbounded(_) | OptimiseError::StandsStill(_)),
        "{error}"
    );
    assert!(map().jacobian(true).maximise(&LogGamma { shape: 0.5 }).is_ok());
}

/// Two hills, the one at 4 higher by log 3, and narrower.
fn two_hills() -> impl LogDensity + Clone + Sync {
    FnDensity::new(2, |x: &[f64], grad: &mut [f64]| {
        let hill = |centre: f64, sd: f64| (-0.5 * ((x[0] - centre) / sd).powi(2)).exp();
        let (low, high) = (hill(-1.0, 0.5), 3.0 * hill(4.0, 0.5));
        let sum = low + high + 1e-12;
        grad[0] = -(low * (x[0] + 1.0) + high * (x[0] - 4.0)) / 0.25 / sum;
        grad[1] = -x[1];
        sum.ln() - 0.5 * x[1] * x[1]
    })
}

#[test]
fn of_several_maxima_the_highest_is_the_mode() {
    let mode = map().starts(40).maximise(&two_hills()).expect("it has maxima");
    assert!((mode.values()[0] - 4.0).abs() < 1e-6, "{mode}");
    let (agreeing, lower) = mode.starts();
    assert!(agreeing >= 1 && !lower.is_empty() && agreeing + lower.len() + mode.failures().len() == 40);
    assert!(lower[0] < mode.log_density());
    assert!(mode.to_string().contains("other maxima"), "{mode}");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a thread pool");
        pool.install(|| map().starts(6).sample(&two_hills()))
            .expect("it has a mode")
    };
    let (one, many) = (run(1), run(5));
    assert_eq!(one.mode(), many.mode());
    assert_eq!(one.covariance(), many.covariance());
    assert_eq!(one.draws().log_density(), many.draws().log_density());
    assert_eq!(
        one.draws().trace().draws_of("x[0]"),
        many.draws().trace().draws_of("x[0]")
    );
}

#[test]
fn a_skewed_density_is_told_by_k_hat() {
    // A Cauchy-like tail in one coordinate, which no Gaussian covers.
    let heavy = FnDensity::new(1, |x: &[f64], grad: &mut [f64]| {
        grad[0] = -2.0 * x[0] / (1.0 + x[0] * x[0]);
        -(1.0 + x[0] * x[0]).ln()
    });
    let laplace = map().draws(2000).sample(&heavy).expect("it has a mode");
    let advice = laplace.draws().advice().expect("k-hat is high");
    assert!(advice.contains("k-hat"), "{advice}");
    assert!(laplace.to_string().contains("warning"));
}

#[test]
fn flat_directions_and_bad_densities_are_errors() {
    let flat = FnDensity::new(2, |x: &[f64], grad: &mut [f64]| {
        (grad[0], grad[1]) = (-x[0], 0.0);
        -0.5 * x[0] * x[0]
    });
    let error = map().sample(&flat).expect_err("one direction is flat").to_string();
    assert!(error.contains("coordinate 1 (of `x[1]`)"), "{error}");

    let nan = FnDensity::new(1, |_: &[f64], grad: &mut [f64]| {
        grad[0] = 1.0;
        f64::NAN
    });
    assert!(matches!(map().maximise(&nan), Err(SampleError::Start { .. })));
    let nothing = FnDensity::new(0, |_: &[f64], _: &mut [f64]| 0.0);
    assert_eq!(
        map().maximise(&nothing).expect_err("nothing"),
        SampleError::ZeroDimension
    );
    let panicking = FnDensity::new(1, |_: &[f64], _: &mut [f64]| panic!("no such file"));
    assert!(
        map()
            .maximise(&panicking)
            .expect_err("it panics")
            .to_string()
            .contains("no such file")
    );
    let one = gaussian(vec![0.0], vec![1.0]);
    assert!(
        map()
            .starts(0)
            .maximise(&one)
            .expect_err("no start")
            .to_string()
            .contains("starts = 0")
    );
    assert!(
        map()
            .draws(0)
            .sample(&one)
            .expect_err("no draw")
            .to_string()
            .contains("draws = 0")
    );
}
