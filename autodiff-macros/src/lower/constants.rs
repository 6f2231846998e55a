//! What is only known to be constant: code that reads no active value is copied as it is, whatever its form.

use super::calls::last_name;
use super::{Binding, Lowerer};
use crate::ir::{Access, Argument, Expr, Operand, Place, Role, Stmt};
use crate::macro_parts::Dots;
use crate::request::checkpoints;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Expr as Syntax;

impl<'r> Lowerer<'r> {
    /// An expression that reads nothing but constants, whatever its form: it is copied as it is.
    pub(super) fn opaque_constant(&mut self, expr: &Syntax) -> Option<Expr> {
        if leaves_or_hides(expr) {
            return None;
        }
        let mut arguments = Vec::new();
        let template = self.constant_tokens(expr.to_token_stream(), &mut arguments)?;
        Some(Expr::Constant(template, arguments))
    }

    /// Replaces the names of constants in tokens by placeholders; `None` if a name is active.
    pub(super) fn constant_tokens(
        &mut self,
        tokens: TokenStream,
        arguments: &mut Vec<Argument>,
    ) -> Option<TokenStream> {
        use proc_macro2::TokenTree;
        let mut result = TokenStream::new();
        let tokens: Vec<TokenTree> = checkpoints::without(tokens).into_iter().collect();
        let has_fields = is_name_of_field(&tokens);
        let (mut dots, mut after_comma) = (Dots::default(), true);
        for (position, tree) in tokens.iter().enumerate() {
            let is_mark = |mark| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == mark);
            let after_dot = dots.pass(tree);
            let is_field = has_fields && after_comma && is_name_of_field(&tokens[position..]);
            let replaced = match tree.clone() {
                TokenTree::Group(group) => {
                    let inner = self.constant_tokens(group.stream(), arguments)?;
                    let mut new = proc_macro2::Group::new(group.delimiter(), inner);
                    new.set_span(group.span());
                    TokenTree::Group(new).into_token_stream()
                }
                TokenTree::Ident(ident) if !after_dot && !is_field => match self.look_up(&ident.to_string()) {
                    Some(Binding::Variable(var)) => {
                        if !self.constant.contains(&var) && !self.function.types.is_inactive(self.ty(var)) {
                            return None;
                        }
                        if self.function.types.is_telling(self.ty(var)) {
                            return None;
                        }
                        if self.function.var(var).mutable {
                            // A copy, which the unknown code cannot change behind our back.
                            if !self.is_plain_integer(var) {
                                return None;
                            }
                            let copy = self.load_named(Place::whole(var));
                            placeholder(arguments, Argument::Value(copy))
                        } else {
                            placeholder(arguments, Argument::Value(Operand::Var(var)))
                        }
                    }
                    Some(Binding::Closure(_) | Binding::Maybe(_) | Binding::Items(..)) => return None,
                    Some(Binding::Part(place)) => {
                        if !self.constant.contains(&place.root) {
                            return None;
                        }
                        let part = self.load_named(place);
                        placeholder(arguments, Argument::Value(part))
                    }
                    Some(Binding::View { place, mutable }) => {
                        if mutable || !self.constant.contains(&place.root) {
                            return None;
                        }
                        placeholder(arguments, Argument::Borrow(place))
                    }
                    None => ident.into_token_stream(),
                },
                other => other.into_token_stream(),
            };
            after_comma = is_mark(',');
            result.extend(replaced);
        }
        Some(result)
    }

    /// Whether a variable is a number, `bool` or `char` without derivative: copied when it is read.
    fn is_plain_integer(&self, var: crate::ir::Var) -> bool {
        self.function.types.shape(self.ty(var)) == crate::lower::types::Shape::Inactive
    }

    /// Whether code names text or bits that an active value can be read from.
    pub(super) fn names_telling(&self, tokens: TokenStream) -> bool {
        tokens.into_iter().any(|tree| match tree {
            proc_macro2::TokenTree::Group(group) => self.names_telling(group.stream()),
            proc_macro2::TokenTree::Ident(ident) => match self.look_up(&ident.to_string()) {
                Some(Binding::Variable(var)) => self.function.types.is_telling(self.ty(var)),
                _ => false,
            },
            _ => false,
        })
    }

    /// Whether everything an expression reads is constant.
    pub(super) fn reads_only_constants(&self, arguments: &[Argument]) -> bool {
        arguments.iter().all(|argument| {
            let mut constant = true;
            argument.accesses(&mut |access| match access {
                Access::Read(Operand::Var(var)) => {
                    constant &= self.constant.contains(var) || self.function.types.is_inactive(self.ty(*var));
                }
                Access::Read(_) => {}
                Access::ReadPlace(place) | Access::WritePlace(place) => constant &= self.constant.contains(&place.root),
            });
            constant
        })
    }

    /// `constant(expr)`: the value without its derivative.
    pub(super) fn stop_gradient(&mut self, path: &syn::Path, expr: &Syntax) -> Expr {
        // Of what a reference leads to, a copy, which is lent where the reference would be passed on.
        let view = self.gives_reference(expr).then(|| self.view(expr)).flatten();
        let (copied, argument, ty) = match view {
            Some((place, _)) => {
                let ty = self.type_of_place(&place);
                let copied = quote!(::pullback::runtime::alloc::borrow::ToOwned::to_owned(argument_0__));
                (copied, Argument::Borrow(place), ty)
            }
            None => {
                let value = self.operand(expr);
                let ty = self.type_of(&value);
                (quote!(argument_0__), Argument::Value(value), ty)
            }
        };
        let stopped = self.function.fresh("held", Role::Local, false);
        self.function.types.unify(self.ty(stopped), ty);
        self.constant.insert(stopped);
        // With a type argument, another function of the same name, which is hardly generic, does not compile.
        let has_arguments = path.segments.last().is_some_and(|last| !last.arguments.is_none());
        let template = if has_arguments {
            quote!(#path(#copied))
        } else {
            quote!(#path::<_>(#copied))
        };
        self.push(Stmt::Let {
            var: stopped,
            value: Expr::Constant(template, vec![argument]),
        });
        Expr::Use(Operand::Var(stopped))
    }

    /// Whether an expression is `constant(…)` of a reference.
    pub(super) fn is_constant_reference(&self, call: &syn::ExprCall) -> bool {
        matches!(&*call.func, Syntax::Path(path) if is_constant_function(&path.path))
            && call.args.len() == 1
            && self.gives_reference(&call.args[0])
    }

    /// Whether an expression is a shared reference to something with a place, as far as can be seen.
    fn gives_reference(&self, expr: &Syntax) -> bool {
        match expr {
            Syntax::Reference(reference) => reference.mutability.is_none(),
            Syntax::Paren(paren) => self.gives_reference(&paren.expr),
            Syntax::Path(path) => {
                let name = path.path.get_ident().map(ToString::to_string);
                matches!(
                    name.and_then(|name| self.look_up(&name)),
                    Some(Binding::View { mutable: false, .. })
                )
            }
            Syntax::MethodCall(call) => call.method == "as_slice" && call.args.is_empty(),
            _ => false,
        }
    }

    /// Whether a constant of this name is declared in the function.
    pub(super) fn is_constant_item(&self, name: &str) -> bool {
        self.items.iter().any(|item| is_named(item, name))
    }
}

/// Whether tokens start with `name:`, as the fields of a struct do, and no block.
fn is_name_of_field(tokens: &[proc_macro2::TokenTree]) -> bool {
    use proc_macro2::TokenTree;
    let is_colon = |tree: Option<&TokenTree>| matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    matches!(tokens.first(), Some(TokenTree::Ident(_))) && is_colon(tokens.get(1)) && !is_colon(tokens.get(2))
}

fn is_named(item: &syn::Item, name: &str) -> bool {
    match item {
        syn::Item::Const(item) => item.ident == name,
        syn::Item::Static(item) => item.ident == name,
        _ => false,
    }
}

/// Whether code that would be copied leaves the function, or is of a kind that is refused elsewhere too.
fn leaves_or_hides(expr: &Syntax) -> bool {
    #[derive(Default)]
    struct Finder(bool);
    impl<'ast> syn::visit::Visit<'ast> for Finder {
        crate::macro_parts::look_into_macros!();
        fn visit_expr(&mut self, expr: &'ast Syntax) {
            self.0 |= matches!(
                expr,
                Syntax::Try(_) | Syntax::Unsafe(_) | Syntax::Async(_) | Syntax::Await(_) | Syntax::Return(_)
            );
            syn::visit::visit_expr(self, expr);
        }
    }
    let mut finder = Finder::default();
    syn::visit::Visit::visit_expr(&mut finder, expr);
    finder.0
}

fn placeholder(arguments: &mut Vec<Argument>, argument: Argument) -> TokenStream {
    let name = quote::format_ident!("argument_{}__", arguments.len());
    arguments.push(argument);
    name.into_token_stream()
}

/// Whether a path is this crate's `constant`.
pub(super) fn is_constant_function(path: &syn::Path) -> bool {
    let own = |position: usize| {
        ["pullback", "prelude"]
            .iter()
            .any(|name| path.segments[position].ident == name)
    };
    last_name(path) == "constant" && (0..path.segments.len() - 1).all(own)
}
