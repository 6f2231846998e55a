//! Every row of the table: value, reverse mode, forward mode.

use autodiff_runtime::special as s;

/// One function, seen as one of all its arguments: the value, the gradient, and the derivative along a direction.
struct Function {
    name: &'static str,
    value: fn(&[f64]) -> f64,
    gradient: fn(&[f64]) -> (f64, Vec<f64>),
    along: fn(&[f64], &[f64]) -> (f64, f64),
}

macro_rules! functions {
    (@row $name:ident(x)) => { functions!(@is $name, x, d; (x[0]); [d[0]]; |g| vec![g]) };
    (@row $name:ident(x, y)) => { functions!(@is $name, x, d; (x[0], x[1]); [d[0], d[1]]; |g: (f64, f64)| vec![g.0, g.1]) };
    (@row $name:ident(n as $integer:ident, x)) => { functions!(@is $name, x, d; (x[0] as $integer, x[1]); [d[0]]; |g| vec![g]) };
    (@is $name:ident, $x:ident, $d:ident; ($($argument:expr),*); [$($dot:expr),*]; $list:expr) => {
        Function {
            name: stringify!($name),
            value: |$x| s::$name($($argument),*),
            gradient: |$x| {
                let (value, gradient) = s::$name::value_and_grad($($argument),*);
                (value, ($list)(gradient))
            },
            along: |$x, $d| s::$name::jvp($($argument,)* $($dot),*),
        }
    };
    ($($name:ident $arguments:tt)*) => { [$(functions!(@row $name $arguments)),*] };
}

fn functions() -> Vec<Function> {
    functions! {
        erf(x) erfc(x) normal_pdf(x) normal_cdf(x) normal_ln_cdf(x) inverse_mills(x) expit(x) softplus(x) logit(x) sinc(x)
        j0(x) j1(x) y0(x) y1(x) jn(n as i32, x) yn(n as i32, x)
        gamma(x) ln_gamma(x) digamma(x) trigamma(x) polygamma(n as u32, x)
        beta(x, y) ln_beta(x, y) ln_choose(x, y)
        gamma_p(n as f64, x) gamma_q(n as f64, x)
        stirling_remainder(x) digamma_remainder(x) trigamma_remainder(x) deviance(x, y)
        ln_bessel_i0_scaled(x) bessel_ratio(x) bessel_ratio_complement(x)
        log_add_exp(x, y) log_diff_exp(x, y) log_one_minus_exp(x)
    }
    .into()
}

/// Relative error, or absolute where a function is close to one of its zeros.
fn close(what: &str, got: f64, want: f64, tolerance: f64) {
    let error = (got - want).abs();
    // What remains when the rest has cancelled is added to numbers of the size of one: the absolute error counts.
    let absolute = if what.contains("ln_beta")
        || what.contains("bessel_ratio")
        || what.contains("_remainder")
        || what.contains("_scaled")
    {
        2e-14
    } else {
        4e-16
    };
    assert!(
        error <= tolerance * want.abs() || error <= absolute,
        "{what}: {got:e} is not {want:e}"
    );
}

/// How far off the value and the derivative of a function may be.
fn tolerance(name: &str) -> f64 {
    match name {
        // Arguments that are raised to powers, or differences of logarithms.
        "gamma_p" | "gamma_q" | "beta" | "ln_beta" | "ln_choose" => 2e-13,
        // erfc of an argument that was divided by √2; powers of it.
        "normal_cdf" | "normal_ln_cdf" | "normal_pdf" | "inverse_mills" | "erf" | "erfc" => 5e-14,
        // Reflection; Bessel functions of large arguments.
        "gamma" | "ln_gamma" | "digamma" | "trigamma" | "polygamma" => 2e-14,
        "y0" | "y1" | "yn" | "j0" | "j1" | "jn" => 5e-14,
        "sinc" => 2e-14,
        _ => 2e-15,
    }
}

#[test]
fn values_and_derivatives_agree_with_fifty_digits() {
    let functions = functions();
    let mut seen = std::collections::BTreeMap::<&str, usize>::new();
    for line in include_str!("../data/special.csv").lines().skip(1) {
        let [name, arguments, value, derivatives] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("four columns: {line}");
        };
        let numbers = |text: &str| {
            text.split(' ')
                .map(|number| number.parse().unwrap())
                .collect::<Vec<f64>>()
        };
        let (arguments, derivatives) = (numbers(arguments), numbers(derivatives));
        let value: f64 = value.parse().unwrap();
        let function = functions.iter().find(|function| function.name == name).unwrap();
        *seen.entry(function.name).or_default() += 1;
        let what = format!("{name}({arguments:?})");
        let tolerance = tolerance(name);
        close(&what, (function.value)(&arguments), value, tolerance);
        let (same, gradient) = (function.gradient)(&arguments);
        assert_eq!(
            same.to_bits(),
            (function.value)(&arguments).to_bits(),
            "{what} in reverse mode"
        );
        assert_eq!(gradient.len(), derivatives.len(), "{what}");
        for (position, derivative) in derivatives.iter().enumerate() {
            let what = format!("derivative {position} of {what}");
            close(&what, gradient[position], *derivative, 8.0 * tolerance);
            let unit: Vec<f64> = (0..2).map(|other| f64::from(u8::from(other == position))).collect();
            let (same, tangent) = (function.along)(&arguments, &unit);
            assert_eq!(
                same.to_bits(),
                (function.value)(&arguments).to_bits(),
                "{what} in forward mode"
            );
            close(&what, tangent, *derivative, 8.0 * tolerance);
        }
    }
    assert_eq!(seen.len(), functions.len(), "{seen:?}");
}
