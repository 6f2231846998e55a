//! What is no disk gives NaN everywhere, and never a panic; the edges of what is one give numbers.

use autodiff_runtime::exoplanet::{
    limb_dark_flux, limb_dark_flux_logarithmic, limb_dark_flux_nonlinear, limb_dark_flux_poly, limb_dark_flux_power2,
    limb_dark_flux_square_root,
};

const BAD: [(f64, f64); 9] = [
    (0.1, -1e-300),
    (0.1, -0.5),
    (2.0, -0.5),
    (f64::NAN, 0.1),
    (0.1, f64::NAN),
    (f64::INFINITY, 0.1),
    (f64::NEG_INFINITY, 0.1),
    (0.1, f64::INFINITY),
    (f64::NAN, f64::NAN),
];

/// Flux and derivatives of all laws.
fn everything(b: f64, r: f64, u: f64) -> Vec<f64> {
    let mut all = vec![
        limb_dark_flux(b, r, [u, 0.2]),
        limb_dark_flux_poly(b, r, &[u, 0.2, 0.1]),
        limb_dark_flux_power2(b, r, u, 0.7),
        limb_dark_flux_square_root(b, r, [u, 0.2]),
        limb_dark_flux_logarithmic(b, r, [u, 0.2]),
        limb_dark_flux_nonlinear(b, r, [u, 0.1, 0.1, 0.1]),
    ];
    let mut add = |(by_b, by_r, by_u): (f64, f64, &[f64])| {
        all.extend([by_b, by_r]);
        all.extend(by_u);
    };
    let (by_b, by_r, by_u) = limb_dark_flux::grad(b, r, [u, 0.2]);
    add((by_b, by_r, &by_u));
    let (by_b, by_r, by_u) = limb_dark_flux_poly::grad(b, r, &[u, 0.2, 0.1]);
    add((by_b, by_r, &by_u));
    let (by_b, by_r, by_c, by_alpha) = limb_dark_flux_power2::grad(b, r, u, 0.7);
    add((by_b, by_r, &[by_c, by_alpha]));
    let (by_b, by_r, by_u) = limb_dark_flux_square_root::grad(b, r, [u, 0.2]);
    add((by_b, by_r, &by_u));
    let (by_b, by_r, by_u) = limb_dark_flux_logarithmic::grad(b, r, [u, 0.2]);
    add((by_b, by_r, &by_u));
    let (by_b, by_r, by_u) = limb_dark_flux_nonlinear::grad(b, r, [u, 0.1, 0.1, 0.1]);
    add((by_b, by_r, &by_u));
    all
}

#[test]
fn no_disk() {
    for (b, r) in BAD {
        for (index, number) in everything(b, r, 0.4).into_iter().enumerate() {
            assert!(number.is_nan(), "number {index} at b = {b}, r = {r} is {number}");
        }
        let hessian = limb_dark_flux::hessian(b, r, [0.4, 0.2]);
        assert!(hessian.iter().flatten().all(|number| number.is_nan()));
        let hessian = limb_dark_flux_poly::hessian(b, r, &[0.4, 0.2, 0.1]);
        assert!(hessian.iter().flatten().all(|number| number.is_nan()));
    }
}

#[test]
fn no_law() {
    // Beside the star, on it, over its edge, over all of it.
    for (b, r) in [(2.0, 0.1), (0.3, 0.1), (1.0, 0.1), (0.5, 2.0)] {
        for u in [f64::NAN, f64::INFINITY] {
            let laws = everything(b, r, u);
            assert!(
                laws[..6].iter().all(|flux| flux.is_nan()),
                "{laws:?} at b = {b}, r = {r}"
            );
        }
    }
    assert!(limb_dark_flux_power2(0.3, 0.1, 0.4, -0.1).is_nan());
    assert!(limb_dark_flux_power2(0.3, 0.1, 0.4, f64::NAN).is_nan());
}

#[test]
fn the_smallest_and_the_largest() {
    let u = [0.4, 0.26];
    for b in [0.0, 0.5, 1.0, 1.5, -0.5] {
        for r in [0.0, -0.0] {
            assert_eq!(limb_dark_flux(b, r, u), 1.0);
            let (by_b, by_r, by_u) = limb_dark_flux::grad(b, r, u);
            assert!(by_b == 0.0 && by_r == 0.0 && by_u == [0.0, 0.0]);
        }
        for r in [f64::from_bits(1), f64::MIN_POSITIVE, 1e-200, 1e-30] {
            assert_eq!(limb_dark_flux(b, r, u), 1.0, "b = {b}, r = {r:e}");
        }
    }
    for b in [1e3, 1e154, 1e300, f64::MAX, -f64::MAX] {
        assert_eq!(limb_dark_flux(b, 0.1, u), 1.0);
        assert_eq!(limb_dark_flux_poly(b, 0.1, &[0.1; 5]), 1.0);
        assert_eq!(limb_dark_flux_power2(b, 0.1, 0.6, 0.7), 1.0);
    }
    for r in [1e3, 1e154, f64::MAX] {
        assert_eq!(limb_dark_flux(0.1, r, u), 0.0);
        assert_eq!(limb_dark_flux_poly(0.1, r, &[0.1; 5]), 0.0);
        assert_eq!(limb_dark_flux_power2(0.1, r, 0.6, 0.7), 0.0);
    }
    for number in everything(f64::from_bits(1), 1.0 - f64::EPSILON / 2.0, 0.4) {
        assert!(number.is_finite());
    }
    for number in everything(1.0, f64::from_bits(1), 0.4) {
        assert!(number.is_finite(), "{:?}", everything(1.0, f64::from_bits(1), 0.4));
    }
}
