//! What a call of constants returned may be a reference to one of them, which the pullback cannot keep: the function is then
//! asked for it again. Only the compiler knows the type. Here it is seen to that what the call reads will be at hand.

use super::{Planner, defined};
use crate::analyse::activity::each_stmt;
use crate::ir::{Access, Argument, Expr, Function, Operand, Place, Role, Stmt, Var};
use crate::lower::types::Shape;
use quote::ToTokens;
use std::collections::{BTreeSet, HashSet};

/// So many statements at most make a reference again.
const LONGEST: usize = 6;

/// The variables that hold what calls of constants returned, or a part of it, and may be references.
pub fn candidates(function: &Function, active: &HashSet<Var>) -> HashSet<Var> {
    let mut found = HashSet::new();
    each_stmt(&function.body, &mut |stmt| {
        let is_part = match stmt {
            Stmt::Let {
                value: Expr::Load(Place { root: of, .. }) | Expr::Use(Operand::Var(of)),
                ..
            } => found.contains(of),
            stmt => may_borrow(stmt),
        };
        let vars = defined(stmt).into_iter();
        found.extend(vars.filter(|var| is_part && !active.contains(var) && may_be_reference(function, *var)));
    });
    found
}

/// Whether a variable's type may have a reference in it, as far as can be seen.
fn may_be_reference(function: &Function, var: Var) -> bool {
    let variable = function.var(var);
    if variable.mutable || !matches!(variable.role, Role::Local) || function.late.contains(&var) {
        return false;
    }
    match &variable.annotation {
        Some(ty) => ty.to_token_stream().to_string().contains(['&', '\'', '_']),
        None => !matches!(function.types.shape(variable.ty), Shape::Float | Shape::Inactive),
    }
}

/// Whether a statement may return a reference to something that it reads.
fn may_borrow(stmt: &Stmt) -> bool {
    let arguments = match stmt {
        Stmt::Let {
            value: Expr::Constant(_, arguments),
            ..
        } => arguments,
        Stmt::Call(call) => &call.arguments,
        _ => return false,
    };
    let is_written = |argument: &Argument| matches!(argument, Argument::BorrowMut(_));
    let is_constant = |argument: &Argument| matches!(argument, Argument::Value(Operand::Constant(_)));
    !arguments.iter().any(is_written) && !arguments.iter().all(is_constant)
}

impl Planner<'_> {
    /// Of a variable that is recorded: how it is made again, should it be a reference.
    pub(super) fn returned(
        &mut self,
        var: Var,
        stmt: &Stmt,
        written_later: &HashSet<Var>,
        recompute: &mut Vec<(Var, Expr)>,
    ) {
        if !self.function.asked.contains(&var) {
            return;
        }
        let mut again = Again::default();
        let by = self.again(stmt, written_later, &mut again).then_some(again.stmts);
        if by.is_some() {
            again.reads.iter().for_each(|var| self.want(&Operand::Var(*var)));
        }
        recompute.push((var, Expr::Returned { var, by }));
    }

    /// Collects a statement and what must be run before it; false if something that it reads is not at hand.
    fn again(&self, stmt: &Stmt, written_later: &HashSet<Var>, again: &mut Again) -> bool {
        let mut reads = Reads::default();
        stmt.accesses(&mut |access| reads.note(&access));
        let is_part = matches!(
            stmt,
            Stmt::Let {
                value: Expr::Load(_),
                ..
            }
        );
        let at_hand = reads.roots.iter().all(|root| match self.definitions.get(root) {
            Some(_) if is_part => self.before(*root, written_later, again),
            _ => {
                again.reads.insert(*root);
                let is_there = self.stays(*root) || self.root_at_hand(*root, written_later);
                is_there && !written_later.contains(root)
            }
        });
        let at_hand = at_hand && reads.values.iter().all(|var| self.value_again(*var, stmt, written_later, again));
        again.stmts.push(stmt.clone());
        at_hand && again.stmts.len() <= LONGEST
    }

    /// What was passed by value may have been moved, unless it is a number: it is made again, too.
    fn value_again(&self, var: Var, stmt: &Stmt, written_later: &HashSet<Var>, again: &mut Again) -> bool {
        let variable = self.function.var(var);
        let is_number = matches!(self.function.types.shape(variable.ty), Shape::Float | Shape::Inactive);
        match variable.role {
            Role::Reference { mutable } => {
                again.reads.insert(var);
                !mutable
            }
            Role::Parameter | Role::Local if variable.mutable => false,
            Role::Local if !is_number => self.before(var, written_later, again),
            Role::Parameter | Role::Local => {
                again.reads.insert(var);
                is_number || !takes(stmt)
            }
            _ => false,
        }
    }

    /// The definition of a variable before what uses it.
    fn before(&self, var: Var, written_later: &HashSet<Var>, again: &mut Again) -> bool {
        let is_there = again.stmts.iter().any(|stmt| defined(stmt).contains(&var));
        is_there
            || self
                .definitions
                .get(&var)
                .is_some_and(|stmt| again.stmts.len() < LONGEST && self.again(stmt, written_later, again))
    }

    /// Whether a variable has one value, from its definition on.
    fn stays(&self, var: Var) -> bool {
        let variable = self.function.var(var);
        match variable.role {
            Role::Parameter | Role::Local => !variable.mutable,
            Role::Reference { mutable } => !mutable,
            _ => false,
        }
    }
}

/// Whether a method seems to take its receiver by value, as its name says.
fn takes(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Let {
            value: Expr::Constant(template, _),
            ..
        } => template.to_string().contains("into"),
        _ => false,
    }
}

/// Statements that make a reference again, and what must be there for them.
#[derive(Default)]
struct Again {
    stmts: Vec<Stmt>,
    reads: HashSet<Var>,
}

/// What a statement reads.
#[derive(Default)]
struct Reads {
    values: BTreeSet<Var>,
    roots: BTreeSet<Var>,
}

impl Reads {
    fn note(&mut self, access: &Access<'_>) {
        match access {
            Access::Read(operand) => self.note_operand(operand),
            Access::ReadPlace(place) | Access::WritePlace(place) => {
                self.roots.insert(place.root);
                place.operands().for_each(|operand| self.note_operand(operand));
            }
        }
    }

    fn note_operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Constant(_) => {}
            Operand::Var(var) => {
                self.values.insert(*var);
            }
            Operand::Nested(value) => value.accesses(&mut |access| self.note(&access)),
        }
    }
}
