//! Effective sample sizes as chains grow.

use super::PlotError;
use super::axis::Axis;
use super::builder::{has_title, starts_empty, takes_chains};
use super::canvas::{Area, BLUE, Drawn, GREY, ORANGE, SCALE};
use super::chains::{self, Parameter};
use super::frame::{Frame, fitting};
use super::sheet::{Entry, Mark, Sheet};
use crate::diagnostics;
use plotters::prelude::*;
use std::path::Path;

/// Values in one figure.
const MOST: usize = 60;
/// Points of a line.
const POINTS: usize = 20;
/// Effective samples per chain that are enough (Vehtari et al. 2021).
const ENOUGH: f64 = 100.0;
/// Final pixels of a panel.
const PANEL: (u32, u32) = (440, 300);

/// An evolution plot: for each value, the effective sample sizes of the bulk and the tails when only so many draws are taken. They
/// should grow in proportion, and beyond 100 for each chain.
///
/// ```no_run
/// use autodiff_sampler::plots::EssEvolution;
/// # let trace = autodiff_sampler::Trace::from_chains([("mu", vec![vec![1.0, 2.0, 3.0]])]).unwrap();
///
/// EssEvolution::new().title("Eight schools").trace(&trace).save("output/ess.png")?;
/// # Ok::<(), autodiff_sampler::plots::PlotError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct EssEvolution {
    title: String,
    parameters: Vec<Parameter>,
}

impl EssEvolution {
    starts_empty!();
    has_title!();
    takes_chains!();

    /// Draws the figure, 440 × 300 pixels for each value, and writes it; makes the folder if needed.
    ///
    /// # Errors
    ///
    /// [`PlotError`], with the path: there is nothing to draw, a number is not finite, lengths differ, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        chains::check(&self.parameters, 4, MOST).map_err(|problem| PlotError::unplottable(path, problem))?;
        let sheet = Sheet {
            title: &self.title,
            legend: vec![
                Entry::new("bulk", BLUE, Mark::Line),
                Entry::new("tails", ORANGE, Mark::Line),
                Entry::new("100 per chain", GREY, Mark::Dashes),
            ],
            columns: 3,
            panel: PANEL,
        };
        sheet.save(path, self.parameters.len(), |index, area| {
            draw_panel(area, &self.parameters[index])
        })
    }
}

fn draw_panel(area: &Area<'_>, parameter: &Parameter) -> Drawn {
    let (chains, draws) = (parameter.chains.len(), parameter.chains[0].len());
    let lengths = (1..=POINTS).map(|point| (draws * point).div_ceil(POINTS).max(4));
    let sizes: Vec<(f64, [f64; 2])> = lengths
        .map(|length| {
            let begun: Vec<&[f64]> = parameter.chains.iter().map(|chain| &chain[..length]).collect();
            (
                (chains * length) as f64,
                [diagnostics::ess_bulk(&begun), diagnostics::ess_tail(&begun)],
            )
        })
        .collect();
    let enough = ENOUGH * chains as f64;
    let highest = sizes
        .iter()
        .flat_map(|(_, sizes)| sizes)
        .copied()
        .fold(enough, f64::max);
    let all = (chains * draws) as f64;
    let x = fitting([0.0, all], 0.0, 360.0).unwrap_or_else(|| Axis::new(0.0..all, 4));
    let y = Axis::new(0.0..1.08 * highest, 5);
    let frame = Frame {
        title: &parameter.name,
        x_label: "draws of all chains",
        left: 54,
        ..Frame::default()
    };
    let mut chart = frame.draw(area, &x, &y)?;
    let line = [(0.0, enough), (all, enough)];
    chart.draw_series(DashedLineSeries::new(
        line,
        5 * SCALE,
        4 * SCALE,
        GREY.stroke_width(SCALE),
    ))?;
    for (kind, colour) in [BLUE, ORANGE].into_iter().enumerate() {
        let points: Vec<_> = sizes.iter().map(|(draws, sizes)| (*draws, sizes[kind])).collect();
        chart.draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(2 * SCALE)))?;
        chart.draw_series(
            points
                .iter()
                .map(|point| Circle::new(*point, 3 * SCALE, colour.filled())),
        )?;
    }
    Ok(())
}
