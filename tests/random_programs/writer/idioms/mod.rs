//! Idioms: small pieces as people write them, around random expressions.

mod closures;
mod iterators;
mod patterns;
mod vectors;

use super::Writer;
use crate::types::Ty;

impl Writer<'_> {
    /// One of the idioms.
    pub(super) fn idiom(&mut self) {
        match self.random.below(22) {
            0 => self.slice_pattern(),
            1 => self.let_else(),
            2 => self.peeked(),
            3 => self.left_with_a_value(),
            4 => self.generated(),
            5 => self.nested_closures(),
            6 => self.replaced(),
            7 => self.ends_of_a_slice(),
            8 => self.rows(),
            9 => self.array_by_function(),
            10 => self.pieces_of_vectors(),
            11 => self.chunks_changed(),
            12 => self.let_chain(),
            13 => self.pair_of_options(),
            14 => self.named_range(),
            15 => self.one_by_one(),
            16 => self.elimination(),
            17 => self.two_vectors(),
            18 => self.short_circuit_fold(),
            19 => self.integers_of_other_types(),
            20 => self.each_with_effect(),
            _ => self.closure_of_slices(),
        }
    }

    /// Floats that stand in a place, or a new vector of them.
    fn some_floats(&mut self) -> String {
        if let Some((place, _)) = self.floats() {
            return place;
        }
        let name = self.name();
        let values = [self.tame(1), self.tame(1), self.tame(0)];
        self.line(format!("let {name} = vec![{}];", values.join(", ")));
        self.declare(&name, Ty::Vec(Box::new(Ty::Float)), false);
        name
    }

    /// A vector of the function's own with at least three numbers.
    fn new_vector(&mut self) -> String {
        let name = self.name();
        let values = [self.tame(2), self.tame(1), self.tame(1), self.literal()];
        self.line(format!("let mut {name} = vec![{}];", values.join(", ")));
        name
    }

    fn declare_float(&mut self, name: &str) {
        self.declare(name, Ty::Float, false);
    }

    /// An expression in which some names are floats behind references.
    fn with_references(&mut self, names: &[&str], depth: usize) -> String {
        let scope = self.scope.clone();
        for name in names {
            self.declare_reference(name, Ty::Float, false);
        }
        let value = self.float(depth);
        self.scope = scope;
        let used: Vec<_> = names.iter().map(|name| format!(" * *{name}")).collect();
        format!("{value}.sin(){}", used.concat())
    }

    /// An expression in which some names are floats.
    fn with_floats(&mut self, names: &[&str], depth: usize) -> String {
        let scope = self.scope.clone();
        names.iter().for_each(|name| self.declare_float(name));
        let value = self.float(depth);
        self.scope = scope;
        let used: Vec<_> = names.iter().map(|name| format!(" + 0.4 * {name}")).collect();
        format!("{value}.sin(){}", used.concat())
    }

    /// What `write` makes for a closure, which borrows what it reads: nothing may be written in it.
    fn unchanged<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let scope = self.scope.clone();
        self.scope.iter_mut().for_each(|variable| variable.mutable = false);
        let written = write(self);
        self.scope = scope;
        written
    }
}
