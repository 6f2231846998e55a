//! Chains cut in halves, so that a drift within a chain shows as a difference between chains.

/// Chains of equal length, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Chains {
    pub values: Vec<f64>,
    pub draws: usize,
}

impl Chains {
    pub fn iter(&self) -> std::slice::ChunksExact<'_, f64> {
        self.values.chunks_exact(self.draws)
    }

    /// The same shape with other values.
    pub fn with_values(&self, values: Vec<f64>) -> Self {
        debug_assert_eq!(values.len(), self.values.len());
        Self {
            values,
            draws: self.draws,
        }
    }

    pub fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        self.with_values(self.values.iter().map(|x| f(*x)).collect())
    }
}

/// Whether there are at least `min_chains` chains, of equal length of at least four, and without NaN.
pub(super) fn are_valid(chains: &[&[f64]], min_chains: usize) -> bool {
    chains.len() >= min_chains.max(1)
        && chains[0].len() >= 4
        && chains
            .iter()
            .all(|chain| chain.len() == chains[0].len() && !chain.iter().any(|x| x.is_nan()))
}

/// All first halves, then all second halves; the middle draw of an odd number belongs to neither.
pub(super) fn split(chains: &[&[f64]]) -> Chains {
    let draws = chains[0].len() / 2;
    let first = chains.iter().flat_map(|chain| &chain[..draws]);
    let second = chains.iter().flat_map(|chain| &chain[chain.len() - draws..]);
    Chains {
        values: first.chain(second).copied().collect(),
        draws,
    }
}
