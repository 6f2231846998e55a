//! Types and constants as the user wrote them.

use super::{INACTIVE, Number, TypeId, Types};
use proc_macro2::{TokenStream, TokenTree};
use syn::Type;

/// A type as its variable has it here, where references to values are copies: `Vec<&[f64]>` becomes `Vec<_>`.
pub fn without_references(ty: &Type) -> Type {
    struct Strip;
    impl syn::visit_mut::VisitMut for Strip {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            match ty {
                Type::Reference(_) => *ty = syn::parse_quote!(_),
                other => syn::visit_mut::visit_type_mut(self, other),
            }
        }
    }
    let mut stripped = ty.clone();
    syn::visit_mut::VisitMut::visit_type_mut(&mut Strip, &mut stripped);
    stripped
}

impl Types {
    /// The type that the user wrote.
    pub fn written(&mut self, ty: &Type) -> TypeId {
        match ty {
            Type::Reference(reference) => self.written(&reference.elem),
            Type::Paren(paren) => self.written(&paren.elem),
            Type::Group(group) => self.written(&group.elem),
            Type::Slice(slice) => {
                let element = self.written(&slice.elem);
                self.sequence(element)
            }
            Type::Array(array) => {
                let element = self.written(&array.elem);
                self.sequence(element)
            }
            Type::Tuple(tuple) => {
                let parts = tuple.elems.iter().map(|part| self.written(part)).collect();
                self.tuple(parts)
            }
            Type::Path(path) if path.qself.is_none() => self.written_path(&path.path),
            _ => self.fresh(),
        }
    }

    /// The type of a parameter without derivative; the generated code checks that its name tells the truth.
    pub fn written_inactive(&mut self, ty: &Type) -> TypeId {
        self.trusts_names = true;
        let written = self.written(ty);
        self.trusts_names = false;
        written
    }

    fn written_path(&mut self, path: &syn::Path) -> TypeId {
        let Some(last) = path.segments.last() else {
            return self.fresh();
        };
        let name = last.ident.to_string();
        if let Some(number) = self.named_number(path) {
            return self.number(number);
        }
        let is_text_or_range = name == "String" || (name == "Range" && !last.arguments.is_none());
        if INACTIVE.contains(&name.as_str()) || (is_text_or_range && self.trusts_names) {
            return self.inactive();
        }
        if name == "Vec"
            && let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
            && let Some(syn::GenericArgument::Type(element)) = arguments.args.first()
        {
            let element = self.written(element);
            return self.sequence(element);
        }
        if name == "Option"
            && let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
            && let Some(syn::GenericArgument::Type(payload)) = arguments.args.first()
        {
            let payload = self.written(payload);
            return self.optional(payload);
        }
        if name == "Result"
            && let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
            && let Some(syn::GenericArgument::Type(value)) = arguments.args.first()
        {
            let value = self.written(value);
            return self.fallible(value);
        }
        let tokens = quote::quote!(#path).to_string();
        self.named(tokens)
    }

    /// The number that a path names.
    pub fn named_number(&self, path: &syn::Path) -> Option<Number> {
        let name = path.segments.last()?.ident.to_string();
        match name.as_str() {
            "f64" => Some(Number::F64),
            "f32" => Some(Number::F32),
            name => {
                let is_parameter =
                    path.segments.len() == 1 && self.parameters.iter().any(|parameter| parameter == name);
                is_parameter.then(|| Number::Parameter(name.to_owned()))
            }
        }
    }

    /// The number that a constant is, by its literal, or by the type that its path begins with: `f64::EPSILON`,
    /// `std::f64::consts::PI`, `T::from_f64(2.0)`.
    pub fn number_of_constant(&self, tokens: &TokenStream) -> Option<Number> {
        let mut digits = tokens.clone().into_iter().peekable();
        if matches!(digits.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == '-') {
            digits.next();
        }
        if matches!(digits.peek(), Some(TokenTree::Punct(reference)) if reference.as_char() == '&') {
            return None;
        }
        let suffix = match syn::parse2::<syn::Lit>(digits.collect()) {
            Ok(syn::Lit::Float(float)) => float.suffix().to_owned(),
            Ok(syn::Lit::Int(int)) if int.suffix().starts_with('f') => int.suffix().to_owned(),
            Ok(_) => return None,
            Err(_) => {
                return without_type_arguments(tokens).find_map(|tree| match tree {
                    TokenTree::Ident(name) => self.named_number(&name.into()),
                    _ => None,
                });
            }
        };
        Some(match suffix.as_str() {
            "f64" => Number::F64,
            "f32" => Number::F32,
            _ => Number::Literal,
        })
    }
}

/// Tokens without what stands in `::<…>`: `None::<f64>` is no number.
fn without_type_arguments(tokens: &TokenStream) -> impl Iterator<Item = TokenTree> {
    let (mut depth, mut before) = (0_usize, ' ');
    tokens.clone().into_iter().filter(move |tree| {
        let mark = match tree {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        let opens = mark == '<' && (depth > 0 || before == ':');
        depth += usize::from(opens);
        let kept = depth == 0;
        // The arrow of a function's type closes nothing.
        depth -= usize::from(mark == '>' && depth > 0 && before != '-');
        before = mark;
        kept
    })
}
