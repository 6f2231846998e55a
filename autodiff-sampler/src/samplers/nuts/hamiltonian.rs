//! The Hamiltonian system of NUTS: phase points and the leapfrog step.
//!
//! Momenta are kept in *whitened* coordinates, p̃ = σ·p with σ² the diagonal inverse metric. They are standard normal, the
//! kinetic energy is ½|p̃|², and the U-turn criterion's ρᵀM⁻¹p is the plain dot product ρ̃·p̃; only the leapfrog step itself
//! ever sees σ.

use rand::RngExt;
use rand_distr::StandardNormal;

use crate::log_density::{LogDensity, LogDensityError};

/// A point of phase space on a trajectory.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Point {
    pub position: Vec<f64>,
    pub grad: Vec<f64>,
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
pub(super) fn evaluate<P: LogDensity>(density: &mut P, point: &mut Point) -> Result<(), LogDensityError> {
    point.log_density = match density.log_density_and_grad(&point.position, &mut point.grad) {
        Ok(value) => value,
        Err(LogDensityError::Recoverable(_)) => f64::NAN,
        Err(fatal) => return Err(fatal),
    };
    Ok(())
}

/// One leapfrog step of size |`step`| from `start` to `end`, backwards in time when `step` is negative.
///
/// Two passes over memory around the gradient: half a kick and the drift, then the other half kick together with kinetic
/// energy and momentum sum. A density or gradient that is not finite ends up in `end.energy`, which is all that the
/// caller has to look at.
pub(super) fn leapfrog<P: LogDensity>(
    density: &mut P,
    start: &Point,
    end: &mut Point,
    sigma: &[f64],
    step: f64,
) -> Result<(), LogDensityError> {
    kick_and_drift(start, end, sigma, step);
    evaluate(density, end)?;
    if step > 0.0 {
        kick::<true>(start, end, sigma, step);
    } else {
        kick::<false>(start, end, sigma, step);
    }
    end.kinetic = 0.5 * dot(&end.momentum, &end.momentum);
    end.energy = end.kinetic - end.log_density;
    end.index = start.index + if step > 0.0 { 1 } else { -1 };
    Ok(())
}

/// p̃ ← p̃ + ½εσg, then x ← x + εσp̃.
fn kick_and_drift(start: &Point, end: &mut Point, sigma: &[f64], step: f64) {
    let n = sigma.len();
    let (x, g, p) = (&start.position[..n], &start.grad[..n], &start.momentum[..n]);
    let (x_end, p_end) = (&mut end.position[..n], &mut end.momentum[..n]);
    for i in 0..n {
        let scaled_step = step * sigma[i];
        let half = p[i] + 0.5 * scaled_step * g[i];
        p_end[i] = half;
        x_end[i] = x[i] + scaled_step * half;
    }
}

/// The second half kick, with the running sum of momenta.
fn kick<const FORWARD: bool>(start: &Point, end: &mut Point, sigma: &[f64], step: f64) {
    let n = sigma.len();
    let half_step = 0.5 * step;
    let (g, p, sum) = (&end.grad[..n], &mut end.momentum[..n], &mut end.momentum_sum[..n]);
    let (p_start, sum_start) = (&start.momentum[..n], &start.momentum_sum[..n]);
    for i in 0..n {
        p[i] += half_step * sigma[i] * g[i];
        // In both directions of time, sum[j] - sum[j - 1] = p[j].
        sum[i] = if FORWARD {
            sum_start[i] + p[i]
        } else {
            sum_start[i] - p_start[i]
        };
    }
}

/// Dot product of two vectors of equal length.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    /// Independent partial sums, so that the reduction vectorises.
    const LANES: usize = 8;
    let mut lanes = [0.0; LANES];
    let (a_blocks, a_rest) = a.as_chunks::<LANES>();
    let (b_blocks, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f64>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}
