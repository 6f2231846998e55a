//! What every sampler checks before it begins, and how a panic of the user's code becomes an error.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::log_density::LogDensity;
use crate::samplers::SampleError;

/// Passes if `ok`; else says which setting has which value, and what is required of it.
pub(crate) fn require(
    ok: bool,
    setting: &'static str,
    value: impl ToString,
    requirement: &'static str,
) -> Result<(), SampleError> {
    if ok {
        return Ok(());
    }
    Err(SampleError::Setting {
        setting,
        value: value.to_string(),
        requirement,
    })
}

/// Passes if a mean acceptance can be tuned to.
pub(crate) fn require_target_accept(target_accept: f64) -> Result<(), SampleError> {
    require(
        target_accept > 0.0 && target_accept < 1.0,
        "target_accept",
        target_accept,
        "must lie strictly between 0 and 1",
    )
}

/// Checks that the density has coordinates, and a name for each value that it stores; returns the names.
pub(crate) fn names_of<P: LogDensity>(density: &P) -> Result<Vec<String>, SampleError> {
    if density.dimension() == 0 {
        return Err(SampleError::ZeroDimension);
    }
    let (names, stored) = (density.names(), density.stored_dimension());
    if names.len() != stored {
        return Err(SampleError::Names {
            names: names.len(),
            stored,
        });
    }
    Ok(names)
}

/// How many of the parts of some work with `density` one thread does after another, at least and at most: one, or all of them where
/// several ranks evaluate the density together, as they must do that in the same order.
pub(crate) fn parts_per_job(density: &impl LogDensity) -> usize {
    if density.is_collective() { usize::MAX } else { 1 }
}

/// Runs work on behalf of one chain (or path, or start), and turns a panic into an error that names it.
pub(crate) fn caught<T>(chain: usize, work: impl FnOnce() -> Result<T, SampleError>) -> Result<T, SampleError> {
    // Nothing that the closure touched is looked at after a panic.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        Err(SampleError::Panicked {
            chain,
            message: panic_message(&*payload),
            partial: None,
        })
    })
}

/// The text that `panic!` was called with.
pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic without a message".to_owned()
    }
}

/// Random numbers of chain (or path, or start) number `index`: 2¹²⁸ numbers away from its neighbours', wherever and whenever it
/// runs.
pub(crate) fn stream(seed: u64, index: usize) -> Xoshiro256PlusPlus {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    for _ in 0..index {
        rng.jump();
    }
    rng
}
