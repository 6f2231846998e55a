//! Outside supports, invalid arguments, and the ends of mixtures.

use crate::functions::functions;
use autodiff_runtime::log_density as d;
use autodiff_runtime::special::{log_add_exp, log_diff_exp, log_mix, log_one_minus_exp};

const NONE: f64 = f64::NEG_INFINITY;

#[test]
fn outside_the_support_there_is_no_density_and_no_slope() {
    assert_eq!(d::half_normal::value_and_grad(-1.0, 1.0), (NONE, (0.0, 0.0)));
    assert_eq!(d::half_cauchy::value_and_grad(-1.0, 1.0), (NONE, (0.0, 0.0)));
    assert_eq!(
        d::half_student_t::value_and_grad(-1.0, 3.0, 1.0),
        (NONE, (0.0, 0.0, 0.0))
    );
    assert_eq!(d::log_normal::value_and_grad(0.0, 1.0, 1.0), (NONE, (0.0, 0.0, 0.0)));
    assert_eq!(d::gamma::value_and_grad(-1.0, 2.0, 1.0), (NONE, (0.0, 0.0, 0.0)));
    assert_eq!(d::inverse_gamma::value_and_grad(0.0, 2.0, 1.0), (NONE, (0.0, 0.0, 0.0)));
    assert_eq!(d::beta::value_and_grad(1.0, 2.0, 1.0), (NONE, (0.0, 0.0, 0.0)));
    assert_eq!(d::uniform::value_and_grad(1.5, 0.0, 1.0), (NONE, (0.0, 0.0, 0.0)));
    assert_eq!(d::pareto::value_and_grad(0.5, 1.0, 2.0), (NONE, (0.0, 0.0, 0.0)));
    assert_eq!(d::weibull(-0.5, 1.0, 2.0), NONE);
    assert_eq!(d::exponential(-0.5, 1.0), NONE);
    assert_eq!(d::binomial(3, 2, 0.5), NONE);
    assert_eq!(d::beta_binomial(3, 2, 0.5, 0.5), NONE);
    assert_eq!(d::categorical::value_and_grad(3, &[0.5, 0.5]), (NONE, vec![0.0, 0.0]));
    assert_eq!(d::categorical_logit(2, &[0.5, 0.5]), NONE);
    assert_eq!(d::dirichlet(&[1.5, -0.5], &[1.0, 1.0]), NONE);
}

#[test]
fn certain_outcomes() {
    assert_eq!((d::bernoulli(true, 1.0), d::bernoulli(false, 1.0)), (0.0, NONE));
    assert_eq!(
        (d::binomial(0, 5, 0.0), d::binomial(5, 5, 1.0), d::binomial(1, 5, 0.0)),
        (0.0, 0.0, NONE)
    );
    assert_eq!((d::poisson(0, 0.0), d::poisson(2, 0.0)), (0.0, NONE));
    assert_eq!(
        (
            d::neg_binomial_2(0, 0.0, 2.0),
            d::geometric(0, 1.0),
            d::geometric(3, 1.0)
        ),
        (0.0, 0.0, NONE)
    );
    assert!((d::von_mises(1.0, 0.3, 0.0) + std::f64::consts::TAU.ln()).abs() < 1e-15);
    assert_eq!(d::categorical(0, &[1.0, 0.0]), 0.0);
    assert_eq!(d::ordered_logistic(0, 0.3, &[]), 0.0);
}

/// Each argument that must be positive, or in some range, set to what it must not be.
#[test]
fn arguments_out_of_their_range_give_nan() {
    for function in functions() {
        let positive = match function.name {
            "normal" | "cauchy" | "laplace" | "logistic" | "gumbel" | "log_normal" => vec![2],
            "half_normal" | "half_cauchy" | "exponential" | "rayleigh" | "chi_square" | "inverse_chi_square" => vec![1],
            "half_student_t" | "weibull" | "frechet" | "gamma" | "inverse_gamma" | "scaled_inverse_chi_square" => {
                vec![1, 2]
            }
            "pareto" | "beta" | "beta_proportion" => vec![1, 2],
            "student_t" => vec![1, 3],
            "skew_normal" | "von_mises" => vec![2],
            "bernoulli" | "binomial" | "poisson" | "geometric" => vec![0],
            "beta_binomial" | "neg_binomial_2" | "neg_binomial" => vec![0, 1],
            "neg_binomial_2_log" => vec![1],
            "uniform" | "bernoulli_logit" | "binomial_logit" | "poisson_log" => vec![],
            other => panic!("{other}"),
        };
        for position in positive {
            let mut arguments = [0.5, 0.4, 0.3, 0.7];
            for bad in [-1.0, f64::NAN, NONE] {
                arguments[position] = bad;
                let value = (function.value)(&[1, 2], &arguments);
                assert!(
                    value.is_nan(),
                    "argument {position} of {} is {bad}: {value}",
                    function.name
                );
            }
        }
    }
    assert!(d::uniform(0.5, 1.0, 0.0).is_nan() && d::uniform(0.5, f64::NAN, 1.0).is_nan());
}

#[test]
fn what_is_not_a_number_gives_nan() {
    for function in functions() {
        let arguments = [f64::NAN, 0.4, 0.9, 0.7];
        assert!((function.value)(&[1, 2], &arguments).is_nan(), "{}", function.name);
    }
}

#[test]
fn mixtures_have_derivatives_at_their_ends() {
    assert_eq!(log_mix(0.0, 1.0, 2.0), 2.0);
    assert_eq!(log_mix(1.0, 1.0, 2.0), 1.0);
    let (value, (by_share, by_a, by_b)) = log_mix::value_and_grad(0.0, 1.0, 2.0);
    assert_eq!((value, by_a, by_b), (2.0, 0.0, 1.0));
    assert!((by_share - ((-1.0_f64).exp() - 1.0)).abs() < 1e-15);
    assert_eq!(log_mix::value_and_grad(0.5, NONE, NONE).0, NONE);
    assert!(log_mix(-0.1, 1.0, 2.0).is_nan() && log_mix(f64::NAN, 1.0, 2.0).is_nan());
    // Second derivatives: those of ln(θ eᵃ + (1 − θ) eᵇ).
    let hessian = log_mix::hessian(0.25, 1.0, 2.0);
    let at = |share: f64, a: f64, b: f64| log_mix::grad(share, a, b);
    let h = 1e-5;
    let by_share = (at(0.25 + h, 1.0, 2.0).1 - at(0.25 - h, 1.0, 2.0).1) / (2.0 * h);
    let by_a = (at(0.25, 1.0 + h, 2.0).1 - at(0.25, 1.0 - h, 2.0).1) / (2.0 * h);
    assert!(
        (hessian[0][1] - by_share).abs() < 1e-8 && (hessian[1][1] - by_a).abs() < 1e-8,
        "{hessian:?}"
    );
}

#[test]
fn sums_of_exponentials_at_infinity() {
    let much = f64::INFINITY;
    assert_eq!(log_add_exp::value_and_grad(NONE, NONE), (NONE, (0.5, 0.5)));
    assert_eq!(log_add_exp::value_and_grad(much, 1.0), (much, (1.0, 0.0)));
    assert!(log_add_exp(f64::NAN, 1.0).is_nan() && log_add_exp(1.0, f64::NAN).is_nan());
    let hessian = log_add_exp::hessian(0.5, 0.5);
    assert!(
        (hessian[0][0] - 0.25).abs() < 1e-15 && (hessian[0][1] + 0.25).abs() < 1e-15,
        "{hessian:?}"
    );
    assert_eq!(
        (log_diff_exp(1.0, NONE), log_diff_exp(2.0, 2.0), log_diff_exp(much, 3.0)),
        (1.0, NONE, much)
    );
    assert!(log_diff_exp(1.0, 2.0).is_nan());
    assert_eq!((log_one_minus_exp(0.0), log_one_minus_exp(NONE)), (NONE, 0.0));
}
