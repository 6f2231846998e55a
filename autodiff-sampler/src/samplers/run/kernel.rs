//! What a sampler must provide: how one chain begins, moves by one draw, and is saved.
//!
//! The driver calls `begin` once, `tune` for every tuning draw, `end_tuning` once, then `draw` for every draw. Between any
//! two of these calls a chain may be saved, and the restored chain must go on exactly as the original would have.
//!
//! A chain may have several *walkers*, which it moves together in every draw, as an ensemble does. Each of them is a chain of
//! the trace.

use std::time::Duration;

use rand_xoshiro::Xoshiro256PlusPlus;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::log_density::{LogDensity, LogDensityError};
use crate::metric::InvMetric;
use crate::samplers::start::{self, Found, NotFound, PROPOSALS, Starts};
use crate::trace::DrawStats;

/// The generator of every chain: fast, small, and with a jump that separates the chains' streams.
pub(crate) type ChainRng = Xoshiro256PlusPlus;

/// A sampler's settings, and how it makes chains.
pub(crate) trait Sampler<P: LogDensity>: Sync {
    /// One chain.
    type Chain: Chain<P>;

    /// Names the sampler in checkpoints.
    const NAME: &'static str;

    /// What progress reports call one chain.
    const CHAIN: &'static str = "chain";

    /// How many walkers each chain has on this density.
    fn walkers(&self, density: &P) -> usize {
        let _ = density;
        1
    }

    /// The sampler's own settings that change what is drawn, by name. A checkpoint is resumed only with equal ones.
    fn settings(&self) -> Vec<(&'static str, String)>;

    /// Finds where chain number `chain` starts: one position for each walker, one after the other.
    ///
    /// # Errors
    ///
    /// If there is no usable position, or the density reports a fatal error.
    fn find_start(
        &self,
        density: &mut P,
        starts: &Starts,
        chain: usize,
        rng: &mut ChainRng,
    ) -> Result<Found, NotFound> {
        start::find(density, starts, PROPOSALS, chain, rng)
    }

    /// Begins a chain that will tune for `tune` draws.
    ///
    /// # Errors
    ///
    /// A fatal error of the density.
    fn begin(&self, density: &mut P, begin: Begin, tune: usize) -> Result<Self::Chain, LogDensityError>;

    /// The chain that was saved.
    fn restore(&self, saved: <Self::Chain as Chain<P>>::Saved) -> Self::Chain;
}

/// Where and with what a chain begins.
#[derive(Debug)]
pub(crate) struct Begin {
    /// What [`Sampler::find_start`] found.
    pub position: Vec<f64>,
    /// The diagonal of a first guess of the inverse metric, if somebody has one.
    pub inv_metric: Option<Vec<f64>>,
    /// Positions with their gradients to learn a first inverse metric from, if there are any.
    pub sample: Vec<[Vec<f64>; 2]>,
    /// The chain's own stream.
    pub rng: ChainRng,
}

/// One chain of a sampler: its position and everything that it has learnt, but not its draws.
pub(crate) trait Chain<P: LogDensity>: Send {
    /// The whole state, to be written to a file.
    type Saved: Serialize + DeserializeOwned;

    /// One draw of tuning, the first being number 0.
    ///
    /// # Errors
    ///
    /// A fatal error of the density. The chain is not used again.
    fn tune(&mut self, density: &mut P, draw: usize) -> Result<Step, LogDensityError>;

    /// Fixes what was tuned. Called once before the first [`Chain::draw`], also when nothing was tuned.
    fn end_tuning(&mut self);

    /// One draw that is stored.
    ///
    /// # Errors
    ///
    /// A fatal error of the density. The chain is not used again.
    fn draw(&mut self, density: &mut P) -> Result<Step, LogDensityError>;

    /// The current position, in unconstrained space; of several walkers, one after the other.
    fn position(&self) -> &[f64];

    /// The log density there, of the first walker.
    fn log_density(&self) -> f64;

    /// What the last draw was like for the walkers after the first, whose numbers are in the [`Step`].
    fn other_walkers(&self) -> &[DrawStats] {
        &[]
    }

    /// The inverse metric in use; `None` for samplers that have none.
    fn inv_metric(&self) -> Option<InvMetric>;

    /// Gradients evaluated so far, those of [`Sampler::begin`] included.
    fn gradient_evaluations(&self) -> u64;

    /// Work that the chain has shared among threads since it was last asked.
    fn shared_work(&mut self) -> SharedWork {
        SharedWork::default()
    }

    /// Everything that [`Sampler::restore`] needs.
    fn save(&self) -> Self::Saved;
}

/// Processor time of work that a chain hands to several threads, its own among them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SharedWork {
    /// What the work took, of all threads together.
    pub all_threads: Duration,
    /// What the chain's own thread spent meanwhile, on this work or on other chains'.
    pub own_thread: Duration,
}

/// What one draw was like.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// The numbers to record. Those that make no sense for a sampler are zero (counts) or NaN.
    pub stats: DrawStats,
    /// Where the trajectory diverged, if it did.
    pub divergence: Option<DivergentStep>,
}

/// A leapfrog step that diverged.
#[derive(Clone, Debug)]
pub(crate) struct DivergentStep {
    /// Unconstrained position that the step left from.
    pub start: Vec<f64>,
    /// Unconstrained position where the density or its gradient could not be used or the energy was too high.
    pub end: Vec<f64>,
    /// Energy there minus energy at the start of the trajectory; may be infinite or NaN.
    pub energy_error: f64,
}
