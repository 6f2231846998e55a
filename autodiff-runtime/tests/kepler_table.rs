//! `kepler` against a table of 30 digits: values, and derivatives by reverse and by forward mode.

use autodiff_runtime::exoplanet::kepler;
use std::collections::BTreeMap;
use std::f64::consts::TAU;

/// One row of `data/kepler.csv`.
struct Row {
    category: String,
    mean_anomaly: f64,
    ecc: f64,
    eccentric_anomaly: f64,
    value: [f64; 2],
    /// ∂sin f/∂M, ∂cos f/∂M, ∂sin f/∂e, ∂cos f/∂e.
    derivatives: [f64; 4],
}

fn table() -> Vec<Row> {
    let text = include_str!("data/kepler.csv");
    let rows: Vec<Row> = text.lines().skip(1).map(parse).collect();
    assert_eq!(rows.len(), 322);
    rows
}

fn parse(line: &str) -> Row {
    let fields: Vec<&str> = line.split(',').collect();
    let number = |column: usize| -> f64 { fields[column].parse().expect("a number") };
    Row {
        category: fields[0].to_owned(),
        mean_anomaly: number(1),
        ecc: number(2),
        eccentric_anomaly: number(3),
        value: [number(6), number(7)],
        derivatives: [number(10), number(11), number(12), number(13)],
    }
}

/// What each derivative changes by when M and e change by half a unit in the last place.
///
/// For a derivative g that is 2⁻⁵³ (|M ∂g/∂M| + |e ∂g/∂e|): the second derivatives of sin f and cos f, in closed form, times
/// the relative half-ulp of either input. No computation that rounds its inputs' first use can be held to less; it is
/// what "the conditioning of the row" means here, and it is added to the relative tolerance, not multiplied.
fn conditioning(row: &Row) -> [f64; 4] {
    let (e, [sin_f, cos_f]) = (row.ecc, row.value);
    let (sin_e, cos_e) = row.eccentric_anomaly.sin_cos();
    let d = (1.0 - e) + 2.0 * e * (0.5 * row.eccentric_anomaly).sin().powi(2);
    let w = (1.0 - e) * (1.0 + e);
    let s = w.sqrt();
    let d_e = e * sin_e * sin_e / d - cos_e;
    // First and second derivatives of the true anomaly.
    let (f_m, f_e) = (s / (d * d), sin_f * (1.0 / d + 1.0 / w));
    let f_mm = -2.0 * e * s * sin_e / d.powi(4);
    let f_me = -e / (s * d * d) - 2.0 * s * d_e / d.powi(3);
    let f_ee = cos_f * f_e * (1.0 / d + 1.0 / w) + sin_f * (2.0 * e / (w * w) - d_e / (d * d));
    let second = |f_xy: f64, f_x: f64, f_y: f64| (cos_f * f_xy - sin_f * f_x * f_y, -sin_f * f_xy - cos_f * f_x * f_y);
    let ((s_mm, c_mm), (s_me, c_me), (s_ee, c_ee)) =
        (second(f_mm, f_m, f_m), second(f_me, f_m, f_e), second(f_ee, f_e, f_e));
    let change = |by_m: f64, by_e: f64| 0.5 * f64::EPSILON * ((row.mean_anomaly * by_m).abs() + (e * by_e).abs());
    [
        change(s_mm, s_me),
        change(c_mm, c_me),
        change(s_me, s_ee),
        change(c_me, c_ee),
    ]
}

fn derivatives_by_vjp(mean_anomaly: f64, ecc: f64) -> [f64; 4] {
    let (sin_by_m, sin_by_e) = kepler::vjp(mean_anomaly, ecc).1((1.0, 0.0));
    let (cos_by_m, cos_by_e) = kepler::vjp(mean_anomaly, ecc).1((0.0, 1.0));
    [sin_by_m, cos_by_m, sin_by_e, cos_by_e]
}

fn derivatives_by_jvp(mean_anomaly: f64, ecc: f64) -> [f64; 4] {
    let (_, (sin_by_m, cos_by_m)) = kepler::jvp(mean_anomaly, ecc, 1.0, 0.0);
    let (_, (sin_by_e, cos_by_e)) = kepler::jvp(mean_anomaly, ecc, 0.0, 1.0);
    [sin_by_m, cos_by_m, sin_by_e, cos_by_e]
}

/// The greatest errors of a category.
#[derive(Default)]
struct Worst {
    rows: usize,
    value: f64,
    relative: f64,
    share: f64,
}

#[test]
fn every_row_to_the_last_digits() {
    let mut worst: BTreeMap<String, Worst> = BTreeMap::new();
    let mut failures = Vec::new();
    for row in table() {
        let (m, e) = (row.mean_anomaly, row.ecc);
        let entry = worst.entry(row.category.clone()).or_default();
        entry.rows += 1;
        let value = kepler(m, e);
        assert_eq!(kepler::vjp(m, e).0, value);
        assert_eq!(kepler::jvp(m, e, 1.0, 1.0).0, value);
        let error = (value.0 - row.value[0]).abs().max((value.1 - row.value[1]).abs());
        entry.value = entry.value.max(error);
        // No allowance for the rounding of M beyond 2π either: the inputs are exact, and so is the reduction.
        if error.is_nan() || error > 1e-15 {
            failures.push(format!("{}: kepler({m:e}, {e:e}) is off by {error:e}", row.category));
        }
        let floor = conditioning(&row);
        for derivatives in [derivatives_by_vjp(m, e), derivatives_by_jvp(m, e)] {
            for i in 0..4 {
                let (expected, error) = (row.derivatives[i], (derivatives[i] - row.derivatives[i]).abs());
                let allowed = 1e-13 * expected.abs() + floor[i];
                if error > 0.0 {
                    entry.relative = entry.relative.max(error / expected.abs());
                    entry.share = entry.share.max(error / allowed);
                }
                if error.is_nan() || error > allowed {
                    failures.push(format!(
                        "{}: derivative {i} of kepler({m:e}, {e:e}) is {:e}, not {expected:e}: off by {error:e}, {allowed:e} allowed",
                        row.category, derivatives[i]
                    ));
                }
            }
        }
    }
    println!(
        "{:>11} {:>4} {:>12} {:>14} {:>14}",
        "category", "rows", "value (abs)", "deriv. (rel)", "of allowance"
    );
    for (category, w) in &worst {
        println!(
            "{category:>11} {:>4} {:>12.1e} {:>14.1e} {:>14.3}",
            w.rows, w.value, w.relative, w.share
        );
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_table_covers_both_sides_of_two_pi() {
    let beyond = table().iter().filter(|row| row.mean_anomaly.abs() > TAU).count();
    assert!(beyond >= 30, "{beyond} rows beyond 2π");
}
