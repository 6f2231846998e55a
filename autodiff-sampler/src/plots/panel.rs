//! A panel of values over time.

use super::axis::Axis;
use super::canvas::{Area, INK, PALE, SCALE, font};
use plotters::prelude::*;

/// Final pixels between the picture's edges and the panels' frames.
pub(super) const LEFT: u32 = 100;
pub(super) const RIGHT: u32 = 26;

pub(super) type Chart<'a, 'b> = ChartContext<'b, BitMapBackend<'a>, Cartesian2d<Axis, Axis>>;

/// The unit that a label ends with, in its brackets; empty if there is none.
pub(super) fn unit(label: &str) -> &str {
    label.find('[').map_or("", |start| &label[start..])
}

/// A panel with a frame, faint grid lines and labelled axes.
pub(super) fn panel<'a, 'b>(
    area: &'b Area<'a>,
    time: &Axis,
    value: &Axis,
    time_label: Option<&str>,
    value_label: &str,
) -> Result<Chart<'a, 'b>, Box<dyn std::error::Error>>
where
    'a: 'b,
{
    let mut builder = ChartBuilder::on(area);
    builder
        .margin_right(RIGHT * SCALE)
        .margin_left(14 * SCALE)
        .margin_bottom(4 * SCALE)
        .y_label_area_size((LEFT - 14) * SCALE)
        .x_label_area_size(time_label.map_or(8, |_| 72) * SCALE);
    let shown = if time_label.is_some() {
        time.clone()
    } else {
        time.unlabelled()
    };
    let mut chart = builder.build_cartesian_2d(shown, value.clone())?;
    chart
        .configure_mesh()
        .axis_style(INK.stroke_width(SCALE))
        .bold_line_style(PALE.stroke_width(SCALE))
        .light_line_style(TRANSPARENT)
        .set_all_tick_mark_size(6 * SCALE)
        .label_style(font(17).color(&INK))
        .axis_desc_style(font(20).color(&INK))
        .x_desc(time_label.unwrap_or_default())
        .y_desc(value_label)
        .draw()?;
    let frame = [
        (time.range.start, value.range.start),
        (time.range.end, value.range.start),
        (time.range.end, value.range.end),
        (time.range.start, value.range.end),
        (time.range.start, value.range.start),
    ];
    chart.draw_series(LineSeries::new(frame, INK.stroke_width(SCALE)))?;
    Ok(chart)
}
