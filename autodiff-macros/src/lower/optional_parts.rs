//! An expression of type `Option` taken apart, as what a closure of `filter_map` or `scan` returns: whether there is a value,
//! and the value.

use super::Lowerer;
use super::closures::Closure;
use super::iterators::Item;
use super::optional::{is_none, some};
use super::statements::Source;
use crate::ir::{Block, Expr, Operand, Place, Role, Stmt};
use quote::quote;
use syn::Expr as Syntax;

impl<'r> Lowerer<'r> {
    pub(super) fn apply_optional(&mut self, closure: &Closure, arguments: Vec<Item>) -> (Operand, Item) {
        if super::jumps::returns(&closure.body) {
            // A `return` leaves the closure, not the function.
            let value = self.apply(closure, arguments);
            if let Some(place) = self.name_value(value, "option").var().map(Place::whole) {
                return (
                    self.holds(&place),
                    Item::Source(Source::Place(super::fallible::held(&place))),
                );
            }
            return (
                Operand::tokens(quote!(false)),
                Item::value(Operand::tokens(quote!(0.0))),
            );
        }
        let scopes = std::mem::replace(&mut self.scopes, closure.scopes.clone());
        self.scopes.push(Default::default());
        for (pattern, argument) in closure.parameters.iter().zip(arguments) {
            self.bind_item(pattern, argument);
        }
        let found = self.optional_parts(&closure.body);
        self.scopes = scopes;
        found
    }

    /// Whether an expression of type `Option` has a value, and the value.
    pub(super) fn optional_parts(&mut self, expr: &Syntax) -> (Operand, Item) {
        if let Some(inner) = some(expr) {
            let value = self.operand(inner);
            return (Operand::tokens(quote!(true)), Item::value(value));
        }
        let present = self.function.fresh("is_some", Role::Local, true);
        self.function.vars[present.0].ty = self.function.types.inactive();
        let value = self.function.fresh("some", Role::Local, true);
        for (var, start) in [
            (present, Expr::Use(Operand::tokens(quote!(false)))),
            (value, Expr::Default),
        ] {
            self.push(Stmt::Let { var, value: start });
        }
        let block = self.nested(|this| this.assign_optional(expr, present, value));
        self.splice(block);
        let present = self.flag(Expr::Load(Place::whole(present)), "is_some");
        (present, Item::Source(Source::Place(Place::whole(value))))
    }

    fn assign_optional(&mut self, expr: &Syntax, present: crate::ir::Var, value: crate::ir::Var) {
        if is_none(expr) {
            return;
        }
        if let Some(inner) = some(expr) {
            let operand = self.operand(inner);
            return self.set_optional(present, value, operand);
        }
        match expr {
            Syntax::Paren(paren) => self.assign_optional(&paren.expr, present, value),
            Syntax::Block(block) if block.label.is_none() && !super::jumps::may_exit(expr) => {
                let Some((tail, rest)) = block.block.stmts.split_last() else {
                    return;
                };
                self.statements(rest, &mut |_, _| {});
                match tail {
                    syn::Stmt::Expr(tail, None) => self.assign_optional(tail, present, value),
                    _ => self.refusals.refuse(tail, crate::reject::Refusal::ForIterator),
                }
            }
            Syntax::If(branch) if !super::jumps::may_exit(expr) => {
                let condition = self.condition(&branch.cond);
                let then_block = &branch.then_branch;
                let then: Syntax = syn::parse_quote!(#then_block);
                let then = self.nested(|this| this.assign_optional(&then, present, value));
                let otherwise = branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise);
                let otherwise = match otherwise {
                    Some(otherwise) => self.nested(|this| this.assign_optional(otherwise, present, value)),
                    None => Block::default(),
                };
                self.push(Stmt::If {
                    condition,
                    then,
                    otherwise,
                });
            }
            Syntax::MethodCall(call) if call.method == "then" || call.method == "then_some" => {
                let condition = self.condition(&call.receiver);
                let Some(argument) = call.args.first() else { return };
                let lazy = call.method == "then";
                let eager = (!lazy).then(|| self.operand(argument));
                let then = self.nested(|this| {
                    let operand = match eager {
                        Some(operand) => operand,
                        None => match this.closure_argument(argument, 0) {
                            Some(closure) => {
                                let found = this.apply(&closure, Vec::new());
                                this.name_value(found, "value")
                            }
                            None => return,
                        },
                    };
                    this.set_optional(present, value, operand);
                });
                self.push(Stmt::If {
                    condition,
                    then,
                    otherwise: Block::default(),
                });
            }
            other => match self.option_like(other) {
                Some(optional) => {
                    let then = self.nested(|this| {
                        let item = this.take(optional.payload);
                        let operand = this.item_operand(item);
                        this.set_optional(present, value, operand);
                    });
                    self.push(Stmt::If {
                        condition: optional.present,
                        then,
                        otherwise: Block::default(),
                    });
                }
                None => self.assign_option_value(other, present, value),
            },
        }
    }

    /// An `Option` (or `Result`) that some other expression makes: the call of a function, a block with a `return`.
    fn assign_option_value(&mut self, expr: &Syntax, present: crate::ir::Var, value: crate::ir::Var) {
        let found = match self.option_like(expr) {
            Some(found) => found,
            None => return self.refusals.refuse(expr, crate::reject::Refusal::ForIterator),
        };
        let then = self.nested(|this| {
            let item = this.take(found.payload);
            let operand = this.item_operand(item);
            this.set_optional(present, value, operand);
        });
        self.push(Stmt::If {
            condition: found.present,
            then,
            otherwise: Block::default(),
        });
    }

    fn set_optional(&mut self, present: crate::ir::Var, value: crate::ir::Var, operand: Operand) {
        let ty = self.type_of(&operand);
        self.function.types.unify(self.ty(value), ty);
        for (var, operand) in [(value, operand), (present, Operand::tokens(quote!(true)))] {
            self.push(Stmt::Assign {
                place: Place::whole(var),
                value: operand,
                first: false,
            });
        }
    }
}
