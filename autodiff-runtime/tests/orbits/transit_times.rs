//! Transits at times of their own.

use autodiff_macros::differentiable;
use autodiff_runtime::check_grad;
use autodiff_runtime::exoplanet::{LinearEphemeris, TransitTimes, TransitTimesError};

#[test]
fn a_time_belongs_to_the_nearest_transit() {
    let times = TransitTimes::new(vec![1.0, 4.1, 6.9]);
    assert_eq!(times.since_transit(-2.0), -3.0);
    assert_eq!(times.since_transit(2.5), 1.5);
    assert!((times.since_transit(2.6) + 1.5).abs() < 1e-12);
    assert!((times.since_transit(100.0) - 93.1).abs() < 1e-12);
    assert_eq!(times.since_transit(4.1), 0.0);
    assert!(TransitTimes::new(vec![]).since_transit(1.0).is_nan());
}

/// The normal equations, solved with other formulas.
#[test]
fn the_line_through_them() {
    let epochs = [-1073.0, -1052.0, -827.0, -18.0, 30.0, 365.0];
    let times = [
        2454368.59279,
        2454396.69576,
        2454697.79817,
        2455780.43,
        2455844.66287,
        2456292.97025,
    ];
    let errors = [0.00033, 0.00012, 0.00009, 0.2, 0.00009, 0.00019];
    let line = LinearEphemeris::fit(&epochs, &times, &errors).unwrap();
    let [mut s, mut sx, mut sxx, mut sy, mut sxy] = [0.0; 5];
    for i in 0..6 {
        let (weight, y) = (errors[i].powi(-2), times[i] - 2455800.0);
        s += weight;
        sx += weight * epochs[i];
        sxx += weight * epochs[i] * epochs[i];
        sy += weight * y;
        sxy += weight * epochs[i] * y;
    }
    let determinant = s * sxx - sx * sx;
    assert!((line.period - (s * sxy - sx * sy) / determinant).abs() < 1e-11);
    assert!((line.t0 - 2455800.0 - (sxx * sy - sx * sxy) / determinant).abs() < 1e-8);
    assert!((line.period_error - (s / determinant).sqrt()).abs() < 1e-10 * line.period_error);
    assert!((line.t0_error - (sxx / determinant).sqrt()).abs() < 1e-10 * line.t0_error);
    assert!((line.covariance + sx / determinant).abs() < 1e-10 * line.covariance.abs());
    let (time, error) = line.predict(100.0);
    assert_eq!(line.epoch_of(time + 0.3), 100.0);
    let variance = (sxx - 200.0 * sx + 1e4 * s) / determinant;
    assert!((error - variance.sqrt()).abs() < 1e-10 * error);
}

#[test]
fn lines_that_are_none_are_refused_by_name() {
    let refused = |epochs: &[f64], times: &[f64], errors: &[f64]| {
        LinearEphemeris::fit(epochs, times, errors).unwrap_err().to_string()
    };
    let few = "ephemeris: a line takes transits of two different epochs";
    assert_eq!(refused(&[], &[], &[]), few);
    assert_eq!(refused(&[1.0, 1.0], &[5.0, 5.1], &[0.1, 0.1]), few);
    assert_eq!(
        refused(&[1.0, 2.0], &[5.0], &[0.1, 0.1]),
        "ephemeris: `times` has 1 values for 2 epochs"
    );
    assert_eq!(
        refused(&[1.0, 2.0], &[5.0, 6.0], &[0.1, 0.0]),
        "ephemeris: `errors`[1] is 0"
    );
    assert_eq!(
        refused(&[1.0, 2.0], &[5.0, f64::NAN], &[0.1, 0.1]),
        "ephemeris: `times`[1] is NaN"
    );
}

#[test]
fn lists_that_are_none_are_refused_by_name() {
    let refused = |times: &[f64]| TransitTimes::new(times.to_vec()).check().unwrap_err();
    assert_eq!(refused(&[]), TransitTimesError::Empty);
    assert_eq!(
        refused(&[1.0, 3.0, 2.0]).to_string(),
        "transit times: time 2 is 2, not later than the 3 before it"
    );
    assert_eq!(
        refused(&[1.0, f64::NAN]).to_string(),
        "transit times: time 1 is NaN, which is not finite"
    );
    assert!(TransitTimes::new(vec![1.0, 2.0]).check().is_ok());
}

#[differentiable]
fn since(times: &[f64], time: f64) -> f64 {
    let transits = TransitTimes::new(times.to_vec());
    transits.since_transit(time).powi(2)
}

#[test]
fn the_derivative_goes_to_the_transit_it_belongs_to() {
    check_grad!(since, &[1.0, 4.1, 6.9], 4.7);
    assert_eq!(since::grad(&[1.0, 4.0, 7.0], 4.5).0, [0.0, -1.0, 0.0]);
}
