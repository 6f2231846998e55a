//! A run from start to end.

use super::chain::ActiveChain;
use super::checkpoint::{Header, Interval, RunFolder};
use super::continuation::{ContinueError, EndedRun};
use super::early_stopping::EarlyStopping;
use super::kernel::Sampler;
use super::outcome;
use super::oversight::Watch;
use super::progress::Reporter;
use super::schedule::advance_all;
use super::settings::RunSettings;
use crate::log_density::LogDensity;
use crate::samplers::SampleError;
use crate::samplers::guard::names_of;
use crate::trace::{EndReason, Trace, TraceBuilder, TraceTooLarge};

/// What all chains of a run share.
pub(super) struct Context<'a, P, S> {
    pub sampler: &'a S,
    pub settings: &'a RunSettings,
    pub density: &'a P,
    pub seed: u64,
    /// Number of values stored with each draw of a walker.
    pub stored: usize,
    /// Number of walkers of each chain.
    pub walkers: usize,
    pub watch: Watch,
    /// Where checkpoints go, and how often.
    pub folder: Option<(RunFolder, Interval)>,
}

impl<'a, P, S> Context<'a, P, S> {
    fn new(
        sampler: &'a S,
        settings: &'a RunSettings,
        density: &'a P,
        stored: usize,
        walkers: usize,
    ) -> Result<Self, SampleError> {
        let watch = Watch::begin(&settings.oversight)?;
        let folder = match &settings.checkpoint {
            Some(checkpoint) => Some((RunFolder::open(checkpoint)?, checkpoint.interval)),
            None => None,
        };
        let saved_seed = folder.as_ref().and_then(|(folder, _)| folder.seed());
        Ok(Self {
            sampler,
            settings,
            density,
            seed: settings.seed.or(saved_seed).unwrap_or_else(rand::random),
            stored,
            walkers,
            watch,
            folder,
        })
    }

    /// Draws of a whole chain, tuning included.
    pub fn total(&self) -> usize {
        self.settings.tune + self.settings.draws
    }
}

/// Runs all chains of `sampler` on `density`.
///
/// # Errors
///
/// See [`SampleError`]; those that come after the first draws hold the draws made.
pub(crate) fn sample<P: LogDensity + Clone + Sync, S: Sampler<P>>(
    sampler: &S,
    settings: &RunSettings,
    density: &P,
) -> Result<Trace, SampleError> {
    sample_after(sampler, settings, density, None)
}

/// Goes on with the run that `trace` came from.
///
/// # Errors
///
/// As those of [`sample`], and if the run was another one, or the trace is not all of it.
pub(crate) fn continue_from<P: LogDensity + Clone + Sync, S: Sampler<P>>(
    sampler: &S,
    settings: &RunSettings,
    density: &P,
    trace: &Trace,
) -> Result<Trace, SampleError> {
    let ended = EndedRun::of(trace)?;
    sample_after(sampler, settings, density, Some((trace, ended)))
}

/// Runs all chains, from their starts, from a checkpoint, or from where they `ended`.
fn sample_after<P: LogDensity + Clone + Sync, S: Sampler<P>>(
    sampler: &S,
    settings: &RunSettings,
    density: &P,
    ended: Option<(&Trace, EndedRun)>,
) -> Result<Trace, SampleError> {
    let walkers = sampler.walkers(density);
    let names = check(settings, density, walkers)?;
    let mut stopping = match &settings.ess_target {
        Some(target) => Some(EarlyStopping::new(target, &names)?),
        None => None,
    };
    let mut context = Context::new(sampler, settings, density, names.len(), walkers)?;
    if let (Some((_, ended)), None) = (&ended, settings.seed) {
        context.seed = ended.header.seed;
    }
    let header = header(&context, &names);
    if let Some((_, ended)) = &ended {
        require_same(ended, &header)?;
    }
    let mut builder = builder(names.clone(), &context)?;
    let resumes = match &mut context.folder {
        Some((folder, _)) => folder.resumes(&header)?,
        None => false,
    };

    let reporter = Reporter::new(settings.oversight.progress, S::CHAIN, settings.chains, context.total());
    let mut chains = Vec::with_capacity(settings.chains);
    for (number, columns) in builder.columns_of(walkers).into_iter().enumerate() {
        let progress = reporter.chain(number, settings.tune, settings.draws);
        chains.push(ActiveChain::new(number, &context, columns, progress));
    }
    // All of them before any is run: if one cannot be resumed, nothing is written.
    match &ended {
        Some(_) if resumes => return Err(ContinueError::Occupied.into()),
        Some((trace, ended)) => {
            let states = chains.iter_mut().zip(&ended.chains);
            states.for_each(|(chain, state)| chain.go_on(&context, trace, state, &names));
        }
        None if resumes => chains.iter_mut().for_each(|chain| chain.restore(&context)),
        None => {}
    }
    let longest = run(&context, &mut chains, stopping.as_mut());

    let earlier = chains.iter().map(ActiveChain::earlier).max().unwrap_or_default();
    let ended = chains.into_iter().map(|chain| chain.finish(&context)).collect();
    let wall_time = earlier + context.watch.elapsed();
    outcome::conclude(&context, header, builder, ended, longest, wall_time)
}

/// Checks that a run that ended is the one that `given` describes.
fn require_same(ended: &EndedRun, given: &Header) -> Result<(), ContinueError> {
    match ended.header.difference(given) {
        None => Ok(()),
        Some([what, saved, given]) => Err(ContinueError::Differs { what, saved, given }),
    }
}

/// Advances all chains, from one check of the ESS to the next if there are any; returns how many draws the trace may have.
fn run<P: LogDensity + Clone + Sync, S: Sampler<P>>(
    context: &Context<'_, P, S>,
    chains: &mut [ActiveChain<'_, P, S>],
    mut stopping: Option<&mut EarlyStopping>,
) -> usize {
    let RunSettings { tune, draws, .. } = *context.settings;
    if chains.iter().any(ActiveChain::has_failed) {
        return draws;
    }
    loop {
        let check = stopping
            .as_ref()
            .map_or(draws, |stopping| stopping.next_check().min(draws));
        advance_all(context, chains, tune + check);
        if context.watch.is_off() || check == draws {
            return draws;
        }
        let draws_of = |value: usize| {
            let mut draws_of_walkers = Vec::with_capacity(chains.len() * context.walkers);
            for chain in &*chains {
                let columns =
                    (0..context.walkers).map(|walker| chain.columns().column(walker * context.stored + value));
                draws_of_walkers.extend(columns.map(|column| &column[..check]));
            }
            draws_of_walkers
        };
        if let Some(stopping) = &mut stopping
            && stopping.is_satisfied(draws_of)
        {
            context.watch.end(EndReason::EssTarget);
            return check;
        }
    }
}

/// Checks settings and density; returns the names of the stored values.
fn check<P: LogDensity>(settings: &RunSettings, density: &P, walkers: usize) -> Result<Vec<String>, SampleError> {
    settings.validate()?;
    let names = names_of(density)?;
    let starts = settings.chains.saturating_mul(walkers);
    settings.starts.validate(starts, density.dimension())?;
    Ok(names)
}

/// What a checkpoint says of this run.
fn header<P: LogDensity, S: Sampler<P>>(context: &Context<'_, P, S>, names: &[String]) -> Header {
    let settings = context.settings;
    let pathfinder = settings.pathfinder.iter();
    let own = context.sampler.settings().into_iter().chain(settings.starts.describe());
    let own = own.chain(pathfinder.map(|pathfinder| ("start_with_pathfinder", pathfinder.describe())));
    Header {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        sampler: S::NAME.to_owned(),
        dimension: context.density.dimension(),
        names: names.to_vec(),
        chains: settings.chains,
        tune: settings.tune,
        seed: context.seed,
        settings: own.map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

/// Memory for all draws.
fn builder<P: LogDensity, S>(names: Vec<String>, context: &Context<'_, P, S>) -> Result<TraceBuilder, SampleError> {
    let RunSettings {
        chains, tune, draws, ..
    } = *context.settings;
    let values = names.len();
    let chains = chains.saturating_mul(context.walkers);
    let builder = TraceBuilder::new(names, chains, tune, draws, context.seed);
    let described =
        builder.map(|builder| builder.described(context.density.variables(), context.density.coordinates()));
    described.map_err(|TraceTooLarge| SampleError::TooLarge { values, chains, draws })
}
