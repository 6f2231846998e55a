//! Stores with wrong or missing bytes: every damage is noticed, said, and made good, whatever byte it is.

use std::fs;

use super::star::{Folder, contents, survey};

/// Runs the survey on a damaged store, and then once more.
fn is_made_good(folder: &Folder, what: &str) -> (usize, usize) {
    let survey = survey(4).store(folder.path());
    let whole = super::star::survey(4).run().expect("nothing can go wrong");
    let results = survey.run().unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(contents(&results), contents(&whole), "{what}");
    assert_eq!(results.checksum(), whole.checksum(), "{what}");
    let again = survey.run().expect("it has been made good");
    assert_eq!(again.fitted(), 0, "{what}");
    assert_eq!(again.checksum(), whole.checksum(), "{what}");
    (results.fitted(), results.damages().len())
}

/// The part of a store of four stars, and its bytes.
fn stored(name: &str) -> (Folder, std::path::PathBuf, Vec<u8>) {
    let folder = Folder::new(name);
    survey(4).store(folder.path()).run().expect("nothing can go wrong");
    let part = folder.path().join("survey.part");
    let bytes = fs::read(&part).expect("it is there");
    (folder, part, bytes)
}

#[test]
fn every_wrong_byte_costs_one_target_at_most() {
    let (folder, part, bytes) = stored("flipped");
    let header_end = (1..bytes.len())
        .find(|at| bytes[*at..].starts_with(b"pbsurv\n"))
        .expect("there are records");
    for at in 0..bytes.len() {
        let mut wrong = bytes.clone();
        wrong[at] ^= 1 << (at % 8);
        fs::write(&part, &wrong).expect("it can be written");
        let expected = if at < header_end { (0, 1) } else { (1, 1) };
        assert_eq!(is_made_good(&folder, &format!("byte {at}")), expected, "byte {at}");
    }
}

#[test]
fn every_cut_costs_what_was_cut_off() {
    let (folder, part, bytes) = stored("cut");
    let begins: Vec<usize> = (0..bytes.len())
        .filter(|at| bytes[*at..].starts_with(b"pbsurv\n"))
        .collect();
    assert_eq!(begins.len(), 5);
    for length in 0..bytes.len() {
        fs::write(&part, &bytes[..length]).expect("it can be written");
        let whole_frames = begins.iter().skip(1).filter(|begin| **begin <= length).count();
        let is_between = length == 0 || begins.contains(&length);
        let expected = (4 - whole_frames.saturating_sub(1), usize::from(!is_between));
        assert_eq!(
            is_made_good(&folder, &format!("cut to {length}")),
            expected,
            "cut to {length}"
        );
    }
}

#[test]
fn damage_is_told_with_its_place_and_what_a_killed_writer_left_is_removed() {
    let (folder, part, bytes) = stored("told");
    fs::write(&part, &bytes[..bytes.len() - 3]).expect("it can be written");
    let survey = || survey(4).store(folder.path());
    // Somebody who only looks does not know whether it is still being written.
    assert!(survey().collect().expect("it can be read").damages().is_empty());
    let results = survey().run().expect("it is made good");
    let last = bytes
        .windows(7)
        .rposition(|bytes| bytes == b"pbsurv\n")
        .expect("there are records");
    assert_eq!(
        results.damages()[0].to_string(),
        format!(
            "{}: {} bytes from byte {last} on are damaged (a record is cut off); the targets whose results they held are fitted again",
            part.display(),
            bytes.len() - 3 - last
        )
    );
    assert!(survey().run().expect("it has been made good").damages().is_empty());
    // What is damaged otherwise stays where it is, for whoever wants to know what happened, and is told again.
    let mut wrong = bytes;
    wrong[last - 1] ^= 0xff;
    fs::write(&part, &wrong).expect("it can be written");
    for fitted in [1, 0] {
        let results = survey().run().expect("it is made good");
        assert_eq!((results.fitted(), results.damages().len()), (fitted, 1));
        assert_eq!(results.damages()[0].problem, "the checksum of a record is wrong");
    }
}

#[test]
fn a_file_that_no_survey_has_written_is_not_written_to() {
    let folder = Folder::new("foreign");
    fs::create_dir_all(folder.path()).expect("it can be made");
    let part = folder.path().join("survey.part");
    fs::write(&part, "my notes").expect("it can be written");
    let error = survey(2).store(folder.path()).run().expect_err("these are notes");
    assert_eq!(
        error.to_string(),
        format!(
            "{} holds nothing that a survey has written: move it away, or choose another folder",
            part.display()
        )
    );
    assert_eq!(fs::read(&part).expect("it is there"), b"my notes");
}
