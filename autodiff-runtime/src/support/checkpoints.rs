//! The checkpoints of a loop whose records are not kept.

use alloc::vec::Vec;

/// The states of a loop at the starts of its segments, of which the first has one iteration, the second two, and so on. After n
/// iterations there are about √(2n) of them, and no segment is longer than that.
#[derive(Clone, Debug)]
pub struct Checkpoints<State> {
    states: Vec<State>,
    /// How many iterations of the last segment have begun.
    begun: usize,
}

impl<State> Default for Checkpoints<State> {
    fn default() -> Self {
        Self::new()
    }
}

impl<State> Checkpoints<State> {
    /// None yet.
    pub fn new() -> Self {
        Self {
            states: Vec::new(),
            begun: 0,
        }
    }

    /// Counts an iteration; whether it is the first of a segment, whose state is to be kept.
    #[inline]
    pub fn is_due(&mut self) -> bool {
        let is_due = self.begun == self.states.len();
        self.begun = if is_due { 1 } else { self.begun + 1 };
        is_due
    }

    /// Keeps the state at the start of a segment.
    #[inline]
    pub fn keep(&mut self, state: State) {
        self.states.push(state);
    }

    /// The segments from the last to the first: the state at the start, the number of iterations before it, that of its own.
    pub fn backwards(self) -> impl Iterator<Item = (State, usize, usize)> {
        let (segments, begun) = (self.states.len(), self.begun);
        let states = self.states.into_iter().enumerate().rev();
        states.map(move |(segment, state)| {
            let length = if segment + 1 == segments { begun } else { segment + 1 };
            (state, segment * (segment + 1) / 2, length)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Checkpoints;

    #[test]
    fn segments_cover_the_iterations() {
        for iterations in 0..40 {
            let mut checkpoints = Checkpoints::new();
            for iteration in 0..iterations {
                if checkpoints.is_due() {
                    checkpoints.keep(iteration);
                }
            }
            let mut end = iterations;
            for (state, before, length) in checkpoints.backwards() {
                assert_eq!(state, before);
                assert!(length > 0);
                assert_eq!(before + length, end);
                end = before;
            }
            assert_eq!(end, 0);
        }
    }
}
