//! How long the macro itself takes: `cargo test --release -p autodiff-macros expansion -- --nocapture`.
//!
//! The functions are those of `benches/compile_time.rs`, which measures what the compiler needs for what comes out.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::path::Path;
use std::time::{Duration, Instant};

fn count(tokens: TokenStream) -> usize {
    let inner = |tree: TokenTree| match tree {
        TokenTree::Group(group) => 2 + count(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(inner).sum()
}

#[test]
fn the_expansion_of_a_function_takes_milliseconds() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../benches/compile_time/functions.rs.txt");
    // Published packages come without the workspace around them.
    let Ok(text) = std::fs::read_to_string(path) else {
        return;
    };
    let file = syn::parse_file(&text.replace("SCALE", "1.5")).expect("functions");
    for item in file.items {
        let syn::Item::Fn(mut function) = item else { continue };
        function.attrs.clear();
        let item = function.to_token_stream();
        let name = &function.sig.ident;
        let mut best = Duration::MAX;
        let mut tokens = 0;
        for _ in 0..if cfg!(debug_assertions) { 2 } else { 50 } {
            let (attribute, item) = (TokenStream::new(), item.clone());
            let started = Instant::now();
            let expansion = crate::differentiate::expand(attribute, item);
            best = best.min(started.elapsed());
            tokens = count(expansion);
        }
        let (us, written) = (best.as_micros(), count(item));
        println!("bench compile_time/expand_{name} us={us} tokens={written} tokens_emitted={tokens}");
        assert!(best < Duration::from_millis(500), "{best:?} for {name}");
    }
}
