//! Exits in the middle of an expression: `x + match k { 0 => return 1.0, _ => 2.0 }`.
//!
//! The operands that are evaluated before the one that exits get names, and so does that one: it becomes the value of a `let`
//! of its own, which `exits` understands.

use super::jumps::may_exit;
use super::statements::Continuation;
use super::{Binding, Lowerer};
use crate::reject::Refusal;
use proc_macro2::Span;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr as Syntax, Stmt};

impl<'r> Lowerer<'r> {
    /// An expression with an exit among its operands, then what follows it.
    pub(super) fn hoisted(&mut self, expr: &Syntax, then: Continuation<'_, 'r>) {
        let mut stmts = Vec::new();
        let mut rest = expr.clone();
        if !self.hoist_operands(&mut rest, &mut stmts) {
            return self.refusals.refuse(expr, Refusal::ExitHere);
        }
        stmts.push(Stmt::Expr(rest, None));
        self.statements(&stmts, &mut |this, value| then(this, value));
    }

    /// Names what is evaluated up to the last exit in an expression; false where it cannot be taken apart.
    fn hoist_operands(&mut self, expr: &mut Syntax, stmts: &mut Vec<Stmt>) -> bool {
        if let Syntax::Macro(mac) = expr
            && !self.hoist_elements(mac, stmts)
        {
            return false;
        }
        if let Syntax::Binary(binary) = expr
            && super::statements::is_compound(&binary.op)
            && may_exit(&binary.left)
        {
            // The right side of `+=` comes first.
            if may_exit(&binary.right) || self.needs_name(&binary.right) {
                self.hoist(&mut binary.right, stmts);
            }
            self.hoist_target(&mut binary.left, stmts);
            return true;
        }
        let Some(mut operands) = operands(expr) else {
            return matches!(expr, Syntax::Macro(_));
        };
        let Some(last) = operands.iter().rposition(|(operand, _)| may_exit(operand)) else {
            return false;
        };
        for (operand, is_place) in operands.iter_mut().take(last) {
            if may_exit(operand) || (!*is_place && self.needs_name(operand)) {
                self.hoist(operand, stmts);
            }
        }
        self.hoist(operands[last].0, stmts);
        true
    }

    /// Replaces an operand by a name for its value.
    pub(super) fn hoist(&mut self, operand: &mut Syntax, stmts: &mut Vec<Stmt>) {
        let mut value = operand.clone();
        // What is nothing but a way of writing stays around it.
        if may_exit(&value)
            && (is_transparent(&value) || self.is_iterator(&value))
            && self.hoist_operands(&mut value, stmts)
        {
            *operand = value;
            return;
        }
        let name = self.function.names.unique("operand", Span::call_site());
        stmts.push(syn::parse_quote!(let #name = #value;));
        *operand = syn::parse_quote!(#name);
    }

    /// Names what exits in a place that is assigned to: `*v.last_mut()? = x`.
    pub(super) fn hoist_target(&mut self, target: &mut Syntax, stmts: &mut Vec<Stmt>) {
        match target {
            Syntax::Unary(unary) => self.hoist_target(&mut unary.expr, stmts),
            Syntax::Paren(paren) => self.hoist_target(&mut paren.expr, stmts),
            Syntax::Field(field) => self.hoist_target(&mut field.base, stmts),
            Syntax::Index(index) => {
                self.hoist_target(&mut index.expr, stmts);
                if may_exit(&index.index) {
                    self.hoist(&mut index.index, stmts);
                }
            }
            other if may_exit(other) => self.hoist(other, stmts),
            _ => {}
        }
    }

    /// Whether a later operand might change what this one reads.
    fn needs_name(&self, operand: &Syntax) -> bool {
        match operand {
            Syntax::Lit(_) | Syntax::Closure(_) | Syntax::Reference(_) | Syntax::Range(_) => false,
            Syntax::Paren(paren) => self.needs_name(&paren.expr),
            Syntax::Path(path) => match path.path.get_ident().and_then(|name| self.look_up(&name.to_string())) {
                Some(Binding::Variable(var)) => self.function.var(var).mutable,
                _ => false,
            },
            _ => true,
        }
    }

    /// The elements of `vec![…]`.
    fn hoist_elements(&mut self, mac: &mut syn::ExprMacro, stmts: &mut Vec<Stmt>) -> bool {
        if super::macros::std_macro(&mac.mac.path).as_deref() != Some("vec") {
            return false;
        }
        let parser = Punctuated::<Syntax, syn::Token![,]>::parse_terminated;
        let Ok(mut elements) = parser.parse2(mac.mac.tokens.clone()) else {
            return false;
        };
        for element in &mut elements {
            if may_exit(element) || self.needs_name(element) {
                self.hoist(element, stmts);
            }
        }
        mac.mac.tokens = quote::quote!(#elements);
        true
    }

    /// `a && b` where `b` may exit is `if a { b } else { false }`.
    pub(super) fn lazily(&self, binary: &syn::ExprBinary) -> Option<Syntax> {
        let (left, right) = (&binary.left, &binary.right);
        if !may_exit(right) {
            return None;
        }
        match binary.op {
            syn::BinOp::And(_) => Some(syn::parse_quote!(if #left { #right } else { false })),
            syn::BinOp::Or(_) => Some(syn::parse_quote!(if #left { true } else { #right })),
            _ => None,
        }
    }
}

fn is_transparent(expr: &Syntax) -> bool {
    matches!(expr, Syntax::Paren(_) | Syntax::Reference(_) | Syntax::Range(_))
}

/// The operands of an expression in the order of evaluation, and whether they are places that are looked at later.
fn operands(expr: &mut Syntax) -> Option<Vec<(&mut Syntax, bool)>> {
    Some(match expr {
        Syntax::Binary(binary) => match super::statements::is_compound(&binary.op) {
            true => vec![(&mut *binary.right, false)],
            false => vec![(&mut *binary.left, false), (&mut *binary.right, false)],
        },
        Syntax::Unary(unary) => vec![(&mut *unary.expr, false)],
        Syntax::Cast(cast) => vec![(&mut *cast.expr, false)],
        Syntax::Paren(paren) => vec![(&mut *paren.expr, false)],
        Syntax::Group(group) => vec![(&mut *group.expr, false)],
        Syntax::Field(field) => vec![(&mut *field.base, false)],
        Syntax::Reference(reference) => vec![(&mut *reference.expr, false)],
        Syntax::Try(question) => vec![(&mut *question.expr, false)],
        Syntax::Call(call) => call.args.iter_mut().map(|argument| (argument, false)).collect(),
        Syntax::MethodCall(call) => {
            let is_place = matches!(
                &*call.receiver,
                Syntax::Path(_) | Syntax::Field(_) | Syntax::Index(_) | Syntax::MethodCall(_)
            );
            let receiver = std::iter::once((&mut *call.receiver, is_place));
            receiver
                .chain(call.args.iter_mut().map(|argument| (argument, false)))
                .collect()
        }
        Syntax::Index(index) => vec![(&mut *index.expr, true), (&mut *index.index, false)],
        Syntax::Tuple(tuple) => tuple.elems.iter_mut().map(|part| (part, false)).collect(),
        Syntax::Array(array) => array.elems.iter_mut().map(|element| (element, false)).collect(),
        Syntax::Repeat(repeat) => vec![(&mut *repeat.expr, false)],
        Syntax::Struct(structure) => structure
            .fields
            .iter_mut()
            .map(|field| (&mut field.expr, false))
            .collect(),
        Syntax::Range(range) => [range.start.as_deref_mut(), range.end.as_deref_mut()]
            .into_iter()
            .flatten()
            .map(|end| (end, false))
            .collect(),
        _ => return None,
    })
}
