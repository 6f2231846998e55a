//! Gradients against finite differences, at draws of the prior.

use pullback::prelude::*;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Compares gradients at `count` starting positions, none of which is far out.
pub fn check_gradient<D: LogDensity>(density: &mut D, count: usize) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    let dimension = density.dimension();
    let (mut checked, mut tried) = (0, 0);
    while checked < count {
        tried += 1;
        assert!(
            tried < 50 * count,
            "only {checked} positions of {tried} were fit to compare at"
        );
        let mut position = vec![0.0; dimension];
        density.initial_position(&mut rng, &mut position);
        let mut grad = vec![f64::NAN; dimension];
        // Where numbers are large, differences say little.
        let value = match density.log_density_and_grad(&position, &mut grad) {
            Ok(value) if value.abs() < 1e5 && position.iter().all(|x| x.abs() < 4.0) => value,
            _ => continue,
        };
        for i in 0..dimension {
            let slope = slope(density, &position, i);
            let scale = grad[i].abs().max(1.0) + 1e-3 * value.abs();
            assert!(
                (grad[i] - slope).abs() < 1e-6 * scale,
                "coordinate {i} of {position:?}: {} is not {slope}",
                grad[i]
            );
        }
        checked += 1;
    }
}

/// Fourth-order central difference by coordinate `i`.
fn slope<D: LogDensity>(density: &mut D, position: &[f64], i: usize) -> f64 {
    let mut ignored = vec![0.0; position.len()];
    let mut at = |shift: f64| {
        let mut position = position.to_vec();
        position[i] += shift;
        density
            .log_density_and_grad(&position, &mut ignored)
            .expect("a density")
    };
    let h = 2e-4;
    (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h)
}
