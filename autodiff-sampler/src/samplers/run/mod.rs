//! Running chains, whatever the sampler: threads, storage, progress, stopping, checkpoints.
//!
//! A sampler says how *one* chain is begun and moved by one draw (`kernel`); everything else is here, and the same for all
//! of them:
//!
//! * `settings`: what a user can ask of a run; the builder methods are written once, for every sampler.
//! * `driver`: the run from start to end; `schedule` shares the chains among threads, `chain` is one of them with its
//!   storage, `outcome` makes a trace (or an error that holds one) of what the chains have.
//! * `stop`, `ctrl_c`, `callback`, `early_stopping`: who may end a run before its last draw.
//! * `progress`: what is seen meanwhile; `oversight` is what of both the optimisers have, too, and `climbs` their part of it.
//! * `ranks`: runs of several processes.
//! * `checkpoint`: what is left if the process dies, and how a run is resumed from it; `continuation` goes on with a run that has ended
//!   in the same process.
//!
//! Nothing here touches a number that a chain computes, so a chain's draws depend on the seed alone: not on the number of
//! threads, nor on being stopped and resumed.

mod callback;
mod chain;
mod checkpoint;
mod climbs;
mod continuation;
mod ctrl_c;
mod driver;
mod early_stopping;
mod kernel;
mod outcome;
mod oversight;
mod progress;
mod ranks;
mod schedule;
mod settings;
mod stop;

pub use callback::DrawEvent;
pub use checkpoint::{Checkpoint, CheckpointError};
pub use continuation::ContinueError;
pub use early_stopping::EssTarget;
pub use progress::Progress;
pub use stop::StopHandle;

pub(crate) use callback::DrawCallback;
pub(crate) use climbs::{Climb, Climbs};
pub(crate) use driver::{continue_from, sample};
pub(crate) use kernel::{Begin, Chain, ChainRng, DivergentStep, Sampler, SharedWork, Step};
pub(crate) use oversight::{Oversight, Watch, oversight_settings};
pub(crate) use progress::duration;
pub(crate) use settings::{RunSettings, continue_from_trace, run_settings};
