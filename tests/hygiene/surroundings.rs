//! Where annotated functions stand, and what makes them: macros, modules, constants, attributes.

use pullback::prelude::*;

macro_rules! with_fragments {
    ($vis:vis $name:ident, $x:ident: $t:ty, $k:expr, $body:block, $lit:literal, $op:tt, $p:pat, $path:path, $lt:lifetime) => {
        #[differentiable]
        $vis fn $name<$lt>($x: $t, y: &$lt [$t]) -> $t {
            let a = $k * $x;
            let $p = a $op $lit;
            let b: $t = $body;
            let mut own = 0.0;
            for v in y { own += v * a; }
            $path(b) + a * own
        }
    };
}
mod other {
    use super::*;
    #[differentiable]
    pub fn cube(x: f64) -> f64 {
        x * x * x
    }
}
with_fragments!(pub fragments, x: f64, 1.0 + 2.0, { let w = x * x; w + 1.0 }, -2.0, *, _w, other::cube, 'a);

// A variable of the macro's and one of the caller's with the same name.
macro_rules! function { ($name:ident($($p:ident: $t:ty),*) -> $r:ty { $($body:tt)* }) => {
    #[differentiable]
    fn $name($($p: $t),*) -> $r { $($body)* }
} }
function!(from_tokens(x: f64, y: &[f64]) -> f64 { let mut s = x; for v in y { s += v * x; } s });

macro_rules! expr_body {
    ($name:ident, $x:ident, $e:expr) => {
        #[differentiable]
        fn $name($x: f64) -> f64 {
            2.0 * $e - $e
        }
    };
}
expr_body!(product_of_sum, x, x + 1.0);
macro_rules! closure_body {
    ($name:ident, |$x:ident| $e:expr) => {
        expr_body!($name, $x, $e * $e);
    };
}
closure_body!(nested_macro, |q| q.sin() + q);

macro_rules! typed_struct { ($name:ident { $($f:ident: $t:ty),* }) => {
    #[derive(Clone, Debug, Differentiable)]
    pub struct $name { $(pub $f: $t),* }
    #[differentiable]
    impl $name { pub fn total(&self, scale: f64) -> f64 { let mut sum = 0.0; $(sum += self.$f * scale;)* sum } }
} }
typed_struct!(Made { a: f64, b: f64 });

mod visible {
    use super::*;
    #[differentiable]
    pub(crate) fn in_crate(x: f64) -> f64 {
        inner::up(x) * inner::path(x)
    }
    #[derive(Clone, Debug, Differentiable)]
    pub(crate) struct Hidden {
        pub(super) a: f64,
        b: f64,
    }
    #[differentiable]
    impl Hidden {
        pub(crate) fn sum(&self) -> f64 {
            self.a * self.b
        }
        pub(super) fn new(a: f64) -> Self {
            Self { a, b: 2.0 }
        }
    }
    #[differentiable]
    pub(crate) fn of_hidden(h: &Hidden) -> f64 {
        h.sum() * h.b
    }
    mod inner {
        use super::*;
        #[differentiable]
        pub(super) fn up(x: f64) -> f64 {
            x * private(x)
        }
        #[differentiable]
        pub(in crate::surroundings::visible) fn path(x: f64) -> f64 {
            x + private(x)
        }
        #[differentiable]
        fn private(x: f64) -> f64 {
            x.sin()
        }
        #[differentiable]
        pub(self) fn own(x: f64) -> f64 {
            x.sin()
        }
    }
}
const _: () = {
    #[differentiable]
    fn in_a_constant(x: f64) -> f64 {
        x * x
    }
    #[derive(Clone, Debug, Differentiable)]
    struct InAConstant {
        x: f64,
    }
    #[differentiable]
    impl InAConstant {
        fn twice(&self) -> f64 {
            self.x * 2.0
        }
    }
};

#[cfg(any())]
#[differentiable]
fn switched_off(x: f64) -> f64 {
    does_not_exist(x)
}
#[cfg(not(any()))]
#[differentiable]
fn switched_on(x: f64) -> f64 {
    x * x
}
#[cfg_attr(all(), differentiable)]
fn conditionally(x: f64) -> f64 {
    x * x
}

/// Documented.
#[differentiable]
#[inline(always)]
#[must_use = "it is"]
#[cold]
#[track_caller]
#[doc(alias = "other")]
#[allow(clippy::all)]
#[cfg_attr(all(), doc = "x")]
fn with_attributes(x: f64) -> f64 {
    assert!(x > 0.0, "positive");
    x * x
}
#[differentiable]
#[expect(unused_variables, reason = "a test")]
fn expected(x: f64, y: f64) -> f64 {
    x * x
}
#[differentiable]
const fn constant_function(x: f64) -> f64 {
    x * x
}
const SQUARE: f64 = constant_function(3.0);
#[differentiable]
fn calls_const(x: f64) -> f64 {
    constant_function(x) * SQUARE
}
#[differentiable]
#[deprecated(note = "old")]
fn old(x: f64) -> f64 {
    x * x
}
#[allow(deprecated)]
#[differentiable]
fn calls_old(x: f64) -> f64 {
    old(x) * x
}
#[test]
#[allow(deprecated)]
fn functions_may_stand_anywhere() {
    check_grad!(fragments, 0.3, &[0.2, 0.3]);
    check_grad!(from_tokens, 0.3, &[0.2, 0.3]);
    check_grad!(product_of_sum, 0.3);
    check_grad!(nested_macro, 0.3);
    check_grad!(visible::in_crate, 0.3);
    check_grad!(visible::of_hidden, &visible::Hidden::new(0.4));
    check_grad!(switched_on, 0.3);
    check_grad!(conditionally, 0.3);
    check_grad!(with_attributes, 0.3);
    check_grad!(expected, 0.3, 0.4);
    check_grad!(calls_const, 0.3);
    check_grad!(calls_old, 0.3);
    let m = Made { a: 0.1, b: 0.2 };
    assert_eq!(m.total_grad(2.0).0.a, 2.0);
    fn inner() {
        #[differentiable]
        fn local(x: f64) -> f64 {
            x * x
        }
        #[derive(Clone, Debug, Differentiable)]
        struct Local {
            x: f64,
        }
        #[differentiable]
        impl Local {
            fn twice(&self) -> f64 {
                self.x * 2.0 * local(self.x)
            }
        }
        #[differentiable]
        fn uses(x: f64) -> f64 {
            let l = Local { x };
            l.twice()
        }
        check_grad!(uses, 0.4);
    }
    inner();
}
