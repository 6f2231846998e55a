//! Against SciPy's solutions and sensitivity equations (`../data/ode.csv`, made by `../data/ode.py`).

use crate::systems::*;
use autodiff_macros::differentiable;
use pullback::ode::OdeSettings;
use std::collections::HashMap;

/// The values of a system by time and quantity: `y0`, `y0 by p1`, `y0 by y1(0)`.
fn table(system: &str) -> HashMap<(u64, String), f64> {
    let rows = include_str!("../data/ode.csv").lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |at: usize| cells[at].parse::<f64>().expect("a number");
        (cells[0], number(1).to_bits(), cells[2].to_owned(), number(3))
    });
    let rows = rows.filter(|row| row.0 == system);
    rows.map(|(_, time, quantity, value)| ((time, quantity), value))
        .collect()
}

/// The state at one time: of animals by either method, of the reaction.
#[differentiable]
fn animals_at(start: &[f64; 2], p: &[f64; 4], #[constant] time: f64, #[constant] settings: &OdeSettings) -> [f64; 2] {
    match animals(start, 0.0, &[time], p, settings) {
        Ok(states) => states[0],
        Err(_) => [f64::NAN; 2],
    }
}

#[differentiable]
fn animals_implicitly_at(
    start: &[f64; 2],
    p: &[f64; 4],
    #[constant] time: f64,
    #[constant] settings: &OdeSettings,
) -> [f64; 2] {
    match animals_implicitly(start, 0.0, &[time], p, settings) {
        Ok(states) => states[0],
        Err(_) => [f64::NAN; 2],
    }
}

#[differentiable]
fn reaction_at(start: &[f64; 3], p: &[f64; 3], #[constant] time: f64, #[constant] settings: &OdeSettings) -> [f64; 3] {
    match reaction(start, 0.0, &[time], p, settings) {
        Ok(states) => states[0],
        Err(_) => [f64::NAN; 3],
    }
}

/// A state and its Jacobian, columns of the start before those of the parameters, against the table: largest errors, relative to
/// the greatest in its row of the Jacobian times the parameter's size.
fn worst_errors<const N: usize, const M: usize>(
    table: &HashMap<(u64, String), f64>,
    time: f64,
    state: [f64; N],
    jacobian: &[Vec<f64>],
    p: &[f64; M],
) -> [f64; 2] {
    let expected = |quantity: String| table[&(time.to_bits(), quantity)];
    let (mut of_state, mut of_jacobian) = (0.0f64, 0.0f64);
    for i in 0..N {
        let value = expected(format!("y{i}"));
        of_state = of_state.max((state[i] / value - 1.0).abs());
        let by_start = (0..N).map(|k| (expected(format!("y{i} by y{k}(0)")), jacobian[i][k], 1.0));
        let by_p = (0..M).map(|k| (expected(format!("y{i} by p{k}")), jacobian[i][N + k], p[k]));
        let row: Vec<_> = by_start
            .chain(by_p)
            .map(|(a, b, scale)| (a * scale, b * scale))
            .collect();
        let greatest = row.iter().map(|(expected, _)| expected.abs()).fold(0.0, f64::max);
        let errors = row.iter().map(|(expected, found)| (found - expected).abs() / greatest);
        of_jacobian = errors.fold(of_jacobian, f64::max);
    }
    [of_state, of_jacobian]
}

const ANIMALS: [f64; 4] = [0.55, 0.028, 0.8, 0.024];

#[test]
fn prey_and_predators() {
    let table = table("lotka_volterra");
    for (tolerance, allowed) in [(1e-5, 3e-3), (1e-7, 3e-5), (1e-10, 3e-8)] {
        let settings = OdeSettings::with_tolerances(tolerance, tolerance);
        for time in [1.0, 5.0, 10.0, 20.0] {
            let start = [34.0, 5.9];
            let state = animals_at(&start, &ANIMALS, time, &settings);
            let jacobian = animals_at::jacobian(&start, &ANIMALS, time, &settings);
            let errors = worst_errors(&table, time, state, &jacobian, &ANIMALS);
            assert!(
                errors.iter().all(|e| *e < allowed),
                "{errors:?} at {time} for {tolerance:e}"
            );
            let state = animals_implicitly_at(&start, &ANIMALS, time, &settings);
            let jacobian = animals_implicitly_at::jacobian(&start, &ANIMALS, time, &settings);
            let errors = worst_errors(&table, time, state, &jacobian, &ANIMALS);
            assert!(
                errors.iter().all(|e| *e < allowed),
                "{errors:?} implicitly at {time} for {tolerance:e}"
            );
        }
    }
}

#[test]
fn robertsons_stiff_reactions() {
    let table = table("robertson");
    let (start, p) = ([1.0, 0.0, 0.0], [0.04, 3e7, 1e4]);
    for (tolerance, allowed) in [(1e-4, 1e-2), (1e-6, 1e-4), (1e-8, 2e-6)] {
        let settings = OdeSettings::with_tolerances(tolerance, 1e-4 * tolerance);
        for time in [0.4, 40.0, 4000.0, 40000.0] {
            let state = reaction_at(&start, &p, time, &settings);
            let jacobian = reaction_at::jacobian(&start, &p, time, &settings);
            let errors = worst_errors(&table, time, state, &jacobian, &p);
            assert!(
                errors.iter().all(|e| *e < allowed),
                "{errors:?} at {time} for {tolerance:e}"
            );
        }
    }
}

#[test]
fn a_stiff_system_takes_few_implicit_steps_and_many_explicit_ones() {
    let (start, p) = ([1.0, 0.0, 0.0], [0.04, 3e7, 1e4]);
    let settings = OdeSettings {
        max_steps: 200,
        ..OdeSettings::with_tolerances(1e-4, 1e-8)
    };
    assert!(reaction(&start, 0.0, &[40.0], &p, &settings).is_ok());
    let error = reaction_explicitly(&start, 0.0, &[40.0], &p, &settings).expect_err("it is stiff");
    let text = error.to_string();
    assert!(
        text.contains("200 steps lead only to time") && text.contains("stiff"),
        "{text}"
    );
}

/// The derivative of one mode is the transpose of that of the other, to rounding.
#[test]
fn forward_and_reverse_agree() {
    let settings = to(1e-6);
    let (start, start_dot) = ([34.0, 5.9], [0.3, -0.7]);
    let p_dot = [0.01, 0.002, -0.02, 0.001];
    let seed = [1.3, -0.4];
    macro_rules! compare {
        ($solver:ident) => {{
            let (_, forward) = $solver::jvp(&start, &ANIMALS, 15.0, &settings, &start_dot, &p_dot);
            let (_, pullback) = $solver::vjp(&start, &ANIMALS, 15.0, &settings);
            let (start_bar, p_bar) = pullback(seed);
            let by_forward = seed[0] * forward[0] + seed[1] * forward[1];
            let pairs = start_bar.iter().zip(&start_dot).chain(p_bar.iter().zip(&p_dot));
            let by_reverse: f64 = pairs.map(|(bar, dot)| bar * dot).sum();
            assert!(
                (by_forward / by_reverse - 1.0).abs() < 1e-11,
                "{by_forward} is not {by_reverse}"
            );
        }};
    }
    compare!(animals_at);
    compare!(animals_implicitly_at);
}
