//! At kinks and poles the derivative is the one that `docs/language.md` tabulates, in both modes.

use pullback::exoplanet::{kepler, limb_dark_flux};
use pullback::prelude::*;
use pullback::{linear_algebra, special};

/// Asserts derivatives by one number: `kink!(x => x.abs(), at 0.0, is 0.0)`.
macro_rules! kink {
    ($($name:ident: |$x:ident| $value:expr; $($at:expr => $slope:expr),+;)+) => {$(
        #[test]
        fn $name() {
            #[differentiable]
            fn function($x: f64) -> f64 {
                $value
            }
            $(
                let (at, want): (f64, f64) = ($at, $slope);
                let same = |got: f64| got == want || (got.is_nan() && want.is_nan());
                let (reverse, forward) = (function::grad(at), function::jvp(at, 1.0).1);
                assert!(same(reverse), "reverse mode at {at}: {reverse} is not {want}");
                assert!(same(forward), "forward mode at {at}: {forward} is not {want}");
            )+
        }
    )+};
}

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

kink! {
    abs: |x| x.abs(); 0.0 => 0.0, -0.0 => 0.0, 1e-300 => 1.0, -1e-300 => -1.0;
    signum: |x| x.signum(); 0.0 => 0.0, -0.0 => 0.0;
    floor: |x| x.floor(); 1.0 => 0.0, -1.0 => 0.0;
    ceil: |x| x.ceil(); 1.0 => 0.0;
    round: |x| x.round(); 0.5 => 0.0, 1.5 => 0.0;
    round_ties_even: |x| x.round_ties_even(); 0.5 => 0.0;
    trunc: |x| x.trunc(); 1.0 => 0.0;
    fract: |x| x.fract(); 1.0 => 1.0, -1.0 => 1.0, 0.0 => 1.0;
    div_euclid: |x| x.div_euclid(0.5); 1.0 => 0.0;
    min_of_equals: |x| x.min(1.0); 1.0 => 1.0;
    min_of_equals_second: |x| f64::min(1.0, x); 1.0 => 0.0;
    max_of_equals: |x| x.max(1.0); 1.0 => 1.0;
    max_of_equals_second: |x| f64::max(1.0, x); 1.0 => 0.0;
    min_with_nan: |x| x.min(NAN); 1.0 => 1.0;
    min_of_nan: |x| NAN.min(x); 1.0 => 1.0;
    max_with_nan: |x| x.max(NAN); 1.0 => 1.0;
    max_of_nan: |x| NAN.max(x); 1.0 => 1.0;
    clamp_on_bounds: |x| x.clamp(1.0, 2.0); 1.0 => 1.0, 2.0 => 1.0, 0.5 => 0.0, 2.5 => 0.0;
    clamp_low_bound: |x| f64::clamp(1.0, x, 2.0); 1.0 => 0.0, 1.5 => 1.0, 0.5 => 0.0;
    clamp_high_bound: |x| f64::clamp(1.0, 0.0, x); 1.0 => 0.0, 0.5 => 1.0, 1.5 => 0.0;
    copysign_at_zero: |x| x.copysign(-1.0); 0.0 => 0.0, 2.0 => -1.0, -2.0 => 1.0;
    copysign_by_sign: |x| f64::copysign(2.0, x); 0.0 => 0.0, -1.0 => 0.0;
    remainder: |x| x % 0.5; 1.0 => 1.0, 0.0 => 1.0;
    remainder_by_divisor: |x| 1.0 % x; 0.5 => -2.0, 0.3 => -3.0, -0.3 => 3.0;
    rem_euclid_by_divisor: |x| f64::rem_euclid(-1.0, x); 0.5 => 2.0, 0.3 => 4.0;
    sqrt: |x| x.sqrt(); 0.0 => INF, -0.0 => INF, -1.0 => NAN;
    cbrt: |x| x.cbrt(); 0.0 => INF, -0.0 => INF;
    recip: |x| x.recip(); 0.0 => -INF;
    ln: |x| x.ln(); 0.0 => INF;
    log2: |x| x.log2(); 0.0 => INF;
    log10: |x| x.log10(); 0.0 => INF;
    ln_1p: |x| x.ln_1p(); -1.0 => INF;
    powi_minus_one: |x| x.powi(-1); 0.0 => -INF;
    asin: |x| x.asin(); 1.0 => INF, -1.0 => INF, 2.0 => NAN;
    acos: |x| x.acos(); 1.0 => -INF, -1.0 => -INF, 2.0 => NAN;
    acosh: |x| x.acosh(); 1.0 => INF, 0.5 => NAN;
    atanh: |x| x.atanh(); 1.0 => INF, -1.0 => INF;
    powi_zero: |x| x.powi(0); 0.0 => 0.0, 2.0 => 0.0;
    powi_one: |x| x.powi(1); 0.0 => 1.0;
    powi_two: |x| x.powi(2); 0.0 => 0.0;
    powf_by_base: |x| x.powf(2.5); 0.0 => 0.0;
    powf_one: |x| x.powf(1.0); 0.0 => 1.0;
    powf_zero: |x| x.powf(0.0); 0.0 => 0.0;
    powf_half: |x| x.powf(0.5); 0.0 => INF;
    powf_by_exponent: |x| f64::powf(0.0, x); 1.5 => 0.0, -0.5 => -INF;
    powf_negative_base: |x| f64::powf(-2.0, x); 2.0 => NAN;
    hypot: |x| x.hypot(0.0); 0.0 => 0.0, 2.0 => 1.0, -2.0 => -1.0;
    atan2: |x| x.atan2(0.0); 0.0 => 0.0;
    atan2_second: |x| f64::atan2(0.0, x); 0.0 => 0.0;
    branch_on_boundary: |x| if x <= 1.0 { 2.0 * x } else { 3.0 * x - 1.0 }; 1.0 => 2.0;
    branch_of_a_match_on_boundary: |x| match x { y if y < 1.0 => 2.0 * y, y => 3.0 * y }; 1.0 => 3.0;
    cast_to_an_integer: |x| x + (2.5 * x) as i64 as f64; 0.4 => 1.0, 0.5 => 1.0, -0.4 => 1.0;
    cast_to_a_count: |x| { let n = x as usize; x * n as f64 }; 2.0 => 2.0, 2.5 => 2.0;
    ln_gamma: |x| special::ln_gamma(x); 0.0 => NAN, -1.0 => NAN;
    gamma: |x| special::gamma(x); 0.0 => NAN, -1.0 => NAN;
    digamma: |x| special::digamma(x); 0.0 => NAN, -2.0 => NAN;
    polygamma: |x| special::polygamma(1, x); 0.0 => NAN, -2.0 => NAN;
    log_sum_exp_of_infinity: |x| special::log_sum_exp(&[x, 2.0]); INF => 1.0;
    log_sum_exp_of_infinities: |x| special::log_sum_exp(&[x, INF]); INF => 0.5, 1.0 => 0.0;
    log_sum_exp_of_nothing: |x| special::log_sum_exp(&[x, -INF]); -INF => 0.5;
    cholesky_of_an_indefinite_matrix: |x| linear_algebra::cholesky(&[1.0, 0.0, 2.0, x], 2)[3]; 1.0 => NAN;
    ln_determinant_of_an_indefinite_matrix: |x| linear_algebra::ln_determinant(&[1.0, 0.0, 2.0, x], 2); 1.0 => NAN;
    solution_of_an_indefinite_matrix: |x| linear_algebra::solve_positive_definite(&[1.0, 0.0, 2.0, x], &[1.0, 1.0], 2)[1];
        1.0 => NAN;
    cholesky_above_the_diagonal: |x| linear_algebra::cholesky(&[4.0, x, 2.0, 5.0], 2)[3]; 2.0 => 0.0;
    ln_determinant_above_the_diagonal: |x| linear_algebra::ln_determinant(&[4.0, x, 2.0, 5.0], 2); 2.0 => 0.0;
    solution_above_the_diagonal: |x| linear_algebra::solve_positive_definite(&[4.0, x, 2.0, 5.0], &[1.0, 1.0], 2)[1];
        2.0 => 0.0;
    eccentric_anomaly: |x| { let (sin, cos) = kepler(1.0, x); sin + cos }; -0.1 => NAN, 1.0 => NAN, NAN => NAN;
    mean_anomaly: |x| { let (sin, cos) = kepler(x, 0.1); sin + cos }; NAN => NAN;
    limb_dark_flux_of_no_disk: |x| limb_dark_flux(0.5, x, [0.4, 0.2]); -0.1 => NAN, INF => NAN;
    limb_dark_flux_at_contacts: |x| limb_dark_flux(x, 1.5, [0.4, 0.2]); 2.5 => 0.0, 0.5 => 0.0, 0.25 => 0.0;
    relu: |x| x.max(0.0) * 3.0; 0.0 => 3.0, -1.0 => 0.0, 1.0 => 3.0;
    relu_the_other_way: |x| f64::max(0.0, x) * 3.0; 0.0 => 0.0, -1.0 => 0.0, 1.0 => 3.0;
}

/// 1 − 2⁻³³, where 1 − x² has lost half its digits, and what slopes of inverse functions are there.
const ALMOST_ONE: f64 = 1.0 - 1.0 / 8_589_934_592.0;
const STEEP: f64 = 65_536.000_001_907_35;

macro_rules! accurate {
    ($($name:ident: |$x:ident| $value:expr; $($at:expr => $slope:expr),+;)+) => {$(
        #[test]
        fn $name() {
            #[differentiable]
            fn function($x: f64) -> f64 {
                $value
            }
            $(
                for got in [function::grad($at), function::jvp($at, 1.0).1] {
                    assert!((got / $slope - 1.0).abs() < 1e-14, "{got} is not {}", $slope);
                }
            )+
        }
    )+};
}

accurate! {
    asin_keeps_its_digits: |x| x.asin(); ALMOST_ONE => STEEP, -ALMOST_ONE => STEEP;
    acos_keeps_its_digits: |x| x.acos(); ALMOST_ONE => -STEEP;
    atanh_keeps_its_digits: |x| x.atanh(); ALMOST_ONE => 4_294_967_296.25;
    exp_m1_keeps_its_digits: |x| x.exp_m1(); -30.0 => 9.357_622_968_840_175e-14;
    atan2_does_not_underflow: |x| x.atan2(1e-200); 0.0 => 1e200, 1e-200 => 5e199;
    atan2_does_not_overflow: |x| x.atan2(1e200); 0.0 => 1e-200;
    hypot_does_not_underflow: |x| x.hypot(3e-200); 4e-200 => 0.8;
}

#[differentiable]
fn extremes(x: f64, y: f64) -> f64 {
    x.max(y) + 10.0 * x.min(y)
}

#[test]
fn equal_arguments_give_all_to_the_first() {
    assert_eq!(extremes::grad(1.5, 1.5), (11.0, 0.0));
    assert_eq!(extremes::grad(NAN, 1.5), (0.0, 11.0));
    assert_eq!(extremes::grad(1.5, NAN), (11.0, 0.0));
    assert_eq!(extremes::jvp(1.5, 1.5, 1.0, 0.0).1, 11.0);
    assert_eq!(extremes::jvp(1.5, 1.5, 0.0, 1.0).1, 0.0);
}

#[differentiable]
fn chosen(x: &[f64], order: usize) -> f64 {
    let by_size = |a: &&f64, b: &&f64| a.total_cmp(b);
    let found = match order {
        0 => x.iter().min_by(by_size),
        1 => x.iter().max_by(by_size),
        _ => x.iter().reduce(|a, b| if *b > *a { b } else { a }),
    };
    *found.unwrap_or(&0.0)
}

#[differentiable]
fn greatest(x: &[f64]) -> f64 {
    x.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

#[test]
fn of_equal_elements_the_one_that_is_taken_gets_all() {
    assert_eq!(chosen::grad(&[1.0, 1.0], 0), [1.0, 0.0]);
    assert_eq!(chosen::grad(&[1.0, 1.0], 1), [0.0, 1.0]);
    assert_eq!(chosen::grad(&[1.0, 1.0], 2), [1.0, 0.0]);
    assert_eq!(greatest::grad(&[1.0, 1.0]), [1.0, 0.0]);
}

#[differentiable]
fn guarded(x: f64) -> f64 {
    if x > 0.0 { x.sqrt() * x.ln() } else { 0.0 }
}

#[test]
fn the_branch_that_was_not_taken_contributes_nothing() {
    assert_eq!(guarded::value_and_grad(0.0), (0.0, 0.0));
    assert_eq!(guarded::jvp(-1.0, 1.0), (0.0, 0.0));
}
