//! The light curve, and the truth about it.

use crate::model::{Data, Star, System, dip};
use pullback::exoplanet::celerite::sample;
use pullback::exoplanet::{Exposure, LightCurve};
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::error::Error;

/// Parts per thousand.
const ERROR: f64 = 0.35;

const SYSTEM: System = System {
    star: Star {
        mean: 1.5,
        jitter: 0.1,
        sigma: 6.0,
        period: 4.3,
        quality: 1.5,
        quality_difference: 1.0,
        harmonic: 0.4,
    },
    t0: 2.17,
    period: 5.35,
    duration: 0.125,
    signed_impact: 0.3,
    depth: 0.0016,
    u: [0.4, 0.2],
};

/// What the light curve was simulated with.
pub const TRUTH: [(&str, f64); 11] = [
    ("star.mean", SYSTEM.star.mean),
    ("star.jitter", SYSTEM.star.jitter),
    ("star.sigma", SYSTEM.star.sigma),
    ("star.period", SYSTEM.star.period),
    ("star.quality", SYSTEM.star.quality),
    ("star.harmonic", SYSTEM.star.harmonic),
    ("t0", SYSTEM.t0),
    ("period", SYSTEM.period),
    ("duration", SYSTEM.duration),
    ("impact_parameter", SYSTEM.signed_impact),
    ("depth", SYSTEM.depth),
];

/// 27 days, every twenty minutes, with a gap of a day.
pub fn data() -> Result<Data, Box<dyn Error>> {
    let exposure = Exposure::midpoint(20.0 / 1440.0, 3)?;
    let time: Vec<f64> = (0..27 * 72)
        .map(|i| f64::from(i) / 72.0)
        .filter(|time| (time - 13.5).abs() > 0.5)
        .collect();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(2026);
    let normals: Vec<f64> = StandardNormal.sample_iter(&mut rng).take(time.len()).collect();
    let variance = vec![ERROR * ERROR + SYSTEM.star.jitter * SYSTEM.star.jitter; time.len()];
    let star = sample(&SYSTEM.kernel(), &time, &variance, &normals);
    let dip = dip(&SYSTEM, &time, &exposure);
    let flux = star
        .iter()
        .zip(&dip)
        .map(|(star, dip)| SYSTEM.star.mean + star + dip)
        .collect();
    let error = vec![ERROR; time.len()];
    Ok(Data {
        observed: LightCurve::new(time, flux, error)?,
        exposure,
    })
}
