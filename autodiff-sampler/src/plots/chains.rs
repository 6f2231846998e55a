//! What the pictures of chains are drawn from: named values with the draws of each chain.

use super::canvas::{BLUE, GREY, INK, ORANGE};
use crate::Trace;
use plotters::style::RGBColor;

/// A value and its draws, one list per chain.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) chains: Vec<Vec<f64>>,
}

/// Colours of chains, in order; after the last they repeat.
const COLOURS: [RGBColor; 8] = [
    BLUE,
    ORANGE,
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    INK,
    GREY,
];

/// The colour of a chain.
pub(super) fn colour(chain: usize) -> RGBColor {
    COLOURS[chain % COLOURS.len()]
}

impl Parameter {
    pub(super) fn new(name: &str, chains: &[&[f64]]) -> Self {
        Self {
            name: name.to_owned(),
            chains: chains.iter().map(|chain| chain.to_vec()).collect(),
        }
    }

    /// All values of a trace.
    pub(super) fn all_of(trace: &Trace) -> impl Iterator<Item = Self> {
        let chains = |name: &String| trace.chains_of(name).unwrap_or_default();
        trace.names().iter().map(move |name| Self::new(name, &chains(name)))
    }

    pub(super) fn draws(&self) -> Vec<f64> {
        self.chains.concat()
    }

    pub(super) fn slices(&self) -> Vec<&[f64]> {
        self.chains.iter().map(Vec::as_slice).collect()
    }

    /// Why the value cannot be drawn, if so: each chain needs `least` draws, finite ones, and as many as the others.
    pub(super) fn check(&self, least: usize) -> Result<(), String> {
        let name = &self.name;
        let first = self
            .chains
            .first()
            .ok_or_else(|| format!("there are no chains of `{name}`"))?;
        if first.len() < least {
            return Err(format!(
                "the chains of `{name}` have {} draws; at least {least} are needed",
                first.len()
            ));
        }
        for (index, chain) in self.chains.iter().enumerate() {
            if chain.len() != first.len() {
                return Err(format!(
                    "the chains of `{name}` differ in length: {} draws in chain 0, {} in chain {index}",
                    first.len(),
                    chain.len()
                ));
            }
            if let Some(draw) = chain.iter().position(|draw| !draw.is_finite()) {
                return Err(format!(
                    "draw {draw} of chain {index} of `{name}` is {}: draws must be finite",
                    chain[draw]
                ));
            }
        }
        Ok(())
    }
}

/// Checks all values of a figure that has room for `most`.
pub(super) fn check(parameters: &[Parameter], least: usize, most: usize) -> Result<(), String> {
    if parameters.is_empty() {
        return Err("there is no parameter to draw".to_owned());
    }
    if parameters.len() > most {
        return Err(format!(
            "{} parameters are too many for one figure: select at most {most} of them (`trace.select([…])`)",
            parameters.len()
        ));
    }
    parameters.iter().try_for_each(|parameter| parameter.check(least))
}
