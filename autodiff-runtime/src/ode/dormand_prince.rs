//! Dormand and Prince's explicit method of order 5 with an embedded one of order 4, seven stages, of which the last is the first of
//! the next step.
//!
//! Dormand & Prince 1980, Journal of Computational and Applied Mathematics 6, 19. The coefficients are those of SciPy's `RK45`; a
//! test checks the conditions of order.

use super::plan::Method;

/// When in the step each stage is.
pub const C: [f64; 6] = [0.0, 0.2, 0.3, 0.8, 8.0 / 9.0, 1.0];
/// What the second stage is made of.
pub const A2: [f64; 1] = [0.2];
/// The third.
pub const A3: [f64; 2] = [3.0 / 40.0, 9.0 / 40.0];
/// The fourth.
pub const A4: [f64; 3] = [44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0];
/// The fifth.
pub const A5: [f64; 4] = [19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0];
/// The sixth.
pub const A6: [f64; 5] = [
    9017.0 / 3168.0,
    -355.0 / 33.0,
    46732.0 / 5247.0,
    49.0 / 176.0,
    -5103.0 / 18656.0,
];
/// The state after the step, which the seventh stage is at.
pub const B: [f64; 6] = [
    35.0 / 384.0,
    0.0,
    500.0 / 1113.0,
    125.0 / 192.0,
    -2187.0 / 6784.0,
    11.0 / 84.0,
];
/// The difference to the state of the embedded method.
pub const E: [f64; 7] = [
    -71.0 / 57600.0,
    0.0,
    71.0 / 16695.0,
    -71.0 / 1920.0,
    17253.0 / 339_200.0,
    -22.0 / 525.0,
    1.0 / 40.0,
];

/// The method as the plan uses it.
#[derive(Clone, Debug)]
pub struct DormandPrince<F, const N: usize> {
    rates: F,
    /// The rates at the step's start, from the one before.
    first: Option<[f64; N]>,
    last: [f64; N],
}

impl<F: Fn(f64, &[f64; N]) -> [f64; N], const N: usize> DormandPrince<F, N> {
    /// The method for these rates.
    pub fn new(rates: F) -> Self {
        Self {
            rates,
            first: None,
            last: [0.0; N],
        }
    }

    /// The rates at a stage that the ones before lead to.
    fn stage<const S: usize>(&self, t: f64, y: &[f64; N], size: f64, k: &[[f64; N]; S], a: &[f64; S]) -> [f64; N] {
        (self.rates)(t + C[S] * size, &moved(y, size, k, a))
    }
}

/// The state moved by the sum of the rates with these weights.
pub(super) fn moved<const N: usize, const S: usize>(
    y: &[f64; N],
    size: f64,
    k: &[[f64; N]; S],
    a: &[f64; S],
) -> [f64; N] {
    core::array::from_fn(|i| y[i] + size * k.iter().zip(a).map(|(k, a)| a * k[i]).sum::<f64>())
}

impl<F: Fn(f64, &[f64; N]) -> [f64; N], const N: usize> Method<N> for DormandPrince<F, N> {
    const ESTIMATE: f64 = 5.0;

    fn attempt(&mut self, t: f64, y: &[f64; N], size: f64) -> Option<([f64; N], [f64; N])> {
        let k1 = *self.first.get_or_insert_with(|| (self.rates)(t, y));
        let k2 = self.stage(t, y, size, &[k1], &A2);
        let k3 = self.stage(t, y, size, &[k1, k2], &A3);
        let k4 = self.stage(t, y, size, &[k1, k2, k3], &A4);
        let k5 = self.stage(t, y, size, &[k1, k2, k3, k4], &A5);
        let k6 = self.stage(t, y, size, &[k1, k2, k3, k4, k5], &A6);
        let next = moved(y, size, &[k1, k2, k3, k4, k5, k6], &B);
        self.last = (self.rates)(t + size, &next);
        let error = moved(&[0.0; N], size, &[k1, k2, k3, k4, k5, k6, self.last], &E);
        Some((next, error))
    }

    fn accept(&mut self) {
        self.first = Some(self.last);
    }
}

/// The solver of one system, as [`ode_solver!`](macro@crate::ode_solver) writes it.
#[doc(hidden)]
#[macro_export]
macro_rules! dormand_prince_solver {
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
            ) -> Result<$crate::ode::Plan, $crate::ode::OdeError> {
                let rates = |t: f64, y: &[f64; $n]| $rates(t, y, parameters);
                let mut method = $crate::ode::DormandPrince::new(rates);
                $crate::ode::plan(&mut method, rates, start, start_time, times, settings)
            }
            use $crate::constant;
            use $crate::ode::dormand_prince::{A2, A3, A4, A5, A6, B, C};

            let plan = planned(
                constant(start),
                constant(start_time),
                constant(times),
                constant(parameters),
                settings,
            )?;
            let mut t = start_time;
            let mut y = *start;
            let mut k1 = $rates(t, &y, parameters);
            let mut states = Vec::new();
            let mut begin = 0;
            for output in 0..times.len() {
                let end = plan.ends[output];
                for step in begin..end {
                    let h = if step + 1 == end { times[output] - t } else { plan.sizes[step] };
                    let mut y2 = [0.0; $n];
                    for i in 0..$n {
                        y2[i] = y[i] + h * (A2[0] * k1[i]);
                    }
                    let k2 = $rates(t + C[1] * h, &y2, parameters);
                    let mut y3 = [0.0; $n];
                    for i in 0..$n {
                        y3[i] = y[i] + h * (A3[0] * k1[i] + A3[1] * k2[i]);
                    }
                    let k3 = $rates(t + C[2] * h, &y3, parameters);
                    let mut y4 = [0.0; $n];
                    for i in 0..$n {
                        y4[i] = y[i] + h * (A4[0] * k1[i] + A4[1] * k2[i] + A4[2] * k3[i]);
                    }
                    let k4 = $rates(t + C[3] * h, &y4, parameters);
                    let mut y5 = [0.0; $n];
                    for i in 0..$n {
                        y5[i] = y[i] + h * (A5[0] * k1[i] + A5[1] * k2[i] + A5[2] * k3[i] + A5[3] * k4[i]);
                    }
                    let k5 = $rates(t + C[4] * h, &y5, parameters);
                    let mut y6 = [0.0; $n];
                    for i in 0..$n {
                        y6[i] = y[i]
                            + h * (A6[0] * k1[i] + A6[1] * k2[i] + A6[2] * k3[i] + A6[3] * k4[i] + A6[4] * k5[i]);
                    }
                    let k6 = $rates(t + h, &y6, parameters);
                    let mut next = [0.0; $n];
                    for i in 0..$n {
                        next[i] = y[i]
                            + h * (B[0] * k1[i] + B[2] * k3[i] + B[3] * k4[i] + B[4] * k5[i] + B[5] * k6[i]);
                    }
                    t = if step + 1 == end { times[output] } else { t + h };
                    k1 = $rates(t, &next, parameters);
                    y = next;
                }
                begin = end;
                states.push(y);
            }
            Ok(states)
        }
    };
}
