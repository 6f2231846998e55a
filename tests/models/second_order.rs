//! Second derivatives of posteriors: exact ones against a posterior that is known, and what stands in where there are none.

use pullback::prelude::*;
use pullback::runtime::Objective;
use pullback::sampler::distributions::{Distribution, DistributionError};
use pullback::sampler::transforms;
use rand::Rng;

/// A line with normal priors: the posterior is normal, and its precision known.
#[derive(Parameters, Clone, Debug)]
struct Line {
    #[prior(Normal(1.0, 3.0))]
    intercept: f64,
    #[prior(Normal(0.0, 0.5), non_centred)]
    slope: f64,
}

const X: [f64; 5] = [-1.0, 0.5, 1.0, 2.0, 4.0];
const Y: [f64; 5] = [0.3, 1.2, 1.1, 1.9, 3.4];
/// The standard deviation of the observations.
const SIGMA: f64 = 0.7;

#[differentiable]
fn line_likelihood(p: &Line) -> f64 {
    let mut sum = 0.0;
    for i in 0..5 {
        let residual = (Y[i] - p.intercept - p.slope * X[i]) / SIGMA;
        sum -= 0.5 * residual * residual;
    }
    sum
}

#[test]
fn the_laplace_approximation_of_a_line_is_its_posterior() {
    let posterior = Posterior::<Line, _>::new(line_likelihood::with());
    let laplace = Map::default().seed(1).sample(&posterior).expect("it has a mode");
    // The sampler moves slope / 0.5: the precision of (intercept, that) is a sum over data, and the prior's.
    let scale = 0.5;
    let weight = 1.0 / (SIGMA * SIGMA);
    let (sum, squares): (f64, f64) = (X.iter().sum(), X.iter().map(|x| x * x).sum());
    let (a, b, c) = (
        5.0 * weight + 1.0 / 9.0,
        scale * sum * weight,
        scale * scale * squares * weight + 1.0,
    );
    let determinant = a * c - b * b;
    let covariance = [c / determinant, -b / determinant, -b / determinant, a / determinant];
    for (found, expected) in laplace.covariance().iter().zip(covariance) {
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }
}

/// A prior of the user's own, the logistic distribution, that says nothing of second derivatives.
#[derive(Clone, Copy, Debug)]
struct Own(f64, f64);

impl Distribution for Own {
    type Value = f64;
    type Transform = transforms::Identity;
    type Arguments = [f64; 2];
    const NAME: &'static str = "Own";

    fn transform(&self) -> transforms::Identity {
        transforms::Identity
    }
    fn validate(&self) -> Result<(), DistributionError> {
        Ok(())
    }
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 2]) {
        let z = (x - self.0) / self.1;
        let tanh = (0.5 * z).tanh();
        let value = -z.abs() - 2.0 * (-z.abs()).exp().ln_1p() - self.1.ln();
        (value, -tanh / self.1, [tanh / self.1, (z * tanh - 1.0) / self.1])
    }
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        pullback::sampler::distributions::Logistic(self.0, self.1).sample(rng)
    }
}

/// With it, and with the same of this crate.
macro_rules! model {
    ($name:ident, $likelihood:ident, $prior:expr) => {
        #[derive(Parameters, Clone, Debug)]
        struct $name {
            #[prior(Normal(0.0, 1.0))]
            centre: f64,
            #[prior(HalfNormal(1.0))]
            width: f64,
            #[prior($prior)]
            x: f64,
        }
        #[differentiable]
        fn $likelihood(p: &$name) -> f64 {
            -0.5 * (p.x - 0.4).powi(2) + (p.centre * p.width).sin()
        }
    };
}
model!(WithOwn, own_likelihood, self::Own(centre, width));
model!(WithOurs, our_likelihood, Logistic(centre, width));

fn products<D: LogDensity>(mut density: D) -> Vec<f64> {
    let mut all = Vec::new();
    for direction in [[0.3, 0.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 0.2], [0.1, -0.4, 0.3]] {
        let mut product = [f64::NAN; 3];
        density
            .hessian_vector_product(&[0.4, -0.2, 0.9], &direction, &mut product)
            .expect("second derivatives");
        all.extend(product);
    }
    all
}

#[test]
fn differences_stand_in_where_there_are_no_second_derivatives() {
    let exact = products(Posterior::<WithOurs, _>::new(our_likelihood::with()));
    let without = [
        products(Posterior::<WithOwn, _>::new(own_likelihood::with())),
        products(Posterior::<WithOurs, _>::new(our_likelihood::with().first_order())),
    ];
    for differences in without {
        for (found, expected) in differences.iter().zip(&exact) {
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
        }
        assert_ne!(differences, exact, "differences are not exact");
    }
}
