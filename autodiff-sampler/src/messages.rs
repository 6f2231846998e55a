//! Errors that show their message wherever Rust prints them.

/// Makes `{:?}` of an error what `{}` of it is.
///
/// Most users see errors where `main` returns one, or where `unwrap` panics, and both print `Debug`. The derived form lists the fields
/// without saying what is wrong; the message has the fields in it.
macro_rules! debug_is_the_message {
    ($error:ident) => {
        impl ::std::fmt::Debug for $error {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(self, f)
            }
        }
    };
}

pub(crate) use debug_is_the_message;
