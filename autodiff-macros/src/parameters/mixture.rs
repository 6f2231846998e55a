//! Takes `Mixture([0.3, 0.7], [Normal(0.0, 1.0), Normal(mu, 2.0)])` apart: its arguments are the weights, and those of all
//! components in order.

use super::known;
use super::prior::called;
use super::refusals::check_known;
use crate::derive_differentiable::Errors;
use std::borrow::Cow;
use syn::{Expr, ExprPath, parse_quote};

/// One component as it is written.
pub(super) struct Component<'a> {
    pub(super) path: &'a ExprPath,
    /// How many arguments it has.
    pub(super) count: usize,
    expr: &'a Expr,
}

impl Component<'_> {
    /// Checks a name without a path and the number of its arguments.
    pub(super) fn check(&self, errors: &mut Errors) -> Option<()> {
        let Some(name) = self.path.path.get_ident() else {
            return Some(());
        };
        check_known(name, self.count, self.expr, errors)?;
        if !known::is_component(&name.to_string()) {
            let what = format!("cannot mix `{name}`: its values are not numbers on a support that is always the same");
            let help = "use distributions of numbers, such as `Normal`, `HalfNormal` or `Beta`, all with the same support";
            errors.refuse(name, what, help);
            return None;
        }
        Some(())
    }
}

/// The arguments, weights first, and the components.
pub(super) fn read<'a>(
    distribution: &Expr,
    arguments: &[&'a Expr],
    errors: &mut Errors,
) -> Option<(Vec<Cow<'a, Expr>>, Vec<Component<'a>>)> {
    let help = "write a weight for each, and the distributions: `Mixture([0.3, 0.7], [Normal(0.0, 1.0), Cauchy(2.0, 1.0)])`";
    let [weights, components] = arguments else {
        let what = "cannot read this prior: `Mixture` takes a list of weights and a list of distributions";
        errors.refuse(distribution, what, help);
        return None;
    };
    let listed: Vec<&Expr> = match components {
        Expr::Array(array) => array.elems.iter().collect(),
        Expr::Tuple(tuple) => tuple.elems.iter().collect(),
        _ => Vec::new(),
    };
    if listed.is_empty() || listed.len() > MOST {
        let what = format!("cannot read this prior: `Mixture` takes a list of one to {MOST} distributions");
        errors.refuse(components, what, help);
        return None;
    }
    let mut all = read_weights(weights, listed.len(), errors, help)?;
    let mut read = Vec::new();
    for expr in listed {
        let Some((path, own)) = called(expr) else {
            errors.refuse(expr, "cannot read this prior: it is no distribution", help);
            return None;
        };
        read.push(Component {
            path,
            count: own.len(),
            expr,
        });
        all.extend(own.into_iter().map(Cow::Borrowed));
    }
    Some((all, read))
}

/// No mixture has more components.
const MOST: usize = 6;

/// A list of expressions, or a field whose elements they are.
fn read_weights<'a>(weights: &'a Expr, count: usize, errors: &mut Errors, help: &str) -> Option<Vec<Cow<'a, Expr>>> {
    match weights {
        Expr::Array(array) if array.elems.len() == count => Some(array.elems.iter().map(Cow::Borrowed).collect()),
        Expr::Array(array) => {
            let what = format!(
                "cannot read this prior: {} weights stand beside {count} distributions",
                array.elems.len()
            );
            errors.refuse(weights, what, help);
            None
        }
        Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => {
            let element = |i: usize| -> Expr {
                let index = syn::Index::from(i);
                parse_quote!(#weights[#index])
            };
            Some((0..count).map(|i| Cow::Owned(element(i))).collect())
        }
        _ => {
            errors.refuse(weights, "cannot read the weights of this mixture", help);
            None
        }
    }
}
