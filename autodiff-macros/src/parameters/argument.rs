//! One argument of a prior: a constant, an earlier field, or an expression of earlier fields.
//!
//! An argument may be a *list*, with one element for each of the field's own: `[3.0, 10.0]`, or a field that is an array.

use crate::derive_differentiable::Errors;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{Expr, Ident, Type, parse_quote};

/// An argument, with what its derivative depends on.
pub(super) enum Argument {
    /// Names no field.
    Constant {
        /// What stands there.
        expr: Expr,
        /// The number of its elements, where it is a list.
        list: Option<usize>,
    },
    /// Is exactly a field, or part of one.
    Place(Place),
    /// An expression of fields, which becomes a function of its own, differentiated by `#[differentiable]`.
    Function {
        /// The function's name.
        name: Ident,
        /// Its parameters and the places that they stand for.
        parameters: Vec<(Ident, Place)>,
        /// The expression in terms of the parameters.
        body: Expr,
    },
}

impl Argument {
    /// Whether it has one element for each of the field's own.
    pub(super) fn is_list(&self) -> bool {
        !self.lists().is_empty()
    }

    /// Whether a distribution of vectors of the user's own takes it as a slice: a list, or a reference.
    pub(super) fn is_slice(&self) -> bool {
        self.is_list()
            || matches!(
                self,
                Self::Constant {
                    expr: Expr::Reference(_),
                    ..
                }
            )
    }

    /// What makes it a list: places, or the number of elements of a constant list.
    pub(super) fn lists(&self) -> Vec<List<'_>> {
        match self {
            Self::Constant { list, .. } => list.map(List::Constant).into_iter().collect(),
            Self::Place(place) => place.list.iter().map(|ty| List::Place(place, ty)).collect(),
            Self::Function { parameters, .. } => {
                let places = parameters.iter().map(|(_, place)| place);
                places
                    .flat_map(|place| place.list.iter().map(move |ty| List::Place(place, ty)))
                    .collect()
            }
        }
    }

    /// Whether it names fields.
    pub(super) fn moves(&self) -> bool {
        !matches!(self, Self::Constant { .. })
    }
}

/// What an argument has elements of.
pub(super) enum List<'a> {
    /// So many constants.
    Constant(usize),
    /// A field, or part of one, of this type.
    Place(&'a Place, &'a Type),
}

/// A number inside an earlier field, `mu`, `theta[0]`, `planet.k`, or a list of them.
#[derive(Clone)]
pub(super) struct Place {
    root: Ident,
    expr: Box<Expr>,
    /// Its type, where it is an array or vector.
    pub(super) list: Option<Box<Type>>,
}

impl Place {
    fn new(root: &Ident, expr: &Expr, scope: &Scope) -> Self {
        let position = scope.fields.iter().position(|field| *field == root);
        let list = position.and_then(|position| type_of(expr, scope.types[position]));
        Self {
            root: root.clone(),
            expr: Box::new(expr.clone()),
            list: list.filter(|ty| element_type(ty).is_some()).cloned().map(Box::new),
        }
    }

    /// Whether it is a part of an array or vector by a range.
    pub(super) fn is_range(&self) -> bool {
        matches!(&*self.expr, Expr::Index(index) if matches!(&*index.index, Expr::Range(_)))
    }

    /// As it is written.
    pub(super) fn text(&self) -> String {
        self.expr.to_token_stream().to_string().replace(' ', "")
    }

    /// The place with its field's name replaced: `planet.k` with `self.planet` for the root is `self.planet.k`.
    pub(super) fn rooted(&self, root: impl FnOnce(&Ident) -> TokenStream) -> Expr {
        fn replace(expr: &mut Expr, root: Expr) {
            match expr {
                Expr::Field(field) => replace(&mut field.base, root),
                Expr::Index(index) => replace(&mut index.expr, root),
                other => *other = root,
            }
        }
        let root = root(&self.root);
        let mut expr = (*self.expr).clone();
        replace(&mut expr, parse_quote!(#root));
        expr
    }

    /// A parameter's name: `planet_k` for `planet.k`.
    fn parameter(&self) -> Ident {
        if matches!(*self.expr, Expr::Path(_)) {
            return self.root.clone();
        }
        let mut words = Vec::new();
        collect_words(self.expr.to_token_stream(), &mut words);
        Ident::new(&words.join("_"), self.root.span())
    }
}

/// The type of a place in a field of type `root`; `None` where syntax alone does not show it.
fn type_of<'a>(expr: &Expr, root: &'a Type) -> Option<&'a Type> {
    match expr {
        Expr::Path(_) => Some(root),
        Expr::Index(index) => {
            let base = type_of(&index.expr, root)?;
            match &*index.index {
                Expr::Range(_) => Some(base),
                _ => element_type(base),
            }
        }
        _ => None,
    }
}

/// The type of the elements of an array or vector.
pub(super) fn element_type(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Array(array) => Some(&array.elem),
        Type::Paren(paren) => element_type(&paren.elem),
        Type::Group(group) => element_type(&group.elem),
        other => super::dims::vec_element(other),
    }
}

/// Letters and digits of the tokens.
fn collect_words(tokens: TokenStream, words: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect_words(group.stream(), words),
            TokenTree::Punct(_) => {}
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                let text = token.to_string();
                words.push(
                    text.trim_start_matches("r#")
                        .replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "_"),
                );
            }
        }
    }
}

/// The fields that a prior may name, and those it may not.
pub(super) struct Scope<'a> {
    /// All fields, in order.
    pub(super) fields: &'a [&'a Ident],
    /// Their types.
    pub(super) types: &'a [&'a Type],
    /// The index of the field whose prior it is.
    pub(super) own: usize,
}

/// Takes an argument apart; `helper` names the function that it may become.
pub(super) fn read(expr: &Expr, scope: &Scope, helper: Ident, errors: &mut Errors) -> Argument {
    let expr = strip(expr);
    if let Some(root) = root(expr)
        && scope.fields.contains(&root)
    {
        let place = Place::new(root, expr, scope);
        check_place(&place, scope, errors);
        return Argument::Place(place);
    }
    let mut body = expr.clone();
    let mut reader = Reader {
        scope,
        errors,
        parameters: Vec::new(),
    };
    reader.visit_expr_mut(&mut body);
    let parameters = reader.parameters;
    if parameters.is_empty() {
        let list = match expr {
            Expr::Array(array) => Some(array.elems.len()),
            _ => None,
        };
        let expr = expr.clone();
        return Argument::Constant { expr, list };
    }
    Argument::Function {
        name: helper,
        parameters,
        body,
    }
}

/// Parentheses, and the invisible groups that macros leave, mean nothing.
fn strip(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => strip(&paren.expr),
        Expr::Group(group) => strip(&group.expr),
        other => other,
    }
}

/// The name that a path of fields and indices starts with.
fn root(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        Expr::Field(field) => root(&field.base),
        Expr::Index(index) => root(&index.expr),
        _ => None,
    }
}

/// Refuses a place whose field comes later, or whose index is not fixed.
fn check_place(place: &Place, scope: &Scope, errors: &mut Errors) {
    let position = scope.fields.iter().position(|field| **field == place.root);
    let own = scope.fields[scope.own];
    if position == Some(scope.own) {
        let what = format!("cannot use `{own}` in its own prior");
        errors.refuse(&place.root, what, "name earlier fields and constants only");
    } else if position.is_some_and(|position| position > scope.own) {
        let what = format!(
            "cannot use `{}` in the prior of `{own}`: it is declared later",
            place.root
        );
        errors.refuse(&place.root, what, format!("declare `{}` before `{own}`", place.root));
    }
    check_indices(&place.expr, scope, errors);
}

fn check_indices(expr: &Expr, scope: &Scope, errors: &mut Errors) {
    match expr {
        Expr::Field(field) => check_indices(&field.base, scope, errors),
        Expr::Index(index) => {
            if mentions(&index.index, scope) {
                let what = "cannot index with a parameter in a prior: the element would change while sampling";
                errors.refuse(&index.index, what, "index with a constant");
            }
            check_indices(&index.expr, scope, errors);
        }
        _ => {}
    }
}

/// Whether any identifier in the tokens is a field's name.
pub(super) fn mentions(tokens: impl ToTokens, scope: &Scope) -> bool {
    fn any(tokens: TokenStream, scope: &Scope) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => any(group.stream(), scope),
            TokenTree::Ident(name) => scope.fields.iter().any(|field| **field == name),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    any(tokens.into_token_stream(), scope)
}

/// Replaces each place by a parameter.
struct Reader<'a, 'b> {
    scope: &'a Scope<'b>,
    errors: &'a mut Errors,
    parameters: Vec<(Ident, Place)>,
}

impl Reader<'_, '_> {
    /// The parameter for a place: the same for the same place.
    fn parameter(&mut self, place: Place) -> Ident {
        if let Some((name, _)) = self.parameters.iter().find(|(_, other)| other.expr == place.expr) {
            return name.clone();
        }
        check_place(&place, self.scope, self.errors);
        let mut name = place.parameter();
        while self.parameters.iter().any(|(other, _)| *other == name) {
            name = format_ident!("{name}_");
        }
        self.parameters.push((name.clone(), place));
        name
    }
}

impl VisitMut for Reader<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(root) = root(expr)
            && self.scope.fields.contains(&root)
        {
            let place = Place::new(root, expr, self.scope);
            let name = self.parameter(place);
            *expr = parse_quote!(#name);
            return;
        }
        match expr {
            // The function's name is no field, even where a field has the same name.
            Expr::Call(call) if matches!(*call.func, Expr::Path(_)) => {
                call.args.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
            }
            Expr::Binary(_)
            | Expr::Unary(_)
            | Expr::Paren(_)
            | Expr::Group(_)
            | Expr::MethodCall(_)
            | Expr::Cast(_) => {
                syn::visit_mut::visit_expr_mut(self, expr);
            }
            Expr::Lit(_) | Expr::Path(_) => {}
            other if mentions(&*other, self.scope) => {
                let what = "cannot differentiate this expression in a prior: only arithmetic, method calls and function calls are followed";
                self.errors.refuse(
                    other,
                    what,
                    "write it as a `#[differentiable]` function of the fields, and call that here",
                );
            }
            _ => {}
        }
    }
}

/// The name of the function that an argument may become.
pub(super) fn helper_name(field: &Ident, argument: &str) -> Ident {
    Ident::new(
        &format!("{}_prior_{argument}", field.to_string().trim_start_matches("r#")),
        Span::mixed_site(),
    )
}

/// The function of an argument, if it is one.
pub(super) fn helper(argument: &Argument) -> Option<TokenStream> {
    let Argument::Function { name, parameters, body } = argument else {
        return None;
    };
    let names = parameters.iter().map(|(name, _)| name);
    Some(quote! {
        #[::pullback::differentiable]
        fn #name(#(#names: f64),*) -> f64 {
            #body
        }
    })
}
