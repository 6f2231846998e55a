//! Vectors of numbers that a function makes for itself, and their adjoints: the tape keeps their memory, as it does that of
//! stacks, so that the next gradient need not ask for it again.
//!
//! They go back in the opposite order, so that each finds the memory again that it had before.

use super::{Emitter, tape};
use crate::ir::{Access, Block, Expr, Function, Operand, Seed, Stmt, Var};
use crate::lower::types::{Number, Shape};
use proc_macro2::TokenStream;
use quote::quote;

/// The vectors and adjoints of which nothing is left when the two sweeps have ended.
#[derive(Debug, Default)]
pub struct Vectors {
    /// Those that the forward sweep makes, in its order.
    primal: Vec<Var>,
    /// Those that the reverse sweep makes.
    shadows: Vec<Var>,
}

/// Finds them among what stands in no branch and no loop.
pub(super) fn vectors(function: &Function, [forward, reverse]: [&Block; 2]) -> Vectors {
    if function.types.is_generic() {
        return Vectors::default();
    }
    let made: Vec<Var> = forward.stmts.iter().filter_map(|stmt| made(function, stmt)).collect();
    let stays = |var: &Var| {
        let sweeps = [forward, reverse];
        function.result != Some(*var) && !sweeps.iter().any(|sweep| gives_away(sweep, *var))
    };
    let shadows = reverse.stmts.iter().filter_map(|stmt| match stmt {
        Stmt::Let {
            var,
            value: Expr::ZeroShadow(of),
        } if made.contains(of) && !gives_away(reverse, *var) => Some(*var),
        _ => None,
    });
    Vectors {
        shadows: shadows.collect(),
        primal: made.iter().copied().filter(stays).collect(),
    }
}

/// The vector that a statement makes.
fn made(function: &Function, stmt: &Stmt) -> Option<Var> {
    let Stmt::Let {
        var,
        value: Expr::Repeat { vec: true, .. },
    } = stmt
    else {
        return None;
    };
    let Shape::Sequence(element) = function.types.shape(function.var(*var).ty) else {
        return None;
    };
    let number = function.types.number_of(element)?;
    let is_plain = matches!(number, Number::F64 | Number::F32 | Number::Literal);
    (is_plain && !function.late.contains(var)).then_some(*var)
}

/// Whether statements move a variable somewhere else, or may.
fn gives_away(block: &Block, var: Var) -> bool {
    block.stmts.iter().any(|stmt| {
        let mut moved = match stmt {
            Stmt::Let {
                value: Expr::Load(place),
                ..
            } => place.path.is_empty() && place.root == var,
            Stmt::AssignShadow { var: target, value } => *target == var || *value == var,
            Stmt::RecordLoop { record, .. } | Stmt::ReplayLoop { record, .. } => record.contains(&var),
            Stmt::CheckpointLoop { kept, .. } | Stmt::ReplaySegments { kept, .. } => kept.contains(&var),
            Stmt::RecordIf {
                then_record,
                otherwise_record,
                ..
            } => then_record.contains(&var) || otherwise_record.contains(&var),
            Stmt::Pullback { seeds, .. } => seeds.iter().any(|seed| match seed {
                Seed::Shadow { shadow, .. } => *shadow == var,
                _ => false,
            }),
            _ => false,
        };
        stmt.accesses(&mut |access| moved |= is_whole(&access, var));
        moved || stmt.blocks().any(|inner| gives_away(inner, var))
    })
}

/// Whether a variable itself is an operand, and not what is in it.
fn is_whole(access: &Access<'_>, var: Var) -> bool {
    match access {
        Access::Read(Operand::Nested(expr)) => {
            let mut found = matches!(&**expr, Expr::Load(place) if place.path.is_empty() && place.root == var);
            expr.accesses(&mut |access| found |= is_whole(&access, var));
            found
        }
        Access::Read(operand) => operand.var() == Some(var),
        Access::ReadPlace(place) | Access::WritePlace(place) => {
            let mut operands = place.operands();
            operands.any(|operand| is_whole(&Access::Read(operand), var))
        }
    }
}

impl Emitter<'_> {
    /// `let values = vec![0.0; n];`, in memory that the tape kept.
    pub(super) fn kept_vector(&self, var: Var, value: &Expr) -> Option<TokenStream> {
        let vectors = &self.taped.as_ref()?.vectors;
        let (binding, tape) = (self.binding(var), tape::name_of_tape());
        match value {
            Expr::Repeat { value, count, .. } if vectors.primal.contains(&var) => {
                let (value, count) = (self.part(value), self.operand(count));
                Some(quote!(let #binding = #tape.vector(#value, #count);))
            }
            Expr::ZeroShadow(of) if vectors.shadows.contains(&var) => {
                let of = self.name(*of);
                Some(quote!(let #binding = #tape.zero_shadow(&#of);))
            }
            _ => None,
        }
    }

    /// Gives the memory back at the end of the forward sweep, and at that of the reverse sweep.
    pub(super) fn vectors_back(&self) -> [TokenStream; 2] {
        let Some(taped) = &self.taped else {
            return Default::default();
        };
        let tape = tape::name_of_tape();
        let back = |vars: &mut dyn Iterator<Item = &Var>| {
            vars.map(|var| {
                let name = self.name(*var);
                quote!(#tape.keep_stack(#name);)
            })
            .collect::<TokenStream>()
        };
        let Vectors { primal, shadows } = &taped.vectors;
        let is_kept = |var: &&Var| self.kept.contains(*var);
        let at_once = back(&mut primal.iter().rev().filter(|var| !is_kept(var)));
        let (of_shadows, later) = (
            back(&mut shadows.iter().rev()),
            back(&mut primal.iter().rev().filter(is_kept)),
        );
        [at_once, quote!(#of_shadows #later)]
    }
}
