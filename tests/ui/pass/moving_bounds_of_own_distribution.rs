//! A distribution of the user's own says which of its arguments are bounds; then they may follow other parameters.

use pullback::prelude::*;
use pullback::sampler::distributions::{Distribution, DistributionError};
use pullback::sampler::transforms::Interval;
use rand::Rng;

#[derive(Clone, Copy, Debug)]
struct Triangle(f64, f64);

impl Distribution for Triangle {
    type Value = f64;
    type Transform = Interval;
    type Arguments = [f64; 2];
    const NAME: &'static str = "Triangle";
    const BOUND_ARGUMENTS: &'static [usize] = &[0, 1];

    fn transform(&self) -> Interval {
        Interval { lower: self.0, upper: self.1 }
    }
    fn validate(&self) -> Result<(), DistributionError> {
        Ok(())
    }
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 2]) {
        let (height, width) = (x - self.0, self.1 - self.0);
        let value = (2.0 * height / (width * width)).ln();
        (value, 1.0 / height, [-1.0 / height + 2.0 / width, -2.0 / width])
    }
    fn sample<R: Rng + ?Sized>(&self, _rng: &mut R) -> f64 {
        0.5 * (self.0 + self.1)
    }
}

#[derive(Parameters)]
struct Model {
    #[prior(HalfNormal(1.0))]
    width: f64,
    #[prior(self::Triangle(0.0, width))]
    x: f64,
}

#[differentiable]
fn nothing(p: &Model) -> f64 {
    0.0 * p.x
}

fn main() {
    let mut posterior = Posterior::<Model, _>::new(nothing::with());
    let mut at = |position: &[f64]| {
        let mut grad = [0.0; 2];
        let value = posterior.log_density_and_grad(position, &mut grad).unwrap();
        (value, grad)
    };
    let (_, grad) = at(&[0.3, -0.4]);
    let slope = (at(&[0.3 + 1e-5, -0.4]).0 - at(&[0.3 - 1e-5, -0.4]).0) / 2e-5;
    assert!((grad[0] - slope).abs() < 1e-8, "{grad:?} {slope}");
}
