//! Optimisers under oversight: each climb tells how high it is, and ends where it is when somebody ends the work.

use std::ops::ControlFlow;
use std::time::Instant;

use super::oversight::{Oversight, Watch};
use super::progress::{ClimbProgress, ClimbReporter, Height, Progress};
use crate::samplers::optimise::{Iterate, norm};

/// Climbs that are watched over together.
#[derive(Debug)]
pub(crate) struct Climbs<'a> {
    watch: &'a Watch,
    reporter: ClimbReporter,
}

impl<'a> Climbs<'a> {
    /// Each climb is called `label` and a number.
    pub fn new(watch: &'a Watch, oversight: &Oversight, label: &'static str) -> Self {
        Self {
            watch,
            reporter: ClimbReporter::new(oversight.progress, label),
        }
    }

    /// Climbs on behalf of work that reports for itself.
    pub fn silent(watch: &'a Watch) -> Self {
        Self {
            watch,
            reporter: ClimbReporter::new(Progress::Silent, "climb"),
        }
    }

    /// The watch over all of them.
    pub fn watch(&self) -> &'a Watch {
        self.watch
    }

    /// One climb.
    pub fn climb(&self, number: usize) -> Climb<'a> {
        Climb {
            watch: self.watch,
            progress: self.reporter.climb(number),
        }
    }
}

/// One climb.
#[derive(Debug)]
pub(crate) struct Climb<'a> {
    watch: &'a Watch,
    progress: ClimbProgress,
}

impl Climb<'_> {
    /// The climb has come to a point; breaks if the work is over.
    pub fn pass(&mut self, iterate: &Iterate<'_>) -> ControlFlow<()> {
        let now = Instant::now();
        let height = Height {
            evaluations: iterate.evaluations,
            value: iterate.value,
            grad_norm: norm(iterate.grad),
        };
        self.progress.show(height, now);
        self.watch.look_at_the_clock(now);
        if self.watch.is_off() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// The climb has ended.
    pub fn finish(mut self, outcome: &str) {
        self.progress.finish(outcome);
    }
}
