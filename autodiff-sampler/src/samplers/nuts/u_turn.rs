//! The generalised U-turn criterion of Betancourt (2017, arXiv:1701.02434, appendix A.4.2), with the checks across
//! neighbouring sub-trees that Stan added in version 2.21: without them a trajectory of a nearly Gaussian density can
//! pass its turning point unnoticed and go round twice.
//!
//! A stretch of trajectory from a to b goes on as long as ρ·p(a) > 0 and ρ·p(b) > 0, where ρ is the sum of the momenta on
//! it. With the running sums in the points, ρ = S(b) - S(a) + p(a).

use super::hamiltonian::Point;

/// Independent partial sums per dot product, so that the reductions vectorise.
const LANES: usize = 2;

/// Whether two neighbouring sub-trees make a turn together: `left` and `right` hold the first and last point of each, in
/// order of time.
pub(super) fn is_turning(left: [&Point; 2], right: [&Point; 2]) -> bool {
    if std::ptr::eq(left[0], left[1]) && std::ptr::eq(right[0], right[1]) {
        // Two single points: the checks across sub-trees would repeat this one.
        return pair_turns(&left[0].momentum, &right[0].momentum);
    }
    let [first, before] = left;
    let [after, last] = right;
    let whole_and_across = stretch_products(first, before, after, last);
    // NaN counts as a turn.
    !whole_and_across.iter().all(|product| *product > 0.0)
}

/// The criterion for a stretch of two points, whose ρ is the sum of the two momenta.
fn pair_turns(p: &[f64], q: &[f64]) -> bool {
    let mut sums = [[0.0; LANES]; 3];
    let (p_blocks, p_rest) = p.as_chunks::<LANES>();
    let (q_blocks, q_rest) = q.as_chunks::<LANES>();
    for (p, q) in p_blocks.iter().zip(q_blocks) {
        for lane in 0..LANES {
            sums[0][lane] += p[lane] * p[lane];
            sums[1][lane] += p[lane] * q[lane];
            sums[2][lane] += q[lane] * q[lane];
        }
    }
    for (p, q) in p_rest.iter().zip(q_rest) {
        sums[0][0] += p * p;
        sums[1][0] += p * q;
        sums[2][0] += q * q;
    }
    let [pp, pq, qq] = sums.map(|lanes| lanes.iter().sum::<f64>());
    !(pp + pq > 0.0 && qq + pq > 0.0)
}

/// ρ·p at both ends of three stretches: all of it, first to `after`, `before` to last.
fn stretch_products(first: &Point, before: &Point, after: &Point, last: &Point) -> [f64; 6] {
    let n = first.momentum.len();
    let whole = n - n % LANES;
    let (p_a, s_a) = (&first.momentum[..n], &first.momentum_sum[..n]);
    let (p_b, s_b) = (&before.momentum[..n], &before.momentum_sum[..n]);
    let (p_c, s_c) = (&after.momentum[..n], &after.momentum_sum[..n]);
    let (p_d, s_d) = (&last.momentum[..n], &last.momentum_sum[..n]);

    let mut sums = [[0.0; LANES]; 6];
    let mut add = |i: usize, lane: usize| {
        let before_first = s_a[i] - p_a[i];
        let rho = s_d[i] - before_first;
        let rho_left = s_c[i] - before_first;
        let rho_right = s_d[i] - s_b[i] + p_b[i];
        sums[0][lane] += rho * p_a[i];
        sums[1][lane] += rho * p_d[i];
        sums[2][lane] += rho_left * p_a[i];
        sums[3][lane] += rho_left * p_c[i];
        sums[4][lane] += rho_right * p_b[i];
        sums[5][lane] += rho_right * p_d[i];
    };
    for block in (0..whole).step_by(LANES) {
        for lane in 0..LANES {
            add(block + lane, lane);
        }
    }
    for i in whole..n {
        add(i, 0);
    }
    sums.map(|lanes| lanes.iter().sum())
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
