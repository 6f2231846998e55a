//! Chains that end at the first failure: `try_fold`, `try_for_each`, and `collect` into an `Option` or `Result` of a `Vec`.
//!
//! What they return is carried from item to item in one variable, an `Option` or `Result` that holds what there is so far.

use super::{Item, Items};
use crate::ir::{Aggregate, Block, Expr, Operand, Place, Role, Stmt, Var};
use crate::lower::Lowerer;
use crate::lower::fallible::Failure;
use crate::lower::statements::Source;
use crate::reject::Refusal;
use quote::quote;
use syn::Member;

impl<'r> Lowerer<'r> {
    /// `try_fold(start, closure)` and `try_for_each(closure)`.
    pub(super) fn attempted(&mut self, call: &syn::ExprMethodCall, items: &Items) -> Expr {
        let folds = call.method == "try_fold";
        let position = usize::from(folds);
        let closure = call.args.get(position);
        let closure = closure.and_then(|closure| self.closure_argument(closure, position + 1));
        let Some(closure) = closure else {
            return self.refuse(call, Refusal::ForIterator);
        };
        // What the closure returns is seen in its code, or else converted to what is wanted.
        let returned = Failure::of(closure.returns.as_ref(), &closure.body);
        let is_result = self.option_uses.is_result(&syn::Expr::MethodCall(call.clone()));
        let wanted = if is_result { Failure::Result } else { Failure::Option };
        let failure = returned.unwrap_or(wanted);
        let start = match call.args.first().filter(|_| folds) {
            Some(start) => self.operand(start),
            None => Operand::tokens(quote!(())),
        };
        let outcome = self.function.fresh("outcome", Role::Local, true);
        let value = success(failure, start);
        let ty = self.type_of_expr(&value);
        self.function.types.unify(self.ty(outcome), ty);
        self.push(Stmt::Let { var: outcome, value });
        let chain = self.chain(items, &mut |this, item| {
            let so_far = Place::whole(outcome).payload(&failure.success(), Member::Unnamed(0.into()));
            let arguments = match folds {
                true => vec![Item::Source(Source::Place(so_far)), item],
                false => vec![item],
            };
            let value = this.apply(&closure, arguments);
            let mut value = this.name_value(value, "outcome");
            if returned.is_none() {
                value = this.converted_attempt(value, failure);
            }
            let ty = this.type_of(&value);
            this.function.types.unify(this.ty(outcome), ty);
            this.overwrite(outcome, value);
            let goes_on = this.holds(&Place::whole(outcome));
            this.when_or_leave(goes_on, 0, |_| {});
        });
        self.finish_chain(chain);
        Expr::Load(Place::whole(outcome))
    }

    /// An `Option` or `Result`, whichever it is, as one of the two.
    fn converted_attempt(&mut self, value: Operand, failure: Failure) -> Operand {
        let Some(place) = value.var().map(Place::whole) else {
            return value;
        };
        let converted = self.function.fresh("converted", Role::Local, true);
        self.push(Stmt::Declare { var: converted });
        let condition = self.holds(&place);
        let then = self.nested(|this| {
            let held = this.held(&place);
            let value = this.name_value(success(failure, held), "value");
            this.choose(converted, value);
        });
        let otherwise = self.nested(|this| {
            let value = match failure {
                Failure::Option => crate::lower::option_values::none(),
                Failure::Result => this.same_error(&place),
            };
            this.choose(converted, value);
        });
        self.push(Stmt::If {
            condition,
            then,
            otherwise,
        });
        Operand::Var(converted)
    }

    /// What an `Option` or `Result` holds.
    fn held(&mut self, place: &Place) -> Operand {
        self.load_sized(crate::lower::fallible::held(place))
    }

    /// `collect()` of `Option`s or `Result`s into one of a `Vec`.
    pub(super) fn collected_attempts(&mut self, items: &Items, failure: Failure, ty: &syn::Type) -> Expr {
        let collected = self.empty_vec("collected");
        let failed = self.counter(quote!(false), "failed");
        let outcome = self.function.fresh("outcome", Role::Local, true);
        self.annotate(outcome, ty);
        self.push(Stmt::Let {
            var: outcome,
            value: Expr::Default,
        });
        let chain = self.chain(items, &mut |this, item| {
            let Some(place) = this.item_operand(item).var().map(Place::whole) else {
                return;
            };
            let holds = this.holds(&place);
            let then = this.nested(|this| {
                let value = this.held(&place);
                this.push_element(&Place::whole(collected), value);
            });
            let otherwise = this.nested(|this| {
                let value = match failure {
                    Failure::Option => crate::lower::option_values::none(),
                    Failure::Result => this.same_error(&place),
                };
                this.assign_outcome(outcome, value);
                this.overwrite(failed, Operand::tokens(quote!(true)));
                this.leave(0, this.guards.len());
            });
            this.push(Stmt::If {
                condition: holds,
                then,
                otherwise,
            });
        });
        self.finish_chain(chain);
        let failed = self.read_flag(failed);
        let otherwise = self.nested(|this| {
            let value = success(failure, Operand::Var(collected));
            let value = this.name_value(value, "all");
            this.assign_outcome(outcome, value);
        });
        self.push(Stmt::If {
            condition: failed,
            then: Block::default(),
            otherwise,
        });
        Expr::Load(Place::whole(outcome))
    }

    fn assign_outcome(&mut self, outcome: Var, value: Operand) {
        let ty = self.type_of(&value);
        self.function.types.unify(self.ty(outcome), ty);
        self.overwrite(outcome, value);
    }
}

/// `Some(value)` or `Ok(value)`.
fn success(failure: Failure, value: Operand) -> Expr {
    let aggregate = Aggregate::Variant {
        path: failure.success(),
        members: vec![Member::Unnamed(0.into())],
    };
    Expr::Aggregate(aggregate, vec![value])
}
