//! Densities whose value and partial derivatives have special functions and logarithms in common, and are evaluated together.

/// Makes a differentiable function of one that returns the value and the tuple of its partial derivatives, and that is
/// differentiable itself, for second derivatives:
///
/// `with_partials! { /// what it is  gamma, gamma_vjp, gamma_jvp: gamma_partials(x x_dot by_x, shape shape_dot by_shape - digamma(shape)); }`
///
/// The names are those of an argument, of its tangent, and of its partial derivative. What is added to that is evaluated in the
/// reverse sweep only, where the compiler leaves it out if the argument is constant. Counts come first:
/// `poisson_partials[k: u64](rate …)`.
macro_rules! with_partials {
    ($($(#[$attribute:meta])* $name:ident, $vjp:ident, $jvp:ident:
        $partials:ident $([$($count:ident: $integer:ty),+])? ($($x:ident $dot:ident $by:ident $(+ $later:expr)?),+);)*) => {$(
        $(#[$attribute])*
        #[differentiable(vjp = $vjp, jvp = $jvp, second_order)]
        #[inline]
        pub fn $name($($($count: $integer,)+)? $($x: f64),+) -> f64 {
            $partials($($($count,)+)? $($x),+).0
        }
        #[allow(unused_parens, reason = "a tuple of one is none")]
        #[inline(always)]
        fn $vjp($($($count: $integer,)+)? $($x: f64),+) -> (f64, impl FnOnce(f64) -> ($(with_partials!(@float $x)),+)) {
            let (value, ($($by),+)) = $partials($($($count,)+)? $($x),+);
            (value, move |seed: f64| ($(seed * ($by $(+ $later)?)),+))
        }
        #[allow(unused_parens, reason = "a tuple of one is none")]
        #[allow(clippy::too_many_arguments, reason = "each argument has a tangent")]
        #[differentiable]
        fn $jvp($($($count: $integer,)+)? $($x: f64,)+ $($dot: f64),+) -> (f64, f64) {
            let (value, ($($by),+)) = $partials($($($count,)+)? $($x),+);
            (value, 0.0 $(+ ($by $(+ $later)?) * $dot)+)
        }
    )*};
    (@float $x:ident) => { f64 };
}
pub(crate) use with_partials;
