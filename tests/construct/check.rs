//! What the tests compare with.

/// The derivative of a function of one number, by differences of eighth order.
pub fn difference(f: impl Fn(f64) -> f64) -> f64 {
    let h = 1e-3;
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
    }};
}
