//! Names that mean something else elsewhere.

mod a_name_shadowed_in_a_loop {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let y = x[0];
        let mut t = 0.0;
        for i in 0..3 {
            let y = y * x[i];
            let y = y + 1.0;
            t += y;
            if i == 1 {
                let t = t * y;
                let _ = t;
            }
        }
        t * y
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_name_shadowed_in_a_branch {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let y = x[0];
        let z = if y > 0.5 {
            let y = y * x[1];
            let x = y * y;
            x
        } else {
            let y = 3.0 * y;
            y
        };
        y * z * x[2]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_captured_name_shadowed_later {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let a = x[0];
        let g = |t: f64| t * a;
        let a = x[1] * 3.0;
        g(a) * g(x[2]) + a
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_closure_that_changes_what_it_captured {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut t = x[0];
        let mut add = |v: f64| {
            t += v * t;
            t
        };
        let p = add(x[1]);
        let q = add(x[2] * p);
        p * q * t
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_closure_that_moved_what_changes_later {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut t = x[0];
        let g = move |v: f64| v * t;
        t = x[1];
        g(x[2]) * t
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_closure_with_a_return {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let g = |v: f64| {
            if v > 1.0 {
                return v * v;
            }
            v * 3.0
        };
        let mut s = 0.0;
        for v in x {
            s += g(*v);
        }
        s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod arms_with_guards {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = 0.0;
        for (i, v) in x.iter().enumerate() {
            s += match i {
                0 => v * v,
                n if n % 2 == 0 => v * s,
                3 | 5 => *v,
                _ => v * v * v,
            };
        }
        s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_running_sum_in_a_chain {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut acc = 0.0;
        let s: f64 = x
            .iter()
            .map(|v| {
                acc += v;
                acc * acc
            })
            .take(2)
            .sum();
        s * acc
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_message_that_names_variables {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let a = x[0];
        let view = &x[1];
        let i = 1;
        assert!(a > 0.0, "a = {a} {view} {i} {}", x.len());
        {
            let a = a * 2.0;
            assert!(a > 0.0, "{a:?}");
        }
        a * *view * x[i]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}
