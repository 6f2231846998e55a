//! The laws themselves: each mean is that of the intensity over the disk, and the radius ratio is what its depth says.

use autodiff_runtime::check_grad;
use autodiff_runtime::exoplanet::*;

/// 2 ∫ I(μ) μ dμ from 0 to 1, with μ = t⁴ for the roots at zero.
fn mean(intensity: impl Fn(f64) -> f64) -> f64 {
    let n = 20_000;
    let at = |i: i32| {
        let t = f64::from(i) / f64::from(n);
        8.0 * intensity(t.powi(4)) * t.powi(7)
    };
    // Simpson's rule.
    let inner: f64 = (1..n).map(|i| if i % 2 == 1 { 4.0 * at(i) } else { 2.0 * at(i) }).sum();
    (at(0) + inner + at(n)) / (3.0 * f64::from(n))
}

#[test]
fn means() {
    let (u, c) = ([0.4, 0.26], [0.3, -0.2, 0.4, 0.1]);
    for (integral, formula) in [
        (mean(|mu| quadratic_intensity(mu, u)), quadratic_mean_intensity(u)),
        (mean(|mu| polynomial_intensity(mu, &c)), polynomial_mean_intensity(&c)),
        (
            mean(|mu| power2_intensity(mu, 0.6, 0.7)),
            power2_mean_intensity(0.6, 0.7),
        ),
        (mean(|mu| square_root_intensity(mu, u)), square_root_mean_intensity(u)),
        (mean(|mu| logarithmic_intensity(mu, u)), logarithmic_mean_intensity(u)),
        (mean(|mu| nonlinear_intensity(mu, c)), nonlinear_mean_intensity(c)),
    ] {
        assert!((integral - formula).abs() < 1e-12, "{integral} and {formula}");
    }
}

#[test]
fn in_the_centre_and_on_the_limb() {
    let (u, c) = ([0.4, 0.26], [0.3, -0.2, 0.4, 0.1]);
    assert_eq!(quadratic_intensity(1.0, u), 1.0);
    assert_eq!(polynomial_intensity(1.0, &c), 1.0);
    assert_eq!(power2_intensity(1.0, 0.6, 0.7), 1.0);
    assert_eq!(square_root_intensity(1.0, u), 1.0);
    assert_eq!(logarithmic_intensity(1.0, u), 1.0);
    assert_eq!(nonlinear_intensity(1.0, c), 1.0);
    assert_eq!(logarithmic_intensity(0.0, u), 0.6);
    assert!(logarithmic_intensity::grad(0.0, u).0.is_nan());
    for other in [quadratic_intensity(0.0, u), polynomial_intensity(0.0, &[0.4, 0.26])] {
        assert!((other - 0.34).abs() < 1e-15);
    }
}

#[test]
fn derivatives() {
    let (u, c) = ([0.4, 0.26], [0.3, -0.2, 0.4, 0.1]);
    check_grad!(quadratic_intensity, 0.3, u);
    check_grad!(quadratic_mean_intensity, u);
    check_grad!(polynomial_intensity, 0.3, &c);
    check_grad!(polynomial_mean_intensity, &c);
    check_grad!(power2_intensity, 0.3, 0.6, 0.7);
    check_grad!(power2_mean_intensity, 0.6, 0.7);
    check_grad!(square_root_intensity, 0.3, u);
    check_grad!(square_root_mean_intensity, u);
    check_grad!(logarithmic_intensity, 0.3, u);
    check_grad!(logarithmic_mean_intensity, u);
    check_grad!(nonlinear_intensity, 0.3, c);
    check_grad!(nonlinear_mean_intensity, c);
    check_grad!(depth_from_radius_ratio, 0.1, 0.3, u);
    check_grad!(radius_ratio_from_depth, 0.01, 0.3, u);
}

#[test]
fn depths() {
    let u = [0.4, 0.26];
    for b in [0.0, 0.4, 0.8] {
        let r = 0.02;
        let depth = depth_from_radius_ratio(r, b, u);
        assert!((radius_ratio_from_depth(depth, b, u) - r).abs() < 1e-16);
        assert!((1.0 - limb_dark_flux(b, r, u) - depth).abs() < 2.0 * r.powi(4));
    }
    assert!(radius_ratio_from_depth(0.01, 1.1, u).is_nan());
    assert!(radius_ratio_from_depth(-0.01, 0.1, u).is_nan());
}
