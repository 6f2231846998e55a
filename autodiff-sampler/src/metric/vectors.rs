//! The passes over vectors that a leapfrog step makes around the gradient.

/// Numbers handled at once, with partial sums of their own, so that reductions vectorise.
const LANES: usize = 8;

/// Dot product of two vectors of equal length.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let (a_blocks, a_rest) = a.as_chunks::<LANES>();
    let (b_blocks, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f64>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}

/// `sum` ← `sum` + `factor` `vector`.
pub(crate) fn add_multiple(sum: &mut [f64], factor: f64, vector: &[f64]) {
    for (sum, v) in sum.iter_mut().zip(vector) {
        *sum += factor * v;
    }
}

/// The first half of a leapfrog step with a diagonal metric: p̃' = p̃ + ½ε g̃, x' = x + ε σ p̃'.
///
/// `start` is (x, p̃, g̃), `end` is (x', p̃').
pub(crate) fn first_half(start: [&[f64]; 3], sigma: &[f64], step: f64, end: [&mut [f64]; 2]) {
    let n = sigma.len();
    let [x, p, g] = start.map(|vector| &vector[..n]);
    let [x_end, p_end] = end;
    let (x_end, p_end) = (&mut x_end[..n], &mut p_end[..n]);
    let half_step = 0.5 * step;
    for i in 0..n {
        let momentum = p[i] + half_step * g[i];
        p_end[i] = momentum;
        x_end[i] = x[i] + step * sigma[i] * momentum;
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
pub(crate) fn second_half(kick: Kick<'_>, scale: Option<(&[f64], &[f64])>, step: f64) -> f64 {
    match (scale, step > 0.0) {
        (Some((sigma, grad)), true) => second_half_as::<true, true>(kick, sigma, grad, step),
        (Some((sigma, grad)), false) => second_half_as::<true, false>(kick, sigma, grad, step),
        (None, true) => second_half_as::<false, true>(kick, &[], &[], step),
        (None, false) => second_half_as::<false, false>(kick, &[], &[], step),
    }
}

fn second_half_as<const SCALE: bool, const FORWARD: bool>(
    kick: Kick<'_>,
    sigma: &[f64],
    grad: &[f64],
    step: f64,
) -> f64 {
    let half_step = 0.5 * step;
    let n = kick.momentum.len();
    let (momentum, sum, whitened) = (&mut kick.momentum[..n], &mut kick.sum[..n], &mut kick.whitened[..n]);
    let (momentum_start, sum_start) = (&kick.momentum_start[..n], &kick.sum_start[..n]);
    let (sigma, grad) = if SCALE {
        (&sigma[..n], &grad[..n])
    } else {
        (&sum_start[..n], &sum_start[..n])
    };
    let mut element = |i: usize| {
        if SCALE {
            whitened[i] = sigma[i] * grad[i];
        }
        let p = momentum[i] + half_step * whitened[i];
        momentum[i] = p;
        // In both directions of time, sum[j] - sum[j - 1] = p[j].
        sum[i] = if FORWARD {
            sum_start[i] + p
        } else {
            sum_start[i] - momentum_start[i]
        };
        p * p
    };
    let mut lanes = [0.0; LANES];
    let blocks = n / LANES;
    for block in 0..blocks {
        for lane in 0..LANES {
            lanes[lane] += element(block * LANES + lane);
        }
    }
    let rest: f64 = (blocks * LANES..n).map(element).sum();
    lanes.iter().sum::<f64>() + rest
}
