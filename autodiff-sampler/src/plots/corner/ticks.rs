//! Ticks of the small panels of a corner plot: few, short, and never into the neighbour.

use super::super::axis::{Axis, raised};
use std::ops::Range;

/// Values with ticks, their labels, and the name of what these count: "P − 20.885 \[10⁻⁴ d\]" if values themselves are too long.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ticks {
    pub(super) marks: Vec<(f64, String)>,
    pub(super) name: String,
}

/// Characters of a label beyond which an offset is taken off, and a power of ten.
const LONGEST: usize = 6;
/// Ticks of a panel, at most.
const MOST: usize = 5;

impl Ticks {
    /// Ticks for `range` of a parameter of that name, such that labels fit. `width` gives the width of a text as a share of the
    /// panel's.
    pub(super) fn new(range: Range<f64>, name: &str, width: impl Fn(&str) -> f64) -> Self {
        let span = range.end - range.start;
        let plain = Self::counted(&range, 0.0, 0, &width);
        if plain.iter().all(|(_, label)| label.chars().count() <= LONGEST) {
            return Self {
                marks: plain,
                name: name.to_owned(),
            };
        }
        let middle = 0.5 * (range.start + range.end);
        // Round to what the range is wide, at least: differences have one digit before the decimals.
        let place = span.log10().ceil() as i32;
        let offset = if middle.abs() > 3.0 * span {
            (middle / 10f64.powi(place)).round() * 10f64.powi(place)
        } else {
            0.0
        };
        let power = if (-2..=3).contains(&place) { 0 } else { place - 1 };
        Self {
            marks: Self::counted(&range, offset, power, &width),
            name: renamed(name, offset, place, power),
        }
    }

    /// A few ticks at round values of (value − offset) / 10^power, as many as do not touch.
    fn counted(range: &Range<f64>, offset: f64, power: i32, width: &impl Fn(&str) -> f64) -> Vec<(f64, String)> {
        let unit = 10f64.powi(power);
        let shown = (range.start - offset) / unit..(range.end - offset) / unit;
        let span = shown.end - shown.start;
        let mut marks = Vec::new();
        for most in (1..=MOST).rev() {
            let axis = Axis::new(shown.clone(), most);
            // Labels stay above or beside their own panel.
            let labels: Vec<(f64, f64, String)> = axis
                .ticks
                .iter()
                .map(|&tick| ((tick - shown.start) / span, tick, axis.label(tick)))
                .filter(|(share, _, label)| {
                    let half = 0.5 * width(label).max(0.06);
                    (half - 0.02..=1.02 - half).contains(share)
                })
                .collect();
            let apart = labels
                .windows(2)
                .all(|pair| pair[1].0 - pair[0].0 > 0.5 * (width(&pair[0].2) + width(&pair[1].2)) + 0.07);
            marks = labels
                .into_iter()
                .map(|(_, tick, label)| (offset + tick * unit, label))
                .collect();
            if apart && !marks.is_empty() {
                break;
            }
        }
        marks
    }
}

/// "P − 20.885 [10⁻⁴ d]" from "P [d]".
fn renamed(name: &str, offset: f64, place: i32, power: i32) -> String {
    let (quantity, unit) = match name.split_once(" [") {
        Some((quantity, unit)) => (quantity, unit.trim_end_matches(']')),
        None => (name, ""),
    };
    let mut renamed = quantity.to_owned();
    if offset != 0.0 {
        let decimals = usize::try_from(-place).unwrap_or(0);
        let sign = if offset > 0.0 { "\u{2212}" } else { "+" };
        let number = format!("{:.decimals$}", offset.abs());
        let number = match number.split_once('.') {
            Some(_) => number.trim_end_matches('0').trim_end_matches('.'),
            None => &number,
        };
        renamed += &format!(" {sign} {number}");
    }
    let power = if power == 0 {
        String::new()
    } else {
        format!("10{}", raised(power))
    };
    match (power.as_str(), unit) {
        ("", "") => renamed,
        (power, "") => format!("{renamed} [{power}]"),
        ("", unit) => format!("{renamed} [{unit}]"),
        (power, unit) => format!("{renamed} [{power} {unit}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(range: Range<f64>, name: &str) -> (Vec<String>, String) {
        let ticks = Ticks::new(range, name, |text| 0.06 * text.chars().count() as f64);
        (ticks.marks.into_iter().map(|mark| mark.1).collect(), ticks.name)
    }

    #[test]
    fn short_labels_stay_what_they_are() {
        let (labels, name) = ticks(0.1493..0.1528, "r");
        assert_eq!(
            (labels, name.as_str()),
            (vec!["0.150".to_owned(), "0.152".to_owned()], "r")
        );
    }

    #[test]
    fn long_labels_lose_an_offset_and_a_power_of_ten() {
        let (labels, name) = ticks(20.884_92..20.885_31, "P [d]");
        assert_eq!(name, "P \u{2212} 20.885 [10⁻⁴ d]");
        assert!(labels.contains(&"2".to_owned()), "{labels:?}");
        let (_, name) = ticks(2_458_000.1..2_458_000.8, "t₀");
        assert_eq!(name, "t₀ \u{2212} 2458000");
        let (_, name) = ticks(-1.3e-5..2.1e-5, "curvature [m/s/d²]");
        assert_eq!(name, "curvature [10⁻⁵ m/s/d²]");
    }
}
