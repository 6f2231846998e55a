//! Parts of a trace: some of its values, chains or draws.

use std::ops::{Bound, RangeBounds};

use super::{Continuation, Divergence, Trace, TraceError};
use crate::variable::Variable;

impl Trace {
    /// Only the values of these names, in this order.
    ///
    /// A name is that of a stored value (`theta[3]`), of a variable with all its elements (`theta`; `planets` or
    /// `planets.period` for `planets[1].period`), or a pattern in which `*` stands for any letters and `?` for one.
    ///
    /// ```
    /// # use autodiff_sampler::Trace;
    /// # let draws = || vec![vec![1.0, 2.0, 3.0]];
    /// # let trace = Trace::from_chains(["mu", "theta[0]", "theta[1]", "log_tau"].map(|name| (name, draws())))?;
    /// assert_eq!(trace.select(["theta", "mu"])?.names(), ["theta[0]", "theta[1]", "mu"]);
    /// assert_eq!(trace.select(["log_*"])?.names(), ["log_tau"]);
    /// # Ok::<(), autodiff_sampler::trace::TraceError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If nothing has such a name, which the error says, or if no name is given.
    pub fn select<S: AsRef<str>>(&self, names: impl IntoIterator<Item = S>) -> Result<Self, TraceError> {
        let columns = self.columns_called(names)?;
        if columns.is_empty() {
            return Err(TraceError::Empty { missing: "values" });
        }
        Ok(self.part(&columns, &self.all_chains(), &self.all_draws()))
    }

    /// All values but those of these names, which are written as for [`Trace::select`].
    ///
    /// # Errors
    ///
    /// If nothing has such a name, or if nothing is left.
    pub fn without<S: AsRef<str>>(&self, names: impl IntoIterator<Item = S>) -> Result<Self, TraceError> {
        let taken = self.columns_called(names)?;
        let columns: Vec<usize> = (0..self.names.len()).filter(|index| !taken.contains(index)).collect();
        if columns.is_empty() {
            return Err(TraceError::Empty { missing: "values" });
        }
        Ok(self.part(&columns, &self.all_chains(), &self.all_draws()))
    }

    /// Only these chains, numbered from 0, in this order. Times and gradients stay those of the whole run.
    ///
    /// # Errors
    ///
    /// If there is no such chain, if one is given twice, or if none is given.
    pub fn select_chains(&self, chains: &[usize]) -> Result<Self, TraceError> {
        let repeated = |index: usize| chains[..index].contains(&chains[index]);
        let wrong = chains.iter().any(|chain| *chain >= self.chains);
        if chains.is_empty() || wrong || (0..chains.len()).any(repeated) {
            return Err(TraceError::OutOfRange {
                what: "chains",
                asked: format!("{chains:?}"),
                available: self.chains,
            });
        }
        Ok(self.part(&self.all_columns(), chains, &self.all_draws()))
    }

    /// Only these draws of each chain, numbered from 0: `100..` drops the first hundred.
    ///
    /// # Errors
    ///
    /// If the range is empty or ends beyond the last draw.
    pub fn select_draws(&self, range: impl RangeBounds<usize>) -> Result<Self, TraceError> {
        let start = match range.start_bound() {
            Bound::Included(start) => *start,
            Bound::Excluded(start) => start.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(end) => end.saturating_add(1),
            Bound::Excluded(end) => *end,
            Bound::Unbounded => self.draws,
        };
        if start >= end || end > self.draws {
            return Err(TraceError::OutOfRange {
                what: "draws",
                asked: format!("{start}..{end}"),
                available: self.draws,
            });
        }
        Ok(self.part(
            &self.all_columns(),
            &self.all_chains(),
            &(start..end).collect::<Vec<_>>(),
        ))
    }

    /// Every `step`-th draw of each chain, the first one included. It saves room in files and pictures; means and intervals of
    /// all draws are more precise.
    ///
    /// # Errors
    ///
    /// If `step` is 0.
    pub fn thin(&self, step: usize) -> Result<Self, TraceError> {
        if step == 0 {
            return Err(TraceError::OutOfRange {
                what: "draws",
                asked: "in steps of 0".to_owned(),
                available: self.draws,
            });
        }
        let draws: Vec<usize> = (0..self.draws).step_by(step).collect();
        Ok(self.part(&self.all_columns(), &self.all_chains(), &draws))
    }

    fn all_columns(&self) -> Vec<usize> {
        (0..self.names.len()).collect()
    }
    fn all_chains(&self) -> Vec<usize> {
        (0..self.chains).collect()
    }
    fn all_draws(&self) -> Vec<usize> {
        (0..self.draws).collect()
    }

    /// The columns of all names that are asked for, each once.
    fn columns_called<S: AsRef<str>>(&self, asked: impl IntoIterator<Item = S>) -> Result<Vec<usize>, TraceError> {
        let mut columns = Vec::new();
        for asked in asked {
            let asked = asked.as_ref();
            let found: Vec<usize> = self.columns_of(asked);
            if found.is_empty() {
                return Err(TraceError::NoSuchName {
                    name: asked.to_owned(),
                    known: self.names.clone(),
                });
            }
            for column in found {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        Ok(columns)
    }

    /// The columns of a value, or else of a variable, or else those that match a pattern.
    fn columns_of(&self, asked: &str) -> Vec<usize> {
        if let Some(column) = self.index_of(asked) {
            return vec![column];
        }
        let all = self.names.iter().enumerate();
        let belongs = |name: &str| {
            let part = |name: &str| {
                name.strip_prefix(asked)
                    .is_some_and(|rest| rest.starts_with(['[', '.']))
            };
            part(name) || part(&without_indices(name)) || without_indices(name) == asked
        };
        let elements: Vec<usize> = all
            .clone()
            .filter(|(_, name)| belongs(name))
            .map(|(index, _)| index)
            .collect();
        if !elements.is_empty() {
            return elements;
        }
        all.filter(|(_, name)| matches(asked, name))
            .map(|(index, _)| index)
            .collect()
    }

    /// The part of all that a trace holds which belongs to some columns, chains and draws.
    pub(super) fn part(&self, columns: &[usize], chains: &[usize], draws: &[usize]) -> Self {
        let rows: Vec<usize> = chains
            .iter()
            .flat_map(|chain| draws.iter().map(move |draw| chain * self.draws + draw))
            .collect();
        let column = |index: &usize| {
            let column = self.column(*index);
            rows.iter().map(move |row| column[*row])
        };
        let names: Vec<String> = columns.iter().map(|index| self.names[*index].clone()).collect();
        let variables = self.variables_of(columns, &names);
        let coordinates = self.coordinates.iter();
        let used = |dim: &String| variables.iter().any(|variable| variable.dims.contains(dim));
        Self {
            coordinates: coordinates.filter(|labels| used(&labels.dim)).cloned().collect(),
            variables,
            names,
            chains: chains.len(),
            tune: self.tune,
            draws: draws.len(),
            seed: self.seed,
            values: columns.iter().flat_map(column).collect(),
            sample_stats: self.sample_stats.rows(&rows),
            divergences: self.divergences_among(columns, chains, draws),
            tuning_divergences: self.tuning_divergences,
            inv_metrics: chains
                .iter()
                .filter_map(|chain| self.inv_metrics.get(*chain).cloned())
                .collect(),
            gradient_evaluations: self.gradient_evaluations,
            wall_time: self.wall_time,
            cpu_time: self.cpu_time,
            ending: self.ending.clone(),
            continuation: Continuation::default(),
        }
    }

    /// The variables whose elements are all among the columns, as they were; numbers that are left over as their names say.
    fn variables_of(&self, columns: &[usize], names: &[String]) -> Vec<Variable> {
        let place = |index: &usize| columns.iter().position(|column| column == index);
        let mut left: Vec<usize> = (0..columns.len()).collect();
        let mut variables = Vec::new();
        for variable in &self.variables {
            if let Some(indices) = variable.indices.iter().map(place).collect::<Option<Vec<_>>>() {
                left.retain(|index| !indices.contains(index));
                variables.push(Variable {
                    indices,
                    ..variable.clone()
                });
            }
        }
        let others: Vec<String> = left.iter().map(|index| names[*index].clone()).collect();
        variables.extend(Variable::from_names(&others).into_iter().map(|mut variable| {
            variable.indices.iter_mut().for_each(|index| *index = left[*index]);
            variable
        }));
        variables.sort_by_key(|variable| variable.indices.first().copied());
        variables
    }

    /// Divergences at the draws that stay, under their new numbers.
    fn divergences_among(&self, columns: &[usize], chains: &[usize], draws: &[usize]) -> Vec<Divergence> {
        let renumbered = |divergence: &Divergence| {
            let chain = chains.iter().position(|chain| *chain == divergence.chain)?;
            let draw = draws.binary_search(&divergence.draw).ok()?;
            let stored = columns
                .iter()
                .filter_map(|index| divergence.stored.get(*index).copied());
            Some(Divergence {
                chain,
                draw,
                stored: stored.collect(),
                ..divergence.clone()
            })
        };
        let mut divergences: Vec<_> = self.divergences.iter().filter_map(renumbered).collect();
        divergences.sort_by_key(|divergence| (divergence.chain, divergence.draw));
        divergences
    }
}

/// `planets.period` for `planets[1].period`.
fn without_indices(name: &str) -> String {
    let mut inside = false;
    let outside = |letter: &char| {
        inside = *letter == '[' || (inside && *letter != ']');
        !inside && *letter != ']'
    };
    name.chars().filter(outside).collect()
}

/// Whether a name is what a pattern describes, in which `*` is any number of letters and `?` is one.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    // Which beginnings of the pattern describe the letters so far.
    let mut reached = vec![false; pattern.len() + 1];
    reached[0] = true;
    let skip_stars = |reached: &mut [bool]| {
        for (index, letter) in pattern.iter().enumerate() {
            reached[index + 1] |= reached[index] && *letter == '*';
        }
    };
    skip_stars(&mut reached);
    for letter in &name {
        let mut next = vec![false; pattern.len() + 1];
        for (index, wanted) in pattern.iter().enumerate().filter(|(index, _)| reached[*index]) {
            match wanted {
                '*' => next[index] = true,
                '?' => next[index + 1] = true,
                wanted => next[index + 1] |= wanted == letter,
            }
        }
        reached = next;
        skip_stars(&mut reached);
    }
    reached[pattern.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        assert!(matches("log_*", "log_tau") && matches("*", "") && matches("t?u", "tau"));
        assert!(matches("*[?]", "theta[3]") && matches("a*b*c", "aXbYbZc"));
        assert!(!matches("log_*", "tau") && !matches("t?u", "tu") && !matches("a*b", "abc") && !matches("", "a"));
    }

    #[test]
    fn indices_are_taken_off_names() {
        assert_eq!(without_indices("planets[1].shape[0][2]"), "planets.shape");
        assert_eq!(without_indices("mu"), "mu");
    }
}
