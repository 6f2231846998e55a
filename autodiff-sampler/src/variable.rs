//! What the stored values are: scalars, vectors and tables with named axes.
//!
//! A draw is stored as a list of numbers with names such as `theta[3]`. A [`Variable`] gathers those that belong together
//! (`theta`, with its shape and the names of its axes), so that files and pictures can treat them as one; [`Coordinates`]
//! say what stands at each place of an axis.

/// Stored values that belong together: a parameter, or the same parameter of several structs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name, without indices: `theta`, `planets.period` for `planets[0].period` and `planets[1].period`.
    pub name: String,
    /// The length of each axis; empty for a number.
    pub shape: Vec<usize>,
    /// The name of each axis; `theta_dim_0`, `theta_dim_1`, … (as ArviZ calls them) where nobody gave it one.
    pub dims: Vec<String>,
    /// Where its elements are among the stored values, in row-major order (the last axis runs fastest).
    pub indices: Vec<usize>,
}

/// Labels along an axis: the names of eight schools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coordinates {
    /// The axis, as among [`Variable::dims`].
    pub dim: String,
    /// One label for each place, in order.
    pub labels: Vec<String>,
}

/// A stored value's name without its indices, and the indices.
fn split(name: &str) -> (String, Vec<usize>) {
    let (mut base, mut indices) = (String::with_capacity(name.len()), Vec::new());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        base.push_str(before);
        match after.split_once(']') {
            Some((index, after)) if let Ok(index) = index.parse() => {
                indices.push(index);
                rest = after;
            }
            // Brackets that hold something else belong to the name.
            _ => return (name.to_owned(), Vec::new()),
        }
    }
    base.push_str(rest);
    (base, indices)
}

impl Variable {
    /// A number, the `index`-th of the stored values.
    #[must_use]
    pub fn scalar(name: impl Into<String>, index: usize) -> Self {
        Self {
            name: name.into(),
            shape: Vec::new(),
            dims: Vec::new(),
            indices: vec![index],
        }
    }

    /// Gathers stored values by their names: `x[0][0]`, `x[0][1]`, … make one table `x`. Names that do not fill a table
    /// are numbers of their own.
    ///
    /// ```
    /// use autodiff_sampler::Variable;
    ///
    /// let names = ["mu", "theta[0]", "theta[1]"].map(String::from);
    /// let [mu, theta] = &Variable::from_names(&names)[..] else { unreachable!() };
    /// assert_eq!((mu.shape.len(), &theta.shape[..], &theta.indices[..]), (0, &[2][..], &[1, 2][..]));
    /// assert_eq!(theta.dims, ["theta_dim_0"]);
    /// ```
    #[must_use]
    pub fn from_names(names: &[String]) -> Vec<Self> {
        let mut groups: Vec<(String, Vec<Element>)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for (at, name) in names.iter().enumerate() {
            let (base, indices) = split(name);
            let rank = indices.len();
            let place = *places.entry((base.clone(), rank)).or_insert(groups.len());
            if place == groups.len() {
                groups.push((base, Vec::new()));
            }
            groups[place].1.push((indices, at));
        }
        groups
            .into_iter()
            .flat_map(|(base, elements)| match gathered(&base, &elements) {
                Some(variable) => vec![variable],
                None => elements
                    .iter()
                    .map(|(_, at)| Self::scalar(names[*at].clone(), *at))
                    .collect(),
            })
            .collect()
    }

    /// Number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.indices.len()
    }

    /// Whether an axis has no places.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }
}

/// An element's indices in its table, and its place among the stored values.
type Element = (Vec<usize>, usize);

/// The table that the elements fill, each of its places once.
fn gathered(base: &str, elements: &[Element]) -> Option<Variable> {
    let rank = elements[0].0.len();
    let shape: Vec<usize> = (0..rank)
        .map(|axis| elements.iter().map(|(indices, _)| indices[axis] + 1).max().unwrap_or(0))
        .collect();
    let count = shape
        .iter()
        .try_fold(1_usize, |count, length| count.checked_mul(*length))?;
    if count != elements.len() {
        return None;
    }
    let mut indices = vec![None; count];
    for (index, at) in elements {
        let place = index
            .iter()
            .zip(&shape)
            .fold(0, |place, (i, length)| place * length + i);
        indices[place] = Some(*at);
    }
    Some(Variable {
        name: base.to_owned(),
        dims: (0..rank).map(|axis| format!("{base}_dim_{axis}")).collect(),
        shape,
        indices: indices.into_iter().collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::Variable;

    fn variables(names: &[&str]) -> Vec<Variable> {
        Variable::from_names(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn elements_are_gathered_wherever_they_stand() {
        let variables = variables(&[
            "planets[0].period",
            "planets[0].shape[0]",
            "planets[0].shape[1]",
            "planets[1].period",
            "planets[1].shape[0]",
            "planets[1].shape[1]",
            "jitter",
        ]);
        let [period, shape, jitter] = &variables[..] else {
            panic!("{variables:?}")
        };
        assert_eq!(
            (&*period.name, &*period.shape, &*period.indices),
            ("planets.period", &[2][..], &[0, 3][..])
        );
        assert_eq!(
            (&*shape.name, &*shape.shape, &*shape.indices),
            ("planets.shape", &[2, 2][..], &[1, 2, 4, 5][..])
        );
        assert_eq!(shape.dims, ["planets.shape_dim_0", "planets.shape_dim_1"]);
        assert_eq!((jitter, jitter.len()), (&Variable::scalar("jitter", 6), 1));
    }

    #[test]
    fn names_that_fill_no_table_are_numbers() {
        let variables = variables(&["x[0]", "x[2]", "log[y]", "z[0]", "z[0]"]);
        let names: Vec<&str> = variables.iter().map(|variable| &*variable.name).collect();
        assert_eq!(names, ["x[0]", "x[2]", "log[y]", "z[0]", "z[0]"]);
        assert!(
            variables
                .iter()
                .all(|variable| variable.shape.is_empty() && !variable.is_empty())
        );
    }
}
