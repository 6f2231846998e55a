//! K2-140 b: a warm Jupiter in the light curves of K2 and of a telescope on the ground, and in the velocities of three
//! spectrographs, all at once.
//!
//! ```text
//! cargo run --release --example joint_fit
//! ```
//!
//! Light curves give the planet's size and when it passes, velocities its mass and how eccentric its orbit is; and the
//! eccentricity changes how fast the planet passes, from which the star's density follows. So one model, with one orbit, is fitted
//! to everything: 2,232 fluxes of K2, each an exposure of half an hour in which the flux changes and which the model therefore
//! averages, too; 98 fluxes of one transit by LCOGT; and 31 velocities by CORALIE, HARPS and FIES, each with a zero point and a
//! jitter of its own.
//!
//! The coordinates are those of the example `transit`, which explains them; here the orbit is eccentric, and its orientation and
//! shape are a point in the unit disk, (√e cos ω, √e sin ω).
//!
//! Data: Giles et al. 2018 (MNRAS 475, 1809), with the velocities by FIES of Korth et al. 2019 (MNRAS 482, 1807), as shipped with
//! juliet 2.2.1.

mod model;
mod pictures;

use model::{Data, Photometry, Planet, Spectrograph, log_density};
use pullback::exoplanet::constants::{JUPITER_MASS, JUPITER_RADIUS};
use pullback::exoplanet::{Exposure, LightCurve, Velocities, minimum_mass};
use pullback::prelude::*;
use pullback::sampler::data::{Column, Table};
use pullback::sampler::diagnostics::{mean, standard_deviation};
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

const OUTPUT: &str = "output/joint_fit";
const LIGHT_CURVES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/k2-140_lc.csv");
const VELOCITIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/k2-140_rv.csv");

/// BJD of the model's time zero.
const ZERO: f64 = 2_457_706.0;
/// What all velocities are above, m/s.
const SYSTEMIC: f64 = 1200.0;
/// Mass and radius of the star, in solar units (Giles et al. 2018).
const STAR: (f64, f64) = (0.96, 1.06);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let data = read()?;
    println!(
        "K2-140 b: {} fluxes by K2, {} by LCOGT, {} velocities\n",
        data.k2.time.len(),
        data.lcogt.time.len(),
        data.velocities.time.len()
    );
    let posterior = Posterior::new(log_density::with(&data)).start_at(&START)?.jitter(1e-4);
    let mut trace = Nuts::default()
        .chains(4)
        .tune(1500)
        .draws(1600)
        .seed(140)
        .target_accept(0.95)
        .sample(&posterior)?;
    trace.add_derived(
        ["ecc", "radius_ratio", "scaled_axis", "density", "mass", "radius"],
        |planet: &Planet| {
            let inclination = planet.orbit().cos_inclination.acos();
            let mass = minimum_mass(planet.semi_amplitude, planet.period, STAR.0, planet.ecc());
            [
                planet.ecc(),
                planet.radius_ratio(),
                planet.scaled_axis(),
                planet.density(),
                mass / inclination.sin() / JUPITER_MASS,
                planet.radius_ratio() * STAR.1 / JUPITER_RADIUS,
            ]
        },
    )?;
    println!("{}", trace.summary());
    println!(
        "(times in days, t0 as BJD - 2457706; velocities in m/s, offsets beyond 1200; density in g/cm³; mass and radius"
    );
    println!(
        "in Jupiter's, for a star of {} solar masses and {} solar radii)\n",
        STAR.0, STAR.1
    );
    print_published(&trace);
    println!("\n{}", trace.overview());

    let draws: Vec<Planet> = trace.values()?;
    let folder = Path::new(OUTPUT);
    pictures::draw_light_curve(&data, &draws, &folder.join("light_curve.png"))?;
    pictures::draw_velocities(&data, &draws, &folder.join("velocities.png"))?;
    println!("\npictures: light_curve.png and velocities.png in {}", folder.display());
    Ok(())
}

/// This fit's estimates beside those of Giles et al. 2018, who have other priors and no velocities by FIES.
fn print_published(trace: &Trace) {
    println!("{:10} {:>17} {:>20}", "", "this fit", "Giles et al. 2018");
    for (name, published) in [("mass", "1.019 ± 0.070"), ("ecc", "0.120 +0.056 -0.046")] {
        let Some(draws) = trace.draws_of(name) else { continue };
        println!(
            "{name:10} {:>17} {published:>20}",
            format!("{:.3} ± {:.3}", mean(draws), standard_deviation(draws))
        );
    }
}

/// Where the chains start.
const START: Planet = Planet {
    t0: 0.531,
    period: 6.5693,
    duration: 0.145,
    signed_impact: 0.1,
    depth: 0.0155,
    eccentricity_vector: [0.1, 0.1],
    semi_amplitude: 100.0,
    k2: Photometry {
        mean: 1.0,
        jitter: 1e-4,
        u: [0.4, 0.2],
    },
    lcogt: Photometry {
        mean: 1.0,
        jitter: 1e-3,
        u: [0.4, 0.2],
    },
    coralie: Spectrograph {
        offset: 10.0,
        jitter: 10.0,
    },
    harps: Spectrograph {
        offset: 50.0,
        jitter: 10.0,
    },
    fies: Spectrograph {
        offset: -70.0,
        jitter: 10.0,
    },
};

fn read() -> Result<Data, Box<dyn Error>> {
    let [time, flux, error, instrument] = ["time_bjd", "flux", "flux_err", "instrument"];
    let columns = [
        Column::increasing(time),
        Column::finite(flux),
        Column::positive(error),
        Column::label(instrument),
    ];
    let fluxes = Table::read(LIGHT_CURVES, &columns)?;
    let light_curve = |label: &str| -> Result<LightCurve, Box<dyn Error>> {
        let part = fluxes.labelled(instrument, label)?;
        Ok(LightCurve::new(
            part.column(time).iter().map(|time| time - ZERO).collect(),
            part.column(flux).to_vec(),
            part.column(error).to_vec(),
        )?)
    };

    let [velocity, error] = ["rv_kmps", "rv_err_kmps"];
    let columns = [
        Column::finite(time),
        Column::finite(velocity),
        Column::positive(error),
        Column::label(instrument),
    ];
    let velocities = Table::read(VELOCITIES, &columns)?;
    let names = ["CORALIE", "HARPS", "FIES"].map(str::to_owned).to_vec();
    let labels = velocities.labels(instrument);
    let place = |&index: &f64| {
        names
            .iter()
            .position(|name| *name == labels[index as usize])
            .unwrap_or(names.len())
    };
    Ok(Data {
        k2: light_curve("K2")?,
        k2_exposure: Exposure::midpoint(29.42 / 1440.0, 7)?,
        lcogt: light_curve("LCOGT")?,
        lcogt_exposure: Exposure::instant(),
        velocities: Velocities::with_instruments(
            velocities.column(time).iter().map(|time| time - ZERO).collect(),
            velocities
                .column(velocity)
                .iter()
                .map(|km| 1000.0 * km - SYSTEMIC)
                .collect(),
            velocities.column(error).iter().map(|km| 1000.0 * km).collect(),
            velocities.column(instrument).iter().map(place).collect(),
            names.clone(),
        )?,
    })
}
