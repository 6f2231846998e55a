//! Attributes of loops: `#[checkpoint]`, what the reverse sweep shall compute again instead of having it recorded, and
//! `#[parallel]`, what shall run on several threads.
//!
//! They stand on a loop; `#[checkpoint]` also on a call of a differentiable function. On `let y = step(x);`, `y = step(x);` and
//! `sum += step(x);` one speaks of the value, and moves there. Where it may stand it gets a number, and another name, so that
//! in the end one is noticed that came to nothing.

use crate::reject::{Refusal, Refusals};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, ItemFn, Meta, Stmt, parse_quote};

/// An attribute of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Checkpoint,
    Parallel,
}

impl Mark {
    const ALL: [Self; 2] = [Self::Checkpoint, Self::Parallel];

    /// What it is called by the user, and what once it has a number.
    fn names(self) -> [&'static str; 2] {
        match self {
            Self::Checkpoint => ["checkpoint", "checkpoint_number__"],
            Self::Parallel => ["parallel", "parallel_number__"],
        }
    }

    fn written(attribute: &Attribute) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|mark| attribute.path().is_ident(mark.names()[0]))
    }

    fn numbered(name: &impl ToTokens) -> Option<Self> {
        let name = name.to_token_stream().to_string();
        Self::ALL.into_iter().find(|mark| name == mark.names()[1])
    }

    /// The refusal of one that means nothing where it stands.
    pub fn here(self) -> Refusal {
        match self {
            Self::Checkpoint => Refusal::CheckpointHere,
            Self::Parallel => Refusal::ParallelHere,
        }
    }

    /// The refusal of arguments that it does not take.
    fn argument(self) -> Refusal {
        match self {
            Self::Checkpoint => Refusal::CheckpointArgument,
            Self::Parallel => Refusal::ParallelArgument,
        }
    }

    /// Its argument, 0 without one: of `#[parallel(16)]`, how many iterations a block has at least. `None` if it takes no such
    /// argument.
    fn argument_of(self, attribute: &Attribute) -> Option<usize> {
        match (self, &attribute.meta) {
            (_, Meta::Path(_)) => Some(0),
            (Self::Parallel, Meta::List(list)) => {
                let least: syn::LitInt = list.parse_args().ok()?;
                least.base10_parse().ok().filter(|least| *least > 0)
            }
            _ => None,
        }
    }
}

/// Numbers the attributes of a function, and refuses those that stand on anything else or have arguments.
pub fn number(function: &mut ItemFn, refusals: &mut Refusals) {
    Numbering { refusals, next: 0 }.visit_item_fn_mut(function);
}

/// Removes the attributes: a function as the compiler shall see it.
pub fn strip(function: &mut ItemFn) {
    Strip.visit_item_fn_mut(function);
}

/// The same for a method.
pub fn strip_method(method: &mut syn::ImplItemFn) {
    Strip.visit_impl_item_fn_mut(method);
}

/// The same for all methods of a block.
pub fn strip_block(block: &mut syn::ItemImpl) {
    for item in &mut block.items {
        if let syn::ImplItem::Fn(method) = item {
            strip_method(method);
        }
    }
}

/// The same for code that is copied as it is.
pub fn without(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        if let TokenTree::Group(group) = &tree
            && let Some(TokenTree::Ident(name)) = group.stream().into_iter().next()
            && Mark::numbered(&name).is_some()
        {
            // The `#` before it.
            kept.pop();
            continue;
        }
        kept.push(tree);
    }
    kept.into_iter().collect()
}

/// The attribute of this kind among those of a loop or call.
pub fn find(mark: Mark, attributes: &[Attribute]) -> Option<&Attribute> {
    attributes
        .iter()
        .find(|attribute| Mark::numbered(attribute.path()) == Some(mark))
}

/// The number of the mark that these are the attributes of, and its argument.
pub fn number_of(mark: Mark, attributes: &[Attribute]) -> Option<(usize, usize)> {
    let numbered = find(mark, attributes)?;
    let (number, argument): (syn::LitInt, syn::LitInt) = numbered
        .parse_args_with(|input: syn::parse::ParseStream<'_>| {
            let number = input.parse()?;
            let _: syn::Token![,] = input.parse()?;
            Ok((number, input.parse()?))
        })
        .ok()?;
    Some((number.base10_parse().ok()?, argument.base10_parse().ok()?))
}

/// The attributes that have a number, with it.
pub fn numbered(function: &ItemFn) -> Vec<(Mark, usize, Attribute)> {
    #[derive(Default)]
    struct Finder(Vec<(Mark, usize, Attribute)>);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_attribute(&mut self, attribute: &'ast Attribute) {
            if let Some(mark) = Mark::numbered(attribute.path())
                && let Some((number, _)) = number_of(mark, std::slice::from_ref(attribute))
            {
                self.0.push((mark, number, attribute.clone()));
            }
        }
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut finder = Finder::default();
    finder.visit_block(&function.block);
    finder.0
}

struct Numbering<'r> {
    refusals: &'r mut Refusals,
    next: usize,
}

impl Numbering<'_> {
    /// Moves the attributes of a statement to its value.
    fn give(&mut self, attributes: Vec<Attribute>, value: Option<&mut Expr>) {
        match value.and_then(core_of) {
            Some(own) => own.splice(0..0, attributes).for_each(drop),
            None => attributes.iter().for_each(|attribute| self.refuse_here(attribute)),
        }
    }

    fn refuse_here(&mut self, attribute: &Attribute) {
        if let Some(mark) = Mark::written(attribute) {
            self.refusals.refuse(attribute, mark.here());
        }
    }
}

impl VisitMut for Numbering<'_> {
    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::Local(local) => {
                let taken = take(&mut local.attrs);
                self.give(taken, local.init.as_mut().map(|init| &mut *init.expr));
            }
            Stmt::Expr(Expr::Assign(assign), _) => {
                let taken = take_from_first(&mut assign.left);
                self.give(taken, Some(&mut assign.right));
            }
            Stmt::Expr(Expr::Binary(binary), _) if crate::lower::is_compound(&binary.op) => {
                let taken = take_from_first(&mut binary.left);
                self.give(taken, Some(&mut binary.right));
            }
            _ => {}
        }
        visit_mut::visit_stmt_mut(self, stmt);
    }
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Paren(paren) = expr {
            let taken = take(&mut paren.attrs);
            self.give(taken, Some(&mut paren.expr));
        }
        for attribute in markable_mut(expr).into_iter().flatten() {
            let Some(mark) = Mark::written(attribute) else { continue };
            let argument = mark.argument_of(attribute);
            if argument.is_none() {
                self.refusals.refuse(&*attribute, mark.argument());
            }
            let name = syn::Ident::new(mark.names()[1], proc_macro2::Span::call_site());
            let number = [self.next, argument.unwrap_or(0)].map(proc_macro2::Literal::usize_unsuffixed);
            attribute.meta = parse_quote!(#name(#(#number),*));
            self.next += 1;
        }
        visit_mut::visit_expr_mut(self, expr);
    }
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        self.refuse_here(attribute);
    }
    // A function inside has attributes of its own.
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

struct Strip;

impl VisitMut for Strip {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| Mark::written(attribute).is_none() && Mark::numbered(attribute.path()).is_none());
    }
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Takes the attributes off a list.
fn take(attributes: &mut Vec<Attribute>) -> Vec<Attribute> {
    attributes
        .extract_if(.., |attribute| Mark::written(attribute).is_some())
        .collect()
}

/// Takes the attributes of a statement, which the parser gives to the first expression in it.
fn take_from_first(expr: &mut Expr) -> Vec<Attribute> {
    match expr {
        Expr::Binary(binary) => take_from_first(&mut binary.left),
        Expr::Cast(cast) => take_from_first(&mut cast.expr),
        Expr::Path(path) => take(&mut path.attrs),
        Expr::Field(field) => take(&mut field.attrs),
        Expr::Index(index) => take(&mut index.attrs),
        Expr::Unary(unary) => take(&mut unary.attrs),
        Expr::Tuple(tuple) => take(&mut tuple.attrs),
        Expr::Paren(paren) => take(&mut paren.attrs),
        _ => Vec::new(),
    }
}

/// The attributes of a call or loop in parentheses.
fn core_of(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    match expr {
        Expr::Paren(paren) => core_of(&mut paren.expr),
        other => markable_mut(other),
    }
}

/// The attributes of what may be marked: a call or a loop.
fn markable_mut(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    match expr {
        Expr::Call(call) => Some(&mut call.attrs),
        Expr::MethodCall(call) => Some(&mut call.attrs),
        Expr::ForLoop(inner) => Some(&mut inner.attrs),
        Expr::While(inner) => Some(&mut inner.attrs),
        Expr::Loop(inner) => Some(&mut inner.attrs),
        _ => None,
    }
}
