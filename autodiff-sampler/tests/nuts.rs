//! NUTS on densities whose moments are known.

use autodiff_sampler::{FnDensity, LogDensity, Nuts, Trace};

fn quick() -> Nuts {
    Nuts::default()
        .chains(4)
        .tune(600)
        .draws(1000)
        .seed(20240917)
        .progress(false)
}

/// Means and standard deviations of all values are within `sigmas` Monte Carlo errors of the truth.
fn assert_moments(trace: &Trace, truth: impl Fn(usize) -> (f64, f64), sigmas: f64) {
    for (i, row) in trace.summary().rows().iter().enumerate() {
        let (mean, sd) = truth(i);
        assert!((row.mean - mean).abs() < sigmas * row.mcse_mean, "mean of {row:?}");
        assert!((row.sd - sd).abs() < sigmas * row.mcse_sd, "sd of {row:?}");
    }
}

#[test]
fn standard_normal_in_fifty_dimensions() {
    let normal = FnDensity::new(50, |x: &[f64], grad: &mut [f64]| {
        for (g, x) in grad.iter_mut().zip(x) {
            *g = -x;
        }
        -0.5 * x.iter().map(|x| x * x).sum::<f64>()
    });
    let trace = quick().sample(&normal).expect("a normal can be sampled");
    // 100 comparisons: 4.5 errors are exceeded once in 1500 such tests.
    assert_moments(&trace, |_| (0.0, 1.0), 4.5);
    assert_eq!(trace.warnings(), [] as [&str; 0]);
    assert!(trace.divergences().is_empty());
    let gradients: u32 = trace.sample_stats().n_steps.iter().sum();
    assert!(trace.summary().mean_ess_bulk() / f64::from(gradients) > 0.3);
}

#[test]
fn scales_differ_by_ten_thousand() {
    let scale = |i: usize| 10f64.powi(i as i32 - 2);
    let normal = FnDensity::new(5, move |x: &[f64], grad: &mut [f64]| {
        let mut log_density = 0.0;
        for (i, (g, x)) in grad.iter_mut().zip(x).enumerate() {
            let z = (x - 3.0 * scale(i)) / scale(i);
            *g = -z / scale(i);
            log_density -= 0.5 * z * z;
        }
        log_density
    });
    let trace = quick().sample(&normal).expect("a normal can be sampled");
    assert_moments(&trace, |i| (3.0 * scale(i), scale(i)), 4.5);
    let mean_steps = trace.sample_stats().n_steps.iter().sum::<u32>() / 4000;
    assert!(
        mean_steps <= 7,
        "the metric has not adapted: {mean_steps} steps per draw"
    );
    for inv_metric in trace.inv_metrics() {
        for (i, variance) in inv_metric.iter().enumerate() {
            assert!((0.5..2.0).contains(&(variance / scale(i).powi(2))));
        }
    }
}

/// A stationary AR(1) process as a density: neighbours correlate with `RHO`, every marginal is standard normal.
#[test]
fn correlated_gaussian() {
    const RHO: f64 = 0.95;
    let ar1 = FnDensity::new(20, |x: &[f64], grad: &mut [f64]| {
        let precision = 1.0 / (1.0 - RHO * RHO);
        grad[0] = -x[0];
        let mut log_density = -0.5 * x[0] * x[0];
        for i in 1..x.len() {
            let residual = x[i] - RHO * x[i - 1];
            grad[i] = -precision * residual;
            grad[i - 1] += precision * RHO * residual;
            log_density -= 0.5 * precision * residual * residual;
        }
        log_density
    });
    let trace = quick().sample(&ar1).expect("a Gaussian can be sampled");
    assert_moments(&trace, |_| (0.0, 1.0), 4.5);
    let (a, b) = (
        trace.draws_of("x[7]").expect("stored"),
        trace.draws_of("x[8]").expect("stored"),
    );
    // The ratio's Monte Carlo error is about (1 - RHO²) / √1000 = 0.003; that of the mean product alone would be 0.04.
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let correlation = product(a, b) / (product(a, a) * product(b, b)).sqrt();
    assert!((correlation - RHO).abs() < 0.015, "{correlation}");
}

/// Neal's funnel: log-scale v ~ N(0, 3), eight x ~ N(0, exp(v/2)).
#[test]
fn the_funnel_diverges_and_says_where() {
    let funnel = FnDensity::new(9, |x: &[f64], grad: &mut [f64]| {
        let (v, rest) = (x[0], &x[1..]);
        let precision = (-v).exp();
        let squares: f64 = rest.iter().map(|x| x * x).sum();
        grad[0] = -v / 9.0 - 0.5 * rest.len() as f64 + 0.5 * precision * squares;
        for (g, x) in grad[1..].iter_mut().zip(rest) {
            *g = -precision * x;
        }
        -v * v / 18.0 - 0.5 * rest.len() as f64 * v - 0.5 * precision * squares
    });
    let trace = quick().sample(&funnel).expect("a funnel can be sampled, badly");
    let divergences = trace.divergences();
    assert!(!divergences.is_empty());
    let flagged = trace
        .sample_stats()
        .diverging
        .iter()
        .filter(|diverging| **diverging)
        .count();
    assert_eq!(divergences.len(), flagged);
    assert!(
        divergences
            .iter()
            .all(|d| d.start.len() == 9 && d.end.len() == 9 && d.stored == d.start)
    );
    // They sit in the neck.
    let _mean_v = divergences.iter().map(|d| d.start[0]).sum::<f64>() / divergences.len() as f64;
    let mut vs: Vec<f64> = divergences.iter().map(|d| d.start[0]).collect();
    vs.sort_by(f64::total_cmp);
    println!("{:?} {:?}", vs, trace.summary().rows()[0]);
    assert!(
        trace
            .warnings()
            .iter()
            .any(|warning| warning.contains("diverged") && warning.contains("target_accept"))
    );
}

#[test]
fn heavy_tails_and_skewness() {
    // Student's t with 5 degrees of freedom, and the logarithm of a standard exponential (Gumbel).
    let density = FnDensity::new(2, |x: &[f64], grad: &mut [f64]| {
        grad[0] = -6.0 * x[0] / (5.0 + x[0] * x[0]);
        grad[1] = 1.0 - x[1].exp();
        -3.0 * (1.0 + x[0] * x[0] / 5.0).ln() + x[1] - x[1].exp()
    });
    let trace = quick().draws(2000).sample(&density).expect("it can be sampled");
    const EULER: f64 = 0.577_215_664_901_532_9;
    let truth = [
        (0.0, (5.0f64 / 3.0).sqrt()),
        (-EULER, std::f64::consts::PI / 6f64.sqrt()),
    ];
    assert_moments(&trace, |i| truth[i], 4.5);
}

/// The stored values are what `expand` makes of the position.
#[derive(Clone)]
struct LogNormal;

impl LogDensity for LogNormal {
    fn dimension(&self) -> usize {
        1
    }

    fn log_density_and_grad(
        &mut self,
        position: &[f64],
        grad: &mut [f64],
    ) -> Result<f64, autodiff_sampler::LogDensityError> {
        grad[0] = -position[0];
        Ok(-0.5 * position[0] * position[0])
    }

    fn stored_dimension(&self) -> usize {
        2
    }

    fn names(&self) -> Vec<String> {
        vec!["scale".to_owned(), "log_scale".to_owned()]
    }

    fn expand(&self, position: &[f64], stored: &mut [f64]) {
        stored[0] = position[0].exp();
        stored[1] = position[0];
    }
}

#[test]
fn constrained_values_are_stored() {
    let trace = quick().sample(&LogNormal).expect("it can be sampled");
    let (scale, log_scale) = (
        trace.draws_of("scale").expect("stored"),
        trace.draws_of("log_scale").expect("stored"),
    );
    assert!(
        scale
            .iter()
            .zip(log_scale)
            .all(|(scale, log_scale)| *scale == log_scale.exp())
    );
    assert_eq!(trace.draw(3, 999), [scale[3999], log_scale[3999]]);
    assert_eq!(trace.chains_of("scale").expect("stored")[3], &scale[3000..]);
    assert!(trace.draws_of("nothing").is_none());
    let stats = trace.sample_stats();
    assert!(stats.lp.iter().zip(log_scale).all(|(lp, x)| *lp == -0.5 * x * x));
    assert!(stats.energy.iter().zip(&stats.lp).all(|(energy, lp)| *energy >= -lp));
}

#[test]
fn the_table_and_the_csv_file() {
    let trace = quick()
        .chains(2)
        .tune(100)
        .draws(50)
        .sample(&LogNormal)
        .expect("it can be sampled");
    let table = trace.summary().to_string();
    let header: Vec<&str> = table.lines().next().expect("a header").split_whitespace().collect();
    let expected = "parameter mean sd hdi_3% hdi_97% mcse_mean mcse_sd ess_bulk ess_tail r_hat";
    assert_eq!(header.join(" "), expected);
    assert_eq!(table.lines().count(), 3);
    assert!(trace.summary().get("scale").is_some_and(|row| row.hdi_low > 0.0));

    let path = std::env::temp_dir().join(format!("pullback-trace-{}.csv", std::process::id()));
    trace.to_csv(&path).expect("the temporary folder can be written");
    let text = std::fs::read_to_string(&path).expect("the file was written");
    std::fs::remove_file(&path).expect("the file was written");
    assert_eq!(text.lines().count(), 101);
    assert!(text.starts_with("chain,draw,scale,log_scale,lp,"));
    let last: Vec<&str> = text.lines().last().expect("rows").split(',').collect();
    assert_eq!(last[2].parse(), Ok(trace.draws_of("scale").expect("stored")[99]));

    let error = trace
        .to_csv("/dev/null/all.csv")
        .expect_err("there is no such folder, nor can there be");
    assert!(error.to_string().contains("/dev/null"), "{error}");
}

#[test]
fn warnings_say_what_to_do() {
    let one_short_chain = quick()
        .chains(1)
        .tune(100)
        .draws(60)
        .sample(&LogNormal)
        .expect("it can be sampled");
    let warnings = one_short_chain.warnings().join("\n");
    assert!(warnings.contains("only one chain"), "{warnings}");
    assert!(
        warnings.contains("effective samples") && warnings.contains("log_scale"),
        "{warnings}"
    );

    // Two modes that no trajectory connects: a mixture of normals at -30 and 30.
    let modes = FnDensity::new(1, |x, grad| {
        let centre = 30.0 * x[0].signum();
        grad[0] = centre - x[0];
        -0.5 * (x[0] - centre).powi(2)
    });
    let trace = quick().seed(2).sample(&modes).expect("each mode can be sampled");
    let warnings = trace.warnings().join("\n");
    assert!(warnings.contains("r_hat exceeds 1.01 for x[0]"), "{warnings}");
}

#[test]
fn time_is_accounted_for() {
    let trace = quick().sample(&LogNormal).expect("it can be sampled");
    assert!(trace.wall_time().as_nanos() > 0 && trace.cpu_time().as_nanos() > 0);
    let (per_sample, per_worst) = (trace.ms_per_effective_sample(), trace.ms_per_worst_effective_sample());
    assert!(per_sample > 0.0 && per_worst >= per_sample);
    let in_draws: u64 = trace.sample_stats().n_steps.iter().map(|n| u64::from(*n)).sum();
    assert!(trace.gradient_evaluations() > in_draws);
}
