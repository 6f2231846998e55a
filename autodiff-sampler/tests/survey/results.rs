//! Results: equal however they come about, failures among them, kept and found again.

use std::sync::atomic::{AtomicUsize, Ordering};

use autodiff_sampler::survey::{Context, FailureKind, StoreError, Survey, SurveyError};
use autodiff_sampler::{FnDensity, Nuts, SampleError};

use super::star::{Fit, Folder, contents, quick, stars, survey};

/// A posterior mean by NUTS, in which every bit of every draw has a part.
#[expect(clippy::ptr_arg, reason = "the targets are strings")]
fn sampled(name: &String, context: &Context) -> Result<f64, SampleError> {
    let centre = name.len() as f64;
    let density = FnDensity::new(1, move |x: &[f64], grad: &mut [f64]| {
        grad[0] = centre - x[0];
        -0.5 * (x[0] - centre).powi(2)
    });
    let nuts = Nuts::default().chains(3).tune(50).draws(50).progress(false);
    Ok(nuts.seed(context.seed()).sample(&density)?.summary().rows()[0].mean)
}

#[test]
fn results_are_equal_to_the_bit_for_any_number_of_threads() {
    let checksum = |threads: usize, per_target: usize| {
        let survey = Survey::new(stars(12), sampled).seed(3).progress(false);
        let survey = survey.threads(threads).threads_per_target(per_target);
        survey.run().expect("nothing can go wrong").checksum()
    };
    let alone = checksum(1, 1);
    assert_eq!(checksum(4, 1), alone);
    assert_eq!(checksum(2, 3), alone);
    let other_seed = Survey::new(stars(12), sampled).seed(4).progress(false);
    assert_ne!(other_seed.run().expect("nothing can go wrong").checksum(), alone);
}

#[test]
fn a_target_has_the_same_result_whatever_other_targets_there_are() {
    let many = survey(20).run().expect("nothing can go wrong");
    let few = survey(3).run().expect("nothing can go wrong");
    assert_eq!(contents(&few), contents(&many)[..3]);
    // In the order in which they were given, not in that in which they ended.
    let names: Vec<&str> = many.all().iter().map(|one| one.target.as_str()).collect();
    assert_eq!(names, stars(20));
}

/// Fails on two stars, unless told that all is well.
fn sometimes(name: &String, context: &Context, well: bool) -> Result<Fit, String> {
    match name.as_str() {
        "star 2" if !well => Err(format!("{name}: no such file")),
        "star 5" if !well => panic!("index out of bounds of {name}"),
        _ => quick(name, context).map_err(|never| match never {}),
    }
}

#[test]
fn failures_are_recorded_and_the_survey_goes_on() {
    let folder = Folder::new("failures");
    let ill = |name: &String, context: &Context| sometimes(name, context, false);
    let survey = Survey::new(stars(8), ill).store(folder.path()).progress(false);
    let results = survey.run().expect("failures are results");
    let failed: Vec<(&str, String)> = results.failed().map(|(name, why)| (name, why.to_string())).collect();
    assert_eq!(
        failed,
        [
            ("star 2", "star 2: no such file".to_owned()),
            ("star 5", "panicked: index out of bounds of star 5".to_owned()),
        ]
    );
    let star_5 = results.get("star 5").expect("it was fitted");
    assert_eq!(star_5.outcome.failure().expect("it failed").kind, FailureKind::Panic);
    assert_eq!(results.done().count(), 6);
    assert!(
        results
            .to_string()
            .starts_with("6 of 8 targets done, 2 failed; 8 fitted in")
    );
    assert!(
        results
            .to_string()
            .contains("\nstar 5: panicked: index out of bounds of star 5")
    );

    // They are not tried again unless that is asked for.
    assert_eq!(survey.run().expect("the store is whole").fitted(), 0);
    let well = |name: &String, context: &Context| sometimes(name, context, true);
    let survey = Survey::new(stars(8), well).store(folder.path()).progress(false);
    assert_eq!(survey.run().expect("the store is whole").failed().count(), 2);
    let retried = survey.retry_failed(true).run().expect("the store is whole");
    assert_eq!((retried.fitted(), retried.failed().count()), (2, 0));
    let attempts: Vec<u32> = retried.all().iter().map(|one| one.attempts).collect();
    assert_eq!(attempts, [1, 1, 2, 1, 1, 2, 1, 1]);
    // As if they had never failed.
    let unharmed = Survey::new(stars(8), well)
        .progress(false)
        .run()
        .expect("nothing can go wrong");
    assert_eq!(retried.checksum(), unharmed.checksum());
}

#[test]
fn what_is_stored_is_not_fitted_again_and_new_targets_are_added() {
    let folder = Folder::new("additions");
    let calls = AtomicUsize::new(0);
    let counted = |name: &String, context: &Context| {
        calls.fetch_add(1, Ordering::Relaxed);
        quick(name, context)
    };
    let survey = |count| Survey::new(stars(count), counted).store(folder.path()).progress(false);
    survey(5).run().expect("nothing can go wrong");
    let results = survey(9).run().expect("the store is whole");
    assert_eq!((calls.load(Ordering::Relaxed), results.fitted()), (9, 4));
    let fresh = Survey::new(stars(9), quick)
        .progress(false)
        .run()
        .expect("nothing can go wrong");
    assert_eq!(contents(&results), contents(&fresh));
    assert_eq!(results.checksum(), fresh.checksum());
    assert!(results.damages().is_empty());
}

#[test]
fn targets_need_names_of_their_own() {
    let survey = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Survey::new(names, quick)
            .progress(false)
            .run()
            .expect_err("it makes no sense")
            .to_string()
    };
    assert_eq!(survey(&[]), "a survey needs at least one target");
    assert_eq!(survey(&["a", ""]), "target number 1 (from 0) has an empty name");
    assert_eq!(
        survey(&["a", "b", "c", "b"]),
        "targets number 1 and 3 (from 0) are both called `b`: results are kept by name, so each needs its own"
    );
}

#[test]
fn settings_that_make_no_sense_are_named() {
    let said = |error: SurveyError| error.to_string();
    let folder = Folder::new("settings");
    let failed = |survey: Survey<_, _>| said(survey.run().expect_err("it makes no sense"));
    assert_eq!(
        failed(survey(2).threads(0)),
        "threads = 0: at least one thread is needed"
    );
    assert_eq!(
        failed(survey(2).threads_per_target(0)),
        "threads_per_target = 0: at least one thread is needed"
    );
    assert_eq!(
        failed(survey(2).store(folder.path()).slice(3, 3)),
        "slice = 3 of 3: slices are numbered from 0: the number must be less than their count"
    );
    assert_eq!(
        failed(survey(2).slice(0, 3)),
        "slice = 0 of 3: a slice needs a store, where the other slices are put, too"
    );
    let error = survey(2).collect().expect_err("there is no store");
    assert_eq!(said(error), "store = none: results are collected from a store");
}

#[test]
fn the_store_of_another_survey_is_refused_and_left_alone() {
    let folder = Folder::new("identity");
    let survey = || survey(3).label("transits, version 1").store(folder.path());
    survey().run().expect("nothing can go wrong");
    let before = std::fs::read(folder.path().join("survey.part")).expect("it is there");
    let path = folder.path().join("survey.part").display().to_string();
    let error = survey().seed(8).run().expect_err("it has another seed");
    assert_eq!(
        error.to_string(),
        format!("the survey in {path} has seed = 7, but this one has seed = 8")
    );
    let error = survey().label("version 2").run().expect_err("it has another label");
    assert_eq!(
        error.to_string(),
        format!("the survey in {path} has label = \"transits, version 1\", but this one has label = \"version 2\"")
    );
    // A result of another type.
    let other = |name: &String, _: &Context| Ok::<_, String>(name.len());
    let other = Survey::new(stars(3), other)
        .seed(7)
        .label("transits, version 1")
        .progress(false);
    let error = other.store(folder.path()).run().expect_err("a fit is no number");
    let is_named =
        matches!(&error, SurveyError::Store(StoreError::OtherResult { target, .. }) if target.starts_with("star"));
    assert!(is_named, "{error}");
    assert_eq!(
        std::fs::read(folder.path().join("survey.part")).expect("it is there"),
        before
    );
}

#[test]
fn fits_keep_draws_in_folders_of_their_own() {
    let folder = Folder::new("draws");
    let keeping = |name: &String, context: &Context| -> Result<f64, Box<dyn std::error::Error>> {
        let density = FnDensity::new(1, |x: &[f64], grad: &mut [f64]| {
            grad[0] = -x[0];
            -0.5 * x[0] * x[0]
        });
        let nuts = Nuts::default().chains(2).tune(20).draws(20).progress(false);
        let trace = nuts.seed(context.seed()).sample(&density)?;
        assert_eq!(context.target(), name);
        trace.to_zarr(context.folder()?.join("draws.zarr"))?;
        Ok(trace.draws_of("x[0]").ok_or("there is no x")?[0])
    };
    let survey = Survey::new(stars(2), keeping).progress(false);
    let without = survey.clone().run().expect("failures are results");
    assert_eq!(
        without.failed().next().expect("there is no folder").1.message,
        "the survey has no store: give it one with `.store(folder)`"
    );
    let results = survey.store(folder.path()).run().expect("nothing can go wrong");
    let mut found = 0;
    for shard in std::fs::read_dir(folder.path().join("targets")).expect("it was made") {
        for target in std::fs::read_dir(shard.expect("it can be read").path()).expect("it is a folder") {
            let stored = target.expect("it can be read").path().join("draws.zarr");
            let trace = autodiff_sampler::Trace::from_zarr(stored).expect("it was written");
            let first = trace.draws_of("x[0]").expect("it has x")[0];
            assert!(results.done().any(|(_, result)| result.to_bits() == first.to_bits()));
            found += 1;
        }
    }
    assert_eq!(found, 2);
}
