//! What stands beside a method: `hvp`, `hessian`, `jacobian`, `value_and_grad_into`, and what `check_grad!` asks.

use crate::check::{close, gradient, second};
use pullback::prelude::*;

#[derive(Clone, Debug, Differentiable)]
struct Orbit {
    axis: f64,
    shape: [f64; 2],
    trail: Vec<f64>,
    #[constant]
    turns: usize,
}

#[differentiable]
impl Orbit {
    fn new(axis: f64, shape: f64) -> Self {
        Self {
            axis,
            shape: [shape, axis * shape],
            trail: vec![axis],
            turns: 2,
        }
    }
    fn position(&self, t: f64) -> f64 {
        self.axis * (self.shape[0] * t).sin() + self.shape[1] * self.trail[0].cos() * self.turns as f64
    }
    fn velocity(&self, t: f64) -> [f64; 2] {
        [self.axis * t, self.shape[1] * t.cos()]
    }
    fn step(&mut self, dt: f64) -> f64 {
        self.axis += dt * self.shape[0].sin();
        self.trail[0] *= self.axis;
        self.axis * dt
    }
    fn consumed(self, scale: f64) -> f64 {
        self.axis * scale + self.trail[0] * self.shape[1]
    }
    fn stopped(&self, #[constant] scale: f64) -> f64 {
        self.axis * constant(self.shape[0]) * scale
    }
    /// What is pushed was read from the same sequence.
    fn follow(&mut self, angles: &[f64]) {
        for angle in angles {
            let last = self.trail[self.trail.len() - 1];
            self.trail.push(last * angle.sin());
        }
    }
}

#[differentiable]
fn followed(x: &[f64]) -> f64 {
    let mut orbit = Orbit::new(x[0], x[1]);
    orbit.follow(x);
    orbit.trail.iter().map(|v| v * v).sum::<f64>() + orbit.trail[2]
}

#[differentiable]
fn grown(v: &mut Vec<f64>, x: f64) -> f64 {
    v.push(v[0] * x);
    v.insert(1, v[1] * v[2].sin());
    v[1] * x
}

#[differentiable]
fn shrunk(v: &mut Vec<f64>, x: f64) {
    let last = v.remove(1);
    v[0] *= last * x;
}

#[derive(Clone, Debug, Differentiable)]
struct Pair<T: Real> {
    x: T,
    y: T,
}

#[differentiable]
impl<T: Real> Pair<T> {
    fn dot(&self, other: &Pair<T>) -> T {
        self.x * other.x + self.y * other.y.sin()
    }
}

fn orbit() -> Orbit {
    Orbit {
        axis: 1.1,
        shape: [0.3, 0.7],
        trail: vec![0.4],
        turns: 3,
    }
}

/// The orbit and the time as numbers in a row.
fn shifted(x: &[f64]) -> (Orbit, f64) {
    let mut orbit = orbit();
    (orbit.axis, orbit.shape, orbit.trail[0]) = (x[0], [x[1], x[2]], x[3]);
    (orbit, x[4])
}

const AT: [f64; 5] = [1.1, 0.3, 0.7, 0.4, 0.9];

fn gradient_at(x: &[f64]) -> Vec<f64> {
    let (orbit, t) = shifted(x);
    let (by_orbit, by_t) = orbit.position_grad(t);
    let OrbitTangent { axis, shape, trail, .. } = by_orbit;
    vec![axis, shape[0], shape[1], trail[0], by_t]
}

#[test]
fn second_derivatives_of_methods() {
    let (orbit, t) = shifted(&AT);
    let hessian = orbit.position_hessian(t);
    second(gradient_at, &AT, &hessian);
    let mut direction = OrbitTangent::default();
    (direction.axis, direction.shape, direction.trail) = (0.5, [0.2, -0.3], vec![0.7]);
    let ((by_orbit, by_t), (along, along_t)) = orbit.position_hvp(t, &direction, 0.1);
    assert_eq!(
        vec![by_orbit.axis, by_t],
        vec![gradient_at(&AT)[0], gradient_at(&AT)[4]]
    );
    let v = [0.5, 0.2, -0.3, 0.7, 0.1];
    let got = [along.axis, along.shape[0], along.shape[1], along.trail[0], along_t];
    for (row, got) in hessian.iter().zip(got) {
        close("row", got, row.iter().zip(&v).map(|(h, v)| h * v).sum());
    }
}

#[test]
fn jacobians_of_methods() {
    let (orbit, t) = shifted(&AT);
    let jacobian = orbit.velocity_jacobian(t);
    assert_eq!(jacobian.len(), 2);
    for (output, row) in jacobian.iter().enumerate() {
        gradient(
            |x| {
                let (orbit, t) = shifted(x);
                orbit.velocity(t)[output]
            },
            &AT,
            row,
        );
    }
}

#[test]
fn gradients_added_to_buffers() {
    let (orbit, t) = shifted(&AT);
    let (mut by_orbit, mut by_t) = (OrbitTangent::default(), 0.0);
    for _ in 0..2 {
        let value = orbit.position_value_and_grad_into(t, &mut by_orbit, &mut by_t);
        assert_eq!(value, orbit.position(t));
    }
    let want = gradient_at(&AT);
    close("axis", by_orbit.axis, 2.0 * want[0]);
    close("shape", by_orbit.shape[1], 2.0 * want[2]);
    close("trail", by_orbit.trail[0], 2.0 * want[3]);
    close("t", by_t, 2.0 * want[4]);
}

#[test]
fn methods_agree_with_differences() {
    check_grad!(Orbit::new, 0.7, 0.2);
    check_grad!(Orbit::position, &orbit(), 0.7);
    check_grad!(Orbit::velocity, &orbit(), 0.7);
    check_grad!(Orbit::step, &mut orbit(), 0.1);
    check_grad!(Orbit::consumed, orbit(), 0.1);
    check_grad!(Orbit::follow, &mut orbit(), &[0.3, 0.9]);
    check_grad!(grown, &mut vec![0.3, 0.9], 1.4);
    check_grad!(shrunk, &mut vec![0.3, 0.9, 0.7], 1.4);
    let pair = Pair { x: 0.4, y: 0.9 };
    check_grad!(Pair::dot, &pair, &pair);
    crate::check_slice!(followed, [0.4, 1.3, 0.8]);
}

#[test]
#[should_panic(expected = "check_grad!(Orbit::stopped): the derivative by number 1 of `self` is 0")]
fn what_is_off_is_named() {
    check_grad!(Orbit::stopped, &orbit(), 2.0);
}
