//! Quantities that follow from the parameters, and are stored with the draws.

use crate::variable::Variable;

/// What is computed of each draw besides the parameters: nothing (`()`), or a [`Derived`] after others.
pub trait DerivedQuantities<P>: Clone {
    /// How many numbers.
    fn count(&self) -> usize;
    /// Appends their names.
    fn append_names(&self, names: &mut Vec<String>);
    /// Appends the variables that they make up; the first of them is the `start`-th of the stored values.
    fn append_variables(&self, start: usize, variables: &mut Vec<Variable>);
    /// Computes them.
    fn compute(&self, values: &P, out: &mut [f64]);
}

impl<P> DerivedQuantities<P> for () {
    fn count(&self) -> usize {
        0
    }
    fn append_names(&self, _names: &mut Vec<String>) {}
    fn append_variables(&self, _start: usize, _variables: &mut Vec<Variable>) {}
    fn compute(&self, _values: &P, _out: &mut [f64]) {}
}

/// A derived quantity, a number or a vector, after those before it.
#[derive(Clone)]
pub struct Derived<D, F> {
    pub(super) before: D,
    pub(super) name: String,
    /// The axis of a vector and its length.
    pub(super) axis: Option<(String, usize)>,
    /// Fills as many numbers as there are.
    pub(super) fill: F,
}

impl<D, F> std::fmt::Debug for Derived<D, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Derived")
            .field("name", &self.name)
            .field("axis", &self.axis)
            .finish_non_exhaustive()
    }
}

impl<D, F> Derived<D, F> {
    fn own_count(&self) -> usize {
        self.axis.as_ref().map_or(1, |(_, length)| *length)
    }
}

impl<P, D: DerivedQuantities<P>, F: Fn(&P, &mut [f64]) + Clone> DerivedQuantities<P> for Derived<D, F> {
    fn count(&self) -> usize {
        self.before.count() + self.own_count()
    }
    fn append_names(&self, names: &mut Vec<String>) {
        self.before.append_names(names);
        match &self.axis {
            None => names.push(self.name.clone()),
            Some((_, length)) => names.extend((0..*length).map(|i| format!("{}[{i}]", self.name))),
        }
    }
    fn append_variables(&self, start: usize, variables: &mut Vec<Variable>) {
        self.before.append_variables(start, variables);
        let start = start + self.before.count();
        variables.push(match &self.axis {
            None => Variable::scalar(&*self.name, start),
            Some((dim, length)) => Variable {
                name: self.name.clone(),
                shape: vec![*length],
                dims: vec![dim.clone()],
                indices: (start..start + length).collect(),
            },
        });
    }
    fn compute(&self, values: &P, out: &mut [f64]) {
        let (before, own) = out.split_at_mut(self.before.count());
        self.before.compute(values, before);
        (self.fill)(values, own);
    }
}
