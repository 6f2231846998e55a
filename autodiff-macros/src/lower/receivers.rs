//! Methods and associated functions of the user's own types.
//!
//! A name that numbers, sequences or iterators have as well is decided by the type of the receiver, as far as it is known.
//! Whether a method takes `&self`, `&mut self` or `self` is only known inside the `impl` block that it stands in; elsewhere
//! the compiler decides, and the receiver counts as written to if it can be.

use super::{Binding, Lowerer};
use crate::ir::{Argument, Call, Expr, Operand, Place, Role, Stmt, Target, Var};
use crate::lower::types::{Shape, TypeId};
use crate::reject::Refusal;
use crate::request::methods::{Receiver, Signature};
use crate::rules;
use proc_macro2::TokenTree;
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::visit::Visit;
use syn::{Expr as Syntax, Pat, UnOp};

/// Methods that look the same on every type: they copy, or name a part of the receiver.
const ALIKE: [&str; 16] = [
    "clone",
    "to_owned",
    "iter",
    "iter_mut",
    "into_iter",
    "as_ref",
    "as_mut",
    "as_slice",
    "as_mut_slice",
    "len",
    "is_empty",
    "to_vec",
    "windows",
    "chunks",
    "chunks_exact",
    "borrow",
];

/// Methods of the standard library that are never the user's own on a value of unknown type.
const STANDARD: [&str; 141] = [
    "map",
    "filter",
    "zip",
    "enumerate",
    "rev",
    "skip",
    "take",
    "copied",
    "cloned",
    "step_by",
    "chain",
    "flat_map",
    "sort",
    "sort_by",
    "sort_unstable",
    "sort_unstable_by",
    "sort_by_key",
    "sort_unstable_by_key",
    "sort_by_cached_key",
    "reverse",
    "dedup",
    "dedup_by_key",
    "retain",
    "retain_mut",
    "drain",
    "truncate",
    "clear",
    "resize",
    "insert",
    "remove",
    "swap_remove",
    "append",
    "concat",
    "join",
    "split_off",
    "rotate_left",
    "rotate_right",
    "split_at",
    "split_at_mut",
    "split_first",
    "split_last",
    "split_first_mut",
    "split_last_mut",
    "first_mut",
    "last_mut",
    "get_mut",
    "reserve",
    "shrink_to_fit",
    "copy_within",
    "fill_with",
    "extend_from_within",
    "swap_with_slice",
    "select_nth_unstable",
    "binary_search",
    "binary_search_by",
    "partition_point",
    "contains",
    "starts_with",
    "ends_with",
    "repeat",
    "chunk_by",
    "rchunks",
    "chunks_exact",
    "chunks_mut",
    "array_chunks",
    "as_chunks",
    "unwrap",
    "expect",
    "unwrap_or",
    "unwrap_or_else",
    "unwrap_or_default",
    "ok",
    "ok_or",
    "err",
    "is_some",
    "is_none",
    "is_ok",
    "is_err",
    "is_some_and",
    "is_none_or",
    "map_or",
    "map_or_else",
    "map_err",
    "and_then",
    "or_else",
    "or",
    "xor",
    "get_or_insert",
    "insert_with",
    "take_if",
    "as_deref",
    "filter_map",
    "skip_while",
    "take_while",
    "map_while",
    "scan",
    "inspect",
    "flatten",
    "by_ref",
    "peekable",
    "cycle",
    "fuse",
    "partition",
    "unzip",
    "last",
    "nth",
    "next",
    "find",
    "find_map",
    "position",
    "rposition",
    "max_by",
    "min_by",
    "max_by_key",
    "min_by_key",
    "reduce",
    "try_fold",
    "cmp_by",
    "sum",
    "product",
    "fold",
    "collect",
    "count",
    "all",
    "any",
    "for_each",
    "is_sorted",
    "is_sorted_by",
    "is_sorted_by_key",
    "to_string",
    "into_boxed_slice",
    "into_vec",
    "into",
    "borrow_mut",
    "deref",
    "to_bits",
    "then",
    "then_some",
    "get",
    "first",
    "pop",
];

/// Those among them that types of the user's own have as well: what is no call of the standard library's is one of these.
const COMMON: [&str; 13] = [
    "get", "first", "last", "next", "position", "find", "insert", "remove", "contains", "append", "clear", "resize",
    "count",
];

impl<'r> Lowerer<'r> {
    /// Whether a method call is one of the user's own method, although its name is known otherwise.
    pub(super) fn is_own_method(&mut self, call: &syn::ExprMethodCall) -> bool {
        let name = call.method.to_string();
        if ALIKE.contains(&name.as_str()) && self.own_signature(call).is_none() {
            return false;
        }
        let Some(ty) = self.peek(&call.receiver) else {
            return false;
        };
        let Shape::Named(of) = self.function.types.shape(ty) else {
            return false;
        };
        let is_of_numbers = rules::of(&name).is_some()
            || rules::is_question(&name)
            || rules::is_integer_method(&name)
            || name == "sin_cos"
            || name == "to_f64";
        if is_of_std(&of) {
            return false;
        }
        // Code that names no number type may call one by another name.
        !is_of_numbers || self.names_numbers || of.contains('<') || self.own_signature(call).is_some()
    }

    /// Whether a value of unknown type may have a method of this name that is the user's.
    pub(super) fn may_be_own_method(&mut self, call: &syn::ExprMethodCall) -> bool {
        let name = call.method.to_string();
        let takes_closure = call.args.iter().any(|argument| matches!(argument, Syntax::Closure(_)));
        let is_standard = takes_closure || (STANDARD.contains(&name.as_str()) && !COMMON.contains(&name.as_str()));
        let shape = self.peek(&call.receiver).map(|ty| self.function.types.shape(ty));
        match shape {
            Some(Shape::Named(of)) => !is_of_std(&of),
            Some(Shape::Unknown) | None => !is_standard && !is_chain(&call.receiver),
            Some(_) => false,
        }
    }

    /// The signature of a method of the block that the function stands in.
    fn own_signature(&mut self, call: &syn::ExprMethodCall) -> Option<Signature> {
        let implementation = self.implementation.clone()?;
        let ty = self.peek(&call.receiver)?;
        let Shape::Named(name) = self.function.types.shape(ty) else {
            return None;
        };
        let signature = implementation.signature(&call.method.to_string())?;
        (name == implementation.self_name()).then(|| signature.clone())
    }

    /// `receiver.method(arguments)` of the user's own.
    pub(super) fn own_method(&mut self, call: &syn::ExprMethodCall) -> Expr {
        let constant = match self.opaque_constant(&Syntax::MethodCall(call.clone())) {
            Some(constant) if !self.may_be_written(&call.receiver) => Some(constant),
            _ => None,
        };
        if let Some(constant) = constant {
            return constant;
        }
        match self.method_target(call) {
            Some((mut lowered, signature)) => {
                let result = self.function.fresh(&call.method.to_string(), Role::Local, false);
                self.call_result(result, &lowered, signature.as_ref());
                lowered.results = vec![result];
                self.push(Stmt::Call(lowered));
                self.unnamed.insert(result);
                Expr::Use(Operand::Var(result))
            }
            None => Expr::Use(Operand::tokens(quote!(0.0))),
        }
    }

    /// `let (a, b) = receiver.method(arguments);`
    pub(super) fn own_method_into_pattern(&mut self, pattern: &syn::PatTuple, call: &syn::ExprMethodCall) -> bool {
        let plain = pattern.elems.iter().all(is_plain);
        if !plain || !(self.is_own_method(call) || self.falls_to_own_method(call)) {
            return false;
        }
        if self.opaque_constant(&Syntax::MethodCall(call.clone())).is_some() {
            return false;
        }
        let Some((lowered, _)) = self.method_target(call) else {
            return true;
        };
        self.bind_results(pattern, lowered);
        true
    }

    /// Whether a name means nothing but a method of the user's.
    fn falls_to_own_method(&mut self, call: &syn::ExprMethodCall) -> bool {
        is_nobody_elses(&call.method.to_string()) && self.may_be_own_method(call)
    }

    /// The call of a method: by its path where the block tells how it takes its receiver, otherwise as the user wrote it.
    fn method_target(&mut self, call: &syn::ExprMethodCall) -> Option<(Call, Option<Signature>)> {
        let signature = self
            .own_signature(call)
            .filter(|signature| signature.receiver.is_some());
        let receiver = self.receiver(call, signature.as_ref())?;
        let mut arguments = vec![receiver];
        arguments.extend(call.args.iter().map(|argument| self.argument(argument)));
        let method = &call.method;
        let generics = &call.turbofish;
        let (path, target) = match &signature {
            Some(_) => {
                let own: syn::ExprPath = syn::parse_quote!(<Self>::#method #generics);
                (own.path, Target::Associated(own.qself))
            }
            None => (syn::parse_quote!(#method #generics), Target::Method),
        };
        let may_be_self = signature.is_some() || self.may_be_self(&call.receiver);
        let recursive = self.is_recursive(&call.method.to_string(), may_be_self);
        let lowered = Call {
            path,
            target,
            arguments,
            results: Vec::new(),
            tuple: false,
            recursive,
        };
        Some((lowered, signature))
    }

    fn receiver(&mut self, call: &syn::ExprMethodCall, signature: Option<&Signature>) -> Option<Argument> {
        let kind = signature.and_then(|signature| signature.receiver);
        if kind == Some(Receiver::Owned) {
            return Some(Argument::Value(self.operand(&call.receiver)));
        }
        let writes = kind.map_or_else(
            || self.may_be_written(&call.receiver),
            |kind| kind == Receiver::Exclusive,
        );
        let Some(place) = self.place_or_temporary(&call.receiver) else {
            self.refusals.refuse(call, Refusal::Method(call.method.to_string()));
            return None;
        };
        if self.constant.contains(&place.root) && kind == Some(Receiver::Exclusive) {
            self.refusals.refuse(&call.receiver, Refusal::ConstantWritten);
        }
        if writes && kind.is_none() && self.constant.contains(&place.root) {
            // What it changes there would be seen by nobody.
            self.refusals.refuse(call, Refusal::Method(call.method.to_string()));
        }
        let writes = writes && !self.constant.contains(&place.root);
        Some(if writes {
            // A temporary that a method writes to.
            if !matches!(
                self.function.var(place.root).role,
                Role::Reference { .. } | Role::Parameter
            ) {
                self.function.vars[place.root.0].mutable = true;
            }
            Argument::BorrowMut(place)
        } else {
            Argument::Borrow(place)
        })
    }

    /// Whether a method may write to its receiver, as far as the receiver tells.
    fn may_be_written(&self, receiver: &Syntax) -> bool {
        match receiver {
            Syntax::Path(path) => match path.path.get_ident().and_then(|name| self.look_up(&name.to_string())) {
                Some(Binding::Variable(var)) => self.function.var(var).mutable,
                Some(Binding::View { mutable, .. }) => mutable,
                _ => false,
            },
            Syntax::Field(field) => self.may_be_written(&field.base),
            Syntax::Index(index) => self.may_be_written(&index.expr),
            Syntax::Paren(paren) => self.may_be_written(&paren.expr),
            Syntax::Group(group) => self.may_be_written(&group.expr),
            Syntax::Reference(reference) => reference.mutability.is_some(),
            Syntax::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.may_be_written(&unary.expr),
            _ => false,
        }
    }

    /// What a call says about its result.
    pub(super) fn call_result(&mut self, result: Var, call: &Call, signature: Option<&Signature>) {
        if let Some(signature) = signature {
            let ty = match &signature.result {
                Some(ty) => self.function.types.written(ty),
                None => self.function.types.tuple(Vec::new()),
            };
            self.function.types.unify(self.ty(result), ty);
        }
        let writes = call
            .arguments
            .iter()
            .any(|argument| matches!(argument, Argument::BorrowMut(_)));
        if !writes && self.reads_only_constants(&call.arguments) {
            self.constant.insert(result);
        }
    }

    /// Whether a call of this name may come back to the function that is lowered.
    pub(super) fn is_recursive(&self, callee: &str, may_be_self: bool) -> bool {
        let caller = self.own_name.to_string();
        match &self.implementation {
            Some(implementation) => may_be_self && implementation.is_recursive(&caller, callee),
            None => false,
        }
    }

    /// Whether a receiver may have the type that the function is a method of.
    fn may_be_self(&mut self, receiver: &Syntax) -> bool {
        let Some(implementation) = self.implementation.clone() else {
            return false;
        };
        match self.peek(receiver).map(|ty| self.function.types.shape(ty)) {
            Some(Shape::Named(name)) => name == implementation.self_name(),
            Some(Shape::Unknown) | None => true,
            Some(_) => false,
        }
    }

    /// The signature that the path of an associated function names, if it is one of the function's own block.
    pub(super) fn associated_signature(&self, path: &syn::ExprPath) -> Option<Signature> {
        let implementation = self.implementation.as_ref()?;
        let name = path.path.segments.last()?.ident.to_string();
        let of = match &path.qself {
            Some(of) => of.ty.to_token_stream().to_string(),
            None => {
                let mut of = path.path.clone();
                of.segments.pop();
                of.segments.pop_punct();
                of.to_token_stream().to_string()
            }
        };
        let is_own = of == "Self" || of == implementation.self_name();
        is_own.then(|| implementation.signature(&name).cloned()).flatten()
    }

    // ---- types without lowering ----------------------------------------------------------------------------------------

    /// The type of an expression, as far as it can be seen without lowering it.
    pub(super) fn peek(&mut self, expr: &Syntax) -> Option<TypeId> {
        match expr {
            Syntax::Path(path) => {
                let place = match self.look_up(&path.path.get_ident()?.to_string())? {
                    Binding::Variable(var) => Place::whole(var),
                    Binding::View { place, .. } | Binding::Part(place) => place,
                    Binding::Closure(_) | Binding::Items(..) | Binding::Maybe(_) => return None,
                };
                let ty = self.type_of_place(&place);
                let is_structure = self.evidence.names.contains(&path.path.get_ident()?.to_string());
                Some(self.perhaps_structure(ty, is_structure))
            }
            Syntax::Paren(paren) => self.peek(&paren.expr),
            Syntax::Group(group) => self.peek(&group.expr),
            Syntax::Reference(reference) => self.peek(&reference.expr),
            Syntax::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.peek(&unary.expr),
            Syntax::Field(field) => {
                let base = self.peek(&field.base)?;
                Some(self.function.types.field(base, &field.member))
            }
            Syntax::Index(index) if !matches!(&*index.index, Syntax::Range(_)) => {
                let base = self.peek(&index.expr)?;
                match self.function.types.shape(base) {
                    Shape::Sequence(element) => Some(element),
                    _ => None,
                }
            }
            Syntax::Lit(lit) => Some(self.type_of(&Operand::Constant(lit.to_token_stream()))),
            Syntax::Struct(structure) => Some(self.function.types.written(&path_type(&structure.path))),
            Syntax::MethodCall(call) if call.method == "clone" => self.peek(&call.receiver),
            Syntax::MethodCall(call) => match self.own_signature(call) {
                Some(signature) => signature.result.map(|result| self.function.types.written(&result)),
                None => self.peek_result(&call.method.to_string()),
            },
            Syntax::Call(call) => match self.peek_call(call) {
                Some(ty) => Some(ty),
                None => match &*call.func {
                    // `f64::sin(x)`, whatever `x` is.
                    Syntax::Path(path) if is_of_primitive(&path.path) => None,
                    Syntax::Path(path) => self.peek_result(&super::calls::last_name(&path.path)),
                    _ => None,
                },
            },
            _ => None,
        }
    }

    /// What the rest of the code says about the result of a function.
    fn peek_result(&mut self, function: &str) -> Option<TypeId> {
        let is_structure = self.evidence.results.contains(function);
        is_structure.then(|| self.function.types.named(UNNAMED.to_owned()))
    }

    fn perhaps_structure(&mut self, ty: TypeId, is_structure: bool) -> TypeId {
        if is_structure && self.function.types.shape(ty) == Shape::Unknown {
            return self.function.types.named(UNNAMED.to_owned());
        }
        ty
    }

    fn peek_call(&mut self, call: &syn::ExprCall) -> Option<TypeId> {
        let Syntax::Path(path) = &*call.func else { return None };
        if let Some(signature) = self.associated_signature(path) {
            return signature.result.map(|result| self.function.types.written(&result));
        }
        let mut of = path.path.clone();
        let name = of.segments.pop()?.ident.to_string();
        if path.qself.is_none() && of.segments.is_empty() && name.starts_with(char::is_uppercase) {
            return Some(self.function.types.written(&path_type(&path.path)));
        }
        self.constructed_type(path).map(|ty| self.function.types.written(&ty))
    }

    /// The type that a constructor makes: `Vector::new`, by the names that constructors have.
    pub(super) fn constructed_type(&self, path: &syn::ExprPath) -> Option<syn::Type> {
        const CONSTRUCTORS: [&str; 7] = ["new", "default", "zero", "zeros", "one", "ones", "identity"];
        if path.qself.is_some() {
            return None;
        }
        let mut of = path.path.clone();
        let name = of.segments.pop()?.ident.to_string();
        of.segments.pop_punct();
        let is_type = of.segments.last()?.ident.to_string().starts_with(char::is_uppercase);
        let is_number = self.function.types.named_number(&of).is_some();
        let constructs = CONSTRUCTORS.contains(&name.as_str()) || name.starts_with("from_");
        (is_type && !is_number && constructs).then(|| path_type(&of))
    }
}

/// Whether a path names a function of a primitive type.
fn is_of_primitive(path: &syn::Path) -> bool {
    let count = path.segments.len();
    let of = count.checked_sub(2).map(|of| path.segments[of].ident.to_string());
    of.is_some_and(|of| of == "f64" || of == "f32" || crate::lower::types::is_integer(&of))
}

/// The name of a type that nobody named.
const UNNAMED: &str = "structure <>";

/// What is used like a value of the user's own types: fields are read of it, or methods called that nothing else has.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// Variables.
    names: HashSet<String>,
    /// Functions and methods, by their results.
    results: HashSet<String>,
}

impl Evidence {
    pub(super) fn of(block: &syn::Block) -> Self {
        let mut evidence = Self::default();
        loop {
            let before = evidence.names.len() + evidence.results.len();
            evidence.visit_block(block);
            if evidence.names.len() + evidence.results.len() == before {
                return evidence;
            }
        }
    }

    fn mark(&mut self, expr: &Syntax) {
        match expr {
            Syntax::Path(path) => self.names.extend(path.path.get_ident().map(ToString::to_string)),
            Syntax::Paren(paren) => self.mark(&paren.expr),
            Syntax::Group(group) => self.mark(&group.expr),
            Syntax::Reference(reference) => self.mark(&reference.expr),
            Syntax::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.mark(&unary.expr),
            Syntax::MethodCall(call) if call.method == "clone" => self.mark(&call.receiver),
            Syntax::MethodCall(call) => {
                let name = call.method.to_string();
                if !STANDARD.contains(&name.as_str()) {
                    self.results.insert(name);
                }
            }
            Syntax::Call(call) => {
                if let Syntax::Path(path) = &*call.func
                    && !is_of_primitive(&path.path)
                {
                    self.results.insert(super::calls::last_name(&path.path));
                }
            }
            _ => {}
        }
    }

    fn is_marked(&self, expr: &Syntax) -> bool {
        match expr {
            Syntax::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.names.contains(&name.to_string())),
            Syntax::Paren(paren) => self.is_marked(&paren.expr),
            Syntax::MethodCall(call) if call.method == "clone" => self.is_marked(&call.receiver),
            Syntax::MethodCall(call) => self.results.contains(&call.method.to_string()),
            Syntax::Call(call) => {
                matches!(&*call.func, Syntax::Path(path) if self.results.contains(&super::calls::last_name(&path.path)))
            }
            Syntax::Struct(_) => true,
            _ => false,
        }
    }

    /// Two expressions of one type.
    fn relate(&mut self, name: &syn::Ident, value: &Syntax) {
        if self.names.contains(&name.to_string()) {
            self.mark(value);
        } else if self.is_marked(value) {
            self.names.insert(name.to_string());
        }
    }
}

impl<'ast> Visit<'ast> for Evidence {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        // A matrix has an element at two indices.
        let is_of_matrix = call.method == "get" && call.args.len() > 1;
        if (is_of_matrix || is_nobody_elses(&call.method.to_string())) && !is_chain(&call.receiver) {
            self.mark(&call.receiver);
        }
        syn::visit::visit_expr_method_call(self, call);
    }
    fn visit_expr_field(&mut self, field: &'ast syn::ExprField) {
        if matches!(field.member, syn::Member::Named(_)) {
            self.mark(&field.base);
        }
        syn::visit::visit_expr_field(self, field);
    }
    fn visit_local(&mut self, local: &'ast syn::Local) {
        if let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init) {
            self.relate(&name.ident, &init.expr);
        }
        syn::visit::visit_local(self, local);
    }
    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        if let Syntax::Path(path) = &*assign.left
            && let Some(name) = path.path.get_ident()
        {
            self.relate(name, &assign.right);
        }
        syn::visit::visit_expr_assign(self, assign);
    }
    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// Whether neither numbers nor anything else of the standard library has a method of this name.
fn is_nobody_elses(name: &str) -> bool {
    let is_known = rules::of(name).is_some()
        || rules::is_question(name)
        || rules::is_integer_method(name)
        || super::calls::is_command(name)
        || ALIKE.contains(&name)
        || name == "sin_cos"
        || name == "to_f64"
        || STANDARD.contains(&name);
    !is_known
}

fn path_type(path: &syn::Path) -> syn::Type {
    syn::Type::Path(syn::TypePath {
        attrs: Vec::new(),
        qself: None,
        path: path.clone(),
    })
}

/// Whether a type is one of the standard library's, by its name.
fn is_of_std(name: &str) -> bool {
    let path = name.split('<').next().unwrap_or_default();
    let last = path.rsplit("::").next().unwrap_or_default().trim();
    super::calls::STANDARD_TYPES.contains(&last)
}

/// A name, mutable or not, or `_`.
pub(super) fn is_plain(part: &Pat) -> bool {
    matches!(part, Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none())
        || matches!(part, Pat::Wild(_))
}

/// Whether an expression is a chain of iterators.
fn is_chain(expr: &Syntax) -> bool {
    match expr {
        Syntax::MethodCall(call) => {
            let name = call.method.to_string();
            (STANDARD[..12].contains(&name.as_str())
                || ["iter", "iter_mut", "into_iter", "windows", "chunks"].contains(&name.as_str()))
                || is_chain(&call.receiver)
        }
        Syntax::Paren(paren) => matches!(&*paren.expr, Syntax::Range(_)) || is_chain(&paren.expr),
        Syntax::Range(_) => true,
        _ => false,
    }
}

/// Whether code speaks of `f64` or `f32`.
pub(super) fn names_numbers(tokens: proc_macro2::TokenStream) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == "f64" || ident == "f32",
        TokenTree::Group(group) => names_numbers(group.stream()),
        _ => false,
    })
}
