//! Ranks that are processes, connected by MPI, through the crate [`mpi`](::mpi) (rsmpi).
//!
//! MPI is asked for the level of threading at which any thread may call it but only one at a time, and a lock sees to that. Calls that
//! wait for a message look for it again and again and give the lock back in between, so that other threads of this rank get on; only
//! collective calls keep it. What MPI itself runs into ends the job, with MPI's message: that is its default, and there is nothing to be
//! done after a message was lost.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use ::mpi::datatype::PartitionMut;
use ::mpi::environment::Universe;
use ::mpi::point_to_point::Message as Arrived;
use ::mpi::topology::SimpleCommunicator;
use ::mpi::traits::{
    Communicator as _, CommunicatorCollectives as _, Destination as _, MatchedReceiveVec as _, Root as _, Source as _,
};
use ::mpi::{Count, Rank, Threading};

use super::{Communicator, CommunicatorError, Message, Tag, check_lengths};

/// Exit code of a job that is ended because one of its ranks failed.
const FAILURE: i32 = 1;
/// The longest time between two looks for a message.
const LONGEST_PAUSE: Duration = Duration::from_millis(1);
/// Looks without any pause: a message that takes a few microseconds is not slept over.
const LOOKS_WITHOUT_PAUSE: u32 = 200;

/// One rank of a job that `mpirun`, `srun` or the like has started; all processes of the job are its ranks.
///
/// Clones are the same rank. When the last of them is dropped, MPI is finalised, which waits until all ranks do so; if that happens
/// because of a panic, the job is aborted instead, as the other ranks would wait for this one forever.
///
/// ```no_run
/// use autodiff_sampler::communicator::{Communicator, MpiRanks};
///
/// fn main() -> std::process::ExitCode {
///     MpiRanks::run(|ranks| {
///         println!("rank {} of {}", ranks.rank(), ranks.size());
///         Ok::<(), std::io::Error>(())
///     })
/// }
/// ```
///
/// ```sh
/// mpirun -n 4 target/release/program
/// ```
///
/// Started without `mpirun`, a program is a job of one rank.
#[derive(Clone, Debug)]
pub struct MpiRanks {
    job: Arc<Job>,
}

/// MPI, as long as it is initialised.
struct Job {
    rank: usize,
    size: usize,
    /// Held by whoever calls MPI.
    calls: Mutex<()>,
    _universe: Universe,
}

impl MpiRanks {
    /// Initialises MPI. A process can do that once.
    ///
    /// # Errors
    ///
    /// If MPI has been initialised in this process before, or does not allow that threads other than the main one call it.
    pub fn initialize() -> Result<Self, CommunicatorError> {
        let unusable = |problem| CommunicatorError::Unusable { problem };
        let again = unusable("it has been initialised in this process before, which is possible only once");
        if ::mpi::environment::is_finalized() {
            return Err(again);
        }
        let (universe, threading) = ::mpi::initialize_with_threading(Threading::Serialized).ok_or(again)?;
        if threading < Threading::Serialized {
            return Err(unusable(
                "this MPI library allows calls from the main thread only (MPI_THREAD_SERIALIZED is needed)",
            ));
        }
        let world = universe.world();
        Ok(Self {
            job: Arc::new(Job {
                rank: usize::try_from(world.rank()).unwrap_or_default(),
                size: usize::try_from(world.size()).unwrap_or(1),
                calls: Mutex::new(()),
                _universe: universe,
            }),
        })
    }

    /// Runs a program on this rank, to be returned from `main`: initialises MPI, and finalises it after.
    ///
    /// If the program returns an error on any rank, that rank prints it and the whole job is ended with exit code 1, since the other
    /// ranks may be waiting for a message that would never come; the same if it panics.
    pub fn run<E: Into<Box<dyn Error>>>(program: impl FnOnce(&Self) -> Result<(), E>) -> ExitCode {
        let ranks = match Self::initialize() {
            Ok(ranks) => ranks,
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::FAILURE;
            }
        };
        match program(&ranks) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => ranks.abort(&format!("error: {}", error.into())),
        }
    }

    /// Prints a message that says which rank it comes from, and ends the processes of all ranks with exit code 1. No destructor runs.
    pub fn abort(&self, message: &str) -> ! {
        self.job.abort(message)
    }

    /// The right to call MPI.
    fn calls(&self) -> (SimpleCommunicator, MutexGuard<'_, ()>) {
        self.job.calls()
    }

    /// Looks for a message, and takes it if it is there.
    fn look(&self, from: Option<usize>, tag: Tag) -> Option<Message> {
        let (world, _calls) = self.calls();
        let tag = i32::from(tag.0);
        let (arrived, status): (Arrived, _) = match from {
            Some(rank) => world
                .process_at_rank(rank as Rank)
                .immediate_matched_probe_with_tag(tag),
            None => world.any_process().immediate_matched_probe_with_tag(tag),
        }?;
        let from = usize::try_from(status.source_rank()).unwrap_or_default();
        let (bytes, _) = (arrived, status).matched_receive_vec::<u8>();
        Some(Message { from, bytes })
    }
}

impl Job {
    fn calls(&self) -> (SimpleCommunicator, MutexGuard<'_, ()>) {
        // The lock guards nothing that could be left half-done.
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        (SimpleCommunicator::world(), calls)
    }

    fn abort(&self, message: &str) -> ! {
        eprintln!("rank {}: {message}", self.rank);
        // Without the lock: whoever holds it may wait for a message for ever.
        SimpleCommunicator::world().abort(FAILURE)
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        if thread::panicking() {
            self.abort("the job is ended, as this rank has panicked");
        }
    }
}

/// Pauses between looks for what another rank does: none at first, then longer and longer ones.
struct Pauses {
    looks: u32,
}

impl Pauses {
    fn pause(&mut self) {
        self.looks += 1;
        match self.looks.checked_sub(LOOKS_WITHOUT_PAUSE) {
            None => thread::yield_now(),
            Some(over) => thread::sleep(Duration::from_micros(u64::from(over + 1)).min(LONGEST_PAUSE)),
        }
    }
}

/// An empty slice of bytes at an address of its own: that of `&[]` is 1, which Open MPI takes for `MPI_IN_PLACE`.
fn addressed(bytes: &[u8]) -> &[u8] {
    static SOMEWHERE: [u8; 1] = [0];
    if bytes.is_empty() { &SOMEWHERE[..0] } else { bytes }
}

/// A length as MPI has it.
fn count(length: usize) -> Result<Count, CommunicatorError> {
    Count::try_from(length).map_err(|_| CommunicatorError::TooLong { length })
}

/// Where the parts of these lengths begin.
fn displacements(counts: &[Count]) -> Result<Vec<Count>, CommunicatorError> {
    let mut end: Count = 0;
    let mut begins = Vec::with_capacity(counts.len());
    for part in counts {
        begins.push(end);
        end = end.checked_add(*part).ok_or(CommunicatorError::TooLong {
            length: counts.iter().map(|part| *part as usize).sum(),
        })?;
    }
    Ok(begins)
}

impl Communicator for MpiRanks {
    fn rank(&self) -> usize {
        self.job.rank
    }

    fn size(&self) -> usize {
        self.job.size
    }

    fn send(&self, to: usize, tag: Tag, message: &[u8]) -> Result<(), CommunicatorError> {
        self.require_rank(to)?;
        count(message.len())?;
        ::mpi::request::scope(|scope| {
            let mut request = {
                let (world, _calls) = self.calls();
                let to = world.process_at_rank(to as Rank);
                to.immediate_send_with_tag(scope, addressed(message), i32::from(tag.0))
            };
            let mut pauses = Pauses { looks: 0 };
            loop {
                let tested = {
                    let (_, _calls) = self.calls();
                    request.test()
                };
                match tested {
                    Ok(_) => return,
                    Err(unfinished) => request = unfinished,
                }
                pauses.pause();
            }
        });
        Ok(())
    }

    fn try_receive(&self, from: Option<usize>, tag: Tag) -> Result<Option<Message>, CommunicatorError> {
        self.require_rank(from.unwrap_or(0))?;
        Ok(self.look(from, tag))
    }

    fn receive(&self, from: Option<usize>, tag: Tag) -> Result<Message, CommunicatorError> {
        self.require_rank(from.unwrap_or(0))?;
        let mut pauses = Pauses { looks: 0 };
        loop {
            if let Some(message) = self.look(from, tag) {
                return Ok(message);
            }
            pauses.pause();
        }
    }

    fn all_gather(&self, own: &[u8]) -> Result<Vec<Vec<u8>>, CommunicatorError> {
        let (world, _calls) = self.calls();
        // Lengths first, in 64 bits: all ranks learn of one that is too long, and none goes on.
        let mut lengths = vec![0_u64; self.size()];
        world.all_gather_into(&(own.len() as u64), &mut lengths[..]);
        let counts: Vec<Count> = lengths
            .iter()
            .map(|length| count(usize::try_from(*length).unwrap_or(usize::MAX)))
            .collect::<Result<_, _>>()?;
        let begins = displacements(&counts)?;
        let mut all = vec![0_u8; counts.iter().map(|part| *part as usize).sum()];
        if all.is_empty() {
            return Ok(vec![Vec::new(); self.size()]);
        }
        world.all_gather_varcount_into(
            addressed(own),
            &mut PartitionMut::new(&mut all[..], &counts[..], &begins[..]),
        );
        let parts = begins.iter().zip(&counts);
        Ok(parts
            .map(|(begin, count)| all[*begin as usize..(begin + count) as usize].to_vec())
            .collect())
    }

    fn all_gather_f64(&self, own: &[f64], lengths: &[usize], all: &mut [f64]) -> Result<(), CommunicatorError> {
        check_lengths(self, own, lengths, all)?;
        let (world, _calls) = self.calls();
        if lengths.iter().all(|length| *length == own.len()) {
            count(all.len())?;
            world.all_gather_into(own, all);
            return Ok(());
        }
        let counts: Vec<Count> = lengths.iter().map(|length| count(*length)).collect::<Result<_, _>>()?;
        let begins = displacements(&counts)?;
        world.all_gather_varcount_into(own, &mut PartitionMut::new(all, &counts[..], &begins[..]));
        Ok(())
    }

    fn broadcast(&self, root: usize, message: &mut Vec<u8>) -> Result<(), CommunicatorError> {
        self.require_rank(root)?;
        let (world, _calls) = self.calls();
        let root = world.process_at_rank(root as Rank);
        let mut length = message.len() as u64;
        root.broadcast_into(&mut length);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        count(length)?;
        message.resize(length, 0);
        if length == 0 {
            return Ok(());
        }
        root.broadcast_into(&mut message[..]);
        Ok(())
    }

    fn barrier(&self) -> Result<(), CommunicatorError> {
        let (world, _calls) = self.calls();
        world.barrier();
        Ok(())
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rank {} of {}", self.rank, self.size)
    }
}
