//! Enums and options in fields, changed in place and exchanged; variables that get their value later.
#![allow(clippy::needless_late_init, clippy::let_and_return, clippy::unnecessary_map_or)]

use crate::check;
use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
enum Mode {
    Idle,
    Run { v: f64 },
    Pair(f64, f64),
}
#[derive(Differentiable, Clone, Debug)]
struct Car {
    x: f64,
    mode: Mode,
    last: Option<f64>,
}
#[differentiable]
fn drive(x: f64, n: usize) -> f64 {
    let mut car = Car {
        x,
        mode: Mode::Idle,
        last: None,
    };
    for i in 0..n {
        match &mut car.mode {
            Mode::Run { v } => *v *= x,
            Mode::Pair(a, b) => {
                std::mem::swap(a, b);
                *a += x * *b;
            }
            Mode::Idle => {}
        }
        car.mode = match car.mode {
            Mode::Idle => Mode::Run { v: x + 1.0 },
            Mode::Run { v } if i > 2 => Mode::Pair(v, v * x),
            other => other,
        };
        if let Some(l) = car.last.as_mut() {
            *l *= 1.1;
        }
        car.last = match car.last {
            None => Some(car.x),
            Some(l) if l > 3.0 => None,
            Some(l) => Some(l + x),
        };
        car.x += match &car.mode {
            Mode::Idle => 0.0,
            Mode::Run { v } => *v,
            Mode::Pair(a, b) => a * b,
        } * 0.1;
    }
    car.x + car.last.unwrap_or(x)
}
#[test]
fn fields() {
    for n in 0..9 {
        check!(drive; x = 0.7, const n);
    }
}
#[differentiable]
fn deferred(x: f64, k: usize) -> f64 {
    let y;
    let (p, q);
    if k == 0 {
        y = x;
        p = [x, 1.0];
        q = None;
    } else {
        y = x * x;
        p = [1.0, x];
        q = Some(x);
    }
    let mut best: Option<(usize, f64)> = None;
    for (i, v) in [x, y, 0.5].iter().enumerate() {
        if best.map_or(true, |(_, b)| *v > b) {
            best = Some((i, *v));
        }
    }
    let (i, b) = best.expect("some");
    let _ = y * b;
    let e = {
        let y = y + 1.0;
        {
            let y = y * y;
            y
        }
    };
    y * p[1] + b * i as f64 + if let Some(q) = q { q * e } else { e }
}
#[test]
fn defer() {
    for k in 0..2 {
        check!(deferred; x = 0.7, const k);
    }
}
