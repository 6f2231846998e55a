//! Surveys on several ranks, which are threads here: the same results, the same store, and errors that all ranks learn of.
//! (With `MpiRanks`, ranks are processes.)

use std::sync::Mutex;

use autodiff_sampler::communicator::{Communicator, SingleProcess, ThreadRanks};
use autodiff_sampler::survey::{Context, Survey, SurveyError, SurveyResults};

use super::star::{Fit, Folder, contents, quick, stars, survey};

/// What rank 0 returns; the others must return nothing.
fn of_rank_0(returned: Vec<Result<Option<SurveyResults<Fit>>, SurveyError>>) -> SurveyResults<Fit> {
    let mut all = returned.into_iter().map(|one| one.expect("nothing can go wrong"));
    let results = all.next().flatten().expect("rank 0 has the results");
    assert!(all.all(|one| one.is_none()));
    results
}

#[test]
fn results_are_equal_to_the_bit_for_any_number_of_ranks() {
    let alone = survey(30).run().expect("nothing can go wrong");
    for ranks in [1, 2, 4] {
        for threads in [1, 3] {
            let survey = survey(30).threads(threads);
            let results = of_rank_0(ThreadRanks::run(ranks, |ranks| survey.run_on(&ranks)));
            assert_eq!(contents(&results), contents(&alone));
            assert_eq!(
                results.checksum(),
                alone.checksum(),
                "{ranks} ranks of {threads} threads"
            );
            assert_eq!(results.fitted(), 30);
        }
    }
    let single = survey(30).run_on(&SingleProcess::new()).expect("nothing can go wrong");
    assert_eq!(single.expect("it is rank 0").checksum(), alone.checksum());
}

#[test]
fn every_rank_fits_and_slow_targets_hold_up_nobody() {
    let fitted_by = Mutex::new(vec![0; 3]);
    let returned = ThreadRanks::run(3, |ranks| {
        let fit = |name: &String, context: &Context| {
            // The first target takes longer than all others together.
            let milliseconds = if name == "star 0" { 600 } else { 10 };
            std::thread::sleep(std::time::Duration::from_millis(milliseconds));
            fitted_by.lock().expect("nobody panics")[ranks.rank()] += 1;
            quick(name, context)
        };
        Survey::new(stars(31), fit).seed(7).progress(false).run_on(&ranks)
    });
    let alone = survey(31).run().expect("nothing can go wrong");
    assert_eq!(of_rank_0(returned).checksum(), alone.checksum());
    let mut fitted = fitted_by.into_inner().expect("nobody panicked");
    fitted.sort_unstable();
    assert_eq!(fitted.iter().sum::<usize>(), 31);
    // Whoever has the slow one, the others share the rest.
    assert!(fitted[0] >= 1 && fitted[1] > 8 && fitted[2] > 8, "{fitted:?}");
}

#[test]
fn a_store_knows_nothing_of_ranks() {
    let folder = Folder::new("ranks");
    let survey = survey(12).store(folder.path());
    survey.clone().slice(1, 3).run().expect("nothing can go wrong");
    let results = of_rank_0(ThreadRanks::run(2, |ranks| survey.run_on(&ranks)));
    assert_eq!((results.fitted(), results.all().len()), (8, 12));
    assert_eq!(survey.run().expect("the store is whole").fitted(), 0);
}

#[test]
fn failures_and_panics_of_any_rank_are_results() {
    let fit = |name: &String, context: &Context| match name.len() {
        7 if name.ends_with('3') => Err("no data".to_owned()),
        7 if name.ends_with('7') => panic!("no sense"),
        _ => quick(name, context).map_err(|never| match never {}),
    };
    let survey = Survey::new(stars(20), fit).seed(7).progress(false);
    let results = of_rank_0(ThreadRanks::run(4, |ranks| survey.run_on(&ranks)));
    let failed: Vec<(&str, String)> = results.failed().map(|(name, why)| (name, why.to_string())).collect();
    let expected = [
        ("star 13", "no data".to_owned()),
        ("star 17", "panicked: no sense".to_owned()),
    ];
    assert_eq!(failed, expected);
}

#[test]
fn an_error_of_rank_0_ends_the_survey_on_all() {
    let folder = Folder::new("ranks-error");
    std::fs::create_dir_all(folder.path()).expect("it can be made");
    let file = folder.path().join("file");
    std::fs::write(&file, "no folder").expect("it can be written");
    let survey = survey(6).store(&file);
    let errors = ThreadRanks::run(3, |ranks| {
        survey.run_on(&ranks).expect_err("it is no folder").to_string()
    });
    assert!(errors[0].starts_with("cannot make the folder"), "{}", errors[0]);
    for error in &errors[1..] {
        assert_eq!(*error, format!("rank 0 has ended the survey: {}", errors[0]));
    }
}

#[test]
fn ranks_must_agree_about_the_survey() {
    let errors = ThreadRanks::run(3, |ranks| {
        let survey = survey(if ranks.rank() == 2 { 5 } else { 6 });
        survey.run_on(&ranks).expect_err("rank 2 has fewer targets")
    });
    assert_eq!(errors, vec![SurveyError::RanksDiffer { rank: 2 }; 3]);
}
