//! Half-written and garbled functions: the macro must neither panic, nor run on for ever, nor emit what does not parse.
//!
//! `seeds` are small functions, `corpus` collects every annotated function of the workspace's tests and examples; `tokens`
//! and `trees` change them. `CONTRIBUTING.md` says how to run millions.

mod corpus;
mod seeds;
mod tokens;
mod trees;

use super::disturbance::Xorshift;
use proc_macro2::TokenStream;
use std::time::{Duration, Instant};

/// How long the expansion of one function may take; unoptimised, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What came of the functions that were tried.
#[derive(Debug, Default)]
struct Tally {
    tried: usize,
    parsed: usize,
    differentiated: usize,
    slowest: Duration,
    failures: Vec<String>,
}

impl Tally {
    /// Expands an item and checks what comes out.
    fn check(&mut self, item: &TokenStream) {
        self.tried += 1;
        // An overflow of the stack ends the process: then this file has the item.
        if let Some(path) = std::env::var_os("GARBLED_LAST") {
            std::fs::write(path, item.to_string()).expect("the file can be written");
        }
        let started = Instant::now();
        let expansion = std::panic::catch_unwind(|| expanded(item));
        let taken = started.elapsed();
        self.slowest = self.slowest.max(taken);
        if taken > PATIENCE {
            self.fail(format!("{taken:?} for\n{item}"));
        }
        let expansion = match expansion {
            Ok(Some(expansion)) => expansion,
            Ok(None) => return,
            Err(_) => return self.fail(format!("the macro panics on\n{item}")),
        };
        self.parsed += 1;
        self.differentiated += usize::from(!contains_error(&expansion));
        if let Err(error) = syn::parse2::<syn::File>(expansion.clone()) {
            self.fail(format!("{error} in the expansion of\n{item}\n\n{expansion}"));
        }
    }

    fn print(&self) {
        let Self {
            tried,
            parsed,
            differentiated,
            slowest,
            failures,
        } = self;
        println!(
            "{tried} tried: {parsed} parsed, {differentiated} differentiated, the slowest in {slowest:?}, {} failures",
            failures.len()
        );
    }

    fn fail(&mut self, message: String) {
        println!("{message}\n");
        self.failures.push(message);
    }
}

/// The expansion of an item; of what does not parse as one, only that there is one matters.
fn expanded(item: &TokenStream) -> Option<TokenStream> {
    let attribute = TokenStream::new();
    match kind(item) {
        Kind::Function => Some(crate::differentiate::expand(attribute, item.clone())),
        Kind::Struct => Some(crate::derive_differentiable::expand(item.clone())),
        Kind::Neither => {
            let _ = crate::differentiate::expand(attribute, item.clone());
            None
        }
    }
}

/// What an item is.
enum Kind {
    Function,
    Struct,
    Neither,
}

fn kind(item: &TokenStream) -> Kind {
    match syn::parse2::<syn::Item>(item.clone()) {
        Ok(syn::Item::Fn(_) | syn::Item::Impl(_) | syn::Item::Trait(_)) => Kind::Function,
        Ok(syn::Item::Struct(_) | syn::Item::Enum(_)) => Kind::Struct,
        _ => Kind::Neither,
    }
}

fn contains_error(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|tree| match tree {
        proc_macro2::TokenTree::Ident(ident) => ident == "compile_error",
        proc_macro2::TokenTree::Group(group) => contains_error(&group.stream()),
        _ => false,
    })
}

/// One function, changed a little: by tokens, by syntax trees, or both.
fn garbled(items: &[TokenStream], rng: &mut Xorshift) -> TokenStream {
    let mut item = items[rng.below(items.len())].clone();
    for _ in 0..=rng.below(3) {
        item = if rng.below(3) == 0 {
            let other = &items[rng.below(items.len())];
            trees::mutate(item, other, rng)
        } else {
            tokens::garble(item, rng)
        };
    }
    item
}

/// Tries so many functions, or until ten have failed.
fn run(rounds: usize, seed: u64) -> Tally {
    let seeds: Vec<TokenStream> = seeds::SEEDS.iter().map(|seed| seed.parse().expect("tokens")).collect();
    let corpus = corpus::items();
    let mut rng = Xorshift(0x9e37_79b9_7f4a_7c15 ^ seed);
    let mut tally = Tally::default();
    for round in 0..rounds {
        // The corpus has long functions: the seeds get most of the turns.
        let items = if round % 5 == 0 { &corpus } else { &seeds };
        tally.check(&garbled(items, &mut rng));
        if tally.failures.len() >= 10 {
            break;
        }
        if (round + 1) % 50_000 == 0 {
            tally.print();
        }
    }
    tally
}

/// `rustc` runs macros on a stack of eight megabytes, threads of tests have two.
fn on_the_stack_of_rustc(run: impl FnOnce() -> Tally + Send + 'static) -> Tally {
    let thread = std::thread::Builder::new().stack_size(8 << 20);
    let tally = thread.spawn(run).expect("a thread starts").join();
    tally.expect("panics are caught")
}

#[test]
fn garbled_functions_never_panic() {
    let number = |variable: &str| std::env::var(variable).ok().and_then(|text| text.parse::<u64>().ok());
    let rounds = number("GARBLED").map_or(4_000, |rounds| rounds as usize);
    let seed = number("GARBLED_SEED").unwrap_or(1);
    let tally = on_the_stack_of_rustc(move || run(rounds, seed));
    tally.print();
    assert!(tally.failures.is_empty(), "{} failures", tally.failures.len());
    assert!(
        tally.parsed > rounds / 10 && tally.differentiated > rounds / 40,
        "the changes are too wild: {tally:?}"
    );
}

#[test]
fn the_seeds_and_the_corpus_expand() {
    let tally = on_the_stack_of_rustc(unchanged);
    assert!(tally.failures.is_empty(), "{tally:?}");
}

/// Every seed and function as it is.
fn unchanged() -> Tally {
    let mut tally = Tally::default();
    for seed in seeds::SEEDS.iter().chain(seeds::FOUND) {
        tally.check(&seed.parse().expect("tokens"));
    }
    let corpus = corpus::items();
    assert!(
        corpus.is_empty() || corpus.len() > 200,
        "only {} functions found",
        corpus.len()
    );
    // Every one of them is a function of the tests: unoptimised, a sample is enough.
    for item in corpus.iter().step_by(if cfg!(debug_assertions) { 9 } else { 1 }) {
        tally.check(item);
    }
    tally
}
