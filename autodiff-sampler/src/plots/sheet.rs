//! A figure of several panels under one heading.

use super::PlotError;
use super::canvas::{Area, Drawn, INK, SCALE, bold, font, write_png};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

/// Final pixels of the heading.
const HEADER: u32 = 56;
/// Final pixels between the edges and what is in the heading.
const EDGE: i32 = 20;

/// What a colour or a line means.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) text: String,
    pub(super) colour: RGBAColor,
    pub(super) mark: Mark,
}

/// What stands before the text of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Line,
    Dashes,
    Dot,
    Block,
}

impl Entry {
    pub(super) fn new(text: impl Into<String>, colour: impl Into<RGBAColor>, mark: Mark) -> Self {
        Self {
            text: text.into(),
            colour: colour.into(),
            mark,
        }
    }

    /// One entry for each chain, if there are few enough to tell apart.
    pub(super) fn chains(count: usize) -> Vec<Self> {
        let entry = |chain| Self::new(format!("chain {chain}"), super::chains::colour(chain), Mark::Line);
        if (2..=8).contains(&count) {
            (0..count).map(entry).collect()
        } else {
            Vec::new()
        }
    }
}

/// A heading and a grid of panels of equal size.
pub(super) struct Sheet<'a> {
    pub(super) title: &'a str,
    pub(super) legend: Vec<Entry>,
    pub(super) columns: usize,
    /// Final pixels of a panel.
    pub(super) panel: (u32, u32),
}

impl Sheet<'_> {
    /// Draws `count` panels, row by row, and writes the picture.
    pub(super) fn save(
        &self,
        path: &Path,
        count: usize,
        draw: impl for<'a> Fn(usize, &Area<'a>) -> Drawn,
    ) -> Result<(), PlotError> {
        let columns = self.columns.clamp(1, count.max(1));
        let rows = count.div_ceil(columns);
        let size = (self.panel.0 * columns as u32, HEADER + self.panel.1 * rows as u32);
        write_png(path, size, |area| {
            let (header, grid) = area.split_vertically(HEADER * SCALE);
            self.draw_header(&header)?;
            let panels = grid.split_evenly((rows, columns));
            panels
                .iter()
                .take(count)
                .enumerate()
                .try_for_each(|(index, panel)| draw(index, panel))
        })
    }

    /// The title at the left, the legend at the right, as much of it as there is room for.
    fn draw_header(&self, area: &Area<'_>) -> Drawn {
        let scale = SCALE as i32;
        let (width, y) = (area.dim_in_pixel().0 as i32, HEADER as i32 / 2 * scale);
        let title = bold(20).color(&INK).pos(Pos::new(HPos::Left, VPos::Center));
        let title_end = EDGE * scale + area.estimate_text_size(self.title, &title)?.0 as i32;
        area.draw(&Text::new(self.title, (EDGE * scale, y), title))?;
        let style = font(15).color(&INK).pos(Pos::new(HPos::Left, VPos::Center));
        let sample = 26 * scale;
        let mut entries = Vec::new();
        for entry in &self.legend {
            let text = area.estimate_text_size(&entry.text, &style)?.0 as i32;
            entries.push((entry, text + sample + 8 * scale));
        }
        let gap = 22 * scale;
        let total = |entries: &[(&Entry, i32)]| entries.iter().map(|(_, width)| width + gap).sum::<i32>();
        while width - EDGE * scale - total(&entries) < title_end {
            if entries.pop().is_none() {
                return Ok(());
            }
        }
        let mut x = width - EDGE * scale - total(&entries) + gap;
        for (entry, width) in entries {
            entry.draw_mark(area, (x, y), sample)?;
            area.draw(&Text::new(
                entry.text.as_str(),
                (x + sample + 8 * scale, y),
                style.clone(),
            ))?;
            x += width + gap;
        }
        Ok(())
    }
}

impl Entry {
    fn draw_mark(&self, area: &Area<'_>, (x, y): (i32, i32), length: i32) -> Drawn {
        let line = |from: i32, to: i32| {
            PathElement::new(vec![(x + from, y), (x + to, y)], self.colour.stroke_width(2 * SCALE))
        };
        match self.mark {
            Mark::Line => area.draw(&line(0, length))?,
            Mark::Dashes => {
                for part in [0, 2, 4] {
                    area.draw(&line(part * length / 5, (part + 1) * length / 5))?;
                }
            }
            Mark::Dot => area.draw(&Circle::new((x + length / 2, y), 4 * SCALE, self.colour.filled()))?,
            Mark::Block => {
                let half = 7 * SCALE as i32;
                area.draw(&Rectangle::new(
                    [(x, y - half), (x + length, y + half)],
                    self.colour.filled(),
                ))?;
            }
        }
        Ok(())
    }
}
