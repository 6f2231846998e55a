//! Structs of parameters with priors: what `#[derive(Parameters)]` implements.
//!
//! The central idea is that a parameter struct is three things at once: named values on their supports, a position in
//! unconstrained space where samplers move, and a prior density. [`Parameters`] moves between the first two and carries
//! gradients back; `Posterior` adds a likelihood. [`elements`] is what generated code calls for each field.
//!
//! How many numbers there are is a matter of the value, not of the type: vectors have lengths that are known at run time
//! ([`Dims`]). A value is made once and refilled in place, so that a gradient allocates nothing.

mod cursor;
mod dims;
#[doc(hidden)]
pub mod elements;
mod error;
#[doc(hidden)]
pub mod layout;
mod sequences;

pub use dims::{Dims, DimsError, NamedAxes, Sizes};
pub use elements::Elements;
pub use error::ParameterError;

use crate::variable::Variable;
use autodiff_runtime::{Active, Differentiable};
use rand::Rng;

/// What [`Parameters::constrain_into`] finds out about a position, besides the values.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Constrained {
    /// The logarithm of the absolute Jacobian determinant of the map to the values; of non-centred fields, which the sampler
    /// moves in a standardised form, it is 0.
    pub log_jacobian: f64,
    /// The logarithm of the prior density of the standardised forms of non-centred fields.
    pub log_density: f64,
}

impl Constrained {
    /// Both together: with the log-prior of all other fields, the log-prior of the position.
    #[inline]
    #[must_use]
    pub fn total(self) -> f64 {
        self.log_jacobian + self.log_density
    }
}

/// Values that move, with the gradient of a function by them: all of the values' shape.
///
/// Second derivatives times a direction are what comes out when the position moves along the direction, and every gradient has
/// its own tangent beside it.
#[derive(Clone, Copy, Debug)]
pub struct MovingValues<'a, S: ?Sized> {
    /// How the values move.
    pub dot: &'a S,
    /// The gradient by the values.
    pub bar: &'a S,
    /// How the gradient moves.
    pub bar_dot: &'a S,
}

/// Named values with supports and priors, sampled in an unconstrained space.
///
/// Derive it. Each field is a number, an array or vector of numbers, a pair on the unit disk, or again a struct with
/// parameters; each but the last says its prior:
///
/// ```ignore
/// #[derive(Parameters, Clone, Debug)]
/// struct Schools {
///     #[prior(Normal(0.0, 5.0))]
///     mu: f64,
///     #[prior(HalfCauchy(5.0))]
///     tau: f64,
///     #[prior(Normal(mu, tau), non_centred)] // a prior may name earlier fields
///     #[dims(school)] // a length that is given where the posterior is made
///     theta: Vec<f64>,
///     #[prior(Flat)]
///     #[support(simplex)]
///     shares: [f64; 3],
/// }
/// ```
///
/// Methods that take a `position` or fill a slice expect it to be as long as they say, and panic when it is shorter.
#[diagnostic::on_unimplemented(
    message = "cannot sample `{Self}`: it does not say what its parameters and priors are",
    label = "this type has no parameters",
    note = "help: write `#[derive(Parameters)]` on the struct, or give the field a prior: `#[prior(Normal(0.0, 1.0))]`"
)]
pub trait Parameters: Differentiable + Send + Sized {
    /// Whether some length is known at run time only, and must be given by [`Dims`].
    const RUN_TIME_SIZES: bool;

    /// Zeros in the shape that the lengths give. `prefix` stands before the names of fields in errors; `axes` are the names of
    /// the axes of arrays and vectors of structs, outermost first.
    ///
    /// # Errors
    ///
    /// If a length is missing, or contradicts another.
    fn prototype(sizes: &mut Sizes, prefix: &str, axes: &[&str]) -> Result<Self, DimsError>;

    /// Zeros, with every vector empty: where no length is known at run time only, values to be set from a position. It allocates
    /// nothing then, so that values of few parameters can be made for each evaluation, and the compiler keeps them in registers.
    fn blank() -> Self;

    /// Number of unconstrained coordinates.
    fn dimension(&self) -> usize;

    /// Number of stored values, the constrained ones.
    fn stored_dimension(&self) -> usize;

    /// Appends the names of the stored values, `prefix` before each.
    fn append_names(&self, prefix: &str, names: &mut Vec<String>);

    /// Appends, for each unconstrained coordinate, the name of the field that it belongs to, `prefix` before each.
    fn append_coordinates(&self, prefix: &str, coordinates: &mut Vec<String>);

    /// Appends what the axes of the stored variables are called. `axes` are those of arrays and vectors of structs, `outer`
    /// those of the structs around.
    fn append_axes(&self, prefix: &str, axes: &[&str], outer: &[Option<String>], out: &mut Vec<NamedAxes>);

    /// Sets the values to those that belong to an unconstrained position of [`dimension`](Self::dimension) numbers.
    fn constrain_into(&mut self, position: &[f64]) -> Constrained;

    /// Carries a gradient back to unconstrained space: *sets* `grad` to the gradient, by the position, of a function whose
    /// gradient by the values is in `shadow`, plus that of the [`log_jacobian`](Constrained::log_jacobian), plus, if
    /// `with_density`, that of the [`log_density`](Constrained::log_density).
    ///
    /// `self` are the values that belong to `position`. What flows through bounds and through non-centred fields is added
    /// into the shadows of earlier fields on the way.
    fn pull_back(&self, position: &[f64], shadow: &Self::Shadow<Active>, with_density: bool, grad: &mut [f64]);

    /// The logarithm of the prior density of the values, of all fields: −∞ outside a support, NaN where the prior does not
    /// exist.
    fn log_prior(&self) -> f64;

    /// The logarithm of the prior density of all fields but those that are non-centred, whose density is in
    /// [`Constrained::log_density`]; its gradient by the values *added* into
    /// `shadow`.
    fn log_prior_and_accumulate(&self, shadow: &Self::Shadow<Active>) -> f64;

    /// Sets `dot`, zero before, to how the values move when the position moves along `direction`; `self` are the values that belong to
    /// `position`.
    ///
    /// False, here and in the two methods below, where the prior or the transform of some field has no second derivatives: then
    /// nothing that was computed is of use, and a posterior takes differences of gradients.
    fn constrain_tangent(&self, position: &[f64], direction: &[f64], dot: &Self::Shadow<Active>) -> bool {
        let _ = (position, direction, dot);
        false
    }

    /// Adds the gradient of the log-prior of all fields but non-centred ones, and how it moves.
    fn log_prior_tangent(&self, values: &MovingValues<'_, Self::Shadow<Active>>) -> bool {
        let _ = values;
        false
    }

    /// *Sets* `grad_dot` to how the gradient moves that [`pull_back`](Self::pull_back) sets, with the density of non-centred fields.
    /// What flows through bounds and through non-centred fields is added to the gradients of earlier fields, and their tangents, on
    /// the way.
    fn pull_back_tangent(
        &self,
        values: &MovingValues<'_, Self::Shadow<Active>>,
        position: &[f64],
        direction: &[f64],
        grad_dot: &mut [f64],
    ) -> bool {
        let _ = (values, position, direction, grad_dot);
        false
    }

    /// The same value without a gradient.
    fn log_prior_of_centred(&self) -> f64;

    /// Appends the logarithm of each field's prior density under the field's name, so that a term at fault can be named.
    fn append_prior_terms(&self, prefix: &str, terms: &mut Vec<(String, f64)>);

    /// Checks the arguments of every prior, and that every value is inside its support.
    ///
    /// # Errors
    ///
    /// Names the first field at fault, `prefix` before it, and what is wrong with it.
    fn check(&self, prefix: &str) -> Result<(), ParameterError>;

    /// Checks that every field has a prior that can be drawn from.
    ///
    /// # Errors
    ///
    /// Names the first field, `prefix` before it, whose prior is improper.
    fn check_proper(&self, prefix: &str) -> Result<(), ParameterError>;

    /// Writes the values in the order of their names, [`stored_dimension`](Self::stored_dimension) of them.
    fn flatten(&self, out: &mut [f64]);

    /// Sets the values to their numbers, in the order of their names: what [`flatten`](Self::flatten) writes.
    fn unflatten_into(&mut self, values: &[f64]);

    /// Sets `position` to where the values come from.
    ///
    /// # Errors
    ///
    /// Names the first field, `prefix` before it, whose value is outside its support.
    fn unconstrain_into(&self, prefix: &str, position: &mut [f64]) -> Result<(), ParameterError>;

    /// Sets the values to a draw from the prior, earlier fields first. Where a prior cannot be drawn from
    /// ([`check_proper`](Self::check_proper)), a point to start from takes the draw's place.
    fn sample_prior_into<R: Rng + ?Sized>(&mut self, rng: &mut R);

    /// Zeros, in the shape that lengths give; no parameters yet, but room for them.
    ///
    /// # Errors
    ///
    /// If a length is missing, contradicts another, or belongs to no axis.
    fn zeros(dims: &Dims) -> Result<Self, DimsError> {
        let mut sizes = Sizes::new(dims);
        let zeros = Self::prototype(&mut sizes, "", &[])?;
        sizes.finish()?;
        Ok(zeros)
    }

    /// Names of the stored values: `mu`, `theta[0]`, `planet_b.period`.
    fn names(&self) -> Vec<String> {
        let mut names = Vec::with_capacity(self.stored_dimension());
        self.append_names("", &mut names);
        names
    }

    /// For each unconstrained coordinate, the field that it belongs to.
    fn coordinates(&self) -> Vec<String> {
        let mut coordinates = Vec::with_capacity(self.dimension());
        self.append_coordinates("", &mut coordinates);
        coordinates
    }

    /// The variables that the stored values make up, with their shapes and the names of their axes.
    fn variables(&self) -> Vec<Variable> {
        let mut axes = Vec::new();
        self.append_axes("", &[], &[], &mut axes);
        dims::named(Variable::from_names(&self.names()), &axes)
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
        let mut position = vec![0.0; self.dimension()];
        self.unconstrain_into("", &mut position)?;
        Ok(position)
    }
}
