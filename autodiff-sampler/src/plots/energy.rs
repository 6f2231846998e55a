//! Energies of a Hamiltonian sampler.

use super::PlotError;
use super::axis::Axis;
use super::builder::{has_title, starts_empty};
use super::canvas::{Area, BLUE, Drawn, INK, ORANGE, SCALE, font};
use super::chains::Parameter;
use super::frame::{Frame, fitting};
use super::sheet::{Entry, Mark, Sheet};
use super::smooth::density;
use crate::{Trace, diagnostics};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

/// An energy plot (Betancourt 2016, arXiv:1604.00695): the density of energies about their mean, and that of their changes from draw to
/// draw. When the changes are much narrower, the sampler explores the tails slowly; E-BFMI, the ratio of their
/// variances, is given for each chain, and should exceed 0.3.
///
/// ```no_run
/// use autodiff_sampler::plots::Energy;
/// # let trace = autodiff_sampler::Trace::from_chains([("mu", vec![vec![1.0, 2.0, 3.0]])]).unwrap();
///
/// Energy::new().title("Eight schools").trace(&trace).save("output/energy.png")?;
/// # Ok::<(), autodiff_sampler::plots::PlotError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Energy {
    title: String,
    chains: Vec<Vec<f64>>,
}

impl Energy {
    starts_empty!();
    has_title!();
    /// The energies of a trace.
    pub fn trace(mut self, trace: &Trace) -> Self {
        let energies = trace.sample_stats().energy.chunks(trace.draws().max(1));
        self.chains = energies.map(<[f64]>::to_vec).collect();
        self
    }
    /// The energies of each chain.
    pub fn chains(mut self, chains: &[&[f64]]) -> Self {
        self.chains = chains.iter().map(|chain| chain.to_vec()).collect();
        self
    }

    /// Draws the figure, 900 × 556 pixels, and writes it; makes the folder if needed.
    ///
    /// # Errors
    ///
    /// [`PlotError`], with the path: there is nothing to draw, a number is not finite, lengths differ, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        let unplottable = |problem: String| PlotError::unplottable(path, problem);
        let energy = Parameter {
            name: "energy".to_owned(),
            chains: self.chains.clone(),
        };
        energy.check(3).map_err(unplottable)?;
        let impossible = || unplottable("the energies are all equal: there is no density to draw".to_owned());
        let all = energy.draws();
        let mean = diagnostics::mean(&all);
        let marginal = density(&all.iter().map(|energy| energy - mean).collect::<Vec<_>>());
        let changes = self
            .chains
            .iter()
            .flat_map(|chain| chain.windows(2).map(|pair| pair[1] - pair[0]));
        let transition = density(&changes.collect::<Vec<_>>());
        let ends = marginal.iter().chain(&transition).map(|point| point.0);
        let x = fitting(ends, 0.03, 760.0).ok_or_else(impossible)?;
        let top = marginal
            .iter()
            .chain(&transition)
            .map(|point| point.1)
            .fold(0.0, f64::max);
        let y = Axis::new(0.0..1.08 * top, 3);
        let sheet = Sheet {
            title: &self.title,
            legend: vec![
                Entry::new("energy about its mean", BLUE.mix(0.5), Mark::Block),
                Entry::new("change from draw to draw", ORANGE.mix(0.5), Mark::Block),
            ],
            columns: 1,
            panel: (900, 500),
        };
        sheet.save(path, 1, |_, area| {
            self.draw(area, &x, &y, [(&marginal, BLUE), (&transition, ORANGE)])
        })
    }

    fn draw(&self, area: &Area<'_>, x: &Axis, y: &Axis, curves: [(&Vec<(f64, f64)>, RGBColor); 2]) -> Drawn {
        let frame = Frame {
            x_label: "energy",
            no_heights: true,
            left: 12,
            ..Frame::default()
        };
        let mut chart = frame.draw(area, x, y)?;
        for (curve, colour) in curves {
            let points = || curve.iter().copied();
            let ends = [curve.first(), curve.last()].map(|end| end.map(|end| (end.0, 0.0)));
            let below: Vec<_> = ends[0].into_iter().chain(points()).chain(ends[1]).collect();
            chart.draw_series([Polygon::new(below, colour.mix(0.25))])?;
            chart.draw_series(LineSeries::new(points(), colour.stroke_width(2 * SCALE)))?;
        }
        let scale = SCALE as i32;
        let right = area.dim_in_pixel().0 as i32 - 34 * scale;
        let style = font(15).color(&INK).pos(Pos::new(HPos::Right, VPos::Center));
        for (chain, energies) in self.chains.iter().enumerate().take(16) {
            let fraction = diagnostics::bfmi(energies);
            let style = if fraction < 0.3 {
                style.clone().color(&ORANGE)
            } else {
                style.clone()
            };
            let text = format!("E-BFMI of chain {chain}: {fraction:.2}");
            area.draw(&Text::new(text, (right, (32 + 22 * chain as i32) * scale), style))?;
        }
        Ok(())
    }
}
