//! `constant(…)` around references, whose type the call that takes them expects in another form.

use pullback::{check_grad, constant, differentiable};

#[differentiable]
fn helper(x: f64, row: &[f64]) -> f64 {
    row.iter().map(|w| (x * w).sin()).sum()
}

/// The index of a number.
fn nearest(times: &[f64], t: f64) -> usize {
    times.partition_point(|&time| time < t)
}

fn same<T>(value: T) -> T {
    value
}

#[derive(pullback::Differentiable, Clone, Debug)]
struct Times {
    times: Vec<f64>,
}

#[differentiable]
impl Times {
    fn since(&self, t: f64) -> f64 {
        let index = nearest(constant(&self.times), constant(t));
        t * (t - self.times[index])
    }
    fn since_slice(&self, t: f64) -> f64 {
        let index = nearest(constant(self.times.as_slice()), constant(t));
        t * (t - self.times[index])
    }
    fn since_reference(&self, t: f64) -> f64 {
        #[allow(clippy::needless_borrow)] // written all the same
        let index = nearest(&constant(&self.times), constant(t));
        t * (t - self.times[index])
    }
    fn since_identity(&self, t: f64) -> f64 {
        let index = nearest(same(&self.times), constant(t));
        t * (t - self.times[index])
    }
    fn since_named(&self, t: f64) -> f64 {
        let times = constant(&self.times);
        let index = nearest(times, constant(t));
        t * (t - self.times[index])
    }
}

#[differentiable]
fn since_of(times: &[f64], t: f64) -> f64 {
    let index = nearest(constant(times), constant(t));
    let other = nearest(constant(&times[1..]), constant(t));
    t * (t - times[index]) + times[other]
}

#[differentiable]
fn held_in_call(x: f64, v: &[f64]) -> f64 {
    helper(x, constant(v)) + helper(x, constant(&v[1..])) + v[0] * x
}

#[test]
fn constant_references_are_coerced() {
    let times = Times {
        times: vec![1.0, 2.0, 3.0],
    };
    check_grad!(Times::since, &times, 1.5);
    check_grad!(Times::since_slice, &times, 1.5);
    check_grad!(Times::since_reference, &times, 1.5);
    check_grad!(Times::since_identity, &times, 1.5);
    check_grad!(Times::since_named, &times, 1.5);
    check_grad!(since_of, &times.times, 1.5);
    let (by_x, by_v) = held_in_call::grad(0.5, &[1.0, 2.0]);
    let expected = 0.5_f64.cos() + 2.0 * 2.0 * 1.0_f64.cos() + 1.0;
    assert!((by_x - expected).abs() < 1e-12);
    assert_eq!(by_v, [0.5, 0.0]);
}
