//! Where a chain is, in numbers and in words.

use std::time::{Duration, Instant};

use super::End;
use crate::trace::DrawStats;

/// Counters of one chain.
#[derive(Clone, Debug)]
pub(in crate::samplers::run) struct Status {
    /// Which chain: `chain 2`.
    name: String,
    tune: usize,
    draws: usize,
    done: usize,
    begin: Instant,
    /// When the phase (tuning, or drawing) began, and at which draw.
    phase: (Instant, usize),
    /// When counters were last looked at.
    last: Instant,
    /// In this phase.
    divergences: u64,
    gradients: u64,
    step_size: f64,
    /// Sum of the acceptance rates.
    accepted: f64,
}

impl Status {
    pub fn new(name: String, tune: usize, draws: usize, now: Instant) -> Self {
        Self {
            name,
            tune,
            draws,
            done: 0,
            begin: now,
            phase: (now, 0),
            last: now,
            divergences: 0,
            gradients: 0,
            step_size: f64::NAN,
            accepted: 0.0,
        }
    }

    pub fn resume_at(&mut self, done: usize, now: Instant) {
        self.done = done;
        self.phase = (now, done);
    }

    /// Draws made, tuning included.
    pub fn done(&self) -> usize {
        self.done
    }

    /// Draws wanted, tuning included.
    pub fn total(&self) -> usize {
        self.tune + self.draws
    }

    pub fn count(&mut self, stats: &DrawStats) {
        if self.done == self.tune {
            // The time of the last look is a slice off at most.
            self.phase = (self.last, self.done);
            (self.divergences, self.gradients, self.accepted) = (0, 0, 0.0);
        }
        self.done += 1;
        self.divergences += u64::from(stats.diverging);
        self.gradients += u64::from(stats.n_steps);
        self.step_size = stats.step_size;
        self.accepted += stats.acceptance_rate;
    }

    pub fn tick(&mut self, now: Instant) {
        self.last = now;
    }

    /// Draws per second in this phase, if that can be said.
    fn speed(&self, now: Instant) -> Option<f64> {
        let seconds = now.duration_since(self.phase.0).as_secs_f64();
        let draws = self.done - self.phase.1;
        (draws > 0 && seconds > 0.0).then(|| draws as f64 / seconds)
    }

    /// What there is to say beside the number of draws, the most wanted first: a narrow terminal cuts the rest off.
    pub fn details(&self, now: Instant) -> String {
        let mut parts = Vec::new();
        if self.done <= self.tune && self.tune > 0 {
            parts.push("tuning".to_owned());
        }
        let speed = self.speed(now);
        if let Some(speed) = speed
            && self.done < self.total()
        {
            let left = Duration::from_secs_f64(((self.total() - self.done) as f64 / speed).min(1e9));
            parts.push(format!("{} left", duration(left)));
        }
        let draws = self.done - self.phase.1;
        if self.step_size.is_finite() {
            let plural = if self.divergences == 1 { "" } else { "s" };
            parts.push(format!("{} divergence{plural}", self.divergences));
            parts.push(format!("step size {}", significant(self.step_size)));
        } else if draws > 0 {
            // Without trajectories, how often proposals are accepted is all there is to see.
            parts.push(format!("acceptance {:.2}", self.accepted / draws as f64));
        }
        if self.gradients > 0 && draws > 0 {
            parts.push(format!(
                "{:.1} gradients per draw",
                self.gradients as f64 / draws as f64
            ));
        }
        if let Some(speed) = speed {
            parts.push(format!("{} draws/s", significant(speed)));
        }
        parts.join(", ")
    }

    /// A line for a log file.
    pub fn line(&self, now: Instant) -> String {
        let percent = 100 * self.done / self.total().max(1);
        format!(
            "{}: {percent} % ({} of {} draws), {}",
            self.name,
            self.done,
            self.total(),
            self.details(now)
        )
    }

    /// The last line of a log file.
    pub fn last_line(&self, end: End, now: Instant) -> String {
        let (name, took) = (&self.name, duration(now.duration_since(self.begin)));
        let what = match end {
            End::Complete => format!("{} + {} draws", self.tune, self.draws),
            End::Stopped => format!("stopped after {} of {} draws", self.done, self.total()),
            End::Failed => format!("failed after {} of {} draws", self.done, self.total()),
        };
        format!("{name}: {what} in {took}, {}", self.details(now))
    }
}

/// Three significant digits, without an exponent where that is readable.
pub(super) fn significant(x: f64) -> String {
    if !(1e-4..1e7).contains(&x.abs()) {
        return format!("{x:.2e}");
    }
    let decimals = (2 - x.abs().log10().floor() as i32).max(0) as usize;
    format!("{x:.decimals$}")
}

/// `3.2 s`, `4 min 10 s`, `2 h 05 min`.
pub(crate) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.2} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stats(diverging: bool) -> DrawStats {
        DrawStats {
            energy: 0.0,
            lp: 0.0,
            tree_depth: 3,
            reached_max_treedepth: false,
            n_steps: 7,
            step_size: 0.8125,
            acceptance_rate: 0.8,
            diverging,
        }
    }

    #[test]
    fn a_chain_says_where_it_is_and_how_long_it_will_take() {
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let mut status = Status::new("chain 2".to_owned(), 100, 300, begin);
        for draw in 0..40 {
            status.count(&stats(draw == 3));
        }
        status.tick(at(20));
        assert_eq!(
            status.line(at(20)),
            "chain 2: 10 % (40 of 400 draws), tuning, 3 min 00 s left, 1 divergence, step size 0.812, \
             7.0 gradients per draw, 2.00 draws/s"
        );
        for _ in 40..100 {
            status.count(&stats(false));
        }
        status.tick(at(50));
        for _ in 100..200 {
            status.count(&stats(false));
        }
        // Draws are counted, and timed, for themselves.
        assert_eq!(
            status.line(at(60)),
            "chain 2: 50 % (200 of 400 draws), 20 s left, 0 divergences, step size 0.812, 7.0 gradients per draw, \
             10.0 draws/s"
        );
        assert!(
            status
                .last_line(End::Stopped, at(60))
                .starts_with("chain 2: stopped after 200 of 400 draws in 1 min 00 s")
        );
        assert!(
            status
                .last_line(End::Complete, at(60))
                .starts_with("chain 2: 100 + 300 draws in")
        );
    }

    #[test]
    fn numbers_are_short() {
        for (number, text) in [
            (0.8125, "0.812"),
            (12345.6, "12346"),
            (1e-6, "1.00e-6"),
            (3.0, "3.00"),
            (0.0123456, "0.0123"),
        ] {
            assert_eq!(significant(number), text);
        }
        for (seconds, text) in [
            (3.21, "3.21 s"),
            (59.9, "59 s"),
            (125.0, "2 min 05 s"),
            (7500.0, "2 h 05 min"),
        ] {
            assert_eq!(duration(Duration::from_secs_f64(seconds)), text);
        }
    }
}
