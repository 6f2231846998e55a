//! Taking parts of a trace, putting traces together, and reading back what was written.

use autodiff_sampler::trace::{SampleStats, TraceError};
use autodiff_sampler::{FnDensity, Nuts, Trace};

/// A short run on a funnel, some of whose transitions diverge.
fn funnel(seed: u64) -> Trace {
    let names = ["log_scale", "x[0]", "x[1]", "planets[0].period", "planets[1].period"];
    let density = FnDensity::new(5, |x, grad| {
        let precision = (-2.0 * x[0]).exp();
        let mut log_density = -x[0] * x[0] / 18.0;
        grad[0] = -x[0] / 9.0;
        for i in 1..5 {
            log_density -= 0.5 * x[i] * x[i] * precision + x[0];
            grad[0] += x[i] * x[i] * precision - 1.0;
            grad[i] = -x[i] * precision;
        }
        log_density
    })
    .with_names(names);
    // Steps that are too large for the funnel's neck.
    let nuts = Nuts::default()
        .target_accept(0.5)
        .chains(3)
        .tune(100)
        .draws(60)
        .seed(seed);
    nuts.progress(false).sample(&density).expect("a funnel can be sampled")
}

/// All numbers of a trace, by their bits.
fn bits(trace: &Trace) -> Vec<u64> {
    let values = trace
        .names()
        .iter()
        .flat_map(|name| trace.draws_of(name).expect("a value"));
    values.map(|x| x.to_bits()).collect()
}

#[test]
fn values_are_selected_by_name_variable_and_pattern() {
    let trace = funnel(1);
    let names = |asked: &[&str]| trace.select(asked).expect("there are such").names().to_vec();
    assert_eq!(names(&["x[1]"]), ["x[1]"]);
    assert_eq!(names(&["x", "log_scale", "x[0]"]), ["x[0]", "x[1]", "log_scale"]);
    assert_eq!(names(&["planets"]), ["planets[0].period", "planets[1].period"]);
    assert_eq!(names(&["planets.period"]), names(&["planets"]));
    assert_eq!(names(&["planets[1]"]), ["planets[1].period"]);
    assert_eq!(names(&["*[1]*"]), ["x[1]", "planets[1].period"]);
    let rest = trace.without(["planets", "x"]).expect("something is left");
    assert_eq!(rest.names(), ["log_scale"]);
    assert_eq!(rest.draws_of("log_scale"), trace.draws_of("log_scale"));
    assert_eq!(rest.sample_stats(), trace.sample_stats());
}

#[test]
fn variables_stay_together_as_long_as_they_are_complete() {
    let trace = funnel(1);
    let described = |part: &Trace| {
        let variables = part.variables().iter();
        variables
            .map(|one| (one.name.clone(), one.shape.clone(), one.indices.clone()))
            .collect::<Vec<_>>()
    };
    let part = trace.select(["planets", "x"]).expect("there are such");
    let planets = ("planets.period".to_owned(), vec![2], vec![0, 1]);
    assert_eq!(described(&part), [planets, ("x".to_owned(), vec![2], vec![2, 3])]);
    let part = trace.select(["x[1]"]).expect("there is such");
    assert_eq!(described(&part), [("x[1]".to_owned(), vec![], vec![0])]);
}

#[test]
fn chains_and_draws_are_selected_with_all_that_belongs_to_them() {
    let trace = funnel(1);
    assert!(!trace.divergences().is_empty());
    let part = trace
        .select_chains(&[2, 0])
        .and_then(|part| part.select_draws(10..50))
        .expect("there are such");
    assert_eq!((part.chains(), part.draws()), (2, 40));
    assert_eq!(
        part.inv_metrics(),
        [trace.inv_metrics()[2].clone(), trace.inv_metrics()[0].clone()]
    );
    for (chain, old) in [(0, 2), (1, 0)] {
        assert_eq!(part.draw(chain, 5), trace.draw(old, 15));
        assert_eq!(
            part.sample_stats().lp[40 * chain + 5],
            trace.sample_stats().lp[60 * old + 15]
        );
    }
    for divergence in part.divergences() {
        assert!(part.sample_stats().diverging[40 * divergence.chain + divergence.draw]);
    }
    let flagged = part
        .sample_stats()
        .diverging
        .iter()
        .filter(|diverging| **diverging)
        .count();
    assert_eq!(part.divergences().len(), flagged);
    let thin = trace.thin(7).expect("7 is a step");
    assert_eq!((thin.draws(), thin.draw(1, 8)), (9, trace.draw(1, 56)));
}

#[test]
fn what_is_not_there_cannot_be_selected() {
    let trace = funnel(1);
    let message = |part: Result<Trace, TraceError>| part.expect_err("there is no such").to_string();
    assert_eq!(
        message(trace.select(["tau"])),
        "nothing in the trace is called `tau`: it has `log_scale`, `x[0]`, `x[1]`, `planets[0].period`, \
         `planets[1].period`"
    );
    assert!(message(trace.select([""; 0])).contains("no values"));
    assert!(message(trace.without(["*"])).contains("no values"));
    assert!(message(trace.select_chains(&[0, 3])).contains("chains [0, 3] cannot be taken: there are 3"));
    assert!(message(trace.select_chains(&[1, 1])).contains("[1, 1]"));
    assert!(message(trace.select_chains(&[])).contains("[]"));
    assert!(message(trace.select_draws(60..)).contains("draws 60..60 cannot be taken: there are 60"));
    assert!(message(trace.select_draws(..=60)).contains("0..61"));
    assert!(message(trace.thin(0)).contains("steps of 0"));
}

#[test]
fn chains_put_together_are_those_of_the_runs() {
    let (one, other) = (funnel(1), funnel(2));
    let both = Trace::join_chains(&[one.clone(), other.clone()]).expect("they fit");
    assert_eq!((both.chains(), both.draws()), (6, 60));
    assert_eq!(both.draw(4, 7), other.draw(1, 7));
    assert_eq!(
        both.divergences().len(),
        one.divergences().len() + other.divergences().len()
    );
    assert_eq!(
        both.gradient_evaluations(),
        one.gradient_evaluations() + other.gradient_evaluations()
    );
    let first = both.select_chains(&[0, 1, 2]).expect("there are such");
    assert_eq!(bits(&first), bits(&one));
    assert_eq!(first.divergences(), one.divergences());
    let second = both.select_chains(&[3, 4, 5]).expect("there are such");
    assert_eq!(
        (bits(&second), second.sample_stats()),
        (bits(&other), other.sample_stats())
    );
    assert_eq!(second.divergences(), other.divergences());
}

#[test]
fn chains_cut_in_two_and_continued_are_whole_again() {
    let whole = funnel(1);
    let parts = [whole.select_draws(..25), whole.select_draws(25..)].map(|part| part.expect("there are such"));
    let joined = Trace::join_draws(&parts).expect("they fit");
    assert_eq!((joined.chains(), joined.draws()), (3, 60));
    assert_eq!(bits(&joined), bits(&whole));
    assert_eq!(
        (joined.sample_stats(), joined.divergences()),
        (whole.sample_stats(), whole.divergences())
    );
}

#[test]
fn traces_that_do_not_fit_are_not_joined() {
    let trace = funnel(1);
    let message = |joined: Result<Trace, TraceError>| joined.expect_err("they do not fit").to_string();
    let short = trace.select_draws(..10).expect("there are such");
    assert_eq!(
        message(Trace::join_chains(&[trace.clone(), short])),
        "trace 1 cannot be joined to trace 0: it has 10 draws in each chain, trace 0 has 60"
    );
    let fewer = trace.select(["x"]).expect("there is such");
    assert!(message(Trace::join_draws(&[trace.clone(), fewer.clone()])).contains("fewer than those of trace 0"));
    assert!(message(Trace::join_draws(&[fewer, trace])).contains("its value `log_scale` is not in trace 0"));
    assert!(message(Trace::join_chains(&[])).contains("no chains"));
}

fn temporary(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn a_csv_file_is_read_to_the_bit() {
    let trace = funnel(1);
    let path = temporary("draws.csv");
    trace.to_csv(&path).expect("the folder can be written");
    let read = Trace::from_csv(&path).expect("the file was written so");
    assert_eq!((read.names(), read.chains(), read.draws()), (trace.names(), 3, 60));
    assert_eq!(bits(&read), bits(&trace));
    assert_eq!(read.sample_stats(), trace.sample_stats());
    // Where they diverged is lost, but not that they did.
    let said = format!("{} of 180 transitions diverged", trace.divergences().len());
    assert!(
        read.warnings().iter().any(|warning| warning.contains(&said)),
        "{:?}",
        read.warnings()
    );
}

#[test]
fn special_numbers_and_names_survive_a_csv_file() {
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 5e-324, f64::MAX];
    let values = ["a, \"b\"", "energy", "lp"].map(|name| (name, vec![odd.to_vec()]));
    let stats = SampleStats {
        lp: odd.to_vec(),
        ..SampleStats::default()
    };
    let trace = Trace::from_chains(values)
        .and_then(|trace| trace.with_sample_stats(stats))
        .expect("a trace");
    let path = temporary("odd.csv");
    trace.to_csv(&path).expect("the folder can be written");
    let read = Trace::from_csv(&path).expect("the file was written so");
    assert_eq!(read.names(), ["a, \"b\"", "energy", "lp"]);
    assert!(
        read.draws_of("lp")
            .is_some_and(|draws| draws[0].is_nan() && draws[1..] == odd[1..])
    );
    assert!(read.sample_stats().energy.is_empty());
}

#[test]
fn tables_of_other_programs_are_read() {
    let path = temporary("other.csv");
    std::fs::write(&path, "tau, mu\n1.5, 2\n0.5,-1e3\n").expect("the folder can be written");
    let trace = Trace::from_csv(&path).expect("one chain");
    assert_eq!((trace.chains(), trace.draws_of("mu")), (1, Some(&[2.0, -1e3][..])));
    std::fs::write(&path, "chain,mu,draw\n2,5,1\n1,3,1\n1,4,2\n2,6,2\n").expect("the folder can be written");
    let trace = Trace::from_csv(&path).expect("two chains");
    assert_eq!(trace.chains_of("mu"), Some(vec![&[3.0, 4.0][..], &[5.0, 6.0]]));
}

#[test]
fn what_is_wrong_with_a_table_is_said_with_its_line() {
    let path = temporary("broken.csv");
    let message = |text: &str| {
        std::fs::write(&path, text).expect("the folder can be written");
        let message = Trace::from_csv(&path).expect_err("it is broken").to_string();
        message
            .strip_prefix(&path.display().to_string())
            .expect("the file is named")
            .to_owned()
    };
    assert_eq!(
        message("chain,draw,mu\n0,0,1\n0,1,x\n"),
        ", line 3: column `mu`: 'x' is not a number"
    );
    assert_eq!(
        message("chain,draw,mu\n-1,0,1\n"),
        ", line 2: column `chain`: '-1' is not a number of a chain or draw"
    );
    assert_eq!(
        message("chain,draw,mu\n0,3,1\n0,3,2\n"),
        ", line 3: draw 3 of chain 0 stands in line 2, too"
    );
    assert_eq!(
        message("chain,draw,mu\n0,0,1\n0,1,2\n1,0,1\n"),
        ": chain 1 has 1 draws up to number 0, chain 0 has 2 up to number 1: chains must have the same"
    );
    assert!(message("chain,draw,mu\n0,0,1,2\n").starts_with(", line 2: "));
    assert!(message("chain,draw,mu\n").contains("no chains"));
    assert!(message("chain,draw\n0,0\n").contains("no values"));
    assert!(message("mu,mu\n0,0\n").contains("two values are called `mu`"));
    let missing = Trace::from_csv("nowhere/at/all.csv").expect_err("there is no such file");
    assert!(missing.to_string().starts_with("nowhere/at/all.csv: "));
}

#[test]
fn an_overview_of_one_chain_claims_no_convergence() {
    let one = funnel(1).select_chains(&[0]).expect("there is such");
    let overview = one.overview();
    assert!(overview.contains("largest r_hat NaN"), "{overview}");
    let short = one.select_draws(..2).expect("there are such").overview();
    assert!(short.contains("least effective samples NaN in the bulk"), "{short}");
}
