//! Effects in unusual places: conditions, scrutinees, indices, arguments, filters.

mod conditions_of_branches_that_change_something {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut y = x[0];
        if {
            y *= x[1];
            y > 0.5
        } {
            y += x[2];
        } else if {
            y *= 2.0;
            y > 0.1
        } {
            y *= y;
        }
        y
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod effects_behind_short_circuits {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut y = x[0];
        let mut n = 0;
        if x[1] > 5.0 && {
            y *= 10.0;
            true
        } || {
            y *= x[2];
            y > 0.0
        } {
            n += 1;
        }
        y * x[n]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod effects_in_a_scrutinee {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut y = x[0];
        let z = match {
            y *= 2.0;
            3
        } {
            3 => {
                y *= x[1];
                y
            }
            _ => y * y,
        };
        z * y
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod effects_in_an_index {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut i = 0;
        let mut a = [x[0], x[1], x[2]];
        a[{
            i += 1;
            i
        }] *= x[3];
        a[i] += a[{
            i -= 1;
            i
        }];
        a[0] * a[1] * a[2]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod arguments_are_evaluated_in_order {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn g(a: f64, b: f64) -> f64 {
        a * a * b
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut y = x[0];
        let r = g(y, {
            y = y * x[1];
            y
        });
        r * y
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_filter_with_a_memory {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut last = 0.0;
        let s: f64 = x
            .iter()
            .filter(|v| {
                let k = **v > last;
                last = **v;
                k
            })
            .map(|v| v * v)
            .sum();
        s * last
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}
