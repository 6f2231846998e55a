//! The generalised U-turn criterion of Betancourt (2017, arXiv:1701.02434, appendix A.4.2), with the checks across
//! neighbouring sub-trees that Stan added in version 2.21: without them a trajectory of a nearly Gaussian density can
//! pass its turning point unnoticed and go round twice.
//!
//! A stretch of trajectory from a to b goes on as long as ρ·p(a) > 0 and ρ·p(b) > 0, where ρ is the sum of the momenta on
//! it. With the running sums in the points, ρ = S(b) - S(a) + p(a).

use std::array::from_fn;

use super::hamiltonian::Point;
use crate::metric::{dot, widest};

/// Partial sums per dot product, so that the reductions vectorise.
const LANES: usize = 4;
type Lanes = [f64; LANES];

/// Whether two neighbouring sub-trees make a turn together: `left` and `right` hold the first and last point of each, in
/// order of time.
pub(super) fn is_turning(left: [&Point; 2], right: [&Point; 2]) -> bool {
    if std::ptr::eq(left[0], left[1]) && std::ptr::eq(right[0], right[1]) {
        // Two single points: the checks across sub-trees would repeat this one.
        return pair_turns(left[0], right[0]);
    }
    let [first, before] = left;
    let [after, last] = right;
    stretch_turns(first, last) || stretch_turns(first, after) || stretch_turns(before, last)
}

/// The criterion for a stretch of two points, whose ρ is the sum of the two momenta; |p|² is twice the kinetic energy.
fn pair_turns(p: &Point, q: &Point) -> bool {
    let product = dot(&p.momentum, &q.momentum);
    !(2.0 * p.kinetic + product > 0.0 && 2.0 * q.kinetic + product > 0.0)
}

/// The criterion for the stretch from `first` to `last`; NaN counts as a turn.
fn stretch_turns(first: &Point, last: &Point) -> bool {
    let [at_first, at_last] = widest(
        first.momentum.len(),
        #[inline(always)]
        || end_products(first, last),
    );
    !(at_first > 0.0 && at_last > 0.0)
}

/// ρ·p at both ends of a stretch.
#[inline(always)]
fn end_products(first: &Point, last: &Point) -> [f64; 2] {
    let (p_first, p_first_rest) = first.momentum.as_chunks::<LANES>();
    let (p_last, p_last_rest) = last.momentum.as_chunks::<LANES>();
    let (s_first, s_first_rest) = first.momentum_sum.as_chunks::<LANES>();
    let (s_last, s_last_rest) = last.momentum_sum.as_chunks::<LANES>();
    let (mut at_first, mut at_last): (Lanes, Lanes) = ([0.0; LANES], [0.0; LANES]);
    for (((p, q), s), t) in p_first.iter().zip(p_last).zip(s_first).zip(s_last) {
        let rho: Lanes = from_fn(|lane| t[lane] - (s[lane] - p[lane]));
        at_first = from_fn(|lane| at_first[lane] + rho[lane] * p[lane]);
        at_last = from_fn(|lane| at_last[lane] + rho[lane] * q[lane]);
    }
    let mut sums = [at_first, at_last].map(|lanes| lanes.iter().sum::<f64>());
    let rest = p_first_rest.iter().zip(p_last_rest).zip(s_first_rest).zip(s_last_rest);
    for (((p, q), s), t) in rest {
        let rho = t - (s - p);
        sums[0] += rho * p;
        sums[1] += rho * q;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A trajectory with the given momenta.
    fn points(momenta: &[[f64; 3]]) -> Vec<Point> {
        let mut sum = [0.0; 3];
        momenta
            .iter()
            .map(|momentum| {
                let mut point = Point::new(3);
                for (sum, p) in sum.iter_mut().zip(momentum) {
                    *sum += p;
                }
                point.momentum.copy_from_slice(momentum);
                point.momentum_sum.copy_from_slice(&sum);
                point.kinetic = 0.5 * dot(momentum, momentum);
                point
            })
            .collect()
    }

    #[test]
    fn straight_lines_go_on_and_reversals_stop() {
        let p = points(&[
            [1.0, 0.0, 0.5],
            [1.0, 0.1, 0.5],
            [0.9, 0.2, 0.4],
            [0.8, 0.3, 0.4],
            [-3.0, -1.0, -2.0],
        ]);
        assert!(!is_turning([&p[0], &p[0]], [&p[1], &p[1]]));
        assert!(!is_turning([&p[0], &p[1]], [&p[2], &p[3]]));
        assert!(is_turning([&p[3], &p[3]], [&p[4], &p[4]]));
        assert!(is_turning([&p[1], &p[2]], [&p[3], &p[4]]));
    }

    #[test]
    fn a_turn_across_the_seam_is_seen() {
        // The whole stretch looks straight at both ends, the stretch from the second point on does not.
        let p = points(&[[9.0, 0.0, 0.0], [-1.0, 0.1, 0.0], [2.0, 0.0, 0.0], [1.0, 0.0, 0.0]]);
        assert!(is_turning([&p[0], &p[1]], [&p[2], &p[3]]));
    }

    #[test]
    fn not_a_number_is_a_turn() {
        let p = points(&[[1.0, 0.0, 0.0], [1.0, 0.0, f64::NAN]]);
        assert!(is_turning([&p[0], &p[0]], [&p[1], &p[1]]));
    }
}
