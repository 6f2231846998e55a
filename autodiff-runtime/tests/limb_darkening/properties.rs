//! What holds of the flux whatever it is: bounds, symmetry, continuity, what it is made of, and agreement of its derivatives.

use autodiff_runtime::exoplanet::{
    limb_dark_flux, limb_dark_flux_logarithmic, limb_dark_flux_nonlinear, limb_dark_flux_poly, limb_dark_flux_power2,
    limb_dark_flux_square_root, power2_intensity, power2_mean_intensity, quadratic_intensity, quadratic_mean_intensity,
};
use proptest::prelude::*;
use std::f64::consts::PI;

/// Coefficients of a star: the intensity is nowhere negative, and greatest in the centre.
fn physical() -> impl Strategy<Value = [f64; 2]> {
    (0.0..1.0_f64, 0.0..1.0_f64).prop_map(|(q1, q2)| [2.0 * q1.sqrt() * q2, q1.sqrt() * (1.0 - 2.0 * q2)])
}

/// b and r with all ways to overlap, and close to where one way becomes another.
fn places() -> impl Strategy<Value = (f64, f64)> {
    let anywhere = (0.0..2.0, 0.001..1.5);
    let close =
        (0.01..1.5, -15.0..-2.0, prop::bool::ANY, 0..4).prop_map(|(r, ten, sign, contact): (f64, f64, bool, i32)| {
            let off = if sign { 10_f64.powf(ten) } else { -(10_f64.powf(ten)) };
            let b = match contact {
                0 => 1.0 + r,
                1 => 1.0 - r,
                2 => r - 1.0,
                _ => r,
            };
            (b.abs() + off, r)
        });
    prop_oneof![anywhere, close]
}

/// The mean over a smooth closed curve, or between the points where it meets the limb with the angle's ends packed.
fn along_edge(b: f64, r: f64, f: impl Fn(f64, f64) -> f64) -> f64 {
    let n = 4000;
    let first = if b + r > 1.0 {
        ((1.0 - b * b - r * r) / (2.0 * b * r)).acos()
    } else {
        0.0
    };
    let mut sum = 0.0;
    for i in 0..n {
        // The angle as a smooth function whose derivative vanishes at both ends.
        let x = (i as f64 + 0.5) / n as f64;
        let (angle, density) = if first > 0.0 {
            let smooth = x * x * x * (10.0 - 15.0 * x + 6.0 * x * x);
            (
                first + 2.0 * (PI - first) * smooth,
                2.0 * (PI - first) * 30.0 * (x * (1.0 - x)).powi(2),
            )
        } else {
            (2.0 * PI * x, 2.0 * PI)
        };
        let z = (1.0 - b * b - r * r - 2.0 * b * r * angle.cos()).max(0.0).sqrt();
        sum += f(z, angle.cos()) * density / n as f64;
    }
    sum
}

#[test]
fn derivatives_are_integrals_along_the_edge() {
    for (b, r) in [
        (0.3, 0.1),
        (0.0, 0.5),
        (0.7, 0.2),
        (0.95, 0.1),
        (0.4, 0.9),
        (1.2, 0.5),
        (0.8, 1.4),
        (0.5, 0.49),
    ] {
        let u = [0.4, 0.26];
        let mean = quadratic_mean_intensity(u) * PI;
        let intensity = |z: f64| quadratic_intensity(z, u);
        let (by_b, by_r, _) = limb_dark_flux::grad(b, r, u);
        let expected = -r / mean * along_edge(b, r, |z, _| intensity(z));
        assert!(
            (by_r - expected).abs() < 1e-8,
            "by r at b = {b}, r = {r}: {by_r}, not {expected}"
        );
        let expected = -r / mean * along_edge(b, r, |z, cos| intensity(z) * cos);
        assert!(
            (by_b - expected).abs() < 1e-8,
            "by b at b = {b}, r = {r}: {by_b}, not {expected}"
        );

        let (by_b, by_r, ..) = limb_dark_flux_power2::grad(b, r, 0.6, 0.8);
        let (mean, intensity) = (power2_mean_intensity(0.6, 0.8) * PI, |z: f64| {
            power2_intensity(z, 0.6, 0.8)
        });
        let expected = -r / mean * along_edge(b, r, |z, _| intensity(z));
        assert!(
            (by_r - expected).abs() < 1e-8,
            "by r at b = {b}, r = {r}: {by_r}, not {expected}"
        );
        let expected = -r / mean * along_edge(b, r, |z, cos| intensity(z) * cos);
        assert!(
            (by_b - expected).abs() < 1e-8,
            "by b at b = {b}, r = {r}: {by_b}, not {expected}"
        );
    }
}

#[test]
fn laws_that_are_the_same_agree() {
    for i in 0..500 {
        let b = (f64::from(i) * 0.618_033_988_749_894_9).fract() * 2.0;
        let r = 0.01 + (f64::from(i) * 0.414_213_562_373_095).fract() * 1.3;
        let linear = limb_dark_flux(b, r, [0.6, 0.0]);
        for other in [
            limb_dark_flux_poly(b, r, &[0.6]),
            limb_dark_flux_poly(b, r, &[0.6, 0.0, 0.0]),
            limb_dark_flux_power2(b, r, 0.6, 1.0),
            limb_dark_flux_square_root(b, r, [0.6, 0.0]),
            limb_dark_flux_logarithmic(b, r, [0.6, 0.0]),
            limb_dark_flux_nonlinear(b, r, [0.0, 0.6, 0.0, 0.0]),
        ] {
            assert!(
                (linear - other).abs() < 1e-13,
                "{linear} and {other} at b = {b}, r = {r}"
            );
        }
        // 1 − μ² = 2(1 − μ) − (1 − μ)².
        let quadratic = limb_dark_flux(b, r, [0.6, -0.3]);
        let same = limb_dark_flux_power2(b, r, 0.3, 2.0);
        assert!(
            (quadratic - same).abs() < 1e-13,
            "{quadratic} and {same} at b = {b}, r = {r}"
        );
        let root = limb_dark_flux_square_root(b, r, [0.1, 0.5]);
        let same = limb_dark_flux_nonlinear(b, r, [0.5, 0.1, 0.0, 0.0]);
        assert!((root - same).abs() < 1e-14, "{root} and {same} at b = {b}, r = {r}");
        let uniform = limb_dark_flux_poly(b, r, &[]);
        let same = limb_dark_flux_power2(b, r, 0.5, 0.0);
        assert!(
            (uniform - same).abs() < 1e-12,
            "{uniform} and {same} at b = {b}, r = {r}"
        );
    }
}

/// Elliptic integrals, their recurrences, and sums over points along the edge: three ways to the same flux and gradient, compared
/// everywhere, and within 10⁻¹⁶ to 1 of all contacts.
#[test]
fn three_ways_agree() {
    let scattered = |i: i32, ratio: f64| (f64::from(i) * ratio).fract();
    for i in 1..20_000 {
        let (x, y, z) = (
            scattered(i, 0.618_033_988_749_894_9),
            scattered(i, 0.754_877_666_2),
            scattered(i, 0.569_840_290_9),
        );
        let r = match i % 3 {
            0 => 3.0 * x,
            1 => 0.3 * x,
            _ => 10_f64.powf(-6.0 * x),
        };
        let off = if i % 2 == 0 {
            10_f64.powf(-16.0 * y)
        } else {
            -(10_f64.powf(-16.0 * y))
        };
        let b = match i % 7 {
            0 => 1.0 + r + off,
            1 => (1.0 - r).abs() + off,
            2 => r + off,
            3 => off,
            _ => z * (1.0 + r),
        };
        let (flux, (by_b, by_r, by_u)) = limb_dark_flux::value_and_grad(b, r, [0.4, 0.26]);
        for (zeros, tolerance) in [(2, 1e-14), (7, 2e-12)] {
            let u = [vec![0.4, 0.26], vec![0.0; zeros]].concat();
            let (other, (other_b, other_r, other_u)) = limb_dark_flux_poly::value_and_grad(b, r, &u);
            for (one, other) in [
                (flux, other),
                (by_b, other_b),
                (by_r, other_r),
                (by_u[0], other_u[0]),
                (by_u[1], other_u[1]),
            ] {
                assert!(
                    (one - other).abs() < tolerance,
                    "{one:e} and {other:e} at b = {b:e}, r = {r:e}, order {}",
                    u.len()
                );
            }
        }
    }
}

/// The central difference of eighth order.
fn eighth_order(f: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    let weights = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
    weights.iter().zip(1..).fold(0.0, |sum, (weight, k)| {
        sum + weight * (f(x + f64::from(k) * h) - f(x - f64::from(k) * h)) / h
    })
}

/// How far b and r are from where the flux is not smooth.
fn margin(b: f64, r: f64) -> f64 {
    (1.0 - r - b).abs().min((1.0 + r - b).abs()).min((1.0 + b - r).abs())
}

proptest! {
    #[test]
    fn between_nothing_and_all((b, r) in places(), u in physical()) {
        let flux = limb_dark_flux(b, r, u);
        prop_assert!((-1e-15..=1.0).contains(&flux), "{} at b = {}, r = {}", flux, b, r);
        let (by_b, by_r, by_u) = limb_dark_flux::grad(b, r, u);
        prop_assert!(by_r <= 1e-15 && by_b.is_finite() && by_u[0].is_finite() && by_u[1].is_finite());
        prop_assert!(limb_dark_flux_poly(b, r, &[u[0], u[1], 0.0]) <= 1.0 + 1e-15);
    }

    #[test]
    fn even_in_b((b, r) in places(), u in physical()) {
        prop_assert_eq!(limb_dark_flux(-b, r, u), limb_dark_flux(b, r, u));
        let (plus, minus) = (limb_dark_flux::grad(b, r, u), limb_dark_flux::grad(-b, r, u));
        prop_assert_eq!((-plus.0, plus.1, plus.2), minus);
        // Sums over points take these in the opposite order.
        let u = [u[0], 0.1, u[1]];
        let (plus, minus) = (limb_dark_flux_poly::grad(b, r, &u), limb_dark_flux_poly::grad(-b, r, &u));
        prop_assert!((plus.0 + minus.0).abs() < 1e-14 && (plus.1 - minus.1).abs() < 1e-14);
        prop_assert!(plus.2.iter().zip(minus.2).all(|(plus, minus)| (plus - minus).abs() < 1e-14));
        let u = [u[0], u[1]];
        let (plus, minus) = (limb_dark_flux_logarithmic::grad(b, r, u), limb_dark_flux_logarithmic::grad(-b, r, u));
        prop_assert!((plus.0 + minus.0).abs() < 1e-14 && (plus.1 - minus.1).abs() < 1e-14);
        prop_assert!(plus.2.iter().zip(minus.2).all(|(plus, minus)| (plus - minus).abs() < 1e-14));
    }

    /// Across all boundaries between formulae: what changes over a step is what the derivatives on both sides say.
    #[test]
    fn continuous((b, r) in places(), u in physical(), ten in -15.0..-4.0) {
        let step = 10_f64.powf(ten);
        let other = b + step;
        // At contacts the slope varies as the root of the distance.
        let allowed = |one: f64, other: f64| (one.abs().max(other.abs()) + 4.0 * (step / b.max(step)).sqrt()) * step;
        let change = limb_dark_flux(other, r, u) - limb_dark_flux(b, r, u);
        let allowed_here = allowed(limb_dark_flux::grad(other, r, u).0, limb_dark_flux::grad(b, r, u).0);
        prop_assert!(change.abs() <= 1e-15 + allowed_here, "{change:e} over {step:e} at b = {b}, r = {r}");
        let c = [0.3, 0.2, 0.1, 0.05];
        let change = limb_dark_flux_nonlinear(other, r, c) - limb_dark_flux_nonlinear(b, r, c);
        let slopes = [other, b].map(|b| limb_dark_flux_nonlinear::grad(b, r, c).0);
        prop_assert!(change.abs() <= 1e-12 + allowed(slopes[0], slopes[1]), "{change:e} over {step:e} at b = {b}, r = {r}");
    }

    #[test]
    fn derivatives_against_differences(b in 0.0..1.5, r in 0.02..1.3, u in physical()) {
        let margin = margin(b, r);
        prop_assume!(margin > 0.01 && b > 0.01);
        let h = 0.02 * margin.min(b).min(r);
        let (by_b, by_r, by_u) = limb_dark_flux::grad(b, r, u);
        let tolerance = 1e-12 / h + 1e-9;
        prop_assert!((by_b - eighth_order(|b| limb_dark_flux(b, r, u), b, h)).abs() < tolerance);
        prop_assert!((by_r - eighth_order(|r| limb_dark_flux(b, r, u), r, h)).abs() < tolerance);
        prop_assert!((by_u[0] - eighth_order(|u1| limb_dark_flux(b, r, [u1, u[1]]), u[0], 1e-3)).abs() < 1e-9);
        prop_assert!((by_u[1] - eighth_order(|u2| limb_dark_flux(b, r, [u[0], u2]), u[1], 1e-3)).abs() < 1e-9);
    }

    #[test]
    fn second_derivatives_against_differences(b in 0.0..1.5, r in 0.02..1.3, u in physical()) {
        let margin = margin(b, r);
        prop_assume!(margin > 0.01 && b > 0.01);
        let h = 0.02 * margin.min(b).min(r);
        let hessian = limb_dark_flux::hessian(b, r, u);
        let gradient = |b: f64, r: f64| {
            let (by_b, by_r, by_u) = limb_dark_flux::grad(b, r, u);
            [by_b, by_r, by_u[0], by_u[1]]
        };
        for i in 0..4 {
            let tolerance = (1e-12 / h + 1e-9) * (1.0 + hessian[0][i].abs() + hessian[1][i].abs());
            prop_assert!((hessian[0][i] - eighth_order(|b| gradient(b, r)[i], b, h)).abs() < tolerance);
            prop_assert!((hessian[1][i] - eighth_order(|r| gradient(b, r)[i], r, h)).abs() < tolerance);
            for j in 0..4 {
                prop_assert!((hessian[i][j] - hessian[j][i]).abs() < 1e-12 * (1.0 + hessian[i][j].abs()));
            }
        }
    }

    #[test]
    fn no_nan_anywhere(b in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL, r in proptest::num::f64::POSITIVE, (near, far) in places()) {
        for (b, r) in [(b, r), (b, far), (near, r), (near, far)] {
            prop_assume!(r.is_finite());
            for flux in [
                limb_dark_flux(b, r, [0.4, 0.26]),
                limb_dark_flux_poly(b, r, &[0.4, 0.26, 0.1, 0.01]),
                limb_dark_flux_power2(b, r, 0.6, 0.7),
                limb_dark_flux_nonlinear(b, r, [0.4, 0.1, 0.1, 0.1]),
            ] {
                prop_assert!((-1e-12..=1.0 + 1e-12).contains(&flux), "{} at b = {:e}, r = {:e}", flux, b, r);
            }
        }
    }
}
