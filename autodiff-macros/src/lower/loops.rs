//! The three loops, and what `for` runs over.

use super::exits::LoopFrame;
use super::statements::Source;
use super::{Lowerer, calls};
use crate::analyse::activity::each_stmt;
use crate::analyse::record::defined;
use crate::ir::{Block, Expr, LoopHead, Operand, Place, Range, Role, Stmt, Var};
use crate::reject::Refusal;
use proc_macro2::{Ident, Span};
use quote::quote;
use std::collections::HashSet;
use syn::visit::Visit;
use syn::{Expr as Syntax, Pat};

/// What a `for` loop runs over: positions of a sequence, or numbers of a range.
enum Items {
    Numbers {
        low: Operand,
    },
    Elements {
        place: Place,
        mutable: bool,
        by_value: bool,
    },
    Pairs(Box<Items>, Box<Items>),
    Enumerated(Box<Items>),
    Reversed {
        items: Box<Items>,
        length: Operand,
    },
}

/// Whether a loop has a `break` of its own with a value.
pub(super) fn breaks_with_value(inner: &syn::ExprLoop) -> bool {
    struct Finder<'l> {
        label: Option<&'l syn::Lifetime>,
        depth: usize,
        found: bool,
    }
    impl<'ast> Visit<'ast> for Finder<'_> {
        fn visit_expr_break(&mut self, jump: &'ast syn::ExprBreak) {
            let is_ours = match &jump.label {
                None => self.depth == 0,
                label => label.as_ref() == self.label,
            };
            self.found |= is_ours && jump.expr.is_some();
            syn::visit::visit_expr_break(self, jump);
        }
        fn visit_expr_loop(&mut self, inner: &'ast syn::ExprLoop) {
            self.depth += 1;
            syn::visit::visit_expr_loop(self, inner);
            self.depth -= 1;
        }
        fn visit_expr_while(&mut self, inner: &'ast syn::ExprWhile) {
            self.depth += 1;
            syn::visit::visit_expr_while(self, inner);
            self.depth -= 1;
        }
        fn visit_expr_for_loop(&mut self, inner: &'ast syn::ExprForLoop) {
            self.depth += 1;
            syn::visit::visit_expr_for_loop(self, inner);
            self.depth -= 1;
        }
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut finder = Finder {
        label: inner.label.as_ref().map(|label| &label.name),
        depth: 0,
        found: false,
    };
    finder.visit_block(&inner.body);
    finder.found
}

/// Whether a condition writes to anything but its own variables.
fn has_effects(condition: &Block) -> bool {
    let mut own = HashSet::new();
    each_stmt(condition, &mut |stmt| own.extend(defined(stmt)));
    condition.written_roots().iter().any(|root| !own.contains(root))
}

impl<'r> Lowerer<'r> {
    /// The variable that `break value` assigns, if the loop has a value.
    pub(super) fn loop_value(&mut self, expr: &Syntax) -> Option<Var> {
        match expr {
            Syntax::Loop(inner) if breaks_with_value(inner) => {
                let value = self.function.fresh("found", Role::Local, true);
                self.push(Stmt::Let {
                    var: value,
                    value: Expr::Default,
                });
                Some(value)
            }
            _ => None,
        }
    }

    pub(super) fn loop_expression(&mut self, expr: &Syntax) -> Expr {
        match self.loop_value(expr) {
            Some(value) => {
                self.loop_statement(expr, Some(value));
                Expr::Load(Place::whole(value))
            }
            None => self.refuse(expr, Refusal::MissingValue),
        }
    }

    pub(super) fn loop_statement(&mut self, expr: &Syntax, value: Option<Var>) {
        match expr {
            Syntax::ForLoop(inner) => self.for_loop(inner),
            Syntax::While(inner) => self.while_loop(inner),
            Syntax::Loop(inner) => {
                let (body, exit) = self.loop_body(inner.label.as_ref(), value, |this| this.run(&inner.body));
                self.finish(LoopHead::Endless, body, exit);
            }
            _ => {}
        }
    }

    fn run(&mut self, body: &syn::Block) {
        self.statements(&body.stmts, &mut |this, value| {
            if let Some(value) = value {
                this.name_value(value, "unused");
            }
        });
    }

    /// Lowers a loop's body; what was loaded before it may change in it.
    fn loop_body(
        &mut self,
        label: Option<&syn::Label>,
        value: Option<Var>,
        build: impl FnOnce(&mut Self),
    ) -> (Block, Option<Var>) {
        let label = label.map(|label| label.name.ident.to_string());
        self.loops.push(LoopFrame {
            label,
            exit: None,
            value,
            guards: self.guards.len(),
        });
        let scopes = self.scopes.clone();
        self.loaded.clear();
        let body = self.nested(build);
        self.scopes = scopes;
        let exit = self.loops.pop().and_then(|frame| frame.exit);
        (body, exit)
    }

    fn finish(&mut self, head: LoopHead<Block>, body: Block, exit: Option<Var>) {
        if let Some(exit) = exit {
            self.push(Stmt::Let {
                var: exit,
                value: Expr::Use(Operand::tokens(quote!(false))),
            });
        }
        self.push(Stmt::Loop { head, body, exit });
    }

    fn while_loop(&mut self, inner: &syn::ExprWhile) {
        if super::exits::may_exit(&inner.cond) {
            self.refusals.refuse(&inner.cond, Refusal::ExitHere);
            return;
        }
        self.loaded.clear();
        let mut test = None;
        let condition = self.nested(|this| test = Some(this.condition(&inner.cond)));
        let (body, exit) = self.loop_body(inner.label.as_ref(), None, |this| this.run(&inner.body));
        let test = test.unwrap_or(Operand::tokens(quote!(false)));
        if has_effects(&condition) {
            return self.test_in_body(condition, test, body, exit);
        }
        self.finish(LoopHead::While { condition, test }, body, exit);
    }

    /// A loop whose condition changes something: `loop { if condition { body } else { break } }`, so that the change has a
    /// reverse like any other.
    fn test_in_body(&mut self, condition: Block, test: Operand, body: Block, exit: Option<Var>) {
        let exit = exit.unwrap_or_else(|| {
            let exit = self.function.fresh("stop", Role::Local, true);
            self.function.vars[exit.0].ty = self.function.types.inactive();
            exit
        });
        let stop = Stmt::Assign {
            place: Place::whole(exit),
            value: Operand::tokens(quote!(true)),
            first: false,
        };
        let mut whole = condition;
        whole.stmts.push(Stmt::If {
            condition: test,
            then: body,
            otherwise: Block { stmts: vec![stop] },
        });
        self.finish(LoopHead::Endless, whole, Some(exit));
    }

    // ---- for -----------------------------------------------------------------------------------------------------------

    fn for_loop(&mut self, inner: &syn::ExprForLoop) {
        if let Some(range) = self.range(&inner.expr) {
            return self.for_range(inner, range);
        }
        let Some((items, length)) = self.items(&inner.expr) else {
            self.refusals.refuse(&inner.expr, Refusal::ForIterator);
            return;
        };
        let index = self.function.fresh("index", Role::Local, false);
        self.function.vars[index.0].ty = self.function.types.inactive();
        self.constant.insert(index);
        let (body, exit) = self.loop_body(inner.label.as_ref(), None, |this| {
            this.bind_item(&inner.pat, &items, Operand::Var(index));
            this.run(&inner.body);
        });
        let range = Range {
            low: Operand::tokens(quote!(0)),
            high: length,
            inclusive: false,
            reversed: false,
            step: None,
            reversed_first: false,
        };
        self.finish(LoopHead::For { var: index, range }, body, exit);
    }

    fn for_range(&mut self, inner: &syn::ExprForLoop, range: Range) {
        let scopes = self.scopes.clone();
        self.scopes.push(Default::default());
        let var = match &*inner.pat {
            Pat::Ident(ident) if ident.mutability.is_none() => self.declare(&ident.ident, false),
            Pat::Wild(_) => self.function.fresh("iteration", Role::Local, false),
            other => {
                self.refusals.refuse(other, Refusal::Pattern);
                return;
            }
        };
        self.function.vars[var.0].ty = self.function.types.inactive();
        self.constant.insert(var);
        let (body, exit) = self.loop_body(inner.label.as_ref(), None, |this| this.run(&inner.body));
        self.scopes = scopes;
        self.finish(LoopHead::For { var, range }, body, exit);
    }

    /// A loop over `low..high` whose body is generated.
    pub(super) fn counted_loop(
        &mut self,
        low: Operand,
        high: Operand,
        hint: &str,
        build: &mut dyn FnMut(&mut Self, Operand),
    ) {
        let index = self.function.fresh(hint, Role::Local, false);
        self.function.vars[index.0].ty = self.function.types.inactive();
        self.constant.insert(index);
        let (body, exit) = self.loop_body(None, None, |this| build(this, Operand::Var(index)));
        let range = Range {
            low,
            high,
            inclusive: false,
            reversed: false,
            step: None,
            reversed_first: false,
        };
        self.finish(LoopHead::For { var: index, range }, body, exit);
    }

    /// `a..b`, `a..=b`, with `.rev()` and `.step_by(n)` behind it.
    fn range(&mut self, expr: &Syntax) -> Option<Range> {
        match expr {
            Syntax::Paren(paren) => self.range(&paren.expr),
            Syntax::Range(range) => {
                let low = self.index(range.start.as_deref()?);
                let high = self.index(range.end.as_deref()?);
                let inclusive = matches!(range.limits, syn::RangeLimits::Closed(_));
                Some(Range {
                    low,
                    high,
                    inclusive,
                    reversed: false,
                    step: None,
                    reversed_first: false,
                })
            }
            Syntax::MethodCall(call) if call.method == "rev" => {
                let mut range = self.range(&call.receiver)?;
                if range.step.is_some() && range.reversed_first {
                    return None;
                }
                range.reversed_first |= range.step.is_none() && !range.reversed;
                range.reversed = !range.reversed;
                Some(range)
            }
            Syntax::MethodCall(call) if call.method == "step_by" => {
                let mut range = self.range(&call.receiver)?;
                if range.step.is_some() {
                    return None;
                }
                range.step = Some(self.index(call.args.first()?));
                Some(range)
            }
            _ => None,
        }
    }

    /// Items of a sequence, with their number.
    fn items(&mut self, expr: &Syntax) -> Option<(Items, Operand)> {
        match expr {
            Syntax::Paren(paren) => self.items(&paren.expr),
            Syntax::Range(range) => {
                let low = self.index(range.start.as_deref()?);
                let high = range.end.as_deref();
                let length = match high {
                    Some(high) => {
                        let high = self.index(high);
                        let template = if matches!(range.limits, syn::RangeLimits::Closed(_)) {
                            quote!((argument_0__ + 1_usize).saturating_sub(argument_1__))
                        } else {
                            quote!(::core::primitive::usize::saturating_sub(argument_0__, argument_1__))
                        };
                        let bounds = [high, low.clone()].map(crate::ir::Argument::Value);
                        self.flag(Expr::Constant(template, bounds.to_vec()), "length")
                    }
                    None => Operand::tokens(quote!(usize::MAX)),
                };
                Some((Items::Numbers { low }, length))
            }
            Syntax::MethodCall(call) => match call.method.to_string().as_str() {
                "enumerate" => {
                    let (items, length) = self.items(&call.receiver)?;
                    Some((Items::Enumerated(Box::new(items)), length))
                }
                "zip" => {
                    let (first, first_length) = self.items(&call.receiver)?;
                    let (second, second_length) = self.items(call.args.first()?)?;
                    let min = Expr::Constant(
                        quote!(::core::cmp::min(argument_0__, argument_1__)),
                        vec![
                            crate::ir::Argument::Value(first_length),
                            crate::ir::Argument::Value(second_length),
                        ],
                    );
                    let length = self.flag(min, "length");
                    Some((Items::Pairs(Box::new(first), Box::new(second)), length))
                }
                "rev" => {
                    let (items, length) = self.items(&call.receiver)?;
                    Some((
                        Items::Reversed {
                            items: Box::new(items),
                            length: length.clone(),
                        },
                        length,
                    ))
                }
                "copied" | "cloned" => {
                    let (items, length) = self.items(&call.receiver)?;
                    match items {
                        Items::Elements { place, .. } => Some((
                            Items::Elements {
                                place,
                                mutable: false,
                                by_value: true,
                            },
                            length,
                        )),
                        _ => None,
                    }
                }
                "into_iter" => {
                    let place = self.place_or_temporary(&call.receiver)?;
                    self.elements(place, false, true)
                }
                "iter" | "iter_mut" => {
                    let place = self.place_or_temporary(&call.receiver)?;
                    self.elements(place, call.method == "iter_mut", false)
                }
                _ => None,
            },
            other => match self.view(other) {
                Some((place, mutable)) => self.elements(place, mutable, false),
                None => {
                    let place = match other {
                        Syntax::Path(_) | Syntax::Field(_) | Syntax::Index(_) | Syntax::Array(_) | Syntax::Macro(_) => {
                            self.place_or_temporary(other)?
                        }
                        _ => return None,
                    };
                    self.elements(place, false, true)
                }
            },
        }
    }

    fn elements(&mut self, place: Place, mutable: bool, by_value: bool) -> Option<(Items, Operand)> {
        let length = self.flag(
            Expr::Query(place.clone(), Ident::new("len", Span::call_site())),
            "length",
        );
        Some((
            Items::Elements {
                place,
                mutable,
                by_value,
            },
            length,
        ))
    }

    fn bind_item(&mut self, pattern: &Pat, items: &Items, index: Operand) {
        match items {
            Items::Elements {
                place,
                mutable,
                by_value,
            } => {
                let element = calls::element_of(place, index);
                let source = if *by_value {
                    Source::Place(element)
                } else {
                    Source::View {
                        place: element,
                        mutable: *mutable,
                    }
                };
                self.bind(pattern, source);
            }
            Items::Numbers { low } => {
                let value = if matches!(low, Operand::Constant(tokens) if tokens.to_string() == "0") {
                    Expr::Use(index)
                } else {
                    Expr::Binary(syn::BinOp::Add(Default::default()), low.clone(), index)
                };
                self.bind(pattern, Source::Value(value));
            }
            Items::Pairs(first, second) => match pattern {
                Pat::Tuple(tuple) if tuple.elems.len() == 2 => {
                    self.bind_item(&tuple.elems[0], first, index.clone());
                    self.bind_item(&tuple.elems[1], second, index);
                }
                other => self.refusals.refuse(other, Refusal::Pattern),
            },
            Items::Enumerated(items) => match pattern {
                Pat::Tuple(tuple) if tuple.elems.len() == 2 => {
                    self.bind(&tuple.elems[0], Source::Value(Expr::Use(index.clone())));
                    self.bind_item(&tuple.elems[1], items, index);
                }
                other => self.refusals.refuse(other, Refusal::Pattern),
            },
            Items::Reversed { items, length } => {
                let last = Expr::Constant(
                    quote!(argument_0__ - 1 - argument_1__),
                    vec![
                        crate::ir::Argument::Value(length.clone()),
                        crate::ir::Argument::Value(index),
                    ],
                );
                let position = self.flag(last, "position");
                self.bind_item(pattern, items, position);
            }
        }
    }
}
