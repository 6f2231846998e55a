//! The two halves of a leapfrog step, before and after its gradient, each in one pass over memory if the metric allows it.
//!
//! Every pass writes all blocks that it writes to, so that what a point was used for before, a divergence perhaps, never shows.

use super::blocks::{Block, BlockVector, total};
use super::registers::{Eight, Pass, Registers, run};
use super::{DenseFactor, Factor, InvMetric};

/// The first half of a step: p̃' = p̃ + ½ε g̃, x' = x + ε F p̃'.
pub(crate) struct FirstHalf<'a> {
    pub position: &'a BlockVector,
    pub momentum: &'a BlockVector,
    pub whitened: &'a BlockVector,
    /// ε.
    pub step: f64,
    /// x', set.
    pub end_position: &'a mut BlockVector,
    /// p̃' at half time, set.
    pub end_momentum: &'a mut BlockVector,
}

/// The second half of a step: g̃ = Fᵀ g, p̃ ← p̃ + ½ε g̃, and the running sum of momenta.
pub(crate) struct SecondHalf<'a> {
    /// Momentum sum and momentum at the step's first point.
    pub start_sum: &'a BlockVector,
    pub start_momentum: &'a BlockVector,
    /// ε.
    pub step: f64,
    /// g at the step's last point.
    pub grad: &'a BlockVector,
    /// g̃ there, set.
    pub whitened: &'a mut BlockVector,
    /// p̃ at half time, which becomes that of the last point.
    pub momentum: &'a mut BlockVector,
    /// Momentum sum of the last point, set.
    pub sum: &'a mut BlockVector,
}

impl InvMetric {
    /// Half a kick, and the drift.
    #[inline]
    pub(crate) fn first_half(&self, half: FirstHalf<'_>) {
        let dimension = half.position.len();
        match self.factor() {
            Factor::Diagonal(sigma) => run(dimension, Diagonal(half, sigma)),
            Factor::Dense(factor) => run(dimension * dimension, Dense(half, factor)),
            Factor::LowRank(factor) => {
                let FirstHalf {
                    position,
                    momentum,
                    whitened,
                    step,
                    end_position,
                    end_momentum,
                } = half;
                let kick = HalfKick {
                    momentum: momentum.blocks(),
                    whitened: whitened.blocks(),
                    step,
                    end: end_momentum.blocks_mut(),
                };
                run(dimension, kick);
                factor.drift(end_momentum, position, step, end_position);
            }
        }
    }

    /// The other half of the kick; returns |p̃|².
    #[inline]
    pub(crate) fn second_half(&self, half: SecondHalf<'_>) -> f64 {
        let dimension = half.momentum.len();
        match self.factor() {
            Factor::Diagonal(sigma) => run(dimension, Diagonal(half, sigma)),
            Factor::Dense(factor) => run(dimension * dimension, Dense(half, factor)),
            Factor::LowRank(factor) => {
                factor.transposed_product(half.grad, half.whitened);
                run(dimension, Known(half))
            }
        }
    }
}

/// Half a step, with what the metric has to do in it.
struct Diagonal<'a, H>(H, &'a BlockVector);
struct Dense<'a, H>(H, &'a DenseFactor);
/// With a whitened gradient that is there already.
struct Known<H>(H);

impl Pass for Diagonal<'_, FirstHalf<'_>> {
    type Output = ();

    #[inline(always)]
    fn run<R: Registers>(self, registers: R) {
        let Self(half, sigma) = self;
        let (half_step, step) = (registers.splat(0.5 * half.step), registers.splat(half.step));
        let sigma = sigma.blocks();
        let blocks = sigma.len();
        let x = &half.position.blocks()[..blocks];
        let (p, g) = (&half.momentum.blocks()[..blocks], &half.whitened.blocks()[..blocks]);
        let x_end = &mut half.end_position.blocks_mut()[..blocks];
        let p_end = &mut half.end_momentum.blocks_mut()[..blocks];
        for i in 0..blocks {
            let momentum = registers.load(&p[i]) + half_step * registers.load(&g[i]);
            let drift = step * registers.load(&sigma[i]) * momentum;
            x_end[i] = (registers.load(&x[i]) + drift).block();
            p_end[i] = momentum.block();
        }
    }
}

impl Pass for Dense<'_, FirstHalf<'_>> {
    type Output = ();

    #[inline(always)]
    fn run<R: Registers>(self, registers: R) {
        let Self(half, factor) = self;
        let kick = HalfKick {
            momentum: half.momentum.blocks(),
            whitened: half.whitened.blocks(),
            step: half.step,
            end: half.end_momentum.blocks_mut(),
        };
        kick.run(registers);
        let step = registers.splat(half.step);
        let ends = half.end_position.blocks_mut().iter_mut().zip(half.position.blocks());
        factor.each_product(registers, half.end_momentum, ends, |(end, start), product| {
            *end = (registers.load(start) + step * product).block();
        });
    }
}

/// `end` = p̃ + ½ε g̃.
struct HalfKick<'a> {
    momentum: &'a [Block],
    whitened: &'a [Block],
    step: f64,
    end: &'a mut [Block],
}

impl Pass for HalfKick<'_> {
    type Output = ();

    #[inline(always)]
    fn run<R: Registers>(self, registers: R) {
        let half_step = registers.splat(0.5 * self.step);
        for ((end, p), g) in self.end.iter_mut().zip(self.momentum).zip(self.whitened) {
            *end = (registers.load(p) + half_step * registers.load(g)).block();
        }
    }
}

impl Pass for Diagonal<'_, SecondHalf<'_>> {
    type Output = f64;

    #[inline(always)]
    fn run<R: Registers>(self, registers: R) -> f64 {
        let Self(half, sigma) = self;
        if half.step > 0.0 {
            half.kick::<R, true, true>(registers, sigma)
        } else {
            half.kick::<R, true, false>(registers, sigma)
        }
    }
}

impl Pass for Dense<'_, SecondHalf<'_>> {
    type Output = f64;

    #[inline(always)]
    fn run<R: Registers>(self, registers: R) -> f64 {
        let Self(half, factor) = self;
        let forces = half.whitened.blocks_mut().iter_mut();
        factor.each_transposed_product(registers, half.grad, forces, |force, product| *force = product.block());
        Known(half).run(registers)
    }
}

impl Pass for Known<SecondHalf<'_>> {
    type Output = f64;

    #[inline(always)]
    fn run<R: Registers>(self, registers: R) -> f64 {
        let Self(half) = self;
        // Without scales, something of the right length stands in for them.
        let stand_in = half.start_sum;
        if half.step > 0.0 {
            half.kick::<R, false, true>(registers, stand_in)
        } else {
            half.kick::<R, false, false>(registers, stand_in)
        }
    }
}

impl SecondHalf<'_> {
    /// With SCALE, g̃ is made from σ and g, else it is there already.
    #[inline(always)]
    fn kick<R: Registers, const SCALE: bool, const FORWARD: bool>(self, registers: R, sigma: &BlockVector) -> f64 {
        let half_step = registers.splat(0.5 * self.step);
        let p = self.momentum.blocks_mut();
        let blocks = p.len();
        let (sigma, grad) = (&sigma.blocks()[..blocks], &self.grad.blocks()[..blocks]);
        let (p_start, sum_start) = (
            &self.start_momentum.blocks()[..blocks],
            &self.start_sum.blocks()[..blocks],
        );
        let (g, sum) = (
            &mut self.whitened.blocks_mut()[..blocks],
            &mut self.sum.blocks_mut()[..blocks],
        );
        let mut squares = registers.splat(0.0);
        for i in 0..blocks {
            let force = if SCALE {
                let force = registers.load(&sigma[i]) * registers.load(&grad[i]);
                g[i] = force.block();
                force
            } else {
                registers.load(&g[i])
            };
            let momentum = registers.load(&p[i]) + half_step * force;
            p[i] = momentum.block();
            // In both directions of time, sum[j] - sum[j - 1] = p[j].
            let before = registers.load(&sum_start[i]);
            let after = if FORWARD {
                before + momentum
            } else {
                before - registers.load(&p_start[i])
            };
            sum[i] = after.block();
            squares = squares + momentum * momentum;
        }
        total(squares.block())
    }
}
