//! The targets that nobody has begun yet.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Numbers of targets, each of which is taken once, in order.
#[derive(Debug)]
pub(super) struct Queue<'a> {
    to_do: &'a [usize],
    next: AtomicUsize,
    is_closed: AtomicBool,
}

impl<'a> Queue<'a> {
    pub fn new(to_do: &'a [usize]) -> Self {
        Self {
            to_do,
            next: AtomicUsize::new(0),
            is_closed: AtomicBool::new(false),
        }
    }

    /// The next target; `None` if there is none, or the queue was closed.
    pub fn take(&self) -> Option<usize> {
        if self.is_closed.load(Ordering::Relaxed) {
            return None;
        }
        self.to_do.get(self.next.fetch_add(1, Ordering::Relaxed)).copied()
    }

    /// Hands out nothing more.
    pub fn close(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
    }
}
