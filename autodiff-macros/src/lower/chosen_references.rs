//! Mutable references that a condition chooses: `let r = if first { &mut a } else { &mut b };`.
//!
//! A reference is a name for one place, so what follows is written out once for each place that it may name:
//! `if first { let r = &mut a; … } else { let r = &mut b; … }`.

use super::{Binding, Lowerer, jumps};
use syn::{Expr as Syntax, Stmt};

/// How often what follows may be written out within itself.
const MOST: usize = 4;

impl Lowerer<'_> {
    /// The statements with what follows a choice of references moved into its arms, if they begin with one.
    pub(super) fn chosen_reference(&mut self, first: &Stmt, rest: &[Stmt]) -> Option<Stmt> {
        let Stmt::Local(local) = first else { return None };
        let init = local.init.as_ref().filter(|init| init.diverge.is_none())?;
        if self.choices >= MOST || !self.is_choice(&init.expr) {
            return None;
        }
        let mut choice = (*init.expr).clone();
        let continued = |value: &Syntax| {
            let mut bound = local.clone();
            if let Some(init) = &mut bound.init {
                *init.expr = value.clone();
            }
            let mut stmts = vec![Stmt::Local(bound)];
            stmts.extend(rest.iter().cloned());
            stmts
        };
        continue_arms(&mut choice, &continued);
        Some(Stmt::Expr(choice, None))
    }

    /// Whether an expression chooses between references, at least one of them mutable.
    fn is_choice(&self, expr: &Syntax) -> bool {
        match expr {
            Syntax::Paren(paren) => self.is_choice(&paren.expr),
            Syntax::If(branch) => {
                let otherwise = branch.else_branch.as_ref();
                self.ends_in_reference(&branch.then_branch)
                    || otherwise.is_some_and(|(_, otherwise)| self.is_choice(otherwise))
            }
            Syntax::Match(matching) => matching
                .arms
                .iter()
                .any(|arm| self.is_mutable_reference(&arm.body) || self.is_choice(&arm.body)),
            Syntax::Block(block) if block.label.is_none() => self.ends_in_reference(&block.block),
            _ => false,
        }
    }

    fn ends_in_reference(&self, block: &syn::Block) -> bool {
        matches!(block.stmts.last(), Some(Stmt::Expr(tail, None)) if self.is_mutable_reference(tail) || self.is_choice(tail))
    }

    fn is_mutable_reference(&self, expr: &Syntax) -> bool {
        match expr {
            Syntax::Paren(paren) => self.is_mutable_reference(&paren.expr),
            Syntax::Reference(reference) => reference.mutability.is_some(),
            Syntax::Path(path) => {
                let binding = path.path.get_ident().and_then(|name| self.look_up(&name.to_string()));
                matches!(binding, Some(Binding::View { mutable: true, .. }))
            }
            Syntax::Tuple(tuple) => tuple.elems.iter().any(|part| self.is_mutable_reference(part)),
            Syntax::MethodCall(call) => {
                let method = call.method.to_string();
                let is_part = ["last_mut", "first_mut", "get_mut"].contains(&method.as_str());
                let unwraps = method == "unwrap" || method == "expect";
                is_part || (unwraps && self.is_mutable_reference(&call.receiver))
            }
            _ => false,
        }
    }
}

/// Replaces the value of each arm by what follows with it.
fn continue_arms(choice: &mut Syntax, continued: &dyn Fn(&Syntax) -> Vec<Stmt>) {
    match choice {
        Syntax::Paren(paren) => continue_arms(&mut paren.expr, continued),
        Syntax::If(branch) => {
            continue_block(&mut branch.then_branch, continued);
            if let Some((_, otherwise)) = &mut branch.else_branch {
                continue_arms(otherwise, continued);
            }
        }
        Syntax::Match(matching) => matching
            .arms
            .iter_mut()
            .for_each(|arm| continue_arms(&mut arm.body, continued)),
        Syntax::Block(block) if block.label.is_none() => continue_block(&mut block.block, continued),
        value if jumps::diverges_expr(value) => {}
        value => {
            let stmts = continued(value);
            *value = syn::parse_quote!({ #(#stmts)* });
        }
    }
}

fn continue_block(block: &mut syn::Block, continued: &dyn Fn(&Syntax) -> Vec<Stmt>) {
    let Some(Stmt::Expr(tail, None)) = block.stmts.last() else {
        return;
    };
    if jumps::diverges_expr(tail) {
        return;
    }
    match tail {
        Syntax::If(_) | Syntax::Match(_) | Syntax::Block(_) | Syntax::Paren(_) => {
            if let Some(Stmt::Expr(tail, None)) = block.stmts.last_mut() {
                continue_arms(tail, continued);
            }
        }
        value => {
            let stmts = continued(value);
            block.stmts.pop();
            block.stmts.extend(stmts);
        }
    }
}
