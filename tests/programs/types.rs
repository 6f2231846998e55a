//! Structs, traits, enums and generic types, as libraries have them.

use crate::{check, numbers};
use pullback::prelude::*;

use std::f64::consts::PI;

/// Planet.
#[derive(Debug, Clone, Copy, PartialEq, Differentiable)]
pub struct Planet {
    pub mass: f64,
    pub orbit: Orbit,
    #[constant]
    pub id: usize,
}
#[derive(Debug, Clone, Copy, PartialEq, Differentiable, Default)]
pub struct Orbit {
    pub a: f64,
    pub e: f64,
    pub angles: (f64, f64),
}
numbers!(Orbit, OrbitTangent; { a, e, angles });
numbers!(Planet, PlanetTangent; { mass, orbit });

#[differentiable]
impl Orbit {
    pub const GM: f64 = 39.4;
    #[must_use]
    pub fn period(&self) -> f64 {
        2.0 * PI * (self.a.powi(3) / Self::GM).sqrt()
    }
    #[inline]
    pub fn eccentric(&self, t: f64) -> f64 {
        let m = 2.0 * PI * t / self.period() + self.angles.0;
        let mut e = m;
        for _ in 0..20 {
            e = e - (e - self.e * e.sin() - m) / (1.0 - self.e * e.cos());
        }
        e
    }
    pub fn position(&self, t: f64) -> [f64; 2] {
        let ea = self.eccentric(t);
        let Orbit { a, e, angles: (_, w) } = *self;
        let (x, y) = (a * (ea.cos() - e), a * (1.0 - e * e).sqrt() * ea.sin());
        [x * w.cos() - y * w.sin(), x * w.sin() + y * w.cos()]
    }
    pub fn with_eccentricity(self, e: f64) -> Self {
        Self { e, ..self }
    }
}
#[differentiable]
fn separation(p: &Planet, q: &Planet, times: &[f64]) -> f64 {
    times
        .iter()
        .map(|&t| {
            let [x1, y1] = p.orbit.position(t);
            let [x2, y2] = q.orbit.position(t);
            (x1 - x2).hypot(y1 - y2) * p.mass / q.mass
        })
        .sum::<f64>()
        / times.len() as f64
}
#[differentiable]
fn circularize(p: &Planet, k: f64) -> f64 {
    let o = p.orbit.with_eccentricity(p.orbit.e * k);
    let copy = Planet { orbit: o, ..*p };
    copy.orbit.period() * copy.mass + copy.orbit.e
}

// A tuple struct with methods for operators.
#[derive(Debug, Clone, Copy, Differentiable)]
struct Complex(f64, f64);
numbers!(Complex, ComplexTangent; { 0, 1 });
#[differentiable]
impl Complex {
    fn polar(r: f64, t: f64) -> Complex {
        Complex(r * t.cos(), r * t.sin())
    }
    fn mul(self, o: Complex) -> Complex {
        Complex(self.0 * o.0 - self.1 * o.1, self.0 * o.1 + self.1 * o.0)
    }
    fn add(self, o: Complex) -> Complex {
        Complex(self.0 + o.0, self.1 + o.1)
    }
    fn abs2(&self) -> f64 {
        self.0 * self.0 + self.1 * self.1
    }
    fn powu(self, n: u32) -> Complex {
        let mut r = Complex(1.0, 0.0);
        for _ in 0..n {
            r = r.mul(self);
        }
        r
    }
    fn exp(self) -> Complex {
        let r = self.0.exp();
        Complex(r * self.1.cos(), r * self.1.sin())
    }
}
#[differentiable]
fn complex_poly(z: Complex, c: &[f64]) -> f64 {
    let mut acc = Complex(0.0, 0.0);
    for (k, ck) in c.iter().enumerate() {
        let zk: Complex = z.powu(k as u32);
        acc = acc.add(zk.mul(Complex(*ck, 0.0)));
    }
    let e: Complex = acc.exp();
    e.abs2().sqrt() + Complex::polar(z.0, z.1).abs2()
}

// A struct of any number.
#[derive(Debug, Clone, Copy, Differentiable)]
struct Quaternion<T> {
    w: T,
    v: [T; 3],
}
#[differentiable]
impl<T: Real> Quaternion<T> {
    fn norm(&self) -> T {
        (self.w * self.w + self.v[0] * self.v[0] + self.v[1] * self.v[1] + self.v[2] * self.v[2]).sqrt()
    }
    fn rotate(&self, p: [T; 3]) -> [T; 3] {
        let n = self.norm();
        let w = self.w / n;
        let u = [self.v[0] / n, self.v[1] / n, self.v[2] / n];
        let two = T::from_f64(2.0);
        let cross = |a: [T; 3], b: [T; 3]| {
            [
                a[1] * b[2] - a[2] * b[1],
                a[2] * b[0] - a[0] * b[2],
                a[0] * b[1] - a[1] * b[0],
            ]
        };
        let t = cross(u, p);
        let t = [two * t[0], two * t[1], two * t[2]];
        let s = cross(u, t);
        [p[0] + w * t[0] + s[0], p[1] + w * t[1] + s[1], p[2] + w * t[2] + s[2]]
    }
}
impl crate::check::Numbers for Quaternion<f64> {
    fn read(&self, n: &mut Vec<f64>) {
        self.w.read(n);
        self.v.read(n);
    }
    fn write(&mut self, n: &mut dyn Iterator<Item = f64>) {
        self.w.write(n);
        self.v.write(n);
    }
}
impl crate::check::Numbers for QuaternionTangent<f64> {
    fn read(&self, n: &mut Vec<f64>) {
        self.w.read(n);
        self.v.read(n);
    }
    fn write(&mut self, n: &mut dyn Iterator<Item = f64>) {
        self.w.write(n);
        self.v.write(n);
    }
}
#[differentiable]
fn rotated(q: Quaternion<f64>, p: [f64; 3]) -> f64 {
    let r = q.rotate(p);
    r[0] * 2.0 + r[1] - r[2] * r[0]
}

// A matrix whose size is in its type.
#[derive(Clone, Debug, Differentiable)]
struct Mat<const R: usize, const C: usize> {
    data: [[f64; C]; R],
}
#[differentiable]
impl<const R: usize, const C: usize> Mat<R, C> {
    fn zeros() -> Self {
        Mat { data: [[0.0; C]; R] }
    }
    fn transpose(&self) -> Mat<C, R> {
        let mut out = Mat::<C, R>::zeros();
        for i in 0..R {
            for j in 0..C {
                out.data[j][i] = self.data[i][j];
            }
        }
        out
    }
    fn matmul<const K: usize>(&self, other: &Mat<C, K>) -> Mat<R, K> {
        let mut out = Mat::<R, K>::zeros();
        for i in 0..R {
            for k in 0..K {
                let mut s = 0.0;
                for j in 0..C {
                    s += self.data[i][j] * other.data[j][k];
                }
                out.data[i][k] = s;
            }
        }
        out
    }
    fn frobenius(&self) -> f64 {
        self.data
            .iter()
            .flat_map(|r| r.iter())
            .map(|v| v * v)
            .sum::<f64>()
            .sqrt()
    }
}
#[differentiable]
fn gram(a: &[[f64; 2]; 3]) -> f64 {
    let m = Mat { data: *a };
    let t = m.transpose();
    let g = t.matmul(&m);
    g.frobenius() + g.data[0][1]
}

// A trait with a default method.
trait Kernel {
    fn eval(&self, x: f64, y: f64) -> f64;
    fn scale(&self) -> f64 {
        1.0
    }
}
#[derive(Clone, Debug, Differentiable)]
struct Rbf {
    ell: f64,
    amp: f64,
}
#[derive(Clone, Debug, Differentiable)]
struct Matern {
    ell: f64,
}
numbers!(Rbf, RbfTangent; { ell, amp });
numbers!(Matern, MaternTangent; { ell });
#[differentiable]
impl Kernel for Rbf {
    fn eval(&self, x: f64, y: f64) -> f64 {
        self.amp.powi(2) * (-0.5 * ((x - y) / self.ell).powi(2)).exp()
    }
}
#[differentiable]
impl Kernel for Matern {
    fn eval(&self, x: f64, y: f64) -> f64 {
        let r = 3f64.sqrt() * (x - y).abs() / self.ell;
        (1.0 + r) * (-r).exp()
    }
    fn scale(&self) -> f64 {
        self.ell
    }
}
#[differentiable]
fn kernel_sum(k: &Rbf, m: &Matern, xs: &[f64]) -> f64 {
    let mut s = 0.0;
    for (i, x) in xs.iter().enumerate() {
        for y in &xs[i + 1..] {
            s += k.eval(*x, *y) + m.eval(*x, *y) * m.scale();
        }
    }
    s
}

// Variants that hold parameters.
#[derive(Clone, Debug, Differentiable)]
enum Layer {
    Dense { w: Vec<Vec<f64>>, b: Vec<f64> },
    Scale(f64),
    Relu,
    Tanh,
}
#[differentiable]
fn forward(layers: &[Layer], input: &[f64]) -> Vec<f64> {
    let mut h = input.to_vec();
    for layer in layers {
        h = match layer {
            Layer::Dense { w, b } => w
                .iter()
                .zip(b)
                .map(|(row, b)| row.iter().zip(&h).map(|(w, x)| w * x).sum::<f64>() + b)
                .collect(),
            Layer::Scale(s) => h.iter().map(|x| x * s).collect(),
            Layer::Relu => h.iter().map(|x| x.max(0.0)).collect(),
            Layer::Tanh => h.iter().map(|x| x.tanh()).collect(),
        };
    }
    h
}
#[differentiable]
fn loss(w: &Vec<Vec<f64>>, b: &[f64], s: f64, x: &[f64]) -> f64 {
    let layers = vec![
        Layer::Dense {
            w: w.clone(),
            b: b.to_vec(),
        },
        Layer::Tanh,
        Layer::Scale(s),
        Layer::Relu,
    ];
    forward(&layers, x).iter().map(|v| v * v).sum()
}

// Expressions in an arena.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Node {
    Const(f64),
    Var(usize),
    Add(usize, usize),
    Mul(usize, usize),
    Sin(usize),
    Pow(usize, i32),
}
#[differentiable]
fn eval_tree(#[constant] nodes: &[Node], at: usize, vars: &[f64]) -> f64 {
    match nodes[at] {
        Node::Const(c) => c,
        Node::Var(i) => vars[i],
        Node::Add(a, b) => eval_tree(nodes, a, vars) + eval_tree(nodes, b, vars),
        Node::Mul(a, b) => eval_tree(nodes, a, vars) * eval_tree(nodes, b, vars),
        Node::Sin(a) => eval_tree(nodes, a, vars).sin(),
        Node::Pow(a, n) => eval_tree(nodes, a, vars).powi(n),
    }
}

// A struct that grows.
#[derive(Clone, Debug, Differentiable)]
struct Accumulator {
    values: Vec<f64>,
    sum: f64,
    #[constant]
    count: usize,
}
#[differentiable]
impl Accumulator {
    fn new() -> Self {
        Accumulator {
            values: Vec::new(),
            sum: 0.0,
            count: 0,
        }
    }
    fn push(&mut self, v: f64) {
        self.values.push(v);
        self.sum += v;
        self.count += 1;
    }
    fn with(mut self, v: f64) -> Self {
        self.push(v);
        self
    }
    fn mean(&self) -> f64 {
        if self.count == 0 {
            return 0.0;
        }
        self.sum / self.count as f64
    }
    fn variance(&self) -> f64 {
        let m = self.mean();
        self.values.iter().map(|v| (v - m).powi(2)).sum::<f64>() / self.count as f64
    }
    fn last(&self) -> Option<f64> {
        self.values.last().copied()
    }
}
#[differentiable]
fn stats(x: &[f64]) -> f64 {
    let mut acc = Accumulator::new().with(1.0).with(x[0] * x[1]);
    for v in x {
        acc.push(*v);
    }
    let last = acc.last().unwrap_or(0.0);
    acc.mean() * acc.variance() + last
}

// A function of any number.
#[differentiable]
fn simpson<T>(a: T, b: T, w: T) -> T
where
    T: Real,
{
    let n = 10;
    let h = (b - a) / T::from_f64(n as f64);
    let f = |x: T| (w * x).sin() * (-x).exp();
    let mut s = f(a) + f(b);
    for i in 1..n {
        let x = a + h * T::from_f64(i as f64);
        s += f(x) * T::from_f64(if i % 2 == 0 { 2.0 } else { 4.0 });
    }
    s * h / T::from_f64(3.0)
}
#[differentiable]
fn simpson64(a: f64, b: f64, w: f64) -> f64 {
    simpson(a, b, w) + simpson::<f64>(a, b, 2.0 * w)
}
#[differentiable]
fn max_of<T: Real + PartialOrd>(x: &[T]) -> T {
    let mut m = x[0];
    for &v in &x[1..] {
        if v > m {
            m = v;
        }
    }
    m * m
}

#[test]
fn planets() {
    let o = Orbit {
        a: 1.2,
        e: 0.2,
        angles: (0.3, 0.4),
    };
    let p = Planet {
        mass: 1.5,
        orbit: o,
        id: 1,
    };
    let q = Planet {
        mass: 2.0,
        orbit: Orbit {
            a: 2.0,
            e: 0.4,
            angles: (0.1, 1.0),
        },
        id: 2,
    };
    check!(separation; &p = p, &q = q, &t = vec![0.1, 0.5]);
    check!(circularize; &p = p, k = 0.5);
}
#[test]
fn complex_numbers() {
    check!(complex_poly; z = Complex(0.3, 0.5), &c = vec![0.2, -0.4, 0.7]);
}
#[test]
fn quaternions_of_any_number() {
    check!(rotated; q = Quaternion { w: 0.5, v: [0.3, -0.2, 0.7] }, p = [1.0, 0.4, -0.3]);
}
#[test]
fn matrices_of_constant_size() {
    check!(gram; &a = [[0.3, 0.4], [1.0, -0.3], [0.7, 0.2]]);
}
#[test]
fn kernels_behind_a_trait() {
    check!(kernel_sum; &k = Rbf { ell: 0.7, amp: 1.3 }, &m = Matern { ell: 0.4 }, &x = vec![0.1, 0.5, 1.2]);
}
#[test]
fn layers_of_a_network() {
    check!(loss; &w = vec![vec![0.3, -0.4], vec![0.5, 0.9]], &b = vec![0.1, 0.2], s = 1.4, &x = vec![0.8, -0.3]);
}
#[test]
fn trees_in_an_arena() {
    let tree = [
        Node::Var(0),
        Node::Var(1),
        Node::Mul(0, 1),
        Node::Sin(2),
        Node::Const(2.0),
        Node::Pow(0, 3),
        Node::Add(3, 5),
        Node::Mul(6, 4),
    ];
    check!(eval_tree; const &tree, const 7, &v = vec![0.4, 1.3]);
}
#[test]
fn accumulator() {
    check!(stats; &x = vec![0.4, 1.3, -0.7]);
}
#[test]
fn quadrature_of_any_number() {
    check!(simpson64; a = 0.1, b = 1.2, w = 2.0);
    assert!((simpson::grad(0.1f32, 1.2, 2.0).0 as f64 - simpson::grad(0.1f64, 1.2, 2.0).0).abs() < 1e-5);
    assert_eq!(max_of::grad(&[1.0, 3.0, 2.0]), vec![0.0, 6.0, 0.0]);
}
