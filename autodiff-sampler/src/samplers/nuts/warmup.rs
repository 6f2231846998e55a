//! When to learn what: the tuning schedule.
//!
//! As in nutpie (Seyboldt, Carlson & Carpenter 2026, arXiv:2603.18845), there is an *early* phase (30 % of tuning), in
//! which the chain finds the typical set; a main phase; and a last phase (15 %) in which only the step size moves. Both
//! former have windows that grow, from 10 draws and from 80. Scales and step size are updated after every draw, so there
//! is no window whose draws are wasted; correlations when there are twice as many draws to learn from, and at the ends of
//! windows. A metric that changes much starts the search for a step size afresh.
//!
//! Before the metric is known, trajectories are long. They are cut in the early phase, and leave every eighth point that
//! they visit to learn from.

use super::hamiltonian::Point;
use super::metric::{MetricAdaptation, MetricChange};
use super::step_size::DualAveraging;
use super::trajectory::TransitionInfo;

const EARLY_FRACTION: f64 = 0.3;
const STEP_SIZE_FRACTION: f64 = 0.15;
/// Draws in the first window of the early phase, and of the main phase.
const EARLY_WINDOW: u64 = 10;
const MAIN_WINDOW: u64 = 80;
/// Growth of the windows.
const WINDOW_GROWTH: f64 = 1.5;
/// Largest trajectory depth in the early phase, and in its first few draws.
const EARLY_MAX_DEPTH: u32 = 8;
const FIRST_MAX_DEPTH: u32 = 6;
const FIRST_DRAWS: u64 = EARLY_WINDOW;

/// Adapts step size and metric during the first `tune` draws.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Warmup {
    early_end: u64,
    metric_end: u64,
    window: u64,
    metric_is_initial: bool,
    pub metric: MetricAdaptation,
    pub step_size: DualAveraging,
}

/// What the chain has to do after a draw was learnt from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Advice {
    Continue,
    /// The metric has changed: the whitened gradient of the current point is not valid any more.
    Whiten,
    /// The same, and the metric has changed so much that the step size must be searched afresh.
    WhitenAndSearchStepSize,
}

impl Warmup {
    pub fn new(tune: usize, metric: MetricAdaptation, step_size: DualAveraging) -> Self {
        let part = |fraction: f64| (fraction * tune as f64) as u64;
        Self {
            early_end: part(EARLY_FRACTION),
            metric_end: tune as u64 - part(STEP_SIZE_FRACTION),
            // A first sample that is not the chain's own is used until as many draws have been made.
            window: EARLY_WINDOW.max(metric.previous_count()),
            metric_is_initial: true,
            metric,
            step_size,
        }
    }

    /// Learns from tuning draw number `draw`.
    pub fn learn(&mut self, draw: u64, point: &Point, info: &TransitionInfo) -> Advice {
        if draw >= self.metric_end {
            self.step_size.update(info.symmetric_acceptance());
            return Advice::Continue;
        }
        if is_informative(info) {
            self.metric.add(&point.position, &point.grad);
        }
        let is_late = self.advance_window(draw);
        // Asymmetric acceptance is the cautious one while the metric still changes.
        self.step_size.update(if is_late {
            info.symmetric_acceptance()
        } else {
            info.acceptance()
        });
        match self.metric.update(draw + 1 == self.metric_end) {
            MetricChange::None => Advice::Continue,
            MetricChange::Small if !std::mem::take(&mut self.metric_is_initial) => Advice::Whiten,
            MetricChange::Small | MetricChange::Large => Advice::WhitenAndSearchStepSize,
        }
    }

    /// The largest depth of a trajectory in tuning draw number `draw`, if `max` is that of the run: while next to nothing
    /// is known of the metric, long trajectories cost much and teach little.
    pub fn max_depth(&self, draw: u64, max: u32) -> u32 {
        match draw {
            _ if draw >= self.early_end => max,
            0..FIRST_DRAWS => max.min(FIRST_MAX_DEPTH),
            _ => max.min(EARLY_MAX_DEPTH),
        }
    }

    /// Switches windows when the recent one is full; returns whether this was the last window.
    fn advance_window(&mut self, draw: u64) -> bool {
        if draw == self.early_end {
            self.window = MAIN_WINDOW.max(self.metric.recent_count());
        }
        let next_window = (self.window as f64 * WINDOW_GROWTH).round() as u64;
        let is_late = draw + next_window > self.metric_end;
        if !is_late && self.metric.recent_count() >= self.window {
            self.metric.switch();
            self.window = next_window;
        }
        is_late
    }
}

/// A draw that has not moved, or hardly moved before a divergence, would make the variances too small.
fn is_informative(info: &TransitionInfo) -> bool {
    let steps = info.index.abs();
    if info.divergence.is_some() {
        steps > 4
    } else {
        steps != 0
    }
}
