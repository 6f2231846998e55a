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
mod operators;

pub use access::Access;
pub use build::{generic_constant, typed_float};
pub use operators::Operator;

use proc_macro2::{Ident, Span, TokenStream};

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
    let (mut after_dot, mut after_argument) = (false, false);
    template.clone().into_iter().any(|tree| {
        let is_call =
            after_argument && matches!(&tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
        after_argument = matches!(&tree, TokenTree::Ident(ident) if ident.to_string().starts_with("argument_"));
        let is_method =
            after_dot && matches!(&tree, TokenTree::Ident(ident) if *ident != "saturating_sub" && *ident != "div_ceil");
        after_dot = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '.');
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

/// What a `for` loop runs over, with the adapters behind it.
#[derive(Clone, Debug)]
pub struct Range {
    pub low: Operand,
    pub high: Operand,
    pub inclusive: bool,
    pub reversed: bool,
    pub step: Option<Operand>,
    /// `.rev()` comes before `.step_by()`.
    pub reversed_first: bool,
}

/// How a whole value moves between shadows; see the runtime's `ShadowOf`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    Absorb,
    Release,
    CopyTo,
    Assign,
}

/// The head of a loop.
#[derive(Clone, Debug)]
pub enum LoopHead<B> {
    For {
        var: Var,
        range: Range,
    },
    While {
        condition: B,
        test: Operand,
    },
    Endless,
    /// Only in transformed code: some of the iterations, `trips` of them after the first `done`, once more.
    Segment {
        of: Option<(Var, Range)>,
        done: Var,
        trips: Var,
    },
}

/// What kind of function is called: it says where its derivatives are.
#[derive(Clone, Debug)]
pub enum Target {
    /// A free function: they are in its companion.
    Function,
    /// A function of a type, as in `<Self>::new(x)`: they are its siblings.
    Associated(Option<syn::QSelf>),
    /// A method, called with the first argument as receiver: its siblings, too.
    Method,
    /// An operator: they are an implementation of a trait of the runtime's.
    Operator(Operator),
}

/// A call of a differentiable function.
#[derive(Clone, Debug)]
pub struct Call {
    pub path: syn::Path,
    pub target: Target,
    pub arguments: Vec<Argument>,
    pub results: Vec<Var>,
    /// Whether the results are the parts of a tuple.
    pub tuple: bool,
    /// Whether the reverse sweep runs the forward sweep of the call again. It must where the function calls itself, as a
    /// pullback cannot contain one of its own type; and it does where the user wants no record of the call to be kept.
    pub repeated: bool,
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Stmt {
    Let {
        var: Var,
        value: Expr,
    },
    /// `let x;`, assigned in every branch that follows.
    Declare {
        var: Var,
    },
    /// Overwrites a place. `first`: the place is a declared variable without a value yet.
    Assign {
        place: Place,
        value: Operand,
        first: bool,
    },
    /// `place.push(value)`: a `Vec` grows.
    Push {
        place: Place,
        value: Operand,
    },
    /// `let var = place.pop()`, of a `Vec` that is not empty.
    Pop {
        place: Place,
        var: Var,
    },
    /// Exchanges the values of two places.
    Swap {
        first: Place,
        second: Place,
    },
    /// Takes the last element off again, in the reverse sweep; its adjoint goes to `into`.
    Unpush {
        place: Place,
        shadow: Option<Place>,
        into: Option<Place>,
    },
    /// Puts back what [`Stmt::Pop`] took, in the reverse sweep; the shadow gets its adjoint back, if it has one.
    Unpop {
        place: Place,
        value: Operand,
        shadow: Option<Place>,
        from: Option<Place>,
    },
    /// The tangent of [`Stmt::Pop`]: `var` is what comes off the shadow of the `Vec`, the tangent of `of`.
    PopShadow {
        var: Var,
        place: Place,
        of: Operand,
        is_number: bool,
    },
    /// The tangent of [`Stmt::Push`]: a number, or a shadow that is moved in.
    PushShadow {
        place: Place,
        value: Operand,
        /// The element of the primal, where the shadow is a parameter's, in a mode of its own.
        of: Option<Operand>,
        is_number: bool,
    },
    /// `place += value`, or `-=`.
    Update {
        place: Place,
        subtract: bool,
        value: Operand,
    },
    Call(Call),
    If {
        condition: Operand,
        then: Block,
        otherwise: Block,
    },
    /// `exit`: a flag that ends the loop after the iteration in which it was set. `checkpoint`: its records are not kept.
    Loop {
        head: LoopHead<Block>,
        body: Block,
        exit: Option<Var>,
        checkpoint: bool,
    },
    /// An assertion: kept in the forward sweep.
    Assert {
        path: syn::Path,
        arguments: Vec<TokenStream>,
        operands: Vec<Operand>,
    },

    // Only in transformed code:
    Transfer {
        place: Place,
        local: Place,
        transfer: Transfer,
    },
    /// `shadow += value as its type`, where the type is known to the compiler alone.
    AddConverted {
        place: Place,
        value: Operand,
    },
    /// Replaces a whole shadow.
    AssignShadow {
        var: Var,
        value: Var,
    },
    /// Gives a zero shadow the shape of what the place holds again: it may have been assigned something longer or shorter.
    ResetShadow {
        place: Place,
        of: Place,
    },
    /// Makes a shadow of a tangent that a call returned.
    ShadowFrom {
        shadow: Var,
        of: Var,
        tangent: Var,
    },
    /// Zeroes a whole shadow.
    Clear {
        place: Place,
    },
    /// Keeps what a place holds before it is overwritten. `shared`: by a call, which may write anywhere in it.
    Save {
        var: Var,
        place: Place,
        shared: bool,
    },
    /// Puts back what [`Stmt::Save`] kept.
    Restore {
        place: Place,
        saved: Var,
        shared: bool,
    },
    /// A call of the forward sweep: its results, and the pullback.
    Forward {
        call: Call,
        pullback: Var,
    },
    /// A branch of the forward sweep, and what its arms hand to the reverse sweep.
    RecordIf {
        branch: Var,
        condition: Operand,
        then: Block,
        then_record: Vec<Var>,
        otherwise: Block,
        otherwise_record: Vec<Var>,
    },
    /// The reverse of a branch that was recorded.
    ReplayIf {
        branch: Var,
        then: Block,
        then_record: Vec<Var>,
        otherwise: Block,
        otherwise_record: Vec<Var>,
    },
    /// A loop of the forward sweep; every iteration pushes its record.
    RecordLoop {
        head: LoopHead<Block>,
        body: Block,
        exit: Option<Var>,
        stack: Option<Var>,
        record: Vec<Var>,
        trips: Option<Var>,
    },
    /// The iterations of a recorded loop, from the last to the first.
    ReplayLoop {
        head: Option<(Var, Range)>,
        trips: Option<Var>,
        stack: Option<Var>,
        record: Vec<Var>,
        body: Block,
    },
    /// A loop of the forward sweep that records nothing: now and then `keep` puts what the loop changes into `kept`.
    CheckpointLoop {
        head: LoopHead<Block>,
        body: Block,
        exit: Option<Var>,
        checkpoints: Var,
        keep: Block,
        kept: Vec<Var>,
        watched: Vec<Watched>,
    },
    /// Notes for [`Watched::log`] which elements are about to be overwritten.
    Touch {
        log: Var,
        touched: Touched,
    },
    /// The reverse of such a loop, one segment between two checkpoints after another, from the last to the first: `restore`
    /// puts back what was kept at its start, `again` runs its iterations with their records, `back` is their reverse.
    ReplaySegments {
        checkpoints: Var,
        kept: Vec<Var>,
        watched: Vec<Watched>,
        done: Var,
        trips: Var,
        /// The stacks of `again`.
        stacks: Vec<Var>,
        restore: Block,
        again: Block,
        back: Block,
    },
    /// Calls a recorded pullback.
    Pullback {
        pullback: Var,
        call: Call,
        shadows: Vec<ShadowArgument>,
        seeds: Vec<Seed>,
    },
    /// Calls the forward-mode companion; `tangents` are those of the results.
    Tangent {
        call: Call,
        shadows: Vec<ShadowArgument>,
        tangents: Vec<Var>,
    },

    // Only in the tangent of transformed code:
    /// Keeps the tangent in a place, beside [`Stmt::Save`].
    SaveTangent {
        var: Var,
        place: Place,
    },
    /// Puts back what [`Stmt::SaveTangent`] kept; `reshaped` where that may have another length than what there is.
    RestoreTangent {
        place: Place,
        saved: Var,
        reshaped: bool,
    },
    /// [`Stmt::Forward`] with the tangents of arguments and results.
    ForwardTangent {
        call: Call,
        pullback: Var,
        shadows: Vec<ShadowArgument>,
        tangents: Vec<Var>,
    },
    /// Calls a pullback that [`Stmt::ForwardTangent`] returned.
    PullbackTangent {
        pullback: Var,
        call: Call,
        /// Tangents of arguments that are references; of others the pullback keeps them.
        dots: Vec<Option<ShadowArgument>>,
        shadows: Vec<ShadowArgument>,
        shadow_dots: Vec<ShadowArgument>,
        seeds: Vec<Seed>,
        seed_dots: Vec<Seed>,
    },
}

/// A sequence that a loop with checkpoints changes element by element: of each segment, `log` keeps what it overwrites.
#[derive(Clone, Debug)]
pub struct Watched {
    pub place: Place,
    pub log: Var,
    /// What the log kept of one segment.
    pub segment: Var,
}

/// The elements that a statement overwrites.
#[derive(Clone, Debug)]
pub enum Touched {
    /// One, or a range of them: the step from the sequence to what is written.
    Part(Projection),
    /// The last one of the sequence.
    Last(Place),
}

/// What a call hands down as the shadow of an argument.
#[derive(Clone, Debug)]
pub enum ShadowArgument {
    Place(Place),
    /// A number without derivative.
    InertNumber,
    /// Something that can have no derivative.
    Ignored,
    /// Whatever the argument's type says.
    Probe,
}

/// What a pullback starts from, for one result.
#[derive(Clone, Debug)]
pub enum Seed {
    Number(Operand),
    Unit,
    /// The tangent that a shadow has collected.
    Shadow {
        value: Var,
        shadow: Var,
    },
    /// The zero tangent of a value.
    Zero(Var),
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
    /// Variables that wait for their value in an `Option`: their type need not have a default, and neither need that of
    /// their derivatives, which are among them.
    pub late: std::collections::HashSet<Var>,
    pub types: super::lower::types::Types,
    pub names: super::lower::names::Names,
    /// Where the code stands that is being worked on: the origin of what it becomes.
    pub here: Option<Span>,
}
