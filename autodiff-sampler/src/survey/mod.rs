//! Surveys: thousands of targets, fitted one by one on all processors, and kept in a store as they come.
//!
//! ```
//! use autodiff_sampler::survey::{Context, Survey, Target};
//! use autodiff_sampler::{FnDensity, Nuts, SampleError};
//! use serde::{Deserialize, Serialize};
//!
//! struct Star {
//!     name: String,
//!     fluxes: Vec<f64>,
//! }
//!
//! impl Target for Star {
//!     fn name(&self) -> String {
//!         self.name.clone()
//!     }
//! }
//!
//! #[derive(Serialize, Deserialize)]
//! struct Fit {
//!     mean: f64,
//!     sd: f64,
//! }
//!
//! /// The mean flux of a star, whose fluxes scatter by 1.
//! fn fit(star: &Star, context: &Context) -> Result<Fit, SampleError> {
//!     let (count, sum) = (star.fluxes.len() as f64, star.fluxes.iter().sum::<f64>());
//!     let posterior = FnDensity::new(1, move |x: &[f64], grad: &mut [f64]| {
//!         grad[0] = sum - count * x[0];
//!         x[0] * (sum - 0.5 * count * x[0])
//!     });
//!     let nuts = Nuts::default().chains(2).tune(200).draws(200).progress(false);
//!     let trace = nuts.seed(context.seed()).sample(&posterior)?;
//!     let summary = trace.summary();
//!     let row = &summary.rows()[0];
//!     Ok(Fit { mean: row.mean, sd: row.sd })
//! }
//!
//! # let folder = std::env::temp_dir().join(format!("pullback-survey-example-{}", std::process::id()));
//! let star = |i: usize| Star { name: format!("star-{i}"), fluxes: vec![i as f64; 25] };
//! let survey = Survey::new((0..4).map(star), fit).seed(42).store(&folder).progress(false);
//! let results = survey.run()?;
//! assert_eq!(results.done().count(), 4);
//! assert!((results.get("star-3").unwrap().outcome.result().unwrap().mean - 3.0).abs() < 0.2);
//! // What is in the store is not fitted again, but read.
//! assert_eq!(survey.run()?.fitted(), 0);
//! # std::fs::remove_dir_all(&folder).ok();
//! # Ok::<(), autodiff_sampler::survey::SurveyError>(())
//! ```
//!
//! * Targets are handed out one at a time to whoever is free. Each has a seed made of its name, so results are equal to the bit
//!   whoever fits it, and whenever.
//! * A fit that returns an error or panics is recorded with its message, and the survey goes on. `retry_failed` tries again.
//! * With a store, a survey that was ended (killed, out of time, disk full) goes on where it was: at most the targets that were under way
//!   are fitted again. What is damaged is noticed by its checksum, reported, and fitted again.
//! * Draws: a fit that wants to keep some writes them into [`Context::folder`], in whatever form it likes
//!   ([`Trace::to_zarr`](crate::Trace::to_zarr), a [`Checkpoint`](crate::samplers::run::Checkpoint)). The survey does not do it
//!   by itself, since it knows nothing of traces, and a million folders of draws are a burden that nobody should have by default.
//! * [`Survey::run_on`] runs it on the ranks of a job, with MPI for instance. Where there is no MPI, the tasks of a job array take a [`slice`](Survey::slice) each, and write to the same folder.
//!
//! `docs/scale.md` has figures, and scripts for clusters.
//!
//! Below, one idea per file: `target`, `context` and `seeds` (what a fit is given), `outcome` and `results` (what comes of it),
//! `session` and its `ledger` (a survey while it runs), `schedule` (who fits what), `agreement` (of ranks), `store`, `table`, `progress`.

mod agreement;
mod context;
mod error;
mod ledger;
mod outcome;
mod progress;
mod results;
mod schedule;
mod seeds;
mod session;
mod settings;
mod store;
mod table;
mod target;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::communicator::Communicator;
use crate::samplers::guard::panic_message;
use crate::samplers::run::Progress;
use agreement::{rank_0_goes_on, same_survey};
use ledger::Ledger;
use outcome::Encoded;
use schedule::Report;
use session::Session;
use settings::Settings;

pub use context::Context;
pub use error::SurveyError;
pub use outcome::{Failure, FailureKind, Outcome, TargetResult};
pub use results::SurveyResults;
pub use store::{Damage, StoreError};
pub use table::TableError;
pub use target::Target;

/// Targets, how each is fitted, and how the whole is run; see the [module](self) for an example.
#[derive(Clone)]
#[must_use = "a survey does nothing until `run` is called"]
pub struct Survey<T, F> {
    targets: Vec<T>,
    fit: F,
    settings: Settings,
}

impl<T: Target + Sync, F> Survey<T, F> {
    /// A survey of these targets. `fit` is called with each of them, by several threads at once, and returns a result, or an error
    /// that says why there is none.
    ///
    /// A fit should depend on its target and on [`Context::seed`] alone; then results are equal to the bit in every run. Its samplers
    /// should report no progress of their own (`.progress(false)`).
    pub fn new<R, E>(targets: impl IntoIterator<Item = T>, fit: F) -> Self
    where
        F: Fn(&T, &Context) -> Result<R, E> + Sync,
    {
        Self {
            targets: targets.into_iter().collect(),
            fit,
            settings: Settings::default(),
        }
    }

    /// The seed that the targets' seeds are made of, each with the target's name. 0 if nobody says otherwise.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// What the fit is called, such as `transits, version 3`. A store whose survey has another label is refused: change it when the
    /// fit changes, and old results will not be taken for new ones. Empty if nobody says otherwise.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.settings.label = label.into();
        self
    }

    /// Keeps results in this folder, which is made if need be, and does only what is not in it yet. Without a store, results
    /// are in memory only.
    pub fn store(mut self, folder: impl Into<PathBuf>) -> Self {
        self.settings.store = Some(folder.into());
        self
    }

    /// Takes only the targets whose position leaves the remainder `index` when it is divided by `count`: for clusters without MPI, whose
    /// job arrays start `count` processes with an `index` each, from 0. All write to the same store, each to a file of its own;
    /// [`Survey::collect`] puts the results together.
    pub fn slice(mut self, index: usize, count: usize) -> Self {
        self.settings.slice = Some((index, count));
        self
    }

    /// How many targets are fitted at the same time. As many as the machine has processors, if nobody says otherwise.
    pub fn threads(mut self, threads: usize) -> Self {
        self.settings.threads = Some(threads);
        self
    }

    /// How many threads each fit has for itself, as rayon's current pool: a sampler runs its chains on them. One, if nobody says
    /// otherwise; more pay only where there are fewer targets than processors.
    pub fn threads_per_target(mut self, threads: usize) -> Self {
        self.settings.threads_per_target = Some(threads);
        self
    }

    /// Fits targets again whose failure is in the store: when a file has been mended, for instance. (A failure that is not the
    /// surroundings' fault repeats itself, since the seed is the same.)
    pub fn retry_failed(mut self, retry: bool) -> Self {
        self.settings.retry_failed = retry;
        self
    }

    /// How the survey reports on itself, on standard error: one line for the whole.
    pub fn progress(mut self, progress: impl Into<Progress>) -> Self {
        self.settings.progress = progress.into();
        self
    }

    /// Fits all targets that the store does not have yet, and returns the results of all.
    ///
    /// # Errors
    ///
    /// If targets or settings make no sense, or the store cannot be used; what had been stored by then stays there. The failure of a
    /// target is no error, but part of the results.
    pub fn run<R, E>(&self) -> Result<SurveyResults<R>, SurveyError>
    where
        F: Fn(&T, &Context) -> Result<R, E> + Sync,
        R: Serialize + DeserializeOwned,
        E: fmt::Display,
    {
        let names = self.names()?;
        let fit = |number: usize| self.report(number, &names[number]);
        Session::open(&self.settings, &names)?.finish(&self.settings.threads(1), &fit)
    }

    /// The same on all `ranks` of a job, which must be given the same survey: rank 0 hands targets out, fits some itself, keeps the results,
    /// reports progress, and returns them; the others return `None`. Results are equal to the bit for any number of ranks.
    ///
    /// Each rank fits one target at a time, or as many as [`threads`](Survey::threads) says. Only rank 0 opens the store; fits that
    /// write into [`Context::folder`] need a file system that all ranks see.
    ///
    /// ```
    /// use autodiff_sampler::communicator::ThreadRanks;
    /// use autodiff_sampler::survey::{Context, Survey, SurveyError};
    ///
    /// let length = |name: &&str, _: &Context| Ok::<_, String>(name.len());
    /// let survey = Survey::new(["Vega", "Altair", "Deneb"], length).progress(false);
    /// // Ranks that are threads; with MPI, `MpiRanks::run` starts the program of each.
    /// let results = ThreadRanks::run(2, |ranks| survey.run_on(&ranks));
    /// let of_rank_0 = results[0].as_ref().unwrap().as_ref().unwrap();
    /// assert_eq!(of_rank_0.get("Altair").unwrap().outcome.result(), Some(&6));
    /// assert!(results[1].as_ref().unwrap().is_none());
    /// ```
    ///
    /// # Errors
    ///
    /// As those of [`Survey::run`], at every rank; if the ranks were given different surveys, or cannot exchange messages.
    pub fn run_on<R, E>(&self, ranks: &(impl Communicator + ?Sized)) -> Result<Option<SurveyResults<R>>, SurveyError>
    where
        F: Fn(&T, &Context) -> Result<R, E> + Sync,
        R: Serialize + DeserializeOwned,
        E: fmt::Display,
    {
        if ranks.size() == 1 {
            return self.run().map(Some);
        }
        let names = self.names()?;
        let threads = self.settings.threads(ranks.size());
        let others = same_survey(ranks, self.settings.identity().number(), &names, threads.targets)?;
        let fit = |number: usize| self.report(number, &names[number]);
        if ranks.rank() > 0 {
            rank_0_goes_on(ranks, None)?;
            schedule::work(ranks, threads, &fit)?;
            return rank_0_goes_on(ranks, None).map(|()| None);
        }
        let opened = Session::open(&self.settings, &names);
        rank_0_goes_on(ranks, opened.as_ref().err())?;
        let crew = schedule::Ranks {
            ranks,
            own: threads,
            others,
        };
        let results = opened?.finish(&crew, &fit);
        rank_0_goes_on(ranks, results.as_ref().err())?;
        results.map(Some)
    }

    /// What the store holds by now, without fitting anything: while others write to it, or when all slices are done. With a
    /// [`slice`](Survey::slice), of that slice.
    ///
    /// # Errors
    ///
    /// If there is no store, or it cannot be read, or it is another survey's.
    pub fn collect<R, E>(&self) -> Result<SurveyResults<R>, SurveyError>
    where
        F: Fn(&T, &Context) -> Result<R, E> + Sync,
        R: DeserializeOwned,
    {
        let begin = Instant::now();
        let names = self.names()?;
        let folder = self.settings.store.as_ref().ok_or(SurveyError::Setting {
            setting: "store",
            value: "none".to_owned(),
            requirement: "results are collected from a store",
        })?;
        let mut ledger = Ledger::new(&names, self.settings.share_of(names.len()));
        let identity = self.settings.identity();
        let damages = store::read(folder, &identity, &mut |path, record| ledger.found(path, record))?;
        Ok(ledger.finish(damages, 0, begin.elapsed()))
    }

    fn names(&self) -> Result<Vec<String>, SurveyError> {
        let names: Vec<String> = self.targets.iter().map(Target::name).collect();
        self.settings.validate(&names)?;
        Ok(names)
    }

    /// Fits target number `number`, whatever may happen.
    fn report<R, E>(&self, number: usize, name: &str) -> Report
    where
        F: Fn(&T, &Context) -> Result<R, E>,
        R: Serialize,
        E: fmt::Display,
    {
        let begin = Instant::now();
        let context = Context::new(name, self.settings.seed, self.settings.store.as_ref());
        // The target is not looked at again after a panic; what a fit shares with others is its own business.
        let returned = catch_unwind(AssertUnwindSafe(|| (self.fit)(&self.targets[number], &context)));
        let failure = |kind, message| Failure { kind, message };
        let returned = match returned {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(error)) => Err(failure(FailureKind::Error, error.to_string())),
            Err(payload) => Err(failure(FailureKind::Panic, panic_message(&*payload))),
        };
        Report {
            number,
            nanoseconds: u64::try_from(begin.elapsed().as_nanos()).unwrap_or(u64::MAX),
            outcome: Encoded::of(returned),
        }
    }
}

impl<T, F> fmt::Debug for Survey<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Survey")
            .field("targets", &self.targets.len())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
