//! What run is in a folder.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::CheckpointError;

/// Everything that decides what a run draws, except the density itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::samplers::run) struct Header {
    /// Version of this library: states are not understood by others.
    pub version: String,
    pub sampler: String,
    pub dimension: usize,
    /// Names of the stored values.
    pub names: Vec<String>,
    pub chains: usize,
    pub tune: usize,
    pub seed: u64,
    /// The sampler's own settings, and the starts.
    pub settings: Vec<(String, String)>,
}

impl Header {
    /// Checks that the run in `folder` is the one that is `given`.
    ///
    /// # Errors
    ///
    /// Names the first difference.
    pub fn require_same(&self, given: &Self, folder: &Path) -> Result<(), CheckpointError> {
        match self.difference(given) {
            None => Ok(()),
            Some([what, saved, given]) => Err(CheckpointError::Differs {
                folder: folder.to_owned(),
                what,
                saved,
                given,
            }),
        }
    }

    /// The first difference between this run and the one that is `given`: of what, what it is here, and what it is there.
    pub fn difference(&self, given: &Self) -> Option<[String; 3]> {
        let mut pairs = self.entries().into_iter().zip(given.entries());
        let ((what, saved), (_, given)) = pairs.find(|(saved, given)| saved != given)?;
        Some([what, saved, given])
    }

    /// All fields, by name, in words.
    fn entries(&self) -> Vec<(String, String)> {
        let named = |name: &str, value: &dyn ToString| (name.to_owned(), value.to_string());
        let mut entries = vec![
            named("version of autodiff-sampler", &self.version),
            named("sampler", &self.sampler),
            named("number of unconstrained coordinates", &self.dimension),
            named("stored values", &list(&self.names)),
            named("chains", &self.chains),
            named("tune", &self.tune),
            named("seed", &self.seed),
            named("number of settings", &self.settings.len()),
        ];
        entries.extend(self.settings.iter().cloned());
        entries
    }
}

fn list(names: &[String]) -> String {
    format!("[{}]", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_named() {
        let header = Header {
            version: "1.2.3".into(),
            sampler: "nuts".into(),
            dimension: 2,
            names: vec!["mu".into(), "tau".into()],
            chains: 4,
            tune: 1000,
            seed: 1,
            settings: vec![("target_accept".into(), "0.8".into())],
        };
        let folder = Path::new("run");
        assert_eq!(header.require_same(&header, folder), Ok(()));
        let mut other = header.clone();
        other.settings[0].1 = "0.9".into();
        let text = header
            .require_same(&other, folder)
            .expect_err("they differ")
            .to_string();
        assert_eq!(
            text,
            "the run in run has target_accept = 0.8, but this one has target_accept = 0.9"
        );
        let mut other = header.clone();
        other.names[1] = "sigma".into();
        let text = header
            .require_same(&other, folder)
            .expect_err("they differ")
            .to_string();
        assert!(
            text.contains("stored values = [mu, tau]") && text.contains("[mu, sigma]"),
            "{text}"
        );
    }
}
