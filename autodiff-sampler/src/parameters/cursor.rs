//! Slices that are used up from either end: each field takes its part of positions, gradients and stored values.

/// Takes `count` numbers off the front.
#[inline(always)]
pub(super) fn take<'a>(cursor: &mut &'a [f64], count: usize) -> &'a [f64] {
    let (front, rest) = cursor.split_at(count);
    *cursor = rest;
    front
}

/// The same, to be written to.
#[inline(always)]
pub(super) fn take_mut<'a>(cursor: &mut &'a mut [f64], count: usize) -> &'a mut [f64] {
    let (front, rest) = std::mem::take(cursor).split_at_mut(count);
    *cursor = rest;
    front
}

/// Takes `count` numbers off the end.
#[inline(always)]
pub(super) fn take_last<'a>(cursor: &mut &'a [f64], count: usize) -> &'a [f64] {
    let (rest, end) = cursor.split_at(cursor.len() - count);
    *cursor = rest;
    end
}

/// The same, to be written to.
#[inline(always)]
pub(super) fn take_last_mut<'a>(cursor: &mut &'a mut [f64], count: usize) -> &'a mut [f64] {
    let whole = std::mem::take(cursor);
    let at = whole.len() - count;
    let (rest, end) = whole.split_at_mut(at);
    *cursor = rest;
    end
}
