//! Methods by what they are called on: data, names that sequences have too, other kinds of `self`, generic types, the method
//! itself.

use crate::{check, check_in_place, numbers};
use pullback::prelude::*;

mod data {
    use super::*;
    use pullback::runtime::Objective;

    /// Not differentiable: constants alone take it.
    #[derive(Clone, Debug)]
    pub struct Table {
        x: Vec<f64>,
        y: Vec<f64>,
    }

    #[differentiable]
    impl Table {
        fn interpolate(#[constant] &self, at: f64) -> f64 {
            let mut i = 0;
            while i + 2 < self.x.len() && at > self.x[i + 1] {
                i += 1;
            }
            let slope = (self.y[i + 1] - self.y[i]) / (self.x[i + 1] - self.x[i]);
            self.y[i] + slope * (at - self.x[i]).powi(2)
        }
        fn scale(#[constant] &self) -> f64 {
            self.y.iter().sum::<f64>()
        }
    }

    #[derive(Differentiable, Clone, Debug)]
    pub struct Model {
        offset: f64,
        rate: f64,
    }
    numbers!(Model, ModelTangent; { offset, rate });

    #[differentiable]
    impl Model {
        fn log_likelihood(&self, #[constant] table: &Table) -> f64 {
            let mut sum = 0.0;
            for i in 0..3 {
                let r = table.interpolate(self.rate * i as f64) - self.offset * table.scale();
                sum -= r * r;
            }
            sum
        }
    }

    #[differentiable]
    fn f(model: &Model, #[constant] table: &Table) -> f64 {
        model.log_likelihood(table)
    }

    #[test]
    fn constant_receivers() {
        let table = Table {
            x: vec![0.0, 1.0, 2.0, 3.0],
            y: vec![0.3, 0.9, -0.4, 0.6],
        };
        let model = Model { offset: 0.3, rate: 0.9 };
        check!(f; &model = model.clone(), const &table);
        let objective = Model::log_likelihood_with(&table);
        assert_eq!(objective.value(&model), model.log_likelihood(&table));
    }
}

mod names_of_sequences {
    use super::*;

    #[derive(Differentiable, Clone, Debug)]
    pub struct Stack {
        pub items: Vec<f64>,
    }
    numbers!(Stack, StackTangent; { items });

    #[derive(Differentiable, Clone, Debug)]
    pub struct Holder {
        pub stack: Stack,
        pub scale: f64,
    }
    numbers!(Holder, HolderTangent; { stack, scale });

    #[differentiable]
    impl Stack {
        fn get(&self, i: usize) -> f64 {
            self.items[i]
        }
        fn first(&self) -> f64 {
            self.items[0]
        }
        fn position(&self, t: f64) -> f64 {
            self.items[1] * t
        }
        fn next(&mut self, x: f64) -> f64 {
            self.items[0] *= x;
            self.items[0]
        }
        fn push(&mut self, x: f64) {
            self.items[1] += x;
        }
        fn sum(&self) -> f64 {
            self.items.iter().sum()
        }
        fn max(&self, other: &Stack) -> f64 {
            self.sum().max(other.sum())
        }
        fn map(&self, by: f64) -> Stack {
            Stack {
                items: self.items.iter().map(|v| v * by).collect(),
            }
        }
    }

    #[differentiable]
    impl Holder {
        fn all(&self, t: f64) -> f64 {
            self.stack.position(t) * self.scale
        }
    }

    #[differentiable]
    fn f(start: &Stack, t: f64) -> f64 {
        let mut stack: Stack = start.clone();
        stack.push(t);
        stack.next(t);
        let other: Stack = stack.map(stack.first());
        stack.next(other.max(&stack)) * stack.get(1) + stack.position(t) * stack.sum() + other.first()
    }

    #[differentiable]
    fn g(holder: &Holder, t: f64) -> f64 {
        holder.all(t) * holder.stack.position(t)
    }

    #[test]
    fn names_that_sequences_have_too() {
        let stack = Stack {
            items: vec![0.3, 1.2, -0.7],
        };
        let holder = Holder {
            stack: stack.clone(),
            scale: 1.7,
        };
        check!(f; &start = stack, t = 0.8);
        check!(g; &holder = holder, t = 0.8);
    }
}

mod of_methods {
    use super::*;

    #[derive(Differentiable, Clone, Debug, PartialEq)]
    pub struct Vector {
        pub x: Vec<f64>,
    }
    numbers!(Vector, VectorTangent; { x });

    #[differentiable]
    impl Vector {
        fn dot(&self, other: &Vector) -> f64 {
            self.x.iter().zip(&other.x).map(|(a, b)| a * b).sum()
        }
        fn norm(&self) -> f64 {
            self.dot(self).sqrt()
        }
        fn update(&mut self, by: &[f64], factor: f64) {
            for (x, b) in self.x.iter_mut().zip(by) {
                *x += factor * b;
            }
        }
        fn twice(&mut self) {
            self.update(&self.x.clone(), self.x[0]);
            let first = self.x[0];
            self.update(&self.x.clone(), first);
        }
        fn clip(&mut self, bound: f64, clipped: &mut [f64]) -> f64 {
            if self.norm() < bound {
                return self.norm();
            }
            let factor = bound / self.norm();
            for (x, c) in self.x.iter_mut().zip(clipped) {
                *c += *x;
                *x *= factor;
            }
            factor
        }
    }

    #[differentiable]
    fn aliases(start: &Vector, t: f64) -> f64 {
        let mut v = start.clone();
        v.twice();
        let mut lost = vec![0.0; 3];
        let mut sum = 0.0;
        for k in 0..3 {
            sum += v.clip(t, &mut lost) * (k + 1) as f64;
            v.update(&lost, v.dot(&v));
            v.update(&start.x, start.dot(&v));
        }
        sum + v.norm() * lost[1]
    }

    #[derive(Differentiable, Clone, Debug)]
    pub struct Pair {
        pub active: Vector,
        #[constant]
        pub fixed: Vector,
    }
    numbers!(Pair, PairTangent; { active });

    #[differentiable]
    impl Pair {
        fn product(&self, t: f64) -> f64 {
            self.active.dot(&self.fixed) * self.fixed.dot(&self.active) + self.fixed.norm() * t
        }
    }

    #[differentiable]
    fn product(pair: &Pair, t: f64) -> f64 {
        pair.product(t)
    }

    #[differentiable]
    fn elements(vectors: &mut [Vector], t: &[f64]) {
        for i in 0..vectors.len() - 1 {
            let next = vectors[i + 1].x.clone();
            vectors[i].update(&next, t[0]);
            let norm = vectors[i].norm();
            vectors[i + 1].update(t, norm);
        }
    }

    #[test]
    fn receivers_alias_and_are_written() {
        let v = Vector {
            x: vec![0.3, 1.2, -0.7],
        };
        let w = Vector {
            x: vec![0.9, -0.2, 0.4],
        };
        check!(aliases; &start = v.clone(), t = 0.8);
        check_in_place!(elements; vectors = vec![v.clone(), w.clone(), v.clone()]; &t = vec![0.2, 0.5, -0.1]);
        let pair = Pair { active: v, fixed: w };
        check!(product; &pair = pair, t = 0.3);
    }
}

mod generic {
    use super::*;

    #[derive(Differentiable, Clone, Copy, Debug)]
    pub struct Point<T: Real> {
        pub x: T,
        pub y: T,
    }

    #[differentiable]
    impl<T: Real> Point<T> {
        fn new(x: T, y: T) -> Self {
            Point { x, y }
        }
        fn dot(self, other: Self) -> T {
            self.x * other.x + self.y * other.y
        }
        fn norm(&self) -> T {
            self.dot(*self).sqrt() * T::from_f64(2.0)
        }
        fn power<const N: usize>(&self, weights: &[T; N]) -> T {
            let mut sum = T::zero();
            for w in weights {
                sum += *w * self.norm();
            }
            sum
        }
    }

    #[differentiable]
    fn f(x: f64, y: f64) -> f64 {
        let p = Point::new(x, y * x);
        p.norm() * p.power(&[x, y])
    }

    #[differentiable]
    fn g<T: Real>(x: T, y: T) -> T {
        let p = Point::new(x, y);
        p.norm() * p.dot(Point::new(y, x))
    }

    #[differentiable]
    fn of_g(x: f64, y: f64) -> f64 {
        g(x, y) * y
    }

    pub struct Borrowing<'a> {
        data: &'a [f64],
    }

    #[differentiable]
    impl<'a> Borrowing<'a> {
        fn misfit(#[constant] &self, rate: f64) -> f64 {
            let mut sum = 0.0;
            for d in self.data {
                sum += (d - rate).powi(2);
            }
            sum
        }
    }

    #[derive(Differentiable, Clone, Debug)]
    pub struct Lens<'a> {
        pub strength: f64,
        #[constant]
        pub rays: &'a [f64],
    }
    impl crate::check::Numbers for Lens<'_> {
        fn read(&self, numbers: &mut Vec<f64>) {
            self.strength.read(numbers);
        }
        fn write(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
            self.strength.write(numbers);
        }
    }

    #[differentiable]
    impl Lens<'_> {
        fn focus(&self, x: f64) -> f64 {
            self.rays.iter().map(|r| (r * self.strength).sin() * x).sum()
        }
    }

    #[differentiable]
    fn misfit(rate: f64, #[constant] data: &Borrowing<'_>) -> f64 {
        data.misfit(rate * rate)
    }

    #[test]
    fn types_with_parameters() {
        check!(f; x = 0.7, y = 0.3);
        check!(of_g; x = 0.7, y = 0.3);
        let data = [0.2, 0.9];
        let borrowing = Borrowing { data: &data };
        check!(misfit; rate = 0.7, const &borrowing);
        let lens = Lens {
            strength: 0.8,
            rays: &data,
        };
        let (lens_bar, x_bar) = lens.focus_grad(1.3);
        crate::check::close("x", x_bar, crate::check::difference(|h| lens.focus(1.3 + h)));
        crate::check::close(
            "strength",
            lens_bar.strength,
            crate::check::difference(|h| {
                Lens {
                    strength: 0.8 + h,
                    rays: &data,
                }
                .focus(1.3)
            }),
        );
    }
}

mod recursion {
    use super::*;

    #[derive(Differentiable, Clone, Debug)]
    pub struct Node {
        pub weight: f64,
        #[constant]
        pub children: Vec<usize>,
    }
    numbers!(Node, NodeTangent; { weight });

    #[derive(Differentiable, Clone, Debug)]
    pub struct Tree {
        pub nodes: Vec<Node>,
    }
    numbers!(Tree, TreeTangent; { nodes });

    #[differentiable]
    impl Tree {
        fn total(&self, at: usize, x: f64) -> f64 {
            let mut sum = self.nodes[at].weight * x;
            for child in self.nodes[at].children.iter() {
                sum += self.total(*child, x * self.nodes[at].weight);
            }
            sum.sin()
        }
        fn even(&self, n: usize, x: f64) -> f64 {
            if n == 0 {
                x
            } else {
                self.odd(n - 1, x * self.nodes[0].weight)
            }
        }
        fn odd(&self, n: usize, x: f64) -> f64 {
            if n == 0 { x * x } else { self.even(n - 1, x.sin()) }
        }
    }

    #[differentiable]
    fn f(tree: &Tree, x: f64) -> f64 {
        tree.total(0, x) + tree.even(4, x) + tree.odd(3, x)
    }

    #[test]
    fn methods_that_call_themselves() {
        let node = |weight, children: &[usize]| Node {
            weight,
            children: children.to_vec(),
        };
        let nodes = vec![node(0.9, &[1, 2]), node(1.2, &[3]), node(-0.4, &[]), node(0.6, &[])];
        let tree = Tree { nodes };
        check!(f; &tree = tree, x = 0.7);
    }
}
