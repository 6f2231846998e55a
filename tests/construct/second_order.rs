//! `hvp`, `hessian`, `jacobian`, `value_and_grad_into` and `check_grad!`. Every `check!` of the other files compares Hessians
//! with differences of gradients, too.

use crate::check;
use pullback::exoplanet::kepler;
use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug, PartialEq)]
struct Wave {
    amplitude: f64,
    rates: Vec<f64>,
    #[constant]
    order: i32,
}

#[differentiable]
fn smooth(x: &mut [f64], weight: f64) {
    for i in 1..x.len() {
        x[i] = x[i] * (1.0 - weight) + weight * x[i - 1] * x[i];
    }
}

#[differentiable]
fn energy(wave: &Wave, x: [f64; 3], times: &[f64]) -> f64 {
    let mut state = x;
    let mut total = 0.0;
    for &t in times {
        smooth(&mut state, wave.amplitude);
        for (rate, value) in wave.rates.iter().zip(&state) {
            let (s, c) = kepler(rate * t, 0.3 + 0.1 * value.sin());
            total += (s * value).powi(wave.order) + c;
        }
    }
    total
}

fn wave() -> Wave {
    Wave {
        amplitude: 0.4,
        rates: vec![1.1, 0.7],
        order: 2,
    }
}

#[test]
fn the_product_is_the_hessian_times_the_direction() {
    let (x, times) = ([0.3, -0.2, 0.5], [0.4, 1.3]);
    let hessian = energy::hessian(&wave(), x, &times);
    assert_eq!(hessian.len(), 3 + 3 + 2);
    let direction = WaveTangent {
        amplitude: 0.5,
        rates: vec![-1.0, 2.0],
    };
    let (gradient, product) = energy::hvp(&wave(), x, &times, &direction, [1.0, 0.0, -0.5], &[0.3, 0.7]);
    assert_eq!(gradient, energy::grad(&wave(), x, &times));
    let flat = [0.5, -1.0, 2.0, 1.0, 0.0, -0.5, 0.3, 0.7];
    let (by_wave, by_x, by_times) = product;
    let got: Vec<f64> = [by_wave.amplitude]
        .into_iter()
        .chain(by_wave.rates)
        .chain(by_x)
        .chain(by_times)
        .collect();
    for (row, got) in hessian.iter().zip(&got) {
        let want: f64 = row.iter().zip(flat).map(|(h, d)| h * d).sum();
        crate::check::close("product", *got, want);
    }
    for i in 0..8 {
        for j in 0..8 {
            crate::check::close("symmetry", hessian[i][j], hessian[j][i]);
        }
    }
}

#[differentiable]
fn polar(r: f64, angle: f64) -> (f64, [f64; 2]) {
    (r * r, [r * angle.cos(), r * angle.sin()])
}

#[test]
fn jacobian_by_forward_and_by_reverse_mode() {
    let jacobian = polar::jacobian(2.0, 0.5);
    let (s, c) = 0.5_f64.sin_cos();
    assert_eq!(jacobian, [[4.0, 0.0], [c, -2.0 * s], [s, 2.0 * c]]);
    // Five inputs, one output: reverse mode.
    assert_eq!(
        energy::jacobian(&wave(), [0.3, -0.2, 0.5], &[0.4, 1.3]).len(),
        1,
        "one output"
    );
}

#[test]
fn state_is_a_row_of_the_jacobian_and_stays_as_it_was() {
    let mut x = vec![1.0, 2.0];
    let jacobian = smooth::jacobian(&mut x, 0.25);
    assert_eq!(x, [1.0, 2.0]);
    assert_eq!(jacobian, [[1.0, 0.0, 0.0], [0.5, 0.75 + 0.25, -2.0 + 2.0]]);
}

#[test]
fn gradients_are_added_to_buffers_whose_memory_is_kept() {
    let (x, times) = ([0.3, -0.2, 0.5], [0.4, 1.3]);
    let (value, (by_wave, by_x, by_times)) = energy::value_and_grad(&wave(), x, &times);
    let mut wave_bar = WaveTangent {
        amplitude: 1.0,
        rates: vec![0.0; 2],
    };
    let (mut x_bar, mut times_bar) = ([0.0; 3], Vec::new());
    let memory = wave_bar.rates.as_ptr();
    for _ in 0..2 {
        assert_eq!(
            energy::value_and_grad_into(&wave(), x, &times, &mut wave_bar, &mut x_bar, &mut times_bar),
            value
        );
    }
    assert_eq!(wave_bar.rates.as_ptr(), memory, "the buffer was not replaced");
    crate::check::close("amplitude", wave_bar.amplitude, 1.0 + 2.0 * by_wave.amplitude);
    for (got, want) in wave_bar.rates.iter().zip(by_wave.rates) {
        crate::check::close("rate", *got, 2.0 * want);
    }
    for (got, want) in x_bar.iter().chain(&times_bar).zip(by_x.iter().chain(&by_times)) {
        crate::check::close("number", *got, 2.0 * want);
    }
}

#[test]
#[should_panic(expected = "cannot add the derivative of a sequence of 2 to one of 3: make it as long, or empty")]
fn buffers_of_another_length_are_refused() {
    #[differentiable]
    fn sum(x: &[f64]) -> f64 {
        x.iter().sum()
    }
    let _ = sum::value_and_grad_into(&[1.0, 2.0], &mut vec![0.0; 3]);
}

#[test]
fn the_three_ways_agree() {
    check_grad!(energy, &wave(), [0.3, -0.2, 0.5], &[0.4, 1.3]);
    check_grad!(polar, 2.0, 0.5);
    check_grad!(smooth, &mut [1.0, 2.0, 0.5], 0.25);
}

mod other {
    use pullback::prelude::*;

    #[differentiable]
    pub fn cube(x: f64) -> f64 {
        x * x * x
    }
}

#[test]
#[should_panic(expected = "check_grad!(stopped): the derivative by `y` is 0, but by differences it is 1.9999")]
fn a_wrong_derivative_is_named() {
    #[differentiable]
    fn stopped(x: f64, y: f64) -> f64 {
        x + x * constant(y)
    }
    check_grad!(stopped, 2.0, 0.5);
}

#[test]
#[should_panic(expected = "check_grad!(root_of): the value is NaN, so that there is no derivative to compare")]
fn a_value_that_is_nan_is_no_agreement() {
    #[differentiable]
    fn root_of(x: f64) -> f64 {
        x.sqrt()
    }
    check_grad!(root_of, -1.0);
}

#[test]
#[should_panic(expected = "they belong to another function")]
fn a_companion_of_another_function_is_found_out() {
    use other::*;
    fn cube(x: f64) -> f64 {
        x * x
    }
    assert_eq!(cube(2.0), 4.0);
    check_grad!(cube, 2.0);
}

/// The first cosine is only compared: it has no tangent, and must not stand for the one that has.
#[differentiable]
fn compared_and_used(t: f64) -> f64 {
    if t.cos() < 0.0 {
        return 1.0;
    }
    let x = t.sin();
    let y = 0.3 * t.cos();
    x * y
}

#[differentiable]
fn compared_in_loops(t: f64, y: f64) -> f64 {
    let mut s = 0.0;
    let n = if t.exp() > 1.0 { 2 } else { 3 };
    for i in 0..n {
        if (t * y).sin() > 5.0 {
            break;
        }
        s += (t * y).sin() * i as f64 + t.exp().ln_1p() * t.exp();
    }
    while s.sqrt() < 9.0 {
        s += s.sqrt() * y.abs() + 1.0;
    }
    s
}

#[test]
fn values_that_are_compared_and_used() {
    check!(compared_and_used; t = 0.05);
    check!(compared_in_loops; t = 0.05, y = 0.4);
}
