//! One rank's early end becomes that of all.
//!
//! While the chains of a rank run, a thread beside them tells the other ranks when the run has been ended here (by a time limit, a
//! handle, a callback, a failure), and ends it here when another rank tells. When its chains have stopped, each rank says so, together
//! with what it knows of the end; what all have said then decides, at all ranks alike, whether the run goes on.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::super::oversight::Watch;
use crate::communicator::{CommunicatorError, Ranks, Tag};
use crate::trace::EndReason;

/// Time between two looks for messages while chains run, and after.
const PAUSE: Duration = Duration::from_millis(20);
const SHORT_PAUSE: Duration = Duration::from_micros(200);

/// First byte of a message: the run has been ended, or this rank's chains have stopped. The second is the reason's number, or `GOING`.
const ENDED: u8 = 0;
const STOPPED: u8 = 1;
const GOING: u8 = u8::MAX;

/// Runs `work` on this rank's chains, and settles with the other ranks whether the run has ended.
///
/// # Errors
///
/// If a rank is gone; the work has been ended then.
pub(in super::super) fn relay(ranks: &Ranks, watch: &Watch, work: impl FnOnce()) -> Result<(), CommunicatorError> {
    let has_stopped = AtomicBool::new(false);
    thread::scope(|scope| {
        let messenger = scope.spawn(|| {
            let mut messenger = Messenger::new(ranks, watch);
            let agreed = messenger.run(&has_stopped);
            if agreed.is_err() {
                watch.end(EndReason::Failure);
            }
            agreed
        });
        // Whatever happens, the others must hear that nothing goes on here.
        let worked = catch_unwind(AssertUnwindSafe(work));
        has_stopped.store(true, Ordering::Release);
        messenger.thread().unpark();
        let agreed = messenger.join().unwrap_or_else(|panic| resume_unwind(panic));
        worked.unwrap_or_else(|panic| resume_unwind(panic));
        watch.settle(agreed?);
        Ok(())
    })
}

/// The thread beside the chains.
struct Messenger<'a> {
    ranks: &'a Ranks,
    watch: &'a Watch,
    /// Whether the others have been told that the run has been ended, and that the chains here have stopped.
    has_told_end: bool,
    has_told_stop: bool,
    /// Ranks whose chains have not stopped, as far as is known here.
    running: Vec<usize>,
    /// The first, by number, of the reasons that ranks gave when their chains had stopped.
    agreed: u8,
}

impl<'a> Messenger<'a> {
    fn new(ranks: &'a Ranks, watch: &'a Watch) -> Self {
        Self {
            ranks,
            watch,
            has_told_end: false,
            has_told_stop: false,
            running: others(ranks).collect(),
            agreed: GOING,
        }
    }

    fn run(&mut self, has_stopped: &AtomicBool) -> Result<Option<EndReason>, CommunicatorError> {
        loop {
            let here = has_stopped.load(Ordering::Acquire);
            self.tell(here)?;
            self.listen()?;
            if self.has_told_stop && self.running.is_empty() {
                return Ok(reason(self.agreed));
            }
            thread::park_timeout(if here { SHORT_PAUSE } else { PAUSE });
        }
    }

    fn tell(&mut self, has_stopped: bool) -> Result<(), CommunicatorError> {
        let number = self.watch.reason().map_or(GOING, |reason| reason as u8);
        if number != GOING && !self.has_told_end && !self.has_told_stop {
            self.send([ENDED, number])?;
            self.has_told_end = true;
        }
        if has_stopped && !self.has_told_stop {
            self.send([STOPPED, number])?;
            self.agreed = self.agreed.min(number);
            self.has_told_stop = true;
        }
        Ok(())
    }

    fn send(&self, message: [u8; 2]) -> Result<(), CommunicatorError> {
        others(self.ranks).try_for_each(|to| self.ranks.send(to, Tag::END_OF_RUN, &message))
    }

    /// Reads what the others have sent. After a rank has stopped, what it sends belongs to what comes next.
    fn listen(&mut self) -> Result<(), CommunicatorError> {
        let mut running = std::mem::take(&mut self.running);
        let mut failure = None;
        running.retain(|rank| match self.hear(*rank) {
            Ok(goes_on) => goes_on,
            Err(error) => {
                failure = Some(error);
                false
            }
        });
        self.running = running;
        failure.map_or(Ok(()), Err)
    }

    /// Reads what one rank has sent; whether its chains still run.
    fn hear(&mut self, rank: usize) -> Result<bool, CommunicatorError> {
        while let Some(message) = self.ranks.try_receive(Some(rank), Tag::END_OF_RUN)? {
            match message.bytes[..] {
                [ENDED, number] => reason(number).into_iter().for_each(|reason| self.watch.end(reason)),
                [STOPPED, number] => {
                    self.agreed = self.agreed.min(number);
                    return Ok(false);
                }
                _ => return Err(CommunicatorError::Unexpected { rank }),
            }
        }
        Ok(true)
    }
}

fn others(ranks: &Ranks) -> impl Iterator<Item = usize> + use<> {
    let own = ranks.rank();
    (0..ranks.size()).filter(move |rank| *rank != own)
}

/// The reason of this number.
fn reason(number: u8) -> Option<EndReason> {
    EndReason::ALL.into_iter().find(|reason| *reason as u8 == number)
}
