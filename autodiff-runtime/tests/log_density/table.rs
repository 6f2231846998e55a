//! Every row of the table: value, reverse mode, forward mode; and second derivatives against differences of first ones.

use crate::functions::{Function, functions};
use std::collections::BTreeMap;

struct Row {
    name: &'static str,
    counts: Vec<u64>,
    arguments: Vec<f64>,
    value: f64,
    derivatives: Vec<f64>,
}

fn rows() -> Vec<Row> {
    let table = include_str!("../data/log_density.csv");
    table.lines().skip(1).map(row).collect()
}

fn row(line: &'static str) -> Row {
    let [name, counts, arguments, value, derivatives] = line.split(',').collect::<Vec<_>>()[..] else {
        panic!("five columns: {line}");
    };
    let numbers = |text: &str| text.split(' ').map(|number| number.parse().unwrap()).collect();
    Row {
        name,
        counts: counts.split_whitespace().map(|count| count.parse().unwrap()).collect(),
        arguments: numbers(arguments),
        value: value.parse().unwrap(),
        derivatives: numbers(derivatives),
    }
}

/// The error in units of the number itself, or of one where that is small: it is a logarithm.
fn error(got: f64, want: f64) -> f64 {
    if got == want {
        0.0
    } else {
        (got - want).abs() / want.abs().max(1.0)
    }
}

#[test]
fn values_and_derivatives_agree_with_sixty_digits() {
    let functions: BTreeMap<&str, Function> = functions().into_iter().map(|f| (f.name, f)).collect();
    let mut seen = BTreeMap::<&str, usize>::new();
    let mut wrong = Vec::new();
    for row in rows() {
        let function = &functions[row.name];
        *seen.entry(row.name).or_default() += 1;
        let what = format!("{}({:?} {:?})", row.name, row.counts, row.arguments);
        let mut check = |part: &str, got: f64, want: f64, tolerance: f64| {
            let error = error(got, want);
            if error.is_nan() || error > tolerance {
                wrong.push(format!("{part} of {what}: {got:e} is not {want:e} ({error:.1e})"));
            }
        };
        let value = (function.value)(&row.counts, &row.arguments);
        // Two logarithms of a number as large as the number of trials cancel in this one.
        let digits = if row.name == "beta_binomial" { 1e-11 } else { 2e-13 };
        check("value", value, row.value, digits);
        // A slope is what is left of numbers as large as counts and arguments.
        let largest = row
            .counts
            .iter()
            .map(|k| *k as f64)
            .chain(row.arguments.iter().copied())
            .fold(0.0, f64::max);
        let digits = 1e-12 + 1e-16 * largest.min(1e6);
        let (same, gradient) = (function.gradient)(&row.counts, &row.arguments);
        check("value in reverse mode", same, value, 1e-15);
        assert_eq!(gradient.len(), row.derivatives.len(), "{what}");
        for (position, derivative) in row.derivatives.iter().enumerate() {
            check(
                &format!("derivative {position}"),
                gradient[position],
                *derivative,
                digits,
            );
            let unit: Vec<f64> = (0..gradient.len())
                .map(|other| f64::from(u8::from(other == position)))
                .collect();
            let (same, tangent) = (function.along)(&row.counts, &row.arguments, &unit);
            check("value in forward mode", same, value, 1e-15);
            check(&format!("tangent {position}"), tangent, *derivative, digits);
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(seen.len(), functions.len(), "{seen:?}");
}

/// The derivative of a gradient by one argument, by differences of fourth order.
fn difference(function: &Function, row: &Row, position: usize, h: f64) -> Vec<f64> {
    let at = |steps: f64| {
        let mut arguments = row.arguments.clone();
        arguments[position] += steps * h;
        (function.gradient)(&row.counts, &arguments).1
    };
    let (a, b, c, d) = (at(-2.0), at(-1.0), at(1.0), at(2.0));
    (0..a.len())
        .map(|i| (8.0 * (c[i] - b[i]) - (d[i] - a[i])) / (12.0 * h))
        .collect()
}

#[test]
fn second_derivatives_agree_with_differences() {
    let functions: BTreeMap<&str, Function> = functions().into_iter().map(|f| (f.name, f)).collect();
    let mut compared = BTreeMap::<&str, usize>::new();
    for row in rows() {
        let sizes = || row.arguments.iter().map(|argument| argument.abs());
        // Where steps are small beside everything, and differences are not rounding.
        let smallest = sizes().filter(|size| *size > 0.0).fold(1.0, f64::min);
        if smallest < 0.01 || sizes().any(|size| size > 200.0) || row.derivatives.iter().any(|slope| slope.abs() > 1e4)
        {
            continue;
        }
        // Proportions have the other end, too.
        let is_proportion = row.name.starts_with("beta") || ["bernoulli", "binomial", "geometric"].contains(&row.name);
        let h = 2e-4 * if is_proportion { smallest.min(0.05) } else { smallest };
        let function = &functions[row.name];
        let hessian = (function.hessian)(&row.counts, &row.arguments);
        let largest = hessian.iter().flatten().fold(1.0, |a: f64, b| a.max(b.abs()));
        for position in 0..row.arguments.len() {
            for (i, want) in difference(function, &row, position, h).into_iter().enumerate() {
                let got = hessian[i][position];
                assert!(
                    (got - want).abs() <= 2e-6 * largest,
                    "{}({:?} {:?}) by {i} and {position}: {got} is not {want}",
                    row.name,
                    row.counts,
                    row.arguments
                );
            }
        }
        *compared.entry(row.name).or_default() += 1;
    }
    let missing: Vec<_> = functions.keys().filter(|name| !compared.contains_key(*name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
