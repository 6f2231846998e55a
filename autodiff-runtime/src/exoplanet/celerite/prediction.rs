//! What a process is at other times, given observations.
//!
//! A time lies in a gap between two observations. What those before it say is in the state S, f of the filter; what
//! those behind it say, beyond what was expected of them, is a matrix Y = Bᵀ(K + N)⁻¹B and a vector ν = Bᵀ(K + N)⁻¹z at
//! the end of the gap, where row n of B is u P(tₙ − t), and where K is the covariance given what is before. Both come
//! from the factor that the filter finds, going backwards:
//!
//! Y ← u uᵀ/d + Gᵀ Φᵀ Y Φ G,  ν ← u z/d + Gᵀ Φᵀ ν,  with G = 1 − w uᵀ, w = r/d
//!
//! and the propagator Φ to the next observation. With q = P(t − tₗ)ᵀu, the covariance of the process at t with the
//! columns at the end of the gap is e = P(tₗ₊₁ − t)(v − P(t − tₗ) S q); mean and variance at t are q·f + e·ν and k(0) −
//! q·S q − e·Y e.

use super::Kernel;
use super::filter::{Innovation, Propagation, State, rows_or_nan};
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// A process at some times, given observations.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The expectation at each time.
    pub mean: Vec<f64>,
    /// The variance at each time, of the process itself, without noise.
    pub variance: Vec<f64>,
}

/// The process at the times `at`, in any order, given `residual` at `time` with independent noise of the given variances.
///
/// It takes O(N J² + M J²) operations for N observations and M times, and memory for N J² numbers.
///
/// A variance is what is left of k(0), so that its error is some 10⁻¹⁶ k(0). Where the noise σ² is much smaller than that,
/// and a time lies in front of many observations, it grows by k(0)/σ².
///
/// # Bad input
///
/// All is NaN where [`log_likelihood`](fn@super::log_likelihood) is, and what is asked of a time that is NaN is NaN.
/// Variances that rounding makes negative are zero.
///
/// ```
/// use autodiff_runtime::exoplanet::celerite::{Matern52, predict};
/// let kernel = Matern52 { sigma: 1.0, rho: 2.0 }.kernel();
/// let seen = predict(&kernel, &[0.0, 1.0], &[0.3, 0.5], &[0.0, 0.0], &[1.0, 100.0]);
/// assert!((seen.mean[0] - 0.5).abs() < 1e-12 && seen.variance[0] < 1e-12);
/// assert!(seen.mean[1].abs() < 1e-12 && (seen.variance[1] - 1.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn predict<const J: usize, const W: usize>(
    kernel: &Kernel<J, W>,
    time: &[f64],
    residual: &[f64],
    variance: &[f64],
    at: &[f64],
) -> Prediction {
    predict_columns(kernel, 0..J, time, residual, variance, at)
}

/// One component of the process, given observations of the sum of all: that of some columns of the kernel.
///
/// Of `sum(&a, &b)`, the columns of `a` come first: `0..A`. The range must be of whole blocks; what remains of a block
/// at its end is left out.
///
/// # Bad input
///
/// As of [`predict`]; all is NaN if there are no such columns.
#[must_use]
pub fn predict_columns<const J: usize, const W: usize>(
    kernel: &Kernel<J, W>,
    columns: Range<usize>,
    time: &[f64],
    residual: &[f64],
    variance: &[f64],
    at: &[f64],
) -> Prediction {
    let mut prediction = Prediction {
        mean: vec![f64::NAN; at.len()],
        variance: vec![f64::NAN; at.len()],
    };
    let lengths_fit = residual.len() == time.len() && variance.len() == time.len();
    if !lengths_fit || columns.start > columns.end || columns.end > J || !columns.start.is_multiple_of(W) {
        return prediction;
    }
    let component = Component::new(kernel, columns);
    let steps = filter(kernel, time, residual, variance);
    let mut order: Vec<usize> = (0..at.len()).filter(|i| !at[*i].is_nan()).collect();
    order.sort_unstable_by(|a, b| at[*a].total_cmp(&at[*b]));
    let mut later = Later::NOTHING;
    for gap in (0..=steps.len()).rev() {
        // The gap in front of observation `gap`; the one behind the last observation comes first.
        let before = gap.checked_sub(1).map(|last| (time[last], &steps[last].after));
        let next = time.get(gap).copied();
        while let Some(i) = order.pop_if(|i| before.is_none_or(|(begin, _)| at[*i] >= begin)) {
            (prediction.mean[i], prediction.variance[i]) = component.at(at[i], before, next, &later);
        }
        let Some(last) = gap.checked_sub(1) else { break };
        let rows = steps.get(gap).map(|step| &step.rows);
        later = later.with(rows, &steps[last].innovation);
    }
    // What is not sorted, NaN or not positive definite has left NaN everywhere: in the last gap for all that comes
    // before, and here for what lies behind.
    let broken = !steps
        .iter()
        .all(|step| step.innovation.residual.is_finite() && step.innovation.inverse.is_finite());
    if broken {
        prediction.mean.fill(f64::NAN);
        prediction.variance.fill(f64::NAN);
    }
    prediction
}

/// What the filter found at an observation.
struct Step<const J: usize, const W: usize> {
    /// The propagator from the observation before.
    rows: [[f64; W]; J],
    innovation: Innovation<f64, J>,
    after: State<f64, J>,
}

fn filter<const J: usize, const W: usize>(
    kernel: &Kernel<J, W>,
    time: &[f64],
    residual: &[f64],
    variance: &[f64],
) -> Vec<Step<J, W>> {
    let mut propagation = Propagation::new(&kernel.spectrum);
    let mut state = State::empty();
    let step = |n: usize| {
        if n > 0 {
            propagation.set(time[n] - time[n - 1]);
            state = state.propagated(&propagation.rows);
        }
        let innovation = state.innovation::<W>(&kernel.value, residual[n], variance[n]);
        state = state.with(&innovation);
        Step {
            rows: propagation.rows,
            innovation,
            after: state,
        }
    };
    (0..time.len()).map(step).collect()
}

/// What the observations behind a gap say about the columns at its end.
struct Later<const J: usize> {
    information: [[f64; J]; J],
    mean: [f64; J],
}

impl<const J: usize> Later<J> {
    const NOTHING: Self = Self {
        information: [[0.0; J]; J],
        mean: [0.0; J],
    };

    /// One gap earlier: `rows` lead from the observation to those that are known already.
    fn with<const W: usize>(&self, rows: Option<&[[f64; W]; J]>, innovation: &Innovation<f64, J>) -> Self {
        let mut earlier = rows.map_or(Self::NOTHING, |rows| self.propagated(rows));
        let inverse = innovation.inverse;
        let mut along = [0.0; J];
        let (mut quadratic, mut linear) = (0.0, 0.0);
        for i in 0..J {
            for k in 0..J {
                along[i] += earlier.information[i][k] * innovation.gain[k] * inverse;
            }
            quadratic += along[i] * innovation.gain[i] * inverse;
            linear += earlier.mean[i] * innovation.gain[i] * inverse;
        }
        for block in (0..J).step_by(W) {
            for k in 0..J {
                earlier.information[block][k] -= along[k];
                earlier.information[k][block] -= along[k];
            }
            for other in (0..J).step_by(W) {
                earlier.information[block][other] += quadratic + inverse;
            }
            earlier.mean[block] += innovation.residual * inverse - linear;
        }
        earlier
    }

    /// Φᵀ Y Φ and Φᵀ ν.
    fn propagated<const W: usize>(&self, rows: &[[f64; W]; J]) -> Self {
        let mut half = [[0.0; J]; J];
        let mut next = Self::NOTHING;
        for i in 0..J {
            let start = i - i % W;
            for l in 0..W {
                for k in 0..J {
                    half[start + l][k] += rows[i][l] * self.information[i][k];
                }
                next.mean[start + l] += rows[i][l] * self.mean[i];
            }
        }
        for i in 0..J {
            for k in 0..J {
                for l in 0..W {
                    next.information[i][k - k % W + l] += half[i][k] * rows[k][l];
                }
            }
        }
        next
    }
}

/// The columns that are asked for.
struct Component<'k, const J: usize, const W: usize> {
    kernel: &'k Kernel<J, W>,
    columns: Range<usize>,
    /// The covariances of the component with the columns: zero for those of others.
    value: [f64; J],
    /// Its variance.
    variance: f64,
}

impl<'k, const J: usize, const W: usize> Component<'k, J, W> {
    fn new(kernel: &'k Kernel<J, W>, columns: Range<usize>) -> Self {
        let columns = columns.start..columns.start + (columns.len() - columns.len() % W);
        let mut value = [0.0; J];
        value[columns.clone()].copy_from_slice(&kernel.value[columns.clone()]);
        let variance = columns.clone().step_by(W).map(|first| value[first]).sum();
        Self {
            kernel,
            columns,
            value,
            variance,
        }
    }

    /// Mean and variance at a time: in front of it the state after the last observation, behind it what later ones say.
    fn at(&self, at: f64, before: Option<(f64, &State<f64, J>)>, next: Option<f64>, later: &Later<J>) -> (f64, f64) {
        let (mut mean, mut variance, mut covariance) = (0.0, self.variance, self.value);
        if let Some((begin, state)) = before {
            let rows: [[f64; W]; J] = rows_or_nan(&self.kernel.spectrum, at - begin);
            let mut q = [0.0; J];
            for first in self.columns.clone().step_by(W) {
                for l in 0..W {
                    q[first + l] = rows[first][l];
                }
            }
            let known: [f64; J] = core::array::from_fn(|i| dot(&state.explained[i], &q));
            mean = dot(&q, &state.mean);
            variance -= dot(&q, &known);
            let moved = applied(&rows, &known);
            for i in 0..J {
                covariance[i] -= moved[i];
            }
        }
        if let Some(end) = next {
            let rows: [[f64; W]; J] = rows_or_nan(&self.kernel.spectrum, end - at);
            let e = applied(&rows, &covariance);
            mean += dot(&e, &later.mean);
            for i in 0..J {
                variance -= e[i] * dot(&later.information[i], &e);
            }
        }
        (mean, if variance < 0.0 { 0.0 } else { variance })
    }
}

fn dot<const J: usize>(a: &[f64; J], b: &[f64; J]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// P x for a block-diagonal matrix.
fn applied<const J: usize, const W: usize>(rows: &[[f64; W]; J], x: &[f64; J]) -> [f64; J] {
    core::array::from_fn(|i| (0..W).map(|l| rows[i][l] * x[i - i % W + l]).sum())
}
