//! The memory between the two sweeps: numbers that loops of a forward sweep record, and that its reverse sweep takes back.
//!
//! All functions that a gradient runs through write to one [`Tape`], which is handed down from call to call. The reverse sweep
//! goes backwards through everything, so that what it wants next is always what lies last. A pullback owns no memory, then, and
//! a gradient that has run once on a thread finds the memory there when it runs again.
//!
//! What no number can stand for (a callee's pullback, a copy of a sequence) does not go on the tape, but on a stack of the
//! function's own, whose memory the tape keeps, too.

#[cfg(feature = "std")]
mod measure;
mod pools;

use crate::adjoint::{Adjoint, Scalar};
use alloc::vec::Vec;
use core::marker::PhantomData;
#[cfg(feature = "std")]
pub use measure::{TapeUse, tape_use};
use pools::Pools;

/// The numbers that forward sweeps recorded and reverse sweeps have not taken back yet.
#[derive(Debug, Default)]
pub struct Tape {
    /// What lies at `used` and behind is memory to write to.
    numbers: Vec<f64>,
    used: usize,
    /// Empty stacks, and the memory of tapes that blocks of a loop had for themselves.
    stacks: Pools,
}

/// Memory that the tape of a block had.
#[derive(Debug, Default)]
struct Idle(Vec<f64>);

/// What stands where nothing was written yet: a NaN that no calculation makes. What it has replaced tells how much of the
/// memory was ever used.
const UNWRITTEN: f64 = f64::from_bits(0x7ff8_5eed_ab1e_0001);

/// What a thread keeps between two gradients at most: 256 MB.
#[cfg(feature = "std")]
const KEPT: usize = 1 << 25;

#[cfg(feature = "std")]
std::thread_local! {
    static KEPT_TAPE: core::cell::Cell<Tape> = const { core::cell::Cell::new(Tape::new()) };
}

impl Tape {
    /// An empty tape. It has no memory before something is recorded.
    #[inline(always)]
    #[must_use]
    pub const fn new() -> Self {
        Self {
            numbers: Vec::new(),
            used: 0,
            stacks: Pools::new(),
        }
    }

    /// A tape in memory that is there already, with so many numbers on it.
    #[inline]
    pub(super) const fn in_memory(numbers: Vec<f64>, used: usize) -> Self {
        Self {
            numbers,
            used,
            stacks: Pools::new(),
        }
    }

    /// The memory, and how many numbers are on the tape.
    #[inline]
    pub(super) fn into_memory(self) -> (Vec<f64>, usize) {
        (self.numbers, self.used)
    }

    /// Memory for the tapes of so many blocks: what was kept last, in its order, as each block wants as much as last time.
    pub(super) fn take_idle(&mut self, blocks: usize) -> Vec<Vec<f64>> {
        let mut idle: Vec<Idle> = self.stack();
        let others = idle.len().saturating_sub(blocks);
        let mut taken: Vec<Vec<f64>> = idle.drain(others..).map(|idle| idle.0).collect();
        taken.resize_with(blocks, Vec::new);
        self.stacks.keep(idle);
        taken
    }

    /// Keeps the memory of the tapes of blocks, on which nothing is left.
    pub(super) fn keep_idle(&mut self, memories: impl Iterator<Item = Vec<f64>>) {
        let mut idle: Vec<Idle> = self.stack();
        idle.extend(memories.map(Idle));
        self.stacks.keep(idle);
    }

    /// An empty stack for records that are no numbers.
    #[inline]
    #[must_use]
    pub fn stack<T: 'static>(&mut self) -> Vec<T> {
        if self.stacks.is_empty() {
            self.recover();
        }
        self.stacks.take()
    }

    /// Keeps the memory of a stack that is needed no more.
    #[inline]
    pub fn keep_stack<T: 'static>(&mut self, mut stack: Vec<T>) {
        stack.clear();
        self.stacks.keep(stack);
    }

    /// `vec![value; count]`, in memory that [`Self::keep_stack`] kept.
    #[inline]
    #[must_use]
    pub fn vector<T: Copy + 'static>(&mut self, value: T, count: usize) -> Vec<T> {
        let mut vector = self.stack();
        vector.resize(count, value);
        vector
    }

    /// A copy of a slice, in memory that [`Self::keep_stack`] kept.
    #[inline]
    #[must_use]
    pub fn copy<T: Copy + 'static>(&mut self, of: &[T]) -> Vec<T> {
        let mut copy = self.stack();
        copy.extend_from_slice(of);
        copy
    }

    /// The zero shadow of a vector of numbers, in memory that [`Self::keep_stack`] kept.
    #[inline]
    #[must_use]
    pub fn zero_shadow<F: Scalar>(&mut self, of: &[F]) -> Vec<Adjoint<F>> {
        let mut shadow = self.stack();
        shadow.resize_with(of.len(), Adjoint::default);
        shadow
    }

    /// Leaves the memory to the next gradient of this thread.
    #[inline(always)]
    pub fn give_back(self) {
        if !self.numbers.is_empty() || !self.stacks.is_empty() {
            self.leave();
        }
    }

    #[inline(never)]
    #[cfg_attr(
        not(feature = "std"),
        allow(clippy::unused_self, reason = "there is nowhere to keep it")
    )]
    fn leave(mut self) {
        self.used = 0;
        #[cfg(feature = "std")]
        measure::note(&self);
        #[cfg(feature = "std")]
        if self.numbers.len() + self.stacks.bytes() / 8 + self.idle().map(Vec::len).sum::<usize>() <= KEPT {
            // A thread that ends keeps nothing.
            let _ = KEPT_TAPE.try_with(|kept| kept.set(self));
        }
    }

    /// The memory of tapes that blocks had.
    #[cfg(feature = "std")]
    fn idle(&self) -> impl Iterator<Item = &Vec<f64>> {
        self.stacks.kept::<Idle>().iter().flatten().map(|idle| &idle.0)
    }

    /// Takes over what the last gradient of this thread left.
    #[cold]
    #[inline(never)]
    fn recover(&mut self) {
        #[cfg(feature = "std")]
        {
            let left = KEPT_TAPE.try_with(core::cell::Cell::take).unwrap_or_default();
            if self.numbers.is_empty() {
                self.numbers = left.numbers;
            }
            if self.stacks.is_empty() {
                self.stacks = left.stacks;
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, end: usize) {
        if self.numbers.is_empty() {
            self.recover();
            if end <= self.numbers.len() {
                return;
            }
        }
        let length = end.max(2 * self.numbers.len()).max(64);
        self.numbers.resize(length, UNWRITTEN);
    }

    /// Memory for so many numbers more.
    #[inline(always)]
    pub(crate) fn extend(&mut self, count: usize) -> &mut [f64] {
        let start = self.used;
        let end = start + count;
        if end > self.numbers.len() {
            self.grow(end);
        }
        self.used = end;
        &mut self.numbers[start..end]
    }

    /// The last so many numbers, which are taken off.
    #[inline(always)]
    pub(crate) fn shorten(&mut self, count: usize) -> &[f64] {
        let end = self.used;
        self.used = end - count;
        &self.numbers[self.used..end]
    }
}

/// Slices of numbers, kept as a whole.
impl Tape {
    /// Keeps a copy.
    #[inline(always)]
    pub fn keep<T: Slot>(&mut self, numbers: &[T]) {
        let kept = self.extend(numbers.len());
        for (slot, number) in kept.iter_mut().zip(numbers) {
            *slot = number.to_number();
        }
    }

    /// Puts back what was kept last, in a slice of the same length.
    #[inline(always)]
    pub fn put_back<T: Slot>(&mut self, numbers: &mut [T]) {
        let kept = self.shorten(numbers.len());
        for (number, slot) in numbers.iter_mut().zip(kept) {
            *number = T::from_number(*slot);
        }
    }
}

/// What can stand on a tape as a number.
pub trait Slot: Copy {
    /// As the number that stands on the tape.
    fn to_number(self) -> f64;
    /// From the number that stands on the tape.
    fn from_number(number: f64) -> Self;
}

impl Slot for f64 {
    #[inline(always)]
    fn to_number(self) -> f64 {
        self
    }
    #[inline(always)]
    fn from_number(number: f64) -> Self {
        number
    }
}

impl Slot for f32 {
    #[inline(always)]
    fn to_number(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "it was one of this type")]
    fn from_number(number: f64) -> Self {
        number as Self
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_possible_wrap,
            clippy::cast_lossless,
            reason = "the bits are those of an integer of this type"
        )]
        impl Slot for $integer {
            #[inline(always)]
            fn to_number(self) -> f64 {
                f64::from_bits(self as u64)
            }
            #[inline(always)]
            fn from_number(number: f64) -> Self {
                number.to_bits() as Self
            }
        }
    )*};
}
integers!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

impl Slot for bool {
    #[inline(always)]
    fn to_number(self) -> f64 {
        f64::from(u8::from(self))
    }
    #[inline(always)]
    fn from_number(number: f64) -> Self {
        number != 0.0
    }
}

/// What an iteration records: a number, or a tuple of them.
pub trait Record: Copy {
    /// How many numbers.
    const WIDTH: usize;
    /// Writes them.
    fn write(self, slots: &mut [f64]);
    /// Reads them.
    fn read(slots: &[f64]) -> Self;
}

impl<T: Slot> Record for T {
    const WIDTH: usize = 1;
    #[inline(always)]
    fn write(self, slots: &mut [f64]) {
        slots[0] = self.to_number();
    }
    #[inline(always)]
    fn read(slots: &[f64]) -> Self {
        Self::from_number(slots[0])
    }
}

macro_rules! records {
    ($($width:literal: $($name:ident $position:tt),*;)*) => {$(
        impl<$($name: Slot),*> Record for ($($name,)*) {
            const WIDTH: usize = $width;
            #[inline(always)]
            fn write(self, slots: &mut [f64]) {
                let slots = &mut slots[..$width];
                $(slots[$position] = self.$position.to_number();)*
            }
            #[inline(always)]
            fn read(slots: &[f64]) -> Self {
                let slots = &slots[..$width];
                ($($name::from_number(slots[$position]),)*)
            }
        }
    )*};
}
records! {
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
    13: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12;
    14: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13;
    15: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14;
    16: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15;
}

/// The records of one loop, as they lie on a tape. It holds nothing but their type, which the compiler infers.
#[derive(Debug)]
pub struct Records<T>(PhantomData<fn() -> T>);

impl<T> Clone for Records<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Records<T> {}

impl<T> Default for Records<T> {
    #[inline(always)]
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T: Record> Records<T> {
    /// Records of a type that what is pushed tells.
    #[inline(always)]
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// Records one iteration.
    #[inline(always)]
    pub fn push(self, tape: &mut Tape, record: T) {
        record.write(tape.extend(T::WIDTH));
    }

    /// Takes the last record back.
    #[inline(always)]
    pub fn pop(self, tape: &mut Tape) -> T {
        T::read(tape.shorten(T::WIDTH))
    }

    /// A place for the record of each of so many iterations that record nothing else.
    #[inline(always)]
    pub fn places(self, tape: &mut Tape, trips: usize) -> impl DoubleEndedIterator<Item = RecordPlace<'_, T>> {
        let places = tape.extend(trips * T::WIDTH).chunks_exact_mut(T::WIDTH);
        places.map(|slots| RecordPlace {
            slots,
            record: PhantomData,
        })
    }

    /// The records of the last so many iterations in order, which are taken back.
    #[inline(always)]
    pub fn back(self, tape: &mut Tape, trips: usize) -> impl DoubleEndedIterator<Item = T> {
        tape.shorten(trips * T::WIDTH).chunks_exact(T::WIDTH).map(T::read)
    }
}

/// Where the record of an iteration goes.
#[derive(Debug)]
pub struct RecordPlace<'t, T> {
    slots: &'t mut [f64],
    record: PhantomData<T>,
}

impl<T: Record> RecordPlace<'_, T> {
    /// Records the iteration.
    #[inline(always)]
    pub fn set(self, record: T) {
        record.write(self.slots);
    }
}

/// How often a loop over a range runs.
#[inline(always)]
pub fn trips(range: &impl Iterator) -> usize {
    range.size_hint().0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back_in_reverse() {
        let mut tape = Tape::new();
        let (inner, outer) = (Records::new(), Records::new());
        for i in 0..700_u32 {
            for (j, place) in (0..3).zip(inner.places(&mut tape, 3)) {
                place.set((f64::from(i) + 0.25 * f64::from(j), j == 1));
            }
            outer.push(&mut tape, (-(i as isize), u64::MAX - u64::from(i)));
        }
        for i in (0..700_u32).rev() {
            assert_eq!(outer.pop(&mut tape), (-(i as isize), u64::MAX - u64::from(i)));
            for (j, record) in (0..3).zip(inner.back(&mut tape, 3)) {
                assert_eq!(record, (f64::from(i) + 0.25 * f64::from(j), j == 1));
            }
        }
        assert_eq!(tape.used, 0);
    }

    #[test]
    fn a_thread_keeps_the_memory() {
        let memory = || {
            let mut tape = Tape::new();
            Records::new().push(&mut tape, 1.0_f32);
            let memory = tape.numbers.as_ptr();
            tape.give_back();
            memory
        };
        let first = memory();
        if cfg!(feature = "std") {
            assert_eq!(memory(), first);
        }
    }
}
