//! What a run needs to go on where it ended.

use std::fmt;
use std::sync::Arc;

/// The states that a run's chains ended in, as bytes that [`samplers::run`](crate::samplers::run) writes and reads; a trace only
/// carries them. They belong to a trace as it came from its run: no part of it has them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Continuation(Arc<[u8]>);

impl Continuation {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Continuation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}
