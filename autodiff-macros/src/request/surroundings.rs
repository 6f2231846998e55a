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
    let mut inspector = Inspector {
        refusals,
        whole: names_in(function.to_token_stream()),
        blocks: Vec::new(),
    };
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
    crate::macro_parts::look_into_macros!();
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
    /// How often each name stands in the function.
    whole: HashMap<String, usize>,
    /// The blocks around, with the names in them.
    blocks: Vec<HashMap<String, usize>>,
}

impl Inspector<'_> {
    /// Whether an item may be seen outside its block, because nothing there has its name.
    fn may_be_seen_outside(&self, item: &Item) -> bool {
        let Some(block) = self.blocks.last() else { return true };
        let declared = match item {
            Item::Const(item) => Some(vec![item.ident.to_string()]),
            Item::Static(item) => Some(vec![item.ident.to_string()]),
            Item::Struct(item) => Some(vec![item.ident.to_string()]),
            Item::Type(item) => Some(vec![item.ident.to_string()]),
            Item::Use(item) => imported(&item.tree),
            _ => None,
        };
        declared.is_some_and(|names| names.iter().all(|name| self.whole.get(name) == block.get(name)))
    }
}

/// The names that a `use` makes; `None` where they are not seen.
fn imported(tree: &syn::UseTree) -> Option<Vec<String>> {
    match tree {
        syn::UseTree::Path(path) => imported(&path.tree),
        syn::UseTree::Name(name) => Some(vec![name.ident.to_string()]),
        syn::UseTree::Rename(rename) => Some(vec![rename.rename.to_string()]),
        syn::UseTree::Group(group) => {
            let names: Option<Vec<_>> = group.items.iter().map(imported).collect();
            names.map(|names| names.into_iter().flatten().collect())
        }
        _ => None,
    }
}

/// How often each name stands in tokens.
fn names_in(tokens: TokenStream) -> HashMap<String, usize> {
    fn count(tokens: TokenStream, names: &mut HashMap<String, usize>) {
        for tree in tokens {
            match tree {
                TokenTree::Ident(ident) => *names.entry(ident.to_string()).or_default() += 1,
                TokenTree::Group(group) => count(group.stream(), names),
                _ => {}
            }
        }
    }
    let mut names = HashMap::new();
    count(tokens, &mut names);
    names
}

impl<'ast> Visit<'ast> for Inspector<'_> {
    crate::macro_parts::look_into_macros!();
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            self.refusals.refuse(attribute, Refusal::ConditionalCode);
        }
    }
    fn visit_block(&mut self, block: &'ast syn::Block) {
        // The names of a block are asked for only where there are items in it.
        let has_items = block.stmts.iter().any(|stmt| matches!(stmt, Stmt::Item(_)));
        let names = if has_items {
            names_in(block.to_token_stream())
        } else {
            HashMap::new()
        };
        self.blocks.push(names);
        syn::visit::visit_block(self, block);
        self.blocks.pop();
    }
    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        match stmt {
            Stmt::Item(Item::Static(item)) if mentions_cell(item.ty.to_token_stream()) => {
                self.refusals.refuse(&item.ty, Refusal::InteriorMutability);
            }
            Stmt::Item(item) if self.blocks.len() > 1 && !self.may_be_seen_outside(item) => {
                self.refusals.refuse(item, Refusal::NestedItem);
            }
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
