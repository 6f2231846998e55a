//! The heading of a series: its title, and what points, bars and bands are, beside it or in rows below.

use super::super::canvas::{Area, Drawn, GREY, INK, SCALE, bold, dark, font};
use super::super::panel::{LEFT, RIGHT, unit};
use super::Series;
use super::draw::{BANDS, colour};
use super::shape::Shape;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// What stands in front of a text.
#[derive(Clone, Copy)]
enum Sample {
    Mark(Shape, RGBColor),
    Dot(RGBColor),
    DotAndMark(Shape, RGBColor),
    Bar,
    Band(RGBColor),
}

/// Sizes in final pixels: a sample with its space, the space behind a text, and a row.
const SAMPLE: i32 = 40;
const SPACE: i32 = 26;
const ROW: i32 = 30;
const TITLE: i32 = 56;

/// The heading of a figure, with entries in rows.
pub(super) struct Legend {
    title: String,
    rows: Vec<Vec<(Sample, String, i32)>>,
    beside_title: bool,
}

impl Legend {
    pub(super) fn new(series: &Series<'_>, area: &Area<'_>) -> Result<Self, Box<dyn std::error::Error>> {
        let measured = |text: &str, style: FontDesc<'static>| -> Result<i32, Box<dyn std::error::Error>> {
            Ok(area.estimate_text_size(text, &style.into())?.0 as i32 / SCALE as i32)
        };
        let room = area.dim_in_pixel().0 as i32 / SCALE as i32 - (LEFT + RIGHT) as i32;
        let mut rows: Vec<Vec<_>> = vec![Vec::new()];
        let mut used = 0;
        for (sample, text) in entries(series) {
            let width = SAMPLE + measured(&text, font(17))? + SPACE;
            if used > 0 && used + width > room + SPACE {
                rows.push(Vec::new());
                used = 0;
            }
            used += width;
            if let Some(row) = rows.last_mut() {
                row.push((sample, text, width));
            }
        }
        let title = measured(&series.title, bold(21))?;
        Ok(Self {
            title: series.title.clone(),
            beside_title: rows.len() == 1 && title + SPACE + used <= room + SPACE,
            rows,
        })
    }

    /// The height in final pixels.
    pub(super) fn height(&self) -> u32 {
        let below = if self.beside_title {
            0
        } else {
            self.rows.len() as i32 * ROW
        };
        (TITLE + below) as u32
    }

    pub(super) fn draw(&self, area: &Area<'_>) -> Drawn {
        let scale = SCALE as i32;
        let (left, y) = (LEFT as i32, 32);
        let beside = Pos::new(HPos::Left, VPos::Center);
        let title = bold(21).color(&INK).pos(beside);
        area.draw(&Text::new(self.title.as_str(), (left * scale, y * scale), title))?;
        let right = area.dim_in_pixel().0 as i32 / scale - RIGHT as i32;
        for (index, row) in self.rows.iter().enumerate() {
            let (mut x, y) = if self.beside_title {
                (right + SPACE - row.iter().map(|entry| entry.2).sum::<i32>(), y)
            } else {
                (left, y + ROW * (index as i32 + 1))
            };
            for (sample, text, width) in row {
                sample.draw(area, (x * scale, y * scale))?;
                let style = font(17).color(&INK).pos(beside);
                area.draw(&Text::new(text.as_str(), ((x + SAMPLE) * scale, y * scale), style))?;
                x += width;
            }
        }
        Ok(())
    }
}

/// What the figure shows, with names.
fn entries(series: &Series<'_>) -> Vec<(Sample, String)> {
    // Up to a comma: "[d, BJD − 2457000]" counts days.
    let unit = unit(&series.x_label).trim_matches(['[', ']']);
    let unit = unit.split(',').next().unwrap_or_default();
    let mut entries = Vec::new();
    for (index, group) in series.groups.iter().enumerate() {
        let (shape, colour) = (Shape::of(index), colour(index));
        let text = match group.bin {
            Some(width) => format!("{}, means over {width} {unit}", group.label)
                .trim_end()
                .to_owned(),
            None => group.label.clone(),
        };
        let sample = match (group.dots, group.bin) {
            (true, Some(_)) => Sample::DotAndMark(shape, colour),
            (true, None) => Sample::Dot(colour),
            (false, _) => Sample::Mark(shape, colour),
        };
        entries.push((sample, text));
    }
    if series.groups.iter().any(|group| group.jitter > 0.0 && !group.dots) {
        entries.push((Sample::Bar, "error with jitter".to_owned()));
    }
    for (index, band) in series.bands.iter().enumerate() {
        entries.push((Sample::Band(BANDS[index % BANDS.len()]), band.label.clone()));
    }
    entries.retain(|(_, text)| !text.is_empty());
    entries
}

impl Sample {
    /// Draws it to the right of a place, vertically centred.
    fn draw(&self, area: &Area<'_>, (x, y): (i32, i32)) -> Drawn {
        let scale = SCALE as i32;
        let (start, end) = (x, x + (SAMPLE - 10) * scale);
        let bar = |colour: RGBAColor, x: i32| {
            let ends = vec![(x, y - 10 * scale), (x, y + 10 * scale)];
            PathElement::new(ends, colour.stroke_width(2 * SCALE))
        };
        match *self {
            Self::Mark(shape, colour) => {
                area.draw(&bar(colour.into(), end - 8 * scale))?;
                shape.draw(area, (end - 8 * scale, y), colour, 1.0)?;
            }
            Self::Dot(colour) => {
                for (across, up) in [(-12, 2), (-6, -4), (-4, 4)] {
                    let place = (end + across * scale, y + up * scale);
                    area.draw(&Circle::new(place, 2 * SCALE, colour.mix(0.5).filled()))?;
                }
            }
            Self::DotAndMark(shape, colour) => {
                Self::Dot(colour).draw(area, (x - 16 * scale, y))?;
                Self::Mark(shape, dark(colour)).draw(area, (x, y))?;
            }
            Self::Bar => area.draw(&bar(GREY.mix(0.6), end - 8 * scale))?,
            Self::Band(colour) => {
                let corners = [(start, y - 8 * scale), (end, y + 8 * scale)];
                area.draw(&Rectangle::new(corners, colour.mix(0.3).filled()))?;
                area.draw(&PathElement::new(
                    vec![(start, y), (end, y)],
                    colour.stroke_width(2 * SCALE),
                ))?;
            }
        }
        Ok(())
    }
}
