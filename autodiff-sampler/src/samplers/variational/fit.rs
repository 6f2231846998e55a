//! The sequence of maximisations: twice as many fixed draws each time, until the bound also holds for others.

use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

use super::bound::Bound;
use super::family::Shape;
use super::frame::Frame;
use super::result::VariationalFit;
use super::standard_draws::StandardDraws;
use super::{Advi, Family};
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::SampleError;
use crate::samplers::approximate::{ApproximateDraws, Approximation, Proposals};
use crate::samplers::guard::{caught, stream};
use crate::samplers::optimise::{Lbfgs, OptimiseError};
use crate::samplers::pathfinder::Pathfinder;
use crate::samplers::run::{Climb, Climbs, Watch};

pub(super) const NAME: &str = "the variational approximation";
/// What is left to gain of the bound, in nats, when a maximisation is over.
const TOLERANCE: f64 = 1e-14;
/// Streams of random numbers, apart from those of the paths: fixed draws, draws that check them, and the draws of the result.
const FIXED_STREAM: u64 = 0x4144_5649_4649_5845;
const CHECK_STREAM: u64 = 0x4144_5649_4348_4543;
const DRAWS_STREAM: u64 = 0x4144_5649_4452_4157;
/// Independent draws that check a bound.
const CHECKS: usize = 1000;

/// One member of a family, in its frame.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub shape: Shape,
    pub frame: Frame,
    pub parameters: Vec<f64>,
}

/// What one maximisation has come to.
struct Round {
    bound: f64,
    evaluations: usize,
    converged: bool,
}

/// Finds the best member of the family.
pub(super) fn fit<P: LogDensity + Clone + Sync>(
    settings: &Advi,
    density: &P,
    seed: u64,
) -> Result<VariationalFit, SampleError> {
    let watch = Watch::begin_for(&settings.oversight, density)?;
    let climbs = Climbs::new(&watch, &settings.oversight, "maximisation");
    let mut member = start(settings, density, seed, &watch)?;
    let least = 2 * member.shape.standard_dimension();
    let needs_least = settings.family != Family::MeanField;
    let mut count = settings.fixed_draws.max(if needs_least { least } else { 2 });
    let (mut evaluations, mut number) = (0, 0);
    loop {
        let dimension = member.shape.standard_dimension();
        let standard = StandardDraws::new(count, dimension, &mut stream(seed ^ FIXED_STREAM, 0));
        caught(0, || narrow(density, &mut member, &standard))?;
        let round = caught(0, || {
            maximise(
                settings,
                density,
                &mut member,
                &standard,
                climbs.climb(number),
                number == 0,
            )
        })?;
        evaluations += round.evaluations;
        let checked = draw(density, &member, CHECKS, (seed, CHECK_STREAM), &watch)?;
        let (elbo, error) = checked.elbo();
        let gap = round.bound - elbo;
        let is_last = 2 * count > settings.max_fixed_draws || watch.is_over();
        if gap <= settings.tolerance + 2.0 * error || is_last {
            let draws = draw(density, &member, settings.draws, (seed, DRAWS_STREAM), &watch)?;
            return Ok(VariationalFit::new(
                member,
                standard,
                checked.elbo(),
                round.bound,
                round.converged,
                evaluations,
                draws,
            ));
        }
        count *= 2;
        number += 1;
    }
}

/// The standard member in the frame of the best of a few paths.
fn start<P: LogDensity + Clone + Sync>(
    settings: &Advi,
    density: &P,
    seed: u64,
    watch: &Watch,
) -> Result<Member, SampleError> {
    let pathfinder = Pathfinder::default().progress(settings.oversight.progress);
    let (paths, _) = pathfinder.find_paths(density, seed, watch)?;
    let mut paths = paths.into_iter();
    let first = paths.next().expect("paths are not empty unless there is an error");
    let best = paths.fold(first, |best, path| if path.elbo > best.elbo { path } else { best });
    let shape = Shape {
        family: settings.family,
        dimension: density.dimension(),
    };
    Ok(Member {
        shape,
        frame: Frame::of(&best.gaussian, settings.family == Family::FullRank),
        parameters: shape.standard(),
    })
}

/// Narrows the member until the density can be evaluated at all draws: those of a wide Gaussian may be where it is zero.
fn narrow<P: LogDensity + Clone + Sync>(
    density: &P,
    member: &mut Member,
    standard: &StandardDraws,
) -> Result<(), SampleError> {
    /// Times that the member is made narrower by a factor of e.
    const TIMES: usize = 10;
    for _ in 0..TIMES {
        let bound = Bound {
            density,
            frame: &member.frame,
            shape: member.shape,
            standard,
        };
        let mut grad = vec![0.0; member.parameters.len()];
        match bound.value_and_grad(&member.parameters, &mut grad) {
            Ok(value) if value.is_finite() && grad.iter().all(|g| g.is_finite()) => return Ok(()),
            Ok(_) | Err(LogDensityError::Recoverable(_)) => member.shape.narrow(&mut member.parameters),
            Err(source) => return Err(SampleError::density(0, source)),
        }
    }
    // Whatever is wrong, the maximisation will say.
    Ok(())
}

/// Moves the member to the maximum of the bound.
fn maximise<P: LogDensity + Clone + Sync>(
    settings: &Advi,
    density: &P,
    member: &mut Member,
    standard: &StandardDraws,
    mut climb: Climb<'_>,
    is_first: bool,
) -> Result<Round, SampleError> {
    let Member {
        shape,
        frame,
        parameters,
    } = member;
    let bound = Bound {
        density,
        frame,
        shape: *shape,
        standard,
    };
    let mut evaluations = 0;
    let objective = |parameters: &[f64], grad: &mut [f64]| {
        evaluations += standard.count();
        bound.value_and_grad(parameters, grad)
    };
    let end = Lbfgs::default()
        .tolerance(TOLERANCE)
        .max_iterations(settings.max_iterations)
        .maximise_observed(objective, parameters, |iterate| climb.pass(&iterate));
    climb.finish(if end.is_ok() { "reached the maximum" } else { "ended" });
    let (position, value, converged) = match end {
        Ok(maximum) => (maximum.position, maximum.value, true),
        Err(OptimiseError::TooManyIterations(last) | OptimiseError::Interrupted(last)) => {
            (last.position, last.value, false)
        }
        // A draw has come to where the density has a jump, and keeps the others from moving on. (If none has moved at all, the gradient
        // may be wrong, and that is an error.)
        Err(OptimiseError::StandsStill(last)) if last.iterations > 0 || !is_first => (last.position, last.value, false),
        Err(OptimiseError::Function(source)) => return Err(SampleError::density(0, source)),
        Err(error) => {
            return Err(SampleError::Approximation {
                approximation: NAME,
                problem: format!("the evidence lower bound cannot be maximised: {error}"),
            });
        }
    };
    *parameters = position;
    Ok(Round {
        bound: value,
        evaluations,
        converged,
    })
}

/// Independent draws from the member.
fn draw<P: LogDensity + Clone + Sync>(
    density: &P,
    member: &Member,
    draws: usize,
    (seed, salt): (u64, u64),
    watch: &Watch,
) -> Result<ApproximateDraws, SampleError> {
    let mut rng = stream(seed ^ salt, 0);
    Proposals::from(member, density.dimension(), draws, &mut rng).evaluate(density, NAME, seed, watch)
}

impl Approximation for Member {
    fn draw(&self, rng: &mut dyn Rng, position: &mut [f64]) -> f64 {
        let z: Vec<f64> = (0..self.shape.standard_dimension())
            .map(|_| rng.sample(StandardNormal))
            .collect();
        self.shape.place(&self.parameters, &z, position);
        let log_density = self.shape.log_density(&self.parameters, &z, position);
        let placed = self.frame.position(position);
        position.copy_from_slice(&placed);
        log_density - self.frame.log_determinant()
    }
}
