//! `limb_dark_flux_poly` against a table of the integrals that polynomial laws are sums of, with 30 digits.

use autodiff_runtime::exoplanet::limb_dark_flux_poly;
use std::collections::BTreeMap;
use std::f64::consts::PI;

/// One row of `../data/limbdark_sn.csv`.
struct Row {
    category: String,
    b: f64,
    r: f64,
    /// The integrals of 1, z and (n + 2)zⁿ − n zⁿ⁻² over what is left of the star.
    integrals: [f64; 6],
    by_b: [f64; 6],
    by_r: [f64; 6],
}

fn table() -> Vec<Row> {
    let text = include_str!("../data/limbdark_sn.csv");
    let rows: Vec<Row> = text.lines().skip(1).map(parse).collect();
    assert_eq!(rows.len(), 307);
    rows
}

fn parse(line: &str) -> Row {
    let fields: Vec<&str> = line.split(',').collect();
    let number = |column: usize| -> f64 { fields[column].parse().expect("a number") };
    Row {
        category: fields[0].to_owned(),
        b: number(1),
        r: number(2),
        integrals: std::array::from_fn(|n| number(3 + n)),
        by_b: std::array::from_fn(|n| number(9 + n)),
        by_r: std::array::from_fn(|n| number(15 + n)),
    }
}

/// (1 − z)ʲ as a sum of the basis functions.
fn in_basis(j: usize) -> [f64; 6] {
    let mut binomial = 1.0;
    let mut powers = [0.0; 6];
    for (i, power) in powers.iter_mut().enumerate().take(j + 1) {
        *power = if i % 2 == 0 { binomial } else { -binomial };
        binomial *= (j - i) as f64 / (i + 1) as f64;
    }
    let mut basis = [0.0; 8];
    for n in (2..6).rev() {
        basis[n] = powers[n] / (n + 2) as f64 + basis[n + 2];
    }
    basis[1] = powers[1] + 3.0 * basis[3];
    basis[0] = powers[0] + 2.0 * basis[2];
    std::array::from_fn(|n| basis[n])
}

/// Value, and derivatives by b, r and each u.
fn expected(row: &Row, u: &[f64]) -> Vec<f64> {
    let product = |a: [f64; 6], b: [f64; 6]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let whole = |weights: [f64; 6]| PI * (weights[0] + weights[1] * 2.0 / 3.0);
    let mut weights = in_basis(0);
    for (j, u) in u.iter().enumerate() {
        for (weight, term) in weights.iter_mut().zip(in_basis(j + 1)) {
            *weight -= u * term;
        }
    }
    let all = whole(weights);
    let flux = product(weights, row.integrals) / all;
    let mut results = vec![flux, product(weights, row.by_b) / all, product(weights, row.by_r) / all];
    for j in 1..=u.len() {
        let basis = in_basis(j);
        results.push((flux * whole(basis) - product(basis, row.integrals)) / all);
    }
    results
}

fn by_vjp(b: f64, r: f64, u: &[f64]) -> Vec<f64> {
    let (flux, (by_b, by_r, by_u)) = limb_dark_flux_poly::value_and_grad(b, r, u);
    [vec![flux, by_b, by_r], by_u].concat()
}

fn by_jvp(b: f64, r: f64, u: &[f64]) -> Vec<f64> {
    let mut results = vec![limb_dark_flux_poly(b, r, u)];
    for direction in 0..u.len() + 2 {
        let unit = |at: usize| if at == direction { 1.0 } else { 0.0 };
        let u_dot: Vec<f64> = (0..u.len()).map(|j| unit(2 + j)).collect();
        results.push(limb_dark_flux_poly::jvp(b, r, u, unit(0), unit(1), &u_dot).1);
    }
    results
}

#[test]
fn every_row_within_ten_to_the_minus_fourteen() {
    let mut worst: BTreeMap<String, (usize, [f64; 4])> = BTreeMap::new();
    let mut failures = Vec::new();
    let laws: [&[f64]; 5] = [
        &[],
        &[0.5],
        &[0.4, 0.2, 0.1],
        &[0.3, -0.2, 0.5, 0.1],
        &[0.6, 0.3, -0.4, 0.3, -0.1],
    ];
    for row in table() {
        let (rows, greatest) = worst.entry(row.category.clone()).or_default();
        *rows += 1;
        for u in laws {
            let expected = expected(&row, u);
            for found in [by_vjp(row.b, row.r, u), by_jvp(row.b, row.r, u)] {
                for (quantity, (found, expected)) in found.iter().zip(&expected).enumerate() {
                    let error = (found - expected).abs();
                    greatest[quantity.min(3)] = greatest[quantity.min(3)].max(error);
                    if error.is_nan() || (error > 1e-14 && row.r <= 3.0) {
                        failures.push(format!(
                            "{}: quantity {quantity} at b = {:e}, r = {:e}, u = {u:?} is {found:e}, not {expected:e}: off by {error:e}",
                            row.category, row.b, row.r
                        ));
                    }
                }
            }
        }
    }
    println!(
        "{:>15} {:>4} {:>9} {:>9} {:>9} {:>9}",
        "category", "rows", "flux", "by b", "by r", "by u"
    );
    for (category, (rows, [flux, b, r, u])) in &worst {
        println!("{category:>15} {rows:>4} {flux:>9.1e} {b:>9.1e} {r:>9.1e} {u:>9.1e}");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
