//! Marks of groups: groups differ without their colours, too.

use super::super::canvas::{Drawn, SCALE};
use plotters::coord::CoordTranslate;
use plotters::prelude::*;
use std::f64::consts::PI;

/// The shape of a group's marks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Circle,
    Square,
    Triangle,
    Diamond,
}

impl Shape {
    pub(super) fn of(group: usize) -> Self {
        [Self::Circle, Self::Square, Self::Triangle, Self::Diamond][group % 4]
    }

    /// Draws the mark with a white edge at a place, with `share` of the usual size.
    pub(super) fn draw<Coordinates: CoordTranslate>(
        self,
        area: &DrawingArea<BitMapBackend<'_>, Coordinates>,
        place: Coordinates::From,
        colour: RGBColor,
        share: f64,
    ) -> Drawn
    where
        Coordinates::From: Clone,
    {
        let size = share * 4.5 * f64::from(SCALE);
        for (size, colour) in [(size + 1.2 * f64::from(SCALE), WHITE), (size, colour)] {
            let place = EmptyElement::at(place.clone());
            let drawn = match self {
                Self::Circle => area.draw(&(place + Circle::new((0, 0), size.round() as u32, colour.filled()))),
                _ => area.draw(&(place + Polygon::new(self.corners(size), colour.filled()))),
            };
            drawn.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// The corners of a shape of that size in drawn pixels, around zero.
    fn corners(self, size: f64) -> Vec<(i32, i32)> {
        // How many, where the first one is, and a size that makes areas look equal.
        let (count, turn, size) = match self {
            Self::Circle => (24, 0.0, size),
            Self::Square => (4, 0.25 * PI, 1.2 * size),
            Self::Triangle => (3, -0.5 * PI, 1.4 * size),
            Self::Diamond => (4, 0.0, 1.3 * size),
        };
        let around = |corner: u32| turn + 2.0 * PI * f64::from(corner) / f64::from(count);
        let rounded = |share: f64| (size * share).round() as i32;
        (0..count)
            .map(|corner| (rounded(around(corner).cos()), rounded(around(corner).sin())))
            .collect()
    }
}
