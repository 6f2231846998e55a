//! Traces of draws that come from elsewhere: another sampler, a file, a test.

use std::collections::HashSet;
use std::time::Duration;

use super::{Continuation, Ending, SampleStats, Trace, TraceError};
use crate::variable::Variable;

impl Trace {
    /// A trace of named values, each with the draws of every chain: `(name, [chain][draw])`.
    ///
    /// It has no statistics of a sampler, no seed (0) and took no time; [`Trace::with_sample_stats`] adds what is known.
    ///
    /// ```
    /// use autodiff_sampler::Trace;
    ///
    /// let mu = vec![vec![0.1, 0.3, 0.2], vec![0.2, 0.0, 0.4]]; // two chains of three draws
    /// let tau = vec![vec![1.0, 1.5, 1.2], vec![0.9, 1.1, 1.3]];
    /// let trace = Trace::from_chains([("mu", mu), ("tau", tau)])?;
    /// assert_eq!((trace.chains(), trace.draws()), (2, 3));
    /// # Ok::<(), autodiff_sampler::trace::TraceError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there are no values, chains or draws, if chains differ in length, or if two values have one name.
    pub fn from_chains<S: Into<String>>(
        values: impl IntoIterator<Item = (S, Vec<Vec<f64>>)>,
    ) -> Result<Self, TraceError> {
        let values: Vec<(String, Vec<Vec<f64>>)> =
            values.into_iter().map(|(name, chains)| (name.into(), chains)).collect();
        let (first, shape) = match values.first() {
            Some((name, chains)) => (name.clone(), (chains.len(), chains.first().map_or(0, Vec::len))),
            None => return Err(TraceError::Empty { missing: "values" }),
        };
        for (name, chains) in &values {
            equal(name, "chains", chains.len(), &first, shape.0)?;
            for (index, chain) in chains.iter().enumerate() {
                equal(name, &format!("draws in chain {index}"), chain.len(), &first, shape.1)?;
            }
        }
        let names = values.iter().map(|(name, _)| name.clone()).collect();
        let numbers = values.into_iter().flat_map(|(_, chains)| chains).flatten().collect();
        Self::from_columns(names, shape, numbers)
    }

    /// A trace of draws as samplers make them: for each chain, for each draw, its values in the order of `names`.
    ///
    /// ```
    /// use autodiff_sampler::Trace;
    ///
    /// let one_chain = vec![vec![0.1, 1.0], vec![0.3, 1.5], vec![0.2, 1.2]];
    /// let trace = Trace::from_draws(["mu", "tau"], &[one_chain])?;
    /// assert_eq!(trace.draws_of("tau"), Some(&[1.0, 1.5, 1.2][..]));
    /// # Ok::<(), autodiff_sampler::trace::TraceError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Trace::from_chains`], and if a draw has not as many values as there are names.
    pub fn from_draws<S: Into<String>>(
        names: impl IntoIterator<Item = S>,
        chains: &[Vec<Vec<f64>>],
    ) -> Result<Self, TraceError> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let draws = chains.first().map_or(0, Vec::len);
        for (chain, rows) in chains.iter().enumerate() {
            equal(&format!("chain {chain}"), "draws", rows.len(), "chain 0", draws)?;
            for (draw, row) in rows.iter().enumerate() {
                let what = format!("values in draw {draw}");
                equal(&format!("chain {chain}"), &what, row.len(), "names", names.len())?;
            }
        }
        let rows: Vec<&Vec<f64>> = chains.iter().flatten().collect();
        let column = |index: usize| rows.iter().map(move |row| row[index]);
        let numbers = (0..names.len()).flat_map(column).collect();
        Self::from_columns(names, (chains.len(), draws), numbers)
    }

    /// Adds what a sampler said about each draw. Statistics that it does not have are left empty.
    ///
    /// # Errors
    ///
    /// If a statistic has neither no number nor one for each draw of all chains.
    pub fn with_sample_stats(mut self, stats: SampleStats) -> Result<Self, TraceError> {
        let expected = self.chains * self.draws;
        match stats
            .lengths()
            .into_iter()
            .find(|(_, found)| ![0, expected].contains(found))
        {
            Some((name, found)) => Err(TraceError::Statistics { name, found, expected }),
            None => {
                self.sample_stats = stats;
                Ok(self)
            }
        }
    }

    /// Says which seed and how many tuning steps for each chain the draws come from.
    #[must_use]
    pub fn with_origin(mut self, seed: u64, tune: usize) -> Self {
        (self.seed, self.tune) = (seed, tune);
        self
    }

    /// A trace of `[value][chain][draw]` numbers.
    pub(super) fn from_columns(
        names: Vec<String>,
        (chains, draws): (usize, usize),
        values: Vec<f64>,
    ) -> Result<Self, TraceError> {
        let missing = [(names.len(), "values"), (chains, "chains"), (draws, "draws")];
        if let Some((_, missing)) = missing.into_iter().find(|(count, _)| *count == 0) {
            return Err(TraceError::Empty { missing });
        }
        let mut known = HashSet::with_capacity(names.len());
        if let Some(name) = names.iter().find(|name| !known.insert(name.as_str())) {
            return Err(TraceError::RepeatedName { name: name.clone() });
        }
        Ok(Self {
            variables: Variable::from_names(&names),
            coordinates: Vec::new(),
            names,
            chains,
            tune: 0,
            draws,
            seed: 0,
            values,
            sample_stats: SampleStats::default(),
            divergences: Vec::new(),
            tuning_divergences: 0,
            inv_metrics: Vec::new(),
            gradient_evaluations: 0,
            wall_time: Duration::ZERO,
            cpu_time: Duration::ZERO,
            ending: Ending::complete(draws),
            continuation: Continuation::default(),
        })
    }
}

fn equal(name: &str, what: &str, found: usize, first: &str, expected: usize) -> Result<(), TraceError> {
    if found == expected {
        return Ok(());
    }
    Err(TraceError::Unequal {
        name: name.to_owned(),
        what: what.to_owned(),
        found,
        first: first.to_owned(),
        expected,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(trace: Result<Trace, TraceError>) -> String {
        trace.expect_err("this is no trace").to_string()
    }

    #[test]
    fn what_is_no_trace_is_an_error() {
        let none: [(&str, Vec<Vec<f64>>); 0] = [];
        assert!(message(Trace::from_chains(none)).contains("no values"));
        assert!(message(Trace::from_chains([("mu", vec![])])).contains("no chains"));
        assert!(message(Trace::from_chains([("mu", vec![vec![]])])).contains("no draws"));
        let two = || vec![vec![1.0, 2.0], vec![3.0, 4.0]];
        assert_eq!(
            message(Trace::from_chains([("mu", two()), ("tau", vec![vec![1.0, 2.0]])])),
            "`tau` has 1 chains, where `mu` has 2"
        );
        assert_eq!(
            message(Trace::from_chains([("mu", vec![vec![1.0], vec![1.0, 2.0]])])),
            "`mu` has 2 draws in chain 1, where `mu` has 1"
        );
        assert_eq!(
            message(Trace::from_chains([("mu", two()), ("mu", two())])),
            "two values are called `mu`"
        );
        assert_eq!(
            message(Trace::from_draws(["mu", "tau"], &[vec![vec![1.0, 2.0], vec![1.0]]])),
            "`chain 0` has 1 values in draw 1, where `names` has 2"
        );
    }

    #[test]
    fn statistics_are_complete_or_absent() {
        let trace = || Trace::from_chains([("mu", vec![vec![1.0, 2.0]])]).expect("a trace");
        let stats = |lp: Vec<f64>| SampleStats {
            lp,
            ..SampleStats::default()
        };
        assert!(trace().with_sample_stats(stats(vec![-1.0, -2.0])).is_ok());
        assert_eq!(
            message(trace().with_sample_stats(stats(vec![-1.0]))),
            "the statistic `lp` has 1 numbers for 2 draws of all chains"
        );
    }
}
