//! The two planets of K2-24, from 32 velocities of their star.
//!
//! ```text
//! cargo run --release --example radial_velocity [-- another_file.csv]
//! ```
//!
//! K2-24 has two planets that transit, so their periods and transit times are known to seconds and minutes; their masses are
//! not, and follow from how far they pull the star to and fro. The model is the sum of two eccentric Keplerian orbits and a
//! quadratic trend (a third, distant body); scatter that the published errors do not cover is a parameter, the jitter.
//! `log_likelihood` below is ordinary Rust; `#[differentiable]` writes its gradient at compile time, and NUTS samples with it.
//!
//! # Priors
//!
//! Periods and transit times: normal, from the transits (Petigura et al. 2016, ApJ 818, 36). Eccentricity and argument of
//! periastron: (√e cos ω, √e sin ω) uniform on the unit disk, that is e uniform on [0, 1) and ω uniform. Semi-amplitudes and
//! jitter: log-normal, wide. Trend: normal about zero with 10 m/s, 1 m/s/d and 0.1 m/s/d², ten times wider than in the
//! field's usual worked example of this system: those (1, 0.1, 0.01) pull the offset from −4.2 to −2.0 m/s and with it K_b
//! from 5.4 to 4.9 and K_c from 4.3 to 4.9 m/s.
//!
//! # What to expect
//!
//! The program compares its answer with three others of the same velocities. `report::EMCEE` is this very model, priors
//! included, written in numpy and sampled with emcee 3.1.6: 160 walkers, 30000 steps, the first quarter dropped, 70 %
//! differential-evolution and 30 % stretch moves, autocorrelation time about 100 steps. Differences from it are Monte Carlo
//! error, and are given in units of that. (No snooker moves: those of 3.1.6 accept with the wrong probability, emcee pull
//! request 531, and make every standard deviation a few percent too small.) `report::ECCENTRIC_FIT` is a fit made with other
//! software under a uniform prior on the unit disk; its other priors may differ. `report::PUBLISHED` are the masses of the
//! discovery paper.
//!
//! A uniform prior on eccentricity admits orbits with e > 0.8, whose velocity is a spike between two observations: about 1 %
//! of the posterior. No step size suits both those and the rest, so that some seeds see a few divergences there. They change
//! no digit that is printed with its error; a prior that excludes them (they cross the other planet's orbit) removes them.

mod pictures;
mod report;

use pictures::{draw_marginals, draw_velocities};
use pullback::exoplanet::kepler;
use pullback::prelude::*;
use pullback::sampler::data::{Column, DataError, Table};
use report::{ECCENTRIC_FIT, EMCEE, PUBLISHED, Unit, print_comparison, print_derived, print_extreme_orbits, print_run};
use std::error::Error;
use std::f64::consts::TAU;
use std::path::Path;
use std::process::ExitCode;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/k2-24_rv.csv");
/// The star's, in solar masses (Petigura et al. 2016).
const STELLAR_MASS: f64 = 1.12;
const OUTPUT: &str = "output/radial_velocity";

/// What the transits do not tell about a planet's orbit.
#[derive(Parameters, Clone, Debug)]
struct Planet {
    /// K, in m/s: about 5, within a factor of 7 at one standard deviation.
    #[prior(LogNormal(1.6, 2.0))]
    semi_amplitude: f64,
    /// √e cos ω and √e sin ω.
    #[prior(UnitDisk)]
    eccentricity_vector: [f64; 2],
}

/// Everything that is fitted. Times in days, `t0` as BJD − 2454833; velocities in m/s.
#[derive(Parameters, Clone, Debug)]
struct System {
    #[prior(Normal(20.8851, 0.0003))]
    period_b: f64,
    #[prior(Normal(2072.7948, 0.0007))]
    t0_b: f64,
    b: Planet,
    #[prior(Normal(42.3633, 0.0006))]
    period_c: f64,
    #[prior(Normal(2082.6251, 0.0004))]
    t0_c: f64,
    c: Planet,
    /// m/s, at the middle of the observations.
    #[prior(Normal(0.0, 10.0))]
    offset: f64,
    /// m/s/d.
    #[prior(Normal(0.0, 1.0))]
    slope: f64,
    /// m/s/d².
    #[prior(Normal(0.0, 0.1))]
    curvature: f64,
    /// m/s, added in quadrature to the published errors, whose median is 1.7.
    #[prior(LogNormal(0.5, 5.0))]
    jitter: f64,
}

/// The observations.
#[derive(Debug)]
struct Velocities {
    time: Vec<f64>,
    velocity: Vec<f64>,
    error: Vec<f64>,
    /// Where the trend is centred: the middle of the observations.
    reference_time: f64,
}

/// The star's velocity due to one planet; positive when it recedes.
///
/// K [cos(ω + f) + e cos ω], with the mean anomaly counted from the transit, where f = π/2 − ω.
#[differentiable]
fn planet_velocity(#[constant] time: f64, period: f64, t0: f64, planet: &Planet) -> f64 {
    let [h, k] = planet.eccentricity_vector;
    let ecc = h * h + k * k;
    let root = ecc.sqrt();
    let (cos_omega, sin_omega) = (h / root, k / root);
    let transit = 2.0 * ((1.0 - ecc).sqrt() * cos_omega).atan2((1.0 + ecc).sqrt() * (1.0 + sin_omega));
    let mean_anomaly = TAU * (time - t0) / period + transit - ecc * transit.sin();
    let (sin_f, cos_f) = kepler(mean_anomaly, ecc);
    planet.semi_amplitude * (cos_omega * cos_f - sin_omega * sin_f + ecc * cos_omega)
}

/// The star's velocity: both planets and the trend.
#[differentiable]
fn velocity(#[constant] time: f64, #[constant] reference_time: f64, system: &System) -> f64 {
    let planets = planet_velocity(time, system.period_b, system.t0_b, &system.b)
        + planet_velocity(time, system.period_c, system.t0_c, &system.c);
    let since = time - reference_time;
    planets + system.offset + since * (system.slope + since * system.curvature)
}

/// Independent normal errors, the jitter included.
#[differentiable]
fn log_likelihood(system: &System, #[constant] data: &Velocities) -> f64 {
    let mut sum = 0.0;
    for i in 0..data.time.len() {
        let residual = data.velocity[i] - velocity(data.time[i], data.reference_time, system);
        let variance = data.error[i] * data.error[i] + system.jitter * system.jitter;
        sum -= 0.5 * (residual * residual / variance + (TAU * variance).ln());
    }
    sum
}

impl Velocities {
    fn read(path: &str) -> Result<Self, DataError> {
        let [time, velocity, error] = ["time_bjd_minus_2454833", "rv_mps", "rv_err_mps"];
        let columns = [Column::finite(time), Column::finite(velocity), Column::positive(error)];
        let table = Table::read(path, &columns)?;
        let time = table.column(time).to_vec();
        let first = time.iter().copied().fold(f64::INFINITY, f64::min);
        let last = time.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Ok(Self {
            time,
            velocity: table.column(velocity).to_vec(),
            error: table.column(error).to_vec(),
            reference_time: 0.5 * (first + last),
        })
    }
}

impl Planet {
    fn ecc(&self) -> f64 {
        self.eccentricity_vector.iter().map(|x| x * x).sum()
    }
    /// The argument of periastron, in degrees.
    fn omega(&self) -> f64 {
        let [h, k] = self.eccentricity_vector;
        k.atan2(h).to_degrees()
    }
    /// The least mass, m sin i, in Earth masses, of a planet much lighter than the star: K √(1−e²) (P M²/2πG)^⅓.
    fn mass(&self, period: f64) -> f64 {
        const AU_YEAR_IN_METRES_PER_SECOND: f64 = 29_784.69; // 2π au/yr
        const SUN_IN_EARTHS: f64 = 332_946.05;
        let years = period / 365.25;
        let speed = self.semi_amplitude / AU_YEAR_IN_METRES_PER_SECOND;
        speed * (1.0 - self.ecc().powi(2)).sqrt() * (years * STELLAR_MASS * STELLAR_MASS).cbrt() * SUN_IN_EARTHS
    }
}

fn main() -> ExitCode {
    match run(&std::env::args().nth(1).unwrap_or_else(|| DATA.to_owned())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(path: &str) -> Result<(), Box<dyn Error>> {
    let data = Velocities::read(path)?;
    println!("K2-24: two eccentric Keplerian orbits, quadratic trend and jitter");
    println!("       fitted to {} velocities from {path}\n", data.time.len());

    let posterior = Posterior::new(log_likelihood::with(&data));
    let trace = Nuts::default()
        .chains(4)
        .tune(1500)
        .draws(2000)
        .seed(24)
        .target_accept(0.95)
        .sample(&posterior)?;

    println!("{}\n", trace.summary());
    let systems = systems(&trace);
    print_derived(&trace, &systems);
    for (what, reference, unit) in [
        (
            "the same model and priors, sampled with emcee",
            EMCEE,
            Unit::MonteCarloError,
        ),
        (
            "a fit with other software, uniform on the unit disk as well",
            ECCENTRIC_FIT,
            Unit::CombinedSd,
        ),
        (
            "the published masses (Petigura et al. 2016)",
            PUBLISHED,
            Unit::CombinedSd,
        ),
    ] {
        print_comparison(what, reference, unit, &trace, &systems);
    }
    print_run(&trace);
    print_extreme_orbits(&trace, &systems);

    let folder = Path::new(OUTPUT);
    draw_velocities(&data, &systems, &folder.join("velocities.png"))?;
    draw_marginals(&systems, &folder.join("posterior.png"))?;
    println!("\npictures: velocities.png and posterior.png in {}", folder.display());
    Ok(())
}

/// Every draw as the struct that it is.
fn systems(trace: &Trace) -> Vec<System> {
    let column = |name: &str| {
        trace
            .draws_of(name)
            .unwrap_or_else(|| panic!("the trace has no `{name}`"))
    };
    let [period_b, t0_b, period_c, t0_c] = ["period_b", "t0_b", "period_c", "t0_c"].map(column);
    let [offset, slope, curvature, jitter] = ["offset", "slope", "curvature", "jitter"].map(column);
    let [b, c] = ["b", "c"].map(|planet| {
        ["semi_amplitude", "eccentricity_vector[0]", "eccentricity_vector[1]"]
            .map(|field| column(&format!("{planet}.{field}")))
    });
    let planet = |[k, x, y]: [&[f64]; 3], i: usize| Planet {
        semi_amplitude: k[i],
        eccentricity_vector: [x[i], y[i]],
    };
    (0..period_b.len())
        .map(|i| System {
            period_b: period_b[i],
            t0_b: t0_b[i],
            b: planet(b, i),
            period_c: period_c[i],
            t0_c: t0_c[i],
            c: planet(c, i),
            offset: offset[i],
            slope: slope[i],
            curvature: curvature[i],
            jitter: jitter[i],
        })
        .collect()
}
