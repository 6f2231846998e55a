//! What a user sees of optimisers at work: nothing of quick ones, and then a line for each climb, live on a terminal.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::Progress;
use super::status::{duration, significant};

/// Climbs that take no longer are not shown on a terminal, and not in a log file.
const QUIET_BAR: Duration = Duration::from_secs(1);
const QUIET_LINES: Duration = Duration::from_secs(5);
/// Time between two updates of a bar.
const REFRESH: Duration = Duration::from_millis(100);
/// A line in a log file comes when so much more time has passed than at the last one, at least every so often.
const GROWTH: f64 = 1.5;
const LONGEST: Duration = Duration::from_secs(60);

/// Where a climb is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::samplers) struct Height {
    /// Evaluations of the function so far.
    pub evaluations: usize,
    /// The function's value.
    pub value: f64,
    /// Length of its gradient.
    pub grad_norm: f64,
}

/// The progress of several climbs.
#[derive(Debug)]
pub(in crate::samplers::run) struct ClimbReporter {
    label: &'static str,
    view: Views,
}

#[derive(Debug)]
enum Views {
    Silent,
    Lines,
    Bars(MultiProgress),
}

impl ClimbReporter {
    /// Each climb is called `label` and a number.
    pub fn new(progress: Progress, label: &'static str) -> Self {
        let view = match progress {
            Progress::Silent => Views::Silent,
            Progress::Automatic if std::io::stderr().is_terminal() => Views::Bars(MultiProgress::new()),
            Progress::Automatic | Progress::Lines => Views::Lines,
        };
        Self { label, view }
    }

    /// The progress of one climb.
    pub fn climb(&self, number: usize) -> ClimbProgress {
        let now = Instant::now();
        ClimbProgress {
            name: format!("{} {number}", self.label),
            begin: now,
            height: None,
            view: match &self.view {
                Views::Silent => View::Silent,
                Views::Lines => View::Lines { next: QUIET_LINES },
                Views::Bars(all) => {
                    let style = ProgressStyle::with_template("{msg}").expect("the template is well-formed");
                    let bar = all.add(ProgressBar::no_length().with_style(style));
                    View::Bar { bar, next: QUIET_BAR }
                }
            },
        }
    }
}

/// How one climb is shown, and how old it is when it is shown next.
#[derive(Debug)]
enum View {
    Silent,
    Lines { next: Duration },
    Bar { bar: ProgressBar, next: Duration },
}

/// The progress of one climb.
#[derive(Debug)]
pub(in crate::samplers::run) struct ClimbProgress {
    name: String,
    begin: Instant,
    height: Option<Height>,
    view: View,
}

impl ClimbProgress {
    /// Shows where the climb is, if it is time.
    pub fn show(&mut self, height: Height, now: Instant) {
        self.height = Some(height);
        let age = now.duration_since(self.begin);
        let line = self.line("", age);
        match &mut self.view {
            View::Lines { next } if age >= *next => {
                eprintln!("{line}");
                *next = age.mul_f64(GROWTH).min(age + LONGEST);
            }
            View::Bar { bar, next } if age >= *next => {
                bar.set_message(line);
                *next = age + REFRESH;
            }
            _ => {}
        }
    }

    /// Shows how the climb has ended, if it was ever shown.
    pub fn finish(&mut self, outcome: &str) {
        let age = self.begin.elapsed();
        let line = self.line(outcome, age);
        match &mut self.view {
            View::Lines { next } if *next > QUIET_LINES => eprintln!("{line}"),
            View::Bar { bar, next } if *next > QUIET_BAR => bar.abandon_with_message(line),
            _ => {}
        }
    }

    fn line(&self, outcome: &str, age: Duration) -> String {
        let mut line = format!("{}: ", self.name);
        if !outcome.is_empty() {
            line += outcome;
            line += ", ";
        }
        if let Some(height) = self.height {
            line += &format!(
                "{} evaluations, value {}, gradient norm {}, ",
                height.evaluations,
                significant(height.value),
                significant(height.grad_norm)
            );
        }
        line + &duration(age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_climbs_are_quiet_and_long_ones_are_heard_of_now_and_then() {
        let mut climb = ClimbReporter::new(Progress::Lines, "start").climb(3);
        let mut heard = Vec::new();
        for second in 0..600 {
            let height = Height {
                evaluations: second,
                value: -12.345,
                grad_norm: 0.5,
            };
            let before = matches!(climb.view, View::Lines { next } if next <= Duration::from_secs(second as u64));
            climb.show(height, climb.begin + Duration::from_secs(second as u64));
            if before {
                heard.push(second);
            }
        }
        assert_eq!(heard[..4], [5, 8, 12, 18]);
        assert!(heard.windows(2).all(|pair| pair[1] - pair[0] <= 60), "{heard:?}");
        assert_eq!(
            climb.line("reached a maximum", Duration::from_secs(601)),
            "start 3: reached a maximum, 599 evaluations, value -12.3, gradient norm 0.500, 10 min 01 s"
        );
    }
}
