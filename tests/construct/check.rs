//! What the tests compare with.

use pullback::prelude::*;
use pullback::runtime::support::zero_tangent;

/// Notes that a companion was compared with what it should be in the test that runs, where `tests/coverage` asks for it.
pub fn compared(companion: &str) {
    let Ok(path) = std::env::var("PULLBACK_COVERAGE") else {
        return;
    };
    // `branches::the_branch_that_was_taken_is_differentiated`
    let thread = std::thread::current();
    let test = thread.name().unwrap_or_default();
    let mut lines = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .expect("a file that can be written");
    std::io::Write::write_all(&mut lines, format!("{test} {companion}\n").as_bytes()).expect("a line");
}

/// The derivative of a function of one number, by differences of eighth order.
pub fn difference(f: impl Fn(f64) -> f64) -> f64 {
    difference_in_steps(1e-3, f)
}

/// The same with steps `h`.
fn difference_in_steps(h: f64, f: impl Fn(f64) -> f64) -> f64 {
    (4.0 / 5.0 * (f(h) - f(-h)) - 1.0 / 5.0 * (f(2.0 * h) - f(-2.0 * h)) + 4.0 / 105.0 * (f(3.0 * h) - f(-3.0 * h))
        - 1.0 / 280.0 * (f(4.0 * h) - f(-4.0 * h)))
        / h
}

/// The gradient of a function of several numbers, by differences.
pub fn differences(f: impl Fn(&[f64]) -> f64, x: &[f64]) -> Vec<f64> {
    (0..x.len())
        .map(|i| {
            difference(|h| {
                let mut shifted = x.to_vec();
                shifted[i] += h;
                f(&shifted)
            })
        })
        .collect()
}

/// Panics unless the two agree to 1e-7, relative to their size where that exceeds one.
#[track_caller]
pub fn close(what: &str, got: f64, want: f64) {
    assert!(
        (got - want).abs() <= 1e-7 * want.abs().max(1.0),
        "{what}: {got} is not {want}"
    );
}

/// Compares a gradient with differences of the function.
#[track_caller]
pub fn gradient(f: impl Fn(&[f64]) -> f64, x: &[f64], got: &[f64]) {
    let want = differences(f, x);
    assert_eq!(got.len(), want.len(), "number of derivatives");
    for (i, (got, want)) in got.iter().zip(&want).enumerate() {
        close(&format!("derivative {i}"), *got, *want);
    }
    compared("grad");
}

/// Compares a Hessian with differences of the gradient.
#[track_caller]
pub fn second(grad: impl Fn(&[f64]) -> Vec<f64>, x: &[f64], hessian: &[Vec<f64>]) {
    assert_eq!(hessian.len(), x.len(), "rows of the Hessian");
    for (i, row) in hessian.iter().enumerate() {
        assert_eq!(row.len(), x.len(), "columns of the Hessian");
        for (j, got) in row.iter().enumerate() {
            // A gradient is steeper than its function.
            let want = difference_in_steps(2e-4, |h| {
                let mut shifted = x.to_vec();
                shifted[j] += h;
                grad(&shifted)[i]
            });
            close(&format!("second derivative {i}, {j}"), *got, want);
        }
    }
    compared("second");
}

/// Tests a function of one slice: value, gradient against differences, forward mode against the gradient.
#[macro_export]
macro_rules! check_slice {
    ($f:ident, $x:expr $(, $constant:expr)*) => {{
        let x: Vec<f64> = $x.to_vec();
        let (value, grad) = $f::value_and_grad(&x $(, $constant)*);
        assert_eq!(value, $f(&x $(, $constant)*), "the value");
        $crate::check::gradient(|x| $f(x $(, $constant)*), &x, &grad);
        for i in 0..x.len() {
            let mut direction = vec![0.0; x.len()];
            direction[i] = 1.0;
            let (value, tangent) = $f::jvp(&x $(, $constant)*, &direction);
            assert_eq!(value, $f(&x $(, $constant)*), "the value in forward mode");
            $crate::check::close(&format!("tangent {i}"), tangent, grad[i]);
        }
        $crate::check::compared("jvp");
        assert_eq!($f::jacobian(&x $(, $constant)*).len(), 1, "rows of the Jacobian");
        $crate::check::second(|x| $f::grad(x $(, $constant)*), &x, &$f::hessian(&x $(, $constant)*));
        let mut sum = Vec::new();
        for _ in 0..2 {
            assert_eq!($f::value_and_grad_into(&x $(, $constant)*, &mut sum), value);
        }
        for (i, sum) in sum.iter().enumerate() {
            $crate::check::close(&format!("sum {i}"), *sum, 2.0 * grad[i]);
        }
    }};
}

/// Tests a function of numbers.
#[macro_export]
macro_rules! check_numbers {
    ($f:ident($($x:ident = $value:expr),+)) => {{
        $(let $x: f64 = $value;)+
        let (value, pullback) = $f::vjp($($x),+);
        assert_eq!(value, $f($($x),+), "the value");
        assert_eq!($f::value_and_grad($($x),+).0, value);
        let ($($x,)+) = $crate::check_numbers!(@tuple pullback(1.0); $($x),+);
        let got = [$($x),+];
        $(let $x: f64 = $value;)+
        let x = [$($x),+];
        $crate::check::gradient(|x| { let [$($x),+] = *x else { unreachable!() }; $f($($x),+) }, &x, &got);
        $crate::check_numbers!(@tangents $f, got, 0; []; $($x),+);
        #[allow(unused_variables)]
        $crate::check::second(
            |numbers| {
                let [$($x),+] = *numbers else { unreachable!() };
                $f::jacobian($($x),+).remove(0)
            },
            &x,
            &{ let [$($x),+] = x; $f::hessian($($x),+) },
        );
    }};
    (@tuple $gradient:expr; $one:ident) => { ($gradient,) };
    (@tuple $gradient:expr; $($many:ident),+) => { $gradient };
    (@tangents $f:ident, $got:ident, $n:expr; [$($before:ident)*]; $($x:ident),+) => {{
        let directions: Vec<Vec<f64>> = (0..$got.len()).map(|i| (0..$got.len()).map(|j| f64::from(u8::from(i == j))).collect()).collect();
        for (i, direction) in directions.iter().enumerate() {
            let mut parts = direction.iter();
            $(let dot = { let _ = $x; *parts.next().unwrap() }; #[allow(unused_variables)] let $x = ($x, dot);)+
            let (_, tangent) = $f::jvp($($x.0,)+ $($x.1),+);
            $crate::check::close(&format!("tangent {i}"), tangent, $got[i]);
        }
        $crate::check::compared("jvp");
    }};
}

/// A value made of numbers, which can be shifted one by one.
pub trait Numbers {
    /// Appends all numbers in order.
    fn read(&self, numbers: &mut Vec<f64>);
    /// Replaces all numbers in the same order.
    fn write(&mut self, numbers: &mut dyn Iterator<Item = f64>);
    /// All numbers in order.
    fn numbers(&self) -> Vec<f64> {
        let mut numbers = Vec::new();
        self.read(&mut numbers);
        numbers
    }
    /// The same value with other numbers.
    fn with(&self, numbers: &[f64]) -> Self
    where
        Self: Clone,
    {
        let mut copy = self.clone();
        copy.write(&mut numbers.iter().copied());
        copy
    }
}

impl Numbers for f64 {
    fn read(&self, numbers: &mut Vec<f64>) {
        numbers.push(*self);
    }
    fn write(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
        *self = numbers.next().expect("as many numbers as were read");
    }
}
impl<T: Numbers> Numbers for Vec<T> {
    fn read(&self, numbers: &mut Vec<f64>) {
        self.iter().for_each(|part| part.read(numbers));
    }
    fn write(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|part| part.write(numbers));
    }
}
impl<T: Numbers, const N: usize> Numbers for [T; N] {
    fn read(&self, numbers: &mut Vec<f64>) {
        self.iter().for_each(|part| part.read(numbers));
    }
    fn write(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|part| part.write(numbers));
    }
}
impl<T: Numbers> Numbers for Option<T> {
    fn read(&self, numbers: &mut Vec<f64>) {
        self.iter().for_each(|part| part.read(numbers));
    }
    fn write(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|part| part.write(numbers));
    }
}
macro_rules! without_numbers {
    ($($ty:ty),*) => {$(
        impl Numbers for $ty {
            fn read(&self, _: &mut Vec<f64>) {}
            fn write(&mut self, _: &mut dyn Iterator<Item = f64>) {}
        }
    )*};
}
without_numbers!((), usize, i32, bool);
macro_rules! tuple_numbers {
    ($($part:ident),*) => {
        #[allow(non_snake_case)]
        impl<$($part: Numbers),*> Numbers for ($($part,)*) {
            fn read(&self, numbers: &mut Vec<f64>) {
                let ($($part,)*) = self;
                $($part.read(numbers);)*
            }
            fn write(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
                let ($($part,)*) = self;
                $($part.write(numbers);)*
            }
        }
    };
}
tuple_numbers!(A);
tuple_numbers!(A, B);
tuple_numbers!(A, B, C);
tuple_numbers!(A, B, C, D);
tuple_numbers!(A, B, C, D, E);

/// `numbers!(Planet, PlanetTangent { mass, radius })`: the active fields of a struct and of its tangent.
#[macro_export]
macro_rules! numbers {
    ($($ty:ty),+ ; $fields:tt) => { $($crate::numbers!(@one $ty, $fields);)+ };
    (@one $ty:ty, { $($field:tt),+ }) => {
        impl $crate::check::Numbers for $ty {
            fn read(&self, numbers: &mut Vec<f64>) {
                $($crate::check::Numbers::read(&self.$field, numbers);)+
            }
            fn write(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
                $($crate::check::Numbers::write(&mut self.$field, numbers);)+
            }
        }
    };
}

/// `variants!(Shape, ShapeTangent; { Disc { 0: radius }, Nothing {} })`: the numbers of an enum and of its tangent.
#[macro_export]
macro_rules! variants {
    ($($ty:ident),+ ; $fields:tt) => { $($crate::variants!(@one $ty, $fields);)+ };
    (@one $ty:ident, { $($variant:ident { $($field:tt: $part:ident),* }),+ }) => {
        impl $crate::check::Numbers for $ty {
            fn read(&self, numbers: &mut Vec<f64>) {
                match self {
                    $($ty::$variant { $($field: $part),* } => { $($crate::check::Numbers::read($part, numbers);)* })+
                }
            }
            fn write(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
                match self {
                    $($ty::$variant { $($field: $part),* } => { $($crate::check::Numbers::write($part, numbers);)* })+
                }
            }
        }
    };
}

/// Numbers that are the same in every run and have no pattern.
fn scattered(count: usize, seed: f64) -> Vec<f64> {
    let mut state = seed;
    let next = |_| {
        state = (state * 91.7 + 0.37).fract();
        2.0 * state - 1.0
    };
    (0..count).map(next).collect()
}

/// One at a position, zero elsewhere.
pub fn unit(count: usize, at: usize) -> Vec<f64> {
    (0..count).map(|i| f64::from(u8::from(i == at))).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Compares the full Jacobians of forward mode, reverse mode and differences, and both modes along scattered directions.
#[track_caller]
pub fn compare<A, R, G>(
    arguments: &A,
    primal: impl Fn(&A) -> R,
    jvp: impl Fn(&A, A::Tangent) -> (R, R::Tangent),
    vjp: impl Fn(&A, R::Tangent) -> (R, G),
    jacobian: impl Fn(&A) -> Vec<Vec<f64>>,
) where
    A: Differentiable + Numbers + Clone,
    A::Tangent: Numbers,
    R: Differentiable + Numbers,
    R::Tangent: Numbers,
    G: Numbers,
{
    let inputs = arguments.numbers();
    let result = primal(arguments);
    let outputs = result.numbers();
    let direction = zero_tangent(arguments);
    let seed = zero_tangent(&result);
    assert_eq!(direction.numbers().len(), inputs.len(), "numbers of the tangent");
    assert_eq!(seed.numbers().len(), outputs.len(), "numbers of the result's tangent");
    let same_value = |value: &R, mode: &str| {
        let bits = |numbers: Vec<f64>| numbers.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
        assert_eq!(
            bits(value.numbers()),
            bits(result.numbers()),
            "the value in {mode} mode"
        );
    };
    let along = |numbers: &[f64]| {
        let (value, tangent) = jvp(arguments, direction.with(numbers));
        same_value(&value, "forward");
        tangent.numbers()
    };
    let back = |numbers: &[f64]| {
        let (value, gradient) = vjp(arguments, seed.with(numbers));
        same_value(&value, "reverse");
        let gradient = gradient.numbers();
        assert_eq!(gradient.len(), inputs.len(), "number of derivatives");
        gradient
    };
    let rows: Vec<Vec<f64>> = (0..outputs.len()).map(|i| back(&unit(outputs.len(), i))).collect();
    for j in 0..inputs.len() {
        let column = along(&unit(inputs.len(), j));
        for i in 0..outputs.len() {
            let want = difference(|h| {
                let mut shifted = inputs.clone();
                shifted[j] += h;
                primal(&arguments.with(&shifted)).numbers()[i]
            });
            close(&format!("forward mode: d output {i} / d input {j}"), column[i], want);
            close(&format!("reverse mode: d output {i} / d input {j}"), rows[i][j], want);
        }
    }
    let all = jacobian(arguments);
    assert_eq!(all.len(), outputs.len(), "rows of the Jacobian");
    for (i, (row, want)) in all.iter().zip(&rows).enumerate() {
        assert_eq!(row.len(), want.len(), "columns of the Jacobian");
        for (j, (got, want)) in row.iter().zip(want).enumerate() {
            close(&format!("Jacobian {i}, {j}"), *got, *want);
        }
    }
    let (forwards, backwards) = (scattered(inputs.len(), 0.13), scattered(outputs.len(), 0.71));
    let (one, other) = (dot(&backwards, &along(&forwards)), dot(&back(&backwards), &forwards));
    assert!(
        (one - other).abs() <= 1e-11 * one.abs().max(1.0),
        "<y, J x> = {one}, but <J^T y, x> = {other}"
    );
    compared("grad");
    compared("jvp");
}

/// Tests a function with a float result: as `check_map!`, and `grad` and `value_and_grad`.
#[macro_export]
macro_rules! check {
    ($f:ident; $($arguments:tt)*) => {{
        $crate::check_gradient!(@munch $f; []; $($arguments)*);
        $crate::check_second!(@munch $f; [] []; $($arguments)*);
        $crate::check_map!($f; $($arguments)*);
    }};
}

/// As `check!` for functions that cannot be differentiated twice.
#[macro_export]
macro_rules! check_first {
    ($f:ident; $($arguments:tt)*) => {{
        $crate::check_gradient!(@munch $f; []; $($arguments)*);
        $crate::check_map!($f; $($arguments)*);
        $crate::check::compared("first only");
    }};
}

/// `hessian` is what differences of `grad` give.
#[macro_export]
macro_rules! check_second {
    (@munch $f:ident; [$($x:ident)*] [$($call:tt)*];) => {{
        use $crate::check::Numbers as _;
        #[allow(clippy::clone_on_copy, unused_mut, clippy::redundant_locals)]
        let arguments = ($($x.clone(),)*);
        $crate::check::second(
            |numbers| {
                #[allow(unused_mut)]
                let ($($x,)*) = &arguments.with(numbers);
                $f::grad($($call)*).numbers()
            },
            &arguments.numbers(),
            &{
                let ($($x,)*) = &arguments;
                $f::hessian($($call)*)
            },
        );
    }};
    (@munch $f:ident; [$($x:ident)*] [$($call:tt)*]; const $constant:expr $(, $($rest:tt)*)?) => {
        $crate::check_second!(@munch $f; [$($x)*] [$($call)* $constant,]; $($($rest)*)?)
    };
    (@munch $f:ident; [$($x:ident)*] [$($call:tt)*]; &$name:ident = $value:expr $(, $($rest:tt)*)?) => {{
        #[allow(clippy::redundant_locals, clippy::clone_on_copy)]
        let $name = $value.clone();
        $crate::check_second!(@munch $f; [$($x)* $name] [$($call)* $name,]; $($($rest)*)?)
    }};
    (@munch $f:ident; [$($x:ident)*] [$($call:tt)*]; $name:ident = $value:expr $(, $($rest:tt)*)?) => {{
        #[allow(clippy::redundant_locals, clippy::clone_on_copy)]
        let $name = $value.clone();
        $crate::check_second!(@munch $f; [$($x)* $name] [$($call)* $name.clone(),]; $($($rest)*)?)
    }};
}

/// `grad` and `value_and_grad` are what the pullback returns for the seed 1.
#[macro_export]
macro_rules! check_gradient {
    (@munch $f:ident; [$($call:tt)*];) => {{
        use $crate::check::Numbers as _;
        let (value, pullback) = $f::vjp($($call)*);
        let want = pullback(1.0).numbers();
        let (same_value, gradient) = $f::value_and_grad($($call)*);
        assert_eq!(value.to_bits(), same_value.to_bits(), "the value of value_and_grad");
        assert_eq!(gradient.numbers(), want, "value_and_grad");
        assert_eq!($f::grad($($call)*).numbers(), want, "grad");
    }};
    (@munch $f:ident; [$($call:tt)*]; const $constant:expr $(, $($rest:tt)*)?) => {
        $crate::check_gradient!(@munch $f; [$($call)* $constant,]; $($($rest)*)?)
    };
    (@munch $f:ident; [$($call:tt)*]; &$name:ident = $value:expr $(, $($rest:tt)*)?) => {{
        #[allow(clippy::clone_on_copy, clippy::redundant_locals)]
        let $name = $value.clone();
        $crate::check_gradient!(@munch $f; [$($call)* &$name,]; $($($rest)*)?)
    }};
    (@munch $f:ident; [$($call:tt)*]; $name:ident = $value:expr $(, $($rest:tt)*)?) => {{
        #[allow(clippy::redundant_locals)]
        let $name = $value;
        $crate::check_gradient!(@munch $f; [$($call)* $name.clone(),]; $($($rest)*)?)
    }};
}

/// Tests any function: `check_map!(f; x = 0.5, &y = vec![1.0, 2.0], const 3)`.
#[macro_export]
macro_rules! check_map {
    (@munch $f:ident; [$($x:ident)*] [$($call:tt)*] [$($dot:ident)*] [$($tangents:tt)*];) => {{
        #[allow(unused_mut, clippy::clone_on_copy)]
        $crate::check::compare(
            &($($x.clone(),)*),
            |($($x,)*)| $f($($call)*),
            |($($x,)*), ($($dot,)*)| $f::jvp($($call)* $($tangents)*),
            |($($x,)*), seed| { let (value, pullback) = $f::vjp($($call)*); (value, pullback(seed)) },
            |($($x,)*)| $f::jacobian($($call)*),
        );
    }};
    (@munch $f:ident; [$($x:ident)*] [$($call:tt)*] [$($dot:ident)*] [$($tangents:tt)*]; const $constant:expr $(, $($rest:tt)*)?) => {
        $crate::check_map!(@munch $f; [$($x)*] [$($call)* $constant,] [$($dot)*] [$($tangents)*]; $($($rest)*)?)
    };
    (@munch $f:ident; [$($x:ident)*] [$($call:tt)*] [$($dot:ident)*] [$($tangents:tt)*]; &$name:ident = $value:expr $(, $($rest:tt)*)?) => {{
        #[allow(clippy::redundant_locals)]
        let $name = $value;
        $crate::check_map!(@munch $f; [$($x)* $name] [$($call)* $name,] [$($dot)* dot] [$($tangents)* &dot,]; $($($rest)*)?)
    }};
    (@munch $f:ident; [$($x:ident)*] [$($call:tt)*] [$($dot:ident)*] [$($tangents:tt)*]; $name:ident = $value:expr $(, $($rest:tt)*)?) => {{
        #[allow(clippy::redundant_locals)]
        let $name = $value;
        $crate::check_map!(@munch $f; [$($x)* $name] [$($call)* $name.clone(),] [$($dot)* dot] [$($tangents)* dot,]; $($($rest)*)?)
    }};
    ($f:ident; $($arguments:tt)*) => { $crate::check_map!(@munch $f; [] [] [] []; $($arguments)*) };
}

/// Tests a function of a `&mut` argument that comes first, and shared ones: `check_in_place!(f; y = vec![1.0]; &x = 2.0)`.
#[macro_export]
macro_rules! check_in_place {
    ($f:ident; $y:ident = $start:expr; $(&$x:ident = $value:expr),* $(; $($constant:expr),+)?) => {{
        $(let $x = $value;)*
        #[allow(clippy::redundant_locals)]
        let $y = $start;
        #[allow(clippy::unit_arg)]
        $crate::check::compare(
            &($y.clone(), $($x.clone(),)*),
            |($y, $($x,)*)| {
                let mut $y = $y.clone();
                $f(&mut $y, $($x,)* $($($constant),+)?);
                $y
            },
            |($y, $($x,)*), directions| {
                let mut $y = ($y.clone(), directions.0.clone());
                #[allow(unused_variables, clippy::let_unit_value)]
                let directions = $crate::check_in_place!(@rest directions; $($x)*);
                let ($($x,)*) = $crate::check_in_place!(@pair ($($x)*), directions);
                $f::jvp(&mut $y.0, $($x.0,)* $($($constant,)+)? &mut $y.1, $(&$x.1),*);
                $y
            },
            |($y, $($x,)*), seed| {
                let mut $y = $y.clone();
                let ((), pullback) = $f::vjp(&mut $y, $($x,)* $($($constant),+)?);
                let gradient = pullback(seed);
                ($y, gradient)
            },
            |($y, $($x,)*)| {
                let mut $y = $y.clone();
                $f::jacobian(&mut $y, $($x,)* $($($constant),+)?)
            },
        );
    }};
    (@rest $d:ident;) => { () };
    (@rest $d:ident; $a:ident) => { ($d.1,) };
    (@rest $d:ident; $a:ident $b:ident) => { ($d.1, $d.2) };
    (@rest $d:ident; $a:ident $b:ident $c:ident) => { ($d.1, $d.2, $d.3) };
    (@pair (), $d:ident) => { () };
    (@pair ($a:ident), $d:ident) => { (($a, $d.0),) };
    (@pair ($a:ident $b:ident), $d:ident) => { (($a, $d.0), ($b, $d.1)) };
    (@pair ($a:ident $b:ident $c:ident), $d:ident) => { (($a, $d.0), ($b, $d.1), ($c, $d.2)) };
}
