//! The types of the parts of values: fields, payloads of variants, elements.

use super::{Shape, TypeId, Types};

/// How a payload is called in the generated code: `Circle.radius`.
pub fn part_name(path: &syn::Path, member: &syn::Member) -> String {
    let variant = path
        .segments
        .last()
        .map(|last| last.ident.to_string())
        .unwrap_or_default();
    let member = match member {
        syn::Member::Named(name) => name.to_string(),
        syn::Member::Unnamed(index) => index.index.to_string(),
    };
    format!("{variant}.{member}")
}

/// A field that no type has, which stands for what an index of the user's own gives.
fn located_member() -> syn::Member {
    syn::Member::Named(proc_macro2::Ident::new("located__", proc_macro2::Span::call_site()))
}

impl Types {
    /// The type of a field; fields of one named type share theirs over the whole function.
    pub fn field(&mut self, id: TypeId, member: &syn::Member) -> TypeId {
        match (self.shape(id), member) {
            (Shape::Tuple(parts), syn::Member::Unnamed(index)) if (index.index as usize) < parts.len() => {
                parts[index.index as usize]
            }
            (Shape::Named(name), member) => {
                let key = (name, quote::quote!(#member).to_string());
                if let Some(known) = self.fields.get(&key) {
                    return *known;
                }
                let fresh = self.fresh();
                self.fields.insert(key, fresh);
                fresh
            }
            _ => self.fresh(),
        }
    }

    /// The type of a field, if something was learned of it.
    pub fn known_field(&self, id: TypeId, member: &syn::Member) -> Option<TypeId> {
        match (self.shape(id), member) {
            (Shape::Tuple(parts), syn::Member::Unnamed(index)) => parts.get(index.index as usize).copied(),
            (Shape::Named(name), member) => self.fields.get(&(name, quote::quote!(#member).to_string())).copied(),
            _ => None,
        }
    }
    /// The type of what an index of the user's own gives: of one type, the same for all.
    pub fn located(&mut self, id: TypeId) -> TypeId {
        self.field(id, &located_member())
    }
    /// The type of what an index of the user's own gives, if something was learned of it.
    pub fn known_located(&self, id: TypeId) -> Option<TypeId> {
        self.known_field(id, &located_member())
    }
    /// The type of the elements, if something was learned of it.
    pub fn known_element(&self, id: TypeId) -> Option<TypeId> {
        match self.shape(id) {
            Shape::Sequence(element) => Some(element),
            _ => None,
        }
    }

    /// The type of a variant's payload.
    pub fn payload(&mut self, id: TypeId, path: &syn::Path, member: &syn::Member) -> TypeId {
        if let Shape::Optional(payload) | Shape::Fallible(payload) = self.shape(id) {
            return payload;
        }
        if self.shape(id) == Shape::Unknown
            && let Some(last) = path.segments.last()
            && (last.ident == "Some" || path.is_ident("Ok"))
        {
            let payload = self.fresh();
            let whole = match last.ident == "Some" {
                true => self.optional(payload),
                false => self.fallible(payload),
            };
            self.unify(id, whole);
            return payload;
        }
        let Shape::Named(name) = self.shape(id) else {
            return self.fresh();
        };
        let key = (name, part_name(path, member));
        if let Some(known) = self.fields.get(&key) {
            return *known;
        }
        let fresh = self.fresh();
        self.fields.insert(key, fresh);
        fresh
    }

    /// The type of a variant's payload, as far as it is known.
    pub fn known_payload(&self, id: TypeId, path: &syn::Path, member: &syn::Member) -> Option<TypeId> {
        match self.shape(id) {
            Shape::Optional(payload) | Shape::Fallible(payload) => Some(payload),
            Shape::Named(name) => self.fields.get(&(name, part_name(path, member))).copied(),
            _ => None,
        }
    }

    /// The type of the elements.
    pub fn element(&mut self, id: TypeId) -> TypeId {
        if let Shape::Sequence(element) = self.shape(id) {
            return element;
        }
        let element = self.fresh();
        if self.shape(id) == Shape::Unknown {
            let sequence = self.sequence(element);
            self.unify(id, sequence);
        }
        element
    }
}
