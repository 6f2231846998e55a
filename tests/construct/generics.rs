//! Functions over any number, `T: Real`: at `f64`, at `f32`, and at `Dual`, whose derivative is that of the generated tangent.

use crate::{check, check_in_place, check_map, numbers};
use pullback::prelude::*;
use pullback::{Dual, Real};

#[differentiable]
fn norm<T: Real>(x: &[T]) -> T {
    let mut sum = T::zero();
    for v in x {
        sum += *v * *v;
    }
    sum.sqrt()
}

#[test]
fn a_slice_of_numbers() {
    check!(norm; &x = vec![0.3_f64, -0.8, 1.7]);
}

#[differentiable]
fn dot<T>(x: &[T], y: &[T]) -> T
where
    T: Real,
{
    x.iter().zip(y).map(|(a, b)| *a * *b).sum()
}

#[differentiable]
fn product<T: Real>(x: &[T]) -> T {
    x.iter().copied().product::<T>()
        + x.iter()
            .map(|v| v.exp())
            .fold(T::one(), |a, b| a + b * T::from_f64(0.1))
}

#[test]
fn chains_that_end_in_a_number() {
    check!(dot; &x = vec![0.3_f64, -0.8, 1.7], &y = vec![1.1_f64, 0.4, -0.2]);
    check!(product; &x = vec![0.3_f64, -0.8, 1.7]);
}

#[differentiable]
fn every_method<T: Real>(x: T, y: T) -> T {
    let a = x.sin() + x.cos() * y.tan() - x.asin() * y.acos() + x.atan() + y.atan2(x);
    let b = x.sinh() * y.cosh() + x.tanh() + x.asinh() + (y + T::one()).acosh() + x.atanh();
    let c = x.exp() + y.exp2() + x.exp_m1() + y.ln() + x.log2() + y.log10() + x.ln_1p() + y.log(x + T::from_f64(2.0));
    let d = x.sqrt() + y.cbrt() + x.recip() + x.hypot(y) + x.powi(3) + y.powi(-2) + x.powf(y);
    let e = (x - y).abs() + x.max(y) + x.min(y) + x.mul_add(y, a) + (x * y).clamp(T::zero(), y) + x.copysign(-y);
    let f = (x * T::from_f64(7.3)).fract() + (y * T::from_f64(5.1)) % x + x.to_degrees() * y.to_radians();
    let (s, k) = y.sin_cos();
    let n = -x.floor() + y.ceil() + x.round() + y.trunc() + x.signum() + (y + y).rem_euclid(x);
    a * b + c * d + e.sqrt() + f * s - k * n
}

#[test]
fn the_methods_of_numbers() {
    check!(every_method; x = 0.37_f64, y = 0.62_f64);
}

#[differentiable]
fn in_function_form<T: Real>(x: T, y: T) -> T {
    T::sin(x) * T::max(x, y) + Real::exp(y) - <T as Real>::powi(x, 2) + T::hypot(x, y)
}

#[test]
fn methods_called_as_functions() {
    check!(in_function_form; x = 0.37_f64, y = 0.62_f64);
}

#[differentiable]
fn constants<T: Real>(x: T) -> T {
    let pi = T::from_f64(std::f64::consts::PI);
    let half: T = T::from_f64(0.5);
    let two = <T as Real>::from_f64(2.0);
    let mut total = T::default();
    let steps = 4;
    let h = T::from_f64(1.0 / steps as f64);
    for i in 0..steps {
        let t = T::from_f64(i as f64) * h + half * h;
        total += (pi * t * x).sin() * h / two;
    }
    if total > T::zero() && x < T::one() {
        total.ln()
    } else {
        -total
    }
}

#[test]
fn constants_of_the_number_type() {
    check!(constants; x = 0.7_f64);
    check!(constants; x = 1.7_f64);
}

/// The width of a Gaussian is a plain `f64`, and a parameter all the same.
#[differentiable]
fn mixed<T: Real>(x: &[T], width: f64) -> T {
    let scale = T::from_f64(width * width);
    let mut sum = T::zero();
    let mut weight = 1.0;
    for v in x {
        sum += T::from_f64(weight) * (-*v * *v / (scale + scale)).exp();
        weight *= 0.5 * width;
    }
    sum
}

/// Derivatives flow through `to_f64`, as they do through `x as f64`.
#[differentiable]
fn there_and_back<T: Real>(x: T, y: T) -> f64 {
    let a = x.to_f64();
    let b = (y * x).to_f64().sin() * 0.5;
    a * b + T::from_f64(a).to_f64()
}

#[differentiable]
fn held<T: Real>(x: T) -> T {
    let size = constant(x.abs());
    x * size
}

#[test]
fn plain_numbers_beside_generic_ones() {
    check!(mixed; &x = vec![0.3_f64, -0.8, 1.7], width = 0.9_f64);
    check!(there_and_back; x = 0.4_f64, y = 1.3_f64);
    assert_eq!(held::grad(-3.0_f64), 3.0);
}

#[differentiable]
fn two_types<A: Real, B: Real>(a: &[A], b: B) -> (A, B) {
    let mut sum = A::zero();
    for v in a {
        sum += v.sin() * A::from_f64(0.5);
    }
    let shrunk = B::from_f64(0.1) * b.sqrt();
    (sum, shrunk.exp() + B::from_f64(sum.to_f64()) * b)
}

#[test]
fn several_number_types() {
    check_map!(two_types; &a = vec![0.4_f64, 1.9], b = 2.5_f64);
    let (value, pullback) = two_types::vjp(&[0.4_f32], 2.5_f64);
    let (a, b): (Vec<f32>, f64) = pullback((1.0, 0.0));
    assert_eq!(value.0, 0.4_f32.sin() * 0.5);
    assert!((a[0] - 0.5 * 0.4_f32.cos()).abs() < 1e-6 && b == 0.0);
}

// ---- structs -------------------------------------------------------------------------------------------------------------

#[derive(Differentiable, Clone, Copy, Debug)]
struct Point<T> {
    x: T,
    y: T,
}
numbers!(Point<f64>, PointTangent<f64>; { x, y });

#[differentiable]
fn length<T: Real>(p: &Point<T>) -> T {
    (p.x * p.x + p.y * p.y).sqrt()
}

#[differentiable]
fn between<T: Real>(p: Point<T>, q: &Point<T>) -> Point<T> {
    let half = T::from_f64(0.5);
    Point {
        x: (p.x + q.x) * half,
        y: (p.y + q.y) * half,
    }
}

#[differentiable]
fn bent<T: Real>(p: &Point<T>, q: Point<T>) -> T {
    let middle = between(*p, &q);
    let angle = p.y.atan2(p.x);
    let root = angle.cos().abs().sqrt();
    length(&middle) * length::<T>(p) + root * q.x.exp() + norm(&[root, q.y])
}

#[derive(Differentiable, Clone, Debug)]
struct Mixture<T: Real> {
    weights: Vec<T>,
    centres: Vec<Point<T>>,
    spread: (T, T),
    #[constant]
    scale: T,
}
numbers!(Mixture<f64>, MixtureTangent<f64>; { weights, centres, spread });

#[differentiable]
fn density<T: Real>(mixture: &Mixture<T>, at: &Point<T>) -> T {
    let mut sum = T::zero();
    for (weight, centre) in mixture.weights.iter().zip(&mixture.centres) {
        let (dx, dy) = (
            (at.x - centre.x) / mixture.spread.0,
            (at.y - centre.y) / mixture.spread.1,
        );
        sum += *weight * (-(dx * dx + dy * dy) / mixture.scale).exp();
    }
    sum.ln()
}

impl crate::check::Numbers for Point<Dual<f64>> {
    fn read(&self, numbers: &mut Vec<f64>) {
        numbers.extend([self.x.value, self.y.value]);
    }
    fn write(&mut self, _: &mut dyn Iterator<Item = f64>) {}
}

#[test]
fn structs_of_numbers() {
    let (p, q) = (Point { x: 0.4, y: 0.9 }, Point { x: -0.7, y: 1.2 });
    check!(length; &p = p);
    check_map!(between; p = p, &q = q);
    check!(bent; &p = p, q = q);
    let mixture = Mixture {
        weights: vec![0.3, 0.7],
        centres: vec![p, q],
        spread: (0.8, 1.1),
        scale: 2.0,
    };
    check!(density; &mixture = mixture, &at = Point { x: 0.1, y: 0.2 });
}

// ---- calls ---------------------------------------------------------------------------------------------------------------

#[differentiable]
fn newton<T: Real>(a: T, start: T, #[constant] steps: usize) -> T {
    let mut x = start;
    for _ in 0..steps {
        let f = x * x * x - a;
        let slope = T::from_f64(3.0) * x * x;
        let next = x - f / slope;
        if (next - x).abs() < T::from_f64(1e-14) {
            return next;
        }
        x = next;
    }
    x
}

#[differentiable]
fn pendulum<T: Real>(state: [T; 2], damping: T) -> [T; 2] {
    [state[1], -state[0].sin() - damping * state[1]]
}

#[differentiable]
fn runge_kutta<T: Real>(state: [T; 2], damping: T, #[constant] steps: usize) -> [T; 2] {
    let h = T::from_f64(0.1);
    let (half, sixth) = (T::from_f64(0.5), T::one() / T::from_f64(6.0));
    let mut s = state;
    for _ in 0..steps {
        let k1 = pendulum(s, damping);
        let k2 = pendulum([s[0] + half * h * k1[0], s[1] + half * h * k1[1]], damping);
        let k3 = pendulum([s[0] + half * h * k2[0], s[1] + half * h * k2[1]], damping);
        let k4 = pendulum([s[0] + h * k3[0], s[1] + h * k3[1]], damping);
        for i in 0..2 {
            s[i] += h * sixth * (k1[i] + (k2[i] + k3[i]) * T::from_f64(2.0) + k4[i]);
        }
    }
    s
}

#[differentiable]
fn relax<T: Real>(x: &mut [T], rate: &T) {
    for i in 1..x.len() {
        let pull = (x[i - 1] - x[i]).tanh();
        x[i] += *rate * pull;
        x[i - 1] -= *rate * pull;
    }
}

#[differentiable]
fn relaxed<T: Real>(x: &[T], rate: T) -> T {
    let mut work = x.to_vec();
    for _ in 0..3 {
        relax(&mut work, &rate);
    }
    let n = work.len();
    relax(&mut work[..n - 1], &T::from_f64(0.5));
    dot(&work, x)
}

#[differentiable]
fn power<T: Real>(x: T, #[constant] n: u32) -> T {
    if n == 0 {
        return T::one();
    }
    let half = power::<T>(x, n / 2);
    if n % 2 == 1 { half * half * x } else { half * half }
}

#[differentiable]
fn concrete(x: &[f64], k: f64) -> f64 {
    let (p, q) = (Point { x: x[0], y: k }, Point { x: x[1], y: 0.5 });
    let orbit = runge_kutta([x[0], x[1]], k, 5);
    let small = f64::from(norm(&[k as f32, 0.25]));
    norm(x) * newton::<f64>(k, 1.0, 20)
        + bent(&p, q) * orbit[0]
        + orbit[1]
        + small * 0.0
        + relaxed(x, 0.1)
        + power(k, 5)
}

#[test]
fn called_from_each_other() {
    check!(newton; a = 1.9_f64, start = 1.0_f64, const 30);
    check_map!(runge_kutta; state = [0.4_f64, 1.1], damping = 0.2_f64, const 4);
    check_in_place!(relax; x = vec![0.3_f64, -0.8, 1.7]; &rate = 0.2_f64);
    check!(relaxed; &x = vec![0.3_f64, -0.8, 1.7], rate = 0.2_f64);
    check!(power; x = 1.2_f64, const 11);
    check!(concrete; &x = vec![0.8_f64, 0.3, 1.7], k = 1.4_f64);
}

/// The tangent that is carried by dual numbers through the function, and the one that is generated.
#[test]
fn dual_numbers_agree_with_generated_tangents() {
    fn agree(one: f64, other: f64) {
        assert!((one - other).abs() <= 1e-14 * one.abs().max(1.0), "{one} {other}");
    }
    let dual = |value, tangent| Dual::new(value, tangent);
    let (_, tangent) = every_method::jvp(0.37, 0.62, 0.3, -0.9);
    agree(tangent, every_method(dual(0.37, 0.3), dual(0.62, -0.9)).tangent);
    let (_, tangent) = newton::jvp(1.9, 1.0, 30, 0.3, 0.8);
    agree(tangent, newton(dual(1.9, 0.3), dual(1.0, 0.8), 30).tangent);
    let (_, tangent) = runge_kutta::jvp([0.4, 1.1], 0.2, 4, [0.5, -0.1], 0.3);
    let state = runge_kutta([dual(0.4, 0.5), dual(1.1, -0.1)], dual(0.2, 0.3), 4);
    agree(tangent[0], state[0].tangent);
    agree(tangent[1], state[1].tangent);
    let (p, q) = (Point { x: 0.4, y: 0.9 }, Point { x: -0.7, y: 1.2 });
    let (_, tangent) = bent::jvp(
        &p,
        q,
        &PointTangent { x: 0.2, y: -0.4 },
        PointTangent { x: 0.7, y: 0.1 },
    );
    let p = Point {
        x: dual(0.4, 0.2),
        y: dual(0.9, -0.4),
    };
    let q = Point {
        x: dual(-0.7, 0.7),
        y: dual(1.2, 0.1),
    };
    agree(tangent, bent(&p, q).tangent);
}

/// Reverse mode over dual numbers: the gradient, and its derivative in a direction.
#[test]
fn gradients_of_dual_numbers_carry_second_derivatives() {
    let (x, direction) = ([0.3, -0.8, 1.7], [0.4, 0.9, -0.2]);
    let shifted = |h: f64| {
        let x: Vec<f64> = x.iter().zip(direction).map(|(x, d)| x + h * d).collect();
        relaxed::grad(&x, 0.2 + h)
    };
    let duals: Vec<Dual<f64>> = x.iter().zip(direction).map(|(x, d)| Dual::new(*x, d)).collect();
    let (by_x, by_rate) = relaxed::grad(&duals, Dual::variable(0.2));
    let h = 1e-5;
    let (after, before) = (shifted(h), shifted(-h));
    for i in 0..3 {
        let want = (after.0[i] - before.0[i]) / (2.0 * h);
        assert!((by_x[i].tangent - want).abs() < 1e-6, "{} {want}", by_x[i].tangent);
    }
    let want = (after.1 - before.1) / (2.0 * h);
    assert!((by_rate.tangent - want).abs() < 1e-6, "{} {want}", by_rate.tangent);
}

#[test]
fn companions_take_type_arguments() {
    assert_eq!(
        dot::<f64>::grad(&[3.0, 4.0], &[0.5, 1.0]),
        (vec![0.5, 1.0], vec![3.0, 4.0])
    );
    assert_eq!(
        dot::<f32>::grad(&[3.0, 4.0], &[0.5, 1.0]),
        (vec![0.5, 1.0], vec![3.0, 4.0])
    );
    assert_eq!(dot::grad(&[3.0_f32], &[0.5]), (vec![0.5], vec![3.0]));
    let (value, pullback) = dot::<f64>::vjp(&[3.0, 4.0], &[0.5, 1.0]);
    assert_eq!((value, pullback(10.0).0), (5.5, vec![5.0, 10.0]));
    assert_eq!(norm::<f64>::jvp(&[3.0, 4.0], &[0.0, 1.0]), (5.0, 0.8));
    assert_eq!(two_types::<f64, f32>::jvp(&[0.0], 1.0, &[1.0], 0.0).1.0, 0.5);
}

mod fields_handed_on {
    use crate::check;
    use pullback::prelude::*;

    #[derive(Differentiable, Clone, Debug)]
    struct Poly<T> {
        c: Vec<T>,
        scale: T,
    }
    #[differentiable]
    fn horner<T: Real>(c: &[T], x: T) -> T {
        let mut v = T::zero();
        for &a in c.iter().rev() {
            v = v * x + a;
        }
        v
    }
    #[differentiable]
    impl<T: Real> Poly<T> {
        fn at(&self, x: T) -> T {
            horner(&self.c, x) * self.scale
        }
        fn sum(&self, xs: &[T]) -> T {
            let mut s = T::zero();
            for &x in xs {
                s += self.at(x);
            }
            s
        }
    }
    #[differentiable]
    fn use_poly(a: f64, xs: &[f64]) -> f64 {
        let p = Poly {
            c: vec![1.0, a, a * a],
            scale: a,
        };
        p.sum(xs)
    }
    #[test]
    fn methods_that_hand_a_field_on() {
        check!(use_poly; a = 0.7, &xs = vec![0.3, 0.5]);
    }
    #[differentiable]
    fn const_poly(#[constant] p: &Poly<f64>, x: f64) -> f64 {
        p.at(x) * horner(&p.c, x)
    }
    #[test]
    fn constant_fields_handed_on() {
        let p = Poly {
            c: vec![0.3, 0.4, 0.5],
            scale: 2.0,
        };
        check!(const_poly; const &p, x = 0.4);
    }
    #[differentiable]
    fn const_poly_generic<T: Real>(#[constant] p: &Poly<T>, x: T) -> T {
        p.at(x) * horner(&p.c, x)
    }
    #[test]
    fn constant_fields_of_any_number_handed_on() {
        let p = Poly {
            c: vec![0.3, 0.4, 0.5],
            scale: 2.0,
        };
        check!(const_poly_generic; const &p, x = 0.4);
    }
}
