//! Methods that make a `Vec` longer or shorter: all of them are `push` and `pop`, with elements moved in between.

use crate::ir::{Block, Expr, LoopHead, Operand, Place, Projection, Role, Stmt, Var};
use crate::lower::Lowerer;
use crate::lower::iterators::Item;
use crate::lower::statements::Source;
use crate::reject::Refusal;
use quote::quote;
use syn::{BinOp, Expr as Syntax};

impl<'r> Lowerer<'r> {
    pub(super) fn change_length(&mut self, place: &Place, call: &syn::ExprMethodCall) {
        if !self.can_grow(place) {
            self.refusals.refuse(call, Refusal::AssignTarget);
            return;
        }
        if self.constant.contains(&place.root) && !call.args.iter().all(|value| self.opaque_constant(value).is_some()) {
            self.refuse_written(place, &call.receiver);
            return;
        }
        let arguments: Vec<&Syntax> = call.args.iter().collect();
        match (call.method.to_string().as_str(), arguments.as_slice()) {
            ("push", [value]) => {
                let value = self.operand(value);
                self.push_element(place, value);
            }
            ("extend_from_slice" | "extend", [source]) => {
                let Some(items) = self.items(source) else {
                    self.refusals.refuse(source, Refusal::ForIterator);
                    return;
                };
                self.push_items(place, &items);
            }
            ("extend_from_within", [range]) => {
                let range = self.part_of(place, range);
                let copy = self.load_sized(range);
                let Operand::Var(copy) = copy else { return };
                let items = crate::lower::iterators::elements(Place::whole(copy), false, true);
                self.push_items(place, &items);
            }
            ("append", [source]) => {
                let Some((source, true)) = self.view(source) else {
                    self.refusals.refuse(source, Refusal::AssignTarget);
                    return;
                };
                let items = crate::lower::iterators::elements(source.clone(), false, true);
                self.push_items(place, &items);
                self.shorten(&source, Operand::tokens(quote!(0)));
            }
            ("insert", [index, value]) => {
                let (index, value) = (self.index(index), self.operand(value));
                self.insert(place, index, value);
            }
            ("truncate", [length]) => {
                let length = self.index(length);
                self.shorten(place, length);
            }
            ("clear", []) => self.shorten(place, Operand::tokens(quote!(0))),
            ("resize", [length, value]) => {
                let (length, value) = (self.index(length), self.operand(value));
                self.while_length(place, BinOp::Lt(Default::default()), length.clone(), |this| {
                    this.push_element(place, value);
                });
                self.shorten(place, length);
            }
            ("retain", [closure]) => {
                let Some(closure) = self.closure_argument(closure, 1) else {
                    return self.refusals.refuse(call, Refusal::Method("retain".to_owned()));
                };
                let kept = self.kept(place, &closure);
                self.store(place, Operand::Var(kept), call);
            }
            ("dedup", []) => self.deduplicate(place, call, &mut |this, last, item| {
                let [last, item] = [last, item].map(|item| this.item_operand(item));
                Expr::Binary(BinOp::Eq(Default::default()), last, item)
            }),
            ("dedup_by", [closure]) => {
                let Some(closure) = self.closure_argument(closure, 2) else {
                    return self.refusals.refuse(call, Refusal::Method("dedup_by".to_owned()));
                };
                // The later of the two comes first.
                self.deduplicate(place, call, &mut |this, last, item| {
                    this.apply(&closure, vec![item, last])
                });
            }
            ("dedup_by_key", [closure]) => {
                let Some(closure) = self.closure_argument(closure, 1) else {
                    return self.refusals.refuse(call, Refusal::Method("dedup_by_key".to_owned()));
                };
                self.deduplicate(place, call, &mut |this, last, item| {
                    let [last, item] = [last, item].map(|item| this.applied(&closure, vec![item]));
                    Expr::Binary(BinOp::Eq(Default::default()), last, item)
                });
            }
            _ => self.refusals.refuse(call, Refusal::Method(call.method.to_string())),
        }
    }

    /// Keeps of equal elements in a row the first.
    fn deduplicate(
        &mut self,
        place: &Place,
        call: &syn::ExprMethodCall,
        equal: &mut dyn FnMut(&mut Self, Item, Item) -> Expr,
    ) {
        let kept = self.function.fresh("kept", Role::Local, true);
        let (ty, known) = (self.type_of_place(place), self.ty(kept));
        self.function.types.unify(known, ty);
        // Empty, but of a known type, which the comparison needs.
        let empty = quote!(::pullback::runtime::support::emptied(argument_0__));
        let value = Expr::Constant(empty, vec![crate::ir::Argument::Borrow(place.clone())]);
        self.push(Stmt::Let { var: kept, value });
        let items = crate::lower::iterators::elements(place.clone(), false, false);
        self.own_loop(&items, &mut |this, item| {
            let length = this.length_of(&Place::whole(kept));
            let is_first = this.arithmetic(quote!(argument_0__ == 0), &[&length]);
            let is_new = this.short_circuit(is_first, false, |this| {
                let last = this.arithmetic(quote!(argument_0__ - 1), &[&length]);
                let last = Item::Source(Source::View {
                    place: Place::whole(kept).index(last),
                    mutable: false,
                });
                let equal = equal(this, last, item.clone());
                let equal = this.flag(equal, "equal");
                this.flag(Expr::Unary(syn::UnOp::Not(Default::default()), equal), "differs")
            });
            this.when(is_new, |this| {
                let value = this.item_operand(item.clone());
                this.push_element(&Place::whole(kept), value);
            });
        });
        self.store(place, Operand::Var(kept), call);
    }

    /// Whether the shadow of a `Vec` can grow along: it is this function's own.
    fn can_grow(&self, place: &Place) -> bool {
        (self.function.var(place.root).role == Role::Local || self.function.growing.contains(&place.root))
            && !place.path.iter().any(|step| matches!(step, Projection::Range { .. }))
    }

    /// `vec.push(value)`.
    pub(in crate::lower) fn push_element(&mut self, place: &Place, value: Operand) {
        let ty = self.type_of_place(place);
        let element = self.function.types.element(ty);
        let value_type = self.type_of(&value);
        self.function.types.unify(element, value_type);
        // A constant that is no number, `None` or one of the user's, has a shadow of its own shape.
        let value = match value {
            Operand::Constant(tokens)
                if !self.function.types.is_float(element) && syn::parse2::<syn::Lit>(tokens.clone()).is_err() =>
            {
                self.named_constant(tokens)
            }
            value => value,
        };
        self.push(Stmt::Push {
            place: place.clone(),
            value,
        });
    }

    fn push_items(&mut self, place: &Place, items: &crate::lower::iterators::Items) {
        self.own_loop(items, &mut |this, item| {
            let value = this.item_operand(item);
            this.push_element(place, value);
        });
    }

    /// `let _ = vec.pop();` of a `Vec` that is not empty.
    fn drop_last(&mut self, place: &Place) {
        let ty = self.type_of_place(place);
        let element = self.function.types.element(ty);
        let var = self.function.fresh("dropped", Role::Local, false);
        self.function.types.unify(self.ty(var), element);
        let place = place.clone();
        self.push(Stmt::Pop { place, var });
    }

    /// Takes elements off until there are no more than `length`.
    pub(super) fn shorten(&mut self, place: &Place, length: Operand) {
        self.while_length(place, BinOp::Gt(Default::default()), length, |this| {
            this.drop_last(place)
        });
    }

    /// `while place.len() < length { … }`, or `>`.
    fn while_length(&mut self, place: &Place, compare: BinOp, length: Operand, build: impl FnOnce(&mut Self)) {
        self.loaded.clear();
        let mut test = Operand::tokens(quote!(false));
        let condition = self.nested(|this| {
            let now = this.length_of(place);
            test = this.flag(Expr::Binary(compare, now, length), "goes_on");
        });
        let loops = std::mem::take(&mut self.loops);
        let (body, exit) = self.loop_body(None, None, build);
        self.loops = loops;
        self.finish(LoopHead::While { condition, test }, body, exit);
    }

    /// Pushes the value, and moves it down to its place.
    fn insert(&mut self, place: &Place, index: Operand, value: Operand) {
        let length = self.length_of(place);
        self.push_element(place, value);
        let steps = self.flag(
            Expr::Binary(BinOp::Sub(Default::default()), length.clone(), index),
            "steps",
        );
        self.counted_loop(steps, "step", &mut |this, step| {
            let position = |this: &mut Self, template| this.arithmetic(template, &[&length, &step]);
            let low = position(this, quote!(argument_0__ - 1 - argument_1__));
            let high = position(this, quote!(argument_0__ - argument_1__));
            this.exchange(&place.index(low), &place.index(high), quote!());
        });
    }

    fn arithmetic(&mut self, template: proc_macro2::TokenStream, operands: &[&Operand]) -> Operand {
        let arguments = operands
            .iter()
            .map(|operand| crate::ir::Argument::Value((*operand).clone()))
            .collect();
        self.flag(Expr::Constant(template, arguments), "position")
    }

    /// `remove`, `swap_remove`, `split_off`: what they return.
    pub(super) fn taken_out(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let place = self.place(&call.receiver)?;
        if !self.can_grow(&place) {
            return Some(self.refuse(call, Refusal::AssignTarget));
        }
        let index = self.index(&call.args[0]);
        if call.method == "split_off" {
            let tail = self.load_sized(place.then(Projection::Range {
                low: Some(index.clone()),
                high: None,
                inclusive: false,
            }));
            self.shorten(&place, index);
            return Some(Expr::Use(tail));
        }
        let value = self.load_named(place.index(index.clone()));
        let length = self.length_of(&place);
        if call.method == "swap_remove" {
            let last = self.arithmetic(quote!(argument_0__ - 1), &[&length]);
            self.exchange(&place.index(index), &place.index(last), call);
            self.drop_last(&place);
            return Some(Expr::Use(value));
        }
        self.close_gap(&place, index, Operand::tokens(quote!(1_usize)), length);
        self.drop_last(&place);
        Some(Expr::Use(value))
    }

    /// Moves the elements behind `index + width` down by `width`.
    fn close_gap(&mut self, place: &Place, index: Operand, width: Operand, length: Operand) {
        let template = quote!(argument_0__ - argument_1__ - argument_2__);
        let steps = self.arithmetic(template, &[&length, &index, &width]);
        self.counted_loop(steps, "step", &mut |this, step| {
            let low = this.arithmetic(quote!(argument_0__ + argument_1__), &[&index, &step]);
            let high = this.arithmetic(quote!(argument_0__ + argument_1__), &[&low, &width]);
            let value = this.load_named(place.index(high));
            this.store(&place.index(low), value, quote!());
        });
    }

    fn part_of(&mut self, place: &Place, range: &Syntax) -> Place {
        let Syntax::Range(range) = range else {
            self.refusals.refuse(range, Refusal::RangeValue);
            return place.clone();
        };
        let low = range.start.as_deref().map(|low| self.index(low));
        let high = range.end.as_deref().map(|high| self.index(high));
        let inclusive = matches!(range.limits, syn::RangeLimits::Closed(_));
        place.then(Projection::Range { low, high, inclusive })
    }

    /// `drain(range)`: the elements, which are copied and taken out.
    pub(in crate::lower) fn drained(&mut self, call: &syn::ExprMethodCall) -> Option<Place> {
        let place = self.place(&call.receiver)?;
        if !self.can_grow(&place) {
            self.refusals.refuse(call, Refusal::AssignTarget);
            return Some(place);
        }
        let part = self.part_of(&place, call.args.first()?);
        let Some(Projection::Range { low, high, .. }) = part.path.last().cloned() else {
            return Some(place);
        };
        let length = self.length_of(&place);
        let drained = self.load_sized(part).var()?;
        let low = low.unwrap_or(Operand::tokens(quote!(0)));
        let width = self.length_of(&Place::whole(drained));
        if high.is_some() {
            self.close_gap(&place, low.clone(), width.clone(), length.clone());
        }
        let rest = self.arithmetic(quote!(argument_0__ - argument_1__), &[&length, &width]);
        self.shorten(&place, rest);
        Some(Place::whole(drained))
    }

    /// A new `Vec` of the elements that a closure keeps.
    fn kept(&mut self, place: &Place, closure: &crate::lower::closures::Closure) -> Var {
        let kept = self.empty_vec("kept");
        let items = crate::lower::iterators::elements(place.clone(), false, false);
        self.own_loop(&items, &mut |this, item| {
            let test = this.apply(closure, vec![item.clone()]);
            let condition = this.flag(test, "stays");
            let then = this.nested(|this| {
                let value = this.item_operand(item);
                this.push_element(&Place::whole(kept), value);
            });
            this.push(Stmt::If {
                condition,
                then,
                otherwise: Block::default(),
            });
        });
        kept
    }

    /// `rows.concat()`: all elements of all rows.
    pub(super) fn joined(&mut self, receiver: &Syntax) -> Option<Expr> {
        let rows = self.place_or_temporary(receiver);
        let joined = self.empty_vec("joined");
        self.each_element(&rows, &mut |this, row, _| {
            let items = crate::lower::iterators::elements(row, false, false);
            this.push_items(&Place::whole(joined), &items);
        });
        self.unnamed.insert(joined);
        Some(Expr::Use(Operand::Var(joined)))
    }

    /// Refuses a method that changes the length of something whose shadow cannot follow.
    pub(in crate::lower) fn refuse_unless_growable(&mut self, place: &Place, call: &syn::ExprMethodCall) {
        if !self.can_grow(place) {
            self.refusals.refuse(call, Refusal::AssignTarget);
        }
    }
}
