//! The variants of an enum: as patterns, and as values of the tangent and the shadow.

use super::shape::{Field, Style};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::Member;

/// One variant of an enum.
pub(super) struct Variant {
    pub(super) name: Ident,
    pub(super) style: Style,
    pub(super) fields: Vec<Field>,
}

impl Variant {
    pub(super) fn active(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.constant)
    }
    /// The variant's name for each of its active fields, and the pattern that binds them all.
    pub(super) fn names(&self, prefix: &str) -> Vec<Ident> {
        let name = |field: &Field| match &field.member {
            Member::Named(name) => format_ident!("{prefix}_{name}"),
            Member::Unnamed(index) => format_ident!("{prefix}_{}", index.index),
        };
        self.active().map(name).collect()
    }
    /// `Circle { 0: prefix_0, .. }`.
    pub(super) fn pattern(&self, of: &Ident, prefix: &str) -> TokenStream {
        let (name, members, names) = (&self.name, self.active().map(|field| &field.member), self.names(prefix));
        quote!(#of::#name { #(#members: #names,)* .. })
    }
    pub(super) fn tangent_pattern(&self, of: &Ident, prefix: &str) -> TokenStream {
        let (name, members) = (&self.name, self.active().map(|field| &field.tangent_member));
        let names = self.names(prefix);
        quote!(#of::#name { #(#members: #names,)* })
    }
    /// The variant of the tangent, with a value for each active field.
    pub(super) fn tangent(&self, of: &Ident, value: impl Fn(&Field, &Ident) -> TokenStream) -> TokenStream {
        let (name, members) = (&self.name, self.active().map(|field| &field.tangent_member));
        let values = self
            .active()
            .zip(self.names("part"))
            .map(|(field, name)| value(field, &name));
        quote!(#of::#name { #(#members: #values,)* })
    }
    /// The variant of the shadow.
    pub(super) fn shadow(&self, of: &Ident, value: impl Fn(&Field, &Ident) -> TokenStream) -> TokenStream {
        let (name, members) = (&self.name, self.fields.iter().map(|field| &field.member));
        let mut names = self.names("part").into_iter();
        let values = self.fields.iter().map(|field| {
            if field.constant {
                return quote!(::pullback::runtime::Constant);
            }
            let name = names.next().unwrap_or_else(|| format_ident!("part"));
            value(field, &name)
        });
        quote!(#of::#name { #(#members: #values,)* })
    }
    /// Of fields with their documentation.
    pub(super) fn definition(&self, fields: impl Iterator<Item = (TokenStream, Member, TokenStream)>) -> TokenStream {
        let name = &self.name;
        let fields = fields.map(|(docs, member, ty)| match member {
            Member::Named(name) => quote!(#docs #name: #ty),
            Member::Unnamed(_) => quote!(#docs #ty),
        });
        match self.style {
            Style::Named => quote!(#name { #(#fields,)* }),
            Style::Tuple => quote!(#name(#(#fields,)*)),
            Style::Unit => quote!(#name),
        }
    }
}
