//! A function of the user's that sees every draw.

use std::any::Any;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::trace::DrawStats;

/// One draw, as a callback sees it.
#[derive(Clone, Copy, Debug)]
pub struct DrawEvent<'a> {
    /// The chain, numbered from zero.
    pub chain: usize,
    /// The draw, numbered from zero; tuning draws are counted for themselves.
    pub draw: usize,
    /// Whether the chain is still tuning; such draws are not stored.
    pub tuning: bool,
    /// The stored values (constrained parameters) in the order of the density's names.
    pub values: &'a [f64],
    /// The sampler's own numbers.
    pub stats: &'a DrawStats,
}

/// What a user gives.
type Function = dyn Fn(&DrawEvent<'_>) -> ControlFlow<()> + Send + Sync;

/// A callback as a setting: cloned with the sampler, and equal to itself only.
#[derive(Clone)]
pub(crate) struct DrawCallback(Arc<Function>);

impl DrawCallback {
    pub fn new(callback: impl Fn(&DrawEvent<'_>) -> ControlFlow<()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(callback))
    }

    /// Calls it; a panic comes back as its payload.
    pub fn call(&self, event: &DrawEvent<'_>) -> Result<ControlFlow<()>, Box<dyn Any + Send>> {
        // Nothing that the callback touched is looked at after a panic.
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (self.0)(event)))
    }
}

impl PartialEq for DrawCallback {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for DrawCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DrawCallback")
    }
}
