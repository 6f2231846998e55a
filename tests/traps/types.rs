//! Types that look like others.

mod a_struct_called_range {
    use crate::check_slice;
    use pullback::prelude::*;

    #[derive(Differentiable, Clone, Debug)]
    struct Range {
        low: f64,
        high: f64,
    }
    #[differentiable]
    fn g(r: &Range, a: f64) -> f64 {
        r.low * r.high * a
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let r = Range { low: x[0], high: x[1] };
        g(&r, x[2])
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod total_order {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let a = x[0];
        let b = x[1];
        if a.total_cmp(&b) == std::cmp::Ordering::Less {
            a * b
        } else {
            a
        }
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod partial_order {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        if x[0].partial_cmp(&x[1]) == Some(std::cmp::Ordering::Less) && x[0].eq(&x[0]) {
            x[0] * x[1]
        } else {
            x[0]
        }
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod integers_from_floats {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let k = (x[0] * 2.0) as usize;
        let fl = (x[1] * 3.0) as i64 as f64;
        x[k] * fl * x[0]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod constant_fields_copied {
    use crate::check_slice;
    use pullback::prelude::*;

    #[derive(Differentiable, Clone, Debug)]
    struct S {
        a: f64,
        #[constant]
        w: [f64; 2],
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let s = S { a: x[0], w: [1.0, 2.0] };
        let t = S {
            a: s.a * 2.0,
            ..s.clone()
        };
        let u = S {
            a: t.a * t.w[1],
            w: constant(t.w),
        };
        u.a * u.w[1] * x[1]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod integers_of_unknown_type {
    use crate::check_slice;
    use pullback::prelude::*;

    mod h {
        use pullback::prelude::*;
        #[derive(Differentiable, Clone, Debug)]
        pub struct P {
            pub n: usize,
            pub a: f64,
        }
        pub fn count(k: usize) -> usize {
            k + 1
        }
    }
    #[differentiable]
    fn g(p: &h::P) -> f64 {
        let n = p.n;
        let m = n * 2;
        let mut s = p.a;
        for i in 0..m + 1 {
            s += (i as f64) * p.a;
        }
        let mut c = p.n;
        c += 1;
        s * (c as f64) * f64::from(2_u8.pow(3))
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let p = h::P {
            n: h::count(1),
            a: x[0],
        };
        g(&p) * x[1]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_counter_beside_data {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64], #[constant] d: &[f64]) -> f64 {
        let mut n = 0;
        let y = x[n];
        d.iter().for_each(|_| n += 1);
        y * x[n]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1], &[0.5, 0.5]);
    }
}
