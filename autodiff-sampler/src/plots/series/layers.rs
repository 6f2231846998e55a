//! What of a group of points is drawn as dots, and what as marks with error bars.

use super::Group;
use crate::diagnostics::quantile_of_sorted;
use std::collections::BTreeMap;

/// A mark with its error bar, and the longer one that includes jitter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) error: f64,
    pub(super) total: f64,
}

/// One panel's part of a group.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) dots: Vec<(f64, f64)>,
    pub(super) marks: Vec<Mark>,
}

/// A group's parts in both panels; none in the lower one without a model.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) upper: Layer,
    pub(super) residuals: Option<Layer>,
}

impl Layers {
    pub(super) fn new(group: &Group<'_>, shows: impl Fn(f64) -> bool) -> Result<Self, String> {
        check(group)?;
        let marks = |model: Option<&[f64]>| -> Vec<Mark> {
            (0..group.x.len())
                .filter(|&index| shows(group.x[index]))
                .map(|index| Mark {
                    x: group.x[index],
                    y: group.y[index] - model.map_or(0.0, |model| model[index]),
                    error: group.error[index],
                    total: group.error[index].hypot(group.jitter),
                })
                .collect()
        };
        Ok(Self {
            upper: Layer::new(group, marks(None)),
            residuals: group.model.map(|model| Layer::new(group, marks(Some(model)))),
        })
    }
}

impl Layer {
    fn new(group: &Group<'_>, points: Vec<Mark>) -> Self {
        if !group.dots {
            return Self {
                dots: Vec::new(),
                marks: points,
            };
        }
        Self {
            dots: points.iter().map(|mark| (mark.x, mark.y)).collect(),
            marks: group.bin.map_or_else(Vec::new, |width| means(&points, width)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.dots.is_empty() && self.marks.is_empty()
    }

    /// The places of all points along the axis.
    pub(super) fn across(&self) -> impl Iterator<Item = f64> {
        self.dots
            .iter()
            .map(|dot| dot.0)
            .chain(self.marks.iter().map(|mark| mark.x))
    }

    /// The values that the panel should show: ends of error bars, and nearly all dots.
    pub(super) fn reach(&self) -> Vec<f64> {
        let mut dots: Vec<f64> = self.dots.iter().map(|dot| dot.1).collect();
        dots.sort_by(f64::total_cmp);
        let ends = self
            .marks
            .iter()
            .flat_map(|mark| [mark.y - mark.total, mark.y + mark.total]);
        let nearly_all = [0.001, 0.999].into_iter().filter(|_| !dots.is_empty());
        ends.chain(nearly_all.map(|share| quantile_of_sorted(&dots, share)))
            .collect()
    }
}

/// Means over intervals that start at multiples of `width`, weighted by the inverse squares of errors, which are positive.
fn means(points: &[Mark], width: f64) -> Vec<Mark> {
    // Sums of weights, weighted places and values.
    let mut sums: BTreeMap<i64, [f64; 3]> = BTreeMap::new();
    for mark in points {
        let weight = mark.total.powi(-2);
        let sum = sums.entry((mark.x / width).floor() as i64).or_default();
        for (sum, value) in sum.iter_mut().zip([1.0, mark.x, mark.y]) {
            *sum += weight * value;
        }
    }
    sums.values()
        .map(|[weight, x, y]| Mark {
            x: x / weight,
            y: y / weight,
            error: weight.sqrt().recip(),
            total: weight.sqrt().recip(),
        })
        .collect()
}

fn check(group: &Group<'_>) -> Result<(), String> {
    let label = &group.label;
    let count = group.x.len();
    if group.y.len() != count || group.error.len() != count || group.model.is_some_and(|model| model.len() != count) {
        return Err(format!(
            "points, values, errors and model of `{label}` differ in length"
        ));
    }
    let lists = [group.x, group.y, group.error, group.model.unwrap_or_default()];
    let names = ["points", "values", "errors", "model"];
    for (list, name) in lists.iter().zip(names) {
        if let Some(index) = list.iter().position(|value| !value.is_finite()) {
            return Err(format!(
                "the {name} of `{label}` are not finite: number {index} is {}",
                list[index]
            ));
        }
    }
    if !(group.jitter >= 0.0 && group.jitter.is_finite()) || group.error.iter().any(|error| *error < 0.0) {
        return Err(format!("errors or jitter of `{label}` are negative or not finite"));
    }
    if let Some(width) = group.bin {
        if !(width > 0.0 && width.is_finite()) {
            return Err(format!(
                "means of `{label}` over intervals of {width}: the width must be positive"
            ));
        }
        if group.jitter == 0.0 && group.error.contains(&0.0) {
            return Err(format!("weighted means of `{label}` need errors that are not zero"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_weighted() {
        let mark = |x: f64, y: f64, error: f64| Mark {
            x,
            y,
            error,
            total: error,
        };
        let means = means(&[mark(-0.1, 9.0, 3.0), mark(0.1, 1.0, 1.0), mark(0.3, 4.0, 0.5)], 1.0);
        assert_eq!(means.len(), 2);
        assert_eq!(means[0], mark(-0.1, 9.0, 3.0));
        // Weights 1 and 4.
        assert!((means[1].y - 3.4).abs() < 1e-15 && (means[1].x - 0.26).abs() < 1e-15);
        assert!((means[1].error - 0.2f64.sqrt()).abs() < 1e-15);
    }
}
