//! The smoothing agrees with ArviZ on recorded ratios (tests/data/pareto.py).

use super::*;

const REFERENCE: &str = include_str!("../../../tests/data/pareto.csv");

fn numbers(fields: &str) -> Vec<f64> {
    fields.split(' ').map(|x| x.parse().expect("a number")).collect()
}

#[test]
fn agrees_with_arviz() {
    let mut compared = 0;
    for line in REFERENCE.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [name, efficiency, k, ratios, expected] = fields[..] else {
            panic!("five fields in {line}");
        };
        let (ratios, expected) = (numbers(ratios), numbers(expected));
        let (efficiency, k): (f64, f64) = (efficiency.parse().expect("a number"), k.parse().expect("a number"));
        let found = psis(&ratios, efficiency);
        assert!(
            found.pareto_k() == k || (found.pareto_k() - k).abs() < 1e-10,
            "{name}: {} instead of {k}",
            found.pareto_k()
        );
        for (found, expected) in found.log_weights().iter().zip(&expected) {
            let close = (found - expected).abs() < 1e-10 * expected.abs().max(1.0);
            assert!(close || found == expected, "{name}: {found} instead of {expected}");
        }
        compared += 1;
    }
    assert_eq!(compared, 8);
}

#[test]
fn bad_ratios_are_nan_and_never_a_panic() {
    for ratios in [
        &[][..],
        &[f64::NAN; 50],
        &[f64::NEG_INFINITY; 50],
        &[f64::INFINITY, 0.0],
    ] {
        assert!(psis(ratios, 1.0).pareto_k().is_nan(), "{ratios:?}");
    }
    for few in 1..6 {
        assert_eq!(psis(&vec![0.5; few], 1.0).pareto_k(), f64::INFINITY);
    }
    let impossible = psis(&[0.0, f64::NEG_INFINITY, 0.0], 1.0);
    assert_eq!(impossible.log_weights()[1], f64::NEG_INFINITY);
    assert!((impossible.effective_sample_size() - 2.0).abs() < 1e-12);
}

#[test]
fn the_threshold_grows_with_the_draws() {
    assert!((pareto_k_threshold(100) - 0.5).abs() < 1e-15);
    assert_eq!(pareto_k_threshold(100_000), 0.7);
}
