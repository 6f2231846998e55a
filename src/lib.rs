//! Exact, fast derivatives of ordinary Rust functions, at compile time on stable Rust; and posteriors sampled with them.

#![no_std]

#[cfg(feature = "sampler")]
#[doc(inline)]
pub use autodiff_macros::Parameters;
#[doc(inline)]
pub use autodiff_macros::{Differentiable, differentiable, differentiable_rule};
pub use autodiff_runtime as runtime;
#[doc(inline)]
pub use autodiff_runtime::{Differentiable, Dual, Real, check_grad, constant, exoplanet, linear_algebra, special};
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

/// The examples of the README, compiled and run with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The examples of the page on derivatives of one's own.
#[cfg(doctest)]
#[doc = include_str!("../docs/custom-rules.md")]
struct CustomRules;

/// The example of the page on performance.
#[cfg(doctest)]
#[doc = include_str!("../docs/performance.md")]
struct Performance;

/// The example of the page on distributions.
#[cfg(doctest)]
#[doc = include_str!("../docs/distributions.md")]
struct Distributions;

/// The model of the page on models.
#[cfg(all(doctest, feature = "sampler"))]
#[doc = include_str!("../docs/models.md")]
struct Models;

/// The examples of the page on samplers.
#[cfg(all(doctest, feature = "sampler"))]
#[doc = include_str!("../docs/samplers.md")]
struct Samplers;

/// The pages for newcomers, and the one on planets.
#[cfg(all(doctest, feature = "sampler"))]
mod pages {
    #[doc = include_str!("../docs/quick-start.md")]
    #[cfg(feature = "plots")]
    struct QuickStart;

    #[doc = include_str!("../docs/coming-from.md")]
    struct ComingFrom;

    #[doc = include_str!("../docs/exoplanets.md")]
    struct Exoplanets;
}
