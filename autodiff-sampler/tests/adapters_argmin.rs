//! argmin on our densities, and ours on its problems (feature `argmin`).
#![cfg(feature = "argmin")]

use argmin::core::{CostFunction, Error, Executor, Gradient, Hessian, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::neldermead::NelderMead;
use argmin::solver::quasinewton::LBFGS;
use autodiff_sampler::adapters::argmin::{ForArgmin, FromArgmin};
use autodiff_sampler::{LogDensity, LogDensityError, Map, Nuts, SampleError};

/// A positive number with density Gamma(5, 1), sampled as its logarithm, times a normal one around it.
#[derive(Clone)]
struct Ours;

impl LogDensity for Ours {
    fn dimension(&self) -> usize {
        2
    }

    fn log_density_and_grad(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        if x[1] > 100.0 {
            return Err(LogDensityError::Recoverable("too large".into()));
        }
        if x[1] < -100.0 {
            return Err(LogDensityError::Fatal("too small".into()));
        }
        let off = x[1] - x[0];
        (grad[0], grad[1]) = (5.0 - x[0].exp() + off, -off);
        Ok(5.0 * x[0] - x[0].exp() - 0.5 * off * off)
    }

    fn log_jacobian_and_grad(&self, x: &[f64], grad: &mut [f64]) -> f64 {
        (grad[0], grad[1]) = (1.0, 0.0);
        x[0]
    }
}

fn minimise(problem: ForArgmin<Ours>) -> Vec<f64> {
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 5);
    let result = Executor::new(problem, solver)
        .configure(|state| state.param(vec![0.0, 0.0]).max_iters(100))
        .run()
        .expect("it has a minimum");
    result.state().get_best_param().expect("there is one").clone()
}

#[test]
fn argmin_minimises_our_density() {
    for (problem, mode) in [
        (ForArgmin::new(Ours), 5f64),
        (ForArgmin::new(Ours).without_jacobian(), 4.0),
    ] {
        let found = minimise(problem);
        assert!(
            (found[0] - mode.ln()).abs() < 1e-5 && (found[1] - mode.ln()).abs() < 1e-5,
            "{found:?}"
        );
    }
    // The one agrees with our own optimiser, whose default leaves the Jacobian out, too.
    let ours = Map::default().seed(1).maximise(&Ours).expect("it has a mode");
    assert!((ours.position()[0] - 4f64.ln()).abs() < 1e-7);
}

#[test]
fn argmin_needs_no_gradient() {
    let simplex = vec![vec![0.0, 0.0], vec![1.0, 0.0], vec![0.0, 1.0]];
    let solver = NelderMead::new(simplex)
        .with_sd_tolerance(1e-10)
        .expect("it is positive");
    let result = Executor::new(ForArgmin::new(Ours), solver)
        .configure(|state| state.max_iters(500))
        .run()
        .expect("it has a minimum");
    let found = result.state().get_best_param().expect("there is one");
    assert!((found[0] - 5f64.ln()).abs() < 1e-3, "{found:?}");
}

#[test]
fn second_derivatives_and_errors_are_passed_on() {
    let problem = ForArgmin::new(Ours);
    let hessian = problem.hessian(&vec![1.0, 2.0]).expect("it is smooth");
    let expected = [[1f64.exp() + 1.0, -1.0], [-1.0, 1.0]];
    let without = problem
        .clone()
        .without_jacobian()
        .hessian(&vec![1.0, 2.0])
        .expect("it is smooth");
    for i in 0..2 {
        for j in 0..2 {
            assert!((hessian[i][j] - expected[i][j]).abs() < 1e-8);
            assert!((without[i][j] - expected[i][j]).abs() < 1e-8);
        }
    }
    assert_eq!(
        problem.cost(&vec![0.0, 101.0]).expect("it is recoverable"),
        f64::INFINITY
    );
    assert!(problem.gradient(&vec![0.0, 101.0]).expect("it is recoverable")[0].is_nan());
    let error = problem.cost(&vec![0.0, -101.0]).expect_err("it is fatal").to_string();
    assert!(error.contains("too small"), "{error}");
}

/// A cost written for argmin: of a normal density with mean 2 and sd 3. `components` of its gradient are returned.
#[derive(Clone)]
struct Theirs {
    components: usize,
}

impl CostFunction for Theirs {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, x: &Vec<f64>) -> Result<f64, Error> {
        Ok((x[0] - 2.0).powi(2) / 18.0)
    }
}

impl Gradient for Theirs {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, x: &Vec<f64>) -> Result<Vec<f64>, Error> {
        Ok(vec![(x[0] - 2.0) / 9.0; self.components])
    }
}

#[test]
fn we_sample_and_maximise_their_cost() {
    let theirs = FromArgmin::new(Theirs { components: 1 }, 1);
    let nuts = Nuts::default().chains(4).tune(500).draws(1000).seed(7).progress(false);
    let trace = nuts.sample(&theirs).expect("it can be sampled");
    let summary = trace.summary();
    let row = &summary.rows()[0];
    assert!((row.mean - 2.0).abs() < 5.0 * row.mcse_mean, "{row:?}");
    assert!((row.sd - 3.0).abs() < 5.0 * row.mcse_sd, "{row:?}");
    let laplace = Map::default().seed(1).sample(&theirs).expect("it has a mode");
    assert!((laplace.mean()[0] - 2.0).abs() < 1e-8 && (laplace.covariance()[0] - 9.0).abs() < 1e-8);
    let error = nuts
        .sample(&FromArgmin::new(Theirs { components: 3 }, 1))
        .expect_err("the gradient is longer");
    assert!(
        matches!(error, SampleError::Density { .. }) && error.to_string().contains("3 components"),
        "{error}"
    );
}
