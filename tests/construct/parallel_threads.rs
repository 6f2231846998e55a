//! `#[parallel]` loops on threads: results that are equal to the bit for any number of them, blocks that run at the same time,
//! memory that is used again, panics.

use crate::parallel::{likelihood, scattered};
use pullback::prelude::*;

fn on_threads<R: Send>(threads: usize, run: impl Fn() -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("threads").install(run)
}

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

#[differentiable]
fn regression(x: &[f64], #[constant] rows: &[Vec<f64>], #[constant] seen: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[parallel]
    for (row, y) in rows.iter().zip(seen) {
        let mut predicted = x[0];
        for j in 0..row.len() {
            predicted += x[j + 1] * row[j];
        }
        let noise = (x[0] * predicted).exp();
        sum -= (y - predicted).powi(2) / noise + noise.ln_1p();
    }
    sum
}

#[test]
fn results_do_not_depend_on_threads() {
    let x = [0.3, -0.2, 0.9, 0.5];
    let rows: Vec<Vec<f64>> = scattered(30_000).chunks(3).map(<[f64]>::to_vec).collect();
    let seen = scattered(10_000);
    let run = || {
        let primal = regression(&x, &rows, &seen);
        let (value, grad) = regression::value_and_grad(&x, &rows, &seen);
        let (forward, tangent) = regression::jvp(&x, &rows, &seen, &[1.0, 0.0, -1.0, 0.5]);
        let (grad_again, second) = regression::hvp(&x, &rows, &seen, &[1.0, 0.0, -1.0, 0.5]);
        assert_eq!(bits(&[primal, primal]), bits(&[value, forward]));
        bits(&[vec![primal, tangent], grad, grad_again, second].concat())
    };
    let alone = run();
    for threads in [1, 2, 3, 7] {
        assert_eq!(on_threads(threads, run), alone, "{threads} threads");
    }
}

#[test]
fn gradients_of_threads_reuse_their_memory() {
    let (times, seen) = (scattered(3000), scattered(3000));
    on_threads(3, || {
        let once = || bits(&likelihood::grad(&[1.1, 0.7, 0.2], &times, &seen));
        let first = once();
        (0..20).for_each(|_| assert_eq!(once(), first));
    });
    let (_, usage) = pullback::runtime::tape_use(|| likelihood::grad(&[1.1, 0.7, 0.2], &times, &seen));
    // A sine and a cosine of each, and the list of the blocks' memories.
    assert!((3000 * 16..3000 * 16 + 4096).contains(&usage.peak), "{usage:?}");
}

#[differentiable]
fn met(x: f64, #[constant] meet: &(impl Fn(usize) -> f64 + Sync)) -> f64 {
    let mut sum = 0.0;
    #[parallel(1)]
    for i in 0..2 {
        sum += x.powi(2) * meet(i);
    }
    sum
}

#[cfg(feature = "rayon")]
#[test]
fn blocks_run_at_the_same_time() {
    use std::sync::mpsc::channel;
    use std::time::Duration;
    on_threads(2, || {
        let (to_first, from_second) = channel::<()>();
        let (to_second, from_first) = channel::<()>();
        let ends = [
            std::sync::Mutex::new((to_second, from_second)),
            std::sync::Mutex::new((to_first, from_first)),
        ];
        let meet = |i: usize| {
            let (to, from) = &*ends[i].lock().expect("nobody panicked");
            to.send(()).expect("the other one is there");
            from.recv_timeout(Duration::from_secs(60))
                .expect("the other one runs, too");
            1.5
        };
        assert_eq!(met(3.0, &meet), 27.0);
        assert_eq!(met::value_and_grad(3.0, &meet), (27.0, 18.0));
    });
}

#[differentiable]
fn panicking(x: f64, #[constant] data: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[parallel(2)]
    for v in data {
        assert!(*v < 1e3, "too large: {v}");
        sum += x * v;
    }
    sum
}

#[test]
fn a_panic_in_a_block_is_one_of_the_function() {
    let mut data = vec![1.0; 50];
    assert_eq!(panicking::value_and_grad(2.0, &data), (100.0, 50.0));
    data[33] = 2e3;
    let message = |run: &(dyn Fn() -> f64 + Sync)| {
        let caught = || std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        let payload = on_threads(3, caught).expect_err("it panics");
        payload.downcast_ref::<String>().cloned().unwrap_or_default()
    };
    assert_eq!(message(&|| panicking(2.0, &data)), "too large: 2000");
    assert_eq!(message(&|| panicking::grad(2.0, &data)), "too large: 2000");
    data[33] = 1.0;
    assert_eq!(panicking::value_and_grad(2.0, &data), (100.0, 50.0));
}
