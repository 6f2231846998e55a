//! `?` on `Option` and `Result`, and `Result` as a value: parameters, results, variables; and its methods.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::check;
use pullback::prelude::*;

#[derive(Debug, Clone, PartialEq)]
enum Failure {
    Negative(f64),
    NotConverged { iterations: usize },
}

impl From<String> for Failure {
    fn from(_: String) -> Self {
        Failure::NotConverged { iterations: 0 }
    }
}

#[differentiable]
fn root(x: f64) -> Option<f64> {
    if x > 0.0 { Some(x.sqrt()) } else { None }
}

#[differentiable]
fn checked_root(x: f64) -> Result<f64, String> {
    if x < 0.0 {
        return Err(format!("negative: {x:.1}"));
    }
    Ok(x.sqrt())
}

#[differentiable]
fn two_roots(x: f64, y: f64) -> Option<f64> {
    let a = root(x)?;
    let b = root(y)?;
    Some(a * b + x)
}

#[differentiable]
fn product_of_roots(x: f64, y: f64) -> Result<f64, String> {
    Ok(checked_root(x)? * checked_root(y)?)
}

#[differentiable]
fn uses_roots(x: f64, y: f64) -> f64 {
    two_roots(x, y).unwrap_or(x)
        + two_roots(-x, y).unwrap_or(y)
        + product_of_roots(x, y).unwrap()
        + product_of_roots(x, -y).unwrap_or_else(|error| error.len() as f64 * x)
}

#[test]
fn passed_on() {
    check!(uses_roots; x = 0.8, y = 0.6);
}

#[differentiable]
fn from_slices(x: &[f64]) -> Option<f64> {
    let a = x.first()?;
    let b = *x.get(1)?;
    Some(a * b + x.iter().copied().reduce(f64::max)?)
}

#[differentiable]
fn by_steps(x: &[f64]) -> Option<f64> {
    let mut it = x.iter();
    let a = it.next()?;
    let b = it.next()?;
    Some(a / b)
}

#[differentiable]
fn with_reason(x: &[f64]) -> Result<f64, &'static str> {
    let quotient = by_steps(x).ok_or("too few")?;
    if quotient < 0.0 {
        Err("negative")
    } else {
        Ok(quotient.ln())
    }
}

#[differentiable]
fn slices(x: &[f64]) -> f64 {
    let doubled = by_steps(x).map(|v| v * 2.0).unwrap_or_default();
    from_slices(x).map_or(0.0, |v| v * v) + doubled + by_steps(x).ok_or("none").unwrap()
}

#[differentiable]
fn reasons(x: &[f64]) -> f64 {
    with_reason(x).unwrap_or(0.0)
        + with_reason(x).map(|v| v * v).unwrap_or_else(|_| 1.0)
        + with_reason(x).ok().unwrap_or(2.0)
        + if let Ok(v) = with_reason(x) { v } else { x[2] }
}

#[test]
fn of_slices() {
    check!(slices; &x = vec![1.7, 1.3, 0.4]);
    check!(reasons; &x = vec![1.7, 1.3, 0.4]);
    check!(reasons; &x = vec![-1.7, 1.3, 0.4]);
}

#[differentiable]
fn newton(start: f64, a: f64) -> Result<f64, Failure> {
    if a < 0.0 {
        return Err(Failure::Negative(constant(a)));
    }
    let mut x = start;
    for _ in 0..50 {
        let step = (x * x - a) / (2.0 * x);
        x -= step;
        if step.abs() < 1e-14 {
            return Ok(x);
        }
    }
    Err(Failure::NotConverged { iterations: 50 })
}

#[differentiable]
fn converted(a: f64, b: f64) -> Result<(f64, f64), Failure> {
    let p = newton(1.0, a)? * 2.0 + newton(1.0, b)?;
    let q = checked_root(p)?;
    Ok((p, q))
}

#[differentiable]
fn matched(a: f64, b: f64) -> f64 {
    let found = converted(a, b);
    let mut total = 0.0;
    if found.is_ok() {
        total += a;
    }
    match &found {
        Ok((p, q)) => total += p * q,
        Err(Failure::Negative(_)) => total -= b,
        Err(error) => panic!("{error:?}"),
    }
    match converted(-a, b) {
        Ok(_) => {}
        Err(Failure::Negative(x)) => total += x * 0.0 + b,
        Err(Failure::NotConverged { iterations }) => total += iterations as f64,
    }
    let Ok((p, _)) = converted(b, a) else { return total };
    total + p
}

#[test]
fn errors_of_ones_own() {
    check!(matched; a = 0.8, b = 0.6);
}

#[differentiable]
fn chain(a: f64, b: f64) -> Result<f64, String> {
    let v = newton(a, b).map_err(|error| format!("{error:?}"))?;
    let w = newton(a, v).map(|w| w * b).map_err(|_| "bad".to_string())?;
    let z: Result<f64, String> = if w > 100.0 { Err("big".into()) } else { Ok(w * v) };
    let s = [a, b]
        .iter()
        .map(|x| checked_root(*x))
        .filter_map(|r| r.ok())
        .sum::<f64>();
    let u = z.and_then(|z| {
        if z > 0.0 {
            Ok(z.ln())
        } else {
            Err(String::from("negative"))
        }
    })?;
    Ok(u + v + s)
}

#[differentiable]
fn closures(a: f64, b: f64) -> f64 {
    let f = |x: f64| -> Result<f64, String> {
        let y = chain(x, b)?;
        Ok(y * x)
    };
    chain(a, b).unwrap() + chain(a, -b).unwrap_or(b * a) + f(a).unwrap()
}

#[test]
fn chains() {
    check!(closures; a = 0.8, b = 2.6);
}

#[differentiable]
fn in_places(x: &mut [f64], y: f64) -> Option<f64> {
    let last = x.last_mut()?;
    *last *= y;
    *x.first_mut()? += *x.get(1)?;
    let found = x.iter().position(|v| *v > 0.5)?;
    Some(x[found])
}

#[differentiable]
fn uses_places(x: &[f64], y: f64) -> f64 {
    let mut v = x.to_vec();
    let found = in_places(&mut v, y);
    found.unwrap_or(0.0) + v.iter().map(|v| v * v).sum::<f64>()
}

#[differentiable]
fn in_loops(x: &[f64]) -> Option<f64> {
    let mut total = 0.0;
    for (i, v) in x.iter().enumerate() {
        if *v < -5.0 {
            return None;
        }
        total += root(*v)? * x.get((i + 1) % x.len())?;
    }
    let mut k = 0;
    while k < 3 {
        total *= root(total + 5.0)?;
        k += 1;
    }
    Some(total)
}

#[differentiable]
fn uses_loops(x: &[f64]) -> f64 {
    in_loops(x).unwrap() + in_loops(&[x[0], -x[1]]).unwrap_or(x[2])
}

#[test]
fn in_the_middle() {
    check!(uses_places; &x = vec![1.7, 1.3, 0.4], y = 0.8);
    check!(uses_loops; &x = vec![1.7, 1.3, 0.4]);
}

#[differentiable]
fn parameter(p: Result<f64, String>, q: f64) -> Result<Vec<f64>, String> {
    let v = p?;
    Ok(vec![v * q, v.sin()])
}

#[differentiable]
fn arguments(x: f64, y: f64) -> f64 {
    let a = parameter(Ok(x * y), y);
    let b = parameter(Err("no".to_string()), x);
    a.map(|v| v[0] * v[1]).unwrap_or(0.0)
        + b.map(|v| v[0]).unwrap_or(x * x)
        + root(x).and_then(|r| root(r + y)).unwrap()
}

#[test]
fn as_arguments() {
    check!(arguments; x = 0.8, y = 0.6);
}

#[differentiable]
fn all_roots(x: &[f64]) -> Result<Vec<f64>, String> {
    x.iter().map(|v| checked_root(*v)).collect()
}

#[differentiable]
fn nested_roots(x: &[f64]) -> Result<f64, String> {
    let v = x
        .iter()
        .map(|v| checked_root(*v + 1.0))
        .collect::<Result<Vec<f64>, String>>()?;
    let w: Result<Vec<_>, String> = v.iter().map(|v| checked_root(*v)).collect();
    Ok(w?.iter().sum::<f64>() + v[0])
}

#[differentiable]
fn attempts(x: &[f64]) -> f64 {
    let product: Result<f64, String> =
        x.iter().try_fold(
            1.0,
            |a: f64, v| if *v > -9.0 { Ok(a * v) } else { Err("bad".to_string()) },
        );
    let sum = x
        .iter()
        .try_fold(0.0, |a, v| checked_root(*v - 0.5).map(|r| r + a))
        .unwrap_or(x[1]);
    let squares = x
        .iter()
        .try_fold(0.0, |a: f64, v| if *v > -5.0 { Some(a + v * v) } else { None });
    let stopped = x.iter().try_fold(1.0, |a: f64, v| {
        if *v < 1.0 {
            return None;
        }
        Some(a * v)
    });
    let mut until = 0.0;
    let went_on = x.iter().try_for_each(|v| {
        until += v * v;
        if *v > 1.0 { None } else { Some(()) }
    });
    let sines: Option<Vec<f64>> = x.iter().map(|v| if *v > -9.0 { Some(v.sin()) } else { None }).collect();
    let none = x
        .iter()
        .map(|v| if *v > 1.0 { Some(v.sin()) } else { None })
        .collect::<Option<Vec<_>>>();
    let sines = match (sines, none) {
        (Some(sines), None) => sines.iter().sum(),
        _ => 0.0,
    };
    product.unwrap()
        + all_roots(x).map(|v| v[0] * v[1]).unwrap()
        + nested_roots(x).unwrap()
        + sum
        + squares.unwrap_or(0.0)
        + stopped.unwrap_or(x[0] * 3.0)
        + until
        + if went_on.is_some() { x[0] } else { x[1] }
        + sines
}

#[test]
fn ends_of_chains() {
    check!(attempts; &x = vec![0.7, 1.3, 0.4, 0.9]);
}

#[test]
fn the_derivative_of_a_result_is_an_option() {
    let (value, pullback) = product_of_roots::vjp(0.8, 0.6);
    let (by_x, _) = pullback(Some(1.0));
    assert!((by_x - 0.5 * value.unwrap() / 0.8).abs() < 1e-15);
    assert_eq!(product_of_roots::jvp(0.8, -0.6, 1.0, 0.0).1, None);
    let (_, tangent) = product_of_roots::jvp(0.8, 0.6, 1.0, 0.0);
    assert_eq!(product_of_roots::jacobian(0.8, 0.6)[0][0], tangent.unwrap());
}

#[differentiable]
fn of_truth(x: f64, y: f64) -> f64 {
    let a = (x > 0.0).then_some(x * y);
    let b = (x < 0.0).then(|| y.ln());
    let c = (y > 0.0).then(|| y.ln()).map(|v| v * x);
    a.unwrap_or(1.0) + b.unwrap_or(x) + c.unwrap_or(0.0) + (x > y).then_some(x * x).unwrap_or_default()
}

#[test]
fn conditions() {
    check!(of_truth; x = 0.8, y = 0.6);
    check!(of_truth; x = 0.8, y = 1.6);
}

#[differentiable]
fn returning_closures(x: &[f64]) -> f64 {
    let roots: f64 = x
        .iter()
        .filter_map(|v| {
            let r = root(*v)?;
            if r > 1.1 {
                return None;
            }
            Some(r * v)
        })
        .sum();
    let kept: Vec<f64> = x
        .iter()
        .map_while(|v| {
            if *v < 0.5 {
                return None;
            }
            Some(v * v)
        })
        .collect();
    let doubled = x.iter().map(|v| Some(root(*v)? * 2.0)).collect::<Option<Vec<f64>>>();
    let best = x
        .iter()
        .max_by(|a, b| a.partial_cmp(b).unwrap().then(std::cmp::Ordering::Less));
    roots + kept.iter().sum::<f64>() + doubled.map_or(0.0, |v| v[0] * v[1]) + best.unwrap()
}

#[test]
fn returns_that_leave_closures() {
    check!(returning_closures; &x = vec![0.7, 1.3, 0.4, 0.9]);
}

#[derive(Debug, Clone, PartialEq)]
enum Misfit {
    TooShort { need: usize, got: usize },
}

/// Errors that tell of lengths.
#[differentiable]
fn autoregression(phi: &[f64], sigma: f64, #[constant] y: &[f64]) -> Result<f64, Misfit> {
    let p = phi.len();
    if y.len() <= p {
        return Err(Misfit::TooShort {
            need: p + 1,
            got: y.len(),
        });
    }
    let residuals = (p..y.len()).map(|t| y[t] - (0..p).map(|i| phi[i] * y[t - i - 1]).sum::<f64>());
    Ok(residuals.map(|r| (r / sigma).powi(2)).sum::<f64>() + sigma.ln())
}

#[differentiable]
fn of_all_series(phi: &[f64], sigma: f64, #[constant] series: &[Vec<f64>]) -> f64 {
    series
        .iter()
        .map(|y| autoregression(phi, sigma, y).unwrap_or(-1e3))
        .sum()
}

#[test]
fn errors_that_tell_of_lengths() {
    let series = [vec![0.3, 0.5, -0.1, 0.4], vec![0.2]];
    check!(of_all_series; &phi = vec![0.4], sigma = 0.8, const &series);
}

#[differentiable]
fn typed(x: f64, y: Option<f64>) -> Option<f64> {
    let a: f64 = y?;
    if a > 10.0 {
        let never: f64 = None::<f64>?;
        return Some(never);
    }
    let (first, second): (f64, f64) = y.map(|v| (v, v * x))?;
    if x > 0.2 {
        let b: f64 = y?;
        let value: f64 = (if b > 0.0 { Some(x) } else { None })?;
        return Some(b * a * value + first * second);
    }
    Some(a + first)
}

#[differentiable]
fn typed_result(x: f64, y: &Result<f64, String>) -> Result<f64, String> {
    if x > 0.2 {
        let z: f64 = y.clone()?;
        let w: Vec<f64> = if z > 7.0 {
            return Err("large".into());
        } else {
            vec![z]
        };
        return Ok(z * x * w[0]);
    }
    Ok(x)
}

#[differentiable]
fn uses_typed(x: f64, y: f64, present: bool) -> f64 {
    let option = if present { Some(y) } else { None };
    typed(x, option).unwrap_or(x) * typed_result(x, &Ok(y)).unwrap_or(0.1)
}

#[test]
fn bindings_with_types() {
    for present in [false, true] {
        check!(uses_typed; x = 0.4, y = 0.7, const present);
        check!(uses_typed; x = 0.1, y = 0.7, const present);
    }
}

#[differentiable]
fn first_of(y: &[f64]) -> Result<f64, String> {
    let first = *y.first().ok_or_else(|| "empty".to_owned())?;
    Ok(first * first)
}
#[differentiable]
fn constants_that_may_fail(x: f64, #[constant] n: usize) -> f64 {
    let constants = vec![0.3; n];
    let found = first_of(&constants).unwrap_or(0.5 * x);
    let parsed = "abc".parse::<f64>().unwrap_or(x * x);
    found * x + parsed + first_of(&constants).map_or(x, |value| value * x)
}

#[test]
fn a_result_of_constants_may_be_replaced_by_what_varies() {
    crate::check!(constants_that_may_fail; x = 0.7, const 0);
    crate::check!(constants_that_may_fail; x = 0.7, const 2);
}
