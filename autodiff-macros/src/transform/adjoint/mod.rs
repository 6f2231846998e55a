//! Reverse mode.
//!
//! Every statement of the primal becomes a [`Node`]: what the forward sweep runs, and what the reverse sweep runs in its
//! place. Structured control flow nests: the reverse of a block runs the reverses of its nodes in the opposite order.
//!
//! For `y = a * b` the reverse adds `y_bar * b` to `a_bar` and `y_bar * a` to `b_bar`. For `x[i] = v` it moves
//! `x_bar[i]` to `v_bar`, leaves zero, and restores the old element if anything earlier needs it. What the reverse reads
//! of the primal is found out afterwards, by looking (`analyse::record`), not declared here.

use super::shadows::{self, Shadows, zero_of};
use crate::analyse::activity::each_stmt;
use crate::analyse::record::defined;
use crate::ir::{Access, Block, Expr, Function, LoopHead, Operand, Place, Role, Stmt, Transfer, Var};
use crate::rules;
use std::collections::{HashMap, HashSet};

mod calls;
mod operations;
mod segments;

pub use segments::Segments;

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
        segments: Option<Segments>,
    },
}

/// How the reverse of a loop knows its iterations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// The range, backwards.
    Range,
    /// The same, of a range of blocks that may run on several threads.
    Blocks,
    /// As many as were counted.
    Trips,
    /// As many as there are in a segment, which was just run again.
    Segments,
}

impl Sweep {
    /// The values that the reverse computes again, in this block and those inside: nothing else of it is kept.
    pub fn recomputed(&self) -> HashSet<Var> {
        let again = |(var, value): &(Var, Expr)| (!matches!(value, Expr::Returned { .. })).then_some(*var);
        let mut vars: HashSet<Var> = self.recompute.iter().filter_map(again).collect();
        for node in &self.nodes {
            match node {
                Node::Simple { .. } => {}
                Node::If { then, otherwise, .. } => vars.extend(then.recomputed().union(&otherwise.recomputed())),
                Node::Loop { body, .. } => vars.extend(body.recomputed()),
            }
        }
        vars
    }

    /// Calls `visit` with every node, however deep.
    pub fn each_node<'s>(&'s self, visit: &mut dyn FnMut(&'s Node)) {
        for node in &self.nodes {
            visit(node);
            match node {
                Node::Simple { .. } => {}
                Node::If { then, otherwise, .. } => {
                    then.each_node(visit);
                    otherwise.each_node(visit);
                }
                Node::Loop { body, .. } => body.each_node(visit),
            }
        }
    }

    /// Calls `visit` with everything that the forward sweep reads and writes.
    pub fn forward_accesses<'s>(&'s self, visit: &mut dyn FnMut(Access<'s>)) {
        self.each_node(&mut |node| match node {
            Node::Simple { forward, .. } => forward.iter().for_each(|stmt| stmt.accesses(visit)),
            Node::If { condition, .. } => visit(Access::Read(condition)),
            Node::Loop { head, .. } => head.accesses(visit),
        });
    }

    /// What the forward sweep reads and writes of what was there before it.
    pub fn outside(&self) -> HashSet<Var> {
        let (mut own, mut roots) = (HashSet::new(), HashSet::new());
        self.each_node(&mut |node| match node {
            Node::Simple { forward, .. } => own.extend(forward.iter().flat_map(defined)),
            Node::Loop { head, .. } => {
                if let LoopHead::For { var, .. } = head {
                    own.insert(*var);
                }
                if let LoopHead::While { condition, .. } = head {
                    each_stmt(condition, &mut |stmt| own.extend(defined(stmt)));
                }
            }
            Node::If { .. } => {}
        });
        self.forward_accesses(&mut |access| match access {
            Access::Read(operand) => roots.extend(operand.var()),
            Access::ReadPlace(place) | Access::WritePlace(place) => {
                roots.insert(place.root);
                roots.extend(place.operands().filter_map(Operand::var));
            }
        });
        &roots - &own
    }

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
    let shadows = Shadows::new(function, active, "bar");
    let mut adjoint = Adjoint {
        primal: function.vars.len(),
        function,
        shadows,
        computed: Vec::new(),
    };
    let sweep = adjoint.block(&body);
    let shadows = adjoint.shadows;
    function.body = body;
    (sweep, shadows)
}

struct Adjoint<'f> {
    function: &'f mut Function,
    shadows: Shadows,
    /// How many variables the function itself has.
    primal: usize,
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
            } else if self.may_stand_for_others(*var, value)
                && let Some(block) = self.computed.last_mut()
            {
                block.insert(key, *var);
            }
        }
    }

    /// Whether a value may stand for others that are equal: where it is only compared it has no tangent, which they may need.
    fn may_stand_for_others(&self, var: Var, value: &Expr) -> bool {
        let mut varies = false;
        value.accesses(&mut |access| {
            if let Access::Read(operand) = access {
                varies |= self.shadows.is_active(operand);
            }
        });
        let has_tangent = var.0 >= self.primal || self.shadows.active.contains(&var);
        !self.function.var(var).mutable && (has_tangent || !varies)
    }

    /// A text that is equal for equal calls of expensive functions of immutable operands.
    fn key(&self, value: &Expr) -> Option<String> {
        let Expr::Method(name, receiver, arguments) = value else {
            return None;
        };
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
            Stmt::Let { var, .. } | Stmt::Declare { var } | Stmt::Pop { var, .. } => vec![*var],
            Stmt::Call(call) if self.shadows.is_active_call(call) => call.results.clone(),
            _ => return,
        };
        for var in vars {
            if !self.shadows.active.contains(&var) || self.function.result == Some(var) {
                continue;
            }
            let bar = self.shadows.of(self.function, var);
            let value = if self.function.var(bar).role == Role::Plain {
                zero_of(self.function, var)
            } else {
                Expr::ZeroShadow(var)
            };
            sweep.adjoints.push(Stmt::Let { var: bar, value });
        }
    }

    fn node(&mut self, stmt: &Stmt) -> Node {
        self.function.here = self.function.origin(stmt);
        let mut reverse = Vec::new();
        let mut forward = vec![stmt.clone()];
        let (mut pullback, mut saved) = (None, Vec::new());
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
            Stmt::Loop {
                head,
                body,
                exit,
                checkpoint,
            } => return self.loop_node(head, body, *exit, *checkpoint),
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
            Stmt::Push { place, value } => self.push(place, value, &mut reverse),
            Stmt::Pop { place, var } => self.pop(place, *var, &mut reverse),
            Stmt::Swap { first, second } => self.swap(first, second, &mut reverse),
            Stmt::Call(call) if self.shadows.is_active_call(call) => (pullback, saved) = self.call(call, &mut reverse),
            _ => {}
        }
        self.share(&mut forward);
        Node::Simple {
            forward,
            reverse,
            saved,
            pullback,
        }
    }

    fn loop_node(&mut self, head: &LoopHead<Block>, body: &Block, exit: Option<Var>, checkpoint: bool) -> Node {
        let segments = checkpoint.then(|| Segments::of(self.function, body));
        let body = self.block(body);
        let stack = self.function.fresh("iterations", Role::Record, true);
        let trips = self.function.fresh("trips", Role::Record, true);
        let replay = match head {
            _ if checkpoint => Replay::Segments,
            LoopHead::For { var, .. } if self.function.parallel.contains_key(var) => Replay::Blocks,
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
            segments,
        }
    }

    // ---- contributions -------------------------------------------------------------------------------------------------

    pub(super) fn named(&mut self, value: Expr, hint: &str, out: &mut Vec<Stmt>) -> Operand {
        shadows::named(self.function, value, hint, out)
    }

    /// The adjoint in a place, as an expression.
    pub(super) fn read(&mut self, place: &Place) -> Expr {
        let bar = self.shadows.place(self.function, place);
        if self.shadows.is_plain(self.function, place) {
            Expr::Use(Operand::Var(bar.root))
        } else {
            Expr::Get(bar)
        }
    }

    /// Adds `value` to the adjoint of an operand, if it has one.
    pub(super) fn contribute(&mut self, operand: &Operand, value: Expr, subtract: bool, out: &mut Vec<Stmt>) {
        let Operand::Var(var) = operand else { return };
        if !self.shadows.active.contains(var) {
            return;
        }
        let value = self.named(value, "contribution", out);
        let place = Place::whole(self.shadows.of(self.function, *var));
        out.push(Stmt::Update { place, subtract, value });
    }

    pub(super) fn is_number(&mut self, operand: &Operand) -> bool {
        match operand {
            Operand::Var(var) => self.shadows.is_plain(self.function, &Place::whole(*var)),
            _ => true,
        }
    }

    /// Moves a whole value between the shadow of a place and that of a local variable.
    pub(super) fn transfer(&mut self, place: Place, local: Var, transfer: Transfer, out: &mut Vec<Stmt>) {
        let shadow = Place::whole(self.shadows.of(self.function, local));
        if transfer == Transfer::Release && self.function.var(local).role == Role::Parameter {
            // The shadow of a parameter is in its caller's mode, and no place releases to it but by way of a local one.
            let moved = Place::whole(self.shadows.copy(self.function, local, "moved", out));
            out.push(Stmt::Transfer {
                place,
                local: moved.clone(),
                transfer,
            });
            out.push(Stmt::Transfer {
                place: shadow,
                local: moved,
                transfer: Transfer::Absorb,
            });
            return;
        }
        out.push(Stmt::Transfer {
            place,
            local: shadow,
            transfer,
        });
    }
}
