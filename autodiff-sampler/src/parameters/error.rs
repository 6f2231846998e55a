//! What can be wrong with a parameter's value or prior.

use crate::distributions::DistributionError;
use crate::transforms::Support;

/// A parameter at fault, by name.
#[derive(Clone, PartialEq, thiserror::Error)]
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
    /// A prior that does not integrate to one, so that nothing can be drawn from it.
    #[error("cannot draw parameter `{name}` from its prior, which is improper: give it a proper one")]
    Improper {
        /// The field's name.
        name: String,
    },
    /// Values of another shape than the posterior's.
    #[error(
        "the values have {given} numbers, but the posterior is of {expected}, or of other names: make every vector as long as its dimension"
    )]
    Shape {
        /// How many numbers the posterior's parameters have.
        expected: usize,
        /// How many these have.
        given: usize,
    },
}

crate::messages::debug_is_the_message!(ParameterError);
