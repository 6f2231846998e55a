//! The types of expressions, as far as they can be seen without lowering them.

use super::{Binding, Lowerer};
use crate::ir::{Operand, Place};
use crate::lower::types::{Shape, TypeId};
use quote::ToTokens;
use syn::{Expr as Syntax, UnOp};

/// The name of a type that nobody named.
const UNNAMED: &str = "structure <>";

impl Lowerer<'_> {
    /// The type of an expression, as far as it can be seen without lowering it.
    pub(super) fn peek(&mut self, expr: &Syntax) -> Option<TypeId> {
        match expr {
            Syntax::Path(path) => {
                let place = match self.look_up(&path.path.get_ident()?.to_string())? {
                    Binding::Variable(var) => Place::whole(var),
                    Binding::View { place, .. } | Binding::Part(place) => place,
                    Binding::Closure(_) | Binding::Items(..) | Binding::Maybe(_) => return None,
                };
                let ty = self.type_of_place(&place);
                let is_structure = self.evidence.names.contains(&path.path.get_ident()?.to_string());
                Some(self.perhaps_structure(ty, is_structure))
            }
            Syntax::Paren(paren) => self.peek(&paren.expr),
            Syntax::Group(group) => self.peek(&group.expr),
            Syntax::Reference(reference) => self.peek(&reference.expr),
            Syntax::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.peek(&unary.expr),
            Syntax::Field(field) => {
                let base = self.peek(&field.base)?;
                Some(self.function.types.field(base, &field.member))
            }
            Syntax::Index(index) if !matches!(&*index.index, Syntax::Range(_)) => {
                let base = self.peek(&index.expr)?;
                match self.function.types.shape(base) {
                    Shape::Sequence(element) => Some(element),
                    _ => None,
                }
            }
            Syntax::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => self.peek(&unary.expr),
            Syntax::Binary(binary) if crate::ir::Operator::is_arithmetic(&binary.op) => self.peek_operator(binary),
            Syntax::Lit(lit) => Some(self.type_of(&Operand::Constant(lit.to_token_stream()))),
            Syntax::Struct(structure) => Some(self.function.types.written(&path_type(&structure.path))),
            Syntax::MethodCall(call) if call.method == "clone" => self.peek(&call.receiver),
            Syntax::MethodCall(call) => match self.own_signature(call) {
                Some(signature) => signature.result.map(|result| self.function.types.written(&result)),
                None => self.peek_result(&call.method.to_string()),
            },
            Syntax::Call(call) => match self.peek_call(call) {
                Some(ty) => Some(ty),
                None => match &*call.func {
                    // `f64::sin(x)`, whatever `x` is.
                    Syntax::Path(path) if is_of_primitive(&path.path) => None,
                    Syntax::Path(path) => self.peek_result(&super::calls::last_name(&path.path)),
                    _ => None,
                },
            },
            _ => None,
        }
    }

    /// The type of what an operator gives.
    fn peek_operator(&mut self, binary: &syn::ExprBinary) -> Option<TypeId> {
        let unknown = self.function.types.fresh();
        let [left, right] = [&binary.left, &binary.right].map(|side| self.peek(side).unwrap_or(unknown));
        let is_float = |ty| self.function.types.is_float(ty);
        if is_float(left) && is_float(right) {
            return Some(left);
        }
        let name = self.result_name(&binary.op, left, right)?;
        Some(self.function.types.named(name))
    }

    /// What the rest of the code says about the result of a function.
    fn peek_result(&mut self, function: &str) -> Option<TypeId> {
        let is_structure = self.evidence.results.contains(function);
        is_structure.then(|| self.function.types.named(UNNAMED.to_owned()))
    }

    fn perhaps_structure(&mut self, ty: TypeId, is_structure: bool) -> TypeId {
        if is_structure && self.function.types.shape(ty) == Shape::Unknown {
            return self.function.types.named(UNNAMED.to_owned());
        }
        ty
    }

    fn peek_call(&mut self, call: &syn::ExprCall) -> Option<TypeId> {
        let Syntax::Path(path) = &*call.func else { return None };
        if let Some(signature) = self.associated_signature(path) {
            return signature.result.map(|result| self.function.types.written(&result));
        }
        let mut of = path.path.clone();
        let name = of.segments.pop()?.ident.to_string();
        if ["Some", "Ok", "Err"].contains(&name.as_str()) {
            return None;
        }
        if path.qself.is_none() && of.segments.is_empty() && name.starts_with(char::is_uppercase) {
            return Some(self.function.types.written(&path_type(&path.path)));
        }
        self.constructed_type(path).map(|ty| self.function.types.written(&ty))
    }

    /// The type that a constructor makes: `Vector::new`, by the names that constructors have.
    pub(super) fn constructed_type(&self, path: &syn::ExprPath) -> Option<syn::Type> {
        const CONSTRUCTORS: [&str; 7] = ["new", "default", "zero", "zeros", "one", "ones", "identity"];
        if path.qself.is_some() {
            return None;
        }
        let mut of = path.path.clone();
        let name = of.segments.pop()?.ident.to_string();
        of.segments.pop_punct();
        let is_type = of.segments.last()?.ident.to_string().starts_with(char::is_uppercase);
        let is_number = self.function.types.named_number(&of).is_some();
        let constructs = CONSTRUCTORS.contains(&name.as_str()) || name.starts_with("from_");
        (is_type && !is_number && constructs).then(|| path_type(&of))
    }
}

/// Whether a path names a function of a primitive type.
pub(super) fn is_of_primitive(path: &syn::Path) -> bool {
    let count = path.segments.len();
    let of = count.checked_sub(2).map(|of| path.segments[of].ident.to_string());
    of.is_some_and(|of| of == "f64" || of == "f32" || crate::lower::types::is_integer(&of))
}

fn path_type(path: &syn::Path) -> syn::Type {
    syn::Type::Path(syn::TypePath {
        attrs: Vec::new(),
        qself: None,
        path: path.clone(),
    })
}
