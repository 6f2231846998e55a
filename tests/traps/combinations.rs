//! Combinations that random programs found.

mod a_constant_vector_moved_into_a_call {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn g(table: &[Vec<f64>], weights: Vec<f64>, rate: &f64) -> f64 {
        table[0][0] * weights[0] * rate
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut y = [x[0], x[1]];
        if x[2] < 0.5 {
            y[1] = if x[0] > 5.0 {
                x[1]
            } else {
                g(&vec![vec![x[0]], vec![x[1]]], vec![1.5], &x[3])
            };
        }
        y[0] * y[1]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod rows_that_are_swapped_and_have_no_derivative {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut rows = vec![vec![1.5, x[0]], vec![2.5]];
        rows.swap(0, 1);
        let mut unused = vec![vec![x[0]], x.to_vec()];
        unused.swap(1, 0);
        let n = rows[0].len();
        x[0] * x[n]
    }
    #[differentiable]
    fn turned(rows: &mut [Vec<f64>], factor: f64) {
        rows.swap(0, 1);
        rows[0][0] *= factor;
    }
    #[differentiable]
    fn turned_elsewhere(x: &[f64]) -> f64 {
        let mut rows = vec![vec![1.5, x[0]], vec![2.5 * x[1], x[3]]];
        turned(&mut rows, x[2]);
        rows[0][0] * rows[1][0] * rows[1][1]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
        check_slice!(turned_elsewhere, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod returns_in_closures_without_braces {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let limit = x[3];
        #[rustfmt::skip]
        let cut = |v: f64| if v > limit { return limit * limit; } else { v * limit };
        #[allow(unused_parens)]
        let doubled: f64 = x
            .iter()
            .map(|v| {
                ({
                    if *v > 1.0 {
                        return *v;
                    }
                    v * v
                })
            })
            .sum();
        cut(x[0]) * cut(5.0 * x[1]) + doubled
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod numbers_that_look_like_something_else {
    use crate::{check, numbers};
    use pullback::prelude::*;

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Named {
        x: f64,
    }
    numbers!(Named, NamedTangent; { x });

    /// A structure's name taken over by a number, and functions of numbers spelled by their type.
    #[differentiable]
    fn renamed(y: Named) -> f64 {
        let y: f64 = 0.6 * f64::sin(y.x).sin();
        y + f64::exp_m1(y).exp_m1()
    }

    #[test]
    fn a_number_that_takes_over_the_name_of_a_structure() {
        check!(renamed; y = Named { x: 0.4 });
    }

    /// The base of a power is a literal, with the suffix of a float.
    #[differentiable]
    fn powers_of_two(s: f64) -> f64 {
        1.0 - 2f64.powf(1.0 - s) + 3_f64.powf(s) * 2f64.hypot(s)
    }

    #[test]
    fn literals_with_the_suffix_of_a_float() {
        check!(powers_of_two; s = 2.3);
    }
}

mod functions_that_only_a_condition_reads {
    use crate::check;
    use pullback::prelude::*;

    /// The sine is the slope of the cosine, and nothing else wants it.
    #[differentiable]
    fn half_of_a_pair(x: f64, y: f64) -> f64 {
        let angle = x * y;
        let (_sine, cosine) = angle.sin_cos();
        cosine * y
    }

    #[differentiable]
    fn asked(x: f64, y: f64) -> f64 {
        let cosine = x.cos();
        let product = y * x.sin();
        if cosine > 0.3 { product } else { product * 2.0 }
    }

    #[test]
    fn their_second_derivatives_are_those_of_slopes() {
        check!(half_of_a_pair; x = 0.7, y = 1.3);
        check!(asked; x = 0.7, y = 1.3);
        check!(asked; x = 1.6, y = 1.3);
    }
}
