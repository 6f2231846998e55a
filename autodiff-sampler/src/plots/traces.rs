//! Chains draw by draw, and the densities of what they drew.

use super::PlotError;
use super::axis::Axis;
use super::builder::{has_title, starts_empty};
use super::canvas::{Area, Drawn, INK, SCALE};
use super::chains::{self, Parameter, colour};
use super::frame::{Frame, fitting};
use super::line::draw_line;
use super::sheet::{Entry, Mark, Sheet};
use super::smooth::density;
use crate::Trace;
use plotters::prelude::*;
use std::path::Path;

/// Values in one figure.
const MOST: usize = 40;
/// Final pixels of a row, and of its left panel.
const ROW: (u32, u32) = (1400, 220);
const DENSITY: u32 = 480;

/// A trace plot: for each value, the density of each chain's draws at the left and the chains themselves at the right. Chains that
/// have converged lie on each other and wander nowhere. Draws whose trajectory diverged are marked below.
///
/// ```no_run
/// use autodiff_sampler::plots::Traces;
/// # let trace = autodiff_sampler::Trace::from_chains([("mu", vec![vec![1.0, 2.0, 3.0]])]).unwrap();
///
/// Traces::new().title("Eight schools").trace(&trace).save("output/traces.png")?;
/// # Ok::<(), autodiff_sampler::plots::PlotError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Traces {
    title: String,
    parameters: Vec<Parameter>,
    /// Draws that diverged, counted from 0 in their chain.
    divergences: Vec<usize>,
}

impl Traces {
    starts_empty!();
    has_title!();
    /// Adds all values of a trace and its divergences; [`Trace::select`] chooses some of them.
    pub fn trace(mut self, trace: &Trace) -> Self {
        self.parameters.extend(Parameter::all_of(trace));
        self.divergences = trace.divergences().iter().map(|divergence| divergence.draw).collect();
        self
    }
    /// Adds a value with the draws of each chain.
    pub fn parameter(mut self, name: &str, chains: &[&[f64]]) -> Self {
        self.parameters.push(Parameter::new(name, chains));
        self
    }

    /// Draws the figure, 1400 pixels wide and 220 high for each value, and writes it; makes the folder if needed.
    ///
    /// # Errors
    ///
    /// [`PlotError`], with the path: there is nothing to draw, a number is not finite, lengths differ, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        let unplottable = |problem| PlotError::unplottable(path, problem);
        chains::check(&self.parameters, 2, MOST).map_err(unplottable)?;
        let rows = self
            .parameters
            .iter()
            .map(Row::new)
            .collect::<Result<Vec<_>, _>>()
            .map_err(unplottable)?;
        let mut legend = Entry::chains(self.parameters[0].chains.len());
        if !self.divergences.is_empty() {
            legend.push(Entry::new("divergence", INK, Mark::Line));
        }
        let sheet = Sheet {
            title: &self.title,
            legend,
            columns: 1,
            panel: ROW,
        };
        sheet.save(path, rows.len(), |index, area| {
            let (left, right) = area.split_horizontally(DENSITY * SCALE);
            rows[index].draw_densities(&left)?;
            rows[index].draw_chains(&right, &self.divergences)
        })
    }
}

/// What is drawn of a value.
struct Row<'a> {
    parameter: &'a Parameter,
    curves: Vec<Vec<(f64, f64)>>,
    values: Axis,
    heights: Axis,
    across: Axis,
    draws: Axis,
}

/// The height of a panel with these densities: that of the highest, unless it is much higher than most, as that of a chain that
/// hardly moves is; its top is cut off then, so that the others can be seen.
fn height(curves: &[Vec<(f64, f64)>]) -> f64 {
    /// How much higher than the middle one of all tops.
    const MUCH: f64 = 3.0;
    let peak = |curve: &Vec<(f64, f64)>| curve.iter().map(|point| point.1).fold(0.0, f64::max);
    let mut peaks: Vec<f64> = curves.iter().map(peak).filter(|peak| *peak > 0.0).collect();
    peaks.sort_by(f64::total_cmp);
    match peaks.as_slice() {
        [] => 1.0,
        [.., highest] => highest.min(MUCH * peaks[(peaks.len() - 1) / 2]),
    }
}

impl<'a> Row<'a> {
    fn new(parameter: &'a Parameter) -> Result<Self, String> {
        let impossible = || format!("the draws of `{}` cannot be drawn", parameter.name);
        let curves: Vec<_> = parameter.chains.iter().map(|chain| density(chain)).collect();
        let top = height(&curves);
        let ends = curves.iter().flatten().map(|point| point.0);
        let all = parameter.chains.iter().flatten().copied();
        let shown: Vec<f64> = if curves.iter().all(|curve| curve.is_empty()) {
            all.clone().collect()
        } else {
            ends.collect()
        };
        let last = parameter.chains[0].len() - 1;
        Ok(Self {
            parameter,
            values: fitting(shown, 0.03, f64::from(DENSITY - 60)).ok_or_else(impossible)?,
            heights: Axis::new(0.0..1.08 * top, 3),
            across: Axis::around(all, 0.05, 6).ok_or_else(impossible)?,
            draws: Axis::new(0.0..last as f64, 8),
            curves,
        })
    }

    fn draw_densities(&self, area: &Area<'_>) -> Drawn {
        let frame = Frame {
            title: &self.parameter.name,
            no_heights: true,
            left: 22,
            ..Frame::default()
        };
        let mut chart = frame.draw(area, &self.values, &self.heights)?;
        for (chain, curve) in self.curves.iter().enumerate() {
            // A chain that does not move is a line at its value.
            let value = self.parameter.chains[chain][0];
            let still = [(value, 0.0), (value, self.heights.range.end)];
            let points = if curve.is_empty() { &still[..] } else { curve };
            let seen = |(value, height): &(f64, f64)| (*value, height.min(self.heights.range.end));
            chart.draw_series(LineSeries::new(
                points.iter().map(seen),
                colour(chain).stroke_width(2 * SCALE),
            ))?;
        }
        Ok(())
    }

    fn draw_chains(&self, area: &Area<'_>, divergences: &[usize]) -> Drawn {
        let frame = Frame {
            title: " ",
            left: 70,
            ..Frame::default()
        };
        let mut chart = frame.draw(area, &self.draws, &self.across)?;
        for (chain, draws) in self.parameter.chains.iter().enumerate() {
            let points = draws.iter().enumerate().map(|(draw, value)| (draw as f64, *value));
            draw_line(&mut chart, points, colour(chain).mix(0.6).stroke_width(SCALE))?;
        }
        let (low, high) = (self.across.range.start, self.across.range.end);
        let marks = divergences.iter().map(|&draw| {
            let mark = vec![(draw as f64, low), (draw as f64, low + 0.06 * (high - low))];
            PathElement::new(mark, INK.stroke_width(SCALE))
        });
        chart.draw_series(marks)?;
        Ok(())
    }
}
