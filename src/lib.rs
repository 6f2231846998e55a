//! Exact, fast derivatives of ordinary Rust functions, at compile time on stable Rust; and posteriors sampled with them.

#[doc(inline)]
pub use autodiff_macros::{Differentiable, differentiable};
pub use autodiff_runtime as runtime;
#[doc(inline)]
pub use autodiff_runtime::{Dual, Real, exoplanet};
pub use autodiff_sampler as sampler;

/// What a user imports: `use pullback::prelude::*;`.
pub mod prelude {
    pub use autodiff_macros::{Differentiable, differentiable};
    pub use autodiff_runtime::{Differentiable, Dual, Real};
}
