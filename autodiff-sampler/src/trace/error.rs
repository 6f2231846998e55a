//! What can be wrong with draws that come from elsewhere, or with a part that is asked for.

/// Why a trace could not be made, read or taken a part of.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum TraceError {
    /// There is no value, no chain or no draw.
    #[error("there are no {missing}: a trace needs at least one value, one chain and one draw")]
    Empty {
        /// What is missing: values, chains or draws.
        missing: &'static str,
    },
    /// A chain is shorter or longer than the first one of the first value, or a value has another number of chains.
    #[error("`{name}` has {found} {what}, where `{first}` has {expected}")]
    Unequal {
        /// The value at fault.
        name: String,
        /// Chains, draws of one chain, or values of one draw.
        what: String,
        /// How many it has.
        found: usize,
        /// What it is compared with.
        first: String,
        /// How many that has.
        expected: usize,
    },
    /// Two values have one name.
    #[error("two values are called `{name}`")]
    RepeatedName {
        /// The name.
        name: String,
    },
    /// No value is called so, and no variable.
    #[error("nothing in the trace is called `{name}`: it has {}", some_of(known))]
    NoSuchName {
        /// The name or pattern that was asked for.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// A chain or draw that does not exist, or none at all.
    #[error("{what} {asked} cannot be taken: there are {available}, numbered from 0")]
    OutOfRange {
        /// Chains or draws.
        what: &'static str,
        /// What was asked for.
        asked: String,
        /// How many there are.
        available: usize,
    },
    /// Traces that do not fit together.
    #[error("trace {index} cannot be joined to trace 0: {problem}")]
    Different {
        /// Which of the traces, numbered from 0.
        index: usize,
        /// How it differs.
        problem: String,
    },
    /// Statistics of the sampler that are neither absent nor one for each draw.
    #[error("the statistic `{name}` has {found} numbers for {expected} draws of all chains")]
    Statistics {
        /// The statistic.
        name: &'static str,
        /// How many numbers it has.
        found: usize,
        /// How many draws there are.
        expected: usize,
    },
    /// A file that cannot be opened, read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A file that is not what it should be.
    #[error("{path}{}: {problem}", line.map_or(String::new(), |line| format!(", line {line}")))]
    Malformed {
        /// Which file.
        path: String,
        /// The line, counted from 1, if the file has lines.
        line: Option<u64>,
        /// What is wrong with it.
        problem: String,
    },
}

crate::messages::debug_is_the_message!(TraceError);

impl TraceError {
    /// An error of the operating system with the file that it is about.
    pub(crate) fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::File {
            path: path.display().to_string(),
            source,
        }
    }

    /// Something wrong in a file without lines.
    pub(crate) fn malformed(path: &std::path::Path, problem: impl Into<String>) -> Self {
        Self::Malformed {
            path: path.display().to_string(),
            line: None,
            problem: problem.into(),
        }
    }
}

/// A few names to choose from.
fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(SHOWN);
    let suffix = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    shown.join(", ") + &suffix
}
