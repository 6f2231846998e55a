//! What would make the body mean something else than it says: conditional compilation, items in blocks, memory that changes
//! behind shared references.

use crate::reject::{Refusal, Refusals};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
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
