//! The error function.

use autodiff_macros::differentiable;
use core::f64::consts::FRAC_2_SQRT_PI;

unary! {
    /// The error function, 2/√π ∫₀ˣ e^(−t²) dt. Its derivative is 2/√π e^(−x²).
    erf, erf_jvp: x, y => ::libm::erf(x), FRAC_2_SQRT_PI * super::libm::exp(-x * x);
    /// 1 − [`erf`](fn@erf), to full precision where that is small.
    erfc, erfc_jvp: x, y => ::libm::erfc(x), -FRAC_2_SQRT_PI * super::libm::exp(-x * x);
}
