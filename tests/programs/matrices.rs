//! Linear algebra, written out by hand.

use crate::{check, check_first, check_map};
use pullback::prelude::*;

/// Lower Cholesky factor in place of the lower triangle.
#[differentiable]
fn cholesky(a: &mut Vec<Vec<f64>>) {
    let n = a.len();
    for j in 0..n {
        for k in 0..j {
            let ljk = a[j][k];
            for i in j..n {
                a[i][j] -= a[i][k] * ljk;
            }
        }
        let pivot = a[j][j].sqrt();
        for i in j..n {
            a[i][j] /= pivot;
        }
    }
}

#[differentiable]
fn forward_substitution(l: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let mut y = b.to_vec();
    for i in 0..y.len() {
        for j in 0..i {
            y[i] -= l[i][j] * y[j];
        }
        y[i] /= l[i][i];
    }
    y
}

/// Log-density of a Gaussian process with a squared-exponential kernel.
#[differentiable]
fn gaussian_process(t: &[f64], y: &[f64], amplitude: f64, scale: f64, noise: f64) -> f64 {
    let n = t.len();
    let mut k = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let r = (t[i] - t[j]) / scale;
            k[i][j] = amplitude.powi(2) * (-0.5 * r * r).exp();
            k[j][i] = k[i][j];
        }
        k[i][i] += noise * noise;
    }
    cholesky(&mut k);
    let z = forward_substitution(&k, y);
    let mut log_det = 0.0;
    for i in 0..n {
        log_det += 2.0 * k[i][i].ln();
    }
    let chi2: f64 = z.iter().map(|z| z * z).sum();
    -0.5 * (chi2 + log_det + n as f64 * (2.0 * std::f64::consts::PI).ln())
}

#[test]
fn gaussian_process_by_cholesky() {
    check!(gaussian_process; &t = vec![0.0, 0.7, 1.1, 2.4], &y = vec![0.3, 0.9, -0.2, 0.5], a = 0.8, s = 1.3, e = 0.4);
}

/// LU with a permutation vector; the sign of the permutation goes into the determinant.
#[differentiable]
fn determinant(matrix: &[[f64; 3]; 3]) -> f64 {
    let mut lu = *matrix;
    let mut sign = 1.0;
    for k in 0..3 {
        let mut best = k;
        for i in k..3 {
            if lu[i][k].abs() > lu[best][k].abs() {
                best = i;
            }
        }
        if best != k {
            lu.swap(k, best);
            sign = -sign;
        }
        for i in k + 1..3 {
            lu[i][k] /= lu[k][k];
            for j in k + 1..3 {
                lu[i][j] -= lu[i][k] * lu[k][j];
            }
        }
    }
    lu.iter().enumerate().fold(sign, |product, (i, row)| product * row[i])
}

/// Determinant by expansion along the first row, recursively.
#[differentiable]
fn laplace(matrix: &Vec<Vec<f64>>) -> f64 {
    let n = matrix.len();
    if n == 1 {
        return matrix[0][0];
    }
    let mut sum = 0.0;
    for column in 0..n {
        let mut minor = Vec::new();
        for row in 1..n {
            let mut line = Vec::new();
            for c in 0..n {
                if c != column {
                    line.push(matrix[row][c]);
                }
            }
            minor.push(line);
        }
        let sign = if column % 2 == 0 { 1.0 } else { -1.0 };
        sum += sign * matrix[0][column] * laplace(&minor);
    }
    sum
}

#[test]
fn determinants() {
    check!(determinant; &a = [[0.2, 1.3, -0.4], [2.1, 0.3, 0.6], [-0.7, 0.9, 1.1]]);
    check!(laplace; &a = vec![vec![0.2, 1.3, -0.4], vec![2.1, 0.3, 0.6], vec![-0.7, 0.9, 1.1]]);
}

#[differentiable]
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b.iter()).map(|(&x, &y)| x * y).sum()
}

#[differentiable]
fn norm(v: &[f64]) -> f64 {
    dot(v, v).sqrt()
}

/// Modified Gram–Schmidt on columns that are stored as rows.
#[differentiable]
fn gram_schmidt(vectors: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for v in vectors {
        let mut w = v.clone();
        for b in &basis {
            let projection = dot(&w, b);
            for (wi, bi) in w.iter_mut().zip(b) {
                *wi -= projection * bi;
            }
        }
        let length = norm(&w);
        basis.push(w.iter().map(|x| x / length).collect());
    }
    basis
}

#[test]
fn orthonormal_basis() {
    check_map!(gram_schmidt; &v = vec![vec![1.0, 0.3, -0.2], vec![0.1, 0.8, 0.5], vec![-0.6, 0.2, 1.4]]);
}

/// Householder QR; returns |det| as the product of the diagonal of R, and the sum of R.
#[differentiable]
fn householder(a: &[Vec<f64>]) -> (f64, f64) {
    let m = a.len();
    let n = a[0].len();
    let mut r: Vec<Vec<f64>> = a.to_vec();
    for k in 0..n.min(m - 1) {
        let mut alpha = 0.0;
        for i in k..m {
            alpha += r[i][k] * r[i][k];
        }
        alpha = alpha.sqrt() * if r[k][k] > 0.0 { -1.0 } else { 1.0 };
        let mut v = vec![0.0; m];
        v[k] = r[k][k] - alpha;
        for i in k + 1..m {
            v[i] = r[i][k];
        }
        let vv = v.iter().map(|x| x * x).sum::<f64>();
        for j in k..n {
            let mut s = 0.0;
            for i in k..m {
                s += v[i] * r[i][j];
            }
            let s = 2.0 * s / vv;
            for i in k..m {
                r[i][j] -= s * v[i];
            }
        }
    }
    let mut product = 1.0;
    let mut total = 0.0;
    for i in 0..n {
        product *= r[i][i];
        for j in i..n {
            total += r[i][j];
        }
    }
    (product.abs(), total)
}

#[test]
fn qr_by_householder() {
    check_map!(householder; &a = vec![vec![1.0, 0.3], vec![0.4, -0.8], vec![-0.6, 0.2]]);
}

#[differentiable]
pub(super) fn matrix_vector(a: &[Vec<f64>], x: &[f64]) -> Vec<f64> {
    a.iter()
        .map(|row| row.iter().zip(x).map(|(a, x)| a * x).sum())
        .collect()
}

/// Dominant eigenvalue.
#[differentiable]
fn power_iteration(a: &[Vec<f64>]) -> f64 {
    let mut v = vec![1.0; a.len()];
    let mut eigenvalue = 0.0;
    for iteration in 0.. {
        let w = matrix_vector(a, &v);
        let length = norm(&w);
        v = w.into_iter().map(|x| x / length).collect::<Vec<_>>();
        let av = matrix_vector(a, &v);
        let next = dot(&v, &av);
        let change = (next - eigenvalue).abs();
        eigenvalue = next;
        if change < 1e-14 || iteration > 200 {
            break;
        }
    }
    eigenvalue
}

#[test]
fn dominant_eigenvalue() {
    // How often it iterates depends on the matrix, which a difference of gradients sees.
    check_first!(power_iteration; &a = vec![vec![2.0, 0.3, 0.1], vec![0.3, 1.0, -0.2], vec![0.1, -0.2, 0.5]]);
}
/// One Jacobi sweep after another over a symmetric 3×3 matrix: its eigenvalues.
#[differentiable]
fn jacobi_eigenvalues(matrix: [[f64; 3]; 3], sweeps: usize) -> [f64; 3] {
    let mut a = matrix;
    for _ in 0..sweeps {
        for p in 0..2 {
            for q in p + 1..3 {
                if a[p][q].abs() < 1e-15 {
                    continue;
                }
                let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for k in 0..3 {
                    let akp = a[k][p];
                    let akq = a[k][q];
                    a[k][p] = c * akp - s * akq;
                    a[k][q] = s * akp + c * akq;
                }
                for k in 0..3 {
                    let (apk, aqk) = (a[p][k], a[q][k]);
                    a[p][k] = c * apk - s * aqk;
                    a[q][k] = s * apk + c * aqk;
                }
            }
        }
    }
    [a[0][0], a[1][1], a[2][2]]
}

#[test]
fn eigenvalues_by_jacobi() {
    check_map!(jacobi_eigenvalues; a = [[2.0, 0.3, 0.1], [0.3, 1.0, -0.2], [0.1, -0.2, 0.5]], const 4);
}

type Matrix = [[f64; 2]; 2];

#[differentiable]
fn multiply(a: &Matrix, b: &Matrix) -> Matrix {
    let mut c = [[0.0; 2]; 2];
    for i in 0..2 {
        for j in 0..2 {
            c[i][j] = (0..2).map(|k| a[i][k] * b[k][j]).sum();
        }
    }
    c
}

/// eᴬ by scaling and squaring.
#[differentiable]
fn exponential(a: &Matrix) -> Matrix {
    let norm = a.iter().flatten().fold(0.0_f64, |m, x| m.max(x.abs()));
    let squarings = if norm > 0.5 {
        (norm / 0.5).log2().ceil() as i32
    } else {
        0
    };
    let scale = 2f64.powi(-squarings);
    let scaled = [[a[0][0] * scale, a[0][1] * scale], [a[1][0] * scale, a[1][1] * scale]];
    let mut result = [[1.0, 0.0], [0.0, 1.0]];
    let mut term = result;
    for k in 1..=16 {
        term = multiply(&term, &scaled);
        for row in term.iter_mut() {
            for x in row.iter_mut() {
                *x /= k as f64;
            }
        }
        for i in 0..2 {
            for j in 0..2 {
                result[i][j] += term[i][j];
            }
        }
    }
    for _ in 0..squarings {
        result = multiply(&result, &result);
    }
    result
}

#[test]
fn matrix_exponential() {
    check_map!(exponential; &a = [[0.3, 1.9], [-1.2, 0.4]]);
}

/// PageRank with damping; columns of the links are normalised first.
#[differentiable]
fn page_rank(links: &[Vec<f64>], damping: f64, iterations: usize) -> Vec<f64> {
    let n = links.len();
    let mut sums = vec![0.0; n];
    for row in links.iter() {
        for (j, w) in row.iter().enumerate() {
            sums[j] += w;
        }
    }
    let mut rank = vec![1.0 / n as f64; n];
    for _ in 0..iterations {
        let mut next = vec![(1.0 - damping) / n as f64; n];
        for (i, row) in links.iter().enumerate() {
            for (j, &weight) in row.iter().enumerate() {
                if weight == 0.0 {
                    continue;
                }
                next[i] += damping * weight / sums[j] * rank[j];
            }
        }
        rank = next;
    }
    rank
}

#[test]
fn ranks_of_pages() {
    check_map!(page_rank; &l = vec![vec![0.1, 1.0, 0.5], vec![1.0, 0.2, 0.5], vec![0.3, 1.0, 0.4]], d = 0.85, const 8);
}

/// Flat row-major matrices, chunked.
#[differentiable]
fn flat_product(a: &[f64], b: &[f64], #[constant] columns: usize, #[constant] inner: usize) -> Vec<f64> {
    let mut c = Vec::with_capacity(a.len() / inner * columns);
    for row in a.chunks(inner) {
        for j in 0..columns {
            let mut sum = 0.0;
            for (k, x) in row.iter().enumerate() {
                sum += x * b[k * columns + j];
            }
            c.push(sum);
        }
    }
    c
}

#[test]
fn flat_matrices() {
    check_map!(flat_product; &a = vec![0.1, 0.2, 0.3, 0.4, 0.5, 0.6], &b = vec![1.0, -1.0, 0.5, 0.7, 0.2, -0.4], const 2, const 3);
}
