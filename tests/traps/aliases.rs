//! References to memory that changes, and values that move.

mod a_view_of_an_array_that_is_assigned_later {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut a = [x[0], x[1]];
        let row = &a;
        let s = row[0] * row[1];
        a = [x[2], s];
        a[0] * a[1] * s
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod an_alias_whose_index_changes_later {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut a = [x[0], x[1], x[2]];
        let mut i = 0;
        let r = &mut a[i];
        i += 1;
        *r *= x[3];
        i += 1;
        a[i] *= a[i - 1];
        a[0] * a[1] * a[2]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_slice_whose_bound_changes_later {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut lo = 1;
        let s = &x[lo..];
        lo = 0;
        let mut t = 0.0;
        for v in s {
            t += v * v;
        }
        t * x[lo] * s[0]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod aliases_of_swapped_elements {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut a = [x[0], x[1], x[2]];
        let t = a[0] * a[1];
        a.swap(0, 2);
        let r = &mut a;
        r[1] *= t;
        let q = &mut r[0];
        *q += t;
        a[0] * a[1] * a[2]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod references_to_references {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let a = &x[0];
        let b = &a;
        let c = **b * *a;
        let d = a * b.sin();
        c * d
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod copies_of_an_array_that_changes {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let a = [x[0], x[1]];
        let mut b = a;
        b[0] *= a[1];
        let c = b;
        b[1] = a[0] * c[0];
        a[0] + b[0] * b[1] + c[1]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_vector_that_moves {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let a = x.to_vec();
        let mut b = a;
        b[0] *= b[1];
        let mut c = b.clone();
        c[1] = b[0] * c[0];
        let d = c;
        b[0] + d[0] * d[1] + b[1]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod tuples_assigned_at_once {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let (mut a, mut b) = (x[0], x[1]);
        for i in 0..3 {
            (a, b) = (b, a + b * x[i]);
        }
        let t = (a, (b, x[2]));
        let (p, (q, r)) = t;
        p * q * r
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}

mod a_struct_behind_a_reference {
    use crate::check_slice;
    use pullback::prelude::*;

    #[derive(Differentiable, Clone, Debug)]
    struct S {
        q: [f64; 2],
        p: Vec<f64>,
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut s = S {
            q: [x[0], x[1]],
            p: vec![x[2], x[3]],
        };
        let r = &mut s;
        r.q[0] *= r.p[1];
        let old = s.clone();
        s.p[0] += s.q[0] * old.p[1];
        s.q = [s.p[0], old.q[0]];
        s.q[0] * s.q[1] * s.p[0] * old.q[1]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3, 0.4, 2.1]);
    }
}
