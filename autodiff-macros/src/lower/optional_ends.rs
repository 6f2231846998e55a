//! What asks an optional value for its value: `unwrap_or`, `map_or`, `is_some` and the like.

use super::Lowerer;
use super::iterators::Item;
use super::optional::Optional;
use crate::ir::{Expr, Operand, Place, Role, Stmt};
use quote::quote;
use syn::Expr as Syntax;
use syn::spanned::Spanned;

impl<'r> Lowerer<'r> {
    /// `text.parse().unwrap()`, a constant in one piece: what is parsed is known by the type of the whole.
    pub(super) fn parsed(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let parses = matches!(&*call.receiver, Syntax::MethodCall(inner) if inner.method == "parse");
        parses.then(|| self.opaque_constant(&Syntax::MethodCall(call.clone())))?
    }

    /// `unwrap_or`, `map_or`, `is_some` and the like of an optional value.
    pub(super) fn optional_value(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let method = call.method.to_string();
        const ENDS: [&str; 12] = [
            "unwrap_or",
            "unwrap_or_default",
            "unwrap_or_else",
            "map_or",
            "map_or_else",
            "is_some",
            "is_none",
            "is_some_and",
            "is_ok_and",
            "is_none_or",
            "is_ok",
            "is_err",
        ];
        if !ENDS.contains(&method.as_str()) {
            return None;
        }
        if let Some(value) = self.parsed(call) {
            return Some(value);
        }
        let optional = match self.option_like(&call.receiver) {
            Some(optional) => optional,
            None => self.constant_option(call)?,
        };
        match method.as_str() {
            "is_some" | "is_ok" => return Some(Expr::Use(optional.present)),
            "is_none" | "is_err" => return Some(Expr::Unary(syn::UnOp::Not(Default::default()), optional.present)),
            _ => {}
        }
        let closure = match method.as_str() {
            "map_or" | "map_or_else" => Some(self.closure_argument(call.args.get(1)?, 1)?),
            "is_some_and" | "is_ok_and" | "is_none_or" => Some(self.closure_argument(call.args.first()?, 1)?),
            _ => None,
        };
        // Arguments are evaluated whether they are needed or not, closures only if they are.
        let default = match method.as_str() {
            "unwrap_or" | "map_or" => Some(self.operand(call.args.first()?)),
            "is_some_and" | "is_ok_and" => Some(Operand::tokens(quote!(false))),
            "is_none_or" => Some(Operand::tokens(quote!(true))),
            _ => None,
        };
        // Of a `Result`, the closure gets the error.
        let lazy = match method.as_str() {
            "unwrap_or_else" | "map_or_else" => {
                let arity = usize::from(self.is_result(&call.receiver));
                Some(self.closure_argument(call.args.first()?, arity)?)
            }
            _ => None,
        };
        let whole = optional.whole;
        let chosen = self.function.fresh("chosen", Role::Local, true);
        self.push(Stmt::Declare { var: chosen });
        let then = self.nested(|this| {
            let item = this.take(optional.payload);
            let value = match &closure {
                Some(closure) => {
                    let value = this.apply(closure, vec![item]);
                    this.name_value(value, "value")
                }
                None => this.item_operand(item),
            };
            this.choose(chosen, value);
        });
        let otherwise = self.nested(|this| {
            let value = match (default, &lazy) {
                (Some(default), _) => default,
                (None, Some(closure)) => {
                    let error = whole.as_ref().filter(|_| !closure.parameters.is_empty());
                    let error = error.map(|place| Item::value(this.error_in(place)));
                    let value = this.apply(closure, Vec::from_iter(error));
                    this.name_value(value, "value")
                }
                (None, None) => {
                    let default = quote!(::core::default::Default::default());
                    this.name_value(Expr::Constant(default, Vec::new()), "default")
                }
            };
            this.choose(chosen, value);
        });
        self.push(Stmt::If {
            condition: optional.present,
            then,
            otherwise,
        });
        Some(Expr::Load(Place::whole(chosen)))
    }

    /// An optional value that reads constants alone, where what is asked of it does not: `parse(text).unwrap_or(x)`.
    fn constant_option(&mut self, call: &syn::ExprMethodCall) -> Option<Optional> {
        let whole = Syntax::MethodCall(call.clone());
        if self.opaque_constant(&call.receiver).is_none() || self.opaque_constant(&whole).is_some() {
            return None;
        }
        let place = self.place_or_temporary(&call.receiver);
        Some(self.option_in(place, None, call.receiver.span()))
    }

    pub(super) fn choose(&mut self, chosen: crate::ir::Var, value: Operand) {
        let ty = self.type_of(&value);
        self.function.types.unify(self.ty(chosen), ty);
        self.push(Stmt::Assign {
            place: Place::whole(chosen),
            value,
            first: true,
        });
    }
}
