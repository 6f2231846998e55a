//! Eccentricities of planets, as they were found in populations.
//!
//! Densities, sources and numbers are those of `autodiff_runtime::exoplanet`, where an eccentricity that is not sampled itself
//! finds them, too.

use super::{Distribution, DistributionError};
use crate::transforms::Interval;
use autodiff_runtime::exoplanet::{
    ln_density_kipping_2013, ln_density_kipping_2013_long_periods, ln_density_kipping_2013_short_periods,
    ln_density_van_eylen_2019_mixture, ln_density_van_eylen_2019_multiple, ln_density_van_eylen_2019_single,
};
use rand::{Rng, RngExt};
use rand_distr::{Beta, Distribution as _, StandardNormal};

/// A distribution without arguments: its density's function, and how to draw from it before what is not below 1 is drawn again.
macro_rules! population {
    ($($(#[$attribute:meta])* $name:ident, $density:ident, $draw:expr;)*) => {$(
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name;

        impl Distribution for $name {
            type Value = f64;
            type Transform = Interval;
            type Arguments = [f64; 0];
            const NAME: &'static str = stringify!($name);

            #[inline]
            fn transform(&self) -> Interval {
                Interval::UNIT
            }
            fn validate(&self) -> Result<(), DistributionError> {
                Ok(())
            }
            #[inline]
            fn log_density_and_partials(&self, ecc: f64) -> (f64, f64, [f64; 0]) {
                let (value, by_ecc) = $density::value_and_grad(ecc);
                (value, by_ecc, [])
            }
            fn partials_tangent(&self, ecc: f64, ecc_dot: f64, []: &[f64; 0]) -> Option<(f64, [f64; 0])> {
                let (_, by_ecc_dot) = $density::hvp(ecc, ecc_dot);
                Some((by_ecc_dot, []))
            }
            fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
                below_one(rng, $draw)
            }
        }
    )*};
}

population! {
    /// Eccentricities of planets with well-measured velocities: Beta(0.867, 3.03).
    ///
    /// Source: Kipping 2013, MNRAS 434, L51 (arXiv 1306.4982), by [`ln_density_kipping_2013`](fn@ln_density_kipping_2013).
    EccentricityKipping2013, ln_density_kipping_2013, |rng| beta(rng, 0.867, 3.03);
    /// The same for periods below 382.3 days: Beta(0.697, 3.27).
    ///
    /// Source: [`ln_density_kipping_2013_short_periods`](fn@ln_density_kipping_2013_short_periods).
    EccentricityKipping2013Short, ln_density_kipping_2013_short_periods, |rng| beta(rng, 0.697, 3.27);
    /// The same for periods above 382.3 days: Beta(1.12, 3.09).
    ///
    /// Source: [`ln_density_kipping_2013_long_periods`](fn@ln_density_kipping_2013_long_periods).
    EccentricityKipping2013Long, ln_density_kipping_2013_long_periods, |rng| beta(rng, 1.12, 3.09);
    /// Eccentricities of small planets that transit alone: half a normal distribution of standard deviation 0.32.
    ///
    /// Source: Van Eylen et al. 2019, AJ 157, 61 (arXiv 1807.00549), by
    /// [`ln_density_van_eylen_2019_single`](fn@ln_density_van_eylen_2019_single).
    EccentricityVanEylen2019Single, ln_density_van_eylen_2019_single, |rng| half_normal(rng, 0.32);
    /// The same for small planets in systems where several transit: half a normal distribution of standard deviation 0.083.
    ///
    /// Source: [`ln_density_van_eylen_2019_multiple`](fn@ln_density_van_eylen_2019_multiple).
    EccentricityVanEylen2019Multiple, ln_density_van_eylen_2019_multiple, |rng| half_normal(rng, 0.083);
}

/// Eccentricities of small planets, a `fraction` of them moderate and the rest nearly circular.
///
/// * `fraction`: share of a Rayleigh distribution with its peak at 0.26, from 0 to 1; the rest is half a normal distribution of
///   standard deviation 0.049. 0.76 for planets that transit alone, 0.08 where several transit.
///
/// Source: Van Eylen et al. 2019, AJ 157, 61 (arXiv 1807.00549), by
/// [`ln_density_van_eylen_2019_mixture`](fn@ln_density_van_eylen_2019_mixture).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EccentricityVanEylen2019Mixture(pub f64);

impl Distribution for EccentricityVanEylen2019Mixture {
    type Value = f64;
    type Transform = Interval;
    type Arguments = [f64; 1];
    const NAME: &'static str = "EccentricityVanEylen2019Mixture";

    #[inline]
    fn transform(&self) -> Interval {
        Interval::UNIT
    }
    fn validate(&self) -> Result<(), DistributionError> {
        if (0.0..=1.0).contains(&self.0) {
            return Ok(());
        }
        Err(DistributionError {
            distribution: Self::NAME,
            argument: "fraction",
            value: self.0,
            requirement: "from 0 to 1",
        })
    }
    #[inline]
    fn log_density_and_partials(&self, ecc: f64) -> (f64, f64, [f64; 1]) {
        if self.validate().is_err() {
            return (f64::NAN, f64::NAN, [f64::NAN]);
        }
        let (value, (by_ecc, by_fraction)) = ln_density_van_eylen_2019_mixture::value_and_grad(ecc, self.0);
        (value, by_ecc, [by_fraction])
    }
    fn partials_tangent(&self, ecc: f64, ecc_dot: f64, [fraction_dot]: &[f64; 1]) -> Option<(f64, [f64; 1])> {
        let (_, (by_ecc_dot, by_fraction_dot)) =
            ln_density_van_eylen_2019_mixture::hvp(ecc, self.0, ecc_dot, *fraction_dot);
        Some((by_ecc_dot, [by_fraction_dot]))
    }
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        if self.validate().is_err() {
            return f64::NAN;
        }
        below_one(rng, |rng| {
            if rng.random::<f64>() < self.0 {
                0.26 * (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt()
            } else {
                half_normal(rng, 0.049)
            }
        })
    }
}

/// The first draw inside the support, (0, 1).
fn below_one<R: Rng + ?Sized>(rng: &mut R, draw: impl Fn(&mut R) -> f64) -> f64 {
    loop {
        let ecc = draw(rng);
        if ecc > 0.0 && ecc < 1.0 {
            return ecc;
        }
    }
}

fn half_normal<R: Rng + ?Sized>(rng: &mut R, sd: f64) -> f64 {
    let z: f64 = StandardNormal.sample(rng);
    sd * z.abs()
}

fn beta<R: Rng + ?Sized>(rng: &mut R, alpha: f64, beta: f64) -> f64 {
    // The parameters are ours, and valid.
    Beta::new(alpha, beta).map_or(0.5, |distribution| distribution.sample(rng))
}
