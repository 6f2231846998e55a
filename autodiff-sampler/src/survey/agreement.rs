//! What ranks tell each other before a survey begins and after it has ended.

use super::error::SurveyError;
use super::seeds::Fnv;
use crate::communicator::Communicator;

/// Collective: checks that all ranks were given the same survey, and returns how many targets all ranks but 0 fit at the same time.
///
/// # Errors
///
/// If a rank was given another survey than rank 0, or has ended.
pub(super) fn same_survey(
    ranks: &(impl Communicator + ?Sized),
    identity: u64,
    names: &[String],
    threads: usize,
) -> Result<usize, SurveyError> {
    let mut hash = Fnv::new().with(&identity.to_le_bytes());
    for name in names {
        hash = hash.with(&(name.len() as u64).to_le_bytes()).with(name.as_bytes());
    }
    let own = [hash.finish().to_le_bytes(), (threads as u64).to_le_bytes()].concat();
    let all = ranks.all_gather(&own)?;
    let mut others = 0;
    for (rank, of_rank) in all.iter().enumerate().skip(1) {
        let (survey, threads) = of_rank.split_at(of_rank.len().min(size_of::<u64>()));
        let Ok(threads) = threads.try_into().map(u64::from_le_bytes) else {
            return Err(SurveyError::Garbled(format!("rank {rank} says hello in another way")));
        };
        if survey != &all[0][..size_of::<u64>()] {
            return Err(SurveyError::RanksDiffer { rank });
        }
        others += usize::try_from(threads).unwrap_or(usize::MAX);
    }
    Ok(others)
}

/// Collective: passes at all ranks if rank 0 has come so far without an error. `error` is that of rank 0, and counts there alone.
///
/// # Errors
///
/// If a rank has ended; at other ranks, if rank 0 had an error.
pub(super) fn rank_0_goes_on(
    ranks: &(impl Communicator + ?Sized),
    error: Option<&SurveyError>,
) -> Result<(), SurveyError> {
    let mut text = error.map_or(Vec::new(), |error| error.to_string().into_bytes());
    ranks.broadcast(0, &mut text)?;
    if text.is_empty() || ranks.rank() == 0 {
        return Ok(());
    }
    Err(SurveyError::Ended(String::from_utf8_lossy(&text).into_owned()))
}
