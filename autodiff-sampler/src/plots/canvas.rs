//! The paper that figures are drawn on: twice the final size, averaged down to smooth edges, written as PNG.

use super::PlotError;
use super::palette::indexed;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use std::io::BufWriter;
use std::path::Path;

/// Drawn pixels for each final pixel, along each side.
pub(super) const SCALE: u32 = 2;

/// Okabe and Ito's palette, which colour-blind readers can tell apart.
pub(super) const BLUE: RGBColor = RGBColor(0, 114, 178);
pub(super) const ORANGE: RGBColor = RGBColor(213, 94, 0);
pub(super) const INK: RGBColor = RGBColor(35, 35, 40);
pub(super) const GREY: RGBColor = RGBColor(120, 120, 125);
pub(super) const PALE: RGBColor = RGBColor(225, 225, 228);

/// Colours of groups of points, in order; none is the blue of models.
pub(super) const GROUPS: [RGBColor; 6] = [
    ORANGE,
    RGBColor(0, 158, 115),
    INK,
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(204, 121, 167),
];

/// `share` of a colour on white.
pub(super) fn tint(RGBColor(red, green, blue): RGBColor, share: f64) -> RGBColor {
    let mixed = |channel: u8| (255.0 + share * (f64::from(channel) - 255.0)).round() as u8;
    RGBColor(mixed(red), mixed(green), mixed(blue))
}

/// A darker shade of a colour, which stands out from it.
pub(super) fn dark(RGBColor(red, green, blue): RGBColor) -> RGBColor {
    let darker = |channel: u8| (0.68 * f64::from(channel)).round() as u8;
    RGBColor(darker(red), darker(green), darker(blue))
}

/// What drawing functions return.
pub(super) type Drawn = Result<(), Box<dyn std::error::Error>>;
/// A rectangle to draw in.
pub(super) type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

/// A typeface of the given size in final pixels.
pub(super) fn font(size: u32) -> FontDesc<'static> {
    FontDesc::new(FontFamily::Name(FAMILY), f64::from(size * SCALE), FontStyle::Normal)
}

/// The same in bold.
pub(super) fn bold(size: u32) -> FontDesc<'static> {
    // Not `font(size).style(Bold)`: plotters 0.3.7 keeps the outlines of the style that a font was made with.
    FontDesc::new(FontFamily::Name(FAMILY), f64::from(size * SCALE), FontStyle::Bold)
}

const FAMILY: &str = "DejaVu Sans";

fn register_fonts() {
    // Both files are parts of this crate and parse: there is nothing to report.
    let _ = register_font(FAMILY, FontStyle::Normal, include_bytes!("../../assets/DejaVuSans.ttf"));
    let _ = register_font(
        FAMILY,
        FontStyle::Bold,
        include_bytes!("../../assets/DejaVuSans-Bold.ttf"),
    );
}

/// Calls `draw` with a white area of `width × height` final pixels and writes what it drew; makes the folder if needed.
pub(super) fn write_png(
    path: &Path,
    (width, height): (u32, u32),
    draw: impl for<'a> FnOnce(&Area<'a>) -> Drawn,
) -> Result<(), PlotError> {
    register_fonts();
    let mut pixels = vec![255; (width * SCALE * height * SCALE * 3) as usize];
    let area = BitMapBackend::with_buffer(&mut pixels, (width * SCALE, height * SCALE)).into_drawing_area();
    let drawn = draw(&area).and_then(|()| Ok(area.present()?));
    drop(area);
    drawn.map_err(|error| PlotError::Drawing {
        path: path.display().to_string(),
        reason: error.to_string(),
    })?;
    save(path, (width, height), &averaged(&pixels, width, height)).map_err(|source| PlotError::Unwritable {
        path: path.display().to_string(),
        source,
    })
}

/// Each final pixel as the mean of the drawn ones.
fn averaged(pixels: &[u8], width: u32, height: u32) -> Vec<u8> {
    let (scale, width, height) = (SCALE as usize, width as usize, height as usize);
    let mut smooth = Vec::with_capacity(width * height * 3);
    for rows in pixels.chunks_exact(scale * scale * width * 3) {
        let mut sums = vec![0; width * 3];
        for row in rows.chunks_exact(scale * width * 3) {
            for (sums, drawn) in sums.chunks_exact_mut(3).zip(row.chunks_exact(scale * 3)) {
                for (index, &value) in drawn.iter().enumerate() {
                    sums[index % 3] += usize::from(value);
                }
            }
        }
        smooth.extend(sums.iter().map(|sum| (sum / (scale * scale)) as u8));
    }
    smooth
}

fn save(path: &Path, (width, height): (u32, u32), pixels: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut encoder = png::Encoder::new(BufWriter::new(std::fs::File::create(path)?), width, height);
    encoder.set_depth(png::BitDepth::Eight);
    let indexed = indexed(pixels);
    let data = match &indexed {
        Some(picture) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(picture.palette.as_slice());
            // Differences of neighbouring indices mean nothing.
            encoder.set_filter(png::Filter::NoFilter);
            &picture.pixels
        }
        None => {
            encoder.set_color(png::ColorType::Rgb);
            pixels
        }
    };
    encoder.set_deflate_compression(png::DeflateCompression::Level(9));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(data)?;
    Ok(writer.finish()?)
}
