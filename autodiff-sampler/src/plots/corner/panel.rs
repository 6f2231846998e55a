//! What is drawn in one panel of a corner plot.

use super::super::canvas::{Area, BLUE, Drawn, GREY, INK, ORANGE, SCALE, tint};
use super::Column;
use super::density::Density;
use super::ticks::Ticks;
use plotters::prelude::*;
use std::ops::Range;

/// Shares of the draws inside the contours: one and two standard deviations in two dimensions.
const SHARES: [f64; 2] = [0.393, 0.865];
/// Most draws shown outside the contours of a panel.
const OUTSIDE: usize = 250;

/// The colour of divergent draws, the yellow of Okabe and Ito's palette; a dark rim makes it stand out from white, too.
const DIVERGENCE: RGBColor = RGBColor(240, 228, 66);

/// The mark of a divergent draw.
pub(super) fn draw_divergence(area: &Area<'_>, place: (i32, i32)) -> Drawn {
    area.draw(&Circle::new(place, 4 * SCALE, INK.filled()))?;
    area.draw(&Circle::new(place, 3 * SCALE, DIVERGENCE.filled()))?;
    Ok(())
}

/// Shares of the colour inside the inner contour and between both.
pub(super) const SHADES: [f64; 2] = [0.62, 0.28];

/// A panel, in drawn pixels.
#[derive(Clone, Copy)]
pub(super) struct Panel<'a> {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) side: i32,
    pub(super) x: &'a Range<f64>,
    pub(super) y: &'a Range<f64>,
}

impl Panel<'_> {
    fn column(&self, x: f64) -> i32 {
        self.left + (share(x, self.x) * f64::from(self.side)).round() as i32
    }
    fn row(&self, y: f64) -> i32 {
        self.top + ((1.0 - share(y, self.y)) * f64::from(self.side)).round() as i32
    }
    fn place(&self, (x, y): (f64, f64)) -> (i32, i32) {
        (self.column(x), self.row(y))
    }

    pub(super) fn draw_histogram(&self, area: &Area<'_>, column: &Column<'_>) -> Drawn {
        let [low, median, high] = column.quantiles;
        for (low, high, shade) in [(self.x.start, self.x.end, 0.2), (low, high, 0.5)] {
            let steps = column.histogram.outline(low, high);
            let ends = [steps.first(), steps.last()].map(|end| end.map(|end| (end.0, 0.0)));
            let polygon = ends[0].into_iter().chain(steps).chain(ends[1]);
            let polygon: Vec<_> = polygon.map(|point| self.place(point)).collect();
            area.draw(&Polygon::new(polygon, tint(BLUE, shade).filled()))?;
        }
        let outline = column.histogram.outline(self.x.start, self.x.end);
        let outline: Vec<_> = outline.into_iter().map(|point| self.place(point)).collect();
        area.draw(&PathElement::new(outline, BLUE.stroke_width(2 * SCALE)))?;
        let line = vec![self.place((median, 0.0)), self.place((median, 1.04))];
        area.draw(&PathElement::new(line, INK.stroke_width(2 * SCALE)))?;
        self.draw_reference(area, column)
    }

    /// The other estimate above the histogram; an arrow at the edge if it is far away.
    fn draw_reference(&self, area: &Area<'_>, column: &Column<'_>) -> Drawn {
        let Some((mean, sd)) = column.reference else {
            return Ok(());
        };
        let scale = SCALE as i32;
        let y = self.row(1.09);
        let inside = |value: f64| value.clamp(self.x.start, self.x.end);
        let bar = vec![(self.column(inside(mean - sd)), y), (self.column(inside(mean + sd)), y)];
        area.draw(&PathElement::new(bar, ORANGE.stroke_width(2 * SCALE)))?;
        if self.x.contains(&mean) {
            let line = vec![(self.column(mean), y), (self.column(mean), self.top + self.side)];
            area.draw(&PathElement::new(line, ORANGE.stroke_width(SCALE)))?;
            return Ok(area.draw(&Circle::new((self.column(mean), y), 4 * SCALE, ORANGE.filled()))?);
        }
        let (tip, back) = if mean < self.x.start {
            (self.left + 2 * scale, 9 * scale)
        } else {
            (self.left + self.side - 2 * scale, -9 * scale)
        };
        let arrow = vec![(tip, y), (tip + back, y - 5 * scale), (tip + back, y + 5 * scale)];
        Ok(area.draw(&Polygon::new(arrow, ORANGE.filled()))?)
    }

    pub(super) fn draw_density(&self, area: &Area<'_>, x: &Column<'_>, y: &Column<'_>) -> Drawn {
        let pairs: Vec<(f64, f64)> = x.draws.iter().copied().zip(y.draws.iter().copied()).collect();
        let density = Density::new(&pairs, self.x.clone(), self.y.clone());
        let levels = SHARES.map(|share| density.level(share));
        self.draw_outside(area, &pairs, &density, levels[1])?;
        self.shade(area, &density, levels)?;
        for level in levels {
            for piece in density.contour(level) {
                let ends = piece.map(|point| self.place(point)).to_vec();
                area.draw(&PathElement::new(ends, BLUE.stroke_width(SCALE)))?;
            }
        }
        self.draw_cross(area, x.reference, y.reference)
    }

    /// Draws outside the outer contour; every so many if there are a lot.
    fn draw_outside(&self, area: &Area<'_>, pairs: &[(f64, f64)], density: &Density, level: f64) -> Drawn {
        let outside: Vec<_> = pairs
            .iter()
            .filter(|(x, y)| self.x.contains(x) && self.y.contains(y))
            .filter(|pair| density.at(**pair) < level)
            .collect();
        for &&pair in outside.iter().step_by(outside.len().div_ceil(OUTSIDE).max(1)) {
            area.draw(&Circle::new(self.place(pair), SCALE, tint(BLUE, 0.45).filled()))?;
        }
        Ok(())
    }

    /// The draws whose trajectory diverged.
    pub(super) fn draw_divergences(
        &self,
        area: &Area<'_>,
        x: &Column<'_>,
        y: &Column<'_>,
        diverging: &[bool],
    ) -> Drawn {
        let pairs = x
            .draws
            .iter()
            .zip(y.draws)
            .zip(diverging)
            .filter(|(_, diverging)| **diverging);
        for ((&x, &y), _) in pairs.filter(|((x, y), _)| self.x.contains(x) && self.y.contains(y)) {
            draw_divergence(area, self.place((x, y)))?;
        }
        Ok(())
    }

    /// Every drawn pixel inside the contours.
    fn shade(&self, area: &Area<'_>, density: &Density, levels: [f64; 2]) -> Drawn {
        let shades = SHADES.map(|share| tint(BLUE, share));
        let value = |pixel: i32, range: &Range<f64>| {
            range.start + (f64::from(pixel) + 0.5) / f64::from(self.side) * (range.end - range.start)
        };
        for row in 0..self.side {
            let density = density.along(value(self.side - 1 - row, self.y));
            for column in 0..self.side {
                let height = density(value(column, self.x));
                if let Some(inside) = levels.iter().position(|&level| height >= level) {
                    area.draw_pixel((self.left + column, self.top + row), &shades[inside])?;
                }
            }
        }
        Ok(())
    }

    /// The other estimates of two parameters with their standard deviations; a line if there is only one.
    fn draw_cross(&self, area: &Area<'_>, x: Option<(f64, f64)>, y: Option<(f64, f64)>) -> Drawn {
        let across = |value: f64| self.column(value.clamp(self.x.start, self.x.end));
        let up = |value: f64| self.row(value.clamp(self.y.start, self.y.end));
        let (left, right, top, bottom) = (self.left, self.left + self.side, self.top, self.top + self.side);
        let x = x.filter(|(mean, _)| self.x.contains(mean));
        let y = y.filter(|(mean, _)| self.y.contains(mean));
        if let Some((mean, _)) = x {
            let line = vec![(across(mean), top), (across(mean), bottom)];
            area.draw(&PathElement::new(line, tint(ORANGE, 0.8).stroke_width(SCALE)))?;
        }
        if let Some((mean, _)) = y {
            let line = vec![(left, up(mean)), (right, up(mean))];
            area.draw(&PathElement::new(line, tint(ORANGE, 0.8).stroke_width(SCALE)))?;
        }
        if let (Some((x, x_sd)), Some((y, y_sd))) = (x, y) {
            let bars = [
                vec![(across(x - x_sd), up(y)), (across(x + x_sd), up(y))],
                vec![(across(x), up(y - y_sd)), (across(x), up(y + y_sd))],
            ];
            for bar in bars {
                area.draw(&PathElement::new(bar, ORANGE.stroke_width(3 * SCALE)))?;
            }
            area.draw(&Circle::new((across(x), up(y)), 4 * SCALE, ORANGE.filled()))?;
        }
        Ok(())
    }

    /// The frame with ticks inwards, below and, for panels of two parameters, left.
    pub(super) fn draw_frame(&self, area: &Area<'_>, x: &Ticks, y: Option<&Ticks>) -> Drawn {
        let (left, top, right, bottom) = (self.left, self.top, self.left + self.side, self.top + self.side);
        let frame = vec![(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        area.draw(&PathElement::new(frame, GREY.stroke_width(SCALE)))?;
        let length = 5 * SCALE as i32;
        for &(value, _) in &x.marks {
            let column = self.column(value);
            area.draw(&PathElement::new(
                vec![(column, bottom), (column, bottom - length)],
                INK.stroke_width(SCALE),
            ))?;
        }
        for &(value, _) in y.iter().flat_map(|ticks| &ticks.marks) {
            let row = self.row(value);
            area.draw(&PathElement::new(
                vec![(left, row), (left + length, row)],
                INK.stroke_width(SCALE),
            ))?;
        }
        Ok(())
    }
}

/// How far along a range a value is.
pub(super) fn share(value: f64, range: &Range<f64>) -> f64 {
    (value - range.start) / (range.end - range.start)
}
