//! A planet in front of a star with spots: from a light curve of which nothing is known to a posterior, in four steps.
//!
//! ```text
//! cargo run --release --example gp_rotation
//! ```
//!
//! A star with spots brightens and fades as it turns, here by about 1 %, ten times as much as its planet hides. The spots come and
//! go, so that no fixed curve describes the variation; a Gaussian process does, which says how the brightness at one time is
//! correlated with that at others. Its cost usually grows with the cube of the number of observations; `celerite`'s grows with the
//! number itself.
//!
//! The light curve is simulated, with a seed, so that the truth is known: 27 days, one flux every twenty minutes, and a gap in the
//! middle as TESS has them. The program then forgets what it knows, and
//!
//! 1. finds the **rotation** with a Lomb–Scargle periodogram;
//! 2. **detrends** with a Gaussian process of that period, whose other parameters are guesses;
//! 3. finds the **planet** by box least squares in what is left;
//! 4. starts from there and samples star and planet **together**. Detrending first and fitting a transit to the rest would bend
//!    the transit, and pretend that the star were known.
//!
//! The summary is printed beside the truth.

mod model;
mod pictures;
mod simulation;

use model::{Data, Star, System, log_density};
use pullback::exoplanet::celerite::{RotationTerm, predict};
use pullback::exoplanet::{BoxLeastSquares, BoxPeak, LombScargle};
use pullback::prelude::*;
use pullback::sampler::diagnostics::{mean, standard_deviation};
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

const OUTPUT: &str = "output/gp_rotation";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let data = simulation::data()?;
    println!(
        "A star with spots and a planet: {} fluxes over 27 days\n",
        data.observed.time.len()
    );

    let rotation = rotation_period(&data)?;
    println!("Lomb-Scargle: the star turns in about {rotation:.2} d");
    let planet = planet_in(&data, rotation)?;
    println!(
        "box least squares: every {:.4} d, at {:.3} d, {:.2} h long, {:.5} deep, {:.1} times its error",
        planet.period,
        planet.mid_time,
        24.0 * planet.duration,
        planet.depth,
        planet.signal_to_noise
    );

    let posterior = Posterior::new(log_density::with(&data))
        .start_at(&start(rotation, &planet))?
        .jitter(1e-4);
    let mut trace = Nuts::default()
        .chains(4)
        .tune(1000)
        .draws(1000)
        .seed(8)
        .target_accept(0.9)
        .sample(&posterior)?;
    trace.add_derived(["impact_parameter", "radius_ratio", "density"], |system: &System| {
        [system.impact_parameter(), system.radius_ratio(), system.density()]
    })?;
    println!("\n{}", trace.summary());
    println!("(times in days, fluxes in parts per thousand, density in g/cm³)\n");
    print_truth(&trace);
    println!("\n{}", trace.overview());

    let draws: Vec<System> = trace.values()?;
    let folder = Path::new(OUTPUT);
    pictures::draw_light_curve(&data, &draws, &folder.join("light_curve.png"))?;
    pictures::draw_transit(&data, &draws, &folder.join("transit.png"))?;
    println!("\npictures: light_curve.png and transit.png in {}", folder.display());
    Ok(())
}

/// The period of the strongest wave.
fn rotation_period(data: &Data) -> Result<f64, Box<dyn Error>> {
    let observed = &data.observed;
    let periodogram = LombScargle::new(&observed.time, &observed.flux, &observed.error)?;
    let grid = periodogram.grid_up_to(1.0, 10)?;
    Ok(periodogram.strongest(&grid)?.period)
}

/// The strongest box in what a Gaussian process with the star's period leaves.
fn planet_in(data: &Data, rotation: f64) -> Result<BoxPeak, Box<dyn Error>> {
    let observed = &data.observed;
    let level = mean(&observed.flux);
    let residual: Vec<f64> = observed.flux.iter().map(|flux| flux - level).collect();
    let guess = RotationTerm {
        sigma: standard_deviation(&observed.flux),
        period: rotation,
        q0: 1.0,
        dq: 0.5,
        f: 0.5,
    };
    // Ten times the real variance, or the process would follow the transits, too.
    let variance: Vec<f64> = observed.error.iter().map(|error| 10.0 * error * error).collect();
    let star = predict(&guess.kernel(), &observed.time, &residual, &variance, &observed.time);
    let rest: Vec<f64> = residual
        .iter()
        .zip(&star.mean)
        .map(|(flux, star)| flux - star)
        .collect();
    let search = BoxLeastSquares::new(&observed.time, &rest, &observed.error)?;
    let periods = search.periods(1.0, 12.0, 0.1)?;
    Ok(search.strongest(&periods, &[0.08, 0.12, 0.16, 0.2])?)
}

/// Where the chains start: what the searches found, and guesses where they say nothing.
fn start(rotation: f64, planet: &BoxPeak) -> System {
    System {
        star: Star {
            mean: 0.0,
            jitter: 0.05,
            sigma: 4.0,
            period: rotation,
            quality: 1.0,
            quality_difference: 0.5,
            harmonic: 0.5,
        },
        t0: planet.mid_time,
        period: planet.period,
        duration: planet.duration,
        signed_impact: 0.1,
        depth: 1e-3 * planet.depth,
        u: [0.4, 0.2],
    }
}

/// The estimates beside what the light curve was simulated with.
fn print_truth(trace: &Trace) {
    println!("{:24} {:>20} {:>10}   difference / sd", "", "posterior", "truth");
    for (name, truth) in simulation::TRUTH {
        let Some(draws) = trace.draws_of(name) else { continue };
        let (mean, sd) = (mean(draws), standard_deviation(draws));
        let decimals = (1.0 - sd.log10()).ceil().clamp(0.0, 9.0) as usize;
        println!(
            "{name:24} {:>20} {truth:>10}   {:+.2}",
            format!("{mean:.decimals$} ± {sd:.decimals$}"),
            (mean - truth) / sd
        );
    }
}
