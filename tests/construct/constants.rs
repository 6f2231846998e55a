//! `#[constant]` parameters of any type, constants, statics, and integers that feed indices.
#![allow(clippy::ptr_arg)]

use crate::check;
use pullback::prelude::*;
use std::f64::consts::PI;

/// Data that knows nothing of derivatives.
#[derive(Clone, Debug)]
struct Data {
    name: String,
    times: Vec<f64>,
    groups: Vec<Vec<usize>>,
    range: std::ops::Range<usize>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Flat,
    Steep(f64),
}

impl Data {
    fn weight(&self, i: usize) -> f64 {
        1.0 / (1.0 + self.times[i])
    }
    fn slope(&self) -> f64 {
        match self.kind {
            Kind::Flat => 0.5,
            Kind::Steep(slope) => slope,
        }
    }
}

struct Borrowed<'d> {
    values: &'d [f64],
    data: &'d Data,
}

fn data(kind: Kind) -> Data {
    Data {
        name: "lamp".to_owned(),
        times: vec![0.5, 1.5, 2.5],
        groups: vec![vec![0, 2], vec![], vec![1, 1]],
        range: 1..3,
        kind,
    }
}

#[differentiable]
fn of_data(x: &[f64], #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    for (i, t) in data.times.iter().enumerate() {
        sum += data.weight(i) * (x[0] * t + x[1]).powi(2);
    }
    for (k, group) in data.groups.iter().enumerate() {
        for &i in group {
            sum += x[i] * x[k] * sum;
        }
    }
    for i in data.range.start..data.range.end {
        sum *= x[i];
    }
    let length = data.name.len() as f64;
    let earliest = data.times.iter().copied().fold(f64::INFINITY, f64::min);
    sum * data.slope() + length * x[2] * earliest
}

#[test]
fn constants_need_no_derive() {
    for kind in [Kind::Flat, Kind::Steep(1.5)] {
        let data = data(kind);
        check!(of_data; &x = vec![0.3, 0.8, -0.5], const &data);
    }
}

#[differentiable]
fn passed_on(x: &[f64], #[constant] data: &Data, #[constant] more: Data, #[constant] borrowed: &Borrowed) -> f64 {
    let mut sum = of_data(x, data) + of_data(&x[..3], &more);
    for i in 0..borrowed.values.len() {
        sum += of_data(x, borrowed.data) * borrowed.values[i] * of_values(x[i], &borrowed.data.times, &more);
    }
    sum
}

#[differentiable]
fn of_values(x: f64, #[constant] values: &[f64], #[constant] data: &Data) -> f64 {
    let mut product = x;
    for v in values {
        product = product * x + v * data.times[0];
    }
    product
}

#[test]
fn constants_are_passed_on() {
    let (one, other) = (data(Kind::Flat), data(Kind::Steep(-0.5)));
    let borrowed = Borrowed {
        values: &[0.5, -1.5],
        data: &other,
    };
    check!(passed_on; &x = vec![0.3, 0.8, -0.5], const &one, const other.clone(), const &borrowed);
}

const RATE: f64 = 1.5;
const TABLE: [f64; 3] = [0.5, -1.0, 2.0];
static OFFSETS: [usize; 3] = [2, 0, 1];
static SCALE: f64 = 0.25;

mod units {
    pub const DAY: f64 = 3.5;
    pub struct Solar;
    impl Solar {
        pub const MASS: f64 = 1.25;
    }
}

#[differentiable]
fn named_constants(x: &[f64]) -> f64 {
    const HALF: f64 = RATE / 3.0;
    const NAMES: [f64; 2] = [1.0, HALF];
    static LOCAL: f64 = 0.75;
    let mut sum = HALF * x[0] * PI - RATE;
    for i in 0..TABLE.len() {
        sum += TABLE[i] * x[OFFSETS[i]] * NAMES[i % 2];
    }
    for (weight, v) in TABLE.iter().zip(x) {
        sum += weight * v * v * SCALE;
    }
    sum * std::f64::consts::E / units::DAY
        + units::Solar::MASS * x[1] * f64::EPSILON.sqrt() * LOCAL
        + f64::MAX.min(x[2]) * std::f64::consts::FRAC_1_SQRT_2.powi(2)
}

#[test]
fn constants_and_statics_are_read() {
    check!(named_constants; &x = vec![0.3, 0.8, -0.5]);
}

#[differentiable]
fn index_arithmetic(x: &[f64], shift: i64, mask: u32) -> f64 {
    let n = x.len();
    let mut sum = 0.0;
    let mut state = 7_u64;
    for i in 0..n {
        let wrapped = (i as i64 + shift).rem_euclid(n as i64) as usize;
        let pair = (i + 1) % n;
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let random = (state >> 33) as usize % n;
        let bit = (mask >> i & 1) == 1;
        let half = i / 2 + usize::from(bit);
        let distance = pair.abs_diff(random).min(n - 1).max(half.min(1));
        sum += x[wrapped] * x[pair] * x[random] * if bit { x[distance] } else { half as f64 };
        sum *= 1.0 + 0.1 * f64::from(bit) * f64::from(i.pow(2) as u32) / (n - i) as f64;
    }
    sum
}

#[differentiable]
fn permuted(x: &[f64], order: &[usize], matrix: &[Vec<usize>]) -> f64 {
    let mut rank = vec![0; order.len()];
    for (i, &o) in order.iter().enumerate() {
        rank[o] = i;
    }
    let mut counts = [0_i32; 4];
    let mut sum = 1.0;
    for i in 0..x.len() {
        counts[rank[i] % 4] += 1;
        let last = rank[x.len() - 1];
        sum = sum * x[order[i]] + x[rank[i]] * x[last] * f64::from(counts[rank[i] % 4]);
        rank.swap(0, i);
        for j in &matrix[i % matrix.len()] {
            sum += x[*j] * x[rank[*j]] * sum;
        }
    }
    sum
}

#[test]
fn integers_feed_indices() {
    for (shift, mask) in [(0, 0), (-2, 0b1011), (3, 0b0110)] {
        check!(index_arithmetic; &x = vec![0.3, 0.8, -0.5, 1.2], const shift, const mask);
    }
    let (order, matrix) = ([2, 0, 3, 1], [vec![0, 3], vec![], vec![1]]);
    check!(permuted; &x = vec![0.3, 0.8, -0.5, 1.2], const &order, const &matrix);
}

#[differentiable]
fn by_text(x: f64, name: &str, #[constant] data: &Data) -> f64 {
    let a = if name == "sine" { x.sin() } else { x };
    let b = match name {
        "square" | "sine" => a * a,
        "shifted" if x > 0.5 => a + 0.5,
        _ => a,
    };
    if data.name != "lamp" { b } else { b * x }
}

#[test]
fn text_chooses() {
    let data = data(Kind::Flat);
    for name in ["sine", "square", "shifted", ""] {
        check!(by_text; x = 0.7, const name, const &data);
    }
}

#[differentiable]
fn stopped(x: f64, y: f64) -> f64 {
    let held = constant(x * y);
    held * x
}

mod kernel {
    use pullback::prelude::*;
    #[differentiable]
    pub fn constant(x: f64) -> f64 {
        3.0 * x
    }
}

#[differentiable]
fn namesake(x: f64) -> f64 {
    kernel::constant(x) * pullback::constant(x)
}

#[test]
fn constant_stops_the_derivative() {
    assert_eq!(stopped::value_and_grad(0.5, 3.0), (0.75, (1.5, 0.0)));
    assert_eq!(stopped::jvp(0.5, 3.0, 1.0, 1.0), (0.75, 1.5));
    assert_eq!(namesake::value_and_grad(0.5), (0.75, 1.5));
}

#[differentiable]
fn floats_held_constant(x: f64, #[constant] a: f64, #[constant] b: [f64; 2], #[constant] c: &mut Vec<f64>) -> f64 {
    let mut d = a * b[0];
    d *= d;
    c[0] += a * b[1];
    for v in c.iter() {
        d += v;
    }
    x * d * x.powf(b[1])
}

#[test]
fn computations_with_constants_alone_are_kept() {
    let (value, slope) = floats_held_constant::value_and_grad(0.7, 0.3, [1.2, 0.4], &mut vec![0.5, 0.1]);
    let f = |x: f64| floats_held_constant(x, 0.3, [1.2, 0.4], &mut vec![0.5, 0.1]);
    assert_eq!(value, f(0.7));
    crate::check::close("slope", slope, crate::check::difference(|h| f(0.7 + h)));
    let mut buffer = vec![0.5, 0.1];
    assert_eq!(
        floats_held_constant::jvp(0.7, 0.3, [1.2, 0.4], &mut buffer, 1.0),
        (value, slope)
    );
    assert_eq!(buffer, [0.5 + 0.3 * 0.4, 0.1]);
}
