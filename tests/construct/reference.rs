//! What `docs/language.md` says in passing, and no other file shows.

use crate::check;
use pullback::prelude::*;

#[differentiable]
fn recovered(x: f64, k: usize) -> f64 {
    let first: Result<f64, String> = if k == 0 { Ok(x * x) } else { Err("negative".to_owned()) };
    let second = first.or_else(|text| if text.len() > k { Ok(3.0 * x) } else { Err(text) });
    second.unwrap_or_else(|_: String| x.sin())
}

#[test]
fn methods_of_results() {
    for k in [0, 1, 20] {
        check!(recovered; x = 0.7, const k);
    }
}

#[differentiable]
fn nearest(points: &[f64], #[constant] order: &[usize]) -> f64 {
    let least = (0..points.len()).min_by_key(|&i| order[i]).unwrap_or(0);
    let greatest = points.iter().enumerate().max_by_key(|(i, _)| order[*i]);
    let (at, last) = greatest.unwrap_or((0, &points[0]));
    points[least] * last * (at as f64 + 1.0)
}

#[test]
fn ends_by_key() {
    check!(nearest; &points = vec![0.3, -1.2, 0.8], const &[2, 0, 5]);
}

#[differentiable]
fn asserted(x: f64, n: usize) -> f64 {
    assert!(x > 0.0, "{x} is not positive");
    assert_eq!(n % 2, 0);
    assert_ne!(n, 7, "{n}");
    debug_assert!(x < 10.0);
    debug_assert_eq!(n % 2, 0, "{x}");
    debug_assert_ne!(n, n + 1);
    x.sqrt() * n as f64
}

#[test]
fn assertions() {
    check!(asserted; x = 0.7, const 2);
    let outside = std::panic::catch_unwind(|| asserted::grad(-1.0, 2)).expect_err("an assertion that fails");
    assert_eq!(outside.downcast_ref::<String>().expect("a text"), "-1 is not positive");
}

#[differentiable]
fn told(x: f64) -> f64 {
    print!("{x} ");
    let y = x * x;
    eprint!("{y:.2} ");
    println!();
    y * x
}

#[test]
fn text_is_shown() {
    check!(told; x = 0.7);
}

fn is_valid(x: f64) -> bool {
    x.is_finite() && x > 0.0
}

fn is_any_valid(x: &[f64]) -> bool {
    x.iter().any(|x| is_valid(*x))
}

#[differentiable]
fn decided(x: &[f64]) -> f64 {
    if !is_any_valid(x) {
        return 0.0;
    }
    let mut sum = 0.0;
    for value in x {
        if is_valid(*value) {
            sum += value.ln();
        }
    }
    sum
}

#[test]
fn functions_that_decide() {
    check!(decided; &x = vec![0.7, -0.3, 2.5]);
    check!(decided; &x = vec![-0.7]);
}

#[differentiable]
fn scaled(x: f64, state: &mut Option<Vec<f64>>) -> f64 {
    if let Some(values) = state {
        values[0] *= x;
        values[1] += values[0] * x;
    }
    x.sin()
}

#[differentiable]
fn held(x: f64, y: f64) -> f64 {
    let mut state = Some(vec![y, x * y]);
    let sine = scaled(x, &mut state);
    let values = state.take().unwrap_or_default();
    sine * values[0] + values[1]
}

#[test]
fn what_an_option_behind_a_reference_holds() {
    check!(held; x = 0.7, y = -0.4);
}

#[differentiable]
fn within(x: f64, n: usize) -> f64 {
    let span = 0.0..1.0;
    let rows = 1..=n;
    let mut sum = if span.contains(&x) { x * x } else { 3.0 * x };
    for i in rows {
        sum += x.powi(i as i32);
    }
    sum
}

#[test]
fn ranges_that_have_a_name() {
    check!(within; x = 0.7, const 3);
    check!(within; x = 1.7, const 0);
}
