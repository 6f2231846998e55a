//! What is fitted: anything with a name of its own.

use std::path::PathBuf;

/// Something that a survey fits: a star, a light curve, a file.
///
/// The name is all that the survey knows of it. Results are stored under it, and the target's seed is made of it; so it must be the
/// same in every run, and no two targets may share it. What [`Survey::new`](super::Survey::new) is given should be small (a name,
/// a path, a row of a catalogue), since all of it is held in memory: the fit reads the data.
///
/// ```
/// use autodiff_sampler::survey::Target;
///
/// struct Star {
///     tic: u64,
///     period: f64,
/// }
///
/// impl Target for Star {
///     fn name(&self) -> String {
///         format!("TIC {}", self.tic)
///     }
/// }
///
/// assert_eq!(Star { tic: 402_026_209, period: 1.338 }.name(), "TIC 402026209");
/// ```
pub trait Target {
    /// The name.
    fn name(&self) -> String;
}

/// A name is a target: of a star that the fit looks up, for instance.
impl Target for String {
    fn name(&self) -> String {
        self.clone()
    }
}

/// As `String`.
impl Target for &str {
    fn name(&self) -> String {
        (*self).to_owned()
    }
}

/// A file, called by its whole path. Where stores move between machines, give a name that does not: `(name, path)`.
impl Target for PathBuf {
    fn name(&self) -> String {
        self.display().to_string()
    }
}

/// Anything, with a name before it.
impl<T> Target for (String, T) {
    fn name(&self) -> String {
        self.0.clone()
    }
}
