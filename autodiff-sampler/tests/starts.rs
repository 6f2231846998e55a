//! Where chains start: at the most probable of a few proposals, or where Pathfinder leads.

use autodiff_sampler::rand::{Rng, RngExt};
use autodiff_sampler::{FnDensity, LogDensity, LogDensityError, Nuts, Pathfinder, Trace};
use std::sync::{Arc, Mutex};

/// A standard normal that proposes starts far out, and remembers where it was evaluated.
#[derive(Clone)]
struct Watched {
    evaluated: Arc<Mutex<Vec<f64>>>,
}

impl LogDensity for Watched {
    fn dimension(&self) -> usize {
        1
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        self.evaluated.lock().expect("nobody panics").push(position[0]);
        grad[0] = -position[0];
        Ok(-0.5 * position[0] * position[0])
    }

    fn initial_position(&self, rng: &mut dyn Rng, position: &mut [f64]) {
        position[0] = rng.random_range(-100.0..100.0);
    }
}

#[test]
fn a_chain_starts_at_the_most_probable_of_ten_proposals() {
    let evaluated = Arc::new(Mutex::new(Vec::new()));
    let density = Watched {
        evaluated: Arc::clone(&evaluated),
    };
    let nuts = Nuts::default().chains(1).tune(0).draws(1).seed(1).progress(false);
    nuts.sample(&density).expect("a normal can be sampled");
    let evaluated = evaluated.lock().expect("nobody panics");
    let nearest = evaluated[..10]
        .iter()
        .copied()
        .min_by(|a, b| a.abs().total_cmp(&b.abs()));
    assert_eq!(Some(evaluated[10]), nearest);
    assert!(evaluated[..10].iter().any(|x| x.abs() > 2.0 * evaluated[10].abs()));
}

/// Two normals far apart, one at -8 with a share of e⁻³⁰ of the probability, one at 8. Starts are in between.
fn two_modes() -> impl LogDensity + Clone + Sync {
    FnDensity::new(3, |x: &[f64], grad: &mut [f64]| {
        let log_normal = |centre: f64| -0.5 * x.iter().map(|x| (x - centre).powi(2)).sum::<f64>();
        let (light, heavy) = (log_normal(-8.0) - 30.0, log_normal(8.0));
        let highest = light.max(heavy);
        let sum = highest + ((light - highest).exp() + (heavy - highest).exp()).ln();
        let share = (heavy - sum).exp();
        for (g, x) in grad.iter_mut().zip(x) {
            *g = -(x - 8.0) * share - (x + 8.0) * (1.0 - share);
        }
        sum
    })
}

fn means(trace: &Trace) -> Vec<f64> {
    let chains = trace.chains_of("x[0]").expect("there is one");
    chains
        .iter()
        .map(|draws| draws.iter().sum::<f64>() / draws.len() as f64)
        .collect()
}

#[test]
fn pathfinder_leads_chains_away_from_modes_that_hold_nothing() {
    let nuts = Nuts::default().chains(4).tune(200).draws(100).seed(3).progress(false);
    // Two starts in the light mode's basin.
    let outside = [[-7.0; 3], [8.0; 3], [-8.0; 3], [7.0; 3]];
    let given = nuts
        .clone()
        .start(outside)
        .sample(&two_modes())
        .expect("it can be sampled");
    assert_eq!(
        means(&given).iter().map(|mean| mean.signum()).collect::<Vec<_>>(),
        [-1.0, 1.0, -1.0, 1.0]
    );

    let pathfinder = Pathfinder::default().elbo_draws(5);
    let led = nuts
        .start_with_pathfinder(pathfinder)
        .sample(&two_modes())
        .expect("it can be sampled");
    assert!(
        means(&led).iter().all(|mean| (mean - 8.0).abs() < 1.0),
        "{:?}",
        means(&led)
    );
}

#[test]
fn a_chain_without_a_path_starts_where_the_density_proposes() {
    // A plateau between walls: nothing to climb.
    let plateau = FnDensity::new(1, |x: &[f64], grad: &mut [f64]| {
        if x[0].abs() > 5.0 {
            return f64::NEG_INFINITY;
        }
        grad[0] = 0.0;
        0.0
    });
    assert!(Pathfinder::default().seed(1).sample(&plateau).is_err());
    let nuts = Nuts::default().chains(2).tune(100).draws(100).seed(1).progress(false);
    let trace = nuts
        .start_with_pathfinder(Pathfinder::default())
        .sample(&plateau)
        .expect("there are starts");
    assert!(
        trace
            .draws_of("x[0]")
            .expect("there is one")
            .iter()
            .all(|x| x.abs() <= 5.0)
    );
}

#[test]
fn starts_by_pathfinder_are_the_same_on_any_number_of_threads() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a thread pool");
        let nuts = Nuts::default().chains(3).tune(50).draws(20).seed(9).progress(false);
        let nuts = nuts.start_with_pathfinder(Pathfinder::default().paths(2));
        let trace = pool.install(|| nuts.sample(&two_modes())).expect("it can be sampled");
        let draws = trace.draws_of("x[2]").expect("there is one");
        draws.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
    };
    assert_eq!(run(1), run(4));
}

#[test]
fn a_setting_of_pathfinder_without_sense_is_an_error() {
    let nuts = Nuts::default().progress(false);
    let error = nuts
        .start_with_pathfinder(Pathfinder::default().paths(0))
        .sample(&two_modes())
        .expect_err("no path");
    assert!(error.to_string().starts_with("paths = 0"), "{error}");
}
