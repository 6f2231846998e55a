//! Each rule beside the same algorithm, written in plain Rust and differentiated: values, both modes, several sizes.

use autodiff_macros::differentiable;
use autodiff_runtime::linear_algebra as rule;

mod loops {
    use autodiff_macros::differentiable;

    #[differentiable]
    pub fn cholesky(a: &[f64], n: usize) -> Vec<f64> {
        let mut l = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let mut sum = a[i * n + j];
                for k in 0..j {
                    sum -= l[i * n + k] * l[j * n + k];
                }
                if i == j {
                    l[i * n + i] = sum.sqrt();
                } else {
                    l[i * n + j] = sum / l[j * n + j];
                }
            }
        }
        l
    }

    #[differentiable]
    pub fn solve_lower(l: &[f64], b: &[f64], n: usize) -> Vec<f64> {
        let columns = b.len() / n;
        let mut x = b.to_vec();
        for c in 0..columns {
            for i in 0..n {
                let mut sum = x[i * columns + c];
                for k in 0..i {
                    sum -= l[i * n + k] * x[k * columns + c];
                }
                x[i * columns + c] = sum / l[i * n + i];
            }
        }
        x
    }

    #[differentiable]
    pub fn solve_lower_transposed(l: &[f64], b: &[f64], n: usize) -> Vec<f64> {
        let columns = b.len() / n;
        let mut x = b.to_vec();
        for c in 0..columns {
            for i in (0..n).rev() {
                let mut sum = x[i * columns + c];
                for k in i + 1..n {
                    sum -= l[k * n + i] * x[k * columns + c];
                }
                x[i * columns + c] = sum / l[i * n + i];
            }
        }
        x
    }

    #[differentiable]
    pub fn solve_upper(u: &[f64], b: &[f64], n: usize) -> Vec<f64> {
        let columns = b.len() / n;
        let mut x = b.to_vec();
        for c in 0..columns {
            for i in (0..n).rev() {
                let mut sum = x[i * columns + c];
                for k in i + 1..n {
                    sum -= u[i * n + k] * x[k * columns + c];
                }
                x[i * columns + c] = sum / u[i * n + i];
            }
        }
        x
    }

    #[differentiable]
    pub fn solve_positive_definite(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
        let l = cholesky(a, n);
        let y = solve_lower(&l, b, n);
        solve_lower_transposed(&l, &y, n)
    }

    #[differentiable]
    pub fn ln_determinant(a: &[f64], n: usize) -> f64 {
        let l = cholesky(a, n);
        let mut sum = 0.0;
        for i in 0..n {
            sum += l[i * n + i].ln();
        }
        2.0 * sum
    }

    #[differentiable]
    pub fn matrix_product(a: &[f64], b: &[f64], inner: usize) -> Vec<f64> {
        let (rows, columns) = (a.len() / inner, b.len() / inner);
        let mut product = vec![0.0; rows * columns];
        for i in 0..rows {
            for j in 0..columns {
                for k in 0..inner {
                    product[i * columns + j] += a[i * inner + k] * b[k * columns + j];
                }
            }
        }
        product
    }
}

/// Numbers between −1 and 1 without a pattern.
fn scattered(count: usize, seed: f64) -> Vec<f64> {
    let mut state = seed;
    let next = |_| {
        state = (state * 91.7 + 0.37_f64).fract();
        2.0 * state - 1.0
    };
    (0..count).map(next).collect()
}

/// A Aᵀ + 1, with other numbers above the diagonal, which nobody may read.
fn positive_definite(n: usize) -> Vec<f64> {
    let a = scattered(n * n, 0.21);
    let element = |i: usize, j: usize| {
        let product: f64 = (0..n).map(|k| a[i * n + k] * a[j * n + k]).sum();
        match i.cmp(&j) {
            std::cmp::Ordering::Less => 7.0,
            std::cmp::Ordering::Equal => product + 1.0,
            std::cmp::Ordering::Greater => product,
        }
    };
    (0..n * n).map(|at| element(at / n, at % n)).collect()
}

/// A triangle with a diagonal away from zero.
fn triangle(n: usize) -> Vec<f64> {
    let mut l = scattered(n * n, 0.33);
    (0..n).for_each(|i| l[i * n + i] += 2.0);
    l
}

#[track_caller]
fn same(what: &str, got: &[f64], want: &[f64]) {
    assert_eq!(got.len(), want.len(), "{what}");
    for (got, want) in got.iter().zip(want) {
        assert!(
            (got - want).abs() <= 1e-12 * want.abs().max(1.0),
            "{what}: {got} is not {want}"
        );
    }
}

/// Compares a function of two matrices with its rule.
macro_rules! compare_pair {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            for (n, columns) in [(1, 1), (2, 3), (5, 1), (6, 4)] {
                let a = if stringify!($name).ends_with("definite") { positive_definite(n) } else { triangle(n) };
                let b = scattered(n * columns, 0.57);
                let seed = scattered(n * columns, 0.71);
                let (want, pullback) = loops::$name::vjp(&a, &b, n);
                let (want_a, want_b) = pullback(seed.clone());
                let (got, pullback) = rule::$name::vjp(&a, &b, n);
                let (a_bar, b_bar) = pullback(seed);
                same("value", &got, &want);
                same("derivative by the matrix", &a_bar, &want_a);
                same("derivative by the right-hand sides", &b_bar, &want_b);
                let (a_dot, b_dot) = (scattered(n * n, 0.44), scattered(n * columns, 0.91));
                let (want, want_dot) = loops::$name::jvp(&a, &b, n, &a_dot, &b_dot);
                let (got, got_dot) = rule::$name::jvp(&a, &b, n, &a_dot, &b_dot);
                same("value", &got, &want);
                same("tangent", &got_dot, &want_dot);
            }
        }
    )*};
}
compare_pair!(solve_lower solve_lower_transposed solve_upper solve_positive_definite matrix_product);

#[test]
fn products_that_are_not_square() {
    let (a, b, seed) = (scattered(6, 0.2), scattered(12, 0.4), scattered(8, 0.6));
    let (want, pullback) = loops::matrix_product::vjp(&a, &b, 3);
    let (want_a, want_b) = pullback(seed.clone());
    let (got, pullback) = rule::matrix_product::vjp(&a, &b, 3);
    let (a_bar, b_bar) = pullback(seed);
    same("value", &got, &want);
    same("derivative by the first", &a_bar, &want_a);
    same("derivative by the second", &b_bar, &want_b);
}

#[test]
fn cholesky() {
    for n in [1, 2, 3, 7] {
        let (a, seed, a_dot) = (positive_definite(n), scattered(n * n, 0.71), scattered(n * n, 0.44));
        let (want, pullback) = loops::cholesky::vjp(&a, n);
        let want_bar = pullback(seed.clone());
        let (got, pullback) = rule::cholesky::vjp(&a, n);
        same("value", &got, &want);
        same("derivative", &pullback(seed), &want_bar);
        same(
            "tangent",
            &rule::cholesky::jvp(&a, n, &a_dot).1,
            &loops::cholesky::jvp(&a, n, &a_dot).1,
        );
    }
}

#[test]
fn ln_determinant() {
    for n in [1, 2, 3, 7] {
        let (a, a_dot) = (positive_definite(n), scattered(n * n, 0.44));
        let (want, want_bar) = loops::ln_determinant::value_and_grad(&a, n);
        let (got, got_bar) = rule::ln_determinant::value_and_grad(&a, n);
        same("value", &[got], &[want]);
        same("derivative", &got_bar, &want_bar);
        let want_dot = loops::ln_determinant::jvp(&a, n, &a_dot).1;
        same("tangent", &[rule::ln_determinant::jvp(&a, n, &a_dot).1], &[want_dot]);
    }
}

/// The log-likelihood of a Gaussian process with a squared-exponential kernel.
#[differentiable]
fn gaussian_process(amplitude: f64, length: f64, #[constant] t: &[f64], #[constant] y: &[f64]) -> f64 {
    let n = t.len();
    let mut k = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            let distance = (t[i] - t[j]) / length;
            k[i * n + j] = amplitude * amplitude * (-0.5 * distance * distance).exp();
        }
        k[i * n + i] += 0.1;
    }
    let l = rule::cholesky(&k, n);
    let z = rule::solve_lower(&l, y, n);
    let mut sum = 0.0;
    for i in 0..n {
        sum -= 0.5 * z[i] * z[i];
    }
    sum - 0.5 * rule::ln_determinant_of_factor(&l, n)
}

/// The same by the functions of the matrix itself.
#[differentiable]
fn gaussian_process_at_once(amplitude: f64, length: f64, #[constant] t: &[f64], #[constant] y: &[f64]) -> f64 {
    let n = t.len();
    let mut k = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            let distance = (t[i] - t[j]) / length;
            k[i * n + j] = amplitude * amplitude * (-0.5 * distance * distance).exp();
        }
        k[i * n + i] += 0.1;
    }
    let weights = rule::solve_positive_definite(&k, y, n);
    let square = rule::matrix_product(y, &weights, n);
    -0.5 * square[0] - 0.5 * rule::ln_determinant(&k, n)
}

#[test]
fn in_differentiated_code() {
    let (t, y) = ([0.0, 0.4, 1.1, 1.9, 3.0], [0.1, 0.5, -0.3, 0.8, 0.2]);
    let (amplitude, length) = (0.8, 1.3);
    let (value, (by_amplitude, by_length)) = gaussian_process::value_and_grad(amplitude, length, &t, &y);
    let slope = |f: &dyn Fn(f64) -> f64| (f(1e-5) - f(-1e-5)) / 2e-5;
    let want_amplitude = slope(&|h| gaussian_process(amplitude + h, length, &t, &y));
    let want_length = slope(&|h| gaussian_process(amplitude, length + h, &t, &y));
    assert!((by_amplitude - want_amplitude).abs() < 1e-8 && (by_length - want_length).abs() < 1e-8);
    let (same_value, at_once) = gaussian_process_at_once::value_and_grad(amplitude, length, &t, &y);
    same("value", &[same_value], &[value]);
    same("gradient", &[at_once.0, at_once.1], &[by_amplitude, by_length]);
    let along = gaussian_process::jvp(amplitude, length, &t, &y, 0.3, 0.7).1;
    same("tangent", &[along], &[0.3 * by_amplitude + 0.7 * by_length]);
}
