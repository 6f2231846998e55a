//! Numbers computed from draws, draw by draw: predicted observations, prior draws.

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

    /// All draws of the value called `name`, chain after chain (`chains × draws` numbers); `None` if there is no such.
    #[must_use]
    pub fn draws_of(&self, name: &str) -> Option<&[f64]> {
        let index = self.names.iter().position(|known| known == name)?;
        let length = self.chains * self.draws;
        self.values.get(index * length..(index + 1) * length)
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
