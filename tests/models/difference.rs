//! Gradients, and products with second derivatives, against finite differences, at draws of the prior.

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
        check_second_derivatives(density, &position, value);
        checked += 1;
    }
}

/// Compares second derivatives along every coordinate with differences of gradients, and finds them exact: differences of
/// gradients along a direction of length 10⁸ would be far off, and the matrix is symmetric.
fn check_second_derivatives<D: LogDensity>(density: &mut D, position: &[f64], value: f64) {
    const LENGTH: f64 = 1e8;
    let dimension = position.len();
    let mut rows = Vec::new();
    for i in 0..dimension {
        let (mut direction, mut row) = (vec![0.0; dimension], vec![f64::NAN; dimension]);
        direction[i] = LENGTH;
        density
            .hessian_vector_product(position, &direction, &mut row)
            .expect("second derivatives");
        rows.push(row.iter().map(|number| number / LENGTH).collect::<Vec<f64>>());
    }
    for (i, row) in rows.iter().enumerate() {
        let slopes = gradient_slopes(density, position, i);
        for (j, (exact, slope)) in row.iter().zip(&slopes).enumerate() {
            let scale = exact.abs().max(1.0) + 1e-3 * value.abs();
            assert!(
                (exact - slope).abs() < 1e-6 * scale,
                "second derivative by {i} and {j} of {position:?}: {exact} is not {slope}"
            );
            let scale = (row[i] * rows[j][j]).abs().sqrt().max(exact.abs()).max(1.0);
            assert!(
                (exact - rows[j][i]).abs() < 1e-11 * scale,
                "{i} and {j}: {exact} is not {}",
                rows[j][i]
            );
        }
    }
}

/// Fourth-order central difference of the gradient by coordinate `i`.
fn gradient_slopes<D: LogDensity>(density: &mut D, position: &[f64], i: usize) -> Vec<f64> {
    let mut at = |shift: f64| {
        let (mut position, mut grad) = (position.to_vec(), vec![0.0; position.len()]);
        position[i] += shift;
        density.log_density_and_grad(&position, &mut grad).expect("a density");
        grad
    };
    let h = 2e-4;
    let [near, far] = [h, 2.0 * h].map(|h| {
        at(h)
            .into_iter()
            .zip(at(-h))
            .map(|(up, down)| up - down)
            .collect::<Vec<_>>()
    });
    let slopes = near.iter().zip(&far).map(|(near, far)| (8.0 * near - far) / (12.0 * h));
    slopes.collect()
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
