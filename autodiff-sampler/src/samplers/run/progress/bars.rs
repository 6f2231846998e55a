//! Live bars on a terminal.

use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::End;
use super::status::Status;

/// Time between two updates of a bar.
const REFRESH: Duration = Duration::from_millis(100);

const TEMPLATE: &str = "{prefix} {bar:10} {pos}/{len} [{elapsed}] {wide_msg}";

/// One bar per chain, in order, whether the chain has begun or not.
#[derive(Debug)]
pub(in crate::samplers::run) struct Bars {
    label: &'static str,
    bars: Vec<ProgressBar>,
}

impl Bars {
    pub fn new(label: &'static str, chains: usize, draws: usize) -> Self {
        let all = MultiProgress::new();
        let style = ProgressStyle::with_template(TEMPLATE).expect("the template is well-formed");
        let bars = (0..chains).map(|chain| {
            let bar = all.add(
                ProgressBar::new(draws as u64)
                    .with_style(style.clone())
                    .with_prefix(format!("{label} {chain}")),
            );
            bar.tick();
            bar
        });
        Self {
            label,
            bars: bars.collect(),
        }
    }

    pub fn label(&self) -> &'static str {
        self.label
    }

    pub fn of(&self, chain: usize) -> Bar {
        Bar {
            bar: self.bars[chain].clone(),
            last: None,
        }
    }
}

/// The bar of one chain.
#[derive(Debug)]
pub(in crate::samplers::run) struct Bar {
    bar: ProgressBar,
    last: Option<Instant>,
}

impl Bar {
    pub fn show(&mut self, status: &Status, now: Instant) {
        if self.last.is_none_or(|last| now.duration_since(last) >= REFRESH) {
            self.last = Some(now);
            self.set(status, now);
        }
    }

    pub fn finish(&mut self, status: &Status, end: End, now: Instant) {
        self.set(status, now);
        match end {
            End::Complete => self.bar.finish(),
            End::Stopped | End::Failed => self.bar.abandon(),
        }
    }

    fn set(&self, status: &Status, now: Instant) {
        self.bar.set_position(status.done() as u64);
        self.bar.set_message(status.details(now));
    }
}
