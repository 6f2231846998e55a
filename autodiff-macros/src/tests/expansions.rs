//! The code in `docs/expansions.md` is what the attribute really makes of its two functions.
//!
//! `UPDATE_DOCS=1 cargo test -p autodiff-macros expansions` writes it anew; then read whether the text still fits.

use super::expanded;
use quote::ToTokens;
use std::path::Path;

const ROSENBROCK: &str = "\
fn rosenbrock(x: &[f64], #[constant] scale: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        sum += scale * (x[i + 1] - x[i] * x[i]).powi(2) + (1.0 - x[i]).powi(2);
    }
    sum
}";

const LIKELIHOOD: &str = "\
fn log_likelihood(system: &System, #[constant] data: &Velocities) -> f64 {
    let mut sum = 0.0;
    for i in 0..data.time.len() {
        let residual = data.velocity[i] - velocity(data.time[i], data.reference_time, system);
        let variance = data.error[i] * data.error[i] + system.jitter * system.jitter;
        sum -= 0.5 * (residual * residual / variance + (TAU * variance).ln());
    }
    sum
}";

/// One function of a companion, formatted.
fn function(source: &str, name: &str) -> String {
    let file = syn::parse_file(&expanded(source)).expect("an expansion parses");
    let implementation = file.items.into_iter().find_map(|item| match item {
        syn::Item::Impl(implementation) => Some(implementation),
        _ => None,
    });
    let functions = implementation.expect("a companion").items;
    let found = functions.into_iter().find_map(|item| match item {
        syn::ImplItem::Fn(function) if function.sig.ident == name => Some(function.into_token_stream()),
        _ => None,
    });
    crate::differentiate::pretty(&found.expect("a function of this name"))
}

#[test]
fn the_documentation_shows_what_is_printed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/expansions.md");
    // The published package has no `docs`.
    let Ok(text) = std::fs::read_to_string(&path) else {
        return;
    };
    let mut updated = text.clone();
    for (example, source) in [("rosenbrock", ROSENBROCK), ("likelihood", LIKELIHOOD)] {
        let written = ("", format!("#[differentiable(print)]\n{source}"));
        let sweeps = ["forward", "tangent"].map(|name| (name, function(source, name)));
        for (name, code) in [written].into_iter().chain(sweeps) {
            let marker = format!("<!-- {} -->\n```", format!("{example} {name}").trim_end());
            let start = updated.find(&marker).unwrap_or_else(|| panic!("no block {marker}")) + marker.len();
            let start = updated[start..].find('\n').expect("a fence") + start + 1;
            let end = updated[start..].find("```").expect("the end of a fence") + start;
            updated.replace_range(start..end, &format!("{}\n", code.trim_end()));
        }
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &updated).expect("docs can be written");
    }
    assert!(
        text == updated || std::env::var_os("UPDATE_DOCS").is_some(),
        "docs/expansions.md shows code that is no longer made: `UPDATE_DOCS=1 cargo test -p autodiff-macros expansions`"
    );
}
