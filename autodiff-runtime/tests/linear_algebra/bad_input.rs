//! Matrices that are not positive definite, empty ones, and sizes that do not fit.

use autodiff_runtime::linear_algebra::*;

#[test]
fn what_has_no_factor_is_nan() {
    for a in [
        [1.0, 0.0, 2.0, 1.0],
        [-1.0, 0.0, 0.0, 1.0],
        [f64::NAN, 0.0, 0.0, 1.0],
        [f64::INFINITY, 0.0, 0.0, 1.0],
    ] {
        let l = cholesky(&a, 2);
        assert!(l[0].is_nan() && l[2].is_nan() && l[3].is_nan(), "{l:?}");
        assert_eq!(l[1], 0.0);
        let (value, gradient) = ln_determinant::value_and_grad(&a, 2);
        assert!(value.is_nan() && gradient[0].is_nan() && gradient[2].is_nan());
        assert!(ln_determinant::jvp(&a, 2, &[1.0, 0.0, 0.0, 0.0]).1.is_nan());
        assert!(solve_positive_definite(&a, &[1.0, 1.0], 2).iter().all(|x| x.is_nan()));
    }
}

#[test]
fn empty_matrices() {
    assert_eq!(cholesky(&[], 0), []);
    assert_eq!(ln_determinant::value_and_grad(&[], 0), (0.0, vec![]));
    assert_eq!(solve_lower(&[], &[], 0), []);
    assert_eq!(matrix_product(&[], &[], 3), []);
}

#[test]
#[should_panic = "3 elements are no matrix of 2 rows and columns"]
fn a_matrix_of_another_size() {
    cholesky(&[1.0, 0.0, 1.0], 2);
}

#[test]
#[should_panic = "5 elements are no matrix of 2 rows"]
fn right_hand_sides_of_another_size() {
    solve_lower(&[1.0, 0.0, 0.0, 1.0], &[1.0; 5], 2);
}
