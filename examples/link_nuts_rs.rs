//! A generated gradient in another package's sampler: nuts-rs, the one behind nutpie.
//!
//! ```text
//! cargo run --release --features nuts-rs --example link_nuts_rs
//! ```
//!
//! Who has a sampler already keeps it: `ForNutsRs` makes a `CpuLogpFunc` of any posterior, so that its chains run on the gradient that
//! the compiler made, and its draws become a `Trace` with everything that goes with one. `Nuts` then samples the same posterior, and the
//! two have to agree.
//!
//! The model: in British coal mines, the yearly number of disasters fell within some years around 1890. The counts are those of Jarrett
//! (1979, "A note on the intervals between coal-mining disasters", Biometrika 66, 191), from 1851 on, as used in PyMC's tutorials.

use pullback::log_density;
use pullback::prelude::*;
use pullback::sampler::adapters::nuts_rs::{ForNutsRs, library};
use pullback::sampler::rand::{SeedableRng, rngs::StdRng};
use std::error::Error;

use library::{Chain, CpuMath, DiagNutsSettings, Settings};

const CHAINS: u64 = 4;
const TUNE: u64 = 1000;
const DRAWS: usize = 1000;
const FIRST_YEAR: f64 = 1851.0;

const DISASTERS: [u64; 111] = [
    4, 5, 4, 0, 1, 4, 3, 4, 0, 6, 3, 3, 4, 0, 2, 6, 3, 3, 5, 4, 5, 3, 1, 4, 4, 1, 5, 5, 3, 4, 2, 5, 2, 2, 3, 4, 2, 1,
    3, 2, 2, 1, 1, 1, 1, 3, 0, 0, 1, 0, 1, 1, 0, 0, 3, 1, 0, 3, 2, 2, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 2, 1, 0, 0, 0,
    1, 1, 0, 2, 3, 3, 1, 1, 2, 1, 1, 1, 1, 2, 4, 2, 0, 0, 1, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1,
];

#[derive(Parameters, Clone, Debug)]
struct Mines {
    /// Disasters in a year, long before the change and long after it.
    #[prior(Exponential(0.3))]
    early: f64,
    #[prior(Exponential(1.0))]
    late: f64,
    /// The year in the middle of the change.
    #[prior(Normal(1890.0, 20.0))]
    change: f64,
    /// How many years it took, about.
    #[prior(LogNormal(1.0, 1.0))]
    width: f64,
}

#[differentiable]
fn log_likelihood(mines: &Mines, #[constant] disasters: &[u64]) -> f64 {
    let mut sum = 0.0;
    for (i, count) in disasters.iter().enumerate() {
        let after = 1.0 / (1.0 + ((mines.change - FIRST_YEAR - i as f64) / mines.width).exp());
        sum += log_density::poisson(*count, mines.early + (mines.late - mines.early) * after);
    }
    sum
}

fn main() -> Result<(), Box<dyn Error>> {
    let posterior = Posterior::new(log_likelihood::with(&DISASTERS));
    let settings = DiagNutsSettings {
        num_tune: TUNE,
        num_draws: DRAWS as u64,
        num_chains: CHAINS as usize,
        ..DiagNutsSettings::default()
    };
    let chains: Vec<Vec<Vec<f64>>> = (0..CHAINS)
        .map(|chain| drawn_by_nuts_rs(&posterior, settings, chain))
        .collect::<Result<_, _>>()?;
    let theirs = Trace::from_draws(posterior.names(), &chains)?;
    let ours = Nuts::default()
        .chains(CHAINS as usize)
        .tune(TUNE as usize)
        .draws(DRAWS)
        .seed(1851)
        .sample(&posterior)?;

    println!("nuts-rs, on the gradient of log_likelihood:\n{}\n", theirs.summary());
    println!("Nuts:\n{}\n", ours.summary());
    let (theirs, ours) = (theirs.summary(), ours.summary());
    let mut farthest: f64 = 0.0;
    for (a, b) in theirs.rows().iter().zip(ours.rows()) {
        farthest = farthest.max((a.mean - b.mean).abs() / a.mcse_mean.hypot(b.mcse_mean));
    }
    println!("means differ by {farthest:.1} Monte Carlo standard errors at most");
    if farthest < 5.0 {
        Ok(())
    } else {
        Err("the two samplers do not draw from the same posterior".into())
    }
}

/// One chain of nuts-rs: it moves in unconstrained space, and `expand` makes parameters of where it is.
fn drawn_by_nuts_rs<P: LogDensity + Clone>(
    posterior: &P,
    settings: DiagNutsSettings,
    chain: u64,
) -> Result<Vec<Vec<f64>>, Box<dyn Error>> {
    let mut rng = StdRng::seed_from_u64(chain);
    let mut start = vec![0.0; posterior.dimension()];
    posterior.initial_position(&mut rng, &mut start);
    let mut sampler = settings.new_chain(chain, CpuMath::new(ForNutsRs::new(posterior.clone())), &mut rng)?;
    sampler.set_position(&start)?;
    for _ in 0..TUNE {
        sampler.draw()?;
    }
    let mut draws = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        let (position, _) = sampler.draw()?;
        let mut values = vec![0.0; posterior.stored_dimension()];
        posterior.expand(&position, &mut values);
        draws.push(values);
    }
    Ok(draws)
}
