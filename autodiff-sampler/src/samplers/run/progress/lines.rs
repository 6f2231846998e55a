//! When a chain's next line in a log file is due.

use std::time::{Duration, Instant};

/// Least time between two lines of a chain.
const SHORTEST: Duration = Duration::from_secs(5);
/// A slow chain says that it is alive this often.
const LONGEST: Duration = Duration::from_secs(60);
/// Lines per chain if it is neither fast nor slow.
const PARTS: usize = 10;

/// When and where a chain's last line was.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    time: Instant,
    done: usize,
}

impl Lines {
    pub fn new(now: Instant) -> Self {
        Self { time: now, done: 0 }
    }

    /// Whether a line is due; if so, it counts as written. The last one is left to the chain's end.
    pub fn is_due(&mut self, done: usize, total: usize, now: Instant) -> bool {
        let passed = now.duration_since(self.time);
        let part = |done: usize| done * PARTS / total.max(1);
        let due = done > self.done
            && done < total
            && passed >= SHORTEST
            && (part(done) > part(self.done) || passed >= LONGEST);
        if due {
            (self.time, self.done) = (now, done);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The draws at which lines are written, for a chain of 1000 draws that takes `seconds` for each.
    fn lines(seconds: f64) -> Vec<usize> {
        let begin = Instant::now();
        let mut lines = Lines::new(begin);
        let time = |done: usize| begin + Duration::from_secs_f64(seconds * done as f64);
        (1..=1000)
            .filter(|done| lines.is_due(*done, 1000, time(*done)))
            .collect()
    }

    #[test]
    fn fast_chains_are_quiet_and_slow_ones_give_signs_of_life() {
        assert!(lines(0.001).is_empty());
        assert_eq!(lines(0.01), [500]);
        assert_eq!(lines(0.1), [100, 200, 300, 400, 500, 600, 700, 800, 900]);
        assert_eq!(lines(30.0).len(), 499);
    }
}
