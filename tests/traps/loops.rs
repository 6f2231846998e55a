//! Loops whose conditions, bounds and exits do more than they seem to.

mod a_condition_that_changes_an_active_value {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut y = x[0];
        let mut n = 0;
        while {
            y = y * x[1];
            n += 1;
            n < 3
        } {
            y += x[2];
        }
        y
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_condition_that_changes_an_index {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = 0.0;
        let mut i = 0;
        while {
            i += 1;
            i < x.len()
        } {
            s += x[i] * x[i];
        }
        s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_condition_that_calls_a_mutating_function {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn step(y: &mut f64, a: f64) -> f64 {
        *y = *y * a;
        *y
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut y = x[0];
        let mut n = 0;
        while step(&mut y, 0.7 * x[1]) > 0.1 {
            n += 1;
            if n > 3 {
                break;
            }
        }
        y
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_range_turned_round_twice {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = 0.0;
        for i in (0..4).rev().step_by(2).rev() {
            s = s * 2.0 + x[i];
        }
        s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod zipped_with_a_range {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = 1.0;
        for (v, i) in x.iter().zip(1..3) {
            s += v * f64::from(i as u32);
        }
        for (v, i) in x.iter().zip(1..=3) {
            s += v * v * (i as f64);
        }
        s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod zipped_with_an_empty_range {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = x[0];
        let lo = x.len();
        for (v, i) in x.iter().zip(lo..2) {
            s += v * (i as f64);
        }
        s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_break_before_the_rest_of_the_body {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = 1.0;
        let mut p = 0.0;
        for i in 0..4 {
            s *= x[i];
            if s > 1.5 {
                p = s;
                break;
            }
            p += s * 0.5;
            s += p;
        }
        s * p
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod bounds_that_change_in_the_body {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut n = 3;
        let mut s = 0.0;
        for i in 0..n {
            n -= 1;
            s += x[i] * x[n];
        }
        let mut k = x.len();
        while k > 1 {
            k -= 2;
            s *= x[k];
            k += 1;
        }
        s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_loop_with_a_value_in_one_without {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = 0.0;
        loop {
            let y = loop {
                break x[0] * 2.0;
            };
            s += y * x[1];
            if s > 0.1 {
                break;
            }
        }
        s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod labels_out_of_two_loops {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = 1.0;
        'o: for i in 0..3 {
            let mut t = x[i];
            for j in 0..4 {
                if j > i + 1 {
                    continue 'o;
                }
                t *= x[j];
                if t > 2.5 {
                    break 'o;
                }
                s += t * s;
            }
            s *= 1.1;
        }
        s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_loop_with_two_values {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut y = x[0];
        let mut n = 0;
        let z = loop {
            y = y * x[1] + 0.1;
            n += 1;
            if n == 3 {
                break y * y;
            }
            if y > 10.0 {
                break x[2];
            }
        };
        z * y
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_vector_that_grows_between_reads {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut v = vec![x[0]];
        let n = v.len();
        v.push(x[1] * v[0]);
        let m = v.len();
        let a = v[n];
        v.push(a * v[m - 1]);
        v[0] *= v[2];
        v[0] * v[1] * v[v.len() - 1]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_vector_that_grows_in_a_loop {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut v = Vec::new();
        for a in x {
            v.push(a * a);
            if v.len() > 2 {
                let last = v.len() - 1;
                v[last] *= v[last - 1];
            }
        }
        let mut s = 1.0;
        for a in &v {
            s *= a;
        }
        s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}
