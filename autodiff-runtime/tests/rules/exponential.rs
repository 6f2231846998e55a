//! `src/rules/exponential.rs`.

use super::*;

#[test]
fn exponentials() {
    let points = [-3.0, -0.5, 0.0, 1e-3, 0.7, 2.5];
    check("exp", function!(|x| x.exp()), &points);
    check("exp2", function!(|x| x.exp2()), &points);
    check("exp_m1", function!(|x| x.exp_m1()), &points);
    // The derivative is not eˣ − 1 + 1, which would have lost everything.
    assert_eq!(slope(Real::exp_m1, -50.0), (-50.0_f64).exp());
}

#[test]
fn logarithms() {
    let points = [0.3, 0.9, 1.0, 2.5, 40.0];
    check("ln", function!(|x| x.ln()), &points);
    check("log2", function!(|x| x.log2()), &points);
    check("log10", function!(|x| x.log10()), &points);
    check("ln_1p", function!(|x| x.ln_1p()), &[-0.5, 0.0, 1e-3, 3.0]);
    check2(
        "log",
        function!(|x, base| x.log(base)),
        &[(0.5, 3.0), (2.0, 0.5), (7.0, 10.0)],
    );
}

#[test]
fn poles() {
    assert_eq!(slope(Real::ln, 0.0), f64::INFINITY);
    assert_eq!(slope(Real::log2, 0.0), f64::INFINITY);
    assert_eq!(slope(Real::log10, 0.0), f64::INFINITY);
    assert_eq!(slope(Real::ln_1p, -1.0), f64::INFINITY);
    assert_eq!(slope(Real::exp, f64::NEG_INFINITY), 0.0);
    assert_eq!(First::constant(0.0).ln().tangent, 0.0);
}
