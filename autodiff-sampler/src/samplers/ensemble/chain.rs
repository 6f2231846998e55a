//! One ensemble: the chain of a run whose walkers move together.
//!
//! In a draw the walkers are split at random into halves, and the walkers of one half move at the same time, each towards or away from one
//! of the other half. All random numbers come from the chain's stream, in the order of the walkers, so that the number of threads does
//! not matter.

use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};

use super::evaluate::Evaluator;
use super::{Ensemble, starts, stretch};
use crate::log_density::{LogDensity, LogDensityError};
use crate::metric::InvMetric;
use crate::samplers::record::without_trajectory;
use crate::samplers::run::{Begin, Chain, ChainRng, Sampler, SharedWork, Step};
use crate::samplers::start::{Found, NotFound, Starts};
use crate::trace::DrawStats;

/// Walkers on their way.
#[derive(Debug)]
pub(crate) struct EnsembleChain {
    scale: f64,
    dimension: usize,
    walkers: Walkers,
    /// What the last draw was like for each walker.
    stats: Vec<DrawStats>,
    evaluator: Evaluator,
}

/// Where the walkers are, and what decides where they go.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Walkers {
    /// Positions, walker after walker.
    positions: Vec<f64>,
    log_densities: Vec<f64>,
    rng: ChainRng,
    evaluations: u64,
}

impl<P: LogDensity + Clone + Sync> Sampler<P> for Ensemble {
    type Chain = EnsembleChain;

    const NAME: &'static str = "ensemble";
    const CHAIN: &'static str = "ensemble";

    fn walkers(&self, density: &P) -> usize {
        self.walkers_in(density.dimension())
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        let walkers = self
            .walkers
            .map_or("as many as the dimension asks for".to_owned(), |walkers| {
                walkers.to_string()
            });
        vec![("walkers", walkers), ("stretch", self.stretch.to_string())]
    }

    fn find_start(
        &self,
        density: &mut P,
        starts: &Starts,
        chain: usize,
        rng: &mut ChainRng,
    ) -> Result<Found, NotFound> {
        let walkers = self.walkers_in(density.dimension());
        starts::find(density, starts, chain * walkers..(chain + 1) * walkers, rng)
    }

    fn begin(&self, density: &mut P, begin: Begin, _: usize) -> Result<EnsembleChain, LogDensityError> {
        let mut evaluator = Evaluator::default();
        let log_densities = evaluator.log_densities(density, &begin.position)?;
        let evaluations = log_densities.len() as u64;
        Ok(self.chain(
            density.dimension(),
            evaluator,
            Walkers {
                positions: begin.position,
                log_densities,
                rng: begin.rng,
                evaluations,
            },
        ))
    }

    fn restore(&self, saved: Walkers) -> EnsembleChain {
        let dimension = saved.positions.len() / saved.log_densities.len();
        self.chain(dimension, Evaluator::default(), saved)
    }
}

impl Ensemble {
    fn chain(&self, dimension: usize, evaluator: Evaluator, walkers: Walkers) -> EnsembleChain {
        EnsembleChain {
            scale: self.stretch,
            dimension,
            stats: walkers
                .log_densities
                .iter()
                .map(|lp| without_trajectory(*lp, 0.0))
                .collect(),
            walkers,
            evaluator,
        }
    }
}

impl<P: LogDensity + Clone + Sync> Chain<P> for EnsembleChain {
    type Saved = Walkers;

    fn tune(&mut self, density: &mut P, _: usize) -> Result<Step, LogDensityError> {
        self.step(density)
    }

    /// Nothing is tuned: the start is forgotten, no more.
    fn end_tuning(&mut self) {}

    fn draw(&mut self, density: &mut P) -> Result<Step, LogDensityError> {
        self.step(density)
    }

    fn position(&self) -> &[f64] {
        &self.walkers.positions
    }

    fn log_density(&self) -> f64 {
        self.walkers.log_densities[0]
    }

    fn other_walkers(&self) -> &[DrawStats] {
        &self.stats[1..]
    }

    fn inv_metric(&self) -> Option<InvMetric> {
        None
    }

    fn gradient_evaluations(&self) -> u64 {
        self.walkers.evaluations
    }

    fn shared_work(&mut self) -> SharedWork {
        self.evaluator.shared_work()
    }

    fn save(&self) -> Walkers {
        self.walkers.clone()
    }
}

impl EnsembleChain {
    /// Moves every walker once.
    fn step<P: LogDensity + Clone + Sync>(&mut self, density: &mut P) -> Result<Step, LogDensityError> {
        let mut order: Vec<usize> = (0..self.stats.len()).collect();
        shuffle(&mut order, &mut self.walkers.rng);
        let (first, second) = order.split_at(order.len() / 2);
        self.move_half(density, first, second)?;
        self.move_half(density, second, first)?;
        Ok(Step {
            stats: self.stats[0],
            divergence: None,
        })
    }

    /// Moves the walkers of one half, with partners from the other.
    fn move_half<P: LogDensity + Clone + Sync>(
        &mut self,
        density: &mut P,
        half: &[usize],
        others: &[usize],
    ) -> Result<(), LogDensityError> {
        let n = self.dimension;
        let Walkers {
            positions,
            log_densities,
            rng,
            evaluations,
        } = &mut self.walkers;
        let mut proposals = vec![0.0; half.len() * n];
        let mut thresholds = Vec::with_capacity(half.len());
        for (walker, proposal) in half.iter().zip(proposals.chunks_exact_mut(n)) {
            let partner = others[rng.random_range(0..others.len())];
            let of = |walker: usize| &positions[walker * n..(walker + 1) * n];
            let factor = stretch::propose(of(*walker), of(partner), self.scale, rng, proposal);
            // Accepted if the log density there, plus the factor, exceeds that here plus the logarithm of a uniform number.
            thresholds.push(rng.random::<f64>().ln() - factor);
        }
        let proposed = self.evaluator.log_densities(density, &proposals)?;
        *evaluations += half.len() as u64;
        for (index, walker) in half.iter().enumerate() {
            let accepted = proposed[index] - log_densities[*walker] > thresholds[index];
            if accepted {
                positions[walker * n..(walker + 1) * n].copy_from_slice(&proposals[index * n..(index + 1) * n]);
                log_densities[*walker] = proposed[index];
            }
            self.stats[*walker] = without_trajectory(log_densities[*walker], f64::from(u8::from(accepted)));
        }
        Ok(())
    }
}

/// Fisher & Yates's shuffle.
fn shuffle(order: &mut [usize], rng: &mut impl Rng) {
    for last in (1..order.len()).rev() {
        order.swap(last, rng.random_range(0..=last));
    }
}
