//! Methods that put the elements of a sequence into another order: sorting, reversal, rotation.
//!
//! The order has no derivative. It is found first, from the values; then values and derivatives move alike, by
//! `v[k] = before[order[k]]`.

use crate::ir::{Argument, Expr, Operand, Place};
use crate::lower::{Binding, Lowerer};
use crate::macro_parts::Dots;
use crate::reject::Refusal;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Expr as Syntax;

impl<'r> Lowerer<'r> {
    /// `reverse`, `rotate_left`, `rotate_right`.
    pub(super) fn turned(&mut self, place: &Place, method: &str, arguments: &[&Syntax], call: &syn::ExprMethodCall) {
        let template = match method {
            "reverse" => quote!(argument_0__ - 1 - argument_1__),
            "rotate_left" => quote!((argument_1__ + argument_2__) % argument_0__),
            _ => quote!((argument_1__ + argument_0__ - argument_2__) % argument_0__),
        };
        let shift = arguments.first().map(|shift| self.index(shift));
        self.permute(place, call, &mut |this, index, length| {
            let operands = [Some(length), Some(index), shift.as_ref()]
                .into_iter()
                .flatten()
                .cloned();
            let arguments = operands.map(Argument::Value).collect();
            this.flag(Expr::Constant(template.clone(), arguments), "source")
        });
    }

    /// `sort`, `sort_by`, `sort_by_key` and their unstable kin.
    pub(super) fn sorted(&mut self, place: &Place, call: &syn::ExprMethodCall, arguments: &[&Syntax]) {
        let method = call.method.to_string();
        let mut captured = vec![Argument::Borrow(place.clone())];
        let mut bound = Vec::new();
        let tokens = call.args.to_token_stream();
        let compare = self.inactive_tokens(tokens, &mut bound, &mut captured);
        let order = match (method.contains("_by"), method.ends_with("key"), arguments.len()) {
            (false, _, 0) => quote!(::pullback::runtime::support::order(argument_0__, ::core::cmp::Ord::cmp)),
            (true, false, 1) => quote!(::pullback::runtime::support::order(argument_0__, #compare)),
            (true, true, 1) => quote!(::pullback::runtime::support::order_by_key(argument_0__, #compare)),
            _ => return self.refusals.refuse(call, Refusal::Method(method)),
        };
        let order = self.name_value(Expr::Constant(order, captured), "order");
        let Operand::Var(order) = order else { return };
        let inactive = self.function.types.inactive();
        let indices = self.function.types.sequence(inactive);
        self.function.types.unify(self.ty(order), indices);
        self.constant.insert(order);
        self.permute(place, call, &mut |this, index, _| {
            this.load_named(Place::whole(order).index(index.clone()))
        });
    }

    /// Moves to each position the element whose old position `source` tells.
    fn permute(
        &mut self,
        place: &Place,
        call: &syn::ExprMethodCall,
        source: &mut dyn FnMut(&mut Self, &Operand, &Operand) -> Operand,
    ) {
        let ty = self.type_of_place(place);
        let to_vec = crate::lower::optional::question("to_vec");
        let before = self.name_value(Expr::Copy(place.clone(), to_vec), "before");
        let Operand::Var(before) = before else { return };
        self.function.types.unify(self.ty(before), ty);
        let length = self.length_of(place);
        self.each_element(place, &mut |this, element, index| {
            let from = source(this, &index, &length);
            let value = this.exchanged(&Place::whole(before).index(from));
            this.store(&element, value, call);
        });
    }

    /// Code without derivative, such as the closure of a comparison, with the user's variables replaced by placeholders.
    /// `bound` are the names that the code itself binds.
    pub(in crate::lower) fn inactive_tokens(
        &mut self,
        tokens: TokenStream,
        bound: &mut Vec<String>,
        arguments: &mut Vec<Argument>,
    ) -> TokenStream {
        let known = bound.len();
        if let Ok(parsed) = syn::parse2::<Syntax>(quote!(code(#tokens))) {
            bound.extend(bound_names(&parsed));
        }
        let mut result = TokenStream::new();
        let mut dots = Dots::default();
        for tree in tokens {
            let after_dot = dots.pass(&tree);
            let replaced = match tree {
                TokenTree::Group(group) => {
                    let inner = self.inactive_tokens(group.stream(), bound, arguments);
                    let mut new = proc_macro2::Group::new(group.delimiter(), inner);
                    new.set_span(group.span());
                    TokenTree::Group(new).into_token_stream()
                }
                TokenTree::Ident(ident) if !after_dot && !bound.contains(&ident.to_string()) => {
                    self.captured(ident, arguments)
                }
                other => other.into_token_stream(),
            };
            result.extend(replaced);
        }
        bound.truncate(known);
        result
    }

    /// A name in code that is copied: what it stands for here.
    fn captured(&mut self, ident: proc_macro2::Ident, arguments: &mut Vec<Argument>) -> TokenStream {
        let argument = match self.look_up(&ident.to_string()) {
            Some(Binding::Variable(var)) => Argument::Value(Operand::Var(var)),
            Some(Binding::View { place, .. }) => Argument::Borrow(place),
            Some(Binding::Part(place)) => Argument::Value(self.load_named(place)),
            Some(Binding::Closure(closure)) => {
                let parameters = &closure.parameters;
                let body = closure.body.to_token_stream();
                let mut bound: Vec<String> = Vec::new();
                let whole: Syntax = match closure.function() {
                    Some(path) => return path.to_token_stream(),
                    None => syn::parse_quote!(|#(#parameters),*| #body),
                };
                let scopes = std::mem::replace(&mut self.scopes, closure.scopes.clone());
                let tokens = self.inactive_tokens(whole.to_token_stream(), &mut bound, arguments);
                self.scopes = scopes;
                return quote!((#tokens));
            }
            Some(Binding::Items(..) | Binding::Maybe(_)) => {
                self.refusals.refuse(&ident, Refusal::ForIterator);
                return ident.into_token_stream();
            }
            None => return ident.into_token_stream(),
        };
        let name = quote::format_ident!("argument_{}__", arguments.len());
        arguments.push(argument);
        name.into_token_stream()
    }
}

/// All names that patterns in an expression bind, closures' parameters above all.
fn bound_names(expr: &Syntax) -> Vec<String> {
    #[derive(Default)]
    struct Finder(Vec<String>);
    impl<'ast> syn::visit::Visit<'ast> for Finder {
        crate::macro_parts::look_into_macros!();
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            self.0.push(pattern.ident.to_string());
            syn::visit::visit_pat_ident(self, pattern);
        }
    }
    let mut finder = Finder::default();
    syn::visit::Visit::visit_expr(&mut finder, expr);
    finder.0
}
