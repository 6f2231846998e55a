//! What the segments of a loop with checkpoints overwrite in a sequence that the loop changes element by element.

use alloc::vec::Vec;
use core::ops::{Bound, RangeBounds};

/// A sequence, or what is indexed like one: `(&Watch(&place)).watch()`. Method resolution prefers [`WatchSequence`], and falls
/// back to [`WatchWhole`].
#[derive(Debug)]
pub struct Watch<'a, T: ?Sized>(pub &'a T);

/// Vectors and slices: elements are kept.
pub trait WatchSequence {
    /// What is kept.
    type Log;
    /// Begins to watch.
    fn watch(&self) -> Self::Log;
}
impl<T: Clone> WatchSequence for Watch<'_, Vec<T>> {
    type Log = Overwrites<T>;
    fn watch(&self) -> Overwrites<T> {
        Overwrites::of(self.0)
    }
}
impl<T: Clone> WatchSequence for Watch<'_, [T]> {
    type Log = Overwrites<T>;
    fn watch(&self) -> Overwrites<T> {
        Overwrites::of(self.0)
    }
}

/// Arrays, and everything else: all of it is copied.
pub trait WatchWhole {
    /// What is kept.
    type Log;
    /// Begins to watch.
    fn watch(&self) -> Self::Log;
}
impl<T: Clone> WatchWhole for &Watch<'_, T> {
    type Log = Copies<T>;
    fn watch(&self) -> Copies<T> {
        Copies(Vec::new())
    }
}

/// The elements that each segment of a loop overwrites: of every segment the range from the first to the last.
#[derive(Clone, Debug)]
pub struct Overwrites<T> {
    /// The sequence at the start of the segment.
    base: Vec<T>,
    is_open: bool,
    /// The range that was touched since.
    low: usize,
    high: usize,
    segments: Vec<Overwritten<T>>,
}

/// What one segment overwrote, and how long the sequence was before.
#[derive(Clone, Debug)]
pub struct Overwritten<T> {
    length: usize,
    low: usize,
    elements: Vec<T>,
}

impl<T: Clone> Overwrites<T> {
    fn of(sequence: &[T]) -> Self {
        Self {
            base: sequence.to_vec(),
            is_open: false,
            low: usize::MAX,
            high: 0,
            segments: Vec::new(),
        }
    }

    /// Begins a segment, of which the sequence is the start.
    pub fn begin(&mut self, now: &[T]) {
        if self.is_open {
            self.close(now);
        }
        self.is_open = true;
    }

    /// Ends the last segment.
    pub fn end(&mut self, now: &[T]) {
        if self.is_open {
            self.close(now);
        }
        self.base = Vec::new();
    }

    fn close(&mut self, now: &[T]) {
        let length = self.base.len();
        let high = self.high.min(length);
        let low = self.low.min(high);
        self.segments.push(Overwritten {
            length,
            low,
            elements: self.base[low..high].to_vec(),
        });
        self.base.truncate(now.len());
        let both = high.min(now.len());
        if low < both {
            self.base[low..both].clone_from_slice(&now[low..both]);
        }
        self.base.extend_from_slice(&now[self.base.len()..]);
        (self.low, self.high) = (usize::MAX, 0);
    }

    /// Notes that an element is about to be overwritten.
    #[inline]
    pub fn touch(&mut self, index: &usize) {
        self.low = self.low.min(*index);
        self.high = self.high.max(index.saturating_add(1));
    }

    /// Notes that a range of elements is.
    #[inline]
    pub fn touch_range(&mut self, range: impl RangeBounds<usize>) {
        let low = match range.start_bound() {
            Bound::Included(low) => *low,
            Bound::Excluded(low) => low.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let high = match range.end_bound() {
            Bound::Included(high) => high.saturating_add(1),
            Bound::Excluded(high) => *high,
            Bound::Unbounded => usize::MAX,
        };
        if low < high {
            self.low = self.low.min(low);
            self.high = self.high.max(high);
        }
    }

    /// Notes that the last element is about to be taken off.
    #[inline]
    pub fn touch_last(&mut self, now: &[T]) {
        if let Some(last) = now.len().checked_sub(1) {
            self.touch(&last);
        }
    }

    /// What the last segment overwrote that was not asked for yet.
    pub fn last(&mut self) -> Overwritten<T> {
        match self.segments.pop() {
            Some(segment) => segment,
            None => unreachable!("a segment of which nothing was kept"),
        }
    }
}

impl<T: Clone> Overwritten<T> {
    /// Makes what the sequence was before the segment of what it was after it.
    pub fn undo<S: Resize<T> + ?Sized>(&self, sequence: &mut S) {
        sequence.cut(self.length);
        for (index, element) in (self.low..).zip(&self.elements) {
            sequence.put(index, element);
        }
    }
}

/// A sequence whose elements are put back.
pub trait Resize<T> {
    /// Makes it no longer than it was.
    fn cut(&mut self, length: usize);
    /// Puts an element back, behind the last one if it was taken off.
    fn put(&mut self, index: usize, element: &T);
}
impl<T: Clone> Resize<T> for Vec<T> {
    fn cut(&mut self, length: usize) {
        self.truncate(length);
    }
    fn put(&mut self, index: usize, element: &T) {
        match self.get_mut(index) {
            Some(place) => place.clone_from(element),
            None => self.push(element.clone()),
        }
    }
}
impl<T: Clone> Resize<T> for [T] {
    fn cut(&mut self, _length: usize) {}
    fn put(&mut self, index: usize, element: &T) {
        self[index].clone_from(element);
    }
}

/// A copy for each segment.
#[derive(Clone, Debug)]
pub struct Copies<T>(Vec<T>);

/// The copy for one segment.
#[derive(Clone, Debug)]
pub struct Copied<T>(T);

impl<T: Clone> Copies<T> {
    /// Begins a segment.
    pub fn begin(&mut self, now: &T) {
        self.0.push(now.clone());
    }
    /// Ends the last segment.
    #[inline]
    pub fn end(&mut self, _now: &T) {}
    /// Needs no note.
    #[inline]
    pub fn touch<Index: ?Sized>(&mut self, _index: &Index) {}
    /// Needs no note.
    #[inline]
    pub fn touch_range<Range>(&mut self, _range: Range) {}
    /// Needs no note.
    #[inline]
    pub fn touch_last(&mut self, _now: &T) {}
    /// The copy for the last segment that was not asked for yet.
    pub fn last(&mut self) -> Copied<T> {
        match self.0.pop() {
            Some(copy) => Copied(copy),
            None => unreachable!("a segment of which nothing was kept"),
        }
    }
}
impl<T: Clone> Copied<T> {
    /// Puts the copy back.
    pub fn undo(&self, place: &mut T) {
        place.clone_from(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::{Watch, WatchSequence};
    use alloc::vec;

    #[test]
    fn segments_are_undone_one_after_another() {
        let mut sequence = vec![0, 1, 2, 3];
        let mut log = Watch(&sequence).watch();
        let mut states = vec![];
        for step in 0..6 {
            log.begin(&sequence);
            states.push(sequence.clone());
            match step {
                0 => sequence.push(4),
                1 => {
                    log.touch(&1);
                    sequence[1] = 10;
                    log.touch_range(3..);
                    sequence[3..].fill(7);
                }
                2 => {
                    for _ in 0..3 {
                        log.touch_last(&sequence);
                        sequence.pop();
                    }
                    sequence.push(11);
                }
                3 => {}
                4 => sequence.extend([5, 6, 7]),
                _ => {
                    log.touch(&0);
                    sequence[0] = 9;
                }
            }
        }
        log.end(&sequence);
        while let Some(state) = states.pop() {
            let segment = log.last();
            segment.undo(&mut sequence);
            assert_eq!(sequence, state);
            segment.undo(&mut sequence);
            assert_eq!(sequence, state);
        }
    }
}
