//! The frame around the statements: what the parameters stand for, and where the result goes.

use super::{Binding, Lowerer, iterators, jumps, sequences, spellings, statements};
use crate::ir::{Expr, Operand, Place, Role, Stmt, Var};
use crate::reject::Refusal;
use crate::request::Request;
use quote::ToTokens;

impl Lowerer<'_> {
    pub(super) fn parameters(&mut self, request: &Request) {
        for parameter in &request.parameters {
            let ty = if parameter.active {
                self.function.types.written(&parameter.ty)
            } else {
                self.function.types.written_inactive(&parameter.ty)
            };
            let role = match parameter.reference() {
                Some(mutable) => Role::Reference { mutable },
                None => Role::Parameter,
            };
            let var = self.variable(parameter.name.clone(), role, false, ty);
            self.function.parameters.push(var);
            if parameter.may_grow() {
                self.function.growing.insert(var);
            }
            let inner = parameter.inner();
            if matches!(inner, syn::Type::Slice(_))
                || matches!(inner, syn::Type::Path(path) if path.path.is_ident("str"))
            {
                self.unsized_parameters.insert(var);
            }
            if let Some(inclusive) = spellings::range_type(inner) {
                self.ranges.insert(var, inclusive);
            }
            if !parameter.active {
                self.constant.insert(var);
                self.must_be_plain(var, parameter);
            }
            if request.is_of_trait(inner) {
                self.of_traits.insert(var);
            }
            let name = parameter.name.to_string();
            self.declared.insert(name.clone());
            let binding = match role {
                Role::Reference { mutable } => Binding::View {
                    place: Place::whole(var),
                    mutable,
                },
                _ => Binding::Variable(var),
            };
            if let Some(pattern) = &parameter.pattern {
                let source = match role {
                    Role::Reference { mutable } => statements::Source::View {
                        place: Place::whole(var),
                        mutable,
                    },
                    _ => statements::Source::Place(Place::whole(var)),
                };
                self.bind(pattern, source);
                continue;
            }
            self.scopes[0].insert(name, binding);
            if parameter.mutable && role == (Role::Reference { mutable: false }) {
                // It may point elsewhere later: the variable holds a copy of what is behind it.
                let copy = self.load_sized(Place::whole(var));
                let local = self.declare(&parameter.name, true);
                self.function.types.unify(self.ty(local), ty);
                self.references.insert(local);
                self.push(Stmt::Let {
                    var: local,
                    value: Expr::Use(copy),
                });
            }
            if parameter.mutable && role == Role::Parameter {
                let local = self.declare(&parameter.name, true);
                self.function.types.unify(self.ty(local), ty);
                self.push(Stmt::Let {
                    var: local,
                    value: Expr::Use(Operand::Var(var)),
                });
            }
        }
    }

    pub(super) fn body(&mut self, request: &Request) {
        let returns_value = request
            .result
            .as_ref()
            .is_some_and(|ty| !matches!(ty, syn::Type::Tuple(tuple) if tuple.elems.is_empty()));
        // Where the function ends in a `panic!`, nothing else gives the result a value.
        let stmts = &request.function.block.stmts;
        let early = jumps::returns_early(&request.function.block) || jumps::diverges(stmts);
        if returns_value {
            if let Some(syn::Stmt::Expr(tail, _)) = stmts.last() {
                self.stand_at(tail);
            }
            let result = self.function.fresh("result", Role::Local, early);
            if let Some(ty) = &request.result {
                let ty = self.function.types.written(ty);
                self.function.types.unify(self.ty(result), ty);
            }
            self.result = Some(result);
            if early {
                self.function.vars[result.0].annotation = request
                    .result
                    .clone()
                    .filter(|ty| !matches!(ty, syn::Type::ImplTrait(_)));
                self.push(Stmt::Let {
                    var: result,
                    value: Expr::Default,
                });
            }
        }
        let mut stmts = request.function.block.stmts.clone();
        if let (Some(syn::Stmt::Expr(tail, None)), Some(ty)) = (stmts.last_mut(), &request.result)
            && let Some(typed) = iterators::with_wanted_type(tail, ty)
        {
            *tail = typed;
        } else if let (Some(syn::Stmt::Expr(tail, None)), Some(ty)) = (stmts.last_mut(), &request.result)
            && sequences::makes_array(tail)
        {
            // How long it is, its uses do not say.
            *tail = syn::parse_quote!({ let made__: #ty = #tail; made__ });
        }
        // Where the user's eye should go: the last statement, or the name of a function without any.
        let last = match stmts.last() {
            Some(last) => last.to_token_stream(),
            None => request.function.sig.ident.to_token_stream(),
        };
        self.statements(&stmts, &mut |this, value| match (this.result, value) {
            (Some(result), Some(value)) => this.set_result(result, value, early),
            (Some(_), None) if !early && this.refusals.is_empty() => this.refusals.refuse(&last, Refusal::NoResult),
            _ => {}
        });
    }

    pub(super) fn set_result(&mut self, result: Var, value: Expr, early: bool) {
        let ty = self.type_of_expr(&value);
        self.function.types.unify(self.ty(result), ty);
        if early {
            // Where a checkpoint runs this again, nothing but its type says what a `None` is, or the other side of an `Err`.
            let annotation = self.function.var(result).annotation.clone();
            let is_variant = matches!(value, Expr::Aggregate(crate::ir::Aggregate::Variant { .. }, _));
            let value = match self.name_value(value, "value") {
                Operand::Var(var) if is_variant => {
                    self.function.vars[var.0].annotation = annotation;
                    Operand::Var(var)
                }
                Operand::Constant(tokens) if !self.function.types.is_float(self.ty(result)) => {
                    let var = self.function.fresh("value", Role::Local, false);
                    self.function.types.unify(self.ty(var), ty);
                    self.function.vars[var.0].annotation = annotation;
                    self.constant.insert(var);
                    let value = Expr::Use(Operand::Constant(tokens));
                    self.push(Stmt::Let { var, value });
                    Operand::Var(var)
                }
                value => value,
            };
            self.push(Stmt::Assign {
                place: Place::whole(result),
                value,
                first: false,
            });
        } else {
            self.push(Stmt::Let { var: result, value });
        }
    }
}
