//! Traits in scope that give floats and sequences methods with the names that generated code calls.

use pullback::prelude::*;

macro_rules! functions {
    () => {
        #[derive(Clone, Debug, Differentiable)]
        pub struct Planet {
            pub mass: f64,
            pub place: [f64; 2],
            pub masses: Vec<f64>,
        }
        #[differentiable]
        impl Planet {
            pub fn energy(&self, v: f64) -> f64 {
                self.mass * v * v + self.place[0]
            }
            pub fn grow(&mut self, by: f64) {
                self.mass *= by;
            }
        }
        #[differentiable]
        pub fn likelihood(x: &[f64], mu: f64, n: usize) -> f64 {
            let mut sum = 0.0;
            let mut work = vec![mu; 3];
            for i in 1..x.len() {
                if i == n {
                    return sum * x[i];
                }
                let residual = x[i] - mu * work[i % 3];
                work[i % 3] *= residual;
                sum += residual * x[i - 1].sin().abs();
                sum = if sum > 0.1 { sum * x[0] } else { sum };
            }
            while sum > 1.0 {
                sum *= 0.5;
            }
            sum + x.iter().map(|v| v * v).sum::<f64>()
        }
        #[differentiable]
        pub fn update(x: f64, y: &mut [f64]) {
            for v in y.iter_mut() {
                *v = *v * x;
            }
        }
        #[differentiable]
        pub fn structs(p: &Planet, x: f64) -> f64 {
            let mut q = p.clone();
            q.grow(1.5 * x);
            let mut w = [x, q.mass];
            update(q.place[1], &mut w);
            update(x, &mut q.masses);
            let m = q.masses[0];
            q.energy(w[0]) + w[1] * m + ::pullback::special::erf(x)
        }
        #[differentiable]
        pub fn generic<T: Real>(x: &[T]) -> T {
            let mut sum = T::zero();
            let mut work = x.to_vec();
            for v in x {
                sum += *v * own_g(*v);
            }
            work[0] = work[0] * sum;
            sum * x[0] + work[0]
        }
        #[differentiable]
        pub fn own_g<T: Real>(x: T) -> T {
            x * x.sin()
        }
        #[differentiable]
        pub fn grown(x: f64, n: usize) -> Vec<f64> {
            let mut v = vec![x];
            for i in 0..n {
                let last = v[i];
                v.push(last * x);
            }
            v
        }
        pub fn check() {
            let p = Planet {
                mass: 1.2,
                place: [0.3, 0.4],
                masses: vec![0.2, 0.3],
            };
            check_grad!(likelihood, &[0.3, 0.8, -0.2, 1.4], 0.4, 9);
            check_grad!(likelihood, &[0.3, 0.8, -0.2, 1.4], 0.4, 2);
            check_grad!(structs, &p, 0.7);
            check_grad!(generic, &[0.3, 0.8]);
            check_grad!(grown, 0.3, 3);
            let _ = structs::hessian(&p, 0.7);
            let _ = likelihood::hvp(&[0.3, 0.8], 0.4, 7, &[1.0, 0.0], 0.0);
        }
    };
}

mod on_floats {
    use super::*;
    macro_rules! hostile { ($($name:ident)*) => {
        pub trait Hostile { $(fn $name(&self) -> i8 { 0 })* }
        impl Hostile for f64 {}
        impl Hostile for [f64] {}
        impl Hostile for Vec<f64> {}
        impl<'a> Hostile for &'a [f64] {}
        impl<'a, const N: usize> Hostile for [f64; N] {}
        impl Hostile for usize {}
    } }
    hostile!(add sub get set take clear sum lend shadow mul neg inert pass pass_mut pass_again restore keep read write put_back absorb copy_to zero_shadow);
    functions!();
}
mod on_sequences {
    use super::*;
    macro_rules! hostile { ($($name:ident)*) => {
        pub trait Hostile { $(fn $name(&self) -> i8 { 0 })* }
        impl<T> Hostile for [T] {}
        impl<T> Hostile for Vec<T> {}
        impl<T, const N: usize> Hostile for [T; N] {}
    } }
    hostile!(add sub get set take clear sum lend shadow mul neg inert pass pass_mut pass_again inert_constant restore keep read write put_back absorb copy_to zero_shadow into_tangent);
    functions!();
}
mod on_values {
    use super::*;
    macro_rules! hostile { ($($name:ident)*) => {
        pub trait Hostile: Sized { $(fn $name(self) -> i8 { 0 })* }
        impl Hostile for f64 {}
        impl<'a, T> Hostile for &'a [T] {}
        impl<T> Hostile for Vec<T> {}
        impl<T, const N: usize> Hostile for [T; N] {}
    } }
    hostile!(add sub get set take clear sum lend shadow mul neg inert pass pass_mut pass_again inert_constant restore keep read write put_back absorb copy_to zero_shadow into_tangent);
    functions!();
}

#[test]
fn methods_of_floats() {
    on_floats::check();
}
#[test]
fn methods_of_sequences() {
    on_sequences::check();
}
#[test]
fn methods_that_take_values() {
    on_values::check();
}
