//! What the program prints: derived elements, the comparison with independent fits, and how the run went.

use crate::model::{Planet, System};
use pullback::prelude::*;
use pullback::sampler::diagnostics;

/// The star's, in solar masses (Petigura et al. 2016).
const STELLAR_MASS: f64 = 1.12;

impl Planet {
    /// The eccentricity.
    pub fn ecc(&self) -> f64 {
        self.eccentricity_vector.iter().map(|x| x * x).sum()
    }
    /// The argument of periastron, in degrees.
    pub fn omega(&self) -> f64 {
        let [h, k] = self.eccentricity_vector;
        k.atan2(h).to_degrees()
    }
    /// The least mass, m sin i, in Earth masses, of a planet much lighter than the star: K √(1−e²) (P M²/2πG)^⅓.
    pub fn mass(&self, period: f64) -> f64 {
        const AU_YEAR_IN_METRES_PER_SECOND: f64 = 29_784.69; // 2π au/yr
        const SUN_IN_EARTHS: f64 = 332_946.05;
        let years = period / 365.25;
        let speed = self.semi_amplitude / AU_YEAR_IN_METRES_PER_SECOND;
        speed * (1.0 - self.ecc().powi(2)).sqrt() * (years * STELLAR_MASS * STELLAR_MASS).cbrt() * SUN_IN_EARTHS
    }
}

/// A mean, the standard deviation, and the Monte Carlo error of the mean.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    pub mean: f64,
    pub sd: f64,
    pub mcse: f64,
}

/// What other fits are compared in.
struct Quantity {
    name: &'static str,
    decimals: usize,
    of: fn(&System) -> f64,
}

const fn quantity(name: &'static str, decimals: usize, of: fn(&System) -> f64) -> Quantity {
    Quantity { name, decimals, of }
}

const QUANTITIES: [Quantity; 9] = [
    quantity("K_b [m/s]", 2, |system| system.b.semi_amplitude),
    quantity("K_c [m/s]", 2, |system| system.c.semi_amplitude),
    quantity("e_b", 3, |system| system.b.ecc()),
    quantity("e_c", 3, |system| system.c.ecc()),
    quantity("slope [m/s/d]", 4, |system| system.slope),
    quantity("curvature [m/s/d²]", 5, |system| system.curvature),
    quantity("jitter [m/s]", 2, |system| system.jitter),
    quantity("m_b [Earths]", 1, |system| system.b.mass(system.period_b)),
    quantity("m_c [Earths]", 1, |system| system.c.mass(system.period_c)),
];

/// Another fit: name of a quantity, mean, standard deviation.
pub type Fit = [(&'static str, f64, f64)];

/// This model, sampled with emcee.
pub const EMCEE: &Fit = &[
    ("K_b [m/s]", 5.319, 1.038),
    ("K_c [m/s]", 4.244, 1.024),
    ("e_b", 0.2726, 0.1099),
    ("e_c", 0.1678, 0.1354),
    ("slope [m/s/d]", -0.04632, 0.02158),
    ("curvature [m/s/d²]", 0.002072, 0.000792),
    ("jitter [m/s]", 2.541, 0.587),
];

/// A fit made with other software.
pub const ECCENTRIC_FIT: &Fit = &[
    ("K_b [m/s]", 5.31, 1.02),
    ("K_c [m/s]", 4.24, 1.08),
    ("e_b", 0.27, 0.11),
    ("e_c", 0.13, 0.14),
];

/// Petigura et al. 2016, from these velocities.
pub const PUBLISHED: &Fit = &[("m_b [Earths]", 21.0, 5.4), ("m_c [Earths]", 27.0, 6.9)];

/// Independent draws that an estimate of `EMCEE` is worth.
const EMCEE_EFFECTIVE_DRAWS: f64 = 48_000.0;

/// The orbits' elements and the planets' masses.
pub fn print_derived(trace: &Trace, systems: &[System]) {
    println!("planet      K [m/s]             e                ω [deg]         m sin i [Earths]");
    let b = |system: &System| (system.b.clone(), system.period_b);
    let c = |system: &System| (system.c.clone(), system.period_c);
    for (name, planet) in [("b", b as fn(&System) -> (Planet, f64)), ("c", c)] {
        let of = |value: fn(&Planet) -> f64| systems.iter().map(move |system| value(&planet(system).0));
        let amplitude = estimate(trace, of(|planet| planet.semi_amplitude));
        let ecc = estimate(trace, of(Planet::ecc));
        let omega = estimate(trace, unwrapped(of(Planet::omega)));
        let mass = estimate(
            trace,
            systems.iter().map(|system| {
                let (planet, period) = planet(system);
                planet.mass(period)
            }),
        );
        println!(
            "{name}        {:5.2} ± {:4.2}     {:5.3} ± {:5.3}     {:6.0} ± {:3.0}         {:4.1} ± {:3.1}",
            amplitude.mean, amplitude.sd, ecc.mean, ecc.sd, omega.mean, omega.sd, mass.mean, mass.sd
        );
    }
    println!("(masses for a star of {STELLAR_MASS} solar masses; its error of 0.05 adds 3 %)");
}

/// In what unit the difference from another fit is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The other is the same posterior: both means have Monte Carlo error and nothing else.
    MonteCarloError,
    /// The other has priors or data of its own: both standard deviations.
    CombinedSd,
}

/// A table of this fit's estimates beside another's.
pub fn print_comparison(what: &str, reference: &Fit, unit: Unit, trace: &Trace, systems: &[System]) {
    println!("\ncompared with {what}:");
    let measure = match unit {
        Unit::MonteCarloError => "Monte Carlo error",
        Unit::CombinedSd => "combined sd",
    };
    println!(
        "{:20} {:>19} {:>19}   difference / {measure}",
        "", "this fit", "the other"
    );
    for &(name, mean, sd) in reference {
        let Some(Quantity { decimals, of, .. }) = QUANTITIES.iter().find(|quantity| quantity.name == name) else {
            continue;
        };
        let found = estimate(trace, systems.iter().map(of));
        let text = |mean: f64, sd: f64| format!("{mean:.decimals$} ± {sd:.decimals$}");
        let scale = match unit {
            Unit::MonteCarloError => found.mcse.hypot(sd / EMCEE_EFFECTIVE_DRAWS.sqrt()),
            Unit::CombinedSd => found.sd.hypot(sd),
        };
        println!(
            "{name:20} {:>19} {:>19}   {:+.2}",
            text(found.mean, found.sd),
            text(mean, sd),
            (found.mean - mean) / scale
        );
    }
}

/// Where divergences are to be expected, how much of the posterior that is, and how many happened there.
pub fn print_extreme_orbits(trace: &Trace, systems: &[System]) {
    const EXTREME: f64 = 0.8;
    let extreme = |system: &System| system.b.ecc().max(system.c.ecc()) > EXTREME;
    let share = systems.iter().filter(|system| extreme(system)).count() as f64 / systems.len() as f64;
    println!(
        "{:.1} % of the draws have an orbit with e > {EXTREME}: a spike in velocity that passes between two observations.",
        100.0 * share
    );
    println!(
        "Steps that cross such a spike diverge; it takes a prior that excludes these orbits to have none for any seed."
    );
    let names = trace.names();
    let inside = trace.divergences().iter().filter(|divergence| {
        ["b", "c"].iter().any(|planet| {
            let prefix = format!("{planet}.eccentricity_vector[");
            let parts = names
                .iter()
                .zip(&divergence.stored)
                .filter(|(name, _)| name.starts_with(&prefix));
            parts.map(|(_, part)| part * part).sum::<f64>() > EXTREME
        })
    });
    if !trace.divergences().is_empty() {
        println!("divergences there: {} of {}", inside.count(), trace.divergences().len());
    }
}

/// Mean, standard deviation and Monte Carlo error of one value for each draw, chain after chain.
pub fn estimate(trace: &Trace, values: impl IntoIterator<Item = f64>) -> Estimate {
    let values: Vec<f64> = values.into_iter().collect();
    let chains: Vec<&[f64]> = values.chunks(trace.draws()).collect();
    Estimate {
        mean: diagnostics::mean(&values),
        sd: diagnostics::standard_deviation(&values),
        mcse: diagnostics::mcse_mean(&chains),
    }
}

/// Angles in degrees, each moved by whole turns to within half a turn of their mean direction between −90° and 270°.
pub fn unwrapped(angles: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let sum = |part: fn(f64) -> f64| angles.clone().map(|angle| part(angle.to_radians())).sum::<f64>();
    let mean = sum(f64::sin).atan2(sum(f64::cos)).to_degrees();
    let mean = if mean < -90.0 { mean + 360.0 } else { mean };
    angles
        .map(|angle| mean + (angle - mean + 180.0).rem_euclid(360.0) - 180.0)
        .collect()
}
