//! The density of pairs of draws on a grid, and its contours.

use std::ops::Range;

/// Cells along each side.
const CELLS: usize = 100;

/// A smoothed density over a rectangle: values at the centres of the cells of a grid, row by row from the lowest.
#[derive(Debug)]
pub(super) struct Density {
    cells: Vec<f64>,
    x: Range<f64>,
    y: Range<f64>,
}

impl Density {
    /// The density of pairs of finite draws, smoothed by their own covariance (Scott 1992): narrow ridges of correlated
    /// parameters stay narrow.
    pub(super) fn new(pairs: &[(f64, f64)], x: Range<f64>, y: Range<f64>) -> Self {
        let mut density = Self {
            cells: vec![0.0; CELLS * CELLS],
            x,
            y,
        };
        // In units of cells, without what the picture does not show.
        let places: Vec<(f64, f64)> = pairs
            .iter()
            .map(|&pair| density.place(pair))
            .filter(|&(column, row)| [column, row].iter().all(|place| (0.0..CELLS as f64).contains(place)))
            .collect();
        let mut counts = vec![0.0; CELLS * CELLS];
        for &(column, row) in &places {
            counts[row as usize * CELLS + column as usize] += 1.0;
        }
        let kernel = Kernel::new(&places);
        let inside = 0..CELLS as isize;
        for (cell, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
            let (row, column) = ((cell / CELLS) as isize, (cell % CELLS) as isize);
            for &(across, up, weight) in &kernel.weights {
                let (row, column) = (row + up, column + across);
                if inside.contains(&row) && inside.contains(&column) {
                    density.cells[row as usize * CELLS + column as usize] += count * weight;
                }
            }
        }
        density.end_with(pairs, &kernel);
        density
    }

    /// Nothing lies beyond the outermost draws, and what the kernel spread there belongs before them: densities that end
    /// abruptly, at zero for example, stay high up to their end.
    fn end_with(&mut self, pairs: &[(f64, f64)], kernel: &Kernel) {
        let places: Vec<_> = pairs.iter().map(|&pair| self.place(pair)).collect();
        let shares = |value: fn(&(f64, f64)) -> f64, sd: f64| -> Vec<f64> {
            let low = places.iter().map(value).fold(f64::INFINITY, f64::min);
            let high = places.iter().map(value).fold(f64::NEG_INFINITY, f64::max);
            (0..CELLS)
                .map(|cell| {
                    let below = |end: f64| 0.5 * (1.0 + libm::erf((end - cell as f64 - 0.5) / (sd * 2f64.sqrt())));
                    let within = (low - 0.5..=high + 0.5).contains(&(cell as f64 + 0.5));
                    // The factor by which a density grows; zero beyond the ends.
                    if within {
                        1.0 / (below(high + 0.5) - below(low - 0.5))
                    } else {
                        0.0
                    }
                })
                .collect()
        };
        let across = shares(|place| place.0, kernel.sd.0);
        let up = shares(|place| place.1, kernel.sd.1);
        for (cell, density) in self.cells.iter_mut().enumerate() {
            *density *= up[cell / CELLS] * across[cell % CELLS];
        }
    }

    /// Column and row of a point, with fractions.
    fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let share = |value: f64, range: &Range<f64>| (value - range.start) / (range.end - range.start) * CELLS as f64;
        (share(x, &self.x), share(y, &self.y))
    }

    /// The density at a point, linear between the centres of cells.
    pub(super) fn at(&self, (x, y): (f64, f64)) -> f64 {
        self.along(y)(x)
    }

    /// The density along a row of points: a function of the coordinate across.
    pub(super) fn along(&self, y: f64) -> impl Fn(f64) -> f64 {
        let split = |place: f64| {
            let place = (place - 0.5).clamp(0.0, (CELLS - 1) as f64);
            let low = (place as usize).min(CELLS - 2);
            (low, place - low as f64)
        };
        let (row, up) = split(self.place((self.x.start, y)).1);
        let (start, cells_per_unit) = (self.x.start, CELLS as f64 / (self.x.end - self.x.start));
        let (low, high) = self.cells[row * CELLS..(row + 2) * CELLS].split_at(CELLS);
        move |x| {
            let (column, right) = split((x - start) * cells_per_unit);
            let at = |column: usize| low[column] + up * (high[column] - low[column]);
            at(column) + right * (at(column + 1) - at(column))
        }
    }

    /// The density above which `share` of the mass lies.
    pub(super) fn level(&self, share: f64) -> f64 {
        let mut sorted = self.cells.clone();
        sorted.sort_by(|one, other| other.total_cmp(one));
        let enough = share * sorted.iter().sum::<f64>();
        let mut above = 0.0;
        for density in sorted {
            above += density;
            if above >= enough {
                return density;
            }
        }
        0.0
    }

    /// The line along which the density is `level`, as pieces from edge to edge of the grid's squares, each two points.
    pub(super) fn contour(&self, level: f64) -> Vec<[(f64, f64); 2]> {
        let mut pieces = Vec::new();
        for row in 0..CELLS - 1 {
            for column in 0..CELLS - 1 {
                // Around the square; its centre tells which corners of a saddle belong together.
                let corners = [(0, 0), (0, 1), (1, 1), (1, 0)].map(|(up, right)| (row + up, column + right));
                let heights = corners.map(|(row, column)| self.cells[row * CELLS + column] - level);
                let mut crossings = Vec::with_capacity(4);
                for (edge, &height) in heights.iter().enumerate() {
                    let next = (edge + 1) % 4;
                    if (height >= 0.0) != (heights[next] >= 0.0) {
                        let share = height / (height - heights[next]);
                        crossings.push(self.between(corners[edge], corners[next], share));
                    }
                }
                let centre_like_first = (heights.iter().sum::<f64>() >= 0.0) == (heights[0] >= 0.0);
                match crossings[..] {
                    [one, other] => pieces.push([one, other]),
                    [a, b, c, d] if centre_like_first => pieces.extend([[a, b], [c, d]]),
                    [a, b, c, d] => pieces.extend([[d, a], [b, c]]),
                    _ => {}
                }
            }
        }
        pieces
    }

    /// The point `share` of the way from the centre of one cell to that of another.
    fn between(&self, from: (usize, usize), to: (usize, usize), share: f64) -> (f64, f64) {
        let value = |from: usize, to: usize, range: &Range<f64>| {
            let place = from as f64 + 0.5 + share * (to as f64 - from as f64);
            range.start + place / CELLS as f64 * (range.end - range.start)
        };
        (value(from.1, to.1, &self.x), value(from.0, to.0, &self.y))
    }
}

/// A normal density over cells: how far across, how far up, and the weight there.
struct Kernel {
    sd: (f64, f64),
    weights: Vec<(isize, isize, f64)>,
}

impl Kernel {
    fn new(places: &[(f64, f64)]) -> Self {
        let count = places.len().max(1) as f64;
        let mean = |value: fn(&(f64, f64)) -> f64| places.iter().map(value).sum::<f64>() / count;
        let (across, up) = (mean(|place| place.0), mean(|place| place.1));
        let moment = |product: &dyn Fn(f64, f64) -> f64| {
            places
                .iter()
                .map(|place| product(place.0 - across, place.1 - up))
                .sum::<f64>()
                / count
        };
        // Scott's factor for two dimensions; and never less than what blends neighbouring cells.
        let factor = count.powf(-1.0 / 3.0);
        let (xx, yy, xy) = (
            factor * moment(&|x, _| x * x) + 0.5,
            factor * moment(&|_, y| y * y) + 0.5,
            factor * moment(&|x, y| x * y),
        );
        let determinant = xx * yy - xy * xy;
        let reach = |variance: f64| ((3.5 * variance.sqrt()).ceil() as isize).min(CELLS as isize);
        let mut weights = Vec::new();
        for up in -reach(yy)..=reach(yy) {
            for across in -reach(xx)..=reach(xx) {
                let (x, y) = (across as f64, up as f64);
                let square = (yy * x * x - 2.0 * xy * x * y + xx * y * y) / determinant;
                if square < 3.5 * 3.5 {
                    weights.push((across, up, (-0.5 * square).exp()));
                }
            }
        }
        Self {
            sd: (xx.sqrt(), yy.sqrt()),
            weights,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs on the quantiles of two independent normal distributions, nearly: a sum of twelve even numbers each.
    fn pairs() -> Vec<(f64, f64)> {
        let mut state = 1u64;
        let mut even = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        let mut normal = || (0..12).map(|_| even()).sum::<f64>() - 6.0;
        (0..20_000).map(|_| (normal(), normal())).collect()
    }

    #[test]
    fn contours_of_a_normal_density_are_circles_of_one_and_two_sigma() {
        let density = Density::new(&pairs(), -4.0..4.0, -4.0..4.0);
        for (share, radius) in [(0.393, 1.0), (0.865, 2.0)] {
            let pieces = density.contour(density.level(share));
            assert!(pieces.len() > 30);
            let mean = pieces.iter().map(|[(x, y), _]| x.hypot(*y)).sum::<f64>() / pieces.len() as f64;
            assert!((mean - radius).abs() < 0.06 * radius, "{mean}");
            assert!(pieces.iter().all(|[(x, y), _]| (x.hypot(*y) - radius).abs() < 0.3));
        }
    }

    #[test]
    fn even_densities_are_even_up_to_their_ends() {
        let pairs: Vec<_> = (0..10_000)
            .map(|index| (f64::from(index % 100) / 100.0, f64::from(index / 100) / 100.0))
            .collect();
        let density = Density::new(&pairs, -0.1..1.1, -0.1..1.1);
        let centre = density.at((0.5, 0.5));
        for point in [(0.02, 0.5), (0.5, 0.97), (0.02, 0.02)] {
            assert!((density.at(point) / centre - 1.0).abs() < 0.1);
        }
        assert_eq!(density.at((-0.05, 0.5)), 0.0);
    }

    #[test]
    fn equal_pairs_have_a_density() {
        let density = Density::new(&[(1.0, 2.0); 9], 0.0..2.0, 1.0..3.0);
        assert!(density.at((1.0, 2.0)) > density.at((1.3, 2.0)));
        assert!(!density.contour(density.level(0.393)).is_empty());
    }
}
