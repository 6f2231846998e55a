//! Where trajectories diverged.

/// A transition after tuning whose trajectory left the energy surface, or met a density or gradient that is not finite.
///
/// Many of them in one corner of the parameter space say that the sampler cannot enter it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Divergence {
    /// The chain, numbered from zero.
    pub chain: usize,
    /// The draw, numbered from zero after tuning.
    pub draw: usize,
    /// The stored values (constrained parameters), in the order of the trace's names, where the divergent step began.
    pub stored: Vec<f64>,
    /// The unconstrained position where the divergent step began.
    pub start: Vec<f64>,
    /// The unconstrained position where it ended.
    pub end: Vec<f64>,
    /// Energy at the end of the step minus energy at the start of the trajectory; infinite or NaN if the density was.
    pub energy_error: f64,
}
