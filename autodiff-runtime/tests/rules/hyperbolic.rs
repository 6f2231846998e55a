//! `src/rules/hyperbolic.rs`.

use super::*;

#[test]
fn hyperbolic_functions() {
    let points = [-2.0, -0.4, 0.0, 0.1, 1.3];
    check("sinh", function!(|x| x.sinh()), &points);
    check("cosh", function!(|x| x.cosh()), &points);
    check("tanh", function!(|x| x.tanh()), &points);
}

#[test]
fn inverses() {
    check("asinh", function!(|x| x.asinh()), &[-2.0, -0.3, 0.0, 0.5, 20.0]);
    check("acosh", function!(|x| x.acosh()), &[1.2, 2.0, 9.0]);
    check("atanh", function!(|x| x.atanh()), &[-0.8, -0.2, 0.0, 0.3, 0.9]);
}

#[test]
fn ends_and_large_arguments() {
    assert_eq!(slope(Real::acosh, 1.0), f64::INFINITY);
    assert_eq!(slope(Real::atanh, 1.0), f64::INFINITY);
    assert_eq!(slope(Real::tanh, 400.0), 0.0);
    assert_close(slope(Real::asinh, 1e200) * 1e200, 1.0, 1e-15, "asinh'(1e200)");
    assert_close(slope(Real::acosh, 1e200) * 1e200, 1.0, 1e-15, "acosh'(1e200)");
}
