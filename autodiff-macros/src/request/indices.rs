//! `#[differentiable] impl Index<(usize, usize)> for Matrix`: an index of the user's own.
//!
//! Its body names a place in `self`, or one of several: `&self.data[i * self.columns + j]`. What is between its brackets is
//! taken out, so that the place can be found in the value and named in its shadow.

use crate::reject::{Refusal, Refusals};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit::Visit;
use syn::visit_mut::VisitMut;
use syn::{Expr, ImplItem, ImplItemFn, ItemImpl, Type};

/// One place that the body names.
#[derive(Clone, Debug)]
pub struct Place {
    /// The steps from `self`, with `located__.indices[n]` for what was between brackets.
    pub steps: TokenStream,
}

/// An index that is differentiated.
#[derive(Clone, Debug)]
pub struct OwnIndex {
    pub block: ItemImpl,
    pub mutable: bool,
    pub method: ImplItemFn,
    pub index: Type,
    /// The type of what it gives; `IndexMut` does not say.
    pub output: Option<Type>,
    pub places: Vec<Place>,
    /// The body, with `Located` values for the places.
    pub locating: syn::Block,
    /// How many indices there are at most in a place.
    pub count: usize,
}

/// Whether a block implements `Index` or `IndexMut`, and which.
pub fn implemented(block: &ItemImpl) -> Option<bool> {
    let (path, _) = block.trait_.as_ref()?;
    let last = path.segments.last()?;
    let has_index =
        matches!(&last.arguments, syn::PathArguments::AngleBracketed(arguments) if arguments.args.len() == 1);
    match last.ident.to_string().as_str() {
        "Index" if has_index => Some(false),
        "IndexMut" if has_index => Some(true),
        _ => None,
    }
}

/// Reads an `impl` of `Index` or `IndexMut`.
pub fn parse(arguments: TokenStream, mut block: ItemImpl, mutable: bool, refusals: &mut Refusals) -> Option<OwnIndex> {
    super::fragments::write_out_block(&mut block);
    super::methods::only_print(arguments, refusals);
    let (path, _) = block.trait_.as_ref()?;
    let index = match &path.segments.last()?.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            syn::GenericArgument::Type(index) => index.clone(),
            _ => return None,
        },
        _ => return None,
    };
    let method = block.items.iter().find_map(|item| match item {
        ImplItem::Fn(method) => Some(method.clone()),
        _ => None,
    })?;
    let output = block.items.iter().find_map(|item| match item {
        ImplItem::Type(output) => Some(output.ty.clone()),
        _ => None,
    });
    let mut reader = Reader {
        mutable,
        places: Vec::new(),
        counts: Vec::new(),
        reads_self: false,
    };
    let mut locating = method.block.clone();
    let is_known = !returns(&method.block) && reader.block(&mut locating);
    if !is_known || reader.places.is_empty() || !refusals.is_empty() {
        let tail = method.block.stmts.last().map(ToTokens::to_token_stream);
        refusals.refuse(tail.unwrap_or_default(), Refusal::OwnIndex);
        return None;
    }
    if is_integer(&index) && reader.reads_self {
        refusals.refuse(&index, Refusal::IntegerIndex);
        return None;
    }
    let count = reader.counts.into_iter().max().unwrap_or_default();
    Some(OwnIndex {
        block,
        mutable,
        method,
        index,
        output,
        places: reader.places,
        locating,
        count,
    })
}

/// Finds the places at the ends of a body.
struct Reader {
    mutable: bool,
    places: Vec<Place>,
    counts: Vec<usize>,
    /// Whether `self` is read for anything else but to name a place.
    reads_self: bool,
}

impl Reader {
    fn block(&mut self, block: &mut syn::Block) -> bool {
        let Some((tail, rest)) = block.stmts.split_last_mut() else {
            return false;
        };
        for stmt in rest.iter().filter(|stmt| !is_assertion(stmt)) {
            self.reads_self |= mentions_self(stmt.to_token_stream());
        }
        match tail {
            syn::Stmt::Expr(tail, None) => self.end(tail),
            syn::Stmt::Expr(tail @ Expr::Macro(_), Some(_)) => self.end(tail),
            syn::Stmt::Macro(mac) => is_panic(&mac.mac),
            _ => false,
        }
    }

    /// Replaces what an end of the body names; false if it is not known what it is.
    fn end(&mut self, expr: &mut Expr) -> bool {
        match expr {
            Expr::Paren(paren) => self.end(&mut paren.expr),
            Expr::Block(block) if block.label.is_none() => self.block(&mut block.block),
            Expr::If(branch) => {
                self.reads_self |= mentions_self(branch.cond.to_token_stream());
                let Some((_, otherwise)) = &mut branch.else_branch else {
                    return false;
                };
                self.block(&mut branch.then_branch) && self.end(otherwise)
            }
            Expr::Match(matching) => {
                self.reads_self |= mentions_self(matching.expr.to_token_stream());
                matching.arms.iter_mut().all(|arm| {
                    self.reads_self |= mentions_self(arm.pat.to_token_stream());
                    self.end(&mut arm.body)
                })
            }
            Expr::Macro(mac) => is_panic(&mac.mac),
            Expr::Reference(reference) if reference.mutability.is_some() == self.mutable => {
                let mut indices = Vec::new();
                let Some(steps) = self.steps(&reference.expr, &mut indices) else {
                    return false;
                };
                let position = self.places.len();
                self.places.push(Place { steps });
                self.counts.push(indices.len());
                *expr = syn::parse_quote!(located__(#position, &[#(#indices),*]));
                true
            }
            _ => false,
        }
    }

    /// The steps from `self` to a place; what stands between brackets goes to `indices`.
    fn steps(&mut self, expr: &Expr, indices: &mut Vec<Expr>) -> Option<TokenStream> {
        match expr {
            Expr::Path(path) if path.path.is_ident("self") => Some(TokenStream::new()),
            Expr::Paren(paren) => self.steps(&paren.expr, indices),
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => {
                matches!(&*unary.expr, Expr::Path(path) if path.path.is_ident("self")).then(TokenStream::new)
            }
            Expr::Field(field) => {
                let (base, member) = (self.steps(&field.base, indices)?, &field.member);
                Some(quote!(#base.#member))
            }
            Expr::Index(index) => {
                let base = self.steps(&index.expr, indices)?;
                let mut take = |expr: &Expr| {
                    self.reads_self |= mentions_self(expr.to_token_stream());
                    indices.push(expr.clone());
                    let position = indices.len() - 1;
                    quote!(located__.indices[#position])
                };
                match &*index.index {
                    Expr::Range(range) => {
                        let low = range.start.as_deref().map(&mut take);
                        let high = range.end.as_deref().map(&mut take);
                        let limits = &range.limits;
                        Some(quote!(#base[#low #limits #high]))
                    }
                    Expr::Tuple(_) | Expr::Array(_) | Expr::Reference(_) => None,
                    index => {
                        let index = take(index);
                        Some(quote!(#base[#index]))
                    }
                }
            }
            _ => None,
        }
    }
}

/// Assertions hold in the shadow if they do in the value.
fn is_assertion(stmt: &syn::Stmt) -> bool {
    let syn::Stmt::Macro(mac) = stmt else { return false };
    let name = mac.mac.path.segments.last().map(|last| last.ident.to_string());
    name.is_some_and(|name| name.starts_with("assert") || name.starts_with("debug_assert"))
}

fn is_panic(mac: &syn::Macro) -> bool {
    let name = mac.path.segments.last().map(|last| last.ident.to_string());
    name.is_some_and(|name| ["panic", "unreachable", "todo", "unimplemented"].contains(&name.as_str()))
}

fn mentions_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|tree| match tree {
        proc_macro2::TokenTree::Ident(ident) => ident == "self",
        proc_macro2::TokenTree::Group(group) => mentions_self(group.stream()),
        _ => false,
    })
}

fn returns(block: &syn::Block) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        crate::macro_parts::look_into_macros!();
        fn visit_expr_return(&mut self, _: &'ast syn::ExprReturn) {
            self.0 = true;
        }
        fn visit_expr_try(&mut self, _: &'ast syn::ExprTry) {
            self.0 = true;
        }
    }
    let mut finder = Finder(false);
    finder.visit_block(block);
    finder.0
}

/// Gives the `located__(place, &[indices])` of a body their meaning.
pub struct Fill<'a> {
    pub count: usize,
    pub located: &'a TokenStream,
}

impl VisitMut for Fill<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Call(call) = expr
            && matches!(&*call.func, Expr::Path(path) if path.path.is_ident("located__"))
            && let (Some(position), Some(Expr::Reference(indices))) = (call.args.first(), call.args.get(1))
            && let Expr::Array(indices) = &*indices.expr
        {
            let zeros = (indices.elems.len()..self.count).map(|_| quote!(0));
            let (located, indices) = (self.located, indices.elems.iter());
            *expr = syn::parse_quote!(#located::new(#position, [#(#indices,)* #(#zeros,)*]));
            return;
        }
        syn::visit_mut::visit_expr_mut(self, expr);
    }
}

/// The way from a value to what its index gives, as text.
pub fn way(places: &[Place]) -> String {
    let steps: Vec<String> = places.iter().map(|place| place.steps.to_string()).collect();
    steps.join(" | ")
}

impl OwnIndex {
    /// The body for a shadow, which an integer alone leads through: without its assertions.
    pub fn by_integer(&self) -> Option<syn::Block> {
        let mut body = self.method.block.clone();
        body.stmts.retain(|stmt| !is_assertion(stmt));
        is_integer(&self.index).then_some(body)
    }
}

/// Whether a type is an integer's.
fn is_integer(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.get_ident().is_some_and(|name| crate::lower::types::is_integer(&name.to_string())))
}
