//! Draws that need no data: of the prior, and of observations that it predicts.

use super::{DerivedQuantities, Posterior, zeros};
use crate::log_density::LogDensity;
use crate::parameters::{ParameterError, Parameters};
use crate::trace::{PredictionError, Predictions};
use autodiff_runtime::Objective;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

impl<P: Parameters, O: Objective<P>, D: DerivedQuantities<P>> Posterior<P, O, D> {
    /// Draws from the prior, each independent of the others, with the quantities derived of them.
    ///
    /// # Errors
    ///
    /// Names the parameter whose prior is improper.
    pub fn sample_prior(&self, draws: usize, seed: u64) -> Result<Predictions, ParameterError> {
        let mut predictions = Predictions::with_names(self.names(), 1, draws);
        predictions.variables = self.variables();
        predictions.coordinates = self.coordinates();
        let mut stored = vec![0.0; self.stored_dimension()];
        let mut draw = 0;
        self.each_prior_draw(draws, seed, |values, _| {
            let (parameters, derived) = stored.split_at_mut(self.stored);
            values.flatten(parameters);
            self.derived.compute(values, derived);
            predictions.set(draw, &stored);
            draw += 1;
        })?;
        Ok(predictions)
    }

    /// Observations that the prior predicts: `predict` makes as many of each draw as of every other. They are called
    /// `y[0]`, `y[1]`, …; see [`Predictions::named`].
    ///
    /// ```ignore
    /// let predicted = posterior.prior_predictive(500, 7, |p: &Line, rng| {
    ///     times.iter().map(|t| Normal(p.slope * t, p.sigma).sample(rng)).collect()
    /// })?;
    /// ```
    ///
    /// # Errors
    ///
    /// Names the parameter whose prior is improper, or the draw that predicts another number of observations.
    pub fn prior_predictive(
        &self,
        draws: usize,
        seed: u64,
        mut predict: impl FnMut(&P, &mut dyn Rng) -> Vec<f64>,
    ) -> Result<Predictions, PredictionError> {
        let mut rows = Vec::with_capacity(draws);
        self.each_prior_draw(draws, seed, |values, rng| rows.push(predict(values, rng)))?;
        Predictions::from_rows(rows, 1, draws)
    }

    fn each_prior_draw(
        &self,
        draws: usize,
        seed: u64,
        mut visit: impl FnMut(&P, &mut dyn Rng),
    ) -> Result<(), ParameterError> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut values: P = zeros(&self.dims);
        values.check_proper("")?;
        for _ in 0..draws {
            values.sample_prior_into(&mut rng);
            visit(&values, &mut rng);
        }
        Ok(())
    }
}
