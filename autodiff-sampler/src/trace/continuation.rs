//! What a run needs to go on where it ended.

use std::fmt;
use std::sync::Arc;

/// The states that a run's chains ended in, as bytes that [`samplers::run`](crate::samplers::run) writes and reads; a trace only
/// carries them. They belong to a trace as it came from its run: no part of it has them, nor has one that was read.
#[derive(Clone, Default)]
pub(crate) struct Continuation(Option<Arc<[u8]>>);

impl Continuation {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Some(bytes.into()))
    }

    /// The bytes, if there are any.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.0.as_deref()
    }
}

/// Traces are equal if their draws, and what is recorded beside them, are.
impl PartialEq for Continuation {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Continuation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes().map_or(0, <[u8]>::len))
    }
}
