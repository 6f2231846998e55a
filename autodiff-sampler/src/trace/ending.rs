//! Why a run ended, and what it had planned.

use super::Trace;

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[repr(u8)]
#[non_exhaustive]
pub enum EndReason {
    /// Every chain has made all its draws.
    Complete,
    /// The effective sample size that was asked for has been reached.
    EssTarget,
    /// The time limit has passed.
    TimeLimit,
    /// A callback asked for it.
    Callback,
    /// A [`StopHandle`](crate::samplers::run::StopHandle) was used.
    StopHandle,
    /// Ctrl-C was pressed.
    CtrlC,
    /// A chain failed; the error says how.
    Failure,
}

impl EndReason {
    pub(crate) const ALL: [Self; 7] = [
        Self::Complete,
        Self::EssTarget,
        Self::TimeLimit,
        Self::Callback,
        Self::StopHandle,
        Self::CtrlC,
        Self::Failure,
    ];

    /// "the run was stopped …", or why it was not.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Complete => "the run is complete",
            Self::EssTarget => "the run stopped at its ESS target",
            Self::TimeLimit => "the run was stopped by its time limit",
            Self::Callback => "the run was stopped by its callback",
            Self::StopHandle => "the run was stopped by its stop handle",
            Self::CtrlC => "the run was stopped by Ctrl-C",
            Self::Failure => "the run was stopped by the failure of a chain",
        }
    }
}

/// Why a run ended, what it had planned, and what had to be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Why the run ended.
    pub reason: EndReason,
    /// Draws per chain that were asked for.
    pub planned_draws: usize,
    /// Chains (by their number in the run) that are not in the trace, because they had less than half of the draws of
    /// the longest one when the run was stopped; the others are cut to the shortest of them.
    pub chains_left_out: Vec<usize>,
}

impl Ending {
    /// A run of so many draws per chain that ended as planned.
    pub(crate) fn complete(draws: usize) -> Self {
        Self {
            reason: EndReason::Complete,
            planned_draws: draws,
            chains_left_out: Vec::new(),
        }
    }
}

impl Trace {
    /// Why the run ended, and whether it has as many draws and chains as were asked for.
    #[must_use]
    pub fn ending(&self) -> &Ending {
        &self.ending
    }

    /// A sentence about a run that has fewer draws than planned, unless it was planned so.
    pub(crate) fn ending_warning(&self) -> Option<String> {
        let Ending {
            reason,
            planned_draws,
            chains_left_out,
        } = &self.ending;
        if matches!(reason, EndReason::Complete | EndReason::EssTarget) {
            return None;
        }
        let left_out = match chains_left_out.as_slice() {
            [] => String::new(),
            [chain] => format!("; chain {chain} had hardly begun and is left out"),
            chains => format!("; chains {chains:?} had hardly begun and are left out"),
        };
        Some(format!(
            "{} after {} of {planned_draws} draws per chain{left_out}.",
            reason.in_words(),
            self.draws
        ))
    }
}
