//! The chains of NUTS and of static Hamiltonian Monte Carlo: a walker, and a move that says where it goes next.

use super::trajectory::TransitionInfo;
use super::walker::{SavedWalker, Walker};
use crate::log_density::{LogDensity, LogDensityError};
use crate::metric::InvMetric;
use crate::samplers::run::{Chain, Step};

/// How a walker goes to its next point.
pub(crate) trait Move: Send {
    /// Moves the walker once; `tuning` is the number of the draw if it is one of tuning. Returns what the trajectory was like, and its
    /// step size.
    ///
    /// # Errors
    ///
    /// Fatal ones of the density.
    fn go<P: LogDensity>(
        &self,
        walker: &mut Walker,
        density: &mut P,
        tuning: Option<usize>,
    ) -> Result<(TransitionInfo, f64), LogDensityError>;
}

/// A running chain.
#[derive(Debug)]
pub(crate) struct Walking<M> {
    pub step: M,
    pub walker: Walker,
}

impl<P: LogDensity, M: Move> Chain<P> for Walking<M> {
    type Saved = SavedWalker;

    fn tune(&mut self, density: &mut P, draw: usize) -> Result<Step, LogDensityError> {
        let (info, step_size) = self.step.go(&mut self.walker, density, Some(draw))?;
        self.walker.learn(density, draw, &info)?;
        Ok(self.walker.step(info, step_size))
    }

    fn end_tuning(&mut self) {
        self.walker.end_tuning();
    }

    fn draw(&mut self, density: &mut P) -> Result<Step, LogDensityError> {
        let (info, step_size) = self.step.go(&mut self.walker, density, None)?;
        Ok(self.walker.step(info, step_size))
    }

    fn position(&self) -> &[f64] {
        &self.walker.point().position
    }

    fn log_density(&self) -> f64 {
        self.walker.point().log_density
    }

    fn inv_metric(&self) -> Option<InvMetric> {
        Some(self.walker.state.warmup.metric.inv_metric().clone())
    }

    fn gradient_evaluations(&self) -> u64 {
        self.walker.state.gradient_evaluations
    }

    fn save(&self) -> SavedWalker {
        self.walker.save()
    }
}
