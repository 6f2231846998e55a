//! Lines of a curve, also where it turns back on itself.

use super::canvas::Drawn;
use super::panel::Chart;
use plotters::prelude::*;

/// Draws a line through the points.
///
/// plotters prolongs the outer edges of a thick line at a corner until they meet, which at the tip of a spike is far outside the
/// picture. The line is therefore taken apart at corners that are sharper than a right angle.
pub(super) fn draw_line(
    chart: &mut Chart<'_, '_>,
    points: impl IntoIterator<Item = (f64, f64)>,
    style: ShapeStyle,
) -> Drawn {
    let points: Vec<(f64, f64)> = points.into_iter().collect();
    let pixels: Vec<(i32, i32)> = points.iter().map(|point| chart.backend_coord(point)).collect();
    let mut begin = 0;
    for end in pieces(&pixels) {
        chart.draw_series(LineSeries::new(points[begin..=end].iter().copied(), style))?;
        begin = end;
    }
    Ok(())
}

/// Indices of the points at which pieces without sharp corners end; the next one begins there.
fn pieces(pixels: &[(i32, i32)]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut last_step = (0, 0);
    for i in 1..pixels.len() {
        let step = (
            i64::from(pixels[i].0) - i64::from(pixels[i - 1].0),
            i64::from(pixels[i].1) - i64::from(pixels[i - 1].1),
        );
        if step == (0, 0) {
            continue;
        }
        if last_step.0 * step.0 + last_step.1 * step.1 < 0 {
            ends.push(i - 1);
        }
        last_step = step;
    }
    ends.extend(pixels.len().checked_sub(1));
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_they_turn_back() {
        assert!(pieces(&[]).is_empty());
        assert_eq!(pieces(&[(0, 0)]), [0]);
        assert_eq!(pieces(&[(0, 0), (5, 1), (10, 0)]), [2]);
        // A spike, whose tip is drawn twice at the same place.
        assert_eq!(pieces(&[(0, 0), (1, 90), (1, 90), (2, 0), (9, 0)]), [2, 4]);
    }
}
