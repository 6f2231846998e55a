//! Every pair of parameters of a posterior: densities with contours below the diagonal, histograms on it.

mod density;
mod estimate;
mod layout;
mod panel;
mod ticks;

use super::PlotError;
use super::axis::Axis;
use super::builder::{has_title, starts_empty};
use super::canvas::write_png;
use super::histogram::Histogram;
use crate::Trace;
use crate::diagnostics::quantile_of_sorted;
use layout::Layout;
use std::ops::Range;
use std::path::Path;

/// A corner plot: for each pair of parameters the density of the draws with contours that hold 39 % and 86 % of them (one and
/// two standard deviations of a normal density of two dimensions) and single draws outside, and for each parameter its
/// histogram with median and 68 % interval.
///
/// ```no_run
/// use autodiff_sampler::plots::Corner;
///
/// Corner::new()
///     .title("Posterior of WASP-107 b")
///     .comparison("published, ±1 sd")
///     .parameter("P [d]", &[5.7215, 5.7214, 5.7216])
///     .compared_with(5.721492, 0.000002)
///     .parameter("r", &[0.1441, 0.1447, 0.1444])
///     .truth(0.1445)
///     .save("output/corner.png")?;
/// # Ok::<(), autodiff_sampler::plots::PlotError>(())
/// ```
///
/// Up to a dozen parameters remain readable; more than 30 are refused.
#[derive(Clone, Debug, Default)]
pub struct Corner {
    title: String,
    note: String,
    parameters: Vec<Parameter>,
    /// Which draws diverged.
    diverging: Vec<bool>,
}

#[derive(Clone, Debug)]
struct Parameter {
    name: String,
    draws: Vec<f64>,
    /// Value and standard deviation.
    reference: Option<(f64, f64)>,
}

/// Parameters in one figure; the panels of more would be too small to see anything.
const MOST: usize = 30;

/// What is drawn of a parameter.
struct Column<'a> {
    name: &'a str,
    draws: &'a [f64],
    reference: Option<(f64, f64)>,
    range: Range<f64>,
    histogram: Histogram,
    /// 16 %, 50 % and 84 % of the draws lie below.
    quantiles: [f64; 3],
}

impl Corner {
    starts_empty!();
    has_title!();
    /// What the values given to [`compared_with`](Self::compared_with) or [`truth`](Self::truth) are, for the legend.
    pub fn comparison(mut self, note: &str) -> Self {
        note.clone_into(&mut self.note);
        self
    }
    /// Adds a parameter: its name, with unit in brackets, and its draws, in the same order for all parameters.
    pub fn parameter(mut self, name: &str, draws: &[f64]) -> Self {
        self.parameters.push(Parameter {
            name: name.to_owned(),
            draws: draws.to_vec(),
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
    /// Marks the value of the parameter added last that data were simulated with, or one known exactly.
    pub fn truth(self, value: f64) -> Self {
        self.compared_with(value, 0.0)
    }

    /// Adds all values of a trace, and marks its divergent draws; [`Trace::select`] chooses some of them.
    pub fn trace(mut self, trace: &Trace) -> Self {
        for name in trace.names() {
            self = self.parameter(name, trace.draws_of(name).unwrap_or_default());
        }
        self.divergences(&trace.sample_stats().diverging)
    }
    /// Marks draws whose trajectory diverged, one flag for each draw: many in one corner say that the sampler cannot enter it.
    pub fn divergences(mut self, diverging: &[bool]) -> Self {
        self.diverging = diverging.to_vec();
        self
    }

    /// Draws the figure, about 2000 pixels wide for many parameters and less for few, and writes it; makes the folder if
    /// needed.
    ///
    /// # Errors
    ///
    /// [`PlotError`], with the path: there is nothing to draw, a number is not finite, lengths differ, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        let columns = self.columns().map_err(|problem| PlotError::Unplottable {
            path: path.display().to_string(),
            problem,
        })?;
        let layout = Layout::new(columns.len());
        write_png(path, layout.size(), |area| {
            layout.draw(area, (&self.title, &self.note), &columns, &self.diverging)
        })
    }

    /// What to draw of each parameter, or why that is impossible.
    fn columns(&self) -> Result<Vec<Column<'_>>, String> {
        let first = self.parameters.first().ok_or("there is no parameter to draw")?;
        if self.parameters.len() > MOST {
            let count = self.parameters.len();
            return Err(format!(
                "{count} parameters are too many for one corner plot: draw at most {MOST} of them"
            ));
        }
        if ![0, first.draws.len()].contains(&self.diverging.len()) {
            return Err(format!(
                "there are {} draws of `{}`, but divergences are marked in {}",
                first.draws.len(),
                first.name,
                self.diverging.len()
            ));
        }
        self.parameters
            .iter()
            .map(|parameter| {
                let (count, name) = (parameter.draws.len(), &parameter.name);
                if count != first.draws.len() {
                    return Err(format!(
                        "the draws differ in length: {} of `{}`, {count} of `{name}`",
                        first.draws.len(),
                        first.name,
                    ));
                }
                Column::new(parameter)
            })
            .collect()
    }
}

impl<'a> Column<'a> {
    fn new(parameter: &'a Parameter) -> Result<Self, String> {
        let name = parameter.name.as_str();
        if parameter.draws.is_empty() {
            return Err(format!("there are no draws of `{name}`"));
        }
        if !parameter.draws.iter().all(|draw| draw.is_finite()) {
            return Err(format!("the draws of `{name}` are not finite"));
        }
        if let Some((mean, sd)) = parameter.reference
            && !(mean.is_finite() && sd.is_finite() && sd >= 0.0)
        {
            return Err(format!(
                "`{name}` cannot be compared with {mean} ± {sd}: both must be finite and the latter not negative"
            ));
        }
        let mut sorted = parameter.draws.clone();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (quantile_of_sorted(&sorted, 0.001), quantile_of_sorted(&sorted, 0.999));
        // Far draws, and far comparisons, would squeeze the rest.
        let near = |value: &f64| (low - (high - low)..=high + (high - low)).contains(value);
        let reference = parameter.reference.map(|(mean, _)| mean).filter(near);
        let axis = Axis::around([low, high].into_iter().chain(reference), 0.08, 4)
            .ok_or_else(|| format!("the draws of `{name}` cannot be drawn"))?;
        let span = axis.range.end - axis.range.start;
        Ok(Self {
            name,
            draws: &parameter.draws,
            reference: parameter.reference,
            histogram: Histogram::new(&sorted, span),
            quantiles: [0.158_655, 0.5, 0.841_345].map(|share| quantile_of_sorted(&sorted, share)),
            range: axis.range,
        })
    }
}
