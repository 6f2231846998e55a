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

/// What a derive is for, and which types it cannot take.
pub(crate) struct Policy {
    /// After "cannot": "differentiate through", "sample".
    pub(crate) verb: &'static str,
    /// Why a field's type is refused, where syntax alone shows it, and what to write instead.
    pub(crate) refuse: fn(&Type) -> Option<Refusal>,
}

/// A reason, and what to write instead.
pub(crate) type Refusal = (String, &'static str);

/// Reads a struct; `None`, with the reason in `errors`, for an enum or a union.
pub(crate) fn read(input: &DeriveInput, policy: &Policy, errors: &mut Errors) -> Option<Shape> {
    let verb = policy.verb;
    let data = match &input.data {
        Data::Struct(data) => data,
        Data::Enum(data) => {
            errors.refuse(
                data.enum_token,
                format!(
                    "cannot {verb} the enum `{}`: its variants have no common tangent",
                    input.ident
                ),
                "use a struct, and pass the choice between variants as a `#[constant]` parameter",
            );
            return None;
        }
        Data::Union(data) => {
            errors.refuse(
                data.union_token,
                format!("cannot {verb} the union `{}`: reading a union is unsafe", input.ident),
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
    shape.fields = read_fields(&data.fields, &shape, policy, errors);
    Some(shape)
}

/// Reads the fields of a struct or variant.
pub(super) fn read_fields(fields: &Fields, shape: &Shape, policy: &Policy, errors: &mut Errors) -> Vec<Field> {
    let mut active_index = 0;
    let read = fields.iter().enumerate().map(|(index, field)| {
        let field = read_field(field, [index, active_index], shape, policy, errors);
        active_index += usize::from(!field.constant);
        field
    });
    read.collect()
}

/// Reads one field; `indices` are its places in the struct and in the tangent.
fn read_field(field: &syn::Field, indices: [usize; 2], shape: &Shape, policy: &Policy, errors: &mut Errors) -> Field {
    let [member, tangent_member] = indices.map(|index| match &field.ident {
        // Which `rustc` refuses by itself.
        Some(name) if name == "_" => Member::Named(syn::Ident::new("unnamed", name.span())),
        Some(name) => Member::Named(name.clone()),
        None => Member::Unnamed(Index {
            index: index as u32,
            span: field.ty.span(),
        }),
    });
    // A marker of types holds no number that could have a derivative.
    let mut constant = last_segment(&field.ty).is_some_and(|name| name == "PhantomData");
    for attr in field.attrs.iter().filter(|attr| attr.path().is_ident("constant")) {
        constant = true;
        if attr.meta.require_path_only().is_err() {
            errors.refuse(
                attr,
                "cannot read this attribute: `constant` takes no arguments",
                "write `#[constant]`",
            );
        }
    }
    if !constant && let Some((reason, help)) = (policy.refuse)(&field.ty) {
        let name = match &field.ident {
            Some(name) => format!("the field `{name}`"),
            None => format!("field {}", indices[0]),
        };
        errors.refuse(&field.ty, format!("cannot {} {name}: {reason}", policy.verb), help);
        // Held constant from here on, so that this one mistake is reported once.
        constant = true;
    }
    let mut ty = field.ty.clone();
    SpellOutSelf(shape).visit_type_mut(&mut ty);
    Field {
        vis: field.vis.clone(),
        member,
        tangent_member,
        ty,
        constant,
        attrs: field.attrs.clone(),
    }
}

/// Why a type cannot carry a derivative, where syntax alone shows it.
pub(crate) fn why_no_derivative(ty: &Type) -> Option<Refusal> {
    let own = "own the value (`f64`, `[f64; N]`, `Vec<f64>`), or mark the field `#[constant]`";
    let refuse = |reason: &str| Some((reason.to_owned(), own));
    match ty {
        Type::Reference(_) => refuse("a struct's shadow owns its cells, and so cannot stand for a borrowed value"),
        Type::Ptr(_) => refuse("a raw pointer carries no derivative"),
        Type::FnPtr(_) => refuse("a function pointer carries no derivative"),
        Type::TraitObject(_) | Type::ImplTrait(_) => refuse("the concrete type behind `dyn` is not known here"),
        Type::Slice(_) => refuse("a slice has no size of its own"),
        Type::Never(_) => refuse("`!` has no values"),
        Type::Group(group) => why_no_derivative(&group.elem),
        Type::Paren(paren) => why_no_derivative(&paren.elem),
        Type::Array(array) => why_no_derivative(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(why_no_derivative),
        Type::Path(_) => {
            let name = last_segment(ty)?.to_string();
            NO_DERIVATIVE
                .contains(&name.as_str())
                .then(|| (format!("`{name}` carries no derivative"), own))
        }
        _ => None,
    }
}

/// Types of the standard library that have no tangent. rustc would say the same in ten errors.
const NO_DERIVATIVE: [&str; 15] = [
    "Arc", "BTreeMap", "BTreeSet", "Box", "Cell", "Cow", "HashMap", "HashSet", "Mutex", "Range", "Rc", "RefCell",
    "Result", "RwLock", "String",
];

/// The last name of a path: `Vec` of `std::vec::Vec<f64>`.
pub(crate) fn last_segment(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
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
