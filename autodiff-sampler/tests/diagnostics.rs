//! The diagnostics agree with ArviZ on recorded chains (tests/data/make_arviz_reference.py).

use std::collections::HashMap;

use autodiff_sampler::diagnostics;

const DRAWS: &str = include_str!("data/arviz_draws.csv");
const REFERENCE: &str = include_str!("data/arviz_reference.csv");
const TOLERANCE: f64 = 1e-10;

/// The recorded chains by name of the case.
fn recorded_chains() -> HashMap<&'static str, Vec<Vec<f64>>> {
    let mut chains: HashMap<_, Vec<_>> = HashMap::new();
    for line in DRAWS.lines() {
        let mut fields = line.split(',');
        let name = fields.next().expect("a row begins with its case");
        let values = fields
            .skip(1)
            .map(|field| field.parse().expect("draws are numbers"))
            .collect();
        chains.entry(name).or_default().push(values);
    }
    chains
}

fn compute(column: &str, chains: &[&[f64]]) -> f64 {
    match column {
        "r_hat" => diagnostics::r_hat(chains),
        "ess_bulk" => diagnostics::ess_bulk(chains),
        "ess_tail" => diagnostics::ess_tail(chains),
        "ess_mean" => diagnostics::ess_mean(chains),
        "mcse_mean" => diagnostics::mcse_mean(chains),
        "mcse_sd" => diagnostics::mcse_sd(chains),
        "hdi_low" => diagnostics::hdi(&chains.concat(), 0.94).0,
        "hdi_high" => diagnostics::hdi(&chains.concat(), 0.94).1,
        "bfmi" => diagnostics::bfmi(chains[0]),
        _ => panic!("unknown column {column}"),
    }
}

#[test]
fn agree_with_arviz() {
    let recorded = recorded_chains();
    let mut lines = REFERENCE.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().expect("the reference has a header");
    let mut compared = 0;
    for row in lines {
        let chains: Vec<&[f64]> = recorded[row[0]].iter().map(Vec::as_slice).collect();
        for (column, text) in header.iter().zip(&row).skip(1) {
            let expected: f64 = text.parse().expect("reference values are numbers");
            let found = compute(column, &chains);
            let agrees = (found - expected).abs() <= TOLERANCE * expected.abs().max(1.0)
                || found == expected
                || (found.is_nan() && expected.is_nan());
            assert!(agrees, "{} of {}: {found} instead of {expected}", column, row[0]);
            compared += 1;
        }
    }
    assert_eq!(compared, 16 * 9);
}

#[test]
fn bad_input_is_nan_and_never_a_panic() {
    let empty: &[&[f64]] = &[];
    let ragged: &[&[f64]] = &[&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 3.0, 4.0, 5.0]];
    let no_draws: &[&[f64]] = &[&[], &[]];
    for chains in [empty, ragged, no_draws] {
        for column in ["r_hat", "ess_bulk", "ess_tail", "ess_mean", "mcse_mean", "mcse_sd"] {
            assert!(compute(column, chains).is_nan(), "{column}");
        }
    }
    assert!(diagnostics::hdi(&[], 0.94).0.is_nan());
    assert!(diagnostics::bfmi(&[]).is_nan());
    assert!(diagnostics::bfmi(&[1.0]).is_nan());
}

#[test]
fn infinite_draws_are_ranked() {
    let mut draws: Vec<f64> = (0..100).map(|i| f64::from((i * 37) % 101)).collect();
    draws[5] = f64::INFINITY;
    let chains = [draws.as_slice(), draws.as_slice()];
    assert!(diagnostics::ess_bulk(&chains).is_finite());
    assert!(diagnostics::mcse_mean(&chains).is_nan());
}
