//! The generalised U-turn criterion of Betancourt (2017, arXiv:1701.02434, appendix A.4.2), with the checks across
//! neighbouring sub-trees that Stan added in version 2.21: without them a trajectory of a nearly Gaussian density can
//! pass its turning point unnoticed and go round twice.
//!
//! A stretch of trajectory from a to b goes on as long as ρ·p(a) > 0 and ρ·p(b) > 0, where ρ is the sum of the momenta on
//! it. With the running sums in the points, ρ = S(b) - S(a) + p(a).

use super::hamiltonian::Point;
use crate::metric::dot;

/// Independent partial sums per dot product, so that the reductions vectorise.
const LANES: usize = 2;

/// Whether two neighbouring sub-trees make a turn together: `left` and `right` hold the first and last point of each, in
/// order of time.
pub(super) fn is_turning(left: [&Point; 2], right: [&Point; 2]) -> bool {
    if std::ptr::eq(left[0], left[1]) && std::ptr::eq(right[0], right[1]) {
        // Two single points: the checks across sub-trees would repeat this one.
        return pair_turns(left[0], right[0]);
    }
    let [first, before] = left;
    let [after, last] = right;
    let whole_and_across = stretch_products(first, before, after, last);
    // NaN counts as a turn.
    !whole_and_across.iter().all(|product| *product > 0.0)
}

/// The criterion for a stretch of two points, whose ρ is the sum of the two momenta; |p|² is twice the kinetic energy.
fn pair_turns(p: &Point, q: &Point) -> bool {
    let product = dot(&p.momentum, &q.momentum);
    !(2.0 * p.kinetic + product > 0.0 && 2.0 * q.kinetic + product > 0.0)
}

/// ρ·p at both ends of three stretches: all of it, first to `after`, `before` to last.
fn stretch_products(first: &Point, before: &Point, after: &Point, last: &Point) -> [f64; 6] {
    let momenta = [first, before, after, last].map(|point| point.momentum.as_chunks::<LANES>());
    let sums = [first, before, after, last].map(|point| point.momentum_sum.as_chunks::<LANES>());
    let blocks = momenta[0].0.len();
    // Slices of one known length, so that the loop carries no bounds checks.
    let [p_a, p_b, p_c, p_d] = momenta.map(|(p, _)| &p[..blocks]);
    let [s_a, s_b, s_c, s_d] = sums.map(|(s, _)| &s[..blocks]);
    let mut products = [[0.0; LANES]; 6];
    for i in 0..blocks {
        add_products(
            &mut products,
            [p_a[i], p_b[i], p_c[i], p_d[i]],
            [s_a[i], s_b[i], s_c[i], s_d[i]],
        );
    }
    // The last few coordinates, in blocks filled up with zeros.
    let padded = |rest: &[f64]| std::array::from_fn(|lane| rest.get(lane).copied().unwrap_or(0.0));
    add_products(
        &mut products,
        momenta.map(|(_, rest)| padded(rest)),
        sums.map(|(_, rest)| padded(rest)),
    );
    products.map(|lanes| lanes.iter().sum())
}

/// Adds what one block of coordinates contributes to the six products, from momenta and momentum sums of the four points.
#[inline(always)]
fn add_products(products: &mut [[f64; LANES]; 6], p: [[f64; LANES]; 4], s: [[f64; LANES]; 4]) {
    let [p_a, p_b, p_c, p_d] = p;
    let [s_a, s_b, s_c, s_d] = s;
    for lane in 0..LANES {
        let before_first = s_a[lane] - p_a[lane];
        let rho = s_d[lane] - before_first;
        let rho_left = s_c[lane] - before_first;
        let rho_right = s_d[lane] - s_b[lane] + p_b[lane];
        products[0][lane] += rho * p_a[lane];
        products[1][lane] += rho * p_d[lane];
        products[2][lane] += rho_left * p_a[lane];
        products[3][lane] += rho_left * p_c[lane];
        products[4][lane] += rho_right * p_b[lane];
        products[5][lane] += rho_right * p_d[lane];
    }
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
