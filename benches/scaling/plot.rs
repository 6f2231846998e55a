//! The pictures of `docs/performance.md`.

use super::{Parameters, Steps};
use plotters::coord::Shift;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use std::error::Error;
use std::ops::Range;

type Drawn = Result<(), Box<dyn Error>>;
type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

// Okabe and Ito's colours, which colour-blind readers can tell apart.
const BLUE: RGBColor = RGBColor(0, 114, 178);
const ORANGE: RGBColor = RGBColor(213, 94, 0);
const INK: RGBColor = RGBColor(35, 35, 40);
const PALE: RGBColor = RGBColor(225, 225, 228);
const FAMILY: &str = "DejaVu Sans";

/// A line with the name that stands at its end.
struct Line<'a> {
    name: &'a str,
    colour: RGBColor,
    points: Vec<(f64, f64)>,
}

/// What one panel shows.
struct Panel<'a> {
    title: &'a str,
    x_name: &'a str,
    /// Whether the vertical axis starts at zero; otherwise it is logarithmic.
    from_zero: bool,
    lines: Vec<Line<'a>>,
}

/// Time and memory, with and without checkpoints.
pub fn recurrence(path: &str, measured: &[Steps]) -> Drawn {
    let line = |name, colour, of: &dyn Fn(&Steps) -> f64| Line {
        name,
        colour,
        points: measured.iter().map(|m| (m.steps as f64, of(m))).collect(),
    };
    let panels = [
        Panel {
            title: "time of a gradient / time of the function",
            x_name: "steps",
            from_zero: true,
            lines: vec![
                line("gradient", BLUE, &|m| m.grad_ns / m.primal_ns),
                line("with #[checkpoint]", ORANGE, &|m| m.checkpointed_ns / m.primal_ns),
            ],
        },
        Panel {
            title: "memory of the gradient at its peak, in bytes",
            x_name: "steps",
            from_zero: false,
            lines: vec![
                line("gradient", BLUE, &|m| m.grad_bytes as f64),
                line("with #[checkpoint]", ORANGE, &|m| m.checkpointed_bytes as f64),
            ],
        },
    ];
    write_png(path, &panels)
}

/// What a gradient costs beside the function, by reverse mode and by forward mode.
pub fn parameters(path: &str, measured: &[Parameters]) -> Drawn {
    let reverse = measured.iter().map(|m| (m.parameters as f64, m.grad_ns / m.primal_ns));
    let forward = measured
        .iter()
        .filter_map(|m| Some((m.parameters as f64, m.forward_ns? / m.primal_ns)));
    let panel = Panel {
        title: "time of a gradient / time of the function",
        x_name: "parameters",
        from_zero: false,
        lines: vec![
            Line {
                name: "forward mode, once for each",
                colour: ORANGE,
                points: forward.collect(),
            },
            Line {
                name: "reverse mode: grad",
                colour: BLUE,
                points: reverse.collect(),
            },
        ],
    };
    write_png(path, &[panel])
}

fn write_png(path: &str, panels: &[Panel]) -> Drawn {
    let font = include_bytes!("../../autodiff-sampler/assets/DejaVuSans.ttf");
    register_font(FAMILY, FontStyle::Normal, font).map_err(|_| "the typeface cannot be read")?;
    let (width, height) = (820 * panels.len() as u32, 620);
    let mut pixels = vec![255; (width * height * 3) as usize];
    {
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        area.fill(&WHITE)?;
        for (panel, area) in panels.iter().zip(area.split_evenly((1, panels.len()))) {
            draw(&area, panel)?;
        }
        area.present()?;
    }
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(std::fs::File::create(path)?), width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(())
}

fn draw(area: &Area, panel: &Panel) -> Drawn {
    let points = || panel.lines.iter().flat_map(|line| &line.points);
    let x_axis = Axis::powers(points().map(|point| point.0));
    let heights = points().map(|point| point.1);
    let y_axis = if panel.from_zero {
        Axis::counts(heights)
    } else {
        Axis::powers(heights)
    };
    let mut chart = ChartBuilder::on(area)
        .margin(20)
        .margin_right(40)
        .caption(panel.title, (FAMILY, 26).into_font().color(&INK))
        .x_label_area_size(70)
        .y_label_area_size(80)
        .build_cartesian_2d(x_axis, y_axis)?;
    chart
        .configure_mesh()
        .x_desc(panel.x_name)
        .bold_line_style(PALE)
        .light_line_style(TRANSPARENT)
        .label_style((FAMILY, 21).into_font().color(&INK))
        .axis_style(INK)
        .draw()?;
    for line in &panel.lines {
        chart.draw_series(LineSeries::new(
            line.points.iter().copied(),
            line.colour.stroke_width(4),
        ))?;
        chart.draw_series(
            line.points
                .iter()
                .map(|point| Circle::new(*point, 6, line.colour.filled())),
        )?;
    }
    for line in &panel.lines {
        let key = move |(x, y): (i32, i32)| Rectangle::new([(x, y - 3), (x + 26, y + 1)], line.colour.filled());
        let no_points: [Circle<(f64, f64), i32>; 0] = [];
        chart.draw_series(no_points)?.label(line.name).legend(key);
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .legend_area_size(40)
        .label_font((FAMILY, 21).into_font().color(&INK))
        .background_style(WHITE)
        .border_style(PALE)
        .draw()?;
    Ok(())
}

/// An axis.
#[derive(Clone, Debug)]
enum Axis {
    /// Logarithmic, with ticks at powers of ten, from one to another.
    Powers(Range<i32>),
    /// From zero to a whole number, with ticks at each.
    Counts(i32),
}

impl Axis {
    fn powers(values: impl Iterator<Item = f64>) -> Self {
        let (least, most) = ends(values.map(f64::log10));
        Self::Powers((least + 1e-9).floor() as i32..(most - 1e-9).ceil() as i32)
    }

    /// With room above for the names of the lines.
    fn counts(values: impl Iterator<Item = f64>) -> Self {
        Self::Counts(1 + ends(values).1.ceil() as i32)
    }

    /// Both ends: powers of ten on a logarithmic axis.
    fn ends(&self) -> (i32, i32) {
        match self {
            Self::Powers(powers) => (powers.start, powers.end),
            Self::Counts(last) => (0, *last),
        }
    }

    fn value_at(&self, tick: i32) -> f64 {
        match self {
            Self::Powers(_) => 10_f64.powi(tick),
            Self::Counts(_) => f64::from(tick),
        }
    }
}

/// The least and the largest.
fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| {
        (least.min(value), most.max(value))
    })
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (start, end): (i32, i32)) -> i32 {
        let (first, last) = self.ends();
        let place = match self {
            Self::Powers(_) => value.log10(),
            Self::Counts(_) => *value,
        };
        let share = (place - f64::from(first)) / f64::from(last - first);
        (f64::from(start) + share * f64::from(end - start)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() {
            return Vec::new();
        }
        let (first, last) = self.ends();
        (first..=last).map(|tick| self.value_at(tick)).collect()
    }

    fn range(&self) -> Range<f64> {
        let (first, last) = self.ends();
        self.value_at(first)..self.value_at(last)
    }
}

impl ValueFormatter<f64> for Axis {
    fn format(value: &f64) -> String {
        if (1.0..=1000.0).contains(value) || *value == 0.0 {
            return format!("{value:.0}");
        }
        let digits = format!("{:.0}", value.log10());
        let raised = digits.chars().map(|digit| match digit {
            '-' => '⁻',
            _ => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit.to_digit(10).unwrap_or(0) as usize],
        });
        format!("10{}", raised.collect::<String>())
    }
}
