//! Ranks of each chain's draws among all.

use super::PlotError;
use super::axis::Axis;
use super::builder::{has_title, starts_empty, takes_chains};
use super::canvas::{Area, Drawn, GREY, SCALE};
use super::chains::{self, Parameter, colour};
use super::frame::{Frame, fitting};
use super::sheet::{Entry, Mark, Sheet};
use plotters::prelude::*;
use std::path::Path;

/// Values in one figure.
const MOST: usize = 60;
/// Bins of ranks.
const BINS: usize = 20;
/// Final pixels of a panel.
const PANEL: (u32, u32) = (440, 300);

/// A rank plot (Vehtari et al. 2021): for each value, a histogram per chain of the ranks that its draws have among the draws of
/// all chains. Chains that explore the same distribution have even histograms; slopes and humps show one that does not.
///
/// ```no_run
/// use autodiff_sampler::plots::Ranks;
/// # let trace = autodiff_sampler::Trace::from_chains([("mu", vec![vec![1.0, 2.0, 3.0]])]).unwrap();
///
/// Ranks::new().title("Eight schools").trace(&trace).save("output/ranks.png")?;
/// # Ok::<(), autodiff_sampler::plots::PlotError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Ranks {
    title: String,
    parameters: Vec<Parameter>,
}

impl Ranks {
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
        chains::check(&self.parameters, 2, MOST).map_err(|problem| PlotError::unplottable(path, problem))?;
        let sheet = Sheet {
            title: &self.title,
            legend: vec![Entry::new("even", GREY, Mark::Dashes)],
            columns: 3,
            panel: PANEL,
        };
        sheet.save(path, self.parameters.len(), |index, area| {
            draw_panel(area, &self.parameters[index])
        })
    }
}

fn draw_panel(area: &Area<'_>, parameter: &Parameter) -> Drawn {
    let counts = histograms(&parameter.slices());
    let (chains, all) = (counts.len(), parameter.draws().len() as f64);
    let even = all / (chains * BINS) as f64;
    let highest = counts.iter().flatten().copied().fold(1.5 * even, f64::max);
    let axis = fitting([0.0, all], 0.0, 360.0).unwrap_or_else(|| Axis::new(0.0..all, 4));
    // Each chain stands on its own line, the first at the top.
    let lines = (0..chains).map(|line| (line as f64 + 0.45, (chains - 1 - line).to_string()));
    let heights = Axis::new(0.0..chains as f64 + 0.12, 1).named(lines);
    let frame = Frame {
        title: &parameter.name,
        x_label: "rank among all draws",
        y_label: "chain",
        left: 40,
        ..Frame::default()
    };
    let mut chart = frame.draw(area, &axis, &heights)?;
    let width = all / BINS as f64;
    for (chain, counts) in counts.iter().enumerate() {
        let line = (chains - 1 - chain) as f64;
        let scaled = |count: f64| line + 0.92 * count / highest;
        let bars = counts.iter().enumerate().map(|(bin, count)| {
            let corners = [(bin as f64 * width, line), ((bin + 1) as f64 * width, scaled(*count))];
            Rectangle::new(corners, colour(chain).mix(0.55).filled())
        });
        chart.draw_series(bars)?;
        let expected = [(0.0, scaled(even)), (all, scaled(even))];
        chart.draw_series(DashedLineSeries::new(
            expected,
            5 * SCALE,
            4 * SCALE,
            GREY.stroke_width(SCALE),
        ))?;
    }
    Ok(())
}

/// How many draws of each chain have ranks in each bin. Equal draws share their bins: each counts in all that their ranks reach.
fn histograms(chains: &[&[f64]]) -> Vec<Vec<f64>> {
    let mut draws: Vec<(f64, usize)> = chains
        .iter()
        .enumerate()
        .flat_map(|(chain, draws)| draws.iter().map(move |draw| (*draw, chain)))
        .collect();
    draws.sort_by(|one, other| one.0.total_cmp(&other.0));
    let width = draws.len() as f64 / BINS as f64;
    let mut counts = vec![vec![0.0; BINS]; chains.len()];
    let mut first = 0;
    for equal in draws.chunk_by(|one, other| one.0 == other.0) {
        let (start, end) = (first as f64, (first + equal.len()) as f64);
        let bins = (start / width) as usize..((end / width).ceil() as usize).min(BINS);
        for bin in bins {
            let inside = end.min((bin + 1) as f64 * width) - start.max(bin as f64 * width);
            for (_, chain) in equal {
                counts[*chain][bin] += inside.max(0.0) / equal.len() as f64;
            }
        }
        first += equal.len();
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_counted_among_all_chains() {
        let low: Vec<f64> = (0..100).map(f64::from).collect();
        let high: Vec<f64> = (100..200).map(f64::from).collect();
        let counts = histograms(&[&low, &high]);
        assert_eq!(counts[0], [vec![10.0; 10], vec![0.0; 10]].concat());
        assert_eq!(counts[1], [vec![0.0; 10], vec![10.0; 10]].concat());
    }

    #[test]
    fn equal_draws_are_spread_evenly() {
        let counts = histograms(&[&[1.0; 30], &[1.0; 30]]);
        assert!(counts.iter().flatten().all(|count| (count - 1.5).abs() < 1e-12));
    }
}
