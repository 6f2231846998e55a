//! A first taste: the derivative of y = exp(sin(2πx/3)), found by the compiler.
//!
//! ```text
//! cargo run --release --example autodiff_taste
//! ```
//!
//! `#[differentiable]` leaves `wave` as it is, and writes its derivatives beside it. Here they are compared with those that one
//! finds by hand, at 500 points, and drawn into `output/autodiff_taste/`: the lines are what the compiler found, the dots what was
//! done by hand. No step size was chosen, and nothing was approximated: what differs, differs in the last digits of a number.

use pullback::prelude::*;
use pullback::sampler::plots::{PlotError, Series};
use std::f64::consts::PI;
use std::process::ExitCode;

const OUTPUT: &str = "output/autodiff_taste";
const POINTS: usize = 500;

#[differentiable]
fn wave(x: f64) -> f64 {
    (2.0 * PI * x / 3.0).sin().exp()
}

/// The derivative of [`wave`], by hand.
fn slope_by_hand(x: f64) -> f64 {
    let angle = 2.0 * PI * x / 3.0;
    2.0 * PI / 3.0 * angle.cos() * angle.sin().exp()
}

/// The second derivative, by hand.
fn curvature_by_hand(x: f64) -> f64 {
    let angle = 2.0 * PI * x / 3.0;
    (2.0 * PI / 3.0).powi(2) * (angle.cos().powi(2) - angle.sin()) * angle.sin().exp()
}

fn main() -> ExitCode {
    let x: Vec<f64> = (0..POINTS)
        .map(|i| -3.0 + 6.0 * i as f64 / (POINTS - 1) as f64)
        .collect();

    // One derivative, by each of the ways in which a function can be asked for it.
    let (mut values, mut slopes, mut curvatures) = (Vec::new(), Vec::new(), Vec::new());
    let mut ways = [0.0f64; 3];
    for x in &x {
        let (value, slope) = wave::value_and_grad(*x);
        let (_, along) = wave::jvp(*x, 1.0);
        let (_, pullback) = wave::vjp(*x);
        for (largest, way) in ways.iter_mut().zip([wave::grad(*x), along, pullback(1.0)]) {
            *largest = largest.max(relative_difference(way, slope));
        }
        values.push(value);
        slopes.push(slope);
        curvatures.push(wave::hessian(*x)[0][0]);
    }
    let by_hand: Vec<f64> = x.iter().map(|x| slope_by_hand(*x)).collect();
    let curvatures_by_hand: Vec<f64> = x.iter().map(|x| curvature_by_hand(*x)).collect();

    println!("y = exp(sin(2πx/3)) at {POINTS} points from -3 to 3\n");
    println!("largest relative difference between");
    println!("  grad and value_and_grad         {:.1e}", ways[0]);
    println!("  jvp and value_and_grad          {:.1e}", ways[1]);
    println!("  vjp and value_and_grad          {:.1e}", ways[2]);
    let first = largest_difference(&slopes, &by_hand);
    println!("  value_and_grad and y' by hand   {first:.1e}");
    // Near the zeros of y'' two numbers cancel, in the formula as in the program: the difference is compared with the largest y''.
    let scale = curvatures_by_hand
        .iter()
        .fold(0.0, |largest: f64, y| largest.max(y.abs()));
    let second = curvatures
        .iter()
        .zip(&curvatures_by_hand)
        .fold(0.0, |largest: f64, (a, b)| largest.max((a - b).abs() / scale));
    println!("  hessian and y'' by hand         {second:.1e}");
    if first > 1e-15 || second > 1e-15 {
        eprintln!("error: the derivatives differ from those by hand");
        return ExitCode::FAILURE;
    }

    match draw(&x, [&values, &slopes, &curvatures], [&by_hand, &curvatures_by_hand]) {
        Ok(()) => {
            println!("\npicture: {OUTPUT}/derivatives.png");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn relative_difference(a: f64, b: f64) -> f64 {
    if a == b { 0.0 } else { (a - b).abs() / b.abs() }
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| relative_difference(*a, *b))
        .fold(0.0, f64::max)
}

/// The function and its derivatives as lines; those by hand as points, one in ten of them.
fn draw(x: &[f64], curves: [&[f64]; 3], by_hand: [&[f64]; 2]) -> Result<(), PlotError> {
    let every_tenth = |values: &[f64]| values.iter().copied().step_by(10).collect::<Vec<_>>();
    let at = every_tenth(x);
    let [slope, curvature] = by_hand.map(every_tenth);
    let none = vec![0.0; at.len()];
    let [value_line, slope_line, curvature_line] = curves;
    Series::new()
        .title("exp(sin(2πx/3)) and its derivatives")
        .labels("x", "y, y′ and y″")
        .group("y′ by hand", &at, &slope, &none)
        .group("y″ by hand", &at, &curvature, &none)
        .band("y", x, value_line, value_line, value_line)
        .band("y′ by value_and_grad", x, slope_line, slope_line, slope_line)
        .band("y″ by hessian", x, curvature_line, curvature_line, curvature_line)
        .line(0.0)
        .save(format!("{OUTPUT}/derivatives.png"))
}
