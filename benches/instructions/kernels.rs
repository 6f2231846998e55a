//! The eight kernels, and one call of each: of the function, or of its gradient.

use super::functions::{self, ELEMENTS, RATES, logistic_map, lotka_volterra, mixture, rosenbrock};
use super::model::{System, Velocities, log_likelihood};
use super::source::Source;
use super::{ba, gmm, lstm};
use pullback::prelude::*;
use std::hint::black_box;

/// Their names, as in the other benchmarks.
pub const NAMES: [&str; 8] = [
    "rosenbrock_n1000",
    "mixture_n1000_K5",
    "lotka_volterra_n1000",
    "logistic_map_n1000",
    "k2_24",
    "gmm_d10_K25",
    "lstm_l2_c1024",
    "ba",
];

/// What is called: the function, or its gradient. Of bundle adjustment it is the Jacobian, by its two rows.
pub const SWEEPS: [&str; 2] = ["primal", "gradient"];

/// A call of each.
type Calls = [Box<dyn FnMut()>; 2];

/// Calls a kernel so many times.
pub fn run(name: &str, sweep: &str, times: usize) {
    let calls = match name {
        "rosenbrock_n1000" => of_rosenbrock(),
        "mixture_n1000_K5" => of_mixture(),
        "lotka_volterra_n1000" => of_lotka_volterra(),
        "logistic_map_n1000" => of_logistic_map(),
        "k2_24" => of_k2_24(),
        "gmm_d10_K25" => of_gmm(),
        "lstm_l2_c1024" => of_lstm(),
        "ba" => of_adjustment(),
        _ => panic!("there is no kernel {name}"),
    };
    let (_, mut call) = SWEEPS
        .into_iter()
        .zip(calls)
        .find(|(known, _)| *known == sweep)
        .unwrap_or_else(|| panic!("{sweep} is neither of {SWEEPS:?}"));
    for _ in 0..times {
        call();
    }
}

/// Both, with what they need.
fn both<T, U>(primal: impl Fn() -> T + 'static, mut gradient: impl FnMut() -> U + 'static) -> Calls {
    let primal = move || drop(black_box(primal()));
    [Box::new(primal), Box::new(move || drop(black_box(gradient())))]
}

fn of_rosenbrock() -> Calls {
    let (x, y) = (functions::rosenbrock_point(), functions::rosenbrock_point());
    let mut grad = vec![0.0; x.len()];
    both(
        move || rosenbrock(black_box(&x), black_box(100.0)),
        move || {
            grad.fill(0.0);
            rosenbrock::value_and_grad_into(black_box(&y), black_box(100.0), &mut grad)
        },
    )
}

fn of_mixture() -> Calls {
    let inputs = || {
        let parameters: Vec<[f64; 3]> = functions::mixture_parameters().as_chunks().0.to_vec();
        (parameters, functions::mixture_data())
    };
    let ((parameters, data), (again, data_again)) = (inputs(), inputs());
    let mut grad = vec![[0.0; 3]; parameters.len()];
    both(
        move || mixture(black_box(&parameters), black_box(&data)),
        move || {
            grad.fill([0.0; 3]);
            mixture::value_and_grad_into(black_box(&again), black_box(&data_again), &mut grad)
        },
    )
}

fn of_lotka_volterra() -> Calls {
    both(
        || lotka_volterra(black_box(&RATES), black_box(1000)),
        || {
            let mut grad = [0.0; 4];
            let value = lotka_volterra::value_and_grad_into(black_box(&RATES), black_box(1000), &mut grad);
            (value, grad)
        },
    )
}

fn of_logistic_map() -> Calls {
    both(
        || logistic_map(black_box(0.4), black_box(3.9), black_box(1000)),
        || {
            let (mut by_start, mut by_rate) = (0.0, 0.0);
            let (start, rate, steps) = (black_box(0.4), black_box(3.9), black_box(1000));
            let value = logistic_map::value_and_grad_into(start, rate, steps, &mut by_start, &mut by_rate);
            (value, by_start, by_rate)
        },
    )
}

fn of_k2_24() -> Calls {
    let inputs = || {
        let data =
            Velocities::read(Velocities::PUBLISHED).expect("the published velocities are part of the repository");
        (functions::system(&ELEMENTS), data)
    };
    let ((system, data), (again, data_again)) = (inputs(), inputs());
    both(
        move || log_likelihood(black_box(&system), black_box(&data)),
        move || {
            let mut grad = <System as Differentiable>::tangent_from_shadow(again.zero_shadow());
            let value = log_likelihood::value_and_grad_into(black_box(&again), black_box(&data_again), &mut grad);
            (value, grad)
        },
    )
}

fn of_gmm() -> Calls {
    let inputs = || Source::generated().gmm(10, 25);
    let ((m, points), (again, points_again)) = (inputs(), inputs());
    let mut by_alphas = vec![0.0; m.alphas.len()];
    let mut by_means = vec![0.0; m.means.len()];
    let mut by_factors = vec![0.0; m.factors.len()];
    both(
        move || gmm::objective(black_box(&m.alphas), &m.means, &m.factors, black_box(&points)),
        move || {
            for buffer in [&mut by_alphas, &mut by_means, &mut by_factors] {
                buffer.fill(0.0);
            }
            gmm::objective::value_and_grad_into(
                black_box(&again.alphas),
                &again.means,
                &again.factors,
                black_box(&points_again),
                &mut by_alphas,
                &mut by_means,
                &mut by_factors,
            )
        },
    )
}

fn of_lstm() -> Calls {
    let inputs = || Source::generated().lstm();
    let ((w, text), (again, text_again)) = (inputs(), inputs());
    let (mut by_main, mut by_extra) = (vec![0.0; w.main.len()], vec![0.0; w.extra.len()]);
    both(
        move || lstm::objective(black_box(&w.main), &w.extra, black_box(&text)),
        move || {
            by_main.fill(0.0);
            by_extra.fill(0.0);
            let (main, extra, text) = (black_box(&again.main), &again.extra, black_box(&text_again));
            lstm::objective::value_and_grad_into(main, extra, text, &mut by_main, &mut by_extra)
        },
    )
}

fn of_adjustment() -> Calls {
    let (o, again) = (Source::generated().ba(), Source::generated().ba());
    both(
        move || {
            let o = black_box(&o);
            ba::residual(&o.camera, &o.point, o.weight, o.feature)
        },
        move || {
            let o = black_box(&again);
            [[1.0, 0.0], [0.0, 1.0]].map(|seed| {
                let (value, pullback) = ba::residual::vjp(&o.camera, &o.point, o.weight, o.feature);
                (value, pullback(seed))
            })
        },
    )
}
