//! Solutions of differential equations against formulas and against SciPy's, and their derivatives against differences and
//! sensitivity equations.

extern crate autodiff_runtime as pullback;

mod lotka_volterra;
