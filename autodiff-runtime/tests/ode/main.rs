//! Solutions of differential equations against formulas and against SciPy's, and their derivatives against sensitivity equations
//! and differences.

extern crate autodiff_runtime as pullback;

mod analytic;
mod coefficients;
mod fixed_steps;
mod reference;
mod refused;
mod systems;
