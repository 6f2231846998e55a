//! Ranks, and whether they are uniform.

use pullback::prelude::*;
use pullback::sampler::rand::{Rng, SeedableRng};
use pullback::special::gamma_q;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Draws of the posterior for one repetition, thinned so that they hardly depend on each other: a rank is one of 64.
const DRAWS: usize = 63;
const THIN: usize = 6;

/// How much is done.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub repetitions: u64,
    /// Into which the 64 ranks are put; a divisor of 64.
    pub bins: usize,
}

/// For tests that are run all the time.
pub const SMALL: Size = Size {
    repetitions: 40,
    bins: 4,
};
/// For a test that notices small mistakes.
pub const LARGE: Size = Size {
    repetitions: 1000,
    bins: 16,
};

/// A parameter's name, and the probability that uniform ranks are as uneven as its ranks.
pub type Uniformity = (String, f64);

/// Repeats a simulation, and tests the ranks of every stored value.
///
/// `posterior(parameters, rng)` makes data for the parameters, and the posterior of those.
pub fn uniformity<P: Parameters, D: LogDensity + Clone + Sync>(
    size: Size,
    posterior: impl Fn(&P, &mut Xoshiro256PlusPlus) -> D,
) -> Vec<Uniformity> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(4711);
    let (mut counts, mut names): (Vec<Vec<f64>>, _) = (Vec::new(), Vec::new());
    for repetition in 0..size.repetitions {
        let (truth, stored) = draw::<P>(&mut rng);
        let nuts = Nuts::default()
            .chains(1)
            .tune(400)
            .draws(DRAWS * THIN)
            .target_accept(0.9);
        let trace = nuts
            .seed(repetition)
            .progress(false)
            .sample(&posterior(&truth, &mut rng));
        let trace = trace.expect("it can be sampled");
        names = trace.names().to_vec();
        counts.resize(names.len(), vec![0.0; size.bins]);
        for ((name, truth), counts) in names.iter().zip(&stored).zip(&mut counts) {
            let draws = trace.draws_of(name).expect("a name of the trace");
            let rank = draws.iter().step_by(THIN).filter(|x| *x < truth).count();
            counts[rank * size.bins / (DRAWS + 1)] += 1.0;
        }
    }
    names
        .into_iter()
        .zip(counts.iter().map(|counts| probability(counts)))
        .collect()
}

/// That a chi-square is as large as that of these counts, if all bins are equally likely.
fn probability(counts: &[f64]) -> f64 {
    let expected = counts.iter().sum::<f64>() / counts.len() as f64;
    let chi_square: f64 = counts.iter().map(|n| (n - expected).powi(2) / expected).sum();
    gamma_q(0.5 * (counts.len() as f64 - 1.0), 0.5 * chi_square)
}

/// Parameters from the prior, and their numbers.
fn draw<P: Parameters>(rng: &mut impl Rng) -> (P, Vec<f64>) {
    let mut parameters = P::zeros(&Dims::new()).expect("all lengths are known");
    parameters.sample_prior_into(rng);
    let mut stored = vec![0.0; parameters.stored_dimension()];
    parameters.flatten(&mut stored);
    (parameters, stored)
}

/// No parameter's ranks are as uneven as uniform ones are once in a thousand times, or less for several parameters.
pub fn assert_uniform(all: &[Uniformity]) {
    println!("{all:?}");
    for (name, probability) in all {
        assert!(
            *probability > 1e-3 / all.len() as f64,
            "the ranks of {name} are not uniform: {probability:e}"
        );
    }
}

#[test]
fn the_test_of_uniformity() {
    // scipy.stats.chisquare([30, 20, 25, 25]).pvalue
    assert!((probability(&[30.0, 20.0, 25.0, 25.0]) - 0.572_406_704_470_879_4).abs() < 1e-12);
    assert!(probability(&[10.0, 10.0, 10.0, 10.0]) == 1.0);
    assert!(probability(&[25.0, 5.0, 5.0, 5.0]) < 1e-5);
}
