//! First phase: attribute and signature become a [`Request`].

pub mod checkpoints;
mod fragments;
pub mod generics;
pub mod indices;
pub mod methods;
pub mod operators;
pub mod rule;
mod surroundings;

use crate::reject::{Refusal, Refusals};
use crate::simd;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, FnArg, Ident, ItemFn, Pat, ReturnType, Type};

/// One parameter of the function.
#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: Ident,
    /// The pattern, where it is more than a name.
    pub pattern: Option<Pat>,
    pub mutable: bool,
    pub ty: Type,
    /// Not marked `#[constant]`, and of a type that may have a derivative.
    pub active: bool,
    /// Marked `#[constant]`.
    pub is_marked: bool,
}

/// What the attribute asks for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The function as written, without our helper attributes.
    pub function: ItemFn,
    pub companion: Ident,
    pub parameters: Vec<Parameter>,
    pub result: Option<Type>,
    /// The type parameters that are numbers.
    pub numbers: Vec<Ident>,
    /// Names for the `impl Trait` types of constant parameters.
    pub anonymous: Vec<syn::TypeParam>,
    /// The `impl` block around a method.
    pub implementation: Option<std::rc::Rc<methods::Implementation>>,
    pub print: bool,
    /// The `#[simd]` loops that the function calls.
    pub loops: Vec<simd::Loop>,
    /// The derivative, where it is the user's own.
    pub rule: rule::OwnRule,
    /// Whether nothing but parameters was refused of the signature: those count as data.
    pub has_signature: bool,
}

/// Reads `#[differentiable(arguments)] fn …`.
pub fn parse(arguments: TokenStream, mut function: ItemFn, refusals: &mut Refusals) -> Request {
    fragments::write_out(&mut function);
    let loops = simd::outline(&function.sig, &mut function.block, refusals);
    checkpoints::number(&mut function, refusals);
    let body = function.clone();
    let mut request = signature(arguments, function, refusals);
    request.loops = loops;
    // What is wrong with the body leaves the types of the companion's functions as they are. A function with a rule of its own may do as it likes.
    if !request.rule.is_given() {
        surroundings::refuse(&body, refusals);
    }
    request
}

/// Whether a function speaks of `Self`, so that it stands in an `impl` block.
pub fn speaks_of_self(function: &ItemFn) -> bool {
    struct Finder(bool);
    impl<'ast> syn::visit::Visit<'ast> for Finder {
        fn visit_path(&mut self, path: &'ast syn::Path) {
            self.0 |= path.segments.first().is_some_and(|first| first.ident == "Self");
            syn::visit::visit_path(self, path);
        }
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut finder = Finder(false);
    syn::visit::Visit::visit_item_fn(&mut finder, function);
    finder.0
}

/// Reads the arguments and the signature.
fn signature(arguments: TokenStream, mut function: ItemFn, refusals: &mut Refusals) -> Request {
    let mut companion = function.sig.ident.clone();
    let mut print = false;
    let mut rule = rule::OwnRule::default();
    let parser = syn::meta::parser(|meta| {
        let has_value = meta.input.peek(syn::Token![=]);
        if meta.path.is_ident("print") && !has_value {
            print = true;
        } else if meta.path.is_ident("companion") && has_value {
            companion = meta.value()?.parse()?;
        } else {
            let value = if has_value { Some(meta.value()?.parse()?) } else { None };
            if !rule.take(&meta.path, value, refusals) {
                refusals.refuse(
                    &meta.path,
                    Refusal::AttributeArgument(meta.path.to_token_stream().to_string()),
                );
            }
        }
        Ok(())
    });
    if let Err(error) = syn::parse::Parser::parse2(parser, arguments) {
        refusals.refuse_span(error.span(), Refusal::AttributeSyntax(error.to_string()));
    }
    let mut own_refusals = Refusals::default();
    refuse_signature(&function, &companion, &mut own_refusals);
    let mut parameters = Vec::new();
    for (position, input) in function.sig.inputs.iter_mut().enumerate() {
        let mut of_this = Refusals::default();
        match parameter(position, input, &mut of_this) {
            Some(mut parameter) => {
                if !of_this.is_empty() {
                    (parameter.active, parameter.is_marked) = (false, true);
                }
                parameters.push(parameter);
                refusals.extend(of_this);
            }
            None => own_refusals.extend(of_this),
        }
    }
    let result = match &function.sig.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some((**ty).clone()),
    };
    match &result {
        Some(Type::Reference(reference)) => own_refusals.refuse(reference, returned(reference)),
        Some(ty @ Type::ImplTrait(_)) => own_refusals.refuse(ty, Refusal::ReturnedTrait),
        Some(ty) => refuse_inner(ty, &mut own_refusals),
        None => {}
    }
    let own = &function.sig.generics;
    let numbers = generics::numbers(own);
    generics::refuse(own, &numbers, &parameters, result.as_ref(), &mut own_refusals);
    let anonymous = generics::name_anonymous(&mut parameters);
    let request = Request {
        function,
        companion,
        parameters,
        result,
        numbers,
        anonymous,
        implementation: None,
        print,
        loops: Vec::new(),
        rule,
        has_signature: true,
    };
    rule::refuse(&request.rule, &request, &mut own_refusals);
    let has_signature = own_refusals.is_empty();
    refusals.extend(own_refusals);
    Request {
        has_signature,
        ..request
    }
}

/// Why a reference is not returned.
fn returned(reference: &syn::TypeReference) -> Refusal {
    let is_self = matches!(&*reference.elem, Type::Path(path) if path.path.is_ident("Self"));
    if is_self && reference.mutability.is_some() {
        Refusal::ReturnedSelf
    } else {
        Refusal::ReturnedReference
    }
}

const PRIMITIVES: [&str; 17] = [
    "f32", "f64", "usize", "isize", "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "i128", "bool",
    "char", "str",
];

fn refuse_signature(function: &ItemFn, companion: &Ident, refusals: &mut Refusals) {
    let signature = &function.sig;
    if signature.asyncness.is_some() {
        refusals.refuse(signature.asyncness, Refusal::Async);
    }
    if signature.safety.to_token_stream().to_string().contains("unsafe") {
        refusals.refuse(&signature.safety, Refusal::Unsafe);
    }
    if let Some(abi) = &signature.abi {
        refusals.refuse(abi, Refusal::ExternalAbi);
    }
    let name = companion.to_string();
    if PRIMITIVES.contains(&name.as_str()) || ["core", "std", "alloc", "pullback"].contains(&name.as_str()) {
        refusals.refuse(companion, Refusal::PrimitiveName(name));
    }
}

fn parameter(position: usize, input: &mut FnArg, refusals: &mut Refusals) -> Option<Parameter> {
    let typed = match input {
        FnArg::Receiver(receiver) => {
            refusals.refuse(receiver, Refusal::Receiver);
            return None;
        }
        FnArg::Typed(typed) => typed,
    };
    let constant = take_constant(&mut typed.attrs, refusals);
    let (name, mutable, pattern) = match &*typed.pat {
        Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() => {
            (ident.ident.clone(), ident.mutability.is_some(), None)
        }
        Pat::Wild(_) => (
            Ident::new(&format!("unused_{position}"), proc_macro2::Span::call_site()),
            false,
            None,
        ),
        pattern @ (Pat::Tuple(_) | Pat::Struct(_) | Pat::TupleStruct(_) | Pat::Slice(_) | Pat::Reference(_)) => (
            Ident::new(&format!("argument_{position}"), proc_macro2::Span::call_site()),
            false,
            Some(pattern.clone()),
        ),
        other => {
            refusals.refuse(other, Refusal::ParameterPattern);
            return None;
        }
    };
    let active = !constant && !is_inactive(&typed.ty);
    if active {
        refuse_active_type(&typed.ty, refusals);
    }
    Some(Parameter {
        name,
        pattern,
        mutable,
        ty: (*typed.ty).clone(),
        active,
        is_marked: constant,
    })
}

/// Removes `#[constant]` from the attributes, and says whether it was there.
pub fn take_constant(attributes: &mut Vec<Attribute>, refusals: &mut Refusals) -> bool {
    let before = attributes.len();
    attributes.retain(|attribute| {
        let is_constant = attribute.path().is_ident("constant");
        if is_constant && !matches!(attribute.meta, syn::Meta::Path(_)) {
            refusals.refuse(attribute, Refusal::ConstantArgument);
        }
        !is_constant
    });
    attributes.len() < before
}

/// Whether a type has no derivative, by its syntax alone.
pub fn is_inactive(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_inactive(&reference.elem),
        Type::Paren(paren) => is_inactive(&paren.elem),
        Type::Group(group) => is_inactive(&group.elem),
        Type::Slice(slice) => is_inactive(&slice.elem),
        Type::Array(array) => is_inactive(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_inactive),
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let name = last.ident.to_string();
            // Without arguments, `Range` is a type of the user's own.
            let is_text_or_range = name == "String"
                || (["Range", "RangeInclusive", "PhantomData"].contains(&name.as_str()) && !last.arguments.is_none());
            let is_primitive = PRIMITIVES.contains(&name.as_str()) && name != "f32" && name != "f64";
            if name == "Result"
                && let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
            {
                return matches!(arguments.args.first(), Some(syn::GenericArgument::Type(ty)) if is_inactive(ty));
            }
            if (name == "Vec" || name == "Option")
                && let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
            {
                return arguments
                    .args
                    .iter()
                    .all(|argument| matches!(argument, syn::GenericArgument::Type(ty) if is_inactive(ty)));
            }
            is_text_or_range || is_primitive
        }),
        _ => false,
    }
}

/// Refuses active parameters whose derivative could not be seen.
fn refuse_active_type(ty: &Type, refusals: &mut Refusals) {
    match ty {
        Type::ImplTrait(anonymous) => generics::refuse_anonymous(anonymous, refusals),
        Type::TraitObject(_) | Type::FnPtr(_) => refusals.refuse(ty, Refusal::ImplTraitParameter),
        Type::Ptr(_) => refusals.refuse(ty, Refusal::Unsafe),
        Type::Reference(reference) => refuse_inner(&reference.elem, refusals),
        other => refuse_inner(other, refusals),
    }
}

/// Containers of the standard library that carry no derivative.
const OTHERS: [&str; 12] = [
    "Box",
    "Rc",
    "Arc",
    "Cow",
    "HashMap",
    "BTreeMap",
    "HashSet",
    "BTreeSet",
    "VecDeque",
    "LinkedList",
    "BinaryHeap",
    "Wrapping",
];

/// Whether a type is one of [`OTHERS`].
pub fn is_container_without_derivative(ty: &Type) -> bool {
    let last = match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    };
    // Without arguments, it is a type of the user's own.
    last.is_some_and(|last| !last.arguments.is_none() && OTHERS.iter().any(|name| last.ident == name))
}

fn refuse_inner(ty: &Type, refusals: &mut Refusals) {
    match ty {
        ty if is_container_without_derivative(ty) => refusals.refuse(ty, Refusal::OtherType),
        Type::Reference(_) => refusals.refuse(ty, Refusal::ReferenceInParameter),
        Type::ImplTrait(anonymous) => generics::refuse_anonymous(anonymous, refusals),
        Type::TraitObject(_) | Type::FnPtr(_) => refusals.refuse(ty, Refusal::ImplTraitParameter),
        Type::Slice(slice) => refuse_inner(&slice.elem, refusals),
        Type::Array(array) => refuse_inner(&array.elem, refusals),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|part| refuse_inner(part, refusals)),
        Type::Path(path) => {
            if let Some(last) = path.path.segments.last()
                && let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
            {
                // An error has no derivative, whatever it is made of.
                let only = if last.ident == "Result" { 1 } else { usize::MAX };
                for argument in arguments.args.iter().take(only) {
                    if let syn::GenericArgument::Type(inner) = argument {
                        refuse_inner(inner, refusals);
                    }
                }
            }
        }
        _ => {}
    }
}

impl Parameter {
    /// Whether the parameter is a reference, and a mutable one.
    pub fn reference(&self) -> Option<bool> {
        match &self.ty {
            Type::Reference(reference) => Some(reference.mutability.is_some()),
            _ => None,
        }
    }
    /// Whether something behind the mutable reference may change its length: then its shadow is a mutable reference, too.
    pub fn may_grow(&self) -> bool {
        fn holds_vectors(ty: &Type) -> bool {
            match ty {
                Type::Path(path) => !(path.path.is_ident("f64") || path.path.is_ident("f32")),
                Type::Slice(slice) => holds_vectors(&slice.elem),
                Type::Array(array) => holds_vectors(&array.elem),
                Type::Paren(paren) => holds_vectors(&paren.elem),
                Type::Group(group) => holds_vectors(&group.elem),
                Type::Tuple(tuple) => tuple.elems.iter().any(holds_vectors),
                _ => false,
            }
        }
        self.reference() == Some(true) && holds_vectors(self.inner())
    }
    /// The type behind the reference, or the type itself.
    pub fn inner(&self) -> &Type {
        match &self.ty {
            Type::Reference(reference) => &reference.elem,
            other => other,
        }
    }
}

impl Request {
    /// Whether a type is `f64`, `f32` or a type parameter that stands for a number.
    pub fn is_number(&self, ty: &Type) -> bool {
        let Type::Path(path) = ty else { return false };
        let is_generic = self.numbers.iter().any(|number| path.path.is_ident(number));
        is_generic || path.path.is_ident("f64") || path.path.is_ident("f32")
    }
    /// Whether a type mentions a lifetime, or a generic parameter of the function or of the block around it.
    pub fn is_generic(&self, ty: &Type) -> bool {
        let own = self
            .function
            .sig
            .generics
            .params
            .iter()
            .filter_map(|parameter| match parameter {
                syn::GenericParam::Type(ty) => Some(&ty.ident),
                syn::GenericParam::Const(constant) => Some(&constant.ident),
                syn::GenericParam::Lifetime(_) => None,
            });
        let names: Vec<&Ident> = own
            .chain(self.anonymous.iter().map(|parameter| &parameter.ident))
            .collect();
        let own = Ident::new("Self", proc_macro2::Span::call_site());
        let mut names = names;
        if let Some(block) = &self.implementation
            && (!names.is_empty() || generics::mentions(block.self_type.to_token_stream(), &[]))
        {
            names.push(&own);
        }
        generics::mentions(ty.to_token_stream(), &names)
    }
    /// Whether nothing but traits is known of a type.
    pub fn is_of_trait(&self, ty: &Type) -> bool {
        let Type::Path(path) = ty else {
            return matches!(ty, Type::TraitObject(_) | Type::ImplTrait(_));
        };
        let generics = self.function.sig.generics.type_params();
        let mut parameters = generics.chain(&self.anonymous).map(|parameter| &parameter.ident);
        parameters.any(|name| path.path.is_ident(name)) && !self.is_number(ty)
    }
    /// Whether the function has a receiver.
    pub fn is_method(&self) -> bool {
        self.function.sig.receiver().is_some()
    }
}

impl ToTokens for Request {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let function = &self.function;
        tokens.extend(quote!(#function));
    }
}
