//! One panel for each parameter: the histogram of its draws, its mean, its 94 % interval, and a value to compare with.

use super::PlotError;
use super::axis::Axis;
use super::builder::{has_title, starts_empty};
use super::canvas::{Area, BLUE, Drawn, INK, ORANGE, SCALE, bold, font, write_png};
use super::histogram::Histogram;
use crate::diagnostics::hdi;
use crate::diagnostics::quantile_of_sorted;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

/// The share of the draws that the shaded interval holds, as in the summary table.
const INTERVAL: f64 = 0.94;

/// A grid of marginal posteriors.
///
/// ```no_run
/// use autodiff_sampler::plots::Marginals;
///
/// Marginals::new()
///     .title("Posterior")
///     .parameter("K [m/s]", &[4.9, 5.1, 5.0])
///     .compared_with(5.3, 1.0)
///     .save("output/posterior.png")?;
/// # Ok::<(), autodiff_sampler::plots::PlotError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Marginals {
    title: String,
    note: String,
    columns: Option<usize>,
    parameters: Vec<Parameter>,
}

#[derive(Clone, Debug)]
struct Parameter {
    name: String,
    /// In increasing order.
    draws: Vec<f64>,
    reference: Option<(f64, f64)>,
}

impl Marginals {
    starts_empty!();
    has_title!();
    /// What the values given to [`compared_with`](Self::compared_with) are, for the legend.
    pub fn comparison(mut self, note: &str) -> Self {
        note.clone_into(&mut self.note);
        self
    }
    /// Panels in a row; without it, whatever makes the grid compact.
    pub fn columns(mut self, columns: usize) -> Self {
        self.columns = Some(columns.max(1));
        self
    }
    /// Adds a parameter: its name with unit, and its draws in any order.
    pub fn parameter(mut self, name: &str, draws: &[f64]) -> Self {
        let mut draws = draws.to_vec();
        draws.sort_by(f64::total_cmp);
        self.parameters.push(Parameter {
            name: name.to_owned(),
            draws,
            reference: None,
        });
        self
    }
    /// Marks another estimate of the parameter added last: its mean and standard deviation.
    pub fn compared_with(mut self, mean: f64, sd: f64) -> Self {
        if let Some(parameter) = self.parameters.last_mut() {
            parameter.reference = Some((mean, sd));
        }
        self
    }

    /// Draws the figure, 400 × 300 pixels for each panel, and writes it; makes the folder if needed.
    ///
    /// # Errors
    ///
    /// [`PlotError`], with the path: there is nothing to draw, a number is not finite, lengths differ, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        let unplottable = |problem: String| PlotError::Unplottable {
            path: path.display().to_string(),
            problem,
        };
        if self.parameters.is_empty() {
            return Err(unplottable("there is no parameter to draw".to_owned()));
        }
        let marginals = self
            .parameters
            .iter()
            .map(|parameter| {
                Marginal::new(parameter).ok_or_else(|| {
                    unplottable(format!(
                        "the draws of `{}` are not finite, or there are none",
                        parameter.name
                    ))
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let count = self.parameters.len();
        let columns = self
            .columns
            .unwrap_or(if count <= 4 { count } else { count.isqrt().max(3) })
            .min(count);
        let rows = count.div_ceil(columns);
        let (width, height) = (400 * columns as u32, 300 * rows as u32 + HEADER);
        write_png(path, (width, height), |area| {
            let (header, grid) = area.split_vertically(HEADER * SCALE);
            self.draw_header(&header)?;
            let panels = grid.split_evenly((rows, columns));
            for ((panel, parameter), marginal) in panels.iter().zip(&self.parameters).zip(&marginals) {
                draw_panel(panel, parameter, marginal)?;
            }
            Ok(())
        })
    }

    fn draw_header(&self, area: &Area<'_>) -> Drawn {
        let scale = SCALE as i32;
        let (width, y) = (area.dim_in_pixel().0 as i32, 34 * scale);
        let title = bold(21).color(&INK).pos(Pos::new(HPos::Left, VPos::Center));
        area.draw(&Text::new(self.title.as_str(), (24 * scale, y), title))?;
        if self.note.is_empty() {
            return Ok(());
        }
        let style = font(16).color(&INK).pos(Pos::new(HPos::Left, VPos::Center));
        let x = width - 24 * scale - area.estimate_text_size(&self.note, &style)?.0 as i32;
        area.draw(&Text::new(self.note.as_str(), (x, y), style))?;
        let bar = vec![(x - 48 * scale, y), (x - 12 * scale, y)];
        area.draw(&PathElement::new(bar, ORANGE.stroke_width(2 * SCALE)))?;
        Ok(area.draw(&Circle::new((x - 30 * scale, y), 4 * SCALE, ORANGE.filled()))?)
    }
}

/// Final pixels above the panels.
const HEADER: u32 = 60;

/// A histogram and what is marked in it.
#[derive(Debug)]
struct Marginal {
    axis: Axis,
    histogram: Histogram,
    mean: f64,
    sd: f64,
    interval: (f64, f64),
}

impl Marginal {
    /// `None` if there are no draws, or some are not finite.
    fn new(parameter: &Parameter) -> Option<Self> {
        let draws = &parameter.draws;
        let (low, high) = (*draws.first()?, *draws.last()?);
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let sd = (draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / draws.len() as f64).sqrt();
        let reference = parameter.reference.iter().flat_map(|(mean, sd)| [mean - sd, mean + sd]);
        // A few far draws would squeeze the rest: show 99.8 % of them, and the comparison.
        let ends = [0.001, 0.999].map(|share| quantile_of_sorted(draws, share));
        let axis = Axis::around(ends.into_iter().chain(reference), 0.06, 5)?;
        (low.is_finite() && high.is_finite()).then(|| Self {
            histogram: Histogram::new(draws, axis.range.end - axis.range.start),
            axis,
            mean,
            sd,
            interval: hdi(draws, INTERVAL),
        })
    }
}

fn draw_panel(area: &Area<'_>, parameter: &Parameter, marginal: &Marginal) -> Drawn {
    let (scale, middle) = (SCALE as i32, area.dim_in_pixel().0 as i32 / 2);
    let centred = Pos::new(HPos::Center, VPos::Center);
    area.draw(&Text::new(
        parameter.name.as_str(),
        (middle, 16 * scale),
        bold(18).color(&INK).pos(centred),
    ))?;
    let estimate = estimate_text(marginal.mean, marginal.sd);
    area.draw(&Text::new(
        estimate,
        (middle, 42 * scale),
        font(15).color(&INK).pos(centred),
    ))?;

    let axis = &marginal.axis;
    let mut chart = ChartBuilder::on(area)
        .margin_top(56 * SCALE)
        .margin_left(26 * SCALE)
        .margin_right(26 * SCALE)
        .margin_bottom(16 * SCALE)
        .x_label_area_size(34 * SCALE)
        .build_cartesian_2d(axis.clone(), 0.0..1.2)?;
    chart
        .configure_mesh()
        .disable_mesh()
        .disable_y_axis()
        .axis_style(INK.stroke_width(SCALE))
        .set_all_tick_mark_size(5 * SCALE)
        .label_style(font(15).color(&INK))
        .draw()?;
    let (low, high) = marginal.interval;
    // Two polygons rather than a bar for each bin: no seams.
    for (low, high, opacity) in [(f64::NEG_INFINITY, f64::INFINITY, 0.2), (low, high, 0.4)] {
        let points = marginal.histogram.outline(low, high);
        let ends = [(points.first(), 0.0), (points.last(), 0.0)].map(|(end, height)| end.map(|end| (end.0, height)));
        let polygon: Vec<_> = ends[0].into_iter().chain(points).chain(ends[1]).collect();
        chart.draw_series([Polygon::new(polygon, BLUE.mix(opacity))])?;
    }
    let outline = marginal.histogram.outline(f64::NEG_INFINITY, f64::INFINITY);
    chart.draw_series(LineSeries::new(outline, BLUE.stroke_width(2 * SCALE)))?;
    let mean = [(marginal.mean, 0.0), (marginal.mean, 1.04)];
    chart.draw_series(LineSeries::new(mean, INK.stroke_width(2 * SCALE)))?;
    if let Some((mean, sd)) = parameter.reference {
        let bar = [(mean - sd, 1.12), (mean + sd, 1.12)];
        chart.draw_series(LineSeries::new(bar, ORANGE.stroke_width(2 * SCALE)))?;
        chart.draw_series([Circle::new((mean, 1.12), 4 * SCALE, ORANGE.filled())])?;
    }
    Ok(())
}

/// Mean ± standard deviation, the latter with two significant digits.
fn estimate_text(mean: f64, sd: f64) -> String {
    let decimals = if sd > 0.0 {
        (1.0 - sd.log10().floor()).clamp(0.0, 9.0) as usize
    } else {
        3
    };
    format!("{mean:.decimals$} ± {sd:.decimals$}").replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_show_two_digits_of_the_error() {
        assert_eq!(estimate_text(20.88512, 0.000304), "20.88512 ± 0.00030");
        assert_eq!(estimate_text(-4.2, 0.96), "\u{2212}4.20 ± 0.96");
        assert_eq!(estimate_text(31.0, 12.0), "31 ± 12");
    }

    #[test]
    fn constant_draws_have_a_histogram() {
        let parameter = Parameter {
            name: String::new(),
            draws: vec![2.0; 5],
            reference: None,
        };
        assert!(Marginal::new(&parameter).is_some());
    }
}
