//! What generated code calls for one field.
//!
//! A field has a *density* and a *support*, and each is of its numbers one by one ([`points`]) or of whole vectors
//! ([`vectors`]). `f64` is one point of a distribution of numbers; `[f64; 2]` is two of those, and one point of a distribution
//! of pairs such as `UnitDisk`. [`non_centred`] is for fields whose sampler moves something else than they are; [`nested`] for
//! structs within structs.
//!
//! Slices of positions, gradients and stored values are *cursors*: each function takes its part off the front, or, where
//! gradients are carried back from later fields to earlier ones, off the end.

pub mod blocks;
pub mod nested;
pub mod non_centred;
pub mod points;
pub mod second;
pub mod vectors;

use super::ParameterError;
use super::dims::{DimsError, NamedAxes};
use super::layout::Numbers;
use crate::transforms::Point;
use autodiff_runtime::{Active, Differentiable};

/// A field that consists of points `V` of a distribution.
#[diagnostic::on_unimplemented(
    message = "cannot give `{Self}` this prior: it does not consist of points of the distribution",
    label = "the prior does not fit this type",
    note = "help: distributions of one number fit `f64`, `[f64; N]` and `Vec<f64>`; `UnitDisk` fits `[f64; 2]`, `[[f64; 2]; N]` and `Vec<[f64; 2]>`"
)]
pub trait Elements<V: Point>: Numbers {
    /// How many points.
    fn points(&self) -> usize;
    /// Visits the points in order.
    fn each(&self, visit: &mut impl FnMut(V));
    /// Replaces the points in order.
    fn fill(&mut self, next: &mut impl FnMut() -> V);
    /// Visits the points with their shadows.
    fn each_with_shadow(&self, shadow: &Self::Shadow<Active>, visit: &mut impl FnMut(V, &V::Shadow<Active>));
    /// Visits the points with several shadows at once.
    fn each_with_shadows<const K: usize>(
        &self,
        shadows: [&Self::Shadow<Active>; K],
        visit: &mut impl FnMut(V, [&V::Shadow<Active>; K]),
    );
    /// Appends the points' names: `mu`, `theta[0]`.
    fn append_labels(&self, name: &str, labels: &mut Vec<String>);
}

macro_rules! single_point {
    ($point:ty) => {
        impl Elements<$point> for $point {
            #[inline(always)]
            fn points(&self) -> usize {
                1
            }
            #[inline(always)]
            fn each(&self, visit: &mut impl FnMut($point)) {
                visit(*self);
            }
            #[inline(always)]
            fn fill(&mut self, next: &mut impl FnMut() -> $point) {
                *self = next();
            }
            #[inline(always)]
            fn each_with_shadow(
                &self,
                shadow: &Self::Shadow<Active>,
                visit: &mut impl FnMut($point, &<$point as Differentiable>::Shadow<Active>),
            ) {
                visit(*self, shadow);
            }
            #[inline]
            fn each_with_shadows<const K: usize>(
                &self,
                shadows: [&Self::Shadow<Active>; K],
                visit: &mut impl FnMut($point, [&<$point as Differentiable>::Shadow<Active>; K]),
            ) {
                visit(*self, shadows);
            }
            fn append_labels(&self, name: &str, labels: &mut Vec<String>) {
                labels.push(name.to_owned());
            }
        }
    };
}
single_point!(f64);
single_point!([f64; 2]);

/// Implements it for a sequence of what consists of points.
macro_rules! sequence {
    ([$($generics:tt)*] $sequence:ty) => {
        impl<V: Point, E: Elements<V>, $($generics)*> Elements<V> for $sequence {
            #[inline(always)]
            fn points(&self) -> usize {
                self.first().map_or(0, |element| self.len() * element.points())
            }
            #[inline]
            fn each(&self, visit: &mut impl FnMut(V)) {
                self.iter().for_each(|element| element.each(visit));
            }
            #[inline]
            fn fill(&mut self, next: &mut impl FnMut() -> V) {
                self.iter_mut().for_each(|element| element.fill(next));
            }
            #[inline]
            fn each_with_shadow(&self, shadow: &Self::Shadow<Active>, visit: &mut impl FnMut(V, &V::Shadow<Active>)) {
                for (element, shadow) in self.iter().zip(shadow) {
                    element.each_with_shadow(shadow, visit);
                }
            }
            fn each_with_shadows<const K: usize>(
                &self,
                shadows: [&Self::Shadow<Active>; K],
                visit: &mut impl FnMut(V, [&V::Shadow<Active>; K]),
            ) {
                for (i, element) in self.iter().enumerate() {
                    element.each_with_shadows(shadows.map(|shadow| &shadow[i]), visit);
                }
            }
            fn append_labels(&self, name: &str, labels: &mut Vec<String>) {
                let numbered = self.iter().enumerate();
                numbered.for_each(|(i, element)| element.append_labels(&format!("{name}[{i}]"), labels));
            }
        }
    };
}
sequence!([const N: usize] [E; N]);
sequence!([] Vec<E>);

/// Appends a field's name for each of its unconstrained coordinates.
pub fn append_coordinates(count: usize, prefix: &str, name: &str, coordinates: &mut Vec<String>) {
    coordinates.extend((0..count).map(|_| format!("{prefix}{name}")));
}

/// Notes the names of a field's axes; `outer` are those of the structs that it is in.
pub fn append_axes<F: Numbers>(
    _field: &F,
    prefix: &str,
    name: &str,
    axes: &[&str],
    outer: &[Option<String>],
    out: &mut Vec<NamedAxes>,
) {
    let own = (0..F::AXES).map(|i| axes.get(i).map(|axis| (*axis).to_owned()));
    out.push(NamedAxes {
        variable: format!("{prefix}{name}"),
        dims: outer.iter().cloned().chain(own).collect(),
    });
}

/// Checks that an argument that is a list has an element for each of the field's.
///
/// # Errors
///
/// Says what the field and the argument have.
pub fn check_argument<F: Numbers>(
    field: &F,
    prefix: &str,
    name: &str,
    argument: &str,
    given: usize,
) -> Result<(), DimsError> {
    let expected = field.outer_length();
    if given == expected {
        return Ok(());
    }
    Err(DimsError::Argument {
        parameter: format!("{prefix}{name}"),
        argument: argument.to_owned(),
        expected,
        given,
    })
}

/// Refuses an improper prior.
///
/// # Errors
///
/// Names the field.
pub fn check_proper(is_proper: bool, prefix: &str, name: &str) -> Result<(), ParameterError> {
    if is_proper {
        return Ok(());
    }
    Err(ParameterError::Improper {
        name: format!("{prefix}{name}"),
    })
}

/// Stops compilation where a list of arguments is longer or shorter than the field.
pub const fn assert_as_long(field: usize, argument: usize) {
    assert!(
        field == argument,
        "the list of arguments in a prior must have as many elements as the field"
    );
}
