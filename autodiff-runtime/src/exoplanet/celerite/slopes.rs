//! The derivatives of propagators by decay rates and frequencies, for the reverse sweep.
//!
//! Everything in a block is e^(−c Δt) times an entire function of D = ω² − c²: by c at fixed D the derivative is −Δt
//! times the value, and by D, with the values C, S, V (cosine, sine, versine, each with its envelope),
//!
//! ∂C/∂D = −½ Δt S,  ∂S/∂D = (Δt C − S)/2D,  ∂V/∂D = (½ Δt S − V)/D.

use super::propagation::{pair, triple};
use crate::Real;

/// The derivative of sin √x/√x for |x| ≤ 1.
#[inline]
fn sine_series_slope<T: Real>(x: T) -> T {
    let c = |number: f64| T::from_f64(number);
    let square = x * x;
    let even = c(1.0 / 6.0)
        + square
            * (c(3.0 / 5_040.0)
                + square
                    * (c(5.0 / 39_916_800.0)
                        + square * (c(7.0 / 1_307_674_368_000.0) + square * (c(9.0 / 121_645_100_408_832_000.0)))));
    let odd = c(2.0 / 120.0)
        + square
            * (c(4.0 / 362_880.0) + square * (c(6.0 / 6_227_020_800.0) + square * (c(8.0 / 355_687_428_096_000.0))));
    x * odd - even
}

/// The derivative of (1 − cos √x)/x for |x| ≤ 1.
#[inline]
fn versine_series_slope<T: Real>(x: T) -> T {
    let c = |number: f64| T::from_f64(number);
    let square = x * x;
    let even = c(1.0 / 24.0)
        + square
            * (c(3.0 / 40_320.0)
                + square
                    * (c(5.0 / 479_001_600.0)
                        + square * (c(7.0 / 20_922_789_888_000.0) + square * (c(9.0 / 2_432_902_008_176_640_000.0)))));
    let odd = c(2.0 / 720.0)
        + square
            * (c(4.0 / 3_628_800.0)
                + square * (c(6.0 / 87_178_291_200.0) + square * (c(8.0 / 6_402_373_705_728_000.0))));
    x * odd - even
}

/// ∂S/∂D, from C and S.
#[inline(always)]
fn sine_slope<T: Real>(cosine: T, sine: T, excess: T, step: T) -> T {
    let angle = excess * (step * step);
    if angle > T::one() || angle < -T::one() {
        T::from_f64(0.5) * (step * cosine - sine) / excess
    } else {
        // The envelope, as C² + D S² is its square.
        let envelope = (cosine * cosine + excess * (sine * sine)).sqrt();
        envelope * sine_series_slope(angle) * (step * step * step)
    }
}

/// ∂V/∂D, from the envelope, S and V.
#[inline]
fn versine_slope<T: Real>(envelope: T, sine: T, versine: T, excess: T, step: T) -> T {
    let angle = excess * (step * step);
    if angle > T::one() || angle < -T::one() {
        (T::from_f64(0.5) * step * sine - versine) / excess
    } else {
        envelope * versine_series_slope(angle) * (step * step * step * step)
    }
}

/// The derivatives by decay rate and squared frequency, from those by c at fixed D, and by D.
#[inline(always)]
fn by_rates<T: Real>(decay: T, by_decay: T, by_excess: T) -> [T; 2] {
    [by_decay - (decay + decay) * by_excess, by_excess]
}

/// From the derivatives by a pair's propagator to those by its decay rate and squared frequency.
#[inline(always)]
fn reverse_pair<T: Real>(decay: T, square: T, step: T, rows: &[[T; 2]; 2], bar: &[[T; 2]; 2]) -> [T; 2] {
    let [cosine, sine] = rows[0];
    let excess = square - decay * decay;
    let cosine_bar = bar[0][0] + bar[1][1];
    let sine_bar = bar[0][1] - excess * bar[1][0];
    let slope = sine_slope(cosine, sine, excess, step);
    let by_excess = slope * sine_bar - sine * (T::from_f64(0.5) * step * cosine_bar + bar[1][0]);
    by_rates(decay, -step * (cosine * cosine_bar + sine * sine_bar), by_excess)
}

/// From the derivatives by a triple's propagator to those by its decay rate and squared frequency.
#[inline]
fn reverse_triple<T: Real>(decay: T, square: T, step: T, rows: &[[T; 3]; 3], bar: &[[T; 3]; 3]) -> [T; 2] {
    let [envelope, sine, versine] = rows[0];
    let cosine = rows[1][1];
    let excess = square - decay * decay;
    let cosine_bar = bar[1][1] + bar[2][2];
    let sine_bar = bar[0][1] + bar[1][2] - excess * bar[2][1];
    let along = envelope * bar[0][0] + versine * bar[0][2] + cosine * cosine_bar + sine * sine_bar;
    let by_excess = sine_slope(cosine, sine, excess, step) * sine_bar
        + versine_slope(envelope, sine, versine, excess, step) * bar[0][2]
        - sine * (T::from_f64(0.5) * step * cosine_bar + bar[2][1]);
    by_rates(decay, -step * along, by_excess)
}

/// From the derivatives by a Kronecker product to those by its factors, the second one with two rows.
#[inline]
fn reverse_product<T: Real, const N: usize, const J: usize, const W: usize>(
    bar: &[[T; W]; J],
    at: usize,
    one: &[[T; N]; N],
    other: &[[T; 2]; 2],
) -> ([[T; N]; N], [[T; 2]; 2]) {
    let mut one_bar = [[T::zero(); N]; N];
    let mut other_bar = [[T::zero(); 2]; 2];
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
fn block_at<T: Real, const N: usize, const J: usize, const W: usize>(rows: &[[T; W]; J], at: usize) -> [[T; N]; N] {
    core::array::from_fn(|i| core::array::from_fn(|k| rows[at + i][k]))
}

/// Adds the derivatives by the spectrum of all blocks, from those by their propagators.
#[inline(always)]
pub(super) fn add_by_spectrum<T: Real, const J: usize, const W: usize>(
    spectrum: &[T; J],
    step: f64,
    rows: &[[T; W]; J],
    bar: &[[T; W]; J],
    spectrum_bar: &mut [T; J],
) {
    let time_step = T::from_f64(step);
    for block in 0..J / W {
        let at = block * W;
        let mut add = |place: usize, by: [T; 2]| {
            spectrum_bar[at + place] += by[0];
            spectrum_bar[at + place + 1] += by[1];
        };
        let rates = |place: usize| (spectrum[at + place], spectrum[at + place + 1]);
        if W == 1 {
            spectrum_bar[at] -= time_step * rows[at][0] * bar[at][0];
        } else if W == 2 {
            let (decay, square) = rates(0);
            add(
                0,
                reverse_pair(decay, square, time_step, &block_at(rows, at), &block_at(bar, at)),
            );
        } else if W == 3 {
            let (decay, square) = rates(0);
            add(
                0,
                reverse_triple(decay, square, time_step, &block_at(rows, at), &block_at(bar, at)),
            );
        } else if W == 4 {
            let ((decay, square), (other_decay, other_square)) = (rates(0), rates(2));
            let (one, other) = (pair(decay, square, step), pair(other_decay, other_square, step));
            let (one_bar, other_bar) = reverse_product(bar, at, &one, &other);
            add(0, reverse_pair(decay, square, time_step, &one, &one_bar));
            add(
                2,
                reverse_pair(other_decay, other_square, time_step, &other, &other_bar),
            );
        } else {
            let ((decay, square), (other_decay, other_square)) = (rates(0), rates(3));
            let (one, other) = (triple(decay, square, step), pair(other_decay, other_square, step));
            let (one_bar, other_bar) = reverse_product(bar, at, &one, &other);
            add(0, reverse_triple(decay, square, time_step, &one, &one_bar));
            add(
                3,
                reverse_pair(other_decay, other_square, time_step, &other, &other_bar),
            );
        }
    }
}
