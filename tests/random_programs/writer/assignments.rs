//! Assignments: of numbers, of parts, of whole aggregates.

use super::{Below, Writer};
use crate::types::Ty;

impl Writer<'_> {
    pub(super) fn assign(&mut self) {
        let Some((place, _, _)) = self.target(&|ty, _| *ty == Ty::Float) else {
            return self.let_float();
        };
        self.note("assignment");
        let value = self.tame(3);
        self.line(format!("{place} = {value};"));
    }

    pub(super) fn update(&mut self) {
        let Some((place, _, _)) = self.target(&|ty, _| *ty == Ty::Float) else {
            return self.let_float();
        };
        let line = match self.random.below(7) {
            0..2 => format!("{place} += {};", self.tame(2)),
            2 => format!("{place} -= {};", self.tame(2)),
            3..5 => {
                let value = self.tame(2);
                format!("{place} *= {value};")
            }
            5 => format!("{place} /= 1.6 + {}.cos();", self.float(1)),
            _ => {
                self.note("%=");
                format!("{place} %= 2.3;")
            }
        };
        self.note("compound assignment");
        self.line(line);
    }

    pub(super) fn assign_aggregate(&mut self) {
        if self.random.percent(30) {
            return self.destructuring_assignment();
        }
        let wanted = |ty: &Ty, _: &_| !matches!(ty, Ty::Float | Ty::Index | Ty::Bool | Ty::Slice(_));
        let Some((place, ty, variable)) = self.target(&wanted) else {
            return self.let_aggregate();
        };
        // What stands behind a reference keeps its length.
        if variable.reference && (ty.has_vector(&self.structs) || ty.has_choice(&self.structs)) {
            return self.update();
        }
        self.note("assignment of an aggregate");
        let value = self.value(&ty, 2);
        // Whoever loops over the length of what is assigned relies on it.
        if self
            .scope
            .iter()
            .any(|other| matches!(&other.below, Below::Length(of) if of.starts_with(&variable.name)))
        {
            return;
        }
        self.line(format!("{place} = {value};"));
    }

    pub(super) fn destructuring_assignment(&mut self) {
        let first = self.target(&|ty, _| *ty == Ty::Float);
        let second = self.target(&|ty, _| *ty == Ty::Float);
        let (Some((first, ..)), Some((second, ..))) = (first, second) else {
            return self.let_float();
        };
        if first == second {
            return self.update();
        }
        self.note("destructuring assignment");
        let (one, other) = (self.tame(1), self.tame(1));
        let values = if self.random.percent(50) {
            format!("({second}, {one})")
        } else {
            format!("({one}, {other})")
        };
        self.line(format!("({first}, {second}) = {values};"));
    }
}
