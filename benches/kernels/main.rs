//! What a gradient costs beside the function itself: `cargo bench --bench kernels`, with a part of a name for some of them.
//!
//! * `k2_24`: the log-likelihood of `examples/radial_velocity`, 32 velocities and two eccentric orbits, 14 parameters
//! * `rosenbrock_n1000`: Rosenbrock's banana in 1000 dimensions
//! * `mixture_n1000_K5`: the log-likelihood of 1000 numbers under a mixture of five normal distributions
//! * `lotka_volterra_n1000`: predators and prey, 1000 steps of Euler's method
//! * `logistic_map_n1000`: 1000 steps of x → r x (1 − x)
//!
//! One line for each (`benches/measure/`). Gradients are added into buffers that are kept, and cleared before; each derivative is
//! compared with differences of eighth order.

mod functions;
#[path = "../measure/mod.rs"]
mod measure;
#[path = "../../examples/radial_velocity/model.rs"]
mod model;

use functions::{ELEMENTS, RATES, logistic_map, lotka_volterra, mixture, rosenbrock};
use measure::{Case, differences, is_wanted};
use model::{System, Velocities, log_likelihood};
use pullback::prelude::*;
use std::error::Error;
use std::hint::black_box;

/// Measures what has this name.
type Measured = fn(&str) -> Result<(), Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let cases: [(&str, Measured); 5] = [
        ("kernels/k2_24", k2_24),
        ("kernels/rosenbrock_n1000", rosenbrock_n1000),
        ("kernels/mixture_n1000_K5", mixture_n1000),
        ("kernels/lotka_volterra_n1000", lotka_volterra_n1000),
        ("kernels/logistic_map_n1000", logistic_map_n1000),
    ];
    for (name, case) in cases {
        if is_wanted(name) {
            case(name)?;
        }
    }
    Ok(())
}

/// A case whose gradient `grad` at `x` is that of `f`.
fn compared(name: &str, f: impl Fn(&[f64]) -> f64, x: &[f64], grad: &[f64]) -> Case {
    assert_eq!(x.len(), grad.len(), "one derivative for each parameter");
    let mut worst = 0.0_f64;
    for (i, got) in grad.iter().enumerate() {
        let mut direction = vec![0.0; x.len()];
        direction[i] = 1.0;
        let want = differences::along(1e-3, |x| vec![f(x)], x, &direction)[0];
        // Of a NaN, `max` would say nothing.
        worst = if got.is_nan() {
            f64::NAN
        } else {
            worst.max(((got - want) / want).abs())
        };
    }
    Case::new(name, worst, 1e-6)
}

fn k2_24(name: &str) -> Result<(), Box<dyn Error>> {
    let data = Velocities::read(Velocities::PUBLISHED)?;
    let system = functions::system(&ELEMENTS);
    let by = log_likelihood::grad(&system, &data);
    let planet = |planet: &model::PlanetTangent| {
        let [cosine, sine] = planet.eccentricity_vector;
        [planet.semi_amplitude, cosine, sine]
    };
    let grad = [
        &[by.period_b, by.t0_b][..],
        &planet(&by.b),
        &[by.period_c, by.t0_c],
        &planet(&by.c),
        &[by.offset, by.slope, by.curvature, by.jitter],
    ];
    let case = compared(
        name,
        |x| log_likelihood(&functions::system(x), &data),
        &ELEMENTS,
        &grad.concat(),
    );
    let zero = || <System as Differentiable>::tangent_from_shadow(system.zero_shadow());
    let mut grad = zero();
    case.measure(
        || log_likelihood(black_box(&system), black_box(&data)),
        || {
            grad = zero();
            log_likelihood::value_and_grad_into(black_box(&system), black_box(&data), &mut grad)
        },
    );
    Ok(())
}

fn rosenbrock_n1000(name: &str) -> Result<(), Box<dyn Error>> {
    let x = functions::rosenbrock_point();
    let case = compared(name, |x| rosenbrock(x, 100.0), &x, &rosenbrock::grad(&x, 100.0));
    let mut grad = vec![0.0; x.len()];
    case.measure(
        || rosenbrock(black_box(&x), black_box(100.0)),
        || {
            grad.fill(0.0);
            rosenbrock::value_and_grad_into(black_box(&x), black_box(100.0), &mut grad)
        },
    );
    Ok(())
}

fn mixture_n1000(name: &str) -> Result<(), Box<dyn Error>> {
    let data = functions::mixture_data();
    let unpacked = |x: &[f64]| x.as_chunks().0.to_vec();
    let x = functions::mixture_parameters();
    let parameters = unpacked(&x);
    let grad = mixture::grad(&parameters, &data).concat();
    let case = compared(name, |x| mixture(&unpacked(x), &data), &x, &grad);
    let mut grad = vec![[0.0; 3]; parameters.len()];
    case.measure(
        || mixture(black_box(&parameters), black_box(&data)),
        || {
            grad.fill([0.0; 3]);
            mixture::value_and_grad_into(black_box(&parameters), black_box(&data), &mut grad)
        },
    );
    Ok(())
}

fn lotka_volterra_n1000(name: &str) -> Result<(), Box<dyn Error>> {
    let array = |x: &[f64]| [x[0], x[1], x[2], x[3]];
    let grad = lotka_volterra::grad(&RATES, 1000);
    let case = compared(name, |x| lotka_volterra(&array(x), 1000), &RATES, &grad);
    case.measure(
        || lotka_volterra(black_box(&RATES), black_box(1000)),
        || {
            let mut grad = [0.0; 4];
            (
                lotka_volterra::value_and_grad_into(black_box(&RATES), black_box(1000), &mut grad),
                grad,
            )
        },
    );
    Ok(())
}

fn logistic_map_n1000(name: &str) -> Result<(), Box<dyn Error>> {
    // Where the map comes to rest, the differences are right, but the adjoint becomes subnormal, which takes ten times as long.
    let (start, rate) = (0.4, 3.2);
    let (by_start, by_rate) = logistic_map::grad(start, rate, 10);
    let case = compared(
        name,
        |x| logistic_map(x[0], x[1], 10),
        &[start, rate],
        &[by_start, by_rate],
    );
    let rate = 3.9;
    case.measure(
        || logistic_map(black_box(start), black_box(rate), black_box(1000)),
        || {
            let (mut by_start, mut by_rate) = (0.0, 0.0);
            let (start, rate, steps) = (black_box(start), black_box(rate), black_box(1000));
            let value = logistic_map::value_and_grad_into(start, rate, steps, &mut by_start, &mut by_rate);
            (value, by_start, by_rate)
        },
    );
    Ok(())
}
