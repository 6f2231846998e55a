//! One thing said in other words: ranges as conditions, methods as functions, arrays made in one go, functions inside
//! functions, literals that end in a point.

use crate::{check, check_map};
use pullback::prelude::*;

const X: [f64; 4] = [0.7, 1.3, -0.4, 0.9];

/// `(a..b).contains(&x)`, of numbers and of indices.
#[differentiable]
fn bands(x: &[f64], low: f64) -> f64 {
    let mut sum = 0.0;
    for (i, v) in x.iter().enumerate() {
        if (low..1.0).contains(v) && !(2..=3).contains(&i) {
            sum += v * v * low;
        } else if (..=0.0).contains(&(v + 0.1)) {
            sum += 3.0 * v.sin();
        }
    }
    let y = match x[1] {
        v if (-1.0..1.0).contains(&v) => v,
        v => v.powi(3),
    };
    y + sum + x.iter().filter(|v| (0.8..).contains(*v)).sum::<f64>()
}

#[test]
fn ranges_as_conditions() {
    check!(bands; &x = X.to_vec(), low = 0.1);
}

#[differentiable]
fn through_paths(x: &[f64]) -> f64 {
    let copy = Vec::from(x);
    let pair = Vec::from([x[0], x[1]]);
    let tripled = Vec::from_iter(x.iter().map(|v| v * 3.0));
    let squares = Iterator::sum::<f64>(x.iter().map(|v| v * v));
    copy[1] * pair[1] + tripled[2] * squares
}

#[test]
fn methods_as_functions() {
    check!(through_paths; &x = X.to_vec());
}

#[differentiable]
fn product<T: Real, const N: usize>(a: &[[T; N]; N], b: &[[T; N]; N]) -> [[T; N]; N] {
    std::array::from_fn(|i| std::array::from_fn(|j| (0..N).map(|k| a[i][k] * b[k][j]).sum()))
}

#[differentiable]
fn made(x: &[f64]) -> f64 {
    let outer: [[f64; 2]; 2] = core::array::from_fn(|i| std::array::from_fn(|j| x[i] * x[j + 1]));
    let points: [(f64, f64); 2] = std::array::from_fn(|i| (x[i], x[i + 2]));
    let squared = product(&outer, &outer);
    squared[0][1] + points.iter().map(|(a, b)| a * b).sum::<f64>() + points[1].0
}

#[differentiable]
fn of_slices(x: &[f64]) -> f64 {
    let a: [f64; 2] = x[..2].try_into().unwrap();
    let [b, c]: [f64; 2] = x[2..].try_into().expect("two");
    let all = <[f64; 4]>::try_from(x).unwrap();
    a[0] * b + a[1] * c + all.iter().product::<f64>()
}

#[test]
fn arrays() {
    check!(made; &x = X.to_vec());
    check!(of_slices; &x = X.to_vec());
    let (a, b) = ([[0.1, 0.2], [0.3, 0.4]], [[0.1, 0.5], [0.3, 0.4]]);
    check_map!(product; &a = a, &b = b);
}

#[test]
#[should_panic(expected = "a slice of 1 elements is no array of 2")]
fn slices_of_another_length() {
    of_slices::grad(&[1.0, 2.0, 3.0]);
}

#[differentiable]
fn parts(x: &[f64]) -> f64 {
    let tail = x.split_at(1).1.iter().map(|v| v * v).sum::<f64>();
    let half = x.split_at(2).0[1] + x.split_first().unwrap().1[0];
    let missing = x.get(..9).map_or(2.0 * x[3], |part| part[0]);
    tail * half + x.get(1..3).map_or(0.0, |part| part.iter().product()) + missing + x.get(1..).unwrap()[0]
}

#[test]
fn parts_of_slices() {
    check!(parts; &x = X.to_vec());
}

#[differentiable]
fn perhaps(x: &[f64]) -> f64 {
    let some: Vec<Option<f64>> = x.iter().map(|v| if *v > 0.0 { Some(v * v) } else { None }).collect();
    some.iter().flatten().sum::<f64>() * some.iter().filter_map(|v| v.as_ref()).map(|v| v.ln()).sum::<f64>()
}

#[test]
fn options_in_sequences() {
    check!(perhaps; &x = X.to_vec());
}

/// Only those that it calls are differentiated.
#[differentiable]
fn with_helpers(x: &[f64]) -> f64 {
    fn helper(v: &[f64]) -> f64 {
        square(v[0]) + v[1]
    }
    fn square(v: f64) -> f64 {
        v * v
    }
    fn weight(n: usize) -> f64 {
        let weights = std::collections::HashMap::from([(3, 2.0)]);
        weights[&n]
    }
    helper(x) * weight(3) + square(x[2])
}

#[test]
fn functions_inside() {
    check!(with_helpers; &x = X.to_vec());
}

/// `0.` is a number, `0._f64` is a field.
#[differentiable]
fn points(x: f64) -> f64 {
    let mut row = [0.; 2];
    let mut rows = vec![vec![0.; 2]; 2];
    let written = [0., x, 1E-3, 2e3];
    row[0] += x;
    rows[1][0] += row[0].powf(2.) + f64::powf(2., x) + f64::max(0., x);
    rows[1][0] * written[1] + written[3] * 1e-3 * rows[0][0]
}

#[differentiable]
fn points_of_any_type<T: Real>(x: T) -> T {
    let mut row = [T::from_f64(0.); 2];
    row[0] += x;
    let pair = (T::from_f64(1.), row[0] * x);
    pair.0 * pair.1
}

#[differentiable]
fn single(x: f32) -> f32 {
    let mut row = [0.; 3];
    row[1] += x;
    row[1] * 3. * row[1]
}

#[test]
fn literals_that_end_in_a_point() {
    check!(points; x = 0.8);
    check!(points_of_any_type; x = 0.8);
    assert_eq!(single::grad(2.0), 12.0);
}

/// Ranges are data; what they name is looped over, indexed with and asked.
#[differentiable]
fn of_ranges(x: &[f64], rows: std::ops::RangeInclusive<usize>, columns: &std::ops::Range<usize>) -> f64 {
    let mut sum = 0.0;
    for (i, j) in rows.clone().zip(columns.clone()) {
        sum += x[i] * x[j];
    }
    if columns.contains(&1) {
        sum *= 2.0;
    }
    let part = x[columns.clone()].iter().map(|v| v * v).sum::<f64>() * (columns.end - columns.start) as f64;
    sum + part + rows.rev().map(|i| x[i] * i as f64).sum::<f64>()
}

#[test]
fn ranges_as_parameters() {
    check!(of_ranges; &x = X.to_vec(), const 1..=2, const &(1..3));
}

/// Closures may change what is their own where those with side effects are refused.
#[differentiable]
fn own_variables(x: &[f64]) -> f64 {
    let shifted = x.iter().map(|v| {
        let mut t = *v;
        t += 1.0;
        t * t
    });
    let sums = std::iter::once(0.0).chain(x.iter().scan(0.0, |sum, v| {
        *sum += v;
        Some(*sum)
    }));
    let sums: Vec<f64> = sums.collect();
    shifted.zip(&sums[1..]).map(|(a, b)| a * b).sum::<f64>()
}

#[test]
fn closures_with_variables_of_their_own() {
    check!(own_variables; &x = X.to_vec());
}

#[differentiable]
fn typed_functions(x: f64) -> f64 {
    let bend: fn(f64) -> f64 = f64::tanh;
    let grow: &dyn Fn(f64) -> f64 = &|v| v.exp() * x;
    bend(x) * grow(2.0 * x) + [x, x * x].iter().copied().map(bend).sum::<f64>()
}

/// What text says is constant, and its type that of the variable.
#[differentiable]
#[allow(clippy::or_then_unwrap)]
fn of_text(x: f64, table: &str) -> f64 {
    #[derive(Clone, Copy)]
    enum Mode {
        Up,
        Down,
    }
    let factor: f64 = "3.25".parse().unwrap();
    let start: f64 = "none".parse().unwrap_or(1.5);
    let mut mode = Mode::Up;
    let mut y = start * x;
    for number in table.split(',').map(|text| text.trim().parse::<f64>().unwrap()) {
        mode = match mode {
            Mode::Up if y > 2.0 => Mode::Down,
            other => other,
        };
        match mode {
            Mode::Up => y += factor * number * x,
            Mode::Down => y *= 0.5 * x,
        }
    }
    Some(y).filter(|v| *v > 0.0).or(Some(x)).unwrap()
}

#[test]
fn functions_and_texts() {
    check!(typed_functions; x = 0.8);
    check!(of_text; x = 0.8, const "0.5, 1.5, 2");
}

#[derive(Differentiable, Clone, Debug)]
struct Track {
    position: [f64; 2],
    past: Vec<f64>,
}

/// An element is pushed that stands in the same vector as what it is pushed to.
#[differentiable]
fn tracks(x: &[f64]) -> f64 {
    let mut tracks = vec![
        Track {
            position: [x[0], x[1]],
            past: Vec::new(),
        };
        2
    ];
    for track in tracks.iter_mut() {
        track.position[0] += x[2] * track.position[1];
        track.past.push(track.position[0]);
    }
    tracks[0].past[0] * tracks[1].past[0]
}

#[test]
fn vectors_in_vectors() {
    check!(tracks; &x = X.to_vec());
}
