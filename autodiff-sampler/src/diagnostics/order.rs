//! Values in ascending order, and where each of them stood.

/// Values in ascending order, with the place that each had before.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub values: Vec<f64>,
    pub places: Vec<usize>,
}

impl Order {
    /// The order of these values; NaN at the ends, by its sign.
    pub fn of(values: &[f64]) -> Self {
        // Whole numbers are compared faster than floating-point ones, and places go along rather than being looked up.
        let mut keys: Vec<(u64, usize)> = values.iter().enumerate().map(|(place, x)| (key(*x), place)).collect();
        keys.sort_unstable();
        Self {
            values: keys.iter().map(|(_, place)| values[*place]).collect(),
            places: keys.into_iter().map(|(_, place)| place).collect(),
        }
    }

    /// The same values at other places, without those that have none.
    pub fn at(&self, place: impl Fn(usize) -> Option<usize>) -> Self {
        let moved = self.values.iter().zip(&self.places);
        let (values, places) = moved.filter_map(|(value, old)| Some((*value, place(*old)?))).unzip();
        Self { values, places }
    }

    /// The order of the distances from a number in the midst of the values, which must be finite: the values below it, read
    /// backwards, and those above are both in the order of their distances, and are merged.
    pub fn of_distances(&self, centre: f64) -> Self {
        debug_assert!(centre.is_finite());
        let middle = self.values.partition_point(|x| *x < centre);
        let distance = |index: &usize| ((self.values[*index] - centre).abs(), self.places[*index]);
        let mut below = (0..middle).rev().map(|index| distance(&index)).peekable();
        let mut above = (middle..self.values.len()).map(|index| distance(&index)).peekable();
        let next = || match (below.peek(), above.peek()) {
            (Some(b), Some(a)) if b.0 <= a.0 => below.next(),
            (_, Some(_)) => above.next(),
            (_, None) => below.next(),
        };
        let (values, places) = std::iter::from_fn(next).unzip();
        Self { values, places }
    }
}

/// A whole number in whose order [`f64::total_cmp`] sorts.
fn key(x: f64) -> u64 {
    let bits = x.to_bits();
    // Negative numbers are ordered the other way round; positive ones come after them.
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 9] = [3.0, -1.0, 2.5, 0.0, -0.0, 3.0, f64::INFINITY, -7.5, 2.0];

    #[test]
    fn keys_are_in_the_order_of_values() {
        let mut expected = VALUES;
        expected.sort_by(f64::total_cmp);
        let order = Order::of(&VALUES);
        assert_eq!(order.values, expected);
        assert!(
            order
                .places
                .iter()
                .zip(&order.values)
                .all(|(place, x)| VALUES[*place] == *x)
        );
    }

    #[test]
    fn distances_are_merged() {
        for centre in [2.0, 2.25, -8.0, 1e9] {
            let expected = Order::of(&VALUES.map(|x| (x - centre).abs()));
            let merged = Order::of(&VALUES).of_distances(centre);
            assert_eq!(merged.values, expected.values);
            assert!(
                merged
                    .places
                    .iter()
                    .zip(&merged.values)
                    .all(|(place, d)| (VALUES[*place] - centre).abs() == *d)
            );
        }
    }
}
