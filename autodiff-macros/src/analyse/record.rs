//! What the reverse sweep needs of the forward sweep, and how it gets it: recorded, or computed again.
//!
//! Going through the function from its end to its beginning, every use is seen before the definition. At a definition
//! that the reverse needs, the value is computed again if that is cheap, its operands are at hand anyway, and nothing it
//! reads is overwritten before its block ends; otherwise it is recorded. Transcendental functions, divisions, roots and
//! calls are never computed twice.

pub mod returned;

use super::activity::each_stmt;
use crate::ir::{
    Access, Argument, Block, Expr, Function, LoopHead, Operand, Place, Role, Seed, ShadowArgument, Stmt, Var,
    calls_unknown,
};
use crate::rules;
use crate::transform::adjoint::{Node, Replay, Segments, Sweep};
use std::collections::{HashMap, HashSet};

/// Decides for every value; fills the sweeps' `record` and `recompute`.
pub fn plan(function: &Function, sweep: &mut Sweep) -> HashSet<Var> {
    let mut planner = Planner {
        function,
        wanted: HashSet::new(),
        free: HashSet::new(),
        depth: HashMap::new(),
        current: 0,
        values: HashMap::new(),
        definitions: HashMap::new(),
    };
    planner.locate(sweep, 1);
    planner.collect(sweep);
    planner.sweep(sweep, 1);
    planner.wanted
}

struct Planner<'f> {
    function: &'f Function,
    /// What the reverse sweep reads.
    wanted: HashSet<Var>,
    /// What the reverse sweep has without any record: the variables of loops that run over ranges.
    free: HashSet<Var>,
    /// How deep in blocks each local is declared.
    depth: HashMap<Var, usize>,
    current: usize,
    /// How immutable variables are computed.
    values: HashMap<Var, Expr>,
    /// The statements that define what calls of constants returned.
    definitions: HashMap<Var, Stmt>,
}

/// How many operations a recomputed operand may need that nothing else needs.
const DEPTH: usize = 4;

/// The variables that a statement defines.
pub fn defined(stmt: &Stmt) -> Vec<Var> {
    match stmt {
        Stmt::Let { var, .. } | Stmt::Declare { var } | Stmt::Pop { var, .. } => vec![*var],
        Stmt::Call(call) => call.results.clone(),
        _ => Vec::new(),
    }
}

/// The variables that a loop's body declares.
pub fn own_variables(body: &Block) -> HashSet<Var> {
    let mut own = HashSet::new();
    each_stmt(body, &mut |stmt| {
        own.extend(defined(stmt));
        if let Stmt::Loop {
            head: LoopHead::For { var, .. },
            ..
        } = stmt
        {
            own.insert(*var);
        }
    });
    own
}

impl Planner<'_> {
    fn locate(&mut self, sweep: &Sweep, depth: usize) {
        for node in &sweep.nodes {
            match node {
                Node::Simple { forward, .. } => {
                    for (stmt, var) in forward
                        .iter()
                        .flat_map(|stmt| defined(stmt).into_iter().map(move |var| (stmt, var)))
                    {
                        self.depth.insert(var, depth);
                        if self.function.asked.contains(&var) {
                            self.definitions.insert(var, stmt.clone());
                        }
                    }
                    for stmt in forward {
                        if let Stmt::Let { var, value } = stmt
                            && !self.function.var(*var).mutable
                        {
                            self.values.insert(*var, value.clone());
                        }
                    }
                }
                Node::If { then, otherwise, .. } => {
                    self.locate(then, depth + 1);
                    self.locate(otherwise, depth + 1);
                }
                Node::Loop { head, body, replay, .. } => {
                    if let LoopHead::For { var, .. } = head {
                        self.depth.insert(*var, depth + 1);
                        if matches!(replay, Replay::Range | Replay::Blocks) {
                            self.free.insert(*var);
                        }
                    }
                    self.locate(body, depth + 1);
                }
            }
        }
    }

    // ---- what the reverse reads -----------------------------------------------------------------------------------------

    fn want(&mut self, operand: &Operand) {
        if let Operand::Var(var) = operand
            && !matches!(self.function.var(*var).role, Role::Plain | Role::Shadow)
        {
            self.wanted.insert(*var);
        }
    }

    fn want_place(&mut self, place: &Place) {
        place.operands().for_each(|operand| self.want(operand));
        self.want(&Operand::Var(place.root));
    }

    fn want_block(&mut self, stmts: &[Stmt]) {
        // What the statements define themselves is not wanted from outside, but wanting it does no harm.
        for stmt in stmts {
            if let Stmt::Let {
                value: Expr::ZeroShadow(var),
                ..
            } = stmt
            {
                self.want(&Operand::Var(*var));
            }
            if let Stmt::Pullback {
                pullback,
                call,
                seeds,
                shadows,
            } = stmt
            {
                self.wanted.insert(*pullback);
                self.want_call(call, seeds, shadows);
            }
            let mut places = Vec::new();
            let mut operands = Vec::new();
            let is_pullback = matches!(stmt, Stmt::Pullback { .. });
            stmt.accesses(&mut |access| match access {
                Access::Read(operand) if !is_pullback => operands.push(operand.clone()),
                Access::Read(_) => {}
                Access::ReadPlace(place) | Access::WritePlace(place) => places.push(place.clone()),
            });
            operands.iter().for_each(|operand| self.want(operand));
            places.iter().for_each(|place| self.want_place(place));
        }
    }

    /// A pullback takes references again, and values only where they might be references themselves, or where their shadow
    /// is made of them.
    fn want_call(&mut self, call: &crate::ir::Call, seeds: &[Seed], shadows: &[ShadowArgument]) {
        for (argument, shadow) in call.arguments.iter().zip(shadows) {
            if let Argument::Value(operand @ Operand::Var(var)) = argument
                && (crate::emit::passes_again(self.function, *var) || matches!(shadow, ShadowArgument::Probe))
            {
                self.want(operand);
            }
        }
        for seed in seeds {
            match seed {
                Seed::Shadow { value, .. } | Seed::Zero(value) => self.want(&Operand::Var(*value)),
                Seed::Number(_) | Seed::Unit => {}
            }
        }
    }

    fn collect(&mut self, sweep: &Sweep) {
        self.want_block(&sweep.adjoints);
        for node in &sweep.nodes {
            match node {
                Node::Simple {
                    forward,
                    reverse,
                    saved,
                    ..
                } => {
                    self.want_block(reverse);
                    // What is put back is put into something.
                    saved.iter().for_each(|(_, place)| self.want_place(place));
                    // An overwrite may have to be undone: then its indices are needed.
                    for stmt in forward {
                        if let Stmt::Assign { place, .. } | Stmt::Update { place, .. } = stmt {
                            place.operands().for_each(|operand| self.want(operand));
                        }
                    }
                }
                Node::If { then, otherwise, .. } => {
                    self.collect(then);
                    self.collect(otherwise);
                }
                Node::Loop {
                    head, body, segments, ..
                } => {
                    self.collect(body);
                    if let Some(segments) = segments
                        && body.has_reverse()
                    {
                        self.want_again(head, body, segments);
                    }
                }
            }
        }
    }

    /// What a loop that is run again reads and writes of what was there before it.
    fn want_again(&mut self, head: &LoopHead<Block>, body: &Sweep, segments: &Segments) {
        let mut outside = body.outside();
        if let LoopHead::For { var, range } = head {
            outside.remove(var);
            outside.extend(range.operands().filter_map(Operand::var));
        }
        let result = self.function.result;
        let outside = outside.into_iter().filter(|var| result != Some(*var));
        outside.for_each(|var| self.want(&Operand::Var(var)));
        self.wanted.extend(segments.records());
    }

    // ---- decisions, from the end to the beginning --------------------------------------------------------------------------

    fn sweep(&mut self, sweep: &mut Sweep, depth: usize) {
        let mut written_later = HashSet::new();
        let (mut record, mut recompute) = (Vec::new(), Vec::new());
        for node in sweep.nodes.iter_mut().rev() {
            self.current = depth;
            match node {
                Node::Simple {
                    forward,
                    pullback,
                    saved,
                    ..
                } => {
                    record.extend(saved.iter().rev().map(|(var, _)| *var));
                    if let Some(pullback) = pullback
                        && self.wanted.contains(pullback)
                    {
                        record.push(*pullback);
                    }
                    for stmt in forward.iter().rev() {
                        self.definition(stmt, &written_later, &mut record, &mut recompute);
                        note_writes(stmt, &mut written_later);
                    }
                }
                Node::If {
                    condition,
                    then,
                    otherwise,
                    branch,
                } => {
                    let has_reverse = then.has_reverse() || otherwise.has_reverse();
                    self.sweep(otherwise, depth + 1);
                    self.sweep(then, depth + 1);
                    if has_reverse {
                        if then.record.is_empty() && otherwise.record.is_empty() {
                            self.want(condition);
                        } else {
                            record.push(*branch);
                            self.wanted.insert(*branch);
                        }
                    }
                    sweep_writes(then, &mut written_later);
                    sweep_writes(otherwise, &mut written_later);
                }
                Node::Loop {
                    head,
                    body,
                    trips,
                    replay,
                    segments,
                    ..
                } => {
                    self.sweep(body, depth + 1);
                    let counted = match segments {
                        Some(segments) => segments.records(),
                        None => vec![*trips],
                    };
                    self.loop_head(head, body, &counted, *replay, &mut record);
                    sweep_writes(body, &mut written_later);
                    if let LoopHead::While { condition, .. } = head {
                        written_later.extend(condition.written_roots());
                    }
                }
            }
        }
        record.reverse();
        recompute.reverse();
        sweep.record = record;
        sweep.recompute = recompute;
    }

    fn loop_head(
        &mut self,
        head: &LoopHead<Block>,
        body: &mut Sweep,
        counted: &[Var],
        replay: Replay,
        record: &mut Vec<Var>,
    ) {
        if !body.has_reverse() {
            return;
        }
        match (head, replay) {
            (LoopHead::For { range, .. }, Replay::Range | Replay::Blocks) => {
                let operands: Vec<Operand> = range.operands().cloned().collect();
                operands.iter().for_each(|operand| self.want(operand));
            }
            (LoopHead::For { var, .. }, Replay::Trips | Replay::Segments) => {
                record.extend(counted);
                if self.wanted.contains(var) {
                    body.record.insert(0, *var);
                }
            }
            _ => record.extend(counted),
        }
    }

    fn definition(
        &mut self,
        stmt: &Stmt,
        written_later: &HashSet<Var>,
        record: &mut Vec<Var>,
        recompute: &mut Vec<(Var, Expr)>,
    ) {
        let Stmt::Let { var, value } = stmt else {
            let wanted = defined(stmt).into_iter().rev().filter(|var| self.wanted.contains(var));
            for var in wanted.collect::<Vec<_>>() {
                record.push(var);
                self.returned(var, stmt, written_later, recompute);
            }
            return;
        };
        if !self.wanted.contains(var) {
            return;
        }
        if !self.function.var(*var).mutable && self.is_cheap(value) && self.is_at_hand(value, written_later, DEPTH) {
            value.accesses(&mut |access| match access {
                Access::Read(operand) => self.want(&operand.clone()),
                Access::ReadPlace(place) | Access::WritePlace(place) => self.want_place(&place.clone()),
            });
            recompute.push((*var, value.clone()));
        } else {
            record.push(*var);
            self.returned(*var, stmt, written_later, recompute);
        }
    }

    /// Whether computing a value again costs about as little as reading it back.
    fn is_cheap(&self, value: &Expr) -> bool {
        let is_integer = |operand: &Operand| match operand {
            Operand::Var(var) => self.function.types.is_inactive(self.function.var(*var).ty),
            Operand::Constant(tokens) => syn::parse2::<syn::LitInt>(tokens.clone()).is_ok(),
            Operand::Nested(_) => false,
        };
        match value {
            Expr::Use(_) | Expr::Load(_) | Expr::Query(..) | Expr::Unary(..) | Expr::Cast(..) => true,
            Expr::Binary(syn::BinOp::Div(_) | syn::BinOp::Rem(_), left, right) => is_integer(left) || is_integer(right),
            Expr::Binary(..) | Expr::Operator(..) => true,
            Expr::Method(name, receiver, arguments) => {
                let name = name.to_string();
                let is_small_power = || matches!(arguments.first(), Some(Operand::Constant(tokens)) if ["0", "1", "2", "3", "4"].contains(&tokens.to_string().as_str()));
                rules::of(&name).map_or(is_integer(receiver), |rule| {
                    rule.cheap && (name != "powi" || is_small_power())
                })
            }
            // Code of the user's runs once: it may not give the same value again.
            Expr::Constant(template, arguments) => {
                !calls_unknown(template)
                    && arguments.iter().all(|argument| match argument {
                        Argument::Value(operand) => is_integer(operand) || matches!(operand, Operand::Constant(_)),
                        _ => false,
                    })
            }
            _ => false,
        }
    }

    /// Whether everything that a value reads is there in the reverse sweep, unchanged, without recording more.
    fn is_at_hand(&self, value: &Expr, written_later: &HashSet<Var>, depth: usize) -> bool {
        let mut at_hand = true;
        value.accesses(&mut |access| {
            at_hand &= match access {
                Access::Read(operand) => self.operand_at_hand(operand, written_later, depth),
                Access::ReadPlace(place) | Access::WritePlace(place) => {
                    place
                        .operands()
                        .all(|operand| self.operand_at_hand(operand, written_later, depth))
                        && self.root_at_hand(place.root, written_later)
                }
            };
        });
        at_hand
    }

    fn operand_at_hand(&self, operand: &Operand, written_later: &HashSet<Var>, depth: usize) -> bool {
        match operand {
            Operand::Constant(_) => true,
            Operand::Nested(_) => false,
            Operand::Var(var) => {
                self.wanted.contains(var)
                    || self.free.contains(var)
                    || self.function.var(*var).role == Role::Parameter
                    || self.is_simple(*var)
                    || self.is_recomputable(*var, written_later, depth)
            }
        }
    }

    /// Whether an operand that nothing else needs is a few cheap steps from what is at hand. (Should something be written
    /// between its definition and here, it is recorded after all: correct, and no dearer.)
    fn is_recomputable(&self, var: Var, written_later: &HashSet<Var>, depth: usize) -> bool {
        depth > 0
            && self.values.get(&var).is_some_and(|value| {
                let cost = usize::from(!matches!(value, Expr::Load(_) | Expr::Use(_)));
                self.is_cheap(value) && self.is_at_hand(value, written_later, depth - cost)
            })
    }

    /// An integer that is cheap to compute again from what is always there.
    fn is_simple(&self, var: Var) -> bool {
        // The length of a local sequence that is not kept anyway: the number is kept rather than the sequence, which may borrow.
        let is_length_of_local = matches!(self.values.get(&var), Some(Expr::Query(place, _))
            if !self.root_at_hand(place.root, &HashSet::new()));
        self.function.types.is_inactive(self.function.var(var).ty)
            && !self.function.var(var).mutable
            && !is_length_of_local
    }

    fn root_at_hand(&self, root: Var, written_later: &HashSet<Var>) -> bool {
        if written_later.contains(&root) {
            return false;
        }
        match self.function.var(root).role {
            Role::Reference { .. } | Role::Parameter => true,
            _ => self.wanted.contains(&root) || self.depth.get(&root).is_some_and(|depth| *depth < self.current),
        }
    }
}

fn note_writes(stmt: &Stmt, written: &mut HashSet<Var>) {
    stmt.accesses(&mut |access| {
        if let Access::WritePlace(place) = access {
            written.insert(place.root);
        }
    });
}

fn sweep_writes(sweep: &Sweep, written: &mut HashSet<Var>) {
    for node in &sweep.nodes {
        match node {
            Node::Simple { forward, .. } => forward.iter().for_each(|stmt| note_writes(stmt, written)),
            Node::If { then, otherwise, .. } => {
                sweep_writes(then, written);
                sweep_writes(otherwise, written);
            }
            Node::Loop { head, body, .. } => {
                if let LoopHead::While { condition, .. } = head {
                    written.extend(condition.written_roots());
                }
                sweep_writes(body, written);
            }
        }
    }
}
