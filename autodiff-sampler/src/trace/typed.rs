//! Draws as the parameter struct that they are, and quantities that follow from them.

use super::{PredictionError, Predictions, Trace};
use crate::parameters::{Dims, DimsError, Parameters, Sizes};
use crate::variable::Variable;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::cell::RefCell;
use std::marker::PhantomData;

/// The parameter struct has other values than the trace.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("the trace has no value `{missing}`, which the parameters have")]
pub struct OtherParametersError {
    /// The first of the struct's names that is not among the trace's.
    pub missing: String,
}

crate::messages::debug_is_the_message!(OtherParametersError);

impl Trace {
    /// Every draw as the parameters that were sampled, chain after chain.
    ///
    /// # Errors
    ///
    /// If the trace lacks one of the parameters' names: it is of another struct.
    pub fn values<P: Parameters>(&self) -> Result<Vec<P>, OtherParametersError> {
        let reader = Reader::<P>::new(self)?;
        (0..self.chains * self.draws)
            .map(|draw| {
                let mut values = reader.blank()?;
                reader.read(draw, &mut values);
                Ok(values)
            })
            .collect()
    }

    /// Observations that the posterior predicts: `predict` makes as many of each draw as of every other. They are called
    /// `y[0]`, `y[1]`, …; see [`Predictions::named`].
    ///
    /// ```ignore
    /// let predicted = trace.posterior_predictive(7, |p: &Line, rng| {
    ///     times.iter().map(|t| Normal(p.slope * t, p.sigma).sample(rng)).collect()
    /// })?;
    /// ```
    ///
    /// # Errors
    ///
    /// If the trace is of other parameters, or a draw predicts another number of observations.
    pub fn posterior_predictive<P: Parameters>(
        &self,
        seed: u64,
        mut predict: impl FnMut(&P, &mut dyn Rng) -> Vec<f64>,
    ) -> Result<Predictions, PredictionError> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let reader = Reader::<P>::new(self)?;
        let mut values = reader.blank()?;
        let rows = (0..self.chains * self.draws).map(|draw| {
            reader.read(draw, &mut values);
            predict(&values, &mut rng)
        });
        Predictions::from_rows(rows.collect(), self.chains, self.draws)
    }

    /// Adds quantities that follow from the parameters, each draw's from its own, under names of their own: they have a place in
    /// the summary, in files and in pictures like what was sampled.
    ///
    /// ```ignore
    /// trace.add_derived(["impact_parameter"], |planet: &Planet| [planet.scaled_axis * planet.cos_inclination])?;
    /// ```
    ///
    /// # Errors
    ///
    /// If the trace is of other parameters.
    pub fn add_derived<P: Parameters, const N: usize>(
        &mut self,
        names: [&str; N],
        quantities: impl Fn(&P) -> [f64; N],
    ) -> Result<(), OtherParametersError> {
        let rows: Vec<[f64; N]> = self.values()?.iter().map(quantities).collect();
        for (at, name) in names.into_iter().enumerate() {
            self.variables.push(Variable::scalar(name, self.names.len()));
            self.names.push(name.to_owned());
            self.values.extend(rows.iter().map(|row| row[at]));
        }
        Ok(())
    }
}

/// Reads draws of a trace into parameters.
struct Reader<'a, P> {
    dims: Dims,
    columns: Vec<&'a [f64]>,
    numbers: RefCell<Vec<f64>>,
    parameters: PhantomData<fn() -> P>,
}

impl<'a, P: Parameters> Reader<'a, P> {
    fn new(trace: &'a Trace) -> Result<Self, OtherParametersError> {
        let mut reader = Self {
            dims: Dims::of_variables(&trace.variables),
            columns: Vec::new(),
            numbers: RefCell::default(),
            parameters: PhantomData,
        };
        for name in reader.blank()?.names() {
            match trace.index_of(&name) {
                Some(index) => reader.columns.push(trace.column(index)),
                None => return Err(OtherParametersError { missing: name }),
            }
        }
        Ok(reader)
    }

    /// Parameters of the trace's lengths.
    fn blank(&self) -> Result<P, OtherParametersError> {
        P::prototype(&mut Sizes::of_vectors(&self.dims), "", &[]).map_err(|error| OtherParametersError {
            missing: match error {
                DimsError::Missing { parameter, .. } | DimsError::Argument { parameter, .. } => parameter,
                DimsError::Unknown { dim, .. } | DimsError::Contradiction { dim, .. } => dim,
            },
        })
    }

    fn read(&self, draw: usize, values: &mut P) {
        let mut numbers = self.numbers.borrow_mut();
        numbers.clear();
        numbers.extend(self.columns.iter().map(|column| column[draw]));
        values.unflatten_into(&numbers);
    }
}
