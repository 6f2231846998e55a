//! What a user sees on standard error while chains run: a live bar per chain on a terminal, else now and then a line.
//!
//! Chains report after every slice of some milliseconds rather than after every draw, so a fast density spends no time here.

mod bars;
mod climbs;
mod lines;
mod status;

use std::io::IsTerminal;
use std::time::Instant;

use bars::Bars;
pub(in crate::samplers) use climbs::Height;
pub(super) use climbs::{ClimbProgress, ClimbReporter};
use lines::Lines;
use status::Status;
pub(crate) use status::duration;

use crate::trace::DrawStats;

/// How a run reports on itself, on standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// Live bars if standard error is a terminal, otherwise lines.
    #[default]
    Automatic,
    /// Plain lines without control characters, for log files: one for each tenth of a chain's draws but at most every few
    /// seconds, at least every minute, and one at the chain's end.
    Lines,
    /// Nothing.
    Silent,
}

impl From<bool> for Progress {
    fn from(report: bool) -> Self {
        if report { Self::Automatic } else { Self::Silent }
    }
}

/// The progress of a whole run.
#[derive(Debug)]
pub(super) enum Reporter {
    Silent,
    Lines(&'static str),
    Bars(Bars),
}

impl Reporter {
    /// Of so many chains, each called `label` and a number, of so many draws, tuning included.
    pub fn new(progress: Progress, label: &'static str, chains: usize, draws: usize) -> Self {
        match progress {
            Progress::Silent => Self::Silent,
            Progress::Automatic if std::io::stderr().is_terminal() => Self::Bars(Bars::new(label, chains, draws)),
            Progress::Automatic | Progress::Lines => Self::Lines(label),
        }
    }

    /// What a chain is called.
    fn label(&self) -> &'static str {
        match self {
            Self::Silent => "",
            Self::Lines(label) => label,
            Self::Bars(bars) => bars.label(),
        }
    }

    /// The progress of one chain.
    pub fn chain(&self, chain: usize, tune: usize, draws: usize) -> ChainProgress {
        ChainProgress {
            status: Status::new(format!("{} {chain}", self.label()), tune, draws, Instant::now()),
            view: match self {
                Self::Silent => View::Silent,
                Self::Lines(_) => View::Lines(Lines::new(Instant::now())),
                Self::Bars(bars) => View::Bar(bars.of(chain)),
            },
        }
    }
}

/// How one chain is shown.
#[derive(Debug)]
enum View {
    Silent,
    Lines(Lines),
    Bar(bars::Bar),
}

/// How a chain ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Complete,
    Stopped,
    Failed,
}

/// The progress of one chain.
#[derive(Debug)]
pub(super) struct ChainProgress {
    status: Status,
    view: View,
}

impl ChainProgress {
    /// The chain goes on from draw number `done` (tuning included), where it was resumed.
    pub fn resume_at(&mut self, done: usize) {
        self.status.resume_at(done, Instant::now());
    }

    /// Counts one draw. Shows nothing: that is what [`ChainProgress::show`] is for.
    pub fn count(&mut self, stats: &DrawStats) {
        self.status.count(stats);
    }

    /// Shows where the chain is, if it is time.
    pub fn show(&mut self, now: Instant) {
        self.status.tick(now);
        match &mut self.view {
            View::Silent => {}
            View::Lines(lines) => {
                if lines.is_due(self.status.done(), self.status.total(), now) {
                    eprintln!("{}", self.status.line(now));
                }
            }
            View::Bar(bar) => bar.show(&self.status, now),
        }
    }

    /// Shows that the chain has ended.
    pub fn finish(&mut self, end: End) {
        let now = Instant::now();
        match &mut self.view {
            View::Silent => {}
            View::Lines(_) => eprintln!("{}", self.status.last_line(end, now)),
            View::Bar(bar) => bar.finish(&self.status, end, now),
        }
    }
}
