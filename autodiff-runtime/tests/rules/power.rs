//! `src/rules/power.rs`.

use super::*;

#[test]
fn roots_and_reciprocals() {
    check("recip", function!(|x| x.recip()), &[-2.0, -0.5, 0.3, 4.0]);
    check("sqrt", function!(|x| x.sqrt()), &[0.2, 1.0, 9.0]);
    check("cbrt", function!(|x| x.cbrt()), &[-5.0, -0.4, 0.3, 8.0]);
}

#[test]
fn whole_powers() {
    check("powi(x, 0)", function!(|x| x.powi(0)), &[-1.5, 0.0, 2.0]);
    check("powi(x, 1)", function!(|x| x.powi(1)), &[-1.5, 0.0, 2.0]);
    check("powi(x, 2)", function!(|x| x.powi(2)), &[-1.5, 0.0, 2.0]);
    check("powi(x, 5)", function!(|x| x.powi(5)), &[-1.5, 0.0, 2.0]);
    check("powi(x, -3)", function!(|x| x.powi(-3)), &[-1.5, 0.7, 2.0]);
    assert!(slope(|x| x.powi(i32::MIN), 1.5).is_finite()); // no overflow in n − 1
}

#[test]
fn real_powers_and_lengths() {
    check2(
        "powf",
        function!(|x, p| x.powf(p)),
        &[(0.5, 2.5), (2.0, -1.3), (3.0, 0.4), (1.5, 1.0)],
    );
    check2(
        "hypot",
        function!(|x, y| x.hypot(y)),
        &[(3.0, 4.0), (-1.0, 0.5), (0.0, 2.0), (2.0, 0.0)],
    );
    // A negative base has powers with whole constant exponents.
    check("powf(x, 3)", function!(|x| x.powf(from(3.0))), &[-1.5, 2.0]);
}

#[test]
fn conventions_at_zero() {
    assert_eq!(slope(Real::sqrt, 0.0), f64::INFINITY);
    assert_eq!(slope(Real::sqrt, -0.0), f64::INFINITY);
    assert_eq!(slope(Real::cbrt, 0.0), f64::INFINITY);
    assert_eq!(slope(Real::recip, 0.0), f64::NEG_INFINITY);
    assert_eq!(slope(|x| x.powi(0), 0.0), 0.0);
    assert_eq!(slopes(Real::powf, 0.0, 2.5), (0.0, 0.0));
    assert_eq!(slopes(Real::powf, 0.0, 1.0), (1.0, 0.0));
    assert_eq!(slopes(Real::powf, 0.0, 0.5), (f64::INFINITY, 0.0));
    assert_eq!(slopes(Real::powf, 0.0, 0.0), (0.0, f64::NEG_INFINITY));
    assert_eq!(slopes(Real::hypot, 0.0, 0.0), (0.0, 0.0));
    assert!(slopes(Real::powf, -2.0, 3.0).1.is_nan());
    // x² at 0 has second derivative 2, by either name of the power.
    let x = Second::variable(Dual::variable(0.0));
    assert_eq!(x.powi(2).tangent.tangent, 2.0);
    assert_eq!(x.powf(from(2.0)).tangent.tangent, 2.0);
}

#[test]
fn constants_stay_constant_at_poles() {
    assert_eq!(First::constant(0.0).sqrt().tangent, 0.0);
    assert_eq!(First::constant(0.0).recip().tangent, 0.0);
    assert_eq!(slope(|x| x + First::zero().sqrt(), 1.0), 1.0);
}

#[test]
fn no_overflow_on_the_way() {
    let (by_x, by_y) = slopes(Real::hypot, 3e200, 4e200);
    assert_close(by_x, 0.6, 1e-15, "by x");
    assert_close(by_y, 0.8, 1e-15, "by y");
}
