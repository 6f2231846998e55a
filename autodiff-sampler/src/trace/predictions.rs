//! Numbers computed from draws, draw by draw: predicted observations, prior draws.

use crate::parameters::ParameterError;
use crate::variable::{Coordinates, Variable};

/// Draws of something else than what was sampled: of the prior, or of observations that the model predicts.
///
/// One table for all: `values` has, for each of the `names`, the draws of chain after chain (`[name][chain][draw]`), as a
/// [`Trace`](super::Trace) does. `variables` say which names belong together, and what their axes are called.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Predictions {
    /// Names of the values, such as `y[3]`.
    pub names: Vec<String>,
    /// The variables that the values make up, with shapes and named axes.
    pub variables: Vec<Variable>,
    /// Labels along the axes.
    pub coordinates: Vec<Coordinates>,
    /// Number of chains; 1 for draws of the prior.
    pub chains: usize,
    /// Number of draws in each chain.
    pub draws: usize,
    /// The numbers, `[name][chain][draw]`.
    pub values: Vec<f64>,
}

impl Predictions {
    /// No numbers yet, but room for the draws of values of these names.
    pub(crate) fn with_names(names: Vec<String>, chains: usize, draws: usize) -> Self {
        Self {
            values: vec![f64::NAN; names.len() * chains * draws],
            variables: Variable::from_names(&names),
            coordinates: Vec::new(),
            names,
            chains,
            draws,
        }
    }

    /// Sets all values of one draw, counted through the chains.
    pub(crate) fn set(&mut self, draw: usize, values: &[f64]) {
        let length = self.chains * self.draws;
        for (column, value) in self.values.chunks_exact_mut(length).zip(values) {
            column[draw] = *value;
        }
    }

    /// Observations of each draw, chain after chain, as a vector `y`.
    pub(crate) fn from_rows(rows: Vec<Vec<f64>>, chains: usize, draws: usize) -> Result<Self, PredictionError> {
        let expected = rows.first().map_or(0, Vec::len);
        let names = (0..expected).map(|i| format!("y[{i}]")).collect();
        let mut predictions = Self::with_names(names, chains, draws);
        for (draw, row) in rows.iter().enumerate() {
            if row.len() != expected {
                let given = row.len();
                return Err(PredictionError::Length { draw, given, expected });
            }
            predictions.set(draw, row);
        }
        Ok(predictions)
    }

    /// Calls a predicted vector otherwise than `y`, and its axis by a name.
    #[must_use]
    pub fn named(mut self, name: &str, dim: &str) -> Self {
        let length = self.names.len();
        self.names = (0..length).map(|i| format!("{name}[{i}]")).collect();
        self.variables = vec![Variable {
            name: name.to_owned(),
            shape: vec![length],
            dims: vec![dim.to_owned()],
            indices: (0..length).collect(),
        }];
        self
    }

    /// All draws of the value called `name`, chain after chain (`chains × draws` numbers); `None` if there is no such.
    #[must_use]
    pub fn draws_of(&self, name: &str) -> Option<&[f64]> {
        let index = self.names.iter().position(|known| known == name)?;
        let length = self.chains * self.draws;
        self.values.get(index * length..(index + 1) * length)
    }

    /// Quantiles of each value over the draws of all chains, by linear interpolation (R's type 7): one list for each probability, in
    /// the order of the names; NaN where there are no draws. Of a curve that is predicted at some points, they are the edges of a band.
    ///
    /// ```
    /// use autodiff_sampler::Predictions;
    /// let curves = Predictions {
    ///     names: vec!["y[0]".to_owned(), "y[1]".to_owned()],
    ///     chains: 1,
    ///     draws: 3,
    ///     values: vec![1.0, 2.0, 4.0, 10.0, 30.0, 20.0],
    ///     ..Predictions::default()
    /// };
    /// let [lower, middle] = curves.quantiles([0.0, 0.5]);
    /// assert_eq!((lower, middle), (vec![1.0, 10.0], vec![2.0, 20.0]));
    /// ```
    #[must_use]
    pub fn quantiles<const N: usize>(&self, probabilities: [f64; N]) -> [Vec<f64>; N] {
        let length = self.chains * self.draws;
        let mut bands = [const { Vec::new() }; N];
        for index in 0..self.names.len() {
            let draws = self.values.get(index * length..(index + 1) * length);
            let values = crate::diagnostics::quantiles(draws.unwrap_or_default(), probabilities);
            for (band, value) in bands.iter_mut().zip(values) {
                band.push(value);
            }
        }
        bands
    }

    /// All values of one draw, in the order of the names; `None` if there is no such chain or draw.
    #[must_use]
    pub fn draw(&self, chain: usize, draw: usize) -> Option<Vec<f64>> {
        let inside = chain < self.chains && draw < self.draws;
        let at = chain * self.draws + draw;
        let length = self.chains * self.draws;
        inside.then(|| {
            (0..self.names.len())
                .map(|index| self.values[index * length + at])
                .collect()
        })
    }
}

/// Why nothing was predicted.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PredictionError {
    /// Two draws predict different numbers of observations.
    #[error("draw {draw} predicts {given} observations, but the first predicts {expected}")]
    Length {
        /// The draw, counted through the chains.
        draw: usize,
        /// How many it predicts.
        given: usize,
        /// How many the first draw predicts.
        expected: usize,
    },
    /// A parameter that cannot be drawn.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// The trace is of other parameters.
    #[error(transparent)]
    OtherParameters(#[from] super::OtherParametersError),
}

crate::messages::debug_is_the_message!(PredictionError);
