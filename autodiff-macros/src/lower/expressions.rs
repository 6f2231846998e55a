//! Values: every operation on named operands.

use super::{Binding, Lowerer};
use crate::ir::{Aggregate, Argument, Expr, Operand, Place, Role};
use crate::lower::types::TypeId;
use crate::reject::Refusal;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{BinOp, Expr as Syntax, Lit, UnOp};

impl<'r> Lowerer<'r> {
    /// An expression as an operand: a variable or a literal.
    pub(super) fn operand(&mut self, expr: &Syntax) -> Operand {
        let outer = self.stand_at(expr);
        if let Some(place) = self.plain_place(expr) {
            let operand = self.load_sized(place);
            self.function.here = outer;
            return operand;
        }
        let value = self.value(expr);
        let hint = hint(expr);
        let operand = self.name_value(value, &hint);
        self.function.here = outer;
        operand
    }

    /// Notes where the code stands that is lowered next, and returns where it was before.
    pub(super) fn stand_at(&mut self, expr: &Syntax) -> Option<Span> {
        let outer = self.function.here;
        self.function.here = match expr {
            // What these contain has places of its own.
            Syntax::If(_) | Syntax::Match(_) | Syntax::Block(_) | Syntax::Loop(_) => outer,
            Syntax::ForLoop(_) | Syntax::While(_) => outer,
            // That is where the compiler reports what is wrong with the operands.
            Syntax::Binary(binary) => Some(binary.op.span()),
            Syntax::Paren(paren) => return self.stand_at(&paren.expr),
            _ => Some(expr.span()),
        };
        outer
    }

    /// The place of an expression that is a place and not a reference to one.
    pub(super) fn plain_place(&mut self, expr: &Syntax) -> Option<Place> {
        match expr {
            Syntax::Field(field) if self.local_range(&field.base).is_some() => None,
            Syntax::Path(_) | Syntax::Field(_) | Syntax::Index(_) => self.place(expr),
            Syntax::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.place(expr),
            Syntax::Paren(paren) => self.plain_place(&paren.expr),
            Syntax::Group(group) => self.plain_place(&group.expr),
            _ => None,
        }
    }

    /// An expression as one operation.
    pub(super) fn value(&mut self, expr: &Syntax) -> Expr {
        let outer = self.stand_at(expr);
        let value = self.value_here(expr);
        self.function.here = outer;
        value
    }

    fn value_here(&mut self, expr: &Syntax) -> Expr {
        if let Some(place) = self.plain_place(expr) {
            // The reference to a slice, as it stands in `[left, right]`.
            if self.is_unsized(&place) {
                return Expr::Use(self.load_sized(place));
            }
            return self.load(place);
        }
        if let Syntax::Field(field) = expr
            && let Some(end) = self.end_of_range(field)
        {
            return Expr::Use(end);
        }
        match expr {
            Syntax::Lit(lit) => Expr::Use(Operand::Constant(lit.to_token_stream())),
            Syntax::Path(path) => self.constant_path(path),
            Syntax::Paren(paren) => self.value(&paren.expr),
            Syntax::Group(group) => self.value(&group.expr),
            Syntax::Unary(unary) => self.unary(unary),
            Syntax::Assign(_) => self.effect(expr),
            Syntax::Binary(binary) if super::is_compound(&binary.op) => self.effect(expr),
            Syntax::Binary(binary) => self.binary(binary),
            Syntax::Cast(cast) => self.cast(cast),
            Syntax::Tuple(tuple) => {
                let parts = tuple.elems.iter().map(|part| self.operand(part)).collect();
                Expr::Aggregate(Aggregate::Tuple, parts)
            }
            Syntax::Array(array) => {
                let elements = array.elems.iter().map(|element| self.operand(element)).collect();
                Expr::Aggregate(Aggregate::Array, elements)
            }
            Syntax::Repeat(repeat) => {
                let value = self.operand(&repeat.expr);
                Expr::Repeat {
                    vec: false,
                    value,
                    count: Operand::Constant(repeat.len.to_token_stream()),
                }
            }
            Syntax::Struct(structure) => self.structure(structure),
            Syntax::Block(block) if block.label.is_none() => self.block_value(&block.block),
            Syntax::Block(_) => match self.labelled_block(expr) {
                Some(value) => value,
                None => self.refuse(expr, Refusal::MissingValue),
            },
            Syntax::If(_) | Syntax::Match(_) => self.branch_value(expr),
            Syntax::Loop(_) => self.loop_expression(expr),
            Syntax::Call(call) => self.call(call),
            Syntax::MethodCall(call) => {
                let before = self.position();
                let value = self.method_call(call);
                self.mark_chain(expr, before);
                value
            }
            Syntax::Macro(mac) => self.macro_value(&mac.mac),
            Syntax::Reference(reference) if reference.mutability.is_some() => {
                self.refuse(expr, Refusal::ConditionalReference)
            }
            Syntax::Reference(reference) => {
                // A reference in value position: what it points to.
                let place = self.place_or_temporary(&reference.expr);
                if self.is_unsized(&place) {
                    Expr::Use(self.load_sized(place))
                } else {
                    self.load(place)
                }
            }
            Syntax::Index(index) => match self.value_of_key(index) {
                Some(value) => value,
                None => self.refuse(expr, Refusal::Keyed),
            },
            Syntax::Closure(_) => self.refuse(expr, Refusal::Closure),
            Syntax::Unsafe(_) | Syntax::RawAddr(_) => self.refuse(expr, Refusal::Unsafe),
            Syntax::Const(_) => Expr::Use(Operand::Constant(expr.to_token_stream())),
            Syntax::Async(_) | Syntax::Await(_) => self.refuse(expr, Refusal::Async),
            Syntax::Try(_) => self.refuse(expr, Refusal::Question),
            Syntax::Range(_) => self.refuse(expr, Refusal::RangeValue),
            Syntax::Return(_) | Syntax::Break(_) | Syntax::Continue(_) => self.refuse(expr, Refusal::ExitHere),
            _ => self.refuse(expr, Refusal::Expression("this expression")),
        }
    }

    /// An assignment where a value stands, which is `()`.
    fn effect(&mut self, expr: &Syntax) -> Expr {
        self.expression_statement(expr);
        Expr::Use(Operand::Constant(quote!(())))
    }

    /// A path that is not a variable: a constant.
    fn constant_path(&mut self, path: &syn::ExprPath) -> Expr {
        if let Some(ident) = path.path.get_ident() {
            let name = ident.to_string();
            match self.look_up(&name) {
                // What was taken for the function of that name may be a constant in lower case.
                Some(Binding::Closure(closure)) => {
                    return match closure.function() {
                        Some(constant) => Expr::Use(Operand::Constant(constant.to_token_stream())),
                        None => self.refuse(path, Refusal::Closure),
                    };
                }
                Some(Binding::Items(..)) => return self.refuse(path, Refusal::ForIterator),
                Some(Binding::Maybe(maybe)) => return self.option_value(&maybe),
                _ => {}
            }
        }
        // A name that is none of a variable is a constant's; `rustc` says so if there is none.
        Expr::Use(Operand::Constant(path.to_token_stream()))
    }

    fn unary(&mut self, unary: &syn::ExprUnary) -> Expr {
        if matches!(unary.op, UnOp::Deref(_)) {
            let value = self.operand(&unary.expr);
            return Expr::Use(value);
        }
        if let (UnOp::Neg(_), Syntax::Lit(lit)) = (&unary.op, &*unary.expr) {
            return Expr::Use(Operand::Constant(quote!(-#lit)));
        }
        let value = self.operand(&unary.expr);
        if let UnOp::Neg(_) = unary.op
            && let Some(negated) = self.negation(&unary.expr, &value)
        {
            return negated;
        }
        Expr::Unary(unary.op, value)
    }

    fn binary(&mut self, binary: &syn::ExprBinary) -> Expr {
        if matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) {
            let first = self.condition(&binary.left);
            let and = matches!(binary.op, BinOp::And(_));
            let right = binary.right.clone();
            return Expr::Use(self.short_circuit(first, and, |this| this.condition(&right)));
        }
        if is_text(&binary.left) || is_text(&binary.right) {
            let [left, right] = [&binary.left, &binary.right].map(|side| match self.text(side) {
                Some(text) => text,
                None => self.operand(side),
            });
            return Expr::Binary(binary.op, left, right);
        }
        let left = self.operand(&binary.left);
        let right = self.operand(&binary.right);
        if let Some(value) = self.operator(binary, (&left, &right), &hint(&Syntax::Binary(binary.clone()))) {
            return value;
        }
        self.relate(&binary.op, &left, &right);
        Expr::Binary(binary.op, left, right)
    }

    /// What an operator says about the types of its operands.
    pub(super) fn relate(&mut self, op: &BinOp, left: &Operand, right: &Operand) {
        if matches!(op, BinOp::Shl(_) | BinOp::Shr(_)) {
            return;
        }
        let (left_type, right_type) = (self.type_of(left), self.type_of(right));
        self.agree(left, left_type, right_type);
        self.agree(right, right_type, left_type);
        self.function.types.unify(left_type, right_type);
    }

    /// An operand of unknown type that stands beside an integer is one itself, or a type with operators of its own: the
    /// generated code checks that it is the former, whose derivative is nothing.
    pub(super) fn agree(&mut self, operand: &Operand, ty: TypeId, other: TypeId) {
        use crate::lower::types::Shape;
        if self.function.types.shape(other) == Shape::Inactive
            && matches!(self.function.types.shape(ty), Shape::Unknown | Shape::Named(_))
        {
            self.must_be_integer(operand);
        }
    }

    /// A check in the generated code that an operand has no derivative.
    pub(super) fn must_be_integer(&mut self, operand: &Operand) {
        let Operand::Var(var) = operand else { return };
        if self.constant.contains(var) || self.function.types.is_inactive(self.ty(*var)) {
            return;
        }
        let span = proc_macro2::Span::call_site().located_at(self.function.var(*var).name.span());
        let var = self.function.fresh("checked", Role::Local, false);
        self.function.vars[var.0].ty = self.function.types.inactive();
        self.push(crate::ir::Stmt::Let {
            var,
            value: Expr::Constant(
                quote::quote_spanned!(span=> ::pullback::runtime::support::integer(&argument_0__)),
                vec![Argument::Value(operand.clone())],
            ),
        });
    }

    fn cast(&mut self, cast: &syn::ExprCast) -> Expr {
        let value = self.operand(&cast.expr);
        Expr::Cast(value, cast.ty.clone())
    }

    fn structure(&mut self, structure: &syn::ExprStruct) -> Expr {
        if let Some(rest) = &structure.rest {
            return self.structure_update(structure, rest);
        }
        // A struct that borrows is data.
        let borrows = structure
            .fields
            .iter()
            .any(|field| matches!(field.expr, Syntax::Reference(_)));
        if borrows && let Some(constant) = self.opaque_constant(&Syntax::Struct(structure.clone())) {
            return constant;
        }
        let members = structure.fields.iter().map(|field| field.member.clone()).collect();
        let values: Vec<Operand> = structure.fields.iter().map(|field| self.operand(&field.expr)).collect();
        self.relate_fields(
            &structure.path,
            structure.fields.iter().map(|field| &field.member),
            &values,
        );
        self.constructed(&structure.path, members, values)
    }

    fn relate_fields<'m>(
        &mut self,
        path: &syn::Path,
        members: impl Iterator<Item = &'m syn::Member>,
        values: &[Operand],
    ) {
        let named = self.function.types.named(path.to_token_stream().to_string());
        for (member, value) in members.zip(values) {
            let field = self.function.types.field(named, member);
            let ty = self.type_of(value);
            self.function.types.unify(field, ty);
        }
    }

    /// `Struct { field: value, ..base }`: a copy of the base with some fields assigned.
    fn structure_update(&mut self, structure: &syn::ExprStruct, base: &Syntax) -> Expr {
        let values: Vec<Operand> = structure.fields.iter().map(|field| self.operand(&field.expr)).collect();
        self.relate_fields(
            &structure.path,
            structure.fields.iter().map(|field| &field.member),
            &values,
        );
        // The type is known here, and not where the value will stand.
        let path = &structure.path;
        let default: Syntax = syn::parse_quote!(<#path as ::core::default::Default>::default());
        let base = self.place_or_temporary(if is_default(base) { &default } else { base });
        let copy = self.function.fresh("updated", Role::Local, true);
        let base_type = self.type_of_place(&base);
        self.function.types.unify(self.ty(copy), base_type);
        let clone = proc_macro2::Ident::new("clone", proc_macro2::Span::call_site());
        self.push(crate::ir::Stmt::Let {
            var: copy,
            value: Expr::Copy(base, clone),
        });
        for (field, value) in structure.fields.iter().zip(values) {
            let place = Place::whole(copy).field(field.member.clone());
            self.push(crate::ir::Stmt::Assign {
                place,
                value,
                first: false,
            });
        }
        Expr::Load(Place::whole(copy))
    }

    // ---- what is only known to be constant ----------------------------------------------------------------------------
    // ---- types --------------------------------------------------------------------------------------------------------

    pub(super) fn type_of(&mut self, operand: &Operand) -> TypeId {
        match operand {
            Operand::Var(var) => self.ty(*var),
            Operand::Constant(tokens) => self.type_of_constant(tokens),
            Operand::Nested(_) => self.function.types.fresh(),
        }
    }

    fn type_of_constant(&mut self, tokens: &TokenStream) -> TypeId {
        if super::calls::is_none(tokens) {
            let payload = self.function.types.fresh();
            return self.function.types.optional(payload);
        }
        if let Some(number) = self.function.types.number_of_constant(tokens) {
            return self.function.types.number(number);
        }
        let first = tokens.clone().into_iter().next();
        let is_negative = matches!(first, Some(proc_macro2::TokenTree::Punct(sign)) if sign.as_char() == '-');
        let is_literal = is_negative || syn::parse2::<Lit>(tokens.clone()).is_ok();
        let is_parameter = || {
            let name = syn::parse2::<syn::Ident>(tokens.clone());
            name.is_ok_and(|name| self.constant_parameters.contains(&name))
        };
        if is_literal || is_parameter() {
            self.function.types.inactive()
        } else {
            self.function.types.fresh()
        }
    }

    pub(super) fn type_of_expr(&mut self, expr: &Expr) -> TypeId {
        match expr {
            Expr::Use(operand) | Expr::Unary(_, operand) => self.type_of(operand),
            Expr::Load(place) | Expr::Copy(place, _) => self.type_of_place(place),
            Expr::Binary(op, left, right) => self.type_of_binary(op, left, right),
            Expr::Method(name, receiver, arguments) => self.type_of_method(&name.to_string(), receiver, arguments),
            Expr::Cast(value, ty) => {
                let value = self.type_of(value);
                let ty = self.function.types.written(ty);
                self.tell(&[value], ty);
                ty
            }
            Expr::Query(..) => self.function.types.inactive(),
            Expr::Aggregate(aggregate, operands) => self.type_of_aggregate(aggregate, operands),
            Expr::Repeat { value, .. } => {
                let element = self.type_of(value);
                self.function.types.sequence(element)
            }
            _ => self.function.types.fresh(),
        }
    }

    fn type_of_binary(&mut self, op: &BinOp, left: &Operand, right: &Operand) -> TypeId {
        use BinOp::{And, Eq, Ge, Gt, Le, Lt, Ne, Or};
        if matches!(op, And(_) | Or(_) | Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_)) {
            return self.function.types.inactive();
        }
        let (left, right) = (self.type_of(left), self.type_of(right));
        if matches!(
            op,
            BinOp::BitAnd(_) | BinOp::BitOr(_) | BinOp::BitXor(_) | BinOp::Shl(_) | BinOp::Shr(_)
        ) {
            let bits = self.function.types.inactive();
            self.tell(&[left, right], bits);
            return bits;
        }
        self.function.types.unify(left, right);
        left
    }

    fn type_of_aggregate(&mut self, aggregate: &Aggregate, operands: &[Operand]) -> TypeId {
        let parts: Vec<TypeId> = operands.iter().map(|operand| self.type_of(operand)).collect();
        match aggregate {
            Aggregate::Tuple => self.function.types.tuple(parts),
            Aggregate::Array | Aggregate::Vec => {
                let element = self.function.types.fresh();
                parts
                    .into_iter()
                    .for_each(|part| self.function.types.unify(element, part));
                self.function.types.sequence(element)
            }
            Aggregate::Struct { path, .. } => self.function.types.named(path.to_token_stream().to_string()),
            Aggregate::Variant { path, members } => self.type_of_variant(path, members, &parts),
        }
    }

    /// Marks what is made of telling bits.
    fn tell(&mut self, parts: &[TypeId], made: TypeId) {
        let is_telling = parts.iter().any(|part| self.function.types.is_telling(*part));
        if is_telling && self.function.types.is_inactive(made) {
            self.function.types.mark_telling(made);
        }
    }

    /// Whether an argument is, or contains, text or bits that an active value can be read from.
    pub(super) fn is_telling(&mut self, argument: &Argument) -> bool {
        let ty = match argument {
            Argument::Value(operand) => self.type_of(operand),
            Argument::Borrow(place) | Argument::BorrowMut(place) => self.type_of_place(place),
        };
        self.function.types.is_telling(ty)
    }
}

/// `Default::default()`.
fn is_default(expr: &Syntax) -> bool {
    let Syntax::Call(call) = expr else { return false };
    let path = call.func.to_token_stream().to_string().replace(' ', "");
    call.args.is_empty() && path.trim_start_matches("::").ends_with("Default::default") && !path.starts_with('<')
}

fn is_text(expr: &Syntax) -> bool {
    matches!(expr, Syntax::Lit(lit) if matches!(lit.lit, Lit::Str(_)))
}

/// A readable name for the value of an expression.
fn hint(expr: &Syntax) -> String {
    match expr {
        Syntax::Binary(binary) => match binary.op {
            BinOp::Add(_) => "sum",
            BinOp::Sub(_) => "difference",
            BinOp::Mul(_) => "product",
            BinOp::Div(_) => "quotient",
            BinOp::Rem(_) => "remainder",
            _ => "condition",
        }
        .to_owned(),
        Syntax::Unary(_) => "negated".to_owned(),
        Syntax::MethodCall(call) => match &*call.receiver {
            Syntax::Path(path) if path.path.get_ident().is_some() => {
                format!("{}_{}", call.method, path.path.to_token_stream())
            }
            Syntax::Field(field) => format!("{}_{}", call.method, field.member.to_token_stream()),
            _ => call.method.to_string(),
        },
        Syntax::Call(call) => match &*call.func {
            Syntax::Path(path) => path
                .path
                .segments
                .last()
                .map_or_else(|| "value".to_owned(), |last| last.ident.to_string()),
            _ => "value".to_owned(),
        },
        Syntax::Cast(_) => "converted".to_owned(),
        Syntax::Paren(paren) => hint(&paren.expr),
        _ => "value".to_owned(),
    }
}
