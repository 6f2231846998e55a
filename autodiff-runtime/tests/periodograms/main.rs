//! Periodograms against astropy, the two ways of computing them against each other, and what they refuse.

mod known_planets;
mod reference;
mod refused;

use autodiff_runtime::exoplanet::{BoxLeastSquares, LombScargle};

/// Numbers without order in [−1, 1), the same as in `../data/periodograms.py`.
fn noise(i: f64) -> f64 {
    (i * 0.618_033_988_749_894_9).fract() + (i * i * 0.754_877_666_246_692_7).fract() - 1.0
}

/// Times, velocities and errors with a period of 11.3 days.
fn velocities() -> [Vec<f64>; 3] {
    let indices = || (0..80).map(f64::from);
    let times: Vec<f64> = indices().map(|i| 1000.0 + 1.3 * i + 0.9 * noise(i)).collect();
    let wave = |t: f64| 4.0 + 3.0 * (std::f64::consts::TAU * t / 11.3).sin();
    let values = indices()
        .zip(&times)
        .map(|(i, t)| wave(*t) + 1.5 * noise(i + 1000.0))
        .collect();
    let errors = indices().map(|i| 1.0 + 0.4 * noise(i + 2000.0)).collect();
    [times, values, errors]
}

/// Times, fluxes and errors of a light curve with boxes every 3.4 days.
fn fluxes() -> [Vec<f64>; 3] {
    let indices = || (0..900).map(f64::from);
    let times: Vec<f64> = indices().map(|i| 2000.0 + 0.03 * i + 0.01 * noise(i)).collect();
    let depth = |t: f64| {
        let phase = (t - 2001.2 + 1.7).rem_euclid(3.4) - 1.7;
        if phase.abs() < 0.11 { 0.01 } else { 0.0 }
    };
    let values = indices()
        .zip(&times)
        .map(|(i, t)| 1.0 - depth(*t) + 0.002 * noise(i + 1000.0))
        .collect();
    let errors = indices().map(|i| 0.002 * (1.0 + 0.3 * noise(i + 2000.0))).collect();
    [times, values, errors]
}

fn lomb_scargle() -> LombScargle {
    let [times, values, errors] = velocities();
    LombScargle::new(&times, &values, &errors).expect("good data")
}

fn boxes() -> BoxLeastSquares {
    let [times, values, errors] = fluxes();
    BoxLeastSquares::new(&times, &values, &errors).expect("good data")
}

#[track_caller]
fn assert_close(got: f64, expected: f64, tolerance: f64) {
    let error = (got - expected).abs();
    assert!(
        error <= tolerance * expected.abs(),
        "{got}, not {expected} (off by {error:e})"
    );
}
