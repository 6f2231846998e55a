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
    const SUPPORT_DEPENDS_ON_ARGUMENTS: bool = true;

    fn transform(&self) -> Interval {
        Interval { lower: self.0, upper: self.1 }
    }
    fn validate(&self) -> Result<(), DistributionError> {
        Ok(())
    }
    fn log_density_and_partials(&self, _x: f64) -> (f64, f64, [f64; 2]) {
        (0.0, 0.0, [0.0; 2])
    }
    fn sample<R: Rng + ?Sized>(&self, _rng: &mut R) -> f64 {
        0.5
    }
}

#[derive(Parameters)]
struct Model {
    #[prior(HalfNormal(1.0))]
    width: f64,
    #[prior(self::Triangle(0.0, width))]
    x: f64,
}

fn main() {}
