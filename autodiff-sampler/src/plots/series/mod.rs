//! Groups of points over time, thousands if need be, with the model as a band and residuals below.

mod draw;
mod layers;
mod legend;
mod shape;

use super::PlotError;
use super::axis::Axis;
use super::builder::{has_title, starts_empty};
use super::canvas::write_png;
use draw::Figure;
use layers::Layers;
use std::ops::RangeInclusive;
use std::path::Path;

/// A figure of groups of points, each with a colour and a shape of its own; of bands; and of residuals if groups have a
/// [`model`](Self::model).
///
/// ```no_run
/// use autodiff_sampler::plots::Series;
///
/// let (hours, flux, error) = (vec![-0.1, 0.0, 0.1], vec![0.99, 0.98, 0.99], vec![0.001; 3]);
/// let (grid, lower, middle, upper) = (vec![-0.2, 0.2], vec![0.98; 2], vec![0.985; 2], vec![0.99; 2]);
/// Series::new()
///     .title("Transits of WASP-107 b, folded")
///     .labels("time from mid-transit [h]", "relative flux")
///     .group("K2", &hours, &flux, &error)
///     .binned(0.1)
///     .model(&[0.985; 3])
///     .band("model, 68 %", &grid, &lower, &middle, &upper)
///     .save("output/transit.png")?;
/// # Ok::<(), autodiff_sampler::plots::PlotError>(())
/// ```
///
/// Observed minus computed times of transits, without residuals:
///
/// ```no_run
/// # use autodiff_sampler::plots::Series;
/// # let (epoch, minutes, error) = (vec![0.0, 1.0], vec![0.3, -0.2], vec![0.5; 2]);
/// # let (grid, lower, middle, upper) = (vec![0.0, 1.0], vec![-0.1; 2], vec![0.0; 2], vec![0.1; 2]);
/// Series::new()
///     .labels("epoch", "observed − computed [min]")
///     .group("K2", &epoch, &minutes, &error)
///     .group("Spitzer", &epoch, &minutes, &error)
///     .band("ephemeris ± 1 sd", &grid, &lower, &middle, &upper)
///     .line(0.0)
///     .save("output/times.png")?;
/// # Ok::<(), autodiff_sampler::plots::PlotError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Series<'a> {
    title: String,
    x_label: String,
    y_label: String,
    groups: Vec<Group<'a>>,
    bands: Vec<Band<'a>>,
    line: Option<f64>,
    shown: Option<RangeInclusive<f64>>,
}

#[derive(Clone, Debug)]
struct Group<'a> {
    label: String,
    x: &'a [f64],
    y: &'a [f64],
    error: &'a [f64],
    model: Option<&'a [f64]>,
    dots: bool,
    bin: Option<f64>,
    jitter: f64,
}

#[derive(Clone, Debug)]
struct Band<'a> {
    label: String,
    x: &'a [f64],
    lower: &'a [f64],
    middle: &'a [f64],
    upper: &'a [f64],
}

impl<'a> Series<'a> {
    starts_empty!();
    has_title!();
    /// What the axes show, with units in brackets. What follows a comma there is no unit: `time [d, BJD − 2457000]`.
    pub fn labels(mut self, x: &str, y: &str) -> Self {
        x.clone_into(&mut self.x_label);
        y.clone_into(&mut self.y_label);
        self
    }
    /// Adds points: their name in the legend, and their coordinates and standard errors, of equal length. Errors of zero have
    /// no bars.
    pub fn group(mut self, label: &str, x: &'a [f64], y: &'a [f64], error: &'a [f64]) -> Self {
        self.groups.push(Group {
            label: label.to_owned(),
            x,
            y,
            error,
            model: None,
            dots: false,
            bin: None,
            jitter: 0.0,
        });
        self
    }
    /// Draws the points of the group added last as small pale dots without error bars. The one in a thousand farthest up and
    /// down do not widen the panel; those outside it are arrows at its edge.
    pub fn dots(self) -> Self {
        self.change_last(|group| group.dots = true)
    }
    /// Draws the points of the group added last as [`dots`](Self::dots), and their weighted means over intervals of this width
    /// with error bars over them. The intervals start at multiples of the width.
    pub fn binned(self, width: f64) -> Self {
        self.change_last(|group| (group.dots, group.bin) = (true, Some(width)))
    }
    /// Further scatter of the group added last that the model found, shown as longer, paler error bars; means weigh with both.
    pub fn jitter(self, jitter: f64) -> Self {
        self.change_last(|group| group.jitter = jitter)
    }
    /// The model at the points of the group added last, for residuals: the mean or median over the posterior.
    pub fn model(self, model: &'a [f64]) -> Self {
        self.change_last(|group| group.model = Some(model))
    }
    /// Adds a line, `middle`, with a band from `lower` to `upper` around it, at the points `x`, which increase: quantiles of the
    /// model over the posterior. `label` is its name in the legend.
    pub fn band(mut self, label: &str, x: &'a [f64], lower: &'a [f64], middle: &'a [f64], upper: &'a [f64]) -> Self {
        self.bands.push(Band {
            label: label.to_owned(),
            x,
            lower,
            middle,
            upper,
        });
        self
    }
    /// A thin horizontal line at `y`.
    pub fn line(mut self, y: f64) -> Self {
        self.line = Some(y);
        self
    }
    /// Shows only what lies between two values of x.
    pub fn between(mut self, low: f64, high: f64) -> Self {
        self.shown = Some(low..=high);
        self
    }

    fn change_last(mut self, change: impl FnOnce(&mut Group<'a>)) -> Self {
        if let Some(group) = self.groups.last_mut() {
            change(group);
        }
        self
    }

    /// Draws the figure, 1500 × 950 pixels, or 1500 × 700 without residuals, and writes it; makes the folder if needed.
    ///
    /// # Errors
    ///
    /// [`PlotError`], with the path: there is nothing to draw, a number is not finite, lengths differ, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        let figure = self.figure().map_err(|problem| PlotError::Unplottable {
            path: path.display().to_string(),
            problem,
        })?;
        let height = if figure.residuals.is_some() { 950 } else { 700 };
        write_png(path, (1500, height), |area| figure.draw(area))
    }

    /// What to draw where, or why that is impossible.
    fn figure(&self) -> Result<Figure<'_>, String> {
        if self.groups.is_empty() {
            return Err("there are no points to draw".to_owned());
        }
        self.bands.iter().try_for_each(Band::check)?;
        if self.line.is_some_and(|line| !line.is_finite()) {
            return Err("the horizontal line is not at a finite value".to_owned());
        }
        let groups = self
            .groups
            .iter()
            .map(|group| Layers::new(group, |x| self.shows(x)))
            .collect::<Result<Vec<_>, _>>()?;
        if groups.iter().all(|group| group.upper.is_empty()) {
            return Err("there are no points between the two values that are shown".to_owned());
        }
        let bands: Vec<Vec<[f64; 4]>> = self.bands.iter().map(|band| self.shown_part(band)).collect();
        let x = match &self.shown {
            Some(shown) => Axis::around([*shown.start(), *shown.end()], 0.0, 10),
            None => {
                let points = groups.iter().flat_map(|group| group.upper.across());
                Axis::around(points.chain(bands.iter().flatten().map(|part| part[0])), 0.015, 10)
            }
        };
        let values = groups.iter().flat_map(|group| group.upper.reach());
        let edges = bands.iter().flatten().flat_map(|part| [part[1], part[3]]);
        let y = Axis::around(values.chain(edges).chain(self.line), 0.05, 8);
        let residuals: Vec<f64> = groups
            .iter()
            .filter_map(|group| group.residuals.as_ref())
            .flat_map(|layer| layer.reach())
            .flat_map(|end| [end, -end])
            .collect();
        let infinite = || "there is nothing to draw, or it is not finite".to_owned();
        let residual_axis = if residuals.is_empty() {
            None
        } else {
            Some(Axis::around(residuals, 0.08, 5).ok_or_else(infinite)?)
        };
        Ok(Figure {
            series: self,
            x: x.ok_or_else(infinite)?,
            y: y.ok_or_else(infinite)?,
            residuals: residual_axis,
            groups,
            bands,
        })
    }

    fn shows(&self, x: f64) -> bool {
        self.shown.as_ref().is_none_or(|shown| shown.contains(&x))
    }

    /// Point, lower, middle and upper value of a band where it is shown.
    fn shown_part(&self, band: &Band<'_>) -> Vec<[f64; 4]> {
        let values = band.lower.iter().zip(band.middle).zip(band.upper);
        let parts = band.x.iter().zip(values).map(|(&x, ((&l, &m), &u))| [x, l, m, u]);
        parts.filter(|part| self.shows(part[0])).collect()
    }
}

impl Band<'_> {
    fn check(&self) -> Result<(), String> {
        let label = &self.label;
        let lists = [self.x, self.lower, self.middle, self.upper];
        if lists.iter().any(|list| list.len() != self.x.len()) {
            return Err(format!(
                "points, lower, middle and upper values of the band `{label}` differ in length"
            ));
        }
        if !lists.iter().copied().flatten().all(|value| value.is_finite()) {
            return Err(format!("the band `{label}` is not finite"));
        }
        if !self.x.is_sorted() {
            return Err(format!("the points of the band `{label}` do not increase"));
        }
        Ok(())
    }
}
