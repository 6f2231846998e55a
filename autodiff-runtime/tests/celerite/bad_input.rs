//! What is no process, and what are no data.

use crate::dense::{residuals, times, variances};
use autodiff_runtime::exoplanet::celerite::{
    ComplexTerm, DataError, Kernel, Matern52, RealTerm, RotationTerm, ShoTerm, check, log_likelihood,
};

/// The value is NaN, and so are all derivatives by the kernel.
#[track_caller]
fn assert_nan<const J: usize, const W: usize>(kernel: &Kernel<J, W>, time: &[f64], residual: &[f64], variance: &[f64]) {
    assert!(log_likelihood(kernel, time, residual, variance).is_nan());
    let (value, (by_kernel, _, _)) = log_likelihood::value_and_grad(kernel, time, residual, variance);
    assert!(value.is_nan());
    assert!(by_kernel.value[0].is_nan(), "{by_kernel:?}");
    let (value, _) = log_likelihood::jvp(kernel, time, residual, variance, &by_kernel, residual, variance);
    assert!(value.is_nan());
}

#[test]
fn unphysical_parameters() {
    let (time, residual, variance) = (times(20), residuals(20), variances(20));
    for (s0, w0, q) in [
        (-1.0, 1.0, 1.0),
        (1.0, 0.0, 1.0),
        (1.0, -1.0, 1.0),
        (1.0, 1.0, 0.0),
        (1.0, 1.0, -0.3),
        (f64::NAN, 1.0, 1.0),
        (1.0, f64::INFINITY, 1.0),
    ] {
        assert_nan(&ShoTerm { s0, w0, q }.kernel(), &time, &residual, &variance);
    }
    assert_nan(&RealTerm { a: 1.0, c: -0.1 }.kernel(), &time, &residual, &variance);
    assert_nan(&RealTerm { a: -1.0, c: 0.1 }.kernel(), &time, &residual, &variance);
    assert_nan(
        &ComplexTerm {
            a: 1.0,
            b: 30.0,
            c: 0.1,
            d: 3.0,
        }
        .kernel(),
        &time,
        &residual,
        &variance,
    );
    assert_nan(&Matern52 { sigma: 1.0, rho: 0.0 }.kernel(), &time, &residual, &variance);
    assert_nan(
        &Matern52 { sigma: -1.0, rho: 1.0 }.kernel(),
        &time,
        &residual,
        &variance,
    );
    for (period, q0, dq, f) in [
        (0.0, 1.0, 1.0, 0.5),
        (-3.0, 1.0, 1.0, 0.5),
        (3.0, -0.1, 1.0, 0.5),
        (3.0, 1.0, -1.5, 0.5),
        (3.0, 1.0, 1.0, -0.5),
    ] {
        assert_nan(
            &RotationTerm {
                sigma: 1.0,
                period,
                q0,
                dq,
                f,
            }
            .kernel(),
            &time,
            &residual,
            &variance,
        );
    }
}

#[test]
fn bad_data() {
    let kernel = ShoTerm {
        s0: 1.0,
        w0: 2.0,
        q: 0.7,
    }
    .kernel();
    let (time, residual, variance) = (times(20), residuals(20), variances(20));
    assert_eq!(check(&time, &residual, &variance), Ok(()));
    assert_nan(&kernel, &time, &residual[..19], &variance);
    assert_nan(&kernel, &time, &residual, &variance[..19]);
    let error = check(&time, &residual, &variance[..19]).unwrap_err();
    assert_eq!(error.to_string(), "20 times have 20 residuals and 19 variances");

    let changed = |of: &[f64], index: usize, to: f64| {
        let mut changed = of.to_vec();
        changed[index] = to;
        changed
    };
    let decreasing = changed(&time, 7, 0.0);
    assert_nan(&kernel, &decreasing, &residual, &variance);
    assert_eq!(
        check(&decreasing, &residual, &variance),
        Err(DataError::Decreasing { index: 7 })
    );
    for index in [0, 7, 19] {
        let unknown = changed(&time, index, f64::NAN);
        assert_nan(&kernel, &unknown, &residual, &variance);
        assert_eq!(
            check(&unknown, &residual, &variance),
            Err(DataError::NotFinite { index })
        );
        let unknown = changed(&residual, index, f64::NAN);
        assert_nan(&kernel, &time, &unknown, &variance);
        assert_eq!(check(&time, &unknown, &variance), Err(DataError::NotFinite { index }));
        let negative = changed(&variance, index, -9.0);
        assert_nan(&kernel, &time, &residual, &negative);
        assert_eq!(check(&time, &residual, &negative), Err(DataError::Variance { index }));
    }
    let none = vec![0.0; 20];
    assert_eq!(check(&time, &residual, &none), Err(DataError::Repeated { index: 3 }));
    assert_nan(&kernel, &time, &residual, &none);
}
