//! The regression, its data by shards, and what one gradient of it takes.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use cpu_time::ThreadTime;
use pullback::prelude::*;
use pullback::runtime::Objective;
use pullback::sampler::communicator::Communicator;
use pullback::sampler::sharded::{Shard, ShardedLikelihood};
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

const COLUMNS: usize = 20;
/// So many that the rows of one stay in the cache between the two sweeps over them.
const SHARDS: usize = 256;
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
        for (slope, x) in parameters.slopes.iter().zip(row) {
            residual -= slope * x;
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
    /// Processor time for the shards of the rank that needs most.
    pub work_ns: f64,
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
        let [rounds, short_rounds] = if is_timed { [30, 2000] } else { [1, 1] };
        let (gradient_ns, work_ns, checksum) = measure(ranks, rows, rounds)?;
        let (meeting_ns, _, _) = measure(ranks, 0, short_rounds)?;
        Ok(Self {
            gradient_ns,
            work_ns,
            meeting_ns,
            checksum,
        })
    }

    /// The quicker of two, in each respect.
    pub fn quicker(self, other: Self) -> Self {
        Self {
            gradient_ns: self.gradient_ns.min(other.gradient_ns),
            work_ns: self.work_ns.min(other.work_ns),
            meeting_ns: self.meeting_ns.min(other.meeting_ns),
            ..other
        }
    }

    /// As a rank says it to the process that has started it.
    #[cfg(feature = "mpi")]
    pub fn to_line(self) -> String {
        let [gradient, work, meeting] = [self.gradient_ns, self.work_ns, self.meeting_ns];
        format!("measured {gradient} {work} {meeting} {}", self.checksum)
    }

    pub fn from_line(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix("measured ")?.split(' ');
        let mut number = || words.next()?.parse().ok();
        Some(Self {
            gradient_ns: number()?,
            work_ns: number()?,
            meeting_ns: number()?,
            checksum: words.next()?.parse().ok()?,
        })
    }
}

/// The shortest time of a gradient, the shortest processor time for the shards of the rank that needs most, and the checksum of the last
/// gradient and its value.
fn measure(
    ranks: &(impl Communicator + Clone + 'static),
    rows: usize,
    rounds: usize,
) -> Result<(f64, f64, u64), Box<dyn Error>> {
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
    let mut shortest = f64::INFINITY;
    for _ in 0..rounds {
        let begin = Instant::now();
        value = posterior.log_density_and_grad(black_box(&position), &mut grad)?;
        shortest = shortest.min(begin.elapsed().as_secs_f64() * 1e9);
    }
    let mut work = f64::INFINITY;
    let parameters: Regression = posterior.values(&position);
    for _ in 0..rounds {
        let clock = ThreadTime::now();
        for rows in data.values() {
            let shadow = parameters.zero_shadow();
            black_box(log_likelihood::with(&rows.x, &rows.y).value_and_accumulate(&parameters, &shadow));
        }
        work = work.min(clock.elapsed().as_secs_f64() * 1e9);
    }
    let mut works = vec![0.0; ranks.size()];
    ranks.all_gather_f64(&[work], &vec![1; ranks.size()], &mut works)?;
    let numbers = std::iter::once(value).chain(grad);
    let checksum = numbers.fold(0_u64, |sum, number| sum.rotate_left(7) ^ number.to_bits());
    Ok((shortest, works.into_iter().fold(0.0, f64::max), checksum))
}
