//! Transits at times of their own.

use autodiff_macros::differentiable;
use autodiff_runtime::check_grad;
use autodiff_runtime::exoplanet::{TransitTimes, TransitTimesError};

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

#[test]
fn the_line_through_them() {
    let epochs: [f64; 4] = [0.0, 1.0, 3.0, 10.0];
    let times = TransitTimes::new(epochs.iter().map(|epoch| 2.5 + 3.25 * epoch).collect());
    let (period, t0) = times.linear_ephemeris(&epochs);
    assert!((period - 3.25).abs() < 1e-13 && (t0 - 2.5).abs() < 1e-13);
    assert!(times.linear_ephemeris(&epochs[1..]).0.is_nan());
    assert!(TransitTimes::new(vec![1.0]).linear_ephemeris(&[0.0]).0.is_nan());
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
