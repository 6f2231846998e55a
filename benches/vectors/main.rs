//! What `#[simd]` brings: `cargo bench --bench vectors --features simd`, with a part of a name for some of the cases.
//!
//! `bench vectors/<name> scalar_ns=… simd_ns=… gradient_scalar_ns=… gradient_simd_ns=… speedup=…`: the function and its gradient,
//! without the attribute and with it; `speedup` is that of the gradient, with the value that it comes with. Gradients are added
//! into buffers that are kept; the two are compared, and the scalar one with differences of eighth order.

#[path = "../measure/mod.rs"]
mod measure;
mod models;

use measure::{differences, is_wanted, times};
use models::{scalar, simd};
use std::hint::black_box;

/// How many observations there are, where nothing else is said.
const MANY: usize = 100_000;

/// Measures a model of both modules: its arguments are the parameters and the data.
macro_rules! case {
    ($name:literal, $model:ident, $parameters:expr, $($data:expr),*) => {
        if is_wanted(concat!("vectors/", $name)) {
            let parameters = $parameters;
            let gradients = [scalar::$model::grad(&parameters, $($data),*), simd::$model::grad(&parameters, $($data),*)];
            let values = [scalar::$model(&parameters, $($data),*), simd::$model(&parameters, $($data),*)];
            compare($name, values, &gradients, |direction| {
                let along = |p: &[f64]| vec![scalar::$model(p.try_into().expect("as many parameters"), $($data),*)];
                differences::along(1e-3, along, &parameters, direction)[0]
            });
            let (mut of_scalar, mut of_simd) = (gradients[0].clone(), gradients[1].clone());
            let (scalar_ns, simd_ns) = times(
                &mut || scalar::$model(black_box(&parameters), $(black_box($data)),*),
                &mut || simd::$model(black_box(&parameters), $(black_box($data)),*),
            );
            let (gradient_scalar_ns, gradient_simd_ns) = times(
                &mut || scalar::$model::value_and_grad_into(black_box(&parameters), $(black_box($data),)* &mut of_scalar),
                &mut || simd::$model::value_and_grad_into(black_box(&parameters), $(black_box($data),)* &mut of_simd),
            );
            println!(
                "bench vectors/{} scalar_ns={scalar_ns:.0} simd_ns={simd_ns:.0} gradient_scalar_ns={gradient_scalar_ns:.0} \
                 gradient_simd_ns={gradient_simd_ns:.0} speedup={:.2}",
                $name,
                gradient_scalar_ns / gradient_simd_ns
            );
        }
    };
}

/// Gradients must agree with each other, and along one direction with the differences.
fn compare(name: &str, values: [f64; 2], gradients: &[impl AsRef<[f64]>; 2], along: impl Fn(&[f64]) -> f64) {
    let [of_scalar, of_simd] = gradients.each_ref().map(AsRef::as_ref);
    let size = of_scalar.iter().map(|x| x.abs()).fold(0.0, f64::max);
    let pairs = of_scalar.iter().zip(of_simd);
    let worst = pairs.map(|(one, other)| (one - other).abs() / size).fold(0.0, f64::max);
    let apart = (values[0] - values[1]).abs() / values[0].abs();
    assert!(
        worst < 1e-10 && apart < 1e-12,
        "{name}: {values:?}, gradients {worst:e} apart"
    );
    let direction: Vec<f64> = of_scalar.iter().map(|x| x / size).collect();
    let got: f64 = of_scalar
        .iter()
        .zip(&direction)
        .map(|(x, direction)| x * direction)
        .sum();
    let want = along(&direction);
    assert!((got / want - 1.0).abs() < 1e-6, "{name}: {got} is not {want}");
}

/// Numbers between −1 and 1 that look like noise.
fn noise(count: usize, seed: f64) -> Vec<f64> {
    let number = |i: usize| (seed + 12.9898 * i as f64).sin() * 43_758.545_3;
    (0..count)
        .map(|i| 2.0 * (number(i) - number(i).floor()) - 1.0)
        .collect()
}

fn main() {
    let times: Vec<f64> = (0..MANY).map(|i| 10.0 * i as f64 / MANY as f64).collect();
    let noisy = |model: &dyn Fn(f64) -> f64| -> Vec<f64> {
        times
            .iter()
            .zip(noise(MANY, 1.0))
            .map(|(t, noise)| model(*t) + 0.1 * noise)
            .collect()
    };
    let seen = noisy(&|t| 3.0 * (-0.5 * t).exp() + 0.1);
    case!("exp", decay, [3.1, 0.45, 0.2], &times, &seen);
    let seen = noisy(&|t| (2.0 + 0.5 * t).round());
    case!("ln", counts, [2.1, 0.45, 0.02], &times, &seen);
    let seen = noisy(&|t| 2.0 * (3.0 * t + 0.5).sin());
    case!("sin", wave, [2.1, 2.99, 0.6], &times, &seen);

    let orbits = [
        20.8853, 2072.795, 5.1, 42.3629, 2082.6253, 4.4, -4.0, -0.05, 0.0022, 2.3,
    ];
    let days: Vec<f64> = noise(MANY, 2.0).iter().map(|x| 2400.0 + 60.0 * x).collect();
    let velocities: Vec<f64> = noise(MANY, 3.0).iter().map(|x| 6.0 * x).collect();
    let errors: Vec<f64> = noise(MANY, 4.0).iter().map(|x| 1.7 + 0.3 * x).collect();
    case!(
        "k2_24_circles_n32",
        circles,
        orbits,
        &days[..32],
        &velocities[..32],
        &errors[..32]
    );
    case!("k2_24_circles", circles, orbits, &days, &velocities, &errors);

    let elements = [
        20.8853, 2072.795, 5.1, 0.36, -0.26, 42.3629, 2082.6253, 4.4, -0.11, -0.05, -4.0, -0.05, 0.0022, 2.3,
    ];
    case!(
        "k2_24_n32",
        ellipses,
        elements,
        &days[..32],
        &velocities[..32],
        &errors[..32]
    );
    case!("k2_24", ellipses, elements, &days, &velocities, &errors);

    let columns: Vec<Vec<f64>> = (0..20).map(|j| noise(MANY, 5.0 + f64::from(j))).collect();
    let coefficients: [f64; 20] = std::array::from_fn(|j| 0.1 * (j as f64 - 9.5));
    let predicted = |i: usize| -> f64 { (0..20).map(|j| coefficients[j] * columns[j][i]).sum() };
    let mut with_error = [-0.5; 21];
    with_error[..20].copy_from_slice(&coefficients);
    let seen: Vec<f64> = noise(MANY, 30.0)
        .iter()
        .enumerate()
        .map(|(i, x)| predicted(i) + x)
        .collect();
    case!("normal_regression", normal, with_error, &columns, &seen);
    let seen: Vec<f64> = seen.iter().map(|y| if *y > 0.0 { 1.0 } else { 0.0 }).collect();
    case!("logistic_regression", logistic, coefficients, &columns, &seen);
    let predictor: Vec<f64> = (0..MANY).map(predicted).collect();
    case!("logistic_predictor", of_predictor, predictor.clone(), &seen);
}
