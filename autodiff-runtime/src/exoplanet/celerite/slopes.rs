//! The derivatives of propagators by decay rates and frequencies, for the reverse sweep.
//!
//! Everything in a block is e^(−c Δt) times an entire function of D = ω² − c²: by c at fixed D the derivative is −Δt times the value, and
//! by D, with the values C, S, V (cosine, sine, versine, each with its envelope),
//!
//! ∂C/∂D = −½ Δt S,  ∂S/∂D = (Δt C − S)/2D,  ∂V/∂D = (½ Δt S − V)/D.

use super::propagation::{pair, triple};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// The derivative of sin √x/√x for |x| ≤ 1.
#[differentiable]
#[inline]
fn sine_series_slope(x: f64) -> f64 {
    let square = x * x;
    let even = 1.0 / 6.0
        + square
            * (3.0 / 5_040.0
                + square
                    * (5.0 / 39_916_800.0
                        + square * (7.0 / 1_307_674_368_000.0 + square * (9.0 / 121_645_100_408_832_000.0))));
    let odd = 2.0 / 120.0
        + square * (4.0 / 362_880.0 + square * (6.0 / 6_227_020_800.0 + square * (8.0 / 355_687_428_096_000.0)));
    x * odd - even
}

/// The derivative of (1 − cos √x)/x for |x| ≤ 1.
#[differentiable]
#[inline]
fn versine_series_slope(x: f64) -> f64 {
    let square = x * x;
    let even = 1.0 / 24.0
        + square
            * (3.0 / 40_320.0
                + square
                    * (5.0 / 479_001_600.0
                        + square * (7.0 / 20_922_789_888_000.0 + square * (9.0 / 2_432_902_008_176_640_000.0))));
    let odd = 2.0 / 720.0
        + square * (4.0 / 3_628_800.0 + square * (6.0 / 87_178_291_200.0 + square * (8.0 / 6_402_373_705_728_000.0)));
    x * odd - even
}

/// ∂S/∂D, from C and S.
#[differentiable]
#[inline(always)]
pub(super) fn sine_slope(cosine: f64, sine: f64, excess: f64, #[constant] step: f64) -> f64 {
    let angle = excess * (step * step);
    if !(-1.0..=1.0).contains(&angle) {
        0.5 * (step * cosine - sine) / excess
    } else {
        // The envelope, as C² + D S² is its square.
        let envelope = (cosine * cosine + excess * (sine * sine)).sqrt();
        envelope * sine_series_slope(angle) * (step * step * step)
    }
}

/// ∂V/∂D, from the envelope, S and V.
#[differentiable]
#[inline]
pub(super) fn versine_slope(envelope: f64, sine: f64, versine: f64, excess: f64, #[constant] step: f64) -> f64 {
    let angle = excess * (step * step);
    if !(-1.0..=1.0).contains(&angle) {
        (0.5 * step * sine - versine) / excess
    } else {
        envelope * versine_series_slope(angle) * (step * step * step * step)
    }
}

/// The derivatives by decay rate and squared frequency, from those by c at fixed D, and by D.
#[inline(always)]
fn by_rates(decay: f64, by_decay: f64, by_excess: f64) -> [f64; 2] {
    [by_decay - 2.0 * decay * by_excess, by_excess]
}

/// From the derivatives by a pair's propagator to those by its decay rate and squared frequency.
#[inline(always)]
fn reverse_pair(decay: f64, square: f64, step: f64, rows: &[[f64; 2]; 2], bar: &[[f64; 2]; 2]) -> [f64; 2] {
    let [cosine, sine] = rows[0];
    let excess = square - decay * decay;
    let cosine_bar = bar[0][0] + bar[1][1];
    let sine_bar = bar[0][1] - excess * bar[1][0];
    let slope = sine_slope(cosine, sine, excess, step);
    let by_excess = slope * sine_bar - 0.5 * step * sine * cosine_bar - sine * bar[1][0];
    by_rates(decay, -step * (cosine * cosine_bar + sine * sine_bar), by_excess)
}

/// From the derivatives by a triple's propagator to those by its decay rate and squared frequency.
#[inline]
fn reverse_triple(decay: f64, square: f64, step: f64, rows: &[[f64; 3]; 3], bar: &[[f64; 3]; 3]) -> [f64; 2] {
    let [envelope, sine, versine] = rows[0];
    let cosine = rows[1][1];
    let excess = square - decay * decay;
    let cosine_bar = bar[1][1] + bar[2][2];
    let sine_bar = bar[0][1] + bar[1][2] - excess * bar[2][1];
    let along = envelope * bar[0][0] + versine * bar[0][2] + cosine * cosine_bar + sine * sine_bar;
    let by_excess = sine_slope(cosine, sine, excess, step) * sine_bar
        + versine_slope(envelope, sine, versine, excess, step) * bar[0][2]
        - 0.5 * step * sine * cosine_bar
        - sine * bar[2][1];
    by_rates(decay, -step * along, by_excess)
}

/// From the derivatives by a Kronecker product to those by its factors, the second one with two rows.
#[inline]
fn reverse_product<const N: usize, const J: usize, const W: usize>(
    bar: &[[f64; W]; J],
    at: usize,
    one: &[[f64; N]; N],
    other: &[[f64; 2]; 2],
) -> ([[f64; N]; N], [[f64; 2]; 2]) {
    let mut one_bar = [[0.0; N]; N];
    let mut other_bar = [[0.0; 2]; 2];
    for i in 0..2 * N {
        for k in 0..2 * N {
            one_bar[i / 2][k / 2] += bar[at + i][k] * other[i % 2][k % 2];
            other_bar[i % 2][k % 2] += bar[at + i][k] * one[i / 2][k / 2];
        }
    }
    (one_bar, other_bar)
}

/// One block out of all.
#[inline(always)]
fn block_at<const N: usize, const J: usize, const W: usize>(rows: &[[f64; W]; J], at: usize) -> [[f64; N]; N] {
    core::array::from_fn(|i| core::array::from_fn(|k| rows[at + i][k]))
}

/// Adds the derivatives by the spectrum of all blocks, from those by their propagators.
#[inline(always)]
pub(super) fn add_by_spectrum<const J: usize, const W: usize>(
    spectrum: &[f64; J],
    step: f64,
    rows: &[[f64; W]; J],
    bar: &[[f64; W]; J],
    spectrum_bar: &mut [f64; J],
) {
    for block in 0..J / W {
        let at = block * W;
        let mut add = |place: usize, by: [f64; 2]| {
            spectrum_bar[at + place] += by[0];
            spectrum_bar[at + place + 1] += by[1];
        };
        let rates = |place: usize| (spectrum[at + place], spectrum[at + place + 1]);
        if W == 1 {
            spectrum_bar[at] -= step * rows[at][0] * bar[at][0];
        } else if W == 2 {
            let (decay, square) = rates(0);
            add(
                0,
                reverse_pair(decay, square, step, &block_at(rows, at), &block_at(bar, at)),
            );
        } else if W == 3 {
            let (decay, square) = rates(0);
            add(
                0,
                reverse_triple(decay, square, step, &block_at(rows, at), &block_at(bar, at)),
            );
        } else if W == 4 {
            let ((decay, square), (other_decay, other_square)) = (rates(0), rates(2));
            let (one, other) = (pair(decay, square, step), pair(other_decay, other_square, step));
            let (one_bar, other_bar) = reverse_product(bar, at, &one, &other);
            add(0, reverse_pair(decay, square, step, &one, &one_bar));
            add(2, reverse_pair(other_decay, other_square, step, &other, &other_bar));
        } else {
            let ((decay, square), (other_decay, other_square)) = (rates(0), rates(3));
            let (one, other) = (triple(decay, square, step), pair(other_decay, other_square, step));
            let (one_bar, other_bar) = reverse_product(bar, at, &one, &other);
            add(0, reverse_triple(decay, square, step, &one, &one_bar));
            add(3, reverse_pair(other_decay, other_square, step, &other, &other_bar));
        }
    }
}
