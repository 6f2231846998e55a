//! The terms of which kernels are made, by the names that the field gives them.

use super::{Kernel, combine::sum};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::{Differentiable, differentiable};

/// The number if it is positive, otherwise NaN.
#[differentiable]
#[inline]
fn positive(x: f64) -> f64 {
    if x > 0.0 { x } else { f64::NAN * x }
}

/// The number if it is not negative, otherwise NaN.
#[differentiable]
#[inline]
fn not_negative(x: f64) -> f64 {
    if x >= 0.0 { x } else { f64::NAN * x }
}

/// k(τ) = a e^(−cτ).
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct RealTerm {
    /// The variance.
    pub a: f64,
    /// The decay rate, not negative.
    pub c: f64,
}

#[differentiable]
impl RealTerm {
    /// The term as a kernel.
    #[must_use]
    pub fn kernel(&self) -> Kernel<1, 1> {
        Kernel {
            value: [self.a],
            spectrum: [not_negative(self.c)],
        }
    }
}

/// k(τ) = e^(−cτ) (a cos dτ + b sin dτ).
///
/// It is a covariance if |b d| ≤ a c; where it is none, likelihoods may be NaN.
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct ComplexTerm {
    /// The variance.
    pub a: f64,
    /// The amplitude of the sine.
    pub b: f64,
    /// The decay rate, not negative.
    pub c: f64,
    /// The angular frequency.
    pub d: f64,
}

#[differentiable]
impl ComplexTerm {
    /// The term as a kernel.
    #[must_use]
    pub fn kernel(&self) -> Kernel<2> {
        let decay = not_negative(self.c);
        Kernel {
            value: [self.a, self.b * self.d],
            spectrum: [decay, decay * decay + self.d * self.d],
        }
    }
}

/// A stochastically driven, damped harmonic oscillator, with the power S(ω) = √(2/π) S₀ω₀⁴/((ω² − ω₀²)² + ω²ω₀²/Q²)
/// (Foreman-Mackey et al. 2017, §4).
///
/// All values Q > 0 are one smooth kernel: below, at and above critical damping (Q = ½), derivatives included. (Far
/// below, where the two decay rates differ by a factor of 4Q², derivatives lose so many digits.)
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct ShoTerm {
    /// S₀, the power at frequency zero divided by √(2/π).
    pub s0: f64,
    /// ω₀, the undamped angular frequency.
    pub w0: f64,
    /// The quality factor.
    pub q: f64,
}

#[differentiable]
impl ShoTerm {
    /// From the standard deviation σ, the undamped period ρ = 2π/ω₀, and the time τ = 2Q/ω₀ in which oscillations decay.
    #[must_use]
    pub fn from_period(sigma: f64, rho: f64, tau: f64) -> Self {
        let w0 = core::f64::consts::TAU / positive(rho);
        let q = 0.5 * w0 * tau;
        Self {
            s0: not_negative(sigma) * sigma / (w0 * positive(q)),
            w0,
            q,
        }
    }

    /// From the standard deviation σ, the undamped period ρ and the quality factor Q.
    #[must_use]
    pub fn from_quality(sigma: f64, rho: f64, q: f64) -> Self {
        let w0 = core::f64::consts::TAU / positive(rho);
        Self {
            s0: not_negative(sigma) * sigma / (w0 * positive(q)),
            w0,
            q,
        }
    }

    /// The term as a kernel.
    #[must_use]
    pub fn kernel(&self) -> Kernel<2> {
        let (frequency, quality) = (positive(self.w0), positive(self.q));
        let variance = not_negative(self.s0) * frequency * quality;
        let decay = 0.5 * frequency / quality;
        Kernel {
            value: [variance, variance * decay],
            spectrum: [decay, frequency * frequency],
        }
    }
}

/// Two oscillators at the rotation period of a star and at half of it, as in `celerite2.terms.RotationTerm`:
///
/// Q₁ = ½ + Q₀ + ΔQ, ω₁ = 4πQ₁/(P√(4Q₁² − 1)), S₁ = σ²/((1 + f) ω₁Q₁),
///
/// Q₂ = ½ + Q₀, ω₂ = 8πQ₂/(P√(4Q₂² − 1)), S₂ = fσ²/((1 + f) ω₂Q₂).
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct RotationTerm {
    /// The standard deviation of the process.
    pub sigma: f64,
    /// The period of the rotation, P.
    pub period: f64,
    /// The quality factor of the second oscillator, minus ½; positive.
    pub q0: f64,
    /// How much greater the quality factor of the first one is; `q0 + dq` must be positive.
    pub dq: f64,
    /// The variance of the second oscillator, in units of that of the first; not negative.
    pub f: f64,
}

#[differentiable]
impl RotationTerm {
    /// The term as a kernel.
    #[must_use]
    pub fn kernel(&self) -> Kernel<4> {
        let share = not_negative(self.sigma) * self.sigma / (1.0 + not_negative(self.f));
        let frequency = core::f64::consts::TAU / positive(self.period);
        let first = oscillator(share, frequency, positive(self.q0 + self.dq));
        let second = oscillator(self.f * share, 2.0 * frequency, positive(self.q0));
        sum::<4, 2, 2, 2, 2, 2>(&first, &second)
    }
}

/// An oscillator by its variance, the frequency with which it really oscillates, and its quality factor minus ½.
///
/// With 4Q² − 1 = 4(Q − ½)(Q + ½), the decay rate is ω₀/2Q = frequency/√(4Q² − 1).
#[differentiable]
fn oscillator(variance: f64, frequency: f64, beyond_critical: f64) -> Kernel<2> {
    let decay = frequency / (2.0 * (beyond_critical * (beyond_critical + 1.0)).sqrt());
    Kernel {
        value: [variance, variance * decay],
        spectrum: [decay, decay * decay + frequency * frequency],
    }
}

/// celerite's Matérn-3/2 kernel, k(τ) = σ² e^(−λτ) (cos ετ + λ sin(ετ)/ε) with λ = √3/ρ.
///
/// With ε = 0, which is allowed here, it is exact, and the same as [`Matern32`].
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct Matern32Term {
    /// The standard deviation.
    pub sigma: f64,
    /// The length scale.
    pub rho: f64,
    /// How far from the exact kernel it is.
    pub eps: f64,
}

#[differentiable]
impl Matern32Term {
    /// The term as a kernel.
    #[must_use]
    pub fn kernel(&self) -> Kernel<2> {
        let decay = 3.0_f64.sqrt() / positive(self.rho);
        let variance = not_negative(self.sigma) * self.sigma;
        Kernel {
            value: [variance, variance * decay],
            spectrum: [decay, decay * decay + self.eps * self.eps],
        }
    }
}

/// The exact Matérn-1/2 kernel, k(τ) = σ² e^(−τ/ρ): an Ornstein–Uhlenbeck process, or damped random walk.
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct Matern12 {
    /// The standard deviation.
    pub sigma: f64,
    /// The length scale.
    pub rho: f64,
}

#[differentiable]
impl Matern12 {
    /// The term as a kernel.
    #[must_use]
    pub fn kernel(&self) -> Kernel<1, 1> {
        Kernel {
            value: [not_negative(self.sigma) * self.sigma],
            spectrum: [1.0 / positive(self.rho)],
        }
    }
}

/// The exact Matérn-3/2 kernel, k(τ) = σ² (1 + λτ) e^(−λτ) with λ = √3/ρ.
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct Matern32 {
    /// The standard deviation.
    pub sigma: f64,
    /// The length scale.
    pub rho: f64,
}

#[differentiable]
impl Matern32 {
    /// The term as a kernel.
    #[must_use]
    pub fn kernel(&self) -> Kernel<2> {
        let decay = 3.0_f64.sqrt() / positive(self.rho);
        let variance = not_negative(self.sigma) * self.sigma;
        Kernel {
            value: [variance, variance * decay],
            spectrum: [decay, decay * decay],
        }
    }
}

/// The exact Matérn-5/2 kernel, k(τ) = σ² (1 + λτ + λ²τ²/3) e^(−λτ) with λ = √5/ρ.
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct Matern52 {
    /// The standard deviation.
    pub sigma: f64,
    /// The length scale.
    pub rho: f64,
}

#[differentiable]
impl Matern52 {
    /// The term as a kernel.
    #[must_use]
    pub fn kernel(&self) -> Kernel<3, 3> {
        let decay = 5.0_f64.sqrt() / positive(self.rho);
        let variance = not_negative(self.sigma) * self.sigma;
        Kernel {
            value: [variance, variance * decay, variance * decay * decay * (2.0 / 3.0)],
            spectrum: [decay, decay * decay, 0.0],
        }
    }
}
