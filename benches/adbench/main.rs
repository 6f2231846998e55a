//! ADBench's four objectives as one writes them in Rust: `cargo bench --bench adbench`, with a part of a name for some of them.
//!
//! Data and reference derivatives are read from the folder that `PULLBACK_ADBENCH` names, `../shared/adbench` otherwise. They are
//! ADBench's, and not part of this repository: without them the bench says so, generates instances of the same sizes, and
//! compares derivatives with those of the other mode and with differences.
//!
//! One line for each case (`benches/measure/`). Gradients are added into buffers that are kept, and cleared before. C's times are
//! those of ADBench's own functions, compiled by clang 19 with `-O3 -march=native` on a server of 2023 (AMD Zen 4).

mod ba;
mod check;
mod gmm;
mod hand;
mod lstm;
#[path = "../measure/mod.rs"]
mod measure;
mod source;
mod tokens;

use check::TOLERANCE;
use measure::{Case, is_wanted};
use source::Source;
use std::hint::black_box;

fn main() {
    let source = Source::find();
    for (d, k, c_primal) in [(2, 5, 79_400.0), (10, 25, 1_000_000.0), (64, 10, 6_310_000.0)] {
        mixture(&source, d, k, c_primal);
    }
    memory(&source);
    adjustment(&source);
    hand_on_vertices(&source);
    hand_on_triangles(&source);
}

fn mixture(source: &Source, d: usize, k: usize, c_primal: f64) {
    let name = format!("adbench/gmm_d{d}_K{k}");
    if !is_wanted(&name) {
        return;
    }
    let (mixture, points) = source.gmm(d, k);
    let gmm::Mixture { alphas, means, factors } = &mixture;
    let (value, (by_alphas, by_means, by_factors)) = gmm::objective::value_and_grad(alphas, means, factors, &points);
    let grad = [by_alphas, by_means, by_factors].concat();
    let parts = |x: &[f64]| {
        let (alphas, rest) = x.split_at(k);
        let (means, factors) = rest.split_at(k * d);
        (alphas.to_vec(), means.to_vec(), factors.to_vec())
    };
    let error = match source.reference(&format!("gmm_d{d}_K{k}")) {
        Some(reference) => check::by_reference(&[&[value][..], &grad].concat(), &reference),
        None => check::gradient(
            &[&alphas[..], means, factors].concat(),
            &grad,
            |x| {
                let (alphas, means, factors) = parts(x);
                gmm::objective(&alphas, &means, &factors, &points)
            },
            |direction| {
                let (a, m, f) = parts(direction);
                gmm::objective::jvp(alphas, means, factors, &points, &a, &m, &f).1
            },
        ),
    };
    let (mut by_alphas, mut by_means, mut by_factors) = parts(&grad);
    Case::new(name, error, TOLERANCE).c_primal(c_primal).measure(
        || {
            gmm::objective(
                black_box(alphas),
                black_box(means),
                black_box(factors),
                black_box(&points),
            )
        },
        || {
            for buffer in [&mut by_alphas, &mut by_means, &mut by_factors] {
                buffer.fill(0.0);
            }
            gmm::objective::value_and_grad_into(
                black_box(alphas),
                black_box(means),
                black_box(factors),
                black_box(&points),
                &mut by_alphas,
                &mut by_means,
                &mut by_factors,
            )
        },
    );
}

fn memory(source: &Source) {
    let name = "adbench/lstm_l2_c1024";
    if !is_wanted(name) {
        return;
    }
    let (lstm::Weights { main, extra }, text) = source.lstm();
    let (value, (by_main, by_extra)) = lstm::objective::value_and_grad(&main, &extra, &text);
    let grad = [by_main, by_extra].concat();
    let error = match source.reference("lstm_l2_c1024") {
        Some(reference) => check::by_reference(&[&[value][..], &grad].concat(), &reference),
        None => check::gradient(
            &[&main[..], &extra].concat(),
            &grad,
            |x| lstm::objective(&x[..main.len()], &x[main.len()..], &text),
            |d| lstm::objective::jvp(&main, &extra, &text, &d[..main.len()], &d[main.len()..]).1,
        ),
    };
    let (mut by_main, mut by_extra) = (vec![0.0; main.len()], vec![0.0; extra.len()]);
    Case::new(name, error, TOLERANCE).c_primal(1_150_000.0).measure(
        || lstm::objective(black_box(&main), black_box(&extra), black_box(&text)),
        || {
            by_main.fill(0.0);
            by_extra.fill(0.0);
            let (main, extra, text) = (black_box(&main), black_box(&extra), black_box(&text));
            lstm::objective::value_and_grad_into(main, extra, text, &mut by_main, &mut by_extra)
        },
    );
}

/// The 2 × 15 Jacobian of every observation: by reverse mode with the two unit seeds, and as `jacobian` returns it.
fn adjustment(source: &Source) {
    let names = ["adbench/ba", "adbench/ba_jacobian"];
    if !names.iter().any(|name| is_wanted(name)) {
        return;
    }
    let o = source.ba();
    let value = ba::residual(&o.camera, &o.point, o.weight, o.feature);
    let rows = ba::residual::jacobian(&o.camera, &o.point, o.weight, o.feature);
    let by_seeds = [[1.0, 0.0], [0.0, 1.0]].map(|seed| {
        let (camera, point, weight) = ba::residual::vjp(&o.camera, &o.point, o.weight, o.feature).1(seed);
        [&camera[..], &point, &[weight]].concat()
    });
    let errors = [by_seeds.to_vec(), rows].map(|rows| match source.reference("ba1_n49_m7776_p31843") {
        Some(reference) => check::by_reference(&[&value[..], &rows.concat()].concat(), &reference[1..33]),
        None => adjustment_error(&o, &rows),
    });
    let residuals = || {
        let mut sum = 0.0;
        for _ in 0..o.count {
            let o = black_box(&o);
            let [x, y] = ba::residual(&o.camera, &o.point, o.weight, o.feature);
            sum += x + y;
        }
        sum
    };
    let case = |i: usize| Case::new(names[i], errors[i], TOLERANCE).c_primal(802_000.0);
    if is_wanted(names[0]) {
        case(0).measure(residuals, || {
            for _ in 0..o.count {
                let o = black_box(&o);
                for seed in [[1.0, 0.0], [0.0, 1.0]] {
                    let (value, pullback) = ba::residual::vjp(&o.camera, &o.point, o.weight, o.feature);
                    black_box((value, pullback(seed)));
                }
            }
        });
    }
    if is_wanted(names[1]) {
        case(1).measure(residuals, || {
            for _ in 0..o.count {
                let o = black_box(&o);
                black_box(ba::residual::jacobian(&o.camera, &o.point, o.weight, o.feature));
            }
        });
    }
}

fn adjustment_error(o: &ba::Observation, rows: &[Vec<f64>]) -> f64 {
    let parts = |x: &[f64]| -> ([f64; 11], [f64; 3], f64) {
        let camera = std::array::from_fn(|i| x[i]);
        (camera, std::array::from_fn(|i| x[11 + i]), x[14])
    };
    let x = [&o.camera[..], &o.point, &[o.weight]].concat();
    let columns = transposed(rows);
    let of_values = check::jacobian(
        &x,
        &columns,
        |x| {
            let (camera, point, weight) = parts(x);
            ba::residual(&camera, &point, weight, o.feature).to_vec()
        },
        |seed| {
            let (_, pullback) = ba::residual::vjp(&o.camera, &o.point, o.weight, o.feature);
            let (camera, point, weight) = pullback([seed[0], seed[1]]);
            [&camera[..], &point, &[weight]].concat()
        },
    );
    // Reverse mode is what is measured, so that forward mode has to agree with it.
    let unit = |i: usize| std::array::from_fn::<f64, 15, _>(|j| if i == j { 1.0 } else { 0.0 });
    let forward = (0..15).flat_map(|i| {
        let (camera, point, weight) = parts(&unit(i));
        ba::residual::jvp(&o.camera, &o.point, o.weight, o.feature, &camera, &point, weight).1
    });
    of_values.max(check::by_reference(&columns.concat(), &forward.collect::<Vec<f64>>()))
}

/// From rows to columns.
fn transposed(rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let column = |i: usize| rows.iter().map(|row| row[i]).collect();
    (0..rows[0].len()).map(column).collect()
}

/// The objective and the Jacobian, column by column, against the reference; `None` without one.
fn hand_error(source: &Source, kind: &str, value: &[f64], columns: &[Vec<f64>]) -> Option<f64> {
    let reference = |what: &str| source.reference(&format!("{kind}_small_hand1_t26_c100.{what}"));
    let of_value = check::by_reference(value, &reference("objective")?[1..]);
    let of_columns = check::by_reference(&columns.concat(), &reference("jacobian")?[1..]);
    Some(of_value.max(of_columns))
}

fn hand_on_vertices(source: &Source) {
    let name = "adbench/hand_simple";
    if !is_wanted(name) {
        return;
    }
    let model = source.hand_model();
    let (measured, _, theta) = source.hand(false, &model);
    let value = hand::simple(&theta, &model, &measured);
    let columns = transposed(&hand::simple::jacobian(&theta, &model, &measured));
    let error = hand_error(source, "simple", &value, &columns).unwrap_or_else(|| {
        check::jacobian(
            &theta,
            &columns,
            |theta| hand::simple(theta, &model, &measured),
            |seed| hand::simple::vjp(&theta, &model, &measured).1(seed.to_vec()),
        )
    });
    Case::new(name, error, TOLERANCE).c_primal(127_000.0).measure(
        || hand::simple(black_box(&theta), black_box(&model), black_box(&measured)),
        || hand::simple::jacobian(black_box(&theta), black_box(&model), black_box(&measured)),
    );
}

/// Each point's error depends on its own place on a triangle alone: as the benchmark wants them, the columns of all points'
/// first coordinates are one, and those of the second another, 28 in all. Forward mode finds each in one run. `jacobian` knows
/// nothing of that, and returns all 226.
fn hand_on_triangles(source: &Source) {
    let names = ["adbench/hand_complicated", "adbench/hand_complicated_all_columns"];
    if !names.iter().any(|name| is_wanted(name)) {
        return;
    }
    let model = source.hand_model();
    let (measured, places, theta) = source.hand(true, &model);
    let still = vec![[0.0; 2]; places.len()];
    let mut turns = vec![vec![0.0; theta.len()]; theta.len() + 1];
    for (i, turn) in turns.iter_mut().skip(1).enumerate() {
        turn[i] = 1.0;
    }
    let directions: Vec<_> = [[1.0, 0.0], [0.0, 1.0]]
        .map(|place| (vec![place; places.len()], turns[0].clone()))
        .into_iter()
        .chain(turns[1..].iter().map(|turn| (still.clone(), turn.clone())))
        .collect();
    let compressed = || -> Vec<Vec<f64>> {
        let column = |(place, turn): &(Vec<[f64; 2]>, Vec<f64>)| {
            let (places, theta) = (black_box(&places), black_box(&theta));
            hand::complicated::jvp(places, theta, black_box(&model), black_box(&measured), place, turn).1
        };
        directions.iter().map(column).collect()
    };
    let all = || {
        let (places, theta) = (black_box(&places), black_box(&theta));
        hand::complicated::jacobian(places, theta, black_box(&model), black_box(&measured))
    };
    let value = hand::complicated(&places, &theta, &model, &measured);
    let all_columns = transposed(&all());
    let of_all = check::jacobian(
        &[places.as_flattened(), &theta].concat(),
        &all_columns,
        |x| hand::complicated(x[..200].as_chunks().0, &x[200..], &model, &measured),
        |seed| {
            let (places, theta) = hand::complicated::vjp(&places, &theta, &model, &measured).1(seed.to_vec());
            [places.as_flattened(), &theta].concat()
        },
    );
    // What a compressed column holds stands in the columns of the points' own coordinates.
    let own = |i: usize| {
        (0..value.len())
            .map(|row| all_columns[2 * (row / 3) + i][row])
            .collect()
    };
    let picked: Vec<Vec<f64>> = [own(0), own(1)]
        .into_iter()
        .chain(all_columns[200..].iter().cloned())
        .collect();
    let of_compressed = hand_error(source, "complicated", &value, &compressed())
        .unwrap_or_else(|| of_all.max(check::by_reference(&compressed().concat(), &picked.concat())));
    let of_all = of_all.max(hand_error(source, "complicated", &value, &picked).unwrap_or(0.0));
    let primal = || {
        hand::complicated(
            black_box(&places),
            black_box(&theta),
            black_box(&model),
            black_box(&measured),
        )
    };
    let case = |i: usize, error: f64| Case::new(names[i], error, TOLERANCE).c_primal(136_000.0);
    if is_wanted(names[0]) {
        case(0, of_compressed).measure(primal, compressed);
    }
    if is_wanted(names[1]) {
        case(1, of_all).measure(primal, all);
    }
}
