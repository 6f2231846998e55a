//! Chains that end in a value: `sum`, `product`, `fold`, `collect`, `count`, `all`, `any`; and `for_each`.

use super::{Item, Items, is_adapter};
use crate::ir::{Aggregate, Block, Expr, Operand, Place, Role, Stmt, Var, generic_constant};
use crate::lower::Lowerer;
use crate::lower::closures::Closure;
use crate::lower::statements::Source;
use crate::lower::types::Number;
use crate::reject::Refusal;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr as Syntax;

impl<'r> Lowerer<'r> {
    /// `chain.sum()` and the like; `None` if the method is none of them.
    pub(in crate::lower) fn iterator_value(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let method = call.method.to_string();
        if !["sum", "product", "fold", "collect", "count", "all", "any"].contains(&method.as_str()) {
            return None;
        }
        self.items_of_receiver(&call.receiver)?;
        let (items, length) = match self.items(&call.receiver) {
            Some(found) => found,
            None => {
                self.refusals.refuse(&call.receiver, Refusal::ForIterator);
                return Some(Expr::Use(Operand::tokens(quote!(0.0))));
            }
        };
        Some(match method.as_str() {
            "sum" => self.reduce(call, &items, length, false),
            "product" => self.reduce(call, &items, length, true),
            "fold" => self.fold(call, &items, length),
            "collect" => self.collect(&items, length, call),
            _ => self.count(call, &items, length),
        })
    }

    /// Whether a receiver looks like an iterator at all.
    fn items_of_receiver(&self, expr: &Syntax) -> Option<()> {
        match expr {
            Syntax::Paren(paren) => self.items_of_receiver(&paren.expr),
            Syntax::Range(_) => Some(()),
            Syntax::MethodCall(call) => is_adapter(&call.method.to_string()).then_some(()),
            _ => None,
        }
    }

    /// `sum` and `product`.
    fn reduce(&mut self, call: &syn::ExprMethodCall, items: &Items, length: Operand, multiply: bool) -> Expr {
        let total = self
            .function
            .fresh(if multiply { "product" } else { "sum" }, Role::Local, true);
        if let Some(arguments) = &call.turbofish
            && let Some(syn::GenericArgument::Type(ty)) = arguments.args.first()
        {
            let written = self.function.types.written(ty);
            self.function.types.unify(self.ty(total), written);
        }
        let (index, body) = self.item_block(items, &mut |this, item| {
            let value = this.item_operand(item);
            let ty = this.type_of(&value);
            this.function.types.unify(this.ty(total), ty);
            if multiply {
                let old = this.name_value(Expr::Load(Place::whole(total)), "so_far");
                let new = this.name_value(Expr::Binary(syn::BinOp::Mul(Default::default()), old, value), "product");
                this.push(Stmt::Assign {
                    place: Place::whole(total),
                    value: new,
                    first: false,
                });
            } else {
                this.push(Stmt::Update {
                    place: Place::whole(total),
                    subtract: false,
                    value,
                });
            }
        });
        let start = match (self.function.types.is_inactive(self.ty(total)), multiply) {
            (true, false) => quote!(0),
            (true, true) => quote!(1),
            (false, false) => self.start(total, quote!(0.0), quote!(zero)),
            (false, true) => self.start(total, quote!(1.0), quote!(one)),
        };
        self.push(Stmt::Let {
            var: total,
            value: Expr::Use(Operand::tokens(start)),
        });
        self.push(Stmt::count(index, length, body));
        Expr::Load(Place::whole(total))
    }

    /// What a sum or product of numbers starts at: `literal`, or where the number has none, what the function `named` returns.
    fn start(&self, total: Var, literal: TokenStream, named: TokenStream) -> TokenStream {
        match self.function.types.number_of(self.ty(total)) {
            Some(Number::Parameter(name)) => generic_constant(name, &literal),
            None if self.function.types.is_generic() => quote!(::pullback::runtime::Real::#named()),
            _ => literal,
        }
    }

    fn fold(&mut self, call: &syn::ExprMethodCall, items: &Items, length: Operand) -> Expr {
        let (Some(start), Some(closure)) = (
            call.args.first(),
            call.args.get(1).and_then(|closure| self.closure_argument(closure, 2)),
        ) else {
            return self.refuse(call, Refusal::ForIterator);
        };
        let start = self.operand(start);
        let ty = self.type_of(&start);
        let total = self.function.fresh("folded", Role::Local, true);
        self.function.types.unify(self.ty(total), ty);
        self.push(Stmt::Let {
            var: total,
            value: Expr::Use(start),
        });
        let (index, body) = self.item_block(items, &mut |this, item| {
            let so_far = Item::Source(Source::Value(Expr::Load(Place::whole(total))));
            let value = this.apply(&closure, vec![so_far, item]);
            let value = this.name_value(value, "folded");
            let ty = this.type_of(&value);
            this.function.types.unify(this.ty(total), ty);
            this.push(Stmt::Assign {
                place: Place::whole(total),
                value,
                first: false,
            });
        });
        self.push(Stmt::count(index, length, body));
        Expr::Load(Place::whole(total))
    }

    fn collect(&mut self, items: &Items, length: Operand, call: &syn::ExprMethodCall) -> Expr {
        let collected = self.function.fresh("collected", Role::Local, true);
        self.push(Stmt::Let {
            var: collected,
            value: Expr::Aggregate(Aggregate::Vec, Vec::new()),
        });
        let (index, body) = self.item_block(items, &mut |this, item| {
            let value = this.item_operand(item);
            this.push_element(&Place::whole(collected), value, call);
        });
        self.push(Stmt::count(index, length, body));
        self.unnamed.insert(collected);
        Expr::Use(Operand::Var(collected))
    }

    /// `count`, `all` and `any`, which have no derivative.
    fn count(&mut self, call: &syn::ExprMethodCall, items: &Items, length: Operand) -> Expr {
        let (start, is_count) = match call.method.to_string().as_str() {
            "count" => (quote!(0_usize), true),
            "all" => (quote!(true), false),
            _ => (quote!(false), false),
        };
        let is_all = call.method == "all";
        let closure = call.args.first().and_then(|closure| self.closure_argument(closure, 1));
        if !is_count && (items.has_effects() || closure.as_ref().is_some_and(Closure::has_effects)) {
            // `all` and `any` stop at the first answer, and the loop here does not.
            return self.refuse(call, Refusal::ClosureEffect);
        }
        let total = self.function.fresh("counted", Role::Local, true);
        self.function.vars[total.0].ty = self.function.types.inactive();
        self.push(Stmt::Let {
            var: total,
            value: Expr::Use(Operand::tokens(start)),
        });
        let (index, body) = self.item_block(items, &mut |this, item| {
            if is_count {
                this.push(Stmt::Update {
                    place: Place::whole(total),
                    subtract: false,
                    value: Operand::tokens(quote!(1)),
                });
                return;
            }
            let Some(closure) = &closure else { return };
            let test = this.apply(closure, vec![item]);
            let condition = this.flag(test, "found");
            let set = Block {
                stmts: vec![Stmt::Assign {
                    place: Place::whole(total),
                    value: Operand::tokens(if is_all { quote!(false) } else { quote!(true) }),
                    first: false,
                }],
            };
            let (then, otherwise) = if is_all {
                (Block::default(), set)
            } else {
                (set, Block::default())
            };
            this.push(Stmt::If {
                condition,
                then,
                otherwise,
            });
        });
        self.push(Stmt::count(index, length, body));
        Expr::Load(Place::whole(total))
    }

    /// `chain.for_each(|item| …);`
    pub(in crate::lower) fn for_each(&mut self, call: &syn::ExprMethodCall) {
        let (Some((items, length)), Some(closure)) = (
            self.items(&call.receiver),
            call.args.first().and_then(|closure| self.closure_argument(closure, 1)),
        ) else {
            self.refusals.refuse(call, Refusal::ForIterator);
            return;
        };
        self.item_loop(None, &items, length, &mut |this, item| {
            this.apply(&closure, vec![item]);
        });
    }

    /// The body of a loop over items, whose head is pushed later.
    fn item_block(&mut self, items: &Items, build: &mut dyn FnMut(&mut Self, Item)) -> (Var, Block) {
        let index = self.loop_index("index");
        self.loaded.clear();
        let loops = std::mem::take(&mut self.loops);
        let guards = std::mem::take(&mut self.guards);
        let body = self.nested(|this| this.with_item(items, Operand::Var(index), build));
        self.loops = loops;
        self.guards = guards;
        (index, body)
    }
}
