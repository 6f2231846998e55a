//! Warnings name what is wrong, the worst first, and say what to do.

use autodiff_sampler::Trace;

/// Numbers that look independent and uniform on (-½, ½), another sequence for each `stream`.
fn noise(stream: u64, draws: usize) -> Vec<f64> {
    let mut state = stream.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    (0..draws).map(|_| next()).collect()
}

fn chains(count: u64) -> Vec<Vec<f64>> {
    (1..=count).map(|stream| noise(stream, 500)).collect()
}

/// The warnings about a trace of one value `x`, and one that is well.
fn warnings(x: Vec<Vec<f64>>) -> Vec<String> {
    let well = chains(x.len() as u64);
    let trace = Trace::from_chains([("x", x), ("well", well)]).expect("chains of equal length");
    trace.warnings()
}

#[test]
fn nothing_is_wrong_with_independent_draws() {
    assert_eq!(warnings(chains(4)), [] as [&str; 0]);
}

#[test]
fn what_is_constant_everywhere_is_meant_so() {
    assert_eq!(warnings(vec![vec![1.0; 500]; 4]), [] as [&str; 0]);
}

#[test]
fn a_chain_that_does_not_move_is_named() {
    let mut x = chains(4);
    x[2] = vec![0.125; 500];
    let warnings = warnings(x);
    assert!(warnings[0].starts_with("chain 2 did not move"), "{warnings:?}");
    let frozen = Trace::from_chains([("x", vec![vec![0.5; 100]; 2])]).expect("two chains");
    let warnings = frozen.warnings();
    assert!(warnings[0].starts_with("chain 0, chain 1 did not move"), "{warnings:?}");
}

#[test]
fn a_chain_that_is_elsewhere_is_named() {
    let mut x = chains(4);
    x[1].iter_mut().for_each(|x| *x += 3.0);
    let text = warnings(x).join("\n");
    assert!(text.contains("r_hat exceeds 1.01 for x ("), "{text}");
    assert!(text.contains("Without chain 1, the others agree on x"), "{text}");
    // Two against two: nobody is to blame.
    let mut x = chains(4);
    x[1..3].iter_mut().flatten().for_each(|x| *x += 3.0);
    let text = warnings(x).join("\n");
    assert!(
        text.contains("r_hat exceeds 1.01 for x (") && !text.contains("Without"),
        "{text}"
    );
}

#[test]
fn draws_that_are_no_numbers_are_named() {
    let mut x = chains(4);
    x[3][17] = f64::NAN;
    let text = warnings(x).join("\n");
    assert!(text.contains("some draws of x are infinite or not a number"), "{text}");
}

#[test]
fn the_worst_come_first() {
    let shifted = |shift: f64| {
        let mut x = chains(4);
        x[1].iter_mut().for_each(|x| *x += shift);
        x
    };
    let shifts = [("a", 0.15), ("b", 0.9), ("c", 0.35), ("d", 0.25), ("e", 0.6)];
    let trace = Trace::from_chains(shifts.map(|(name, shift)| (name, shifted(shift))));
    let text = trace.expect("chains of equal length").warnings().join("\n");
    let places = ["b (", "e (", "c (", "and 2 more"].map(|name| text.find(name));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{text}");
}
