//! Second phase: Rust's syntax becomes the IR.
//!
//! All sugar disappears here, so that the transforms see few cases: every operand gets a name, compound assignment and
//! slices iteration are written out, references are replaced by the places they name, early exits become flags.
//!
//! * `frame`: parameters and the result; `statements`: blocks and `let`; `patterns`: the names it binds; `assignments`
//! * `expressions`: values; `constants`: those that are copied as they are
//! * `calls`, `methods`, `macros`
//! * `places`: memory with a name
//! * `keyed`: maps that are data; `deques`: those that are `Vec`s here
//! * `receivers`: methods of the user's own types
//! * `branches`: `if` and `match`; `matching`: their patterns; `options`, `variants`: what may be there or be one of several
//! * `loops`: the three loops; `parallel`: those that run on several threads, in blocks
//! * `iterators`: what `for` runs over, and chains that end in `sum`, `fold`, `collect`
//! * `sequences`: methods of `Vec`s and slices; `optional`: `last`, `get`, `pop` and what else may have no
//!   value; `optional_ends`: `unwrap_or` and the like; `optional_parts`: closures that return it
//! * `closures`: local closures, which are written out where they are called
//! * `exits`: `break`, `continue` and `return`; `jumps`: where there are any; `hoist`: where they stand in the middle of an expression
//! * `operators`: those that may be of the user's own types
//! * `spellings`: methods spelled as functions, comparisons spelled as ranges
//! * `numbers`: functions and constants of `f64`, `f32` and `T: Real`
//! * `empties`: what `Vec`s without elements will hold
//! * `types`, `names`: what is known about types; unique names

mod assignments;
mod branches;
mod calls;
mod capitals;
mod chosen_references;
mod closures;
mod constants;
mod deques;
mod empties;
mod evidence;
mod exits;
mod expressions;
mod fallible;
mod frame;
mod hoist;
mod iterators;
mod jumps;
mod keyed;
mod known_methods;
mod lent;
mod loops;
mod macros;
mod matching;
mod methods;
pub mod names;
mod namesakes;
mod numbers;
mod operators;
mod option_uses;
mod option_values;
mod optional;
mod optional_ends;
mod optional_parts;
mod parallel;
mod patterns;
mod peek;
mod places;
mod receivers;
mod sequences;
mod spellings;
mod statements;
pub mod types;
mod variants;

pub use macros::std_macro;
pub use statements::is_compound;

use crate::ir::{Block, Expr, Function, Operand, Place, Role, Stmt, Var, Variable};
use crate::reject::{Refusal, Refusals};
use crate::request::Request;
use crate::request::checkpoints::{self, Mark};
use exits::LoopFrame;
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use std::collections::{HashMap, HashSet};
use types::TypeId;

/// What a name in scope stands for.
#[derive(Clone, Debug)]
enum Binding {
    /// A variable of its own.
    Variable(Var),
    /// A reference: another name for a place.
    View { place: Place, mutable: bool },
    /// A closure, written out wherever it is called.
    Closure(std::rc::Rc<closures::Closure>),
    /// An `Option` of a reference, which was never put together.
    Maybe(std::rc::Rc<optional::Optional>),
    /// A part of something that does not change, which need not be copied out of it.
    Part(Place),
    /// An iterator. One that is mutable has a counter of the items it has given away.
    Items(std::rc::Rc<iterators::Items>, Option<Var>),
}

/// The state of lowering one function.
struct Lowerer<'r> {
    function: Function,
    refusals: &'r mut Refusals,
    scopes: Vec<HashMap<String, Binding>>,
    /// Names that were declared before, which a shadowing declaration must not reuse.
    declared: HashSet<String>,
    /// The blocks under construction, innermost last.
    blocks: Vec<Block>,
    /// Values already loaded from places in the current block, by the place's text.
    loaded: HashMap<String, (Var, Var)>,
    loops: Vec<LoopFrame>,
    /// Whether names are being bound by a pattern that was tested: then a path in it may be that of a variant.
    matching: bool,
    /// The types that the signature speaks of: paths of the same name are no variants.
    structs: HashSet<String>,
    /// What the function matches by the names of fields.
    matched: HashSet<String>,
    /// Flags to set when control leaves the statement that they stand before.
    guards: Vec<Var>,
    result: Option<Var>,
    /// How many choices of references what is lowered stands behind.
    choices: usize,
    /// What `?` returns.
    failure: Option<fallible::Failure>,
    /// Results that nothing refers to yet, so that a `let` may name them.
    unnamed: HashSet<Var>,
    /// Immutable variables that depend on constants only.
    constant: HashSet<Var>,
    /// The function's generic constants: integers and the like.
    constant_parameters: Vec<Ident>,
    /// The function's own name, to find recursion.
    own_name: Ident,
    /// The `impl` block that the function stands in.
    implementation: Option<std::rc::Rc<crate::request::methods::Implementation>>,
    /// What is used like a value of the user's own types.
    evidence: evidence::Evidence,
    /// Whether the code speaks of `f64` or `f32`: then no other name stands for one.
    names_numbers: bool,
    /// Whether the code speaks of types that may have operators of their own.
    speaks_of_structures: bool,
    /// Parameters of which only traits are known.
    of_traits: HashSet<Var>,
    /// Arrays whose first value is one of zeros, if their elements turn out to be numbers; and the type of the elements.
    started: HashMap<Var, TypeId>,
    /// The type of the array that is made next, where it is written.
    wanted: Option<syn::Type>,
    /// What operators say of types.
    relations: Vec<operators::Relation>,
    /// Variables that stand for shared references, and hold a copy of what is behind them.
    references: HashSet<Var>,
    /// Parameters behind whose reference stands something without a size of its own: slices and text.
    unsized_parameters: HashSet<Var>,
    /// Parameters that are ranges, and whether they include their end.
    ranges: HashMap<Var, bool>,
    /// Items inside the function, which every generated function repeats.
    items: Vec<syn::Item>,
    /// Items that compile only if names mean what they were taken for.
    checks: Vec<syn::Item>,
    /// The numbers of the `#[checkpoint]`s and `#[parallel]`s that a loop or a call was found for.
    marks: HashSet<usize>,
    /// Expressions that are used as `Option`s.
    option_uses: option_uses::OptionUses,
}

/// The lowered function, and the items declared in it.
pub struct Lowered {
    pub function: Function,
    pub items: Vec<syn::Item>,
    /// Items that compile only if names mean what they were taken for.
    pub checks: Vec<syn::Item>,
}

/// Lowers the function of a request.
pub fn lower(request: &Request, refusals: &mut Refusals) -> Lowered {
    let mut request = request.clone();
    capitals::mark(&mut request.function);
    let checks = deques::write_out(&mut request.function);
    let request = &request;
    let mut names = names::Names::reserving(request.function.to_token_stream());
    for keyword in ["self", "Self"] {
        let _ = names.unique(keyword, Span::call_site());
    }
    let function = Function {
        vars: Vec::new(),
        parameters: Vec::new(),
        growing: HashSet::new(),
        body: Block::default(),
        result: None,
        late: HashSet::new(),
        snapshots: HashSet::new(),
        returned: HashSet::new(),
        asked: HashSet::new(),
        forwards: HashSet::new(),
        four_sums: HashMap::new(),
        parallel: HashMap::new(),
        types: number_types(request),
        names,
        here: None,
    };
    let mut lowerer = Lowerer {
        function,
        refusals,
        scopes: vec![HashMap::new()],
        declared: HashSet::new(),
        blocks: vec![Block::default()],
        loaded: HashMap::new(),
        loops: Vec::new(),
        matching: false,
        structs: variants::structs(&request.function),
        matched: variants::matched(&request.function),
        guards: Vec::new(),
        result: None,
        choices: 0,
        failure: fallible::Failure::of(request.result.as_ref(), &block_of(request)),
        constant: HashSet::new(),
        references: HashSet::new(),
        unsized_parameters: HashSet::new(),
        unnamed: HashSet::new(),
        constant_parameters: request
            .function
            .sig
            .generics
            .const_params()
            .map(|parameter| parameter.ident.clone())
            .collect(),
        own_name: request.function.sig.ident.clone(),
        implementation: request.implementation.clone(),
        evidence: evidence::Evidence::of(&request.function.block),
        names_numbers: evidence::names_numbers(request.function.to_token_stream()),
        speaks_of_structures: operators::speaks_of_structures(&request.function),
        wanted: None,
        relations: Vec::new(),
        of_traits: HashSet::new(),
        started: HashMap::new(),
        ranges: HashMap::new(),
        items: Vec::new(),
        checks,
        marks: HashSet::new(),
        option_uses: option_uses::OptionUses::of(request),
    };
    lowerer.parameters(request);
    lowerer.body(request);
    lowerer.settle_operators();
    lowerer.refuse_unused_marks(request);
    let Lowerer {
        mut function,
        mut blocks,
        result,
        refusals,
        items,
        checks,
        ..
    } = lowerer;
    function.body = blocks.pop().unwrap_or_default();
    function.result = result;
    function.find_late();
    if refusals.is_empty() {
        parallel::split(&mut function, refusals);
    }
    empties::annotate(&mut function);
    Lowered {
        function,
        items,
        checks,
    }
}

/// The body as one expression.
fn block_of(request: &Request) -> syn::Expr {
    let block = &request.function.block;
    syn::parse_quote!(#block)
}

fn number_types(request: &Request) -> types::Types {
    let only = crate::request::generics::only_number(&request.function, &request.numbers);
    let mut types = types::Types::of_numbers(request.numbers.iter().map(ToString::to_string).collect(), only);
    if let Some(implementation) = &request.implementation {
        types.set_own(implementation.self_name());
    }
    types
}

impl Lowerer<'_> {
    /// Whether a loop or call is marked `#[checkpoint]`.
    fn is_checkpoint(&mut self, attributes: &[syn::Attribute]) -> bool {
        let number = checkpoints::number_of(Mark::Checkpoint, attributes);
        self.marks.extend(number.map(|(number, _)| number));
        number.is_some()
    }

    /// A `#[checkpoint]` on what turned out to be no call of the user's, a `#[parallel]` on what is no loop.
    fn refuse_unused_marks(&mut self, request: &Request) {
        if !self.refusals.is_empty() {
            return;
        }
        for (mark, number, attribute) in checkpoints::numbered(&request.function) {
            if !self.marks.contains(&number) {
                self.refusals.refuse(attribute, mark.here());
            }
        }
    }

    // ---- variables and statements ------------------------------------------------------------------------------------

    fn variable(&mut self, name: Ident, role: Role, mutable: bool, ty: TypeId) -> Var {
        self.function.vars.push(Variable {
            name,
            role,
            mutable,
            ty,
            annotation: None,
            origin: self.function.here,
        });
        Var(self.function.vars.len() - 1)
    }

    /// A variable of the user's, in the innermost scope.
    fn declare(&mut self, ident: &Ident, mutable: bool) -> Var {
        let text = ident.to_string();
        let name = self.function.names.declared(ident, !self.declared.insert(text.clone()));
        let ty = self.function.types.fresh();
        let var = self.variable(name, Role::Local, mutable, ty);
        self.bind_name(text, Binding::Variable(var));
        var
    }

    fn bind_name(&mut self, name: String, binding: Binding) {
        self.declared.insert(name.clone());
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name, binding);
        }
    }

    fn look_up(&self, name: &str) -> Option<Binding> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name)).cloned()
    }

    fn ty(&self, var: Var) -> TypeId {
        self.function.vars[var.0].ty
    }

    fn push(&mut self, stmt: Stmt) {
        match &stmt {
            Stmt::Assign { place, .. } | Stmt::Update { place, .. } => self.forget(place.root),
            Stmt::Let { .. } | Stmt::Declare { .. } | Stmt::Assert { .. } => {}
            Stmt::Call(call) => {
                let written: Vec<Var> = call
                    .arguments
                    .iter()
                    .filter_map(|argument| match argument {
                        crate::ir::Argument::BorrowMut(place) => Some(place.root),
                        _ => None,
                    })
                    .collect();
                written.into_iter().for_each(|root| self.forget(root));
            }
            _ => self.loaded.clear(),
        }
        if let Some(block) = self.blocks.last_mut() {
            block.stmts.push(stmt);
        }
    }

    fn forget(&mut self, root: Var) {
        self.loaded.retain(|_, (of, _)| *of != root);
    }

    /// Runs `build` with a new block and scope, and returns the block.
    fn nested(&mut self, build: impl FnOnce(&mut Self)) -> Block {
        let loaded = self.loaded.clone();
        self.blocks.push(Block::default());
        self.scopes.push(HashMap::new());
        let depth = self.scopes.len();
        build(self);
        self.scopes.truncate(depth - 1);
        self.loaded = loaded;
        self.blocks.pop().unwrap_or_default()
    }

    /// Gives a value a name, unless it has one.
    fn name_value(&mut self, value: Expr, hint: &str) -> Operand {
        match value {
            Expr::Use(operand) => operand,
            value => {
                let ty = self.type_of_expr(&value);
                let constant = self.is_constant(&value);
                let var = self.function.fresh(hint, Role::Local, false);
                self.function.types.unify(self.ty(var), ty);
                if constant {
                    self.constant.insert(var);
                }
                self.push(Stmt::Let { var, value });
                Operand::Var(var)
            }
        }
    }

    /// Whether a value depends on constants only, as far as is known so far.
    fn is_constant(&self, value: &Expr) -> bool {
        let mut constant = true;
        value.accesses(&mut |access| match access {
            crate::ir::Access::Read(Operand::Var(var)) => constant &= self.constant.contains(var),
            crate::ir::Access::Read(_) => {}
            crate::ir::Access::ReadPlace(place) | crate::ir::Access::WritePlace(place) => {
                constant &= self.constant.contains(&place.root)
            }
        });
        constant
    }

    fn refuse(&mut self, at: impl ToTokens, refusal: Refusal) -> Expr {
        self.refusals.refuse(at, refusal);
        Expr::Use(Operand::tokens(quote::quote!(0.0)))
    }
}
