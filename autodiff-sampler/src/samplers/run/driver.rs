//! A run from start to end.

use super::chain::ActiveChain;
use super::checkpoint::{Header, Interval, RunFolder};
use super::continuation::{ContinueError, EndedRun};
use super::early_stopping::EarlyStopping;
use super::kernel::Sampler;
use super::outcome;
use super::oversight::Watch;
use super::progress::{Progress, Reporter};
use super::ranks::{Team, relay, share_draws, share_ends};
use super::schedule::{advance_all, advance_in_step};
use super::settings::RunSettings;
use crate::communicator::CommunicatorError;
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
    pub team: Team,
    /// Where checkpoints go, and how often.
    pub folder: Option<(RunFolder, Interval)>,
}

impl<'a, P, S> Context<'a, P, S> {
    fn new(
        sampler: &'a S,
        settings: &'a RunSettings,
        density: &'a P,
        team: Team,
        (stored, walkers): (usize, usize),
    ) -> Result<Self, SampleError> {
        let watch = Watch::begin(&settings.oversight)?;
        let folder = match &settings.checkpoint {
            Some(checkpoint) => Some((RunFolder::open(checkpoint)?, checkpoint.interval)),
            None => None,
        };
        Ok(Self {
            sampler,
            settings,
            density,
            seed: 0,
            stored,
            walkers,
            watch: if team.is_in_step() { watch.in_step() } else { watch },
            folder,
            team,
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

/// A run that can begin.
struct Prepared<'a, P, S> {
    context: Context<'a, P, S>,
    names: Vec<String>,
    header: Header,
    builder: TraceBuilder,
    stopping: Option<EarlyStopping>,
    /// Whether there is a run in the folder for checkpoints.
    resumes: bool,
}

/// What one rank can do without the others.
fn prepare<'a, P: LogDensity + Clone + Sync, S: Sampler<P>>(
    sampler: &'a S,
    settings: &'a RunSettings,
    density: &'a P,
    ended: Option<&EndedRun>,
    (team, seed): (Team, u64),
) -> Result<Prepared<'a, P, S>, SampleError> {
    let walkers = sampler.walkers(density);
    let names = check(settings, density, walkers)?;
    let stopping = match &settings.ess_target {
        Some(target) => Some(EarlyStopping::new(target, &names)?),
        None => None,
    };
    let mut context = Context::new(sampler, settings, density, team, (names.len(), walkers))?;
    let saved_seed = context.folder.as_ref().and_then(|(folder, _)| folder.seed());
    let given_seed = settings.seed.or(ended.map(|ended| ended.header.seed));
    context.seed = given_seed.or(saved_seed).unwrap_or(seed);
    let header = header(&context, &names);
    if let Some(ended) = ended {
        require_same(ended, &header)?;
    }
    let builder = builder(names.clone(), &context)?;
    let resumes = match &mut context.folder {
        Some((folder, _)) => folder.resumes(&header)?,
        None => false,
    };
    Ok(Prepared {
        context,
        names,
        header,
        builder,
        stopping,
        resumes,
    })
}

/// Runs all chains, from their starts, from a checkpoint, or from where they `ended`.
fn sample_after<P: LogDensity + Clone + Sync, S: Sampler<P>>(
    sampler: &S,
    settings: &RunSettings,
    density: &P,
    ended: Option<(&Trace, EndedRun)>,
) -> Result<Trace, SampleError> {
    let team = Team::of(settings, density)?;
    let seed = team.seed()?;
    let earlier_run = ended.as_ref().map(|(_, ended)| ended);
    let prepared = prepare(sampler, settings, density, earlier_run, (team.clone(), seed));
    let Prepared {
        context,
        names,
        header,
        mut builder,
        mut stopping,
        resumes,
    } = team.agree(density, prepared, |prepared| plan(settings, &prepared.header))?;

    let mut chains = chains(&context, &mut builder);
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
    let end = run(&context, &mut chains, stopping.as_mut())?;

    let earlier = chains.iter().map(ActiveChain::earlier).max().unwrap_or_default();
    let mut ended: Vec<_> = chains.into_iter().map(|chain| chain.finish(&context)).collect();
    share_ends(&team, &mut builder, context.walkers, &mut ended, end.shared)?;
    let elsewhere = ended.iter().map(|chain| chain.progressed.elapsed).max();
    let wall_time = (earlier + context.watch.elapsed()).max(elsewhere.unwrap_or_default());
    outcome::conclude(&context, header, builder, ended, end.longest, wall_time)
}

/// What must be the same at all ranks of a run: the header, and what decides how long it may be.
fn plan(settings: &RunSettings, header: &Header) -> Header {
    let mut plan = header.clone();
    plan.settings.push(("draws".to_owned(), settings.draws.to_string()));
    plan.settings
        .push(("ess_target".to_owned(), format!("{:?}", settings.ess_target)));
    plan
}

/// The chains of a run, none of which has begun.
fn chains<'b, P: LogDensity + Clone + Sync, S: Sampler<P>>(
    context: &Context<'_, P, S>,
    builder: &'b mut TraceBuilder,
) -> Vec<ActiveChain<'b, P, S>> {
    let RunSettings { tune, draws, .. } = *context.settings;
    let reporter = |progress| Reporter::new(progress, S::CHAIN, context.settings.chains, context.total());
    let silent = reporter(Progress::Silent);
    let progress = context.settings.oversight.progress;
    let reporter = reporter(if context.team.reports() {
        progress
    } else {
        Progress::Silent
    });
    let chain = |(number, columns)| {
        let is_own = context.team.makes(number);
        let reporter = if is_own { &reporter } else { &silent };
        ActiveChain::new(number, context, columns, reporter.chain(number, tune, draws))
    };
    let columns = builder.columns_of(context.walkers);
    columns.into_iter().enumerate().map(chain).collect()
}

/// Checks that a run that ended is the one that `given` describes.
fn require_same(ended: &EndedRun, given: &Header) -> Result<(), ContinueError> {
    match ended.header.difference(given) {
        None => Ok(()),
        Some([what, saved, given]) => Err(ContinueError::Differs { what, saved, given }),
    }
}

/// How a run of chains has ended.
struct End {
    /// How many draws of each chain the trace may have.
    longest: usize,
    /// How many draws of each chain all ranks have.
    shared: usize,
}

/// Advances all chains, from one check of the ESS to the next if there are any.
fn run<P: LogDensity + Clone + Sync, S: Sampler<P>>(
    context: &Context<'_, P, S>,
    chains: &mut [ActiveChain<'_, P, S>],
    mut stopping: Option<&mut EarlyStopping>,
) -> Result<End, CommunicatorError> {
    let RunSettings { tune, draws, .. } = *context.settings;
    let mut end = End {
        longest: draws,
        shared: 0,
    };
    if context
        .team
        .any(context.density, chains.iter().any(ActiveChain::has_failed))?
    {
        context.watch.settle(Some(EndReason::Failure));
        return Ok(end);
    }
    loop {
        let check = stopping
            .as_ref()
            .map_or(draws, |stopping| stopping.next_check().min(draws));
        advance(context, chains, tune + check)?;
        if context.watch.reason().is_some() || check == draws {
            return Ok(end);
        }
        share_draws(&context.team, chains, end.shared, check)?;
        end.shared = check;
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
            context.watch.settle(Some(EndReason::EssTarget));
            end.longest = check;
            return Ok(end);
        }
    }
}

/// Moves the chains that this rank makes to `until` draws (tuning included), unless the run is ended before.
fn advance<P: LogDensity + Clone + Sync, S: Sampler<P>>(
    context: &Context<'_, P, S>,
    chains: &mut [ActiveChain<'_, P, S>],
    until: usize,
) -> Result<(), CommunicatorError> {
    match &context.team {
        Team::InStep { .. } => advance_in_step(context, chains, until),
        Team::Alone => advance_all(context, chains.iter_mut(), until),
        Team::Chains(ranks) => {
            let own = chains.iter_mut().enumerate();
            let own = own.filter_map(|(number, chain)| context.team.makes(number).then_some(chain));
            relay(ranks, &context.watch, || advance_all(context, own, until))?;
        }
    }
    Ok(())
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
