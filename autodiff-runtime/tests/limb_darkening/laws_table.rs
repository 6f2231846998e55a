//! The fluxes of all laws against integrals over what is hidden, computed with 25 digits by `../data/limbdark_laws.py`.

use autodiff_runtime::exoplanet::{
    limb_dark_flux_logarithmic, limb_dark_flux_nonlinear, limb_dark_flux_poly, limb_dark_flux_power2,
    limb_dark_flux_square_root,
};
use std::collections::BTreeMap;

/// One row of `../data/limbdark_laws.csv`.
struct Row {
    law: String,
    b: f64,
    r: f64,
    u: Vec<f64>,
    /// The flux, and its derivatives by b, r and the coefficients.
    expected: Vec<f64>,
}

fn table() -> Vec<Row> {
    let text = include_str!("../data/limbdark_laws.csv");
    let rows: Vec<Row> = text.lines().skip(1).map(parse).collect();
    assert_eq!(rows.len(), 240);
    rows
}

fn parse(line: &str) -> Row {
    let fields: Vec<&str> = line.split(',').collect();
    let numbers = |column: usize| -> Vec<f64> {
        fields[column]
            .split(' ')
            .map(|number| number.parse().expect("a number"))
            .collect()
    };
    Row {
        law: fields[0].to_owned(),
        b: numbers(1)[0],
        r: numbers(2)[0],
        u: numbers(3),
        expected: [numbers(4), numbers(5), numbers(6), numbers(7)].concat(),
    }
}

/// The flux and its derivatives.
fn found(row: &Row) -> Vec<f64> {
    let (b, r, u) = (row.b, row.r, &row.u);
    let (flux, (by_b, by_r, by_u)) = match row.law.as_str() {
        "power2" => {
            let (flux, (by_b, by_r, by_c, by_alpha)) = limb_dark_flux_power2::value_and_grad(b, r, u[0], u[1]);
            assert_eq!(flux, limb_dark_flux_power2(b, r, u[0], u[1]));
            (flux, (by_b, by_r, vec![by_c, by_alpha]))
        }
        "square_root" => {
            let (flux, (by_b, by_r, by_u)) = limb_dark_flux_square_root::value_and_grad(b, r, [u[0], u[1]]);
            assert_eq!(flux, limb_dark_flux_square_root(b, r, [u[0], u[1]]));
            (flux, (by_b, by_r, by_u.to_vec()))
        }
        "logarithmic" => {
            let (flux, (by_b, by_r, by_u)) = limb_dark_flux_logarithmic::value_and_grad(b, r, [u[0], u[1]]);
            assert_eq!(flux, limb_dark_flux_logarithmic(b, r, [u[0], u[1]]));
            (flux, (by_b, by_r, by_u.to_vec()))
        }
        "nonlinear" => {
            let u = [u[0], u[1], u[2], u[3]];
            let (flux, (by_b, by_r, by_u)) = limb_dark_flux_nonlinear::value_and_grad(b, r, u);
            assert_eq!(flux, limb_dark_flux_nonlinear(b, r, u));
            (flux, (by_b, by_r, by_u.to_vec()))
        }
        "polynomial" => limb_dark_flux_poly::value_and_grad(b, r, u),
        other => panic!("{other} is no law"),
    };
    [vec![flux, by_b, by_r], by_u].concat()
}

#[test]
fn every_law_as_accurate_as_it_says() {
    let mut worst: BTreeMap<String, [f64; 4]> = BTreeMap::new();
    let mut failures = Vec::new();
    for row in table() {
        let (name, allowed) = match (row.law.as_str(), row.u.len()) {
            ("polynomial", order) => {
                let allowed = if order <= 6 { 1e-14 } else { 1e-12 };
                (format!("polynomial {order:2}"), allowed)
            }
            (law, _) => (law.to_owned(), 1e-12),
        };
        let greatest = worst.entry(name).or_default();
        for (quantity, (found, expected)) in found(&row).iter().zip(&row.expected).enumerate() {
            let error = (found - expected).abs();
            greatest[quantity.min(3)] = greatest[quantity.min(3)].max(error);
            if error.is_nan() || error > allowed {
                failures.push(format!(
                    "{}: quantity {quantity} at b = {:e}, r = {:e}, u = {:?} is {found:e}, not {expected:e}: off by {error:e}",
                    row.law, row.b, row.r, row.u
                ));
            }
        }
    }
    println!("{:>15} {:>9} {:>9} {:>9} {:>9}", "law", "flux", "by b", "by r", "by u");
    for (law, [flux, b, r, u]) in &worst {
        println!("{law:>15} {flux:>9.1e} {b:>9.1e} {r:>9.1e} {u:>9.1e}");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
