//! What the rules of all laws with fractional powers or logarithms have in common.

use super::graded::{Found, Integral};
use crate::Real;
use core::f64::consts::PI;

/// Defines the flux under a law from a function generic over numbers that returns the flux and its derivatives by b, r and the
/// coefficients, in one array. Second derivatives are those of that function, on dual numbers.
///
/// The names behind the semicolon are those of the functions that the rule consists of.
macro_rules! law {
    ($(#[$attribute:meta])* $visibility:vis fn $name:ident(b, r, u: [f64; $count:literal]) -> [f64; $results:literal] = $partials:path;
        $vjp:ident, $jvp:ident, $first:ident, $first_vjp:ident, $first_jvp:ident) => {
        $(#[$attribute])*
        #[differentiable(vjp = $vjp, jvp = $jvp, second_order)]
        $visibility fn $name(b: f64, r: f64, u: [f64; $count]) -> f64 {
            let partials: [f64; $results] = $partials(b, r, u);
            partials[0]
        }

        fn $vjp(b: f64, r: f64, u: [f64; $count]) -> (f64, impl FnOnce(f64) -> (f64, f64, [f64; $count]) + use<>) {
            let partials: [f64; $results] = $partials(b, r, u);
            let pullback = move |seed: f64| {
                let by_u = core::array::from_fn(|i| seed * partials[3 + i]);
                (seed * partials[1], seed * partials[2], by_u)
            };
            (partials[0], pullback)
        }

        #[differentiable]
        fn $jvp(b: f64, r: f64, u: [f64; $count], b_dot: f64, r_dot: f64, u_dot: [f64; $count]) -> (f64, f64) {
            let partials = $first(b, r, u);
            let mut dot = partials[1] * b_dot + partials[2] * r_dot;
            for i in 0..$count {
                dot += partials[3 + i] * u_dot[i];
            }
            (partials[0], dot)
        }

        #[differentiable(vjp = $first_vjp, jvp = $first_jvp)]
        fn $first(b: f64, r: f64, u: [f64; $count]) -> [f64; $results] {
            $partials(b, r, u)
        }

        #[allow(clippy::type_complexity)] // what the rule's signature is
        fn $first_vjp(
            b: f64,
            r: f64,
            u: [f64; $count],
        ) -> ([f64; $results], impl FnOnce([f64; $results]) -> (f64, f64, [f64; $count]) + use<>) {
            let pullback = move |seed: [f64; $results]| {
                let along = |direction: usize| -> f64 {
                    let unit = |at: usize| if at == direction { 1.0 } else { 0.0 };
                    let (_, dot) = $first_jvp(b, r, u, unit(0), unit(1), core::array::from_fn(|i| unit(2 + i)));
                    seed.iter().zip(dot).map(|(seed, dot)| seed * dot).sum()
                };
                (along(0), along(1), core::array::from_fn(|i| along(2 + i)))
            };
            ($partials(b, r, u), pullback)
        }

        fn $first_jvp(
            b: f64,
            r: f64,
            u: [f64; $count],
            b_dot: f64,
            r_dot: f64,
            u_dot: [f64; $count],
        ) -> ([f64; $results], [f64; $results]) {
            let u = core::array::from_fn(|i| Dual::new(u[i], u_dot[i]));
            let partials: [Dual<f64>; $results] = $partials(Dual::new(b, b_dot), Dual::new(r, r_dot), u);
            (partials.map(|partial| partial.value), partials.map(|partial| partial.tangent))
        }
    };
}
pub(super) use law;

/// Flux and derivatives under I = 1 − Σ uₖ fₖ, from the integrals over what is hidden and over the star of each f.
#[inline(always)]
pub(super) fn partials<T: Real, const K: usize, const RESULTS: usize>(
    u: [T; K],
    of_star: [T; K],
    hidden: Found<T, K>,
) -> [T; RESULTS] {
    let (mut sum, parts) = match hidden {
        Found::Part(of_one, parts) => (of_one, parts),
        Found::All(flux) => {
            // NaN if a coefficient is not a number.
            let zero = u.iter().fold(T::from_f64(0.0 * flux), |sum, &u| sum + T::zero() * u);
            return core::array::from_fn(|i| if i == 0 { zero + T::from_f64(flux) } else { zero });
        }
    };
    let mut whole = T::from_f64(PI);
    for k in 0..K {
        whole -= u[k] * of_star[k];
        sum.hidden -= u[k] * parts[k].hidden;
        sum.by_b -= u[k] * parts[k].by_b;
        sum.by_r -= u[k] * parts[k].by_r;
    }
    let Integral { hidden, by_b, by_r } = sum;
    let lost = hidden / whole;
    core::array::from_fn(|i| match i {
        0 => T::one() - lost,
        1 => -by_b / whole,
        2 => -by_r / whole,
        _ => (parts[i - 3].hidden - lost * of_star[i - 3]) / whole,
    })
}
