//! What the body of a `#[simd]` loop computes, and from what: everything that does not vary becomes a number that is passed in,
//! `data[i]` the element of a slice, and `sum += term` an addition to a variable of the body's own.

use super::head::{Item, is_plain, without_parentheses};
use super::outside::hint_of;
use super::{Capture, Slice, Sum};
use crate::lower::names::Names;
use crate::reject::{NotSimd, Refusal, Refusals};
use crate::rules;
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use std::collections::{HashMap, HashSet};
use syn::spanned::Spanned;
use syn::{BinOp, Expr, Lit, Pat, Stmt, UnOp, parse_quote};

/// What a name in the body stands for.
#[derive(Clone, Debug)]
pub(super) enum Local {
    /// A variable of the body, or an element that has a name.
    Number,
    /// The number of the iteration.
    Index,
}

/// A body that is being read.
pub struct Body<'r> {
    pub scalars: Vec<Capture>,
    pub slices: Vec<Slice>,
    pub sums: Vec<Sum>,
    /// The variable with the number of the iteration.
    pub(super) position: &'r Ident,
    pub(super) low: Option<&'r Expr>,
    /// How many slices have elements that the pattern names.
    pub(super) named: usize,
    pub(super) locals: HashMap<String, Local>,
    /// Calls that the statement begins with.
    pub(super) before: Vec<Stmt>,
    /// The names of variables around the loop.
    pub(super) bound: &'r HashSet<String>,
    pub(super) names: &'r mut Names,
    pub(super) refusals: &'r mut Refusals,
}

impl<'r> Body<'r> {
    pub fn new(
        items: &[(Ident, Item)],
        (position, low): (&'r Ident, Option<&'r Expr>),
        (names, bound): (&'r mut Names, &'r HashSet<String>),
        refusals: &'r mut Refusals,
    ) -> Self {
        let mut body = Self {
            scalars: Vec::new(),
            slices: Vec::new(),
            sums: Vec::new(),
            position,
            low,
            named: 0,
            locals: HashMap::new(),
            before: Vec::new(),
            names,
            bound,
            refusals,
        };
        for (name, item) in items {
            let local = match item {
                Item::Index => Local::Index,
                Item::Element(slice) => {
                    let capture = body.capture(slice, "data");
                    body.slices.push(Slice {
                        capture,
                        element: name.clone(),
                        offset: None,
                    });
                    Local::Number
                }
            };
            body.locals.insert(name.to_string(), local);
        }
        body.named = body.slices.len();
        body
    }

    /// Reads the statements: as they stand in the kernel.
    pub fn statements(&mut self, stmts: Vec<Stmt>) -> Vec<Stmt> {
        let mut out = Vec::new();
        for mut stmt in stmts {
            self.statement(&mut stmt);
            out.append(&mut self.before);
            out.push(stmt);
        }
        self.refuse_read_sums();
        out
    }

    fn statement(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::Local(local) if local.init.as_ref().is_some_and(|init| init.diverge.is_none()) => {
                if let Some(init) = &mut local.init {
                    self.bind(&mut local.pat, &mut init.expr);
                }
            }
            Stmt::Expr(expr, semicolon) => {
                self.effect(expr);
                *semicolon = Some(Default::default());
            }
            other => self.refusals.refuse(other, Refusal::Simd(NotSimd::Statement)),
        }
    }

    /// `let name = value;`
    fn bind(&mut self, pattern: &mut Pat, value: &mut Expr) {
        let names: Vec<Ident> = match &*pattern {
            Pat::Type(typed) if typed.ty.to_token_stream().to_string() == "f64" => {
                let inner = (*typed.pat).clone();
                *pattern = inner;
                return self.bind(pattern, value);
            }
            Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none() => {
                self.value(value);
                vec![name.ident.clone()]
            }
            Pat::Tuple(tuple) if matches!(value, Expr::Call(_)) => {
                if let Expr::Call(call) = value {
                    self.function(call);
                }
                let plain = tuple.elems.iter().map(|part| match part {
                    Pat::Ident(name) if is_plain(name) => Some(name.ident.clone()),
                    _ => None,
                });
                match plain.collect() {
                    Some(names) => names,
                    None => return self.refusals.refuse(pattern, Refusal::Simd(NotSimd::Statement)),
                }
            }
            Pat::Tuple(tuple) if tuple.elems.len() == 2 => {
                let (Expr::MethodCall(call), [Pat::Ident(sine), Pat::Ident(cosine)]) =
                    (value, [&tuple.elems[0], &tuple.elems[1]])
                else {
                    return self.refusals.refuse(pattern, Refusal::Simd(NotSimd::Statement));
                };
                if call.method != "sin_cos" || !is_plain(sine) || !is_plain(cosine) {
                    return self.refusals.refuse(call, Refusal::Simd(NotSimd::Statement));
                }
                self.value(&mut call.receiver);
                vec![sine.ident.clone(), cosine.ident.clone()]
            }
            _ => return self.refusals.refuse(pattern, Refusal::Simd(NotSimd::Statement)),
        };
        for name in names {
            self.locals.insert(name.to_string(), Local::Number);
        }
    }

    /// A statement that changes something.
    fn effect(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Assign(assign) if self.is_variable(&assign.left) => self.value(&mut assign.right),
            Expr::Binary(binary) if is_compound(&binary.op) && self.is_variable(&binary.left) => {
                self.value(&mut binary.right);
            }
            Expr::Binary(binary)
                if matches!(binary.op, BinOp::AddAssign(_) | BinOp::SubAssign(_)) && self.is_place(&binary.left) =>
            {
                let name = self.sum(&binary.left);
                *binary.left = parse_quote!(#name);
                self.value(&mut binary.right);
            }
            Expr::Assign(_) => self.refusals.refuse(expr, Refusal::Simd(NotSimd::Write)),
            Expr::Binary(binary) if is_compound(&binary.op) => {
                self.refusals.refuse(expr, Refusal::Simd(NotSimd::Write))
            }
            Expr::If(_) | Expr::Match(_) => self.refusals.refuse(expr, Refusal::Simd(NotSimd::Branch)),
            other => self.refusals.refuse(other, Refusal::Simd(NotSimd::Statement)),
        }
    }

    /// The variable that stands for a place that is added to.
    fn sum(&mut self, place: &Expr) -> Ident {
        let text = place.to_token_stream().to_string();
        let known = self
            .sums
            .iter()
            .find(|sum| sum.place.to_token_stream().to_string() == text);
        if let Some(sum) = known {
            return sum.name.clone();
        }
        let name = self.names.unique("sum", Span::call_site());
        self.sums.push(Sum {
            name: name.clone(),
            place: place.clone(),
        });
        name
    }

    /// Reads a value.
    fn value(&mut self, expr: &mut Expr) {
        if is_literal(expr) {
            return;
        }
        if self.is_constant(expr) {
            let name = self.scalar(expr);
            *expr = parse_quote!(#name);
            return;
        }
        match expr {
            Expr::Paren(paren) => self.value(&mut paren.expr),
            Expr::Group(group) => self.value(&mut group.expr),
            Expr::Path(path) if self.is_local(path, false) => {}
            Expr::Path(path) if self.is_local(path, true) => self.refusals.refuse(path, Refusal::Simd(NotSimd::Index)),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => self.value(&mut unary.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) && self.is_variable(&unary.expr) => {
                *expr = (*unary.expr).clone();
            }
            Expr::Binary(binary) if is_arithmetic(&binary.op) => {
                self.value(&mut binary.left);
                self.value(&mut binary.right);
            }
            Expr::Index(_) => self.element(expr),
            Expr::Cast(cast) => match self.counted(cast) {
                Some(position) => *expr = position,
                None => self.refusals.refuse(expr, Refusal::Simd(NotSimd::Index)),
            },
            Expr::MethodCall(call) => self.method(call),
            Expr::Call(call) => {
                if self.call(call) {
                    let name = self.names.unique(&hint_of(&call.func).unwrap_or_default(), call.span());
                    self.before.push(parse_quote!(let #name: f64 = #call;));
                    self.locals.insert(name.to_string(), Local::Number);
                    *expr = parse_quote!(#name);
                }
            }
            Expr::If(_) | Expr::Match(_) => self.refusals.refuse(expr, Refusal::Simd(NotSimd::Branch)),
            other => self.refusals.refuse(other, Refusal::Simd(NotSimd::Value)),
        }
    }

    /// A method of numbers.
    fn method(&mut self, call: &mut syn::ExprMethodCall) {
        let name = call.method.to_string();
        if rules::of(&name).is_none() || call.args.len() + 1 != rules::of(&name).map_or(0, |rule| rule.partials.len()) {
            return self.refusals.refuse(&call.method, Refusal::Simd(NotSimd::Call(name)));
        }
        self.value(&mut call.receiver);
        if name == "powi" {
            if !call.args.iter().all(is_literal) {
                self.refusals.refuse(&call.args, Refusal::Simd(NotSimd::Power));
            }
            return;
        }
        call.args.iter_mut().for_each(|argument| self.value(argument));
    }

    /// A method of numbers, spelled as a function: `f64::sin(x)`. Whether it is none, but a function.
    fn call(&mut self, call: &mut syn::ExprCall) -> bool {
        let name = call.func.to_token_stream().to_string();
        let method = name.strip_prefix("f64 :: ").and_then(rules::of);
        match method {
            Some(rule) if rule.partials.len() == call.args.len() && rule.name != "powi" => {
                call.args.iter_mut().for_each(|argument| self.value(argument));
                false
            }
            _ => self.function(call),
        }
    }

    /// A call of a function of numbers. Whether it is one.
    fn function(&mut self, call: &mut syn::ExprCall) -> bool {
        let is_function = match &*call.func {
            Expr::Path(path) => {
                let first = path.path.segments.first().map(|first| first.ident.to_string());
                let last = path.path.segments.last().map(|last| last.ident.to_string());
                let is_bound = path
                    .path
                    .get_ident()
                    .is_some_and(|name| self.bound.contains(&name.to_string()));
                let is_of_numbers =
                    first.is_some_and(|first| !["Self", "f64", "std", "core", "constant"].contains(&first.as_str()));
                let is_type = last.is_some_and(|last| last.starts_with(char::is_uppercase));
                path.qself.is_none() && !is_bound && is_of_numbers && !is_type
            }
            _ => false,
        };
        if !is_function {
            let name = call.func.to_token_stream().to_string().replace(' ', "");
            self.refusals.refuse(&call.func, Refusal::Simd(NotSimd::Call(name)));
            return false;
        }
        call.args.iter_mut().for_each(|argument| self.value(argument));
        true
    }

    /// `data[i]`, `data[i + 1]`
    fn element(&mut self, expr: &mut Expr) {
        let Expr::Index(index) = &*expr else { return };
        let offset = match without_parentheses(&index.index) {
            at if self.is_index(at) => None,
            Expr::Binary(binary) => match binary.op {
                BinOp::Add(_) if self.is_index(&binary.left) => Some((false, (*binary.right).clone())),
                BinOp::Add(_) if self.is_index(&binary.right) => Some((false, (*binary.left).clone())),
                BinOp::Sub(_) if self.is_index(&binary.left) => Some((true, (*binary.right).clone())),
                _ => return self.refusals.refuse(&index.index, Refusal::Simd(NotSimd::Element)),
            },
            _ => return self.refusals.refuse(&index.index, Refusal::Simd(NotSimd::Element)),
        };
        let is_fixed = offset
            .as_ref()
            .is_none_or(|(_, offset)| is_literal(offset) || self.is_constant(offset));
        if !is_fixed || !self.is_place(&index.expr) {
            return self.refusals.refuse(&*expr, Refusal::Simd(NotSimd::Element));
        }
        let text = |slice: &Expr, offset: &Option<(bool, Expr)>| {
            let offset = offset
                .as_ref()
                .map(|(minus, offset)| (*minus, offset.to_token_stream().to_string()));
            (slice.to_token_stream().to_string(), offset)
        };
        let wanted = text(&index.expr, &offset);
        // Elements that the pattern names may be shadowed by now.
        let mut known = self.slices.iter().skip(self.named);
        let element = match known.find(|slice| text(&slice.capture.value, &slice.offset) == wanted) {
            Some(slice) => slice.element.clone(),
            None => {
                let capture = self.capture(&index.expr, "data");
                let element = self.names.unique(&format!("{}_i", capture.name), index.span());
                self.slices.push(Slice {
                    capture,
                    element: element.clone(),
                    offset,
                });
                element
            }
        };
        *expr = parse_quote!(#element);
    }

    /// `i as f64`
    fn counted(&mut self, cast: &syn::ExprCast) -> Option<Expr> {
        let is_counted = self.is_index(&cast.expr) && cast.ty.to_token_stream().to_string() == "f64";
        let position = self.position;
        match (is_counted, self.low) {
            (false, _) => None,
            (true, None) => Some(parse_quote!(#position)),
            (true, Some(low)) => {
                let low = self.scalar(&parse_quote!((#low) as f64));
                Some(parse_quote!((#low + #position)))
            }
        }
    }
}

pub(super) fn is_literal(expr: &Expr) -> bool {
    match without_parentheses(expr) {
        Expr::Lit(literal) => matches!(literal.lit, Lit::Float(_) | Lit::Int(_)),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Neg(_)) && is_literal(&unary.expr),
        _ => false,
    }
}

pub(super) fn is_arithmetic(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_)
    )
}

fn is_compound(op: &BinOp) -> bool {
    crate::lower::is_compound(op)
}
