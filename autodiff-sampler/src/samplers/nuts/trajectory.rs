//! One NUTS transition: a trajectory that doubles, forwards or backwards in time, until it turns back.
//!
//! The next draw is chosen from the whole trajectory in proportion to exp(-H), multinomially within sub-trees and with a
//! bias towards the newer half at each doubling (Betancourt 2017, arXiv:1701.02434, appendix A.3.2). Weights are plain
//! numbers relative to the first point, so one exponential per leapfrog step serves sampling and acceptance statistic.

use rand::RngExt;

use super::ChainRng;
use super::hamiltonian::{Point, leapfrog};
use super::metric::Pairs;
use super::normals::Normals;
use super::pool::{PointId, Pool};
use super::u_turn::is_turning;
use crate::log_density::{LogDensity, LogDensityError};
use crate::metric::InvMetric;

/// Energy error beyond which a trajectory counts as divergent, as in Stan.
pub(crate) const MAX_ENERGY_ERROR: f64 = 1000.0;

/// Doublings of a trajectory at most, whatever the settings.
pub(super) const MAX_DEPTH: usize = 20;

/// Weights are capped at exp of this, so that a million of them stay finite. It matters only while a chain falls into
/// the typical set.
const MAX_LOG_WEIGHT: f64 = 650.0;

/// Of so many leapfrog steps, one is collected. Long trajectories teach the more the longer they are; short ones, which
/// a good metric makes, cost nothing.
pub(crate) const VISITED_STRIDE: u32 = 8;
/// Points with a higher energy, relative to the first one, are too improbable to learn from.
pub(crate) const MAX_VISITED_ENERGY: f64 = 10.0;

/// What one transition reports besides the new position.
#[derive(Clone, Debug, Default)]
pub(crate) struct TransitionInfo {
    /// Completed doublings.
    pub depth: u32,
    pub reached_max_depth: bool,
    pub leapfrog_steps: u32,
    initial_energy: f64,
    /// Sum over the leapfrog steps of min(1, w), w = exp(H₀ - H).
    accept_sum: f64,
    /// Sum over the leapfrog steps of 2 min(1, w) / (1 + w).
    symmetric_accept_sum: f64,
    pub divergence: Option<DivergentStep>,
    /// How far along the trajectory the chosen point is, in leapfrog steps.
    pub index: i32,
}

impl TransitionInfo {
    /// Of a trajectory of which the last point alone is proposed, with this `weight` exp(H₀ - H).
    pub fn of_last_point(leapfrog_steps: u32, weight: f64, accepted: bool) -> Self {
        let (steps, accept) = (f64::from(leapfrog_steps), weight.min(1.0));
        Self {
            leapfrog_steps,
            accept_sum: steps * accept,
            symmetric_accept_sum: steps * 2.0 * accept / (1.0 + weight),
            index: if accepted { leapfrog_steps as i32 } else { 0 },
            ..Self::default()
        }
    }

    /// Mean acceptance probability over the trajectory.
    pub fn acceptance(&self) -> f64 {
        self.accept_sum / f64::from(self.leapfrog_steps.max(1))
    }

    /// The same, symmetric in gains and losses of energy: less noisy, and what the step size settles on.
    pub fn symmetric_acceptance(&self) -> f64 {
        self.symmetric_accept_sum / f64::from(self.leapfrog_steps.max(1))
    }
}

/// The leapfrog step that diverged.
#[derive(Clone, Debug)]
pub(crate) struct DivergentStep {
    /// Unconstrained position that the step left from.
    pub start: Vec<f64>,
    /// Unconstrained position where the density or its gradient could not be used or the energy was too high.
    pub end: Vec<f64>,
    /// Energy there minus energy at the start of the trajectory; may be infinite or NaN.
    pub energy_error: f64,
}

/// A stretch of trajectory: its ends in order of time, the point chosen from it, and the sum of its points' weights.
#[derive(Clone, Copy, Debug)]
struct Subtree {
    first: PointId,
    last: PointId,
    chosen: PointId,
    weight: f64,
}

/// Why a sub-tree could not be completed.
enum Stop {
    Turned,
    Diverged(Box<DivergentStep>),
    Failed(LogDensityError),
}

/// Everything a transition works with.
pub(super) struct Transition<'a, P> {
    pub density: &'a mut P,
    pub pool: &'a mut Pool,
    pub inv_metric: &'a InvMetric,
    pub step_size: f64,
    pub max_depth: u32,
    pub rng: &'a mut ChainRng,
    pub normals: &'a mut Normals,
    /// Collects some of the points that the trajectory visits, for the metric to learn from.
    pub visited: Option<&'a mut Pairs>,
}

impl<P: LogDensity> Transition<'_, P> {
    /// Runs one transition from the pool's point `start`, which must have its density, and returns the point chosen.
    ///
    /// # Errors
    ///
    /// A fatal error of the density.
    pub fn run(mut self, start: PointId) -> Result<(PointId, TransitionInfo), LogDensityError> {
        self.pool.release_all_but(start);
        self.pool.get_mut(start).refresh_momentum(self.normals);
        let mut info = TransitionInfo {
            initial_energy: self.pool.get(start).energy,
            ..TransitionInfo::default()
        };
        let mut tree = Subtree {
            first: start,
            last: start,
            chosen: start,
            weight: 1.0,
        };
        let mut levels = [tree; MAX_DEPTH];
        while info.depth < self.max_depth {
            let forward = self.rng.random::<bool>();
            let edge = if forward { tree.last } else { tree.first };
            let extension = match self.extend(&mut levels, info.depth, edge, forward, &mut info) {
                Ok(extension) => extension,
                Err(Stop::Turned) => break,
                Err(Stop::Diverged(step)) => {
                    info.divergence = Some(*step);
                    break;
                }
                Err(Stop::Failed(error)) => return Err(error),
            };
            info.depth += 1;
            // Biased progressive sampling: the new half wins with probability min(1, its weight / the old weight).
            let take_new = self.rng.random::<f64>() * tree.weight < extension.weight;
            let turning = self.turns(&tree, &extension, forward);
            tree = self.join(&tree, &extension, forward, take_new);
            if turning {
                break;
            }
            info.reached_max_depth = info.depth == self.max_depth;
        }
        info.index = self.pool.get(tree.chosen).index;
        Ok((tree.chosen, info))
    }

    /// Builds 2^`depth` points outwards from `edge`.
    ///
    /// Sub-trees of equal size are joined as soon as there are two of them, which is when a binary counter of points
    /// carries: `levels` holds one for each of its digits that is 1.
    fn extend(
        &mut self,
        levels: &mut [Subtree; MAX_DEPTH],
        depth: u32,
        mut edge: PointId,
        forward: bool,
        info: &mut TransitionInfo,
    ) -> Result<Subtree, Stop> {
        let mut points = 0u32;
        loop {
            let mut outer = self.leaf(edge, forward, info)?;
            edge = outer.last;
            let carries = points.trailing_ones();
            for inner in &levels[..carries as usize] {
                if self.turns(inner, &outer, forward) {
                    return Err(Stop::Turned);
                }
                let take_outer = self.rng.random::<f64>() * (inner.weight + outer.weight) < outer.weight;
                outer = self.join(inner, &outer, forward, take_outer);
            }
            if carries == depth {
                return Ok(outer);
            }
            levels[carries as usize] = outer;
            points += 1;
        }
    }

    /// One leapfrog step outwards from `edge`.
    #[inline]
    fn leaf(&mut self, edge: PointId, forward: bool, info: &mut TransitionInfo) -> Result<Subtree, Stop> {
        let new = self.pool.acquire();
        let (from, to) = self.pool.pair_mut(edge, new);
        let step = if forward { self.step_size } else { -self.step_size };
        leapfrog(self.density, from, to, self.inv_metric, step).map_err(Stop::Failed)?;
        info.leapfrog_steps += 1;

        let energy_error = to.energy - info.initial_energy;
        if !(energy_error.is_finite() && energy_error <= MAX_ENERGY_ERROR) {
            return Err(Stop::Diverged(Box::new(divergent_step(from, to, energy_error))));
        }
        if let Some(visited) = &mut self.visited
            && info.leapfrog_steps.is_multiple_of(VISITED_STRIDE)
            && energy_error < MAX_VISITED_ENERGY
        {
            visited.add(&to.position, &to.grad);
        }
        let weight = (-energy_error).min(MAX_LOG_WEIGHT).exp();
        let accept = weight.min(1.0);
        info.accept_sum += accept;
        info.symmetric_accept_sum += 2.0 * accept / (1.0 + weight);
        Ok(Subtree {
            first: new,
            last: new,
            chosen: new,
            weight,
        })
    }

    /// The U-turn criterion for `old` followed (in the direction of building) by `new`.
    fn turns(&self, old: &Subtree, new: &Subtree, forward: bool) -> bool {
        let (left, right) = if forward { (old, new) } else { (new, old) };
        let point = |id| self.pool.get(id);
        is_turning(
            [point(left.first), point(left.last)],
            [point(right.first), point(right.last)],
        )
    }

    /// Makes one sub-tree of two and frees the points that nobody will ask for again.
    fn join(&mut self, old: &Subtree, new: &Subtree, forward: bool, take_new: bool) -> Subtree {
        let (left, right) = if forward { (old, new) } else { (new, old) };
        let (chosen, rejected) = if take_new {
            (new.chosen, old.chosen)
        } else {
            (old.chosen, new.chosen)
        };
        let (first, last) = (left.first, right.last);
        self.pool
            .release_unless_kept([left.last, right.first, rejected], [first, last, chosen]);
        Subtree {
            first,
            last,
            chosen,
            weight: old.weight + new.weight,
        }
    }
}

pub(crate) fn divergent_step(from: &Point, to: &Point, energy_error: f64) -> DivergentStep {
    DivergentStep {
        start: from.position.to_vec(),
        end: to.position.to_vec(),
        energy_error,
    }
}
