//! Making variables, places, operands and counted loops.

use super::{Aggregate, Block, Function, LoopHead, Operand, Place, Projection, Range, Role, Stmt, Var, Variable};
use proc_macro2::{Span, TokenStream};

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
    /// Whether what is assigned to a place may have another number of elements than what the place held: anything but
    /// numbers in a local variable. What lies behind a reference keeps its length.
    pub fn may_change_length(&self, place: &Place) -> bool {
        // The result is assigned last on every path.
        let is_local = !matches!(self.var(place.root).role, Role::Reference { .. }) && self.result != Some(place.root);
        let mut types = self.types.clone();
        let mut ty = self.var(place.root).ty;
        for projection in &place.path {
            ty = match projection {
                Projection::Field(member) => types.field(ty, member),
                Projection::Index(_) => types.element(ty),
                Projection::Range { .. } => return false,
            };
        }
        let is_whole = place.path.is_empty()
            && !matches!(
                types.shape(ty),
                crate::lower::types::Shape::Float | crate::lower::types::Shape::Inactive
            );
        is_local && (is_whole || matches!(types.shape(ty), crate::lower::types::Shape::Sequence(_)))
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
        });
        Var(self.vars.len() - 1)
    }
}

impl Place {
    pub fn whole(root: Var) -> Self {
        Self { root, path: Vec::new() }
    }
    pub fn field(&self, member: syn::Member) -> Self {
        self.then(Projection::Field(member))
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
        self.path
            .iter()
            .flat_map(|projection| match projection {
                Projection::Field(_) => [None, None],
                Projection::Index(index) => [Some(index), None],
                Projection::Range { low, high, .. } => [low.as_ref(), high.as_ref()],
            })
            .flatten()
    }
    pub(super) fn operands_mut(&mut self) -> impl Iterator<Item = &mut Operand> {
        self.path
            .iter_mut()
            .flat_map(|projection| match projection {
                Projection::Field(_) => [None, None],
                Projection::Index(index) => [Some(index), None],
                Projection::Range { low, high, .. } => [low.as_mut(), high.as_mut()],
            })
            .flatten()
    }
    /// The same path from another root: a shadow's, for example.
    pub fn rooted_at(&self, root: Var) -> Self {
        Self {
            root,
            path: self.path.clone(),
        }
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
        }
    }
}

impl Aggregate {
    /// The place of the part at `position` in an aggregate that is `whole`.
    pub fn part(&self, whole: &Place, position: usize) -> Place {
        match self {
            Self::Tuple => whole.field(syn::Member::Unnamed(position.into())),
            Self::Struct { members, .. } => whole.field(members[position].clone()),
            Self::Array | Self::Vec => {
                let index = proc_macro2::Literal::usize_unsuffixed(position);
                whole.index(Operand::tokens(quote::quote!(#index)))
            }
        }
    }
}
