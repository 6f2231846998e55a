//! Part of every generated batch: compares the value and all derivatives of one program.
//!
//! Forward and reverse mode must agree to rounding, and so must gradients, Hessians and their products with a direction. All
//! must agree with eighth-order differences, of values or of gradients, unless the differences of two step sizes say that they
//! cannot be trusted at this point: near a kink, or where the program is too wild.

use crate::check::{Numbers, unit};
use pullback::Differentiable;
use pullback::runtime::support::zero_tangent;

/// What an examination finds.
#[derive(Debug)]
pub enum Verdict {
    /// All agree, second derivatives included.
    Right,
    /// First derivatives agree with differences; second derivatives with each other, but differences say nothing of them.
    First,
    /// Derivatives agree with each other; differences say nothing.
    Unclear,
    /// Something differs.
    Wrong(String),
}

std::thread_local! {
    /// Whether the function itself runs, and not a derivative.
    pub static IN_PRIMAL: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

/// The largest number, and at least one.
fn scale(numbers: &[f64]) -> f64 {
    numbers.iter().fold(1.0, |largest: f64, number| largest.max(number.abs()))
}

/// Differences of eighth order of all outputs.
fn difference(f: &dyn Fn(f64) -> Vec<f64>, h: f64) -> Vec<f64> {
    let weights = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
    let mut sum: Vec<f64> = Vec::new();
    for (k, weight) in weights.iter().enumerate() {
        let step = h * (k + 1) as f64;
        let (above, below) = (f(step), f(-step));
        sum.resize(above.len(), 0.0);
        if above.len() != below.len() {
            return vec![f64::NAN; above.len()];
        }
        for (sum, (above, below)) in sum.iter_mut().zip(above.iter().zip(&below)) {
            *sum += weight * (above - below) / h;
        }
    }
    sum
}

/// Derivatives of all outputs by one input, each with an estimate of its error.
fn derivatives(f: &dyn Fn(f64) -> Vec<f64>) -> Vec<(f64, f64)> {
    let trials: Vec<_> = [4e-3, 2e-3, 1e-3].iter().map(|h| difference(f, *h)).collect();
    (0..trials[2].len())
        .map(|i| {
            let at = |k: usize| trials[k].get(i).copied().unwrap_or(f64::NAN);
            let (first, second) = ((at(0) - at(1)).abs(), (at(1) - at(2)).abs());
            if first < second { (at(1), first) } else { (at(2), second) }
        })
        .collect()
}

/// Compares one program's value and all its derivatives at one point. The last three are of the result if that is a number,
/// or of a sum over what it is made of.
pub fn examine<A, R, G, H>(
    arguments: &A,
    primal: impl Fn(&A) -> R,
    jvp: impl Fn(&A, A::Tangent) -> (R, R::Tangent),
    vjp: impl Fn(&A, R::Tangent) -> (R, G),
    gradient: impl Fn(&A) -> H,
    hvp: impl Fn(&A, A::Tangent) -> (H, H),
    hessian: impl Fn(&A) -> Vec<Vec<f64>>,
) -> Verdict
where
    A: Differentiable + Numbers + Clone,
    A::Tangent: Numbers,
    R: Differentiable + Numbers,
    R::Tangent: Numbers,
    G: Numbers,
    H: Numbers,
{
    let first = first_order(arguments, &primal, &jvp, &vjp);
    if !matches!(first, Verdict::Right | Verdict::Unclear) {
        return first;
    }
    let gradient = |numbers: &[f64]| gradient(&arguments.with(numbers)).numbers();
    let hvp = |direction: &[f64]| {
        let (gradient, product) = hvp(arguments, zero_tangent(arguments).with(direction));
        (gradient.numbers(), product.numbers())
    };
    let second = second_order(&arguments.numbers(), &gradient, &hvp, &hessian(arguments));
    match (first, second) {
        (_, Verdict::Wrong(message)) => Verdict::Wrong(message),
        (Verdict::Right, Verdict::Right) => Verdict::Right,
        (Verdict::Right, _) => Verdict::First,
        _ => Verdict::Unclear,
    }
}

/// Compares the value, forward mode, reverse mode and differences.
fn first_order<A, R, G>(
    arguments: &A,
    primal: &impl Fn(&A) -> R,
    jvp: &impl Fn(&A, A::Tangent) -> (R, R::Tangent),
    vjp: &impl Fn(&A, R::Tangent) -> (R, G),
) -> Verdict
where
    A: Differentiable + Numbers + Clone,
    A::Tangent: Numbers,
    R: Differentiable + Numbers,
    R::Tangent: Numbers,
    G: Numbers,
{
    let primal = |arguments: &A| {
        IN_PRIMAL.with(|flag| flag.set(true));
        let result = primal(arguments);
        IN_PRIMAL.with(|flag| flag.set(false));
        result
    };
    let inputs = arguments.numbers();
    let result = primal(arguments);
    let outputs = result.numbers();
    if outputs.iter().any(|output| !output.is_finite() || output.abs() > 1e5) {
        return Verdict::Unclear;
    }
    let (direction, seed) = (zero_tangent(arguments), zero_tangent(&result));
    let mut rows = Vec::new();
    for i in 0..outputs.len() {
        let (value, gradient) = vjp(arguments, seed.with(&unit(outputs.len(), i)));
        if bits(&value.numbers()) != bits(&outputs) {
            return Verdict::Wrong(format!("reverse mode's value is {:?}, not {outputs:?}", value.numbers()));
        }
        rows.push(gradient.numbers());
    }
    let mut columns = Vec::new();
    for j in 0..inputs.len() {
        let (value, tangent) = jvp(arguments, direction.with(&unit(inputs.len(), j)));
        if bits(&value.numbers()) != bits(&outputs) {
            return Verdict::Wrong(format!("forward mode's value is {:?}, not {outputs:?}", value.numbers()));
        }
        columns.push(tangent.numbers());
    }
    compare(&inputs, &rows, &columns, |j, h| {
        let mut shifted = inputs.clone();
        shifted[j] += h;
        primal(&arguments.with(&shifted)).numbers()
    })
}

/// Whether the slopes on both sides differ: central differences then find their mean, whatever the step.
fn is_kink(f: impl Fn(f64) -> f64) -> bool {
    let h = 1e-6;
    let (right, left) = ((f(h) - f(0.0)) / h, (f(0.0) - f(-h)) / h);
    !((right - left).abs() <= 1e-3 * right.abs().max(left.abs()).max(1.0))
}

fn compare(
    inputs: &[f64],
    rows: &[Vec<f64>],
    columns: &[Vec<f64>],
    shifted: impl Fn(usize, f64) -> Vec<f64>,
) -> Verdict {
    let largest = rows.iter().map(|row| scale(row)).fold(1.0, f64::max);
    let mut clear = true;
    for (j, column) in columns.iter().enumerate() {
        let wanted = derivatives(&|h| shifted(j, h));
        for (i, row) in rows.iter().enumerate() {
            let (reverse, forward) = (row[j], column[i]);
            let name = format!("d output {i} / d input {j} (= {:?})", inputs[j]);
            // Neither mode promises a number where the derivative has none.
            if !reverse.is_finite() || !forward.is_finite() {
                clear = false;
                if wanted.get(i).is_some_and(|(want, error)| want.is_finite() && *error < 1e-8 * largest) {
                    let want = wanted[i].0;
                    return Verdict::Wrong(format!("{name}: reverse {reverse}, forward {forward}, differences {want}"));
                }
                continue;
            }
            let (want, error) = wanted.get(i).copied().unwrap_or((f64::NAN, f64::NAN));
            if (reverse - forward).abs() > 1e-9 * largest {
                return Verdict::Wrong(format!(
                    "{name}: reverse {reverse}, forward {forward}, differences {want} +- {error:e}"
                ));
            }
            // Comparisons with NaN are false: such differences are not to be trusted.
            if !(error < 1e-7 * largest) {
                clear = false;
            } else if (reverse - want).abs() > 1e-7 * largest + 10.0 * error {
                if is_kink(|h| shifted(j, h)[i]) {
                    clear = false;
                    continue;
                }
                return Verdict::Wrong(format!("{name}: both modes {reverse}, differences {want} +- {error:e}"));
            }
        }
    }
    if clear { Verdict::Right } else { Verdict::Unclear }
}

/// Compares Hessians, their products with directions, and differences of gradients.
fn second_order(
    inputs: &[f64],
    gradient: &dyn Fn(&[f64]) -> Vec<f64>,
    hvp: &dyn Fn(&[f64]) -> (Vec<f64>, Vec<f64>),
    hessian: &[Vec<f64>],
) -> Verdict {
    let wanted = gradient(inputs);
    let size = hessian.iter().map(|row| scale(row)).fold(scale(&wanted), f64::max);
    if !size.is_finite() || wanted.iter().chain(hessian.iter().flatten()).any(|number| !number.is_finite()) {
        return Verdict::Unclear;
    }
    let far = |one: f64, other: f64, error: f64| !((one - other).abs() <= error * size);
    let mut clear = true;
    // Of one size for however many inputs: in a direction that is long in some of them, differences step across kinks.
    let mixed: Vec<f64> = (0..inputs.len()).map(|i| 0.9 * (1.0 + 2.3 * i as f64).sin()).collect();
    for direction in [mixed, unit(inputs.len(), inputs.len() / 2)] {
        let (found, product) = hvp(&direction);
        let differences = derivatives(&|h| {
            let shifted: Vec<f64> = inputs.iter().zip(&direction).map(|(x, v)| x + h * v).collect();
            gradient(&shifted)
        });
        for i in 0..inputs.len() {
            let name = format!("gradient {i} in the direction {direction:?}");
            if far(found[i], wanted[i], 1e-9) {
                return Verdict::Wrong(format!("{name}: hvp's gradient {}, not {}", found[i], wanted[i]));
            }
            let row: f64 = hessian[i].iter().zip(&direction).map(|(h, v)| h * v).sum();
            if far(row, product[i], 1e-9 * scale(&direction)) {
                return Verdict::Wrong(format!("{name}: the Hessian's product {row}, hvp {}", product[i]));
            }
            if let Some(j) = (0..i).find(|j| far(hessian[i][*j], hessian[*j][i], 1e-8)) {
                return Verdict::Wrong(format!("Hessian {i} {j}: {} and {}", hessian[i][j], hessian[j][i]));
            }
            let (want, error) = differences.get(i).copied().unwrap_or((f64::NAN, f64::NAN));
            if !(error < 1e-7 * size) {
                clear = false;
            } else if (product[i] - want).abs() > 1e-6 * size + 10.0 * error {
                let along = |h: f64| {
                    let shifted: Vec<f64> = inputs.iter().zip(&direction).map(|(x, v)| x + h * v).collect();
                    gradient(&shifted)[i]
                };
                if is_kink(along) {
                    clear = false;
                    continue;
                }
                return Verdict::Wrong(format!("{name}: hvp {}, differences {want} +- {error:e}", product[i]));
            }
        }
    }
    if clear { Verdict::Right } else { Verdict::Unclear }
}
