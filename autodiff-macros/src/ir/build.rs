//! Making variables, places, operands and counted loops.

use super::{
    Access, Aggregate, Argument, Block, Expr, Function, LoopHead, Operand, Place, Projection, Range, Role, Stmt, Var,
    Variable,
};
use crate::analyse::activity::each_stmt;
use crate::lower::types::Number;
use crate::lower::types::{Shape, TypeId, Types};
use proc_macro2::{Ident, Span, TokenStream};

impl Function {
    pub fn var(&self, var: Var) -> &Variable {
        &self.vars[var.0]
    }
    /// The result, where it waits for its value in an `Option`: it is returned early, and its type need not have a default.
    pub fn late_result(&self) -> Option<Var> {
        self.result.filter(|result| {
            let variable = self.var(*result);
            variable.mutable && !self.types.is_float(variable.ty) && !self.types.is_inactive(variable.ty)
        })
    }
    /// Whether what is assigned to a place may have another number of elements than what the place held, or be another
    /// variant: anything but numbers in a local variable, or behind a reference whose shadow can follow.
    pub fn may_change_length(&self, place: &Place) -> bool {
        // The result is assigned last on every path.
        let is_local = (!matches!(self.var(place.root).role, Role::Reference { .. })
            || self.growing.contains(&place.root))
            && self.result != Some(place.root);
        if !is_local {
            return false;
        }
        let mut types = self.types.clone();
        let mut ty = self.var(place.root).ty;
        for projection in &place.path {
            ty = match projection {
                Projection::Field(member) => types.field(ty, member),
                Projection::Variant { path, member } => types.payload(ty, path, member),
                Projection::Index(_) => types.element(ty),
                Projection::Located(_) => types.located(ty),
                Projection::Range { .. } => return false,
            };
        }
        let is_whole = place.path.is_empty() && !matches!(types.shape(ty), Shape::Float | Shape::Inactive);
        is_whole || has_length(&types, ty)
    }
    /// Which number an operation on numbers yields, where it can be seen.
    pub fn number(&self, expr: &Expr) -> Option<Number> {
        match expr {
            Expr::Use(operand) | Expr::Unary(_, operand) => self.number_of(operand),
            Expr::Load(place) | Expr::Copy(place, _) | Expr::TangentOf { primal: place, .. } => self.number_in(place),
            Expr::Binary(_, left, right) => self.number_of(left).or_else(|| self.number_of(right)),
            Expr::Method(_, receiver, _) => self.number_of(receiver),
            Expr::Slope(_, operands) => operands.iter().find_map(|operand| self.number_of(operand)),
            Expr::SlopeTangent(_, operands) => operands.iter().find_map(|(operand, _)| self.number_of(operand)),
            Expr::Cast(_, ty) | Expr::ConvertedTangent(_, ty) => match &**ty {
                syn::Type::Path(path) => self.types.named_number(&path.path),
                _ => None,
            },
            _ => None,
        }
    }
    /// Which number an operand is.
    pub fn number_of(&self, operand: &Operand) -> Option<Number> {
        match operand {
            Operand::Var(var) => self.types.number_of(self.var(*var).ty).cloned(),
            Operand::Constant(_) => None,
            Operand::Nested(expr) => self.number(expr),
        }
    }
    fn number_in(&self, place: &Place) -> Option<Number> {
        let mut ty = self.var(place.root).ty;
        for projection in &place.path {
            ty = match projection {
                Projection::Field(member) => self.types.known_field(ty, member)?,
                Projection::Variant { path, member } => self.types.known_payload(ty, path, member)?,
                Projection::Index(_) => self.types.known_element(ty)?,
                Projection::Located(_) => self.types.known_located(ty)?,
                Projection::Range { .. } => ty,
            };
        }
        self.types.number_of(ty).cloned()
    }
    /// A new variable for the number that an operation yields.
    pub fn fresh_number(&mut self, hint: &str, value: &Expr) -> Var {
        let var = self.fresh(hint, Role::Local, false);
        self.vars[var.0].ty = match self.number(value) {
            Some(number) => self.types.number(number),
            None => self.types.float(),
        };
        var
    }
    /// A constant of the type of `operand`. Types that are parameters have no literals, and where the parameter is not known
    /// the compiler finds it from the operand.
    pub fn constant_like(&self, literal: TokenStream, operand: &Operand) -> Expr {
        match self.number_of(operand) {
            Some(Number::Parameter(name)) => Expr::Use(Operand::Constant(generic_constant(&name, &literal))),
            None if self.types.is_generic() && !matches!(operand, Operand::Constant(_)) => {
                let template = quote::quote!(::pullback::runtime::support::like(&argument_0__, #literal));
                Expr::Constant(template, vec![Argument::Value(operand.clone())])
            }
            _ => Expr::Use(Operand::Constant(literal)),
        }
    }
    /// Finds the variables whose first value is yet to come and whose type may have no default. The result is none of
    /// them: it is treated on its own.
    pub fn find_late(&mut self) {
        let mut late = std::collections::HashSet::new();
        each_stmt(&self.body, &mut |stmt| {
            if let Stmt::Let {
                var,
                value: super::Expr::Default,
            } = stmt
                && self.result != Some(*var)
                && !self.has_default(self.var(*var).ty)
            {
                late.insert(*var);
            }
        });
        self.late = late;
    }
    fn has_default(&self, ty: crate::lower::types::TypeId) -> bool {
        match self.types.shape(ty) {
            Shape::Float | Shape::Inactive => true,
            Shape::Tuple(parts) => parts.iter().all(|part| self.has_default(*part)),
            _ => false,
        }
    }
    /// A new variable with a unique name derived from `hint`.
    pub fn fresh(&mut self, hint: &str, role: Role, mutable: bool) -> Var {
        let name = self.names.unique(hint, Span::call_site());
        let ty = self.types.fresh();
        self.vars.push(Variable {
            name,
            role,
            mutable,
            ty,
            annotation: None,
            origin: self.here,
        });
        Var(self.vars.len() - 1)
    }
    /// Where the code stands that a statement came from, if it is one that does not contain others.
    pub fn origin(&self, stmt: &Stmt) -> Option<Span> {
        let of = |var: &Var| self.var(*var).origin;
        match stmt {
            Stmt::Let { var, .. } | Stmt::Pop { var, .. } | Stmt::Declare { var } => of(var),
            Stmt::Call(call)
            | Stmt::Forward { call, .. }
            | Stmt::Tangent { call, .. }
            | Stmt::ForwardTangent { call, .. } => call.results.first().and_then(of),
            Stmt::Pullback { pullback, .. } => of(pullback),
            Stmt::Assign { place, value, .. }
            | Stmt::Update { place, value, .. }
            | Stmt::Push { place, value }
            | Stmt::AddConverted { place, value } => self.origin_of(value).or_else(|| of(&place.root)),
            Stmt::Transfer { place, local, .. } => of(&local.root).or_else(|| of(&place.root)),
            _ => None,
        }
    }
    /// Where the code stands that an operand came from.
    fn origin_of(&self, operand: &Operand) -> Option<Span> {
        match operand {
            Operand::Var(var) => self.var(*var).origin,
            Operand::Constant(_) => None,
            Operand::Nested(expr) => {
                let mut found = None;
                expr.accesses(&mut |access| {
                    if let Access::Read(operand) = access {
                        found = found.or_else(|| self.origin_of(operand));
                    }
                });
                found
            }
        }
    }
}

/// `T::from_f64(0.5)`.
pub fn generic_constant(name: &str, literal: &TokenStream) -> TokenStream {
    let ty = Ident::new(name, Span::call_site());
    match literal.to_string().as_str() {
        "0.0" => quote::quote!(#ty::zero()),
        "1.0" => quote::quote!(#ty::one()),
        _ => quote::quote!(#ty::from_f64(#literal)),
    }
}

/// A literal that says its type, of digits as they may be written: `2`, `2.`, `2.5`, `1e3`.
pub fn typed_float(digits: &str, ty: &str, span: Span) -> syn::LitFloat {
    let text = match digits {
        // `2._f64` would be a field of 2.
        digits if digits.ends_with('.') => format!("{digits}0_{ty}"),
        digits if digits.contains(['.', 'e', 'E']) => format!("{digits}_{ty}"),
        digits => format!("{digits}.0_{ty}"),
    };
    syn::LitFloat::new(&text, span)
}

impl Place {
    pub fn whole(root: Var) -> Self {
        Self { root, path: Vec::new() }
    }
    pub fn field(&self, member: syn::Member) -> Self {
        self.then(Projection::Field(member))
    }
    pub fn payload(&self, path: &syn::Path, member: syn::Member) -> Self {
        self.then(Projection::Variant {
            path: path.clone(),
            member,
        })
    }
    /// Whether a part of it is only there while an enum holds a certain variant.
    pub fn has_payload(&self) -> bool {
        let is_payload = |projection: &Projection| matches!(projection, Projection::Variant { .. });
        self.path.iter().any(is_payload)
    }
    pub fn index(&self, operand: Operand) -> Self {
        self.then(Projection::Index(operand))
    }
    pub fn then(&self, projection: Projection) -> Self {
        let mut place = self.clone();
        place.path.push(projection);
        place
    }
    /// The operands of indices and ranges on the way.
    pub fn operands(&self) -> impl Iterator<Item = &Operand> {
        self.path.iter().flat_map(Projection::operands)
    }
    pub(super) fn operands_mut(&mut self) -> impl Iterator<Item = &mut Operand> {
        self.path.iter_mut().flat_map(Projection::operands_mut)
    }
    /// The same path from another root: a shadow's, for example.
    pub fn rooted_at(&self, root: Var) -> Self {
        Self {
            root,
            path: self.path.clone(),
        }
    }
}

impl Projection {
    pub(super) fn operands(&self) -> impl Iterator<Item = &Operand> {
        let ends = match self {
            Self::Field(_) | Self::Variant { .. } => [None, None],
            Self::Index(index) | Self::Located(index) => [Some(index), None],
            Self::Range { low, high, .. } => [low.as_ref(), high.as_ref()],
        };
        ends.into_iter().flatten()
    }
    pub(super) fn operands_mut(&mut self) -> impl Iterator<Item = &mut Operand> {
        let ends = match self {
            Self::Field(_) | Self::Variant { .. } => [None, None],
            Self::Index(index) | Self::Located(index) => [Some(index), None],
            Self::Range { low, high, .. } => [low.as_mut(), high.as_mut()],
        };
        ends.into_iter().flatten()
    }
}

impl Operand {
    pub fn tokens(tokens: TokenStream) -> Self {
        Self::Constant(tokens)
    }
    pub fn var(&self) -> Option<Var> {
        match self {
            Self::Var(var) => Some(*var),
            _ => None,
        }
    }
}

impl Range {
    /// Whether it certainly starts at zero.
    pub fn starts_at_zero(&self) -> bool {
        matches!(&self.low, Operand::Constant(low) if low.to_string() == "0")
    }

    /// `.rev()` behind it; `None` where both ends of a step would have to be told apart.
    pub fn reversed(mut self) -> Option<Self> {
        if self.step.is_some() && self.reversed_first {
            return None;
        }
        self.reversed_first |= self.step.is_none() && !self.reversed;
        self.reversed = !self.reversed;
        Some(self)
    }
    /// `.step_by(step)` behind it.
    pub fn stepped(mut self, step: Operand) -> Option<Self> {
        self.step.is_none().then(|| {
            self.step = Some(step);
            self
        })
    }
    /// `0..high`.
    pub fn counting(high: Operand) -> Self {
        Self {
            low: Operand::tokens(quote::quote!(0)),
            high,
            inclusive: false,
            reversed: false,
            step: None,
            reversed_first: false,
        }
    }
}

impl Stmt {
    /// `for var in 0..high { body }`.
    pub fn count(var: Var, high: Operand, body: Block) -> Self {
        let range = Range::counting(high);
        Self::Loop {
            head: LoopHead::For { var, range },
            body,
            exit: None,
            checkpoint: false,
        }
    }
}

impl Aggregate {
    /// The place of the part at `position` in an aggregate that is `whole`.
    pub fn part(&self, whole: &Place, position: usize) -> Place {
        match self {
            Self::Tuple => whole.field(syn::Member::Unnamed(position.into())),
            Self::Struct { members, .. } => whole.field(members[position].clone()),
            Self::Variant { path, members } => whole.payload(path, members[position].clone()),
            Self::Array | Self::Vec => {
                let index = proc_macro2::Literal::usize_unsuffixed(position);
                whole.index(Operand::tokens(quote::quote!(#index)))
            }
        }
    }
}

/// Whether values of a type may have different numbers of elements, or be different variants.
fn has_length(types: &Types, ty: TypeId) -> bool {
    match types.shape(ty) {
        Shape::Sequence(_) | Shape::Optional(_) | Shape::Fallible(_) | Shape::Named(_) | Shape::Unknown => true,
        Shape::Tuple(parts) => parts.iter().any(|part| has_length(types, *part)),
        Shape::Float | Shape::Inactive => false,
    }
}
