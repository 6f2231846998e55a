//! Every refusal of the differentiator, in one place: what cannot be differentiated, why, and what to write instead.
//!
//! Refusals are collected and reported together; lowering goes on after each.

mod simd;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
pub use simd::NotSimd;

/// What was refused. `{0}` in the texts stands for the user's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Async,
    Unsafe,
    ExternalAbi,
    Receiver,
    SelfType,
    ForeignImpl,
    BlockArgument(String),
    ConstantOperator,
    MethodCompanion,
    GenericParameter(String),
    ImplTraitParameter,
    AnonymousNumber,
    ReturnedTrait,
    ReturnedReference,
    ReferenceInParameter,
    OtherType,
    ParameterPattern,
    PrimitiveName(String),
    NotAFunction,
    Trait,
    AssociatedFunction,
    BoundedParameter(String),
    MethodOfBound(String),
    OwnIndex,
    IntegerIndex,
    OwnSum(String),
    ReturnedSelf,
    Keyed,
    MethodRule,
    TooDeep,
    AttributeArgument(String),
    AttributeSyntax(String),
    Unreadable(String),
    NotMutable(String),
    NoResult,
    ConstantArgument,
    CheckpointArgument,
    CheckpointHere,
    ParallelArgument,
    ParallelHere,
    ParallelEndless,
    ParallelExit,
    ParallelRange,
    ParallelWrite(String),
    ParallelRead(String),
    ParallelOperator,
    Simd(NotSimd),
    ConstantWritten,
    Closure,
    ConditionalCode,
    InteriorMutability,
    NestedItem,
    OwnCall(String),
    Telling,
    Namesake(String),
    Method(String),
    Into,
    Macro(String),
    Pattern,
    Expression(&'static str),
    ForIterator,
    ConditionalReference,
    ReassignedReference,
    RangeValue,
    CallTarget,
    Collected,
    ExitHere,
    Item,
    MissingValue,
    AssignTarget,
    NoVariable(String),
    Question,
    ActiveError,
    MatchPattern,
    RuleWithoutPath(String),
    RuleTwice(String),
    RuleWithOutput,
    SecondOrderWithoutJvp,
    PullbackWithoutVjp,
    NoRule,
    RuleSyntax(String),
}

impl Refusal {
    /// "cannot differentiate X: reason", and what to write instead.
    fn message(&self) -> (String, &'static str) {
        let plain = |text: &str| text.to_owned();
        match self {
            Self::Async => (
                plain("cannot differentiate an `async` function: its body runs in pieces"),
                "make the computation a plain `fn`, and await outside it",
            ),
            Self::Unsafe => (
                plain("cannot differentiate `unsafe` code: writes through raw pointers cannot be seen"),
                "move the unsafe part into a function with its own derivative rule",
            ),
            Self::ExternalAbi => (
                plain("cannot differentiate an `extern` function: its body is not Rust's alone"),
                "write a plain `fn` that calls it, with its own derivative rule",
            ),
            Self::Receiver => (
                plain("cannot differentiate a method alone: its derivatives stand beside the whole block"),
                "put `#[differentiable]` on the `impl` block, and `#[constant]` on the methods that it shall leave out",
            ),
            Self::SelfType => (
                plain("cannot differentiate a method with this kind of `self`: the value has another owner"),
                "take `&self`, `&mut self` or `self`, or mark the method `#[constant]`",
            ),
            Self::ForeignImpl => (
                plain(
                    "cannot differentiate methods of this type: their derivatives would have to be methods of it, too",
                ),
                "write `#[differentiable]` functions, or wrap the value in a struct of your own",
            ),
            Self::BlockArgument(text) => (
                format!("cannot understand `{text}` in the `#[differentiable(…)]` of an `impl` block"),
                "the one known argument is `print`",
            ),
            Self::ConstantOperator => (
                plain("cannot leave an operand out: an operator is differentiated in all that it is applied to"),
                "remove `#[constant]`, and write `constant(x)` in the body",
            ),
            Self::MethodCompanion => (
                plain("cannot name the companion of a method: its derivatives are methods beside it"),
                "call `name_grad`, `name_vjp` and so on; remove `companion = …`",
            ),
            Self::GenericParameter(name) => (
                format!("cannot differentiate through `{name}`: it need not be a number"),
                "bound it by `Real`, take a slice of numbers, or mark the parameter `#[constant]`",
            ),
            Self::ImplTraitParameter => (
                plain("cannot differentiate through a function or trait object: the macro cannot see what it does"),
                "call a `#[differentiable]` function by its path; choose between several with `match`; or write what takes the function as a closure where it is used, `let area = |a: f64, b: f64| …`, which may call other closures. Mark the parameter `#[constant]` if it is applied to constants alone",
            ),
            Self::AnonymousNumber => (
                plain("cannot differentiate through `impl Real`: the derivative's type has no name"),
                "give it one: `fn name<T: Real>(x: T)`",
            ),
            Self::ReturnedTrait => (
                plain(
                    "cannot differentiate a function that returns `impl Trait`: the derivative of its result has no type",
                ),
                "return a number, a `Vec`, a struct or another type that has a name",
            ),
            Self::ReturnedReference => (
                plain("cannot differentiate a function that returns a reference: the derivative would have no owner"),
                "return an owned value, such as `Vec<f64>` or a struct",
            ),
            Self::ReferenceInParameter => (
                plain("cannot differentiate through references inside a parameter's type"),
                "take `&[Struct]` or `&[[f64; N]]` of owned values, or mark the parameter `#[constant]`",
            ),
            Self::OtherType => (
                plain("cannot differentiate through this type: it does not say what its derivative is"),
                "use numbers, tuples, arrays, slices, `Vec` and structs that derive `Differentiable`, or mark it `#[constant]`",
            ),
            Self::ParameterPattern => (
                plain("cannot differentiate a parameter with this pattern"),
                "give the parameter a name, and take it apart with `let`",
            ),
            Self::PrimitiveName(name) => (
                format!(
                    "cannot differentiate a function called `{name}`: its derivatives live in a type of the same name"
                ),
                "choose another name",
            ),
            Self::NotAFunction => (
                plain("cannot differentiate this item: `#[differentiable]` stands on functions and `impl` blocks"),
                "put the attribute on a `fn` or an `impl`",
            ),
            Self::Trait => (
                plain("cannot differentiate a trait: the bodies of its methods belong to the types that implement it"),
                "put `#[differentiable]` on each `impl Trait for Type`, and call the methods on values of known types; with several, match an enum of them",
            ),
            Self::AssociatedFunction => (
                plain(
                    "cannot differentiate an associated function alone: its derivatives stand beside the whole block",
                ),
                "put `#[differentiable]` on the `impl` block, and `#[constant]` on the functions that it shall leave out",
            ),
            Self::BoundedParameter(name) => (
                format!("cannot differentiate through `{name}`: the macro cannot see which type's methods are called"),
                "take a known type, or an enum of the types that there are; mark the parameter `#[constant]` if it is only data",
            ),
            Self::MethodOfBound(name) => (
                format!("cannot differentiate the method `{name}` of a trait: the macro cannot see whose it is"),
                "take a known type, or an enum of the types that there are, and put `#[differentiable]` on the `impl`",
            ),
            Self::MethodRule => (
                plain("cannot give a method a derivative of one's own: its rule would have to be a method, too"),
                "write a function with the rule, `#[differentiable(vjp = …)] fn read(gauge: &Gauge, x: f64) -> f64`, and call it in the method",
            ),
            Self::OwnIndex => (
                plain("cannot differentiate this index: it is not seen which place it gives"),
                "end the body with `&self.field[…]`, or an `if` or `match` of such; or call a method in a `#[differentiable] impl`",
            ),
            Self::OwnSum(method) => (
                format!(
                    "cannot differentiate a `{method}` of values of one's own type: it is not seen what it starts from"
                ),
                "write `.fold(start, |a, b| a + b)`",
            ),
            Self::IntegerIndex => (
                plain("cannot differentiate an index by an integer that leads to a place which other fields determine"),
                "index by a tuple, `m[(i, j)]`, or call a method in a `#[differentiable] impl`",
            ),
            Self::ReturnedSelf => (
                plain(
                    "cannot differentiate a method that returns `&mut Self`: its calls are places, and values at once",
                ),
                "take `mut self` and return `Self`, or return nothing and call one method after another",
            ),
            Self::Keyed => (
                plain("cannot differentiate what is found by a key: only maps of constants can be asked"),
                "mark the map `#[constant]`, or keep active values in a `Vec` and the positions in the map",
            ),
            Self::TooDeep => (
                plain("cannot differentiate code that is nested this deeply: the compiler's stack would overflow"),
                "give parts of it names with `let`, or write a loop",
            ),
            Self::AttributeSyntax(text) => (
                format!("cannot understand the arguments of `#[differentiable(…)]`: {text}"),
                "known ones are `print`, `companion = name`, `vjp = path`, `jvp = path`, `owned_pullback` and `second_order`",
            ),
            Self::Unreadable(text) => (
                format!("cannot differentiate this function, as it cannot be read: {text}"),
                "write it so that it compiles without `#[differentiable]`",
            ),
            Self::NotMutable(name) => (
                format!("cannot change `{name}`: it is not declared as `mut`"),
                "write `let mut` where it is declared",
            ),
            Self::NoResult => (
                plain("cannot differentiate this function: it ends without a value"),
                "end it with the value, on a line without a semicolon",
            ),
            Self::AttributeArgument(text) => (
                format!("cannot understand `{text}` in `#[differentiable(…)]`"),
                "known arguments are `print`, `companion = name`, `vjp = path`, `jvp = path`, `owned_pullback` and `second_order`",
            ),
            Self::ConstantArgument => (plain("`#[constant]` takes no arguments"), "write `#[constant]`"),
            Self::CheckpointArgument => (
                plain("`#[checkpoint]` takes no arguments"),
                "write `#[checkpoint]`: what is kept follows from the number of iterations",
            ),
            Self::CheckpointHere => (
                plain("cannot checkpoint this: it is neither a loop nor a call of a differentiable function"),
                "write `#[checkpoint]` on a `for`, `while` or `loop`, or on a statement whose value is one call: `#[checkpoint] let y = step(x);`",
            ),
            Self::ParallelArgument => (
                plain("cannot understand the argument of `#[parallel]`: it takes one number above zero"),
                "write `#[parallel]`, or where each iteration takes long `#[parallel(8)]`: a block has 8 iterations then, or more",
            ),
            Self::ParallelHere => (
                plain("cannot run this in parallel: it is no loop"),
                "write `#[parallel]` on a `for` loop, or on a statement whose value is one iterator chain: `#[parallel] let sum: f64 = chain.sum();`",
            ),
            Self::ParallelEndless => (
                plain("cannot run this loop in parallel: how often it runs is not known before"),
                "write a `for` loop over a range or slices",
            ),
            Self::ParallelExit => (
                plain("cannot run this loop in parallel: an iteration may end it"),
                "leave iterations out with `continue` or `if`, or find out in a loop before it how many there are",
            ),
            Self::ParallelRange => (
                plain("cannot run this loop in parallel: its range is not of the form `a..b`"),
                "write `for k in 0..count`, and compute from `k` what the body needs",
            ),
            Self::ParallelWrite(name) => (
                format!("cannot run this loop in parallel: an iteration changes `{name}`, and is not alone with it"),
                "let iterations add to numbers that are declared in front of the loop, `sum += term` or `sum -= term`, and change nothing else",
            ),
            Self::ParallelRead(name) => (
                format!("cannot run this loop in parallel: it reads the sum `{name}` before it is complete"),
                "read it behind the loop",
            ),
            Self::ParallelOperator => (
                plain("cannot run a loop of an operator in parallel"),
                "move the loop to a `#[differentiable]` function, and call it in the operator",
            ),
            Self::Simd(refusal) => refusal.message(),
            Self::ConstantWritten => (
                plain("cannot write an active value into something constant: its derivative would be lost"),
                "remove `#[constant]` from the parameter",
            ),
            Self::ConditionalCode => (
                plain("cannot differentiate code under `#[cfg]`: the macro sees it whether it is compiled or not"),
                "put `#[cfg]` on a whole function, or on a constant that the code asks with `if`",
            ),
            Self::InteriorMutability => (
                plain(
                    "cannot differentiate a function that reads through a cell, lock or atomic: its value may change unseen",
                ),
                "read it outside, and pass the value",
            ),
            Self::NestedItem => (
                plain(
                    "cannot differentiate a block with an item inside whose name is used outside, too: it would be seen there",
                ),
                "give the item another name, or move it to the top of the function",
            ),
            Self::Namesake(name) => (
                format!("cannot differentiate two variables called `{name}` that a `macro_rules!` keeps apart"),
                "give the variable in the macro another name",
            ),
            Self::OwnCall(name) => (
                format!("cannot differentiate a call of `{name}`: it is no `#[differentiable]` function"),
                "call one that is, and use numbers, tuples, arrays, `Vec`s and structs that derive `Differentiable`",
            ),
            Self::Telling => (
                plain(
                    "cannot differentiate what is made of text or bits of an active value: its derivative would be lost on the way",
                ),
                "pass the number itself, or take text and bits of `constant(x)`",
            ),
            Self::Closure => (
                plain(
                    "cannot differentiate a closure or function that is handed on: the macro cannot see what is done with it",
                ),
                "write what takes it as a closure beside it, `let area = |a: f64, b: f64| …`, which may call this one, or as a `macro_rules!`",
            ),
            Self::Method(name) => (
                format!("cannot differentiate the method `{name}`: no derivative of it is known"),
                "check its name and the number of its arguments; write a loop, or a `#[differentiable]` function, `name(&value)`, instead",
            ),
            Self::Into => (
                plain("cannot differentiate `into`: the macro cannot see what it converts to"),
                "write `f64::from(x)`, or call a `#[differentiable]` function",
            ),
            Self::Macro(name) => (
                format!("cannot differentiate the macro `{name}!`: the macro cannot see through it"),
                "write its expansion, or compute it outside the function",
            ),
            Self::Pattern => (
                plain("cannot differentiate a binding with this pattern: its parts cannot be followed"),
                "bind names, tuples or structs of names",
            ),
            Self::Expression(what) => (
                format!("cannot differentiate {what}"),
                "write it with numbers, arrays, slices and control flow",
            ),
            Self::ForIterator => (
                plain(
                    "cannot differentiate this iterator: it is not known, or it leaves out items whose closure changes something",
                ),
                "write a `for` loop over a range, a slice or another iterator, and collect into a `Vec` what is needed later",
            ),
            Self::ConditionalReference => (
                plain("cannot differentiate a mutable reference that is chosen or stored here: it must name one place"),
                "choose it with `let r = if … { &mut a } else { &mut b };`, or write to the variable itself in each branch",
            ),
            Self::ReassignedReference => (
                plain("cannot differentiate a mutable reference that changes what it points to"),
                "write to the variables themselves, in each branch, or keep an index and write to `v[index]`",
            ),
            Self::RangeValue => (
                plain("cannot differentiate a range that is stored as a value"),
                "write the range where it is used",
            ),
            Self::CallTarget => (
                plain("cannot differentiate a call of a value: the macro cannot see which function it is"),
                "call a `#[differentiable]` function by its path; choose between several with `match`",
            ),
            Self::Collected => (
                plain("cannot differentiate `collect` into this: it may have no derivative, or another order"),
                "collect into a `Vec`",
            ),
            Self::ExitHere => (
                plain("cannot differentiate `break`, `continue` or `return` in the middle of an expression"),
                "put it in a statement of its own, inside `if` or `match`",
            ),
            Self::Item => (
                plain(
                    "cannot differentiate a function with this item inside: the macro cannot see what it means there",
                ),
                "move the item out of the function",
            ),
            Self::MissingValue => (
                plain("cannot differentiate this: it has no value here"),
                "give every branch a value",
            ),
            Self::AssignTarget => (
                plain("cannot differentiate an assignment to this: it is no variable, and no element or field of one"),
                "assign to a variable, an element or a field",
            ),
            Self::NoVariable(name) => (
                format!("cannot differentiate an assignment to `{name}`: it is no variable of this function"),
                "declare it with `let mut`, or assign to another",
            ),
            Self::Question => (
                plain("cannot differentiate `?` here: it is not seen what it returns"),
                "write it in a statement of a function or closure whose return type is written as `Option<…>` or `Result<…>`",
            ),
            Self::ActiveError => (
                plain("cannot differentiate an error made of an active value: an error has no derivative"),
                "write `constant(x)` for what the error tells of `x`, or a text",
            ),
            Self::MatchPattern => (
                plain(
                    "cannot differentiate a `match` or `if let` with this pattern: it has too many alternatives that bind names",
                ),
                "write an arm for each alternative, or use `if`",
            ),
            Self::RuleWithoutPath(key) => (
                format!("cannot take a derivative from this: `{key}` names a function"),
                "write `vjp = path::to::function` or `jvp = path::to::function`",
            ),
            Self::RuleTwice(key) => (
                format!("cannot take the derivative from two functions: `{key}` was given before"),
                "name one function each for `vjp` and `jvp`",
            ),
            Self::RuleWithOutput => (
                plain("cannot give a derivative of one's own to a function with a `&mut` parameter"),
                "return what the function writes, in a tuple if need be",
            ),
            Self::SecondOrderWithoutJvp => (
                plain(
                    "cannot take second derivatives: `second_order` says that the function named by `jvp` is differentiable",
                ),
                "add `jvp = path`, the path of a `#[differentiable]` function",
            ),
            Self::PullbackWithoutVjp => (
                plain("cannot keep a pullback: `owned_pullback` says that the one which `vjp` returns borrows nothing"),
                "add `vjp = path`",
            ),
            Self::NoRule => (
                plain("cannot differentiate this function: its derivative is missing"),
                "write `differentiable_rule! { fn path::to::function(x: f64) -> f64; vjp = path, jvp = path }`",
            ),
            Self::RuleSyntax(text) => (
                format!("cannot understand this rule: {text}"),
                "write `differentiable_rule! { fn path::to::function(x: f64) -> f64; vjp = path, jvp = path }`",
            ),
        }
    }
}

/// Collects refusals; must be asked for them at the end.
#[derive(Debug, Default)]
pub struct Refusals {
    errors: Vec<syn::Error>,
}

impl Refusals {
    /// Notes a refusal at the tokens that caused it.
    pub fn refuse(&mut self, at: impl ToTokens, refusal: Refusal) {
        let (reason, help) = refusal.message();
        self.errors
            .push(syn::Error::new_spanned(at, format!("{reason}\nhelp: {help}")));
    }
    /// Notes a refusal at a span.
    pub fn refuse_span(&mut self, span: Span, refusal: Refusal) {
        let (reason, help) = refusal.message();
        self.errors
            .push(syn::Error::new(span, format!("{reason}\nhelp: {help}")));
    }
    /// Takes those of another collection.
    pub fn extend(&mut self, others: Self) {
        self.errors.extend(others.errors);
    }
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }
    /// All refusals as `compile_error!`s. What was looked at twice is refused once.
    pub fn into_compile_errors(self) -> TokenStream {
        let mut said = std::collections::HashSet::new();
        // Where a span lies, whichever macro it is of.
        let place = |span: Span| {
            format!("{span:?}")
                .split_once("bytes")
                .map(|(_, bytes)| bytes.to_owned())
        };
        let is_new = |error: &&syn::Error| said.insert(format!("{:?} {error}", place(error.span())));
        let errors = self.errors.iter().filter(is_new);
        errors.map(syn::Error::to_compile_error).collect()
    }
}
