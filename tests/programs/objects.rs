//! Structs with methods.

use crate::{check, check_map, numbers};
use pullback::prelude::*;

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

trait Potential {
    fn energy(&self, x: f64) -> f64;
}

#[derive(Differentiable, Clone, Debug)]
struct Morse {
    depth: f64,
    width: f64,
    center: f64,
}
numbers!(Morse, MorseTangent; { depth, width, center });

#[differentiable]
impl Potential for Morse {
    fn energy(&self, x: f64) -> f64 {
        let e = 1.0 - (-self.width * (x - self.center)).exp();
        self.depth * e * e
    }
}

#[derive(Differentiable, Clone, Debug)]
struct Harmonic {
    stiffness: f64,
}
numbers!(Harmonic, HarmonicTangent; { stiffness });

#[differentiable]
impl Potential for Harmonic {
    fn energy(&self, x: f64) -> f64 {
        0.5 * self.stiffness * x.powi(2)
    }
}

#[differentiable]
fn both(morse: &Morse, harmonic: &Harmonic, xs: &[f64]) -> f64 {
    xs.iter().map(|&x| morse.energy(x) + harmonic.energy(x)).sum()
}

#[test]
fn models_behind_a_trait() {
    check!(both; &m = Morse { depth: 1.2, width: 0.9, center: 0.3 }, &h = Harmonic { stiffness: 0.8 }, &x = vec![0.1, 0.9]);
}

#[derive(Differentiable, Clone, Debug, Default)]
struct Account {
    balance: f64,
    rate: f64,
    #[constant]
    months: usize,
}
numbers!(Account, AccountTangent; { balance, rate });

#[differentiable]
impl Account {
    const FEE: f64 = 0.01;

    fn new(balance: f64, rate: f64) -> Self {
        Account {
            balance,
            rate,
            months: 0,
        }
    }
    fn deposit(&mut self, amount: f64) {
        self.balance += amount;
    }
    fn advance(&mut self) {
        self.balance *= 1.0 + self.rate;
        self.balance -= Self::FEE;
        self.months += 1;
    }
    fn value(&self) -> f64 {
        self.balance.ln_1p()
    }
}

#[differentiable]
fn savings(start: f64, rate: f64, plan: &[f64]) -> f64 {
    let mut account = Account::new(start, rate);
    for amount in plan {
        account.deposit(*amount);
        account.advance();
    }
    account.value() * account.months as f64
}

#[test]
fn methods_that_change_their_object() {
    check!(savings; s = 1.1, r = 0.04, &p = vec![0.2, 0.3, 0.1]);
}
