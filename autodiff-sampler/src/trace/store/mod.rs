//! Traces in files that ArviZ opens: groups of labelled arrays, in the Zarr format, or as netCDF 4.
//!
//! The way out: `posterior`, `predictions` and `data` turn what is stored into [`dataset`]s (arrays with named axes and
//! coordinates, in groups), and `zarr` or `netcdf` writes those. The way back is the same in reverse.
//!
//! Why Zarr, version 2: ArviZ 0.x reads no later one, ArviZ 1.x reads it as well. Why not the crate `zarrs`: of its codecs none is
//! needed, since draws hardly compress, and what remains of the format is a JSON file and a row of numbers for each array.
//! netCDF 4 (HDF5) is a large format; the crates that read and write it without a C library are young, so it stands behind the
//! feature `netcdf`, for those who want one file.

mod data;
mod dataset;
#[cfg(feature = "netcdf")]
mod netcdf;
mod posterior;
mod predictions;
mod zarr;

pub use data::Data;

use std::path::Path;

use super::{Predictions, Trace, TraceError};
use crate::variable::Coordinates;
use dataset::Group;

/// A trace with what belongs to it: observed data, predictions, draws of the prior. What ArviZ calls `InferenceData` (0.x) or
/// keeps in a `DataTree` (1.x), with its names for the groups.
///
/// ```
/// use autodiff_sampler::Trace;
/// use autodiff_sampler::trace::{Data, InferenceData};
///
/// # let folder = std::env::temp_dir().join("pullback-inference-data-example");
/// # let draws = |shift: f64| vec![vec![shift, 0.5, 1.5], vec![0.25, 1.0, -shift]];
/// let trace = Trace::from_chains([("mu", draws(0.0)), ("theta[0]", draws(1.0)), ("theta[1]", draws(2.0))])?;
/// let stored = InferenceData::new(trace)
///     .observed_data(Data::new("y", &[28.0, 8.0]).dims(["school"]))
///     .dims("theta", ["school"])
///     .coordinates("school", ["Choate", "Deerfield"]);
/// stored.to_zarr(folder.join("schools.zarr"))?;
///
/// let read = InferenceData::from_zarr(folder.join("schools.zarr"))?;
/// assert_eq!(read.posterior.draws_of("theta[1]"), stored.posterior.draws_of("theta[1]"));
/// # std::fs::remove_dir_all(&folder).ok();
/// # Ok::<(), autodiff_sampler::trace::TraceError>(())
/// ```
///
/// In Python: `arviz.from_zarr("schools.zarr")`, with version 0.x (and version 2 of the package zarr) and 1.x alike.
#[derive(Clone, Debug)]
pub struct InferenceData {
    /// The draws, with the sampler's statistics: groups `posterior` and `sample_stats`.
    pub posterior: Trace,
    /// Group `posterior_predictive`.
    pub posterior_predictive: Option<Predictions>,
    /// Group `prior`.
    pub prior: Option<Predictions>,
    /// Group `prior_predictive`.
    pub prior_predictive: Option<Predictions>,
    /// Group `observed_data`: what the likelihood compares with.
    pub observed_data: Vec<Data>,
    /// Group `constant_data`: what else a model knows, such as times of observations.
    pub constant_data: Vec<Data>,
    /// Labels along the axes of all groups, besides those that trace and predictions have.
    pub coordinates: Vec<Coordinates>,
    /// Remarks: name and text, attributes of the whole.
    pub attributes: Vec<(String, String)>,
}

impl InferenceData {
    /// A trace alone, the groups `posterior` and `sample_stats`; the methods below add the others.
    #[must_use]
    pub fn new(posterior: Trace) -> Self {
        Self {
            posterior,
            posterior_predictive: None,
            prior: None,
            prior_predictive: None,
            observed_data: Vec::new(),
            constant_data: Vec::new(),
            coordinates: Vec::new(),
            attributes: Vec::new(),
        }
    }
    /// Adds observations that a draw of the posterior predicts.
    #[must_use]
    pub fn posterior_predictive(mut self, predictions: Predictions) -> Self {
        self.posterior_predictive = Some(predictions);
        self
    }
    /// Adds draws of the prior, as [`Posterior::sample_prior`](crate::Posterior::sample_prior) makes them.
    #[must_use]
    pub fn prior(mut self, draws: Predictions) -> Self {
        self.prior = Some(draws);
        self
    }
    /// Adds observations that a draw of the prior predicts.
    #[must_use]
    pub fn prior_predictive(mut self, predictions: Predictions) -> Self {
        self.prior_predictive = Some(predictions);
        self
    }
    /// Adds observed data: what the likelihood compares with. Several calls add several variables.
    #[must_use]
    pub fn observed_data(mut self, data: Data) -> Self {
        self.observed_data.push(data);
        self
    }
    /// Adds constant data: what else the model knows, such as times of observations.
    #[must_use]
    pub fn constant_data(mut self, data: Data) -> Self {
        self.constant_data.push(data);
        self
    }
    /// Labels along an axis of any group, one for each position; they replace numbers from 0.
    #[must_use]
    pub fn coordinates<S: Into<String>>(mut self, dim: impl Into<String>, labels: impl IntoIterator<Item = S>) -> Self {
        self.coordinates.push(Coordinates {
            dim: dim.into(),
            labels: labels.into_iter().map(Into::into).collect(),
        });
        self
    }
    /// Names the axes of a variable of the trace and of all predictions; nothing happens if none has it.
    #[must_use]
    pub fn dims<S: Into<String>>(mut self, variable: &str, dims: impl IntoIterator<Item = S>) -> Self {
        let dims: Vec<String> = dims.into_iter().map(Into::into).collect();
        let predictions = [
            &mut self.posterior_predictive,
            &mut self.prior,
            &mut self.prior_predictive,
        ];
        let predicted = predictions.into_iter().flatten().flat_map(|one| &mut one.variables);
        for known in self.posterior.variables.iter_mut().chain(predicted) {
            if known.name == variable {
                known.dims.clone_from(&dims);
            }
        }
        self
    }
    /// Adds a remark: what the model is, who ran it.
    #[must_use]
    pub fn attribute(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.attributes.push((name.into(), text.into()));
        self
    }

    /// Writes a Zarr store (version 2) as a folder, in place of one that is there.
    ///
    /// # Errors
    ///
    /// If something cannot be stored (axes of different lengths with one name, say), which is said before anything is written;
    /// if `path` is a file, or a folder that is no Zarr store; or if writing fails. The store that was there stays until the new
    /// one is complete.
    pub fn to_zarr(&self, path: impl AsRef<Path>) -> Result<(), TraceError> {
        let path = path.as_ref();
        let groups = self.groups().map_err(|problem| TraceError::malformed(path, problem))?;
        zarr::write(path, &groups, &self.attributes)
    }

    /// Writes a netCDF 4 file, in place of one that is there: a single file, which `arviz.from_netcdf` opens.
    ///
    /// # Errors
    ///
    /// As [`InferenceData::to_zarr`].
    #[cfg(feature = "netcdf")]
    pub fn to_netcdf(&self, path: impl AsRef<Path>) -> Result<(), TraceError> {
        let path = path.as_ref();
        let groups = self.groups().map_err(|problem| TraceError::malformed(path, problem))?;
        netcdf::write(path, &groups, &self.attributes)
    }

    fn groups(&self) -> Result<Vec<Group>, String> {
        let labels = self.coordinates.as_slice();
        let mut groups = posterior::groups(&self.posterior, labels)?;
        let predictions = [
            ("posterior_predictive", &self.posterior_predictive),
            ("prior", &self.prior),
            ("prior_predictive", &self.prior_predictive),
        ];
        for (name, predictions) in predictions {
            if let Some(predictions) = predictions {
                groups.push(Group::new(name, predictions::dataset(predictions, labels)?));
            }
        }
        for (name, data) in [
            ("observed_data", &self.observed_data),
            ("constant_data", &self.constant_data),
        ] {
            if !data.is_empty() {
                groups.push(Group::new(name, data::dataset(data, labels)?));
            }
        }
        Ok(groups)
    }

    /// Reads what [`InferenceData::to_zarr`] wrote, to the bit.
    ///
    /// Stores of other programs are read if their arrays are not compressed; what they do not say (seed, times, metrics) is
    /// zero or empty then.
    ///
    /// # Errors
    ///
    /// If the store cannot be read, has no posterior, or holds arrays that are compressed or damaged: the message names the file.
    pub fn from_zarr(path: impl AsRef<Path>) -> Result<Self, TraceError> {
        let path = path.as_ref();
        let (groups, attributes) = zarr::read(path)?;
        Self::of_groups(&groups, attributes).map_err(|problem| TraceError::malformed(path, problem))
    }

    /// Reads what [`InferenceData::to_netcdf`] wrote, to the bit, or a file of another program with such groups, compressed or not;
    /// what that does not say (seed, times, metrics) is zero or empty.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is no netCDF 4 file, has no posterior, or is damaged: the message names it.
    #[cfg(feature = "netcdf")]
    pub fn from_netcdf(path: impl AsRef<Path>) -> Result<Self, TraceError> {
        let path = path.as_ref();
        let (groups, attributes) = netcdf::read(path)?;
        Self::of_groups(&groups, attributes).map_err(|problem| TraceError::malformed(path, problem))
    }

    fn of_groups(groups: &[Group], attributes: Vec<(String, String)>) -> Result<Self, String> {
        let find = |name: &str| {
            groups
                .iter()
                .find(|group| group.path == name)
                .map(|group| &group.dataset)
        };
        let mut read = Self::new(posterior::trace(&find)?);
        let predictions = |name: &str| find(name).map(predictions::predictions).transpose();
        read.posterior_predictive = predictions("posterior_predictive")?;
        read.prior = predictions("prior")?;
        read.prior_predictive = predictions("prior_predictive")?;
        let data = |name: &str| find(name).map(data::data).transpose();
        read.observed_data = data("observed_data")?.unwrap_or_default();
        read.constant_data = data("constant_data")?.unwrap_or_default();
        read.coordinates = other_coordinates(groups, &read);
        read.attributes = attributes;
        Ok(read)
    }
}

/// Labels that no trace and no predictions hold, each axis once.
fn other_coordinates(groups: &[Group], read: &InferenceData) -> Vec<Coordinates> {
    let mut known: Vec<String> = read
        .posterior
        .coordinates
        .iter()
        .map(|labels| labels.dim.clone())
        .collect();
    let mut others = Vec::new();
    for labels in groups.iter().flat_map(|group| group.dataset.labels()) {
        if !known.contains(&labels.dim) {
            known.push(labels.dim.clone());
            others.push(labels);
        }
    }
    others
}

impl Trace {
    /// Writes a Zarr store (version 2) with the groups `posterior` and `sample_stats`, which `arviz.from_zarr` opens; see
    /// [`InferenceData`] for data and predictions beside it.
    ///
    /// # Errors
    ///
    /// As [`InferenceData::to_zarr`].
    pub fn to_zarr(&self, path: impl AsRef<Path>) -> Result<(), TraceError> {
        let path = path.as_ref();
        let groups = posterior::groups(self, &[]).map_err(|problem| TraceError::malformed(path, problem))?;
        zarr::write(path, &groups, &[])
    }

    /// Reads the trace of a Zarr store, to the bit.
    ///
    /// # Errors
    ///
    /// As [`InferenceData::from_zarr`].
    pub fn from_zarr(path: impl AsRef<Path>) -> Result<Self, TraceError> {
        InferenceData::from_zarr(path).map(|read| read.posterior)
    }
}
