//! The intermediate representation that everything between parsing and printing works on.
//!
//! It is A-normal form with structured control flow: every operation has variables or literals as operands, every variable
//! has one unique name, and there is no `break`, `continue` or `return` left (they have become flags that guard what follows;
//! see `lower::exits`). References are gone too: a local `let row = &a[i]` is an alias that was replaced by the place it
//! names, so that forward and reverse sweep reach the same memory by the same path.
//!
//! `sum += scale * (x[i + 1] - x[i]).powi(2)` reads
//!
//! ```text
//! x_1        = x[i_1]          Let(Load)        where i_1 = i + 1
//! x_i        = x[i]            Let(Load)
//! difference = x_1 - x_i       Let(Binary)
//! powi       = difference^2    Let(Method)
//! product    = scale * powi    Let(Binary)
//! sum       += product         Update
//! ```
//!
//! The transforms produce the same representation again, with adjoint variables (plain numbers) and shadows (places made
//! of cells) beside the primal ones.

mod access;
mod build;
mod expressions;
mod operands;
mod operators;
mod rename;
mod statements;

pub use access::Access;
pub use build::{generic_constant, typed_float};
pub use expressions::{Aggregate, Argument, Expr, Operand, Place, Projection, calls_unknown};
pub use operators::Operator;
pub use rename::Named;
pub use statements::{Call, LoopHead, Range, Seed, ShadowArgument, Stmt, Target, Touched, Transfer, Watched};

use proc_macro2::{Ident, Span};

/// A variable, by its position in [`Function::vars`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Var(pub usize);

/// What a variable is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A parameter passed by value.
    Parameter,
    /// A parameter that is a reference: its name stands for the place behind it.
    Reference { mutable: bool },
    /// A local variable or temporary of the primal.
    Local,
    /// The derivative of a floating-point variable, itself a plain number.
    Plain,
    /// The derivative of anything else: a value, or reference to a value, whose leaves are cells.
    Shadow,
    /// The pullback that a call returned.
    Pullback,
    /// The record of a branch, a loop's stack, a saved value: bookkeeping between the two sweeps.
    Record,
}

/// One variable.
#[derive(Clone, Debug)]
pub struct Variable {
    pub name: Ident,
    pub role: Role,
    pub mutable: bool,
    pub ty: super::lower::types::TypeId,
    pub annotation: Option<syn::Type>,
    /// Where the code stands that it came from.
    pub origin: Option<Span>,
}

/// What a loop needs to know to take four iterations at a time.
#[derive(Clone, Debug, Default)]
pub struct FourSums {
    /// The numbers outside that it adds to.
    pub sums: Vec<Var>,
    /// The slices of which each iteration has one element.
    pub windows: Vec<Var>,
}

/// Statements in order.
#[derive(Clone, Debug, Default)]
pub struct Block {
    pub stmts: Vec<Stmt>,
}

/// The lowered function.
#[derive(Clone, Debug)]
pub struct Function {
    pub vars: Vec<Variable>,
    /// One variable a parameter, in order.
    pub parameters: Vec<Var>,
    /// Parameters behind whose mutable reference a `Vec` may change its length.
    pub growing: std::collections::HashSet<Var>,
    pub body: Block,
    pub result: Option<Var>,
    /// The variables of loops of the reverse sweep that run forwards.
    pub forwards: std::collections::HashSet<Var>,
    /// How those of them that add up are taken four iterations at a time, by the variable of the loop.
    pub four_sums: std::collections::HashMap<Var, FourSums>,
    /// The variables of loops over blocks of iterations that may run on several threads.
    pub parallel: std::collections::HashMap<Var, ParallelLoop>,
    /// Copies of whole slices that the reverse sweep puts back at its end.
    pub snapshots: std::collections::HashSet<Var>,
    /// Those of [`Self::asked`] that the reverse sweep reads: see [`Expr::Returned`].
    pub returned: std::collections::HashSet<Var>,
    /// What calls of constants returned that may be references.
    pub asked: std::collections::HashSet<Var>,
    /// Variables that wait for their value in an `Option`: their type need not have a default, and neither need that of
    /// their derivatives, which are among them.
    pub late: std::collections::HashSet<Var>,
    pub types: super::lower::types::Types,
    pub names: super::lower::names::Names,
    /// Where the code stands that is being worked on: the origin of what it becomes.
    pub here: Option<Span>,
}

/// A loop that may run on several threads.
#[derive(Clone, Debug)]
pub struct ParallelLoop {
    /// The attribute, which says where it stands.
    pub attribute: syn::Attribute,
    /// How many iterations a block has at least.
    pub least: usize,
    /// The stacks of the loops in it, of which each block has its own.
    pub stacks: Vec<Var>,
    /// The adjoints from outside that its reverse adds to, of which each block has its own.
    pub adjoints: Vec<Var>,
    /// Those of them of which a block only adds to the elements of its own iterations: it has no others.
    pub parts: Vec<Var>,
    pub bounds: Option<Bounds>,
}

/// Where the blocks of a loop begin and end.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// The variable of the iterations inside a block.
    pub iteration: Var,
    /// The variable that holds the first of them, and its value.
    pub first: (Var, Expr),
    /// The same for the first of the next block.
    pub next: (Var, Expr),
}

impl ParallelLoop {
    /// How many iterations a block has at least, where the attribute does not say.
    const LEAST: usize = 256;

    /// Where the attribute stands.
    pub fn span(&self) -> Span {
        self.attribute.bracket_token.span.join()
    }

    pub fn marked(attribute: &syn::Attribute, least: usize) -> Self {
        Self {
            attribute: attribute.clone(),
            least: if least == 0 { Self::LEAST } else { least },
            stacks: Vec::new(),
            adjoints: Vec::new(),
            parts: Vec::new(),
            bounds: None,
        }
    }
}

/// What is known of the type of what a place holds.
pub fn shape(function: &Function, place: &Place) -> super::lower::types::Shape {
    let mut ty = function.var(place.root).ty;
    if place.path.is_empty() {
        return function.types.shape(ty);
    }
    let mut types = function.types.clone();
    for projection in &place.path {
        ty = match projection {
            Projection::Field(member) => types.field(ty, member),
            Projection::Variant { path, member } => types.payload(ty, path, member),
            Projection::Index(_) => types.element(ty),
            Projection::Located(_) => types.located(ty),
            Projection::Range { .. } => ty,
        };
    }
    types.shape(ty)
}
