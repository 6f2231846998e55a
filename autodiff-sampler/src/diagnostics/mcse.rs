//! Monte Carlo standard errors: how far estimates are off because the number of draws is finite.

use super::beta::beta_quantile;
use super::moments::sum_of;
use super::quantile::Interpolation;
use super::scalar::ScalarDraws;

/// Standard error of the posterior mean: sd / √`ess_mean`.
#[must_use]
pub fn mcse_mean(chains: &[&[f64]]) -> f64 {
    ScalarDraws::new(chains).mcse_mean()
}

/// Standard error of the posterior standard deviation, from that of the variance by the delta method; the formula of
/// ArviZ since 0.20 and of R's `posterior`.
#[must_use]
pub fn mcse_sd(chains: &[&[f64]]) -> f64 {
    ScalarDraws::new(chains).mcse_sd()
}

/// Standard error of the quantile at `probability` (Vehtari et al. 2021, §4.4): half the distance between the draws at the
/// two ends of the 68 % interval that the effective sample size of that quantile leaves for its rank.
///
/// NaN if `probability` is not in \[0, 1\].
#[must_use]
pub fn mcse_quantile(chains: &[&[f64]], probability: f64) -> f64 {
    mcse_quantile_with(chains, probability, Interpolation::default())
}

/// [`mcse_quantile`], with the quantile rounded as one or the other version of ArviZ does.
#[must_use]
pub fn mcse_quantile_with(chains: &[&[f64]], probability: f64, interpolation: Interpolation) -> f64 {
    ScalarDraws::new(chains).mcse_quantile(probability, interpolation)
}

/// Standard error of the median.
#[must_use]
pub fn mcse_median(chains: &[&[f64]]) -> f64 {
    mcse_quantile(chains, 0.5)
}

impl ScalarDraws<'_> {
    /// [`mcse_mean`].
    pub(crate) fn mcse_mean(&self) -> f64 {
        if !self.valid {
            return f64::NAN;
        }
        self.sd() / self.ess_mean().sqrt()
    }

    /// [`mcse_sd`].
    pub(crate) fn mcse_sd(&self) -> f64 {
        if !self.valid {
            return f64::NAN;
        }
        let (all, centre) = (self.all(), self.mean());
        let moment = |power: i32| sum_of(all, all, |x, _| (x - centre).powi(power)) / all.len() as f64;
        let (variance, fourth_moment) = (moment(2), moment(4));
        let variance_of_variance = (fourth_moment - variance * variance) / self.ess_sd();
        (variance_of_variance / variance / 4.0).sqrt()
    }

    /// [`mcse_quantile`].
    pub(crate) fn mcse_quantile(&self, probability: f64, interpolation: Interpolation) -> f64 {
        /// Within one standard deviation of a normal density, as ArviZ writes it.
        const ENDS: [f64; 2] = [0.1586553, 0.8413447];
        let ess = self.ess_quantile(probability, interpolation);
        if ess.is_nan() {
            return f64::NAN;
        }
        let sorted = self.sorted();
        let last = sorted.len() as f64 - 1.0;
        let [low, high] = ENDS.map(|share| {
            let ranked = beta_quantile(share, ess * probability + 1.0, ess * (1.0 - probability) + 1.0);
            ranked * sorted.len() as f64 - 1.0
        });
        let draw = |rank: f64| sorted[rank.clamp(0.0, last) as usize];
        (draw(high.ceil()) - draw(low.floor())) / 2.0
    }
}
