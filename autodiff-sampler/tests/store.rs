//! Traces in Zarr stores and netCDF files: what is written is read again to the bit, and what cannot be is said.
//! (tests/interop/ of the workspace opens such stores with ArviZ.)

use autodiff_sampler::trace::{Data, InferenceData, Predictions, SampleStats, TraceError};
use autodiff_sampler::{FnDensity, Nuts, Trace, Variable};
use std::path::{Path, PathBuf};
use std::time::Duration;

fn temporary(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stores");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder.join(name)
}

/// A short run on a funnel, some of whose transitions diverge.
fn funnel() -> Trace {
    let names = [
        "planets[0].period",
        "log_scale",
        "planets[0].shape[0]",
        "planets[0].shape[1]",
        "rv/jitter",
    ];
    let density = FnDensity::new(5, |x, grad| {
        let precision = (-2.0 * x[1]).exp();
        let mut log_density = -x[1] * x[1] / 18.0;
        grad[1] = -x[1] / 9.0;
        for i in [0, 2, 3, 4] {
            log_density -= 0.5 * x[i] * x[i] * precision + x[1];
            grad[1] += x[i] * x[i] * precision - 1.0;
            grad[i] = -x[i] * precision;
        }
        log_density
    })
    .with_names(names);
    let nuts = Nuts::default()
        .chains(3)
        .tune(100)
        .draws(300)
        .target_accept(0.5)
        .seed(u64::MAX - 1)
        .progress(false);
    nuts.sample(&density).expect("a funnel can be sampled")
}

fn assert_same(read: &Trace, written: &Trace) {
    assert_eq!(read.names(), written.names());
    for name in written.names() {
        let bits = |trace: &Trace| {
            trace
                .draws_of(name)
                .map(|draws| draws.iter().map(|x| x.to_bits()).collect::<Vec<_>>())
        };
        assert_eq!(bits(read), bits(written), "{name}");
    }
    let shape = |trace: &Trace| (trace.chains(), trace.draws(), trace.tune(), trace.seed());
    assert_eq!(shape(read), shape(written));
    let cost = |trace: &Trace| (trace.gradient_evaluations(), trace.wall_time(), trace.cpu_time());
    assert_eq!(cost(read), cost(written));
    let described = |trace: &Trace| {
        let mut variables = trace.variables().to_vec();
        variables.sort_by_key(|variable| variable.indices.clone());
        variables
    };
    assert_eq!(described(read), described(written));
    assert_eq!(read.coordinates(), written.coordinates());
    assert_eq!(read.sample_stats(), written.sample_stats());
    assert_eq!(read.divergences(), written.divergences());
    assert_eq!(read.tuning_divergences(), written.tuning_divergences());
    assert_eq!(read.inv_metrics(), written.inv_metrics());
    assert_eq!(read.ending(), written.ending());
}

#[test]
fn a_run_is_read_to_the_bit() {
    let trace = funnel();
    assert!(!trace.divergences().is_empty() && trace.wall_time() > Duration::ZERO);
    let path = temporary("funnel.zarr");
    trace.to_zarr(&path).expect("it can be stored");
    assert_same(&Trace::from_zarr(&path).expect("it was stored"), &trace);
}

#[test]
fn special_numbers_and_absent_statistics_are_read() {
    let odd = vec![f64::NAN, f64::INFINITY, -0.0, 5e-324];
    let stats = SampleStats {
        lp: odd.clone(),
        ..SampleStats::default()
    };
    let values = [("x", vec![odd.clone()]), (".hidden", vec![odd])];
    let trace = Trace::from_chains(values)
        .and_then(|trace| trace.with_sample_stats(stats))
        .expect("a trace");
    let path = temporary("odd.zarr");
    trace.to_zarr(&path).expect("it can be stored");
    let read = Trace::from_zarr(&path).expect("it was stored");
    assert_eq!(read.names(), ["x", ".hidden"]);
    let bits = |trace: &Trace| trace.sample_stats().lp.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&read), bits(&trace));
    assert!(read.sample_stats().energy.is_empty() && read.inv_metrics().is_empty());
}

/// Predictions of two values in a trace's chains.
fn predictions(chains: usize, draws: usize) -> Predictions {
    let names = vec!["y[0]".to_owned(), "y[1]".to_owned()];
    Predictions {
        variables: Variable::from_names(&names),
        coordinates: Vec::new(),
        values: (0..2 * chains * draws).map(|i| i as f64 * 0.1).collect(),
        names,
        chains,
        draws,
    }
}

#[test]
fn all_groups_are_read() {
    let written = InferenceData::new(funnel())
        .observed_data(Data::new("y", &[1.5, 2.5]).dims(["star"]))
        .observed_data(Data::new("total", &[4.0]).shape([]))
        .constant_data(
            Data::new("time", &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
                .shape([2, 3])
                .dims(["star", "epoch"]),
        )
        .posterior_predictive(predictions(3, 60))
        .prior(predictions(1, 500))
        .prior_predictive(predictions(1, 500))
        .dims("y", ["star"])
        .coordinates("star", ["Kepler-10", "HD 209458"])
        .coordinates("epoch", ["2021", "2022", "2024"])
        .attribute("model", "two stars");
    let path = temporary("all.zarr");
    written.to_zarr(&path).expect("it can be stored");
    let read = InferenceData::from_zarr(&path).expect("it was stored");
    assert_same(&read.posterior, &written.posterior);
    assert_eq!(
        (&read.observed_data, &read.constant_data),
        (&written.observed_data, &written.constant_data)
    );
    let predictive = read.posterior_predictive.as_ref().expect("it was stored");
    assert_eq!(predictive.values, predictions(3, 60).values);
    assert_eq!(
        predictive.variables,
        written.posterior_predictive.as_ref().expect("it is there").variables
    );
    assert_eq!(predictive.coordinates, written.coordinates[..1]);
    assert_eq!(read.prior.as_ref().map(|prior| prior.draws), Some(500));
    assert!(read.prior_predictive.is_some());
    let labels = |dim: &str| {
        read.coordinates
            .iter()
            .find(|one| one.dim == dim)
            .map(|one| one.labels.clone())
    };
    assert_eq!(labels("epoch").expect("it was stored"), ["2021", "2022", "2024"]);
    assert_eq!(read.attributes, written.attributes);
}

#[test]
fn a_store_replaces_a_store_and_nothing_else() {
    let path = temporary("replaced.zarr");
    let trace = |value: f64| Trace::from_chains([("x", vec![vec![value; 3]])]).expect("a trace");
    trace(1.0).to_zarr(&path).expect("it can be stored");
    trace(2.0).to_zarr(&path).expect("it can be replaced");
    assert_eq!(
        Trace::from_zarr(&path).expect("a store").draws_of("x"),
        Some(&[2.0; 3][..])
    );
    let folder = temporary("no_store");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(folder.join("precious.txt"), "data").expect("the folder can be written");
    for place in [folder.clone(), folder.join("precious.txt")] {
        let error = trace(3.0).to_zarr(&place).expect_err("this is no store").to_string();
        assert!(
            error.starts_with(&place.display().to_string()) && error.contains("is not replaced"),
            "{error}"
        );
    }
    assert_eq!(
        std::fs::read_to_string(folder.join("precious.txt")).expect("still there"),
        "data"
    );
    let error = trace(3.0)
        .to_zarr(folder.join("precious.txt/x.zarr"))
        .expect_err("a file is no folder");
    assert!(matches!(error, TraceError::File { .. }), "{error}");
}

#[test]
fn what_cannot_be_stored_is_said_before_anything_is_written() {
    let path = temporary("never.zarr");
    let trace = || Trace::from_chains([("x[0]", vec![vec![1.0]]), ("x[1]", vec![vec![2.0]])]).expect("a trace");
    let refused = |stored: InferenceData, words: &str| {
        let message = stored.to_zarr(&path).expect_err("it cannot be stored").to_string();
        assert!(message.contains(words), "{message}");
        assert!(!path.exists());
    };
    let one = || InferenceData::new(trace());
    refused(
        one().coordinates("x_dim_0", ["a"]),
        "the axis `x_dim_0` of `x` has 2 places, but 1 labels",
    );
    refused(one().dims("x", ["a", "b"]), "`x` has 3 axes, but names for 4");
    refused(one().dims("x", ["draw"]), "two axes of `x` are called `draw`");
    refused(one().dims("x", ["x"]), "`x` is the name of a value and of an axis");
    refused(
        one().observed_data(Data::new("y", &[1.0, 2.0]).shape([3])),
        "`y` has 2 numbers, which are none of shape [3]",
    );
    let data = |name: &str, count: usize| Data::new(name, &vec![0.0; count]).dims(["star"]);
    refused(
        one().observed_data(data("y", 2)).observed_data(data("z", 3)),
        "the axis `star` has 2 places in `y` and 3 in `z`",
    );
    refused(
        one().observed_data(data("a/b", 2)).observed_data(data("a_b", 2)),
        "both be stored as `a_b`",
    );
    let mut broken = predictions(1, 3);
    broken.values.pop();
    refused(
        one().prior(broken),
        "5 numbers are not those of 2 values in 1 chains of 3 draws",
    );
}

#[test]
fn damaged_and_foreign_stores_are_errors_that_name_the_file() {
    let path = temporary("damaged.zarr");
    let message = |damage: &dyn Fn(&Path)| {
        let trace = Trace::from_chains([("x", vec![vec![1.0, 2.0], vec![3.0, 4.0]])]).expect("a trace");
        trace.to_zarr(&path).expect("it can be stored");
        damage(&path);
        Trace::from_zarr(&path).expect_err("it is damaged").to_string()
    };
    let replaced = |file: &'static str, from: &'static str, to: &'static str| {
        move |path: &Path| {
            let text = std::fs::read_to_string(path.join(file)).expect("a file");
            assert!(text.contains(from), "{text}");
            std::fs::write(path.join(file), text.replace(from, to)).expect("the file can be written");
        }
    };
    let about = "posterior/x/.zarray";
    let file = |name: &str| path.join(name).display().to_string();
    assert_eq!(
        message(&|path| std::fs::write(path.join("posterior/x/1.0"), [0; 15]).expect("a file")),
        format!("{}: has 15 bytes, where 16 belong", file("posterior/x/1.0"))
    );
    let missing = message(&|path| std::fs::remove_file(path.join("posterior/x/0.0")).expect("a file"));
    assert!(missing.starts_with(&file("posterior/x/0.0")), "{missing}");
    let cases = [
        (
            "\"compressor\": null",
            "\"compressor\": {\"id\": \"zlib\"}",
            "only arrays that are not compressed",
        ),
        ("\"<f8\"", "\">f8\"", "elements of type \">f8\" cannot be read"),
        ("\"C\"", "\"F\"", "`order` is not \"C\""),
        ("\"shape\"", "\"form\"", "`shape` is no list of lengths"),
        ("{", "", " line "),
    ];
    for (from, to, words) in cases {
        let text = message(&replaced(about, from, to));
        assert!(text.starts_with(&file(about)) && text.contains(words), "{text}");
    }
    let text = message(&|path| std::fs::remove_dir_all(path.join("posterior")).expect("a folder"));
    assert!(text.contains("there is no group `posterior`"), "{text}");
    let nothing = Trace::from_zarr(temporary("nothing.zarr"))
        .expect_err("there is none")
        .to_string();
    assert!(nothing.contains("nothing.zarr: is not there"), "{nothing}");
    let newer = temporary("newer.zarr");
    std::fs::create_dir_all(&newer).expect("the folder can be made");
    std::fs::write(newer.join("zarr.json"), "{}").expect("the folder can be written");
    assert!(
        Trace::from_zarr(&newer)
            .expect_err("another version")
            .to_string()
            .contains("version 3")
    );
}

#[cfg(feature = "netcdf")]
mod netcdf {
    use super::*;

    #[test]
    fn a_run_is_read_to_the_bit() {
        let trace = funnel();
        let path = temporary("funnel.nc");
        InferenceData::new(trace.clone())
            .to_netcdf(&path)
            .expect("it can be stored");
        let read = InferenceData::from_netcdf(&path).expect("it was stored");
        assert_same(&read.posterior, &trace);
    }

    #[test]
    fn all_groups_are_read_as_from_zarr() {
        let trace = Trace::from_chains([("x", vec![vec![1.5, f64::NAN], vec![-0.0, f64::INFINITY]])]).expect("a trace");
        let stored = InferenceData::new(trace)
            .posterior_predictive(predictions(2, 2))
            .observed_data(Data::new("y", &[28.0, 8.0]).dims(["school"]))
            .constant_data(Data::new("year", &[1981.0]).shape([]))
            .coordinates("school", ["Choate", "Deerfield"])
            .attribute("model", "[1, 2]");
        let (zarr, netcdf) = (temporary("both.zarr"), temporary("both.nc"));
        stored.to_zarr(&zarr).expect("it can be stored");
        stored.to_netcdf(&netcdf).expect("it can be stored");
        let (zarr, netcdf) = (
            InferenceData::from_zarr(&zarr).expect("it was stored"),
            InferenceData::from_netcdf(&netcdf).expect("it was stored"),
        );
        assert_same(&netcdf.posterior, &zarr.posterior);
        let predicted = |data: &InferenceData| data.posterior_predictive.as_ref().map(|one| one.values.clone());
        assert_eq!(predicted(&netcdf), predicted(&zarr));
        assert_eq!(netcdf.observed_data, zarr.observed_data);
        assert_eq!(netcdf.constant_data, zarr.constant_data);
        assert_eq!(netcdf.coordinates, zarr.coordinates);
        assert_eq!(netcdf.attributes, zarr.attributes);
    }

    #[test]
    fn damaged_and_foreign_files_are_errors_that_name_the_file() {
        let whole = temporary("whole.nc");
        InferenceData::new(Trace::from_chains([("x", vec![vec![1.0; 50]; 2])]).expect("a trace"))
            .to_netcdf(&whole)
            .expect("it can be stored");
        let bytes = std::fs::read(&whole).expect("it was written");
        let path = temporary("damaged.nc");
        let message = |bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("a file");
            let error = InferenceData::from_netcdf(&path)
                .expect_err("it is damaged")
                .to_string();
            assert!(error.starts_with(&path.display().to_string()), "{error}");
            error
        };
        for part in [0, 1, 7, 8, 100, bytes.len() / 4, bytes.len() / 2, bytes.len() - 1] {
            message(&bytes[..part]);
        }
        message(b"x,y\n1,2\n");
        let absent = InferenceData::from_netcdf(temporary("nothing.nc")).expect_err("there is none");
        assert!(absent.to_string().contains("nothing.nc"), "{absent}");
    }
}
