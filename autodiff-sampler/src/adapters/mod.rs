//! Densities of this package in other packages' samplers and optimisers, and theirs in ours.
//!
//! Each adapter stands behind a feature with the other package's name, off by default:
//!
//! | feature | ours there | theirs here |
//! |---|---|---|
//! | `nuts-rs` | [`ForNutsRs`](nuts_rs::ForNutsRs) is a `CpuLogpFunc` and a `Model` | [`FromNutsRs`](nuts_rs::FromNutsRs) is a [`LogDensity`](crate::LogDensity) |
//! | `argmin` | [`ForArgmin`](argmin::ForArgmin) is a `CostFunction` with `Gradient` and `Hessian` | [`FromArgmin`](argmin::FromArgmin) is a [`LogDensity`](crate::LogDensity) |

#[cfg(feature = "argmin")]
pub mod argmin;
#[cfg(feature = "nuts-rs")]
pub mod nuts_rs;
