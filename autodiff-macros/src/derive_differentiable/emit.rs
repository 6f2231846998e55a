//! Writes the tangent, the shadow and their implementations.

use super::generics::{Family, arguments_with_mode, family};
use super::shape::{Field, Shape, Style};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, DeriveInput, Ident, Member, Type};

/// Everything that `#[derive(Differentiable)]` emits.
pub(crate) fn all(shape: &Shape) -> TokenStream {
    let family = family(shape);
    let definitions = [tangent(shape, &family), shadow(shape, &family)];
    let implementations = [
        tangent_impls(shape, &family),
        tangent_default(shape, &family),
        differentiable_impl(shape, &family),
        shadow_of_impl(shape, &family),
        payloads(shape, &family),
    ];
    assembled(&definitions, &implementations)
}

/// Types, and what is implemented for them and for the user's. The latter stands in a block, so that one attribute is enough.
pub(super) fn assembled(definitions: &[TokenStream], implementations: &[TokenStream]) -> TokenStream {
    let exemption = crate::emit::exemption();
    quote! {
        #(#definitions)*
        #exemption
        const _: () = { #(#implementations)* };
    }
}

/// Each field by its number, for code that cannot see whether a path is that of a struct or of a variant.
fn payloads(shape: &Shape, family: &Family) -> TokenStream {
    let shadow = shadow_name(shape);
    let part = |field: &Field| {
        let member = &field.member;
        let found = [&quote!(&self.#member), &quote!(&mut self.#member)];
        super::payloads::payload(&shadow, family, &shape.name, field, found)
    };
    shape.fields.iter().map(part).collect()
}

/// After an error that left nothing to differentiate: a constant, so that uses of the type don't add errors of their own.
pub(crate) fn opaque(input: &DeriveInput) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, arguments, where_clause) = input.generics.split_for_impl();
    let mode = Ident::new("ShadowMode", Span::mixed_site());
    quote! {
        impl #impl_generics ::pullback::runtime::Differentiable for #name #arguments #where_clause {
            type Tangent = ();
            type Shadow<#mode: ::pullback::runtime::Mode> = ::pullback::runtime::Constant;
            type Number = ::core::primitive::f64;
            fn zero_shadow<#mode: ::pullback::runtime::Mode>(&self) -> ::pullback::runtime::Constant {
                ::pullback::runtime::Constant
            }
            fn shadow_from_tangent(_tangent: ()) -> ::pullback::runtime::Constant {
                ::pullback::runtime::Constant
            }
            fn tangent_from_shadow(_shadow: ::pullback::runtime::Constant) {}
            fn read_numbers(&self, _numbers: &mut ::pullback::runtime::alloc::vec::Vec<::core::primitive::f64>) {}
            fn write_numbers(&mut self, _numbers: &mut dyn ::core::iter::Iterator<Item = ::core::primitive::f64>) {}
        }
    }
}

/// The type of the numbers: that of a field which shows it, or else of the first.
pub(super) fn number(shape: &Shape) -> TokenStream {
    let shown = |name: &str| {
        let field = |field: &Field| field.ty.to_token_stream().into_iter().any(|tree| mentions(tree, name));
        shape.active().any(field)
    };
    match shape.active().next() {
        Some(first) if !shown("f64") && !shown("f32") => {
            let ty = &first.ty;
            quote!(<#ty as ::pullback::runtime::Differentiable>::Number)
        }
        Some(_) if !shown("f64") => quote!(::core::primitive::f32),
        _ => quote!(::core::primitive::f64),
    }
}

fn mentions(tree: TokenTree, name: &str) -> bool {
    match tree {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => group.stream().into_iter().any(|tree| mentions(tree, name)),
        _ => false,
    }
}

fn tangent_name(shape: &Shape) -> Ident {
    format_ident!("{}Tangent", shape.name)
}

fn shadow_name(shape: &Shape) -> Ident {
    format_ident!("{}Shadow", shape.name)
}

/// `STangent`: plain data, one field for each active field of the struct.
fn tangent(shape: &Shape, family: &Family) -> TokenStream {
    let (vis, name, tangent) = (&shape.vis, &shape.name, tangent_name(shape));
    let doc = format!("The derivative of [`{name}`], or with respect to one: a number for each of its numbers.");
    let generics = &family.tangent;
    let fields: Vec<TokenStream> = shape.active().map(tangent_field).collect();
    let definition = match shape.style {
        Style::Named => {
            let where_clause = &generics.where_clause;
            quote!(#vis struct #tangent #generics #where_clause { #(#fields,)* })
        }
        Style::Tuple => {
            let where_clause = &generics.where_clause;
            quote!(#vis struct #tangent #generics (#(#fields,)*) #where_clause;)
        }
        Style::Unit => quote!(#vis struct #tangent;),
    };
    // The standard derives would demand `T: Clone` of a parameter, where it is `T::Tangent` that must be.
    let derives = if family.bounded.is_empty() {
        quote!(#[derive(Clone, Debug, PartialEq)])
    } else {
        quote!()
    };
    let exemption = crate::emit::exemption();
    quote! {
        #[doc = #doc]
        #exemption
        #derives
        #definition
    }
}

fn tangent_field(field: &Field) -> TokenStream {
    let (vis, ty) = (&field.vis, tangent_type(&field.ty));
    let docs = field_docs(field);
    match &field.member {
        Member::Named(name) => quote!(#docs #vis #name: #ty),
        Member::Unnamed(_) => quote!(#docs #vis #ty),
    }
}

/// The field's own documentation, and a line where it has none.
pub(super) fn field_docs(field: &Field) -> TokenStream {
    let docs: Vec<&Attribute> = field.attrs.iter().filter(|attr| attr.path().is_ident("doc")).collect();
    if docs.is_empty() {
        let name = match &field.member {
            Member::Named(name) => format!("The derivative with respect to `{name}`."),
            Member::Unnamed(index) => format!("The derivative with respect to field {}.", index.index),
        };
        return quote!(#[doc = #name]);
    }
    quote!(#(#docs)*)
}

/// A field's tangent type, spelled as the user would where syntax shows what it is.
fn tangent_type(ty: &Type) -> TokenStream {
    match ty {
        _ if is_float(ty) => quote!(#ty),
        Type::Array(array) => {
            let (element, length) = (tangent_type(&array.elem), &array.len);
            quote!([#element; #length])
        }
        Type::Tuple(tuple) => {
            let elements = tuple.elems.iter().map(tangent_type);
            quote!((#(#elements,)*))
        }
        _ => quote_spanned!(ty.span()=> <#ty as ::pullback::runtime::Differentiable>::Tangent),
    }
}

fn is_float(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("f64") || path.path.is_ident("f32"))
}

/// `Clone`, `Debug` and `PartialEq` of a generic struct's tangent.
fn tangent_impls(shape: &Shape, family: &Family) -> TokenStream {
    if family.bounded.is_empty() {
        return TokenStream::new();
    }
    let tangent = tangent_name(shape);
    let (impl_generics, arguments, where_clause) = family.tangent.split_for_impl();
    let members: Vec<&Member> = shape.active().map(|field| &field.tangent_member).collect();
    let text = tangent.to_string();
    let debug = match shape.style {
        Style::Named => {
            let names = members.iter().map(|member| quote!(#member).to_string());
            quote!(f.debug_struct(#text)#(.field(#names, &self.#members))*.finish())
        }
        Style::Tuple | Style::Unit => quote!(f.debug_tuple(#text)#(.field(&self.#members))*.finish()),
    };
    let mut comparable = family.tangent.clone();
    for ty in &family.bounded {
        let predicate =
            syn::parse_quote!(<#ty as ::pullback::runtime::Differentiable>::Tangent: ::core::cmp::PartialEq);
        comparable.make_where_clause().predicates.push(predicate);
    }
    let equal_where = &comparable.where_clause;
    quote! {
        impl #impl_generics ::core::clone::Clone for #tangent #arguments #where_clause {
            fn clone(&self) -> Self {
                Self { #(#members: ::core::clone::Clone::clone(&self.#members),)* }
            }
        }
        impl #impl_generics ::core::fmt::Debug for #tangent #arguments #where_clause {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #debug
            }
        }
        impl #impl_generics ::core::cmp::PartialEq for #tangent #arguments #equal_where {
            fn eq(&self, other: &Self) -> bool {
                true #(&& self.#members == other.#members)*
            }
        }
    }
}

/// `Default` for the tangent, where every field's tangent has one.
fn tangent_default(shape: &Shape, family: &Family) -> TokenStream {
    let tangent = tangent_name(shape);
    let (impl_generics, arguments, _) = family.tangent.split_for_impl();
    let members = shape.active().map(|field| &field.tangent_member);
    let mut generics = family.tangent.clone();
    for field in shape.active().filter(|field| !is_float(&field.ty)) {
        let ty = tangent_type(&field.ty);
        // A bound over an (unused) lifetime is checked only at use: arrays beyond 32 have no `Default`, and must not stop
        // the rest from compiling.
        let predicate = syn::parse_quote!(for<'late> #ty: ::core::default::Default);
        generics.make_where_clause().predicates.push(predicate);
    }
    let where_clause = &generics.where_clause;
    quote! {
        impl #impl_generics ::core::default::Default for #tangent #arguments #where_clause {
            fn default() -> Self {
                Self { #(#members: ::core::default::Default::default(),)* }
            }
        }
    }
}

/// `SShadow<M>`: a cell for each number, nothing for constant fields.
fn shadow(shape: &Shape, family: &Family) -> TokenStream {
    let (vis, shadow, mode) = (&shape.vis, shadow_name(shape), &family.mode);
    let generics = &family.shadow;
    let where_clause = &generics.where_clause;
    let mut fields: Vec<TokenStream> = shape
        .fields
        .iter()
        .map(|field| {
            let (vis, ty) = (&field.vis, shadow_type(field, &quote!(#mode)));
            match &field.member {
                Member::Named(name) => quote!(#vis #name: #ty),
                Member::Unnamed(_) => quote!(#vis #ty),
            }
        })
        .collect();
    if let Some(marker) = marker(shape) {
        let ty = quote!(::core::marker::PhantomData<#mode>);
        fields.push(if shape.style == Style::Tuple {
            ty
        } else {
            quote!(#marker: #ty)
        });
    }
    let definition = if shape.style == Style::Tuple {
        quote!(#vis struct #shadow #generics (#(#fields,)*) #where_clause;)
    } else {
        quote!(#vis struct #shadow #generics #where_clause { #(#fields,)* })
    };
    let exemption = crate::emit::exemption();
    quote! {
        #[doc(hidden)]
        #exemption
        #definition
    }
}

fn shadow_type(field: &Field, mode: &TokenStream) -> TokenStream {
    let ty = &field.ty;
    if field.constant {
        return quote!(::pullback::runtime::Constant);
    }
    quote_spanned!(ty.span()=> <#ty as ::pullback::runtime::Differentiable>::Shadow<#mode>)
}

/// The field that mentions the mode where no other does.
fn marker(shape: &Shape) -> Option<Member> {
    if shape.active().next().is_some() {
        return None;
    }
    Some(match shape.style {
        Style::Tuple => Member::Unnamed(shape.fields.len().into()),
        Style::Named | Style::Unit => Member::Named(Ident::new("mode_marker", Span::mixed_site())),
    })
}

/// A shadow's literal, its active fields filled by `fill`.
fn shadow_literal(shape: &Shape, fill: impl Fn(&Field) -> TokenStream) -> TokenStream {
    let shadow = shadow_name(shape);
    let members = shape.fields.iter().map(|field| &field.member);
    let values = shape.fields.iter().map(|field| {
        if field.constant {
            quote!(::pullback::runtime::Constant)
        } else {
            fill(field)
        }
    });
    let marker = marker(shape).map(|marker| quote!(#marker: ::core::marker::PhantomData,));
    quote!(#shadow { #(#members: #values,)* #marker })
}

fn differentiable_impl(shape: &Shape, family: &Family) -> TokenStream {
    let (name, tangent, shadow) = (&shape.name, tangent_name(shape), shadow_name(shape));
    let (impl_generics, arguments, where_clause) = family.primal.split_for_impl();
    let (_, tangent_arguments, _) = family.tangent.split_for_impl();
    let mode = &family.mode;
    let shadow_arguments = arguments_with_mode(family, &quote!(#mode));
    let active_arguments = arguments_with_mode(family, &quote!(::pullback::runtime::Active));
    let zero = shadow_literal(shape, |field| {
        let member = &field.member;
        quote!(::pullback::runtime::Differentiable::zero_shadow(&self.#member))
    });
    let from_tangent = shadow_literal(shape, |field| {
        let (member, ty) = (&field.tangent_member, &field.ty);
        quote!(<#ty as ::pullback::runtime::Differentiable>::shadow_from_tangent(tangent.#member))
    });
    let to_tangent = shape.active().map(|field| {
        let (member, tangent_member, ty) = (&field.member, &field.tangent_member, &field.ty);
        quote!(#tangent_member: <#ty as ::pullback::runtime::Differentiable>::tangent_from_shadow(shadow.#member))
    });
    let lent = shadow_literal(shape, |field| {
        let (member, tangent_member) = (&field.member, &field.tangent_member);
        quote!(::pullback::runtime::Differentiable::lend_tangent(&self.#member, &mut tangent.#tangent_member))
    });
    let active: Vec<&Member> = shape.active().map(|field| &field.member).collect();
    let number = number(shape);
    let numbers = argument("numbers", shape);
    let tangent_argument = argument("tangent", shape);
    let shadow_argument = argument("shadow", shape);
    quote! {
        impl #impl_generics ::pullback::runtime::Differentiable for #name #arguments #where_clause {
            type Tangent = #tangent #tangent_arguments;
            type Shadow<#mode: ::pullback::runtime::Mode> = #shadow #shadow_arguments;
            type Number = #number;
            #[inline]
            fn zero_shadow<#mode: ::pullback::runtime::Mode>(&self) -> Self::Shadow<#mode> {
                #zero
            }
            #[inline]
            fn shadow_from_tangent(#tangent_argument: Self::Tangent) -> #shadow #active_arguments {
                #from_tangent
            }
            #[inline]
            fn tangent_from_shadow(#shadow_argument: #shadow #active_arguments) -> Self::Tangent {
                #tangent { #(#to_tangent,)* }
            }
            #[inline]
            fn lend_tangent(&self, #tangent_argument: &mut Self::Tangent) -> #shadow #active_arguments {
                #lent
            }
            fn read_numbers(&self, #numbers: &mut ::pullback::runtime::alloc::vec::Vec<::core::primitive::f64>) {
                #(::pullback::runtime::Differentiable::read_numbers(&self.#active, numbers);)*
            }
            fn write_numbers(&mut self, #numbers: &mut dyn ::core::iter::Iterator<Item = ::core::primitive::f64>) {
                #(::pullback::runtime::Differentiable::write_numbers(&mut self.#active, numbers);)*
            }
        }
    }
}

/// Whole tangents in a shadow, for generic code.
fn cells_impl(shape: &Shape, family: &Family) -> TokenStream {
    let (shadow, tangent, mode) = (shadow_name(shape), tangent_name(shape), &family.mode);
    let (impl_generics, _, where_clause) = family.shadow.split_for_impl();
    let (_, tangent_arguments, _) = family.tangent.split_for_impl();
    let arguments = arguments_with_mode(family, &quote!(#mode));
    let parts = shape.active().map(|field| {
        let (member, tangent_member) = (&field.member, &field.tangent_member);
        quote!(#tangent_member: ::pullback::runtime::support::Leaf::tangent(&self.#member))
    });
    let argument = argument("tangent", shape);
    let methods = ["set", "add", "sub"].map(|method| {
        let method = Ident::new(method, Span::call_site());
        let parts = shape.active().map(|field| {
            let (member, tangent_member) = (&field.member, &field.tangent_member);
            quote!(::pullback::runtime::Cells::#method(&self.#member, #argument.#tangent_member);)
        });
        quote! {
            #[inline]
            fn #method(&self, #argument: #tangent #tangent_arguments) {
                #(#parts)*
            }
        }
    });
    quote! {
        impl #impl_generics ::pullback::runtime::support::Leaf<#tangent #tangent_arguments> for #shadow #arguments #where_clause {
            #[inline]
            fn tangent(&self) -> #tangent #tangent_arguments {
                #tangent { #(#parts,)* }
            }
        }
        impl #impl_generics ::pullback::runtime::Cells<#tangent #tangent_arguments> for #shadow #arguments #where_clause {
            #(#methods)*
        }
    }
}

/// An argument's name, with an underscore where no field uses it.
fn argument(name: &str, shape: &Shape) -> Ident {
    if shape.active().next().is_some() {
        format_ident!("{name}")
    } else {
        format_ident!("_{name}")
    }
}

fn shadow_of_impl(shape: &Shape, family: &Family) -> TokenStream {
    let shadow = shadow_name(shape);
    let mode = &family.mode;
    let (impl_generics, _, where_clause) = family.shadow.split_for_impl();
    let arguments = arguments_with_mode(family, &quote!(#mode));
    let active_arguments = arguments_with_mode(family, &quote!(::pullback::runtime::Active));
    let local = argument("local", shape);
    let implement = |name: &str, methods: [&str; 2]| {
        let name = Ident::new(name, Span::call_site());
        let methods = methods.map(|method| {
            let method = Ident::new(method, Span::call_site());
            let members = shape.active().map(|field| &field.member);
            quote! {
                #[inline]
                fn #method(&self, #local: &#shadow #active_arguments) {
                    #(::pullback::runtime::#name::#method(&self.#members, &#local.#members);)*
                }
            }
        });
        quote! {
            impl #impl_generics ::pullback::runtime::#name<#shadow #active_arguments> for #shadow #arguments #where_clause {
                #(#methods)*
            }
        }
    };
    let (copied, assigned) = (
        implement("ShadowOf", ["absorb", "copy_to"]),
        implement("AssignedShadow", ["release_to", "assign"]),
    );
    let members: Vec<&Member> = shape.active().map(|field| &field.member).collect();
    let (numbers, kept) = (argument("numbers", shape), argument("kept", shape));
    let cloned = shadow_literal(shape, |field| {
        let member = &field.member;
        quote!(::core::clone::Clone::clone(&self.#member))
    });
    let cells = cells_impl(shape, family);
    quote! {
        #copied
        #assigned
        #cells
        impl #impl_generics ::core::clone::Clone for #shadow #arguments #where_clause {
            #[inline]
            fn clone(&self) -> Self {
                #cloned
            }
        }
        impl #impl_generics ::pullback::runtime::Leaves for #shadow #arguments #where_clause {
            fn read(&self, #numbers: &mut ::pullback::runtime::alloc::vec::Vec<::core::primitive::f64>) {
                #(::pullback::runtime::Leaves::read(&self.#members, numbers);)*
            }
            fn write(&self, #numbers: &mut dyn ::core::iter::Iterator<Item = ::core::primitive::f64>) {
                #(::pullback::runtime::Leaves::write(&self.#members, numbers);)*
            }
        }
        impl #impl_generics ::pullback::runtime::PutBack for #shadow #arguments #where_clause {
            #[inline]
            fn put_back(&self, #kept: &Self) {
                #(::pullback::runtime::PutBack::put_back(&self.#members, &kept.#members);)*
            }
            #[inline]
            fn add_all(&self, #kept: &Self) {
                #(::pullback::runtime::PutBack::add_all(&self.#members, &kept.#members);)*
            }
        }
        impl #impl_generics ::pullback::runtime::support::Clear for #shadow #arguments #where_clause {
            #[inline]
            fn clear(&self) {
                #(::pullback::runtime::support::Clear::clear(&self.#members);)*
            }
        }
    }
}
