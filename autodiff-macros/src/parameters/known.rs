//! The distributions that a prior may name without a path, and their arguments.

/// Names and arguments of `::pullback::sampler::distributions`.
const DISTRIBUTIONS: [(&str, &[&str]); 20] = [
    ("Angle", &[]),
    ("Beta", &["alpha", "beta"]),
    ("Cauchy", &["location", "scale"]),
    ("EccentricityKipping2013", &[]),
    ("EccentricityKipping2013Long", &[]),
    ("EccentricityKipping2013Short", &[]),
    ("EccentricityVanEylen2019Mixture", &["fraction"]),
    ("EccentricityVanEylen2019Multiple", &[]),
    ("EccentricityVanEylen2019Single", &[]),
    ("Exponential", &["rate"]),
    ("Flat", &[]),
    ("Gamma", &["shape", "rate"]),
    ("HalfCauchy", &["scale"]),
    ("HalfNormal", &["sd"]),
    ("Kipping", &[]),
    ("LogNormal", &["mu", "sigma"]),
    ("Normal", &["mean", "sd"]),
    ("StudentT", &["nu", "mu", "sigma"]),
    ("Uniform", &["lower", "upper"]),
    ("UnitDisk", &[]),
];

/// Whether a distribution is one of pairs.
pub(super) fn is_of_pairs(distribution: &str) -> bool {
    ["Kipping", "UnitDisk"].contains(&distribution)
}

/// The names of a distribution's arguments.
pub(super) fn arguments(distribution: &str) -> Option<&'static [&'static str]> {
    DISTRIBUTIONS
        .iter()
        .find(|(name, _)| *name == distribution)
        .map(|(_, arguments)| *arguments)
}

/// All names, for an error's help.
pub(super) fn names() -> String {
    DISTRIBUTIONS.map(|(name, _)| format!("`{name}`")).join(", ")
}

/// How a distribution is written: `Normal(mean, sd)`.
pub(super) fn usage(distribution: &str) -> String {
    match arguments(distribution).unwrap_or_default() {
        [] => distribution.to_owned(),
        arguments => format!("{distribution}({})", arguments.join(", ")),
    }
}
