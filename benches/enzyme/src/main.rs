//! Enzyme (`std::autodiff`) and Pullback on the same Rust functions; see README.md beside this.

#![feature(autodiff)]

#[path = "../../kernels/functions.rs"]
#[allow(dead_code, reason = "one of them is not for Enzyme")]
mod functions;
#[path = "../../measure/mod.rs"]
#[allow(dead_code, reason = "the other benchmarks use the rest")]
mod measure;
#[path = "../../../examples/radial_velocity/model.rs"]
#[allow(
    dead_code,
    reason = "the functions know the model, which Enzyme is not asked to differentiate"
)]
mod model;

use functions::{RATES, logistic_map, lotka_volterra, mixture, rosenbrock};
use measure::{Case, is_wanted};
use std::autodiff::autodiff_reverse;
use std::hint::black_box;

#[autodiff_reverse(d_rosenbrock, Duplicated, Const, Active)]
fn enzyme_rosenbrock(x: &[f64], scale: f64) -> f64 {
    rosenbrock(x, scale)
}

#[autodiff_reverse(d_mixture, Duplicated, Const, Active)]
fn enzyme_mixture(parameters: &[[f64; 3]], data: &[f64]) -> f64 {
    mixture(parameters, data)
}

#[autodiff_reverse(d_lotka_volterra, Duplicated, Const, Active)]
fn enzyme_lotka_volterra(rates: &[f64; 4], steps: usize) -> f64 {
    lotka_volterra(rates, steps)
}

#[autodiff_reverse(d_logistic_map, Active, Active, Const, Active)]
fn enzyme_logistic_map(start: f64, rate: f64, steps: usize) -> f64 {
    logistic_map(start, rate, steps)
}

fn main() {
    let x = functions::rosenbrock_point();
    let mut grads = [vec![0.0; x.len()], vec![0.0; x.len()]];
    compared(
        "rosenbrock_n1000",
        &mut grads,
        || rosenbrock(black_box(&x), black_box(100.0)),
        |grad| d_rosenbrock(black_box(&x), grad, black_box(100.0), 1.0),
        |grad| rosenbrock::value_and_grad_into(black_box(&x), black_box(100.0), grad),
    );

    let data = functions::mixture_data();
    let parameters = functions::mixture_parameters().as_chunks::<3>().0.to_vec();
    let mut grads = [vec![0.0; 3 * parameters.len()], vec![0.0; 3 * parameters.len()]];
    let mut unpacked = vec![[0.0; 3]; parameters.len()];
    compared(
        "mixture_n1000_K5",
        &mut grads,
        || mixture(black_box(&parameters), black_box(&data)),
        |grad| {
            let (rows, _) = grad.as_chunks_mut::<3>();
            d_mixture(black_box(&parameters), rows, black_box(&data), 1.0)
        },
        |grad| {
            unpacked.fill([0.0; 3]);
            let value = mixture::value_and_grad_into(black_box(&parameters), black_box(&data), &mut unpacked);
            grad.copy_from_slice(unpacked.as_flattened());
            value
        },
    );

    let mut grads = [vec![0.0; 4], vec![0.0; 4]];
    compared(
        "lotka_volterra_n1000",
        &mut grads,
        || lotka_volterra(black_box(&RATES), black_box(1000)),
        |grad| {
            let mut by_rates = [0.0; 4];
            let value = d_lotka_volterra(black_box(&RATES), &mut by_rates, black_box(1000), 1.0);
            grad.copy_from_slice(&by_rates);
            value
        },
        |grad| {
            let mut by_rates = [0.0; 4];
            let value = lotka_volterra::value_and_grad_into(black_box(&RATES), black_box(1000), &mut by_rates);
            grad.copy_from_slice(&by_rates);
            value
        },
    );

    let (start, rate) = (0.4, 3.9);
    let mut grads = [vec![0.0; 2], vec![0.0; 2]];
    compared(
        "logistic_map_n1000",
        &mut grads,
        || logistic_map(black_box(start), black_box(rate), black_box(1000)),
        |grad| {
            let (value, by_start, by_rate) = d_logistic_map(black_box(start), black_box(rate), black_box(1000), 1.0);
            grad.copy_from_slice(&[by_start, by_rate]);
            value
        },
        |grad| {
            let (mut by_start, mut by_rate) = (0.0, 0.0);
            let (start, rate) = (black_box(start), black_box(rate));
            let value = logistic_map::value_and_grad_into(start, rate, black_box(1000), &mut by_start, &mut by_rate);
            grad.copy_from_slice(&[by_start, by_rate]);
            value
        },
    );
}

/// Compares the two gradients, and measures both beside the function.
fn compared(
    name: &str,
    [by_enzyme, by_pullback]: &mut [Vec<f64>; 2],
    mut primal: impl FnMut() -> f64,
    mut enzyme: impl FnMut(&mut Vec<f64>) -> f64,
    mut pullback: impl FnMut(&mut Vec<f64>) -> f64,
) {
    if !is_wanted(name) {
        return;
    }
    let anew = |gradient: &mut dyn FnMut(&mut Vec<f64>) -> f64, grad: &mut Vec<f64>| {
        grad.fill(0.0);
        gradient(grad)
    };
    anew(&mut enzyme, by_enzyme);
    anew(&mut pullback, by_pullback);
    let error = by_enzyme.iter().zip(&*by_pullback).fold(0.0_f64, |worst, (a, b)| {
        let error = (a - b).abs() / b.abs().max(1e-300);
        if error.is_nan() { f64::NAN } else { worst.max(error) }
    });
    Case::new(format!("enzyme/{name}"), error, 1e-9).measure(&mut primal, || anew(&mut enzyme, by_enzyme));
    Case::new(format!("pullback/{name}"), error, 1e-9).measure(&mut primal, || anew(&mut pullback, by_pullback));
}
