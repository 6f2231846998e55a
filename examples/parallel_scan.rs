//! A scan on all cores: which periods do the velocities of K2-140 allow?
//!
//! ```text
//! cargo run --release --example parallel_scan
//! ```
//!
//! The likelihood of an orbit has hundreds of maxima along the period, each a small part of a day wide, so nobody climbs there by
//! gradient. One scans the period, and at each trial climbs in everything else: amplitude, phase, eccentricity, the zero points of three
//! instruments, jitter. Each climb is some dozens of gradients, and the trials have nothing to do with one another: a loop for all cores.
//!
//! Generated functions are plain functions, without a tape or a context, so they may be called from any thread; `into_par_iter` is all
//! that it takes. The result is the same to the bit on any number of threads, which is checked below.
//!
//! The planet transits every 6.5693 days (Giles et al. 2018), which the 31 velocities are not told. Their likelihood along the period
//! is drawn into `output/parallel_scan/`.

use pullback::exoplanet::kepler;
use pullback::log_density;
use pullback::prelude::*;
use pullback::sampler::data::{Column, DataError, Table};
use pullback::sampler::plots::Series;
use rayon::prelude::*;
use std::error::Error;
use std::f64::consts::TAU;
use std::time::Instant;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/k2-140_rv.csv");
const OUTPUT: &str = "output/parallel_scan";
const PERIODS: usize = 1000;
const TRANSITS: f64 = 6.5693;

struct Velocities {
    /// Days since the first one.
    time: Vec<f64>,
    /// m/s.
    velocity: Vec<f64>,
    error: Vec<f64>,
    /// Who measured it: 0, 1 or 2.
    instrument: Vec<usize>,
}

/// Everything but the period.
#[derive(Parameters, Clone, Debug)]
struct Orbit {
    /// K cos M and K sin M, with the semi-amplitude in m/s, and the mean anomaly at time 0.
    #[prior(Normal(0.0, 200.0))]
    amplitude: [f64; 2],
    /// √e cos ω and √e sin ω.
    #[prior(UnitDisk)]
    eccentricity_vector: [f64; 2],
    /// m/s.
    #[prior(Normal(1200.0, 100.0))]
    zero_point: [f64; 3],
    /// m/s, added in quadrature to the published errors.
    #[prior(HalfNormal(30.0))]
    jitter: f64,
}

#[differentiable]
fn log_likelihood(orbit: &Orbit, #[constant] period: f64, #[constant] data: &Velocities) -> f64 {
    let [x, y] = orbit.amplitude;
    let [h, k] = orbit.eccentricity_vector;
    let (semi_amplitude, at_zero) = (x.hypot(y), y.atan2(x));
    let (ecc, omega) = (h * h + k * k, k.atan2(h));
    let (sin_omega, cos_omega) = omega.sin_cos();
    let mut sum = 0.0;
    for i in 0..data.time.len() {
        let (sin_f, cos_f) = kepler(TAU * data.time[i] / period + at_zero, ecc);
        let pull = semi_amplitude * (cos_omega * cos_f - sin_omega * sin_f + ecc * cos_omega);
        let expected = orbit.zero_point[data.instrument[i]] + pull;
        sum += log_density::normal(data.velocity[i], expected, data.error[i].hypot(orbit.jitter));
    }
    sum
}

fn main() -> Result<(), Box<dyn Error>> {
    let data = read()?;
    // Equal steps in frequency: a period is as well determined as the time between first and last velocity allows.
    let (longest, shortest): (f64, f64) = (20.0, 4.0);
    let step = (1.0 / shortest - 1.0 / longest) / (PERIODS - 1) as f64;
    let periods: Vec<f64> = (0..PERIODS).map(|i| 1.0 / (1.0 / shortest - step * i as f64)).collect();

    let begin = Instant::now();
    let scan: Vec<Fit> = periods
        .par_iter()
        .map(|period| fit(*period, &data))
        .collect::<Result<_, _>>()?;
    let seconds = begin.elapsed().as_secs_f64();

    let gradients: usize = scan.iter().map(|fit| fit.gradients).sum();
    println!(
        "{PERIODS} periods from {shortest} to {longest} d on {} threads:",
        rayon::current_num_threads()
    );
    println!(
        "{gradients} gradients in {seconds:.2} s, {:.2} ms for each period\n",
        1e3 * seconds / PERIODS as f64
    );
    println!("  period [d]   log-likelihood   eccentricity   K [m/s]");
    let best = maxima(&scan);
    for &i in best.iter().take(5) {
        let Fit {
            period,
            log_likelihood,
            ecc,
            semi_amplitude,
            ..
        } = &scan[i];
        println!("{period:>12.4} {log_likelihood:>16.2} {ecc:>14.3} {semi_amplitude:>9.1}");
    }
    let found = scan[best[0]].period;
    println!(
        "\nthe planet transits every {TRANSITS} d; the best period is {:.2} % off",
        100.0 * (found / TRANSITS - 1.0).abs()
    );

    // One thread, some of the periods: the same numbers.
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    for i in (0..PERIODS).step_by(PERIODS / 20) {
        let again = alone.install(|| fit(periods[i], &data))?;
        if again.log_likelihood.to_bits() != scan[i].log_likelihood.to_bits() {
            return Err(format!("at {} d one thread finds something else than several", periods[i]).into());
        }
    }
    println!("one thread finds the same, to the bit");

    let heights: Vec<f64> = scan.iter().map(|fit| fit.log_likelihood).collect();
    let (at, height) = (vec![found], vec![scan[best[0]].log_likelihood]);
    Series::new()
        .title("K2-140: orbits of every period")
        .labels("period [d]", "largest log-likelihood")
        .group("best period", &at, &height, &[0.0])
        .band("eccentric orbits", &periods, &heights, &heights, &heights)
        .save(format!("{OUTPUT}/periods.png"))?;
    println!("picture: {OUTPUT}/periods.png");
    Ok(())
}

/// The best orbit of a period.
struct Fit {
    period: f64,
    log_likelihood: f64,
    ecc: f64,
    semi_amplitude: f64,
    gradients: usize,
}

fn fit(period: f64, data: &Velocities) -> Result<Fit, SampleError> {
    let posterior = Posterior::new(log_likelihood::with(period, data));
    let mode = Map::default().starts(6).jacobian(true).seed(140).maximise(&posterior)?;
    let orbit: Orbit = posterior.values(mode.position());
    let ([x, y], [h, k]) = (orbit.amplitude, orbit.eccentricity_vector);
    Ok(Fit {
        period,
        log_likelihood: log_likelihood(&orbit, period, data),
        ecc: h * h + k * k,
        semi_amplitude: x.hypot(y),
        gradients: mode.evaluations(),
    })
}

/// Where the likelihood is higher than at both neighbours, the highest first.
fn maxima(scan: &[Fit]) -> Vec<usize> {
    let height = |i: usize| scan[i].log_likelihood;
    let mut found: Vec<usize> = (1..scan.len() - 1)
        .filter(|&i| height(i) > height(i - 1) && height(i) >= height(i + 1))
        .collect();
    found.sort_by(|a, b| height(*b).total_cmp(&height(*a)));
    found
}

fn read() -> Result<Velocities, DataError> {
    let [time, velocity, error, instrument] = ["time_bjd", "rv_kmps", "rv_err_kmps", "instrument"];
    let columns = [
        Column::finite(time),
        Column::finite(velocity),
        Column::positive(error),
        Column::label(instrument),
    ];
    let table = Table::read(DATA, &columns)?;
    let first = table.column(time)[0];
    Ok(Velocities {
        time: table.column(time).iter().map(|time| time - first).collect(),
        velocity: table.column(velocity).iter().map(|v| 1e3 * v).collect(),
        error: table.column(error).iter().map(|e| 1e3 * e).collect(),
        instrument: table.indices(instrument),
    })
}
