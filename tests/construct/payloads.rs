//! What a variant holds, changed in place and lent to calls: alone, beside other parts of it, behind a reference.

use crate::{check, check_in_place, numbers, variants};
use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Spring {
    stiffness: f64,
}
numbers!(Spring, SpringTangent; { stiffness });

#[differentiable]
impl Spring {
    fn harden(&mut self, by: f64) -> f64 {
        self.stiffness *= by;
        self.stiffness
    }
    fn blend(&mut self, other: &mut f64, third: &Spring) {
        self.stiffness *= *other * third.stiffness;
        *other = self.stiffness;
    }
}

#[derive(Differentiable, Clone, Debug)]
enum Joint {
    Single(Spring),
    Damped((Spring, f64)),
}

#[derive(Differentiable, Clone, Debug)]
enum Kind {
    Rate(f64),
    Fixed([f64; 3], f64),
    Many(Vec<f64>, Vec<f64>),
}
variants!(Kind, KindTangent; { Rate { 0: rate }, Fixed { 0: values, 1: rate }, Many { 0: left, 1: right } });

#[differentiable]
fn damp(values: &mut [f64], by: f64) {
    for value in values.iter_mut() {
        *value = value.sin() * by;
    }
    values[0] *= 2.0;
}

#[differentiable]
fn lengthen(values: &mut Vec<f64>, by: f64) {
    values[0] = values[0].sin();
    values.push(by);
}

#[differentiable]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[differentiable]
fn damp_option(x: &mut Option<Vec<f64>>, by: &f64) {
    if let Some(values) = x {
        damp(values, *by);
        values[0] *= by;
        damp(values, *by);
    }
}

#[differentiable]
fn read_option(x: &mut Option<Vec<f64>>, by: &f64) {
    if let Some(values) = x {
        values[0] *= dot(values, &[*by, 2.0]);
        values[0] = values[0].sin();
    }
}

#[differentiable]
fn lengthen_option(x: &mut Option<Vec<f64>>, by: &f64) {
    if let Some(values) = x {
        lengthen(values, *by);
        values[0] *= by;
        lengthen(values, *by);
        let length = values.len();
        values[length - 1] *= 2.0 * dot(values, values);
    }
}

#[test]
fn of_an_option_behind_a_reference() {
    check_in_place!(damp_option; x = Some(vec![0.4, 0.6]); &by = 0.7);
    check_in_place!(read_option; x = Some(vec![0.4, 0.6]); &by = 0.7);
    check_in_place!(lengthen_option; x = Some(vec![0.4, 0.6]); &by = 0.7);
    check_in_place!(lengthen_option; x = None::<Vec<f64>>; &by = 0.7);
}

#[differentiable]
fn couple(values: &mut [f64; 3], rate: &mut f64) {
    values[0] *= *rate;
    *rate = values[1].sin();
}

#[differentiable]
#[allow(clippy::ptr_arg, reason = "vectors behind references are the test")]
fn exchange(left: &mut [f64], right: &mut Vec<f64>) {
    left[0] *= right[0].sin();
    right[0] *= left[0];
}

#[differentiable]
fn grow_both(left: &mut Vec<f64>, right: &mut Vec<f64>) {
    left[0] *= right[0].sin();
    right.push(left[0]);
    left.push(right[0]);
}

#[differentiable]
fn step(kind: &mut Kind, by: &f64) {
    match kind {
        Kind::Rate(rate) => *rate *= by,
        Kind::Fixed(values, rate) => couple(values, rate),
        Kind::Many(left, right) => {
            right[0] *= dot(left, right);
            damp(left, *by);
            damp(right, left[0]);
            exchange(left, right);
        }
    }
}

#[differentiable]
fn grow(kind: &mut Kind, by: &f64) {
    if let Kind::Many(left, right) = kind {
        grow_both(left, right);
        left[2] *= by;
        grow_both(left, right);
    }
}

#[test]
fn two_of_one_variant_in_one_call() {
    check_in_place!(step; kind = Kind::Rate(0.4); &by = 0.7);
    check_in_place!(step; kind = Kind::Fixed([0.4, 0.6, 0.2], 0.7); &by = 0.7);
    check_in_place!(step; kind = Kind::Many(vec![0.4, 0.6, 0.2], vec![0.7, 0.3]); &by = 0.7);
    check_in_place!(grow; kind = Kind::Many(vec![0.4, 0.6, 0.2], vec![0.7, 0.3]); &by = 0.7);
}

#[differentiable]
fn jointed(x: f64, y: f64, damped: bool) -> f64 {
    let mut joint = if damped {
        Joint::Damped((Spring { stiffness: y }, x))
    } else {
        Joint::Single(Spring { stiffness: x })
    };
    let reference = Spring { stiffness: x };
    let hardened = match &mut joint {
        Joint::Single(spring) => spring.harden(y),
        Joint::Damped(pair) => {
            pair.0.blend(&mut pair.1, &reference);
            pair.0.harden(pair.1)
        }
    };
    match joint {
        Joint::Single(spring) => spring.stiffness * hardened,
        Joint::Damped(pair) => pair.0.stiffness * pair.1 * hardened,
    }
}

#[test]
fn methods_of_what_a_variant_holds() {
    check!(jointed; x = 0.3, y = 0.8, const false);
    check!(jointed; x = 0.3, y = 0.8, const true);
}

/// What is changed here is read by nobody.
#[differentiable]
fn changed_in_vain(mut kind: Kind, x: f64) -> f64 {
    match &mut kind {
        Kind::Rate(rate) => *rate += x,
        Kind::Fixed(values, rate) => values[1] *= rate.sin(),
        Kind::Many(left, right) => left[0] *= right[0],
    }
    x * x
}

#[test]
fn changes_that_nobody_reads() {
    check!(changed_in_vain; kind = Kind::Rate(0.3), x = 0.4);
    check!(changed_in_vain; kind = Kind::Fixed([0.2, 0.4, 0.5], 1.2), x = 0.4);
    check!(changed_in_vain; kind = Kind::Many(vec![0.4], vec![0.2]), x = 0.4);
}

/// A mutable reference that is given twice to a function that reads both.
#[differentiable]
fn normalise(x: &mut [f64], by: &f64) {
    let length = dot(x, x).sqrt();
    for value in x.iter_mut() {
        *value /= length;
    }
    x[0] *= by;
}

#[test]
fn a_mutable_reference_twice() {
    check_in_place!(normalise; x = vec![0.4, 0.6]; &by = 0.7);
}
