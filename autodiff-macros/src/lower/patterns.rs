//! Patterns of `let`, loops and closures: the names that they bind.

use super::matching::{binds, is_binding};
use super::statements::Source;
use super::{Binding, Lowerer};
use crate::ir::{Argument, Expr, Operand, Place, Projection, Role, Stmt, Var};
use crate::reject::Refusal;
use quote::ToTokens;
use syn::{Member, Pat};

impl<'r> Lowerer<'r> {
    /// Binds the names of a pattern.
    pub(super) fn bind(&mut self, pattern: &Pat, source: Source) {
        match pattern {
            Pat::Ident(ident) if !is_binding(ident) => {}
            Pat::Ident(ident) => {
                let source = match (source, &ident.subpat) {
                    (Source::Value(value), Some(_)) => match self.name_value(value, "whole") {
                        Operand::Var(var) => Source::Place(Place::whole(var)),
                        constant => Source::Value(Expr::Use(constant)),
                    },
                    (source, _) => source,
                };
                if let Some((_, inner)) = &ident.subpat {
                    self.bind(inner, source.clone());
                }
                self.bind_ident(ident, source);
            }
            Pat::Lit(_) | Pat::Range(_) | Pat::Path(_) | Pat::Const(_) | Pat::Rest(_) => {}
            Pat::Or(or) if !or.cases.iter().any(binds) => {}
            Pat::Type(typed) => {
                self.bind(&typed.pat, source);
                if let Pat::Ident(ident) = &*typed.pat
                    && let Some(Binding::Variable(var)) = self.look_up(&ident.ident.to_string())
                {
                    self.annotate(var, &typed.ty);
                }
            }
            Pat::Wild(_) => {
                if let Source::Value(value) = source {
                    self.name_value(value, "unused");
                }
            }
            Pat::Paren(paren) => self.bind(&paren.pat, source),
            Pat::Reference(reference) => match source {
                Source::View { place, .. } | Source::Place(place) => self.bind(&reference.pat, Source::Place(place)),
                // References to values are the values themselves here.
                value @ Source::Value(_) => self.bind(&reference.pat, value),
            },
            Pat::Tuple(tuple) => {
                let has_rest = tuple.elems.iter().any(|part| matches!(part, Pat::Rest(_)));
                if !has_rest {
                    self.bind_tuple_type(&source, tuple.elems.len());
                }
                let length = self.tuple_length(&source);
                self.bind_positions(&tuple.elems, length, source, pattern);
            }
            Pat::TupleStruct(tuple) if super::fallible::is_error(&tuple.path) && tuple.elems.iter().any(binds) => {
                self.bind_error(&tuple.elems[0], source);
            }
            Pat::TupleStruct(tuple) if tuple.elems.iter().any(binds) => {
                self.bind_positions(&tuple.elems, None, source, pattern)
            }
            Pat::TupleStruct(_) => {}
            Pat::Struct(structure) => {
                let parts: Vec<(Member, &Pat)> = structure
                    .fields
                    .iter()
                    .map(|field| (field.member.clone(), &*field.pat))
                    .collect();
                self.bind_parts(&parts, source, pattern);
            }
            Pat::Slice(slice) => self.bind_slice(slice, source),
            other => self.refusals.refuse(other, Refusal::Pattern),
        }
    }

    /// Binds parts that are found by position; behind `..` they are counted from the end, if that is known.
    fn bind_positions<'p>(
        &mut self,
        patterns: impl IntoIterator<Item = &'p Pat>,
        length: Option<usize>,
        source: Source,
        at: &'p Pat,
    ) {
        let patterns: Vec<&Pat> = patterns.into_iter().collect();
        let rest = patterns.iter().position(|part| matches!(part, Pat::Rest(_)));
        let behind = rest.map_or(0, |rest| patterns.len() - 1 - rest);
        let start_behind = length.and_then(|length| length.checked_sub(behind));
        let mut parts = Vec::new();
        for (position, part) in patterns.into_iter().enumerate() {
            let member = match rest {
                Some(rest) if position == rest => continue,
                Some(rest) if position > rest => match start_behind {
                    Some(start) => start + (position - rest - 1),
                    None => return self.refusals.refuse(at, Refusal::Pattern),
                },
                _ => position,
            };
            parts.push((Member::Unnamed(member.into()), part));
        }
        self.bind_parts(&parts, source, at);
    }

    /// The number of parts of a tuple, if it can be seen.
    fn tuple_length(&mut self, source: &Source) -> Option<usize> {
        let ty = match source {
            Source::Value(value) => self.type_of_expr(value),
            Source::Place(place) | Source::View { place, .. } => self.type_of_place(place),
        };
        match self.function.types.shape(ty) {
            crate::lower::types::Shape::Tuple(parts) => Some(parts.len()),
            _ => None,
        }
    }

    pub(super) fn bind_tuple_type(&mut self, source: &Source, length: usize) {
        let ty = match source {
            Source::Value(value) => self.type_of_expr(value),
            Source::Place(place) | Source::View { place, .. } => self.type_of_place(place),
        };
        let parts = (0..length).map(|_| self.function.types.fresh()).collect();
        let tuple = self.function.types.tuple(parts);
        self.function.types.unify(ty, tuple);
    }

    pub(super) fn source_place(&mut self, source: Source) -> Option<Place> {
        match source {
            Source::Place(place) | Source::View { place, .. } => Some(place),
            Source::Value(value) => self.name_value(value, "parts").var().map(Place::whole),
        }
    }

    pub(super) fn bind_parts(&mut self, parts: &[(Member, &Pat)], source: Source, at: &Pat) {
        let source = match source {
            Source::Value(value) => match self.name_value(value, "parts").var() {
                Some(var) => Source::Place(Place::whole(var)),
                None => return self.refusals.refuse(at, Refusal::Pattern),
            },
            other => other,
        };
        let Some(place) = self.source_place(source.clone()) else {
            return;
        };
        for (member, pattern) in parts.iter().filter(|(_, pattern)| binds(pattern)) {
            let part = match self.variant_path(at) {
                Some(path) => place.payload(&path, member.clone()),
                None => place.field(member.clone()),
            };
            self.bind(pattern, part_source(&source, part));
        }
    }

    pub(super) fn bind_ident(&mut self, ident: &syn::PatIdent, source: Source) {
        let mutable = ident.mutability.is_some();
        let value = match (source, ident.by_ref.is_some()) {
            (
                Source::View {
                    place,
                    mutable: through,
                },
                _,
            ) => {
                if mutable && through {
                    self.refusals.refuse(ident, Refusal::ReassignedReference);
                }
                let place = if through { place } else { self.stable(place) };
                if mutable && !through {
                    // It may point elsewhere later: from here on it is a copy.
                    let copy = self.load_sized(place);
                    let ty = self.type_of(&copy);
                    let var = self.declare(&ident.ident, true);
                    self.function.types.unify(self.ty(var), ty);
                    self.references.insert(var);
                    let value = Expr::Use(copy);
                    return self.push(Stmt::Let { var, value });
                }
                return self.bind_name(
                    ident.ident.to_string(),
                    Binding::View {
                        place,
                        mutable: through,
                    },
                );
            }
            (Source::Place(place), true) => {
                return self.bind_name(ident.ident.to_string(), Binding::View { place, mutable });
            }
            (Source::Place(place), false) => {
                if !mutable && self.stays(&place) {
                    return self.bind_name(ident.ident.to_string(), Binding::Part(place));
                }
                self.load(place)
            }
            (Source::Value(value), _) => value,
        };
        if let Expr::Use(Operand::Var(var)) = value
            && self.unnamed.remove(&var)
        {
            return self.name_result(var, &ident.ident, mutable);
        }
        let ty = self.type_of_expr(&value);
        let constant = !mutable && self.is_constant(&value);
        let var = self.declare(&ident.ident, mutable);
        self.function.types.unify(self.ty(var), ty);
        if constant {
            self.constant.insert(var);
        }
        let remembered = match &value {
            Expr::Load(place) if !mutable => Some((self.key(place), place.root)),
            _ => None,
        };
        self.push(Stmt::Let { var, value });
        if let Some((key, root)) = remembered {
            self.loaded.insert(key, (root, var));
        }
    }

    /// Whether a payload may be named where it is: it is no number, and what it is a part of never changes.
    fn stays(&mut self, place: &Place) -> bool {
        use crate::lower::types::Shape;
        let ty = self.type_of_place(place);
        let root = self.function.var(place.root);
        let changes = root.mutable || root.role == (Role::Reference { mutable: true });
        place.has_payload() && !changes && !matches!(self.function.types.shape(ty), Shape::Float | Shape::Inactive)
    }

    /// `[first, .., last]`, `[first, rest @ ..]`.
    fn bind_slice(&mut self, slice: &syn::PatSlice, source: Source) {
        let Some(place) = self.source_place(source.clone()) else {
            return;
        };
        let rest = slice.elems.iter().position(is_rest);
        let behind = rest.map_or(0, |rest| slice.elems.len() - 1 - rest);
        let length = match rest {
            Some(_) if slice.elems.iter().any(binds) => {
                let len = proc_macro2::Ident::new("len", proc_macro2::Span::call_site());
                Some(self.flag(Expr::Query(place.clone(), len), "length"))
            }
            _ => None,
        };
        for (position, part) in slice.elems.iter().enumerate().filter(|(_, part)| binds(part)) {
            let from_end = |this: &mut Self, distance: usize| {
                let length = length.clone().unwrap_or(Operand::tokens(quote::quote!(0)));
                let distance = proc_macro2::Literal::usize_unsuffixed(distance);
                let template = quote::quote!(argument_0__ - #distance);
                this.flag(Expr::Constant(template, vec![Argument::Value(length)]), "position")
            };
            let number =
                |position: usize| Operand::tokens(proc_macro2::Literal::usize_unsuffixed(position).into_token_stream());
            let found = match rest {
                Some(rest) if position == rest => {
                    let high = from_end(self, behind);
                    place.then(Projection::Range {
                        low: Some(number(position)),
                        high: Some(high),
                        inclusive: false,
                    })
                }
                Some(rest) if position > rest => {
                    let index = from_end(self, slice.elems.len() - position);
                    place.index(index)
                }
                _ => place.index(number(position)),
            };
            let source = match part {
                // A part of a slice that is not behind a reference can be named by reference only.
                Pat::Ident(_) if rest == Some(position) => Source::View {
                    place: found,
                    mutable: matches!(source, Source::View { mutable: true, .. }),
                },
                _ => part_source(&source, found),
            };
            match part {
                Pat::Ident(ident) if rest == Some(position) => {
                    let plain = syn::PatIdent {
                        subpat: None,
                        by_ref: None,
                        ..ident.clone()
                    };
                    self.bind_ident(&plain, source);
                }
                part => self.bind(part, source),
            }
        }
    }

    /// Gives the result of a call, or a collected `Vec`, the name that the user binds it to.
    pub(super) fn name_result(&mut self, var: Var, ident: &syn::Ident, mutable: bool) {
        let text = ident.to_string();
        let name = self.function.names.declared(ident, !self.declared.insert(text.clone()));
        let variable = &mut self.function.vars[var.0];
        variable.name = name;
        variable.mutable |= mutable;
        if mutable {
            self.constant.remove(&var);
        }
        self.bind_name(text, Binding::Variable(var));
    }
}

/// `..` or `rest @ ..`.
fn is_rest(pattern: &Pat) -> bool {
    match pattern {
        Pat::Rest(_) => true,
        Pat::Ident(ident) => ident
            .subpat
            .as_ref()
            .is_some_and(|(_, inner)| matches!(**inner, Pat::Rest(_))),
        _ => false,
    }
}

fn part_source(whole: &Source, part: Place) -> Source {
    match whole {
        Source::View { mutable, .. } => Source::View {
            place: part,
            mutable: *mutable,
        },
        Source::Place(_) | Source::Value(_) => Source::Place(part),
    }
}
