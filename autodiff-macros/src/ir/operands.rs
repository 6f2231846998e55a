//! The operands and the blocks that stand directly in expressions and statements, to be replaced or walked through.

use super::{Argument, Block, Expr, LoopHead, Operand, Range, Seed, Stmt, Touched};

impl Stmt {
    /// Calls `visit` with the operands of the statement itself, not of its nested blocks, to replace them.
    pub fn own_operands_mut(&mut self, visit: &mut dyn FnMut(&mut Operand)) {
        match self {
            Self::Let { value, .. } => value.operands_mut(visit),
            Self::Assign { place, value, .. }
            | Self::Update { place, value, .. }
            | Self::AddConverted { place, value }
            | Self::Push { place, value }
            | Self::PushShadow { place, value, .. } => {
                visit(value);
                place.operands_mut().for_each(visit);
            }
            Self::Call(call)
            | Self::Forward { call, .. }
            | Self::Tangent { call, .. }
            | Self::ForwardTangent { call, .. } => {
                call.arguments
                    .iter_mut()
                    .for_each(|argument| argument.operands_mut(visit));
            }
            Self::If { condition, .. } | Self::RecordIf { condition, .. } => visit(condition),
            Self::Assert { operands, .. } => operands.iter_mut().for_each(visit),
            Self::Pullback { seeds, .. } => seeds.iter_mut().for_each(|seed| seed.operand_mut(visit)),
            Self::PullbackTangent { seeds, seed_dots, .. } => seeds
                .iter_mut()
                .chain(seed_dots)
                .for_each(|seed| seed.operand_mut(visit)),
            Self::Loop {
                head: LoopHead::For { range, .. },
                ..
            }
            | Self::RecordLoop {
                head:
                    LoopHead::For { range, .. }
                    | LoopHead::Segment {
                        of: Some((_, range)), ..
                    },
                ..
            }
            | Self::CheckpointLoop {
                head: LoopHead::For { range, .. },
                ..
            } => {
                range.operands_mut().for_each(visit);
            }
            Self::Touch {
                touched: Touched::Part(step),
                ..
            } => step.operands_mut().for_each(visit),
            Self::ResetShadow { place, of } => {
                place.operands_mut().for_each(&mut *visit);
                of.operands_mut().for_each(visit);
            }
            Self::Save { place, .. }
            | Self::Restore { place, .. }
            | Self::SaveTangent { place, .. }
            | Self::RestoreTangent { place, .. }
            | Self::Window { place, .. }
            | Self::Clear { place } => place.operands_mut().for_each(visit),
            Self::Transfer { place, local, .. } => place.operands_mut().chain(local.operands_mut()).for_each(visit),
            _ => {}
        }
    }

    /// The blocks directly inside.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        let blocks: [Option<&Block>; 3] = match self {
            Self::If { then, otherwise, .. }
            | Self::RecordIf { then, otherwise, .. }
            | Self::ReplayIf { then, otherwise, .. } => [Some(then), Some(otherwise), None],
            Self::Loop { head, body, .. } | Self::RecordLoop { head, body, .. } => match head {
                LoopHead::While { condition, .. } => [Some(condition), Some(body), None],
                _ => [Some(body), None, None],
            },
            Self::CheckpointLoop { head, body, keep, .. } => match head {
                LoopHead::While { condition, .. } => [Some(condition), Some(keep), Some(body)],
                _ => [Some(keep), Some(body), None],
            },
            Self::ReplayLoop { body, .. } => [Some(body), None, None],
            Self::ReplaySegments {
                restore, again, back, ..
            } => [Some(restore), Some(again), Some(back)],
            _ => [None, None, None],
        };
        blocks.into_iter().flatten()
    }

    /// The same, to be changed.
    pub fn blocks_mut(&mut self) -> Vec<&mut Block> {
        match self {
            Self::If { then, otherwise, .. }
            | Self::RecordIf { then, otherwise, .. }
            | Self::ReplayIf { then, otherwise, .. } => vec![then, otherwise],
            Self::Loop { head, body, .. } | Self::RecordLoop { head, body, .. } => match head {
                LoopHead::While { condition, .. } => vec![condition, body],
                _ => vec![body],
            },
            Self::CheckpointLoop { head, body, keep, .. } => match head {
                LoopHead::While { condition, .. } => vec![condition, keep, body],
                _ => vec![keep, body],
            },
            Self::ReplayLoop { body, .. } => vec![body],
            Self::ReplaySegments {
                restore, again, back, ..
            } => vec![restore, again, back],
            _ => Vec::new(),
        }
    }
}

impl Expr {
    /// Calls `visit` with every operand, to replace it.
    pub fn operands_mut(&mut self, visit: &mut dyn FnMut(&mut Operand)) {
        match self {
            Self::Use(operand) | Self::Unary(_, operand) | Self::Cast(operand, _) | Self::Cell(operand) => {
                visit(operand);
            }
            Self::Load(place)
            | Self::Copy(place, _)
            | Self::Query(place, _)
            | Self::Get(place)
            | Self::Sum(place)
            | Self::ConvertedTangent(place, _)
            | Self::Take(place) => place.operands_mut().for_each(visit),
            Self::Binary(_, left, right) => {
                visit(left);
                visit(right);
            }
            Self::Method(_, receiver, arguments) => {
                visit(receiver);
                arguments.iter_mut().for_each(visit);
            }
            Self::Aggregate(_, operands) | Self::Slope(_, operands) | Self::Operator(_, operands) => {
                operands.iter_mut().for_each(visit)
            }
            Self::SlopeTangent(_, operands) => {
                for (operand, tangent) in operands {
                    visit(operand);
                    tangent.iter_mut().for_each(&mut *visit);
                }
            }
            Self::Repeat { value, count, .. } => {
                visit(value);
                visit(count);
            }
            Self::Constant(_, arguments) => arguments.iter_mut().for_each(|argument| argument.operands_mut(visit)),
            Self::TangentOf { primal, shadow } => primal.operands_mut().chain(shadow.operands_mut()).for_each(visit),
            Self::Returned { by, .. } => by.iter_mut().flatten().for_each(|by| by.own_operands_mut(visit)),
            Self::ZeroShadow(_) | Self::Default => {}
        }
    }
}

impl Argument {
    fn operands_mut(&mut self, visit: &mut dyn FnMut(&mut Operand)) {
        match self {
            Self::Value(operand) => visit(operand),
            Self::Borrow(place) | Self::BorrowMut(place) => place.operands_mut().for_each(visit),
        }
    }
}

impl Seed {
    fn operand_mut(&mut self, visit: &mut dyn FnMut(&mut Operand)) {
        if let Self::Number(operand) = self {
            visit(operand);
        }
    }
}

impl Range {
    pub fn operands(&self) -> impl Iterator<Item = &Operand> {
        [Some(&self.low), Some(&self.high), self.step.as_ref()]
            .into_iter()
            .flatten()
    }
    pub(super) fn operands_mut(&mut self) -> impl Iterator<Item = &mut Operand> {
        [Some(&mut self.low), Some(&mut self.high), self.step.as_mut()]
            .into_iter()
            .flatten()
    }
}
