//! A singly diagonally implicit method for stiff systems: five stages, order 4 with an embedded method of order 3, L-stable, γ = ¼.
//!
//! Hairer & Wanner, Solving Ordinary Differential Equations II, section IV.6 ("SDIRK4"). A test checks the conditions of order.
//!
//! Each stage is a system of equations Y = base + hγ f(Y), which Newton's method solves in the plan. The differentiated pass starts
//! from the solution Y* as a constant, and takes steps Y ← Y + W (base + hγ f(Y) − Y) with the constant matrix
//! W = (1 − hγ f′(Y*))⁻¹. The first of them has the derivative that the theorem of implicit functions gives, the second has the
//! second derivatives, too.

use super::dormand_prince::moved;
use super::matrix::{inverse, product};
use super::plan::Method;
use crate::special::libm::fabs;
use alloc::vec::Vec;
use core::array::from_fn;

/// The coefficient on the diagonal.
pub const GAMMA: f64 = 0.25;
/// When in the step each stage is.
pub const C: [f64; 5] = [0.25, 0.75, 0.55, 0.5, 1.0];
/// What the second stage is made of, besides itself.
pub const A2: [f64; 1] = [0.5];
/// The third.
pub const A3: [f64; 2] = [17.0 / 50.0, -1.0 / 25.0];
/// The fourth.
pub const A4: [f64; 3] = [371.0 / 1360.0, -137.0 / 2720.0, 15.0 / 544.0];
/// The fifth, which is the state after the step.
pub const A5: [f64; 4] = [25.0 / 24.0, -49.0 / 48.0, 125.0 / 16.0, -85.0 / 12.0];
/// The weights of the embedded method.
pub const EMBEDDED: [f64; 5] = [59.0 / 48.0, -17.0 / 96.0, 225.0 / 32.0, -85.0 / 12.0, 0.0];

/// Newton's method is given up after so many iterations; the step is tried again with a smaller size.
const ITERATIONS: usize = 10;

/// One stage of a step that is taken.
#[derive(Clone, Copy, Debug)]
pub struct StageSolution<const N: usize> {
    /// The state that solves the stage's equations.
    pub state: [f64; N],
    /// (1 − hγ f′)⁻¹ there.
    pub inverse: [[f64; N]; N],
}

/// The method as the plan uses it.
#[derive(Clone, Debug)]
pub struct Sdirk<F, J, const N: usize> {
    rates: F,
    jacobian: J,
    /// Relative and absolute tolerance.
    tolerances: [f64; 2],
    attempted: Vec<StageSolution<N>>,
    taken: Vec<StageSolution<N>>,
}

impl<F, J, const N: usize> Sdirk<F, J, N>
where
    F: Fn(f64, &[f64; N]) -> [f64; N],
    J: Fn(f64, &[f64; N]) -> [[f64; N]; N],
{
    /// The method for these rates and their derivatives by the state: `jacobian(t, y)[i][j]` is that of rate i by y\[j\].
    pub fn new(rates: F, jacobian: J, settings: &super::OdeSettings) -> Self {
        Self {
            rates,
            jacobian,
            tolerances: [settings.relative, settings.absolute],
            attempted: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// The stages of all steps that were taken, five for each.
    pub fn into_stages(self) -> Vec<StageSolution<N>> {
        self.taken
    }

    /// Solves a stage's equations, from a guess; returns its rates, and keeps its solution.
    fn stage(&mut self, t: f64, base: &[f64; N], size: f64, guess: &[f64; N]) -> Option<[f64; N]> {
        let scale = size * GAMMA;
        let mut state: [f64; N] = from_fn(|i| base[i] + scale * guess[i]);
        for _ in 0..ITERATIONS {
            let inverse = self.newton_matrix(t, &state, scale)?;
            let rate = (self.rates)(t, &state);
            let residual: [f64; N] = from_fn(|i| base[i] + scale * rate[i] - state[i]);
            let change = product(&inverse, &residual);
            state = from_fn(|i| state[i] + change[i]);
            let [relative, absolute] = self.tolerances;
            let is_small = |i: usize| fabs(change[i]) <= 1e-2 * (absolute + relative * fabs(state[i]));
            if (0..N).all(is_small) {
                let inverse = self.newton_matrix(t, &state, scale)?;
                self.attempted.push(StageSolution { state, inverse });
                return Some(from_fn(|i| (state[i] - base[i]) / scale));
            }
            if !state.iter().all(|y| y.is_finite()) {
                return None;
            }
        }
        None
    }

    fn newton_matrix(&self, t: f64, state: &[f64; N], scale: f64) -> Option<[[f64; N]; N]> {
        let jacobian = (self.jacobian)(t, state);
        inverse(from_fn(|i| {
            from_fn(|j| f64::from(u8::from(i == j)) - scale * jacobian[i][j])
        }))
    }
}

impl<F, J, const N: usize> Method<N> for Sdirk<F, J, N>
where
    F: Fn(f64, &[f64; N]) -> [f64; N],
    J: Fn(f64, &[f64; N]) -> [[f64; N]; N],
{
    const ESTIMATE: f64 = 4.0;

    fn attempt(&mut self, t: f64, y: &[f64; N], size: f64) -> Option<([f64; N], [f64; N])> {
        self.attempted.clear();
        let guess = (self.rates)(t, y);
        let k1 = self.stage(t + C[0] * size, y, size, &guess)?;
        let k2 = self.stage(t + C[1] * size, &moved(y, size, &[k1], &A2), size, &k1)?;
        let k3 = self.stage(t + C[2] * size, &moved(y, size, &[k1, k2], &A3), size, &k1)?;
        let k4 = self.stage(t + C[3] * size, &moved(y, size, &[k1, k2, k3], &A4), size, &k3)?;
        let base = moved(y, size, &[k1, k2, k3, k4], &A5);
        let k5 = self.stage(t + size, &base, size, &k2)?;
        let last = self.attempted.last()?;
        let weights = from_fn(|i| if i < 4 { A5[i] } else { GAMMA } - EMBEDDED[i]);
        // Without the matrix, the estimate would be far too large for what decays fast (section IV.8, equation 8.20).
        let error = product(&last.inverse, &moved(&[0.0; N], size, &[k1, k2, k3, k4, k5], &weights));
        Some((last.state, error))
    }

    fn accept(&mut self) {
        self.taken.append(&mut self.attempted);
    }
}

/// The solver of one system, as [`ode_solver!`](macro@crate::ode_solver) writes it.
#[doc(hidden)]
#[macro_export]
macro_rules! sdirk_solver {
    ($(#[$meta:meta])* $vis:vis $name:ident $rates:ident $n:literal $parameters:ty) => {
        $(#[$meta])*
        #[$crate::differentiable]
        $vis fn $name(
            start: &[f64; $n],
            start_time: f64,
            times: &[f64],
            parameters: &$parameters,
            #[constant] settings: &$crate::ode::OdeSettings,
        ) -> Result<Vec<[f64; $n]>, $crate::ode::OdeError> {
            fn planned(
                start: &[f64; $n],
                start_time: f64,
                times: &[f64],
                parameters: &$parameters,
                settings: &$crate::ode::OdeSettings,
            ) -> Result<($crate::ode::Plan, Vec<$crate::ode::StageSolution<$n>>), $crate::ode::OdeError> {
                let rates = |t: f64, y: &[f64; $n]| $rates(t, y, parameters);
                let jacobian = |t: f64, y: &[f64; $n]| {
                    let mut by_state = [[0.0; $n]; $n];
                    for j in 0..$n {
                        let mut direction = [0.0; $n];
                        direction[j] = 1.0;
                        let none = $crate::ode::zero_tangent(parameters);
                        let (_, column) = $rates::jvp(t, y, parameters, 0.0, &direction, &none);
                        for i in 0..$n {
                            by_state[i][j] = column[i];
                        }
                    }
                    by_state
                };
                let mut method = $crate::ode::Sdirk::new(rates, jacobian, settings);
                let plan = $crate::ode::plan(&mut method, rates, start, start_time, times, settings)?;
                Ok((plan, method.into_stages()))
            }
            fn stage(
                t: f64,
                base: &[f64; $n],
                scale: f64,
                parameters: &$parameters,
                solution: &[f64; $n],
                inverse: &[[f64; $n]; $n],
            ) -> [f64; $n] {
                let mut state = *solution;
                for _ in 0..2 {
                    let rate = $rates(t, &state, parameters);
                    let mut residual = [0.0; $n];
                    for i in 0..$n {
                        residual[i] = base[i] + scale * rate[i] - state[i];
                    }
                    let mut next = state;
                    for i in 0..$n {
                        for j in 0..$n {
                            next[i] += inverse[i][j] * residual[j];
                        }
                    }
                    state = next;
                }
                let mut rate = [0.0; $n];
                for i in 0..$n {
                    rate[i] = (state[i] - base[i]) / scale;
                }
                rate
            }
            use $crate::constant;
            use $crate::ode::sdirk::{A2, A3, A4, A5, C, GAMMA};

            let (plan, stages) = planned(
                constant(start),
                constant(start_time),
                constant(times),
                constant(parameters),
                settings,
            )?;
            let mut t = start_time;
            let mut y = *start;
            let mut states = Vec::new();
            let mut begin = 0;
            for output in 0..times.len() {
                let end = plan.ends[output];
                for step in begin..end {
                    let h = if step + 1 == end { times[output] - t } else { plan.sizes[step] };
                    let scale = GAMMA * h;
                    let first = 5 * step;
                    let k1 = stage(t + C[0] * h, &y, scale, parameters, &stages[first].state, &stages[first].inverse);
                    let mut base = [0.0; $n];
                    for i in 0..$n {
                        base[i] = y[i] + h * (A2[0] * k1[i]);
                    }
                    let k2 = stage(
                        t + C[1] * h, &base, scale, parameters, &stages[first + 1].state, &stages[first + 1].inverse,
                    );
                    let mut base = [0.0; $n];
                    for i in 0..$n {
                        base[i] = y[i] + h * (A3[0] * k1[i] + A3[1] * k2[i]);
                    }
                    let k3 = stage(
                        t + C[2] * h, &base, scale, parameters, &stages[first + 2].state, &stages[first + 2].inverse,
                    );
                    let mut base = [0.0; $n];
                    for i in 0..$n {
                        base[i] = y[i] + h * (A4[0] * k1[i] + A4[1] * k2[i] + A4[2] * k3[i]);
                    }
                    let k4 = stage(
                        t + C[3] * h, &base, scale, parameters, &stages[first + 3].state, &stages[first + 3].inverse,
                    );
                    let mut base = [0.0; $n];
                    for i in 0..$n {
                        base[i] = y[i] + h * (A5[0] * k1[i] + A5[1] * k2[i] + A5[2] * k3[i] + A5[3] * k4[i]);
                    }
                    let k5 = stage(
                        t + h, &base, scale, parameters, &stages[first + 4].state, &stages[first + 4].inverse,
                    );
                    let mut next = [0.0; $n];
                    for i in 0..$n {
                        next[i] = base[i] + scale * k5[i];
                    }
                    t = if step + 1 == end { times[output] } else { t + h };
                    y = next;
                }
                begin = end;
                states.push(y);
            }
            Ok(states)
        }
    };
}
