//! `src/rules/selection.rs`.

use super::*;

#[test]
fn signs() {
    check("abs", function!(|x| x.abs()), &[-2.0, 0.5]);
    check("signum", function!(|x| x.signum()), &[-2.0, 0.5]);
    check2(
        "copysign",
        function!(|x, s| x.copysign(s)),
        &[(2.0, 1.0), (2.0, -1.0), (-2.0, 1.0), (-2.0, -1.0)],
    );
    for zero in [0.0, -0.0] {
        assert_eq!(slope(Real::abs, zero), 0.0);
        assert_eq!(slope(Real::signum, zero), 0.0);
        assert_eq!(slopes(Real::copysign, zero, 1.0), (0.0, 0.0));
        assert_eq!(slopes(Real::copysign, 3.0, zero).1, 0.0);
    }
    assert!(slope(Real::abs, f64::NAN).is_nan());
}

#[test]
fn lesser_and_greater() {
    check2(
        "min",
        function!(|x, y| x.min(y)),
        &[(1.0, 2.0), (2.0, 1.0), (-1.0, 0.5)],
    );
    check2(
        "max",
        function!(|x, y| x.max(y)),
        &[(1.0, 2.0), (2.0, 1.0), (-1.0, 0.5)],
    );
    // Of equals, the first; of a number and NaN, the number.
    assert_eq!(slopes(Real::min, 1.0, 1.0), (1.0, 0.0));
    assert_eq!(slopes(Real::max, 1.0, 1.0), (1.0, 0.0));
    assert_eq!(slopes(Real::max, 1.0, f64::NAN), (1.0, 0.0));
    assert_eq!(slopes(Real::min, f64::NAN, 1.0), (0.0, 1.0));
    assert_eq!(First::constant(f64::NAN).max(First::constant(1.0)).value, 1.0);
    // What is not selected cannot spoil the result.
    let pole = First::variable(0.0).sqrt();
    assert_eq!(pole.max(First::new(2.0, 3.0)).tangent, 3.0);
}

#[test]
fn clamping() {
    let clamp = |x: First| x.clamp(from(-1.0), from(2.0));
    assert_eq!(slope(clamp, -3.0), 0.0);
    assert_eq!(slope(clamp, -1.0), 1.0);
    assert_eq!(slope(clamp, 0.5), 1.0);
    assert_eq!(slope(clamp, 2.0), 1.0);
    assert_eq!(slope(clamp, 2.5), 0.0);
    assert!(slope(clamp, f64::NAN) == 1.0 && clamp(First::constant(f64::NAN)).value.is_nan());
    // Beyond a bound the bound is the value, and its derivative counts.
    let (low, high) = (First::new(-1.0, 5.0), First::new(2.0, 7.0));
    assert_eq!(First::new(-3.0, 1.0).clamp(low, high).tangent, 5.0);
    assert_eq!(First::new(3.0, 1.0).clamp(low, high).tangent, 7.0);
    assert_eq!(First::new(0.0, 1.0).clamp(low, high).tangent, 1.0);
}

#[test]
#[should_panic(expected = "min > max")]
fn clamping_between_swapped_bounds_panics_as_f64_does() {
    let _ = First::constant(0.0).clamp(from(1.0), from(-1.0));
}
