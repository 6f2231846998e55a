//! The Hamiltonian system of NUTS: phase points and the leapfrog step.
//!
//! Momenta and gradients are kept in *whitened* coordinates, p̃ = Fᵀp and g̃ = Fᵀg with F the factor of the inverse metric
//! (see [`metric`](crate::metric)). Momenta are standard normal then, the kinetic energy is ½|p̃|², and the U-turn
//! criterion's ρᵀM⁻¹p is the plain dot product ρ̃·p̃; only positions and the density's own gradient ever see F.

use rand::RngExt;
use rand_distr::StandardNormal;

use crate::log_density::{LogDensity, LogDensityError};
use crate::metric::{Factor, InvMetric, Kick, dot, first_half, second_half};

/// A point of phase space on a trajectory.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Point {
    pub position: Vec<f64>,
    pub grad: Vec<f64>,
    /// Whitened gradient g̃.
    pub whitened: Vec<f64>,
    /// Whitened momentum p̃.
    pub momentum: Vec<f64>,
    /// Sum of the momenta from the trajectory's first point up to this one, so that the ρ of any stretch of trajectory
    /// is a difference of two of them and no sub-tree needs a vector of its own.
    pub momentum_sum: Vec<f64>,
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
            position: vec![0.0; dimension],
            grad: vec![0.0; dimension],
            whitened: vec![0.0; dimension],
            momentum: vec![0.0; dimension],
            momentum_sum: vec![0.0; dimension],
            log_density: f64::NAN,
            kinetic: f64::NAN,
            energy: f64::NAN,
            index: 0,
        }
    }

    /// Draws a new momentum and makes this the first point of a trajectory.
    pub fn refresh_momentum(&mut self, rng: &mut impl RngExt) {
        for p in &mut self.momentum {
            *p = rng.sample(StandardNormal);
        }
        self.momentum_sum.copy_from_slice(&self.momentum);
        self.kinetic = 0.5 * dot(&self.momentum, &self.momentum);
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
/// A diagonal metric takes two passes over memory around the gradient: half a kick and the drift, then the other half
/// kick together with kinetic energy and momentum sum. A density or gradient that is not finite ends up in `end.energy`,
/// which is all that the caller has to look at.
pub(crate) fn leapfrog<P: LogDensity>(
    density: &mut P,
    start: &Point,
    end: &mut Point,
    inv_metric: &InvMetric,
    step: f64,
) -> Result<(), LogDensityError> {
    let diagonal = match inv_metric.factor() {
        Factor::Diagonal(sigma) => Some(&sigma[..]),
        Factor::LowRank(_) | Factor::Dense(_) => None,
    };
    if let Some(sigma) = diagonal {
        let from = [&start.position[..], &start.momentum, &start.whitened];
        first_half(from, sigma, step, [&mut end.position, &mut end.momentum]);
    } else {
        half_kick(start, &mut end.momentum, step);
        inv_metric.drift(&end.momentum, &start.position, step, &mut end.position);
    }
    evaluate(density, end)?;
    if diagonal.is_none() {
        inv_metric.whiten(&end.grad, &mut end.whitened);
    }
    let kick = Kick {
        sum_start: &start.momentum_sum,
        momentum_start: &start.momentum,
        whitened: &mut end.whitened,
        momentum: &mut end.momentum,
        sum: &mut end.momentum_sum,
    };
    end.kinetic = 0.5 * second_half(kick, diagonal.map(|sigma| [sigma, &end.grad[..]]), step);
    end.energy = end.kinetic - end.log_density;
    end.index = start.index + if step > 0.0 { 1 } else { -1 };
    Ok(())
}

/// `momentum` = p̃ + ½ε g̃.
fn half_kick(start: &Point, momentum: &mut [f64], step: f64) {
    let half_step = 0.5 * step;
    for ((half, p), g) in momentum.iter_mut().zip(&start.momentum).zip(&start.whitened) {
        *half = p + half_step * g;
    }
}
