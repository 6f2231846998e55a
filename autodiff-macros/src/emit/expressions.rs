//! Values and places.

use super::places::full_path;
use super::{Emitter, support};
use crate::analyse::record::returned::lends;
use crate::ir::{Aggregate, Argument, Expr, Operand, Operator, Place, Projection, Role, Var, typed_float};
use crate::lower::types::{Number, Shape};
use crate::rules;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::BinOp;

/// How tightly an expression binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    Loose,
    Or,
    And,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Sum,
    Product,
    Cast,
    Unary,
    Atom,
}

fn binding(op: &BinOp) -> Binding {
    match op {
        BinOp::Add(_) | BinOp::Sub(_) => Binding::Sum,
        BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_) => Binding::Product,
        BinOp::Shl(_) | BinOp::Shr(_) => Binding::Shift,
        BinOp::BitAnd(_) => Binding::BitAnd,
        BinOp::BitXor(_) => Binding::BitXor,
        BinOp::BitOr(_) => Binding::BitOr,
        BinOp::And(_) => Binding::And,
        BinOp::Or(_) => Binding::Or,
        BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) | BinOp::Eq(_) | BinOp::Ne(_) => Binding::Compare,
        // Those that assign, which bind nothing.
        _ => Binding::Loose,
    }
}

impl Emitter<'_> {
    pub(super) fn name(&self, var: Var) -> &Ident {
        &self.function.var(var).name
    }

    pub(super) fn operand(&self, operand: &Operand) -> TokenStream {
        self.operand_within(operand, Binding::Loose)
    }

    pub(super) fn operand_within(&self, operand: &Operand, context: Binding) -> TokenStream {
        match operand {
            Operand::Var(var) => {
                let name = self.name(*var);
                match self.function.var(*var).role {
                    Role::Reference { .. } => wrap(quote!(*#name), Binding::Unary, context),
                    _ => quote!(#name),
                }
            }
            Operand::Constant(tokens) => {
                let is_negative = matches!(tokens.clone().into_iter().next(), Some(TokenTree::Punct(punct)) if punct.as_char() == '-');
                wrap(
                    tokens.clone(),
                    if is_negative { Binding::Unary } else { Binding::Atom },
                    context,
                )
            }
            Operand::Nested(expr) => {
                let (tokens, inner) = self.bound(expr);
                wrap(tokens, inner, context)
            }
        }
    }

    /// An owned copy. Not a method call: that would look through a place that holds a reference.
    pub(super) fn cloned(&self, place: &Place) -> TokenStream {
        let is_asked = place.path.is_empty() && self.function.asked.contains(&place.root);
        let place = self.borrow(place);
        if is_asked {
            // A reference that is converted where it is passed, `&Vec<f64>` to `&[f64]`, is not in a call of `clone`.
            let support = support();
            return quote!(#support::Returned(#place).copied());
        }
        quote!(::core::clone::Clone::clone(#place))
    }

    /// A whole variable by value, where the original may be needed later.
    pub(super) fn moved(&self, operand: &Operand) -> TokenStream {
        let tokens = self.operand(operand);
        match operand {
            Operand::Var(var) if self.kept.contains(var) && self.may_own(&Place::whole(*var)) => {
                self.cloned(&Place::whole(*var))
            }
            _ => tokens,
        }
    }

    /// A part of an aggregate: literals say their type, which shadows of the aggregate need at once.
    pub(super) fn part(&self, operand: &Operand) -> TokenStream {
        if let (Operand::Constant(tokens), Some(float)) = (operand, &self.float)
            && let Ok(literal) = syn::parse2::<syn::LitFloat>(tokens.clone())
            && literal.suffix().is_empty()
        {
            let float = match float {
                super::Float::F32 => "f32",
                super::Float::F64 => "f64",
                super::Float::Of(ty) => return quote!(#literal as <#ty as ::pullback::runtime::Differentiable>::Number),
            };
            let typed = typed_float(literal.base10_digits(), float, literal.span());
            return quote!(#typed);
        }
        self.moved(operand)
    }

    pub(super) fn expr(&self, expr: &Expr) -> TokenStream {
        self.bound(expr).0
    }

    fn bound(&self, expr: &Expr) -> (TokenStream, Binding) {
        let atom = |tokens| (tokens, Binding::Atom);
        match expr {
            Expr::Use(operand) => atom(self.moved(operand)),
            Expr::Load(place) => self.load(place),
            Expr::Copy(place, method) if method == "try_into" => {
                let (support, slice) = (support(), self.borrow(place));
                atom(quote!(#support::array_of(#slice)))
            }
            Expr::Copy(place, method) => {
                let place = self.place_atom(place);
                atom(quote!(#place.#method()))
            }
            Expr::Unary(op, operand) => {
                let operand = self.operand_within(operand, Binding::Unary);
                (quote!(#op #operand), Binding::Unary)
            }
            Expr::Binary(op, left, right) => self.binary(op, left, right),
            Expr::Operator(operator, operands) => self.operator(operator, operands),
            Expr::Method(name, receiver, arguments) => {
                let receiver = self.operand_within(receiver, Binding::Atom);
                let arguments = arguments.iter().map(|argument| self.operand(argument));
                atom(quote!(#receiver.#name(#(#arguments),*)))
            }
            Expr::Cast(operand, ty) => self.cast(operand, ty),
            Expr::Query(place, question) => {
                let tokens = self.place_atom(place);
                // Where the type is not known, the compiler checks that it is a length.
                if question == "len" && !self.is_sequence(place) {
                    let support = support();
                    let span = proc_macro2::Span::call_site().located_at(question.span());
                    return atom(quote_spanned!(span=> #support::length(#tokens.len())));
                }
                atom(quote!(#tokens.#question()))
            }
            Expr::Aggregate(aggregate, operands) => atom(self.aggregate(aggregate, operands)),
            Expr::Repeat { vec, value, count } => {
                let (value, count) = (self.part(value), self.operand(count));
                atom(if *vec {
                    quote!(::pullback::runtime::alloc::vec![#value; #count])
                } else {
                    quote!([#value; #count])
                })
            }
            Expr::Constant(template, arguments) => {
                let arguments: Vec<TokenStream> = (0..arguments.len())
                    .map(|position| self.placeholder(template, arguments, position))
                    .collect();
                let is_call = !template
                    .clone()
                    .into_iter()
                    .any(|tree| matches!(&tree, TokenTree::Punct(punct) if "+-*/%<>=&|".contains(punct.as_char())));
                let tokens = substitute(template.clone(), &arguments);
                (tokens, if is_call { Binding::Atom } else { Binding::Loose })
            }
            Expr::Slope(name, operands) => {
                let operands = operands.iter().map(|operand| self.operand(operand));
                let support = support();
                atom(quote!(#support::#name(#(#operands),*)))
            }
            Expr::SlopeTangent(name, operands) => atom(self.slope_tangent(name, operands)),
            Expr::Returned { var, by } => atom(self.returned(*var, by.as_deref())),
            Expr::Default => atom(quote!(::core::default::Default::default())),
            other => atom(self.shadow_expr(other)),
        }
    }

    /// A slope of dual numbers, whose tangent is the slope's.
    fn slope_tangent(&self, name: &Ident, operands: &[(Operand, Option<Operand>)]) -> TokenStream {
        let support = support();
        let operands = operands.iter().map(|(operand, tangent)| {
            let operand = self.operand(operand);
            match tangent {
                Some(tangent) => {
                    let tangent = self.operand(tangent);
                    quote!(::pullback::runtime::Dual::new(#operand, #tangent))
                }
                None => operand,
            }
        });
        quote!(#support::#name(#(#operands),*).tangent)
    }

    fn shadow_expr(&self, expr: &Expr) -> TokenStream {
        let support = support();
        match expr {
            Expr::ZeroShadow(var) if self.function.late.contains(var) => {
                let name = self.name(*var);
                quote!(#support::zero_shadow(&#name))
            }
            Expr::ZeroShadow(var) => {
                let value = self.borrow(&Place::whole(*var));
                quote!(#support::zero_shadow(#value))
            }
            Expr::Take(place) => {
                let span = span_of(place);
                let place = self.place_atom(place);
                quote_spanned!(span=> #place.take())
            }
            Expr::Get(place) => {
                let span = span_of(place);
                let place = self.place_atom(place);
                quote_spanned!(span=> #place.get())
            }
            Expr::TangentOf { primal, shadow } => {
                let (primal, shadow) = (self.borrow(primal), self.borrow(shadow));
                quote!(#support::tangent_of(#primal, #shadow))
            }
            Expr::ConvertedTangent(place, ty) => {
                let place = self.borrow(place);
                quote!(#support::converted_tangent::<#ty, _>(#place))
            }
            Expr::Sum(place) => {
                let place = self.borrow(place);
                quote!(#support::sum(#place))
            }
            Expr::Cell(start) => self.cell(self.function.number_of(start).as_ref(), start),
            _ => TokenStream::new(),
        }
    }

    /// `x as f32`; where one of the types is a parameter, by way of `f64`.
    fn cast(&self, operand: &Operand, ty: &syn::Type) -> (TokenStream, Binding) {
        let to = match ty {
            syn::Type::Path(path) => self.function.types.named_number(&path.path),
            _ => None,
        };
        if matches!(to, Some(Number::Parameter(_))) || matches!(ty, syn::Type::Infer(_)) {
            let operand = self.operand(operand);
            let of = if to.is_some() {
                quote!(#ty)
            } else {
                quote!(::pullback::runtime::Real)
            };
            return (quote!(#of::from_f64(#operand)), Binding::Atom);
        }
        if self.may_be_generic(operand) && matches!(to, Some(Number::F64)) {
            let operand = self.operand(operand);
            return (quote!(::pullback::runtime::Real::to_f64(#operand)), Binding::Atom);
        }
        let operand = self.operand_within(operand, Binding::Cast);
        (quote!(#operand as #ty), Binding::Cast)
    }

    /// Whether an operand is a number whose type is a parameter, as far as can be seen.
    fn may_be_generic(&self, operand: &Operand) -> bool {
        match self.function.number_of(operand) {
            Some(Number::Parameter(_)) => true,
            Some(_) => false,
            None => self.function.types.is_generic() && self.is_float(operand),
        }
    }

    /// Whether an operand is a number of whatever type, as far as can be seen.
    fn is_float(&self, operand: &Operand) -> bool {
        let in_place = |place: &Place| self.shape(place) == Shape::Float;
        match operand {
            Operand::Var(var) => in_place(&Place::whole(*var)),
            Operand::Constant(_) => false,
            Operand::Nested(expr) => match &**expr {
                Expr::Use(operand) | Expr::Unary(_, operand) => self.is_float(operand),
                Expr::Load(place) | Expr::Copy(place, _) => in_place(place),
                Expr::Binary(_, left, right) => self.is_float(left) || self.is_float(right),
                Expr::Method(name, receiver, _) => rules::of(&name.to_string()).is_some() && self.is_float(receiver),
                _ => false,
            },
        }
    }

    fn load(&self, place: &Place) -> (TokenStream, Binding) {
        let whole_reference = place.path.is_empty() && self.is_reference(place.root);
        let is_late = self.function.late.contains(&place.root);
        if is_late && place.path.is_empty() && !self.kept.contains(&place.root) {
            let (name, support) = (self.name(place.root), support());
            return (quote!(#support::returned(#name)), Binding::Atom);
        }
        if self.may_own(place) && (is_late || place.has_payload()) {
            return (self.cloned(place), Binding::Atom);
        }
        let owned = !matches!(self.function.var(place.root).role, Role::Reference { .. });
        // Nothing can be moved out of what is borrowed.
        let is_borrowed = whole_reference || (!owned && self.shape(place) != Shape::Unknown);
        if self.may_own(place) && (is_borrowed || (owned && self.kept.contains(&place.root))) {
            return (self.cloned(place), Binding::Atom);
        }
        let tokens = self.place(place);
        (tokens, if whole_reference { Binding::Unary } else { Binding::Atom })
    }

    fn binary(&self, op: &BinOp, left: &Operand, right: &Operand) -> (TokenStream, Binding) {
        let level = binding(op);
        let left_level = if level == Binding::Compare { next(level) } else { level };
        let left = self.operand_within(left, left_level);
        let right = self.operand_within(right, next(level));
        (quote!(#left #op #right), level)
    }

    /// An operator on operands of the user's own type, which may be moved.
    fn operator(&self, operator: &Operator, operands: &[Operand]) -> (TokenStream, Binding) {
        match (operator.op, operands) {
            (None, [operand]) => {
                let operand = self.operand_beside(operator, 0, operand);
                (quote!(-#operand), Binding::Unary)
            }
            (Some(op), [left, right]) => {
                let (left, right) = (
                    self.operand_beside(operator, 0, left),
                    self.operand_beside(operator, 1, right),
                );
                (quote!(#left #op #right), binding(&op))
            }
            _ => (TokenStream::new(), Binding::Atom),
        }
    }

    /// An operand of an operator, as the user wrote it: a value or a reference.
    pub(super) fn operand_beside(&self, operator: &Operator, position: usize, operand: &Operand) -> TokenStream {
        if operator.borrowed[position] {
            let operand = self.operand_within(operand, Binding::Unary);
            return quote!(&#operand);
        }
        match operand {
            Operand::Var(_) => self.moved(operand),
            operand => self.operand_within(operand, Binding::Atom),
        }
    }

    fn aggregate(&self, aggregate: &Aggregate, operands: &[Operand]) -> TokenStream {
        let values = operands.iter().map(|operand| self.part(operand));
        match aggregate {
            Aggregate::Tuple if operands.len() == 1 => quote!((#(#values),*,)),
            Aggregate::Tuple => quote!((#(#values),*)),
            Aggregate::Array => quote!([#(#values),*]),
            Aggregate::Vec => quote!(::pullback::runtime::alloc::vec![#(#values),*]),
            Aggregate::Struct { path, members } | Aggregate::Variant { path, members } => match members.first() {
                Some(syn::Member::Unnamed(_)) => {
                    let path = full_path(path);
                    quote!(#path(#(#values),*))
                }
                _ => quote!(#path { #(#members: #values),* }),
            },
        }
    }

    fn placeholder(&self, template: &TokenStream, arguments: &[Argument], position: usize) -> TokenStream {
        match &arguments[position] {
            // What the pullback keeps is not moved.
            Argument::Value(Operand::Var(var))
                if self.function.returned.contains(var)
                    && !lends(template.clone(), &format!("argument_{position}__")) =>
            {
                self.cloned(&Place::whole(*var))
            }
            Argument::Value(operand) => self.operand_within(operand, Binding::Atom),
            Argument::Borrow(place) | Argument::BorrowMut(place) => {
                if place.path.is_empty() && self.is_reference(place.root) {
                    self.name(place.root).to_token_stream()
                } else {
                    let place = self.borrow(place);
                    quote!((#place))
                }
            }
        }
    }
}

/// Where the user wrote the last field of a place: errors about constant fields belong there.
pub(super) fn span_of(place: &Place) -> proc_macro2::Span {
    let fields = place.path.iter().rev().find_map(|projection| match projection {
        Projection::Field(syn::Member::Named(name))
        | Projection::Variant {
            member: syn::Member::Named(name),
            ..
        } => Some(name.span()),
        _ => None,
    });
    let generated = proc_macro2::Span::call_site();
    fields.map_or(generated, |span| generated.located_at(span))
}

fn next(level: Binding) -> Binding {
    match level {
        Binding::Loose => Binding::Or,
        Binding::Or => Binding::And,
        Binding::And => Binding::Compare,
        Binding::Compare => Binding::BitOr,
        Binding::BitOr => Binding::BitXor,
        Binding::BitXor => Binding::BitAnd,
        Binding::BitAnd => Binding::Shift,
        Binding::Shift => Binding::Sum,
        Binding::Sum => Binding::Product,
        Binding::Product => Binding::Cast,
        Binding::Cast => Binding::Unary,
        Binding::Unary | Binding::Atom => Binding::Atom,
    }
}

fn wrap(tokens: TokenStream, inner: Binding, context: Binding) -> TokenStream {
    if inner < context || (inner == Binding::Cast && context != Binding::Loose) {
        quote!((#tokens))
    } else {
        tokens
    }
}

/// Replaces `argument_0__`, `argument_1__`, … by the arguments.
pub(super) fn substitute(template: TokenStream, arguments: &[TokenStream]) -> TokenStream {
    template
        .into_iter()
        .map(|tree| match tree {
            TokenTree::Group(group) => {
                let mut new = proc_macro2::Group::new(group.delimiter(), substitute(group.stream(), arguments));
                new.set_span(group.span());
                TokenTree::Group(new).into_token_stream()
            }
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let position = name
                    .strip_prefix("argument_")
                    .and_then(|rest| rest.strip_suffix("__"))
                    .and_then(|number| number.parse::<usize>().ok());
                match position.and_then(|position| arguments.get(position)) {
                    Some(argument) => argument.clone(),
                    None => ident.into_token_stream(),
                }
            }
            other => other.into_token_stream(),
        })
        .collect()
}
