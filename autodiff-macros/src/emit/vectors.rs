//! Vectors of numbers that a function makes for itself, and their adjoints: the tape keeps their memory, as it does that of
//! stacks, so that the next gradient need not ask for it again.
//!
//! They go back in the opposite order, so that each finds the memory again that it had before.

use super::{Emitter, tape};
use crate::ir::{Access, Block, Expr, Function, Operand, Seed, Stmt, Var};
use crate::lower::types::Shape;
use proc_macro2::TokenStream;
use quote::quote;

/// The vectors and adjoints of which nothing is left when the two sweeps have ended.
#[derive(Debug, Default)]
pub struct Vectors {
    /// Those that the forward sweep makes, in its order.
    primal: Vec<Made>,
    /// Those that the reverse sweep makes.
    shadows: Vec<Made>,
}

/// A variable, and whether it is certainly a vector of numbers; otherwise the compiler finds out.
#[derive(Clone, Copy, Debug)]
struct Made {
    var: Var,
    is_certain: bool,
}

/// Finds them among what stands in no branch and no loop.
pub(super) fn vectors(function: &Function, [forward, reverse]: [&Block; 2]) -> Vectors {
    if function.types.is_generic() {
        return Vectors::default();
    }
    let made: Vec<Made> = forward.stmts.iter().filter_map(|stmt| made(function, stmt)).collect();
    let stays = |made: &Made| {
        let sweeps = [forward, reverse];
        function.result != Some(made.var) && !sweeps.iter().any(|sweep| gives_away(sweep, made.var))
    };
    let shadows = reverse.stmts.iter().filter_map(|stmt| {
        let Stmt::Let {
            var,
            value: Expr::ZeroShadow(of),
        } = stmt
        else {
            return None;
        };
        let of = made.iter().find(|made| made.var == *of)?;
        (!gives_away(reverse, *var)).then_some(Made { var: *var, ..*of })
    });
    Vectors {
        shadows: shadows.collect(),
        primal: made.iter().copied().filter(stays).collect(),
    }
}

/// The vector that a statement makes, or perhaps makes.
fn made(function: &Function, stmt: &Stmt) -> Option<Made> {
    let Stmt::Let { var, value } = stmt else { return None };
    if function.late.contains(var) {
        return None;
    }
    let element = match function.types.shape(function.var(*var).ty) {
        Shape::Sequence(element) => Some(element),
        Shape::Unknown => None,
        _ => return None,
    };
    let of_numbers = element.is_some_and(|element| function.types.has_literals(element));
    let is_certain = match value {
        Expr::Repeat { vec: true, .. } if of_numbers => true,
        Expr::Copy(_, method) if method == "to_vec" && of_numbers => true,
        // Of a parameter, whose type is known to the compiler at this point.
        Expr::Copy(place, method) if method == "clone" && function.parameters.contains(&place.root) => false,
        _ => return None,
    };
    Some(Made { var: *var, is_certain })
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
        let Vectors { primal, shadows } = &self.taped.as_ref()?.vectors;
        let made = primal.iter().chain(shadows).find(|made| made.var == var)?;
        let (binding, tape, vectors) = (self.binding(var), tape::name_of_tape(), path());
        let value = match value {
            Expr::Repeat { value, count, .. } => {
                let (value, count) = (self.part(value), self.operand(count));
                quote!(#tape.vector(#value, #count))
            }
            Expr::Copy(place, _) if made.is_certain => {
                let place = self.place_atom(place);
                quote!(#tape.copy(&#place[..]))
            }
            Expr::Copy(place, _) => {
                let place = self.borrow(place);
                // What the user calls by the names of these stays outside.
                let name = super::local("place");
                quote!(match #place { #name => { use #vectors::*; Source(#name).copied(#tape) } })
            }
            Expr::ZeroShadow(of) => {
                let of = self.name(*of);
                match made.is_certain {
                    true => quote!(#tape.zero_shadow(&#of)),
                    false => quote!({ use #vectors::*; Source(&#of).zero_shadow_in(#tape) }),
                }
            }
            _ => return None,
        };
        Some(quote!(let #binding = #value;))
    }

    /// Gives the memory back at the end of the forward sweep, and at that of the reverse sweep.
    pub(super) fn vectors_back(&self) -> [TokenStream; 2] {
        let Some(taped) = &self.taped else {
            return Default::default();
        };
        let (tape, vectors) = (tape::name_of_tape(), path());
        let back = |made: &mut dyn Iterator<Item = &Made>| {
            made.map(|made| {
                let name = self.name(made.var);
                match made.is_certain {
                    true => quote!(#tape.keep_stack(#name);),
                    false => quote!({ use #vectors::*; Finished(#name).keep(#tape); }),
                }
            })
            .collect::<TokenStream>()
        };
        let Vectors { primal, shadows } = &taped.vectors;
        let is_kept = |made: &&Made| self.kept.contains(&made.var);
        let at_once = back(&mut primal.iter().rev().filter(|made| !is_kept(made)));
        let (of_shadows, later) = (
            back(&mut shadows.iter().rev()),
            back(&mut primal.iter().rev().filter(is_kept)),
        );
        [at_once, quote!(#of_shadows #later)]
    }
}

fn path() -> TokenStream {
    let support = super::support();
    quote!(#support::vectors)
}
