//! How long chains remember.

use super::PlotError;
use super::axis::Axis;
use super::builder::{has_title, starts_empty, takes_chains};
use super::canvas::{Area, Drawn, GREY, INK, SCALE, tint};
use super::chains::{self, Parameter, colour};
use super::frame::Frame;
use super::line::draw_line;
use super::sheet::{Entry, Sheet};
use crate::diagnostics;
use plotters::prelude::*;
use std::path::Path;

/// Values in one figure.
const MOST: usize = 60;
/// Final pixels of a panel.
const PANEL: (u32, u32) = (440, 280);

/// An autocorrelation plot: for each value, the correlation of each chain's draws with those some draws later. The sooner it falls
/// to zero, the more a draw is worth. The band is ±1.96/√n, within which most correlations of independent draws lie.
///
/// ```no_run
/// use autodiff_sampler::plots::Autocorrelation;
/// # let trace = autodiff_sampler::Trace::from_chains([("mu", vec![vec![1.0, 2.0, 3.0]])]).unwrap();
///
/// Autocorrelation::new().trace(&trace).longest(50).save("output/autocorrelation.png")?;
/// # Ok::<(), autodiff_sampler::plots::PlotError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Autocorrelation {
    title: String,
    parameters: Vec<Parameter>,
    longest: usize,
}

impl Default for Autocorrelation {
    fn default() -> Self {
        Self {
            title: String::new(),
            parameters: Vec::new(),
            longest: 100,
        }
    }
}

impl Autocorrelation {
    starts_empty!();
    has_title!();
    /// The longest lag in draws, 100 if nobody says otherwise; chains that are shorter end before it.
    pub fn longest(mut self, lag: usize) -> Self {
        self.longest = lag;
        self
    }
    takes_chains!();

    /// Draws the figure, 440 × 280 pixels for each value, and writes it; makes the folder if needed.
    ///
    /// # Errors
    ///
    /// [`PlotError`], with the path: there is nothing to draw, a number is not finite, lengths differ, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        let unplottable = |problem: String| PlotError::unplottable(path, problem);
        chains::check(&self.parameters, 3, MOST).map_err(unplottable)?;
        if self.longest == 0 {
            return Err(unplottable("the longest lag is 0: it must be positive".to_owned()));
        }
        let sheet = Sheet {
            title: &self.title,
            legend: Entry::chains(self.parameters[0].chains.len()),
            columns: 3,
            panel: PANEL,
        };
        sheet.save(path, self.parameters.len(), |index, area| {
            self.draw_panel(area, &self.parameters[index])
        })
    }

    fn draw_panel(&self, area: &Area<'_>, parameter: &Parameter) -> Drawn {
        let draws = parameter.chains[0].len();
        let longest = self.longest.min(draws - 1);
        let curves: Vec<Vec<f64>> = parameter
            .chains
            .iter()
            .map(|chain| diagnostics::autocorrelation(chain)[..=longest].to_vec())
            .collect();
        let least = curves
            .iter()
            .flatten()
            .copied()
            .filter(|rho| rho.is_finite())
            .fold(-0.2, f64::min);
        let (x, y) = (Axis::new(0.0..longest as f64, 5), Axis::new(1.1 * least..1.06, 5));
        let frame = Frame {
            title: &parameter.name,
            x_label: "lag [draws]",
            left: 44,
            ..Frame::default()
        };
        let mut chart = frame.draw(area, &x, &y)?;
        let band = 1.96 / (draws as f64).sqrt();
        let corners = [(0.0, -band), (longest as f64, band)];
        chart.draw_series([Rectangle::new(corners, tint(GREY, 0.25).filled())])?;
        let zero = [(0.0, 0.0), (longest as f64, 0.0)];
        chart.draw_series(LineSeries::new(zero, INK.stroke_width(SCALE)))?;
        for (chain, curve) in curves.iter().enumerate() {
            // Equal draws have no correlation.
            let known = curve.iter().enumerate().filter(|(_, rho)| rho.is_finite());
            let points = known.map(|(lag, rho)| (lag as f64, *rho));
            draw_line(&mut chart, points, colour(chain).stroke_width(2 * SCALE))?;
        }
        Ok(())
    }
}
