//! What the companions' functions of whole matrices run on: directions and seeds one after another, and the comparison of
//! forward mode, reverse mode and differences.

use crate::leaves::Leaves;
use crate::{Active, Differentiable};
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// The numbers of one direction, or seed: 1 at one position, 0 elsewhere.
fn unit(position: usize) -> impl Iterator<Item = f64> {
    (0..).map(move |other| f64::from(u8::from(other == position)))
}

fn count(shadows: &[&dyn Leaves]) -> usize {
    let mut numbers = Vec::new();
    shadows.iter().for_each(|shadow| shadow.read(&mut numbers));
    numbers.len()
}

/// Runs `row` with every unit direction in `directions`, and collects what it appends.
pub fn rows(directions: &[&dyn Leaves], row: impl Fn(&mut Vec<f64>)) -> Vec<Vec<f64>> {
    let count = count(directions);
    let run = |position| {
        let mut numbers = unit(position);
        directions.iter().for_each(|shadow| shadow.write(&mut numbers));
        let mut numbers = Vec::with_capacity(count);
        row(&mut numbers);
        numbers
    };
    (0..count).map(run).collect()
}

/// The tangent of `value` that begins with the given numbers.
pub fn seed<T: Differentiable>(value: &T, numbers: &mut dyn Iterator<Item = f64>) -> T::Tangent {
    let shadow: T::Shadow<Active> = value.zero_shadow();
    shadow.write(numbers);
    T::tangent_from_shadow(shadow)
}

/// Appends the numbers of a tangent of something like `_value`.
pub fn read_tangent<T: Differentiable>(_value: &T, tangent: T::Tangent, numbers: &mut Vec<f64>) {
    T::shadow_from_tangent(tangent).read(numbers);
}

/// Numbers in a row that are handed out one after another.
type Numbers<'n> = dyn Iterator<Item = f64> + 'n;

/// Forward and reverse mode of a function with its arguments, along one direction or seed.
#[expect(missing_debug_implementations, reason = "closures")]
pub struct Derivatives<'d> {
    /// The active parameters, and the shadows that hold their directions.
    pub inputs: &'d [(&'static str, &'d dyn Leaves)],
    /// Appends the tangent of the outputs along the directions.
    pub forward: &'d dyn Fn(&mut Vec<f64>),
    /// Appends the gradient of the outputs times the seed.
    pub reverse: &'d dyn Fn(&mut Numbers<'_>, &mut Vec<f64>),
}

impl Derivatives<'_> {
    fn inputs(&self) -> usize {
        self.inputs.iter().map(|(_, shadow)| count(&[*shadow])).sum()
    }
    fn column(&self, input: usize) -> Vec<f64> {
        let (mut direction, mut column) = (unit(input), Vec::new());
        self.inputs.iter().for_each(|(_, shadow)| shadow.write(&mut direction));
        (self.forward)(&mut column);
        column
    }
    fn row(&self, output: usize) -> Vec<f64> {
        let mut row = Vec::new();
        (self.reverse)(&mut unit(output), &mut row);
        row
    }
    /// The number of outputs. Forward mode tells, as tangents are those of the result whatever the direction.
    fn outputs(&self) -> usize {
        let mut tangent = Vec::new();
        (self.forward)(&mut tangent);
        tangent.len()
    }
    /// The parameter of a number, and the number's position in it.
    fn name(&self, mut input: usize) -> String {
        for (name, shadow) in self.inputs {
            let own = count(&[*shadow]);
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
pub fn jacobian(derivatives: Derivatives<'_>) -> Vec<Vec<f64>> {
    let (inputs, outputs) = (derivatives.inputs(), derivatives.outputs());
    if inputs > outputs {
        return (0..outputs).map(|output| derivatives.row(output)).collect();
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
pub fn check(
    derivatives: Derivatives<'_>,
    at: &[f64],
    own: &[f64],
    primal: &dyn Fn(&mut dyn Iterator<Item = f64>) -> Vec<f64>,
) -> Result<(), String> {
    let value = primal(&mut at.iter().copied());
    let is_same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
    if value.len() != own.len() || !value.iter().zip(own).all(is_same) {
        return Err(format!(
            "the function's value is {value:?}, but that of its derivatives is {own:?}: they belong to another function, \
             imported under the same name"
        ));
    }
    let rows: Vec<Vec<f64>> = (0..value.len()).map(|output| derivatives.row(output)).collect();
    for (input, _) in at.iter().enumerate() {
        let column = derivatives.column(input);
        let (differences, errors) = differences(at, input, primal);
        for (output, row) in rows.iter().enumerate() {
            let (forward, reverse) = (column[output], row[input]);
            let of = if value.len() == 1 {
                String::new()
            } else {
                format!(" of output {output}")
            };
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

fn scale(number: f64) -> f64 {
    number.abs().max(1.0)
}

fn agree(a: f64, b: f64, tolerance: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= tolerance
}

/// Differences of eighth order by one number, with an estimate of their error from two step sizes.
fn differences(
    at: &[f64],
    input: usize,
    primal: &dyn Fn(&mut dyn Iterator<Item = f64>) -> Vec<f64>,
) -> (Vec<f64>, Vec<f64>) {
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
