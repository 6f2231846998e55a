//! Variants of enums: how their paths are told from those of structs, and how they are made.

use super::Lowerer;
use crate::ir::{Aggregate, Expr, Operand};
use crate::lower::types::TypeId;
use quote::ToTokens;
use syn::{Member, Pat, Path};

impl Lowerer<'_> {
    /// The path of a pattern, if it may be that of a variant.
    ///
    /// `let Point { x, y } = p` takes a struct apart, and so does `Point { x, y }` where the signature speaks of a type `Point`.
    /// Elsewhere a path may be either: generated code finds a part of a struct in the same way as that of a variant.
    pub(super) fn variant_path(&self, pattern: &Pat) -> Option<Path> {
        let path = match pattern {
            Pat::TupleStruct(tuple) => &tuple.path,
            Pat::Struct(structure) => &structure.path,
            _ => return None,
        };
        (is_variant(path) || (self.matching && !self.is_struct(path))).then(|| path.clone())
    }

    /// Whether a path names a struct, as far as can be seen.
    fn is_struct(&self, path: &Path) -> bool {
        path.is_ident("Self")
            || (!is_variant(path)
                && path
                    .segments
                    .last()
                    .is_some_and(|last| self.structs.contains(&last.ident.to_string())))
    }

    /// A struct or variant with its parts.
    pub(super) fn constructed(&mut self, path: &Path, members: Vec<Member>, values: Vec<Operand>) -> Expr {
        let path = path.clone();
        // The name of fields says more of a struct, or an alias of one, unless the function matches it elsewhere.
        let is_named = matches!(members.first(), Some(Member::Named(_)));
        let is_matched = || {
            path.segments
                .last()
                .is_some_and(|last| self.matched.contains(&last.ident.to_string()))
        };
        let aggregate = if self.is_struct(&path) || (is_named && !is_variant(&path) && !is_matched()) {
            Aggregate::Struct { path, members }
        } else {
            Aggregate::Variant { path, members }
        };
        Expr::Aggregate(aggregate, values)
    }

    /// The type of a variant with its payload; what the payload says of it is noted.
    pub(super) fn type_of_variant(&mut self, path: &Path, members: &[Member], parts: &[TypeId]) -> TypeId {
        let ty = match enum_of(path) {
            Some(name) if name == "Option" => {
                let payload = self.function.types.fresh();
                self.function.types.optional(payload)
            }
            Some(name) if name == "Result" => {
                let value = self.function.types.fresh();
                let ty = self.function.types.fallible(value);
                if path.segments.last().is_some_and(|last| last.ident == "Ok")
                    && let Some(part) = parts.first()
                {
                    self.function.types.unify(value, *part);
                }
                return ty;
            }
            Some(name) => self.function.types.named(name),
            None => self.function.types.named(path.to_token_stream().to_string()),
        };
        for (member, part) in members.iter().zip(parts) {
            let payload = self.function.types.payload(ty, path, member);
            self.function.types.unify(payload, *part);
        }
        ty
    }
}

/// Whether a path is certainly that of a variant: `Some`, `Shape::Circle`.
fn is_variant(path: &Path) -> bool {
    enum_of(path).is_some()
}

/// The enum that a path says its variant is of.
fn enum_of(path: &Path) -> Option<String> {
    let is_alone = |name: &&str| path.segments.len() == 1 && path.segments[0].ident == **name;
    if ["Some", "None"].iter().any(is_alone) {
        return Some("Option".to_owned());
    }
    if ["Ok", "Err"].iter().any(is_alone) {
        return Some("Result".to_owned());
    }
    let before = path.segments.len().checked_sub(2)?;
    let is_type = |segment: &syn::PathSegment| segment.ident.to_string().starts_with(char::is_uppercase);
    if !is_type(&path.segments[before]) {
        return None;
    }
    if let Some(name) = ["Option", "Result"]
        .iter()
        .find(|name| path.segments[before].ident == **name)
    {
        return Some((*name).to_owned());
    }
    let names: syn::punctuated::Punctuated<&syn::PathSegment, syn::Token![::]> =
        path.segments.iter().take(before + 1).collect();
    Some(names.to_token_stream().to_string())
}

/// The names of structs, or variants, in patterns that may not match.
pub(super) fn matched(function: &syn::ItemFn) -> std::collections::HashSet<String> {
    #[derive(Default)]
    struct Finder(std::collections::HashSet<String>, bool);
    impl<'ast> syn::visit::Visit<'ast> for Finder {
        crate::macro_parts::look_into_macros!();
        fn visit_arm(&mut self, arm: &'ast syn::Arm) {
            self.1 = true;
            self.visit_pat(&arm.pat);
            self.1 = false;
            self.visit_expr(&arm.body);
        }
        fn visit_expr_let(&mut self, binding: &'ast syn::ExprLet) {
            self.visit_expr(&binding.expr);
            self.1 = true;
            self.visit_pat(&binding.pat);
            self.1 = false;
        }
        fn visit_pat_struct(&mut self, pattern: &'ast syn::PatStruct) {
            if self.1 {
                self.0
                    .extend(pattern.path.segments.last().map(|last| last.ident.to_string()));
            }
            syn::visit::visit_pat_struct(self, pattern);
        }
    }
    let mut finder = Finder::default();
    syn::visit::Visit::visit_block(&mut finder, &function.block);
    finder.0
}

/// The types that a signature speaks of.
pub(super) fn structs(function: &syn::ItemFn) -> std::collections::HashSet<String> {
    #[derive(Default)]
    struct Finder(std::collections::HashSet<String>);
    impl<'ast> syn::visit::Visit<'ast> for Finder {
        fn visit_path(&mut self, path: &'ast Path) {
            self.0.extend(path.segments.last().map(|last| last.ident.to_string()));
            syn::visit::visit_path(self, path);
        }
    }
    let mut finder = Finder::default();
    syn::visit::Visit::visit_signature(&mut finder, &function.sig);
    for stmt in &function.block.stmts {
        if let syn::Stmt::Item(syn::Item::Struct(item)) = stmt {
            finder.0.insert(item.ident.to_string());
        }
    }
    finder.0
}
