//! What the command line asks for: `--name`, or `--name=value`; everything else is a part of a case's name.

use pullback::prelude::*;
use pullback::sampler::samplers::nuts::Metric;
use std::str::FromStr;

/// Whether times are wanted, and not only whether everything runs.
pub fn is_timed() -> bool {
    has("bench") && !has("test")
}

/// Whether the arguments ask for this case: each is a part of its name.
pub fn is_wanted(name: &str) -> bool {
    let mut parts = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    parts.all(|part| name.contains(&part))
}

/// Whether `--name` was given.
pub fn has(name: &str) -> bool {
    std::env::args().any(|argument| argument.strip_prefix("--") == Some(name))
}

/// The value of `--name=value`.
pub fn value_of<T: FromStr>(name: &str) -> Option<T> {
    let text = std::env::args().find_map(|argument| {
        let (given, value) = argument.strip_prefix("--")?.split_once('=')?;
        (given == name).then(|| value.to_owned())
    })?;
    let value = text.parse();
    Some(value.unwrap_or_else(|_| panic!("--{name}={text}: not a value of this setting")))
}

/// `nuts` with the metric that `--metric` names, if it names one.
pub fn with_metric(nuts: Nuts) -> Nuts {
    let Some(name) = value_of::<String>("metric") else {
        return nuts;
    };
    nuts.metric(match &name[..] {
        "auto" => Metric::Auto,
        "diagonal" => Metric::Diagonal,
        "low-rank" => Metric::LowRank,
        "dense" => Metric::Dense,
        _ => panic!("--metric={name}: auto, diagonal, low-rank and dense are known"),
    })
}

/// `nuts`, started by Pathfinder if `--pathfinder` was given.
pub fn with_start(nuts: Nuts) -> Nuts {
    if has("pathfinder") {
        nuts.start_with_pathfinder(Pathfinder::default())
    } else {
        nuts
    }
}
