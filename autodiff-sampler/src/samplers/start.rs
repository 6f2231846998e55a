//! Where chains start, and finding a position that one can start from.

use rand::{Rng, RngExt};

use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::SampleError;
use crate::samplers::guard::require;

/// Positions tried before giving up, as in Stan.
const TRIES: usize = 100;
/// Usable proposals of the density, the most probable of which is where a chain starts: single draws of a prior may be so far from
/// the typical set that the way there takes longer than the rest of tuning.
pub(crate) const PROPOSALS: usize = 10;

/// Where a chain starts, and what is known of the scales there: what an approximation of the posterior (an optimum, a
/// variational fit) hands to a sampler.
///
/// A plain `Vec<f64>` of unconstrained coordinates is one, too.
#[derive(Clone, Debug, PartialEq)]
pub struct StartPoint {
    /// The position, in unconstrained space.
    pub position: Vec<f64>,
    /// The diagonal of a first guess of the inverse metric (the variances of the coordinates), if there is one; tuning
    /// begins with it.
    pub inv_metric: Option<Vec<f64>>,
}

impl From<Vec<f64>> for StartPoint {
    fn from(position: Vec<f64>) -> Self {
        Self {
            position,
            inv_metric: None,
        }
    }
}

impl<const N: usize> From<[f64; N]> for StartPoint {
    fn from(position: [f64; N]) -> Self {
        position.to_vec().into()
    }
}

/// Where the chains of a run start.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Starts {
    /// One for each chain, or one for all, or none: then the density proposes.
    pub points: Vec<StartPoint>,
    /// Half the width of a uniform distribution around them.
    pub jitter: f64,
}

impl Starts {
    /// Checks the starts of `chains` chains of a density with `dimension` coordinates.
    pub fn validate(&self, chains: usize, dimension: usize) -> Result<(), SampleError> {
        require(
            self.jitter.is_finite() && self.jitter >= 0.0,
            "jitter",
            self.jitter,
            "must be zero or a positive number",
        )?;
        let count = self.points.len();
        require(
            [0, 1, chains].contains(&count),
            "start",
            format!("{count} positions for {chains} chains"),
            "give one for each chain, or one for all",
        )?;
        for (number, point) in self.points.iter().enumerate() {
            require(
                point.position.len() == dimension,
                "start",
                format!(
                    "position {number} with {} numbers, for {dimension} unconstrained coordinates",
                    point.position.len()
                ),
                "a position needs one number for each coordinate",
            )?;
            let Some(inv_metric) = &point.inv_metric else { continue };
            require(
                inv_metric.len() == dimension && inv_metric.iter().all(|v| v.is_finite() && *v > 0.0),
                "start",
                format!("inverse metric {number} = {inv_metric:?}, for {dimension} unconstrained coordinates"),
                "an inverse metric needs one positive number for each coordinate",
            )?;
        }
        Ok(())
    }

    /// The settings by name, to compare with those of a checkpoint.
    pub fn describe(&self) -> [(&'static str, String); 2] {
        let points = match self.points.len() {
            0 => "proposed by the density".to_owned(),
            count => {
                // Every number counts, but nobody wants to read them all.
                let checksum = crc32fast::hash(format!("{:?}", self.points).as_bytes());
                format!("{count} given (checksum {checksum:08x})")
            }
        };
        [("jitter", self.jitter.to_string()), ("start", points)]
    }

    /// The start of one chain, if the user gave any.
    pub fn of(&self, chain: usize) -> Option<&StartPoint> {
        self.points.get(chain).or(self.points.first())
    }
}

/// A position with finite density and gradient.
pub(crate) struct Found {
    pub position: Vec<f64>,
    pub inv_metric: Option<Vec<f64>>,
    /// Positions with their gradients, about as probable as draws are, that an inverse metric can be learnt from.
    pub sample: Vec<[Vec<f64>; 2]>,
    /// Gradients that it took.
    pub evaluations: u64,
}

/// No usable position: what was wrong with the last one.
pub(crate) enum NotFound {
    Unusable {
        tries: usize,
        problem: String,
        explanation: Option<String>,
        position: Vec<f64>,
    },
    Fatal(LogDensityError),
}

impl NotFound {
    /// The error of the chain (or path) that was to start.
    pub fn into_error(self, chain: usize) -> SampleError {
        match self {
            Self::Unusable {
                tries,
                problem,
                explanation,
                position,
            } => SampleError::Start {
                chain,
                tries,
                problem,
                explanation,
                position,
            },
            Self::Fatal(source) => SampleError::density(chain, source),
        }
    }
}

/// A usable position that the density proposes, for samplers whose starts nobody gives.
pub(crate) fn proposed<P: LogDensity>(density: &mut P, chain: usize, rng: &mut dyn Rng) -> Result<Found, SampleError> {
    find(density, &Starts::default(), 1, chain, rng).map_err(|not_found| not_found.into_error(chain))
}

/// Tries positions until the density can be evaluated at as many as are wanted, `proposals`, and takes the most probable one. Where the
/// user has given a start, the first is wanted.
pub(crate) fn find<P: LogDensity>(
    density: &mut P,
    starts: &Starts,
    proposals: usize,
    chain: usize,
    rng: &mut dyn Rng,
) -> Result<Found, NotFound> {
    let dimension = density.dimension();
    let given = starts.of(chain);
    // A given position without jitter stays what it is, however often it is tried.
    let tries = if given.is_some() && starts.jitter == 0.0 {
        1
    } else {
        TRIES
    };
    let mut position = vec![0.0; dimension];
    let mut grad = vec![0.0; dimension];
    let mut problem = String::new();
    let wanted = if given.is_some() { 1 } else { proposals };
    let (mut best, mut usable) = (None, 0);
    for evaluations in 1..=tries as u64 {
        match given {
            Some(point) => position.copy_from_slice(&point.position),
            None => density.initial_position(rng, &mut position),
        }
        for x in position.iter_mut().filter(|_| starts.jitter > 0.0) {
            *x += rng.random_range(-starts.jitter..starts.jitter);
        }
        // A density that forgets to set its gradient must not start from the previous try's.
        grad.fill(f64::NAN);
        problem = match density.log_density_and_grad(&position, &mut grad) {
            Ok(value) => match objection(value, &grad) {
                None => {
                    usable += 1;
                    if best
                        .as_ref()
                        .is_none_or(|(highest, _): &(f64, Vec<f64>)| value > *highest)
                    {
                        best = Some((value, position.clone()));
                    }
                    String::new()
                }
                Some(objection) => objection,
            },
            Err(error @ LogDensityError::Recoverable(_)) => error.to_string(),
            Err(fatal) => return Err(NotFound::Fatal(fatal)),
        };
        let is_enough = usable == wanted || evaluations == tries as u64;
        if is_enough && let Some((_, position)) = best.take() {
            return Ok(Found {
                position,
                inv_metric: given.and_then(|point| point.inv_metric.clone()),
                sample: Vec::new(),
                evaluations,
            });
        }
    }
    Err(NotFound::Unusable {
        tries,
        problem,
        explanation: density.explain(&position),
        position,
    })
}

/// What makes a value and gradient unusable, if anything.
fn objection(value: f64, grad: &[f64]) -> Option<String> {
    if value == f64::NEG_INFINITY {
        return Some("the density is zero".to_owned());
    }
    if !value.is_finite() {
        return Some(format!("the log density is {value}"));
    }
    let (i, component) = grad.iter().enumerate().find(|(_, g)| !g.is_finite())?;
    Some(format!("component {i} of the gradient is {component}"))
}
