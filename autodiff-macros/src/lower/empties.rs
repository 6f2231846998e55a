//! What a `Vec` without elements will hold: `let mut path = Vec::new();`.
//!
//! The compiler may need to know before the first `push`; here it is known at the end.

use crate::ir::{Aggregate, Block, Expr, Function, Stmt, Var};
use crate::lower::types::{Number, Shape, TypeId, Types};
use syn::{Type, parse_quote};

/// Writes the types of empty `Vec`s of numbers.
pub(super) fn annotate(function: &mut Function) {
    let mut empty = Vec::new();
    find(&mut function.body, &mut empty);
    for var in empty {
        let variable = &function.vars[var.0];
        if variable.annotation.is_none()
            && let Shape::Sequence(element) = function.types.shape(variable.ty)
            && let Some(element) = written(&function.types, element)
        {
            function.vars[var.0].annotation = Some(parse_quote!(::pullback::runtime::alloc::vec::Vec<#element>));
        }
    }
}

fn find(block: &mut Block, empty: &mut Vec<Var>) {
    for stmt in &mut block.stmts {
        if let Stmt::Let {
            var,
            value: Expr::Aggregate(Aggregate::Vec, elements),
        } = stmt
            && elements.is_empty()
        {
            empty.push(*var);
        }
        stmt.blocks_mut().into_iter().for_each(|block| find(block, empty));
    }
}

/// A type made of numbers.
fn written(types: &Types, ty: TypeId) -> Option<Type> {
    match types.shape(ty) {
        Shape::Float => match types.number_of(ty)? {
            Number::F64 => Some(parse_quote!(f64)),
            Number::F32 => Some(parse_quote!(f32)),
            Number::Literal | Number::Parameter(_) => None,
        },
        Shape::Tuple(parts) => {
            let parts: Option<Vec<Type>> = parts.into_iter().map(|part| written(types, part)).collect();
            let parts = parts?;
            Some(parse_quote!((#(#parts,)*)))
        }
        _ => None,
    }
}
