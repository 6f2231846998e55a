//! What expressions and statements read and write: the one place that knows where operands stand.

use super::{Argument, Block, Expr, LoopHead, Operand, Place, Seed, ShadowArgument, Stmt, Touched, Var};
use std::collections::HashSet;

/// Something that an expression or statement reads or writes.
pub enum Access<'a> {
    Read(&'a Operand),
    /// A place that is read, as a whole or through a reference.
    ReadPlace(&'a Place),
    WritePlace(&'a Place),
}

impl Access<'_> {
    /// Whether a variable is read or written, be it in the middle of an operation.
    pub fn mentions(&self, var: Var) -> bool {
        match self {
            Self::Read(operand) => operand.mentions(var),
            Self::ReadPlace(place) | Self::WritePlace(place) => {
                place.root == var || place.operands().any(|operand| operand.mentions(var))
            }
        }
    }
    fn writes(&self, var: Var) -> bool {
        match self {
            Self::Read(operand) => operand.writes(var),
            Self::ReadPlace(place) => place.operands().any(|operand| operand.writes(var)),
            Self::WritePlace(place) => place.root == var || place.operands().any(|operand| operand.writes(var)),
        }
    }
}

impl Operand {
    pub fn mentions(&self, var: Var) -> bool {
        self.var() == Some(var) || self.any_access(|access| access.mentions(var))
    }
    fn writes(&self, var: Var) -> bool {
        self.any_access(|access| access.writes(var))
    }
    /// Whether something in the operation, if it is one, is accessed in a certain way.
    fn any_access(&self, is_such: impl Fn(&Access<'_>) -> bool) -> bool {
        let mut found = false;
        if let Self::Nested(expr) = self {
            expr.accesses(&mut |access| found |= is_such(&access));
        }
        found
    }
}

impl Expr {
    /// Calls `visit` with everything the expression reads.
    pub fn accesses<'a>(&'a self, visit: &mut dyn FnMut(Access<'a>)) {
        let place_read = |place: &'a Place, visit: &mut dyn FnMut(Access<'a>)| visit(Access::ReadPlace(place));
        match self {
            Self::Use(operand) | Self::Unary(_, operand) | Self::Cast(operand, _) | Self::Cell(operand) => {
                visit(Access::Read(operand));
            }
            Self::Load(place)
            | Self::Copy(place, _)
            | Self::Query(place, _)
            | Self::Get(place)
            | Self::Sum(place)
            | Self::ConvertedTangent(place, _) => {
                place_read(place, visit);
            }
            Self::Take(place) => visit(Access::WritePlace(place)),
            Self::Binary(_, left, right) => {
                visit(Access::Read(left));
                visit(Access::Read(right));
            }
            Self::Method(_, receiver, arguments) => {
                visit(Access::Read(receiver));
                arguments.iter().for_each(|argument| visit(Access::Read(argument)));
            }
            Self::Aggregate(_, operands) | Self::Slope(_, operands) | Self::Operator(_, operands) => {
                operands.iter().for_each(|operand| visit(Access::Read(operand)))
            }
            Self::SlopeTangent(_, operands) => {
                for (operand, tangent) in operands {
                    visit(Access::Read(operand));
                    tangent.iter().for_each(|tangent| visit(Access::Read(tangent)));
                }
            }
            Self::Repeat { value, count, .. } => {
                visit(Access::Read(value));
                visit(Access::Read(count));
            }
            Self::Constant(_, arguments) => arguments.iter().for_each(|argument| argument.accesses(visit)),
            Self::TangentOf { primal, shadow } => {
                place_read(primal, visit);
                place_read(shadow, visit);
            }
            Self::Returned { by, .. } => by.iter().flatten().for_each(|by| by.accesses(visit)),
            Self::ZeroShadow(_) | Self::Default => {}
        }
    }
}

impl Argument {
    pub fn accesses<'a>(&'a self, visit: &mut dyn FnMut(Access<'a>)) {
        match self {
            Self::Value(operand) => visit(Access::Read(operand)),
            Self::Borrow(place) => visit(Access::ReadPlace(place)),
            Self::BorrowMut(place) => {
                visit(Access::ReadPlace(place));
                visit(Access::WritePlace(place));
            }
        }
    }
}

impl Stmt {
    /// Calls `visit` with everything the statement reads and writes, nested blocks included.
    pub fn accesses<'a>(&'a self, visit: &mut dyn FnMut(Access<'a>)) {
        match self {
            Self::Let { value, .. } => {
                if let Expr::ZeroShadow(_) = value {
                    return;
                }
                value.accesses(visit);
            }
            Self::Declare { .. } => {}
            Self::Assign { place, value, .. } => {
                visit(Access::Read(value));
                visit(Access::WritePlace(place));
            }
            Self::PushShadow { place, value, of, .. } => {
                visit(Access::Read(value));
                of.iter().for_each(|of| visit(Access::Read(of)));
                visit(Access::ReadPlace(place));
                visit(Access::WritePlace(place));
            }
            Self::Update { place, value, .. } | Self::Push { place, value } => {
                visit(Access::Read(value));
                visit(Access::ReadPlace(place));
                visit(Access::WritePlace(place));
            }
            Self::Call(call) | Self::Forward { call, .. } => {
                call.arguments.iter().for_each(|argument| argument.accesses(visit))
            }
            Self::If {
                condition,
                then,
                otherwise,
            }
            | Self::RecordIf {
                condition,
                then,
                otherwise,
                ..
            } => {
                visit(Access::Read(condition));
                then.accesses(visit);
                otherwise.accesses(visit);
            }
            Self::Loop { head, body, .. } | Self::RecordLoop { head, body, .. } => {
                head.accesses(visit);
                body.accesses(visit);
            }
            Self::CheckpointLoop {
                head,
                body,
                keep,
                watched,
                ..
            } => {
                watched
                    .iter()
                    .for_each(|watched| visit(Access::ReadPlace(&watched.place)));
                head.accesses(visit);
                keep.accesses(visit);
                body.accesses(visit);
            }
            Self::ReplaySegments {
                restore,
                again,
                back,
                watched,
                ..
            } => {
                for watched in watched {
                    visit(Access::ReadPlace(&watched.place));
                    visit(Access::WritePlace(&watched.place));
                }
                [restore, again, back]
                    .into_iter()
                    .for_each(|block| block.accesses(visit));
            }
            Self::Touch { touched, .. } => match touched {
                Touched::Part(step) => step.operands().for_each(|operand| visit(Access::Read(operand))),
                Touched::Last(place) => visit(Access::ReadPlace(place)),
            },
            Self::Assert { operands, .. } => operands.iter().for_each(|operand| visit(Access::Read(operand))),
            Self::Transfer { place, local, .. } => {
                visit(Access::ReadPlace(place));
                visit(Access::WritePlace(place));
                visit(Access::ReadPlace(local));
                visit(Access::WritePlace(local));
            }
            Self::Save { place, .. } | Self::SaveTangent { place, .. } | Self::Window { place, .. } => {
                visit(Access::ReadPlace(place));
            }
            Self::Restore { place, .. } | Self::RestoreTangent { place, .. } => visit(Access::WritePlace(place)),
            Self::ReplayIf { then, otherwise, .. } => {
                then.accesses(visit);
                otherwise.accesses(visit);
            }
            Self::ReplayLoop { head, body, .. } => {
                if let Some((_, range)) = head {
                    range.operands().for_each(|operand| visit(Access::Read(operand)));
                }
                body.accesses(visit);
            }
            Self::AddConverted { place, value } => {
                visit(Access::Read(value));
                visit(Access::WritePlace(place));
            }
            Self::Clear { place } => visit(Access::WritePlace(place)),
            Self::ResetShadow { place, of } => {
                visit(Access::ReadPlace(of));
                visit(Access::WritePlace(place));
            }
            Self::Unpush { place, shadow, into } => {
                for place in [Some(place), shadow.as_ref(), into.as_ref()].into_iter().flatten() {
                    visit(Access::ReadPlace(place));
                    visit(Access::WritePlace(place));
                }
            }
            Self::Pop { place, .. } => {
                visit(Access::ReadPlace(place));
                visit(Access::WritePlace(place));
            }
            Self::Swap { first, second } => {
                for place in [first, second] {
                    visit(Access::ReadPlace(place));
                    visit(Access::WritePlace(place));
                }
            }
            Self::Unpop {
                place,
                value,
                shadow,
                from,
            } => {
                visit(Access::Read(value));
                for place in [Some(place), shadow.as_ref(), from.as_ref()].into_iter().flatten() {
                    visit(Access::ReadPlace(place));
                    visit(Access::WritePlace(place));
                }
            }
            Self::PopShadow { place, of, .. } => {
                visit(Access::Read(of));
                visit(Access::ReadPlace(place));
                visit(Access::WritePlace(place));
            }
            Self::AssignShadow { .. } | Self::ShadowFrom { .. } => {}
            Self::Pullback {
                call, seeds, shadows, ..
            } => {
                seeds.iter().for_each(|seed| seed.accesses(visit));
                shadows.iter().for_each(|shadow| shadow.accesses(visit));
                call.arguments.iter().for_each(|argument| argument.accesses(visit));
            }
            Self::Tangent { call, shadows, .. } | Self::ForwardTangent { call, shadows, .. } => {
                shadows.iter().for_each(|shadow| shadow.accesses(visit));
                call.arguments.iter().for_each(|argument| argument.accesses(visit));
            }
            Self::PullbackTangent {
                call,
                dots,
                shadows,
                shadow_dots,
                seeds,
                seed_dots,
                ..
            } => {
                seeds.iter().chain(seed_dots).for_each(|seed| seed.accesses(visit));
                let passed = dots.iter().flatten().chain(shadows).chain(shadow_dots);
                passed.for_each(|shadow| shadow.accesses(visit));
                call.arguments.iter().for_each(|argument| argument.accesses(visit));
            }
        }
    }
}

impl LoopHead<Block> {
    pub fn accesses<'a>(&'a self, visit: &mut dyn FnMut(Access<'a>)) {
        match self {
            Self::For { range, .. } => range.operands().for_each(|operand| visit(Access::Read(operand))),
            Self::While { condition, test } => {
                condition.accesses(visit);
                visit(Access::Read(test));
            }
            Self::Segment { of, .. } => {
                let operands = of.iter().flat_map(|(_, range)| range.operands());
                operands.for_each(|operand| visit(Access::Read(operand)));
            }
            Self::Endless => {}
        }
    }
}

impl Seed {
    fn accesses<'a>(&'a self, visit: &mut dyn FnMut(Access<'a>)) {
        if let Self::Number(operand) = self {
            visit(Access::Read(operand));
        }
    }
}

impl ShadowArgument {
    fn accesses<'a>(&'a self, visit: &mut dyn FnMut(Access<'a>)) {
        if let Self::Place(place) = self {
            visit(Access::ReadPlace(place));
            visit(Access::WritePlace(place));
        }
    }
}

impl Block {
    pub fn accesses<'a>(&'a self, visit: &mut dyn FnMut(Access<'a>)) {
        self.stmts.iter().for_each(|stmt| stmt.accesses(visit));
    }
    /// The roots that statements of this block write to, however deep.
    pub fn written_roots(&self) -> HashSet<Var> {
        let mut roots = HashSet::new();
        self.accesses(&mut |access| {
            if let Access::WritePlace(place) = access {
                roots.insert(place.root);
            }
        });
        roots
    }
    /// Whether a statement of this block changes a variable, be it in the middle of an operation.
    pub fn writes(&self, var: Var) -> bool {
        let mut found = false;
        self.accesses(&mut |access| found |= access.writes(var));
        found
    }
}
