//! Supports of vectors: round trips, the log-Jacobian against the determinant of a numerical Jacobian, gradients against
//! finite differences.

use super::*;
use autodiff_runtime::Adjoint;
use proptest::prelude::*;

/// The value and the log-Jacobian at a position.
fn at<T: VectorTransform>(transform: T, position: &[f64], numbers: usize) -> (Vec<f64>, f64) {
    let mut value = vec![f64::NAN; numbers];
    let log_jacobian = transform.forward(position, &mut value);
    (value, log_jacobian)
}

/// Fourth-order central difference by coordinate `i`.
fn slope(f: impl Fn(&[f64]) -> f64, position: &[f64], i: usize) -> f64 {
    let h = 1e-3;
    let shifted = |shift: f64| {
        let mut position = position.to_vec();
        position[i] += shift;
        f(&position)
    };
    (8.0 * (shifted(h) - shifted(-h)) - (shifted(2.0 * h) - shifted(-2.0 * h))) / (12.0 * h)
}

/// The logarithm of a determinant's absolute value, by elimination.
fn log_determinant(mut matrix: Vec<Vec<f64>>) -> f64 {
    let size = matrix.len();
    let mut sum = 0.0;
    for k in 0..size {
        let pivot = (k..size)
            .max_by(|a, b| matrix[*a][k].abs().total_cmp(&matrix[*b][k].abs()))
            .expect("rows are left");
        matrix.swap(k, pivot);
        sum += matrix[k][k].abs().ln();
        for row in k + 1..size {
            let (above, below) = matrix.split_at_mut(row);
            let factor = below[0][k] / above[k][k];
            for (x, pivot) in below[0].iter_mut().zip(&above[k]).skip(k) {
                *x -= factor * pivot;
            }
        }
    }
    sum
}

fn assert_close(got: f64, expected: f64, tolerance: f64) {
    let error = (got - expected).abs();
    assert!(
        error <= tolerance * expected.abs().max(1.0),
        "{got} is not {expected} (off by {error:e})"
    );
}

/// Columns of the numerical Jacobian, restricted to the elements that densities are taken by.
fn jacobian<T: VectorTransform>(transform: T, position: &[f64], numbers: usize, elements: &[usize]) -> Vec<Vec<f64>> {
    let row = |element: &usize| {
        (0..position.len())
            .map(|i| slope(|y| at(transform, y, numbers).0[*element], position, i))
            .collect()
    };
    elements.iter().map(row).collect()
}

/// The round trip, and the gradient of Σ aᵢ xᵢ + Σ cos xᵢ + log-Jacobian.
fn check_gradient<T: VectorTransform>(transform: T, position: &[f64], numbers: usize) {
    let (value, _) = at(transform, position, numbers);
    assert!(transform.support().contains(&value), "{value:?} at {position:?}");
    let mut back = vec![f64::NAN; position.len()];
    assert!(transform.inverse(&value, &mut back));
    let (again, _) = at(transform, &back, numbers);
    for (a, b) in value.iter().zip(&again) {
        assert_close(*a, *b, 1e-12);
    }
    let weight = |i: usize| 0.3 + 0.7 * i as f64;
    let target = |y: &[f64]| {
        let (value, log_jacobian) = at(transform, y, numbers);
        let terms = value.iter().enumerate().map(|(i, x)| weight(i) * x + x.cos());
        terms.sum::<f64>() + log_jacobian
    };
    let bars: Vec<Adjoint<f64>> = value
        .iter()
        .enumerate()
        .map(|(i, x)| Adjoint::new(weight(i) - x.sin()))
        .collect();
    let mut grad = vec![f64::NAN; position.len()];
    transform.pull_back(position, &value, &bars, &mut grad);
    for (i, grad) in grad.iter().enumerate() {
        assert_close(*grad, slope(target, position, i), 1e-7);
    }
}

/// The same, and the log-Jacobian by the determinant.
fn check<T: VectorTransform>(transform: T, position: &[f64], numbers: usize, elements: &[usize]) {
    check_gradient(transform, position, numbers);
    let (_, log_jacobian) = at(transform, position, numbers);
    assert_close(
        log_jacobian,
        log_determinant(jacobian(transform, position, numbers, elements)),
        1e-6,
    );
}

fn positions(length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec(-2.0..2.0f64, length)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn bijections_of_vectors(position in positions(1..6)) {
        let count = position.len();
        let all: Vec<usize> = (0..count).collect();
        check(Reals, &position, count, &all);
        check(Ordered, &position, count, &all);
        check(PositiveOrdered, &position, count, &all);
        // By all elements but the last.
        check(Simplex, &position, count + 1, &all);
    }

    #[test]
    fn zero_sums_are_an_isometry(position in positions(1..6)) {
        let numbers = position.len() + 1;
        check_gradient(ZeroSum, &position, numbers);
        let all: Vec<usize> = (0..numbers).collect();
        let columns = jacobian(ZeroSum, &position, numbers, &all);
        for i in 0..position.len() {
            for j in 0..position.len() {
                let product: f64 = columns.iter().map(|row| row[i] * row[j]).sum();
                assert_close(product, f64::from(u8::from(i == j)), 1e-9);
            }
        }
    }

    #[test]
    fn directions_have_the_right_gradient(position in positions(1..6)) {
        prop_assume!(position.iter().map(|y| y * y).sum::<f64>() > 0.1);
        check_gradient(UnitVector, &position, position.len());
    }

    #[test]
    fn cholesky_factors(position in positions(6..7)) {
        // Elements below the diagonal of three and four rows.
        check(CholeskyCorrelation, &position[..3], 9, &[3, 6, 7]);
        check(CholeskyCorrelation, &position, 16, &[4, 8, 9, 12, 13, 14]);
    }
}

#[test]
fn every_direction_has_the_same_weight() {
    // The integral over lengths, r^(K−1) exp(log density) dr, is 1 in every direction.
    for direction in [&[1.0][..], &[0.6, -0.8], &[0.48, 0.6, 0.64], &[0.5, -0.5, 0.5, 0.5]] {
        let (mut sum, step) = (0.0, 1e-3);
        for i in 1..20_000 {
            let length = step * f64::from(i);
            let position: Vec<f64> = direction.iter().map(|x| x * length).collect();
            let (_, log_density) = at(UnitVector, &position, direction.len());
            sum += step * length.powi(direction.len() as i32 - 1) * log_density.exp();
        }
        // On a line there are two directions, each with the density at zero in common.
        let missing = if direction.len() == 1 { 1e-3 } else { 1e-6 };
        assert_close(sum, 1.0, missing);
    }
}

#[test]
fn steep_positions_stay_inside() {
    for y in [-800.0, -40.0, 40.0, 300.0] {
        for position in [[y, 0.5, -y], [0.3, y, y]] {
            let (value, log_jacobian) = at(Simplex, &position, 4);
            assert!(
                value.iter().all(|x| *x > 0.0) && log_jacobian < 0.0,
                "{position:?}: {value:?}"
            );
            let small = position.map(|y: f64| y.clamp(-800.0, 40.0));
            let (value, _) = at(Ordered, &small, 3);
            assert!(Support::Ordered.contains(&value), "{value:?}");
            let (value, _) = at(PositiveOrdered, &small, 3);
            assert!(Support::PositiveOrdered.contains(&value), "{value:?}");
        }
        let (value, _) = at(CholeskyCorrelation, &[y.clamp(-15.0, 15.0)], 4);
        assert!(Support::CholeskyCorrelation.contains(&value), "{value:?}");
        let ((above, _), (below, _)) = (Lower { lower: 3.0 }.forward(&[y]), Upper { upper: 3.0 }.forward(&[y]));
        assert!(above > 3.0 && below < 3.0, "{y}: {above} {below}");
    }
}

#[test]
fn vectors_of_no_length_have_no_coordinates() {
    for transform in [Support::Ordered, Support::PositiveOrdered, Support::ZeroSum] {
        assert!(transform.contains(&[]));
    }
    assert_eq!((Simplex.dimension(0), ZeroSum.dimension(0)), (0, 0));
    assert_eq!(CholeskyCorrelation.dimension(0), 0);
    assert_eq!(at(Simplex, &[], 1), (vec![1.0], 0.0));
    assert_eq!(at(ZeroSum, &[], 1).0, [0.0]);
    assert_eq!(at(CholeskyCorrelation, &[], 1), (vec![1.0], 0.0));
    assert_eq!((at(Ordered, &[], 0).1, at(UnitVector, &[], 0).1), (0.0, 0.0));
}

#[test]
fn vectors_outside_are_refused() {
    let refuses = |support: Support, value: &[f64]| assert!(!support.contains(value), "{support} {value:?}");
    refuses(Support::Real, &[0.0, f64::INFINITY]);
    refuses(Support::Ordered, &[1.0, 1.0]);
    refuses(Support::Ordered, &[f64::NAN, 1.0]);
    refuses(Support::PositiveOrdered, &[0.0, 1.0]);
    refuses(Support::Simplex, &[0.5, 0.4]);
    refuses(Support::Simplex, &[1.0, 0.0]);
    refuses(Support::UnitVector, &[0.5, 0.5]);
    refuses(Support::ZeroSum, &[1.0, -0.9]);
    refuses(Support::CholeskyCorrelation, &[1.0, 0.1, 0.0, 1.0]);
    refuses(Support::CholeskyCorrelation, &[1.0, 0.0, 0.6, -0.8]);
    assert!(Support::CholeskyCorrelation.contains(&[1.0, 0.0, 0.6, 0.8]));
    refuses(Support::Above(1.0), &[1.0]);
    refuses(Support::Below(1.0), &[1.0]);
    let mut position = [7.0];
    assert!(
        !Lower { lower: 1.0 }.inverse(0.5, &mut position) && !Upper { upper: 1.0 }.inverse(f64::NAN, &mut position)
    );
    assert_eq!(position, [7.0]);
}

/// A bound's derivative, against differences of sin(x) + log-Jacobian.
fn check_bounds<T: Transform<Value = f64>>(made: impl Fn([f64; 2]) -> T, bounds: [f64; 2], y: f64) {
    let target = |bounds: &[f64]| {
        let (x, log_jacobian) = made([bounds[0], bounds[1]]).forward(&[y]);
        x.sin() + log_jacobian
    };
    let transform = made(bounds);
    let by_bounds = transform.pull_back_to_bounds(&[y], transform.forward(&[y]).0.cos());
    for (i, by_bound) in by_bounds.as_ref().iter().enumerate() {
        assert_close(*by_bound, slope(target, &bounds, i), 1e-8);
    }
    let mut grad = [f64::NAN];
    transform.pull_back(&[y], transform.forward(&[y]).0.cos(), &mut grad);
    let by_position = slope(
        |y| {
            let (x, log_jacobian) = transform.forward(y);
            x.sin() + log_jacobian
        },
        &[y],
        0,
    );
    assert_close(grad[0], by_position, 1e-7);
    let mut back = [f64::NAN];
    assert!(transform.inverse(transform.forward(&[y]).0, &mut back));
    assert_close(back[0], y, 1e-9);
}

proptest! {
    #[test]
    fn bounds_have_the_right_derivatives(lower in -2.0..2.0f64, width in 0.5..3.0f64, y in -3.0..1.5f64) {
        let bounds = [lower, lower + width];
        check_bounds(|[lower, upper]| Interval { lower, upper }, bounds, y);
        check_bounds(|[lower, _]| Lower { lower }, bounds, y);
        check_bounds(|[upper, _]| Upper { upper }, bounds, y);
    }
}
