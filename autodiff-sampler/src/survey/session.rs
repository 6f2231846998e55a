//! A survey while it runs: what is known, where it is kept, and what is shown of it. Only one rank has it.

use std::time::Instant;

use serde::de::DeserializeOwned;

use super::error::SurveyError;
use super::ledger::Ledger;
use super::progress::ProgressLine;
use super::results::SurveyResults;
use super::schedule::{Crew, Fit, Report};
use super::settings::Settings;
use super::store::{Damage, Record, Store};

/// A survey that is ready to go on where it was.
#[derive(Debug)]
pub(super) struct Session<'a, R> {
    names: &'a [String],
    begin: Instant,
    ledger: Ledger<'a, R>,
    store: Option<Store>,
    damages: Vec<Damage>,
    to_do: Vec<usize>,
    line: ProgressLine,
    fitted: usize,
}

impl<'a, R: DeserializeOwned> Session<'a, R> {
    /// Opens the store, if there is one, and finds out what is to be done.
    ///
    /// # Errors
    ///
    /// If the store cannot be used.
    pub fn open(settings: &Settings, names: &'a [String]) -> Result<Self, SurveyError> {
        let begin = Instant::now();
        let share = settings.share_of(names.len());
        let total = share.len();
        let mut ledger = Ledger::new(names, share);
        let (mut store, mut damages) = (None, Vec::new());
        if let Some(folder) = &settings.store {
            let mut found = |path: &_, record| ledger.found(path, record);
            let opened = Store::open(folder, &settings.identity(), settings.share(), &mut found)?;
            (store, damages) = (Some(opened.0), opened.1);
        }
        let to_do = ledger.to_do(settings.retry_failed);
        let failed = if settings.retry_failed { 0 } else { ledger.failed() };
        let line = ProgressLine::new(settings.progress, total, total - to_do.len(), failed);
        for damage in &damages {
            line.say(&format!("warning: {damage}"));
        }
        Ok(Self {
            names,
            begin,
            ledger,
            store,
            damages,
            to_do,
            line,
            fitted: 0,
        })
    }

    /// Hands what is to be done to the crew, keeps what it reports, and returns the results of all.
    ///
    /// # Errors
    ///
    /// If a result cannot be kept, or the crew cannot work.
    pub fn finish(mut self, crew: &impl Crew, fit: Fit<'_>) -> Result<SurveyResults<R>, SurveyError> {
        let to_do = std::mem::take(&mut self.to_do);
        crew.fit_all(&to_do, fit, &mut |report| {
            match report {
                Some(report) => self.keep(report)?,
                None => self.sync_if_due()?,
            }
            self.line.tick();
            Ok(())
        })?;
        if let Some(store) = self.store {
            store.close()?;
        }
        self.line.finish();
        Ok(self.ledger.finish(self.damages, self.fitted, self.begin.elapsed()))
    }

    fn keep(&mut self, report: Report) -> Result<(), SurveyError> {
        let record = Record {
            target: self.names[report.number].clone(),
            attempt: self.ledger.attempts(report.number) + 1,
            nanoseconds: report.nanoseconds,
            outcome: report.outcome,
        };
        if let Some(store) = &mut self.store {
            store.append(record.clone())?;
        }
        self.line.count(self.ledger.fitted(report.number, record)?);
        self.fitted += 1;
        Ok(())
    }

    fn sync_if_due(&mut self) -> Result<(), SurveyError> {
        match &mut self.store {
            Some(store) => Ok(store.sync_if_due()?),
            None => Ok(()),
        }
    }
}
