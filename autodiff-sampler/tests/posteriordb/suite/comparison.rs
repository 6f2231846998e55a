//! How far a run is from the reference draws, in Monte Carlo errors of both together.

use super::Reference;
use pullback::prelude::*;
use pullback::sampler::trace::SummaryRow;

/// One moment of one parameter beside its reference.
#[derive(Clone, Debug)]
pub struct Moment {
    /// `mean of theta[3]`.
    pub name: String,
    /// What the run says.
    pub found: f64,
    /// What the reference draws say.
    pub expected: f64,
    /// Their difference divided by the root of the sum of both squared Monte Carlo errors.
    pub z: f64,
}

/// Mean and standard deviation of every parameter of the reference; a parameter that the run lacks is a panic.
pub fn moments(trace: &Trace, reference: &[Reference]) -> Vec<Moment> {
    let summary = trace.summary();
    let mut moments = Vec::with_capacity(2 * reference.len());
    for expected in reference {
        let name = &expected.parameter;
        let found = summary.get(name).unwrap_or_else(|| panic!("the trace has no {name}"));
        let SummaryRow {
            mean,
            sd,
            mcse_mean,
            mcse_sd,
            ..
        } = *found;
        moments.push(Moment {
            name: format!("mean of {name}"),
            found: mean,
            expected: expected.mean,
            z: (mean - expected.mean) / mcse_mean.hypot(expected.mcse_mean),
        });
        moments.push(Moment {
            name: format!("sd of {name}"),
            found: sd,
            expected: expected.sd,
            z: (sd - expected.sd) / mcse_sd.hypot(expected.mcse_sd),
        });
    }
    moments
}

/// The moment that is furthest off; one that is not a number is further off than any.
pub fn worst(moments: &[Moment]) -> Option<&Moment> {
    let distance = |moment: &Moment| {
        if moment.z.is_nan() {
            f64::INFINITY
        } else {
            moment.z.abs()
        }
    };
    moments.iter().max_by(|a, b| distance(a).total_cmp(&distance(b)))
}
