//! Static Hamiltonian Monte Carlo on densities whose moments are known.

use autodiff_sampler::{FnDensity, Hmc, LogDensity, SampleError, Trace};

fn quick() -> Hmc {
    Hmc::default().chains(4).tune(400).draws(800).seed(3).progress(false)
}

/// Two normal coordinates with standard deviations 1 and 10 and correlation 0.9, and a Gumbel one (the logarithm of an
/// exponential).
fn density() -> impl LogDensity + Clone + Sync {
    FnDensity::new(3, |x, grad| {
        let (u, v) = (x[0], x[1] / 10.0);
        let (a, b) = ((u - 0.9 * v) / 0.19, (v - 0.9 * u) / 0.19);
        grad.copy_from_slice(&[-a, -b / 10.0, 1.0 - x[2].exp()]);
        -0.5 * (u * a + v * b) + x[2] - x[2].exp()
    })
}

fn assert_moments(trace: &Trace) {
    const EULER: f64 = 0.577_215_664_901_532_9;
    let truth = [(0.0, 1.0), (0.0, 10.0), (-EULER, std::f64::consts::PI / 6f64.sqrt())];
    for (row, (mean, sd)) in trace.summary().rows().iter().zip(truth) {
        assert!((row.mean - mean).abs() < 4.5 * row.mcse_mean, "mean of {row:?}");
        assert!((row.sd - sd).abs() < 4.5 * row.mcse_sd, "sd of {row:?}");
        assert!(row.r_hat < 1.02, "{row:?}");
    }
}

#[test]
fn moments_are_right_for_lengths_and_for_numbers_of_steps() {
    for settings in [
        quick(),
        quick().path_length(1.0).step_size_jitter(0.0),
        quick().n_steps(4),
    ] {
        let trace = settings.sample(&density()).expect("it can be sampled");
        assert_moments(&trace);
        assert!(trace.divergences().is_empty());
    }
}

#[test]
fn trajectories_are_as_long_as_asked_for() {
    let trace = quick().n_steps(7).sample(&density()).expect("it can be sampled");
    assert!(trace.sample_stats().n_steps.iter().all(|n| *n == 7));
    let steps = &trace.sample_stats().step_size;
    let (low, high) = steps[..800]
        .iter()
        .fold((f64::INFINITY, 0.0f64), |(low, high), s| (low.min(*s), high.max(*s)));
    // Uniform within 20 %: the extremes of 800 are close to 0.8 and 1.2 times the middle.
    assert!((high / low - 1.5).abs() < 0.02, "{low} {high}");

    let cut = quick().path_length(50.0).max_steps(5).sample(&density());
    let trace = cut.expect("it can be sampled");
    assert!(trace.sample_stats().n_steps.iter().all(|n| *n <= 5));
    assert!(trace.sample_stats().reached_max_treedepth.iter().all(|cut| *cut));
}

#[test]
fn divergences_are_rejected_and_recorded() {
    // The density ends at zero, where the gradient points.
    let edge = FnDensity::new(1, |x, grad| {
        grad[0] = 1.0;
        if x[0] < 0.0 { x[0] } else { f64::NAN }
    });
    let trace = quick().sample(&edge).expect("it can be sampled");
    assert!(!trace.divergences().is_empty());
    assert!(trace.divergences().iter().all(|d| d.end[0] >= 0.0 && d.start[0] < 0.0));
    assert!(trace.draws_of("x[0]").expect("stored").iter().all(|x| *x < 0.0));
}

#[test]
fn settings_that_make_no_sense_are_named() {
    let refused = |settings: Hmc| match settings.sample(&density()) {
        Err(SampleError::Setting { setting, .. }) => setting,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(quick().path_length(0.0)), "path_length");
    assert_eq!(refused(quick().path_length(f64::INFINITY)), "path_length");
    assert_eq!(refused(quick().n_steps(0)), "n_steps");
    assert_eq!(refused(quick().step_size_jitter(1.0)), "step_size_jitter");
    assert_eq!(refused(quick().max_steps(0)), "max_steps");
    assert_eq!(refused(quick().target_accept(1.0)), "target_accept");
}
