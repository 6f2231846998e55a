//! The walkers, from their starts to their last step.
//!
//! In a step the walkers are split at random into halves, and the walkers of one half move at the same time, each towards or away from one
//! of the other half. All random numbers come from one stream, in the order of the walkers, so that the number of threads does not
//! matter.

use std::time::Instant;

use cpu_time::ProcessTime;
use rand::{Rng, RngExt};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::{Ensemble, stretch};
use crate::log_density::LogDensity;
use crate::samplers::SampleError;
use crate::samplers::approximate::log_densities;
use crate::samplers::guard::{caught, stream};
use crate::samplers::record::{Record, trace};
use crate::samplers::start;
use crate::trace::Trace;

/// Seconds of work that handing it to another thread pays for.
const WORTH_A_THREAD: f64 = 20e-6;

/// All walkers.
struct Walkers<'a, P> {
    density: &'a P,
    scale: f64,
    dimension: usize,
    /// Positions, walker after walker.
    positions: Vec<f64>,
    log_densities: Vec<f64>,
    accepted: Vec<bool>,
    /// How many evaluations are worth a thread.
    portion: usize,
    rng: Xoshiro256PlusPlus,
}

/// Runs the ensemble.
pub(super) fn run<P: LogDensity + Clone + Sync>(
    settings: &Ensemble,
    density: &P,
    names: Vec<String>,
    count: usize,
    seed: u64,
) -> Result<Trace, SampleError> {
    let (clock, processor) = (Instant::now(), ProcessTime::now());
    let mut walkers = Walkers::start(density, settings.stretch, count, seed)?;
    for _ in 0..settings.tune {
        walkers.step()?;
    }
    let mut records: Vec<Record> = (0..count)
        .map(|_| Record {
            stored: Vec::with_capacity(settings.draws * names.len()),
            evaluations: 1 + (settings.tune + settings.draws) as u64,
            ..Record::default()
        })
        .collect();
    let mut stored = vec![0.0; names.len()];
    for _ in 0..settings.draws {
        walkers.step()?;
        for (walker, record) in records.iter_mut().enumerate() {
            density.expand(walkers.position(walker), &mut stored);
            record.stored.extend_from_slice(&stored);
            record.lp.push(walkers.log_densities[walker]);
            record.acceptance.push(f64::from(u8::from(walkers.accepted[walker])));
        }
    }
    // The walkers share the work: the first one tells its cost.
    records[0].cpu_time = processor.elapsed();
    trace(names, seed, settings.tune, settings.draws, records, clock.elapsed())
}

impl<'a, P: LogDensity + Clone + Sync> Walkers<'a, P> {
    fn start(density: &'a P, scale: f64, count: usize, seed: u64) -> Result<Self, SampleError> {
        let dimension = density.dimension();
        let positions = (0..count)
            .into_par_iter()
            .map(|walker| {
                // Walkers' streams follow that of the moves.
                let mut rng = stream(seed, walker + 1);
                caught(walker, || start::proposed(&mut density.clone(), walker, &mut rng)).map(|start| start.position)
            })
            .collect::<Result<Vec<_>, _>>()?;
        if let Some(i) = (0..dimension).find(|i| positions.iter().all(|position| position[*i] == positions[0][*i])) {
            return Err(SampleError::Setting {
                setting: "initial_position",
                value: format!("{} in coordinate {i} of all walkers", positions[0][i]),
                requirement: "walkers must start apart from one another, or they never move: spread them (`Posterior::jitter`)",
            });
        }
        let positions = positions.concat();
        let clock = Instant::now();
        let log_densities = log_densities(density, &positions, count)?;
        let each = clock.elapsed().as_secs_f64() / count as f64;
        Ok(Self {
            density,
            scale,
            dimension,
            log_densities,
            positions,
            accepted: vec![false; count],
            portion: (WORTH_A_THREAD / each).clamp(1.0, count as f64) as usize,
            rng: stream(seed, 0),
        })
    }

    fn position(&self, walker: usize) -> &[f64] {
        &self.positions[walker * self.dimension..(walker + 1) * self.dimension]
    }

    /// Moves every walker once.
    fn step(&mut self) -> Result<(), SampleError> {
        let mut order: Vec<usize> = (0..self.accepted.len()).collect();
        shuffle(&mut order, &mut self.rng);
        let (first, second) = order.split_at(order.len() / 2);
        self.move_half(first, second)?;
        self.move_half(second, first)
    }

    /// Moves the walkers of one half, with partners from the other.
    fn move_half(&mut self, half: &[usize], others: &[usize]) -> Result<(), SampleError> {
        let mut proposals = vec![0.0; half.len() * self.dimension];
        let mut thresholds = Vec::with_capacity(half.len());
        for (walker, proposal) in half.iter().zip(proposals.chunks_exact_mut(self.dimension)) {
            let partner = others[self.rng.random_range(0..others.len())];
            let n = self.dimension;
            let (walker, partner) = (walker * n, partner * n);
            let factor = stretch::propose(
                &self.positions[walker..walker + n],
                &self.positions[partner..partner + n],
                self.scale,
                &mut self.rng,
                proposal,
            );
            // Accepted if the log density there, plus the factor, exceeds that here plus the logarithm of a uniform number.
            thresholds.push(self.rng.random::<f64>().ln() - factor);
        }
        let proposed = log_densities(self.density, &proposals, self.portion)?;
        for (index, walker) in half.iter().enumerate() {
            let accepted = proposed[index] - self.log_densities[*walker] > thresholds[index];
            self.accepted[*walker] = accepted;
            if accepted {
                let n = self.dimension;
                self.positions[walker * n..(walker + 1) * n].copy_from_slice(&proposals[index * n..(index + 1) * n]);
                self.log_densities[*walker] = proposed[index];
            }
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
