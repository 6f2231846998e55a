//! Values of `Option` or `Result`, for code that cannot see which of the two it has.

/// `Option` or `Result`.
#[diagnostic::on_unimplemented(
    message = "cannot differentiate through `{Self}` as if it were an `Option` or `Result`",
    label = "this is neither",
    note = "help: give the value its type, `let value: Type = …;`, or match on its variants"
)]
pub trait Fallible {
    /// What there is, if there is something.
    type Value;
    /// The value, if there is one.
    fn held(&self) -> Option<&Self::Value>;
    /// The value, to be changed.
    fn held_mut(&mut self) -> Option<&mut Self::Value>;
}

impl<T> Fallible for Option<T> {
    type Value = T;
    #[inline(always)]
    fn held(&self) -> Option<&T> {
        self.as_ref()
    }
    #[inline(always)]
    fn held_mut(&mut self) -> Option<&mut T> {
        self.as_mut()
    }
}

impl<T, E> Fallible for Result<T, E> {
    type Value = T;
    #[inline(always)]
    fn held(&self) -> Option<&T> {
        self.as_ref().ok()
    }
    #[inline(always)]
    fn held_mut(&mut self) -> Option<&mut T> {
        self.as_mut().ok()
    }
}

/// Whether there is a value.
#[inline(always)]
pub fn holds_value<F: Fallible>(of: &F) -> bool {
    of.held().is_some()
}

/// The value, which is there.
///
/// # Panics
///
/// If there is none; generated code has asked before.
#[inline(always)]
pub fn held_value<F: Fallible>(of: &F) -> &F::Value {
    match of.held() {
        Some(value) => value,
        None => super::other_variant(),
    }
}

/// As [`held_value`], to be changed.
///
/// # Panics
///
/// As [`held_value`].
#[inline(always)]
pub fn held_value_mut<F: Fallible>(of: &mut F) -> &mut F::Value {
    match of.held_mut() {
        Some(value) => value,
        None => super::other_variant(),
    }
}

/// The error, which is there.
///
/// # Panics
///
/// If there is none; generated code has asked before.
#[inline(always)]
pub fn copied_error<T, E: Clone>(of: &Result<T, E>) -> E {
    match of {
        Err(error) => error.clone(),
        Ok(_) => super::other_variant(),
    }
}
