//! `#[simd]` loops: sums over data whose bodies run for several data points at once.
//!
//! Such a loop is taken out of its function before anything else is done, and becomes a call of a function of its own, declared
//! inside: `sum += sum_of_terms(n, rate, &times[..n]);`. The differentiator sees a call like any other. What the function
//! consists of is written here, from a body that is straight-line code on `f64`: it has a *kernel*, which makes terms, their
//! derivatives and their tangents for vectors of any width, by the same transformations that all functions go through.
//!
//! * `outline`: finds the loops, and replaces them
//! * `head`: what a loop runs over; `body`: what its body computes; `outside`: from what
//! * `unroll`: loops in it
//! * `kernel`: the functions of the kernel; `items`: what stands inside the user's function

mod body;
mod head;
mod items;
mod kernel;
mod outline;
mod outside;
mod unroll;

pub use items::{derivatives, primal};
pub use outline::{insert, outline, write_out};

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Expr, Stmt};

/// Something from outside that the body of a loop uses: what it is called there, and what it is.
#[derive(Clone, Debug)]
struct Capture {
    name: Ident,
    value: Expr,
}

/// A slice that a loop goes through: a capture, the name of its element, and where the loop begins in it: at `i + offset`.
#[derive(Clone, Debug)]
struct Slice {
    capture: Capture,
    element: Ident,
    /// Whether the offset is subtracted, and the offset.
    offset: Option<(bool, Expr)>,
}

/// What a loop adds to, and the variable in which its body adds up the terms.
#[derive(Clone, Debug)]
struct Sum {
    name: Ident,
    place: Expr,
}

impl Loop {
    /// The names in the body, functions among them.
    pub fn names(&self) -> TokenStream {
        self.body.iter().map(ToTokens::to_token_stream).collect()
    }
}

/// A loop that was taken out of its function.
#[derive(Clone, Debug)]
pub struct Loop {
    /// The function that it became, and the type of its kernel.
    name: Ident,
    kernel: Ident,
    /// The number of iterations, and of those before the present one as a float.
    count: Ident,
    position: Ident,
    scalars: Vec<Capture>,
    slices: Vec<Slice>,
    sums: Vec<Sum>,
    /// The body on elements and captures, by their names, adding to the variables of the sums.
    body: Vec<Stmt>,
    /// The kernel: its terms, and their derivatives.
    terms: TokenStream,
    derivatives: TokenStream,
}
