//! What a call calls, the function itself or one of its derivatives, and how a method's receiver is passed.

use super::super::Emitter;
use super::super::siblings::{self, sibling};
use crate::ir::{Access, Argument, Call, Operand, Target, Var};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

impl Emitter<'_> {
    /// The call itself, or that of one of its derivatives, which takes further arguments.
    pub(super) fn called(&self, call: &Call, derivative: Option<&str>, further: &[TokenStream]) -> TokenStream {
        let separated = self.separated(&call.arguments);
        let mut arguments = call
            .arguments
            .iter()
            .enumerate()
            .map(|(position, argument)| separated.argument(position).unwrap_or_else(|| self.argument(argument)));
        let receiver = match (&call.target, derivative) {
            (Target::Method, _) => {
                let separate = arguments.next().filter(|_| separated.argument(0).is_some());
                match (separate, call.arguments.first(), derivative) {
                    // What the function owns could be moved into a method, and the reverse sweep still wants it.
                    (Some(part), Some(argument), Some(_))
                        if !self.is_behind_reference(argument) || may_be_asked(call) =>
                    {
                        receiver_of(call, &quote!((#part)), "receiver")
                    }
                    (Some(part), ..) => quote!((#part)),
                    (None, Some(argument), Some(_)) if !self.is_behind_reference(argument) || may_be_asked(call) => {
                        self.receiver(call, "receiver")
                    }
                    (None, Some(argument), _) => self.receiver_place(argument),
                    (None, None, _) => TokenStream::new(),
                }
            }
            _ => TokenStream::new(),
        };
        let arguments = arguments.chain(further.iter().cloned());
        let callee = callee(call, derivative);
        let called = match call.target {
            Target::Method => quote!(#receiver.#callee(#(#arguments),*)),
            _ => quote!(#callee(#(#arguments),*)),
        };
        separated.around(called)
    }

    /// The receiver of a method as the method takes it, or as its pullback does.
    pub(super) fn receiver(&self, call: &Call, what: &str) -> TokenStream {
        let place = call.arguments.first().map(|argument| self.receiver_place(argument));
        receiver_of(call, &quote!(#place), what)
    }

    pub(super) fn receiver_place(&self, argument: &Argument) -> TokenStream {
        match argument {
            Argument::Value(operand) => self.operand(operand),
            Argument::Borrow(place) => self.place_atom(place),
            Argument::BorrowMut(place) => self.target_atom(place),
        }
    }

    fn is_behind_reference(&self, argument: &Argument) -> bool {
        match argument {
            Argument::Value(_) => false,
            Argument::Borrow(place) | Argument::BorrowMut(place) => self.is_reference(place.root),
        }
    }
}

/// Whether a receiver that is behind a reference can be asked first how the method takes it: then a method without derivatives is
/// one mistake. If it is lent mutably for that, the other arguments cannot read it.
fn may_be_asked(call: &Call) -> bool {
    let (Some((receiver, others)), Some(name)) = (call.arguments.split_first(), call.path.segments.last()) else {
        return false;
    };
    let root = match receiver {
        Argument::Value(Operand::Var(var)) => *var,
        Argument::Value(_) => return false,
        Argument::Borrow(place) | Argument::BorrowMut(place) => place.root,
    };
    let reads_it = |argument: &Argument| match argument {
        Argument::Value(operand) => reads(operand, root),
        Argument::Borrow(place) | Argument::BorrowMut(place) => place.root == root,
    };
    !siblings::is_of_numbers(&name.ident.to_string()) && !others.iter().any(reads_it)
}

/// Whether an operand reads of a variable.
fn reads(operand: &Operand, root: Var) -> bool {
    match operand {
        Operand::Var(var) => *var == root,
        Operand::Constant(_) => false,
        Operand::Nested(expr) => {
            let mut found = false;
            expr.accesses(&mut |access| {
                found |= match access {
                    Access::Read(operand) => reads(operand, root),
                    Access::ReadPlace(place) | Access::WritePlace(place) => place.root == root,
                }
            });
            found
        }
    }
}

/// What stands at `place` as a method takes it, or as its pullback does.
pub(super) fn receiver_of(call: &Call, place: &TokenStream, what: &str) -> TokenStream {
    let name = call.path.segments.last().map(|last| last.ident.to_string());
    if name.is_some_and(|name| siblings::is_of_numbers(&name)) {
        let sibling = callee(call, Some(what));
        return quote!(#place.#sibling());
    }
    let sibling = callee(call, Some(siblings::RECEIVER));
    let what = if what == "receiver" {
        quote!(once)
    } else {
        quote!(again)
    };
    quote!(#place.#sibling().#what())
}

/// What a call calls: the function itself, or one of its derivatives.
fn callee(call: &Call, derivative: Option<&str>) -> TokenStream {
    let mut path = call.path.clone();
    let qualified = match (&call.target, derivative) {
        (Target::Function, None) => return quote!(#path),
        (Target::Function, Some(derivative)) => {
            let (companion, derivative) = (companion(&path), Ident::new(derivative, proc_macro2::Span::call_site()));
            return quote!(#companion::#derivative);
        }
        (Target::Operator(operator), derivative) => return operator.derivative(derivative.unwrap_or_default()),
        (Target::Associated(qualified), _) => qualified.clone(),
        (Target::Method, _) => None,
    };
    let Some(derivative) = derivative else {
        let path = syn::ExprPath {
            attrs: Vec::new(),
            qself: qualified,
            path,
        };
        return quote!(#path);
    };
    // The siblings of a trait's methods are methods of the type.
    let own = match qualified {
        Some(qualified) => {
            let ty = qualified.ty;
            path.segments = path.segments.into_iter().skip(qualified.position).collect();
            path.leading_colon = None;
            Some(quote!(<#ty>::))
        }
        None => None,
    };
    if let Some(last) = path.segments.last_mut() {
        last.ident = sibling(&last.ident, derivative);
        last.arguments = syn::PathArguments::None;
    }
    quote!(#own #path)
}

/// The companion of a called function: lifetimes belong to the function alone.
fn companion(path: &syn::Path) -> syn::Path {
    let mut path = path.clone();
    if let Some(last) = path.segments.last_mut()
        && let syn::PathArguments::AngleBracketed(arguments) = &mut last.arguments
    {
        let is_lifetime = |argument: &syn::GenericArgument| matches!(argument, syn::GenericArgument::Lifetime(_));
        arguments.args = std::mem::take(&mut arguments.args)
            .into_iter()
            .filter(|argument| !is_lifetime(argument))
            .collect();
        if arguments.args.is_empty() {
            last.arguments = syn::PathArguments::None;
        }
    }
    path
}
