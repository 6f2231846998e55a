//! What the body of a `#[simd]` loop uses from outside: places, and numbers that are the same in each iteration.

use super::Capture;
use super::body::{Body, Local, is_arithmetic, is_literal};
use super::head::without_parentheses;
use crate::reject::{NotSimd, Refusal};
use crate::rules;
use proc_macro2::Ident;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, UnOp};

impl Body<'_> {
    /// The name of a number that does not vary.
    pub(super) fn scalar(&mut self, value: &Expr) -> Ident {
        let value = without_parentheses(value);
        let text = value.to_token_stream().to_string();
        let known = self
            .scalars
            .iter()
            .find(|scalar| scalar.value.to_token_stream().to_string() == text);
        if let Some(scalar) = known {
            return scalar.name.clone();
        }
        let capture = self.capture(value, "scalar");
        self.scalars.push(capture.clone());
        capture.name
    }

    pub(super) fn capture(&mut self, value: &Expr, hint: &str) -> Capture {
        // A variable keeps its name: whatever the body calls so comes later.
        if let Expr::Path(path) = without_parentheses(value)
            && let Some(name) = path.path.get_ident()
            && name != "self"
            && !name.to_string().starts_with(char::is_uppercase)
            && !self.is_taken(name)
        {
            return Capture {
                name: name.clone(),
                value: value.clone(),
            };
        }
        let hint = hint_of(value).unwrap_or_else(|| hint.to_owned());
        Capture {
            name: self.names.unique(&hint, value.span()),
            value: value.clone(),
        }
    }

    fn is_taken(&self, name: &Ident) -> bool {
        let slices = self.slices.iter().map(|slice| &slice.capture);
        let mut captures = self.scalars.iter().chain(slices);
        captures.any(|capture| capture.name == *name)
    }

    /// Whether an expression is a variable of the body.
    pub(super) fn is_variable(&self, expr: &Expr) -> bool {
        matches!(without_parentheses(expr), Expr::Path(path) if self.is_local(path, false))
    }

    pub(super) fn is_index(&self, expr: &Expr) -> bool {
        matches!(without_parentheses(expr), Expr::Path(path) if self.is_local(path, true))
    }

    pub(super) fn is_local(&self, path: &syn::ExprPath, index: bool) -> bool {
        let local = path
            .path
            .get_ident()
            .and_then(|ident| self.locals.get(&ident.to_string()));
        local.is_some_and(|local| matches!(local, Local::Index) == index)
    }

    /// Whether an expression is a place from outside that is the same in each iteration.
    pub(super) fn is_place(&self, expr: &Expr) -> bool {
        match without_parentheses(expr) {
            Expr::Path(path) => !self.is_local(path, false) && !self.is_local(path, true),
            Expr::Field(field) => self.is_place(&field.base),
            Expr::Index(index) => {
                self.is_place(&index.expr) && (is_literal(&index.index) || self.is_constant(&index.index))
            }
            Expr::Unary(unary) => matches!(unary.op, UnOp::Deref(_)) && self.is_place(&unary.expr),
            _ => false,
        }
    }

    /// Whether an expression is the same in each iteration, and has no effects.
    pub(super) fn is_constant(&self, expr: &Expr) -> bool {
        let is_constant = |expr: &Expr| is_literal(expr) || self.is_constant(expr);
        match without_parentheses(expr) {
            Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => is_constant(&unary.expr),
            Expr::Binary(binary) => {
                is_arithmetic(&binary.op) && is_constant(&binary.left) && is_constant(&binary.right)
            }
            Expr::Cast(cast) => is_constant(&cast.expr),
            Expr::Range(range) => [&range.start, &range.end]
                .into_iter()
                .flatten()
                .all(|end| is_constant(end)),
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                let is_pure = rules::of(&name).is_some() || (name == "len" && call.args.is_empty());
                is_pure && is_constant(&call.receiver) && call.args.iter().all(is_constant)
            }
            place => self.is_place(place),
        }
    }

    /// A sum cannot be read while it is being added up.
    pub(super) fn refuse_read_sums(&mut self) {
        let captured = self
            .scalars
            .iter()
            .chain(self.slices.iter().map(|slice| &slice.capture));
        let offsets = self.slices.iter().filter_map(|slice| slice.offset.as_ref());
        let values: Vec<&Expr> = captured
            .map(|capture| &capture.value)
            .chain(offsets.map(|(_, offset)| offset))
            .collect();
        for value in values {
            let mut places = Vec::new();
            collect_places(value, &mut places);
            for sum in &self.sums {
                let path = fields(&sum.place);
                let overlaps = |place: &Vec<String>| place.iter().zip(&path).all(|(one, other)| one == other);
                if places.iter().any(overlaps) {
                    self.refusals.refuse(value, Refusal::Simd(NotSimd::SumRead));
                }
            }
        }
    }
}

/// The variable of a place and the fields that lead into it, up to the first index.
fn fields(place: &Expr) -> Vec<String> {
    match without_parentheses(place) {
        Expr::Field(field) => {
            let mut path = fields(&field.base);
            let is_whole = !matches!(without_parentheses(&field.base), Expr::Index(_));
            if is_whole {
                path.push(field.member.to_token_stream().to_string());
            }
            path
        }
        Expr::Index(index) => fields(&index.expr),
        Expr::Unary(unary) => fields(&unary.expr),
        other => vec![other.to_token_stream().to_string()],
    }
}

/// The places that an expression reads.
fn collect_places(expr: &Expr, places: &mut Vec<Vec<String>>) {
    struct Places<'p>(&'p mut Vec<Vec<String>>);
    impl<'ast> syn::visit::Visit<'ast> for Places<'_> {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            if matches!(expr, Expr::Path(_) | Expr::Field(_) | Expr::Index(_)) {
                self.0.push(fields(expr));
            }
            if let Expr::Index(index) = expr {
                self.visit_expr(&index.index);
            }
            if !matches!(expr, Expr::Field(_) | Expr::Index(_)) {
                syn::visit::visit_expr(self, expr);
            }
        }
    }
    syn::visit::Visit::visit_expr(&mut Places(places), expr);
}

/// What a value from outside is called: by its last name.
pub(super) fn hint_of(expr: &Expr) -> Option<String> {
    match without_parentheses(expr) {
        Expr::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        Expr::Field(field) => match (&field.member, &*field.base) {
            (syn::Member::Named(name), _) => Some(name.to_string()),
            (syn::Member::Unnamed(position), base) => hint_of(base).map(|base| format!("{base}_{}", position.index)),
        },
        Expr::Index(index) => hint_of(&index.expr),
        Expr::Unary(unary) => hint_of(&unary.expr),
        _ => None,
    }
}
