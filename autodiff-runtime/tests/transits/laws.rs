//! Light curves under other laws than the quadratic one.

use autodiff_macros::differentiable;
use autodiff_runtime::check_grad;
use autodiff_runtime::exoplanet::{
    Exposure, LimbDarkening, OrbitBuilder, TransitOrbit, TransitingPlanet, limb_dark_flux_nonlinear, transit_flux,
    transit_flux_with_law,
};

fn planet() -> TransitingPlanet {
    let orbit = OrbitBuilder::with_period(3.0)
        .scaled_axis(9.0)
        .eccentricity(0.1, 0.4)
        .impact_parameter(0.3)
        .build();
    TransitingPlanet::new(orbit, 0.1)
}

fn times() -> Vec<f64> {
    (0..40).map(|i| 0.0043 * f64::from(i) - 0.0823).collect()
}

/// Laws that are the quadratic one in another form give its light curve.
#[test]
fn laws_that_are_the_same_agree() {
    let quadratic = |u: [f64; 2], exposure: &Exposure| transit_flux(&times(), &[planet()], u, exposure);
    for exposure in [Exposure::instant(), Exposure::midpoint(0.01, 3).unwrap()] {
        for (law, u) in [
            (LimbDarkening::Uniform, [0.0, 0.0]),
            (LimbDarkening::Linear { u: 0.6 }, [0.6, 0.0]),
            (LimbDarkening::Quadratic { u: [0.4, 0.2] }, [0.4, 0.2]),
            (LimbDarkening::Polynomial { u: vec![0.4, 0.2, 0.0] }, [0.4, 0.2]),
            (LimbDarkening::Power2 { c: 0.6, alpha: 1.0 }, [0.6, 0.0]),
            (LimbDarkening::SquareRoot { u: [0.6, 0.0] }, [0.6, 0.0]),
            (LimbDarkening::Logarithmic { u: [0.6, 0.0] }, [0.6, 0.0]),
            (
                LimbDarkening::Nonlinear {
                    c: [0.0, 0.8, 0.0, -0.2],
                },
                [0.4, 0.2],
            ),
        ] {
            let (found, expected) = (
                transit_flux_with_law(&times(), &[planet()], &law, &exposure),
                quadratic(u, &exposure),
            );
            for i in 0..40 {
                assert!(
                    (found[i] - expected[i]).abs() < 1e-11,
                    "{law:?}: {} {}",
                    found[i],
                    expected[i]
                );
            }
        }
    }
    let law = LimbDarkening::Nonlinear {
        c: [0.5, -0.1, 0.3, -0.1],
    };
    assert_eq!(
        law.flux(0.4, 0.1),
        limb_dark_flux_nonlinear(0.4, 0.1, [0.5, -0.1, 0.3, -0.1])
    );
}

#[differentiable]
fn misfit(p: &[f64; 4], u: &[f64], which: usize, #[constant] times: &[f64]) -> f64 {
    let orbit = OrbitBuilder::with_period(3.0)
        .transit_at(p[0])
        .scaled_axis(p[1])
        .impact_parameter(p[2])
        .build();
    let law = match which {
        0 => LimbDarkening::Polynomial { u: u.to_vec() },
        1 => LimbDarkening::Power2 { c: u[0], alpha: u[1] },
        2 => LimbDarkening::SquareRoot { u: [u[0], u[1]] },
        3 => LimbDarkening::Logarithmic { u: [u[0], u[1]] },
        _ => LimbDarkening::Nonlinear {
            c: [u[0], u[1], u[2], 0.1],
        },
    };
    let flux = transit_flux_with_law(times, &[TransitingPlanet::new(orbit, p[3])], &law, &Exposure::instant());
    let mut sum = 0.0;
    for i in 0..times.len() {
        sum += 100.0 * (flux[i] - 1.0) * (i as f64 - 10.3);
    }
    sum
}

#[test]
fn and_are_differentiable_by_everything() {
    for which in 0..5 {
        check_grad!(misfit, &[0.001, 9.0, 0.3, 0.1], &[0.4, 0.3, 0.1], which, &times());
    }
}

#[test]
fn straight_lines_have_a_flux_too() {
    let orbit = TransitOrbit::new(3.0, 0.2, 0.12, 0.3, 0.1);
    assert_eq!(orbit.flux(0.2 + 1.5, [0.4, 0.2]), 1.0);
    assert_eq!(orbit.flux(0.2 + 0.061, [0.4, 0.2]), 1.0);
    assert!(orbit.flux(0.2 + 0.059, [0.4, 0.2]) < 1.0);
    assert!(
        TransitOrbit::new(3.0, 0.2, -0.12, 0.3, 0.1)
            .flux(0.2, [0.4, 0.2])
            .is_nan()
    );
}
