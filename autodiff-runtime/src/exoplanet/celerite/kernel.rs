//! Kernels as columns: what all terms become, their sums and products.

use super::propagation::propagator;
use autodiff_macros::{Differentiable, differentiable};

/// A stationary covariance function k(τ) of J columns, in blocks of W: what [terms](super#terms) become.
///
/// Each block has the covariance u exp(F τ) v with u = (1, 0, …): `value` holds v, and `spectrum` what F is made of.
///
/// | W | `value` | `spectrum` | k(τ), with D = ω² − c² |
/// |---|---|---|---|
/// | 1 | v₀ | c | v₀ e^(−cτ) |
/// | 2 | v₀, v₁ | c, ω² | e^(−cτ) (v₀ cos √D τ + v₁ sin(√D τ)/√D) |
/// | 3 | v₀, v₁, v₂ | c, ω², – | e^(−cτ) (v₀ + v₁ sin(√D τ)/√D + v₂ (1 − cos √D τ)/D) |
/// | 4 | Kronecker product of two pairs | those of both, one behind the other | product of two of W = 2 |
/// | 6 | Kronecker product of a triple and a pair | those of both | product of W = 3 and W = 2 |
///
/// D may have either sign, or be zero: the functions are entire, and derivatives are smooth through critical damping.
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct Kernel<const J: usize, const W: usize = 2> {
    /// The columns' covariances with the process, v.
    pub value: [f64; J],
    /// Decay rates c and squared frequencies ω².
    pub spectrum: [f64; J],
}

impl<const J: usize, const W: usize> Kernel<J, W> {
    /// The number of blocks. The compiler refuses blocks of other widths than those of the table.
    pub(super) const BLOCKS: usize = {
        assert!(
            matches!(W, 1 | 2 | 3 | 4 | 6),
            "blocks have one, two, three, four or six columns"
        );
        assert!(J.is_multiple_of(W), "J columns must be blocks of W columns");
        J / W
    };
}

#[differentiable]
impl<const J: usize, const W: usize> Kernel<J, W> {
    /// The covariance of two times that are `lag` apart.
    #[must_use]
    pub fn covariance(&self, #[constant] lag: f64) -> f64 {
        let rows = propagator::<f64, J, W>(&self.spectrum, lag.abs());
        let mut sum = 0.0;
        for block in 0..J / W {
            for k in 0..W {
                sum += rows[block * W][k] * self.value[block * W + k];
            }
        }
        sum
    }

    /// The variance, k(0).
    #[must_use]
    pub fn variance(&self) -> f64 {
        let mut sum = 0.0;
        for block in 0..J / W {
            sum += self.value[block * W];
        }
        sum
    }

    /// The kernel times a number.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let mut value = [0.0; J];
        for k in 0..J {
            value[k] = factor * self.value[k];
        }
        Self {
            value,
            spectrum: self.spectrum,
        }
    }
}
