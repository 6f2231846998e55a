//! What the tests fit, and where.

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};

use autodiff_sampler::survey::{Context, Survey, SurveyResults};
use serde::{Deserialize, Serialize};

/// What a fit of the tests returns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// Depends on the seed.
    pub depth: f64,
    /// NaN for every third star.
    pub period: f64,
    pub letters: Vec<u32>,
}

/// A fit that takes no time.
#[expect(clippy::ptr_arg, reason = "the targets are strings")]
pub fn quick(name: &String, context: &Context) -> Result<Fit, Infallible> {
    let letters: Vec<u32> = name.chars().map(u32::from).collect();
    let is_third = letters.iter().sum::<u32>().is_multiple_of(3);
    Ok(Fit {
        depth: context.seed() as f64 / u64::MAX as f64,
        period: if is_third { f64::NAN } else { 3.5 },
        letters,
    })
}

/// So many stars.
pub fn stars(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("star {i}")).collect()
}

/// A fit of the tests as a plain function.
pub type FitStar = fn(&String, &Context) -> Result<Fit, Infallible>;

/// A survey of so many stars, which is quick and quiet.
pub fn survey(count: usize) -> Survey<String, FitStar> {
    let fit: FitStar = quick;
    Survey::new(stars(count), fit).seed(7).threads(2).progress(false)
}

/// All that must not depend on how a survey came about.
pub fn contents(results: &SurveyResults<Fit>) -> Vec<(String, String)> {
    let one = |one: &autodiff_sampler::survey::TargetResult<Fit>| (one.target.clone(), format!("{:?}", one.outcome));
    results.all().iter().map(one).collect()
}

/// A folder of its own for each test, removed when the test ends.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pullback-survey-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
