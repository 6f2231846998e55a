//! Sizes and masses of the Sun, the Earth and Jupiter, and what follows from them in the units of this module: days, solar
//! masses, solar radii.
//!
//! Products GM are known to far more digits than G, so that masses are ratios of them. Source: the nominal values of the
//! IAU's Resolution B3 of 2015 (Prša et al. 2016, AJ 152, 41).

/// Seconds in a day.
pub const SECONDS_PER_DAY: f64 = 86_400.0;
/// The solar radius in metres.
pub const SOLAR_RADIUS: f64 = 6.957e8;
/// G times the solar mass, in m³/s².
const SOLAR_MASS_PARAMETER: f64 = 1.327_124_4e20;
/// Newton's constant in solar radii cubed per solar mass and square day.
pub const GRAVITY: f64 =
    SOLAR_MASS_PARAMETER * SECONDS_PER_DAY * SECONDS_PER_DAY / (SOLAR_RADIUS * SOLAR_RADIUS * SOLAR_RADIUS);
/// The Earth's mass in solar masses.
pub const EARTH_MASS: f64 = 3.986_004e14 / SOLAR_MASS_PARAMETER;
/// Jupiter's mass in solar masses.
pub const JUPITER_MASS: f64 = 1.266_865_3e17 / SOLAR_MASS_PARAMETER;
/// The Earth's equatorial radius in solar radii.
pub const EARTH_RADIUS: f64 = 6.378_1e6 / SOLAR_RADIUS;
/// Jupiter's equatorial radius in solar radii.
pub const JUPITER_RADIUS: f64 = 7.149_2e7 / SOLAR_RADIUS;
/// One solar mass per cubic solar radius in g/cm³; this one needs G itself, 6.6743·10⁻¹¹ m³/(kg s²) (CODATA 2018).
pub const SOLAR_MASS_PER_CUBIC_RADIUS: f64 =
    SOLAR_MASS_PARAMETER / 6.674_3e-11 / (SOLAR_RADIUS * SOLAR_RADIUS * SOLAR_RADIUS) * 1e-3;
