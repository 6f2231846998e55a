//! Structs of parameters with priors: what `#[derive(Parameters)]` implements.
//!
//! The central idea is that a parameter struct is three things at once: named values on their supports, a position in
//! unconstrained space where samplers move, and a prior density. [`Parameters`] moves between the first two and carries
//! gradients back; `Posterior` adds a likelihood. [`elements`] is what generated code calls for each field.

mod arrays;
#[doc(hidden)]
pub mod elements;
mod error;

pub use elements::Elements;
pub use error::ParameterError;

use autodiff_runtime::{Active, Differentiable};
use rand::Rng;

/// Named values with supports and priors, sampled in an unconstrained space of fixed dimension.
///
/// Derive it. Each field is a number, an array of numbers, a pair on the unit disk, or again a struct with parameters; each
/// but the last says its prior:
///
/// ```ignore
/// #[derive(Parameters, Clone, Debug)]
/// struct EightSchools {
///     #[prior(Normal(0.0, 5.0))]
///     mu: f64,
///     #[prior(HalfCauchy(5.0))]
///     tau: f64,
///     #[prior(Normal(mu, tau))] // a prior may name earlier fields
///     theta: [f64; 8],
/// }
/// ```
///
/// Methods that take a `position` or fill a slice expect it to be as long as they say, and panic when it is shorter.
#[diagnostic::on_unimplemented(
    message = "cannot sample `{Self}`: it does not say what its parameters and priors are",
    label = "this type has no parameters",
    note = "help: write `#[derive(Parameters)]` on the struct, or give the field a prior: `#[prior(Normal(0.0, 1.0))]`"
)]
pub trait Parameters: Differentiable + Sized {
    /// Number of unconstrained coordinates.
    fn dimension() -> usize;

    /// Number of stored values, the constrained ones.
    fn stored_dimension() -> usize;

    /// Appends the names of the stored values, `prefix` before each.
    fn append_names(prefix: &str, names: &mut Vec<String>);

    /// The values that belong to an unconstrained position of [`dimension`](Self::dimension) numbers, and the logarithm of
    /// the absolute Jacobian determinant of that map.
    fn constrain(position: &[f64]) -> (Self, f64);

    /// Carries a gradient back to unconstrained space: *sets* `grad` to the gradient, by the position, of a function whose
    /// gradient by the values is in `shadow`, plus the gradient of the log-Jacobian.
    ///
    /// `self` are the values that belong to `position`.
    fn pull_back(&self, position: &[f64], shadow: &Self::Shadow<Active>, grad: &mut [f64]);

    /// The logarithm of the prior density of the values: −∞ outside a support, NaN where the prior does not exist.
    fn log_prior(&self) -> f64;

    /// The same, its gradient by the values *added* into `shadow`.
    fn log_prior_and_accumulate(&self, shadow: &Self::Shadow<Active>) -> f64;

    /// Appends the logarithm of each field's prior density under the field's name, so that a term at fault can be named.
    fn append_prior_terms(&self, prefix: &str, terms: &mut Vec<(String, f64)>);

    /// Checks the arguments of every prior, and that every value is inside its support.
    ///
    /// # Errors
    ///
    /// Names the first field at fault, `prefix` before it, and what is wrong with it.
    fn check(&self, prefix: &str) -> Result<(), ParameterError>;

    /// Writes the values in the order of their names, [`stored_dimension`](Self::stored_dimension) of them.
    fn flatten(&self, out: &mut [f64]);

    /// The values from their numbers, in the order of their names: what [`flatten`](Self::flatten) writes.
    fn unflatten(values: &[f64]) -> Self;

    /// Sets `position` to where the values come from.
    ///
    /// # Errors
    ///
    /// Names the first field, `prefix` before it, whose value is outside its support.
    fn unconstrain_into(&self, prefix: &str, position: &mut [f64]) -> Result<(), ParameterError>;

    /// Draws values from the prior, earlier fields first.
    fn sample_prior<R: Rng + ?Sized>(rng: &mut R) -> Self;

    /// Names of the stored values: `mu`, `theta[0]`, `planet_b.period`.
    fn names() -> Vec<String> {
        let mut names = Vec::with_capacity(Self::stored_dimension());
        Self::append_names("", &mut names);
        names
    }

    /// The logarithm of each field's prior density, under the field's name.
    fn prior_terms(&self) -> Vec<(String, f64)> {
        let mut terms = Vec::new();
        self.append_prior_terms("", &mut terms);
        terms
    }

    /// The unconstrained position that belongs to the values.
    ///
    /// # Errors
    ///
    /// Names the first field whose value is outside its support.
    fn unconstrain(&self) -> Result<Vec<f64>, ParameterError> {
        let mut position = vec![0.0; Self::dimension()];
        self.unconstrain_into("", &mut position)?;
        Ok(position)
    }
}
