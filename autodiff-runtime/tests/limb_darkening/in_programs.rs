//! The fluxes inside of differentiated functions, with all derivatives compared by `check_grad!`.

use autodiff_macros::differentiable;
use autodiff_runtime::check_grad;
use autodiff_runtime::exoplanet::{
    depth_from_radius_ratio, limb_dark_flux, limb_dark_flux_logarithmic, limb_dark_flux_nonlinear, limb_dark_flux_poly,
    limb_dark_flux_power2, limb_dark_flux_square_root, quadratic_intensity, radius_ratio_from_depth,
};

/// A transit with a straight path, whose depth is a parameter.
#[differentiable]
fn misfit(
    depth: f64,
    impact: f64,
    rate: f64,
    u: [f64; 2],
    #[constant] times: &[f64],
    #[constant] fluxes: &[f64],
) -> f64 {
    let r = radius_ratio_from_depth(depth, impact, u);
    let mut sum = 0.0;
    for i in 0..times.len() {
        let x = rate * times[i];
        let residual = fluxes[i] - limb_dark_flux((x * x + impact * impact).sqrt(), r, u);
        sum += residual * residual;
    }
    sum
}

/// Coefficients that are sums of others, in a loop, of orders that vary.
#[differentiable]
fn polynomial(b: f64, r: f64, weights: &[f64]) -> f64 {
    let mut sum = 0.0;
    let mut u = vec![0.0; weights.len()];
    for i in 0..weights.len() {
        u[i] = weights[i] * weights[0];
        sum += limb_dark_flux_poly(b * weights[i].cos(), r, &u[..=i]) * weights[i];
    }
    sum
}

#[differentiable]
fn all_laws(b: f64, r: f64, u: [f64; 4]) -> f64 {
    limb_dark_flux_power2(b, r * u[0], u[1], u[0]).ln()
        + limb_dark_flux_square_root(b, r, [u[0] * u[1], u[2]]) * quadratic_intensity(u[3], [u[0], u[1]])
        + limb_dark_flux_logarithmic(b * u[2], r, [u[0], u[1]]).powi(2)
        + limb_dark_flux_nonlinear(b, r, u)
        + depth_from_radius_ratio(r, b * u[1], [u[2], u[3]])
}

/// A distance that is a parameter, and a disk that is constant.
#[differentiable]
fn of_distance(b: f64, #[constant] r: f64, #[constant] u: &[f64]) -> f64 {
    limb_dark_flux(b, r, [u[0], u[1]]) * limb_dark_flux_poly(b, r, u)
}

#[test]
fn of_one_flux() {
    for (b, r) in [
        (0.0, 0.1),
        (0.3, 0.1),
        (-0.3, 0.1),
        (0.85, 0.1),
        (0.97, 0.1),
        (0.4, 0.9),
        (0.8, 1.5),
        (2.0, 0.3),
    ] {
        check_grad!(limb_dark_flux, b, r, [0.4, 0.26]);
        check_grad!(limb_dark_flux_poly, b, r, &[]);
        check_grad!(limb_dark_flux_poly, b, r, &[0.4]);
        check_grad!(limb_dark_flux_poly, b, r, &[0.4, 0.26]);
        check_grad!(limb_dark_flux_poly, b, r, &[0.4, 0.26, -0.1, 0.2]);
        check_grad!(limb_dark_flux_power2, b, r, 0.6, 0.7);
        check_grad!(limb_dark_flux_square_root, b, r, [0.2, 0.4]);
        check_grad!(limb_dark_flux_logarithmic, b, r, [0.5, 0.2]);
        check_grad!(limb_dark_flux_nonlinear, b, r, [0.4, 0.1, 0.2, -0.1]);
    }
}

#[test]
fn of_programs() {
    let times: Vec<f64> = (0..30).map(|i| 0.011 * f64::from(i) - 0.15).collect();
    let fluxes: Vec<f64> = times.iter().map(|t| if t.abs() < 0.1 { 0.99 } else { 1.0 }).collect();
    check_grad!(misfit, 0.011, 0.3, 8.7, [0.4, 0.26], &times, &fluxes);
    check_grad!(polynomial, 0.5, 0.2, &[0.5, 0.3, -0.2, 0.1]);
    check_grad!(polynomial, 0.95, 0.15, &[0.5, 0.3, -0.2, 0.1, 0.02]);
    check_grad!(all_laws, 0.4, 0.15, [0.5, 0.3, 0.2, 0.1]);
    check_grad!(all_laws, 0.97, 0.15, [0.5, 0.3, 0.2, 0.1]);
    check_grad!(of_distance, 0.6, 0.1, &[0.3, 0.2, 0.1]);
}

#[test]
fn of_second_order() {
    let times: Vec<f64> = (0..30).map(|i| 0.011 * f64::from(i) - 0.15).collect();
    let fluxes = vec![0.995; 30];
    let hessian = misfit::hessian(0.011, 0.3, 8.7, [0.4, 0.26], &times, &fluxes);
    let step = 1e-6;
    let gradient = |depth: f64| {
        let (by_depth, by_impact, by_rate, by_u) = misfit::grad(depth, 0.3, 8.7, [0.4, 0.26], &times, &fluxes);
        [by_depth, by_impact, by_rate, by_u[0], by_u[1]]
    };
    let (after, before) = (gradient(0.011 + step), gradient(0.011 - step));
    for i in 0..5 {
        let difference = (after[i] - before[i]) / (2.0 * step);
        assert!(
            (hessian[0][i] - difference).abs() < 1e-5 * (1.0 + difference.abs()),
            "{} and {difference}",
            hessian[0][i]
        );
        for j in 0..5 {
            assert!((hessian[i][j] - hessian[j][i]).abs() < 1e-9 * (1.0 + hessian[i][j].abs()));
        }
    }
    let hessian = polynomial::hessian(0.95, 0.15, &[0.5, 0.3, -0.2, 0.1]);
    for i in 0..6 {
        for j in 0..6 {
            assert!((hessian[i][j] - hessian[j][i]).abs() < 1e-11 * (1.0 + hessian[i][j].abs()));
        }
    }
    let hessian = all_laws::hessian(0.97, 0.15, [0.5, 0.3, 0.2, 0.1]);
    for i in 0..6 {
        for j in 0..6 {
            assert!((hessian[i][j] - hessian[j][i]).abs() < 1e-10 * (1.0 + hessian[i][j].abs()));
        }
    }
}
