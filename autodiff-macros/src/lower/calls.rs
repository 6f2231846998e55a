//! Calls of functions.

use super::constants::is_constant_function;
use super::{Binding, Lowerer};
use crate::ir::{Aggregate, Argument, Call, Expr, Operand, Place, Projection, Role, Stmt, Target};
use crate::lower::numbers::with_suffix;
use crate::lower::types::TypeId;
use crate::reject::Refusal;
use crate::request::methods::Signature;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr as Syntax, Pat};

pub(super) use super::sequences::is_command;

impl<'r> Lowerer<'r> {
    // ---- functions -----------------------------------------------------------------------------------------------------

    pub(super) fn call(&mut self, call: &syn::ExprCall) -> Expr {
        if let Syntax::Paren(paren) = &*call.func
            && let Some(closure) = self.function_value(&paren.expr)
        {
            return self.call_closure(&closure, call);
        }
        let Syntax::Path(path) = &*call.func else {
            return self.refuse(&call.func, Refusal::CallTarget);
        };
        if let Some(ident) = path.path.get_ident()
            && let Some(binding) = self.look_up(&ident.to_string())
        {
            if let Binding::Closure(closure) = binding {
                return self.call_closure(&closure, call);
            }
            // A function that is data, applied to constants.
            return match self.opaque_constant(&Syntax::Call(call.clone())) {
                Some(constant) => constant,
                None => self.refuse(&call.func, Refusal::CallTarget),
            };
        }
        self.call_of_item(path, call)
    }

    /// A call of a function that is no local name, or stands for one that was not: `let energy = energy;`.
    pub(super) fn call_of_item(&mut self, path: &syn::ExprPath, call: &syn::ExprCall) -> Expr {
        if let Some(value) = self.replaced(call) {
            return value;
        }
        if let Some(method) = super::spellings::as_method(path, call) {
            return self.value(&Syntax::MethodCall(method));
        }
        if let Some(value) = self.associated(path, call) {
            return value;
        }
        let name = last_name(&path.path);
        if is_constant_function(&path.path) && call.args.len() == 1 {
            return self.stop_gradient(&path.path, &call.args[0]);
        }
        if name.chars().next().is_some_and(char::is_uppercase) {
            return self.tuple_struct(&path.path, call);
        }
        if is_of_std(path) && !self.reads_only_constants_in(call) {
            return self.refuse(&call.func, Refusal::OwnCall(spelled(&path.path)));
        }
        let (mut lowered, signature) = self.lowered_call(path, call);
        let result = self.function.fresh(&name, Role::Local, false);
        if let Some(ty) = self.constructed_type(path) {
            let ty = self.function.types.written(&ty);
            self.function.types.unify(self.ty(result), ty);
        }
        self.call_result(result, &lowered, signature.as_ref());
        lowered.results = vec![result];
        self.push(Stmt::Call(lowered));
        self.unnamed.insert(result);
        Expr::Use(Operand::Var(result))
    }

    /// A call by path, without its results.
    fn lowered_call(&mut self, path: &syn::ExprPath, call: &syn::ExprCall) -> (Call, Option<Signature>) {
        let signature = self.associated_signature(path);
        let mut arguments: Vec<Argument> = call.args.iter().map(|argument| self.argument(argument)).collect();
        super::lent::share(&call.args, &mut arguments);
        if arguments.iter().any(|argument| self.is_telling(argument)) {
            self.refusals.refuse(call, Refusal::Telling);
        }
        let is_own = path.qself.is_some() || is_associated(&path.path);
        let target = if is_own {
            Target::Associated(path.qself.clone())
        } else {
            Target::Function
        };
        let recursive = if is_own {
            self.is_recursive(&last_name(&path.path), true)
        } else {
            self.implementation.is_none() && self.is_own_call(&path.path)
        };
        let lowered = Call {
            path: self.with_rule(&path.path),
            target,
            arguments,
            results: Vec::new(),
            tuple: false,
            repeated: self.is_checkpoint(&call.attrs) || recursive,
        };
        (lowered, signature)
    }

    /// A function of the crate `libm`, `libm::erf`, becomes ours of the same name and value, which has a companion.
    fn with_rule(&mut self, path: &syn::Path) -> syn::Path {
        let [of, name] = path.segments.iter().collect::<Vec<_>>()[..] else {
            return path.clone();
        };
        if of.ident != "libm" || !crate::rules::is_of_libm(&name.ident.to_string()) {
            return path.clone();
        }
        self.must_be_of_libm(path);
        syn::parse_quote!(::pullback::runtime::special::libm::#name)
    }

    /// Whether the arguments of a call are constants, as far as it can be seen without lowering them.
    fn reads_only_constants_in(&mut self, call: &syn::ExprCall) -> bool {
        self.opaque_constant(&Syntax::Call(call.clone())).is_some()
    }

    /// Whether a method changes its receiver and has no value, and is none of the user's own.
    pub(super) fn is_command(&mut self, call: &syn::ExprMethodCall) -> bool {
        is_command(&call.method.to_string()) && !self.is_own_method(call)
    }

    /// Whether a path is the function's own name, with or without generic arguments.
    fn is_own_call(&self, path: &syn::Path) -> bool {
        path.leading_colon.is_none() && path.segments.len() == 1 && path.segments[0].ident == self.own_name
    }

    /// `let (a, b) = f(…);`: the results are variables of their own. False if the call is none of a function of the user's.
    pub(super) fn call_into_pattern(&mut self, pattern: &syn::PatTuple, call: &syn::ExprCall) -> bool {
        let Syntax::Path(path) = &*call.func else { return false };
        let name = last_name(&path.path);
        let plain = pattern.elems.iter().all(super::receivers::is_plain);
        let is_special = is_of_std(path)
            || self.number_type(path).is_some()
            || is_constant_function(&path.path)
            || name.chars().next().is_some_and(char::is_uppercase);
        let is_local = path
            .path
            .get_ident()
            .is_some_and(|ident| self.look_up(&ident.to_string()).is_some());
        if !plain || is_special || is_local {
            return false;
        }
        let (lowered, _) = self.lowered_call(path, call);
        self.bind_results(pattern, lowered);
        true
    }

    /// Binds names to the parts of what a call returns.
    pub(super) fn bind_results(&mut self, pattern: &syn::PatTuple, mut call: Call) {
        let writes = call
            .arguments
            .iter()
            .any(|argument| matches!(argument, Argument::BorrowMut(_)));
        let constant = !writes && self.reads_only_constants(&call.arguments);
        let mut results = Vec::new();
        let mut mutable = Vec::new();
        for part in &pattern.elems {
            let var = match part {
                Pat::Ident(ident) if ident.mutability.is_some() => {
                    let var = self.function.fresh(&ident.ident.to_string(), Role::Local, false);
                    mutable.push((ident, var));
                    var
                }
                Pat::Ident(ident) => self.declare(&ident.ident, false),
                _ => self.function.fresh("unused", Role::Local, false),
            };
            if constant {
                self.constant.insert(var);
            }
            results.push(var);
        }
        call.results = results;
        call.tuple = true;
        self.push(Stmt::Call(call));
        for (ident, var) in mutable {
            let local = self.declare(&ident.ident, true);
            self.function.types.unify(self.ty(local), self.ty(var));
            self.push(Stmt::Let {
                var: local,
                value: Expr::Use(Operand::Var(var)),
            });
        }
    }

    /// `let (s, c) = x.sin_cos();`
    pub(super) fn method_into_pattern(&mut self, pattern: &syn::PatTuple, call: &syn::ExprMethodCall) -> bool {
        if call.method != "sin_cos" || pattern.elems.len() != 2 {
            return false;
        }
        let receiver = self.operand(&call.receiver);
        for (part, name) in pattern.elems.iter().zip(["sin", "cos"]) {
            let value = self.number_method(&Ident::new(name, call.method.span()), receiver.clone(), Vec::new());
            self.bind(part, super::statements::Source::Value(value));
        }
        true
    }

    pub(super) fn argument(&mut self, expr: &Syntax) -> Argument {
        // `&TABLE`, which lives for ever and is not copied.
        if let Syntax::Reference(reference) = expr
            && let Syntax::Path(path) = &*reference.expr
            && reference.mutability.is_none()
            && self.is_constant_path(path)
        {
            return Argument::Value(Operand::Constant(expr.to_token_stream()));
        }
        match self.view(expr) {
            Some((place, true)) => {
                if self.constant.contains(&place.root) {
                    self.refuse_written(&place, expr);
                }
                Argument::BorrowMut(place)
            }
            Some((place, false)) => Argument::Borrow(place),
            None if matches!(expr, Syntax::Closure(_)) => Argument::Value(self.closure_of_constants(expr)),
            None => Argument::Value(match self.operand(expr) {
                // A variable, whose type is found once for the call and for its reverse.
                Operand::Constant(tokens) if is_none(&tokens) => self.named_constant(tokens),
                operand => operand,
            }),
        }
    }

    /// A constant in a variable.
    pub(super) fn named_constant(&mut self, tokens: TokenStream) -> Operand {
        let is_none = is_none(&tokens);
        let name = if is_none { "none" } else { "constant" };
        let var = self.function.fresh(name, Role::Local, false);
        let ty = self.type_of(&Operand::Constant(tokens.clone()));
        self.function.types.unify(self.ty(var), ty);
        self.constant.insert(var);
        let value = if is_none {
            let (path, members) = (syn::parse_quote!(#tokens), Vec::new());
            Expr::Aggregate(Aggregate::Variant { path, members }, Vec::new())
        } else {
            Expr::Use(Operand::Constant(tokens))
        };
        self.push(Stmt::Let { var, value });
        Operand::Var(var)
    }

    /// Whether a path names a constant, as its capital letters say.
    fn is_constant_path(&self, path: &syn::ExprPath) -> bool {
        let name = last_name(&path.path);
        let is_bound = path.path.get_ident().is_some() && self.look_up(&name).is_some();
        !is_bound && name.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '_')
    }

    /// A closure that is passed on: it is data, and may use constants alone.
    fn closure_of_constants(&mut self, expr: &Syntax) -> Operand {
        let renames = match expr {
            Syntax::Closure(closure) => {
                let names = closure
                    .inputs
                    .iter()
                    .flat_map(|input| names_in(input.to_token_stream()));
                names.into_iter().any(|name| self.look_up(&name).is_some())
            }
            _ => true,
        };
        match self.opaque_constant(expr) {
            Some(constant) if !renames => Operand::Nested(Box::new(constant)),
            _ => {
                self.refuse(expr, Refusal::Closure);
                Operand::tokens(quote!(0.0))
            }
        }
    }

    /// `f64::sin(x)`, `Vec::new()`, `f64::from(n)` and the like.
    fn associated(&mut self, path: &syn::ExprPath, call: &syn::ExprCall) -> Option<Expr> {
        let segments: Vec<String> = path
            .path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let name = segments.last()?.as_str();
        let of = segments
            .len()
            .checked_sub(2)
            .map(|position| segments[position].as_str());
        match (of, name) {
            (Some("Vec"), "new") if call.args.is_empty() => Some(Expr::Aggregate(Aggregate::Vec, Vec::new())),
            (Some("Vec"), "with_capacity") => {
                self.operand(call.args.first()?);
                Some(Expr::Aggregate(Aggregate::Vec, Vec::new()))
            }
            (Some("array"), "from_fn") if call.args.len() == 1 => self.made_array(&path.path, &call.args[0]),
            (Some("f64" | "f32"), "from") => {
                let value = self.operand(call.args.first()?);
                let ty = self.type_of(&value);
                if self.function.types.is_inactive(ty) {
                    let float = self.function.types.float();
                    return Some(self.plain_call(path, vec![value], float));
                }
                let ty: syn::Type = syn::parse_str(of?).ok()?;
                Some(Expr::Cast(value, Box::new(ty)))
            }
            (_, "from_f64") if call.args.len() == 1 && self.number_type(path).is_some() => {
                let value = self.operand(call.args.first()?);
                let ty = self.number_type(path)?;
                Some(self.converted(value, ty, call))
            }
            (_, "to_f64") if call.args.len() == 1 && self.number_type(path).is_some() => {
                let value = self.operand(call.args.first()?);
                Some(self.plain(value))
            }
            // `T::zero()`, `T::one()`.
            _ if call.args.is_empty() && self.number_type(path).is_some() => {
                Some(Expr::Use(Operand::Constant(call.to_token_stream())))
            }
            (Some(of), _) if !call.args.is_empty() && super::types::is_integer(of) => {
                let operands: Vec<Operand> = call.args.iter().map(|argument| self.operand(argument)).collect();
                let inactive = self.function.types.inactive();
                Some(self.plain_call(path, operands, inactive))
            }
            (_, method) if !call.args.is_empty() && self.is_number_function(path, method) => {
                let mut operands: Vec<Operand> = call.args.iter().map(|argument| self.operand(argument)).collect();
                let mut receiver = operands.remove(0);
                if let Some("f64" | "f32") = of {
                    receiver = with_suffix(receiver, of?);
                }
                if let (Operand::Var(_), Some(of @ syn::Type::Path(_))) = (&receiver, self.number_type(path)) {
                    let (known, number) = (self.type_of(&receiver), self.function.types.written(&of));
                    self.function.types.unify(known, number);
                }
                if method == "sin_cos" {
                    return Some(self.sine_and_cosine(&receiver, &path.path));
                }
                if crate::rules::is_question(method) && !operands.is_empty() {
                    let mut arguments = vec![Argument::Value(receiver)];
                    arguments.extend(operands.into_iter().map(Argument::Value));
                    let method = Ident::new(method, path.path.segments.last()?.ident.span());
                    return Some(Expr::Constant(quote!(argument_0__.#method(&argument_1__)), arguments));
                }
                Some(self.number_method(
                    &Ident::new(method, path.path.segments.last()?.ident.span()),
                    receiver,
                    operands,
                ))
            }
            _ => None,
        }
    }

    /// A call of a function of integers, as it is.
    fn plain_call(&mut self, path: &syn::ExprPath, operands: Vec<Operand>, ty: TypeId) -> Expr {
        let names = (0..operands.len()).map(|position| quote::format_ident!("argument_{position}__"));
        let template = quote!(#path(#(#names),*));
        let arguments = operands.into_iter().map(Argument::Value).collect();
        let value = self.name_value(Expr::Constant(template, arguments), "converted");
        let known = self.type_of(&value);
        self.function.types.unify(known, ty);
        Expr::Use(value)
    }

    fn tuple_struct(&mut self, path: &syn::Path, call: &syn::ExprCall) -> Expr {
        if super::fallible::is_error(path) && call.args.len() == 1 {
            return self.error(path, &call.args[0]);
        }
        let members = (0..call.args.len())
            .map(|position| syn::Member::Unnamed(position.into()))
            .collect();
        let values = call.args.iter().map(|argument| self.operand(argument)).collect();
        self.constructed(path, members, values)
    }
}

/// Every identifier in tokens.
fn names_in(tokens: proc_macro2::TokenStream) -> Vec<String> {
    tokens
        .into_iter()
        .flat_map(|tree| match tree {
            proc_macro2::TokenTree::Ident(ident) => vec![ident.to_string()],
            proc_macro2::TokenTree::Group(group) => names_in(group.stream()),
            _ => Vec::new(),
        })
        .collect()
}

/// Whether a constant is `None`, also with its type: `None::<f64>`.
pub(super) fn is_none(tokens: &proc_macro2::TokenStream) -> bool {
    syn::parse2::<syn::Path>(tokens.clone()).is_ok_and(|path| last_name(&path) == "None")
}

/// The element of a place that may be a sub-slice: `a[2..][i]` is `a[2..]` at `i`.
pub(super) fn element_of(place: &Place, index: Operand) -> Place {
    place.then(Projection::Index(index))
}

/// `std::mem::swap(…)`.
pub(super) fn is_swap(expr: &Syntax) -> bool {
    matches!(expr, Syntax::Call(call) if super::sequences::memory_function(call).is_some_and(|name| name == "swap"))
}

/// Whether a path names a function of a type: `Type::new`.
fn is_associated(path: &syn::Path) -> bool {
    let count = path.segments.len();
    let of = count
        .checked_sub(2)
        .map(|position| path.segments[position].ident.to_string());
    of.is_some_and(|of| of.chars().next().is_some_and(char::is_uppercase))
}

/// Types and traits of the standard library that have functions of their own.
pub(super) const STANDARD_TYPES: [&str; 20] = [
    "Vec",
    "Box",
    "Rc",
    "Arc",
    "Cow",
    "Option",
    "Result",
    "String",
    "Iterator",
    "HashMap",
    "BTreeMap",
    "HashSet",
    "BTreeSet",
    "VecDeque",
    "BinaryHeap",
    "LinkedList",
    "Clone",
    "Default",
    "From",
    "Into",
];

/// Whether a path names a function of the standard library, which has no companions.
fn is_of_std(path: &syn::ExprPath) -> bool {
    let segments = &path.path.segments;
    let first = segments
        .first()
        .map(|first| first.ident.to_string())
        .unwrap_or_default();
    let of = segments
        .iter()
        .nth_back(1)
        .map(|of| of.ident.to_string())
        .unwrap_or_default();
    segments.len() > 1
        && path.qself.is_none()
        && (["std", "core", "alloc"].contains(&first.as_str()) || STANDARD_TYPES.contains(&of.as_str()))
}

fn spelled(path: &syn::Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

pub(super) fn last_name(path: &syn::Path) -> String {
    path.segments
        .last()
        .map(|last| last.ident.to_string())
        .unwrap_or_default()
}
