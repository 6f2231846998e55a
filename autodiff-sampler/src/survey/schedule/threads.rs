//! A crew of threads in this process.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::Scope;
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::queue::Queue;
use super::{Crew, Fit, Keep, Report};
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
        let queue = Queue::new(to_do);
        std::thread::scope(|scope| {
            let reports = start(scope, &pools, &queue, fit);
            let kept = keep_all(&reports, keep);
            queue.close();
            kept
        })
    }
}

impl Threads {
    /// A pool for each target that is fitted at the same time as others, of so many in all.
    pub fn pools(self, targets: usize) -> Result<Vec<ThreadPool>, SurveyError> {
        let pool = |_| ThreadPoolBuilder::new().num_threads(self.threads_per_target).build();
        let pools: Result<_, _> = (0..self.targets.min(targets)).map(pool).collect();
        pools.map_err(|error| SurveyError::Threads(error.to_string()))
    }
}

/// Starts a thread for each pool, which works on the queue until it is empty. The reports end with the last thread.
pub(super) fn start<'scope, 'env: 'scope>(
    scope: &'scope Scope<'scope, 'env>,
    pools: &'scope [ThreadPool],
    queue: &'scope Queue<'scope>,
    fit: Fit<'scope>,
) -> Receiver<Report> {
    // Where the keeper falls behind, the others wait: what it does not keep yet would be lost with the process.
    let (sender, reports) = mpsc::sync_channel(pools.len());
    for pool in pools {
        let sender = sender.clone();
        scope.spawn(move || {
            while let Some(number) = queue.take() {
                if sender.send(pool.install(|| fit(number))).is_err() {
                    break;
                }
            }
        });
    }
    reports
}

/// Keeps all reports, until none can come any more.
fn keep_all(reports: &Receiver<Report>, keep: Keep<'_>) -> Result<(), SurveyError> {
    loop {
        let report = match reports.recv_timeout(TICK) {
            Ok(report) => Some(report),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        keep(report)?;
    }
}
