//! Lengths that are known at run time, and the names and labels of axes.
//!
//! The central idea is that a length is given once, by name, for every field that has an axis of that name: `#[dims(school)]`
//! on a field, `Dims::new().length("school", 8)` where the posterior is made.

use crate::variable::{Coordinates, Variable};

/// Lengths and labels of named axes.
///
/// ```
/// use autodiff_sampler::parameters::Dims;
///
/// let dims = Dims::new().length("observation", 919).labels("county", ["Aitkin", "Anoka", "Becker"]);
/// assert_eq!(dims.length_of("county"), Some(3));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dims {
    given: Vec<Dim>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Dim {
    name: String,
    length: usize,
    labels: Option<Vec<String>>,
}

impl Dims {
    /// No axes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives the axis `name` its length.
    #[must_use]
    pub fn length(mut self, name: impl Into<String>, length: usize) -> Self {
        self.given.push(Dim {
            name: name.into(),
            length,
            labels: None,
        });
        self
    }

    /// Gives the axis `name` a label for each place, and thereby its length.
    #[must_use]
    pub fn labels<S: Into<String>>(mut self, name: impl Into<String>, labels: impl IntoIterator<Item = S>) -> Self {
        let labels: Vec<String> = labels.into_iter().map(Into::into).collect();
        self.given.push(Dim {
            name: name.into(),
            length: labels.len(),
            labels: Some(labels),
        });
        self
    }

    /// The length of the axis `name`, if it was given.
    #[must_use]
    pub fn length_of(&self, name: &str) -> Option<usize> {
        self.given.iter().find(|dim| dim.name == name).map(|dim| dim.length)
    }

    /// The lengths of the axes of stored variables.
    pub(crate) fn of_variables(variables: &[Variable]) -> Self {
        let axes = variables
            .iter()
            .flat_map(|variable| variable.dims.iter().zip(&variable.shape));
        axes.fold(Self::new(), |dims, (name, length)| dims.length(name, *length))
    }

    /// The labels that were given.
    pub(crate) fn coordinates(&self) -> Vec<Coordinates> {
        let labelled = self.given.iter().filter_map(|dim| {
            dim.labels.as_ref().map(|labels| Coordinates {
                dim: dim.name.clone(),
                labels: labels.clone(),
            })
        });
        labelled.collect()
    }

    /// Refuses an axis that has two lengths.
    fn check(&self) -> Result<(), DimsError> {
        for (i, dim) in self.given.iter().enumerate() {
            if let Some(first) = self.given[..i].iter().find(|first| first.name == dim.name)
                && first.length != dim.length
            {
                return Err(DimsError::Contradiction {
                    dim: dim.name.clone(),
                    lengths: [first.length, dim.length],
                    places: ["`Dims`".to_owned(), "`Dims`".to_owned()],
                });
            }
        }
        Ok(())
    }
}

/// Lengths that do not fit the parameters.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DimsError {
    /// An axis without a length.
    #[error(
        "the parameter `{parameter}` has an axis `{dim}` of unknown length; give it: `Dims::new().length(\"{dim}\", …)`"
    )]
    Missing {
        /// The field, with the fields that it is in.
        parameter: String,
        /// The axis.
        dim: String,
    },
    /// A length for an axis that no parameter has.
    #[error("no parameter has an axis `{dim}`; {}", known_axes(.known))]
    Unknown {
        /// The axis.
        dim: String,
        /// The axes that there are.
        known: Vec<String>,
    },
    /// An axis with two lengths.
    #[error("the axis `{dim}` has the length {} by {} and {} by {}; give it one", .lengths[0], .places[0], .lengths[1], .places[1])]
    Contradiction {
        /// The axis.
        dim: String,
        /// The lengths.
        lengths: [usize; 2],
        /// Who says so.
        places: [String; 2],
    },
    /// An argument of a prior has not as many elements as the parameter.
    #[error("the parameter `{parameter}` has {expected} elements, but `{argument}` in its prior has {given}")]
    Argument {
        /// The field, with the fields that it is in.
        parameter: String,
        /// The argument as it is written.
        argument: String,
        /// The parameter's length.
        expected: usize,
        /// The argument's.
        given: usize,
    },
}

crate::messages::debug_is_the_message!(DimsError);

/// What the axes are, in words.
fn known_axes(known: &[String]) -> String {
    if known.is_empty() {
        return "no axis has a name: write `#[dims(name)]` on the field".to_owned();
    }
    let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    format!("there are {}", names.join(", "))
}

/// The lengths that a parameter struct is being made with.
#[derive(Debug)]
pub struct Sizes<'a> {
    dims: &'a Dims,
    /// Axis, length, and who has it.
    used: Vec<(String, usize, String)>,
    /// Whether the types of arrays are right whatever was given.
    lenient: bool,
}

impl<'a> Sizes<'a> {
    /// From given lengths.
    pub(crate) fn new(dims: &'a Dims) -> Self {
        Self {
            dims,
            used: Vec::new(),
            lenient: false,
        }
    }

    /// From given lengths, which matter for vectors only.
    pub(crate) fn of_vectors(dims: &'a Dims) -> Self {
        Self {
            lenient: true,
            ..Self::new(dims)
        }
    }

    /// The length of an axis that is known at run time only.
    ///
    /// # Errors
    ///
    /// If nobody gave it.
    pub fn run_time(&mut self, dim: Option<&str>, parameter: &str) -> Result<usize, DimsError> {
        let dim = dim.unwrap_or(parameter);
        let given = self.dims.length_of(dim);
        let earlier = self
            .used
            .iter()
            .find(|(name, ..)| name == dim)
            .map(|(_, length, _)| *length);
        match given.or(earlier) {
            Some(length) => {
                self.used.push((dim.to_owned(), length, format!("`{parameter}`")));
                Ok(length)
            }
            None => Err(DimsError::Missing {
                parameter: parameter.to_owned(),
                dim: dim.to_owned(),
            }),
        }
    }

    /// Notes that an axis has a length that the type says.
    ///
    /// # Errors
    ///
    /// If another length was given.
    pub fn fixed(&mut self, dim: Option<&str>, length: usize, parameter: &str) -> Result<(), DimsError> {
        let Some(dim) = dim else { return Ok(()) };
        let given = self.dims.length_of(dim).map(|length| (length, "`Dims`".to_owned()));
        let used = self.used.iter().find(|(name, ..)| name == dim);
        let other = given.or_else(|| used.map(|(_, length, place)| (*length, place.clone())));
        let own = format!("the type of `{parameter}`");
        if let Some((other, place)) = other
            && other != length
            && !self.lenient
        {
            return Err(DimsError::Contradiction {
                dim: dim.to_owned(),
                lengths: [other, length],
                places: [place, own],
            });
        }
        self.used.push((dim.to_owned(), length, own));
        Ok(())
    }

    /// Refuses lengths that are given and not used.
    pub(crate) fn finish(self) -> Result<(), DimsError> {
        self.dims.check()?;
        let is_used = |name: &str| self.used.iter().any(|(used, ..)| used == name);
        match self.dims.given.iter().find(|dim| !is_used(&dim.name)) {
            None => Ok(()),
            Some(unknown) => {
                let mut known: Vec<String> = Vec::new();
                for (name, ..) in self.used {
                    if !known.contains(&name) {
                        known.push(name);
                    }
                }
                Err(DimsError::Unknown {
                    dim: unknown.name.clone(),
                    known,
                })
            }
        }
    }
}

/// Axes of stored values: the names that were given, by the variable's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAxes {
    /// The variable, without indices.
    pub variable: String,
    /// A name for each axis, or none.
    pub dims: Vec<Option<String>>,
}

/// Gives the axes of variables their names. An axis whose name already stands for another length keeps its default.
pub(super) fn named(mut variables: Vec<Variable>, axes: &[NamedAxes]) -> Vec<Variable> {
    let mut lengths: Vec<(String, usize)> = Vec::new();
    for variable in &mut variables {
        let Some(named) = axes.iter().find(|axes| axes.variable == variable.name) else {
            continue;
        };
        for ((own, length), dim) in variable.dims.iter_mut().zip(&variable.shape).zip(&named.dims) {
            let Some(dim) = dim else { continue };
            match lengths.iter().find(|(known, _)| known == dim) {
                Some((_, other)) if other != length => continue,
                Some(_) => {}
                None => lengths.push((dim.clone(), *length)),
            }
            own.clone_from(dim);
        }
    }
    variables
}
