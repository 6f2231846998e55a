//! Covariances against the textbooks' formulae, likelihoods against dense matrices.

use crate::dense::{self, assert_close, residuals, times, variances};
use autodiff_runtime::exoplanet::celerite::{
    ComplexTerm, Kernel, Matern12, Matern32, Matern32Term, Matern52, RealTerm, RotationTerm, ShoTerm, log_likelihood,
    product, sum,
};

/// The covariance by a formula, and the likelihood by dense matrices.
#[track_caller]
fn compare<const J: usize, const W: usize>(kernel: &Kernel<J, W>, covariance: impl Fn(f64) -> f64) {
    let lags = [0.0, 1e-9, 1e-3, 0.2, 0.9, 1.0, 2.5, 7.0, 40.0];
    for lag in lags {
        assert_close(kernel.covariance(lag), covariance(lag), 1e-14);
        assert_close(kernel.covariance(-lag), covariance(lag), 1e-14);
    }
    assert_close(kernel.variance(), covariance(0.0), 1e-14);
    for n in [0, 1, 2, 40] {
        let (time, residual, variance) = (times(n), residuals(n), variances(n));
        let value = log_likelihood(kernel, &time, &residual, &variance);
        let expected = dense::log_likelihood(&covariance, &time, &residual, &variance);
        assert_close(value, expected, 1e-12);
    }
}

/// k(τ) of an oscillator from its two rates, damped or not.
fn oscillator(s0: f64, w0: f64, q: f64, lag: f64) -> f64 {
    let (variance, decay) = (s0 * w0 * q, w0 / (2.0 * q));
    let discriminant = 4.0 * q * q - 1.0;
    let g = discriminant.abs().sqrt();
    if discriminant > 0.0 {
        variance * (-decay * lag).exp() * ((g * decay * lag).cos() + (g * decay * lag).sin() / g)
    } else if discriminant < 0.0 {
        // 1 − g cancels.
        let slow = (-4.0 * q * q / (1.0 + g) * decay * lag).exp() * (1.0 + 1.0 / g);
        let fast = (-(1.0 + g) * decay * lag).exp() * (1.0 - 1.0 / g);
        0.5 * variance * (slow + fast)
    } else {
        variance * (-decay * lag).exp() * (1.0 + decay * lag)
    }
}

#[test]
fn single_terms() {
    compare(&RealTerm { a: 1.3, c: 0.4 }.kernel(), |lag| 1.3 * (-0.4 * lag).exp());
    let (a, b, c, d) = (1.3, 0.1, 0.4, 2.0);
    compare(&ComplexTerm { a, b, c, d }.kernel(), |lag| {
        (-c * lag).exp() * (a * (d * lag).cos() + b * (d * lag).sin())
    });
    let (sigma, rho) = (0.8, 1.7);
    compare(&Matern12 { sigma, rho }.kernel(), |lag| 0.64 * (-lag / rho).exp());
    let matern32 = |lag: f64| {
        let x = 3_f64.sqrt() * lag / rho;
        0.64 * (1.0 + x) * (-x).exp()
    };
    compare(&Matern32 { sigma, rho }.kernel(), matern32);
    compare(&Matern32Term { sigma, rho, eps: 0.0 }.kernel(), matern32);
    compare(&Matern52 { sigma, rho }.kernel(), |lag| {
        let x = 5_f64.sqrt() * lag / rho;
        0.64 * (1.0 + x + x * x / 3.0) * (-x).exp()
    });
    let eps = 0.3;
    compare(&Matern32Term { sigma, rho, eps }.kernel(), |lag| {
        let rate = 3_f64.sqrt() / rho;
        0.64 * (-rate * lag).exp() * ((eps * lag).cos() + rate / eps * (eps * lag).sin())
    });
}

#[test]
fn oscillators_of_any_damping() {
    for q in [1e-3, 0.1, 0.3, 0.49, 0.5, 0.51, 0.7, 3.0, 100.0] {
        let (s0, w0) = (0.5 / q, 2.1);
        compare(&ShoTerm { s0, w0, q }.kernel(), |lag| oscillator(s0, w0, q, lag));
    }
    let (sigma, rho, tau) = (1.2, 3.0, 5.0);
    let w0 = std::f64::consts::TAU / rho;
    let q = 0.5 * w0 * tau;
    let expected = |lag| oscillator(sigma * sigma / (w0 * q), w0, q, lag);
    compare(&ShoTerm::from_period(sigma, rho, tau).kernel(), expected);
    compare(&ShoTerm::from_quality(sigma, rho, q).kernel(), expected);
}

/// Nothing is lost near critical damping, where the two textbook formulae cancel.
#[test]
fn near_critical_damping() {
    let covariance = |q: f64, lag: f64| {
        ShoTerm {
            s0: 1.0 / q,
            w0: 1.0,
            q,
        }
        .kernel()
        .covariance(lag)
    };
    for lag in [0.1, 1.0, 5.0, 30.0] {
        let critical = covariance(0.5, lag);
        assert_close(critical, (-lag).exp() * (1.0 + lag), 1e-15);
        // dk/dQ at Q = ½ for the variance 1, by hand.
        let slope = -2.0 / 3.0 * lag.powi(3) * (-lag).exp();
        for away in [1e-12, 1e-9, 1e-6, 1e-4] {
            let difference = covariance(0.5 + away, lag) - covariance(0.5 - away, lag);
            assert!((difference - 2.0 * away * slope).abs() < 1e-15 + 100.0 * away.powi(3));
        }
    }
}

#[test]
fn rotation() {
    let (sigma, period, q0, dq, f) = (1.1, 3.4, 0.6, 0.3, 0.7);
    let kernel = RotationTerm {
        sigma,
        period,
        q0,
        dq,
        f,
    }
    .kernel();
    compare(&kernel, |lag| {
        let one = |q: f64, over: f64, share: f64| {
            let w = over * std::f64::consts::PI * q / (period * (4.0 * q * q - 1.0).sqrt());
            oscillator(share * sigma * sigma / ((1.0 + f) * w * q), w, q, lag)
        };
        one(0.5 + q0 + dq, 4.0, 1.0) + one(0.5 + q0, 8.0, f)
    });
}

#[test]
fn sums_and_products() {
    let real = RealTerm { a: 0.5, c: 0.2 }.kernel();
    let pair = ShoTerm {
        s0: 0.3,
        w0: 2.0,
        q: 1.5,
    }
    .kernel();
    let damped = ShoTerm {
        s0: 1.3,
        w0: 1.1,
        q: 0.3,
    }
    .kernel();
    let triple = Matern52 { sigma: 0.6, rho: 1.5 }.kernel();
    let k1 = |lag| real.covariance(lag);
    let k2 = |lag| pair.covariance(lag);
    let k3 = |lag| damped.covariance(lag);
    let k4 = |lag| triple.covariance(lag);
    compare::<2, 1>(&sum(&real, &RealTerm { a: 0.4, c: 3.0 }.kernel()), |lag| {
        k1(lag) + 0.4 * (-3.0 * lag).exp()
    });
    compare::<4, 2>(&sum(&real, &pair), |lag| k1(lag) + k2(lag));
    compare::<4, 2>(&sum(&damped, &pair), |lag| k2(lag) + k3(lag));
    compare::<6, 3>(&sum(&triple, &pair), |lag| k2(lag) + k4(lag));
    compare::<6, 3>(&sum(&damped, &triple), |lag| k3(lag) + k4(lag));
    compare::<6, 3>(&sum(&real, &triple), |lag| k1(lag) + k4(lag));
    compare(&pair.scaled(2.5), |lag| 2.5 * k2(lag));
    compare::<1, 1>(&product(&real, &real), |lag| k1(lag) * k1(lag));
    compare::<2, 2>(&product(&real, &damped), |lag| k1(lag) * k3(lag));
    compare::<3, 3>(&product(&triple, &real), |lag| k1(lag) * k4(lag));
    let quad: Kernel<4, 4> = product(&pair, &damped);
    compare(&quad, |lag| k2(lag) * k3(lag));
    let six: Kernel<6, 6> = product(&pair, &triple);
    compare(&six, |lag| k2(lag) * k4(lag));
    compare::<6, 6>(&product(&triple, &damped), |lag| k3(lag) * k4(lag));
    compare::<6, 6>(&product(&real, &six), |lag| k1(lag) * k2(lag) * k4(lag));
    compare::<4, 4>(&product(&quad, &real), |lag| k1(lag) * k2(lag) * k3(lag));
    compare::<8, 4>(&sum(&quad, &pair), |lag| k2(lag) * k3(lag) + k2(lag));
    compare::<8, 4>(&sum(&real, &quad), |lag| k2(lag) * k3(lag) + k1(lag));
    compare::<12, 6>(&sum(&quad, &six), |lag| k2(lag) * k3(lag) + k2(lag) * k4(lag));
    compare::<12, 6>(&sum(&triple, &six), |lag| k4(lag) + k2(lag) * k4(lag));
    compare::<12, 6>(&sum(&pair, &six), |lag| k2(lag) + k2(lag) * k4(lag));
    compare::<12, 6>(&sum(&six, &real), |lag| k1(lag) + k2(lag) * k4(lag));
    let both: Kernel<4, 2> = sum(&pair, &damped);
    compare::<16, 4>(&product(&both, &both), |lag| (k2(lag) + k3(lag)).powi(2));
}

/// Many observations that tell much of each other: nothing builds up.
#[test]
fn evenly_spaced_and_smooth() {
    let n = 300;
    let time: Vec<f64> = (0..n).map(|i| 2457000.0 + i as f64 / 720.0).collect();
    let variance = vec![1e-6; n];
    let kernel: Kernel<6, 3> = sum(
        &ShoTerm {
            s0: 0.3,
            w0: 2.0,
            q: 1.5,
        }
        .kernel(),
        &Matern52 { sigma: 0.6, rho: 1.5 }.kernel(),
    );
    let residual: Vec<f64> = (0..n).map(|i| 1e-3 * (17.0 * i as f64).sin()).collect();
    let value = log_likelihood(&kernel, &time, &residual, &variance);
    let expected = dense::log_likelihood(&|lag| kernel.covariance(lag), &time, &residual, &variance);
    assert_close(value, expected, 1e-9);
}
