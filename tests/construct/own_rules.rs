//! Derivatives from functions of the user's own: by value and behind references, alone and called, in loops, one mode made
//! from the other, and for functions of other crates.

use crate::{check_first, check_map, numbers};
use pullback::prelude::*;
use std::cell::Cell;

thread_local! {
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

fn calls_of(f: impl FnOnce()) -> usize {
    let before = CALLS.get();
    f();
    CALLS.get() - before
}

/// The root y of y + y³ = x, by as many steps as it takes: no loop that anyone would differentiate.
#[differentiable(vjp = root_vjp, jvp = root_jvp)]
fn root(x: f64, scale: f64, #[constant] steps: usize) -> f64 {
    let mut y = x * scale;
    (0..steps).for_each(|_| y -= (y + y.powi(3) - x * scale) / (1.0 + 3.0 * y * y));
    y
}

fn root_vjp(x: f64, scale: f64, steps: usize) -> (f64, impl FnOnce(f64) -> (f64, f64)) {
    CALLS.set(CALLS.get() + 1);
    let y = root(x, scale, steps);
    let slope = 1.0 / (1.0 + 3.0 * y * y);
    (y, move |seed| (seed * slope * scale, seed * slope * x))
}

fn root_jvp(x: f64, scale: f64, steps: usize, x_dot: f64, scale_dot: f64) -> (f64, f64) {
    let y = root(x, scale, steps);
    (y, (x_dot * scale + x * scale_dot) / (1.0 + 3.0 * y * y))
}

#[differentiable]
fn sum_of_roots(x: &[f64], scale: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += root(x[i] * sum.cos(), scale, 30) * x[i];
    }
    sum
}

#[test]
fn by_value() {
    check_first!(root; x = 0.7, scale = 1.3, const 30);
    check_first!(sum_of_roots; &x = vec![0.4, -0.3, 1.2], scale = 1.1);
    // The pullback is kept: one call each.
    let count = calls_of(|| drop(sum_of_roots::grad(&[0.4, -0.3, 1.2], 1.1)));
    assert_eq!(count, 3);
}

/// Σ wᵢ xᵢ², with the weights by value.
#[differentiable(vjp = moment_vjp, jvp = moment_jvp)]
fn moment(x: &[f64], weights: Vec<f64>, #[constant] data: &str) -> f64 {
    assert_eq!(data, "data");
    x.iter().zip(&weights).map(|(x, w)| w * x * x).sum()
}

fn moment_vjp(x: &[f64], weights: Vec<f64>, data: &str) -> (f64, impl FnOnce(f64) -> (Vec<f64>, Vec<f64>)) {
    let value = moment(x, weights.clone(), data);
    let pullback = move |seed| {
        let by_x = x.iter().zip(&weights).map(|(x, w)| 2.0 * seed * w * x).collect();
        (by_x, x.iter().map(|x| seed * x * x).collect())
    };
    (value, pullback)
}

fn moment_jvp(x: &[f64], weights: Vec<f64>, data: &str, x_dot: &[f64], weights_dot: Vec<f64>) -> (f64, f64) {
    let by_x: f64 = x
        .iter()
        .zip(&weights)
        .zip(x_dot)
        .map(|((x, w), dot)| 2.0 * w * x * dot)
        .sum();
    let by_weights: f64 = x.iter().zip(weights_dot).map(|(x, dot)| x * x * dot).sum();
    (moment(x, weights, data), by_x + by_weights)
}

#[differentiable]
fn moments(x: &[f64], a: f64) -> f64 {
    let mut y = x.to_vec();
    let mut sum = 0.0;
    for k in 0..3 {
        sum += moment(&y, vec![a; y.len()], "data") * moment(&y[1..], vec![a, 1.0], "data");
        // The pullback must see what was here before.
        y[k] *= sum;
    }
    sum
}

#[differentiable]
fn moment_of_constants(x: f64, #[constant] data: &[f64]) -> f64 {
    moment(data, vec![x, 2.0 * x], "data") + moment(&[x, x * x], vec![1.0, 2.0], "data")
}

#[test]
fn behind_references() {
    check_first!(moment; &x = vec![0.4, -0.3], weights = vec![1.5, 0.5], const "data");
    check_first!(moments; &x = vec![0.4, -0.3, 0.8], a = 0.9);
    check_first!(moment_of_constants; x = 0.6, const &[0.5, 1.5]);
}

#[derive(Differentiable, Clone, Debug)]
struct Spring {
    stiffness: f64,
    rest: [f64; 2],
    #[constant]
    steps: usize,
}
numbers!(Spring, SpringTangent; { stiffness, rest });

/// A struct in, several values out.
#[differentiable(vjp = force_vjp, jvp = force_jvp)]
fn force(spring: &Spring, at: [f64; 2]) -> (f64, [f64; 2]) {
    let k = spring.stiffness;
    (
        k * spring.steps as f64,
        [k * (spring.rest[0] - at[0]), k * (spring.rest[1] - at[1])],
    )
}

type Force = (f64, [f64; 2]);
type ForceGradient = (SpringTangent, [f64; 2]);

fn force_vjp(spring: &Spring, at: [f64; 2]) -> (Force, impl FnOnce(Force) -> ForceGradient) {
    let pullback = move |(energy_bar, [x_bar, y_bar]): Force| {
        let k = spring.stiffness;
        let stiffness =
            energy_bar * spring.steps as f64 + x_bar * (spring.rest[0] - at[0]) + y_bar * (spring.rest[1] - at[1]);
        let rest = [k * x_bar, k * y_bar];
        (SpringTangent { stiffness, rest }, [-k * x_bar, -k * y_bar])
    };
    (force(spring, at), pullback)
}

fn force_jvp(spring: &Spring, at: [f64; 2], spring_dot: &SpringTangent, at_dot: [f64; 2]) -> (Force, Force) {
    let (k, k_dot) = (spring.stiffness, spring_dot.stiffness);
    let along = |i: usize| k_dot * (spring.rest[i] - at[i]) + k * (spring_dot.rest[i] - at_dot[i]);
    (force(spring, at), (k_dot * spring.steps as f64, [along(0), along(1)]))
}

#[differentiable]
fn work(spring: &Spring, start: [f64; 2]) -> f64 {
    let mut at = start;
    let mut sum = 0.0;
    for _ in 0..3 {
        let (energy, f) = force(spring, at);
        at[0] += 0.1 * f[0] * energy;
        at[1] -= 0.2 * f[1];
        sum += f[0] * f[1] * energy.sin();
    }
    sum
}

#[test]
fn structs_and_several_results() {
    let spring = Spring {
        stiffness: 0.8,
        rest: [0.3, -0.4],
        steps: 2,
    };
    check_map!(force; &spring = spring.clone(), at = [0.7, 0.2]);
    check_first!(work; &spring = spring.clone(), start = [0.7, 0.2]);
}

#[differentiable(vjp = only_reverse_vjp)]
fn only_reverse(a: f64, #[constant] n: i32, b: f64) -> f64 {
    a.powi(n) * b
}
fn only_reverse_vjp(a: f64, n: i32, b: f64) -> (f64, impl FnOnce(f64) -> (f64, f64)) {
    let slope = f64::from(n) * a.powi(n - 1) * b;
    (only_reverse(a, n, b), move |seed| (seed * slope, seed * a.powi(n)))
}

mod nested {
    pub fn only_forward_jvp(a: f64, data: &[f64], b: f64, a_dot: f64, b_dot: f64) -> (f64, f64) {
        let f = super::only_forward(a, data, b);
        (f, f * (a_dot * data[0] + b_dot * data[1]))
    }
}
#[differentiable(jvp = nested::only_forward_jvp)]
fn only_forward(a: f64, #[constant] data: &[f64], b: f64) -> f64 {
    (a * data[0] + b * data[1]).exp()
}

#[differentiable(jvp = cube_jvp)]
fn cube(x: f64) -> f64 {
    x * x * x
}
fn cube_jvp(x: f64, dot: f64) -> (f64, f64) {
    (cube(x), 3.0 * x * x * dot)
}

#[differentiable]
fn mixture(x: f64, #[constant] data: &[f64]) -> f64 {
    only_reverse(x, 3, x.sin()) * only_forward(x, data, x * x) + cube(cube(x))
}

#[differentiable(vjp = force_vjp)]
fn reverse_force(spring: &Spring, at: [f64; 2]) -> (f64, [f64; 2]) {
    force(spring, at)
}

#[differentiable(jvp = force_jvp)]
fn forward_force(spring: &Spring, at: [f64; 2]) -> (f64, [f64; 2]) {
    force(spring, at)
}

#[differentiable(vjp = moment_vjp)]
fn reverse_moment(x: &[f64], weights: Vec<f64>, #[constant] data: &str) -> f64 {
    moment(x, weights, data)
}

#[differentiable(jvp = moment_jvp)]
fn forward_moment(x: &[f64], weights: Vec<f64>, #[constant] data: &str) -> f64 {
    moment(x, weights, data)
}

#[differentiable]
fn mixture_of_moments(x: &[f64]) -> f64 {
    let spring = Spring {
        stiffness: x[0],
        rest: [x[1], x[0]],
        steps: 3,
    };
    let (a, [b, c]) = reverse_force(&spring, [x[1], 0.5]);
    let (d, [e, f]) = forward_force(&spring, [b, x[0] * c]);
    reverse_moment(x, vec![a, b], "data") * forward_moment(&[c, d], vec![e, f], "data")
}

#[test]
fn one_mode_from_the_other() {
    let spring = Spring {
        stiffness: 0.8,
        rest: [0.3, -0.4],
        steps: 2,
    };
    check_map!(reverse_force; &spring = spring.clone(), at = [0.7, 0.2]);
    check_map!(forward_force; &spring = spring.clone(), at = [0.7, 0.2]);
    check_first!(reverse_moment; &x = vec![0.4, -0.3], weights = vec![1.5, 0.5], const "data");
    check_first!(forward_moment; &x = vec![0.4, -0.3], weights = vec![1.5, 0.5], const "data");
    check_first!(mixture_of_moments; &x = vec![0.4, -0.3]);
    check_first!(only_reverse; a = 0.7, const 3, b = 1.3);
    check_first!(only_forward; a = 0.7, const &[0.4, 0.2], b = 1.3);
    check_first!(cube; x = 0.7);
    check_first!(mixture; x = 0.7, const &[0.4, 0.2]);
}

/// Stands for another crate.
mod elsewhere {
    pub fn gaussian(x: f64, n: usize) -> f64 {
        (-x * x * n as f64).exp()
    }
}
use elsewhere::gaussian;

differentiable_rule! {
    /// The bell curve.
    pub fn elsewhere::gaussian(x: f64, #[constant] n: usize) -> f64;
    vjp = gaussian_vjp, jvp = gaussian_jvp
}
fn gaussian_vjp(x: f64, n: usize) -> (f64, impl FnOnce(f64) -> f64) {
    let y = gaussian(x, n);
    (y, move |seed| -2.0 * seed * x * n as f64 * y)
}
fn gaussian_jvp(x: f64, n: usize, x_dot: f64) -> (f64, f64) {
    let y = gaussian(x, n);
    (y, -2.0 * x_dot * x * n as f64 * y)
}

#[differentiable]
fn bells(x: f64) -> f64 {
    gaussian(x, 1) + x * gaussian(x * x, 2)
}

#[test]
fn functions_of_other_crates() {
    check_first!(gaussian; x = 0.7, const 2);
    check_first!(bells; x = 0.7);
}

#[differentiable(vjp = norm_vjp, jvp = norm_jvp)]
fn norm<const N: usize>(x: &[f64; N]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}
fn norm_vjp<const N: usize>(x: &[f64; N]) -> (f64, impl FnOnce(f64) -> [f64; N]) {
    let norm = norm(x);
    (norm, move |seed| x.map(|x| seed * x / norm))
}
fn norm_jvp<const N: usize>(x: &[f64; N], x_dot: &[f64; N]) -> (f64, f64) {
    let norm = norm(x);
    (norm, x.iter().zip(x_dot).map(|(x, dot)| x * dot).sum::<f64>() / norm)
}

#[test]
fn const_generics() {
    check_first!(norm; &x = [0.3, 0.4, -0.2]);
}

#[differentiable(vjp = power_vjp, jvp = power_jvp)]
fn power<T: Real>(x: T, y: &[T], #[constant] n: i32) -> T {
    x.powi(n) * y[0]
}
fn power_vjp<T: Real>(x: T, y: &[T], n: i32) -> (T, impl FnOnce(T) -> (T, Vec<T>)) {
    let slope = T::from_f64(f64::from(n)) * x.powi(n - 1);
    let rest = y.len() - 1;
    let by_y = move |seed: T| {
        let mut by_y = vec![seed * x.powi(n)];
        by_y.extend(vec![T::zero(); rest]);
        by_y
    };
    (power(x, y, n), move |seed| (seed * slope * y[0], by_y(seed)))
}
fn power_jvp<T: Real>(x: T, y: &[T], n: i32, x_dot: T, y_dot: &[T]) -> (T, T) {
    let slope = T::from_f64(f64::from(n)) * x.powi(n - 1);
    (power(x, y, n), slope * x_dot * y[0] + x.powi(n) * y_dot[0])
}

#[differentiable]
fn power_of_power(x: f64, y: &[f64]) -> f64 {
    power(power(x, y, 2), &y[1..], 3)
}

#[test]
fn generic_functions() {
    check_first!(power_of_power; x = 0.7, &y = vec![0.8, 1.2]);
    assert_eq!(power::<f32>::grad(2.0, &[3.0], 2), (12.0, vec![4.0]));
}

#[differentiable(vjp = square_vjp, owned_pullback)]
fn square(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum()
}
fn square_vjp(x: &[f64]) -> (f64, impl FnOnce(f64) -> Vec<f64> + use<>) {
    CALLS.set(CALLS.get() + 1);
    let by_x: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
    (square(x), move |seed| {
        by_x.into_iter().map(|slope| seed * slope).collect()
    })
}

#[differentiable]
fn squares(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    for i in 0..y.len() {
        y[i] *= square(&y).sin();
    }
    square(&y)
}

#[test]
fn pullbacks_that_borrow_nothing_are_kept() {
    check_first!(squares; &x = vec![0.4, -0.3]);
    assert_eq!(calls_of(|| drop(squares::vjp(&[0.4, -0.3]))), 3);
}

mod generic_with_a_vjp_alone {
    use pullback::prelude::*;

    fn logistic_vjp<T: Real>(x: T) -> (T, impl FnOnce(T) -> T) {
        let y = T::one() / (T::one() + (-x).exp());
        (y, move |s: T| s * y * (T::one() - y))
    }
    #[differentiable(vjp = logistic_vjp)]
    fn logistic<T: Real>(x: T) -> T {
        T::one() / (T::one() + (-x).exp())
    }
    #[differentiable]
    fn use_logistic(x: f64) -> f64 {
        logistic(x * x) * x
    }
    #[test]
    fn gradient() {
        let g = use_logistic::grad(0.7);
        let f = |x: f64| logistic(x * x) * x;
        crate::check::close("grad", g, crate::check::difference(|h| f(0.7 + h)));
    }
}
