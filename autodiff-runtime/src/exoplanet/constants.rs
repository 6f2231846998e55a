//! Constants in the units of the models: days, solar radii, solar masses.
//!
//! From the nominal values of IAU 2015 Resolution B3 (Prša et al. 2016, AJ 152, 41), the speed of light and the astronomical
//! unit, which are exact, and the CODATA 2018 constant of gravitation where a mass in kilograms is meant.

/// Seconds in a day.
pub const SECONDS_PER_DAY: f64 = 86_400.0;
/// GM of the Sun, m³/s².
const SOLAR_MASS_PARAMETER: f64 = 1.327_124_4e20;
/// Radius of the Sun, m.
pub const SOLAR_RADIUS: f64 = 6.957e8;
/// The constant of gravitation, m³/(kg s²).
const NEWTON: f64 = 6.674_3e-11;

/// G, in R_⊙³/(M_⊙ d²): 2942.206.
pub const GRAVITATIONAL_CONSTANT: f64 =
    SOLAR_MASS_PARAMETER * SECONDS_PER_DAY * SECONDS_PER_DAY / (SOLAR_RADIUS * SOLAR_RADIUS * SOLAR_RADIUS);
/// The speed of light, in R_⊙/d.
pub const SPEED_OF_LIGHT: f64 = 299_792_458.0 * SECONDS_PER_DAY / SOLAR_RADIUS;
/// One R_⊙/d in m/s.
pub const SOLAR_RADIUS_PER_DAY: f64 = SOLAR_RADIUS / SECONDS_PER_DAY;
/// One astronomical unit, in R_⊙.
pub const ASTRONOMICAL_UNIT: f64 = 149_597_870_700.0 / SOLAR_RADIUS;
/// One g/cm³ in M_⊙/R_⊙³: 0.16934. The mean density of the Sun is 1.410 g/cm³, 3/(4π) in solar units.
pub const GRAM_PER_CUBIC_CENTIMETRE: f64 =
    1000.0 * SOLAR_RADIUS * SOLAR_RADIUS * SOLAR_RADIUS / (SOLAR_MASS_PARAMETER / NEWTON);
/// The mass of the Earth, in M_⊙.
pub const EARTH_MASS: f64 = 3.986_004e14 / SOLAR_MASS_PARAMETER;
/// The mass of Jupiter, in M_⊙.
pub const JUPITER_MASS: f64 = 1.266_865_3e17 / SOLAR_MASS_PARAMETER;
/// The equatorial radius of the Earth, in R_⊙.
pub const EARTH_RADIUS: f64 = 6.378_1e6 / SOLAR_RADIUS;
/// The equatorial radius of Jupiter, in R_⊙.
pub const JUPITER_RADIUS: f64 = 7.149_2e7 / SOLAR_RADIUS;
