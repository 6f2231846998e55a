//! The hierarchical model of the documentation, under the strictest lints.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::all)]

use pullback::prelude::*;

/// Eight schools.
#[derive(Parameters, Clone, Debug)]
pub struct EightSchools {
    /// The mean effect.
    #[prior(Normal(0.0, 5.0))]
    pub mu: f64,
    /// The spread of effects.
    #[prior(HalfCauchy(5.0))]
    pub tau: f64,
    /// The schools' effects.
    #[prior(Normal(mu, tau))]
    pub theta: [f64; 8],
}

fn main() {
    assert_eq!(EightSchools::names()[2], "theta[0]");
}
