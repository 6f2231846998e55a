//! One panel of a figure: title, frame, ticks that have room, labels.

use super::axis::Axis;
use super::canvas::{Area, INK, PALE, SCALE, bold, font};
use super::panel::Chart;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::error::Error;

/// Sizes of type: the title, labels of axes, and labels of ticks.
const TITLE: u32 = 16;
const LABEL: u32 = 15;
const TICK: u32 = 14;

/// What stands around a panel.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Frame<'a> {
    pub(super) title: &'a str,
    pub(super) x_label: &'a str,
    pub(super) y_label: &'a str,
    /// Without ticks and their labels: heights of densities mean little.
    pub(super) no_heights: bool,
    /// Final pixels left of the panel; as many as labels need, if it is 0.
    pub(super) left: u32,
}

impl Frame<'_> {
    /// Draws all that is around the panel, and returns what to draw into.
    pub(super) fn draw<'a, 'b>(&self, area: &'b Area<'a>, x: &Axis, y: &Axis) -> Result<Chart<'a, 'b>, Box<dyn Error>>
    where
        'a: 'b,
    {
        let left = if self.left > 0 { self.left } else { self.left_of(y) };
        let top = if self.title.is_empty() { 12 } else { 34 };
        let below = if self.x_label.is_empty() { 30 } else { 48 };
        let shown = if self.no_heights { y.without_ticks() } else { y.clone() };
        let mut chart = ChartBuilder::on(area)
            .margin_top(top * SCALE)
            .margin_right(20 * SCALE)
            .margin_bottom(6 * SCALE)
            .margin_left(12 * SCALE)
            .y_label_area_size(left * SCALE)
            .x_label_area_size(below * SCALE)
            .build_cartesian_2d(x.clone(), shown)?;
        chart
            .configure_mesh()
            .axis_style(INK.stroke_width(SCALE))
            .bold_line_style(PALE.stroke_width(SCALE))
            .light_line_style(TRANSPARENT)
            .set_all_tick_mark_size(5 * SCALE)
            .label_style(font(TICK).color(&INK))
            .axis_desc_style(font(LABEL).color(&INK))
            .x_desc(self.x_label)
            .y_desc(self.y_label)
            .draw()?;
        let (x, y) = (&x.range, &y.range);
        let corners = [
            (x.start, y.start),
            (x.end, y.start),
            (x.end, y.end),
            (x.start, y.end),
            (x.start, y.start),
        ];
        chart.draw_series(LineSeries::new(corners, INK.stroke_width(SCALE)))?;
        let place = (((12 + left) * SCALE) as i32, 18 * SCALE as i32);
        let style = bold(TITLE).color(&INK).pos(Pos::new(HPos::Left, VPos::Center));
        area.draw(&Text::new(self.title, place, style))?;
        Ok(chart)
    }

    /// Final pixels that ticks and label of the axis need.
    fn left_of(&self, y: &Axis) -> u32 {
        let label = if self.y_label.is_empty() { 0.0 } else { 24.0 };
        let widest = y
            .ticks
            .iter()
            .map(|tick| width(&y.label(*tick), TICK))
            .fold(0.0, f64::max);
        let ticks = if self.no_heights { 0.0 } else { widest + 14.0 };
        (label + ticks) as u32
    }
}

/// The axis around values with as many ticks as have room on `pixels` final pixels; `None` if they are not finite or there are
/// none.
pub(super) fn fitting(values: impl IntoIterator<Item = f64>, margin: f64, pixels: f64) -> Option<Axis> {
    let values: Vec<f64> = values.into_iter().collect();
    let room = |axis: &Axis| {
        let widths = axis.ticks.iter().map(|tick| width(&axis.label(*tick), TICK) + 18.0);
        widths.sum::<f64>() <= pixels
    };
    let mut axes = (1..=7)
        .rev()
        .filter_map(|most| Axis::around(values.iter().copied(), margin, most));
    axes.clone().find(room).or_else(|| axes.next_back())
}

/// The width of a text in final pixels.
pub(super) fn width(text: &str, size: u32) -> f64 {
    let pixels = font(size)
        .layout_box(text)
        .map_or(0, |((left, _), (right, _))| right - left);
    f64::from(pixels) / f64::from(SCALE)
}
