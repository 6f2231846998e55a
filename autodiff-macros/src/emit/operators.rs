//! The derivative of an operator of the user's own: an implementation of the runtime's trait, which generated code calls
//! where it finds the operator.
//!
//! The operator is differentiated as a function of its operands. What is written here takes them by value, whatever the operator
//! takes: operands that are references are kept for the pullback, so that it needs none.

use crate::ir::Operator;
use crate::request::Parameter;
use crate::request::operators::OwnOperator;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{GenericParam, ImplItem, Type};

/// What one operand is called in the functions of the trait, and what the operator's own function takes for it.
struct Operand<'o> {
    ty: &'o Type,
    parameter: &'o Parameter,
    name: Ident,
    borrowed: bool,
    assigned: bool,
    mode: Ident,
}

impl Operand<'_> {
    fn shadow(&self) -> TokenStream {
        let (ty, mode) = (self.ty, &self.mode);
        let mutability = self.assigned.then(|| quote!(mut));
        quote!(&#mutability <#ty as ::pullback::runtime::Differentiable>::Shadow<#mode>)
    }
    fn formal(&self) -> TokenStream {
        let (name, ty) = (&self.name, self.ty);
        if self.assigned {
            quote!(&mut self)
        } else if self.name == "left" {
            quote!(self)
        } else {
            quote!(#name: #ty)
        }
    }
    /// The type in which the pullback takes it again.
    fn again_type(&self) -> TokenStream {
        let ty = self.ty;
        if self.assigned {
            quote!(&mut #ty)
        } else {
            quote!(::pullback::runtime::support::ByValue)
        }
    }
    fn dot_again_type(&self) -> TokenStream {
        if self.assigned {
            self.shadow()
        } else {
            quote!(::pullback::runtime::support::ByValue)
        }
    }
    fn passed(&self) -> TokenStream {
        let name = &self.name;
        if self.borrowed { quote!(&#name) } else { quote!(#name) }
    }
    /// What the operator's own pullback takes again.
    fn again(&self) -> TokenStream {
        let name = &self.name;
        if self.assigned {
            quote!(place)
        } else if self.borrowed {
            quote!(&#name)
        } else {
            quote!(::pullback::runtime::support::ByValue)
        }
    }
    fn dot(&self) -> Ident {
        format_ident!("{}_dot", self.name)
    }
    fn dot_again(&self) -> TokenStream {
        let dot = self.dot();
        if self.assigned {
            quote!(place_dot)
        } else if self.borrowed && self.parameter.active {
            quote!(&#dot)
        } else if self.borrowed {
            quote!(::pullback::runtime::support::Ignored)
        } else {
            quote!(::pullback::runtime::support::ByValue)
        }
    }
    /// A shadow as the operator's own functions take it.
    fn passed_shadow(&self, shadow: &Ident) -> TokenStream {
        if !self.parameter.active {
            quote!(::pullback::runtime::support::Ignored)
        } else if self.assigned && !self.parameter.may_grow() {
            quote!(&*#shadow)
        } else {
            quote!(#shadow)
        }
    }
}

/// The implementation, with the functions that it calls: `companion` is that of the operator as a function.
pub fn implementation(own: &OwnOperator, companion: TokenStream) -> Option<TokenStream> {
    let functions = functions(companion)?;
    let operands = operands(own);
    let body = [
        forward(own, &operands),
        tangent(own, &operands),
        forward_tangent(own, &operands),
    ];
    let (parameters, _, where_clause) = own.generics.split_for_impl();
    let left = operands.first()?.ty;
    let implemented = implemented(&own.operator, &operands);
    let output = &own.output;
    let output = (!own.operator.assigns()).then(|| quote!(type Output = #output;));
    let exemption = super::exemption();
    Some(quote! {
        const _: () = {
            #functions
            #exemption
            impl #parameters #implemented for #left #where_clause {
                #output
                #(#body)*
            }
        };
    })
}

/// The companion, reduced to the functions that the trait's call.
fn functions(companion: TokenStream) -> Option<TokenStream> {
    let mut file: syn::File = syn::parse2(companion).ok()?;
    for item in &mut file.items {
        match item {
            syn::Item::Impl(block) => block.items.retain(|item| match item {
                ImplItem::Fn(function) => ["forward", "tangent", "forward_tangent"]
                    .iter()
                    .any(|name| function.sig.ident == name),
                _ => true,
            }),
            syn::Item::Struct(companion) => companion.attrs.retain(|attribute| !attribute.path().is_ident("doc")),
            _ => {}
        }
    }
    Some(file.into_token_stream())
}

fn operands(own: &OwnOperator) -> Vec<Operand<'_>> {
    let parts = own
        .operands
        .iter()
        .zip(&own.request.parameters)
        .zip(&own.operator.borrowed);
    let names = [("left", "ModeLeft"), ("right", "ModeRight")];
    parts
        .zip(names)
        .enumerate()
        .map(|(position, (((ty, parameter), borrowed), (name, mode)))| Operand {
            ty,
            parameter,
            name: format_ident!("{name}"),
            borrowed: *borrowed,
            assigned: position == 0 && own.operator.assigns(),
            mode: format_ident!("{mode}"),
        })
        .collect()
}

/// `Binary<Mul, f64, (Owned, Owned)>`.
fn implemented(operator: &Operator, operands: &[Operand<'_>]) -> TokenStream {
    let operators = quote!(::pullback::runtime::operators);
    let operation = format_ident!("{}", operator.trait_name());
    let form = |operand: &Operand<'_>| match operand.borrowed {
        true => quote!(#operators::Borrowed),
        false => quote!(#operators::Owned),
    };
    match operands {
        [left, right] => {
            let (ty, left, right) = (right.ty, form(left), form(right));
            if operator.assigns() {
                quote!(#operators::Assigning<#operators::#operation, #ty, #right>)
            } else {
                quote!(#operators::Binary<#operators::#operation, #ty, (#left, #right)>)
            }
        }
        _ => {
            let form = operands.first().map(form);
            quote!(#operators::Unary<#operators::#operation, #form>)
        }
    }
}

/// The operator's own function.
fn callee(own: &OwnOperator, function: &str) -> TokenStream {
    let (companion, function) = (&own.request.companion, format_ident!("{function}"));
    let names: Vec<&Ident> = parameters(own).collect();
    if names.is_empty() {
        quote!(#companion::#function)
    } else {
        quote!(#companion::<#(#names),*>::#function)
    }
}

fn parameters(own: &OwnOperator) -> impl Iterator<Item = &Ident> {
    own.generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Type(ty) => Some(&ty.ident),
        GenericParam::Const(constant) => Some(&constant.ident),
        GenericParam::Lifetime(_) => None,
    })
}

fn tangent_of(own: &OwnOperator) -> TokenStream {
    if own.operator.assigns() {
        return quote!(());
    }
    let output = &own.output;
    quote!(<#output as ::pullback::runtime::Differentiable>::Tangent)
}

fn forward(own: &OwnOperator, operands: &[Operand<'_>]) -> TokenStream {
    let callee = callee(own, "forward");
    let (tape, tape_type) = (super::tape::name_of_tape(), super::tape::reference());
    let (output, tangent) = (&own.output, tangent_of(own));
    let captured: Vec<&Ident> = parameters(own).collect();
    let modes: Vec<&Ident> = operands.iter().map(|operand| &operand.mode).collect();
    let formals = operands.iter().map(Operand::formal);
    let again_types: Vec<TokenStream> = operands.iter().map(Operand::again_type).collect();
    let shadow_types: Vec<TokenStream> = operands.iter().map(Operand::shadow).collect();
    let again_names = operands.iter().map(again_name);
    let shadows: Vec<Ident> = operands
        .iter()
        .map(|operand| format_ident!("{}_bar", operand.name))
        .collect();
    let passed = operands.iter().map(Operand::passed);
    let again = operands.iter().map(Operand::again);
    let passed_shadows = operands
        .iter()
        .zip(&shadows)
        .map(|(operand, shadow)| operand.passed_shadow(shadow));
    quote! {
        #[inline]
        fn operator_forward<#(#modes: ::pullback::runtime::Mode),*>(#(#formals,)* #tape: #tape_type)
            -> (#output, impl ::core::ops::FnOnce(#tangent, #(#again_types,)* #(#shadow_types,)* #tape_type) + use<#(#captured,)* #(#modes),*>)
        {
            let left = self;
            let (value, pullback) = #callee(#(#passed,)* #tape);
            (value, move |seed: #tangent, #(#again_names: #again_types,)* #(#shadows: #shadow_types,)* #tape: #tape_type| {
                pullback(seed, #(#again,)* #(#passed_shadows,)* #tape)
            })
        }
    }
}

fn again_name(operand: &Operand<'_>) -> TokenStream {
    if operand.assigned { quote!(place) } else { quote!(_) }
}

fn tangent(own: &OwnOperator, operands: &[Operand<'_>]) -> TokenStream {
    let callee = callee(own, "tangent");
    let (output, tangent) = (&own.output, tangent_of(own));
    let modes: Vec<&Ident> = operands.iter().map(|operand| &operand.mode).collect();
    let formals = operands.iter().map(Operand::formal);
    let shadow_types = operands.iter().map(Operand::shadow);
    let dots: Vec<Ident> = operands.iter().map(Operand::dot).collect();
    let passed = operands.iter().map(Operand::passed);
    let passed_dots = operands
        .iter()
        .zip(&dots)
        .map(|(operand, dot)| operand.passed_shadow(dot));
    quote! {
        #[inline]
        fn operator_tangent<#(#modes: ::pullback::runtime::Mode),*>(#(#formals,)* #(#dots: #shadow_types),*) -> (#output, #tangent) {
            let left = self;
            #callee(#(#passed,)* #(#passed_dots),*)
        }
    }
}

fn forward_tangent(own: &OwnOperator, operands: &[Operand<'_>]) -> TokenStream {
    let callee = callee(own, "forward_tangent");
    let (output, tangent) = (&own.output, tangent_of(own));
    let captured: Vec<&Ident> = parameters(own).collect();
    let modes: Vec<&Ident> = operands.iter().map(|operand| &operand.mode).collect();
    let formals = operands.iter().map(Operand::formal);
    let again_types: Vec<TokenStream> = operands.iter().map(Operand::again_type).collect();
    let dot_again_types: Vec<TokenStream> = operands.iter().map(Operand::dot_again_type).collect();
    let shadow_types: Vec<TokenStream> = operands.iter().map(Operand::shadow).collect();
    let again_names = operands.iter().map(again_name);
    let dot_again_names = operands.iter().map(|operand| match operand.assigned {
        true => quote!(place_dot),
        false => quote!(_),
    });
    let dots: Vec<Ident> = operands.iter().map(Operand::dot).collect();
    let shadows: Vec<Ident> = operands
        .iter()
        .map(|operand| format_ident!("{}_bar", operand.name))
        .collect();
    let shadow_dots: Vec<Ident> = operands
        .iter()
        .map(|operand| format_ident!("{}_bar_dot", operand.name))
        .collect();
    let passed = operands.iter().map(Operand::passed);
    let passed_dots = operands
        .iter()
        .zip(&dots)
        .map(|(operand, dot)| operand.passed_shadow(dot));
    let again = operands.iter().map(Operand::again);
    let dots_again = operands.iter().map(Operand::dot_again);
    let passed_shadows = operands
        .iter()
        .zip(&shadows)
        .map(|(operand, shadow)| operand.passed_shadow(shadow));
    let passed_shadow_dots = operands
        .iter()
        .zip(&shadow_dots)
        .map(|(operand, shadow)| operand.passed_shadow(shadow));
    // The pullback keeps the tangents of references, as it keeps what they point to.
    let kept = operands.iter().zip(&dots).filter(|(operand, _)| operand.borrowed);
    let kept = kept.map(|(_, dot)| quote!(let #dot = ::core::clone::Clone::clone(#dot);));
    quote! {
        #[inline]
        fn operator_forward_tangent<#(#modes: ::pullback::runtime::Mode),*>(#(#formals,)* #(#dots: #shadow_types),*)
            -> (#output, #tangent, impl ::core::ops::FnOnce(
                #tangent, #tangent, #(#again_types,)* #(#dot_again_types,)* #(#shadow_types,)* #(#shadow_types),*
            ) + use<#(#captured,)* #(#modes),*>)
        {
            let left = self;
            let (value, value_dot, pullback) = #callee(#(#passed,)* #(#passed_dots),*);
            #(#kept)*
            (value, value_dot, move |
                seed: #tangent, seed_dot: #tangent, #(#again_names: #again_types,)* #(#dot_again_names: #dot_again_types,)*
                #(#shadows: #shadow_types,)* #(#shadow_dots: #shadow_types),*
            | {
                pullback(seed, seed_dot, #(#again,)* #(#dots_again,)* #(#passed_shadows,)* #(#passed_shadow_dots),*)
            })
        }
    }
}
