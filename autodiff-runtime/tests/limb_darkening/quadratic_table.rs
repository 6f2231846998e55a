//! `limb_dark_flux` against a table of 30 digits: values, and derivatives by reverse and by forward mode.

use autodiff_runtime::exoplanet::limb_dark_flux;
use std::collections::BTreeMap;

/// One row of `../data/limbdark.csv`.
struct Row {
    category: String,
    b: f64,
    r: f64,
    u: [f64; 2],
    flux: f64,
    /// By b, r, u₁ and u₂.
    derivatives: [f64; 4],
}

fn table() -> Vec<Row> {
    let text = include_str!("../data/limbdark.csv");
    let rows: Vec<Row> = text.lines().skip(1).map(parse).collect();
    assert_eq!(rows.len(), 308);
    rows
}

fn parse(line: &str) -> Row {
    let fields: Vec<&str> = line.split(',').collect();
    let number = |column: usize| -> f64 { fields[column].parse().expect("a number") };
    Row {
        category: fields[0].to_owned(),
        b: number(1),
        r: number(2),
        u: [number(3), number(4)],
        flux: number(5),
        derivatives: [number(6), number(7), number(8), number(9)],
    }
}

fn by_vjp(b: f64, r: f64, u: [f64; 2]) -> [f64; 4] {
    let (by_b, by_r, by_u) = limb_dark_flux::vjp(b, r, u).1(1.0);
    [by_b, by_r, by_u[0], by_u[1]]
}

fn by_jvp(b: f64, r: f64, u: [f64; 2]) -> [f64; 4] {
    [
        [1.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 1.0],
    ]
    .map(|[b_dot, r_dot, u1_dot, u2_dot]| limb_dark_flux::jvp(b, r, u, b_dot, r_dot, [u1_dot, u2_dot]).1)
}

#[test]
fn every_row_within_ten_to_the_minus_fourteen() {
    let mut worst: BTreeMap<String, (usize, [f64; 5])> = BTreeMap::new();
    let mut failures = Vec::new();
    for row in table() {
        let (b, r, u) = (row.b, row.r, row.u);
        let flux = limb_dark_flux(b, r, u);
        assert_eq!(limb_dark_flux::vjp(b, r, u).0, flux);
        assert_eq!(limb_dark_flux::jvp(b, r, u, 1.0, 1.0, [1.0, 1.0]).0, flux);
        let (rows, greatest) = worst.entry(row.category.clone()).or_default();
        *rows += 1;
        let mut compare = |quantity: usize, found: f64, expected: f64| {
            let error = (found - expected).abs();
            greatest[quantity] = greatest[quantity].max(error);
            if error.is_nan() || error > 1e-14 {
                let name = ["flux", "derivative by b", "derivative by r", "by u1", "by u2"][quantity];
                failures.push(format!(
                    "{}: {name} at b = {b:e}, r = {r:e}, u = {u:?} is {found:e}, not {expected:e}: off by {error:e}",
                    row.category
                ));
            }
        };
        compare(0, flux, row.flux);
        for derivatives in [by_vjp(b, r, u), by_jvp(b, r, u)] {
            for (i, (found, expected)) in derivatives.into_iter().zip(row.derivatives).enumerate() {
                compare(i + 1, found, expected);
            }
        }
    }
    println!(
        "{:>15} {:>4} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "category", "rows", "flux", "by b", "by r", "by u1", "by u2"
    );
    for (category, (rows, [flux, b, r, u1, u2])) in &worst {
        println!("{category:>15} {rows:>4} {flux:>9.1e} {b:>9.1e} {r:>9.1e} {u1:>9.1e} {u2:>9.1e}");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
