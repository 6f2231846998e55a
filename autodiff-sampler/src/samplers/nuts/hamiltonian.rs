//! The Hamiltonian system of NUTS: phase points and the leapfrog step.
//!
//! Momenta and gradients are kept in *whitened* coordinates, p̃ = Fᵀp and g̃ = Fᵀg with F the factor of the inverse metric
//! (see [`metric`](crate::metric)). Momenta are standard normal then, the kinetic energy is ½|p̃|², and the U-turn
//! criterion's ρᵀM⁻¹p is the plain dot product ρ̃·p̃; only positions and the density's own gradient ever see F.

use super::normals::Normals;
use crate::log_density::{LogDensity, LogDensityError};
use crate::metric::{BlockVector, FirstHalf, InvMetric, SecondHalf};

/// A point of phase space on a trajectory.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Point {
    pub position: BlockVector,
    pub grad: BlockVector,
    /// Whitened gradient g̃.
    pub whitened: BlockVector,
    /// Whitened momentum p̃.
    pub momentum: BlockVector,
    /// Sum of the momenta from the trajectory's first point up to this one, so that the ρ of any stretch of trajectory
    /// is a difference of two of them and no sub-tree needs a vector of its own.
    pub momentum_sum: BlockVector,
    pub log_density: f64,
    /// Kinetic energy ½|p̃|².
    pub kinetic: f64,
    /// Potential plus kinetic energy.
    pub energy: f64,
    /// Leapfrog steps from the trajectory's first point, negative backwards in time.
    pub index: i32,
}

impl Point {
    pub fn new(dimension: usize) -> Self {
        Self {
            position: BlockVector::zeros(dimension),
            grad: BlockVector::zeros(dimension),
            whitened: BlockVector::zeros(dimension),
            momentum: BlockVector::zeros(dimension),
            momentum_sum: BlockVector::zeros(dimension),
            log_density: f64::NAN,
            kinetic: f64::NAN,
            energy: f64::NAN,
            index: 0,
        }
    }

    /// Draws a new momentum and makes this the first point of a trajectory.
    pub fn refresh_momentum(&mut self, normals: &mut Normals) {
        self.kinetic = 0.5 * normals.fill(&mut self.momentum, &mut self.momentum_sum);
        self.energy = self.kinetic - self.log_density;
        self.index = 0;
    }
}

/// Evaluates the density at `point.position`; anything that is not a number to go on with leaves NaN behind.
///
/// # Errors
///
/// Only fatal ones.
pub(crate) fn evaluate<P: LogDensity>(density: &mut P, point: &mut Point) -> Result<(), LogDensityError> {
    point.log_density = match density.log_density_and_grad(&point.position, &mut point.grad) {
        Ok(value) => value,
        Err(LogDensityError::Recoverable(_)) => f64::NAN,
        Err(fatal) => return Err(fatal),
    };
    Ok(())
}

/// One leapfrog step of size |`step`| from `start` to `end`, backwards in time when `step` is negative.
///
/// A diagonal or dense metric takes two passes over memory around the gradient: half a kick and the drift, then the other
/// half of the kick together with kinetic energy and momentum sum. A density or gradient that is not finite ends up in `end.energy`,
/// which is all that the caller has to look at.
pub(crate) fn leapfrog<P: LogDensity>(
    density: &mut P,
    start: &Point,
    end: &mut Point,
    inv_metric: &InvMetric,
    step: f64,
) -> Result<(), LogDensityError> {
    inv_metric.first_half(FirstHalf {
        position: &start.position,
        momentum: &start.momentum,
        whitened: &start.whitened,
        step,
        end_position: &mut end.position,
        end_momentum: &mut end.momentum,
    });
    evaluate(density, end)?;
    end.kinetic = 0.5
        * inv_metric.second_half(SecondHalf {
            start_sum: &start.momentum_sum,
            start_momentum: &start.momentum,
            step,
            grad: &end.grad,
            whitened: &mut end.whitened,
            momentum: &mut end.momentum,
            sum: &mut end.momentum_sum,
        });
    end.energy = end.kinetic - end.log_density;
    end.index = start.index + if step > 0.0 { 1 } else { -1 };
    Ok(())
}
