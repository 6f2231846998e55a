//! How a field's type holds its numbers: `f64`, arrays and vectors of what holds numbers.

use super::dims::{DimsError, Sizes};
use autodiff_runtime::Differentiable;

/// A number, or an array or vector (of arrays or vectors) of numbers.
#[diagnostic::on_unimplemented(
    message = "cannot give `{Self}` this prior: it does not consist of points of the distribution",
    label = "the prior does not fit this type",
    note = "help: distributions of one number fit `f64`, `[f64; N]` and `Vec<f64>`; `UnitDisk` fits `[f64; 2]`, `[[f64; 2]; N]` and `Vec<[f64; 2]>`"
)]
pub trait Numbers: Differentiable + Sized {
    /// Whether a length is known at run time only.
    const RUN_TIME: bool;
    /// How many indices reach a number.
    const AXES: usize;

    /// Zeros, in the shape that the lengths give; `axes` are the names of the axes, outermost first, as far as they have some.
    ///
    /// # Errors
    ///
    /// If a length is missing, or contradicts another.
    fn sized(sizes: &mut Sizes, axes: &[&str], parameter: &str) -> Result<Self, DimsError>;
    /// Zeros; vectors are empty.
    fn blank() -> Self;
    /// How many numbers.
    fn count(&self) -> usize;
    /// The length of the outermost axis; 1 for a number.
    fn outer_length(&self) -> usize;
    /// Appends the numbers' names: `mu`, `theta[0]`, `table[0][1]`.
    fn append_names(&self, name: &str, names: &mut Vec<String>);
    /// Writes the numbers to the front of a cursor.
    fn write(&self, out: &mut &mut [f64]);
    /// Takes the numbers off the front of a cursor.
    fn read(&mut self, values: &mut &[f64]);
}

impl Numbers for f64 {
    const RUN_TIME: bool = false;
    const AXES: usize = 0;

    fn sized(_sizes: &mut Sizes, _axes: &[&str], _parameter: &str) -> Result<Self, DimsError> {
        Ok(0.0)
    }
    #[inline(always)]
    fn blank() -> Self {
        0.0
    }
    #[inline(always)]
    fn count(&self) -> usize {
        1
    }
    fn outer_length(&self) -> usize {
        1
    }
    fn append_names(&self, name: &str, names: &mut Vec<String>) {
        names.push(name.to_owned());
    }
    #[inline(always)]
    fn write(&self, out: &mut &mut [f64]) {
        super::cursor::take_mut(out, 1)[0] = *self;
    }
    #[inline(always)]
    fn read(&mut self, values: &mut &[f64]) {
        *self = super::cursor::take(values, 1)[0];
    }
}

impl<T: Numbers, const N: usize> Numbers for [T; N] {
    const RUN_TIME: bool = T::RUN_TIME;
    const AXES: usize = 1 + T::AXES;

    fn sized(sizes: &mut Sizes, axes: &[&str], parameter: &str) -> Result<Self, DimsError> {
        let (own, inner) = first(axes);
        sizes.fixed(own, N, parameter)?;
        array_of(|_| T::sized(sizes, inner, parameter))
    }
    #[inline(always)]
    fn blank() -> Self {
        std::array::from_fn(|_| T::blank())
    }
    #[inline(always)]
    fn count(&self) -> usize {
        self.first().map_or(0, |element| N * element.count())
    }
    fn outer_length(&self) -> usize {
        N
    }
    fn append_names(&self, name: &str, names: &mut Vec<String>) {
        let numbered = self.iter().enumerate();
        numbered.for_each(|(i, element)| element.append_names(&format!("{name}[{i}]"), names));
    }
    #[inline]
    fn write(&self, out: &mut &mut [f64]) {
        self.iter().for_each(|element| element.write(out));
    }
    #[inline]
    fn read(&mut self, values: &mut &[f64]) {
        self.iter_mut().for_each(|element| element.read(values));
    }
}

impl<T: Numbers> Numbers for Vec<T> {
    const RUN_TIME: bool = true;
    const AXES: usize = 1 + T::AXES;

    fn sized(sizes: &mut Sizes, axes: &[&str], parameter: &str) -> Result<Self, DimsError> {
        let (own, inner) = first(axes);
        let length = sizes.run_time(own, parameter)?;
        (0..length).map(|_| T::sized(sizes, inner, parameter)).collect()
    }
    #[inline(always)]
    fn blank() -> Self {
        Vec::new()
    }
    #[inline]
    fn count(&self) -> usize {
        self.first().map_or(0, |element| self.len() * element.count())
    }
    fn outer_length(&self) -> usize {
        self.len()
    }
    fn append_names(&self, name: &str, names: &mut Vec<String>) {
        let numbered = self.iter().enumerate();
        numbered.for_each(|(i, element)| element.append_names(&format!("{name}[{i}]"), names));
    }
    #[inline]
    fn write(&self, out: &mut &mut [f64]) {
        self.iter().for_each(|element| element.write(out));
    }
    #[inline]
    fn read(&mut self, values: &mut &[f64]) {
        self.iter_mut().for_each(|element| element.read(values));
    }
}

/// The name of the outermost axis, and those of the others.
pub(super) fn first<'a, 'b>(axes: &'a [&'b str]) -> (Option<&'b str>, &'a [&'b str]) {
    match axes.split_first() {
        Some((own, inner)) => (Some(own), inner),
        None => (None, &[]),
    }
}

/// An array of what can fail.
pub(super) fn array_of<T, const N: usize>(
    make: impl FnMut(usize) -> Result<T, DimsError>,
) -> Result<[T; N], DimsError> {
    let made: Vec<T> = (0..N).map(make).collect::<Result<_, _>>()?;
    match made.try_into() {
        Ok(array) => Ok(array),
        Err(_) => unreachable!("as many elements as the array has places"),
    }
}
