//! What a gradient costs beside the function itself: time, allocations and tape, and the line that says so.
//!
//! `bench <name> primal_ns=… [c_primal_ns=…] grad_ns=… ratio=… allocations=… bytes=… tape_bytes=… max_rel_err=…`
//!
//! * `primal_ns`, `grad_ns`: of one call, the shortest of many batches in which function and gradient take turns; the gradient's
//!   with the value that it comes with
//! * `c_primal_ns`: what the benchmark's C takes for the function, on the machine of the published figures and not on this one
//! * `allocations`, `bytes`: of one call of the gradient, after the first
//! * `tape_bytes`: where most was recorded at once
//! * `max_rel_err`: of any derivative; a benchmark whose derivatives are wrong ends with an error
//!
//! Without `--bench` (`cargo test --benches`), or with `--test`, every case runs a moment only.

pub mod differences;

use pullback::runtime::tape_use;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::hint::black_box;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// For so long function and gradient of a case take turns.
const TIME: Duration = Duration::from_secs(1);
/// A batch takes so long at least, next to which reading the clock is nothing.
const BATCH: Duration = Duration::from_micros(200);

/// What is measured.
#[allow(dead_code, reason = "not every benchmark has ratios")]
#[derive(Clone, Debug)]
pub struct Case {
    name: String,
    c_primal_ns: Option<f64>,
    max_rel_err: f64,
}

#[allow(dead_code, reason = "not every benchmark has ratios")]
impl Case {
    /// A case whose derivatives have been compared; they must be good to `tolerance`.
    pub fn new(name: impl Into<String>, max_rel_err: f64, tolerance: f64) -> Self {
        let name = name.into();
        // A NaN is no agreement.
        let is_right = max_rel_err <= tolerance;
        assert!(
            is_right,
            "{name}: a derivative is off by {max_rel_err:e}, which is more than {tolerance:e}"
        );
        Self {
            name,
            c_primal_ns: None,
            max_rel_err,
        }
    }

    /// With the time that C takes for the function, in nanoseconds.
    #[allow(dead_code, reason = "not every benchmark has been written in C")]
    pub fn c_primal(self, c_primal_ns: f64) -> Self {
        Self {
            c_primal_ns: Some(c_primal_ns),
            ..self
        }
    }

    /// Measures, and prints the line.
    pub fn measure<T, U>(self, mut primal: impl FnMut() -> T, mut gradient: impl FnMut() -> U) {
        let ((), tape) = tape_use(|| drop(black_box(gradient())));
        let (allocations, bytes) = allocated(&mut gradient);
        let (primal_ns, grad_ns) = times(&mut primal, &mut gradient);
        let c_primal = self
            .c_primal_ns
            .map_or_else(String::new, |ns| format!(" c_primal_ns={ns:.0}"));
        println!(
            "bench {} primal_ns={primal_ns:.0}{c_primal} grad_ns={grad_ns:.0} ratio={:.2} allocations={allocations} \
             bytes={bytes} tape_bytes={} max_rel_err={:.1e}",
            self.name,
            grad_ns / primal_ns,
            tape.peak,
            self.max_rel_err
        );
    }
}

/// Whether times are wanted, and not only whether everything runs.
pub fn is_timed() -> bool {
    let given = |flag: &str| std::env::args().any(|argument| argument == flag);
    given("--bench") && !given("--test")
}

/// Whether the arguments ask for this case: each is a part of its name.
#[allow(dead_code, reason = "some benchmarks measure all that they have")]
pub fn is_wanted(name: &str) -> bool {
    let mut parts = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    parts.all(|part| name.contains(&part))
}

#[allow(dead_code, reason = "not every benchmark has ratios")]
/// How often a call allocates, growing included, and how many bytes; in the steady state, so the second call.
fn allocated<T>(call: &mut impl FnMut() -> T) -> (usize, usize) {
    drop(black_box(call()));
    let region = Region::new(ALLOCATOR);
    let result = black_box(call());
    let change = region.change();
    drop(result);
    (change.allocations + change.reallocations, change.bytes_allocated)
}

/// Nanoseconds of a call of each.
#[allow(dead_code, reason = "not every benchmark prints lines of its own")]
pub fn times<T, U>(primal: &mut impl FnMut() -> T, gradient: &mut impl FnMut() -> U) -> (f64, f64) {
    let calls = |per_call: Duration| 1 + (BATCH.as_nanos() / per_call.as_nanos().max(1)) as usize;
    let primals = calls(batch(1, primal).min(batch(1, primal)));
    let gradients = calls(batch(1, gradient).min(batch(1, gradient)));
    let (mut best_primal, mut best_gradient) = (Duration::MAX, Duration::MAX);
    let end = Instant::now() + if is_timed() { TIME } else { Duration::ZERO };
    while best_primal == Duration::MAX || Instant::now() < end {
        best_primal = best_primal.min(batch(primals, primal));
        best_gradient = best_gradient.min(batch(gradients, gradient));
    }
    let per_call = |best: Duration, calls: usize| best.as_secs_f64() * 1e9 / calls as f64;
    (per_call(best_primal, primals), per_call(best_gradient, gradients))
}

fn batch<T>(calls: usize, call: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(call());
    }
    start.elapsed()
}
