//! The panels of a series and what is drawn in them.

use super::super::axis::Axis;
use super::super::canvas::{Area, BLUE, Drawn, GREY, GROUPS, INK, SCALE, dark};
use super::super::line::draw_line;
use super::super::panel::{Chart, panel, unit};
use super::Series;
use super::layers::{Layer, Layers};
use super::legend::Legend;
use super::shape::Shape;
use plotters::prelude::*;

/// Colours of bands, in order.
pub(super) const BANDS: [RGBColor; 4] = [
    BLUE,
    RGBColor(150, 80, 160),
    RGBColor(90, 150, 60),
    RGBColor(150, 100, 60),
];

/// The colour of a group.
pub(super) fn colour(index: usize) -> RGBColor {
    GROUPS[index % GROUPS.len()]
}

/// Everything that is drawn.
pub(super) struct Figure<'a> {
    pub(super) series: &'a Series<'a>,
    pub(super) x: Axis,
    pub(super) y: Axis,
    /// The lower panel's, if there is one.
    pub(super) residuals: Option<Axis>,
    pub(super) groups: Vec<Layers>,
    /// Point, lower, middle and upper value.
    pub(super) bands: Vec<Vec<[f64; 4]>>,
}

impl Figure<'_> {
    pub(super) fn draw(&self, area: &Area<'_>) -> Drawn {
        let legend = Legend::new(self.series, area)?;
        let (header, panels) = area.split_vertically(legend.height() * SCALE);
        legend.draw(&header)?;
        let Some(axis) = &self.residuals else {
            return self.draw_upper(&panels, Some(&self.series.x_label));
        };
        let (upper, lower) = panels.split_vertically(panels.dim_in_pixel().1 * 2 / 3);
        self.draw_upper(&upper, None)?;
        let label = format!("residual {}", unit(&self.series.y_label));
        let mut chart = panel(&lower, &self.x, axis, Some(&self.series.x_label), &label)?;
        let residuals: Vec<_> = self.groups.iter().map(|group| group.residuals.as_ref()).collect();
        draw_dots(&mut chart, axis, &residuals)?;
        self.draw_line(&mut chart, 0.0, BLUE)?;
        draw_marks(&mut chart, &residuals)
    }

    fn draw_upper(&self, area: &Area<'_>, x_label: Option<&str>) -> Drawn {
        let mut chart = panel(area, &self.x, &self.y, x_label, &self.series.y_label)?;
        let layers: Vec<_> = self.groups.iter().map(|group| Some(&group.upper)).collect();
        draw_dots(&mut chart, &self.y, &layers)?;
        for (band, colour) in self.bands.iter().zip(BANDS.iter().cycle()) {
            let there = band.iter().map(|part| (part[0], part[3]));
            let back = band.iter().rev().map(|part| (part[0], part[1]));
            chart.draw_series([Polygon::new(there.chain(back).collect::<Vec<_>>(), colour.mix(0.3))])?;
            let middle = band.iter().map(|part| (part[0], part[2]));
            draw_line(&mut chart, middle, colour.stroke_width(2 * SCALE))?;
        }
        if let Some(y) = self.series.line {
            self.draw_line(&mut chart, y, INK)?;
        }
        draw_marks(&mut chart, &layers)
    }

    fn draw_line(&self, chart: &mut Chart<'_, '_>, y: f64, colour: RGBColor) -> Drawn {
        let ends = [(self.x.range.start, y), (self.x.range.end, y)];
        chart.draw_series(LineSeries::new(ends, colour.stroke_width(SCALE)))?;
        Ok(())
    }
}

/// Dots of all groups; arrows at the edge for those outside the panel.
fn draw_dots(chart: &mut Chart<'_, '_>, y: &Axis, layers: &[Option<&Layer>]) -> Drawn {
    for (index, layer) in layers.iter().enumerate() {
        let dots = layer.map_or(&[][..], |layer| &layer.dots);
        // The more dots, the fainter each.
        let opacity = (600.0 / dots.len().max(1) as f64).clamp(0.22, 0.6);
        let style = colour(index).mix(opacity).filled();
        for &(across, up) in dots {
            if y.range.contains(&up) {
                chart.draw_series([Circle::new((across, up), 2 * SCALE, style)])?;
                continue;
            }
            let (edge, tail) = if up < y.range.start {
                (y.range.start, -9)
            } else {
                (y.range.end, 9)
            };
            let arrow = vec![
                (0, 0),
                (-4 * SCALE as i32, tail * SCALE as i32),
                (4 * SCALE as i32, tail * SCALE as i32),
            ];
            let style = colour(index).mix(0.6).filled();
            chart.draw_series([EmptyElement::at((across, edge)) + Polygon::new(arrow, style)])?;
        }
    }
    Ok(())
}

/// Marks of all groups over their error bars, and these over paler ones that include the jitter.
fn draw_marks(chart: &mut Chart<'_, '_>, layers: &[Option<&Layer>]) -> Drawn {
    for (index, layer) in layers.iter().enumerate() {
        let marks = layer.map_or(&[][..], |layer| &layer.marks);
        let over_dots = layer.is_some_and(|layer| !layer.dots.is_empty());
        let colour = if over_dots { dark(colour(index)) } else { colour(index) };
        for mark in marks {
            let total = vec![(mark.x, mark.y - mark.total), (mark.x, mark.y + mark.total)];
            if mark.total > mark.error {
                chart.draw_series([PathElement::new(total, GREY.mix(0.6).stroke_width(SCALE))])?;
            }
            let bar = vec![(mark.x, mark.y - mark.error), (mark.x, mark.y + mark.error)];
            chart.draw_series([PathElement::new(bar, colour.stroke_width(2 * SCALE))])?;
        }
        // A row of many stays a row of single marks, which hide less of the model.
        let share = (80.0 / marks.len().max(1) as f64).sqrt().clamp(0.5, 1.0);
        for mark in marks {
            Shape::of(index).draw(chart.plotting_area(), (mark.x, mark.y), colour, share)?;
        }
    }
    Ok(())
}
