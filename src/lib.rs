//! Exact, fast derivatives of ordinary Rust functions, at compile time on stable Rust; and posteriors sampled with them.
//!
//! ```
//! use pullback::prelude::*;
//!
//! #[differentiable]
//! fn energy(position: [f64; 2], #[constant] stiffness: f64) -> f64 {
//!     let [x, y] = position;
//!     0.5 * stiffness * (x * x + y * y) + x * y
//! }
//!
//! let (value, gradient) = energy::value_and_grad([1.0, 2.0], 3.0);
//! assert_eq!((value, gradient), (9.5, [5.0, 7.0]));
//! ```
//!
//! The function stays as it is. Beside it, in the type namespace, stands a companion of the same name. For `f(a, b) -> R`, with `ȧ`
//! and `Ā` of the tangent type of `a` ([`Differentiable`](trait@Differentiable)), and parameters that are `#[constant]`, or cannot carry a derivative, left
//! out of tangents and gradients:
//!
//! | companion | returns | needs |
//! | --- | --- | --- |
//! | `f::grad(a, b)` | `(Ā, B̄)`; the bare `Ā` of a single active parameter | `R` a float |
//! | `f::value_and_grad(a, b)` | `(R, grad)` | `R` a float |
//! | `f::vjp(a, b)` | `(R, pullback)`: `pullback(seed)` returns what `grad` does, for a seed of `R`'s tangent type | any `R` |
//! | `f::jvp(a, b, ȧ, ḃ)` | `(R, Ṙ)`: the derivative along a direction | any `R` |
//! | `f::hvp(a, b, ȧ, ḃ)` | `(grad, H·v)` | `R` a float |
//! | `f::hessian(a, b)`, `f::jacobian(a, b)` | a `Vec` of rows, over all active parameters flattened in order | `R` a float; any `R` |
//! | `f::value_and_grad_into(a, b, &mut Ā, &mut B̄)` | `R`; the gradient is *added* to buffers that are kept | `R` a float |
//! | `f::with(b)` | the function of `a`, its data bound: what [`Posterior::new`](sampler::Posterior::new) takes | constants behind the first parameter |
//!
//! # Where to look
//!
//! * [`differentiable`] says what the attribute takes, [`differentiable_rule`] how a function of another package gets a derivative,
//!   [`check_grad`] compares derivatives with differences.
//! * [`special`], [`linear_algebra`], [`ode_solver`](macro@ode_solver): mathematics with derivatives. [`log_density`]: likelihoods.
//! * [`Parameters`](derive@Parameters), [`Posterior`], [`Nuts`] and [`sampler`]: from priors to draws and
//!   diagnostics.
//! * [`exoplanet`]: orbits, light curves, velocities, Gaussian processes in time.
//!
//! # Features
//!
//! | feature | on | brings |
//! | --- | --- | --- |
//! | `std` | yes | elementary functions of the standard library; without it the crate is `no_std` with `alloc`, and they come from `libm` |
//! | `print` | yes | `#[differentiable(print)]` formats the code that it shows |
//! | `densities` | yes | [`log_density`], [`log_cdf`] and [`log_survival`] |
//! | `exoplanet` | yes | [`exoplanet`], and with `sampler` priors of orbits and of limb darkening |
//! | `periodograms` | yes | the fast Lomb–Scargle periodogram |
//! | `sampler` | yes | [`sampler`]: parameters, priors, samplers, diagnostics, traces |
//! | `plots` | yes | pictures as PNG files, [`sampler::plots`] |
//! | `ctrl-c` | yes | `stop_on_ctrl_c` of samplers |
//! | `wide-steps` | yes | steps of samplers in the processor's widest registers |
//! | `rayon` | yes | loops under `#[parallel]` on several threads (chains always are) |
//! | `simd` | no | `#[simd]` loops in the processor's widest registers |
//! | `netcdf` | no | traces as netCDF 4 files |
//! | `parquet` | no | results of surveys as Parquet files |
//! | `mpi` | no | chains, data and surveys over the processes of an MPI job; needs an MPI library and libclang |
//! | `nuts-rs`, `argmin` | no | adapters to those packages, `sampler::adapters` |
//!
//! The differentiator alone is `default-features = false`, with `std` where there is a standard library.

#![no_std]

/// Types of your own that carry derivatives.
///
/// ```
/// use pullback::prelude::*;
///
/// #[derive(Differentiable, Clone, Debug)]
/// struct Spring {
///     stiffness: f64,
///     length: f64,
///     #[constant]
///     name: String,
/// }
///
/// #[differentiable]
/// fn energy(spring: &Spring, stretched: f64) -> f64 {
///     0.5 * spring.stiffness * (stretched - spring.length).powi(2)
/// }
///
/// let spring = Spring { stiffness: 3.0, length: 1.0, name: "left".to_owned() };
/// let (by_spring, by_stretched) = energy::grad(&spring, 3.0);
/// let SpringTangent { stiffness, length } = by_spring;
/// assert_eq!((stiffness, length, by_stretched), (2.0, -6.0, 6.0));
/// ```
#[doc(inline)]
pub use autodiff_macros::Differentiable;
/// Parameters of a model, with what is thought of them beforehand.
///
/// ```
/// use pullback::prelude::*;
///
/// #[derive(Parameters, Clone, Debug)]
/// struct Groups {
///     #[prior(Normal(0.0, 5.0))]
///     mean: f64,
///     #[prior(HalfNormal(2.0))]
///     spread: f64, // positive: sampled as its logarithm
///     #[prior(Normal(mean, spread), non_centred)]
///     effect: [f64; 3],
/// }
///
/// #[differentiable]
/// fn log_likelihood(groups: &Groups, #[constant] measured: &[f64; 3]) -> f64 {
///     let mut sum = 0.0;
///     for i in 0..3 {
///         sum -= 0.5 * (measured[i] - groups.effect[i]).powi(2);
///     }
///     sum
/// }
///
/// let mut posterior = Posterior::new(log_likelihood::with(&[1.0, 2.0, 4.0]));
/// assert_eq!(posterior.dimension(), 5);
/// let mut grad = [0.0; 5];
/// let value = posterior.log_density_and_grad(&[0.0; 5], &mut grad)?;
/// assert!(value.is_finite() && grad[0] != 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "sampler")]
#[doc(inline)]
pub use autodiff_macros::Parameters;
/// The attribute that this library is about: it leaves a function or `impl` block as it is, and writes its derivatives beside it.
///
/// ```
/// use pullback::prelude::*;
///
/// /// Stars outshine one another by powers of 10^0.4.
/// #[differentiable]
/// fn magnitude(fluxes: &[f64], #[constant] zero_point: f64) -> f64 {
///     let mut total = 0.0;
///     for flux in fluxes {
///         total += flux;
///     }
///     zero_point - 2.5 * total.log10()
/// }
///
/// let fluxes = [3.0, 7.0];
/// assert_eq!(magnitude(&fluxes, 25.0), 22.5);
/// let (value, gradient) = magnitude::value_and_grad(&fluxes, 25.0);
/// assert_eq!(value, 22.5);
/// assert!((gradient[0] + 0.25 / std::f64::consts::LN_10).abs() < 1e-15);
/// // Along a direction, and back from the result.
/// let (_, slope) = magnitude::jvp(&fluxes, 25.0, &[1.0, 1.0]);
/// let (_, pullback) = magnitude::vjp(&fluxes, 25.0);
/// assert!((slope - pullback(1.0).iter().sum::<f64>()).abs() < 1e-15);
/// check_grad!(magnitude, &fluxes, 25.0);
/// ```
///
/// Within a function: `#[constant]` on a parameter, [`constant`]`(x)` in an expression; `#[checkpoint]` on a loop or call bounds what is
/// recorded; `#[parallel]` and `#[simd]` on loops that add up sums run them on several threads, or several data points at once.
///
#[doc(inline)]
pub use autodiff_macros::differentiable;
/// Derivatives for functions of other packages.
///
/// ```
/// use pullback::prelude::*;
///
/// # mod other { pub fn cube(x: f64) -> f64 { x * x * x } }
/// fn cube_jvp(x: f64, x_dot: f64) -> (f64, f64) {
///     (other::cube(x), 3.0 * x * x * x_dot)
/// }
/// differentiable_rule! { fn other::cube(x: f64) -> f64; jvp = cube_jvp }
/// use other::cube;
///
/// #[differentiable]
/// fn volume(length: f64) -> f64 {
///     8.0 * cube(0.5 * length)
/// }
/// assert_eq!(volume::grad(2.0), 12.0);
/// ```
///
#[doc(inline)]
pub use autodiff_macros::differentiable_rule;
pub use autodiff_runtime as runtime;
#[cfg(feature = "exoplanet")]
#[doc(inline)]
pub use autodiff_runtime::exoplanet;
#[doc(inline)]
pub use autodiff_runtime::{Differentiable, Dual, Real, check_grad, constant, linear_algebra, special};
#[cfg(feature = "densities")]
#[doc(inline)]
pub use autodiff_runtime::{log_cdf, log_density, log_survival};

#[doc(inline)]
pub use autodiff_runtime::{ode, ode_solver};

#[cfg(feature = "sampler")]
pub use autodiff_sampler as sampler;
#[cfg(feature = "sampler")]
#[doc(inline)]
pub use autodiff_sampler::{Advi, Ensemble, Hmc, Mams, Map, Pathfinder};
#[cfg(feature = "sampler")]
#[doc(inline)]
pub use autodiff_sampler::{Dims, LogDensity, Nuts, Parameters, Posterior, SampleError, Summary, Trace};

/// What a user imports: `use pullback::prelude::*;`.
pub mod prelude {
    #[cfg(feature = "sampler")]
    pub use autodiff_macros::Parameters;
    pub use autodiff_macros::{Differentiable, differentiable, differentiable_rule};
    pub use autodiff_runtime::{Differentiable, Dual, Real, check_grad, constant};
    #[cfg(feature = "sampler")]
    pub use autodiff_sampler::{Advi, Ensemble, Hmc, Mams, Map, Pathfinder};
    #[cfg(feature = "sampler")]
    pub use autodiff_sampler::{Dims, LogDensity, Nuts, Parameters, Posterior, SampleError, Trace};
}

/// The README and the pages of the book, whose code is compiled and run with the documentation's.
#[cfg(all(doctest, feature = "sampler", feature = "exoplanet", feature = "plots"))]
mod pages {
    #[doc = include_str!("../README.md")]
    struct Readme;

    #[doc = include_str!("../docs/quick-start.md")]
    struct QuickStart;

    #[doc = include_str!("../docs/language.md")]
    struct Language;

    #[doc = include_str!("../docs/custom-rules.md")]
    struct CustomRules;

    #[doc = include_str!("../docs/models.md")]
    struct Models;

    #[doc = include_str!("../docs/distributions.md")]
    struct Distributions;

    #[doc = include_str!("../docs/samplers.md")]
    struct Samplers;

    #[doc = include_str!("../docs/scale.md")]
    struct Scale;

    #[doc = include_str!("../docs/diagnostics.md")]
    struct Diagnostics;

    #[doc = include_str!("../docs/exoplanets.md")]
    struct Exoplanets;

    #[doc = include_str!("../docs/performance.md")]
    struct Performance;

    #[doc = include_str!("../docs/coming-from.md")]
    struct ComingFrom;
}
