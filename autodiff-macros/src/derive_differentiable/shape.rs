//! Reads the struct that a derive stands on, and refuses what cannot carry a derivative.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use std::fmt::Display;
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Data, DeriveInput, Fields, Generics, Ident, Index, Member, Type, Visibility};

/// Errors at the user's spans, all of them reported in one go.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Records "cannot …: reason" at the tokens it is about, with what to write instead.
    pub(crate) fn refuse(&mut self, tokens: impl ToTokens, what: impl Display, help: impl Display) {
        self.0
            .push(syn::Error::new_spanned(tokens, format!("{what}\nhelp: {help}")));
    }
    /// The same at a bare span.
    pub(crate) fn refuse_at(&mut self, span: Span, what: impl Display, help: impl Display) {
        self.0.push(syn::Error::new(span, format!("{what}\nhelp: {help}")));
    }
    /// Whether nothing was refused.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Records an error that `syn` found.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.0.push(error);
    }
    /// One `compile_error!` for each.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.0.into_iter().map(syn::Error::into_compile_error).collect()
    }
}

/// How the struct's fields are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `struct S { a: f64 }`
    Named,
    /// `struct S(f64);`
    Tuple,
    /// `struct S;`
    Unit,
}

/// A struct as the derives see it.
pub(crate) struct Shape {
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    pub(crate) style: Style,
    pub(crate) fields: Vec<Field>,
}

impl Shape {
    /// The fields that carry a derivative, in order: what the tangent consists of.
    pub(crate) fn active(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.constant)
    }
}

/// One field.
pub(crate) struct Field {
    pub(crate) vis: Visibility,
    /// How the struct and its shadow name it: `period`, or `0`.
    pub(crate) member: Member,
    /// How the tangent names it, which lacks the constant fields.
    pub(crate) tangent_member: Member,
    /// The type as written, `Self` spelled out.
    pub(crate) ty: Type,
    /// Whether it carries no derivative: marked `#[constant]`, or refused.
    pub(crate) constant: bool,
    pub(crate) attrs: Vec<Attribute>,
}

/// Reads a struct; `None`, with the reason in `errors`, for an enum or a union.
pub(crate) fn read(input: &DeriveInput, errors: &mut Errors) -> Option<Shape> {
    let data = match &input.data {
        Data::Struct(data) => data,
        Data::Enum(data) => {
            errors.refuse(
                data.enum_token,
                format!("cannot differentiate through the enum `{}`: its variants have no common tangent", input.ident),
                "derive `Differentiable` on a struct, and pass the choice between variants as a `#[constant]` parameter",
            );
            return None;
        }
        Data::Union(data) => {
            errors.refuse(
                data.union_token,
                format!(
                    "cannot differentiate through the union `{}`: reading a union is unsafe",
                    input.ident
                ),
                "use a struct",
            );
            return None;
        }
    };
    let style = match &data.fields {
        Fields::Named(_) => Style::Named,
        Fields::Unnamed(_) => Style::Tuple,
        Fields::Unit => Style::Unit,
    };
    let mut shape = Shape {
        vis: input.vis.clone(),
        name: input.ident.clone(),
        generics: input.generics.clone(),
        style,
        fields: Vec::new(),
    };
    let mut active_index = 0;
    for (index, field) in data.fields.iter().enumerate() {
        let field = read_field(field, index, active_index, &shape, errors);
        active_index += usize::from(!field.constant);
        shape.fields.push(field);
    }
    Some(shape)
}

fn read_field(field: &syn::Field, index: usize, active_index: usize, shape: &Shape, errors: &mut Errors) -> Field {
    let member = |index: usize| match &field.ident {
        Some(name) => Member::Named(name.clone()),
        None => Member::Unnamed(Index {
            index: index as u32,
            span: field.ty.span(),
        }),
    };
    let mut constant = false;
    for attr in field.attrs.iter().filter(|attr| attr.path().is_ident("constant")) {
        constant = true;
        if let Err(error) = attr.meta.require_path_only() {
            errors.push(error);
        }
    }
    if !constant && let Some(reason) = why_no_derivative(&field.ty) {
        let what = match &field.ident {
            Some(name) => format!("cannot differentiate through the field `{name}`: {reason}"),
            None => format!("cannot differentiate through field {index}: {reason}"),
        };
        errors.refuse(
            &field.ty,
            what,
            "own the value (`f64`, `[f64; N]`, `Vec<f64>`), or mark the field `#[constant]`",
        );
        // Held constant from here on, so that this one mistake is reported once.
        constant = true;
    }
    let mut ty = field.ty.clone();
    SpellOutSelf(shape).visit_type_mut(&mut ty);
    Field {
        vis: field.vis.clone(),
        member: member(index),
        tangent_member: member(active_index),
        ty,
        constant,
        attrs: field.attrs.clone(),
    }
}

/// Why a type cannot carry a derivative, where syntax alone shows it.
fn why_no_derivative(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Reference(_) => Some("a struct's shadow owns its cells, and so cannot stand for a borrowed value"),
        Type::Ptr(_) => Some("a raw pointer carries no derivative"),
        Type::FnPtr(_) => Some("a function pointer carries no derivative"),
        Type::TraitObject(_) | Type::ImplTrait(_) => Some("the concrete type behind `dyn` is not known here"),
        Type::Slice(_) => Some("a slice has no size of its own"),
        Type::Never(_) => Some("`!` has no values"),
        Type::Group(group) => why_no_derivative(&group.elem),
        Type::Paren(paren) => why_no_derivative(&paren.elem),
        Type::Array(array) => why_no_derivative(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(why_no_derivative),
        _ => None,
    }
}

/// In the new types `Self` would mean something else.
struct SpellOutSelf<'a>(&'a Shape);

impl VisitMut for SpellOutSelf<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty
            && path.qself.is_none()
            && path.path.is_ident("Self")
        {
            let name = &self.0.name;
            let (_, arguments, _) = self.0.generics.split_for_impl();
            *ty = Type::Verbatim(quote!(#name #arguments));
            return;
        }
        syn::visit_mut::visit_type_mut(self, ty);
    }
}
