//! `kepler` by its properties: bad input, symmetry, many turns, and its derivatives against finite differences.

use autodiff_runtime::exoplanet::kepler;
use autodiff_runtime::support::{ByValue, Tape};
use autodiff_runtime::{Active, Adjoint, Inert};
use proptest::prelude::*;
use std::f64::consts::{PI, TAU};

/// (sin f, cos f) by another way: bisection, and the angle itself.
fn by_bisection(mean_anomaly: f64, ecc: f64) -> (f64, f64) {
    let (mut low, mut high) = (mean_anomaly - 1.0, mean_anomaly + 1.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle - ecc * middle.sin() < mean_anomaly {
            low = middle;
        } else {
            high = middle;
        }
    }
    let (sin, cos) = (0.5 * (low + high)).sin_cos();
    let distance = 1.0 - ecc * cos;
    ((1.0 - ecc * ecc).sqrt() * sin / distance, (cos - ecc) / distance)
}

/// The central difference of eighth order.
fn eighth_order(f: impl Fn(f64) -> (f64, f64), x: f64, h: f64) -> (f64, f64) {
    let weights = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
    weights.iter().zip(1..).fold((0.0, 0.0), |sum, (weight, k)| {
        let (plus, minus) = (f(x + f64::from(k) * h), f(x - f64::from(k) * h));
        (
            sum.0 + weight * (plus.0 - minus.0) / h,
            sum.1 + weight * (plus.1 - minus.1) / h,
        )
    })
}

#[test]
fn bad_input_gives_nan() {
    let bad = [
        (1.0, -1e-300),
        (1.0, -0.5),
        (1.0, 1.0),
        (1.0, 1.5),
        (1.0, f64::NAN),
        (1.0, f64::INFINITY),
        (1.0, f64::NEG_INFINITY),
        (f64::NAN, 0.5),
        (f64::INFINITY, 0.5),
        (f64::NEG_INFINITY, 0.5),
        (f64::NAN, f64::NAN),
    ];
    for (m, e) in bad {
        let (sin, cos) = kepler(m, e);
        assert!(sin.is_nan() && cos.is_nan(), "kepler({m}, {e}) = ({sin}, {cos})");
        let (by_m, by_e) = kepler::vjp(m, e).1((1.0, 0.0));
        assert!(by_m.is_nan() && by_e.is_nan());
        let (value, dot) = kepler::jvp(m, e, 1.0, 0.0);
        assert!(value.0.is_nan() && value.1.is_nan() && dot.0.is_nan() && dot.1.is_nan());
    }
}

#[test]
fn special_points() {
    for e in [0.0, -0.0, 0.3, 0.999_999, 1.0 - f64::EPSILON / 2.0] {
        assert_eq!(kepler(0.0, e), (0.0, 1.0));
        assert_eq!(kepler(-0.0, e), (0.0, 1.0));
        let (sin, cos) = kepler(PI, e);
        assert!(
            sin.abs() < 1e-15 && (cos + 1.0).abs() < 1e-15,
            "at apastron, e = {e}: ({sin}, {cos})"
        );
    }
    // Without eccentricity the true anomaly is the mean anomaly, in both halves, also for −0.
    for (m, e) in [(1.0, 0.0), (2.0, -0.0), (1.0, -0.0), (-3.0, 0.0)] {
        let (sin, cos) = kepler(m, e);
        assert!((sin - m.sin()).abs() < 3e-16 && (cos - m.cos()).abs() < 3e-16);
    }
    // The smallest and the largest numbers.
    assert!(kepler(f64::from_bits(1), 0.5).0 > 0.0);
    assert!(kepler(f64::MAX, 0.5).0.is_finite());
    assert!(kepler(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0).0.is_finite());
}

#[test]
fn many_turns() {
    for e in [0.0, 0.1, 0.5, 0.9] {
        // The mean anomaly of a whole number of turns, as rounded, against what rounding left: fl(2πn) − 2πn.
        for n in [1.0, 2.0, 5.0, 1e3, 12_345.0, 1e6, 1.5e6] {
            let m: f64 = n * TAU;
            let rest = n.mul_add(-TAU, m).mul_add(1.0, 0.0) - n * 2.449_293_598_294_706_4e-16;
            let (expected, found) = (kepler(rest, e), kepler(m, e));
            assert!(
                (expected.0 - found.0).abs() < 1e-15 && (expected.1 - found.1).abs() < 1e-15,
                "n = {n}, e = {e}"
            );
        }
    }
    // Both sides of the switch to the reduction for large arguments, at e = 0, where sine and cosine are at hand.
    for m in [1e7_f64, 4.9e7, 5.1e7, -7.7e7, 1e10, -1e15, 1e22, 1e300] {
        let (sin, cos) = kepler(m, 0.0);
        assert!(
            (sin - m.sin()).abs() < 1e-15 && (cos - m.cos()).abs() < 1e-15,
            "M = {m:e}"
        );
    }
}

#[test]
fn against_bisection_on_a_grid() {
    for i in -200..=200 {
        let m = f64::from(i) * 0.0314;
        for e in [0.0, 0.05, 0.3, 0.49, 0.5, 0.51, 0.7, 0.9] {
            let (expected, found) = (by_bisection(m, e), kepler(m, e));
            let error = (expected.0 - found.0).abs().max((expected.1 - found.1).abs());
            // Bisection knows E to a few units in the last place, and f changes up to (1 − e)⁻² times as fast.
            assert!(
                error < 2e-15 / (1.0 - e).powi(2),
                "kepler({m}, {e}): {expected:?} against {found:?}"
            );
        }
    }
}

#[test]
fn the_convention_of_generated_code() {
    let (value, pullback) = kepler::forward::<Active, Inert>(0.7, 0.4, &mut Tape::new());
    assert_eq!(value, kepler(0.7, 0.4));
    let (m_bar, e_bar) = (Adjoint::<f64, Active>::new(10.0), Adjoint::<f64, Inert>::default());
    pullback((1.0, 2.0), ByValue, ByValue, &m_bar, &e_bar, &mut Tape::new());
    let (by_m, by_e) = kepler::vjp(0.7, 0.4).1((1.0, 2.0));
    assert_eq!((m_bar.get(), e_bar.get()), (10.0 + by_m, 0.0)); // shadows are added to
    let (m_dot, e_dot) = (Adjoint::<f64, Active>::new(0.3), Adjoint::<f64, Active>::new(-0.2));
    assert_eq!(
        kepler::tangent(0.7, 0.4, &m_dot, &e_dot),
        kepler::jvp(0.7, 0.4, 0.3, -0.2)
    );
    assert!(by_e != 0.0);
}

proptest! {
    #[test]
    fn on_the_unit_circle(m in -1e7..1e7, e in 0.0..1.0) {
        let (sin, cos) = kepler(m, e);
        prop_assert!((sin * sin + cos * cos - 1.0).abs() < 2e-15);
        let (by_m, by_e) = kepler::vjp(m, e).1((1.0, 1.0));
        prop_assert!(by_m.is_finite() && by_e.is_finite());
    }

    #[test]
    fn no_nan_anywhere(m in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL, e in 0.0..1.0, ten in -16.0..0.0) {
        for e in [e, 1.0 - 10_f64.powf(ten), 10_f64.powf(20.0 * ten)] {
            prop_assume!((0.0..1.0).contains(&e));
            let (sin, cos) = kepler(m, e);
            prop_assert!((sin * sin + cos * cos - 1.0).abs() < 2e-15, "kepler({:e}, {:e}) = ({}, {})", m, e, sin, cos);
            let (by_m, by_e) = kepler::vjp(m, e).1((1.0, 1.0));
            prop_assert!(by_m.is_finite() && by_e.is_finite());
        }
    }

    #[test]
    fn the_corner(log_m in -40.0..0.0, log_gap in -15.9..0.0) {
        let (m, e) = (10_f64.powf(log_m), 1.0 - 10_f64.powf(log_gap));
        let (sin, cos) = kepler(m, e);
        prop_assert!((sin * sin + cos * cos - 1.0).abs() < 2e-15);
        prop_assert!(sin >= 0.0);
    }

    #[test]
    fn odd_in_the_mean_anomaly(m in -1e3..1e3, e in 0.0..1.0, s in -1.0..1.0, c in -1.0..1.0) {
        let (sin, cos) = kepler(m, e);
        prop_assert_eq!(kepler(-m, e), (-sin, cos));
        let (by_m, by_e) = kepler::vjp(m, e).1((s, c));
        prop_assert_eq!(kepler::vjp(-m, e).1((-s, c)), (-by_m, by_e));
    }

    #[test]
    fn derivatives_against_finite_differences(m in -7.0..7.0, e in 0.02..0.8) {
        let by_m = eighth_order(|m| kepler(m, e), m, 2e-3 * (1.0 - e));
        let by_e = eighth_order(|e| kepler(m, e), e, 2e-3 * (1.0 - e));
        let (_, exact_by_m) = kepler::jvp(m, e, 1.0, 0.0);
        let (_, exact_by_e) = kepler::jvp(m, e, 0.0, 1.0);
        for (exact, difference) in [(exact_by_m, by_m), (exact_by_e, by_e)] {
            let scale = 1.0 + exact.0.hypot(exact.1);
            prop_assert!((exact.0 - difference.0).abs() < 1e-9 * scale, "{exact:?} against {difference:?}");
            prop_assert!((exact.1 - difference.1).abs() < 1e-9 * scale, "{exact:?} against {difference:?}");
        }
    }

    #[test]
    fn reverse_is_the_transpose_of_forward(
        m in -20.0..20.0, e in 0.0..0.99, m_dot in -1.0..1.0, e_dot in -1.0..1.0, s in -1.0..1.0, c in -1.0..1.0,
    ) {
        let (_, (sin_dot, cos_dot)) = kepler::jvp(m, e, m_dot, e_dot);
        let (m_bar, e_bar) = kepler::vjp(m, e).1((s, c));
        let (forward, reverse) = (s * sin_dot + c * cos_dot, m_bar * m_dot + e_bar * e_dot);
        let scale = (m_bar * m_dot).abs() + (e_bar * e_dot).abs() + (s * sin_dot).abs() + (c * cos_dot).abs();
        prop_assert!((forward - reverse).abs() <= 1e-14 * scale, "{} against {}", forward, reverse);
    }
}
