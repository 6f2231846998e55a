//! What would make the body mean something else than it says: conditional compilation, items in blocks, memory that changes
//! behind shared references, variables that a `macro_rules!` keeps apart although they have one name.

use crate::reject::{Refusal, Refusals};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::{HashMap, HashSet};
use syn::visit::Visit;
use syn::{Attribute, FnArg, Item, ItemFn, Stmt};

/// Refuses all of that, anywhere in a function.
pub fn refuse(function: &ItemFn, refusals: &mut Refusals) {
    for input in &function.sig.inputs {
        if let FnArg::Typed(typed) = input
            && mentions_cell(typed.ty.to_token_stream())
        {
            refusals.refuse(&typed.ty, Refusal::InteriorMutability);
        }
    }
    let mut inspector = Inspector { refusals, depth: 0 };
    function
        .sig
        .inputs
        .iter()
        .for_each(|input| inspector.visit_fn_arg(input));
    inspector.visit_block(&function.block);
    refuse_namesakes(function, refusals);
}

/// Two variables of one name that only the hygiene of `macro_rules!` tells apart: the lowering, which knows names, would
/// take one for the other.
fn refuse_namesakes(function: &ItemFn, refusals: &mut Refusals) {
    let mut variables = Variables::default();
    variables.visit_item_fn(function);
    for ident in &variables.seen {
        let contexts = variables.declared.get(&ident.to_string());
        if contexts.is_some_and(|contexts| contexts.len() > 1 || !contexts.contains(&context(ident))) {
            return refusals.refuse(ident, Refusal::Namesake(ident.to_string()));
        }
    }
}

/// The names of variables, with the contexts they were declared in.
#[derive(Default)]
struct Variables {
    declared: HashMap<String, HashSet<String>>,
    seen: Vec<Ident>,
}

impl<'ast> Visit<'ast> for Variables {
    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        let contexts = self.declared.entry(pattern.ident.to_string()).or_default();
        contexts.insert(context(&pattern.ident));
        self.seen.push(pattern.ident.clone());
        syn::visit::visit_pat_ident(self, pattern);
    }
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.seen.extend(path.path.get_ident().cloned());
    }
    fn visit_item(&mut self, _: &'ast Item) {}
}

/// The context in which a name is resolved. There is no way to ask for it but to look at the span as it shows itself,
/// `#4 bytes(17..18)`; should that change, all contexts are alike.
fn context(ident: &Ident) -> String {
    let span = format!("{:?}", ident.span());
    span.split_once(" bytes")
        .map(|(context, _)| context.to_owned())
        .unwrap_or_default()
}

struct Inspector<'r> {
    refusals: &'r mut Refusals,
    /// How deep in blocks.
    depth: usize,
}

impl<'ast> Visit<'ast> for Inspector<'_> {
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            self.refusals.refuse(attribute, Refusal::ConditionalCode);
        }
    }
    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.depth += 1;
        syn::visit::visit_block(self, block);
        self.depth -= 1;
    }
    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        match stmt {
            Stmt::Item(Item::Static(item)) if mentions_cell(item.ty.to_token_stream()) => {
                self.refusals.refuse(&item.ty, Refusal::InteriorMutability);
            }
            Stmt::Item(item) if self.depth > 1 => self.refusals.refuse(item, Refusal::NestedItem),
            // Items are not differentiated, but `#[cfg]` on them decides which there is.
            Stmt::Item(item) => attributes(item)
                .iter()
                .for_each(|attribute| self.visit_attribute(attribute)),
            stmt => syn::visit::visit_stmt(self, stmt),
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether a type can change behind a shared reference, by its name.
fn mentions_cell(tokens: TokenStream) -> bool {
    const CELLS: [&str; 9] = [
        "Cell",
        "RefCell",
        "OnceCell",
        "LazyCell",
        "UnsafeCell",
        "Mutex",
        "RwLock",
        "OnceLock",
        "LazyLock",
    ];
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => {
            let name = ident.to_string();
            CELLS.contains(&name.as_str()) || name.starts_with("Atomic")
        }
        TokenTree::Group(group) => mentions_cell(group.stream()),
        _ => false,
    })
}
