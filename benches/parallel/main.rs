//! What `#[parallel]` brings: `cargo bench --bench parallel`, with a part of a name for some of them.
//!
//! * `normal`, `logistic`: regressions of 100,000 observations with 20 coefficients
//! * `k2_24`: the log-likelihood of `examples/radial_velocity` with 100,000 velocities
//!
//! each without the attribute (`alone`), with it and without threads (`threads1`), and on two threads (`threads2`). One line
//! for each (`benches/measure/`). `PULLBACK_OBSERVATIONS=8000` takes so many: where other programs want the processors, too, short
//! loops are more often alone on two of them. Gradients are added into buffers that are kept; each derivative is compared with differences of
//! eighth order, and values and gradients on one and two threads are equal to the bit.

mod functions;
#[path = "../measure/mod.rs"]
mod measure;
#[path = "../../examples/radial_velocity/model.rs"]
mod model;

use functions::{COEFFICIENTS, logistic, logistic_alone, normal, normal_alone, velocities, velocities_alone};
use measure::{Case, differences, is_timed, is_wanted};
use model::{Planet, System, Velocities};
use pullback::prelude::*;
use std::error::Error;
use std::hint::black_box;

fn main() -> Result<(), Box<dyn Error>> {
    let count = match std::env::var("PULLBACK_OBSERVATIONS") {
        Ok(count) => count.parse()?,
        Err(_) if is_timed() => 100_000,
        Err(_) => 2000,
    };
    regressions(count)?;
    k2_24(count)
}

/// Runs on so many threads.
fn on_threads<R: Send>(threads: usize, run: impl FnOnce() -> R + Send) -> Result<R, Box<dyn Error>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    Ok(pool.install(run))
}

/// How far the gradient at `x` is from differences of the function, relative to the largest derivative.
fn compared(f: impl Fn(&[f64]) -> f64, x: &[f64], grad: &[f64]) -> f64 {
    assert_eq!(x.len(), grad.len(), "one derivative for each parameter");
    let largest = grad.iter().fold(0.0_f64, |largest, by| largest.max(by.abs()));
    let error = |i: usize| {
        let mut direction = vec![0.0; x.len()];
        direction[i] = x[i].abs().max(1e-3);
        let want = differences::along(1e-4, |x| vec![f(x)], x, &direction)[0] / direction[i];
        (grad[i] - want).abs() / largest
    };
    (0..x.len()).map(error).fold(0.0, |worst, error| {
        // Of a NaN, `max` would say nothing.
        if error.is_nan() { error } else { worst.max(error) }
    })
}

macro_rules! measured {
    ($name:literal, $alone:ident, $parallel:ident, $error:expr, ($($argument:expr),*), $zero:expr) => {{
        let error = $error;
        let lines = [("alone", 1), ("threads1", 1), ("threads2", 2)];
        let mut results = Vec::new();
        for (how, threads) in lines {
            let name = format!("parallel/{}/{how}", $name);
            if !is_wanted(&name) {
                continue;
            }
            let zero = $zero;
            let result = on_threads(threads, || {
                let mut grad = zero();
                let case = Case::new(name, error, 1e-6);
                if how == "alone" {
                    case.measure(
                        || $alone($(black_box($argument)),*),
                        || {
                            grad = zero();
                            $alone::value_and_grad_into($(black_box($argument),)* &mut grad)
                        },
                    );
                    return None;
                }
                case.measure(
                    || $parallel($(black_box($argument)),*),
                    || {
                        grad = zero();
                        $parallel::value_and_grad_into($(black_box($argument),)* &mut grad)
                    },
                );
                Some(format!("{:?}", $parallel::value_and_grad($($argument),*)))
            })?;
            results.extend(result);
        }
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "threads change the result");
    }};
}

fn regressions(count: usize) -> Result<(), Box<dyn Error>> {
    let observed = functions::observations(count);
    let (predictors, responses) = (&observed.predictors[..], &observed.responses[..]);
    let x: Vec<f64> = (0..=COEFFICIENTS).map(|i| 0.3 * (i as f64 + 1.0).cos()).collect();
    let error = compared(
        |x| normal(x, predictors, responses),
        &x,
        &normal::grad(&x, predictors, responses),
    );
    let zero = || vec![0.0; COEFFICIENTS + 1];
    measured!("normal", normal_alone, normal, error, (&x, predictors, responses), zero);
    let x = &x[..COEFFICIENTS];
    let error = compared(
        |x| logistic(x, predictors, responses),
        x,
        &logistic::grad(x, predictors, responses),
    );
    let zero = || vec![0.0; COEFFICIENTS];
    measured!(
        "logistic",
        logistic_alone,
        logistic,
        error,
        (x, predictors, responses),
        zero
    );
    Ok(())
}

fn k2_24(count: usize) -> Result<(), Box<dyn Error>> {
    let data = functions::many(&Velocities::read(Velocities::PUBLISHED)?, count);
    let planet = |semi_amplitude, eccentricity_vector| Planet {
        semi_amplitude,
        eccentricity_vector,
    };
    let system_of = |x: &[f64]| System {
        period_b: 20.8851,
        t0_b: 2072.7948,
        b: planet(x[0], [x[1], x[2]]),
        period_c: 42.3633,
        t0_c: 2082.6251,
        c: planet(x[3], [x[4], x[5]]),
        offset: x[6],
        slope: x[7],
        curvature: x[8],
        jitter: x[9],
    };
    let x = [4.5, 0.2, -0.1, 4.0, 0.1, 0.25, -2.0, 0.01, 1e-4, 2.0];
    let system = system_of(&x);
    let by = velocities::grad(&system, &data);
    let [h_b, k_b] = by.b.eccentricity_vector;
    let [h_c, k_c] = by.c.eccentricity_vector;
    let grad = [
        &[by.b.semi_amplitude, h_b, k_b, by.c.semi_amplitude, h_c, k_c][..],
        &[by.offset, by.slope, by.curvature, by.jitter],
    ];
    let error = compared(|x| velocities(&system_of(x), &data), &x, &grad.concat());
    let zero = || <System as Differentiable>::tangent_from_shadow(system.zero_shadow());
    measured!("k2_24", velocities_alone, velocities, error, (&system, &data), zero);
    Ok(())
}
