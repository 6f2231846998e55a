//! Fourth phase: what is active, and what the reverse sweep needs of the forward sweep.

pub mod activity;
pub mod overwrite;
pub mod record;
pub mod snapshots;
