//! Against astropy: `../data/periodograms.csv`, made by `../data/periodograms.py`.

use crate::{assert_close, boxes, lomb_scargle, noise, velocities};
use autodiff_runtime::exoplanet::{BoxObjective, BoxPeak, FrequencyGrid, LombScargle};

/// The rows of a kind; NaN where a field is empty.
fn rows(kind: &str) -> Vec<Vec<f64>> {
    let text = include_str!("../data/periodograms.csv");
    let rows: Vec<Vec<f64>> = text
        .lines()
        .filter(|line| line.split(',').next() == Some(kind))
        .map(|line| {
            line.split(',')
                .skip(1)
                .map(|field| field.parse().unwrap_or(f64::NAN))
                .collect()
        })
        .collect();
    assert!(!rows.is_empty(), "no row of the kind {kind}");
    rows
}

#[test]
fn powers_are_astropys() {
    let periodogram = lomb_scargle();
    for row in rows("power") {
        // At a ten-thousandth of a turn per day, sine and cosine are almost a line, and digits are lost in both computations.
        let tolerance = if row[0] < 1e-3 { 1e-6 } else { 1e-9 };
        assert_close(periodogram.power(row[0]), row[2], tolerance);
    }
    let [times, values, _] = velocities();
    let plain = LombScargle::without_errors(&times, &values).expect("good data");
    for row in rows("unweighted") {
        assert_close(plain.power(row[0]), row[2], 1e-9);
    }
}

#[test]
fn false_alarms_are_astropys() {
    for row in rows("false_alarm") {
        assert_close(lomb_scargle().false_alarm_probability(row[0], row[1]), row[2], 1e-11);
    }
}

#[test]
fn a_perfect_wave_is_no_false_alarm() {
    for power in [1.0, 1.0 + 1e-15] {
        assert_eq!(lomb_scargle().false_alarm_probability(power, 1.0), 0.0);
    }
    assert_eq!(lomb_scargle().false_alarm_probability(0.0, 1.0), 1.0);
    assert!(lomb_scargle().power(f64::NAN).is_nan());
}

#[test]
fn the_automatic_grid_is_astropys() {
    let grid = lomb_scargle().automatic_grid();
    for row in rows("grid") {
        assert_close(grid.frequency(0), row[0], 1e-13);
        // Where astropy rounds half a step, it may take one frequency more.
        assert_close(grid.last(), row[1], 1.01 / row[2]);
        assert!((grid.count() as f64 - row[2]).abs() <= 1.0);
    }
}

#[test]
fn all_ways_to_the_powers_agree() {
    let periodogram = lomb_scargle();
    let grids = [
        periodogram.automatic_grid(),
        FrequencyGrid::new(0.01, 0.0003, 1).expect("a grid"),
        FrequencyGrid::new(0.0123, 0.0007, 3000).expect("a grid"),
        FrequencyGrid::new(20.0, 0.01, 777).expect("a grid"),
    ];
    for grid in grids {
        let powers = periodogram.powers(&grid);
        let check = |powers: &[f64], tolerance: f64| {
            for (frequency, power) in grid.frequencies().zip(powers) {
                let expected = periodogram.power(frequency);
                assert!(
                    (power - expected).abs() < tolerance,
                    "{frequency}: {power}, not {expected}"
                );
            }
        };
        assert_eq!(powers.len(), grid.count());
        // The first frequency of the automatic grid is that tenth of a turn in which digits are lost.
        check(&powers, 1e-10);
        #[cfg(feature = "periodograms")]
        check(&periodogram.fast_powers(&grid), 1e-10);
    }
}

#[test]
fn the_strongest_wave_is_the_one_that_is_there() {
    let peak = lomb_scargle()
        .strongest(&lomb_scargle().automatic_grid())
        .expect("a peak");
    assert_close(peak.period, 11.3, 2e-3);
    assert!(peak.false_alarm_probability < 1e-30);
    assert_close(peak.wave.amplitude(), 3.0, 0.1);
    assert_close(peak.wave.offset, 4.0, 0.1);
    assert_close(peak.power, lomb_scargle().power(peak.frequency), 1e-14);
    // It has its crest where it says, and no frequency nearby is stronger.
    let wave = peak.wave;
    assert_close(wave.at(wave.time_of_maximum()), wave.offset + wave.amplitude(), 1e-13);
    for shift in [-1e-5, 1e-5] {
        assert!(lomb_scargle().power(peak.frequency + shift) < peak.power);
    }
    // What the wave leaves is the rest of the variance.
    let [times, values, errors] = velocities();
    let squares = |f: &dyn Fn(f64) -> f64| -> f64 {
        let terms = times.iter().zip(&values).zip(&errors);
        terms.map(|((t, y), error)| ((y - f(*t)) / error).powi(2)).sum()
    };
    let total: f64 = errors.iter().map(|error| error.powi(-2)).sum();
    let mean = values
        .iter()
        .zip(&errors)
        .map(|(y, error)| y * error.powi(-2))
        .sum::<f64>()
        / total;
    assert_close(1.0 - squares(&|t| wave.at(t)) / squares(&|_| mean), peak.power, 1e-12);
}

#[test]
fn even_times_at_their_nyquist_frequency_have_a_power() {
    let times: Vec<f64> = (0..40).map(f64::from).collect();
    let values: Vec<f64> = (0..40).map(|i| noise(f64::from(i))).collect();
    let periodogram = LombScargle::without_errors(&times, &values).expect("good data");
    // There is no sine at half a turn per observation, and neither wave at a whole one.
    let alternating: f64 = values
        .iter()
        .enumerate()
        .map(|(i, y)| y * f64::from([1_i8, -1][i % 2]))
        .sum();
    let mean = values.iter().sum::<f64>() / 40.0;
    let variance: f64 = values.iter().map(|y| (y - mean) * (y - mean)).sum();
    assert_close(
        periodogram.power(0.5),
        alternating * alternating / 40.0 / variance,
        1e-9,
    );
    assert!(periodogram.power(1.0).abs() < 1e-12);
}

fn check_box(peak: &BoxPeak, row: &[f64]) {
    assert_close(peak.power, row[2], 1e-10);
    assert_close(peak.depth, row[3], 1e-10);
    assert_close(peak.depth_error, row[4], 1e-10);
    assert_close(peak.duration, row[5], 1e-12);
    assert_close(peak.mid_time, row[6], 1e-12);
    assert_close(peak.signal_to_noise, row[7], 1e-10);
}

#[test]
fn boxes_are_astropys() {
    let durations = [0.15, 0.21, 0.3];
    for (kind, objective) in [
        ("box_likelihood", BoxObjective::LogLikelihood),
        ("box_snr", BoxObjective::SignalToNoise),
    ] {
        let search = boxes().objective(objective);
        for row in rows(kind) {
            let peaks = search.peaks(&row[..1], &durations).expect("a search");
            check_box(&peaks[0].expect("a box"), &row);
        }
    }
    for row in rows("periods") {
        let periods = boxes().periods(1.0, 10.0, 0.15).expect("periods");
        assert_close(periods[0], row[0], 1e-12);
        assert_close(periods[periods.len() - 1], row[1], 2e-3);
        assert!((periods.len() as f64 - row[2]).abs() <= 1.0);
    }
}

#[test]
fn the_strongest_box_is_the_one_that_is_there() {
    let periods = boxes().periods(1.0, 10.0, 0.15).expect("periods");
    let peak = boxes().strongest(&periods, &[0.15, 0.21, 0.3]).expect("a box");
    assert_close(peak.period, 3.4, 2e-3);
    assert!((peak.mid_time - 2001.2).abs() < 0.05, "{}", peak.mid_time);
    assert_close(peak.depth, 0.01, 0.05);
    assert_close(peak.signal_to_noise, peak.depth / peak.depth_error, 1e-14);
    assert_close(peak.log_likelihood, peak.power, 1e-14);
}

#[test]
fn a_box_across_the_fold_is_found() {
    // The first observation is in the middle of a transit.
    let times: Vec<f64> = (0..400).map(|i| 0.05 * f64::from(i)).collect();
    let near = |t: f64| ((t + 1.0) % 2.0 - 1.0).abs() < 0.12;
    let values: Vec<f64> = times.iter().map(|t| if near(*t) { 0.9 } else { 1.0 }).collect();
    let search = autodiff_runtime::exoplanet::BoxLeastSquares::new(&times, &values, &[0.01; 400]).expect("good data");
    let peak = search.strongest(&[2.0], &[0.25]).expect("a box");
    assert_close(peak.depth, 0.1, 1e-6);
    let distance = (peak.mid_time + 1.0) % 2.0 - 1.0;
    assert!(distance.abs() < 0.03, "{peak:?}");
}
