//! Memory that is written while it is read, again and again, and variables whose values change.

mod collected_vectors_and_clones {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut v: Vec<f64> = x.iter().map(|a| a * a).collect();
        let w: Vec<f64> = v.iter().map(|a| a.sin()).collect();
        v[0] = w[1] * v[1];
        let u = v.clone();
        v[1] *= u[0];
        v.iter().zip(&w).zip(u.iter()).map(|((a, b), c)| a * b * c).sum::<f64>()
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod rows_of_nested_vectors {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut m = vec![vec![x[0], x[1]], vec![x[2], x[3]]];
        let row = m[0].clone();
        m[1][0] += row[1] * m[0][0];
        let t = m[1][0];
        for r in m.iter_mut() {
            r[1] *= t;
        }
        let r = &mut m[1];
        r[0] *= r[1];
        m[0][0] * m[0][1] * m[1][0] + m[1][1]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod chunks_written_in_place {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut v = x.to_vec();
        for c in v.chunks_mut(2) {
            let t = c[0];
            c[0] = c[1] * t;
            c[1] = c[0] + t;
        }
        v[0] * v[1] * v[2] * v[3]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod windows_of_what_was_written {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = 0.0;
        let mut y = x.to_vec();
        for i in 1..y.len() {
            let (a, b) = (y[i - 1], y[i]);
            y[i] = a * b;
            s += y[i] / a;
        }
        for w in y.windows(2) {
            s += w[0] * w[1];
        }
        s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod continue_and_break_in_one_loop {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut i = 0;
        let mut s = 1.0;
        while i < x.len() && s < 3.0 {
            let v = x[i];
            i += 1;
            if v < 0.5 {
                continue;
            }
            s += v * s;
            if s > 2.5 {
                s *= x[0];
                break;
            }
        }
        s * (i as f64)
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_return_from_two_loops {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = 0.0;
        for i in 0..x.len() {
            let mut t = x[i];
            for j in 0..3 {
                t = t * t + 0.1;
                if t > 2.0 {
                    return s * t + x[j];
                }
            }
            s += t;
        }
        s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod elements_overwritten_again_and_again {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut a = [0.0; 4];
        for i in 0..4 {
            a[i] = x[i];
        }
        for k in 0..3 {
            for i in 1..4 {
                a[i] = a[i] * a[i - 1];
                a[i - 1] = a[i] + x[k];
            }
        }
        a[0] * a[3] + a[1] * a[2]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_parameter_shadowed {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let y = x;
        let x = y[0] * y[1];
        let z = x;
        {
            let y = z * x;
            let x = y + 1.0;
            let _ = x;
        }
        x * z * y[2]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod parameters_that_are_their_own_variables {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn g(mut a: f64, mut v: Vec<f64>, mut p: [f64; 2]) -> f64 {
        a *= v[0];
        v[0] = a * p[1];
        p[1] *= v[0];
        a * v[0] * p[1] + v[1]
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let v = vec![x[0], x[1]];
        let p = [x[2], x[3]];
        g(x[0], v.clone(), p) * v[0] * p[0]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod numbers_behind_mutable_references {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn up(a: &mut f64, b: f64) {
        *a = *a * b;
        if *a > 1.0 {
            *a += b;
        }
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut y = x[0];
        for v in x {
            up(&mut y, *v);
            let keep = y;
            up(&mut y, keep);
        }
        let mut a = [y, x[1]];
        up(&mut a[1], y);
        let r = &mut a[0];
        up(r, 2.0);
        up(&mut *r, x[2]);
        a[0] * a[1]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod calls_whose_results_are_dropped {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn bump(a: &mut [f64], b: f64) -> f64 {
        let old = a[0];
        a[0] = old * b;
        old
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut a = x.to_vec();
        bump(&mut a, x[1]);
        let _ = bump(&mut a[1..], 2.0);
        let o = bump(&mut a[2..3], x[3]);
        a[0] * a[1] * a[2] * o
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_struct_replaced_in_a_loop {
    use crate::check_slice;
    use pullback::prelude::*;

    #[derive(Differentiable, Clone, Debug)]
    struct S {
        q: f64,
        p: [f64; 2],
    }
    #[differentiable]
    fn step(s: &S, dt: f64) -> S {
        S {
            q: s.q + dt * s.p[0],
            p: [s.p[0] - dt * s.q, s.p[1] * s.q],
        }
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = S {
            q: x[0],
            p: [x[1], x[2]],
        };
        let first = s.clone();
        for _ in 0..4 {
            s = step(&s, x[3] * 0.1);
            let t = S {
                q: s.q * 2.0,
                ..s.clone()
            };
            s.p[1] += t.q;
        }
        s.q * s.p[1] * first.p[0]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod variables_initialised_later {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let y;
        let mut z;
        if x[0] > 0.5 {
            y = x[0] * x[1];
            z = y;
        } else {
            y = x[2];
            z = 2.0 * y;
        }
        z *= y;
        let w;
        {
            let t = z * z;
            w = t;
        }
        w + z
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod closures_that_call_closures {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let k = x[0];
        let relu = |v: f64| if v > k { v - k } else { 0.1 * v };
        let twice = |v: f64| relu(relu(v) * 2.0);
        x.iter().map(|v| twice(*v)).fold(1.0, |a, b| a * (1.0 + b))
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod plain_functions_of_indices {
    use crate::check_slice;
    use pullback::prelude::*;

    const TABLE: [f64; 3] = [1.0, 2.0, 3.0];
    fn pick(i: usize) -> f64 {
        TABLE[i % 3]
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = 0.0;
        for (i, v) in x.iter().enumerate() {
            s += pick(i) * v * TABLE[i % 3];
        }
        s * s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod chains_of_counted_length {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let n = x.iter().filter(|v| **v > 0.5).count();
        let any = x.iter().any(|v| *v > 2.0);
        let s: f64 = x.iter().take(n).rev().skip(1).product();
        if any { s * x[n - 1] } else { s }
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod recursion_between_writes {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn power(x: f64, y: &mut f64, n: u32) -> f64 {
        if n == 0 {
            return *y;
        }
        *y *= x;
        let below = power(x, y, n - 1);
        *y += below;
        below * x
    }

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut y = x[1];
        power(x[0], &mut y, 3) * y + x[2]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}
