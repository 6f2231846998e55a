//! What can be wrong with a parameter's value or prior.

use crate::distributions::DistributionError;
use crate::transforms::Support;

/// A parameter at fault, by name.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ParameterError {
    /// A value outside the support of its prior.
    #[error("parameter `{name}` is {value}, outside its support: it must be {support}")]
    OutsideSupport {
        /// The parameter's name, as among the stored values: `planet_b.ecc`, `theta[3]`.
        name: String,
        /// Its value.
        value: String,
        /// What it must be.
        support: Support,
    },
    /// A prior whose arguments no distribution has.
    #[error("the prior of parameter `{name}` does not exist: {source}")]
    Prior {
        /// The field's name.
        name: String,
        /// The argument at fault.
        source: DistributionError,
    },
}
