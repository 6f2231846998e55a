//! `#[parallel]` on loops: the iterations run in blocks, on as many threads as there are.
#![allow(clippy::useless_vec)]

use crate::{check_numbers, check_slice};
use pullback::prelude::*;

/// Numbers between -1 and 1 that have no pattern.
pub fn scattered(count: usize) -> Vec<f64> {
    (0..count).map(|i| (i as f64 * 12.9898).sin()).collect()
}

/// The likelihood of a wave.
#[differentiable]
pub fn likelihood(parameters: &[f64], #[constant] times: &[f64], #[constant] seen: &[f64]) -> f64 {
    let (rate, height) = (parameters[0], parameters[1]);
    let mut sum = parameters[2];
    #[parallel(4)]
    for i in 0..times.len() {
        let residual = seen[i] - height * (rate * times[i]).sin();
        sum -= residual * residual;
    }
    sum * parameters[2]
}

#[differentiable]
fn several_sums(x: f64, y: f64, count: usize) -> f64 {
    let mut sines = 0.0;
    let mut cosines = x;
    let mut weights = 1.0;
    let mut terms = 0;
    let mut small = 0_usize;
    #[parallel(3)]
    for i in 1..count {
        let phase = x * i as f64;
        if i % 3 == 0 {
            continue;
        }
        sines += phase.sin() * y;
        cosines -= phase.cos() * y * y;
        if phase.sin() > 0.1 {
            weights += y / i as f64;
            small += 1;
        }
        terms += 1;
    }
    sines * cosines / weights + terms as f64 * x + small as f64
}

#[differentiable]
fn chains(x: &[f64], #[constant] data: &[f64]) -> f64 {
    #[parallel(2)]
    let sum: f64 = data
        .iter()
        .zip(data.iter().skip(1))
        .map(|(a, b)| (x[0] * a + b).exp())
        .sum();
    #[parallel(5)]
    let squares = x.iter().map(|v| v * v * x[1]).sum::<f64>();
    let mut third = 0.0;
    #[parallel(2)]
    for (i, (v, w)) in x.iter().zip(data).enumerate() {
        third += v.powi(3) * w * i as f64;
    }
    #[parallel(3)]
    for chunk in data.chunks(2) {
        third += x[2] * chunk.iter().sum::<f64>().cos();
    }
    sum * squares + third
}

/// Active data: each block adds to a copy of their adjoints.
#[differentiable]
fn active_data(x: &[f64]) -> f64 {
    let half = x.len() / 2;
    let mut moved = x.to_vec();
    moved[0] *= x[1];
    let mut sum = 0.0;
    #[parallel(1)]
    for i in 0..half {
        sum += moved[2 * i] * (x[i] * moved[2 * i + 1]).sin() * x[0];
    }
    moved[1] = sum;
    sum * moved[1] + moved[2]
}

#[differentiable]
fn bell(x: f64, center: f64, width: f64) -> f64 {
    let mut y = (x - center) / width;
    for _ in 0..2 {
        y = (y * y).sin() + 0.3 * y;
    }
    (-0.5 * y * y).exp()
}

#[differentiable]
fn largest(x: &[f64], scale: f64) -> f64 {
    let mut largest = x[0];
    for v in x {
        largest = largest.max(v * scale);
    }
    largest
}

#[differentiable]
fn write_powers(x: f64, out: &mut [f64]) {
    let mut power = 1.0;
    for slot in out.iter_mut() {
        power *= x;
        *slot = power;
    }
}

#[differentiable]
fn helpers(x: &[f64], #[constant] data: &[f64]) -> f64 {
    let mut sum = 0.0;
    let offset = x[0].exp();
    #[parallel(4)]
    for v in data {
        let mut powers = vec![0.0; 3];
        write_powers(x[1] * v, &mut powers);
        let mut local = powers.clone();
        local[1] *= x[0];
        sum += bell(*v, offset, x[1]) * largest(&x[1..], *v) + local.iter().sum::<f64>() * powers[1];
    }
    sum
}

/// What the body does is more than arithmetic: its own loops, branches, vectors that are overwritten.
#[differentiable]
fn long_bodies(x: &[f64], count: usize) -> f64 {
    let mut sum = 0.0;
    #[parallel(2)]
    for i in 0..count {
        let mut state = [x[0], x[1] * i as f64];
        let mut steps = 0;
        while state[0].abs() < 3.0 && steps < 6 {
            state = [state[0] + 0.3 * state[1].cos(), state[1] - 0.2 * state[0] * state[1]];
            steps += 1;
        }
        let mut path = Vec::new();
        for j in 0..3 {
            path.push(state[j % 2] * x[2]);
            if j == 1 && i % 2 == 0 {
                sum += path[0] * path[1];
            }
        }
        match i % 3 {
            0 => sum += path[2].sin(),
            1 => sum -= state[0] * path[0],
            _ => {}
        }
    }
    sum
}

#[derive(Clone, Debug, Differentiable)]
struct Wave {
    height: f64,
    rates: Vec<f64>,
    #[constant]
    damping: f64,
}

#[derive(Clone, Debug, Differentiable)]
enum Noise {
    White { sigma: f64 },
    Red(f64, f64),
}

#[differentiable]
impl Wave {
    fn at(&self, time: f64) -> f64 {
        self.rates.iter().map(|rate| (rate * time).sin()).sum::<f64>() * self.height * (-self.damping * time).exp()
    }

    fn misfit(&self, noise: &Noise, #[constant] times: &[f64]) -> f64 {
        let mut sum = 0.0;
        #[parallel(4)]
        for time in times {
            let residual = self.at(*time) - 0.3 * time;
            let variance = match noise {
                Noise::White { sigma } => sigma * sigma,
                Noise::Red(sigma, slope) => sigma * sigma + slope * time,
            };
            sum -= 0.5 * residual * residual / variance + self.rates[1] * variance.ln();
        }
        sum
    }
}

#[differentiable]
fn of_structs(x: &[f64], #[constant] times: &[f64]) -> f64 {
    let wave = Wave {
        height: x[0],
        rates: vec![x[1], x[2] * x[0]],
        damping: 0.1,
    };
    let noise = if x[1] > 10.0 {
        Noise::White { sigma: x[3] }
    } else {
        Noise::Red(x[3], x[0])
    };
    wave.misfit(&noise, times) + wave.misfit(&Noise::White { sigma: x[2] }, &times[..2])
}

/// The callers' arguments are constant: the adjoints that blocks add to have no size.
#[differentiable]
fn constant_for_the_caller(x: f64, #[constant] times: &[f64]) -> f64 {
    active_data(times) * x + likelihood(&[x, 0.5, 1.0], times, times)
}

/// A loop in a loop, and what follows overwrites what the blocks read.
#[differentiable]
fn repeated(x: f64, rate: f64) -> f64 {
    let mut y = x;
    let mut seen = vec![x, rate, x * rate, 0.3, 0.7];
    for step in 0..3 {
        let mut sum = 0.0;
        #[parallel(2)]
        for v in &seen {
            sum += (v * y).sin() * rate;
        }
        y = 0.5 * y + sum;
        seen[step] = y * seen[step + 1];
    }
    y
}

#[differentiable]
fn checkpointed(x: f64, rate: f64) -> f64 {
    let mut y = x;
    #[checkpoint]
    for step in 0..5 {
        let mut sum = 0.0;
        #[parallel(2)]
        for i in 0..7 {
            let mut part = y;
            for _ in 0..2 {
                part = (part * rate).sin() + i as f64;
            }
            sum += part;
        }
        y = (0.1 * sum + y * step as f64).cos();
    }
    let mut sum = 0.0;
    #[parallel(3)]
    #[checkpoint]
    for i in 0..9 {
        sum += (rate * y * i as f64).sin();
    }
    y * sum
}

#[differentiable]
fn in_parallel_twice(x: f64, rate: f64) -> f64 {
    let mut sum = 0.0;
    #[parallel(2)]
    for i in 0..6 {
        let mut inner = x;
        #[parallel(2)]
        for j in i..9 {
            inner += (rate * (i + j) as f64 * x).cos();
        }
        sum += inner * inner;
    }
    sum
}

#[differentiable]
fn generic<T: Real>(x: &[T], scale: T) -> T {
    let mut sum = T::zero();
    #[parallel(2)]
    for v in x {
        sum += (*v * scale).exp() * x[0];
    }
    sum
}

#[differentiable]
fn of_generic(x: &[f64]) -> f64 {
    generic(x, x[1])
}

#[differentiable]
fn single(x: f32, count: i32) -> f32 {
    let mut sum = 0.0;
    #[parallel(2)]
    for i in -2..count {
        sum += (x * i as f32).sin();
    }
    sum
}

#[differentiable]
fn patterns((x, y): (f64, f64), mut scale: f64, _: usize, [low, high]: &[f64; 2]) -> f64 {
    scale *= x;
    let mut sum = y;
    if scale > 100.0 {
        return 0.0;
    }
    #[parallel(2)]
    for i in 0..5 {
        sum += (scale * low).sin() * i as f64 + high;
    }
    sum * scale
}

#[differentiable]
fn of_patterns(x: f64, y: f64, scale: f64) -> f64 {
    patterns((x, y), scale, 1, &[y, scale])
}

#[differentiable]
fn into_vector(x: &[f64], out: &mut [f64]) {
    let mut sum = 0.0;
    #[parallel(1)]
    for (i, v) in x.iter().enumerate() {
        sum += v * v * out[i];
    }
    out[0] = sum;
    out[1] *= x[0] * sum;
}

#[test]
fn sums_over_data() {
    let (times, seen) = (scattered(23), scattered(25));
    check_slice!(likelihood, [1.1, 0.7, 0.2], &times, &seen);
    check_numbers!(likelihood_of(rate = 1.1, height = 0.7));
    check_slice!(chains, [0.4, 0.3, -0.2], &times);
    check_slice!(active_data, scattered(8));
}

#[differentiable]
fn likelihood_of(rate: f64, height: f64) -> f64 {
    let times = [0.3, 1.2, 1.9, 2.8, 3.1, 4.4];
    likelihood(&[rate, height, 0.5], &times, &times)
}

#[test]
fn several_sums_at_once() {
    for count in [0, 1, 2, 3, 4, 5, 29, 500] {
        let (value, grad) = several_sums::value_and_grad(0.4, 1.2, count);
        assert_eq!(value, several_sums(0.4, 1.2, count));
        pullback::check_grad!(several_sums, 0.4, 1.2, count);
        assert!(grad.0.is_finite());
    }
}

#[test]
fn nothing_and_little_to_sum_up() {
    for count in [0, 1, 2, 3, 4, 5, 8] {
        let data = scattered(count);
        check_slice!(likelihood, [1.1, 0.7, 0.2], &data, &data);
        check_slice!(helpers, [0.2, 1.4, 0.3], &data);
    }
}

#[test]
fn calls_and_loops_inside() {
    check_slice!(helpers, [0.2, 1.4, 0.3], &scattered(11));
    check_slice!(long_bodies, [0.2, 1.4, 0.3], 9);
    check_numbers!(repeated(x = 0.4, rate = 1.2));
    check_numbers!(checkpointed(x = 0.4, rate = 1.2));
    check_numbers!(in_parallel_twice(x = 0.4, rate = 1.2));
}

#[test]
fn structs_and_enums() {
    let times: Vec<f64> = (0..17).map(|i| 0.2 * f64::from(i)).collect();
    check_slice!(of_structs, [0.9, 1.4, 0.3, 0.8], &times);
    let wave = Wave {
        height: 0.9,
        rates: vec![1.4, 0.3],
        damping: 0.1,
    };
    pullback::check_grad!(Wave::misfit, &wave, &Noise::Red(0.8, 0.1), &times);
}

#[test]
fn constant_arguments() {
    let times = scattered(12);
    pullback::check_grad!(constant_for_the_caller, 0.7, &times);
}

#[test]
fn other_numbers_and_signatures() {
    check_slice!(of_generic, [0.4, 0.3, -0.2, 0.9, 0.8]);
    pullback::check_grad!(generic, &[0.4, 0.3, -0.2, 0.9, 0.8], 0.3);
    check_numbers!(of_patterns(x = 0.4, y = 1.2, scale = 0.7));
    let (value, grad) = single::value_and_grad(0.4, 9);
    let wide: f64 = (-2..9).map(|i| (0.4 * f64::from(i)).sin()).sum();
    let slope: f64 = (-2..9).map(|i| f64::from(i) * (0.4 * f64::from(i)).cos()).sum();
    assert_eq!(value, single(0.4, 9));
    assert!((f64::from(value) - wide).abs() < 1e-5 && (f64::from(grad) - slope).abs() < 1e-4);
    pullback::check_grad!(into_vector, &[0.4, 0.3, -0.2], &mut [0.5, 0.7, 0.9]);
}

/// One loop on several threads, the other several points at once.
#[differentiable]
fn beside_simd(rate: f64, height: f64, x: &[f64], #[constant] times: &[f64]) -> f64 {
    let mut misfit = 0.0;
    #[simd]
    for (t, x) in times.iter().zip(x) {
        let residual = x - height * (rate * t).sin();
        misfit += residual * residual;
    }
    let mut power = 0.0;
    #[parallel(1)]
    for i in 0..x.len() {
        let mut sum = 0.0;
        for j in 0..3 {
            sum += x[i] * (j as f64 + rate).cos();
        }
        power += sum * sum * times[i];
    }
    misfit * power
}

#[test]
fn beside_loops_of_several_points() {
    let (x, times) = (scattered(13), scattered(13));
    pullback::check_grad!(beside_simd, 0.7, 1.2, &x, &times);
    let (x, times) = (scattered(700), scattered(700));
    assert_eq!(
        beside_simd::value_and_grad(0.7, 1.2, &x, &times).0,
        beside_simd(0.7, 1.2, &x, &times)
    );
}
