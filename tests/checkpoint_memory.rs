//! How much memory a gradient takes with and without `#[checkpoint]`, to the byte: the allocator of this program counts.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::all)]
#![allow(clippy::needless_range_loop, reason = "loops over indices are constructs too")]

use peak_alloc::PeakAlloc;
use pullback::prelude::*;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What `run` returns, and the bytes that it had allocated at its peak, above what there was before. It runs on a thread of its
/// own, as a thread keeps the memory of its last gradient for the next.
fn peak<T: Send>(run: impl FnOnce() -> T + Send) -> (T, usize) {
    let measured = || {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let result = run();
        (result, MEMORY.peak_usage() - before)
    };
    std::thread::scope(|scope| scope.spawn(measured).join().expect("a gradient"))
}

#[differentiable]
fn recurrence(x: f64, n: usize) -> f64 {
    let mut y = x;
    let mut speed = 0.0;
    for _ in 0..n {
        speed += 0.01 * (x - y).sin();
        y += 0.01 * speed;
    }
    y
}

#[differentiable]
fn checkpointed_recurrence(x: f64, n: usize) -> f64 {
    let mut y = x;
    let mut speed = 0.0;
    #[checkpoint]
    for _ in 0..n {
        speed += 0.01 * (x - y).sin();
        y += 0.01 * speed;
    }
    y
}

#[differentiable]
fn decay(x: f64, bound: f64) -> f64 {
    let mut y = x;
    while y > bound {
        y -= 1e-4 * y.sqrt();
    }
    y
}

#[differentiable]
fn checkpointed_decay(x: f64, bound: f64) -> f64 {
    let mut y = x;
    #[checkpoint]
    while y > bound {
        y -= 1e-4 * y.sqrt();
    }
    y
}

#[differentiable]
fn heat(x: &[f64], steps: usize) -> f64 {
    let mut u = x.to_vec();
    for _ in 0..steps {
        for i in 1..u.len() - 1 {
            u[i] += 0.1 * (u[i - 1] - 2.0 * u[i] + u[i + 1]) * u[i].cos();
        }
    }
    u.iter().map(|v| v * v).sum()
}

#[differentiable]
fn checkpointed_heat(x: &[f64], steps: usize) -> f64 {
    let mut u = x.to_vec();
    #[checkpoint]
    for _ in 0..steps {
        for i in 1..u.len() - 1 {
            u[i] += 0.1 * (u[i - 1] - 2.0 * u[i] + u[i + 1]) * u[i].cos();
        }
    }
    u.iter().map(|v| v * v).sum()
}

/// A sequence as long as the loop, written element by element.
#[differentiable]
fn checkpointed_filling(x: f64, n: usize) -> f64 {
    let mut out = vec![0.0; n];
    let mut y = x;
    #[checkpoint]
    for i in 0..n {
        y += 0.01 * (y + x).sin() * y.cos();
        out[i] = y * y;
    }
    out.iter().sum()
}

/// The same, growing.
#[differentiable]
fn checkpointed_growing(x: f64, n: usize) -> f64 {
    let mut path = vec![x];
    #[checkpoint]
    for i in 0..n {
        let y = path[i];
        path.push(y + 0.01 * (y + x).sin() * y.cos());
    }
    path.iter().sum()
}

#[differentiable]
fn calls(x: f64, n: usize) -> f64 {
    let mut y = x;
    for _ in 0..n {
        let next = recurrence(y, 200);
        y = 0.5 * next;
    }
    y
}

#[differentiable]
fn checkpointed_calls(x: f64, n: usize) -> f64 {
    let mut y = x;
    for _ in 0..n {
        #[checkpoint]
        let next = recurrence(y, 200);
        y = 0.5 * next;
    }
    y
}

// One test, as all of them would count together.
#[test]
fn memory_is_bounded() {
    for (n, bound) in [(10_000, 12_000), (160_000, 48_000)] {
        let ((_, want), all) = peak(|| recurrence::value_and_grad(0.7, n));
        let ((_, got), few) = peak(|| checkpointed_recurrence::value_and_grad(0.7, n));
        assert_eq!(got, want);
        assert!(all >= 8 * n, "without checkpoints, {n} iterations take {all} bytes");
        assert!(few <= bound, "with checkpoints, {n} iterations take {few} bytes");

        let ((_, want), all) = peak(|| recurrence::hvp(0.7, n, 1.0));
        let ((_, got), few) = peak(|| checkpointed_recurrence::hvp(0.7, n, 1.0));
        assert_eq!(got, want);
        assert!(all >= 16 * n, "without checkpoints, {n} iterations take {all} bytes");
        assert!(few <= 2 * bound, "with checkpoints, {n} iterations take {few} bytes");
    }

    let (want, all) = peak(|| decay::grad(4.0, 1.0));
    let (got, few) = peak(|| checkpointed_decay::grad(4.0, 1.0));
    assert_eq!(got, want);
    assert!(
        all > 20_000 * 8 && few < 6_000,
        "how long it takes is not known before: {all} and {few} bytes"
    );

    let x: Vec<f64> = (0..100).map(|i| (f64::from(i) * 0.3).sin()).collect();
    let (want, all) = peak(|| heat::grad(&x, 2000));
    let (got, few) = peak(|| checkpointed_heat::grad(&x, 2000));
    assert_eq!(got, want);
    assert!(
        all > 200_000 * 24 && few < 300_000,
        "what is changed in place: {all} and {few} bytes"
    );

    let n = 20_000;
    for (name, grad) in [
        ("filled", checkpointed_filling::grad as fn(f64, usize) -> f64),
        ("growing", checkpointed_growing::grad),
    ] {
        // The sequence, its adjoint, a copy of it, what was overwritten; vectors that double their capacity.
        let (_, few) = peak(|| grad(0.7, n));
        assert!(few < n * 8 * 6, "a sequence that is {name} takes {few} bytes");
    }

    let (want, all) = peak(|| calls::grad(0.7, 100));
    let (got, few) = peak(|| checkpointed_calls::grad(0.7, 100));
    assert_eq!(got, want);
    assert!(all > 100 * 200 * 8 && few < 4_000, "calls: {all} and {few} bytes");
}
