//! Axes with round tick values, written with the decimals that their spacing needs.

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use std::ops::Range;

/// An axis: the range that is shown, the values with ticks and the decimals of their labels.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    pub(super) range: Range<f64>,
    pub(super) ticks: Vec<f64>,
    /// Between neighbouring ticks.
    step: f64,
    decimals: usize,
    labelled: bool,
    /// Texts in place of numbers, one for each tick.
    names: Vec<String>,
}

impl Axis {
    /// An axis over `range` with at most `most` ticks at multiples of 1, 2 or 5 times a power of ten.
    pub(super) fn new(range: Range<f64>, most: usize) -> Self {
        let least = (range.end - range.start) / most as f64;
        let power = least.log10().floor() as i32;
        let (step, power) = [(1.0, power), (2.0, power), (5.0, power), (10.0, power + 1)]
            .into_iter()
            .map(|(multiple, shown)| (multiple * 10f64.powi(power), shown))
            .find(|(step, _)| *step >= least * (1.0 - 1e-9))
            .unwrap_or((least, power));
        let first = (range.start / step - 1e-6).ceil();
        let last = (range.end / step + 1e-6).floor();
        let ticks = (0..=(last - first).max(0.0) as usize)
            .map(|index| (first + index as f64) * step)
            .collect();
        Self {
            range,
            ticks,
            step,
            decimals: usize::try_from(-power).unwrap_or(0),
            labelled: true,
            names: Vec::new(),
        }
    }

    /// An axis that shows all of `values` with a margin of `margin` times their span at each end; `None` if they are not
    /// finite or there are none.
    pub(super) fn around(values: impl IntoIterator<Item = f64>, margin: f64, most: usize) -> Option<Self> {
        let (mut low, mut high, mut finite) = (f64::INFINITY, f64::NEG_INFINITY, true);
        for value in values {
            (low, high, finite) = (low.min(value), high.max(value), finite && value.is_finite());
        }
        let span = high - low;
        // A single value is shown with a little of its surroundings.
        let margin = if span > 1e-12 * high.abs().max(low.abs()) {
            margin * span
        } else {
            1e-3 * high.abs().max(1e-3)
        };
        // The widest ranges have no width in floating point.
        (finite && low <= high && span < 0.1 * f64::MAX).then(|| Self::new(low - margin..high + margin, most))
    }

    /// The same axis without text at the ticks: for a panel above another that shares it.
    pub(super) fn unlabelled(&self) -> Self {
        Self {
            labelled: false,
            ..self.clone()
        }
    }

    /// The same range with texts at chosen values.
    pub(super) fn named(&self, names: impl IntoIterator<Item = (f64, String)>) -> Self {
        let (ticks, names) = names.into_iter().unzip();
        Self {
            ticks,
            names,
            ..self.clone()
        }
    }

    /// The same axis with no ticks at all.
    pub(super) fn without_ticks(&self) -> Self {
        Self {
            ticks: Vec::new(),
            names: Vec::new(),
            ..self.clone()
        }
    }

    /// The text at a tick, with a true minus sign.
    pub(super) fn label(&self, value: f64) -> String {
        if let Some(index) = self.ticks.iter().position(|tick| *tick == value)
            && let Some(name) = self.names.get(index)
        {
            return name.clone();
        }
        let value = if value.abs() < 1e-9 * (self.range.end - self.range.start) {
            0.0
        } else {
            value
        };
        let text = self
            .powers(value)
            .unwrap_or_else(|| format!("{value:.*}", self.decimals));
        text.replace('-', "\u{2212}")
    }

    /// "1.5×10⁹", if ticks are so large or so small that numbers as such would be too long.
    fn powers(&self, value: f64) -> Option<String> {
        let largest = self
            .ticks
            .iter()
            .fold(0.0, |largest: f64, tick| largest.max(tick.abs()));
        let power = largest.log10().floor();
        // Digits that tell neighbours apart.
        let digits = (power - self.step.log10().floor()).max(0.0);
        let long = largest >= 1e6 || (largest > 0.0 && self.decimals > 5);
        if !long || digits > 2.0 {
            return None;
        }
        if value == 0.0 {
            return Some("0".to_owned());
        }
        Some(format!(
            "{:.*}×10{}",
            digits as usize,
            value / 10f64.powf(power),
            raised(power as i32)
        ))
    }
}

/// A number as an exponent.
pub(super) fn raised(number: i32) -> String {
    let digits = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised = |letter: char| letter.to_digit(10).map_or('⁻', |digit| digits[digit as usize]);
    number.to_string().chars().map(raised).collect()
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;
    fn map(&self, value: &f64, (start, end): (i32, i32)) -> i32 {
        let share = (value - self.range.start) / (self.range.end - self.range.start);
        (f64::from(start) + share * f64::from(end - start)).round() as i32
    }
    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() {
            Vec::new()
        } else {
            self.ticks.clone()
        }
    }
    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

impl ValueFormatter<f64> for Axis {
    fn format(value: &f64) -> String {
        value.to_string()
    }
    fn format_ext(&self, value: &f64) -> String {
        if self.labelled {
            self.label(*value)
        } else {
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(range: Range<f64>, most: usize) -> Vec<String> {
        let axis = Axis::new(range, most);
        axis.ticks.iter().map(|&tick| axis.label(tick)).collect()
    }

    #[test]
    fn ticks_are_round_and_show_what_tells_them_apart() {
        assert_eq!(labels(-1.2..3.4, 5), ["\u{2212}1", "0", "1", "2", "3"]);
        assert_eq!(labels(20.8840..20.8862, 3), ["20.884", "20.885", "20.886"]);
        assert_eq!(labels(0.0..1.0, 4), ["0.0", "0.5", "1.0"]);
        assert_eq!(labels(2364.0..2466.0, 6), ["2380", "2400", "2420", "2440", "2460"]);
        assert_eq!(labels(2_458_000.0..2_458_100.0, 2), ["2458000", "2458050", "2458100"]);
    }

    #[test]
    fn very_large_and_very_small_ticks_have_powers_of_ten() {
        assert_eq!(labels(-1e8..1e9, 3), ["0", "0.5×10⁹", "1.0×10⁹"]);
        assert_eq!(labels(-1.1e-7..1.1e-7, 3), ["\u{2212}1×10⁻⁷", "0", "1×10⁻⁷"]);
    }

    #[test]
    fn around_refuses_what_cannot_be_shown() {
        assert_eq!(Axis::around([1.0, f64::NAN], 0.1, 4), None);
        assert_eq!(Axis::around([], 0.1, 4), None);
        assert_eq!(Axis::around([-f64::MAX, f64::MAX], 0.1, 4), None);
        assert!(Axis::around([5.0, 5.0], 0.1, 4).is_some());
    }
}
