//! What a user sees while chains run, on standard error: a live bar per chain on a terminal, else one line per chain when
//! it ends.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// Time between two updates of a bar; a fast density must not spend its time on drawing.
const REFRESH: Duration = Duration::from_millis(100);

const TEMPLATE: &str = "{prefix} {bar:20} {pos}/{len} [{elapsed}, {eta} left] {wide_msg}";

/// How progress is reported.
#[derive(Debug)]
enum Report {
    Silent,
    Lines,
    /// One bar per chain.
    Bars(Vec<ProgressBar>),
}

/// The progress of a whole run.
#[derive(Debug)]
pub(crate) struct Progress {
    report: Report,
    tune: usize,
    draws: usize,
}

impl Progress {
    pub fn new(enabled: bool, chains: usize, tune: usize, draws: usize) -> Self {
        let report = match (enabled, std::io::stderr().is_terminal()) {
            (false, _) => Report::Silent,
            (true, false) => Report::Lines,
            (true, true) => Report::Bars(bars(chains, (tune + draws) as u64)),
        };
        Self { report, tune, draws }
    }

    /// The progress of one chain.
    pub fn chain(&self, chain: usize) -> ChainProgress {
        let bar = match &self.report {
            Report::Bars(bars) => Some(bars[chain].clone()),
            Report::Silent | Report::Lines => None,
        };
        if let Some(bar) = &bar {
            // Bars are made when the run begins, chains may begin much later.
            bar.reset_elapsed();
        }
        let begin = Instant::now();
        ChainProgress {
            chain,
            tune: self.tune,
            total: self.tune + self.draws,
            prints_line: matches!(self.report, Report::Lines),
            bar,
            begin,
            last_refresh: begin,
            divergences: 0,
            gradients: 0,
            step_size: f64::NAN,
        }
    }
}

/// A bar for every chain, in order, whether it has begun or not.
fn bars(chains: usize, length: u64) -> Vec<ProgressBar> {
    let all = MultiProgress::new();
    let style = ProgressStyle::with_template(TEMPLATE).expect("the template is well-formed");
    let bars = (0..chains).map(|chain| {
        let bar = all.add(
            ProgressBar::new(length)
                .with_style(style.clone())
                .with_prefix(format!("chain {chain}")),
        );
        bar.tick();
        bar
    });
    bars.collect()
}

/// The progress of one chain.
#[derive(Debug)]
pub(crate) struct ChainProgress {
    chain: usize,
    tune: usize,
    total: usize,
    prints_line: bool,
    bar: Option<ProgressBar>,
    begin: Instant,
    last_refresh: Instant,
    /// Divergences and gradients since tuning ended (before that: since the start).
    divergences: u64,
    gradients: u64,
    step_size: f64,
}

impl ChainProgress {
    /// Reports that `done` draws (tuning included) have been made, the last of them as told.
    pub fn update(&mut self, done: usize, diverging: bool, step_size: f64, gradients: u32) {
        if done == self.tune + 1 {
            (self.divergences, self.gradients) = (0, 0);
        }
        self.divergences += u64::from(diverging);
        self.gradients += u64::from(gradients);
        self.step_size = step_size;
        if let Some(bar) = &self.bar
            && (done == self.total || self.last_refresh.elapsed() >= REFRESH)
        {
            self.last_refresh = Instant::now();
            bar.set_position(done as u64);
            bar.set_message(self.message(done));
        }
    }

    /// Reports that the chain has ended, well or not.
    pub fn finish(&mut self, well: bool) {
        let seconds = self.begin.elapsed().as_secs_f64();
        match &self.bar {
            Some(bar) if well => bar.finish(),
            Some(bar) => bar.abandon(),
            None if self.prints_line && well => {
                eprintln!(
                    "chain {}: {} draws in {seconds:.2} s, {}",
                    self.chain,
                    self.total,
                    self.message(self.total)
                );
            }
            None => {}
        }
    }

    fn message(&self, done: usize) -> String {
        let (phase, draws) = if done <= self.tune {
            ("tuning, ", done)
        } else {
            ("", done - self.tune)
        };
        format!(
            "{phase}{} divergences, step size {:.3}, {:.1} gradients per draw",
            self.divergences,
            self.step_size,
            self.gradients as f64 / draws.max(1) as f64
        )
    }
}
