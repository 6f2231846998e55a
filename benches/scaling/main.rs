//! How time and memory of gradients grow: `cargo bench --bench scaling`.
//!
//! * with the steps of a recurrence, with and without `#[checkpoint]`: a thousand to ten million of them, and a hundred million
//!   with `-- --long`
//! * with the number of parameters, 1 to 10,000, of a logistic regression on a hundred observations: reverse mode, and forward
//!   mode, which takes one run for each
//!
//! One line for each measurement, `bench scaling/recurrence steps=… primal_ns=… grad_ns=… checkpointed_ns=… grad_bytes=…
//! checkpointed_bytes=…` and `bench scaling/parameters parameters=… primal_ns=… grad_ns=… forward_ns=…`. Times are the shortest of
//! several, bytes the most that a gradient has allocated at once, from a thread that keeps nothing of former ones. Gradients
//! with and without checkpoints, and of both modes, must be equal. With `-- --plot` the pictures of `docs/performance.md` are drawn
//! anew. Without `--bench` (`cargo test --benches`) only the smallest sizes run.

mod plot;

use peak_alloc::PeakAlloc;
use pullback::prelude::*;
use std::hint::black_box;
use std::time::{Duration, Instant};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// A pendulum that swings about `x`, without friction: a recurrence that forgets its start has adjoints that vanish, and numbers
/// below 1e-308 take a processor many times as long.
#[differentiable]
fn recurrence(x: f64, n: usize) -> f64 {
    let mut y = 0.5 * x;
    let mut speed = 0.0;
    for _ in 0..n {
        speed += 0.01 * (x - y).sin();
        y += 0.01 * speed;
    }
    y
}

/// The same, with memory that grows with the square root of the steps.
#[differentiable]
fn checkpointed(x: f64, n: usize) -> f64 {
    let mut y = 0.5 * x;
    let mut speed = 0.0;
    #[checkpoint]
    for _ in 0..n {
        speed += 0.01 * (x - y).sin();
        y += 0.01 * speed;
    }
    y
}

/// The log-likelihood of a logistic regression; observations row by row, each of which was a success or not.
#[differentiable]
fn regression(coefficients: &[f64], #[constant] observations: &[f64], #[constant] successes: &[bool]) -> f64 {
    let mut sum = 0.0;
    for (row, success) in observations.chunks_exact(coefficients.len()).zip(successes) {
        let logit: f64 = row.iter().zip(coefficients).map(|(x, c)| x * c).sum();
        let signed = if *success { -logit } else { logit };
        sum -= signed.exp().ln_1p();
    }
    sum
}

/// Of a recurrence: nanoseconds and bytes of a whole run.
#[derive(Clone, Copy, Debug)]
struct Steps {
    steps: usize,
    primal_ns: f64,
    grad_ns: f64,
    checkpointed_ns: f64,
    grad_bytes: usize,
    checkpointed_bytes: usize,
}

/// Of a regression: nanoseconds of an evaluation.
#[derive(Clone, Copy, Debug)]
struct Parameters {
    parameters: usize,
    primal_ns: f64,
    grad_ns: f64,
    /// Of the whole gradient by forward mode; `None` where it takes too long.
    forward_ns: Option<f64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let largest = match (is_timed(), given("--long")) {
        (false, _) => 3,
        (true, false) => 7,
        (true, true) => 8,
    };
    let steps: Vec<Steps> = (3..=largest).map(|power| of_steps(10_usize.pow(power))).collect();
    let counts = [1, 3, 10, 32, 100, 320, 1000, 3200, 10_000];
    let counts = if is_timed() { &counts[..] } else { &counts[..3] };
    let parameters: Vec<Parameters> = counts.iter().map(|count| of_parameters(*count)).collect();
    if given("--plot") {
        plot::recurrence("docs/pictures/recurrence.png", &steps)?;
        plot::parameters("docs/pictures/parameters.png", &parameters)?;
    }
    Ok(())
}

fn given(flag: &str) -> bool {
    std::env::args().any(|argument| argument == flag)
}

/// Whether times are wanted, and not only whether everything runs.
fn is_timed() -> bool {
    given("--bench") && !given("--test")
}

fn of_steps(steps: usize) -> Steps {
    let x = 0.7;
    let (grad, grad_bytes) = peak(|| recurrence::value_and_grad(x, steps));
    let (again, checkpointed_bytes) = peak(|| checkpointed::value_and_grad(x, steps));
    assert_eq!(grad, again, "the gradient without checkpoints, and with them");
    let [primal_ns, grad_ns, checkpointed_ns] = shortest([
        &mut kept(|| recurrence(black_box(x), black_box(steps))),
        &mut kept(|| recurrence::value_and_grad(black_box(x), black_box(steps))),
        &mut kept(|| checkpointed::value_and_grad(black_box(x), black_box(steps))),
    ]);
    println!(
        "bench scaling/recurrence steps={steps} primal_ns={primal_ns:.0} grad_ns={grad_ns:.0} \
         checkpointed_ns={checkpointed_ns:.0} ratio={:.2} checkpointed_ratio={:.2} grad_bytes={grad_bytes} \
         checkpointed_bytes={checkpointed_bytes}",
        grad_ns / primal_ns,
        checkpointed_ns / primal_ns
    );
    Steps {
        steps,
        primal_ns,
        grad_ns,
        checkpointed_ns,
        grad_bytes,
        checkpointed_bytes,
    }
}

fn of_parameters(count: usize) -> Parameters {
    let observations: Vec<f64> = (0..100 * count).map(|i| (i as f64 * 0.7).sin()).collect();
    let successes: Vec<bool> = (0..100).map(|i| i % 3 == 0).collect();
    let coefficients: Vec<f64> = (0..count).map(|i| (i as f64 * 0.3).cos() / count as f64).collect();
    let mut grad = vec![0.0; count];
    let by_reverse = || {
        grad.fill(0.0);
        let coefficients = black_box(&coefficients);
        regression::value_and_grad_into(coefficients, black_box(&observations), &successes, &mut grad)
    };
    let mut direction = vec![0.0; count];
    let mut by_forward = vec![0.0; count];
    let mut forward = || {
        for i in 0..count {
            direction[i] = 1.0;
            let coefficients = black_box(&coefficients);
            // The value is wanted, too: without it, the compiler leaves out what only the value needs.
            let (_, along) = black_box(regression::jvp(
                coefficients,
                black_box(&observations),
                &successes,
                &direction,
            ));
            by_forward[i] = along;
            direction[i] = 0.0;
        }
    };
    let with_forward = count <= 1000;
    let primal = || {
        let coefficients = black_box(&coefficients);
        regression(coefficients, black_box(&observations), &successes)
    };
    let mut forward_or_nothing = || {
        if with_forward {
            forward();
        }
    };
    let [primal_ns, grad_ns, forward_ns] =
        shortest([&mut kept(primal), &mut kept(by_reverse), &mut forward_or_nothing]);
    if with_forward {
        let largest = grad.iter().fold(0.0_f64, |largest, g| largest.max(g.abs()));
        for (reverse, forward) in grad.iter().zip(&by_forward) {
            assert!(
                (reverse - forward).abs() <= 1e-10 * largest,
                "{reverse} by reverse mode, {forward} by forward"
            );
        }
    }
    let forward_ns = with_forward.then_some(forward_ns);
    println!(
        "bench scaling/parameters parameters={count} primal_ns={primal_ns:.0} grad_ns={grad_ns:.0} ratio={:.2}{}",
        grad_ns / primal_ns,
        forward_ns.map_or_else(String::new, |ns| format!(
            " forward_ns={ns:.0} forward_ratio={:.1}",
            ns / primal_ns
        ))
    );
    Parameters {
        parameters: count,
        primal_ns,
        grad_ns,
        forward_ns,
    }
}

/// A call whose result counts as used.
fn kept<T>(mut call: impl FnMut() -> T) -> impl FnMut() {
    move || drop(black_box(call()))
}

/// The shortest time of each, in nanoseconds; they take turns, for a second, or three times if that takes longer, and once if
/// times are not wanted.
fn shortest(mut calls: [&mut dyn FnMut(); 3]) -> [f64; 3] {
    let mut best = [Duration::MAX; 3];
    let start = Instant::now();
    let mut turns = 0;
    let (least, seconds) = if is_timed() { (3, 1) } else { (1, 0) };
    while turns < least || start.elapsed() < Duration::from_secs(seconds) {
        for (best, call) in best.iter_mut().zip(&mut calls) {
            let begin = Instant::now();
            call();
            *best = begin.elapsed().min(*best);
        }
        turns += 1;
    }
    best.map(|time| time.as_secs_f64() * 1e9)
}

/// What `run` returns, and the most bytes that it had allocated at once.
fn peak<T: Send>(run: impl FnOnce() -> T + Send) -> (T, usize) {
    let measured = || {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let result = run();
        (result, MEMORY.peak_usage() - before)
    };
    std::thread::scope(|scope| scope.spawn(measured).join().expect("a gradient"))
}
