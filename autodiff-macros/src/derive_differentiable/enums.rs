//! `#[derive(Differentiable)]` on an enum: a tangent and a shadow with the same variants.
//!
//! The choice of a variant has no derivative, its payload has. An enum without numbers anywhere has the tangent `()`, as
//! integers have.

use super::emit::{assembled, field_docs};
use super::generics::{Family, arguments_with_mode, family};
use super::payloads::payload;
use super::shape::{Errors, Field, Policy, Shape, Style, read_fields};
use super::variants::Variant;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{DataEnum, DeriveInput, Fields};

struct Enum {
    shape: Shape,
    variants: Vec<Variant>,
    tangent: Ident,
    shadow: Ident,
}

/// Expands the derive on an enum.
pub(super) fn expand(input: &DeriveInput, data: &DataEnum, policy: &Policy, errors: &mut Errors) -> TokenStream {
    let mut shape = Shape {
        vis: input.vis.clone(),
        name: input.ident.clone(),
        generics: input.generics.clone(),
        style: Style::Unit,
        fields: Vec::new(),
    };
    let read = |variant: &syn::Variant| Variant {
        name: variant.ident.clone(),
        style: match &variant.fields {
            Fields::Named(_) => Style::Named,
            Fields::Unnamed(_) => Style::Tuple,
            Fields::Unit => Style::Unit,
        },
        fields: read_fields(&variant.fields, &shape, policy, errors),
    };
    let variants: Vec<Variant> = data.variants.iter().map(read).collect();
    // The generics look at all fields of all variants.
    let fields = data.variants.iter().flat_map(|variant| {
        let mut unheard = Errors::default();
        read_fields(&variant.fields, &shape, policy, &mut unheard)
    });
    let fields: Vec<Field> = fields.collect();
    shape.fields = fields;
    let whole = Enum {
        tangent: format_ident!("{}Tangent", shape.name),
        shadow: format_ident!("{}Shadow", shape.name),
        shape,
        variants,
    };
    if whole.shape.active().next().is_none() {
        return whole.without_numbers();
    }
    let family = family(&whole.shape);
    let implementations = [
        whole.tangent_impls(&family),
        whole.differentiable(&family),
        whole.moves(&family),
        whole.cells(&family),
        whole.leaves(&family),
        whole.payloads(&family),
    ];
    assembled(&[whole.definitions(&family)], &implementations)
}

impl Enum {
    /// An enum that carries no derivative: as an integer.
    fn without_numbers(&self) -> TokenStream {
        let name = &self.shape.name;
        let (impl_generics, arguments, where_clause) = self.shape.generics.split_for_impl();
        let mode = format_ident!("ShadowMode");
        quote! {
            impl #impl_generics ::pullback::runtime::Differentiable for #name #arguments #where_clause {
                type Tangent = ();
                type Shadow<#mode: ::pullback::runtime::Mode> = ::pullback::runtime::NoAdjoint<#mode>;
                type Number = ::core::primitive::f64;
                #[inline(always)]
                fn zero_shadow<#mode: ::pullback::runtime::Mode>(&self) -> ::pullback::runtime::NoAdjoint<#mode> {
                    ::core::default::Default::default()
                }
                #[inline(always)]
                fn shadow_from_tangent(_tangent: ()) -> ::pullback::runtime::NoAdjoint {
                    ::core::default::Default::default()
                }
                #[inline(always)]
                fn tangent_from_shadow(_shadow: ::pullback::runtime::NoAdjoint) {}
                fn read_numbers(&self, _numbers: &mut ::pullback::runtime::alloc::vec::Vec<::core::primitive::f64>) {}
                fn write_numbers(&mut self, _numbers: &mut dyn ::core::iter::Iterator<Item = ::core::primitive::f64>) {}
            }
        }
    }

    fn definitions(&self, family: &Family) -> TokenStream {
        let (vis, name, tangent, shadow) = (&self.shape.vis, &self.shape.name, &self.tangent, &self.shadow);
        let doc = format!(
            "The derivative of [`{name}`], or with respect to one: of the same variant, a number for each number."
        );
        let tangents = self.variants.iter().map(|variant| {
            let fields = variant.active().map(|field| {
                let ty = &field.ty;
                let tangent = quote!(<#ty as ::pullback::runtime::Differentiable>::Tangent);
                (field_docs(field), field.tangent_member.clone(), tangent)
            });
            let definition = variant.definition(fields);
            let doc = format!("The derivative of [`{name}::{}`].", variant.name);
            quote!(#[doc = #doc] #definition)
        });
        let mode = &family.mode;
        let shadows = self.variants.iter().map(|variant| {
            let fields = variant.fields.iter().map(|field| {
                let ty = &field.ty;
                let ty = if field.constant {
                    quote!(::pullback::runtime::Constant)
                } else {
                    quote!(<#ty as ::pullback::runtime::Differentiable>::Shadow<#mode>)
                };
                (TokenStream::new(), field.member.clone(), ty)
            });
            variant.definition(fields)
        });
        let (tangent_generics, tangent_where) = (&family.tangent, &family.tangent.where_clause);
        let (shadow_generics, shadow_where) = (&family.shadow, &family.shadow.where_clause);
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
            #vis enum #tangent #tangent_generics #tangent_where { #(#tangents,)* }
            #[doc(hidden)]
            #exemption
            #vis enum #shadow #shadow_generics #shadow_where { #(#shadows,)* }
        }
    }

    /// `Clone` and `Debug` of a generic enum's tangent: the standard derives would demand them of the parameters.
    fn tangent_impls(&self, family: &Family) -> TokenStream {
        if family.bounded.is_empty() {
            return TokenStream::new();
        }
        let tangent = &self.tangent;
        let (impl_generics, arguments, where_clause) = family.tangent.split_for_impl();
        let clones = self.variants.iter().map(|variant| {
            let pattern = variant.tangent_pattern(tangent, "part");
            let value = variant.tangent(tangent, |_, name| quote!(::core::clone::Clone::clone(#name)));
            quote!(#pattern => #value)
        });
        let debugs = self.variants.iter().map(|variant| {
            let pattern = variant.tangent_pattern(tangent, "part");
            let (text, names) = (variant.name.to_string(), variant.names("part"));
            quote!(#pattern => f.debug_tuple(#text)#(.field(#names))*.finish())
        });
        quote! {
            impl #impl_generics ::core::clone::Clone for #tangent #arguments #where_clause {
                fn clone(&self) -> Self {
                    match self { #(#clones,)* }
                }
            }
            impl #impl_generics ::core::fmt::Debug for #tangent #arguments #where_clause {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self { #(#debugs,)* }
                }
            }
        }
    }

    fn differentiable(&self, family: &Family) -> TokenStream {
        let (name, tangent, shadow) = (&self.shape.name, &self.tangent, &self.shadow);
        let (impl_generics, arguments, where_clause) = family.primal.split_for_impl();
        let (_, tangent_arguments, _) = family.tangent.split_for_impl();
        let mode = &family.mode;
        let shadow_arguments = arguments_with_mode(family, &quote!(#mode));
        let active_arguments = arguments_with_mode(family, &quote!(::pullback::runtime::Active));
        let number = super::emit::number(&self.shape);
        let zero = self.variants.iter().map(|variant| {
            let pattern = variant.pattern(name, "part");
            let value = variant.shadow(
                shadow,
                |_, part| quote!(::pullback::runtime::Differentiable::zero_shadow(#part)),
            );
            quote!(#pattern => #value)
        });
        let from_tangent = self.variants.iter().map(|variant| {
            let pattern = variant.tangent_pattern(tangent, "part");
            let value = variant.shadow(shadow, |field, part| {
                let ty = &field.ty;
                quote!(<#ty as ::pullback::runtime::Differentiable>::shadow_from_tangent(#part))
            });
            quote!(#pattern => #value)
        });
        let to_tangent = self.variants.iter().map(|variant| {
            let pattern = variant.pattern(shadow, "part");
            let value = variant.tangent(tangent, |field, part| {
                let ty = &field.ty;
                quote!(<#ty as ::pullback::runtime::Differentiable>::tangent_from_shadow(#part))
            });
            quote!(#pattern => #value)
        });
        let numbers = |method: &str| -> Vec<TokenStream> {
            let method = format_ident!("{method}");
            let arm = |variant: &Variant| {
                let (pattern, parts) = (variant.pattern(name, "part"), variant.names("part"));
                quote!(#pattern => { #(::pullback::runtime::Differentiable::#method(#parts, numbers);)* })
            };
            self.variants.iter().map(arm).collect()
        };
        let (read, write) = (numbers("read_numbers"), numbers("write_numbers"));
        quote! {
            impl #impl_generics ::pullback::runtime::Differentiable for #name #arguments #where_clause {
                type Tangent = #tangent #tangent_arguments;
                type Shadow<#mode: ::pullback::runtime::Mode> = #shadow #shadow_arguments;
                type Number = #number;
                #[inline]
                fn zero_shadow<#mode: ::pullback::runtime::Mode>(&self) -> Self::Shadow<#mode> {
                    match self { #(#zero,)* }
                }
                #[inline]
                fn shadow_from_tangent(tangent: Self::Tangent) -> #shadow #active_arguments {
                    match tangent { #(#from_tangent,)* }
                }
                #[inline]
                fn tangent_from_shadow(shadow: #shadow #active_arguments) -> Self::Tangent {
                    match shadow { #(#to_tangent,)* }
                }
                fn read_numbers(&self, numbers: &mut ::pullback::runtime::alloc::vec::Vec<::core::primitive::f64>) {
                    match self { #(#read)* }
                }
                fn write_numbers(&mut self, numbers: &mut dyn ::core::iter::Iterator<Item = ::core::primitive::f64>) {
                    match self { #(#write)* }
                }
            }
        }
    }

    /// Arms over two enums of the same variants; other pairs have none.
    fn pairs(&self, other: &Ident, is_tangent: bool, body: impl Fn(&Variant) -> TokenStream) -> TokenStream {
        let arms = self.variants.iter().map(|variant| {
            let first = variant.pattern(&self.shadow, "part");
            let second = if is_tangent {
                variant.tangent_pattern(other, "other")
            } else {
                variant.pattern(other, "other")
            };
            let body = body(variant);
            quote!((#first, #second) => { #body })
        });
        let rest = (self.variants.len() > 1).then(|| quote!(_ => ::pullback::runtime::support::other_variant(),));
        quote!(#(#arms)* #rest)
    }

    /// Both shadows' parts, by a method of a trait.
    fn both(&self, path: &TokenStream) -> TokenStream {
        self.pairs(&self.shadow, false, |variant| {
            let (parts, others) = (variant.names("part"), variant.names("other"));
            quote!(#(#path(#parts, #others);)*)
        })
    }

    fn moves(&self, family: &Family) -> TokenStream {
        let (shadow, mode) = (&self.shadow, &family.mode);
        let (impl_generics, _, where_clause) = family.shadow.split_for_impl();
        let arguments = arguments_with_mode(family, &quote!(#mode));
        let active_arguments = arguments_with_mode(family, &quote!(::pullback::runtime::Active));
        let implement = |name: &str, methods: [&str; 2]| {
            let name = format_ident!("{name}");
            let methods = methods.map(|method| {
                let method = format_ident!("{method}");
                let arms = self.both(&quote!(::pullback::runtime::#name::#method));
                quote! {
                    #[inline]
                    fn #method(&self, local: &#shadow #active_arguments) {
                        match (self, local) { #arms }
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
        quote!(#copied #assigned)
    }

    /// Arms over one shadow, a statement for each part.
    fn each(&self, statement: impl Fn(&Ident) -> TokenStream) -> TokenStream {
        let arms = self.variants.iter().map(|variant| {
            let pattern = variant.pattern(&self.shadow, "part");
            let names = variant.names("part");
            let statements = names.iter().map(&statement);
            quote!(#pattern => { #(#statements)* })
        });
        quote!(match self { #(#arms)* })
    }

    fn cells(&self, family: &Family) -> TokenStream {
        let (shadow, tangent, mode) = (&self.shadow, &self.tangent, &family.mode);
        let (impl_generics, _, where_clause) = family.shadow.split_for_impl();
        let (_, tangent_arguments, _) = family.tangent.split_for_impl();
        let arguments = arguments_with_mode(family, &quote!(#mode));
        let read = self.variants.iter().map(|variant| {
            let pattern = variant.pattern(shadow, "part");
            let value = variant.tangent(
                tangent,
                |_, part| quote!(::pullback::runtime::support::Leaf::tangent(#part)),
            );
            quote!(#pattern => #value)
        });
        let methods = ["set", "add", "sub"].map(|method| {
            let method = format_ident!("{method}");
            let arms = self.pairs(tangent, true, |variant| {
                let (parts, others) = (variant.names("part"), variant.names("other"));
                quote!(#(::pullback::runtime::Cells::#method(#parts, #others);)*)
            });
            quote! {
                #[inline]
                fn #method(&self, tangent: #tangent #tangent_arguments) {
                    match (self, tangent) { #arms }
                }
            }
        });
        let clear = self.each(|part| quote!(::pullback::runtime::support::Clear::clear(#part);));
        let clones = self.variants.iter().map(|variant| {
            let pattern = variant.pattern(shadow, "part");
            let value = variant.shadow(shadow, |_, part| quote!(::core::clone::Clone::clone(#part)));
            quote!(#pattern => #value)
        });
        quote! {
            impl #impl_generics ::pullback::runtime::support::Leaf<#tangent #tangent_arguments> for #shadow #arguments #where_clause {
                #[inline]
                fn tangent(&self) -> #tangent #tangent_arguments {
                    match self { #(#read,)* }
                }
            }
            impl #impl_generics ::pullback::runtime::Cells<#tangent #tangent_arguments> for #shadow #arguments #where_clause {
                #(#methods)*
            }
            impl #impl_generics ::pullback::runtime::support::Clear for #shadow #arguments #where_clause {
                #[inline]
                fn clear(&self) {
                    #clear
                }
            }
            impl #impl_generics ::core::clone::Clone for #shadow #arguments #where_clause {
                #[inline]
                fn clone(&self) -> Self {
                    match self { #(#clones,)* }
                }
            }
        }
    }

    fn leaves(&self, family: &Family) -> TokenStream {
        let (shadow, mode) = (&self.shadow, &family.mode);
        let (impl_generics, _, where_clause) = family.shadow.split_for_impl();
        let arguments = arguments_with_mode(family, &quote!(#mode));
        let read = self.each(|part| quote!(::pullback::runtime::Leaves::read(#part, numbers);));
        let write = self.each(|part| quote!(::pullback::runtime::Leaves::write(#part, numbers);));
        let put_back = self.both(&quote!(::pullback::runtime::PutBack::put_back));
        let add_all = self.both(&quote!(::pullback::runtime::PutBack::add_all));
        quote! {
            impl #impl_generics ::pullback::runtime::Leaves for #shadow #arguments #where_clause {
                fn read(&self, numbers: &mut ::pullback::runtime::alloc::vec::Vec<::core::primitive::f64>) {
                    #read
                }
                fn write(&self, numbers: &mut dyn ::core::iter::Iterator<Item = ::core::primitive::f64>) {
                    #write
                }
            }
            impl #impl_generics ::pullback::runtime::PutBack for #shadow #arguments #where_clause {
                #[inline]
                fn put_back(&self, kept: &Self) {
                    match (self, kept) { #put_back }
                }
                #[inline]
                fn add_all(&self, kept: &Self) {
                    match (self, kept) { #add_all }
                }
            }
        }
    }

    /// Each part by its number.
    fn payloads(&self, family: &Family) -> TokenStream {
        let several = self.variants.len() > 1;
        let parts = self.variants.iter().flat_map(|variant| {
            variant.fields.iter().map(move |field| {
                let (shadow, name, member) = (&self.shadow, &variant.name, &field.member);
                let arm = quote!(#shadow::#name { #member: part, .. } => part,);
                let rest = several.then(|| quote!(_ => ::pullback::runtime::support::other_variant(),));
                let found = quote!(match self { #arm #rest });
                payload(shadow, family, name, field, [&found, &found])
            })
        });
        parts.collect()
    }
}
