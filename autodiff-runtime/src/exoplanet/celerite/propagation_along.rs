//! The change of propagators along a change of decay rates and frequencies: plain functions, which are differentiated again.

use super::propagation::{add_block, add_product, oscillation, triple};
use super::slopes::{sine_slope, versine_slope};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// A pair's propagator and its change along a change of its decay rate and squared frequency.
#[differentiable]
fn pair_along(
    decay: f64,
    square: f64,
    decay_dot: f64,
    square_dot: f64,
    #[constant] step: f64,
) -> ([[f64; 2]; 2], [[f64; 2]; 2]) {
    let (cosine, sine, excess) = oscillation(decay, square, step);
    let excess_dot = square_dot - 2.0 * decay * decay_dot;
    let slope = sine_slope(cosine, sine, excess, step);
    let cosine_dot = -step * (decay_dot * cosine + 0.5 * sine * excess_dot);
    let sine_dot = slope * excess_dot - step * decay_dot * sine;
    let last_dot = -excess_dot * sine - excess * sine_dot;
    (
        [[cosine, sine], [-excess * sine, cosine]],
        [[cosine_dot, sine_dot], [last_dot, cosine_dot]],
    )
}

/// The same for a triple.
#[differentiable]
fn triple_along(
    decay: f64,
    square: f64,
    decay_dot: f64,
    square_dot: f64,
    #[constant] step: f64,
) -> ([[f64; 3]; 3], [[f64; 3]; 3]) {
    let rows = triple(decay, square, step);
    let (envelope, sine, versine, cosine) = (rows[0][0], rows[0][1], rows[0][2], rows[1][1]);
    let excess = square - decay * decay;
    let excess_dot = square_dot - 2.0 * decay * decay_dot;
    let envelope_dot = -step * decay_dot * envelope;
    let cosine_dot = -step * (decay_dot * cosine + 0.5 * sine * excess_dot);
    let sine_dot = sine_slope(cosine, sine, excess, step) * excess_dot - step * decay_dot * sine;
    let versine_dot = versine_slope(envelope, sine, versine, excess, step) * excess_dot - step * decay_dot * versine;
    let last_dot = -excess_dot * sine - excess * sine_dot;
    (
        rows,
        [
            [envelope_dot, sine_dot, versine_dot],
            [0.0, cosine_dot, sine_dot],
            [0.0, last_dot, cosine_dot],
        ],
    )
}

/// The propagators of all blocks, and their change along a change of the spectrum.
#[differentiable]
pub(super) fn propagator_along<const J: usize, const W: usize>(
    spectrum: &[f64; J],
    spectrum_dot: &[f64; J],
    #[constant] step: f64,
) -> ([[f64; W]; J], [[f64; W]; J]) {
    let mut rows = [[0.0; W]; J];
    let mut rows_dot = [[0.0; W]; J];
    for block in 0..J / W {
        let at = block * W;
        let (decay, decay_dot) = (spectrum[at], spectrum_dot[at]);
        if W == 1 {
            let envelope = (-decay * step).exp();
            rows[at][0] = envelope;
            rows_dot[at][0] = -step * decay_dot * envelope;
        } else if W == 2 {
            let (one, one_dot) = pair_along(decay, spectrum[at + 1], decay_dot, spectrum_dot[at + 1], step);
            add_block::<2, J, W>(&one, at, &mut rows);
            add_block::<2, J, W>(&one_dot, at, &mut rows_dot);
        } else if W == 3 {
            let (one, one_dot) = triple_along(decay, spectrum[at + 1], decay_dot, spectrum_dot[at + 1], step);
            add_block::<3, J, W>(&one, at, &mut rows);
            add_block::<3, J, W>(&one_dot, at, &mut rows_dot);
        } else {
            let place = at + W / 2;
            let (other_decay, other_square) = (spectrum[place], spectrum[place + 1]);
            let (other, other_dot) = pair_along(
                other_decay,
                other_square,
                spectrum_dot[place],
                spectrum_dot[place + 1],
                step,
            );
            if W == 4 {
                let (one, one_dot) = pair_along(decay, spectrum[at + 1], decay_dot, spectrum_dot[at + 1], step);
                add_product::<2, J, W>(&one, &other, at, &mut rows);
                add_product::<2, J, W>(&one_dot, &other, at, &mut rows_dot);
                add_product::<2, J, W>(&one, &other_dot, at, &mut rows_dot);
            } else {
                let (one, one_dot) = triple_along(decay, spectrum[at + 1], decay_dot, spectrum_dot[at + 1], step);
                add_product::<3, J, W>(&one, &other, at, &mut rows);
                add_product::<3, J, W>(&one_dot, &other, at, &mut rows_dot);
                add_product::<3, J, W>(&one, &other_dot, at, &mut rows_dot);
            }
        }
    }
    (rows, rows_dot)
}
