//! Structs with methods.

use crate::{check, check_map, numbers};
use pullback::prelude::*;

#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
struct Complex {
    re: f64,
    im: f64,
}
numbers!(Complex, ComplexTangent; { re, im });

#[differentiable]
impl Complex {
    fn new(re: f64, im: f64) -> Self {
        Self { re, im }
    }
    fn plus(self, other: Complex) -> Complex {
        Complex::new(self.re + other.re, self.im + other.im)
    }
    fn minus(self, other: Complex) -> Complex {
        Complex::new(self.re - other.re, self.im - other.im)
    }
    fn times(self, other: Complex) -> Complex {
        Complex {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }
    fn over(self, other: Complex) -> Complex {
        let norm = other.re * other.re + other.im * other.im;
        Complex {
            re: (self.re * other.re + self.im * other.im) / norm,
            im: (self.im * other.re - self.re * other.im) / norm,
        }
    }
    fn abs(&self) -> f64 {
        self.re.hypot(self.im)
    }
}

/// All roots of the monic polynomial xⁿ + c[n-1] xⁿ⁻¹ + … + c[0], by Durand and Kerner.
#[differentiable]
fn polynomial_roots(coefficients: &[f64]) -> Vec<Complex> {
    let n = coefficients.len();
    let seed = Complex::new(0.4, 0.9);
    let mut roots = vec![Complex::new(1.0, 0.0)];
    for i in 1..n {
        let previous = roots[i - 1];
        roots.push(previous.times(seed));
    }
    for _ in 0..60 {
        let mut change: f64 = 0.0;
        for i in 0..n {
            let x = roots[i];
            let mut value = Complex::new(1.0, 0.0);
            for &c in coefficients.iter().rev() {
                value = value.times(x).plus(Complex { re: c, im: 0.0 });
            }
            let mut denominator = Complex { re: 1.0, im: 0.0 };
            for (j, &other) in roots.iter().enumerate() {
                if i != j {
                    denominator = denominator.times(x.minus(other));
                }
            }
            let shift = value.over(denominator);
            roots[i] = x.minus(shift);
            change = change.max(shift.abs());
        }
        if change < 1e-14 {
            break;
        }
    }
    roots
}

#[test]
fn polynomial_roots_by_durand_and_kerner() {
    check_map!(polynomial_roots; &c = vec![-1.3, 0.7, 0.4]);
}

#[derive(Differentiable, Clone, Copy, Debug)]
struct State {
    position: f64,
    velocity: f64,
}
numbers!(State, StateTangent; { position, velocity });

#[differentiable]
impl State {
    fn derivative(&self, length: f64) -> State {
        State {
            position: self.velocity,
            velocity: -9.81 / length * self.position.sin(),
        }
    }
    fn advanced(&self, slope: &State, h: f64) -> State {
        State {
            position: self.position + h * slope.position,
            velocity: self.velocity + h * slope.velocity,
        }
    }
}

#[differentiable]
fn pendulum(start: State, length: f64, h: f64, n: usize) -> State {
    let mut state = start;
    for _ in 0..n {
        let k1 = state.derivative(length);
        let k2 = state.advanced(&k1, 0.5 * h).derivative(length);
        let k3 = state.advanced(&k2, 0.5 * h).derivative(length);
        let k4 = state.advanced(&k3, h).derivative(length);
        state = State {
            position: state.position + h / 6.0 * (k1.position + 2.0 * k2.position + 2.0 * k3.position + k4.position),
            velocity: state.velocity + h / 6.0 * (k1.velocity + 2.0 * k2.velocity + 2.0 * k3.velocity + k4.velocity),
        };
    }
    state
}

#[test]
fn pendulum_of_structs() {
    check_map!(pendulum; start = State { position: 0.7, velocity: 0.1 }, length = 1.4, h = 0.05, const 10);
}

#[derive(Debug, Clone, Differentiable)]
struct Particle {
    position: [f64; 2],
    velocity: [f64; 2],
    mass: f64,
    #[constant]
    fixed: bool,
}
numbers!(Particle, ParticleTangent; { position, velocity, mass });

#[derive(Debug, Clone, Differentiable)]
struct Chain {
    particles: Vec<Particle>,
    stiffness: f64,
    rest_length: f64,
}
numbers!(Chain, ChainTangent; { particles, stiffness, rest_length });

#[differentiable]
impl Chain {
    fn forces(&self) -> Vec<[f64; 2]> {
        let mut forces = vec![[0.0, 0.0]; self.particles.len()];
        for i in 1..self.particles.len() {
            let (a, b) = (&self.particles[i - 1], &self.particles[i]);
            let dx = b.position[0] - a.position[0];
            let dy = b.position[1] - a.position[1];
            let length = dx.hypot(dy);
            let pull = self.stiffness * (length - self.rest_length) / length;
            forces[i - 1][0] += pull * dx;
            forces[i - 1][1] += pull * dy;
            forces[i][0] -= pull * dx;
            forces[i][1] -= pull * dy;
        }
        for (force, particle) in forces.iter_mut().zip(&self.particles) {
            force[1] -= 9.81 * particle.mass;
        }
        forces
    }

    /// One step of velocity Verlet.
    fn step(&mut self, dt: f64) {
        let before = self.forces();
        for (p, f) in self.particles.iter_mut().zip(before.iter()) {
            if p.fixed {
                continue;
            }
            for k in 0..2 {
                p.position[k] += dt * p.velocity[k] + 0.5 * dt * dt * f[k] / p.mass;
            }
        }
        let after = self.forces();
        for (i, p) in self.particles.iter_mut().enumerate() {
            if !p.fixed {
                p.velocity[0] += 0.5 * dt * (before[i][0] + after[i][0]) / p.mass;
                p.velocity[1] += 0.5 * dt * (before[i][1] + after[i][1]) / p.mass;
            }
        }
    }
}

#[differentiable]
fn tip_height(chain: &Chain, dt: f64, #[constant] steps: u32) -> f64 {
    let mut moving = chain.clone();
    for _ in 0..steps {
        moving.step(dt);
    }
    moving.particles[moving.particles.len() - 1].position[1]
}

#[test]
fn chain_of_springs_by_verlet() {
    let particle = |x: f64, fixed| Particle {
        position: [x, 0.1 * x],
        velocity: [0.2, -0.1],
        mass: 0.5 + x,
        fixed,
    };
    let chain = Chain {
        particles: vec![particle(0.0, true), particle(1.1, false), particle(2.0, false)],
        stiffness: 12.0,
        rest_length: 0.9,
    };
    check!(tip_height; &chain = chain, dt = 0.03, const 5);
}

