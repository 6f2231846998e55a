//! Statements: those that lowering writes, those of transformed code, and those of its tangent.

use super::{Argument, Block, Expr, Operand, Operator, Place, Projection, Var};
use proc_macro2::TokenStream;

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
    /// A part of a sequence that a loop of the reverse sweep goes through: `let var = &place`.
    Window {
        var: Var,
        place: Place,
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
