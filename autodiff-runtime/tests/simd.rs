//! Elementary functions of vectors against those of numbers, with the feature `simd` and without: at random, and at the edges.

use autodiff_runtime::Real;
use autodiff_runtime::simd::{Task, Vector, Width, dispatch};

/// A function of all lanes, and the same of one.
struct Each<'x, T>(&'x [f64], T);

trait Function {
    const NAME: &'static str;
    fn of_lanes<V: Vector>(x: V) -> V;
    fn of_one(x: f64) -> f64;
}

impl<T: Function> Task for Each<'_, T> {
    type Output = Vec<f64>;
    #[inline(always)]
    fn run<W: Width>(self, lanes: W) -> Vec<f64> {
        let mut values = vec![0.0; self.0.len()];
        for (x, values) in self.0.chunks(W::LANES).zip(values.chunks_mut(W::LANES)) {
            T::of_lanes(lanes.load(x)).store(values);
        }
        values
    }
}

/// How many numbers lie between two.
fn distance(a: f64, b: f64) -> u64 {
    let ordered = |x: f64| {
        let bits = x.to_bits() as i64;
        if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
    };
    ordered(a).abs_diff(ordered(b))
}

fn check<T: Function>(function: T, xs: &[f64], most: u64) {
    for (x, y) in xs.iter().zip(dispatch(Each(xs, function))) {
        let expected = T::of_one(*x);
        let close = distance(y, expected) <= most || (y.is_nan() && expected.is_nan());
        assert!(close, "{}({x:e}) is {y:e} and not {expected:e}", T::NAME);
    }
}

const EDGES: [f64; 25] = [
    0.0,
    -0.0,
    f64::MIN_POSITIVE,
    -f64::MIN_POSITIVE,
    5e-324,
    -5e-324,
    1e-310,
    -1e-17,
    1.0,
    -1.0,
    -0.999_999_999_999,
    709.78,
    709.79,
    -708.5,
    -745.1,
    -745.2,
    22.0,
    -40.0,
    1e5,
    1.1e9,
    -1e300,
    f64::MAX,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

/// Numbers between two, by a congruential generator.
fn between(low: f64, high: f64) -> Vec<f64> {
    let mut state = 12345_u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        low + (high - low) * (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    std::iter::repeat_with(next).take(20_001).collect()
}

/// The bound is what the two may differ by: our own error (see `docs/performance.md`), and that of the system's library.
macro_rules! functions {
    ($($test:ident $name:ident $most:literal: $([$low:literal, $high:literal])*;)*) => {$(
        #[test]
        fn $test() {
            struct Own;
            impl Function for Own {
                const NAME: &'static str = stringify!($name);
                #[inline(always)]
                fn of_lanes<V: Vector>(x: V) -> V {
                    x.$name()
                }
                fn of_one(x: f64) -> f64 {
                    Real::$name(x)
                }
            }
            check(Own, &EDGES, $most);
            $(check(Own, &between($low, $high), $most);)*
        }
    )*};
}
functions! {
    exponentials exp 2: [-2.0, 2.0] [-760.0, 720.0];
    exponentials_less_one exp_m1 3: [-1e-3, 1e-3] [-2.0, 2.0] [-50.0, 720.0];
    logarithms ln 2: [0.5, 2.0] [0.0, 1e-300] [0.0, 1e6];
    logarithms_of_one_and_more ln_1p 2: [-1e-3, 1e-3] [-1.0, 3.0] [0.0, 1e9];
    sines sin 2: [-10.0, 10.0] [-1e5, 1e5] [-1e9, 1e9] [-1e-8, 1e-8];
    cosines cos 2: [-10.0, 10.0] [-1e5, 1e5] [-1e9, 1e9];
    tangents tan 4: [-10.0, 10.0] [-1e9, 1e9];
    hyperbolic_tangents tanh 4: [-1e-3, 1e-3] [-2.0, 2.0] [-30.0, 30.0];
    roots sqrt 0: [0.0, 10.0];
    sizes abs 0: [-1.0, 1.0];
    arctangents atan 0: [-10.0, 10.0];
}

#[test]
fn choices_and_powers_are_those_of_numbers() {
    struct Pairs<'x>(&'x [f64], f64);
    impl Task for Pairs<'_> {
        type Output = Vec<[f64; 8]>;
        #[inline(always)]
        fn run<W: Width>(self, lanes: W) -> Vec<[f64; 8]> {
            let other = lanes.splat(self.1);
            let of = |x: f64| {
                let x = lanes.splat(x);
                [
                    x.max(other),
                    x.min(other),
                    x.takes_max(other),
                    x.takes_min(other),
                    x.below(other),
                    x.guarded(other),
                    x.powi(3),
                    x.powi_slope(-2),
                ]
                .map(|values| {
                    let mut first = [0.0];
                    values.store(&mut first);
                    first[0]
                })
            };
            self.0.iter().map(|x| of(*x)).collect()
        }
    }
    use autodiff_runtime::support::{below, guarded, powi_slope, takes_max, takes_min};
    for other in EDGES {
        for (x, values) in EDGES.iter().zip(dispatch(Pairs(&EDGES, other))) {
            let x = *x;
            let expected = [
                x.max(other),
                x.min(other),
                takes_max(x, other),
                takes_min(x, other),
                below(x, other),
                guarded(x, other),
                x.powi(3),
                powi_slope(x, -2),
            ];
            for (value, expected) in values.iter().zip(expected) {
                let is_close = *value == expected || distance(*value, expected) <= 2;
                assert!(
                    is_close || (value.is_nan() && expected.is_nan()),
                    "{values:?} at {x}, {other}: {expected}"
                );
            }
        }
    }
}
