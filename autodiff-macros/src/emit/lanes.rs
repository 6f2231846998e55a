//! Straight-line code on numbers, as code on vectors of them: the same operations, with constants in every lane.
//!
//! [`lanes`] is what vectors are made by (the runtime's `simd::Width`), and there are no variables but numbers.

use crate::ir::{Argument, Call, Expr, Function, Operand, Place, Seed, ShadowArgument, Stmt, Target, Var};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{BinOp, UnOp};

/// Functions of the runtime's that may be called for all lanes at once: whether one of this name is meant, the compiler finds.
const WITH_LANES: [&str; 1] = ["kepler"];

/// What vectors are made by, under a name that no variable of the user's has.
pub fn lanes() -> Ident {
    super::local("lanes")
}

/// Writes the code of a function; what cannot be written makes it `None`.
pub struct Lanes<'f> {
    pub function: &'f Function,
}

impl Lanes<'_> {
    pub fn name(&self, var: Var) -> &Ident {
        &self.function.var(var).name
    }

    pub fn stmts(&self, stmts: &[Stmt]) -> Option<TokenStream> {
        stmts.iter().map(|stmt| self.stmt(stmt)).collect()
    }

    fn stmt(&self, stmt: &Stmt) -> Option<TokenStream> {
        Some(match stmt {
            Stmt::Let {
                var,
                value: Expr::Cell(start),
            } => {
                let (name, start) = (self.name(*var), self.operand(start)?);
                quote!(let mut #name = #start;)
            }
            Stmt::Call(call) => self.call(call)?,
            Stmt::Forward { call, pullback } => self.forward(call, *pullback)?,
            Stmt::Pullback {
                pullback,
                call,
                shadows,
                seeds,
            } => self.pullback(*pullback, call, shadows, seeds)?,
            Stmt::Tangent {
                call,
                shadows,
                tangents,
            } => self.tangent(call, shadows, tangents)?,
            Stmt::Let { var, value } => {
                let (name, value) = (self.name(*var), self.expr(value)?);
                quote!(let mut #name = #value;)
            }
            Stmt::Declare { var } => {
                let name = self.name(*var);
                quote!(let mut #name;)
            }
            Stmt::Assign { place, value, .. } => {
                let (name, value) = (self.whole(place)?, self.operand(value)?);
                quote!(#name = #value;)
            }
            Stmt::Update { place, subtract, value } => {
                let (name, value) = (self.whole(place)?, self.operand(value)?);
                if *subtract {
                    quote!(#name -= #value;)
                } else {
                    quote!(#name += #value;)
                }
            }
            Stmt::Save { var, place, .. } => {
                let (name, saved) = (self.name(*var), self.whole(place)?);
                quote!(let #name = #saved;)
            }
            Stmt::Restore { place, saved, .. } => {
                let (name, saved) = (self.whole(place)?, self.name(*saved));
                quote!(#name = #saved;)
            }
            Stmt::Clear { place } => {
                let (name, lanes) = (self.whole(place)?, lanes());
                quote!(#name = #lanes.splat(0.0);)
            }
            _ => return None,
        })
    }

    /// A place that is a whole variable.
    fn whole(&self, place: &Place) -> Option<&Ident> {
        place.path.is_empty().then(|| self.name(place.root))
    }

    fn operand(&self, operand: &Operand) -> Option<TokenStream> {
        Some(match operand {
            Operand::Var(var) => {
                let name = self.name(*var);
                quote!(#name)
            }
            Operand::Constant(tokens) => {
                let lanes = lanes();
                quote!(#lanes.splat(#tokens))
            }
            Operand::Nested(expr) => {
                let value = self.expr(expr)?;
                quote!((#value))
            }
        })
    }

    fn expr(&self, expr: &Expr) -> Option<TokenStream> {
        Some(match expr {
            Expr::Use(operand) => self.operand(operand)?,
            Expr::Load(place) | Expr::Get(place) => {
                let name = self.whole(place)?;
                quote!(#name)
            }
            Expr::Unary(UnOp::Neg(_), operand) => {
                let operand = self.operand(operand)?;
                quote!(-#operand)
            }
            Expr::Binary(BinOp::Rem(_), left, right) => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                quote!(::pullback::runtime::simd::Vector::remainder(#left, #right))
            }
            Expr::Binary(op @ (BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_)), left, right) => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                quote!(#left #op #right)
            }
            Expr::Method(name, receiver, arguments) => self.method(name, receiver, arguments)?,
            Expr::Slope(name, operands) => {
                let (receiver, arguments) = operands.split_first()?;
                self.method(name, receiver, arguments)?
            }
            Expr::SlopeTangent(..) => return None,
            Expr::Default => {
                let lanes = lanes();
                quote!(#lanes.splat(0.0))
            }
            _ => return None,
        })
    }

    fn method(&self, name: &Ident, receiver: &Operand, arguments: &[Operand]) -> Option<TokenStream> {
        let receiver = self.operand(receiver)?;
        let takes_integer = name == "powi" || name == "powi_slope";
        let arguments: Option<Vec<TokenStream>> = arguments
            .iter()
            .map(|argument| match argument {
                Operand::Constant(tokens) if takes_integer => Some(tokens.clone()),
                argument => self.operand(argument),
            })
            .collect();
        let arguments = arguments?;
        // A method of the trait, also where one lane is an `f64`.
        let name = format_ident!("{}", name.to_string());
        Some(quote!(::pullback::runtime::simd::Vector::#name(#receiver #(, #arguments)*)))
    }
}

/// Calls of functions of numbers, which are made in one lane after another.
impl Lanes<'_> {
    /// How a function is called: for all lanes at once, or in one lane after another.
    fn way(call: &Call) -> TokenStream {
        let path = &call.path;
        if Self::may_have_lanes(call) {
            quote!({ use ::pullback::runtime::simd::NoLanes as _; #path::lanes() })
        } else {
            quote!(::pullback::runtime::simd::OneByOne)
        }
    }

    fn may_have_lanes(call: &Call) -> bool {
        let last = call.path.segments.last();
        last.is_some_and(|last| WITH_LANES.iter().any(|name| last.ident == name))
    }

    /// What is passed in lanes, by the names that it has in the closure, and the arguments there: constants stand as they are.
    fn arguments(&self, call: &Call) -> Option<(Vec<TokenStream>, Vec<Ident>, Vec<TokenStream>)> {
        if !matches!(call.target, Target::Function) || call.repeated {
            return None;
        }
        let (mut passed, mut names, mut arguments) = (Vec::new(), Vec::new(), Vec::new());
        for (position, argument) in call.arguments.iter().enumerate() {
            match argument {
                Argument::Value(Operand::Constant(tokens)) if !Self::may_have_lanes(call) => {
                    arguments.push(tokens.clone());
                }
                Argument::Value(operand) => {
                    let name = super::local(&format!("argument_{position}"));
                    passed.push(self.operand(operand)?);
                    arguments.push(quote!(#name));
                    names.push(name);
                }
                Argument::Borrow(_) | Argument::BorrowMut(_) => return None,
            }
        }
        Some((passed, names, arguments))
    }

    fn names(&self, vars: &[Var]) -> Vec<&Ident> {
        vars.iter().map(|var| self.name(*var)).collect()
    }

    fn call(&self, call: &Call) -> Option<TokenStream> {
        let ((passed, names, arguments), lanes) = (self.arguments(call)?, lanes());
        let (path, results, way) = (&call.path, self.names(&call.results), Self::way(call));
        let values = together(&results, call.tuple);
        Some(quote! {
            let [#(#results),*] = #way.call(#lanes, [#(#passed),*], |[#(#names),*]| {
                let #values = #path(#(#arguments),*);
                [#(#results),*]
            });
        })
    }

    /// The tape on which the calls record.
    fn tape(&self, pullback: Var) -> Ident {
        super::local(&format!("tape_of_{}", self.name(pullback)))
    }

    fn forward(&self, call: &Call, pullback: Var) -> Option<TokenStream> {
        let ((passed, names, arguments), lanes) = (self.arguments(call)?, lanes());
        let (path, results, way) = (&call.path, self.names(&call.results), Self::way(call));
        let values = together(&results, call.tuple);
        let (tape, pullback) = (self.tape(pullback), self.name(pullback));
        Some(quote! {
            let mut #tape = ::pullback::runtime::support::Tape::new();
            let ([#(#results),*], #pullback) =
                #way.forward_call(#lanes, [#(#passed),*], |[#(#names),*]| {
                    let (#values, #pullback) = #path::forward(#(#arguments,)* &mut #tape);
                    ([#(#results),*], #pullback)
                });
        })
    }

    /// The shadow of an argument: a cell that starts at a number, or none.
    fn shadow(argument: &Argument, shadow: &ShadowArgument, cell: &Ident) -> TokenStream {
        let support = super::support();
        let is_integer = |tokens: &TokenStream| syn::parse2::<syn::LitInt>(tokens.clone()).is_ok();
        match (shadow, argument) {
            (ShadowArgument::Place(_), _) => quote!(#support::pass(&(), &#cell)),
            (_, Argument::Value(Operand::Constant(tokens))) if is_integer(tokens) => {
                quote!(#support::pass(&(), &::pullback::runtime::Constant))
            }
            _ => quote!(#support::pass(&(), &#support::inert_number::<f64>())),
        }
    }

    fn pullback(&self, pullback: Var, call: &Call, shadows: &[ShadowArgument], seeds: &[Seed]) -> Option<TokenStream> {
        let (lanes, support) = (lanes(), super::support());
        let seeds = seeds.iter().map(|seed| match seed {
            Seed::Number(operand) => self.operand(operand),
            _ => None,
        });
        let seeds = seeds.collect::<Option<Vec<_>>>()?;
        let seed_names: Vec<Ident> = (0..seeds.len()).map(|at| super::local(&format!("seed_{at}"))).collect();
        let seed = together(&seed_names.iter().collect::<Vec<_>>(), call.tuple);
        let cells: Vec<Ident> = (0..shadows.len())
            .map(|at| super::local(&format!("cell_{at}")))
            .collect();
        let passed = call.arguments.iter().zip(shadows).zip(&cells);
        let passed = passed.map(|((argument, shadow), cell)| Self::shadow(argument, shadow, cell));
        let collected: Option<Vec<TokenStream>> = shadows
            .iter()
            .map(|shadow| match shadow {
                ShadowArgument::Place(place) => self.whole(place).map(|name| quote!(#name)),
                _ => Some(quote!(_)),
            })
            .collect();
        let (collected, primals) = (collected?, call.arguments.iter().map(|_| quote!(#support::ByValue)));
        let (tape, pullback) = (self.tape(pullback), self.name(pullback));
        Some(quote! {
            [#(#collected),*] = #pullback.pull_back(#lanes, [#(#seeds),*], |#pullback, [#(#seed_names),*]| {
                #(let #cells = ::pullback::runtime::Adjoint::<f64>::default();)*
                #pullback(#seed, #(#primals,)* #(#passed,)* &mut #tape);
                [#(#cells.get()),*]
            });
            #tape.give_back();
        })
    }

    fn tangent(&self, call: &Call, shadows: &[ShadowArgument], tangents: &[Var]) -> Option<TokenStream> {
        let ((passed, names, arguments), lanes) = (self.arguments(call)?, lanes());
        let (path, results, way) = (&call.path, self.names(&call.results), Self::way(call));
        let changed = self.names(tangents);
        let (values, changes) = (together(&results, call.tuple), together(&changed, call.tuple));
        let (mut cells, mut starts, mut directions, mut shadow_arguments) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (position, (argument, shadow)) in call.arguments.iter().zip(shadows).enumerate() {
            let cell = super::local(&format!("cell_{position}"));
            let start = match shadow {
                ShadowArgument::Place(place) => self.whole(place).map(|start| quote!(#start))?,
                _ => quote!(#lanes.splat(0.0)),
            };
            // As many as there are arguments in lanes.
            if Self::may_have_lanes(call) || !matches!(argument, Argument::Value(Operand::Constant(_))) {
                let direction = super::local(&format!("direction_{position}"));
                cells.push(quote!(let #cell = ::pullback::runtime::Adjoint::<f64>::new(#direction);));
                starts.push(start);
                directions.push(direction);
            }
            shadow_arguments.push(Self::shadow(argument, shadow, &cell));
        }
        Some(quote! {
            let ([#(#results),*], [#(#changed),*]) = #way.tangent_call(
                #lanes,
                [#(#passed),*],
                [#(#starts),*],
                |[#(#names),*], [#(#directions),*]| {
                    #(#cells)*
                    let (#values, #changes) = #path::tangent(#(#arguments,)* #(#shadow_arguments),*);
                    ([#(#results),*], [#(#changed),*])
                },
            );
        })
    }
}

/// A number, or a tuple of them.
fn together(names: &[&Ident], tuple: bool) -> TokenStream {
    if tuple {
        quote!((#(#names),*))
    } else {
        quote!(#(#names)*)
    }
}
