//! Operators of matrices by reference, of generic types, of operands and results of different types.

#![allow(clippy::op_ref, reason = "both spellings are ordinary")]
use crate::check::Numbers;
use crate::{check, numbers};
use pullback::prelude::*;
use std::ops::{Add, AddAssign, Div, Mul, Sub};

#[derive(Differentiable, Clone, Debug, PartialEq)]
struct Matrix {
    data: Vec<f64>,
    #[constant]
    n: usize,
}
numbers!(Matrix, MatrixTangent; { data });
#[differentiable]
impl Matrix {
    fn trace(&self) -> f64 {
        let mut t = 0.0;
        for i in 0..self.n {
            t += self.data[i * self.n + i];
        }
        t
    }
}
#[differentiable]
impl<'a> Mul<&'a Matrix> for &'a Matrix {
    type Output = Matrix;
    fn mul(self, o: &'a Matrix) -> Matrix {
        let n = self.n;
        let mut data = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..n {
                for k in 0..n {
                    data[i * n + j] += self.data[i * n + k] * o.data[k * n + j];
                }
            }
        }
        Matrix { data, n }
    }
}
#[differentiable]
impl Add<&Matrix> for &Matrix {
    type Output = Matrix;
    fn add(self, o: &Matrix) -> Matrix {
        let data: Vec<f64> = self.data.iter().zip(&o.data).map(|(a, b)| a + b).collect();
        Matrix { data, n: self.n }
    }
}
#[differentiable]
impl Add for Matrix {
    type Output = Matrix;
    fn add(self, o: Matrix) -> Matrix {
        &self + &o
    }
}
#[differentiable]
impl Mul<f64> for &Matrix {
    type Output = Matrix;
    fn mul(self, s: f64) -> Matrix {
        Matrix {
            data: self.data.iter().map(|x| x * s).collect(),
            n: self.n,
        }
    }
}
#[differentiable]
fn poly(a: &Matrix, b: &Matrix, t: f64) -> f64 {
    let ab = a * b;
    let sq = &ab * &ab;
    let sum = &sq + a;
    let whole = sum + &ab * t;
    whole.trace()
}
#[test]
fn operands_that_are_references() {
    let a = Matrix {
        data: vec![0.1, 0.5, -0.3, 0.8],
        n: 2,
    };
    let b = Matrix {
        data: vec![0.7, -0.5, 0.3, 0.2],
        n: 2,
    };
    check!(poly; &a = a, &b = b, t = 0.3);
}
#[differentiable]
fn power(a: &Matrix, n: usize) -> f64 {
    let mut p = a.clone();
    for _ in 1..n {
        p = &p * a;
    }
    p.trace()
}
#[test]
fn matrices_in_a_loop() {
    check!(power; &a = Matrix { data: vec![0.1, 0.5, -0.3, 0.8], n: 2 }, const 4);
}

#[derive(Differentiable, Clone, Copy, Debug)]
struct V2<T> {
    x: T,
    y: T,
}
#[differentiable]
impl<T: Real> Add for V2<T> {
    type Output = V2<T>;
    fn add(self, o: Self) -> Self {
        V2 {
            x: self.x + o.x,
            y: self.y + o.y,
        }
    }
}
#[differentiable]
impl<T: Real> Mul<T> for V2<T> {
    type Output = Self;
    fn mul(self, s: T) -> Self {
        Self {
            x: self.x * s,
            y: self.y * s,
        }
    }
}
#[differentiable]
impl<T: Real> V2<T> {
    fn dot(self, o: Self) -> T {
        self.x * o.x + self.y * o.y
    }
}
#[differentiable]
fn generic<T: Real>(a: V2<T>, b: V2<T>, s: T) -> T {
    let c = a + b * s;
    let d = c * T::from_f64(2.0) + a;
    d.dot(c).sqrt()
}
impl Numbers for V2<f64> {
    fn read(&self, n: &mut Vec<f64>) {
        n.push(self.x);
        n.push(self.y);
    }
    fn write(&mut self, n: &mut dyn Iterator<Item = f64>) {
        self.x = n.next().unwrap();
        self.y = n.next().unwrap();
    }
}
impl Numbers for V2Tangent<f64> {
    fn read(&self, n: &mut Vec<f64>) {
        n.push(self.x);
        n.push(self.y);
    }
    fn write(&mut self, n: &mut dyn Iterator<Item = f64>) {
        self.x = n.next().unwrap();
        self.y = n.next().unwrap();
    }
}
#[test]
fn vectors_of_any_number() {
    check!(generic; a = V2 { x: 0.3, y: 0.7 }, b = V2 { x: 1.1, y: -0.2 }, s = 0.4);
}

#[derive(Differentiable, Clone, Copy, Debug)]
struct Vector<const N: usize>([f64; N]);
#[differentiable]
impl<const N: usize> Add for Vector<N> {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        let mut r = self.0;
        for i in 0..N {
            r[i] += o.0[i];
        }
        Vector(r)
    }
}
#[differentiable]
impl<const N: usize> Mul<Vector<N>> for f64 {
    type Output = Vector<N>;
    fn mul(self, v: Vector<N>) -> Vector<N> {
        Vector(v.0.map(|x| self * x))
    }
}
#[differentiable]
fn fixed(a: [f64; 3], s: f64) -> f64 {
    let v = Vector(a);
    let w = v + s * v + 2.0 * v;
    w.0[0] * w.0[1] + w.0[2]
}
#[test]
fn vectors_of_constant_length() {
    check!(fixed; a = [0.3, 0.4, 0.5], s = 0.7);
}

/// Quantities whose products have other types.
#[derive(Differentiable, Clone, Copy, Debug)]
struct Length(f64);
#[derive(Differentiable, Clone, Copy, Debug)]
struct Time(f64);
#[derive(Differentiable, Clone, Copy, Debug)]
struct Speed(f64);
#[differentiable]
impl Div<Time> for Length {
    type Output = Speed;
    fn div(self, t: Time) -> Speed {
        Speed(self.0 / t.0)
    }
}
#[differentiable]
impl Mul<Time> for Speed {
    type Output = Length;
    fn mul(self, t: Time) -> Length {
        Length(self.0 * t.0)
    }
}
#[differentiable]
fn units(a: f64, b: f64) -> f64 {
    let v = Length(a) / Time(b);
    let l = v * Time(a * b);
    l.0 + v.0
}
#[test]
fn operands_and_results_of_different_types() {
    check!(units; a = 0.3, b = 0.4);
}

/// `*` is the scalar product.
#[derive(Differentiable, Clone, Copy, Debug)]
struct P {
    x: f64,
    y: f64,
}
numbers!(P, PTangent; { x, y });
#[differentiable]
impl Mul for P {
    type Output = f64;
    fn mul(self, o: P) -> f64 {
        self.x * o.x + self.y * o.y
    }
}
#[differentiable]
impl Sub for P {
    type Output = P;
    fn sub(self, o: P) -> P {
        P {
            x: self.x - o.x,
            y: self.y - o.y,
        }
    }
}
#[differentiable]
fn dots(a: P, b: P) -> f64 {
    let d = a - b;
    let r = (d * d).sqrt();
    let s = a * b;
    r + s * s + 1.0 / (1.0 + a * a)
}
#[test]
fn a_scalar_product() {
    check!(dots; a = P { x: 0.3, y: 0.7 }, b = P { x: 1.1, y: -0.2 });
}

#[derive(Differentiable, Clone, Copy, Debug)]
struct W {
    x: f64,
    y: f64,
}
numbers!(W, WTangent; { x, y });
#[differentiable]
impl Add for W {
    type Output = W;
    fn add(self, o: W) -> W {
        W {
            x: self.x + o.x,
            y: self.y + o.y,
        }
    }
}
#[differentiable]
impl Mul<f64> for W {
    type Output = W;
    fn mul(self, o: f64) -> W {
        W {
            x: self.x * o,
            y: self.y * o * o,
        }
    }
}
#[differentiable]
impl AddAssign<&W> for W {
    fn add_assign(&mut self, o: &W) {
        self.x += o.x;
        self.y += o.y;
    }
}
#[differentiable]
fn chains(points: &[W], ws: &[f64]) -> f64 {
    let mut s = W { x: 0.0, y: 0.0 };
    for p in points {
        s = s + *p * 2.0;
        s += p;
    }
    for (p, w) in points.iter().zip(ws) {
        s = s + *p * *w;
    }
    for &p in points {
        s = p * 0.5 + s;
    }
    let v: Vec<W> = points.iter().map(|&p| p * 2.0).collect();
    let u: Vec<W> = points.iter().copied().map(|p| p * 3.0 + s).collect();
    for p in v {
        s = s + p * 0.1;
    }
    let z = points
        .iter()
        .zip(ws)
        .map(|(p, w)| *p * *w)
        .fold(W { x: 1.0, y: 2.0 }, |acc, p| acc + p);
    let last = u.into_iter().fold(z, |a, b| a * 0.5 + b);
    last.x * s.y + last.y
}
#[test]
fn operators_in_loops_and_chains() {
    check!(chains; &points = vec![W { x: 0.3, y: 0.4 }, W { x: -0.3, y: 0.8 }], &ws = vec![0.3, 0.5]);
}

/// Operators that a macro writes, for every way to hold the operands.
mod written_by_a_macro {
    use crate::{check, numbers};
    use pullback::prelude::*;
    use std::ops::{Add, Div, DivAssign, Mul, Rem, RemAssign, Sub};

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Pair {
        x: f64,
        y: f64,
    }
    numbers!(Pair, PairTangent; { x, y });

    macro_rules! elementwise {
        ($($operator:ident $method:ident $op:tt;)*) => {$(
            #[differentiable]
            impl $operator for Pair {
                type Output = Self;
                fn $method(self, other: Self) -> Self::Output {
                    Self { x: self.x $op other.x, y: self.y $op other.y }
                }
            }
            #[differentiable]
            impl<'a, 'b> $operator<&'b Pair> for &'a Pair {
                type Output = Pair;
                fn $method(self, other: &'b Pair) -> Pair {
                    *self $op *other
                }
            }
            #[differentiable]
            impl $operator<&Pair> for Pair {
                type Output = Pair;
                fn $method(self, other: &Pair) -> Pair {
                    self $op *other
                }
            }
        )*};
    }
    elementwise! {
        Add add +;
        Sub sub -;
        Mul mul *;
        Div div /;
        Rem rem %;
    }
    #[differentiable]
    impl DivAssign<f64> for Pair {
        fn div_assign(&mut self, by: f64) {
            self.x /= by;
            self.y /= by;
        }
    }
    #[differentiable]
    impl RemAssign for Pair {
        fn rem_assign(&mut self, other: Self) {
            *self = *self % other;
        }
    }

    #[differentiable]
    fn f(a: &Pair, b: &Pair, t: f64) -> f64 {
        let sum = a + b;
        let mixed = sum * a - *b;
        let mut quotient = &mixed / b;
        quotient /= t;
        for _ in 0..2 {
            quotient = quotient * a + &sum;
            quotient %= Pair { x: 3.1, y: 2.7 };
        }
        let rest = &quotient % &sum;
        quotient.x * rest.y + rest.x
    }

    #[test]
    fn gradient() {
        check!(f; &a = Pair { x: 1.3, y: 0.4 }, &b = Pair { x: 0.7, y: 1.9 }, t = 0.6);
    }
}

#[derive(Differentiable, Clone, Copy, Debug)]
struct Flow {
    x: f64,
    y: f64,
}
numbers!(Flow, FlowTangent; { x, y });
#[differentiable]
impl Add for Flow {
    type Output = Flow;
    fn add(self, other: Flow) -> Flow {
        Flow {
            x: self.x + other.x,
            y: self.y + other.y,
        }
    }
}
#[differentiable]
impl Mul<Flow> for f64 {
    type Output = Flow;
    fn mul(self, flow: Flow) -> Flow {
        Flow {
            x: self * flow.x,
            y: self * flow.y.sin(),
        }
    }
}
#[differentiable]
fn flows_in_a_vector(x: f64, y: f64) -> f64 {
    let flows = if x > y {
        vec![Flow { x, y } + Flow { x: y, y: x }, Flow { x: y, y: x }]
    } else {
        vec![y * Flow { x, y }]
    };
    flows[0].x * flows[flows.len() - 1].y
}

#[test]
fn operators_inside_macros_are_those_of_the_type() {
    check!(flows_in_a_vector; x = 0.3, y = 0.4);
    check!(flows_in_a_vector; x = 0.5, y = 0.4);
}
