//! Arrays that are made element by element: `array.map(f)`, `std::array::from_fn(f)`, `slice.try_into().unwrap()`.
//!
//! How long they are is known to the compiler alone: generated code asks an array of the same type.

use crate::ir::{Expr, LoopHead, Operand, Place, Range, Role, Stmt, Var};
use crate::lower::Lowerer;
use crate::lower::calls::element_of;
use crate::lower::iterators::Item;
use crate::lower::statements::Source;
use crate::lower::types::{Number, Shape, TypeId};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr as Syntax;

impl Lowerer<'_> {
    /// `array.map(f)`: an array of the same length.
    pub(super) fn mapped_array(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let closure = self.closure_argument(call.args.first()?, 1)?;
        let place = self.place_or_temporary(&call.receiver);
        let mapped = self.function.fresh("mapped", crate::ir::Role::Local, true);
        let element_type = self.function.types.fresh();
        let mut is_arithmetic = false;
        let length = self.length_of(&place);
        let index = self.loop_index("index");
        let (body, exit) = self.loop_body(None, None, |this| {
            let element = element_of(&place, Operand::Var(index));
            let item = Item::Source(Source::Place(element));
            let value = this.apply(&closure, vec![item]);
            let value = this.name_value(value, "value");
            let is_of_call = value.var().is_some_and(|value| this.unnamed.contains(&value));
            let ty = this.type_of(&value);
            this.function.types.unify(element_type, ty);
            let sequence = this.function.types.sequence(ty);
            this.function.types.unify(this.ty(mapped), sequence);
            // What arithmetic makes of something unknown is a number like it.
            is_arithmetic = this.function.types.shape(ty) == Shape::Unknown && !is_of_call;
            this.store(&Place::whole(mapped).index(Operand::Var(index)), value, call);
        });
        let is_constant = self.constant.contains(&place.root);
        let arguments = vec![crate::ir::Argument::Borrow(place)];
        if is_arithmetic && !is_constant {
            let template = quote!(::pullback::runtime::support::numbers_like(argument_0__));
            let value = Expr::Constant(template, arguments);
            self.push(Stmt::Let { var: mapped, value });
        } else {
            self.start_array(mapped, element_type, arguments);
        }
        let range = crate::ir::Range::counting(length);
        self.finish(crate::ir::LoopHead::For { var: index, range }, body, exit);
        Some(Expr::Load(Place::whole(mapped)))
    }

    /// `std::array::from_fn(f)`, with its length in `from_fn::<_, 3, _>(f)`.
    pub(in crate::lower) fn made_array(&mut self, function: &syn::Path, closure: &Syntax) -> Option<Expr> {
        let length = match function.segments.last().map(|last| &last.arguments) {
            Some(syn::PathArguments::AngleBracketed(arguments)) => arguments.args.iter().nth(1).cloned(),
            _ => None,
        };
        let arguments = length.as_ref().map(|length| quote!(::<_, #length, _>));
        let wanted = self.wanted.take();
        let closure = self.closure_argument(closure, 1)?;
        let made = self.function.fresh("array", Role::Local, true);
        if let Some(ty) = &wanted
            && length.is_none()
        {
            self.annotate(made, ty);
        }
        let inner = wanted.filter(|_| makes_array(&closure.body)).map(element_type);
        let mut element = None;
        let index = self.loop_index("index");
        let (body, exit) = self.loop_body(None, None, |this| {
            this.wanted = inner;
            let value = this.apply(&closure, vec![Item::value(Operand::Var(index))]);
            this.wanted = None;
            let value = this.name_value(value, "value");
            let ty = this.type_of(&value);
            let sequence = this.function.types.sequence(ty);
            this.function.types.unify(this.ty(made), sequence);
            element = Some(ty);
            this.store(&Place::whole(made).index(Operand::Var(index)), value, &closure.body);
        });
        let element = element.unwrap_or_else(|| self.function.types.fresh());
        if let Some(arguments) = arguments {
            let number = Some(element).filter(|ty| self.function.types.is_float(*ty));
            let first = self.first_value(number, Some(element));
            let template = quote!(::core::array::from_fn #arguments (|_| #first));
            let value = Expr::Constant(template, Vec::new());
            self.push(Stmt::Let { var: made, value });
        } else {
            self.start_array(made, element, Vec::new());
        }
        let length = self.length_of(&Place::whole(made));
        let range = Range::counting(length);
        self.finish(LoopHead::For { var: index, range }, body, exit);
        Some(Expr::Load(Place::whole(made)))
    }

    /// The array before its elements are assigned; `arguments`: an array of the same length, if there is one. What the elements
    /// are may be known better later.
    fn start_array(&mut self, array: Var, element: TypeId, arguments: Vec<crate::ir::Argument>) {
        self.started.insert(array, element);
        let template = self.started_array(element, &arguments);
        let value = Expr::Constant(template, arguments);
        self.push(Stmt::Let { var: array, value });
    }

    /// The code of an array before its elements are assigned.
    pub(in crate::lower) fn started_array(
        &mut self,
        element: TypeId,
        arguments: &[crate::ir::Argument],
    ) -> TokenStream {
        let number = Some(element).filter(|ty| self.function.types.is_float(*ty));
        if arguments.is_empty() {
            let first = self.first_value(number, Some(element));
            return quote!(::core::array::from_fn(|_| #first));
        }
        let zero = self.first_value(number, None);
        if zero.to_string() == "0.0" && !self.reads_only_constants(arguments) {
            quote!(::pullback::runtime::support::numbers_like(argument_0__))
        } else {
            quote!(::pullback::runtime::support::array_like(argument_0__, || #zero))
        }
    }

    /// What an element is before it is assigned. The literal says its type, which the shadow needs at once.
    fn first_value(&mut self, number: Option<TypeId>, element: Option<TypeId>) -> TokenStream {
        let shape = element.map(|ty| self.function.types.shape(ty));
        match number.map(|ty| (ty, self.function.types.number_of(ty))) {
            Some((_, Some(Number::F32))) => quote!(0.0_f32),
            Some((_, Some(Number::F64))) => quote!(0.0_f64),
            Some((ty, _)) => self.start(ty, quote!(0.0), quote!(zero())),
            // Arrays of any length have no default.
            None if matches!(shape, Some(Shape::Sequence(_) | Shape::Tuple(_))) => {
                quote!(::pullback::runtime::support::Blank::blank())
            }
            None => quote!(::core::default::Default::default()),
        }
    }

    /// `slice.try_into().unwrap()`, `<[f64; 3]>::try_from(slice).unwrap()`: an array with the elements of a slice.
    pub(in crate::lower) fn array_of_slice(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let (slice, ty) = self.tried_slice(&call.receiver)?;
        let (slice, ty) = (slice.clone(), ty.cloned());
        let (place, _) = match self.view(&slice) {
            Some(view) => view,
            None => (self.place_or_temporary(&slice), false),
        };
        let name = syn::Ident::new("try_into", call.method.span());
        let Some(ty) = ty else {
            return Some(Expr::Copy(place, name));
        };
        let array = self.function.fresh("array", Role::Local, false);
        self.annotate(array, &ty);
        let value = Expr::Copy(place, name);
        self.push(Stmt::Let { var: array, value });
        Some(Expr::Use(Operand::Var(array)))
    }

    /// The slice in `slice.try_into()`, and the array's type where it is written.
    fn tried_slice<'e>(&mut self, expr: &'e Syntax) -> Option<(&'e Syntax, Option<&'e syn::Type>)> {
        match expr {
            Syntax::Paren(paren) => self.tried_slice(&paren.expr),
            Syntax::MethodCall(call) if call.method == "try_into" && call.args.is_empty() => {
                self.is_slice(&call.receiver).then_some((&*call.receiver, None))
            }
            Syntax::Call(call) if call.args.len() == 1 => match &*call.func {
                Syntax::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "try_from") => {
                    let of = path.qself.as_ref()?;
                    matches!(*of.ty, syn::Type::Array(_)).then_some((&call.args[0], Some(&*of.ty)))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// `let part: &[f64; 2] = slice.try_into().unwrap();`, which is a copy here.
    pub(in crate::lower) fn typed_copy(&mut self, typed: &syn::PatType, expr: &Syntax) -> Option<syn::PatType> {
        let syn::Type::Reference(reference) = &*typed.ty else {
            return None;
        };
        let Syntax::MethodCall(call) = expr else { return None };
        let is_taken = call.method == "unwrap" || call.method == "expect";
        if !is_taken || reference.mutability.is_some() || !matches!(*reference.elem, syn::Type::Array(_)) {
            return None;
        }
        self.tried_slice(&call.receiver)?;
        Some(syn::PatType {
            ty: reference.elem.clone(),
            ..typed.clone()
        })
    }

    /// Whether an expression is a slice or `Vec`, as far as can be seen.
    fn is_slice(&mut self, expr: &Syntax) -> bool {
        match expr {
            Syntax::Paren(paren) => self.is_slice(&paren.expr),
            Syntax::Reference(reference) => self.is_slice(&reference.expr),
            Syntax::Index(index) if matches!(&*index.index, Syntax::Range(_)) => true,
            Syntax::MethodCall(call) if call.method == "as_slice" || call.method == "to_vec" => true,
            other => match self.peek(other) {
                Some(ty) => matches!(self.function.types.shape(ty), Shape::Sequence(_)),
                None => false,
            },
        }
    }
}

/// Whether an expression is `std::array::from_fn(…)`.
pub(in crate::lower) fn makes_array(expr: &Syntax) -> bool {
    match expr {
        Syntax::Paren(paren) => makes_array(&paren.expr),
        Syntax::Call(call) => match &*call.func {
            Syntax::Path(path) => {
                let mut names = path.path.segments.iter().rev().map(|segment| &segment.ident);
                names.next().is_some_and(|name| name == "from_fn") && names.next().is_some_and(|name| name == "array")
            }
            _ => false,
        },
        _ => false,
    }
}

/// The type of the elements of an array, which may have another name.
fn element_type(array: syn::Type) -> syn::Type {
    match array {
        syn::Type::Array(array) => *array.elem,
        syn::Type::Paren(paren) => element_type(*paren.elem),
        named => syn::parse_quote!(<#named as ::core::ops::Index<usize>>::Output),
    }
}
