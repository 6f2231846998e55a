//! Where the panels of a corner plot are, and what is drawn in them.

use super::super::canvas::{Area, BLUE, Drawn, GREY, INK, ORANGE, SCALE, bold, font, tint};
use super::Column;
use super::density::Density;
use super::estimate::Estimate;
use super::ticks::Ticks;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::ops::Range;

/// Final pixels: left of the panels, below them, right of them, between them; the heading; and a diagonal panel's text.
const LEFT: i32 = 124;
const BELOW: i32 = 84;
const RIGHT: i32 = 44;
const GAP: i32 = 10;
const HEADER: i32 = 52;
const TEXT: i32 = 54;

/// Shares of the draws inside the contours: one and two standard deviations in two dimensions.
const SHARES: [f64; 2] = [0.393, 0.865];
/// Most draws shown outside the contours of a panel.
const OUTSIDE: usize = 250;

/// Sizes in final pixels.
pub(super) struct Layout {
    panels: i32,
    side: i32,
}

/// A panel, in drawn pixels.
#[derive(Clone, Copy)]
struct Panel<'a> {
    left: i32,
    top: i32,
    side: i32,
    x: &'a Range<f64>,
    y: &'a Range<f64>,
}

impl Layout {
    pub(super) fn new(panels: usize) -> Self {
        let panels = i32::try_from(panels).unwrap_or(i32::MAX);
        Self {
            panels,
            side: (1800 / panels).clamp(120, 340),
        }
    }

    /// Width and height of the picture.
    pub(super) fn size(&self) -> (u32, u32) {
        let panels = self.panels * self.side + (self.panels - 1) * GAP;
        ((LEFT + panels + RIGHT) as u32, (HEADER + TEXT + panels + BELOW) as u32)
    }

    /// Left and top of a panel, in final pixels.
    fn corner(&self, row: usize, column: usize) -> (i32, i32) {
        let step = self.side + GAP;
        (LEFT + column as i32 * step, HEADER + TEXT + row as i32 * step)
    }

    pub(super) fn draw(&self, area: &Area<'_>, title: &str, note: &str, columns: &[Column<'_>]) -> Drawn {
        let compared = columns.iter().any(|column| column.reference.is_some());
        self.draw_header(area, title, compared.then_some(note))?;
        let ticks = columns
            .iter()
            .map(|column| {
                let width = |text: &str| width(text, 16) / f64::from(self.side);
                Ticks::new(column.range.clone(), column.name, width)
            })
            .collect::<Vec<_>>();
        let unit = 0.0..1.15;
        for (row, below) in columns.iter().enumerate() {
            for (column, beside) in columns.iter().enumerate().take(row + 1) {
                let (left, top) = self.corner(row, column);
                let scale = SCALE as i32;
                let panel = Panel {
                    left: left * scale,
                    top: top * scale,
                    side: self.side * scale,
                    x: &beside.range,
                    y: if row == column { &unit } else { &below.range },
                };
                if row == column {
                    panel.draw_histogram(area, below)?;
                    self.draw_estimate(area, (left, top), below)?;
                } else {
                    panel.draw_density(area, beside, below)?;
                }
                panel.draw_frame(area, &ticks[column], (row != column).then_some(&ticks[row]))?;
            }
        }
        self.draw_names(area, columns, &ticks)
    }

    /// The title, and below it in the empty corner what lines and shades are.
    fn draw_header(&self, area: &Area<'_>, title: &str, note: Option<&str>) -> Drawn {
        let scale = SCALE as i32;
        let left = Pos::new(HPos::Left, VPos::Center);
        let title_style = bold(22).color(&INK).pos(left);
        area.draw(&Text::new(title, (LEFT * scale, 28 * scale), title_style))?;
        if self.panels < 2 {
            return Ok(());
        }
        let shades = "39 % and 86 % of the draws";
        let note = note.filter(|note| !note.is_empty());
        let widest = [Some(shades), note]
            .into_iter()
            .flatten()
            .map(|text| width(text, 17))
            .fold(0.0, f64::max);
        let x = (self.size().0 as i32 - RIGHT - widest.ceil() as i32) * scale;
        let mut y = (HEADER + TEXT / 2 + 6) * scale;
        let sample = 40 * scale;
        let box_from = x - 12 * scale - sample;
        for (inset, share) in [(0, SHADES[1]), (10 * scale, SHADES[0])] {
            let corners = [(box_from + inset, y - 9 * scale), (box_from + sample, y + 9 * scale)];
            area.draw(&Rectangle::new(corners, tint(BLUE, share).filled()))?;
            area.draw(&Rectangle::new(corners, BLUE.stroke_width(SCALE)))?;
        }
        let style = font(17).color(&INK).pos(left);
        area.draw(&Text::new(shades, (x, y), style.clone()))?;
        if let Some(note) = note {
            y += 30 * scale;
            area.draw(&PathElement::new(
                vec![(box_from, y), (box_from + sample, y)],
                ORANGE.stroke_width(2 * SCALE),
            ))?;
            area.draw(&Circle::new((box_from + sample / 2, y), 4 * SCALE, ORANGE.filled()))?;
            area.draw(&Text::new(note, (x, y), style))?;
        }
        Ok(())
    }

    /// The name and "median ± uncertainty" above a panel of the diagonal.
    fn draw_estimate(&self, area: &Area<'_>, (left, top): (i32, i32), column: &Column<'_>) -> Drawn {
        let scale = SCALE as i32;
        let middle = (left + self.side / 2) * scale;
        let centred = Pos::new(HPos::Center, VPos::Center);
        let name = bold(17).color(&INK).pos(centred);
        area.draw(&Text::new(column.name, (middle, (top - 40) * scale), name))?;
        let [low, median, high] = column.quantiles;
        let (below, above) = (median - low, high - median);
        let room = f64::from(self.side + GAP);
        let mut estimate = Estimate::new(median, below, above);
        if estimate_width(&estimate) > room {
            estimate = Estimate::short(median, below, above);
        }
        let y = (top - 16) * scale;
        match &estimate {
            Estimate::Even(text) => area.draw(&Text::new(
                text.as_str(),
                (middle, y),
                font(17).color(&INK).pos(centred),
            ))?,
            Estimate::Uneven([value, up, down]) => {
                let start = middle - (0.5 * estimate_width(&estimate) * f64::from(scale)) as i32;
                let beside = Pos::new(HPos::Left, VPos::Center);
                area.draw(&Text::new(value.as_str(), (start, y), font(17).color(&INK).pos(beside)))?;
                let start = start + ((width(value, 17) + 3.0) * f64::from(scale)) as i32;
                for (text, shift) in [(up, -7), (down, 7)] {
                    let style = font(12).color(&INK).pos(beside);
                    area.draw(&Text::new(text.as_str(), (start, y + shift * scale), style))?;
                }
            }
        }
        Ok(())
    }

    /// Labels of ticks and names, below and left of all panels.
    fn draw_names(&self, area: &Area<'_>, columns: &[Column<'_>], ticks: &[Ticks]) -> Drawn {
        let scale = SCALE as i32;
        let last = ticks.len() - 1;
        let small = TextStyle::from(font(16)).color(&INK);
        for (index, axis) in ticks.iter().enumerate() {
            let (left, top) = self.corner(last, index);
            let (middle, bottom) = (left + self.side / 2, top + self.side);
            let name = fitted(&axis.name, self.side + GAP - 6)
                .color(&INK)
                .pos(Pos::new(HPos::Center, VPos::Center));
            area.draw(&Text::new(
                axis.name.as_str(),
                (middle * scale, (bottom + 54) * scale),
                name,
            ))?;
            let below = small.clone().pos(Pos::new(HPos::Center, VPos::Center));
            for (value, label) in &axis.marks {
                let x = (left * scale) + (share(*value, &columns[index].range) * f64::from(self.side * scale)) as i32;
                area.draw(&Text::new(label.as_str(), (x, (bottom + 18) * scale), below.clone()))?;
            }
            if index == 0 {
                continue;
            }
            let (_, top) = self.corner(index, 0);
            let beside = small.clone().pos(Pos::new(HPos::Right, VPos::Center));
            for (value, label) in &axis.marks {
                let y = (top + self.side) * scale
                    - (share(*value, &columns[index].range) * f64::from(self.side * scale)) as i32;
                area.draw(&Text::new(label.as_str(), ((LEFT - 8) * scale, y), beside.clone()))?;
            }
            // A turned text hangs from its upper left corner, which is the lower left one of the picture.
            let length = fitted(&axis.name, self.side + GAP - 6).layout_box(&axis.name)?;
            let place = (
                28 * scale,
                (top + self.side / 2) * scale + (length.1.0 - length.0.0) / 2,
            );
            let style = fitted(&axis.name, self.side + GAP - 6)
                .transform(FontTransform::Rotate270)
                .color(&INK);
            area.draw(&Text::new(
                axis.name.as_str(),
                place,
                style.pos(Pos::new(HPos::Left, VPos::Center)),
            ))?;
        }
        Ok(())
    }
}

/// Shares of the colour between the contours and inside the inner one.
const SHADES: [f64; 2] = [0.62, 0.28];

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

    fn draw_histogram(&self, area: &Area<'_>, column: &Column<'_>) -> Drawn {
        let [low, median, high] = column.quantiles;
        for (low, high, shade) in [(f64::NEG_INFINITY, f64::INFINITY, 0.2), (low, high, 0.5)] {
            let steps = column.histogram.outline(low, high);
            let ends = [steps.first(), steps.last()].map(|end| end.map(|end| (end.0, 0.0)));
            let polygon = ends[0].into_iter().chain(steps).chain(ends[1]);
            let polygon: Vec<_> = polygon.map(|point| self.place(point)).collect();
            area.draw(&Polygon::new(polygon, tint(BLUE, shade).filled()))?;
        }
        let outline = column.histogram.outline(f64::NEG_INFINITY, f64::INFINITY);
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

    fn draw_density(&self, area: &Area<'_>, x: &Column<'_>, y: &Column<'_>) -> Drawn {
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
    fn draw_frame(&self, area: &Area<'_>, x: &Ticks, y: Option<&Ticks>) -> Drawn {
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
fn share(value: f64, range: &Range<f64>) -> f64 {
    (value - range.start) / (range.end - range.start)
}

/// The width of a text in final pixels.
fn width(text: &str, size: u32) -> f64 {
    let pixels = font(size)
        .layout_box(text)
        .map_or(0, |((left, _), (right, _))| right - left);
    f64::from(pixels) / f64::from(SCALE)
}

fn estimate_width(estimate: &Estimate) -> f64 {
    match estimate {
        Estimate::Even(text) => width(text, 17),
        Estimate::Uneven([value, up, down]) => width(value, 17) + 3.0 + width(up, 12).max(width(down, 12)),
    }
}

/// The largest typeface, up to 18, in which a name is at most `room` final pixels wide.
fn fitted(name: &str, room: i32) -> FontDesc<'static> {
    let size = (12..=18).rev().find(|&size| width(name, size) <= f64::from(room));
    font(size.unwrap_or(12))
}
