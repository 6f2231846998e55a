//! Elements without meaning make NaN everywhere, and have a name.

use autodiff_runtime::exoplanet::{KeplerianOrbit, OrbitBuilder, TransitOrbit};

fn good() -> OrbitBuilder {
    OrbitBuilder::with_period(3.0).scaled_axis(9.0).impact_parameter(0.3)
}

#[test]
fn unphysical_elements_are_named_and_make_everything_nan() {
    let bad: [(&str, OrbitBuilder); 14] = [
        ("period", OrbitBuilder::with_period(0.0)),
        ("period", OrbitBuilder::with_period(-3.0)),
        ("period", OrbitBuilder::with_period(f64::NAN)),
        ("period", OrbitBuilder::with_period(f64::INFINITY)),
        ("t0", good().transit_at(f64::NAN)),
        ("ecc", good().eccentricity(1.0, 0.3)),
        ("ecc", good().eccentricity(-0.1, 0.3)),
        ("ecc", good().eccentricity_vector(0.8, 0.7)),
        ("cos_omega", good().eccentricity(0.2, f64::INFINITY)),
        ("stellar_mass", good().star(-1.0, 1.0)),
        ("stellar_radius", good().star(1.0, 0.0)),
        ("stellar_mass", good().stellar_density(-0.2)),
        ("cos_inclination", good().impact_parameter(9.5)),
        ("cos_node", good().ascending_node(f64::NAN)),
    ];
    for (field, builder) in bad {
        let orbit: KeplerianOrbit = builder.build();
        let error = orbit.check().unwrap_err();
        assert_eq!(error.field, field, "{error}: {orbit:?}");
        if field == "cos_node" {
            continue; // the node turns the sky, and nothing else
        }
        let [x, y, z] = orbit.relative_position(0.4);
        assert!(x.is_nan() && y.is_nan() && z.is_nan(), "{error}: {x} {y} {z}");
        assert!(
            orbit.separation(0.4).is_nan() && orbit.radial_velocity(0.4, 3.0).is_nan(),
            "{error}"
        );
        assert!(orbit.relative_velocity(0.4)[0].is_nan(), "{error}");
    }
    assert_eq!(good().build().check(), Ok(()));
    let error = good().eccentricity(1.5, 0.0).build().check().unwrap_err();
    assert_eq!(
        error.to_string(),
        "orbit: ecc is 1.5, but must be at least 0 and less than 1"
    );
}

#[test]
fn times_without_meaning_are_nan() {
    let orbit = good().build();
    assert!(orbit.separation(f64::NAN).is_nan() && orbit.separation(f64::INFINITY).is_nan());
}

#[test]
fn transits_that_have_no_duration() {
    let bad = [
        TransitOrbit::new(3.0, 0.0, -0.1, 0.3, 0.1),
        TransitOrbit::new(0.0, 0.0, 0.1, 0.3, 0.1),
        TransitOrbit::new(3.0, 0.0, 0.1, 1.2, 0.1),
        TransitOrbit::new(3.0, 0.0, 0.1, 0.3, -0.1),
        TransitOrbit::new(3.0, 0.0, f64::NAN, 0.3, 0.1),
    ];
    for orbit in bad {
        assert!(orbit.separation(0.01).is_nan(), "{orbit:?}");
    }
}
