//! What a model of the suite is to those who run it.

use pullback::prelude::*;

/// A posterior, ready to be sampled.
#[derive(Clone, Debug)]
pub struct Model<D> {
    /// What lines of the benchmark call it.
    pub name: &'static str,
    /// Under which name posteriordb has reference draws, if it has.
    pub posterior: Option<&'static str>,
    /// The density on unconstrained space.
    pub density: D,
    /// To which relative error the density is smooth: differences of what an adaptive solver returns have jumps of this size.
    #[allow(dead_code, reason = "only the test takes differences")]
    pub smooth_to: f64,
    /// Whether chains start where Pathfinder leads, as a user has it who was warned that chains disagree.
    pub has_poor_modes: bool,
}

impl<D: LogDensity + Clone + Sync> Model<D> {
    /// A model whose density is smooth to rounding.
    pub fn new(name: &'static str, posterior: Option<&'static str>, density: D) -> Self {
        Self {
            name,
            posterior,
            density,
            smooth_to: 1e-7,
            has_poor_modes: false,
        }
    }

    /// The sampler's settings for this model.
    pub fn settings(&self, nuts: Nuts) -> Nuts {
        if self.has_poor_modes {
            nuts.start_with_pathfinder(Pathfinder::default().elbo_draws(5))
        } else {
            nuts
        }
    }
}

/// What is done with a model.
pub trait Visit {
    /// Takes a model, whatever the type of its density.
    fn visit<D: LogDensity + Clone + Sync>(&mut self, model: Model<D>);
}
