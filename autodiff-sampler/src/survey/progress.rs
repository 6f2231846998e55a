//! One line for the whole survey, on standard error: live on a terminal, else now and then.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::samplers::run::{Progress, duration};

/// Least time between two lines in a log file.
const SHORTEST: Duration = Duration::from_secs(10);
/// A slow survey says that it is alive this often.
const LONGEST: Duration = Duration::from_secs(300);
/// Lines of a survey that is neither fast nor slow.
const PARTS: usize = 50;

/// Where a survey is.
#[derive(Clone, Debug)]
struct Status {
    begin: Instant,
    /// Targets of the survey, or of the slice.
    total: usize,
    /// Targets that the store had already.
    before: usize,
    fitted: usize,
    failed: usize,
}

impl Status {
    /// Targets that are behind us.
    fn done(&self) -> usize {
        self.before + self.fitted
    }

    fn line(&self, now: Instant) -> String {
        let mut line = format!(
            "survey: {} of {} targets, {} failed",
            self.done(),
            self.total,
            self.failed
        );
        let elapsed = now.duration_since(self.begin).as_secs_f64();
        if self.fitted > 0 && elapsed > 0.0 {
            let per_second = self.fitted as f64 / elapsed;
            line += &format!(", {:.1} per minute", 60.0 * per_second);
            let left = self.total.saturating_sub(self.done());
            if left > 0 {
                let left = Duration::from_secs_f64((left as f64 / per_second).min(1e9));
                line += &format!(", {} left", duration(left));
            }
        }
        line
    }
}

/// How the line is shown.
#[derive(Debug)]
enum View {
    Silent,
    Lines { last: Instant, done: usize },
    Bar(ProgressBar),
}

/// The line of a survey.
#[derive(Debug)]
pub(super) struct ProgressLine {
    status: Status,
    view: View,
}

impl ProgressLine {
    /// Of a survey of so many targets, `before` of which are done; of these, `failed` have failed.
    pub fn new(progress: Progress, total: usize, before: usize, failed: usize) -> Self {
        let now = Instant::now();
        let status = Status {
            begin: now,
            total,
            before,
            fitted: 0,
            failed,
        };
        let lines = View::Lines {
            last: now,
            done: before,
        };
        let view = match progress {
            Progress::Silent => View::Silent,
            Progress::Automatic if std::io::stderr().is_terminal() => View::Bar(bar(total)),
            _ => lines,
        };
        let mut line = Self { status, view };
        line.show(now);
        line
    }

    /// Says something besides, on a line of its own.
    pub fn say(&self, text: &str) {
        match &self.view {
            View::Silent => {}
            View::Lines { .. } => eprintln!("{text}"),
            View::Bar(bar) => bar.suspend(|| eprintln!("{text}")),
        }
    }

    /// Counts a target.
    pub fn count(&mut self, failed: bool) {
        self.status.fitted += 1;
        self.status.failed += usize::from(failed);
    }

    /// Shows where the survey is, if it is time.
    pub fn tick(&mut self) {
        self.show(Instant::now());
    }

    fn show(&mut self, now: Instant) {
        match &mut self.view {
            View::Silent => {}
            View::Lines { last, done } => {
                if is_due(*done, self.status.done(), self.status.total, now.duration_since(*last)) {
                    (*last, *done) = (now, self.status.done());
                    eprintln!("{}", self.status.line(now));
                }
            }
            View::Bar(bar) => {
                bar.set_position(self.status.done() as u64);
                bar.set_message(self.status.line(now));
            }
        }
    }

    /// Shows how the survey ended.
    pub fn finish(self) {
        let now = Instant::now();
        let took = duration(now.duration_since(self.status.begin));
        let line = format!("{}, in {took}", self.status.line(now));
        match self.view {
            View::Silent => {}
            View::Lines { .. } => eprintln!("{line}"),
            View::Bar(bar) => {
                bar.set_position(self.status.done() as u64);
                bar.abandon_with_message(line);
            }
        }
    }
}

fn bar(total: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:20} {wide_msg}").expect("the template is well-formed");
    ProgressBar::new(total as u64).with_style(style)
}

/// Whether a line in a log file is due, `passed` after that at which so many targets were done `before`.
fn is_due(before: usize, done: usize, total: usize, passed: Duration) -> bool {
    let part = |done: usize| done * PARTS / total.max(1);
    passed >= LONGEST || (passed >= SHORTEST && part(done) > part(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_how_fast_and_how_long_to_go() {
        let begin = Instant::now();
        let mut status = Status {
            begin,
            total: 200,
            before: 50,
            fitted: 0,
            failed: 1,
        };
        assert_eq!(status.line(begin), "survey: 50 of 200 targets, 1 failed");
        (status.fitted, status.failed) = (30, 2);
        let line = status.line(begin + Duration::from_secs(60));
        assert_eq!(
            line,
            "survey: 80 of 200 targets, 2 failed, 30.0 per minute, 4 min 00 s left"
        );
        status.fitted = 150;
        let line = status.line(begin + Duration::from_secs(300));
        assert_eq!(line, "survey: 200 of 200 targets, 2 failed, 30.0 per minute");
    }

    #[test]
    fn a_log_file_stays_short() {
        let lines = |seconds: f64, total: usize| {
            let (mut last, mut at) = (0, 0);
            let mut lines = 0;
            for done in 1..=total {
                let passed = Duration::from_secs_f64(seconds * (done - at) as f64);
                if is_due(last, done, total, passed) {
                    (last, at) = (done, done);
                    lines += 1;
                }
            }
            lines
        };
        assert_eq!(lines(0.001, 1000), 0);
        assert_eq!(lines(1.0, 1000), 50);
        assert_eq!(lines(0.01, 1_000_000), 50);
        assert_eq!(lines(400.0, 100), 100);
    }
}
