//! Roots, and equations of motion in steps of every kind.

use crate::{check, check_map, numbers};
use pullback::prelude::*;

/// How Newton's method runs.
#[derive(Clone, Copy, Debug)]
struct Settings {
    tolerance: f64,
    max_iter: usize,
}
impl Default for Settings {
    fn default() -> Self {
        Settings {
            tolerance: 1e-14,
            max_iter: 60,
        }
    }
}
#[differentiable]
fn newton_root(c: &[f64; 4], start: f64, #[constant] settings: &Settings) -> Option<f64> {
    let mut x = start;
    for _ in 0..settings.max_iter {
        let f = ((c[3] * x + c[2]) * x + c[1]) * x + c[0];
        let df = (3.0 * c[3] * x + 2.0 * c[2]) * x + c[1];
        if df == 0.0 {
            return None;
        }
        let dx = f / df;
        x -= dx;
        if dx.abs() < settings.tolerance {
            return Some(x);
        }
    }
    None
}
#[differentiable]
fn newton_caller(c: &[f64; 4], start: f64) -> f64 {
    let s = Settings {
        tolerance: 1e-14,
        max_iter: 60,
    };
    match newton_root(c, start, &s) {
        Some(root) => root * root,
        None => f64::NAN,
    }
}

/// Secants.
#[differentiable]
fn secant_root(a: f64) -> f64 {
    let f = |x: f64| x.powi(3) - a * x - 2.0;
    let mut x0 = 1.0;
    let mut x1 = 2.0;
    let mut f0 = f(x0);
    let mut iter = 0;
    loop {
        let f1 = f(x1);
        let x2 = x1 - f1 * (x1 - x0) / (f1 - f0);
        x0 = x1;
        f0 = f1;
        x1 = x2;
        iter += 1;
        if (x1 - x0).abs() < 1e-10 || iter > 50 {
            break x1;
        }
    }
}

/// Bisection, whose derivative comes from Newton steps at the end.
#[differentiable]
fn bisect_newton(k: f64, rhs: f64) -> f64 {
    let (mut lo, mut hi) = (0.0_f64, 10.0_f64);
    let g = |x: f64| k * x.tanh() + x - rhs;
    while hi - lo > 1e-9 {
        let mid = lo + (hi - lo) / 2.;
        if g(mid) > 0. {
            hi = mid;
        } else {
            lo = mid;
        }
    }
    let x = constant(0.5 * (lo + hi));
    let slope = constant(k / x.cosh().powi(2) + 1.0);
    let x = x - g(x) / slope;
    x - g(x) / constant(k / x.cosh().powi(2) + 1.0)
}

/// Runge and Kutta's method, with closures that return vectors.
#[differentiable]
fn lorenz(y0: &[f64], sigma: f64, rho: f64, beta: f64, dt: f64, steps: usize) -> Vec<f64> {
    let rhs = |y: &[f64]| -> Vec<f64> {
        vec![
            sigma * (y[1] - y[0]),
            y[0] * (rho - y[2]) - y[1],
            y[0] * y[1] - beta * y[2],
        ]
    };
    let add = |a: &[f64], b: &[f64], s: f64| -> Vec<f64> { a.iter().zip(b).map(|(x, y)| x + s * y).collect() };
    let mut y = y0.to_vec();
    for _ in 0..steps {
        let k1 = rhs(&y);
        let k2 = rhs(&add(&y, &k1, 0.5 * dt));
        let k3 = rhs(&add(&y, &k2, 0.5 * dt));
        let k4 = rhs(&add(&y, &k3, dt));
        for i in 0..y.len() {
            y[i] += dt / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
    }
    y
}

/// Fehlberg's tableau.
const A: [[f64; 5]; 6] = [
    [0.0, 0.0, 0.0, 0.0, 0.0],
    [1.0 / 4.0, 0.0, 0.0, 0.0, 0.0],
    [3.0 / 32.0, 9.0 / 32.0, 0.0, 0.0, 0.0],
    [1932.0 / 2197.0, -7200.0 / 2197.0, 7296.0 / 2197.0, 0.0, 0.0],
    [439.0 / 216.0, -8.0, 3680.0 / 513.0, -845.0 / 4104.0, 0.0],
    [-8.0 / 27.0, 2.0, -3544.0 / 2565.0, 1859.0 / 4104.0, -11.0 / 40.0],
];
const B4: [f64; 6] = [25.0 / 216.0, 0.0, 1408.0 / 2565.0, 2197.0 / 4104.0, -1.0 / 5.0, 0.0];
const B5: [f64; 6] = [
    16.0 / 135.0,
    0.0,
    6656.0 / 12825.0,
    28561.0 / 56430.0,
    -9.0 / 50.0,
    2.0 / 55.0,
];
#[differentiable]
fn vdp(mu: f64, y: [f64; 2]) -> [f64; 2] {
    [y[1], mu * (1.0 - y[0] * y[0]) * y[1] - y[0]]
}
#[differentiable]
fn rkf45(mu: f64, y0: [f64; 2], t_end: f64) -> [f64; 2] {
    let mut t = 0.0;
    let mut h: f64 = 0.05;
    let mut y = y0;
    let mut rejected = 0;
    while t < t_end {
        if t + h > t_end {
            h = t_end - t;
        }
        let mut k = [[0.0; 2]; 6];
        for s in 0..6 {
            let mut ys = y;
            for j in 0..s {
                for d in 0..2 {
                    ys[d] += h * A[s][j] * k[j][d];
                }
            }
            k[s] = vdp(mu, ys);
        }
        let mut err = 0.0f64;
        let mut y5 = y;
        for d in 0..2 {
            let mut e = 0.0;
            for s in 0..6 {
                y5[d] += h * B5[s] * k[s][d];
                e += h * (B5[s] - B4[s]) * k[s][d];
            }
            err = err.max(e.abs());
        }
        if err <= 1e-6 {
            t += h;
            y = y5;
        } else {
            rejected += 1;
        }
        // step control is not differentiated
        h = constant(h * (0.9 * (1e-6 / err.max(1e-12)).powf(0.2)).clamp(0.2, 2.0));
        if rejected > 100 {
            break;
        }
    }
    y
}

/// Bodies and leapfrog.
#[derive(Clone, Debug, Differentiable)]
struct Body {
    pos: [f64; 2],
    vel: [f64; 2],
    mass: f64,
}
numbers!(Body, BodyTangent; { pos, vel, mass });
#[differentiable]
fn accelerations(bodies: &[Body]) -> Vec<[f64; 2]> {
    let n = bodies.len();
    let mut acc = vec![[0.0, 0.0]; n];
    for i in 0..n {
        for j in (i + 1)..n {
            let dx = bodies[j].pos[0] - bodies[i].pos[0];
            let dy = bodies[j].pos[1] - bodies[i].pos[1];
            let r2 = dx * dx + dy * dy + 0.01;
            let inv_r3 = 1.0 / (r2 * r2.sqrt());
            acc[i][0] += bodies[j].mass * dx * inv_r3;
            acc[i][1] += bodies[j].mass * dy * inv_r3;
            acc[j][0] -= bodies[i].mass * dx * inv_r3;
            acc[j][1] -= bodies[i].mass * dy * inv_r3;
        }
    }
    acc
}
#[differentiable]
fn kick(bodies: &mut [Body], acc: &[[f64; 2]], h: f64) {
    for (b, a) in bodies.iter_mut().zip(acc) {
        b.vel[0] += a[0] * h;
        b.vel[1] += a[1] * h;
    }
}
#[differentiable]
fn drift(bodies: &mut Vec<Body>, h: f64) {
    for b in bodies.iter_mut() {
        for d in 0..2 {
            b.pos[d] += b.vel[d] * h;
        }
    }
}
#[differentiable]
fn nbody(bodies: &[Body], dt: f64, #[constant] steps: usize) -> f64 {
    let mut bodies: Vec<Body> = bodies.to_vec();
    for _ in 0..steps {
        let a = accelerations(&bodies);
        kick(&mut bodies, &a, dt / 2.0);
        drift(&mut bodies, dt);
        let a = accelerations(&bodies);
        kick(&mut bodies, &a, dt / 2.0);
    }
    bodies
        .iter()
        .map(|b| 0.5 * b.mass * b.vel.iter().map(|v| v * v).sum::<f64>())
        .sum::<f64>()
        + bodies[0].pos[0]
}

/// Vectors with methods.
#[derive(Clone, Copy, Debug, Differentiable, PartialEq)]
struct V3 {
    x: f64,
    y: f64,
    z: f64,
}
numbers!(V3, V3Tangent; { x, y, z });
#[differentiable]
impl V3 {
    const ZERO: V3 = V3 { x: 0.0, y: 0.0, z: 0.0 };
    fn new(x: f64, y: f64, z: f64) -> Self {
        V3 { x, y, z }
    }
    fn plus(self, o: V3) -> V3 {
        V3::new(self.x + o.x, self.y + o.y, self.z + o.z)
    }
    fn minus(self, o: V3) -> V3 {
        Self::new(self.x - o.x, self.y - o.y, self.z - o.z)
    }
    fn times(self, s: f64) -> V3 {
        V3 {
            x: self.x * s,
            y: self.y * s,
            z: self.z * s,
        }
    }
    fn dot(&self, o: &V3) -> f64 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }
    fn cross(&self, o: &V3) -> V3 {
        V3 {
            x: self.y * o.z - self.z * o.y,
            y: self.z * o.x - self.x * o.z,
            z: self.x * o.y - self.y * o.x,
        }
    }
    fn norm(&self) -> f64 {
        self.dot(self).sqrt()
    }
    fn unit(self) -> V3 {
        let n = self.norm();
        self.times(1.0 / n)
    }
    fn normalize(&mut self) {
        let n = self.norm();
        self.x /= n;
        self.y /= n;
        self.z /= n;
    }
}
#[differentiable]
fn lorentz(q0: V3, v0: V3, b: V3, dt: f64, steps: u32) -> f64 {
    let mut q = q0;
    let mut v = v0;
    let mut force = v.cross(&b).minus(q.times(0.1));
    for _ in 0..steps {
        q = q.plus(v.times(dt)).plus(force.times(0.5 * dt * dt));
        let new_force = v.cross(&b).minus(q.times(0.1));
        v = v.plus(force.plus(new_force).times(0.5 * dt));
        force = new_force;
    }
    let mut axis = v.unit();
    axis.normalize();
    q.norm() + axis.dot(&q) + V3::ZERO.x
}

/// A pendulum in single precision.
#[differentiable]
fn symplectic32(q: f32, p: f32, k: f32) -> f32 {
    let mut q = q;
    let mut p = p;
    let dt = 0.01f32;
    for i in 0..100 {
        p -= dt * k * q.sin();
        q += dt * p;
        if i % 10 == 0 {
            p *= 0.999;
        }
    }
    0.5 * p * p + k * (1.0 - q.cos())
}

/// Yoshida's method of fourth order.
#[differentiable]
fn yoshida(q: f64, p: f64, w: f64, n: i32) -> (f64, f64) {
    let cbrt2 = 2f64.cbrt();
    let w1 = 1.0 / (2.0 - cbrt2);
    let w0 = -cbrt2 * w1;
    let c = [w1 / 2.0, (w0 + w1) / 2.0, (w0 + w1) / 2.0, w1 / 2.0];
    let d = [w1, w0, w1];
    let (mut q, mut p) = (q, p);
    let h = 1.0 / n as f64;
    for _step in 0..n {
        for (i, ci) in c.iter().enumerate() {
            q += ci * h * p;
            if let Some(di) = d.get(i) {
                p -= di * h * w * w * q;
            }
        }
    }
    (q, p)
}

/// The state of a double pendulum.
type State = [f64; 4];
#[differentiable]
fn double_pendulum(s: &State, m: (f64, f64), l: (f64, f64)) -> State {
    let [t1, t2, w1, w2] = *s;
    let (m1, m2) = m;
    let (l1, l2) = l;
    let g = 9.81;
    let d = t1 - t2;
    let den = 2.0 * m1 + m2 - m2 * (2.0 * d).cos();
    let a1 = (-g * (2.0 * m1 + m2) * t1.sin()
        - m2 * g * (t1 - 2.0 * t2).sin()
        - 2.0 * d.sin() * m2 * (w2 * w2 * l2 + w1 * w1 * l1 * d.cos()))
        / (l1 * den);
    let a2 = (2.0 * d.sin() * (w1 * w1 * l1 * (m1 + m2) + g * (m1 + m2) * t1.cos() + w2 * w2 * l2 * m2 * d.cos()))
        / (l2 * den);
    [w1, w2, a1, a2]
}
#[differentiable]
fn pendulum_energy(s: State, m: (f64, f64), l: (f64, f64)) -> f64 {
    let mut s = s;
    let h = 0.01;
    for _ in 0..20 {
        let k1 = double_pendulum(&s, m, l);
        let mut mid: State = [0.0; 4];
        for ((m, s), k) in mid.iter_mut().zip(s.iter()).zip(k1.iter()) {
            *m = s + 0.5 * h * k;
        }
        let k2 = double_pendulum(&mid, m, l);
        for i in 0..4 {
            s[i] += h * k2[i];
        }
    }
    s.iter().map(|v| v.powi(2)).sum::<f64>().sqrt()
}

#[test]
fn roots_that_may_not_be_found() {
    check!(newton_caller; &c = [-2.0, 0.3, 0.1, 1.0], start = 1.5);
}
#[test]
fn secants() {
    check!(secant_root; a = 1.3);
}
#[test]
fn bisection_without_derivative() {
    let g = bisect_newton::grad(2.0, 3.0);
    let f = |k: f64, r: f64| {
        let mut x = 1.0f64;
        for _ in 0..100 {
            x -= (k * x.tanh() + x - r) / (k / x.cosh().powi(2) + 1.0);
        }
        x
    };
    crate::check::close("k", g.0, crate::check::difference(|h| f(2.0 + h, 3.0)));
    crate::check::close("r", g.1, crate::check::difference(|h| f(2.0, 3.0 + h)));
}
#[test]
fn lorenz_attractor() {
    check_map!(lorenz; &y = vec![1.0, 1.1, 0.9], s = 10.0, r = 2.0, b = 2.6, dt = 0.01, const 10);
}
#[test]
fn adaptive_steps() {
    let (y, pb) = rkf45::vjp(1.2, [1.0, 0.2], 1.0);
    let g = pb([1.0, 0.0]);
    assert!(g.0.is_finite());
    let j = rkf45::jacobian(1.2, [1.0, 0.2], 1.0);
    crate::check::close("mu", j[0][0], g.0);
    crate::check::close("y1", j[0][2], g.1[1]);
    let _ = y;
}
#[test]
fn bodies_in_a_vector() {
    check!(nbody; &b = vec![Body { pos: [0.0, 0.1], vel: [0.2, 0.3], mass: 1.0 }, Body { pos: [1.0, -0.1], vel: [-0.2, 0.4], mass: 0.5 }, Body { pos: [0.4, 1.1], vel: [0.1, -0.3], mass: 0.7 }], dt = 0.05, const 4);
}
#[test]
fn vectors_with_methods() {
    check!(lorentz; q = V3 { x: 0.3, y: 0.4, z: 1.0 }, v = V3 { x: 1.3, y: 0.2, z: -0.5 }, b = V3 { x: 0.1, y: -0.4, z: 2.0 }, dt = 0.1, const 5);
}
#[test]
fn symplectic_in_single_precision() {
    let g = symplectic32::grad(0.3, 0.4, 2.0);
    let f = |q: f64, p: f64, k: f64| {
        let (mut q, mut p) = (q, p);
        for i in 0..100 {
            p -= 0.01 * k * q.sin();
            q += 0.01 * p;
            if i % 10 == 0 {
                p *= 0.999;
            }
        }
        0.5 * p * p + k * (1.0 - q.cos())
    };
    for (got, want) in [
        (g.0, crate::check::difference(|h| f(0.3 + h, 0.4, 2.0))),
        (g.1, crate::check::difference(|h| f(0.3, 0.4 + h, 2.0))),
        (g.2, crate::check::difference(|h| f(0.3, 0.4, 2.0 + h))),
    ] {
        assert!((got as f64 - want).abs() < 1e-4, "{got} {want}");
    }
}
#[test]
fn fourth_order_symplectic() {
    check_map!(yoshida; q = 0.4, p = 0.3, w = 1.7, const 5);
}
#[test]
fn double_pendulum_in_an_array() {
    check_map!(double_pendulum; &s = [0.4, 0.3, 0.1, -0.2], m = (1.0, 2.0), l = (1.0, 0.7));
    check!(pendulum_energy; s = [0.4, 0.3, 0.1, -0.2], m = (1.0, 2.0), l = (1.0, 0.7));
}
