//! How much a gradient records, measured without a counter in its loops: the memory of a tape is marked as unwritten when it is
//! made, and when the gradient has ended, the last number without the mark shows how far it went.

use super::{KEPT_TAPE, Tape, UNWRITTEN};
use core::cell::Cell;

/// What gradients recorded, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TapeUse {
    /// Where most was recorded at once: numbers, and the memory of stacks of what is no number (pullbacks of calls in loops).
    pub peak: usize,
    /// The memory that a thread keeps for the next gradient; it grows by doubling, and may be twice the peak.
    pub held: usize,
}

std::thread_local! {
    static MEASURED: Cell<Option<TapeUse>> = const { Cell::new(None) };
}

/// Runs `run`, and says what the gradients in it recorded on this thread, the largest of each figure.
///
/// They start without the memory that former gradients left, which is put aside meanwhile: this is for measurements, and takes
/// longer than the gradients alone. Not counted are the copies of state that `#[checkpoint]` keeps, vectors that the function
/// itself makes, and their adjoints; nor a pullback of `vjp` that is dropped without having run.
pub fn tape_use<R>(run: impl FnOnce() -> R) -> (R, TapeUse) {
    let aside = KEPT_TAPE.take();
    let outer = MEASURED.replace(Some(TapeUse::default()));
    let result = run();
    let measured = MEASURED.replace(outer).unwrap_or_default();
    KEPT_TAPE.set(aside);
    (result, measured)
}

/// Notes what was written to a tape, if somebody wants to know.
pub(super) fn note(tape: &Tape) {
    // A thread that ends is not measured.
    let _ = MEASURED.try_with(|measured| {
        if let Some(so_far) = measured.get() {
            let stacks = tape.stacks.bytes();
            let of_blocks = |bytes: fn(&alloc::vec::Vec<f64>) -> usize| tape.idle().map(bytes).sum::<usize>();
            let peak = 8 * written(&tape.numbers) + of_blocks(|memory| 8 * written(memory));
            let held = 8 * tape.numbers.capacity() + of_blocks(|memory| 8 * memory.capacity());
            measured.set(Some(TapeUse {
                peak: so_far.peak.max(peak + stacks),
                held: so_far.held.max(held + stacks),
            }));
        }
    });
}

/// How many numbers there are up to the last that was written.
fn written(numbers: &[f64]) -> usize {
    let is_written = |number: &f64| number.to_bits() != UNWRITTEN.to_bits();
    numbers.iter().rposition(is_written).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::super::Records;
    use super::*;
    use alloc::vec::Vec;

    fn gradient(records: u32) {
        let mut tape = Tape::new();
        let (numbers, mut stack) = (Records::new(), tape.stack());
        for i in 0..records {
            numbers.push(&mut tape, (f64::from(i), true));
            stack.push((alloc::string::String::new(), [i; 4]));
        }
        for _ in 0..records {
            let _ = (numbers.pop(&mut tape), stack.pop());
        }
        tape.keep_stack(stack);
        tape.give_back();
    }

    #[test]
    fn the_peak_is_what_was_written_at_once() {
        gradient(5000);
        let ((), few) = tape_use(|| gradient(100));
        let of_stack = |records| Vec::<(alloc::string::String, [u32; 4])>::with_capacity(records).capacity() * 40;
        // A stack of 100 has grown to 128.
        assert_eq!(few.peak, 100 * 16 + of_stack(128));
        assert!(few.held >= few.peak && few.held <= 2 * few.peak, "{few:?}");
        let ((), most) = tape_use(|| {
            for records in [100, 300, 200] {
                gradient(records);
            }
        });
        assert_eq!(most.peak, 300 * 16 + of_stack(512));
    }

    #[test]
    fn what_records_nothing_takes_nothing() {
        let ((), nothing) = tape_use(|| Tape::new().give_back());
        assert_eq!(nothing, TapeUse::default());
    }
}
