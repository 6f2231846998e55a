//! How a block's columns propagate over a time step: exp(F Δt), in functions that are smooth for any damping.
//!
//! With D = ω² − c², everything is made of e^(−c Δt) times cos(√D Δt) and sin(√D Δt)/√D, which are entire functions of
//! D: for D < 0 they are cosh and sinh, and around zero the series of both is taken, so that neither they nor their
//! derivatives know where critical damping is.

use crate::Real;
use autodiff_macros::differentiable;

/// e^(−c Δt) times cos(√D Δt) and sin(√D Δt)/√D; third D = ω² − c² itself.
#[differentiable]
#[inline]
fn oscillation<T: Real>(decay: T, square: T, #[constant] step: f64) -> (T, T, T) {
    let excess = square - decay * decay;
    let time_step = T::from_f64(step);
    let angle = excess * (time_step * time_step);
    if angle > T::one() {
        let (cosine, sine) = underdamped(decay, excess, step);
        (cosine, sine, excess)
    } else if angle < -T::one() {
        let (cosine, sine) = overdamped(decay, square, excess, step);
        (cosine, sine, excess)
    } else {
        let envelope = (-decay * time_step).exp();
        (
            envelope * cosine_series(angle),
            envelope * sine_series(angle) * time_step,
            excess,
        )
    }
}

/// For positive D. Not inlined: the compiler would compute its exponential where it is not needed.
#[differentiable]
#[inline(never)]
fn underdamped<T: Real>(decay: T, excess: T, #[constant] step: f64) -> (T, T) {
    let step = T::from_f64(step);
    let rate = excess.sqrt();
    let envelope = (-decay * step).exp();
    let (sine, cosine) = (rate * step).sin_cos();
    (envelope * cosine, envelope * sine / rate)
}

/// For negative D. Not inlined, either.
///
/// Both exponents are taken by themselves: their product with a large exponential may overflow. The slower rate is
/// ω²/(c + √−D), as the difference c − √−D would cancel.
#[differentiable]
#[inline(never)]
fn overdamped<T: Real>(decay: T, square: T, excess: T, #[constant] step: f64) -> (T, T) {
    let (step, half) = (T::from_f64(step), T::from_f64(0.5));
    let rate = (-excess).sqrt();
    let fast_rate = decay + rate;
    let slow = (-(square / fast_rate) * step).exp();
    let fast = (-fast_rate * step).exp();
    (half * (slow + fast), half * (slow - fast) / rate)
}

/// cos √x for |x| ≤ 1, to the last digit, and so are its first derivatives.
#[differentiable]
#[inline]
fn cosine_series<T: Real>(x: T) -> T {
    let c = |number: f64| T::from_f64(number);
    let square = x * x;
    let even = T::one()
        + square
            * (c(1.0 / 24.0)
                + square
                    * (c(1.0 / 40_320.0)
                        + square * (c(1.0 / 479_001_600.0) + square * (c(1.0 / 20_922_789_888_000.0)))));
    let odd = c(1.0 / 2.0)
        + square
            * (c(1.0 / 720.0)
                + square
                    * (c(1.0 / 3_628_800.0)
                        + square * (c(1.0 / 87_178_291_200.0) + square * (c(1.0 / 6_402_373_705_728_000.0)))));
    even - x * odd
}

/// sin √x/√x for |x| ≤ 1.
#[differentiable]
#[inline]
fn sine_series<T: Real>(x: T) -> T {
    let c = |number: f64| T::from_f64(number);
    let square = x * x;
    let even = T::one()
        + square
            * (c(1.0 / 120.0)
                + square
                    * (c(1.0 / 362_880.0)
                        + square * (c(1.0 / 6_227_020_800.0) + square * (c(1.0 / 355_687_428_096_000.0)))));
    let odd = c(1.0 / 6.0)
        + square * (c(1.0 / 5_040.0) + square * (c(1.0 / 39_916_800.0) + square * (c(1.0 / 1_307_674_368_000.0))));
    even - x * odd
}

/// (1 − cos √x)/x for |x| ≤ 1.
#[differentiable]
#[inline]
fn versine_series<T: Real>(x: T) -> T {
    let c = |number: f64| T::from_f64(number);
    let square = x * x;
    let even = c(1.0 / 2.0)
        + square
            * (c(1.0 / 720.0)
                + square
                    * (c(1.0 / 3_628_800.0)
                        + square * (c(1.0 / 87_178_291_200.0) + square * (c(1.0 / 6_402_373_705_728_000.0)))));
    let odd = c(1.0 / 24.0)
        + square * (c(1.0 / 40_320.0) + square * (c(1.0 / 479_001_600.0) + square * (c(1.0 / 20_922_789_888_000.0))));
    even - x * odd
}

/// The propagator of a block of two columns.
#[differentiable]
#[inline]
pub(super) fn pair<T: Real>(decay: T, square: T, #[constant] step: f64) -> [[T; 2]; 2] {
    let (cosine, sine, excess) = oscillation(decay, square, step);
    [[cosine, sine], [-excess * sine, cosine]]
}

/// The propagator of a block of three columns.
#[differentiable]
#[inline]
pub(super) fn triple<T: Real>(decay: T, square: T, #[constant] step: f64) -> [[T; 3]; 3] {
    let (cosine, sine, excess) = oscillation(decay, square, step);
    let step = T::from_f64(step);
    let envelope = (-decay * step).exp();
    let angle = excess * (step * step);
    let versine = if angle > T::one() || angle < -T::one() {
        (envelope - cosine) / excess
    } else {
        envelope * versine_series(angle) * (step * step)
    };
    [
        [envelope, sine, versine],
        [T::zero(), cosine, sine],
        [T::zero(), -excess * sine, cosine],
    ]
}

/// Adds a block to the rows from `at` on.
#[differentiable]
#[inline(always)]
fn add_block<T: Real, const N: usize, const J: usize, const W: usize>(
    block: &[[T; N]; N],
    at: usize,
    rows: &mut [[T; W]; J],
) {
    for i in 0..N {
        for k in 0..N {
            rows[at + i][k] += block[i][k];
        }
    }
}

/// Adds the Kronecker product of two blocks to the rows from `at` on.
#[differentiable]
#[inline(always)]
fn add_product<T: Real, const N: usize, const J: usize, const W: usize>(
    one: &[[T; N]; N],
    other: &[[T; 2]; 2],
    at: usize,
    rows: &mut [[T; W]; J],
) {
    for i in 0..2 * N {
        for k in 0..2 * N {
            rows[at + i][k] += one[i / 2][k / 2] * other[i % 2][k % 2];
        }
    }
}

/// The propagators of all blocks, below each other: row `j` belongs to column `j` of the kernel.
#[differentiable]
#[inline]
pub(super) fn propagator<T: Real, const J: usize, const W: usize>(
    spectrum: &[T; J],
    #[constant] step: f64,
) -> [[T; W]; J] {
    let mut rows = [[T::zero(); W]; J];
    for block in 0..J / W {
        let at = block * W;
        if W == 1 {
            rows[at][0] = (-spectrum[at] * T::from_f64(step)).exp();
        } else if W == 2 {
            add_block::<T, 2, J, W>(&pair(spectrum[at], spectrum[at + 1], step), at, &mut rows);
        } else if W == 3 {
            add_block::<T, 3, J, W>(&triple(spectrum[at], spectrum[at + 1], step), at, &mut rows);
        } else {
            let second = at + W / 2;
            let other = pair(spectrum[second], spectrum[second + 1], step);
            if W == 4 {
                add_product::<T, 2, J, W>(&pair(spectrum[at], spectrum[at + 1], step), &other, at, &mut rows);
            } else {
                add_product::<T, 3, J, W>(&triple(spectrum[at], spectrum[at + 1], step), &other, at, &mut rows);
            }
        }
    }
    rows
}
