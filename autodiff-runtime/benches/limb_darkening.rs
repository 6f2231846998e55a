//! Time per element of the flux of a limb-darkened star: `cargo bench -p autodiff-runtime --bench limb_darkening`.

use autodiff_runtime::exoplanet::{
    limb_dark_flux, limb_dark_flux_logarithmic, limb_dark_flux_nonlinear, limb_dark_flux_poly, limb_dark_flux_power2,
    limb_dark_flux_square_root,
};
use std::hint::black_box;
use std::time::Instant;

/// Nanoseconds per element, the best of several runs.
fn time(n: usize, mut run: impl FnMut()) -> f64 {
    (0..400).fold(f64::INFINITY, |best, _| {
        let start = Instant::now();
        run();
        best.min(start.elapsed().as_secs_f64() * 1e9 / n as f64)
    })
}

fn main() {
    for (name, r, from, to) in [
        ("r0.1_in_transit", 0.1, 0.0, 1.1),
        ("r0.1_inside", 0.1, 0.0, 0.9),
        ("r0.1_crossing", 0.1, 0.9, 1.1),
        ("r0.01_in_transit", 0.01, 0.0, 1.01),
        ("r0.4_in_transit", 0.4, 0.0, 1.4),
        ("r0.1_out_of_transit", 0.1, 1.1, 10.0),
    ] {
        let u = black_box([0.4, 0.26]);
        let distances = scattered(10_000, from, to);
        report(
            name,
            &distances,
            |b| limb_dark_flux(b, r, u),
            |b| {
                let (flux, pullback) = limb_dark_flux::vjp(b, r, u);
                (flux, pullback(0.7))
            },
        );
    }
    let in_order: Vec<f64> = (0..10_000).map(|i| 1.1e-4 * f64::from(i)).collect();
    let u = black_box([0.4, 0.26]);
    report(
        "r0.1_in_transit_in_order",
        &in_order,
        |b| limb_dark_flux(b, 0.1, u),
        |b| {
            let (flux, pullback) = limb_dark_flux::vjp(b, 0.1, u);
            (flux, pullback(0.7))
        },
    );
    polynomials();
    laws();
}

/// Orders 2, 4 and 8; the gradient by the coefficients is added into a vector that is kept.
fn polynomials() {
    let distances = scattered(5_000, 0.0, 1.1);
    for order in [2, 4, 8, 12] {
        let u = black_box(vec![0.5 / order as f64; order]);
        let mut u_bar = vec![0.0; order];
        let name = format!("poly{order}_r0.1_in_transit");
        report(
            &name,
            &distances,
            |b| limb_dark_flux_poly(b, 0.1, &u),
            |b| {
                let (mut b_bar, mut r_bar) = (0.0, 0.0);
                let flux = limb_dark_flux_poly::value_and_grad_into(b, 0.1, &u, &mut b_bar, &mut r_bar, &mut u_bar);
                (flux, (b_bar, r_bar))
            },
        );
    }
}

fn laws() {
    let distances = scattered(5_000, 0.0, 1.1);
    let (u, c) = black_box(([0.4, 0.26], [0.4, 0.1, 0.2, -0.1]));
    report(
        "power2_r0.1_in_transit",
        &distances,
        |b| limb_dark_flux_power2(b, 0.1, u[0], u[1]),
        |b| limb_dark_flux_power2::value_and_grad(b, 0.1, u[0], u[1]),
    );
    report(
        "square_root_r0.1_in_transit",
        &distances,
        |b| limb_dark_flux_square_root(b, 0.1, u),
        |b| limb_dark_flux_square_root::value_and_grad(b, 0.1, u),
    );
    report(
        "logarithmic_r0.1_in_transit",
        &distances,
        |b| limb_dark_flux_logarithmic(b, 0.1, u),
        |b| limb_dark_flux_logarithmic::value_and_grad(b, 0.1, u),
    );
    report(
        "nonlinear_r0.1_in_transit",
        &distances,
        |b| limb_dark_flux_nonlinear(b, 0.1, c),
        |b| limb_dark_flux_nonlinear::value_and_grad(b, 0.1, c),
    );
}

/// A golden-ratio sequence: distances in no order.
fn scattered(n: usize, from: f64, to: f64) -> Vec<f64> {
    (0..n)
        .map(|i| from + (to - from) * (i as f64 * 0.618_033_988_749_894_9).fract())
        .collect()
}

/// Times the flux alone, and the flux with its gradient.
fn report<G: Copy + Default>(
    name: &str,
    distances: &[f64],
    mut flux: impl FnMut(f64) -> f64,
    mut flux_and_gradient: impl FnMut(f64) -> (f64, G),
) {
    let n = distances.len();
    let mut fluxes = vec![0.0; n];
    let primal_ns = time(n, || {
        for (value, &b) in fluxes.iter_mut().zip(distances) {
            *value = flux(b);
        }
        black_box(&mut fluxes);
    });
    let mut gradients = vec![G::default(); n];
    let grad_ns = time(n, || {
        for i in 0..n {
            (fluxes[i], gradients[i]) = flux_and_gradient(distances[i]);
        }
        black_box((&mut fluxes, &mut gradients));
    });
    let ratio = grad_ns / primal_ns;
    println!("bench exoplanet/limb_dark_{name} primal_ns={primal_ns:.1} grad_ns={grad_ns:.1} ratio={ratio:.2}");
}
