//! The microcanonical sampler on densities whose moments are known.

use autodiff_sampler::{FnDensity, LogDensity, Mams, Nuts, SampleError, Trace};

fn quick() -> Mams {
    Mams::default().chains(4).tune(500).draws(1000).seed(3).progress(false)
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

fn standard_normal(dimension: usize) -> impl LogDensity + Clone + Sync {
    FnDensity::new(dimension, |x: &[f64], grad: &mut [f64]| {
        let mut squares = 0.0;
        for (g, x) in grad.iter_mut().zip(x) {
            *g = -x;
            squares += x * x;
        }
        -0.5 * squares
    })
}

fn assert_moments(trace: &Trace, truth: &[(f64, f64)]) {
    for (row, (mean, sd)) in trace.summary().rows().iter().zip(truth) {
        assert!((row.mean - mean).abs() < 4.5 * row.mcse_mean, "mean of {row:?}");
        assert!((row.sd - sd).abs() < 4.5 * row.mcse_sd, "sd of {row:?}");
        assert!(row.r_hat < 1.02, "{row:?}");
    }
}

#[test]
fn moments_are_right_for_any_length() {
    const EULER: f64 = 0.577_215_664_901_532_9;
    let truth = [(0.0, 1.0), (0.0, 10.0), (-EULER, std::f64::consts::PI / 6f64.sqrt())];
    for settings in [
        quick(),
        quick().path_length(0.5),
        quick().path_length(3.0).target_accept(0.9),
    ] {
        let trace = settings.sample(&density()).expect("it can be sampled");
        assert_moments(&trace, &truth);
        assert!(trace.divergences().is_empty());
    }
}

#[test]
fn many_dimensions_and_heavy_tails_are_sampled() {
    let trace = quick()
        .draws(500)
        .sample(&standard_normal(100))
        .expect("it can be sampled");
    assert_moments(&trace, &[(0.0, 1.0); 60]);

    // Student's t with 5 degrees of freedom, of standard deviation √(5/3), three times.
    let student = FnDensity::new(3, |x: &[f64], grad: &mut [f64]| {
        let mut value = 0.0;
        for (g, x) in grad.iter_mut().zip(x) {
            *g = -6.0 * x / (5.0 + x * x);
            value -= 3.0 * (1.0 + x * x / 5.0).ln();
        }
        value
    });
    let trace = quick().sample(&student).expect("it can be sampled");
    assert_moments(&trace, &[(0.0, (5.0f64 / 3.0).sqrt()); 3]);
}

#[test]
fn tails_take_fewer_gradients_than_with_nuts() {
    let normal = standard_normal(50);
    let nuts = Nuts::default().chains(4).tune(500).draws(1000).seed(3).progress(false);
    let [by_nuts, by_mams] = [
        nuts.sample(&normal).expect("it can be sampled"),
        quick().sample(&normal).expect("it can be sampled"),
    ];
    let worst = |trace: &Trace| {
        let steps: u64 = trace.sample_stats().n_steps.iter().map(|n| u64::from(*n)).sum();
        trace.summary().mean_ess_worst() / steps as f64
    };
    assert!(
        worst(&by_mams) > 1.5 * worst(&by_nuts),
        "{} {}",
        worst(&by_mams),
        worst(&by_nuts)
    );
}

#[test]
fn lengths_vary_and_are_cut_where_asked() {
    let trace = quick().sample(&density()).expect("it can be sampled");
    let steps = &trace.sample_stats().n_steps;
    assert!(steps.contains(&1) && steps.iter().any(|n| *n > 3));
    assert!(trace.sample_stats().energy.iter().all(|energy| energy.is_nan()));
    let cut = quick()
        .path_length(50.0)
        .max_steps(5)
        .sample(&density())
        .expect("it can be sampled");
    assert!(cut.sample_stats().n_steps.iter().all(|n| *n <= 5));
    assert!(cut.sample_stats().reached_max_treedepth.iter().any(|cut| *cut));
}

#[test]
fn seeds_repeat_runs_and_runs_can_be_continued() {
    let again = |draws: usize| quick().draws(draws).sample(&density()).expect("it can be sampled");
    let (short, long) = (again(100), again(150));
    assert_eq!(
        short.draws_of("x[0]").unwrap()[..100],
        long.draws_of("x[0]").unwrap()[..100]
    );
    let continued = quick()
        .draws(150)
        .continue_from(&short, &density())
        .expect("it can be continued");
    assert_eq!(continued.draws_of("x[2]"), long.draws_of("x[2]"));
}

#[test]
fn divergences_are_rejected_and_recorded() {
    // The density ends at zero, where the gradient points.
    let edge = FnDensity::new(2, |x, grad| {
        (grad[0], grad[1]) = (1.0, -x[1]);
        if x[0] < 0.0 { x[0] - 0.5 * x[1] * x[1] } else { f64::NAN }
    });
    let trace = quick().sample(&edge).expect("it can be sampled");
    assert!(!trace.divergences().is_empty());
    assert!(trace.divergences().iter().all(|d| d.end[0] >= 0.0 && d.start[0] < 0.0));
    assert!(trace.draws_of("x[0]").expect("stored").iter().all(|x| *x < 0.0));
}

#[test]
fn settings_that_make_no_sense_are_named() {
    let refused = |outcome: Result<Trace, SampleError>| match outcome {
        Err(SampleError::Setting { setting, .. }) => setting,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(quick().path_length(0.0).sample(&density())), "path_length");
    assert_eq!(refused(quick().max_steps(0).sample(&density())), "max_steps");
    assert_eq!(refused(quick().target_accept(1.0).sample(&density())), "target_accept");
    assert_eq!(refused(quick().sample(&standard_normal(1))), "density.dimension()");
}
