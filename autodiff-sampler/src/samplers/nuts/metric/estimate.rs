//! A metric with correlations, from a window of draws and gradients.
//!
//! Among all linear maps of a density, the one that brings it closest (in Fisher divergence) to a standard normal has the
//! inverse metric A that solves A C_g A = C_x, with C_x and C_g the covariances of draws and of gradients: the geometric
//! mean of C_x and C_g⁻¹ (Seyboldt, Carlson & Carpenter 2026, *Preconditioning Hamiltonian Monte Carlo by minimizing
//! Fisher divergence*, arXiv:2603.18845). For a normal density A is its covariance exactly, as soon as there are more
//! draws than directions: gradients know what draws alone would have to average out.
//!
//! Here the problem is made small first. In coordinates scaled by the diagonal metric, the residuals r = draw + gradient
//! of a normal density lie in the directions that the diagonal metric gets wrong, and in no others (see
//! [`ScaledSample`]). Their principal components span the space in which the equation is solved; along everything else A
//! stays diagonal. So one algorithm gives a low-rank metric when few directions matter, whatever the dimension, and the
//! dense one when all do.

use autodiff_runtime::linear_algebra::{cholesky, matrix_product, solve_lower_transposed};

use super::Metric;
use super::eigen::{Eigen, Reduced};
use super::sample::{ScaledSample, Spreads};
use crate::metric::{DenseFactor, Factor, InvMetric, LowRankFactor, dot, widest};

/// Variance of the residuals, in total or along a principal component, below which nothing can be gained: (√λ - 1/√λ)² for
/// λ = 1.25 or 0.8, and for 2 or ½.
const MIN_TOTAL_RESIDUAL: f64 = 0.05;
const MIN_COMPONENT: f64 = 0.5;

/// Coordinates up to which all directions are looked at without choosing components first (if all are wanted: always).
pub(super) const SMALL_DIMENSION: usize = 32;
/// Largest matrix that is decomposed to find components. Beyond it, components come from at most so many draws.
const MAX_DECOMPOSED: usize = 200;
const MAX_COMPONENT_DRAWS: usize = 128;
/// Components per draw at most, so that what is estimated is not what was chosen.
const COMPONENTS_PER_DRAW: f64 = 0.67;

/// Added to the variances of scaled draws and gradients. Where both are nil, the diagonal metric stays.
const REGULARISATION: f64 = 1e-6;
/// Largest variance along a direction, in scaled coordinates, and the inverse of the smallest: what goes beyond is rounding.
const MAX_STRETCH: f64 = 1e8;
/// Scales and components are fitted in turn: scales to what so few of the strongest components leave, in so many rounds
/// at most, and another one after such a change of scales (mean |ln| of variances).
const DRAWS_PER_REFIT_COMPONENT: usize = 8;
const REFITS: usize = 8;
const SMALL_REFIT: f64 = 0.05;

/// Cost of a leapfrog step per coordinate, in multiplications and additions: a gradient of a posterior with data, with
/// the sampler's own passes; and what the two products with F add. The gradient's real cost is not asked for: a choice
/// by the clock would not be reproducible.
const STEP_COST: f64 = 125.0;
const COST_PER_DIRECTION: f64 = 8.0;
const DENSE_COST_PER_COORDINATE: f64 = 2.0;
/// How much cheaper than with the diagonal metric a trajectory must be for any directions to be kept; and how much more if
/// hardly any of them all are. The trajectory that counts is that of the worst parameter: where some directions stay as they
/// are, it is often not the one along the widest, and becomes no shorter. With all of them kept, every parameter gains.
const LEAST_GAIN: f64 = 1.1;
const LEAST_GAIN_OF_FEW: f64 = 0.25;

/// Directions with variances λ along them that are not those of the diagonal metric.
struct Spectrum {
    variances: Vec<f64>,
    /// m = √(variance of draws × variance of gradients) along each: 1 for a normal density, more where curvature differs from place
    /// to place.
    spreads: Vec<f64>,
    /// Such numbers of the coordinates, apart from their parts in the directions.
    untouched: Spreads,
    /// Unit vectors, one a row.
    directions: Vec<f64>,
}

/// The best metric of the kind asked for; `None` if the sample is too odd for one.
pub(super) fn estimate(mut sample: ScaledSample, kind: Metric) -> Option<InvMetric> {
    let directions = match kind {
        Metric::Diagonal => Some(Vec::new()),
        Metric::Auto if total_residual(&sample) < MIN_TOTAL_RESIDUAL => Some(Vec::new()),
        _ => directions(&mut sample, kind),
    }?;
    if directions.is_empty() {
        return Some(represent(sample.sigma, None, kind));
    }
    let spectrum = Spectrum::solve(&sample, &directions)?;
    Some(represent(sample.sigma, Some(spectrum), kind))
}

fn total_residual(sample: &ScaledSample) -> f64 {
    let residuals = sample.residuals();
    dot(&residuals, &residuals)
}

/// Orthonormal directions, one a row, that the diagonal metric does not get right; refits its scales on the way.
fn directions(sample: &mut ScaledSample, kind: Metric) -> Option<Vec<f64>> {
    let n = sample.dimension;
    if (n <= SMALL_DIMENSION || kind == Metric::Dense) && sample.count >= 2 * n {
        return Some(identity(n));
    }
    for _ in 0..REFITS {
        let found = components(sample)?;
        // More of them would take all that this sample says of the rest.
        let strongest = (found.len() / n).min(sample.count / DRAWS_PER_REFIT_COMPONENT);
        if strongest == 0 || found.len() == n * n || !sample.refit_sigma(&found[..strongest * n], SMALL_REFIT) {
            return Some(found);
        }
    }
    components(sample)
}

/// Principal components of the residuals with a variance worth the trouble, the largest first.
fn components(sample: &ScaledSample) -> Option<Vec<f64>> {
    let n = sample.dimension;
    let residuals = sample.residuals();
    let max_rank = (COMPONENTS_PER_DRAW * sample.count as f64) as usize;
    if n <= MAX_DECOMPOSED && sample.count >= n {
        let covariance = gram_of_columns(&residuals, n);
        let reduced = Reduced::of(covariance, n)?;
        let mut values = reduced.values()?;
        values.retain(|value| *value > MIN_COMPONENT);
        if 2 * values.len() > n && values.len() <= max_rank {
            return Some(identity(n));
        }
        values.sort_by(|a, b| b.total_cmp(a));
        values.truncate(max_rank);
        return Some(reduced.vectors_of(&values));
    }
    // Fewer draws than coordinates: the components are combinations of draws.
    let every = sample.count.div_ceil(MAX_COMPONENT_DRAWS);
    let rows: Vec<&[f64]> = residuals.chunks_exact(n).step_by(every).collect();
    let share = every as f64;
    let gram = rows
        .iter()
        .flat_map(|a| rows.iter().map(move |b| share * dot(a, b)))
        .collect();
    let eigen = Eigen::of(gram, rows.len())?;
    let max_rank = max_rank.min((COMPONENTS_PER_DRAW * rows.len() as f64) as usize);
    let mut found = Vec::new();
    for i in largest(&eigen, max_rank) {
        let mut component = vec![0.0; n];
        for (row, weight) in rows.iter().zip(eigen.vector(i)) {
            crate::metric::add_multiple(&mut component, *weight, row);
        }
        let norm = dot(&component, &component).sqrt();
        found.extend(component.iter().map(|element| element / norm));
    }
    Some(found)
}

/// Indices of the eigenvalues above [`MIN_COMPONENT`], `count` at most, in descending order.
fn largest(eigen: &Eigen, count: usize) -> impl Iterator<Item = usize> {
    let mut indices: Vec<usize> = (0..eigen.values.len()).collect();
    indices.retain(|i| eigen.values[*i] > MIN_COMPONENT);
    indices.sort_by(|i, j| eigen.values[*j].total_cmp(&eigen.values[*i]));
    indices.truncate(count);
    indices.into_iter()
}

impl Spectrum {
    /// Solves A C_g A = C_x in the space of the orthonormal `directions`.
    ///
    /// With C_g = L Lᵀ and Lᵀ C_x L = Q M Qᵀ, A = L⁻ᵀ Q M^½ Qᵀ L⁻¹.
    fn solve(sample: &ScaledSample, directions: &[f64]) -> Option<Self> {
        let rank = directions.len() / sample.dimension;
        let along = sample.along(directions);
        let untouched = if rank < sample.dimension {
            sample.spreads_apart(&along, directions)
        } else {
            Spreads::default()
        };
        let [draw_covariance, grad_covariance] = along.map(|along| {
            let mut covariance = gram_of_columns(&along, rank);
            covariance
                .iter_mut()
                .step_by(rank + 1)
                .for_each(|v| *v += REGULARISATION);
            covariance
        });
        let l = cholesky(&grad_covariance, rank);
        let inner = matrix_product(&transposed(&l, rank), &matrix_product(&draw_covariance, &l, rank), rank);
        let Eigen { values, vectors } = Eigen::of(symmetric(inner, rank), rank)?;
        let mut quarter = vectors;
        for (row, value) in quarter.chunks_exact_mut(rank).zip(values) {
            let factor = value.max(f64::MIN_POSITIVE).sqrt().sqrt();
            row.iter_mut().for_each(|element| *element *= factor);
        }
        let factor = solve_lower_transposed(&l, &transposed(&quarter, rank), rank);
        let solution = gram_of_columns(&transposed(&factor, rank), rank);
        let Eigen { values, vectors } = Eigen::of(solution, rank)?;
        let variances = values
            .into_iter()
            .map(|v| v.clamp(1.0 / MAX_STRETCH, MAX_STRETCH))
            .collect();
        let along_each = |covariance: &[f64]| -> Vec<f64> {
            let products = matrix_product(&vectors, covariance, rank);
            let rows = products.chunks_exact(rank).zip(vectors.chunks_exact(rank));
            rows.map(|(product, vector)| dot(product, vector)).collect()
        };
        let of_both = along_each(&draw_covariance)
            .into_iter()
            .zip(along_each(&grad_covariance));
        Some(Self {
            variances,
            spreads: of_both.map(|(x, g)| (x * g).sqrt()).collect(),
            untouched,
            directions: matrix_product(&vectors, directions, rank),
        })
    }

    /// Puts the variances that are furthest from 1 first.
    fn sort(&mut self) {
        let n = self.directions.len() / self.variances.len();
        let mut order: Vec<usize> = (0..self.variances.len()).collect();
        let distance = |i: &usize| self.variances[*i].ln().abs();
        order.sort_by(|i, j| distance(j).total_cmp(&distance(i)));
        self.directions = order
            .iter()
            .flat_map(|i| &self.directions[i * n..(i + 1) * n])
            .copied()
            .collect();
        for numbers in [&mut self.variances, &mut self.spreads] {
            *numbers = order.iter().map(|i| numbers[*i]).collect();
        }
    }

    /// How many of the (sorted) directions to keep, such that a trajectory as long as the widest direction costs least.
    ///
    /// With variances x of draws and g of gradients (m and m along a direction that is kept, m λ and m/λ along one that is not), its
    /// leapfrog steps number about √max x · (Σ g²)^¼: what a step of length ε does to the energy has the variance ε⁴ Σ g², up to a
    /// factor, so that many ordinary directions shorten steps as much as a few narrow ones. `dense_from` directions cost as much as a
    /// dense matrix.
    fn best_rank(&self, dense_from: usize) -> usize {
        let rank = self.variances.len();
        let dimension = self.directions.len() / rank;
        // The largest variance of draws, and the sum of squares, of the first k directions if they are kept.
        let mut kept_widest = vec![self.untouched.largest; rank + 1];
        let mut kept_squares = vec![self.untouched.squares; rank + 1];
        for (i, spread) in self.spreads.iter().enumerate() {
            kept_widest[i + 1] = spread.max(kept_widest[i]);
            kept_squares[i + 1] = spread * spread + kept_squares[i];
        }
        let (mut widest, mut squares): (f64, f64) = (0.0, 0.0);
        let mut best = (f64::INFINITY, rank);
        for kept in (0..=rank).rev() {
            let cost_per_coordinate = COST_PER_DIRECTION * kept.min(dense_from) as f64;
            let steps = widest.max(kept_widest[kept]).sqrt() * (squares + kept_squares[kept]).sqrt().sqrt();
            let least_gain = match kept {
                0 => 1.0,
                _ => LEAST_GAIN * (1.0 + LEAST_GAIN_OF_FEW * (1.0 - kept as f64 / dimension as f64)),
            };
            let cost = (STEP_COST + cost_per_coordinate) * steps * least_gain;
            if cost <= best.0 {
                best = (cost, kept);
            }
            if kept > 0 {
                let (variance, spread) = (self.variances[kept - 1], self.spreads[kept - 1]);
                widest = widest.max(spread * variance);
                squares += (spread / variance).powi(2);
            }
        }
        best.1
    }
}

/// Puts scales and spectrum into one of the forms of a metric, the cheapest if the kind leaves a choice.
fn represent(sigma: Vec<f64>, spectrum: Option<Spectrum>, kind: Metric) -> InvMetric {
    let n = sigma.len();
    let Some(mut spectrum) = spectrum else {
        return match kind {
            Metric::Dense => dense(sigma, &[], &[]),
            _ => InvMetric::diagonal_from_sigma(sigma),
        };
    };
    spectrum.sort();
    // From this rank on, a dense product is the cheaper one.
    let dense_from = (DENSE_COST_PER_COORDINATE / COST_PER_DIRECTION * n as f64).ceil() as usize;
    let rank = match kind {
        Metric::Diagonal => 0,
        Metric::Dense => spectrum.variances.len(),
        Metric::LowRank => spectrum.best_rank(usize::MAX),
        Metric::Auto => spectrum.best_rank(dense_from),
    };
    let (variances, directions) = (&spectrum.variances[..rank], &spectrum.directions[..rank * n]);
    match kind {
        Metric::Dense => dense(sigma, variances, directions),
        // Once the price of a dense product is paid, nothing is left out.
        Metric::Auto if rank >= dense_from => dense(sigma, &spectrum.variances, &spectrum.directions),
        _ if rank == 0 => InvMetric::diagonal_from_sigma(sigma),
        _ => InvMetric::new(Factor::LowRank(LowRankFactor::new(
            sigma,
            directions.to_vec(),
            variances,
        ))),
    }
}

/// diag(σ) (I + Σ (λ - 1) u uᵀ) diag(σ) as a dense metric; diagonal if rounding leaves it without a factor.
fn dense(sigma: Vec<f64>, variances: &[f64], directions: &[f64]) -> InvMetric {
    let n = sigma.len();
    let mut matrix = identity(n);
    for (variance, u) in variances.iter().zip(directions.chunks_exact(n)) {
        for (row, u_row) in matrix.chunks_exact_mut(n).zip(u) {
            crate::metric::add_multiple(row, (variance - 1.0) * u_row, u);
        }
    }
    let mut lower = cholesky(&matrix, n);
    if lower[0].is_nan() {
        return InvMetric::diagonal_from_sigma(sigma);
    }
    for (row, s) in lower.chunks_exact_mut(n).zip(&sigma) {
        row.iter_mut().for_each(|element| *element *= s);
    }
    InvMetric::new(Factor::Dense(DenseFactor::new(&lower, n)))
}

fn identity(n: usize) -> Vec<f64> {
    let mut matrix = vec![0.0; n * n];
    matrix.iter_mut().step_by(n + 1).for_each(|element| *element = 1.0);
    matrix
}

/// XᵀX for a matrix X of rows with `columns` numbers.
fn gram_of_columns(rows: &[f64], columns: usize) -> Vec<f64> {
    /// Rows that are added at once, so that sums are loaded and stored less often.
    const BLOCK: usize = 4;
    let mut gram = vec![0.0; columns * columns];
    let (blocks, rest) = rows.split_at(rows.len() - rows.len() % (BLOCK * columns));
    widest(
        columns,
        #[inline(always)]
        || {
            for block in blocks.chunks_exact(BLOCK * columns) {
                let rows: [&[f64]; BLOCK] = std::array::from_fn(|k| &block[k * columns..(k + 1) * columns]);
                for (i, sums) in gram.chunks_exact_mut(columns).enumerate() {
                    let [a, b, c, d] = rows.map(|row| &row[..=i]);
                    for ((((sum, a_j), b_j), c_j), d_j) in sums[..=i].iter_mut().zip(a).zip(b).zip(c).zip(d) {
                        *sum += a[i] * a_j + b[i] * b_j + c[i] * c_j + d[i] * d_j;
                    }
                }
            }
            for row in rest.chunks_exact(columns) {
                for (i, (sums, x)) in gram.chunks_exact_mut(columns).zip(row).enumerate() {
                    for (sum, y) in sums[..=i].iter_mut().zip(row) {
                        *sum += x * y;
                    }
                }
            }
        },
    );
    mirror(&mut gram, columns);
    gram
}

/// Copies the lower triangle into the upper one.
fn mirror(a: &mut [f64], n: usize) {
    for i in 0..n {
        for j in 0..i {
            a[j * n + i] = a[i * n + j];
        }
    }
}

/// A matrix that is symmetric but for rounding, made so.
fn symmetric(mut a: Vec<f64>, n: usize) -> Vec<f64> {
    for i in 0..n {
        for j in 0..i {
            a[i * n + j] = 0.5 * (a[i * n + j] + a[j * n + i]);
        }
    }
    mirror(&mut a, n);
    a
}

fn transposed(a: &[f64], n: usize) -> Vec<f64> {
    let mut t = vec![0.0; a.len()];
    for i in 0..n {
        for j in 0..n {
            t[j * n + i] = a[i * n + j];
        }
    }
    t
}
