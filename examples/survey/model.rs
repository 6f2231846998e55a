//! A star with one transit: what is observed, simulated; the model, with its priors; and the fit.

use std::error::Error;

use pullback::exoplanet::{LightCurve, TransitOrbit, light_curve_log_likelihood, quadratic_from_kipping};
use pullback::prelude::*;
use pullback::sampler::Summary;
use pullback::sampler::survey::{Context, Target};
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, LogNormal, Normal, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

/// Observations of each star.
const POINTS: usize = 500;
/// They begin so long before the transit, and end so long after it; days.
const HALF_WINDOW: f64 = 0.25;
/// Days; one transit says nothing about it.
const PERIOD: f64 = 10.0;
/// Chains that disagree more have not converged.
const LARGEST_R_HAT: f64 = 1.03;

/// A star, of which the survey knows the number alone: the fit gets the data, as it would read them from a file.
#[derive(Clone, Copy, Debug)]
pub struct Star {
    pub number: usize,
}

impl Target for Star {
    fn name(&self) -> String {
        format!("star-{:05}", self.number)
    }
}

/// What is sampled.
#[derive(Parameters, Clone, Debug)]
pub struct Transit {
    /// The middle of the transit, days from where it was predicted.
    #[prior(Normal(0.0, 0.01))]
    pub t0: f64,
    /// From first to last contact, days.
    #[prior(Uniform(0.08, 0.25))]
    pub duration: f64,
    #[prior(Uniform(0.0, 0.9))]
    pub impact_parameter: f64,
    /// How much light is missing in the middle of the transit. The data say much about it, and little about the radius ratio by itself.
    #[prior(LogNormal(-5.0, 0.5))]
    pub depth: f64,
    /// Quadratic limb darkening, uniform where it is physical (Kipping 2013).
    #[prior(Kipping)]
    pub u: [f64; 2],
    /// Flux out of transit.
    #[prior(Normal(1.0, 0.001))]
    pub mean: f64,
}

#[differentiable]
impl Transit {
    /// The planet's radius over the star's, as if the planet hid the star's disc where its own centre is.
    pub fn radius_ratio(&self) -> f64 {
        let b = self.impact_parameter;
        let shade = 1.0 - (1.0 - b * b).sqrt();
        let [u1, u2] = self.u;
        (self.depth * (1.0 - u1 / 3.0 - u2 / 6.0) / (1.0 - u1 * shade - u2 * shade * shade)).sqrt()
    }
}

/// The flux at these times.
#[differentiable]
pub fn flux(transit: &Transit, #[constant] time: &[f64]) -> Vec<f64> {
    let radius_ratio = transit.radius_ratio();
    let orbit = TransitOrbit::new(
        PERIOD,
        transit.t0,
        transit.duration,
        transit.impact_parameter,
        radius_ratio,
    );
    let mut flux = vec![0.0; time.len()];
    for i in 0..time.len() {
        flux[i] = transit.mean * orbit.flux(time[i], transit.u);
    }
    flux
}

#[differentiable]
fn log_likelihood(transit: &Transit, #[constant] data: &LightCurve) -> f64 {
    light_curve_log_likelihood(&flux(transit, &data.time), 0.0, data)
}

/// What a star is in truth, drawn from the priors, and what was observed of it: times, fluxes, and their standard error.
pub struct Simulated {
    pub truth: Transit,
    time: Vec<f64>,
    flux: Vec<f64>,
    error: f64,
}

impl Simulated {
    /// The same for the same star in every run.
    ///
    /// # Panics
    ///
    /// Never: the distributions are well-formed.
    pub fn of(star: Star) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(star.number as u64);
        let normal = |mean, sd| Normal::new(mean, sd).expect("the standard deviation is positive");
        let truth = Transit {
            t0: normal(0.0, 0.01).sample(&mut rng),
            duration: rng.random_range(0.08..0.25),
            impact_parameter: rng.random_range(0.0..0.9),
            depth: LogNormal::new(-5.0, 0.5).expect("it is positive").sample(&mut rng),
            u: quadratic_from_kipping([rng.random(), rng.random()]),
            mean: normal(1.0, 0.001).sample(&mut rng),
        };
        // Faint stars are measured less well.
        let error = 10_f64.powf(rng.random_range(-3.7..-3.0));
        let step = 2.0 * HALF_WINDOW / (POINTS - 1) as f64;
        let time: Vec<f64> = (0..POINTS).map(|i| step * i as f64 - HALF_WINDOW).collect();
        let noise = |flux: &f64, rng: &mut Xoshiro256PlusPlus| {
            let deviation: f64 = StandardNormal.sample(rng);
            flux + error * deviation
        };
        let exact = flux(&truth, &time);
        let flux = exact.iter().map(|flux| noise(flux, &mut rng)).collect();
        Self {
            truth,
            time,
            flux,
            error,
        }
    }
}

/// A parameter as the posterior has it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Estimate {
    pub mean: f64,
    pub sd: f64,
}

/// What the survey keeps of a star.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fit {
    pub t0: Estimate,
    pub duration: Estimate,
    pub impact_parameter: Estimate,
    pub radius_ratio: Estimate,
    pub mean: Estimate,
    /// The largest of any parameter.
    pub r_hat: f64,
    /// The smallest of any parameter.
    pub ess_bulk: f64,
    pub divergences: usize,
    pub gradients: u64,
}

fn have_converged(summary: &Summary) -> bool {
    // Not of a NaN.
    largest_r_hat(summary) <= LARGEST_R_HAT
}

fn largest_r_hat(summary: &Summary) -> f64 {
    let larger = |largest: f64, r_hat: f64| {
        if r_hat > largest || r_hat.is_nan() {
            r_hat
        } else {
            largest
        }
    };
    summary.rows().iter().map(|row| row.r_hat).fold(0.0, larger)
}

/// Fits a star. Of two, the data are broken: that of one ends in an error, that of the other in a panic, as in any survey.
///
/// # Errors
///
/// If the data are no light curve, or the chains do not agree.
pub fn fit(star: &Star, context: &Context) -> Result<Fit, Box<dyn Error>> {
    let mut star_data = Simulated::of(*star);
    match star.number {
        37 => star_data.flux[100] = f64::NAN,
        111 => star_data.flux.clear(),
        _ => {}
    }
    // An author who is certain that there are data.
    assert!(star_data.flux[0] > 0.0, "a star is dark");
    let error = vec![star_data.error; POINTS];
    let data = LightCurve::new(star_data.time, star_data.flux, error)?;
    let posterior = Posterior::new(log_likelihood::with(&data)).derive("radius_ratio", Transit::radius_ratio);
    let nuts = Nuts::default().chains(2).tune(400).draws(500).target_accept(0.9);
    let nuts = nuts.seed(context.seed()).progress(false);
    let mut trace = nuts.sample(&posterior)?;
    // Where that is not enough, the same chains go on.
    if !have_converged(&trace.summary()) {
        trace = nuts.draws(3000).continue_from(&trace, &posterior)?;
    }
    let summary = trace.summary();
    let r_hat = largest_r_hat(&summary);
    if !have_converged(&summary) {
        return Err(format!("the chains have not converged: r_hat = {r_hat:.3}").into());
    }
    let estimate = |name: &str| -> Result<Estimate, String> {
        let row = summary
            .get(name)
            .ok_or_else(|| format!("there is no parameter `{name}`"))?;
        Ok(Estimate {
            mean: row.mean,
            sd: row.sd,
        })
    };
    Ok(Fit {
        t0: estimate("t0")?,
        duration: estimate("duration")?,
        impact_parameter: estimate("impact_parameter")?,
        radius_ratio: estimate("radius_ratio")?,
        mean: estimate("mean")?,
        r_hat,
        ess_bulk: summary
            .rows()
            .iter()
            .map(|row| row.ess_bulk)
            .fold(f64::INFINITY, f64::min),
        divergences: trace.divergences().len(),
        gradients: trace.gradient_evaluations(),
    })
}
