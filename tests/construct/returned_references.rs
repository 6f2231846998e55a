//! References that calls of constants return: the pullback keeps none, and asks for them again.

use pullback::{check_grad, constant, differentiable};
use std::cell::Cell;

/// Rows of two numbers, behind one another.
#[derive(Clone)]
struct Data {
    w: Vec<f64>,
    n: usize,
    name: String,
}

impl Data {
    fn new() -> Self {
        Self {
            w: vec![0.5, -1.0, 1.5, 0.7, 0.3, 1.1],
            n: 3,
            name: "rows".into(),
        }
    }
    fn weights(&self) -> &[f64] {
        &self.w
    }
    fn row(&self, i: usize) -> &[f64] {
        &self.w[2 * i..2 * i + 2]
    }
    fn pair(&self, i: usize) -> &[f64; 2] {
        self.w[2 * i..2 * i + 2].try_into().unwrap()
    }
    fn all(&self) -> &Vec<f64> {
        &self.w
    }
    fn halves(&self) -> (&[f64], &[f64]) {
        self.w.split_at(3)
    }
    fn copies(&self, i: usize) -> Vec<f64> {
        self.row(i).to_vec()
    }
    fn nearest(&self, x: f64) -> usize {
        usize::from(x > 0.5)
    }
    fn find(&self, i: usize) -> Option<&[f64]> {
        self.w.get(2 * i..2 * i + 2)
    }
    fn same(&self) -> &Self {
        self
    }
}

fn weights(data: &Data) -> &[f64] {
    data.weights()
}

fn row_of(data: &Data, i: usize) -> &[f64] {
    data.row(i)
}

fn first<T>(rows: &[Vec<T>]) -> &[T] {
    &rows[0]
}

#[differentiable]
fn whole(x: f64, #[constant] data: &Data) -> f64 {
    let w = data.weights();
    let mut sum = 0.0;
    for i in 0..w.len() {
        sum += w[i] * (x * w[i]).sin();
    }
    sum
}

#[differentiable]
fn whole_of_function(x: f64, #[constant] data: &Data) -> f64 {
    let w = weights(data);
    let mut sum = 0.0;
    for i in 0..w.len() {
        sum += w[i] * (x * w[i]).sin();
    }
    sum
}

#[differentiable]
fn vector(x: f64, #[constant] data: &Data) -> f64 {
    let w = data.all();
    let mut sum = 0.0;
    for v in w {
        sum += v * (x * v).sin();
    }
    sum
}

#[differentiable]
fn rows(x: &[f64], #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    for i in 0..data.n {
        let row = data.row(i);
        for j in 0..x.len() {
            sum += row[j] * (x[j] * row[j]).sin();
        }
    }
    sum
}

#[differentiable]
fn rows_of_function(x: &[f64], #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    for i in 0..data.n {
        let row = row_of(data, i);
        for j in 0..x.len() {
            sum += row[j] * (x[j] * row[j]).sin();
        }
    }
    sum
}

#[differentiable]
fn rows_by_computed_index(x: &[f64], #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    let mut k = 0;
    while k < data.n {
        let index = data.n - 1 - k;
        let row = data.row(index);
        for j in 0..x.len() {
            sum += row[j] * (x[j] * row[j] * sum).sin() + x[j];
        }
        k += 1;
    }
    sum
}

#[differentiable]
fn rows_by_mutable_index(x: &[f64], #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    let mut k = 0;
    while k < data.n {
        let row = data.row(k);
        for j in 0..x.len() {
            sum += row[j] * (x[j] * row[j]).sin();
        }
        k += 1;
    }
    sum
}

#[differentiable]
fn nested(x: &[f64], #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    for i in 0..data.n {
        let row = data.row(i);
        for k in 0..data.n {
            let other = data.row(k);
            for j in 0..x.len() {
                sum += row[j] * (x[j] * other[j]).sin();
            }
        }
    }
    sum
}

#[differentiable]
fn in_a_branch(x: &[f64], #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    for i in 0..data.n {
        if x[0] * x[0] > 0.1 * sum {
            let row = data.row(i);
            for j in 0..x.len() {
                sum += row[j] * (x[j] * row[j]).sin();
            }
        } else {
            sum *= x[1].cos();
        }
    }
    sum
}

#[differentiable]
fn chains(x: f64, #[constant] data: &Data) -> f64 {
    let mut sum: f64 = data.weights().iter().map(|w| w * (x * w).sin()).sum();
    for i in 0..data.n {
        sum += data.row(i).iter().map(|w| w * (x * w).cos()).sum::<f64>();
    }
    sum
}

#[differentiable]
fn chains_of_rows(x: f64, #[constant] data: &Data) -> f64 {
    (0..data.n)
        .map(|i| {
            let row = data.row(i);
            row.iter().map(|w| (x * w).sin()).sum::<f64>() * (x + row[0]).exp()
        })
        .sum()
}

#[differentiable]
fn halves(x: f64, #[constant] data: &Data) -> f64 {
    let (low, high) = data.halves();
    let mut sum = 0.0;
    for i in 0..low.len() {
        sum += (low[i] * x).sin() * high[i];
    }
    sum
}

#[differentiable]
fn fixed(x: f64, #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    for i in 0..data.n {
        let pair = data.pair(i);
        sum += (pair[0] * x).sin() * pair[1];
    }
    sum
}

#[differentiable]
fn values(x: f64, #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    for i in 0..data.n {
        let row = data.copies(i);
        for j in 0..row.len() {
            sum += row[j] * (x * row[j]).sin();
        }
    }
    sum
}

#[differentiable]
fn of_locals(x: f64, #[constant] data: &Data) -> f64 {
    let rows = vec![data.copies(0), data.copies(1)];
    let row = first(&rows);
    let mut sum = 0.0;
    for j in 0..row.len() {
        sum += row[j] * (x * row[j]).sin();
    }
    sum
}

#[differentiable]
fn by_value(x: f64, #[constant] data: Data) -> f64 {
    let w = data.weights();
    let mut sum = 0.0;
    for i in 0..w.len() {
        sum += w[i] * (x * w[i]).sin();
    }
    sum
}

#[differentiable]
fn structs(x: f64, #[constant] data: &Data) -> f64 {
    let same = data.same();
    let row = same.row(1);
    let mut sum = 0.0;
    for j in 0..row.len() {
        sum += row[j] * (x * same.w[j]).sin();
    }
    sum
}

#[differentiable]
fn by_nearest(x: f64, t: f64, #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    for i in 0..3 {
        let k = data.nearest(constant(t * (i as f64).exp()));
        let row = data.row(k);
        for j in 0..row.len() {
            sum += row[j] * (x * row[j]).sin() * t;
        }
    }
    sum
}

#[differentiable]
fn helper(x: f64, row: &[f64]) -> f64 {
    row.iter().map(|w| (x * w).sin()).sum()
}

#[differentiable]
fn into_calls(x: f64, #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    for i in 0..data.n {
        let row = data.row(i);
        sum += helper(x, row) * row[0];
    }
    sum
}

#[differentiable]
fn generic<T: pullback::Real>(x: T, #[constant] rows: &[Vec<T>]) -> T {
    let row = first(rows);
    let mut sum = T::zero();
    for i in 0..row.len() {
        sum += row[i] * (x * row[i]).sin();
    }
    sum
}

#[differentiable]
fn on_threads(x: &[f64], #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    #[parallel(1)]
    for i in 0..data.n {
        let row = data.row(i);
        for j in 0..x.len() {
            sum += row[j] * (x[j] * row[j]).sin();
        }
    }
    sum
}

#[differentiable]
fn with_checkpoints(x: &[f64], #[constant] data: &Data) -> f64 {
    let mut sum = 0.1;
    #[checkpoint]
    for i in 0..data.n {
        let row = data.row(i);
        for j in 0..x.len() {
            sum += row[j] * (x[j] * row[j] * sum).sin();
        }
    }
    sum
}

#[differentiable]
fn before_checkpoints(x: &[f64], #[constant] data: &Data) -> f64 {
    let w = data.weights();
    let mut sum = 0.1;
    #[checkpoint]
    for i in 0..w.len() {
        sum += w[i] * (x[0] * w[i] * sum).sin() + x[1] * sum;
    }
    sum
}

macro_rules! checks {
    ($($name:ident)*) => {$(
        let data = Data::new();
        check_grad!($name, 0.7, &data);
    )*};
}

#[test]
fn the_whole_is_asked_for_again() {
    checks!(whole whole_of_function vector chains chains_of_rows halves fixed values of_locals structs into_calls);
    check_grad!(by_value, 0.7, Data::new());
    check_grad!(by_nearest, 0.7, 0.4, &Data::new());
    check_grad!(generic, 0.7, &[vec![0.3, 0.9]]);
}

#[test]
fn rows_are_asked_for_again_in_each_iteration() {
    let (x, data) = ([0.7, 0.3], Data::new());
    check_grad!(rows, &x, &data);
    check_grad!(rows_of_function, &x, &data);
    check_grad!(rows_by_computed_index, &x, &data);
    check_grad!(rows_by_mutable_index, &x, &data);
    check_grad!(nested, &x, &data);
    check_grad!(in_a_branch, &x, &data);
}

#[test]
fn loops_on_threads_and_with_checkpoints() {
    let (x, data) = ([0.7, 0.3], Data::new());
    check_grad!(on_threads, &x, &data);
    check_grad!(with_checkpoints, &x, &data);
    check_grad!(before_checkpoints, &x, &data);
}

#[test]
fn second_derivatives() {
    let (data, h) = (Data::new(), 1e-5);
    let difference = (whole::grad(0.7 + h, &data) - whole::grad(0.7 - h, &data)) / (2.0 * h);
    assert!((whole::hvp(0.7, &data, 1.0).1 - difference).abs() < 1e-8);
    let (x, direction) = ([0.7, 0.3], [0.4, -0.8]);
    let moved = |by: f64| [x[0] + by * direction[0], x[1] + by * direction[1]];
    type Along = fn(&[f64], &Data, &[f64]) -> (Vec<f64>, Vec<f64>);
    let all: [Along; 3] = [rows::hvp, rows_by_computed_index::hvp, with_checkpoints::hvp];
    for hvp in all {
        let (after, before) = (
            hvp(&moved(h), &data, &direction).0,
            hvp(&moved(-h), &data, &direction).0,
        );
        let second = hvp(&x, &data, &direction).1;
        for i in 0..2 {
            assert!((second[i] - (after[i] - before[i]) / (2.0 * h)).abs() < 1e-7);
        }
    }
}

/// Counts how often it is asked.
struct Draws(Cell<u32>);

impl Draws {
    fn draw(&self) -> [f64; 2] {
        self.0.set(self.0.get() + 1);
        [f64::from(self.0.get()), 0.5]
    }
}

fn draw_from(draws: &Draws) -> Vec<f64> {
    draws.draw().to_vec()
}

#[differentiable]
fn drawn(x: f64, #[constant] draws: &Draws) -> f64 {
    let once = draw_from(draws);
    let mut sum = 0.0;
    for i in 0..2 {
        sum += (x * once[i]).sin();
    }
    for _ in 0..3 {
        let pair = draws.draw();
        for j in 0..pair.len() {
            sum += (x * pair[j]).sin();
        }
    }
    sum
}

#[test]
fn values_are_computed_once() {
    let draws = Draws(Cell::new(0));
    let gradient = drawn::grad(0.7, &draws);
    assert_eq!(draws.0.get(), 4);
    let expected: f64 = [1.0_f64, 2.0, 3.0, 4.0]
        .iter()
        .map(|draw| draw * (0.7 * draw).cos() + 0.5 * 0.35_f64.cos())
        .sum();
    assert!((gradient - expected).abs() < 1e-12);
}

/// Which row.
#[derive(Clone)]
struct Index(usize);

impl Draws {
    fn draw_index(&self) -> Index {
        self.0.set(self.0.get() + 1);
        Index(self.0.get() as usize % 3)
    }
}

fn at(data: &Data, index: Index) -> &[f64] {
    data.row(index.0)
}

#[differentiable]
fn at_drawn_rows(x: f64, #[constant] data: &Data, #[constant] draws: &Draws) -> f64 {
    let mut sum = 0.0;
    for _ in 0..4 {
        let index = draws.draw_index();
        let row = at(data, index);
        for j in 0..row.len() {
            sum += row[j] * (x * row[j]).sin();
        }
    }
    sum
}

#[test]
fn what_a_reference_was_chosen_by_is_computed_once() {
    let (data, draws) = (Data::new(), Draws(Cell::new(0)));
    let gradient = at_drawn_rows::grad(0.7, &data, &draws);
    assert_eq!(draws.0.get(), 4);
    let rows = [1, 2, 0, 1].map(|i| data.row(i));
    let expected: f64 = rows
        .iter()
        .flat_map(|row| row.iter())
        .map(|w| w * w * (0.7 * w).cos())
        .sum();
    assert!((gradient - expected).abs() < 1e-12);
}

fn first_two(values: &[f64]) -> &[f64] {
    &values[..2]
}

#[differentiable]
fn of_what_changes(x: f64, #[constant] data: &[f64]) -> f64 {
    let mut buffer = data.to_vec();
    let mut sum = 0.0;
    for i in 0..4 {
        if i != 2 {
            let row = first_two(&buffer);
            for j in 0..row.len() {
                sum += row[j] * (x * row[j]).sin();
            }
        }
        buffer[0] += 0.5;
        buffer[1] -= 0.25;
    }
    sum
}

#[differentiable]
fn perhaps(x: f64, #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    for i in 0..4 {
        let found = data.find(i);
        if let Some(row) = found {
            for j in 0..row.len() {
                sum += row[j] * (x * row[j]).sin();
            }
        }
    }
    sum
}

#[differentiable]
fn with_closure(x: f64, #[constant] data: &Data) -> f64 {
    let term = |i: usize| {
        let row = data.row(i);
        let mut sum = 0.0;
        for j in 0..row.len() {
            sum += row[j] * (x * row[j]).sin();
        }
        sum * row[0]
    };
    term(0) + x * term(2)
}

#[differentiable]
fn whole_again(x: f64, #[constant] data: &Data) -> f64 {
    let w = data.weights();
    let mut sum = x;
    for i in 0..3 {
        #[checkpoint]
        let inner = helper(sum, w);
        sum += inner * w[i];
    }
    sum
}

#[differentiable]
fn nested_calls(x: f64, #[constant] data: &Data) -> f64 {
    let mut sum = x;
    for i in 0..data.n {
        sum += whole(sum, data.same()) * data.row(i)[0];
    }
    sum
}

#[test]
fn more_shapes() {
    let data = Data::new();
    check_grad!(of_what_changes, 0.7, &data.w);
    check_grad!(perhaps, 0.7, &data);
    check_grad!(with_closure, 0.7, &data);
    check_grad!(whole_again, 0.7, &data);
    check_grad!(nested_calls, 0.7, &data);
}

#[test]
fn names_are_text() {
    #[differentiable]
    fn named(x: f64, #[constant] data: &Data) -> f64 {
        let name = data.name.as_str();
        if name == "rows" { x * x } else { x }
    }
    check_grad!(named, 0.7, &Data::new());
}
