//! What the program prints: the comparison with an independent fit, how the run went, and whether the planet is on time.

use crate::timing::{BTJD, Earlier, SECONDS};
use pullback::prelude::*;
use pullback::sampler::diagnostics::{mean, standard_deviation};

/// Another fit of these data, made with other software: name of a quantity, mean, standard deviation.
pub const INDEPENDENT_FIT: [(&str, f64, f64); 8] = [
    ("radius_ratio", 0.1521, 0.0013),
    ("scaled_axis", 5.432, 0.055),
    ("impact_parameter", 0.107, 0.075),
    ("density", 1.693, 0.051),
    ("u[0]", 0.386, 0.078),
    ("u[1]", 0.204, 0.18),
    ("period", 1.338234, 1.4e-5),
    ("t0", 1367.228595, 8.6e-5),
];

/// Observed less calculated time, in seconds, and its error (Bouma et al. 2019).
pub const PUBLISHED_DELAY: (f64, f64) = (-81.6, 11.7);

/// A table of this fit's estimates beside the other's.
pub fn print_comparison(trace: &Trace) {
    println!("compared with a fit made with other software:");
    println!(
        "{:16} {:>24} {:>24}   difference / combined sd",
        "", "this fit", "the other"
    );
    for (name, other, other_sd) in INDEPENDENT_FIT {
        let Some(draws) = trace.draws_of(name) else { continue };
        let (mean, sd) = (mean(draws), standard_deviation(draws));
        let decimals = (1.0 - other_sd.log10()).ceil().max(0.0) as usize;
        let text = |mean: f64, sd: f64| format!("{mean:.decimals$} ± {sd:.decimals$}");
        println!(
            "{name:16} {:>24} {:>24}   {:+.2}",
            text(mean, sd),
            text(other, other_sd),
            (mean - other) / sd.hypot(other_sd)
        );
    }
}

/// Observed minus calculated.
pub fn print_timing(trace: &Trace, earlier: &Earlier) {
    let Some(t0) = trace.draws_of("t0") else { return };
    let (observed, error) = (BTJD + mean(t0), standard_deviation(t0));
    let epoch = earlier.line.epoch_of(observed);
    let (predicted, uncertainty) = earlier.line.predict(epoch);
    let delay = (observed - predicted) * SECONDS;
    println!(
        "\n{} earlier transits: period {:.8} ± {:.8} d, χ² {:.1}",
        earlier.time.len(),
        earlier.line.period,
        earlier.line.period_error,
        earlier.line.chi_squared
    );
    println!("epoch {epoch}: predicted {predicted:.6}, observed {observed:.6} (BJD_TDB)");
    println!(
        "observed - calculated: {delay:.1} s ± {:.1} s (prediction) ± {:.1} s (fit); published {:.1} ± {:.1} s",
        uncertainty * SECONDS,
        error * SECONDS,
        PUBLISHED_DELAY.0,
        PUBLISHED_DELAY.1
    );
}
