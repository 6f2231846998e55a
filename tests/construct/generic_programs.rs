//! Programs over any number: complex arithmetic, Newton's method, Runge–Kutta steps, a small network, and functions whose
//! numbers are of several types.

use crate::{check, check_in_place, check_map, numbers};
use pullback::prelude::*;
use pullback::{Dual, Real};

#[derive(Differentiable, Clone, Copy, Debug)]
struct Complex<T> {
    re: T,
    im: T,
}

#[differentiable]
fn mul<T: Real>(a: Complex<T>, b: Complex<T>) -> Complex<T> {
    Complex {
        re: a.re * b.re - a.im * b.im,
        im: a.re * b.im + a.im * b.re,
    }
}

#[differentiable]
fn add<T: Real>(a: Complex<T>, b: Complex<T>) -> Complex<T> {
    Complex {
        re: a.re + b.re,
        im: a.im + b.im,
    }
}

#[differentiable]
fn abs<T: Real>(a: Complex<T>) -> T {
    a.re.hypot(a.im)
}

#[differentiable]
fn mandel<T: Real>(c: Complex<T>, #[constant] n: usize) -> T {
    let mut z = Complex {
        re: T::zero(),
        im: T::zero(),
    };
    for _ in 0..n {
        z = add(mul(z, z), c);
        if abs(z) > T::from_f64(4.0) {
            break;
        }
    }
    let zero = Complex::<T> {
        re: T::one(),
        im: T::zero(),
    };
    abs(z) + abs(zero)
}

#[differentiable]
fn collected<T: Real>(x: &[T]) -> T {
    let squares: Vec<T> = x.iter().map(|&v| v * v).collect();
    let mut cum = Vec::new();
    let mut total = T::zero();
    for s in &squares {
        total += *s;
        cum.push(total);
    }
    let w: Vec<T> = cum.windows(2).map(|p| (p[1] - p[0]).sqrt()).collect();
    let mut grid = vec![vec![T::zero(); 2]; x.len()];
    for (i, row) in grid.iter_mut().enumerate() {
        row[0] = x[i];
        row[1] = x[i].exp();
    }
    let mean = x.iter().copied().sum::<T>() / T::from_f64(x.len() as f64);
    let var = x.iter().map(|v| (*v - mean).powi(2)).sum::<T>();
    let best = x.iter().copied().fold(T::from_f64(f64::NEG_INFINITY), |a, b| a.max(b));
    let f = |u: T| -> T { u * u + T::one() };
    let g = |u, k: usize| grid[k][1] * u;
    w.iter().copied().sum::<T>() + var.ln() * best + f(mean) * g(x[0], 1) + grid[2][0] * cum[cum.len() - 1]
}

#[differentiable]
fn horner<T: Real, const N: usize>(c: &[T; N], x: T) -> (T, T) {
    let mut p = c[N - 1];
    let mut d = T::zero();
    for k in (0..N - 1).rev() {
        d = d * x + p;
        p = p * x + c[k];
    }
    (p, d)
}

#[differentiable]
fn newton<T: Real, const N: usize>(c: &[T; N], start: T) -> T {
    let mut x = start;
    let mut iterations = 0;
    loop {
        let (p, d) = horner(c, x);
        let dx = p / d;
        x -= dx;
        iterations += 1;
        if dx.abs() < T::from_f64(1e-13) || iterations > 50 {
            break x;
        }
    }
}

#[differentiable]
fn lorenz<T: Real>(s: &[T; 3], p: (T, T, T)) -> [T; 3] {
    let (sigma, rho, beta) = p;
    [
        sigma * (s[1] - s[0]),
        s[0] * (rho - s[2]) - s[1],
        s[0] * s[1] - beta * s[2],
    ]
}

#[differentiable]
fn axpy<T: Real>(a: T, x: &[T], y: &mut [T]) {
    for (yi, xi) in y.iter_mut().zip(x) {
        *yi += a * *xi;
    }
}

#[differentiable]
fn axpy_in_place<T: Real>(y: &mut [T], x: &[T]) {
    axpy(T::from_f64(0.5), x, y);
}

#[differentiable]
fn rk4<T: Real>(s: [T; 3], p: (T, T, T), h: f64, #[constant] n: usize) -> [T; 3] {
    let mut y = s;
    let dt = T::from_f64(h);
    for _ in 0..n {
        let k1 = lorenz(&y, p);
        let mut t = y;
        axpy(dt * T::from_f64(0.5), &k1, &mut t);
        let k2 = lorenz(&t, p);
        let mut t = y;
        axpy(dt * T::from_f64(0.5), &k2, &mut t);
        let k3 = lorenz(&t, p);
        let mut t = y;
        axpy(dt, &k3, &mut t);
        let k4 = lorenz(&t, p);
        for i in 0..3 {
            y[i] += dt / T::from_f64(6.0) * (k1[i] + T::from_f64(2.0) * (k2[i] + k3[i]) + k4[i]);
        }
    }
    y
}

#[derive(Differentiable, Clone, Debug)]
struct Net<T: Real, const H: usize> {
    w1: [[T; 2]; H],
    b1: [T; H],
    w2: [T; H],
}

#[differentiable]
fn predict<T: Real, const H: usize>(net: &Net<T, H>, x: &[T; 2]) -> T {
    let mut out = T::zero();
    for h in 0..H {
        let mut a = net.b1[h];
        for k in 0..2 {
            a += net.w1[h][k] * x[k];
        }
        out += net.w2[h] * a.tanh();
    }
    out
}

#[differentiable]
fn loss<T: Real, const H: usize>(net: &Net<T, H>, #[constant] data: &[([T; 2], T)]) -> T {
    let mut total = T::zero();
    for (x, y) in data {
        let r = predict(net, x) - *y;
        total += r * r;
    }
    total / T::from_f64(data.len() as f64)
}

#[differentiable]
fn mixed_kinds<A: Real, B: Real>(a: &Complex<A>, b: &Complex<B>, w: f64) -> f64 {
    let m = a.re.sqrt() * a.im.exp();
    let n = (b.re * b.im).abs().sqrt().ln();
    let k = b.re.powi(3) / b.im.tan() + b.re.max(b.im);
    let q = abs(Complex { re: a.re.sqrt(), im: m });
    (m + q).to_f64() * (n * k).to_f64().sin() * w.sqrt() + m.to_f64().powf(w)
}

#[differentiable]
fn piecewise<T: Real>(x: T) -> T {
    match x {
        v if v < T::zero() => -v,
        v if v > T::from_f64(2.0) => {
            let y = v - T::one();
            y * y
        }
        v => v.sin(),
    }
}

#[differentiable]
fn early<T: Real>(x: &[T], limit: T) -> T {
    for (i, v) in x.iter().enumerate() {
        if *v > limit {
            return *v * *v * T::from_f64(i as f64);
        }
    }
    T::zero()
}

#[differentiable]
fn tuple<T: Real>(x: (T, T), y: [(T, T); 2]) -> (T, Vec<T>) {
    let (a, b) = x;
    let mut v = vec![a; 2];
    v[1] = b * y[1].0;
    v.push(y[0].1.exp());
    (a * b + y[0].0, v)
}

#[differentiable]
fn reversed<T: Real>(x: T) -> T {
    let v: Vec<T> = vec![x, T::one()];
    let mut w = v.clone();
    w.swap(0, 1);
    w.iter().rev().zip(v.iter().skip(1)).map(|(a, b)| *a * *b).sum::<T>() + v[0].abs()
}

numbers!(Complex<f64>, ComplexTangent<f64>; { re, im });
numbers!(Net<f64, 2>, NetTangent<f64, 2>; { w1, b1, w2 });

const X: [f64; 3] = [0.4, 0.7, 1.3];

#[test]
fn numbers_of_one_type() {
    let c = Complex { re: 0.4, im: 0.7 };
    check!(mandel; c = c, const 4);
    check!(collected; &x = X.to_vec());
    check!(newton; &c = [-1.8, 0.1, 1.0], start = 1.5);
    check_in_place!(axpy_in_place; y = X.to_vec(); &x = vec![0.2, -0.3, 1.1]);
    check_map!(rk4; s = X, p = (10.0, 28.0, 2.5), h = 0.01, const 3);
    check!(piecewise; x = -0.6_f64);
    check!(piecewise; x = 0.6_f64);
    check!(piecewise; x = 2.6_f64);
    check!(early; &x = X.to_vec(), limit = 0.5);
    check!(early; &x = X.to_vec(), limit = 1.5);
    check_map!(tuple; x = (0.4_f64, 0.7), y = [(0.2, -0.3), (1.1, 0.6)]);
    check!(reversed; x = 0.7_f64);
    let net = Net {
        w1: [[0.1, 0.2], [0.3, -0.4]],
        b1: [0.0, 0.1],
        w2: [0.5, -0.6],
    };
    check!(loss; &net = net, const &[([0.3, 0.4], 1.0), ([0.1, -0.2], 0.5)]);
}

/// Where a function has two number types, the compiler alone knows of which a field is.
#[test]
fn numbers_of_several_types() {
    check!(mixed_kinds; &a = Complex { re: 0.4, im: 0.7 }, &b = Complex { re: 1.5, im: 0.9 }, w = 0.8);
}

/// The gradient of literals has the type that literals have.
#[test]
fn gradients_of_literals() {
    let gradient = newton::grad(&[-2.0, 0.0, 1.0], 1.5).0;
    let dual = newton(
        &[Dual::constant(-2.0), Dual::constant(0.0), Dual::variable(1.0)],
        Dual::constant(1.5),
    );
    assert!((gradient[2] - dual.tangent) * 1e12 < 1.0);
}
