//! `src/rules/trigonometric.rs`.

use super::*;

#[test]
fn functions_of_angles() {
    let points = [-2.0, -0.4, 0.0, 0.3, 1.1, 7.0];
    check("sin", function!(|x| x.sin()), &points);
    check("cos", function!(|x| x.cos()), &points);
    check("sin_cos.0", function!(|x| x.sin_cos().0), &points);
    check("sin_cos.1", function!(|x| x.sin_cos().1), &points);
    check("tan", function!(|x| x.tan()), &[-1.0, 0.0, 0.4, 1.2]);
    check("to_degrees", function!(|x| x.to_degrees()), &points);
    check("to_radians", function!(|x| x.to_radians()), &points);
}

#[test]
fn inverses() {
    check("asin", function!(|x| x.asin()), &[-0.8, -0.3, 0.0, 0.4, 0.9]);
    check("acos", function!(|x| x.acos()), &[-0.8, -0.3, 0.0, 0.4, 0.9]);
    check("atan", function!(|x| x.atan()), &[-5.0, -0.3, 0.0, 0.4, 3.0]);
    let points = [
        (1.0, 2.0),
        (1.0, -2.0),
        (-1.0, 2.0),
        (-1.0, -2.0),
        (0.0, 1.5),
        (2.0, 0.0),
    ];
    check2("atan2", function!(|y, x| y.atan2(x)), &points);
}

#[test]
fn conventions() {
    assert_eq!(slope(Real::asin, 1.0), f64::INFINITY);
    assert_eq!(slope(Real::asin, -1.0), f64::INFINITY);
    assert_eq!(slope(Real::acos, 1.0), f64::NEG_INFINITY);
    assert_eq!(slopes(Real::atan2, 0.0, 0.0), (0.0, 0.0));
    // No overflow of x² + y² on the way.
    let (by_y, by_x) = slopes(Real::atan2, 1e200, 1e200);
    assert_close(by_y * 1e200, 0.5, 1e-15, "by y");
    assert_close(by_x * 1e200, -0.5, 1e-15, "by x");
}
