//! What is learnt of the metric, from draws *and* gradients.
//!
//! Among all diagonal scalings, σ² = sd(draws) / sd(gradients) minimises the Fisher divergence between the scaled
//! density and a standard normal, and needs far fewer draws than the variance alone: on a normal density the two together
//! are exact, up to sampling noise that cancels (Seyboldt, Carlson & Carpenter 2026, arXiv:2603.18845; the estimator of
//! nutpie). It is fitted anew after nearly every draw, in [`moments`]. Correlations are learnt at the ends of windows
//! only, from the draws kept in [`pairs`]: [`estimate`] has the method.

mod eigen;
mod estimate;
mod moments;
mod pairs;
mod sample;

use self::moments::{MAX_VARIANCE, MIN_VARIANCE, Moments};
use self::pairs::Pairs;
use self::sample::ScaledSample;
use crate::metric::{Factor, InvMetric, dot};

/// Which inverse metric a sampler adapts.
///
/// See [`InvMetric`](crate::metric::InvMetric) for what each form is and costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub enum Metric {
    /// Whichever of the others is worth its cost, by what the draws and gradients of tuning say. The default.
    #[default]
    Auto,
    /// Variances only.
    Diagonal,
    /// Variances, and as many directions with a variance of their own as pay.
    LowRank,
    /// All covariances. A leapfrog step then takes 2 D² multiplications for D coordinates, besides its gradient.
    Dense,
}

/// Estimates the metric in overlapping windows: what is *in use* comes from the previous window and the recent one
/// together; at a switch the recent one becomes the previous one, so that early draws are forgotten without ever
/// starting from nothing.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct MetricAdaptation {
    kind: Metric,
    inv_metric: InvMetric,
    previous: Moments,
    recent: Moments,
    previous_pairs: Pairs,
    recent_pairs: Pairs,
    /// Draws in use when the scales, and when the correlations, were last fitted.
    fitted: u64,
    correlations_fitted: u64,
}

/// What an update did to the metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MetricChange {
    None,
    Small,
    /// So much that step sizes learnt before are of no use.
    Large,
}

impl MetricAdaptation {
    /// Draws needed before they say anything of scales, and of correlations.
    const MIN_COUNT: u64 = 3;
    const MIN_CORRELATION_COUNT: u64 = 5;
    /// Growth of the number of draws that makes a new fit worth while: of scales, of correlations.
    const GROWTH: f64 = 1.1;
    const CORRELATION_GROWTH: f64 = 2.0;
    /// Change of the mean squared whitened gradient that asks for another step size.
    const LARGE_CHANGE: f64 = 2.0;

    /// The first estimate comes from the gradient at the start: σ² = 1/|g|.
    pub fn from_gradient(kind: Metric, position: &[f64], grad: &[f64]) -> Self {
        let sigma = grad.iter().map(|g| {
            let variance = 1.0 / g.abs();
            if variance.is_finite() {
                variance.clamp(MIN_VARIANCE, MAX_VARIANCE).sqrt()
            } else {
                1.0
            }
        });
        let dimension = position.len();
        let mut adaptation = Self {
            kind,
            inv_metric: InvMetric::diagonal_from_sigma(sigma.collect()),
            previous: Moments::new(dimension),
            recent: Moments::new(dimension),
            previous_pairs: Pairs::new(dimension),
            recent_pairs: Pairs::new(dimension),
            fitted: 0,
            correlations_fitted: 0,
        };
        adaptation.add(position, grad);
        adaptation
    }

    /// The first estimate is somebody else's: variances of the unconstrained coordinates.
    pub fn from_variances(kind: Metric, position: &[f64], grad: &[f64], variances: &[f64]) -> Self {
        let sigma = variances
            .iter()
            .map(|variance| variance.clamp(MIN_VARIANCE, MAX_VARIANCE).sqrt());
        Self {
            inv_metric: InvMetric::diagonal_from_sigma(sigma.collect()),
            ..Self::from_gradient(kind, position, grad)
        }
    }

    pub fn inv_metric(&self) -> &InvMetric {
        &self.inv_metric
    }

    pub fn add(&mut self, position: &[f64], grad: &[f64]) {
        self.recent.add(position, grad);
        if self.kind != Metric::Diagonal {
            self.recent_pairs.add(position, grad);
        }
    }

    /// Draws since the last switch.
    pub fn recent_count(&self) -> u64 {
        self.recent.count
    }

    /// Forgets the previous window and begins a new one.
    pub fn switch(&mut self) {
        std::mem::swap(&mut self.previous, &mut self.recent);
        self.recent.clear();
        std::mem::swap(&mut self.previous_pairs, &mut self.recent_pairs);
        self.recent_pairs.clear();
        (self.fitted, self.correlations_fitted) = (0, 0);
    }

    /// Fits the metric anew if there are draws enough to do so; `must` it if only there are any new ones.
    pub fn update(&mut self, must: bool) -> MetricChange {
        let count = self.previous.count + self.recent.count;
        let is_due = |min_count: u64, fitted: u64, growth: f64| {
            count >= min_count && count > fitted && (must || count as f64 >= growth * fitted as f64)
        };
        if self.kind != Metric::Diagonal
            && is_due(
                Self::MIN_CORRELATION_COUNT,
                self.correlations_fitted,
                Self::CORRELATION_GROWTH,
            )
        {
            (self.fitted, self.correlations_fitted) = (count, count);
            return self.fit_correlations();
        }
        match self.inv_metric.factor_mut() {
            Factor::Diagonal(sigma) if is_due(Self::MIN_COUNT, self.fitted, Self::GROWTH) => {
                self.fitted = count;
                self.previous.set_sigma(&self.recent, sigma);
                MetricChange::Small
            }
            _ => MetricChange::None,
        }
    }

    fn fit_correlations(&mut self) -> MetricChange {
        let windows = [&self.previous_pairs, &self.recent_pairs];
        let sigma = self
            .inv_metric
            .diagonal()
            .iter()
            .map(|variance| variance.sqrt())
            .collect();
        let Some(metric) = ScaledSample::new(windows, sigma).and_then(|sample| estimate::estimate(sample, self.kind))
        else {
            return MetricChange::None;
        };
        let both_diagonal = [&metric, &self.inv_metric].map(|metric| matches!(metric.factor(), Factor::Diagonal(_)));
        let ratio = if both_diagonal == [true, true] {
            1.0
        } else {
            self.whitened_gradients(&metric) / self.whitened_gradients(&self.inv_metric)
        };
        self.inv_metric = metric;
        if ratio.max(1.0 / ratio) < Self::LARGE_CHANGE {
            MetricChange::Small
        } else {
            MetricChange::Large
        }
    }

    /// Sum of squared whitened gradients of the draws in use.
    fn whitened_gradients(&self, metric: &InvMetric) -> f64 {
        let mut whitened = vec![0.0; metric.dimension()];
        let pairs = self.previous_pairs.iter().chain(self.recent_pairs.iter());
        pairs
            .map(|(_, grad)| {
                metric.whiten(grad, &mut whitened);
                dot(&whitened, &whitened)
            })
            .sum()
    }
}

#[cfg(test)]
mod tests;
