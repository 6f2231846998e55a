//! Draws as the parameter struct that they are, and quantities that follow from them.

use super::Trace;
use crate::parameters::Parameters;
use crate::variable::Variable;

/// The parameter struct has other values than the trace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the trace has no value `{missing}`, which the parameters have")]
pub struct OtherParametersError {
    /// The first of the struct's names that is not among the trace's.
    pub missing: String,
}

impl Trace {
    /// Every draw as the parameters that were sampled, chain after chain.
    ///
    /// # Errors
    ///
    /// If the trace lacks one of the parameters' names: it is of another struct.
    pub fn values<P: Parameters>(&self) -> Result<Vec<P>, OtherParametersError> {
        let columns = P::names()
            .into_iter()
            .map(|name| match self.index_of(&name) {
                Some(index) => Ok(self.column(index)),
                None => Err(OtherParametersError { missing: name }),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut numbers = vec![0.0; columns.len()];
        let draws = (0..self.chains * self.draws).map(|draw| {
            for (number, column) in numbers.iter_mut().zip(&columns) {
                *number = column[draw];
            }
            P::unflatten(&numbers)
        });
        Ok(draws.collect())
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
