//! Whether derivatives are right: against the benchmark's reference values where there are any, and otherwise against
//! derivatives that are found in another way.

use crate::measure::differences;
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

/// What the benchmark's derivatives may be off by, relatively.
pub const TOLERANCE: f64 = 1e-9;
/// What differences are good to.
const ROUGHLY: f64 = 1e-6;
/// In so many random directions derivatives are compared.
const DIRECTIONS: u64 = 5;

/// The largest difference from reference values, relative to the value and a thousandth of the largest one: what cancels out
/// of large contributions has their errors.
pub fn by_reference(ours: &[f64], reference: &[f64]) -> f64 {
    assert_eq!(ours.len(), reference.len(), "as many values as the reference has");
    let largest = reference.iter().fold(0f64, |m, x| m.max(x.abs()));
    let size = |value: f64| value.abs() + 1e-3 * largest;
    worst(ours.iter().zip(reference).map(|(a, b)| (a - b).abs() / size(*b)))
}

/// The largest difference of a gradient from forward mode in random directions, relative to the sum of what the parameters
/// contribute. Differences of values must agree as far as they can.
pub fn gradient(x: &[f64], gradient: &[f64], value: impl Fn(&[f64]) -> f64, forward: impl Fn(&[f64]) -> f64) -> f64 {
    worst((0..DIRECTIONS).map(|seed| {
        let direction = random(seed, x.len());
        let reverse = dot(gradient, &direction);
        let size: f64 = gradient.iter().zip(&direction).map(|(g, d)| (g * d).abs()).sum();
        let rough = differences::along(1e-4, |x| vec![value(x)], x, &direction)[0];
        assert!(
            (rough - reverse).abs() <= ROUGHLY * size,
            "the gradient gives {reverse}, differences {rough}"
        );
        (forward(&direction) - reverse).abs() / size
    }))
}

/// The largest difference of a Jacobian, given by its columns, from reverse mode with random seeds; relative to the sum of
/// what the rows contribute. Differences of values must agree as far as they can.
pub fn jacobian(
    x: &[f64],
    columns: &[Vec<f64>],
    value: impl Fn(&[f64]) -> Vec<f64>,
    reverse: impl Fn(&[f64]) -> Vec<f64>,
) -> f64 {
    assert_eq!(x.len(), columns.len(), "one column for each parameter");
    let rows = columns[0].len();
    worst((0..DIRECTIONS).flat_map(|seed| {
        let direction = random(seed, x.len());
        let rough = differences::along(1e-4, &value, x, &direction);
        for (row, rough) in rough.iter().enumerate() {
            let entries: Vec<f64> = columns.iter().map(|column| column[row]).collect();
            let size: f64 = entries.iter().zip(&direction).map(|(e, d)| (e * d).abs()).sum();
            let ours = dot(&entries, &direction);
            assert!(
                (rough - ours).abs() <= ROUGHLY * (size + 1.0),
                "the Jacobian gives {ours} in row {row}, differences {rough}"
            );
        }
        let seeds = random(seed, rows);
        let by_reverse = reverse(&seeds);
        let compared = columns.iter().zip(by_reverse).map(|(column, by_reverse)| {
            let size: f64 = column.iter().zip(&seeds).map(|(e, s)| (e * s).abs()).sum();
            (dot(column, &seeds) - by_reverse).abs() / size.max(1e-300)
        });
        compared.collect::<Vec<f64>>()
    }))
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn random(seed: u64, length: usize) -> Vec<f64> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..length).map(|_| StandardNormal.sample(&mut random)).collect()
}

/// The largest, and NaN if there is one, which `max` would pass over.
fn worst(errors: impl IntoIterator<Item = f64>) -> f64 {
    let larger = |worst: f64, error: f64| if worst.is_nan() || error <= worst { worst } else { error };
    errors.into_iter().fold(0.0, larger)
}
