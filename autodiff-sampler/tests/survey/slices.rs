//! Job arrays: several processes, each with a slice of the targets, and one store.

use autodiff_sampler::survey::{StoreError, SurveyError};

use super::star::{Folder, contents, survey};

#[test]
fn slices_together_are_the_survey() {
    let folder = Folder::new("slices");
    let survey = || survey(10).store(folder.path());
    for index in [2, 0] {
        let results = survey().slice(index, 3).run().expect("nothing can go wrong");
        assert_eq!(results.fitted(), results.all().len());
    }
    let so_far = survey().collect().expect("the store is whole");
    assert_eq!((so_far.all().len(), so_far.fitted()), (7, 0));
    assert_eq!(so_far.missing(), ["star 1", "star 4", "star 7"]);
    assert!(
        so_far
            .to_string()
            .starts_with("7 of 10 targets done, 0 failed, 3 not fitted yet")
    );

    // A task that is started again, and a run of the whole, do only what is missing.
    assert_eq!(survey().slice(2, 3).run().expect("the store is whole").fitted(), 0);
    let whole = survey().run().expect("the store is whole");
    assert_eq!(whole.fitted(), 3);
    let fresh = super::star::survey(10).run().expect("nothing can go wrong");
    assert_eq!(contents(&whole), contents(&fresh));
    // Other slices of the same targets know what is there, too.
    assert_eq!(survey().slice(1, 4).run().expect("the store is whole").fitted(), 0);
}

#[test]
fn more_slices_than_targets_are_no_error() {
    let folder = Folder::new("empty-slice");
    let results = survey(2)
        .store(folder.path())
        .slice(4, 5)
        .run()
        .expect("there is nothing to do");
    assert!(results.all().is_empty() && results.missing().is_empty());
}

#[test]
fn slices_may_run_at_the_same_time_but_not_one_slice_twice_nor_beside_the_whole() {
    let folder = Folder::new("locks");
    let survey = || survey(6).store(folder.path());
    let path = folder.path().to_owned();
    let others = move || {
        let survey = || super::star::survey(6).store(&path);
        let twice = survey().slice(0, 2).run().expect_err("this slice is being written");
        let busy = |error: &SurveyError, name: &str| match error {
            SurveyError::Store(StoreError::Busy { path }) => path.ends_with(name),
            _ => false,
        };
        assert!(busy(&twice, "slice-0-of-2.part"), "{twice}");
        let whole = survey().run().expect_err("a slice is being written");
        assert!(
            busy(
                &whole,
                path.file_name().expect("it has a name").to_str().expect("it is text")
            ),
            "{whole}"
        );
        survey().slice(1, 2).run().expect("it is another slice").fitted()
    };
    // While the first slice is under way, in this process.
    let asked = std::sync::Once::new();
    let slow = move |name: &String, context: &autodiff_sampler::survey::Context| {
        asked.call_once(|| assert_eq!(others(), 3));
        super::star::quick(name, context)
    };
    let first = autodiff_sampler::survey::Survey::new(super::star::stars(6), slow)
        .seed(7)
        .progress(false);
    let results = first
        .store(folder.path())
        .slice(0, 2)
        .threads(1)
        .run()
        .expect("nobody disturbs it");
    assert_eq!(
        results.failed().map(|(_, why)| why.to_string()).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
    assert_eq!(
        survey().collect().expect("the store is whole").missing(),
        Vec::<String>::new()
    );
}
