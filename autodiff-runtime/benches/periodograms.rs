//! Time of periodograms: `cargo bench -p autodiff-runtime --features periodograms --bench periodograms`.
//!
//! Nanoseconds per observation and frequency or period, and of the fast periodogram per frequency.

use autodiff_runtime::exoplanet::{BoxLeastSquares, LombScargle};
use std::hint::black_box;
use std::time::Instant;

/// Seconds, the best of several runs.
fn time(mut run: impl FnMut()) -> f64 {
    (0..5).fold(f64::INFINITY, |best, _| {
        let start = Instant::now();
        run();
        best.min(start.elapsed().as_secs_f64())
    })
}

fn noise(i: i32) -> f64 {
    (f64::from(i) * 0.618_033_988_749_894_9).fract() - 0.5
}

/// A sine wave at uneven times.
fn waves(n: i32) -> LombScargle {
    let times: Vec<f64> = (0..n).map(|i| 0.02 * (f64::from(i) + noise(i))).collect();
    let values: Vec<f64> = times
        .iter()
        .zip(0..n)
        .map(|(t, i)| (3.0 * t).sin() + noise(i))
        .collect();
    LombScargle::without_errors(&times, &values).expect("good data")
}

fn main() {
    let periodogram = waves(1000);
    let grid = periodogram.automatic_grid();
    let ns = time(|| drop(black_box(periodogram.powers(&grid)))) * 1e9 / (1000.0 * grid.count() as f64);
    println!("bench exoplanet/lomb_scargle_direct_n1000 primal_ns={ns:.2}");
    #[cfg(feature = "periodograms")]
    for n in [1000, 100_000] {
        let periodogram = waves(n);
        let grid = periodogram.automatic_grid();
        let ns = time(|| drop(black_box(periodogram.fast_powers(&grid)))) * 1e9 / grid.count() as f64;
        println!("bench exoplanet/lomb_scargle_fast_n{n} primal_ns={ns:.0}");
    }

    // Four weeks at two minutes.
    let n = 20_000;
    let times: Vec<f64> = (0..n).map(|i| f64::from(i) / 720.0).collect();
    let box_at = |t: f64| if t % 3.93 < 0.06 { 1e-3 } else { 0.0 };
    let fluxes: Vec<f64> = times
        .iter()
        .zip(0..n)
        .map(|(t, i)| 1.0 - box_at(*t) + 1e-3 * noise(i))
        .collect();
    let search = BoxLeastSquares::new(&times, &fluxes, &vec![1e-3; 20_000]).expect("good data");
    let periods: Vec<f64> = search
        .periods(1.0, 9.0, 0.06)
        .expect("periods")
        .into_iter()
        .step_by(20)
        .collect();
    let durations = [0.06, 0.09, 0.12];
    let seconds = time(|| drop(black_box(search.peaks(&periods, &durations))));
    let ns = seconds * 1e9 / (f64::from(n) * periods.len() as f64);
    println!("bench exoplanet/box_least_squares_n{n} primal_ns={ns:.2}");
}
