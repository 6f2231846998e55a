//! What the companions' functions of whole matrices run on: directions and seeds one after another, and the comparison of
//! forward mode, reverse mode and differences.

use crate::leaves::Leaves;
use crate::{Active, Differentiable};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Rows of numbers.
pub type Matrix = Vec<Vec<f64>>;

/// Numbers in a row that are handed out one after another.
type Numbers<'n> = dyn Iterator<Item = f64> + 'n;

/// The numbers of one direction, or seed: 1 at one position, 0 elsewhere.
fn unit(position: usize) -> impl Iterator<Item = f64> {
    (0..).map(move |other| f64::from(u8::from(other == position)))
}

/// The active arguments of a function, as one reference or a tuple of references.
pub trait Inputs {
    /// Their tangents: what a gradient consists of.
    type Tangents;
    /// Appends the numbers that derivatives are taken by.
    fn numbers(&self, numbers: &mut Vec<f64>);
    /// How many numbers each argument has.
    fn counts(&self, counts: &mut Vec<usize>);
    /// The tangents that consist of the given numbers.
    fn tangents(&self, numbers: &mut Numbers<'_>) -> Self::Tangents;
    /// Appends the numbers of tangents.
    fn read(tangents: Self::Tangents, numbers: &mut Vec<f64>);
}

impl<T: Differentiable + ?Sized> Inputs for &T {
    type Tangents = T::Tangent;
    fn numbers(&self, numbers: &mut Vec<f64>) {
        self.read_numbers(numbers);
    }
    fn counts(&self, counts: &mut Vec<usize>) {
        let mut numbers = Vec::new();
        self.read_numbers(&mut numbers);
        counts.push(numbers.len());
    }
    fn tangents(&self, numbers: &mut Numbers<'_>) -> T::Tangent {
        seed(*self, numbers)
    }
    fn read(tangents: T::Tangent, numbers: &mut Vec<f64>) {
        T::shadow_from_tangent(tangents).read(numbers);
    }
}

impl Inputs for () {
    type Tangents = ();
    fn numbers(&self, _numbers: &mut Vec<f64>) {}
    fn counts(&self, _counts: &mut Vec<usize>) {}
    fn tangents(&self, _numbers: &mut Numbers<'_>) {}
    fn read((): (), _numbers: &mut Vec<f64>) {}
}

macro_rules! tuples {
    ($($part:ident $index:tt),*) => {
        impl<$($part: Inputs),*> Inputs for ($($part,)*) {
            type Tangents = ($($part::Tangents,)*);
            fn numbers(&self, numbers: &mut Vec<f64>) {
                $(self.$index.numbers(numbers);)*
            }
            fn counts(&self, counts: &mut Vec<usize>) {
                $(self.$index.counts(counts);)*
            }
            fn tangents(&self, numbers: &mut Numbers<'_>) -> Self::Tangents {
                ($(self.$index.tangents(numbers),)*)
            }
            fn read(tangents: Self::Tangents, numbers: &mut Vec<f64>) {
                $($part::read(tangents.$index, numbers);)*
            }
        }
    };
}
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);

/// The tangent of `value` that begins with the given numbers.
pub fn seed<T: Differentiable + ?Sized>(value: &T, numbers: &mut Numbers<'_>) -> T::Tangent {
    let shadow: T::Shadow<Active> = value.zero_shadow();
    shadow.write(numbers);
    T::tangent_from_shadow(shadow)
}

/// A copy of `value` that consists of the given numbers.
pub fn shifted<T: ToOwned<Owned: Differentiable> + ?Sized>(value: &T, numbers: &mut Numbers<'_>) -> T::Owned {
    let mut copy = value.to_owned();
    copy.write_numbers(numbers);
    copy
}

/// The Hessian of a function of `inputs`, whose Hessian times a direction is `product`.
pub fn hessian<I: Inputs>(inputs: I, product: impl Fn(I::Tangents) -> I::Tangents) -> Matrix {
    let mut at = Vec::new();
    inputs.numbers(&mut at);
    let row = |position| {
        let mut row = Vec::with_capacity(at.len());
        I::read(product(inputs.tangents(&mut unit(position))), &mut row);
        row
    };
    (0..at.len()).map(row).collect()
}

/// The outputs of a function, and their tangent.
#[derive(Debug, Default)]
pub struct Outputs {
    values: Vec<f64>,
    tangent: Vec<f64>,
}

impl Outputs {
    /// Adds an output.
    pub fn add<T: Differentiable>(&mut self, value: &T, tangent: T::Tangent) {
        value.read_numbers(&mut self.values);
        T::shadow_from_tangent(tangent).read(&mut self.tangent);
    }
    /// Adds an output of which only the value is wanted.
    pub fn add_value<T: Differentiable>(&mut self, value: &T) {
        value.read_numbers(&mut self.values);
    }
}

/// Forward and reverse mode of a function with its arguments, along one direction or seed.
#[expect(missing_debug_implementations, reason = "closures")]
pub struct Derivatives<'d> {
    names: &'d [&'static str],
    /// How many numbers each active parameter has.
    counts: &'d dyn Fn() -> Vec<usize>,
    /// What they are.
    at: Vec<f64>,
    /// The outputs, with their tangent along a direction.
    forward: &'d dyn Fn(&mut Numbers<'_>) -> Outputs,
    /// The gradient of the outputs times a seed.
    reverse: &'d dyn Fn(&mut Numbers<'_>) -> Vec<f64>,
}

/// Lets `examine` look at the derivatives of a function of `inputs`, which are called `names`.
pub fn both_modes<I: Inputs, Found>(
    names: &[&'static str],
    inputs: I,
    forward: impl Fn(I::Tangents, &mut Outputs),
    reverse: impl Fn(&mut Numbers<'_>) -> I::Tangents,
    examine: impl FnOnce(Derivatives<'_>) -> Found,
) -> Found {
    let mut at = Vec::with_capacity(16);
    inputs.numbers(&mut at);
    let count = at.len();
    examine(Derivatives {
        names,
        counts: &|| {
            let mut counts = Vec::new();
            inputs.counts(&mut counts);
            counts
        },
        at,
        forward: &|direction| {
            let mut outputs = Outputs::default();
            forward(inputs.tangents(direction), &mut outputs);
            outputs
        },
        reverse: &|seed| {
            let mut gradient = Vec::with_capacity(count);
            I::read(reverse(seed), &mut gradient);
            gradient
        },
    })
}

impl Derivatives<'_> {
    fn inputs(&self) -> usize {
        self.at.len()
    }
    fn column(&self, input: usize) -> Vec<f64> {
        (self.forward)(&mut unit(input)).tangent
    }
    fn row(&self, output: usize) -> Vec<f64> {
        (self.reverse)(&mut unit(output))
    }
    /// The outputs. Forward mode tells, whatever the direction.
    fn outputs(&self) -> Outputs {
        (self.forward)(&mut unit(usize::MAX))
    }
    /// The parameter of a number, and the number's position in it.
    fn name(&self, mut input: usize) -> String {
        for (name, own) in self.names.iter().zip((self.counts)()) {
            if input < own {
                return if own == 1 {
                    format!("`{name}`")
                } else {
                    format!("number {input} of `{name}`")
                };
            }
            input -= own;
        }
        unreachable!("an input belongs to a parameter")
    }
}

/// The Jacobian, by the mode that takes fewer runs.
pub fn jacobian(derivatives: Derivatives<'_>) -> Matrix {
    let inputs = derivatives.inputs();
    // How many outputs there are is known from how many numbers their seed has.
    let mut outputs = 0;
    let first = (derivatives.reverse)(&mut unit(0).inspect(|_| outputs += 1));
    if inputs > outputs {
        let mut rows = Vec::with_capacity(outputs);
        if outputs > 0 {
            rows.push(first);
            rows.extend((1..outputs).map(|output| derivatives.row(output)));
        }
        return rows;
    }
    let mut rows = vec![Vec::with_capacity(inputs); outputs];
    for input in 0..inputs {
        let column = derivatives.column(input);
        rows.iter_mut().zip(column).for_each(|(row, number)| row.push(number));
    }
    rows
}

/// Compares forward mode, reverse mode and differences of `primal`, and the companion's own value with the function's.
///
/// # Errors
///
/// Which derivative by which parameter disagrees, and by how much.
pub fn check(derivatives: Derivatives<'_>, primal: impl Fn(&mut Numbers<'_>) -> Outputs) -> Result<(), String> {
    let primal: &dyn Fn(&mut Numbers<'_>) -> Vec<f64> = &|at| primal(at).values;
    let (at, own) = (&derivatives.at, derivatives.outputs().values);
    let value = primal(&mut at.iter().copied());
    let is_same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
    if value.len() != own.len() || !value.iter().zip(&own).all(is_same) {
        return Err(format!(
            "the function's value is {value:?}, but that of its derivatives is {own:?}: they belong to another function, \
             imported under the same name"
        ));
    }
    if let Some(output) = value.iter().position(|value| value.is_nan()) {
        let of = of_output(output, &value);
        return Err(format!(
            "the value{of} is NaN, so that there is no derivative to compare"
        ));
    }
    let rows: Vec<Vec<f64>> = (0..value.len()).map(|output| derivatives.row(output)).collect();
    for input in 0..at.len() {
        let column = derivatives.column(input);
        let (differences, errors) = differences(at, input, primal);
        for (output, row) in rows.iter().enumerate() {
            let (forward, reverse) = (column[output], row[input]);
            let of = of_output(output, &value);
            let what = format!("the derivative{of} by {}", derivatives.name(input));
            if !agree(forward, reverse, 1e-9 * scale(forward)) {
                return Err(format!(
                    "{what} is {forward} in forward mode and {reverse} in reverse mode"
                ));
            }
            let difference = differences[output];
            if !agree(reverse, difference, 1e-6 * scale(difference) + 20.0 * errors[output]) {
                return Err(format!("{what} is {reverse}, but by differences it is {difference}"));
            }
        }
    }
    Ok(())
}

/// Which of several outputs is meant.
fn of_output(output: usize, value: &[f64]) -> String {
    if value.len() == 1 {
        String::new()
    } else {
        format!(" of output {output}")
    }
}

fn scale(number: f64) -> f64 {
    number.abs().max(1.0)
}

fn agree(a: f64, b: f64, tolerance: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= tolerance
}

/// Differences of eighth order by one number, with an estimate of their error from two step sizes.
fn differences(at: &[f64], input: usize, primal: &dyn Fn(&mut Numbers<'_>) -> Vec<f64>) -> (Vec<f64>, Vec<f64>) {
    const WEIGHTS: [f64; 4] = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
    let shifted = |by: f64| {
        let shift = |(position, number): (usize, &f64)| if position == input { number + by } else { *number };
        primal(&mut at.iter().enumerate().map(shift))
    };
    let with_step = |step: f64| {
        let mut total: Vec<f64> = Vec::new();
        for (order, weight) in WEIGHTS.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "at most four")]
            let by = step * (order + 1) as f64;
            let (above, below) = (shifted(by), shifted(-by));
            total.resize(above.len(), 0.0);
            for (total, (above, below)) in total.iter_mut().zip(above.iter().zip(&below)) {
                *total += weight * (above - below) / step;
            }
        }
        total
    };
    let step = 1e-3 * scale(at[input]);
    let (wide, narrow) = (with_step(step), with_step(0.5 * step));
    let errors = wide
        .iter()
        .zip(&narrow)
        .map(|(wide, narrow)| (wide - narrow).abs())
        .collect();
    (narrow, errors)
}

/// Panics with the outcome of a failed check; what `check_grad!` expands to.
#[track_caller]
pub fn checked(name: &str, outcome: Result<(), String>) {
    if let Err(reason) = outcome {
        panic!("check_grad!({}): {reason}", name.replace(' ', ""));
    }
}
