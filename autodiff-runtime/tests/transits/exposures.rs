//! Long exposures are means of short ones.

use autodiff_runtime::exoplanet::{Exposure, ExposureError, OrbitBuilder, TransitingPlanet, transit_flux};

fn planet() -> TransitingPlanet {
    let orbit = OrbitBuilder::with_period(3.0)
        .scaled_axis(9.0)
        .impact_parameter(0.3)
        .build();
    TransitingPlanet::new(orbit, 0.1)
}

const U: [f64; 2] = [0.4, 0.25];

#[test]
fn all_rules_tend_to_the_mean() {
    let planet = planet();
    // Centred on the first contact, and at mid-transit, and out of transit.
    let first = planet.orbit.contact_times(0.1)[0];
    for time in [first, first + 0.008, 0.0, 1.0] {
        let mean: f64 = (0..100_000)
            .map(|i| planet.flux(time + 0.02 * ((f64::from(i) + 0.5) / 1e5 - 0.5), U))
            .sum::<f64>()
            / 1e5;
        for (exposure, allowed) in [
            (Exposure::midpoint(0.02, 101), 3e-6),
            (Exposure::trapezoid(0.02, 101), 3e-6),
            (Exposure::simpson(0.02, 101), 3e-6),
            (Exposure::midpoint(0.02, 1), 2e-3),
        ] {
            let flux = transit_flux(&[time], &[planet], U, &exposure.unwrap())[0];
            assert!((flux - mean).abs() < allowed, "{time}: {flux} {mean}");
        }
    }
}

#[test]
fn weights_add_up_to_one() {
    for exposure in [
        Exposure::midpoint(0.3, 4),
        Exposure::trapezoid(0.3, 6),
        Exposure::simpson(0.3, 9),
    ] {
        let exposure = exposure.unwrap();
        let sum: f64 = exposure.samples().map(|(_, weight)| weight).sum();
        let mean: f64 = exposure.samples().map(|(offset, weight)| offset * weight).sum();
        assert!((sum - 1.0).abs() < 1e-15 && mean.abs() < 1e-16);
        assert!(exposure.samples().all(|(offset, _)| offset.abs() <= 0.15));
    }
}

/// Simpson's rule integrates cubics exactly, the others lines.
#[test]
fn rules_have_their_order() {
    let mean = |exposure: Exposure| -> f64 {
        exposure
            .samples()
            .map(|(offset, weight)| offset * offset * weight)
            .sum()
    };
    let exact = 0.3_f64.powi(2) / 12.0;
    assert!((mean(Exposure::simpson(0.3, 5).unwrap()) - exact).abs() < 1e-16);
    assert!((mean(Exposure::midpoint(0.3, 5).unwrap()) - exact).abs() > 1e-4);
}

#[test]
fn an_exposure_that_begins_before_the_transit_sees_its_start() {
    let planet = planet();
    let first = planet.orbit.contact_times(0.1)[0];
    let exposure = Exposure::midpoint(0.02, 9).unwrap();
    assert_eq!(planet.flux(first - 0.002, U), 1.0);
    assert!(planet.exposed_flux(first - 0.002, U, &exposure) < 1.0);
}

#[test]
fn exposures_that_are_none() {
    assert_eq!(Exposure::midpoint(-1.0, 3), Err(ExposureError::Time(-1.0)));
    assert!(Exposure::midpoint(f64::NAN, 3).is_err() && Exposure::midpoint(0.1, 0).is_err());
    assert!(Exposure::trapezoid(0.1, 1).is_err() && Exposure::simpson(0.1, 4).is_err());
    assert_eq!(
        Exposure::simpson(0.1, 4).unwrap_err().to_string(),
        "exposure: the number of samples is 4, but must be odd and at least 3"
    );
}
