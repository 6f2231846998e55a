//! A crew of ranks: rank 0 hands out and keeps, and fits as well; the others ask, fit, and report.
//!
//! Each thread of another rank that fits asks for itself: it sends its report (an empty one at first) and waits for the number of
//! its next target, or an empty message, which sends it home. Rank 0 answers in the order in which it is asked, between the reports of
//! its own threads, so that the handing out costs no processor of its own.

use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use super::queue::Queue;
use super::threads::{Threads, start};
use super::{Crew, Fit, Keep, Report};
use crate::communicator::{Communicator, Tag};
use crate::survey::error::SurveyError;

/// What a rank reports of a target. (The numbers before are those of chains over ranks.)
const REPORT: Tag = Tag(Tag::FIRST_RESERVED + 16);
/// Which target is next.
const TARGET: Tag = Tag(Tag::FIRST_RESERVED + 17);
/// How often the keeper sees to other things.
const TICK: Duration = Duration::from_secs(1);
/// The longest time that rank 0 does not look whether it is asked.
const LONGEST_PAUSE: Duration = Duration::from_millis(1);

/// The ranks of a communicator, seen from rank 0.
#[derive(Debug)]
pub(in crate::survey) struct Ranks<'a, C: ?Sized> {
    pub ranks: &'a C,
    /// The threads of this rank.
    pub own: Threads,
    /// How many threads all other ranks together have, which ask.
    pub others: usize,
}

impl<C: Communicator + ?Sized> Crew for Ranks<'_, C> {
    fn fit_all(&self, to_do: &[usize], fit: Fit<'_>, keep: Keep<'_>) -> Result<(), SurveyError> {
        let pools = self.own.pools(to_do.len())?;
        let queue = Queue::new(to_do);
        std::thread::scope(|scope| {
            let own = start(scope, &pools, &queue, fit);
            let served = self.serve(&own, &queue, keep);
            queue.close();
            served
        })
    }
}

impl<C: Communicator + ?Sized> Ranks<'_, C> {
    /// Keeps all reports, and answers all who ask, until everyone has been sent home.
    fn serve(&self, own: &Receiver<Report>, queue: &Queue<'_>, keep: Keep<'_>) -> Result<(), SurveyError> {
        let (mut others, mut has_own) = (self.others, true);
        let mut outcome = Ok(());
        let (mut last_tick, mut pause) = (Instant::now(), Duration::ZERO);
        // After an error, the others are still waited for: they may be told what happened only when all of them are done.
        let mut kept = |report| {
            if outcome.is_ok() {
                outcome = keep(report);
                if outcome.is_err() {
                    queue.close();
                }
            }
        };
        while others > 0 || has_own {
            let mut is_idle = true;
            if others > 0
                && let Some(message) = self.ranks.try_receive(None, REPORT)?
            {
                is_idle = false;
                // First the answer, so that it is not the disk that the other one waits for.
                let next = queue.take();
                let answer = next.map_or(Vec::new(), |number| (number as u64).to_le_bytes().to_vec());
                self.ranks.send(message.from, TARGET, &answer)?;
                others -= usize::from(next.is_none());
                if let Some(report) = decoded(&message.bytes)? {
                    kept(Some(report));
                }
            }
            match own.try_recv() {
                Ok(report) => {
                    is_idle = false;
                    kept(Some(report));
                }
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => has_own = false,
            }
            if last_tick.elapsed() >= TICK {
                last_tick = Instant::now();
                kept(None);
            }
            pause = if is_idle { next_pause(pause) } else { Duration::ZERO };
            // Its own threads wake it, the others' messages are looked for.
            if is_idle {
                match own.recv_timeout(pause) {
                    Ok(report) => kept(Some(report)),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => std::thread::sleep(pause),
                }
            }
        }
        outcome
    }
}

/// Pauses get longer, up to a limit.
fn next_pause(pause: Duration) -> Duration {
    (pause * 2).clamp(Duration::from_micros(10), LONGEST_PAUSE)
}

/// A report; none where somebody only asks.
fn decoded(bytes: &[u8]) -> Result<Option<Report>, SurveyError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let garbled = |error: postcard::Error| SurveyError::Garbled(error.to_string());
    postcard::from_bytes(bytes).map(Some).map_err(garbled)
}

/// What a rank other than 0 does: fits what it is told to, until rank 0 sends all its threads home.
pub(in crate::survey) fn work(
    ranks: &(impl Communicator + ?Sized),
    threads: Threads,
    fit: Fit<'_>,
) -> Result<(), SurveyError> {
    let pools = threads.pools(threads.targets)?;
    std::thread::scope(|scope| {
        let one = |pool| move || ask_and_fit(ranks, pool, fit);
        let threads: Vec<_> = pools.iter().map(|pool| scope.spawn(one(pool))).collect();
        let ended: Vec<_> = threads.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        let result = |ended: std::thread::Result<_>| ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        ended.into_iter().try_for_each(result)
    })
}

fn ask_and_fit(
    ranks: &(impl Communicator + ?Sized),
    pool: &rayon::ThreadPool,
    fit: Fit<'_>,
) -> Result<(), SurveyError> {
    let mut report = Vec::new();
    loop {
        ranks.send(0, REPORT, &report)?;
        let answer = ranks.receive(Some(0), TARGET)?.bytes;
        if answer.is_empty() {
            return Ok(());
        }
        let garbled = || SurveyError::Garbled("this is no target's number".to_owned());
        let number = u64::from_le_bytes(*answer.first_chunk().ok_or_else(garbled)?);
        let number = usize::try_from(number).map_err(|_| garbled())?;
        report = postcard::to_stdvec(&pool.install(|| fit(number)))
            .map_err(|error| SurveyError::Garbled(error.to_string()))?;
    }
}
