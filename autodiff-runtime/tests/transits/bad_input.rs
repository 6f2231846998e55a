//! What has no meaning is NaN, at all times, or refused by name.

use autodiff_runtime::exoplanet::{LightCurve, OrbitBuilder, TransitingPlanet, Velocities};

#[test]
fn unphysical_planets_have_no_flux() {
    let good = OrbitBuilder::with_period(3.0).scaled_axis(9.0).impact_parameter(0.3);
    let u = [0.4, 0.2];
    let bad = [
        TransitingPlanet::new(good.build(), -0.1),
        TransitingPlanet::new(good.build(), f64::NAN),
        TransitingPlanet::new(good.eccentricity(1.2, 0.0).build(), 0.1),
        TransitingPlanet::new(good.scaled_axis(-9.0).build(), 0.1),
        TransitingPlanet::new(good.impact_parameter(20.0).build(), 0.1),
        TransitingPlanet::new(good.transit_at(f64::NAN).build(), 0.1),
    ];
    for planet in bad {
        // In transit and half a period from it.
        assert!(planet.flux(0.0, u).is_nan(), "{planet:?}");
        assert!(planet.flux(1.4, u).is_nan(), "{planet:?}");
    }
    // Without a size, nothing is hidden.
    assert_eq!(TransitingPlanet::new(good.build(), 0.0).flux(0.0, u), 1.0);
    let planet = TransitingPlanet::new(good.build(), 0.1);
    assert!(planet.flux(f64::NAN, u).is_nan());
    assert!(planet.flux(0.0, [f64::NAN, 0.2]).is_nan());
}

#[test]
fn observations_are_checked() {
    let refused = |time: &[f64], flux: &[f64], error: &[f64]| {
        LightCurve::new(time.to_vec(), flux.to_vec(), error.to_vec())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(refused(&[], &[], &[]), "observations: there are none");
    assert_eq!(
        refused(&[1.0, 2.0], &[1.0], &[0.1, 0.1]),
        "observations: `flux` has 1 values for 2 times"
    );
    assert_eq!(
        refused(&[1.0, f64::NAN], &[1.0, 1.0], &[0.1, 0.1]),
        "observations: `time`[1] is NaN, but must be finite"
    );
    assert_eq!(
        refused(&[1.0, 3.0, 2.0], &[1.0; 3], &[0.1; 3]),
        "observations: `time`[2] is 2, but must be later than the time before it"
    );
    assert_eq!(
        refused(&[1.0, 2.0], &[1.0, 1.0], &[0.1, 0.0]),
        "observations: `error`[1] is 0, but must be finite and greater than 0"
    );
    let error = Velocities::with_instruments(vec![1.0], vec![2.0], vec![1.0], vec![1], vec!["a".into()]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "observations: `instrument`[0] is 1, but there are 1 instruments"
    );
    assert!(Velocities::new(vec![2.0, 1.0], vec![0.0, 0.0], vec![1.0, 1.0]).is_ok());
}
