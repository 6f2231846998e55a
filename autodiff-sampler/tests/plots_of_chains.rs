//! Pictures of chains and predictions: that they are written, at their size, with ink where it belongs; and that what cannot be drawn
//! is an error.
#![cfg(feature = "plots")]

use autodiff_sampler::plots::{
    Autocorrelation, Corner, Energy, EssEvolution, Forest, PlotError, Predictive, Ranks, Traces,
};
use autodiff_sampler::{FnDensity, Nuts, Predictions, Trace, Variable};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

fn target(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("plots_of_chains")
        .join(name)
}

/// Eight effects in a centred hierarchy, which diverges here and there.
static TRACE: LazyLock<Trace> = LazyLock::new(|| {
    let effect = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0];
    let error = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0];
    let mut names = vec!["mu".to_owned(), "log_tau".to_owned()];
    names.extend((0..8).map(|school| format!("theta[{school}]")));
    let density = FnDensity::new(10, move |x, grad| {
        let precision = (-2.0 * x[1]).exp();
        let mut log_density = -x[0] * x[0] / 50.0 - x[1] * x[1] / 8.0;
        grad[0] = -x[0] / 25.0;
        grad[1] = -x[1] / 4.0;
        for i in 0..8 {
            let (away, miss) = (x[2 + i] - x[0], (effect[i] - x[2 + i]) / error[i]);
            log_density -= 0.5 * away * away * precision + x[1] + 0.5 * miss * miss;
            grad[0] += away * precision;
            grad[1] += away * away * precision - 1.0;
            grad[2 + i] = -away * precision + miss / error[i];
        }
        log_density
    })
    .with_names(names);
    let nuts = Nuts::default().chains(4).tune(300).draws(400).seed(3).progress(false);
    nuts.sample(&density).expect("it can be sampled")
});

/// The picture's size and its colours, row by row.
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    fn read(path: &Path) -> Self {
        let mut decoder = png::Decoder::new(BufReader::new(File::open(path).expect("it was written")));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("it is a picture");
        let mut pixels = vec![0; reader.output_buffer_size().expect("it fits")];
        let info = reader.next_frame(&mut pixels).expect("it is a picture");
        Self {
            width: info.width as usize,
            height: info.height as usize,
            pixels,
        }
    }

    /// The share of pixels that are not white.
    fn ink(&self) -> f64 {
        let (pixels, _) = self.pixels.as_chunks::<3>();
        pixels
            .iter()
            .filter(|pixel| pixel.iter().any(|channel| *channel < 250))
            .count() as f64
            / pixels.len() as f64
    }

    /// Pixels that are nearly of this colour.
    fn count(&self, colour: [u8; 3]) -> usize {
        let (pixels, _) = self.pixels.as_chunks::<3>();
        let near = |pixel: &&[u8; 3]| pixel.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 16);
        pixels.iter().filter(near).count()
    }

    fn assert_drawn(&self, size: (usize, usize)) {
        assert_eq!((self.width, self.height), size);
        assert!((0.01..0.6).contains(&self.ink()), "{}", self.ink());
    }
}

const BLUE: [u8; 3] = [0, 114, 178];
const ORANGE: [u8; 3] = [213, 94, 0];
const GREEN: [u8; 3] = [0, 158, 115];
const YELLOW: [u8; 3] = [240, 228, 66];

fn some() -> Trace {
    TRACE.select(["mu", "log_tau", "theta[0]"]).expect("there are such")
}

#[test]
fn chains_are_drawn_with_their_densities() {
    let path = target("traces.png");
    Traces::new()
        .title("Eight schools")
        .trace(&some())
        .save(&path)
        .expect("it can be drawn");
    let picture = Picture::read(&path);
    picture.assert_drawn((1400, 56 + 3 * 220));
    assert!([BLUE, ORANGE, GREEN].iter().all(|colour| picture.count(*colour) > 300));
}

#[test]
fn ranks_are_drawn() {
    let path = target("ranks.png");
    Ranks::new()
        .title("Ranks")
        .trace(&TRACE)
        .save(&path)
        .expect("it can be drawn");
    Picture::read(&path).assert_drawn((1320, 56 + 4 * 300));
}

#[test]
fn energies_are_drawn() {
    let path = target("energy.png");
    Energy::new()
        .title("Energy")
        .trace(&TRACE)
        .save(&path)
        .expect("it can be drawn");
    Picture::read(&path).assert_drawn((900, 556));
}

#[test]
fn autocorrelations_are_drawn() {
    let path = target("autocorrelation.png");
    Autocorrelation::new()
        .title("Autocorrelation")
        .trace(&some())
        .longest(60)
        .save(&path)
        .expect("it can be drawn");
    Picture::read(&path).assert_drawn((1320, 336));
}

#[test]
fn the_growth_of_samples_is_drawn() {
    let path = target("ess.png");
    EssEvolution::new()
        .title("Effective samples")
        .trace(&some())
        .save(&path)
        .expect("it can be drawn");
    let picture = Picture::read(&path);
    picture.assert_drawn((1320, 356));
    assert!(picture.count(BLUE) > 300 && picture.count(ORANGE) > 300);
}

#[test]
fn intervals_are_drawn_for_all_chains_or_each() {
    let path = target("forest.png");
    Forest::new()
        .title("Eight schools")
        .trace(&TRACE)
        .line(0.0)
        .save(&path)
        .expect("it can be drawn");
    let picture = Picture::read(&path);
    picture.assert_drawn((1100, 56 + 34 + 10 * 28 + 40));
    assert!(picture.count(BLUE) > 1000);
    let path = target("forest_of_chains.png");
    let long = "a value whose name is so long that it would leave no room for its interval";
    let apart = Forest::new().title("Chains").chains_apart().trace(&some());
    apart
        .parameter(long, &TRACE.chains_of("mu").expect("a value"))
        .save(&path)
        .expect("it can be drawn");
    let picture = Picture::read(&path);
    picture.assert_drawn((1100, 56 + 34 + 4 * 48 + 40));
    assert!(picture.count(GREEN) > 300);
}

/// Two hundred sets of fifty numbers around a wave, seven of them observed somewhere else.
fn predictions() -> (Vec<f64>, Predictions) {
    let mut state = 7_u64;
    let mut even = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut normal = || (0..12).map(|_| even()).sum::<f64>() - 6.0;
    let wave = |index: usize| 3.0 * (index as f64 * 0.2).sin();
    let names: Vec<String> = (0..50).map(|index| format!("y[{index}]")).collect();
    let values: Vec<f64> = (0..50)
        .flat_map(|index| (0..200).map(|_| wave(index) + normal()).collect::<Vec<_>>())
        .collect();
    let observed = (0..50)
        .map(|index| wave(index) + normal() + if index % 8 == 3 { 4.0 } else { 0.0 })
        .collect();
    let predictions = Predictions {
        variables: Variable::from_names(&names),
        coordinates: vec![],
        names,
        chains: 2,
        draws: 100,
        values,
    };
    (observed, predictions)
}

#[test]
fn predictions_are_drawn_around_what_was_observed() {
    let (observed, predicted) = predictions();
    let places: Vec<f64> = (0..50).map(|index| 2450.0 + f64::from(index) * 0.7).collect();
    let path = target("predictive.png");
    let plot = Predictive::new(&observed)
        .title("A wave")
        .label("velocity [m/s]")
        .at("time [d]", &places);
    plot.predictions(&predicted).save(&path).expect("it can be drawn");
    let picture = Picture::read(&path);
    picture.assert_drawn((1200, 816));
    // Observations far from what is predicted stand out.
    assert!(picture.count(ORANGE) > 200, "{}", picture.count(ORANGE));
    let one = Predictive::new(&observed).variable(&predicted, "y");
    one.save(target("one_variable.png")).expect("it can be drawn");
}

#[test]
fn divergences_are_marked_in_a_corner() {
    let diverged = TRACE.divergences().len();
    assert!(diverged > 5);
    let path = target("corner.png");
    Corner::new()
        .title("Eight schools")
        .trace(&some())
        .save(&path)
        .expect("it can be drawn");
    let marked = Picture::read(&path).count(YELLOW);
    assert!(marked > 5 * diverged, "{marked} pixels for {diverged} divergences");
    let error = Corner::new()
        .parameter("K", &[1.0, 2.0])
        .divergences(&[true])
        .save(target("no.png"));
    let message = error.expect_err("flags are missing").to_string();
    assert!(
        message.contains("2 draws of `K`, but divergences are marked in 1"),
        "{message}"
    );
}

#[test]
fn chains_that_stand_still_are_drawn() {
    let still = [1.0; 50];
    let odd: Vec<f64> = (0..50)
        .map(|index| if index == 3 { 1e9 } else { 1e-9 * f64::from(index) })
        .collect();
    let chains: [&[f64]; 2] = [&still, &odd];
    let same: [&[f64]; 2] = [&still, &still];
    for (name, chains) in [("mixed", chains), ("still", same)] {
        let save = |kind: &str| target(&format!("{name}_{kind}.png"));
        Traces::new()
            .parameter("x", &chains)
            .save(save("traces"))
            .expect("it can be drawn");
        Ranks::new()
            .parameter("x", &chains)
            .save(save("ranks"))
            .expect("it can be drawn");
        Autocorrelation::new()
            .parameter("x", &chains)
            .save(save("autocorrelation"))
            .expect("it can be drawn");
        EssEvolution::new()
            .parameter("x", &chains)
            .save(save("ess"))
            .expect("it can be drawn");
        Forest::new()
            .parameter("x", &chains)
            .save(save("forest"))
            .expect("it can be drawn");
    }
}

#[test]
fn what_cannot_be_drawn_is_an_error() {
    let path = target("none.png");
    let refused = |result: Result<(), PlotError>, words: &str| {
        let error = result.expect_err("it cannot be drawn");
        assert!(matches!(error, PlotError::Unplottable { .. }));
        assert!(error.to_string().contains(words), "{error}");
        assert!(!path.exists());
    };
    let nan: [&[f64]; 2] = [&[1.0, 2.0, 3.0, 4.0], &[1.0, f64::NAN, 3.0, 4.0]];
    let ragged: [&[f64]; 2] = [&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 3.0]];
    let short: [&[f64]; 1] = [&[1.0]];
    refused(Traces::new().save(&path), "no parameter");
    refused(
        Traces::new().parameter("mu", &nan).save(&path),
        "draw 1 of chain 1 of `mu` is NaN",
    );
    refused(
        Ranks::new().parameter("mu", &ragged).save(&path),
        "4 draws in chain 0, 3 in chain 1",
    );
    refused(
        Forest::new().parameter("mu", &short).save(&path),
        "have 1 draws; at least 4 are needed",
    );
    refused(Forest::new().parameter("mu", &[]).save(&path), "no chains of `mu`");
    refused(Forest::new().trace(&some()).line(f64::NAN).save(&path), "line at NaN");
    refused(EssEvolution::new().parameter("mu", &short).save(&path), "at least 4");
    refused(
        Autocorrelation::new().trace(&some()).longest(0).save(&path),
        "longest lag is 0",
    );
    let many = (0..41).fold(Traces::new(), |plot, _| plot.parameter("mu", &nan[..1]));
    refused(many.save(&path), "41 parameters are too many");
    refused(Energy::new().save(&path), "no chains of `energy`");
    refused(Energy::new().chains(&[&[2.0; 9]]).save(&path), "all equal");
    let (observed, predicted) = predictions();
    refused(Predictive::new(&[]).save(&path), "no observations");
    refused(Predictive::new(&observed).save(&path), "no predictions");
    refused(
        Predictive::new(&observed[..3]).predictions(&predicted).save(&path),
        "3 values are observed, but draw 0 predicts 50",
    );
    refused(
        Predictive::new(&observed).variable(&predicted, "z").save(&path),
        "called `z`",
    );
    refused(
        Predictive::new(&[1.0])
            .draws(vec![vec![2.0], vec![f64::NAN]])
            .save(&path),
        "in draw 1, prediction number 0",
    );
    refused(
        Predictive::new(&[1.0])
            .at("time", &[])
            .draws(vec![vec![2.0]])
            .save(&path),
        "at 0 places",
    );
}
