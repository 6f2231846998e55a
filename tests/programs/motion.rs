//! Differential equations stepped through time: ordinary ones and partial ones.

use crate::{check, check_map, numbers};
use pullback::prelude::*;
use std::mem;

#[differentiable]
fn lotka_volterra(y: [f64; 2], p: &[f64]) -> [f64; 2] {
    let [prey, predator] = y;
    [
        p[0] * prey - p[1] * prey * predator,
        p[2] * prey * predator - p[3] * predator,
    ]
}

#[differentiable]
fn rk4_step(y: [f64; 2], p: &[f64], h: f64) -> [f64; 2] {
    let k1 = lotka_volterra(y, p);
    let k2 = lotka_volterra([y[0] + 0.5 * h * k1[0], y[1] + 0.5 * h * k1[1]], p);
    let k3 = lotka_volterra([y[0] + 0.5 * h * k2[0], y[1] + 0.5 * h * k2[1]], p);
    let k4 = lotka_volterra([y[0] + h * k3[0], y[1] + h * k3[1]], p);
    let mut next = [0.0; 2];
    for i in 0..2 {
        next[i] = y[i] + h / 6.0 * (k1[i] + 2.0 * (k2[i] + k3[i]) + k4[i]);
    }
    next
}

#[differentiable]
fn population_misfit(parameters: &[f64], #[constant] observed: &[(f64, f64)]) -> f64 {
    let mut y = [1.2, 0.8];
    let mut cost = 0.0;
    for &(prey, predator) in observed.iter() {
        for _ in 0..4 {
            y = rk4_step(y, parameters, 0.1);
        }
        cost += (y[0] - prey).powi(2) + (y[1] - predator).powi(2);
    }
    cost / observed.len() as f64
}

#[test]
fn lotka_volterra_by_runge_kutta() {
    let observed = [(1.1, 0.7), (1.3, 0.6), (1.6, 0.65)];
    check!(population_misfit; &p = vec![0.9, 0.4, 0.3, 0.7], const &observed);
}

/// A whole Runge–Kutta integrator with the right-hand side as a local closure on vectors.
#[differentiable]
fn driven_oscillator(omega: f64, damping: f64, force: f64, steps: usize) -> Vec<f64> {
    let rhs =
        |t: f64, y: &[f64]| -> Vec<f64> { vec![y[1], force * (1.3 * t).cos() - damping * y[1] - omega * omega * y[0]] };
    let dt = 0.05;
    let mut t = 0.0;
    let mut y = vec![1.0, 0.0];
    let mut trajectory = Vec::with_capacity(steps);
    for _ in 0..steps {
        let k1 = rhs(t, &y);
        let y2: Vec<f64> = y.iter().zip(&k1).map(|(y, k)| y + 0.5 * dt * k).collect();
        let k2 = rhs(t + 0.5 * dt, &y2);
        let y3: Vec<f64> = y.iter().zip(k2.iter()).map(|(y, k)| y + 0.5 * dt * k).collect();
        let k3 = rhs(t + 0.5 * dt, &y3);
        let y4: Vec<f64> = (0..y.len()).map(|i| y[i] + dt * k3[i]).collect();
        let k4 = rhs(t + dt, &y4);
        for i in 0..y.len() {
            y[i] += dt / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
        t += dt;
        trajectory.push(y[0]);
    }
    trajectory
}

#[test]
fn oscillator_with_a_closure() {
    check_map!(driven_oscillator; omega = 1.1, damping = 0.2, force = 0.7, const 8);
}

/// Embedded Runge–Kutta pair (Heun–Euler) with step size control, for y' = -k y + sin t.
#[differentiable]
fn adaptive(k: f64, y0: f64) -> f64 {
    let f = |t: f64, y: f64| -k * y + t.sin();
    let t_end = 2.0;
    let tolerance = 1e-2;
    let mut t = 0.0;
    let mut y = y0;
    let mut h: f64 = 0.2;
    while t < t_end {
        if t + h > t_end {
            h = t_end - t;
        }
        let k1 = f(t, y);
        let k2 = f(t + h, y + h * k1);
        let second_order = y + 0.5 * h * (k1 + k2);
        let error = (0.5 * h * (k2 - k1)).abs();
        if error <= tolerance {
            t += h;
            y = second_order;
        } else {
            h *= 0.5;
            continue;
        }
        h *= (0.9 * (tolerance / error.max(1e-10)).sqrt()).clamp(0.2, 2.0);
    }
    y
}

/// Bogacki–Shampine tableau as constants, with fixed acceptance.
#[differentiable]
fn embedded(mu: f64, y0: &[f64]) -> f64 {
    const A: [[f64; 3]; 3] = [[0.5, 0.0, 0.0], [0.0, 0.75, 0.0], [2.0 / 9.0, 1.0 / 3.0, 4.0 / 9.0]];
    const B: [f64; 4] = [7.0 / 24.0, 0.25, 1.0 / 3.0, 0.125];
    let n = y0.len();
    let mut y = y0.to_vec();
    let mut error_norm = 0.0;
    for _ in 0..5 {
        let h = 0.1;
        let mut k: Vec<Vec<f64>> = Vec::new();
        k.push(vec![y[1], mu * (1.0 - y[0] * y[0]) * y[1] - y[0]]);
        for stage in 0..3 {
            let mut z = y.clone();
            for i in 0..n {
                for s in 0..=stage {
                    z[i] += h * A[stage][s] * k[s][i];
                }
            }
            k.push(vec![z[1], mu * (1.0 - z[0] * z[0]) * z[1] - z[0]]);
        }
        for i in 0..n {
            let mut high = y[i];
            let mut low = y[i];
            for s in 0..3 {
                high += h * A[2][s] * k[s][i];
            }
            for s in 0..4 {
                low += h * B[s] * k[s][i];
            }
            error_norm += (high - low).powi(2);
            y[i] = high;
        }
    }
    y.iter().map(|v| v * v).sum::<f64>() + error_norm.sqrt()
}

#[test]
fn embedded_runge_kutta_pairs() {
    check!(adaptive; k = 1.4, y0 = 1.0);
    check!(embedded; mu = 0.8, &y = vec![0.9, -0.4]);
}

/// Gravitational acceleration of every body.
#[differentiable]
fn acceleration(positions: &Vec<[f64; 3]>, masses: &[f64], softening: f64) -> Vec<[f64; 3]> {
    let n = positions.len();
    let mut acc = vec![[0.0; 3]; n];
    for i in 0..n {
        for j in 0..n {
            if i == j {
                continue;
            }
            let mut d = [0.0f64; 3];
            for k in 0..3 {
                d[k] = positions[j][k] - positions[i][k];
            }
            let r2 = d.iter().map(|x| x * x).sum::<f64>() + softening * softening;
            let inv_r3 = 1.0 / (r2 * r2.sqrt());
            for k in 0..3 {
                acc[i][k] += masses[j] * d[k] * inv_r3;
            }
        }
    }
    acc
}

#[differentiable]
fn total_energy(positions: &Vec<[f64; 3]>, velocities: &Vec<[f64; 3]>, masses: &[f64], softening: f64) -> f64 {
    let mut energy = 0.0;
    for (i, v) in velocities.iter().enumerate() {
        energy += 0.5 * masses[i] * (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    }
    for i in 0..positions.len() {
        for j in (i + 1)..positions.len() {
            let r2: f64 = (0..3).map(|k| (positions[i][k] - positions[j][k]).powi(2)).sum();
            energy -= masses[i] * masses[j] / (r2 + softening.powi(2)).sqrt();
        }
    }
    energy
}

#[differentiable]
fn leapfrog_energy(q0: &[[f64; 3]], v0: &[[f64; 3]], masses: &[f64], dt: f64) -> f64 {
    let mut positions = q0.to_vec();
    let mut velocities = v0.to_vec();
    let mut acc = acceleration(&positions, masses, 0.05);
    for _step in 0..5 {
        for i in 0..positions.len() {
            for k in 0..3 {
                velocities[i][k] += 0.5 * dt * acc[i][k];
                positions[i][k] += dt * velocities[i][k];
            }
        }
        acc = acceleration(&positions, masses, 0.05);
        for (v, a) in velocities.iter_mut().zip(acc.iter()) {
            for k in 0..3 {
                v[k] += 0.5 * dt * a[k];
            }
        }
    }
    total_energy(&positions, &velocities, masses, 0.05) + positions[0][0]
}

#[test]
fn three_bodies_by_leapfrog() {
    let q = vec![[0.0, 0.1, 0.2], [1.0, 0.3, -0.1], [-0.4, 1.2, 0.4]];
    let v = vec![[0.1, 0.0, 0.2], [0.0, 0.9, -0.3], [0.7, -0.2, 0.1]];
    check!(leapfrog_energy; &q = q, &v = v, &m = vec![1.0, 0.5, 0.3], dt = 0.04);
}

#[derive(Differentiable, Clone, Copy)]
struct Epidemic {
    susceptible: f64,
    infected: f64,
    recovered: f64,
}
numbers!(Epidemic, EpidemicTangent; { susceptible, infected, recovered });

/// SIR by explicit Euler with several substeps a day; returns the peak of infections and the final state.
#[differentiable]
fn sir(start: Epidemic, beta: f64, gamma: f64, days: usize) -> (f64, Epidemic) {
    let Epidemic {
        susceptible: mut s,
        infected: mut i,
        recovered: mut r,
    } = start;
    let population = s + i + r;
    let substeps = 4;
    let dt = 1.0 / substeps as f64;
    let mut peak = i;
    for _day in 0..days {
        for _ in 0..substeps {
            let new_infections = beta * s * i / population * dt;
            let new_recoveries = gamma * i * dt;
            s -= new_infections;
            i += new_infections - new_recoveries;
            r += new_recoveries;
        }
        if i > peak {
            peak = i;
        }
    }
    let end = Epidemic {
        susceptible: s,
        infected: i,
        recovered: r,
    };
    (peak, end)
}

#[test]
fn epidemic() {
    let start = Epidemic {
        susceptible: 9.9,
        infected: 0.1,
        recovered: 0.0,
    };
    check_map!(sir; start = start, beta = 0.9, gamma = 0.3, const 12);
}

/// Explicit heat equation with two buffers.
#[differentiable]
fn heat(initial: &[f64], conductivity: f64, steps: usize) -> Vec<f64> {
    let n = initial.len();
    let mut current = initial.to_vec();
    let mut next = vec![0.0; n];
    for _ in 0..steps {
        next[0] = current[0];
        next[n - 1] = current[n - 1];
        for i in 1..n - 1 {
            next[i] = current[i] + conductivity * (current[i + 1] - 2.0 * current[i] + current[i - 1]);
        }
        mem::swap(&mut current, &mut next);
    }
    current
}

/// The same with indices into an array of two grids.
#[differentiable]
fn heat_ping_pong(initial: &[f64; 5], k: f64) -> f64 {
    let mut grids = [[0.0; 5]; 2];
    grids[0] = *initial;
    for step in 0..6 {
        let (from, to) = (step % 2, (step + 1) % 2);
        for i in 0..5 {
            let left = if i == 0 { grids[from][4] } else { grids[from][i - 1] };
            let right = grids[from][(i + 1) % 5];
            grids[to][i] = grids[from][i] + k * (left - 2.0 * grids[from][i] + right).sin();
        }
    }
    grids[0].iter().enumerate().map(|(i, u)| u * u * (i + 1) as f64).sum()
}

#[test]
fn heat_equation() {
    check_map!(heat; &u = vec![0.0, 1.0, 0.5, -0.3, 0.2, 0.0], k = 0.2, const 7);
    check!(heat_ping_pong; &u = [0.3, 1.0, 0.5, -0.3, 0.2], k = 0.15);
}

/// The wave equation in two dimensions on a flat grid.
#[differentiable]
fn wave(amplitude: f64, speed: f64, #[constant] n: usize, #[constant] steps: usize) -> f64 {
    let idx = |i: usize, j: usize| i * n + j;
    let mut u = vec![0.0; n * n];
    let mut previous = vec![0.0; n * n];
    u[idx(n / 2, n / 2)] = amplitude;
    previous[idx(n / 2, n / 2)] = amplitude;
    let c2 = (speed * 0.3).powi(2);
    for _ in 0..steps {
        let mut next = vec![0.0; n * n];
        for i in 1..n - 1 {
            for j in 1..n - 1 {
                let laplacian =
                    u[idx(i - 1, j)] + u[idx(i + 1, j)] + u[idx(i, j - 1)] + u[idx(i, j + 1)] - 4.0 * u[idx(i, j)];
                next[idx(i, j)] = 2.0 * u[idx(i, j)] - previous[idx(i, j)] + c2 * laplacian;
            }
        }
        previous = u;
        u = next;
    }
    u.iter().map(|x| x * x).sum::<f64>()
}

#[test]
fn wave_equation() {
    check!(wave; a = 0.8, c = 1.1, const 6, const 5);
}

/// Crank–Nicolson: a tridiagonal system in every step.
#[differentiable]
fn crank_nicolson(u: &mut [f64], diffusivity: f64, steps: usize) {
    let n = u.len();
    let r = 0.5 * diffusivity;
    for _ in 0..steps {
        let mut rhs = vec![0.0; n];
        for i in 0..n {
            let left = if i > 0 { u[i - 1] } else { 0.0 };
            let right = if i + 1 < n { u[i + 1] } else { 0.0 };
            rhs[i] = r * left + (1.0 - 2.0 * r) * u[i] + r * right;
        }
        let mut c = vec![0.0; n];
        c[0] = -r / (1.0 + 2.0 * r);
        rhs[0] /= 1.0 + 2.0 * r;
        for i in 1..n {
            let m = 1.0 + 2.0 * r + r * c[i - 1];
            c[i] = -r / m;
            rhs[i] = (rhs[i] + r * rhs[i - 1]) / m;
        }
        u[n - 1] = rhs[n - 1];
        for i in (0..n - 1).rev() {
            u[i] = rhs[i] - c[i] * u[i + 1];
        }
    }
}

#[differentiable]
fn diffused(start: &[f64], diffusivity: f64) -> Vec<f64> {
    let mut u = start.to_vec();
    crank_nicolson(&mut u, diffusivity, 3);
    u
}

#[test]
fn implicit_diffusion() {
    check_map!(diffused; &u = vec![0.1, 0.9, 0.4, -0.3], d = 0.7);
}
