//! The three loops, and what `for` runs over.

use super::Lowerer;
use super::exits::LoopFrame;
use super::iterators::{Item, Items, Position};
use super::statements::Source;
use crate::analyse::activity::each_stmt;
use crate::analyse::record::defined;
use crate::ir::{Block, Expr, LoopHead, Operand, ParallelLoop, Place, Range, Role, Stmt, Var};
use crate::reject::Refusal;
use crate::request::checkpoints::{self, Mark};
use quote::quote;
use std::collections::HashSet;
use syn::visit::Visit;
use syn::{Expr as Syntax, Pat};

/// Whether a loop has a `break` of its own with a value.
pub(super) fn breaks_with_value(inner: &syn::ExprLoop) -> bool {
    struct Finder<'l> {
        label: Option<&'l syn::Lifetime>,
        depth: usize,
        found: bool,
    }
    impl<'ast> Visit<'ast> for Finder<'_> {
        crate::macro_parts::look_into_macros!();
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

/// Whether a labelled block is left with a value.
pub(super) fn block_breaks_with_value(block: &syn::ExprBlock) -> bool {
    struct Finder<'l>(&'l syn::Lifetime, bool);
    impl<'ast> Visit<'ast> for Finder<'_> {
        crate::macro_parts::look_into_macros!();
        fn visit_expr_break(&mut self, jump: &'ast syn::ExprBreak) {
            self.1 |= jump.label.as_ref() == Some(self.0) && jump.expr.is_some();
            syn::visit::visit_expr_break(self, jump);
        }
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let Some(label) = &block.label else { return false };
    let mut finder = Finder(&label.name, false);
    finder.visit_block(&block.block);
    finder.1
}

/// `loop { if condition { body } else { break } }`.
fn endless(inner: &syn::ExprWhile) -> Syntax {
    let (label, condition, body) = (&inner.label, &inner.cond, &inner.body);
    let mut endless: syn::ExprLoop = syn::parse_quote!(loop { if #condition #body else { break; } });
    endless.label = label.clone();
    endless.attrs = inner.attrs.clone();
    Syntax::Loop(endless)
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
        let before = self.position();
        let attributes = match expr {
            Syntax::ForLoop(inner) => {
                self.for_loop(inner);
                &inner.attrs
            }
            Syntax::While(inner) => {
                self.while_loop(inner);
                &inner.attrs
            }
            Syntax::Loop(inner) => {
                let (body, exit) = self.loop_body(inner.label.as_ref(), value, |this| this.run(&inner.body));
                self.finish(LoopHead::Endless, body, exit);
                &inner.attrs
            }
            _ => return,
        };
        self.mark_loops(attributes, before);
    }

    /// The same for the loops of an iterator chain.
    pub(super) fn mark_chain(&mut self, expr: &Syntax, since: usize) {
        match expr {
            Syntax::MethodCall(call) => self.mark_loops(&call.attrs, since),
            Syntax::Paren(paren) => self.mark_chain(&paren.expr, since),
            _ => {}
        }
    }

    /// Where the next statement will stand.
    pub(super) fn position(&self) -> usize {
        self.blocks.last().map_or(0, |block| block.stmts.len())
    }

    /// Marks the loops that were made since a position, if these are the attributes of a checkpoint, or of what runs on several
    /// threads.
    pub(super) fn mark_loops(&mut self, attributes: &[syn::Attribute], since: usize) {
        if let Some((number, _)) = checkpoints::number_of(Mark::Checkpoint, attributes) {
            for stmt in self
                .blocks
                .last_mut()
                .map_or(&mut [][..], |block| &mut block.stmts[since..])
            {
                if let Stmt::Loop { checkpoint, .. } = stmt {
                    *checkpoint = true;
                    self.marks.insert(number);
                }
            }
        }
        let parallel = checkpoints::find(Mark::Parallel, attributes);
        let of_parallel = checkpoints::number_of(Mark::Parallel, attributes);
        let (Some(attribute), Some((number, least))) = (parallel, of_parallel) else {
            return;
        };
        for stmt in self.blocks.last().map_or(&[][..], |block| &block.stmts[since..]) {
            match stmt {
                Stmt::Loop {
                    head: LoopHead::For { var, .. },
                    ..
                } => {
                    let marked = ParallelLoop::marked(attribute, least);
                    self.function.parallel.insert(*var, marked);
                    self.marks.insert(number);
                }
                Stmt::Loop { .. } => {
                    self.refusals.refuse(attribute, Refusal::ParallelEndless);
                }
                _ => {}
            }
        }
    }

    pub(super) fn run(&mut self, body: &syn::Block) {
        self.statements(&body.stmts, &mut |this, value| {
            if let Some(value) = value {
                this.name_value(value, "unused");
            }
        });
    }

    /// Lowers a loop's body; what was loaded before it may change in it.
    pub(super) fn loop_body(
        &mut self,
        label: Option<&syn::Label>,
        value: Option<Var>,
        build: impl FnOnce(&mut Self),
    ) -> (Block, Option<Var>) {
        let label = label.map(|label| label.name.ident.to_string());
        self.loops.push(LoopFrame {
            label,
            is_block: false,
            exit: None,
            value,
            guards: self.guards.len(),
            depth: self.blocks.len(),
            is_inner: false,
        });
        let scopes = self.scopes.clone();
        self.loaded.clear();
        let body = self.nested(build);
        self.scopes = scopes;
        let exit = self.loops.pop().and_then(|frame| frame.exit);
        (body, exit)
    }

    /// The body of a loop inside the user's loop, of which it is a part: see [`LoopFrame::is_inner`].
    pub(super) fn inner_loop_body(&mut self, build: impl FnOnce(&mut Self)) -> (Block, Option<Var>) {
        let inner = |this: &mut Self| {
            if let Some(frame) = this.loops.last_mut() {
                frame.is_inner = true;
            }
            build(this);
        };
        self.loop_body(None, None, inner)
    }

    pub(super) fn finish(&mut self, head: LoopHead<Block>, body: Block, exit: Option<Var>) {
        if let Some(exit) = exit {
            self.push(Stmt::Let {
                var: exit,
                value: Expr::Use(Operand::tokens(quote!(false))),
            });
        }
        self.push(Stmt::Loop {
            head,
            body,
            exit,
            checkpoint: false,
        });
    }

    fn while_loop(&mut self, inner: &syn::ExprWhile) {
        if super::jumps::may_exit(&inner.cond) || super::branches::has_let(&inner.cond) {
            return self.loop_statement(&endless(inner), None);
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
        let Some(items) = self.items(&inner.expr) else {
            self.refusals.refuse(&inner.expr, Refusal::ForIterator);
            return;
        };
        self.item_loop(inner.label.as_ref(), &items, &mut |this, item| {
            this.bind_item(&inner.pat, item);
            this.run(&inner.body);
        });
    }

    /// A loop over items; `build` lowers the body for one of them.
    pub(super) fn item_loop(
        &mut self,
        label: Option<&syn::Label>,
        items: &Items,
        build: &mut dyn FnMut(&mut Self, Item),
    ) {
        let (var, range, position) = self.item_head(items);
        let (body, exit) = self.loop_body(label, None, |this| this.with_item(items, position, build));
        self.finish(LoopHead::For { var, range }, body, exit);
    }

    /// What a loop over items counts: the numbers of a range themselves, or positions.
    pub(super) fn item_head(&mut self, items: &Items) -> (Var, Range, Position) {
        let index = self.loop_index("index");
        match items.range() {
            Some(range) => (index, range, Position::Number(Operand::Var(index))),
            None => {
                let length = self.length(items);
                (index, Range::counting(length), Position::Index(Operand::Var(index)))
            }
        }
    }

    fn for_range(&mut self, inner: &syn::ExprForLoop, range: Range) {
        let scopes = self.scopes.clone();
        self.scopes.push(Default::default());
        let var = match &*inner.pat {
            Pat::Ident(ident) if ident.mutability.is_none() => self.declare(&ident.ident, false),
            _ => self.function.fresh("iteration", Role::Local, false),
        };
        self.function.vars[var.0].ty = self.function.types.inactive();
        self.constant.insert(var);
        let (body, exit) = self.loop_body(inner.label.as_ref(), None, |this| {
            // `for mut i in 0..n`
            if !matches!(&*inner.pat, Pat::Ident(ident) if ident.mutability.is_none()) {
                this.bind(&inner.pat, Source::Value(Expr::Use(Operand::Var(var))));
            }
            this.run(&inner.body);
        });
        self.scopes = scopes;
        self.finish(LoopHead::For { var, range }, body, exit);
    }

    /// The variable of a generated loop.
    pub(super) fn loop_index(&mut self, hint: &str) -> Var {
        let index = self.function.fresh(hint, Role::Local, false);
        self.function.vars[index.0].ty = self.function.types.inactive();
        self.constant.insert(index);
        index
    }

    /// A loop over `0..high` whose body is generated.
    pub(super) fn counted_loop(&mut self, high: Operand, hint: &str, build: &mut dyn FnMut(&mut Self, Operand)) {
        let index = self.loop_index(hint);
        let (body, exit) = self.loop_body(None, None, |this| build(this, Operand::Var(index)));
        let range = Range::counting(high);
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
            Syntax::MethodCall(call) if call.method == "rev" => self.range(&call.receiver)?.reversed(),
            Syntax::MethodCall(call) if call.method == "step_by" => {
                let range = self.range(&call.receiver)?;
                let step = self.index(call.args.first()?);
                range.stepped(step)
            }
            _ => None,
        }
    }
}
