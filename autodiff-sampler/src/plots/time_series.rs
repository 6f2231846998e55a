//! Observations over time with curves drawn from the posterior above, and residuals below.

use super::PlotError;
use super::axis::Axis;
use super::builder::has_title;
use super::canvas::{Area, BLUE, Drawn, GREY, INK, ORANGE, SCALE, bold, font, write_png};
use super::line::draw_line;
use super::panel::{Chart, LEFT, RIGHT, panel, unit};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

/// A figure of observations with error bars, model curves through them, and residuals.
///
/// ```no_run
/// use autodiff_sampler::plots::TimeSeries;
///
/// TimeSeries::new(&[0.0, 1.0, 2.0], &[0.1, 0.9, 2.2], &[0.1, 0.1, 0.1])
///     .title("A line")
///     .labels("time [d]", "velocity [m/s]")
///     .curves(&[0.0, 2.0], vec![vec![0.0, 2.0], vec![0.1, 2.1]])
///     .model(&[0.0, 1.0, 2.0])
///     .save("output/line.png")?;
/// # Ok::<(), autodiff_sampler::plots::PlotError>(())
/// ```
#[derive(Clone, Debug)]
pub struct TimeSeries<'a> {
    time: &'a [f64],
    value: &'a [f64],
    error: &'a [f64],
    total_error: Option<Vec<f64>>,
    curve_time: &'a [f64],
    curves: Vec<Vec<f64>>,
    model: Option<&'a [f64]>,
    title: String,
    time_label: String,
    value_label: String,
}

impl<'a> TimeSeries<'a> {
    /// Observations: times, values and standard errors, of equal length.
    pub fn new(time: &'a [f64], value: &'a [f64], error: &'a [f64]) -> Self {
        Self {
            time,
            value,
            error,
            total_error: None,
            curve_time: &[],
            curves: Vec::new(),
            model: None,
            title: String::new(),
            time_label: String::new(),
            value_label: String::new(),
        }
    }
    has_title!();
    /// What the axes show, with units.
    pub fn labels(mut self, time: &str, value: &str) -> Self {
        time.clone_into(&mut self.time_label);
        value.clone_into(&mut self.value_label);
        self
    }
    /// Further scatter that the model found (jitter), shown as longer, paler error bars.
    pub fn jitter(mut self, jitter: f64) -> Self {
        self.total_error = Some(self.error.iter().map(|error| error.hypot(jitter)).collect());
        self
    }
    /// The model for several draws from the posterior (a few dozen to a few hundred), each at the times `time`.
    pub fn curves(mut self, time: &'a [f64], curves: Vec<Vec<f64>>) -> Self {
        (self.curve_time, self.curves) = (time, curves);
        self
    }
    /// The model at the times of the observations, for the residuals: the mean or median over the posterior.
    pub fn model(mut self, model: &'a [f64]) -> Self {
        self.model = Some(model);
        self
    }

    /// Draws the figure, 1500 × 950 pixels, and writes it; makes the folder if needed.
    ///
    /// # Errors
    ///
    /// [`PlotError`], with the path: there is nothing to draw, a number is not finite, lengths differ, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        let unplottable = |problem: &str| PlotError::Unplottable {
            path: path.display().to_string(),
            problem: problem.to_owned(),
        };
        let counts = [
            self.value.len(),
            self.error.len(),
            self.model.map_or(self.time.len(), <[f64]>::len),
        ];
        if self.curves.iter().any(|curve| curve.len() != self.curve_time.len()) || counts != [self.time.len(); 3] {
            return Err(unplottable("times, values, errors, model and curves differ in length"));
        }
        let infinite = || unplottable("there is nothing to draw, or it is not finite");
        let time = Axis::around(self.time.iter().chain(self.curve_time).copied(), 0.015, 10).ok_or_else(infinite)?;
        let errors = self.total_error.as_deref().unwrap_or(self.error);
        let ends = |values: &[f64]| -> Vec<f64> {
            values
                .iter()
                .zip(errors)
                .flat_map(|(value, error)| [value - error, value + error])
                .collect()
        };
        let shown = ends(self.value)
            .into_iter()
            .chain(self.curves.iter().flatten().copied());
        let value = Axis::around(shown, 0.04, 8).ok_or_else(infinite)?;
        let residuals: Option<Vec<f64>> = self.model.map(|model| {
            self.value
                .iter()
                .zip(model)
                .map(|(value, model)| value - model)
                .collect()
        });
        let residual_axis = match &residuals {
            // Symmetric about zero.
            Some(residuals) => {
                let ends = ends(residuals);
                Some(Axis::around(ends.iter().flat_map(|&end| [end, -end]), 0.08, 5).ok_or_else(infinite)?)
            }
            None => None,
        };
        write_png(path, (1500, 950), |area| {
            let (header, panels) = area.split_vertically(56 * SCALE);
            self.draw_header(&header)?;
            let (Some(residuals), Some(axis)) = (&residuals, &residual_axis) else {
                return self.draw_upper(&panels, &time, &value, true);
            };
            let (upper, lower) = panels.split_vertically(600 * SCALE);
            self.draw_upper(&upper, &time, &value, false)?;
            self.draw_residuals(&lower, &time, axis, residuals)
        })
    }

    fn draw_upper(&self, area: &Area<'_>, time: &Axis, value: &Axis, lowest: bool) -> Drawn {
        let mut chart = panel(
            area,
            time,
            value,
            lowest.then_some(self.time_label.as_str()),
            &self.value_label,
        )?;
        // The more curves, the fainter each: together they show the posterior's density.
        let opacity = (9.0 / self.curves.len().max(1) as f64).clamp(0.05, 0.9);
        for curve in &self.curves {
            let points = self.curve_time.iter().copied().zip(curve.iter().copied());
            draw_line(&mut chart, points, BLUE.mix(opacity).stroke_width(2 * SCALE))?;
        }
        self.draw_points(&mut chart, self.value)
    }

    fn draw_residuals(&self, area: &Area<'_>, time: &Axis, axis: &Axis, residuals: &[f64]) -> Drawn {
        let residual = format!("residual {}", unit(&self.value_label));
        let mut chart = panel(area, time, axis, Some(&self.time_label), &residual)?;
        let zero = [(time.range.start, 0.0), (time.range.end, 0.0)];
        chart.draw_series(LineSeries::new(zero, BLUE.stroke_width(2 * SCALE)))?;
        self.draw_points(&mut chart, residuals)
    }

    /// Points with the published error bars, over paler ones that include the jitter.
    fn draw_points(&self, chart: &mut Chart<'_, '_>, values: &[f64]) -> Drawn {
        let pale = self
            .total_error
            .iter()
            .map(|errors| (errors.as_slice(), GREY.mix(0.6), SCALE));
        for (errors, colour, width) in pale.chain([(self.error, INK.into(), 2 * SCALE)]) {
            for ((&time, &value), error) in self.time.iter().zip(values).zip(errors) {
                let bar = vec![(time, value - error), (time, value + error)];
                chart.draw_series([PathElement::new(bar, colour.stroke_width(width))])?;
            }
        }
        for (&time, &value) in self.time.iter().zip(values) {
            chart.draw_series([Circle::new((time, value), 5 * SCALE, WHITE.filled())])?;
            chart.draw_series([Circle::new((time, value), 4 * SCALE, ORANGE.filled())])?;
        }
        Ok(())
    }

    /// The title at the left; at the right, what points, bars and curves are.
    fn draw_header(&self, area: &Area<'_>) -> Drawn {
        let scale = SCALE as i32;
        let (width, y) = (area.dim_in_pixel().0 as i32, 32 * scale);
        let title = bold(21).color(&INK).pos(Pos::new(HPos::Left, VPos::Center));
        area.draw(&Text::new(self.title.as_str(), (LEFT as i32 * scale, y), title))?;
        let mut x = width - RIGHT as i32 * scale;
        let mut entries = vec![("observation", ORANGE.to_rgba(), true)];
        if self.total_error.is_some() {
            entries.push(("error with jitter", GREY.mix(0.6), false));
        }
        if !self.curves.is_empty() {
            entries.push(("posterior draws", BLUE.to_rgba(), false));
        }
        for (text, colour, point) in entries.into_iter().rev() {
            let style = font(17).color(&INK).pos(Pos::new(HPos::Left, VPos::Center));
            x -= area.estimate_text_size(text, &style)?.0 as i32;
            area.draw(&Text::new(text, (x, y), style))?;
            x -= 10 * scale;
            let ends = vec![(x - 26 * scale, y), (x, y)];
            if point {
                area.draw(&Circle::new((x - 6 * scale, y), 4 * SCALE, colour.filled()))?;
                x += 8 * scale;
            } else {
                area.draw(&PathElement::new(ends, colour.stroke_width(2 * SCALE)))?;
            }
            x -= (26 + 24) * scale;
        }
        Ok(())
    }
}
