//! What the program prints: derived elements, the comparison with independent fits, and how the run went.

use crate::{Planet, System};
use pullback::prelude::*;

/// Mean and standard deviation.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    pub mean: f64,
    pub sd: f64,
}

/// What is compared with other fits, in this order, with the decimals to print.
const COMPARED: [(&str, usize); 8] = [
    ("K_b [m/s]", 2),
    ("K_c [m/s]", 2),
    ("e_b", 3),
    ("e_c", 3),
    ("slope [m/s/d]", 4),
    ("curvature [m/s/d²]", 5),
    ("jitter [m/s]", 2),
    ("ln jitter", 2),
];

const fn known(mean: f64, sd: f64) -> Option<Estimate> {
    Some(Estimate { mean, sd })
}

/// This model, sampled with emcee.
pub const EMCEE: [Option<Estimate>; 8] = [
    known(5.375, 0.985),
    known(4.263, 0.936),
    known(0.276, 0.104),
    known(0.159, 0.127),
    known(-0.0463, 0.0206),
    known(0.00207, 0.00076),
    known(2.486, 0.551),
    known(0.886, 0.222),
];

/// A fit made with other software.
pub const ECCENTRIC_FIT: [Option<Estimate>; 8] = [
    known(5.31, 1.02),
    known(4.24, 1.08),
    known(0.27, 0.11),
    known(0.13, 0.14),
    None,
    None,
    None,
    None,
];

/// What is compared, in the order of `COMPARED`.
pub fn estimates(systems: &[System]) -> [Estimate; 8] {
    [
        estimate(systems.iter().map(|system| system.b.semi_amplitude)),
        estimate(systems.iter().map(|system| system.c.semi_amplitude)),
        estimate(systems.iter().map(|system| system.b.ecc())),
        estimate(systems.iter().map(|system| system.c.ecc())),
        estimate(systems.iter().map(|system| system.slope)),
        estimate(systems.iter().map(|system| system.curvature)),
        estimate(systems.iter().map(|system| system.jitter)),
        estimate(systems.iter().map(|system| system.jitter.ln())),
    ]
}

/// The orbits' elements.
pub fn print_derived(systems: &[System]) {
    println!("planet      K [m/s]             e                ω [deg]");
    for (name, planet) in [("b", (|s| &s.b) as fn(&System) -> &Planet), ("c", |s| &s.c)] {
        let amplitude = estimate(systems.iter().map(|system| planet(system).semi_amplitude));
        let ecc = estimate(systems.iter().map(|system| planet(system).ecc()));
        let omega = estimate(unwrapped(systems.iter().map(|system| planet(system).omega())));
        println!(
            "{name}        {:5.2} ± {:4.2}     {:5.3} ± {:5.3}     {:6.0} ± {:3.0}",
            amplitude.mean, amplitude.sd, ecc.mean, ecc.sd, omega.mean, omega.sd
        );
    }
}

/// The difference from another fit, in units of the combined error.
pub fn print_comparison(what: &str, reference: &[Option<Estimate>], found: &[Estimate]) {
    println!("\ncompared with {what}:");
    println!(
        "{:20} {:>19} {:>19}   difference / combined error",
        "", "this fit", "the other"
    );
    for (((name, decimals), reference), found) in COMPARED.iter().zip(reference).zip(found) {
        if let Some(reference) = reference {
            let text = |e: &Estimate| format!("{:.2$} ± {:.2$}", e.mean, e.sd, decimals);
            let difference = (found.mean - reference.mean) / found.sd.hypot(reference.sd);
            println!(
                "{name:20} {:>19} {:>19}   {difference:+.2}",
                text(found),
                text(reference)
            );
        }
    }
}

/// Time, effective samples, divergences and warnings.
pub fn print_run(trace: &Trace) {
    let (bulk, worst) = trace.ms_per_effective_sample();
    println!(
        "\n{:.2} s for {} chains of {} + {} draws and {} gradients; {bulk:.3} ms per effective sample (bulk), {worst:.3} (worst of bulk and tail)",
        trace.wall_time().as_secs_f64(),
        trace.chains(),
        trace.tune(),
        trace.draws(),
        trace.gradient_evaluations(),
    );
    println!(
        "divergences: {} after tuning, {} while tuning",
        trace.divergences().len(),
        trace.tuning_divergences()
    );
    for warning in trace.warnings() {
        println!("warning: {warning}");
    }
}

/// Mean and standard deviation of some values.
pub fn estimate(values: impl IntoIterator<Item = f64>) -> Estimate {
    let values: Vec<f64> = values.into_iter().collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64;
    Estimate {
        mean,
        sd: variance.sqrt(),
    }
}

/// Angles in degrees, each moved by whole turns to within half a turn of their mean direction.
pub fn unwrapped(angles: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let sum = |part: fn(f64) -> f64| angles.clone().map(|angle| part(angle.to_radians())).sum::<f64>();
    let mean = sum(f64::sin).atan2(sum(f64::cos)).to_degrees();
    angles
        .map(|angle| mean + (angle - mean + 180.0).rem_euclid(360.0) - 180.0)
        .collect()
}
