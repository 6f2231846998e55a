//! The regression, its data by shards, and what one gradient of it takes.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use pullback::prelude::*;
use pullback::sampler::communicator::Communicator;
use pullback::sampler::sharded::{Shard, ShardedLikelihood};
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

const COLUMNS: usize = 20;
const SHARDS: usize = 16;
const SEED: u64 = 42;

#[derive(Parameters, Clone, Debug)]
struct Regression {
    #[prior(Normal(0.0, 1.0))]
    slopes: [f64; COLUMNS],
    #[prior(HalfNormal(1.0))]
    scatter: f64,
}

/// Rows one after the other, `COLUMNS` numbers each, and what was observed of each.
struct Rows {
    x: Vec<f64>,
    y: Vec<f64>,
}

#[differentiable]
fn log_likelihood(parameters: &Regression, #[constant] x: &[f64], #[constant] y: &[f64]) -> f64 {
    let mut squares = 0.0;
    for i in 0..y.len() {
        let row = &x[COLUMNS * i..COLUMNS * (i + 1)];
        let mut residual = y[i];
        for j in 0..COLUMNS {
            residual -= parameters.slopes[j] * row[j];
        }
        squares += residual * residual;
    }
    -0.5 * squares / (parameters.scatter * parameters.scatter) - y.len() as f64 * parameters.scatter.ln()
}

impl Rows {
    /// The rows of a shard, which nobody needs the others' for: each shard has random numbers of its own.
    fn of(shard: Shard, rows: usize) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(SEED + shard.number as u64);
        let count = shard.rows(rows).len();
        let mut uniform = || rng.random_range(-1.0..1.0);
        let x: Vec<f64> = (0..COLUMNS * count).map(|_| uniform()).collect();
        let noise: Vec<f64> = (0..count).map(|_| uniform()).collect();
        let truth = |row: &[f64]| row.iter().enumerate().map(|(j, x)| x * (j as f64).sin()).sum::<f64>();
        let y = x
            .chunks_exact(COLUMNS)
            .zip(noise)
            .map(|(row, noise)| truth(row) + noise)
            .collect();
        Self { x, y }
    }
}

/// What a gradient takes, and what comes out.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub gradient_ns: f64,
    pub meeting_ns: f64,
    pub checksum: u64,
}

impl Measured {
    /// On these ranks, all of which do this at the same time.
    pub fn of(
        ranks: &(impl Communicator + Clone + 'static),
        rows: usize,
        is_timed: bool,
    ) -> Result<Self, Box<dyn Error>> {
        let (gradient_ns, checksum) = measure(ranks, rows, if is_timed { 15 } else { 1 })?;
        let (meeting_ns, _) = measure(ranks, 0, if is_timed { 2000 } else { 1 })?;
        Ok(Self {
            gradient_ns,
            meeting_ns,
            checksum,
        })
    }

    /// The quicker of two, in each respect.
    pub fn quicker(self, other: Self) -> Self {
        Self {
            gradient_ns: self.gradient_ns.min(other.gradient_ns),
            meeting_ns: self.meeting_ns.min(other.meeting_ns),
            ..other
        }
    }

    /// As a rank says it to the process that has started it.
    #[cfg(feature = "mpi")]
    pub fn to_line(self) -> String {
        format!("measured {} {} {}", self.gradient_ns, self.meeting_ns, self.checksum)
    }

    #[cfg(feature = "mpi")]
    pub fn from_line(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix("measured ")?.split(' ');
        let mut number = || words.next()?.parse().ok();
        Some(Self {
            gradient_ns: number()?,
            meeting_ns: number()?,
            checksum: words.next()?.parse().ok()?,
        })
    }
}

/// The median time of a gradient, and the checksum of the last one and its value.
fn measure(
    ranks: &(impl Communicator + Clone + 'static),
    rows: usize,
    rounds: usize,
) -> Result<(f64, u64), Box<dyn Error>> {
    let held = Shard::held_by(ranks, SHARDS);
    let data: BTreeMap<usize, Rows> = held.map(|shard| (shard.number, Rows::of(shard, rows))).collect();
    let likelihood = ShardedLikelihood::new(ranks, SHARDS, |shard| {
        let rows = &data[&shard.number];
        log_likelihood::with(&rows.x, &rows.y)
    })?;
    let mut posterior = Posterior::<Regression, _>::new(likelihood);
    let position: Vec<f64> = (0..posterior.dimension()).map(|i| (0.9 * i as f64).sin()).collect();
    let mut grad = vec![0.0; position.len()];
    let mut value = posterior.log_density_and_grad(&position, &mut grad)?;
    ranks.barrier()?;
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let begin = Instant::now();
        value = posterior.log_density_and_grad(black_box(&position), &mut grad)?;
        times.push(begin.elapsed().as_secs_f64() * 1e9);
    }
    times.sort_unstable_by(f64::total_cmp);
    let numbers = std::iter::once(value).chain(grad);
    let checksum = numbers.fold(0_u64, |sum, number| sum.rotate_left(7) ^ number.to_bits());
    Ok((times[rounds / 2], checksum))
}
