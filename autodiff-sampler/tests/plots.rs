//! Pictures: that they are written, at their size, with ink on them; and that what cannot be drawn is an error.
#![cfg(feature = "plots")]

use autodiff_sampler::plots::{Corner, Marginals, PlotError, Series, TimeSeries};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

fn target(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("plots").join(name)
}

/// Size of the picture and the share of its bytes that are not white.
fn size_and_ink(path: &Path) -> (u32, u32, f64) {
    let mut decoder = png::Decoder::new(BufReader::new(File::open(path).unwrap()));
    // Colours, not their places in a palette.
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
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

/// Numbers that look random, between 0 and 1, the same in every run.
fn scattered(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[test]
fn a_corner_is_drawn() {
    let mut next = scattered(1);
    let mut normal = || (0..12).map(|_| next()).sum::<f64>() - 6.0;
    let period: Vec<f64> = (0..1000).map(|_| 20.885 + 1e-4 * normal()).collect();
    let impact: Vec<f64> = (0..1000).map(|_| (0.2 + 0.1 * normal()).abs()).collect();
    let density: Vec<f64> = impact.iter().map(|b| 2.5 - 4.0 * b * b + 0.05 * normal()).collect();
    let path = target("corner.png");
    Corner::new()
        .title("Posterior")
        .comparison("published, ±1 sd")
        .parameter("P [d]", &period)
        .truth(20.885)
        .parameter("b", &impact)
        .compared_with(0.25, 0.1)
        .parameter("ρ [g/cm³]", &density)
        .compared_with(1e3, 1.0)
        .save(&path)
        .unwrap();
    let (width, height, ink) = size_and_ink(&path);
    assert_eq!((width, height), (1208, 1230));
    assert!((0.02..0.5).contains(&ink), "{ink}");
    assert!(std::fs::metadata(&path).unwrap().len() < 200_000);
}

#[test]
fn corners_of_few_or_equal_draws_are_drawn() {
    let path = target("odd_corner.png");
    Corner::new()
        .parameter("equal", &[3.0; 4])
        .parameter("equal, too", &[0.0; 4])
        .parameter("apart", &[0.0, 0.0, 1e6, 1e6])
        .parameter("opposite", &[0.0, 0.0, -1e-9, -1e-9])
        .save(&path)
        .unwrap();
    Corner::new()
        .parameter("alone", &[1.0])
        .save(target("lone_corner.png"))
        .unwrap();
}

#[test]
fn a_folded_light_curve_is_drawn() {
    let mut next = scattered(2);
    let count = 2000;
    let hours: Vec<f64> = (0..count).map(|_| 8.0 * next() - 4.0).collect();
    let model: Vec<f64> = hours
        .iter()
        .map(|&hour: &f64| if hour.abs() < 1.3 { 0.98 } else { 1.0 })
        .collect();
    let mut flux: Vec<f64> = model.iter().map(|model| model + 0.002 * (next() - 0.5)).collect();
    // Far outside: an arrow at the edge of the panel.
    flux[7] = 1.2;
    let error = vec![0.0006; count];
    let grid: Vec<f64> = (-400..=400).map(|step| 0.01 * f64::from(step)).collect();
    let middle: Vec<f64> = grid
        .iter()
        .map(|&hour| if hour.abs() < 1.3 { 0.98 } else { 1.0 })
        .collect();
    let [lower, upper] = [-1e-4, 1e-4].map(|shift| middle.iter().map(|flux| flux + shift).collect::<Vec<_>>());
    let path = target("folded.png");
    Series::new()
        .title("A folded light curve")
        .labels("time from mid-transit [h]", "relative flux")
        .group("K2", &hours, &flux, &error)
        .binned(0.2)
        .model(&model)
        .band("model, 68 %", &grid, &lower, &middle, &upper)
        .between(-3.0, 3.0)
        .save(&path)
        .unwrap();
    let (width, height, ink) = size_and_ink(&path);
    assert_eq!((width, height), (1500, 950));
    assert!((0.02..0.5).contains(&ink), "{ink}");
}

#[test]
fn times_of_transits_are_drawn() {
    let epoch: Vec<f64> = (0..20).map(f64::from).collect();
    let late: Vec<f64> = epoch.iter().map(|epoch| (0.7 * epoch).sin()).collect();
    let error = [0.4; 20];
    let (lower, middle, upper) = (vec![-0.2; 20], vec![0.0; 20], vec![0.2; 20]);
    let path = target("times.png");
    Series::new()
        .title(
            "Times of transits, under a title so long that the names of the groups have to stand in a row of their own",
        )
        .labels("epoch", "observed − computed [min]")
        .group("one telescope", &epoch[..12], &late[..12], &error[..12])
        .group("another", &epoch[12..], &late[12..], &error[12..])
        .jitter(0.5)
        .band("ephemeris ± 1 sd", &epoch, &lower, &middle, &upper)
        .line(0.0)
        .save(&path)
        .unwrap();
    let (width, height, ink) = size_and_ink(&path);
    assert_eq!((width, height), (1500, 700));
    assert!((0.02..0.5).contains(&ink), "{ink}");
}

#[test]
fn what_a_corner_cannot_draw_is_an_error() {
    let path = target("no_corner.png");
    let refused = |figure: Corner, words: &str| {
        let error = figure.save(&path).unwrap_err();
        assert!(matches!(error, PlotError::Unplottable { .. }));
        assert!(error.to_string().contains(words), "{error}");
    };
    let one = || Corner::new().parameter("K", &[1.0, 2.0]);
    refused(Corner::new(), "no parameter");
    refused(Corner::new().parameter("K", &[]), "no draws of `K`");
    let many = (0..31).fold(Corner::new(), |figure, _| figure.parameter("K", &[1.0]));
    refused(many, "31 parameters are too many");
    refused(one().parameter("e", &[0.1]), "differ in length: 2 of `K`, 1 of `e`");
    refused(one().parameter("e", &[0.1, f64::INFINITY]), "`e` are not finite");
    refused(one().truth(f64::NAN), "`K` cannot be compared");
    refused(one().compared_with(1.0, -1.0), "`K` cannot be compared");
    refused(Corner::new().parameter("K", &[-f64::MAX, f64::MAX]), "`K`");
    assert!(!path.exists());
}

#[test]
fn what_a_series_cannot_draw_is_an_error() {
    let path = target("no_series.png");
    let refused = |figure: Series<'_>, words: &str| {
        let error = figure.save(&path).unwrap_err();
        assert!(matches!(error, PlotError::Unplottable { .. }));
        assert!(error.to_string().contains(words), "{error}");
    };
    let (x, y, error) = ([0.0, 1.0], [2.0, 3.0], [0.1, 0.0]);
    let one = || Series::new().group("K2", &x, &y, &error);
    refused(Series::new(), "no points");
    refused(Series::new().group("K2", &[], &[], &[]), "no points");
    refused(one().between(5.0, 6.0), "no points between");
    refused(one().between(1.0, 0.0), "no points between");
    refused(Series::new().group("K2", &x, &y, &error[..1]), "`K2` differ in length");
    refused(one().model(&[1.0]), "`K2` differ in length");
    refused(one().model(&[1.0, f64::NAN]), "the model of `K2`");
    refused(
        Series::new().group("K2", &x, &[1.0, f64::NAN], &error),
        "number 1 is NaN",
    );
    refused(Series::new().group("K2", &x, &y, &[1.0, -1.0]), "negative");
    refused(one().jitter(f64::NAN), "jitter of `K2`");
    refused(one().binned(0.0), "width must be positive");
    refused(one().binned(1.0), "errors that are not zero");
    refused(one().line(f64::INFINITY), "horizontal line");
    refused(one().model(&[-1e308, 1e308]), "not finite");
    refused(one().band("model", &x, &y, &y, &y[..1]), "`model` differ in length");
    refused(
        one().band("model", &x, &y, &y, &[1.0, f64::NAN]),
        "`model` is not finite",
    );
    refused(one().band("model", &[1.0, 0.0], &y, &y, &y), "`model` do not increase");
    assert!(!path.exists());
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
