//! Observations among those that a model predicts.

use super::PlotError;
use super::axis::Axis;
use super::builder::has_title;
use super::canvas::{Area, BLUE, Drawn, INK, ORANGE, SCALE};
use super::frame::{Frame, fitting};
use super::sheet::{Entry, Mark, Sheet};
use super::smooth::density;
use crate::diagnostics;
use crate::trace::Predictions;
use plotters::prelude::*;
use std::path::Path;

/// Predicted sets whose densities are drawn.
const SHOWN: usize = 100;
/// Final pixels of both panels together, and of the upper one.
const PANEL: (u32, u32) = (1200, 760);
const UPPER: u32 = 380;

/// A posterior predictive check: above, the density of all observations over those of predicted sets of observations; below, each
/// observation with the intervals that hold 50 % and 94 % of its predictions.
///
/// ```no_run
/// use autodiff_sampler::plots::Predictive;
/// # let predictions = autodiff_sampler::Predictions::default();
///
/// Predictive::new(&[28.0, 8.0, -3.0]).title("Eight schools").predictions(&predictions).save("output/predictive.png")?;
/// # Ok::<(), autodiff_sampler::plots::PlotError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Predictive {
    title: String,
    label: String,
    observed: Vec<f64>,
    places: Option<(String, Vec<f64>)>,
    /// One set of observations for each draw.
    predicted: Vec<Vec<f64>>,
    /// Numbers of values of each prediction that were given, if these do not fit.
    wrong: Option<String>,
}

impl Predictive {
    /// A figure of what was observed.
    pub fn new(observed: &[f64]) -> Self {
        Self {
            observed: observed.to_vec(),
            ..Self::default()
        }
    }
    has_title!();
    /// What was observed, with unit.
    pub fn label(mut self, label: &str) -> Self {
        label.clone_into(&mut self.label);
        self
    }
    /// Where the observations stand along the lower panel: times, say. Without it, they are numbered.
    pub fn at(mut self, label: &str, places: &[f64]) -> Self {
        self.places = Some((label.to_owned(), places.to_vec()));
        self
    }
    /// Predicted observations, all values of all draws.
    pub fn predictions(mut self, predictions: &Predictions) -> Self {
        let rows = predictions.chains * predictions.draws;
        let columns: Vec<&[f64]> = predictions.values.chunks(rows.max(1)).collect();
        let complete = columns.iter().all(|column| column.len() == rows);
        if !complete || columns.len() != predictions.names.len() {
            self.wrong = Some("the predictions have not as many numbers as names, chains and draws".to_owned());
            return self;
        }
        self.predicted = (0..rows)
            .map(|row| columns.iter().map(|column| column[row]).collect())
            .collect();
        self
    }
    /// Predicted observations of one variable among those that are predicted.
    pub fn variable(mut self, predictions: &Predictions, name: &str) -> Self {
        let Some(variable) = predictions.variables.iter().find(|variable| variable.name == name) else {
            self.wrong = Some(format!("nothing that is predicted is called `{name}`"));
            return self;
        };
        let rows = predictions.chains * predictions.draws;
        let set = |row: usize| {
            let value = |index: &usize| predictions.values.get(index * rows + row).copied().unwrap_or(f64::NAN);
            variable.indices.iter().map(value).collect()
        };
        self.predicted = (0..rows).map(set).collect();
        self
    }
    /// Predicted observations, one set for each draw.
    pub fn draws(mut self, draws: Vec<Vec<f64>>) -> Self {
        self.predicted = draws;
        self
    }

    /// Draws the figure, 1200 × 816 pixels, and writes it; makes the folder if needed.
    ///
    /// # Errors
    ///
    /// [`PlotError`], with the path: there is nothing to draw, a number is not finite, lengths differ, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        let unplottable = |problem: String| PlotError::unplottable(path, problem);
        self.check().map_err(unplottable)?;
        let figure = Figure::new(self).ok_or_else(|| unplottable("the observations cannot be drawn".to_owned()))?;
        let sheet = Sheet {
            title: &self.title,
            legend: vec![
                Entry::new("predicted", BLUE.mix(0.6), Mark::Line),
                Entry::new("all predictions", BLUE, Mark::Dashes),
                Entry::new("observed", INK, Mark::Line),
                Entry::new("observed, outside 94 %", ORANGE, Mark::Dot),
            ],
            columns: 1,
            panel: PANEL,
        };
        sheet.save(path, 1, |_, area| {
            let (upper, lower) = area.split_vertically(UPPER * SCALE);
            figure.draw_densities(&upper)?;
            figure.draw_intervals(&lower)
        })
    }

    fn check(&self) -> Result<(), String> {
        if let Some(wrong) = &self.wrong {
            return Err(wrong.clone());
        }
        let count = self.observed.len();
        if count == 0 {
            return Err("there are no observations".to_owned());
        }
        if self.predicted.is_empty() {
            return Err("there are no predictions".to_owned());
        }
        if let Some((draw, set)) = self.predicted.iter().enumerate().find(|(_, set)| set.len() != count) {
            return Err(format!(
                "{count} values are observed, but draw {draw} predicts {}",
                set.len()
            ));
        }
        if let Some((_, places)) = self.places.as_ref().filter(|(_, places)| places.len() != count) {
            return Err(format!("{count} values are observed, but at {} places", places.len()));
        }
        let places = self.places.iter().flat_map(|(_, places)| places);
        let finite = |what: &str, mut all: Box<dyn Iterator<Item = &f64> + '_>| match all.position(|x| !x.is_finite()) {
            Some(index) => Err(format!("{what} number {index} is not finite")),
            None => Ok(()),
        };
        finite("observation", Box::new(self.observed.iter()))?;
        finite("place", Box::new(places))?;
        for (draw, set) in self.predicted.iter().enumerate() {
            finite(&format!("in draw {draw}, prediction"), Box::new(set.iter()))?;
        }
        Ok(())
    }
}

/// What is drawn.
struct Figure<'a> {
    plot: &'a Predictive,
    observed: Vec<(f64, f64)>,
    sets: Vec<Vec<(f64, f64)>>,
    all: Vec<(f64, f64)>,
    values: Axis,
    heights: Axis,
    places: Axis,
    across: Axis,
    /// For each observation its place and the ends of the intervals with the median.
    intervals: Vec<(f64, [f64; 5])>,
}

impl<'a> Figure<'a> {
    fn new(plot: &'a Predictive) -> Option<Self> {
        let step = plot.predicted.len().div_ceil(SHOWN);
        let sets: Vec<_> = plot.predicted.iter().step_by(step).map(|set| density(set)).collect();
        let (observed, all) = (density(&plot.observed), density(&plot.predicted.concat()));
        let points = || observed.iter().chain(&all).chain(sets.iter().flatten());
        let ends = observed
            .iter()
            .chain(&all)
            .map(|point| point.0)
            .chain(plot.observed.iter().copied());
        // A set of few observations may be very high where two are close.
        let mut tops: Vec<f64> = sets
            .iter()
            .map(|set| set.iter().map(|point| point.1).fold(0.0, f64::max))
            .collect();
        tops.sort_by(f64::total_cmp);
        let usual = tops.get(tops.len() * 9 / 10).copied().unwrap_or(0.0);
        let top = observed.iter().chain(&all).map(|point| point.1).fold(usual, f64::max);
        let top = if top > 0.0 && points().next().is_some() {
            top
        } else {
            1.0
        };
        let place = |index: usize| plot.places.as_ref().map_or(index as f64, |(_, places)| places[index]);
        let interval = |index: usize| {
            let draws: Vec<f64> = plot.predicted.iter().map(|set| set[index]).collect();
            (
                place(index),
                diagnostics::quantiles(&draws, [0.03, 0.25, 0.5, 0.75, 0.97]),
            )
        };
        let intervals: Vec<_> = (0..plot.observed.len()).map(interval).collect();
        let reached = intervals.iter().flat_map(|(_, ends)| [ends[0], ends[4]]);
        Some(Self {
            values: fitting(ends, 0.02, 1000.0)?,
            heights: Axis::new(0.0..1.08 * top, 3),
            places: fitting(intervals.iter().map(|interval| interval.0), 0.03, 1000.0)?,
            across: Axis::around(reached.chain(plot.observed.iter().copied()), 0.06, 6)?,
            plot,
            observed,
            sets,
            all,
            intervals,
        })
    }

    fn draw_densities(&self, area: &Area<'_>) -> Drawn {
        let frame = Frame {
            x_label: &self.plot.label,
            y_label: "density",
            no_heights: true,
            left: 74,
            ..Frame::default()
        };
        let mut chart = frame.draw(area, &self.values, &self.heights)?;
        let top = self.heights.range.end;
        for set in &self.sets {
            let points = set.iter().map(|(x, height)| (*x, height.min(top)));
            chart.draw_series(LineSeries::new(points, BLUE.mix(0.18).stroke_width(SCALE)))?;
        }
        let all = self.all.iter().copied();
        chart.draw_series(DashedLineSeries::new(
            all,
            8 * SCALE,
            5 * SCALE,
            BLUE.stroke_width(2 * SCALE),
        ))?;
        chart.draw_series(LineSeries::new(
            self.observed.iter().copied(),
            INK.stroke_width(3 * SCALE),
        ))?;
        let ticks = self
            .plot
            .observed
            .iter()
            .map(|x| PathElement::new(vec![(*x, 0.0), (*x, 0.03 * top)], INK.stroke_width(SCALE)));
        chart.draw_series(ticks)?;
        Ok(())
    }

    fn draw_intervals(&self, area: &Area<'_>) -> Drawn {
        let frame = Frame {
            x_label: self.plot.places.as_ref().map_or("observation", |(label, _)| label),
            y_label: &self.plot.label,
            left: 74,
            ..Frame::default()
        };
        let mut chart = frame.draw(area, &self.places, &self.across)?;
        // The more intervals, the thinner.
        let width = (500 / self.intervals.len().max(1) as u32).clamp(1, 6) * SCALE;
        for (place, [low, lower, _, upper, high]) in &self.intervals {
            for (from, to, share) in [(low, high, 0.25), (lower, upper, 0.6)] {
                let ends = vec![(*place, *from), (*place, *to)];
                chart.draw_series([PathElement::new(ends, BLUE.mix(share).stroke_width(width))])?;
            }
        }
        let size = (2 + 3 * u32::from(self.intervals.len() < 200)) * SCALE;
        for ((place, ends), value) in self.intervals.iter().zip(&self.plot.observed) {
            let colour = if (ends[0]..=ends[4]).contains(value) {
                INK
            } else {
                ORANGE
            };
            chart.draw_series([Circle::new((*place, *value), size, colour.filled())])?;
        }
        Ok(())
    }
}
