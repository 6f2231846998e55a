//! Changes to syntax trees: what comes out still parses, and gets further than garbled tokens do.

use crate::tests::disturbance::Xorshift;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::visit::Visit;
use syn::visit_mut::VisitMut;
use syn::{Expr, Pat, Stmt, Type};

/// Expressions, statements and patterns of a function, to be put elsewhere.
#[derive(Default)]
struct Parts {
    expressions: Vec<Expr>,
    statements: Vec<Stmt>,
    patterns: Vec<Pat>,
    types: Vec<Type>,
}

impl<'ast> Visit<'ast> for Parts {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        self.expressions.push(expr.clone());
        syn::visit::visit_expr(self, expr);
    }
    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        self.statements.push(stmt.clone());
        syn::visit::visit_stmt(self, stmt);
    }
    fn visit_pat(&mut self, pat: &'ast Pat) {
        self.patterns.push(pat.clone());
        syn::visit::visit_pat(self, pat);
    }
    fn visit_type(&mut self, ty: &'ast Type) {
        self.types.push(ty.clone());
        syn::visit::visit_type(self, ty);
    }
}

fn parts(item: &TokenStream) -> Option<Parts> {
    let item = syn::parse2::<syn::Item>(item.clone()).ok()?;
    let mut parts = Parts::default();
    parts.visit_item(&item);
    Some(parts)
}

/// Puts a part of one function into another, or into another place of the same.
pub fn mutate(item: TokenStream, other: &TokenStream, rng: &mut Xorshift) -> TokenStream {
    let Ok(mut tree) = syn::parse2::<syn::Item>(item.clone()) else {
        return item;
    };
    let donor = if rng.below(2) == 0 { other } else { &item };
    let (Some(own), Some(donor)) = (parts(&item), parts(donor)) else {
        return item;
    };
    let mut change = Change {
        what: rng.below(10),
        left: 0,
        number: rng.below(1000),
        donor: &donor,
        pick: rng.below(1 << 30),
    };
    let places = match change.what {
        0..5 => own.expressions.len(),
        5..7 => own.statements.len(),
        7..9 => own.patterns.len(),
        _ => own.types.len(),
    };
    change.left = rng.below(places) + 1;
    change.visit_item_mut(&mut tree);
    tree.to_token_stream()
}

/// A change at one place, counted in the order of the visit.
struct Change<'d> {
    what: usize,
    left: usize,
    number: usize,
    pick: usize,
    donor: &'d Parts,
}

impl Change<'_> {
    fn is_here(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        let here = self.left == 0;
        if here {
            self.left = usize::MAX;
        }
        here
    }

    fn taken<T: Clone>(&self, parts: &[T]) -> Option<T> {
        parts.get(self.pick % parts.len().max(1)).cloned()
    }

    /// An expression around another.
    fn wrapped(&self, inner: &Expr) -> Option<Expr> {
        let number = self.number;
        let tokens = match self.pick % 20 {
            0 => quote!((#inner)),
            1 => quote!({ #inner }),
            2 => quote!(if true { #inner } else { #inner }),
            3 => quote!(-(#inner)),
            4 => quote!((#inner).sin()),
            5 => quote!(match (#inner) { value => value }),
            6 => quote!([#inner, #inner][0]),
            7 => quote!((#inner, #inner).1),
            8 => quote!(loop { break #inner; }),
            9 => quote!({ return #inner; }),
            10 => quote!(&(#inner)),
            11 => quote!(*(#inner)),
            12 => quote!(vec![#inner; #number]),
            13 => quote!((|value| value * (#inner))(2.0)),
            14 => quote!((#inner).iter().map(|item| item * 2.0).sum::<f64>()),
            15 => quote!((#inner) as usize),
            16 => quote!('label: { break 'label #inner }),
            17 => quote!(f(#inner)),
            18 => quote!(if let Some(value) = Some(#inner) { value } else { 0.0 }),
            _ => quote!((#inner)[..]),
        };
        syn::parse2(tokens).ok()
    }
}

impl VisitMut for Change<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if self.what < 5 && self.is_here() {
            if self.what < 3 {
                if let Some(other) = self.taken(&self.donor.expressions)
                    && let Ok(other) = syn::parse2(quote!((#other)))
                {
                    *expr = other;
                }
            } else if let Some(wrapped) = self.wrapped(expr) {
                *expr = wrapped;
            }
            return;
        }
        syn::visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        for position in 0..block.stmts.len() {
            if (5..7).contains(&self.what) && self.is_here() {
                match (self.pick % 4, self.taken(&self.donor.statements)) {
                    (0, _) => drop(block.stmts.remove(position)),
                    (1, Some(other)) => block.stmts[position] = other,
                    (2, Some(other)) => block.stmts.insert(position, other),
                    _ => {
                        let last = block.stmts.len() - 1;
                        block.stmts.swap(position, last);
                    }
                }
                return;
            }
            syn::visit_mut::visit_stmt_mut(self, &mut block.stmts[position]);
        }
    }

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if (7..9).contains(&self.what) && self.is_here() {
            let inner = pat.clone();
            if let Some(other) = self.taken(&self.donor.patterns) {
                let tokens = match self.pick % 7 {
                    0 => quote!((#inner, #other)),
                    1 => quote!(&#inner),
                    2 => quote!([#inner, ..]),
                    3 => quote!(Some(#inner)),
                    4 => quote!(_),
                    _ => quote!(#other),
                };
                if let Ok(changed) = Pat::parse_single.parse2(tokens) {
                    *pat = changed;
                }
            }
            return;
        }
        syn::visit_mut::visit_pat_mut(self, pat);
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        if self.what == 9 && self.is_here() {
            if let Some(other) = self.taken(&self.donor.types) {
                let tokens = match self.pick % 5 {
                    0 => quote!(&mut #other),
                    1 => quote!([#other; 2]),
                    2 => quote!((#other, usize)),
                    3 => quote!(Option<#other>),
                    _ => quote!(#other),
                };
                if let Ok(changed) = syn::parse2(tokens) {
                    *ty = changed;
                }
            }
            return;
        }
        syn::visit_mut::visit_type_mut(self, ty);
    }
}
