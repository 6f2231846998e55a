//! `#[simd]` on loops: several data points at once, with the feature `simd` and without it.
#![allow(
    clippy::assign_op_pattern,
    clippy::ptr_arg,
    clippy::suspicious_arithmetic_impl,
    reason = "these are other forms"
)]

use pullback::prelude::*;
use std::f64::consts::TAU;

/// Numbers of moderate size.
fn numbers(count: usize, shift: f64) -> Vec<f64> {
    (0..count).map(|i| 1.5 + (0.7 * i as f64 + shift).sin()).collect()
}

#[differentiable]
fn range(rate: f64, offset: f64, times: &[f64], velocities: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for i in 0..times.len() {
        let wave = (rate * times[i]).sin();
        let residual = velocities[i] - offset - wave;
        sum -= residual * residual;
    }
    sum
}

#[test]
fn of_a_range_with_any_number_of_iterations() {
    for count in 0..=17 {
        let (x, y) = (numbers(count, 0.0), numbers(count, 1.0));
        check_grad!(range, 1.3, 0.2, &x, &y);
    }
    let (x, y) = (numbers(100, 0.0), numbers(100, 1.0));
    check_grad!(range, 1.3, 0.2, &x, &y);
}

#[test]
fn value_and_derivatives_have_the_same_value() {
    let (x, y) = (numbers(29, 0.0), numbers(29, 1.0));
    let value = range(1.3, 0.2, &x, &y).to_bits();
    assert_eq!(value, range::value_and_grad(1.3, 0.2, &x, &y).0.to_bits());
    assert_eq!(value, range::vjp(1.3, 0.2, &x, &y).0.to_bits());
    assert_eq!(value, range::jvp(1.3, 0.2, &x, &y, 1.0, 0.5, &x, &y).0.to_bits());
}

#[test]
fn second_derivatives_are_those_of_the_gradient() {
    let (x, y) = (numbers(9, 0.0), numbers(9, 1.0));
    let (_, (by_rate, by_offset, by_x, _)) = range::hvp(1.3, 0.2, &x, &y, 1.0, 0.0, &[0.0; 9], &[0.0; 9]);
    let along = |h: f64| range::grad(1.3 + h, 0.2, &x, &y);
    let close = |got: f64, want: f64| assert!((got - want).abs() < 1e-7 * want.abs().max(1.0), "{got} is not {want}");
    close(by_rate, crate::check::difference(|h| along(h).0));
    close(by_offset, crate::check::difference(|h| along(h).1));
    close(by_x[3], crate::check::difference(|h| along(h).2[3]));
}

#[differentiable]
fn zipped(p: &[f64; 3], times: &[f64], seen: &[f64], errors: &Vec<f64>) -> f64 {
    let [height, rate, phase] = *p;
    let mut sum = 0.0;
    #[simd]
    for ((t, y), error) in times.iter().zip(seen).zip(errors.iter().copied()) {
        let (sine, cosine) = (TAU * rate * t + phase).sin_cos();
        let residual = (y - height * sine - 0.1 * cosine) / error;
        sum -= 0.5 * residual * residual + error.ln();
    }
    sum
}

#[test]
fn of_slices_side_by_side() {
    let data = [numbers(13, 0.0), numbers(15, 1.0), numbers(11, 2.0)];
    check_grad!(zipped, &[1.2, 0.4, 0.3], &data[0], &data[1], &data[2]);
}

#[differentiable]
fn numbered(rate: f64, y: &[f64], n: usize) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for (i, y) in y.iter().enumerate() {
        sum += (rate * i as f64).cos() * *y;
    }
    #[simd]
    for i in 2..=n {
        sum += rate.sqrt() / (i as f64 + rate);
    }
    #[simd]
    for i in 1..y.len() - 1 {
        let change = y[i + 1] - 2.0 * y[i] + y[i - 1];
        sum += change * change * (i as f64);
    }
    sum
}

#[test]
fn of_numbered_elements_and_their_neighbours() {
    check_grad!(numbered, 0.7, &numbers(19, 0.5), 12);
    check_grad!(numbered, 0.7, &numbers(3, 0.5), 1);
    // A loop without iterations asks for no elements.
    assert_eq!(numbered(0.7, &[2.0], 1), 2.0);
}

#[derive(Differentiable, Clone, Debug)]
struct Orbit {
    period: f64,
    phases: [f64; 2],
    #[constant]
    scale: f64,
}

#[derive(Differentiable, Clone, Debug)]
struct Data {
    times: Vec<f64>,
    rows: Vec<Vec<f64>>,
}

#[differentiable]
fn fields(orbit: &Orbit, data: &Data, k: usize) -> f64 {
    let mut sums = [0.0, 1.0];
    let rate = TAU / orbit.period;
    #[simd]
    for i in 0..data.times.len() {
        let angle = rate * data.times[i] + orbit.phases[1];
        let wave = angle.cos() * orbit.scale;
        sums[0] += wave * data.rows[k][i];
        sums[1] -= wave.exp() * orbit.phases[0] * data.rows[1][i];
    }
    sums[0] * sums[1]
}

#[test]
fn of_fields_and_rows_into_two_sums() {
    let orbit = Orbit {
        period: 3.0,
        phases: [0.4, 0.7],
        scale: 0.6,
    };
    let data = Data {
        times: numbers(21, 0.0),
        rows: vec![numbers(21, 1.0), numbers(21, 2.0), numbers(22, 3.0)],
    };
    check_grad!(fields, &orbit, &data, 2);
}

#[differentiable]
fn functions(a: f64, b: f64, x: &[f64]) -> f64 {
    let mut total = 0.0;
    #[simd]
    for x in x {
        let e = (-a * x).exp() + (0.1 * x).exp_m1() + (x + b).ln() + x.ln_1p();
        let t = (a * x).tan() + (b * x).tanh() + x.sinh() - x.cosh() + (0.2 * x).asin() + (0.3 * x).acos() + x.atan();
        let p = x.powi(3) - x.powi(-2) + x.powf(a) + x.sqrt() + x.cbrt() + x.recip() + x.hypot(b) + f64::atan2(*x, a);
        let k = x.max(1.5) * x.min(a) + (x - 1.3).abs() + x.clamp(1.0, 2.0) + x.mul_add(a, b) + (x % 0.7) + x.signum();
        let l = x.log2() + x.log10() + x.exp2() + x.to_radians() + x.to_degrees() + x.asinh() + (x + 1.0).acosh();
        total += e * t + p * k - l * x.floor() + x.powi(2) * (0.1 * x).atanh() + x.copysign(a) + b.powi(2) * x.fract();
    }
    total
}

#[test]
fn of_every_function_that_numbers_have() {
    check_grad!(functions, 0.41, 0.83, &numbers(23, 0.1));
}

#[differentiable]
fn variables(a: f64, x: &[f64]) -> f64 {
    let mut sum = a;
    #[simd]
    for i in 0..x.len() {
        let mut y: f64 = a * x[i];
        y += 1.0;
        y = y * y.ln();
        y *= a;
        let a = y - a;
        sum += a;
        sum -= -(y / 3.0);
    }
    sum
}

#[test]
fn with_variables_that_change_and_hide_others() {
    check_grad!(variables, 0.8, &numbers(10, 0.2));
}

#[differentiable]
fn regression(p: &[f64], columns: &[Vec<f64>], seen: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for i in 0..seen.len() {
        let mut predictor = p[0];
        for j in 0..3 {
            let part = p[j + 1] * columns[j][i];
            predictor += part;
        }
        for _ in 1..=2 {
            predictor = predictor + 0.1;
        }
        sum += seen[i] * predictor - predictor.exp().ln_1p();
    }
    sum
}

#[test]
fn with_loops_over_literals_inside() {
    let columns: Vec<Vec<f64>> = (0..3).map(|j| numbers(12, f64::from(j))).collect();
    check_grad!(regression, &[0.1, -0.4, 0.3, 0.2], &columns, &numbers(12, 4.0));
}

impl Orbit {
    fn untouched(&self) -> f64 {
        self.period
    }
}

#[differentiable]
impl Orbit {
    fn misfit(&self, times: &[f64]) -> f64 {
        let mut sum = 0.0;
        #[simd]
        for t in times {
            sum += (self.phases[0] + t / self.period).cos();
        }
        sum
    }
}

#[test]
fn in_methods() {
    let orbit = Orbit {
        period: 3.0,
        phases: [0.4, 0.7],
        scale: 0.6,
    };
    assert_eq!(orbit.untouched(), 3.0);
    check_grad!(Orbit::misfit, &orbit, &numbers(9, 0.0));
}

#[derive(Differentiable, Clone, Debug)]
struct Weights(Vec<f64>);

#[differentiable]
impl std::ops::Mul<f64> for &Weights {
    type Output = f64;
    fn mul(self, x: f64) -> f64 {
        let mut sum = 0.0;
        #[simd]
        for weight in &self.0 {
            sum += (weight * x).exp();
        }
        sum
    }
}

#[differentiable]
fn weighted(weights: &Weights, x: f64) -> f64 {
    (weights * x).ln()
}

#[test]
fn in_operators() {
    check_grad!(weighted, &Weights(numbers(9, 0.0)), 0.4);
}

#[differentiable]
fn misfit(rate: f64, times: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for t in times {
        sum += (rate * t).sin();
    }
    sum
}

#[differentiable]
fn nested(rates: &[f64], times: &mut [f64]) -> f64 {
    let mut product = 1.0;
    for k in 0..rates.len() {
        let scale = if k % 2 == 0 { rates[k] } else { 1.0 };
        let mut inner = 0.0;
        #[simd]
        for i in 0..times.len() {
            inner += times[i] * times[i] * scale;
        }
        product *= 1.0 + 0.1 * inner.sqrt() * misfit(rates[k], times);
        // What the sums were made of is overwritten.
        times[k] = product;
    }
    product
}

#[test]
fn in_loops_branches_and_calls_whose_data_change() {
    check_grad!(nested, &[0.4, 0.8, 1.2], &mut numbers(11, 0.3));
}

#[differentiable]
#[allow(non_snake_case, clippy::too_many_arguments, reason = "generated code has such names")]
fn names(lanes: f64, tape: f64, seed: f64, partials: f64, scalars: f64, count: f64, position: f64, W: &[f64]) -> f64 {
    let (sum, kernel, over) = (1.0, 2.0, lanes);
    let mut high = 0.0;
    #[simd]
    for low in W {
        high += (lanes + tape * seed) * low + partials * scalars - count * position * sum * kernel * over;
    }
    high
}

#[test]
fn with_names_that_generated_code_may_have() {
    check_grad!(names, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, &numbers(5, 0.0));
}

#[test]
fn infinities_and_nans_are_where_they_are_without() {
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -1.0, 1e300, 5e-324] {
        let mut x = numbers(13, 0.0);
        x[11] = odd;
        let (mut value, mut by_a) = (0.0, 0.0);
        for x in &x {
            value += (0.5 * x).ln() + (-x).exp() + x.sqrt() * (0.1 * x).sin();
            by_a += x / (0.5 * x);
        }
        let (got, (grad, _)) = odd_data::value_and_grad(0.5, &x);
        assert_eq!(classified(got), classified(value), "{odd}: {got} and {value}");
        assert_eq!(classified(grad), classified(by_a), "{odd}: {grad} and {by_a}");
        let again = odd_data(0.5, &x);
        assert!(got == again || (got.is_nan() && again.is_nan()), "{got} and {again}");
    }
}

/// What kind of number it is.
fn classified(x: f64) -> (bool, bool, bool) {
    (x.is_nan(), x == f64::INFINITY, x == f64::NEG_INFINITY)
}

#[differentiable]
fn odd_data(a: f64, x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for x in x {
        sum += (a * x).ln() + (-x).exp() + x.sqrt() * (0.1 * x).sin();
    }
    sum
}

macro_rules! declared {
    ($name:ident, $sum:ident += $value:expr) => {
        #[differentiable]
        fn $name(a: f64, x: &[f64]) -> f64 {
            let mut $sum = 0.0;
            #[simd]
            for y in x.iter() {
                $sum += $value * a * y;
            }
            $sum
        }
    };
}
declared!(from_a_macro, all += 2.0 + 1.0);

#[test]
fn in_functions_that_macros_declare() {
    check_grad!(from_a_macro, 0.3, &numbers(6, 0.0));
}

/// A function that records in a loop, and takes something that does not vary.
#[differentiable]
fn series(x: f64, #[constant] scale: f64, terms: u32) -> f64 {
    let mut term = 1.0;
    let mut sum = 0.0;
    for k in 0..terms {
        term = (term * x * scale).sin() / f64::from(k + 1) + 0.1;
        sum += term * term;
    }
    sum
}

#[differentiable]
fn turned(x: f64, y: f64, angle: f64) -> (f64, f64) {
    let (sine, cosine) = angle.sin_cos();
    (x * cosine - y * sine, x * sine + y * cosine)
}

#[differentiable]
fn calls(ecc: f64, rate: f64, times: &[f64], seen: &[f64]) -> f64 {
    fn inside(x: f64) -> f64 {
        x * x.exp()
    }
    let mut sum = 0.0;
    let mut others = 0.0;
    #[simd]
    for (t, y) in times.iter().zip(seen) {
        let (sine, cosine) = pullback::exoplanet::kepler(rate * t, ecc);
        let (a, b) = turned(sine, cosine, *y);
        sum += (a + 0.3 * b) * series(*t, 0.4, 3) - series(rate, 0.5, 2);
        others += inside(series(y * rate, 0.2, 4)) + pullback::special::erf(*t);
    }
    sum * others
}

#[test]
fn with_calls_of_functions_of_numbers() {
    check_grad!(calls, 0.3, 1.1, &numbers(11, 0.0), &numbers(11, 1.0));
    check_grad!(calls, 0.3, 1.1, &numbers(16, 0.0), &numbers(16, 1.0));
    let (x, y) = (numbers(11, 0.0), numbers(11, 1.0));
    let value = calls(0.3, 1.1, &x, &y);
    assert_eq!(value, calls::value_and_grad(0.3, 1.1, &x, &y).0);
    assert_eq!(value, calls::jvp(0.3, 1.1, &x, &y, 1.0, 0.5, &x, &y).0);
}

/// Velocities of a planet, with an eccentricity that does not vary, and one that does.
#[differentiable]
fn orbits(ecc: f64, rate: f64, times: &[f64], eccentricities: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for (t, e) in times.iter().zip(eccentricities) {
        let (sine, cosine) = pullback::exoplanet::kepler(rate * t, ecc);
        let (other, _unused) = pullback::exoplanet::kepler(t - 8.0, *e);
        let (of_constant, rest) = pullback::exoplanet::kepler(*t, 0.3);
        sum += sine * t + cosine * cosine + other * of_constant - rest;
    }
    sum
}

#[test]
fn with_orbits_of_all_lanes_at_once() {
    for ecc in [0.0, 1e-9, 0.3, 0.7, 0.99] {
        let times: Vec<f64> = (0..29).map(|i| 1.1 * f64::from(i) - 9.0).collect();
        let eccentricities: Vec<f64> = (0..29).map(|i| 0.03 + 0.032 * f64::from(i)).collect();
        let (value, grad) = orbits::value_and_grad(ecc, 1.7, &times, &eccentricities);
        assert_eq!(value, orbits(ecc, 1.7, &times, &eccentricities));
        let (mut want, mut by_ecc, mut by_rate) = (0.0, 0.0, 0.0);
        let close = |got: f64, want: f64| assert!((got - want).abs() < 1e-12 * want.abs().max(1.0), "{got}, {want}");
        for (i, (t, e)) in times.iter().zip(&eccentricities).enumerate() {
            use pullback::exoplanet::kepler;
            let ((sine, cosine), first) = kepler::vjp(1.7 * t, ecc);
            let ((other, _), second) = kepler::vjp(t - 8.0, *e);
            let ((of_constant, rest), third) = kepler::vjp(*t, 0.3);
            want += sine * t + cosine * cosine + other * of_constant - rest;
            let (by_anomaly, by) = first((*t, 2.0 * cosine));
            let (by_other, by_e) = second((of_constant, 0.0));
            let (by_third, _) = third((other, -1.0));
            by_ecc += by;
            by_rate += by_anomaly * t;
            close(grad.2[i], 1.7 * by_anomaly + by_other + by_third + sine);
            close(grad.3[i], by_e);
        }
        close(value, want);
        close(grad.0, by_ecc);
        close(grad.1, by_rate);
        if ecc > 0.1 && ecc < 0.9 {
            check_grad!(orbits, ecc, 1.7, &times[..9], &eccentricities[..9]);
        }
    }
    // What is no orbit, and angles that are reduced one by one.
    for (time, ecc) in [
        (f64::NAN, 0.1),
        (f64::INFINITY, 0.1),
        (1.0, 1.0),
        (1.0, -0.1),
        (1e9, 0.2),
        (-3e12, 0.9),
    ] {
        let value = orbits(ecc, 1.0, &[time], &[0.1]);
        let (sine, cosine) = pullback::exoplanet::kepler(time, ecc);
        let (other, _) = pullback::exoplanet::kepler(time - 8.0, 0.1);
        let (of_constant, rest) = pullback::exoplanet::kepler(time, 0.3);
        let want = sine * time + cosine * cosine + other * of_constant - rest;
        assert!(
            (value.is_nan() && want.is_nan()) || (value - want).abs() < 1e-12 * want.abs(),
            "{value}, {want}"
        );
    }
}

#[differentiable]
fn repeated(x: &[f64], rate: f64, steps: usize) -> f64 {
    let mut state = x.to_vec();
    let mut total = 0.0;
    #[checkpoint]
    for step in 0..steps {
        let (mut sum, mut squares) = (0.0, 1.0);
        #[simd]
        for (i, value) in state.iter().enumerate() {
            sum += (rate * value).sin();
            squares += value * value * (i as f64).sqrt();
        }
        let at = step % x.len();
        state[at] = sum / squares;
        total += sum * squares;
    }
    total
}

#[test]
fn in_loops_with_checkpoints() {
    check_grad!(repeated, &numbers(10, 0.4), 0.9, 7);
}
