//! What the forward sweep hands to the reverse sweep, and how sequences that grew get their lengths back.

use super::{Emitter, support, tape};
use crate::ir::{Block, Expr, Operand, Place, Role, Stmt, Var};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

impl Emitter<'_> {
    pub(super) fn unpush(&self, place: &Place, shadow: Option<&Place>, into: Option<&Place>) -> TokenStream {
        let place = self.target_atom(place);
        let adjoint = shadow.map(|shadow| {
            let shadow = self.target_atom(shadow);
            match into {
                Some(into) if self.is_shadow(into) => {
                    let into = self.borrow(into);
                    quote!(if let ::core::option::Option::Some(last) = #shadow.pop() { ::pullback::runtime::AssignedShadow::release_to(&last, #into); })
                }
                Some(into) => {
                    let into = self.target(into);
                    quote!(if let ::core::option::Option::Some(last) = #shadow.pop() { #into += last.get(); })
                }
                None => quote!(#shadow.pop();),
            }
        });
        quote!(#place.pop(); #adjoint)
    }

    pub(super) fn unpop(
        &self,
        place: &Place,
        value: &Operand,
        shadow: Option<&Place>,
        from: Option<&Place>,
    ) -> TokenStream {
        let support = support();
        let adjoint = shadow.map(|shadow| {
            let target = self.target_atom(shadow);
            let element = match from {
                Some(from) if self.is_shadow(from) => self.place(from),
                Some(from) => self.cell(self.function.number_of(value).as_ref(), &Operand::Var(from.root)),
                None => {
                    let value = self.operand(value);
                    quote!(#support::zero_shadow(&#value))
                }
            };
            self.push_shadow(shadow, &target, Some(value), &element)
        });
        let (place, value) = (self.target_atom(place), self.operand(value));
        quote!(#adjoint #place.push(#value);)
    }

    /// Adds the shadow of one more element; what is a parameter has a mode of its own.
    pub(super) fn push_shadow(
        &self,
        place: &Place,
        target: &TokenStream,
        of: Option<&Operand>,
        element: &TokenStream,
    ) -> TokenStream {
        match (self.growing.get(&place.root), of) {
            (Some(mode), Some(of)) => {
                let (support, of) = (support(), self.part(of));
                let target = if place.path.is_empty() {
                    quote!(#target)
                } else {
                    quote!(&mut #target)
                };
                quote!(#support::push_assigned::<_, #mode>(#target, &#of, &#element);)
            }
            _ => quote!(#target.push(#element);),
        }
    }

    /// What a block hands over: one value, or a tuple.
    pub(super) fn record(&self, record: &[Var]) -> TokenStream {
        let names: Vec<_> = record.iter().map(|var| self.name(*var)).collect();
        let values = match names.as_slice() {
            [one] => quote!(#one),
            names => quote!((#(#names),*)),
        };
        let kept = self.kept_of_returned(record);
        if kept.is_empty() {
            values
        } else {
            quote!({ #kept #values })
        }
    }

    /// What is kept of what calls of constants returned, under the same names.
    fn kept_of_returned(&self, record: &[Var]) -> TokenStream {
        let returned = record.iter().filter(|var| self.function.returned.contains(var));
        let kept = returned.map(|var| {
            let (name, support) = (self.name(*var), support());
            self.at_origin(
                Some(*var),
                quote!(let #name = (&#support::Returned(&#name)).way().keep(#name);),
            )
        });
        kept.collect()
    }

    /// The pullback of a sweep, before which stands what it keeps of what calls of constants returned.
    pub(super) fn with_kept(&self, reverse: &Block, pullback: TokenStream) -> TokenStream {
        let own = reverse.stmts.iter().filter_map(|stmt| match stmt {
            Stmt::Let {
                var,
                value: Expr::Returned { .. },
            } => Some(*var),
            _ => None,
        });
        let kept = self.kept_of_returned(&own.collect::<Vec<_>>());
        if kept.is_empty() {
            pullback
        } else {
            quote!({ #kept #pullback })
        }
    }

    /// What a call of constants returned: the value that was kept, or the reference, made again.
    pub(super) fn returned(&self, var: Var, by: Option<&[Stmt]>) -> TokenStream {
        let (name, support) = (self.name(var), support());
        match by {
            Some(by) => {
                let by = self.stmts(by);
                quote!(#name.value(|| { #by #name }))
            }
            None => quote!(#support::held(#name)),
        }
    }

    pub(super) fn record_pattern(&self, record: &[Var]) -> TokenStream {
        let names = record.iter().map(|var| {
            let variable = self.function.var(*var);
            let name = &variable.name;
            if variable.mutable && variable.role != Role::Record {
                quote!(mut #name)
            } else {
                quote!(#name)
            }
        });
        if record.len() == 1 {
            quote!(#(#names)*)
        } else {
            quote!((#(#names),*))
        }
    }

    pub(super) fn save(&self, var: Var, place: &Place, shared: bool) -> TokenStream {
        let name = self.name(var);
        if self.is_on_tape(var) {
            let (tape, place) = (tape::name_of_tape(), self.borrow(place));
            return quote!(#tape.keep(#place););
        }
        if shared {
            let place = self.borrow_mut(place);
            let support = support();
            return quote!(let #name = #support::Restore::keep(#place););
        }
        if self.is_whole_late(place) {
            let late = self.name(place.root);
            return quote!(let #name = ::core::clone::Clone::clone(&#late););
        }
        if self.may_own(place) {
            let value = self.cloned(place);
            return quote!(let #name = #value;);
        }
        let place = self.place(place);
        quote!(let #name = #place;)
    }

    pub(super) fn restore(&self, place: &Place, saved: Var, shared: bool) -> TokenStream {
        let support = support();
        if self.is_on_tape(saved) {
            let (tape, place) = (tape::name_of_tape(), self.borrow_mut(place));
            return quote!(#tape.put_back(#place););
        }
        let saved = self.name(saved);
        if shared {
            let place = self.borrow_mut(place);
            quote!(#support::Restore::restore(#place, #saved);)
        } else {
            let place = if self.is_whole_late(place) {
                self.name(place.root).to_token_stream()
            } else {
                self.target(place)
            };
            quote!(#place = #saved;)
        }
    }
}
