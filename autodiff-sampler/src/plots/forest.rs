//! Intervals of many values, one below the other.

use super::PlotError;
use super::axis::Axis;
use super::builder::{has_title, starts_empty, takes_chains};
use super::canvas::{Area, BLUE, Drawn, GREY, INK, ORANGE, PALE, SCALE, bold, font};
use super::chains::{self, Parameter, colour};
use super::frame::{fitting, width};
use super::sheet::{Entry, Mark, Sheet};
use crate::diagnostics;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

/// Values in one figure.
const MOST: usize = 200;
/// Final pixels: the width of all, the least of a row, one interval in it, what stands above the rows and below, and the columns at the
/// right.
const WIDTH: u32 = 1100;
const ROW: u32 = 28;
const LINE: u32 = 9;
const ABOVE: u32 = 34;
const BELOW: u32 = 40;
const NUMBERS: [i32; 3] = [90, 90, 80];
/// The largest share of the width that names get.
const NAMES: f64 = 360.0;
/// Shares of the draws in the thick and the thin interval.
const SHARES: [f64; 2] = [0.5, 0.94];

/// A forest plot: for each value the median, and the equal-tailed intervals of 50 % and 94 %; beside them the effective sample sizes of
/// bulk and tails and r-hat, orange where they are not good enough (fewer than 100 for each chain, above 1.01).
///
/// ```no_run
/// use autodiff_sampler::plots::Forest;
/// # let trace = autodiff_sampler::Trace::from_chains([("mu", vec![vec![1.0, 2.0, 3.0]])]).unwrap();
///
/// let effects = trace.select(["theta"]).expect("the model has effects");
/// Forest::new().title("Eight schools").trace(&effects).line(0.0).save("output/forest.png")?;
/// # Ok::<(), autodiff_sampler::plots::PlotError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Forest {
    title: String,
    parameters: Vec<Parameter>,
    apart: bool,
    lines: Vec<f64>,
}

impl Forest {
    starts_empty!();
    has_title!();
    takes_chains!();
    /// An interval for each chain, rather than one for all.
    pub fn chains_apart(mut self) -> Self {
        self.apart = true;
        self
    }
    /// A vertical line at a value to compare with.
    pub fn line(mut self, value: f64) -> Self {
        self.lines.push(value);
        self
    }

    /// Draws the figure, 1100 pixels wide and 28 or more high for each value, and writes it; makes the folder if needed.
    ///
    /// # Errors
    ///
    /// [`PlotError`], with the path: there is nothing to draw, a number is not finite, lengths differ, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        let unplottable = |problem: String| PlotError::unplottable(path, problem);
        chains::check(&self.parameters, 4, MOST).map_err(unplottable)?;
        if let Some(line) = self.lines.iter().find(|line| !line.is_finite()) {
            return Err(unplottable(format!("the line at {line} is not finite")));
        }
        let rows: Vec<Row<'_>> = self
            .parameters
            .iter()
            .map(|parameter| Row::new(parameter, self.apart))
            .collect();
        let ends = rows
            .iter()
            .flat_map(|row| &row.intervals)
            .flat_map(|interval| [interval[0], interval[4]]);
        let names = rows
            .iter()
            .map(|row| width(&row.parameter.name, 15))
            .fold(40.0, f64::max)
            .min(NAMES) as i32
            + 30;
        let panel = WIDTH as i32 - names - NUMBERS.iter().sum::<i32>() - 20;
        let axis = fitting(ends.chain(self.lines.iter().copied()), 0.04, f64::from(panel));
        let axis = axis.ok_or_else(|| unplottable("the draws cannot be drawn".to_owned()))?;
        let most = rows.iter().map(|row| row.intervals.len()).max().unwrap_or(1) as u32;
        let height = ROW.max(LINE * most + 12);
        let layout = Layout { names, panel, height };
        let mut legend = vec![Entry::new("median, 50 % and 94 % of the draws", BLUE, Mark::Dot)];
        if self.apart {
            legend = Entry::chains(self.parameters[0].chains.len());
        }
        let sheet = Sheet {
            title: &self.title,
            legend,
            columns: 1,
            panel: (WIDTH, ABOVE + height * rows.len() as u32 + BELOW),
        };
        sheet.save(path, 1, |_, area| layout.draw(area, &rows, &axis, &self.lines))
    }
}

/// What is drawn of a value.
struct Row<'a> {
    parameter: &'a Parameter,
    /// The ends of the wide interval, of the narrow one and the median, in order; one for all chains, or one for each.
    intervals: Vec<[f64; 5]>,
    ess: [f64; 2],
    r_hat: f64,
}

impl<'a> Row<'a> {
    fn new(parameter: &'a Parameter, apart: bool) -> Self {
        let tails = SHARES.map(|share| 0.5 - 0.5 * share);
        let interval =
            |draws: &[f64]| diagnostics::quantiles(draws, [tails[1], tails[0], 0.5, 1.0 - tails[0], 1.0 - tails[1]]);
        let slices = parameter.slices();
        Self {
            parameter,
            intervals: match apart {
                true => slices.iter().map(|chain| interval(chain)).collect(),
                false => vec![interval(&parameter.draws())],
            },
            ess: [diagnostics::ess_bulk(&slices), diagnostics::ess_tail(&slices)],
            r_hat: diagnostics::r_hat(&slices),
        }
    }
}

/// Final pixels of the parts.
struct Layout {
    names: i32,
    panel: i32,
    height: u32,
}

impl Layout {
    fn draw(&self, area: &Area<'_>, rows: &[Row<'_>], axis: &Axis, lines: &[f64]) -> Drawn {
        let scale = SCALE as i32;
        let bottom = (ABOVE + self.height * rows.len() as u32) as i32;
        let x = |value: f64| {
            let share = (value - axis.range.start) / (axis.range.end - axis.range.start);
            self.names * scale + (share * f64::from(self.panel * scale)).round() as i32
        };
        for row in (0..rows.len() as u32).step_by(2) {
            let top = (ABOVE + row * self.height) as i32;
            let corners = [
                (0, top * scale),
                (WIDTH as i32 * scale, (top + self.height as i32) * scale),
            ];
            area.draw(&Rectangle::new(corners, PALE.mix(0.4).filled()))?;
        }
        for &tick in &axis.ticks {
            let ends = vec![(x(tick), ABOVE as i32 * scale), (x(tick), bottom * scale)];
            area.draw(&PathElement::new(ends, PALE.stroke_width(SCALE)))?;
            let style = font(14).color(&INK).pos(Pos::new(HPos::Center, VPos::Center));
            area.draw(&Text::new(axis.label(tick), (x(tick), (bottom + 18) * scale), style))?;
        }
        for &line in lines {
            let ends = vec![(x(line), ABOVE as i32 * scale), (x(line), bottom * scale)];
            area.draw(&PathElement::new(ends, GREY.stroke_width(2 * SCALE)))?;
        }
        let frame =
            [(self.names, ABOVE as i32), (self.names + self.panel, bottom)].map(|(x, y)| (x * scale, y * scale));
        area.draw(&Rectangle::new(frame, INK.stroke_width(SCALE)))?;
        self.draw_numbers(
            area,
            ABOVE as i32 / 2,
            ["ess bulk", "ess tail", "r-hat"].map(|text| (text.to_owned(), INK)),
            true,
        )?;
        rows.iter()
            .enumerate()
            .try_for_each(|(index, row)| self.draw_row(area, index, row, &x))
    }

    fn draw_row(&self, area: &Area<'_>, index: usize, row: &Row<'_>, x: &impl Fn(f64) -> i32) -> Drawn {
        let scale = SCALE as i32;
        let top = (ABOVE + index as u32 * self.height) as i32;
        let middle = top + self.height as i32 / 2;
        let name = shortened(&row.parameter.name);
        let style = font(15).color(&INK).pos(Pos::new(HPos::Right, VPos::Center));
        area.draw(&Text::new(name, ((self.names - 12) * scale, middle * scale), style))?;
        let count = row.intervals.len() as i32;
        for (line, interval) in row.intervals.iter().enumerate() {
            let y = (2 * middle + (2 * line as i32 + 1 - count) * LINE as i32) * scale / 2;
            let colour = if count == 1 { BLUE } else { colour(line) };
            for (from, to, stroke) in [(0, 4, 2), (1, 3, 5)] {
                let ends = vec![(x(interval[from]), y), (x(interval[to]), y)];
                area.draw(&PathElement::new(ends, colour.stroke_width(stroke * SCALE)))?;
            }
            area.draw(&Circle::new((x(interval[2]), y), 5 * SCALE, colour.filled()))?;
            area.draw(&Circle::new((x(interval[2]), y), 3 * SCALE, WHITE.filled()))?;
        }
        let chains = row.parameter.chains.len() as f64;
        let judged = |good: bool| if good { INK } else { ORANGE };
        let [bulk, tail] = row.ess.map(|ess| (format!("{ess:.0}"), judged(ess >= 100.0 * chains)));
        let r_hat = (format!("{:.3}", row.r_hat), judged(row.r_hat <= 1.01));
        self.draw_numbers(area, middle, [bulk, tail, r_hat], false)
    }

    fn draw_numbers(&self, area: &Area<'_>, y: i32, texts: [(String, RGBColor); 3], heading: bool) -> Drawn {
        let scale = SCALE as i32;
        let mut right = self.names + self.panel;
        for ((text, colour), width) in texts.into_iter().zip(NUMBERS) {
            right += width;
            let face = if heading { bold(14) } else { font(14) };
            let style = face.color(&colour).pos(Pos::new(HPos::Right, VPos::Center));
            area.draw(&Text::new(text, (right * scale, y * scale), style))?;
        }
        Ok(())
    }
}

/// The name without its middle, if it is longer than there is room.
fn shortened(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let fits = |kept: usize| {
        let (start, end) = (kept.div_ceil(2), letters.len() - kept / 2);
        let short: String = letters[..start].iter().chain(&['…']).chain(&letters[end..]).collect();
        (width(&short, 15) <= NAMES).then_some(short)
    };
    if width(name, 15) <= NAMES {
        return name.to_owned();
    }
    (1..letters.len()).rev().find_map(fits).unwrap_or_default()
}
