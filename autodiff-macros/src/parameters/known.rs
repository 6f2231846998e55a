//! The distributions that a prior may name without a path, and their arguments.

/// What a distribution is one of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Numbers.
    Numbers,
    /// Pairs of numbers.
    Pairs,
    /// Whole vectors or matrices.
    Blocks,
}

/// A distribution of `::pullback::sampler::distributions`.
struct Known {
    name: &'static str,
    of: Of,
    arguments: &'static [&'static str],
    /// Which arguments are slices.
    slices: &'static [bool],
    /// Whether it has a location and a scale, so that it can be non-centred.
    location_scale: bool,
}

const fn numbers(name: &'static str, arguments: &'static [&'static str]) -> Known {
    Known {
        name,
        of: Of::Numbers,
        arguments,
        slices: &[],
        location_scale: false,
    }
}

const fn location_scale(name: &'static str, arguments: &'static [&'static str]) -> Known {
    Known {
        location_scale: true,
        ..numbers(name, arguments)
    }
}

const fn pairs(name: &'static str) -> Known {
    Known {
        of: Of::Pairs,
        ..numbers(name, &[])
    }
}

const fn blocks(name: &'static str, arguments: &'static [&'static str], slices: &'static [bool]) -> Known {
    Known {
        of: Of::Blocks,
        slices,
        ..numbers(name, arguments)
    }
}

/// In the order of their names.
const DISTRIBUTIONS: &[Known] = &[
    numbers("Angle", &[]),
    numbers("Beta", &["alpha", "beta"]),
    numbers("BetaProportion", &["mu", "kappa"]),
    location_scale("Cauchy", &["location", "scale"]),
    numbers("ChiSquare", &["nu"]),
    blocks("Dirichlet", &["alpha"], &[true]),
    numbers("EccentricityKipping2013", &[]),
    numbers("EccentricityKipping2013Long", &[]),
    numbers("EccentricityKipping2013Short", &[]),
    numbers("EccentricityVanEylen2019Mixture", &["fraction"]),
    numbers("EccentricityVanEylen2019Multiple", &[]),
    numbers("EccentricityVanEylen2019Single", &[]),
    numbers("Exponential", &["rate"]),
    numbers("Flat", &[]),
    numbers("Frechet", &["alpha", "sigma"]),
    numbers("Gamma", &["shape", "rate"]),
    location_scale("Gumbel", &["mu", "beta"]),
    numbers("HalfCauchy", &["scale"]),
    numbers("HalfNormal", &["sd"]),
    numbers("HalfStudentT", &["nu", "sigma"]),
    numbers("InverseChiSquare", &["nu"]),
    numbers("InverseGamma", &["shape", "scale"]),
    pairs("Kipping"),
    location_scale("Laplace", &["mu", "sigma"]),
    blocks("LkjCorrCholesky", &["eta"], &[false]),
    location_scale("LogNormal", &["mu", "sigma"]),
    location_scale("Logistic", &["mu", "sigma"]),
    numbers("Mixture", &["weights", "distributions"]),
    blocks("MultiNormal", &["mean", "covariance"], &[true, true]),
    blocks("MultiNormalCholesky", &["mean", "factor"], &[true, true]),
    blocks("MultiNormalPrecision", &["mean", "precision"], &[true, true]),
    blocks("MultiStudentT", &["nu", "mean", "scale"], &[false, true, true]),
    blocks("MultiStudentTCholesky", &["nu", "mean", "factor"], &[false, true, true]),
    location_scale("Normal", &["mean", "sd"]),
    numbers("Pareto", &["lower", "alpha"]),
    numbers("Rayleigh", &["sigma"]),
    numbers("ScaledInverseChiSquare", &["nu", "sigma"]),
    location_scale("SkewNormal", &["xi", "omega", "alpha"]),
    location_scale("StudentT", &["nu", "mu", "sigma"]),
    numbers("TruncatedCauchy", &["location", "scale", "lower", "upper"]),
    numbers("TruncatedExponential", &["rate", "lower", "upper"]),
    numbers("TruncatedGumbel", &["mu", "beta", "lower", "upper"]),
    numbers("TruncatedLaplace", &["mu", "sigma", "lower", "upper"]),
    numbers("TruncatedLogNormal", &["mu", "sigma", "lower", "upper"]),
    numbers("TruncatedLogistic", &["mu", "sigma", "lower", "upper"]),
    numbers("TruncatedNormal", &["mean", "sd", "lower", "upper"]),
    numbers("TruncatedWeibull", &["alpha", "sigma", "lower", "upper"]),
    numbers("Uniform", &["lower", "upper"]),
    pairs("UnitDisk"),
    numbers("VonMises", &["mu", "kappa"]),
    numbers("Weibull", &["alpha", "sigma"]),
];

fn find(distribution: &str) -> Option<&'static Known> {
    DISTRIBUTIONS.iter().find(|known| known.name == distribution)
}

/// Which arguments of a distribution of vectors are slices.
pub(super) fn slices(distribution: &str) -> &'static [bool] {
    find(distribution).map_or(&[], |known| known.slices)
}

/// What a distribution is one of; numbers where it is not known.
pub(super) fn of(distribution: &str) -> Of {
    find(distribution).map_or(Of::Numbers, |known| known.of)
}

/// Whether it can be a component of a mixture: a distribution of numbers whose support does not follow its arguments.
pub(super) fn is_component(distribution: &str) -> bool {
    let follows = ["Flat", "Pareto", "Uniform"].contains(&distribution) || distribution.starts_with("Truncated");
    of(distribution) == Of::Numbers && !follows
}

/// Whether a distribution has a location and a scale.
pub(super) fn has_location_and_scale(distribution: &str) -> bool {
    find(distribution).is_some_and(|known| known.location_scale)
}

/// The names of a distribution's arguments.
pub(super) fn arguments(distribution: &str) -> Option<&'static [&'static str]> {
    find(distribution).map(|known| known.arguments)
}

/// All names.
pub(super) fn all_names() -> impl Iterator<Item = &'static str> {
    DISTRIBUTIONS.iter().map(|known| known.name)
}

/// All names, for an error's help.
pub(super) fn names() -> String {
    quoted(all_names())
}

/// Those with a location and a scale, for an error's help.
pub(super) fn names_with_location_and_scale() -> String {
    quoted(all_names().filter(|name| has_location_and_scale(name)))
}

fn quoted(names: impl Iterator<Item = &'static str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// How a distribution is written: `Normal(mean, sd)`.
pub(super) fn usage(distribution: &str) -> String {
    match arguments(distribution).unwrap_or_default() {
        [] => distribution.to_owned(),
        arguments => format!("{distribution}({})", arguments.join(", ")),
    }
}
