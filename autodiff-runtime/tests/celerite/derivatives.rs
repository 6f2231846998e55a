//! Derivatives by parameters of terms, residuals and variances: reverse mode, forward mode and differences.

use crate::dense::{assert_close, residuals, times, variances};
use crate::plain;
use autodiff_macros::differentiable;
use autodiff_runtime::check_grad;
use autodiff_runtime::exoplanet::celerite::{
    ComplexTerm, Kernel, Matern12, Matern32, Matern32Term, Matern52, RealTerm, RotationTerm, ShoTerm, log_likelihood,
    product, sum,
};

macro_rules! likelihoods {
    ($($name:ident($term:ident: $type:ty) $kernel:expr;)*) => {$(
        #[differentiable]
        fn $name($term: &$type, #[constant] time: &[f64], residual: &[f64], variance: &[f64]) -> f64 {
            let kernel = $kernel;
            log_likelihood(&kernel, time, residual, variance)
        }
    )*};
}

likelihoods! {
    real(term: RealTerm) term.kernel();
    complex(term: ComplexTerm) term.kernel();
    oscillator(term: ShoTerm) term.kernel();
    rotation(term: RotationTerm) term.kernel();
    matern12(term: Matern12) term.kernel();
    matern32(term: Matern32) term.kernel();
    near_matern32(term: Matern32Term) term.kernel();
    matern52(term: Matern52) term.kernel();
}

const N: usize = 15;

macro_rules! check {
    ($f:ident, $term:expr) => {
        check_grad!($f, &$term, &times(N), &residuals(N), &variances(N))
    };
}

#[test]
fn single_terms() {
    check!(real, RealTerm { a: 1.3, c: 0.4 });
    check!(
        complex,
        ComplexTerm {
            a: 1.3,
            b: 0.1,
            c: 0.4,
            d: 2.0
        }
    );
    check!(
        rotation,
        RotationTerm {
            sigma: 1.1,
            period: 3.4,
            q0: 0.6,
            dq: 0.3,
            f: 0.7
        }
    );
    check!(matern12, Matern12 { sigma: 0.8, rho: 1.7 });
    check!(matern32, Matern32 { sigma: 0.8, rho: 1.7 });
    check!(
        near_matern32,
        Matern32Term {
            sigma: 0.8,
            rho: 1.7,
            eps: 0.01
        }
    );
    check!(
        near_matern32,
        Matern32Term {
            sigma: 0.8,
            rho: 0.2,
            eps: 0.0
        }
    );
    check!(matern52, Matern52 { sigma: 0.8, rho: 1.7 });
    check!(matern52, Matern52 { sigma: 0.8, rho: 0.1 });
}

/// On both sides of critical damping, through it, and where steps are long enough for closed formulae.
#[test]
fn oscillators_of_any_damping() {
    for q in [0.05, 0.3, 0.499, 0.5 - 1e-9, 0.5, 0.5 + 1e-9, 0.501, 0.8, 5.0] {
        for w0 in [0.3, 3.0, 20.0] {
            check!(oscillator, ShoTerm { s0: 0.5 / q, w0, q });
        }
    }
}

#[differentiable]
fn by_kernel_2(kernel: &Kernel<2>, #[constant] time: &[f64], residual: &[f64], variance: &[f64]) -> f64 {
    log_likelihood(kernel, time, residual, variance)
}

#[differentiable]
fn summed(a: &ShoTerm, b: &Matern52, c: &RealTerm, #[constant] time: &[f64], residual: &[f64]) -> f64 {
    let first = sum::<6, 3, _, _, _, _>(&a.kernel(), &b.kernel());
    let second = sum::<9, 3, _, _, _, _>(&first, &c.kernel());
    let variance = [0.1; N];
    log_likelihood(&second, time, residual, &variance)
}

#[differentiable]
fn multiplied(a: &ShoTerm, b: &ShoTerm, c: &RealTerm, #[constant] time: &[f64], residual: &[f64]) -> f64 {
    let first = product::<4, 4, _, _, _, _>(&a.kernel(), &b.kernel());
    let second = product::<4, 4, _, _, _, _>(&c.kernel(), &first);
    let third = product::<2, 2, _, _, _, _>(&b.kernel(), &c.kernel());
    let kernel = sum::<8, 4, _, _, _, _>(&second, &third);
    let variance = [0.1; N];
    log_likelihood(&kernel, time, residual, &variance)
}

#[differentiable]
fn multiplied_triple(a: &Matern52, b: &ShoTerm, #[constant] time: &[f64], residual: &[f64]) -> f64 {
    let one = product::<6, 6, _, _, _, _>(&a.kernel(), &b.kernel());
    let other = product::<6, 6, _, _, _, _>(&b.kernel(), &a.kernel());
    let both = sum::<12, 6, _, _, _, _>(&one, &other);
    let kernel = sum::<18, 6, _, _, _, _>(&both, &b.kernel());
    let variance = [0.1; N];
    log_likelihood(&kernel.scaled(0.7), time, residual, &variance)
}

#[test]
fn sums_and_products() {
    let (a, b) = (
        ShoTerm {
            s0: 0.4,
            w0: 2.0,
            q: 1.2,
        },
        ShoTerm {
            s0: 0.9,
            w0: 1.5,
            q: 0.3,
        },
    );
    let (c, m) = (RealTerm { a: 0.8, c: 0.3 }, Matern52 { sigma: 0.8, rho: 1.7 });
    check_grad!(by_kernel_2, &a.kernel(), &times(N), &residuals(N), &variances(N));
    check_grad!(summed, &a, &m, &c, &times(N), &residuals(N));
    check_grad!(summed, &b, &m, &c, &times(N), &residuals(N));
    check_grad!(multiplied, &a, &b, &c, &times(N), &residuals(N));
    check_grad!(multiplied_triple, &m, &a, &times(N), &residuals(N));
    check_grad!(multiplied_triple, &m, &b, &times(N), &residuals(N));
}

/// Where the last step, or the only one, is zero.
#[test]
fn repeated_times() {
    let term = ShoTerm {
        s0: 0.4,
        w0: 2.0,
        q: 1.2,
    };
    for time in [
        vec![1.0],
        vec![1.0, 1.0],
        vec![1.0, 2.0, 2.0],
        vec![2.0, 2.0, 2.0, 5.0],
        vec![0.0, 0.0, 4.0, 4.0],
    ] {
        let n = time.len();
        check_grad!(oscillator, &term, &time, &residuals(n), &variances(n));
    }
}

/// The rule by hand, and the plain loops.
#[test]
fn against_plain_loops() {
    let n = 60;
    let (time, residual, variance) = (times(n), residuals(n), variances(n));
    let kernel = RotationTerm {
        sigma: 1.1,
        period: 3.4,
        q0: 0.6,
        dq: 0.3,
        f: 0.7,
    }
    .kernel();
    let (value, (by_kernel, by_residual, by_variance)) =
        log_likelihood::value_and_grad(&kernel, &time, &residual, &variance);
    let plain = plain::log_likelihood::value_and_grad(&kernel.value, &kernel.spectrum, &time, &residual, &variance);
    assert_close(value, plain.0, 1e-13);
    let expected = plain.1;
    for (ours, theirs) in [
        (&by_kernel.value[..], &expected.0[..]),
        (&by_kernel.spectrum, &expected.1),
        (&by_residual, &expected.2),
        (&by_variance, &expected.3),
    ] {
        for (ours, theirs) in ours.iter().zip(theirs) {
            assert_close(*ours, *theirs, 1e-11);
        }
    }
}

/// Times of a survey: hundreds of equal steps, up to rounding, and gaps.
#[test]
fn evenly_spaced() {
    let n = 200;
    let time: Vec<f64> = (0..n).map(|i| 1000.0 + (i + 50 * (i / 70)) as f64 / 48.0).collect();
    check_grad!(
        oscillator,
        &ShoTerm {
            s0: 0.4,
            w0: 2.0,
            q: 1.2
        },
        &time,
        &residuals(n),
        &variances(n)
    );
}

#[differentiable]
fn covariance(term: &ShoTerm, #[constant] lag: f64) -> f64 {
    term.kernel().covariance(lag) + term.kernel().variance()
}

#[test]
fn of_covariances() {
    for q in [0.3, 0.5, 1.2] {
        for lag in [0.0, 0.1, 3.0, -3.0] {
            check_grad!(covariance, &ShoTerm { s0: 0.4, w0: 2.0, q }, lag);
        }
    }
}
