//! What a gradient costs beside the function itself: `cargo bench --bench first`.
//!
//! * `k2_24`: the log-likelihood of `examples/radial_velocity`, 32 velocities and two eccentric orbits, 14 parameters
//! * `rosenbrock_n1000`: Rosenbrock's banana in 1000 dimensions; the gradient is returned in a vector of its own
//! * `mixture_n1000_K5`: the log-likelihood of 1000 numbers under a mixture of five normal distributions
//! * `lotka_volterra_n1000`: predators and prey, 1000 steps of Euler's method
//! * `logistic_map_n1000`: 1000 steps of x → r x (1 − x)
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

/// The log-likelihood of a mixture: weights by their logarithms, means, standard deviations.
#[differentiable]
fn mixture(parameters: &[[f64; 3]], #[constant] data: &[f64]) -> f64 {
    let mut terms = vec![0.0; parameters.len()];
    let mut sum = 0.0;
    for x in data {
        let mut largest = f64::NEG_INFINITY;
        for (term, [weight, mean, deviation]) in terms.iter_mut().zip(parameters) {
            let z = (x - mean) / deviation;
            *term = weight - 0.5 * z * z - deviation.ln();
            largest = largest.max(*term);
        }
        sum += largest + terms.iter().map(|term| (term - largest).exp()).sum::<f64>().ln();
    }
    sum
}

/// Where predators and prey arrive, added up.
#[differentiable]
fn lotka_volterra(rates: &[f64; 4], #[constant] steps: usize) -> f64 {
    let (mut prey, mut predators) = (1.0, 0.5);
    for _ in 0..steps {
        let growth = rates[0] * prey - rates[1] * prey * predators;
        let change = rates[2] * prey * predators - rates[3] * predators;
        prey += 0.01 * growth;
        predators += 0.01 * change;
    }
    prey + predators
}

/// Where the logistic map arrives.
#[differentiable]
fn logistic_map(start: f64, rate: f64, #[constant] steps: usize) -> f64 {
    let mut x = start;
    for _ in 0..steps {
        x = rate * x * (1.0 - x);
    }
    x
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

    recurrences(batches);
    Ok(())
}

fn recurrences(batches: usize) {
    let data: Vec<f64> = (0..1000).map(|i| (f64::from(i) * 0.37).sin() * 3.0).collect();
    let unpacked = |x: &[f64]| x.as_chunks().0.to_vec();
    let x: Vec<f64> = (0..15).map(|i| 0.4 + 0.21 * f64::from(i % 5)).collect();
    let parameters = unpacked(&x);
    let grad = mixture::grad(&parameters, &data).concat();
    let error = max_rel_err(|x| mixture(&unpacked(x), &data), &x, &grad);
    let times = measure(
        batches,
        || mixture(black_box(&parameters), black_box(&data)),
        || mixture::value_and_grad(black_box(&parameters), black_box(&data)),
    );
    report("mixture_n1000_K5", times, error);

    let rates = [1.1, 0.4, 0.1, 0.4];
    let array = |x: &[f64]| [x[0], x[1], x[2], x[3]];
    let grad = lotka_volterra::grad(&rates, 1000);
    let error = max_rel_err(|x| lotka_volterra(&array(x), 1000), &rates, &grad);
    let times = measure(
        batches,
        || lotka_volterra(black_box(&rates), black_box(1000)),
        || lotka_volterra::value_and_grad(black_box(&rates), black_box(1000)),
    );
    report("lotka_volterra_n1000", times, error);

    // Where the map comes to rest, the differences are right, but the adjoint becomes subnormal, which takes ten times as long.
    let (start, rate) = (0.4, 3.2);
    let (by_start, by_rate) = logistic_map::grad(start, rate, 10);
    let error = max_rel_err(|x| logistic_map(x[0], x[1], 10), &[start, rate], &[by_start, by_rate]);
    let rate = 3.9;
    let times = measure(
        batches,
        || logistic_map(black_box(start), black_box(rate), black_box(1000)),
        || logistic_map::value_and_grad(black_box(start), black_box(rate), black_box(1000)),
    );
    report("logistic_map_n1000", times, error);
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
