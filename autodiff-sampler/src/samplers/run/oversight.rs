//! Watching over whatever takes long: what is reported of it, and who may end it early.
//!
//! Runs of chains ([`sample`](super::sample)) have this among their settings; the optimisers have nothing else.

use std::time::{Duration, Instant};

use super::ctrl_c::CtrlC;
use super::progress::Progress;
use super::stop::{RunSwitch, StopHandle};
use crate::log_density::LogDensity;
use crate::samplers::SampleError;
use crate::samplers::guard::require;
use crate::trace::EndReason;

/// The settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Oversight {
    pub progress: Progress,
    pub stop_handle: Option<StopHandle>,
    pub stop_on_ctrl_c: bool,
    pub time_limit: Option<Duration>,
}

/// The watch over one piece of work; it ends with this value.
#[derive(Debug)]
pub(crate) struct Watch {
    begin: Instant,
    deadline: Option<Instant>,
    switch: RunSwitch,
    /// What ranks that work in step have agreed on: until then, what one of them wishes ends nothing.
    agreed: Option<RunSwitch>,
    /// While it lives, Ctrl-C stops the work.
    _ctrl_c: Option<CtrlC>,
}

impl Watch {
    /// # Errors
    ///
    /// If Ctrl-C shall stop the work, and cannot be listened to.
    pub fn begin(settings: &Oversight) -> Result<Self, SampleError> {
        let begin = Instant::now();
        let ctrl_c = settings.stop_on_ctrl_c.then(CtrlC::subscribe).transpose()?;
        Ok(Self {
            begin,
            deadline: settings.time_limit.and_then(|limit| begin.checked_add(limit)),
            switch: RunSwitch::new(settings.stop_handle.clone(), ctrl_c.as_ref().map(CtrlC::handle)),
            agreed: None,
            _ctrl_c: ctrl_c,
        })
    }

    /// The watch over work with `density` that ranks never agree on the end of: they end it together or not at all.
    ///
    /// # Errors
    ///
    /// As those of [`begin`](Self::begin), and where ranks evaluate the density together and the settings may end the work at one of them.
    pub fn begin_for(settings: &Oversight, density: &impl LogDensity) -> Result<Self, SampleError> {
        let may_end = [
            ("time_limit", settings.time_limit.is_some()),
            ("stop_handle", settings.stop_handle.is_some()),
            ("stop_on_ctrl_c", settings.stop_on_ctrl_c),
        ];
        if density.is_collective() {
            for (setting, is_set) in may_end {
                require(
                    !is_set,
                    setting,
                    "set",
                    "several ranks evaluate this density together, and what ends the work at one of them would leave the others waiting",
                )?;
            }
        }
        Self::begin(settings)
    }

    /// The same watch, of work that several ranks do in step: it ends when they have [agreed](Self::agree) on that.
    pub fn in_step(self) -> Self {
        Self {
            agreed: Some(RunSwitch::new(None, None)),
            ..self
        }
    }

    /// Lets ranks that work in step agree on whether the work ends: `least` returns the least of the numbers that they offer.
    pub fn agree(&self, least: impl FnOnce(u64) -> u64) {
        let Some(agreed) = &self.agreed else { return };
        if agreed.is_off() {
            return;
        }
        self.look_at_the_clock(Instant::now());
        self.switch.is_off();
        let offer = self.switch.reason().map_or(u64::MAX, |reason| reason as u64);
        let least = least(offer);
        agreed.settle(EndReason::ALL.into_iter().find(|reason| *reason as u64 == least));
    }

    /// Replaces what was decided here by what all ranks have decided.
    pub fn settle(&self, reason: Option<EndReason>) {
        self.agreed.as_ref().unwrap_or(&self.switch).settle(reason);
    }

    /// Ends the work, unless it has already been ended.
    pub fn end(&self, reason: EndReason) {
        self.switch.end(reason);
    }

    /// Whether the work should stop; looks at the handles, but not at the clock.
    pub fn is_off(&self) -> bool {
        self.agreed.as_ref().unwrap_or(&self.switch).is_off()
    }

    /// Whether the work should stop; looks at the clock, too.
    pub fn is_over(&self) -> bool {
        self.look_at_the_clock(Instant::now());
        self.is_off()
    }

    /// Ends the work if its time has passed.
    pub fn look_at_the_clock(&self, now: Instant) {
        if self.deadline.is_some_and(|deadline| now >= deadline) {
            self.end(EndReason::TimeLimit);
        }
    }

    /// Why the work was ended, if it was.
    pub fn reason(&self) -> Option<EndReason> {
        self.agreed.as_ref().unwrap_or(&self.switch).reason()
    }

    /// Time since the work began.
    pub fn elapsed(&self) -> Duration {
        self.begin.elapsed()
    }
}

/// The builder methods of [`Oversight`], for settings that keep it in the field at the path `$oversight`.
macro_rules! oversight_settings {
    ($($oversight:ident).+) => {
        /// What to report on standard error: `true` for live bars on a terminal and now and then a line in a log file, `false`
        /// for nothing, or a [`Progress`](crate::samplers::run::Progress).
        pub fn progress(mut self, progress: impl Into<$crate::samplers::run::Progress>) -> Self {
            self.$($oversight).+.progress = progress.into();
            self
        }

        /// Lets `handle` end the run; what has been made until then is kept.
        pub fn stop_handle(mut self, handle: &$crate::samplers::run::StopHandle) -> Self {
            self.$($oversight).+.stop_handle = Some(handle.clone());
            self
        }

        /// Whether Ctrl-C ends the run and keeps what has been made until then; a second Ctrl-C ends the process.
        ///
        /// For programs rather than libraries, and therefore off unless asked for: the first such run installs a handler for the
        /// whole process, which stays. While no such run is active, Ctrl-C ends the process as usual. A program with
        /// a handler of its own gives that one a [`StopHandle`](crate::samplers::run::StopHandle) instead.
        /// Where Ctrl-C is ignored, as in what a shell script starts in the background, it stays so (found out on Linux only).
        #[cfg(feature = "ctrl-c")]
        pub fn stop_on_ctrl_c(mut self, stop: bool) -> Self {
            self.$($oversight).+.stop_on_ctrl_c = stop;
            self
        }

        /// Ends the run when it has taken so long; what has been made until then is kept.
        pub fn time_limit(mut self, limit: std::time::Duration) -> Self {
            self.$($oversight).+.time_limit = Some(limit);
            self
        }
    };
}
pub(crate) use oversight_settings;
