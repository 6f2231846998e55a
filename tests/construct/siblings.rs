//! All that stands beside a method: its derivatives of first and second order, for every kind of receiver.

use crate::check::{self, close};
use pullback::prelude::*;

#[derive(Differentiable, Clone, Copy, Debug)]
struct Spring {
    k: f64,
    damping: f64,
}

#[differentiable]
impl Spring {
    fn energy(&self, x: f64) -> f64 {
        0.5 * self.k * x * x + (self.damping * x).sin()
    }
    fn owned(self, x: f64) -> f64 {
        self.k.ln() * x.powi(3) * self.damping
    }
    fn made(k: f64, x: f64) -> f64 {
        Spring { k, damping: k * x }.energy(x)
    }
    fn forces(&self, x: &[f64]) -> Vec<f64> {
        x.iter().map(|x| -self.k * x - self.damping * x * x).collect()
    }
    fn along(&self, #[constant] scale: f64, path: &[f64]) -> f64 {
        path.iter().map(|x| self.energy(*x) * scale).sum()
    }
}

const SPRING: Spring = Spring { k: 1.7, damping: 0.6 };

/// A function of the spring's numbers and `x`, in this order.
fn of_all(f: impl Fn(Spring, f64) -> f64) -> impl Fn(&[f64]) -> f64 {
    move |p| f(Spring { k: p[0], damping: p[1] }, p[2])
}

#[test]
fn a_shared_receiver() {
    let at = [1.7, 0.6, 0.4];
    let f = of_all(|spring, x| spring.energy(x));
    let (value, (spring, x)) = SPRING.energy_value_and_grad(0.4);
    assert_eq!(value, SPRING.energy(0.4));
    check::gradient(&f, &at, &[spring.k, spring.damping, x]);
    let (again, again_x) = SPRING.energy_grad(0.4);
    assert_eq!((again.k, again.damping, again_x), (spring.k, spring.damping, x));
    let (_, pullback) = SPRING.energy_vjp(0.4);
    let (doubled, _) = pullback(2.0);
    close("twice the seed", doubled.k, 2.0 * spring.k);
    let direction = SpringTangent { k: 0.3, damping: -0.2 };
    let (_, tangent) = SPRING.energy_jvp(0.4, &direction, 0.7);
    close("jvp", tangent, 0.3 * spring.k - 0.2 * spring.damping + 0.7 * x);
    let gradient = |p: &[f64]| {
        let (spring, x) = Spring { k: p[0], damping: p[1] }.energy_grad(p[2]);
        vec![spring.k, spring.damping, x]
    };
    let hessian = SPRING.energy_hessian(0.4);
    check::second(gradient, &at, &hessian);
    let ((_, _), (h, h_x)) = SPRING.energy_hvp(0.4, &direction, 0.7);
    for (row, got) in hessian.iter().zip([h.k, h.damping, h_x]) {
        close("hvp", got, 0.3 * row[0] - 0.2 * row[1] + 0.7 * row[2]);
    }
    let jacobian = SPRING.energy_jacobian(0.4);
    assert_eq!(jacobian.len(), 1);
    close("jacobian", jacobian[0][2], x);
    let (mut sum, mut sum_x) = (SpringTangent { k: 0.0, damping: 0.0 }, 0.0);
    for _ in 0..2 {
        assert_eq!(SPRING.energy_value_and_grad_into(0.4, &mut sum, &mut sum_x), value);
    }
    close("into", sum.k, 2.0 * spring.k);
    close("into", sum_x, 2.0 * x);
}

#[test]
fn a_receiver_by_value() {
    let at = [1.7, 0.6, 0.4];
    let f = of_all(|spring, x| spring.owned(x));
    let (spring, x) = SPRING.owned_grad(0.4);
    check::gradient(&f, &at, &[spring.k, spring.damping, x]);
    let gradient = |p: &[f64]| {
        let (spring, x) = Spring { k: p[0], damping: p[1] }.owned_grad(p[2]);
        vec![spring.k, spring.damping, x]
    };
    let hessian = SPRING.owned_hessian(0.4);
    check::second(gradient, &at, &hessian);
    let direction = SpringTangent { k: 0.3, damping: -0.2 };
    let (_, tangent) = SPRING.owned_jvp(0.4, direction.clone(), 0.7);
    close("jvp", tangent, 0.3 * spring.k - 0.2 * spring.damping + 0.7 * x);
    let (_, (h, _)) = SPRING.owned_hvp(0.4, direction, 0.7);
    close(
        "hvp",
        h.k,
        0.3 * hessian[0][0] - 0.2 * hessian[0][1] + 0.7 * hessian[0][2],
    );
    close("jacobian", SPRING.owned_jacobian(0.4)[0][0], spring.k);
}

#[test]
fn an_associated_function() {
    let (k, x) = Spring::made_grad(1.3, 0.4);
    check::gradient(|p| Spring::made(p[0], p[1]), &[1.3, 0.4], &[k, x]);
    let gradient = |p: &[f64]| {
        let (k, x) = Spring::made_grad(p[0], p[1]);
        vec![k, x]
    };
    let hessian = Spring::made_hessian(1.3, 0.4);
    check::second(gradient, &[1.3, 0.4], &hessian);
    let (_, (h, _)) = Spring::made_hvp(1.3, 0.4, 1.0, 0.0);
    close("hvp", h, hessian[0][0]);
    close("jvp", Spring::made_jvp(1.3, 0.4, 0.0, 1.0).1, x);
    close("jacobian", Spring::made_jacobian(1.3, 0.4)[0][1], x);
    let (mut sum_k, mut sum_x) = (0.0, 0.0);
    Spring::made_value_and_grad_into(1.3, 0.4, &mut sum_k, &mut sum_x);
    close("into", sum_k, k);
    close("into", sum_x, x);
}

#[test]
fn a_result_with_many_numbers() {
    let x = [0.4, -0.3, 1.1];
    let jacobian = SPRING.forces_jacobian(&x);
    assert_eq!((jacobian.len(), jacobian[0].len()), (3, 5));
    for (i, row) in jacobian.iter().enumerate() {
        let force = |p: &[f64]| Spring { k: p[0], damping: p[1] }.forces(&p[2..])[i];
        check::gradient(force, &[1.7, 0.6, 0.4, -0.3, 1.1], row);
    }
    let (_, pullback) = SPRING.forces_vjp(&x);
    let (spring, by_x) = pullback(vec![1.0, 0.0, 2.0]);
    close("vjp", spring.k, jacobian[0][0] + 2.0 * jacobian[2][0]);
    close("vjp", by_x[2], 2.0 * jacobian[2][4]);
}

#[test]
fn a_constant_argument() {
    let path = [0.4, -0.3];
    let (spring, by_path) = SPRING.along_grad(0.5, &path);
    let f = |p: &[f64]| Spring { k: p[0], damping: p[1] }.along(0.5, &p[2..]);
    check::gradient(
        f,
        &[1.7, 0.6, 0.4, -0.3],
        &[spring.k, spring.damping, by_path[0], by_path[1]],
    );
    assert_eq!(SPRING.along_hessian(0.5, &path).len(), 4);
    let (mut sum, mut sum_path) = (SpringTangent { k: 0.0, damping: 0.0 }, Vec::new());
    SPRING.along_value_and_grad_into(0.5, &path, &mut sum, &mut sum_path);
    assert_eq!(sum_path, by_path);
}

#[derive(Differentiable, Clone, Debug)]
struct Polynomial<T, const N: usize> {
    coefficients: [T; N],
}

#[differentiable]
impl<T: Real, const N: usize> Polynomial<T, N> {
    fn at(&self, x: T) -> T {
        let mut value = T::zero();
        for i in (0..N).rev() {
            value = value * x + self.coefficients[i];
        }
        value
    }
}

#[test]
fn a_generic_block() {
    let polynomial = Polynomial {
        coefficients: [0.3, -0.7, 1.1],
    };
    let (by_self, x) = polynomial.at_grad(0.6);
    let f = |p: &[f64]| {
        Polynomial {
            coefficients: [p[0], p[1], p[2]],
        }
        .at(p[3])
    };
    let [a, b, c] = by_self.coefficients;
    check::gradient(f, &[0.3, -0.7, 1.1, 0.6], &[a, b, c, x]);
    let gradient = |p: &[f64]| {
        let (by_self, x) = Polynomial {
            coefficients: [p[0], p[1], p[2]],
        }
        .at_grad(p[3]);
        let mut all = by_self.coefficients.to_vec();
        all.push(x);
        all
    };
    check::second(gradient, &[0.3, -0.7, 1.1, 0.6], &polynomial.at_hessian(0.6));
    let direction = PolynomialTangent {
        coefficients: [0.0, 1.0, 0.0],
    };
    close("jvp", polynomial.at_jvp(0.6, &direction, 0.0).1, b);
}
