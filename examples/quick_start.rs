//! The model of the quick start, `docs/quick-start.md`: counts of a decaying sample, its posterior, and two pictures of it.
//!
//! ```text
//! cargo run --release --example quick_start
//! ```
//!
//! A counter saw 31 decays in the first second, 25 in the next, and so on. How many were there to begin with, and how long until
//! half of them were gone? The trace picture shows whether the chains agree, the corner plot what they agree upon; both are
//! written into `output/quick_start/`.

use pullback::prelude::*;
use pullback::sampler::plots::{Corner, Traces};
use std::error::Error;

const OUTPUT: &str = "output/quick_start";

#[derive(Parameters, Clone, Debug)]
struct Decay {
    /// Counts per second at the beginning.
    #[prior(LogNormal(3.0, 1.0))]
    rate: f64,
    /// Seconds.
    #[prior(LogNormal(1.0, 1.0))]
    half_life: f64,
}

#[differentiable]
fn log_likelihood(decay: &Decay, #[constant] counts: &[u64]) -> f64 {
    let mut sum = 0.0;
    for (second, count) in counts.iter().enumerate() {
        let expected = decay.rate * (-(second as f64) / decay.half_life).exp2();
        sum += pullback::log_density::poisson(*count, expected);
    }
    sum
}

fn main() -> Result<(), Box<dyn Error>> {
    let counts = [31, 25, 15, 13, 12, 7, 9, 3, 4, 2];
    let posterior = Posterior::new(log_likelihood::with(&counts));
    let trace = Nuts::default().seed(1).sample(&posterior)?;
    println!("{}", trace.summary());
    for warning in trace.warnings() {
        println!("{warning}");
    }

    // Draws as the struct that they are.
    let decays: Vec<Decay> = trace.values()?;
    let longer_than_two_seconds = decays.iter().filter(|decay| decay.half_life > 2.0).count();
    let percent = 100.0 * longer_than_two_seconds as f64 / decays.len() as f64;
    println!("a half-life above two seconds has a probability of {percent:.1} %");

    // Every fifth draw shows as much, in a smaller file.
    Traces::new()
        .trace(&trace.thin(5)?)
        .save(format!("{OUTPUT}/traces.png"))?;
    Corner::new()
        .title("Decay")
        .trace(&trace)
        .save(format!("{OUTPUT}/corner.png"))?;
    println!("\npictures: traces.png and corner.png in {OUTPUT}");
    Ok(())
}
