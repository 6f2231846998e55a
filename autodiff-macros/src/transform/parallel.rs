//! Which loops run on several threads in the end, and what each block of their iterations needs of its own.
//!
//! Lowering made sure that the iterations of the user's loop do nothing to each other but add to the same sums. Here the two sweeps
//! are looked at once more, when they are finished: a block of the forward sweep may change nothing outside but the totals, which
//! its last statements add to. A block of the reverse sweep may do nothing with adjoints from outside but add to them (it
//! does so in copies of its own), or read numbers.

use super::accumulate::defined_by;
use super::assemble;
use crate::ir::{
    Access, Argument, Block, Expr, Function, LoopHead, Operand, Role, Seed, ShadowArgument, Stmt, Transfer, Var,
};
use std::collections::{HashMap, HashSet};

/// Notes for each such loop what its blocks need. One whose blocks turn out not to be apart stays in its blocks, which run
/// one after another: in both sweeps.
pub fn settle(function: &mut Function, sweeps: [&Block; 2]) {
    let mut loops = Vec::new();
    for sweep in sweeps {
        find(function, sweep, &mut loops);
    }
    for (var, stmt) in &loops {
        let is_apart = match stmt {
            Stmt::ReplayLoop { record, body, .. } => adjoints(function, record, body).is_some(),
            stmt => stmt.blocks().all(adds_at_the_end),
        };
        if !is_apart {
            function.parallel.remove(var);
        }
    }
    for (var, stmt) in loops {
        if !function.parallel.contains_key(&var) {
            continue;
        }
        let (mut stacks, mut own) = (Vec::new(), Vec::new());
        match stmt {
            Stmt::ReplayLoop { record, body, .. } => own = adjoints(function, record, body).unwrap_or_default(),
            Stmt::RecordLoop { body, .. } => stacks = assemble::stacks(body),
            _ => {}
        }
        // The stacks of such a loop inside are none of the loop around it, which comes first.
        for outer in function.parallel.values_mut() {
            outer.stacks.retain(|stack| !stacks.contains(stack));
        }
        if let Some(parallel) = function.parallel.get_mut(&var) {
            parallel.stacks.extend(stacks);
            parallel.adjoints.extend(own);
        }
    }
}

fn find<'b>(function: &Function, block: &'b Block, loops: &mut Vec<(Var, &'b Stmt)>) {
    for stmt in &block.stmts {
        let var = match stmt {
            Stmt::Loop {
                head: LoopHead::For { var, .. },
                ..
            }
            | Stmt::RecordLoop {
                head: LoopHead::For { var, .. },
                ..
            }
            | Stmt::ReplayLoop {
                head: Some((var, _)), ..
            } => Some(*var),
            _ => None,
        };
        if let Some(var) = var.filter(|var| function.parallel.contains_key(var)) {
            loops.push((var, stmt));
        }
        stmt.blocks().for_each(|inner| find(function, inner, loops));
    }
}

// ---- forwards ------------------------------------------------------------------------------------------------------------

/// A block as a part that may run at any time, and the statements at its end that add what it summed up to the totals.
pub fn apart(body: &Block) -> (&[Stmt], &[Stmt]) {
    let own = own(body);
    let is_addition = |stmt: &&Stmt| match stmt {
        Stmt::Update {
            place,
            value: Operand::Var(part),
            ..
        } => place.path.is_empty() && !own.contains(&place.root) && own.contains(part),
        _ => false,
    };
    let count = body.stmts.iter().rev().take_while(is_addition).count();
    body.stmts.split_at(body.stmts.len() - count)
}

/// Whether nothing from outside is changed, but for the totals at the end, which nothing reads before.
fn adds_at_the_end(body: &Block) -> bool {
    let own = own(body);
    let (run, added) = apart(body);
    let is_total = |var: Var| {
        let is_target = |stmt: &Stmt| matches!(stmt, Stmt::Update { place, .. } if place.root == var);
        added.iter().any(is_target)
    };
    let mut is_apart = true;
    for stmt in run {
        stmt.accesses(&mut |access| match access {
            Access::WritePlace(place) => is_apart &= own.contains(&place.root),
            Access::ReadPlace(place) => is_apart &= !is_total(place.root),
            Access::Read(operand) => is_apart &= !operand.var().is_some_and(is_total),
        });
    }
    is_apart
}

/// The variables that a block's statements define.
pub(super) fn own(body: &Block) -> HashSet<Var> {
    let mut own = HashSet::new();
    body.stmts.iter().for_each(|stmt| defined(stmt, &mut own));
    own
}

fn defined(stmt: &Stmt, own: &mut HashSet<Var>) {
    defined_by(stmt, own);
    match stmt {
        Stmt::Window { var, .. } | Stmt::SaveTangent { var, .. } => own.extend([*var]),
        Stmt::Loop { head, .. } | Stmt::RecordLoop { head, .. } | Stmt::CheckpointLoop { head, .. } => match head {
            LoopHead::For { var, .. } | LoopHead::Segment { of: Some((var, _)), .. } => own.extend([*var]),
            _ => {}
        },
        Stmt::ReplaySegments { kept, .. } => own.extend(kept),
        _ => {}
    }
    stmt.blocks()
        .for_each(|inner| inner.stmts.iter().for_each(|stmt| defined(stmt, own)));
}

// ---- backwards -----------------------------------------------------------------------------------------------------------

/// The adjoints from outside that a block of the reverse sweep adds to. `None` if it does anything else with one of them.
fn adjoints(function: &Function, record: &[Var], body: &Block) -> Option<Vec<Var>> {
    let mut own = own(body);
    own.extend(record);
    let mut uses = Uses {
        function,
        own,
        windows: HashMap::new(),
        added: Vec::new(),
        read: HashSet::new(),
        is_apart: true,
    };
    uses.block(body);
    let is_only_added = |var: &Var| !uses.read.contains(var);
    (uses.is_apart && uses.added.iter().all(is_only_added)).then_some(uses.added)
}

struct Uses<'f> {
    function: &'f Function,
    own: HashSet<Var>,
    /// Parts of adjoints that have a name of their own.
    windows: HashMap<Var, Var>,
    added: Vec<Var>,
    read: HashSet<Var>,
    is_apart: bool,
}

impl Uses<'_> {
    /// The variable from outside that a root stands for.
    fn outside(&self, root: Var) -> Option<Var> {
        match self.windows.get(&root) {
            Some(of) => Some(*of),
            None => (!self.own.contains(&root)).then_some(root),
        }
    }

    fn add(&mut self, root: Var) {
        let Some(root) = self.outside(root) else { return };
        match self.function.var(root).role {
            Role::Plain | Role::Shadow if !self.function.late.contains(&root) => {
                if !self.added.contains(&root) {
                    self.added.push(root);
                }
            }
            _ => self.is_apart = false,
        }
    }

    fn access(&mut self, access: &Access<'_>) {
        let (place, writes) = match access {
            Access::Read(operand) => return self.operand(operand),
            Access::ReadPlace(place) => (*place, false),
            Access::WritePlace(place) => (*place, true),
        };
        place.operands().for_each(|operand| self.operand(operand));
        if let Some(root) = self.outside(place.root) {
            self.is_apart &= !writes && self.function.var(root).role != Role::Shadow;
            self.read.insert(root);
        }
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Constant(_) => {}
            Operand::Var(var) => {
                if let Some(root) = self.outside(*var) {
                    self.is_apart &= self.function.var(root).role != Role::Shadow;
                    self.read.insert(root);
                }
            }
            Operand::Nested(expr) => expr.accesses(&mut |access| self.access(&access)),
        }
    }

    fn block(&mut self, block: &Block) {
        block.stmts.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Update { place, value, .. } | Stmt::AddConverted { place, value } => {
                self.add(place.root);
                place
                    .operands()
                    .chain([value])
                    .for_each(|operand| self.operand(operand));
            }
            Stmt::Window { var, place } => {
                place.operands().for_each(|operand| self.operand(operand));
                match self.outside(place.root) {
                    Some(root) if self.function.var(root).role == Role::Shadow => {
                        self.windows.insert(*var, root);
                    }
                    _ => {}
                }
            }
            Stmt::Transfer {
                place,
                local,
                transfer: transfer @ (Transfer::Absorb | Transfer::Release),
            } => {
                // One is added to the other, and left zero.
                let (to, from) = match transfer {
                    Transfer::Absorb => (place, local),
                    _ => (local, place),
                };
                self.add(to.root);
                self.is_apart &= self.outside(from.root).is_none();
                let operands = place.operands().chain(local.operands());
                operands.for_each(|operand| self.operand(operand));
            }
            Stmt::Pullback {
                call, shadows, seeds, ..
            } => {
                for (argument, shadow) in call.arguments.iter().zip(shadows) {
                    if let ShadowArgument::Place(place) = shadow {
                        self.add(place.root);
                        self.is_apart &=
                            !matches!(argument, Argument::BorrowMut(_)) || self.outside(place.root).is_none();
                        place.operands().for_each(|operand| self.operand(operand));
                    }
                }
                for seed in seeds {
                    match seed {
                        Seed::Number(operand) => self.operand(operand),
                        Seed::Shadow { shadow, .. } => self.is_apart &= self.outside(*shadow).is_none(),
                        Seed::Unit | Seed::Zero(_) => {}
                    }
                }
                let arguments = &call.arguments;
                arguments
                    .iter()
                    .for_each(|argument| argument.accesses(&mut |access| self.access(&access)));
            }
            Stmt::ReplayLoop { head, body, .. } => {
                let range = head.iter().flat_map(|(_, range)| range.operands());
                range.for_each(|operand| self.operand(operand));
                self.block(body);
            }
            Stmt::ReplayIf { then, otherwise, .. } => {
                self.block(then);
                self.block(otherwise);
            }
            Stmt::If {
                condition,
                then,
                otherwise,
            } => {
                self.operand(condition);
                self.block(then);
                self.block(otherwise);
            }
            Stmt::ReplaySegments { .. } => {
                let mut inner = Vec::new();
                stmt.blocks().for_each(|block| inner.push(block));
                inner.into_iter().for_each(|block| self.block(block));
            }
            // Of these it is not said what they read.
            Stmt::AssignShadow { .. } => self.is_apart = false,
            Stmt::ShadowFrom { tangent, .. } => self.is_apart &= self.outside(*tangent).is_none(),
            Stmt::Let {
                value: Expr::ZeroShadow(_),
                ..
            } => {}
            stmt => stmt.accesses(&mut |access| self.access(&access)),
        }
    }
}
