//! `f32`, alone and beside `f64`: the same programs in both precisions, those in `f64` against differences.

use crate::{check, check_map};
use pullback::prelude::*;

macro_rules! programs {
    ($float:ident) => {
        use pullback::prelude::*;

        #[differentiable]
        pub fn methods(x: $float, y: $float) -> $float {
            let a = x.sin() * y.cos() + x.tan() - y.asin() + x.acos() * y.atan() + y.atan2(x);
            let b = x.sinh() - y.cosh() + x.tanh() * y.asinh() + (x + 1.5).acosh() + y.atanh();
            let c = x.exp() - y.exp2() + x.exp_m1() * y.ln() - x.log2() + y.log10() + x.ln_1p() + y.log(x + 2.0);
            let d = x.sqrt() * y.cbrt() + x.recip() - y.hypot(x) + x.powi(3) - y.powi(-2) + x.powf(y);
            let e = (x - y).abs() * 0.25 + x.max(y) - x.min(0.1) + x.mul_add(y, 0.5) + (x * y).clamp(0.0, y);
            let (s, k) = (x * y).sin_cos();
            a * b + c * d * 0.1 + e.sqrt() * s - k * x.to_degrees() * 0.01 + y.to_radians() + (2.9 * y) % x
        }

        #[differentiable]
        pub fn polynomial(x: $float, coefficients: &[$float]) -> $float {
            let mut value = 0.0;
            for c in coefficients.iter().rev() {
                value = value * x + c;
            }
            value
        }

        #[differentiable]
        pub fn softmax(x: &[$float], #[constant] label: usize) -> $float {
            let largest = x.iter().copied().fold($float::NEG_INFINITY, $float::max);
            let total: $float = x.iter().map(|v| (v - largest).exp()).sum();
            total.ln() + largest - x[label]
        }

        #[differentiable]
        pub fn layer(weights: &[[$float; 2]; 3], input: [$float; 2]) -> Vec<$float> {
            let mut output = Vec::with_capacity(3);
            for row in weights {
                let mut sum = 0.1;
                for i in 0..2 {
                    sum += row[i] * input[i];
                }
                output.push(if sum > 0.0 { sum } else { 0.01 * sum });
            }
            output
        }

        #[differentiable]
        pub fn smooth(x: &mut [$float], rate: $float) {
            for i in 1..x.len() - 1 {
                x[i] += rate * (x[i - 1] - 2.0 * x[i] + x[i + 1]);
            }
        }

        #[derive(Differentiable, Clone, Copy, Debug)]
        pub struct Ball {
            pub height: $float,
            pub speed: $float,
            #[constant]
            pub mass: $float,
        }

        #[differentiable]
        pub fn step(ball: &Ball, h: $float) -> Ball {
            let force = -9.81 * ball.mass - 0.1 * ball.speed * ball.speed.abs();
            Ball {
                height: ball.height + h * ball.speed,
                speed: ball.speed + h * force / ball.mass,
                mass: constant(ball.mass),
            }
        }

        #[differentiable]
        pub fn fall(height: $float, #[constant] steps: usize) -> $float {
            let mut ball = Ball {
                height,
                speed: 0.5 * height,
                mass: 2.0,
            };
            for _ in 0..steps {
                ball = step(&ball, 0.01);
            }
            let mut heights = vec![ball.height, ball.speed, height];
            smooth(&mut heights, 0.2);
            smooth(&mut heights[..], height);
            polynomial(0.5, &heights) + polynomial(heights[1], &[0.3, 0.7])
        }

        #[differentiable]
        pub fn root(a: $float) -> $float {
            let mut x = a;
            loop {
                let next = 0.5 * (x + a / x);
                if (next - x).abs() < 1e-3 {
                    return next;
                }
                x = next;
            }
        }
    };
}
mod single {
    programs!(f32);
}
mod double {
    programs!(f64);
}

#[track_caller]
fn near(single: f32, double: f64) {
    let error = (f64::from(single) - double).abs();
    assert!(
        error <= 2e-5 * double.abs().max(1.0),
        "{single} in f32, {double} in f64"
    );
}

#[test]
fn the_programs_in_double_precision() {
    use double::*;
    check!(methods; x = 0.37, y = 0.62);
    check!(polynomial; x = 0.4, &coefficients = vec![0.2, -0.7, 1.1]);
    check!(softmax; &x = vec![0.2, -0.7, 1.1], const 1);
    check_map!(layer; &weights = [[0.1, -0.4], [0.7, 0.2], [-0.9, -0.3]], input = [0.5, 0.8]);
    check!(fall; height = 1.5, const 7);
    check!(root; a = 2.0);
}

#[test]
fn the_same_in_single_precision() {
    let (value, (x, y)): (f32, (f32, f32)) = single::methods::value_and_grad(0.37, 0.62);
    let want = double::methods::value_and_grad(0.37, 0.62);
    near(value, want.0);
    near(x, want.1.0);
    near(y, want.1.1);
    let (value, tangent): (f32, f32) = single::methods::jvp(0.37, 0.62, 0.5, -1.0);
    near(value, want.0);
    near(tangent, 0.5 * want.1.0 - want.1.1);

    let gradient: (f32, Vec<f32>) = single::polynomial::grad(0.4, &[0.2, -0.7, 1.1]);
    let want = double::polynomial::grad(0.4, &[0.2, -0.7, 1.1]);
    near(gradient.0, want.0);
    (0..3).for_each(|i| near(gradient.1[i], want.1[i]));

    let gradient: Vec<f32> = single::softmax::grad(&[0.2, -0.7, 1.1], 1);
    let want = double::softmax::grad(&[0.2, -0.7, 1.1], 1);
    (0..3).for_each(|i| near(gradient[i], want[i]));

    let weights = [[0.1, -0.4], [0.7, 0.2], [-0.9, -0.3]];
    let (value, pullback) = single::layer::vjp(&weights, [0.5, 0.8]);
    let gradient: ([[f32; 2]; 3], [f32; 2]) = pullback(vec![1.0, -0.5, 2.0]);
    let weights = [[0.1, -0.4], [0.7, 0.2], [-0.9, -0.3]];
    let (want_value, pullback) = double::layer::vjp(&weights, [0.5, 0.8]);
    let want = pullback(vec![1.0, -0.5, 2.0]);
    for i in 0..3 {
        near(value[i], want_value[i]);
        (0..2).for_each(|j| near(gradient.0[i][j], want.0[i][j]));
    }
    (0..2).for_each(|j| near(gradient.1[j], want.1[j]));

    near(single::fall::grad(1.5, 7), double::fall::grad(1.5, 7));
    near(single::fall::jvp(1.5, 7, 2.0).1, 2.0 * double::fall::grad(1.5, 7));
    near(single::root::grad(2.0), double::root::grad(2.0));

    let ball = single::Ball {
        height: 1.0,
        speed: -3.0,
        mass: 2.0,
    };
    let (_, pullback) = single::step::vjp(&ball, 0.01);
    let (by_ball, by_step): (single::BallTangent, f32) = pullback(single::BallTangent {
        height: 1.0,
        speed: 0.0,
    });
    assert_eq!((by_ball.height, by_ball.speed, by_step), (1.0, 0.01, -3.0));
}

// ---- both together --------------------------------------------------------------------------------------------------------

/// Sums of `f32` in `f64`, as programs on large data have them.
#[differentiable]
fn accumulated(x: &[f32]) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += f64::from(*v) * f64::from(*v);
    }
    let mean = sum / x.len() as f64;
    mean.sqrt()
}

/// What is rounded to `f32` on the way has the derivative of what is not.
#[differentiable]
fn rounded(x: f64, y: f32) -> f32 {
    let a = x as f32;
    let b = f64::from(a * y).exp();
    let c = (b * x) as f32 + a.sin();
    c * 0.5 + f32::max(y, 0.1) * 3.0_f32
}

#[derive(Differentiable, Clone, Debug)]
struct Sensor {
    gain: f32,
    offsets: Vec<f64>,
    pair: (f32, f64),
}

#[differentiable]
fn reading(sensor: &Sensor, signal: f64) -> f64 {
    let mut total = 0.0;
    for offset in &sensor.offsets {
        let level = (signal + offset) as f32 * sensor.gain;
        total += f64::from(level.tanh()) * sensor.pair.1;
    }
    total + sensor.pair.0 as f64 * signal
}

#[differentiable]
fn half_of(x: f32) -> f32 {
    0.5 * x
}

#[differentiable]
fn calls_across(x: f64) -> f64 {
    let small = half_of(x as f32);
    let literal = half_of(3.0);
    let constant = half_of(1.0) * 2.0;
    (small * literal * constant) as f64 * x
}

#[test]
fn both_precisions_in_one_function() {
    let gradient: Vec<f32> = accumulated::grad(&[3.0, 4.0]);
    let root = 12.5_f64.sqrt();
    near(gradient[0], 1.5 / root);
    near(gradient[1], 2.0 / root);

    let (x, y) = (0.7_f64, 0.4_f64);
    let (_, (by_x, by_y)): (f32, (f64, f32)) = rounded::value_and_grad(x, y as f32);
    let grown = (x * y).exp();
    near(by_x as f32, 0.5 * (grown + x * y * grown + x.cos()));
    near(by_y, 0.5 * x * x * grown + 3.0);
    let (_, tangent) = rounded::jvp(x, y as f32, 1.0, 0.0);
    near(tangent, by_x);

    let sensor = Sensor {
        gain: 0.5,
        offsets: vec![0.1, -0.3],
        pair: (2.0, 1.5),
    };
    let (_, (by_sensor, by_signal)) = reading::value_and_grad(&sensor, 0.8);
    let slopes: Vec<f64> = [0.9, 0.5]
        .iter()
        .map(|u: &f64| 1.0 - (0.5 * u).tanh().powi(2))
        .collect();
    near(by_sensor.gain, 1.5 * (0.9 * slopes[0] + 0.5 * slopes[1]));
    near(by_sensor.offsets[1] as f32, 1.5 * 0.5 * slopes[1]);
    near(by_sensor.pair.0, 0.8);
    near(by_signal as f32, 0.75 * (slopes[0] + slopes[1]) + 2.0);
    let zero = SensorTangent {
        gain: 0.0,
        offsets: vec![0.0, 0.0],
        pair: (0.0, 0.0),
    };
    near(reading::jvp(&sensor, 0.8, &zero, 1.0).1 as f32, by_signal);

    near(calls_across::grad(2.0) as f32, 0.5 * 1.5 * 2.0 * 2.0);
    near(calls_across::jvp(2.0, 1.0).1 as f32, 3.0);
}
