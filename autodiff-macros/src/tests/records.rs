//! What is recorded, and what is computed again.

use super::{lowered, names};
use crate::analyse::{activity, overwrite, record};
use crate::transform::adjoint::{self, Node, Sweep};

/// What each block hands to its reverse and what its reverse computes again: one line a block, outermost first.
fn decisions(source: &str) -> Vec<String> {
    let (request, lowered) = lowered(source);
    let mut function = lowered.function;
    let active = activity::active_variables(&function, &request);
    let (mut sweep, _) = adjoint::transform(&mut function, active);
    record::plan(&function, &mut sweep);
    while overwrite::plan(&mut function, &mut sweep, &std::collections::HashSet::new()) {
        record::plan(&function, &mut sweep);
    }
    let mut lines = Vec::new();
    describe(&function, &sweep, &mut lines);
    lines
}

fn describe(function: &crate::ir::Function, sweep: &Sweep, lines: &mut Vec<String>) {
    let record = names(function, sweep.record.iter().copied()).join(" ");
    let recompute = names(function, sweep.recompute.iter().map(|(var, _)| *var)).join(" ");
    lines.push(format!("{record} | {recompute}"));
    for node in &sweep.nodes {
        match node {
            Node::Simple { .. } => {}
            Node::If { then, otherwise, .. } => {
                describe(function, then, lines);
                describe(function, otherwise, lines);
            }
            Node::Loop { body, .. } => describe(function, body, lines),
        }
    }
}

#[test]
fn sums_and_products_are_computed_again() {
    let lines = decisions("fn f(x: f64, y: f64) -> f64 { let s = x + y; let p = s * y; p * s }");
    assert_eq!(lines, [" | s p"]);
}

#[test]
fn transcendentals_are_recorded_once() {
    let lines = decisions("fn f(x: f64) -> f64 { let e = x.exp(); let q = 1.0 / e; q * e }");
    assert_eq!(lines, ["e q | "]);
}

#[test]
fn a_loop_over_untouched_data_records_nothing() {
    let source = "fn f(x: &[f64], #[constant] scale: f64) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len() - 1 {
            sum += scale * (x[i + 1] - x[i] * x[i]).powi(2);
        }
        sum
    }";
    let lines = decisions(source);
    assert_eq!(lines.len(), 2);
    let body = lines[1].split_once(" | ").expect("two halves");
    assert_eq!(body.0, "", "nothing is recorded: {lines:?}");
    assert!(body.1.contains("x_i"), "{lines:?}");
}

#[test]
fn a_carried_variable_is_saved_before_it_is_overwritten() {
    let lines = decisions("fn f(x: f64) -> f64 { let mut y = x; for _ in 0..3 { y = y * y; } y }");
    assert!(lines[1].starts_with("y_") || lines[1].contains("_before"), "{lines:?}");
}

#[test]
fn an_overwrite_that_nothing_reads_is_not_saved() {
    let lines = decisions("fn f(x: &[f64]) -> f64 { let mut last = 0.0; for v in x { last = 2.0 * v; } last }");
    assert!(!lines.join("\n").contains("before"), "{lines:?}");
}

#[test]
fn inactive_code_leaves_no_trace() {
    let source = "fn f(x: f64, #[constant] t: &[f64]) -> f64 {
        let mut norm = 0.0;
        for v in t { norm += v.sqrt(); }
        x * norm
    }";
    let lines = decisions(source);
    assert_eq!(lines[1], " | ", "{lines:?}");
}
