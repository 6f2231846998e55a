//! Every variable that a lowered statement names, to be replaced.

use super::{Argument, Block, Expr, LoopHead, Operand, Place, Projection, Range, Stmt, Var};

/// What a statement names.
pub enum Named<'a> {
    /// A variable, defined or used.
    Var(&'a mut Var),
    /// What an element is chosen by; the variables in it follow.
    Index(&'a mut Operand),
}

type Visit<'v> = &'v mut dyn FnMut(Named<'_>);

impl Block {
    pub fn each_name_mut(&mut self, visit: Visit<'_>) {
        self.stmts.iter_mut().for_each(|stmt| stmt.each_name_mut(visit));
    }
}

impl Stmt {
    /// Calls `visit` with all that is named, nested blocks included. Of transformed code nothing is visited:
    /// see [`Stmt::is_lowered`].
    pub fn each_name_mut(&mut self, visit: Visit<'_>) {
        match self {
            Self::Let { var, value } => {
                visit(Named::Var(var));
                value.each_name_mut(visit);
            }
            Self::Declare { var } => visit(Named::Var(var)),
            Self::Assign { place, value, .. } | Self::Push { place, value } | Self::Update { place, value, .. } => {
                place.each_name_mut(visit);
                value.each_name_mut(visit);
            }
            Self::Pop { place, var } => {
                place.each_name_mut(visit);
                visit(Named::Var(var));
            }
            Self::Swap { first, second } => {
                first.each_name_mut(visit);
                second.each_name_mut(visit);
            }
            Self::Call(call) => {
                call.arguments
                    .iter_mut()
                    .for_each(|argument| argument.each_name_mut(visit));
                call.results.iter_mut().for_each(|var| visit(Named::Var(var)));
            }
            Self::If {
                condition,
                then,
                otherwise,
            } => {
                condition.each_name_mut(visit);
                then.each_name_mut(visit);
                otherwise.each_name_mut(visit);
            }
            Self::Loop { head, body, exit, .. } => {
                head.each_name_mut(visit);
                body.each_name_mut(visit);
                exit.iter_mut().for_each(|var| visit(Named::Var(var)));
            }
            Self::Assert { operands, .. } => operands.iter_mut().for_each(|operand| operand.each_name_mut(visit)),
            _ => {}
        }
    }

    /// Whether this is a statement that lowering writes.
    pub fn is_lowered(&self) -> bool {
        matches!(
            self,
            Self::Let { .. }
                | Self::Declare { .. }
                | Self::Assign { .. }
                | Self::Push { .. }
                | Self::Update { .. }
                | Self::Pop { .. }
                | Self::Swap { .. }
                | Self::Call(_)
                | Self::If { .. }
                | Self::Loop { .. }
                | Self::Assert { .. }
        ) && self.blocks().flat_map(|block| &block.stmts).all(Self::is_lowered)
    }
}

impl LoopHead<Block> {
    fn each_name_mut(&mut self, visit: Visit<'_>) {
        match self {
            Self::For { var, range } => {
                visit(Named::Var(var));
                range.each_name_mut(visit);
            }
            Self::While { condition, test } => {
                condition.each_name_mut(visit);
                test.each_name_mut(visit);
            }
            Self::Endless | Self::Segment { .. } => {}
        }
    }
}

impl Range {
    fn each_name_mut(&mut self, visit: Visit<'_>) {
        self.operands_mut().for_each(|operand| operand.each_name_mut(visit));
    }
}

impl Argument {
    fn each_name_mut(&mut self, visit: Visit<'_>) {
        match self {
            Self::Value(operand) => operand.each_name_mut(visit),
            Self::Borrow(place) | Self::BorrowMut(place) => place.each_name_mut(visit),
        }
    }
}

impl Operand {
    fn each_name_mut(&mut self, visit: Visit<'_>) {
        match self {
            Self::Var(var) => visit(Named::Var(var)),
            Self::Constant(_) => {}
            Self::Nested(expr) => expr.each_name_mut(visit),
        }
    }
}

impl Place {
    fn each_name_mut(&mut self, visit: Visit<'_>) {
        visit(Named::Var(&mut self.root));
        for step in &mut self.path {
            match step {
                Projection::Field(_) | Projection::Variant { .. } => {}
                Projection::Index(operand) => {
                    visit(Named::Index(operand));
                    operand.each_name_mut(visit);
                }
                Projection::Located(operand) => operand.each_name_mut(visit),
                Projection::Range { low, high, .. } => {
                    let bounds = low.iter_mut().chain(high);
                    bounds.for_each(|bound| bound.each_name_mut(visit));
                }
            }
        }
    }
}

impl Expr {
    fn each_name_mut(&mut self, visit: Visit<'_>) {
        match self {
            Self::Load(place)
            | Self::Copy(place, _)
            | Self::Query(place, _)
            | Self::Get(place)
            | Self::Sum(place)
            | Self::ConvertedTangent(place, _)
            | Self::Take(place) => place.each_name_mut(visit),
            Self::Constant(_, arguments) => arguments.iter_mut().for_each(|argument| argument.each_name_mut(visit)),
            Self::TangentOf { primal, shadow } => {
                primal.each_name_mut(visit);
                shadow.each_name_mut(visit);
            }
            Self::ZeroShadow(var) => visit(Named::Var(var)),
            other => other.operands_mut(&mut |operand| operand.each_name_mut(visit)),
        }
    }
}
