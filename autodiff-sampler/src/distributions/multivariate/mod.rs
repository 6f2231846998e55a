//! Distributions of vectors and matrices, as priors: support, checks and draws around the densities of
//! [`autodiff_runtime::log_density`].
//!
//! Arguments are borrowed slices, matrices row after row. In likelihoods call the densities themselves.

mod dirichlet;
mod lkj;
mod normal;
mod student_t;
mod whitened;

pub use dirichlet::Dirichlet;
pub use lkj::LkjCorrCholesky;
pub use normal::{MultiNormal, MultiNormalCholesky, MultiNormalPrecision};
pub use student_t::{MultiStudentT, MultiStudentTCholesky};

use super::DistributionError;
use autodiff_runtime::Adjoint;
use autodiff_runtime::linear_algebra::cholesky;

/// Adds derivatives to the cells of an argument, if it has cells.
fn add(bars: &[Adjoint<f64>], derivatives: &[f64]) {
    add_each(bars, derivatives.iter().copied());
}

/// The same for derivatives one after another.
fn add_each(bars: &[Adjoint<f64>], derivatives: impl Iterator<Item = f64>) {
    for (bar, derivative) in bars.iter().zip(derivatives) {
        bar.add(derivative);
    }
}

/// What there is where no density is: NaN, as are all derivatives.
fn no_density(bars: &[&[Adjoint<f64>]]) -> f64 {
    for bars in bars {
        add_each(bars, std::iter::repeat(f64::NAN));
    }
    f64::NAN
}

/// The cells of an argument: none for one that is constant.
fn cells<'a>(arguments_bar: &[&'a [Adjoint<f64>]], argument: usize) -> &'a [Adjoint<f64>] {
    arguments_bar.get(argument).copied().unwrap_or_default()
}

/// The numbers in cells; zeros, as many as asked for, where there are none.
fn dots(cells: &[Adjoint<f64>], count: usize) -> Vec<f64> {
    match cells {
        [] => vec![0.0; count],
        cells => cells.iter().map(Adjoint::get).collect(),
    }
}

/// Second derivatives from a density of the runtime's, whose arguments are slices (`[mean 0]`) or numbers (`(nu 0)`):
/// `partials_tangent! { dirichlet; [alpha 0] }` within the implementation of [`VectorDistribution`](super::VectorDistribution).
/// A constant after `x` follows the name.
macro_rules! partials_tangent {
    ($density:ident $(, |$x:ident| $constant:expr)?; $($argument:tt),+) => {
        fn partials_tangent(
            &self,
            x: &[f64],
            x_dot: &[autodiff_runtime::Adjoint<f64>],
            arguments_dot: &[&[autodiff_runtime::Adjoint<f64>]],
            x_bar_dot: &[autodiff_runtime::Adjoint<f64>],
            arguments_bar_dot: &[&[autodiff_runtime::Adjoint<f64>]],
        ) -> bool {
            use $crate::distributions::multivariate::partials_tangent;
            let x_dot = $crate::distributions::multivariate::dots(x_dot, x.len());
            $(let $x = x;)?
            let (_, (by_x_dot, $(partials_tangent!(@name $argument)),+)) = autodiff_runtime::log_density::$density::hvp(
                x, $($constant,)? $(partials_tangent!(@value self $argument),)+ &x_dot,
                $(partials_tangent!(@dot self arguments_dot $argument)),+
            );
            $crate::distributions::multivariate::add(x_bar_dot, &by_x_dot);
            $(partials_tangent!(@add arguments_bar_dot $argument);)+
            true
        }
    };
    (@name [$name:ident $index:tt]) => { $name };
    (@name ($name:ident $index:tt)) => { $name };
    (@value $self:ident [$name:ident $index:tt]) => { $self.$index };
    (@value $self:ident ($name:ident $index:tt)) => { $self.$index };
    (@dot $self:ident $dots:ident [$name:ident $index:tt]) => {
        &$crate::distributions::multivariate::dots(
            $crate::distributions::multivariate::cells($dots, $index), $self.$index.len(),
        )
    };
    (@dot $self:ident $dots:ident ($name:ident $index:tt)) => {
        $crate::distributions::multivariate::cells($dots, $index).first().map_or(0.0, |dot| dot.get())
    };
    (@add $bars:ident [$name:ident $index:tt]) => {
        $crate::distributions::multivariate::add($crate::distributions::multivariate::cells($bars, $index), &$name)
    };
    (@add $bars:ident ($name:ident $index:tt)) => {
        $crate::distributions::multivariate::add($crate::distributions::multivariate::cells($bars, $index), &[$name])
    };
}
pub(super) use partials_tangent;

/// The error for an argument with another number of elements than the vector asks for.
fn length(
    distribution: &'static str,
    argument: &'static str,
    found: usize,
    wanted: usize,
    requirement: &'static str,
) -> Result<(), DistributionError> {
    if found == wanted {
        return Ok(());
    }
    Err(DistributionError {
        distribution,
        argument,
        value: found as f64,
        requirement,
    })
}

/// Checks that an argument has as many numbers as the vector, all of them finite.
fn vector(
    distribution: &'static str,
    argument: &'static str,
    values: &[f64],
    n: usize,
) -> Result<(), DistributionError> {
    length(
        distribution,
        argument,
        values.len(),
        n,
        "a list as long as the vector, not one of this length",
    )?;
    values
        .iter()
        .try_for_each(|value| super::finite(distribution, argument, *value))
}

/// Checks that an argument is a matrix with a row for each number of the vector, and has a Cholesky factor.
fn positive_definite(
    distribution: &'static str,
    argument: &'static str,
    matrix: &[f64],
    n: usize,
) -> Result<(), DistributionError> {
    square(distribution, argument, matrix, n)?;
    match cholesky(matrix, n).first() {
        Some(first) if first.is_nan() => Err(DistributionError {
            distribution,
            argument,
            value: f64::NAN,
            requirement: "a positive definite matrix, which has a Cholesky factor",
        }),
        _ => Ok(()),
    }
}

/// Checks that an argument is the Cholesky factor of a matrix with a row for each number of the vector.
fn factor(
    distribution: &'static str,
    argument: &'static str,
    matrix: &[f64],
    n: usize,
) -> Result<(), DistributionError> {
    square(distribution, argument, matrix, n)?;
    (0..n).try_for_each(|i| super::positive(distribution, argument, matrix[i * n + i]))
}

fn square(
    distribution: &'static str,
    argument: &'static str,
    matrix: &[f64],
    n: usize,
) -> Result<(), DistributionError> {
    length(
        distribution,
        argument,
        matrix.len(),
        n * n,
        "a square matrix with a row for each number of the vector, not a list of this length",
    )?;
    matrix
        .iter()
        .try_for_each(|value| super::finite(distribution, argument, *value))
}

#[cfg(test)]
mod tests;
