//! Draws kept together with their gradients, from which correlations are learnt.

/// Numbers kept at most, 16 MB of them; in high dimension the newest draws are kept.
const MAX_NUMBERS: usize = 2_000_000;
/// Draws that are kept however many coordinates they have.
const MIN_CAPACITY: usize = 32;

/// Positions and gradients of a window of draws.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Pairs {
    dimension: usize,
    capacity: usize,
    /// Where the next pair goes.
    next: usize,
    positions: Vec<f64>,
    grads: Vec<f64>,
}

impl Pairs {
    pub fn new(dimension: usize) -> Self {
        Self {
            dimension,
            capacity: (MAX_NUMBERS / (4 * dimension)).max(MIN_CAPACITY),
            next: 0,
            positions: Vec::new(),
            grads: Vec::new(),
        }
    }

    pub fn count(&self) -> u64 {
        (self.positions.len() / self.dimension) as u64
    }

    pub fn clear(&mut self) {
        self.next = 0;
        self.positions.clear();
        self.grads.clear();
    }

    /// Adds a pair, in the place of the oldest one if there is no room.
    pub fn add(&mut self, position: &[f64], grad: &[f64]) {
        let at = self.next * self.dimension;
        if at == self.positions.len() {
            self.positions.extend_from_slice(position);
            self.grads.extend_from_slice(grad);
        } else {
            self.positions[at..at + self.dimension].copy_from_slice(position);
            self.grads[at..at + self.dimension].copy_from_slice(grad);
        }
        self.next = (self.next + 1) % self.capacity;
    }

    /// Each position with its gradient.
    pub fn iter(&self) -> impl Iterator<Item = (&[f64], &[f64])> {
        self.positions
            .chunks_exact(self.dimension)
            .zip(self.grads.chunks_exact(self.dimension))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_make_room() {
        let mut pairs = Pairs::new(1);
        pairs.capacity = 3;
        for i in 0..5 {
            pairs.add(&[f64::from(i)], &[-f64::from(i)]);
        }
        let kept: Vec<_> = pairs.iter().map(|(x, g)| (x[0], g[0])).collect();
        assert_eq!(kept, [(3.0, -3.0), (4.0, -4.0), (2.0, -2.0)]);
        pairs.clear();
        assert_eq!(pairs.iter().count(), 0);
    }
}
