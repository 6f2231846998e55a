//! Panics in arms that have values, printing and formatting: they happen in the forward sweep.
#![allow(clippy::dbg_macro, clippy::needless_return)]

use crate::check;
use pullback::prelude::*;

#[differentiable]
fn panics(x: f64, k: usize) -> f64 {
    let y = match k {
        0 => x,
        1 => x * x,
        _ => panic!("no {k} for {x}"),
    };
    let z = if x > 0.0 {
        y
    } else if k == 0 {
        y * y
    } else {
        unreachable!()
    };
    let Some(w) = Some(z) else { panic!("none") };
    println!("{w:.3} {} {k}", z);
    let d = dbg!(w * 2.0) + 1.0;
    eprintln!("{d:?}");
    let text = format!("{d:.2}");
    let f = |t: f64| if t > 0.5 { return t * x } else { t };
    match k {
        0 => d * f(x) + text.len() as f64,
        1 => f(0.2 * d),
        _ => todo!(),
    }
}
#[test]
fn panicking() {
    for k in 0..2 {
        check!(panics; x = 0.7, const k);
    }
}
