//! The generalised U-turn criterion of Betancourt (2017, arXiv:1701.02434, appendix A.4.2), with the checks across
//! neighbouring sub-trees that Stan added in version 2.21: without them a trajectory of a nearly Gaussian density can
//! pass its turning point unnoticed and go round twice.
//!
//! A stretch of trajectory from a to b goes on as long as ρ·p(a) > 0 and ρ·p(b) > 0, where ρ is the sum of the momenta on
//! it. With the running sums in the points, ρ = S(b) - S(a) + p(a).

use super::hamiltonian::Point;
use crate::metric::{DotOfBlocks, Eight, Pass, Registers, run, total};

/// Whether two neighbouring sub-trees make a turn together: `left` and `right` hold the first and last point of each, in
/// order of time.
pub(super) fn is_turning(left: [&Point; 2], right: [&Point; 2]) -> bool {
    if std::ptr::eq(left[0], left[1]) && std::ptr::eq(right[0], right[1]) {
        // Two single points: the checks across sub-trees would repeat this one.
        return pair_turns(left[0], right[0]);
    }
    let points = [left[0], left[1], right[0], right[1]];
    let products = run(points[0].momentum.len(), EndProducts(points));
    // NaN counts as a turn.
    !products.iter().all(|product| *product > 0.0)
}

/// The criterion for a stretch of two points, whose ρ is the sum of the two momenta; |p|² is twice the kinetic energy.
fn pair_turns(p: &Point, q: &Point) -> bool {
    let pass = DotOfBlocks(p.momentum.blocks(), q.momentum.blocks());
    let product = run(p.momentum.len(), pass);
    !(2.0 * p.kinetic + product > 0.0 && 2.0 * q.kinetic + product > 0.0)
}

/// ρ·p at both ends of the whole stretch, of that up to the first point of the right sub-tree, and of that from the last
/// point of the left one: all in one pass.
struct EndProducts<'a>([&'a Point; 4]);

impl Pass for EndProducts<'_> {
    type Output = [f64; 6];

    #[inline(always)]
    fn run<R: Registers>(self, registers: R) -> [f64; 6] {
        let [first, before, after, last] = self.0;
        let blocks = first.momentum.blocks().len();
        let (p_first, s_first) = (first.momentum.blocks(), &first.momentum_sum.blocks()[..blocks]);
        let (p_before, s_before) = (
            &before.momentum.blocks()[..blocks],
            &before.momentum_sum.blocks()[..blocks],
        );
        let (p_after, s_after) = (
            &after.momentum.blocks()[..blocks],
            &after.momentum_sum.blocks()[..blocks],
        );
        let (p_last, s_last) = (&last.momentum.blocks()[..blocks], &last.momentum_sum.blocks()[..blocks]);
        let nothing = registers.splat(0.0);
        let (mut whole, mut left, mut right) = ([nothing; 2], [nothing; 2], [nothing; 2]);
        for i in 0..blocks {
            let (p, q, s) = (
                registers.load(&p_first[i]),
                registers.load(&p_last[i]),
                registers.load(&s_last[i]),
            );
            let to_first = registers.load(&s_first[i]) - p;
            let rho = s - to_first;
            whole = [whole[0] + rho * p, whole[1] + rho * q];
            let rho = registers.load(&s_after[i]) - to_first;
            left = [left[0] + rho * p, left[1] + rho * registers.load(&p_after[i])];
            let p = registers.load(&p_before[i]);
            let rho = s - (registers.load(&s_before[i]) - p);
            right = [right[0] + rho * p, right[1] + rho * q];
        }
        [whole[0], whole[1], left[0], left[1], right[0], right[1]].map(
            #[inline(always)]
            |sums| total(sums.block()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::dot;

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
