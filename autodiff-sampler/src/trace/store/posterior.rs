//! A trace as groups of arrays, and back.
//!
//! `posterior` and `sample_stats` are as ArviZ defines them. What else a trace knows stands in groups below `sample_stats`,
//! where ArviZ does not look: positions of divergences, and what was tuned.

use std::time::Duration;

use super::super::{Divergence, EndReason, Ending, SampleStats, Trace};
use super::dataset::{Array, Dataset, Elements, Group};
use super::predictions::{self, Draws};
use crate::metric::InvMetric;
use crate::variable::Coordinates;
use serde_json::{Map, Value};

const DIVERGENCES: &str = "sample_stats/divergences";
const TUNING: &str = "sample_stats/tuning";
const WHOLE_METRICS: &str = "inv_metric_bytes";

/// The groups of a trace.
pub(super) fn groups(trace: &Trace, labels: &[Coordinates]) -> Result<Vec<Group>, String> {
    let draws = Draws {
        names: &trace.names,
        variables: &trace.variables,
        coordinates: &trace.coordinates,
        chains: trace.chains,
        draws: trace.draws,
        values: &trace.values,
    };
    let mut posterior = draws.dataset(labels)?;
    posterior.attributes.extend(run(trace));
    let mut groups = vec![Group::new("posterior", posterior)];
    let mut stats = Dataset::with_coordinates(statistics(trace), &[])?;
    stats.attributes.extend(run(trace));
    groups.push(Group::new("sample_stats", stats));
    if !trace.divergences.is_empty() {
        groups.push(Group::new(DIVERGENCES, divergences(trace)?));
    }
    if let Some(tuned) = tuning(trace)? {
        groups.push(Group::new(TUNING, tuned));
    }
    Ok(groups)
}

/// Where the draws come from and what they cost: attributes.
fn run(trace: &Trace) -> Map<String, Value> {
    let mut run = Map::new();
    let mut say = |name: &str, value: Value| run.insert(name.to_owned(), value);
    say("inference_library", Value::from("pullback"));
    say("inference_library_version", Value::from(env!("CARGO_PKG_VERSION")));
    say("sampling_time", Value::from(trace.wall_time.as_secs_f64()));
    say("tuning_steps", Value::from(trace.tune));
    // As text, where it is too long for the integers that other formats have.
    let seed = i64::try_from(trace.seed).map_or_else(|_| Value::from(trace.seed.to_string()), Value::from);
    say("seed", seed);
    say("gradient_evaluations", Value::from(trace.gradient_evaluations));
    say("tuning_divergences", Value::from(trace.tuning_divergences));
    say("wall_time_ns", nanoseconds(trace.wall_time));
    say("cpu_time_ns", nanoseconds(trace.cpu_time));
    say("end_reason", Value::from(format!("{:?}", trace.ending.reason)));
    say("planned_draws", Value::from(trace.ending.planned_draws));
    say("chains_left_out", Value::from(trace.ending.chains_left_out.clone()));
    run
}

/// What [`run`] says of the end; a run as planned, if nothing is said.
fn read_ending(attributes: &Map<String, Value>, draws: usize) -> Ending {
    let index = |value: &Value| value.as_u64().and_then(|number| usize::try_from(number).ok());
    let reason = attributes.get("end_reason").and_then(Value::as_str);
    let known = |known: &EndReason| reason == Some(&format!("{known:?}"));
    let left_out = attributes.get("chains_left_out").and_then(Value::as_array);
    Ending {
        reason: EndReason::ALL.into_iter().find(known).unwrap_or(EndReason::Complete),
        planned_draws: attributes.get("planned_draws").and_then(index).unwrap_or(draws),
        chains_left_out: left_out.map_or(Vec::new(), |chains| chains.iter().filter_map(index).collect()),
    }
}

fn nanoseconds(time: Duration) -> Value {
    Value::from(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
}

/// The statistics that there are, one array each.
fn statistics(trace: &Trace) -> Vec<Array> {
    let stats = &trace.sample_stats;
    let integers = |numbers: &[u32]| Elements::Integers(numbers.iter().map(|x| i64::from(*x)).collect());
    let floats = |numbers: &[f64]| Elements::Floats(numbers.to_vec());
    let flags = |flags: &[bool]| Elements::Flags(flags.to_vec());
    let elements = [
        ("lp", floats(&stats.lp)),
        ("energy", floats(&stats.energy)),
        ("tree_depth", integers(&stats.tree_depth)),
        ("reached_max_treedepth", flags(&stats.reached_max_treedepth)),
        ("n_steps", integers(&stats.n_steps)),
        ("step_size", floats(&stats.step_size)),
        ("acceptance_rate", floats(&stats.acceptance_rate)),
        ("diverging", flags(&stats.diverging)),
    ];
    let lengths = stats.lengths();
    let there = |name: &str| lengths.contains(&(known(name), trace.chains * trace.draws));
    let array = |(name, elements)| array(name, &["chain", "draw"], &[trace.chains, trace.draws], elements);
    elements
        .into_iter()
        .filter(|(name, _)| there(name))
        .map(array)
        .collect()
}

/// The name as one that lives for ever.
fn known(name: &str) -> &'static str {
    let lengths = SampleStats::default().lengths();
    lengths
        .into_iter()
        .find(|(known, _)| *known == name)
        .map_or("", |(known, _)| known)
}

fn array(name: &str, dims: &[&str], shape: &[usize], elements: Elements) -> Array {
    let dims: Vec<String> = dims.iter().map(|dim| (*dim).to_owned()).collect();
    Array::new(name, &dims, shape, elements)
}

fn divergences(trace: &Trace) -> Result<Dataset, String> {
    let all = &trace.divergences;
    let count = all.len();
    let integers =
        |number: fn(&Divergence) -> usize| Elements::Integers(all.iter().map(|one| number(one) as i64).collect());
    let table = |name: &str, dim: &str, row: fn(&Divergence) -> &Vec<f64>| {
        let width = row(&all[0]).len();
        let numbers: Vec<f64> = all.iter().flat_map(|one| row(one).iter().copied()).collect();
        if numbers.len() != count * width {
            return Err(format!("divergences have positions of different lengths (`{name}`)"));
        }
        Ok(array(
            name,
            &["divergence", dim],
            &[count, width],
            Elements::Floats(numbers),
        ))
    };
    let errors = Elements::Floats(all.iter().map(|one| one.energy_error).collect());
    let arrays = vec![
        array("at_chain", &["divergence"], &[count], integers(|one| one.chain)),
        array("at_draw", &["divergence"], &[count], integers(|one| one.draw)),
        table("stored", "value", |one| &one.stored)?,
        table("start", "unconstrained", |one| &one.start)?,
        table("end", "unconstrained", |one| &one.end)?,
        array("energy_error", &["divergence"], &[count], errors),
    ];
    let value = Coordinates {
        dim: "value".to_owned(),
        labels: trace.names.clone(),
    };
    Dataset::with_coordinates(
        arrays,
        if all[0].stored.len() == trace.names.len() {
            std::slice::from_ref(&value)
        } else {
            &[]
        },
    )
}

/// What the chains drew with, if that is known of all of them: variances to look at, and the whole as bytes.
fn tuning(trace: &Trace) -> Result<Option<Dataset>, String> {
    let metrics: Vec<&InvMetric> = trace.inv_metrics.iter().flatten().collect();
    let width = metrics.first().map_or(0, |metric| metric.dimension());
    if width == 0 || metrics.len() != trace.chains || metrics.iter().any(|metric| metric.dimension() != width) {
        return Ok(None);
    }
    let variances = metrics.iter().flat_map(|metric| metric.diagonal()).collect();
    let diagonals = array(
        "inv_metric",
        &["chain", "unconstrained"],
        &[metrics.len(), width],
        Elements::Floats(variances),
    );
    let bytes = postcard::to_allocvec(&trace.inv_metrics).map_err(|error| error.to_string())?;
    let whole = array(WHOLE_METRICS, &["byte"], &[bytes.len()], Elements::Bytes(bytes));
    Dataset::with_coordinates(vec![diagonals, whole], &[]).map(Some)
}

/// What [`tuning`] wrote.
fn read_metrics(tuning: &Dataset) -> Result<Vec<Option<InvMetric>>, String> {
    if let Some(whole) = tuning.array(WHOLE_METRICS) {
        let Elements::Bytes(bytes) = &whole.elements else {
            return Err(format!("`{WHOLE_METRICS}` holds no bytes"));
        };
        return postcard::from_bytes(bytes).map_err(|error| format!("the inverse metrics cannot be read: {error}"));
    }
    let Some(diagonals) = tuning.array("inv_metric") else {
        return Ok(Vec::new());
    };
    let width = diagonals.shape.get(1).copied().unwrap_or(1).max(1);
    let of_variances = |variances: &[f64]| {
        let sigma = variances.iter().map(|variance| variance.sqrt()).collect();
        Some(InvMetric::diagonal_from_sigma(sigma))
    };
    Ok(diagonals.floats()?.chunks(width).map(of_variances).collect())
}

/// The trace of a store's groups, given a function that finds them.
pub(super) fn trace<'a>(find: &impl Fn(&str) -> Option<&'a Dataset>) -> Result<Trace, String> {
    let posterior = find("posterior").ok_or("there is no group `posterior`")?;
    let draws = predictions::predictions(posterior)?;
    let mut trace = Trace::from_columns(draws.names, (draws.chains, draws.draws), draws.values)
        .map_err(|error| error.to_string())?;
    (trace.variables, trace.coordinates) = (draws.variables, draws.coordinates);
    let number = |name: &str| match posterior.attributes.get(name) {
        Some(Value::String(text)) => text.parse().unwrap_or(0),
        other => other.and_then(Value::as_u64).unwrap_or(0),
    };
    trace.ending = read_ending(&posterior.attributes, trace.draws);
    trace.seed = number("seed");
    trace.tune = number("tuning_steps") as usize;
    trace.gradient_evaluations = number("gradient_evaluations");
    trace.tuning_divergences = number("tuning_divergences");
    trace.cpu_time = Duration::from_nanos(number("cpu_time_ns"));
    trace.wall_time = match posterior.attributes.get("sampling_time").and_then(Value::as_f64) {
        Some(seconds) if number("wall_time_ns") == 0 => Duration::try_from_secs_f64(seconds).unwrap_or_default(),
        _ => Duration::from_nanos(number("wall_time_ns")),
    };
    if let Some(stats) = find("sample_stats") {
        trace = trace
            .with_sample_stats(read_statistics(stats)?)
            .map_err(|error| error.to_string())?;
    }
    if let Some(stored) = find(DIVERGENCES) {
        trace.divergences = read_divergences(stored)?;
    }
    if let Some(tuning) = find(TUNING) {
        trace.inv_metrics = read_metrics(tuning)?;
    }
    Ok(trace)
}

fn read_statistics(dataset: &Dataset) -> Result<SampleStats, String> {
    let floats = |name: &str| dataset.array(name).map_or(Ok(Vec::new()), Array::floats);
    let counts = |name: &str| floats(name).map(|all| all.into_iter().map(|x| x as u32).collect());
    let flags = |name: &str| floats(name).map(|all| all.into_iter().map(|x| x != 0.0).collect());
    Ok(SampleStats {
        energy: floats("energy")?,
        lp: floats("lp")?,
        tree_depth: counts("tree_depth")?,
        reached_max_treedepth: flags("reached_max_treedepth")?,
        n_steps: counts("n_steps")?,
        step_size: floats("step_size")?,
        acceptance_rate: floats("acceptance_rate")?,
        diverging: flags("diverging")?,
    })
}

fn read_divergences(dataset: &Dataset) -> Result<Vec<Divergence>, String> {
    let found = |name: &str| {
        dataset
            .array(name)
            .ok_or_else(|| format!("`{DIVERGENCES}` has no array `{name}`"))
    };
    let (chains, draws) = (found("at_chain")?.floats()?, found("at_draw")?.floats()?);
    let errors = found("energy_error")?.floats()?;
    let table = |name: &str| {
        let array = found(name)?;
        let width = array.shape.get(1).copied().unwrap_or(0);
        let numbers = array.floats()?;
        if array.shape.first() != Some(&chains.len()) {
            return Err(format!("`{DIVERGENCES}` has arrays of different lengths"));
        }
        let row = move |index: usize| numbers[index * width..(index + 1) * width].to_vec();
        Ok((0..chains.len()).map(row).collect::<Vec<_>>())
    };
    let (stored, start, end) = (table("stored")?, table("start")?, table("end")?);
    if [draws.len(), errors.len()] != [chains.len(); 2] {
        return Err(format!("`{DIVERGENCES}` has arrays of different lengths"));
    }
    let positions = stored.into_iter().zip(start).zip(end);
    let numbers = chains.into_iter().zip(draws).zip(errors);
    let one = |(((chain, draw), energy_error), ((stored, start), end))| Divergence {
        chain: chain as usize,
        draw: draw as usize,
        stored,
        start,
        end,
        energy_error,
    };
    Ok(numbers.zip(positions).map(one).collect())
}
