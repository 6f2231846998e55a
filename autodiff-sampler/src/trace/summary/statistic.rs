//! A column of a summary: what is computed of the draws of each value.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::text::Form;
use crate::diagnostics::{self, Interpolation, ScalarDraws};

/// One column of a [`SummaryTable`](super::SummaryTable): a name and what is computed of the draws of each value.
///
/// ```
/// use autodiff_sampler::trace::Statistic;
/// # use autodiff_sampler::Trace;
/// # let draws: Vec<f64> = (0..400).map(|i| f64::from(i * 37 % 401) / 400.0).collect();
/// # let trace = Trace::from_chains([("x", vec![draws.clone(), draws])])?;
/// let [low, high] = Statistic::eti(0.5);
/// let positive = Statistic::of("P(x > 0)", |draws| {
///     draws.iter().filter(|x| **x > 0.0).count() as f64 / draws.len() as f64
/// });
/// let table = trace.summary_table(&[Statistic::median(), low, high, positive, Statistic::r_hat()]);
/// println!("{table}");
/// # assert_eq!(table.columns(), ["median", "eti50_lb", "eti50_ub", "P(x > 0)", "r_hat"]);
/// # Ok::<(), autodiff_sampler::trace::TraceError>(())
/// ```
#[derive(Clone)]
pub struct Statistic {
    name: Cow<'static, str>,
    computed: Computed,
    interpolation: Interpolation,
}

/// A function of the draws of all chains.
type OfDraws = dyn Fn(&[f64]) -> f64 + Send + Sync;

#[derive(Clone)]
enum Computed {
    Mean,
    Sd,
    Median,
    MedianAbsoluteDeviation,
    HdiLow(f64),
    HdiHigh(f64),
    Quantile(f64),
    EssBulk,
    EssTail(f64, f64),
    EssMean,
    EssMedian,
    EssSd,
    EssQuantile(f64),
    RHat,
    McseMean,
    McseSd,
    McseMedian,
    McseQuantile(f64),
    Own(Arc<OfDraws>),
}

impl Statistic {
    fn new(name: impl Into<Cow<'static, str>>, computed: Computed) -> Self {
        Self {
            name: name.into(),
            computed,
            interpolation: Interpolation::default(),
        }
    }
    /// `mean`: of all draws of all chains.
    #[must_use]
    pub fn mean() -> Self {
        Self::new("mean", Computed::Mean)
    }
    /// `sd`: the standard deviation, with n − 1 in the denominator.
    #[must_use]
    pub fn sd() -> Self {
        Self::new("sd", Computed::Sd)
    }
    /// `median`: of all draws of all chains, the middle between the two in the middle of an even number.
    #[must_use]
    pub fn median() -> Self {
        Self::new("median", Computed::Median)
    }
    /// `mad`: the median absolute deviation from the median, not scaled.
    #[must_use]
    pub fn mad() -> Self {
        Self::new("mad", Computed::MedianAbsoluteDeviation)
    }
    /// Both ends of the highest-density interval of a probability such as 0.94, as ArviZ 1.x names them: `hdi94_lb`,
    /// `hdi94_ub`.
    #[must_use]
    pub fn hdi(probability: f64) -> [Self; 2] {
        let percent = percent(probability);
        [
            Self::new(format!("hdi{percent}_lb"), Computed::HdiLow(probability)),
            Self::new(format!("hdi{percent}_ub"), Computed::HdiHigh(probability)),
        ]
    }
    /// Both ends of the equal-tailed interval of a probability such as 0.89, as ArviZ 1.x names them: `eti89_lb`,
    /// `eti89_ub`.
    #[must_use]
    pub fn eti(probability: f64) -> [Self; 2] {
        let (percent, tail) = (percent(probability), (1.0 - probability) / 2.0);
        [
            Self::new(format!("eti{percent}_lb"), Computed::Quantile(tail)),
            Self::new(format!("eti{percent}_ub"), Computed::Quantile(1.0 - tail)),
        ]
    }
    /// The quantile at a probability, `q2.5%` for 0.025.
    #[must_use]
    pub fn quantile(probability: f64) -> Self {
        Self::new(format!("q{}%", percent(probability)), Computed::Quantile(probability))
    }
    /// `ess_bulk`: how many independent draws would say as much about the middle of the distribution, from ranks of the draws
    /// ([`diagnostics::ess_bulk`]).
    #[must_use]
    pub fn ess_bulk() -> Self {
        Self::new("ess_bulk", Computed::EssBulk)
    }
    /// `ess_tail`: the smaller effective sample size of the 5 % and the 95 % quantile.
    #[must_use]
    pub fn ess_tail() -> Self {
        Self::ess_tail_at(0.05, 0.95)
    }
    /// `ess_tail`, of the quantiles at two other probabilities.
    #[must_use]
    pub fn ess_tail_at(low: f64, high: f64) -> Self {
        Self::new("ess_tail", Computed::EssTail(low, high))
    }
    /// `ess_mean`: the effective sample size of the mean, from the draws themselves ([`diagnostics::ess_mean`]).
    #[must_use]
    pub fn ess_mean() -> Self {
        Self::new("ess_mean", Computed::EssMean)
    }
    /// `ess_median`: the effective sample size of the median ([`diagnostics::ess_median`]).
    #[must_use]
    pub fn ess_median() -> Self {
        Self::new("ess_median", Computed::EssMedian)
    }
    /// `ess_sd`: the effective sample size of the standard deviation ([`diagnostics::ess_sd`]).
    #[must_use]
    pub fn ess_sd() -> Self {
        Self::new("ess_sd", Computed::EssSd)
    }
    /// The effective sample size of the quantile at a probability, `ess_q2.5%` for 0.025.
    #[must_use]
    pub fn ess_quantile(probability: f64) -> Self {
        Self::new(
            format!("ess_q{}%", percent(probability)),
            Computed::EssQuantile(probability),
        )
    }
    /// `r_hat`: how much wider all chains together are than each of them, 1 if they agree; rank-normalised, of split chains, the greater
    /// of that of the draws and of their distances from the median ([`diagnostics::r_hat`]).
    #[must_use]
    pub fn r_hat() -> Self {
        Self::new("r_hat", Computed::RHat)
    }
    /// `mcse_mean`: the standard error of the mean that is due to the number of draws ([`diagnostics::mcse_mean`]).
    #[must_use]
    pub fn mcse_mean() -> Self {
        Self::new("mcse_mean", Computed::McseMean)
    }
    /// `mcse_sd`: the same of the standard deviation ([`diagnostics::mcse_sd`]).
    #[must_use]
    pub fn mcse_sd() -> Self {
        Self::new("mcse_sd", Computed::McseSd)
    }
    /// `mcse_median`: the same of the median ([`diagnostics::mcse_median`]).
    #[must_use]
    pub fn mcse_median() -> Self {
        Self::new("mcse_median", Computed::McseMedian)
    }
    /// The standard error of the quantile at a probability, `mcse_q2.5%` for 0.025.
    #[must_use]
    pub fn mcse_quantile(probability: f64) -> Self {
        Self::new(
            format!("mcse_q{}%", percent(probability)),
            Computed::McseQuantile(probability),
        )
    }
    /// A function of one's own of the draws of all chains.
    #[must_use]
    pub fn of(name: impl Into<String>, function: impl Fn(&[f64]) -> f64 + Send + Sync + 'static) -> Self {
        Self::new(name.into(), Computed::Own(Arc::new(function)))
    }
    /// The same under another name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Cow::Owned(name.into());
        self
    }
    /// The same with another rounding of quantiles, which matters for `ess_tail`, and for `ess` and `mcse` of quantiles, where
    /// draws repeat.
    #[must_use]
    pub fn interpolated(mut self, interpolation: Interpolation) -> Self {
        self.interpolation = interpolation;
        self
    }

    /// What `arviz.summary` of version 0.x shows, and [`Trace::summary`](crate::Trace::summary): `mean`, `sd`, `hdi_3%`,
    /// `hdi_97%`, `mcse_mean`, `mcse_sd`, `ess_bulk`, `ess_tail`, `r_hat`.
    #[must_use]
    pub fn arviz_0() -> Vec<Self> {
        let [low, high] = Self::hdi(0.94);
        let mut columns = vec![Self::mean(), Self::sd(), low.named("hdi_3%"), high.named("hdi_97%")];
        columns.extend([Self::mcse_mean(), Self::mcse_sd()]);
        columns.extend([Self::ess_bulk(), Self::ess_tail(), Self::r_hat()]);
        columns
    }
    /// The same with `stat_focus="median"`: `median`, `mad`, `eti_3%`, `eti_97%`, `mcse_median`, `ess_median`, `ess_tail`,
    /// `r_hat`.
    #[must_use]
    pub fn arviz_0_median() -> Vec<Self> {
        let [low, high] = Self::eti(0.94);
        let mut columns = vec![Self::median(), Self::mad(), low.named("eti_3%"), high.named("eti_97%")];
        columns.extend([Self::mcse_median(), Self::ess_median(), Self::ess_tail(), Self::r_hat()]);
        columns
    }
    /// What `arviz.summary` of version 1.x shows: `mean`, `sd`, `eti89_lb`, `eti89_ub`, `ess_bulk`, `ess_tail`, `r_hat`,
    /// `mcse_mean`, `mcse_sd`.
    ///
    /// Its `ess_tail` is that of the quantiles at 11 % and 89 %, where 0.x and Vehtari et al. (2021) take 5 % and 95 %, and quantiles
    /// are rounded otherwise ([`Interpolation::FromTheNearer`]).
    #[must_use]
    pub fn arviz_1() -> Vec<Self> {
        let [low, high] = Self::eti(0.89);
        let mut columns = vec![Self::mean(), Self::sd(), low, high];
        columns.extend([Self::ess_bulk(), Self::arviz_1_ess_tail(), Self::r_hat()]);
        columns.extend([Self::mcse_mean(), Self::mcse_sd()]);
        columns
    }
    /// The same with `kind="all_median"`: `median`, `mad`, `eti89_lb`, `eti89_ub`, `ess_median`, `ess_tail`, `r_hat`,
    /// `mcse_median`.
    #[must_use]
    pub fn arviz_1_median() -> Vec<Self> {
        let [low, high] = Self::eti(0.89);
        let mut columns = vec![Self::median(), Self::mad(), low, high];
        columns.extend([Self::ess_median(), Self::arviz_1_ess_tail(), Self::r_hat()]);
        columns.push(Self::mcse_median());
        columns
    }
    fn arviz_1_ess_tail() -> Self {
        Self::ess_tail_at(0.11, 0.89).interpolated(Interpolation::FromTheNearer)
    }

    /// The column's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the column's numbers are written.
    pub(super) fn form(&self) -> Form {
        match self.computed {
            Computed::Sd | Computed::MedianAbsoluteDeviation => Form::Spread,
            Computed::EssBulk | Computed::EssTail(..) | Computed::EssMean | Computed::EssMedian => Form::Count,
            Computed::EssSd | Computed::EssQuantile(_) => Form::Count,
            Computed::RHat => Form::Ratio,
            Computed::McseMean | Computed::McseSd | Computed::McseMedian | Computed::McseQuantile(_) => Form::Error,
            _ => Form::Value,
        }
    }

    /// Its value for these draws.
    pub(super) fn compute(&self, draws: &ScalarDraws<'_>) -> f64 {
        match &self.computed {
            Computed::Mean => draws.mean(),
            Computed::Sd => draws.sd(),
            Computed::Median => draws.median(),
            Computed::MedianAbsoluteDeviation => diagnostics::median_absolute_deviation(draws.all()),
            Computed::HdiLow(probability) => draws.hdi(*probability).0,
            Computed::HdiHigh(probability) => draws.hdi(*probability).1,
            Computed::Quantile(probability) => draws.quantile(*probability, self.interpolation),
            Computed::EssBulk => draws.ess_bulk(),
            Computed::EssTail(low, high) => draws.ess_tail_at((*low, *high), self.interpolation),
            Computed::EssMean => draws.ess_mean(),
            Computed::EssMedian => draws.ess_quantile(0.5, self.interpolation),
            Computed::EssSd => draws.ess_sd(),
            Computed::EssQuantile(probability) => draws.ess_quantile(*probability, self.interpolation),
            Computed::RHat => draws.r_hat(),
            Computed::McseMean => draws.mcse_mean(),
            Computed::McseSd => draws.mcse_sd(),
            Computed::McseMedian => draws.mcse_quantile(0.5, self.interpolation),
            Computed::McseQuantile(probability) => draws.mcse_quantile(*probability, self.interpolation),
            Computed::Own(function) => function(draws.all()),
        }
    }
}

/// A probability in per cent, without the digits that multiplying adds.
fn percent(probability: f64) -> f64 {
    (probability * 1e8).round() / 1e6
}

impl fmt::Debug for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Statistic")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
