//! Phase points that are used again and again: after the first few trajectories no leapfrog step allocates.

use super::hamiltonian::Point;

/// Names a point in a [`Pool`].
pub(crate) type PointId = usize;

/// All points of one chain, with a stack of those that are free, the most recently used (and so cached) on top.
#[derive(Debug)]
pub(crate) struct Pool {
    dimension: usize,
    points: Vec<Point>,
    free: Vec<PointId>,
}

impl Pool {
    pub fn new(dimension: usize) -> Self {
        Self {
            dimension,
            points: Vec::new(),
            free: Vec::new(),
        }
    }

    /// A point with arbitrary contents.
    pub fn acquire(&mut self) -> PointId {
        self.free.pop().unwrap_or_else(|| {
            self.points.push(Point::new(self.dimension));
            self.points.len() - 1
        })
    }

    /// Frees those of `candidates` (which may repeat) that are not in `kept`.
    pub fn release_unless_kept(&mut self, candidates: [PointId; 3], kept: [PointId; 3]) {
        for (i, candidate) in candidates.iter().enumerate() {
            if !kept.contains(candidate) && !candidates[..i].contains(candidate) {
                self.free.push(*candidate);
            }
        }
    }

    /// Frees everything but `kept`.
    pub fn release_all_but(&mut self, kept: PointId) {
        self.free.clear();
        self.free.extend((0..self.points.len()).rev().filter(|id| *id != kept));
    }

    pub fn get(&self, id: PointId) -> &Point {
        &self.points[id]
    }

    pub fn get_mut(&mut self, id: PointId) -> &mut Point {
        &mut self.points[id]
    }

    /// Two different points, the second to be written.
    pub fn pair_mut(&mut self, from: PointId, to: PointId) -> (&Point, &mut Point) {
        let [from, to] = self
            .points
            .get_disjoint_mut([from, to])
            .expect("a step leads to another point of the pool");
        (from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_reused() {
        let mut pool = Pool::new(1);
        let ids = [pool.acquire(), pool.acquire(), pool.acquire()];
        pool.release_unless_kept([ids[1], ids[1], ids[2]], [ids[0], ids[0], ids[2]]);
        assert_eq!(pool.acquire(), ids[1]);
        pool.release_all_but(ids[2]);
        assert_eq!([pool.acquire(), pool.acquire(), pool.acquire()], [0, 1, 3]);
    }
}
