//! Loops inside a `#[simd]` loop: those over a range of literals are written out, iteration by iteration.

use super::head::without_parentheses;
use crate::lower::names::Names;
use crate::reject::{NotSimd, Refusal, Refusals};
use proc_macro2::Ident;
use std::collections::HashMap;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprForLoop, Lit, Pat, RangeLimits, Stmt, parse_quote};

/// So many statements may come of it.
const MOST: usize = 1024;

/// What names stand for: numbers of iterations, and new names of variables.
type Meanings = HashMap<String, Expr>;

/// The statements without loops.
pub fn unroll(stmts: &[Stmt], names: &mut Names, refusals: &mut Refusals) -> Vec<Stmt> {
    let mut unroller = Unroller {
        names,
        refusals,
        out: Vec::new(),
    };
    unroller.statements(stmts, &Meanings::new(), false);
    unroller.out
}

struct Unroller<'r> {
    names: &'r mut Names,
    refusals: &'r mut Refusals,
    out: Vec<Stmt>,
}

impl Unroller<'_> {
    /// `inside`: of a loop, which has variables of its own.
    fn statements(&mut self, stmts: &[Stmt], meanings: &Meanings, inside: bool) {
        let mut meanings = meanings.clone();
        for stmt in stmts {
            if let Stmt::Expr(Expr::ForLoop(inner), _) = stmt {
                self.iterations(inner, &meanings);
                continue;
            }
            let mut stmt = stmt.clone();
            Substitute(&meanings).visit_stmt_mut(&mut stmt);
            if let Stmt::Local(local) = &mut stmt {
                let mut bound = Bound {
                    unroller: self,
                    meanings: &mut meanings,
                    inside,
                };
                bound.visit_pat_mut(&mut local.pat);
            }
            self.out.push(stmt);
        }
    }

    fn iterations(&mut self, inner: &ExprForLoop, meanings: &Meanings) {
        let Some((name, low, high)) = literal_range(inner) else {
            return self
                .refusals
                .refuse_span(inner.for_token.span, Refusal::Simd(NotSimd::InnerLoop));
        };
        for number in low..high {
            let mut meanings = meanings.clone();
            if let Some(name) = &name {
                let literal = proc_macro2::Literal::u64_unsuffixed(number);
                meanings.insert(name.to_string(), parse_quote!(#literal));
            }
            if self.out.len() > MOST {
                return self
                    .refusals
                    .refuse_span(inner.for_token.span, Refusal::Simd(NotSimd::InnerLoop));
            }
            self.statements(&inner.body.stmts, &meanings, true);
        }
    }
}

/// The name and the bounds of a loop over literals.
fn literal_range(inner: &ExprForLoop) -> Option<(Option<Ident>, u64, u64)> {
    let Expr::Range(range) = without_parentheses(&inner.expr) else {
        return None;
    };
    let bound = |bound: &Option<Box<Expr>>| match without_parentheses(bound.as_deref()?) {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse::<u64>().ok(),
            _ => None,
        },
        _ => None,
    };
    let (low, high) = (bound(&range.start)?, bound(&range.end)?);
    let high = match range.limits {
        RangeLimits::HalfOpen(_) => high,
        RangeLimits::Closed(_) => high.checked_add(1)?,
    };
    let name = match &*inner.pat {
        Pat::Wild(_) => None,
        Pat::Ident(name) if super::head::is_plain(name) => Some(name.ident.clone()),
        _ => return None,
    };
    let has_extras = inner.label.is_some() || !inner.attrs.is_empty();
    (!has_extras).then_some((name, low, high))
}

/// Gives the variables of an iteration names of their own, and forgets what names stood for that are declared again.
struct Bound<'b, 'r> {
    unroller: &'b mut Unroller<'r>,
    meanings: &'b mut Meanings,
    inside: bool,
}

impl VisitMut for Bound<'_, '_> {
    fn visit_pat_ident_mut(&mut self, pattern: &mut syn::PatIdent) {
        let old = pattern.ident.to_string();
        if self.inside {
            let new = self.unroller.names.unique(&old, pattern.ident.span());
            pattern.ident = new.clone();
            self.meanings.insert(old, parse_quote!(#new));
        } else {
            self.meanings.remove(&old);
        }
    }
}

struct Substitute<'m>(&'m Meanings);

impl VisitMut for Substitute<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Path(path) = expr
            && let Some(name) = path.path.get_ident()
            && let Some(meaning) = self.0.get(&name.to_string())
        {
            *expr = meaning.clone();
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}
