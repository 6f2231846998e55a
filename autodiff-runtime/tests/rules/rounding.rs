//! `src/rules/rounding.rs`.

use super::*;

#[test]
fn between_the_steps() {
    let points = [-2.4, -0.3, 0.2, 1.7];
    check("floor", function!(|x| x.floor()), &points);
    check("ceil", function!(|x| x.ceil()), &points);
    check("round", function!(|x| x.round()), &points);
    check("round_ties_even", function!(|x| x.round_ties_even()), &points);
    check("trunc", function!(|x| x.trunc()), &points);
    check("fract", function!(|x| x.fract()), &points);
}

#[test]
fn on_the_steps() {
    for x in [-1.0, 0.0, 0.5, 2.0, 2.5] {
        assert_eq!(slope(Real::floor, x), 0.0);
        assert_eq!(slope(Real::ceil, x), 0.0);
        assert_eq!(slope(Real::round, x), 0.0);
        assert_eq!(slope(Real::round_ties_even, x), 0.0);
        assert_eq!(slope(Real::trunc, x), 0.0);
        assert_eq!(slope(Real::fract, x), 1.0);
    }
}

#[test]
fn remainders() {
    let points = [(5.3, 2.0), (-5.3, 2.0), (5.3, -2.0), (-5.3, -2.0), (0.4, 0.7)];
    check2("%", function!(|x, y| x % y), &points);
    check2("rem_euclid", function!(|x, y| x.rem_euclid(y)), &points);
    check2("div_euclid", function!(|x, y| x.div_euclid(y)), &points);
    assert_eq!(slopes(|x, y| x % y, 6.0, 2.0), (1.0, -3.0));
    assert_eq!(slopes(Real::rem_euclid, -6.0, 2.0), (1.0, 3.0));
    assert_eq!(slopes(Real::div_euclid, 6.0, 2.0), (0.0, 0.0));
}
