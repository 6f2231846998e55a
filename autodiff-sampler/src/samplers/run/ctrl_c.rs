//! Ctrl-C as a stop handle of the runs that ask for it.
//!
//! A process has one handler. It is installed by the first run that wants it, and stays; runs register while they are
//! active. A press stops those that have not been stopped yet; if there are none (nothing runs, or it is pressed again), the
//! process ends, as it would without a handler.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::StopHandle;
use crate::samplers::SampleError;

/// Exit code of a process that Ctrl-C ended, as shells report it: 128 + SIGINT.
#[cfg(feature = "ctrl-c")]
const EXIT_CODE: i32 = 130;

/// The runs that Ctrl-C stops.
static ACTIVE: Mutex<Vec<StopHandle>> = Mutex::new(Vec::new());

/// What came of installing the handler.
static INSTALLED: OnceLock<Result<(), String>> = OnceLock::new();

fn active() -> MutexGuard<'static, Vec<StopHandle>> {
    // A list of handles is whole at every moment.
    ACTIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A run's subscription; it ends with this value.
#[derive(Debug)]
pub(super) struct CtrlC {
    handle: StopHandle,
}

impl CtrlC {
    /// # Errors
    ///
    /// If the handler cannot be installed, because the program has one of its own.
    pub fn subscribe() -> Result<Self, SampleError> {
        let installed = INSTALLED.get_or_init(install);
        if let Err(problem) = installed {
            return Err(SampleError::Setting {
                setting: "stop_on_ctrl_c",
                value: format!("true ({problem})"),
                requirement: "the program handles Ctrl-C itself (let its handler use a StopHandle), or was started with it ignored",
            });
        }
        let handle = StopHandle::new();
        active().push(handle.clone());
        Ok(Self { handle })
    }

    /// The handle that Ctrl-C uses.
    pub fn handle(&self) -> StopHandle {
        self.handle.clone()
    }
}

impl Drop for CtrlC {
    fn drop(&mut self) {
        active().retain(|handle| *handle != self.handle);
    }
}

/// Makes Ctrl-C call [`on_ctrl_c`], unless it is ignored.
#[cfg(feature = "ctrl-c")]
fn install() -> Result<(), String> {
    match ctrlc::try_set_handler(on_ctrl_c) {
        Err(ctrlc::Error::MultipleHandlers) if is_ignored() => Ok(()),
        installed => installed.map_err(|error| error.to_string()),
    }
}

/// Whether the process was started with SIGINT ignored, as shells start what scripts put into the background: it is meant to go on then,
/// and nothing has to be handled. Known on Linux only.
#[cfg(feature = "ctrl-c")]
fn is_ignored() -> bool {
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| ignores_interrupts(&status))
}

/// Reads it from the text of proc_pid_status(5): a mask of signals, the lowest bit of which is signal 1; SIGINT is 2.
#[cfg(feature = "ctrl-c")]
fn ignores_interrupts(status: &str) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 0b10 != 0)
}

/// Without the feature there is no way to.
#[cfg(not(feature = "ctrl-c"))]
fn install() -> Result<(), String> {
    Err("the feature `ctrl-c` is off".to_owned())
}

/// Runs in a thread of its own.
#[cfg(feature = "ctrl-c")]
fn on_ctrl_c() {
    let mut has_stopped_any = false;
    for handle in active().iter().filter(|handle| !handle.is_stopped()) {
        handle.stop();
        has_stopped_any = true;
    }
    if has_stopped_any {
        eprintln!("\nCtrl-C: stopping after the draws in progress; press it again to end the process at once");
    } else {
        std::process::exit(EXIT_CODE);
    }
}

#[cfg(all(test, feature = "ctrl-c"))]
mod tests {
    use super::*;

    #[test]
    fn ignored_interrupts_are_read_from_the_mask() {
        let status =
            |mask: &str| format!("Name:\tfit\nSigBlk:\t0000000000000002\nSigIgn:\t{mask}\nSigCgt:\t0000000000000002\n");
        assert!(ignores_interrupts(&status("0000000000000002")));
        assert!(ignores_interrupts(&status("0000000000001007")));
        assert!(!ignores_interrupts(&status("0000000000001005")));
        assert!(!ignores_interrupts(&status("none")));
        assert!(!ignores_interrupts(""));
    }
}
