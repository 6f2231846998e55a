//! Who runs a benchmark: threads of this process, or ranks that are processes.

#[cfg(feature = "mpi")]
pub mod processes;

use std::error::Error;

/// So many threads, or ranks.
#[derive(Clone, Copy, Debug)]
pub enum Crew {
    Threads(usize),
    #[cfg(feature = "mpi")]
    Ranks(usize),
}

impl Crew {
    /// One of each of these numbers of threads and, with the feature `mpi` and where there is an `mpirun`, of 1, 2 and 4 ranks.
    pub fn all(threads: &[usize]) -> Vec<Self> {
        let crews = threads.iter().map(|threads| Self::Threads(*threads));
        #[cfg(feature = "mpi")]
        let crews = crews.chain(processes::available().iter().map(|ranks| Self::Ranks(*ranks)));
        crews.collect()
    }

    /// `threads_2` or `ranks_2`.
    pub fn name(self) -> String {
        match self {
            Self::Threads(threads) => format!("threads_{threads}"),
            #[cfg(feature = "mpi")]
            Self::Ranks(ranks) => format!("ranks_{ranks}"),
        }
    }

    #[allow(dead_code, reason = "not every benchmark asks")]
    pub fn size(self) -> usize {
        match self {
            Self::Threads(size) => size,
            #[cfg(feature = "mpi")]
            Self::Ranks(size) => size,
        }
    }

    /// What is measured on so many threads; for ranks, what `parse` makes of a line that this program prints as one of them.
    #[cfg_attr(not(feature = "mpi"), expect(unused_variables, reason = "only ranks print"))]
    pub fn measure<M>(
        self,
        on_threads: impl FnOnce(usize) -> Result<M, Box<dyn Error>>,
        parse: impl Fn(&str) -> Option<M>,
    ) -> Result<M, Box<dyn Error>> {
        match self {
            Self::Threads(threads) => on_threads(threads),
            #[cfg(feature = "mpi")]
            Self::Ranks(ranks) => processes::measured(ranks, parse),
        }
    }
}
