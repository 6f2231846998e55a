//! `Real` as generic code uses it, and `Dual` as the leaf of a shadow.

use super::*;
use autodiff_runtime::{Active, Adjoint, Differentiable};
use std::cmp::Ordering;

/// Newton's method for the cube root of the mean: operators, assignment, comparison, sums.
fn root_of_mean<T: Real>(x: &[T]) -> T {
    let mean = x.iter().copied().sum::<T>() / T::from_f64(x.len() as f64);
    let mut y = T::one();
    for _ in 0..60 {
        y -= (y * y * y - mean) / (from::<T>(3.0) * y * y);
        if (y * y * y - mean).abs() < T::from_f64(1e-16) {
            break;
        }
    }
    y
}

#[test]
fn one_program_on_every_number_type() {
    let x = [1.0, 2.0, 5.0];
    let expected = (8.0_f64 / 3.0).cbrt();
    assert_close(root_of_mean(&x), expected, 1e-15, "f64");
    assert!((root_of_mean(&x.map(|x| x as f32)) - expected as f32).abs() < 1e-6);
    let duals = [Dual::variable(1.0), Dual::constant(2.0), Dual::constant(5.0)];
    assert_close(root_of_mean(&duals).tangent, expected.powi(-2) / 9.0, 1e-14, "tangent");
    let f32_dual = Dual::<f32>::variable(2.0).powi(3);
    assert_eq!((f32_dual.value, f32_dual.tangent), (8.0, 12.0));
}

#[test]
fn operators() {
    let points = [(1.5, 0.4), (-2.0, 3.0), (0.7, -0.2)];
    check2("+", function!(|x, y| x + y), &points);
    check2("-", function!(|x, y| x - y), &points);
    check2("*", function!(|x, y| x * y), &points);
    check2("/", function!(|x, y| x / y), &points);
    check2("mul_add", function!(|x, y| x.mul_add(y, x * y)), &points);
    check("neg", function!(|x| -x), &[1.0, -2.0]);
    check2(
        "assigning",
        function!(|x, y| {
            let mut z = x;
            z += y;
            z *= x;
            z -= y * y;
            z /= x;
            z %= from(100.0);
            z
        }),
        &points,
    );
    check2(
        "sum and product",
        function!(|x, y| {
            let all = [x, y, x * y];
            all.iter().sum::<T>() * all.iter().product::<T>()
                + all.into_iter().sum::<T>() * all.into_iter().product::<T>()
        }),
        &points,
    );
}

#[test]
fn third_order() {
    let x = Dual::variable(Dual::variable(Dual::variable(0.5_f64)));
    let third = (x.sin() * x.exp()).tangent.tangent.tangent;
    let expected = 2.0 * 0.5_f64.exp() * (0.5_f64.cos() - 0.5_f64.sin()); // (eˣ sin x)‴
    assert_close(third, expected, 1e-14, "third derivative");
}

#[test]
fn comparison_is_of_the_value() {
    let (a, b) = (First::new(1.0, 5.0), First::new(1.0, -5.0));
    assert!(a == b && a.partial_cmp(&b) == Some(Ordering::Equal));
    assert!(First::new(1.0, 0.0) < First::new(2.0, 0.0));
    assert!(First::constant(f64::NAN).is_nan() && !First::constant(1.0).is_infinite() && b.is_finite());
    assert!(First::constant(-0.0).is_sign_negative() && First::constant(0.0).is_sign_positive());
    assert_eq!(format!("{:.1}", First::new(1.0, -0.5)), "(1.0 + -0.5ε)");
}

#[test]
fn duals_are_leaves_of_shadows() {
    let x = vec![First::new(1.0, 2.0); 3];
    let shadow = x.zero_shadow::<Active>();
    shadow[1].add(First::new(0.5, 0.25));
    let tangent = Vec::<First>::tangent_from_shadow(shadow);
    assert_eq!(
        (tangent[1].value, tangent[1].tangent, tangent[0].value),
        (0.5, 0.25, 0.0)
    );
    fn leaf<T: Real>(x: T) -> Adjoint<T> {
        Adjoint::new(x)
    }
    assert_eq!(leaf(First::new(1.0, 2.0)).take().tangent, 2.0);
}
