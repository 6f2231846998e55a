//! Planets that are known, in the data that showed them.

use crate::assert_close;
use autodiff_runtime::exoplanet::{BoxLeastSquares, LombScargle, fit_sinusoids, minimum_mass, periods_for_star};

/// The first three columns of a table.
fn columns(text: &str) -> [Vec<f64>; 3] {
    let rows = || text.lines().filter(|line| !line.starts_with('#')).skip(1);
    [0, 1, 2].map(|column| {
        let number = |line: &str| line.split(',').nth(column).and_then(|field| field.parse().ok());
        rows().map(|line| number(line).expect("a number")).collect()
    })
}

#[test]
fn gj_357_b_transits_every_3_93_days() {
    let [times, fluxes, errors] = columns(include_str!("../data/gj357.csv"));
    let search = BoxLeastSquares::new(&times, &fluxes, &errors).expect("good data");
    // An M dwarf of 0.34 solar masses and radii; a transit lasts 1.5 hours.
    let periods = periods_for_star(0.34, 0.34, 24.0, 1.0, 9.0, 3.0).expect("periods");
    let peak = search.strongest(&periods, &[0.05, 0.065, 0.08]).expect("a box");
    assert_close(peak.period, 3.9306, 2e-3);
    assert!(
        (8e-4..1.3e-3).contains(&peak.depth) && peak.signal_to_noise > 15.0,
        "{peak:?}"
    );
    // One of the transits is at BTJD 1518.00.
    let turns = (peak.mid_time - 1518.0) / peak.period;
    assert!((turns - turns.round()).abs() * peak.period < 0.03, "{peak:?}");
}

#[test]
fn k2_24_has_the_planets_that_transit() {
    let [times, velocities, errors] = columns(include_str!("../../../data/k2-24_rv.csv"));
    // Without the trend that the star has, the published periods give semi-amplitudes of 4.7 and 3.9 m/s.
    let middle = times.iter().sum::<f64>() / times.len() as f64;
    let slope: f64 = {
        let pairs = || times.iter().zip(&velocities);
        pairs().map(|(t, v)| (t - middle) * v).sum::<f64>() / pairs().map(|(t, _)| (t - middle).powi(2)).sum::<f64>()
    };
    let level: Vec<f64> = times
        .iter()
        .zip(&velocities)
        .map(|(t, v)| v - slope * (t - middle))
        .collect();
    let waves = fit_sinusoids(&times, &level, &errors, &[20.8851, 42.3633]).expect("two waves");
    for (wave, published) in waves.iter().zip([4.7, 3.9]) {
        assert!((wave.amplitude() - published).abs() < 2.0, "{wave:?}");
    }
    let earth = autodiff_runtime::exoplanet::constants::EARTH_MASS;
    let mass = minimum_mass(waves[0].amplitude(), 20.8851, 1.12, 0.0) / earth;
    assert!((15.0..32.0).contains(&mass), "{mass}");
    // Together they take away more than any period alone.
    let periodogram = LombScargle::new(&times, &level, &errors).expect("good data");
    let alone = periodogram.power(1.0 / 20.8851);
    assert!(alone > 0.1 && alone < 1.0, "{alone}");
}
