//! Reverse mode.
//!
//! Every statement of the primal becomes a [`Node`]: what the forward sweep runs, and what the reverse sweep runs in its
//! place. Structured control flow nests: the reverse of a block runs the reverses of its nodes in the opposite order.
//!
//! For `y = a * b` the reverse adds `y_bar * b` to `a_bar` and `y_bar * a` to `b_bar`. For `x[i] = v` it moves
//! `x_bar[i]` to `v_bar`, leaves zero, and restores the old element if anything earlier needs it. What the reverse reads
//! of the primal is found out afterwards, by looking (`analyse::record`), not declared here.

use super::partials::{self, Context};
use super::shadows::{Shadows, zero};
use crate::analyse::activity::written_roots;
use crate::ir::{
    Aggregate, Argument, Block, Call, Expr, Function, LoopHead, Operand, Place, Range, Role, Seed, Stmt, Transfer, Var,
};
use crate::rules::{self, Partial};
use quote::quote;
use std::collections::{HashMap, HashSet};
use syn::{BinOp, Member, UnOp};

/// A block in both directions.
#[derive(Debug, Default)]
pub struct Sweep {
    pub nodes: Vec<Node>,
    /// Declarations of the adjoints of this block's variables.
    pub adjoints: Vec<Stmt>,
    /// What the forward block hands to its reverse, in the order of definition.
    pub record: Vec<Var>,
    /// Values that the reverse computes again, in the order of definition.
    pub recompute: Vec<(Var, Expr)>,
}

/// A statement in both directions.
#[derive(Debug)]
pub enum Node {
    Simple {
        forward: Vec<Stmt>,
        reverse: Vec<Stmt>,
        /// Where the forward sweep keeps what `forward` overwrites.
        saved: Vec<(Var, Place)>,
        /// Where the forward sweep keeps the pullback of a call.
        pullback: Option<Var>,
    },
    If {
        condition: Operand,
        then: Sweep,
        otherwise: Sweep,
        branch: Var,
    },
    Loop {
        head: LoopHead<Block>,
        body: Sweep,
        exit: Option<Var>,
        stack: Var,
        trips: Var,
        replay: Replay,
    },
}

/// How the reverse of a loop knows its iterations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// The range, backwards.
    Range,
    /// As many as were counted.
    Trips,
}

impl Sweep {
    /// Whether the reverse does anything.
    pub fn has_reverse(&self) -> bool {
        self.nodes.iter().any(|node| match node {
            Node::Simple { reverse, saved, .. } => !reverse.is_empty() || !saved.is_empty(),
            Node::If { then, otherwise, .. } => then.has_reverse() || otherwise.has_reverse(),
            Node::Loop { body, .. } => body.has_reverse(),
        })
    }
}

/// Transforms a function's body.
pub fn transform(function: &mut Function, active: HashSet<Var>) -> (Sweep, Shadows) {
    let body = std::mem::take(&mut function.body);
    let mut adjoint = Adjoint {
        function,
        shadows: Shadows::new(active, "bar"), computed: Vec::new() };
    for parameter in adjoint.function.parameters.clone() {
        if adjoint.shadows.active.contains(&parameter) {
            adjoint.shadows.of(adjoint.function, parameter);
        }
    }
    let sweep = adjoint.block(&body);
    let shadows = adjoint.shadows;
    function.body = body;
    (sweep, shadows)
}

struct Adjoint<'f> {
    function: &'f mut Function,
    shadows: Shadows,
    /// Transcendental values computed so far in the enclosing blocks, so that none is computed twice.
    computed: Vec<HashMap<String, Var>>,
}

impl Adjoint<'_> {
    fn block(&mut self, block: &Block) -> Sweep {
        let mut sweep = Sweep::default();
        self.computed.push(HashMap::new());
        for stmt in &block.stmts {
            self.declare(stmt, &mut sweep);
            let node = self.node(stmt);
            sweep.nodes.push(node);
        }
        self.computed.pop();
        sweep
    }

    /// Replaces a function of the same operand that was computed before by its value: the derivative of `sin` keeps a
    /// cosine, which the user may want too.
    fn share(&mut self, forward: &mut [Stmt]) {
        for stmt in forward {
            let Stmt::Let { var, value } = stmt else { continue };
            let Some(key) = self.key(value) else { continue };
            if let Some(known) = self.computed.iter().rev().find_map(|block| block.get(&key)) {
                *value = Expr::Use(Operand::Var(*known));
            } else if !self.function.var(*var).mutable
                && let Some(block) = self.computed.last_mut()
            {
                block.insert(key, *var);
            }
        }
    }

    /// A text that is equal for equal calls of expensive functions of immutable operands.
    fn key(&self, value: &Expr) -> Option<String> {
        let Expr::Method(name, receiver, arguments) = value else { return None };
        if rules::of(&name.to_string()).is_none_or(|rule| rule.cheap) {
            return None;
        }
        let mut key = name.to_string();
        for operand in std::iter::once(receiver).chain(arguments) {
            match operand {
                Operand::Var(var) if !self.function.var(*var).mutable => key += &format!(",v{}", var.0),
                Operand::Constant(tokens) => key += &format!(",{tokens}"),
                _ => return None,
            }
        }
        Some(key)
    }

    /// Declares the adjoints of the variables that a statement introduces.
    fn declare(&mut self, stmt: &Stmt, sweep: &mut Sweep) {
        let vars: Vec<Var> = match stmt {
            Stmt::Let { var, .. } | Stmt::Declare { var } => vec![*var],
            Stmt::Call(call) if self.is_active_call(call) => call.results.clone(),
            _ => return,
        };
        for var in vars {
            if !self.shadows.active.contains(&var) || self.function.result == Some(var) {
                continue;
            }
            let bar = self.shadows.of(self.function, var);
            let value = if self.function.var(bar).role == Role::Plain {
                Expr::Use(zero())
            } else {
                Expr::ZeroShadow(var)
            };
            sweep.adjoints.push(Stmt::Let { var: bar, value });
        }
    }

    fn node(&mut self, stmt: &Stmt) -> Node {
        let mut reverse = Vec::new();
        let mut forward = vec![stmt.clone()];
        let mut pullback = None;
        match stmt {
            Stmt::If {
                condition,
                then,
                otherwise,
            } => {
                let (then, otherwise) = (self.block(then), self.block(otherwise));
                let branch = self.function.fresh("branch", Role::Record, false);
                return Node::If {
                    condition: condition.clone(),
                    then,
                    otherwise,
                    branch,
                };
            }
            Stmt::Loop { head, body, exit } => return self.loop_node(head, body, *exit),
            Stmt::Let { var, value } if self.shadows.active.contains(var) => {
                self.let_node(*var, value, &mut forward, &mut reverse)
            }
            Stmt::Assign { place, value, first } if self.shadows.active.contains(&place.root) => {
                self.assign(place, value, *first, &mut reverse)
            }
            Stmt::Update { place, subtract, value }
                if self.shadows.active.contains(&place.root) && self.shadows.is_active(value) =>
            {
                let adjoint = self.read(place);
                self.contribute(value, adjoint, *subtract, &mut reverse);
            }
            Stmt::Call(call) if self.is_active_call(call) => pullback = Some(self.call(call, &mut reverse)),
            _ => {}
        }
        self.share(&mut forward);
        Node::Simple {
            forward,
            reverse,
            saved: Vec::new(),
            pullback,
        }
    }

    fn is_active_call(&self, call: &Call) -> bool {
        call.results.iter().any(|result| self.shadows.active.contains(result))
            || written_roots(call).any(|root| self.shadows.active.contains(&root))
    }

    fn loop_node(&mut self, head: &LoopHead<Block>, body: &Block, exit: Option<Var>) -> Node {
        let body = self.block(body);
        let stack = self.function.fresh("iterations", Role::Record, true);
        let trips = self.function.fresh("trips", Role::Record, true);
        let replay = match head {
            LoopHead::For { range, .. } if exit.is_none() && !(range.step.is_some() && range.inclusive) => {
                Replay::Range
            }
            _ => Replay::Trips,
        };
        Node::Loop {
            head: head.clone(),
            body,
            exit,
            stack,
            trips,
            replay,
        }
    }

    // ---- contributions -------------------------------------------------------------------------------------------------

    fn named(&mut self, value: Expr, hint: &str, out: &mut Vec<Stmt>) -> Operand {
        match value {
            Expr::Use(operand) => operand,
            value => {
                let var = self.function.fresh(hint, Role::Local, false);
                self.function.vars[var.0].ty = self.function.types.float();
                out.push(Stmt::Let { var, value });
                Operand::Var(var)
            }
        }
    }

    /// The adjoint in a place, as an expression.
    fn read(&mut self, place: &Place) -> Expr {
        let bar = self.shadows.place(self.function, place);
        if self.shadows.is_plain(self.function, place) {
            Expr::Use(Operand::Var(bar.root))
        } else {
            Expr::Get(bar)
        }
    }

    /// Adds `value` to the adjoint of an operand, if it has one.
    fn contribute(&mut self, operand: &Operand, value: Expr, subtract: bool, out: &mut Vec<Stmt>) {
        let Operand::Var(var) = operand else { return };
        if !self.shadows.active.contains(var) {
            return;
        }
        let value = self.named(value, "contribution", out);
        let place = Place::whole(self.shadows.of(self.function, *var));
        out.push(Stmt::Update { place, subtract, value });
    }

    fn is_number(&mut self, operand: &Operand) -> bool {
        match operand {
            Operand::Var(var) => self.shadows.is_plain(self.function, &Place::whole(*var)),
            _ => true,
        }
    }

    /// Moves a whole value between the shadow of a place and that of a local variable.
    fn transfer(&mut self, place: Place, local: Var, transfer: Transfer, out: &mut Vec<Stmt>) {
        let local = Place::whole(self.shadows.of(self.function, local));
        out.push(Stmt::Transfer { place, local, transfer });
    }

    // ---- let -----------------------------------------------------------------------------------------------------------

    fn let_node(&mut self, var: Var, value: &Expr, forward: &mut Vec<Stmt>, out: &mut Vec<Stmt>) {
        let whole = Place::whole(var);
        match value {
            Expr::Use(operand) => {
                if self.is_number(&Operand::Var(var)) {
                    let bar = self.read(&whole);
                    self.contribute(operand, bar, false, out);
                } else if let Operand::Var(source) = operand
                    && self.shadows.active.contains(source)
                {
                    let place = Place::whole(self.shadows.of(self.function, *source));
                    self.transfer(place, var, Transfer::Absorb, out);
                }
            }
            Expr::Load(place) | Expr::Copy(place, _) => self.load(var, place, out),
            Expr::Unary(UnOp::Neg(_), operand) => {
                let bar = self.read(&whole);
                self.contribute(operand, bar, true, out);
            }
            Expr::Binary(op, left, right) => self.binary(var, op, left, right, out),
            Expr::Method(name, receiver, arguments) => {
                self.method(var, &name.to_string(), receiver, arguments, forward, out)
            }
            Expr::Cast(operand, _) => self.cast(var, operand, out),
            Expr::Aggregate(aggregate, operands) => self.aggregate(var, aggregate, operands, out),
            Expr::Repeat { value, count, .. } => self.repeat(var, value, count, out),
            _ => {}
        }
    }

    fn load(&mut self, var: Var, place: &Place, out: &mut Vec<Stmt>) {
        if !self.shadows.active.contains(&place.root) {
            return;
        }
        let target = self.shadows.place(self.function, place);
        if self.is_number(&Operand::Var(var)) {
            let bar = self.read(&Place::whole(var));
            let value = self.named(bar, "contribution", out);
            out.push(Stmt::Update {
                place: target,
                subtract: false,
                value,
            });
        } else {
            self.transfer(target, var, Transfer::Absorb, out);
        }
    }

    fn binary(&mut self, var: Var, op: &BinOp, left: &Operand, right: &Operand, out: &mut Vec<Stmt>) {
        let bar = self.read(&Place::whole(var));
        match op {
            BinOp::Add(_) => {
                self.contribute(left, bar.clone(), false, out);
                self.contribute(right, bar, false, out);
            }
            BinOp::Sub(_) => {
                self.contribute(left, bar.clone(), false, out);
                self.contribute(right, bar, true, out);
            }
            BinOp::Mul(_) => {
                let bar = self.named(bar, "product_bar", out);
                self.product(left, bar.clone(), right.clone(), false, out);
                self.product(right, bar, left.clone(), false, out);
            }
            BinOp::Div(_) => {
                let bar = self.named(bar, "quotient_bar", out);
                let scaled = self.named(
                    Expr::Binary(BinOp::Div(Default::default()), bar, right.clone()),
                    "numerator_bar",
                    out,
                );
                self.contribute(left, Expr::Use(scaled.clone()), false, out);
                self.product(right, scaled, Operand::Var(var), true, out);
            }
            BinOp::Rem(_) => {
                self.contribute(left, bar.clone(), false, out);
                if self.shadows.is_active(right) {
                    let bar = self.named(bar, "remainder_bar", out);
                    let quotient = self.named(
                        Expr::Binary(BinOp::Div(Default::default()), left.clone(), right.clone()),
                        "quotient",
                        out,
                    );
                    let whole = self.named(
                        Expr::Method(quote::format_ident!("trunc"), quotient, Vec::new()),
                        "whole",
                        out,
                    );
                    self.product(right, bar, whole, true, out);
                }
            }
            _ => {}
        }
    }

    /// Adds `a * b` to the adjoint of an operand.
    fn product(&mut self, operand: &Operand, a: Operand, b: Operand, subtract: bool, out: &mut Vec<Stmt>) {
        if self.shadows.is_active(operand) {
            self.contribute(
                operand,
                Expr::Binary(BinOp::Mul(Default::default()), a, b),
                subtract,
                out,
            );
        }
    }

    fn method(
        &mut self,
        var: Var,
        name: &str,
        receiver: &Operand,
        arguments: &[Operand],
        forward: &mut Vec<Stmt>,
        out: &mut Vec<Stmt>,
    ) {
        let Some(rule) = rules::of(name) else { return };
        let result = Operand::Var(var);
        let context = Context {
            receiver,
            arguments,
            result: &result,
        };
        let bar = self.read(&Place::whole(var));
        let bar = self.named(bar, "result_bar", out);
        for (position, partial) in rule.partials.iter().enumerate() {
            let operand = if position == 0 {
                receiver
            } else {
                &arguments[position - 1]
            };
            if !self.shadows.is_active(operand) {
                continue;
            }
            let slope = match partial {
                Partial::Zero => continue,
                Partial::Late("1.0") => {
                    self.contribute(operand, Expr::Use(bar.clone()), false, out);
                    continue;
                }
                Partial::Late(text) => {
                    let slope = match name {
                        "powi" => partials::power(self.function, &context, out),
                        _ => None,
                    };
                    let slope = slope.unwrap_or_else(|| partials::lower(self.function, text, &context, out));
                    self.named(slope, &format!("{name}_slope"), out)
                }
                Partial::Kept(text) => {
                    let slope = partials::lower(self.function, text, &context, forward);
                    self.named(slope, &kept_name(name, self.function, receiver), forward)
                }
            };
            if let Operand::Constant(tokens) = &slope
                && matches!(tokens.to_string().as_str(), "0.0" | "1.0")
            {
                if tokens.to_string() == "1.0" {
                    self.contribute(operand, Expr::Use(bar.clone()), false, out);
                }
                continue;
            }
            self.product(operand, bar.clone(), slope, false, out);
        }
    }

    fn cast(&mut self, var: Var, operand: &Operand, out: &mut Vec<Stmt>) {
        let Operand::Var(source) = operand else { return };
        if !self.shadows.active.contains(source) {
            return;
        }
        let bar = self.read(&Place::whole(var));
        if self.is_number(operand) {
            let bar = self.named(bar, "converted_bar", out);
            self.contribute(operand, Expr::Cast(bar, Box::new(syn::parse_quote!(_))), false, out);
        } else {
            let value = self.named(bar, "converted_bar", out);
            let place = Place::whole(self.shadows.of(self.function, *source));
            out.push(Stmt::AddConverted { place, value });
        }
    }

    fn aggregate(&mut self, var: Var, aggregate: &Aggregate, operands: &[Operand], out: &mut Vec<Stmt>) {
        let bar = Place::whole(self.shadows.of(self.function, var));
        for (position, operand) in operands.iter().enumerate() {
            let Operand::Var(source) = operand else { continue };
            if !self.shadows.active.contains(source) {
                continue;
            }
            let part = match aggregate {
                Aggregate::Tuple => bar.field(Member::Unnamed(position.into())),
                Aggregate::Struct { members, .. } => bar.field(members[position].clone()),
                Aggregate::Array | Aggregate::Vec => {
                    let index = proc_macro2::Literal::usize_unsuffixed(position);
                    bar.index(Operand::tokens(quote!(#index)))
                }
            };
            if self.is_number(operand) {
                self.contribute(operand, Expr::Take(part), false, out);
            } else {
                self.transfer(part, *source, Transfer::Release, out);
            }
        }
    }

    fn repeat(&mut self, var: Var, value: &Operand, count: &Operand, out: &mut Vec<Stmt>) {
        let Operand::Var(source) = value else { return };
        if !self.shadows.active.contains(source) {
            return;
        }
        let bar = Place::whole(self.shadows.of(self.function, var));
        if self.is_number(value) {
            return self.contribute(value, Expr::Sum(bar), false, out);
        }
        let index = self.function.fresh("index", Role::Local, false);
        let mut body = Vec::new();
        self.transfer(bar.index(Operand::Var(index)), *source, Transfer::Release, &mut body);
        let range = Range {
            low: Operand::tokens(quote!(0)),
            high: count.clone(),
            inclusive: false,
            reversed: false,
            step: None,
            reversed_first: false,
        };
        out.push(Stmt::Loop {
            head: LoopHead::For { var: index, range },
            body: Block { stmts: body },
            exit: None,
        });
    }

    // ---- assignment and calls ------------------------------------------------------------------------------------------

    fn assign(&mut self, place: &Place, value: &Operand, first: bool, out: &mut Vec<Stmt>) {
        let bar = self.shadows.place(self.function, place);
        if self.shadows.is_plain(self.function, place) {
            self.contribute(value, Expr::Use(Operand::Var(bar.root)), false, out);
            if !first {
                out.push(Stmt::Assign {
                    place: bar,
                    value: zero(),
                    first: false,
                });
            }
            return;
        }
        match value {
            Operand::Var(source) if self.shadows.active.contains(source) => {
                if self.is_number(value) {
                    self.contribute(value, Expr::Take(bar), false, out);
                } else {
                    self.transfer(bar, *source, Transfer::Release, out);
                }
            }
            _ => out.push(Stmt::Clear { place: bar }),
        }
    }

    fn call(&mut self, call: &Call, out: &mut Vec<Stmt>) -> Var {
        let hint = call
            .path
            .segments
            .last()
            .map_or_else(|| "call".to_owned(), |last| last.ident.to_string());
        let pullback = self.function.fresh(&format!("{hint}_pullback"), Role::Pullback, false);
        let mut shadows = Vec::new();
        let mut after = Vec::new();
        for argument in &call.arguments {
            let (shadow, cell) = self.shadows.argument(self.function, argument, false, out);
            shadows.push(shadow);
            let Some((cell, number)) = cell else { continue };
            let get = self.named(Expr::Get(Place::whole(cell)), "returned", &mut after);
            let place = Place::whole(number);
            after.push(match argument {
                Argument::BorrowMut(_) => Stmt::Assign {
                    place,
                    value: get,
                    first: false,
                },
                _ => Stmt::Update {
                    place,
                    subtract: false,
                    value: get,
                },
            });
        }
        let seeds = call.results.iter().map(|result| self.seed(*result)).collect();
        out.push(Stmt::Pullback {
            pullback,
            call: call.clone(),
            shadows,
            seeds,
        });
        out.extend(after);
        pullback
    }

    fn seed(&mut self, result: Var) -> Seed {
        let ty = self.function.var(result).ty;
        if self.shadows.active.contains(&result) {
            let bar = self.shadows.of(self.function, result);
            return match self.function.var(bar).role {
                Role::Plain => Seed::Number(Operand::Var(bar)),
                _ => Seed::Shadow {
                    value: result,
                    shadow: bar,
                },
            };
        }
        if self.function.types.is_float(ty) {
            Seed::Number(zero())
        } else if self.function.types.shape(ty) == crate::lower::types::Shape::Inactive {
            Seed::Unit
        } else {
            Seed::Zero(result)
        }
    }
}

/// The name of a kept derivative: `cos_u` beside `sin_u`.
fn kept_name(method: &str, function: &Function, receiver: &Operand) -> String {
    let name = match method {
        "sin" => "cos",
        "cos" => "minus_sin",
        "sinh" => "cosh",
        "cosh" => "sinh",
        other => return format!("{other}_slope"),
    };
    match receiver {
        Operand::Var(var) => format!("{name}_{}", function.var(*var).name),
        _ => name.to_owned(),
    }
}
