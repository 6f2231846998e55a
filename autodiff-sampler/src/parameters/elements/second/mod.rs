//! Second derivatives: what generated code calls for one field of values that move.
//!
//! The central idea is forward over reverse. A position moves along a direction, and the values with it: their tangents go into a
//! shadow, `dot`. Then prior and pull-back run with every adjoint beside its own tangent, `bar` and `bar_dot`
//! ([`MovingValues`](crate::parameters::MovingValues)). Each function answers false where a distribution or transform of a field
//! has no second derivatives.
//!
//! `prior` gives the distribution of the i-th point, `arguments_dot` how its arguments move, and `flow` takes the derivatives by
//! the arguments and their tangents.

pub mod nested;
pub mod non_centred;
pub mod points;
pub mod vectors;

use crate::distributions::Distribution;

/// Numbers as the arguments of a distribution.
#[inline]
pub fn arguments<D: Distribution>(numbers: &[f64]) -> D::Arguments {
    let mut arguments = D::Arguments::default();
    for (argument, number) in arguments.as_mut().iter_mut().zip(numbers) {
        *argument = *number;
    }
    arguments
}
