//! Fifth phase: the IR of a function becomes the IR of its derivatives.
//!
//! * `adjoint`: reverse mode; a forward sweep, and the statements that undo it and propagate adjoints
//! * `accumulate`, `forwards`, `stencils`: sums in registers, loops in the order of memory, neighbours carried along
//! * `windows`, `four_sums`: bounds checked once, and sums in four chains
//! * `reciprocals`: one division by each number
//! * `repeats`: values that would be recorded twice; `recurrences`: the Jacobian of an iteration, summed up before it is needed
//! * `parallel`: which loops run on several threads; `narrow`: what each of their blocks adds to of long sequences
//! * `assemble`: the two sweeps of reverse mode as blocks
//! * `tangent`: forward mode
//! * `partials`: the rules of single operations, as IR
//! * `shadows`: the derivative of each variable, and what calls hand down
//! * `unroll`: loops over a few iterations, written out before anything else
//! * `tidy`: folds single-use temporaries back into expressions

pub mod accumulate;
pub mod adjoint;
pub mod assemble;
pub mod forwards;
pub mod four_sums;
pub mod narrow;
pub mod parallel;
pub mod partials;
pub mod reciprocals;
pub mod recurrences;
pub mod repeats;
pub mod shadows;
pub mod stencils;
pub mod tangent;
pub mod tidy;
pub mod unroll;
pub mod windows;
