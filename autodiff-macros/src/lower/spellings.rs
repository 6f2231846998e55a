//! Other spellings: methods called as functions of a type or trait, comparisons written as questions to a range, and ranges
//! that have a name.

use super::{Binding, Lowerer};
use crate::ir::{Argument, Expr, Operand, Place};
use quote::quote;
use syn::{BinOp, Expr as Syntax};

/// `<[f64]>::to_vec(x)`, `Vec::len(&v)`, `Iterator::sum::<f64>(items)`, `Vec::from(x)`: the method call that it is.
pub(super) fn as_method(path: &syn::ExprPath, call: &syn::ExprCall) -> Option<syn::ExprMethodCall> {
    let receiver = call.args.first()?;
    let others = call.args.iter().skip(1);
    let is_slice = path
        .qself
        .as_ref()
        .is_some_and(|of| matches!(&*of.ty, syn::Type::Slice(_) | syn::Type::Array(_)));
    let last = path.path.segments.last()?;
    let method = &last.ident;
    let of = path.path.segments.iter().nth_back(1).map(|of| of.ident.to_string());
    let of = |name: &str| path.qself.is_none() && of.as_deref() == Some(name);
    if of("Vec") && method == "from" {
        return Some(syn::parse_quote!((#receiver).to_vec()));
    }
    if of("Vec") && method == "from_iter" {
        return Some(syn::parse_quote!((#receiver).into_iter().collect::<Vec<_>>()));
    }
    let is_method = (is_slice && method != "try_from") || (of("Vec") && method != "with_capacity") || of("Clone");
    if !is_method && !of("Iterator") && !of("IntoIterator") {
        return None;
    }
    let turbofish = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => {
            let mut arguments = arguments.clone();
            arguments.colon2_token = Some(Default::default());
            Some(arguments)
        }
        _ => None,
    };
    Some(syn::parse_quote!((#receiver).#method #turbofish (#(#others),*)))
}

impl Lowerer<'_> {
    /// `(low..high).contains(&x)`.
    pub(super) fn within_range(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let argument = call.args.first().filter(|_| call.method == "contains")?;
        let (low, high, inclusive) = match range(&call.receiver) {
            Some(range) => {
                let [low, high] = [&range.start, &range.end].map(|end| end.as_deref().map(|end| self.operand(end)));
                (low, high, matches!(range.limits, syn::RangeLimits::Closed(_)))
            }
            None => {
                let (low, high, inclusive) = self.named_range(&call.receiver)?;
                (Some(low), Some(high), inclusive)
            }
        };
        let number = match argument {
            Syntax::Reference(reference) => self.operand(&reference.expr),
            other => self.operand(other),
        };
        let below = if inclusive {
            BinOp::Le(Default::default())
        } else {
            BinOp::Lt(Default::default())
        };
        let mut compare = |first: Operand, op: BinOp, second: Operand| {
            self.relate(&op, &first, &second);
            self.flag(Expr::Binary(op, first, second), "condition")
        };
        let above = low.map(|low| compare(low, BinOp::Le(Default::default()), number.clone()));
        let below = high.map(|high| compare(number.clone(), below, high));
        Some(match (above, below) {
            (Some(above), Some(below)) => Expr::Binary(BinOp::And(Default::default()), above, below),
            (Some(only), None) | (None, Some(only)) => Expr::Use(only),
            (None, None) => Expr::Use(Operand::tokens(quote!(true))),
        })
    }
}

impl Lowerer<'_> {
    /// The ends of a parameter that is a range, and whether it includes the second.
    pub(super) fn named_range(&mut self, expr: &Syntax) -> Option<(Operand, Operand, bool)> {
        let path = match expr {
            Syntax::Paren(paren) => return self.named_range(&paren.expr),
            Syntax::Reference(reference) => return self.named_range(&reference.expr),
            Syntax::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => return self.named_range(&unary.expr),
            Syntax::MethodCall(call) if call.method == "clone" => return self.named_range(&call.receiver),
            Syntax::Path(path) => path,
            _ => return None,
        };
        let place = match self.look_up(&path.path.get_ident()?.to_string())? {
            Binding::Variable(var) => Place::whole(var),
            Binding::View { place, .. } | Binding::Part(place) if place.path.is_empty() => place,
            _ => return None,
        };
        let inclusive = *self.ranges.get(&place.root)?;
        let ends = if inclusive {
            [quote!(*argument_0__.start()), quote!(*argument_0__.end())]
        } else {
            [quote!(argument_0__.start), quote!(argument_0__.end)]
        };
        let [low, high] = ends.map(|end| self.flag(Expr::Constant(end, vec![Argument::Borrow(place.clone())]), "end"));
        Some((low, high, inclusive))
    }
}

/// Whether a type is a range, and one that includes its end.
pub(super) fn range_type(ty: &syn::Type) -> Option<bool> {
    let syn::Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| !last.arguments.is_none())?;
    match last.ident.to_string().as_str() {
        "Range" => Some(false),
        "RangeInclusive" => Some(true),
        _ => None,
    }
}

/// The range that an expression is.
fn range(expr: &Syntax) -> Option<&syn::ExprRange> {
    match expr {
        Syntax::Paren(paren) => range(&paren.expr),
        Syntax::Group(group) => range(&group.expr),
        Syntax::Range(range) => Some(range),
        _ => None,
    }
}
