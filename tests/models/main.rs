//! Models with vectors, bounds that follow parameters, supports of vectors, and priors that are not centred: as a user
//! writes them, with gradients against finite differences.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::all)]
#![allow(
    clippy::needless_range_loop,
    reason = "models are written with indices, as papers write them"
)]

mod difference;
mod dims;
mod distributions;
mod hierarchies;
mod mixed_priors;
mod mixtures;
mod predictions;
mod second_order;
mod series;
mod supports;
