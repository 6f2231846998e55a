//! Places: memory with a name, as the receiver of an operation, as a value, or borrowed.

use super::expressions::Binding;
use super::{Emitter, support};
use crate::ir::{Place, Projection, Role};
use crate::lower::types::part_name;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

/// What is done to a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Read,
    Write,
}

impl Emitter<'_> {
    fn projected(&self, place: &Place, to: Use) -> TokenStream {
        let mut tokens = self.root(place, to);
        for projection in &place.path {
            match projection {
                Projection::Variant { path, member } => tokens = self.payload(place, &tokens, path, member, to),
                step => tokens = self.steps(tokens, std::slice::from_ref(step)),
            }
        }
        tokens
    }

    /// Fields, elements and ranges of something.
    pub(super) fn steps(&self, mut tokens: TokenStream, path: &[Projection]) -> TokenStream {
        for projection in path {
            match projection {
                Projection::Field(member) | Projection::Variant { member, .. } => tokens.extend(quote!(.#member)),
                Projection::Index(index) | Projection::Located(index) => {
                    let index = self.operand(index);
                    tokens.extend(quote!([#index]));
                }
                Projection::Range { low, high, inclusive } => {
                    let low = low.as_ref().map(|low| self.operand_within(low, Binding::Or));
                    let high = high.as_ref().map(|high| self.operand_within(high, Binding::Or));
                    let dots = if *inclusive { quote!(..=) } else { quote!(..) };
                    tokens.extend(quote!([#low #dots #high]));
                }
            }
        }
        tokens
    }

    /// The variable; one that waited for its value has it by now.
    fn root(&self, place: &Place, to: Use) -> TokenStream {
        let (name, support) = (self.name(place.root), support());
        match (self.function.late.contains(&place.root), to) {
            (false, _) => quote!(#name),
            (true, Use::Read) => quote!((*#support::late(&#name))),
            (true, Use::Write) => quote!((*#support::late_mut(&mut #name))),
        }
    }

    /// The payload of a variant: found by a pattern in a value, by its number in a shadow, whose type has no name here.
    fn payload(&self, place: &Place, of: &TokenStream, path: &syn::Path, member: &syn::Member, to: Use) -> TokenStream {
        let support = support();
        // A reference needs none to itself; one that is mutable is lent, or it would stay borrowed.
        let is_reference = self.is_reference(place.root) && *self.name(place.root) == of.to_string();
        let is_mutable = self.growing.contains_key(&place.root)
            || matches!(self.function.var(place.root).role, Role::Reference { mutable: true });
        let borrowed = match (is_reference, to) {
            (true, Use::Read) if is_mutable => quote!(&*#of),
            (true, Use::Write) if is_mutable => quote!(&mut *#of),
            (true, _) => quote!(#of),
            (false, Use::Read) => quote!(&#of),
            (false, Use::Write) => quote!(&mut #of),
        };
        if self.is_shadow(place) {
            let name = part_name(path, member);
            return match to {
                Use::Write if !is_reference || is_mutable => {
                    quote!((*#support::payload_mut::<{ #support::part(#name) }, _, _>(#borrowed)))
                }
                _ => quote!((*#support::payload::<{ #support::part(#name) }, _, _>(#borrowed))),
            };
        }
        if is_held_value(path) {
            return match to {
                Use::Read => quote!((*#path(#borrowed))),
                Use::Write => quote!((*#support::held_value_mut(#borrowed))),
            };
        }
        let path = full_path(path);
        quote!((*match #borrowed { #path { #member: payload, .. } => payload, _ => #support::other_variant() }))
    }

    fn is_bare_reference(&self, place: &Place) -> bool {
        place.path.is_empty() && self.is_reference(place.root)
    }

    /// The place as a value.
    pub(super) fn place(&self, place: &Place) -> TokenStream {
        if self.is_bare_reference(place) {
            let root = self.name(place.root);
            return quote!(*#root);
        }
        self.projected(place, Use::Read)
    }

    /// The place as the target of an assignment.
    pub(super) fn target(&self, place: &Place) -> TokenStream {
        if self.is_bare_reference(place) {
            let root = self.name(place.root);
            return quote!(*#root);
        }
        self.projected(place, Use::Write)
    }

    /// The place as the receiver of a method.
    pub(super) fn place_atom(&self, place: &Place) -> TokenStream {
        self.projected(place, Use::Read)
    }

    /// The place as the receiver of a method that changes it.
    pub(super) fn target_atom(&self, place: &Place) -> TokenStream {
        self.projected(place, Use::Write)
    }

    /// Where errors about a whole variable belong: where the user gave it its name.
    fn span_of_whole(&self, place: &Place) -> Span {
        if place.path.is_empty() {
            self.name(place.root).span()
        } else {
            Span::call_site()
        }
    }

    /// A shared reference to the place.
    pub(super) fn borrow(&self, place: &Place) -> TokenStream {
        if self.is_bare_reference(place) {
            let root = self.name(place.root);
            return match self.function.var(place.root).role {
                Role::Reference { mutable: true } => quote!(&*#root),
                _ if self.growing.contains_key(&place.root) => quote!(&*#root),
                _ => quote!(#root),
            };
        }
        let (span, place) = (self.span_of_whole(place), self.projected(place, Use::Read));
        quote_spanned!(span=> &#place)
    }

    pub(super) fn borrow_mut(&self, place: &Place) -> TokenStream {
        if self.is_bare_reference(place) {
            let root = self.name(place.root);
            return quote!(&mut *#root);
        }
        let place = self.projected(place, Use::Write);
        quote!(&mut #place)
    }
}

/// Whether a path stands for what an `Option` or a `Result` holds, whichever it is.
fn is_held_value(path: &syn::Path) -> bool {
    path.segments.len() > 2 && path.segments.last().is_some_and(|last| last.ident == "held_value")
}

/// `Some` and its kin by their full names, which the user may have given to something else.
pub(super) fn full_path(path: &syn::Path) -> TokenStream {
    match path.get_ident() {
        Some(name) if name == "Some" => quote!(::core::option::Option::#name),
        Some(name) if name == "Ok" || name == "Err" => quote!(::core::result::Result::#name),
        _ => quote!(#path),
    }
}
