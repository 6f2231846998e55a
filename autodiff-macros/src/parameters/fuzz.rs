//! Half-written and garbled structs: the derives must neither panic nor emit what does not parse.

use crate::tests::disturbance::Xorshift;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

/// Drops, doubles, swaps or replaces tokens at random, at any depth.
fn garble(tokens: TokenStream, rng: &mut Xorshift) -> TokenStream {
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    for tree in &mut trees {
        if let TokenTree::Group(group) = tree {
            let delimiter = if rng.below(60) == 0 {
                Delimiter::Parenthesis
            } else {
                group.delimiter()
            };
            let mut garbled = Group::new(delimiter, garble(group.stream(), rng));
            garbled.set_span(group.span());
            *tree = TokenTree::Group(garbled);
        }
    }
    if trees.is_empty() || rng.below(4) > 0 {
        return trees.into_iter().collect();
    }
    rng.disturb(&mut trees);
    trees.into_iter().collect()
}

#[test]
fn garbled_structs_never_panic() {
    let seeds = [
        quote! {
            /// Docs.
            #[derive(Clone)]
            pub struct Model<'a, T: Bound, const N: usize = 3> where T: Clone {
                #[prior(Normal(0.0, 5.0))] pub mu: f64,
                #[prior(HalfCauchy(2.0 * mu))] pub(crate) tau: f64,
                #[prior(Normal(mu, (tau * x[1]).exp() + planet.k))] theta: [f64; N],
                #[prior(UnitDisk)] disks: [[f64; 2]; 2],
                #[prior(Flat)] #[support(lower = mu, upper = 1.0)] r#type: f64,
                #[prior(Normal([1.0, x[0]], tau), non_centred)] #[dims(a, b)] vector: Vec<[f64; 2]>,
                #[prior(Flat)] #[support(ordered)] #[dims(a)] ordered: Vec<f64>,
                #[constant] name: &'a str,
                planets: [Planet; 2],
                other: T,
            }
        },
        quote! { struct Pair<T>(#[constant] usize, T, pub Vec<Self>) where T: Trait; },
        quote! { enum E { #[prior(Flat)] A, B(f64) } },
    ];
    let mut rng = Xorshift(0x9e37_79b9_7f4a_7c15);
    let mut parsed = 0;
    for round in 0..6000 {
        let mut item = seeds[round % seeds.len()].clone();
        for _ in 0..=rng.below(3) {
            item = garble(item, &mut rng);
        }
        for expansion in [
            super::expand(item.clone()),
            crate::derive_differentiable::expand(item.clone()),
        ] {
            let text = expansion.to_string();
            if let Err(error) = syn::parse2::<syn::File>(expansion) {
                panic!("{error} in the expansion of\n{item}\n\n{text}");
            }
            parsed += usize::from(!text.contains("compile_error"));
        }
    }
    assert!(parsed > 100, "only {parsed} expansions without errors");
}
