//! From the parameters that are sampled to those that models take, and back.
//!
//! Physical parameters live on odd supports: two limb-darkening coefficients in a triangle, an impact parameter that may reach
//! 1 + k, an eccentricity with an angle that means nothing for a circle. These functions map them from and to squares, intervals
//! and pairs, and say what that does to densities. All are differentiable.

mod duration;
mod eccentricity;
mod impact_parameter;
mod limb_darkening;
mod priors;

pub use crate::angles::{
    ANGLE_REGULARISER, angle_from_pair, direction_from_pair, ln_density_of_angle_pair, pair_from_angle,
};
pub use duration::{
    a_over_r_from_density, a_over_r_from_duration, density_from_a_over_r, density_from_duration,
    duration_from_a_over_r, duration_from_density, ln_slope_of_a_over_r_by_duration, ln_slope_of_density_by_duration,
};
pub use eccentricity::{ecc_omega_from_pair, ecc_omega_from_sqrt_pair, pair_from_ecc_omega, sqrt_pair_from_ecc_omega};
pub use impact_parameter::{
    fraction_from_impact_parameter, impact_parameter_from_fraction, ln_slope_of_impact_parameter,
};
pub use limb_darkening::{kipping_from_quadratic, quadratic_from_kipping};
pub use priors::{
    ln_density_kipping_2013, ln_density_kipping_2013_long_periods, ln_density_kipping_2013_short_periods,
    ln_density_van_eylen_2019_mixture, ln_density_van_eylen_2019_multiple, ln_density_van_eylen_2019_single,
};

use autodiff_macros::differentiable;

/// The number where it means something, NaN with NaN derivatives where not.
#[differentiable]
#[inline]
pub(super) fn where_valid(is_valid: bool, x: f64) -> f64 {
    if is_valid { x } else { x * f64::NAN }
}
