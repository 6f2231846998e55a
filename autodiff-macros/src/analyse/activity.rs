//! Which variables carry a derivative: those that depend on an active parameter *and* reach a result.
//!
//! Both directions are found without regard to the order of statements: a variable that is active anywhere is active
//! everywhere. That is coarse, and safe: activity is only an optimisation, and when unsure a variable is active.

use crate::ir::{Access, Argument, Block, Call, Function, LoopHead, Operand, Role, Stmt, Var};
use crate::request::Request;
use std::collections::HashSet;

/// The active variables of a function.
pub fn active_variables(function: &Function, request: &Request) -> HashSet<Var> {
    let varied = Varied::of(function, request);
    let useful = Useful::of(function);
    let mut active: HashSet<Var> = varied.intersection(&useful).copied().collect();
    active.extend(unread_results(function, &varied));
    active
}

/// Results that nothing reads, of calls that are given what is active. Such a call is there for an effect; one that hides what it
/// is given behind a shared reference would smuggle it past its derivative, and so it needs a companion as any other call.
fn unread_results(function: &Function, varied: &HashSet<Var>) -> Vec<Var> {
    let read = read_variables(function);
    let mut unread = Vec::new();
    each_stmt(&function.body, &mut |stmt| {
        if let Stmt::Call(call) = stmt
            && call.results.iter().all(|result| !read.contains(result))
        {
            unread.extend(call.results.iter().filter(|result| varied.contains(result)));
        }
    });
    unread
}

/// The variables that something reads; what is only given another name is not read by that.
fn read_variables(function: &Function) -> HashSet<Var> {
    let mut read: HashSet<Var> = function.result.into_iter().collect();
    loop {
        let before = read.len();
        each_stmt(&function.body, &mut |stmt| match stmt {
            Stmt::Let { var, .. } if !read.contains(var) => {}
            Stmt::If { condition, .. } => read.extend(variable(condition)),
            Stmt::Loop { head, .. } => match head {
                LoopHead::For { range, .. } => read.extend(range.operands().filter_map(variable)),
                LoopHead::While { test, .. } => read.extend(variable(test)),
                LoopHead::Endless | LoopHead::Segment { .. } => {}
            },
            stmt => stmt.accesses(&mut |access| match access {
                Access::Read(operand) => read.extend(variable(operand)),
                Access::ReadPlace(place) => {
                    read.insert(place.root);
                    read.extend(place.operands().filter_map(variable));
                }
                Access::WritePlace(place) => read.extend(place.operands().filter_map(variable)),
            }),
        });
        if read.len() == before {
            return read;
        }
    }
}

fn variable(operand: &Operand) -> Option<Var> {
    match operand {
        Operand::Var(var) => Some(*var),
        _ => None,
    }
}

/// Calls `visit` with every statement, however deep.
pub fn each_stmt<'a>(block: &'a Block, visit: &mut dyn FnMut(&'a Stmt)) {
    for stmt in &block.stmts {
        visit(stmt);
        match stmt {
            Stmt::If { then, otherwise, .. } => {
                each_stmt(then, visit);
                each_stmt(otherwise, visit);
            }
            Stmt::Loop { head, body, .. } => {
                if let LoopHead::While { condition, .. } = head {
                    each_stmt(condition, visit);
                }
                each_stmt(body, visit);
            }
            _ => {}
        }
    }
}

/// What depends on an active parameter.
struct Varied<'f> {
    function: &'f Function,
    vars: HashSet<Var>,
}

impl<'f> Varied<'f> {
    fn of(function: &'f Function, request: &Request) -> HashSet<Var> {
        let parameters = function.parameters.iter().zip(&request.parameters);
        let vars = parameters
            .filter(|(_, parameter)| parameter.active)
            .map(|(var, _)| *var)
            .collect();
        let mut varied = Self { function, vars };
        loop {
            let before = varied.vars.len();
            each_stmt(&function.body, &mut |stmt| varied.stmt(stmt));
            if varied.vars.len() == before {
                return varied.vars;
            }
        }
    }

    fn add(&mut self, var: Var) {
        let variable = self.function.var(var);
        if !self.function.types.is_inactive(variable.ty) {
            self.vars.insert(var);
        }
    }

    fn reads(&self, access: &Access<'_>) -> bool {
        match access {
            Access::Read(Operand::Var(var)) => self.vars.contains(var),
            Access::Read(_) => false,
            Access::ReadPlace(place) | Access::WritePlace(place) => self.vars.contains(&place.root),
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Let {
                value: crate::ir::Expr::Constant(..),
                ..
            } => {}
            Stmt::Let { var, value } => {
                let mut varied = false;
                value.accesses(&mut |access| varied |= self.reads(&access));
                if varied {
                    self.add(*var);
                }
            }
            Stmt::Assign {
                place,
                value: Operand::Var(value),
                ..
            }
            | Stmt::Update {
                place,
                value: Operand::Var(value),
                ..
            }
            | Stmt::Push {
                place,
                value: Operand::Var(value),
            } if self.vars.contains(value) => {
                self.add(place.root);
            }
            Stmt::Pop { place, var } if self.vars.contains(&place.root) => self.add(*var),
            Stmt::Swap { first, second } if self.vars.contains(&first.root) || self.vars.contains(&second.root) => {
                self.add(first.root);
                self.add(second.root);
            }
            Stmt::Call(call) => {
                let mut varied = false;
                call.arguments
                    .iter()
                    .for_each(|argument| argument.accesses(&mut |access| varied |= self.reads(&access)));
                if varied {
                    call.results.iter().for_each(|result| self.add(*result));
                    written_roots(call).for_each(|root| self.add(root));
                }
            }
            _ => {}
        }
    }
}

/// The roots that a call may write to.
pub fn written_roots(call: &Call) -> impl Iterator<Item = Var> {
    call.arguments.iter().filter_map(|argument| match argument {
        Argument::BorrowMut(place) => Some(place.root),
        _ => None,
    })
}

/// What reaches a result.
struct Useful {
    vars: HashSet<Var>,
}

impl Useful {
    fn of(function: &Function) -> HashSet<Var> {
        let outputs = function
            .parameters
            .iter()
            .copied()
            .filter(|var| function.var(*var).role == Role::Reference { mutable: true });
        let mut useful = Self {
            vars: outputs.chain(function.result).collect(),
        };
        loop {
            let before = useful.vars.len();
            each_stmt(&function.body, &mut |stmt| useful.stmt(stmt));
            if useful.vars.len() == before {
                return useful.vars;
            }
        }
    }

    fn read(&mut self, access: &Access<'_>) {
        match access {
            Access::Read(Operand::Var(var)) => {
                self.vars.insert(*var);
            }
            Access::Read(_) => {}
            Access::ReadPlace(place) | Access::WritePlace(place) => {
                self.vars.insert(place.root);
            }
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Let { var, value } if self.vars.contains(var) => value.accesses(&mut |access| self.read(&access)),
            Stmt::Assign { place, value, .. } | Stmt::Update { place, value, .. } | Stmt::Push { place, value }
                if self.vars.contains(&place.root) =>
            {
                self.read(&Access::Read(value));
            }
            Stmt::Pop { place, var } if self.vars.contains(var) => {
                self.vars.insert(place.root);
            }
            Stmt::Swap { first, second } if self.vars.contains(&first.root) || self.vars.contains(&second.root) => {
                self.vars.extend([first.root, second.root]);
            }
            Stmt::Call(call) => {
                let wanted = call.results.iter().any(|result| self.vars.contains(result))
                    || written_roots(call).any(|root| self.vars.contains(&root));
                if wanted {
                    call.arguments
                        .iter()
                        .for_each(|argument| argument.accesses(&mut |access| self.read(&access)));
                }
            }
            _ => {}
        }
    }
}
