//! Patterns that may not match: what is matched, the test, and the names that a pattern binds where it matches.
//!
//! A pattern becomes a test without names, `matches!(place, Shape::Circle(_))`, and the places that its names stand for:
//! `radius` is the payload `.0` of the variant `Circle` in that place. A tuple of values is matched part by part, so that
//! references in it stay names for places.

use super::Lowerer;
use super::iterators::Item;
use super::optional::Optional;
use super::statements::Source;
use crate::ir::{Argument, Expr, Operand, Place, Projection};
use crate::lower::types::Shape;
use quote::quote;
use syn::{Expr as Syntax, Pat};

/// What a pattern is held against.
#[derive(Clone, Debug)]
pub(super) enum Scrutinee {
    Source(Source),
    /// Parts that were never put together.
    Tuple(Vec<Scrutinee>),
    Maybe(Optional),
    /// Text, which patterns compare.
    Text(Place),
}

impl<'r> Lowerer<'r> {
    /// Evaluates what is matched against patterns. `once`: names are bound at one place.
    pub(super) fn scrutinee(&mut self, expr: &Syntax, patterns: &[&Pat], once: bool) -> Scrutinee {
        if let Syntax::Paren(paren) = expr {
            return self.scrutinee(&paren.expr, patterns, once);
        }
        if let Syntax::Tuple(tuple) = expr
            && let Some(columns) = columns(patterns, tuple.elems.len())
        {
            let parts = tuple.elems.iter().zip(&columns);
            return Scrutinee::Tuple(
                parts
                    .map(|(part, column)| self.scrutinee(part, column, false))
                    .collect(),
            );
        }
        if patterns.iter().any(|pattern| tests_text(pattern))
            && let Some(place) = self.text_place(expr)
        {
            return Scrutinee::Text(place);
        }
        if self.is_option(expr)
            && let Some(optional) = self.optional(expr)
        {
            // What may be taken once only is put together, unless it is taken at the one place where it matches.
            if optional.payload.has_effects() && !(once && patterns.iter().all(|pattern| is_plain_some(pattern))) {
                let value = self.option_value(&optional);
                let value = self.name_value(value, "option");
                return Scrutinee::Source(match value {
                    Operand::Var(var) => Source::Place(Place::whole(var)),
                    constant => Source::Value(Expr::Use(constant)),
                });
            }
            return Scrutinee::Maybe(optional);
        }
        let tests_integers = patterns.iter().any(|pattern| tests_integers(pattern));
        if let Some((place, mutable)) = self.view(expr) {
            if tests_integers {
                let ty = self.type_of_place(&place);
                self.is_integer_type(ty);
            }
            return Scrutinee::Source(Source::View { place, mutable });
        }
        let place = match self.plain_place(expr) {
            Some(place) => place,
            None => match self.operand(expr) {
                Operand::Var(var) => Place::whole(var),
                Operand::Constant(tokens) if super::calls::is_none(&tokens) => match self.named_constant(tokens) {
                    Operand::Var(var) => Place::whole(var),
                    other => return Scrutinee::Source(Source::Value(Expr::Use(other))),
                },
                constant => return Scrutinee::Source(Source::Value(Expr::Use(constant))),
            },
        };
        let ty = self.type_of_place(&place);
        if tests_integers {
            self.is_integer_type(ty);
        }
        // Numbers are copied, so that a test is as cheap as it looks.
        if matches!(self.function.types.shape(ty), Shape::Float | Shape::Inactive) && !self.is_unsized(&place) {
            let value = self.load_named(place);
            return Scrutinee::Source(Source::Value(Expr::Use(value)));
        }
        Scrutinee::Source(Source::Place(place))
    }

    fn is_integer_type(&mut self, ty: super::TypeId) {
        let inactive = self.function.types.inactive();
        self.function.types.unify(ty, inactive);
    }

    /// Text is looked at where it is.
    fn text_place(&mut self, expr: &Syntax) -> Option<Place> {
        match expr {
            Syntax::MethodCall(call) if ["as_str", "as_ref"].iter().any(|name| call.method == name) => {
                self.place(&call.receiver)
            }
            other => self.place(other),
        }
    }

    /// Whether a pattern matches; `None` where it always does.
    pub(super) fn matches(&mut self, pattern: &Pat, scrutinee: &Scrutinee) -> Option<Operand> {
        if is_irrefutable(pattern) {
            return None;
        }
        match (pattern, scrutinee) {
            (Pat::Paren(paren), _) => self.matches(&paren.pat, scrutinee),
            (Pat::Reference(reference), _) => self.matches(&reference.pat, scrutinee),
            (Pat::Ident(ident), _) if ident.subpat.is_some() => {
                let inner = ident.subpat.as_ref().map(|(_, inner)| (**inner).clone())?;
                self.matches(&inner, scrutinee)
            }
            (Pat::Tuple(tuple), Scrutinee::Tuple(parts)) => {
                let tests: Vec<Operand> = tuple
                    .elems
                    .iter()
                    .zip(parts)
                    .filter_map(|(pattern, part)| self.matches(pattern, part))
                    .collect();
                self.all_tests(tests, syn::BinOp::And(Default::default()))
            }
            (Pat::Or(or), Scrutinee::Tuple(_) | Scrutinee::Maybe(_)) => {
                let tests: Option<Vec<Operand>> = or.cases.iter().map(|case| self.matches(case, scrutinee)).collect();
                self.all_tests(tests?, syn::BinOp::Or(Default::default()))
            }
            (Pat::TupleStruct(tuple), Scrutinee::Maybe(maybe)) if tuple.elems.len() == 1 => {
                let inner = &tuple.elems[0];
                if is_irrefutable(inner) {
                    return Some(maybe.present.clone());
                }
                let maybe = maybe.clone();
                let present = maybe.present.clone();
                Some(self.short_circuit(present, true, |this| {
                    let source = match this.take(maybe.payload) {
                        Item::Source(source) => source,
                        pair => Source::Value(Expr::Use(this.item_operand(pair))),
                    };
                    let payload = Scrutinee::Source(source);
                    this.matches(inner, &payload).unwrap_or(Operand::tokens(quote!(true)))
                }))
            }
            (_, Scrutinee::Maybe(maybe)) => {
                let absent = Expr::Unary(syn::UnOp::Not(Default::default()), maybe.present.clone());
                Some(self.flag(absent, "absent"))
            }
            (_, Scrutinee::Text(place)) => {
                let pattern = without_names(pattern);
                let template = quote!(::core::matches!(::core::convert::AsRef::<str>::as_ref(argument_0__), #pattern));
                Some(self.flag(
                    Expr::Constant(template, vec![Argument::Borrow(place.clone())]),
                    "matches",
                ))
            }
            (_, Scrutinee::Source(source)) => Some(self.matches_source(pattern, source)),
            (_, Scrutinee::Tuple(_)) => None,
        }
    }

    fn matches_source(&mut self, pattern: &Pat, source: &Source) -> Operand {
        let tested = without_names(pattern);
        let template = quote!(::core::matches!(argument_0__, #tested));
        let argument = match source {
            Source::Value(Expr::Use(operand)) => Argument::Value(operand.clone()),
            Source::Value(value) => Argument::Value(self.name_value(value.clone(), "matched")),
            Source::Place(place) | Source::View { place, .. } => {
                let ty = self.type_of_place(place);
                let is_slice = is_slice_pattern(pattern);
                let is_number = matches!(self.function.types.shape(ty), Shape::Float | Shape::Inactive);
                if is_number && !is_slice && !self.is_unsized(place) {
                    Argument::Value(self.load_named(place.clone()))
                } else if is_slice {
                    Argument::Borrow(place.then(Projection::Range {
                        low: None,
                        high: None,
                        inclusive: false,
                    }))
                } else {
                    Argument::Borrow(place.clone())
                }
            }
        };
        self.flag(Expr::Constant(template, vec![argument]), "matches")
    }

    fn all_tests(&mut self, tests: Vec<Operand>, op: syn::BinOp) -> Option<Operand> {
        let mut tests = tests.into_iter();
        let first = tests.next()?;
        Some(tests.fold(first, |joined, test| {
            self.flag(Expr::Binary(op, joined, test), "matches")
        }))
    }

    /// Binds the names of a pattern that matches.
    pub(super) fn bind_matched(&mut self, pattern: &Pat, scrutinee: &Scrutinee) {
        let outer = std::mem::replace(&mut self.matching, true);
        match (pattern, scrutinee) {
            (Pat::Paren(paren), _) => self.bind_matched(&paren.pat, scrutinee),
            (Pat::Tuple(tuple), Scrutinee::Tuple(parts)) => {
                for (pattern, part) in tuple.elems.iter().zip(parts) {
                    self.bind_matched(pattern, part);
                }
            }
            (Pat::TupleStruct(tuple), Scrutinee::Maybe(maybe)) if tuple.elems.len() == 1 => {
                if !matches!(tuple.elems[0], Pat::Wild(_)) || maybe.payload.has_effects() {
                    let item = self.take(maybe.payload.clone());
                    self.bind_item(&tuple.elems[0], item);
                }
            }
            (Pat::Ident(ident), Scrutinee::Maybe(maybe)) if is_binding(ident) => {
                let value = self.option_value(maybe);
                self.bind(pattern, Source::Value(value));
            }
            (Pat::Ident(ident), Scrutinee::Text(place)) if is_binding(ident) => {
                let place = place.clone();
                self.bind(pattern, Source::View { place, mutable: false });
            }
            (_, Scrutinee::Source(source)) => self.bind(pattern, source.clone()),
            (_, Scrutinee::Tuple(_) | Scrutinee::Maybe(_) | Scrutinee::Text(_)) => {}
        }
        self.matching = outer;
    }
}

/// The patterns for each part of a tuple, where no pattern names the whole.
fn columns<'p>(patterns: &[&'p Pat], length: usize) -> Option<Vec<Vec<&'p Pat>>> {
    let mut columns = vec![Vec::new(); length];
    for pattern in patterns {
        match pattern {
            Pat::Wild(_) => {}
            Pat::Paren(paren) => {
                for (column, found) in columns.iter_mut().zip(self::columns(&[&paren.pat], length)?) {
                    column.extend(found);
                }
            }
            Pat::Or(or) => {
                let cases: Vec<&Pat> = or.cases.iter().collect();
                for (column, found) in columns.iter_mut().zip(self::columns(&cases, length)?) {
                    column.extend(found);
                }
            }
            Pat::Tuple(tuple)
                if tuple.elems.len() == length && !tuple.elems.iter().any(|part| matches!(part, Pat::Rest(_))) =>
            {
                columns
                    .iter_mut()
                    .zip(&tuple.elems)
                    .for_each(|(column, part)| column.push(part));
            }
            _ => return None,
        }
    }
    Some(columns)
}

/// Whether a name in a pattern is a new variable, and no constant.
pub(super) fn is_binding(ident: &syn::PatIdent) -> bool {
    let starts = |ident: &syn::PatIdent| ident.ident.to_string().chars().next();
    ident.by_ref.is_some()
        || ident.mutability.is_some()
        || ident.subpat.is_some()
        || starts(ident).is_some_and(|first| first.is_lowercase() || first == '_')
}

/// Whether a pattern matches everything, as far as its syntax shows.
pub(super) fn is_irrefutable(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) | Pat::Rest(_) => true,
        Pat::Ident(ident) => is_binding(ident) && ident.subpat.as_ref().is_none_or(|(_, inner)| is_irrefutable(inner)),
        Pat::Paren(paren) => is_irrefutable(&paren.pat),
        Pat::Reference(reference) => is_irrefutable(&reference.pat),
        Pat::Type(typed) => is_irrefutable(&typed.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().all(is_irrefutable),
        Pat::Or(or) => or.cases.iter().any(is_irrefutable),
        _ => false,
    }
}

/// `Some(name)`.
fn is_plain_some(pattern: &Pat) -> bool {
    match pattern {
        Pat::TupleStruct(tuple) => tuple.elems.len() == 1 && is_irrefutable(&tuple.elems[0]),
        Pat::Paren(paren) => is_plain_some(&paren.pat),
        _ => false,
    }
}

fn is_slice_pattern(pattern: &Pat) -> bool {
    match pattern {
        Pat::Slice(_) => true,
        Pat::Or(or) => or.cases.iter().any(is_slice_pattern),
        Pat::Paren(paren) => is_slice_pattern(&paren.pat),
        Pat::Reference(reference) => is_slice_pattern(&reference.pat),
        Pat::Ident(ident) => ident.subpat.as_ref().is_some_and(|(_, inner)| is_slice_pattern(inner)),
        _ => false,
    }
}

/// Whether a pattern binds a name.
pub(super) fn binds(pattern: &Pat) -> bool {
    struct Finder(bool);
    impl<'ast> syn::visit::Visit<'ast> for Finder {
        fn visit_pat_ident(&mut self, ident: &'ast syn::PatIdent) {
            self.0 |= is_binding(ident);
            syn::visit::visit_pat_ident(self, ident);
        }
    }
    let mut finder = Finder(false);
    syn::visit::Visit::visit_pat(&mut finder, pattern);
    finder.0
}

/// The pattern without names and references: what is left to test on a place that references were looked through.
fn without_names(pattern: &Pat) -> Pat {
    struct Strip;
    impl syn::visit_mut::VisitMut for Strip {
        fn visit_pat_mut(&mut self, pattern: &mut Pat) {
            let replaced = match pattern {
                Pat::Ident(ident) => match &ident.subpat {
                    Some((_, inner)) => Some((**inner).clone()),
                    None if is_binding(ident) => Some(syn::parse_quote!(_)),
                    None => None,
                },
                Pat::Reference(reference) => Some((*reference.pat).clone()),
                _ => None,
            };
            match replaced {
                Some(replaced) => {
                    *pattern = replaced;
                    if !matches!(pattern, Pat::Wild(_)) {
                        self.visit_pat_mut(pattern);
                    }
                }
                None => syn::visit_mut::visit_pat_mut(self, pattern),
            }
        }
        fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
            field.colon_token.get_or_insert_default();
            syn::visit_mut::visit_field_pat_mut(self, field);
        }
    }
    let mut pattern = pattern.clone();
    syn::visit_mut::VisitMut::visit_pat_mut(&mut Strip, &mut pattern);
    pattern
}

/// The alternatives of a pattern that bind names, each of which binds them to other places. At most a few dozen are written
/// out.
pub(super) fn alternatives(pattern: &Pat) -> Option<Vec<Pat>> {
    const MOST: usize = 64;
    let Some(position) = first_alternative(pattern) else {
        return Some(vec![pattern.clone()]);
    };
    let mut expanded = Vec::new();
    for case in &position {
        let chosen = with_first_alternative(pattern, case);
        expanded.extend(alternatives(&chosen)?);
        if expanded.len() > MOST {
            return None;
        }
    }
    Some(expanded)
}

/// The cases of the first or-pattern that binds names.
fn first_alternative(pattern: &Pat) -> Option<Vec<Pat>> {
    struct Finder(Option<Vec<Pat>>);
    impl<'ast> syn::visit::Visit<'ast> for Finder {
        fn visit_pat_or(&mut self, or: &'ast syn::PatOr) {
            if self.0.is_none() && or.cases.iter().any(binds) {
                self.0 = Some(or.cases.iter().cloned().collect());
            } else {
                syn::visit::visit_pat_or(self, or);
            }
        }
    }
    let mut finder = Finder(None);
    syn::visit::Visit::visit_pat(&mut finder, pattern);
    finder.0
}

fn with_first_alternative(pattern: &Pat, case: &Pat) -> Pat {
    struct Replace<'p>(Option<&'p Pat>);
    impl syn::visit_mut::VisitMut for Replace<'_> {
        fn visit_pat_mut(&mut self, pattern: &mut Pat) {
            if let Pat::Or(or) = pattern
                && or.cases.iter().any(binds)
                && let Some(case) = self.0.take()
            {
                *pattern = case.clone();
            } else if self.0.is_some() {
                syn::visit_mut::visit_pat_mut(self, pattern);
            }
        }
    }
    let mut pattern = pattern.clone();
    syn::visit_mut::VisitMut::visit_pat_mut(&mut Replace(Some(case)), &mut pattern);
    pattern
}

fn tests_text(pattern: &Pat) -> bool {
    match pattern {
        Pat::Lit(lit) => matches!(lit.lit, syn::Lit::Str(_)),
        Pat::Or(or) => or.cases.iter().any(tests_text),
        Pat::Paren(paren) => tests_text(&paren.pat),
        Pat::Reference(reference) => tests_text(&reference.pat),
        Pat::Ident(ident) => ident.subpat.as_ref().is_some_and(|(_, inner)| tests_text(inner)),
        _ => false,
    }
}

fn tests_integers(pattern: &Pat) -> bool {
    match pattern {
        Pat::Lit(lit) => matches!(lit.lit, syn::Lit::Int(_) | syn::Lit::Bool(_) | syn::Lit::Char(_)),
        Pat::Range(range) => range
            .start
            .as_deref()
            .or(range.end.as_deref())
            .is_some_and(|end| matches!(end, Syntax::Lit(lit) if matches!(lit.lit, syn::Lit::Int(_)))),
        Pat::Or(or) => or.cases.iter().any(tests_integers),
        Pat::Paren(paren) => tests_integers(&paren.pat),
        Pat::Reference(reference) => tests_integers(&reference.pat),
        Pat::Ident(ident) => ident.subpat.as_ref().is_some_and(|(_, inner)| tests_integers(inner)),
        _ => false,
    }
}
