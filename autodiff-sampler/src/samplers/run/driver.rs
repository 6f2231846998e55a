//! A run from start to end.

use std::time::Instant;

use super::chain::ActiveChain;
use super::ctrl_c::CtrlC;
use super::early_stopping::EarlyStopping;
use super::kernel::Sampler;
use super::outcome;
use super::progress::Reporter;
use super::schedule::advance_all;
use super::settings::RunSettings;
use super::stop::RunSwitch;
use crate::log_density::LogDensity;
use crate::samplers::SampleError;
use crate::trace::{EndReason, Trace, TraceBuilder, TraceTooLarge};

/// What all chains of a run share.
pub(super) struct Context<'a, P, S> {
    pub sampler: &'a S,
    pub settings: &'a RunSettings,
    pub density: &'a P,
    pub seed: u64,
    /// Number of values stored with each draw.
    pub stored: usize,
    pub switch: RunSwitch,
    pub deadline: Option<Instant>,
}

impl<P, S> Context<'_, P, S> {
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
    let clock = Instant::now();
    let names = check(settings, density)?;
    let mut stopping = match &settings.ess_target {
        Some(target) => Some(EarlyStopping::new(target, &names)?),
        None => None,
    };
    let ctrl_c = settings.stop_on_ctrl_c.then(CtrlC::subscribe).transpose()?;
    let context = Context {
        sampler,
        settings,
        density,
        seed: settings.seed.unwrap_or_else(rand::random),
        stored: names.len(),
        switch: RunSwitch::new(settings.stop_handle.clone(), ctrl_c.as_ref().map(CtrlC::handle)),
        deadline: settings.time_limit.and_then(|limit| clock.checked_add(limit)),
    };
    let mut builder = builder(names, &context)?;
    let reporter = Reporter::new(settings.progress, settings.chains, context.total());
    let columns = builder.columns().into_iter().enumerate();
    let mut chains: Vec<_> = columns
        .map(|(number, columns)| {
            let progress = reporter.chain(number, settings.tune, settings.draws);
            ActiveChain::new(number, &context, columns, progress)
        })
        .collect();

    run(&context, &mut chains, stopping.as_mut());

    let ended = chains.into_iter().map(|chain| chain.finish(&context)).collect();
    outcome::conclude(&context, builder, ended, clock.elapsed())
}

/// Advances all chains, from one check of the ESS to the next if there are any.
fn run<P: LogDensity + Clone + Sync, S: Sampler<P>>(
    context: &Context<'_, P, S>,
    chains: &mut [ActiveChain<'_, P, S>],
    mut stopping: Option<&mut EarlyStopping>,
) {
    let RunSettings { tune, draws, .. } = *context.settings;
    loop {
        let check = stopping
            .as_ref()
            .map_or(draws, |stopping| stopping.next_check().min(draws));
        advance_all(context, chains, tune + check);
        if context.switch.is_off() || check == draws {
            return;
        }
        let chains_of = |value: usize| {
            chains
                .iter()
                .map(|chain| &chain.columns().column(value)[..check])
                .collect()
        };
        if let Some(stopping) = &mut stopping
            && stopping.is_satisfied(chains_of)
        {
            context.switch.end(EndReason::EssTarget);
            return;
        }
    }
}

/// Checks settings and density; returns the names of the stored values.
fn check<P: LogDensity>(settings: &RunSettings, density: &P) -> Result<Vec<String>, SampleError> {
    settings.validate()?;
    if density.dimension() == 0 {
        return Err(SampleError::ZeroDimension);
    }
    settings.starts.validate(settings.chains, density.dimension())?;
    let (names, stored) = (density.names(), density.stored_dimension());
    if names.len() != stored {
        return Err(SampleError::Names {
            names: names.len(),
            stored,
        });
    }
    Ok(names)
}

/// Memory for all draws.
fn builder<P: LogDensity, S>(names: Vec<String>, context: &Context<'_, P, S>) -> Result<TraceBuilder, SampleError> {
    let RunSettings {
        chains, tune, draws, ..
    } = *context.settings;
    let values = names.len();
    let builder = TraceBuilder::new(names, chains, tune, draws, context.seed);
    let described =
        builder.map(|builder| builder.described(context.density.variables(), context.density.coordinates()));
    described.map_err(|TraceTooLarge| SampleError::TooLarge { values, chains, draws })
}
