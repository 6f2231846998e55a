//! `#[checkpoint]` on calls: their records are not kept, the reverse sweep runs them again.

use crate::check::{close, gradient};
use crate::{check_numbers, check_slice};
use pullback::prelude::*;

#[differentiable]
fn logistic(x: f64, rate: f64) -> f64 {
    let mut y = x;
    for _ in 0..3 {
        y = rate * y * (1.0 - y).exp();
    }
    y
}

#[differentiable]
fn iterated(x: f64, rate: f64) -> f64 {
    let mut y = x;
    for _ in 0..6 {
        #[checkpoint]
        let next = logistic(y, rate);
        y = next + 0.1 * y;
    }
    y
}

#[differentiable]
fn assigned(x: f64, rate: f64) -> f64 {
    let mut y = x;
    let mut sum = 0.0;
    for _ in 0..4 {
        #[checkpoint]
        y = logistic(y, rate);
        #[checkpoint]
        sum += logistic(0.5 * y, rate);
    }
    #[checkpoint]
    let (double, half) = both(y);
    sum + double
        * (#[checkpoint]
        logistic(half, rate))
        .sin()
}

#[differentiable]
fn both(y: f64) -> (f64, f64) {
    (2.0 * y * y, 0.5 * y.cos())
}

#[differentiable]
fn tail(x: f64, rate: f64) -> f64 {
    let inner = x * rate;
    #[checkpoint]
    logistic(inner, rate)
}

/// Heat flows to the neighbours, in place.
#[differentiable]
fn diffuse(u: &mut [f64], rate: f64) {
    for i in 1..u.len() - 1 {
        u[i] += rate * (u[i - 1] - 2.0 * u[i] + u[i + 1]) * u[i].cos();
    }
}

#[differentiable]
fn diffused(x: &[f64]) -> f64 {
    let mut u = x.to_vec();
    for _ in 0..5 {
        #[checkpoint]
        diffuse(&mut u, 0.2 * x[0]);
    }
    u.iter().map(|v| v * v).sum()
}

#[derive(Clone, Debug, Differentiable)]
struct Pendulum {
    angle: f64,
    speed: f64,
}

#[differentiable]
impl Pendulum {
    fn step(&mut self, dt: f64) {
        self.speed -= dt * self.angle.sin();
        self.angle += dt * self.speed;
    }
    fn energy(&self) -> f64 {
        0.5 * self.speed * self.speed - self.angle.cos()
    }
    fn stepped(&self, dt: f64) -> Pendulum {
        let mut next = Pendulum {
            angle: self.angle,
            speed: self.speed,
        };
        #[checkpoint]
        next.step(dt);
        next
    }
    fn later(&self, dt: f64) -> f64 {
        #[checkpoint]
        let next = self.stepped(dt);
        #[checkpoint]
        let energy = next.energy();
        energy * next.angle
    }
}

#[differentiable]
fn swings(angle: f64, dt: f64) -> f64 {
    let mut pendulum = Pendulum { angle, speed: 0.1 };
    for _ in 0..5 {
        #[checkpoint]
        pendulum.step(dt);
    }
    let last = pendulum.stepped(dt);
    #[checkpoint]
    let energy = last.energy();
    energy + last.angle * pendulum.speed + last.later(dt)
}

#[differentiable]
fn root<T: Real>(x: T, n: usize) -> T {
    let mut y = x;
    for _ in 0..n {
        y = T::from_f64(0.5) * (y + x / y);
    }
    y
}

#[differentiable]
fn roots<T: Real>(x: T) -> T {
    #[checkpoint]
    let a = root(x, 3);
    #[checkpoint]
    let b = root::<T>(a * x, 3);
    a * b
}

fn roots_of(x: f64) -> f64 {
    roots(x)
}

/// A checkpoint inside what a checkpoint runs again.
#[differentiable]
fn twice(x: f64, rate: f64) -> f64 {
    #[checkpoint]
    let a = assigned(x, rate);
    #[checkpoint]
    let b = tail(a * 0.1, rate);
    a * b
}

/// Vectors that are moved into the call, and written after it.
#[differentiable]
fn norm(v: Vec<f64>, scale: f64) -> f64 {
    (v.iter().map(|x| x * x).sum::<f64>() * scale).sqrt()
}

#[differentiable]
fn norms(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    #[checkpoint]
    let first = norm(v.clone(), x[1]);
    v[0] *= first;
    v.push(first);
    #[checkpoint]
    norm(v, first)
}

#[test]
fn calls() {
    check_numbers!(iterated(x = 0.3, rate = 0.9));
    check_numbers!(assigned(x = 0.3, rate = 0.9));
    check_numbers!(tail(x = 0.3, rate = 0.9));
    check_numbers!(twice(x = 0.3, rate = 0.9));
}

#[test]
fn calls_that_write() {
    check_slice!(diffused, [0.4, 1.3, -0.7, 0.9, 0.2]);
    check_numbers!(swings(angle = 0.8, dt = 0.1));
}

#[test]
fn generic_calls() {
    let (value, grad) = roots::value_and_grad(1.7);
    close("value", value, roots_of(1.7));
    gradient(|x| roots_of(x[0]), &[1.7], &[grad]);
}

#[test]
fn vectors() {
    check_slice!(norms, [0.4, 1.3, 0.7]);
}
