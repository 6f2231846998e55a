//! Special functions, with derivatives: each can be called in differentiable code by its path, as `special::erf(x)`.
//!
//! ```
//! use autodiff_runtime::special;
//!
//! let (value, slope) = special::normal_cdf::value_and_grad(0.0);
//! assert_eq!(value, 0.5);
//! assert!((slope - special::normal_pdf(0.0)).abs() < 1e-15);
//! // The derivative of ln Γ is the digamma function, at 1 minus Euler's constant.
//! assert!((special::ln_gamma::grad(1.0) + 0.577_215_664_901_532_9).abs() < 1e-14);
//! ```
//!
//! | functions | are |
//! |---|---|
//! | [`erf`](fn@erf), [`erfc`](fn@erfc) | the error function and its complement |
//! | [`gamma`](fn@gamma), [`ln_gamma`](fn@ln_gamma), [`digamma`](fn@digamma), [`trigamma`](fn@trigamma), [`polygamma`](fn@polygamma) | Γ, ln│Γ│, and the derivatives of ln Γ |
//! | [`beta`](fn@beta), [`ln_beta`](fn@ln_beta), [`ln_choose`](fn@ln_choose) | Euler's beta function, binomial coefficients |
//! | [`gamma_p`](fn@gamma_p), [`gamma_q`](fn@gamma_q) | the regularised incomplete gamma functions |
//! | [`j0`](fn@j0), [`j1`](fn@j1), [`jn`](fn@jn), [`y0`](fn@y0), [`y1`](fn@y1), [`yn`](fn@yn) | Bessel functions of whole order |
//! | [`normal_pdf`](fn@normal_pdf), [`normal_cdf`](fn@normal_cdf), [`normal_ln_cdf`](fn@normal_ln_cdf) | the standard normal distribution |
//! | [`expit`](fn@expit), [`logit`](fn@logit), [`softplus`](fn@softplus), [`log_sum_exp`](fn@log_sum_exp) | logistic functions |
//! | [`log_add_exp`](fn@log_add_exp), [`log_diff_exp`](fn@log_diff_exp), [`log_one_minus_exp`](fn@log_one_minus_exp), [`log_mix`](fn@log_mix) | sums, differences and mixtures of numbers with known logarithms |
//! | [`stirling_remainder`](fn@stirling_remainder), [`digamma_remainder`](fn@digamma_remainder), [`trigamma_remainder`](fn@trigamma_remainder), [`deviance`](fn@deviance) | what remains of log probabilities when all that is large has cancelled |
//! | [`ln_bessel_i0_scaled`](fn@ln_bessel_i0_scaled), [`bessel_ratio`](fn@bessel_ratio), [`bessel_ratio_complement`](fn@bessel_ratio_complement) | ln I₀(x) − x, I₁/I₀ and 1 − I₁/I₀ |
//! | [`sinc`](fn@sinc) | sin(πx)/(πx) |
//!
//! Names are those of Rust's `f64` and of `libm`; what `libm` calls `lgamma` and `tgamma` has these names too. In a
//! differentiated function the calls `libm::erf(x)`, `libm::sin(x)` and so on find these rules.
//!
//! Values of the functions that `libm` has are `libm`'s. Errors are a few units in the last place, larger near the zeros of a
//! function that has zeros (there the absolute error is of that size) and for large arguments of the Bessel functions.

/// A function of one number with its derivative, an expression that is differentiated again for higher orders:
/// `erf, erf_jvp: x, y => value, slope;`, where the slope may use the value as `y`.
macro_rules! unary {
    ($($(#[$attribute:meta])* $name:ident, $jvp:ident: $x:ident, $y:ident => $value:expr, $slope:expr;)*) => {$(
        $(#[$attribute])*
        #[differentiable(jvp = $jvp, second_order)]
        #[inline]
        pub fn $name($x: f64) -> f64 {
            $value
        }
        #[differentiable]
        fn $jvp($x: f64, tangent: f64) -> (f64, f64) {
            let $y = $name($x);
            ($y, ($slope) * tangent)
        }
    )*};
}

mod bessel;
mod beta_function;
mod cardinal_sine;
mod error_function;
mod gamma_function;
mod incomplete_gamma;
pub mod libm;
mod ln_incomplete;
mod log_sums;
mod logistic;
mod normal;
mod poisson_deviance;
mod resultant;
pub(crate) mod stirling;

pub use bessel::{j0, j1, jn, y0, y1, yn};
pub use beta_function::{beta, ln_beta, ln_choose};
pub use cardinal_sine::sinc;
pub use error_function::{erf, erfc};
#[cfg(feature = "densities")]
pub(crate) use gamma_function::digamma_of_positive;
pub use gamma_function::{digamma, gamma, lgamma, ln_gamma, polygamma, tgamma, trigamma};
pub use incomplete_gamma::{gamma_p, gamma_q};
#[cfg(feature = "densities")]
pub(crate) use ln_incomplete::beta_fraction;
pub use ln_incomplete::{ln_beta_i, ln_gamma_p, ln_gamma_q};
pub use log_sums::{log_add_exp, log_diff_exp, log_mix, log_one_minus_exp};
pub use logistic::{expit, log_sum_exp, logit, softplus};
pub use normal::{inverse_mills, normal_cdf, normal_ln_cdf, normal_pdf};
pub use poisson_deviance::deviance;
pub use resultant::{bessel_ratio, bessel_ratio_complement, ln_bessel_i0_scaled};
pub use stirling::{digamma_remainder, stirling_remainder, trigamma_remainder};
