//! The code in `docs/how-it-works.md` is what the phases really make of its example.
//!
//! `UPDATE_DOCS=1 cargo test -p autodiff-macros how_it_works` writes it anew; then read whether the text still fits.

use super::{lowered, names, shown};
use crate::analyse::{activity, overwrite, record};
use crate::transform::{adjoint, assemble, tangent, tidy};
use std::collections::HashSet;
use std::path::Path;

const EXAMPLE: &str = "\
fn log_likelihood(
    rate: f64,
    offset: f64,
    #[constant] times: &[f64],
    #[constant] velocities: &[f64],
) -> f64 {
    let mut sum = 0.0;
    for i in 0..times.len() {
        let wave = (rate * times[i]).sin();
        let residual = velocities[i] - offset - wave;
        sum -= residual * residual;
    }
    sum
}";

/// The name of each stage, and its code.
fn stages() -> Vec<(&'static str, String)> {
    let (request, lowered) = lowered(EXAMPLE);
    let mut stages = vec![("example", format!("#[differentiable]\n{EXAMPLE}"))];
    stages.push(("lower", shown(&lowered.function, &lowered.function.body)));

    let active = activity::active_variables(&lowered.function, &request);
    let mut ordered: Vec<_> = active.iter().copied().collect();
    ordered.sort();
    stages.push(("activity", names(&lowered.function, ordered).join(" ")));

    let mut function = lowered.function.clone();
    let (mut sweep, _) = adjoint::transform(&mut function, active.clone());
    let mut kept = record::plan(&function, &mut sweep);
    while overwrite::plan(&mut function, &mut sweep, &std::collections::HashSet::new()) {
        kept = record::plan(&function, &mut sweep);
    }
    let mut forward = assemble::forward(&sweep);
    let mut reverse = assemble::reverse(&sweep);
    stages.push(("forward", shown(&function, &forward)));
    stages.push(("reverse", shown(&function, &reverse)));
    let named: HashSet<_> = kept.iter().copied().chain(function.result).collect();
    tidy::tidy(&mut function, &mut forward, &named);
    tidy::tidy(&mut function, &mut reverse, &HashSet::new());
    stages.push(("tidy", shown(&function, &reverse)));

    let mut function = lowered.function;
    let (mut body, mut shadows) = tangent::transform(&mut function, active);
    let mut results: HashSet<_> = function.result.into_iter().collect();
    results.extend(function.result.map(|result| shadows.of(&mut function, result)));
    tidy::tidy(&mut function, &mut body, &results);
    stages.push(("tangent", shown(&function, &body)));

    let expansion = super::expanded(EXAMPLE);
    let start = expansion.find("    #[doc(hidden)]").expect("a forward sweep");
    let end = expansion[start + 1..].find("    #[doc(hidden)]").expect("a tangent") + start + 1;
    let emitted = expansion[start..end]
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line));
    stages.push(("emit", emitted.collect::<Vec<_>>().join("\n")));
    stages
}

#[test]
fn the_documentation_shows_what_happens() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/how-it-works.md");
    // The published package has no `docs`.
    let Ok(text) = std::fs::read_to_string(&path) else {
        return;
    };
    let mut updated = text.clone();
    for (name, code) in stages() {
        let marker = format!("<!-- {name} -->\n```");
        let start = updated.find(&marker).unwrap_or_else(|| panic!("no block {name}")) + marker.len();
        let start = updated[start..].find('\n').expect("a fence") + start + 1;
        let end = updated[start..].find("\n```").expect("the end of a fence") + start;
        updated.replace_range(start..end, code.trim_end());
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &updated).expect("docs can be written");
    }
    assert!(
        text == updated || std::env::var_os("UPDATE_DOCS").is_some(),
        "docs/how-it-works.md shows code that is no longer made: `UPDATE_DOCS=1 cargo test -p autodiff-macros how_it_works`"
    );
}
