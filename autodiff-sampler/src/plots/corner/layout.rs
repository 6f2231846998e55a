//! Where the panels of a corner plot are, and the text around them.

use super::super::canvas::{Area, BLUE, Drawn, INK, ORANGE, SCALE, bold, font, tint};
use super::Column;
use super::estimate::Estimate;
use super::panel::{Panel, SHADES, draw_divergence, share};
use super::ticks::Ticks;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Final pixels: left of the panels, below them, right of them, between them; the heading; and a diagonal panel's text.
const LEFT: i32 = 124;
const BELOW: i32 = 84;
const RIGHT: i32 = 44;
const GAP: i32 = 10;
const HEADER: i32 = 52;
const TEXT: i32 = 54;

/// Sizes in final pixels.
pub(super) struct Layout {
    panels: i32,
    side: i32,
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

    pub(super) fn draw(
        &self,
        area: &Area<'_>,
        (title, note): (&str, &str),
        columns: &[Column<'_>],
        diverging: &[bool],
    ) -> Drawn {
        let compared = columns.iter().any(|column| column.reference.is_some());
        let diverged = diverging.iter().filter(|diverging| **diverging).count();
        self.draw_header(area, title, compared.then_some(note), diverged)?;
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
                    panel.draw_divergences(area, beside, below, diverging)?;
                }
                panel.draw_frame(area, &ticks[column], (row != column).then_some(&ticks[row]))?;
            }
        }
        for (index, (column, ticks)) in columns.iter().zip(&ticks).enumerate() {
            self.draw_below(area, index, column, ticks)?;
            if index > 0 {
                self.draw_beside(area, index, column, ticks)?;
            }
        }
        Ok(())
    }

    /// The title, and below it in the empty corner what lines and shades are.
    fn draw_header(&self, area: &Area<'_>, title: &str, note: Option<&str>, diverged: usize) -> Drawn {
        let place = (LEFT * SCALE as i32, 28 * SCALE as i32);
        let style = bold(22).color(&INK).pos(Pos::new(HPos::Left, VPos::Center));
        area.draw(&Text::new(title, place, style))?;
        if self.panels < 2 {
            return Ok(());
        }
        self.draw_legend(area, note.filter(|note| !note.is_empty()), diverged)
    }

    fn draw_legend(&self, area: &Area<'_>, note: Option<&str>, diverged: usize) -> Drawn {
        let scale = SCALE as i32;
        let shades = "39 % and 86 % of the draws";
        let longer = note
            .filter(|note| width(note, 17) > width(shades, 17))
            .unwrap_or(shades);
        let sample = 40 * scale;
        let size = fitted(longer, (self.panels - 1) * (self.side + GAP) - 76);
        let x = self.size().0 as i32 * scale - RIGHT * scale - (width(longer, size) * f64::from(scale)).ceil() as i32;
        let start = x - 12 * scale - sample;
        let style = TextStyle::from(font(size)).color(&INK);
        let style = style.pos(Pos::new(HPos::Left, VPos::Center));

        let y = (HEADER + TEXT / 2 + 6) * scale;
        for (inset, share) in [(0, SHADES[1]), (10 * scale, SHADES[0])] {
            let corners = [(start + inset, y - 9 * scale), (start + sample, y + 9 * scale)];
            area.draw(&Rectangle::new(corners, tint(BLUE, share).filled()))?;
            area.draw(&Rectangle::new(corners, BLUE.stroke_width(SCALE)))?;
        }
        area.draw(&Text::new(shades, (x, y), style.clone()))?;
        if let Some(note) = note {
            let y = y + 30 * scale;
            let line = vec![(start, y), (start + sample, y)];
            area.draw(&PathElement::new(line, ORANGE.stroke_width(2 * SCALE)))?;
            area.draw(&Circle::new((start + sample / 2, y), 4 * SCALE, ORANGE.filled()))?;
            area.draw(&Text::new(note, (x, y), style.clone()))?;
        }
        if diverged > 0 {
            let y = y + if note.is_some() { 60 } else { 30 } * scale;
            draw_divergence(area, (start + sample / 2, y))?;
            area.draw(&Text::new(format!("{diverged} divergent draws"), (x, y), style))?;
        }
        Ok(())
    }

    /// The name and "median ± uncertainty" above a panel of the diagonal.
    fn draw_estimate(&self, area: &Area<'_>, (left, top): (i32, i32), column: &Column<'_>) -> Drawn {
        let scale = SCALE as i32;
        let middle = (left + self.side / 2) * scale;
        let centred = Pos::new(HPos::Center, VPos::Center);
        // Bold letters are wider.
        let name = bold(self.fitted(column.name) - 1).color(&INK).pos(centred);
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

    /// Labels of a column's ticks and its name, below all panels.
    fn draw_below(&self, area: &Area<'_>, index: usize, column: &Column<'_>, ticks: &Ticks) -> Drawn {
        let scale = SCALE as i32;
        let (left, top) = self.corner(self.panels as usize - 1, index);
        let (middle, bottom) = (left + self.side / 2, top + self.side);
        let centred = Pos::new(HPos::Center, VPos::Center);
        for (value, label) in &ticks.marks {
            let x = left * scale + (share(*value, &column.range) * f64::from(self.side * scale)) as i32;
            let style = font(16).color(&INK).pos(centred);
            area.draw(&Text::new(label.as_str(), (x, (bottom + 18) * scale), style))?;
        }
        let style = font(self.fitted(&ticks.name)).color(&INK).pos(centred);
        let place = (middle * scale, (bottom + 54) * scale);
        Ok(area.draw(&Text::new(ticks.name.as_str(), place, style))?)
    }

    /// Labels of a row's ticks and its name, left of all panels.
    fn draw_beside(&self, area: &Area<'_>, index: usize, row: &Column<'_>, ticks: &Ticks) -> Drawn {
        let scale = SCALE as i32;
        let (left, top) = self.corner(index, 0);
        let (middle, bottom) = (top + self.side / 2, top + self.side);
        for (value, label) in &ticks.marks {
            let y = bottom * scale - (share(*value, &row.range) * f64::from(self.side * scale)) as i32;
            let style = font(16).color(&INK).pos(Pos::new(HPos::Right, VPos::Center));
            area.draw(&Text::new(label.as_str(), ((left - 8) * scale, y), style))?;
        }
        let size = self.fitted(&ticks.name);
        // Turned text begins at the bottom.
        let half = 0.5 * width(&ticks.name, size);
        let place = (28 * scale, middle * scale + (half * f64::from(scale)) as i32);
        let style = font(size).transform(FontTransform::Rotate270).color(&INK);
        let style = style.pos(Pos::new(HPos::Left, VPos::Center));
        Ok(area.draw(&Text::new(ticks.name.as_str(), place, style))?)
    }

    /// The size in which a name is no longer than a panel.
    fn fitted(&self, name: &str) -> u32 {
        fitted(name, self.side + GAP - 6)
    }
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

/// The largest size of a typeface, up to 18, in which a text is at most `room` final pixels wide.
fn fitted(text: &str, room: i32) -> u32 {
    let fits = |&size: &u32| width(text, size) <= f64::from(room);
    (11..=18).rev().find(fits).unwrap_or(11)
}
