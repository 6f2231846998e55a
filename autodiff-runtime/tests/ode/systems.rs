//! The systems that are solved, each by both methods where that makes sense.

use autodiff_macros::differentiable;
use pullback::ode::OdeSettings;
use pullback::ode_solver;

/// Prey and predators.
#[differentiable]
pub fn lotka_volterra(_t: f64, z: &[f64; 2], theta: &[f64; 4]) -> [f64; 2] {
    [
        (theta[0] - theta[1] * z[1]) * z[0],
        (-theta[2] + theta[3] * z[0]) * z[1],
    ]
}

ode_solver! {
    pub fn animals = dormand_prince(lotka_volterra: [f64; 2], &[f64; 4]);
}
ode_solver! {
    pub fn animals_implicitly = sdirk(lotka_volterra: [f64; 2], &[f64; 4]);
}

/// Robertson's chemical reactions: rates that differ by nine orders of magnitude.
#[differentiable]
pub fn robertson(_t: f64, y: &[f64; 3], k: &[f64; 3]) -> [f64; 3] {
    let (slow, fast, back) = (k[0] * y[0], k[1] * y[1] * y[1], k[2] * y[1] * y[2]);
    [back - slow, slow - back - fast, fast]
}

ode_solver! {
    pub fn reaction = sdirk(robertson: [f64; 3], &[f64; 3]);
}
ode_solver! {
    pub fn reaction_explicitly = dormand_prince(robertson: [f64; 3], &[f64; 3]);
}

/// A pendulum that is driven and damped: rates that depend on time.
#[differentiable]
pub fn driven(t: f64, y: &[f64; 2], p: &[f64; 3]) -> [f64; 2] {
    [y[1], -y[0].sin() - p[0] * y[1] + p[1] * (p[2] * t).cos()]
}

ode_solver! {
    pub fn pendulum = dormand_prince(driven: [f64; 2], &[f64; 3]);
}
ode_solver! {
    pub fn pendulum_implicitly = sdirk(driven: [f64; 2], &[f64; 3]);
}

/// y′ = rate · y², which is infinite after a while.
#[differentiable]
pub fn explosion(_t: f64, y: &[f64; 1], rate: &f64) -> [f64; 1] {
    [rate * y[0] * y[0]]
}

ode_solver! {
    pub fn exploded = dormand_prince(explosion: [f64; 1], &f64);
}
ode_solver! {
    pub fn exploded_implicitly = sdirk(explosion: [f64; 1], &f64);
}

/// Tolerances for all components alike.
pub fn to(tolerance: f64) -> OdeSettings {
    OdeSettings::with_tolerances(tolerance, tolerance)
}
