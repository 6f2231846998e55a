//! The posterior as a density on unconstrained space.

use super::{DerivedQuantities, Posterior, Work};
use crate::log_density::{LogDensity, LogDensityError};
use crate::parameters::{MovingValues, Parameters};
use crate::variable::{Coordinates, Variable};
use autodiff_runtime::support::Clear;
use autodiff_runtime::{Active, Objective};
use rand::{Rng, RngExt};
use std::borrow::Cow;
use std::sync::PoisonError;

/// Draws of the prior whose median, coordinate by coordinate, is a start. A single draw of a heavy tail (a scale from a
/// half-Cauchy, say) can lie so far out that a chain never comes back; medians of five are still apart from each other.
const PRIOR_DRAWS: usize = 5;

/// A recoverable error, with no allocation.
fn recoverable(reason: &'static str) -> LogDensityError {
    LogDensityError::Recoverable(Cow::Borrowed(reason))
}

/// The log-prior of values and of what belongs to the position, if both are finite.
#[inline(always)]
fn usable_prior(log_prior: f64, of_position: f64) -> Result<f64, LogDensityError> {
    if log_prior == f64::NEG_INFINITY {
        return Err(recoverable("the prior density is zero"));
    }
    let sum = log_prior + of_position;
    if !sum.is_finite() {
        return Err(recoverable("the prior density is not finite"));
    }
    Ok(sum)
}

/// The log-likelihood, if it is finite.
#[inline(always)]
fn usable_likelihood(log_likelihood: f64) -> Result<f64, LogDensityError> {
    if log_likelihood == f64::NEG_INFINITY {
        return Err(recoverable("the likelihood is zero"));
    }
    if !log_likelihood.is_finite() {
        return Err(recoverable("the likelihood is not finite"));
    }
    Ok(log_likelihood)
}

/// The log density at a position.
#[inline(always)]
fn value<P: Parameters, O: Objective<P>>(
    log_likelihood: &O,
    values: &mut P,
    position: &[f64],
) -> Result<f64, LogDensityError> {
    let of_position = values.constrain_into(position).total();
    let log_prior = usable_prior(values.log_prior_of_centred(), of_position)?;
    Ok(log_prior + usable_likelihood(log_likelihood.value(values))?)
}

/// The log density at a position, and its gradient. `shadow` is zero before.
#[inline(always)]
fn evaluate<P: Parameters, O: Objective<P>>(
    log_likelihood: &O,
    values: &mut P,
    make_shadow: impl FnOnce(&P) -> P::Shadow<Active>,
    position: &[f64],
    grad: &mut [f64],
) -> (Result<f64, LogDensityError>, P::Shadow<Active>) {
    let of_position = values.constrain_into(position).total();
    let shadow = make_shadow(values);
    let values = &*values;
    let result = (|| {
        let log_prior = values.log_prior_and_accumulate(&shadow);
        let log_prior = usable_prior(log_prior, of_position)?;
        let log_likelihood = usable_likelihood(log_likelihood.value_and_accumulate(values, &shadow))?;
        values.pull_back(position, &shadow, true, grad);
        Ok(log_prior + log_likelihood)
    })();
    (result, shadow)
}

impl<P: Parameters, O: Objective<P>, D> Posterior<P, O, D> {
    /// Second derivatives times a direction: everything moves along it, and what comes out is how the gradient does. False, with
    /// nothing promised of `product`, if some part has no second derivatives.
    fn exact_product(&mut self, position: &[f64], direction: &[f64], product: &mut [f64]) -> bool {
        let values = &mut self.work.get_mut().unwrap_or_else(PoisonError::into_inner).values;
        values.constrain_into(position);
        let values = &*values;
        let [dot, bar, bar_dot] = std::array::from_fn(|_| values.zero_shadow::<Active>());
        let moving = MovingValues {
            dot: &dot,
            bar: &bar,
            bar_dot: &bar_dot,
        };
        values.constrain_tangent(position, direction, &dot)
            && values.log_prior_tangent(&moving)
            && self
                .log_likelihood
                .hessian_product_and_accumulate(values, &dot, &bar, &bar_dot)
            && values.pull_back_tangent(&moving, position, direction, product)
    }
}

impl<P: Parameters, O: Objective<P>, D: DerivedQuantities<P>> LogDensity for Posterior<P, O, D> {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        if const { !P::RUN_TIME_SIZES } {
            // On the stack, where a fixed number of values and of cells become registers.
            let zeros = |values: &P| values.zero_shadow();
            return evaluate(&self.log_likelihood, &mut P::blank(), zeros, position, grad).0;
        }
        let Work { values, shadow } = self.work.get_mut().unwrap_or_else(PoisonError::into_inner);
        let kept = shadow.take();
        let cleared = |values: &P| match kept {
            Some(shadow) => {
                shadow.clear();
                shadow
            }
            None => values.zero_shadow(),
        };
        let (result, used) = evaluate(&self.log_likelihood, values, cleared, position, grad);
        *shadow = Some(used);
        result
    }

    fn log_density(&mut self, position: &[f64]) -> Result<f64, LogDensityError> {
        if const { !P::RUN_TIME_SIZES } {
            return value(&self.log_likelihood, &mut P::blank(), position);
        }
        let values = &mut self.work.get_mut().unwrap_or_else(PoisonError::into_inner).values;
        value(&self.log_likelihood, values, position)
    }

    /// Exact, by the second derivatives of the likelihood, the priors and the transforms, where all have them; see
    /// [`Posterior`] for those that do not.
    fn hessian_vector_product(
        &mut self,
        position: &[f64],
        direction: &[f64],
        product: &mut [f64],
    ) -> Result<(), LogDensityError> {
        if !self.exact_product(position, direction, product) {
            return crate::differences::of_gradients(position, direction, product, |position, grad| {
                self.log_density_and_grad(position, grad).map(drop)
            });
        }
        if product.iter().any(|number| !number.is_finite()) {
            return Err(recoverable("the second derivatives are not finite"));
        }
        Ok(())
    }

    /// Non-centred fields count in their standardised form, whose map is not there: the mode is one of those.
    fn log_jacobian_and_grad(&self, position: &[f64], grad: &mut [f64]) -> f64 {
        let mut work = self.work();
        let values = &mut work.values;
        let log_jacobian = values.constrain_into(position).log_jacobian;
        // A shadow of zeros: nothing but the Jacobian has a gradient.
        values.pull_back(position, &values.zero_shadow(), false, grad);
        log_jacobian
    }

    fn is_collective(&self) -> bool {
        self.log_likelihood.is_collective()
    }

    fn agree(&self, offer: u64) -> u64 {
        self.log_likelihood.agree(offer)
    }

    fn stored_dimension(&self) -> usize {
        self.stored + self.derived.count()
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.parameter_names();
        self.derived.append_names(&mut names);
        names
    }

    fn variables(&self) -> Vec<Variable> {
        let mut variables = self.work().values.variables();
        self.derived.append_variables(self.stored, &mut variables);
        variables
    }

    fn coordinates(&self) -> Vec<Coordinates> {
        self.dims.coordinates()
    }

    fn expand(&self, position: &[f64], stored: &mut [f64]) {
        let mut work = self.work();
        work.values.constrain_into(position);
        let (parameters, derived) = stored.split_at_mut(self.stored);
        work.values.flatten(parameters);
        self.derived.compute(&work.values, derived);
    }

    fn initial_position(&self, rng: &mut dyn Rng, position: &mut [f64]) {
        if let Some(start) = &self.start {
            position.copy_from_slice(start);
            for x in position.iter_mut().filter(|_| self.jitter > 0.0) {
                *x += rng.random_range(-self.jitter..self.jitter);
            }
            return;
        }
        let mut draws = vec![0.0; PRIOR_DRAWS * self.dimension];
        let mut work = self.work();
        for draw in draws.chunks_exact_mut(self.dimension) {
            work.values.sample_prior_into(rng);
            if work.values.unconstrain_into("", draw).is_err() {
                // A draw on the very edge of a support, or an impossible prior, which `explain` then reports.
                draw.fill_with(|| rng.random_range(-2.0..2.0));
            }
        }
        for (i, x) in position.iter_mut().enumerate() {
            let mut sorted: [f64; PRIOR_DRAWS] = std::array::from_fn(|draw| draws[draw * self.dimension + i]);
            sorted.sort_unstable_by(f64::total_cmp);
            *x = sorted[PRIOR_DRAWS / 2];
        }
    }

    fn explain(&mut self, position: &[f64]) -> Option<String> {
        if let Some(i) = position.iter().position(|x| !x.is_finite()) {
            let parameter = &self.work().values.coordinates()[i];
            let x = position[i];
            return Some(format!(
                "coordinate {i} of the position is {x}, which is of parameter `{parameter}`"
            ));
        }
        let values = self.values(position);
        if let Err(error) = values.check("") {
            return Some(error.to_string());
        }
        let at_fault = values
            .prior_terms()
            .into_iter()
            .find(|(_, log_density)| !log_density.is_finite());
        if let Some((name, log_density)) = at_fault {
            return Some(format!("the log-prior of `{name}` is {log_density}"));
        }
        let shadow = values.zero_shadow();
        values.log_prior_and_accumulate(&shadow);
        let log_likelihood = self.log_likelihood.value_and_accumulate(&values, &shadow);
        if !log_likelihood.is_finite() {
            return Some(format!(
                "the log-likelihood is {log_likelihood}, while every prior term is finite"
            ));
        }
        let mut grad = vec![0.0; self.dimension];
        values.pull_back(position, &shadow, true, &mut grad);
        let i = grad.iter().position(|g| !g.is_finite())?;
        Some(format!(
            "the gradient is {} in coordinate {i} of the position, which is of parameter `{}`",
            grad[i],
            values.coordinates()[i]
        ))
    }
}
