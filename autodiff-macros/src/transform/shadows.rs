//! The derivative of each variable: a plain number for a number, a shadow for anything else.

use crate::analyse::activity::written_roots;
use crate::ir::{Argument, Call, Expr, Function, Operand, Place, Role, ShadowArgument, Stmt, Var};
use std::collections::{HashMap, HashSet};

/// The variables of a function and their derivatives.
#[derive(Clone)]
pub struct Shadows {
    pub active: HashSet<Var>,
    of: HashMap<Var, Var>,
    suffix: &'static str,
}

/// The zero of adjoints.
pub fn zero() -> Operand {
    Operand::tokens(quote::quote!(0.0))
}

/// The zero of the type of a number.
pub fn zero_of(function: &Function, var: Var) -> Expr {
    function.constant_like(quote::quote!(0.0), &Operand::Var(var))
}

/// An operand with a value: the value's own operand, or a number that `out` defines.
pub fn named(function: &mut Function, value: Expr, hint: &str, out: &mut Vec<Stmt>) -> Operand {
    match value {
        Expr::Use(operand) => operand,
        value => {
            let var = function.fresh_number(hint, &value);
            out.push(Stmt::Let { var, value });
            Operand::Var(var)
        }
    }
}

/// Whether code begins as a closure does.
fn is_closure(template: &proc_macro2::TokenStream) -> bool {
    let first = template.clone().into_iter().next().map(|tree| tree.to_string());
    first.is_some_and(|first| first == "|" || first == "move")
}

impl Shadows {
    /// The derivatives of a function's variables, those of its active parameters first.
    ///
    /// `suffix` tells adjoints (`bar`) from tangents (`dot`).
    pub fn new(function: &mut Function, active: HashSet<Var>, suffix: &'static str) -> Self {
        let mut shadows = Self {
            active,
            of: HashMap::new(),
            suffix,
        };
        for parameter in function.parameters.clone() {
            if shadows.active.contains(&parameter) {
                shadows.of(function, parameter);
            }
        }
        shadows
    }

    /// The derivative of a variable.
    pub fn of(&mut self, function: &mut Function, var: Var) -> Var {
        if let Some(known) = self.of.get(&var) {
            return *known;
        }
        let variable = function.var(var);
        let hint = format!("{}_{}", variable.name.to_string().trim_start_matches("r#"), self.suffix);
        let is_number =
            function.types.is_float(variable.ty) && !matches!(variable.role, Role::Reference { .. } | Role::Shadow);
        let role = if is_number { Role::Plain } else { Role::Shadow };
        let ty = variable.ty;
        let origin = variable.origin;
        let shadow = function.fresh(&hint, role, is_number);
        function.vars[shadow.0].origin = origin;
        if is_number {
            function.vars[shadow.0].ty = ty;
        }
        if function.late.contains(&var) {
            function.late.insert(shadow);
        }
        self.of.insert(var, shadow);
        shadow
    }

    /// Whose derivative each shadow is.
    pub fn primals(&self) -> HashMap<Var, Var> {
        self.of.iter().map(|(primal, shadow)| (*shadow, *primal)).collect()
    }

    /// A zero shadow of the same shape as a variable.
    pub fn copy(&self, function: &mut Function, var: Var, hint: &str, out: &mut Vec<Stmt>) -> Var {
        let copy = function.fresh(hint, Role::Shadow, false);
        out.push(Stmt::Let {
            var: copy,
            value: Expr::ZeroShadow(var),
        });
        copy
    }

    pub fn is_active(&self, operand: &Operand) -> bool {
        matches!(operand, Operand::Var(var) if self.active.contains(var))
    }

    /// Whether derivatives flow through a call.
    pub fn is_active_call(&self, call: &Call) -> bool {
        call.results.iter().any(|result| self.active.contains(result))
            || written_roots(call).any(|root| self.active.contains(&root))
    }

    /// The derivative of a place: the same path from the shadow of its root.
    pub fn place(&mut self, function: &mut Function, place: &Place) -> Place {
        let root = self.of(function, place.root);
        place.rooted_at(root)
    }

    /// The exchange of the derivatives of two places.
    pub fn swap(&mut self, function: &mut Function, first: &Place, second: &Place) -> Stmt {
        let (first, second) = (self.place(function, first), self.place(function, second));
        for root in [first.root, second.root] {
            function.vars[root.0].mutable = true;
        }
        Stmt::Swap { first, second }
    }

    /// Whether the derivative of a place is a plain number.
    pub fn is_plain(&mut self, function: &mut Function, place: &Place) -> bool {
        let root = self.of(function, place.root);
        function.var(root).role == Role::Plain && place.path.is_empty()
    }

    /// What a call hands down for an argument. Numbers get a cell of their own: `before` makes it, and the returned pair is
    /// the cell and the number whose derivative it holds.
    pub fn argument(
        &mut self,
        function: &mut Function,
        argument: &Argument,
        initial: bool,
        before: &mut Vec<Stmt>,
    ) -> (ShadowArgument, Option<(Var, Var)>) {
        let (place, is_value) = match argument {
            Argument::Value(Operand::Var(var)) => (Place::whole(*var), true),
            Argument::Value(Operand::Constant(tokens)) => {
                let is_integer =
                    syn::parse2::<syn::LitInt>(tokens.clone()).is_ok_and(|int| !int.suffix().starts_with('f'));
                let kind = match function.types.number_of_constant(tokens) {
                    _ if is_integer => ShadowArgument::Ignored,
                    Some(_) => ShadowArgument::InertNumber,
                    None => ShadowArgument::Probe,
                };
                return (kind, None);
            }
            Argument::Value(Operand::Nested(expr)) => {
                let is_closure = matches!(&**expr, Expr::Constant(template, _) if is_closure(template));
                // Only a parameter that is constant takes a closure.
                let kind = if is_closure {
                    ShadowArgument::Ignored
                } else {
                    ShadowArgument::Probe
                };
                return (kind, None);
            }
            Argument::Borrow(place) | Argument::BorrowMut(place) => (place.clone(), false),
        };
        let ty = function.var(place.root).ty;
        if !self.active.contains(&place.root) {
            let is_number =
                function.types.is_float(ty) && !(function.types.is_generic() && function.types.number_of(ty).is_none());
            let kind = match (is_value, function.types.is_inactive(ty), is_number) {
                (true, true, _) => ShadowArgument::Ignored,
                (true, _, true) => ShadowArgument::InertNumber,
                _ => ShadowArgument::Probe,
            };
            return (kind, None);
        }
        if !self.is_plain(function, &place) {
            let shadow = self.place(function, &place);
            if let Argument::BorrowMut(_) = argument {
                function.vars[shadow.root.0].mutable = true;
            }
            return (ShadowArgument::Place(shadow), None);
        }
        let number = self.of(function, place.root);
        let hint = format!("{}_cell", function.var(number).name);
        let cell = function.fresh(&hint, Role::Shadow, false);
        let start = if initial || matches!(argument, Argument::BorrowMut(_)) {
            Operand::Var(number)
        } else {
            named(function, zero_of(function, place.root), "zero", before)
        };
        function.vars[cell.0].ty = function.var(number).ty;
        before.push(Stmt::Let {
            var: cell,
            value: Expr::Cell(start),
        });
        (ShadowArgument::Place(Place::whole(cell)), Some((cell, number)))
    }
}
