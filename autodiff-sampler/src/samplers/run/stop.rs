//! Who may end a run before its last draw, and why it ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use crate::trace::EndReason;

/// Stops a run from outside, from any thread: a button, a signal handler, a watchdog.
///
/// Every chain finishes the draw that it is at, and `sample` returns the draws made so far. A handle that has been used
/// stays used: further runs with it end at once.
///
/// ```
/// # use autodiff_sampler::{FnDensity, Nuts, samplers::run::StopHandle};
/// # let normal = FnDensity::new(1, |x, grad| { grad[0] = -x[0]; -0.5 * x[0] * x[0] });
/// let stop = StopHandle::new();
/// let elsewhere = stop.clone();
/// let run = std::thread::spawn(move || {
///     let endless = Nuts::default().tune(100).draws(1_000_000).seed(1).progress(false).stop_handle(&stop);
///     endless.sample(&normal)
/// });
/// std::thread::sleep(std::time::Duration::from_millis(100));
/// elsewhere.stop();
/// let outcome = run.join().expect("it does not panic");
/// assert!(outcome.is_err() || outcome.is_ok_and(|trace| trace.draws() < 1_000_000));
/// ```
#[derive(Clone, Debug, Default)]
pub struct StopHandle {
    stopped: Arc<AtomicBool>,
}

impl StopHandle {
    /// A handle that has not been used.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends every run that has this handle.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether [`StopHandle::stop`] was called.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

/// Handles are equal if they stop the same runs.
impl PartialEq for StopHandle {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.stopped, &other.stopped)
    }
}

/// Whether one run goes on; the first who ends it says why.
#[derive(Debug)]
pub(super) struct RunSwitch {
    /// `GOING`, or the reason's number.
    state: AtomicU8,
    handle: Option<StopHandle>,
    ctrl_c: Option<StopHandle>,
}

const GOING: u8 = u8::MAX;

impl RunSwitch {
    pub fn new(handle: Option<StopHandle>, ctrl_c: Option<StopHandle>) -> Self {
        Self {
            state: AtomicU8::new(GOING),
            handle,
            ctrl_c,
        }
    }

    /// Ends the run, unless it has already been ended.
    pub fn end(&self, reason: EndReason) {
        let _ = self
            .state
            .compare_exchange(GOING, reason as u8, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Whether chains should stop before their next draw; looks at the handles, too.
    pub fn is_off(&self) -> bool {
        let used = |handle: &Option<StopHandle>| handle.as_ref().is_some_and(StopHandle::is_stopped);
        if used(&self.handle) {
            self.end(EndReason::StopHandle);
        }
        if used(&self.ctrl_c) {
            self.end(EndReason::CtrlC);
        }
        self.state.load(Ordering::Relaxed) != GOING
    }

    /// Replaces what was decided here by what has been decided elsewhere.
    pub fn settle(&self, reason: Option<EndReason>) {
        self.state
            .store(reason.map_or(GOING, |reason| reason as u8), Ordering::Relaxed);
    }

    /// Why the run was ended, if it was.
    pub fn reason(&self) -> Option<EndReason> {
        let state = self.state.load(Ordering::Relaxed);
        EndReason::ALL.into_iter().find(|reason| *reason as u8 == state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_reason_counts() {
        let handle = StopHandle::new();
        let switch = RunSwitch::new(Some(handle.clone()), None);
        assert!(!switch.is_off());
        assert_eq!(switch.reason(), None);
        switch.end(EndReason::TimeLimit);
        handle.stop();
        assert!(switch.is_off());
        assert_eq!(switch.reason(), Some(EndReason::TimeLimit));
    }

    #[test]
    fn every_reason_can_be_told() {
        for reason in EndReason::ALL {
            let switch = RunSwitch::new(None, None);
            switch.end(reason);
            assert_eq!(switch.reason(), Some(reason));
        }
    }
}
