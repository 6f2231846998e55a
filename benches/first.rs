//! What a gradient costs beside the function itself: `cargo bench --bench first`.
//!
//! * `k2_24`: the log-likelihood of `examples/radial_velocity`, 32 velocities and two eccentric orbits, 14 parameters
//! * `rosenbrock_n1000`: Rosenbrock's banana in 1000 dimensions; the gradient is returned in a vector of its own
//!
//! One line for each: `bench <name> primal_ns=… grad_ns=… ratio=… max_rel_err=…`. Times are lower quartiles over many
//! batches in which function and gradient take turns, the gradient's with the value that it comes with; the error is the
//! largest relative difference of any component from finite differences. Without `--bench` (`cargo test --benches`), or with
//! `--test`, every case runs a moment only.

#[path = "../examples/radial_velocity/model.rs"]
mod model;

use model::{Planet, System, Velocities, log_likelihood};
use pullback::prelude::*;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

/// Rosenbrock's banana in n dimensions.
#[differentiable]
fn rosenbrock(x: &[f64], #[constant] scale: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        sum += scale * (x[i + 1] - x[i] * x[i]).powi(2) + (1.0 - x[i]).powi(2);
    }
    sum
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let batches = if given("--bench") && !given("--test") { 400 } else { 5 };

    let data = Velocities::read(Velocities::PUBLISHED)?;
    let system = system(&ELEMENTS);
    let tangent = log_likelihood::grad(&system, &data);
    let grad = [
        tangent.period_b,
        tangent.t0_b,
        tangent.b.semi_amplitude,
        tangent.b.eccentricity_vector[0],
        tangent.b.eccentricity_vector[1],
        tangent.period_c,
        tangent.t0_c,
        tangent.c.semi_amplitude,
        tangent.c.eccentricity_vector[0],
        tangent.c.eccentricity_vector[1],
        tangent.offset,
        tangent.slope,
        tangent.curvature,
        tangent.jitter,
    ];
    let error = max_rel_err(|x| log_likelihood(&self::system(x), &data), &ELEMENTS, &grad);
    let times = measure(
        batches,
        || log_likelihood(black_box(&system), black_box(&data)),
        || log_likelihood::value_and_grad(black_box(&system), black_box(&data)),
    );
    report("k2_24", times, error);

    // Between the valley and its surroundings, with no component of the gradient near zero.
    let x: Vec<f64> = (0..1000).map(|i| 0.4 + 0.3 * f64::from(i % 7)).collect();
    let error = max_rel_err(|x| rosenbrock(x, 100.0), &x, &rosenbrock::grad(&x, 100.0));
    let times = measure(
        batches,
        || rosenbrock(black_box(&x), black_box(100.0)),
        || rosenbrock::value_and_grad(black_box(&x), black_box(100.0)),
    );
    report("rosenbrock_n1000", times, error);
    Ok(())
}

/// Near the posterior mean of the example.
const ELEMENTS: [f64; 14] = [
    20.8852, 2072.795, 5.1, 0.36, -0.26, 42.3637, 2082.6253, 4.4, -0.11, -0.05, -4.0, -0.05, 0.0022, 2.3,
];

fn system(x: &[f64]) -> System {
    let planet = |x: &[f64]| Planet {
        semi_amplitude: x[0],
        eccentricity_vector: [x[1], x[2]],
    };
    System {
        period_b: x[0],
        t0_b: x[1],
        b: planet(&x[2..5]),
        period_c: x[5],
        t0_c: x[6],
        c: planet(&x[7..10]),
        offset: x[10],
        slope: x[11],
        curvature: x[12],
        jitter: x[13],
    }
}

/// Nanoseconds of a call of each, as lower quartiles over `batches` batches of about 0.2 ms; the two take turns.
fn measure<T, U>(batches: usize, mut primal: impl FnMut() -> T, mut gradient: impl FnMut() -> U) -> (f64, f64) {
    let calls = 1 + (2e5 / per_call(20, &mut gradient)) as usize;
    let mut times = [Vec::with_capacity(batches), Vec::with_capacity(batches)];
    for _ in 0..batches {
        times[0].push(per_call(calls, &mut primal));
        times[1].push(per_call(calls, &mut gradient));
    }
    let [primal, gradient] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[batches / 4]
    });
    (primal, gradient)
}

/// Nanoseconds of a call, the mean over `calls`.
fn per_call<T>(calls: usize, mut call: impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(call());
    }
    start.elapsed().as_secs_f64() * 1e9 / calls as f64
}

/// The largest relative difference of `grad` from differences of eighth order.
fn max_rel_err(f: impl Fn(&[f64]) -> f64, x: &[f64], grad: &[f64]) -> f64 {
    let derivative = |i: usize| {
        let h = 1e-3;
        let at = |steps: f64| {
            let mut shifted = x.to_vec();
            shifted[i] += steps * h;
            f(&shifted)
        };
        let weights = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
        let differences = (1..).map(f64::from).zip(weights);
        differences
            .map(|(steps, weight)| weight * (at(steps) - at(-steps)) / h)
            .sum::<f64>()
    };
    assert_eq!(x.len(), grad.len(), "one derivative for each parameter");
    let errors = (0..x.len())
        .map(|i| (derivative(i), grad[i]))
        .map(|(want, got)| ((got - want) / want).abs());
    errors.fold(0.0, f64::max)
}

fn report(name: &str, (primal_ns, grad_ns): (f64, f64), max_rel_err: f64) {
    let ratio = grad_ns / primal_ns;
    println!(
        "bench first/{name} primal_ns={primal_ns:.0} grad_ns={grad_ns:.0} ratio={ratio:.2} max_rel_err={max_rel_err:.1e}"
    );
}
