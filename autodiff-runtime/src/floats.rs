//! `f32` and `f64` as real numbers: by their own methods, and where there is no standard library by `libm`.

use crate::Real;

#[cfg(not(feature = "std"))]
use elementary::{double, single};

/// Implements [`Real`] for a float. `$elementary` has what the core library lacks.
macro_rules! float {
    ($float:ident, $elementary:ident:
        $($unary:ident)*; $($binary:ident)*;
        $($core_unary:ident)*; $($core_binary:ident)*; $($predicate:ident)*) => {
        impl Real for $float {
            #[inline(always)]
            fn from_f64(constant: f64) -> Self {
                constant as $float
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            #[inline(always)]
            fn is_constant_zero(self) -> bool {
                self == 0.0
            }
            $(
                #[inline(always)]
                fn $unary(self) -> Self {
                    $elementary::$unary(self)
                }
            )*
            $(
                #[inline(always)]
                fn $binary(self, other: Self) -> Self {
                    $elementary::$binary(self, other)
                }
            )*
            $(
                #[inline(always)]
                fn $core_unary(self) -> Self {
                    $float::$core_unary(self)
                }
            )*
            $(
                #[inline(always)]
                fn $core_binary(self, other: Self) -> Self {
                    $float::$core_binary(self, other)
                }
            )*
            $(
                #[inline(always)]
                fn $predicate(self) -> bool {
                    $float::$predicate(self)
                }
            )*
            #[inline(always)]
            fn sin_cos(self) -> (Self, Self) {
                $elementary::sin_cos(self)
            }
            #[inline(always)]
            fn powi(self, exponent: i32) -> Self {
                $elementary::powi(self, exponent)
            }
            #[inline(always)]
            fn mul_add(self, factor: Self, summand: Self) -> Self {
                $elementary::mul_add(self, factor, summand)
            }
            #[inline(always)]
            fn clamp(self, low: Self, high: Self) -> Self {
                $float::clamp(self, low, high)
            }
        }
    };
}

macro_rules! floats {
    ($($float:ident $elementary:ident)*) => {$(
        float!($float, $elementary:
            sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp exp2 exp_m1 ln log2 log10 ln_1p sqrt cbrt
            floor ceil round round_ties_even trunc fract;
            atan2 powf log hypot rem_euclid div_euclid;
            recip abs signum to_degrees to_radians;
            copysign min max;
            is_nan is_finite is_infinite is_sign_negative is_sign_positive
        );
    )*};
}
#[cfg(feature = "std")]
floats!(f32 f32 f64 f64);
#[cfg(not(feature = "std"))]
floats!(f32 single f64 double);

/// What the methods of floats do that only the standard library has, under the same names, one module for each float.
#[cfg(any(test, not(feature = "std")))]
#[cfg_attr(feature = "std", expect(dead_code, reason = "tested against the standard library"))]
mod elementary {
    /// Functions of `libm` under the names of methods, and those that follow from them.
    macro_rules! elementary {
        ($module:ident $float:ident:
            $($unary:ident = $unary_of_libm:ident)*;
            $($binary:ident = $binary_of_libm:ident)*;
            $acosh:ident $sin_cos:ident $fused:ident) => {
            pub mod $module {
                $(
                    #[inline]
                    pub fn $unary(x: $float) -> $float {
                        ::libm::$unary_of_libm(x)
                    }
                )*
                $(
                    #[inline]
                    pub fn $binary(x: $float, y: $float) -> $float {
                        ::libm::$binary_of_libm(x, y)
                    }
                )*
                /// NaN below 1, also where `libm` gives something else.
                #[inline]
                pub fn acosh(x: $float) -> $float {
                    if x < 1.0 { $float::NAN } else { ::libm::$acosh(x) }
                }
                #[inline]
                pub fn fract(x: $float) -> $float {
                    x - trunc(x)
                }
                #[inline]
                pub fn log(x: $float, base: $float) -> $float {
                    ln(x) / ln(base)
                }
                #[inline]
                pub fn sin_cos(x: $float) -> ($float, $float) {
                    ::libm::$sin_cos(x)
                }
                #[inline]
                pub fn mul_add(x: $float, factor: $float, summand: $float) -> $float {
                    ::libm::$fused(x, factor, summand)
                }
                #[inline]
                pub fn rem_euclid(x: $float, divisor: $float) -> $float {
                    let rest = x % divisor;
                    if rest < 0.0 { rest + divisor.abs() } else { rest }
                }
                #[inline]
                pub fn div_euclid(x: $float, divisor: $float) -> $float {
                    let quotient = trunc(x / divisor);
                    match (x % divisor < 0.0, divisor > 0.0) {
                        (true, true) => quotient - 1.0,
                        (true, false) => quotient + 1.0,
                        (false, _) => quotient,
                    }
                }
                /// By repeated squaring.
                pub fn powi(mut x: $float, exponent: i32) -> $float {
                    let (mut left, mut power) = (exponent.unsigned_abs(), 1.0);
                    while left > 0 {
                        if left % 2 == 1 {
                            power *= x;
                        }
                        left /= 2;
                        x *= x;
                    }
                    if exponent < 0 { 1.0 / power } else { power }
                }
            }
        };
    }
    elementary!(double f64:
        sin = sin cos = cos tan = tan asin = asin acos = acos atan = atan sinh = sinh cosh = cosh tanh = tanh
        asinh = asinh atanh = atanh exp = exp exp2 = exp2 exp_m1 = expm1 ln = log log2 = log2
        log10 = log10 ln_1p = log1p sqrt = sqrt cbrt = cbrt floor = floor ceil = ceil round = round
        round_ties_even = rint trunc = trunc;
        atan2 = atan2 powf = pow hypot = hypot;
        acosh sincos fma
    );
    elementary!(single f32:
        sin = sinf cos = cosf tan = tanf asin = asinf acos = acosf atan = atanf sinh = sinhf cosh = coshf tanh = tanhf
        asinh = asinhf atanh = atanhf exp = expf exp2 = exp2f exp_m1 = expm1f ln = logf log2 = log2f
        log10 = log10f ln_1p = log1pf sqrt = sqrtf cbrt = cbrtf floor = floorf ceil = ceilf round = roundf
        round_ties_even = rintf trunc = truncf;
        atan2 = atan2f powf = powf hypot = hypotf;
        acoshf sincosf fmaf
    );
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::elementary::{double, single};

    const NUMBERS: [f64; 14] = [
        -1e3,
        -7.5,
        -2.5,
        -1.0,
        -0.5,
        -0.0,
        0.0,
        1e-9,
        0.3,
        0.5,
        1.0,
        2.5,
        7.25,
        f64::INFINITY,
    ];

    /// Equal, but for rounding, and with the same sign where they are zero.
    fn assert_close(name: &str, x: f64, own: f64, std: f64, tolerance: f64) {
        let is_equal = own == std && own.is_sign_negative() == std.is_sign_negative();
        let is_close = (own - std).abs() <= tolerance * std.abs();
        assert!(
            is_equal || is_close || (own.is_nan() && std.is_nan()),
            "{name}({x}) is {own}, and in std {std}"
        );
    }

    macro_rules! compare {
        ($($unary:ident)*; $($binary:ident)*) => {
            for x in NUMBERS {
                let y = x as f32;
                $(
                    assert_close(stringify!($unary), x, double::$unary(x), x.$unary(), 1e-14);
                    assert_close(stringify!($unary), x, single::$unary(y).into(), y.$unary().into(), 1e-6);
                )*
                for other in NUMBERS {
                    let other_single = other as f32;
                    $(
                        assert_close(stringify!($binary), x, double::$binary(x, other), x.$binary(other), 1e-14);
                        let own = single::$binary(y, other_single);
                        assert_close(stringify!($binary), x, own.into(), y.$binary(other_single).into(), 1e-6);
                    )*
                }
            }
        };
    }

    #[test]
    #[expect(clippy::cast_possible_truncation, reason = "single precision is compared, too")]
    fn functions_without_std_are_those_of_std() {
        compare!(
            sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp exp2 exp_m1 ln log2 log10 ln_1p sqrt cbrt
            floor ceil round round_ties_even trunc fract;
            atan2 powf log hypot rem_euclid div_euclid
        );
        for x in NUMBERS {
            assert_eq!(
                double::mul_add(x, 1.5, -0.25).to_bits(),
                x.mul_add(1.5, -0.25).to_bits()
            );
            for exponent in [0, 1, 2, 3, 7, -1, -2, -5, i32::MIN] {
                assert_close("powi", x, double::powi(x, exponent), x.powi(exponent), 1e-14);
            }
        }
    }
}
