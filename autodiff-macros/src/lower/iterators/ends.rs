//! Chains that end in a value: `sum`, `product`, `fold`, `collect`, `unzip`, `partition`, `count`, `all`, `any`; and
//! `for_each`.

use super::{Item, Items, constant};
use crate::ir::{Aggregate, Block, Expr, LoopHead, Operand, Place, Role, Stmt, Var, generic_constant};
use crate::lower::Lowerer;
use crate::lower::fallible::Failure;
use crate::lower::statements::Source;
use crate::lower::types::{Number, Shape, TypeId};
use crate::reject::Refusal;
use proc_macro2::TokenStream;
use quote::quote;

/// The head, body and exit of a loop that is pushed later.
type Chain = (LoopHead<Block>, Block, Option<Var>);

impl<'r> Lowerer<'r> {
    /// `chain.sum()` and the like; `None` if the method is none of them.
    pub(in crate::lower) fn iterator_value(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        const ENDS: [&str; 14] = [
            "sum",
            "product",
            "fold",
            "rfold",
            "collect",
            "unzip",
            "partition",
            "count",
            "all",
            "any",
            "for_each",
            "try_fold",
            "try_for_each",
            "len",
        ];
        let method = call.method.to_string();
        if !ENDS.contains(&method.as_str()) || !self.is_iterator(&call.receiver) {
            return None;
        }
        let items = match method.as_str() {
            "rfold" => {
                let receiver = &call.receiver;
                self.items(&syn::parse_quote!(#receiver.rev()))
            }
            "all" | "any" | "try_fold" | "try_for_each" => self.drawn(&call.receiver),
            _ => self.items(&call.receiver),
        };
        let Some(items) = items else {
            return Some(self.refuse(&call.receiver, Refusal::ForIterator));
        };
        Some(match method.as_str() {
            "sum" => self.reduce(call, &items, false),
            "product" => self.reduce(call, &items, true),
            "fold" | "rfold" => self.fold(call, &items),
            "collect" => self.collect(&items, call),
            "unzip" | "partition" => self.split(&items, call),
            "count" | "len" => self.count(&items),
            "try_fold" | "try_for_each" => self.attempted(call, &items),
            _ => self.all_or_any(call, &items),
        })
    }

    /// `sum` and `product`.
    fn reduce(&mut self, call: &syn::ExprMethodCall, items: &Items, multiply: bool) -> Expr {
        let total = self
            .function
            .fresh(if multiply { "product" } else { "sum" }, Role::Local, true);
        if let Some(arguments) = &call.turbofish
            && let Some(syn::GenericArgument::Type(ty)) = arguments.args.first()
        {
            let written = self.function.types.written(ty);
            self.function.types.unify(self.ty(total), written);
        }
        let chain = self.chain(items, &mut |this, item| {
            let value = this.item_operand(item);
            let ty = this.type_of(&value);
            this.function.types.unify(this.ty(total), ty);
            if multiply {
                let old = this.name_value(Expr::Load(Place::whole(total)), "so_far");
                let new = this.name_value(Expr::Binary(syn::BinOp::Mul(Default::default()), old, value), "product");
                this.overwrite(total, new);
            } else {
                this.push(Stmt::Update {
                    place: Place::whole(total),
                    subtract: false,
                    value,
                });
            }
        });
        match self.function.types.shape(self.ty(total)) {
            Shape::Named(name) if self.is_written_out(&name) => {
                return self.refuse(&call.method, Refusal::OwnSum(call.method.to_string()));
            }
            // What starts at a number is one.
            Shape::Unknown => {
                let float = self.function.types.float();
                self.function.types.unify(self.ty(total), float);
            }
            _ => {}
        }
        let start = match (self.function.types.is_inactive(self.ty(total)), multiply) {
            (true, false) => quote!(0),
            (true, true) => quote!(1),
            // As in the standard library: the sum of nothing is the zero that changes no number.
            (false, false) => self.start(self.ty(total), quote!(-0.0), quote!(from_f64(-0.0))),
            (false, true) => self.start(self.ty(total), quote!(1.0), quote!(one())),
        };
        self.push(Stmt::Let {
            var: total,
            value: Expr::Use(Operand::tokens(start)),
        });
        self.finish_chain(chain);
        Expr::Load(Place::whole(total))
    }

    /// What a sum or product of numbers starts at: `literal`, or where the number has none, what the function `named` of its
    /// trait returns.
    pub(in crate::lower) fn start(&self, number: TypeId, literal: TokenStream, named: TokenStream) -> TokenStream {
        match self.function.types.number_of(number) {
            Some(Number::Parameter(name)) => generic_constant(name, &literal),
            None if self.function.types.is_generic() => quote!(::pullback::runtime::Real::#named),
            _ => literal,
        }
    }

    fn fold(&mut self, call: &syn::ExprMethodCall, items: &Items) -> Expr {
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
        let chain = self.chain(items, &mut |this, item| {
            let so_far = Item::Source(Source::Value(Expr::Load(Place::whole(total))));
            let value = this.apply(&closure, vec![so_far, item]);
            let value = this.name_value(value, "folded");
            let ty = this.type_of(&value);
            this.function.types.unify(this.ty(total), ty);
            this.overwrite(total, value);
        });
        self.finish_chain(chain);
        Expr::Load(Place::whole(total))
    }

    fn collect(&mut self, items: &Items, call: &syn::ExprMethodCall) -> Expr {
        if let Some((failure, ty)) = call.turbofish.as_ref().and_then(names_attempts) {
            return self.collected_attempts(items, failure, ty);
        }
        if !call.turbofish.as_ref().is_none_or(names_vec) {
            return self.refuse(call, Refusal::Collected);
        }
        match self.collected(items) {
            Some(collected) => {
                self.unnamed.insert(collected);
                Expr::Use(Operand::Var(collected))
            }
            None => self.refuse(call, Refusal::ForIterator),
        }
    }

    /// An empty `Vec`.
    pub(in crate::lower) fn empty_vec(&mut self, hint: &str) -> Var {
        let vec = self.function.fresh(hint, Role::Local, true);
        let element = self.function.types.fresh();
        let ty = self.function.types.sequence(element);
        self.function.types.unify(self.ty(vec), ty);
        self.push(Stmt::Let {
            var: vec,
            value: Expr::Aggregate(Aggregate::Vec, Vec::new()),
        });
        vec
    }

    /// A new `Vec` with all items.
    pub(super) fn collected(&mut self, items: &Items) -> Option<Var> {
        let collected = self.empty_vec("collected");
        let chain = self.chain(items, &mut |this, item| {
            let value = this.item_operand(item);
            this.push_element(&Place::whole(collected), value);
        });
        self.finish_chain(chain);
        Some(collected)
    }

    /// `unzip` and `partition`: two `Vec`s.
    fn split(&mut self, items: &Items, call: &syn::ExprMethodCall) -> Expr {
        let closure = call.args.first().and_then(|closure| self.closure_argument(closure, 1));
        if (call.method == "partition") != closure.is_some() {
            return self.refuse(call, Refusal::ForIterator);
        }
        let [first, second] = ["first", "second"].map(|hint| self.empty_vec(hint));
        let chain = self.chain(items, &mut |this, item| {
            if let Some(closure) = &closure {
                let test = this.apply(closure, vec![item.clone()]);
                let condition = this.flag(test, "chosen");
                let value = this.item_operand(item);
                let [then, otherwise] =
                    [first, second].map(|vec| this.nested(|this| this.push_element(&Place::whole(vec), value.clone())));
                this.push(Stmt::If {
                    condition,
                    then,
                    otherwise,
                });
                return;
            }
            for (vec, part) in [first, second].into_iter().zip(this.halves(item)) {
                let value = this.item_operand(part);
                this.push_element(&Place::whole(vec), value);
            }
        });
        self.finish_chain(chain);
        Expr::Aggregate(Aggregate::Tuple, vec![Operand::Var(first), Operand::Var(second)])
    }

    /// The two parts of an item that is a pair.
    fn halves(&mut self, item: Item) -> [Item; 2] {
        if let Item::Pair(first, second) = item {
            return [*first, *second];
        }
        let pair = self.item_operand(item);
        let Operand::Var(var) = pair else {
            return [Item::value(pair.clone()), Item::value(pair)];
        };
        [0_usize, 1].map(|part| {
            Item::Source(Source::Place(
                Place::whole(var).field(syn::Member::Unnamed(part.into())),
            ))
        })
    }

    fn count(&mut self, items: &Items) -> Expr {
        if items.is_addressable() && !items.has_effects() {
            return Expr::Use(self.length(items));
        }
        let total = self.counter(quote!(0_usize), "counted");
        let chain = self.chain(items, &mut |this, _| {
            this.count_up(total);
        });
        self.finish_chain(chain);
        Expr::Load(Place::whole(total))
    }

    /// `all` and `any`, which stop at the first answer.
    fn all_or_any(&mut self, call: &syn::ExprMethodCall, items: &Items) -> Expr {
        let Some(closure) = call.args.first().and_then(|closure| self.closure_argument(closure, 1)) else {
            return self.refuse(call, Refusal::ForIterator);
        };
        let is_all = call.method == "all";
        let answer = self.counter(if is_all { quote!(true) } else { quote!(false) }, "answer");
        let chain = self.chain(items, &mut |this, item| {
            let test = this.apply(&closure, vec![item]);
            let test = this.flag(test, "holds");
            let goes_on = if is_all {
                test
            } else {
                this.flag(Expr::Unary(syn::UnOp::Not(Default::default()), test), "goes_on")
            };
            let stops = this.flag(constant(quote!(!argument_0__), &[&goes_on]), "stops");
            this.when(stops, |this| {
                let value = Operand::tokens(if is_all { quote!(false) } else { quote!(true) });
                this.overwrite(answer, value);
            });
            this.when_or_leave(goes_on, 0, |_| {});
        });
        self.finish_chain(chain);
        Expr::Load(Place::whole(answer))
    }

    /// `chain.for_each(|item| …);`
    pub(in crate::lower) fn for_each(&mut self, call: &syn::ExprMethodCall) {
        let (Some(items), Some(closure)) = (
            self.items(&call.receiver),
            call.args.first().and_then(|closure| self.closure_argument(closure, 1)),
        ) else {
            self.refusals.refuse(call, Refusal::ForIterator);
            return;
        };
        let chain = self.chain(&items, &mut |this, item| {
            this.apply(&closure, vec![item]);
        });
        self.finish_chain(chain);
    }

    pub(super) fn overwrite(&mut self, var: Var, value: Operand) {
        self.push(Stmt::Assign {
            place: Place::whole(var),
            value,
            first: false,
        });
    }

    /// A loop over items of its own, which no `break` of the user's leaves.
    pub(super) fn chain(&mut self, items: &Items, build: &mut dyn FnMut(&mut Self, Item)) -> Chain {
        let (var, range, position) = self.item_head(items);
        let loops = std::mem::take(&mut self.loops);
        let guards = std::mem::take(&mut self.guards);
        let (body, exit) = self.loop_body(None, None, |this| this.with_item(items, position, build));
        self.loops = loops;
        self.guards = guards;
        (LoopHead::For { var, range }, body, exit)
    }

    /// A loop over items whose body is generated.
    pub(in crate::lower) fn own_loop(&mut self, items: &Items, build: &mut dyn FnMut(&mut Self, Item)) {
        let chain = self.chain(items, build);
        self.finish_chain(chain);
    }

    pub(super) fn finish_chain(&mut self, (head, body, exit): Chain) {
        self.finish(head, body, exit);
    }
}

/// The `Option` or `Result` that `collect::<…>()` names.
fn names_attempts(arguments: &syn::AngleBracketedGenericArguments) -> Option<(Failure, &syn::Type)> {
    let Some(syn::GenericArgument::Type(ty @ syn::Type::Path(path))) = arguments.args.first() else {
        return None;
    };
    let failure = match path.path.segments.last()?.ident.to_string().as_str() {
        "Option" => Failure::Option,
        "Result" => Failure::Result,
        _ => return None,
    };
    Some((failure, ty))
}

/// `chain.collect()` as `chain.collect::<Option<…>>()` where the type that is wanted is an `Option` or `Result`.
pub(in crate::lower) fn with_wanted_type(expr: &syn::Expr, ty: &syn::Type) -> Option<syn::Expr> {
    let mut expr = expr.clone();
    let mut inner = &mut expr;
    while let syn::Expr::Try(_) | syn::Expr::Paren(_) = inner {
        match inner {
            syn::Expr::Paren(paren) => inner = &mut paren.expr,
            _ => return None,
        }
    }
    let syn::Expr::MethodCall(call) = inner else {
        return None;
    };
    if call.method != "collect" || call.turbofish.is_some() {
        return None;
    }
    let turbofish: syn::AngleBracketedGenericArguments = syn::parse_quote!(::<#ty>);
    names_attempts(&turbofish)?;
    call.turbofish = Some(turbofish);
    Some(expr)
}

/// Whether `collect::<…>()` names a `Vec`.
fn names_vec(arguments: &syn::AngleBracketedGenericArguments) -> bool {
    match arguments.args.first() {
        Some(syn::GenericArgument::Type(syn::Type::Path(path))) => {
            path.path.segments.last().is_some_and(|last| last.ident == "Vec")
        }
        Some(syn::GenericArgument::Type(syn::Type::Infer(_))) | None => true,
        _ => false,
    }
}
