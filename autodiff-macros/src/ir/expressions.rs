//! What statements are made of: operands, places, and operations without side effects.

use super::{Operator, Var};
use crate::macro_parts::Dots;
use proc_macro2::{Ident, TokenStream};

/// An operand of an operation.
#[derive(Clone, Debug)]
pub enum Operand {
    Var(Var),
    /// A literal, or the path of a constant.
    Constant(TokenStream),
    /// An operation that the tidying pass folded into its only use.
    Nested(Box<Expr>),
}

/// One step from a place to a part of it.
#[derive(Clone, Debug)]
pub enum Projection {
    Field(syn::Member),
    /// The payload of an enum that is known to hold this variant: `radius` in `Shape::Circle { radius }`.
    Variant {
        path: syn::Path,
        member: syn::Member,
    },
    Index(Operand),
    /// What an index of the user's own leads to, found beforehand: a `support::Located`.
    Located(Operand),
    Range {
        low: Option<Operand>,
        high: Option<Operand>,
        inclusive: bool,
    },
}

/// Memory with a name: a variable and a path into it.
#[derive(Clone, Debug)]
pub struct Place {
    pub root: Var,
    pub path: Vec<Projection>,
}

/// How an aggregate is written.
#[derive(Clone, Debug)]
pub enum Aggregate {
    Tuple,
    Array,
    Vec,
    Struct {
        path: syn::Path,
        members: Vec<syn::Member>,
    },
    /// A variant of an enum with its payload, or what looks like one.
    Variant {
        path: syn::Path,
        members: Vec<syn::Member>,
    },
}

/// An operation without side effects.
#[derive(Clone, Debug)]
pub enum Expr {
    /// A copy (or move) of a whole variable, or a constant.
    Use(Operand),
    /// A copy of the value in a place.
    Load(Place),
    /// An owned copy, spelled with a method: `to_vec`, `clone`.
    Copy(Place, Ident),
    Unary(syn::UnOp, Operand),
    Binary(syn::BinOp, Operand, Operand),
    /// An operator on numbers, or on types of the user's own: the compiler decides.
    Operator(Operator, Vec<Operand>),
    /// A method of a number.
    Method(Ident, Operand, Vec<Operand>),
    Cast(Operand, Box<syn::Type>),
    /// A question to a place that has no derivative: `len`, `is_empty`.
    Query(Place, Ident),
    Aggregate(Aggregate, Vec<Operand>),
    /// `[value; count]` or `vec![value; count]`.
    Repeat {
        vec: bool,
        value: Operand,
        count: Operand,
    },
    /// Code that no derivative flows through; `argument_0__`, `argument_1__`, … stand for the arguments.
    Constant(TokenStream, Vec<Argument>),
    /// The initial value of a variable that is assigned before it is read.
    Default,

    // Only in transformed code:
    /// What a call of constants returned: kept if it is a value; a reference is made again `by` statements, where what these
    /// read is at hand.
    Returned {
        var: Var,
        by: Option<Vec<super::Stmt>>,
    },
    /// A zero shadow of the same shape as a variable.
    ZeroShadow(Var),
    /// The adjoint in a place, which is left zero.
    Take(Place),
    /// The adjoint (or tangent) in a place.
    Get(Place),
    /// The tangent in `shadow` of the number in `primal`.
    TangentOf {
        primal: Place,
        shadow: Place,
    },
    /// The tangent of a number of unknown type, as another type.
    ConvertedTangent(Place, Box<syn::Type>),
    /// The sum of all adjoints of a sequence of numbers.
    Sum(Place),
    /// A cell outside any shadow, for an argument passed to a pullback.
    Cell(Operand),
    /// A partial derivative that decides at kinks and poles: a function of the runtime's `support::slopes`.
    Slope(Ident, Vec<Operand>),
    /// The tangent of a slope: `None` beside an operand that is no number.
    SlopeTangent(Ident, Vec<(Operand, Option<Operand>)>),
}

/// Whether the code of an [`Expr::Constant`] calls methods of the user's, or functions that are arguments, which may have side
/// effects: such code keeps its place, and runs once.
pub fn calls_unknown(template: &TokenStream) -> bool {
    use proc_macro2::{Delimiter, TokenTree};
    let (mut dots, mut after_argument) = (Dots::default(), false);
    template.clone().into_iter().any(|tree| {
        let after_dot = dots.pass(&tree);
        let is_call =
            after_argument && matches!(&tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
        after_argument = matches!(&tree, TokenTree::Ident(ident) if ident.to_string().starts_with("argument_"));
        let is_method =
            after_dot && matches!(&tree, TokenTree::Ident(ident) if *ident != "saturating_sub" && *ident != "div_ceil");
        is_method || is_call || matches!(&tree, TokenTree::Group(group) if calls_unknown(&group.stream()))
    })
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub enum Argument {
    Value(Operand),
    Borrow(Place),
    BorrowMut(Place),
}
