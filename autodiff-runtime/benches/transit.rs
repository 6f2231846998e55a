//! Time per observation of transit log-likelihoods: `cargo bench -p autodiff-runtime --bench transit`.
//!
//! The work is that of the field's comparisons: nine parameters (period, mid-transit time, e, ω, impact parameter, stellar
//! density, radius ratio, two limb-darkening coefficients), independent normal errors, N = 10³ and 10⁵ observations, of
//! which a third, or 3 %, are in transit; with and without seven samples for each exposure.

extern crate autodiff_runtime as pullback;

use autodiff_macros::differentiable;
use autodiff_runtime::exoplanet::{Exposure, OrbitBuilder, TransitingPlanet, transit_flux};
use std::hint::black_box;
use std::time::Instant;

struct Data {
    time: Vec<f64>,
    flux: Vec<f64>,
    error: f64,
    instant: Exposure,
    exposure: Exposure,
}

#[differentiable]
fn planet(p: &[f64; 9]) -> TransitingPlanet {
    let orbit = OrbitBuilder::with_period(p[0])
        .transit_at(p[1])
        .eccentricity(p[2], p[3])
        .impact_parameter(p[4])
        .stellar_density(p[5])
        .build();
    TransitingPlanet::new(orbit, p[6])
}

/// The same without eccentricity: seven parameters.
#[differentiable]
fn circular_planet(p: &[f64; 9]) -> TransitingPlanet {
    let orbit = OrbitBuilder::with_period(p[0])
        .transit_at(p[1])
        .impact_parameter(p[4])
        .stellar_density(p[5])
        .build();
    TransitingPlanet::new(orbit, p[6])
}

#[differentiable]
fn of_flux(model: &[f64], #[constant] data: &Data) -> f64 {
    let weight = 1.0 / (data.error * data.error);
    let mut sum = 0.0;
    for (model, flux) in model.iter().zip(&data.flux) {
        let residual = flux - model;
        sum -= 0.5 * weight * residual * residual;
    }
    sum
}

#[differentiable]
fn log_likelihood(p: &[f64; 9], #[constant] data: &Data) -> f64 {
    let flux = transit_flux(&data.time, &[planet(p)], [p[7], p[8]], &data.instant);
    of_flux(&flux, data)
}

#[differentiable]
fn circular_log_likelihood(p: &[f64; 9], #[constant] data: &Data) -> f64 {
    let flux = transit_flux(&data.time, &[circular_planet(p)], [p[7], p[8]], &data.instant);
    of_flux(&flux, data)
}

#[differentiable]
fn exposed_log_likelihood(p: &[f64; 9], #[constant] data: &Data) -> f64 {
    let flux = transit_flux(&data.time, &[planet(p)], [p[7], p[8]], &data.exposure);
    of_flux(&flux, data)
}

const PARAMETERS: [f64; 9] = [3.3, 0.4, 0.15, 0.8, 0.3, 0.25, 0.1, 0.4, 0.25];

/// Observations that cover the orbit around each transit so that `share` of them are in transit.
fn data(count: usize, share: f64, samples: usize) -> Data {
    let planet = planet(&PARAMETERS);
    let [first, .., last] = planet.orbit.contact_times(PARAMETERS[6]);
    let length = ((last - first) / share).min(PARAMETERS[0]);
    // The share is a third around single transits, or else that of a survey: 3 % as the planet is.
    let time: Vec<f64> = (0..count)
        .map(|i| {
            let along = (i as f64 + 0.5) / count as f64 * 20.0;
            let (transit, within) = (along.floor(), along.fract() - 0.5);
            PARAMETERS[1] + PARAMETERS[0] * transit + within * length
        })
        .collect();
    let exposure = Exposure::midpoint(0.0204, samples).expect("an exposure");
    let flux = time
        .iter()
        .enumerate()
        .map(|(i, &t)| planet.exposed_flux(t, [0.4, 0.25], &exposure) + 1e-4 * ((i * 7919) as f64).sin())
        .collect();
    let inside = time.iter().filter(|&&t| planet.flux(t, [0.4, 0.25]) < 1.0).count();
    println!(
        "{count} observations, {:.1} % in transit",
        100.0 * inside as f64 / count as f64
    );
    Data {
        time,
        flux,
        error: 1e-4,
        instant: Exposure::instant(),
        exposure,
    }
}

/// Nanoseconds per observation, the best of several runs.
fn time_of(count: usize, mut run: impl FnMut()) -> f64 {
    let repeats = (100_000 / count).max(1);
    (0..15).fold(f64::INFINITY, |best, _| {
        let start = Instant::now();
        (0..repeats).for_each(|_| run());
        best.min(start.elapsed().as_secs_f64() * 1e9 / (count * repeats) as f64)
    })
}

fn report(name: &str, count: usize, primal: impl Fn(), gradient: impl Fn()) {
    let (primal_ns, grad_ns) = (time_of(count, &primal), time_of(count, &gradient));
    let ratio = grad_ns / primal_ns;
    println!("bench exoplanet/{name}_N{count} primal_ns={primal_ns:.1} grad_ns={grad_ns:.1} ratio={ratio:.2}");
}

fn main() {
    for count in [1_000, 100_000] {
        for (name, share) in [("transit_34", 0.34), ("transit_survey_3", 0.03)] {
            let data = data(count, share, 7);
            report(
                name,
                count,
                || {
                    black_box(log_likelihood(black_box(&PARAMETERS), &data));
                },
                || {
                    black_box(log_likelihood::value_and_grad(black_box(&PARAMETERS), &data));
                },
            );
            report(
                &format!("{name}_circular"),
                count,
                || {
                    black_box(circular_log_likelihood(black_box(&PARAMETERS), &data));
                },
                || {
                    black_box(circular_log_likelihood::value_and_grad(black_box(&PARAMETERS), &data));
                },
            );
            report(
                &format!("{name}_exposed_7"),
                count,
                || {
                    black_box(exposed_log_likelihood(black_box(&PARAMETERS), &data));
                },
                || {
                    black_box(exposed_log_likelihood::value_and_grad(black_box(&PARAMETERS), &data));
                },
            );
        }
    }
}
