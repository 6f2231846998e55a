//! One process, which is all of the ranks.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Communicator, CommunicatorError, Message, Tag};

/// Messages that have been sent and not received.
type Waiting = VecDeque<(Tag, Vec<u8>)>;

/// This process alone, rank 0 of 1: what a program takes that was not started by `mpirun`.
///
/// Messages to itself wait until they are received, as those between ranks do.
#[derive(Clone, Debug, Default)]
pub struct SingleProcess {
    to_itself: Arc<Mutex<Waiting>>,
}

impl SingleProcess {
    /// A process of its own.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn to_itself(&self) -> MutexGuard<'_, Waiting> {
        // A queue is whole at every moment.
        self.to_itself.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Communicator for SingleProcess {
    fn rank(&self) -> usize {
        0
    }

    fn size(&self) -> usize {
        1
    }

    fn send(&self, to: usize, tag: Tag, message: &[u8]) -> Result<(), CommunicatorError> {
        self.require_rank(to)?;
        self.to_itself().push_back((tag, message.to_vec()));
        Ok(())
    }

    fn try_receive(&self, from: Option<usize>, tag: Tag) -> Result<Option<Message>, CommunicatorError> {
        self.require_rank(from.unwrap_or(0))?;
        let mut waiting = self.to_itself();
        let place = waiting.iter().position(|(of_message, _)| *of_message == tag);
        let bytes = place.and_then(|place| waiting.remove(place)).map(|(_, bytes)| bytes);
        Ok(bytes.map(|bytes| Message { from: 0, bytes }))
    }

    /// # Errors
    ///
    /// If there is no such message: nobody else could send one.
    fn receive(&self, from: Option<usize>, tag: Tag) -> Result<Message, CommunicatorError> {
        self.try_receive(from, tag)?.ok_or(CommunicatorError::Ended { rank: 0 })
    }
}
