//! Reads `#[support(…)]`: what values a field may have.

use crate::derive_differentiable::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Token};

/// A support as it is written.
pub(super) enum Support {
    /// A transform of numbers or pairs without bounds: `Positive`.
    Fixed(TokenStream),
    /// Numbers with bounds.
    Bounded(Bounds),
    /// A transform of whole vectors or matrices: `Ordered`.
    Blocks {
        /// The transform.
        transform: TokenStream,
        /// Whether it restricts numbers to their order and nothing else.
        in_order: bool,
    },
}

/// Bounds of numbers, one at least.
pub(super) struct Bounds {
    pub(super) lower: Option<Expr>,
    pub(super) upper: Option<Expr>,
}

impl Bounds {
    /// The transform's type.
    pub(super) fn transform(&self) -> TokenStream {
        let name = match (&self.lower, &self.upper) {
            (Some(_), Some(_)) => quote!(Interval),
            (Some(_), None) => quote!(Lower),
            _ => quote!(Upper),
        };
        quote!(::pullback::sampler::transforms::#name)
    }

    /// The bounds that there are, lower before upper.
    pub(super) fn exprs(&self) -> Vec<&Expr> {
        self.lower.iter().chain(&self.upper).collect()
    }

    /// The transform with these values for the bounds.
    pub(super) fn constructed(&self, values: &[TokenStream]) -> TokenStream {
        let names = [
            self.lower.as_ref().map(|_| quote!(lower)),
            self.upper.as_ref().map(|_| quote!(upper)),
        ];
        let (ty, names) = (self.transform(), names.into_iter().flatten());
        quote!(#ty { #(#names: #values),* })
    }
}

/// Names of supports, and the transforms that they are the images of.
const NAMED: [(&str, &str, bool); 10] = [
    ("real", "Identity", false),
    ("positive", "Positive", false),
    ("angle", "Circle", false),
    ("unit_disk", "Disk", false),
    ("ordered", "Ordered", true),
    ("positive_ordered", "PositiveOrdered", true),
    ("simplex", "Simplex", true),
    ("unit_vector", "UnitVector", true),
    ("zero_sum", "ZeroSum", true),
    ("cholesky_correlation", "CholeskyCorrelation", true),
];

/// The support that an attribute says; `None`, with the reason in `errors`, where it says none.
pub(super) fn read(attr: &Attribute, errors: &mut Errors) -> Option<Support> {
    let parts = attr.parse_args_with(Punctuated::<Expr, Token![,]>::parse_terminated);
    let parts: Vec<Expr> = parts.map(|parts| parts.into_iter().collect()).unwrap_or_default();
    let read = match &parts[..] {
        [Expr::Path(path)] => path.path.get_ident().and_then(|name| named(&name.to_string())),
        [Expr::Range(range)] if range.start.is_some() || range.end.is_some() => Some(Support::Bounded(Bounds {
            lower: range.start.as_deref().cloned(),
            upper: range.end.as_deref().cloned(),
        })),
        parts => assigned(parts),
    };
    if read.is_none() {
        let names: Vec<String> = NAMED.iter().map(|(name, ..)| format!("`{name}`")).collect();
        let help = format!(
            "write `#[support(0.0..1.0)]`, with one bound `#[support(0.0..)]`, or one of {}: `#[support(positive)]`",
            names.join(", ")
        );
        errors.refuse(attr, "cannot read this support", help);
    }
    read
}

fn named(name: &str) -> Option<Support> {
    let (_, transform, of_blocks) = NAMED.iter().find(|(known, ..)| *known == name)?;
    let transform = syn::Ident::new(transform, proc_macro2::Span::call_site());
    let tokens = quote!(::pullback::sampler::transforms::#transform);
    Some(match of_blocks {
        true => Support::Blocks {
            transform: tokens,
            in_order: name == "ordered",
        },
        false => Support::Fixed(tokens),
    })
}

/// `lower = a, upper = b`, or one of them.
fn assigned(parts: &[Expr]) -> Option<Support> {
    let mut bounds = Bounds {
        lower: None,
        upper: None,
    };
    for part in parts {
        let Expr::Assign(assign) = part else { return None };
        let Expr::Path(path) = &*assign.left else { return None };
        let bound = match path.path.get_ident()?.to_string().as_str() {
            "lower" => &mut bounds.lower,
            "upper" => &mut bounds.upper,
            _ => return None,
        };
        if bound.replace((*assign.right).clone()).is_some() {
            return None;
        }
    }
    (bounds.lower.is_some() || bounds.upper.is_some()).then_some(Support::Bounded(bounds))
}
