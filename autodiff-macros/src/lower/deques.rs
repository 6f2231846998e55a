//! `VecDeque`s in local variables: written out as `Vec`s, before anything else is looked at.
//!
//! What they compute is the same. That the front of a `Vec` costs more is of no account for the short queues of numerical code.

use quote::{ToTokens, quote};
use std::collections::{BTreeMap, HashSet};
use syn::visit::Visit;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprMethodCall, ItemFn, Local, Pat, Path, Type, parse_quote};

/// The method that takes the first element off.
pub(super) const POP_FRONT: &str = "pop_front__";

/// Writes out the `VecDeque`s of a function; the items compile only if the name is that of the standard library.
pub(super) fn write_out(function: &mut ItemFn) -> Vec<syn::Item> {
    let mut names = Names::default();
    names.visit_block(&function.block);
    if names.names.is_empty() {
        return Vec::new();
    }
    let mut writer = Writer {
        names: names.names,
        paths: BTreeMap::new(),
    };
    writer.visit_block_mut(&mut function.block);
    let checks = writer.paths.into_values().map(|path| -> syn::Item {
        let deque = quote!(::pullback::runtime::alloc::collections::VecDeque);
        parse_quote!(const _: fn(#path<()>) -> #deque<()> = |deque| deque;)
    });
    checks.collect()
}

/// Whether a path is that of the type, or of a function of it.
fn position(path: &Path) -> Option<usize> {
    path.segments.iter().position(|segment| segment.ident == "VecDeque")
}

fn mentions_deque(tokens: impl ToTokens) -> bool {
    let mut trees = tokens.into_token_stream().into_iter();
    trees.any(|tree| match tree {
        proc_macro2::TokenTree::Ident(ident) => ident == "VecDeque",
        proc_macro2::TokenTree::Group(_) | proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Literal(_) => {
            false
        }
    })
}

/// The names of local variables that are deques, as their declarations say.
#[derive(Default)]
struct Names {
    names: HashSet<String>,
}

impl Visit<'_> for Names {
    fn visit_local(&mut self, local: &Local) {
        let (pattern, is_typed) = match &local.pat {
            Pat::Type(typed) => (&*typed.pat, mentions_deque(&typed.ty)),
            pattern => (pattern, false),
        };
        let is_made = || match local.init.as_ref().map(|init| &*init.expr) {
            Some(Expr::Call(call)) => mentions_deque(&call.func),
            Some(Expr::MethodCall(call)) => call.turbofish.as_ref().is_some_and(mentions_deque),
            _ => false,
        };
        if let Pat::Ident(name) = pattern
            && (is_typed || is_made())
        {
            self.names.insert(name.ident.to_string());
        }
        syn::visit::visit_local(self, local);
    }
}

struct Writer {
    names: HashSet<String>,
    /// The paths by which the type was named.
    paths: BTreeMap<String, Path>,
}

impl Writer {
    /// `Vec` in the place of `VecDeque`.
    fn replace(&mut self, path: &mut Path) {
        let Some(position) = position(path) else { return };
        let mut named = path.clone();
        named.segments = path.segments.iter().take(position + 1).cloned().collect();
        if let Some(last) = named.segments.last_mut() {
            last.arguments = syn::PathArguments::None;
        }
        self.paths.insert(named.to_token_stream().to_string(), named);
        let mut segments = path.segments.iter().skip(position).cloned();
        let mut first = segments.next();
        if let Some(first) = &mut first {
            first.ident = syn::Ident::new("Vec", first.ident.span());
        }
        path.leading_colon = None;
        path.segments = first.into_iter().chain(segments).collect();
    }
}

impl VisitMut for Writer {
    crate::macro_parts::change_macros!();
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty {
            self.replace(&mut path.path);
        }
        syn::visit_mut::visit_type_mut(self, ty);
    }
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        syn::visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::Call(call) => {
                let Expr::Path(path) = &mut *call.func else { return };
                if position(&path.path).is_none() {
                    return;
                }
                self.replace(&mut path.path);
                let is_from = path.path.segments.last().is_some_and(|last| last.ident == "from");
                // `VecDeque::from(vec![…])` is the `Vec` itself.
                if is_from && let Some(made @ Expr::Macro(_)) = call.args.first() {
                    *expr = made.clone();
                }
            }
            Expr::MethodCall(call) => self.method(call),
            _ => {}
        }
    }
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

impl Writer {
    fn method(&self, call: &mut ExprMethodCall) {
        let is_deque = match &*call.receiver {
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.names.contains(&name.to_string())),
            _ => false,
        };
        if !is_deque {
            return;
        }
        let name = match call.method.to_string().as_str() {
            "push_back" => "push",
            "pop_back" => "pop",
            "front" => "first",
            "front_mut" => "first_mut",
            "back" => "last",
            "back_mut" => "last_mut",
            "pop_front" => POP_FRONT,
            "push_front" => {
                call.args.insert(0, parse_quote!(0));
                "insert"
            }
            _ => return,
        };
        call.method = syn::Ident::new(name, call.method.span());
    }
}
