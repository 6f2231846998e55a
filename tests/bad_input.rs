//! Bad input from file to sampler: errors that name the file, line, field, parameter or term at fault, and no panic.

#[path = "../examples/radial_velocity/model.rs"]
mod model;

use model::{Planet, System, Velocities, log_likelihood};
use pullback::exoplanet::kepler;
use pullback::prelude::*;
use pullback::sampler::LogDensityError;
use std::path::Path;

const HEADER: &str = "time_bjd_minus_2454833,rv_mps,rv_err_mps\n";

/// What reading a file with this text says, the folder left out.
fn message(name: &str, text: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bad_input");
    std::fs::create_dir_all(&folder).expect("a folder for tests");
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file for tests");
    let path = path.to_str().expect("a plain path");
    let error = Velocities::read(path).expect_err("the file is broken").to_string();
    assert!(error.starts_with(path), "{error}");
    error.replace(path, name)
}

#[test]
fn broken_files_are_refused_by_line_and_field() {
    let rows = |rows: &str| format!("{HEADER}2364.8,6.6,1.6\n{rows}");
    for (name, text, expected) in [
        (
            "word.csv",
            rows("2365.0,fast,1.5\n"),
            "word.csv, line 3, column `rv_mps`: 'fast' is not a number",
        ),
        (
            "nan.csv",
            rows("2365.0,1.0,NaN\n"),
            "nan.csv, line 3, column `rv_err_mps`: 'NaN' is not finite",
        ),
        (
            "zero.csv",
            rows("2365.0,1.0,0\n"),
            "zero.csv, line 3, column `rv_err_mps`: '0' is not above zero",
        ),
        (
            "negative.csv",
            rows("# remark\n2365.0,1.0,-1.5\n"),
            "negative.csv, line 4, column `rv_err_mps`: '-1.5' is not above zero",
        ),
        (
            "infinite.csv",
            rows("inf,1.0,1.5\n"),
            "infinite.csv, line 3, column `time_bjd_minus_2454833`: 'inf' is not finite",
        ),
        (
            "short.csv",
            rows("2365.0,1.0\n"),
            "short.csv, line 3: 2 fields where the header has 3",
        ),
        ("empty.csv", String::new(), "empty.csv: there are no observations in it"),
        (
            "no_rows.csv",
            HEADER.to_owned(),
            "no_rows.csv: there are no observations in it",
        ),
        (
            "other.csv",
            "time,rv_mps,rv_err_mps\n1,2,3\n".to_owned(),
            "other.csv, line 1: there is no column `time_bjd_minus_2454833`; the header has: time, rv_mps, rv_err_mps",
        ),
    ] {
        assert_eq!(message(name, &text), expected);
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Velocities::read("no/such/file.csv").expect_err("there is no such file");
    assert!(
        error.to_string().starts_with("no/such/file.csv: cannot be read: "),
        "{error}"
    );
}

fn system() -> System {
    let planet = Planet {
        semi_amplitude: 5.0,
        eccentricity_vector: [0.3, 0.2],
    };
    System {
        period_b: 20.8851,
        t0_b: 2072.7948,
        b: planet.clone(),
        period_c: 42.3633,
        t0_c: 2082.6251,
        c: planet,
        offset: 0.0,
        slope: 0.0,
        curvature: 0.0,
        jitter: 2.0,
    }
}

#[test]
fn a_start_outside_the_support_names_the_parameter() {
    let data = Velocities::read(Velocities::PUBLISHED).expect("a file of the repository");
    let start_at = |system: &System| Posterior::new(log_likelihood::with(&data)).start_at(system);
    assert!(start_at(&system()).is_ok());

    let mut hyperbolic = system();
    hyperbolic.c.eccentricity_vector = [0.9, 0.6];
    let error = start_at(&hyperbolic).expect_err("e > 1").to_string();
    assert!(
        error.contains("`c.eccentricity_vector`") && error.contains("0.9"),
        "{error}"
    );

    let mut negative = system();
    negative.jitter = -1.0;
    let error = start_at(&negative).expect_err("a negative jitter").to_string();
    assert!(error.contains("`jitter` is -1"), "{error}");

    let mut undefined = system();
    undefined.b.semi_amplitude = f64::NAN;
    let error = start_at(&undefined).expect_err("not a number").to_string();
    assert!(error.contains("`b.semi_amplitude` is NaN"), "{error}");
}

/// A short run, for its error.
fn failure<P: LogDensity + Clone + Sync>(density: &P) -> String {
    let nuts = Nuts::default().chains(2).tune(10).draws(10).seed(1).progress(false);
    nuts.sample(density).expect_err("no position is usable").to_string()
}

#[derive(Parameters, Clone, Debug)]
struct Orbit {
    #[prior(Normal(0.0, 1.0))]
    phase: f64,
    #[prior(Normal(3.0, 0.1))]
    ecc: f64, // wrong: nothing keeps it between 0 and 1
}

#[differentiable]
fn sine_of_true_anomaly(orbit: &Orbit) -> f64 {
    let (sin_f, _) = kepler(orbit.phase, orbit.ecc);
    sin_f
}

#[test]
fn an_impossible_eccentricity_is_recoverable() {
    for (phase, ecc) in [
        (0.5, -1e-9),
        (0.5, 1.0),
        (0.5, 7.0),
        (0.5, f64::NAN),
        (f64::NAN, 0.5),
        (f64::INFINITY, 0.5),
    ] {
        let orbit = Orbit { phase, ecc };
        assert!(sine_of_true_anomaly(&orbit).is_nan(), "{orbit:?}");
        let (value, grad) = sine_of_true_anomaly::value_and_grad(&orbit);
        assert!(value.is_nan() && grad.phase.is_nan() && grad.ecc.is_nan(), "{orbit:?}");
    }
    let mut posterior = Posterior::<Orbit, _>::new(sine_of_true_anomaly::with());
    let outcome = posterior.log_density_and_grad(&[0.5, 1.2], &mut [0.0; 2]);
    assert!(matches!(outcome, Err(LogDensityError::Recoverable(_))), "{outcome:?}");
    assert!(posterior.log_density_and_grad(&[0.5, 0.2], &mut [0.0; 2]).is_ok());
}

#[test]
fn a_likelihood_that_is_nowhere_defined_ends_the_run_and_is_named() {
    let error = failure(&Posterior::<Orbit, _>::new(sine_of_true_anomaly::with()));
    assert!(
        error.contains("no usable start") && error.contains("the log-likelihood is NaN"),
        "{error}"
    );
}

#[derive(Parameters, Clone, Debug)]
struct Spread {
    #[prior(Normal(-2.0, 0.1))]
    scale: f64,
    #[prior(Normal(0.0, scale))] // no such normal: the scale is negative
    values: [f64; 2],
}

#[differentiable]
fn nothing_seen(spread: &Spread) -> f64 {
    0.0 * spread.scale
}

#[test]
fn a_prior_that_does_not_exist_is_named() {
    let error = failure(&Posterior::<Spread, _>::new(nothing_seen::with()));
    assert!(
        error.contains("the prior of parameter `values` does not exist"),
        "{error}"
    );
}

#[derive(Parameters, Clone, Debug)]
struct Counts {
    #[prior(Normal(0.0, 1.0))]
    level: f64,
}

#[differentiable]
fn impossible(counts: &Counts) -> f64 {
    counts.level.exp() + (0.0_f64).ln()
}

#[test]
fn a_start_of_zero_likelihood_is_named() {
    let error = failure(&Posterior::<Counts, _>::new(impossible::with()));
    assert!(error.contains("the log-likelihood is -inf"), "{error}");
}
