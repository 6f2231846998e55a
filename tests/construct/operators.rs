//! Operators of the user's own types: `a + b * 2.0` of vectors, complex numbers and matrices.

#![allow(clippy::op_ref, reason = "both spellings are ordinary")]
use crate::{check, check_map, numbers};
use pullback::prelude::*;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
struct Vec3 {
    x: f64,
    y: f64,
    z: f64,
}
numbers!(Vec3, Vec3Tangent; { x, y, z });

#[differentiable]
impl Vec3 {
    fn new(x: f64, y: f64, z: f64) -> Self {
        Self { x, y, z }
    }
    fn dot(self, o: Vec3) -> f64 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }
    fn norm(&self) -> f64 {
        self.dot(*self).sqrt()
    }
    fn cross(self, o: Vec3) -> Vec3 {
        Vec3::new(
            self.y * o.z - self.z * o.y,
            self.z * o.x - self.x * o.z,
            self.x * o.y - self.y * o.x,
        )
    }
}
#[differentiable]
impl Add for Vec3 {
    type Output = Vec3;
    fn add(self, o: Vec3) -> Vec3 {
        Vec3::new(self.x + o.x, self.y + o.y, self.z + o.z)
    }
}
#[differentiable]
impl Sub for Vec3 {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self {
            x: self.x - o.x,
            y: self.y - o.y,
            z: self.z - o.z,
        }
    }
}
#[differentiable]
impl Mul<f64> for Vec3 {
    type Output = Self;
    fn mul(self, s: f64) -> Self::Output {
        Self::new(self.x * s, self.y * s, self.z * s)
    }
}
#[differentiable]
impl Mul<Vec3> for f64 {
    type Output = Vec3;
    fn mul(self, v: Vec3) -> Vec3 {
        v * self
    }
}
#[differentiable]
impl Div<f64> for Vec3 {
    type Output = Vec3;
    fn div(self, s: f64) -> Vec3 {
        self * (1.0 / s)
    }
}
#[differentiable]
impl Neg for Vec3 {
    type Output = Vec3;
    fn neg(self) -> Vec3 {
        Vec3 {
            x: -self.x,
            y: -self.y,
            z: -self.z,
        }
    }
}
#[differentiable]
impl AddAssign for Vec3 {
    fn add_assign(&mut self, o: Vec3) {
        self.x += o.x;
        self.y += o.y;
        self.z += o.z;
    }
}
#[differentiable]
impl SubAssign for Vec3 {
    fn sub_assign(&mut self, o: Vec3) {
        *self = *self - o;
    }
}
#[differentiable]
impl MulAssign<f64> for Vec3 {
    fn mul_assign(&mut self, s: f64) {
        self.x *= s;
        self.y *= s;
        self.z *= s;
    }
}

// Every other operator by its own method.
#[differentiable]
fn by_name(v: Vec3, t: f64) -> f64 {
    let mut sum = v.add(v.mul(t)).sub(v.neg());
    sum.add_assign(v.mul(sum.x));
    sum.mul_assign(t);
    sum.norm() + sum.cross(v).x
}

#[test]
fn operators_called_as_methods() {
    check!(by_name; v = Vec3 { x: 0.3, y: 0.5, z: -0.2 }, t = 0.7);
}

#[differentiable]
fn mid(a: Vec3, b: Vec3) -> Vec3 {
    (a + b) * 0.5
}
#[differentiable]
fn energy(a: Vec3, b: Vec3, k: f64) -> f64 {
    let d = a - b;
    0.5 * k * d.dot(d) + (2.0 * a + b * 3.0 - -b).norm() / k
}
#[test]
fn a_result_of_the_users_own_type() {
    check_map!(mid; a = Vec3 {x:0.3,y:0.5,z:-0.2}, b = Vec3 {x:1.3,y:-0.5,z:0.7});
}
#[test]
fn vectors() {
    check!(energy; a = Vec3 {x:0.3,y:0.5,z:-0.2}, b = Vec3 {x:1.3,y:-0.5,z:0.7}, k = 1.7);
}

#[derive(Differentiable, Clone, Copy, Debug)]
struct Body {
    pos: Vec3,
    vel: Vec3,
    mass: f64,
}
numbers!(Body, BodyTangent; { pos, vel, mass });

#[differentiable]
fn acc(p: Vec3) -> Vec3 {
    let r2 = p.dot(p) + 0.01;
    -p / (r2 * r2.sqrt())
}
#[differentiable]
fn step(b: Body, dt: f64) -> Body {
    let mid = b.vel + acc(b.pos) * (dt * 0.5);
    Body {
        pos: b.pos + mid * dt,
        vel: mid + acc(b.pos + mid * dt) * (0.5 * dt),
        mass: b.mass,
    }
}
#[differentiable]
fn orbit(b: Body, dt: f64) -> f64 {
    let mut b = b;
    for _ in 0..5 {
        b = step(b, dt);
    }
    b.mass * b.pos.norm() + 0.5 * b.mass * b.vel.dot(b.vel)
}
#[test]
fn fields_that_are_vectors() {
    check!(orbit; b = Body { pos: Vec3 {x:0.3,y:0.5,z:-0.2}, vel: Vec3 {x:1.3,y:-0.5,z:0.7}, mass: 1.3 }, dt = 0.1);
}

#[differentiable]
fn nbody(bodies: &[Body], dt: f64) -> f64 {
    let mut bodies = bodies.to_vec();
    for _ in 0..3 {
        for i in 0..bodies.len() {
            let mut force = Vec3::new(0.0, 0.0, 0.0);
            for j in 0..bodies.len() {
                if i != j {
                    let d = bodies[j].pos - bodies[i].pos;
                    let r = d.norm();
                    force += d * (bodies[j].mass / (r * r * r));
                }
            }
            bodies[i].vel += force * dt;
        }
        for b in bodies.iter_mut() {
            b.pos += b.vel * dt;
            b.vel *= 0.99;
            b.mass *= 1.01;
        }
    }
    let mut e = 0.0;
    for b in &bodies {
        e += 0.5 * b.mass * b.vel.dot(b.vel);
    }
    e
}
#[test]
fn assigning_operators_on_elements_and_fields() {
    let bodies = vec![
        Body {
            pos: Vec3 {
                x: 0.3,
                y: 0.5,
                z: -0.2,
            },
            vel: Vec3 {
                x: 1.3,
                y: -0.5,
                z: 0.7,
            },
            mass: 1.3,
        },
        Body {
            pos: Vec3 {
                x: -1.3,
                y: 0.8,
                z: 0.2,
            },
            vel: Vec3 { x: 0.3, y: 0.5, z: 0.1 },
            mass: 0.7,
        },
    ];
    check!(nbody; &bodies = bodies, dt = 0.1);
}

#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
struct Complex {
    re: f64,
    im: f64,
}
numbers!(Complex, ComplexTangent; { re, im });
#[differentiable]
impl Complex {
    fn new(re: f64, im: f64) -> Self {
        Complex { re, im }
    }
    fn abs(self) -> f64 {
        self.re.hypot(self.im)
    }
    fn exp(self) -> Complex {
        let r = self.re.exp();
        Complex::new(r * self.im.cos(), r * self.im.sin())
    }
    fn norm_sqr(&self) -> f64 {
        self.re * self.re + self.im * self.im
    }
    fn conj(&self) -> Complex {
        Complex::new(self.re, -self.im)
    }
}
#[differentiable]
impl Add for Complex {
    type Output = Complex;
    fn add(self, o: Complex) -> Complex {
        Complex::new(self.re + o.re, self.im + o.im)
    }
}
#[differentiable]
impl Sub for Complex {
    type Output = Complex;
    fn sub(self, o: Complex) -> Complex {
        Complex::new(self.re - o.re, self.im - o.im)
    }
}
#[differentiable]
impl Mul for Complex {
    type Output = Complex;
    fn mul(self, o: Complex) -> Complex {
        Complex::new(self.re * o.re - self.im * o.im, self.re * o.im + self.im * o.re)
    }
}
#[differentiable]
impl Mul<f64> for Complex {
    type Output = Complex;
    fn mul(self, o: f64) -> Complex {
        Complex::new(self.re * o, self.im * o)
    }
}
#[differentiable]
impl Div for Complex {
    type Output = Complex;
    fn div(self, o: Complex) -> Complex {
        let d = o.norm_sqr();
        Complex::new(
            (self.re * o.re + self.im * o.im) / d,
            (self.im * o.re - self.re * o.im) / d,
        )
    }
}
#[differentiable]
impl Add<f64> for Complex {
    type Output = Complex;
    fn add(self, o: f64) -> Complex {
        Complex::new(self.re + o, self.im)
    }
}
#[differentiable]
impl MulAssign for Complex {
    fn mul_assign(&mut self, o: Complex) {
        *self = *self * o;
    }
}
#[differentiable]
impl AddAssign for Complex {
    fn add_assign(&mut self, o: Complex) {
        self.re += o.re;
        self.im += o.im;
    }
}

#[differentiable]
fn horner(c: &[f64], z: Complex) -> Complex {
    let mut value = Complex::new(0.0, 0.0);
    for &a in c.iter().rev() {
        value = value * z + a;
    }
    value
}
#[differentiable]
fn durand_kerner(c: &[f64]) -> f64 {
    let n = c.len() - 1;
    let mut roots: Vec<Complex> = Vec::new();
    let seed = Complex::new(0.4, 0.9);
    let mut p = Complex::new(1.0, 0.0);
    for _ in 0..n {
        roots.push(p);
        p *= seed;
    }
    for _ in 0..30 {
        for i in 0..n {
            let mut q = Complex::new(c[n], 0.0);
            for j in 0..n {
                if j != i {
                    q *= roots[i] - roots[j];
                }
            }
            roots[i] = roots[i] - horner(c, roots[i]) / q;
        }
    }
    let mut s = 0.0;
    for r in &roots {
        s += r.re * r.re + 0.3 * r.im * r.im + r.re;
    }
    s
}
#[test]
fn complex_numbers_in_a_vec() {
    check_map!(durand_kerner; &c = vec![1.1, -0.7, 0.9, 1.3]);
}

#[differentiable]
fn methods_on_results(z: Complex, w: Complex) -> f64 {
    let q = (z * w + z).exp();
    let r = (z - w).abs();
    let v = [z, w, z * 2.0];
    let mut total = Complex::new(0.0, 0.0);
    for x in v.iter() {
        total += *x * q.conj();
    }
    let folded = v.iter().fold(Complex::new(1.0, 0.0), |acc, x| acc * *x);
    let mapped: Vec<Complex> = v.iter().map(|&x| x * x + 1.0).collect();
    r * (total + folded).norm_sqr() + mapped[1].re
}
#[test]
fn methods_of_what_operators_give() {
    check!(methods_on_results; z = Complex { re: 0.3, im: 0.4 }, w = Complex { re: -0.7, im: 0.2 });
}
