//! The diagnostics agree with ArviZ on recorded chains (tests/data/arviz/make_reference.py).

use std::collections::HashMap;

use autodiff_sampler::Trace;
use autodiff_sampler::diagnostics::{self, Interpolation};
use autodiff_sampler::trace::Statistic;

const DRAWS: &str = include_str!("data/arviz/draws.csv");
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

/// The numbers of a recorded table: case, column, number.
fn recorded(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str, f64)> {
    let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().expect("a table has a header");
    lines.flat_map(move |row| {
        let numbers = row.iter().map(|text| text.parse().unwrap_or(f64::NAN));
        let cells = header.clone().into_iter().zip(numbers).skip(1);
        cells
            .map(|(column, number)| (row[0], column, number))
            .collect::<Vec<_>>()
    })
}

fn assert_agree(what: &str, found: f64, expected: f64) {
    let agrees = (found - expected).abs() <= TOLERANCE * expected.abs()
        || found == expected
        || (found - expected).abs() <= 1e-14
        || (found.is_nan() && expected.is_nan());
    assert!(agrees, "{what}: {found} instead of {expected}");
}

/// The function that a column of functions_*.csv is named after.
fn compute(column: &str, chains: &[&[f64]], interpolation: Interpolation) -> f64 {
    let all = chains.concat();
    let (name, argument) = column.rsplit_once('_').unwrap_or((column, ""));
    let argument: Option<f64> = argument.parse().ok();
    match (name, argument) {
        ("ess_quantile", Some(probability)) => diagnostics::ess_quantile_with(chains, probability, interpolation),
        ("ess_local_0.2", Some(high)) => diagnostics::ess_local_with(chains, (0.2, high), interpolation),
        ("mcse_quantile", Some(probability)) => diagnostics::mcse_quantile_with(chains, probability, interpolation),
        ("hdi_low", Some(probability)) => diagnostics::hdi(&all, probability).0,
        ("hdi_high", Some(probability)) => diagnostics::hdi(&all, probability).1,
        ("eti_low", Some(probability)) => diagnostics::eti(&all, probability).0,
        ("eti_high", Some(probability)) => diagnostics::eti(&all, probability).1,
        ("autocorrelation", Some(lag)) => {
            let correlation = diagnostics::autocorrelation(chains[0]);
            correlation.get(lag as usize).copied().unwrap_or(f64::NAN)
        }
        _ => match column {
            "r_hat" => diagnostics::r_hat(chains),
            "ess_bulk" => diagnostics::ess_bulk(chains),
            "ess_tail" => diagnostics::ess_tail_with(chains, (0.05, 0.95), interpolation),
            "ess_mean" => diagnostics::ess_mean(chains),
            "ess_sd" => diagnostics::ess_sd(chains),
            "ess_median" => diagnostics::ess_median(chains),
            "mcse_mean" => diagnostics::mcse_mean(chains),
            "mcse_sd" => diagnostics::mcse_sd(chains),
            "mcse_median" => diagnostics::mcse_median(chains),
            "bfmi" => diagnostics::bfmi(chains[0]),
            _ => panic!("unknown column {column}"),
        },
    }
}

fn assert_functions_agree(table: &'static str, interpolation: Interpolation, numbers: usize) {
    let chains = recorded_chains();
    let mut compared = 0;
    for (case, column, expected) in recorded(table) {
        let chains: Vec<&[f64]> = chains[case].iter().map(Vec::as_slice).collect();
        // The variance of equal draws is zero here, and what rounding leaves of it in numpy.
        let rounding = column == "bfmi" || column.starts_with("autocorrelation");
        if case != "constant_tenth" || !rounding {
            assert_agree(
                &format!("{column} of {case}"),
                compute(column, &chains, interpolation),
                expected,
            );
        }
        compared += 1;
    }
    assert_eq!(compared, numbers);
}

#[test]
fn functions_agree_with_arviz_0() {
    assert_functions_agree(
        include_str!("data/arviz/functions_0.csv"),
        Interpolation::WeightedMean,
        28 * 23,
    );
}

#[test]
fn functions_agree_with_arviz_1() {
    assert_functions_agree(
        include_str!("data/arviz/functions_1.csv"),
        Interpolation::FromTheNearer,
        28 * 25,
    );
}

/// The columns of a summary table are those that ArviZ shows, and so are their numbers.
fn assert_summaries_agree(table: &'static str, statistics: &[Statistic], excepted: &[(&str, &str)]) {
    let header: Vec<&str> = table.lines().next().expect("a header").split(',').skip(1).collect();
    let shown: Vec<&str> = statistics.iter().map(Statistic::name).collect();
    assert_eq!(shown, header);
    let chains = recorded_chains();
    for (case, column, expected) in recorded(table) {
        let trace = Trace::from_chains([("x", chains[case].clone())]).expect("these are chains");
        let found = trace.summary_table(statistics).get("x", column).expect("a column");
        if !excepted.contains(&(case, column)) {
            assert_agree(&format!("{column} of {case}"), found, expected);
        }
    }
}

/// In its summary, but not in `arviz.rhat`, ArviZ 0.23 takes the median of an odd number of draws before it leaves out the
/// one in the middle of each chain. And of draws with NaN, its interval has one end.
const QUIRKS: [(&str, &str); 4] = [
    ("odd", "r_hat"),
    ("short", "r_hat"),
    ("hundred_and_one", "r_hat"),
    ("nan", "hdi_3%"),
];

#[test]
fn summaries_agree_with_arviz_0() {
    let table = include_str!("data/arviz/summary_0.csv");
    assert_summaries_agree(table, &Statistic::arviz_0(), &QUIRKS);
    let table = include_str!("data/arviz/summary_median_0.csv");
    assert_summaries_agree(table, &Statistic::arviz_0_median(), &QUIRKS);
}

#[test]
fn summaries_agree_with_arviz_1() {
    let table = include_str!("data/arviz/summary_1.csv");
    assert_summaries_agree(table, &Statistic::arviz_1(), &[]);
    let table = include_str!("data/arviz/summary_median_1.csv");
    assert_summaries_agree(table, &Statistic::arviz_1_median(), &[]);
}

#[test]
fn the_summary_is_the_table_with_named_fields() {
    for (case, chains) in recorded_chains() {
        let trace = Trace::from_chains([(case, chains)]).expect("these are chains");
        let table = trace.summary_table(&Statistic::arviz_0());
        assert_eq!(trace.summary().to_string(), table.to_string());
    }
}

#[test]
fn bad_input_is_nan_and_never_a_panic() {
    let empty: &[&[f64]] = &[];
    let ragged: &[&[f64]] = &[&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 3.0, 4.0, 5.0]];
    let no_draws: &[&[f64]] = &[&[], &[]];
    let good: &[&[f64]] = &[&[1.0, 2.0, 3.0, 4.0], &[4.0, 3.0, 1.0, 2.0]];
    for chains in [empty, ragged, no_draws] {
        for column in ["r_hat", "ess_bulk", "ess_tail", "ess_mean", "ess_sd", "ess_median"] {
            assert!(compute(column, chains, Interpolation::default()).is_nan(), "{column}");
        }
        for column in ["mcse_mean", "mcse_sd", "mcse_median", "ess_local_0.2_0.3"] {
            assert!(compute(column, chains, Interpolation::default()).is_nan(), "{column}");
        }
    }
    for column in [
        "ess_quantile_1.5",
        "ess_quantile_NaN",
        "mcse_quantile_-0.1",
        "ess_local_0.2_2",
    ] {
        assert!(compute(column, good, Interpolation::default()).is_nan(), "{column}");
    }
    assert!(diagnostics::hdi(&[], 0.94).0.is_nan());
    assert_eq!(diagnostics::hdi(&[1.0, 2.0], 1.0 - 1e-17 - 1e-16), (1.0, 2.0));
    assert!(diagnostics::eti(&[1.0], 1.5).0.is_nan());
    assert!(diagnostics::median(&[]).is_nan());
    assert!(diagnostics::autocorrelation(&[]).is_empty());
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
