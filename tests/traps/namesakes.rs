//! Names of the user's that are also ours, the standard library's, or those of other functions nearby; what is not the usual
//! thing and cannot be told from it is refused: see `tests/ui/namesakes`.

mod a_function_called_max {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn max(a: f64, b: f64) -> f64 {
        a * b + a.max(b)
    }

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        max(x[0], x[1]) * x[1].max(x[0])
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3]);
    }
}

mod a_function_inside_that_hides_one_outside {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    #[allow(dead_code)]
    fn sin(x: f64) -> f64 {
        3.0 * x
    }

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        #[differentiable]
        fn sin(x: f64) -> f64 {
            x * x
        }
        sin(x[0]) * x[0].sin()
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7]);
    }
}

mod a_closure_that_hides_a_function {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn g(x: f64) -> f64 {
        3.0 * x
    }

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let before = g(x[0]);
        let g = |y: f64| y * y;
        before * g(x[0])
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7]);
    }
}

mod types_called_vec_and_range {
    use pullback::prelude::*;

    #[derive(Differentiable, Clone)]
    struct Vec<T> {
        a: T,
        b: T,
    }

    #[derive(Differentiable, Clone)]
    struct Range<T> {
        start: T,
        end: T,
    }

    #[differentiable]
    fn length(v: &Vec<f64>) -> f64 {
        (v.a * v.a + v.b * v.b).sqrt()
    }

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let v: Vec<f64> = Vec {
            a: x[0],
            b: x[1] * x[0],
        };
        let range: Range<f64> = Range {
            start: x[1],
            end: length(&v),
        };
        range.start * range.end
    }

    mod test {
        use super::f;
        use crate::check_slice;

        #[test]
        fn gradient() {
            check_slice!(f, [0.7, 1.3]);
        }
    }
}

mod types_called_option_and_real {
    use crate::check_slice;
    use pullback::prelude::*;

    #[derive(Differentiable, Clone)]
    enum Option {
        Some(f64),
        None,
    }

    #[derive(Differentiable, Clone, Copy)]
    struct Real {
        value: f64,
    }

    #[differentiable]
    fn square(real: Real) -> f64 {
        real.value * real.value
    }

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let option = if x[0] > 0.0 {
            Option::Some(x[0] * x[1])
        } else {
            Option::None
        };
        match option {
            Option::Some(y) => square(Real { value: y }),
            Option::None => 0.0,
        }
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3]);
        check_slice!(f, [-0.7, 1.3]);
    }
}

mod functions_called_constant_and_from_f64 {
    use crate::check_slice;
    use pullback::prelude::*;

    struct Own;

    #[differentiable]
    impl Own {
        fn constant(x: f64) -> f64 {
            x * x
        }
        fn from_f64(x: f64) -> f64 {
            3.0 * x
        }
    }

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        Own::constant(x[0]) * Own::from_f64(x[1])
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3]);
    }
}

mod the_usual_macros_and_libm {
    use crate::check_slice;
    use pullback::prelude::*;
    use std::vec;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let products = vec![x[0], x[0] * x[1]];
        let text = format!("{}", products[1]);
        let far = std::vec![x[1]; 2];
        if matches!(text.len(), 0) {
            return 0.0;
        }
        libm::sin(products[0]) * ::libm::erf(products[1]) + far[1]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3]);
    }
}

mod types_of_the_standard_library_without_derivative {
    use pullback::prelude::*;
    use std::ops::Range;

    #[differentiable]
    fn f(x: f64, name: &String, range: Range<usize>, counts: Vec<usize>, pair: (usize, String)) -> f64 {
        let count = name.len() + range.len() + counts[0] + pair.0;
        x * x * count as f64
    }

    #[test]
    fn gradient() {
        let (range, pair) = (1..3, (4, String::new()));
        assert_eq!(f::grad(2.0, &"ab".to_owned(), range, vec![3], pair), 4.0 * 11.0);
    }
}
