//! The passes over vectors that a leapfrog step makes around the gradient.

use std::array::from_fn;

/// Numbers handled at once, with partial sums of their own, so that reductions vectorise.
const LANES: usize = 4;
type Lanes = [f64; LANES];

/// Vectors shorter than this are not worth a look at what the processor can do.
#[cfg(feature = "wide-steps")]
const SHORT: usize = 16;

/// Does some `work` on vectors of `length` with the widest registers that the processor has. The work is the same to the
/// bit: partial sums are laid out in the code, and nothing is contracted.
#[inline(always)]
pub(crate) fn widest<R>(length: usize, work: impl FnOnce() -> R) -> R {
    #[cfg(feature = "wide-steps")]
    if length >= SHORT {
        return pulp::Arch::new().dispatch(work);
    }
    let _ = length;
    work()
}

/// Dot product of two vectors of equal length.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    widest(
        a.len(),
        #[inline(always)]
        || sum_of_products(a, b),
    )
}

#[inline(always)]
fn sum_of_products(a: &[f64], b: &[f64]) -> f64 {
    /// Two chains of additions.
    const BLOCK: usize = 2 * LANES;
    let mut lanes = [0.0; BLOCK];
    let (a_blocks, a_rest) = a.as_chunks::<BLOCK>();
    let (b_blocks, b_rest) = b.as_chunks::<BLOCK>();
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        lanes = from_fn(|lane| lanes[lane] + a[lane] * b[lane]);
    }
    lanes.iter().sum::<f64>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}

/// `sum` ← `sum` + `factor` `vector`.
pub(crate) fn add_multiple(sum: &mut [f64], factor: f64, vector: &[f64]) {
    widest(
        sum.len(),
        #[inline(always)]
        || {
            for (sum, v) in sum.iter_mut().zip(vector) {
                *sum += factor * v;
            }
        },
    );
}

/// The first half of a leapfrog step with a diagonal metric: p̃' = p̃ + ½ε g̃, x' = x + ε σ p̃'.
///
/// `start` is (x, p̃, g̃), `end` is (x', p̃').
pub(crate) fn first_half(start: [&[f64]; 3], sigma: &[f64], step: f64, end: [&mut [f64]; 2]) {
    widest(
        sigma.len(),
        #[inline(always)]
        || drift_after_kick(start, sigma, step, end),
    );
}

#[inline(always)]
fn drift_after_kick(start: [&[f64]; 3], sigma: &[f64], step: f64, end: [&mut [f64]; 2]) {
    let half_step = 0.5 * step;
    let [x, p, g] = start.map(|vector| vector.as_chunks::<LANES>());
    let sigma = sigma.as_chunks::<LANES>();
    let [x_end, p_end] = end.map(|vector| vector.as_chunks_mut::<LANES>());
    let blocks = sigma.0.len();
    let [x_blocks, p_blocks, g_blocks] = [x.0, p.0, g.0].map(|vector| &vector[..blocks]);
    let (x_end_blocks, p_end_blocks) = (&mut x_end.0[..blocks], &mut p_end.0[..blocks]);
    for i in 0..blocks {
        // Loaded before anything is stored, as the compiler does not know that vectors do not overlap.
        let (x, p, g, s) = (x_blocks[i], p_blocks[i], g_blocks[i], sigma.0[i]);
        let momentum: Lanes = from_fn(|lane| p[lane] + half_step * g[lane]);
        x_end_blocks[i] = from_fn(|lane| x[lane] + step * s[lane] * momentum[lane]);
        p_end_blocks[i] = momentum;
    }
    let rest = sigma.1.len();
    let [x, p, g] = [x.1, p.1, g.1].map(|vector| &vector[..rest]);
    let (x_end, p_end) = (&mut x_end.1[..rest], &mut p_end.1[..rest]);
    for i in 0..rest {
        p_end[i] = p[i] + half_step * g[i];
        x_end[i] = x[i] + step * sigma.1[i] * p_end[i];
    }
}

/// What the second half of a leapfrog step reads and writes besides the gradient.
pub(crate) struct Kick<'a> {
    /// Momentum sum and momentum at the step's first point.
    pub sum_start: &'a [f64],
    pub momentum_start: &'a [f64],
    /// Whitened gradient at its last point: set when a diagonal metric is given, else read.
    pub whitened: &'a mut [f64],
    /// Momentum at half time, which becomes that of the last point.
    pub momentum: &'a mut [f64],
    /// Momentum sum of the last point, set.
    pub sum: &'a mut [f64],
}

/// The second half of a leapfrog step: p̃ ← p̃ + ½ε g̃ and the running sum of momenta; returns |p̃|².
///
/// `scale` turns gradients into whitened ones: σ and the gradient when the metric is diagonal, nothing when `whitened`
/// is known already.
pub(crate) fn second_half(kick: Kick<'_>, scale: Option<[&[f64]; 2]>, step: f64) -> f64 {
    // Without a scale, something of the right length stands in for it.
    let stand_in = [kick.sum_start; 2];
    widest(
        kick.momentum.len(),
        #[inline(always)]
        || match (scale, step > 0.0) {
            (Some(scale), true) => kicked::<true, true>(kick, scale, step),
            (Some(scale), false) => kicked::<true, false>(kick, scale, step),
            (None, true) => kicked::<false, true>(kick, stand_in, step),
            (None, false) => kicked::<false, false>(kick, stand_in, step),
        },
    )
}

#[inline(always)]
fn kicked<const SCALE: bool, const FORWARD: bool>(kick: Kick<'_>, scale: [&[f64]; 2], step: f64) -> f64 {
    let half_step = 0.5 * step;
    // In both directions of time, sum[j] - sum[j - 1] = p[j].
    let p_start = if FORWARD { kick.sum_start } else { kick.momentum_start };
    let [sigma, grad, p_start, sum_start] =
        [scale[0], scale[1], p_start, kick.sum_start].map(|vector| vector.as_chunks::<LANES>());
    let [g, p, sum] = [kick.whitened, kick.momentum, kick.sum].map(|vector| vector.as_chunks_mut::<LANES>());
    let blocks = p.0.len();
    let [sigma_blocks, grad_blocks, p_start_blocks, sum_start_blocks] =
        [sigma.0, grad.0, p_start.0, sum_start.0].map(|vector| &vector[..blocks]);
    let (g_blocks, p_blocks, sum_blocks) = (&mut g.0[..blocks], &mut p.0[..blocks], &mut sum.0[..blocks]);
    let mut lanes: Lanes = [0.0; LANES];
    for i in 0..blocks {
        let (half, before, first) = (p_blocks[i], sum_start_blocks[i], p_start_blocks[i]);
        let force = if SCALE {
            let (sigma, grad) = (sigma_blocks[i], grad_blocks[i]);
            let force = from_fn(|lane| sigma[lane] * grad[lane]);
            g_blocks[i] = force;
            force
        } else {
            g_blocks[i]
        };
        let momentum: Lanes = from_fn(|lane| half[lane] + half_step * force[lane]);
        let change = if FORWARD { momentum } else { first.map(|p| -p) };
        p_blocks[i] = momentum;
        sum_blocks[i] = from_fn(|lane| before[lane] + change[lane]);
        lanes = from_fn(|lane| lanes[lane] + momentum[lane] * momentum[lane]);
    }
    let mut square = lanes.iter().sum::<f64>();
    let rest = p.1.len();
    let [sigma, grad, p_start, sum_start] = [sigma.1, grad.1, p_start.1, sum_start.1].map(|vector| &vector[..rest]);
    let (g, p, sum) = (&mut g.1[..rest], &mut p.1[..rest], &mut sum.1[..rest]);
    for i in 0..rest {
        if SCALE {
            g[i] = sigma[i] * grad[i];
        }
        p[i] += half_step * g[i];
        sum[i] = sum_start[i] + if FORWARD { p[i] } else { -p_start[i] };
        square += p[i] * p[i];
    }
    square
}
