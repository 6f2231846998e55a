//! Every rule against finite differences of eighth order, in first and second derivatives, and at its kinks.
//!
//! One file per file of `src/rules/`.

mod exponential;
mod generic;
mod hyperbolic;
mod power;
mod rounding;
mod selection;
mod trigonometric;

use autodiff_runtime::{Dual, Real};

pub(crate) type First = Dual<f64>;
pub(crate) type Second = Dual<Dual<f64>>;

/// The central difference of eighth order.
pub(crate) fn difference(f: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0]
        .iter()
        .zip(1..)
        .map(|(weight, k)| weight * (f(x + f64::from(k) * h) - f(x - f64::from(k) * h)) / h)
        .sum()
}

pub(crate) fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (found - expected).abs();
    assert!(
        error <= tolerance * (1.0 + expected.abs()),
        "{what}: {found:e}, but {expected:e} expected"
    );
}

/// A function of one argument for each number type, from one expression.
macro_rules! function {
    (|$($x:ident),+| $body:expr) => {{
        #[derive(Clone, Copy)]
        struct Generic;
        impl Generic {
            fn call<T: autodiff_runtime::Real>($($x: T),+) -> T {
                $body
            }
        }
        (Generic::call::<f64>, Generic::call::<$crate::First>, Generic::call::<$crate::Second>)
    }};
}
pub(crate) use function;

type Unary = (fn(f64) -> f64, fn(First) -> First, fn(Second) -> Second);
type Binary = (
    fn(f64, f64) -> f64,
    fn(First, First) -> First,
    fn(Second, Second) -> Second,
);

/// Value, first and second derivative at each point.
pub(crate) fn check(what: &str, (plain, first, second): Unary, points: &[f64]) {
    for &x in points {
        let what = format!("{what}({x})");
        let y = first(Dual::variable(x));
        assert_eq!(y.value.to_bits(), plain(x).to_bits(), "{what}: the value");
        let h = 1e-3 * (0.1 + x.abs());
        assert_close(y.tangent, difference(plain, x, h), 2e-10, &what);
        assert_eq!(first(Dual::constant(x)).tangent, 0.0, "{what} as a constant");
        let y = second(Dual::variable(Dual::variable(x)));
        let slope = |x| first(Dual::variable(x)).tangent;
        assert_close(
            y.tangent.tangent,
            difference(slope, x, h),
            2e-10,
            &format!("{what}, second derivative"),
        );
        assert_eq!(y.value.tangent, y.tangent.value);
    }
}

/// Value, both first derivatives and all second derivatives at each point.
pub(crate) fn check2(what: &str, (plain, first, second): Binary, points: &[(f64, f64)]) {
    for &(x, y) in points {
        let what = format!("{what}({x}, {y})");
        let by_x = |x: f64, y: f64| first(Dual::variable(x), Dual::constant(y)).tangent;
        let by_y = |x: f64, y: f64| first(Dual::constant(x), Dual::variable(y)).tangent;
        let (hx, hy) = (1e-3 * (0.1 + x.abs()), 1e-3 * (0.1 + y.abs()));
        assert_eq!(
            first(Dual::constant(x), Dual::constant(y)).value.to_bits(),
            plain(x, y).to_bits(),
            "{what}: the value"
        );
        assert_close(
            by_x(x, y),
            difference(|x| plain(x, y), x, hx),
            2e-10,
            &format!("{what} by x"),
        );
        assert_close(
            by_y(x, y),
            difference(|y| plain(x, y), y, hy),
            2e-10,
            &format!("{what} by y"),
        );
        let both = first(Dual::new(x, 0.3), Dual::new(y, -0.7)).tangent;
        assert_close(
            both,
            0.3 * by_x(x, y) - 0.7 * by_y(x, y),
            1e-14,
            &format!("{what} in a direction"),
        );
        let hessian = |a: [f64; 2], b: [f64; 2]| {
            let dual = |v, i: usize| Dual::new(Dual::new(v, a[i]), Dual::constant(b[i]));
            second(dual(x, 0), dual(y, 1)).tangent.tangent
        };
        assert_close(
            hessian([1.0, 0.0], [1.0, 0.0]),
            difference(|x| by_x(x, y), x, hx),
            2e-10,
            &format!("{what} by xx"),
        );
        assert_close(
            hessian([1.0, 0.0], [0.0, 1.0]),
            difference(|y| by_x(x, y), y, hy),
            2e-10,
            &format!("{what} by xy"),
        );
        assert_close(
            hessian([0.0, 1.0], [0.0, 1.0]),
            difference(|y| by_y(x, y), y, hy),
            2e-10,
            &format!("{what} by yy"),
        );
    }
}

/// The derivative at one point, where a convention decides.
pub(crate) fn slope(f: impl Fn(First) -> First, x: f64) -> f64 {
    f(Dual::variable(x)).tangent
}

/// Both derivatives at one point, where a convention decides.
pub(crate) fn slopes(f: impl Fn(First, First) -> First, x: f64, y: f64) -> (f64, f64) {
    (
        f(Dual::variable(x), Dual::constant(y)).tangent,
        f(Dual::constant(x), Dual::variable(y)).tangent,
    )
}

/// For the modules: the trait is in scope wherever `use super::*` is.
pub(crate) fn from<T: Real>(x: f64) -> T {
    T::from_f64(x)
}
