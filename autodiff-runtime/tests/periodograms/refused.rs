//! What cannot be estimated is refused, and said why.

use autodiff_runtime::exoplanet::{
    BoxLeastSquares, EstimateError, FrequencyGrid, LombScargle, fit_sinusoids, periods_even_in_frequency,
    periods_for_star,
};

const TIMES: [f64; 5] = [0.0, 1.0, 2.5, 3.0, 4.2];
const VALUES: [f64; 5] = [1.0, 1.2, 0.8, 0.9, 1.1];
const ERRORS: [f64; 5] = [0.1; 5];

fn messages(times: &[f64], values: &[f64], errors: &[f64]) -> [String; 3] {
    [
        LombScargle::new(times, values, errors).map(|_| ()),
        BoxLeastSquares::new(times, values, errors).map(|_| ()),
        fit_sinusoids(times, values, errors, &[2.0]).map(|_| ()),
    ]
    .map(|result| result.expect_err("refused").to_string())
}

#[test]
fn data_that_say_nothing() {
    for (message, expected) in [
        (messages(&[], &[], &[]), "0 observations, but at least 4 are needed"),
        (
            messages(&TIMES[..3], &VALUES[..3], &ERRORS[..3]),
            "3 observations, but at least 4 are needed",
        ),
        (
            messages(&TIMES, &VALUES[..4], &ERRORS),
            "5 times, 4 values and 5 errors, but there must be as many of each",
        ),
        (messages(&[1.0; 5], &VALUES, &ERRORS), "all times are the same"),
    ] {
        assert_eq!(message, [expected; 3]);
    }
    let constant = LombScargle::new(&TIMES, &[2.0; 5], &ERRORS).map(|_| ());
    assert_eq!(constant, Err(EstimateError::NoVariation));
}

#[test]
fn numbers_that_are_none_are_named() {
    let with = |numbers: &[f64; 5], bad: f64| {
        let mut numbers = *numbers;
        numbers[3] = bad;
        numbers
    };
    assert_eq!(
        messages(&with(&TIMES, f64::NAN), &VALUES, &ERRORS),
        ["times[3] is NaN, but must be finite"; 3]
    );
    assert_eq!(
        messages(&TIMES, &with(&VALUES, f64::INFINITY), &ERRORS),
        ["values[3] is inf, but must be finite"; 3]
    );
    assert_eq!(
        messages(&TIMES, &VALUES, &with(&ERRORS, f64::NAN)),
        ["errors[3] is NaN, but must be finite"; 3]
    );
    for bad in [0.0, -0.1] {
        let expected = format!("errors[3] is {bad}, but must be above zero");
        assert_eq!(messages(&TIMES, &VALUES, &with(&ERRORS, bad)), [expected.as_str(); 3]);
    }
}

#[test]
fn searches_without_sense() {
    let message = |error: Option<EstimateError>| error.expect("refused").to_string();
    assert_eq!(
        message(FrequencyGrid::new(0.0, 0.1, 5).err()),
        "the first frequency must be finite and above zero, which 0 is not"
    );
    assert!(FrequencyGrid::new(0.1, f64::NAN, 5).is_err() && FrequencyGrid::new(0.1, 0.1, 0).is_err());
    let periodogram = LombScargle::new(&TIMES, &VALUES, &ERRORS).expect("good data");
    assert!(periodogram.grid_up_to(0.1, 5).is_err() && periodogram.grid_up_to(1.0, 0).is_err());
    assert_eq!(periodogram.grid_up_to(1.0, 5).map(|grid| grid.count()), Ok(17));

    let search = BoxLeastSquares::new(&TIMES, &VALUES, &ERRORS).expect("good data");
    assert!(search.peaks(&[], &[0.1]).is_err() && search.peaks(&[1.0], &[]).is_err());
    assert_eq!(
        message(search.strongest(&[1.0, 2.0], &[0.1, 1.5]).err()),
        "durations must be shorter than all periods, which 1.5 is not"
    );
    assert!(search.peaks(&[f64::NAN], &[0.1]).is_err() && search.peaks(&[1.0], &[-0.1]).is_err());
    assert!(periods_even_in_frequency(2.0, 1.0, 0.1, 10.0, 1.0).is_err());
    assert_eq!(
        message(periods_even_in_frequency(1e-3, 10.0, 1e-3, 1e5, 1.0).err()),
        "the number of periods must be at most 10⁸, which 9999000000000000 is not"
    );
    assert!(periods_for_star(1.0, 0.0, 27.0, 1.0, 10.0, 3.0).is_err());
}

#[test]
fn periods_that_cannot_be_told_apart() {
    let times: Vec<f64> = (0..20).map(f64::from).collect();
    let values: Vec<f64> = times.iter().map(|t| (0.7 * t).sin()).collect();
    let fit = |periods: &[f64]| fit_sinusoids(&times, &values, &[0.1; 20], periods);
    assert_eq!(fit(&[5.0, 5.0]), Err(EstimateError::Degenerate));
    // The alias of a period, and half a turn per observation, where there is no sine.
    assert_eq!(fit(&[5.0, 1.25]), Err(EstimateError::Degenerate));
    assert_eq!(fit(&[2.0]), Err(EstimateError::Degenerate));
    assert!(fit(&[0.0]).is_err() && fit(&[f64::NAN]).is_err());
    assert!(fit(&[9.0, 5.0]).is_ok());
}
