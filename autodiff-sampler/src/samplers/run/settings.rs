//! What a user can ask of a run, for every sampler alike.

use super::callback::DrawCallback;
use super::checkpoint::Checkpoint;
use super::early_stopping::EssTarget;
use super::oversight::Oversight;
use crate::communicator::Ranks;
use crate::samplers::SampleError;
use crate::samplers::guard::require;
use crate::samplers::pathfinder::Pathfinder;
use crate::samplers::start::Starts;

/// The settings that do not depend on the sampler.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RunSettings {
    pub chains: usize,
    pub tune: usize,
    pub draws: usize,
    pub seed: Option<u64>,
    pub starts: Starts,
    /// Finds starts in the place of the density.
    pub pathfinder: Option<Pathfinder>,
    pub oversight: Oversight,
    pub on_draw: Option<DrawCallback>,
    pub ess_target: Option<EssTarget>,
    pub checkpoint: Option<Checkpoint>,
    /// Those that share the chains.
    pub ranks: Option<Ranks>,
}

impl Default for RunSettings {
    /// Four chains of 1000 tuning steps and 1000 draws, from where the density says, with progress and nothing else.
    fn default() -> Self {
        Self {
            chains: 4,
            tune: 1000,
            draws: 1000,
            seed: None,
            starts: Starts::default(),
            pathfinder: None,
            oversight: Oversight::default(),
            on_draw: None,
            ess_target: None,
            checkpoint: None,
            ranks: None,
        }
    }
}

impl RunSettings {
    /// Checks what can be checked without the density.
    pub fn validate(&self) -> Result<(), SampleError> {
        require(self.chains > 0, "chains", self.chains, "at least one chain is needed")?;
        require(self.draws > 0, "draws", self.draws, "at least one draw is needed")?;
        require(
            self.tune.checked_add(self.draws).is_some(),
            "tune",
            self.tune,
            "tuning steps and draws together must be a number that the machine can count to",
        )?;
        if let Some(target) = &self.ess_target {
            target.validate()?;
        }
        if let Some(pathfinder) = &self.pathfinder {
            pathfinder.validate()?;
        }
        if let Some(checkpoint) = &self.checkpoint {
            checkpoint.validate()?;
        }
        Ok(())
    }
}

/// The builder methods of [`RunSettings`], for a sampler that keeps them in the field `$run`; `of every sampler` are those that one
/// without independent chains or gradients has, too.
macro_rules! run_settings {
    ($run:ident) => {
        /// Number of independent chains; they run in parallel on rayon's current thread pool.
        pub fn chains(mut self, chains: usize) -> Self {
            self.$run.chains = chains;
            self
        }

        /// Lets each chain start where [`Pathfinder`](crate::Pathfinder) leads: from a draw of the Gaussian of one of its `paths`, chosen
        /// by the evidence that each has found, with an inverse metric learnt from a few such draws and their gradients. A chain
        /// none of whose paths leads anywhere starts where the density proposes.
        ///
        /// It pays where chains would otherwise begin in modes that hold next to no probability, and in many dimensions;
        /// docs/nuts.md has figures. All chains have paths of their own, with random numbers of the run's seed: Pathfinder's settings
        /// `draws` and `seed` are not used.
        ///
        /// ```
        /// # use autodiff_sampler::{FnDensity, Nuts, Pathfinder};
        /// # let normal = FnDensity::new(1, |x, grad| {
        /// #     grad[0] = -x[0];
        /// #     -0.5 * x[0] * x[0]
        /// # });
        /// let nuts = Nuts::default().start_with_pathfinder(Pathfinder::default().paths(2).elbo_draws(5));
        /// # let nuts = nuts.tune(100).draws(10).progress(false);
        /// let trace = nuts.sample(&normal)?;
        /// # Ok::<(), autodiff_sampler::SampleError>(())
        /// ```
        pub fn start_with_pathfinder(mut self, pathfinder: $crate::Pathfinder) -> Self {
            self.$run.starts.points = Vec::new();
            self.$run.pathfinder = Some(pathfinder);
            self
        }

        $crate::samplers::run::run_settings!($run of every sampler);
    };
    ($run:ident of every sampler) => {
        $crate::samplers::run::oversight_settings!($run.oversight);

        /// Steps per chain in which the sampler is tuned; they are not stored.
        pub fn tune(mut self, tune: usize) -> Self {
            self.$run.tune = tune;
            self
        }

        /// Stored draws per chain.
        pub fn draws(mut self, draws: usize) -> Self {
            self.$run.draws = draws;
            self
        }

        /// Makes the run reproducible to the bit, whatever the number of threads.
        pub fn seed(mut self, seed: u64) -> Self {
            self.$run.seed = Some(seed);
            self
        }

        /// Where chains start, in unconstrained space: one [`StartPoint`](crate::samplers::StartPoint) (or plain position) for each
        /// chain, or one for all. Otherwise the density proposes positions.
        pub fn start<S: Into<$crate::samplers::StartPoint>>(mut self, points: impl IntoIterator<Item = S>) -> Self {
            self.$run.starts.points = points.into_iter().map(Into::into).collect();
            self.$run.pathfinder = None;
            self
        }

        /// Moves every coordinate of the starts by a number uniform on (-width, width), so that chains begin apart and r-hat
        /// sees more. 0 if nobody says otherwise.
        pub fn jitter(mut self, width: f64) -> Self {
            self.$run.starts.jitter = width;
            self
        }

        /// Calls `callback` with every draw of every chain, from that chain's thread, tuning included. If it breaks, the run is
        /// stopped after the draws in progress, and the draws made until then are the trace.
        ///
        /// Callbacks of several chains run at the same time; what they share needs a lock or an atomic.
        pub fn on_draw(
            mut self,
            callback: impl Fn(&$crate::samplers::run::DrawEvent<'_>) -> std::ops::ControlFlow<()> + Send + Sync + 'static,
        ) -> Self {
            self.$run.on_draw = Some($crate::samplers::run::DrawCallback::new(callback));
            self
        }

        /// Ends the run as soon as there are enough effective samples: `400.0`, or an
        /// [`EssTarget`](crate::samplers::run::EssTarget) with particulars. The draws are then the most there will be.
        ///
        /// When to stop follows from the draws alone, so a seed still repeats the run to the bit.
        pub fn ess_target(mut self, target: impl Into<$crate::samplers::run::EssTarget>) -> Self {
            self.$run.ess_target = Some(target.into());
            self
        }

        /// Shares the chains among the ranks of a communicator: `MpiRanks` for the processes of an MPI job. Every rank calls `sample`
        /// with the same settings and density, makes some of the chains on its threads, and returns the trace of all of them, equal
        /// to the bit to that of one process (but for the times that it took).
        ///
        /// Rank 0 reports progress, of its own chains. A time limit, a stop handle, Ctrl-C or a callback (which is called at the rank
        /// that makes the draw) ends the run at all ranks if it does so at one of them. If a chain fails, all ranks return its error.
        /// A seed that is not given is that of rank 0. Checkpoints are refused; [`continue_from`](Self::continue_from) works.
        ///
        /// ```
        /// # use autodiff_sampler::{FnDensity, Nuts};
        /// use autodiff_sampler::communicator::ThreadRanks;
        ///
        /// # let normal = FnDensity::new(1, |x, grad| {
        /// #     grad[0] = -x[0];
        /// #     -0.5 * x[0] * x[0]
        /// # });
        /// let nuts = Nuts::default().chains(4).tune(100).draws(50).seed(1).progress(false);
        /// let one_process = nuts.sample(&normal)?;
        /// for trace in ThreadRanks::run(2, |ranks| nuts.clone().ranks(&ranks).sample(&normal)) {
        ///     assert_eq!(trace?.draws_of("x[0]"), one_process.draws_of("x[0]"));
        /// }
        /// # Ok::<(), autodiff_sampler::SampleError>(())
        /// ```
        pub fn ranks(mut self, ranks: &(impl $crate::communicator::Communicator + Clone + 'static)) -> Self {
            self.$run.ranks = Some($crate::communicator::Ranks::new(ranks));
            self
        }

        /// Writes the run to a folder while it goes on, so that it can be resumed to the bit if the process ends: a path, or a
        /// [`Checkpoint`](crate::samplers::run::Checkpoint), which also says how often, and whether a run is resumed.
        pub fn checkpoint(mut self, checkpoint: impl Into<$crate::samplers::run::Checkpoint>) -> Self {
            self.$run.checkpoint = Some(checkpoint.into());
            self
        }
    };
}
pub(crate) use run_settings;

/// The verb that goes on with a run, for a sampler that has a method `validate` and keeps [`RunSettings`] in the field `run`.
macro_rules! continue_from_trace {
    ($sampler:literal) => {
        /// Goes on with the run that `trace` came from, where it ended, and returns the trace of the whole: the draws that there are,
        /// and new ones until there are as many as `draws` asks for. It is equal to the bit to that of a run that was so long from
        /// the start.
        ///
        /// The settings must be those of that run, but for the number of draws and what may end a run early (a seed need not be
        /// given); the density must be the same. [`Checkpoint`](crate::samplers::run::Checkpoint) does the same across processes.
        ///
        /// ```
        #[doc = concat!("# use autodiff_sampler::{FnDensity, ", $sampler, "};")]
        /// # let normal = FnDensity::new(2, |x, grad| {
        /// #     (grad[0], grad[1]) = (-x[0], -x[1]);
        /// #     -0.5 * (x[0] * x[0] + x[1] * x[1])
        /// # });
        #[doc = concat!("let sampler = ", $sampler, "::default().tune(100).progress(false);")]
        /// let first = sampler.clone().draws(200).sample(&normal)?;
        /// let more = sampler.draws(300).continue_from(&first, &normal)?;
        /// let chain = |trace: &autodiff_sampler::Trace| trace.chains_of("x[0]").unwrap()[0].to_vec();
        /// assert_eq!(chain(&more)[..200], chain(&first));
        /// # Ok::<(), autodiff_sampler::SampleError>(())
        /// ```
        ///
        /// # Errors
        ///
        /// As those of `sample`, and [`SampleError::Continue`](crate::SampleError::Continue) if the run cannot be continued.
        pub fn continue_from<P: LogDensity + Clone + Sync>(
            &self,
            trace: &Trace,
            density: &P,
        ) -> Result<Trace, SampleError> {
            self.validate_for(density)?;
            run::continue_from(self, &self.run, density, trace)
        }
    };
}
pub(crate) use continue_from_trace;
