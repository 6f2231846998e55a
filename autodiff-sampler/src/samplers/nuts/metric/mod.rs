//! What is learnt of the metric, from draws *and* gradients.
//!
//! Among all diagonal scalings, σ² = sd(draws) / sd(gradients) minimises the Fisher divergence between the scaled
//! density and a standard normal, and needs far fewer draws than the variance alone: on a normal density the two together
//! are exact, up to sampling noise that cancels (Seyboldt, Carlson & Carpenter 2026, arXiv:2603.18845; the estimator of
//! nutpie). It is fitted anew after nearly every draw, in [`moments`]. Correlations are learnt at the ends of windows
//! only, from the draws kept in [`pairs`]: [`estimate`] has the method.

mod eigen;
mod estimate;
mod inverse_iteration;
mod moments;
mod pairs;
mod sample;

use self::moments::{MAX_VARIANCE, MIN_VARIANCE, Moments};
pub(crate) use self::pairs::Pairs;
use self::sample::ScaledSample;
use crate::metric::{Factor, InvMetric, add_multiple, dot};

/// Pairs that a residual is averaged over, at most.
const RESIDUAL_PAIRS: usize = 48;

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
    /// Draws in use when the scales were last fitted, and pairs when correlations were.
    fitted: u64,
    fitted_pairs: u64,
    /// What the metric left unexplained of the pairs that it was fitted to, see [`residual`]; zero if these were few.
    fitted_residual: f64,
    /// What asked for the last fit.
    last_request: Request,
}

/// A request for another fit of correlations: so many pairs, of which the metric in use leaves so much unexplained.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
struct Request {
    pairs: u64,
    residual: f64,
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
    /// Draws needed before they say anything of scales; draws and visited points before they say anything of correlations.
    const MIN_COUNT: u64 = 3;
    const MIN_PAIRS: u64 = 5;
    /// Growth of their numbers that makes a new fit worth while.
    const GROWTH: f64 = 1.1;
    const PAIRS_GROWTH: f64 = 2.0;
    /// Residual below which a metric explains everything, and residual per coordinate below which it explains most;
    /// growth of it since the last fit that asks for another, and pairs per coordinate that make a fit comparable.
    const GOOD_RESIDUAL: f64 = 0.02;
    const FAIR_RESIDUAL: f64 = 0.5;
    const RESIDUAL_GROWTH: f64 = 1.2;
    const PAIRS_PER_COORDINATE: f64 = 4.0;
    /// Relative change of the mean squared whitened gradient that asks for another step size. A narrow direction found
    /// among a hundred others changes it by that much.
    const LARGE_CHANGE: f64 = 0.01;

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
            fitted_pairs: 0,
            fitted_residual: 0.0,
            last_request: Request::default(),
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

    /// Learns from positions with their gradients that are not the chain's own, as if they were those of a first window.
    pub fn with_sample(mut self, sample: &[[Vec<f64>; 2]]) -> Self {
        if sample.is_empty() {
            return self;
        }
        for [position, grad] in sample {
            self.add(position, grad);
        }
        self.switch();
        self.update(true);
        self
    }

    pub fn inv_metric(&self) -> &InvMetric {
        &self.inv_metric
    }

    /// Draws of the window before the last switch.
    pub fn previous_count(&self) -> u64 {
        self.previous.count
    }

    /// The metric to use now, and where a trajectory may leave points that it visits; `None` if nothing is learnt from
    /// them.
    pub fn parts(&mut self) -> (&InvMetric, Option<&mut Pairs>) {
        let visited = (self.kind != Metric::Diagonal).then_some(&mut self.recent_pairs);
        (&self.inv_metric, visited)
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
        (self.fitted, self.fitted_pairs) = (0, 0);
    }

    /// Fits the metric anew if there are draws enough to do so; `must` it if only there are any new ones.
    pub fn update(&mut self, must: bool) -> MetricChange {
        let is_due =
            |count: u64, fitted: u64, growth: f64| count > fitted && (must || count as f64 >= growth * fitted as f64);
        let pairs = self.previous_pairs.count() + self.recent_pairs.count();
        if pairs >= Self::MIN_PAIRS && is_due(pairs, self.fitted_pairs, Self::PAIRS_GROWTH) {
            self.fitted_pairs = pairs;
            return self.fit_correlations(must);
        }
        let count = self.previous.count + self.recent.count;
        match self.inv_metric.factor_mut() {
            Factor::Diagonal(sigma) if count >= Self::MIN_COUNT && is_due(count, self.fitted, Self::GROWTH) => {
                self.fitted = count;
                self.previous.set_sigma(&self.recent, sigma);
                MetricChange::Small
            }
            _ => MetricChange::None,
        }
    }

    /// Fits the metric to all pairs in use, unless the one there is explains them as well as those that it came from.
    fn fit_correlations(&mut self, must: bool) -> MetricChange {
        let windows = [&self.previous_pairs, &self.recent_pairs];
        let request = Request {
            pairs: self.fitted_pairs,
            residual: residual(&self.inv_metric, windows),
        };
        if self.is_still_good(request, must) {
            return MetricChange::None;
        }
        self.last_request = request;
        let sigma = self.inv_metric.diagonal().iter().map(|v| v.sqrt()).collect();
        let Some(metric) = ScaledSample::new(windows, sigma).and_then(|sample| estimate::estimate(sample, self.kind))
        else {
            return MetricChange::None;
        };
        let is_well_determined = self.fitted_pairs as f64 >= Self::PAIRS_PER_COORDINATE * metric.dimension() as f64;
        self.fitted_residual = if is_well_determined {
            residual(&metric, windows)
        } else {
            0.0
        };
        let both_diagonal = [&metric, &self.inv_metric].map(|metric| matches!(metric.factor(), Factor::Diagonal(_)));
        let ratio = if both_diagonal == [true, true] {
            1.0
        } else {
            self.whitened_gradients(&metric) / self.whitened_gradients(&self.inv_metric)
        };
        self.inv_metric = metric;
        if (ratio - 1.0).abs() < Self::LARGE_CHANGE {
            MetricChange::Small
        } else {
            MetricChange::Large
        }
    }

    /// Whether the metric is not worth another fit: it explains everything; or, where fits cost much, most of everything, and
    /// new pairs as well as the many that it came from; or the last fit has brought nothing, and this one has no more to go by.
    fn is_still_good(&self, request: Request, must: bool) -> bool {
        let dimension = self.inv_metric.dimension();
        if request.residual < Self::GOOD_RESIDUAL {
            return true;
        }
        let fits_are_cheap = dimension <= estimate::SMALL_DIMENSION;
        if must || fits_are_cheap {
            return false;
        }
        let is_fair = request.residual < Self::FAIR_RESIDUAL * dimension as f64;
        let has_grown = request.residual > Self::RESIDUAL_GROWTH * self.fitted_residual;
        let last = self.last_request;
        let ratio = request.residual / last.residual;
        let brought_nothing = (1.0 / Self::RESIDUAL_GROWTH..Self::RESIDUAL_GROWTH).contains(&ratio);
        let has_no_more = (request.pairs as f64) < Self::PAIRS_GROWTH * last.pairs as f64;
        is_fair && (!has_grown || brought_nothing && has_no_more)
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

/// Mean square of F⁻¹(x - x̄) + Fᵀ(g - ḡ) over some of the pairs, summed over coordinates: the Fisher divergence between
/// the density that the metric makes of the sample and a standard normal.
fn residual(metric: &InvMetric, windows: [&Pairs; 2]) -> f64 {
    let total: usize = windows.iter().map(|pairs| pairs.count() as usize).sum();
    let every = total.div_ceil(RESIDUAL_PAIRS).max(1);
    let rows: Vec<_> = windows.into_iter().flat_map(Pairs::iter).step_by(every).collect();
    let dimension = metric.dimension();
    let share = 1.0 / rows.len() as f64;
    let (mut mean, mut mean_grad) = (vec![0.0; dimension], vec![0.0; dimension]);
    for (x, g) in &rows {
        add_multiple(&mut mean, share, x);
        add_multiple(&mut mean_grad, share, g);
    }
    let (mut centred, mut whitened, mut unscaled) = (mean.clone(), mean.clone(), mean.clone());
    let mut sum = 0.0;
    for (x, g) in rows {
        let subtract = |centred: &mut [f64], from: &[f64], mean: &[f64]| {
            centred.copy_from_slice(from);
            add_multiple(centred, -1.0, mean);
        };
        subtract(&mut centred, g, &mean_grad);
        metric.whiten(&centred, &mut whitened);
        subtract(&mut centred, x, &mean);
        metric.solve(&centred, &mut unscaled);
        add_multiple(&mut whitened, 1.0, &unscaled);
        sum += dot(&whitened, &whitened);
    }
    share * sum
}

#[cfg(test)]
mod tests;
