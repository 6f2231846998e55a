//! A crew of threads in this process.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::{Crew, Fit, Keep};
use crate::survey::error::SurveyError;

/// How long the keeper waits for a report before it sees to other things.
const TICK: Duration = Duration::from_secs(1);

/// So many targets at a time, each with threads of its own.
///
/// Each target has a pool of rayon's for itself. In one pool for all, a thread that waits for its target's chains would begin another
/// target meanwhile: more targets would be under way than there are threads, and lost when the process ends.
#[derive(Clone, Copy, Debug)]
pub(in crate::survey) struct Threads {
    pub targets: usize,
    pub threads_per_target: usize,
}

impl Crew for Threads {
    fn fit_all(&self, to_do: &[usize], fit: Fit<'_>, keep: Keep<'_>) -> Result<(), SurveyError> {
        let pools = self.pools(to_do.len())?;
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        // Where the keeper falls behind, the others wait: what it does not keep yet would be lost with the process.
        let (sender, reports) = mpsc::sync_channel(pools.len());
        std::thread::scope(|scope| {
            for pool in &pools {
                let (sender, next, stop) = (sender.clone(), &next, &stop);
                scope.spawn(move || {
                    while !stop.load(Ordering::Relaxed)
                        && let Some(number) = to_do.get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        if sender.send(pool.install(|| fit(*number))).is_err() {
                            break;
                        }
                    }
                });
            }
            // Only the threads are left to send.
            drop(sender);
            let kept = loop {
                let report = match reports.recv_timeout(TICK) {
                    Ok(report) => Some(report),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => break Ok(()),
                };
                if let Err(error) = keep(report) {
                    break Err(error);
                }
            };
            stop.store(true, Ordering::Relaxed);
            kept
        })
    }
}

impl Threads {
    fn pools(self, targets: usize) -> Result<Vec<ThreadPool>, SurveyError> {
        let pool = |_| ThreadPoolBuilder::new().num_threads(self.threads_per_target).build();
        let pools: Result<_, _> = (0..self.targets.min(targets)).map(pool).collect();
        pools.map_err(|error| SurveyError::Threads(error.to_string()))
    }
}
