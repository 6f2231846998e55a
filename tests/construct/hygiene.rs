//! Names of the user's that generated code might use too.
#![allow(clippy::useless_vec)]

use crate::{check, check_map};
use pullback::prelude::*;

#[differentiable]
fn generated_names(x: f64, x_bar: f64, x_dot: f64, seed: f64) -> f64 {
    let result = x * x_bar;
    let result_bar = result.sin();
    let pullback = result_bar * x_dot;
    let value = pullback * seed + x;
    let mut sum_bar = 0.0;
    let iterations = 3;
    let mut trips = 0;
    let stop = value > 100.0;
    for index in 0..iterations {
        sum_bar += value * index as f64 * x;
        trips += 1;
        if stop {
            break;
        }
    }
    let branch = if trips > 2 { sum_bar } else { result };
    let chosen = branch * branch;
    let tangent = chosen + 1.0;
    let condition = tangent > 0.0;
    let x_shadow = if condition { tangent } else { chosen };
    let contribution = x_shadow * value;
    let left = contribution / (1.0 + x * x);
    let product_bar = left * x_bar;
    product_bar + seed
}

#[differentiable]
fn twin(twin: f64) -> f64 {
    let vec = vec![twin, twin * twin];
    let core = vec[0] * vec[1];
    let std = core.exp();
    let (forward, vjp) = (std * twin, core);
    forward * vjp
}

#[differentiable]
fn raw(r#type: f64, r#match: f64) -> f64 {
    let r#loop = r#type * r#match;
    let mut r#fn = r#loop.sin();
    for _ in 0..2 {
        r#fn *= r#loop;
    }
    r#fn
}

#[differentiable]
fn grad(value_and_grad: f64, jvp: &[f64]) -> f64 {
    let mut seed = value_and_grad;
    for primal in jvp {
        seed *= primal + seed;
    }
    seed
}

#[differentiable]
fn forward(tangent: f64, zero: f64) -> f64 {
    grad(tangent, &[zero, tangent])
}

#[differentiable]
#[allow(non_snake_case, clippy::needless_late_init)]
fn capitals(K: f64, T: &[f64]) -> f64 {
    let A = K * K;
    let (B, C) = (A * T[0], A + T[1]);
    let mut D = B * C;
    for X in T {
        D += X * A;
    }
    for I in 0..3 {
        D *= C + I as f64;
    }
    let Ψ: f64 = D.sin();
    let F = |Y: f64, Z: f64| Y * Z * A;
    let S: f64 = T.iter().map(|V| V * V).sum();
    let [P, Q] = [A, B];
    let R = if D > 0.0 { P * Q } else { P };
    F(B, C) + D + S + Ψ + R
}

#[test]
fn variables_may_be_called_anything() {
    check!(capitals; x = 0.7, &y = vec![0.3, -0.4]);
    check!(generated_names; x = 0.7, x_bar = 1.2, x_dot = -0.4, seed = 0.3);
    check!(twin; x = 0.7);
    check!(raw; a = 0.7, b = 1.2);
    check!(grad; x = 0.7, &y = vec![0.4, -0.3]);
    check!(forward; x = 0.7, y = 1.2);
}

mod shadowed_prelude {
    use super::differentiable;

    #[allow(dead_code)]
    pub struct Vec;
    #[allow(dead_code, clippy::enum_variant_names)]
    pub enum Option {
        Some,
        None,
    }
    #[allow(dead_code)]
    pub trait Default {}
    #[allow(dead_code)]
    pub trait Clone {}
    #[allow(dead_code)]
    pub trait FnOnce {}
    #[allow(dead_code)]
    pub trait Iterator {}
    #[allow(dead_code)]
    pub mod core {}

    #[differentiable]
    pub fn stencil(x: &[f64], n: usize) -> f64 {
        let mut sum = 0.0;
        for i in 1..x.len() {
            if i == n {
                return sum * x[i];
            }
            sum += x[i] * x[i - 1].sin();
            sum = if sum > 0.1 { sum * x[0] } else { sum };
        }
        sum
    }
}
use shadowed_prelude::stencil;

#[test]
fn names_of_the_standard_library_may_be_taken() {
    check!(stencil; &x = vec![0.3, 1.2, -0.5], const 5);
    check!(stencil; &x = vec![0.3, 1.2, -0.5], const 2);
}

macro_rules! family {
    ($($name:ident: $power:literal),*) => {$(
        #[differentiable]
        fn $name(x: f64) -> f64 {
            let y = x.powi($power);
            y * y.sin()
        }
    )*};
}
family!(second: 2, third: 3);

#[test]
fn functions_may_come_from_macros() {
    check!(second; x = 0.7);
    check!(third; x = 0.7);
}

#[test]
fn functions_may_stand_inside_functions() {
    #[differentiable]
    fn inner(x: f64) -> f64 {
        const TWO: f64 = 2.0;
        TWO * x.sin()
    }
    #[differentiable]
    fn outer(x: f64) -> f64 {
        inner(x) * inner(inner(x))
    }
    check!(outer; x = 0.7);
}

type Number = f64;
type Row = [Number; 2];

#[differentiable]
fn aliased_types(x: Number, row: &Row, rows: &[Row]) -> Row {
    let mut sum: Number = 0.0;
    for r in rows {
        sum += r[0] * row[1] * x;
    }
    [sum, x * row[0]]
}

#[differentiable]
fn unit_result(_x: f64) {}

#[differentiable]
#[must_use]
#[inline(always)]
pub(crate) fn with_attributes(x: f64, #[allow(unused_variables)] unused: f64) -> f64 {
    #[allow(unused_mut)]
    let mut y = x * x;
    #[allow(clippy::identity_op)]
    let z = y * 1.0;
    z
}

#[test]
fn aliases_attributes_and_visibilities() {
    check_map!(aliased_types; x = 0.7, &row = [0.3, 1.2], &rows = vec![[0.4, 0.5], [-0.6, 0.7]]);
    check!(with_attributes; x = 0.7, y = 0.3);
    let ((), pullback) = unit_result::vjp(0.7);
    assert_eq!(pullback(()), 0.0);
}
