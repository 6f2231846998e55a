//! Recurrences: how the adjoints of an iteration follow from those of the next is summed up before they are known.
//!
//! In the reverse of `x = rate * x * (1.0 - x)`, every iteration waits for `x_bar` of the one before, multiplies it by one partial
//! derivative after another, and adds up what arrives on different ways. The partial derivatives do not depend on adjoints:
//! multiplied and added first, they make `x_bar *= rate * (1.0 - x) - rate * x`, and only one multiplication waits. With several
//! such variables it is a small matrix, the Jacobian of one iteration. (Known as preaccumulation: Griewank & Walther 2008,
//! *Evaluating Derivatives*, section 10.2.)
//!
//! It pays where little else is done in the loop; products of partial derivatives may overflow where the same factors, one after
//! another, would not.

use crate::ir::{Access, Argument, Block, Expr, Function, Operand, Place, Role, Stmt, Var};
use quote::quote;
use std::collections::{BTreeMap, HashMap, HashSet};
use syn::{BinOp, UnOp};

/// How many variables may follow from each other.
const MOST_VARIABLES: usize = 3;
/// How many operations must wait for each other at least, beyond those that always do.
const FEWEST_SAVED: usize = 2;
/// How many statements a body may have: in long ones, there is enough else to do in the meantime.
const LONGEST_BODY: usize = 100;

/// Rewrites all such loops.
pub fn sum_up(function: &mut Function, block: &mut Block) {
    let mut stmts = Vec::with_capacity(block.stmts.len());
    for mut stmt in std::mem::take(&mut block.stmts) {
        for inner in stmt.blocks_mut() {
            sum_up(function, inner);
        }
        let mut apart = Vec::new();
        if let Stmt::ReplayLoop { head, body, .. } = &mut stmt
            && !matches!(head, Some((var, _)) if function.parallel.contains_key(var))
            && body.stmts.len() <= LONGEST_BODY
            && let Some((carried, stmts)) = rewritten(function, body)
        {
            body.stmts = stmts;
            apart = carried;
        }
        stmts.push(stmt);
        stmts.extend(apart.into_iter().map(kept_apart));
    }
    block.stmts = stmts;
}

/// `x_bar = black_box(x_bar)`. Where two results lie side by side in memory, the compiler computes both in one vector register all
/// through the loop, and the one that everything waits for then waits for the other, and for being packed and unpacked. (The
/// logistic map's gradient takes half as long again.)
fn kept_apart(var: Var) -> Stmt {
    let itself = vec![Argument::Value(Operand::Var(var))];
    Stmt::Assign {
        place: Place::whole(var),
        value: Operand::Nested(Box::new(Expr::Constant(
            quote!(::core::hint::black_box(argument_0__)),
            itself,
        ))),
        first: false,
    }
}

/// The variables that an iteration takes over from the one before, and changes.
fn carried(function: &Function, body: &Block) -> Vec<Var> {
    let mut defined = HashSet::new();
    let (mut read, mut written) = (HashSet::new(), Vec::new());
    for stmt in &body.stmts {
        super::accumulate::defined_by(stmt, &mut defined);
        if let Stmt::Assign { place, .. } | Stmt::Update { place, .. } = stmt
            && place.path.is_empty()
            && !written.contains(&place.root)
        {
            written.push(place.root);
        }
        let updated = match stmt {
            Stmt::Update { place, .. } => Some(place.root),
            _ => None,
        };
        stmt.accesses(&mut |access| match access {
            Access::Read(Operand::Var(var)) => drop(read.insert(*var)),
            Access::ReadPlace(place) if Some(place.root) != updated => drop(read.insert(place.root)),
            _ => {}
        });
    }
    let is_plain = |var: &Var| function.types.has_literals(function.var(*var).ty);
    written.retain(|var| read.contains(var) && !defined.contains(var) && is_plain(var));
    written
}

/// The body of a loop with its Jacobian, if it is of that kind, and the variables that follow from each other.
fn rewritten(function: &mut Function, body: &Block) -> Option<(Vec<Var>, Vec<Stmt>)> {
    let carried = carried(function, body);
    if carried.is_empty() || carried.len() > MOST_VARIABLES {
        return None;
    }
    let mut preparation = Jacobian {
        forms: carried
            .iter()
            .enumerate()
            .map(|(at, var)| (*var, Form::unit(at)))
            .collect(),
        waits: carried.iter().map(|var| (*var, 0)).collect(),
        out: Vec::new(),
        function,
    };
    for stmt in &body.stmts {
        preparation.follow(stmt)?;
        preparation.out.push(stmt.clone());
    }
    let rows: Vec<Form> = carried.iter().map(|var| preparation.forms[var].clone()).collect();
    let waits_now = carried.iter().map(|var| preparation.waits[var]).max()?;
    let waits_then = rows.iter().map(|row| row.0.len()).max()?;
    if waits_now < waits_then + FEWEST_SAVED {
        return None;
    }
    let mut stmts = preparation.out;
    let own = copies(function, &carried, &mut stmts);
    let new: Vec<Operand> = rows
        .iter()
        .map(|row| row.value(function, &carried, &mut stmts))
        .collect();
    stmts.extend(carried.iter().zip(new).map(|(var, value)| Stmt::Assign {
        place: Place::whole(*var),
        value,
        first: false,
    }));
    let stmts: Vec<Stmt> = own.into_iter().chain(stmts).collect();
    let stmts = without_unused(stmts);
    for stmt in &stmts {
        if let Stmt::Assign { place, .. } | Stmt::Update { place, .. } = stmt {
            function.vars[place.root.0].mutable = true;
        }
    }
    Some((carried, stmts))
}

/// A sum of adjoints at the start of an iteration, each times a factor; the last, for [`CONSTANT`], does not depend on them.
#[derive(Clone, Debug, Default)]
struct Form(BTreeMap<usize, Factor>);

const CONSTANT: usize = usize::MAX;

/// A factor and its sign; 1 without a value.
#[derive(Clone, Debug)]
struct Factor {
    negative: bool,
    value: Option<Operand>,
}

impl Factor {
    fn operand(&self) -> Operand {
        self.value.clone().unwrap_or_else(|| Operand::Constant(quote!(1.0)))
    }
}

impl Form {
    fn unit(at: usize) -> Self {
        let one = Factor {
            negative: false,
            value: None,
        };
        Self([(at, one)].into())
    }
    fn constant(value: &Operand) -> Self {
        let value = Factor {
            negative: false,
            value: Some(value.clone()),
        };
        Self([(CONSTANT, value)].into())
    }
    fn negated(mut self) -> Self {
        self.0
            .values_mut()
            .for_each(|factor| factor.negative = !factor.negative);
        self
    }

    /// The sum itself.
    fn value(&self, function: &mut Function, carried: &[Var], out: &mut Vec<Stmt>) -> Operand {
        let mut total: Option<Operand> = None;
        for (at, factor) in &self.0 {
            // The sign belongs to the factor, which waits for nothing.
            let (negative, mut value) = (factor.negative, factor.operand());
            let is_negated = negative && total.is_none();
            if is_negated {
                value = let_number(
                    function,
                    Expr::Unary(UnOp::Neg(Default::default()), value),
                    "slope",
                    out,
                );
            }
            let term = match carried.get(*at) {
                Some(var) if factor.value.is_some() || is_negated => let_number(
                    function,
                    Expr::Binary(BinOp::Mul(Default::default()), Operand::Var(*var), value),
                    "term",
                    out,
                ),
                Some(var) => Operand::Var(*var),
                None => value,
            };
            total = Some(match total {
                None => term,
                Some(total) => let_number(function, added(total, term, negative), "sum", out),
            });
        }
        total.unwrap_or_else(super::shadows::zero)
    }
}

fn added(left: Operand, right: Operand, subtract: bool) -> Expr {
    let op = if subtract {
        BinOp::Sub(Default::default())
    } else {
        BinOp::Add(Default::default())
    };
    Expr::Binary(op, left, right)
}

fn let_number(function: &mut Function, value: Expr, hint: &str, out: &mut Vec<Stmt>) -> Operand {
    let var = function.fresh_number(hint, &value);
    out.push(Stmt::Let { var, value });
    Operand::Var(var)
}

fn is_zero(operand: &Operand) -> bool {
    matches!(operand, Operand::Constant(tokens)
        if syn::parse2::<syn::LitFloat>(tokens.clone()).is_ok_and(|literal| literal.base10_parse::<f64>().is_ok_and(|value| value == 0.0)))
}

/// What a body computes, as sums of the adjoints at its start.
struct Jacobian<'f> {
    function: &'f mut Function,
    forms: HashMap<Var, Form>,
    /// How many operations each of these waits for, after the iteration before.
    waits: HashMap<Var, usize>,
    out: Vec<Stmt>,
}

impl Jacobian<'_> {
    fn form(&self, operand: &Operand) -> Option<Form> {
        match operand {
            Operand::Var(var) => self.forms.get(var).cloned(),
            operand => is_zero(operand).then(Form::default),
        }
    }
    /// The same, or a constant.
    fn form_or_constant(&mut self, operand: &Operand) -> Form {
        self.form(operand).unwrap_or_else(|| {
            let steady = self.steady(operand);
            Form::constant(&steady)
        })
    }
    /// An operand that still has its value at the end of the body.
    fn steady(&mut self, operand: &Operand) -> Operand {
        match operand {
            Operand::Var(var) if self.function.var(*var).mutable => self.number(Expr::Use(operand.clone())),
            operand => operand.clone(),
        }
    }
    fn waits(&self, operand: &Operand) -> usize {
        let known = operand.var().and_then(|var| self.waits.get(&var));
        known.copied().unwrap_or(0)
    }
    fn note(&mut self, var: Var, form: Form, waits: usize) {
        self.forms.insert(var, form);
        self.waits.insert(var, waits);
    }

    /// Follows one statement; `None` where it does something else with the adjoints than to add and scale them.
    fn follow(&mut self, stmt: &Stmt) -> Option<()> {
        match stmt {
            Stmt::Let { var, value } => self.follow_value(*var, value),
            Stmt::Assign { place, value, .. } if place.path.is_empty() => {
                if self.forms.contains_key(&place.root) {
                    let (form, waits) = (self.form_or_constant(value), self.waits(value));
                    self.note(place.root, form, waits);
                }
                Some(())
            }
            Stmt::Update { place, subtract, value } if place.path.is_empty() => {
                if let Some(so_far) = self.forms.get(&place.root).cloned() {
                    let waits = self.waits[&place.root].max(self.waits(value)) + usize::from(!so_far.0.is_empty());
                    let value = self.form_or_constant(value);
                    let form = self.sum(so_far, value, *subtract);
                    self.note(place.root, form, waits);
                }
                Some(())
            }
            Stmt::Assign { place, .. } | Stmt::Update { place, .. } | Stmt::Restore { place, .. } => {
                (!self.forms.contains_key(&place.root)).then_some(())
            }
            _ => None,
        }
    }

    fn follow_value(&mut self, var: Var, value: &Expr) -> Option<()> {
        let known = match value {
            Expr::Use(operand) => self.form(operand).map(|form| (form, self.waits(operand))),
            Expr::Load(place) if place.path.is_empty() => {
                let form = self.forms.get(&place.root).cloned();
                form.map(|form| (form, self.waits[&place.root]))
            }
            Expr::Unary(UnOp::Neg(_), operand) => {
                let form = self.form(operand);
                form.map(|form| (form.negated(), self.waits(operand) + 1))
            }
            Expr::Binary(op, left, right) => {
                let (left_form, right_form) = (self.form(left), self.form(right));
                let waits = self.waits(left).max(self.waits(right)) + 1;
                match (op, left_form, right_form) {
                    (_, None, None) => None,
                    (BinOp::Mul(_), Some(form), None) => Some((self.scaled(form, right, true), waits)),
                    (BinOp::Mul(_), None, Some(form)) => Some((self.scaled(form, left, true), waits)),
                    (BinOp::Div(_), Some(form), None) => Some((self.scaled(form, right, false), waits)),
                    (BinOp::Add(_) | BinOp::Sub(_), _, _) => {
                        let (first, second) = (self.form_or_constant(left), self.form_or_constant(right));
                        Some((self.sum(first, second, matches!(op, BinOp::Sub(_))), waits))
                    }
                    _ => return None,
                }
            }
            other => {
                let mut is_linear = true;
                other.accesses(&mut |access| {
                    is_linear &= match access {
                        Access::Read(Operand::Var(var)) => !self.forms.contains_key(var),
                        Access::Read(_) => true,
                        Access::ReadPlace(place) | Access::WritePlace(place) => !self.forms.contains_key(&place.root),
                    };
                });
                return is_linear.then_some(());
            }
        };
        if let Some((form, waits)) = known {
            self.note(var, form, waits);
        }
        Some(())
    }

    fn number(&mut self, value: Expr) -> Operand {
        let_number(self.function, value, "slope", &mut self.out)
    }

    fn scaled(&mut self, form: Form, by: &Operand, multiply: bool) -> Form {
        let terms = form.0.into_iter().map(|(at, factor)| {
            let value = match (&factor.value, multiply) {
                (None, true) => self.steady(by),
                (Some(value), true) => {
                    self.number(Expr::Binary(BinOp::Mul(Default::default()), value.clone(), by.clone()))
                }
                (_, false) => self.number(Expr::Binary(
                    BinOp::Div(Default::default()),
                    factor.operand(),
                    by.clone(),
                )),
            };
            let value = Some(value);
            (at, Factor { value, ..factor })
        });
        Form(terms.collect())
    }

    fn sum(&mut self, first: Form, second: Form, subtract: bool) -> Form {
        let second = if subtract { second.negated() } else { second };
        let mut sum = first.0;
        for (at, factor) in second.0 {
            let total = match sum.remove(&at) {
                None => factor,
                Some(so_far) => {
                    let differs = so_far.negative != factor.negative;
                    let (first, second) = if differs && so_far.negative {
                        (&factor, &so_far)
                    } else {
                        (&so_far, &factor)
                    };
                    let value = self.number(added(first.operand(), second.operand(), differs));
                    Factor {
                        negative: first.negative,
                        value: Some(value),
                    }
                }
            };
            sum.insert(at, total);
        }
        Form(sum)
    }
}

/// Lets the body work on copies of what it carries on, which keeps its value at the start; returns the copies.
fn copies(function: &mut Function, carried: &[Var], stmts: &mut [Stmt]) -> Vec<Stmt> {
    let mut copies = Vec::new();
    for var in carried {
        let hint = function.var(*var).name.to_string();
        let copy = function.fresh_number(&hint, &Expr::Use(Operand::Var(*var)));
        function.vars[copy.0].role = Role::Plain;
        for stmt in &mut *stmts {
            rename(stmt, *var, copy);
        }
        copies.push(Stmt::Let {
            var: copy,
            value: Expr::Use(Operand::Var(*var)),
        });
    }
    copies
}

fn rename(stmt: &mut Stmt, from: Var, to: Var) {
    stmt.own_operands_mut(&mut |operand| {
        if matches!(operand, Operand::Var(var) if *var == from) {
            *operand = Operand::Var(to);
        }
    });
    let place = match stmt {
        Stmt::Assign { place, .. } | Stmt::Update { place, .. } => place,
        Stmt::Let {
            value: Expr::Load(place),
            ..
        } => place,
        _ => return,
    };
    if place.root == from {
        place.root = to;
    }
}

/// Leaves out what computes something that nothing reads.
fn without_unused(stmts: Vec<Stmt>) -> Vec<Stmt> {
    let own: HashSet<Var> = stmts.iter().flat_map(crate::analyse::record::defined).collect();
    let mut wanted = HashSet::new();
    let mut kept = Vec::with_capacity(stmts.len());
    for stmt in stmts.into_iter().rev() {
        let (target, has_effects) = match &stmt {
            Stmt::Let { var, value } => (Some(*var), matches!(value, Expr::Take(_) | Expr::Constant(..))),
            Stmt::Assign { place, .. } | Stmt::Update { place, .. } if place.path.is_empty() => {
                (Some(place.root), !own.contains(&place.root))
            }
            _ => (None, true),
        };
        if target.is_some_and(|target| !wanted.contains(&target)) && !has_effects {
            continue;
        }
        if let Stmt::Assign { place, .. } = &stmt
            && place.path.is_empty()
        {
            wanted.remove(&place.root);
        }
        stmt.accesses(&mut |access| match access {
            Access::Read(operand) => wanted.extend(operand.var()),
            Access::ReadPlace(place) | Access::WritePlace(place) => {
                wanted.extend(place.operands().filter_map(Operand::var));
                if matches!(access, Access::ReadPlace(_)) {
                    wanted.insert(place.root);
                }
            }
        });
        kept.push(stmt);
    }
    kept.reverse();
    kept
}
