//! Pictures: that they are written, at their size, with ink on them; and that what cannot be drawn is an error.
#![cfg(feature = "plots")]

use autodiff_sampler::plots::{Marginals, PlotError, TimeSeries};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

fn target(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("plots").join(name)
}

/// Size of the picture and the share of its bytes that are not white.
fn size_and_ink(path: &Path) -> (u32, u32, f64) {
    let mut reader = png::Decoder::new(BufReader::new(File::open(path).unwrap()))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let dark = pixels.iter().filter(|&&byte| byte < 250).count();
    (info.width, info.height, dark as f64 / pixels.len() as f64)
}

#[test]
fn a_time_series_is_drawn() {
    let time: Vec<f64> = (0..30).map(|index| 2360.0 + f64::from(index) * 3.1).collect();
    let value: Vec<f64> = time.iter().map(|time| 5.0 * (time / 3.3).sin()).collect();
    let error = vec![1.5; time.len()];
    let path = target("series.png");
    TimeSeries::new(&time, &value, &error)
        .title("A sine")
        .labels("time [d]", "velocity [m/s]")
        .jitter(2.0)
        .curves(&time, vec![value.clone(); 20])
        .model(&value)
        .save(&path)
        .unwrap();
    let (width, height, ink) = size_and_ink(&path);
    assert_eq!((width, height), (1500, 950));
    assert!((0.02..0.5).contains(&ink), "{ink}");
}

#[test]
fn marginals_are_drawn() {
    let draws: Vec<f64> = (1..2000).map(|index| (f64::from(index) / 2000.0).ln()).collect();
    let path = target("marginals.png");
    let mut figure = Marginals::new().title("Draws").columns(3);
    for name in ["K [m/s]", "e", "ω [°]", "jitter [m/s]"] {
        figure = figure.parameter(name, &draws).compared_with(-1.0, 0.5);
    }
    figure.save(&path).unwrap();
    let (width, height, ink) = size_and_ink(&path);
    assert_eq!((width, height), (1200, 660));
    assert!((0.02..0.5).contains(&ink), "{ink}");
}

#[test]
fn what_cannot_be_drawn_is_an_error() {
    let path = target("none.png");
    let unequal = TimeSeries::new(&[0.0, 1.0], &[0.0], &[1.0]).save(&path).unwrap_err();
    assert!(unequal.to_string().contains("differ in length"), "{unequal}");
    let infinite = TimeSeries::new(&[0.0, f64::NAN], &[0.0, 1.0], &[1.0, 1.0])
        .save(&path)
        .unwrap_err();
    assert!(infinite.to_string().contains("not finite"), "{infinite}");
    let nan = Marginals::new()
        .parameter("K", &[1.0, f64::NAN])
        .save(&path)
        .unwrap_err();
    assert!(nan.to_string().contains("`K`"), "{nan}");
    assert!(matches!(
        Marginals::new().save(&path),
        Err(PlotError::Unplottable { .. })
    ));
    assert!(!path.exists());
}

#[test]
fn a_path_that_cannot_be_written_is_named() {
    // A file stands where a folder is needed.
    let file = target("a_file");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "").unwrap();
    let path = file.join("picture.png");
    let error = Marginals::new().parameter("K", &[1.0, 2.0]).save(&path).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with(&format!("{}: cannot be written", path.display())),
        "{error}"
    );
}
