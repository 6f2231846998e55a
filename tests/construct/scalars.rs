//! Every method of `f64`, as a method and as a function, and the operators.
#![allow(clippy::eq_op, clippy::unnecessary_cast)]

use crate::check;
use pullback::prelude::*;

/// A function that uses one method twice, so that value and derivative both matter, and its test.
macro_rules! unary {
    ($($method:ident at $($x:expr),+;)+) => {$(
        #[test]
        fn $method() {
            #[differentiable]
            fn as_method(x: f64) -> f64 {
                let y = x.$method();
                y * x + y
            }
            #[differentiable]
            fn as_function(x: f64) -> f64 {
                let y = f64::$method(x * x - 0.25 * x);
                y * x + y * y
            }
            $(
                check!(as_method; x = $x);
                let half = 0.125 + f64::sqrt(0.015625 + $x);
                if half.is_finite() {
                    check!(as_function; x = half);
                }
            )+
        }
    )+};
}

unary! {
    sin at 0.7, -2.1;
    cos at 0.7, -2.1;
    tan at 0.7, -2.4;
    asin at 0.7, -0.2;
    acos at 0.7, -0.2;
    atan at 0.7, -2.1;
    sinh at 0.7, -2.1;
    cosh at 0.7, -2.1;
    tanh at 0.7, -2.1;
    asinh at 0.7, -2.1;
    acosh at 1.7, 4.1;
    atanh at 0.7, -0.3;
    exp at 0.7, -2.1;
    exp2 at 0.7, -2.1;
    exp_m1 at 0.7, -2.1;
    ln at 0.7, 2.1;
    log2 at 0.7, 2.1;
    log10 at 0.7, 2.1;
    ln_1p at 0.7, -0.1;
    sqrt at 0.7, 2.1;
    cbrt at 0.7, -2.1;
    recip at 0.7, -2.1;
    abs at 0.7, -2.1;
    signum at 0.7, -2.1;
    floor at 0.7, -2.1;
    ceil at 0.7, -2.1;
    round at 0.7, -2.1;
    round_ties_even at 0.7, -2.1;
    trunc at 0.7, -2.1;
    fract at 0.7, -2.1;
    to_degrees at 0.7, -2.1;
    to_radians at 0.7, -2.1;
}

macro_rules! binary {
    ($($method:ident at $(($x:expr, $y:expr)),+;)+) => {$(
        #[test]
        fn $method() {
            #[differentiable]
            fn as_method(x: f64, y: f64) -> f64 {
                let z = x.$method(y);
                z * x + z * y
            }
            #[differentiable]
            fn as_function(x: f64, y: f64) -> f64 {
                let z = f64::$method(x, y * 1.0);
                z * z * x
            }
            #[differentiable]
            fn by_the_first(x: f64, #[constant] y: f64) -> f64 {
                x * x.$method(y)
            }
            #[differentiable]
            fn by_the_second(#[constant] x: f64, y: f64) -> f64 {
                y * x.$method(y)
            }
            #[differentiable]
            fn of_itself(x: f64) -> f64 {
                let y = x * x;
                x.$method(y) * y.$method(x)
            }
            $(
                check!(as_method; x = $x, y = $y);
                check!(as_function; x = $x, y = $y);
                check!(by_the_first; x = $x, const $y);
                check!(by_the_second; const $x, y = $y);
                if $x > 0.0 {
                    check!(of_itself; x = $x);
                }
            )+
        }
    )+};
}

binary! {
    atan2 at (0.7, 1.2), (-0.7, -1.2), (0.3, -2.0);
    hypot at (0.7, 1.2), (-0.7, -1.2);
    powf at (0.7, 1.2), (2.1, -1.7);
    log at (0.7, 1.2), (2.1, 0.3);
    min at (0.7, 1.2), (1.2, 0.7);
    max at (0.7, 1.2), (1.2, 0.7);
    copysign at (0.7, 1.2), (0.7, -1.2), (-0.7, 1.2), (-0.7, -1.2);
    rem_euclid at (1.7, 0.6), (-1.7, 0.6), (2.3, -0.4);
    div_euclid at (1.7, 0.6), (-1.7, 0.6), (2.3, -0.4);
}

#[differentiable]
fn clamped(x: f64, low: f64, high: f64) -> f64 {
    let y = x.clamp(low, high);
    y * y * x + f64::clamp(low, -1.0, x)
}

#[differentiable]
fn fused(x: f64, y: f64, z: f64) -> f64 {
    x.mul_add(y, z) * f64::mul_add(z, x, 2.0)
}

#[differentiable]
fn sine_and_cosine(x: f64) -> f64 {
    let (s, c) = x.sin_cos();
    let pair = (x * x).sin_cos();
    let (a, b) = f64::sin_cos(c);
    s * c + pair.0 * pair.1 + a * b
}

#[test]
fn methods_of_several_numbers() {
    check!(clamped; x = 0.7, low = -1.1, high = 1.2);
    check!(clamped; x = -0.7, low = 0.1, high = 1.2);
    check!(clamped; x = 2.7, low = 0.1, high = 1.2);
    check!(fused; x = 0.7, y = -1.1, z = 1.2);
    check!(sine_and_cosine; x = 0.7);
}

#[differentiable]
fn whole_powers(x: f64, n: i32) -> f64 {
    let fixed = x.powi(0) + x.powi(1) + x.powi(2) - x.powi(3) * x.powi(4) + x.powi(7) + x.powi(-1) + x.powi(-3);
    fixed * x.powi(n) + f64::powi(fixed, n - 1)
}

#[test]
fn powi() {
    for n in [-2, -1, 0, 1, 2, 5] {
        check!(whole_powers; x = 0.7, const n);
        check!(whole_powers; x = -1.3, const n);
    }
}

#[differentiable]
fn operators(x: f64, y: f64) -> f64 {
    let a = -x + 2.0 * y - (x - y) / (x * y);
    let b = a % y - -y % 0.3;
    let c = 1.0 / a - 3.0 % x;
    -(-a * -b) / -(c * c + 1.0) - 1.0
}

#[differentiable]
fn single(x: f64) -> f64 {
    x * x + x / x - (x - x) * x
}

#[test]
fn operators_of_numbers() {
    check!(operators; x = 0.7, y = 1.9);
    check!(single; x = 0.7);
}

#[differentiable]
fn casts(x: f64, n: usize) -> f64 {
    let m = (n * 3) as f64 / n as f64;
    let whole = x as i64;
    let bits = (x > 0.5) as u8 as f64;
    let k = f64::from(n as u32) + whole as f64 + bits;
    (x as f64 * m).powi(n as i32) + k * x + f64::from(3_u8)
}

#[differentiable]
fn single_precision(x: f32, y: f64) -> f64 {
    let wide = x as f64 * y;
    let also_wide = f64::from(x);
    wide * also_wide + y
}

#[test]
fn casts_of_integers_are_constants() {
    check!(casts; x = 0.7, const 2);
}

#[test]
fn casts_between_float_types_are_differentiated() {
    let (value, gradient) = single_precision::value_and_grad(0.5, 3.0);
    assert_eq!((value, gradient), (3.75, (3.0_f32, 1.25)));
    assert_eq!(single_precision::jvp(0.5, 3.0, 1.0, 0.0), (3.75, 3.0));
    assert_eq!(single_precision::jvp(0.5, 3.0, 0.0, 1.0), (3.75, 1.25));
}

#[differentiable]
fn questions(x: f64, y: f64) -> f64 {
    let flags = (x.is_finite() && !y.is_nan()) || x.is_infinite();
    let sign = if x.is_sign_negative() ^ y.is_sign_positive() {
        x
    } else {
        y
    };
    if flags && x.total_cmp(&y).is_lt() {
        sign * x
    } else {
        sign * y
    }
}

#[test]
fn questions_choose_and_have_no_derivative() {
    check!(questions; x = 0.7, y = 1.9);
    check!(questions; x = -0.7, y = 1.9);
    check!(questions; x = 0.7, y = -1.9);
}
