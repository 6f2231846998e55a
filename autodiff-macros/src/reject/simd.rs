//! What a `#[simd]` loop must not be or do.

/// Why something cannot run for several data points at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSimd {
    Argument,
    Here,
    Precision,
    Head,
    Pattern,
    Statement,
    Value,
    Branch,
    InnerLoop,
    Write,
    Index,
    Element,
    Call(String),
    Power,
    SumRead,
    Nothing,
    TooMuch,
    Body,
}

impl NotSimd {
    /// "cannot run X for several data points at once: reason", and what to write instead.
    pub fn message(&self) -> (String, &'static str) {
        let plain = |text: &str| text.to_owned();
        match self {
            Self::Argument => (
                plain("`#[simd]` takes no arguments"),
                "write `#[simd]`: how many iterations run at once is chosen by the processor",
            ),
            Self::Here => (
                plain("cannot run this for several data points at once: it is no `for` loop"),
                "write `#[simd]` on a `for` loop over a range or over slices",
            ),
            Self::Precision => (
                plain("cannot run this for several data points at once: vectors are of `f64` alone"),
                "move the loop into a function of `f64`, or leave out `#[simd]`",
            ),
            Self::Head => (
                plain("cannot run a loop over this for several data points at once"),
                "loop over a range, `0..n`, or over slices: `x`, `x.iter()`, `x.iter().zip(y)`, `.enumerate()`; or leave out `#[simd]`",
            ),
            Self::Pattern => (
                plain("cannot run a loop with this pattern for several data points at once"),
                "bind a name to each number: `for (x, y) in xs.iter().zip(ys)`",
            ),
            Self::Statement => (
                plain("cannot run this statement for several data points at once"),
                "write `let name = value;`, `let (s, c) = x.sin_cos();` and `sum += value;` in a `#[simd]` loop, or leave out `#[simd]`",
            ),
            Self::Value => (
                plain("cannot compute this for several data points at once"),
                "compute with variables, elements and methods of `f64`; take what does not vary out of the loop; or leave out `#[simd]`",
            ),
            Self::Branch => (
                plain("cannot run a branch for several data points at once, as each may take another"),
                "choose with `min`, `max`, `clamp` or `abs`, or leave out `#[simd]`",
            ),
            Self::InnerLoop => (
                plain(
                    "cannot run this loop for several data points at once: they might need different numbers of iterations",
                ),
                "loop over a range of literals, `0..4`, which is written out; or leave out `#[simd]`",
            ),
            Self::Write => (
                plain("cannot change this for several data points at once: a `#[simd]` loop adds up sums"),
                "write `sum += value;` or `sum -= value;`, and assign to variables of the loop's own; or leave out `#[simd]`",
            ),
            Self::Index => (
                plain("cannot compute with the number of an iteration for several data points at once"),
                "write `i as f64` and compute with that; or make a slice of what depends on `i`",
            ),
            Self::Element => (
                plain("cannot load this for several data points at once: they do not lie one behind the other"),
                "index slices of `f64` by `[i]`, `[i + k]` or `[i - k]`, where `k` does not vary; or leave out `#[simd]`",
            ),
            Self::Call(name) => (
                format!("cannot call `{name}` for several data points at once"),
                "write it out, or call a `#[differentiable]` function of numbers by its path; call it before the loop if its arguments do not vary; or leave out `#[simd]`",
            ),
            Self::Power => (
                plain("cannot run a power for several data points at once whose exponent is no literal"),
                "write the number, or use `powf`",
            ),
            Self::SumRead => (
                plain("cannot read a sum while it is being added up for several data points at once"),
                "copy what is read out of it before the loop, or leave out `#[simd]`",
            ),
            Self::Nothing => (
                plain("cannot run this loop for several data points at once: it adds nothing up"),
                "write `sum += value;` in it, or leave out `#[simd]`",
            ),
            Self::TooMuch => (
                plain("cannot run this loop for several data points at once: it uses more than 128 numbers or slices"),
                "split it into several loops, or leave out `#[simd]`",
            ),
            Self::Body => (
                plain(
                    "cannot run this loop for several data points at once: something in it has no meaning for vectors",
                ),
                "write `let`, sums, and calls of functions of `f64` that return an `f64` or a tuple of them, without other attributes; or leave out `#[simd]`",
            ),
        }
    }
}
