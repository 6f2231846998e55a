//! What a call of constants returned may be a reference to one of them, which the pullback cannot keep: the function is then
//! asked for it again. Only the compiler knows the type. Here it is seen to that what the call reads will be at hand.

use super::{Planner, defined};
use crate::analyse::activity::each_stmt;
use crate::ir::{Access, Argument, Expr, Function, Operand, Place, Role, Stmt, Var};
use crate::lower::types::Shape;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::{BTreeSet, HashSet};

/// So many parts of parts are followed.
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

    /// Collects a statement, behind what a part that it takes belongs to; false if something that it reads is not at hand.
    fn again(&self, stmt: &Stmt, written_later: &HashSet<Var>, again: &mut Again) -> bool {
        let mut reads = Reads::default();
        stmt.accesses(&mut |access| reads.note(&access));
        let is_part = matches!(
            stmt,
            Stmt::Let {
                value: Expr::Load(_) | Expr::Use(_),
                ..
            }
        );
        let whole = |var: &Var| self.definitions.get(var).filter(|_| is_part);
        let is_inner = !again.stmts.is_empty() || is_part;
        let mut at_hand = true;
        for root in &reads.roots {
            at_hand &= match whole(root) {
                Some(definition) => {
                    again.parts < LONGEST && {
                        again.parts += 1;
                        self.again(definition, written_later, again)
                    }
                }
                None => {
                    again.reads.insert(*root);
                    // What can change is looked after where it is read by one statement.
                    let is_there = !is_inner && again.parts == 0 && self.root_at_hand(*root, written_later);
                    (self.stays(*root) || is_there) && !written_later.contains(root)
                }
            };
        }
        for var in &reads.values {
            at_hand &= match whole(var) {
                Some(definition) => {
                    again.parts < LONGEST && {
                        again.parts += 1;
                        self.again(definition, written_later, again)
                    }
                }
                None => {
                    again.reads.insert(*var);
                    self.stays(*var) && !self.may_move(*var, stmt)
                }
            };
        }
        again.stmts.push(stmt.clone());
        at_hand
    }

    /// Whether a statement may move a variable, so that it is not there any more.
    fn may_move(&self, var: Var, stmt: &Stmt) -> bool {
        let variable = self.function.var(var);
        let is_copied = matches!(self.function.types.shape(variable.ty), Shape::Float | Shape::Inactive)
            || matches!(variable.role, Role::Reference { .. })
            || self.function.asked.contains(&var);
        match stmt {
            // Arguments of functions are copied where they are kept, and those of methods that calls of constants returned.
            Stmt::Let {
                value: Expr::Constant(template, arguments),
                ..
            } if !is_copied => arguments.iter().enumerate().any(|(position, argument)| {
                let is_it = matches!(argument, Argument::Value(Operand::Var(other)) if *other == var);
                is_it && !lends(template.clone(), &format!("argument_{position}__"))
            }),
            _ => false,
        }
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

/// Whether code only lends an argument: behind `&`, or to a method that does not take it, as its name says.
pub fn lends(template: TokenStream, argument: &str) -> bool {
    const TAKING: [&str; 6] = ["into", "finish", "build", "unwrap", "expect", "collect"];
    let trees: Vec<TokenTree> = template.into_iter().collect();
    let is_mark =
        |tree: Option<&TokenTree>, mark| matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
    trees.iter().enumerate().all(|(position, tree)| match tree {
        TokenTree::Group(group) => lends(group.stream(), argument),
        TokenTree::Ident(ident) if *ident == argument => {
            let method = trees.get(position + 2).map(ToString::to_string).unwrap_or_default();
            let is_taken = TAKING.iter().any(|taking| method.starts_with(taking));
            let is_lent = position > 0 && is_mark(trees.get(position - 1), '&');
            is_lent || (is_mark(trees.get(position + 1), '.') && !is_taken)
        }
        _ => true,
    })
}

/// Statements that make a reference again, and what must be there for them.
#[derive(Default)]
struct Again {
    stmts: Vec<Stmt>,
    reads: HashSet<Var>,
    /// How many parts of parts were followed.
    parts: usize,
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
