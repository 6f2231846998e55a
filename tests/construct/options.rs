//! `Option` as a value: parameters, results, variables; and its methods.

use crate::check;
use pullback::prelude::*;

#[differentiable]
fn options(x: f64, y: f64, k: usize) -> f64 {
    let a = if k == 0 { Some(x * y) } else { None };
    let b = a.unwrap_or(y);
    let c = a.map(|v| v * x).unwrap_or(1.0);
    let v = [x, y, x * y];
    let d = v.first().copied().unwrap_or(0.0) + v.get(k).map_or(0.5, |z| z * z);
    let mut best = None;
    for z in v.iter() {
        best = match best {
            None => Some(*z),
            Some(m) if *z > m => Some(*z * x),
            other => other,
        };
    }
    let Some(found) = best else { return 0.0 };
    if let Some(last) = v.last()
        && *last > 0.0
    {
        b * c * d * found * last
    } else {
        b
    }
}

#[test]
fn optionals() {
    for k in 0..4 {
        check!(options; x = 0.7, y = 0.4, const k);
        check!(options; x = 0.7, y = -0.4, const k);
    }
}

#[differentiable]
fn maybe_sqrt(x: f64, floor: Option<f64>) -> Option<f64> {
    if x < 0.0 {
        return None;
    }
    match floor {
        Some(f) if f > x => Some(f * f),
        Some(_) => Some(x.sqrt()),
        None => Some(x),
    }
}
#[differentiable]
fn uses(x: f64, y: f64) -> f64 {
    let a = maybe_sqrt(x, Some(y));
    let b = maybe_sqrt(-x, None);
    let c = match (a, b) {
        (Some(p), Some(q)) => p * q,
        (Some(p), None) | (None, Some(p)) => p * x,
        (None, None) => y,
    };
    c + maybe_sqrt(y, None).unwrap()
}
#[test]
fn calls() {
    check!(uses; x = 0.7, y = 0.4);
    check!(uses; x = 0.3, y = 0.4);
}

#[differentiable]
#[allow(clippy::unnecessary_literal_unwrap, reason = "what is never there is the test")]
fn none_with_its_type(x: f64, y: f64) -> f64 {
    let mut best = None::<f64>;
    let first = best.take().unwrap_or(x);
    for v in [x, y, x * y] {
        if best.is_none_or(|b| v > b) {
            best = Some(v * first);
        }
    }
    let never = None::<f64>;
    let nothing = Option::<f64>::None;
    let rows = [None::<Vec<f64>>, Some(vec![x, y])];
    let first =
        first * never.unwrap_or(y) + nothing.map_or(x, |v| v * y) + rows[1].as_ref().map_or(x, |row| row[0] * row[1]);
    let all = [None::<f64>, best, Some(y)];
    let found = all.iter().flatten().copied().sum::<f64>();
    found * first + all[0].unwrap_or(x * y) + all[1].map_or(0.0, |v| v * x)
}

#[test]
fn none_may_say_of_what() {
    check!(none_with_its_type; x = 0.7, y = 0.4);
    check!(none_with_its_type; x = 0.4, y = 1.7);
}

#[differentiable]
#[allow(clippy::or_then_unwrap, reason = "`or` is the test")]
fn other_than_none(x: &Option<f64>, y: &[f64]) -> f64 {
    let or = (*x).or(Some(y[0])).unwrap();
    let large = (*x).filter(|value| *value > 0.1).unwrap_or(y[1]);
    or * large
        * y.windows(2)
            .map(|pair| (*x).or(Some(pair[pair.len() - 1])).unwrap() * pair[0])
            .sum::<f64>()
}

#[differentiable]
fn pairs(x: Option<f64>, y: &[f64]) -> f64 {
    let both = x.zip(y.first().copied());
    let product = both.map_or(0.5, |(a, b)| a * b.sin());
    let ends = y.first().zip(y.last()).map(|(a, b)| a * b);
    product + ends.unwrap_or(0.2) * x.zip(Some(y[1])).map_or(y[1], |(a, b)| a - b * b)
}

#[differentiable]
fn grown(mut x: Vec<Option<f64>>, y: f64) -> f64 {
    x.push(None::<f64>);
    x.push(None);
    x.push(Some(y));
    x[0].unwrap_or(0.2) * x[1].unwrap_or(y) * x[2].unwrap_or(y) * x[3].unwrap_or(y)
}

#[test]
fn pushed() {
    check!(grown; x = vec![Some(0.4)], y = 0.7);
}

#[test]
fn several_options() {
    for x in [None, Some(0.3)] {
        check!(other_than_none; &x = x, &y = vec![0.4, 0.6, 0.2]);
        check!(pairs; x = x, &y = vec![0.4, 0.6, 0.2]);
    }
}

#[differentiable]
fn optional_product(x: Option<f64>, y: Option<f64>) -> f64 {
    match x.zip(y) {
        Some((a, b)) => a * b,
        None => 1.0,
    }
}
#[differentiable]
fn first_and_last(x: &[f64]) -> f64 {
    let mut s = 0.0;
    if let Some((a, b)) = x.first().zip(x.last()) {
        s += a * b;
    }
    s + x
        .iter()
        .copied()
        .reduce(f64::max)
        .zip(x.get(1))
        .map_or(0.0, |(m, f)| m * f)
}

#[test]
fn two_options_together() {
    check!(first_and_last; &x = vec![0.5, 0.9, -0.3, 1.3, 0.7]);
    assert_eq!(
        optional_product::value_and_grad(Some(0.4), Some(0.6)),
        (0.24, (Some(0.6), Some(0.4)))
    );
}

#[derive(Differentiable, Clone, Debug)]
struct Parts {
    scale: f64,
    parts: Vec<f64>,
}
crate::numbers!(Parts, PartsTangent; { scale, parts });
#[differentiable]
fn reduced_fields(of: &Parts) -> f64 {
    let _unused = of.parts.iter().copied().reduce(f64::min);
    let largest = of.parts.iter().copied().reduce(|a, b| a.max(b));
    let chosen = of
        .parts
        .iter()
        .copied()
        .reduce(|a, b| if a.sin() > b { a } else { b * a });
    of.scale * chosen.unwrap_or(2.0) + largest.unwrap()
}

#[test]
fn what_is_reduced_may_be_a_field_of_unknown_type() {
    check!(reduced_fields; &of = Parts { scale: 0.2, parts: vec![0.3, 0.8, 0.1] });
}
