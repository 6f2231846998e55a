//! Ranks that are threads of one process, each with a letter box.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::{Communicator, CommunicatorError, Message, Tag};

/// One of several ranks that are threads of this process: whatever is written for MPI runs on them without it, in tests above all.
///
/// Rayon's loops run on a rank's own thread: ranks do not take processors from each other that one of them waits for.
///
/// Clones are the same rank.
#[derive(Clone)]
pub struct ThreadRanks {
    rank: usize,
    boxes: Arc<[LetterBox]>,
}

/// What one rank has been sent and not yet received.
#[derive(Debug, Default)]
struct LetterBox {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    letters: VecDeque<(Tag, Message)>,
    /// Ranks that will send nothing more.
    ended: Vec<usize>,
}

impl LetterBox {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // Letters are whole at every moment.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Takes the first letter that fits.
    fn take(&mut self, from: Option<usize>, tag: Tag) -> Option<Message> {
        let fits =
            |(of_letter, letter): &(Tag, Message)| *of_letter == tag && from.is_none_or(|from| letter.from == from);
        let place = self.letters.iter().position(fits)?;
        self.letters.remove(place).map(|(_, letter)| letter)
    }
}

impl ThreadRanks {
    /// Runs `program` on so many ranks, each a thread, and returns what each of them returned, by rank.
    ///
    /// When a rank has returned or panicked, whoever waits for a message of it gets
    /// [`CommunicatorError::Ended`].
    ///
    /// # Panics
    ///
    /// If one of the ranks panics, with its message, after all of them have ended; and if `ranks` is 0.
    pub fn run<T: Send>(ranks: usize, program: impl Fn(Self) -> T + Sync) -> Vec<T> {
        assert!(ranks > 0, "ranks = 0: at least one is needed");
        let boxes: Arc<[LetterBox]> = (0..ranks).map(|_| LetterBox::default()).collect();
        let program = &program;
        let start = |rank| {
            let this = Self {
                rank,
                boxes: Arc::clone(&boxes),
            };
            move || {
                let _end = EndOfRank(this.clone());
                let own_pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
                // Without it, the loops of all ranks run on the threads that all share.
                let _own_pool = own_pool.build().ok();
                program(this)
            }
        };
        thread::scope(|scope| {
            let threads: Vec<_> = (0..ranks).map(|rank| scope.spawn(start(rank))).collect();
            let ended: Vec<_> = threads.into_iter().map(thread::ScopedJoinHandle::join).collect();
            let result = |ended: thread::Result<T>| ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            ended.into_iter().map(result).collect()
        })
    }

    /// Takes the first letter that fits; says who has ended if none can come any more.
    fn look(&self, waiting: &mut Waiting, from: Option<usize>, tag: Tag) -> Result<Option<Message>, CommunicatorError> {
        if let Some(letter) = waiting.take(from, tag) {
            return Ok(Some(letter));
        }
        match from {
            Some(rank) if waiting.ended.contains(&rank) => Err(CommunicatorError::Ended { rank }),
            None if waiting.ended.len() + 1 == self.boxes.len() => Err(CommunicatorError::Ended { rank: self.rank }),
            _ => Ok(None),
        }
    }
}

/// Tells the others that a rank has ended, also when it panics.
struct EndOfRank(ThreadRanks);

impl Drop for EndOfRank {
    fn drop(&mut self) {
        for letters in self.0.boxes.iter() {
            letters.waiting().ended.push(self.0.rank);
            letters.changed.notify_all();
        }
    }
}

impl Communicator for ThreadRanks {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.boxes.len()
    }

    fn send(&self, to: usize, tag: Tag, message: &[u8]) -> Result<(), CommunicatorError> {
        self.require_rank(to)?;
        let letter = Message {
            from: self.rank,
            bytes: message.to_vec(),
        };
        let letters = &self.boxes[to];
        letters.waiting().letters.push_back((tag, letter));
        letters.changed.notify_all();
        Ok(())
    }

    fn try_receive(&self, from: Option<usize>, tag: Tag) -> Result<Option<Message>, CommunicatorError> {
        self.require_rank(from.unwrap_or(0))?;
        self.look(&mut self.boxes[self.rank].waiting(), from, tag)
    }

    fn receive(&self, from: Option<usize>, tag: Tag) -> Result<Message, CommunicatorError> {
        self.require_rank(from.unwrap_or(0))?;
        let letters = &self.boxes[self.rank];
        let mut waiting = letters.waiting();
        loop {
            if let Some(letter) = self.look(&mut waiting, from, tag)? {
                return Ok(letter);
            }
            waiting = letters.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl fmt::Debug for ThreadRanks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ThreadRanks {{ rank: {}, size: {} }}", self.rank, self.boxes.len())
    }
}
