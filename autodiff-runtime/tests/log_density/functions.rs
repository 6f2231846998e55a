//! All densities of one number, seen as functions of lists.

use autodiff_runtime::log_density as d;

/// One density: its counts, and its real arguments.
pub struct Function {
    pub name: &'static str,
    pub value: fn(&[u64], &[f64]) -> f64,
    pub gradient: fn(&[u64], &[f64]) -> (f64, Vec<f64>),
    pub along: fn(&[u64], &[f64], &[f64]) -> (f64, f64),
    pub hessian: fn(&[u64], &[f64]) -> Vec<Vec<f64>>,
}

macro_rules! functions {
    (@row $name:ident(k; a)) => { functions!(@is $name, k, x, t; [k[0],] [x[0]] [t[0]]; |g| vec![g]) };
    (@row $name:ident(bool; a)) => { functions!(@is $name, k, x, t; [k[0] == 1,] [x[0]] [t[0]]; |g| vec![g]) };
    (@row $name:ident(k, n; a)) => { functions!(@is $name, k, x, t; [k[0], k[1],] [x[0]] [t[0]]; |g| vec![g]) };
    (@row $name:ident(k, n; a, b)) => {
        functions!(@is $name, k, x, t; [k[0], k[1],] [x[0], x[1]] [t[0], t[1]]; |g: (f64, f64)| vec![g.0, g.1])
    };
    (@row $name:ident(k; a, b)) => {
        functions!(@is $name, k, x, t; [k[0],] [x[0], x[1]] [t[0], t[1]]; |g: (f64, f64)| vec![g.0, g.1])
    };
    (@row $name:ident(x; a)) => {
        functions!(@is $name, k, x, t; [] [x[0], x[1]] [t[0], t[1]]; |g: (f64, f64)| vec![g.0, g.1])
    };
    (@row $name:ident(x; a, b)) => {
        functions!(@is $name, k, x, t; [] [x[0], x[1], x[2]] [t[0], t[1], t[2]]; |g: (f64, f64, f64)| vec![g.0, g.1, g.2])
    };
    (@row $name:ident(x; a, b, c)) => {
        functions!(@is $name, k, x, t; [] [x[0], x[1], x[2], x[3]] [t[0], t[1], t[2], t[3]];
            |g: (f64, f64, f64, f64)| vec![g.0, g.1, g.2, g.3])
    };
    (@is $name:ident, $k:ident, $x:ident, $t:ident; [$($count:expr,)*] [$($argument:expr),*] [$($dot:expr),*]; $list:expr) => {
        Function {
            name: stringify!($name),
            value: |$k, $x| { let _ = $k; d::$name($($count,)* $($argument),*) },
            gradient: |$k, $x| {
                let _ = $k;
                let (value, gradient) = d::$name::value_and_grad($($count,)* $($argument),*);
                (value, ($list)(gradient))
            },
            along: |$k, $x, $t| { let _ = $k; d::$name::jvp($($count,)* $($argument,)* $($dot),*) },
            hessian: |$k, $x| { let _ = $k; d::$name::hessian($($count,)* $($argument),*) },
        }
    };
    ($($name:ident $arguments:tt)*) => { vec![$(functions!(@row $name $arguments)),*] };
}

pub fn functions() -> Vec<Function> {
    functions! {
        normal(x; a, b) half_normal(x; a) log_normal(x; a, b) skew_normal(x; a, b, c)
        student_t(x; a, b, c) half_student_t(x; a, b) cauchy(x; a, b) half_cauchy(x; a)
        laplace(x; a, b) logistic(x; a, b) gumbel(x; a, b) uniform(x; a, b)
        exponential(x; a) weibull(x; a, b) frechet(x; a, b) rayleigh(x; a)
        gamma(x; a, b) inverse_gamma(x; a, b) chi_square(x; a) inverse_chi_square(x; a) scaled_inverse_chi_square(x; a, b)
        pareto(x; a, b) beta(x; a, b) beta_proportion(x; a, b) von_mises(x; a, b)
        bernoulli(bool; a) bernoulli_logit(bool; a) binomial(k, n; a) binomial_logit(k, n; a) beta_binomial(k, n; a, b)
        poisson(k; a) poisson_log(k; a) geometric(k; a)
        neg_binomial_2(k; a, b) neg_binomial_2_log(k; a, b) neg_binomial(k; a, b)
    }
}
