//! ADBench's four objectives as one writes them in Rust: `cargo bench --bench adbench`, with a part of a name for some of them.
//!
//! Data and reference derivatives are read from the folder that `PULLBACK_ADBENCH` names, `../shared/adbench` otherwise. They are
//! ADBench's, and not part of this repository: without them the bench says so, and ends.
//!
//! One line for each: `bench <name> primal_ns=… grad_ns=… ratio=… max_rel_err=…`. The times are the shortest of many; the error
//! is the largest relative difference from the reference, beyond 1e-12 of the largest derivative. Without `--bench` every case
//! runs a few times only.

mod ba;
mod gmm;
mod hand;
mod lstm;
mod tokens;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn folder() -> PathBuf {
    std::env::var_os("PULLBACK_ADBENCH").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/adbench"),
        PathBuf::from,
    )
}

fn text(path: &str) -> String {
    std::fs::read_to_string(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn reference(name: &str) -> Vec<f64> {
    text(&format!("reference/{name}.txt"))
        .split_whitespace()
        .map(|t| t.parse().unwrap())
        .collect()
}

fn error(ours: &[f64], reference: &[f64]) -> f64 {
    assert_eq!(ours.len(), reference.len());
    let largest = reference.iter().fold(0f64, |m, x| m.max(x.abs()));
    ours.iter()
        .zip(reference)
        .map(|(a, b)| ((a - b).abs() - 1e-12 * largest).max(0.0) / b.abs().max(1e-300))
        .fold(0.0, f64::max)
}

fn time<R>(mut f: impl FnMut() -> R) -> f64 {
    let mut best = f64::INFINITY;
    let start = Instant::now();
    let seconds = if std::env::args().any(|argument| argument == "--bench") {
        0.5
    } else {
        0.0
    };
    while best.is_infinite() || start.elapsed().as_secs_f64() < seconds {
        let t = Instant::now();
        black_box(f());
        best = best.min(t.elapsed().as_secs_f64());
    }
    best * 1e9
}

fn report(name: &str, primal: f64, grad: f64, err: f64) {
    println!(
        "bench adbench/{name} primal_ns={primal:.0} grad_ns={grad:.0} ratio={:.2} max_rel_err={err:.1e}",
        grad / primal
    );
}

fn wanted(name: &str) -> bool {
    std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--"))
        .all(|a| name.contains(&a))
}

fn main() {
    if !folder().join("data").is_dir() {
        println!("adbench: no data in {}, nothing is measured", folder().display());
        return;
    }
    for name in ["gmm_d2_K5", "gmm_d10_K25", "gmm_d64_K10"]
        .into_iter()
        .filter(|name| wanted(name))
    {
        let (m, p) = gmm::read(&text(&format!("data/gmm/{name}.txt")));
        let (v, (a, b, c)) = gmm::objective::value_and_grad(&m.alphas, &m.means, &m.factors, &p);
        let ours: Vec<f64> = [v].into_iter().chain(a).chain(b).chain(c).collect();
        let err = error(&ours, &reference(&format!("{name}.manual")));
        let primal = time(|| gmm::objective(black_box(&m.alphas), black_box(&m.means), black_box(&m.factors), &p));
        let grad = time(|| {
            gmm::objective::value_and_grad(black_box(&m.alphas), black_box(&m.means), black_box(&m.factors), &p)
        });
        report(name, primal, grad, err);
    }
    if wanted("lstm") {
        let (w, t) = lstm::read(&text("data/lstm/lstm_l2_c1024.txt"));
        let (v, (a, b)) = lstm::objective::value_and_grad(&w.main, &w.extra, &t);
        let ours: Vec<f64> = [v].into_iter().chain(a).chain(b).collect();
        let err = error(&ours, &reference("lstm_l2_c1024.manual"));
        let primal = time(|| lstm::objective(black_box(&w.main), black_box(&w.extra), &t));
        let grad = time(|| lstm::objective::value_and_grad(black_box(&w.main), black_box(&w.extra), &t));
        report("lstm_l2_c1024", primal, grad, err);
    }
    if wanted("ba") {
        let o = ba::read(&text("data/ba/ba1_n49_m7776_p31843.txt"));
        let v = ba::residual(&o.camera, &o.point, o.weight, o.feature);
        let j = ba::residual::jacobian(&o.camera, &o.point, o.weight, o.feature);
        let ours: Vec<f64> = v.into_iter().chain(j.into_iter().flatten()).collect();
        let r = reference("ba1_n49_m7776_p31843.manual");
        let err = error(&ours, &r[1..33]);
        let primal = time(|| {
            let mut s = 0.0;
            for _ in 0..o.count {
                let o = black_box(&o);
                let r = ba::residual(&o.camera, &o.point, o.weight, o.feature);
                s += r[0] + r[1];
            }
            s
        });
        let grad = time(|| {
            let mut s = 0.0;
            for _ in 0..o.count {
                let o = black_box(&o);
                for seed in [[1.0, 0.0], [0.0, 1.0]] {
                    let (_, pullback) = ba::residual::vjp(&o.camera, &o.point, o.weight, o.feature);
                    let (c, p, w) = pullback(seed);
                    s += c[0] + p[0] + w;
                }
            }
            s
        });
        report("ba", primal, grad, err);
    }
    if wanted("hand") {
        let model = hand::read_model(
            &text("data/hand/model/bones.txt"),
            &text("data/hand/model/vertices.txt"),
            &text("data/hand/model/triangles.txt"),
        );
        let (measured, _, theta) = hand::read(&text("data/hand/simple/hand1_t26_c100.txt"), false);
        let v = hand::simple(&theta, &model, &measured);
        let err_v = error(&v, &reference("simple_small_hand1_t26_c100.objective.manual")[1..]);
        let j = hand::simple::jacobian(&theta, &model, &measured);
        let columns: Vec<f64> = (0..26).flat_map(|c| j.iter().map(move |row| row[c])).collect();
        let err = error(&columns, &reference("simple_small_hand1_t26_c100.jacobian.manual")[1..]);
        let primal = time(|| hand::simple(black_box(&theta), &model, &measured));
        let grad = time(|| hand::simple::jacobian(black_box(&theta), &model, &measured));
        report("hand_simple", primal, grad, err.max(err_v));
        let (measured, places, theta) = hand::read(&text("data/hand/complicated/hand1_t26_c100.txt"), true);
        let v = hand::complicated(&places, &theta, &model, &measured);
        let err_v = error(&v, &reference("complicated_small_hand1_t26_c100.objective.manual")[1..]);
        let primal = time(|| hand::complicated(black_box(&places), black_box(&theta), &model, &measured));
        let grad = time(|| hand::complicated::jacobian(black_box(&places), black_box(&theta), &model, &measured));
        report("hand_complicated", primal, grad, err_v);
    }
}
