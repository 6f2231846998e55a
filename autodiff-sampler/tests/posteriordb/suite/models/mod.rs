//! One file for each model: its parameters with their priors, its data, its likelihood.
//!
//! The functions are written as one writes them for a sampler: constants out of the loops, loops over slices, sums that need no
//! memory. No file knows that there is a derivative.

pub mod ark;
pub mod earn_height;
pub mod eight_schools;
pub mod garch;
pub mod gaussian_mixture;
pub mod gp_regr;
pub mod hmm;
pub mod irt_2pl;
pub mod kidscore;
pub mod lotka_volterra;
pub mod nes;
mod normal;
pub mod radon;
pub mod sblrc;

use super::{Source, Visit};

/// Visits every model.
#[allow(dead_code, reason = "the test visits them one by one")]
pub fn each(source: &Source, visitor: &mut impl Visit) {
    eight_schools::non_centred(source, visitor);
    eight_schools::centred(source, visitor);
    ark::visit(source, visitor);
    garch::visit(source, visitor);
    kidscore::visit(source, visitor);
    earn_height::visit(source, visitor);
    nes::visit(source, visitor);
    sblrc::visit(source, visitor);
    gaussian_mixture::visit(source, visitor);
    gp_regr::visit(source, visitor);
    hmm::visit(source, visitor);
    lotka_volterra::visit(source, visitor);
    irt_2pl::visit(source, visitor);
    radon::visit(source, visitor);
}
