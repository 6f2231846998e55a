//! WASP-4 b, a hot Jupiter, in 4,319 brightness measurements of its star by TESS; and is it on time?
//!
//! ```text
//! cargo run --release --example transit [-- another_file.csv]
//! ```
//!
//! The planet passes in front of its star every 1.34 days; TESS watched 18 of these transits in August and September 2018. The
//! program fits one planet on a circular orbit to all of them, with limb darkening of the star free, and compares the time
//! that it finds with the one that 41 transits observed from the ground between 2007 and 2013 predict. Bouma et al. (2019, AJ
//! 157, 217) found the planet 81.6 ± 11.7 s early: either its orbit shrinks, or the star is being pulled towards us by another
//! body.
//!
//! `log_density` in `model.rs` is ordinary Rust; `#[differentiable]` writes its gradient at compile time, and NUTS samples with
//! it.
//!
//! # Coordinates
//!
//! What astronomers want are the impact parameter b, the stellar density ρ and the planet's radius k. What a light curve determines
//! are the transit's depth, its duration, and, less well, how long ingress takes. In (b, ρ, k) the posterior is a thin bent
//! sheet, the "banana": a larger b makes the chord across the star shorter, so that the same duration needs a lower density,
//! and the star's edge is darker there, so that the same depth needs a larger planet. A sampler's step must be as small as the
//! sheet is thin, and it then takes forever to walk along it. So the program samples instead
//!
//! * the **duration**, from limb to limb of the planet's centre: ρ follows from it, b and the period. The prior is one for ρ, so the
//!   density is multiplied by │dρ/dT│;
//! * the **depth** in mid-transit: k follows from it, b and the limb darkening. ln k is ½ ln depth plus something that does not
//!   depend on depth, so that a log-normal prior for one is a log-normal prior for the other;
//! * **b with a sign**. Only b² enters, so b = 0 is a wall against which the posterior of this planet, b = 0.11 ± 0.08, piles up. With
//!   negative b allowed, mirrored, there is no wall;
//!   The ends of a transit are the fainter the darker the star's limb is, so that duration and u₂ can be exchanged for each other: the
//!   coordinate is the duration less 0.0029 d times (u₂ − 0.2), which is independent of u₂ and has the same prior;
//! * **limb darkening** uniform over what is physical (Kipping 2013, MNRAS 435, 2152), through coordinates that fill the plane;
//! * the **mid-time of a transit in the middle** of the observations, which is independent of the period; that of the first would
//!   not be.
//!
//! # What to expect
//!
//! The published answer and an independent fit of these data are printed beside this one's. The fit's jitter is small: TESS's
//! errors account for the scatter.

mod model;
mod pictures;
mod report;
mod timing;

use model::{Transit, log_density};
use pullback::exoplanet::LightCurve;
use pullback::prelude::*;
use pullback::sampler::data::{Column, Table};
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use timing::{Earlier, transit_times};

const OUTPUT: &str = "output/transit";
const LIGHT_CURVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/wasp-4_tess_s02_windows.csv");
const EARLIER_TIMES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/wasp-4b_transit_times.csv");

fn main() -> ExitCode {
    match run(&std::env::args().nth(1).unwrap_or_else(|| LIGHT_CURVE.to_owned())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(path: &str) -> Result<(), Box<dyn Error>> {
    let data = read(path)?;
    println!(
        "WASP-4 b: one planet, fitted to {} fluxes from {path}\n",
        data.time.len()
    );

    let posterior = Posterior::new(log_density::with(&data)).start_at(&START)?.jitter(1e-4);
    let mut trace = Nuts::default()
        .chains(4)
        .tune(1000)
        .draws(1200)
        .seed(4)
        .target_accept(0.95)
        .sample(&posterior)?;
    trace.add_derived(
        ["impact_parameter", "radius_ratio", "duration", "scaled_axis", "density"],
        |transit: &Transit| {
            [
                transit.impact_parameter(),
                transit.radius_ratio(),
                transit.duration(),
                transit.scaled_axis(),
                transit.density(),
            ]
        },
    )?;
    println!("{}", trace.summary());
    println!("(times in days, t0 as BJD_TDB - 2457000; density in g/cm³; the last five follow from the others)\n");
    let draws: Vec<Transit> = trace.values()?;
    report::print_comparison(&trace);
    println!("\n{}", trace.overview());

    let earlier = Earlier::read(EARLIER_TIMES)?;
    report::print_timing(&trace, &earlier);
    let own = transit_times(&draws, &data);
    let folder = Path::new(OUTPUT);
    pictures::draw_light_curve(&data, &draws, &folder.join("light_curve.png"))?;
    pictures::draw_corner(&trace, &folder.join("corner.png"))?;
    pictures::draw_timing(&trace, &earlier, &own, &folder.join("timing.png"))?;
    println!(
        "\npictures: light_curve.png, corner.png and timing.png in {}",
        folder.display()
    );
    Ok(())
}

/// Where the chains start, each a little elsewhere: round numbers near what a look at the light curve suggests.
const START: Transit = Transit {
    t0: 1367.229,
    period: 1.33823,
    sheared_duration: 0.08,
    signed_impact: 0.05,
    depth: 0.027,
    u: [0.4, 0.2],
    mean: 1.0,
    jitter: 3e-4,
};

/// Reads a light curve with the columns of the published one.
fn read(path: &str) -> Result<LightCurve, Box<dyn Error>> {
    let [time, flux, error] = ["time_btjd", "flux_linear_detrended", "flux_err"];
    let table = Table::read(
        path,
        &[Column::increasing(time), Column::finite(flux), Column::positive(error)],
    )?;
    let column = |name: &str| table.column(name).to_vec();
    Ok(LightCurve::new(column(time), column(flux), column(error))?)
}
