//! Fields as vectors or square matrices, each of them one slice.

use crate::parameters::layout::Numbers;
use crate::transforms::{Matrix, Vector};
use autodiff_runtime::{Active, Adjoint};
use std::cell::RefCell;

/// A field that consists of vectors ([`Vector`]) or square matrices ([`Matrix`]).
#[diagnostic::on_unimplemented(
    message = "cannot give `{Self}` this prior or support: it does not consist of what that is for",
    label = "the prior or support is one of whole vectors or matrices",
    note = "help: a vector is `[f64; N]` or `Vec<f64>`, a square matrix `[[f64; N]; N]` or `Vec<Vec<f64>>`; arrays and `Vec`s of those are several"
)]
pub trait Blocks<B>: Numbers {
    /// Visits the blocks in order.
    fn each(&self, visit: &mut impl FnMut(&[f64]));
    /// Visits the blocks, to be written to.
    fn each_mut(&mut self, visit: &mut impl FnMut(&mut [f64]));
    /// Visits the blocks with their shadows.
    fn each_with_shadow(&self, shadow: &Self::Shadow<Active>, visit: &mut impl FnMut(&[f64], &[Adjoint<f64>]));
    /// Visits the blocks with several shadows at once.
    fn each_with_shadows<const K: usize>(
        &self,
        shadows: [&Self::Shadow<Active>; K],
        visit: &mut impl FnMut(&[f64], [&[Adjoint<f64>]; K]),
    );
    /// Appends the blocks' names: `theta`, or `theta[0]`, `theta[1]`.
    fn append_labels(&self, name: &str, labels: &mut Vec<String>);
}

/// One block, whose numbers lie together.
macro_rules! one {
    ($block:ty, [$($generics:tt)*] $ty:ty, $slice:ident, $slice_mut:ident) => {
        impl<$($generics)*> Blocks<$block> for $ty {
            #[inline(always)]
            fn each(&self, visit: &mut impl FnMut(&[f64])) {
                visit(self.$slice());
            }
            #[inline(always)]
            fn each_mut(&mut self, visit: &mut impl FnMut(&mut [f64])) {
                visit(self.$slice_mut());
            }
            #[inline(always)]
            fn each_with_shadow(
                &self,
                shadow: &Self::Shadow<Active>,
                visit: &mut impl FnMut(&[f64], &[Adjoint<f64>]),
            ) {
                visit(self.$slice(), shadow.$slice());
            }
            fn each_with_shadows<const K: usize>(
                &self,
                shadows: [&Self::Shadow<Active>; K],
                visit: &mut impl FnMut(&[f64], [&[Adjoint<f64>]; K]),
            ) {
                visit(self.$slice(), shadows.map(|shadow| shadow.$slice()));
            }
            fn append_labels(&self, name: &str, labels: &mut Vec<String>) {
                labels.push(name.to_owned());
            }
        }
    };
}
one!(Vector, [const N: usize] [f64; N], as_slice, as_mut_slice);
one!(Vector, [] Vec<f64>, as_slice, as_mut_slice);
one!(Matrix, [const N: usize] [[f64; N]; N], as_flattened, as_flattened_mut);

/// Several blocks.
macro_rules! several {
    ($block:ty, [$($generics:tt)*] $ty:ty) => {
        impl<F: Blocks<$block>, $($generics)*> Blocks<$block> for $ty {
            #[inline]
            fn each(&self, visit: &mut impl FnMut(&[f64])) {
                self.iter().for_each(|part| part.each(visit));
            }
            #[inline]
            fn each_mut(&mut self, visit: &mut impl FnMut(&mut [f64])) {
                self.iter_mut().for_each(|part| part.each_mut(visit));
            }
            #[inline]
            fn each_with_shadow(
                &self,
                shadow: &Self::Shadow<Active>,
                visit: &mut impl FnMut(&[f64], &[Adjoint<f64>]),
            ) {
                for (part, shadow) in self.iter().zip(shadow) {
                    part.each_with_shadow(shadow, visit);
                }
            }
            fn each_with_shadows<const K: usize>(
                &self,
                shadows: [&Self::Shadow<Active>; K],
                visit: &mut impl FnMut(&[f64], [&[Adjoint<f64>]; K]),
            ) {
                for (i, part) in self.iter().enumerate() {
                    part.each_with_shadows(shadows.map(|shadow| &shadow[i]), visit);
                }
            }
            fn append_labels(&self, name: &str, labels: &mut Vec<String>) {
                let numbered = self.iter().enumerate();
                numbered.for_each(|(i, part)| part.append_labels(&format!("{name}[{i}]"), labels));
            }
        }
    };
}
several!(Vector, [const N: usize] [F; N]);
several!(Vector, [] Vec<F>);
several!(Matrix, [const N: usize] [F; N]);
several!(Matrix, [] Vec<F>);

thread_local! {
    /// Memory for matrices whose rows lie apart, and for their shadows; kept, so that gradients allocate nothing.
    static ROWS: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
    static SHADOWS: RefCell<Vec<Adjoint<f64>>> = const { RefCell::new(Vec::new()) };
}

/// A matrix whose rows lie apart is copied together, and what was written is copied back.
impl Blocks<Matrix> for Vec<Vec<f64>> {
    fn each(&self, visit: &mut impl FnMut(&[f64])) {
        let mut together = ROWS.take();
        together.clear();
        self.iter().for_each(|row| together.extend_from_slice(row));
        visit(&together);
        ROWS.set(together);
    }
    fn each_mut(&mut self, visit: &mut impl FnMut(&mut [f64])) {
        let mut together = ROWS.take();
        together.clear();
        self.iter().for_each(|row| together.extend_from_slice(row));
        visit(&mut together);
        let mut rest = &together[..];
        for row in self.iter_mut() {
            let (own, others) = rest.split_at(row.len());
            row.copy_from_slice(own);
            rest = others;
        }
        ROWS.set(together);
    }
    fn each_with_shadow(&self, shadow: &Vec<Vec<Adjoint<f64>>>, visit: &mut impl FnMut(&[f64], &[Adjoint<f64>])) {
        let (mut together, mut shadows) = (ROWS.take(), SHADOWS.take());
        together.clear();
        shadows.clear();
        self.iter().for_each(|row| together.extend_from_slice(row));
        shadow.iter().for_each(|row| shadows.extend_from_slice(row));
        visit(&together, &shadows);
        for (cell, collected) in shadow.iter().flatten().zip(&shadows) {
            cell.set(collected.get());
        }
        ROWS.set(together);
        SHADOWS.set(shadows);
    }
    fn each_with_shadows<const K: usize>(
        &self,
        shadows: [&Vec<Vec<Adjoint<f64>>>; K],
        visit: &mut impl FnMut(&[f64], [&[Adjoint<f64>]; K]),
    ) {
        let together = self.concat();
        let collected = shadows.map(|shadow| shadow.concat());
        visit(&together, collected.each_ref().map(Vec::as_slice));
        for (shadow, collected) in shadows.iter().zip(&collected) {
            for (cell, collected) in shadow.iter().flatten().zip(collected) {
                cell.set(collected.get());
            }
        }
    }
    fn append_labels(&self, name: &str, labels: &mut Vec<String>) {
        labels.push(name.to_owned());
    }
}

/// A list of numbers as a slice: what distributions of vectors take for arguments. A matrix is read row after row.
pub trait AsNumbers {
    /// The numbers.
    fn as_numbers(&self) -> &[f64];
}

/// The shadow of such a list as a slice.
pub trait AsCells {
    /// The cells.
    fn as_cells(&self) -> &[Adjoint<f64>];
}

macro_rules! slices {
    ($name:ident $method:ident $number:ty) => {
        impl<const N: usize> $name for [$number; N] {
            fn $method(&self) -> &[$number] {
                self
            }
        }
        impl<const N: usize, const M: usize> $name for [[$number; N]; M] {
            fn $method(&self) -> &[$number] {
                self.as_flattened()
            }
        }
        impl $name for Vec<$number> {
            fn $method(&self) -> &[$number] {
                self
            }
        }
        impl<const N: usize> $name for Vec<[$number; N]> {
            fn $method(&self) -> &[$number] {
                self.as_flattened()
            }
        }
        impl<const N: usize> $name for &[$number; N] {
            fn $method(&self) -> &[$number] {
                *self
            }
        }
        impl $name for &Vec<$number> {
            fn $method(&self) -> &[$number] {
                self
            }
        }
        impl $name for &[$number] {
            fn $method(&self) -> &[$number] {
                self
            }
        }
    };
}
slices!(AsNumbers as_numbers f64);
slices!(AsCells as_cells Adjoint<f64>);
