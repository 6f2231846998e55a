//! A planet's orbit around its star, and where the planet is.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::constant;
use crate::exoplanet::constants::SOLAR_RADIUS_PER_DAY;
use crate::exoplanet::kepler;
use autodiff_macros::{Differentiable, differentiable};
use core::f64::consts::PI;

/// An orbit in three dimensions, made by an [`OrbitBuilder`](super::OrbitBuilder).
///
/// Its methods are differentiable by the orbit and by time: called from a `#[differentiable]` function, or as
/// `orbit.separation_grad(t)`. The fields are there to be read; those that depend on others are computed once, here.
///
/// Reference frame and units: [module documentation](crate::exoplanet#orbits).
///
/// ```
/// use autodiff_runtime::exoplanet::OrbitBuilder;
///
/// // Seen from us, the planet is in front of the star's middle at t = 2.
/// let orbit = OrbitBuilder::with_period(4.0).transit_at(2.0).scaled_axis(10.0).build();
/// assert!(orbit.separation(2.0) < 1e-12);
/// assert!((orbit.separation(3.0) - 10.0).abs() < 1e-12); // a quarter of a period later, in radii of the star
/// let (by_orbit, by_time) = orbit.separation_grad(2.1);
/// assert!(by_orbit.t0 < 0.0 && by_time > 0.0);
/// ```
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct KeplerianOrbit {
    /// Period P, days.
    pub period: f64,
    /// Middle of a transit (inferior conjunction), days.
    pub t0: f64,
    /// The passage through periastron before or after [`t0`](Self::t0), days.
    pub time_of_periastron: f64,
    /// Eccentricity.
    pub ecc: f64,
    /// cos ω.
    pub cos_omega: f64,
    /// sin ω.
    pub sin_omega: f64,
    /// cos i.
    pub cos_inclination: f64,
    /// sin i.
    pub sin_inclination: f64,
    /// cos Ω.
    pub cos_node: f64,
    /// sin Ω.
    pub sin_node: f64,
    /// Semi-major axis of the planet's path as seen from the star, R_⊙.
    pub semi_major_axis: f64,
    /// Mass of the star, M_⊙.
    pub stellar_mass: f64,
    /// Radius of the star, R_⊙.
    pub stellar_radius: f64,
    /// Mass of the planet, M_⊙.
    pub planet_mass: f64,
    /// 2π/P, 1/d; NaN if the elements are unphysical.
    pub mean_motion: f64,
    /// Mean anomaly at the time of transit, radians.
    pub transit_mean_anomaly: f64,
    /// (a/R)(1 − e²); NaN if the elements are unphysical.
    pub semi_latus: f64,
    /// Whether e = 0: no equation is solved then.
    #[constant]
    pub is_circular: bool,
    /// Whether positions are those that the observer sees at a time, or those that the planet has.
    #[constant]
    pub light_delay: bool,
}

#[differentiable]
impl KeplerianOrbit {
    /// The time since the middle of the nearest transit, days: between −P/2 and P/2.
    #[inline(always)]
    #[must_use]
    pub fn since_transit(&self, time: f64) -> f64 {
        let since = time - self.t0;
        let periods = nearest_whole(constant(since) * (constant(self.mean_motion) * (0.5 / PI)));
        since - periods * self.period
    }

    /// cos(ω + f), sin(ω + f) and 1 + e cos f, at a time since transit, days.
    ///
    /// From these follow positions (r = a(1 − e²)/(1 + e cos f)) and velocities.
    #[inline(always)]
    #[must_use]
    pub fn direction(&self, since_transit: f64) -> (f64, f64, f64) {
        let phase = self.mean_motion * since_transit;
        if self.is_circular {
            let (sin, cos) = phase.sin_cos();
            (-sin, cos, 1.0)
        } else {
            let (sin_f, cos_f) = kepler(phase + self.transit_mean_anomaly, self.ecc);
            (
                self.cos_omega * cos_f - self.sin_omega * sin_f,
                self.sin_omega * cos_f + self.cos_omega * sin_f,
                1.0 + self.ecc * cos_f,
            )
        }
    }

    /// The distance between the centres of planet and star in the plane of the sky, in stellar radii; negative where the planet
    /// is behind the star. At a time in days.
    #[inline]
    #[must_use]
    pub fn separation(&self, time: f64) -> f64 {
        self.separation_since_transit(self.since_transit(time))
    }

    /// The same at a time since transit, days.
    #[inline(always)]
    #[must_use]
    pub fn separation_since_transit(&self, since_transit: f64) -> f64 {
        let seen = if self.light_delay {
            since_transit - self.light_travel_delay(since_transit)
        } else {
            since_transit
        };
        let (cos, sin, over_distance) = self.direction(seen);
        let across = self.cos_inclination * sin;
        let distance = (self.semi_latus / over_distance) * length(cos, across);
        if sin * self.sin_inclination > 0.0 {
            distance
        } else {
            -distance
        }
    }

    /// The planet's position as seen from the star, [X, Y, Z] in R_⊙, at a time in days.
    #[must_use]
    pub fn relative_position(&self, time: f64) -> [f64; 3] {
        let since = self.since_transit(time);
        if self.light_delay {
            let planet = self.relative_position_at(since - self.light_travel_delay(since));
            let star = self.relative_position_at(since - self.light_travel_delay_of_star(since));
            let (by_planet, by_star) = self.mass_fractions();
            [
                by_planet * planet[0] + by_star * star[0],
                by_planet * planet[1] + by_star * star[1],
                by_planet * planet[2] + by_star * star[2],
            ]
        } else {
            self.relative_position_at(since)
        }
    }

    /// The planet's position as seen from the barycentre, [X, Y, Z] in R_⊙, at a time in days.
    #[must_use]
    pub fn planet_position(&self, time: f64) -> [f64; 3] {
        let since = self.since_transit(time);
        let (fraction, _) = self.mass_fractions();
        let seen = if self.light_delay {
            since - self.light_travel_delay(since)
        } else {
            since
        };
        self.relative_position_at(seen).map(|x| fraction * x)
    }

    /// The star's position as seen from the barycentre, [X, Y, Z] in R_⊙, at a time in days.
    #[must_use]
    pub fn star_position(&self, time: f64) -> [f64; 3] {
        let since = self.since_transit(time);
        let (_, fraction) = self.mass_fractions();
        let seen = if self.light_delay {
            since - self.light_travel_delay_of_star(since)
        } else {
            since
        };
        self.relative_position_at(seen).map(|x| -fraction * x)
    }

    /// The planet's velocity as seen from the star, [X, Y, Z] in R_⊙/d, at a time in days; without light-travel delay.
    #[must_use]
    pub fn relative_velocity(&self, time: f64) -> [f64; 3] {
        self.relative_velocity_at(self.since_transit(time))
    }

    /// The planet's velocity as seen from the barycentre, [X, Y, Z] in R_⊙/d, at a time in days.
    #[must_use]
    pub fn planet_velocity(&self, time: f64) -> [f64; 3] {
        let (fraction, _) = self.mass_fractions();
        self.relative_velocity(time).map(|v| fraction * v)
    }

    /// The star's velocity as seen from the barycentre, [X, Y, Z] in R_⊙/d, at a time in days.
    #[must_use]
    pub fn star_velocity(&self, time: f64) -> [f64; 3] {
        let (_, fraction) = self.mass_fractions();
        self.relative_velocity(time).map(|v| -fraction * v)
    }

    /// The star's radial velocity, positive when it recedes, in the unit of the semi-amplitude K, at a time in days:
    /// K [cos(ω + f) + e cos ω].
    #[inline]
    #[must_use]
    pub fn radial_velocity(&self, time: f64, semi_amplitude: f64) -> f64 {
        let (cos, _, _) = self.direction(self.since_transit(time));
        semi_amplitude * (cos + self.ecc * self.cos_omega)
    }

    /// The star's semi-amplitude K, m/s, from the masses: K = (2πa/P) (m/(M + m)) sin i/√(1 − e²).
    #[must_use]
    pub fn semi_amplitude(&self) -> f64 {
        let (_, fraction) = self.mass_fractions();
        fraction * self.speed() * self.sin_inclination * SOLAR_RADIUS_PER_DAY
    }

    /// Impact parameter at conjunction, in stellar radii.
    #[must_use]
    pub fn impact_parameter(&self) -> f64 {
        self.cos_inclination * self.semi_latus / (1.0 + self.ecc * self.sin_omega)
    }

    /// The time of the superior conjunction after the transit at [`t0`](Self::t0), days: the middle of the eclipse of the
    /// planet by the star, if there is one.
    #[must_use]
    pub fn eclipse_time(&self) -> f64 {
        let other = self.swapped();
        other.t0
    }

    /// The orbit of the star as seen from the planet: what is eclipsed changes places with what eclipses. Its transits are this
    /// orbit's eclipses.
    #[must_use]
    pub fn swapped(&self) -> KeplerianOrbit {
        let transit = super::mean_anomaly::mean_anomaly_of_transit(self.ecc, -self.cos_omega, -self.sin_omega);
        let ahead = transit - self.transit_mean_anomaly;
        // Within the period that follows t0.
        let turns = whole_turns(constant(ahead));
        let t0 = self.t0 + (ahead - turns) / self.mean_motion;
        KeplerianOrbit {
            t0,
            time_of_periastron: t0 - transit / self.mean_motion,
            cos_omega: -self.cos_omega,
            sin_omega: -self.sin_omega,
            transit_mean_anomaly: transit,
            ..*self
        }
    }

    /// The same orbit with its transits at another time, days.
    #[must_use]
    pub fn with_transit_at(&self, time: f64) -> KeplerianOrbit {
        KeplerianOrbit {
            t0: time,
            time_of_periastron: self.time_of_periastron + (time - self.t0),
            ..*self
        }
    }

    /// [X, Y, Z] in R_⊙ at a time since transit, without delay.
    pub(super) fn relative_position_at(&self, since_transit: f64) -> [f64; 3] {
        let (cos, sin, over_distance) = self.direction(since_transit);
        let distance = self.stellar_radius * self.semi_latus / over_distance;
        let x = -distance * cos;
        let y = -distance * self.cos_inclination * sin;
        [
            x * self.cos_node - y * self.sin_node,
            x * self.sin_node + y * self.cos_node,
            distance * self.sin_inclination * sin,
        ]
    }

    /// [X, Y, Z] in R_⊙/d at a time since transit.
    pub(super) fn relative_velocity_at(&self, since_transit: f64) -> [f64; 3] {
        let (cos, sin, _) = self.direction(since_transit);
        let speed = self.speed();
        let along = speed * (sin + self.ecc * self.sin_omega);
        let outwards = speed * (cos + self.ecc * self.cos_omega);
        let across = -self.cos_inclination * outwards;
        [
            along * self.cos_node - across * self.sin_node,
            along * self.sin_node + across * self.cos_node,
            self.sin_inclination * outwards,
        ]
    }

    /// 2πa/(P√(1 − e²)), R_⊙/d: how fast the velocity vector's end moves around its circle (the hodograph).
    pub(super) fn speed(&self) -> f64 {
        self.mean_motion * self.semi_major_axis / ((1.0 - self.ecc) * (1.0 + self.ecc)).sqrt()
    }

    /// M/(M + m) and m/(M + m): how far the planet and the star are from the barycentre, of their distance.
    pub(super) fn mass_fractions(&self) -> (f64, f64) {
        let total = self.stellar_mass + self.planet_mass;
        (self.stellar_mass / total, self.planet_mass / total)
    }
}

/// √(x² + y²), whose derivatives at (0, 0) are zero, as those of `hypot`; for numbers whose squares are numbers it takes a third of its time.
#[differentiable(vjp = length_vjp, jvp = length_jvp, second_order)]
#[inline(always)]
pub(super) fn length(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

#[inline(always)]
fn length_vjp(x: f64, y: f64) -> (f64, impl FnOnce(f64) -> (f64, f64)) {
    let length = length(x, y);
    (length, move |seed: f64| {
        let slope = if length > 0.0 {
            seed / length
        } else {
            0.0 * seed * length
        };
        (slope * x, slope * y)
    })
}

#[differentiable]
#[inline(always)]
fn length_jvp(x: f64, y: f64, x_dot: f64, y_dot: f64) -> (f64, f64) {
    let length = length(x, y);
    if length > 0.0 {
        (length, (x * x_dot + y * y_dot) / length)
    } else {
        (length, 0.0 * length)
    }
}

/// The nearest whole number of one below 2⁵¹: adding and subtracting 1.5·2⁵² rounds without a call.
#[inline(always)]
pub(super) fn nearest_whole(x: f64) -> f64 {
    const ROUND: f64 = 6_755_399_441_055_744.0;
    (x + ROUND) - ROUND
}

/// 2π times the whole number that takes an angle into [0, 2π).
fn whole_turns(angle: f64) -> f64 {
    2.0 * PI * (angle * (0.5 / PI)).floor()
}
