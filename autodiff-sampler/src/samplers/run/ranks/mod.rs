//! Runs of several ranks: which of them makes which chain, and what they must agree on.
//!
//! There are two ways to share the work of a run, and both end with the whole trace (or the same error) at every rank:
//!
//! * Ranks share the *chains*, because the user says so (`ranks`): each rank makes some of them on its threads, as if the others were
//!   made elsewhere. That is what they are, as chains know nothing of each other. `relay` is how one rank's early end becomes that of
//!   all, and `exchange` how draws come to all ranks, at checks of the effective sample size and at the end.
//! * Ranks share the *density*, because its data are spread over them ([`LogDensity::agree`]): every rank makes all chains, draw by
//!   draw in the same order, and at each evaluation they meet. What depends on one rank alone (its clock, its Ctrl-C, its callback) ends the
//!   run only after they have agreed on it, which they do after every draw.
//!
//! A rank that cannot even begin says so, and the others return an error instead of waiting for it.

mod exchange;
mod relay;

use super::checkpoint::Header;
use super::settings::RunSettings;
use crate::communicator::{CommunicatorError, Ranks};
use crate::log_density::LogDensity;
use crate::samplers::SampleError;
use crate::samplers::guard::require;

pub(super) use exchange::{share_draws, share_ends};
pub(super) use relay::relay;

/// Who makes a run.
#[derive(Clone, Debug)]
pub(super) enum Team {
    /// This process.
    Alone,
    /// Several ranks, each of which makes some of the chains.
    Chains(Ranks),
    /// Several ranks that make all chains together. One of them `reports`.
    InStep { seed: u64, reports: bool },
}

impl Team {
    /// # Errors
    ///
    /// If chains and density shall both be shared, or a checkpoint shall be written by several ranks.
    pub fn of<P: LogDensity>(settings: &RunSettings, density: &P) -> Result<Self, SampleError> {
        let team = match (&settings.ranks, density.is_collective()) {
            (None, false) => return Ok(Self::Alone),
            (Some(ranks), false) => Self::Chains(ranks.clone()),
            (None, true) => {
                let own = rand::random();
                let seed = density.agree(own);
                let reports = own == seed;
                Self::InStep { seed, reports }
            }
            (Some(ranks), true) => {
                return Err(SampleError::Setting {
                    setting: "ranks",
                    value: format!("{ranks:?}"),
                    requirement: "the ranks evaluate this density together, so that each of them makes all chains: leave `ranks` out",
                });
            }
        };
        require(
            settings.checkpoint.is_none(),
            "checkpoint",
            "a folder",
            "a run of several ranks writes no checkpoints; `continue_from` goes on with its trace",
        )?;
        Ok(team)
    }

    /// A seed for a run that is given none, the same at all ranks.
    pub fn seed(&self) -> Result<u64, CommunicatorError> {
        match self {
            Self::Alone => Ok(rand::random()),
            Self::Chains(ranks) => {
                let mut seed = rand::random::<u64>().to_le_bytes().to_vec();
                ranks.broadcast(0, &mut seed)?;
                let bytes = seed.try_into().map_err(|_| CommunicatorError::Unexpected { rank: 0 })?;
                Ok(u64::from_le_bytes(bytes))
            }
            Self::InStep { seed, .. } => Ok(*seed),
        }
    }

    /// Whether this rank makes chain number `chain`.
    pub fn makes(&self, chain: usize) -> bool {
        match self {
            Self::Alone | Self::InStep { .. } => true,
            Self::Chains(ranks) => maker(chain, ranks.size()) == ranks.rank(),
        }
    }

    /// Whether this rank says how the run gets on.
    pub fn reports(&self) -> bool {
        match self {
            Self::Alone => true,
            Self::Chains(ranks) => ranks.rank() == 0,
            Self::InStep { reports, .. } => *reports,
        }
    }

    pub fn is_in_step(&self) -> bool {
        matches!(self, Self::InStep { .. })
    }

    /// Whether something holds at any of the ranks.
    pub fn any(&self, density: &impl LogDensity, holds: bool) -> Result<bool, CommunicatorError> {
        match self {
            Self::Alone => Ok(holds),
            Self::Chains(ranks) => Ok(exchange::all_gather(ranks, &holds)?.contains(&true)),
            Self::InStep { .. } => Ok(density.agree(u64::from(!holds)) == 0),
        }
    }

    /// Passes on what this rank has `prepared` for a run, if all others are ready for the same run: one of the same `plan`.
    ///
    /// # Errors
    ///
    /// This rank's own error, or what is wrong at another one.
    pub fn agree<T, P: LogDensity>(
        &self,
        density: &P,
        prepared: Result<T, SampleError>,
        plan: impl Fn(&T) -> Header,
    ) -> Result<T, SampleError> {
        match self {
            Self::Alone => prepared,
            Self::InStep { .. } => {
                let has_failed = self.any(density, prepared.is_err())?;
                let prepared = prepared?;
                if has_failed {
                    return Err(SampleError::OtherRank {
                        rank: None,
                        problem: "the run could not be begun there, and its own error says why".to_owned(),
                    });
                }
                let own = exchange::checksum(&plan(&prepared));
                let [least, greatest] = [density.agree(own), !density.agree(!own)];
                if least != greatest {
                    return Err(SampleError::OtherRank {
                        rank: None,
                        problem: "it has other settings or names than this one; all ranks must run the same".to_owned(),
                    });
                }
                Ok(prepared)
            }
            Self::Chains(ranks) => {
                let own = prepared.as_ref().map(&plan).map_err(ToString::to_string);
                let others = exchange::all_gather(ranks, &own)?;
                let prepared = prepared?;
                require_equal(&plan(&prepared), others)?;
                Ok(prepared)
            }
        }
    }
}

/// The rank that makes chain number `chain`.
fn maker(chain: usize, ranks: usize) -> usize {
    chain % ranks
}

/// Checks that all ranks run what this one runs.
fn require_equal(own: &Header, others: Vec<Result<Header, String>>) -> Result<(), SampleError> {
    for (rank, other) in others.into_iter().enumerate() {
        let problem = match other {
            Err(problem) => problem,
            Ok(other) => match own.difference(&other) {
                None => continue,
                Some([what, here, there]) => {
                    format!("it has {what} = {there} where another one has {here}; all ranks must run the same")
                }
            },
        };
        return Err(SampleError::OtherRank {
            rank: Some(rank),
            problem,
        });
    }
    Ok(())
}
