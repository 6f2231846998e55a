//! Arrays made element by element: `array.map(f)`, `std::array::from_fn(f)`.

use crate::ir::{Argument, Block, Expr, LoopHead, Operand, Place, Range, Role, Stmt, Var};
use crate::lower::Lowerer;
use crate::lower::calls::element_of;
use crate::lower::iterators::Item;
use crate::lower::statements::Source;
use crate::lower::types::{Number, Shape, TypeId};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr as Syntax;

/// An array whose elements a loop will assign.
struct Filled {
    array: Var,
    index: Var,
    body: Block,
    exit: Option<Var>,
    /// The type of its elements, if they are numbers.
    number: Option<TypeId>,
    /// Whether they are what arithmetic makes of something unknown.
    is_arithmetic: bool,
}

impl<'r> Lowerer<'r> {
    /// `array.map(f)`: an array of the same length.
    pub(super) fn mapped_array(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let closure = self.closure_argument(call.args.first()?, 1)?;
        let place = self.place_or_temporary(&call.receiver)?;
        let length = self.length_of(&place);
        let filled = self.filled("mapped", &mut |this, index| {
            let element = element_of(&place, index);
            this.apply(&closure, vec![Item::Source(Source::Place(element))])
        });
        let zero = self.first_value(&filled);
        let is_number = zero.to_string() == "0.0" || filled.is_arithmetic;
        let template = if is_number && !self.constant.contains(&place.root) {
            quote!(::pullback::runtime::support::numbers_like(argument_0__))
        } else {
            quote!(::pullback::runtime::support::array_like(argument_0__, || #zero))
        };
        let start = Expr::Constant(template, vec![Argument::Borrow(place)]);
        Some(self.fill(filled, start, Some(length)))
    }

    /// `std::array::from_fn(f)`, whose length the compiler finds.
    pub(in crate::lower) fn array_of_function(&mut self, path: &syn::ExprPath, call: &syn::ExprCall) -> Option<Expr> {
        let names: Vec<String> = path
            .path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let function = call.args.first().filter(|_| call.args.len() == 1)?;
        let is_of_arrays = names.len() > 1 && names[names.len() - 2] == "array";
        let is_imported = names.len() == 1 && matches!(function, Syntax::Closure(closure) if closure.inputs.len() == 1);
        if names.last()? != "from_fn" || !(is_of_arrays || is_imported) {
            return None;
        }
        let closure = self.closure_argument(function, 1)?;
        let filled = self.filled("array", &mut |this, index| {
            this.apply(&closure, vec![Item::value(index)])
        });
        let zero = self.first_value(&filled);
        let length = match path.path.segments.last().map(|last| &last.arguments) {
            Some(syn::PathArguments::AngleBracketed(arguments)) => arguments.args.iter().nth(1).cloned(),
            _ => None,
        };
        let template = match length {
            Some(length) => quote!(::core::array::from_fn::<_, #length, _>(|_| #zero)),
            None => quote!(::core::array::from_fn(|_| #zero)),
        };
        Some(self.fill(filled, Expr::Constant(template, Vec::new()), None))
    }

    /// The loop that makes the elements.
    fn filled(&mut self, hint: &str, element: &mut dyn FnMut(&mut Self, Operand) -> Expr) -> Filled {
        let array = self.function.fresh(hint, Role::Local, true);
        let index = self.loop_index("index");
        let (mut number, mut is_arithmetic) = (None, false);
        let (loops, guards) = (std::mem::take(&mut self.loops), std::mem::take(&mut self.guards));
        let (body, exit) = self.loop_body(None, None, |this| {
            let value = element(this, Operand::Var(index));
            let value = this.name_value(value, "value");
            let is_of_call = value.var().is_some_and(|value| this.unnamed.contains(&value));
            let ty = this.type_of(&value);
            let sequence = this.function.types.sequence(ty);
            this.function.types.unify(this.ty(array), sequence);
            number = this.function.types.is_float(ty).then_some(ty);
            is_arithmetic = this.function.types.shape(ty) == Shape::Unknown && !is_of_call;
            this.push(Stmt::Assign {
                place: Place::whole(array).index(Operand::Var(index)),
                value,
                first: false,
            });
        });
        (self.loops, self.guards) = (loops, guards);
        Filled {
            array,
            index,
            body,
            exit,
            number,
            is_arithmetic,
        }
    }

    /// What the elements are before they are assigned. The literal says its type, which the shadow needs at once.
    fn first_value(&self, filled: &Filled) -> TokenStream {
        match filled.number.map(|ty| (ty, self.function.types.number_of(ty))) {
            Some((_, Some(Number::F32))) => quote!(0.0_f32),
            Some((_, Some(Number::F64))) => quote!(0.0_f64),
            Some((ty, _)) => self.start(ty, quote!(0.0), quote!(zero)),
            None => quote!(::core::default::Default::default()),
        }
    }

    fn fill(&mut self, filled: Filled, start: Expr, length: Option<Operand>) -> Expr {
        let Filled {
            array,
            index,
            body,
            exit,
            ..
        } = filled;
        self.push(Stmt::Let {
            var: array,
            value: start,
        });
        let length = match length {
            Some(length) => length,
            None => self.length_of(&Place::whole(array)),
        };
        let range = Range::counting(length);
        self.finish(LoopHead::For { var: index, range }, body, exit);
        Expr::Load(Place::whole(array))
    }
}
